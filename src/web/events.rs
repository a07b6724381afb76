//! A run's progress as server-sent events.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use super::answers::{Progress, RunSummary};
use super::api::runs::{path_id, summary_of};
use super::error::{ApiError, ErrorAnswer};
use super::query::Parameters;
use super::state::{App, blocking};
use crate::runs::Status;
use crate::store::RunId;

/// Events `progress` (a Progress) while the run is computed, then one event `done` (a RunSummary), then the stream ends.
#[utoipa::path(get, path = "/api/v1/runs/{id}/events", tag = "runs",
    params(("id" = String, Path, description = "The run's id.")),
    responses((status = 200, body = RunSummary, content_type = "text/event-stream"), (status = "4XX", body = ErrorAnswer), (status = "5XX", body = ErrorAnswer)))]
pub(super) async fn events(
    State(app): State<Arc<App>>,
    id: Result<Path<String>, PathRejection>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let id = path_id(id)?;
    Parameters::read(&uri)?.finish()?;
    // An unknown run is an error, not an empty stream.
    let known = id.clone();
    blocking(Arc::clone(&app), move |app| summary_of(app, &known)).await?;
    let permit = Arc::clone(&app.streams).try_acquire_owned().map_err(|_| {
        ApiError::too_many([
            "Es sind schon zu viele Fortschrittsanzeigen offen.",
            "Too many progress displays are open already.",
        ])
    })?;
    let (sender, receiver) = mpsc::channel(4);
    tokio::spawn(async move {
        let mut closing = app.closing.subscribe();
        tokio::select! {
            () = follow(&app, &id, &sender) => {}
            // The asker is gone, or the server ends.
            () = sender.closed() => {}
            _ = closing.wait_for(|closing| *closing) => {}
        }
        drop(permit);
    });
    let keep_alive = KeepAlive::new().interval(Duration::from_secs(15));
    Ok(Sse::new(ReceiverStream::new(receiver))
        .keep_alive(keep_alive)
        .into_response())
}

async fn follow(app: &Arc<App>, id: &RunId, sender: &mpsc::Sender<Result<Event, Infallible>>) {
    if let Some(mut status) = app.queue.watch(id) {
        loop {
            let now = *status.borrow_and_update();
            match now {
                Status::Ended => break,
                Status::Running(Some(progress)) => {
                    let event = Event::default()
                        .event("progress")
                        .json_data(Progress::from(&progress))
                        .expect("numbers are JSON");
                    if sender.send(Ok(event)).await.is_err() {
                        return;
                    }
                }
                Status::Waiting | Status::Running(None) => {}
            }
            if status.changed().await.is_err() {
                break;
            }
        }
    }
    let id = id.clone();
    match blocking(Arc::clone(app), move |app| summary_of(app, &id)).await {
        Ok(summary) => {
            let event = Event::default()
                .event("done")
                .json_data(summary)
                .expect("texts and numbers are JSON");
            // Nobody listening any more is no failure.
            let _ = sender.send(Ok(event)).await;
        }
        Err(error) => {
            // The asker sees the stream end without `done` and asks for the run itself; the cause is logged with its id.
            drop(error.into_response());
        }
    }
}
