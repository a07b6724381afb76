//! What leaves the management network: rows of values, and batches of rows that are taken over exactly once.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use serde::de::{self, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::metric::{Kind, Metric, Part};
use crate::target::TargetId;

/// What one part of one target said at one time: a row of a table.
///
/// A table that could not be read to its end gives no rows at all, so that no rate and no count is ever made from half an answer; the
/// device's own row then says `partial`.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The target that was asked.
    pub target: TargetId,
    /// The part of it that the row is about.
    pub part: Part,
    /// Which one of them, by a name that survives restarts; empty for [`Part::Device`].
    pub key: String,
    /// When the answer arrived, or when waiting for it ended.
    pub at: Timestamp,
    /// What was read. A metric the device does not have is absent; one it answered in a way the profile does not expect is
    /// [`Value::Unknown`].
    pub values: BTreeMap<Metric, Value>,
}

/// One value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A number in the metric's unit; always finite.
    Number(f64),
    /// A counter that wraps at 2³².
    Counter32(u32),
    /// A counter that only a restart sets back.
    Counter64(u64),
    /// A word of the metric's list, or a text.
    Text(String),
    /// The device said something the profile does not expect here.
    Unknown,
}

impl Row {
    /// A row without values.
    #[must_use]
    pub const fn new(target: TargetId, part: Part, key: String, at: Timestamp) -> Self {
        Self {
            target,
            part,
            key,
            at,
            values: BTreeMap::new(),
        }
    }

    /// The number of a metric, if the row has one.
    #[must_use]
    pub fn number(&self, metric: Metric) -> Option<f64> {
        match self.values.get(&metric)? {
            Value::Number(number) => Some(*number),
            Value::Counter32(_) | Value::Counter64(_) | Value::Text(_) | Value::Unknown => None,
        }
    }

    /// The word or text of a metric, if the row has one.
    #[must_use]
    pub fn text(&self, metric: Metric) -> Option<&str> {
        match self.values.get(&metric)? {
            Value::Text(text) => Some(text),
            Value::Number(_) | Value::Counter32(_) | Value::Counter64(_) | Value::Unknown => None,
        }
    }
}

/// Rows that are handed over together: all of them or none.
///
/// The receiver remembers the last sequence number of every spool and answers a repeated batch without taking it again. A spool that is
/// made anew has another name, so its numbers cannot be mistaken for old ones.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Batch {
    /// Name of the collector, as its configuration states it.
    pub collector: String,
    /// Random name of the spool the batch comes from.
    pub spool: String,
    /// Number of the batch in that spool, from 1 without gaps. A gap means that the spool was full and gave up its oldest batches.
    pub sequence: u64,
    /// The rows.
    pub rows: Vec<Row>,
}

impl Serialize for Row {
    /// `{"target":…,"part":…,"key":…,"at":…,"values":{…}}`; a number is a number, a counter `{"c32":n}` or `{"c64":n}`, a text a string,
    /// and what is unknown `null`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Values<'a>(&'a BTreeMap<Metric, Value>);
        impl Serialize for Values<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut map = serializer.serialize_map(Some(self.0.len()))?;
                for (metric, value) in self.0 {
                    map.serialize_entry(metric.name(), &Form::from(value))?;
                }
                map.end()
            }
        }
        let mut map = serializer.serialize_map(Some(5))?;
        map.serialize_entry("target", &self.target)?;
        map.serialize_entry("part", &self.part)?;
        map.serialize_entry("key", &self.key)?;
        map.serialize_entry("at", &self.at)?;
        map.serialize_entry("values", &Values(&self.values))?;
        map.end()
    }
}

/// A value as JSON writes it.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Form {
    Number(f64),
    Text(String),
    Counter32 { c32: u32 },
    Counter64 { c64: u64 },
    Unknown(()),
}

impl From<&Value> for Form {
    fn from(value: &Value) -> Self {
        match value {
            Value::Number(number) => Self::Number(*number),
            Value::Counter32(c32) => Self::Counter32 { c32: *c32 },
            Value::Counter64(c64) => Self::Counter64 { c64: *c64 },
            Value::Text(text) => Self::Text(text.clone()),
            Value::Unknown => Self::Unknown(()),
        }
    }
}

impl From<Form> for Value {
    fn from(form: Form) -> Self {
        match form {
            Form::Number(number) => Self::Number(number),
            Form::Text(text) => Self::Text(text),
            Form::Counter32 { c32 } => Self::Counter32(c32),
            Form::Counter64 { c64 } => Self::Counter64(c64),
            Form::Unknown(()) => Self::Unknown,
        }
    }
}

/// Whether a value is of the metric's kind; a word has to be one of the metric's.
fn fits(metric: Metric, value: &Value) -> bool {
    match (metric.kind(), value) {
        (_, Value::Unknown)
        | (Kind::Text, Value::Text(_))
        | (Kind::Counter, Value::Counter32(_) | Value::Counter64(_)) => true,
        (Kind::Gauge, Value::Number(number)) => number.is_finite(),
        (Kind::State(words), Value::Text(text)) => words.contains(&text.as_str()),
        (Kind::Gauge | Kind::Counter | Kind::State(_) | Kind::Text, _) => false,
    }
}

impl<'de> Deserialize<'de> for Row {
    /// Refuses metrics the part does not have and values that are not of the metric's kind.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Plain {
            target: TargetId,
            part: Part,
            key: String,
            at: Timestamp,
            values: Named,
        }
        struct Named(Vec<(String, Form)>);
        impl<'de> Deserialize<'de> for Named {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Pairs;
                impl<'de> Visitor<'de> for Pairs {
                    type Value = Named;
                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str("a table of values by the name of their metric")
                    }
                    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Named, A::Error> {
                        let mut pairs = Vec::new();
                        while let Some(pair) = map.next_entry()? {
                            pairs.push(pair);
                        }
                        Ok(Named(pairs))
                    }
                }
                deserializer.deserialize_map(Pairs)
            }
        }
        let plain = Plain::deserialize(deserializer)?;
        let mut row = Self::new(plain.target, plain.part, plain.key, plain.at);
        for (name, form) in plain.values.0 {
            let metric = Metric::find(row.part, &name).ok_or_else(|| {
                de::Error::custom(format!("the part `{}` has no metric `{name}`", row.part))
            })?;
            let value = Value::from(form);
            if !fits(metric, &value) {
                return Err(de::Error::custom(format!("not a value of `{metric}`")));
            }
            row.values.insert(metric, value);
        }
        Ok(row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_reads_back_as_it_was_written() {
        let at = "2026-11-21T12:00:00Z".parse().expect("a time");
        let mut row = Row::new(TargetId("sw-1".into()), Part::Port, "Gi0/1".into(), at);
        row.values
            .insert(Metric::PortOper, Value::Text("up".into()));
        row.values.insert(Metric::PortSpeed, Value::Number(1000.0));
        row.values
            .insert(Metric::InOctets, Value::Counter64(u64::MAX));
        row.values.insert(Metric::InErrors, Value::Counter32(7));
        row.values.insert(Metric::PortDuplex, Value::Unknown);
        let text = serde_json::to_string(&row).expect("plain data");
        assert_eq!(
            text,
            r#"{"target":"sw-1","part":"port","key":"Gi0/1","at":"2026-11-21T12:00:00Z","values":{"oper":"up","speed":1000.0,"in_octets":{"c64":18446744073709551615},"in_errors":{"c32":7},"duplex":null}}"#
        );
        assert_eq!(serde_json::from_str::<Row>(&text).expect("a row"), row);
    }

    #[test]
    fn a_stranger_cannot_name_metrics_that_are_none() {
        let check = |values: &str, expected: &str| {
            let text = format!(
                r#"{{"target":"a","part":"port","key":"1","at":"2026-11-21T12:00:00Z","values":{values}}}"#
            );
            let error = serde_json::from_str::<Row>(&text).expect_err(expected);
            assert!(error.to_string().contains(expected), "{error}");
        };
        check(r#"{"clients":3}"#, "has no metric `clients`");
        check(r#"{"oper":"dancing"}"#, "not a value of `port.oper`");
        check(r#"{"in_octets":5}"#, "not a value of `port.in_octets`");
        check(r#"{"speed":"fast"}"#, "not a value of `port.speed`");
    }
}
