//! Collectors poll devices over SNMP and turn their answers into readings.
//!
//! This crate knows targets, profiles, credentials and protocols. It knows nothing of the city: no site, no owner, no map. The program
//! `lichtweg-collector` lives on a host in the management network, so that credentials stay there and only readings leave it.
//!
//! What is read ([`profile`]) and how to sign in ([`credentials`]) are separate files. Nothing here writes to a device: the crate has no
//! SNMP SET, and a test searches for one. Tables that list people's devices are refused by name ([`privacy`]).

pub mod credentials;
mod document;
pub mod object_id;
pub mod privacy;
pub mod profile;
pub mod reading;
pub mod snmp;
pub mod target;
pub mod transport;

mod get;

pub use get::get;
