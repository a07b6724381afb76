//! The server's answers: every endpoint, every refusal, and nothing that a stranger sends breaks it.

mod answers;
mod connections;
mod events;
mod refusals;
mod schema;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use jiff::Timestamp;
use lichtweg::plan;
use lichtweg::runs::Planner;
use lichtweg::store::Store;
use lichtweg::web::{self, App};
use serde_json::Value;
use tempfile::TempDir;
use tower::ServiceExt;

use crate::hand_made;
use schema::Document;

/// A server for the town, without a network.
struct Server {
    app: Arc<App>,
    router: Router,
    document: Document,
    _folder: TempDir,
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{}", self.text()))
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    fn header(&self, name: impl header::AsHeaderName) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

impl Server {
    fn new() -> Self {
        Self::with(Arc::new(plan::solve))
    }

    fn with(planner: Arc<Planner>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("db"), Timestamp::now()).unwrap();
        let app = App::new(hand_made::inputs(), Arc::new(store), planner).unwrap();
        let router = web::router(Arc::clone(&app));
        let document = Document::of(&router);
        Self {
            app,
            router,
            document,
            _folder: folder,
        }
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, 64 << 20).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: body.to_vec(),
        }
    }

    async fn get(&self, path: &str) -> Answer {
        let answer = self
            .send(request(Method::GET, path).body(Body::empty()).unwrap())
            .await;
        self.document.check(
            &Method::GET,
            path,
            answer.status,
            answer.header(header::CONTENT_TYPE),
            &answer.body,
        );
        answer
    }

    async fn post(&self, path: &str, body: &Value) -> Answer {
        let request = request(Method::POST, path)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_string()))
            .unwrap();
        let answer = self.send(request).await;
        self.document.check(
            &Method::POST,
            path,
            answer.status,
            answer.header(header::CONTENT_TYPE),
            &answer.body,
        );
        answer
    }

    /// Asks for a run and waits for its end by following its events.
    async fn run(&self, body: &Value) -> String {
        let queued = self.post("/api/v1/runs", body).await;
        assert_eq!(queued.status, StatusCode::ACCEPTED, "{}", queued.text());
        let id = queued.json()["id"].as_str().unwrap().to_owned();
        let events = self.get(&format!("/api/v1/runs/{id}/events")).await;
        assert!(events.text().contains("event: done"), "{}", events.text());
        id
    }
}

fn request(method: Method, path: &str) -> axum::http::request::Builder {
    Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, "127.0.0.1:8080")
}
