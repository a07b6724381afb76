//! Finding good arborescences: many guided constructions, each re-optimised and pruned.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::graph::Graph;
use crate::instance::{ArcId, Cost};
use crate::random::Random;
use crate::tree::{Builder, Tree};

/// How dear the arcs straight from the root to a terminal are made while constructing. The higher, the more terminals are reached through
/// the graph at first; pruning then decides by true costs for whole branches together, which no construction one by one could.
const BYPASS_FACTORS: [f64; 5] = [1.0, 1.4, 2.0, 4.0, 50.0];

/// What guides a construction.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Guide<'a> {
    /// Only arcs of zero reduced cost, by their true cost.
    Saturated(&'a [Cost]),
    /// All arcs; cheap where the relaxation uses them.
    Relaxation(&'a [f64]),
    /// All arcs by true and reduced cost together.
    Reduced(&'a [Cost]),
}

/// Constructs one tree a bypass factor and noise level and returns the best. `None` if some terminal cannot be
/// reached at all. Once `stop` is set, one tree is enough.
pub(crate) fn best_of(
    graph: &Graph,
    builder: &mut Builder,
    guide: Guide<'_>,
    noises: &[f64],
    random: &mut Random,
    stop: &AtomicBool,
) -> Option<Tree> {
    let mut best: Option<Tree> = None;
    let has_bypass = graph
        .terminals
        .iter()
        .any(|&terminal| builder.bypass[terminal as usize] != crate::tree::NONE);
    let factors = if has_bypass {
        &BYPASS_FACTORS[..]
    } else {
        &BYPASS_FACTORS[..1]
    };
    for &factor in factors {
        for &noise in noises {
            if best.is_some() && stop.load(Ordering::Relaxed) {
                return best;
            }
            let salt = random.next();
            let arcs =
                builder.shortest_paths(graph, |arc| weight(graph, guide, factor, noise, salt, arc));
            let Some(arcs) = arcs else { continue };
            let tree = builder.reoptimised(graph, &arcs);
            if best.as_ref().is_none_or(|best| tree.cost < best.cost) {
                best = Some(tree);
            }
        }
    }
    best
}

fn weight(
    graph: &Graph,
    guide: Guide<'_>,
    factor: f64,
    noise: f64,
    salt: u64,
    arc: ArcId,
) -> Option<Cost> {
    let index = arc as usize;
    let bypass = graph.tail[index] == graph.root && graph.is_terminal[graph.head[index] as usize];
    let base = match guide {
        Guide::Saturated(reduced) => {
            // An arc from the root must stay usable, or nothing might be reachable.
            if reduced[index] > 0 && !bypass {
                return None;
            }
            graph.cost[index] as f64
        }
        Guide::Relaxation(values) => {
            graph.cost[index] as f64 * ((1.0 - values[index]).max(0.0) + 0.001)
        }
        Guide::Reduced(reduced) => 0.25 * graph.cost[index] as f64 + reduced[index] as f64,
    };
    let mixed = (salt ^ u64::from(arc)).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40;
    let factor = if bypass {
        factor
    } else {
        1.0 + noise * (mixed as f64 / f64::from(1 << 24))
    };
    #[expect(
        clippy::cast_possible_truncation,
        reason = "costs are bounded so that fifty times one fits"
    )]
    Some((base * factor) as Cost)
}
