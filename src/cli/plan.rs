//! `lichtweg plan`: the certified plan of a city, as numbers and as files.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context as _;
use clap::Args;
use serde_json::{Value, json};

use super::Outcome;
use super::city::{PlanArguments, Planned, Policies, explained, open_store, percent};
use super::watch::peak_rss_mb;
use crate::export;
use crate::plan::{Plan, Problem, Remark};
use crate::runs::Inputs;
use crate::scenario::decisions::Technology;
use crate::units::Euros;
use crate::words::{Language, Words};

/// Plan a city and prove how good the plan is
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    plan: PlanArguments,
    /// Scenario of the city file instead of its default
    #[arg(long, value_name = "NAME")]
    scenario: Option<String>,
    /// Write sites.geojson, network.geojson, sites.csv, totals.csv, plan.json and instance.stp into this folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Keep the run for good in this database, as `lichtweg serve` does
    #[arg(long, value_name = "FILE", conflicts_with_all = ["effort", "time_limit"])]
    store: Option<PathBuf>,
    /// Print one JSON object instead of a table
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let begun = Instant::now();
    let inputs = arguments.plan.load()?;
    let scenario = arguments.scenario.as_deref();
    let (run, planned) = match &arguments.store {
        None => {
            let planned = arguments.plan.plan(&inputs, scenario, Policies::All)?;
            (None, planned)
        }
        Some(file) => {
            let store = open_store(file)?;
            let (run, planned) = arguments.plan.plan_in(&store, &inputs, scenario)?;
            (Some(run), planned)
        }
    };
    if let Some(folder) = &arguments.out {
        write_files(folder, &arguments.plan.city, &inputs, &planned)?;
    }
    let seconds = (begun.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
    if arguments.json {
        let mut summary = export::summary::of_plan(&planned.city, &planned.scenario, &planned.plan);
        if let Value::Object(fields) = &mut summary {
            fields.insert("run".into(), json!(run));
            fields.insert("seconds".into(), json!(seconds));
            fields.insert("peak_rss_mb".into(), json!(peak_rss_mb()));
        }
        println!("{summary:#}");
    } else {
        print_table(&planned, seconds);
        if let Some(run) = run {
            println!("kept as run {run}");
        }
    }
    if !arguments.plan.quiet {
        let shown = |remark: &&Remark| {
            // That one stands beside the gap.
            arguments.json || !matches!(remark, Remark::FibreImpossible { .. })
        };
        for remark in planned.plan.remarks.iter().filter(shown) {
            eprintln!("{}", remark.words(Language::English));
        }
    }
    Ok(outcome(&planned.plan))
}

/// A plan in which something deserves a look ends with findings.
fn outcome(plan: &Plan) -> Outcome {
    if plan.remarks.is_empty() && plan.sites_with(None) == 0 {
        Outcome::Done
    } else {
        Outcome::DoneWithFindings
    }
}

fn write_files(
    folder: &Path,
    city_file: &Path,
    inputs: &Inputs,
    planned: &Planned,
) -> anyhow::Result<()> {
    let Planned {
        city,
        scenario,
        plan,
    } = planned;
    fs::create_dir_all(folder)
        .with_context(|| {
        format!(
            "cannot make the folder `{}`\nhint: check that its place may be written to and that no file has its name",
            folder.display()
        )
    })?;
    let problem = Problem::new(city, scenario).map_err(|error| explained(error.into()))?;
    let whole = json!({
        "summary": export::summary::of_plan(city, scenario, plan),
        "inputs": inputs.files,
        "scenario": scenario,
        "unit_of_money_in_plan": "cent",
        "plan": plan,
    });
    let table = export::csv::sites(city, plan, &scenario.kinds, export::csv::Dialect::Plain);
    let name = format!("{} {}", city.name, scenario.name);
    let files = [
        ("sites.geojson", export::geojson::sites(city, plan)),
        ("network.geojson", export::geojson::network(city, plan)),
        ("sites.csv", table),
        (
            "totals.csv",
            export::csv::totals(scenario, plan, export::csv::Dialect::Plain),
        ),
        ("plan.json", format!("{whole:#}\n")),
        ("instance.stp", export::stp::instance(&problem, &name)),
    ];
    for (file, _) in &files {
        super::city::spare_inputs(&folder.join(file), city_file, inputs)?;
    }
    for (file, text) in files {
        super::city::write(&folder.join(file), &text)?;
    }
    Ok(())
}

fn print_table(planned: &Planned, seconds: f64) {
    let (plan, scenario) = (&planned.plan, &planned.scenario);
    let synthetic = if planned.city.synthetic {
        " (synthetic)"
    } else {
        ""
    };
    println!(
        "{}{synthetic}, {} from {}, {}",
        planned.city.name, scenario.name, scenario.as_of, scenario.policy.name
    );
    for total in &plan.by_technology {
        let name = total
            .technology
            .map_or("not solvable".into(), |technology: Technology| {
                technology.words(Language::English)
            });
        row(&name, &format!("{} sites", total.sites), total.amounts.cost);
    }
    row("cost", "present value", plan.totals.cost);
    println!(
        "                over {} years at {} % interest: {} at the start, {} a year",
        scenario.prices.period.get(),
        (scenario.prices.discount_rate * 1e6).round() / 1e4,
        plan.totals.investment,
        plan.totals.running_per_year,
    );
    if plan.below_need() > 0 {
        println!(
            "                {} sites get less than they need",
            plan.below_need()
        );
    }
    row("shortfall", "", plan.totals.shortfall);
    row("premium", "", plan.totals.premium);
    row("objective", "", plan.certificate.objective);
    row("lower bound", "verified", plan.certificate.lower_bound);
    for remark in &plan.remarks {
        // A gap of nothing must not stand there as if fibre had been weighed.
        if matches!(remark, Remark::FibreImpossible { .. }) {
            println!("{}", remark.words(Language::English));
        }
    }
    let gap = plan.certificate.objective - plan.certificate.lower_bound;
    println!(
        "gap: {:.3} % of the objective, {} of the saving over leasing everything",
        percent(gap, plan.certificate.objective),
        plan.certificate
            .gap_of_saving
            .map_or("-".into(), |share| format!("{:.2} %", share * 100.0))
    );
    for other in &plan.other_policies {
        println!(
            "under {}: {} on fibre, {} leased, cost {}",
            other.policy, other.fibre, other.leased, other.amounts.cost
        );
    }
    println!("{seconds} s");
}

fn row(name: &str, note: &str, amount: Euros) {
    println!("{name:<16}{note:<14}{amount:>20}");
}
