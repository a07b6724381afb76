//! Polygons of the basemap.

use super::mercator::{self, World};
use crate::geometry::Utm32;

/// One polygon with the name of what it bounds.
#[derive(Debug)]
pub(super) struct Outline {
    pub(super) name: String,
    /// The first ring is the outside, the others are holes.
    pub(super) rings: Vec<Vec<World>>,
    low: World,
    high: World,
}

impl Outline {
    pub(super) fn all(name: &str, polygons: &[Vec<Vec<Utm32>>]) -> Vec<Self> {
        polygons
            .iter()
            .filter_map(|rings| {
                let rings: Vec<_> = rings.iter().map(|ring| mercator::line(ring)).collect();
                let (low, high) = mercator::bounds(rings.first()?)?;
                Some(Self {
                    name: name.to_owned(),
                    rings,
                    low,
                    high,
                })
            })
            .collect()
    }

    pub(super) fn touches(&self, low: World, high: World) -> bool {
        (0..2).all(|axis| self.low[axis] <= high[axis] && self.high[axis] >= low[axis])
    }
}
