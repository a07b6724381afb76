//! Imports of real files, of a small extract, and of everything a stranger may send.

use std::fs;
use std::path::{Path, PathBuf};

use lichtweg::city::site::Connection;
use lichtweg::city::streets::Surface;
use lichtweg::city_file;
use lichtweg::import::{self, Error, Imported, Severity};
use proptest::prelude::*;
use tempfile::TempDir;

mod program;

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
    let snapper = lichtweg::city::streets::Snapper::new(&koeln.city.streets);
    let limit = lichtweg::units::Metres::new(100.0).unwrap();
    let snap = snapper
        .snap(koeln.city.network.nodes[0].position, limit)
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
fn a_shape_without_its_companions_says_what_is_missing() {
    let whole = Town::new().import();
    let town = Town::new();
    let without = town.remove("strassen.dbf").import();
    one(
        &without,
        "missing_companion",
        Severity::Error,
        &[".dbf file is missing"],
    );
    assert_eq!(without.summary.segments, whole.summary.segments);
    let town = Town::new();
    let without = town.remove("strassen.shx").import();
    one(
        &without,
        "missing_companion",
        Severity::Note,
        &[".shx file is missing"],
    );
    assert_eq!(without.city.streets.edges, whole.city.streets.edges);
    let town = Town::new();
    let without = town.remove("strassen.prj").import();
    one(
        &without,
        "unknown_crs",
        Severity::Warning,
        &[".prj file is missing"],
    );
    assert_eq!(without.summary.segments, 0);
    let town = Town::new();
    let error = town.remove("strassen.shp").try_import().unwrap_err();
    assert!(
        error.message().contains("city.toml:25:8: cannot read"),
        "{error}"
    );
    assert!(
        error.hint().contains("relative to the city file"),
        "{error}"
    );
}

#[test]
fn latin_1_attributes_are_read_with_and_without_a_word_about_it() {
    let named = |town: &Town| {
        town.import()
            .city
            .streets
            .edges
            .iter()
            .any(|edge| edge.name == "Mindener Str.")
    };
    let umlaut = |town: &Town| {
        town.import()
            .city
            .streets
            .edges
            .iter()
            .filter(|edge| edge.name.contains(['ä', 'ö', 'ü', 'ß']))
            .count()
    };
    let town = Town::new();
    assert!(named(&town));
    let known = umlaut(&town);
    assert!(known > 0);
    let mut table = fs::read(town.path("strassen.dbf")).unwrap();
    table[29] = 0;
    town.write("strassen.dbf", table);
    assert_eq!(umlaut(&town), known);
    town.replace(
        "city.toml",
        "[boundary]",
        "encoding = \"latin1\"\n[boundary]",
    );
    assert_eq!(umlaut(&town), known);
}

#[test]
fn files_cut_off_anywhere_give_what_they_have_and_say_so() {
    for name in [
        "strassen.shp",
        "strassen.dbf",
        "strassen.prj",
        "grenze.geojson",
        "bezirke.json",
        "bestand.geojson",
        "schuldaten.csv",
        "liegenschaften.csv",
        "verlauf.csv",
    ] {
        let town = Town::new();
        let whole = fs::read(town.path(name)).unwrap();
        for tenth in 0..10 {
            let cut = whole.len() * tenth / 10;
            town.write(name, &whole[..cut]);
            let imported = town.import();
            assert!(imported.summary.segments <= 163 && imported.summary.sites <= 15);
            if matches!(
                name,
                "strassen.shp" | "grenze.geojson" | "bezirke.json" | "bestand.geojson"
            ) {
                let told = ["truncated_file", "not_a_shape"]
                    .iter()
                    .any(|kind| imported.summary.findings.contains_key(*kind));
                assert!(told, "{name} {cut}: {:?}", imported.summary.findings);
            }
        }
    }
    let town = Town::new();
    let whole = fs::read(town.path("strassen.shp")).unwrap();
    town.write("strassen.shp", &whole[..whole.len() / 2]);
    let half = town.import();
    one(
        &half,
        "truncated_file",
        Severity::Error,
        &["records before were used"],
    );
    assert!((40..120).contains(&half.summary.segments));
}

#[test]
fn a_gzipped_file_that_is_damaged_or_a_bomb_says_so() {
    use std::io::Write as _;
    let packed = |bytes: &[u8]| {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(bytes).unwrap();
        packer.finish().unwrap()
    };
    let town = Town::new();
    let plain = fs::read(town.path("grenze.geojson")).unwrap();
    town.write("grenze.geojson", packed(&plain));
    assert_eq!(town.import().city.boundary.len(), 1);
    let half = packed(&plain);
    town.write("grenze.geojson", &half[..half.len() / 2]);
    let imported = town.import();
    assert!(
        !found(&imported, "truncated_file").is_empty()
            || !found(&imported, "unreadable_file").is_empty()
    );
    // Small features without end, 36 MB of them in 36 kB.
    let mut bomb = b"{\"features\":[".to_vec();
    bomb.extend(b"{},".repeat(12_000_000));
    town.write("grenze.geojson", packed(&bomb));
    drop(bomb);
    let imported = town.import();
    one(
        &imported,
        "unreadable_file",
        Severity::Error,
        &["unpacks to more"],
    );
    assert!(imported.findings.len() < 2_000);
}

#[test]
fn hostile_json_is_refused_without_harm() {
    for (text, kind) in [
        ("[".repeat(1 << 20), "unreadable_file"),
        ("{\"features\":".repeat(1 << 16), "unreadable_file"),
        (
            "{\"features\":[{\"geometry\":{\"coordinates\":[".to_owned() + &"[".repeat(1 << 16),
            "unreadable_file",
        ),
        ("{\"features\":7}".to_owned(), "broken_json"),
        ("{\"features\":[1,2,3]}".to_owned(), "wrong_geometry"),
        ("{}".to_owned(), "empty_file"),
        ("\u{0}\u{1}".to_owned(), "broken_json"),
    ] {
        let town = Town::new();
        let imported = town.write("grenze.geojson", &text).import();
        assert!(
            !found(&imported, kind).is_empty(),
            "{kind}: {:?}",
            imported.summary.findings
        );
    }
}

#[test]
fn coordinates_that_are_none_cost_one_feature_only() {
    let feature = |coordinates: &str| {
        format!(
            "{{\"type\":\"Feature\",\"properties\":{{}},\"geometry\":{{\"type\":\"LineString\",\"coordinates\":{coordinates}}}}}"
        )
    };
    let sound = feature("[[6.97,50.93],[6.98,50.94]]");
    for (bad, kind) in [
        ("[[NaN,50.9],[6.9,50.9]]", "bad_coordinate"),
        ("[[1e999,50.9],[6.9,50.9]]", "bad_coordinate"),
        ("[[50.93,6.97],[50.94,6.98]]", "bad_coordinate"),
        ("[[356000,5645000],[356100,5645000]]", "bad_coordinate"),
        ("[[\"6.9\",50.9],[6.9,50.9]]", "bad_coordinate"),
        ("[]", "segment_without_length"),
        ("[[6.97,50.93]]", "segment_without_length"),
        ("[[6.97,50.93],[6.97,50.93]]", "segment_without_length"),
        ("[[6.97,50.93],[9.97,50.93]]", "segment_too_long"),
    ] {
        let town = Town {
            folder: tempfile::tempdir().unwrap(),
        };
        town.write(
            "s.geojson",
            format!("{{\"features\":[{},{sound}]}}", feature(bad)),
        );
        town.write(
            "city.toml",
            "name = \"A\"\n[streets]\nfile = \"s.geojson\"\n",
        );
        let imported = town.import();
        if bad.contains("1e999") {
            // A number too large for any program ends the text for the parser; it says where.
            one(
                &imported,
                "broken_json",
                Severity::Error,
                &["number out of range"],
            );
            continue;
        }
        assert_eq!(
            imported.summary.segments, 1,
            "{bad}: {:?}",
            imported.findings
        );
        one(
            &imported,
            kind,
            if kind == "segment_without_length" {
                Severity::Warning
            } else {
                Severity::Error
            },
            &["s.geojson:1"],
        );
    }
}

#[test]
fn coordinates_of_sites_are_doubted() {
    let columns = "id = \"id\", easting = \"e\", northing = \"n\", lon = \"lon\", lat = \"lat\"";
    let check = |row: &str, kind: &str, severity: Severity, position: bool| {
        // The second site tells nothing; the streets of the extract say where the city is.
        let town = Town::new();
        town.write("sites.csv", format!("id;e;n;lon;lat\n{row}\n"));
        town.write(
            "city.toml",
            format!("name = \"A\"\n[[sites]]\nfile = \"sites.csv\"\nkind = \"kita\"\ncolumns = {{ {columns} }}\n[streets]\nfile = \"strassen.shp\"\n[boundary]\nfile = \"grenze.geojson\"\n"),
        );
        let imported = town.import();
        one(&imported, kind, severity, &["sites.csv:2:e"]);
        assert_eq!(imported.city.sites[0].position.is_some(), position, "{row}");
        assert_eq!(imported.city.sites.len(), 1);
    };
    check("1;0;0;;", "no_coordinate", Severity::Warning, false);
    check("1;;;;", "no_coordinate", Severity::Warning, false);
    check(
        "1;0;0;6.977;50.936",
        "second_source_used",
        Severity::Warning,
        true,
    );
    check("1;NaN;5644900;;", "bad_coordinate", Severity::Error, false);
    check("1;east;north;;", "bad_coordinate", Severity::Error, false);
    check("1;inf;5644900;;", "bad_coordinate", Severity::Error, false);
    check(
        "1;5644900;358000;;",
        "swapped_coordinates",
        Severity::Warning,
        true,
    );
    check("1;6.977;50.936;;", "far_outside", Severity::Error, false);
    check("1;450000;5644900;;", "far_outside", Severity::Error, false);
    check(
        "1;358000;5646000;;",
        "outside_boundary",
        Severity::Warning,
        true,
    );
    check(
        "1;358000;5644900;6.94;50.936",
        "contradicting_position",
        Severity::Warning,
        true,
    );
}

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
fn lists_that_do_not_fit_their_mapping_say_which_columns_they_have() {
    let town = sites_city("nummer;name\n1;a\n", "id = \"id\", name = \"name\"");
    let imported = town.import();
    one(
        &imported,
        "missing_column",
        Severity::Error,
        &["sites.csv:1:id"],
    );
    assert!(
        imported
            .findings
            .iter()
            .any(|finding| finding.hint.english().contains("nummer, name"))
    );
    one(
        &sites_city("id\n1\n", "name = \"id\"").import(),
        "missing_column",
        Severity::Error,
        &["which column is the id"],
    );
    one(
        &sites_city("", "id = \"id\"").import(),
        "empty_file",
        Severity::Error,
        &[],
    );
    let error = sites_city("id\n1\n", "id = \"id\"")
        .replace("city.toml", "\"kita\"", "\"Kitta\"")
        .try_import()
        .unwrap_err();
    assert!(
        error
            .message()
            .contains("city.toml:4:8: unknown site kind `Kitta`"),
        "{error}"
    );
    one(
        &sites_city("id\n1\n;\n", "id = \"id\"").import(),
        "no_coordinate",
        Severity::Warning,
        &[],
    );
}

#[test]
fn sites_of_one_name_and_place_may_be_one() {
    let town = sites_city(
        "id;name;e;n\n1;Kita A;358000;5644900\n2;Kita A;358010;5644900\n3;Kita A;359000;5644900\n",
        "id = \"id\", name = \"name\", easting = \"e\", northing = \"n\"",
    );
    one(
        &town.import(),
        "possible_duplicate",
        Severity::Warning,
        &["sites.csv:3", "`2`", "`1`"],
    );
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

#[test]
fn sites_that_no_trench_can_reach_are_named() {
    let town = Town {
        folder: tempfile::tempdir().unwrap(),
    };
    let line = |e: f64, n: f64| {
        format!(
            "{{\"type\":\"Feature\",\"properties\":{{}},\"geometry\":{{\"type\":\"LineString\",\"coordinates\":[[{e},{n}],[{},{n}]]}}}}",
            e + 100.0
        )
    };
    let lines = [
        line(358_000.0, 5_645_000.0),
        line(358_100.0, 5_645_000.0),
        line(358_000.0, 5_646_000.0),
    ]
    .join(",");
    town.write("s.geojson", format!("{{\"features\":[{lines}]}}"));
    town.write(
        "sites.csv",
        "id,e,n\na,358050,5645010\nb,358050,5645990\nc,358050,5648000\n",
    );
    town.write(
        "city.toml",
        "name = \"A\"\ncrs = \"EPSG:25832\"\n[streets]\nfile = \"s.geojson\"\n[[sites]]\nfile = \"sites.csv\"\nkind = \"kita\"\ncolumns = { id = \"id\", easting = \"e\", northing = \"n\" }\n",
    );
    let imported = town.import();
    assert_eq!(imported.summary.largest_component_nodes, 3);
    let islanders = found(&imported, "site_on_island");
    assert_eq!(islanders.len(), 2, "{islanders:?}");
    one(
        &imported,
        "disconnected_streets",
        Severity::Warning,
        &["2 pieces"],
    );
    one(
        &imported,
        "far_from_street",
        Severity::Warning,
        &["sites.csv:4", "2000 m"],
    );
    one(
        &imported,
        "no_entry",
        Severity::Warning,
        &["no site can get fibre"],
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Any few bytes of any file may be anything.
    #[test]
    fn no_damaged_file_makes_the_import_panic(
        file in 0_usize..9,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20),
    ) {
        let name = ["strassen.shp", "strassen.dbf", "strassen.prj", "grenze.geojson", "bezirke.json", "bestand.geojson", "schuldaten.csv", "korrekturen.toml", "city.toml"][file];
        let town = Town::new();
        let mut bytes = fs::read(town.path(name)).unwrap();
        for (place, value) in changes {
            let place = place.index(bytes.len());
            bytes[place] = value;
        }
        town.write(name, bytes);
        let _ = town.try_import();
    }

    /// Small numbers in headers are where lengths and counts lie.
    #[test]
    fn no_lying_header_makes_the_import_panic(at in 0_usize..160, value in prop::sample::select(vec![0_u8, 1, 0x7f, 0x80, 0xff]), table in any::<bool>()) {
        let name = if table { "strassen.dbf" } else { "strassen.shp" };
        let town = Town::new();
        let mut bytes = fs::read(town.path(name)).unwrap();
        bytes[at] = value;
        town.write(name, bytes);
        let _ = town.try_import();
    }
}
