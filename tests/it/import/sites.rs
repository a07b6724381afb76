//! Site lists: positions that are doubted, columns that are not there, sites that may be one or that nothing reaches.

use super::*;

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
