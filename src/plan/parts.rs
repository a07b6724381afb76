//! Street edges cut into parts where something joins them: the foot of a site, an existing node, the end of a duct.
//!
//! The parts of an edge are as long together as the edge itself. Crossings are recorded per edge without a place; they are charged to the
//! part that holds the middle of the edge.

use crate::city::streets::{EdgeId, StreetGraph};
use crate::geometry::{Utm32, distance};
use crate::units::Metres;

/// Two cuts nearer than this are one, and a cut nearer than this to a junction is the junction.
const SAME_PLACE_M: f64 = 0.01;

/// A piece of a street edge between two vertices of the instance.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Part {
    /// The edge it is cut from.
    pub(super) edge: EdgeId,
    /// Where it starts on the edge, in metres.
    pub(super) start: f64,
    /// Where it ends on the edge, in metres.
    pub(super) end: f64,
    /// Vertex at its start.
    pub(super) tail: u32,
    /// Vertex at its end.
    pub(super) head: u32,
    /// True when the edge's crossings are charged here.
    pub(super) crossings: bool,
}

impl Part {
    /// How long it is.
    pub(super) fn length(&self) -> Metres {
        Metres::new(self.end - self.start).expect("a part ends after it starts")
    }
}

/// The street graph with its edges cut.
pub(super) struct Parts {
    /// All parts; those of one edge stand together, in the direction of the edge.
    pub(super) all: Vec<Part>,
    /// By edge: the first part and the number of parts.
    ranges: Vec<(u32, u32)>,
    /// One more than the largest vertex in use.
    pub(super) vertex_count: u32,
}

impl Parts {
    /// Cuts every edge at the given places (metres from its start). Vertices are numbered from `first_vertex`: junctions, then cuts,
    /// both in the given order of edges.
    pub(super) fn cut(
        streets: &StreetGraph,
        order: &[EdgeId],
        cuts: &[Vec<f64>],
        first_vertex: u32,
    ) -> Self {
        let mut next = first_vertex;
        let mut fresh = || {
            next += 1;
            next - 1
        };
        let mut junctions: Vec<Option<u32>> = vec![None; streets.junctions.len()];
        for &id in order {
            let edge = &streets.edges[id.0 as usize];
            for junction in [edge.from, edge.to] {
                junctions[junction.0 as usize].get_or_insert_with(&mut fresh);
            }
        }
        let at = |junction: u32| {
            junctions[junction as usize].expect("both ends of every edge were numbered")
        };
        let mut parts = Vec::with_capacity(streets.edges.len());
        let mut ranges = vec![(0, 0); streets.edges.len()];
        for &id in order {
            let edge = &streets.edges[id.0 as usize];
            let length = edge.length.get();
            let first = parts.len();
            let mut places = cuts[id.0 as usize].clone();
            places.sort_by(f64::total_cmp);
            let (mut start, mut tail) = (0.0, at(edge.from.0));
            for place in places {
                if place - start < SAME_PLACE_M || length - place < SAME_PLACE_M {
                    continue;
                }
                let head = fresh();
                parts.push(part(id, length, (start, place), (tail, head)));
                (start, tail) = (place, head);
            }
            parts.push(part(id, length, (start, length), (tail, at(edge.to.0))));
            ranges[id.0 as usize] = (index(first), index(parts.len() - first));
        }
        Self {
            all: parts,
            ranges,
            vertex_count: next,
        }
    }

    /// The parts of one edge with their indices.
    pub(super) fn of(&self, edge: EdgeId) -> impl Iterator<Item = (u32, &Part)> {
        let (first, count) = self.ranges[edge.0 as usize];
        (first..first + count).map(|index| (index, &self.all[index as usize]))
    }

    /// The vertex nearest to a place on an edge.
    pub(super) fn vertex(&self, edge: EdgeId, along: f64) -> u32 {
        let mut best = (f64::INFINITY, 0);
        for (_, part) in self.of(edge) {
            for (place, vertex) in [(part.start, part.tail), (part.end, part.head)] {
                let away = (place - along).abs();
                if away < best.0 {
                    best = (away, vertex);
                }
            }
        }
        best.1
    }
}

fn part(edge: EdgeId, length: f64, (start, end): (f64, f64), (tail, head): (u32, u32)) -> Part {
    let middle = length / 2.0;
    Part {
        edge,
        start,
        end,
        tail,
        head,
        crossings: start <= middle && (middle < end || end >= length),
    }
}

fn index(count: usize) -> u32 {
    u32::try_from(count).expect("fewer parts than vertex ids")
}

/// The piece of a line between two distances from its start.
pub(super) fn line_between(line: &[Utm32], start: f64, end: f64) -> Vec<Utm32> {
    let mut piece = vec![point_at(line, start)];
    let mut walked = 0.0;
    for pair in line.windows(2) {
        walked += distance(pair[0], pair[1]).get();
        if walked > start + 1e-6 && walked < end - 1e-6 {
            piece.push(pair[1]);
        }
    }
    piece.push(point_at(line, end));
    piece
}

/// The position at a distance from the start of a line, its end beyond that.
pub(super) fn point_at(line: &[Utm32], along: f64) -> Utm32 {
    let mut left = along.max(0.0);
    for pair in line.windows(2) {
        let length = distance(pair[0], pair[1]).get();
        if left <= length && length > 0.0 {
            let share = left / length;
            let between = |a: f64, b: f64| a + share * (b - a);
            return Utm32::new(
                between(pair[0].easting(), pair[1].easting()),
                between(pair[0].northing(), pair[1].northing()),
            )
            .expect("between two positions");
        }
        left -= length;
    }
    *line.last().expect("a street has a line")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::city::streets::{JunctionId, StreetEdge, Surface};

    fn at(easting: f64) -> Utm32 {
        Utm32::new(400_000.0 + easting, 5_700_000.0).unwrap()
    }

    fn street(length: f64) -> StreetGraph {
        StreetGraph {
            junctions: vec![at(0.0), at(length)],
            edges: vec![StreetEdge {
                source_id: String::new(),
                name: String::new(),
                from: JunctionId(0),
                to: JunctionId(1),
                line: vec![at(0.0), at(length / 4.0), at(length)],
                length: Metres::new(length).unwrap(),
                surface: Surface::Asphalt,
                surface_assumed: false,
                crossings: Vec::new(),
                forbidden: false,
            }],
        }
    }

    #[test]
    fn parts_add_up_to_the_edge_and_near_cuts_are_one() {
        let streets = street(100.0);
        let cuts = vec![vec![70.0, 0.005, 30.0, 30.004, 99.995]];
        let parts = Parts::cut(&streets, &[EdgeId(0)], &cuts, 1);
        assert_eq!(parts.all.len(), 3);
        assert_eq!(parts.vertex_count, 5);
        let length: f64 = parts.all.iter().map(|part| part.length().get()).sum();
        assert!((length - 100.0).abs() < 1e-9);
        assert_eq!(parts.vertex(EdgeId(0), 30.004), parts.all[0].head);
        assert_eq!(parts.vertex(EdgeId(0), 0.005), parts.all[0].tail);
        let charged: Vec<bool> = parts.all.iter().map(|part| part.crossings).collect();
        assert_eq!(charged, [false, true, false]);
    }

    #[test]
    fn crossings_are_charged_once_even_when_the_cut_is_in_the_middle() {
        let parts = Parts::cut(&street(100.0), &[EdgeId(0)], &[vec![50.0]], 1);
        assert_eq!(parts.all.iter().filter(|part| part.crossings).count(), 1);
    }

    #[test]
    fn the_line_of_a_part_keeps_the_bends_between_its_ends() {
        let streets = street(100.0);
        assert_eq!(
            line_between(&streets.edges[0].line, 10.0, 60.0),
            [at(10.0), at(25.0), at(60.0)]
        );
        assert_eq!(
            line_between(&streets.edges[0].line, 25.0, 100.0),
            [at(25.0), at(100.0)]
        );
    }
}
