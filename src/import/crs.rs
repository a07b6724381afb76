//! From the reference systems that files come in to EPSG:25832. The one place that knows others.
//!
//! UTM zone 32 and geographic coordinates are handled by `geometry`; Gauß-Krüger and other transverse Mercator systems go through
//! `proj4rs`. WGS 84 and ETRS89 are taken as one datum; DHDN (Bessel) is shifted with the seven parameters for all of Germany
//! (EPSG:1777), good to about three metres, which is less than a street is wide.

use proj4rs::Proj;
use proj4rs::transform::transform;

use crate::geometry::{self, Utm32, Wgs84};
use crate::words::finding::{Said, said};

/// Seven parameters DHDN → WGS 84, EPSG:1777.
const DHDN: &str = "+ellps=bessel +towgs84=598.1,73.7,418.2,0.202,0.045,-2.455,6.7";
/// Radius of the sphere of EPSG:3857.
const WEB_MERCATOR_RADIUS_M: f64 = 6_378_137.0;

/// Why a reference system or a coordinate cannot be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// The system is none of those that are known.
    #[error("unknown reference system `{name}`")]
    Unknown {
        /// What was asked for.
        name: String,
    },
    /// A `.prj` file does not say what is needed, or says something that is not supported.
    #[error("the .prj file cannot be used: {what}")]
    Prj {
        /// What is missing or not supported.
        what: String,
    },
    /// A coordinate that lies nowhere.
    #[error("({x}, {y}) is not a position in {system}")]
    Coordinate {
        /// First coordinate.
        x: f64,
        /// Second coordinate.
        y: f64,
        /// The system it was read in.
        system: String,
    },
}

/// A reference system that coordinates can be read in.
#[derive(Debug)]
pub struct Crs {
    name: String,
    way: Way,
}

#[derive(Debug)]
enum Way {
    /// UTM zone 32 on GRS 80, with this much added to easting and northing.
    Utm32 {
        east: f64,
        north: f64,
    },
    Geographic,
    WebMercator,
    /// Anything else `proj4rs` can bring to geographic WGS 84.
    Projected {
        from: Box<Proj>,
        to: Box<Proj>,
    },
}

/// What the message about an unknown system recommends.
pub const KNOWN: &str = "EPSG:25832, EPSG:4647, EPSG:4326, EPSG:3857, EPSG:31466, EPSG:31467";

impl From<&Error> for Said {
    fn from(error: &Error) -> Self {
        match error {
            Error::Unknown { name } => said!("unknown reference system `{name}`", name),
            Error::Prj { what } => said!("the .prj file cannot be used: {what}", what),
            Error::Coordinate { x, y, system } => {
                said!("({x}, {y}) is not a position in {system}", x, y, system)
            }
        }
    }
}

impl Crs {
    /// EPSG:25832 itself.
    #[must_use]
    pub fn utm32() -> Self {
        Self {
            name: "EPSG:25832".to_owned(),
            way: Way::Utm32 {
                east: 0.0,
                north: 0.0,
            },
        }
    }

    /// Longitude and latitude on WGS 84.
    #[must_use]
    pub fn wgs84() -> Self {
        Self {
            name: "EPSG:4326".to_owned(),
            way: Way::Geographic,
        }
    }

    /// The system of a name such as `EPSG:25832`, `25832` or `urn:ogc:def:crs:EPSG::25832`.
    ///
    /// # Errors
    /// [`Error::Unknown`].
    pub fn named(name: &str) -> Result<Self, Error> {
        let upper = name.trim().to_ascii_uppercase();
        let code = upper.rsplit(':').next().unwrap_or_default();
        let way = match code {
            "25832" => Way::Utm32 {
                east: 0.0,
                north: 0.0,
            },
            "4647" => Way::Utm32 {
                east: 32_000_000.0,
                north: 0.0,
            },
            "4326" | "4258" | "CRS84" => Way::Geographic,
            "3857" | "900913" => Way::WebMercator,
            "31466" => projected(&format!(
                "+proj=tmerc +lat_0=0 +lon_0=6 +k=1 +x_0=2500000 +y_0=0 {DHDN}"
            ))?,
            "31467" => projected(&format!(
                "+proj=tmerc +lat_0=0 +lon_0=9 +k=1 +x_0=3500000 +y_0=0 {DHDN}"
            ))?,
            _ => {
                return Err(Error::Unknown {
                    name: name.to_owned(),
                });
            }
        };
        let name = if code == "CRS84" {
            "EPSG:4326".to_owned()
        } else {
            format!("EPSG:{code}")
        };
        Ok(Self { name, way })
    }

    /// The system a `.prj` file describes by its parameters; names in it are not trusted.
    ///
    /// # Errors
    /// [`Error::Prj`].
    pub fn from_prj(text: &str) -> Result<Self, Error> {
        let refuse = |what: &str| Error::Prj {
            what: what.to_owned(),
        };
        let axis = number_after(text, "SPHEROID[").ok_or_else(|| refuse("no spheroid"))?;
        let bessel = (axis - 6_377_397.155).abs() < 1.0;
        if !bessel && (axis - 6_378_137.0).abs() > 1.0 {
            return Err(refuse("its spheroid is neither GRS 80, WGS 84 nor Bessel"));
        }
        let datum = if bessel {
            DHDN
        } else {
            "+ellps=GRS80 +towgs84=0,0,0"
        };
        if !text.contains("PROJCS[") {
            let way = if bessel {
                projected(&format!("+proj=longlat {DHDN}"))?
            } else {
                Way::Geographic
            };
            return Ok(Self {
                name: "its .prj".to_owned(),
                way,
            });
        }
        let projection = quoted_after(text, "PROJECTION[").unwrap_or_default();
        if !matches!(projection.as_str(), "transverse_mercator" | "gauss_kruger") {
            return Err(refuse("its projection is not transverse Mercator"));
        }
        // The linear unit is the one after the geographic system's angular unit.
        let unit = text
            .find("PROJECTION[")
            .and_then(|from| number_after(&text[from..], "UNIT["));
        if unit.is_some_and(|metres| (metres - 1.0).abs() > 1e-9) {
            return Err(refuse("its unit is not the metre"));
        }
        let parameter = |names: &[&str]| parameter(text, names);
        let east = parameter(&["false_easting"]).unwrap_or(0.0);
        let north = parameter(&["false_northing"]).unwrap_or(0.0);
        let meridian = parameter(&[
            "central_meridian",
            "longitude_of_origin",
            "longitude_of_center",
        ])
        .ok_or_else(|| refuse("no central meridian"))?;
        let latitude = parameter(&["latitude_of_origin"]).unwrap_or(0.0);
        let scale = parameter(&["scale_factor"]).unwrap_or(1.0);
        let close = |a: f64, b: f64| (a - b).abs() < 1e-9;
        let way = if !bessel && close(meridian, 9.0) && close(scale, 0.9996) && close(latitude, 0.0)
        {
            Way::Utm32 {
                east: east - 500_000.0,
                north,
            }
        } else {
            projected(&format!(
                "+proj=tmerc +lat_0={latitude} +lon_0={meridian} +k={scale} +x_0={east} +y_0={north} {datum}"
            ))?
        };
        Ok(Self {
            name: "its .prj".to_owned(),
            way,
        })
    }

    /// How messages name the system.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// True when coordinates are longitude and latitude.
    #[must_use]
    pub fn is_geographic(&self) -> bool {
        matches!(self.way, Way::Geographic)
    }

    /// The position of a coordinate: easting and northing, or longitude and latitude in degrees.
    ///
    /// # Errors
    /// [`Error::Coordinate`] for NaN, infinity and everything outside the zone.
    pub fn position(&self, x: f64, y: f64) -> Result<Utm32, Error> {
        let refused = || Error::Coordinate {
            x,
            y,
            system: self.name.clone(),
        };
        if !x.is_finite() || !y.is_finite() {
            return Err(refused());
        }
        let geographic = |lon: f64, lat: f64| -> Result<Utm32, geometry::Error> {
            Utm32::try_from(Wgs84::new(lon, lat)?)
        };
        match &self.way {
            Way::Utm32 { east, north } => Utm32::new(x - east, y - north),
            Way::Geographic => geographic(x, y),
            Way::WebMercator => geographic(
                (x / WEB_MERCATOR_RADIUS_M).to_degrees(),
                (y / WEB_MERCATOR_RADIUS_M).sinh().atan().to_degrees(),
            ),
            Way::Projected { from, to } => {
                let mut point = if from.is_latlong() {
                    (x.to_radians(), y.to_radians(), 0.0)
                } else {
                    (x, y, 0.0)
                };
                transform(from, to, &mut point).map_err(|_| refused())?;
                geographic(point.0.to_degrees(), point.1.to_degrees())
            }
        }
        .map_err(|_| refused())
    }
}

fn projected(definition: &str) -> Result<Way, Error> {
    let make = |text: &str| {
        Proj::from_proj_string(text)
            .map(Box::new)
            .map_err(|error| Error::Prj {
                what: error.to_string(),
            })
    };
    Ok(Way::Projected {
        from: make(definition)?,
        to: make("+proj=longlat +ellps=WGS84 +towgs84=0,0,0")?,
    })
}

/// The first number after a quoted name: `SPHEROID["…",6378137.0,…` gives 6378137.
fn number_after(text: &str, opening: &str) -> Option<f64> {
    let inside = &text[text.find(opening)? + opening.len()..];
    let after_name = &inside[inside.find(',')? + 1..];
    let end = after_name.find([',', ']']).unwrap_or(after_name.len());
    after_name[..end]
        .trim()
        .parse()
        .ok()
        .filter(|number: &f64| number.is_finite())
}

fn quoted_after(text: &str, opening: &str) -> Option<String> {
    let inside = &text[text.find(opening)? + opening.len()..];
    let name = inside.trim_start().strip_prefix('"')?;
    Some(plain_name(&name[..name.find('"')?]))
}

fn plain_name(name: &str) -> String {
    name.trim().to_ascii_lowercase().replace(' ', "_")
}

fn parameter(text: &str, names: &[&str]) -> Option<f64> {
    text.match_indices("PARAMETER[").find_map(|(at, _)| {
        let here = &text[at..];
        let name = quoted_after(here, "PARAMETER[")?;
        names
            .contains(&name.as_str())
            .then(|| number_after(here, "PARAMETER["))?
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(crs: &Crs, (x, y): (f64, f64), (easting, northing): (f64, f64), within: f64) {
        let at = crs.position(x, y).unwrap();
        let off = (at.easting() - easting).hypot(at.northing() - northing);
        assert!(off <= within, "{} off by {off} m: {at:?}", crs.name());
    }

    #[test]
    fn every_known_system_leads_to_the_same_place() {
        // Near Köln cathedral.
        let dom = (356_442.5, 5_645_302.9);
        let named = |code: &str| Crs::named(code).unwrap();
        check(&named("EPSG:25832"), dom, dom, 0.0);
        check(&named("4647"), (32_356_442.5, 5_645_302.9), dom, 1e-6);
        let degrees = Wgs84::from(Utm32::new(dom.0, dom.1).unwrap());
        check(
            &named("urn:ogc:def:crs:OGC:1.3:CRS84"),
            (degrees.lon(), degrees.lat()),
            dom,
            1e-6,
        );
        let mercator = (
            degrees.lon().to_radians() * WEB_MERCATOR_RADIUS_M,
            degrees.lat().to_radians().tan().asinh() * WEB_MERCATOR_RADIUS_M,
        );
        check(&named("EPSG:3857"), mercator, dom, 1e-6);
        assert!(Crs::named("EPSG:2056").is_err());
        assert!(Crs::named("").is_err());
    }

    #[test]
    fn the_projection_of_geometry_agrees_with_proj4rs() {
        let utm = Proj::from_proj_string("+proj=utm +zone=32 +ellps=GRS80 +towgs84=0,0,0").unwrap();
        let degrees = Proj::from_proj_string("+proj=longlat +ellps=GRS80 +towgs84=0,0,0").unwrap();
        for easting in [300_000.0, 382_187.0, 500_000.0, 705_000.5] {
            for northing in [5_200_000.0, 5_697_135.0, 6_100_000.25] {
                let mut point = (easting, northing, 0.0);
                transform(&utm, &degrees, &mut point).unwrap();
                let ours = Wgs84::from(Utm32::new(easting, northing).unwrap());
                assert!(
                    (ours.lon() - point.0.to_degrees()).abs() < 1e-10,
                    "{ours:?} {point:?}"
                );
                assert!(
                    (ours.lat() - point.1.to_degrees()).abs() < 1e-10,
                    "{ours:?} {point:?}"
                );
            }
        }
    }

    #[test]
    fn gauss_krueger_is_shifted_by_the_datum() {
        // Grid points near Köln and Bielefeld. Degrees from an independent computation: Redfearn's series on Bessel's ellipsoid, then
        // the seven parameters in geocentric coordinates.
        for (code, x, y, lon, lat) in [
            (
                "31466",
                2_566_500.0,
                5_645_000.0,
                6.945_442_241,
                50.936_423_411,
            ),
            (
                "31467",
                3_466_000.0,
                5_764_000.0,
                8.503_780_314,
                52.008_809_877,
            ),
        ] {
            let at = Wgs84::from(Crs::named(code).unwrap().position(x, y).unwrap());
            assert!((at.lon() - lon).abs() < 2e-7, "{code}: {at:?}");
            assert!((at.lat() - lat).abs() < 2e-7, "{code}: {at:?}");
        }
    }

    const KOELN: &str = r#"PROJCS["WGS_1984_UTM_Zone_32N",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",2500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",9.0],PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]"#;

    #[test]
    fn the_parameters_of_a_prj_count_not_its_name() {
        check(
            &Crs::from_prj(KOELN).unwrap(),
            (2_356_442.5, 5_645_302.9),
            (356_442.5, 5_645_302.9),
            1e-6,
        );
        let zone33 = KOELN
            .replace("2500000.0", "500000.0")
            .replace("\"Central_Meridian\",9.0", "\"Central_Meridian\",15.0");
        let east_of = Crs::from_prj(&zone33)
            .unwrap()
            .position(500_000.0, 5_645_000.0)
            .unwrap();
        assert!((Wgs84::from(east_of).lon() - 15.0).abs() < 1e-6);
        for broken in [
            "",
            "PROJCS[",
            &KOELN.replace("6378137.0", "6378206.4"),
            &KOELN.replace("Transverse_Mercator", "Lambert_Conformal_Conic"),
            &KOELN.replace("\"Meter\",1.0", "\"Foot\",0.3048"),
            &KOELN.replace("Central_Meridian", "Nothing"),
        ] {
            assert!(Crs::from_prj(broken).is_err(), "{broken}");
        }
    }

    proptest! {
        #[test]
        fn no_coordinate_panics(x in prop::num::f64::ANY, y in prop::num::f64::ANY) {
            for code in ["25832", "4647", "4326", "3857", "31466", "31467"] {
                let _ = Crs::named(code).unwrap().position(x, y);
            }
        }

        #[test]
        fn no_prj_panics(text in ".{0,200}", cut in 0..KOELN.len(), other in ".{0,5}") {
            let _ = Crs::from_prj(&text);
            let _ = Crs::from_prj(&KOELN[..cut]);
            let _ = Crs::from_prj(&format!("{}{other}{}", &KOELN[..cut], &KOELN[cut..]));
        }
    }
}
