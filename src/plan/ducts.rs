//! Which street parts an existing duct runs along.
//!
//! Ducts come with a course of their own, not with street numbers. A part counts as covered when at least four fifths of it lie within
//! eight metres of the duct and the duct really runs along it, not across. Edges are cut at both ends of each duct first, so that a duct
//! from one chamber to the next covers whole parts. Both limits are assumptions.

use super::parts::{Part, Parts, line_between, point_at};
use crate::city::network::Duct;
use crate::city::streets::{EdgeId, NearestStreet, StreetGraph};
use crate::geometry::{distance, foot_on_line, line_length};
use crate::units::Metres;

/// How far a duct may lie from the line of its street.
const TOLERANCE_M: f64 = 8.0;
/// The share of a part that must lie near the duct.
const COVERED_SHARE: f64 = 0.8;
/// The least advance along the duct per metre of the part; less means that the duct only crosses it.
const LEAST_ADVANCE: f64 = 0.6;
/// Distance between samples.
const STEP_M: f64 = 5.0;
/// Most samples taken along one line.
const MOST_SAMPLES: f64 = 20_000.0;

/// The edges a duct may run along, ascending.
pub(super) fn edges_near(duct: &Duct, streets: &NearestStreet<'_>) -> Vec<EdgeId> {
    let reach = Metres::new(TOLERANCE_M).expect("a constant length");
    let mut edges: Vec<EdgeId> = samples(0.0, line_length(&duct.line).get())
        .flat_map(|along| streets.within(point_at(&duct.line, along), reach))
        .collect();
    edges.sort_unstable();
    edges.dedup();
    edges
}

/// Where the ends of a duct lie on the edges it may run along: the places to cut at.
pub(super) fn ends(duct: &Duct, near: &[EdgeId], streets: &StreetGraph) -> Vec<(EdgeId, f64)> {
    let mut places = Vec::new();
    for end in [duct.line.first(), duct.line.last()].into_iter().flatten() {
        for &id in near {
            let edge = &streets.edges[id.0 as usize];
            if let Some(foot) = foot_on_line(&edge.line, *end)
                && foot.distance.get() <= TOLERANCE_M
            {
                places.push((id, foot.along.get().min(edge.length.get())));
            }
        }
    }
    places
}

/// The parts a duct covers, ascending.
pub(super) fn covered(
    duct: &Duct,
    near: &[EdgeId],
    streets: &StreetGraph,
    parts: &Parts,
) -> Vec<u32> {
    let mut found: Vec<u32> = near
        .iter()
        .flat_map(|&edge| parts.of(edge))
        .filter(|(_, part)| covers(duct, part, streets))
        .map(|(index, _)| index)
        .collect();
    found.sort_unstable();
    found
}

fn covers(duct: &Duct, part: &Part, streets: &StreetGraph) -> bool {
    let line = &streets.edges[part.edge.0 as usize].line;
    let piece = line_between(line, part.start, part.end);
    let (Some(first), Some(last)) = (piece.first(), piece.last()) else {
        return false;
    };
    let (Some(from), Some(to)) = (
        foot_on_line(&duct.line, *first),
        foot_on_line(&duct.line, *last),
    ) else {
        return false;
    };
    let advance = (from.along.get() - to.along.get()).abs();
    if advance < LEAST_ADVANCE * distance(*first, *last).get() || advance <= 0.0 {
        return false;
    }
    let (mut near, mut all) = (0.0, 0.0);
    for along in samples(part.start, part.end) {
        all += 1.0;
        if foot_on_line(&duct.line, point_at(line, along))
            .is_some_and(|foot| foot.distance.get() <= TOLERANCE_M)
        {
            near += 1.0;
        }
    }
    near >= COVERED_SHARE * all
}

/// Evenly spread places between two others, the middles of equal steps.
fn samples(start: f64, end: f64) -> impl Iterator<Item = f64> {
    let count = ((end - start) / STEP_M).ceil().clamp(5.0, MOST_SAMPLES);
    let step = (end - start) / count;
    std::iter::successors(Some(0.5), |place| Some(place + 1.0))
        .take_while(move |place| *place < count)
        .map(move |place| start + place * step)
}
