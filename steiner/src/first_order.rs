//! Approximate solutions of the relaxation by a first-order method; nothing it returns is trusted.
//!
//! The method is the primal-dual hybrid gradient with averaging and restarts (D. Applegate et al., Practical large-scale linear
//! programming using primal-dual hybrid gradient, 2021), with diagonal steps (T. Pock, A. Chambolle, 2011).

use std::sync::atomic::{AtomicBool, Ordering};

use crate::cuts::Cuts;
use crate::graph::Graph;

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
    for (row, &value) in y.iter().enumerate() {
        let mut sum = 0.0;
        for &arc in cuts.of(row) {
            sum += x[arc as usize];
            load[arc as usize] += value;
        }
        primal_error += (1.0 - sum).max(0.0) * value.clamp(1e-9, 1.0);
        dual += value;
    }
    let mut primal = 0.0;
    let mut over = 0.0;
    for (arc, &cost) in method.cost.iter().enumerate() {
        primal += cost * x[arc];
        over += (load[arc] - cost).max(0.0);
    }
    (primal, dual - over, primal_error)
}

/// Improves the values for the present rows, until the stop flag is raised. Work is `iterations` passes over the entries.
pub(crate) fn improve(
    graph: &Graph,
    cuts: &Cuts,
    values: &mut Values,
    unit: f64,
    iterations: usize,
    stop: &AtomicBool,
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
        if stop.load(Ordering::Relaxed) {
            break;
        }
        load.fill(0.0);
        for (row, &value) in y.iter().enumerate() {
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
