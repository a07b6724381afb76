//! Decisions by people that name what the city does not have, or that cannot be carried out.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::super::finding::{Finding, Findings, Severity};
use crate::city::City;
use crate::city::site::{Site, SiteId};
use crate::city_file::{self, CityFile};
use crate::scenario::decisions::Technology;
use crate::words::finding::{Said, said};

/// Reports every decision of every scenario that changes nothing or makes a site impossible to connect.
pub(super) fn check(city: &CityFile, known: &City, findings: &mut Findings) {
    let Ok(document) = DeTable::parse(city.text()) else {
        return;
    };
    let sites: BTreeMap<&SiteId, &Site> = known.sites.iter().map(|site| (&site.id, site)).collect();
    let streets: BTreeSet<&str> = known
        .streets
        .edges
        .iter()
        .map(|edge| edge.source_id.as_str())
        .collect();
    let nodes: BTreeSet<&str> = known
        .network
        .nodes
        .iter()
        .map(|node| node.id.0.as_ref())
        .collect();
    let file = city_file::shown(city.path());
    for (index, entry) in city.schema().scenarios.iter().enumerate() {
        let written = Written {
            city,
            file: &file,
            scenario: entry.name.get_ref(),
            table: decisions_of(document.get_ref(), index),
        };
        for (id, &technology) in &entry.decisions.technology {
            let site = sites.get(id).copied();
            if let Some(finding) = written.technology(id, technology, site) {
                findings.push(finding.site(id));
            }
        }
        for (list, named, there, what) in [
            (
                "forbidden_streets",
                &entry.decisions.forbidden_streets,
                &streets,
                "street segment",
            ),
            (
                "built_streets",
                &entry.decisions.built_streets,
                &streets,
                "street segment",
            ),
            (
                "closed_nodes",
                &entry.decisions.closed_nodes,
                &nodes,
                "existing node",
            ),
        ] {
            for (position, id) in named.iter().enumerate() {
                if !there.contains(id.as_str()) {
                    findings.push(written.finding(
                        written.element(list, position),
                        Severity::Warning,
                        "unknown_decision",
                        said!(
                            "`{list}` names the unknown {what} `{id}`; it was not used",
                            list,
                            what = Said::from(what),
                            id
                        ),
                        "correct the id, or remove it",
                    ));
                }
            }
        }
    }
}

/// The decisions of one scenario as they stand in the city file.
struct Written<'a> {
    city: &'a CityFile,
    file: &'a str,
    scenario: &'a str,
    table: Option<&'a DeTable<'a>>,
}

impl Written<'_> {
    fn technology(
        &self,
        id: &SiteId,
        technology: Technology,
        site: Option<&Site>,
    ) -> Option<Finding> {
        let finding = |kind, message: Said, hint: &'static str| {
            let place = self.key("technology", id.0.as_ref());
            self.finding(place, Severity::Error, kind, message, hint)
        };
        let Some(site) = site else {
            return Some(finding(
                "unknown_decision",
                said!(
                    "no list has the site `{id}` that a technology is fixed for",
                    id
                ),
                "correct the id, or remove the decision",
            ));
        };
        match technology {
            Technology::Radio => Some(finding(
                "impossible_decision",
                said!(
                    "site `{id}` is fixed to radio, which is not planned yet: it stays without a connection",
                    id
                ),
                "fix `fibre` or `leased`, or remove the decision",
            )),
            Technology::Fibre if site.position.is_none() => Some(finding(
                "impossible_decision",
                said!(
                    "site `{id}` is fixed to fibre and has no position: it stays without a connection",
                    id
                ),
                "add its position to the list or the corrections, or remove the decision",
            )),
            Technology::Fibre | Technology::Leased => None,
        }
    }

    fn finding(
        &self,
        place: Range<usize>,
        severity: Severity,
        kind: &str,
        message: Said,
        hint: &'static str,
    ) -> Finding {
        let (line, column) = self.city.place(&place);
        Finding::new(
            severity,
            kind,
            self.file,
            said!(
                "scenario `{scenario}`: {message}",
                scenario = self.scenario,
                message
            ),
            hint,
        )
        .line(line)
        .column(column.to_string())
    }

    /// Where a key of a table stands.
    fn key(&self, table: &str, key: &str) -> Range<usize> {
        self.value(table)
            .and_then(|value| match value {
                DeValue::Table(inner) => inner
                    .iter()
                    .find(|(written, _)| written.get_ref() == key)
                    .map(|(written, _)| written.span()),
                _ => None,
            })
            .unwrap_or_default()
    }

    /// Where an element of a list stands.
    fn element(&self, list: &str, position: usize) -> Range<usize> {
        self.value(list)
            .and_then(|value| match value {
                DeValue::Array(elements) => elements.get(position).map(toml::Spanned::span),
                _ => None,
            })
            .unwrap_or_default()
    }

    fn value(&self, key: &str) -> Option<&DeValue<'_>> {
        self.table?
            .iter()
            .find(|(written, _)| written.get_ref() == key)
            .map(|(_, value)| value.get_ref())
    }
}

/// The table `decisions` of the scenario with this place in the file.
fn decisions_of<'a>(document: &'a DeTable<'a>, index: usize) -> Option<&'a DeTable<'a>> {
    let inner = |table: &'a DeTable<'a>, key: &str| {
        table
            .iter()
            .find(|(written, _)| written.get_ref() == key)
            .map(|(_, value)| value.get_ref())
    };
    let DeValue::Array(scenarios) = inner(document, "scenarios")? else {
        return None;
    };
    let DeValue::Table(scenario) = scenarios.get(index)?.get_ref() else {
        return None;
    };
    match inner(scenario, "decisions")? {
        DeValue::Table(decisions) => Some(decisions),
        _ => None,
    }
}
