//! What all requests share: the imported city, the store, the queue, the tiles and the views of runs.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Semaphore, watch};

use super::error::ApiError;
use super::query::Shown;
use super::view::{Row, View};
use crate::city::site::{Site, SiteId};
use crate::runs::{self, Inputs, Planner, Queue};
use crate::store::{RunId, State, Store};
use crate::tiles::Tileset;

/// Event streams that may be open at once.
pub(super) const MOST_STREAMS: usize = 64;
/// Views of runs and scenarios that are kept worked out.
const VIEWS_KEPT: usize = 6;
/// Runs in the list of runs.
pub(super) const RUNS_LISTED: u32 = 500;

/// The server's state.
pub struct App {
    pub(super) inputs: Arc<Inputs>,
    pub(super) store: Arc<Store>,
    pub(super) queue: Queue,
    pub(super) tiles: Tileset,
    pub(super) streams: Arc<Semaphore>,
    pub(super) closing: watch::Sender<bool>,
    /// Place of each site in the city, by its id.
    places: BTreeMap<SiteId, usize>,
    views: Mutex<VecDeque<Arc<View>>>,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App")
            .field("city", &self.inputs.city.name)
            .field("store", &self.store)
            .finish_non_exhaustive()
    }
}

impl App {
    /// Prepares tiles and queue for a city.
    ///
    /// # Errors
    /// [`runs::Error`] when the store cannot be read or the city's default scenario does not exist.
    pub fn new(
        inputs: Inputs,
        store: Arc<Store>,
        planner: Arc<Planner>,
    ) -> Result<Arc<Self>, runs::Error> {
        inputs.default_scenario()?;
        let inputs = Arc::new(inputs);
        Ok(Arc::new(Self {
            tiles: Tileset::new(&inputs.city),
            queue: Queue::start(Arc::clone(&inputs), Arc::clone(&store), planner)?,
            streams: Arc::new(Semaphore::new(MOST_STREAMS)),
            closing: watch::Sender::new(false),
            views: Mutex::default(),
            places: inputs
                .city
                .sites
                .iter()
                .enumerate()
                .map(|(place, site)| (site.id.clone(), place))
                .collect(),
            inputs,
            store,
        }))
    }

    /// The queue of runs.
    #[must_use]
    pub fn queue(&self) -> &Queue {
        &self.queue
    }

    /// Ends event streams and asks the run being computed to end with what it has.
    pub fn close(&self) {
        self.closing.send_replace(true);
        self.queue.close();
    }

    /// The site with this id.
    pub(super) fn site(&self, id: &SiteId) -> Option<&Site> {
        self.inputs.city.sites.get(*self.places.get(id)?)
    }

    /// The row of the site with this id in a view; the rows stand in the city's order.
    pub(super) fn row<'v>(&self, view: &'v View, id: &SiteId) -> Option<&'v Row> {
        view.rows.get(*self.places.get(id)?)
    }

    /// What the city looks like under a run, or without one at the date of a scenario.
    pub(super) fn view(&self, shown: &Shown) -> Result<Arc<View>, ApiError> {
        match shown {
            Shown::Run(id) => self.view_of_run(id),
            Shown::Scenario(name) => {
                let request = runs::Request {
                    scenario: name.clone(),
                    ..runs::Request::default()
                };
                let scenario = self.inputs.scenario(&request)?;
                if let Some(view) = self.kept(|view| view.is_before(&scenario.name)) {
                    return Ok(view);
                }
                Ok(self.keep(View::without_run(&self.inputs, &scenario)))
            }
        }
    }

    /// A view that was worked out before, as the latest one used.
    fn kept(&self, wanted: impl Fn(&View) -> bool) -> Option<Arc<View>> {
        let mut views = self.views.lock().unwrap_or_else(PoisonError::into_inner);
        let place = views.iter().position(|view| wanted(view))?;
        let view = views.remove(place)?;
        views.push_front(Arc::clone(&view));
        Some(view)
    }

    fn keep(&self, view: View) -> Arc<View> {
        let view = Arc::new(view);
        let mut views = self.views.lock().unwrap_or_else(PoisonError::into_inner);
        views.push_front(Arc::clone(&view));
        views.truncate(VIEWS_KEPT);
        view
    }

    /// What the city looks like under a run.
    pub(super) fn view_of_run(&self, id: &RunId) -> Result<Arc<View>, ApiError> {
        if let Some(view) = self.kept(|view| view.is_of(id)) {
            return Ok(view);
        }
        let run = self
            .store
            .run(id)?
            .filter(|run| run.request.city == self.inputs.city.name)
            .ok_or_else(|| ApiError::not_found("Diesen Lauf", "run"))?;
        if run.state != State::Done {
            return Err(ApiError::conflict(
                ["Dieser Lauf hat keinen Plan.", "This run has no plan."],
                [
                    "Warten, bis er fertig ist, oder einen anderen wählen.",
                    "Wait until it is done, or choose another one.",
                ],
            ));
        }
        let plan = self
            .store
            .plan(id)?
            .ok_or_else(|| ApiError::internal("a done run has no result"))?;
        Ok(self.keep(View::of_run(&self.inputs, &run, plan)?))
    }
}

/// Does work that may take a while off the threads that answer, and turns a panic in it into an answer.
pub(super) async fn blocking<T: Send + 'static>(
    app: Arc<App>,
    work: impl FnOnce(&App) -> Result<T, ApiError> + Send + 'static,
) -> Result<T, ApiError> {
    tokio::task::spawn_blocking(move || work(&app))
        .await
        .map_err(ApiError::internal)?
}
