//! What to read from a kind of device, as data: a new vendor is a file, not code.
//!
//! A profile says how a device is recognised, which objects are read, what they mean, their unit and scale. How to sign in is not in it.
//! It names single objects; a table is read only where a poller walks it, which this version does not do.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use crate::document::{self, Place};
use crate::object_id::ObjectId;
use crate::privacy;

/// What to read from one kind of device.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// Its name, as targets refer to it.
    pub name: String,
    /// How a device of this kind is recognised.
    pub recognise: Recognise,
    /// What is read, at least one, names unique.
    pub metrics: Vec<Metric>,
}

/// How a device is recognised: by any of these. Empty lists recognise nothing by themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recognise {
    /// Prefixes of sysObjectID.
    pub object_ids: Vec<ObjectId>,
    /// Words in sysDescr.
    pub descriptions: Vec<String>,
}

/// One thing that is read.
#[derive(Debug, Clone, PartialEq)]
pub struct Metric {
    /// Its name in readings.
    pub name: String,
    /// The object instance to read, with the closing `.0` of a single value.
    pub object: ObjectId,
    /// What the number or text means.
    pub meaning: Meaning,
}

/// What the content of an object means.
#[derive(Debug, Clone, PartialEq)]
pub enum Meaning {
    /// A number: content × scale, in this unit.
    Number {
        /// Factor from what the device sends to the unit.
        scale: f64,
        /// The unit; none for a bare count.
        unit: Option<String>,
    },
    /// A counter, kept as it is.
    Counter,
    /// Text.
    Text,
    /// An object identifier.
    ObjectId,
    /// A number that stands for a word.
    State(BTreeMap<i64, String>),
    /// Whatever the device sends, unscaled; used where no profile is.
    AsSent,
}

impl Metric {
    /// An object read without a profile: named by its number, passed on as it was sent.
    #[must_use]
    pub fn as_sent(object: ObjectId) -> Self {
        Self {
            name: object.to_string(),
            object,
            meaning: Meaning::AsSent,
        }
    }
}

/// What is wrong with a profile.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {message}")]
pub struct Error {
    /// Where.
    pub place: Place,
    /// What.
    pub message: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    name: Spanned<String>,
    #[serde(default)]
    recognise: RecogniseTable,
    #[serde(default)]
    metric: Vec<Spanned<MetricTable>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RecogniseTable {
    #[serde(default)]
    object_id: Vec<Spanned<String>>,
    #[serde(default)]
    description: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MetricTable {
    name: Spanned<String>,
    object: Spanned<String>,
    kind: Kind,
    unit: Option<Spanned<String>>,
    scale: Option<Spanned<f64>>,
    states: Option<Spanned<BTreeMap<String, String>>>,
}

#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Number,
    Counter,
    Text,
    ObjectId,
    State,
}

type Wrong = (std::ops::Range<usize>, String);

/// Reads a profile from a TOML text; `file` is only named in messages.
///
/// # Errors
/// [`Error`] with the line of the first mistake: bad TOML, an unknown key, an identifier that is none or that is refused by
/// [`privacy`], a metric twice, a key that does not go with the kind.
pub fn parse(file: &Path, text: &str) -> Result<Profile, Error> {
    let wrong = |span, message: String| Error {
        place: document::place(file, text, span),
        message,
    };
    let document: Document =
        toml::from_str(text).map_err(|error| wrong(error.span(), error.message().to_owned()))?;
    profile(document).map_err(|(span, message)| wrong(Some(span), message))
}

fn profile(document: Document) -> Result<Profile, Wrong> {
    check_name(&document.name)?;
    if document.metric.is_empty() {
        return Err((
            document.name.span(),
            "a profile needs at least one [[metric]]".to_owned(),
        ));
    }
    let object_ids = document.recognise.object_id.iter().map(object_id);
    let recognise = Recognise {
        object_ids: object_ids.collect::<Result<_, _>>()?,
        descriptions: document.recognise.description,
    };
    let mut names = BTreeSet::new();
    let mut metrics = Vec::with_capacity(document.metric.len());
    for table in document.metric {
        let span = table.span();
        let table = table.into_inner();
        if !names.insert(table.name.get_ref().clone()) {
            let message = format!("the metric `{}` is there twice", table.name.get_ref());
            return Err((table.name.span(), message));
        }
        metrics.push(metric(table, span)?);
    }
    Ok(Profile {
        name: document.name.into_inner(),
        recognise,
        metrics,
    })
}

fn metric(table: MetricTable, span: std::ops::Range<usize>) -> Result<Metric, Wrong> {
    check_name(&table.name)?;
    let object = object_id(&table.object)?;
    if let Some(what) = privacy::refusal(&object) {
        return Err((
            table.object.span(),
            format!("never read, whatever a profile says: {what}"),
        ));
    }
    if table.kind != Kind::Number {
        let number_only = |key: &str| format!("`{key}` goes with kind = \"number\" only");
        if let Some(unit) = &table.unit {
            return Err((unit.span(), number_only("unit")));
        }
        if let Some(scale) = &table.scale {
            return Err((scale.span(), number_only("scale")));
        }
    }
    if let (Some(states), false) = (&table.states, table.kind == Kind::State) {
        return Err((
            states.span(),
            "`states` goes with kind = \"state\" only".to_owned(),
        ));
    }
    let meaning = match table.kind {
        Kind::Number => Meaning::Number {
            scale: table.scale.map_or(Ok(1.0), |scale| {
                Some(*scale.get_ref())
                    .filter(|factor| factor.is_finite() && *factor != 0.0)
                    .ok_or_else(|| {
                        (
                            scale.span(),
                            "a scale is a finite number other than 0".to_owned(),
                        )
                    })
            })?,
            unit: table.unit.map(Spanned::into_inner),
        },
        Kind::Counter => Meaning::Counter,
        Kind::Text => Meaning::Text,
        Kind::ObjectId => Meaning::ObjectId,
        Kind::State => Meaning::State(states(table.states, span)?),
    };
    Ok(Metric {
        name: table.name.into_inner(),
        object,
        meaning,
    })
}

fn states(
    table: Option<Spanned<BTreeMap<String, String>>>,
    metric: std::ops::Range<usize>,
) -> Result<BTreeMap<i64, String>, Wrong> {
    let Some(table) = table.filter(|table| !table.get_ref().is_empty()) else {
        return Err((
            metric,
            "kind = \"state\" needs states = { 1 = \"up\", … }".to_owned(),
        ));
    };
    let span = table.span();
    let number = |(key, word): (String, String)| match key.parse() {
        Ok(number) => Ok((number, word)),
        Err(_) => Err((span.clone(), format!("a state is a whole number: `{key}`"))),
    };
    table.into_inner().into_iter().map(number).collect()
}

fn object_id(text: &Spanned<String>) -> Result<ObjectId, Wrong> {
    text.get_ref()
        .parse()
        .map_err(|error: crate::object_id::Error| (text.span(), error.to_string()))
}

/// Names travel in readings and become parts of file and column names, so they are plain.
fn check_name(name: &Spanned<String>) -> Result<(), Wrong> {
    let text = name.get_ref();
    let plain = |letter: char| {
        letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_' || letter == '-'
    };
    if !text.is_empty() && text.len() <= 64 && text.chars().all(plain) {
        return Ok(());
    }
    Err((
        name.span(),
        "a name is 1 to 64 of the characters a to z, 0 to 9, _ and -".to_owned(),
    ))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const GOOD: &str = r#"name = "radio"

[recognise]
object_id = ["1.3.6.1.4.1.41112"]

[[metric]]
name = "rx_level"
object = "1.3.6.1.4.1.41112.1.3.2.1.11.1"
kind = "number"
unit = "dBm"
scale = 0.1

[[metric]]
name = "link"
object = "1.3.6.1.4.1.41112.1.3.2.1.26.1"
kind = "state"
states = { 0 = "down", 1 = "up" }
"#;

    fn file() -> &'static Path {
        Path::new("radio.toml")
    }

    #[test]
    fn a_profile_says_what_is_read_and_what_it_means() {
        let profile = parse(file(), GOOD).expect("a good file");
        assert_eq!(profile.name, "radio");
        assert_eq!(
            profile.recognise.object_ids[0].to_string(),
            "1.3.6.1.4.1.41112"
        );
        assert_eq!(
            profile.metrics[0].meaning,
            Meaning::Number {
                scale: 0.1,
                unit: Some("dBm".to_owned())
            }
        );
        let Meaning::State(states) = &profile.metrics[1].meaning else {
            panic!("a state: {:?}", profile.metrics[1]);
        };
        assert_eq!(states[&1], "up");
    }

    #[test]
    fn mistakes_are_pointed_at() {
        let check = |from: &str, to: &str, expected: &str| {
            let text = GOOD.replacen(from, to, 1);
            assert_ne!(text, GOOD, "{from} is in the file");
            let error = parse(file(), &text).expect_err(expected).to_string();
            assert!(
                error.starts_with(&format!("radio.toml:{expected}")),
                "{error}"
            );
        };
        check("name = \"radio\"", "name = \"\"", "1:8: a name is");
        check(
            "\"1.3.6.1.4.1.41112\"",
            "\"1.3.x\"",
            "4:14: an object identifier",
        );
        check("\"rx_level\"", "\"RX level\"", "7:8: a name is");
        check(
            "\"rx_level\"",
            "\"link\"",
            "14:8: the metric `link` is there twice",
        );
        check(
            "1.3.6.1.4.1.41112.1.3.2.1.11.1",
            "1.3.6.1.2.1.17.4.3.1.1",
            "8:10: never read",
        );
        check("\"number\"", "\"numbr\"", "9:8: unknown variant `numbr`");
        check("\"number\"", "\"text\"", "10:8: `unit` goes with");
        check("0.1", "0.0", "11:9: a scale");
        check("0.1", "nan", "11:9: a scale");
        check("states = {", "scale = 1.0 # {", "17:9: `scale` goes with");
        check(
            "{ 0 = \"down\", 1 = \"up\" }",
            "{}",
            "13:1: kind = \"state\" needs",
        );
        check(
            "0 = \"down\"",
            "low = \"down\"",
            "17:10: a state is a whole number: `low`",
        );
        check(
            "kind = \"state\"",
            "kind = \"text\"",
            "17:10: `states` goes with",
        );
        check("unit =", "units =", "10:1: unknown field `units`");
        let error = parse(file(), "name = \"x\"")
            .expect_err("no metric")
            .to_string();
        assert!(
            error.starts_with("radio.toml:1:8: a profile needs"),
            "{error}"
        );
    }

    #[test]
    fn every_shipped_profile_is_valid_and_named_like_its_file() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("profiles");
        let mut count = 0;
        for entry in std::fs::read_dir(&folder).expect("the folder of profiles") {
            let path = entry.expect("an entry").path();
            let text = std::fs::read_to_string(&path).expect("a readable profile");
            let profile = parse(&path, &text).unwrap_or_else(|error| panic!("{error}"));
            let stem = path.file_stem().and_then(|stem| stem.to_str());
            assert_eq!(stem, Some(profile.name.as_str()));
            count += 1;
        }
        assert!(count >= 1, "at least one profile is shipped");
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "(?s).{0,200}") {
            let _ = parse(file(), &text);
        }
    }
}
