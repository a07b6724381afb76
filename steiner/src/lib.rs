//! Rooted directed Steiner arborescences with integer costs, solved with a proof.
//!
//! This crate knows vertices, arcs, costs and terminals; it does not know streets or euros. A result is a set of arcs together with a
//! [`Certificate`] that [`verify`] checks against the original instance without using any of the solver's code.

mod instance;

pub use instance::{Arc, ArcId, Cost, Instance, InstanceError, Vertex};
