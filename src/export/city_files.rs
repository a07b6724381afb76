//! A generated city as a folder of files: `city.toml` and everything it names.
//!
//! The folder is written beside its final place and moved there when it is complete, so that nobody ever reads half a city. A folder
//! that holds something else is never replaced. Coordinates are EPSG:25832 to the centimetre, as inside the program: nothing is lost
//! between generating and reading, and the files are the same on every machine. Every file says that it is synthetic; for the tables,
//! whose rows have no place for it, the name of each site and a column say so.

mod layers;
mod tables;

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::demo::DemoCity;

/// First line of `city.toml`; a folder whose `city.toml` begins so was written here and may be replaced.
const MARK: &str = "# Lichtweg demo city: synthetic data, made by `lichtweg demo`";

/// A line for files that have room for one.
const SYNTHETIC: &str =
    "Synthetische Demodaten von Lichtweg: kein Ort, kein Netz, kein Gebäude darin ist wirklich.";

/// Why a city could not be written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder holds something else.
    #[error("`{}` is not empty and holds no demo city\nhint: choose another folder with `--out`, or remove this one yourself", folder.display())]
    Occupied {
        /// The folder.
        folder: PathBuf,
    },
    /// A file or folder could not be written.
    #[error("cannot write `{}`", path.display())]
    Write {
        /// What was to be written.
        path: PathBuf,
        /// What the system reported.
        #[source]
        source: io::Error,
    },
}

/// Writes a generated city into a folder and returns the path of its `city.toml`. An earlier demo city there is replaced; files beside
/// it that are not its own are kept.
///
/// # Errors
/// [`Error::Occupied`] if the folder holds something else, [`Error::Write`] if the system refuses.
pub fn write(demo: &DemoCity, folder: &Path) -> Result<PathBuf, Error> {
    let replaces = may_take(folder)?;
    let absolute = std::path::absolute(folder).map_err(|source| failed(folder, source))?;
    let name = absolute.file_name().map_or_else(
        || "demo".to_owned(),
        |name| name.to_string_lossy().into_owned(),
    );
    let parent = absolute.parent().unwrap_or(&absolute).to_owned();
    fs::create_dir_all(&parent).map_err(|source| failed(&parent, source))?;
    let partial = parent.join(format!(".{name}.partial-{}", std::process::id()));
    let former = parent.join(format!(".{name}.former-{}", std::process::id()));
    remove_left_behind(&parent, &name, absolute.exists());
    let result = write_all(demo, &partial).and_then(|()| {
        if replaces {
            keep_others(&absolute, &partial)?;
            fs::rename(&absolute, &former).map_err(|source| failed(&absolute, source))?;
        }
        fs::rename(&partial, &absolute).map_err(|source| failed(&absolute, source))
    });
    if result.is_err() {
        if replaces && !absolute.exists() {
            // Put the former city back; if even that fails, the first error is the one to report.
            let _ = fs::rename(&former, &absolute);
        }
        let _ = fs::remove_dir_all(&partial);
    } else if replaces {
        match fs::remove_dir_all(&former) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                return Err(failed(&former, source));
            }
            _ => {}
        }
    }
    result.map(|()| folder.join("city.toml"))
}

/// Whether the folder exists; an error if it is not ours to replace.
fn may_take(folder: &Path) -> Result<bool, Error> {
    if !folder.exists() {
        return Ok(false);
    }
    let mut entries = fs::read_dir(folder).map_err(|source| failed(folder, source))?;
    let empty = entries.next().is_none();
    let marked =
        fs::read_to_string(folder.join("city.toml")).is_ok_and(|text| text.starts_with(MARK));
    if empty || marked {
        Ok(true)
    } else {
        Err(Error::Occupied {
            folder: folder.to_owned(),
        })
    }
}

/// Names of the files a demo city consists of.
const FILES: [&str; 12] = [
    "README.txt",
    "boundary.geojson",
    "cables.geojson",
    "city.toml",
    "districts.geojson",
    "ducts.geojson",
    "history.csv",
    "milestones.csv",
    "nodes.geojson",
    "sites.csv",
    "streets.geojson",
    "terrain.xyz",
];

/// Moves what lies beside the former city's files (such as stored runs) to the new folder.
fn keep_others(from: &Path, to: &Path) -> Result<(), Error> {
    for entry in fs::read_dir(from).map_err(|source| failed(from, source))? {
        let entry = entry.map_err(|source| failed(from, source))?;
        let name = entry.file_name();
        if !FILES.iter().any(|&own| name == own) {
            let target = to.join(&name);
            fs::rename(entry.path(), &target).map_err(|source| failed(&target, source))?;
        }
    }
    Ok(())
}

/// In a folder that is being written: locked as long as its process lives.
const LOCK: &str = ".lock";

/// Removes what a killed process left beside the folder: its half-written city, or the former one that was replaced already. What holds
/// anything but a demo city's own files, or belongs to a process that still writes, is left alone.
fn remove_left_behind(parent: &Path, name: &str, replaced: bool) {
    let (partial, former) = (format!(".{name}.partial-"), format!(".{name}.former-"));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let found = entry.file_name();
        let found = found.to_string_lossy();
        let stale = if found.strip_prefix(&partial).is_some_and(is_number) {
            nobody_writes(&entry.path())
        } else {
            // Until the new city is in its place, the former one may still be put back.
            replaced && found.strip_prefix(&former).is_some_and(is_number)
        };
        if stale && holds_only_own_files(&entry.path()) {
            // Another process may be faster; what cannot be removed is tried again next time.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

fn nobody_writes(folder: &Path) -> bool {
    fs::File::open(folder.join(LOCK)).is_ok_and(|lock| lock.try_lock().is_ok())
}

fn holds_only_own_files(folder: &Path) -> bool {
    // A link is never followed: what it leads to was not written here.
    let is_folder = fs::symlink_metadata(folder).is_ok_and(|metadata| metadata.is_dir());
    is_folder
        && fs::read_dir(folder).is_ok_and(|mut entries| {
            entries.all(|entry| {
                entry.is_ok_and(|entry| {
                    let name = entry.file_name();
                    (name == LOCK || FILES.iter().any(|&own| name == own))
                        && entry.file_type().is_ok_and(|kind| kind.is_file())
                })
            })
        })
}

fn write_all(demo: &DemoCity, folder: &Path) -> Result<(), Error> {
    fs::create_dir_all(folder).map_err(|source| failed(folder, source))?;
    let lock_file = folder.join(LOCK);
    let lock = fs::File::create(&lock_file).map_err(|source| failed(&lock_file, source))?;
    // Where a file system knows no locks, what a killed process leaves behind stays.
    let locked = lock.try_lock().is_ok();
    if !locked {
        fs::remove_file(&lock_file).map_err(|source| failed(&lock_file, source))?;
    }
    for name in FILES {
        let path = folder.join(name);
        let write = |path: &Path| -> io::Result<()> {
            let mut out = BufWriter::new(fs::File::create(path)?);
            match name {
                "README.txt" => tables::readme(demo, &mut out)?,
                "boundary.geojson" => layers::boundary(demo, &mut out)?,
                "cables.geojson" => layers::cables(demo, &mut out)?,
                "city.toml" => tables::city_file(demo, &mut out)?,
                "districts.geojson" => layers::districts(demo, &mut out)?,
                "ducts.geojson" => layers::ducts(demo, &mut out)?,
                "history.csv" => tables::history(demo, &mut out)?,
                "milestones.csv" => tables::milestones(demo, &mut out)?,
                "nodes.geojson" => layers::nodes(demo, &mut out)?,
                "sites.csv" => tables::sites(demo, &mut out)?,
                "streets.geojson" => layers::streets(demo, &mut out)?,
                _ => tables::terrain(demo, &mut out)?,
            }
            out.into_inner()
                .map_err(io::IntoInnerError::into_error)?
                .sync_all()
        };
        write(&path).map_err(|source| failed(&path, source))?;
    }
    if locked {
        // While it is still held: without the file nobody takes the folder for a left-over.
        fs::remove_file(&lock_file).map_err(|source| failed(&lock_file, source))?;
    }
    Ok(())
}

fn failed(path: &Path, source: io::Error) -> Error {
    Error::Write {
        path: path.to_owned(),
        source,
    }
}

/// A text as JSON, which is also a TOML string.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A cell of a semicolon-separated table.
fn cell(text: &str) -> String {
    if text.contains([';', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

/// Writes one row of a semicolon-separated table.
fn row(out: &mut impl Write, cells: &[&str]) -> io::Result<()> {
    let line: Vec<String> = cells.iter().map(|text| cell(text)).collect();
    writeln!(out, "{}", line.join(";"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::generate;

    #[test]
    fn a_folder_with_something_else_is_refused_and_left_alone() {
        let outside = tempfile::tempdir().unwrap();
        let folder = outside.path().join("mine");
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("thesis.txt"), "years of work").unwrap();
        let error = write(&generate(1, 0.02).unwrap(), &folder).unwrap_err();
        assert!(error.to_string().contains("hint: choose another folder"));
        assert_eq!(
            fs::read_to_string(folder.join("thesis.txt")).unwrap(),
            "years of work"
        );
        assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_demo_city_replaces_an_earlier_one_and_keeps_what_lies_beside() {
        let outside = tempfile::tempdir().unwrap();
        let folder = outside.path().join("city");
        let first = write(&generate(1, 0.02).unwrap(), &folder).unwrap();
        let before = fs::read(&first).unwrap();
        fs::write(folder.join("runs.sqlite"), "runs").unwrap();
        write(&generate(2, 0.02).unwrap(), &folder).unwrap();
        assert_ne!(fs::read(&first).unwrap(), before);
        assert_eq!(
            fs::read_to_string(folder.join("runs.sqlite")).unwrap(),
            "runs"
        );
        write(&generate(1, 0.02).unwrap(), &folder).unwrap();
        assert_eq!(fs::read(&first).unwrap(), before);
        assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_a_killed_process_left_is_removed_and_nothing_else() {
        let outside = tempfile::tempdir().unwrap();
        let place = |name: &str| outside.path().join(name);
        let leave = |name: &str, files: &[&str]| {
            fs::create_dir(place(name)).unwrap();
            for file in files {
                fs::write(place(name).join(file), "half a file").unwrap();
            }
        };
        leave(".city.partial-1", &[LOCK, "streets.geojson"]);
        leave(".city.former-1", &["city.toml"]);
        leave(".city.partial-2", &[LOCK, "city.toml", "lichtweg.sqlite"]);
        leave(".city.partial-3", &["city.toml"]);
        leave(".city.partial-4", &[LOCK, "city.toml"]);
        leave(".city.partial-x", &[LOCK]);
        leave(".other.partial-1", &[LOCK]);
        // Somebody still writes this one.
        let held = fs::File::open(place(".city.partial-4").join(LOCK)).unwrap();
        held.try_lock().unwrap();
        let demo = generate(1, 0.02).unwrap();
        for _ in 0..2 {
            // The second time there is a city in its place, so that the former one is of no use any more.
            write(&demo, &place("city")).unwrap();
        }
        let mut left: Vec<String> = fs::read_dir(outside.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        left.sort();
        assert_eq!(
            left,
            [
                ".city.partial-2",
                ".city.partial-3",
                ".city.partial-4",
                ".city.partial-x",
                ".other.partial-1",
                "city"
            ]
        );
        assert!(!place("city").join(LOCK).exists());
    }

    #[test]
    fn cells_with_separators_are_quoted() {
        for (text, expected) in [("a", "a"), ("a;b", "\"a;b\""), ("a\"b", "\"a\"\"b\"")] {
            assert_eq!(cell(text), expected);
        }
    }
}
