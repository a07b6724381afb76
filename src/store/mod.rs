//! SQLite: runs and their results.
//!
//! A run is written once: what was asked, then its log, then its result; afterwards triggers in the database itself refuse any change.
//! The file is in WAL mode with `synchronous=FULL`, so what was acknowledged survives the loss of the process and of power.
//! This module knows neither how a run is made nor what the parts of a summary mean.

mod error;
mod migrations;
mod run;

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, TransactionBehavior, params};

use crate::plan::Plan;
use crate::units::Euros;

pub use error::Error;
pub use run::{Failure, LogLine, NewRun, Numbers, Outcome, Run, RunId, State, Summary};

/// Name of the database file beside `city.toml` when nothing else is said.
pub const DEFAULT_FILE: &str = "lichtweg.sqlite";

/// The oldest SQLite that is safe here: earlier ones can reset the write-ahead log wrongly and lose what was committed.
const OLDEST_SQLITE: i32 = 3_051_003;

/// A plan's JSON may not be larger than this when it is read back.
const LARGEST_PLAN: u64 = 1 << 30;

/// The database of one city.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    connection: Mutex<Connection>,
    /// Held while this store computes runs; the system lets go of it even when the process is killed.
    claim: Mutex<Option<File>>,
}

impl Store {
    /// Opens the database, creates it if it is missing, and brings it to the newest version of its tables.
    ///
    /// # Errors
    /// [`Error`] when the file cannot be opened or written, is not a database of this program, is damaged, or was made by a newer
    /// version.
    pub fn open(path: &Path, now: Timestamp) -> Result<Self, Error> {
        let version = rusqlite::version_number();
        if version < OLDEST_SQLITE {
            return Err(Error::OldSqlite {
                found: rusqlite::version().to_owned(),
            });
        }
        let fail = |source| Error::from_sqlite(path, source);
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(path, flags).map_err(fail)?;
        connection
            .busy_timeout(std::time::Duration::from_secs(5))
            .map_err(fail)?;
        migrations::identify(&connection, path)?;
        connection
            .query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))
            .map_err(fail)?;
        // Without recursive triggers `INSERT OR REPLACE` would delete rows past the triggers that forbid it.
        connection
            .execute_batch(
                "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON; PRAGMA trusted_schema = OFF;",
            )
            .map_err(fail)?;
        migrations::migrate(&mut connection, path, now)?;
        Ok(Self {
            path: path.to_owned(),
            connection: Mutex::new(connection),
            claim: Mutex::new(None),
        })
    }

    /// The file this store lives in.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Lets the file grow by at most this many pages of 4 KiB from its present size, for as long as this store is open.
    ///
    /// # Errors
    /// [`Error`] when the database refuses.
    pub fn limit_growth(&self, pages: u32) -> Result<(), Error> {
        self.read(|connection| {
            let present: u32 = connection.query_row("PRAGMA page_count", [], |row| row.get(0))?;
            let limit = present.saturating_add(pages);
            connection.query_row(&format!("PRAGMA max_page_count = {limit}"), [], |_| Ok(()))
        })
    }

    /// Adds a run in the state queued.
    ///
    /// # Errors
    /// [`Error`] when the database refuses.
    pub fn add_run(&self, run: &NewRun, now: Timestamp) -> Result<RunId, Error> {
        self.write(|transaction| {
            let last: i64 = transaction
                .query_row(
                    "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'run'), 0)",
                    [],
                    |row| row.get(0),
                )
                .optional()?
                .unwrap_or(0);
            let number = last + 1;
            let id = RunId::new(number, &run.content_hash());
            transaction.execute(
                "INSERT INTO run (number, id, created_at, city, synthetic, scenario, policy, as_of, seed, version, changes, assumptions, inputs)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
                params![
                    number,
                    id.as_str(),
                    run::rfc3339(now),
                    run.city,
                    run.synthetic,
                    run.scenario,
                    run.policy,
                    run.as_of.to_string(),
                    run.seed.to_string(),
                    run.version,
                    run.changes.to_string(),
                    run.assumptions.to_string(),
                    run.inputs_json(),
                ],
            )?;
            Ok(id)
        })
    }

    /// Moves a queued run to running.
    ///
    /// # Errors
    /// [`Error::NoSuchRun`], or [`Error`] when the run is not queued.
    pub fn start_run(&self, id: &RunId, now: Timestamp) -> Result<(), Error> {
        self.change(
            id,
            "UPDATE run SET state = 'running', started_at = ?2 WHERE id = ?1",
            params![id.as_str(), run::rfc3339(now)],
        )
    }

    /// Appends one line to the log of a run that is not finished.
    ///
    /// # Errors
    /// [`Error`] when the run does not exist or is finished.
    pub fn append_log(&self, id: &RunId, message: &str, now: Timestamp) -> Result<(), Error> {
        self.change(
            id,
            "INSERT INTO run_log (run, line, at, message)
             SELECT number, (SELECT count(*) + 1 FROM run_log WHERE run = number), ?2, ?3 FROM run WHERE id = ?1",
            params![id.as_str(), run::rfc3339(now), message],
        )
    }

    /// Stores the result of a running run and finishes it, in one transaction.
    ///
    /// # Errors
    /// [`Error`] when the run is not running.
    pub fn finish_run(&self, id: &RunId, outcome: &Outcome, now: Timestamp) -> Result<(), Error> {
        let packed = run::pack(outcome.plan)?;
        let certificate = &outcome.plan.certificate;
        self.write(|transaction| {
            transaction.execute(
                "INSERT INTO run_result (run, objective, lower_bound, gap, gap_of_saving, seconds, summary, plan_sha256, plan)
                 SELECT number, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 FROM run WHERE id = ?1",
                params![
                    id.as_str(),
                    certificate.objective.cents(),
                    certificate.lower_bound.cents(),
                    certificate.gap,
                    certificate.gap_of_saving,
                    outcome.seconds,
                    outcome.summary.to_string(),
                    packed.sha256,
                    packed.bytes,
                ],
            )?;
            transaction.execute(
                "UPDATE run SET state = 'done', ended_at = ?2 WHERE id = ?1",
                params![id.as_str(), run::rfc3339(now)],
            )
        })
        .and_then(|changed| known(id, changed))
    }

    /// Marks a run as failed, with words for a person.
    ///
    /// # Errors
    /// [`Error`] when the run does not exist or is finished.
    pub fn fail_run(&self, id: &RunId, failure: &Failure, now: Timestamp) -> Result<(), Error> {
        self.change(
            id,
            "UPDATE run SET state = 'failed', failure = ?2, ended_at = ?3 WHERE id = ?1",
            params![id.as_str(), failure.to_json(), run::rfc3339(now)],
        )
    }

    /// Marks a run as cancelled: it was stopped before it had a verified plan.
    ///
    /// # Errors
    /// [`Error`] when the run does not exist or is finished.
    pub fn cancel_run(&self, id: &RunId, now: Timestamp) -> Result<(), Error> {
        self.change(
            id,
            "UPDATE run SET state = 'cancelled', ended_at = ?2 WHERE id = ?1",
            params![id.as_str(), run::rfc3339(now)],
        )
    }

    /// One run, or `None` when there is none with this id.
    ///
    /// # Errors
    /// [`Error`] when the database cannot be read.
    pub fn run(&self, id: &RunId) -> Result<Option<Run>, Error> {
        self.read(|connection| {
            connection
                .query_row(
                    &format!("{RUN_COLUMNS} WHERE run.id = ?1"),
                    [id.as_str()],
                    read_run,
                )
                .optional()
        })?
        .transpose()
    }

    /// The newest runs of a city, newest first, at most `limit`.
    ///
    /// # Errors
    /// [`Error`] when the database cannot be read.
    pub fn runs(&self, city: &str, limit: u32) -> Result<Vec<Run>, Error> {
        self.read(|connection| {
            connection
                .prepare(&format!(
                    "{RUN_COLUMNS} WHERE run.city = ?1 ORDER BY run.number DESC LIMIT ?2"
                ))?
                .query_map(params![city, limit], read_run)?
                .collect::<Result<Vec<_>, _>>()
        })?
        .into_iter()
        .collect()
    }

    /// The runs that are queued or running, oldest first.
    ///
    /// # Errors
    /// [`Error`] when the database cannot be read.
    pub fn unfinished(&self) -> Result<Vec<Run>, Error> {
        self.read(|connection| {
            connection
                .prepare(&format!(
                    "{RUN_COLUMNS} WHERE run.state IN ('queued', 'running') ORDER BY run.number"
                ))?
                .query_map([], read_run)?
                .collect::<Result<Vec<_>, _>>()
        })?
        .into_iter()
        .collect()
    }

    /// The plan of a done run, checked against its hash; `None` when the run has no result.
    ///
    /// # Errors
    /// [`Error::DamagedResult`] when what is stored is not what was written.
    pub fn plan(&self, id: &RunId) -> Result<Option<Plan>, Error> {
        let packed = self.read(|connection| {
            connection
                .query_row(
                    "SELECT plan_sha256, plan FROM run_result JOIN run ON run.number = run_result.run WHERE run.id = ?1",
                    [id.as_str()],
                    |row| {
                        Ok(run::Packed {
                            sha256: row.get(0)?,
                            bytes: row.get(1)?,
                        })
                    },
                )
                .optional()
        })?;
        packed
            .map(|packed| run::unpack(&packed, id, LARGEST_PLAN))
            .transpose()
    }

    /// SHA-256 of the plan's JSON of a done run: equal hashes are equal results, byte for byte.
    ///
    /// # Errors
    /// [`Error`] when the database cannot be read.
    pub fn plan_sha256(&self, id: &RunId) -> Result<Option<String>, Error> {
        self.read(|connection| {
            connection
                .query_row(
                    "SELECT plan_sha256 FROM run_result JOIN run ON run.number = run_result.run WHERE run.id = ?1",
                    [id.as_str()],
                    |row| row.get(0),
                )
                .optional()
        })
    }

    /// The log of a run, in order.
    ///
    /// # Errors
    /// [`Error`] when the database cannot be read.
    pub fn log(&self, id: &RunId) -> Result<Vec<LogLine>, Error> {
        self.read(|connection| {
            connection
                .prepare(
                    "SELECT at, message FROM run_log JOIN run ON run.number = run_log.run WHERE run.id = ?1 ORDER BY line",
                )?
                .query_map([id.as_str()], |row| {
                    Ok(LogLine {
                        at: row.get(0)?,
                        message: row.get(1)?,
                    })
                })?
                .collect::<Result<Vec<_>, _>>()
        })
    }

    /// Makes this store the only one that computes runs in the file, and marks every run that was running when the program ended
    /// without saying so as failed. Returns their ids. Call it before any run is started.
    ///
    /// # Errors
    /// [`Error::Claimed`] while another program computes runs in the same file, or [`Error`] when the database refuses.
    pub fn take_over(&self, now: Timestamp) -> Result<Vec<RunId>, Error> {
        self.claim()?;
        let failure = Failure::interrupted();
        self.write(|transaction| {
            transaction
                .prepare(
                    "UPDATE run SET state = 'failed', failure = ?1, ended_at = ?2 WHERE state = 'running' RETURNING id",
                )?
                .query_map(params![failure.to_json(), run::rfc3339(now)], |row| {
                    row.get::<_, String>(0)
                })?
                .map(|id| id.map(RunId::stored))
                .collect()
        })
    }

    /// What SQLite itself finds wrong with the file; empty when nothing is.
    ///
    /// # Errors
    /// [`Error`] when the check cannot be made.
    pub fn integrity_problems(&self) -> Result<Vec<String>, Error> {
        let lines = self.read(|connection| {
            connection
                .prepare("PRAGMA integrity_check")?
                .query_map([], |row| row.get::<_, String>(0))?
                .collect::<Result<Vec<_>, _>>()
        })?;
        Ok(lines.into_iter().filter(|line| line != "ok").collect())
    }

    /// Locks a file beside the database.
    fn claim(&self) -> Result<(), Error> {
        let mut claim = self.claim.lock().unwrap_or_else(PoisonError::into_inner);
        if claim.is_some() {
            return Ok(());
        }
        let mut path = self.path.clone().into_os_string();
        path.push(".lock");
        let unlockable = |source| Error::NoLock {
            path: self.path.clone(),
            source,
        };
        let file = File::create(&path).map_err(unlockable)?;
        match file.try_lock() {
            Ok(()) => {
                *claim = Some(file);
                Ok(())
            }
            Err(TryLockError::WouldBlock) => Err(Error::Claimed {
                path: self.path.clone(),
            }),
            Err(TryLockError::Error(source)) => Err(unlockable(source)),
        }
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        // A panic elsewhere while the lock was held leaves at worst an open transaction, which is rolled back.
        self.connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn read<T>(
        &self,
        question: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, Error> {
        question(&self.connection()).map_err(|source| Error::from_sqlite(&self.path, source))
    }

    fn write<T>(
        &self,
        act: impl FnOnce(&rusqlite::Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, Error> {
        let mut connection = self.connection();
        connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .and_then(|transaction| {
                let value = act(&transaction)?;
                transaction.commit()?;
                Ok(value)
            })
            .map_err(|source| Error::from_sqlite(&self.path, source))
    }

    fn change(&self, id: &RunId, sql: &str, values: impl rusqlite::Params) -> Result<(), Error> {
        let changed = self.write(|transaction| transaction.execute(sql, values))?;
        known(id, changed)
    }
}

fn known(id: &RunId, changed: usize) -> Result<(), Error> {
    if changed == 0 {
        Err(Error::NoSuchRun { id: id.clone() })
    } else {
        Ok(())
    }
}

const RUN_COLUMNS: &str = "SELECT run.id, run.created_at, run.city, run.synthetic, run.scenario, run.policy, run.as_of, run.seed, \
     run.version, run.changes, run.assumptions, run.inputs, run.state, run.started_at, run.ended_at, run.failure, \
     run_result.objective, run_result.lower_bound, run_result.gap, run_result.gap_of_saving, run_result.seconds, run_result.summary \
     FROM run LEFT JOIN run_result ON run_result.run = run.number";

fn read_run(row: &Row<'_>) -> rusqlite::Result<Result<Run, Error>> {
    let id = RunId::stored(row.get(0)?);
    let texts = run::Texts {
        created_at: row.get(1)?,
        city: row.get(2)?,
        synthetic: row.get(3)?,
        scenario: row.get(4)?,
        policy: row.get(5)?,
        as_of: row.get(6)?,
        seed: row.get(7)?,
        version: row.get(8)?,
        changes: row.get(9)?,
        assumptions: row.get(10)?,
        inputs: row.get(11)?,
        state: row.get(12)?,
        started_at: row.get(13)?,
        ended_at: row.get(14)?,
        failure: row.get(15)?,
        summary: row.get(21)?,
    };
    let result = match row.get::<_, Option<i64>>(16)? {
        None => None,
        Some(objective) => Some(run::Numbers {
            objective: Euros::from_cents(objective),
            lower_bound: Euros::from_cents(row.get(17)?),
            gap: row.get(18)?,
            gap_of_saving: row.get(19)?,
            seconds: row.get(20)?,
        }),
    };
    Ok(Run::from_stored(id, texts, result))
}
