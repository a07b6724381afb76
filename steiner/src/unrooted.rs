//! Prize-collecting problems without a root, as a series of rooted ones.
//!
//! The vertices with prizes are ranked, largest prize first. Every solution that contains any of them contains one of highest rank: the
//! *i*-th problem takes the *i*-th vertex as root, forbids those before it and charges their prizes. The series ends when the charged
//! prizes alone reach the best solution known, because every later problem costs at least that much. The least of all bounds is a bound.

use std::sync::atomic::Ordering;

use crate::instance::{Arc, Cost, Instance, InstanceError, Vertex};
use crate::solve::{Control, Limits, Progress, SolveError, solve};
use crate::stp::Problem;
use crate::verify::{Refusal, verify};

/// The best solution of a problem without a root. Every part of it passed [`verify`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unrooted {
    /// What the best solution costs, prizes that are not collected included.
    pub objective: Cost,
    /// No solution costs less.
    pub lower_bound: Cost,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnrootedError {
    /// The numbers do not make an instance.
    #[error(transparent)]
    Instance(#[from] InstanceError),
    /// A rooted problem could not be solved.
    #[error(transparent)]
    Solve(#[from] SolveError),
    /// The answer to a rooted problem did not pass the check.
    #[error(transparent)]
    Refused(#[from] Refusal),
}

/// Solves a problem with prizes and without a root.
///
/// # Errors
/// [`UnrootedError`] if the numbers do not fit, or an answer did not pass its check.
pub fn solve_unrooted(
    problem: &Problem,
    limits: &Limits,
    control: &Control<'_>,
) -> Result<Unrooted, UnrootedError> {
    let mut ranked: Vec<(Cost, Vertex)> = problem
        .prizes
        .iter()
        .map(|&(vertex, prize)| (prize, vertex))
        .filter(|&(prize, _)| prize > 0)
        .collect();
    ranked.sort_unstable_by_key(|&(prize, vertex)| (std::cmp::Reverse(prize), vertex));
    // To collect nothing costs every prize.
    let mut objective: Cost = ranked.iter().map(|&(prize, _)| prize).sum();
    let mut lower_bound = objective;
    let mut charged: Cost = 0;
    let mut forbidden = vec![false; problem.vertex_count as usize];
    for (rank, &(prize, root)) in ranked.iter().enumerate() {
        if charged >= objective {
            break;
        }
        if control.stop.load(Ordering::Relaxed) {
            lower_bound = lower_bound.min(charged);
            break;
        }
        let instance = rooted(problem, &ranked[rank + 1..], root, &forbidden)?;
        let (best, bound) = (objective, lower_bound);
        let report = |progress: Progress| {
            (control.progress)(Progress {
                objective: Some(progress.objective.map_or(best, |new| best.min(charged + new))),
                lower_bound: bound.min(charged),
            });
        };
        let watched = Control {
            stop: control.stop,
            progress: &report,
        };
        let outcome = solve(&instance, limits, &watched)?;
        let verified = verify(&instance, &outcome.solution, &outcome.certificate)?;
        objective = objective.min(charged + verified.objective);
        lower_bound = lower_bound.min(charged + verified.lower_bound);
        charged += prize;
        forbidden[root as usize] = true;
    }
    Ok(Unrooted {
        objective,
        lower_bound: lower_bound.min(objective),
    })
}

/// The rooted problem of one rank: prizes of lower rank may be collected or paid, vertices of higher rank are out of bounds.
fn rooted(
    problem: &Problem,
    lower: &[(Cost, Vertex)],
    root: Vertex,
    forbidden: &[bool],
) -> Result<Instance, InstanceError> {
    let mut arcs: Vec<Arc> = problem
        .arcs
        .iter()
        .copied()
        .filter(|arc| !forbidden[arc.tail as usize] && !forbidden[arc.head as usize])
        .collect();
    let mut terminals = Vec::with_capacity(lower.len());
    let mut vertex_count = problem.vertex_count;
    for &(prize, vertex) in lower {
        let sink = vertex_count;
        vertex_count += 1;
        arcs.push(Arc {
            tail: vertex,
            head: sink,
            cost: 0,
        });
        arcs.push(Arc {
            tail: root,
            head: sink,
            cost: prize,
        });
        terminals.push(sink);
    }
    Instance::new(vertex_count, root, terminals, arcs)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use super::*;

    fn check(prizes: &[Cost], expected: Cost) {
        // A path 1-2-3-4 with costs 3, 5, 2.
        use std::fmt::Write as _;
        let mut text = "33D32945 STP File, STP Format Version 1.0\nSECTION Graph\nNodes 4\nEdges 3\nE 1 2 3\nE 2 3 5\nE 3 4 2\nEND\nSECTION Terminals\nTerminals 4\n".to_owned();
        for (index, prize) in prizes.iter().enumerate() {
            writeln!(text, "TP {} {prize}", index + 1).unwrap();
        }
        text.push_str("END\nEOF\n");
        let problem = Problem::read(text.as_bytes()).unwrap();
        let stop = AtomicBool::new(false);
        let control = Control {
            stop: &stop,
            progress: &|_| {},
        };
        let found = solve_unrooted(&problem, &Limits::default(), &control).unwrap();
        assert_eq!((found.objective, found.lower_bound), (expected, expected));
    }

    #[test]
    fn the_best_tree_is_found_wherever_it_lies() {
        // Collect everything: 3 + 5 + 2.
        check(&[20, 20, 20, 20], 10);
        // Only the right end is worth it: pay 1 and 1, build 2.
        check(&[1, 1, 9, 9], 4);
        // Nothing is worth an edge: keep the dearest vertex alone.
        check(&[1, 1, 1, 2], 3);
    }
}
