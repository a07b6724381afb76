//! The numbers that describe an import.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::placing::bounds;
use crate::city::City;
use crate::city::site::Connection;
use crate::city::streets::StreetFoot;
use crate::geometry::{Utm32, Wgs84};

/// What came out of an import, in numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Sites.
    pub sites: usize,
    /// Sites still open, as their lists say (without the log).
    pub open: usize,
    /// Sites connected already.
    pub connected: usize,
    /// Sites without a usable position.
    pub without_position: usize,
    /// Street segments.
    pub segments: usize,
    /// Junctions.
    pub nodes: usize,
    /// Length of all segments.
    pub length_km: f64,
    /// Junctions in the largest piece of the network.
    pub largest_component_nodes: usize,
    /// Segments with an elder sibling between the same junctions.
    pub parallel_edges: usize,
    /// Segments that end where they start.
    pub loops: usize,
    /// Median distance from a site to its street; `None` without sites.
    pub snap_median_m: Option<f64>,
    /// Nine in ten sites are not farther from their street.
    pub snap_p90_m: Option<f64>,
    /// The farthest site.
    pub snap_max_m: Option<f64>,
    /// West, south, east, north in degrees; `None` for an empty city.
    pub bounds: Option<[f64; 4]>,
    /// Number of findings by kind.
    pub findings: BTreeMap<String, u64>,
}

pub(super) fn summary(
    city: &City,
    snaps: &[Option<StreetFoot>],
    findings: BTreeMap<String, u64>,
) -> Summary {
    let open = city
        .sites
        .iter()
        .filter(|site| site.connection == Connection::Open)
        .count();
    let mut distances: Vec<f64> = snaps
        .iter()
        .flatten()
        .map(|snap| snap.distance.get())
        .collect();
    distances.sort_by(f64::total_cmp);
    Summary {
        sites: city.sites.len(),
        open,
        connected: city.sites.len() - open,
        without_position: city
            .sites
            .iter()
            .filter(|site| site.position.is_none())
            .count(),
        segments: city.streets.edges.len(),
        nodes: city.streets.junctions.len(),
        length_km: rounded(city.streets.length().get() / 1000.0),
        largest_component_nodes: city
            .streets
            .largest_component()
            .iter()
            .filter(|inside| **inside)
            .count(),
        parallel_edges: city.streets.parallel_edges(),
        loops: city.streets.loops(),
        snap_median_m: quantile(&distances, 50),
        snap_p90_m: quantile(&distances, 90),
        snap_max_m: quantile(&distances, 100),
        bounds: degrees(city),
        findings,
    }
}

/// The smallest value that so many per cent of the values do not exceed (nearest rank).
fn quantile(sorted: &[f64], per_cent: usize) -> Option<f64> {
    let rank = (sorted.len() * per_cent).div_ceil(100);
    sorted.get(rank.saturating_sub(1)).copied().map(rounded)
}

fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

/// The box in degrees around everything; its corners are those of the box in metres, which in a city is the same to a few metres.
fn degrees(city: &City) -> Option<[f64; 4]> {
    let everything = city
        .streets
        .edges
        .iter()
        .flat_map(|edge| edge.line.iter().copied())
        .chain(city.sites.iter().filter_map(|site| site.position))
        .chain(city.boundary.iter().flatten().flatten().copied());
    let [west, south, east, north] = bounds(everything)?;
    let corners = [(west, south), (west, north), (east, south), (east, north)]
        .map(|(e, n)| Wgs84::from(Utm32::new(e, n).expect("between positions")));
    let pick = |start: f64, value: fn(Wgs84) -> f64, choose: fn(f64, f64) -> f64| {
        corners
            .iter()
            .map(|&corner| value(corner))
            .fold(start, choose)
    };
    Some(
        [
            pick(f64::INFINITY, Wgs84::lon, f64::min),
            pick(f64::INFINITY, Wgs84::lat, f64::min),
            pick(f64::NEG_INFINITY, Wgs84::lon, f64::max),
            pick(f64::NEG_INFINITY, Wgs84::lat, f64::max),
        ]
        .map(|degrees| (degrees * 1e6).round() / 1e6),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_values_that_occur() {
        let values = [1.0, 2.0, 3.0, 4.0];
        assert_eq!(quantile(&values, 50), Some(2.0));
        assert_eq!(quantile(&values, 90), Some(4.0));
        assert_eq!(quantile(&values, 100), Some(4.0));
        assert_eq!(quantile(&[], 50), None);
    }
}
