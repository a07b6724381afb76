//! A list of sites.
#![no_main]

use lichtweg_fuzz::{Fixture, import};

libfuzzer_sys::fuzz_target!(|data: &[u8]| import(
    Fixture::Musterstadt,
    &[("liegenschaften.csv", data)]
));
