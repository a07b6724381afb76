//! What was wrong or doubtful in an input, where, and what to do about it.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::city::site::SiteId;
use crate::words::finding::{Said, said};

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
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Stable name of the kind of finding, such as `duplicate_site`.
    pub kind: String,
    /// How much it matters.
    pub severity: Severity,
    /// The file, as named in the city file.
    pub file: String,
    /// Line, record or feature number, counted from 1.
    pub line: Option<u64>,
    /// Column or field name; the column's number in a TOML file.
    pub column: Option<String>,
    /// What is wrong, in one sentence.
    pub message: Said,
    /// What to do about it.
    pub hint: Said,
    /// The site it is about, if it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<SiteId>,
}

impl Severity {
    /// The word used in messages and data.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl Finding {
    /// A finding about a whole file; the methods below make it more precise.
    #[must_use]
    pub fn new(
        severity: Severity,
        kind: &str,
        file: &str,
        message: impl Into<Said>,
        hint: impl Into<Said>,
    ) -> Self {
        Self {
            kind: kind.to_owned(),
            severity,
            file: file.to_owned(),
            line: None,
            column: None,
            message: message.into(),
            hint: hint.into(),
            site: None,
        }
    }

    /// The same finding with its line, record or feature number.
    #[must_use]
    pub fn line(mut self, line: u64) -> Self {
        self.line = Some(line);
        self
    }

    /// The same finding with its column.
    #[must_use]
    pub fn column(mut self, column: impl Into<String>) -> Self {
        self.column = Some(column.into());
        self
    }

    /// The same finding with the site it is about.
    #[must_use]
    pub fn site(mut self, site: &SiteId) -> Self {
        self.site = Some(site.clone());
        self
    }
}

impl fmt::Display for Finding {
    /// `file:line:column: severity: message [kind]` with the hint on a line of its own.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&harmless(&self.file))?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if let Some(column) = &self.column {
            write!(f, ":{}", harmless(column))?;
        }
        write!(
            f,
            ": {}: {} [{}]",
            self.severity.name(),
            harmless(&self.message.english()),
            self.kind
        )?;
        write!(f, "\n  hint: {}", harmless(&self.hint.english()))
    }
}

/// Longer texts are cut where they are shown; a binary file read as a table has no end.
const LONGEST_SHOWN: usize = 400;

/// Text from a file as it may go to a terminal: no control characters, not endless.
fn harmless(text: &str) -> String {
    let mut shown: String = text
        .chars()
        .take(LONGEST_SHOWN)
        .map(|letter| {
            if letter.is_control() {
                char::REPLACEMENT_CHARACTER
            } else {
                letter
            }
        })
        .collect();
    if text.chars().nth(LONGEST_SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

/// Collects findings, a bounded number of each kind in each file; the rest are counted.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    list: Vec<Finding>,
    counts: BTreeMap<(String, String, Severity), u64>,
}

/// So many findings of one kind in one file are kept in full.
const KEPT_PER_KIND: u64 = 500;

impl Findings {
    /// Takes note of one finding.
    pub(crate) fn push(&mut self, finding: Finding) {
        let key = (finding.file.clone(), finding.kind.clone(), finding.severity);
        let count = self.counts.entry(key).or_default();
        *count += 1;
        if *count <= KEPT_PER_KIND {
            self.list.push(finding);
        }
    }

    /// How many findings of one kind there are in one file.
    pub(crate) fn count(&self, file: &str, kind: &str) -> u64 {
        self.counts
            .iter()
            .filter(|((in_file, of_kind, _), _)| in_file == file && of_kind == kind)
            .map(|(_, count)| count)
            .sum()
    }

    /// The findings in the order they came, with a last word on those that were only counted, and the number of each kind.
    pub(crate) fn finish(mut self) -> (Vec<Finding>, BTreeMap<String, u64>) {
        let mut by_kind: BTreeMap<String, u64> = BTreeMap::new();
        for ((file, kind, severity), count) in &self.counts {
            *by_kind.entry(kind.clone()).or_default() += count;
            if *count > KEPT_PER_KIND {
                self.list.push(Finding::new(
                    *severity,
                    kind,
                    file,
                    said!(
                        "{count} more findings of this kind are not listed",
                        count = count - KEPT_PER_KIND
                    ),
                    "so many alike usually have one cause: settle the first ones and read again",
                ));
            }
        }
        (self.list, by_kind)
    }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn control_characters_never_reach_the_terminal() {
        assert_eq!(harmless("a\u{1b}[2Jb\n"), "a\u{fffd}[2Jb\u{fffd}");
        assert_eq!(harmless(&"x".repeat(1_000)).chars().count(), 401);
    }
}
