//! What was wrong or doubtful in an input, where, and what to do about it.

use serde::{Deserialize, Serialize};

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing; nothing was lost.
    Note,
    /// Something was assumed or is contradictory; a person should look.
    Warning,
    /// A row or a value could not be used.
    Error,
}

/// One finding. An import returns its data together with these; `--strict` makes warnings and errors fatal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Stable name of the kind of finding, such as `duplicate_site`.
    pub kind: String,
    /// How much it matters.
    pub severity: Severity,
    /// The file, as named in the city file.
    pub file: String,
    /// Line, record or feature number, counted from 1.
    pub line: Option<u64>,
    /// Column or field name.
    pub column: Option<String>,
    /// What is wrong, in one sentence.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}
