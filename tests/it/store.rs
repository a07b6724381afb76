//! The store keeps what it acknowledged, and nothing finished is ever changed.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use jiff::Timestamp;
use lichtweg::store::{Error, Failure, NewRun, Outcome, RunId, State, Store};
use serde_json::json;

use crate::hand_made;

fn now() -> Timestamp {
    Timestamp::from_second(1_790_000_000).unwrap()
}

fn request(seed: u64) -> NewRun {
    NewRun {
        city: "Kleinstadt".to_owned(),
        synthetic: true,
        scenario: "reference".to_owned(),
        policy: "ratsbeschluss".to_owned(),
        as_of: jiff::civil::date(2026, 11, 1),
        seed,
        version: "0.1.0".to_owned(),
        changes: json!({"technology": {"S1": "fibre"}}),
        assumptions: json!({"period": 20}),
        inputs: BTreeMap::from([("sites.csv".to_owned(), "00".repeat(32))]),
    }
}

fn make_run(store: &Store, seed: u64) -> RunId {
    let id = store.add_run(&request(seed), now()).unwrap();
    store.start_run(&id, now()).unwrap();
    store.append_log(&id, "planning", now()).unwrap();
    let plan = hand_made::plan(i64::try_from(seed % 1_000).unwrap());
    let outcome = Outcome {
        plan: &plan,
        summary: json!({"sites": 2}),
        seconds: 0.25,
    };
    store.finish_run(&id, &outcome, now()).unwrap();
    id
}

#[test]
fn a_done_run_reads_back_as_it_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lichtweg.sqlite");
    let id = make_run(&Store::open(&path, now()).unwrap(), 5);

    let store = Store::open(&path, now()).unwrap();
    let run = store.run(&id).unwrap().unwrap();
    assert_eq!(run.state, State::Done);
    assert_eq!(run.request, request(5));
    assert_eq!(run.created_at, "2026-09-21T14:13:20.000Z");
    assert_eq!(run.summary, Some(json!({"sites": 2})));
    assert_eq!(store.plan(&id).unwrap(), Some(hand_made::plan(5)));
    assert_eq!(store.log(&id).unwrap()[0].message, "planning");
    assert_eq!(store.runs("Kleinstadt", 10).unwrap(), vec![run]);
    assert_eq!(store.runs("Großstadt", 10).unwrap(), vec![]);
}

#[test]
fn equal_requests_share_the_hash_in_their_ids_and_ids_sort_by_time() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("db"), now()).unwrap();
    let ids = [5, 5, 6].map(|seed| make_run(&store, seed));
    let hash = |id: &RunId| id.as_str().split_once('-').unwrap().1.to_owned();
    assert_eq!(hash(&ids[0]), hash(&ids[1]));
    assert_ne!(hash(&ids[0]), hash(&ids[2]));
    assert!(ids.is_sorted());
    assert_eq!(
        store.plan_sha256(&ids[0]).unwrap(),
        store.plan_sha256(&ids[1]).unwrap()
    );
}

#[test]
fn a_finished_run_refuses_every_change() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("db");
    let store = Store::open(&path, now()).unwrap();
    let id = make_run(&store, 1);
    let refused = |result: Result<(), Error>| match result {
        Err(Error::Refused { .. }) => {}
        other => panic!("{other:?}"),
    };
    refused(store.start_run(&id, now()));
    refused(store.cancel_run(&id, now()));
    refused(store.fail_run(&id, &Failure::interrupted(), now()));
    refused(store.append_log(&id, "afterwards", now()));

    // Somebody with another program and the rules of the file.
    let other = rusqlite::Connection::open(&path).unwrap();
    other
        .pragma_update(None, "recursive_triggers", true)
        .unwrap();
    for sql in [
        "UPDATE run SET policy = 'other'",
        "UPDATE run SET state = 'queued'",
        "UPDATE run SET ended_at = NULL",
        "DELETE FROM run",
        "DELETE FROM run_result",
        "UPDATE run_result SET gap = 0",
        "DELETE FROM run_log",
        "UPDATE run_log SET message = ''",
        "INSERT OR REPLACE INTO run_result SELECT run, objective, lower_bound, 0, NULL, 0, '', '', x'' FROM run_result",
        "INSERT INTO run_log VALUES (1, 2, '', '')",
    ] {
        let error = other.execute(sql, []).unwrap_err();
        assert_eq!(
            error.sqlite_error_code(),
            Some(rusqlite::ErrorCode::ConstraintViolation),
            "{sql}"
        );
    }
    assert_eq!(store.run(&id).unwrap().unwrap().state, State::Done);
    assert!(store.plan(&id).unwrap().is_some());
}

#[test]
fn an_unknown_run_is_an_error_not_a_silence() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("db"), now()).unwrap();
    let id = RunId::parse("r00000009-0123456789ab").unwrap();
    assert!(store.run(&id).unwrap().is_none());
    assert!(store.plan(&id).unwrap().is_none());
    assert!(matches!(
        store.start_run(&id, now()),
        Err(Error::NoSuchRun { .. })
    ));
}

#[test]
fn a_run_found_running_at_start_is_marked_as_interrupted_and_a_queued_one_stays() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("db");
    let store = Store::open(&path, now()).unwrap();
    let running = store.add_run(&request(1), now()).unwrap();
    store.start_run(&running, now()).unwrap();
    let queued = store.add_run(&request(2), now()).unwrap();
    drop(store);

    let store = Store::open(&path, now()).unwrap();
    assert_eq!(store.take_over(now()).unwrap(), vec![running.clone()]);
    let run = store.run(&running).unwrap().unwrap();
    assert_eq!(run.state, State::Failed);
    assert_eq!(run.failure, Some(Failure::interrupted()));
    let waiting = store.unfinished().unwrap();
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].id, queued);
}

#[test]
fn a_damaged_result_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("db");
    let store = Store::open(&path, now()).unwrap();
    let id = make_run(&store, 1);
    let other = rusqlite::Connection::open(&path).unwrap();
    other
        .execute_batch("DROP TRIGGER run_result_is_fixed; UPDATE run_result SET plan = x'00ff';")
        .unwrap();
    let error = store.plan(&id).unwrap_err();
    assert!(matches!(error, Error::DamagedResult { .. }), "{error}");
    assert!(error.hint().is_some());
}

#[test]
fn files_that_cannot_be_used_are_refused_with_a_hint() {
    let folder = tempfile::tempdir().unwrap();
    let check = |name: &str, expected: &str| {
        let error = Store::open(&folder.path().join(name), now()).unwrap_err();
        assert!(error.to_string().contains(expected), "{name}: {error}");
        assert!(error.hint().is_some(), "{name}: {error}");
    };
    check("missing/folder/db", "cannot open the database");

    std::fs::write(
        folder.path().join("text"),
        "this is not a database at all".repeat(100),
    )
    .unwrap();
    check("text", "damaged or not a database");

    rusqlite::Connection::open(folder.path().join("other"))
        .unwrap()
        .execute_batch("CREATE TABLE gpkg_contents (x)")
        .unwrap();
    check("other", "another program");

    drop(Store::open(&folder.path().join("newer"), now()).unwrap());
    rusqlite::Connection::open(folder.path().join("newer"))
        .unwrap()
        .execute_batch("INSERT INTO migration VALUES (99, 'from the future', '')")
        .unwrap();
    check("newer", "has version 99");

    make_run(&Store::open(&folder.path().join("torn"), now()).unwrap(), 1);
    let mut bytes = std::fs::read(folder.path().join("torn")).unwrap();
    for byte in &mut bytes[100..4096] {
        *byte = 0xA5;
    }
    std::fs::write(folder.path().join("torn"), bytes).unwrap();
    check("torn", "damaged or not a database");
}

#[test]
fn a_full_disk_is_said_and_costs_no_finished_run() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("db");
    let store = Store::open(&path, now()).unwrap();
    let first = make_run(&store, 1);
    store.limit_growth(20).unwrap();
    let error = loop {
        let id = match store.add_run(&request(2), now()) {
            Ok(id) => id,
            Err(error) => break error,
        };
        if let Err(error) = store.append_log(&id, &"long ".repeat(10_000), now()) {
            break error;
        }
    };
    assert!(matches!(error, Error::DiskFull { .. }), "{error}");
    assert!(error.hint().is_some());
    drop(store);
    let store = Store::open(&path, now()).unwrap();
    assert_eq!(store.integrity_problems().unwrap(), Vec::<String>::new());
    assert!(store.plan(&first).unwrap().is_some());
}

const WRITER: &str = "LICHTWEG_TEST_WRITER";

/// Not a test of its own: the process that `nothing_acknowledged_is_lost_when_the_process_is_killed` starts and kills.
#[test]
fn writer_process() {
    let Some(path) = std::env::var_os(WRITER) else {
        return;
    };
    let store = Store::open(Path::new(&path), now()).unwrap();
    store.take_over(now()).unwrap();
    for seed in 0.. {
        let id = make_run(&store, seed);
        // The line is the acknowledgement: whoever reads it may rely on the run.
        println!("\nstored {id}");
    }
}

#[test]
fn nothing_acknowledged_is_lost_when_the_process_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lichtweg.sqlite");
    let mut acknowledged = Vec::new();
    for round in 0..20 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["store::writer_process", "--exact", "--nocapture"])
            .env(WRITER, &path)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut seen = 0;
        for line in lines {
            let line = line.unwrap();
            if let Some(id) = line.strip_prefix("stored ") {
                acknowledged.push(RunId::parse(id).unwrap());
                seen += 1;
                if seen > round % 7 {
                    // The writer is in the middle of its next run now.
                    break;
                }
            }
        }
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(seen > 0, "the writer wrote nothing in round {round}");

        let store = Store::open(&path, now()).unwrap();
        assert_eq!(store.integrity_problems().unwrap(), Vec::<String>::new());
        for id in &acknowledged {
            let run = store.run(id).unwrap().unwrap();
            assert_eq!(run.state, State::Done, "{id}");
            assert!(store.plan(id).unwrap().is_some(), "{id}");
        }
    }
    assert!(acknowledged.len() >= 60, "{}", acknowledged.len());
}
