//! The miniature city as the files a person would have.

use std::fs;

use lichtweg::city::City;
use lichtweg::city::network::{NodeKind, Tenure};
use lichtweg::city::site::Connection;
use lichtweg::geometry::Utm32;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::plan::miniature;

fn position(at: Utm32) -> Value {
    json!([at.easting(), at.northing()])
}

fn collection(features: &[Value]) -> String {
    json!({ "type": "FeatureCollection", "features": features }).to_string()
}

fn feature(kind: &str, coordinates: &Value, properties: &Value) -> Value {
    json!({ "type": "Feature", "geometry": { "type": kind, "coordinates": coordinates }, "properties": properties })
}

fn line(line: &[Utm32]) -> Value {
    line.iter().copied().map(position).collect()
}

/// Writes the miniature city as files and returns their folder.
pub(super) fn miniature_files() -> TempDir {
    let folder = TempDir::new().unwrap();
    let (city, scenario) = (miniature::city(), miniature::scenario());
    let put = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    put("sites.csv", &site_list(&city));
    let streets: Vec<Value> = city
        .streets
        .edges
        .iter()
        .map(|edge| {
            let crossings: Vec<&str> = edge.crossings.iter().map(|crossing| crossing.name()).collect();
            feature(
                "LineString",
                &line(&edge.line),
                &json!({ "id": edge.source_id, "name": edge.name, "surface": edge.surface.name(), "crossings": crossings.join(",") }),
            )
        })
        .collect();
    put("streets.geojson", &collection(&streets));
    let mut existing = Vec::new();
    for node in &city.network.nodes {
        let kind = match node.kind {
            NodeKind::Pop => "pop",
            NodeKind::Chamber => "chamber",
            NodeKind::Closure => "closure",
        };
        let properties = json!({ "type": "node", "id": node.id, "name": node.name, "kind": kind, "free_fibres": node.free_fibres });
        existing.push(feature("Point", &position(node.position), &properties));
    }
    for duct in &city.network.ducts {
        let mut properties =
            json!({ "type": "duct", "id": duct.id, "free_tubes": duct.free_tubes });
        if let Tenure::Rented {
            owner,
            rent_per_metre_month,
        } = &duct.tenure
        {
            properties["owner"] = json!(owner);
            properties["rent_per_metre_month_eur"] = json!(rent_per_metre_month.as_euros());
        }
        existing.push(feature("LineString", &line(&duct.line), &properties));
    }
    put("existing.geojson", &collection(&existing));
    put("prices.toml", &toml::to_string(&scenario.prices).unwrap());
    put("kinds.toml", &toml::to_string(&scenario.kinds).unwrap());
    put(
        "policy.toml",
        &toml::to_string(&miniature::policy()).unwrap(),
    );
    put(
        "least.toml",
        &toml::to_string(&miniature::least_cost()).unwrap(),
    );
    put(
        "city.toml",
        r#"
name = "Miniatur"
synthetic = true
synthetic_reason = "made by hand"
crs = "EPSG:25832"
prices = "prices.toml"
kinds = "kinds.toml"
policies = ["policy.toml", "least.toml"]

[[sites]]
file = "sites.csv"
format = "csv"
columns = { id = "id", name = "name", kind = "kind", easting = "easting", northing = "northing", district = "district", project_group = "group", connection = "connection" }

[streets]
file = "streets.geojson"
columns = { id = "id", name = "name", surface = "surface", crossings = "crossings" }

[existing]
nodes = { file = "existing.geojson" }
ducts = { file = "existing.geojson" }

[[scenarios]]
name = "miniature"
as_of = 2026-11-01
target = 2028-06-30
policy = "ratsbeschluss"
[scenarios.decisions]
built_streets = ["e3"]
technology = { G = "leased", H = "fibre" }

[[scenarios]]
name = "a_leased"
as_of = 2026-11-01
target = 2028-06-30
policy = "ratsbeschluss"
[scenarios.decisions]
built_streets = ["e3"]
technology = { A = "leased", G = "leased", H = "fibre" }
"#,
    );
    folder
}

fn site_list(city: &City) -> String {
    let mut list = "id;name;kind;easting;northing;district;group;connection\n".to_owned();
    for site in &city.sites {
        let (easting, northing) = site.position.map_or_else(Default::default, |at| {
            (at.easting().to_string(), at.northing().to_string())
        });
        let connection = match site.connection {
            Connection::Open => "open",
            Connection::Fibre => "fibre",
            Connection::Radio => "radio",
            Connection::Leased => "leased",
        };
        // One name that a spreadsheet would run.
        let name = match site.id.0.as_ref() {
            "D" => "=1+1",
            _ => &site.name,
        };
        list.push_str(
            &[
                &site.id.0,
                name,
                &site.kind.0,
                &easting,
                &northing,
                site.district.as_deref().unwrap_or_default(),
                site.project_group.as_deref().unwrap_or_default(),
                connection,
            ]
            .join(";"),
        );
        list.push('\n');
    }
    list
}
