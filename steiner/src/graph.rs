//! The solver's working graph: arcs with adjacency in both directions.
//!
//! It mirrors an [`Instance`](crate::Instance) or a part of one; the verifier does not use it.

use crate::instance::{ArcId, Cost, Instance, Vertex};

/// Adjacency in compressed rows: the arcs of vertex `v` are `arcs[start[v]..start[v + 1]]`.
#[derive(Debug, Clone, Default)]
struct Rows {
    start: Vec<u32>,
    arcs: Vec<ArcId>,
}

impl Rows {
    fn new(vertex_count: usize, ends: &[Vertex]) -> Self {
        let mut start = vec![0_u32; vertex_count + 1];
        for &end in ends {
            start[end as usize + 1] += 1;
        }
        for index in 0..vertex_count {
            start[index + 1] += start[index];
        }
        let mut next = start.clone();
        let mut arcs = vec![0; ends.len()];
        for (arc, &end) in (0..).zip(ends) {
            let slot = &mut next[end as usize];
            arcs[*slot as usize] = arc;
            *slot += 1;
        }
        Self { start, arcs }
    }

    fn of(&self, vertex: Vertex) -> &[ArcId] {
        &self.arcs[self.start[vertex as usize] as usize..self.start[vertex as usize + 1] as usize]
    }
}

/// A directed graph with a root and terminals.
#[derive(Debug, Clone, Default)]
pub(crate) struct Graph {
    pub(crate) vertex_count: usize,
    pub(crate) root: Vertex,
    pub(crate) terminals: Vec<Vertex>,
    pub(crate) is_terminal: Vec<bool>,
    pub(crate) tail: Vec<Vertex>,
    pub(crate) head: Vec<Vertex>,
    pub(crate) cost: Vec<Cost>,
    leaving: Rows,
    entering: Rows,
}

impl Graph {
    /// Builds a graph from arcs given as `(tail, head, cost)`.
    pub(crate) fn new(
        vertex_count: usize,
        root: Vertex,
        terminals: Vec<Vertex>,
        arcs: impl IntoIterator<Item = (Vertex, Vertex, Cost)>,
    ) -> Self {
        let (mut tail, mut head, mut cost) = (Vec::new(), Vec::new(), Vec::new());
        for (from, to, price) in arcs {
            tail.push(from);
            head.push(to);
            cost.push(price);
        }
        let mut is_terminal = vec![false; vertex_count];
        for &terminal in &terminals {
            is_terminal[terminal as usize] = true;
        }
        let leaving = Rows::new(vertex_count, &tail);
        let entering = Rows::new(vertex_count, &head);
        Self {
            vertex_count,
            root,
            terminals,
            is_terminal,
            tail,
            head,
            cost,
            leaving,
            entering,
        }
    }

    /// The whole of an instance, arc for arc.
    pub(crate) fn of_instance(instance: &Instance) -> Self {
        let arcs = instance
            .arcs()
            .iter()
            .map(|arc| (arc.tail, arc.head, arc.cost));
        Self::new(
            instance.vertex_count() as usize,
            instance.root(),
            instance.terminals().to_vec(),
            arcs,
        )
    }

    pub(crate) fn arc_count(&self) -> usize {
        self.tail.len()
    }

    /// Arcs that leave a vertex, ascending.
    pub(crate) fn out_arcs(&self, vertex: Vertex) -> &[ArcId] {
        self.leaving.of(vertex)
    }

    /// Arcs that enter a vertex, ascending.
    pub(crate) fn in_arcs(&self, vertex: Vertex) -> &[ArcId] {
        self.entering.of(vertex)
    }

    /// Adds up the costs of some arcs.
    pub(crate) fn total(&self, arcs: &[ArcId]) -> Cost {
        arcs.iter().map(|&arc| self.cost[arc as usize]).sum()
    }
}
