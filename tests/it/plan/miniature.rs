//! A city small enough to be worked out by hand: 12 street segments, 3 nodes, one own duct, one rented duct, one street that is built anyway.
//!
//! ```text
//!   F                J8
//!   |                | C        J7 E
//!   |        J5------J6         |
//!   | 300    |       |          |
//!   |        |       |          |         J9
//!   J0---A---J1--B---J2---------J3---D---J4        J10------J11 (island, H)
//!   N1       own duct J1-J2  rail       built    N2
//! ```
//!
//! Prices make round numbers: no interest, surcharges 1.2, VAT 1.25, so building work is 1.5 gross; over 20 years trench (50) keeps three
//! fifths, fibre (40) one half, equipment (7) is bought three times less a seventh.

use std::collections::BTreeMap;

use jiff::civil::date;
use lichtweg::city::City;
use lichtweg::city::network::{AssetId, Duct, Network, Node, NodeKind, Tenure};
use lichtweg::city::site::{Connection, Site};
use lichtweg::city::streets::{Crossing, EdgeId, JunctionId, StreetEdge, StreetGraph, Surface};
use lichtweg::geometry::{Utm32, line_length};
use lichtweg::scenario::Scenario;
use lichtweg::scenario::decisions::{Decisions, Technology};
use lichtweg::scenario::kinds::{Kind, Kinds};
use lichtweg::scenario::policy::Policy;
use lichtweg::scenario::prices::{LeasedLine, Lives, Price, PriceBook, ServiceClass, Works};
use lichtweg::units::{Euros, MbitPerS, Years};

/// A position in metres from the corner of the miniature city.
pub(crate) fn at(east: f64, north: f64) -> Utm32 {
    Utm32::new(400_000.0 + east, 5_700_000.0 + north).unwrap()
}

pub(crate) fn euros(amount: f64) -> Euros {
    Euros::from_euros(amount).unwrap()
}

fn price(amount: f64) -> Price {
    Price {
        value: euros(amount),
        low: euros(amount),
        high: euros(amount),
        source: "assumption".into(),
    }
}

/// The price book with round results.
pub(crate) fn prices() -> PriceBook {
    let leased = |per_month, set_up| LeasedLine {
        per_month: price(per_month),
        set_up: price(set_up),
        lead_time_weeks: 12,
    };
    PriceBook {
        name: "miniature".into(),
        price_date: "2026-01".into(),
        // 120, 60 and 30 euros a metre over the period.
        trench_per_metre: BTreeMap::from([
            (Surface::Asphalt, price(200.0)),
            (Surface::PavedFootway, price(100.0)),
            (Surface::Unpaved, price(50.0)),
        ]),
        // 6,000 over the period.
        crossing: BTreeMap::from([
            (Crossing::Rail, price(10_000.0)),
            (Crossing::Motorway, price(20_000.0)),
            (Crossing::River, price(20_000.0)),
        ]),
        // 3 a metre over the period.
        fibre_in_duct_per_metre: price(4.0),
        // 750.0075, so 750.01.
        break_out: price(1_000.01),
        // 3,000 and 1,500.
        building_entry: BTreeMap::from([
            ("school".into(), price(4_000.0)),
            ("small".into(), price(2_000.0)),
        ]),
        // 2,500, 5,000 and 10,000.
        equipment: BTreeMap::from([
            (ServiceClass::M100, price(700.0)),
            (ServiceClass::G1, price(1_400.0)),
            (ServiceClass::G10, price(2_800.0)),
        ]),
        // 1,000.
        fibre_upkeep_per_year: price(40.0),
        // 30,500 and 61,000.
        leased: BTreeMap::from([
            (ServiceClass::M100, leased(100.0, 400.0)),
            (ServiceClass::G1, leased(200.0, 800.0)),
        ]),
        engineering_share: 0.1,
        contingency_share: 0.1,
        vat_share: 0.25,
        period: Years::new(20.0).unwrap(),
        discount_rate: 0.0,
        life: Lives {
            trench: Years::new(50.0).unwrap(),
            fibre: Years::new(40.0).unwrap(),
            equipment: Years::new(7.0).unwrap(),
        },
        works: Works::default(),
    }
}

/// Schools are worth 10,000 more on fibre, and a class too little costs 500 a year, 10,000 over the period.
pub(crate) fn policy() -> Policy {
    Policy {
        name: "ratsbeschluss".into(),
        label_de: "Ratsbeschluss".into(),
        label_en: "Council decision".into(),
        fibre_premium: BTreeMap::from([
            ("school".into(), euros(10_000.0)),
            ("small".into(), euros(0.0)),
        ]),
        shortfall_per_step_year: BTreeMap::from([
            ("school".into(), euros(500.0)),
            ("small".into(), euros(100.0)),
        ]),
        minimum: ServiceClass::M100,
    }
}

/// The same without premiums.
pub(crate) fn least_cost() -> Policy {
    let mut policy = policy();
    policy.name = "kostenminimum".into();
    for premium in policy.fibre_premium.values_mut() {
        *premium = Euros::ZERO;
    }
    policy
}

pub(crate) fn scenario() -> Scenario {
    let kind = |group: &str, need| Kind {
        label_de: group.into(),
        label_en: group.into(),
        need,
        large_from_pupils: None,
        need_large: None,
        entry: group.into(),
        premium: group.into(),
        shortfall: group.into(),
        school: group == "school",
    };
    Scenario {
        name: "miniature".into(),
        as_of: date(2026, 11, 1),
        target: date(2028, 6, 30),
        prices: prices(),
        policy: policy(),
        kinds: Kinds {
            per_pupil: MbitPerS::new(1),
            per_desk: MbitPerS::new(2),
            kinds: BTreeMap::from([
                ("school".into(), kind("school", ServiceClass::G1)),
                ("small".into(), kind("small", ServiceClass::M100)),
            ]),
        },
        decisions: Decisions {
            technology: BTreeMap::from([
                ("G".into(), Technology::Leased),
                ("H".into(), Technology::Fibre),
            ]),
            built_streets: vec!["e3".into()],
            ..Decisions::default()
        },
        seed: 1,
    }
}

pub(crate) fn site(id: &str, kind: &str, position: Option<Utm32>) -> Site {
    Site {
        id: id.into(),
        name: format!("Standort {id}"),
        kind: kind.into(),
        address: String::new(),
        position,
        district: None,
        project_group: None,
        pupils: None,
        desks: None,
        connection: Connection::Open,
        source: "miniature".into(),
    }
}

/// Joins lines that end at the same position.
pub(crate) fn streets(lines: &[(&str, Surface, &[Utm32])]) -> StreetGraph {
    let mut graph = StreetGraph::default();
    for (id, surface, line) in lines {
        let mut junction = |position: Utm32| {
            let known = graph.junctions.iter().position(|&other| other == position);
            let index = known.unwrap_or_else(|| {
                graph.junctions.push(position);
                graph.junctions.len() - 1
            });
            JunctionId(u32::try_from(index).unwrap())
        };
        let (from, to) = (junction(line[0]), junction(line[line.len() - 1]));
        graph.edges.push(StreetEdge {
            source_id: (*id).into(),
            name: format!("Straße {id}"),
            from,
            to,
            line: line.to_vec(),
            length: line_length(line),
            surface: *surface,
            surface_assumed: false,
            crossings: Vec::new(),
            forbidden: false,
        });
    }
    graph
}

pub(crate) fn node(id: &str, kind: NodeKind, position: Utm32, free_fibres: Option<u32>) -> Node {
    Node {
        id: AssetId(id.into()),
        name: format!("Knoten {id}"),
        kind,
        position,
        free_fibres,
    }
}

pub(crate) fn city() -> City {
    use Surface::{Asphalt, PavedFootway, Unpaved};
    let mut streets = streets(&[
        ("e0", Asphalt, &[at(0.0, 0.0), at(100.0, 0.0)]),
        ("e1", Asphalt, &[at(100.0, 0.0), at(200.0, 0.0)]),
        ("e2", Asphalt, &[at(200.0, 0.0), at(300.0, 0.0)]),
        ("e3", Asphalt, &[at(300.0, 0.0), at(400.0, 0.0)]),
        ("e4", Unpaved, &[at(100.0, 0.0), at(100.0, 100.0)]),
        ("e5", PavedFootway, &[at(100.0, 100.0), at(200.0, 100.0)]),
        ("e6", Asphalt, &[at(200.0, 0.0), at(200.0, 100.0)]),
        ("e7", Asphalt, &[at(200.0, 100.0), at(200.0, 200.0)]),
        ("e8", PavedFootway, &[at(300.0, 0.0), at(300.0, 200.0)]),
        ("e9", Unpaved, &[at(400.0, 0.0), at(400.0, 150.0)]),
        ("e10", Asphalt, &[at(2_000.0, 0.0), at(2_100.0, 0.0)]),
        ("e11", Asphalt, &[at(0.0, 0.0), at(0.0, 300.0)]),
    ]);
    streets.edges[2].crossings.push(Crossing::Rail);
    let duct = |id: &str, line: &[Utm32], tenure| Duct {
        id: AssetId(id.into()),
        line: line.to_vec(),
        free_tubes: 1,
        tenure,
    };
    let mut sites = vec![
        site("A", "school", Some(at(50.0, 20.0))),
        site("B", "small", Some(at(150.0, -10.0))),
        site("C", "school", Some(at(210.0, 150.0))),
        site("D", "school", Some(at(350.0, -20.0))),
        site("E", "small", Some(at(300.0, 210.0))),
        site("F", "small", Some(at(0.0, 310.0))),
        site("G", "school", Some(at(70.0, 20.0))),
        site("H", "school", Some(at(2_050.0, 10.0))),
        site("P", "school", None),
        site("Z", "school", Some(at(100.0, 50.0))),
    ];
    for (index, district, group) in [
        (0, "West", "Gigabit"),
        (1, "West", "Liegenschaften"),
        (2, "West", "Gigabit"),
        (3, "Ost", "Gigabit"),
        (4, "Ost", "Liegenschaften"),
    ] {
        sites[index].district = Some(district.into());
        sites[index].project_group = Some(group.into());
    }
    sites[9].connection = Connection::Fibre;
    City {
        name: "Miniatur".into(),
        synthetic: true,
        sites,
        streets,
        network: Network {
            nodes: vec![
                node("N1", NodeKind::Pop, at(0.0, 0.0), None),
                node("N2", NodeKind::Chamber, at(400.0, -10.0), Some(2)),
                // No fibre is free here, right beside B: it must not be used.
                node("N3", NodeKind::Closure, at(150.0, 0.0), Some(0)),
            ],
            cables: Vec::new(),
            ducts: vec![
                duct("own", &[at(100.0, 2.0), at(200.0, 2.0)], Tenure::Own),
                duct(
                    "rented",
                    &[at(203.0, 100.0), at(203.0, 200.0)],
                    Tenure::Rented {
                        owner: "Stadtwerke".into(),
                        // 0.30 a year gross, 6 over the period.
                        rent_per_metre_month: euros(0.02),
                    },
                ),
            ],
        },
        ..City::default()
    }
}

/// The number of a street in the miniature city.
pub(crate) fn edge(number: u32) -> EdgeId {
    EdgeId(number)
}
