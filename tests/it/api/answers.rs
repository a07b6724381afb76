//! What each endpoint answers.

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use serde_json::{Value, json};

use super::{Server, request};

#[tokio::test]
async fn the_city_says_what_can_be_asked() {
    let server = Server::new();
    let city = server.get("/api/v1/city").await.json();
    assert_eq!(city["name"], "Kleinstadt");
    assert_eq!(city["synthetic"], true);
    assert_eq!(
        city["counts"],
        json!({"sites": 6, "open": 5, "connected": 1, "without_position": 1, "segments": 3, "nodes": 1, "findings": 1})
    );
    assert_eq!(city["districts"], json!(["Ost", "West"]));
    assert_eq!(city["default_scenario"], "reference");
    assert_eq!(city["default_run"], Value::Null);
    let bounds: Vec<f64> = serde_json::from_value(city["bounds"].clone()).unwrap();
    assert!(bounds[0] < bounds[2] && bounds[1] < bounds[3]);
    assert!(
        (7.0..8.0).contains(&bounds[0]) && (51.0..52.0).contains(&bounds[1]),
        "{bounds:?}"
    );
    let findings = server.get("/api/v1/findings?page_size=1").await.json();
    assert_eq!(findings["total"], 1);
    assert_eq!(
        server.get("/api/v1/findings?page=2").await.json()["findings"],
        json!([])
    );
    assert_eq!(server.get("/healthz").await.text(), "ok");
}

#[tokio::test]
async fn without_a_run_open_sites_are_open() {
    let server = Server::new();
    let list = server.get("/api/v1/sites?sort=-name").await.json();
    assert_eq!(list["total"], 6);
    assert_eq!(list["facets"]["state"], json!({"connected": 1, "open": 5}));
    assert_eq!(list["sites"][0]["name"], "Kita Löwenzahn");
    let card = server.get("/api/v1/sites/S1").await.json();
    assert_eq!(card["state"], "open");
    assert_eq!(card["cost_eur"], Value::Null);
    assert_eq!(card["options"], json!([]));
    assert_eq!(card["findings"].as_array().unwrap().len(), 1);
    assert_eq!(server.get("/api/v1/runs").await.json(), json!({"runs": []}));
}

#[tokio::test]
async fn findings_are_said_in_the_language_asked_for() {
    let server = Server::new();
    for (language, message, hint) in [
        (
            "",
            "der Standort hat keine Lage: für ihn bleibt nur die Mietleitung",
            "sie ergänzen oder eine Lage in die Korrekturen schreiben",
        ),
        (
            "?lang=en",
            "the site has no position: it can only be leased",
            "complete them, or add a position to the corrections",
        ),
    ] {
        let page = server
            .get(&format!("/api/v1/findings{language}"))
            .await
            .json();
        let card = server
            .get(&format!("/api/v1/sites/S1{language}"))
            .await
            .json();
        for finding in [&page["findings"][0], &card["findings"][0]] {
            assert_eq!(
                (&finding["message"], &finding["hint"]),
                (&json!(message), &json!(hint))
            );
        }
    }
    let refused = server.get("/api/v1/findings?lang=fr").await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn without_a_run_the_date_is_that_of_the_scenario_chosen() {
    let server = Server::new();
    // S5 was connected in 2025, between the dates of the two scenarios.
    let open = json!({"open": 6});
    let list = server.get("/api/v1/sites?scenario=then").await.json();
    assert_eq!(list["facets"]["state"], open);
    let card = server.get("/api/v1/sites/S5?scenario=then").await.json();
    assert_eq!(card["connection"], "open");
    let card = server.get("/api/v1/sites/S5").await.json();
    assert_eq!(card["connection"], "fibre");
    let counts = &server.get("/api/v1/city?scenario=then").await.json()["counts"];
    assert_eq!(
        (&counts["open"], &counts["connected"]),
        (&json!(6), &json!(0))
    );
    let counts = &server.get("/api/v1/city").await.json()["counts"];
    assert_eq!(
        (&counts["open"], &counts["connected"]),
        (&json!(5), &json!(1))
    );
    let table = server.get("/api/v1/sites.csv?scenario=then").await.text();
    assert!(!table.contains("angebunden"), "{table}");
    for path in ["sites", "sites.geojson", "map.svg", "city"] {
        let refused = server.get(&format!("/api/v1/{path}?scenario=none")).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{path}");
    }
}

#[tokio::test]
async fn a_run_is_asked_for_followed_and_shown_everywhere() {
    let server = Server::new();
    let id = server.run(&json!({"scenario": "reference"})).await;
    let run = server.get(&format!("/api/v1/runs/{id}")).await.json();
    assert_eq!(run["state"], "done");
    assert_eq!(run["changes"], json!({}));
    assert_eq!(run["as_of"], "2026-11-01");
    let result = &run["result"];
    assert_eq!(result["sites"], 5);
    assert_eq!(result["verified"], true);
    assert_eq!(
        (&result["period_years"], &result["discount_rate"]),
        (&json!(20.0), &json!(0.025))
    );
    for key in ["investment_eur", "running_per_year_eur", "below_need"] {
        let of_technologies: f64 = result["by_technology"]
            .as_array()
            .unwrap()
            .iter()
            .map(|total| total[key].as_f64().unwrap())
            .sum();
        assert!(
            (result[key].as_f64().unwrap() - of_technologies).abs() < 0.01,
            "{key}"
        );
    }
    assert_eq!(result["other_policies"].as_array().unwrap().len(), 1);
    assert!(
        result["lower_bound_eur"].as_f64().unwrap() <= result["objective_eur"].as_f64().unwrap()
    );
    assert_eq!(
        server.get("/api/v1/city").await.json()["default_run"],
        id.as_str()
    );

    let list = server
        .get(&format!("/api/v1/sites?run={id}&sort=-cost&page_size=2"))
        .await
        .json();
    assert_eq!(list["sites"].as_array().unwrap().len(), 2);
    let costs: Vec<f64> = list["sites"]
        .as_array()
        .unwrap()
        .iter()
        .map(|site| site["cost_eur"].as_f64().unwrap())
        .collect();
    assert!(costs[0] >= costs[1]);

    let all = server.get(&format!("/api/v1/sites?run={id}")).await.json();
    let shares: f64 = all["sites"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|site| site["cost_eur"].as_f64())
        .sum();
    assert!((shares - result["cost_eur"].as_f64().unwrap()).abs() < 0.005);

    let card = server
        .get(&format!("/api/v1/sites/S1?run={id}"))
        .await
        .json();
    let items: f64 = card["breakdown"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["amount_eur"].as_f64().unwrap())
        .sum();
    assert!((items - card["share_eur"].as_f64().unwrap()).abs() < 0.005);
    let chosen: Vec<&Value> = card["options"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|option| option["chosen"] == true)
        .collect();
    assert_eq!(chosen.len(), 1);
    assert_eq!(chosen[0]["technology"], card["technology"]);
    // A site without a position cannot have fibre, and the card says why in both languages.
    let card = server
        .get(&format!("/api/v1/sites/S4?run={id}"))
        .await
        .json();
    let fibre = card["options"]
        .as_array()
        .unwrap()
        .iter()
        .find(|option| option["technology"] == "fibre")
        .unwrap();
    assert_eq!(fibre["available"], false);
    assert!(fibre["reason_de"].as_str().unwrap().contains("Lage"));
    assert!(fibre["reason_en"].as_str().unwrap().contains("position"));

    let points = server.get(&format!("/api/v1/sites.geojson?run={id}")).await;
    assert_eq!(points.header(header::CONTENT_TYPE), "application/geo+json");
    assert_eq!(points.json()["features"].as_array().unwrap().len(), 5);
    let network = server
        .get(&format!("/api/v1/runs/{id}/network.geojson"))
        .await
        .json();
    let fibre_sites = all["sites"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|site| site["technology"] == "fibre" && site["state"] == "planned")
        .count();
    let drops = network["features"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|line| line["properties"]["kind"] == "drop")
        .count();
    assert!(fibre_sites > 0);
    assert_eq!(drops, fibre_sites);
    let existing = server.get("/api/v1/existing.geojson").await.json();
    assert_eq!(existing["features"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn only_the_way_to_one_site_can_be_asked_for() {
    let server = Server::new();
    let id = server.run(&json!({"scenario": "reference", "changes": {"technology": {"S1": "fibre", "S2": "leased"}}})).await;
    let way = server
        .get(&format!("/api/v1/runs/{id}/network.geojson?site=S1"))
        .await
        .json();
    let kinds: Vec<&str> = way["features"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["properties"]["kind"].as_str().unwrap())
        .collect();
    assert!(kinds.contains(&"drop") && kinds.len() >= 2, "{kinds:?}");
    let way = server
        .get(&format!("/api/v1/runs/{id}/network.geojson?site=S2"))
        .await
        .json();
    assert_eq!(way["features"], json!([]));
    assert_eq!(
        server
            .get(&format!("/api/v1/runs/{id}/network.geojson?site=S99"))
            .await
            .status,
        StatusCode::NOT_FOUND
    );
    let run = server.get(&format!("/api/v1/runs/{id}")).await.json();
    assert_eq!(
        run["changes"],
        json!({"technology": {"S1": "fibre", "S2": "leased"}})
    );
}

#[tokio::test]
async fn filters_and_facets_agree() {
    let server = Server::new();
    let total = async |query: &str| {
        server.get(&format!("/api/v1/sites?{query}")).await.json()["total"]
            .as_u64()
            .unwrap()
    };
    assert_eq!(total("district=Ost").await, 4);
    assert_eq!(total("district=Ost&district=West").await, 6);
    assert_eq!(total("district=Ost,West").await, 6);
    assert_eq!(total("kind=grundschule&district=Ost").await, 1);
    assert_eq!(total("q=l%C3%B6wenzahn").await, 1);
    assert_eq!(total("q=LOEWENZAHN").await, 1);
    assert_eq!(total("q=lowenzahn").await, 1);
    assert_eq!(total("q=S3").await, 1);
    assert_eq!(total("technology=none").await, 5);
    assert_eq!(total("project_group=none").await, 4);
    assert_eq!(total("state=planned").await, 0);
    let list = server
        .get("/api/v1/sites?district=Ost&kind=grundschule")
        .await
        .json();
    // A facet counts what its other values would give.
    assert_eq!(list["facets"]["district"], json!({"Ost": 1, "West": 1}));
    assert_eq!(list["facets"]["kind"]["friedhof"], 1);
    assert_eq!(list["facets"]["kind"]["kita"], Value::Null);
}

#[tokio::test]
async fn two_runs_are_compared_by_what_differs() {
    let server = Server::new();
    let a = server
        .run(&json!({"scenario": "reference", "changes": {"technology": {"S1": "fibre"}}}))
        .await;
    let b = server
        .run(&json!({"scenario": "reference", "changes": {"technology": {"S1": "leased"}}}))
        .await;
    let found = server
        .get(&format!("/api/v1/compare?a={a}&b={b}"))
        .await
        .json();
    let sites = found["sites"].as_array().unwrap();
    let first = sites.iter().find(|site| site["id"] == "S1").unwrap();
    assert_eq!(
        (
            first["technology_a"].as_str(),
            first["technology_b"].as_str()
        ),
        (Some("fibre"), Some("leased"))
    );
    assert!(
        sites
            .iter()
            .map(|site| site["difference_eur"].as_f64().unwrap().abs())
            .is_sorted_by(|a, b| a >= b)
    );
    let same = server
        .get(&format!("/api/v1/compare?a={a}&b={a}"))
        .await
        .json();
    assert_eq!(same["sites"], json!([]));
    assert_eq!(same["difference"]["cost_eur"], 0.0);
    assert_eq!(
        server.get(&format!("/api/v1/compare?a={a}")).await.status,
        StatusCode::BAD_REQUEST
    );
}

#[tokio::test]
async fn the_download_is_a_german_spreadsheet_and_runs_no_formulas() {
    let server = Server::new();
    let answer = server.get("/api/v1/sites.csv?sort=name").await;
    assert_eq!(
        answer.header(header::CONTENT_TYPE),
        "text/csv; charset=utf-8"
    );
    assert!(
        answer
            .header(header::CONTENT_DISPOSITION)
            .contains("standorte.csv")
    );
    let text = answer.text();
    assert!(
        text.starts_with("\u{feff}Kennung;Name;Art;Stadtbezirk;"),
        "{text}"
    );
    assert_eq!(text.lines().count(), 7);
    assert!(
        text.contains(";Grundschule;") && text.contains(";angeschlossen;Glasfaser;"),
        "{text}"
    );
    let row = text.lines().find(|line| line.starts_with("S1;")).unwrap();
    assert!(row.contains(";7,4"), "German decimal comma: {row}");
}

#[tokio::test]
async fn the_picture_of_the_map_is_whole_and_says_everything_in_words() {
    let server = Server::new();
    let id = server.run(&json!({"scenario": "reference"})).await;
    for (path, word) in [
        (format!("/api/v1/map.svg?run={id}"), "Glasfaser"),
        ("/api/v1/map.svg?lang=en".to_owned(), "leased line"),
    ] {
        let answer = server.get(&path).await;
        assert_eq!(answer.header(header::CONTENT_TYPE), "image/svg+xml");
        let picture = answer.text();
        assert!(
            picture.contains(word)
                && picture.contains("<title id=\"title\">")
                && picture.contains("<desc id=\"desc\">")
        );
        assert!(picture.contains("Feuerwache &lt;Süd&gt; &amp; Rettung"));
        assert!(!picture.contains("<Süd>") && !picture.contains("NaN") && !picture.contains("inf"));
        assert_eq!(
            picture.matches("<g>").count(),
            picture.matches("</g>").count()
        );
        assert_eq!(
            picture.matches("<g>").count(),
            5,
            "the site without a position is named in words only"
        );
    }
    assert_eq!(
        server.get("/api/v1/map.svg?lang=fr").await.status,
        StatusCode::BAD_REQUEST
    );
}

#[tokio::test]
async fn tiles_have_bytes_where_the_city_is_and_none_elsewhere() {
    let server = Server::new();
    let bounds: Vec<f64> =
        serde_json::from_value(server.get("/api/v1/city").await.json()["bounds"].clone()).unwrap();
    let (lon, lat) = (
        f64::midpoint(bounds[0], bounds[2]),
        f64::midpoint(bounds[1], bounds[3]).to_radians(),
    );
    let side = f64::from(1 << 12);
    let column = ((lon + 180.0) / 360.0 * side).floor();
    let row = ((1.0 - lat.tan().asinh() / std::f64::consts::PI) / 2.0 * side).floor();
    let path = format!("/tiles/12/{column}/{row}.mvt");
    let tile = server.get(&path).await;
    assert_eq!(tile.status, StatusCode::OK);
    assert_eq!(
        tile.header(header::CONTENT_TYPE),
        "application/vnd.mapbox-vector-tile"
    );
    assert!(!tile.body.is_empty());
    let again = request(Method::GET, &path)
        .header(header::IF_NONE_MATCH, tile.header(header::ETAG))
        .body(Body::empty())
        .unwrap();
    let again = server.send(again).await;
    assert_eq!(
        (again.status, again.body.len()),
        (StatusCode::NOT_MODIFIED, 0)
    );
    assert_eq!(
        server.get("/tiles/12/0/0.mvt").await.status,
        StatusCode::NO_CONTENT
    );
    for path in [
        "/tiles/17/0/0.mvt",
        "/tiles/3/8/0.mvt",
        "/tiles/0/0/1.mvt",
        "/tiles/1/1/1",
        "/tiles/1/1/1.png",
        "/tiles/-1/0/0.mvt",
        "/tiles/+1/0/0.mvt",
        "/tiles/1/NaN/0.mvt",
        "/tiles/1/4294967296/0.mvt",
        "/tiles/99999999999999999999/0/0.mvt",
    ] {
        assert_eq!(
            server.get(path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
}

#[tokio::test]
async fn the_clients_files_are_kept_by_browsers_as_long_as_they_may() {
    let server = Server::new();
    let page = server.get("/").await;
    assert_eq!(
        page.header(header::CONTENT_TYPE),
        "text/html; charset=utf-8"
    );
    assert_eq!(page.header(header::CACHE_CONTROL), "no-cache");
    // A path the client knows itself is its first page, too.
    assert_eq!(server.get("/irgendwo").await.body, page.body);
    let page_text = page.text();
    let script = page_text
        .split('"')
        .find(|part| part.starts_with("/assets/"))
        .unwrap();
    let asset = server.get(script).await;
    assert_eq!(asset.status, StatusCode::OK);
    assert!(asset.header(header::CACHE_CONTROL).contains("immutable"));
    for (path, tag) in [
        ("/", page.header(header::ETAG)),
        (script, asset.header(header::ETAG)),
    ] {
        let again = request(Method::GET, path)
            .header(header::IF_NONE_MATCH, tag)
            .body(Body::empty())
            .unwrap();
        let again = server.send(again).await;
        assert_eq!(
            (again.status, again.body.len()),
            (StatusCode::NOT_MODIFIED, 0),
            "{path}"
        );
    }
    assert_eq!(
        server.get("/assets/none.js").await.status,
        StatusCode::NOT_FOUND
    );
}
