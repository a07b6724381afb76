//! Query strings into typed questions. Every limit is bounded, and a parameter nobody knows is a mistake worth telling.

use std::collections::BTreeSet;

use axum::extract::Query;
use axum::http::Uri;

use super::error::ApiError;
use crate::store::RunId;
use crate::words::Language;

/// Longest single value.
const LONGEST_VALUE: usize = 1_000;
/// Longest search text, in characters.
const LONGEST_SEARCH: usize = 200;
/// Most parameters in one query string.
const MOST_PARAMETERS: usize = 200;
/// Rows on a page when nothing is said.
const PAGE_SIZE: u32 = 50;
/// Most rows on a page.
const LARGEST_PAGE: u32 = 500;
/// The last page that can be asked for.
const LAST_PAGE: u32 = 1_000_000;

/// The pairs of a query string, in order, each taken out once it is understood.
#[derive(Debug)]
pub(super) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Reads a query string.
    pub(super) fn read(uri: &Uri) -> Result<Self, ApiError> {
        let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(uri).map_err(|_| {
            ApiError::bad_request(
                "unreadable_query",
                [
                    "Die Angaben hinter dem Fragezeichen sind nicht lesbar.",
                    "The part after the question mark cannot be read.",
                ],
                [
                    "Jede Angabe als name=wert in UTF-8 schreiben.",
                    "Write each parameter as name=value in UTF-8.",
                ],
            )
        })?;
        if pairs.len() > MOST_PARAMETERS {
            return Err(ApiError::address_too_long());
        }
        if let Some((name, _)) = pairs.iter().find(|(_, value)| value.len() > LONGEST_VALUE) {
            return Err(unusable(name));
        }
        Ok(Self(pairs))
    }

    /// A parameter that may stand once; empty counts as absent.
    pub(super) fn one(&mut self, name: &str) -> Result<Option<String>, ApiError> {
        let mut values = self.take(name);
        match values.len() {
            0 => Ok(None),
            1 => Ok(values.pop().filter(|value| !value.is_empty())),
            _ => Err(unusable(name)),
        }
    }

    /// A parameter that may be repeated or hold a list separated by commas; empty values do not count.
    pub(super) fn list(&mut self, name: &str) -> BTreeSet<String> {
        split(&self.take(name)).collect()
    }

    /// Like [`Parameters::list`] for names that may hold commas themselves: a value counts whole, too.
    pub(super) fn names(&mut self, name: &str) -> BTreeSet<String> {
        let values = self.take(name);
        let mut names: BTreeSet<String> = split(&values).collect();
        names.extend(values.into_iter().filter(|value| !value.is_empty()));
        names
    }

    /// The run meant by `run`, if any.
    pub(super) fn run(&mut self, name: &str) -> Result<Option<RunId>, ApiError> {
        self.one(name)?.map(|text| run_id(&text)).transpose()
    }

    /// What is to be shown: `run`, and without one the city at the date of `scenario`, the default one when left out.
    pub(super) fn shown(&mut self) -> Result<Shown, ApiError> {
        let (run, scenario) = (self.run("run")?, self.one("scenario")?);
        Ok(match run {
            Some(run) => Shown::Run(run),
            None => Shown::Scenario(scenario),
        })
    }

    /// The language of texts; German when nothing is said.
    pub(super) fn language(&mut self) -> Result<Language, ApiError> {
        match self.one("lang")?.as_deref() {
            None | Some("de") => Ok(Language::German),
            Some("en") => Ok(Language::English),
            Some(_) => Err(unusable("lang")),
        }
    }

    /// A search text, short enough to be one.
    pub(super) fn search(&mut self, name: &str) -> Result<Option<String>, ApiError> {
        let text = self.one(name)?;
        match text {
            Some(text) if text.chars().count() > LONGEST_SEARCH => Err(unusable(name)),
            other => Ok(other),
        }
    }

    /// `page` and `page_size`.
    pub(super) fn page(&mut self) -> Result<Page, ApiError> {
        let number = self.number("page", 1, LAST_PAGE)?.unwrap_or(1);
        let size = self
            .number("page_size", 1, LARGEST_PAGE)?
            .unwrap_or(PAGE_SIZE);
        Ok(Page { number, size })
    }

    fn number(&mut self, name: &str, least: u32, most: u32) -> Result<Option<u32>, ApiError> {
        let Some(text) = self.one(name)? else {
            return Ok(None);
        };
        match text.parse() {
            Ok(number) if (least..=most).contains(&number) => Ok(Some(number)),
            _ => Err(ApiError::bad_request(
                "number_out_of_range",
                [
                    format!("`{name}` muss eine ganze Zahl von {least} bis {most} sein."),
                    format!("`{name}` must be a whole number from {least} to {most}."),
                ],
                ["Den Wert ändern.", "Change the value."],
            )),
        }
    }

    /// Refuses what is left over.
    pub(super) fn finish(self) -> Result<(), ApiError> {
        match self.0.first() {
            None => Ok(()),
            Some((name, _)) => {
                let name: String = name.chars().take(40).collect();
                Err(ApiError::bad_request(
                    "unknown_parameter",
                    [
                        format!("Die Angabe `{name}` gibt es hier nicht."),
                        format!("There is no parameter `{name}` here."),
                    ],
                    [
                        "/api/openapi.json nennt alle Angaben.",
                        "/api/openapi.json lists all parameters.",
                    ],
                ))
            }
        }
    }

    fn take(&mut self, name: &str) -> Vec<String> {
        let (taken, kept) = std::mem::take(&mut self.0)
            .into_iter()
            .partition(|(key, _)| key == name);
        self.0 = kept;
        taken
            .into_iter()
            .map(|(_, value): (_, String)| value)
            .collect()
    }
}

fn split(values: &[String]) -> impl Iterator<Item = String> {
    values
        .iter()
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .filter(|value| !value.is_empty())
        .map(str::to_owned)
}

/// What an answer about sites is to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shown {
    /// A done run.
    Run(RunId),
    /// The city before any decision, at the date of a scenario; the default one without a name.
    Scenario(Option<String>),
}

/// A part of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Page {
    /// Counted from 1.
    pub(super) number: u32,
    /// Rows on it.
    pub(super) size: u32,
}

impl Page {
    /// The rows of this page, none beyond the end.
    pub(super) fn of<T>(self, rows: &[T]) -> &[T] {
        let size = self.size as usize;
        let start = (self.number as usize - 1).saturating_mul(size);
        let start = start.min(rows.len());
        &rows[start..start.saturating_add(size).min(rows.len())]
    }
}

/// Reads a run's id.
pub(super) fn run_id(text: &str) -> Result<RunId, ApiError> {
    RunId::parse(text).ok_or_else(|| {
        ApiError::bad_request(
            "not_a_run",
            [
                "Das ist keine Kennung eines Laufs.",
                "This is not the id of a run.",
            ],
            [
                "Die Kennung aus der Liste der Läufe nehmen.",
                "Take the id from the list of runs.",
            ],
        )
    })
}

/// A value that is too long, repeated, or not one of those that are known.
pub(super) fn unusable(name: &str) -> ApiError {
    let name: String = name.chars().take(40).collect();
    ApiError::bad_request(
        "unusable_parameter",
        [
            format!("Der Wert von `{name}` ist nicht brauchbar."),
            format!("The value of `{name}` cannot be used."),
        ],
        [
            "/api/openapi.json nennt, was erlaubt ist.",
            "/api/openapi.json says what is allowed.",
        ],
    )
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use proptest::prelude::*;

    use super::*;

    fn parameters(query: &str) -> Result<Parameters, ApiError> {
        Parameters::read(&format!("/x?{query}").parse().unwrap())
    }

    #[test]
    fn lists_may_be_repeated_or_separated_by_commas() {
        let mut all = parameters("kind=a,b&kind=c&kind=&x=1").unwrap();
        assert_eq!(all.list("kind").into_iter().collect::<String>(), "abc");
        assert!(all.list("district").is_empty());
        assert!(all.finish().is_err());
    }

    #[test]
    fn a_name_with_a_comma_counts_whole_too() {
        let mut all = parameters("group=Sport,%20Freizeit&group=Gigabit").unwrap();
        let names: Vec<String> = all.names("group").into_iter().collect();
        assert_eq!(names, ["Freizeit", "Gigabit", "Sport", "Sport, Freizeit"]);
    }

    #[test]
    fn pages_are_bounded() {
        let page = |query: &str| parameters(query).unwrap().page();
        assert_eq!(
            page("").unwrap(),
            Page {
                number: 1,
                size: 50
            }
        );
        assert_eq!(
            page("page=3&page_size=500").unwrap(),
            Page {
                number: 3,
                size: 500
            }
        );
        for query in [
            "page=0",
            "page=-1",
            "page=2147483648",
            "page=4294967296",
            "page=NaN",
            "page=1.5",
            "page=1&page=2",
            "page_size=501",
            "page_size=0",
            "page=%20",
        ] {
            assert!(page(query).is_err(), "{query}");
        }
    }

    #[test]
    fn a_page_beyond_the_end_is_empty() {
        let rows = [1, 2, 3];
        let page = |number, size| Page { number, size };
        assert_eq!(page(1, 2).of(&rows), [1, 2]);
        assert_eq!(page(2, 2).of(&rows), [3]);
        assert!(page(LAST_PAGE, LARGEST_PAGE).of(&rows).is_empty());
    }

    proptest! {
        #[test]
        fn no_query_string_makes_the_reader_panic(query in "[ -~]{0,300}") {
            let Ok(uri) = format!("/x?{query}").parse::<Uri>() else { return Ok(()) };
            if let Ok(mut parameters) = Parameters::read(&uri) {
                let _ = parameters.page();
                let _ = parameters.run("run");
                let _ = parameters.search("q");
                let _ = parameters.list("kind");
                let _ = parameters.finish();
            }
        }

        #[test]
        fn a_page_never_reaches_outside_the_list(number in 1..=LAST_PAGE, size in 1..=LARGEST_PAGE, length in 0_usize..2_000) {
            let rows = vec![0_u8; length];
            let shown = Page { number, size }.of(&rows).len();
            prop_assert!(shown <= size as usize);
        }

        #[test]
        fn what_was_written_is_read(values in prop::collection::vec("[a-zäöü ]{1,12}", 0..6)) {
            let mut query = String::new();
            for value in &values {
                query.push_str("kind=");
                for byte in value.bytes() {
                    write!(query, "%{byte:02X}").unwrap();
                }
                query.push('&');
            }
            let mut parameters = parameters(query.trim_end_matches('&')).unwrap();
            let expected: BTreeSet<String> =
                values.iter().map(|value| value.trim().to_owned()).filter(|value| !value.is_empty()).collect();
            prop_assert_eq!(parameters.list("kind"), expected);
        }
    }
}
