//! Cheapest ways through one town's streets from the points of presence.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::roads::TownStreets;
use super::web::Class;
use crate::city::streets::{EdgeId, JunctionId, StreetGraph};

/// What a crossing counts, in metres of street.
const CROSSING_METRES: f64 = 150.0;
/// What a metre of main road counts.
const MAIN_FACTOR: f64 = 0.75;

/// The way to a junction from the nearest root.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reached {
    /// Effort from the root, in metres of minor street.
    pub(super) effort: f64,
    /// The last edge and the junction before it; `None` at a root.
    pub(super) before: Option<(EdgeId, JunctionId)>,
}

/// Cheapest ways to every junction of a town.
#[derive(Debug)]
pub(super) struct Paths {
    first: usize,
    reached: Vec<Option<Reached>>,
}

impl Paths {
    /// From the nearest of several roots (Dijkstra 1959).
    pub(super) fn new(graph: &StreetGraph, streets: &TownStreets, roots: &[JunctionId]) -> Self {
        let first = streets.junctions.start;
        let mut beside: Vec<Vec<(EdgeId, JunctionId, f64)>> =
            vec![Vec::new(); streets.junctions.len()];
        for (index, known) in streets.edges.clone().zip(&streets.traits) {
            let edge = &graph.edges[index];
            let factor = match known.class {
                Class::Motorway => continue,
                Class::Main => MAIN_FACTOR,
                Class::Minor => 1.0,
            };
            let effort = edge.length.get() * factor + CROSSING_METRES * edge.crossings.len() as f64;
            let id = EdgeId(u32::try_from(index).expect("fewer than 2^32 edges"));
            beside[edge.from.0 as usize - first].push((id, edge.to, effort));
            beside[edge.to.0 as usize - first].push((id, edge.from, effort));
        }
        let mut reached: Vec<Option<Reached>> = vec![None; beside.len()];
        let mut waiting = BinaryHeap::new();
        for &root in roots {
            reached[root.0 as usize - first] = Some(Reached {
                effort: 0.0,
                before: None,
            });
            waiting.push(Reverse((0_u64, root)));
        }
        while let Some(Reverse((bits, junction))) = waiting.pop() {
            let effort = f64::from_bits(bits);
            let here = junction.0 as usize - first;
            if reached[here].is_some_and(|best| best.effort < effort) {
                continue;
            }
            for &(edge, next, step) in &beside[here] {
                let there = &mut reached[next.0 as usize - first];
                let longer = effort + step;
                if there.is_none_or(|best| longer < best.effort) {
                    *there = Some(Reached {
                        effort: longer,
                        before: Some((edge, junction)),
                    });
                    // Bits of positive numbers are ordered as the numbers are.
                    waiting.push(Reverse((longer.to_bits(), next)));
                }
            }
        }
        Self { first, reached }
    }

    /// How a junction is reached, if at all.
    pub(super) fn to(&self, junction: JunctionId) -> Option<Reached> {
        self.reached[junction.0 as usize - self.first]
    }

    /// The edges from a junction back to its root, each with the junction it comes from.
    pub(super) fn back(&self, from: JunctionId) -> Vec<(EdgeId, JunctionId)> {
        let mut result = Vec::new();
        let mut at = from;
        while let Some((edge, before)) = self.to(at).and_then(|reached| reached.before) {
            result.push((edge, before));
            at = before;
        }
        result
    }
}
