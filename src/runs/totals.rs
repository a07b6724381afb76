//! A plan's totals, kept beside it so that lists of runs need not unpack whole plans.

use serde::{Deserialize, Serialize};

use crate::city::City;
use crate::city::site::Connection;
use crate::plan::{
    Amounts, Certificate, GroupTotal, Plan, PolicyTotal, Remark, SegmentKind, TechnologyTotal,
};
use crate::scenario::prices::PriceBook;
use crate::units::{Metres, Years};

/// The totals of one run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Totals {
    /// Open sites the plan decides.
    pub sites: usize,
    /// Sites that are connected already.
    pub connected: usize,
    /// The amounts.
    pub amounts: Amounts,
    /// The planning period that present values are made over; `None` in runs stored before it was kept.
    #[serde(default)]
    pub period: Option<Years>,
    /// The interest rate per year that they are made with.
    #[serde(default)]
    pub discount_rate: Option<f64>,
    /// How many sites get a class below their need.
    #[serde(default)]
    pub below_need: u32,
    /// What a person should know about the inputs.
    #[serde(default)]
    pub remarks: Vec<Remark>,
    /// The proof.
    pub certificate: Certificate,
    /// By technology.
    pub by_technology: Vec<TechnologyTotal>,
    /// By district.
    pub by_district: Vec<GroupTotal>,
    /// By project group.
    pub by_project_group: Vec<GroupTotal>,
    /// New trench.
    pub trench: Metres,
    /// Own duct used.
    pub own_duct: Metres,
    /// Rented duct used.
    pub rented_duct: Metres,
    /// Trench used that is built anyway.
    pub built: Metres,
    /// The same city under the other policies.
    pub other_policies: Vec<PolicyTotal>,
}

impl Totals {
    /// Sums up a plan for a city as it stands at the plan's date.
    #[must_use]
    pub fn new(plan: &Plan, city: &City, prices: &PriceBook) -> Self {
        let connected = city
            .sites
            .iter()
            .filter(|site| site.connection != Connection::Open)
            .count();
        Self {
            sites: plan.decisions.len(),
            connected,
            amounts: plan.totals,
            period: Some(prices.period),
            discount_rate: Some(prices.discount_rate),
            below_need: plan.below_need(),
            remarks: plan.remarks.clone(),
            certificate: plan.certificate,
            by_technology: plan.by_technology.clone(),
            by_district: plan.by_district.clone(),
            by_project_group: plan.by_project_group.clone(),
            trench: plan.length_of(SegmentKind::Trench),
            own_duct: plan.length_of(SegmentKind::OwnDuct),
            rented_duct: plan.length_of(SegmentKind::RentedDuct),
            built: plan.length_of(SegmentKind::Built),
            other_policies: plan.other_policies.clone(),
        }
    }
}
