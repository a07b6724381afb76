//! The directed-cut relaxation with the rows and values found so far.
//!
//! Rows are cuts: the arcs that enter a set of vertices which holds a terminal and not the root. The dual values are rounded down, clipped
//! to the arc costs and raised further by dual ascent, and only then become a bound.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::certificate::Potential;
use crate::cuts::Cuts;
use crate::dual_ascent::Ascent;
use crate::first_order::{Values, improve};
use crate::flow::{Cutter, ONE};
use crate::graph::Graph;
use crate::instance::{Cost, Vertex};
use crate::solve::Search;

/// The relaxation of one graph with the rows and values found so far.
#[derive(Debug)]
pub(crate) struct Relaxation {
    cuts: Cuts,
    values: Values,
    /// Around each terminal the vertices within which cuts are sought.
    regions: Vec<Vec<Vertex>>,
    unit: f64,
    /// Added to every arc's value while cuts are sought, so that cuts of few arcs are preferred.
    creep: u32,
    /// Rounds since each row last had a dual value.
    idle: Vec<u8>,
    /// Rounds for which each terminal is passed over, because no cut of it was violated lately.
    rest: Vec<u8>,
}

/// Violated cuts: the terminal's index and its side.
type Found = Vec<(u32, Vec<Vertex>)>;

/// Added at first; less once that finds little.
const CREEP: u32 = ONE / 60;

/// Rows without a dual value for this many rounds are dropped.
const IDLE: u8 = 3;
/// A terminal without a violated cut is looked at again after this many rounds.
const REST: u8 = 3;

/// Up to this size cuts are sought in the whole graph.
const SMALL: usize = 1_500;

impl Relaxation {
    /// Starts from a dual solution: each of its raises is a row with its value.
    pub(crate) fn new(graph: &Graph, ascent: &Ascent, stop: &AtomicBool) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "only a scale")]
        let unit = (ascent.bound as f64 / graph.terminals.len().max(1) as f64).max(1.0);
        let mut it = Self {
            cuts: Cuts::default(),
            values: Values::new(graph.arc_count()),
            regions: Vec::new(),
            unit,
            creep: CREEP,
            idle: Vec::new(),
            rest: vec![0; graph.terminals.len()],
        };
        let all: Vec<Vertex> = (0..)
            .take(graph.vertex_count)
            .filter(|&vertex| vertex != graph.root)
            .collect();
        it.regions = if graph.vertex_count <= SMALL {
            vec![all; graph.terminals.len()]
        } else {
            ascent
                .components
                .iter()
                .map(|component| region(graph, &component.joined))
                .collect()
        };
        it.take_rows(graph, ascent, stop);
        it
    }

    /// Adds the raises of another dual solution as rows, as many as there is time for.
    pub(crate) fn take_rows(&mut self, graph: &Graph, ascent: &Ascent, stop: &AtomicBool) {
        let mut inside = vec![false; graph.vertex_count];
        for (terminal, component) in (0..).zip(&ascent.components) {
            let mut set: Vec<Vertex> = Vec::new();
            let mut levels = component
                .joined
                .chunk_by(|a, b| a.1 == b.1)
                .filter(|level| level[0].1 < component.total)
                .peekable();
            while let Some(level) = levels.next() {
                if stop.load(Ordering::Relaxed) {
                    return;
                }
                for &(vertex, _) in level {
                    set.push(vertex);
                    inside[vertex as usize] = true;
                }
                let next = levels.peek().map_or(component.total, |next| next[0].1);
                if self.cuts.add(graph, terminal, &set, &inside) {
                    self.values
                        .cuts
                        .push((next - level[0].1) as f64 / self.unit);
                }
            }
            for vertex in set {
                inside[vertex as usize] = false;
            }
        }
    }

    /// Improves the values, then looks for rows they violate. Returns how many were added.
    pub(crate) fn round(
        &mut self,
        graph: &Graph,
        iterations: usize,
        search: &mut Search<'_>,
    ) -> usize {
        let threads = search.limits.threads;
        let stop = search.stop;
        improve(
            graph,
            &self.cuts,
            &mut self.values,
            self.unit,
            iterations,
            stop,
        );
        self.forget();
        search.spend((self.cuts.entries() as u64 + 1) * 2 * iterations as u64);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "arc values lie between zero and one"
        )]
        let values: Vec<u32> = self
            .values
            .arcs
            .iter()
            .map(|&value| ((value * f64::from(ONE)) as u32 + self.creep).min(ONE))
            .collect();
        let share = graph.terminals.len().div_ceil(threads.max(1)).max(1);
        let found: Vec<(Found, u64)> = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..graph.terminals.len())
                .step_by(share)
                .map(|from| {
                    let (values, regions, rest) = (values.clone(), &self.regions, &self.rest);
                    scope.spawn(move || {
                        let mut cutter = Cutter::new(graph, values);
                        let mut found = Vec::new();
                        let mine = graph
                            .terminals
                            .iter()
                            .zip(regions)
                            .zip(rest)
                            .skip(from)
                            .take(share);
                        for (index, ((&terminal, region), &rest)) in (from..).zip(mine) {
                            if stop.load(Ordering::Relaxed) {
                                break;
                            }
                            if rest > 0 {
                                continue;
                            }
                            let index = u32::try_from(index).expect("terminals are counted in u32");
                            for side in cutter.violated(graph, terminal, region, ONE / 20, 2) {
                                found.push((index, side));
                            }
                        }
                        (found, cutter.work)
                    })
                })
                .collect();
            workers
                .into_iter()
                .map(|worker| worker.join().expect("separation does not panic"))
                .collect()
        });
        let mut inside = vec![false; graph.vertex_count];
        let mut added = 0;
        search.spend(found.iter().map(|share| share.1).sum());
        for rest in &mut self.rest {
            *rest = if *rest == 0 { REST } else { *rest - 1 };
        }
        for (terminal, side) in found.into_iter().flat_map(|share| share.0) {
            self.rest[terminal as usize] = 0;
            for &vertex in &side {
                inside[vertex as usize] = true;
            }
            added += usize::from(self.cuts.add(graph, terminal, &side, &inside));
            for &vertex in &side {
                inside[vertex as usize] = false;
            }
        }
        if added * 8 < graph.terminals.len() {
            self.creep /= 2;
        }
        added
    }

    /// Drops rows that have had no dual value for some rounds; if they matter after all they will be found again.
    fn forget(&mut self) {
        self.idle.resize(self.cuts.len(), 0);
        for (idle, &value) in self.idle.iter_mut().zip(&self.values.cuts) {
            *idle = if value > 0.0 { 0 } else { *idle + 1 };
        }
        let keep: Vec<bool> = self.idle.iter().map(|&idle| idle < IDLE).collect();
        if keep.iter().filter(|keep| !**keep).count() * 10 > keep.len() {
            self.cuts.retain(&keep);
            let mut flags = keep.iter();
            self.values
                .cuts
                .retain(|_| *flags.next().expect("a flag a row"));
            self.idle.retain(|&idle| idle < IDLE);
        }
    }

    /// How much the relaxation uses each arc, zero to one.
    pub(crate) fn arc_values(&self) -> &[f64] {
        &self.values.arcs
    }

    /// The present dual values as feasible potentials.
    pub(crate) fn potentials(&self, graph: &Graph, stop: &AtomicBool) -> Vec<Potential> {
        potentials(graph, &self.cuts, &self.values, self.unit, stop)
    }
}

/// A component and the vertices next to it.
fn region(graph: &Graph, joined: &[(Vertex, Cost)]) -> Vec<Vertex> {
    let mut region: Vec<Vertex> = joined.iter().map(|entry| entry.0).collect();
    for index in 0..region.len() {
        region.extend(
            graph
                .in_arcs(region[index])
                .iter()
                .map(|&arc| graph.tail[arc as usize]),
        );
    }
    region.sort_unstable();
    region.dedup();
    region.retain(|&vertex| vertex != graph.root);
    region
}

/// The dual values as feasible potentials: rounded down, clipped to what the arcs still bear, and nested by shortest distances.
/// Those of later terminals are left out once the stop flag is raised.
pub(crate) fn potentials(
    graph: &Graph,
    cuts: &Cuts,
    values: &Values,
    unit: f64,
    stop: &AtomicBool,
) -> Vec<Potential> {
    let mut left = graph.cost.clone();
    let mut raised: Vec<(u32, usize, Cost)> = Vec::new();
    let mut order: Vec<usize> = (0..values.cuts.len())
        .filter(|&row| values.cuts[row] > 0.0)
        .collect();
    order.sort_by(|&a, &b| cuts.of(a).len().cmp(&cuts.of(b).len()).then(a.cmp(&b)));
    for row in order {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "dual values are far below the sum of the costs"
        )]
        let wanted = (values.cuts[row] * unit).floor() as Cost;
        let raise = cuts
            .of(row)
            .iter()
            .map(|&arc| left[arc as usize])
            .min()
            .unwrap_or(0)
            .min(wanted);
        if raise > 0 {
            for &arc in cuts.of(row) {
                left[arc as usize] -= raise;
            }
            raised.push((cuts.terminal_of(row), row, raise));
        }
    }
    raised.sort_unstable();
    let mut length: Vec<Cost> = vec![0; graph.arc_count()];
    let mut distance: Vec<Cost> = vec![Cost::MAX; graph.vertex_count];
    let mut result = Vec::new();
    for group in raised.chunk_by(|a, b| a.0 == b.0) {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let terminal = graph.terminals[group[0].0 as usize];
        for &(_, row, raise) in group {
            for &arc in cuts.of(row) {
                length[arc as usize] += raise;
            }
        }
        // Distances towards the terminal over the charges; the root's distance is the raise.
        let mut heap = std::collections::BinaryHeap::from([std::cmp::Reverse((0, terminal))]);
        let mut settled: Vec<(Vertex, Cost)> = Vec::new();
        distance[terminal as usize] = 0;
        let mut touched = vec![terminal];
        let mut total = None;
        while let Some(std::cmp::Reverse((so_far, vertex))) = heap.pop() {
            if so_far > distance[vertex as usize] {
                continue;
            }
            if vertex == graph.root {
                total = Some(so_far);
                break;
            }
            settled.push((vertex, so_far));
            for &arc in graph.in_arcs(vertex) {
                let tail = graph.tail[arc as usize];
                let way = so_far + length[arc as usize];
                if way < distance[tail as usize] {
                    distance[tail as usize] = way;
                    touched.push(tail);
                    heap.push(std::cmp::Reverse((way, tail)));
                }
            }
        }
        for vertex in touched {
            distance[vertex as usize] = Cost::MAX;
        }
        for &(_, row, _) in group {
            for &arc in cuts.of(row) {
                length[arc as usize] = 0;
            }
        }
        if let Some(total) = total.filter(|&total| total > 0) {
            settled.retain(|&(_, raise)| raise < total);
            result.push(Potential {
                terminal,
                total,
                joined: settled,
            });
        }
    }
    result
}
