//! Features, coordinates and attributes as JSON has them, read leniently: what is not understood damages one feature only.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{self, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::super::features::{Geometry, Pair};

/// A feature with more attributes than this is none.
const ATTRIBUTE_LIMIT: usize = 1_000;

/// A feature, a geometry, or a record with a geometry among its fields: their members do not collide.
#[derive(Default)]
pub(super) struct ReadFeature {
    pub(super) attributes: BTreeMap<String, String>,
    pub(super) geometry: Geometry,
    pub(super) damaged: bool,
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
    pub(super) fn member<'de, A: MapAccess<'de>>(
        &mut self,
        key: String,
        map: &mut A,
    ) -> Result<(), A::Error> {
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
    pub(super) fn close(&mut self) {
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
pub(super) struct CrsMember(pub(super) Option<String>);

impl<'de> de::Deserialize<'de> for CrsMember {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = ReadFeature::deserialize(deserializer)?;
        Ok(Self(read.attributes.get("name").cloned()))
    }
}
