//! The corrections file: what people decided about contradictions in the site lists.
//!
//! ```toml
//! [[site]]
//! id = "100036"
//! position = [352988.0, 5647133.0]   # EPSG:25832; or keep = true, drop = true, merge = ["other id"], kind = "…", name = "…"
//! reason = "seen on site"
//! ```

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::source::{Input, Source};
use super::{Error, recorded};
use crate::city_file::{self, CityFile};
use crate::geometry::Utm32;

/// What was decided for one site.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Correction {
    /// The site.
    pub(super) id: Spanned<String>,
    /// Its position, easting and northing in EPSG:25832.
    position: Option<Spanned<[f64; 2]>>,
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
pub(super) fn read(city: &CityFile, inputs: &mut Vec<Input>) -> Result<Corrections, Error> {
    let Some(name) = &city.schema().corrections else {
        return Ok(Corrections::default());
    };
    let source = Source::named(city, name)?;
    inputs.push(recorded(&source, "corrections")?);
    let text = city_file::read_text(&source.path)?;
    parse(&source.name, &text).map_err(Error::CityFile)
}

fn parse(file: &str, text: &str) -> Result<Corrections, city_file::Error> {
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
    for mut correction in city_file::parse_toml::<File>(file, text)?.site {
        let start = correction.id.span().start;
        let id = correction.id.get_ref().clone();
        correction.line = city_file::place(text, start).0;
        if let Some(position) = &correction.position {
            let [easting, northing] = *position.get_ref();
            correction.at = Some(Utm32::new(easting, northing).map_err(|error| {
                refuse(
                    position.span().start,
                    error.to_string(),
                    "write easting and northing in metres, in this order",
                )
            })?);
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
        if corrections.by_site.insert(id.clone(), correction).is_some() {
            return Err(refuse(
                start,
                format!("site `{id}` is corrected twice"),
                "put both corrections into one entry",
            ));
        }
    }
    Ok(corrections)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corrections_are_read_and_mistakes_have_a_place() {
        let sound = parse(
            "c.toml",
            "[[site]]\nid = \"1\"\nposition = [356000.0, 5645000.0]\nmerge = [\"2\"]\n",
        )
        .unwrap();
        assert_eq!(
            sound.by_site["1"].at,
            Utm32::new(356_000.0, 5_645_000.0).ok()
        );
        assert_eq!(sound.merged["2"], "1");
        for (text, place) in [
            (
                "[[site]]\nid = \"1\"\nposition = [5645000.0, 356000.0]\n",
                "c.toml:3:12:",
            ),
            (
                "[[site]]\nid = \"1\"\nposition = [nan, 1.0]\n",
                "c.toml:3:12:",
            ),
            (
                "[[site]]\nid = \"1\"\n[[site]]\nid = \"1\"\n",
                "c.toml:4:6:",
            ),
            ("[[site]]\nid = \"1\"\nremove = true\n", "c.toml:3:1:"),
        ] {
            let message = parse("c.toml", text).unwrap_err().to_string();
            assert!(message.starts_with(place), "{message}");
        }
    }
}
