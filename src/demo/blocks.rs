//! Streets as the borders of blocks: the town is split again and again, across the longer side of the largest block for its place.
//!
//! First come roads through the districts' centres, then streets that end at those as T junctions or, where they meet a junction, as
//! crossroads. How large a block may stay depends on how densely its place is settled. Nothing lies on a grid: every cut is tilted and
//! shifted at random, and the whole is bent later.

use std::collections::BinaryHeap;

use super::planar::{OUTLINE, Planar};
use super::plane::{Spot, area_and_centroid, crossing, inside};
use super::random::Random;
use super::town::Town;

/// Area of a block in the inner city against the open country; only their ratio matters.
const DENSE_BLOCK: f64 = 1.0;
const COUNTRY_BLOCK: f64 = 60.0;

/// Junctions nearer than this are made one.
const LEAST_GAP: f64 = 30.0;

/// A street end this near to a junction (as a share of the block's width) may become a crossroads.
const SNAP_SHARE: f64 = 0.16;

/// Sine of the smallest angle between two streets.
const LEAST_SINE: f64 = 0.42;

/// The blocks and their streets.
#[derive(Debug)]
pub(super) struct Blocks {
    /// The division.
    pub(super) planar: Planar,
    /// For each street how many cuts came before it: 0 is the first road through the town.
    pub(super) levels: Vec<u8>,
    /// The town's outline.
    pub(super) outline: Vec<Spot>,
}

/// A block waiting to be split; the largest for its place comes first, the lower number on ties.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Waiting {
    size: u64,
    face: std::cmp::Reverse<u32>,
}

/// Where a street ends on the border of a block.
enum End {
    /// At the start of this half-edge.
    Junction(usize),
    /// On this half-edge.
    Along(usize, Spot),
}

/// Splits the town until it has about `edges` street edges.
pub(super) fn blocks(town: &Town, edges: usize, random: &mut Random) -> Blocks {
    let mut planar = Planar::new(&town.outline);
    let mut levels: Vec<u8> = Vec::new();
    let mut depths: Vec<u8> = vec![0];
    let mut centres: Vec<Spot> = town.cells.iter().map(|cell| cell.centre).collect();
    let mut waiting = BinaryHeap::new();
    waiting.push(Waiting {
        size: u64::MAX,
        face: std::cmp::Reverse(0),
    });
    let outline = town.outline.len();
    while planar.edges() < edges + outline {
        let Some(Waiting { face, .. }) = waiting.pop() else {
            break;
        };
        let street = u32::try_from(levels.len()).expect("fewer than 2^32 streets");
        let depth = depths[face.0 as usize];
        let Some((one, two)) = split(&mut planar, face.0, street, depth, &mut centres, random)
        else {
            continue;
        };
        levels.push(depth);
        depths[one as usize] = depth.saturating_add(1);
        depths.push(depth.saturating_add(1));
        for part in [one, two] {
            let ring = ring(&planar, part);
            let (area, centroid) = area_and_centroid(&ring);
            let density = town.density(centroid);
            let urge = density / DENSE_BLOCK + (1.0 - density) / COUNTRY_BLOCK;
            // Bits of positive numbers are ordered as the numbers are.
            let size = (area * urge * random.between(0.4, 1.6)).to_bits();
            waiting.push(Waiting {
                size,
                face: std::cmp::Reverse(part),
            });
        }
    }
    Blocks {
        planar,
        levels,
        outline: town.outline.clone(),
    }
}

fn ring(planar: &Planar, face: u32) -> Vec<Spot> {
    planar
        .around(face)
        .iter()
        .map(|&half| planar.spot(half))
        .collect()
}

/// Splits one block by one street; `None` when no sound cut was found.
fn split(
    planar: &mut Planar,
    face: u32,
    street: u32,
    depth: u8,
    centres: &mut Vec<Spot>,
    random: &mut Random,
) -> Option<(u32, u32)> {
    let halves = planar.around(face);
    let spots: Vec<Spot> = halves.iter().map(|&half| planar.spot(half)).collect();
    let (area, centroid) = area_and_centroid(&spots);
    let axis = longer_axis(&spots, centroid);
    let width = area.sqrt();
    for attempt in 0..10 {
        let (through, course) =
            if let Some(cut) = road(&spots, centres, axis, depth, attempt, random) {
                cut
            } else {
                let shift = random.between(-0.14, 0.14) * width;
                let tilt = random.between(-0.22, 0.22);
                (
                    centroid.plus(axis.times(shift)),
                    axis.left().plus(axis.times(tilt)).direction(),
                )
            };
        if !inside(&spots, through) {
            continue;
        }
        let Some((first, second)) =
            hit(&spots, through, course).zip(hit(&spots, through, course.times(-1.0)))
        else {
            continue;
        };
        let Some((from, to)) = end(planar, &halves, &spots, first, width, random)
            .zip(end(planar, &halves, &spots, second, width, random))
        else {
            continue;
        };
        if !sound(&spots, &from, &to) {
            continue;
        }
        centres.retain(|&centre| centre.distance(through) > 1.0);
        // A vertex put on one half-edge leaves the other half-edge's start where it is, unless both ends lie on the same edge, which
        // `sound` has refused.
        let mut place = |which: End| match which {
            End::Junction(index) => halves[index],
            End::Along(index, spot) => planar.split_edge(halves[index], spot),
        };
        let (from, to) = (place(from), place(to));
        return Some(planar.split_face(from, to, street));
    }
    None
}

/// The cut of a road through a centre that no road has reached yet.
fn road(
    spots: &[Spot],
    centres: &[Spot],
    axis: Spot,
    depth: u8,
    attempt: usize,
    random: &mut Random,
) -> Option<(Spot, Spot)> {
    if depth > 7 || attempt > 5 {
        return None;
    }
    let mut within = centres.iter().filter(|&&centre| inside(spots, centre));
    let &first = within.next()?;
    let course = match within.next() {
        Some(&second) if attempt < 3 => second.minus(first).direction(),
        _ => axis.left(),
    };
    let tilt = random.between(-0.05, 0.05) * attempt as f64;
    Some((first, course.plus(course.left().times(tilt)).direction()))
}

/// Direction of the longer axis of a block, from the second moments of its border.
fn longer_axis(spots: &[Spot], centroid: Spot) -> Spot {
    let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
    for (index, &a) in spots.iter().enumerate() {
        let b = spots[(index + 1) % spots.len()];
        let middle = a.towards(b, 0.5).minus(centroid);
        let weight = a.distance(b);
        xx += weight * middle.x * middle.x;
        xy += weight * middle.x * middle.y;
        yy += weight * middle.y * middle.y;
    }
    let half = (xx - yy) / 2.0;
    let root = (half * half + xy * xy).sqrt();
    if half + root > xy.abs() {
        Spot::new(half + root, xy).direction()
    } else {
        Spot::new(xy, root - half).direction()
    }
}

/// The nearest border a ray from inside meets: which half-edge, how far along it.
fn hit(spots: &[Spot], from: Spot, course: Spot) -> Option<(usize, f64)> {
    let mut best: Option<(f64, usize, f64)> = None;
    for (index, &a) in spots.iter().enumerate() {
        let along = spots[(index + 1) % spots.len()].minus(a);
        let cross = course.cross(along);
        if cross == 0.0 {
            continue;
        }
        let between = a.minus(from);
        let (far, share) = (between.cross(along) / cross, between.cross(course) / cross);
        if far > 0.0 && (0.0..=1.0).contains(&share) && best.is_none_or(|(least, ..)| far < least) {
            best = Some((far, index, share));
        }
    }
    best.map(|(_, index, share)| (index, share))
}

/// Turns a hit into a T junction on the edge or a crossroads at one of its ends.
fn end(
    planar: &Planar,
    halves: &[u32],
    spots: &[Spot],
    (index, share): (usize, f64),
    width: f64,
    random: &mut Random,
) -> Option<End> {
    let next = (index + 1) % halves.len();
    let (a, b) = (spots[index], spots[next]);
    let length = a.distance(b);
    if planar.street(halves[index]) == OUTLINE {
        return Some(End::Along(index, a.towards(b, share.clamp(0.1, 0.9))));
    }
    let (nearest, away) = if share < 0.5 {
        (index, share * length)
    } else {
        (next, (1.0 - share) * length)
    };
    let may_join = match planar.degrees[planar.origin(halves[nearest]) as usize] {
        2 | 3 => true,
        4 => random.chance(0.06),
        _ => false,
    };
    if may_join && away < (SNAP_SHARE * width).max(LEAST_GAP) {
        return Some(End::Junction(nearest));
    }
    if length < 2.0 * LEAST_GAP {
        return may_join.then_some(End::Junction(nearest));
    }
    let margin = LEAST_GAP / length;
    Some(End::Along(
        index,
        a.towards(b, share.clamp(margin, 1.0 - margin)),
    ))
}

/// True when the cut crosses no border, meets none at a sharp angle, and leaves two blocks worth the name.
fn sound(spots: &[Spot], from: &End, to: &End) -> bool {
    let place = |end: &End| match *end {
        End::Junction(index) => (spots[index], index, true),
        End::Along(index, spot) => (spot, index, false),
    };
    let ((a, first, a_joins), (b, second, b_joins)) = (place(from), place(to));
    if first == second || a.distance(b) < LEAST_GAP {
        return false;
    }
    let count = spots.len();
    let course = b.minus(a).direction();
    let corner = |spot: Spot, index: usize, joins: bool, course: Spot| {
        let after = spots[(index + 1) % count];
        let before = if joins {
            spots[(index + count - 1) % count]
        } else {
            spots[index]
        };
        [after, before].into_iter().all(|other| {
            let side = other.minus(spot).direction();
            side.dot(course) < 0.0 || side.cross(course).abs() > LEAST_SINE
        })
    };
    if !corner(a, first, a_joins, course) || !corner(b, second, b_joins, course.times(-1.0)) {
        return false;
    }
    if !inside(spots, a.towards(b, 0.5)) {
        return false;
    }
    let touches =
        |index: usize, at: usize, joins: bool| index == at || (joins && (index + 1) % count == at);
    (0..count).all(|index| {
        touches(index, first, a_joins)
            || touches(index, second, b_joins)
            || crossing((a, b), (spots[index], spots[(index + 1) % count])).is_none()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_town_is_split_into_about_as_many_edges_as_asked() {
        let town = Town::new(0, 1, 0.1, String::new(), &Random::new(3));
        let blocks = blocks(&town, 900, &mut Random::new(4));
        let streets = blocks
            .planar
            .streets
            .iter()
            .filter(|&&street| street != OUTLINE)
            .count();
        assert!((850..=905).contains(&streets), "{streets}");
        for face in 0..100 {
            assert!(area_and_centroid(&ring(&blocks.planar, face)).0 > 0.0);
        }
    }
}
