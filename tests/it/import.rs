//! Imports of real files, of a small extract, and of everything a stranger may send.

use std::fs;
use std::path::{Path, PathBuf};

use lichtweg::city::site::Connection;
use lichtweg::city::streets::Surface;
use lichtweg::city_file;
use lichtweg::import::{self, Error, Imported, Severity};
use proptest::prelude::*;
use tempfile::TempDir;

mod cities;
mod decided;
mod files;
mod program;
mod sites;

/// The folder of shared data. Missing is said aloud and skips the test; with `CI=true` it is a failure.
fn shared() -> Option<PathBuf> {
    let folder = city_file::shared_folder(Path::new(env!("CARGO_MANIFEST_DIR")));
    if folder.is_none() {
        assert!(
            std::env::var("CI").as_deref() != Ok("true"),
            "the folder of shared data is missing"
        );
        eprintln!("SKIPPED: the folder of shared data is missing; set LICHTWEG_SHARED");
    }
    folder
}

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn import_file(path: &Path) -> Imported {
    import::import(&city_file::load(path).unwrap()).unwrap()
}

/// A folder with the Deutz extract in which files can be changed.
struct Town {
    folder: TempDir,
}

impl Town {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for entry in fs::read_dir(repository("tests/fixtures/deutz")).unwrap() {
            let entry = entry.unwrap();
            fs::write(
                folder.path().join(entry.file_name()),
                fs::read(entry.path()).unwrap(),
            )
            .unwrap();
        }
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        fs::write(self.path(name), content).unwrap();
        self
    }

    fn remove(&self, name: &str) -> &Self {
        fs::remove_file(self.path(name)).unwrap();
        self
    }

    /// Changes a file's text.
    fn replace(&self, name: &str, from: &str, to: &str) -> &Self {
        let text = fs::read_to_string(self.path(name)).unwrap();
        assert!(text.contains(from), "{from}");
        self.write(name, text.replace(from, to))
    }

    fn try_import(&self) -> Result<Imported, Error> {
        import::import(&city_file::load(&self.path("city.toml"))?)
    }

    fn import(&self) -> Imported {
        self.try_import().unwrap()
    }
}

/// The findings of one kind as `severity file:line:column message`.
fn found(imported: &Imported, kind: &str) -> Vec<String> {
    imported
        .findings
        .iter()
        .filter(|finding| finding.kind == kind)
        .map(|finding| {
            assert!(!finding.hint.english().is_empty(), "{finding}");
            let text = finding.to_string();
            text.split("\n  hint: ").next().unwrap().to_owned()
        })
        .collect()
}

/// Exactly one finding of the kind, of that severity, whose text contains all the words.
fn one(imported: &Imported, kind: &str, severity: Severity, words: &[&str]) {
    let texts = found(imported, kind);
    assert_eq!(
        texts.len(),
        1,
        "{kind}: {texts:?} of {:?}",
        imported.summary.findings
    );
    assert!(
        texts[0].contains(&format!(": {}: ", severity.name())),
        "{}",
        texts[0]
    );
    for word in words {
        assert!(texts[0].contains(word), "{word}: {}", texts[0]);
    }
}

/// A city file for a single list of sites, without streets.
fn sites_city(list: &str, columns: &str) -> Town {
    let town = Town {
        folder: tempfile::tempdir().unwrap(),
    };
    town.write("sites.csv", list);
    town.write(
        "city.toml",
        format!("name = \"A\"\n[[sites]]\nfile = \"sites.csv\"\nkind = \"kita\"\ncolumns = {{ {columns} }}\n"),
    );
    town
}
