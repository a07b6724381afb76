//! The README says what is so: its city file is the one in the fixtures, which imports without a finding and can be planned.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use lichtweg::{city_file, import, plan};
use lichtweg_steiner::{Control, Limits};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// The first block of a language in the README.
fn block(language: &str) -> String {
    let text = std::fs::read_to_string(root().join("README.md")).unwrap();
    let (_, rest) = text.split_once(&format!("```{language}\n")).unwrap();
    rest.split_once("```").unwrap().0.to_owned()
}

#[test]
fn the_city_file_in_the_readme_is_the_one_that_is_tested() {
    let fixture = root().join("tests/fixtures/musterstadt/city.toml");
    assert_eq!(block("toml"), std::fs::read_to_string(fixture).unwrap());
}

#[test]
fn the_example_imports_without_a_finding_and_its_plan_is_verified() {
    let file = city_file::load(&root().join("tests/fixtures/musterstadt/city.toml")).unwrap();
    let imported = import::import(&file).unwrap();
    assert_eq!(imported.findings, []);
    assert_eq!(imported.city.sites.len(), 12);
    let scenario = import::scenario(&file, None).unwrap();
    let city = imported.city_at(scenario.as_of);
    let stop = AtomicBool::new(false);
    let control = Control {
        stop: &stop,
        progress: &|_| {},
    };
    let plan = plan::solve(&city, &scenario, &[], &Limits::default(), &control).unwrap();
    assert_eq!(plan.decisions.len(), 10, "ten sites are open");
    assert!(plan.certificate.lower_bound <= plan.certificate.objective);
}

#[test]
fn every_file_the_readme_links_to_is_there() {
    let text = std::fs::read_to_string(root().join("README.md")).unwrap();
    let mut links = 0;
    for part in text.split("](").skip(1) {
        let target = part.split(')').next().unwrap();
        // Pictures are looked at, not tested.
        if !target.starts_with("http") && !target.starts_with("docs/screenshot") {
            assert!(root().join(target).exists(), "{target}");
            links += 1;
        }
    }
    assert!(links > 5);
}
