//! Rooted directed Steiner arborescences with integer costs, solved with a proof.
//!
//! This crate knows vertices, arcs, costs and terminals; it does not know streets or euros. A result is a set of arcs together with a
//! [`Certificate`] that [`verify`] checks against the original instance without using any of the solver's code.

mod branch;
mod certificate;
mod contract;
mod cuts;
mod dual_ascent;
mod first_order;
mod flow;
mod graph;
mod heuristic;
mod instance;
mod prizes;
mod random;
mod reduce;
mod relaxation;
mod solve;
pub mod stp;
mod tree;
mod verify;

pub use certificate::{Certificate, Node, Potential, Stage};
pub use instance::{Arc, ArcId, Cost, Instance, InstanceError, Vertex};
pub use prizes::{Answer, Error};
pub use solve::{Control, Effort, Limits, Outcome, Progress, SolveError, solve};
pub use verify::{Refusal, Solution, Verified, lower_bound, verify};
