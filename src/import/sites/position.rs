//! Where a row says its site is, and what speaks against it.

use std::collections::BTreeMap;

use super::super::crs::Crs;
use super::super::features::named_crs;
use super::super::finding::{Finding, Findings, Severity};
use super::super::history::missing_column;
use super::super::placing::{FAR_OUTSIDE_M, Ground};
use super::super::source::{Input, Source};
use super::super::table::{Row, Table, number};
use super::super::{Error, recorded};
use super::list::List;
use crate::city::site::SiteId;
use crate::city_file::CityFile;
use crate::geometry::{Utm32, distance};
use crate::words::finding::{Said, said};

/// A second source that differs by more is a contradiction.
const CONTRADICTION_M: f64 = 250.0;
/// More rows than this are not compared.
const SECOND_LIMIT: usize = 250_000;

/// Two columns that make a coordinate.
#[derive(Debug, Clone, Copy)]
pub(super) struct PairColumns {
    x: usize,
    y: usize,
}

impl PairColumns {
    pub(super) fn new(x: Option<usize>, y: Option<usize>) -> Option<Self> {
        Some(Self { x: x?, y: y? })
    }
}

/// Positions from other files by site id, with the file and line of each.
pub(super) type Second = BTreeMap<String, Vec<(Utm32, String)>>;

/// What two cells say.
enum Cells {
    /// Nothing.
    Empty,
    /// Zero and zero, which stands for nothing in many exports.
    Zero,
    /// Something that is no pair of numbers.
    Unreadable,
    /// Two numbers.
    Numbers(f64, f64),
}

/// Reads the second sources a city file names.
pub(super) fn second_sources(
    city: &CityFile,
    inputs: &mut Vec<Input>,
    findings: &mut Findings,
) -> Result<Second, Error> {
    let mut second = Second::new();
    let mut rows = 0;
    for positions in &city.schema().positions {
        let source = Source::named(city, &positions.file)?;
        inputs.push(recorded(&source, "csv")?);
        let crs = match positions.crs.as_ref().or(city.schema().crs.as_ref()) {
            Some(name) => named_crs(city, name)?,
            None => Crs::utm32(),
        };
        let reader = source
            .open()
            .map_err(|error| Error::unreadable(&source, error))?;
        let opened = Table::open(
            &source.name,
            reader,
            positions.encoding,
            positions.delimiter,
            findings,
        );
        let Some(mut table) = opened else { continue };
        let columns = &positions.columns;
        let mut place = |name: &Option<String>, purpose: &'static str| {
            let name = name.as_ref()?;
            let column = table.column(name);
            if column.is_none() {
                findings.push(missing_column(&source.name, name, purpose, table.header()));
            }
            column
        };
        let id = place(&columns.id, "id");
        let planar = PairColumns::new(
            place(&columns.easting, "easting"),
            place(&columns.northing, "northing"),
        );
        let geographic = PairColumns::new(
            place(&columns.lon, "longitude"),
            place(&columns.lat, "latitude"),
        );
        let degrees = Crs::wgs84();
        let (Some(id), Some((pair, crs))) = (
            id,
            planar
                .map(|pair| (pair, &crs))
                .or(geographic.map(|pair| (pair, &degrees))),
        ) else {
            findings.push(Finding::new(
                Severity::Error,
                "missing_column",
                &source.name,
                "the columns for id and coordinates are not all named; nothing was compared",
                "name `id` and either `easting` and `northing` or `lon` and `lat`",
            ));
            continue;
        };
        while let Some(row) = table.next_row(findings) {
            rows += 1;
            if rows > SECOND_LIMIT {
                break;
            }
            // A second source only ever confirms: what it does not know, it cannot contradict.
            if let Cells::Numbers(x, y) = cells(&row, pair)
                && let Ok(position) = crs.position(x, y)
            {
                second
                    .entry(row.cell(id).to_owned())
                    .or_default()
                    .push((position, format!("{}:{}", source.name, row.line)));
            }
        }
    }
    Ok(second)
}

impl List<'_> {
    /// The position of a row; everything that speaks against it goes to `own`. A person may have `confirmed` what the row says.
    pub(super) fn position(
        &self,
        row: &Row,
        id: &SiteId,
        ground: &Ground,
        second: &Second,
        confirmed: bool,
        own: &mut Findings,
    ) -> Option<Utm32> {
        let column = self.planar.or(self.geographic).map(|pair| pair.x);
        let mut report = |severity, kind: &str, message: Said, hint: &'static str| {
            own.push(
                self.finding(row, column, severity, kind, message, hint)
                    .site(id),
            );
        };
        let named = self
            .row_crs
            .map(|column| row.cell(column))
            .filter(|name| !name.is_empty() && !name.eq_ignore_ascii_case("null"));
        let row_crs = named.and_then(|name| match Crs::named(name) {
            Ok(crs) => Some(crs),
            Err(error) => {
                report(
                    Severity::Warning,
                    "unknown_crs",
                    said!(
                        "{error}; the row was read as {name}",
                        error = Said::from(&error),
                        name = self.crs.name()
                    ),
                    "correct the row, or name the system with `crs` in the city file",
                );
                None
            }
        });
        let degrees = Crs::wgs84();
        let planar = self
            .planar
            .map(|pair| (pair, row_crs.as_ref().unwrap_or(&self.crs)));
        let geographic = self.geographic.map(|pair| (pair, &degrees));
        let official = planar.and_then(|(pair, crs)| read(row, pair, crs, ground, &mut report));
        let other = geographic.and_then(|(pair, crs)| {
            // Beside official metres the degrees are only compared; alone they must answer for themselves.
            if planar.is_some() {
                read(row, pair, crs, ground, &mut |_, _, _, _| {})
            } else {
                read(row, pair, crs, ground, &mut report)
            }
        });
        let position = match (official, other) {
            (None, Some(other)) if planar.is_some() => {
                report(
                    Severity::Warning,
                    "second_source_used",
                    "the position was taken from longitude and latitude".into(),
                    "complete easting and northing, or confirm the position in the corrections",
                );
                other
            }
            (Some(official), _) => official,
            (None, Some(other)) => other,
            (None, None) => {
                if self.planar.is_none() && self.geographic.is_none() {
                    report(
                        Severity::Warning,
                        "no_coordinate",
                        "the site has no position: it can only be leased".into(),
                        "name the columns of its coordinates, or add a position to the corrections",
                    );
                }
                return None;
            }
        };
        if let (Some(official), Some(other)) = (official, other) {
            contradiction(
                official,
                other,
                "the row's longitude and latitude".into(),
                &mut report,
            );
        }
        for (other, origin) in second.get(id.0.as_ref()).into_iter().flatten() {
            contradiction(
                position,
                *other,
                said!("{source}", source = origin),
                &mut report,
            );
        }
        let Some(away) = ground.outside(position) else {
            return Some(position);
        };
        let away = away.get();
        if away > FAR_OUTSIDE_M {
            report(
                Severity::Error,
                "far_outside",
                {
                    let away = format!("{:.1}", away / 1000.0);
                    if confirmed {
                        said!(
                            "the position lies {away} km outside the city and was used",
                            away
                        )
                    } else {
                        said!(
                            "the position lies {away} km outside the city and was not used",
                            away
                        )
                    }
                },
                "correct the coordinates, or add a position to the corrections",
            );
            return confirmed.then_some(position);
        }
        if away > 0.0 && ground.has_outline() {
            report(
                Severity::Warning,
                "outside_boundary",
                said!(
                    "the position lies {away} m outside the city's boundary; it was kept",
                    away = format!("{away:.0}")
                ),
                "check it; to confirm it add `keep = true` to the corrections",
            );
        }
        Some(position)
    }
}

fn contradiction(
    kept: Utm32,
    other: Utm32,
    origin: Said,
    report: &mut impl FnMut(Severity, &str, Said, &'static str),
) {
    let apart = distance(kept, other).get();
    if apart > CONTRADICTION_M {
        report(
            Severity::Warning,
            "contradicting_position",
            said!(
                "{origin} puts the site {apart} m away; the row's own easting and northing were kept",
                origin,
                apart = format!("{apart:.0}")
            ),
            "find out which is right and add `keep = true` or a `position` to the corrections",
        );
    }
}

/// The position of two cells, turned round where that alone makes sense.
fn read(
    row: &Row,
    pair: PairColumns,
    crs: &Crs,
    ground: &Ground,
    report: &mut impl FnMut(Severity, &str, Said, &'static str),
) -> Option<Utm32> {
    let (x, y) = match cells(row, pair) {
        Cells::Numbers(x, y) => (x, y),
        Cells::Empty => {
            report(
                Severity::Warning,
                "no_coordinate",
                "the site has no coordinates: it can only be leased".into(),
                "complete them, or add a position to the corrections",
            );
            return None;
        }
        Cells::Zero => {
            report(
                Severity::Warning,
                "no_coordinate",
                "the coordinates are 0/0, which means none: the site can only be leased".into(),
                "complete them, or add a position to the corrections",
            );
            return None;
        }
        Cells::Unreadable => {
            report(
                Severity::Error,
                "bad_coordinate",
                said!(
                    "`{x}` and `{y}` are not two numbers",
                    x = row.cell(pair.x),
                    y = row.cell(pair.y)
                ),
                "correct the cells, or add a position to the corrections",
            );
            return None;
        }
    };
    let straight = crs.position(x, y);
    if straight
        .as_ref()
        .is_ok_and(|position| ground.plausible(*position))
    {
        return straight.ok();
    }
    if let Ok(turned) = crs.position(y, x)
        && ground.plausible(turned)
    {
        report(
            Severity::Warning,
            "swapped_coordinates",
            said!(
                "{x} and {y} only make sense the other way round; they were read so",
                x,
                y
            ),
            "swap the two in the source, or confirm with a position in the corrections",
        );
        return Some(turned);
    }
    match straight {
        Ok(position) => Some(position),
        Err(error) => {
            report(
                Severity::Error,
                "bad_coordinate",
                Said::from(&error),
                hint(x, y, crs),
            );
            None
        }
    }
}

fn hint(x: f64, y: f64, crs: &Crs) -> &'static str {
    if !crs.is_geographic() && x.abs() <= 180.0 && y.abs() <= 90.0 {
        "these look like degrees: name their columns `lon` and `lat`"
    } else if crs.is_geographic() {
        "these are no degrees: name their columns `easting` and `northing`"
    } else {
        "check the reference system of the list (`crs`), or correct the row"
    }
}

fn cells(row: &Row, pair: PairColumns) -> Cells {
    let (x, y) = (row.cell(pair.x), row.cell(pair.y));
    if x.is_empty() && y.is_empty() {
        return Cells::Empty;
    }
    match (number(x), number(y)) {
        (Some(x), Some(y)) if x == 0.0 && y == 0.0 => Cells::Zero,
        (Some(x), Some(y)) => Cells::Numbers(x, y),
        _ => Cells::Unreadable,
    }
}
