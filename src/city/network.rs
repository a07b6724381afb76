//! The network that exists: where own fibre can be entered, and ducts that can be used instead of new trench.

use serde::{Deserialize, Serialize};

use crate::geometry::Utm32;
use crate::units::Euros;

/// Id of a node, cable or duct as its source gives it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AssetId(pub String);

/// What an existing node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NodeKind {
    /// Point of presence with active equipment.
    Pop,
    /// Chamber with access to a cable.
    Chamber,
    /// Splice closure.
    Closure,
}

/// A place where the existing fibre network can be reached.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Its id in the source.
    pub id: AssetId,
    /// The name shown to people.
    pub name: String,
    /// What it is.
    pub kind: NodeKind,
    /// Where it is.
    pub position: Utm32,
    /// Fibres that are still free here; fibre can be entered only where at least one is. `None` means not recorded, and counts as
    /// none except at a point of presence.
    pub free_fibres: Option<u32>,
}

/// Whose duct it is and what its use costs.
#[derive(Debug, Clone, PartialEq)]
pub enum Tenure {
    /// Owned by the city: no rent.
    Own,
    /// Rented from a third party.
    Rented {
        /// The owner's name.
        owner: String,
        /// Rent per metre and month.
        rent_per_metre_month: Euros,
    },
}

/// An existing duct, or a cable route with a free tube, that spares new trench.
#[derive(Debug, Clone, PartialEq)]
pub struct Duct {
    /// Its id in the source.
    pub id: AssetId,
    /// Its course.
    pub line: Vec<Utm32>,
    /// Tubes still free.
    pub free_tubes: u32,
    /// Whose it is.
    pub tenure: Tenure,
}

/// An existing cable, shown on the map; it is entered at nodes, not along its way.
#[derive(Debug, Clone, PartialEq)]
pub struct Cable {
    /// Its id in the source.
    pub id: AssetId,
    /// Its course.
    pub line: Vec<Utm32>,
    /// Fibres still free, if recorded.
    pub free_fibres: Option<u32>,
}

/// Nodes, cables and ducts.
#[derive(Debug, Clone, Default)]
pub struct Network {
    /// Points of presence, chambers and closures.
    pub nodes: Vec<Node>,
    /// Cables.
    pub cables: Vec<Cable>,
    /// Ducts.
    pub ducts: Vec<Duct>,
}
