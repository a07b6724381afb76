//! The program as a person runs it: the miniature city from files, exit codes, messages, files out.

mod files;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};
use tempfile::TempDir;

use files::miniature_files;

fn lichtweg(arguments: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_lichtweg"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// What a successful command printed as JSON.
fn answer(arguments: &[&str], folder: &Path, code: i32) -> Value {
    let output = lichtweg(arguments, folder);
    let errors = text(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{errors}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// What a failed command said.
fn complaint(arguments: &[&str], folder: &Path) -> String {
    let output = lichtweg(arguments, folder);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(text(&output.stdout), "");
    text(&output.stderr)
}

#[test]
fn plan_prints_what_was_worked_out_by_hand() {
    let folder = miniature_files();
    // H cannot be connected, which is a finding.
    let plan = answer(
        &["plan", "city.toml", "--json", "--quiet"],
        folder.path(),
        1,
    );
    for (key, expected) in [
        ("sites", json!(9)),
        ("connected", json!(1)),
        ("fibre", json!(5)),
        ("leased", json!(3)),
        ("unsolvable", json!(1)),
        ("cost_eur", json!(172_900.02)),
        ("own_share_eur", json!(172_900.02)),
        ("shortfall_eur", json!(20_000.0)),
        ("premium_eur", json!(10_000.0)),
        ("period_years", json!(20.0)),
        ("discount_rate", json!(0.0)),
        ("below_need", json!(2)),
        ("objective_eur", json!(202_900.02)),
        ("lower_bound_eur", json!(202_900.02)),
        ("gap", json!(0.0)),
        ("gap_of_saving", json!(0.0)),
        ("verified", json!(true)),
        ("synthetic", json!(true)),
        ("policy", json!("ratsbeschluss")),
    ] {
        assert_eq!(plan[key], expected, "{key}");
    }
    assert_eq!(
        plan["by_technology"][0],
        json!({
            "technology": "fibre", "sites": 5, "cost_eur": 81_400.02, "own_share_eur": 81_400.02,
            "shortfall_eur": 0.0, "premium_eur": 0.0, "investment_eur": plan["by_technology"][0]["investment_eur"],
            // Upkeep of five, and the rent of the duct: 50 m at 0.30.
            "running_per_year_eur": 265.0, "below_need": 0,
        })
    );
    assert_eq!(plan["by_district"][0]["name"], "Ost");
    assert_eq!(plan["by_project_group"][0]["name"], "Gigabit");
    assert_eq!(plan["other_policies"][0]["policy"], "kostenminimum");
    assert!(plan["seconds"].as_f64().unwrap() >= 0.0);
    assert!(!plan["peak_rss_mb"].is_string());
}

#[test]
fn the_other_policy_can_be_asked_for() {
    let folder = miniature_files();
    let arguments = [
        "plan",
        "city.toml",
        "--policy",
        "kostenminimum",
        "--json",
        "--quiet",
    ];
    let plan = answer(&arguments, folder.path(), 1);
    assert_eq!(plan["objective_eur"], 192_900.02);
    assert_eq!(plan["premium_eur"], 0.0);
}

#[test]
fn files_are_the_same_bytes_at_any_number_of_threads_and_add_up() {
    let folder = miniature_files();
    let names = [
        "sites.geojson",
        "network.geojson",
        "sites.csv",
        "totals.csv",
        "plan.json",
        "instance.stp",
    ];
    for (threads, out) in [("1", "one"), ("4", "four")] {
        let arguments = [
            "plan",
            "city.toml",
            "--threads",
            threads,
            "--out",
            out,
            "--quiet",
        ];
        assert_eq!(lichtweg(&arguments, folder.path()).status.code(), Some(1));
    }
    let read =
        |out: &str, name: &str| fs::read_to_string(folder.path().join(out).join(name)).unwrap();
    for name in names {
        assert_eq!(read("one", name), read("four", name), "{name}");
    }
    assert_eq!(
        fs::read_dir(folder.path().join("one")).unwrap().count(),
        names.len()
    );

    let list = read("one", "sites.csv");
    let mut rows = csv::Reader::from_reader(list.as_bytes());
    let headers = rows.headers().unwrap().clone();
    let column = |name: &str| headers.iter().position(|header| header == name).unwrap();
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 10);
    let cost: f64 = rows
        .iter()
        .filter_map(|row| row[column("cost_eur")].parse::<f64>().ok())
        .sum();
    assert!((cost - 172_900.02).abs() < 1e-6);
    assert_eq!(&rows[3][column("name")], "'=1+1");
    assert_eq!(&rows[0][column("cost_eur")], "13650.01");
    assert_eq!(&rows[0][column("investment_eur")], "19250.01");
    assert_eq!(&rows[0][column("running_per_year_eur")], "50.00");
    let totals = read("one", "totals.csv");
    let totals: Vec<&str> = totals.lines().collect();
    assert_eq!(
        totals[0],
        "technology,sites,below_need,cost_eur,own_share_eur,shortfall_eur,premium_eur,investment_eur,running_per_year_eur,period_years,discount_rate"
    );
    assert_eq!(
        totals[2],
        "leased,3,2,91500.00,91500.00,20000.00,10000.00,1500.00,4500.00,20,0"
    );
    assert!(totals[4].starts_with("all,9,2,172900.02,"), "{totals:?}");

    let sites: Value = serde_json::from_str(&read("one", "sites.geojson")).unwrap();
    // P has no position.
    assert_eq!(sites["features"].as_array().unwrap().len(), 9);
    assert_eq!(sites["synthetic"], true);
    let first = &sites["features"][0];
    assert_eq!(first["properties"]["technology"], "fibre");
    let (lon, lat) = (
        first["geometry"]["coordinates"][0].as_f64().unwrap(),
        first["geometry"]["coordinates"][1].as_f64().unwrap(),
    );
    assert!(
        (7.5..7.6).contains(&lon) && (51.4..51.5).contains(&lat),
        "{lon} {lat}"
    );

    let network: Value = serde_json::from_str(&read("one", "network.geojson")).unwrap();
    let features = network["features"].as_array().unwrap();
    let of_kind = |kind: &str| {
        features
            .iter()
            .filter(|one| one["properties"]["kind"] == kind)
            .count()
    };
    assert_eq!(
        (
            of_kind("trench"),
            of_kind("own_duct"),
            of_kind("rented_duct"),
            of_kind("built"),
            of_kind("drop")
        ),
        (6, 1, 1, 2, 5)
    );

    // Any other solver can check the plan: the instance in cents has the plan's objective as optimum.
    let solved = answer(
        &["steiner", "solve", "one/instance.stp", "--json"],
        folder.path(),
        0,
    );
    assert_eq!(solved["status"], "optimal");
    assert_eq!(solved["objective"], 20_290_002);
    assert_eq!(solved["verified"], true);
}

#[test]
fn explain_names_options_reasons_and_amounts() {
    let folder = miniature_files();
    let site = answer(
        &["explain", "city.toml", "C", "--json", "--quiet"],
        folder.path(),
        0,
    );
    let decision = &site["decision"];
    assert_eq!(decision["share_eur"], 24_900.0);
    assert_eq!(decision["period_years"], 20.0);
    assert!(decision["investment_eur"].as_f64().unwrap() > 24_900.0);

    // What is a present value and what is a plain amount is said beside each.
    let output = lichtweg(&["explain", "city.toml", "C", "--quiet"], folder.path());
    let table = text(&output.stdout);
    for words in [
        "present values over 20 years at 0 % interest",
        "present value, with policy terms",
        "once",
        "a year",
        "share of the cost, present value",
        "of the share: paid once",
        "of the share: paid every year",
        "saved if the site leaves, present value",
        "alone, present value with policy terms",
    ] {
        assert!(table.contains(words), "{words}: {table}");
    }
    assert_eq!(decision["saved_if_left_eur"], 19_650.0);
    assert_eq!(decision["stand_alone_eur"], 32_400.01);
    assert_eq!(decision["fed_from"], "Knoten N1");
    assert_eq!(decision["shared_with"], 2);
    assert_eq!(decision["options"][0]["chosen"], true);
    assert_eq!(decision["options"][1]["objective_eur"], 50_500.0);

    let output = lichtweg(
        &["explain", "city.toml", "H", "--lang", "de", "--quiet"],
        folder.path(),
    );
    assert_eq!(output.status.code(), Some(1));
    let table = text(&output.stdout);
    assert!(
        table.contains("nicht lösbar") && table.contains("Festgelegt wurde: Glasfaser."),
        "{table}"
    );

    let connected = answer(
        &["explain", "city.toml", "Z", "--json", "--quiet"],
        folder.path(),
        0,
    );
    assert_eq!(connected["decision"], Value::Null);
    assert_eq!(connected["connection"], "fibre");

    let message = complaint(&["explain", "city.toml", "X", "--quiet"], folder.path());
    assert!(
        message.starts_with("error: unknown site `X`\nhint: "),
        "{message}"
    );
}

#[test]
fn compare_lists_the_sites_that_differ() {
    let folder = miniature_files();
    let arguments = [
        "compare",
        "city.toml",
        "miniature",
        "a_leased",
        "--json",
        "--quiet",
    ];
    let comparison = answer(&arguments, folder.path(), 0);
    assert_eq!(comparison["difference"]["fibre"], -1);
    assert_eq!(comparison["difference"]["leased"], 1);
    let sites: Vec<&str> = comparison["sites"]
        .as_array()
        .unwrap()
        .iter()
        .map(|site| site["id"].as_str().unwrap())
        .collect();
    assert_eq!(sites, ["A", "B", "C"]);
    let message = complaint(
        &["compare", "city.toml", "miniature", "nothing", "--quiet"],
        folder.path(),
    );
    assert!(
        message.contains("unknown scenario `nothing`") && message.contains("hint: "),
        "{message}"
    );
}

#[test]
fn a_kept_run_can_be_compared_later() {
    let folder = miniature_files();
    let keep = |scenario: &str| {
        let arguments = [
            "plan",
            "city.toml",
            "--scenario",
            scenario,
            "--store",
            "runs.sqlite",
            "--json",
            "--quiet",
        ];
        let plan = answer(&arguments, folder.path(), 1);
        plan["run"].as_str().unwrap().to_owned()
    };
    let (a, b) = (keep("miniature"), keep("a_leased"));
    let arguments = [
        "compare",
        "city.toml",
        &a,
        &b,
        "--store",
        "runs.sqlite",
        "--json",
        "--quiet",
    ];
    let comparison = answer(&arguments, folder.path(), 0);
    assert_eq!(comparison["difference"]["fibre"], -1);
    assert_eq!(comparison["a"]["scenario"], "miniature");
    let arguments = [
        "compare",
        "city.toml",
        "miniature",
        &a,
        "--store",
        "runs.sqlite",
        "--json",
        "--quiet",
    ];
    assert_eq!(answer(&arguments, folder.path(), 0)["sites"], json!([]));
}

#[test]
fn an_instance_says_that_limits_of_fibres_are_not_in_it() {
    let folder = miniature_files();
    let arguments = ["export", "city.toml", "--format", "stp"];
    let output = lichtweg(&arguments, folder.path());
    let instance = text(&output.stdout);
    assert!(
        instance.contains("Remark \"the limits of free fibres in nodes and ducts are not part")
    );
    assert!(text(&output.stderr).contains("limits of free fibres"));
    assert!(lichtweg_steiner::stp::Problem::read(instance.as_bytes()).is_ok());

    // Room for everybody is no limit.
    let file = folder.path().join("existing.geojson");
    let mut network: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    for feature in network["features"].as_array_mut().unwrap() {
        if feature["properties"]["type"] == "node" {
            feature["properties"]["free_fibres"] = json!(100);
        }
    }
    fs::write(&file, network.to_string()).unwrap();
    let output = lichtweg(&arguments, folder.path());
    assert!(!text(&output.stdout).contains("Remark"));
    assert!(!text(&output.stderr).contains("limits of free fibres"));
}

#[test]
fn export_writes_one_file_or_standard_output() {
    let folder = miniature_files();
    let export = |more: &[&str]| {
        let mut arguments = vec!["export", "city.toml", "--quiet", "--format"];
        arguments.extend(more);
        let output = lichtweg(&arguments, folder.path());
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        text(&output.stdout)
    };
    let all: Value = serde_json::from_str(&export(&["geojson"])).unwrap();
    assert_eq!(all["features"].as_array().unwrap().len(), 9 + 10 + 5);
    let existing: Value =
        serde_json::from_str(&export(&["geojson", "--layer", "existing"])).unwrap();
    assert_eq!(existing["features"].as_array().unwrap().len(), 5);
    let sheet = export(&["csv", "--spreadsheet", "de"]);
    assert!(sheet.starts_with("\u{feff}Nummer;Name;Art;"), "{sheet}");
    assert!(sheet.contains(";13650,01;"), "{sheet}");
    assert_eq!(export(&["stp", "--out", "city.stp"]), "");
    let stp = fs::read_to_string(folder.path().join("city.stp")).unwrap();
    assert!(stp.starts_with("33D32945 STP File"));
}

#[test]
fn mistakes_end_with_two_and_a_hint() {
    let folder = miniature_files();
    for (arguments, expected) in [
        (vec!["plan", "nowhere.toml"], "nowhere.toml"),
        (
            vec!["plan", "city.toml", "--scenario", "x"],
            "unknown scenario `x`",
        ),
        (
            vec!["plan", "city.toml", "--policy", "x"],
            "unknown policy `x`",
        ),
        (
            vec!["plan", "city.toml", "--time-limit=-1"],
            "not a number of seconds",
        ),
        (
            vec!["plan", "city.toml", "--time-limit", "1e300"],
            "longer than can be counted",
        ),
        (vec!["steiner", "solve", "nowhere.stp"], "nowhere.stp"),
        (
            vec!["steiner", "solve", "city.toml"],
            "no problem in SteinLib format",
        ),
    ] {
        let message = complaint(&arguments, folder.path());
        assert!(message.contains(expected), "{message}");
        assert!(message.contains("hint: "), "{message}");
    }
}

#[test]
fn steiner_reads_every_kind_of_problem() {
    let folder = TempDir::new().unwrap();
    let check = |name: &str, graph: &str, terminals: &str, expected: Value| {
        let file = format!(
            "33D32945 STP File, STP Format Version 1.0\nSECTION Graph\n{graph}\nEND\nSECTION Terminals\n{terminals}\nEND\nEOF\n"
        );
        fs::write(folder.path().join(name), file).unwrap();
        let found = answer(
            &["steiner", "solve", name, "--json", "--threads", "2"],
            folder.path(),
            i32::from(expected["status"] == "infeasible"),
        );
        assert_eq!(found["status"], expected["status"], "{name}");
        assert_eq!(found["objective"], expected["objective"], "{name}");
        assert_eq!(found["lower_bound"], expected["objective"], "{name}");
    };
    let path = "Nodes 4\nEdges 3\nE 1 2 3\nE 2 3 5\nE 3 4 2";
    check(
        "tree.stp",
        path,
        "Terminals 2\nT 1\nT 3",
        json!({ "status": "optimal", "objective": 8 }),
    );
    check(
        "decimals.stp",
        "Nodes 3\nEdges 2\nE 1 2 0.125\nE 2 3 1.5",
        "Terminals 2\nT 1\nT 3",
        json!({ "status": "optimal", "objective": 1.625 }),
    );
    check(
        "directed.stp",
        "Nodes 3\nArcs 3\nA 1 2 4\nA 2 3 4\nA 1 3 9",
        "Terminals 2\nRoot 1\nT 2\nT 3",
        json!({ "status": "optimal", "objective": 8 }),
    );
    check(
        "prizes.stp",
        path,
        "Terminals 4\nTP 1 1\nTP 2 1\nTP 3 9\nTP 4 9",
        json!({ "status": "optimal", "objective": 4 }),
    );
    check(
        "rooted.stp",
        path,
        "Terminals 2\nRootP 1\nTP 2 9\nTP 4 1",
        json!({ "status": "optimal", "objective": 4 }),
    );
    check(
        "island.stp",
        "Nodes 3\nEdges 1\nE 1 2 3",
        "Terminals 2\nT 1\nT 3",
        json!({ "status": "infeasible", "objective": null }),
    );
}
