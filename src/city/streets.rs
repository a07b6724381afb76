//! The street graph: where trench can be dug.

mod join;
mod nearest;
mod shape;

pub use join::{JOIN_WITHIN_M, RawSegment, Rejected};
pub use nearest::{NearestStreet, StreetFoot, canonical_order};
pub use shape::BrokenInvariant;

use serde::{Deserialize, Serialize};

use crate::geometry::Utm32;
use crate::units::Metres;

/// Index of a junction in [`StreetGraph::junctions`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct JunctionId(pub u32);

/// Index of an edge in [`StreetGraph::edges`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EdgeId(pub u32);

/// What must be opened to lay a trench; it decides the price per metre.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Surface {
    /// Asphalt carriageway.
    Asphalt,
    /// Paved footway.
    PavedFootway,
    /// Unpaved ground.
    Unpaved,
}

impl Surface {
    /// All surfaces.
    pub const ALL: [Self; 3] = [Self::Asphalt, Self::PavedFootway, Self::Unpaved];

    /// The name used in data.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Asphalt => "asphalt",
            Self::PavedFootway => "paved_footway",
            Self::Unpaved => "unpaved",
        }
    }
}

/// An obstacle that is paid once per crossing, on top of the trench.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Crossing {
    /// A railway line.
    Rail,
    /// A motorway.
    Motorway,
    /// A river or canal.
    River,
}

impl Crossing {
    /// All obstacles.
    pub const ALL: [Self; 3] = [Self::Rail, Self::Motorway, Self::River];

    /// The name used in data.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rail => "rail",
            Self::Motorway => "motorway",
            Self::River => "river",
        }
    }
}

/// A street segment between two junctions.
#[derive(Debug, Clone, PartialEq)]
pub struct StreetEdge {
    /// The segment's number in its source, possibly empty or repeated there.
    pub source_id: String,
    /// Street name, possibly empty.
    pub name: String,
    /// One end.
    pub from: JunctionId,
    /// The other end; may equal `from` for a loop.
    pub to: JunctionId,
    /// The line along the street, from `from` to `to`, at least two positions.
    pub line: Vec<Utm32>,
    /// Length of `line`.
    pub length: Metres,
    /// What a trench here must open.
    pub surface: Surface,
    /// True when the surface was assumed, not read from a source; it widens the cost band.
    pub surface_assumed: bool,
    /// Obstacles crossed on the way.
    pub crossings: Vec<Crossing>,
    /// True when nothing may be dug here (decided by a person or a rule).
    pub forbidden: bool,
}

/// Junctions and the street segments between them.
#[derive(Debug, Clone, Default)]
pub struct StreetGraph {
    /// Positions of the junctions.
    pub junctions: Vec<Utm32>,
    /// The segments.
    pub edges: Vec<StreetEdge>,
}
