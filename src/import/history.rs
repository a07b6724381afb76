//! The log of connections: since when which site is connected how.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::finding::{Finding, Findings, Severity};
use super::source::{Input, Source};
use super::table::Table;
use super::{Error, recorded};
use crate::city::site::{Connection, Site, SiteId};
use crate::city_file::CityFile;
use crate::programme::{Entry, Log};
use crate::words::finding::{Said, said};

/// More entries than this are no history of a city.
const ENTRY_LIMIT: usize = 1_000_000;

/// Reads the log, if the city file names one.
pub(super) fn read(
    city: &CityFile,
    sites: &[Site],
    inputs: &mut Vec<Input>,
    findings: &mut Findings,
) -> Result<Log, Error> {
    let Some(history) = &city.schema().history else {
        return Ok(Log::default());
    };
    let source = Source::named(city, &history.file)?;
    inputs.push(recorded(&source, "csv")?);
    let reader = source
        .open()
        .map_err(|error| Error::unreadable(&source, error))?;
    let Some(mut table) = Table::open(
        &source.name,
        reader,
        history.encoding,
        history.delimiter,
        findings,
    ) else {
        return Ok(Log::default());
    };
    let known: BTreeSet<&SiteId> = sites.iter().map(|site| &site.id).collect();
    let columns = &history.columns;
    let place = |name: &str, purpose: &'static str, findings: &mut Findings| {
        let column = table.column(name);
        if column.is_none() {
            findings.push(missing_column(&source.name, name, purpose, table.header()));
        }
        column
    };
    let date = place(&columns.date, "date", findings);
    let site = place(&columns.site, "site", findings);
    let connection = place(&columns.connection, "connection", findings);
    let (Some(date), Some(site), Some(connection)) = (date, site, connection) else {
        return Ok(Log::default());
    };
    let mut entries = Vec::new();
    while let Some(row) = table.next_row(findings) {
        let bad = |severity, kind: &str, column: &str, message: Said, hint: &'static str| {
            Finding::new(severity, kind, &source.name, message, hint)
                .line(row.line)
                .column(column)
        };
        if entries.len() >= ENTRY_LIMIT {
            findings.push(bad(
                Severity::Error,
                "too_many_rows",
                &columns.site,
                said!(
                    "there are more than {limit} entries; the rest was not read",
                    limit = ENTRY_LIMIT
                ),
                "keep one row a change",
            ));
            break;
        }
        let id = SiteId::from(row.cell(site));
        let Some(day) = day(row.cell(date)) else {
            findings.push(bad(
                Severity::Error,
                "bad_date",
                &columns.date,
                said!(
                    "`{cell}` is not a date; the row was not used",
                    cell = row.cell(date)
                ),
                "write YYYY-MM-DD or DD.MM.YYYY",
            ));
            continue;
        };
        let Some(becomes) = self::connection(row.cell(connection)) else {
            findings.push(bad(
                Severity::Error,
                "unknown_connection",
                &columns.connection,
                said!(
                    "unknown connection `{cell}`; the row was not used",
                    cell = row.cell(connection)
                ),
                "write open, fibre, radio or leased",
            ));
            continue;
        };
        if !known.contains(&id) {
            findings.push(bad(
                Severity::Warning,
                "unknown_site",
                &columns.site,
                said!("no site list has a site `{id}`; the row was not used", id),
                "correct the id, or add the site to a list",
            ));
            continue;
        }
        entries.push(Entry {
            date: day,
            site: id,
            connection: becomes,
        });
    }
    Ok(Log::new(entries))
}

/// The finding about a column that the city file names and the table has not.
pub(super) fn missing_column(
    file: &str,
    column: &str,
    purpose: &'static str,
    header: &[String],
) -> Finding {
    Finding::new(
        Severity::Error,
        "missing_column",
        file,
        said!(
            "there is no column `{column}` for the {purpose}",
            column,
            purpose = Said::from(purpose)
        ),
        said!(
            "the file has: {list}",
            list = header
                .iter()
                .take(40)
                .cloned()
                .collect::<Vec<_>>()
                .join(", ")
        ),
    )
    .line(1)
    .column(column)
}

/// A connection by its English or German name.
pub(super) fn connection(text: &str) -> Option<Connection> {
    Some(match text.to_lowercase().as_str() {
        "open" | "offen" => Connection::Open,
        "fibre" | "lwl" | "glasfaser" => Connection::Fibre,
        "radio" | "richtfunk" => Connection::Radio,
        "leased" | "mietleitung" | "standleitung" => Connection::Leased,
        _ => return None,
    })
}

fn day(text: &str) -> Option<Date> {
    if let Ok(date) = text.parse() {
        return Some(date);
    }
    let mut parts = text.split('.');
    let day = parts.next()?.parse().ok()?;
    let month = parts.next()?.parse().ok()?;
    let year = parts.next()?.parse().ok()?;
    parts.next().is_none().then_some(())?;
    Date::new(year, month, day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_come_in_two_forms() {
        let expected = Date::new(2020, 8, 1).ok();
        assert_eq!(day("2020-08-01"), expected);
        assert_eq!(day("01.08.2020"), expected);
        for wrong in ["", "2020", "32.01.2020", "1.8.20.20", "2020-13-01"] {
            assert_eq!(day(wrong), None, "{wrong}");
        }
    }
}
