//! Tables that list people's devices, which nobody may read through this program.
//!
//! The programme needs counts of clients, never the clients: no table of WLAN stations, no forwarding table of a switch, no ARP or
//! neighbour cache is read, so no hardware address of a person's device can be stored, hashed or logged. The list is code, not data,
//! because a profile must not be able to lift it.

use crate::object_id::ObjectId;

/// What must not be read, and what it would reveal.
const REFUSED: &[(&[u32], &str)] = &[
    // IP-MIB (RFC 4293): ipNetToMediaTable and ipNetToPhysicalTable.
    (
        &[1, 3, 6, 1, 2, 1, 4, 22],
        "the ARP cache: addresses of every device nearby",
    ),
    (
        &[1, 3, 6, 1, 2, 1, 4, 35],
        "the neighbour cache: addresses of every device nearby",
    ),
    // BRIDGE-MIB (RFC 4188) dot1dTpFdbTable, Q-BRIDGE-MIB (RFC 4363) dot1qTpFdbTable.
    (
        &[1, 3, 6, 1, 2, 1, 17, 4, 3],
        "the forwarding table: hardware addresses behind every port",
    ),
    (
        &[1, 3, 6, 1, 2, 1, 17, 7, 1, 2, 2],
        "the forwarding table: hardware addresses behind every port",
    ),
    // AIRESPACE-WIRELESS-MIB bsnMobileStationTable.
    (
        &[1, 3, 6, 1, 4, 1, 14179, 2, 1, 4],
        "the table of WLAN clients",
    ),
    // WLSX-USER-MIB user table, WLSX-WLAN-MIB station table, AI-AP-MIB client table.
    (
        &[1, 3, 6, 1, 4, 1, 14823, 2, 2, 1, 4, 1, 2],
        "the table of WLAN users",
    ),
    (
        &[1, 3, 6, 1, 4, 1, 14823, 2, 2, 1, 5, 2, 2],
        "the table of WLAN clients",
    ),
    (
        &[1, 3, 6, 1, 4, 1, 14823, 2, 3, 3, 1, 2, 4],
        "the table of WLAN clients",
    ),
    // MIKROTIK-MIB mtxrWlRtabTable.
    (
        &[1, 3, 6, 1, 4, 1, 14988, 1, 1, 1, 2],
        "the table of WLAN clients",
    ),
    // HUAWEI-WLAN-STATION-MIB.
    (
        &[1, 3, 6, 1, 4, 1, 2011, 6, 139, 18],
        "the table of WLAN clients",
    ),
];

/// Why an object must not be read, or `None` if it may be.
#[must_use]
pub fn refusal(object: &ObjectId) -> Option<&'static str> {
    REFUSED
        .iter()
        .find(|(table, _)| object.arcs().starts_with(table))
        .map(|(_, what)| *what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_of_peoples_devices_are_refused_and_their_neighbours_are_not() {
        let check = |text: &str, refused: bool| {
            let object: ObjectId = text.parse().expect("a valid identifier");
            assert_eq!(refusal(&object).is_some(), refused, "{text}");
        };
        check("1.3.6.1.4.1.14179.2.1.4.1.1", true);
        check("1.3.6.1.2.1.17.4.3.1.1", true);
        check("1.3.6.1.2.1.4.22.1.2", true);
        // Users per radio, ifTable, and a number that only begins like a refused one.
        check("1.3.6.1.4.1.14179.2.2.2.1.15", false);
        check("1.3.6.1.2.1.2.2.1.8", false);
        check("1.3.6.1.2.1.4.220", false);
    }
}
