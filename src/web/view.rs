//! The city under one run, or without any: a row for every site, ready to be filtered and sorted.

use crate::city::site::{Connection, Site};
use crate::geometry::{Utm32, Wgs84, to_wgs84};
use crate::plan::{Plan, SiteDecision};
use crate::runs::Inputs;
use crate::scenario::Scenario;
use crate::store::{Run, RunId};

use super::answers::{Connected, SiteRow, SiteState};
use super::error::ApiError;

/// A site's row with what the answers do not show.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) shown: SiteRow,
    /// Index of the site in the city.
    pub(super) site: usize,
    /// Score of the option that was chosen.
    pub(super) score: Option<f64>,
    /// Name, address and id, folded in both ways Germans type umlauts.
    pub(super) search: String,
    /// The name as it sorts.
    pub(super) sort_name: String,
}

/// The city under one run.
#[derive(Debug)]
pub(super) struct View {
    pub(super) run: Option<RunId>,
    /// The scenario whose date it shows.
    scenario: String,
    pub(super) plan: Option<Plan>,
    /// One for every site, in the city's order.
    pub(super) rows: Vec<Row>,
}

impl View {
    /// The city before any decision, at the date of a scenario.
    pub(super) fn without_run(inputs: &Inputs, scenario: &Scenario) -> Self {
        Self {
            run: None,
            scenario: scenario.name.clone(),
            rows: rows(inputs, scenario, None),
            plan: None,
        }
    }

    /// The city under a done run.
    pub(super) fn of_run(inputs: &Inputs, run: &Run, plan: Plan) -> Result<Self, ApiError> {
        let scenario: Scenario =
            serde_json::from_value(run.request.assumptions.clone()).map_err(ApiError::internal)?;
        Ok(Self {
            run: Some(run.id.clone()),
            scenario: scenario.name.clone(),
            rows: rows(inputs, &scenario, Some(&plan)),
            plan: Some(plan),
        })
    }

    /// True for the city before any decision, at the date of this scenario.
    pub(super) fn is_before(&self, scenario: &str) -> bool {
        self.run.is_none() && self.scenario == scenario
    }

    pub(super) fn is_of(&self, id: &RunId) -> bool {
        self.run.as_ref() == Some(id)
    }
}

fn rows(inputs: &Inputs, scenario: &Scenario, plan: Option<&Plan>) -> Vec<Row> {
    inputs
        .city
        .sites
        .iter()
        .zip(inputs.connections_at(scenario.as_of))
        .enumerate()
        .map(|(number, (site, connection))| {
            let decision = plan.and_then(|plan| plan.decision(&site.id));
            row(number, site, connection, scenario, plan.is_some(), decision)
        })
        .collect()
}

fn row(
    number: usize,
    site: &Site,
    connection: Connection,
    scenario: &Scenario,
    planned: bool,
    decision: Option<&SiteDecision>,
) -> Row {
    let connected = Connected::from(connection);
    let technology = connected
        .technology()
        .or_else(|| decision?.technology.map(Into::into));
    let state = match (connection, decision) {
        (Connection::Fibre | Connection::Radio | Connection::Leased, _) => SiteState::Connected,
        (Connection::Open, Some(decision)) if decision.technology.is_some() => SiteState::Planned,
        (Connection::Open, Some(_)) => SiteState::Unsolvable,
        (Connection::Open, None) => SiteState::Open,
    };
    debug_assert!(
        planned || decision.is_none(),
        "there is no decision without a plan"
    );
    let position = site.position.map(degrees);
    let score = decision.and_then(|decision| {
        decision
            .options
            .iter()
            .find(|option| Some(option.technology) == decision.technology)
            .and_then(|option| option.offer.as_ref().ok())
            .map(|offer| offer.score)
    });
    let text = format!("{}\n{}\n{}", site.name, site.address, site.id);
    Row {
        site: number,
        score,
        search: format!("{}\n{}", folded(&text, false), folded(&text, true)),
        sort_name: folded(&site.name, false),
        shown: SiteRow {
            id: site.id.to_string(),
            name: site.name.clone(),
            kind: site.kind.to_string(),
            district: site.district.clone().filter(|name| !name.is_empty()),
            address: Some(site.address.clone()).filter(|text| !text.is_empty()),
            project_group: site.project_group.clone().filter(|name| !name.is_empty()),
            connection: connected,
            state,
            technology,
            need: Some(scenario.kinds.need(site).into()),
            class: decision.and_then(|decision| decision.class.map(Into::into)),
            cost_eur: decision
                .filter(|decision| decision.technology.is_some())
                .map(|decision| decision.amounts.cost.as_euros()),
            shortfall_eur: decision
                .filter(|decision| decision.technology.is_some())
                .map(|decision| decision.amounts.shortfall.as_euros()),
            lon: position.map(|at| at[0]),
            lat: position.map(|at| at[1]),
        },
    }
}

/// Longitude and latitude, to about a centimetre.
pub(super) fn degrees(position: Utm32) -> [f64; 2] {
    rounded(to_wgs84(position))
}

fn rounded(position: Wgs84) -> [f64; 2] {
    [position.lon(), position.lat()].map(|degree| (degree * 1e7).round() / 1e7)
}

/// A text without regard to case and umlauts: ä is a (DIN 5007, first form), or ae when written out.
pub(super) fn folded(text: &str, written_out: bool) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        let replacement = match (letter, written_out) {
            ('ä', true) => "ae",
            ('ö', true) => "oe",
            ('ü', true) => "ue",
            ('ä', false) => "a",
            ('ö', false) => "o",
            ('ü', false) => "u",
            ('ß', _) => "ss",
            ('é' | 'è' | 'ê', _) => "e",
            _ => {
                folded.push(letter);
                continue;
            }
        };
        folded.push_str(replacement);
    }
    folded
}
