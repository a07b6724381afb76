//! The schema of `city.toml`: one file names everything a city consists of.
//!
//! Paths in it are relative to the file, or start with `${LICHTWEG_SHARED}`, the folder of data that several cities share. Every
//! mistake is reported with line and column. This module reads the city file and nothing it names; `import` does the rest.

mod schema;

use std::fs;
use std::io::{self, Read as _};
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

pub use schema::{
    Area, AreaColumns, Day, Encoding, Existing, ExistingLayer, GeometryFormat, History,
    HistoryColumns, Named, PositionColumns, Positions, ScenarioEntry, Schema, SiteColumns, Sites,
    SitesFormat, StreetColumns, Streets,
};

/// Name of the environment variable, and of the placeholder in paths, for the folder of shared data.
pub const SHARED: &str = "LICHTWEG_SHARED";

/// A city file is written by hand; one larger than this is something else.
const SIZE_LIMIT: u64 = 8 << 20;

/// What is wrong with a city file or a TOML file it names. The text ends with a `hint:` line.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be read.
    #[error("cannot read `{}`: {reason}\nhint: {}", path.display(), self.hint())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why not, in the system's words.
        reason: String,
        /// What the system reported.
        #[source]
        source: io::Error,
    },
    /// The file is no text in the form it should have.
    #[error("{file}:{line}:{column}: {message}\nhint: {}", self.hint())]
    Syntax {
        /// The file as named.
        file: String,
        /// Line, from 1.
        line: u64,
        /// Column in characters, from 1.
        column: u64,
        /// What is wrong.
        message: String,
    },
    /// A value is well formed and still makes no sense.
    #[error("{file}:{line}:{column}: {message}\nhint: {hint}")]
    Value {
        /// The file as named.
        file: String,
        /// Line, from 1.
        line: u64,
        /// Column in characters, from 1.
        column: u64,
        /// What is wrong.
        message: String,
        /// What to do about it.
        hint: String,
    },
}

impl Error {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> &str {
        match self {
            Self::Unreadable { source, .. } => match source.kind() {
                io::ErrorKind::NotFound => {
                    "check the name; paths in a city file are relative to that file"
                }
                io::ErrorKind::InvalidData => "save the file as UTF-8 text",
                io::ErrorKind::FileTooLarge => {
                    "this file is far larger than one written by hand; name another"
                }
                _ => "check that this user may read the file",
            },
            Self::Syntax { .. } => {
                "correct this place; tests/cities in the source has complete examples"
            }
            Self::Value { hint, .. } => hint,
        }
    }

    /// What is wrong, in one line without the hint.
    #[must_use]
    pub fn message(&self) -> String {
        let text = self.to_string();
        text.split("\nhint: ").next().unwrap_or_default().to_owned()
    }
}

/// A city file that was read and understood.
#[derive(Debug, Clone)]
pub struct CityFile {
    path: PathBuf,
    text: String,
    schema: Schema,
}

/// Reads a city file. Nothing it names is opened yet.
///
/// # Errors
/// [`Error`] with file, line and column.
pub fn load(path: &Path) -> Result<CityFile, Error> {
    let text = read_text(path)?;
    let schema: Schema = parse_toml(&shown(path), &text)?;
    let file = CityFile {
        path: path.to_owned(),
        text,
        schema,
    };
    file.check()?;
    Ok(file)
}

impl CityFile {
    /// Where the city file is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What it says.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// The text as it was read, for hashing.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Line and column, from 1, of a place in the city file.
    #[must_use]
    pub fn place(&self, span: &Range<usize>) -> (u64, u64) {
        place(&self.text, span.start)
    }

    /// An error about a place in the city file.
    #[must_use]
    pub fn error_at(
        &self,
        span: &Range<usize>,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Error {
        let (line, column) = self.place(span);
        Error::Value {
            file: shown(&self.path),
            line,
            column,
            message: message.into(),
            hint: hint.into(),
        }
    }

    /// The path a name in the city file stands for.
    ///
    /// # Errors
    /// [`Error::Value`] if the name uses `${LICHTWEG_SHARED}` and that folder is nowhere, or another placeholder.
    pub fn resolve(&self, name: &Named) -> Result<PathBuf, Error> {
        let folder = self.path.parent().unwrap_or(Path::new(""));
        let text = name.get_ref();
        if let Some(rest) = text.strip_prefix("${LICHTWEG_SHARED}") {
            let shared = shared_folder(folder).ok_or_else(|| {
                self.error_at(
                    &name.span(),
                    format!("the folder of shared data for `{text}` was not found"),
                    format!(
                        "set {SHARED} to the folder, or put it at ../shared/data beside the project"
                    ),
                )
            })?;
            return Ok(shared.join(rest.trim_start_matches(['/', '\\'])));
        }
        if text.contains("${") {
            return Err(self.error_at(
                &name.span(),
                format!("unknown placeholder in `{text}`"),
                "only ${LICHTWEG_SHARED} at the beginning of a path is known",
            ));
        }
        Ok(folder.join(text))
    }

    /// Names of the scenarios, in the order of the file. Empty when the shipped default applies.
    pub fn scenario_names(&self) -> impl Iterator<Item = &str> {
        self.schema
            .scenarios
            .iter()
            .map(|scenario| scenario.name.get_ref().as_str())
    }

    fn check(&self) -> Result<(), Error> {
        let mut seen = std::collections::BTreeSet::new();
        for scenario in &self.schema.scenarios {
            if !seen.insert(scenario.name.get_ref()) {
                return Err(self.error_at(
                    &scenario.name.span(),
                    format!("scenario `{}` is defined twice", scenario.name.get_ref()),
                    "give every scenario a name of its own",
                ));
            }
        }
        if let Some(name) = &self.schema.default_scenario
            && !self.schema.scenarios.is_empty()
            && !seen.contains(name.get_ref())
        {
            return Err(self.error_at(
                &name.span(),
                format!("default scenario `{}` is not defined", name.get_ref()),
                format!(
                    "choose one of: {}",
                    self.scenario_names().collect::<Vec<_>>().join(", ")
                ),
            ));
        }
        if self.schema.synthetic && self.schema.synthetic_reason.is_none() {
            return Err(self.error_at(
                &(0..0),
                "a synthetic city must say what is made up",
                "add `synthetic_reason = \"…\"`",
            ));
        }
        Ok(())
    }
}

/// Reads a small text file, bounded in size.
///
/// # Errors
/// [`Error::Unreadable`].
pub fn read_text(path: &Path) -> Result<String, Error> {
    let fail = |source: io::Error| Error::Unreadable {
        path: path.to_owned(),
        reason: source.to_string(),
        source,
    };
    let mut text = String::new();
    // Asked before it is opened: opening a pipe would wait for somebody to write to it.
    if !fs::metadata(path).map_err(fail)?.is_file() {
        return Err(fail(io::Error::new(
            io::ErrorKind::InvalidInput,
            "not a file",
        )));
    }
    let file = fs::File::open(path).map_err(fail)?;
    file.take(SIZE_LIMIT + 1)
        .read_to_string(&mut text)
        .map_err(fail)?;
    if text.len() as u64 > SIZE_LIMIT {
        return Err(fail(io::Error::new(
            io::ErrorKind::FileTooLarge,
            format!("larger than {} MiB", SIZE_LIMIT >> 20),
        )));
    }
    Ok(text
        .strip_prefix('\u{feff}')
        .map(str::to_owned)
        .unwrap_or(text))
}

/// Parses TOML; `file` is the name that errors show.
///
/// # Errors
/// [`Error::Syntax`] with line and column.
pub fn parse_toml<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, Error> {
    toml::from_str(text).map_err(|error: toml::de::Error| {
        let (line, column) = place(text, error.span().map_or(0, |span| span.start));
        Error::Syntax {
            file: file.to_owned(),
            line,
            column,
            message: error.message().replace('\n', ", "),
        }
    })
}

/// Line and column in characters, both from 1, of a byte offset.
#[must_use]
pub fn place(text: &str, offset: usize) -> (u64, u64) {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let before = &text[..offset];
    let line = before.matches('\n').count() as u64 + 1;
    let column = before.chars().rev().take_while(|&c| c != '\n').count() as u64 + 1;
    (line, column)
}

/// A path as people see it in messages: with forward slashes on every system.
#[must_use]
pub fn shown(path: &Path) -> String {
    path.display().to_string().replace('\\', "/")
}

/// The folder of shared data: the environment's, else the first `../shared/data` seen from the current folder or the given one, or
/// from a folder above either.
#[must_use]
pub fn shared_folder(near: &Path) -> Option<PathBuf> {
    if let Some(named) = std::env::var_os(SHARED).filter(|name| !name.is_empty()) {
        let folder = PathBuf::from(named);
        return folder.is_dir().then_some(folder);
    }
    let here = std::env::current_dir().ok();
    let near = std::path::absolute(near).ok();
    here.iter()
        .chain(near.iter())
        .flat_map(|start| start.ancestors().skip(1))
        .map(|above| above.join("shared").join("data"))
        .find(|folder| folder.is_dir())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load_text(text: &str) -> Result<CityFile, Error> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("city.toml");
        fs::write(&path, text).unwrap();
        load(&path)
    }

    fn refused(text: &str, place: (u64, u64), words: &str) {
        let error = load_text(text).unwrap_err();
        let message = error.to_string();
        assert!(message.contains(words), "{message}");
        assert!(message.contains("\nhint: "), "{message}");
        let at = match error {
            Error::Syntax { line, column, .. } | Error::Value { line, column, .. } => {
                (line, column)
            }
            Error::Unreadable { .. } => panic!("{message}"),
        };
        assert_eq!(at, place, "{message}");
    }

    #[test]
    fn a_name_is_enough_for_an_empty_city() {
        let file = load_text("name = \"Leerstadt\"").unwrap();
        assert_eq!(file.schema().name, "Leerstadt");
        assert!(file.schema().sites.is_empty());
    }

    #[test]
    fn mistakes_are_shown_with_line_and_column() {
        refused("name = \"A\"\nsitez = 1\n", (2, 1), "unknown field `sitez`");
        refused(
            "name = \"A\"\n[[sites]]\nfile = 3\n",
            (3, 8),
            "expected a string",
        );
        refused("name = \"A\"\nsynthetic = maybe", (2, 13), "");
        refused(
            "name = \"A\"\n[[scenarios]]\nname = \"x\"\n[[scenarios]]\nname = \"x\"\n",
            (5, 8),
            "twice",
        );
        refused("name = \"A\"\nsynthetic = true", (1, 1), "made up");
        refused(
            "name = \"A\"\ndefault_scenario = \"y\"\n[[scenarios]]\nname = \"x\"\n",
            (2, 20),
            "not defined",
        );
        refused(
            "name = \"A\"\n[[scenarios]]\nname = \"x\"\nas_of = \"2026-02-30\"\n",
            (4, 9),
            "2026-02-30",
        );
    }

    #[test]
    fn a_missing_file_and_a_file_that_is_no_text_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let missing = load(&folder.path().join("none.toml")).unwrap_err();
        assert!(missing.hint().contains("check the name"));
        let path = folder.path().join("latin.toml");
        fs::write(&path, b"name = \"K\xf6ln\"").unwrap();
        assert!(load(&path).unwrap_err().hint().contains("UTF-8"));
    }

    #[test]
    fn unknown_placeholders_are_refused() {
        let file = load_text("name = \"A\"\ncorrections = \"${HOME}/x.toml\"\n").unwrap();
        let name = file.schema().corrections.clone().unwrap();
        assert!(
            file.resolve(&name)
                .unwrap_err()
                .to_string()
                .contains(":2:15: unknown placeholder")
        );
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in ".{0,200}") {
            let _ = parse_toml::<Schema>("x", &text);
        }

        #[test]
        fn every_offset_is_a_place(text in ".{0,50}", offset in 0_usize..100) {
            let (line, column) = place(&text, offset);
            proptest::prop_assert!(line >= 1 && column >= 1);
        }
    }
}
