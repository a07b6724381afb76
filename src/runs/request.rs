//! What somebody wants to know.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::error::Error;
use crate::city::site::SiteId;
use crate::scenario::decisions::Technology;
use crate::store::NewRun;

/// A question to the planner: a scenario of the city and what is changed against it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Request {
    /// Name of the scenario; the city's default when left out.
    pub scenario: Option<String>,
    /// Name of the policy; the scenario's when left out.
    pub policy: Option<String>,
    /// The seed; the scenario's when left out.
    pub seed: Option<u64>,
    /// What is changed.
    pub changes: Changes,
}

/// Changes against a scenario.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Changes {
    /// Sites whose technology is fixed, or with `null` left to the planner again.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub technology: BTreeMap<SiteId, Option<Technology>>,
    /// Factors on prices.
    #[serde(skip_serializing_if = "PriceFactors::is_none")]
    pub prices: PriceFactors,
}

/// Factors on groups of prices.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PriceFactors {
    /// Factor on every price of trench.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trench_factor: Option<f64>,
    /// Factor on rent and set-up of every leased line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leased_factor: Option<f64>,
}

impl PriceFactors {
    fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

impl Changes {
    /// As JSON, without what is not changed.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::to_value(self).expect("maps of texts and numbers are JSON")
    }
}

impl Request {
    /// The question a stored run answers.
    ///
    /// # Errors
    /// [`Error::UnreadableRun`] when its changes are not in a form this program knows.
    pub fn of_stored(run: &NewRun) -> Result<Self, Error> {
        Ok(Self {
            scenario: Some(run.scenario.clone()),
            policy: Some(run.policy.clone()),
            seed: Some(run.seed),
            changes: serde_json::from_value(run.changes.clone()).map_err(Error::UnreadableRun)?,
        })
    }
}
