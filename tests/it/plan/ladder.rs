//! The price ladder on real cities: about 20, 50 and 85 per cent of the sites on fibre. The worst rung counts.

use std::path::Path;

use lichtweg::city_file;
use lichtweg::runs::{Inputs, Request};
use lichtweg::scenario::decisions::Technology;

/// Plans one rung and holds it to the limits: 1 per cent of cost, 10 per cent of what is saved over leasing everything.
fn check(city: &str, scenario: &str, share: std::ops::RangeInclusive<f64>) {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    if city_file::shared_folder(repository).is_none() {
        assert!(
            std::env::var("CI").as_deref() != Ok("true"),
            "the folder of shared data is missing"
        );
        eprintln!("SKIPPED: the folder of shared data is missing; set LICHTWEG_SHARED");
        return;
    }
    let file = repository.join("tests/cities").join(city).join("city.toml");
    let inputs = Inputs::load(&file).unwrap();
    let request = Request {
        scenario: Some(scenario.to_owned()),
        ..Request::default()
    };
    let scenario = inputs.scenario(&request).unwrap();
    let plan = super::planned(&inputs.city, &scenario);
    let sites = plan.decisions.len() as f64;
    let fibre = f64::from(plan.sites_with(Some(Technology::Fibre))) / sites;
    let leased = f64::from(plan.sites_with(Some(Technology::Leased))) / sites;
    assert!(share.contains(&fibre), "{fibre} of the sites are on fibre");
    assert!(leased >= 0.1, "{leased} of the sites are leased");
    assert!(plan.certificate.gap <= 0.01, "{:?}", plan.certificate);
    let of_saving = plan.certificate.gap_of_saving.unwrap();
    assert!(of_saving <= 0.1, "{:?}", plan.certificate);
}

#[test]
fn koeln_with_a_fifth_on_fibre() {
    check("koeln", "fibre20", 0.15..=0.28);
}

#[test]
fn koeln_with_half_on_fibre() {
    check("koeln", "fibre50", 0.42..=0.58);
}

#[test]
fn koeln_with_most_on_fibre() {
    check("koeln", "fibre85", 0.78..=0.90);
}

#[test]
fn dortmund_with_a_fifth_on_fibre() {
    check("dortmund", "fibre20", 0.15..=0.28);
}

#[test]
fn dortmund_with_half_on_fibre() {
    check("dortmund", "fibre50", 0.42..=0.58);
}

#[test]
fn dortmund_with_most_on_fibre() {
    check("dortmund", "fibre85", 0.78..=0.90);
}
