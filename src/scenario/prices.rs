//! The price book: what things cost, with source, date and band.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::city::streets::{Crossing, Surface};
use crate::units::{Euros, Years};

/// One row of the price book. Amounts are net of VAT.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    /// What is planned with.
    pub value: Euros,
    /// Low end of the band.
    pub low: Euros,
    /// High end of the band.
    pub high: Euros,
    /// Where the number comes from, or the word `assumption`.
    pub source: String,
}

/// The class of service a site needs or an option delivers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ServiceClass {
    /// 100 Mbit/s.
    #[serde(rename = "100M")]
    M100,
    /// 1 Gbit/s.
    #[serde(rename = "1G")]
    G1,
    /// 10 Gbit/s.
    #[serde(rename = "10G")]
    G10,
}

/// What a leased line of one class costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeasedLine {
    /// Rent per month.
    pub per_month: Price,
    /// Set-up, once.
    pub set_up: Price,
    /// Weeks from order to service.
    pub lead_time_weeks: u32,
}

/// What things cost. Everything here is data; the shipped defaults are `data/prices/*.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PriceBook {
    /// Short name of the book.
    pub name: String,
    /// Month the prices were valid in, `YYYY-MM`.
    pub price_date: String,
    /// New trench per metre, duct and cable included.
    pub trench_per_metre: BTreeMap<Surface, Price>,
    /// Each crossing, on top of the trench.
    pub crossing: BTreeMap<Crossing, Price>,
    /// Blowing fibre into an existing own duct, per metre.
    pub fibre_in_duct_per_metre: Price,
    /// Opening an existing node to break out fibres, once per node used.
    pub break_out: Price,
    /// Building entry with fire stopping and in-house route, by entry size of the kind (`school`, `office`, `small`).
    pub building_entry: BTreeMap<String, Price>,
    /// Active equipment at the site by class.
    pub equipment: BTreeMap<ServiceClass, Price>,
    /// Upkeep of fibre per site and year.
    pub fibre_upkeep_per_year: Price,
    /// Leased lines by class; a class that is missing is not on offer.
    pub leased: BTreeMap<ServiceClass, LeasedLine>,
    /// Engineering and supervision as a share of building cost, 0 to 1.
    pub engineering_share: f64,
    /// Contingency as a share of building cost, 0 to 1.
    pub contingency_share: f64,
    /// VAT that cannot be deducted, 0 to 1.
    pub vat_share: f64,
    /// Planning period.
    pub period: Years,
    /// Discount rate per year, 0 to 1.
    pub discount_rate: f64,
    /// Useful lives.
    pub life: Lives,
}

/// Useful lives for reinvestment and residual value (linear).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Lives {
    /// Trench and duct.
    pub trench: Years,
    /// Fibre cable and building entry.
    pub fibre: Years,
    /// Active equipment.
    pub equipment: Years,
}
