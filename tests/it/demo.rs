//! The demo city holds to the facts it is made from: a real city's street statistics, the programme's public numbers, and itself.

mod streets;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output};

use lichtweg::city::network::{NodeKind, Tenure};
use lichtweg::city::site::{Connection, Site};
use lichtweg::demo::{DemoCity, generate};
use lichtweg::geometry::{Utm32, line_length};
use lichtweg::import::{self, Imported, Severity};
use lichtweg::scenario::decisions::Technology;
use lichtweg::{city_file, export, plan};
use lichtweg_steiner::{Control, Effort, Limits};
use sha2::{Digest, Sha256};

use streets::{KOELN, assert_like, has_pupils, pieces, statistics};

fn import_file(path: &Path) -> Imported {
    let file = city_file::load(path).expect("the city file is sound");
    import::import(&file).expect("the files are there")
}

#[test]
fn what_is_written_is_what_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let demo = generate(4, 0.2).unwrap();
    let path = export::city_files::write(&demo, &folder.path().join("town")).unwrap();
    let read = import_file(&path);
    let serious: Vec<_> = read
        .findings
        .iter()
        .filter(|finding| finding.severity != Severity::Note)
        .collect();
    assert!(serious.is_empty(), "{serious:?}");
    assert!(read.city.synthetic);
    assert_eq!(read.city.streets.edges.len(), demo.city.streets.edges.len());
    assert_eq!(
        read.city.streets.junctions.len(),
        demo.city.streets.junctions.len()
    );
    for (read, made) in read.city.streets.edges.iter().zip(&demo.city.streets.edges) {
        assert_eq!(
            (&read.line, read.surface, &read.crossings),
            (&made.line, made.surface, &made.crossings)
        );
        assert_eq!((&read.name, read.forbidden), (&made.name, made.forbidden));
        assert!(!read.surface_assumed);
    }
    let now = read.city_at(demo.as_of);
    for (read, made) in now.sites.iter().zip(&demo.city.sites) {
        let source = made.source.clone();
        assert_eq!(
            Site {
                source,
                ..read.clone()
            },
            *made
        );
    }
    assert_eq!(read.log.entries(), demo.log.entries());
    let mut districts = demo.city.districts.clone();
    districts.sort_by(|a, b| a.name.cmp(&b.name));
    assert_eq!(read.city.districts, districts);
    assert_eq!(read.city.network.nodes.len(), demo.city.network.nodes.len());
    assert_eq!(
        read.city.network.cables.len(),
        demo.city.network.cables.len()
    );
    assert_eq!(read.city.network.ducts.len(), demo.city.network.ducts.len());
}

#[test]
fn shipped_prices_give_fibre_and_leased_lines_a_tenth_of_the_open_sites_each() {
    let folder = tempfile::tempdir().unwrap();
    let demo = generate(1, 1.0).unwrap();
    let path = export::city_files::write(&demo, &folder.path().join("city")).unwrap();
    let file = city_file::load(&path).unwrap();
    let imported = import::import(&file).unwrap();
    let scenario = import::scenario(&file, None).unwrap();
    assert_eq!(scenario.as_of, demo.as_of);
    let city = imported.city_at(scenario.as_of);
    let limits = Limits {
        effort: Effort::Quick,
        seed: scenario.seed,
        ..Limits::default()
    };
    let stop = std::sync::atomic::AtomicBool::new(false);
    let control = Control {
        stop: &stop,
        progress: &|_| {},
    };
    let plan = plan::solve(&city, &scenario, &[], &limits, &control).unwrap();
    let open = plan.decisions.len();
    assert_eq!(open, 224);
    for technology in [Technology::Fibre, Technology::Leased] {
        let sites = plan.sites_with(Some(technology));
        assert!(
            sites as usize * 10 >= open,
            "{technology:?}: {sites} of {open}"
        );
    }
    assert!(plan.certificate.gap < 0.01, "{}", plan.certificate.gap);
}

#[test]
fn the_scenario_of_the_public_count_may_not_use_what_was_built_later() {
    let folder = tempfile::tempdir().unwrap();
    let demo = generate(1, 0.1).unwrap();
    let path = export::city_files::write(&demo, &folder.path().join("town")).unwrap();
    let scenario =
        import::scenario(&city_file::load(&path).unwrap(), Some("stand-2020-08")).unwrap();
    assert_eq!(scenario.as_of, demo.counted);
    let closed: BTreeSet<&str> = scenario
        .decisions
        .closed_nodes
        .iter()
        .map(String::as_str)
        .collect();
    assert!(!closed.is_empty());
    for (node, since) in &demo.in_service {
        assert_eq!(
            closed.contains(node.0.as_str()),
            *since > demo.counted,
            "{}",
            node.0
        );
    }
}

fn count(demo: &DemoCity, kinds: &[&str]) -> usize {
    demo.city
        .sites
        .iter()
        .filter(|site| kinds.contains(&&*site.kind.0))
        .count()
}

#[test]
fn sites_are_those_of_the_programme() {
    let demo = generate(1, 1.0).unwrap();
    let sites = &demo.city.sites;
    assert_eq!(sites.len(), 626);
    assert_eq!(
        sites.iter().filter(|site| site.pupils.is_some()).count(),
        154
    );
    for (kind, expected) in [
        ("grundschule", 88),
        ("gymnasium", 14),
        ("realschule", 13),
        ("gesamtschule", 10),
        ("foerderschule", 10),
        ("hauptschule", 8),
        ("berufskolleg", 8),
        ("kita", 100),
        ("feuerwache", 9),
        ("feuerwehrhaus", 19),
        ("rettungswache", 10),
        ("friedhof", 33),
        ("bezirksverwaltung", 12),
        ("bibliothek", 10),
    ] {
        assert_eq!(count(&demo, &[kind]), expected, "{kind}");
    }
    let funded = sites
        .iter()
        .filter(|site| site.project_group.as_deref() == Some("Gigabit"));
    let funded_schools = funded.clone().filter(|site| site.pupils.is_some()).count();
    assert_eq!((funded.count(), funded_schools), (154, 139));
    let mut ids = BTreeSet::new();
    let mut names = BTreeSet::new();
    for site in sites {
        assert!(
            ids.insert(&site.id) && names.insert(&site.name),
            "{}",
            site.name
        );
        assert!(site.name.starts_with("Demo-"), "{}", site.name);
        assert!(site.position.is_some() && site.district.is_some() && !site.address.is_empty());
    }
}

#[test]
fn sites_spread_like_the_inhabitants() {
    let demo = generate(1, 1.0).unwrap();
    let inhabitants = [
        ("Innenstadt-West", 54_200.0),
        ("Innenstadt-Nord", 61_100.0),
        ("Innenstadt-Ost", 58_500.0),
        ("Eving", 39_400.0),
        ("Scharnhorst", 47_200.0),
        ("Brackel", 56_000.0),
        ("Aplerbeck", 55_700.0),
        ("Hörde", 56_500.0),
        ("Hombruch", 57_400.0),
        ("Lütgendortmund", 48_800.0),
        ("Huckarde", 36_600.0),
        ("Mengede", 39_000.0),
    ];
    let all: f64 = inhabitants.iter().map(|(_, count)| count).sum();
    for (district, people) in inhabitants {
        let sites = demo
            .city
            .sites
            .iter()
            .filter(|site| site.district.as_deref() == Some(district))
            .count();
        let expected = 626.0 * people / all;
        assert!(
            (sites as f64 / expected - 1.0).abs() < 0.2,
            "{district}: {sites} of {expected}"
        );
    }
    assert_eq!(demo.city.districts.len(), 12);
}

#[test]
fn the_history_has_the_public_count_and_stops_at_the_stated_day() {
    let demo = generate(1, 1.0).unwrap();
    let counted = demo.log.connections_at(demo.counted);
    assert_eq!(counted.len(), 226);
    let schools = demo.city.sites.iter().filter(|site| site.pupils.is_some());
    let open_schools = schools
        .filter(|site| !counted.contains_key(&site.id))
        .count();
    assert_eq!(open_schools, 112);
    let now = demo.log.connections_at(demo.as_of);
    for site in &demo.city.sites {
        assert_eq!(
            now.get(&site.id).copied().unwrap_or_default(),
            site.connection,
            "{}",
            site.id
        );
    }
    assert!(
        demo.log
            .entries()
            .iter()
            .all(|entry| entry.date >= demo.start && entry.date <= demo.as_of)
    );
    // The rate needed to reach the target was never kept for long.
    let months = 92.0;
    let since_start = demo
        .log
        .entries()
        .iter()
        .filter(|entry| entry.date > demo.start)
        .count();
    let rate = since_start as f64 / months;
    assert!((1.5..4.25).contains(&rate), "{rate}");
    assert!(
        demo.milestones
            .iter()
            .any(|milestone| milestone.state == "verfehlt" && milestone.due > milestone.first_due)
    );
}

#[test]
fn the_network_fits_the_history() {
    let demo = generate(1, 1.0).unwrap();
    let network = &demo.city.network;
    let ends: BTreeSet<String> = network
        .cables
        .iter()
        .filter_map(|cable| cable.line.last())
        .map(|&at| key(at))
        .collect();
    for site in demo
        .city
        .sites
        .iter()
        .filter(|site| site.connection == Connection::Fibre)
    {
        assert!(
            ends.contains(&key(site.position.unwrap())),
            "no cable reaches {}",
            site.id
        );
    }
    let pops = network
        .nodes
        .iter()
        .filter(|node| node.kind == NodeKind::Pop)
        .count();
    assert_eq!(pops, 12);
    let enterable = network
        .nodes
        .iter()
        .filter(|node| node.free_fibres.is_some_and(|free| free > 0))
        .count();
    assert!(enterable > 300 && enterable < network.nodes.len());
    // Every fibre site of the public count hangs on a network that was there at the time.
    let early = demo
        .in_service
        .iter()
        .filter(|(_, since)| *since <= demo.counted)
        .count();
    assert!(early > 200 && early < demo.in_service.len());
    assert_eq!(demo.in_service.len(), network.nodes.len());
    let metres = |own: bool| -> f64 {
        let ducts = network
            .ducts
            .iter()
            .filter(|duct| (duct.tenure == Tenure::Own) == own);
        ducts.map(|duct| line_length(&duct.line).get()).sum()
    };
    assert!(
        (100_000.0..107_000.0).contains(&metres(true)),
        "{}",
        metres(true)
    );
    assert!(
        (30_000.0..40_000.0).contains(&metres(false)),
        "{}",
        metres(false)
    );
}

fn key(at: Utm32) -> String {
    format!("{:.2} {:.2}", at.easting(), at.northing())
}

#[test]
fn the_city_lies_in_its_box_and_has_its_heights() {
    let demo = generate(1, 1.0).unwrap();
    for at in demo
        .city
        .boundary
        .iter()
        .flatten()
        .flatten()
        .chain(&demo.city.streets.junctions)
    {
        assert!((382_187.0..=405_527.0).contains(&at.easting()), "{at:?}");
        assert!(
            (5_697_135.0..=5_717_739.0).contains(&at.northing()),
            "{at:?}"
        );
    }
    let ring = &demo.city.boundary[0][0];
    let twice: f64 = ring
        .windows(2)
        .map(|pair| {
            (pair[0].easting() - 390_000.0) * (pair[1].northing() - 5_700_000.0)
                - (pair[1].easting() - 390_000.0) * (pair[0].northing() - 5_700_000.0)
        })
        .sum();
    assert!((twice / 2e6 - 280.5).abs() < 10.0, "{}", twice / 2e6);
    let heights = &demo.terrain.heights_m;
    assert!((heights.iter().copied().fold(f64::INFINITY, f64::min) - 45.0).abs() < 0.1);
    assert!((heights.iter().copied().fold(0.0, f64::max) - 254.0).abs() < 0.1);
}

#[test]
fn a_region_is_several_towns_that_hang_together() {
    let demo = generate(1, 2.5).unwrap();
    assert_eq!(demo.city.sites.len(), 3 * 522);
    assert_eq!(demo.city.districts.len(), 36);
    assert_eq!(demo.city.boundary.len(), 3);
    assert!((29_000..33_000).contains(&demo.city.streets.edges.len()));
    assert!(pieces(&demo.city.streets)[0] as f64 > 0.99 * demo.city.streets.junctions.len() as f64);
    let statistics = statistics(&demo.city, has_pupils);
    assert_like(&statistics, &KOELN);
    let ids: BTreeSet<_> = demo.city.sites.iter().map(|site| &site.id).collect();
    assert_eq!(ids.len(), demo.city.sites.len());
}

#[test]
fn small_towns_are_whole_too() {
    for scale in [0.02, 0.1, 0.37] {
        let demo = generate(5, scale).unwrap();
        let sites = demo.city.sites.len();
        assert!(
            (sites as f64 - 626.0 * scale).abs() <= 1.0,
            "{scale}: {sites}"
        );
        assert!(
            demo.city
                .network
                .nodes
                .iter()
                .any(|node| node.kind == NodeKind::Pop)
        );
        assert!(
            pieces(&demo.city.streets)[0] as f64 > 0.98 * demo.city.streets.junctions.len() as f64
        );
    }
    for scale in [0.0, -1.0, f64::NAN, f64::INFINITY, 101.0] {
        assert!(generate(1, scale).is_err(), "{scale}");
    }
}

#[test]
fn the_same_seed_gives_the_same_city_in_every_thread() {
    let cities: Vec<DemoCity> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..3)
            .map(|_| scope.spawn(|| generate(11, 0.1).unwrap()))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    for city in &cities[1..] {
        assert_eq!(format!("{city:?}"), format!("{:?}", cities[0]));
    }
    assert_ne!(
        format!("{:?}", generate(12, 0.1).unwrap()),
        format!("{:?}", cities[0])
    );
}

#[test]
fn the_files_of_a_seed_are_the_same_bytes_on_every_machine() {
    let outside = tempfile::tempdir().unwrap();
    let folder = outside.path().join("town");
    export::city_files::write(&generate(1, 0.1).unwrap(), &folder).unwrap();
    let mut names: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    names.sort();
    let mut hash = Sha256::new();
    for name in names {
        hash.update(std::fs::read(name).unwrap());
    }
    let hash = hash
        .finalize()
        .iter()
        .fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
    // A change of the generator changes this number, on purpose and in the same commit. A change that comes with another machine or
    // compiler is a bug.
    assert_eq!(
        hash,
        "58faba0578927f6f02c5548b711c85c9ec0e61c6c48003c58c6c21d3be890756"
    );
}

fn run(arguments: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_lichtweg"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the program starts")
}

#[test]
fn the_command_writes_a_whole_city_and_says_that_it_is_synthetic() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = [
        "demo",
        "--out",
        "a/b",
        "--scale",
        "0.05",
        "--seed",
        "9",
        "--no-serve",
    ];
    let output = run(&arguments, folder.path());
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(String::from_utf8_lossy(&output.stdout), "a/b/city.toml\n");
    let written = folder.path().join("a/b");
    let mut names: Vec<String> = std::fs::read_dir(&written)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(
        names,
        [
            "README.txt",
            "boundary.geojson",
            "cables.geojson",
            "city.toml",
            "districts.geojson",
            "ducts.geojson",
            "history.csv",
            "milestones.csv",
            "nodes.geojson",
            "sites.csv",
            "streets.geojson",
            "terrain.xyz",
        ]
    );
    for name in names.iter().filter(|name| *name != "terrain.xyz") {
        let text = std::fs::read_to_string(written.join(name))
            .unwrap()
            .to_lowercase();
        assert!(
            text.contains("synthe"),
            "{name} does not say that it is synthetic"
        );
    }
    let streets = std::fs::read_to_string(written.join("streets.geojson")).unwrap();
    let parsed: serde_json::Value = serde_json::from_str(&streets).unwrap();
    assert!(parsed["features"].as_array().unwrap().len() > 300);
}

#[test]
fn the_demo_has_a_run_under_each_policy_to_compare() {
    use std::io::{BufRead as _, BufReader};
    let folder = tempfile::tempdir().unwrap();
    let mut demo = std::process::Command::new(env!("CARGO_BIN_EXE_lichtweg"))
        .args([
            "demo",
            "--out",
            "town",
            "--scale",
            "0.02",
            "--listen",
            "127.0.0.1:0",
        ])
        .current_dir(folder.path())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    // Planning comes before the address.
    let mut line = String::new();
    BufReader::new(demo.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    demo.kill().unwrap();
    demo.wait().unwrap();
    assert!(line.contains("http://"), "{line}");
    let city = folder.path().join("town/city.toml");
    let inputs = lichtweg::runs::Inputs::load(&city).unwrap();
    let file = folder
        .path()
        .join("town")
        .join(lichtweg::store::DEFAULT_FILE);
    let store = lichtweg::store::Store::open(&file, jiff::Timestamp::now()).unwrap();
    let runs = store.runs(&inputs.city.name, 10).unwrap();
    let mut policies: Vec<&str> = runs.iter().map(|run| run.request.policy.as_str()).collect();
    policies.sort_unstable();
    assert_eq!(policies, ["kostenminimum", "ratsbeschluss"]);
    assert!(
        runs.iter()
            .all(|run| run.state == lichtweg::store::State::Done)
    );
}

#[test]
fn a_folder_with_something_else_makes_the_command_fail_with_a_hint() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("mine")).unwrap();
    std::fs::write(folder.path().join("mine/letter.txt"), "dear").unwrap();
    let output = run(
        &["demo", "--out", "mine", "--scale", "0.02", "--no-serve"],
        folder.path(),
    );
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("hint: "));
    let output = run(
        &["demo", "--out", "other", "--scale", "1000", "--no-serve"],
        folder.path(),
    );
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("hint: "));
    assert!(!folder.path().join("other").exists());
}
