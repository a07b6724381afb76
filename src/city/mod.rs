//! Facts about the ground: sites, streets and the network that exists. Positions are EPSG:25832.

pub mod network;
pub mod site;
pub mod streets;

use crate::geometry::Utm32;

/// A district (Stadtbezirk) with its outline.
#[derive(Debug, Clone, PartialEq)]
pub struct District {
    /// The name shown to people.
    pub name: String,
    /// Closed rings; the first of each polygon is its outside.
    pub polygons: Vec<Vec<Vec<Utm32>>>,
}

/// Everything known about one city before anything is planned.
#[derive(Debug, Clone, Default)]
pub struct City {
    /// The name shown to people.
    pub name: String,
    /// True when any part of the data was made up; said in every file, answer and screen that shows it.
    pub synthetic: bool,
    /// Who must be named beside any map or export made from this data.
    pub attribution: Vec<String>,
    /// All sites, in the order of their ids.
    pub sites: Vec<site::Site>,
    /// The street graph.
    pub streets: streets::StreetGraph,
    /// The network that already exists.
    pub network: network::Network,
    /// The districts, possibly none.
    pub districts: Vec<District>,
    /// Outline of the city as closed rings; empty when the city file names none.
    pub boundary: Vec<Vec<Vec<Utm32>>>,
}
