//! Answers about the city and its files.

use serde::Serialize;
use utoipa::ToSchema;

use crate::import::finding;
use crate::words::{Language, Words};

/// The city and what can be asked about it.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct City {
    pub(in crate::web) name: String,
    /// True when any part of the data was made up.
    pub(in crate::web) synthetic: bool,
    /// Reference system inside the program.
    pub(in crate::web) crs: &'static str,
    /// West, south, east, north in degrees.
    pub(in crate::web) bounds: [f64; 4],
    /// Who must be named beside the map.
    pub(in crate::web) attribution: Vec<String>,
    pub(in crate::web) program_version: &'static str,
    pub(in crate::web) districts: Vec<String>,
    pub(in crate::web) project_groups: Vec<String>,
    pub(in crate::web) kinds: Vec<KindLabel>,
    pub(in crate::web) scenarios: Vec<ScenarioLabel>,
    pub(in crate::web) default_scenario: String,
    pub(in crate::web) policies: Vec<PolicyLabel>,
    pub(in crate::web) counts: Counts,
    /// The done run to show when none is chosen: rather one of today's files, then one of the unchanged default scenario, then the newest.
    pub(in crate::web) default_run: Option<String>,
}

/// A kind of site.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct KindLabel {
    pub(in crate::web) id: String,
    pub(in crate::web) label_de: String,
    pub(in crate::web) label_en: String,
    /// True when it counts as a school.
    pub(in crate::web) school: bool,
}

/// A scenario on offer.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct ScenarioLabel {
    pub(in crate::web) name: String,
    /// The date the plan starts from.
    pub(in crate::web) as_of: String,
    /// The date by which everything should be connected.
    pub(in crate::web) target: String,
    pub(in crate::web) policy: String,
    pub(in crate::web) note_de: Option<String>,
    pub(in crate::web) note_en: Option<String>,
}

/// A policy on offer.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct PolicyLabel {
    pub(in crate::web) name: String,
    pub(in crate::web) label_de: String,
    pub(in crate::web) label_en: String,
}

/// How much of everything there is, at the date of the scenario asked for.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct Counts {
    pub(in crate::web) sites: usize,
    pub(in crate::web) open: usize,
    pub(in crate::web) connected: usize,
    pub(in crate::web) without_position: usize,
    /// Street segments.
    pub(in crate::web) segments: usize,
    /// Existing network nodes.
    pub(in crate::web) nodes: usize,
    pub(in crate::web) findings: usize,
}

/// What was wrong or doubtful in the files.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct FindingPage {
    pub(in crate::web) total: usize,
    pub(in crate::web) page: u32,
    pub(in crate::web) page_size: u32,
    pub(in crate::web) findings: Vec<Finding>,
}

/// One finding.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::web) struct Finding {
    pub(in crate::web) kind: String,
    /// `note`, `warning` or `error`.
    pub(in crate::web) severity: &'static str,
    pub(in crate::web) file: String,
    pub(in crate::web) line: Option<u64>,
    pub(in crate::web) column: Option<String>,
    pub(in crate::web) message: String,
    pub(in crate::web) hint: String,
}

impl Finding {
    /// A finding in a language.
    pub(in crate::web) fn new(finding: &finding::Finding, language: Language) -> Self {
        Self {
            kind: finding.kind.clone(),
            severity: finding.severity.name(),
            file: finding.file.clone(),
            line: finding.line,
            column: finding.column.clone(),
            message: finding.message.words(language).into_owned(),
            hint: finding.hint.words(language).into_owned(),
        }
    }
}
