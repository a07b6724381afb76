//! Two runs side by side.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::Uri;

use super::runs::summary_of;
use crate::plan;
use crate::units::Euros;
use crate::web::answers::{Comparison, Difference, SiteDifference};
use crate::web::error::{ApiError, ErrorAnswer};
use crate::web::query::{Parameters, unusable};
use crate::web::state::{App, blocking};

/// What is different in run b against run a.
#[utoipa::path(get, path = "/api/v1/compare", tag = "runs",
    params(
        ("a" = String, Query, description = "A done run."),
        ("b" = String, Query, description = "Another done run.")),
    responses((status = 200, body = Comparison), (status = "4XX", body = ErrorAnswer), (status = "5XX", body = ErrorAnswer)))]
pub(in crate::web) async fn compare(
    State(app): State<Arc<App>>,
    uri: Uri,
) -> Result<Json<Comparison>, ApiError> {
    let mut parameters = Parameters::read(&uri)?;
    let a = parameters.run("a")?.ok_or_else(|| unusable("a"))?;
    let b = parameters.run("b")?.ok_or_else(|| unusable("b"))?;
    parameters.finish()?;
    blocking(app, move |app| {
        let (view_a, view_b) = (app.view_of_run(&a)?, app.view_of_run(&b)?);
        let (Some(plan_a), Some(plan_b)) = (&view_a.plan, &view_b.plan) else {
            return Err(ApiError::internal("the view of a run has no plan"));
        };
        let found = plan::compare(plan_a, plan_b);
        let sites = found
            .sites
            .into_iter()
            .map(|site| {
                let id = site.site.to_string();
                let row = app.row(&view_b, &site.site).map(|row| &row.shown);
                SiteDifference {
                    name: row.map_or_else(|| id.clone(), |row| row.name.clone()),
                    kind: row.map(|row| row.kind.clone()).unwrap_or_default(),
                    district: row.and_then(|row| row.district.clone()),
                    technology_a: site.technology_a.map(Into::into),
                    technology_b: site.technology_b.map(Into::into),
                    cost_a_eur: site.cost_a.map(Euros::as_euros),
                    cost_b_eur: site.cost_b.map(Euros::as_euros),
                    difference_eur: site.difference.as_euros(),
                    lon: row.and_then(|row| row.lon),
                    lat: row.and_then(|row| row.lat),
                    id,
                }
            })
            .collect();
        Ok(Json(Comparison {
            a: summary_of(app, &a)?,
            b: summary_of(app, &b)?,
            difference: Difference {
                cost_eur: found.cost.as_euros(),
                objective_eur: found.objective.as_euros(),
                fibre: found.fibre,
                leased: found.leased,
            },
            sites,
        }))
    })
    .await
}
