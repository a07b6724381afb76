//! Answers about sites.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::city::Finding;
use super::{Class, Technology};
use crate::city::site::Connection;

/// How a site is connected at the date of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::web) enum Connected {
    /// Not yet.
    Open,
    /// On own fibre.
    Fibre,
    /// On a radio link.
    Radio,
    /// On a leased line.
    Leased,
}

/// Where a site stands in the plan on screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::web) enum SiteState {
    /// Connected already.
    Connected,
    /// Open and decided by the run.
    Planned,
    /// Open, and the run found nothing that meets the minimum.
    Unsolvable,
    /// Open, and no run was chosen.
    Open,
}

/// A page of sites.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct SitePage {
    /// Sites that pass the filters.
    pub(in crate::web) total: usize,
    pub(in crate::web) page: u32,
    pub(in crate::web) page_size: u32,
    pub(in crate::web) sites: Vec<SiteRow>,
    pub(in crate::web) facets: Facets,
}

/// How many sites each value of a filter would give, with all other filters as they are. `none` stands for no value.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(in crate::web) struct Facets {
    pub(in crate::web) district: BTreeMap<String, usize>,
    pub(in crate::web) kind: BTreeMap<String, usize>,
    pub(in crate::web) technology: BTreeMap<String, usize>,
    pub(in crate::web) class: BTreeMap<String, usize>,
    pub(in crate::web) state: BTreeMap<String, usize>,
    pub(in crate::web) project_group: BTreeMap<String, usize>,
}

/// A site in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::web) struct SiteRow {
    pub(in crate::web) id: String,
    pub(in crate::web) name: String,
    pub(in crate::web) kind: String,
    pub(in crate::web) district: Option<String>,
    pub(in crate::web) address: Option<String>,
    pub(in crate::web) project_group: Option<String>,
    pub(in crate::web) connection: Connected,
    pub(in crate::web) state: SiteState,
    /// What connects it already, or what the run decided.
    pub(in crate::web) technology: Option<Technology>,
    /// The class it needs.
    pub(in crate::web) need: Option<Class>,
    /// The class it gets.
    pub(in crate::web) class: Option<Class>,
    /// Its share of the plan's cost.
    pub(in crate::web) cost_eur: Option<f64>,
    pub(in crate::web) shortfall_eur: Option<f64>,
    pub(in crate::web) lon: Option<f64>,
    pub(in crate::web) lat: Option<f64>,
}

/// Everything about one site.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct SiteCard {
    #[serde(flatten)]
    pub(in crate::web) row: SiteRow,
    pub(in crate::web) pupils: Option<u32>,
    pub(in crate::web) desks: Option<u32>,
    /// File and line the site came from.
    pub(in crate::web) source: String,
    /// How often each technology wins over draws from the price bands; not computed yet, so always null.
    pub(in crate::web) robustness: Option<f64>,
    /// Its share of the plan.
    pub(in crate::web) share_eur: Option<f64>,
    /// What the plan saves if the site leaves and every other decision stays.
    pub(in crate::web) saved_if_left_eur: Option<f64>,
    /// Its cheapest option on its own.
    pub(in crate::web) stand_alone_eur: Option<f64>,
    /// From the street to the building.
    pub(in crate::web) drop_m: Option<f64>,
    /// Existing node it is fed from.
    pub(in crate::web) fed_from: Option<String>,
    /// Along streets, from the existing network to where the drop leaves.
    pub(in crate::web) route_m: Option<f64>,
    /// Other sites that use at least one of the same segments.
    pub(in crate::web) shared_with: Option<usize>,
    /// The share item by item; adds up to `share_eur`.
    pub(in crate::web) breakdown: Vec<BreakdownItem>,
    pub(in crate::web) options: Vec<SiteOption>,
    /// Findings about this site.
    pub(in crate::web) findings: Vec<Finding>,
}

/// One item of a site's share.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct BreakdownItem {
    /// `entry`, `equipment`, `upkeep`, `drop`, `trench`, `own_duct`, `rented_duct`, `built`, `crossing`, `break_out`, `rent` or `set_up`.
    pub(in crate::web) item: String,
    pub(in crate::web) amount_eur: f64,
}

/// What one technology would mean for one site, or why it cannot be had.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct SiteOption {
    pub(in crate::web) technology: Technology,
    pub(in crate::web) available: bool,
    pub(in crate::web) reason_de: Option<String>,
    pub(in crate::web) reason_en: Option<String>,
    pub(in crate::web) capex_eur: Option<f64>,
    pub(in crate::web) opex_per_year_eur: Option<f64>,
    pub(in crate::web) present_value_eur: Option<f64>,
    pub(in crate::web) shortfall_eur: Option<f64>,
    pub(in crate::web) premium_eur: Option<f64>,
    pub(in crate::web) objective_eur: Option<f64>,
    pub(in crate::web) class: Option<Class>,
    pub(in crate::web) lead_time_weeks: Option<u32>,
    /// 100 × cheapest objective ÷ this option's objective, both stand-alone.
    pub(in crate::web) score: Option<f64>,
    pub(in crate::web) chosen: bool,
}

impl From<Connection> for Connected {
    fn from(connection: Connection) -> Self {
        match connection {
            Connection::Open => Self::Open,
            Connection::Fibre => Self::Fibre,
            Connection::Radio => Self::Radio,
            Connection::Leased => Self::Leased,
        }
    }
}

impl Connected {
    pub(in crate::web) const fn technology(self) -> Option<Technology> {
        match self {
            Self::Open => None,
            Self::Fibre => Some(Technology::Fibre),
            Self::Radio => Some(Technology::Radio),
            Self::Leased => Some(Technology::Leased),
        }
    }
}

impl SiteState {
    pub(in crate::web) const ALL: [Self; 4] =
        [Self::Connected, Self::Planned, Self::Unsolvable, Self::Open];

    pub(in crate::web) const fn name(self) -> &'static str {
        match self {
            Self::Connected => "connected",
            Self::Planned => "planned",
            Self::Unsolvable => "unsolvable",
            Self::Open => "open",
        }
    }
}
