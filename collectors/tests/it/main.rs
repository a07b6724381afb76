//! Integration tests of the collectors: against an agent in this process, against net-snmp's snmpd, and on the sources themselves.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on stops where it is"
)]

mod agent;
mod no_writing;
mod program;
mod snmpd;
mod support;
