//! Sites: as a list, on the map, as a download, and one by one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use crate::plan::{self, Plan, SiteDecision};
use crate::units::{Euros, Metres};
use crate::web::answers::{BreakdownItem, Class, Finding, SiteCard, SiteOption, SitePage, SiteRow};
use crate::web::error::{ApiError, ErrorAnswer};
use crate::web::filter::{Filter, Order};
use crate::web::geojson::{self, Collection, Feature, Geometry};
use crate::web::labels;
use crate::web::query::{Parameters, Shown, unusable};
use crate::web::state::{App, blocking};
use crate::web::view::Row;
use crate::words::{Language, Words};

/// Longest id of a site that is looked up.
const LONGEST_ID: usize = 400;

/// A page of the sites that pass the filters, and what other values of each filter would give.
#[utoipa::path(get, path = "/api/v1/sites", tag = "sites",
    params(
        ("run" = Option<String>, Query, description = "A done run; without one no site is planned."),
        ("scenario" = Option<String>, Query, description = "Without a run: the scenario whose date is shown; the default one when left out."),
        ("q" = Option<String>, Query, max_length = 200, description = "Text in id, name or address."),
        ("district" = Option<Vec<String>>, Query, description = "May be repeated or comma separated; `none` for sites without one."),
        ("kind" = Option<Vec<String>>, Query, description = "May be repeated or comma separated."),
        ("technology" = Option<Vec<String>>, Query, description = "`fibre`, `radio`, `leased`, `none`."),
        ("class" = Option<Vec<String>>, Query, description = "`100M`, `1G`, `10G`, `none`."),
        ("state" = Option<Vec<String>>, Query, description = "`connected`, `planned`, `unsolvable`, `open`."),
        ("project_group" = Option<Vec<String>>, Query, description = "May be repeated or comma separated; `none` for sites without one."),
        ("sort" = Option<String>, Query, description = "`name`, `kind`, `district`, `state`, `technology`, `class`, `cost`, `share` or `score`; `-` before it for descending."),
        ("page" = Option<u32>, Query, minimum = 1, maximum = 1_000_000, description = "Page, from 1."),
        ("page_size" = Option<u32>, Query, minimum = 1, maximum = 500, description = "Rows on a page; 50 when left out.")),
    responses((status = 200, body = SitePage), (status = "4XX", body = ErrorAnswer), (status = "5XX", body = ErrorAnswer)))]
pub(in crate::web) async fn list(
    State(app): State<Arc<App>>,
    uri: Uri,
) -> Result<Json<SitePage>, ApiError> {
    let mut parameters = Parameters::read(&uri)?;
    let page = parameters.page()?;
    let question = Question::read(parameters)?;
    blocking(app, move |app| {
        let view = app.view(&question.shown)?;
        let mut rows = question.filter.rows(&view);
        question.order.sort(&mut rows);
        Ok(Json(SitePage {
            total: rows.len(),
            page: page.number,
            page_size: page.size,
            sites: page.of(&rows).iter().map(|row| row.shown.clone()).collect(),
            facets: question.filter.facets(&view),
        }))
    })
    .await
}

/// What the three forms of the list ask alike.
struct Question {
    shown: Shown,
    filter: Filter,
    order: Order,
}

impl Question {
    fn read(mut parameters: Parameters) -> Result<Self, ApiError> {
        let question = Self {
            shown: parameters.shown()?,
            filter: Filter::read(&mut parameters)?,
            order: Order::read(&mut parameters)?,
        };
        parameters.finish()?;
        Ok(question)
    }
}

/// The sites that pass the filters and have a position, as points.
#[utoipa::path(get, path = "/api/v1/sites.geojson", tag = "map",
    params(
        ("run" = Option<String>, Query, description = "A done run; without one no site is planned."),
        ("scenario" = Option<String>, Query, description = "Without a run: the scenario whose date is shown; the default one when left out."),
        ("q" = Option<String>, Query, max_length = 200, description = "Text in id, name or address."),
        ("district" = Option<Vec<String>>, Query, description = "As in the list."),
        ("kind" = Option<Vec<String>>, Query, description = "As in the list."),
        ("technology" = Option<Vec<String>>, Query, description = "As in the list."),
        ("class" = Option<Vec<String>>, Query, description = "As in the list."),
        ("state" = Option<Vec<String>>, Query, description = "As in the list."),
        ("project_group" = Option<Vec<String>>, Query, description = "As in the list."),
        ("sort" = Option<String>, Query, description = "As in the list.")),
    responses((status = 200, body = Collection, content_type = "application/geo+json"), (status = "4XX", body = ErrorAnswer), (status = "5XX", body = ErrorAnswer)))]
pub(in crate::web) async fn as_geojson(
    State(app): State<Arc<App>>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let question = Question::read(Parameters::read(&uri)?)?;
    blocking(app, move |app| {
        let view = app.view(&question.shown)?;
        let mut rows = question.filter.rows(&view);
        question.order.sort(&mut rows);
        let features = rows
            .into_iter()
            .filter_map(|row| point(&row.shown))
            .collect();
        Ok(geojson::answer(&Collection::new(features)).into_response())
    })
    .await
}

fn point(row: &SiteRow) -> Option<Feature> {
    let place = [row.lon?, row.lat?];
    let Ok(Value::Object(fields)) = serde_json::to_value(row) else {
        return None;
    };
    let mut properties = BTreeMap::new();
    for name in ROW_PROPERTIES {
        properties.insert(name, fields.get(name).cloned().unwrap_or(Value::Null));
    }
    Some(Feature::with(Geometry::Point(place), properties))
}

/// The fields of a row that are properties of its point.
const ROW_PROPERTIES: [&str; 13] = [
    "id",
    "name",
    "kind",
    "district",
    "address",
    "project_group",
    "connection",
    "state",
    "technology",
    "need",
    "class",
    "cost_eur",
    "shortfall_eur",
];

/// The sites that pass the filters as a table for spreadsheets: semicolons, UTF-8 with byte order mark, German headers and numbers.
#[utoipa::path(get, path = "/api/v1/sites.csv", tag = "sites",
    params(
        ("run" = Option<String>, Query, description = "A done run; without one no site is planned."),
        ("scenario" = Option<String>, Query, description = "Without a run: the scenario whose date is shown; the default one when left out."),
        ("q" = Option<String>, Query, max_length = 200, description = "Text in id, name or address."),
        ("district" = Option<Vec<String>>, Query, description = "As in the list."),
        ("kind" = Option<Vec<String>>, Query, description = "As in the list."),
        ("technology" = Option<Vec<String>>, Query, description = "As in the list."),
        ("class" = Option<Vec<String>>, Query, description = "As in the list."),
        ("state" = Option<Vec<String>>, Query, description = "As in the list."),
        ("project_group" = Option<Vec<String>>, Query, description = "As in the list."),
        ("sort" = Option<String>, Query, description = "As in the list.")),
    responses((status = 200, body = String, content_type = "text/csv"), (status = "4XX", body = ErrorAnswer), (status = "5XX", body = ErrorAnswer)))]
pub(in crate::web) async fn as_csv(
    State(app): State<Arc<App>>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let question = Question::read(Parameters::read(&uri)?)?;
    blocking(app, move |app| {
        let view = app.view(&question.shown)?;
        let mut rows = question.filter.rows(&view);
        question.order.sort(&mut rows);
        let kinds = app.inputs.default_scenario()?.kinds;
        let label = |kind: &str| {
            kinds
                .kinds
                .get(&kind.into())
                .map_or_else(|| kind.to_owned(), |known| known.label_de.clone())
        };
        let table = csv_table(&rows, app.inputs.city.synthetic, &label)?;
        let headers = [
            (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
            (
                header::CONTENT_DISPOSITION,
                "attachment; filename=\"standorte.csv\"",
            ),
        ];
        Ok((headers, table).into_response())
    })
    .await
}

fn csv_table(
    rows: &[&Row],
    synthetic: bool,
    label: &dyn Fn(&str) -> String,
) -> Result<Vec<u8>, ApiError> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    writer
        .write_record([
            "Kennung",
            "Name",
            "Art",
            "Stadtbezirk",
            "Adresse",
            "Projektgruppe",
            "Bestand",
            "Stand",
            "Technologie",
            "Bedarf",
            "Klasse",
            "Kostenanteil (€)",
            "Unterversorgung (€)",
            "Länge",
            "Breite",
            "Demodaten",
        ])
        .map_err(ApiError::internal)?;
    let text = |text: Option<&str>| harmless(text.unwrap_or_default());
    let class = |class: Option<Class>| {
        class.map_or_else(String::new, |class| labels::class(class, Language::German))
    };
    let number = |value: Option<f64>| {
        value.map_or(String::new(), |value| value.to_string().replace('.', ","))
    };
    let money = |value: Option<f64>| {
        value.map_or(String::new(), |value| {
            format!("{value:.2}").replace('.', ",")
        })
    };
    for Row { shown: row, .. } in rows {
        writer
            .write_record([
                text(Some(&row.id)),
                text(Some(&row.name)),
                text(Some(&label(&row.kind))),
                text(row.district.as_deref()),
                text(row.address.as_deref()),
                text(row.project_group.as_deref()),
                labels::connection(row.connection, Language::German),
                labels::state(row.state, Language::German).to_owned(),
                row.technology.map_or_else(String::new, |technology| {
                    labels::technology(technology, Language::German)
                }),
                class(row.need),
                class(row.class),
                money(row.cost_eur),
                money(row.shortfall_eur),
                number(row.lon),
                number(row.lat),
                if synthetic { "ja" } else { "nein" }.to_owned(),
            ])
            .map_err(ApiError::internal)?;
    }
    writer
        .into_inner()
        .map_err(|error| ApiError::internal(error.to_string()))
}

/// A text that no spreadsheet takes for a formula.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// Everything about one site.
#[utoipa::path(get, path = "/api/v1/sites/{id}", tag = "sites",
    params(
        ("id" = String, Path, description = "The site's id."),
        ("run" = Option<String>, Query, description = "A done run; without one there are no options."),
        ("lang" = Option<String>, Query, description = "Language of the findings, `de` or `en`; German when left out."),
        ("scenario" = Option<String>, Query, description = "Without a run: the scenario whose date is shown; the default one when left out.")),
    responses((status = 200, body = SiteCard), (status = "4XX", body = ErrorAnswer), (status = "5XX", body = ErrorAnswer)))]
pub(in crate::web) async fn card(
    State(app): State<Arc<App>>,
    id: Result<Path<String>, PathRejection>,
    uri: Uri,
) -> Result<Json<SiteCard>, ApiError> {
    let Ok(Path(id)) = id else {
        return Err(unusable("id"));
    };
    if id.len() > LONGEST_ID {
        return Err(unusable("id"));
    }
    let mut parameters = Parameters::read(&uri)?;
    let shown = parameters.shown()?;
    let language = parameters.language()?;
    parameters.finish()?;
    blocking(app, move |app| {
        let view = app.view(&shown)?;
        let row = app
            .row(&view, &id.as_str().into())
            .ok_or_else(|| ApiError::not_found("Diesen Standort", "site"))?;
        Ok(Json(card_of(app, row, view.plan.as_ref(), language)))
    })
    .await
}

fn card_of(app: &App, row: &Row, plan: Option<&Plan>, language: Language) -> SiteCard {
    let site = &app.inputs.city.sites[row.site];
    let decision = plan.and_then(|plan| plan.decision(&site.id));
    let decided = decision.filter(|decision| decision.technology.is_some());
    let on_fibre = decided.filter(|decision| !decision.route.is_empty());
    SiteCard {
        row: row.shown.clone(),
        pupils: site.pupils,
        desks: site.desks,
        source: site.source.clone(),
        robustness: None,
        share_eur: decided.map(|decision| decision.amounts.cost.as_euros()),
        saved_if_left_eur: decided.map(|decision| decision.saved_if_left.as_euros()),
        stand_alone_eur: decision
            .and_then(|decision| decision.stand_alone)
            .map(Euros::as_euros),
        drop_m: decision.and_then(|decision| decision.drop).map(Metres::get),
        fed_from: decision.and_then(|decision| decision.fed_from.clone()),
        route_m: on_fibre
            .zip(plan)
            .map(|(decision, plan)| route_length(decision, plan)),
        shared_with: on_fibre
            .zip(plan)
            .map(|(decision, plan)| sharing(decision, plan)),
        breakdown: decided.map(breakdown).unwrap_or_default(),
        options: decision.map(options).unwrap_or_default(),
        findings: app
            .inputs
            .findings
            .iter()
            .filter(|finding| finding.site.as_ref() == Some(&site.id))
            .map(|finding| Finding::new(finding, language))
            .collect(),
    }
}

fn route_length(decision: &SiteDecision, plan: &Plan) -> f64 {
    let length: Metres = decision
        .route
        .iter()
        .filter_map(|&index| plan.segments.get(index as usize))
        .map(|segment| segment.length)
        .sum();
    length.get()
}

/// How many other sites use at least one of the same segments.
fn sharing(decision: &SiteDecision, plan: &Plan) -> usize {
    let own: BTreeSet<u32> = decision.route.iter().copied().collect();
    plan.decisions
        .iter()
        .filter(|other| other.site != decision.site)
        .filter(|other| other.route.iter().any(|segment| own.contains(segment)))
        .count()
}

fn breakdown(decision: &SiteDecision) -> Vec<BreakdownItem> {
    decision
        .breakdown
        .iter()
        .map(|part| BreakdownItem {
            item: serde_json::to_value(part.item)
                .ok()
                .and_then(|name| name.as_str().map(str::to_owned))
                .unwrap_or_default(),
            amount_eur: part.amount.as_euros(),
        })
        .collect()
}

fn options(decision: &SiteDecision) -> Vec<SiteOption> {
    decision
        .options
        .iter()
        .map(|option| {
            let offer = option.offer.as_ref().ok();
            let reason = option.offer.as_ref().err();
            let euros =
                |amount: fn(&plan::Offer) -> Euros| offer.map(|offer| amount(offer).as_euros());
            SiteOption {
                technology: option.technology.into(),
                available: offer.is_some(),
                reason_de: reason.map(|reason| reason.words(Language::German).into_owned()),
                reason_en: reason.map(|reason| reason.words(Language::English).into_owned()),
                capex_eur: euros(|offer| offer.capex),
                opex_per_year_eur: euros(|offer| offer.opex_per_year),
                present_value_eur: euros(|offer| offer.present_value),
                shortfall_eur: euros(|offer| offer.shortfall),
                premium_eur: euros(|offer| offer.premium),
                objective_eur: euros(|offer| offer.present_value + offer.shortfall + offer.premium),
                class: offer.map(|offer| offer.class.into()),
                lead_time_weeks: offer.map(|offer| offer.lead_time_weeks),
                score: offer.map(|offer| offer.score),
                chosen: decision.technology == Some(option.technology),
            }
        })
        .collect()
}
