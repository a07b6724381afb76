//! The tables and how older files are brought to them.

use std::path::Path;

use jiff::Timestamp;
use rusqlite::{Connection, TransactionBehavior, params};

use super::error::Error;
use super::run::rfc3339;

/// `LWeg`: tells a database of this program from any other SQLite file.
const APPLICATION_ID: i64 = 0x4C57_6567;

/// Every migration in order; a released one is never edited. The version of a file is the number of migrations it has seen.
const MIGRATIONS: &[(&str, &str)] = &[("runs", include_str!("migrations/0001_runs.sql"))];

/// Refuses a file that is another program's database.
pub(super) fn identify(connection: &Connection, path: &Path) -> Result<(), Error> {
    let fail = |source| Error::from_sqlite(path, source);
    let number = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
    let id = number("PRAGMA application_id").map_err(fail)?;
    let tables = number("SELECT count(*) FROM sqlite_master").map_err(fail)?;
    if id == APPLICATION_ID || (id == 0 && tables == 0) {
        Ok(())
    } else {
        Err(Error::Foreign {
            path: path.to_owned(),
        })
    }
}

/// Runs the migrations the file has not seen yet, all in one transaction.
pub(super) fn migrate(
    connection: &mut Connection,
    path: &Path,
    now: Timestamp,
) -> Result<(), Error> {
    let known = i64::try_from(MIGRATIONS.len()).expect("there are few migrations");
    let found = apply(connection, now).map_err(|source| Error::from_sqlite(path, source))?;
    if found > known {
        return Err(Error::Newer {
            path: path.to_owned(),
            found,
            known,
        });
    }
    Ok(())
}

/// Returns the version the file had before.
fn apply(connection: &mut Connection, now: Timestamp) -> rusqlite::Result<i64> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute_batch(
        "CREATE TABLE IF NOT EXISTS migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL) STRICT;",
    )?;
    let found: i64 = transaction.query_row(
        "SELECT coalesce(max(version), 0) FROM migration",
        [],
        |row| row.get(0),
    )?;
    if found > i64::try_from(MIGRATIONS.len()).expect("there are few migrations") {
        return Ok(found);
    }
    for (version, (name, sql)) in (1_i64..).zip(MIGRATIONS) {
        if version > found {
            transaction.execute_batch(sql)?;
            transaction.execute(
                "INSERT INTO migration (version, name, applied_at) VALUES (?1, ?2, ?3)",
                params![version, name, rfc3339(now)],
            )?;
        }
    }
    transaction.execute_batch(&format!("PRAGMA application_id = {APPLICATION_ID}"))?;
    transaction.commit()?;
    Ok(found)
}
