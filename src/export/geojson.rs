//! Plans as GeoJSON (RFC 7946): WGS 84, longitude first, seven decimals, which is about a centimetre.

use serde_json::{Map, Value, json};

use super::{rows, state};
use crate::access::Item;
use crate::city::City;
use crate::city::network::{NodeKind, Tenure};
use crate::geometry::{Utm32, to_wgs84};
use crate::plan::{Plan, SiteDecision};
use crate::scenario::decisions::Technology;
use crate::units::{Euros, Metres};

/// Every site with a position as a point, with what the plan decides for it.
#[must_use]
pub fn sites(city: &City, plan: &Plan) -> String {
    collection(city, site_features(city, plan))
}

/// Sites and network in one file.
#[must_use]
pub fn all(city: &City, plan: &Plan) -> String {
    let mut features = site_features(city, plan);
    features.extend(network_features(city, plan, None));
    collection(city, features)
}

fn site_features(city: &City, plan: &Plan) -> Vec<Value> {
    rows(city, plan)
        .into_iter()
        .filter_map(|(site, decision)| {
            let properties = json!({
                "id": site.id,
                "name": site.name,
                "kind": site.kind,
                "district": site.district,
                "address": site.address,
                "project_group": site.project_group,
                "connection": site.connection,
                "state": state(site, plan),
                "technology": decision.and_then(|decision| decision.technology),
                "need": decision.map(|decision| decision.need),
                "class": decision.and_then(|decision| decision.class),
                "cost_eur": decision.map(|decision| euros(decision.amounts.cost)),
                "own_share_eur": decision.map(|decision| euros(decision.amounts.own_share)),
                "shortfall_eur": decision.map(|decision| euros(decision.amounts.shortfall)),
                "premium_eur": decision.map(|decision| euros(decision.amounts.premium)),
                "saved_if_left_eur": decision.map(|decision| euros(decision.saved_if_left)),
                "stand_alone_eur": decision.and_then(|decision| decision.stand_alone).map(euros),
                "drop_m": decision.and_then(|decision| decision.drop).map(metres),
                "fed_from": decision.and_then(|decision| decision.fed_from.clone()),
            });
            let geometry = json!({ "type": "Point", "coordinates": position(site.position?) });
            Some(feature(&geometry, &properties))
        })
        .collect()
}

/// The streets the plan uses and the drops it builds, as lines.
#[must_use]
pub fn network(city: &City, plan: &Plan) -> String {
    collection(city, network_features(city, plan, None))
}

/// The same for one site only.
#[must_use]
pub fn route(city: &City, plan: &Plan, decision: &SiteDecision) -> String {
    collection(city, network_features(city, plan, Some(decision)))
}

fn network_features(city: &City, plan: &Plan, only: Option<&SiteDecision>) -> Vec<Value> {
    let mut features = Vec::new();
    for (index, segment) in (0_u32..).zip(&plan.segments) {
        if only.is_some_and(|decision| !decision.route.contains(&index)) {
            continue;
        }
        let street = city.streets.edges.get(segment.edge.0 as usize);
        let properties = json!({
            "kind": segment.kind,
            "length_m": metres(segment.length),
            "cost_eur": euros(segment.cost),
            "sites_behind": segment.sites_behind,
            "name": street.map(|street| street.name.as_str()).filter(|name| !name.is_empty()),
            "surface": street.map(|street| street.surface),
            "street": street.map(|street| street.source_id.as_str()),
            "duct": segment.duct,
        });
        features.push(feature(&line(&segment.line), &properties));
    }
    for (site, decision) in rows(city, plan) {
        let Some(decision) = decision else { continue };
        let chosen = only.is_none_or(|only| only.site == site.id);
        if !chosen || decision.technology != Some(Technology::Fibre) {
            continue;
        }
        if let (Some(at), Some(foot)) = (site.position, decision.drop_foot) {
            let drop = decision
                .breakdown
                .iter()
                .find(|row| row.item == Item::Drop)
                .map_or(Euros::ZERO, |row| row.amount);
            let properties = json!({
                "kind": "drop",
                "length_m": decision.drop.map(metres),
                "cost_eur": euros(drop),
                "sites_behind": 1,
                "site": site.id,
                "name": site.name,
            });
            features.push(feature(&line(&[foot, at]), &properties));
        }
    }
    features
}

/// The network that exists: nodes, cables and ducts.
#[must_use]
pub fn existing(city: &City) -> String {
    let network = &city.network;
    let mut features = Vec::new();
    for node in &network.nodes {
        let kind = match node.kind {
            NodeKind::Pop => "pop",
            NodeKind::Chamber => "chamber",
            NodeKind::Closure => "closure",
        };
        let geometry = json!({ "type": "Point", "coordinates": position(node.position) });
        let properties = json!({
            "type": "node", "id": node.id, "kind": kind, "name": node.name, "free_fibres": node.free_fibres,
        });
        features.push(feature(&geometry, &properties));
    }
    for cable in network.cables.iter().filter(|cable| cable.line.len() > 1) {
        let properties =
            json!({ "type": "cable", "id": cable.id, "free_fibres": cable.free_fibres });
        features.push(feature(&line(&cable.line), &properties));
    }
    for duct in network.ducts.iter().filter(|duct| duct.line.len() > 1) {
        let owner = match &duct.tenure {
            Tenure::Own => None,
            Tenure::Rented { owner, .. } => Some(owner),
        };
        let properties = json!({
            "type": "duct", "id": duct.id, "free_tubes": duct.free_tubes, "rented": owner.is_some(), "owner": owner,
        });
        features.push(feature(&line(&duct.line), &properties));
    }
    collection(city, features)
}

fn collection(city: &City, features: Vec<Value>) -> String {
    let mut whole = Map::new();
    whole.insert("type".into(), "FeatureCollection".into());
    whole.insert("name".into(), city.name.clone().into());
    whole.insert("synthetic".into(), city.synthetic.into());
    whole.insert("attribution".into(), city.attribution.clone().into());
    whole.insert("features".into(), features.into());
    let mut text = Value::Object(whole).to_string();
    text.push('\n');
    text
}

fn feature(geometry: &Value, properties: &Value) -> Value {
    json!({ "type": "Feature", "geometry": geometry, "properties": properties })
}

fn line(positions: &[Utm32]) -> Value {
    let positions: Vec<Value> = positions.iter().copied().map(position).collect();
    json!({ "type": "LineString", "coordinates": positions })
}

fn position(position: Utm32) -> Value {
    let at = to_wgs84(position);
    let short = |degrees: f64| (degrees * 1e7).round() / 1e7;
    json!([short(at.lon()), short(at.lat())])
}

fn metres(length: Metres) -> f64 {
    (length.get() * 100.0).round() / 100.0
}

fn euros(amount: Euros) -> f64 {
    amount.as_euros()
}
