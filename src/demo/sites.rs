//! The municipal sites: the given mix, spread by inhabitants, each beside a street at a distance as real schools have.

mod mix;

use std::collections::BTreeMap;

use super::grid::Grid;
use super::groups::Groups;
use super::plane::{Spot, inside};
use super::random::{Random, quantile};
use super::roads::TownStreets;
use super::town::Town;
use super::web::{Class, point_at};
use crate::city::site::{Connection, Site};
use crate::city::streets::{EdgeId, JunctionId, StreetGraph};
use mix::{MIX, counts};

/// Distance from schools to the nearest street in Köln as (share, metres): 298 schools of IT.NRW's list (dl-de/by-2-0) against the
/// street segments of Stadt Köln (CC-BY).
const SNAP_DISTANCES: [(f64, f64); 16] = [
    (0.0, 5.5),
    (0.02, 6.1),
    (0.05, 7.2),
    (0.1, 9.0),
    (0.2, 12.1),
    (0.3, 14.2),
    (0.4, 17.0),
    (0.5, 21.0),
    (0.6, 25.3),
    (0.7, 35.7),
    (0.75, 38.8),
    (0.8, 46.3),
    (0.9, 61.6),
    (0.95, 87.5),
    (0.98, 98.7),
    (1.0, 130.0),
];

/// Name of the project group with federal and state funding.
pub(super) const FUNDED: &str = "Gigabit";
/// Name of the other project group.
pub(super) const OTHER: &str = "Anbindung städtischer Liegenschaften";

/// Schools among the 154 funded institutions of the full city; the rest are day-care centres and libraries.
const FUNDED_SCHOOLS: f64 = 139.0;
const FUNDED_OTHERS: f64 = 15.0;

/// Where a site joins the streets.
#[derive(Debug, Clone, Copy)]
pub(super) struct Foot {
    /// The street segment.
    pub(super) edge: EdgeId,
    /// How far along it, in metres.
    pub(super) along: f64,
    /// The place on it.
    pub(super) spot: Spot,
}

/// A site before its connection is known.
#[derive(Debug, Clone)]
pub(super) struct Placed {
    /// The site.
    pub(super) site: Site,
    /// True for schools.
    pub(super) school: bool,
    /// Where it joins the streets.
    pub(super) foot: Foot,
}

/// District outlines after the warp, to tell where a place lies.
pub(super) struct Outlines<'a> {
    /// One ring a district.
    pub(super) cells: &'a [Vec<Spot>],
}

/// The sites of one town.
pub(super) fn sites(
    graph: &StreetGraph,
    town: &Town,
    streets: &TownStreets,
    outlines: &Outlines<'_>,
    random: &Random,
) -> Vec<Placed> {
    let mut grid = Grid::default();
    let mainland = mainland(graph, streets);
    for index in streets.edges.clone() {
        let line: Vec<Spot> = graph.edges[index]
            .line
            .iter()
            .map(|&at| Spot::from_utm(at))
            .collect();
        grid.add(&line, u32::try_from(index).expect("fewer than 2^32 edges"));
    }
    let counts = counts(town.size);
    let total: usize = counts.iter().sum();
    let schools: usize = counts[..mix::SCHOOL_KINDS].iter().sum();
    let mut distances = distances(schools, &mut random.stream(1));
    distances.extend(self::distances(total - schools, &mut random.stream(2)));
    let mut random = random.stream(3);
    let mut result: Vec<Placed> = Vec::with_capacity(total);
    let mut numbers = BTreeMap::<(&str, usize), usize>::new();
    for (mix, &count) in MIX.iter().zip(&counts) {
        let pickers: Vec<Picker> = (0..town.cells.len())
            .map(|cell| Picker::new(graph, streets, cell, mix.urban))
            .collect();
        let start = random.unit();
        for rank in 0..count {
            let cell = district(town, (rank as f64 + start) / count as f64);
            let wanted = distances[result.len()];
            let beside = (mix.kind == "sporthalle" && rank % 5 < 2 && schools > 0)
                .then(|| result[random.below(schools)].foot);
            let Some((spot, foot, cell)) = place(
                graph,
                &grid,
                &pickers,
                &mainland,
                cell,
                wanted,
                beside,
                outlines,
                &result,
                &mut random,
            ) else {
                continue;
            };
            let number = numbers.entry((mix.label, cell)).or_default();
            *number += 1;
            let name = format!("Demo-{} {} {number}", mix.label, town.cells[cell].name);
            let drawn = |table: &[(f64, f64)], random: &mut Random| {
                (!table.is_empty()).then(|| whole(random.drawn_from(table)))
            };
            let edge = &graph.edges[foot.edge.0 as usize];
            result.push(Placed {
                site: Site {
                    id: format!("L{:05}", town.index * 1_000 + result.len() + 1)
                        .as_str()
                        .into(),
                    name,
                    kind: mix.kind.into(),
                    address: format!(
                        "{} {}, Demostadt-{}",
                        edge.name,
                        whole(foot.along / 12.0) + 1,
                        town.cells[cell].name
                    ),
                    position: Some(spot.utm()),
                    district: Some(town.cells[cell].name.clone()),
                    project_group: Some(OTHER.to_owned()),
                    pupils: drawn(mix.pupils, &mut random),
                    desks: drawn(mix.desks, &mut random),
                    connection: Connection::Open,
                    source: String::new(),
                },
                school: !mix.pupils.is_empty(),
                foot,
            });
        }
    }
    fund(&mut result, town.size, &mut random);
    result
}

/// Puts sites into the funded group: nearly all schools, a few others.
fn fund(sites: &mut [Placed], size: f64, random: &mut Random) {
    for (school, wanted) in [(true, FUNDED_SCHOOLS), (false, FUNDED_OTHERS)] {
        let mut order: Vec<usize> = (0..sites.len())
            .filter(|&index| {
                let site = &sites[index];
                site.school == school
                    && (school || ["kita", "bibliothek"].contains(&&*site.site.kind.0))
            })
            .collect();
        random.shuffle(&mut order);
        for &index in order.iter().take(whole((wanted * size).round()) as usize) {
            sites[index].site.project_group = Some(FUNDED.to_owned());
        }
    }
}

/// Wanted distances to the street: one from each equal part of the distribution, in random order.
fn distances(count: usize, random: &mut Random) -> Vec<f64> {
    let mut result: Vec<f64> = (0..count)
        .map(|rank| quantile(&SNAP_DISTANCES, (rank as f64 + 0.5) / count as f64))
        .collect();
    random.shuffle(&mut result);
    result
}

/// The district in which a share of the inhabitants is reached.
fn district(town: &Town, share: f64) -> usize {
    let all: f64 = town.cells.iter().map(|cell| cell.inhabitants).sum();
    let mut left = share.fract() * all;
    for (index, cell) in town.cells.iter().enumerate() {
        if left < cell.inhabitants {
            return index;
        }
        left -= cell.inhabitants;
    }
    town.cells.len() - 1
}

/// Picks streets of one district by length and by how urban they are.
struct Picker {
    edges: Vec<(f64, usize)>,
    total: f64,
}

impl Picker {
    fn new(graph: &StreetGraph, streets: &TownStreets, cell: usize, urban: f64) -> Self {
        let mut edges = Vec::new();
        let mut total = 0.0;
        for (index, known) in streets.edges.clone().zip(&streets.traits) {
            if known.cell == cell && known.class != Class::Motorway {
                let pull = if urban >= 0.0 {
                    1.0 - urban + urban * known.density
                } else {
                    1.0 + urban * known.density
                };
                total += graph.edges[index].length.get() * (0.03 + pull * pull);
                edges.push((total, index));
            }
        }
        Self { edges, total }
    }

    fn pick(&self, random: &mut Random) -> Option<usize> {
        let wanted = random.unit() * self.total;
        let at = self.edges.partition_point(|&(sum, _)| sum <= wanted);
        self.edges.get(at).map(|&(_, index)| index)
    }
}

/// A place at about the wanted distance from the nearest street, within a district, not on top of another site.
#[expect(
    clippy::too_many_arguments,
    reason = "one step of a loop, named so that the loop can be read"
)]
fn place(
    graph: &StreetGraph,
    grid: &Grid,
    pickers: &[Picker],
    mainland: &Mainland,
    cell: usize,
    wanted: f64,
    beside: Option<Foot>,
    outlines: &Outlines<'_>,
    others: &[Placed],
    random: &mut Random,
) -> Option<(Spot, Foot, usize)> {
    let mut best: Option<(f64, Spot, Foot, usize)> = None;
    for attempt in 0..300 {
        let edge = match beside {
            Some(foot) if attempt < 20 => foot.edge.0 as usize,
            _ if attempt < 200 => pickers[cell].pick(random)?,
            // A small town may have no room in this district.
            _ => pickers[random.below(pickers.len())]
                .pick(random)
                .unwrap_or(0),
        };
        let line: Vec<Spot> = graph.edges[edge]
            .line
            .iter()
            .map(|&at| Spot::from_utm(at))
            .collect();
        let along = random.between(0.05, 0.95) * graph.edges[edge].length.get();
        let (at, course) = point_at(&line, along);
        let side = if random.chance(0.5) { wanted } else { -wanted };
        let spot = at.plus(course.left().times(side)).rounded();
        let Some(found) = grid.nearest(spot, wanted + 1.0) else {
            continue;
        };
        if graph.edges[found.number as usize].forbidden || !mainland.has(found.number) {
            continue;
        }
        let off = (found.away - wanted).abs();
        if best.as_ref().is_some_and(|(least, ..)| *least <= off) {
            continue;
        }
        let crowded = others.iter().any(|other| {
            other
                .site
                .position
                .is_some_and(|at| Spot::from_utm(at).distance(spot) < 25.0)
        });
        let Some(home) = outlines.cells.iter().position(|ring| inside(ring, spot)) else {
            continue;
        };
        if crowded {
            continue;
        }
        let foot = foot(graph, found.number, found.foot);
        best = Some((off, spot, foot, home));
        if off < 0.02 * wanted {
            break;
        }
    }
    best.map(|(_, spot, foot, home)| (spot, foot, home))
}

/// The edges of a town's largest piece of street.
struct Mainland {
    first: usize,
    edges: Vec<bool>,
}

impl Mainland {
    fn has(&self, edge: u32) -> bool {
        self.edges[edge as usize - self.first]
    }
}

fn mainland(graph: &StreetGraph, streets: &TownStreets) -> Mainland {
    let first = streets.junctions.start;
    let local = |junction: JunctionId| {
        u32::try_from(junction.0 as usize - first).expect("fewer than 2^32 junctions")
    };
    let mut groups = Groups::new(streets.junctions.len());
    for edge in &graph.edges[streets.edges.clone()] {
        groups.join(local(edge.from), local(edge.to));
    }
    let mut sizes: BTreeMap<u32, usize> = BTreeMap::new();
    let pieces: Vec<u32> = graph.edges[streets.edges.clone()]
        .iter()
        .map(|edge| groups.find(local(edge.from)))
        .collect();
    for &piece in &pieces {
        *sizes.entry(piece).or_default() += 1;
    }
    let largest = sizes
        .iter()
        .max_by_key(|&(_, size)| size)
        .map(|(&piece, _)| piece);
    Mainland {
        first: streets.edges.start,
        edges: pieces.iter().map(|&piece| Some(piece) == largest).collect(),
    }
}

/// A place on an edge as a foot.
fn foot(graph: &StreetGraph, edge: u32, spot: Spot) -> Foot {
    let line = &graph.edges[edge as usize].line;
    let mut gone = 0.0;
    let mut best = (f64::INFINITY, 0.0);
    for pair in line.windows(2) {
        let (a, b) = (Spot::from_utm(pair[0]), Spot::from_utm(pair[1]));
        let (share, away) = super::plane::nearest_on(a, b, spot);
        if away < best.0 {
            best = (away, gone + share * a.distance(b));
        }
        gone += a.distance(b);
    }
    Foot {
        edge: EdgeId(edge),
        along: best.1,
        spot,
    }
}

/// A small number as a count.
pub(super) fn whole(value: f64) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to the type's range"
    )]
    let whole = value.round().clamp(0.0, f64::from(u32::MAX)) as u32;
    whole
}
