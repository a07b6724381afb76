//! GeoJSON feature by feature: collections, single features, Features inside Features, and Opendatasoft's lists of records.
//!
//! The text is never held as a whole. A guard between file and parser bounds depth, strings and single features, and turns the
//! words `NaN` and `Infinity`, which some programs write against the standard, into values that are no coordinates, so that one
//! such feature does not cost the rest.

mod guard;
mod values;

use std::fmt;
use std::io::{self, BufRead};

use serde::de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor};

use super::Error;
use super::crs::Crs;
use super::features::{Feature, Geometry};
use super::finding::{Finding, Findings, Severity};
use super::source::Source;
use crate::words::finding::{Said, said};
use guard::Guard;
use values::{CrsMember, ReadFeature};

/// Reads all features in order.
pub(super) fn read(
    source: &Source,
    fixed: Option<Crs>,
    fallback: Option<Crs>,
    findings: &mut Findings,
    take: &mut dyn FnMut(Feature, &Crs, &mut Findings),
) -> Result<(), Error> {
    let reader = source
        .open()
        .map_err(|error| Error::unreadable(source, error))?;
    read_from(&source.name, reader, fixed, fallback, findings, take);
    Ok(())
}

fn read_from(
    name: &str,
    reader: Box<dyn BufRead>,
    fixed: Option<Crs>,
    fallback: Option<Crs>,
    findings: &mut Findings,
    take: &mut dyn FnMut(Feature, &Crs, &mut Findings),
) {
    let mut sink = Sink {
        name,
        crs: fixed,
        fallback,
        number: 0,
        findings,
        take,
    };
    let mut parser = serde_json::Deserializer::from_reader(io::BufReader::new(Guard::new(reader)));
    let read = (Top { sink: &mut sink })
        .deserialize(&mut parser)
        .and_then(|()| parser.end());
    let number = sink.number;
    if let Err(error) = read {
        let truncated = error.is_eof();
        let (kind, hint) = if truncated {
            (
                "truncated_file",
                "get the file again; it is damaged or cut off",
            )
        } else if error.is_io() {
            (
                "unreadable_file",
                "get the file again; if it is whole, split it or export fewer columns",
            )
        } else {
            (
                "broken_json",
                "correct this place, or export the file again",
            )
        };
        let reason = error.to_string();
        let reason = reason.split(" at line ").next().unwrap_or_default();
        findings.push(
            Finding::new(
                Severity::Error,
                kind,
                name,
                if error.is_io() {
                    said!("reading stopped: {reason}; {number} features before were used", reason, number)
                } else {
                    said!(
                        "reading stopped in line {line}, column {column}: {reason}; {number} features before were used",
                        line = error.line(),
                        column = error.column(),
                        reason,
                        number
                    )
                },
                hint,
            )
            .line(number + 1),
        );
    }
}

/// Where features go.
struct Sink<'a> {
    name: &'a str,
    crs: Option<Crs>,
    fallback: Option<Crs>,
    number: u64,
    findings: &'a mut Findings,
    take: &'a mut dyn FnMut(Feature, &Crs, &mut Findings),
}

impl Sink<'_> {
    fn feature(&mut self, read: ReadFeature) {
        self.number += 1;
        let feature = Feature {
            number: self.number,
            attributes: read.attributes,
            geometry: read.geometry,
            damaged: read.damaged,
        };
        // The standard's system is WGS 84 whatever the city's own; files in another say so, or the city file does.
        let crs = self.crs.get_or_insert_with(|| {
            if looks_geographic(&feature.geometry) {
                Crs::wgs84()
            } else {
                self.fallback.take().unwrap_or_else(Crs::wgs84)
            }
        });
        (self.take)(feature, crs, self.findings);
    }

    fn declared(&mut self, name: &str) {
        if self.crs.is_some() {
            return;
        }
        match Crs::named(name) {
            Ok(crs) => self.crs = Some(crs),
            Err(error) => self.findings.push(Finding::new(
                Severity::Warning,
                "unknown_crs",
                self.name,
                Said::from(&error),
                said!(
                    "name the system in the city file: one of {known}",
                    known = super::crs::KNOWN
                ),
            )),
        }
    }
}

fn looks_geographic(geometry: &Geometry) -> bool {
    let first = match geometry {
        Geometry::None => None,
        Geometry::Points(points) => points.first(),
        Geometry::Lines(lines) => lines.iter().flatten().next(),
        Geometry::Polygons(polygons) => polygons.iter().flatten().flatten().next(),
    };
    first.is_none_or(|[x, y]| x.abs() <= 180.0 && y.abs() <= 180.0)
}

/// The whole text.
struct Top<'a, 'b> {
    sink: &'a mut Sink<'b>,
}

impl<'de> DeserializeSeed<'de> for Top<'_, '_> {
    type Value = ();
    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Top<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GeoJSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut single = ReadFeature::default();
        let mut collection = false;
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "features" => {
                    collection = true;
                    map.next_value_seed(List {
                        sink: &mut *self.sink,
                    })?;
                }
                "crs" => {
                    if let Some(name) = map.next_value::<CrsMember>()?.0 {
                        self.sink.declared(&name);
                    }
                }
                _ => single.member(key, &mut map)?,
            }
        }
        single.close();
        let nothing = single.geometry == Geometry::None && single.attributes.is_empty();
        if !collection && !nothing {
            self.sink.feature(single);
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<(), A::Error> {
        List { sink: self.sink }.visit_seq(seq)
    }
}

/// A list of features.
struct List<'a, 'b> {
    sink: &'a mut Sink<'b>,
}

impl<'de> DeserializeSeed<'de> for List<'_, '_> {
    type Value = ();
    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for List<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of features")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while let Some(feature) = seq.next_element::<ReadFeature>()? {
            self.sink.feature(feature);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use proptest::prelude::*;

    use super::*;

    fn features(text: impl Into<Vec<u8>>) -> (Vec<Feature>, Vec<String>) {
        let mut findings = Findings::default();
        let mut features = Vec::new();
        read_from(
            "x.geojson",
            Box::new(Cursor::new(text.into())),
            None,
            None,
            &mut findings,
            &mut |feature, _, _| features.push(feature),
        );
        (
            features,
            findings
                .finish()
                .0
                .into_iter()
                .map(|finding| finding.kind)
                .collect(),
        )
    }

    fn line(text: &str) -> Feature {
        let (mut features, kinds) = features(text);
        assert!(kinds.is_empty(), "{kinds:?} {text}");
        assert_eq!(features.len(), 1, "{text}");
        features.remove(0)
    }

    #[test]
    fn a_geometry_is_found_wherever_it_hides() {
        let geometry = r#"{"type":"LineString","coordinates":[[7.1,51.2],[7.3,51.4,99.0]]}"#;
        let expected = Geometry::Lines(vec![vec![[7.1, 51.2], [7.3, 51.4]]]);
        for text in [
            geometry.to_owned(),
            format!(r#"{{"type":"Feature","properties":{{"a":1}},"geometry":{geometry}}}"#),
            format!(r#"{{"features":[{{"geometry":{geometry},"properties":{{"a":"1"}}}}]}}"#),
            format!(
                r#"{{"features":[{{"geometry":{{"type":"Feature","geometry":{geometry},"properties":{{}}}}}}]}}"#
            ),
            format!(
                r#"{{"features":[{{"properties":{{"geo_shape":{{"type":"Feature","geometry":{geometry}}}}},"geometry":null}}]}}"#
            ),
            format!(
                r#"[{{"geo_shape":{{"type":"Feature","geometry":{geometry},"properties":{{}}}},"a":1}}]"#
            ),
        ] {
            let feature = line(&text);
            assert_eq!(feature.geometry, expected, "{text}");
            assert!(!feature.attributes.contains_key("type"), "{text}");
            assert_eq!(
                feature.text(Some("A")),
                if text.contains("\"a\"") { "1" } else { "" },
                "{text}"
            );
        }
    }

    #[test]
    fn attributes_of_all_kinds_become_text() {
        let feature = line(
            r#"{"type":"Feature","properties":{"a":1.5,"b":true,"c":null,"d":["rail","river"],"e":{"x":[1]},"type":"node"},"geometry":null}"#,
        );
        assert_eq!(feature.text(Some("a")), "1.5");
        assert_eq!(feature.text(Some("b")), "true");
        assert_eq!(feature.text(Some("d")), "rail,river");
        assert_eq!(feature.text(Some("type")), "node");
        assert_eq!(feature.attributes.len(), 4);
    }

    #[test]
    fn one_bad_feature_does_not_cost_the_rest() {
        let sound = r#"{"geometry":{"type":"Point","coordinates":[7,51]}}"#;
        for bad in [
            r#"{"geometry":{"type":"Point","coordinates":[NaN,-Infinity]}}"#,
            r#"{"geometry":{"type":"Point","coordinates":["7","51"]}}"#,
            r#"{"geometry":{"type":"Point","coordinates":{"x":7}}}"#,
            r#"{"geometry":{"type":"Line","coordinates":[7]}}"#,
            r#"{"geometry":{"coordinates":[7,51]}}"#,
            r#"{"geometry":7}"#,
            "[1,2]",
            "\"text\"",
        ] {
            let (features, kinds) = features(format!(r#"{{"features":[{bad},{sound}]}}"#));
            assert!(kinds.is_empty(), "{kinds:?} {bad}");
            assert_eq!(features.len(), 2, "{bad}");
            assert!(features[0].damaged, "{bad}");
            assert_eq!(
                features[1].geometry,
                Geometry::Points(vec![[7.0, 51.0]]),
                "{bad}"
            );
        }
    }

    #[test]
    fn what_comes_before_the_damage_is_kept() {
        let sound = r#"{"geometry":{"type":"Point","coordinates":[-7,51]}}"#;
        let (read, kinds) = features(format!(r#"{{"features":[{sound},{sound},{{"geom"#));
        assert_eq!((read.len(), kinds), (2, vec!["truncated_file".to_owned()]));
        let (read, kinds) = features(format!(r#"{{"features":[{sound},}}]"#));
        assert_eq!((read.len(), kinds), (1, vec!["broken_json".to_owned()]));
        assert_eq!(features("").1, ["truncated_file"]);
        assert_eq!(features("no json").1, ["broken_json"]);
    }

    #[test]
    fn depth_texts_and_features_are_bounded() {
        for text in [
            "[".repeat(100_000),
            r#"{"a":"#.repeat(100_000),
            format!(
                r#"{{"features":[{{"properties":{{"a":"{}"}}}}]}}"#,
                "x".repeat(2 << 20)
            ),
            format!(
                r#"{{"features":[{{"geometry":{{"coordinates":[{}0]}}}}]}}"#,
                "0,".repeat(9 << 20)
            ),
            " ".repeat(17 << 20),
        ] {
            let (read, kinds) = features(text);
            assert_eq!((read.len(), kinds), (0, vec!["unreadable_file".to_owned()]));
        }
    }

    #[test]
    fn a_named_system_counts() {
        let mut findings = Findings::default();
        let mut name = String::new();
        let text = r#"{"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::25832"}},
            "features":[{"geometry":{"type":"Point","coordinates":[356000,5645000]}}]}"#;
        read_from(
            "x",
            Box::new(Cursor::new(text)),
            None,
            None,
            &mut findings,
            &mut |_, crs, _| {
                crs.name().clone_into(&mut name);
            },
        );
        assert_eq!(name, "EPSG:25832");
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = features(bytes);
        }

        #[test]
        fn no_mutated_collection_panics(at in 0_usize..1000, value in any::<u8>(), cut in 0_usize..1000) {
            let mut bytes = br#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"a":1,"b":[1,2]},"geometry":{"type":"MultiPolygon","coordinates":[[[[7,51],[8,51],[8,52],[7,51]]]]}}]}"#.to_vec();
            let place = at % bytes.len();
            bytes[place] = value;
            bytes.truncate(bytes.len() - cut % bytes.len());
            let _ = features(bytes);
        }
    }
}
