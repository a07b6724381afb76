//! GeoJSON (RFC 7946): WGS 84, longitude first.

use std::collections::BTreeMap;

use axum::http::header;
use axum::response::IntoResponse;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::view::degrees;
use crate::geometry::Utm32;

/// A FeatureCollection.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Collection {
    /// Always `FeatureCollection`.
    #[serde(rename = "type")]
    kind: &'static str,
    pub(super) features: Vec<Feature>,
}

/// A Feature.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Feature {
    /// Always `Feature`.
    #[serde(rename = "type")]
    kind: &'static str,
    geometry: Geometry,
    properties: BTreeMap<&'static str, Value>,
}

/// A geometry.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "type", content = "coordinates")]
pub(super) enum Geometry {
    /// Longitude and latitude.
    Point([f64; 2]),
    /// At least two positions.
    LineString(Vec<[f64; 2]>),
}

impl Geometry {
    pub(super) fn point(position: Utm32) -> Self {
        Self::Point(degrees(position))
    }

    pub(super) fn line(course: &[Utm32]) -> Self {
        Self::LineString(course.iter().copied().map(degrees).collect())
    }
}

impl Feature {
    pub(super) fn new<const N: usize>(
        geometry: Geometry,
        properties: [(&'static str, Value); N],
    ) -> Self {
        Self::with(geometry, BTreeMap::from(properties))
    }

    pub(super) const fn with(
        geometry: Geometry,
        properties: BTreeMap<&'static str, Value>,
    ) -> Self {
        Self {
            kind: "Feature",
            geometry,
            properties,
        }
    }
}

impl Collection {
    pub(super) const fn new(features: Vec<Feature>) -> Self {
        Self {
            kind: "FeatureCollection",
            features,
        }
    }
}

/// The collection as an answer.
pub(super) fn answer(collection: &Collection) -> impl IntoResponse + use<> {
    let body = serde_json::to_vec(collection).expect("texts and numbers are JSON");
    ([(header::CONTENT_TYPE, "application/geo+json")], body)
}
