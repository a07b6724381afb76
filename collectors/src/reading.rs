//! What leaves the management network: one value of one metric of one target at one time.

use std::fmt;
use std::net::Ipv4Addr;

use jiff::Timestamp;
use serde::Serialize;

use crate::object_id::ObjectId;
use crate::target::TargetId;

/// The metric of a reading that is about the target as a whole: [`Value::Unreachable`] and [`Value::Refused`].
pub const REACHABILITY: &str = "reachability";

/// One value, or the reason why there is none.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reading {
    /// The target that was asked.
    pub target: TargetId,
    /// Name of the metric in the profile, the bare object identifier without a profile, or [`REACHABILITY`].
    pub metric: String,
    /// The part of the object identifier behind the metric's own: `0` for a single value, the row for a table; empty for [`REACHABILITY`].
    pub index: String,
    /// What was read.
    #[serde(flatten)]
    pub value: Value,
    /// Unit of a number, as the profile states it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// When the answer arrived, or when waiting for it ended.
    pub at: Timestamp,
}

/// What was read. Silence and refusal are values: a device that says nothing is data, not an error.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", content = "value", rename_all = "snake_case")]
pub enum Value {
    /// A measured number in the reading's unit, scaled as the profile says.
    Number(f64),
    /// A counter that wraps at 2³². Kept whole: a rate is made where the previous value is known.
    Counter32(u32),
    /// A counter that only a restart sets back.
    Counter64(u64),
    /// Text.
    Text(String),
    /// Bytes that are no text, in hexadecimal.
    Bytes(String),
    /// An object identifier.
    ObjectId(ObjectId),
    /// An IPv4 address.
    Address(Ipv4Addr),
    /// A state, in the profile's word for the number the device sent.
    State(String),
    /// The device answered and does not have this object.
    Missing,
    /// The device sent something the profile does not expect here; the text says what.
    Unexpected(String),
    /// Nobody answered.
    Unreachable,
    /// The device answered and said no.
    Refused(Refusal),
}

/// How a device said no.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// It answers, but not to this user with these passwords and protocols. It does not say in a trustworthy way which of them is wrong.
    SignIn,
    /// Its clock or engine could not be agreed upon even after trying again.
    Engine,
    /// An SNMP error status, such as `genErr`.
    Status(String),
    /// An answer that is no valid SNMP.
    Malformed,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SignIn => f.write_str("the device is there and does not accept the credentials"),
            Self::Engine => f.write_str("engine id or engine time could not be agreed upon"),
            Self::Status(status) => write!(f, "the device answered with the error status {status}"),
            Self::Malformed => f.write_str("the answer is not valid SNMP"),
        }
    }
}
