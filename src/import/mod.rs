//! Files in: data and findings, never a silent choice.
//!
//! [`import`] reads everything a city file names. It fails only where a named file cannot be opened at all; everything else, from a
//! bad cell to a file that is cut off, is a [`Finding`] beside the data that could be read. Contradictions are findings until a
//! person settles them in the corrections file.

mod areas;
mod assumptions;
mod corrections;
pub mod crs;
mod dbf;
mod features;
pub mod finding;
mod geojson;
mod history;
mod network;
mod placing;
mod shape;
mod sites;
mod source;
mod streets;
mod summary;
mod table;

use std::io;
use std::path::PathBuf;

use jiff::civil::Date;

use crate::city::{City, site::Connection};
use crate::city_file::{self, CityFile};
use crate::programme::Log;
use crate::scenario::{kinds, policy, prices};

pub use assumptions::{ScenarioSummary, kinds, policies, scenario, scenarios};
pub use finding::{Finding, Severity};
pub use source::Input;
pub use summary::Summary;

use finding::Findings;
use source::Source;

/// Why nothing could be imported, or a scenario could not be made. The text ends with a `hint:` line.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The city file or a TOML file it names is wrong.
    #[error(transparent)]
    CityFile(#[from] city_file::Error),
    /// A file that exists cannot be read.
    #[error("cannot read `{}`: {reason}\nhint: check that it is a file, whole, and that this user may read it", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why not, in the system's words.
        reason: String,
        /// What the system reported.
        #[source]
        source: io::Error,
    },
    /// The city file has no scenario of that name.
    #[error("unknown scenario `{name}`\nhint: choose one of: {known}")]
    UnknownScenario {
        /// What was asked for.
        name: String,
        /// What there is.
        known: String,
    },
    /// No policy has that name.
    #[error("unknown policy `{name}`\nhint: choose one of: {known}")]
    UnknownPolicy {
        /// What was asked for.
        name: String,
        /// What there is.
        known: String,
    },
    /// The price book of a scenario is not usable.
    #[error("{file}: {problem}\nhint: {}", assumptions::price_hint(problem))]
    Prices {
        /// The file, or the scenario that changes the book.
        file: String,
        /// The first problem; `lichtweg check` lists all.
        problem: prices::Error,
    },
    /// A kind of site refers to something that is not there.
    #[error("{file}: {problem}\nhint: add the row, or name one that exists")]
    Kinds {
        /// The file.
        file: String,
        /// What is missing.
        problem: kinds::Error,
    },
    /// A policy has a negative amount.
    #[error("{problem}\nhint: write euros from 0")]
    Policy {
        /// What is wrong.
        problem: policy::Error,
    },
    /// A date makes no sense.
    #[error(
        "scenario `{name}`: the target {target} is not after the start {as_of}\nhint: set `target` to a later date"
    )]
    Dates {
        /// The scenario.
        name: String,
        /// Its start.
        as_of: Date,
        /// Its target.
        target: Date,
    },
}

impl Error {
    fn unreadable(source: &Source, error: io::Error) -> Self {
        Self::Unreadable {
            path: source.path.clone(),
            reason: error.to_string(),
            source: error,
        }
    }

    /// What is wrong, in one line without the hint.
    #[must_use]
    pub fn message(&self) -> String {
        let text = self.to_string();
        text.split("\nhint: ").next().unwrap_or_default().to_owned()
    }

    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> String {
        let text = self.to_string();
        text.split_once("\nhint: ")
            .map(|(_, hint)| hint.to_owned())
            .unwrap_or_default()
    }
}

/// Everything a city file leads to.
#[derive(Debug, Clone)]
pub struct Imported {
    /// The city. Its sites are connected as their lists say, without the log; see [`Imported::city_at`].
    pub city: City,
    /// Since when which site is connected how.
    pub log: Log,
    /// Everything that was wrong, doubtful or settled.
    pub findings: Vec<Finding>,
    /// The files that were read, with their hashes.
    pub inputs: Vec<Input>,
    /// The numbers that describe the import.
    pub summary: Summary,
}

impl Imported {
    /// The city as it is on the evening of a date: connections are folded from the log.
    #[must_use]
    pub fn city_at(&self, as_of: Date) -> City {
        let mut city = self.city.clone();
        let connections = self.log.connections_at(as_of);
        for site in &mut city.sites {
            if let Some(&connection) = connections.get(&site.id) {
                site.connection = connection;
            }
        }
        city
    }

    /// How many sites are still open on the evening of a date.
    #[must_use]
    pub fn open_at(&self, as_of: Date) -> usize {
        let connections = self.log.connections_at(as_of);
        self.city
            .sites
            .iter()
            .filter(|site| {
                connections
                    .get(&site.id)
                    .copied()
                    .unwrap_or(site.connection)
                    == Connection::Open
            })
            .count()
    }
}

/// Reads everything a city file names.
///
/// # Errors
/// [`Error`] if a named file cannot be opened at all, or a TOML file is wrong.
pub fn import(file: &CityFile) -> Result<Imported, Error> {
    let schema = file.schema();
    let mut findings = Findings::default();
    let mut inputs = vec![Input {
        path: city_file::shown(
            file.path()
                .file_name()
                .map_or(file.path(), |name| name.as_ref()),
        ),
        sha256: source::sha256(file.text().as_bytes()),
        bytes: file.text().len() as u64,
        format: "city".to_owned(),
    }];
    let (streets, street_lines) = streets::read(file, &mut inputs, &mut findings)?;
    let boundary = areas::boundary(file, &mut inputs, &mut findings)?;
    let districts = areas::districts(file, &mut inputs, &mut findings)?;
    let network = network::read(file, &mut inputs, &mut findings)?;
    let kinds = assumptions::read_kinds(file, &mut inputs, &mut findings)?;
    let ground = placing::Ground::new(&boundary, &districts, &streets);
    let corrections = corrections::read(file, &ground, &mut inputs, &mut findings)?;
    let sites = sites::read(
        file,
        &kinds,
        &corrections,
        &ground,
        &districts,
        &mut inputs,
        &mut findings,
    )?;
    let log = history::read(file, &sites, &mut inputs, &mut findings)?;
    let city = City {
        name: schema.name.clone(),
        synthetic: schema.synthetic,
        attribution: schema.attribution.clone(),
        sites,
        streets,
        network,
        districts,
        boundary,
    };
    assumptions::check(file, &city, &mut inputs, &mut findings)?;
    let snaps = placing::check_reach(&city, &street_lines, &mut findings);
    let (findings, by_kind) = findings.finish();
    let summary = summary::summary(&city, &snaps, by_kind);
    Ok(Imported {
        city,
        log,
        findings,
        inputs,
        summary,
    })
}

/// The record of an input that is about to be read.
fn recorded(source: &Source, format: &str) -> Result<Input, Error> {
    source
        .record(format)
        .map_err(|error| Error::unreadable(source, error))
}
