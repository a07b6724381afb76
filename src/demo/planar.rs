//! A planar division of a town into blocks by half-edges, which streets split further and further.
//!
//! Half-edge `h` and its twin `h ^ 1` are the two sides of one edge. Splitting an edge and splitting a block each touch only their own
//! neighbourhood, which keeps generation near-linear.

use super::plane::Spot;

/// The street an edge belongs to when it is none: the town's outline.
pub(super) const OUTLINE: u32 = u32::MAX;

/// One side of an edge.
#[derive(Debug, Clone, Copy)]
struct Half {
    origin: u32,
    next: u32,
    previous: u32,
    face: u32,
}

/// Vertices, edges and blocks.
#[derive(Debug)]
pub(super) struct Planar {
    /// Where the vertices are.
    pub(super) spots: Vec<Spot>,
    /// How many street edges meet at each vertex.
    pub(super) degrees: Vec<u8>,
    /// The street each edge belongs to, or [`OUTLINE`].
    pub(super) streets: Vec<u32>,
    halves: Vec<Half>,
    faces: Vec<u32>,
}

impl Planar {
    /// One block with a counter-clockwise outline.
    pub(super) fn new(outline: &[Spot]) -> Self {
        let count = u32::try_from(outline.len()).expect("an outline has few points");
        let mut halves = Vec::with_capacity(outline.len() * 2);
        for index in 0..count {
            let (after, before) = ((index + 1) % count, (index + count - 1) % count);
            halves.push(Half {
                origin: index,
                next: 2 * after,
                previous: 2 * before,
                face: 0,
            });
            halves.push(Half {
                origin: after,
                next: 2 * before + 1,
                previous: 2 * after + 1,
                face: OUTLINE,
            });
        }
        Self {
            spots: outline.to_vec(),
            degrees: vec![0; outline.len()],
            streets: vec![OUTLINE; outline.len()],
            halves,
            faces: vec![0],
        }
    }

    /// The half-edges around a block, counter-clockwise.
    pub(super) fn around(&self, face: u32) -> Vec<u32> {
        let start = self.faces[face as usize];
        let mut result = vec![start];
        let mut half = self.halves[start as usize].next;
        while half != start {
            result.push(half);
            half = self.halves[half as usize].next;
        }
        result
    }

    /// The vertex a half-edge starts from.
    pub(super) fn origin(&self, half: u32) -> u32 {
        self.halves[half as usize].origin
    }

    /// Where a half-edge starts.
    pub(super) fn spot(&self, half: u32) -> Spot {
        self.spots[self.origin(half) as usize]
    }

    /// The street of a half-edge.
    pub(super) fn street(&self, half: u32) -> u32 {
        self.streets[half as usize / 2]
    }

    /// How many edges there are.
    pub(super) fn edges(&self) -> usize {
        self.streets.len()
    }

    /// The two vertices of an edge.
    pub(super) fn ends(&self, edge: usize) -> (u32, u32) {
        (
            self.halves[2 * edge].origin,
            self.halves[2 * edge + 1].origin,
        )
    }

    /// Puts a vertex on an edge; returns the half-edge of the same block that starts there.
    pub(super) fn split_edge(&mut self, half: u32, spot: Spot) -> u32 {
        let vertex = u32::try_from(self.spots.len()).expect("fewer than 2^32 vertices");
        let street = self.street(half);
        self.spots.push(spot);
        self.degrees.push(if street == OUTLINE { 0 } else { 2 });
        self.streets.push(street);
        let twin = half ^ 1;
        let (front, back) = (self.halves[half as usize], self.halves[twin as usize]);
        let added = u32::try_from(self.halves.len()).expect("fewer than 2^32 half-edges");
        self.halves.push(Half {
            origin: vertex,
            next: front.next,
            previous: half,
            face: front.face,
        });
        self.halves.push(Half {
            origin: back.origin,
            next: twin,
            previous: back.previous,
            face: back.face,
        });
        self.halves[front.next as usize].previous = added;
        self.halves[back.previous as usize].next = added + 1;
        self.halves[half as usize].next = added;
        self.halves[twin as usize].previous = added + 1;
        self.halves[twin as usize].origin = vertex;
        added
    }

    /// Lays a street through a block from the start of one of its half-edges to the start of another; returns the two blocks.
    pub(super) fn split_face(&mut self, from: u32, to: u32, street: u32) -> (u32, u32) {
        let (a, b) = (self.halves[from as usize], self.halves[to as usize]);
        let out = u32::try_from(self.halves.len()).expect("fewer than 2^32 half-edges");
        let face = a.face;
        let added = u32::try_from(self.faces.len()).expect("fewer than 2^32 blocks");
        self.streets.push(street);
        self.halves.push(Half {
            origin: a.origin,
            next: to,
            previous: a.previous,
            face,
        });
        self.halves.push(Half {
            origin: b.origin,
            next: from,
            previous: b.previous,
            face: added,
        });
        self.halves[a.previous as usize].next = out;
        self.halves[to as usize].previous = out;
        self.halves[b.previous as usize].next = out + 1;
        self.halves[from as usize].previous = out + 1;
        self.faces[face as usize] = out;
        self.faces.push(out + 1);
        let mut half = from;
        while half != out + 1 {
            self.halves[half as usize].face = added;
            half = self.halves[half as usize].next;
        }
        self.degrees[a.origin as usize] += 1;
        self.degrees[b.origin as usize] += 1;
        (face, added)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splitting_a_block_gives_two_blocks_that_share_the_street() {
        let square = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)].map(|(x, y)| Spot::new(x, y));
        let mut planar = Planar::new(&square);
        let around = planar.around(0);
        let from = planar.split_edge(around[0], Spot::new(2.0, 0.0));
        let to = planar.split_edge(around[2], Spot::new(2.0, 4.0));
        let (left, right) = planar.split_face(from, to, 7);
        for face in [left, right] {
            let ring: Vec<Spot> = planar
                .around(face)
                .iter()
                .map(|&half| planar.spot(half))
                .collect();
            assert_eq!(ring.len(), 4);
            assert!((super::super::plane::area_and_centroid(&ring).0 - 8.0).abs() < 1e-12);
        }
        assert_eq!(planar.edges(), 7);
        assert_eq!(
            planar.streets.iter().filter(|&&street| street == 7).count(),
            1
        );
        assert_eq!(planar.degrees[planar.origin(from) as usize], 1);
    }
}
