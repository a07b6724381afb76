//! What can go wrong with the database, and what to do about it.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use super::RunId;

/// A failure of the store.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The SQLite inside the program is too old to be trusted.
    #[error("SQLite {found} is too old, 3.51.3 or newer is needed")]
    OldSqlite {
        /// The version that was found.
        found: String,
    },
    /// The file cannot be opened or created.
    #[error("cannot open the database `{}`", path.display())]
    CannotOpen {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        #[source]
        source: rusqlite::Error,
    },
    /// The file or its folder cannot be written.
    #[error("the database `{}` cannot be written", path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        #[source]
        source: rusqlite::Error,
    },
    /// No space is left.
    #[error("no space is left for the database `{}`", path.display())]
    DiskFull {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        #[source]
        source: rusqlite::Error,
    },
    /// The file is not a database, or a damaged one.
    #[error("`{}` is damaged or not a database", path.display())]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        #[source]
        source: rusqlite::Error,
    },
    /// Another program holds the file.
    #[error("the database `{}` is in use by another program", path.display())]
    Busy {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        #[source]
        source: rusqlite::Error,
    },
    /// Another process of this program computes runs in the same file.
    #[error("another `lichtweg` works with the database `{}`", path.display())]
    Claimed {
        /// The file.
        path: PathBuf,
    },
    /// The file that says who works with the database cannot be locked.
    #[error("cannot lock the database `{}`", path.display())]
    NoLock {
        /// The database.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// A database, but not one of this program.
    #[error("`{}` is a database of another program", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// The tables are newer than this program knows.
    #[error("the database `{}` has version {found}, this program knows up to {known}", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Version in the file.
        found: i64,
        /// Newest version this program knows.
        known: i64,
    },
    /// There is no run with this id.
    #[error("unknown run `{id}`")]
    NoSuchRun {
        /// The id asked for.
        id: RunId,
    },
    /// A rule of the database was broken; what was finished stays as it is.
    #[error("refused by the database: {rule}")]
    Refused {
        /// The rule, as the trigger states it.
        rule: String,
    },
    /// What is stored for a run is not what was written.
    #[error("the stored result of run `{id}` is damaged: {what}")]
    DamagedResult {
        /// The run.
        id: RunId,
        /// What does not fit.
        what: String,
    },
    /// A result cannot be written as JSON.
    #[error("the result cannot be written as JSON")]
    Unwritable(#[source] serde_json::Error),
    /// Anything else SQLite reports.
    #[error("the database `{}` failed", path.display())]
    Other {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        #[source]
        source: rusqlite::Error,
    },
}

impl Error {
    /// Sorts what SQLite reports by what a person can do about it.
    pub(super) fn from_sqlite(path: &Path, source: rusqlite::Error) -> Self {
        let path = path.to_owned();
        match source.sqlite_error_code() {
            Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                Self::CannotOpen { path, source }
            }
            Some(ErrorCode::ReadOnly) => Self::ReadOnly { path, source },
            Some(ErrorCode::DiskFull) => Self::DiskFull { path, source },
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::Corrupt { path, source }
            }
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                Self::Busy { path, source }
            }
            Some(ErrorCode::ConstraintViolation) => Self::Refused {
                rule: source.to_string(),
            },
            Some(_) | None => Self::Other { path, source },
        }
    }

    /// What a person can do, in one sentence; `None` when there is nothing sensible to say.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::OldSqlite { .. } => Some("build with the bundled SQLite of this release"),
            Self::CannotOpen { .. } => Some(
                "check that the folder exists and may be written, or name another file with --store FILE",
            ),
            Self::ReadOnly { .. } => Some(
                "make the file and its folder writable, or name another file with --store FILE",
            ),
            Self::DiskFull { .. } => Some(
                "free some space, or name a file on another disk with --store FILE; finished runs are safe",
            ),
            Self::Corrupt { .. } => Some(
                "put the last copy back, or move the file away and let the program make a new one",
            ),
            Self::Busy { .. } => {
                Some("end the other program, or name another file with --store FILE")
            }
            Self::Claimed { .. } => Some(
                "use the server that runs already, end it, or name another file with --store FILE",
            ),
            Self::NoLock { .. } => {
                Some("check that the folder may be written, or name another file with --store FILE")
            }
            Self::Foreign { .. } => Some("name another file with --store FILE"),
            Self::Newer { .. } => {
                Some("use the newer program, or name another file with --store FILE")
            }
            Self::DamagedResult { .. } => {
                Some("make the run again; the same request gives the same result")
            }
            Self::NoSuchRun { .. }
            | Self::Refused { .. }
            | Self::Unwritable(_)
            | Self::Other { .. } => None,
        }
    }
}
