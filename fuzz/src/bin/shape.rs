//! Streets as Shape: geometry, attributes, projection.
#![no_main]

use lichtweg_fuzz::{Fixture, import, parts};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let [prj, dbf, shp] = parts(data);
    import(
        Fixture::Deutz,
        &[
            ("strassen.prj", prj),
            ("strassen.dbf", dbf),
            ("strassen.shp", shp),
        ],
    );
});
