//! What `plan`, `explain`, `compare` and `export` have in common: a city, a scenario, a plan.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context as _;
use clap::Args;
use lichtweg_steiner::{Control, Limits, Progress};

use super::steiner::Effort;
use super::watch::{Deadline, Spinner, threads};
use crate::city::City;
use crate::city_file::{self, CityFile};
use crate::import::{self, Imported, Severity};
use crate::plan::{self, Plan};
use crate::scenario::Scenario;
use crate::scenario::policy::Policy;
use crate::units::Euros;

/// Which city is planned, and how.
#[derive(Debug, Args)]
pub(super) struct PlanArguments {
    /// The city file.
    #[arg(value_name = "CITY.toml")]
    pub(super) city: PathBuf,
    /// Policy instead of the scenario's own.
    #[arg(long, value_name = "NAME")]
    pub(super) policy: Option<String>,
    /// Seed instead of the scenario's own.
    #[arg(long, value_name = "N")]
    pub(super) seed: Option<u64>,
    /// Threads to use; the result does not depend on it.
    #[arg(long, value_name = "N")]
    pub(super) threads: Option<usize>,
    /// How much work to spend.
    #[arg(long, value_enum, default_value = "normal")]
    pub(super) effort: Effort,
    /// Stop after this many seconds with the best plan found; the result then depends on the machine.
    #[arg(long, value_name = "SECONDS")]
    pub(super) time_limit: Option<f64>,
    /// No progress and no findings on standard error.
    #[arg(long)]
    pub(super) quiet: bool,
}

/// A city read from its files.
pub(super) struct Loaded {
    pub(super) file: CityFile,
    pub(super) imported: Imported,
    pub(super) policies: Vec<Policy>,
}

/// A finished plan with what it was made from.
pub(super) struct Planned {
    pub(super) city: City,
    pub(super) scenario: Scenario,
    pub(super) plan: Plan,
}

/// Reads the city and says how many findings deserve a look.
pub(super) fn load(arguments: &PlanArguments) -> anyhow::Result<Loaded> {
    let file = city_file::load(&arguments.city)?;
    let imported = import::import(&file)?;
    let doubtful = imported
        .findings
        .iter()
        .filter(|finding| finding.severity != Severity::Note)
        .count();
    if doubtful > 0 && !arguments.quiet {
        eprintln!(
            "{doubtful} findings in the inputs\nhint: `lichtweg check {}` lists them",
            arguments.city.display()
        );
    }
    let policies = import::policies(&file)?;
    Ok(Loaded {
        file,
        imported,
        policies,
    })
}

impl Loaded {
    /// A scenario with the policy and seed of the command line.
    pub(super) fn scenario(
        &self,
        name: Option<&str>,
        arguments: &PlanArguments,
    ) -> anyhow::Result<Scenario> {
        let mut scenario = import::scenario(&self.file, name)?;
        if let Some(wanted) = &arguments.policy {
            let known = self.policies.iter().find(|policy| policy.name == *wanted);
            scenario.policy = known.cloned().with_context(|| {
                let known: Vec<&str> = self
                    .policies
                    .iter()
                    .map(|policy| policy.name.as_str())
                    .collect();
                format!(
                    "unknown policy `{wanted}`\nhint: choose one of: {}",
                    known.join(", ")
                )
            })?;
        }
        if let Some(seed) = arguments.seed {
            scenario.seed = seed;
        }
        Ok(scenario)
    }

    /// Plans a scenario, with progress on standard error.
    pub(super) fn plan(
        &self,
        scenario: Scenario,
        other_policies: &[Policy],
        arguments: &PlanArguments,
    ) -> anyhow::Result<Planned> {
        let begun = Instant::now();
        let city = self.imported.city_at(scenario.as_of);
        let deadline = Deadline::after(arguments.time_limit)?;
        let spinner = Spinner::new(!arguments.quiet);
        spinner.show("preparing");
        let progress = |progress: Progress| {
            let bound = Euros::from_cents(progress.lower_bound);
            spinner.show(&match progress.objective.map(Euros::from_cents) {
                Some(objective) => format!(
                    "objective {objective}, bound {bound}, gap {:.2} %",
                    percent(objective - bound, objective)
                ),
                None => format!("bound {bound}"),
            });
        };
        let control = Control {
            stop: deadline.flag(),
            progress: &progress,
        };
        let limits = Limits {
            threads: threads(arguments.threads),
            effort: arguments.effort.into(),
            seed: scenario.seed,
        };
        let plan = plan::solve(&city, &scenario, other_policies, &limits, &control)?;
        spinner.finish();
        tracing::info!(
            scenario = scenario.name,
            duration_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
            "planned"
        );
        Ok(Planned {
            city,
            scenario,
            plan,
        })
    }
}

/// One amount as a percentage of another; zero of nothing.
pub(super) fn percent(part: Euros, whole: Euros) -> f64 {
    if whole == Euros::ZERO {
        0.0
    } else {
        100.0 * part.as_euros() / whole.as_euros()
    }
}

/// Writes a file whole: beside its place first, then moved there.
pub(super) fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    let beside = PathBuf::from(beside);
    fs::write(&beside, text)
        .and_then(|()| fs::rename(&beside, path))
        .with_context(|| format!("cannot write `{}`", path.display()))
}
