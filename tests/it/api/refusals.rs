//! What is refused, in words, and that nothing a stranger sends breaks the server.

use std::fmt::Write as _;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use proptest::prelude::*;
use serde_json::json;

use super::{Server, request};

#[tokio::test]
async fn every_answer_carries_the_strict_headers() {
    let server = Server::new();
    for path in [
        "/api/v1/city",
        "/api/v1/sites/none",
        "/tiles/99/0/0.mvt",
        "/",
        "/healthz",
        "/api/nothing",
        "/x.js",
    ] {
        let answer = server
            .send(request(Method::GET, path).body(Body::empty()).unwrap())
            .await;
        let policy = answer.header(header::CONTENT_SECURITY_POLICY);
        assert!(
            policy.starts_with("default-src 'none'; script-src 'self'; worker-src 'self'"),
            "{path}: {policy}"
        );
        assert!(
            !policy.contains("unsafe-eval") && !policy.contains("http"),
            "{path}: {policy}"
        );
        assert_eq!(
            answer.header(header::X_CONTENT_TYPE_OPTIONS),
            "nosniff",
            "{path}"
        );
        assert_eq!(
            answer.header(header::REFERRER_POLICY),
            "no-referrer",
            "{path}"
        );
    }
}

#[tokio::test]
async fn only_this_computers_names_and_own_pages_are_answered() {
    let server = Server::new();
    let ask = async |host: &str| {
        let request = Request::builder()
            .uri("/api/v1/city")
            .header(header::HOST, host)
            .body(Body::empty())
            .unwrap();
        server.send(request).await.status
    };
    for host in [
        "localhost",
        "localhost:8080",
        "127.0.0.1:8080",
        "[::1]:8080",
    ] {
        assert_eq!(ask(host).await, StatusCode::OK, "{host}");
    }
    for host in [
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example:8080",
        "evil@localhost",
        "0.0.0.0",
        "",
        "192.168.1.2:8080",
    ] {
        assert_eq!(ask(host).await, StatusCode::FORBIDDEN, "{host}");
    }
    let nameless = Request::builder()
        .uri("/api/v1/city")
        .body(Body::empty())
        .unwrap();
    assert_eq!(server.send(nameless).await.status, StatusCode::FORBIDDEN);

    let post = async |name: header::HeaderName, value: &str| {
        let request = request(Method::POST, "/api/v1/runs")
            .header(header::CONTENT_TYPE, "application/json")
            .header(name, value)
            .body(Body::from("{}"))
            .unwrap();
        server.send(request).await.status
    };
    for origin in [
        "http://evil.example",
        "null",
        "https://127.0.0.1:8080",
        "http://127.0.0.1:8081",
        "http://localhost:8080",
        "127.0.0.1:8080",
    ] {
        assert_eq!(
            post(header::ORIGIN, origin).await,
            StatusCode::FORBIDDEN,
            "{origin}"
        );
    }
    assert_eq!(
        post(
            header::HeaderName::from_static("sec-fetch-site"),
            "cross-site"
        )
        .await,
        StatusCode::FORBIDDEN
    );
    // From the own page it gets as far as the body, which names no scenario.
    assert_eq!(
        post(header::ORIGIN, "http://127.0.0.1:8080").await,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(server.get("/api/v1/runs").await.json(), json!({"runs": []}));
}

#[tokio::test]
async fn bodies_are_bounded_and_must_make_sense() {
    let server = Server::new();
    let send = async |mime: &str, body: String| {
        let request = request(Method::POST, "/api/v1/runs")
            .header(header::CONTENT_TYPE, mime)
            .body(Body::from(body))
            .unwrap();
        let answer = server.send(request).await;
        server.document.check(
            &Method::POST,
            "/api/v1/runs",
            answer.status,
            answer.header(header::CONTENT_TYPE),
            &answer.body,
        );
        assert!(
            answer.json()["error"]["hint_de"].is_string(),
            "{}",
            answer.text()
        );
        answer.status.as_u16()
    };
    let json = "application/json";
    assert_eq!(
        send(
            json,
            format!("{{\"scenario\": \"{}\"}}", "x".repeat(70_000))
        )
        .await,
        413
    );
    assert_eq!(
        send("text/plain", "{\"scenario\": \"reference\"}".to_owned()).await,
        415
    );
    assert_eq!(
        send(
            "application/x-www-form-urlencoded",
            "scenario=reference".to_owned()
        )
        .await,
        415
    );
    assert_eq!(send(json, "{".to_owned()).await, 400);
    assert_eq!(send(json, "[".repeat(60_000)).await, 422);
    for body in [
        json!({}),
        json!({"scenario": 7}),
        json!({"scenario": "reference", "seed": -1}),
        json!({"scenario": "reference", "seed": 1.5}),
        json!({"scenario": "reference", "extra": 1}),
        json!({"scenario": "reference", "changes": {"technology": {"S1": "magic"}}}),
        json!({"scenario": "reference", "changes": {"prices": {"trench_factor": "2"}}}),
    ] {
        assert_eq!(send(json, body.to_string()).await, 422, "{body}");
    }
    for body in [
        json!({"scenario": "nowhere"}),
        json!({"scenario": ""}),
        json!({"scenario": "reference", "policy": "nothing"}),
        json!({"scenario": "reference", "seed": 9_007_199_254_740_992_u64}),
        json!({"scenario": "reference", "changes": {"technology": {"S99": "fibre"}}}),
        json!({"scenario": "reference", "changes": {"technology": {"S1": "radio"}}}),
        json!({"scenario": "reference", "changes": {"prices": {"trench_factor": -1}}}),
        json!({"scenario": "reference", "changes": {"prices": {"leased_factor": 1e300}}}),
    ] {
        assert_eq!(send(json, body.to_string()).await, 400, "{body}");
    }
    // Whatever is wrong with a price is told by the name of its field, never put right in silence.
    for (prices, field) in [
        (json!({"trench_factor": -1}), "trench_factor"),
        (json!({"leased_factor": 1e300}), "leased_factor"),
        (json!({"trench_factor": "2"}), "trench_factor"),
        (json!({"trench_factor": [2]}), "trench_factor"),
        (json!({"fibre_factor": 2}), "fibre_factor"),
    ] {
        let body = json!({"scenario": "reference", "changes": {"prices": prices}});
        let refused = server.post("/api/v1/runs", &body).await;
        assert!(refused.status.is_client_error(), "{body}");
        let error = &refused.json()["error"];
        for language in ["message_de", "message_en"] {
            assert!(error[language].as_str().unwrap().contains(field), "{error}");
        }
    }
    assert_eq!(server.get("/api/v1/runs").await.json(), json!({"runs": []}));
}

#[tokio::test]
async fn hostile_addresses_are_refused_in_words() {
    let server = Server::new();
    for (path, status) in [
        ("/api/v1/sites?page=2147483648", 400),
        ("/api/v1/sites?page=-1", 400),
        ("/api/v1/sites?page=NaN", 400),
        ("/api/v1/sites?page_size=100000", 400),
        ("/api/v1/sites?sort=;drop table run", 400),
        ("/api/v1/sites?sort=--name", 400),
        ("/api/v1/sites?technology=magic", 400),
        ("/api/v1/sites?class=2G", 400),
        ("/api/v1/sites?state=weird", 400),
        ("/api/v1/sites?run=../../etc/passwd", 400),
        ("/api/v1/sites?run=r00000001-0123456789ab", 404),
        ("/api/v1/sites?nonsense=1", 400),
        ("/api/v1/sites?q=a&q=b", 400),
        ("/api/v1/sites?q=%FF%FE", 200),
        ("/api/v1/sites?%00=%00", 400),
        ("/api/v1/city?x", 400),
        ("/api/v1/sites/..%2F..%2Fetc%2Fpasswd", 404),
        ("/api/v1/sites/%FF", 400),
        ("/api/v1/sites/S99", 404),
        ("/api/v1/runs/1", 400),
        ("/api/v1/runs/%27%20OR%201=1", 400),
        ("/api/v1/runs/r00000001-0123456789ab/events", 404),
        ("/api/v1/runs/r00000001-0123456789ab/network.geojson", 404),
        ("/api/v1/compare", 400),
        ("/api/v1/compare?a=x&b=y", 400),
        ("/api/v2/city", 404),
        ("/api", 404),
        ("/tiles/", 404),
        ("/../../etc/passwd.txt", 404),
        ("/assets/..%2f..%2fCargo.toml", 404),
        ("/assets/%2e%2e/%2e%2e/Cargo.toml", 404),
    ] {
        let path = path.replace(' ', "%20");
        let answer = server.get(&path).await;
        assert_eq!(answer.status.as_u16(), status, "{path}: {}", answer.text());
        if status >= 400 {
            let error = &answer.json()["error"];
            for key in [
                "code",
                "message_de",
                "message_en",
                "hint_de",
                "hint_en",
                "id",
            ] {
                assert!(
                    error[key].as_str().is_some_and(|text| !text.is_empty()),
                    "{path}: {error}"
                );
            }
        }
    }
    let long = format!("/api/v1/sites?q={}", "a".repeat(60_000));
    assert_eq!(server.get(&long).await.status, StatusCode::URI_TOO_LONG);
    let many = format!("/api/v1/sites?{}", "kind=a&".repeat(1_000));
    assert_eq!(server.get(&many).await.status, StatusCode::URI_TOO_LONG);
    let search = format!("/api/v1/sites?q={}", "a".repeat(201));
    assert_eq!(server.get(&search).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn each_path_has_its_documented_methods_and_no_others() {
    let server = Server::new();
    for (template, documented) in server.document.methods() {
        let path = template
            .replace("{id}", "r00000001-0123456789ab")
            .replace("{z}/{x}/{y}", "0/0/0.mvt");
        for method in [
            "GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND",
        ] {
            let method: Method = method.parse().unwrap();
            let answer = server
                .send(request(method.clone(), &path).body(Body::empty()).unwrap())
                .await;
            let known = documented.contains(&method);
            assert_eq!(
                answer.status != StatusCode::METHOD_NOT_ALLOWED,
                known,
                "{method} {path}: {}",
                answer.status
            );
            assert!(
                answer.status.as_u16() < 500,
                "{method} {path}: {}",
                answer.status
            );
        }
    }
}

#[test]
fn no_query_breaks_the_server() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let server = runtime.block_on(async { Server::new() });
    let names = prop::sample::select(vec![
        "run",
        "q",
        "district",
        "kind",
        "technology",
        "class",
        "state",
        "sort",
        "page",
        "page_size",
        "site",
        "a",
        "b",
        "lang",
        "zzz",
    ]);
    let paths = prop::sample::select(vec![
        "/api/v1/sites",
        "/api/v1/sites.csv",
        "/api/v1/sites.geojson",
        "/api/v1/findings",
        "/api/v1/compare",
        "/api/v1/map.svg",
        "/api/v1/runs",
        "/api/v1/city",
    ]);
    let values = prop_oneof!["[ -~äöü€]{0,40}", "-?[0-9]{1,30}", "r[0-9]{8}-[0-9a-f]{12}"];
    let queries = prop::collection::vec((names, values), 0..5);
    let mut runner = proptest::test_runner::TestRunner::default();
    runner
        .run(&(paths, queries), |(path, query)| {
            let encode = |text: &str| -> String {
                text.bytes().fold(String::new(), |mut text, byte| {
                    write!(text, "%{byte:02X}").unwrap();
                    text
                })
            };
            let query: Vec<String> = query
                .iter()
                .map(|(name, value)| format!("{name}={}", encode(value)))
                .collect();
            let path = format!("{path}?{}", query.join("&"));
            let answer = runtime.block_on(server.get(&path));
            prop_assert!(answer.status.as_u16() < 500, "{}: {}", path, answer.text());
            Ok(())
        })
        .unwrap();
}
