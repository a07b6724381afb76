//! A town of three streets and six sites made by hand, and a plan for it.

use std::collections::BTreeMap;

use lichtweg::city::network::{AssetId, Duct, Network, Node, NodeKind, Tenure};
use lichtweg::city::site::{Connection, Site};
use lichtweg::city::streets::{EdgeId, JunctionId, StreetEdge, StreetGraph, Surface};
use lichtweg::city::{City, District};
use lichtweg::geometry::{Utm32, line_length};
use lichtweg::import::finding::{Finding, Severity};
use lichtweg::plan::{
    Amounts, Certificate, Item, ItemAmount, Offer, Plan, Reason, Segment, SegmentKind,
    SiteDecision, SiteOption,
};
use lichtweg::programme::{Entry, Log};
use lichtweg::runs::{Inputs, Offered};
use lichtweg::scenario::Scenario;
use lichtweg::scenario::decisions::Technology;
use lichtweg::scenario::policy::Policy;
use lichtweg::scenario::prices::ServiceClass;
use lichtweg::units::{Euros, Metres};

/// A position given in metres east and north of the town's south-west corner, which lies in Dortmund.
pub(crate) fn at(east: f64, north: f64) -> Utm32 {
    Utm32::new(393_000.0 + east, 5_707_000.0 + north).unwrap()
}

fn euros(amount: i64) -> Euros {
    Euros::from_cents(amount * 100)
}

fn site(id: &str, name: &str, kind: &str, position: Option<Utm32>, district: &str) -> Site {
    Site {
        id: id.into(),
        name: name.to_owned(),
        kind: kind.into(),
        address: format!("{name}-Straße 1, 44135 Dortmund"),
        position,
        district: Some(district.to_owned()),
        project_group: (kind == "grundschule").then(|| "Gigabit".to_owned()),
        pupils: (kind == "grundschule").then_some(240),
        desks: None,
        connection: Connection::Open,
        source: "sites.csv:2".to_owned(),
    }
}

fn edge(name: &str, from: u32, to: u32, line: Vec<Utm32>) -> StreetEdge {
    StreetEdge {
        source_id: format!("{from}-{to}"),
        name: name.to_owned(),
        from: JunctionId(from),
        to: JunctionId(to),
        length: line_length(&line),
        line,
        surface: Surface::Asphalt,
        surface_assumed: false,
        crossings: Vec::new(),
        forbidden: false,
    }
}

/// The town: a main street of two segments, a side street, and an outline two kilometres wide.
pub(crate) fn city() -> City {
    let ring = |west: f64, east: f64| {
        vec![
            at(west, -800.0),
            at(east, -800.0),
            at(east, 1_200.0),
            at(west, 1_200.0),
            at(west, -800.0),
        ]
    };
    let mut hall = site(
        "S5",
        "Bezirksverwaltung",
        "buero",
        Some(at(420.0, 40.0)),
        "Ost",
    );
    hall.connection = Connection::Fibre;
    City {
        name: "Kleinstadt".to_owned(),
        synthetic: true,
        attribution: vec!["von Hand gemacht".to_owned()],
        sites: vec![
            site(
                "S1",
                "Grundschule Am Markt",
                "grundschule",
                Some(at(100.0, 20.0)),
                "West",
            ),
            site(
                "S2",
                "Kita Löwenzahn",
                "kita",
                Some(at(300.0, -25.0)),
                "West",
            ),
            site(
                "S3",
                "Feuerwache <Süd> & Rettung",
                "feuerwache",
                Some(at(500.0, 300.0)),
                "Ost",
            ),
            site("S4", "Friedhof ohne Lage", "friedhof", None, "Ost"),
            hall,
            site(
                "S6",
                "Grundschule Ost",
                "grundschule",
                Some(at(900.0, 15.0)),
                "Ost",
            ),
        ],
        streets: StreetGraph {
            junctions: vec![
                at(0.0, 0.0),
                at(500.0, 0.0),
                at(1_000.0, 0.0),
                at(500.0, 400.0),
            ],
            edges: vec![
                edge(
                    "Hauptstraße",
                    0,
                    1,
                    vec![at(0.0, 0.0), at(250.0, 5.0), at(500.0, 0.0)],
                ),
                edge("Hauptstraße", 1, 2, vec![at(500.0, 0.0), at(1_000.0, 0.0)]),
                edge("Nordweg", 1, 3, vec![at(500.0, 0.0), at(500.0, 400.0)]),
            ],
        },
        network: Network {
            nodes: vec![Node {
                id: AssetId("N1".to_owned()),
                name: "Technikraum West".to_owned(),
                kind: NodeKind::Pop,
                position: at(0.0, 0.0),
                free_fibres: Some(144),
            }],
            cables: Vec::new(),
            ducts: vec![Duct {
                id: AssetId("D1".to_owned()),
                line: vec![at(500.0, 0.0), at(500.0, 400.0)],
                free_tubes: 2,
                tenure: Tenure::Own,
            }],
        },
        districts: vec![
            District {
                name: "West".to_owned(),
                polygons: vec![vec![ring(-500.0, 400.0)]],
            },
            District {
                name: "Ost".to_owned(),
                polygons: vec![vec![ring(400.0, 1_500.0)]],
            },
        ],
        boundary: vec![vec![ring(-500.0, 1_500.0)]],
    }
}

/// A plan for the town whose amounts depend on `variant`, so that two plans can differ.
pub(crate) fn plan(variant: i64) -> Plan {
    let fibre = |id: &str, cost: i64, route: Vec<u32>| SiteDecision {
        site: id.into(),
        technology: Some(Technology::Fibre),
        need: ServiceClass::G1,
        class: Some(ServiceClass::G1),
        amounts: Amounts {
            cost: euros(cost),
            own_share: euros(cost),
            investment: euros(cost),
            running_per_year: euros(100),
            ..Amounts::default()
        },
        saved_if_left: euros(cost / 2),
        stand_alone: Some(euros(cost * 2)),
        options: vec![
            SiteOption {
                technology: Technology::Fibre,
                offer: Ok(Offer {
                    capex: euros(cost),
                    opex_per_year: euros(100),
                    present_value: euros(cost + 1_559),
                    shortfall: Euros::ZERO,
                    premium: Euros::ZERO,
                    class: ServiceClass::G1,
                    lead_time_weeks: 40,
                    score: 100.0,
                }),
            },
            SiteOption {
                technology: Technology::Leased,
                offer: Err(Reason::NotOffered),
            },
        ],
        drop: Some(Metres::new(20.0).unwrap()),
        drop_foot: Some(at(100.0, 0.0)),
        route,
        fed_from: Some("Technikraum West".to_owned()),
        breakdown: vec![ItemAmount {
            item: Item::Trench,
            amount: euros(cost),
        }],
    };
    let decisions = vec![
        fibre("S1", 30_000 + variant, vec![0]),
        fibre("S2", 31_000, vec![0]),
    ];
    let cost = decisions.iter().map(|decision| decision.amounts.cost).sum();
    let line = city().streets.edges[0].line.clone();
    Plan {
        decisions,
        segments: vec![Segment {
            edge: EdgeId(0),
            kind: SegmentKind::Trench,
            length: line_length(&line),
            line,
            cost: euros(50_000),
            sites_behind: 2,
            duct: None,
            items: Vec::new(),
        }],
        break_outs: Vec::new(),
        totals: Amounts {
            cost,
            own_share: cost,
            investment: cost,
            running_per_year: euros(200),
            ..Amounts::default()
        },
        certificate: Certificate {
            objective: cost,
            lower_bound: cost - euros(100),
            gap: 100.0 / cost.as_euros(),
            gap_of_saving: None,
            all_leased: None,
        },
        by_technology: Vec::new(),
        by_district: Vec::new(),
        by_project_group: Vec::new(),
        other_policies: Vec::new(),
        remarks: Vec::new(),
    }
}

/// The town with the shipped prices, kinds and policies, two scenarios and a log that says S5 was connected in 2025.
pub(crate) fn inputs() -> Inputs {
    let read = |name: &str| {
        let path = format!("{}/data/{name}", env!("CARGO_MANIFEST_DIR"));
        std::fs::read_to_string(path).unwrap()
    };
    let policies: Vec<Policy> = ["ratsbeschluss", "kostenminimum"]
        .map(|name| toml::from_str(&read(&format!("policies/{name}.toml"))).unwrap())
        .into();
    let scenario = |name: &str, year: i16| Offered {
        scenario: Scenario {
            name: name.to_owned(),
            as_of: jiff::civil::date(year, 11, 1),
            target: jiff::civil::date(2028, 6, 30),
            prices: toml::from_str(&read("prices/standard.toml")).unwrap(),
            policy: policies[0].clone(),
            kinds: toml::from_str(&read("kinds/municipal.toml")).unwrap(),
            decisions: lichtweg::scenario::decisions::Decisions::default(),
            seed: 1,
        },
        note_de: Some("von Hand gemacht".to_owned()),
        note_en: None,
    };
    let mut city = city();
    city.sites[4].connection = Connection::Open;
    Inputs {
        city,
        log: Log::new(vec![Entry {
            date: jiff::civil::date(2025, 3, 1),
            site: "S5".into(),
            connection: Connection::Fibre,
        }]),
        findings: vec![Finding {
            kind: "no_position".to_owned(),
            severity: Severity::Warning,
            file: "sites.csv".to_owned(),
            line: Some(2),
            column: Some("Rechtswert".to_owned()),
            site: Some("S1".into()),
            message: "the site has no position: it can only be leased".into(),
            hint: "complete them, or add a position to the corrections".into(),
        }],
        files: BTreeMap::from([("sites.csv".to_owned(), "00".repeat(32))]),
        scenarios: vec![scenario("reference", 2026), scenario("then", 2020)],
        default_scenario: "reference".to_owned(),
        policies,
    }
}
