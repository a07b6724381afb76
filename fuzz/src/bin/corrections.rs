//! What people wrote by hand: corrections, and the history of the sites.
#![no_main]

use lichtweg_fuzz::{Fixture, import, parts};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let [corrections, history] = parts(data);
    import(
        Fixture::Deutz,
        &[("korrekturen.toml", corrections), ("verlauf.csv", history)],
    );
});
