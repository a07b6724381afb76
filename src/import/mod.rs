//! Files in: data and findings, never a silent choice.

pub mod finding;
