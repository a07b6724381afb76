//! What `plan`, `explain`, `compare` and `export` have in common: a city, a request, a run watched from the terminal.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use anyhow::Context as _;
use clap::Args;
use jiff::Timestamp;
use lichtweg_steiner::{Control, Limits};

use super::steiner::Effort;
use super::terminal;
use super::watch::{Deadline, Spinner, threads};
use crate::city::City;
use crate::import::Severity;
use crate::plan::{self, Plan};
use crate::runs::{self, Inputs, Made, Observer, Planner, Progress, Request};
use crate::scenario::Scenario;
use crate::scenario::policy::Policy;
use crate::store::{RunId, Store};
use crate::units::Euros;

/// Which city is planned, and how.
#[derive(Debug, Args)]
pub(super) struct PlanArguments {
    /// The city file
    #[arg(value_name = "CITY.toml")]
    pub(super) city: PathBuf,
    /// Policy instead of the scenario's own
    #[arg(long, value_name = "NAME")]
    pub(super) policy: Option<String>,
    /// Seed instead of the scenario's own
    #[arg(long, value_name = "N")]
    pub(super) seed: Option<u64>,
    /// Threads to use; the result does not depend on it
    #[arg(long, value_name = "N")]
    pub(super) threads: Option<usize>,
    /// How much work to spend
    #[arg(long, value_enum, default_value = "normal")]
    pub(super) effort: Effort,
    /// Stop after this many seconds with the best plan found; the result then depends on the machine
    #[arg(long, value_name = "SECONDS")]
    pub(super) time_limit: Option<f64>,
    /// No progress and no findings on standard error
    #[arg(long)]
    pub(super) quiet: bool,
}

/// A finished plan with what it was made from.
pub(super) struct Planned {
    pub(super) city: City,
    pub(super) scenario: Scenario,
    pub(super) plan: Plan,
}

/// Whether a run is made once more under each of the other policies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Policies {
    Own,
    All,
}

impl PlanArguments {
    /// Reads the city and says how many findings deserve a look.
    pub(super) fn load(&self) -> anyhow::Result<Inputs> {
        let inputs = Inputs::load(&self.city).map_err(explained)?;
        let doubtful = inputs
            .findings
            .iter()
            .filter(|finding| finding.severity != Severity::Note)
            .count();
        if doubtful > 0 && !self.quiet {
            eprintln!(
                "{doubtful} findings in the inputs\nhint: `lichtweg check {}` lists them",
                self.city.display()
            );
        }
        Ok(inputs)
    }

    /// The request of the command line for a scenario.
    pub(super) fn request(&self, scenario: Option<&str>) -> Request {
        Request {
            scenario: scenario.map(str::to_owned),
            policy: self.policy.clone(),
            seed: self.seed,
            ..Request::default()
        }
    }

    /// The scenario of a request.
    pub(super) fn scenario(
        &self,
        inputs: &Inputs,
        scenario: Option<&str>,
    ) -> anyhow::Result<Scenario> {
        inputs.scenario(&self.request(scenario)).map_err(explained)
    }

    /// Makes the run, with progress on standard error.
    pub(super) fn plan(
        &self,
        inputs: &Inputs,
        scenario: Option<&str>,
        policies: Policies,
    ) -> anyhow::Result<Planned> {
        let made = self.watched(|observer, stop| {
            let request = self.request(scenario);
            let threads = threads(self.threads);
            runs::make_with(
                &self.planner(policies),
                inputs,
                &request,
                threads,
                observer,
                stop,
            )
        })?;
        Ok(Planned::new(inputs, made))
    }

    /// The same as a run of a store, which keeps its result for good.
    pub(super) fn plan_in(
        &self,
        store: &Store,
        inputs: &Inputs,
        scenario: Option<&str>,
    ) -> anyhow::Result<(RunId, Planned)> {
        let id = runs::record(store, inputs, &self.request(scenario)).map_err(explained)?;
        let made = self.watched(|observer, stop| {
            runs::carry_out(&plan::solve, store, &id, inputs, observer, stop)
        })?;
        Ok((id, Planned::new(inputs, made)))
    }

    /// Does work with progress on standard error and a time limit.
    fn watched(
        &self,
        work: impl FnOnce(&dyn Observer, &AtomicBool) -> Result<Made, runs::Error>,
    ) -> anyhow::Result<Made> {
        let deadline = Deadline::after(self.time_limit)?;
        let spinner = Spinner::new(!self.quiet);
        let observer = |progress: &Progress| spinner.show(&progress_line(progress));
        let made = work(&observer, deadline.flag());
        spinner.finish();
        made.map_err(explained)
    }

    /// The planner with the effort of the command line.
    fn planner(&self, policies: Policies) -> Box<Planner> {
        let effort = self.effort.into();
        Box::new(
            move |city: &City,
                  scenario: &Scenario,
                  others: &[Policy],
                  limits: &Limits,
                  control: &Control<'_>| {
                let limits = Limits { effort, ..*limits };
                let others = match policies {
                    Policies::Own => &[],
                    Policies::All => others,
                };
                plan::solve(city, scenario, others, &limits, control)
            },
        )
    }
}

impl Planned {
    fn new(inputs: &Inputs, made: Made) -> Self {
        Self {
            city: inputs.city_at(made.scenario.as_of).into_owned(),
            scenario: made.scenario,
            plan: made.plan,
        }
    }

    /// The finished run of a store. The plan is what was stored; the city is as its files say now.
    pub(super) fn stored(store: &Store, inputs: &Inputs, id: &RunId) -> anyhow::Result<Self> {
        let read = || -> Result<_, runs::Error> {
            let run = store.run(id)?;
            Ok(run.zip(store.plan(id)?))
        };
        let (run, plan) = read()
            .map_err(explained)?
            .with_context(|| format!("no finished run `{id}` in `{}`", store.path().display()))?;
        let scenario: Scenario = serde_json::from_value(run.request.assumptions)
            .with_context(|| format!("the assumptions of run `{id}` cannot be read"))?;
        Ok(Self {
            city: inputs.city_at(scenario.as_of).into_owned(),
            scenario,
            plan,
        })
    }
}

/// Opens a store of runs.
pub(super) fn open_store(file: &Path) -> anyhow::Result<Store> {
    Store::open(file, Timestamp::now()).map_err(|error| explained(error.into()))
}

fn progress_line(progress: &Progress) -> String {
    match (progress.objective, progress.lower_bound) {
        (Some(objective), Some(bound)) => format!(
            "{:?}: objective {objective}, bound {bound}, gap {:.2} %",
            progress.stage,
            percent(objective - bound, objective)
        ),
        _ => format!("{:?}", progress.stage),
    }
    .to_lowercase()
}

/// One amount as a percentage of another; zero of nothing.
pub(super) fn percent(part: Euros, whole: Euros) -> f64 {
    if whole == Euros::ZERO {
        0.0
    } else {
        100.0 * part.as_euros() / whole.as_euros()
    }
}

/// Refuses to write over a file that the city is made from.
pub(super) fn spare_inputs(target: &Path, city: &Path, inputs: &Inputs) -> anyhow::Result<()> {
    let Ok(there) = fs::canonicalize(target) else {
        // Nothing is there yet.
        return Ok(());
    };
    let folder = city.parent().unwrap_or(Path::new(""));
    let mut used = inputs.files.keys().map(|name| folder.join(name));
    if fs::canonicalize(city).is_ok_and(|city| city == there)
        || used.any(|input| fs::canonicalize(input).is_ok_and(|input| input == there))
    {
        anyhow::bail!(
            "`{}` is an input of this city and is left alone\nhint: choose another file or folder with --out",
            target.display()
        );
    }
    Ok(())
}

/// Writes a file whole: beside its place first, then moved there. A link is followed; a device or pipe is written to as it is.
pub(super) fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let special = fs::metadata(&place).is_ok_and(|metadata| !metadata.is_file());
    let written = if special {
        fs::write(&place, text)
    } else {
        let mut beside = place.as_os_str().to_owned();
        beside.push(".part");
        let beside = PathBuf::from(beside);
        fs::write(&beside, text).and_then(|()| fs::rename(&beside, &place))
    };
    written.with_context(|| {
        format!(
            "cannot write `{}`\nhint: check that the folder exists and may be written to",
            path.display()
        )
    })
}

/// A failed run in words, its hint on a line of its own.
pub(super) fn explained(error: runs::Error) -> anyhow::Error {
    let hint = error.words().hint_en;
    let text = terminal::explained(&anyhow::Error::from(error));
    if text.contains("\nhint: ") {
        anyhow::anyhow!(text)
    } else {
        anyhow::anyhow!("{text}\nhint: {hint}")
    }
}
