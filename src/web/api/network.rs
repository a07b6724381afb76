//! What a run builds, as lines.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use crate::geometry::Utm32;
use crate::plan::{self, SiteDecision};
use crate::scenario::decisions::Technology;
use crate::units::{Euros, Metres};
use crate::web::error::{ApiError, ErrorAnswer};
use crate::web::geojson::{self, Collection, Feature, Geometry};
use crate::web::query::Parameters;
use crate::web::state::{App, blocking};

/// The run's segments and drops as lines; with `site` only that site's way.
#[utoipa::path(get, path = "/api/v1/runs/{id}/network.geojson", tag = "map",
    params(
        ("id" = String, Path, description = "A done run."),
        ("site" = Option<String>, Query, description = "Only the way to this site.")),
    responses((status = 200, body = Collection, content_type = "application/geo+json"), (status = "4XX", body = ErrorAnswer), (status = "5XX", body = ErrorAnswer)))]
pub(in crate::web) async fn network(
    State(app): State<Arc<App>>,
    id: Result<Path<String>, PathRejection>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let run = super::runs::path_id(id)?;
    let mut parameters = Parameters::read(&uri)?;
    let site = parameters.one("site")?;
    parameters.finish()?;
    blocking(app, move |app| {
        let view = app.view_of_run(&run)?;
        let plan = view
            .plan
            .as_ref()
            .ok_or_else(|| ApiError::internal("the view of a run has no plan"))?;
        let decisions: Vec<&SiteDecision> = match &site {
            None => plan.decisions.iter().collect(),
            Some(id) if app.site(&id.as_str().into()).is_none() => {
                return Err(ApiError::not_found("Diesen Standort", "site"));
            }
            // A site that is connected already has no way in the plan.
            Some(id) => plan.decision(&id.as_str().into()).into_iter().collect(),
        };
        let wanted: Option<BTreeSet<usize>> = site.as_ref().map(|_| {
            decisions
                .iter()
                .flat_map(|decision| &decision.route)
                .map(|&index| index as usize)
                .collect()
        });
        let segments = plan
            .segments
            .iter()
            .enumerate()
            .filter(|(index, _)| wanted.as_ref().is_none_or(|wanted| wanted.contains(index)))
            .map(|(_, segment)| segment_line(app, segment));
        let drops = decisions
            .iter()
            .filter_map(|decision| drop_line(app, decision));
        let all = Collection::new(segments.chain(drops).collect());
        Ok(geojson::answer(&all).into_response())
    })
    .await
}

fn segment_line(app: &App, segment: &plan::Segment) -> Feature {
    let name = app
        .inputs
        .city
        .streets
        .edges
        .get(segment.edge.0 as usize)
        .map(|edge| edge.name.clone())
        .filter(|name| !name.is_empty());
    Feature::new(
        Geometry::line(&segment.line),
        [
            (
                "kind",
                serde_json::to_value(segment.kind).unwrap_or_default(),
            ),
            ("length_m", segment.length.get().into()),
            ("cost_eur", segment.cost.as_euros().into()),
            ("sites_behind", segment.sites_behind.into()),
            ("name", name.into()),
        ],
    )
}

fn drop_line(app: &App, decision: &SiteDecision) -> Option<Feature> {
    let (from, to) = drop_ends(app, decision)?;
    let cost: Euros = decision
        .breakdown
        .iter()
        .filter(|part| part.item == plan::Item::Drop)
        .map(|part| part.amount)
        .sum();
    Some(Feature::new(
        Geometry::line(&[from, to]),
        [
            ("kind", "drop".into()),
            ("length_m", decision.drop.map(Metres::get).into()),
            ("cost_eur", cost.as_euros().into()),
            ("sites_behind", 1.into()),
            ("name", Value::Null),
            ("site", decision.site.to_string().into()),
        ],
    ))
}

/// Street and building end of a drop that the plan builds.
pub(in crate::web) fn drop_ends(app: &App, decision: &SiteDecision) -> Option<(Utm32, Utm32)> {
    if decision.technology != Some(Technology::Fibre) {
        return None;
    }
    let site = app.site(&decision.site)?;
    Some((decision.drop_foot?, site.position?))
}
