//! Price books, policies, kinds of site and scenarios: the shipped ones, and those a city file names.

mod check;
mod decisions;

use std::ops::Range;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::finding::{Finding, Findings, Severity};
use super::source::{Input, Source, sha256};
use super::{Error, recorded};
use crate::city_file::{self, CityFile, Day, Named, ScenarioEntry};
use crate::scenario::Scenario;
use crate::scenario::kinds::Kinds;
use crate::scenario::policy::Policy;
use crate::scenario::prices::{self, PriceBook};

pub(super) use check::check;

const PRICES: &str = include_str!("../../data/prices/standard.toml");
const KINDS: &str = include_str!("../../data/kinds/municipal.toml");
const POLICIES: [(&str, &str); 2] = [
    (
        "data/policies/ratsbeschluss.toml",
        include_str!("../../data/policies/ratsbeschluss.toml"),
    ),
    (
        "data/policies/kostenminimum.toml",
        include_str!("../../data/policies/kostenminimum.toml"),
    ),
];
const SCENARIO: &str = include_str!("../../data/scenarios/standard.toml");

/// What a list of scenarios shows of each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenarioSummary {
    /// Its name.
    pub name: String,
    /// The date the plan starts from.
    pub as_of: Date,
    /// The date by which everything should be connected.
    pub target: Date,
    /// Name of the policy.
    pub policy: String,
    /// What it is about, German; possibly empty.
    pub note_de: String,
    /// What it is about, English; possibly empty.
    pub note_en: String,
}

/// The shipped scenario, which fills in what others leave out.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Standard {
    name: String,
    as_of: Day,
    target: Day,
    policy: String,
    seed: u64,
}

/// A TOML file with the name messages use for it.
struct Text {
    file: String,
    text: String,
}

/// All scenarios of a city file, in its order; the shipped one when it has none.
///
/// # Errors
/// [`Error`] when the shipped data cannot be read, which a test excludes.
pub fn scenarios(city: &CityFile) -> Result<Vec<ScenarioSummary>, Error> {
    let standard = standard()?;
    let entries = &city.schema().scenarios;
    if entries.is_empty() {
        return Ok(vec![ScenarioSummary {
            name: standard.name,
            as_of: standard.as_of.0,
            target: standard.target.0,
            policy: standard.policy,
            note_de: String::new(),
            note_en: String::new(),
        }]);
    }
    Ok(entries
        .iter()
        .map(|entry| ScenarioSummary {
            name: entry.name.get_ref().clone(),
            as_of: entry.as_of.unwrap_or(standard.as_of).0,
            target: entry.target.unwrap_or(standard.target).0,
            policy: entry.policy.as_ref().map_or_else(
                || standard.policy.clone(),
                |policy| policy.get_ref().clone(),
            ),
            note_de: entry.note_de.clone().unwrap_or_default(),
            note_en: entry.note_en.clone().unwrap_or_default(),
        })
        .collect())
}

/// One scenario with everything it assumes: the named one, else the city file's default, else its first, else the shipped one.
///
/// # Errors
/// [`Error`] for an unknown name, and when its prices, policy or kinds are not usable.
pub fn scenario(city: &CityFile, name: Option<&str>) -> Result<Scenario, Error> {
    let standard = standard()?;
    let schema = city.schema();
    let wanted = name.or_else(|| {
        schema
            .default_scenario
            .as_ref()
            .map(|name| name.get_ref().as_str())
    });
    let entry = match wanted {
        Some(wanted) => {
            let found = schema
                .scenarios
                .iter()
                .find(|entry| entry.name.get_ref() == wanted);
            if found.is_none() && !(schema.scenarios.is_empty() && wanted == standard.name) {
                return Err(Error::UnknownScenario {
                    name: wanted.to_owned(),
                    known: scenarios(city)?
                        .into_iter()
                        .map(|scenario| scenario.name)
                        .collect::<Vec<_>>()
                        .join(", "),
                });
            }
            found
        }
        None => schema.scenarios.first(),
    };
    build(city, &standard, entry)
}

/// All policies a run may ask for, the shipped ones first.
///
/// # Errors
/// [`Error`] when a policy file cannot be read.
pub fn policies(city: &CityFile) -> Result<Vec<Policy>, Error> {
    let mut policies: Vec<Policy> = Vec::new();
    for (file, text) in POLICIES {
        policies.push(city_file::parse_toml(file, text)?);
    }
    for name in &city.schema().policies {
        let file = named_text(city, name)?;
        let policy: Policy = city_file::parse_toml(&file.file, &file.text)?;
        match policies.iter_mut().find(|known| known.name == policy.name) {
            Some(known) => *known = policy,
            None => policies.push(policy),
        }
    }
    Ok(policies)
}

/// The kinds of site of a city.
///
/// # Errors
/// [`Error`] when the file of kinds cannot be read.
pub fn kinds(city: &CityFile) -> Result<Kinds, Error> {
    let file = kinds_text(city)?;
    Ok(city_file::parse_toml(&file.file, &file.text)?)
}

/// The kinds, with the file recorded as an input.
pub(super) fn read_kinds(
    city: &CityFile,
    inputs: &mut Vec<Input>,
    findings: &mut Findings,
) -> Result<Kinds, Error> {
    record(
        city,
        city.schema().kinds.as_ref(),
        "data/kinds/municipal.toml",
        KINDS,
        "kinds",
        inputs,
    )?;
    let file = kinds_text(city)?;
    let kinds: Kinds = city_file::parse_toml(&file.file, &file.text)?;
    if kinds.kinds.is_empty() {
        findings.push(Finding::new(
            Severity::Warning,
            "no_kinds",
            &file.file,
            "the file names no kind of site",
            "leave `kinds` out to use the shipped ones",
        ));
    }
    Ok(kinds)
}

fn build(
    city: &CityFile,
    standard: &Standard,
    entry: Option<&ScenarioEntry>,
) -> Result<Scenario, Error> {
    let book_text = price_text(city, entry)?;
    let mut prices: PriceBook = city_file::parse_toml(&book_text.file, &book_text.text)?;
    if let Some(problem) = prices.problems().into_iter().next() {
        return Err(Error::Prices {
            file: book_text.file,
            problem,
        });
    }
    let name = entry.map_or_else(
        || standard.name.clone(),
        |entry| entry.name.get_ref().clone(),
    );
    if let Some(changes) = entry.and_then(|entry| entry.prices.as_ref()) {
        let reason = format!("scenario {name}");
        prices = prices
            .changed(changes.get_ref(), &reason)
            .map_err(|problem| {
                Error::CityFile(city.error_at(
                    &changes.span(),
                    format!("scenario `{name}`: {problem}"),
                    price_hint(&problem),
                ))
            })?;
    }
    let (policy_name, _) = policy_of(standard, entry);
    let policies = policies(city)?;
    let Some(policy) = policies
        .iter()
        .find(|policy| policy.name == policy_name)
        .cloned()
    else {
        return Err(Error::UnknownPolicy {
            name: policy_name,
            known: names(&policies),
        });
    };
    let kinds_file = kinds_text(city)?.file;
    if let Some(problem) = policy.problems().into_iter().next() {
        return Err(Error::Policy { problem });
    }
    let kinds = kinds(city)?;
    if let Some(problem) = kinds.problems(&prices, &policy).into_iter().next() {
        return Err(Error::Kinds {
            file: kinds_file,
            problem,
        });
    }
    let as_of = entry
        .and_then(|entry| entry.as_of)
        .unwrap_or(standard.as_of)
        .0;
    let target = entry
        .and_then(|entry| entry.target)
        .unwrap_or(standard.target)
        .0;
    if target <= as_of {
        return Err(Error::Dates {
            name,
            as_of,
            target,
        });
    }
    Ok(Scenario {
        name,
        as_of,
        target,
        prices,
        policy,
        kinds,
        decisions: entry
            .map(|entry| entry.decisions.clone())
            .unwrap_or_default(),
        seed: entry.and_then(|entry| entry.seed).unwrap_or(standard.seed),
    })
}

/// What to do about a problem with prices.
pub(super) fn price_hint(problem: &prices::Error) -> &'static str {
    match problem {
        prices::Error::Band { .. } => "prices are euros from 0, with low ≤ value ≤ high",
        prices::Error::Share { .. } => "write a share such as 0.19",
        prices::Error::Span { .. } => "write years such as 20.0",
        prices::Error::Number { .. } => "write a whole number within these bounds",
        prices::Error::PriceDate { .. } => {
            "write the month the prices were valid in, such as 2026-01"
        }
        prices::Error::Change { .. } => "factors lie between 0 and 1000, values are euros from 0",
        prices::Error::UnknownRow { .. } => {
            "rows are named like `trench_per_metre.asphalt`, `equipment.1G` or `leased.1G.per_month`"
        }
        prices::Error::MissingRow { .. } => {
            "add the row; data/prices/standard.toml has all of them"
        }
    }
}

fn standard() -> Result<Standard, Error> {
    Ok(city_file::parse_toml(
        "data/scenarios/standard.toml",
        SCENARIO,
    )?)
}

fn policy_of(standard: &Standard, entry: Option<&ScenarioEntry>) -> (String, Range<usize>) {
    match entry.and_then(|entry| entry.policy.as_ref()) {
        Some(policy) => (policy.get_ref().clone(), policy.span()),
        None => (standard.policy.clone(), 0..0),
    }
}

fn names(policies: &[Policy]) -> String {
    policies
        .iter()
        .map(|policy| policy.name.as_str())
        .collect::<Vec<_>>()
        .join(", ")
}

fn price_text(city: &CityFile, entry: Option<&ScenarioEntry>) -> Result<Text, Error> {
    let named = entry
        .and_then(|entry| entry.price_book.as_ref())
        .or(city.schema().prices.as_ref());
    match named {
        Some(name) => named_text(city, name),
        None => Ok(Text {
            file: "data/prices/standard.toml".to_owned(),
            text: PRICES.to_owned(),
        }),
    }
}

fn kinds_text(city: &CityFile) -> Result<Text, Error> {
    match &city.schema().kinds {
        Some(name) => named_text(city, name),
        None => Ok(Text {
            file: "data/kinds/municipal.toml".to_owned(),
            text: KINDS.to_owned(),
        }),
    }
}

fn named_text(city: &CityFile, name: &Named) -> Result<Text, Error> {
    let source = Source::named(city, name)?;
    let text = city_file::read_text(&source.path)?;
    Ok(Text {
        file: source.name,
        text,
    })
}

/// Takes down a named file, or the shipped one in its place.
fn record(
    city: &CityFile,
    named: Option<&Named>,
    shipped: &str,
    text: &str,
    format: &str,
    inputs: &mut Vec<Input>,
) -> Result<(), Error> {
    let input = match named {
        Some(name) => recorded(&Source::named(city, name)?, format)?,
        None => Input {
            path: format!("shipped:{shipped}"),
            sha256: sha256(text.as_bytes()),
            bytes: text.len() as u64,
            format: format.to_owned(),
        },
    };
    if !inputs.contains(&input) {
        inputs.push(input);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::scenario::prices::Works;

    fn city(text: &str) -> CityFile {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("city.toml");
        std::fs::write(&path, text).unwrap();
        city_file::load(&path).unwrap()
    }

    #[test]
    fn the_shipped_data_is_sound() {
        let city = city("name = \"A\"");
        let scenario = scenario(&city, None).unwrap();
        assert_eq!(scenario.name, "standard");
        assert_eq!(scenario.policy.name, "ratsbeschluss");
        assert_eq!(scenario.prices.rows().len(), 21);
        assert!(scenario.kinds.kinds.len() >= 24);
        let policies = policies(&city).unwrap();
        assert_eq!(names(&policies), "ratsbeschluss, kostenminimum");
        for policy in &policies {
            assert_eq!(scenario.kinds.problems(&scenario.prices, policy), []);
        }
        for (row, price) in scenario.prices.rows() {
            assert!(!price.source.is_empty(), "{row}");
        }
        // What the shipped book says is what a book that says nothing means.
        assert_eq!(scenario.prices.works, Works::default());
        let without = PRICES.split("[works]").next().unwrap();
        let older: PriceBook = city_file::parse_toml("older.toml", without).unwrap();
        assert_eq!(older.works, Works::default());
    }

    #[test]
    fn a_scenario_changes_prices_and_keeps_the_band_around_them() {
        let city = city(
            "name = \"A\"\n[[scenarios]]\nname = \"x\"\npolicy = \"kostenminimum\"\nseed = 7\n\
             [scenarios.prices]\ntrench_factor = 0.5\nvalues = { \"leased.1G.per_month\" = 450.0 }\n",
        );
        let scenario = scenario(&city, Some("x")).unwrap();
        let rows: BTreeMap<_, _> = scenario.prices.rows().into_iter().collect();
        let euros = |row: &str| {
            let price = rows[row];
            [price.low, price.value, price.high].map(|amount| amount.cents() / 100)
        };
        assert_eq!(euros("trench_per_metre.asphalt"), [90, 120, 150]);
        assert_eq!(euros("leased.1G.per_month"), [300, 450, 750]);
        assert_eq!(
            (scenario.seed, scenario.policy.name.as_str()),
            (7, "kostenminimum")
        );
        assert!(
            super::scenario(&city, Some("y"))
                .unwrap_err()
                .hint()
                .contains("choose one of: x")
        );
    }
}
