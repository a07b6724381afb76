//! Arborescences: building, re-optimising on their own vertices, pruning.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::graph::Graph;
use crate::instance::{ArcId, Cost, Vertex};

/// No arc enters: the root, or not in the tree.
pub(crate) const NONE: ArcId = ArcId::MAX;

/// A set of arcs that reaches every terminal from the root, each vertex entered once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tree {
    /// The arcs, ascending.
    pub(crate) arcs: Vec<ArcId>,
    pub(crate) cost: Cost,
}

impl Tree {
    pub(crate) fn new(graph: &Graph, mut arcs: Vec<ArcId>) -> Self {
        arcs.sort_unstable();
        let cost = graph.total(&arcs);
        Self { arcs, cost }
    }
}

/// Work space reused between calls, so that a search of thousands of trees allocates once.
#[derive(Debug, Clone)]
pub(crate) struct Builder {
    distance: Vec<Cost>,
    entry: Vec<ArcId>,
    in_tree: Vec<bool>,
    touched: Vec<Vertex>,
    heap: BinaryHeap<Reverse<(Cost, Vertex)>>,
    /// For each terminal's vertex the cheapest arc straight from the root.
    pub(crate) bypass: Vec<ArcId>,
}

impl Builder {
    pub(crate) fn new(graph: &Graph) -> Self {
        let mut bypass = vec![NONE; graph.vertex_count];
        for &arc in graph.out_arcs(graph.root) {
            let head = graph.head[arc as usize] as usize;
            if graph.is_terminal[head]
                && (bypass[head] == NONE
                    || graph.cost[arc as usize] < graph.cost[bypass[head] as usize])
            {
                bypass[head] = arc;
            }
        }
        Self {
            distance: vec![Cost::MAX; graph.vertex_count],
            entry: vec![NONE; graph.vertex_count],
            in_tree: vec![false; graph.vertex_count],
            touched: Vec::new(),
            heap: BinaryHeap::new(),
            bypass,
        }
    }

    fn reset(&mut self) {
        for vertex in self.touched.drain(..) {
            self.distance[vertex as usize] = Cost::MAX;
            self.entry[vertex as usize] = NONE;
            self.in_tree[vertex as usize] = false;
        }
        self.heap.clear();
    }

    fn reach(&mut self, vertex: Vertex, distance: Cost, entry: ArcId) {
        if self.distance[vertex as usize] == Cost::MAX {
            self.touched.push(vertex);
        }
        self.distance[vertex as usize] = distance;
        self.entry[vertex as usize] = entry;
        self.heap.push(Reverse((distance, vertex)));
    }

    /// The shortest-path heuristic (H. Takahashi, A. Matsuyama, 1980): always joins the nearest terminal to what is there.
    /// `weight` gives the length used for searching, or nothing where an arc must not be used.
    pub(crate) fn shortest_paths(
        &mut self,
        graph: &Graph,
        weight: impl Fn(ArcId) -> Option<Cost>,
    ) -> Option<Vec<ArcId>> {
        self.reset();
        self.reach(graph.root, 0, NONE);
        let mut missing = graph.terminals.len();
        let mut arcs = Vec::new();
        while missing > 0 {
            let Reverse((so_far, vertex)) = self.heap.pop()?;
            if so_far > self.distance[vertex as usize] {
                continue;
            }
            if graph.is_terminal[vertex as usize] && !self.in_tree[vertex as usize] {
                let mut at = vertex;
                while !self.in_tree[at as usize] && at != graph.root {
                    self.in_tree[at as usize] = true;
                    if graph.is_terminal[at as usize] {
                        missing -= 1;
                    }
                    let arc = self.entry[at as usize];
                    arcs.push(arc);
                    self.distance[at as usize] = 0;
                    self.heap.push(Reverse((0, at)));
                    at = graph.tail[arc as usize];
                }
                continue;
            }
            for &arc in graph.out_arcs(vertex) {
                let head = graph.head[arc as usize];
                if self.in_tree[head as usize] || head == graph.root {
                    continue;
                }
                if let Some(length) = weight(arc) {
                    let way = so_far + length;
                    if way < self.distance[head as usize] {
                        self.reach(head, way, arc);
                    }
                }
            }
        }
        Some(arcs)
    }

    /// Joins the vertices a tree uses anew, cheapest arc first (Prim), and prunes. Never dearer than `arcs`.
    pub(crate) fn reoptimised(&mut self, graph: &Graph, arcs: &[ArcId]) -> Tree {
        let pruned = self.pruned(graph, arcs);
        let mut best = Tree::new(graph, pruned);
        loop {
            let vertices: Vec<Vertex> = best
                .arcs
                .iter()
                .map(|&arc| graph.head[arc as usize])
                .collect();
            let Some(spanning) = self.spanning(graph, &vertices) else {
                return best;
            };
            let pruned = self.pruned(graph, &spanning);
            let next = Tree::new(graph, pruned);
            if next.cost >= best.cost {
                return best;
            }
            best = next;
        }
    }

    /// A cheap arborescence on the root and the given vertices, or nothing if they do not hang together.
    pub(crate) fn spanning(&mut self, graph: &Graph, vertices: &[Vertex]) -> Option<Vec<ArcId>> {
        self.reset();
        // `in_tree` marks what may be used here; a distance of −1 marks what is joined.
        for &vertex in vertices {
            self.in_tree[vertex as usize] = true;
            self.touched.push(vertex);
        }
        self.reach(graph.root, 0, NONE);
        let mut arcs = Vec::with_capacity(vertices.len());
        while let Some(Reverse((so_far, vertex))) = self.heap.pop() {
            if so_far != self.distance[vertex as usize] {
                continue;
            }
            self.distance[vertex as usize] = -1;
            if self.entry[vertex as usize] != NONE {
                arcs.push(self.entry[vertex as usize]);
            }
            for &arc in graph.out_arcs(vertex) {
                let head = graph.head[arc as usize];
                let length = graph.cost[arc as usize];
                if self.in_tree[head as usize] && length < self.distance[head as usize] {
                    self.reach(head, length, arc);
                }
            }
        }
        (vertices
            .iter()
            .all(|&vertex| self.distance[vertex as usize] == -1))
        .then_some(arcs)
    }

    /// Takes away what serves no terminal, and whole branches where the terminals' arcs from the root are cheaper together.
    pub(crate) fn pruned(&mut self, graph: &Graph, arcs: &[ArcId]) -> Vec<ArcId> {
        let order = order(graph, arcs);
        // Per vertex: what its subtree costs at best, and what its terminals would cost straight from the root.
        let count = order.len();
        let mut position = std::collections::HashMap::with_capacity(count);
        for (index, &(vertex, _)) in order.iter().enumerate() {
            position.insert(vertex, index);
        }
        let mut keep = vec![0 as Cost; count];
        let mut leave = vec![0 as Cost; count];
        let mut serves = vec![false; count];
        let mut cut = vec![false; count];
        for index in (0..count).rev() {
            let (vertex, entry) = order[index];
            if graph.is_terminal[vertex as usize] {
                serves[index] = true;
                let bypass = self.bypass[vertex as usize];
                leave[index] = leave[index].saturating_add(if bypass == NONE {
                    Cost::MAX
                } else {
                    graph.cost[bypass as usize]
                });
            }
            if entry == NONE {
                continue;
            }
            let above = position[&graph.tail[entry as usize]];
            let through = keep[index].saturating_add(graph.cost[entry as usize]);
            if !serves[index] {
                cut[index] = true;
            } else if leave[index] < through
                || (leave[index] == through
                    && entry != self.bypass[vertex as usize]
                    && graph.tail[entry as usize] != graph.root)
            {
                cut[index] = true;
                // Its terminals leave the tree at this price, whatever happens above.
                keep[above] = keep[above].saturating_add(leave[index]);
                leave[above] = leave[above].saturating_add(leave[index]);
                serves[above] = true;
            } else {
                keep[above] = keep[above].saturating_add(through);
                leave[above] = leave[above].saturating_add(leave[index]);
                serves[above] = true;
            }
        }
        let mut dropped = vec![false; count];
        let mut result = Vec::with_capacity(count);
        for (index, &(vertex, entry)) in order.iter().enumerate() {
            if entry == NONE {
                continue;
            }
            let above = position[&graph.tail[entry as usize]];
            dropped[index] = dropped[above] || cut[index];
            if !dropped[index] {
                result.push(entry);
            } else if graph.is_terminal[vertex as usize] {
                result.push(self.bypass[vertex as usize]);
            }
        }
        // A vertex may have served only terminals that left; what is then bare goes too.
        if result.len() < arcs.len()
            && result
                .iter()
                .any(|&arc| !graph.is_terminal[graph.head[arc as usize] as usize])
        {
            return without_bare_ends(graph, &result);
        }
        result
    }
}

/// Takes away what serves no terminal.
fn without_bare_ends(graph: &Graph, arcs: &[ArcId]) -> Vec<ArcId> {
    let order = order(graph, arcs);
    let mut serving = std::collections::HashSet::with_capacity(order.len());
    for &(vertex, entry) in order.iter().rev() {
        if graph.is_terminal[vertex as usize] || serving.contains(&vertex) {
            serving.insert(vertex);
            if entry != NONE {
                serving.insert(graph.tail[entry as usize]);
            }
        }
    }
    order
        .into_iter()
        .filter(|(vertex, entry)| *entry != NONE && serving.contains(vertex))
        .map(|(_, entry)| entry)
        .collect()
}

/// The vertices of a tree from the root on, each with the arc that enters it.
fn order(graph: &Graph, arcs: &[ArcId]) -> Vec<(Vertex, ArcId)> {
    let mut below: std::collections::HashMap<Vertex, Vec<ArcId>> =
        std::collections::HashMap::with_capacity(arcs.len());
    for &arc in arcs {
        below.entry(graph.tail[arc as usize]).or_default().push(arc);
    }
    let mut order = vec![(graph.root, NONE)];
    let mut next = 0;
    while next < order.len() {
        if let Some(children) = below.get(&order[next].0) {
            order.extend(children.iter().map(|&arc| (graph.head[arc as usize], arc)));
        }
        next += 1;
    }
    order
}
