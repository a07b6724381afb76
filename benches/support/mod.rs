//! What the benches share: the acceptance cities, or a word about why there is nothing to time.

use std::path::PathBuf;
use std::sync::LazyLock;

use lichtweg::city_file::{self, CityFile};
use lichtweg::import::{self, Imported};

/// A city file of `tests/cities`.
pub(crate) fn city_file(name: &str) -> CityFile {
    let path =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/cities/{name}/city.toml"));
    city_file::load(&path).expect("a valid city file")
}

/// Köln, imported once.
pub(crate) static KOELN: LazyLock<Imported> =
    LazyLock::new(|| import::import(&city_file("koeln")).expect("the files of Köln can be read"));

/// Runs the benches of a program if the shared data is there.
pub(crate) fn main() {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    if city_file::shared_folder(&here).is_some() {
        divan::main();
    } else {
        eprintln!("SKIPPED: the shared data is missing; set LICHTWEG_SHARED");
    }
}
