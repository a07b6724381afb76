//! Site lists: any table with a mapping, and the school list of North Rhine-Westphalia as the ministry publishes it.
//!
//! A row's own easting and northing are official and win; a second source (longitude and latitude in the row, or another file) is
//! compared and a difference over 250 m is a finding. Two schools at one address are two sites. A row whose id was there before is
//! not used. What a person settled in the corrections file stays in the list of findings as a note.

mod list;
mod position;

use std::collections::BTreeMap;

use super::corrections::{Correction, Corrections};
use super::crs::Crs;
use super::features::named_crs;
use super::finding::{Finding, Findings, Severity};
use super::placing::Ground;
use super::source::{Input, Source};
use super::table::{Row, Table};
use super::{Error, recorded};
use crate::city::District;
use crate::city::site::{KindId, Site, SiteId};
use crate::city_file::{CityFile, Encoding, Sites, SitesFormat};
use crate::geometry::{Region, distance};
use crate::scenario::kinds::Kinds;

use crate::words::finding::{Said, said};
use list::List;

/// No city and no region has so many sites; a list with more is read to here.
const SITE_LIMIT: usize = 250_000;
/// Two rows of one name within this distance may mean one site.
const SAME_PLACE_M: f64 = 50.0;
/// The kind of sites whose kind is not known, if the kinds have it.
const OTHER: &str = "sonstige";

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
                        said!(
                            "there are more than {limit} sites; the rest was not read",
                            limit = SITE_LIMIT
                        ),
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
                Some(list.id),
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
                    Some(list.id),
Severity::Error,
                    "duplicate_site",
                    said!("a site with the id `{id}` was there before ({source}); this row was not used", id, source = before.source),
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
                    Some(list.id),
                    Severity::Note,
                    "dropped_site",
                    said!(
                        "site `{id}` was left out by a correction{because}",
                        id,
                        because = because(reason.as_deref())
                    ),
                    said!("see {file}", file = self.corrections.file),
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
                    said!(
                        "unknown site kind `{name}`; the correction was not used",
                        name = corrected.get_ref()
                    ),
                    said!("choose one of: {names}", names = self.kind_names()),
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
            Said::from("it was read as `sonstige`")
        } else {
            Said::from("the row was not used")
        };
        findings.push(
            list.finding(
                row,
                list.kind,
                Severity::Error,
                "unknown_kind",
                said!(
                    "unknown site kind `{text}`; {consequence}",
                    text,
                    consequence
                ),
                said!(
                    "add `\"{text}\" = \"…\"` under [sites.kinds] with one of: {names}",
                    text,
                    names = self.kind_names()
                ),
            )
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
        let note =
            |line: u64, severity: Severity, kind: &str, message: Said, hint: &'static str| {
                Finding::new(severity, kind, &self.corrections.file, message, hint).line(line)
            };
        for (other, into) in &self.corrections.merged {
            if self.merged.contains_key(&SiteId::from(other.as_str())) {
                continue;
            }
            let line = self
                .corrections
                .by_site
                .get(into)
                .map_or(1, |correction| correction.line);
            findings.push(note(
                line,
                Severity::Warning,
                "unused_correction",
                said!(
                    "no list has a site `{other}` to merge into `{into}`",
                    other,
                    into
                ),
                "correct the id under `merge`, or remove it",
            ));
        }
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
                        said!(
                            "site `{other}` ({source}) was merged into `{into}`",
                            other,
                            source = site.source,
                            into
                        ),
                        "pupils and desks were added up",
                    )
                    .site(&target.id),
                );
            } else {
                findings.push(note(
                        line,
                        Severity::Warning,
                        "unused_correction",
                        said!("site `{other}` should be merged into `{into}`, which is in no list; it was kept", other, into),
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
                    said!("no list has a site `{id}`", id),
                    "remove the correction, or correct its id",
                ));
            }
        }
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
            finding.hint = said!(
                "settled in {file}:{line}{because}",
                file = corrections.file,
                line = correction.line,
                because = because(correction.reason.as_deref())
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
                said!("`{id}` has the name and place of `{first}` ({source})", id = second.id, first = first.id, source = first.source),
                said!("if they are one site add `merge = [\"{id}\"]` to the corrections of `{first}`, else `keep = true`", id = second.id, first = first.id),
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
