//! The solver against things that are not the solver: published optima, an exact dynamic programme, and mutated proofs.

mod exact;
mod formats;
mod published;
mod random;
mod shared;
mod verifier;

use std::sync::atomic::AtomicBool;

use lichtweg_steiner::{Control, Effort, Instance, Limits, Outcome, solve};

/// Solves with everything it takes, quietly.
fn solved(instance: &Instance, threads: usize, seed: u64) -> Outcome {
    let limits = Limits {
        threads,
        effort: Effort::Thorough,
        seed,
    };
    solve(
        instance,
        &limits,
        &Control {
            stop: &AtomicBool::new(false),
            progress: &|_| {},
        },
    )
    .expect("every terminal can be reached")
}
