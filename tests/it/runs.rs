//! The pipeline and the queue: what is asked is computed once, in order, and ends in the store in every case.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use lichtweg::plan;
use lichtweg::runs::{self, Error, Inputs, PriceFactors, Progress, Queue, Request, Stage, Status};
use lichtweg::scenario::decisions::Technology;
use lichtweg::store::{RunId, State, Store};
use tempfile::TempDir;

use crate::hand_made;

fn store() -> (TempDir, Arc<Store>) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("db"), Timestamp::now()).unwrap();
    (folder, Arc::new(store))
}

fn made(request: &Request) -> Result<runs::Made, Error> {
    runs::make(
        &hand_made::inputs(),
        request,
        2,
        &|_: &Progress| {},
        &AtomicBool::new(false),
    )
}

#[test]
fn a_run_reports_its_stages_in_order_and_ends_with_a_verified_plan() {
    let stages = Mutex::new(Vec::new());
    let made = runs::make(
        &hand_made::inputs(),
        &Request::default(),
        2,
        &|progress: &Progress| stages.lock().unwrap().push(progress.stage),
        &AtomicBool::new(false),
    )
    .unwrap();
    let mut stages = stages.into_inner().unwrap();
    assert!(stages.is_sorted(), "{stages:?}");
    stages.dedup();
    assert_eq!(stages.first(), Some(&Stage::Options));
    assert_eq!(stages.last(), Some(&Stage::Verify));
    assert_eq!(made.totals.sites, 5);
    assert_eq!(made.totals.connected, 1);
    assert!(made.plan.certificate.lower_bound <= made.plan.certificate.objective);
    assert_eq!(made.totals.other_policies.len(), 1);
}

#[test]
fn the_same_request_gives_the_same_bytes() {
    let bytes = || serde_json::to_vec(&made(&Request::default()).unwrap().plan).unwrap();
    assert_eq!(bytes(), bytes());
}

#[test]
fn the_log_decides_who_is_connected_at_the_date_of_the_scenario() {
    let then = Request {
        scenario: Some("then".to_owned()),
        ..Request::default()
    };
    assert_eq!(made(&then).unwrap().totals.connected, 0);
    assert_eq!(made(&Request::default()).unwrap().totals.connected, 1);
}

#[test]
fn changes_are_applied_and_nonsense_is_refused() {
    let mut request = Request::default();
    request
        .changes
        .technology
        .insert("S1".into(), Some(Technology::Leased));
    request.changes.prices = PriceFactors {
        trench_factor: Some(0.5),
        leased_factor: None,
    };
    let changed = made(&request).unwrap();
    let decision = changed.plan.decision(&"S1".into()).unwrap();
    assert_eq!(decision.technology, Some(Technology::Leased));
    let asphalt = |scenario: &lichtweg::scenario::Scenario| {
        scenario
            .prices
            .trench_per_metre
            .values()
            .next()
            .unwrap()
            .value
    };
    let base = hand_made::inputs().default_scenario().unwrap();
    assert_eq!(
        asphalt(&changed.scenario),
        asphalt(&base).scaled(0.5).unwrap()
    );

    let refused = |change: &dyn Fn(&mut Request), words: &str| {
        let mut request = Request::default();
        change(&mut request);
        let error = made(&request).unwrap_err();
        assert!(error.is_the_callers(), "{error}");
        assert!(error.to_string().contains(words), "{error}");
        let texts = error.words();
        assert!(!texts.hint_de.is_empty() && !texts.hint_en.is_empty());
    };
    refused(
        &|request| request.scenario = Some("x".to_owned()),
        "scenario `x`",
    );
    refused(
        &|request| request.policy = Some("x".to_owned()),
        "policy `x`",
    );
    refused(
        &|request| {
            request.changes.technology.insert("S99".into(), None);
        },
        "site `S99`",
    );
    refused(
        &|request| {
            request
                .changes
                .technology
                .insert("S1".into(), Some(Technology::Radio));
        },
        "radio",
    );
    for factor in [-1.0, f64::NAN, f64::INFINITY, 1e9] {
        refused(
            &|request| request.changes.prices.trench_factor = Some(factor),
            "prices",
        );
    }
}

/// Waits until a run is over.
fn wait(queue: &Queue, id: &RunId) {
    if let Some(mut status) = queue.watch(id) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        runtime.block_on(async {
            // An error means that the queue let go of the run, which it does after it ended.
            let _ = status.wait_for(|status| *status == Status::Ended).await;
        });
    }
}

#[test]
fn the_queue_computes_one_after_the_other_and_equal_requests_agree() {
    let (_folder, store) = store();
    let queue = Queue::start(
        Arc::new(hand_made::inputs()),
        Arc::clone(&store),
        Arc::new(plan::solve),
    )
    .unwrap();
    let mut ids: Vec<RunId> = Vec::new();
    for _ in 0..3 {
        let id = queue.submit(&Request::default()).unwrap();
        assert!(!ids.contains(&id), "a run that is over is made anew");
        wait(&queue, &id);
        ids.push(id);
    }
    for id in &ids {
        assert_eq!(store.run(id).unwrap().unwrap().state, State::Done);
        assert!(store.log(id).unwrap().len() >= 2);
        assert_eq!(queue.status(id), None);
    }
    let hashes: Vec<_> = ids
        .iter()
        .map(|id| store.plan_sha256(id).unwrap().unwrap())
        .collect();
    assert_eq!(hashes[0], hashes[1]);
    assert_eq!(hashes[1], hashes[2]);
    assert!(matches!(queue.stop(&ids[0]), Err(Error::Finished)));
}

/// The default question under another seed.
fn seeded(seed: u64) -> Request {
    Request {
        seed: Some(seed),
        ..Request::default()
    }
}

/// A queue whose planner waits until it is told to go on, or stopped.
fn slow_queue(store: &Arc<Store>) -> (Queue, mpsc::Receiver<()>) {
    let (begun, begins) = mpsc::channel();
    let begun = Mutex::new(begun);
    let planner: Arc<runs::Planner> = Arc::new(move |city, scenario, policies, limits, control| {
        (control.progress)(lichtweg_steiner::Progress {
            objective: Some(200),
            lower_bound: 100,
        });
        begun.lock().unwrap().send(()).unwrap();
        while !control.stop.load(Ordering::Relaxed) {
            std::thread::yield_now();
        }
        // Stands for the best plan there was when the stop came.
        let control = lichtweg_steiner::Control {
            stop: &AtomicBool::new(false),
            progress: control.progress,
        };
        plan::solve(city, scenario, policies, limits, &control)
    });
    let queue = Queue::start(Arc::new(hand_made::inputs()), Arc::clone(store), planner).unwrap();
    (queue, begins)
}

#[test]
fn a_stopped_run_keeps_its_best_plan_and_a_waiting_one_is_cancelled() {
    let (_folder, store) = store();
    let (queue, begins) = slow_queue(&store);
    let first = queue.submit(&Request::default()).unwrap();
    begins.recv().unwrap();
    let second = queue.submit(&seeded(2)).unwrap();
    assert_eq!(queue.status(&second), Some(Status::Waiting));
    match queue.status(&first) {
        Some(Status::Running(Some(progress))) => {
            assert_eq!(progress.stage, Stage::Plan);
            assert_eq!(progress.gap(), Some(0.5));
        }
        other => panic!("{other:?}"),
    }
    queue.stop(&second).unwrap();
    assert_eq!(store.run(&second).unwrap().unwrap().state, State::Cancelled);
    queue.stop(&first).unwrap();
    wait(&queue, &first);
    assert_eq!(store.run(&first).unwrap().unwrap().state, State::Done);
    let log = store.log(&first).unwrap();
    assert!(
        log.iter()
            .any(|line| line.message.contains("stopped by a person")),
        "{log:?}"
    );
}

#[test]
fn a_planner_that_breaks_fails_its_run_and_not_the_queue() {
    let (_folder, store) = store();
    let broken = AtomicBool::new(false);
    let planner: Arc<runs::Planner> = Arc::new(move |city, scenario, policies, limits, control| {
        assert!(broken.swap(true, Ordering::Relaxed), "the first one breaks");
        plan::solve(city, scenario, policies, limits, control)
    });
    let queue = Queue::start(Arc::new(hand_made::inputs()), Arc::clone(&store), planner).unwrap();
    let [first, second] = [1, 2].map(|seed| queue.submit(&seeded(seed)).unwrap());
    wait(&queue, &second);
    let run = store.run(&first).unwrap().unwrap();
    assert_eq!(run.state, State::Failed);
    assert!(
        !run.failure.unwrap().message_de.contains("breaks"),
        "internals stay in the log"
    );
    assert_eq!(store.run(&second).unwrap().unwrap().state, State::Done);
}

#[test]
fn what_waited_when_the_program_ended_is_taken_up_again() {
    let (_folder, store) = store();
    let (queue, begins) = slow_queue(&store);
    let first = queue.submit(&Request::default()).unwrap();
    begins.recv().unwrap();
    let second = queue.submit(&seeded(2)).unwrap();
    drop(queue);
    assert_eq!(store.run(&first).unwrap().unwrap().state, State::Done);
    assert_eq!(store.run(&second).unwrap().unwrap().state, State::Queued);

    let queue = Queue::start(
        Arc::new(hand_made::inputs()),
        Arc::clone(&store),
        Arc::new(plan::solve),
    )
    .unwrap();
    wait(&queue, &second);
    assert_eq!(store.run(&second).unwrap().unwrap().state, State::Done);
    assert_eq!(
        store.plan_sha256(&first).unwrap(),
        store.plan_sha256(&second).unwrap()
    );
}

#[test]
fn a_waiting_run_is_not_computed_on_other_files_than_it_was_asked_for() {
    let (_folder, store) = store();
    let id = runs::record(&store, &hand_made::inputs(), &Request::default()).unwrap();
    let mut inputs: Inputs = hand_made::inputs();
    inputs.files.insert("sites.csv".to_owned(), "11".repeat(32));
    let queue = Queue::start(Arc::new(inputs), Arc::clone(&store), Arc::new(plan::solve)).unwrap();
    wait(&queue, &id);
    let run = store.run(&id).unwrap().unwrap();
    assert_eq!(run.state, State::Failed);
    assert!(run.failure.unwrap().message_en.contains("changed"));
}

#[test]
fn the_queue_is_bounded() {
    let (_folder, store) = store();
    let (queue, begins) = slow_queue(&store);
    queue.submit(&Request::default()).unwrap();
    begins.recv().unwrap();
    for seed in 0..runs::MOST_WAITING as u64 {
        queue.submit(&seeded(10 + seed)).unwrap();
    }
    assert!(matches!(
        queue.submit(&seeded(1_000)),
        Err(Error::QueueFull { .. })
    ));
}

#[test]
fn what_is_asked_twice_while_it_is_under_way_is_made_once() {
    let (_folder, store) = store();
    let (queue, begins) = slow_queue(&store);
    let computed = queue.submit(&Request::default()).unwrap();
    begins.recv().unwrap();
    let waiting = queue.submit(&seeded(2)).unwrap();
    assert_eq!(queue.submit(&Request::default()).unwrap(), computed);
    assert_eq!(queue.submit(&seeded(2)).unwrap(), waiting);
    assert_eq!(store.unfinished().unwrap().len(), 2);
    // One that was asked to end early is no answer to somebody who wants the whole plan.
    queue.stop(&computed).unwrap();
    assert_ne!(queue.submit(&Request::default()).unwrap(), computed);
}
