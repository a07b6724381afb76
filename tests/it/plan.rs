//! Plans through the public API: a city worked out by hand, laws on random cities, decisions by people, capacities.

mod ladder;
mod laws;
pub(crate) mod miniature;

use std::sync::atomic::AtomicBool;

use lichtweg::city::City;
use lichtweg::city::network::NodeKind;
use lichtweg::city::site::Connection;
use lichtweg::city::streets::StreetGraph;
use lichtweg::plan::{
    self, Item, NoFibre, Plan, Problem, Reason, Remark, SegmentKind, SiteDecision, compare,
};
use lichtweg::scenario::Scenario;
use lichtweg::scenario::decisions::Technology;
use lichtweg::scenario::policy::Policy;
use lichtweg::scenario::prices::ServiceClass;
use lichtweg::units::Euros;
use lichtweg_steiner::{Control, Limits};

use SegmentKind::{Built, OwnDuct, RentedDuct, Trench};
use Technology::{Fibre, Leased};
use miniature::{at, euros};

/// Plans with the given number of threads.
fn planned_with(
    city: &City,
    scenario: &Scenario,
    others: &[Policy],
    threads: usize,
) -> Result<Plan, plan::Error> {
    let limits = Limits {
        threads,
        seed: scenario.seed,
        ..Limits::default()
    };
    let stop = AtomicBool::new(false);
    let control = Control {
        stop: &stop,
        progress: &|_| {},
    };
    plan::solve(city, scenario, others, &limits, &control)
}

fn planned(city: &City, scenario: &Scenario) -> Plan {
    planned_with(city, scenario, &[], 2).unwrap()
}

fn decision<'a>(plan: &'a Plan, site: &str) -> &'a SiteDecision {
    plan.decision(&site.into()).unwrap()
}

#[test]
fn every_cent_of_the_miniature_city_is_as_worked_out_by_hand() {
    let plan = planned(&miniature::city(), &miniature::scenario());
    // Own items of a school on fibre: entry 3,000, equipment 5,000, upkeep 1,000; of a small site 1,500, 2,500, 1,000.
    // Trench e0: 6,000 for each half, the first shared by A, B and C, the second by B and C. Node N1: 750.01 for three.
    // C goes by e4 (3,000) and e5 (6,000), cheaper than e6 (12,000), then half the rented duct of e7 (50 m at 9).
    // D and E share node N2 (750.01), its access (10 m asphalt, 1,200) and half of e3 (50 m at 3).
    for (site, technology, cost, saved, alone) in [
        ("A", Fibre, 13_650.01, 11_400.0, 18_150.01),
        ("B", Fibre, 11_600.0, 6_350.0, 19_100.01),
        ("C", Fibre, 24_900.0, 19_650.0, 32_400.01),
        ("D", Fibre, 12_450.01, 11_400.0, 13_500.01),
        ("E", Fibre, 18_800.0, 17_750.0, 19_850.01),
        ("F", Leased, 30_500.0, 30_500.0, 30_500.0),
        ("G", Leased, 30_500.0, 30_500.0, 50_500.0),
        // Nobody is charged a premium for not getting what cannot be had: P has no position.
        ("P", Leased, 30_500.0, 30_500.0, 40_500.0),
    ] {
        let decision = decision(&plan, site);
        assert_eq!(decision.technology, Some(technology), "{site}");
        assert_eq!(decision.amounts.cost, euros(cost), "cost of {site}");
        assert_eq!(decision.amounts.own_share, euros(cost), "{site}");
        assert_eq!(decision.saved_if_left, euros(saved), "saved without {site}");
        assert_eq!(decision.stand_alone, Some(euros(alone)), "{site} alone");
    }
    assert_eq!(plan.totals.cost, euros(172_900.02));
    assert_eq!(plan.totals.shortfall, euros(20_000.0));
    assert_eq!(plan.totals.premium, euros(10_000.0));
    assert_eq!(plan.certificate.objective, euros(202_900.02));
    assert_eq!(plan.certificate.all_leased, Some(euros(334_000.0)));
    assert!(plan.certificate.lower_bound <= plan.certificate.objective);
    assert!(plan.certificate.lower_bound >= euros(200_000.0));
}

#[test]
fn investment_and_running_cost_stand_beside_the_present_value() {
    let plan = planned(&miniature::city(), &miniature::scenario());
    // A: entry 6,000, equipment 1,750, 20 m of drop at 300, a third of 50 m of trench at 300 and of the node at 1,500.02; upkeep 50.
    // F: set-up 500, rent 1,500 a year.
    for (site, investment, running) in [("A", 19_250.01, 50.0), ("F", 500.0, 1_500.0)] {
        let amounts = decision(&plan, site).amounts;
        assert_eq!(amounts.investment, euros(investment), "{site}");
        assert_eq!(amounts.running_per_year, euros(running), "{site}");
    }
    // Segments and nodes are split to the cent: nothing is lost between the sites and the plan.
    let sum = |amount: fn(&SiteDecision) -> Euros| plan.decisions.iter().map(amount).sum::<Euros>();
    assert_eq!(sum(|site| site.amounts.investment), plan.totals.investment);
    assert_eq!(
        sum(|site| site.amounts.running_per_year),
        plan.totals.running_per_year
    );
    let leased = plan
        .by_technology
        .iter()
        .find(|total| total.technology == Some(Technology::Leased))
        .unwrap();
    assert_eq!(
        (leased.amounts.investment, leased.amounts.running_per_year),
        (euros(1_500.0), euros(4_500.0))
    );
    // G and P are schools with 100 Mbit/s instead of 1 Gbit/s.
    assert_eq!((leased.below_need, plan.below_need()), (2, 2));
}

#[test]
fn a_city_where_fibre_is_impossible_says_so_and_why() {
    let no_nodes = {
        let mut city = miniature::city();
        city.network.nodes.clear();
        city
    };
    let no_streets = {
        let mut city = miniature::city();
        city.streets = StreetGraph::default();
        city
    };
    for (city, why) in [
        (no_nodes, NoFibre::NoNodes),
        (no_streets, NoFibre::NoStreets),
    ] {
        let plan = planned(&city, &miniature::scenario());
        assert_eq!(plan.sites_with(Some(Technology::Fibre)), 0);
        assert!(
            plan.remarks
                .contains(&Remark::FibreImpossible { sites: 9, why }),
            "{:?}",
            plan.remarks
        );
        assert_eq!(plan.totals.premium, Euros::ZERO);
    }
}

#[test]
fn the_miniature_city_is_solved_to_the_optimum() {
    let plan = planned(&miniature::city(), &miniature::scenario());
    assert_eq!(plan.certificate.lower_bound, plan.certificate.objective);
    assert_eq!(plan.certificate.gap.to_bits(), 0.0_f64.to_bits());
    assert_eq!(plan.certificate.gap_of_saving, Some(0.0));
}

#[test]
fn segments_say_how_they_are_built_and_who_uses_them() {
    let plan = planned(&miniature::city(), &miniature::scenario());
    let found: Vec<(u32, SegmentKind, f64, Euros, u32)> = plan
        .segments
        .iter()
        .map(|segment| {
            (
                segment.edge.0,
                segment.kind,
                segment.length.get(),
                segment.cost,
                segment.sites_behind,
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            (0, Trench, 50.0, euros(6_000.0), 3),
            (0, Trench, 50.0, euros(6_000.0), 2),
            (1, OwnDuct, 50.0, euros(150.0), 1),
            (4, Trench, 100.0, euros(3_000.0), 1),
            (5, Trench, 100.0, euros(6_000.0), 1),
            (7, RentedDuct, 50.0, euros(450.0), 1),
            (3, Trench, 10.0, euros(1_200.0), 2),
            (3, Built, 50.0, euros(150.0), 2),
            (3, Built, 50.0, euros(150.0), 1),
            (8, Trench, 200.0, euros(12_000.0), 1),
        ]
    );
    assert_eq!(plan.segments[1].line, [at(50.0, 0.0), at(100.0, 0.0)]);
    assert_eq!(
        plan.segments[5].duct.as_ref().map(|duct| duct.0.as_str()),
        Some("rented")
    );
    assert_eq!(decision(&plan, "C").route, [0, 1, 3, 4, 5]);
    assert_eq!(decision(&plan, "E").route, [6, 7, 8, 9]);
    assert_eq!(decision(&plan, "E").fed_from.as_deref(), Some("Knoten N2"));
    assert_eq!(decision(&plan, "E").drop_foot, Some(at(300.0, 200.0)));
    assert_eq!(decision(&plan, "F").route, [0_u32; 0]);
    let opened: Vec<(&str, Euros, u32)> = plan
        .break_outs
        .iter()
        .map(|opened| (opened.node.0.as_str(), opened.cost, opened.sites_behind))
        .collect();
    assert_eq!(opened, [("N1", euros(750.01), 3), ("N2", euros(750.01), 2)]);
}

#[test]
fn the_breakdown_names_every_item_of_a_share() {
    let plan = planned(&miniature::city(), &miniature::scenario());
    let items = |site: &str| -> Vec<(Item, Euros)> {
        decision(&plan, site)
            .breakdown
            .iter()
            .map(|row| (row.item, row.amount))
            .collect()
    };
    assert_eq!(
        items("C"),
        [
            (Item::Entry, euros(3_000.0)),
            (Item::Equipment, euros(5_000.0)),
            (Item::Upkeep, euros(1_000.0)),
            (Item::Drop, euros(1_200.0)),
            (Item::Trench, euros(14_000.0)),
            (Item::RentedDuct, euros(450.0)),
            (Item::BreakOut, euros(250.0)),
        ]
    );
    assert_eq!(
        items("G"),
        [(Item::Rent, euros(30_000.0)), (Item::SetUp, euros(500.0)),]
    );
}

#[test]
fn options_carry_their_score_or_their_reason() {
    let plan = planned(&miniature::city(), &miniature::scenario());
    let offer = |site: &str, place: usize| decision(&plan, site).options[place].offer.clone();
    // F alone: node 750.01, 300 m asphalt 36,000, drop 1,200, own items 5,000.
    let fibre = offer("F", 0).unwrap();
    assert_eq!(fibre.present_value, euros(42_950.01));
    assert!((fibre.score - 100.0 * 30_500.0 / 42_950.01).abs() < 1e-9);
    // Gross and now: node 1,500.02 (1,500.015), trench 90,000, drop 3,000, entry 3,000, equipment 875.
    assert_eq!(fibre.capex, euros(98_375.02));
    assert_eq!(fibre.opex_per_year, euros(50.0));
    let leased = offer("F", 1).unwrap();
    assert!((leased.score - 100.0).abs() < 1e-9);
    assert_eq!(leased.opex_per_year, euros(1_500.0));
    assert_eq!(leased.class, ServiceClass::M100);
    let leased = offer("A", 1).unwrap();
    assert_eq!(
        (leased.shortfall, leased.premium),
        (euros(10_000.0), euros(10_000.0))
    );
    assert_eq!(
        offer("G", 0),
        Err(Reason::DecidedOtherwise {
            technology: Technology::Leased
        })
    );
    assert_eq!(offer("P", 0), Err(Reason::NoPosition));
    assert_eq!(offer("H", 0), Err(Reason::NotReachable));
    let unsolvable = decision(&plan, "H");
    assert_eq!(unsolvable.technology, None);
    assert_eq!(unsolvable.stand_alone, None);
    assert_eq!(unsolvable.amounts, plan::Amounts::default());
}

#[test]
fn totals_by_group_add_up_to_the_plan() {
    let plan = planned(&miniature::city(), &miniature::scenario());
    for groups in [&plan.by_district, &plan.by_project_group] {
        let cost: Euros = groups.iter().map(|group| group.amounts.cost).sum();
        assert_eq!(cost, plan.totals.cost);
        assert_eq!(groups.iter().map(|group| group.sites).sum::<u32>(), 9);
    }
    let named: Vec<(Option<&str>, u32, u32, u32, u32)> = plan
        .by_district
        .iter()
        .map(|group| {
            (
                group.name.as_deref(),
                group.sites,
                group.fibre,
                group.leased,
                group.unsolvable,
            )
        })
        .collect();
    assert_eq!(
        named,
        [
            (Some("Ost"), 2, 2, 0, 0),
            (Some("West"), 3, 3, 0, 0),
            (None, 4, 0, 3, 1),
        ]
    );
    let cost: Euros = plan
        .by_technology
        .iter()
        .map(|total| total.amounts.cost)
        .sum();
    assert_eq!(cost, plan.totals.cost);
}

#[test]
fn the_other_policy_stands_beside_the_plan() {
    let others = [miniature::policy(), miniature::least_cost()];
    let plan = planned_with(&miniature::city(), &miniature::scenario(), &others, 1).unwrap();
    assert_eq!(plan.other_policies.len(), 1);
    let other = &plan.other_policies[0];
    assert_eq!(other.policy, "kostenminimum");
    assert_eq!(other.amounts.premium, Euros::ZERO);
    // Without premiums the same sites get fibre here, because it is cheaper anyway.
    assert_eq!((other.fibre, other.leased, other.unsolvable), (5, 3, 1));
    assert_eq!(other.certificate.objective, euros(192_900.02));
}

#[test]
fn a_closed_node_is_not_entered() {
    let mut scenario = miniature::scenario();
    scenario.decisions.closed_nodes.push("N1".into());
    let plan = planned(&miniature::city(), &scenario);
    assert!(plan.break_outs.iter().all(|opened| opened.node.0 != "N1"));
    assert!(
        plan.decisions
            .iter()
            .all(|decision| decision.fed_from.as_deref() != Some("Knoten N1"))
    );
}

#[test]
fn nothing_is_dug_in_a_forbidden_street() {
    let mut scenario = miniature::scenario();
    scenario.decisions.forbidden_streets.push("e5".into());
    let plan = planned(&miniature::city(), &scenario);
    assert!(
        plan.segments
            .iter()
            .all(|segment| segment.edge != miniature::edge(5))
    );
    // C now goes by the own duct of e1 (150 more for its second half) and e6 (12,000).
    let segment = |number| {
        plan.segments
            .iter()
            .find(|segment| segment.edge == miniature::edge(number))
            .unwrap()
    };
    assert_eq!(segment(6).cost, euros(12_000.0));
    assert_eq!(plan.totals.cost, euros(172_900.02 + 12_150.0 - 9_000.0));
}

#[test]
fn facts_about_works_come_from_the_price_book() {
    let mut scenario = miniature::scenario();
    scenario.prices.works.fibre_lead_time_weeks.value = 30;
    let plan = planned(&miniature::city(), &scenario);
    let offer = |plan: &Plan, site: &str| decision(plan, site).options[0].offer.clone();
    assert_eq!(offer(&plan, "A").unwrap().lead_time_weeks, 30);

    scenario.prices.works.longest_drop_m.value = 5;
    let plan = planned(&miniature::city(), &scenario);
    assert_eq!(
        offer(&plan, "A"),
        Err(Reason::NoStreetWithin { limit_m: 5 })
    );

    // N2 stands 10 m from its street, N1 on it.
    let mut scenario = miniature::scenario();
    scenario.prices.works.longest_node_access_m.value = 5;
    let plan = planned(&miniature::city(), &scenario);
    assert!(plan.remarks.iter().any(
        |remark| matches!(remark, Remark::NodeFarFromStreets { node, limit_m: 5 } if node.0 == "N2")
    ));

    // Two free fibres serve one site when each takes two.
    let mut city = miniature::city();
    for node in &mut city.network.nodes {
        node.free_fibres = Some(2);
    }
    let mut scenario = miniature::scenario();
    scenario.prices.works.fibres_per_site.value = 2;
    let plan = planned(&city, &scenario);
    assert!(
        plan.break_outs
            .iter()
            .all(|opened| opened.sites_behind <= 1)
    );
}

#[test]
fn a_crossing_is_paid_on_top_of_the_trench() {
    let mut scenario = miniature::scenario();
    // Without N2 the east can only be reached over the railway.
    scenario.decisions.closed_nodes.push("N2".into());
    scenario
        .decisions
        .technology
        .insert("D".into(), Technology::Fibre);
    let plan = planned(&miniature::city(), &scenario);
    let railway = plan
        .segments
        .iter()
        .find(|segment| segment.edge == miniature::edge(2))
        .unwrap();
    assert_eq!(railway.cost, euros(18_000.0));
    let crossing = railway
        .items
        .iter()
        .find(|item| item.item == Item::Crossing)
        .unwrap();
    assert_eq!(crossing.amount, euros(6_000.0));
}

#[test]
fn a_decided_technology_is_kept_even_when_it_costs_more() {
    let mut scenario = miniature::scenario();
    for (site, technology) in [("F", Technology::Fibre), ("A", Technology::Leased)] {
        scenario
            .decisions
            .technology
            .insert(site.into(), technology);
    }
    let plan = planned(&miniature::city(), &scenario);
    assert_eq!(decision(&plan, "F").technology, Some(Technology::Fibre));
    assert_eq!(decision(&plan, "A").technology, Some(Technology::Leased));
    // F must have fibre, so leasing everything leaves its own way: the baseline can be carried out and the second gap exists.
    assert_eq!(
        plan.certificate.all_leased,
        Some(euros(334_000.0 - 30_500.0 + 42_950.01))
    );
    scenario
        .decisions
        .technology
        .insert("B".into(), Technology::Radio);
    let plan = planned(&miniature::city(), &scenario);
    assert_eq!(decision(&plan, "B").technology, None);
}

#[test]
fn a_node_serves_no_more_sites_than_it_has_fibres() {
    let mut city = miniature::city();
    city.network.nodes[0].free_fibres = Some(2);
    let plan = planned(&city, &miniature::scenario());
    let fed = |name: &str| {
        plan.decisions
            .iter()
            .filter(|decision| decision.fed_from.as_deref() == Some(name))
            .count()
    };
    assert!(fed("Knoten N1") <= 2 && fed("Knoten N2") <= 2);
    assert!(plan.certificate.lower_bound <= plan.certificate.objective);
    assert!(plan.remarks.iter().any(
        |remark| matches!(remark, Remark::CapacityReached { asset, most: 2, .. } if asset.0 == "N1")
    ));
}

#[test]
fn too_few_fibres_for_sites_that_must_have_them_is_an_error() {
    let mut city = miniature::city();
    city.network.nodes.retain(|node| node.id.0 == "N1");
    city.network.nodes[0].free_fibres = Some(1);
    let mut scenario = miniature::scenario();
    for site in ["A", "B"] {
        scenario
            .decisions
            .technology
            .insert(site.into(), Technology::Fibre);
    }
    assert_eq!(
        planned_with(&city, &scenario, &[], 1).unwrap_err(),
        plan::Error::Capacity {
            asset: "N1".into(),
            needed: 2,
            available: 1
        }
    );
}

#[test]
fn inputs_that_cannot_be_used_are_remarked() {
    let mut city = miniature::city();
    city.network.nodes.push(miniature::node(
        "far",
        NodeKind::Pop,
        at(9_000.0, 9_000.0),
        None,
    ));
    city.network.ducts[1].line = vec![at(5_000.0, 0.0), at(5_100.0, 0.0)];
    // A duct across a street does not run along it.
    city.network.ducts[0].line = vec![at(50.0, -60.0), at(50.0, 60.0)];
    let plan = planned(&city, &miniature::scenario());
    assert_eq!(plan.remarks.len(), 3);
    assert!(plan.segments.iter().all(|segment| segment.duct.is_none()));
}

#[test]
fn an_empty_city_has_an_empty_plan() {
    let plan = planned(&City::default(), &miniature::scenario());
    assert_eq!(plan.decisions.len(), 0);
    assert_eq!(plan.certificate.objective, Euros::ZERO);
    assert_eq!(plan.certificate.gap_of_saving, Some(0.0));
}

#[test]
fn a_city_without_nodes_is_leased() {
    let mut city = miniature::city();
    city.network.nodes.clear();
    let plan = planned(&city, &miniature::scenario());
    assert_eq!(plan.sites_with(Some(Technology::Leased)), 8);
    assert_eq!(plan.certificate.gap_of_saving, Some(0.0));
}

#[test]
fn doubtful_scenarios_are_errors_with_a_name() {
    let mut scenario = miniature::scenario();
    scenario.kinds.kinds.clear();
    let error = planned_with(&miniature::city(), &scenario, &[], 1).unwrap_err();
    assert!(matches!(
        error,
        plan::Error::Access(lichtweg::access::Error::UnknownKind { .. })
    ));
    let mut scenario = miniature::scenario();
    scenario.prices.break_out.value = euros(-1.0);
    let error = planned_with(&miniature::city(), &scenario, &[], 1).unwrap_err();
    assert!(matches!(error, plan::Error::Instance(_)));
    let mut city = miniature::city();
    city.sites[1].id = "A".into();
    let error = planned_with(&city, &miniature::scenario(), &[], 1).unwrap_err();
    assert!(matches!(
        error,
        plan::Error::Access(lichtweg::access::Error::DuplicateSite { .. })
    ));
}

#[test]
fn connected_sites_are_no_decision() {
    let mut city = miniature::city();
    for site in &mut city.sites {
        if site.id.0.as_ref() == "B" {
            site.connection = Connection::Leased;
        }
    }
    let plan = planned(&city, &miniature::scenario());
    assert!(plan.decision(&"B".into()).is_none());
    assert!(plan.decision(&"Z".into()).is_none());
    assert_eq!(plan.decisions.len(), 8);
}

#[test]
fn a_comparison_lists_what_differs_largest_first() {
    let a = planned(&miniature::city(), &miniature::scenario());
    let mut scenario = miniature::scenario();
    scenario
        .decisions
        .technology
        .insert("A".into(), Technology::Leased);
    let b = planned(&miniature::city(), &scenario);
    let comparison = compare(&a, &b);
    assert_eq!((comparison.fibre, comparison.leased), (-1, 1));
    assert_eq!(comparison.cost, b.totals.cost - a.totals.cost);
    let sites: Vec<&str> = comparison
        .sites
        .iter()
        .map(|site| site.site.0.as_ref())
        .collect();
    // A moves to a leased line; B and C carry its part of the trench.
    assert_eq!(sites, ["A", "B", "C"]);
    assert_eq!(compare(&a, &a).sites, []);
}

#[test]
fn the_same_input_gives_the_same_bytes_at_any_number_of_threads() {
    let others = [miniature::least_cost()];
    let bytes = |threads| {
        let plan =
            planned_with(&miniature::city(), &miniature::scenario(), &others, threads).unwrap();
        serde_json::to_string(&plan).unwrap()
    };
    let one = bytes(1);
    assert_eq!(one, bytes(4));
    assert_eq!(one, bytes(1));
}

#[test]
fn a_plan_survives_writing_and_reading() {
    let plan = planned(&miniature::city(), &miniature::scenario());
    let text = serde_json::to_string(&plan).unwrap();
    assert_eq!(serde_json::from_str::<Plan>(&text).unwrap(), plan);
}

#[test]
fn the_problem_is_a_graph_that_others_can_solve() {
    let (city, scenario) = (miniature::city(), miniature::scenario());
    let problem = Problem::new(&city, &scenario).unwrap();
    // H cannot be reached and is no terminal.
    assert_eq!(problem.instance().terminals().len(), 8);
}
