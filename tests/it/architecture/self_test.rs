//! The checker itself: a small sound workspace passes, and each bad file in it is found, at its line and for its reason.

use super::sources::Tree;
use super::{report, rules};

/// A workspace in which nothing is wrong. The group of each module of the library is marked.
const SOUND: &[(&str, &str)] = &[
    (
        "ARCHITECTURE.md",
        "| group | module | holds |\n| --- | --- | --- |\n| 1 | `units` | a |\n| 2 | `city`, `demo` | b |\n\
         | 3 | `import`, `store` | c |\n| 4 | `web` | d |\n| 5 | `cli` | e |\n",
    ),
    (
        "src/lib.rs",
        "//! A product.\n\
         \n\
         /// Quantities.\n\
         pub mod units;\n\
         \n\
         pub mod city;\n\
         pub mod demo;\n\
         \n\
         #[cfg(feature = \"edge\")]\n\
         pub mod import;\n\
         #[cfg(feature = \"edge\")]\n\
         pub mod store;\n\
         \n\
         #[cfg(feature = \"edge\")]\n\
         pub mod web;\n\
         \n\
         #[cfg(feature = \"edge\")]\n\
         pub mod cli;\n",
    ),
    (
        "src/main.rs",
        "fn main() -> std::process::ExitCode {\n    lichtweg::cli::main()\n}\n",
    ),
    (
        "src/units.rs",
        "#[cfg(test)]\nmod tests { use proj4rs::Proj; }\npub struct Metres(pub f64);\nimpl std::fmt::Display for Metres {}\n",
    ),
    (
        "src/city/mod.rs",
        "//! See [`crate::store`] for how it is kept.\npub mod site;\npub use site::Site;\n",
    ),
    (
        "src/city/site.rs",
        "use crate::units::Metres;\nuse super::Site as Own;\npub struct Site { pub drop: Metres, pub at: std::net::Ipv4Addr }\n\
         #[cfg(test)]\nmod tests {\n    use super::*;\n    fn check() { assert!(Site::sound(crate::units::Metres(1.0))); }\n}\n",
    ),
    ("src/demo.rs", "use crate::units::Metres;\n"),
    (
        "src/import/mod.rs",
        "mod csv;\nuse crate::city;\nfn read() { csv::read(); toml::from_str(\"\"); std::fs::read(\"x\"); }\n",
    ),
    (
        "src/import/csv.rs",
        "pub(in crate::import) fn read() { ::csv::Reader::from_path(\"x\"); }\n",
    ),
    (
        "src/store.rs",
        "use rusqlite::{Connection, params};\nuse crate::city::Site;\n",
    ),
    (
        "src/web.rs",
        "use crate::{city::Site, store};\nfn now() -> std::time::SystemTime { std::time::SystemTime::now() }\n",
    ),
    (
        "src/cli.rs",
        "pub fn main() { let csv = 1; drop(csv); println!(\"{}\", crate::web::page()); }\n",
    ),
    ("tests/it/main.rs", "mod plan;\n"),
    (
        "tests/it/plan.rs",
        "use lichtweg::cli;\n#[test]\nfn it() { eprintln!(\"said\"); }\n",
    ),
    ("benches/import.rs", "fn main() { divan::main(); }\n"),
    (
        "Cargo.toml",
        "[package]\nname = \"lichtweg\"\n[workspace.dependencies]\nother = \"1\"\n[dependencies]\nrusqlite = { version = \"1\" }\n",
    ),
    (
        "steiner/Cargo.toml",
        "[package]\nname = \"lichtweg-steiner\"\n[dependencies]\nthiserror.workspace = true\n",
    ),
    ("steiner/src/lib.rs", "//! Optimiser.\npub mod instance;\n"),
    (
        "steiner/src/instance.rs",
        "use std::collections::BTreeMap;\n#[derive(thiserror::Error)]\nenum Error {}\n",
    ),
    ("collectors/src/lib.rs", "use async_snmp::Client;\n"),
    (
        "collectors/src/main.rs",
        "use lichtweg_collectors::get;\nuse std::io::Write;\n",
    ),
    ("collectors/tests/it/main.rs", "fn main() {}\n"),
    ("maps/src/lib.rs", "use rust_embed::RustEmbed;\n"),
];

fn sound() -> Tree {
    Tree(
        SOUND
            .iter()
            .map(|(file, text)| ((*file).to_owned(), (*text).to_owned()))
            .collect(),
    )
}

#[test]
fn a_sound_workspace_passes() {
    let violations = rules::check(&sound());
    assert!(violations.is_empty(), "{}", report(&violations));
}

/// Puts `text` into `file` and expects exactly one complaint, starting as given: `line: [rule] …`.
fn check(file: &str, text: &str, expected: &str) {
    let mut tree = sound();
    tree.0.insert(file.to_owned(), text.to_owned());
    let violations = rules::check(&tree);
    let said = report(&violations);
    assert_eq!(violations.len(), 1, "{file} with\n{text}\n{said}");
    let complaint = violations[0].to_string();
    assert!(
        complaint.starts_with(&format!("{file}:{expected}")),
        "{file} with\n{text}\n{said}"
    );
}

/// Adds lines to a sound file; lines are counted from the first added one.
fn check_added(file: &str, added: &str, line: usize, expected: &str) {
    let (_, text) = SOUND
        .iter()
        .find(|(name, _)| *name == file)
        .expect("a sound file");
    let line = text.lines().count() + line;
    check(
        file,
        &format!("{text}{added}\n"),
        &format!("{line}: [{expected}"),
    );
}

#[test]
fn an_arrow_that_points_upwards_is_found_however_it_is_written() {
    let upwards = "layers] city (group 2) must not use store (group 3)";
    for arrow in [
        "use crate::store;",
        "use crate::store::Site as S;",
        "use crate::{units::Metres, store::Connection};",
        "use crate::store::*;",
        "use super::super::store;",
        "fn f() { crate::store::open(); }",
        "fn f(x: crate::store::Run) {}",
        "fn f() { super::super::store::open(); }",
        "mod inner { use super::super::super::store; }",
        "fn f() { vec![crate::store::open()]; }",
        "fn f() { format!(\"{}\", super::super::store::open()); }",
        "#[serde(with = \"crate::store::format\")]\nstruct S;",
        "#[derive(crate::store::Derive)]\nstruct S;",
        "macro_rules! m { () => { $crate::store::open() } }",
        "pub use crate::store::Run;",
        "impl crate::store::Keep for Site {}",
    ] {
        check_added("src/city/site.rs", arrow, 1, upwards);
    }
    check_added(
        "src/city/site.rs",
        "use {\n    crate::units,\n    crate::store,\n};",
        3,
        upwards,
    );
    check_added("src/city/mod.rs", "use super::store;", 1, upwards);
}

#[test]
fn neighbours_of_one_group_do_not_know_each_other() {
    check_added(
        "src/demo.rs",
        "use crate::city::Site;",
        1,
        "layers] demo (group 2) must not use city (group 2)",
    );
    check_added(
        "src/store.rs",
        "use crate::import;",
        1,
        "layers] store (group 3) must not use import (group 3)",
    );
}

#[test]
fn the_crate_root_is_no_way_round() {
    check_added(
        "src/demo.rs",
        "use crate as root;",
        1,
        "layers] opens the crate root",
    );
    check_added(
        "src/demo.rs",
        "use super::*;",
        1,
        "layers] opens the crate root",
    );
    check_added(
        "src/demo.rs",
        "extern crate self as root;",
        1,
        "layers] opens the crate root",
    );
    check_added(
        "src/demo.rs",
        "use crate::Site;",
        1,
        "layers] `crate::Site` is no module of src/lib.rs",
    );
    check_added(
        "src/lib.rs",
        "pub use cli::main;",
        1,
        "root] the crate root declares modules and nothing else",
    );
}

#[test]
fn capabilities_stay_at_home() {
    for (file, bad, expected) in [
        ("src/store.rs", "use axum::Router;", "home] `axum`"),
        ("src/store.rs", "fn f(x: axum::Router) {}", "home] `axum`"),
        ("src/store.rs", "use {axum as http};", "home] `axum`"),
        ("src/store.rs", "extern crate axum;", "home] `axum`"),
        (
            "src/web.rs",
            "use rusqlite::Connection;",
            "home] `rusqlite`",
        ),
        (
            "src/web.rs",
            "#[derive(clap::Parser)]\nstruct A;",
            "home] `clap`",
        ),
        (
            "src/web.rs",
            "fn f() -> anyhow::Result<()> { Ok(()) }",
            "home] `anyhow`",
        ),
        (
            "src/store.rs",
            "fn f() { csv::Reader::from_path(\"x\"); }",
            "home] `csv`",
        ),
        ("src/web.rs", "use shapefile::Reader;", "home] `shapefile`"),
        (
            "src/store.rs",
            "fn f() { toml::from_str(\"\"); }",
            "home] `toml`",
        ),
        ("src/web.rs", "use mvt::Tile;", "home] `mvt`"),
        (
            "src/web.rs",
            "use async_snmp::Client;",
            "home] `async_snmp`",
        ),
        ("src/web.rs", "use polars::prelude::*;", "home] `polars`"),
        (
            "src/store.rs",
            "use std::time::{Duration, Instant};",
            "home] `std::time::Instant`",
        ),
        ("src/store.rs", "use std::time::*;", "home] `std::time::"),
        (
            "src/store.rs",
            "fn f(at: std::time::SystemTime) {}",
            "home] `std::time::SystemTime`",
        ),
        (
            "src/store.rs",
            "fn f() { jiff::Timestamp::now(); }",
            "home] `*::now`",
        ),
        (
            "src/store.rs",
            "use jiff::Zoned; fn f() { Zoned::now(); }",
            "home] `*::now`",
        ),
        (
            "src/web.rs",
            "fn f() { rand::random(); }",
            "home] `rand::random`",
        ),
        (
            "src/web.rs",
            "use std::collections::hash_map::RandomState;",
            "home] `*::RandomState`",
        ),
        (
            "src/web.rs",
            "fn f() { getrandom::fill(&mut []); }",
            "home] `getrandom`",
        ),
    ] {
        let mut tree = sound();
        let text = format!("{}{bad}\n", tree.0[file]);
        tree.0.insert(file.to_owned(), text);
        let violations = rules::check(&tree);
        let said = report(&violations);
        assert!(!violations.is_empty(), "not found: {bad}");
        for violation in &violations {
            let found = format!("[{}] {}", violation.rule, violation.message);
            assert!(
                found.starts_with(&format!("[{expected}")) && violation.file == file,
                "{bad}\n{said}"
            );
        }
    }
}

#[test]
fn unit_tests_may_compare_with_another_library_but_read_no_clock() {
    let bad = "#[cfg(test)]\nmod more { use csv::Reader; use std::time::Instant; }";
    check_added("src/units.rs", bad, 2, "home] `std::time::Instant`");
}

#[test]
fn a_rename_does_not_hide_a_clock() {
    let bad = "use std::time as t;\nfn f() { t::Instant::elapsed(); }";
    check_added("src/store.rs", bad, 2, "home] `std::time::Instant`");
}

#[test]
fn the_core_does_no_input_or_output() {
    for (bad, expected) in [
        ("use std::fs;", "core] `std::fs`"),
        ("use std::{fmt, fs::File};", "core] `std::fs`"),
        ("fn f() { std::process::exit(1); }", "core] `std::process`"),
        ("use std::net::UdpSocket;", "core] `std::net`"),
        ("fn f() { std::env::var(\"X\"); }", "core] `std::env`"),
        ("fn f() { std::io::stdin(); }", "core] `std::io::stdin`"),
        ("fn f() { tokio::spawn(g()); }", "core] `tokio`"),
    ] {
        check_added("src/demo.rs", bad, 1, expected);
    }
}

#[test]
fn only_cli_writes_to_the_terminal() {
    check_added(
        "src/web.rs",
        "fn f() { println!(\"x\"); }",
        1,
        "print] `println!`",
    );
    check_added(
        "src/units.rs",
        "fn f() { eprint!(\"x\"); }",
        1,
        "print] `eprint!`",
    );
    check_added(
        "src/main.rs",
        "fn f() { eprintln!(\"x\"); }",
        1,
        "print] `eprintln!`",
    );
    check_added(
        "steiner/src/lib.rs",
        "fn f() { dbg!(1); }",
        1,
        "print] `dbg!`",
    );
    check_added(
        "src/web.rs",
        "fn f() { tokio::join!(async { println!(\"x\") }); }",
        1,
        "print] `println!`",
    );
}

#[test]
fn the_program_is_cli_and_nothing_else() {
    check_added(
        "src/main.rs",
        "use lichtweg::store;",
        1,
        "main] src/main.rs calls",
    );
}

#[test]
fn leaf_crates_stand_alone() {
    for line in [
        "lichtweg = { path = \"..\" }",
        "lichtweg-maps.workspace = true",
        "maps = { package = \"lichtweg-maps\", version = \"1\" }",
        "[dependencies.lichtweg]",
        "[dev-dependencies]\nlichtweg.workspace = true",
    ] {
        let mut tree = sound();
        let text = format!("{}{line}\n", tree.0["steiner/Cargo.toml"]);
        tree.0.insert("steiner/Cargo.toml".to_owned(), text);
        let said = report(&rules::check(&tree));
        assert!(
            said.contains("[leaf] the leaf crate steiner"),
            "{line}\n{said}"
        );
    }
    check_added(
        "steiner/src/instance.rs",
        "use lichtweg::units;",
        1,
        "leaf] `lichtweg`",
    );
    check_added(
        "collectors/src/lib.rs",
        "use lichtweg_maps::asset;",
        1,
        "leaf] `lichtweg_maps`",
    );
}

#[test]
fn a_dependency_nobody_names_is_found() {
    let unused = "unused] nobody names `tiny_thing`";
    check_added("steiner/Cargo.toml", "tiny-thing = \"1\"", 1, unused);
    check_added(
        "Cargo.toml",
        "[dev-dependencies]\ntiny-thing.workspace = true",
        2,
        unused,
    );
    check_added(
        "Cargo.toml",
        "[dependencies.tiny-thing]\nversion = \"1\"",
        1,
        unused,
    );
    let tests_only = "unused] only tests name `proj4rs`";
    check_added("Cargo.toml", "proj4rs = \"1\"", 1, tests_only);
}

#[test]
fn the_optimiser_knows_no_time_and_no_files() {
    check_added(
        "steiner/src/instance.rs",
        "use std::time::Duration;",
        1,
        "steiner] `std::time`",
    );
    check_added(
        "steiner/src/instance.rs",
        "use std::fs::File;",
        1,
        "steiner] `std::fs`",
    );
}

#[test]
fn a_file_nobody_declares_is_found() {
    check("src/city/forgotten.rs", "", "1: [unreached]");
    check("tests/it/forgotten.rs", "", "1: [unreached]");
    check("collectors/src/forgotten.rs", "", "1: [unreached]");
    check_added(
        "src/demo.rs",
        "mod gone;",
        1,
        "modules] `mod gone` has no file",
    );
    check_added(
        "src/demo.rs",
        "#[path = \"x.rs\"]\nmod moved;",
        1,
        "modules] `mod moved` is moved",
    );
    let mut twice = sound();
    twice.0.insert("src/units/mod.rs".to_owned(), String::new());
    let said = report(&rules::check(&twice));
    assert!(
        said.contains("src/lib.rs:3: [modules] `mod units` has two files"),
        "{said}"
    );
}

#[test]
fn nothing_is_left_unfinished() {
    check_added(
        "src/demo.rs",
        "fn f() { todo!() }",
        1,
        "unfinished] `todo!`",
    );
    check_added(
        "src/demo.rs",
        "#[allow(dead_code)]\nfn f() {}",
        1,
        "attribute] `#[allow]`",
    );
    check_added(
        "tests/it/plan.rs",
        "#[test]\n#[ignore]\nfn f() {}",
        2,
        "attribute] `#[ignore]`",
    );
    check_added("src/demo.rs", "fn f( {", 1, "parse]");
}

#[test]
fn the_document_says_what_the_sources_say() {
    check_added(
        "ARCHITECTURE.md",
        "| 6 | `gone` | f |",
        1,
        "document] `gone` is no module",
    );
    let (file, text) = SOUND[0];
    let moved = text.replace("| 4 | `web`", "| 3 | `web`");
    check(
        file,
        &moved,
        "6: [document] `web` stands in group 4 of src/lib.rs, not 3",
    );
    check(
        file,
        &text.replace("`city`, ", ""),
        "1: [document] the table of modules lacks `city`",
    );
}
