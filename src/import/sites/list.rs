//! One site list: which column holds what, and what a row says.

use super::super::crs::Crs;
use super::super::finding::{Finding, Findings, Severity};
use super::super::history::{connection, missing_column};
use super::super::table::{Row, Table, number};
use super::position::PairColumns;
use crate::city::site::{Connection, SiteId};
use crate::city_file::{SiteColumns, Sites, SitesFormat};
use crate::words::finding::{Said, said};

/// School types of the NRW list, after the ministry's key.
const SCHOOL_TYPES: [(&str, &str); 12] = [
    ("02", "grundschule"),
    ("04", "hauptschule"),
    ("06", "schule"),
    ("08", "foerderschule"),
    ("10", "realschule"),
    ("13", "schule"),
    ("14", "sekundarschule"),
    ("15", "gesamtschule"),
    ("20", "gymnasium"),
    ("25", "weiterbildungskolleg"),
    ("30", "berufskolleg"),
    ("83", "schule_fuer_kranke"),
];
/// Column and value that mark a school of the NRW list as closed.
const CLOSED: (&str, &str) = ("Schulbetriebsschluessel", "9");

/// One list with its columns found.
pub(super) struct List<'a> {
    pub(super) sites: &'a Sites,
    pub(super) file: String,
    pub(super) crs: Crs,
    pub(super) filter: Vec<(usize, Vec<String>)>,
    pub(super) closed: Option<usize>,
    pub(super) id: usize,
    pub(super) name: Vec<usize>,
    pub(super) kind: Option<usize>,
    pub(super) address: [Option<usize>; 3],
    pub(super) row_crs: Option<usize>,
    pub(super) planar: Option<PairColumns>,
    pub(super) geographic: Option<PairColumns>,
    pub(super) pupils: Option<usize>,
    pub(super) desks: Option<usize>,
    pub(super) district: Option<usize>,
    pub(super) project_group: Option<usize>,
    pub(super) connection: Option<usize>,
    pub(super) header: Vec<String>,
}

impl<'a> List<'a> {
    /// Finds the columns; `None` with findings when the list cannot be used at all.
    pub(super) fn new(
        sites: &'a Sites,
        file: &str,
        crs: Crs,
        table: &Table,
        findings: &mut Findings,
    ) -> Option<Self> {
        let nrw = sites.format == Some(SitesFormat::NrwSchools);
        let columns = if nrw {
            nrw_columns()
        } else {
            SiteColumns::default()
        };
        let mut place =
            |named: &Option<String>, standard: &Option<String>, purpose: &'static str| {
                let name = named.as_ref().or(standard.as_ref())?;
                let column = table.column(name);
                if column.is_none() {
                    findings.push(missing_column(file, name, purpose, table.header()));
                }
                column
            };
        let own = &sites.columns;
        let id = place(&own.id, &columns.id, "id");
        let list = Self {
            id: 0,
            name: place(&own.name, &columns.name, "name")
                .into_iter()
                .collect(),
            kind: place(&own.kind, &columns.kind, "kind"),
            address: [
                place(&own.address, &columns.address, "address"),
                place(&own.postcode, &columns.postcode, "postal code"),
                place(&own.place, &columns.place, "town"),
            ],
            // Older and newer vintages differ in this column; without it the list's own system counts.
            row_crs: own
                .crs
                .as_ref()
                .or(columns.crs.as_ref())
                .and_then(|name| table.column(name)),
            planar: PairColumns::new(
                place(&own.easting, &columns.easting, "easting"),
                place(&own.northing, &columns.northing, "northing"),
            ),
            geographic: PairColumns::new(
                place(&own.lon, &columns.lon, "longitude"),
                place(&own.lat, &columns.lat, "latitude"),
            ),
            pupils: place(&own.pupils, &columns.pupils, "pupils"),
            desks: place(&own.desks, &columns.desks, "desks"),
            district: place(&own.district, &columns.district, "district"),
            project_group: place(&own.project_group, &columns.project_group, "project group"),
            connection: place(&own.connection, &columns.connection, "connection"),
            closed: nrw.then(|| table.column(CLOSED.0)).flatten(),
            filter: Vec::new(),
            header: table.header().to_vec(),
            sites,
            file: file.to_owned(),
            crs,
        };
        if own.id.is_none() && columns.id.is_none() {
            findings.push(Finding::new(
                Severity::Error,
                "missing_column",
                file,
                "the city file does not say which column is the id; the list was not used",
                said!(
                    "add `columns = { id = \"…\" }` with one of: {list}",
                    list = table.header().join(", ")
                ),
            ));
            return None;
        }
        let mut list = Self { id: id?, ..list };
        for (name, values) in &sites.filter {
            let Some(column) = table.column(name) else {
                findings.push(missing_column(
                    file,
                    name,
                    "filter; the list was not used",
                    table.header(),
                ));
                return None;
            };
            list.filter.push((
                column,
                values
                    .iter()
                    .map(|value| comparable(value).to_owned())
                    .collect(),
            ));
        }
        if nrw && let Some(first) = table.column("Schulbezeichnung_1") {
            list.name.push(first);
        }
        Some(list)
    }

    pub(super) fn wants(&self, row: &Row) -> bool {
        if self
            .closed
            .is_some_and(|column| row.cell(column) == CLOSED.1)
        {
            return false;
        }
        self.filter.iter().all(|(column, values)| {
            values
                .iter()
                .any(|value| value == comparable(row.cell(*column)))
        })
    }

    pub(super) fn finding(
        &self,
        row: &Row,
        column: Option<usize>,
        severity: Severity,
        kind: &str,
        message: impl Into<Said>,
        hint: impl Into<Said>,
    ) -> Finding {
        let finding = Finding::new(severity, kind, &self.file, message, hint).line(row.line);
        match column.and_then(|column| self.header.get(column)) {
            Some(name) => finding.column(name),
            None => finding,
        }
    }

    pub(super) fn name(&self, row: &Row, id: &SiteId) -> String {
        self.name
            .iter()
            .map(|&column| row.cell(column))
            .find(|name| !name.is_empty())
            .unwrap_or(&id.0)
            .to_owned()
    }

    pub(super) fn address(&self, row: &Row) -> String {
        let [street, postcode, place] = self
            .address
            .map(|column| column.map_or("", |column| row.cell(column)));
        let town = [postcode, place]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" ");
        [street, &town]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(", ")
    }

    pub(super) fn optional(row: &Row, column: Option<usize>) -> Option<String> {
        column
            .map(|column| row.cell(column))
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    }

    pub(super) fn mapped_kind(&self, text: &str) -> Option<&str> {
        if let Some(kind) = self.sites.kinds.get(text) {
            return Some(kind);
        }
        // Derived files lose the leading zero of a key.
        let wanted = comparable(text);
        if let Some((_, kind)) = self
            .sites
            .kinds
            .iter()
            .find(|(key, _)| comparable(key) == wanted)
        {
            return Some(kind);
        }
        let nrw = self.sites.format == Some(SitesFormat::NrwSchools);
        SCHOOL_TYPES
            .iter()
            .find(|(key, _)| nrw && comparable(key) == wanted)
            .map(|(_, kind)| *kind)
    }

    pub(super) fn count(
        &self,
        row: &Row,
        column: Option<usize>,
        id: &SiteId,
        findings: &mut Findings,
    ) -> Option<u32> {
        let text = row.cell(column?);
        if text.is_empty() {
            return None;
        }
        let count = number(text)
            .filter(|count| (0.0..=1_000_000.0).contains(count) && count.fract() == 0.0);
        let Some(count) = count else {
            findings.push(
                self.finding(
                    row,
                    column,
                    Severity::Warning,
                    "bad_number",
                    said!("`{text}` is not a count; it was taken as unknown", text),
                    "write a whole number from 0",
                )
                .site(id),
            );
            return None;
        };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "checked above"
        )]
        Some(count as u32)
    }

    pub(super) fn connection(&self, row: &Row, id: &SiteId, findings: &mut Findings) -> Connection {
        let text = self.connection.map_or("", |column| row.cell(column));
        if text.is_empty() {
            return Connection::Open;
        }
        connection(text).unwrap_or_else(|| {
            findings.push(
                self.finding(
                    row,
                    self.connection,
                    Severity::Warning,
                    "unknown_connection",
                    said!("unknown connection `{text}`; the site counts as open", text),
                    "write open, fibre, radio or leased",
                )
                .site(id),
            );
            Connection::Open
        })
    }
}

fn nrw_columns() -> SiteColumns {
    let named = |name: &str| Some(name.to_owned());
    SiteColumns {
        id: named("Schulnummer"),
        name: named("Kurzbezeichnung"),
        kind: named("Schulform"),
        address: named("Strasse"),
        postcode: named("PLZ"),
        place: named("Ort"),
        easting: named("UTMRechtswert"),
        northing: named("UTMHochwert"),
        crs: named("EPSG"),
        ..SiteColumns::default()
    }
}

fn comparable(text: &str) -> &str {
    text.trim().trim_start_matches('0')
}
