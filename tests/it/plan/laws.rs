//! Laws that hold on any small city.

use lichtweg::city::City;
use lichtweg::city::network::{Network, NodeKind};
use lichtweg::city::streets::{EdgeId, Surface};
use lichtweg::plan::Problem;
use lichtweg::units::Euros;
use lichtweg_steiner::Instance;
use proptest::prelude::*;

use super::miniature::{at, node, scenario, site, streets};
use super::planned;

const WIDTH: usize = 4;

/// A grid of 4 by 4 junctions with some streets missing, and up to six sites.
fn small_city() -> impl Strategy<Value = City> {
    let spot = (0.0..340.0_f64, 0.0..340.0_f64);
    (
        prop::collection::vec(0_u8..5, 24),
        prop::collection::vec((spot.clone(), any::<bool>()), 1..6),
        prop::collection::vec(spot, 1..3),
    )
        .prop_map(|(kinds, spots, nodes)| {
            let corner = |index: usize| {
                let (column, row) = (index % WIDTH, index / WIDTH);
                at(100.0 * column as f64 + 7.0 * row as f64, 100.0 * row as f64)
            };
            let mut ends = Vec::new();
            for index in 0..WIDTH * WIDTH {
                if index % WIDTH + 1 < WIDTH {
                    ends.push([corner(index), corner(index + 1)]);
                }
                if index / WIDTH + 1 < WIDTH {
                    ends.push([corner(index), corner(index + WIDTH)]);
                }
            }
            let names: Vec<String> = (0..ends.len()).map(|index| format!("e{index}")).collect();
            let surfaces = [Surface::Asphalt, Surface::PavedFootway, Surface::Unpaved];
            let lines: Vec<(&str, Surface, &[lichtweg::geometry::Utm32])> = ends
                .iter()
                .zip(&names)
                .zip(&kinds)
                .filter(|(_, kind)| **kind < 4)
                .map(|((line, name), kind)| {
                    (name.as_str(), surfaces[*kind as usize % 3], line.as_slice())
                })
                .collect();
            City {
                sites: spots
                    .iter()
                    .enumerate()
                    .map(|(index, ((east, north), school))| {
                        let kind = if *school { "school" } else { "small" };
                        site(&format!("S{index}"), kind, Some(at(*east, *north)))
                    })
                    .collect(),
                streets: streets(&lines),
                network: Network {
                    nodes: nodes
                        .iter()
                        .enumerate()
                        .map(|(index, (east, north))| {
                            node(&format!("N{index}"), NodeKind::Pop, at(*east, *north), None)
                        })
                        .collect(),
                    ..Network::default()
                },
                ..City::default()
            }
        })
}

/// The optimum by dynamic programming over sets of terminals (Dreyfus and Wagner 1971, directed): exact, and nothing like the solver.
fn optimum(instance: &Instance) -> i64 {
    let (count, terminals) = (instance.vertex_count() as usize, instance.terminals());
    let all = (1_usize << terminals.len()) - 1;
    let far = i64::MAX / 4;
    let mut best = vec![vec![far; count]; all + 1];
    for set in 1..=all {
        if set.is_power_of_two() {
            best[set][terminals[set.trailing_zeros() as usize] as usize] = 0;
        }
        let mut some = (set - 1) & set;
        while some > 0 {
            let joined: Vec<i64> = best[some]
                .iter()
                .zip(&best[set ^ some])
                .map(|(a, b)| a + b)
                .collect();
            for (known, joined) in best[set].iter_mut().zip(joined) {
                *known = joined.min(*known);
            }
            some = (some - 1) & set;
        }
        // Bellman and Ford, against the direction of the arcs.
        let mut changed = true;
        while changed {
            changed = false;
            for arc in instance.arcs() {
                let through = best[set][arc.head as usize] + arc.cost;
                if through < best[set][arc.tail as usize] {
                    best[set][arc.tail as usize] = through;
                    changed = true;
                }
            }
        }
    }
    best[all][instance.root() as usize]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn shares_add_up_and_the_bound_holds(city in small_city()) {
        let scenario = scenario();
        let plan = planned(&city, &scenario);
        let problem = Problem::new(&city, &scenario).unwrap();
        let optimum = Euros::from_cents(optimum(problem.instance()));
        prop_assert!(plan.certificate.lower_bound <= optimum);
        prop_assert!(plan.certificate.objective >= optimum);
        prop_assert_eq!(plan.certificate.objective, optimum);

        let mut shared = Euros::ZERO;
        for segment in &plan.segments {
            shared += segment.cost;
            let items: Euros = segment.items.iter().map(|item| item.amount).sum();
            prop_assert_eq!(items, segment.cost);
        }
        shared += plan.break_outs.iter().map(|opened| opened.cost).sum();
        let mut total = Euros::ZERO;
        for decision in &plan.decisions {
            let items: Euros = decision.breakdown.iter().map(|row| row.amount).sum();
            prop_assert_eq!(items, decision.amounts.cost);
            prop_assert!(decision.saved_if_left <= decision.amounts.cost);
            prop_assert!(decision.amounts.cost >= Euros::ZERO);
            total += decision.amounts.objective();
        }
        prop_assert_eq!(total, plan.certificate.objective);
        prop_assert!(shared <= plan.totals.cost);
        prop_assert!(plan.certificate.all_leased.unwrap() >= plan.certificate.objective);
        for (index, segment) in plan.segments.iter().enumerate() {
            let index = u32::try_from(index).unwrap();
            let users = plan.decisions.iter().filter(|decision| decision.route.contains(&index)).count();
            prop_assert_eq!(users, segment.sites_behind as usize);
        }
    }

    #[test]
    fn the_order_of_the_input_does_not_matter(city in small_city(), turn in 1_usize..20) {
        let first = planned(&city, &scenario());
        let mut turned = city.clone();
        let sites = turned.sites.len();
        turned.sites.rotate_left(turn % sites);
        turned.sites.reverse();
        turned.network.nodes.reverse();
        let edges = turned.streets.edges.len();
        if edges > 0 {
            turned.streets.edges.rotate_left(turn % edges);
        }
        let second = planned(&turned, &scenario());
        prop_assert_eq!(first.totals, second.totals);
        prop_assert_eq!(first.certificate, second.certificate);
        for (a, b) in first.decisions.iter().zip(&second.decisions) {
            prop_assert_eq!(&a.site, &b.site);
            prop_assert_eq!(a.amounts, b.amounts);
        }
        for (a, b) in first.segments.iter().zip(&second.segments) {
            let name = |city: &City, edge: EdgeId| city.streets.edges[edge.0 as usize].source_id.clone();
            prop_assert_eq!(name(&city, a.edge), name(&turned, b.edge));
        }
    }
}
