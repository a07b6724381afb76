//! What people decided: corrections, scenarios, prices and decisions, and what of it cannot be meant.

use super::*;

#[test]
fn corrections_settle_contradictions() {
    let town = Town::new();
    town.write(
        "korrekturen.toml",
        "[[site]]\nid = \"175043\"\nkeep = true\nreason = \"Ortstermin\"\n[[site]]\nid = \"L-005\"\nkeep = true\n\
         [[site]]\nid = \"L-006\"\nkeep = true\nname = \"Friedhof\"\nkind = \"technik\"\n[[site]]\nid = \"111545\"\nmerge = [\"112380\"]\n\
         [[site]]\nid = \"L-003\"\nposition = [358500.0, 5645100.0]\n",
    );
    let imported = town.import();
    for kind in [
        "contradicting_position",
        "duplicate_site",
        "outside_boundary",
        "swapped_coordinates",
        "merged_site",
    ] {
        one(&imported, kind, Severity::Note, &[]);
    }
    assert_eq!(imported.summary.sites, 15);
    let site = |id: &str| imported.city.sites.iter().find(|site| &*site.id.0 == id);
    assert!(site("112380").is_none());
    assert_eq!(
        site("L-006").map(|site| (site.name.as_str(), &*site.kind.0)),
        Some(("Friedhof", "technik"))
    );
    town.replace("korrekturen.toml", "\"technik\"", "\"Technik!\"");
    let unknown = found(&town.import(), "unknown_kind");
    assert!(
        unknown[0].starts_with("korrekturen.toml:9: error: unknown site kind `Technik!`"),
        "{unknown:?}"
    );
}

#[test]
fn corrections_that_cannot_be_meant_are_findings() {
    let town = Town::new();
    town.write(
        "korrekturen.toml",
        "[[site]]\nid = \"L-005\"\nposition = [0, 0]\n\
         [[site]]\nid = \"L-006\"\ndrop = true\nkeep = true\n\
         [[site]]\nid = \"L-007\"\nmerge = [\"nirgends\"]\n",
    );
    let imported = town.import();
    one(
        &imported,
        "bad_correction",
        Severity::Error,
        &["korrekturen.toml:3:12", "not used"],
    );
    one(
        &imported,
        "contradicting_correction",
        Severity::Error,
        &["korrekturen.toml:5", "`drop` and `keep`"],
    );
    one(
        &imported,
        "unused_correction",
        Severity::Warning,
        &["korrekturen.toml:9", "no list has a site `nirgends`"],
    );
    for id in ["L-005", "L-006"] {
        assert!(
            imported.city.sites.iter().any(|site| &*site.id.0 == id),
            "{id}"
        );
    }
}

#[test]
fn decisions_that_cannot_be_carried_out_are_findings_where_they_stand() {
    let town = Town::new();
    let text = fs::read_to_string(town.path("city.toml")).unwrap();
    let before = text.lines().count();
    town.write("korrekturen.toml", "");
    town.write(
        "city.toml",
        format!(
            "{text}\n[[scenarios]]\nname = \"x\"\n[scenarios.decisions]\nforbidden_streets = [\n\"nirgends\"]\n\
             closed_nodes = [\"keiner\"]\n[scenarios.decisions.technology]\n\"L-000\" = \"leased\"\n\
             \"L-007\" = \"radio\"\n\"L-008\" = \"fibre\"\n"
        ),
    );
    let imported = town.import();
    let shown = [
        found(&imported, "unknown_decision"),
        found(&imported, "impossible_decision"),
    ]
    .concat();
    for (line, words) in [
        (before + 9, "`L-000`"),
        (before + 6, "`nirgends`"),
        (before + 7, "`keiner`"),
        (before + 10, "`L-007` is fixed to radio"),
        (before + 11, "`L-008` is fixed to fibre and has no position"),
    ] {
        let line = format!("city.toml:{line}:");
        assert!(
            shown
                .iter()
                .any(|text| text.contains(&line) && text.contains(words)),
            "{line} {words}: {shown:#?}"
        );
    }
    assert_eq!(shown.len(), 5, "{shown:#?}");
}

#[test]
fn negative_prices_are_refused_where_they_stand() {
    let book = fs::read_to_string(repository("data/prices/standard.toml")).unwrap();
    let town = Town::new();
    town.write(
        "preise.toml",
        book.replace("value = 150.0", "value = -150.0"),
    );
    town.replace(
        "city.toml",
        "[[sites]]\nfile = \"schuldaten",
        "prices = \"preise.toml\"\n[[sites]]\nfile = \"schuldaten",
    );
    one(
        &town.import(),
        "bad_price",
        Severity::Error,
        &[
            "preise.toml:20:1",
            "trench_per_metre.paved_footway",
            "-150.00",
        ],
    );
    let file = city_file::load(&town.path("city.toml")).unwrap();
    let error = import::scenario(&file, None).unwrap_err();
    assert!(
        error.message().contains("preise.toml") && error.hint().contains("low ≤ value ≤ high"),
        "{error}"
    );
    for change in [
        "trench_factor = -1.0",
        "trench_factor = nan",
        "values = { \"leased.1G.per_month\" = -5 }",
        "values = { \"leased.2G.per_month\" = 5 }",
    ] {
        let town = Town::new();
        town.replace(
            "city.toml",
            "trench_factor = 0.9, values = { \"leased.1G.per_month\" = 682 }",
            change,
        );
        one(
            &town.import(),
            "bad_price",
            Severity::Error,
            &["city.toml:", "scenario `damals`"],
        );
        let file = city_file::load(&town.path("city.toml")).unwrap();
        assert!(import::scenario(&file, Some("damals")).is_err(), "{change}");
        assert!(import::scenario(&file, Some("heute")).is_ok(), "{change}");
    }
    let town = Town::new();
    town.write("preise.toml", book.replace("rail = {", "rial = {"));
    town.replace(
        "city.toml",
        "[[sites]]\nfile = \"schuldaten",
        "prices = \"preise.toml\"\n[[sites]]\nfile = \"schuldaten",
    );
    assert!(
        town.try_import()
            .unwrap_err()
            .message()
            .starts_with("preise.toml:25:1: unknown variant `rial`")
    );
}

#[test]
fn a_scenario_has_the_prices_and_decisions_of_its_entry() {
    let town = Town::new();
    let file = city_file::load(&town.path("city.toml")).unwrap();
    let scenario = import::scenario(&file, Some("damals")).unwrap();
    assert_eq!(scenario.policy.name, "kostenminimum");
    assert_eq!(
        scenario.prices.trench_per_metre[&Surface::Asphalt]
            .value
            .cents(),
        21_600
    );
    assert_eq!(scenario.decisions.technology.len(), 1);
    assert_eq!(import::scenario(&file, None).unwrap().name, "heute");
    let unknown = import::scenario(&file, Some("morgen")).unwrap_err();
    assert_eq!(unknown.hint(), "choose one of: heute, damals");
    town.replace("city.toml", "\"kostenminimum\"", "\"billig\"");
    one(
        &town.import(),
        "unknown_policy",
        Severity::Error,
        &["city.toml:", "`billig`"],
    );
    let file = city_file::load(&town.path("city.toml")).unwrap();
    assert!(
        import::scenario(&file, Some("damals"))
            .unwrap_err()
            .hint()
            .contains("ratsbeschluss, kostenminimum")
    );
    let town = Town::new();
    town.replace(
        "city.toml",
        "as_of = 2020-08-01",
        "as_of = 2020-08-01\ntarget = 2020-01-01",
    );
    one(
        &town.import(),
        "bad_dates",
        Severity::Error,
        &["2020-01-01 is not after"],
    );
}
