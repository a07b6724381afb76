//! Files out.
//!
//! Everything here returns text, and who writes it where is decided above; only [`city_files`] writes a whole folder at once. Results hold
//! no times and no sizes, so that the same input gives the same bytes.

pub mod city_files;
pub mod csv;
pub mod geojson;
pub mod stp;
pub mod summary;

use crate::city::City;
use crate::city::site::Site;
use crate::plan::{Plan, SiteDecision};

/// The state of a site in lists: connected already, decided by the plan, or impossible to connect.
fn state(site: &Site, plan: &Plan) -> &'static str {
    use crate::city::site::Connection;
    match (site.connection, plan.decision(&site.id)) {
        (Connection::Fibre | Connection::Radio | Connection::Leased, _) => "connected",
        (Connection::Open, Some(decision)) if decision.technology.is_some() => "planned",
        (Connection::Open, Some(_)) => "unsolvable",
        (Connection::Open, None) => "open",
    }
}

/// All sites in the order of their ids, with what the plan decides for them.
fn rows<'a>(city: &'a City, plan: &'a Plan) -> Vec<(&'a Site, Option<&'a SiteDecision>)> {
    let mut rows: Vec<_> = city
        .sites
        .iter()
        .map(|site| (site, plan.decision(&site.id)))
        .collect();
    rows.sort_by(|a, b| a.0.id.cmp(&b.0.id));
    rows
}
