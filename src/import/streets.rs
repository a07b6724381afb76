//! Streets from Shape and GeoJSON to the street graph.

use super::Error;
use super::crs::Crs;
use super::features::{self, Feature, Geometry, Request};
use super::finding::{Finding, Findings, Severity};
use super::source::Input;
use crate::city::streets::{Crossing, RawSegment, StreetGraph, Surface};
use crate::city_file::{CityFile, Streets};
use crate::geometry::line_length;
use crate::words::finding::said;

/// No city has so many segments; a file with more is read to here.
const SEGMENT_LIMIT: usize = 4_000_000;
/// A segment longer than this is not one street.
const LENGTH_LIMIT_M: f64 = 100_000.0;

/// Where the streets came from, for findings about the finished graph.
pub(super) struct Origin {
    /// The file; empty when the city file names no streets.
    pub(super) file: String,
}

/// Reads the streets and joins them.
pub(super) fn read(
    city: &CityFile,
    inputs: &mut Vec<Input>,
    findings: &mut Findings,
) -> Result<(StreetGraph, Origin), Error> {
    let Some(streets) = &city.schema().streets else {
        let file = crate::city_file::shown(city.path());
        findings.push(Finding::new(
            Severity::Warning,
            "no_streets",
            &file,
            "the city file names no streets: no trench can be planned",
            "add a `[streets]` section",
        ));
        return Ok((StreetGraph::default(), Origin { file }));
    };
    let name = streets.file.get_ref().clone();
    let columns = &streets.columns;
    let wanted = [
        (&columns.id, "segment number"),
        (&columns.id_suffix, "segment number"),
        (&columns.name, "street name"),
        (&columns.class, "street class"),
        (&columns.surface, "surface"),
        (&columns.crossings, "crossings"),
        (&columns.forbidden, "mark of forbidden streets"),
    ];
    let request = Request {
        file: &streets.file,
        format: streets.format,
        crs: streets.crs.as_ref(),
        encoding: streets.encoding,
        columns: wanted
            .iter()
            .filter_map(|(column, purpose)| Some((column.as_deref()?, *purpose)))
            .collect(),
    };
    let mut segments = Vec::new();
    // The feature each segment came from, for findings about segments without length.
    let mut numbers = Vec::new();
    features::read(
        city,
        &request,
        inputs,
        findings,
        &mut |feature, crs, findings| {
            if segments.len() >= SEGMENT_LIMIT {
                if findings.count(&name, "too_many_segments") == 0 {
                    findings.push(
                        Finding::new(
                            Severity::Error,
                            "too_many_segments",
                            &name,
                            said!(
                                "there are more than {limit} segments; the rest was not read",
                                limit = SEGMENT_LIMIT
                            ),
                            "cut the file to the city and its surroundings",
                        )
                        .line(feature.number),
                    );
                }
                return;
            }
            let before = segments.len();
            take(streets, &name, &feature, crs, &mut segments, findings);
            numbers.extend(std::iter::repeat_n(feature.number, segments.len() - before));
        },
    )?;
    let (graph, rejected) = StreetGraph::join(segments);
    for rejected in rejected {
        findings.push(
            Finding::new(
                Severity::Warning,
                "segment_without_length",
                &name,
                "the segment has no length and was left out",
                "nothing is lost; remove it from the source",
            )
            .line(numbers[rejected.index]),
        );
    }
    debug_assert_eq!(graph.check_invariants(), Ok(()));
    Ok((graph, Origin { file: name }))
}

fn take(
    streets: &Streets,
    name: &str,
    feature: &Feature,
    crs: &Crs,
    segments: &mut Vec<RawSegment>,
    findings: &mut Findings,
) {
    let lines = match &feature.geometry {
        Geometry::Lines(lines) if !feature.damaged => lines,
        Geometry::None | Geometry::Points(_) | Geometry::Lines(_) | Geometry::Polygons(_) => {
            let (kind, message) = match (&feature.geometry, feature.damaged) {
                (_, true) => (
                    "bad_coordinate",
                    "its geometry cannot be understood; the segment was left out",
                ),
                (Geometry::None, _) => (
                    "no_geometry",
                    "it has no geometry; the segment was left out",
                ),
                _ => (
                    "wrong_geometry",
                    "it is not a line; the segment was left out",
                ),
            };
            findings.push(
                Finding::new(
                    Severity::Error,
                    kind,
                    name,
                    message,
                    "correct the feature in its source",
                )
                .line(feature.number),
            );
            return;
        }
    };
    let (surface, surface_assumed) = surface(streets, name, feature, findings);
    let crossings = crossings(streets, name, feature, findings);
    let columns = &streets.columns;
    for line in lines {
        let line = match features::positions(line, crs) {
            Ok(line) => line,
            Err(error) => {
                findings.push(features::bad_coordinate(name, feature.number, &error, crs));
                continue;
            }
        };
        if line_length(&line).get() > LENGTH_LIMIT_M {
            findings.push(
                Finding::new(
                    Severity::Error,
                    "segment_too_long",
                    name,
                    "the segment is longer than 100 km and was left out",
                    "one of its coordinates is wrong; correct it in the source",
                )
                .line(feature.number),
            );
            continue;
        }
        segments.push(RawSegment {
            source_id: format!(
                "{}{}",
                feature.text(columns.id.as_deref()),
                feature.text(columns.id_suffix.as_deref())
            ),
            name: feature.text(columns.name.as_deref()).to_owned(),
            line,
            surface,
            surface_assumed,
            crossings: crossings.clone(),
            forbidden: is_true(feature.text(columns.forbidden.as_deref())),
        });
    }
}

/// The surface and whether it was assumed: from the surface column, else by class, else the default.
fn surface(
    streets: &Streets,
    name: &str,
    feature: &Feature,
    findings: &mut Findings,
) -> (Surface, bool) {
    let column = streets.columns.surface.as_deref();
    let text = feature.text(column);
    if !text.is_empty() {
        let known = streets.surfaces.get(text).copied().or_else(|| {
            Surface::ALL
                .into_iter()
                .find(|surface| surface.name() == text)
        });
        match known {
            // A column of a made or cleaned file may still say that its value was assumed.
            Some(surface) => return (surface, is_true(feature.text(Some("surface_assumed")))),
            None => findings.push(
                Finding::new(
                    Severity::Warning,
                    "unknown_surface",
                    name,
                    said!("unknown surface `{text}`; the default was assumed", text),
                    said!("add `\"{text}\" = \"asphalt\"` (or paved_footway, unpaved) under [streets.surfaces]", text),
                )
                .line(feature.number)
                .column(column.unwrap_or_default()),
            ),
        }
    }
    let class = feature.text(streets.columns.class.as_deref());
    let assumed = streets
        .surface_by_class
        .get(class)
        .copied()
        .or_else(|| {
            streets
                .default_surface
                .as_ref()
                .map(|surface| *surface.get_ref())
        })
        .unwrap_or(Surface::Asphalt);
    (assumed, true)
}

fn crossings(
    streets: &Streets,
    name: &str,
    feature: &Feature,
    findings: &mut Findings,
) -> Vec<Crossing> {
    let column = streets.columns.crossings.as_deref();
    let mut crossings = Vec::new();
    for word in feature
        .text(column)
        .split([',', ';', ' '])
        .filter(|word| !word.is_empty())
        .take(100)
    {
        match Crossing::ALL
            .into_iter()
            .find(|crossing| crossing.name() == word)
        {
            Some(crossing) => crossings.push(crossing),
            None => findings.push(
                Finding::new(
                    Severity::Warning,
                    "unknown_crossing",
                    name,
                    said!("unknown crossing `{word}`; it was not counted", word),
                    "write rail, motorway or river",
                )
                .line(feature.number)
                .column(column.unwrap_or_default()),
            ),
        }
    }
    crossings
}

fn is_true(text: &str) -> bool {
    matches!(
        text.to_ascii_lowercase().as_str(),
        "true" | "1" | "yes" | "ja" | "wahr" | "t" | "y" | "j"
    )
}
