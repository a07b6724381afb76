-- Runs: what was asked, how far it is, what came out. A finished run is never changed and no run is ever deleted.

CREATE TABLE run (
    number       INTEGER PRIMARY KEY AUTOINCREMENT,
    id           TEXT NOT NULL UNIQUE,
    created_at   TEXT NOT NULL,
    city         TEXT NOT NULL,
    synthetic    INTEGER NOT NULL CHECK (synthetic IN (0, 1)),
    scenario     TEXT NOT NULL,
    policy       TEXT NOT NULL,
    as_of        TEXT NOT NULL,
    seed         TEXT NOT NULL,
    version      TEXT NOT NULL,
    changes      TEXT NOT NULL,
    assumptions  TEXT NOT NULL,
    inputs       TEXT NOT NULL,
    state        TEXT NOT NULL DEFAULT 'queued'
                 CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    started_at   TEXT,
    ended_at     TEXT,
    failure      TEXT,
    CHECK (state <> 'failed' OR failure IS NOT NULL)
) STRICT;

-- The plan is JSON compressed with deflate, its hash is of the JSON before compression.
CREATE TABLE run_result (
    run          INTEGER PRIMARY KEY REFERENCES run (number),
    objective    INTEGER NOT NULL,
    lower_bound  INTEGER NOT NULL CHECK (lower_bound <= objective),
    gap          REAL NOT NULL,
    gap_of_saving REAL,
    seconds      REAL NOT NULL,
    summary      TEXT NOT NULL,
    plan_sha256  TEXT NOT NULL,
    plan         BLOB NOT NULL
) STRICT;

CREATE TABLE run_log (
    run          INTEGER NOT NULL REFERENCES run (number),
    line         INTEGER NOT NULL,
    at           TEXT NOT NULL,
    message      TEXT NOT NULL,
    PRIMARY KEY (run, line)
) STRICT, WITHOUT ROWID;

CREATE INDEX run_by_state ON run (state);

CREATE TRIGGER run_starts_queued BEFORE INSERT ON run WHEN NEW.state <> 'queued'
BEGIN SELECT RAISE (ABORT, 'a run starts as queued'); END;

CREATE TRIGGER run_request_is_fixed BEFORE UPDATE OF
    number, id, created_at, city, synthetic, scenario, policy, as_of, seed, version, changes, assumptions, inputs ON run
BEGIN SELECT RAISE (ABORT, 'what a run was asked for is never changed'); END;

CREATE TRIGGER run_finished_is_fixed BEFORE UPDATE ON run WHEN OLD.state IN ('done', 'failed', 'cancelled')
BEGIN SELECT RAISE (ABORT, 'a finished run is never changed'); END;

CREATE TRIGGER run_order_of_states BEFORE UPDATE OF state ON run
WHEN NOT (
    (OLD.state = 'queued' AND NEW.state IN ('running', 'failed', 'cancelled'))
    OR (OLD.state = 'running' AND NEW.state IN ('done', 'failed', 'cancelled'))
)
BEGIN SELECT RAISE (ABORT, 'a run goes from queued to running to its end'); END;

CREATE TRIGGER run_done_has_result BEFORE UPDATE OF state ON run
WHEN NEW.state = 'done' AND NOT EXISTS (SELECT 1 FROM run_result WHERE run = OLD.number)
BEGIN SELECT RAISE (ABORT, 'a done run has a result'); END;

CREATE TRIGGER run_is_kept BEFORE DELETE ON run
BEGIN SELECT RAISE (ABORT, 'a run is never deleted'); END;

CREATE TRIGGER run_result_of_running BEFORE INSERT ON run_result
WHEN (SELECT state FROM run WHERE number = NEW.run) IS NOT 'running'
BEGIN SELECT RAISE (ABORT, 'only a running run gets a result'); END;

CREATE TRIGGER run_result_is_fixed BEFORE UPDATE ON run_result
BEGIN SELECT RAISE (ABORT, 'a result is never changed'); END;

CREATE TRIGGER run_result_is_kept BEFORE DELETE ON run_result
BEGIN SELECT RAISE (ABORT, 'a result is never deleted'); END;

CREATE TRIGGER run_log_of_unfinished BEFORE INSERT ON run_log
WHEN (SELECT state FROM run WHERE number = NEW.run) IN ('done', 'failed', 'cancelled')
BEGIN SELECT RAISE (ABORT, 'the log of a finished run is closed'); END;

CREATE TRIGGER run_log_is_fixed BEFORE UPDATE ON run_log
BEGIN SELECT RAISE (ABORT, 'a log line is never changed'); END;

CREATE TRIGGER run_log_is_kept BEFORE DELETE ON run_log
BEGIN SELECT RAISE (ABORT, 'a log line is never deleted'); END;
