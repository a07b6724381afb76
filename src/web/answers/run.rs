//! Answers about runs, and the question that starts one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::{ObjectBuilder, OneOfBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use super::Technology;
use crate::scenario::decisions;
use crate::units::{Euros, Years};
use crate::words::{Language, Words};
use crate::{plan, runs, store};

/// A technology in totals, where sites that nothing can connect are counted too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::web) enum TechnologyOrNone {
    /// The city's own fibre.
    Fibre,
    /// A radio link.
    Radio,
    /// A leased line.
    Leased,
    /// Nothing meets the policy's minimum.
    None,
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::web) enum RunState {
    /// Waiting.
    Queued,
    /// Being computed.
    Running,
    /// Done, with a verified plan.
    Done,
    /// Ended without a plan.
    Failed,
    /// Stopped before there was a plan.
    Cancelled,
}

/// What a run is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::web) enum Stage {
    /// Reading files.
    Import,
    /// Working out options.
    Options,
    /// Searching plan and bound.
    Plan,
    /// Checking the whole.
    Verify,
    /// Writing the result.
    Store,
}

/// Runs, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct Runs {
    pub(in crate::web) runs: Vec<RunSummary>,
}

/// A run without its plan.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::web) struct RunSummary {
    pub(in crate::web) id: String,
    pub(in crate::web) state: RunState,
    pub(in crate::web) scenario: String,
    pub(in crate::web) policy: String,
    /// The date the plan starts from.
    pub(in crate::web) as_of: String,
    pub(in crate::web) seed: u64,
    /// Version of the program that made it.
    pub(in crate::web) version: String,
    /// RFC 3339, UTC.
    pub(in crate::web) created_at: String,
    pub(in crate::web) synthetic: bool,
    /// False when the city's files or the program have changed since.
    pub(in crate::web) current: bool,
    /// What was changed against the scenario, as asked for.
    pub(in crate::web) changes: Changes,
    /// Why it failed, when it did.
    pub(in crate::web) error: Option<RunError>,
    /// How far it is, while it is computed.
    pub(in crate::web) progress: Option<Progress>,
    /// Its totals, when it is done.
    pub(in crate::web) result: Option<RunResult>,
}

/// Why a run failed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::web) struct RunError {
    pub(in crate::web) message_de: String,
    pub(in crate::web) message_en: String,
    pub(in crate::web) hint_de: String,
    pub(in crate::web) hint_en: String,
}

/// Changes against a scenario.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(in crate::web) struct Changes {
    /// Sites whose technology is fixed, or with `null` left to the planner again.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(schema_with = technology_by_site)]
    pub(in crate::web) technology: BTreeMap<String, Option<Technology>>,
    /// Factors on prices.
    #[serde(skip_serializing_if = "PriceFactors::is_none")]
    pub(in crate::web) prices: PriceFactors,
}

/// Factors on groups of prices, 0 to 1000.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(in crate::web) struct PriceFactors {
    /// On every price of trench.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::web) trench_factor: Option<f64>,
    /// On rent and set-up of every leased line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::web) leased_factor: Option<f64>,
}

/// A map from ids of sites to a technology or null.
fn technology_by_site() -> Schema {
    let technology = OneOfBuilder::new()
        .item(Technology::schema())
        .item(ObjectBuilder::new().schema_type(Type::Null));
    Schema::Object(
        ObjectBuilder::new()
            .additional_properties(Some(Schema::OneOf(technology.build())))
            .build(),
    )
}

impl PriceFactors {
    fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// A question to the planner.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct NewRun {
    /// Name of a scenario of the city.
    pub(in crate::web) scenario: String,
    /// Name of a policy; the scenario's when left out.
    #[serde(default)]
    pub(in crate::web) policy: Option<String>,
    /// At most 2^53 − 1; the scenario's when left out.
    #[serde(default)]
    pub(in crate::web) seed: Option<u64>,
    #[serde(default)]
    pub(in crate::web) changes: Option<Changes>,
}

/// How far a run is.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub(in crate::web) struct Progress {
    pub(in crate::web) stage: Stage,
    /// Objective of the best plan so far.
    pub(in crate::web) objective_eur: Option<f64>,
    /// Best bound so far.
    pub(in crate::web) lower_bound_eur: Option<f64>,
    pub(in crate::web) gap: Option<f64>,
    /// Known only at the end.
    pub(in crate::web) gap_of_saving: Option<f64>,
    pub(in crate::web) seconds: f64,
}

/// The totals of a done run. `cost + shortfall + premium = objective`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::web) struct RunResult {
    /// Open sites the plan decides.
    pub(in crate::web) sites: usize,
    /// Sites connected already.
    pub(in crate::web) connected: usize,
    pub(in crate::web) cost_eur: f64,
    pub(in crate::web) own_share_eur: f64,
    pub(in crate::web) shortfall_eur: f64,
    pub(in crate::web) premium_eur: f64,
    /// Paid once at the start, as it stands on the invoice; `cost_eur` is the present value. Null in runs from before it was kept.
    pub(in crate::web) investment_eur: Option<f64>,
    /// Paid every year.
    pub(in crate::web) running_per_year_eur: Option<f64>,
    /// The planning period in years that present values are made over.
    pub(in crate::web) period_years: Option<f64>,
    /// The interest rate per year that present values are made with, 0 to 1.
    pub(in crate::web) discount_rate: Option<f64>,
    /// Sites that get a class below their need.
    pub(in crate::web) below_need: Option<u32>,
    /// What a person should know about this plan, such as why no site can have fibre.
    pub(in crate::web) remarks: Vec<Remark>,
    pub(in crate::web) objective_eur: f64,
    pub(in crate::web) lower_bound_eur: f64,
    /// Certified gap of total cost, 0 to 1.
    pub(in crate::web) gap: f64,
    /// Certified gap of the saving over leasing everything, 0 to 1.
    pub(in crate::web) gap_of_saving: Option<f64>,
    /// Always true: a plan without a verified bound is not stored.
    pub(in crate::web) verified: bool,
    pub(in crate::web) seconds: f64,
    pub(in crate::web) all_leased_eur: Option<f64>,
    pub(in crate::web) by_technology: Vec<TechnologyTotal>,
    pub(in crate::web) by_district: Vec<GroupTotal>,
    pub(in crate::web) by_project_group: Vec<GroupTotal>,
    pub(in crate::web) trench_m: f64,
    pub(in crate::web) own_duct_m: f64,
    pub(in crate::web) rented_duct_m: f64,
    pub(in crate::web) built_m: f64,
    pub(in crate::web) other_policies: Vec<PolicyTotal>,
}

/// Something a person should know about a plan.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::web) struct Remark {
    /// `fibre_impossible`, `duct_not_along_streets`, `node_far_from_streets` or `capacity_reached`.
    pub(in crate::web) kind: &'static str,
    pub(in crate::web) text_de: String,
    pub(in crate::web) text_en: String,
}

/// Totals of one technology.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::web) struct TechnologyTotal {
    pub(in crate::web) technology: TechnologyOrNone,
    pub(in crate::web) sites: u32,
    /// Present value over the planning period.
    pub(in crate::web) cost_eur: f64,
    pub(in crate::web) own_share_eur: f64,
    /// Paid once at the start. Null in runs from before it was kept.
    pub(in crate::web) investment_eur: Option<f64>,
    /// Paid every year.
    pub(in crate::web) running_per_year_eur: Option<f64>,
    /// Sites that get a class below their need.
    pub(in crate::web) below_need: Option<u32>,
}

/// Totals of one district or project group; the name is empty for sites without one.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::web) struct GroupTotal {
    pub(in crate::web) name: String,
    pub(in crate::web) sites: u32,
    pub(in crate::web) fibre: u32,
    pub(in crate::web) leased: u32,
    pub(in crate::web) cost_eur: f64,
}

/// The same city under another policy.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::web) struct PolicyTotal {
    pub(in crate::web) policy: String,
    pub(in crate::web) fibre: u32,
    pub(in crate::web) leased: u32,
    pub(in crate::web) cost_eur: f64,
    pub(in crate::web) own_share_eur: f64,
    pub(in crate::web) objective_eur: f64,
    pub(in crate::web) gap: f64,
}

/// Two runs side by side.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct Comparison {
    pub(in crate::web) a: RunSummary,
    pub(in crate::web) b: RunSummary,
    pub(in crate::web) difference: Difference,
    /// Only what differs, largest difference in euros first.
    pub(in crate::web) sites: Vec<SiteDifference>,
}

/// Run b less run a.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct Difference {
    pub(in crate::web) cost_eur: f64,
    pub(in crate::web) objective_eur: f64,
    pub(in crate::web) fibre: i64,
    pub(in crate::web) leased: i64,
}

/// A site that differs between two runs.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct SiteDifference {
    pub(in crate::web) id: String,
    pub(in crate::web) name: String,
    pub(in crate::web) kind: String,
    pub(in crate::web) district: Option<String>,
    pub(in crate::web) technology_a: Option<Technology>,
    pub(in crate::web) technology_b: Option<Technology>,
    pub(in crate::web) cost_a_eur: Option<f64>,
    pub(in crate::web) cost_b_eur: Option<f64>,
    pub(in crate::web) difference_eur: f64,
    pub(in crate::web) lon: Option<f64>,
    pub(in crate::web) lat: Option<f64>,
}

impl From<Option<decisions::Technology>> for TechnologyOrNone {
    fn from(technology: Option<decisions::Technology>) -> Self {
        match technology {
            Some(decisions::Technology::Fibre) => Self::Fibre,
            Some(decisions::Technology::Radio) => Self::Radio,
            Some(decisions::Technology::Leased) => Self::Leased,
            None => Self::None,
        }
    }
}

impl From<store::State> for RunState {
    fn from(state: store::State) -> Self {
        match state {
            store::State::Queued => Self::Queued,
            store::State::Running => Self::Running,
            store::State::Done => Self::Done,
            store::State::Failed => Self::Failed,
            store::State::Cancelled => Self::Cancelled,
        }
    }
}

impl From<&runs::Progress> for Progress {
    fn from(progress: &runs::Progress) -> Self {
        Self {
            stage: match progress.stage {
                runs::Stage::Import => Stage::Import,
                runs::Stage::Options => Stage::Options,
                runs::Stage::Plan => Stage::Plan,
                runs::Stage::Verify => Stage::Verify,
                runs::Stage::Store => Stage::Store,
            },
            objective_eur: progress.objective.map(Euros::as_euros),
            lower_bound_eur: progress.lower_bound.map(Euros::as_euros),
            gap: progress.gap(),
            gap_of_saving: None,
            seconds: milliseconds(progress.seconds),
        }
    }
}

impl From<&store::Failure> for RunError {
    fn from(failure: &store::Failure) -> Self {
        Self {
            message_de: failure.message_de.clone(),
            message_en: failure.message_en.clone(),
            hint_de: failure.hint_de.clone(),
            hint_en: failure.hint_en.clone(),
        }
    }
}

impl From<&plan::Remark> for Remark {
    fn from(remark: &plan::Remark) -> Self {
        Self {
            kind: match remark {
                plan::Remark::FibreImpossible { .. } => "fibre_impossible",
                plan::Remark::DuctNotAlongStreets { .. } => "duct_not_along_streets",
                plan::Remark::NodeFarFromStreets { .. } => "node_far_from_streets",
                plan::Remark::CapacityReached { .. } => "capacity_reached",
            },
            text_de: remark.words(Language::German).into_owned(),
            text_en: remark.words(Language::English).into_owned(),
        }
    }
}

impl RunResult {
    pub(in crate::web) fn new(totals: &runs::Totals, seconds: f64) -> Self {
        let group = |total: &plan::GroupTotal| GroupTotal {
            name: total.name.clone().unwrap_or_default(),
            sites: total.sites,
            fibre: total.fibre,
            leased: total.leased,
            cost_eur: total.amounts.cost.as_euros(),
        };
        let certificate = &totals.certificate;
        // Runs from before these were kept hold nothing there, which is not the same as zero.
        let kept = totals.period.is_some();
        let amount = |amount: Euros| kept.then(|| amount.as_euros());
        Self {
            sites: totals.sites,
            connected: totals.connected,
            cost_eur: totals.amounts.cost.as_euros(),
            own_share_eur: totals.amounts.own_share.as_euros(),
            shortfall_eur: totals.amounts.shortfall.as_euros(),
            premium_eur: totals.amounts.premium.as_euros(),
            investment_eur: amount(totals.amounts.investment),
            running_per_year_eur: amount(totals.amounts.running_per_year),
            period_years: totals.period.map(Years::get),
            discount_rate: totals.discount_rate,
            below_need: kept.then_some(totals.below_need),
            remarks: totals.remarks.iter().map(Into::into).collect(),
            objective_eur: certificate.objective.as_euros(),
            lower_bound_eur: certificate.lower_bound.as_euros(),
            gap: certificate.gap,
            gap_of_saving: certificate.gap_of_saving,
            verified: true,
            seconds: milliseconds(seconds),
            all_leased_eur: certificate.all_leased.map(Euros::as_euros),
            by_technology: totals
                .by_technology
                .iter()
                .map(|total| TechnologyTotal {
                    technology: total.technology.into(),
                    sites: total.sites,
                    cost_eur: total.amounts.cost.as_euros(),
                    own_share_eur: total.amounts.own_share.as_euros(),
                    investment_eur: amount(total.amounts.investment),
                    running_per_year_eur: amount(total.amounts.running_per_year),
                    below_need: kept.then_some(total.below_need),
                })
                .collect(),
            by_district: totals.by_district.iter().map(group).collect(),
            by_project_group: totals.by_project_group.iter().map(group).collect(),
            trench_m: totals.trench.get(),
            own_duct_m: totals.own_duct.get(),
            rented_duct_m: totals.rented_duct.get(),
            built_m: totals.built.get(),
            other_policies: totals
                .other_policies
                .iter()
                .map(|total| PolicyTotal {
                    policy: total.policy.clone(),
                    fibre: total.fibre,
                    leased: total.leased,
                    cost_eur: total.amounts.cost.as_euros(),
                    own_share_eur: total.amounts.own_share.as_euros(),
                    objective_eur: total.certificate.objective.as_euros(),
                    gap: total.certificate.gap,
                })
                .collect(),
        }
    }
}

/// Seconds to the millisecond.
fn milliseconds(seconds: f64) -> f64 {
    (seconds * 1_000.0).round() / 1_000.0
}
