//! The existing network as GeoJSON.
#![no_main]

use lichtweg_fuzz::{Fixture, import};

libfuzzer_sys::fuzz_target!(|data: &[u8]| import(
    Fixture::Musterstadt,
    &[("knoten.geojson", data)]
));
