//! The solver: bounds and trees in turns, each making the other stronger, every step recorded so that it can be replayed.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::certificate::{Certificate, Node, Stage};
use crate::contract::Contraction;
use crate::dual_ascent::Ascent;
use crate::graph::Graph;
use crate::heuristic::{Guide, best_of};
use crate::instance::{ArcId, Cost, Instance, Vertex};
use crate::random::Random;
use crate::reduce;
use crate::tree::{Builder, Tree};
use crate::verify::Solution;

/// How much work to spend. It counts steps, not seconds, so that results are the same on every machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effort {
    /// One bound and a few trees: for previews.
    Quick,
    /// Good for daily plans.
    Normal,
    /// Until the gap is closed or nothing moves any more.
    Thorough,
}

/// Limits of a run.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Threads to use; results do not depend on it.
    pub threads: usize,
    /// How much work to spend.
    pub effort: Effort,
    /// Seed of all random choices.
    pub seed: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            threads: 1,
            effort: Effort::Normal,
            seed: 1,
        }
    }
}

/// How far a run has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Cost of the best solution so far.
    pub objective: Option<Cost>,
    /// Best bound so far.
    pub lower_bound: Cost,
}

/// How the caller watches and ends a run.
#[derive(Clone, Copy)]
pub struct Control<'a> {
    /// Set it to end soon; the best solution and bound so far are returned.
    pub stop: &'a AtomicBool,
    /// Called now and then.
    pub progress: &'a (dyn Fn(Progress) + Sync),
}

impl std::fmt::Debug for Control<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Control")
            .field("stop", self.stop)
            .finish_non_exhaustive()
    }
}

/// A solution with the proof of its bound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The best solution found.
    pub solution: Solution,
    /// To be replayed by [`verify`](crate::verify).
    pub certificate: Certificate,
    /// What the certificate proves.
    pub lower_bound: Cost,
}

/// Why there is no solution.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SolveError {
    /// Some terminals cannot be reached from the root.
    #[error("{} terminals cannot be reached from the root, the first is {}", terminals.len(), terminals[0])]
    Unreachable {
        /// All of them, ascending.
        terminals: Vec<Vertex>,
    },
    /// The run was stopped before there was any solution.
    #[error("stopped before there was a solution")]
    Stopped,
}

/// Solves an instance as far as the limits allow.
///
/// # Errors
/// [`SolveError`] if a terminal cannot be reached.
pub fn solve(
    instance: &Instance,
    limits: &Limits,
    control: &Control<'_>,
) -> Result<Outcome, SolveError> {
    let whole = Graph::of_instance(instance);
    let far = reduce::distances(&whole, &whole.cost, &[whole.root], true);
    let terminals: Vec<Vertex> = whole
        .terminals
        .iter()
        .copied()
        .filter(|&terminal| far[terminal as usize] == Cost::MAX)
        .collect();
    if !terminals.is_empty() {
        return Err(SolveError::Unreachable { terminals });
    }
    let mut run = Run {
        active: vec![true; whole.arc_count()],
        whole,
        limits,
        control,
        random: Random::new(limits.seed),
        best: None,
        bound: 0,
        stages: Vec::new(),
    };
    run.rounds();
    let Some(best) = run.best else {
        return Err(SolveError::Stopped);
    };
    let solution = Solution {
        objective: best.cost,
        arcs: best.arcs,
    };
    let certificate = Certificate {
        node: Node {
            stages: run.stages,
            branch: None,
        },
    };
    Ok(Outcome {
        lower_bound: run.bound.min(solution.objective),
        solution,
        certificate,
    })
}

struct Run<'a> {
    whole: Graph,
    limits: &'a Limits,
    control: &'a Control<'a>,
    random: Random,
    active: Vec<bool>,
    /// Best tree, on the whole graph.
    best: Option<Tree>,
    bound: Cost,
    stages: Vec<Stage>,
}

impl Run<'_> {
    fn stopped(&self) -> bool {
        self.control.stop.load(Ordering::Relaxed) && self.best.is_some()
    }

    fn report(&self) {
        (self.control.progress)(Progress {
            objective: self.best.as_ref().map(|tree| tree.cost),
            lower_bound: self.bound,
        });
    }

    fn offer(&mut self, contraction: &Contraction, tree: &Tree) {
        if self.best.as_ref().is_none_or(|best| tree.cost < best.cost) {
            let arcs: Vec<ArcId> = contraction.expanded(&tree.arcs);
            self.best = Some(Tree::new(&self.whole, arcs));
        }
    }

    fn rounds(&mut self) {
        for _ in 0..6 {
            let before = self.active.iter().filter(|&&active| active).count();
            let contraction = Contraction::new(&self.whole, &self.active);
            let graph = &contraction.graph;
            let mut ascent = Ascent::new(graph);
            let priorities = self.random.priorities(graph.terminals.len());
            ascent.raise(graph, &priorities, &AtomicBool::new(false));
            if ascent.cut_off {
                // Nothing cheaper than the best tree is left.
                self.bound = self.best.as_ref().map_or(self.bound, |best| best.cost);
                return;
            }
            let mut builder = Builder::new(graph);
            for guide in [
                Guide::Saturated(&ascent.reduced),
                Guide::Reduced(&ascent.reduced),
            ] {
                if let Some(tree) = best_of(
                    graph,
                    &mut builder,
                    guide,
                    &[0.0, 0.1, 0.3, 1.0],
                    &mut self.random,
                ) {
                    self.offer(&contraction, &tree);
                }
            }
            self.conclude(&contraction, &ascent);
            self.report();
            let after = self.active.iter().filter(|&&active| active).count();
            if self.stopped() || after * 20 > before * 19 {
                return;
            }
        }
    }

    /// Carries a dual solution back to the whole graph, records it as a stage, and deletes what it makes useless.
    fn conclude(&mut self, contraction: &Contraction, ascent: &Ascent) {
        let potentials = contraction.lifted(&ascent.potentials(&contraction.graph));
        let cutoff = self.best.as_ref().map(|best| best.cost);
        self.bound = self
            .bound
            .max(ascent.bound.min(cutoff.unwrap_or(Cost::MAX)));
        if let Some(cutoff) = cutoff {
            let remaining = self.remaining();
            let on_whole = Ascent::from_potentials(&remaining.0, &potentials);
            let useful =
                reduce::useful_arcs(&remaining.0, &on_whole.reduced, on_whole.bound, cutoff);
            for (index, useful) in remaining.1.into_iter().zip(useful) {
                self.active[index] = useful;
            }
        }
        self.stages.push(Stage {
            potentials,
            delete_from: cutoff,
        });
    }

    /// The whole graph with only its active arcs, and which arcs those are.
    fn remaining(&self) -> (Graph, Vec<usize>) {
        let arcs: Vec<usize> = (0..self.whole.arc_count())
            .filter(|&arc| self.active[arc])
            .collect();
        let graph = Graph::new(
            self.whole.vertex_count,
            self.whole.root,
            self.whole.terminals.clone(),
            arcs.iter().map(|&arc| {
                (
                    self.whole.tail[arc],
                    self.whole.head[arc],
                    self.whole.cost[arc],
                )
            }),
        );
        (graph, arcs)
    }
}
