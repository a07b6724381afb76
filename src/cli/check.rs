//! `lichtweg check`: the city file, its prices and scenarios, and every finding in the files it names.

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Args;
use serde::Serialize;

use super::Outcome;
use crate::city_file;
use crate::import::{self, Finding, Severity};

/// Check a city file, its prices and scenarios, and all files it names
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The city file
    city: PathBuf,
    /// Print one JSON object instead of text
    #[arg(long)]
    json: bool,
    /// Fail when there are warnings or errors among the findings
    #[arg(long)]
    strict: bool,
}

#[derive(Serialize)]
struct Report<'a> {
    city: &'a str,
    scenarios: Vec<import::ScenarioSummary>,
    policies: Vec<String>,
    errors: usize,
    warnings: usize,
    notes: usize,
    findings: &'a [Finding],
}

pub(super) fn run(arguments: &Arguments) -> Result<Outcome> {
    let file = city_file::load(&arguments.city)?;
    let imported = import::import(&file)?;
    let count = |severity| {
        imported
            .findings
            .iter()
            .filter(|finding| finding.severity == severity)
            .count()
    };
    let report = Report {
        city: &imported.city.name,
        scenarios: import::scenarios(&file)?,
        policies: import::policies(&file)?
            .into_iter()
            .map(|policy| policy.name)
            .collect(),
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        notes: count(Severity::Note),
        findings: &imported.findings,
    };
    if arguments.json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        for finding in &imported.findings {
            println!("{finding}");
        }
        for scenario in &report.scenarios {
            println!(
                "scenario {}: {} to {}, {}",
                scenario.name, scenario.as_of, scenario.target, scenario.policy
            );
        }
        println!(
            "{} errors, {} warnings, {} notes",
            report.errors, report.warnings, report.notes
        );
    }
    match worst(&imported.findings) {
        Some(Severity::Warning | Severity::Error) if arguments.strict => {
            bail!(
                "there are findings, and --strict makes them fatal\nhint: settle them in the sources or in the corrections file"
            )
        }
        Some(Severity::Warning | Severity::Error) => Ok(Outcome::DoneWithFindings),
        Some(Severity::Note) | None => Ok(Outcome::Done),
    }
}

/// Prints findings for a person, the worst first and not more than a screenful.
pub(super) fn print_findings(findings: &[Finding]) {
    const SHOWN: usize = 30;
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    for finding in sorted.iter().take(SHOWN) {
        eprintln!("{finding}");
    }
    if sorted.len() > SHOWN {
        eprintln!(
            "… and {} more: `lichtweg check` lists all",
            sorted.len() - SHOWN
        );
    }
}

/// The severity of the worst finding.
pub(super) fn worst(findings: &[Finding]) -> Option<Severity> {
    findings.iter().map(|finding| finding.severity).max()
}
