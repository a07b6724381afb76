//! The proof that no solution is cheaper than a bound.
//!
//! The dual of the directed-cut relaxation raises, for each terminal, cuts that are nested. They are written down as a **potential**:
//! `π_t(v)` is how much had been raised for terminal `t` before vertex `v` joined its component; a vertex that never joined has the
//! terminal's total. The potentials are feasible if `Σ_t max(0, π_t(u) − π_t(v)) ≤ c(u, v)` on every arc, and then `Σ_t π_t(root)` is a
//! lower bound (R. T. Wong, A dual ascent approach for Steiner tree problems on a directed graph, Math. Programming 28, 1984).
//!
//! Stronger bounds come in stages. After a stage, every arc may be deleted whose use would cost at least `cutoff`: the stage's bound plus
//! the cheapest reduced-cost path from the root through the arc to a terminal. What remains is proved again. A node may also branch on a
//! vertex: either no arc enters it, or it must be reached.

use crate::instance::{Cost, Vertex};

/// The raises for one terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Potential {
    /// The terminal.
    pub terminal: Vertex,
    /// All that was raised for it; the value of every vertex that is not in `joined`.
    pub total: Cost,
    /// Vertices that joined the component, with the raise before each joined; contains the terminal with zero.
    pub joined: Vec<(Vertex, Cost)>,
}

/// One feasible set of potentials, and whether arcs are deleted on its strength.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stage {
    /// At most one potential a terminal.
    pub potentials: Vec<Potential>,
    /// If present, arcs that no solution cheaper than this can use are deleted after the stage.
    pub delete_from: Option<Cost>,
}

/// Stages in order, then possibly a branching.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Node {
    /// The stages, each on what the one before left.
    pub stages: Vec<Stage>,
    /// The vertex branched on, with the node where no arc enters it and the node where it must be reached.
    pub branch: Option<(Vertex, Box<[Node; 2]>)>,
}

/// A proof to be replayed by [`verify`](crate::verify).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// All potentials and cutoffs are in this fraction of the instance's cost unit, so that fractional raises stay whole numbers.
    pub scale: Cost,
    /// Where the proof starts, on the whole instance.
    pub node: Node,
}

impl Default for Certificate {
    /// Proves nothing: the bound zero.
    fn default() -> Self {
        Self {
            scale: 1,
            node: Node::default(),
        }
    }
}
