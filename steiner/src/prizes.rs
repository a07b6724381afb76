//! Solving whatever problem a file states, the unrooted prize-collecting one included, with every part of the bound verified.
//!
//! An unrooted problem is split by roots: the best tree contains the first root, or not the first but the second, …, or none of them. For
//! the last case a super root may enter any vertex with a prize at the price `M`. A tree enters once, so `bound − M` is a bound on every
//! single tree for any `M`; `M` is chosen so that paying all prizes and the best known tree weigh the same.

use std::sync::atomic::Ordering;

use crate::instance::{Arc, ArcId, Cost, Instance, Vertex};
use crate::solve::{Control, Effort, Limits, Progress, SolveError, solve};
use crate::stp::{Error as StpError, Kind, Problem};
use crate::verify::{Refusal, verify};

/// Roots tried before the rest is left to the super root.
const MOST_ROOTS: usize = 6;

/// Above this many vertices only two roots are tried.
const LARGE: u32 = 5_000;

/// What is known about a problem after solving it; every number was verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Cost of the best solution, in the problem's scaled unit.
    pub objective: Cost,
    /// No solution costs less.
    pub lower_bound: Cost,
    /// The arcs of the solution, as indices into [`Problem::arcs`].
    pub arcs: Vec<ArcId>,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The problem does not make an instance.
    #[error(transparent)]
    Problem(#[from] StpError),
    /// There is no solution.
    #[error(transparent)]
    Solve(#[from] SolveError),
    /// The verifier refused what the solver returned. This is a fault in the solver.
    #[error("the solver's result was refused")]
    Refused(#[from] Refusal),
}

impl Problem {
    /// Solves the problem as far as the limits allow and verifies the result.
    ///
    /// # Errors
    /// [`Error`] if there is no solution, or if the verifier refuses what the solver returned.
    pub fn solve(&self, limits: &Limits, control: &Control<'_>) -> Result<Answer, Error> {
        if self.kind != Kind::Prizes {
            let instance = self.rooted()?;
            return verified(&instance, self.arcs.len(), limits, control);
        }
        self.solve_unrooted(limits, control)
    }

    fn solve_unrooted(&self, limits: &Limits, control: &Control<'_>) -> Result<Answer, Error> {
        let mut roots: Vec<(Vertex, Cost)> = self.prizes.clone();
        roots.sort_by_key(|&(vertex, prize)| (std::cmp::Reverse(prize), vertex));
        let all: Cost = roots.iter().map(|root| root.1).sum();
        // A vertex that must be reached is in every tree: one root is enough.
        if let Some(&terminal) = self.terminals.first() {
            let instance = self.rooted_at(terminal)?;
            return verified(&instance, self.arcs.len(), limits, control);
        }
        // No tree at all pays every prize.
        let mut best = Answer {
            objective: all,
            lower_bound: 0,
            arcs: Vec::new(),
        };
        // On a large problem one case may take all the time there is, so a weaker bound on all cases together comes first.
        let mut at_least = 0;
        if self.vertex_count > LARGE
            && let Some(&(root, _)) = roots.first()
        {
            let quick = Limits {
                effort: Effort::Quick,
                ..*limits
            };
            let answer = verified(&self.rooted_at(root)?, self.arcs.len(), &quick, control)?;
            if answer.objective < best.objective {
                best = answer;
            }
            let (rest, _) = self.bound_of_any_tree(best.objective, &quick, control)?;
            at_least = rest.clamp(0, all);
        }
        let stopped = || control.stop.load(Ordering::Relaxed);
        let mut bound = all;
        let mut excluded: Vec<Vertex> = Vec::new();
        let mut paid: Cost = 0;
        let most = if self.vertex_count > LARGE {
            2
        } else {
            MOST_ROOTS
        };
        // Where the super root entered last: the best tree of the remaining case is likely to be there.
        let mut entered: Option<Vertex> = None;
        for _ in 0..most {
            if stopped() {
                // Of the cases that are left nothing is known but that they pay for every root before them.
                bound = bound.min(paid);
                break;
            }
            let next = roots.iter().filter(|root| !excluded.contains(&root.0));
            let Some(&(root, prize)) = next
                .clone()
                .find(|root| Some(root.0) == entered)
                .or_else(|| next.clone().next())
            else {
                break;
            };
            let part = self.without(&excluded);
            let shown = |progress: Progress| {
                (control.progress)(Progress {
                    objective: progress
                        .objective
                        .map(|cost| (cost + paid).min(best.objective)),
                    lower_bound: 0,
                });
            };
            let answer = verified(
                &part.rooted_at(root)?,
                self.arcs.len(),
                limits,
                &Control {
                    stop: control.stop,
                    progress: &shown,
                },
            )?;
            bound = bound.min(answer.lower_bound + paid);
            if answer.objective + paid < best.objective {
                best = Answer {
                    objective: answer.objective + paid,
                    ..answer
                };
            }
            excluded.push(root);
            paid += prize;
            if stopped() {
                bound = bound.min(paid);
                break;
            }
            let (rest, entry) = self.without(&excluded).bound_of_any_tree(
                best.objective - paid,
                limits,
                control,
            )?;
            let rest = (rest + paid).min(all);
            entered = entry;
            if rest >= best.objective || excluded.len() == roots.len().min(most) {
                bound = bound.min(rest);
                break;
            }
        }
        best.lower_bound = bound.max(at_least).min(best.objective);
        Ok(best)
    }

    /// The same problem without some vertices; their prizes are left out.
    fn without(&self, excluded: &[Vertex]) -> Self {
        let mut part = self.clone();
        part.prizes.retain(|prize| !excluded.contains(&prize.0));
        for arc in &mut part.arcs {
            if excluded.contains(&arc.tail) || excluded.contains(&arc.head) {
                // A loop is never used; the arc keeps its index.
                arc.head = arc.tail;
            }
        }
        part
    }

    /// A bound on every tree with at least one prize vertex and on paying every prize, given the cost of a known tree; and a vertex the
    /// super root entered, if any.
    fn bound_of_any_tree(
        &self,
        known: Cost,
        limits: &Limits,
        control: &Control<'_>,
    ) -> Result<(Cost, Option<Vertex>), Error> {
        let all: Cost = self.prizes.iter().map(|prize| prize.1).sum();
        let entry = (all - known).max(0);
        let super_root = self.vertex_count;
        let mut arcs = self.arcs.clone();
        let mut terminals = Vec::new();
        let mut next = super_root + 1;
        for &(vertex, prize) in &self.prizes {
            arcs.push(Arc {
                tail: super_root,
                head: vertex,
                cost: entry,
            });
            arcs.push(Arc {
                tail: vertex,
                head: next,
                cost: 0,
            });
            arcs.push(Arc {
                tail: super_root,
                head: next,
                cost: prize,
            });
            terminals.push(next);
            next += 1;
        }
        let instance = Instance::new(next, super_root, terminals, arcs).map_err(StpError::from)?;
        let silent = |_: Progress| {};
        let answer = verified(
            &instance,
            instance.arcs().len(),
            limits,
            &Control {
                stop: control.stop,
                progress: &silent,
            },
        )?;
        let entered = answer.arcs.iter().map(|&arc| instance.arcs()[arc as usize]);
        let entered = entered
            .filter(|arc| arc.tail == super_root && arc.head < super_root)
            .map(|arc| arc.head)
            .next();
        Ok((answer.lower_bound - entry, entered))
    }
}

fn verified(
    instance: &Instance,
    arc_count: usize,
    limits: &Limits,
    control: &Control<'_>,
) -> Result<Answer, Error> {
    let outcome = solve(instance, limits, control)?;
    let verified = verify(instance, &outcome.solution, &outcome.certificate)?;
    let arcs = outcome
        .solution
        .arcs
        .into_iter()
        .filter(|&arc| (arc as usize) < arc_count)
        .collect();
    Ok(Answer {
        objective: verified.objective,
        lower_bound: verified.lower_bound,
        arcs,
    })
}
