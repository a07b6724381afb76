//! Where in a TOML file something stands, so that a message can point at it.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// A position in a file, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file as it was named.
    pub file: PathBuf,
    /// The line.
    pub line: usize,
    /// The column in characters.
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file.display(), self.line, self.column)
    }
}

/// The start of a span of bytes in a text as line and column.
pub(crate) fn place(file: &Path, text: &str, span: Option<Range<usize>>) -> Place {
    let start = span.map_or(0, |span| span.start).min(text.len());
    let before = text.get(..start).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    Place {
        file: file.to_path_buf(),
        line: before.matches('\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
    }
}
