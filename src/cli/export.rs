//! `lichtweg export`: one file out of a plan.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Outcome;
use super::city::{PlanArguments, Policies, explained, spare_inputs, write};
use crate::export;
use crate::export::csv::Dialect;
use crate::plan::Problem;
use crate::words::Language;

/// Export a plan, or the planning problem for another solver
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    plan: PlanArguments,
    /// Scenario of the city file instead of its default
    #[arg(long, value_name = "NAME")]
    scenario: Option<String>,
    /// What to write
    #[arg(long, value_enum)]
    format: Format,
    /// What a GeoJSON file holds
    #[arg(long, value_enum, default_value = "all")]
    layer: Layer,
    /// Write CSV the way spreadsheets in this language open it
    #[arg(long, value_enum)]
    spreadsheet: Option<Tongue>,
    /// The file to write; standard output when left out
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// A format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Sites and network in WGS 84.
    Geojson,
    /// Sites as a table.
    Csv,
    /// Totals of the plan and of each technology as a table.
    Totals,
    /// The planning problem as a SteinLib file (SAP), costs in cents.
    Stp,
}

/// Part of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Layer {
    /// Sites and network.
    All,
    /// Sites.
    Sites,
    /// Streets used and drops built.
    Network,
    /// The network that exists already.
    Existing,
}

/// A language on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Tongue {
    /// German.
    De,
    /// English.
    En,
}

impl From<Tongue> for Language {
    fn from(tongue: Tongue) -> Self {
        match tongue {
            Tongue::De => Self::German,
            Tongue::En => Self::English,
        }
    }
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let inputs = arguments.plan.load()?;
    if let Some(file) = &arguments.out {
        spare_inputs(file, &arguments.plan.city, &inputs)?;
    }
    let name = arguments.scenario.as_deref();
    let text = if arguments.format == Format::Stp {
        let scenario = arguments.plan.scenario(&inputs, name)?;
        let city = inputs.city_at(scenario.as_of);
        let problem = Problem::new(&city, &scenario).map_err(|error| explained(error.into()))?;
        if let Some(missing) = export::stp::left_out(&problem)
            && !arguments.plan.quiet
        {
            eprintln!("note: {missing}");
        }
        export::stp::instance(&problem, &format!("{} {}", city.name, scenario.name))
    } else if (arguments.format, arguments.layer) == (Format::Geojson, Layer::Existing) {
        export::geojson::existing(&inputs.city)
    } else {
        let dialect = arguments
            .spreadsheet
            .map_or(Dialect::Plain, |tongue| Dialect::Spreadsheet(tongue.into()));
        let planned = arguments.plan.plan(&inputs, name, Policies::Own)?;
        let (city, plan) = (&planned.city, &planned.plan);
        match (arguments.format, arguments.layer) {
            (Format::Csv, _) => export::csv::sites(city, plan, &planned.scenario.kinds, dialect),
            (Format::Totals, _) => export::csv::totals(&planned.scenario, plan, dialect),
            (_, Layer::Sites) => export::geojson::sites(city, plan),
            (_, Layer::Network) => export::geojson::network(city, plan),
            (_, Layer::All | Layer::Existing) => export::geojson::all(city, plan),
        }
    };
    match &arguments.out {
        Some(file) => write(file, &text)?,
        None => print!("{text}"),
    }
    Ok(Outcome::Done)
}
