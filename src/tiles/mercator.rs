//! Web Mercator (EPSG:3857) as fractions of the world: (0, 0) is the north-west corner, (1, 1) the south-east one.

use std::f64::consts::PI;

use crate::geometry::Utm32;
use crate::geometry::to_wgs84;

/// A position as fractions of the world's width and height.
pub(super) type World = [f64; 2];

pub(super) fn world(position: Utm32) -> World {
    let geographic = to_wgs84(position);
    let latitude = geographic.lat().clamp(-85.051_128, 85.051_128).to_radians();
    [
        (geographic.lon() + 180.0) / 360.0,
        (1.0 - latitude.tan().asinh() / PI) / 2.0,
    ]
}

pub(super) fn line(positions: &[Utm32]) -> Vec<World> {
    positions.iter().copied().map(world).collect()
}

/// The corners of the smallest box around a line; `None` for an empty one.
pub(super) fn bounds(line: &[World]) -> Option<(World, World)> {
    let first = *line.first()?;
    Some(line.iter().fold((first, first), |(low, high), at| {
        (
            [low[0].min(at[0]), low[1].min(at[1])],
            [high[0].max(at[0]), high[1].max(at[1])],
        )
    }))
}
