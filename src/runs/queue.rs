//! One run after the other, in a thread of its own.

use std::collections::{BTreeMap, VecDeque};
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use jiff::Timestamp;
use tokio::sync::watch;

use super::error::Error;
use super::inputs::Inputs;
use super::request::Request;
use super::{Planner, Progress, carry_out, describe};
use crate::store::{self, NewRun, RunId, Store};

/// Runs that may wait at once.
pub const MOST_WAITING: usize = 32;

/// How far a run of the queue is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Status {
    /// Waiting for its turn.
    Waiting,
    /// Being computed; no progress was reported yet when `None`.
    Running(Option<Progress>),
    /// Over; the store says how.
    Ended,
}

/// The queue with its worker. Dropping it stops the run being computed and waits for the worker; what still waits stays in the store
/// and is taken up by the next queue.
pub struct Queue {
    shared: Arc<Shared>,
    worker: Option<JoinHandle<()>>,
}

impl std::fmt::Debug for Queue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Queue").finish_non_exhaustive()
    }
}

struct Shared {
    inputs: Arc<Inputs>,
    store: Arc<Store>,
    planner: Arc<Planner>,
    state: Mutex<State>,
    bell: Condvar,
}

#[derive(Default)]
struct State {
    closing: bool,
    waiting: VecDeque<RunId>,
    live: BTreeMap<RunId, Arc<Live>>,
}

struct Live {
    /// What was asked, to tell when it is asked again.
    request: NewRun,
    stop: AtomicBool,
    status: watch::Sender<Status>,
}

impl Queue {
    /// Starts the worker. Runs that were interrupted are closed, runs of this city that waited are taken up again.
    ///
    /// # Errors
    /// [`Error::Store`] when the store cannot be read or written.
    pub fn start(
        inputs: Arc<Inputs>,
        store: Arc<Store>,
        planner: Arc<Planner>,
    ) -> Result<Self, Error> {
        for id in store.take_over(Timestamp::now())? {
            tracing::warn!(
                run.id = id.as_str(),
                "a run was interrupted and is marked as failed"
            );
        }
        let mut state = State::default();
        for run in store.unfinished()? {
            if run.request.city == inputs.city.name {
                state.add(run.id, run.request);
            }
        }
        let shared = Arc::new(Shared {
            inputs,
            store,
            planner,
            state: Mutex::new(state),
            bell: Condvar::new(),
        });
        let for_worker = Arc::clone(&shared);
        let worker = std::thread::Builder::new()
            .name("runs".to_owned())
            .spawn(move || for_worker.work())
            .map_err(|error| Error::Broken {
                what: error.to_string(),
            })?;
        Ok(Self {
            shared,
            worker: Some(worker),
        })
    }

    /// Puts a request at the end of the queue. One that is waiting or being computed already is not made twice: its run is the answer.
    ///
    /// # Errors
    /// [`Error::QueueFull`], or [`Error`] when the request makes no sense or the store refuses.
    pub fn submit(&self, request: &Request) -> Result<RunId, Error> {
        let wanted = describe(&self.shared.inputs, request)?;
        let mut state = self.shared.state();
        if let Some(id) = state.same(&wanted) {
            return Ok(id);
        }
        if state.waiting.len() >= MOST_WAITING {
            return Err(Error::QueueFull {
                waiting: state.waiting.len(),
            });
        }
        let id = self.shared.store.add_run(&wanted, Timestamp::now())?;
        state.add(id.clone(), wanted);
        self.shared.bell.notify_one();
        Ok(id)
    }

    /// Asks a run to end: one that waits is cancelled, one that is computed ends with the best verified plan so far.
    ///
    /// # Errors
    /// [`Error::Finished`] when it is over, [`store::Error::NoSuchRun`] when there is none.
    pub fn stop(&self, id: &RunId) -> Result<(), Error> {
        let mut state = self.shared.state();
        let Some(live) = state.live.get(id).cloned() else {
            return match self.shared.store.run(id)? {
                Some(_) => Err(Error::Finished),
                None => Err(store::Error::NoSuchRun { id: id.clone() }.into()),
            };
        };
        if let Some(place) = state.waiting.iter().position(|waiting| waiting == id) {
            self.shared.store.cancel_run(id, Timestamp::now())?;
            state.waiting.remove(place);
            state.live.remove(id);
            live.status.send_replace(Status::Ended);
        } else {
            live.stop.store(true, Ordering::Relaxed);
        }
        Ok(())
    }

    /// How far a run is; `None` when it is over or unknown here.
    #[must_use]
    pub fn status(&self, id: &RunId) -> Option<Status> {
        let state = self.shared.state();
        state.live.get(id).map(|live| *live.status.borrow())
    }

    /// Follows a run; `None` when it is over or unknown here.
    #[must_use]
    pub fn watch(&self, id: &RunId) -> Option<watch::Receiver<Status>> {
        let state = self.shared.state();
        state.live.get(id).map(|live| live.status.subscribe())
    }

    /// Lets nothing new begin and asks the run being computed to end with what it has.
    pub fn close(&self) {
        let mut state = self.shared.state();
        state.closing = true;
        for live in state.live.values() {
            live.stop.store(true, Ordering::Relaxed);
        }
        self.shared.bell.notify_all();
    }
}

impl Drop for Queue {
    fn drop(&mut self) {
        self.close();
        if let Some(worker) = self.worker.take()
            && worker.join().is_err()
        {
            tracing::error!("the worker of the queue ended with a panic");
        }
    }
}

impl State {
    /// The run that answers the same question already. One that was asked to end early does not.
    fn same(&self, wanted: &NewRun) -> Option<RunId> {
        self.live
            .iter()
            .find(|(_, live)| live.request == *wanted && !live.stop.load(Ordering::Relaxed))
            .map(|(id, _)| id.clone())
    }

    fn add(&mut self, id: RunId, request: NewRun) {
        let live = Live {
            request,
            stop: AtomicBool::new(false),
            status: watch::Sender::new(Status::Waiting),
        };
        self.live.insert(id.clone(), Arc::new(live));
        self.waiting.push_back(id);
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        // The lock is never held while a plan is computed, so a panic cannot leave it half changed.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self) {
        while let Some((id, live)) = self.next() {
            self.compute(&id, &live);
            self.state().live.remove(&id);
            live.status.send_replace(Status::Ended);
        }
    }

    fn next(&self) -> Option<(RunId, Arc<Live>)> {
        let mut state = self.state();
        loop {
            if state.closing {
                return None;
            }
            if let Some(id) = state.waiting.pop_front() {
                let live = Arc::clone(state.live.get(&id)?);
                live.status.send_replace(Status::Running(None));
                return Some((id, live));
            }
            state = self
                .bell
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn compute(&self, id: &RunId, live: &Live) {
        let observer = |progress: &Progress| {
            live.status.send_replace(Status::Running(Some(*progress)));
        };
        let result = panic::catch_unwind(AssertUnwindSafe(|| {
            carry_out(
                &*self.planner,
                &self.store,
                id,
                &self.inputs,
                &observer,
                &live.stop,
            )
        }));
        match result {
            Ok(Ok(made)) => {
                tracing::info!(run.id = id.as_str(), seconds = made.seconds, "run done");
            }
            Ok(Err(error)) => {
                tracing::warn!(run.id = id.as_str(), error = %error, "run ended without a plan");
            }
            Err(panic) => {
                let what = panic
                    .downcast_ref::<&str>()
                    .map(|text| (*text).to_owned())
                    .or_else(|| panic.downcast_ref::<String>().cloned())
                    .unwrap_or_default();
                tracing::error!(run.id = id.as_str(), what, "run broke");
                let words = Error::Broken { what }.words();
                if let Err(error) = self.store.fail_run(id, &words, Timestamp::now()) {
                    tracing::error!(run.id = id.as_str(), error = %error, "run could not be closed");
                }
            }
        }
    }
}
