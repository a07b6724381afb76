//! Wong's dual ascent, kept in a form that can be taken apart and raised again.
//!
//! Each terminal grows a component backwards over arcs of zero reduced cost. As long as it contains neither the root nor another growing
//! terminal, the cheapest entering arc is the raise of the whole cut. The order matters: small cuts first (T. Pajor, E. Uchoa,
//! R. F. Werneck, A robust and scalable algorithm for the Steiner problem in graphs, Math. Programming Computation 10, 2018).

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::certificate::Potential;
use crate::graph::Graph;
use crate::instance::{ArcId, Cost, Vertex};

/// What has been raised for one terminal.
#[derive(Debug, Clone, Default)]
pub(crate) struct Component {
    pub(crate) total: Cost,
    pub(crate) joined: Vec<(Vertex, Cost)>,
    growing: bool,
}

/// A feasible dual solution with its reduced costs.
#[derive(Debug, Clone)]
pub(crate) struct Ascent {
    pub(crate) reduced: Vec<Cost>,
    pub(crate) components: Vec<Component>,
    pub(crate) bound: Cost,
    /// True once a terminal was found that the root cannot reach.
    pub(crate) cut_off: bool,
    mark: Vec<u32>,
    stamp: u32,
    terminal_index: Vec<u32>,
    value: Vec<Cost>,
    /// Arcs looked at, as a measure of work that is the same on every machine.
    pub(crate) work: u64,
}

const NO_TERMINAL: u32 = u32::MAX;
/// The value of a vertex that did not join, while a component is charged.
const OUTSIDE: Cost = -1;

impl Ascent {
    /// Nothing raised yet.
    pub(crate) fn new(graph: &Graph) -> Self {
        let mut terminal_index = vec![NO_TERMINAL; graph.vertex_count];
        for (index, &terminal) in (0..).zip(&graph.terminals) {
            terminal_index[terminal as usize] = index;
        }
        let components = graph
            .terminals
            .iter()
            .map(|&terminal| Component {
                total: 0,
                joined: vec![(terminal, 0)],
                growing: false,
            })
            .collect();
        Self {
            reduced: graph.cost.clone(),
            components,
            bound: 0,
            cut_off: false,
            mark: vec![0; graph.vertex_count],
            stamp: 0,
            terminal_index,
            value: Vec::new(),
            work: 0,
        }
    }

    /// Starts from potentials found elsewhere; they must be feasible on this graph. Potentials of other vertices are ignored.
    pub(crate) fn from_potentials(graph: &Graph, potentials: &[Potential]) -> Self {
        let mut ascent = Self::new(graph);
        for potential in potentials {
            let index = ascent.terminal_index[potential.terminal as usize];
            if index == NO_TERMINAL {
                continue;
            }
            let component = &mut ascent.components[index as usize];
            component.total = potential.total;
            component.joined.clone_from(&potential.joined);
            component
                .joined
                .sort_unstable_by_key(|&(vertex, raise)| (raise, vertex));
            ascent.bound += potential.total;
            ascent.charge(graph, index as usize);
        }
        ascent
    }

    /// The dual solution as potentials.
    pub(crate) fn potentials(&self, graph: &Graph) -> Vec<Potential> {
        graph
            .terminals
            .iter()
            .zip(&self.components)
            .filter(|(_, component)| component.total > 0)
            .map(|(&terminal, component)| Potential {
                terminal,
                total: component.total,
                // Vertices that joined with the last raise have the value of those outside.
                joined: component
                    .joined
                    .iter()
                    .copied()
                    .filter(|&(_, raise)| raise < component.total)
                    .collect(),
            })
            .collect()
    }

    /// Takes what one component is charged on every arc from the reduced costs.
    fn charge(&mut self, graph: &Graph, index: usize) {
        let component = &self.components[index];
        self.value.resize(graph.vertex_count, OUTSIDE);
        for &(vertex, raise) in &component.joined {
            self.value[vertex as usize] = raise;
        }
        for &(vertex, raise) in &component.joined {
            for &arc in graph.in_arcs(vertex) {
                let at_tail = match self.value[graph.tail[arc as usize] as usize] {
                    OUTSIDE => component.total,
                    inside => inside,
                };
                if at_tail > raise {
                    self.reduced[arc as usize] -= at_tail - raise;
                }
            }
        }
        for &(vertex, _) in &component.joined {
            self.value[vertex as usize] = OUTSIDE;
        }
    }

    /// Raises until every terminal is reached from the root over arcs of zero reduced cost.
    ///
    /// `priority` breaks ties between cuts of equal size.
    pub(crate) fn raise(&mut self, graph: &Graph, priority: &[u32], stop: &AtomicBool) {
        let mut heap: BinaryHeap<Reverse<(u32, u32, u32)>> = BinaryHeap::new();
        for (index, (component, &tie)) in (0..).zip(self.components.iter_mut().zip(priority)) {
            component.growing = true;
            heap.push(Reverse((0, tie, index)));
        }
        let mut cut: Vec<ArcId> = Vec::new();
        while let Some(Reverse((_, tie, index))) = heap.pop() {
            if self.cut_off || stop.load(Ordering::Relaxed) {
                break;
            }
            let next_best = heap
                .peek()
                .map_or(u32::MAX, |Reverse((score, _, _))| *score);
            if let Some(score) = self.grow(graph, index as usize, next_best, &mut cut) {
                heap.push(Reverse((score, tie, index)));
            }
        }
    }

    /// Grows one component while its cut is the smallest. Returns its score, or nothing once it needs no more.
    fn grow(
        &mut self,
        graph: &Graph,
        index: usize,
        next_best: u32,
        cut: &mut Vec<ArcId>,
    ) -> Option<u32> {
        let own = graph.terminals[index];
        self.stamp += 1;
        let stamp = self.stamp;
        let mut component = std::mem::take(&mut self.components[index]);
        for &(vertex, _) in &component.joined {
            self.mark[vertex as usize] = stamp;
        }
        cut.clear();
        let mut scanned = 0;
        let result = loop {
            let mut reached = false;
            while scanned < component.joined.len() && !reached {
                let (vertex, _) = component.joined[scanned];
                scanned += 1;
                if vertex == graph.root {
                    reached = true;
                    break;
                }
                let other = self.terminal_index[vertex as usize];
                if vertex != own && other != NO_TERMINAL && self.components[other as usize].growing
                {
                    reached = true;
                    break;
                }
                for &arc in graph.in_arcs(vertex) {
                    self.work += 1;
                    let tail = graph.tail[arc as usize];
                    if self.mark[tail as usize] == stamp {
                        continue;
                    }
                    if self.reduced[arc as usize] == 0 {
                        self.mark[tail as usize] = stamp;
                        component.joined.push((tail, component.total));
                    } else {
                        cut.push(arc);
                    }
                }
            }
            if reached {
                component.growing = false;
                break None;
            }
            cut.retain(|&arc| self.mark[graph.tail[arc as usize] as usize] != stamp);
            let Some(raise) = cut.iter().map(|&arc| self.reduced[arc as usize]).min() else {
                self.cut_off = true;
                break None;
            };
            let score = u32::try_from(cut.len()).unwrap_or(u32::MAX);
            if score > next_best {
                break Some(score);
            }
            for &arc in cut.iter() {
                let left = &mut self.reduced[arc as usize];
                *left -= raise;
            }
            self.work += cut.len() as u64;
            component.total += raise;
            self.bound += raise;
            for &arc in cut.iter() {
                let tail = graph.tail[arc as usize];
                if self.reduced[arc as usize] == 0 && self.mark[tail as usize] != stamp {
                    self.mark[tail as usize] = stamp;
                    component.joined.push((tail, component.total));
                }
            }
        };
        self.components[index] = component;
        result
    }
}
