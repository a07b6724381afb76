//! The files of the map client, as the `lichtweg-maps` crate embeds them.

use axum::body::Body;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

use super::error::ApiError;

/// Everything that is no path of the API: a file of the client, or its first page for the paths the client knows itself.
pub(super) async fn client(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path();
    if path.starts_with("/api/") || path == "/api" || path.starts_with("/tiles/") {
        return ApiError::not_found("Diesen Pfad", "path").into_response();
    }
    if !matches!(method, Method::GET | Method::HEAD) {
        return ApiError::method_not_allowed().into_response();
    }
    let name = path.trim_start_matches('/');
    let last = path.rsplit('/').next().unwrap_or_default();
    let name = if name.is_empty() || (!last.contains('.') && !path.starts_with("/assets/")) {
        "index.html"
    } else {
        name
    };
    let Some(asset) = lichtweg_maps::asset(name) else {
        return ApiError::not_found("Diese Datei", "file").into_response();
    };
    let caching = if asset.immutable {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    tagged(&headers, &asset.etag, asset.mime, caching, asset.bytes)
}

/// An answer with an entity tag: `304 Not Modified` when the asker has it already.
pub(super) fn tagged(
    headers: &HeaderMap,
    etag: &str,
    mime: &str,
    caching: &str,
    bytes: impl Into<Body>,
) -> Response {
    let quoted = format!("\"{}\"", etag.trim_matches('"'));
    let known = headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|list| list.split(','))
        .any(|tag| {
            let tag = tag.trim();
            tag == "*" || tag.trim_start_matches("W/") == quoted
        });
    let caching = [
        (header::ETAG, quoted),
        (header::CACHE_CONTROL, caching.to_owned()),
    ];
    if known {
        return (StatusCode::NOT_MODIFIED, caching).into_response();
    }
    let mime = [(header::CONTENT_TYPE, mime.to_owned())];
    (caching, mime, bytes.into()).into_response()
}
