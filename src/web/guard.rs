//! What every request passes and every answer carries.
//!
//! Until there is sign-in the server listens on the loopback interface only. That alone does not keep out a page of another site that
//! the same browser shows, so the name in `Host` must be a loopback name (against DNS rebinding) and anything that changes something must
//! come from a page of this server (against forged requests).

use axum::extract::Request;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::error::ApiError;

/// Longest path with query that is read.
const LONGEST_ADDRESS: usize = 8_192;

const HEADERS: [(HeaderName, &str); 6] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; \
         connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];

/// Refuses what does not come from this server's own pages, and puts the headers on every answer.
pub(super) async fn guard(request: Request, next: Next) -> Response {
    let mut response = match check(&request) {
        Ok(()) => next.run(request).await,
        Err(error) => error.into_response(),
    };
    for (name, value) in HEADERS {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
}

fn check(request: &Request) -> Result<(), ApiError> {
    let address = request
        .uri()
        .path_and_query()
        .map_or("", |all| all.as_str());
    if address.len() > LONGEST_ADDRESS {
        return Err(ApiError::address_too_long());
    }
    let host = host(request);
    if !host.as_ref().is_some_and(is_loopback_name) {
        return Err(ApiError::foreign([
            "Der Server antwortet nur unter einem Namen dieses Rechners.",
            "The server answers only to a name of this computer.",
        ]));
    }
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if !reads && !from_own_page(request.headers(), host.as_ref()) {
        return Err(ApiError::foreign([
            "Die Anfrage kommt von einer fremden Seite.",
            "The request comes from a page of another site.",
        ]));
    }
    Ok(())
}

/// The one name the request is for; `None` when it names none, two, or something that is no name.
fn host(request: &Request) -> Option<Authority> {
    let mut named = request.headers().get_all(header::HOST).iter();
    let first = named.next()?;
    if named.next().is_some() {
        return None;
    }
    first.to_str().ok()?.parse().ok()
}

fn is_loopback_name(host: &Authority) -> bool {
    !host.as_str().contains('@') && matches!(host.host(), "localhost" | "127.0.0.1" | "[::1]")
}

/// Browsers send `Origin` with everything that changes something; programs without pages send none.
fn from_own_page(headers: &HeaderMap, host: Option<&Authority>) -> bool {
    let foreign_fetch = headers
        .get("sec-fetch-site")
        .is_some_and(|site| site != "same-origin" && site != "none");
    if foreign_fetch {
        return false;
    }
    let mut origins = headers.get_all(header::ORIGIN).iter();
    match (origins.next(), origins.next()) {
        (None, _) => true,
        (Some(origin), None) => {
            origin
                .to_str()
                .ok()
                .and_then(|origin| origin.strip_prefix("http://"))
                == host.map(Authority::as_str)
        }
        (Some(_), Some(_)) => false,
    }
}
