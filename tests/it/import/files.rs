//! Files that are damaged, hostile or not what they say.

use super::*;

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
