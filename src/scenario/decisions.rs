//! What people have decided already; the planner takes it as given.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::city::site::SiteId;

/// A technology a site can be connected with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Technology {
    /// The city's own fibre.
    Fibre,
    /// A radio link.
    Radio,
    /// A leased line.
    Leased,
}

/// Decisions by people, each a change of the arcs on offer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Decisions {
    /// Sites whose technology is fixed.
    pub technology: BTreeMap<SiteId, Technology>,
    /// Street segments (source ids) where nothing may be dug.
    pub forbidden_streets: Vec<String>,
    /// Street segments (source ids) whose trench is built or committed anyway: their trench costs nothing more.
    pub built_streets: Vec<String>,
    /// Existing nodes that must not be used.
    pub closed_nodes: Vec<String>,
}
