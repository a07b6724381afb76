//! Vector tiles and the server's own picture of the map.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use crate::tiles::TileId;
use crate::web::assets::tagged;
use crate::web::error::{ApiError, ErrorAnswer};
use crate::web::map_svg;
use crate::web::query::Parameters;
use crate::web::state::{App, blocking};

/// One vector tile of the basemap: layers `boundary`, `districts` and `streets`.
#[utoipa::path(get, path = "/tiles/{z}/{x}/{y}", tag = "map",
    params(
        ("z" = u32, Path, minimum = 0, maximum = 16, description = "Zoom."),
        ("x" = u32, Path, description = "Column."),
        ("y" = String, Path, description = "Row, followed by `.mvt`.", pattern = r"^[0-9]+\.mvt$")),
    responses(
        (status = 200, body = Vec<u8>, content_type = "application/vnd.mapbox-vector-tile"),
        (status = 204, description = "Nothing lies in this tile."),
        (status = 304, description = "The tile is the one the asker has."),
        (status = "4XX", body = ErrorAnswer), (status = "5XX", body = ErrorAnswer)))]
pub(in crate::web) async fn tile(
    State(app): State<Arc<App>>,
    place: Result<Path<(String, String, String)>, PathRejection>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    Parameters::read(&uri)?.finish()?;
    let missing = || ApiError::not_found("Diese Kachel", "tile");
    let Ok(Path((zoom, column, row))) = place else {
        return Err(missing());
    };
    let row = row.strip_suffix(".mvt").ok_or_else(missing)?;
    let number = |text: &str| -> Result<u32, ApiError> {
        // `parse` would take a sign.
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(missing());
        }
        text.parse().map_err(|_| missing())
    };
    let id = TileId::new(number(&zoom)?, number(&column)?, number(row)?)?;
    let bytes = blocking(app, move |app| Ok(app.tiles.tile(id)?)).await?;
    if bytes.is_empty() {
        return Ok((
            StatusCode::NO_CONTENT,
            [(header::CACHE_CONTROL, "no-cache")],
        )
            .into_response());
    }
    let etag = hash(&bytes);
    let mime = "application/vnd.mapbox-vector-tile";
    Ok(tagged(&headers, &etag, mime, "no-cache", bytes.to_vec()))
}

fn hash(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    Sha256::digest(bytes)
        .iter()
        .take(12)
        .fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").expect("writing to memory does not fail");
            text
        })
}

/// The map as a picture, for screens without WebGL.
#[utoipa::path(get, path = "/api/v1/map.svg", tag = "map",
    params(
        ("run" = Option<String>, Query, description = "A done run."),
        ("scenario" = Option<String>, Query, description = "Without a run: the scenario whose date is shown; the default one when left out."),
        ("lang" = Option<String>, Query, description = "`de` or `en`; German when left out.")),
    responses((status = 200, body = String, content_type = "image/svg+xml"), (status = "4XX", body = ErrorAnswer), (status = "5XX", body = ErrorAnswer)))]
pub(in crate::web) async fn picture(
    State(app): State<Arc<App>>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let mut parameters = Parameters::read(&uri)?;
    let shown = parameters.shown()?;
    let language = parameters.language()?;
    parameters.finish()?;
    blocking(app, move |app| {
        let view = app.view(&shown)?;
        let picture = map_svg::draw(app, &view, language);
        Ok(([(header::CONTENT_TYPE, "image/svg+xml")], picture).into_response())
    })
    .await
}
