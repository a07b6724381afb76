//! A run as it is stored.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::error::Error;
use crate::plan::Plan;
use crate::units::Euros;

/// Digits of the running number in an id; ids sort as text in the order the runs were asked for.
const DIGITS: usize = 8;
/// Hex digits of the content hash in an id.
const HASH_DIGITS: usize = 12;

/// Id of a run: its running number in the store and the beginning of the hash of what was asked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct RunId(String);

impl RunId {
    pub(super) fn new(number: i64, hash: &str) -> Self {
        Self(format!("r{number:0DIGITS$}-{}", &hash[..HASH_DIGITS]))
    }

    pub(super) const fn stored(id: String) -> Self {
        Self(id)
    }

    /// Reads an id a person or a program gave; `None` when it has not the form of one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (number, hash) = text.strip_prefix('r')?.split_once('-')?;
        let number_fits = (DIGITS..=18).contains(&number.len())
            && number.bytes().all(|byte| byte.is_ascii_digit());
        let hash_fits = hash.len() == HASH_DIGITS
            && hash
                .bytes()
                .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        (number_fits && hash_fits).then(|| Self(text.to_owned()))
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Waiting for its turn.
    Queued,
    /// Being computed.
    Running,
    /// Finished with a verified plan.
    Done,
    /// Finished without a plan, for a reason.
    Failed,
    /// Stopped by a person before there was a verified plan.
    Cancelled,
}

impl State {
    /// True when nothing about the run will change any more.
    #[must_use]
    pub const fn is_final(self) -> bool {
        match self {
            Self::Queued | Self::Running => false,
            Self::Done | Self::Failed | Self::Cancelled => true,
        }
    }

    fn read(text: &str) -> Option<Self> {
        serde_json::from_value(serde_json::Value::from(text)).ok()
    }
}

/// Everything that decides a run's result, as it is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRun {
    /// Name of the city.
    pub city: String,
    /// True when any part of the data was made up.
    pub synthetic: bool,
    /// Name of the scenario.
    pub scenario: String,
    /// Name of the policy.
    pub policy: String,
    /// The date the plan starts from.
    pub as_of: Date,
    /// The seed of every random choice.
    pub seed: u64,
    /// Version of the program that makes the run.
    pub version: String,
    /// What was changed against the scenario, as asked for.
    pub changes: serde_json::Value,
    /// The whole scenario after the changes: prices, policy, kinds, decisions.
    pub assumptions: serde_json::Value,
    /// SHA-256 of every input file, by its name in the city file.
    pub inputs: BTreeMap<String, String>,
}

impl NewRun {
    pub(super) fn inputs_json(&self) -> String {
        serde_json::to_string(&self.inputs).expect("a map of texts is JSON")
    }

    /// SHA-256 over everything that decides the result; each part is preceded by its length, so that no two differ unseen.
    pub(super) fn content_hash(&self) -> String {
        let mut hash = Sha256::new();
        for part in [
            &self.city,
            &self.scenario,
            &self.policy,
            &self.as_of.to_string(),
            &self.seed.to_string(),
            &self.version,
            &self.changes.to_string(),
            &self.assumptions.to_string(),
            &self.inputs_json(),
        ] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        hex(&hash.finalize())
    }
}

/// Why a run failed, in words for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What happened, German.
    pub message_de: String,
    /// What happened, English.
    pub message_en: String,
    /// What to do, German.
    pub hint_de: String,
    /// What to do, English.
    pub hint_en: String,
}

impl Failure {
    pub(super) fn to_json(&self) -> String {
        serde_json::to_string(self).expect("four texts are JSON")
    }

    /// The program ended while the run was being computed.
    #[must_use]
    pub fn interrupted() -> Self {
        Self {
            message_de:
                "Die Berechnung wurde unterbrochen: das Programm endete, bevor sie fertig war."
                    .to_owned(),
            message_en: "The run was interrupted: the program ended before it was finished."
                .to_owned(),
            hint_de:
                "Die Berechnung noch einmal starten; gleiche Eingaben ergeben das gleiche Ergebnis."
                    .to_owned(),
            hint_en: "Start the run again; the same request gives the same result.".to_owned(),
        }
    }
}

/// The totals of a run, as `runs` computes them; the store keeps them for lists without looking inside.
pub type Summary = serde_json::Value;

/// What a finished run leaves behind.
#[derive(Debug, Clone)]
pub struct Outcome<'a> {
    /// The plan with its proof.
    pub plan: &'a Plan,
    /// Its totals.
    pub summary: Summary,
    /// How long the computation took; no part of the result.
    pub seconds: f64,
}

/// The proven numbers of a done run, kept in columns of their own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Numbers {
    /// The objective of the plan.
    pub objective: Euros,
    /// The verified lower bound.
    pub lower_bound: Euros,
    /// The gap of total cost.
    pub gap: f64,
    /// The gap of the saving.
    pub gap_of_saving: Option<f64>,
    /// How long the computation took.
    pub seconds: f64,
}

/// One line of a run's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// When it was written, RFC 3339 in UTC.
    pub at: String,
    /// What was written.
    pub message: String,
}

/// A stored run without its plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// Its id.
    pub id: RunId,
    /// How far it is.
    pub state: State,
    /// What was asked.
    pub request: NewRun,
    /// When it was asked for, RFC 3339 in UTC.
    pub created_at: String,
    /// When its computation began.
    pub started_at: Option<String>,
    /// When it ended.
    pub ended_at: Option<String>,
    /// Why it failed, when it did.
    pub failure: Option<Failure>,
    /// Its proven numbers, when it is done.
    pub numbers: Option<Numbers>,
    /// Its totals, when it is done.
    pub summary: Option<Summary>,
}

/// The columns of a run as texts.
pub(super) struct Texts {
    pub(super) created_at: String,
    pub(super) city: String,
    pub(super) synthetic: bool,
    pub(super) scenario: String,
    pub(super) policy: String,
    pub(super) as_of: String,
    pub(super) seed: String,
    pub(super) version: String,
    pub(super) changes: String,
    pub(super) assumptions: String,
    pub(super) inputs: String,
    pub(super) state: String,
    pub(super) started_at: Option<String>,
    pub(super) ended_at: Option<String>,
    pub(super) failure: Option<String>,
    pub(super) summary: Option<String>,
}

impl Run {
    pub(super) fn from_stored(
        id: RunId,
        texts: Texts,
        numbers: Option<Numbers>,
    ) -> Result<Self, Error> {
        let damaged = |what: &str| Error::DamagedResult {
            id: id.clone(),
            what: what.to_owned(),
        };
        let request = NewRun {
            city: texts.city,
            synthetic: texts.synthetic,
            scenario: texts.scenario,
            policy: texts.policy,
            as_of: texts.as_of.parse().map_err(|_| damaged("its date"))?,
            seed: texts.seed.parse().map_err(|_| damaged("its seed"))?,
            version: texts.version,
            changes: json(&texts.changes).ok_or_else(|| damaged("its changes"))?,
            assumptions: json(&texts.assumptions).ok_or_else(|| damaged("its assumptions"))?,
            inputs: serde_json::from_str(&texts.inputs).map_err(|_| damaged("its inputs"))?,
        };
        let state = State::read(&texts.state).ok_or_else(|| damaged("its state"))?;
        let failure = match texts.failure {
            None => None,
            Some(text) => Some(serde_json::from_str(&text).map_err(|_| damaged("its failure"))?),
        };
        let summary = match texts.summary {
            None => None,
            Some(text) => Some(json(&text).ok_or_else(|| damaged("its totals"))?),
        };
        Ok(Self {
            state,
            request,
            created_at: texts.created_at,
            started_at: texts.started_at,
            ended_at: texts.ended_at,
            failure,
            numbers,
            summary,
            id,
        })
    }
}

fn json(text: &str) -> Option<serde_json::Value> {
    serde_json::from_str(text).ok()
}

/// A plan as it lies in the database.
pub(super) struct Packed {
    pub(super) sha256: String,
    pub(super) bytes: Vec<u8>,
}

pub(super) fn pack(plan: &Plan) -> Result<Packed, Error> {
    let json = serde_json::to_vec(plan).map_err(Error::Unwritable)?;
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    let bytes = encoder
        .write_all(&json)
        .and_then(|()| encoder.finish())
        .expect("writing to memory does not fail");
    Ok(Packed {
        sha256: hex(&Sha256::digest(&json)),
        bytes,
    })
}

pub(super) fn unpack(packed: &Packed, id: &RunId, largest: u64) -> Result<Plan, Error> {
    let damaged = |what: &str| Error::DamagedResult {
        id: id.clone(),
        what: what.to_owned(),
    };
    let mut json = Vec::new();
    DeflateDecoder::new(packed.bytes.as_slice())
        .take(largest)
        .read_to_end(&mut json)
        .map_err(|_| damaged("it cannot be unpacked"))?;
    if hex(&Sha256::digest(&json)) != packed.sha256 {
        return Err(damaged("its hash differs"));
    }
    serde_json::from_slice(&json).map_err(|error| damaged(&error.to_string()))
}

/// UTC to the millisecond, always the same length, so that texts sort as times do.
pub(super) fn rfc3339(at: Timestamp) -> String {
    format!("{at:.3}")
}

pub(super) fn hex(bytes: &[u8]) -> String {
    use fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to memory does not fail");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_and_nothing_else_does() {
        let id = RunId::new(7, &"0123456789abcdef".repeat(4));
        assert_eq!(id.as_str(), "r00000007-0123456789ab");
        assert_eq!(RunId::parse(id.as_str()), Some(id));
        for text in [
            "",
            "r",
            "r7-0123456789ab",
            "r00000007-0123456789AB",
            "r00000007-0123456789abc",
            "r00000007_0123456789ab",
            "../etc/passwd",
            "r0000000٧-0123456789ab",
            "r99999999999999999999-0123456789ab",
        ] {
            assert_eq!(RunId::parse(text), None, "{text}");
        }
    }

    #[test]
    fn times_have_one_length() {
        for second in [0_i64, 1_767_225_600, 4_102_444_800] {
            let text = rfc3339(Timestamp::from_second(second).unwrap());
            assert_eq!(text.len(), "2026-01-01T00:00:00.000Z".len(), "{text}");
        }
    }
}
