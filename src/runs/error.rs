//! Why a run cannot be made, in words for a person.

use crate::scenario::prices;
use crate::store::Failure;
use crate::{city_file, import, plan, store};

/// Why a run was not made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The city file is wrong.
    #[error(transparent)]
    CityFile(#[from] city_file::Error),
    /// The city cannot be imported.
    #[error(transparent)]
    Import(#[from] import::Error),
    /// The city has no scenario of this name.
    #[error("unknown scenario `{name}`")]
    UnknownScenario {
        /// The name asked for.
        name: String,
        /// The names there are.
        known: Vec<String>,
    },
    /// There is no policy of this name.
    #[error("unknown policy `{name}`")]
    UnknownPolicy {
        /// The name asked for.
        name: String,
        /// The names there are.
        known: Vec<String>,
    },
    /// The city has no site with this id.
    #[error("unknown site `{site}`")]
    UnknownSite {
        /// The id asked for.
        site: String,
    },
    /// Somebody wants a site on radio.
    #[error("radio links are not planned yet")]
    RadioNotPlanned,
    /// A change of prices makes no sense.
    #[error("the change of prices is not usable")]
    Prices(#[source] prices::Error),
    /// The files of the city or the program are no longer those the run was asked for with.
    #[error("the city's files or the program changed since the run was asked for")]
    InputsChanged,
    /// The stored request cannot be read.
    #[error("the stored request cannot be read")]
    UnreadableRun(#[source] serde_json::Error),
    /// A result or a scenario cannot be written as JSON.
    #[error("the result cannot be written as JSON")]
    Unwritable(#[source] serde_json::Error),
    /// The planner has no plan.
    #[error("there is no plan")]
    Plan(#[from] plan::Error),
    /// The computation broke; a bug.
    #[error("the computation broke: {what}")]
    Broken {
        /// What the panic said.
        what: String,
    },
    /// Too many runs are waiting.
    #[error("{waiting} runs are waiting already")]
    QueueFull {
        /// How many.
        waiting: usize,
    },
    /// The run is not one that could be stopped.
    #[error("the run is finished")]
    Finished,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Error {
    /// True when whoever asked can mend it by asking differently.
    #[must_use]
    pub fn is_the_callers(&self) -> bool {
        match self {
            Self::UnknownScenario { .. }
            | Self::UnknownPolicy { .. }
            | Self::UnknownSite { .. }
            | Self::RadioNotPlanned
            | Self::Prices(_) => true,
            Self::CityFile(_)
            | Self::Import(_)
            | Self::InputsChanged
            | Self::UnreadableRun(_)
            | Self::Unwritable(_)
            | Self::Plan(_)
            | Self::Broken { .. }
            | Self::QueueFull { .. }
            | Self::Finished
            | Self::Store(_) => false,
        }
    }

    /// True when the computation ended because it was asked to, before there was a plan.
    #[must_use]
    pub fn is_a_stop(&self) -> bool {
        matches!(self, Self::Plan(plan::Error::Solve(_)))
    }

    /// The error and what to do about it, in both languages.
    #[must_use]
    pub fn words(&self) -> Failure {
        let list = |names: &[String]| names.join(", ");
        let (message, hint): ([String; 2], [String; 2]) = match self {
            Self::CityFile(error) => (
                [error.message(), error.message()],
                [error.hint().to_owned(), error.hint().to_owned()],
            ),
            Self::Import(error) => (
                [error.message(), error.message()],
                [error.hint(), error.hint()],
            ),
            Self::UnknownScenario { name, known } => (
                [
                    format!("Das Szenario „{name}“ gibt es nicht."),
                    format!("There is no scenario `{name}`."),
                ],
                [
                    format!("Eines davon wählen: {}", list(known)),
                    format!("Choose one of: {}", list(known)),
                ],
            ),
            Self::UnknownPolicy { name, known } => (
                [
                    format!("Die Richtlinie „{name}“ gibt es nicht."),
                    format!("There is no policy `{name}`."),
                ],
                [
                    format!("Eine davon wählen: {}", list(known)),
                    format!("Choose one of: {}", list(known)),
                ],
            ),
            Self::UnknownSite { site } => (
                [
                    format!("Den Standort „{site}“ gibt es nicht."),
                    format!("There is no site `{site}`."),
                ],
                both(
                    "Die Kennung aus der Standortliste nehmen.",
                    "Take the id from the list of sites.",
                ),
            ),
            Self::RadioNotPlanned => (
                both(
                    "Richtfunk wird noch nicht geplant.",
                    "Radio links are not planned yet.",
                ),
                both(
                    "Glasfaser oder Mietleitung festlegen.",
                    "Fix fibre or a leased line instead.",
                ),
            ),
            Self::Prices(error) => (
                match error {
                    prices::Error::Change { row, value } => [
                        format!("Der Wert {value:?} für `{row}` ist nicht brauchbar."),
                        format!("The value {value:?} for `{row}` cannot be used."),
                    ],
                    prices::Error::UnknownRow { row } | prices::Error::MissingRow { row } => [
                        format!("Im Preisbuch gibt es keine Zeile `{row}`."),
                        format!("The price book has no row `{row}`."),
                    ],
                    prices::Error::Band { .. }
                    | prices::Error::Share { .. }
                    | prices::Error::Span { .. }
                    | prices::Error::Number { .. }
                    | prices::Error::PriceDate { .. } => [
                        format!("Die Preisänderung ist nicht brauchbar: {error}"),
                        format!("The change of prices cannot be used: {error}"),
                    ],
                },
                both(
                    "Einen Faktor von 0 bis 1000 angeben.",
                    "Give a factor from 0 to 1000.",
                ),
            ),
            Self::InputsChanged => (
                both(
                    "Seit der Anfrage haben sich Dateien der Stadt oder das Programm geändert.",
                    "The city's files or the program changed since the run was asked for.",
                ),
                both(
                    "Die Berechnung noch einmal starten.",
                    "Start the run again.",
                ),
            ),
            Self::Plan(error) => (
                [
                    format!("Es gibt keinen Plan: {}", chain(error)),
                    format!("There is no plan: {}", chain(error)),
                ],
                both(
                    "Preise, Klassen und Bestandsnetz des Szenarios prüfen.",
                    "Check the scenario's prices and classes and the existing network.",
                ),
            ),
            Self::UnreadableRun(_) | Self::Unwritable(_) | Self::Broken { .. } => (
                both(
                    "Die Berechnung ist an einem Fehler des Programms gescheitert.",
                    "The run failed because of a fault in the program.",
                ),
                both(
                    "Das Protokoll des Servers nennt die Ursache; bitte melden.",
                    "The server's log names the cause; please report it.",
                ),
            ),
            Self::QueueFull { waiting } => (
                [
                    format!("Es warten schon {waiting} Läufe."),
                    format!("{waiting} runs are waiting already."),
                ],
                both("Etwas warten.", "Wait a little."),
            ),
            Self::Finished => (
                both("Der Lauf ist schon zu Ende.", "The run is finished."),
                both("Einen neuen Lauf starten.", "Start a new run."),
            ),
            Self::Store(error) => (
                both(
                    "Das Ergebnis konnte nicht gespeichert werden.",
                    "The result could not be stored.",
                ),
                [
                    "Die Datenbank prüfen.".to_owned(),
                    error.hint().unwrap_or("check the database").to_owned(),
                ],
            ),
        };
        let [message_de, message_en] = message;
        let [hint_de, hint_en] = hint;
        Failure {
            message_de,
            message_en,
            hint_de,
            hint_en,
        }
    }
}

fn both(german: &str, english: &str) -> [String; 2] {
    [german.to_owned(), english.to_owned()]
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(": ");
        text.push_str(&error.to_string());
        source = error.source();
    }
    text
}
