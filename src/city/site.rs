//! Municipal sites (Liegenschaften).

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::geometry::Utm32;

/// A site's id as its source gives it. Ids are kept, never renumbered.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SiteId(pub Arc<str>);

/// Name of a kind of site (school, day-care centre, …); the kinds themselves are data, see `scenario::kinds`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KindId(pub Arc<str>);

impl fmt::Display for SiteId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for KindId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for SiteId {
    fn from(id: &str) -> Self {
        Self(id.into())
    }
}

impl From<&str> for KindId {
    fn from(id: &str) -> Self {
        Self(id.into())
    }
}

/// One site to be connected, or already connected.
#[derive(Debug, Clone, PartialEq)]
pub struct Site {
    /// Its id in the source.
    pub id: SiteId,
    /// The name shown to people.
    pub name: String,
    /// What kind of site it is.
    pub kind: KindId,
    /// Postal address in one line, empty when unknown.
    pub address: String,
    /// Where it is, if the source gave a usable position.
    pub position: Option<Utm32>,
    /// Name of the district it lies in, if known.
    pub district: Option<String>,
    /// Name of the project group that connects it, if assigned.
    pub project_group: Option<String>,
    /// Pupils, for schools.
    pub pupils: Option<u32>,
    /// Desks with a staff computer.
    pub desks: Option<u32>,
    /// How it is connected today, at the date of the scenario.
    pub connection: Connection,
    /// Where the row came from, as `file:line`.
    pub source: String,
}

/// How a site is connected at the date of the scenario.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Connection {
    /// Still to be decided by the plan.
    #[default]
    Open,
    /// On the city's own fibre already: a given, not a decision.
    Fibre,
    /// On a radio link that stays.
    Radio,
    /// On a leased line that stays.
    Leased,
}
