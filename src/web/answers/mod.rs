//! The shapes of the answers. Money in euros (`_eur`), lengths in metres (`_m`), dates ISO 8601; what is not known is `null`, never 0.

mod city;
mod run;
mod site;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::scenario::decisions;
use crate::scenario::prices::ServiceClass;

pub(super) use city::{City, Counts, Finding, FindingPage, KindLabel, PolicyLabel, ScenarioLabel};
pub(super) use run::{
    Changes, Comparison, Difference, NewRun, Progress, RunResult, RunSummary, Runs, SiteDifference,
};
pub(super) use site::{
    BreakdownItem, Connected, Facets, SiteCard, SiteOption, SitePage, SiteRow, SiteState,
};

/// A technology.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::web) enum Technology {
    /// The city's own fibre.
    Fibre,
    /// A radio link.
    Radio,
    /// A leased line.
    Leased,
}

/// A class of service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
pub(in crate::web) enum Class {
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

impl From<decisions::Technology> for Technology {
    fn from(technology: decisions::Technology) -> Self {
        match technology {
            decisions::Technology::Fibre => Self::Fibre,
            decisions::Technology::Radio => Self::Radio,
            decisions::Technology::Leased => Self::Leased,
        }
    }
}

impl From<Technology> for decisions::Technology {
    fn from(technology: Technology) -> Self {
        match technology {
            Technology::Fibre => Self::Fibre,
            Technology::Radio => Self::Radio,
            Technology::Leased => Self::Leased,
        }
    }
}

impl Technology {
    pub(in crate::web) const fn name(self) -> &'static str {
        match self {
            Self::Fibre => "fibre",
            Self::Radio => "radio",
            Self::Leased => "leased",
        }
    }
}

impl From<ServiceClass> for Class {
    fn from(class: ServiceClass) -> Self {
        match class {
            ServiceClass::M100 => Self::M100,
            ServiceClass::G1 => Self::G1,
            ServiceClass::G10 => Self::G10,
        }
    }
}

impl Class {
    pub(in crate::web) const fn name(self) -> &'static str {
        match self {
            Self::M100 => "100M",
            Self::G1 => "1G",
            Self::G10 => "10G",
        }
    }
}
