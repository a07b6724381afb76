//! Whether prices, policies, kinds and scenarios make sense, with the place of each mistake.

use toml::de::{DeTable, DeValue};

use super::super::Error;
use super::super::finding::{Finding, Findings, Severity};
use super::super::source::Input;
use super::{
    POLICIES, PRICES, Standard, decisions, kinds, kinds_text, names, policies, policy_of,
    price_hint, price_text, record, standard,
};
use crate::city::City;
use crate::city_file::{self, CityFile, ScenarioEntry};
use crate::scenario::prices::{self, PriceBook};
use crate::words::finding::{Said, said};

/// Checks every scenario and takes down the files they rest on.
pub(in crate::import) fn check(
    city: &CityFile,
    known: &City,
    inputs: &mut Vec<Input>,
    findings: &mut Findings,
) -> Result<(), Error> {
    let schema = city.schema();
    record(
        city,
        schema.prices.as_ref(),
        "data/prices/standard.toml",
        PRICES,
        "prices",
        inputs,
    )?;
    for (file, text) in POLICIES {
        record(city, None, file, text, "policy", inputs)?;
    }
    for name in &schema.policies {
        record(city, Some(name), "", "", "policy", inputs)?;
    }
    for name in schema
        .scenarios
        .iter()
        .filter_map(|entry| entry.price_book.as_ref())
    {
        record(city, Some(name), "", "", "prices", inputs)?;
    }
    let standard = standard()?;
    let entries: Vec<Option<&ScenarioEntry>> = if schema.scenarios.is_empty() {
        vec![None]
    } else {
        schema.scenarios.iter().map(Some).collect()
    };
    let mut told = std::collections::BTreeSet::new();
    for entry in entries {
        for finding in problems(city, &standard, entry)? {
            // Scenarios share price books: one row is reported once.
            if told.insert((finding.file.clone(), finding.line, finding.message.clone())) {
                findings.push(finding);
            }
        }
    }
    decisions::check(city, known, findings);
    Ok(())
}

/// Everything that is wrong with one scenario.
fn problems(
    city: &CityFile,
    standard: &Standard,
    entry: Option<&ScenarioEntry>,
) -> Result<Vec<Finding>, Error> {
    let mut findings = Vec::new();
    let at = |file: &str, (line, column): (u64, u64), kind: &str, message: Said, hint: Said| {
        Finding::new(Severity::Error, kind, file, message, hint)
            .line(line)
            .column(column.to_string())
    };
    let book_text = price_text(city, entry)?;
    let book: PriceBook = city_file::parse_toml(&book_text.file, &book_text.text)?;
    for problem in book.problems() {
        let place = row_place(&book_text.text, &problem);
        findings.push(at(
            &book_text.file,
            place,
            "bad_price",
            Said::from(&problem),
            price_hint(&problem).into(),
        ));
    }
    let city_name = city_file::shown(city.path());
    let (policy_name, policy_span) = policy_of(standard, entry);
    let policies = policies(city)?;
    let policy = policies.iter().find(|policy| policy.name == policy_name);
    if policy.is_none() {
        findings.push(at(
            &city_name,
            city.place(&policy_span),
            "unknown_policy",
            said!("unknown policy `{policy_name}`", policy_name),
            said!("choose one of: {names}", names = names(&policies)),
        ));
    }
    for policy in &policies {
        for problem in policy.problems() {
            findings.push(Finding::new(
                Severity::Error,
                "bad_policy",
                &city_name,
                Said::from(&problem),
                "write euros from 0",
            ));
        }
    }
    let kinds = kinds(city)?;
    if let Some(policy) = policy {
        for problem in kinds.problems(&book, policy) {
            findings.push(Finding::new(
                Severity::Error,
                "bad_kind",
                &kinds_text(city)?.file,
                Said::from(&problem),
                "add the row, or name one that exists",
            ));
        }
    }
    if let Some(entry) = entry {
        if let Some(changes) = &entry.prices {
            let reason = format!("scenario {}", entry.name.get_ref());
            if let Err(problem) = book.changed(changes.get_ref(), &reason) {
                findings.push(at(
                    &city_name,
                    city.place(&changes.span()),
                    "bad_price",
                    said!(
                        "scenario `{name}`: {problem}",
                        name = entry.name.get_ref(),
                        problem = Said::from(&problem)
                    ),
                    price_hint(&problem).into(),
                ));
            }
        }
        let (as_of, target) = (
            entry.as_of.unwrap_or(standard.as_of).0,
            entry.target.unwrap_or(standard.target).0,
        );
        if target <= as_of {
            findings.push(at(
                &city_name,
                city.place(&entry.name.span()),
                "bad_dates",
                said!(
                    "scenario `{name}`: the target {target} is not after the start {as_of}",
                    name = entry.name.get_ref(),
                    target,
                    as_of
                ),
                "set `target` to a later date".into(),
            ));
        }
    }
    Ok(findings)
}

/// Line and column of the row a problem is about, in the text of a price book.
fn row_place(text: &str, problem: &prices::Error) -> (u64, u64) {
    let row = match problem {
        prices::Error::Band { row, .. }
        | prices::Error::Change { row, .. }
        | prices::Error::UnknownRow { row }
        | prices::Error::MissingRow { row } => row.as_str(),
        prices::Error::Share { row, .. }
        | prices::Error::Span { row, .. }
        | prices::Error::Number { row, .. } => row,
        prices::Error::PriceDate { .. } => "price_date",
    };
    let Ok(table) = DeTable::parse(text) else {
        return (1, 1);
    };
    let mut place = 0;
    let mut level = table.get_ref();
    for part in row.split('.') {
        let Some((key, value)) = level.iter().find(|(key, _)| key.get_ref() == part) else {
            break;
        };
        place = key.span().start;
        match value.get_ref() {
            DeValue::Table(inner) => level = inner,
            _ => break,
        }
    }
    city_file::place(text, place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_prices_are_shown_where_they_stand() {
        for (wrong, place, words) in [
            (
                ("value = 240.0", "value = -240.0"),
                (19, 1),
                "trench_per_metre.asphalt",
            ),
            (
                ("low = 1000.0, high = 2200.0", "low = 1600.0, high = 2200.0"),
                (52, 1),
                "equipment.1G",
            ),
            (
                ("vat_share = 0.19", "vat_share = 19.0"),
                (8, 1),
                "between 0 and 1",
            ),
            (("period = 20.0", "period = 0.0"), (9, 1), "years"),
            (
                (
                    "longest_drop_m = { value = 500",
                    "longest_drop_m = { value = 0",
                ),
                (80, 1),
                "works.longest_drop_m",
            ),
            (
                ("price_date = \"2026-01\"", "price_date = \"2026\""),
                (3, 1),
                "month",
            ),
        ] {
            assert!(PRICES.contains(wrong.0), "{wrong:?}");
            let text = PRICES.replace(wrong.0, wrong.1);
            let book: PriceBook = city_file::parse_toml("p.toml", &text).unwrap();
            let problems = book.problems();
            assert_eq!(problems.len(), 1, "{problems:?}");
            assert!(problems[0].to_string().contains(words), "{}", problems[0]);
            assert_eq!(row_place(&text, &problems[0]).0, place.0, "{words}");
        }
    }
}
