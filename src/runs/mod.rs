//! The one way to make a run, for the command line and for the server: import, options, plan, verification, store.
//!
//! [`Inputs`] is a city read from its files, [`Request`] what somebody wants to know, [`make`] computes the answer, [`carry_out`] does so
//! for a run that is in the store and leaves its result there, [`Queue`] does that one run after the other in the background.

mod error;
mod inputs;
mod queue;
mod request;
mod totals;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use jiff::Timestamp;
use lichtweg_steiner as steiner;

use crate::city::City;
use crate::plan::{self, Plan};
use crate::scenario::Scenario;
use crate::scenario::policy::Policy;
use crate::store::{self, NewRun, RunId, Store};
use crate::units::Euros;

pub use error::Error;
pub use inputs::{Inputs, Offered};
pub use queue::{MOST_WAITING, Queue, Status};
pub use request::{Changes, PriceFactors, Request};
pub use totals::Totals;

/// Version of the program, a part of what decides a result.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What a run is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Reading the city's files.
    Import,
    /// Working out what could connect each site.
    Options,
    /// Searching for the plan and its bound; each is verified before it counts.
    Plan,
    /// Reading back and checking the plan as a whole.
    Verify,
    /// Writing the result.
    Store,
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// What it is doing.
    pub stage: Stage,
    /// Objective of the best plan so far.
    pub objective: Option<Euros>,
    /// Best lower bound so far.
    pub lower_bound: Option<Euros>,
    /// Seconds since it began.
    pub seconds: f64,
}

impl Progress {
    /// The gap of total cost, when both numbers are known.
    #[must_use]
    pub fn gap(&self) -> Option<f64> {
        let (objective, bound) = (self.objective?, self.lower_bound?);
        (objective > Euros::ZERO)
            .then(|| ((objective - bound).as_euros() / objective.as_euros()).max(0.0))
    }
}

/// Somebody who watches a run. Called from the thread that computes.
pub trait Observer: Sync {
    /// The run is this far.
    fn progress(&self, progress: &Progress);
}

impl<F: Fn(&Progress) + Sync> Observer for F {
    fn progress(&self, progress: &Progress) {
        self(progress);
    }
}

/// What computes a plan: the planner, or something simpler in a test of what stands around it.
pub type Planner = dyn Fn(
        &City,
        &Scenario,
        &[Policy],
        &steiner::Limits,
        &steiner::Control<'_>,
    ) -> Result<Plan, plan::Error>
    + Send
    + Sync;

/// A finished computation.
#[derive(Debug, Clone)]
pub struct Made {
    /// The plan with its proof.
    pub plan: Plan,
    /// The scenario after the changes.
    pub scenario: Scenario,
    /// Its totals.
    pub totals: Totals,
    /// How long it took; no part of the result.
    pub seconds: f64,
}

/// Computes the plan for a request on so many threads; the plan does not depend on their number. When `stop` rises, the best verified
/// plan so far is the answer.
///
/// # Errors
/// [`Error`] when the request makes no sense for this city or no plan passed its verification.
pub fn make(
    inputs: &Inputs,
    request: &Request,
    threads: usize,
    observer: &dyn Observer,
    stop: &AtomicBool,
) -> Result<Made, Error> {
    make_with(&plan::solve, inputs, request, threads, observer, stop)
}

/// [`make`] with another planner.
///
/// # Errors
/// As [`make`].
pub fn make_with(
    planner: &Planner,
    inputs: &Inputs,
    request: &Request,
    threads: usize,
    observer: &dyn Observer,
    stop: &AtomicBool,
) -> Result<Made, Error> {
    let begun = Instant::now();
    let seconds = || begun.elapsed().as_secs_f64();
    let at = |stage| {
        observer.progress(&Progress {
            stage,
            objective: None,
            lower_bound: None,
            seconds: seconds(),
        });
    };
    at(Stage::Options);
    let scenario = inputs.scenario(request)?;
    let city = inputs.city_at(scenario.as_of);
    let limits = steiner::Limits {
        threads,
        seed: scenario.seed,
        ..steiner::Limits::default()
    };
    let report = |progress: steiner::Progress| {
        observer.progress(&Progress {
            stage: Stage::Plan,
            objective: progress.objective.map(Euros::from_cents),
            lower_bound: Some(Euros::from_cents(progress.lower_bound)),
            seconds: seconds(),
        });
    };
    let control = steiner::Control {
        stop,
        progress: &report,
    };
    let plan = planner(&city, &scenario, &inputs.policies, &limits, &control)?;
    observer.progress(&Progress {
        stage: Stage::Verify,
        objective: Some(plan.certificate.objective),
        lower_bound: Some(plan.certificate.lower_bound),
        seconds: seconds(),
    });
    let totals = Totals::new(&plan, &city, &scenario.prices);
    Ok(Made {
        plan,
        scenario,
        totals,
        seconds: seconds(),
    })
}

/// As many threads as this machine runs at once, at most 256.
#[must_use]
pub fn threads_of_this_machine() -> usize {
    std::thread::available_parallelism()
        .map_or(1, usize::from)
        .min(256)
}

/// Everything that decides the result of a request, as the store keeps it.
///
/// # Errors
/// [`Error`] when the request makes no sense for this city.
pub fn describe(inputs: &Inputs, request: &Request) -> Result<NewRun, Error> {
    let scenario = inputs.scenario(request)?;
    Ok(NewRun {
        city: inputs.city.name.clone(),
        synthetic: inputs.city.synthetic,
        scenario: scenario.name.clone(),
        policy: scenario.policy.name.clone(),
        as_of: scenario.as_of,
        seed: scenario.seed,
        version: VERSION.to_owned(),
        changes: request.changes.to_json(),
        assumptions: serde_json::to_value(&scenario).map_err(Error::Unwritable)?,
        inputs: inputs.files.clone(),
    })
}

/// Puts a request into the store as a queued run.
///
/// # Errors
/// [`Error`] when the request makes no sense for this city or the store refuses.
pub fn record(store: &Store, inputs: &Inputs, request: &Request) -> Result<RunId, Error> {
    Ok(store.add_run(&describe(inputs, request)?, Timestamp::now())?)
}

/// Carries out a queued run of the store and leaves its result, its failure or its cancellation there.
///
/// # Errors
/// [`Error`] as stored, or of the store itself.
pub fn carry_out(
    planner: &Planner,
    store: &Store,
    id: &RunId,
    inputs: &Inputs,
    observer: &dyn Observer,
    stop: &AtomicBool,
) -> Result<Made, Error> {
    let run = store
        .run(id)?
        .ok_or_else(|| store::Error::NoSuchRun { id: id.clone() })?;
    store.start_run(id, Timestamp::now())?;
    let made = if run.request.inputs == inputs.files && run.request.version == VERSION {
        Request::of_stored(&run.request).and_then(|request| {
            let note = format!(
                "version {VERSION}, scenario {}, policy {}",
                run.request.scenario, run.request.policy
            );
            store.append_log(id, &note, Timestamp::now())?;
            make_with(
                planner,
                inputs,
                &request,
                threads_of_this_machine(),
                observer,
                stop,
            )
        })
    } else {
        Err(Error::InputsChanged)
    };
    match made {
        Ok(made) => {
            observer.progress(&Progress {
                stage: Stage::Store,
                objective: Some(made.plan.certificate.objective),
                lower_bound: Some(made.plan.certificate.lower_bound),
                seconds: made.seconds,
            });
            if stop.load(Ordering::Relaxed) {
                store.append_log(
                    id,
                    "stopped by a person; this is the best verified plan so far",
                    Timestamp::now(),
                )?;
            }
            let certificate = &made.plan.certificate;
            let note = format!(
                "objective {}, lower bound {}",
                certificate.objective, certificate.lower_bound
            );
            store.append_log(id, &note, Timestamp::now())?;
            let outcome = store::Outcome {
                plan: &made.plan,
                summary: serde_json::to_value(&made.totals).map_err(Error::Unwritable)?,
                seconds: made.seconds,
            };
            store.finish_run(id, &outcome, Timestamp::now())?;
            Ok(made)
        }
        Err(error) => {
            if stop.load(Ordering::Relaxed) && error.is_a_stop() {
                store.cancel_run(id, Timestamp::now())?;
            } else {
                store.fail_run(id, &error.words(), Timestamp::now())?;
            }
            Err(error)
        }
    }
}
