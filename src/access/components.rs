//! The items a cost is made of; each is rounded once, everything else is integer addition.

use serde::{Deserialize, Serialize};

use super::present_value::Money;

/// What an amount is paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Item {
    /// Building entry with fire stopping and in-house route.
    Entry,
    /// Active equipment at the site, with its renewal.
    Equipment,
    /// Upkeep of the fibre connection.
    Upkeep,
    /// Trench from the street to the building.
    Drop,
    /// New trench along streets.
    Trench,
    /// Fibre blown into own ducts.
    OwnDuct,
    /// Rent of ducts and the fibre blown into them.
    RentedDuct,
    /// Fibre blown into trench that is built anyway.
    Built,
    /// Crossings of rail, motorway and river.
    Crossing,
    /// Opening an existing node.
    BreakOut,
    /// Rent of a leased line.
    Rent,
    /// Set-up of a leased line.
    SetUp,
}

/// One item with its money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Component {
    /// What is paid for.
    pub item: Item,
    /// What it costs.
    pub money: Money,
}

/// The sum of all components.
#[must_use]
pub fn total(components: &[Component]) -> Money {
    components.iter().map(|component| component.money).sum()
}
