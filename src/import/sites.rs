//! Site lists: any table with a mapping, and the school list of North Rhine-Westphalia as the ministry publishes it.
//!
//! A row's own easting and northing are official and win; a second source (longitude and latitude in the row, or another file) is
//! compared and a difference over 250 m is a finding. Two schools at one address are two sites. A row whose id was there before is
//! not used. What a person settled in the corrections file stays in the list of findings as a note.

mod position;

use std::collections::BTreeMap;

use super::corrections::{Correction, Corrections};
use super::crs::Crs;
use super::features::named_crs;
use super::finding::{Finding, Findings, Severity};
use super::history::{connection, missing_column};
use super::placing::Ground;
use super::source::{Input, Source};
use super::table::{Row, Table, number};
use super::{Error, recorded};
use crate::city::District;
use crate::city::site::{Connection, KindId, Site, SiteId};
use crate::city_file::{CityFile, Encoding, SiteColumns, Sites, SitesFormat};
use crate::geometry::{Region, distance};
use crate::scenario::kinds::Kinds;

use position::PairColumns;

/// No city and no region has so many sites; a list with more is read to here.
const SITE_LIMIT: usize = 250_000;
/// Two rows of one name within this distance may mean one site.
const SAME_PLACE_M: f64 = 50.0;
/// The kind of sites whose kind is not known, if the kinds have it.
const OTHER: &str = "sonstige";

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

/// Reads all site lists in their order; the sites come back in the order of their ids.
pub(super) fn read(
    city: &CityFile,
    kinds: &Kinds,
    corrections: &Corrections,
    ground: &Ground,
    districts: &[District],
    inputs: &mut Vec<Input>,
    findings: &mut Findings,
) -> Result<Vec<Site>, Error> {
    let mut reader = Reader {
        kinds,
        corrections,
        ground,
        sites: BTreeMap::new(),
        merged: BTreeMap::new(),
        dropped: Vec::new(),
    };
    let schema = city.schema();
    if schema.sites.is_empty() {
        findings.push(Finding::new(
            Severity::Warning,
            "no_sites",
            &crate::city_file::shown(city.path()),
            "the city file names no list of sites",
            "add a `[[sites]]` section",
        ));
    }
    let second = position::second_sources(city, inputs, findings)?;
    for list in &schema.sites {
        reader.list(city, list, &second, inputs, findings)?;
    }
    reader.finish(findings);
    let mut sites: Vec<Site> = reader.sites.into_values().collect();
    possible_duplicates(&sites, corrections, findings);
    let regions: Vec<(String, Region)> = districts
        .iter()
        .map(|district| (district.name.clone(), Region::new(&district.polygons)))
        .collect();
    for site in &mut sites {
        if let (None, Some(position)) = (&site.district, site.position) {
            site.district = regions
                .iter()
                .find(|(_, region)| region.contains(position))
                .map(|(name, _)| name.clone());
        }
    }
    Ok(sites)
}

struct Reader<'a> {
    kinds: &'a Kinds,
    corrections: &'a Corrections,
    ground: &'a Ground,
    sites: BTreeMap<SiteId, Site>,
    /// Rows that corrections merge into another site, until all lists are read.
    merged: BTreeMap<SiteId, Site>,
    /// Ids that corrections drop, as they are met.
    dropped: Vec<SiteId>,
}

/// One list with its columns found.
struct List<'a> {
    sites: &'a Sites,
    file: String,
    crs: Crs,
    filter: Vec<(usize, Vec<String>)>,
    closed: Option<usize>,
    id: usize,
    name: Vec<usize>,
    kind: Option<usize>,
    address: [Option<usize>; 3],
    row_crs: Option<usize>,
    planar: Option<PairColumns>,
    geographic: Option<PairColumns>,
    pupils: Option<usize>,
    desks: Option<usize>,
    district: Option<usize>,
    project_group: Option<usize>,
    connection: Option<usize>,
}

impl Reader<'_> {
    fn list(
        &mut self,
        city: &CityFile,
        sites: &Sites,
        second: &position::Second,
        inputs: &mut Vec<Input>,
        findings: &mut Findings,
    ) -> Result<(), Error> {
        let nrw = sites.format == Some(SitesFormat::NrwSchools);
        let source = Source::named(city, &sites.file)?;
        inputs.push(recorded(&source, if nrw { "nrw_schools" } else { "csv" })?);
        let crs = match sites.crs.as_ref().or(city.schema().crs.as_ref()) {
            Some(name) => named_crs(city, name)?,
            None => Crs::utm32(),
        };
        if let Some(kind) = &sites.kind
            && !self
                .kinds
                .kinds
                .contains_key(&KindId::from(kind.get_ref().as_str()))
        {
            return Err(Error::CityFile(city.error_at(
                &kind.span(),
                format!("unknown site kind `{}`", kind.get_ref()),
                format!("choose one of: {}", self.kind_names()),
            )));
        }
        let reader = source
            .open()
            .map_err(|error| Error::unreadable(&source, error))?;
        let encoding = sites.encoding.or(nrw.then_some(Encoding::Utf8));
        let Some(mut table) =
            Table::open(&source.name, reader, encoding, sites.delimiter, findings)
        else {
            return Ok(());
        };
        let Some(list) = List::new(sites, &source.name, crs, &table, findings) else {
            return Ok(());
        };
        while let Some(row) = table.next_row(findings) {
            if self.sites.len() + self.merged.len() >= SITE_LIMIT {
                findings.push(
                    Finding::new(
                        Severity::Error,
                        "too_many_rows",
                        &list.file,
                        format!("there are more than {SITE_LIMIT} sites; the rest was not read"),
                        "name the rows that belong to the city with `filter`",
                    )
                    .line(row.line),
                );
                break;
            }
            if list.wants(&row) {
                self.row(&list, &row, second, findings);
            }
        }
        Ok(())
    }

    fn row(
        &mut self,
        list: &List<'_>,
        row: &Row,
        second: &position::Second,
        findings: &mut Findings,
    ) {
        let text = row.cell(list.id);
        if text.is_empty() {
            findings.push(list.finding(
                row,
                Severity::Error,
                "missing_id",
                "the row has no id; it was not used",
                "give every site an id of its own",
            ));
            return;
        }
        let id = SiteId::from(text);
        let correction = self.corrections.by_site.get(text);
        let mut own = Findings::default();
        if let Some(before) = self.sites.get(&id).or_else(|| self.merged.get(&id)) {
            own.push(
                list.finding(
                    row,
                    Severity::Error,
                    "duplicate_site",
                    format!("a site with the id `{id}` was there before ({}); this row was not used", before.source),
                    "remove one of the rows; to confirm that the first is right add `keep = true` to the corrections",
                )
                .site(&id),
            );
            settle(
                own,
                correction.filter(|correction| correction.keep),
                self.corrections,
                findings,
            );
            return;
        }
        if correction.is_some_and(|correction| correction.drop) {
            let reason = correction.and_then(|correction| correction.reason.clone());
            findings.push(
                list.finding(
                    row,
                    Severity::Note,
                    "dropped_site",
                    format!(
                        "site `{id}` was left out by a correction{}",
                        because(reason.as_deref())
                    ),
                    format!("see {}", self.corrections.file),
                )
                .site(&id),
            );
            self.dropped.push(id);
            return;
        }
        let confirmed = correction.is_some_and(|correction| correction.keep);
        let listed = list.position(row, &id, self.ground, second, confirmed, &mut own);
        let position = correction.and_then(|correction| correction.at).or(listed);
        let settled = correction.filter(|correction| correction.keep || correction.at.is_some());
        settle(own, settled, self.corrections, findings);
        let Some(kind) = self.kind(list, row, &id, correction, findings) else {
            return;
        };
        let name = correction
            .and_then(|correction| correction.name.clone())
            .unwrap_or_else(|| list.name(row, &id));
        let site = Site {
            name,
            kind,
            address: list.address(row),
            position,
            district: List::optional(row, list.district),
            project_group: List::optional(row, list.project_group)
                .or_else(|| list.sites.project_group.clone()),
            pupils: list.count(row, list.pupils, &id, findings),
            desks: list.count(row, list.desks, &id, findings),
            connection: list.connection(row, &id, findings),
            source: format!("{}:{}", list.file, row.line),
            id: id.clone(),
        };
        if self.corrections.merged.contains_key(text) {
            self.merged.insert(id, site);
        } else {
            self.sites.insert(id, site);
        }
    }

    /// The kind of a row; `None` with a finding when it cannot be used.
    fn kind(
        &self,
        list: &List<'_>,
        row: &Row,
        id: &SiteId,
        correction: Option<&Correction>,
        findings: &mut Findings,
    ) -> Option<KindId> {
        let known = |name: &str| {
            let kind = KindId::from(name);
            self.kinds.kinds.contains_key(&kind).then_some(kind)
        };
        if let Some(corrected) = correction.and_then(|correction| correction.kind.as_ref()) {
            if let Some(kind) = known(corrected.get_ref()) {
                return Some(kind);
            }
            findings.push(
                Finding::new(
                    Severity::Error,
                    "unknown_kind",
                    &self.corrections.file,
                    format!(
                        "unknown site kind `{}`; the correction was not used",
                        corrected.get_ref()
                    ),
                    format!("choose one of: {}", self.kind_names()),
                )
                .line(correction.map_or(1, |correction| correction.line))
                .site(id),
            );
        }
        let text = list.kind.map_or("", |column| row.cell(column));
        if let Some(kind) = list
            .mapped_kind(text)
            .and_then(known)
            .or_else(|| known(text))
        {
            return Some(kind);
        }
        if let Some(kind) = &list.sites.kind {
            return known(kind.get_ref());
        }
        let label = self.kinds.kinds.iter().find(|(_, kind)| {
            !text.is_empty()
                && (kind.label_de.eq_ignore_ascii_case(text)
                    || kind.label_en.eq_ignore_ascii_case(text))
        });
        if let Some((kind, _)) = label {
            return Some(kind.clone());
        }
        let instead = known(OTHER);
        let consequence = if instead.is_some() {
            "it was read as `sonstige`"
        } else {
            "the row was not used"
        };
        findings.push(
            list.finding(
                row,
                Severity::Error,
                "unknown_kind",
                format!("unknown site kind `{text}`; {consequence}"),
                format!(
                    "add `\"{text}\" = \"…\"` under [sites.kinds] with one of: {}",
                    self.kind_names()
                ),
            )
            .column(list.sites.columns.kind.clone().unwrap_or_default())
            .site(id),
        );
        instead
    }

    fn kind_names(&self) -> String {
        self.kinds
            .kinds
            .keys()
            .map(|kind| kind.0.as_ref())
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// Merges what corrections merge, and reports corrections that met no site.
    fn finish(&mut self, findings: &mut Findings) {
        let note = |line: u64, severity: Severity, kind: &str, message: String, hint: &str| {
            Finding::new(severity, kind, &self.corrections.file, message, hint).line(line)
        };
        for (other, site) in std::mem::take(&mut self.merged) {
            let into = &self.corrections.merged[other.0.as_ref()];
            let line = self
                .corrections
                .by_site
                .get(into)
                .map_or(1, |correction| correction.line);
            if let Some(target) = self.sites.get_mut(&SiteId::from(into.as_str())) {
                target.pupils = sum(target.pupils, site.pupils);
                target.desks = sum(target.desks, site.desks);
                findings.push(
                    note(
                        line,
                        Severity::Note,
                        "merged_site",
                        format!("site `{other}` ({}) was merged into `{into}`", site.source),
                        "pupils and desks were added up",
                    )
                    .site(&target.id),
                );
            } else {
                findings.push(note(
                        line,
                        Severity::Warning,
                        "unused_correction",
                        format!("site `{other}` should be merged into `{into}`, which is in no list; it was kept"),
                        "correct the id",
                    ));
                self.sites.insert(other, site);
            }
        }
        for (id, correction) in &self.corrections.by_site {
            let id = SiteId::from(id.as_str());
            if !self.sites.contains_key(&id) && !self.dropped.contains(&id) {
                findings.push(note(
                    correction.line,
                    Severity::Warning,
                    "unused_correction",
                    format!("no list has a site `{id}`"),
                    "remove the correction, or correct its id",
                ));
            }
        }
    }
}

impl<'a> List<'a> {
    /// Finds the columns; `None` with findings when the list cannot be used at all.
    fn new(
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
        let mut place = |named: &Option<String>, standard: &Option<String>, purpose: &str| {
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
                format!(
                    "add `columns = {{ id = \"…\" }}` with one of: {}",
                    table.header().join(", ")
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

    fn wants(&self, row: &Row) -> bool {
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

    fn finding(
        &self,
        row: &Row,
        severity: Severity,
        kind: &str,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Finding {
        Finding::new(severity, kind, &self.file, message, hint).line(row.line)
    }

    fn name(&self, row: &Row, id: &SiteId) -> String {
        self.name
            .iter()
            .map(|&column| row.cell(column))
            .find(|name| !name.is_empty())
            .unwrap_or(&id.0)
            .to_owned()
    }

    fn address(&self, row: &Row) -> String {
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

    fn optional(row: &Row, column: Option<usize>) -> Option<String> {
        column
            .map(|column| row.cell(column))
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    }

    fn mapped_kind(&self, text: &str) -> Option<&str> {
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

    fn count(
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
                    Severity::Warning,
                    "bad_number",
                    format!("`{text}` is not a count; it was taken as unknown"),
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

    fn connection(&self, row: &Row, id: &SiteId, findings: &mut Findings) -> Connection {
        let text = self.connection.map_or("", |column| row.cell(column));
        if text.is_empty() {
            return Connection::Open;
        }
        connection(text).unwrap_or_else(|| {
            findings.push(
                self.finding(
                    row,
                    Severity::Warning,
                    "unknown_connection",
                    format!("unknown connection `{text}`; the site counts as open"),
                    "write open, fibre, radio or leased",
                )
                .site(id),
            );
            Connection::Open
        })
    }
}

/// Hands findings on, as notes where a person has settled them.
fn settle(
    own: Findings,
    settled: Option<&Correction>,
    corrections: &Corrections,
    findings: &mut Findings,
) {
    for mut finding in own.finish().0 {
        if let Some(correction) = settled {
            finding.severity = Severity::Note;
            finding.hint = format!(
                "settled in {}:{}{}",
                corrections.file,
                correction.line,
                because(correction.reason.as_deref())
            );
        }
        findings.push(finding);
    }
}

/// Sites of one name at one place that may be one site.
fn possible_duplicates(sites: &[Site], corrections: &Corrections, findings: &mut Findings) {
    let mut by_name: BTreeMap<String, Vec<&Site>> = BTreeMap::new();
    for site in sites {
        by_name
            .entry(site.name.to_lowercase())
            .or_default()
            .push(site);
    }
    for group in by_name.values().filter(|group| group.len() > 1) {
        // Only neighbours in the order of ids are compared: enough to notice, and bounded for a list of one name.
        for pair in group.windows(2) {
            let [first, second] = [pair[0], pair[1]];
            let (Some(a), Some(b)) = (first.position, second.position) else {
                continue;
            };
            if distance(a, b).get() > SAME_PLACE_M || first.kind != second.kind {
                continue;
            }
            let (file, line) = second
                .source
                .rsplit_once(':')
                .unwrap_or((&second.source, ""));
            let mut own = Findings::default();
            let mut finding = Finding::new(
                Severity::Warning,
                "possible_duplicate",
                file,
                format!("`{}` has the name and place of `{}` ({})", second.id, first.id, first.source),
                format!("if they are one site add `merge = [\"{}\"]` to the corrections of `{}`, else `keep = true`", second.id, first.id),
            )
            .site(&second.id);
            finding.line = line.parse().ok();
            own.push(finding);
            let keep = |site: &Site| {
                corrections
                    .by_site
                    .get(site.id.0.as_ref())
                    .filter(|correction| correction.keep)
            };
            settle(
                own,
                keep(second).or_else(|| keep(first)),
                corrections,
                findings,
            );
        }
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

fn because(reason: Option<&str>) -> String {
    reason
        .map(|reason| format!(": {reason}"))
        .unwrap_or_default()
}

fn sum(a: Option<u32>, b: Option<u32>) -> Option<u32> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.saturating_add(b)),
        (one, other) => one.or(other),
    }
}
