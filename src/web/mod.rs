//! JSON API, event stream and the files of the map client.
//!
//! Everything a request can ask for is bounded, and nothing is planned inside a request: runs go through the queue of `runs`. The server
//! has no sign-in yet and so listens on the loopback interface only; `guard` says what keeps other sites' pages out.

mod answers;
mod api;
mod assets;
mod connections;
mod error;
mod events;
mod filter;
mod geojson;
mod guard;
mod labels;
mod map_svg;
mod openapi;
mod query;
mod state;
mod view;

use std::future::Future;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::routing::{MethodRouter, get, post};
use tokio::net::TcpListener;

use error::ApiError;

pub use connections::Patience;
pub use state::App;

/// Largest body of a request.
const LARGEST_BODY: usize = 64 * 1024;

/// A path and what answers it.
type Route = (&'static str, MethodRouter<Arc<App>>);

/// Every path, in one list that the router is made from and the OpenAPI document is held against.
fn routes() -> Vec<Route> {
    vec![
        ("/api/v1/city", get(api::city::city)),
        ("/api/v1/findings", get(api::city::findings)),
        ("/api/v1/existing.geojson", get(api::city::existing)),
        ("/api/v1/runs", get(api::runs::list).post(api::runs::create)),
        ("/api/v1/runs/{id}", get(api::runs::one)),
        ("/api/v1/runs/{id}/stop", post(api::runs::stop)),
        ("/api/v1/runs/{id}/events", get(events::events)),
        (
            "/api/v1/runs/{id}/network.geojson",
            get(api::network::network),
        ),
        ("/api/v1/sites", get(api::sites::list)),
        ("/api/v1/sites.geojson", get(api::sites::as_geojson)),
        ("/api/v1/sites.csv", get(api::sites::as_csv)),
        ("/api/v1/sites/{id}", get(api::sites::card)),
        ("/api/v1/compare", get(api::compare::compare)),
        ("/api/v1/map.svg", get(api::maps::picture)),
        ("/api/openapi.json", get(openapi::document)),
        ("/tiles/{z}/{x}/{y}", get(api::maps::tile)),
        ("/healthz", get(openapi::healthy)),
    ]
}

/// The router of the whole server.
pub fn router(app: Arc<App>) -> Router {
    router_with(app, Patience::default())
}

fn router_with(app: Arc<App>, patience: Patience) -> Router {
    routes()
        .into_iter()
        .fold(Router::new(), |router, (path, methods)| {
            router.route(path, methods)
        })
        .method_not_allowed_fallback(|| async { ApiError::method_not_allowed() })
        .fallback(assets::client)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(middleware::from_fn(move |request, next| {
            connections::whole_body(request, next, patience.body)
        }))
        .layer(middleware::from_fn(guard::guard))
        .with_state(app)
}

/// Answers requests until `until` ends, then lets open ones finish.
pub async fn serve(
    listener: TcpListener,
    app: Arc<App>,
    until: impl Future<Output = ()> + Send + 'static,
) {
    serve_with(listener, app, Patience::default(), until).await;
}

/// [`serve`] with other limits.
pub async fn serve_with(
    listener: TcpListener,
    app: Arc<App>,
    patience: Patience,
    until: impl Future<Output = ()> + Send + 'static,
) {
    let closing = app.closing.subscribe();
    let router = router_with(Arc::clone(&app), patience);
    tokio::spawn(async move {
        until.await;
        // Event streams would never end by themselves.
        app.close();
    });
    connections::answer(listener, router, patience, closing).await;
}
