//! The reference of the city file names every key that the program accepts, and no other.

use std::collections::BTreeSet;

use lichtweg::{city_file, import};

/// The keys in the first column of the table under a heading.
fn documented(reference: &str, heading: &str) -> BTreeSet<String> {
    let (_, rest) = reference
        .split_once(&format!("\n## {heading}\n"))
        .unwrap_or_else(|| panic!("no section `{heading}`"));
    let section = rest.split("\n## ").next().unwrap();
    section
        .lines()
        .filter_map(|line| line.strip_prefix("| `"))
        .map(|line| line.split('`').next().unwrap().to_owned())
        .collect()
}

/// The keys that the program names when it meets one it does not know.
fn accepted(complaint: &str) -> BTreeSet<String> {
    let (_, names) = complaint
        .split_once("expected ")
        .unwrap_or_else(|| panic!("{complaint}"));
    names.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn complaint(text: &str, corrections: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("city.toml");
    std::fs::write(&path, text).unwrap();
    std::fs::write(folder.path().join("c.toml"), corrections).unwrap();
    match city_file::load(&path) {
        Err(error) => error.message(),
        Ok(file) => import::import(&file).unwrap_err().message(),
    }
}

#[test]
fn every_key_is_documented_and_every_documented_key_is_accepted() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/city-file.md");
    let reference = std::fs::read_to_string(path).unwrap();
    let mut sections = 0;
    let mut check = |heading: &str, complaint: &str| {
        assert!(complaint.contains("unknown field"), "{heading}: {complaint}");
        assert_eq!(documented(&reference, heading), accepted(complaint), "{heading}");
        sections += 1;
    };
    for (heading, text) in [
        ("top level", "nonsense = 1"),
        ("[[sites]]", "[[sites]]\nnonsense = 1"),
        ("[sites.columns]", "[[sites]]\nfile = \"x\"\ncolumns = { nonsense = 1 }"),
        ("[[positions]]", "[[positions]]\nnonsense = 1"),
        ("[positions.columns]", "[[positions]]\nfile = \"x\"\ncolumns = { nonsense = 1 }"),
        ("[streets]", "[streets]\nnonsense = 1"),
        ("[streets.columns]", "[streets]\nfile = \"x\"\ncolumns = { nonsense = 1 }"),
        ("[boundary] and [districts]", "[boundary]\nnonsense = 1"),
        ("[boundary] and [districts]", "[districts]\nnonsense = 1"),
        ("[existing]", "[existing]\nnonsense = 1"),
        ("[history]", "[history]\nnonsense = 1"),
        ("[history.columns]", "[history]\nfile = \"x\"\ncolumns = { nonsense = 1 }"),
        ("[[scenarios]]", "[[scenarios]]\nnonsense = 1"),
        ("[scenarios.prices]", "[[scenarios]]\nname = \"x\"\nprices = { nonsense = 1 }"),
        ("[scenarios.decisions]", "[[scenarios]]\nname = \"x\"\ndecisions = { nonsense = 1 }"),
    ] {
        check(heading, &complaint(&format!("name = \"A\"\n{text}\n"), ""));
    }
    check(
        "corrections file",
        &complaint(
            "name = \"A\"\ncorrections = \"c.toml\"\n",
            "[[site]]\nnonsense = 1\n",
        ),
    );
    // No section is left over that nothing was held against.
    assert_eq!(reference.matches("\n## ").count() + 1, sections);
    for (table, keys) in [("columns", "name"), ("nodes", "file, crs")] {
        let text = match table {
            "columns" => "[districts]\nfile = \"x\"\ncolumns = { nonsense = 1 }",
            _ => "[existing]\nnodes = { nonsense = 1 }",
        };
        let accepted = accepted(&complaint(&format!("name = \"A\"\n{text}\n"), ""));
        let keys: BTreeSet<String> = keys.split(", ").map(str::to_owned).collect();
        assert_eq!(accepted, keys, "{table}");
    }
}
