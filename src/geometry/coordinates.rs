//! Planar and geographic positions, kept apart by type.

use serde::{Deserialize, Serialize};

/// A position in ETRS89 / UTM zone 32N (EPSG:25832), in metres. Finite by construction.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct Utm32 {
    easting: f64,
    northing: f64,
}

/// A geographic position on WGS 84 (EPSG:4326), in degrees. Finite and in range by construction.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct Wgs84 {
    lon: f64,
    lat: f64,
}

/// A coordinate that is no position on Earth.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("({x}, {y}) is not a position in {system}")]
pub struct Error {
    /// First coordinate: easting or longitude.
    pub x: f64,
    /// Second coordinate: northing or latitude.
    pub y: f64,
    /// Name of the reference system.
    pub system: &'static str,
}

impl Utm32 {
    /// Takes an easting and a northing in metres.
    ///
    /// # Errors
    /// [`Error`] if either is NaN, infinite, or outside 0–1,000,000 m east and 0–10,000,000 m north.
    pub fn new(easting: f64, northing: f64) -> Result<Self, Error> {
        if (0.0..=1_000_000.0).contains(&easting) && (0.0..=10_000_000.0).contains(&northing) {
            Ok(Self { easting, northing })
        } else {
            Err(Error {
                x: easting,
                y: northing,
                system: "EPSG:25832",
            })
        }
    }

    /// Metres east of the zone's false origin.
    #[must_use]
    pub const fn easting(self) -> f64 {
        self.easting
    }

    /// Metres north of the equator.
    #[must_use]
    pub const fn northing(self) -> f64 {
        self.northing
    }
}

impl Wgs84 {
    /// Takes a longitude and a latitude in degrees, in this order.
    ///
    /// # Errors
    /// [`Error`] if either is NaN or outside ±180 and ±90 degrees.
    pub fn new(lon: f64, lat: f64) -> Result<Self, Error> {
        if (-180.0..=180.0).contains(&lon) && (-90.0..=90.0).contains(&lat) {
            Ok(Self { lon, lat })
        } else {
            Err(Error {
                x: lon,
                y: lat,
                system: "EPSG:4326",
            })
        }
    }

    /// Degrees east of Greenwich.
    #[must_use]
    pub const fn lon(self) -> f64 {
        self.lon
    }

    /// Degrees north of the equator.
    #[must_use]
    pub const fn lat(self) -> f64 {
        self.lat
    }
}
