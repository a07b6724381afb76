//! Site lists as CSV: plain for machines, or the way German spreadsheets open it.
//!
//! A cell of text that a spreadsheet would take for a formula is preceded by an apostrophe (OWASP, CSV injection).

use std::borrow::Cow;

use super::{rows, state};
use crate::city::City;
use crate::plan::{Amounts, Plan};
use crate::scenario::Scenario;
use crate::scenario::decisions::Technology;
use crate::scenario::kinds::Kinds;
use crate::units::Euros;
use crate::words::{Language, Words};

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// RFC 4180: comma, decimal point, names of the data format.
    Plain,
    /// Semicolon, decimal comma, byte order mark, words of a language.
    Spreadsheet(Language),
}

/// Every site in the order of ids, with what the plan decides for it.
#[must_use]
pub fn sites(city: &City, plan: &Plan, kinds: &Kinds, dialect: Dialect) -> String {
    let mut table = Table::new(dialect);
    table.head(&[
        ("id", "Nummer", "id"),
        ("name", "Name", "name"),
        ("kind", "Art", "kind"),
        ("district", "Stadtbezirk", "district"),
        ("address", "Adresse", "address"),
        ("project_group", "Projektgruppe", "project group"),
        ("connection", "Anbindung heute", "connection today"),
        ("state", "Stand", "state"),
        ("technology", "Technologie", "technology"),
        ("need", "Bedarf", "need"),
        ("class", "Bandbreite", "class"),
        (
            "cost_eur",
            "Anteil an den Kosten in Euro, Barwert",
            "share of cost in euros, present value",
        ),
        (
            "own_share_eur",
            "davon Eigenanteil in Euro",
            "own share in euros",
        ),
        (
            "shortfall_eur",
            "Minderleistung in Euro",
            "shortfall in euros",
        ),
        (
            "premium_eur",
            "Glasfaserbonus in Euro",
            "fibre premium in euros",
        ),
        (
            "investment_eur",
            "Investition in Euro, einmalig",
            "investment in euros, once",
        ),
        (
            "running_per_year_eur",
            "Laufende Kosten in Euro je Jahr",
            "running cost in euros a year",
        ),
        (
            "saved_if_left_eur",
            "Ersparnis ohne den Standort in Euro",
            "saved if left out in euros",
        ),
        ("stand_alone_eur", "Allein in Euro", "alone in euros"),
        ("drop_m", "Hausanschluss in Metern", "drop in metres"),
        ("fed_from", "Knoten", "node"),
        ("lon", "Länge", "longitude"),
        ("lat", "Breite", "latitude"),
    ]);
    for (site, decision) in rows(city, plan) {
        let kind = match (dialect, kinds.kinds.get(&site.kind)) {
            (Dialect::Spreadsheet(language), Some(kind)) => {
                language.pick(kind.label_de.as_str(), kind.label_en.as_str())
            }
            _ => &site.kind.0,
        };
        let amounts = decision.map(|decision| decision.amounts);
        table.text(&site.id.0);
        table.text(&site.name);
        table.text(kind);
        table.text(site.district.as_deref().unwrap_or_default());
        table.text(&site.address);
        table.text(site.project_group.as_deref().unwrap_or_default());
        table.word(Some(&site.connection));
        table.text(state_word(state(site, plan), dialect));
        table.word(decision.and_then(|decision| decision.technology).as_ref());
        table.word(decision.map(|decision| decision.need).as_ref());
        table.word(decision.and_then(|decision| decision.class).as_ref());
        table.money(amounts.map(|amounts| amounts.cost));
        table.money(amounts.map(|amounts| amounts.own_share));
        table.money(amounts.map(|amounts| amounts.shortfall));
        table.money(amounts.map(|amounts| amounts.premium));
        table.money(amounts.map(|amounts| amounts.investment));
        table.money(amounts.map(|amounts| amounts.running_per_year));
        table.money(decision.map(|decision| decision.saved_if_left));
        table.money(decision.and_then(|decision| decision.stand_alone));
        table.number(
            decision
                .and_then(|decision| decision.drop)
                .map(crate::units::Metres::get),
            2,
        );
        table.text(
            decision
                .and_then(|decision| decision.fed_from.as_deref())
                .unwrap_or_default(),
        );
        let at = site.position.map(crate::geometry::to_wgs84);
        table.number(at.map(crate::geometry::Wgs84::lon), 7);
        table.number(at.map(crate::geometry::Wgs84::lat), 7);
        table.end_row();
    }
    table.text
}

/// The totals of the plan and of each technology, with the period and the rate that present values are made with.
#[must_use]
pub fn totals(scenario: &Scenario, plan: &Plan, dialect: Dialect) -> String {
    let mut table = Table::new(dialect);
    table.head(&[
        ("technology", "Technologie", "technology"),
        ("sites", "Standorte", "sites"),
        ("below_need", "davon unter Bedarf", "of these below need"),
        (
            "cost_eur",
            "Kosten in Euro, Barwert",
            "cost in euros, present value",
        ),
        (
            "own_share_eur",
            "davon Eigenanteil in Euro",
            "own share in euros",
        ),
        (
            "shortfall_eur",
            "Minderleistung in Euro",
            "shortfall in euros",
        ),
        (
            "premium_eur",
            "Glasfaserbonus in Euro",
            "fibre premium in euros",
        ),
        (
            "investment_eur",
            "Investition in Euro, einmalig",
            "investment in euros, once",
        ),
        (
            "running_per_year_eur",
            "Laufende Kosten in Euro je Jahr",
            "running cost in euros a year",
        ),
        (
            "period_years",
            "Betrachtungszeitraum in Jahren",
            "planning period in years",
        ),
        (
            "discount_rate",
            "Kalkulationszins je Jahr",
            "interest rate a year",
        ),
    ]);
    let language = match dialect {
        Dialect::Plain => None,
        Dialect::Spreadsheet(language) => Some(language),
    };
    let nothing = language.map_or("none", |language| {
        language.pick("nicht lösbar", "not solvable")
    });
    let everything = language.map_or("all", |language| language.pick("gesamt", "all"));
    let mut row =
        |name: Option<&Technology>, other: &str, sites: usize, below: u32, amounts: Amounts| {
            match name {
                Some(technology) => table.word(Some(technology)),
                None => table.text(other),
            }
            table.number(Some(sites as f64), 0);
            table.number(Some(f64::from(below)), 0);
            for amount in [
                amounts.cost,
                amounts.own_share,
                amounts.shortfall,
                amounts.premium,
                amounts.investment,
                amounts.running_per_year,
            ] {
                table.money(Some(amount));
            }
            table.decimal(&scenario.prices.period.get().to_string());
            table.decimal(&scenario.prices.discount_rate.to_string());
            table.end_row();
        };
    for total in &plan.by_technology {
        row(
            total.technology.as_ref(),
            nothing,
            total.sites as usize,
            total.below_need,
            total.amounts,
        );
    }
    row(
        None,
        everything,
        plan.decisions.len(),
        plan.below_need(),
        plan.totals,
    );
    table.text
}

fn state_word(state: &'static str, dialect: Dialect) -> &'static str {
    let Dialect::Spreadsheet(language) = dialect else {
        return state;
    };
    match state {
        "connected" => language.pick("angebunden", "connected"),
        "planned" => language.pick("geplant", "planned"),
        "unsolvable" => language.pick("nicht lösbar", "not solvable"),
        _ => language.pick("offen", "open"),
    }
}

/// A table growing row by row.
struct Table {
    dialect: Dialect,
    text: String,
    fresh: bool,
}

impl Table {
    fn new(dialect: Dialect) -> Self {
        let mark = match dialect {
            Dialect::Plain => "",
            Dialect::Spreadsheet(_) => "\u{feff}",
        };
        Self {
            dialect,
            text: mark.to_owned(),
            fresh: true,
        }
    }

    fn head(&mut self, columns: &[(&'static str, &'static str, &'static str)]) {
        for (name, german, english) in columns {
            let title = match self.dialect {
                Dialect::Plain => name,
                Dialect::Spreadsheet(language) => language.pick(german, english),
            };
            self.cell(title);
        }
        self.end_row();
    }

    fn text(&mut self, text: &str) {
        self.cell(&guarded(text));
    }

    /// A value of the core: its data name when plain, its word otherwise.
    fn word<T: Words + serde::Serialize>(&mut self, value: Option<&T>) {
        let Some(value) = value else {
            return self.cell("");
        };
        match self.dialect {
            Dialect::Plain => {
                let name = serde_json::to_value(value).unwrap_or_default();
                self.cell(name.as_str().unwrap_or_default());
            }
            Dialect::Spreadsheet(language) => self.cell(&value.words(language)),
        }
    }

    fn money(&mut self, amount: Option<Euros>) {
        let Some(amount) = amount else {
            return self.cell("");
        };
        let sign = if amount < Euros::ZERO { "-" } else { "" };
        let cents = amount.cents().unsigned_abs();
        let number = format!("{sign}{}.{:02}", cents / 100, cents % 100);
        self.decimal(&number);
    }

    fn number(&mut self, value: Option<f64>, decimals: usize) {
        match value {
            Some(value) => self.decimal(&format!("{value:.decimals$}")),
            None => self.cell(""),
        }
    }

    fn decimal(&mut self, number: &str) {
        match self.dialect {
            Dialect::Spreadsheet(Language::German) => self.cell(&number.replace('.', ",")),
            Dialect::Plain | Dialect::Spreadsheet(Language::English) => self.cell(number),
        }
    }

    fn cell(&mut self, text: &str) {
        let separator = match self.dialect {
            Dialect::Plain => ',',
            Dialect::Spreadsheet(_) => ';',
        };
        if !std::mem::replace(&mut self.fresh, false) {
            self.text.push(separator);
        }
        if text.contains([separator, '"', '\n', '\r']) {
            self.text.push('"');
            self.text.push_str(&text.replace('"', "\"\""));
            self.text.push('"');
        } else {
            self.text.push_str(text);
        }
    }

    fn end_row(&mut self) {
        self.text.push_str("\r\n");
        self.fresh = true;
    }
}

/// The text with an apostrophe before it where a spreadsheet would run it as a formula.
#[must_use]
pub fn guarded(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}").into()
    } else {
        text.into()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(guarded(text), expected);
    }

    #[test]
    fn formulas_are_disarmed() {
        check("=1+1", "'=1+1");
        check("+49 231", "'+49 231");
        check("-x", "'-x");
        check("@SUM(A1)", "'@SUM(A1)");
        check("Schule = gut", "Schule = gut");
        check("", "");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(cells in prop::collection::vec("\\PC*|[a,;\"\r\n]{0,6}", 1..5)) {
            for (dialect, separator) in [(Dialect::Plain, b','), (Dialect::Spreadsheet(Language::German), b';')] {
                let mut table = Table::new(dialect);
                for cell in &cells {
                    table.text(cell);
                }
                table.end_row();
                let text = table.text.trim_start_matches('\u{feff}');
                let mut reader = ::csv::ReaderBuilder::new().has_headers(false).delimiter(separator).from_reader(text.as_bytes());
                let read: Vec<String> = reader.records().next().map(|row| row.unwrap().iter().map(str::to_owned).collect()).unwrap_or_default();
                let written: Vec<String> = cells.iter().map(|cell| guarded(cell).into_owned()).collect();
                if written != [""] {
                    prop_assert_eq!(read, written);
                }
            }
        }
    }
}
