//! The directed-cut relaxation, solved approximately by a primal-dual first-order method; nothing it returns is trusted.
//!
//! Rows are cuts: the arcs that enter a set of vertices which holds a terminal and not the root. The method is the primal-dual hybrid
//! gradient with averaging and restarts (D. Applegate et al., Practical large-scale linear programming using primal-dual hybrid gradient,
//! 2021). Its dual values are rounded down, clipped to the arc costs and raised further by dual ascent, and only then become a bound.

use crate::certificate::Potential;
use crate::dual_ascent::Ascent;
use crate::flow::{Cutter, ONE};
use crate::graph::Graph;
use crate::instance::{ArcId, Cost, Vertex};
use crate::solve::Search;

/// The relaxation of one graph with the rows and values found so far.
#[derive(Debug)]
pub(crate) struct Relaxation {
    pub(crate) cuts: Cuts,
    pub(crate) values: Values,
    /// Around each terminal the vertices within which cuts are sought.
    regions: Vec<Vec<Vertex>>,
    unit: f64,
    /// Added to every arc's value while cuts are sought, so that cuts of few arcs are preferred.
    creep: u32,
}

/// Added at first; less once that finds little.
const CREEP: u32 = ONE / 60;

/// Up to this size cuts are sought in the whole graph.
const SMALL: usize = 1_500;

impl Relaxation {
    /// Starts from a dual solution: each of its raises is a row with its value.
    pub(crate) fn new(graph: &Graph, ascent: &Ascent) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "only a scale")]
        let unit = (ascent.bound as f64 / graph.terminals.len().max(1) as f64).max(1.0);
        let mut it = Self {
            cuts: Cuts::default(),
            values: Values::new(graph.arc_count()),
            regions: Vec::new(),
            unit,
            creep: CREEP,
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
        it.take_rows(graph, ascent);
        it
    }

    /// Adds the raises of another dual solution as rows.
    pub(crate) fn take_rows(&mut self, graph: &Graph, ascent: &Ascent) {
        let mut inside = vec![false; graph.vertex_count];
        for (terminal, component) in (0..).zip(&ascent.components) {
            let mut set: Vec<Vertex> = Vec::new();
            let mut levels = component
                .joined
                .chunk_by(|a, b| a.1 == b.1)
                .filter(|level| level[0].1 < component.total)
                .peekable();
            while let Some(level) = levels.next() {
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
        improve(graph, &self.cuts, &mut self.values, self.unit, iterations);
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
        let found: Vec<(Vec<(u32, Vec<Vertex>)>, u64)> = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..graph.terminals.len())
                .step_by(share)
                .map(|from| {
                    let (values, regions) = (values.clone(), &self.regions);
                    scope.spawn(move || {
                        let mut cutter = Cutter::new(graph, values);
                        let mut found = Vec::new();
                        for index in from..(from + share).min(graph.terminals.len()) {
                            for side in cutter.violated(
                                graph,
                                graph.terminals[index],
                                &regions[index],
                                ONE / 20,
                                2,
                            ) {
                                found.push((
                                    u32::try_from(index).expect("terminals are counted in u32"),
                                    side,
                                ));
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
        for (terminal, side) in found.into_iter().flat_map(|share| share.0) {
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

    /// How much the relaxation uses each arc, zero to one.
    pub(crate) fn arc_values(&self) -> &[f64] {
        &self.values.arcs
    }

    /// The present dual values as feasible potentials.
    pub(crate) fn potentials(&self, graph: &Graph) -> Vec<Potential> {
        potentials(graph, &self.cuts, &self.values, self.unit)
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

/// Rows of the relaxation.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cuts {
    start: Vec<u32>,
    arcs: Vec<ArcId>,
    /// Index of the terminal each cut belongs to.
    terminal: Vec<u32>,
    known: std::collections::HashSet<u64>,
}

impl Cuts {
    pub(crate) fn len(&self) -> usize {
        self.terminal.len()
    }

    pub(crate) fn of(&self, row: usize) -> &[ArcId] {
        &self.arcs[self.start[row] as usize..self.start[row + 1] as usize]
    }

    pub(crate) fn entries(&self) -> usize {
        self.arcs.len()
    }

    /// Adds the arcs entering a set of vertices; `inside` marks the set. Returns false for a cut that is there already.
    pub(crate) fn add(
        &mut self,
        graph: &Graph,
        terminal: u32,
        set: &[Vertex],
        inside: &[bool],
    ) -> bool {
        if self.start.is_empty() {
            self.start.push(0);
        }
        let from = self.arcs.len();
        for &vertex in set {
            for &arc in graph.in_arcs(vertex) {
                if !inside[graph.tail[arc as usize] as usize] {
                    self.arcs.push(arc);
                }
            }
        }
        self.arcs[from..].sort_unstable();
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for &arc in &self.arcs[from..] {
            hash = (hash ^ u64::from(arc))
                .wrapping_mul(0x0100_0000_01b3)
                .rotate_left(5);
        }
        if self.known.insert(hash) {
            self.start
                .push(u32::try_from(self.arcs.len()).expect("entries are counted in u32"));
            self.terminal.push(terminal);
            true
        } else {
            self.arcs.truncate(from);
            false
        }
    }
}

/// Primal and dual values.
#[derive(Debug, Clone)]
pub(crate) struct Values {
    pub(crate) arcs: Vec<f64>,
    pub(crate) cuts: Vec<f64>,
    weight: f64,
}

impl Values {
    pub(crate) fn new(arc_count: usize) -> Self {
        Self {
            arcs: vec![0.0; arc_count],
            cuts: Vec::new(),
            weight: 1.0,
        }
    }
}

struct Method<'a> {
    cuts: &'a Cuts,
    cost: Vec<f64>,
    arc_step: Vec<f64>,
    cut_step: Vec<f64>,
}

/// Errors of a primal-dual pair, relative.
fn error(method: &Method<'_>, x: &[f64], y: &[f64], load: &mut [f64]) -> (f64, f64, f64) {
    let cuts = method.cuts;
    load.fill(0.0);
    let mut primal_error: f64 = 0.0;
    let mut dual = 0.0;
    for row in 0..cuts.len() {
        let mut sum = 0.0;
        for &arc in cuts.of(row) {
            sum += x[arc as usize];
            load[arc as usize] += y[row];
        }
        primal_error += (1.0 - sum).max(0.0) * y[row].max(1e-9).min(1.0);
        dual += y[row];
    }
    let mut primal = 0.0;
    let mut over = 0.0;
    for (arc, &cost) in method.cost.iter().enumerate() {
        primal += cost * x[arc];
        over += (load[arc] - cost).max(0.0);
    }
    (primal, dual - over, primal_error)
}

/// Improves the values for the present rows. Work is `iterations` passes over the entries.
pub(crate) fn improve(
    graph: &Graph,
    cuts: &Cuts,
    values: &mut Values,
    unit: f64,
    iterations: usize,
) -> (f64, f64) {
    let arc_count = graph.arc_count();
    values.cuts.resize(cuts.len(), 0.0);
    let mut column = vec![0_u32; arc_count];
    for row in 0..cuts.len() {
        for &arc in cuts.of(row) {
            column[arc as usize] += 1;
        }
    }
    let method = Method {
        cuts,
        cost: graph.cost.iter().map(|&cost| cost as f64 / unit).collect(),
        arc_step: column
            .iter()
            .map(|&count| 1.0 / f64::from(count.max(1)))
            .collect(),
        cut_step: (0..cuts.len())
            .map(|row| 1.0 / (cuts.of(row).len().max(1) as f64))
            .collect(),
    };
    let mut x = values.arcs.clone();
    let mut y = values.cuts.clone();
    let (mut x_sum, mut y_sum) = (vec![0.0; arc_count], vec![0.0; cuts.len()]);
    let (mut x_start, mut y_start) = (x.clone(), y.clone());
    let mut averaged = 0_usize;
    let mut load = vec![0.0; arc_count];
    let mut ahead = vec![0.0; arc_count];
    let mut weight = values.weight;
    let mut best = (f64::NEG_INFINITY, f64::INFINITY);
    let mut best_score = f64::INFINITY;
    let mut restart_score = f64::INFINITY;
    for step in 1..=iterations {
        load.fill(0.0);
        for row in 0..cuts.len() {
            let value = y[row];
            if value > 0.0 {
                for &arc in cuts.of(row) {
                    load[arc as usize] += value;
                }
            }
        }
        for arc in 0..arc_count {
            let next = (x[arc] - method.arc_step[arc] / weight * (method.cost[arc] - load[arc]))
                .clamp(0.0, 1.0);
            ahead[arc] = 2.0 * next - x[arc];
            x[arc] = next;
            x_sum[arc] += next;
        }
        for row in 0..cuts.len() {
            let sum: f64 = cuts.of(row).iter().map(|&arc| ahead[arc as usize]).sum();
            y[row] = (y[row] + method.cut_step[row] * weight * (1.0 - sum)).max(0.0);
            y_sum[row] += y[row];
        }
        averaged += 1;
        if step % 40 == 0 || step == iterations {
            let share = 1.0 / averaged as f64;
            let x_mean: Vec<f64> = x_sum.iter().map(|sum| sum * share).collect();
            let y_mean: Vec<f64> = y_sum.iter().map(|sum| sum * share).collect();
            let now = error(&method, &x, &y, &mut load);
            let mean = error(&method, &x_mean, &y_mean, &mut load);
            let score = |it: (f64, f64, f64)| (it.0 - it.1).abs() + it.2;
            let take_mean = score(mean) < score(now);
            let (candidate, bounds) = if take_mean {
                (score(mean), (mean.1, mean.0))
            } else {
                (score(now), (now.1, now.0))
            };
            if candidate < best_score || step == iterations && best_score.is_infinite() {
                best_score = candidate;
                best = bounds;
                values.arcs.clone_from(if take_mean { &x_mean } else { &x });
                values.cuts.clone_from(if take_mean { &y_mean } else { &y });
            }
            if candidate < 0.5 * restart_score || averaged >= 400 {
                if take_mean {
                    x.clone_from(&x_mean);
                    y.clone_from(&y_mean);
                }
                let moved = |a: &[f64], b: &[f64]| {
                    a.iter()
                        .zip(b)
                        .map(|(a, b)| (a - b) * (a - b))
                        .sum::<f64>()
                        .sqrt()
                };
                let (dx, dy) = (moved(&x, &x_start), moved(&y, &y_start));
                if dx > 1e-9 && dy > 1e-9 {
                    weight = (0.5 * (dy / dx).ln() + 0.5 * weight.ln()).exp();
                }
                x_start.clone_from(&x);
                y_start.clone_from(&y);
                x_sum.fill(0.0);
                y_sum.fill(0.0);
                averaged = 0;
                restart_score = candidate;
            }
        }
    }
    values.weight = weight;
    best
}

/// The dual values as feasible potentials: rounded down, clipped to what the arcs still bear, and nested by shortest distances.
pub(crate) fn potentials(graph: &Graph, cuts: &Cuts, values: &Values, unit: f64) -> Vec<Potential> {
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
            raised.push((cuts.terminal[row], row, raise));
        }
    }
    raised.sort_unstable();
    let mut length: Vec<Cost> = vec![0; graph.arc_count()];
    let mut distance: Vec<Cost> = vec![Cost::MAX; graph.vertex_count];
    let mut result = Vec::new();
    for group in raised.chunk_by(|a, b| a.0 == b.0) {
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
