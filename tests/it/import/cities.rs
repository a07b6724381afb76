//! Whole cities: the acceptance cities on real data, the extract with all its mistakes, and an empty one.

use super::*;

#[test]
fn the_real_network_of_koeln_is_read_as_measured() {
    if shared().is_none() {
        return;
    }
    let koeln = import_file(&repository("tests/cities/koeln/city.toml"));
    let summary = &koeln.summary;
    assert_eq!((summary.segments, summary.nodes), (15_846, 11_145));
    assert!(
        (summary.length_km - 2_566.9).abs() < 0.05,
        "{}",
        summary.length_km
    );
    assert_eq!(summary.largest_component_nodes, 11_119);
    assert_eq!((summary.parallel_edges, summary.loops), (84, 3));
    assert_eq!((summary.sites, summary.without_position), (259, 0));
    assert!(summary.snap_median_m.unwrap() <= 25.0);
    assert_eq!(koeln.city.districts.len(), 9);
    assert!(koeln.city.sites.iter().all(|site| site.district.is_some()));
    assert!(
        koeln
            .city
            .streets
            .edges
            .iter()
            .any(|edge| edge.name == "Häuschensweg")
    );
    assert!(
        koeln
            .findings
            .iter()
            .all(|finding| finding.severity == Severity::Note),
        "{:?}",
        koeln.findings
    );
    koeln.city.streets.check_invariants().unwrap();
    // The existing node lies on the part of the network that nearly all streets belong to.
    let snapper = lichtweg::city::streets::NearestStreet::diggable(&koeln.city.streets);
    let limit = lichtweg::units::Metres::new(100.0).unwrap();
    let snap = snapper
        .foot(koeln.city.network.nodes[0].position, limit)
        .unwrap();
    let junction = koeln.city.streets.edges[snap.edge.0 as usize].from;
    assert!(koeln.city.streets.largest_component()[junction.0 as usize]);
}

#[test]
fn all_schools_in_koeln_snap_as_measured() {
    if shared().is_none() {
        return;
    }
    let town = Town {
        folder: tempfile::tempdir().unwrap(),
    };
    let text = fs::read_to_string(repository("tests/cities/koeln/city.toml")).unwrap();
    town.write(
        "city.toml",
        text.replace("filter = ", "# filter = ")
            .replace("[sites.kinds]\n", "[sites.kinds]\n\"\" = \"schule\"\n"),
    );
    fs::copy(
        repository("tests/cities/koeln/existing.geojson"),
        town.path("existing.geojson"),
    )
    .unwrap();
    let summary = town.import().summary;
    assert_eq!(summary.sites, 298);
    let rounded = [
        summary.snap_median_m,
        summary.snap_p90_m,
        summary.snap_max_m,
    ]
    .map(|metres| metres.unwrap().round());
    assert_eq!(
        rounded.map(|metres| format!("{metres}")),
        ["21", "62", "137"]
    );
}

#[test]
fn dortmund_comes_straight_from_the_ministrys_list() {
    if shared().is_none() {
        return;
    }
    let dortmund = import_file(&repository("tests/cities/dortmund/city.toml"));
    let summary = &dortmund.summary;
    assert_eq!((summary.sites, summary.segments), (154, 12_694));
    assert_eq!(summary.largest_component_nodes, summary.nodes);
    assert!(dortmund.city.synthetic);
    let primary = dortmund
        .city
        .sites
        .iter()
        .filter(|site| &*site.kind.0 == "grundschule")
        .count();
    assert_eq!(primary, 88);
    assert!(
        dortmund
            .city
            .streets
            .edges
            .iter()
            .all(|edge| edge.surface == Surface::Asphalt && edge.surface_assumed)
    );
    assert_eq!(dortmund.city.streets.edges[0].source_id, "00181100");
}

#[test]
fn every_scenario_of_the_acceptance_cities_can_be_made() {
    for city in [
        "tests/cities/koeln/city.toml",
        "tests/cities/dortmund/city.toml",
    ] {
        let file = city_file::load(&repository(city)).unwrap();
        let names: Vec<String> = import::scenarios(&file)
            .unwrap()
            .into_iter()
            .map(|scenario| scenario.name)
            .collect();
        assert_eq!(names, ["fibre20", "fibre50", "fibre85"]);
        for name in &names {
            let scenario = import::scenario(&file, Some(name)).unwrap();
            assert_eq!(scenario.name, *name);
            assert!(scenario.as_of < scenario.target);
        }
        assert_eq!(import::scenario(&file, None).unwrap().name, "fibre50");
    }
}

#[test]
fn the_extract_is_read_with_all_its_mistakes() {
    let town = Town::new().import();
    let summary = &town.summary;
    assert_eq!(
        (summary.sites, summary.segments, summary.nodes),
        (15, 163, 118)
    );
    assert_eq!(town.city.districts.len(), 2);
    assert_eq!(
        (
            town.city.network.nodes.len(),
            town.city.network.cables.len(),
            town.city.network.ducts.len()
        ),
        (2, 1, 2)
    );
    one(
        &town,
        "contradicting_position",
        Severity::Warning,
        &[
            "schuldaten.csv:8:UTMRechtswert",
            "zweitquelle.csv:3",
            "2508 m",
        ],
    );
    one(
        &town,
        "swapped_coordinates",
        Severity::Warning,
        &["liegenschaften.csv:4:Rechtswert"],
    );
    one(
        &town,
        "duplicate_site",
        Severity::Error,
        &["liegenschaften.csv:7:Nummer", "liegenschaften.csv:6"],
    );
    one(
        &town,
        "outside_boundary",
        Severity::Warning,
        &["50 m outside"],
    );
    one(
        &town,
        "unknown_kind",
        Severity::Error,
        &["unknown site kind `Jugendzentrum`", "9:Art"],
    );
    one(
        &town,
        "bad_number",
        Severity::Warning,
        &["`x`", "9:Arbeitsplätze"],
    );
    one(&town, "encoding", Severity::Note, &["Latin-1"]);
    // What a correction settles stays visible as a note.
    one(&town, "bad_coordinate", Severity::Note, &["`NaN`"]);
    one(
        &town,
        "dropped_site",
        Severity::Note,
        &["seit 2024 geschlossen"],
    );
    one(
        &town,
        "unused_correction",
        Severity::Warning,
        &["korrekturen.toml:13", "L-099"],
    );
    one(
        &town,
        "bad_date",
        Severity::Error,
        &["verlauf.csv:6:date", "2021-02-30"],
    );
    one(&town, "unknown_site", Severity::Warning, &["999999"]);
    let site = |id: &str| {
        town.city
            .sites
            .iter()
            .find(|site| &*site.id.0 == id)
            .unwrap()
    };
    assert_eq!(site("L-002").name, "Kita Mathildenstraße");
    assert_eq!(
        site("L-003")
            .position
            .unwrap()
            .easting()
            .round()
            .to_string(),
        "358500"
    );
    assert_eq!(
        site("L-008")
            .position
            .unwrap()
            .northing()
            .round()
            .to_string(),
        "5644900"
    );
    assert_eq!(site("L-005").connection, Connection::Leased);
    assert_eq!(site("111545").project_group.as_deref(), Some("Gigabit"));
    assert_eq!(site("111545").district.as_deref(), Some("Süd"));
    // Two schools at one address are two sites.
    assert_eq!(site("111545").address, site("112380").address);
    assert!(town.city.sites.is_sorted_by(|a, b| a.id < b.id));
}

#[test]
fn newer_vintages_of_the_school_list_are_read_as_well() {
    let town = Town::new();
    let known = town.import().city.sites;
    // A column more, no system, no `sep=` line, derived files without the leading zero, and a school without coordinates.
    let list = fs::read_to_string(town.path("schuldaten.csv")).unwrap();
    let newer = list
        .replace("sep=;\n", "")
        .replace(";Schulform;", ";Bezirksregierung;Schulform;")
        .replace("\";\"02\";", "\";\"Köln\";\"2\";")
        .replace("\";\"20\";", "\";\"Köln\";\"20\";")
        .replace("\";\"30\";", "\";\"Köln\";\"30\";")
        .replace("\"EPSG:25832\"", "\"null\"")
        .replace("\"358114\";\"5644683\"", "\"0\";\"0\"");
    let imported = town.write("schuldaten.csv", newer).import();
    assert_eq!(imported.city.sites.len(), known.len());
    for (now, before) in imported.city.sites.iter().zip(&known) {
        assert_eq!(
            (&now.id, &now.kind, &now.name),
            (&before.id, &before.kind, &before.name)
        );
        assert_eq!(now.position.is_some(), &*now.id.0 != "175031");
    }
    one(
        &imported,
        "no_coordinate",
        Severity::Warning,
        &["UTMRechtswert", "0/0"],
    );
}

#[test]
fn connections_follow_the_log_to_the_date_asked_for() {
    let town = Town::new().import();
    let at = |year, month| {
        let city = town.city_at(jiff::civil::date(year, month, 1));
        let site = city
            .sites
            .iter()
            .find(|site| &*site.id.0 == "166558")
            .unwrap();
        site.connection
    };
    assert_eq!(
        (at(2018, 1), at(2020, 10), at(2026, 11)),
        (Connection::Open, Connection::Leased, Connection::Fibre)
    );
    assert_eq!(town.open_at(jiff::civil::date(2018, 1, 1)), 13);
    assert_eq!(town.open_at(jiff::civil::date(2026, 11, 1)), 11);
}

#[test]
fn the_same_files_give_the_same_result() {
    let (a, b) = (Town::new().import(), Town::new().import());
    assert_eq!(format!("{:?}", a.city), format!("{:?}", b.city));
    assert_eq!(
        (a.findings, a.summary, a.inputs),
        (b.findings, b.summary, b.inputs)
    );
}

#[test]
fn an_empty_city_is_a_city() {
    let town = Town {
        folder: tempfile::tempdir().unwrap(),
    };
    let imported = town.write("city.toml", "name = \"Leerstadt\"\n").import();
    assert_eq!(
        (
            imported.summary.sites,
            imported.summary.segments,
            imported.summary.snap_median_m
        ),
        (0, 0, None)
    );
    one(
        &imported,
        "no_streets",
        Severity::Warning,
        &["[streets]"].map(|_| "no trench"),
    );
    one(&imported, "no_sites", Severity::Warning, &[]);
    let empty = Town {
        folder: tempfile::tempdir().unwrap(),
    };
    empty.write(
        "s.geojson",
        "{\"type\":\"FeatureCollection\",\"features\":[]}",
    );
    empty.write("sites.csv", "id;name\n");
    empty.write("city.toml", "name = \"A\"\n[streets]\nfile = \"s.geojson\"\n[[sites]]\nfile = \"sites.csv\"\ncolumns = { id = \"id\" }\n");
    one(
        &empty.import(),
        "empty_file",
        Severity::Warning,
        &["no features"],
    );
}

#[test]
fn shared_data_that_is_nowhere_has_a_hint() {
    let town = Town {
        folder: tempfile::tempdir().unwrap(),
    };
    town.write(
        "city.toml",
        "name = \"A\"\n[streets]\nfile = \"${LICHTWEG_SHARED}/no/such.shp\"\n",
    );
    let error = town.try_import().unwrap_err();
    assert!(error.message().contains("city.toml:3:8"), "{error}");
    assert!(!error.hint().is_empty());
}
