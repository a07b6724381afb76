//! The same through the program: what it prints, how it ends, and how much memory it takes.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::process::{Command, Output};

use super::*;

fn lichtweg(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_lichtweg"))
        .args(arguments)
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn import_prints_numbers_to_stdout_and_findings_to_stderr() {
    let town = Town::new();
    let city = town.path("city.toml");
    let city = city.to_str().unwrap();
    let output = lichtweg(&["import", city, "--json"]);
    assert_eq!(output.status.code(), Some(1));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    for key in [
        "sites",
        "open",
        "connected",
        "segments",
        "nodes",
        "length_km",
        "largest_component_nodes",
        "parallel_edges",
        "loops",
        "snap_median_m",
        "snap_p90_m",
        "snap_max_m",
        "seconds",
    ] {
        assert!(report[key].is_number(), "{key}: {report}");
    }
    assert_eq!(report["findings"]["duplicate_site"], 1);
    assert_eq!(report["bounds"].as_array().map(Vec::len), Some(4));
    assert_eq!(
        (&report["open"], &report["as_of"]),
        (&11.into(), &"2026-11-01".into())
    );
    let stderr = text(&output.stderr);
    assert!(
        stderr.contains("liegenschaften.csv:7:Nummer: error: a site with the id `L-005`"),
        "{stderr}"
    );
    assert!(
        stderr.contains("\n  hint: remove one of the rows"),
        "{stderr}"
    );
    let then = lichtweg(&["import", city, "--json", "--scenario", "damals"]);
    let report: serde_json::Value = serde_json::from_slice(&then.stdout).unwrap();
    assert_eq!(
        (&report["open"], &report["as_of"]),
        (&12.into(), &"2020-08-01".into())
    );
    let table = lichtweg(&["import", city]);
    assert!(text(&table.stdout).contains("street segments"));
}

#[test]
fn the_program_ends_with_two_when_it_is_strict_or_cannot() {
    let town = Town::new();
    let city = town.path("city.toml");
    let city = city.to_str().unwrap();
    for command in ["import", "check"] {
        let strict = lichtweg(&[command, city, "--strict"]);
        assert_eq!(strict.status.code(), Some(2), "{command}");
        assert!(
            text(&strict.stderr).contains("--strict makes them fatal"),
            "{command}"
        );
    }
    let unknown = lichtweg(&["import", city, "--scenario", "morgen"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(text(&unknown.stderr).contains("hint: choose one of: heute, damals"));
    let missing = lichtweg(&["check", "no/such/city.toml"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(text(&missing.stderr).contains("\nhint: check the name"));
    town.write("city.toml", "name = \"A\"\nstreet = 3\n");
    let wrong = lichtweg(&["check", city]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(
        text(&wrong.stderr).contains("city.toml:2:1: unknown field `street`"),
        "{}",
        text(&wrong.stderr)
    );
}

#[test]
fn check_lists_every_finding_with_its_place() {
    let town = Town::new();
    let city = town.path("city.toml");
    let output = lichtweg(&["check", city.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    let stdout = text(&output.stdout);
    for words in [
        "verlauf.csv:6:date: error:",
        "korrekturen.toml:13: warning:",
        "scenario damals: 2020-08-01 to 2028-06-30, kostenminimum",
        "3 errors, 6 warnings, 4 notes",
    ] {
        assert!(stdout.contains(words), "{words}: {stdout}");
    }
    let json = lichtweg(&["check", city.to_str().unwrap(), "--json"]);
    let report: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(report["errors"], 3);
    assert_eq!(
        report["policies"],
        serde_json::json!(["ratsbeschluss", "kostenminimum"])
    );
}

#[test]
fn a_sound_city_ends_with_zero() {
    let town = Town {
        folder: tempfile::tempdir().unwrap(),
    };
    town.write("s.geojson", "{\"features\":[{\"geometry\":{\"type\":\"LineString\",\"coordinates\":[[7.0,51.0],[7.001,51.0]]}}]}");
    town.write("n.geojson", "{\"features\":[{\"properties\":{\"id\":\"N\"},\"geometry\":{\"type\":\"Point\",\"coordinates\":[7.0,51.0]}}]}");
    town.write("sites.csv", "id;lon;lat\n1;7,0005;51,0001\n");
    town.write("city.toml", "name = \"A\"\nexisting = { nodes = { file = \"n.geojson\" } }\n[streets]\nfile = \"s.geojson\"\n[[sites]]\nfile = \"sites.csv\"\nkind = \"kita\"\ncolumns = { id = \"id\", lon = \"lon\", lat = \"lat\" }\n");
    let city = town.path("city.toml");
    let output = lichtweg(&["check", city.to_str().unwrap(), "--strict"]);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}{}",
        text(&output.stdout),
        text(&output.stderr)
    );
}

#[cfg(unix)]
/// Runs the program with so little memory to ask for that no large file fits into it.
fn in_150_megabytes(arguments: &[&str]) -> Output {
    Command::new("sh")
        .args([
            "-c",
            "ulimit -v 150000; exec \"$0\" \"$@\"",
            env!("CARGO_BIN_EXE_lichtweg"),
        ])
        .args(arguments)
        .output()
        .unwrap()
}

#[cfg(unix)]
#[test]
fn a_list_of_200_megabytes_is_read_in_bounded_memory() {
    const SIZE: u64 = 200 << 20;
    let town = Town {
        folder: tempfile::tempdir().unwrap(),
    };
    let mut list = BufWriter::new(File::create(town.path("sites.csv")).unwrap());
    let mut written = 0;
    writeln!(list, "id;carrier;name;e;n").unwrap();
    let mut block = Vec::new();
    for row in 0_u64.. {
        let carrier = if row.is_multiple_of(100) {
            "10182"
        } else {
            "1"
        };
        writeln!(block, "{row};{carrier};\"Schule, \"\"Nummer\"\" {row} in der Straße mit dem langen Namen\";{};5645000", 350_000 + row % 5_000).unwrap();
        if block.len() > 1 << 20 {
            list.write_all(&block).unwrap();
            written += block.len() as u64;
            block.clear();
            if written > SIZE {
                break;
            }
        }
    }
    list.flush().unwrap();
    drop(list);
    town.write(
        "city.toml",
        "name = \"A\"\n[[sites]]\nfile = \"sites.csv\"\nkind = \"schule\"\nfilter = { carrier = [\"10182\"] }\ncolumns = { id = \"id\", name = \"name\", easting = \"e\", northing = \"n\" }\n",
    );
    let city = town.path("city.toml");
    let output = in_150_megabytes(&["import", city.to_str().unwrap(), "--json"]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(report["sites"].as_u64().unwrap() > 20_000, "{report}");
    // The same size without a single line break.
    File::create(town.path("sites.csv"))
        .unwrap()
        .set_len(SIZE)
        .unwrap();
    let output = in_150_megabytes(&["import", city.to_str().unwrap(), "--json"]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["findings"]["line_too_long"], 1, "{report}");
}
