//! GeoJSON feature by feature: collections, single features, Features inside Features, and Opendatasoft's lists of records.
//!
//! The text is never held as a whole. A guard between file and parser bounds depth, strings and single features, and turns the
//! words `NaN` and `Infinity`, which some programs write against the standard, into values that are no coordinates, so that one
//! such feature does not cost the rest.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, BufRead, Read};

use serde::de::{self, DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::Error;
use super::crs::Crs;
use super::features::{Feature, Geometry, Pair};
use super::finding::{Finding, Findings, Severity};
use super::source::Source;

/// Brackets deeper than this are no geometry: a polygon collection in a Feature in a Feature has twelve.
const DEPTH_LIMIT: u32 = 40;
/// A single feature, or anything else between two features, must be smaller than this.
const FEATURE_LIMIT: u64 = 16 << 20;
/// A single text must be smaller than this.
const TEXT_LIMIT: u64 = 1 << 20;
/// A feature with more attributes than this is none.
const ATTRIBUTE_LIMIT: usize = 1_000;

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
        let place = if error.is_io() {
            String::new()
        } else {
            format!(" in line {}, column {}", error.line(), error.column())
        };
        let reason = error.to_string();
        let reason = reason.split(" at line ").next().unwrap_or_default();
        findings.push(
            Finding::new(
                Severity::Error,
                kind,
                name,
                format!("reading stopped{place}: {reason}; {number} features before were used"),
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
                error.to_string(),
                format!(
                    "name the system in the city file: one of {}",
                    super::crs::KNOWN
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

/// A feature, a geometry, or a record with a geometry among its fields: their members do not collide.
#[derive(Default)]
struct ReadFeature {
    attributes: BTreeMap<String, String>,
    geometry: Geometry,
    damaged: bool,
    kind: String,
    coordinates: Option<Coordinates>,
}

impl<'de> de::Deserialize<'de> for ReadFeature {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Whole;
        impl<'de> Visitor<'de> for Whole {
            type Value = ReadFeature;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a feature")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ReadFeature, A::Error> {
                let mut read = ReadFeature::default();
                while let Some(key) = map.next_key::<String>()? {
                    read.member(key, &mut map)?;
                }
                read.close();
                Ok(read)
            }
            fn visit_unit<E>(self) -> Result<ReadFeature, E> {
                Ok(ReadFeature::default())
            }
            fn visit_bool<E>(self, _: bool) -> Result<ReadFeature, E> {
                Ok(ReadFeature::damaged())
            }
            fn visit_u64<E>(self, _: u64) -> Result<ReadFeature, E> {
                Ok(ReadFeature::damaged())
            }
            fn visit_i64<E>(self, _: i64) -> Result<ReadFeature, E> {
                Ok(ReadFeature::damaged())
            }
            fn visit_f64<E>(self, _: f64) -> Result<ReadFeature, E> {
                Ok(ReadFeature::damaged())
            }
            fn visit_str<E>(self, _: &str) -> Result<ReadFeature, E> {
                Ok(ReadFeature::damaged())
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<ReadFeature, A::Error> {
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(ReadFeature::damaged())
            }
        }
        deserializer.deserialize_any(Whole)
    }
}

impl ReadFeature {
    fn damaged() -> Self {
        Self {
            damaged: true,
            ..Self::default()
        }
    }

    /// Reads the value of one member.
    fn member<'de, A: MapAccess<'de>>(&mut self, key: String, map: &mut A) -> Result<(), A::Error> {
        match key.as_str() {
            "type" => {
                // A record's own column may be called `type` as well; as such it is kept.
                if let Some(text) = map.next_value::<Scalar>()?.0 {
                    self.attribute(key, text.clone());
                    self.kind = text;
                }
            }
            "coordinates" => self.coordinates = Some(map.next_value()?),
            "geometry" | "geo_shape" | "properties" => {
                let inner: Self = map.next_value()?;
                self.damaged |= inner.damaged;
                if inner.geometry != Geometry::None {
                    self.geometry = inner.geometry;
                }
                let is_feature = key == "properties";
                for (name, value) in inner.attributes {
                    // The `type` of a geometry is no attribute, that among the properties is.
                    if is_feature || name != "type" {
                        self.attribute(name, value);
                    }
                }
            }
            "geometries" => {
                for inner in map.next_value::<Vec<Self>>()? {
                    self.damaged |= inner.damaged;
                    if self.geometry == Geometry::None {
                        self.geometry = inner.geometry;
                    } else if inner.geometry != Geometry::None {
                        self.damaged = true;
                    }
                }
            }
            "bbox" | "geo_point_2d" => {
                map.next_value::<IgnoredAny>()?;
            }
            _ => {
                if let Some(text) = map.next_value::<Scalar>()?.0 {
                    self.attribute(key, text);
                }
            }
        }
        Ok(())
    }

    fn attribute(&mut self, name: String, value: String) {
        if !value.is_empty() && self.attributes.len() < ATTRIBUTE_LIMIT {
            self.attributes.insert(name, value);
        }
    }

    /// Makes a geometry of type and coordinates once both are known.
    fn close(&mut self) {
        if self.attributes.get("type").is_some_and(|kind| {
            matches!(
                kind.as_str(),
                "Feature" | "FeatureCollection" | "GeometryCollection"
            ) || shape_of(kind).is_some()
        }) {
            self.attributes.remove("type");
        }
        let Some(coordinates) = self.coordinates.take() else {
            return;
        };
        match shape_of(&self.kind).and_then(|shape| shape(&coordinates)) {
            Some(geometry) => self.geometry = geometry,
            None => self.damaged = true,
        }
    }
}

type Shape = fn(&Coordinates) -> Option<Geometry>;

fn shape_of(kind: &str) -> Option<Shape> {
    Some(match kind {
        "Point" => |c| Some(Geometry::Points(vec![c.pair()?])),
        "MultiPoint" => |c| Some(Geometry::Points(c.line()?)),
        "LineString" => |c| Some(Geometry::Lines(vec![c.line()?])),
        "MultiLineString" => |c| Some(Geometry::Lines(c.lines()?)),
        "Polygon" => |c| Some(Geometry::Polygons(vec![c.lines()?])),
        "MultiPolygon" => |c| {
            Some(Geometry::Polygons(
                c.list()?
                    .iter()
                    .map(Coordinates::lines)
                    .collect::<Option<_>>()?,
            ))
        },
        _ => return None,
    })
}

/// Nested lists of numbers. What is neither a number nor a list is kept as a hole, and the geometry around it is damaged.
#[derive(Debug, Clone, PartialEq)]
enum Coordinates {
    Number(f64),
    List(Vec<Coordinates>),
    Hole,
}

impl Coordinates {
    fn list(&self) -> Option<&[Self]> {
        match self {
            Self::List(list) => Some(list),
            Self::Number(_) | Self::Hole => None,
        }
    }

    fn pair(&self) -> Option<Pair> {
        match self.list()? {
            [Self::Number(x), Self::Number(y), ..] => Some([*x, *y]),
            _ => None,
        }
    }

    fn line(&self) -> Option<Vec<Pair>> {
        self.list()?.iter().map(Self::pair).collect()
    }

    fn lines(&self) -> Option<Vec<Vec<Pair>>> {
        self.list()?.iter().map(Self::line).collect()
    }
}

impl<'de> de::Deserialize<'de> for Coordinates {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Coordinates;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("coordinates")
            }
            fn visit_f64<E>(self, number: f64) -> Result<Coordinates, E> {
                Ok(Coordinates::Number(number))
            }
            fn visit_u64<E>(self, number: u64) -> Result<Coordinates, E> {
                Ok(Coordinates::Number(number as f64))
            }
            fn visit_i64<E>(self, number: i64) -> Result<Coordinates, E> {
                Ok(Coordinates::Number(number as f64))
            }
            fn visit_bool<E>(self, _: bool) -> Result<Coordinates, E> {
                Ok(Coordinates::Hole)
            }
            fn visit_str<E>(self, _: &str) -> Result<Coordinates, E> {
                Ok(Coordinates::Hole)
            }
            fn visit_unit<E>(self) -> Result<Coordinates, E> {
                Ok(Coordinates::Hole)
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Coordinates, A::Error> {
                let mut list = Vec::new();
                while let Some(inner) = seq.next_element()? {
                    list.push(inner);
                }
                Ok(Coordinates::List(list))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Coordinates, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Coordinates::Hole)
            }
        }
        deserializer.deserialize_any(Any)
    }
}

/// A value that can be an attribute: a text, a number, a truth value, or a list of them joined by commas. Anything else is `None`.
struct Scalar(Option<String>);

impl<'de> de::Deserialize<'de> for Scalar {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Scalar;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }
            fn visit_str<E>(self, text: &str) -> Result<Scalar, E> {
                Ok(Scalar(Some(text.to_owned())))
            }
            fn visit_f64<E>(self, number: f64) -> Result<Scalar, E> {
                Ok(Scalar(Some(number.to_string())))
            }
            fn visit_u64<E>(self, number: u64) -> Result<Scalar, E> {
                Ok(Scalar(Some(number.to_string())))
            }
            fn visit_i64<E>(self, number: i64) -> Result<Scalar, E> {
                Ok(Scalar(Some(number.to_string())))
            }
            fn visit_bool<E>(self, truth: bool) -> Result<Scalar, E> {
                Ok(Scalar(Some(truth.to_string())))
            }
            fn visit_unit<E>(self) -> Result<Scalar, E> {
                Ok(Scalar(None))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Scalar, A::Error> {
                let mut joined = String::new();
                while let Some(Scalar(item)) = seq.next_element()? {
                    if let Some(item) = item {
                        if !joined.is_empty() {
                            joined.push(',');
                        }
                        joined += &item;
                    }
                }
                Ok(Scalar(Some(joined)))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scalar, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Scalar(None))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

/// The old `crs` member: `{"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25832"}}`.
struct CrsMember(Option<String>);

impl<'de> de::Deserialize<'de> for CrsMember {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = ReadFeature::deserialize(deserializer)?;
        Ok(Self(read.attributes.get("name").cloned()))
    }
}

/// Stands between file and parser: bounds what the parser would take in, and replaces numbers that are none.
struct Guard {
    inner: Box<dyn BufRead>,
    ready: Vec<u8>,
    given: usize,
    depth: u32,
    in_text: bool,
    escaped: bool,
    text_length: u64,
    since_feature: u64,
    /// A minus sign that is held back until the next byte shows whether a number follows.
    minus: bool,
    /// What remains of a word that is being replaced.
    word: &'static [u8],
}

impl Guard {
    fn new(inner: Box<dyn BufRead>) -> Self {
        Self {
            inner,
            ready: Vec::new(),
            given: 0,
            depth: 0,
            in_text: false,
            escaped: false,
            text_length: 0,
            since_feature: 0,
            minus: false,
            word: b"",
        }
    }

    fn byte(&mut self, byte: u8) -> io::Result<()> {
        let too_much = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_owned());
        self.since_feature += 1;
        if self.since_feature > FEATURE_LIMIT {
            return Err(too_much("a single feature is larger than 16 MiB"));
        }
        if self.in_text {
            self.text_length += 1;
            if self.text_length > TEXT_LIMIT {
                return Err(too_much("a single text is larger than 1 MiB"));
            }
            if self.escaped {
                self.escaped = false;
            } else if byte == b'\\' {
                self.escaped = true;
            } else if byte == b'"' {
                self.in_text = false;
            }
            self.ready.push(byte);
            return Ok(());
        }
        if let Some((&expected, rest)) = self.word.split_first() {
            if byte == expected {
                self.word = rest;
                return Ok(());
            }
            self.word = b"";
        }
        let held = std::mem::take(&mut self.minus);
        match byte {
            b'N' => {
                self.replace(b"aN");
                return Ok(());
            }
            b'I' => {
                self.replace(b"nfinity");
                return Ok(());
            }
            b'-' if !held => {
                self.minus = true;
                return Ok(());
            }
            b'"' => {
                self.in_text = true;
                self.text_length = 0;
            }
            b'[' | b'{' => {
                self.depth += 1;
                if self.depth > DEPTH_LIMIT {
                    return Err(too_much("its brackets are nested too deeply"));
                }
            }
            b']' | b'}' => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth <= 2 {
                    self.since_feature = 0;
                }
            }
            _ => {}
        }
        if held {
            self.ready.push(b'-');
        }
        self.ready.push(byte);
        Ok(())
    }

    fn replace(&mut self, rest: &'static [u8]) {
        self.word = rest;
        self.ready.extend(b"null");
    }
}

impl Read for Guard {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() {
            self.ready.clear();
            self.given = 0;
            let chunk = self.inner.fill_buf()?;
            if chunk.is_empty() {
                return Ok(0);
            }
            let chunk = chunk[..chunk.len().min(1 << 14)].to_vec();
            self.inner.consume(chunk.len());
            for byte in chunk {
                self.byte(byte)?;
            }
        }
        let count = buffer.len().min(self.ready.len() - self.given);
        buffer[..count].copy_from_slice(&self.ready[self.given..self.given + count]);
        self.given += count;
        Ok(count)
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
