//! How to ask one device: the crate's own two-method seam, so that a library can be replaced and a test can answer.

use std::future::Future;

use crate::object_id::ObjectId;
use crate::reading::Refusal;

/// What a device said about one object.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The object instance the device named; after [`Transport::get_bulk`] it is one further on than what was asked.
    pub object: ObjectId,
    /// What it holds.
    pub content: Content,
}

/// The content of an object as the protocol carries it, before a profile gives it a meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A signed number.
    Integer(i32),
    /// An unsigned number that goes up and down.
    Gauge(u32),
    /// A counter that wraps at 2³².
    Counter32(u32),
    /// A counter that only a restart sets back.
    Counter64(u64),
    /// Hundredths of a second.
    Ticks(u32),
    /// Any bytes; often text.
    Bytes(Vec<u8>),
    /// An object identifier.
    ObjectId(ObjectId),
    /// An IPv4 address.
    Address(std::net::Ipv4Addr),
    /// The device answered and does not have this object (no such object, no such instance, end of view, null).
    Missing,
}

/// Why no answer came. None of these says anything about the objects that were asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Nothing came back within the time and the retries allowed, or the network said that nobody is there.
    #[error("no answer")]
    Silent,
    /// The device answered and said no.
    #[error("refused: {0}")]
    Refused(Refusal),
    /// The question could not be sent at all; the fault is on this side.
    #[error("could not ask: {reason}")]
    Local {
        /// What went wrong here.
        reason: String,
    },
}

/// A conversation with one device.
pub trait Transport {
    /// What the device holds for exactly these objects, in this order: one answer each, or a failure for all.
    fn get(
        &self,
        objects: &[ObjectId],
    ) -> impl Future<Output = Result<Vec<Answer>, Failure>> + Send;

    /// The next `repetitions` objects after each of `objects`, as many of them as fit into one answer of the device.
    fn get_bulk(
        &self,
        objects: &[ObjectId],
        repetitions: u16,
    ) -> impl Future<Output = Result<Vec<Answer>, Failure>> + Send;
}
