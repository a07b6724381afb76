//! The corrections file: what people decided about contradictions in the site lists.
//!
//! ```toml
//! [[site]]
//! id = "100036"
//! position = [352988.0, 5647133.0]   # EPSG:25832; or keep = true, drop = true, merge = ["other id"], kind = "…", name = "…"
//! reason = "seen on site"
//! ```
//!
//! A correction that contradicts itself or another, or whose position makes no sense, is a finding and changes nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use serde::Deserialize;
use toml::Spanned;

use super::finding::{Finding, Findings, Severity};
use super::placing::{FAR_OUTSIDE_M, Ground};
use super::source::{Input, Source};
use super::{Error, recorded};
use crate::city::site::SiteId;
use crate::city_file::{self, CityFile};
use crate::geometry::Utm32;
use crate::words::finding::{Said, said};

/// Eastings that occur in the zone and its overlap with the neighbouring ones.
const ZONE_EASTING_M: RangeInclusive<f64> = 100_000.0..=900_000.0;
/// Northings between the Alps' southern foot and the north of Denmark.
const EUROPE_NORTHING_M: RangeInclusive<f64> = 4_900_000.0..=6_500_000.0;

/// What was decided for one site.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Correction {
    /// The site.
    pub(super) id: Spanned<String>,
    /// Its position, easting and northing in EPSG:25832.
    position: Option<Spanned<Vec<f64>>>,
    /// The site is not wanted at all.
    #[serde(default)]
    pub(super) drop: bool,
    /// What the lists say, in the order of their precedence, is right.
    #[serde(default)]
    pub(super) keep: bool,
    /// Other ids that mean the same site.
    #[serde(default)]
    pub(super) merge: Vec<String>,
    /// Its kind.
    pub(super) kind: Option<Spanned<String>>,
    /// Its name.
    pub(super) name: Option<String>,
    /// Why, for the next reader.
    pub(super) reason: Option<String>,
    /// The position after it was checked.
    #[serde(skip)]
    pub(super) at: Option<Utm32>,
    /// Line in the corrections file.
    #[serde(skip)]
    pub(super) line: u64,
}

/// All corrections by site.
#[derive(Debug, Clone, Default)]
pub(super) struct Corrections {
    /// The file, as named.
    pub(super) file: String,
    /// By site id.
    pub(super) by_site: BTreeMap<String, Correction>,
    /// From an id that was merged to the site it means.
    pub(super) merged: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    site: Vec<Correction>,
}

/// Reads the corrections file, if the city file names one.
pub(super) fn read(
    city: &CityFile,
    ground: &Ground,
    inputs: &mut Vec<Input>,
    findings: &mut Findings,
) -> Result<Corrections, Error> {
    let Some(name) = &city.schema().corrections else {
        return Ok(Corrections::default());
    };
    let source = Source::named(city, name)?;
    inputs.push(recorded(&source, "corrections")?);
    let text = city_file::read_text(&source.path)?;
    parse(&source.name, &text, ground, findings).map_err(Error::CityFile)
}

fn parse(
    file: &str,
    text: &str,
    ground: &Ground,
    findings: &mut Findings,
) -> Result<Corrections, city_file::Error> {
    let refuse = |at: usize, message: String, hint: &str| {
        let (line, column) = city_file::place(text, at);
        city_file::Error::Value {
            file: file.to_owned(),
            line,
            column,
            message,
            hint: hint.to_owned(),
        }
    };
    let mut corrections = Corrections {
        file: file.to_owned(),
        ..Corrections::default()
    };
    let mut seen = BTreeSet::new();
    for mut correction in city_file::parse_toml::<File>(file, text)?.site {
        let start = correction.id.span().start;
        let id = correction.id.get_ref().clone();
        correction.line = city_file::place(text, start).0;
        if !seen.insert(id.clone()) {
            return Err(refuse(
                start,
                format!("site `{id}` is corrected twice"),
                "put both corrections into one entry",
            ));
        }
        if let Some((one, other)) = correction.contradiction() {
            findings.push(contradiction(
                file,
                correction.line,
                &id,
                said!(
                    "`{one}` and `{other}` contradict each other; the correction was not used",
                    one,
                    other
                ),
            ));
            continue;
        }
        if let Some(position) = &correction.position {
            match usable(position.get_ref(), ground) {
                Ok(at) => correction.at = Some(at),
                Err(message) => {
                    let (line, column) = city_file::place(text, position.span().start);
                    findings.push(
                        Finding::new(
                            Severity::Error,
                            "bad_correction",
                            file,
                            message,
                            "write easting and northing in metres (EPSG:25832), in this order",
                        )
                        .line(line)
                        .column(column.to_string())
                        .site(&SiteId::from(id.as_str())),
                    );
                }
            }
        }
        for other in &correction.merge {
            if corrections
                .merged
                .insert(other.clone(), id.clone())
                .is_some()
            {
                return Err(refuse(
                    start,
                    format!("site `{other}` is merged twice"),
                    "merge it into one site only",
                ));
            }
        }
        corrections.by_site.insert(id, correction);
    }
    corrections.set_aside_dropped_and_merged(findings);
    Ok(corrections)
}

impl Correction {
    /// Two of its keys that cannot both be meant.
    fn contradiction(&self) -> Option<(&'static str, &'static str)> {
        let set = [
            ("keep", self.keep),
            ("position", self.position.is_some()),
            ("merge", !self.merge.is_empty()),
            ("kind", self.kind.is_some()),
            ("name", self.name.is_some()),
        ];
        if self.drop {
            return set
                .into_iter()
                .find(|(_, is_set)| *is_set)
                .map(|(key, _)| ("drop", key));
        }
        if self.keep && self.position.is_some() {
            return Some(("keep", "position"));
        }
        self.merge
            .contains(self.id.get_ref())
            .then_some(("id", "merge"))
    }
}

impl Corrections {
    /// A site that one entry drops and another merges: neither happens.
    fn set_aside_dropped_and_merged(&mut self, findings: &mut Findings) {
        let both: Vec<(String, u64)> = self
            .by_site
            .iter()
            .filter(|(id, correction)| correction.drop && self.merged.contains_key(*id))
            .map(|(id, correction)| (id.clone(), correction.line))
            .collect();
        for (id, line) in both {
            let into = self.merged.remove(&id).unwrap_or_default();
            self.by_site.remove(&id);
            findings.push(contradiction(
                &self.file,
                line,
                &id,
                said!(
                    "it is dropped here and merged into `{into}` elsewhere; neither was done",
                    into
                ),
            ));
        }
    }
}

fn contradiction(file: &str, line: u64, id: &str, what: Said) -> Finding {
    Finding::new(
        Severity::Error,
        "contradicting_correction",
        file,
        said!("site `{id}`: {what}", id, what),
        "decide for one of the two and remove the other",
    )
    .line(line)
    .site(&SiteId::from(id))
}

/// A corrected position, if it can be meant.
fn usable(numbers: &[f64], ground: &Ground) -> Result<Utm32, Said> {
    let &[easting, northing] = numbers else {
        return Err(said!(
            "a position has two numbers, not {number}; it was not used",
            number = numbers.len()
        ));
    };
    let at = Utm32::new(easting, northing)
        .map_err(|error| said!("{error}; it was not used", error = Said::from(&error)))?;
    // Without an outline or streets to compare with, a position must at least lie in the zone's own strip of Europe.
    let away = ground.outside(at);
    let sensible = match away {
        Some(away) => away.get() <= FAR_OUTSIDE_M,
        None => ZONE_EASTING_M.contains(&easting) && EUROPE_NORTHING_M.contains(&northing),
    };
    if sensible {
        return Ok(at);
    }
    Err(match away {
        Some(away) => said!(
            "the position lies {away} km outside the city; it was not used",
            away = format!("{:.1}", away.get() / 1000.0)
        ),
        None => said!(
            "({easting}, {northing}) lies nowhere in Central Europe; it was not used",
            easting,
            northing
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::city::streets::StreetGraph;

    fn read_text(text: &str) -> (Result<Corrections, city_file::Error>, Vec<Finding>) {
        let nowhere = Ground::new(&[], &[], &StreetGraph::default());
        let mut findings = Findings::default();
        let corrections = parse("c.toml", text, &nowhere, &mut findings);
        (corrections, findings.finish().0)
    }

    #[test]
    fn corrections_are_read_and_mistakes_have_a_place() {
        let (sound, findings) =
            read_text("[[site]]\nid = \"1\"\nposition = [356000.0, 5645000.0]\nmerge = [\"2\"]\n");
        let sound = sound.unwrap();
        assert_eq!(
            sound.by_site["1"].at,
            Utm32::new(356_000.0, 5_645_000.0).ok()
        );
        assert_eq!((sound.merged["2"].as_str(), findings), ("1", Vec::new()));
        for (text, place) in [
            (
                "[[site]]\nid = \"1\"\n[[site]]\nid = \"1\"\n",
                "c.toml:4:6:",
            ),
            ("[[site]]\nid = \"1\"\nremove = true\n", "c.toml:3:1:"),
        ] {
            let message = read_text(text).0.unwrap_err().to_string();
            assert!(message.starts_with(place), "{message}");
        }
    }

    #[test]
    fn positions_that_make_no_sense_are_findings_and_are_not_used() {
        for position in [
            "[5645000.0, 356000.0]",
            "[nan, 1.0]",
            "[0.0, 0.0]",
            "[356000.0]",
            "[356000.0, 5645000.0, 80.0]",
            "[356000.0, 1000000.0]",
        ] {
            let (corrections, findings) =
                read_text(&format!("[[site]]\nid = \"1\"\nposition = {position}\n"));
            assert_eq!(corrections.unwrap().by_site["1"].at, None, "{position}");
            assert_eq!(findings.len(), 1, "{position}");
            let shown = findings[0].to_string();
            assert!(shown.starts_with("c.toml:3:12: error: "), "{shown}");
            assert!(shown.contains("not used"), "{shown}");
        }
    }

    #[test]
    fn contradictions_are_findings_and_change_nothing() {
        for keys in [
            "drop = true\nkeep = true",
            "drop = true\nname = \"x\"",
            "keep = true\nposition = [356000.0, 5645000.0]",
            "merge = [\"1\"]",
            "drop = true\n[[site]]\nid = \"2\"\nmerge = [\"1\"]",
        ] {
            let (corrections, findings) = read_text(&format!("[[site]]\nid = \"1\"\n{keys}\n"));
            let corrections = corrections.unwrap();
            assert!(!corrections.by_site.contains_key("1"), "{keys}");
            assert!(corrections.merged.is_empty(), "{keys}");
            assert_eq!(findings.len(), 1, "{keys}");
            assert_eq!(findings[0].kind, "contradicting_correction");
            assert_eq!(findings[0].line, Some(2), "{keys}");
        }
    }
}
