//! What the fuzz targets share: a city in a folder of which one file is what the fuzzer made up.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The fixture every target starts from.
#[derive(Debug, Clone, Copy)]
pub enum Fixture {
    /// Streets as GeoJSON, sites as CSV.
    Musterstadt,
    /// Streets as Shape with a code page and a projection, the ministry's list, corrections, a history, districts, a second source.
    Deutz,
}

impl Fixture {
    const fn name(self) -> &'static str {
        match self {
            Self::Musterstadt => "musterstadt",
            Self::Deutz => "deutz",
        }
    }
}

/// Reads the fixture's city with these files replaced, as `lichtweg import` would. Whatever comes out, it comes out as an error or as
/// findings.
pub fn import(fixture: Fixture, files: &[(&str, &[u8])]) {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| copy(fixture));
    for (name, bytes) in files {
        std::fs::write(folder.join(name), bytes).expect("the temporary folder can be written");
    }
    if let Ok(city) = lichtweg::city_file::load(&folder.join("city.toml")) {
        let _ = lichtweg::import::import(&city);
    }
}

/// A copy of the fixture in memory if the system has such a place, otherwise in the folder for temporary files.
fn copy(fixture: Fixture) -> PathBuf {
    let memory = Path::new("/dev/shm");
    let base = if memory.is_dir() {
        memory.to_owned()
    } else {
        std::env::temp_dir()
    };
    let folder = base.join(format!("lichtweg-fuzz-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a temporary folder can be made");
    let source = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../tests/fixtures")
        .join(fixture.name());
    for entry in std::fs::read_dir(source).expect("the fixture is there") {
        let entry = entry.expect("the fixture can be read");
        std::fs::copy(entry.path(), folder.join(entry.file_name()))
            .expect("the fixture can be copied");
    }
    folder
}

/// Cuts the input at the first occurrences of a marker, so that one input can be several files.
#[must_use]
pub fn parts<const N: usize>(data: &[u8]) -> [&[u8]; N] {
    const MARKER: &[u8] = b"\n=====\n";
    let mut rest = data;
    std::array::from_fn(|i| {
        let end = if i + 1 == N {
            rest.len()
        } else {
            rest.windows(MARKER.len())
                .position(|window| window == MARKER)
                .unwrap_or(rest.len())
        };
        let part = &rest[..end];
        rest = rest.get(end + MARKER.len()..).unwrap_or(&[]);
        part
    })
}
