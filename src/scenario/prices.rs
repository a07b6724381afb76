//! The price book: what things cost, with source, date and band.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::city::streets::{Crossing, Surface};
use crate::units::{Euros, MbitPerS, Years, in_euros};

/// One row of the price book. Amounts are net of VAT.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// What is planned with.
    #[serde(with = "in_euros")]
    pub value: Euros,
    /// Low end of the band.
    #[serde(with = "in_euros")]
    pub low: Euros,
    /// High end of the band.
    #[serde(with = "in_euros")]
    pub high: Euros,
    /// Where the number comes from, or the word `assumption`.
    pub source: String,
}

/// The class of service a site needs or an option delivers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ServiceClass {
    /// 100 Mbit/s.
    #[serde(rename = "100M")]
    M100,
    /// 1 Gbit/s.
    #[serde(rename = "1G")]
    G1,
    /// 10 Gbit/s.
    #[serde(rename = "10G")]
    G10,
}

impl ServiceClass {
    /// All classes, slowest first.
    pub const ALL: [Self; 3] = [Self::M100, Self::G1, Self::G10];

    /// The rate the class stands for.
    #[must_use]
    pub const fn rate(self) -> MbitPerS {
        MbitPerS::new(match self {
            Self::M100 => 100,
            Self::G1 => 1_000,
            Self::G10 => 10_000,
        })
    }

    /// The slowest class that carries a rate; the fastest class when none does.
    #[must_use]
    pub fn for_rate(rate: MbitPerS) -> Self {
        Self::ALL
            .into_iter()
            .find(|class| class.rate() >= rate)
            .unwrap_or(Self::G10)
    }

    /// How many classes this one lies below a need; zero when it meets it.
    #[must_use]
    pub const fn steps_below(self, need: Self) -> u32 {
        (need as u32).saturating_sub(self as u32)
    }

    /// The name used in data and on screen.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::M100 => "100M",
            Self::G1 => "1G",
            Self::G10 => "10G",
        }
    }
}

impl fmt::Display for ServiceClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a leased line of one class costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeasedLine {
    /// Rent per month.
    pub per_month: Price,
    /// Set-up, once.
    pub set_up: Price,
    /// Weeks from order to service.
    pub lead_time_weeks: u32,
}

/// A whole number that the planner takes as given, with its origin. The unit is in the field's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Given {
    /// The number.
    pub value: u32,
    /// Where it comes from, or the word `assumption`.
    pub source: String,
}

/// What building and running fibre takes, apart from money. What a price book leaves out is as in [`Works::default`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Works {
    /// Weeks from the decision to service on own fibre.
    pub fibre_lead_time_weeks: Given,
    /// A building farther from every street, in metres, is not offered fibre: its position or the street data must be wrong.
    pub longest_drop_m: Given,
    /// An existing node farther from every street, in metres, cannot be used, for the same reason.
    pub longest_node_access_m: Given,
    /// Fibres that one site takes.
    pub fibres_per_site: Given,
    /// Fibres of the cable that one free tube takes.
    pub fibres_per_tube: Given,
}

impl Default for Works {
    fn default() -> Self {
        let given = |value, source: &str| Given {
            value,
            source: source.to_owned(),
        };
        Self {
            fibre_lead_time_weeks: given(
                52,
                "assumption: permit four months, award and works eight",
            ),
            longest_drop_m: given(500, "assumption"),
            longest_node_access_m: given(500, "assumption"),
            fibres_per_site: given(1, "assumption: both directions on one fibre"),
            fibres_per_tube: given(144, "assumption: one cable of 144 fibres a tube"),
        }
    }
}

impl Works {
    /// The numbers with their names and the bounds they must keep.
    fn numbers(&self) -> [(&'static str, u32, RangeInclusive<u32>); 5] {
        [
            (
                "works.fibre_lead_time_weeks",
                self.fibre_lead_time_weeks.value,
                0..=1_040,
            ),
            (
                "works.longest_drop_m",
                self.longest_drop_m.value,
                1..=20_000,
            ),
            (
                "works.longest_node_access_m",
                self.longest_node_access_m.value,
                1..=20_000,
            ),
            (
                "works.fibres_per_site",
                self.fibres_per_site.value,
                1..=1_000,
            ),
            (
                "works.fibres_per_tube",
                self.fibres_per_tube.value,
                1..=10_000,
            ),
        ]
    }

    /// How many sites so many free fibres can serve.
    #[must_use]
    pub fn sites_on(&self, fibres: u32) -> u32 {
        // A book with zero here has a problem that is told; until then nothing divides by it.
        fibres / self.fibres_per_site.value.max(1)
    }
}

/// What things cost. Everything here is data; the shipped defaults are `data/prices/*.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceBook {
    /// Short name of the book.
    pub name: String,
    /// Month the prices were valid in, `YYYY-MM`.
    pub price_date: String,
    /// New trench per metre, duct and cable included.
    pub trench_per_metre: BTreeMap<Surface, Price>,
    /// Each crossing, on top of the trench.
    pub crossing: BTreeMap<Crossing, Price>,
    /// Blowing fibre into an existing own duct, per metre.
    pub fibre_in_duct_per_metre: Price,
    /// Opening an existing node to break out fibres, once per node used.
    pub break_out: Price,
    /// Building entry with fire stopping and in-house route, by entry size of the kind (`school`, `office`, `small`).
    pub building_entry: BTreeMap<String, Price>,
    /// Active equipment at the site by class.
    pub equipment: BTreeMap<ServiceClass, Price>,
    /// Upkeep of fibre per site and year.
    pub fibre_upkeep_per_year: Price,
    /// Leased lines by class; a class that is missing is not on offer.
    pub leased: BTreeMap<ServiceClass, LeasedLine>,
    /// Engineering and supervision as a share of building cost, 0 to 1.
    pub engineering_share: f64,
    /// Contingency as a share of building cost, 0 to 1.
    pub contingency_share: f64,
    /// VAT that cannot be deducted, 0 to 1.
    pub vat_share: f64,
    /// Planning period.
    pub period: Years,
    /// Discount rate per year, 0 to 1.
    pub discount_rate: f64,
    /// Useful lives.
    pub life: Lives,
    /// What building and running fibre takes, apart from money.
    #[serde(default)]
    pub works: Works,
}

/// Useful lives for reinvestment and residual value (linear).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lives {
    /// Trench and duct.
    pub trench: Years,
    /// Fibre cable and building entry.
    pub fibre: Years,
    /// Active equipment.
    pub equipment: Years,
}

/// Changes of a price book that a scenario or a person at the screen asks for.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PriceChanges {
    /// Factor on every trench price.
    pub trench_factor: Option<f64>,
    /// Factor on the monthly rent and the set-up of every leased line.
    pub leased_factor: Option<f64>,
    /// New values in euros by row, such as `trench_per_metre.asphalt` or `leased.1G.per_month`; the row's band moves along.
    pub values: BTreeMap<String, f64>,
}

/// What is wrong with a price book or with a change of one.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// A row's amounts are negative or out of order.
    #[error("price `{row}` is not usable: low {low}, value {value}, high {high}")]
    Band {
        /// The row.
        row: String,
        /// Its low end.
        low: Euros,
        /// Its value.
        value: Euros,
        /// Its high end.
        high: Euros,
    },
    /// A share or rate lies outside 0 to 1.
    #[error("`{row}` must lie between 0 and 1: {value}")]
    Share {
        /// The field.
        row: &'static str,
        /// The refused value.
        value: f64,
    },
    /// A span of years must be longer than nothing and at most a century.
    #[error("`{row}` must lie above 0 and not above 100 years: {value}")]
    Span {
        /// The field.
        row: &'static str,
        /// The refused value.
        value: f64,
    },
    /// A number is outside what makes sense.
    #[error("`{row}` must lie between {least} and {most}: {value}")]
    Number {
        /// The field.
        row: &'static str,
        /// The refused value.
        value: u32,
        /// The least it may be.
        least: u32,
        /// The most it may be.
        most: u32,
    },
    /// The price date is not a month.
    #[error("price date is not a month `YYYY-MM`: `{value}`")]
    PriceDate {
        /// The refused text.
        value: String,
    },
    /// A factor or a new value is negative, not finite or absurdly large.
    #[error("change of `{row}` is not usable: {value}")]
    Change {
        /// The row or factor.
        row: String,
        /// The refused value.
        value: f64,
    },
    /// The price book has no such row.
    #[error("price book has no row `{row}`")]
    UnknownRow {
        /// The row asked for.
        row: String,
    },
    /// A row that the planner needs is missing.
    #[error("price book has no row `{row}`, which is needed")]
    MissingRow {
        /// The missing row.
        row: String,
    },
}

impl PriceBook {
    /// Every row by name, in the order of the names' groups.
    #[must_use]
    pub fn rows(&self) -> Vec<(String, &Price)> {
        let mut copy = Vec::new();
        for (surface, price) in &self.trench_per_metre {
            copy.push((format!("trench_per_metre.{}", surface.name()), price));
        }
        for (crossing, price) in &self.crossing {
            copy.push((format!("crossing.{}", crossing.name()), price));
        }
        copy.push((
            "fibre_in_duct_per_metre".to_owned(),
            &self.fibre_in_duct_per_metre,
        ));
        copy.push(("break_out".to_owned(), &self.break_out));
        for (size, price) in &self.building_entry {
            copy.push((format!("building_entry.{size}"), price));
        }
        for (class, price) in &self.equipment {
            copy.push((format!("equipment.{class}"), price));
        }
        copy.push((
            "fibre_upkeep_per_year".to_owned(),
            &self.fibre_upkeep_per_year,
        ));
        for (class, line) in &self.leased {
            copy.push((format!("leased.{class}.per_month"), &line.per_month));
            copy.push((format!("leased.{class}.set_up"), &line.set_up));
        }
        copy
    }

    /// One row by its name in [`PriceBook::rows`].
    #[must_use]
    pub fn row_mut(&mut self, name: &str) -> Option<&mut Price> {
        let (group, key) = name.split_once('.').unwrap_or((name, ""));
        match group {
            "trench_per_metre" => self
                .trench_per_metre
                .iter_mut()
                .find(|(surface, _)| surface.name() == key)
                .map(|(_, price)| price),
            "crossing" => self
                .crossing
                .iter_mut()
                .find(|(crossing, _)| crossing.name() == key)
                .map(|(_, price)| price),
            "fibre_in_duct_per_metre" if key.is_empty() => Some(&mut self.fibre_in_duct_per_metre),
            "break_out" if key.is_empty() => Some(&mut self.break_out),
            "fibre_upkeep_per_year" if key.is_empty() => Some(&mut self.fibre_upkeep_per_year),
            "building_entry" => self.building_entry.get_mut(key),
            "equipment" => self
                .equipment
                .iter_mut()
                .find(|(class, _)| class.name() == key)
                .map(|(_, price)| price),
            "leased" => {
                let (class_name, part) = key.split_once('.')?;
                let line = self
                    .leased
                    .iter_mut()
                    .find(|(class, _)| class.name() == class_name)
                    .map(|(_, line)| line)?;
                match part {
                    "per_month" => Some(&mut line.per_month),
                    "set_up" => Some(&mut line.set_up),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Everything that is wrong with the book: negative prices, bands out of order, shares outside 0 to 1, missing rows.
    #[must_use]
    pub fn problems(&self) -> Vec<Error> {
        let mut problems = Vec::new();
        for (row, price) in self.rows() {
            if price.low < Euros::ZERO || price.low > price.value || price.value > price.high {
                problems.push(Error::Band {
                    row,
                    low: price.low,
                    value: price.value,
                    high: price.high,
                });
            }
        }
        for (row, value) in [
            ("engineering_share", self.engineering_share),
            ("contingency_share", self.contingency_share),
            ("vat_share", self.vat_share),
            ("discount_rate", self.discount_rate),
        ] {
            if !(0.0..=1.0).contains(&value) {
                problems.push(Error::Share { row, value });
            }
        }
        for (row, years) in [
            ("period", self.period),
            ("life.trench", self.life.trench),
            ("life.fibre", self.life.fibre),
            ("life.equipment", self.life.equipment),
        ] {
            let value = years.get();
            if value <= 0.0 || value > 100.0 {
                problems.push(Error::Span { row, value });
            }
        }
        for (row, value, within) in self.works.numbers() {
            if !within.contains(&value) {
                problems.push(Error::Number {
                    row,
                    value,
                    least: *within.start(),
                    most: *within.end(),
                });
            }
        }
        if !is_month(&self.price_date) {
            problems.push(Error::PriceDate {
                value: self.price_date.clone(),
            });
        }
        for surface in Surface::ALL {
            if !self.trench_per_metre.contains_key(&surface) {
                problems.push(Error::MissingRow {
                    row: format!("trench_per_metre.{}", surface.name()),
                });
            }
        }
        for crossing in Crossing::ALL {
            if !self.crossing.contains_key(&crossing) {
                problems.push(Error::MissingRow {
                    row: format!("crossing.{}", crossing.name()),
                });
            }
        }
        for class in ServiceClass::ALL {
            if !self.equipment.contains_key(&class) {
                problems.push(Error::MissingRow {
                    row: format!("equipment.{class}"),
                });
            }
        }
        problems
    }

    /// The book after the changes; bands move by the same factor as their value.
    ///
    /// # Errors
    /// [`Error::UnknownRow`] or [`Error::Change`].
    pub fn changed(mut self, changes: &PriceChanges, reason: &str) -> Result<Self, Error> {
        let refused = |row: &str, value: f64| Error::Change {
            row: row.to_owned(),
            value,
        };
        if let Some(factor) = changes.trench_factor {
            for price in self.trench_per_metre.values_mut() {
                price
                    .scale(factor, reason)
                    .ok_or_else(|| refused("trench_factor", factor))?;
            }
        }
        if let Some(factor) = changes.leased_factor {
            for line in self.leased.values_mut() {
                for price in [&mut line.per_month, &mut line.set_up] {
                    price
                        .scale(factor, reason)
                        .ok_or_else(|| refused("leased_factor", factor))?;
                }
            }
        }
        for (row, &value) in &changes.values {
            let price = self
                .row_mut(row)
                .ok_or_else(|| Error::UnknownRow { row: row.clone() })?;
            price
                .set(value, reason)
                .ok_or_else(|| refused(row, value))?;
        }
        Ok(self)
    }
}

impl Price {
    /// Multiplies value and band; `None` for a factor that makes no price.
    fn scale(&mut self, factor: f64, reason: &str) -> Option<()> {
        if !(0.0..=1_000.0).contains(&factor) {
            return None;
        }
        self.value = self.value.scaled(factor).ok()?;
        self.low = self.low.scaled(factor).ok()?.min(self.value);
        self.high = self.high.scaled(factor).ok()?.max(self.value);
        self.source = format!("{}; × {factor} ({reason})", self.source);
        Some(())
    }

    /// Sets the value and moves the band with it; `None` for an amount that is no price.
    fn set(&mut self, euros: f64, reason: &str) -> Option<()> {
        let value = Euros::from_euros(euros)
            .ok()
            .filter(|value| *value >= Euros::ZERO)?;
        let old = self.value;
        let follow = |end: Euros| {
            if old > Euros::ZERO {
                end.scaled(value.as_euros() / old.as_euros()).ok()
            } else {
                Some(value)
            }
        };
        self.low = follow(self.low)?.min(value);
        self.high = follow(self.high)?.max(value);
        self.value = value;
        self.source = format!("set ({reason})");
        Some(())
    }
}

fn is_month(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 7
        && bytes[4] == b'-'
        && text[..4].parse::<u16>().is_ok_and(|year| year >= 1990)
        && text[5..]
            .parse::<u8>()
            .is_ok_and(|month| (1..=12).contains(&month))
}
