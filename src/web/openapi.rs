//! The OpenAPI document, and whether the server is up.

use axum::Json;
use axum::http::Uri;
use utoipa::OpenApi;

use super::error::{ApiError, ErrorAnswer};
use super::query::Parameters;
use super::{api, events};

/// The whole interface.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Lichtweg",
        description = "Planner for a city's fibre rollout. Money in euros (`_eur`), lengths in metres (`_m`), dates ISO 8601. What is not known is null, never 0. There is no sign-in yet; the server listens on the loopback interface only."
    ),
    paths(
        api::city::city, api::city::findings, api::city::existing,
        api::runs::list, api::runs::create, api::runs::one, api::runs::stop, events::events,
        api::network::network, api::sites::list, api::sites::as_geojson, api::sites::as_csv, api::sites::card,
        api::compare::compare, api::maps::picture, api::maps::tile, document, healthy
    ),
    tags(
        (name = "city", description = "The city and what its files said."),
        (name = "runs", description = "Asking for plans and comparing them."),
        (name = "sites", description = "Sites under a run."),
        (name = "map", description = "Geometry."),
        (name = "service", description = "About the server itself.")
    )
)]
struct Document;

/// This document.
#[utoipa::path(get, path = "/api/openapi.json", tag = "service",
    responses((status = 200, body = serde_json::Value, description = "An OpenAPI 3.1 document."), (status = "4XX", body = ErrorAnswer)))]
pub(super) async fn document(uri: Uri) -> Result<Json<utoipa::openapi::OpenApi>, ApiError> {
    Parameters::read(&uri)?.finish()?;
    Ok(Json(Document::openapi()))
}

/// Answers `ok` as soon as the server answers at all.
#[utoipa::path(get, path = "/healthz", tag = "service",
    responses((status = 200, body = String, content_type = "text/plain"), (status = "4XX", body = ErrorAnswer)))]
pub(super) async fn healthy() -> &'static str {
    "ok"
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_document_names_every_route_and_no_other() {
        let document = serde_json::to_value(Document::openapi()).unwrap();
        let documented: BTreeSet<&str> = document["paths"]
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        let served: BTreeSet<&str> = crate::web::routes()
            .into_iter()
            .map(|(path, _)| path)
            .collect();
        assert_eq!(documented, served);
    }
}
