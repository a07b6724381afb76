//! What can be known about a device, whatever its vendor: the vocabulary every profile maps its columns to.
//!
//! A metric belongs to one [`Part`], has one [`Kind`] and, if it is a number, one unit. Profiles convert into that unit; whoever reads a
//! row never has to ask which vendor it came from. A metric that is missing here is added here first.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The part of a target that a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The device that was asked, one row.
    Device,
    /// A network interface; its key is ifName.
    Port,
    /// An access point that a controller, or the access point itself, tells about; its key is the hardware address of its radio or its serial.
    AccessPoint,
    /// A radio of an access point; its key is the access point's key, `/` and the radio's number or name.
    Radio,
    /// A WLAN name, counted over the whole target.
    Ssid,
    /// A radio link, point to point; its key is the radio's number or name at this end.
    Link,
    /// What a port is connected to, by LLDP. Only infrastructure is told; see [`crate::privacy`].
    Neighbour,
    /// A chassis, module or transceiver with a serial number.
    Module,
    /// A battery-backed power supply.
    Ups,
}

impl Part {
    /// All parts, in order.
    pub const ALL: [Self; 9] = [
        Self::Device,
        Self::Port,
        Self::AccessPoint,
        Self::Radio,
        Self::Ssid,
        Self::Link,
        Self::Neighbour,
        Self::Module,
        Self::Ups,
    ];

    /// Its name in files and rows.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Device => "device",
            Self::Port => "port",
            Self::AccessPoint => "access_point",
            Self::Radio => "radio",
            Self::Ssid => "ssid",
            Self::Link => "link",
            Self::Neighbour => "neighbour",
            Self::Module => "module",
            Self::Ups => "ups",
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What sort of value a metric has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A number that goes up and down, in the metric's unit.
    Gauge,
    /// A count since some start; only its growth means something.
    Counter,
    /// A word of a fixed list.
    State(&'static [&'static str]),
    /// Text that describes and seldom changes.
    Text,
}

macro_rules! metrics {
    ($($(#[doc = $doc:literal])+ $name:ident = $part:ident $word:literal $kind:expr, $unit:literal;)+) => {
        /// One thing that can be known about one part.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Metric {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Metric {
            /// All metrics, grouped by part.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The part it tells about.
            #[must_use]
            pub const fn part(self) -> Part {
                match self { $(Self::$name => Part::$part,)+ }
            }

            /// Its name, unique within its part.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }

            /// What sort of value it has.
            #[must_use]
            pub const fn kind(self) -> Kind {
                match self { $(Self::$name => $kind,)+ }
            }

            /// The unit of a number (UCUM-like: `s`, `%`, `dBm`, `octet`); empty for a bare count and for what is no number.
            #[must_use]
            pub const fn unit(self) -> &'static str {
                match self { $(Self::$name => $unit,)+ }
            }
        }
    };
}

const REACHABILITY: &[&str] = &["up", "silent", "refused", "partial"];
const ON_OFF: &[&str] = &["up", "down", "unknown"];
const OPER: &[&str] = &[
    "up",
    "down",
    "testing",
    "unknown",
    "dormant",
    "not_present",
    "lower_layer_down",
];
const ADMIN: &[&str] = &["up", "down", "testing"];
const BANDS: &[&str] = &["2.4", "5", "6", "60"];
const POE: &[&str] = &[
    "disabled",
    "searching",
    "delivering",
    "fault",
    "test",
    "other_fault",
];
const DUPLEX: &[&str] = &["unknown", "half", "full"];
const POWER: &[&str] = &["mains", "battery", "bypass", "none", "other"];

metrics! {
    /// Whether the device answered all of what was asked (`up`), nothing (`silent`), no (`refused`), or only a part (`partial`).
    Reachability = Device "reachability" Kind::State(REACHABILITY), "";
    /// How long the whole poll took.
    PollDuration = Device "poll_duration" Kind::Gauge, "s";
    /// sysDescr.
    Description = Device "description" Kind::Text, "";
    /// sysObjectID.
    ObjectId = Device "object_id" Kind::Text, "";
    /// sysName.
    Name = Device "name" Kind::Text, "";
    /// sysUpTime: since the agent started; starts again after 497 days.
    Uptime = Device "uptime" Kind::Gauge, "s";
    /// snmpEngineTime: since the engine started; lasts 68 years.
    EngineTime = Device "engine_time" Kind::Gauge, "s";
    /// snmpEngineBoots: how often the engine started.
    EngineBoots = Device "engine_boots" Kind::Gauge, "";
    /// Model of the device.
    Model = Device "model" Kind::Text, "";
    /// Serial number of the device.
    Serial = Device "serial" Kind::Text, "";
    /// Version of its software.
    Software = Device "software" Kind::Text, "";
    /// Mean load of its processors.
    CpuLoad = Device "cpu_load" Kind::Gauge, "%";
    /// Used part of its memory.
    MemoryUsed = Device "memory_used" Kind::Gauge, "%";
    /// Temperature.
    Temperature = Device "temperature" Kind::Gauge, "Cel";
    /// Access points the controller itself counts as connected.
    AccessPointCount = Device "access_point_count" Kind::Gauge, "";
    /// WLAN clients the controller itself counts.
    ClientCount = Device "client_count" Kind::Gauge, "";
    /// Power its PoE ports draw together.
    PoePower = Device "poe_power" Kind::Gauge, "W";

    /// ifIndex: renumbered by restarts and stacks, so it is never an identity.
    PortIndex = Port "index" Kind::Gauge, "";
    /// ifAlias: what people wrote about the port; filtered by [`crate::privacy`].
    PortAlias = Port "alias" Kind::Text, "";
    /// ifType (IANAifType-MIB).
    PortType = Port "type" Kind::Gauge, "";
    /// ifAdminStatus: whether it shall work.
    PortAdmin = Port "admin" Kind::State(ADMIN), "";
    /// ifOperStatus: whether it works.
    PortOper = Port "oper" Kind::State(OPER), "";
    /// ifHighSpeed.
    PortSpeed = Port "speed" Kind::Gauge, "Mbit/s";
    /// ifHCInOctets, or ifInOctets where there is nothing better.
    InOctets = Port "in_octets" Kind::Counter, "octet";
    /// ifHCOutOctets, or ifOutOctets.
    OutOctets = Port "out_octets" Kind::Counter, "octet";
    /// ifInErrors.
    InErrors = Port "in_errors" Kind::Counter, "packet";
    /// ifOutErrors.
    OutErrors = Port "out_errors" Kind::Counter, "packet";
    /// ifInDiscards.
    InDiscards = Port "in_discards" Kind::Counter, "packet";
    /// ifOutDiscards.
    OutDiscards = Port "out_discards" Kind::Counter, "packet";
    /// ifCounterDiscontinuityTime: sysUpTime at which the counters last lost their continuity.
    PortDiscontinuity = Port "discontinuity" Kind::Gauge, "s";
    /// dot3StatsDuplexStatus.
    PortDuplex = Port "duplex" Kind::State(DUPLEX), "";
    /// pethPsePortDetectionStatus.
    PortPoe = Port "poe" Kind::State(POE), "";
    /// pethPsePortPowerClassifications: 1 to 5 stand for class 0 to 4.
    PortPoeClass = Port "poe_class" Kind::Gauge, "";
    /// Optical power received.
    PortRxPower = Port "rx_power" Kind::Gauge, "dBm";
    /// Optical power sent.
    PortTxPower = Port "tx_power" Kind::Gauge, "dBm";

    /// Name of the access point.
    ApName = AccessPoint "name" Kind::Text, "";
    /// Where the controller says it is.
    ApLocation = AccessPoint "location" Kind::Text, "";
    /// Its address.
    ApAddress = AccessPoint "address" Kind::Text, "";
    /// Its hardware address; infrastructure, from an explicit list of columns.
    ApMac = AccessPoint "mac" Kind::Text, "";
    /// Its model.
    ApModel = AccessPoint "model" Kind::Text, "";
    /// Its serial number.
    ApSerial = AccessPoint "serial" Kind::Text, "";
    /// Version of its software.
    ApSoftware = AccessPoint "software" Kind::Text, "";
    /// Whether the controller reaches it.
    ApState = AccessPoint "state" Kind::State(ON_OFF), "";
    /// Since it started.
    ApUptime = AccessPoint "uptime" Kind::Gauge, "s";
    /// Clients on all of its radios.
    ApClients = AccessPoint "clients" Kind::Gauge, "";

    /// Frequency band, GHz in words.
    RadioBand = Radio "band" Kind::State(BANDS), "";
    /// Channel number.
    RadioChannel = Radio "channel" Kind::Gauge, "";
    /// Middle of the channel.
    RadioFrequency = Radio "frequency" Kind::Gauge, "MHz";
    /// Whether it sends.
    RadioState = Radio "state" Kind::State(ON_OFF), "";
    /// Sent power.
    RadioTxPower = Radio "tx_power" Kind::Gauge, "dBm";
    /// Part of the time in which the channel is busy.
    RadioUtilisation = Radio "utilisation" Kind::Gauge, "%";
    /// Part of the time in which others use the channel.
    RadioInterference = Radio "interference" Kind::Gauge, "%";
    /// Noise floor.
    RadioNoise = Radio "noise" Kind::Gauge, "dBm";
    /// Clients.
    RadioClients = Radio "clients" Kind::Gauge, "";

    /// Clients in this WLAN.
    SsidClients = Ssid "clients" Kind::Gauge, "";

    /// Whether the link carries traffic.
    LinkState = Link "state" Kind::State(ON_OFF), "";
    /// Frequency it sends on.
    LinkFrequency = Link "frequency" Kind::Gauge, "MHz";
    /// Frequency it receives on, where that is another.
    LinkRxFrequency = Link "rx_frequency" Kind::Gauge, "MHz";
    /// Sent power.
    LinkTxPower = Link "tx_power" Kind::Gauge, "dBm";
    /// Received level.
    LinkRxLevel = Link "rx_level" Kind::Gauge, "dBm";
    /// Noise floor.
    LinkNoise = Link "noise" Kind::Gauge, "dBm";
    /// Signal over noise and interference.
    LinkSnr = Link "snr" Kind::Gauge, "dB";
    /// Mean square error of the demodulator.
    LinkMse = Link "mse" Kind::Gauge, "dB";
    /// Cross-polarisation interference.
    LinkXpi = Link "xpi" Kind::Gauge, "dB";
    /// Modulation, in the vendor's word.
    LinkModulation = Link "modulation" Kind::Text, "";
    /// Index of modulation and coding.
    LinkMcs = Link "mcs" Kind::Gauge, "";
    /// What it can send now.
    LinkTxCapacity = Link "tx_capacity" Kind::Gauge, "Mbit/s";
    /// What it can receive now.
    LinkRxCapacity = Link "rx_capacity" Kind::Gauge, "Mbit/s";
    /// Quality as the vendor counts it.
    LinkQuality = Link "quality" Kind::Gauge, "%";
    /// Part of the time in which the channel is busy.
    LinkUtilisation = Link "utilisation" Kind::Gauge, "%";
    /// Blocks or frames that could not be mended.
    LinkErrors = Link "errors" Kind::Counter, "block";
    /// Length of the link as the radio measures it.
    LinkDistance = Link "distance" Kind::Gauge, "m";
    /// Stations connected to it.
    LinkStations = Link "stations" Kind::Gauge, "";
    /// Since it is connected.
    LinkUptime = Link "uptime" Kind::Gauge, "s";

    /// Hardware address of the chassis at the other end, if it is infrastructure.
    NeighbourChassis = Neighbour "chassis" Kind::Text, "";
    /// Its port.
    NeighbourPort = Neighbour "port" Kind::Text, "";
    /// Its sysName, if it is infrastructure.
    NeighbourName = Neighbour "name" Kind::Text, "";

    /// Model.
    ModuleModel = Module "model" Kind::Text, "";
    /// Serial number.
    ModuleSerial = Module "serial" Kind::Text, "";

    /// Where its power comes from.
    UpsSource = Ups "source" Kind::State(POWER), "";
    /// Charge of the battery.
    UpsCharge = Ups "charge" Kind::Gauge, "%";
    /// How long the battery lasts at this load.
    UpsRemaining = Ups "remaining" Kind::Gauge, "s";
    /// Load of its output.
    UpsLoad = Ups "load" Kind::Gauge, "%";
}

impl Metric {
    /// The metric of this name in this part.
    #[must_use]
    pub fn find(part: Part, name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|metric| metric.part() == part && metric.name() == name)
    }
}

impl fmt::Display for Metric {
    /// `part.name`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.part(), self.name())
    }
}

/// A text that is no `part.name` of the vocabulary.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a metric of the vocabulary")]
pub struct Unknown;

impl FromStr for Metric {
    type Err = Unknown;

    /// Reads `part.name`.
    fn from_str(text: &str) -> Result<Self, Unknown> {
        Self::ALL
            .iter()
            .copied()
            .find(|metric| {
                text.strip_prefix(metric.part().name())
                    .and_then(|rest| rest.strip_prefix('.'))
                    == Some(metric.name())
            })
            .ok_or(Unknown)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_unique_and_read_back() {
        let names: BTreeSet<String> = Metric::ALL.iter().map(ToString::to_string).collect();
        assert_eq!(names.len(), Metric::ALL.len());
        for metric in Metric::ALL {
            assert_eq!(metric.to_string().parse(), Ok(*metric));
            assert_eq!(Metric::find(metric.part(), metric.name()), Some(*metric));
        }
        assert_eq!("port.clients".parse::<Metric>(), Err(Unknown));
    }

    #[test]
    fn only_numbers_have_a_unit() {
        for metric in Metric::ALL {
            if matches!(metric.kind(), Kind::State(_) | Kind::Text) {
                assert_eq!(metric.unit(), "", "{metric}");
            }
        }
    }
}
