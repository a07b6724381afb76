//! What money is worth against fibre.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::prices::ServiceClass;
use crate::units::{Euros, in_euros};

/// A policy: the premium the city pays for own fibre, and the price of falling short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Short name, for example `ratsbeschluss`.
    pub name: String,
    /// The name shown to people, German.
    pub label_de: String,
    /// The name shown to people, English.
    pub label_en: String,
    /// By premium group of a kind (`school`, `other`, `small`): what own fibre may cost more than the cheapest alternative, over the
    /// whole period.
    #[serde(with = "in_euros::map")]
    pub fibre_premium: BTreeMap<String, Euros>,
    /// By shortfall group of a kind: what one class step below the need costs per year.
    #[serde(with = "in_euros::map")]
    pub shortfall_per_step_year: BTreeMap<String, Euros>,
    /// The least class an option must deliver to exist at all.
    pub minimum: ServiceClass,
}

/// A premium or the price of falling short is negative.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("policy `{policy}`: the amount of `{group}` is negative: {amount}")]
pub struct Error {
    /// The policy.
    pub policy: String,
    /// The group.
    pub group: String,
    /// Its amount.
    pub amount: Euros,
}

impl Policy {
    /// Everything that is wrong with the policy.
    #[must_use]
    pub fn problems(&self) -> Vec<Error> {
        self.fibre_premium
            .iter()
            .chain(&self.shortfall_per_step_year)
            .filter(|(_, amount)| **amount < Euros::ZERO)
            .map(|(group, &amount)| Error {
                policy: self.name.clone(),
                group: group.clone(),
                amount,
            })
            .collect()
    }
}
