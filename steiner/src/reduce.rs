//! Deleting arcs that no solution cheaper than a cutoff can use, by reduced costs.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::graph::Graph;
use crate::instance::{Cost, Vertex};

/// Shortest distances over reduced costs, away from the sources or towards them.
pub(crate) fn distances(
    graph: &Graph,
    reduced: &[Cost],
    sources: &[Vertex],
    away: bool,
) -> Vec<Cost> {
    let mut distance = vec![Cost::MAX; graph.vertex_count];
    let mut heap = BinaryHeap::new();
    for &source in sources {
        distance[source as usize] = 0;
        heap.push(Reverse((0, source)));
    }
    while let Some(Reverse((so_far, vertex))) = heap.pop() {
        if so_far > distance[vertex as usize] {
            continue;
        }
        for &arc in if away {
            graph.out_arcs(vertex)
        } else {
            graph.in_arcs(vertex)
        } {
            let next = if away {
                graph.head[arc as usize]
            } else {
                graph.tail[arc as usize]
            };
            let way = so_far.saturating_add(reduced[arc as usize]);
            if way < distance[next as usize] {
                distance[next as usize] = way;
                heap.push(Reverse((way, next)));
            }
        }
    }
    distance
}

/// Which arcs a solution cheaper than `cutoff` may still use, given a dual solution.
pub(crate) fn useful_arcs(graph: &Graph, reduced: &[Cost], bound: Cost, cutoff: Cost) -> Vec<bool> {
    let from_root = distances(graph, reduced, &[graph.root], true);
    let to_terminal = distances(graph, reduced, &graph.terminals, false);
    (0..graph.arc_count())
        .map(|arc| {
            let way = from_root[graph.tail[arc] as usize]
                .saturating_add(reduced[arc])
                .saturating_add(to_terminal[graph.head[arc] as usize]);
            bound.saturating_add(way) < cutoff
        })
        .collect()
}
