//! The city, its findings and its existing network.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::Uri;
use axum::response::{IntoResponse, Response};

use crate::city::network::NodeKind;
use crate::geometry::Utm32;
use crate::runs::VERSION;
use crate::store::{self, Run};
use crate::web::answers::{
    City, Counts, Finding, FindingPage, KindLabel, PolicyLabel, ScenarioLabel, SiteState,
};
use crate::web::api::runs::is_current;
use crate::web::error::{ApiError, ErrorAnswer};
use crate::web::geojson::{self, Collection, Feature, Geometry};
use crate::web::query::{Parameters, Shown};
use crate::web::state::{App, RUNS_LISTED, blocking};
use crate::web::view::degrees;

/// The city and what can be asked about it.
#[utoipa::path(get, path = "/api/v1/city", tag = "city",
    params(("scenario" = Option<String>, Query, description = "The scenario whose date is counted at; the default one when left out.")),
    responses((status = 200, body = City), (status = "4XX", body = ErrorAnswer), (status = "5XX", body = ErrorAnswer)))]
pub(in crate::web) async fn city(
    State(app): State<Arc<App>>,
    uri: Uri,
) -> Result<Json<City>, ApiError> {
    let mut parameters = Parameters::read(&uri)?;
    let shown = Shown::Scenario(parameters.one("scenario")?);
    parameters.finish()?;
    blocking(app, move |app| Ok(Json(answer(app, &shown)?))).await
}

fn answer(app: &App, shown: &Shown) -> Result<City, ApiError> {
    let inputs = &app.inputs;
    let city = &inputs.city;
    let view = app.view(shown)?;
    let scenario = inputs.default_scenario()?;
    let count = |state: SiteState| {
        view.rows
            .iter()
            .filter(|row| row.shown.state == state)
            .count()
    };
    let groups: BTreeSet<&str> = city
        .sites
        .iter()
        .filter_map(|site| site.project_group.as_deref())
        .filter(|name| !name.is_empty())
        .collect();
    let districts: BTreeSet<&str> = city
        .districts
        .iter()
        .map(|district| district.name.as_str())
        .chain(
            city.sites
                .iter()
                .filter_map(|site| site.district.as_deref()),
        )
        .filter(|name| !name.is_empty())
        .collect();
    let owned = |names: BTreeSet<&str>| names.into_iter().map(str::to_owned).collect();
    Ok(City {
        name: city.name.clone(),
        synthetic: city.synthetic,
        crs: "EPSG:25832",
        bounds: bounds(app),
        attribution: city.attribution.clone(),
        program_version: VERSION,
        districts: owned(districts),
        project_groups: owned(groups),
        kinds: scenario
            .kinds
            .kinds
            .iter()
            .map(|(id, kind)| KindLabel {
                id: id.to_string(),
                label_de: kind.label_de.clone(),
                label_en: kind.label_en.clone(),
                school: kind.school,
            })
            .collect(),
        scenarios: inputs
            .scenarios
            .iter()
            .map(|offered| ScenarioLabel {
                name: offered.scenario.name.clone(),
                as_of: offered.scenario.as_of.to_string(),
                target: offered.scenario.target.to_string(),
                policy: offered.scenario.policy.name.clone(),
                note_de: offered.note_de.clone(),
                note_en: offered.note_en.clone(),
            })
            .collect(),
        default_scenario: inputs.default_scenario.clone(),
        policies: inputs
            .policies
            .iter()
            .map(|policy| PolicyLabel {
                name: policy.name.clone(),
                label_de: policy.label_de.clone(),
                label_en: policy.label_en.clone(),
            })
            .collect(),
        counts: Counts {
            sites: view.rows.len(),
            open: count(SiteState::Open),
            connected: count(SiteState::Connected),
            without_position: view
                .rows
                .iter()
                .filter(|row| row.shown.lon.is_none())
                .count(),
            segments: city.streets.edges.len(),
            nodes: city.network.nodes.len(),
            findings: inputs.findings.len(),
        },
        default_run: default_run(app)?,
    })
}

fn default_run(app: &App) -> Result<Option<String>, ApiError> {
    let runs = app.store.runs(&app.inputs.city.name, RUNS_LISTED)?;
    let policy = app.inputs.default_scenario()?.policy.name;
    let plain = |run: &Run| {
        run.request.scenario == app.inputs.default_scenario
            && run.request.policy == policy
            && run.request.changes == serde_json::json!({})
    };
    let best = runs
        .iter()
        .enumerate()
        .filter(|(_, run)| run.state == store::State::Done)
        .max_by_key(|(age, run)| (is_current(app, run), plain(run), Reverse(*age)));
    Ok(best.map(|(_, run)| run.id.to_string()))
}

/// West, south, east, north around everything that has a position; the whole of zone 32 for a city without any.
fn bounds(app: &App) -> [f64; 4] {
    let city = &app.inputs.city;
    let sites = city.sites.iter().filter_map(|site| site.position);
    let nodes = city.network.nodes.iter().map(|node| node.position);
    let outline = city.boundary.iter().flatten().flatten().copied();
    let streets = city.streets.junctions.iter().copied();
    outline
        .chain(streets)
        .chain(sites)
        .chain(nodes)
        .map(degrees)
        .fold(None, |bounds: Option<[f64; 4]>, [lon, lat]| {
            let [west, south, east, north] = bounds.unwrap_or([lon, lat, lon, lat]);
            Some([west.min(lon), south.min(lat), east.max(lon), north.max(lat)])
        })
        .unwrap_or([6.0, 47.0, 12.0, 55.0])
}

/// What was wrong or doubtful in the city's files.
#[utoipa::path(get, path = "/api/v1/findings", tag = "city",
    params(
        ("page" = Option<u32>, Query, minimum = 1, maximum = 1_000_000, description = "Page, from 1."),
        ("page_size" = Option<u32>, Query, minimum = 1, maximum = 500, description = "Rows on a page; 50 when left out."),
        ("lang" = Option<String>, Query, description = "Language of message and hint, `de` or `en`; German when left out.")),
    responses((status = 200, body = FindingPage), (status = "4XX", body = ErrorAnswer), (status = "5XX", body = ErrorAnswer)))]
pub(in crate::web) async fn findings(
    State(app): State<Arc<App>>,
    uri: Uri,
) -> Result<Json<FindingPage>, ApiError> {
    let mut parameters = Parameters::read(&uri)?;
    let page = parameters.page()?;
    let language = parameters.language()?;
    parameters.finish()?;
    let findings = &app.inputs.findings;
    Ok(Json(FindingPage {
        total: findings.len(),
        page: page.number,
        page_size: page.size,
        findings: page
            .of(findings)
            .iter()
            .map(|finding| Finding::new(finding, language))
            .collect(),
    }))
}

/// The network that exists: nodes as points, cables and ducts as lines.
#[utoipa::path(get, path = "/api/v1/existing.geojson", tag = "map",
    responses((status = 200, body = Collection, content_type = "application/geo+json"), (status = "4XX", body = ErrorAnswer), (status = "5XX", body = ErrorAnswer)))]
pub(in crate::web) async fn existing(
    State(app): State<Arc<App>>,
    uri: Uri,
) -> Result<Response, ApiError> {
    Parameters::read(&uri)?.finish()?;
    blocking(app, |app| {
        let network = &app.inputs.city.network;
        let nodes = network.nodes.iter().map(|node| {
            let kind = match node.kind {
                NodeKind::Pop => "pop",
                NodeKind::Chamber => "chamber",
                NodeKind::Closure => "closure",
            };
            Feature::new(
                Geometry::point(node.position),
                [
                    ("type", "node".into()),
                    ("kind", kind.into()),
                    ("id", node.id.0.clone().into()),
                    ("name", node.name.clone().into()),
                    ("free_fibres", node.free_fibres.into()),
                ],
            )
        });
        let cables = network.cables.iter().map(|cable| {
            line(
                &cable.line,
                [
                    ("type", "cable".into()),
                    ("id", cable.id.0.clone().into()),
                    ("free_fibres", cable.free_fibres.into()),
                ],
            )
        });
        let ducts = network.ducts.iter().map(|duct| {
            let owner = match &duct.tenure {
                crate::city::network::Tenure::Own => None,
                crate::city::network::Tenure::Rented { owner, .. } => Some(owner.clone()),
            };
            line(
                &duct.line,
                [
                    ("type", "duct".into()),
                    ("id", duct.id.0.clone().into()),
                    ("free_tubes", duct.free_tubes.into()),
                    ("owner", owner.into()),
                ],
            )
        });
        let all = Collection::new(nodes.chain(cables).chain(ducts).collect());
        Ok(geojson::answer(&all).into_response())
    })
    .await
}

fn line<const N: usize>(
    course: &[Utm32],
    properties: [(&'static str, serde_json::Value); N],
) -> Feature {
    Feature::new(Geometry::line(course), properties)
}
