//! The problem: a directed graph with non-negative integer arc costs, a root, and terminals to reach.

/// Index of a vertex, `0..instance.vertex_count()`.
pub type Vertex = u32;
/// Index of an arc in [`Instance::arcs`].
pub type ArcId = u32;
/// A cost in the caller's smallest unit.
pub type Cost = i64;

/// A directed arc.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Arc {
    /// Where it leaves.
    pub tail: Vertex,
    /// Where it enters.
    pub head: Vertex,
    /// What it costs, zero or more.
    pub cost: Cost,
}

/// Find the cheapest set of arcs that contains a path from the root to every terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instance {
    vertex_count: u32,
    root: Vertex,
    terminals: Vec<Vertex>,
    arcs: Vec<Arc>,
}

/// Why an instance was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InstanceError {
    /// An arc, the root or a terminal names a vertex that does not exist.
    #[error("vertex {vertex} does not exist, there are {vertex_count}")]
    NoSuchVertex {
        /// The vertex named.
        vertex: Vertex,
        /// How many there are.
        vertex_count: u32,
    },
    /// An arc costs less than nothing.
    #[error("arc {arc} has negative cost: {cost}")]
    NegativeCost {
        /// Index of the arc.
        arc: usize,
        /// Its cost.
        cost: Cost,
    },
    /// The costs add up to more than can be summed safely.
    #[error("the costs add up to more than {}", i64::MAX / 8)]
    TooExpensive,
}

impl Instance {
    /// Builds an instance; duplicate terminals and a terminal that is the root are dropped.
    ///
    /// # Errors
    /// [`InstanceError`] for vertices that do not exist, negative costs, or costs that add up to more than `i64::MAX / 8`.
    pub fn new(
        vertex_count: u32,
        root: Vertex,
        terminals: Vec<Vertex>,
        arcs: Vec<Arc>,
    ) -> Result<Self, InstanceError> {
        let exists = |vertex: Vertex| {
            if vertex < vertex_count {
                Ok(())
            } else {
                Err(InstanceError::NoSuchVertex {
                    vertex,
                    vertex_count,
                })
            }
        };
        exists(root)?;
        terminals
            .iter()
            .try_for_each(|&terminal| exists(terminal))?;
        let mut sum: Cost = 0;
        for (index, arc) in arcs.iter().enumerate() {
            exists(arc.tail)?;
            exists(arc.head)?;
            if arc.cost < 0 {
                return Err(InstanceError::NegativeCost {
                    arc: index,
                    cost: arc.cost,
                });
            }
            sum = sum
                .checked_add(arc.cost)
                .filter(|&sum| sum <= i64::MAX / 8)
                .ok_or(InstanceError::TooExpensive)?;
        }
        let mut terminals = terminals;
        terminals.sort_unstable();
        terminals.dedup();
        terminals.retain(|&terminal| terminal != root);
        Ok(Self {
            vertex_count,
            root,
            terminals,
            arcs,
        })
    }

    /// Number of vertices.
    #[must_use]
    pub fn vertex_count(&self) -> u32 {
        self.vertex_count
    }

    /// Where every path starts.
    #[must_use]
    pub fn root(&self) -> Vertex {
        self.root
    }

    /// The vertices to reach, ascending, without the root.
    #[must_use]
    pub fn terminals(&self) -> &[Vertex] {
        &self.terminals
    }

    /// All arcs.
    #[must_use]
    pub fn arcs(&self) -> &[Arc] {
        &self.arcs
    }
}
