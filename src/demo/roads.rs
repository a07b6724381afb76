//! From the ways of the towns to the street graph: bent, named, with surfaces, numbered; towns joined by country roads.

use std::collections::BTreeMap;
use std::ops::Range;

use super::names::StreetNames;
use super::noise::Warp;
use super::plane::{Spot, length};
use super::random::{Random, mix};
use super::town::{Town, column_and_row};
use super::web::{Class, Web, point_at};
use crate::city::streets::{Crossing, JunctionId, StreetEdge, StreetGraph, Surface};
use crate::units::Metres;

/// Distance between the points of a line before it is thinned, in metres.
const STEP: f64 = 18.0;

/// What a generator needs to know of an edge beside the graph.
#[derive(Debug, Clone, Copy)]
pub(super) struct Trait {
    /// District of its middle, as an index into the town's cells.
    pub(super) cell: usize,
    /// How densely its middle is built up, 0 to 1.
    pub(super) density: f64,
    /// What kind of street it is.
    pub(super) class: Class,
}

/// The edges of one town.
#[derive(Debug)]
pub(super) struct TownStreets {
    /// First edge and one past the last.
    pub(super) edges: Range<usize>,
    /// First junction and one past the last.
    pub(super) junctions: Range<usize>,
    /// What is known of each edge, in their order.
    pub(super) traits: Vec<Trait>,
    /// Junctions where a road leaves the town, unbent.
    exits: Vec<(JunctionId, Spot)>,
}

/// Adds a town's streets to the graph.
pub(super) fn add_town(
    graph: &mut StreetGraph,
    town: &Town,
    web: &Web,
    warp: &Warp,
    random: &Random,
) -> TownStreets {
    let mut names = StreetNames::new(&mut random.stream(1));
    let (first_edge, first_junction) = (graph.edges.len(), graph.junctions.len());
    let mut ids: Vec<Option<JunctionId>> = vec![None; web.spots.len()];
    for (spot, ways) in web.at.iter().enumerate() {
        if !ways.is_empty() {
            let id = JunctionId(
                u32::try_from(graph.junctions.len()).expect("fewer than 2^32 junctions"),
            );
            ids[spot] = Some(id);
            graph
                .junctions
                .push(warp.at(web.spots[spot]).rounded().utm());
        }
    }
    let mut by_street: BTreeMap<(u32, usize), String> = BTreeMap::new();
    let mut traits = Vec::new();
    for way in web.ways.iter().flatten() {
        let (middle, _) = point_at(&way.line, length(&way.line) / 2.0);
        let cell = town.cell_at(middle);
        let density = town.density(middle);
        let main = way.class == Class::Main;
        let name = by_street
            .entry((way.street, cell))
            .or_insert_with(|| match way.class {
                Class::Motorway => format!("Autobahn A {}", 900 + way.street % 90),
                Class::Main => names.main(),
                Class::Minor => names.minor(),
            })
            .clone();
        let id = |spot: u32| ids[spot as usize].expect("a way's junction was numbered");
        push(
            graph,
            id(way.a),
            id(way.b),
            &warp.line(&way.line, STEP),
            name,
        );
        let edge = graph.edges.last_mut().expect("just pushed");
        edge.surface = surface(
            main,
            density,
            mix(u64::from(way.street) ^ random.clone().bits()),
        );
        edge.crossings.clone_from(&way.crossings);
        edge.forbidden = way.class == Class::Motorway;
        traits.push(Trait {
            cell,
            density,
            class: way.class,
        });
    }
    let exits = web
        .spots
        .iter()
        .enumerate()
        .filter(|&(spot, &place)| web.at[spot].len() == 1 && on_outline(town, place))
        .filter_map(|(spot, &place)| ids[spot].map(|id| (id, place)))
        .collect();
    TownStreets {
        edges: first_edge..graph.edges.len(),
        junctions: first_junction..graph.junctions.len(),
        traits,
        exits,
    }
}

/// Joins neighbouring towns by country roads, three a border.
pub(super) fn join_towns(graph: &mut StreetGraph, towns: &[TownStreets], warp: &Warp) {
    let mut used: Vec<JunctionId> = Vec::new();
    for (one, first) in towns.iter().enumerate() {
        let (column, row) = column_and_row(one, towns.len());
        for (other, second) in towns.iter().enumerate().skip(one + 1) {
            let (beside, above) = column_and_row(other, towns.len());
            if !(beside == column + 1 && above == row || beside == column && above == row + 1) {
                continue;
            }
            let mut pairs: Vec<(f64, JunctionId, JunctionId, Spot, Spot)> = Vec::new();
            for &(a, from) in &first.exits {
                for &(b, to) in &second.exits {
                    pairs.push((from.distance(to), a, b, from, to));
                }
            }
            pairs.sort_by(|x, y| x.0.total_cmp(&y.0).then((x.1, x.2).cmp(&(y.1, y.2))));
            let mut laid: Vec<(Spot, Spot)> = Vec::new();
            for (_, a, b, from, to) in pairs {
                let near = laid.iter().any(|&(start, stop)| {
                    start.distance(from) < 1_500.0
                        || stop.distance(to) < 1_500.0
                        || super::plane::crossing((start, stop), (from, to)).is_some()
                });
                if near || used.contains(&a) || used.contains(&b) {
                    continue;
                }
                let name = format!("Landstraße {}", graph.edges.len());
                push(graph, a, b, &warp.line(&[from, to], 4.0 * STEP), name);
                used.extend([a, b]);
                laid.push((from, to));
                if laid.len() == 3 {
                    break;
                }
            }
        }
    }
}

fn push(graph: &mut StreetGraph, from: JunctionId, to: JunctionId, line: &[Spot], name: String) {
    let number = graph.edges.len();
    graph.edges.push(StreetEdge {
        source_id: format!("D{number:06}"),
        name,
        from,
        to,
        length: Metres::new(length(line)).expect("lengths are finite"),
        line: line.iter().map(|spot| spot.utm()).collect(),
        surface: Surface::Asphalt,
        surface_assumed: false,
        crossings: Vec::<Crossing>::new(),
        forbidden: false,
    });
}

/// What a trench would open: footways in town, often verges and tracks in the country, asphalt else.
fn surface(main: bool, density: f64, chance: u64) -> Surface {
    let chance = (chance >> 11) as f64 / (1_u64 << 53) as f64;
    let paved = if main { 0.25 } else { 0.3 + 0.25 * density };
    let unpaved = if main {
        0.04
    } else {
        0.04 + 0.3 * (1.0 - density) * (1.0 - density)
    };
    if chance < paved {
        Surface::PavedFootway
    } else if chance < paved + unpaved {
        Surface::Unpaved
    } else {
        Surface::Asphalt
    }
}

fn on_outline(town: &Town, place: Spot) -> bool {
    let count = town.outline.len();
    (0..count).any(|index| {
        let (a, b) = (town.outline[index], town.outline[(index + 1) % count]);
        super::plane::nearest_on(a, b, place).1 < 0.01
    })
}
