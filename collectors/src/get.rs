//! One question to one target: every answer, and every failure to answer, becomes a reading.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::profile::{Meaning, Metric};
use crate::reading::{REACHABILITY, Reading, Value};
use crate::target::TargetId;
use crate::transport::{Answer, Content, Failure, Transport};

/// Asks for the metrics and returns one reading each, in their order, stamped with the time at which the answer was there.
///
/// A silent or refusing device gives exactly one reading, [`REACHABILITY`], and nothing else: a part of an answer is never passed on as
/// if it were all.
///
/// # Errors
/// The reason why the question could not be sent, when the fault is on this side.
pub async fn get(
    transport: &impl Transport,
    target: &TargetId,
    metrics: &[Metric],
    clock: impl Fn() -> Timestamp,
) -> Result<Vec<Reading>, Failure> {
    let objects: Vec<_> = metrics.iter().map(|metric| metric.object.clone()).collect();
    let answers = transport.get(&objects).await;
    let at = clock();
    let whole = |value| {
        vec![Reading {
            target: target.clone(),
            metric: REACHABILITY.to_owned(),
            index: String::new(),
            value,
            unit: None,
            at,
        }]
    };
    let answers = match answers {
        Ok(answers) => answers,
        Err(Failure::Silent) => return Ok(whole(Value::Unreachable)),
        Err(Failure::Refused(refusal)) => return Ok(whole(Value::Refused(refusal))),
        Err(failure @ Failure::Local { .. }) => return Err(failure),
    };
    let reading = |(metric, answer): (&Metric, Answer)| {
        let (name, index) = name_and_index(metric);
        let unit = match &metric.meaning {
            Meaning::Number { unit, .. } => unit.clone(),
            Meaning::Counter
            | Meaning::Text
            | Meaning::ObjectId
            | Meaning::State(_)
            | Meaning::AsSent => None,
        };
        Reading {
            target: target.clone(),
            metric: name,
            index,
            value: value(&metric.meaning, answer.content),
            unit,
            at,
        }
    };
    Ok(metrics.iter().zip(answers).map(reading).collect())
}

/// A metric of a profile reads one instance, so its index is the last number; a bare object keeps its full number and has no index.
fn name_and_index(metric: &Metric) -> (String, String) {
    let index = match metric.meaning {
        Meaning::AsSent => String::new(),
        Meaning::Number { .. }
        | Meaning::Counter
        | Meaning::Text
        | Meaning::ObjectId
        | Meaning::State(_) => metric
            .object
            .arcs()
            .last()
            .map_or_else(String::new, u32::to_string),
    };
    (metric.name.clone(), index)
}

/// The meaning of a content.
fn value(meaning: &Meaning, content: Content) -> Value {
    match (meaning, content) {
        (_, Content::Missing) => Value::Missing,
        (Meaning::AsSent, content) => as_sent(content),
        (Meaning::Number { scale, .. }, content) => match number(&content) {
            Some(number) => Value::Number(number * scale),
            None => unexpected(&content),
        },
        (Meaning::Counter, Content::Counter32(count)) => Value::Counter32(count),
        (Meaning::Counter, Content::Counter64(count)) => Value::Counter64(count),
        (Meaning::Text, Content::Bytes(bytes)) => text_or_bytes(bytes),
        (Meaning::ObjectId, Content::ObjectId(id)) => Value::ObjectId(id),
        (Meaning::State(states), Content::Integer(number)) => state(states, i64::from(number)),
        (Meaning::State(states), Content::Gauge(number)) => state(states, i64::from(number)),
        (Meaning::Counter | Meaning::Text | Meaning::ObjectId | Meaning::State(_), content) => {
            unexpected(&content)
        }
    }
}

fn state(states: &BTreeMap<i64, String>, number: i64) -> Value {
    match states.get(&number) {
        Some(word) => Value::State(word.clone()),
        None => Value::Unexpected(format!("state {number}")),
    }
}

fn as_sent(content: Content) -> Value {
    match content {
        Content::Integer(number) => Value::Number(f64::from(number)),
        Content::Gauge(number) | Content::Ticks(number) => Value::Number(f64::from(number)),
        Content::Counter32(count) => Value::Counter32(count),
        Content::Counter64(count) => Value::Counter64(count),
        Content::Bytes(bytes) => text_or_bytes(bytes),
        Content::ObjectId(id) => Value::ObjectId(id),
        Content::Address(address) => Value::Address(address),
        Content::Missing => Value::Missing,
    }
}

fn number(content: &Content) -> Option<f64> {
    match content {
        Content::Integer(number) => Some(f64::from(*number)),
        Content::Gauge(number) | Content::Ticks(number) => Some(f64::from(*number)),
        Content::Counter32(_)
        | Content::Counter64(_)
        | Content::Bytes(_)
        | Content::ObjectId(_)
        | Content::Address(_)
        | Content::Missing => None,
    }
}

/// Text if every character is printable or a line break, otherwise the bytes in hexadecimal. Some agents close a text with a zero byte.
fn text_or_bytes(mut bytes: Vec<u8>) -> Value {
    if bytes.last() == Some(&0) {
        bytes.pop();
    }
    let printable = |letter: char| !letter.is_control() || matches!(letter, '\n' | '\r' | '\t');
    match String::from_utf8(bytes) {
        Ok(text) if text.chars().all(printable) => Value::Text(text),
        Ok(text) => Value::Bytes(hexadecimal(text.as_bytes())),
        Err(error) => Value::Bytes(hexadecimal(error.as_bytes())),
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

fn unexpected(content: &Content) -> Value {
    let kind = match content {
        Content::Integer(_) => "an integer",
        Content::Gauge(_) => "a gauge",
        Content::Counter32(_) | Content::Counter64(_) => "a counter",
        Content::Ticks(_) => "time ticks",
        Content::Bytes(_) => "a text",
        Content::ObjectId(_) => "an object identifier",
        Content::Address(_) => "an address",
        Content::Missing => "nothing",
    };
    Value::Unexpected(kind.to_owned())
}
