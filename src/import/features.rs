//! What Shape and GeoJSON have in common: features with attributes and a geometry.

use std::collections::BTreeMap;

use super::Error;
use super::crs::{self, Crs};
use super::finding::{Finding, Findings, Severity};
use super::source::{Input, Source};
use super::{geojson, shape};
use crate::city_file::{CityFile, Encoding, GeometryFormat, Named};
use crate::geometry::Utm32;
use crate::words::finding::{Said, said};

/// A pair of numbers as the file has it; possibly no position at all.
pub(super) type Pair = [f64; 2];

/// Geometry in the file's own reference system.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) enum Geometry {
    /// None, or none that is understood.
    #[default]
    None,
    /// One or more points.
    Points(Vec<Pair>),
    /// One or more lines.
    Lines(Vec<Vec<Pair>>),
    /// One or more polygons, each with its rings, the outside first.
    Polygons(Vec<Vec<Vec<Pair>>>),
}

/// One feature or record.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Feature {
    /// Its number in the file, from 1.
    pub(super) number: u64,
    /// Its attributes that are not empty.
    pub(super) attributes: BTreeMap<String, String>,
    /// Its geometry.
    pub(super) geometry: Geometry,
    /// True when the geometry had parts that are no coordinates.
    pub(super) damaged: bool,
}

impl Feature {
    /// The text of an attribute, found by its exact name or else without regard to case; empty when there is none.
    pub(super) fn text(&self, column: Option<&str>) -> &str {
        let Some(column) = column else { return "" };
        self.attributes
            .get(column)
            .or_else(|| {
                self.attributes
                    .iter()
                    .find(|(name, _)| name.eq_ignore_ascii_case(column))
                    .map(|(_, value)| value)
            })
            .map_or("", |value| value.trim())
    }
}

/// What to read and how.
pub(super) struct Request<'a> {
    /// The file.
    pub(super) file: &'a Named,
    /// Its form; told by its ending when left out.
    pub(super) format: Option<GeometryFormat>,
    /// Reference system, instead of the one the file names.
    pub(super) crs: Option<&'a Named>,
    /// Encoding of a Shape's attributes.
    pub(super) encoding: Option<Encoding>,
    /// Columns that must exist, with what they are for.
    pub(super) columns: Vec<(&'a str, &'static str)>,
}

/// Reads all features of a file in order; `take` gets each with the system its coordinates are in.
pub(super) fn read(
    city: &CityFile,
    request: &Request<'_>,
    inputs: &mut Vec<Input>,
    findings: &mut Findings,
    take: &mut dyn FnMut(Feature, &Crs, &mut Findings),
) -> Result<(), Error> {
    let source = Source::named(city, request.file)?;
    let format = request.format.unwrap_or_else(|| guess(&source.name));
    let fixed = request.crs.map(|name| named_crs(city, name)).transpose()?;
    let fallback = match &city.schema().crs {
        Some(name) => Some(named_crs(city, name)?),
        None => None,
    };
    let mut known = Columns::new(&request.columns);
    let name = source.name.clone();
    let read_one = &mut |feature: Feature, crs: &Crs, findings: &mut Findings| {
        known.saw(&feature);
        take(feature, crs, findings);
    };
    match format {
        GeometryFormat::Shape => {
            let crs = fixed.map_or_else(|| shape::crs(&source, fallback, inputs, findings), Ok)?;
            let columns = shape::read(
                &source,
                request.encoding,
                inputs,
                findings,
                &mut |feature, findings| {
                    read_one(feature, &crs, findings);
                },
            )?;
            known.declared(columns);
        }
        GeometryFormat::Geojson => {
            inputs.push(super::recorded(&source, "geojson")?);
            geojson::read(&source, fixed, fallback, findings, read_one)?;
        }
    }
    known.report(&name, findings);
    Ok(())
}

fn guess(name: &str) -> GeometryFormat {
    if name.to_ascii_lowercase().ends_with(".shp") {
        GeometryFormat::Shape
    } else {
        GeometryFormat::Geojson
    }
}

/// The reference system the city file names at a place.
pub(super) fn named_crs(city: &CityFile, name: &Named) -> Result<Crs, Error> {
    Crs::named(name.get_ref()).map_err(|error| {
        Error::CityFile(city.error_at(
            &name.span(),
            error.to_string(),
            format!("use one of {}", crs::KNOWN),
        ))
    })
}

/// The positions of a line; the first coordinate that is none ends it with an error.
pub(super) fn positions(line: &[Pair], crs: &Crs) -> Result<Vec<Utm32>, crs::Error> {
    line.iter().map(|&[x, y]| crs.position(x, y)).collect()
}

/// The finding about a coordinate that is none, with the likely cause in the hint.
pub(super) fn bad_coordinate(file: &str, number: u64, error: &crs::Error, crs: &Crs) -> Finding {
    let hint = match error {
        crs::Error::Coordinate { x, y, .. } if !x.is_finite() || !y.is_finite() => {
            "correct the feature in its source; its coordinates are no numbers"
        }
        crs::Error::Coordinate { x, y, .. }
            if crs.is_geographic() && (x.abs() > 180.0 || y.abs() > 90.0) =>
        {
            "these look like metres: name their system with `crs = \"EPSG:25832\"`"
        }
        crs::Error::Coordinate { x, y, .. }
            if crs.is_geographic() && crs.position(*y, *x).is_ok() =>
        {
            "longitude comes first in GeoJSON: swap the two"
        }
        crs::Error::Coordinate { x, y, .. } if x.abs() <= 180.0 && y.abs() <= 90.0 => {
            "these look like degrees: name their system with `crs = \"EPSG:4326\"`"
        }
        crs::Error::Coordinate { .. } | crs::Error::Unknown { .. } | crs::Error::Prj { .. } => {
            "check the reference system; name it with `crs = \"EPSG:…\"`"
        }
    };
    Finding::new(
        Severity::Error,
        "bad_coordinate",
        file,
        Said::from(error),
        hint,
    )
    .line(number)
}

/// Which of the wanted columns were seen.
struct Columns<'a> {
    wanted: Vec<(&'a str, &'static str)>,
    seen: Vec<bool>,
    any: bool,
    /// Some names that the file does have, for the hint.
    present: Vec<String>,
}

impl<'a> Columns<'a> {
    fn new(wanted: &[(&'a str, &'static str)]) -> Self {
        Self {
            wanted: wanted.to_vec(),
            seen: vec![false; wanted.len()],
            any: false,
            present: Vec::new(),
        }
    }

    fn saw(&mut self, feature: &Feature) {
        if self.present.is_empty() {
            self.present = feature.attributes.keys().take(30).cloned().collect();
        }
        self.any = true;
        for (seen, (column, _)) in self.seen.iter_mut().zip(&self.wanted) {
            *seen = *seen || !feature.text(Some(column)).is_empty();
        }
    }

    /// The columns a Shape's table declares, whether or not any record fills them. `None` without a table, which has been reported.
    fn declared(&mut self, columns: Option<Vec<String>>) {
        match columns {
            Some(columns) => {
                for (seen, (wanted, _)) in self.seen.iter_mut().zip(&self.wanted) {
                    *seen = *seen
                        || columns
                            .iter()
                            .any(|column| column.eq_ignore_ascii_case(wanted));
                }
                self.present = columns;
            }
            None => self.seen.fill(true),
        }
    }

    fn report(&self, file: &str, findings: &mut Findings) {
        if !self.any {
            findings.push(Finding::new(
                Severity::Warning,
                "empty_file",
                file,
                "the file has no features",
                "check that it is the right file and that its export was complete",
            ));
            return;
        }
        for (seen, (column, purpose)) in self.seen.iter().zip(&self.wanted) {
            if !seen {
                findings.push(
                    Finding::new(
                        Severity::Warning,
                        "missing_column",
                        file,
                        said!(
                            "no feature has `{column}`, named for the {purpose}",
                            column,
                            purpose = Said::from(*purpose)
                        ),
                        said!("the file has: {list}", list = self.present.join(", ")),
                    )
                    .column(*column),
                );
            }
        }
    }
}
