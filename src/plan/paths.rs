//! Cheapest ways from the root, each found as if nobody else were connected.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use lichtweg_steiner::{Arc, ArcId, Cost, Vertex};

use super::instance::ROOT;

/// The cheapest way to every vertex that can be reached.
pub(super) struct Reach {
    last: Vec<Option<ArcId>>,
    reached: Vec<bool>,
}

impl Reach {
    /// The arcs on the way to a vertex, from the root on; `None` where there is no way.
    pub(super) fn way_to(&self, vertex: Vertex, arcs: &[Arc]) -> Option<Vec<ArcId>> {
        if !self.reached[vertex as usize] {
            return None;
        }
        let mut way = Vec::new();
        let mut at = vertex;
        while let Some(arc) = self.last[at as usize] {
            way.push(arc);
            at = arcs[arc as usize].tail;
        }
        way.reverse();
        Some(way)
    }
}

/// Dijkstra's algorithm; equal costs are settled by the lower vertex and the lower arc.
pub(super) fn from_root(arcs: &[Arc], vertex_count: u32) -> Reach {
    cheapest(arcs, vertex_count, &[ROOT], |_| true)
}

/// The same from several starts, over the arcs that `open` admits.
pub(super) fn cheapest(
    arcs: &[Arc],
    vertex_count: u32,
    starts: &[Vertex],
    open: impl Fn(ArcId) -> bool,
) -> Reach {
    let count = vertex_count as usize;
    let mut first = vec![0_u32; count + 1];
    for arc in arcs {
        first[arc.tail as usize + 1] += 1;
    }
    for vertex in 0..count {
        first[vertex + 1] += first[vertex];
    }
    let mut leaving = vec![0 as ArcId; arcs.len()];
    let mut next = first.clone();
    for (id, arc) in (0..).zip(arcs) {
        let place = &mut next[arc.tail as usize];
        leaving[*place as usize] = id;
        *place += 1;
    }
    let mut cost: Vec<Cost> = vec![Cost::MAX; count];
    let mut last = vec![None; count];
    let mut reached = vec![false; count];
    let mut queue: BinaryHeap<Reverse<(Cost, Vertex)>> = BinaryHeap::new();
    for &start in starts {
        cost[start as usize] = 0;
        queue.push(Reverse((0, start)));
    }
    while let Some(Reverse((so_far, vertex))) = queue.pop() {
        if std::mem::replace(&mut reached[vertex as usize], true) {
            continue;
        }
        for &id in &leaving[first[vertex as usize] as usize..first[vertex as usize + 1] as usize] {
            let arc = arcs[id as usize];
            let total = so_far.saturating_add(arc.cost);
            if open(id) && total < cost[arc.head as usize] {
                cost[arc.head as usize] = total;
                last[arc.head as usize] = Some(id);
                queue.push(Reverse((total, arc.head)));
            }
        }
    }
    Reach { last, reached }
}
