//! `lichtweg compare`: two scenarios of a city, site by site.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::Outcome;
use super::city::{PlanArguments, Planned, Policies, open_store};
use crate::export;
use crate::plan::{Comparison, SiteDifference, compare};
use crate::scenario::decisions::Technology;
use crate::store::RunId;
use crate::units::Euros;
use crate::words::{Language, Words};

/// List what differs between two scenarios or two runs
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    plan: PlanArguments,
    /// The first: a scenario, or with --store the id of a run
    a: String,
    /// The second: a scenario, or with --store the id of a run
    b: String,
    /// Database of runs
    #[arg(long, value_name = "FILE")]
    store: Option<PathBuf>,
    /// Print one JSON object instead of a table
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let inputs = arguments.plan.load()?;
    let store = arguments.store.as_deref().map(open_store).transpose()?;
    let run = |name: &str| store.as_ref().zip(RunId::parse(name));
    // Both names are looked up before the first plan is made.
    for name in [&arguments.a, &arguments.b] {
        if run(name).is_none() {
            arguments.plan.scenario(&inputs, Some(name))?;
        }
    }
    let planned = |name: &str| match run(name) {
        Some((store, id)) => Planned::stored(store, &inputs, &id),
        None => arguments.plan.plan(&inputs, Some(name), Policies::Own),
    };
    let (a, b) = (planned(&arguments.a)?, planned(&arguments.b)?);
    let comparison = compare(&a.plan, &b.plan);
    if arguments.json {
        println!("{:#}", as_json(&a, &b, &comparison));
    } else {
        print_table(&a, &b, &comparison);
    }
    Ok(Outcome::Done)
}

fn as_json(a: &Planned, b: &Planned, comparison: &Comparison) -> serde_json::Value {
    let summary = |planned: &Planned| {
        export::summary::of_plan(&planned.city, &planned.scenario, &planned.plan)
    };
    let site = |difference: &SiteDifference| {
        let known = a.city.sites.iter().find(|site| site.id == difference.site);
        json!({
            "id": difference.site,
            "name": known.map(|site| &site.name),
            "kind": known.map(|site| &site.kind),
            "district": known.and_then(|site| site.district.as_ref()),
            "technology_a": difference.technology_a,
            "technology_b": difference.technology_b,
            "class_a": difference.class_a,
            "class_b": difference.class_b,
            "cost_a_eur": difference.cost_a.map(Euros::as_euros),
            "cost_b_eur": difference.cost_b.map(Euros::as_euros),
            "difference_eur": difference.difference.as_euros(),
        })
    };
    json!({
        "a": summary(a),
        "b": summary(b),
        "difference": {
            "cost_eur": comparison.cost.as_euros(),
            "objective_eur": comparison.objective.as_euros(),
            "fibre": comparison.fibre,
            "leased": comparison.leased,
        },
        "sites": comparison.sites.iter().map(site).collect::<Vec<_>>(),
    })
}

fn print_table(a: &Planned, b: &Planned, comparison: &Comparison) {
    println!("{} against {}", b.scenario.name, a.scenario.name);
    println!("cost       {:>20}", comparison.cost);
    println!("objective  {:>20}", comparison.objective);
    println!("on fibre   {:>+20}", comparison.fibre);
    println!("leased     {:>+20}", comparison.leased);
    let word = |technology: Option<Technology>| {
        technology.map_or("-".into(), |technology| technology.words(Language::English))
    };
    for site in &comparison.sites {
        println!(
            "{:<12} {:<12} -> {:<12} {:>18}",
            site.site.to_string(),
            word(site.technology_a),
            word(site.technology_b),
            site.difference.to_string()
        );
    }
}
