//! Every assumption of a run: prices, policy, classes, dates, seed.

pub mod decisions;
pub mod kinds;
pub mod policy;
pub mod prices;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Every assumption of a run. With the city and the program version it determines the result byte for byte.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scenario {
    /// Short name, unique in the city file.
    pub name: String,
    /// The date the plan starts from: what is built by then is given.
    pub as_of: Date,
    /// The date by which everything should be connected.
    pub target: Date,
    /// What things cost.
    pub prices: prices::PriceBook,
    /// What money is worth against fibre.
    pub policy: policy::Policy,
    /// The kinds of site and what they need.
    pub kinds: kinds::Kinds,
    /// What people have decided already.
    pub decisions: decisions::Decisions,
    /// Seed of every random choice.
    pub seed: u64,
}
