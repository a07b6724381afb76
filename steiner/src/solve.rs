//! The solver's face: limits, control, outcome; and the choice of scale and root node.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::branch;
use crate::certificate::Certificate;
use crate::graph::Graph;
use crate::instance::{ArcId, Cost, Instance, Vertex};
use crate::random::Random;
use crate::reduce;
use crate::tree::Tree;
use crate::verify::Solution;

/// How much work to spend. It counts steps, not seconds, so that results are the same on every machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effort {
    /// A bound and some trees: for previews and comparisons.
    Quick,
    /// Good for daily plans.
    Normal,
    /// Until the gap is closed or a large amount of work is spent.
    Thorough,
}

impl Effort {
    /// Entries of the relaxation that may be passed over, all nodes together.
    fn work(self) -> u64 {
        match self {
            Self::Quick => 200_000_000,
            Self::Normal => 1_600_000_000,
            Self::Thorough => 400_000_000_000,
        }
    }
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
}

/// Costs are scaled until the dearest arc has about this cost, so that fractions of a raise are not lost to rounding.
const FINE: Cost = 10_000_000;

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
    let scale = scale_of(&whole);
    let arcs = instance
        .arcs()
        .iter()
        .map(|arc| (arc.tail, arc.head, arc.cost * scale));
    let whole = Graph::new(
        whole.vertex_count,
        whole.root,
        whole.terminals.clone(),
        arcs,
    );
    let mut search = Search {
        scale,
        limits,
        control,
        stop: control.stop,
        random: Random::new(limits.seed),
        best: Tree {
            arcs: Vec::new(),
            cost: Cost::MAX,
        },
        work_left: limits.effort.work(),
        proved_elsewhere: 0,
    };
    let (node, bound) = branch::root(&whole, &mut search);
    let objective = search.best.cost / scale;
    let solution = Solution {
        objective,
        arcs: search.best.arcs,
    };
    let bound = bound / scale + Cost::from(bound % scale > 0);
    Ok(Outcome {
        lower_bound: bound.min(objective),
        solution,
        certificate: Certificate { scale, node },
    })
}

fn scale_of(graph: &Graph) -> Cost {
    let dearest = graph.cost.iter().copied().max().unwrap_or(0).max(1);
    let sum: Cost = graph.cost.iter().sum();
    let mut scale = 1;
    while dearest * scale < FINE
        && sum
            .checked_mul(scale * 10)
            .is_some_and(|sum| sum < Cost::MAX / 1_000)
    {
        scale *= 10;
    }
    scale
}

/// What all nodes of one run share.
pub(crate) struct Search<'a> {
    pub(crate) scale: Cost,
    pub(crate) limits: &'a Limits,
    control: &'a Control<'a>,
    pub(crate) stop: &'a AtomicBool,
    pub(crate) random: Random,
    /// Best tree so far, on the whole graph.
    pub(crate) best: Tree,
    work_left: u64,
    /// Bound known from the nodes above, for reporting.
    pub(crate) proved_elsewhere: Cost,
}

impl Search<'_> {
    /// True when the caller wants an end or the work is spent. There is always a tree by then.
    pub(crate) fn ended(&self) -> bool {
        self.best.cost < Cost::MAX
            && (self.work_left == 0 || self.control.stop.load(Ordering::Relaxed))
    }

    /// True when the caller wants an end. Whatever is under way is then left as it is, once there is a tree.
    pub(crate) fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    pub(crate) fn spend(&mut self, work: u64) {
        self.work_left = self.work_left.saturating_sub(work);
    }

    /// Solutions at or above this are of no interest: costs are whole, so the next better one is a whole unit cheaper.
    pub(crate) fn cutoff(&self) -> Option<Cost> {
        (self.best.cost < Cost::MAX).then(|| self.best.cost - self.scale + 1)
    }

    /// Takes a tree of the whole graph if it is better.
    pub(crate) fn offer(
        &mut self,
        whole: &Graph,
        cost: Cost,
        arcs: impl FnOnce() -> Vec<ArcId>,
    ) -> bool {
        if cost >= self.best.cost {
            return false;
        }
        self.best = Tree::new(whole, arcs());
        true
    }

    pub(crate) fn report(&self, bound: Cost) {
        let objective = (self.best.cost < Cost::MAX).then_some(self.best.cost / self.scale);
        let lower_bound = bound.max(self.proved_elsewhere).min(self.best.cost) / self.scale;
        (self.control.progress)(Progress {
            objective,
            lower_bound,
        });
    }
}
