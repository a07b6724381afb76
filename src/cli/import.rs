//! `lichtweg import`: reads everything a city file names and says what came of it.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Result, bail};
use clap::Args;
use serde::Serialize;

use super::Outcome;
use super::check::{print_findings, worst};
use crate::city_file;
use crate::import::{self, Input, Severity, Summary};

/// Read a city's files and report numbers and findings
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The city file
    city: PathBuf,
    /// Print one JSON object instead of a table
    #[arg(long)]
    json: bool,
    /// Fail when there are warnings or errors among the findings
    #[arg(long)]
    strict: bool,
    /// Count connected sites at the start of this scenario instead of the default one
    #[arg(long, value_name = "NAME")]
    scenario: Option<String>,
}

#[derive(Serialize)]
struct Report<'a> {
    city: &'a str,
    synthetic: bool,
    scenario: &'a str,
    as_of: jiff::civil::Date,
    #[serde(flatten)]
    summary: Summary,
    districts: usize,
    existing_nodes: usize,
    seconds: f64,
    inputs: &'a [Input],
}

pub(super) fn run(arguments: &Arguments) -> Result<Outcome> {
    let started = Instant::now();
    let file = city_file::load(&arguments.city)?;
    let scenarios = import::scenarios(&file)?;
    let wanted = arguments.scenario.as_deref().or_else(|| {
        file.schema()
            .default_scenario
            .as_ref()
            .map(|name| name.get_ref().as_str())
    });
    let scenario = match wanted {
        Some(name) => scenarios.iter().find(|scenario| scenario.name == name),
        None => scenarios.first(),
    };
    let Some(scenario) = scenario else {
        let known: Vec<_> = scenarios
            .iter()
            .map(|scenario| scenario.name.as_str())
            .collect();
        bail!(
            "unknown scenario `{}`\nhint: choose one of: {}",
            wanted.unwrap_or_default(),
            known.join(", ")
        );
    };
    let imported = import::import(&file)?;
    let open = imported.open_at(scenario.as_of);
    let mut summary = imported.summary.clone();
    summary.connected = summary.sites - open;
    summary.open = open;
    let report = Report {
        city: &imported.city.name,
        synthetic: imported.city.synthetic,
        scenario: &scenario.name,
        as_of: scenario.as_of,
        summary,
        districts: imported.city.districts.len(),
        existing_nodes: imported.city.network.nodes.len(),
        seconds: (started.elapsed().as_secs_f64() * 1000.0).round() / 1000.0,
        inputs: &imported.inputs,
    };
    if arguments.json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        print_table(&report);
    }
    print_findings(&imported.findings);
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

fn print_table(report: &Report<'_>) {
    let summary = &report.summary;
    let synthetic = if report.synthetic { " (synthetic)" } else { "" };
    let metres =
        |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| format!("{value:.1} m"));
    println!(
        "{}{synthetic}, {} from {}",
        report.city, report.scenario, report.as_of
    );
    let rows = [
        ("sites", summary.sites.to_string()),
        ("  open", summary.open.to_string()),
        ("  connected", summary.connected.to_string()),
        ("  without position", summary.without_position.to_string()),
        ("street segments", summary.segments.to_string()),
        ("junctions", summary.nodes.to_string()),
        (
            "  in the largest piece",
            summary.largest_component_nodes.to_string(),
        ),
        ("parallel segments", summary.parallel_edges.to_string()),
        ("loops", summary.loops.to_string()),
        ("length", format!("{:.1} km", summary.length_km)),
        ("to the street, median", metres(summary.snap_median_m)),
        ("  nine in ten within", metres(summary.snap_p90_m)),
        ("  farthest", metres(summary.snap_max_m)),
        ("districts", report.districts.to_string()),
        ("existing nodes", report.existing_nodes.to_string()),
    ];
    for (label, value) in rows {
        println!("{label:<32}{value:>14}");
    }
    for (kind, count) in &summary.findings {
        println!("{:<32}{count:>14}", format!("finding {kind}"));
    }
    println!("{:<32}{:>14}", "time", format!("{:.2} s", report.seconds));
}
