//! Profiles, targets and credentials of the collector.
#![no_main]

use std::path::Path;

use lichtweg_collectors::{credentials, profile, target};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let file = Path::new("fuzz.toml");
    let _ = profile::parse(file, text);
    let _ = target::parse(file, text);
    let _ = credentials::parse(file, text);
});
