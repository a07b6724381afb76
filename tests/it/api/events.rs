//! Runs as they go on, and runs that end without a plan.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use lichtweg::plan;
use lichtweg::runs::Planner;
use serde_json::{Value, json};
use tower::ServiceExt;

use super::{Server, request};

#[tokio::test]
async fn a_run_without_a_plan_is_not_shown_as_one() {
    let planner: Arc<Planner> = Arc::new(|_, _, _, _, _| {
        Err(plan::Error::Capacity {
            asset: "N1".to_owned(),
            needed: 5,
            available: 1,
        })
    });
    let server = Server::with(planner);
    let id = server.run(&json!({"scenario": "reference"})).await;
    let run = server.get(&format!("/api/v1/runs/{id}")).await.json();
    assert_eq!(run["state"], "failed");
    assert!(
        run["error"]["message_de"]
            .as_str()
            .unwrap()
            .contains("keinen Plan"),
        "{run}"
    );
    assert_eq!(run["result"], Value::Null);
    for path in [
        format!("/api/v1/sites?run={id}"),
        format!("/api/v1/map.svg?run={id}"),
        format!("/api/v1/runs/{id}/network.geojson"),
        format!("/api/v1/compare?a={id}&b={id}"),
    ] {
        assert_eq!(
            server.get(&path).await.status,
            StatusCode::CONFLICT,
            "{path}"
        );
    }
    assert_eq!(
        server.get("/api/v1/city").await.json()["default_run"],
        Value::Null
    );
    assert_eq!(
        server
            .post(&format!("/api/v1/runs/{id}/stop"), &Value::Null)
            .await
            .status,
        StatusCode::OK,
        "nothing is left to stop"
    );
}

#[tokio::test]
async fn events_tell_progress_and_the_end() {
    let planner: Arc<Planner> = Arc::new(|city, scenario, policies, limits, control| {
        (control.progress)(lichtweg_steiner::Progress {
            objective: Some(30_000),
            lower_bound: 15_000,
        });
        // Waits for the test to stop the run.
        while !control.stop.load(Ordering::Relaxed) {
            std::thread::yield_now();
        }
        let go_on = AtomicBool::new(false);
        let control = lichtweg_steiner::Control {
            stop: &go_on,
            progress: control.progress,
        };
        plan::solve(city, scenario, policies, limits, &control)
    });
    let server = Server::with(planner);
    let id = server
        .post("/api/v1/runs", &json!({"scenario": "reference"}))
        .await
        .json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = format!("/api/v1/runs/{id}/events");
    let response = server
        .router
        .clone()
        .oneshot(request(Method::GET, &path).body(Body::empty()).unwrap())
        .await
        .unwrap();
    assert_eq!(
        response.headers()[header::CONTENT_TYPE],
        "text/event-stream"
    );
    let mut stream = response.into_body().into_data_stream();
    let mut seen = String::new();
    loop {
        use tokio_stream::StreamExt;
        let Some(chunk) = stream.next().await else {
            break;
        };
        seen.push_str(std::str::from_utf8(&chunk.unwrap()).unwrap());
        if seen.contains("\"stage\":\"plan\"") && !seen.contains("event: done") {
            server
                .post(&format!("/api/v1/runs/{id}/stop"), &Value::Null)
                .await;
        }
    }
    assert!(seen.contains("event: progress\ndata: {\"stage\":\"plan\",\"objective_eur\":300.0,\"lower_bound_eur\":150.0,\"gap\":0.5"), "{seen}");
    let done = seen.split("event: done\ndata: ").nth(1).unwrap();
    let summary: Value = serde_json::from_str(done.trim()).unwrap();
    assert_eq!(summary["state"], "done");
    assert_eq!(
        server
            .get(&path)
            .await
            .text()
            .matches("event: done")
            .count(),
        1
    );
}

#[tokio::test]
async fn event_streams_are_bounded_and_end_with_the_server() {
    let planner: Arc<Planner> = Arc::new(|city, scenario, policies, limits, control| {
        while !control.stop.load(Ordering::Relaxed) {
            std::thread::yield_now();
        }
        plan::solve(city, scenario, policies, limits, control)
    });
    let server = Server::with(planner);
    let id = server
        .post("/api/v1/runs", &json!({"scenario": "reference"}))
        .await
        .json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = format!("/api/v1/runs/{id}/events");
    let mut open = Vec::new();
    let refused = loop {
        let response = server
            .router
            .clone()
            .oneshot(request(Method::GET, &path).body(Body::empty()).unwrap())
            .await
            .unwrap();
        if response.status() != StatusCode::OK {
            break response.status();
        }
        open.push(response);
        assert!(open.len() < 1_000, "streams are not bounded");
    };
    assert_eq!(refused, StatusCode::TOO_MANY_REQUESTS);
    server.app.close();
    for response in open {
        // Each ends by itself now.
        axum::body::to_bytes(response.into_body(), 1 << 20)
            .await
            .unwrap();
    }
}
