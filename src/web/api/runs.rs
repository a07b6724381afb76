//! Runs: asking for one, following it, stopping it.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};

use crate::runs::{self, PriceFactors, Request, Status, Totals};
use crate::store::{Run, RunId};
use crate::web::answers::{Changes, NewRun, Progress, RunResult, RunSummary, Runs};
use crate::web::error::{ApiError, ErrorAnswer};
use crate::web::query::{Parameters, run_id, unusable};
use crate::web::state::{App, RUNS_LISTED, blocking};

/// The largest whole number that JavaScript reads exactly.
const LARGEST_SEED: u64 = (1 << 53) - 1;

/// Runs of this city, newest first, at most 500.
#[utoipa::path(get, path = "/api/v1/runs", tag = "runs",
    responses((status = 200, body = Runs), (status = "4XX", body = ErrorAnswer), (status = "5XX", body = ErrorAnswer)))]
pub(in crate::web) async fn list(
    State(app): State<Arc<App>>,
    uri: Uri,
) -> Result<Json<Runs>, ApiError> {
    Parameters::read(&uri)?.finish()?;
    blocking(app, |app| {
        let runs = app
            .store
            .runs(&app.inputs.city.name, RUNS_LISTED)?
            .iter()
            .map(|run| summary(app, run))
            .collect::<Result<_, _>>()?;
        Ok(Json(Runs { runs }))
    })
    .await
}

/// One run.
#[utoipa::path(get, path = "/api/v1/runs/{id}", tag = "runs",
    params(("id" = String, Path, description = "The run's id.")),
    responses((status = 200, body = RunSummary), (status = "4XX", body = ErrorAnswer), (status = "5XX", body = ErrorAnswer)))]
pub(in crate::web) async fn one(
    State(app): State<Arc<App>>,
    id: Result<Path<String>, PathRejection>,
    uri: Uri,
) -> Result<Json<RunSummary>, ApiError> {
    let id = path_id(id)?;
    Parameters::read(&uri)?.finish()?;
    blocking(app, move |app| Ok(Json(summary_of(app, &id)?))).await
}

/// Puts a run into the queue.
#[utoipa::path(post, path = "/api/v1/runs", tag = "runs",
    request_body = NewRun,
    responses((status = 202, body = RunSummary), (status = "4XX", body = ErrorAnswer), (status = "5XX", body = ErrorAnswer)))]
pub(in crate::web) async fn create(
    State(app): State<Arc<App>>,
    uri: Uri,
    body: Result<Json<NewRun>, JsonRejection>,
) -> Result<(StatusCode, Json<RunSummary>), ApiError> {
    Parameters::read(&uri)?.finish()?;
    let Json(asked) = body.map_err(|rejection| {
        let detail: String = rejection.body_text().chars().take(300).collect();
        ApiError::body(rejection.status(), &detail)
    })?;
    if asked.seed.is_some_and(|seed| seed > LARGEST_SEED) {
        return Err(unusable("seed"));
    }
    let changes = asked.changes.unwrap_or_default();
    let request = Request {
        scenario: Some(asked.scenario),
        policy: asked.policy,
        seed: asked.seed,
        changes: runs::Changes {
            technology: changes
                .technology
                .iter()
                .map(|(site, technology)| (site.as_str().into(), technology.map(Into::into)))
                .collect(),
            prices: PriceFactors {
                trench_factor: changes.prices.trench_factor,
                leased_factor: changes.prices.leased_factor,
            },
        },
    };
    blocking(app, move |app| {
        let id = app.queue.submit(&request)?;
        Ok((StatusCode::ACCEPTED, Json(summary_of(app, &id)?)))
    })
    .await
}

/// Asks a run to end: one that waits is cancelled, one that is computed ends with the best verified plan so far. One that has ended before
/// the request came stays as it is, which is no error: whoever asked could not know.
#[utoipa::path(post, path = "/api/v1/runs/{id}/stop", tag = "runs",
    params(("id" = String, Path, description = "The run's id.")),
    responses((status = 202, description = "Asked to end.", body = RunSummary), (status = 200, description = "Has ended already.", body = RunSummary),
        (status = "4XX", body = ErrorAnswer), (status = "5XX", body = ErrorAnswer)))]
pub(in crate::web) async fn stop(
    State(app): State<Arc<App>>,
    id: Result<Path<String>, PathRejection>,
    uri: Uri,
) -> Result<(StatusCode, Json<RunSummary>), ApiError> {
    let id = path_id(id)?;
    Parameters::read(&uri)?.finish()?;
    blocking(app, move |app| {
        // A run of another city in the same store is not this server's to stop.
        summary_of(app, &id)?;
        match app.queue.stop(&id) {
            Ok(()) => Ok((StatusCode::ACCEPTED, Json(summary_of(app, &id)?))),
            Err(runs::Error::Finished) => Ok((StatusCode::OK, Json(summary_of(app, &id)?))),
            Err(error) => Err(error.into()),
        }
    })
    .await
}

/// The id in a path.
pub(in crate::web) fn path_id(id: Result<Path<String>, PathRejection>) -> Result<RunId, ApiError> {
    match id {
        Ok(Path(text)) => run_id(&text),
        Err(_) => Err(unusable("id")),
    }
}

/// The summary of a run of this city.
pub(in crate::web) fn summary_of(app: &App, id: &RunId) -> Result<RunSummary, ApiError> {
    let run = app
        .store
        .run(id)?
        .filter(|run| run.request.city == app.inputs.city.name)
        .ok_or_else(|| ApiError::not_found("Diesen Lauf", "run"))?;
    summary(app, &run)
}

/// True when the run would be computed from the same files by the same program today.
pub(in crate::web) fn is_current(app: &App, run: &Run) -> bool {
    run.request.inputs == app.inputs.files && run.request.version == runs::VERSION
}

fn summary(app: &App, run: &Run) -> Result<RunSummary, ApiError> {
    let progress = if run.state.is_final() {
        None
    } else {
        match app.queue.status(&run.id) {
            Some(Status::Running(Some(progress))) => Some(Progress::from(&progress)),
            Some(Status::Waiting | Status::Running(None) | Status::Ended) | None => None,
        }
    };
    let result = match (&run.summary, run.numbers) {
        (Some(summary), Some(numbers)) => {
            let totals: Totals =
                serde_json::from_value(summary.clone()).map_err(ApiError::internal)?;
            Some(RunResult::new(&totals, numbers.seconds))
        }
        _ => None,
    };
    let changes: Changes =
        serde_json::from_value(run.request.changes.clone()).map_err(ApiError::internal)?;
    Ok(RunSummary {
        id: run.id.to_string(),
        state: run.state.into(),
        scenario: run.request.scenario.clone(),
        policy: run.request.policy.clone(),
        as_of: run.request.as_of.to_string(),
        seed: run.request.seed,
        version: run.request.version.clone(),
        created_at: run.created_at.clone(),
        synthetic: run.request.synthetic,
        current: is_current(app, run),
        changes,
        error: run.failure.as_ref().map(Into::into),
        progress,
        result,
    })
}
