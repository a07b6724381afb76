//! Synthetic ground heights: low in the north, hills in the south, from 45 m to 254 m.

use super::noise::Noise;
use super::plane::Spot;
use super::random::mix;

/// Lowest and highest ground (the city's known range), metres above sea level.
const LOWEST_M: f64 = 45.0;
const HIGHEST_M: f64 = 254.0;

/// Heights on a square grid.
#[derive(Debug, Clone, PartialEq)]
pub struct TerrainGrid {
    /// Easting of the lower left corner of the first cell, in metres.
    pub west_m: f64,
    /// Northing of the lower left corner of the first cell, in metres.
    pub south_m: f64,
    /// Side of a cell in metres.
    pub spacing_m: f64,
    /// Cells from west to east.
    pub columns: usize,
    /// Heights above sea level in metres, row by row from the south, each row from the west.
    pub heights_m: Vec<f64>,
}

/// Heights for a box given by its lower left and upper right corners.
pub(super) fn heights(low: Spot, high: Spot, spacing_m: f64, seed: u64) -> TerrainGrid {
    let west_m = (low.x / spacing_m).floor() * spacing_m;
    let south_m = (low.y / spacing_m).floor() * spacing_m;
    let (columns, rows) = (
        cells(high.x - west_m, spacing_m),
        cells(high.y - south_m, spacing_m),
    );
    let hills = [
        (0.28, Noise::new(mix(seed ^ 1), 6_500.0)),
        (0.12, Noise::new(mix(seed ^ 2), 2_300.0)),
        (0.05, Noise::new(mix(seed ^ 3), 900.0)),
    ];
    let mut heights_m = Vec::with_capacity(columns * rows);
    for row in 0..rows {
        for column in 0..columns {
            let place = Spot::new(
                west_m + (column as f64 + 0.5) * spacing_m,
                south_m + (row as f64 + 0.5) * spacing_m,
            );
            // From 0 in the south to 1 in the north of the box.
            let north = (row as f64 + 0.5) / rows as f64;
            let slope = (1.0 - north) * (1.0 - north);
            let rough = 0.35 + 0.65 * slope;
            let hill: f64 = hills
                .iter()
                .map(|(height, noise)| height * noise.at(place))
                .sum();
            heights_m.push(slope + hill * rough);
        }
    }
    let lowest = heights_m.iter().copied().fold(f64::INFINITY, f64::min);
    let highest = heights_m.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let factor = (HIGHEST_M - LOWEST_M) / (highest - lowest).max(1e-9);
    for height in &mut heights_m {
        *height = ((LOWEST_M + (*height - lowest) * factor) * 10.0).round() / 10.0;
    }
    TerrainGrid {
        west_m,
        south_m,
        spacing_m,
        columns,
        heights_m,
    }
}

fn cells(extent: f64, spacing: f64) -> usize {
    super::sites::whole((extent / spacing).ceil().max(1.0)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heights_span_the_known_range_and_rise_to_the_south() {
        let grid = heights(
            Spot::new(382_187.0, 5_697_135.0),
            Spot::new(405_527.0, 5_717_739.0),
            100.0,
            1,
        );
        let lowest = grid.heights_m.iter().copied().fold(f64::INFINITY, f64::min);
        let highest = grid.heights_m.iter().copied().fold(0.0, f64::max);
        assert!((lowest - 45.0).abs() < 1e-9 && (highest - 254.0).abs() < 1e-9);
        let mean = |row: usize| {
            grid.heights_m[row * grid.columns..(row + 1) * grid.columns]
                .iter()
                .sum::<f64>()
                / grid.columns as f64
        };
        assert!(mean(3) > mean(200) + 60.0);
    }
}
