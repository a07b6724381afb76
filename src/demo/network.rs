//! The network that exists: points of presence, cables along the streets to every site on own fibre, chambers with free fibres, and
//! ducts that can be used again.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::history::START;
use super::paths::Paths;
use super::plane::Spot;
use super::random::Random;
use super::roads::TownStreets;
use super::sites::{Placed, whole};
use super::town::Town;
use super::web::Class;
use crate::city::network::{AssetId, Cable, Duct, Network, Node, NodeKind, Tenure};
use crate::city::site::Connection;
use crate::city::streets::{EdgeId, JunctionId, StreetGraph};
use crate::geometry::Utm32;
use crate::programme::Entry;
use crate::units::Euros;

/// Metres of municipal duct that can be used again in the full city.
const OWN_DUCT_METRES: f64 = 103_000.0;
/// Metres of duct on offer from others.
const RENTED_DUCT_METRES: f64 = 36_000.0;
/// A cable this long has a closure on the way.
const CLOSURE_EVERY_METRES: f64 = 450.0;

/// Owners of rented ducts (invented) and the range of their rents in cents per metre and month.
const OWNERS: [(&str, f64, f64); 3] = [
    ("Demo-Stadtwerke", 5.0, 14.0),
    ("Demo-Stadtbahn", 8.0, 22.0),
    ("Demo-Telekommunikation", 18.0, 37.0),
];

/// The points of presence of a town: the data centre first, then one in each district that has one.
pub(super) fn points_of_presence(
    graph: &StreetGraph,
    town: &Town,
    streets: &TownStreets,
    bend: impl Fn(Spot) -> Spot,
) -> Vec<(usize, JunctionId)> {
    let wanted = (whole(town.cells.len() as f64 * town.size) as usize).clamp(1, town.cells.len());
    let mut chosen: Vec<usize> = vec![0];
    while chosen.len() < wanted {
        // The district farthest from those that have one.
        let next = (0..town.cells.len())
            .filter(|cell| !chosen.contains(cell))
            .max_by(|&a, &b| {
                let away = |cell: usize| {
                    chosen
                        .iter()
                        .map(|&other| town.cells[cell].centre.distance(town.cells[other].centre))
                        .fold(f64::INFINITY, f64::min)
                };
                away(a).total_cmp(&away(b)).then(b.cmp(&a))
            });
        chosen.extend(next);
    }
    let mut degrees: BTreeMap<JunctionId, usize> = BTreeMap::new();
    for edge in graph.edges[streets.edges.clone()]
        .iter()
        .filter(|edge| !edge.forbidden)
    {
        *degrees.entry(edge.from).or_default() += 1;
        *degrees.entry(edge.to).or_default() += 1;
    }
    let mut result: Vec<(usize, JunctionId)> = Vec::new();
    for cell in chosen {
        let centre = bend(town.cells[cell].centre);
        let nearest = degrees
            .iter()
            .filter(|&(junction, &degree)| {
                degree >= 3 && !result.iter().any(|&(_, taken)| taken == *junction)
            })
            .map(|(&junction, _)| {
                (
                    Spot::from_utm(graph.junctions[junction.0 as usize]).distance(centre),
                    junction,
                )
            })
            .min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        result.extend(nearest.map(|(_, junction)| (cell, junction)));
    }
    result
}

/// A node with the day it went into service.
pub(super) type Dated = (AssetId, Date);

/// Builds the network of one town and adds it; returns when each node went into service.
pub(super) struct Builder<'a> {
    /// All streets.
    pub(super) graph: &'a StreetGraph,
    /// The town.
    pub(super) town: &'a Town,
    /// Its streets.
    pub(super) streets: &'a TownStreets,
    /// Its points of presence.
    pub(super) pops: &'a [(usize, JunctionId)],
    /// Ways from the nearest point of presence.
    pub(super) paths: &'a Paths,
    /// Its sites, with their connections.
    pub(super) sites: &'a [Placed],
    /// Its history.
    pub(super) entries: &'a [Entry],
}

impl Builder<'_> {
    /// Adds everything to a network.
    pub(super) fn build(&self, network: &mut Network, random: &Random) -> Vec<Dated> {
        let mut dated = Vec::new();
        self.add_pops(network, &mut dated, &mut random.stream(1));
        let used = self.add_access(network, &mut dated, &mut random.stream(2));
        self.add_ducts(network, used, &mut random.stream(3));
        dated
    }

    fn id(&self, letter: char, number: usize) -> AssetId {
        AssetId(format!("{letter}{:02}-{number:04}", self.town.index))
    }

    /// Points of presence and the cables between them and the data centre.
    fn add_pops(&self, network: &mut Network, dated: &mut Vec<Dated>, random: &mut Random) {
        let Some(&(_, core)) = self.pops.first() else {
            return;
        };
        let paths = Paths::new(self.graph, self.streets, &[core]);
        for (number, &(cell, junction)) in self.pops.iter().enumerate() {
            let place = &self.town.cells[cell].name;
            let id = self.id('P', number + 1);
            dated.push((id.clone(), START));
            network.nodes.push(Node {
                id,
                name: if number == 0 {
                    format!("Demo-Rechenzentrum {place}")
                } else {
                    format!("Demo-Technikraum {place}")
                },
                kind: NodeKind::Pop,
                position: self.position(junction),
                free_fibres: Some(whole(random.between(96.0, 288.0))),
            });
            let line = self.line(junction, &paths.back(junction));
            if line.len() > 1 {
                network.cables.push(Cable {
                    id: self.id('B', number + 1),
                    line,
                    free_fibres: Some(whole(random.between(12.0, 96.0))),
                });
            }
        }
    }

    /// Cables, chambers and closures towards the sites on own fibre; returns the street segments with a cable.
    fn add_access(
        &self,
        network: &mut Network,
        dated: &mut Vec<Dated>,
        random: &mut Random,
    ) -> BTreeSet<EdgeId> {
        let dates: BTreeMap<_, _> = self
            .entries
            .iter()
            .map(|entry| (&entry.site, entry.date))
            .collect();
        let mut used = BTreeSet::new();
        // For every junction with a cable: since when, and how many branches leave it.
        let mut since: BTreeMap<JunctionId, Date> = BTreeMap::new();
        let mut branches: BTreeMap<JunctionId, usize> = BTreeMap::new();
        let mut spurs = Vec::new();
        for placed in self
            .sites
            .iter()
            .filter(|placed| placed.site.connection == Connection::Fibre)
        {
            let Some((junction, line)) = self.spur(placed) else {
                continue;
            };
            let date = dates.get(&placed.site.id).copied().unwrap_or(START);
            used.insert(placed.foot.edge);
            *branches.entry(junction).or_default() += 2;
            spurs.push(line);
            let mut at = junction;
            for (edge, before) in self.paths.back(junction) {
                let known = since.insert(at, since.get(&at).map_or(date, |&known| known.min(date)));
                if known.is_none() {
                    *branches.entry(before).or_default() += 1;
                    used.insert(edge);
                }
                at = before;
            }
            let first = since.get(&at).map_or(date, |&known| known.min(date));
            since.insert(at, first);
        }
        let roots: BTreeSet<JunctionId> = self.pops.iter().map(|&(_, junction)| junction).collect();
        let key = |junction: &JunctionId| {
            roots.contains(junction) || branches.get(junction).is_some_and(|&count| count > 1)
        };
        let (mut chambers, mut closures, mut cables) = (0, 0, 0);
        for (&junction, &date) in since.iter().filter(|&(junction, _)| key(junction)) {
            if !roots.contains(&junction) {
                chambers += 1;
                let id = self.id('S', chambers);
                dated.push((id.clone(), date));
                network.nodes.push(Node {
                    name: format!("Demo-Schacht {}", &id.0[1..]),
                    id,
                    kind: NodeKind::Chamber,
                    position: self.position(junction),
                    free_fibres: free_fibres(random),
                });
            }
            let mut chain = Vec::new();
            let mut gone = 0.0;
            for (edge, before) in self.paths.back(junction) {
                chain.push((edge, before));
                gone += self.graph.edges[edge.0 as usize].length.get();
                if key(&before) {
                    break;
                }
                if gone > CLOSURE_EVERY_METRES {
                    gone = 0.0;
                    closures += 1;
                    let id = self.id('M', closures);
                    dated.push((id.clone(), since.get(&before).copied().unwrap_or(date)));
                    network.nodes.push(Node {
                        name: format!("Demo-Muffe {}", &id.0[1..]),
                        id,
                        kind: NodeKind::Closure,
                        position: self.position(before),
                        free_fibres: free_fibres(random),
                    });
                }
            }
            let line = self.line(junction, &chain);
            if line.len() > 1 {
                cables += 1;
                network.cables.push(Cable {
                    id: self.id('K', cables),
                    line,
                    free_fibres: free_fibres(random),
                });
            }
        }
        for line in spurs {
            cables += 1;
            network.cables.push(Cable {
                id: self.id('K', cables),
                line,
                free_fibres: Some(whole(random.between(2.0, 8.0))),
            });
        }
        used
    }

    /// The junction a site's cable comes from, and the cable's course from there to the building.
    fn spur(&self, placed: &Placed) -> Option<(JunctionId, Vec<Utm32>)> {
        let edge = &self.graph.edges[placed.foot.edge.0 as usize];
        let effort = |junction: JunctionId, rest: f64| {
            self.paths.to(junction).map(|reached| reached.effort + rest)
        };
        let from = effort(edge.from, placed.foot.along);
        let to = effort(edge.to, edge.length.get() - placed.foot.along);
        let forward = match (from, to) {
            (Some(a), Some(b)) => a <= b,
            (Some(_), None) => true,
            (None, Some(_)) => false,
            (None, None) => return None,
        };
        let whole: Vec<Utm32> = if forward {
            edge.line.clone()
        } else {
            edge.line.iter().rev().copied().collect()
        };
        let until = if forward {
            placed.foot.along
        } else {
            edge.length.get() - placed.foot.along
        };
        let mut line = vec![whole[0]];
        let mut gone = 0.0;
        for pair in whole.windows(2) {
            gone += Spot::from_utm(pair[0]).distance(Spot::from_utm(pair[1]));
            if gone >= until {
                break;
            }
            line.push(pair[1]);
        }
        line.push(placed.foot.spot.rounded().utm());
        line.extend(placed.site.position);
        line.dedup();
        Some((if forward { edge.from } else { edge.to }, line))
    }

    /// Ducts that lie ready: some on the way to open sites, some along main roads.
    fn add_ducts(&self, network: &mut Network, mut used: BTreeSet<EdgeId>, random: &mut Random) {
        let mut open: Vec<&Placed> = self
            .sites
            .iter()
            .filter(|placed| placed.site.connection == Connection::Open)
            .collect();
        random.shuffle(&mut open);
        let budget = OWN_DUCT_METRES * self.town.size;
        let mut laid = 0.0;
        let mut number = 0;
        for placed in &open {
            if laid > 0.6 * budget {
                break;
            }
            let Some((junction, _)) = self.spur(placed) else {
                continue;
            };
            let mut at = junction;
            let mut way = Vec::new();
            for (edge, before) in self.paths.back(junction) {
                if used.contains(&edge) {
                    break;
                }
                way.push((at, edge, before));
                at = before;
            }
            let keep = whole(way.len() as f64 * random.between(0.2, 0.8)) as usize;
            let from = random.below(way.len() - keep.min(way.len()) + 1);
            let run = &way[from..(from + keep).min(way.len())];
            laid += self.add_duct(network, &mut used, &mut number, run, Tenure::Own, random);
        }
        let mains: Vec<usize> = self
            .streets
            .edges
            .clone()
            .zip(&self.streets.traits)
            .filter(|(_, known)| {
                known.class == Class::Main || known.class == Class::Minor && known.density > 0.5
            })
            .map(|(index, _)| index)
            .collect();
        let rented = RENTED_DUCT_METRES * self.town.size;
        for (tenure_is_own, limit) in [(true, budget), (false, rented)] {
            if !tenure_is_own {
                laid = 0.0;
            }
            for _ in 0..mains.len() * 4 {
                if laid > limit {
                    break;
                }
                let run = self.run(mains[random.below(mains.len())], &used, random);
                let tenure = if tenure_is_own {
                    Tenure::Own
                } else {
                    let (owner, low, high) = OWNERS[random.below(OWNERS.len())];
                    Tenure::Rented {
                        owner: owner.to_owned(),
                        rent_per_metre_month: Euros::from_cents(i64::from(whole(
                            random.between(low, high),
                        ))),
                    }
                };
                laid += self.add_duct(network, &mut used, &mut number, &run, tenure, random);
            }
        }
    }

    /// A run of street segments from a first one, back towards the network, without those in use.
    fn run(
        &self,
        start: usize,
        used: &BTreeSet<EdgeId>,
        random: &mut Random,
    ) -> Vec<(JunctionId, EdgeId, JunctionId)> {
        let edge = &self.graph.edges[start];
        let first = EdgeId(u32::try_from(start).expect("fewer than 2^32 edges"));
        if used.contains(&first) {
            return Vec::new();
        }
        let mut run = vec![(edge.to, first, edge.from)];
        let mut length = edge.length.get();
        let wanted = random.between(250.0, 1_600.0);
        let mut at = edge.from;
        for (next, before) in self.paths.back(edge.from) {
            if length > wanted || used.contains(&next) || next == first {
                break;
            }
            length += self.graph.edges[next.0 as usize].length.get();
            run.push((at, next, before));
            at = before;
        }
        run
    }

    /// Adds one duct; returns its length in metres.
    fn add_duct(
        &self,
        network: &mut Network,
        used: &mut BTreeSet<EdgeId>,
        number: &mut usize,
        run: &[(JunctionId, EdgeId, JunctionId)],
        tenure: Tenure,
        random: &mut Random,
    ) -> f64 {
        let Some(&(start, ..)) = run.first() else {
            return 0.0;
        };
        let steps: Vec<(EdgeId, JunctionId)> = run
            .iter()
            .map(|&(_, edge, before)| (edge, before))
            .collect();
        used.extend(steps.iter().map(|&(edge, _)| edge));
        *number += 1;
        network.ducts.push(Duct {
            id: self.id('L', *number),
            line: self.line(start, &steps),
            free_tubes: 1 + u32::try_from(random.below(4)).expect("at most 3"),
            tenure,
        });
        steps
            .iter()
            .map(|&(edge, _)| self.graph.edges[edge.0 as usize].length.get())
            .sum()
    }

    fn position(&self, junction: JunctionId) -> Utm32 {
        self.graph.junctions[junction.0 as usize]
    }

    /// The course from a junction along edges to the junction named with each.
    fn line(&self, from: JunctionId, steps: &[(EdgeId, JunctionId)]) -> Vec<Utm32> {
        let mut line = vec![self.position(from)];
        for &(edge, before) in steps {
            let edge = &self.graph.edges[edge.0 as usize];
            if edge.to == before {
                line.extend_from_slice(&edge.line[1..]);
            } else {
                line.extend(edge.line.iter().rev().skip(1));
            }
        }
        line
    }
}

/// Free fibres of a chamber or cable: mostly plenty (cables of 144 are laid), sometimes none, sometimes nobody wrote it down.
fn free_fibres(random: &mut Random) -> Option<u32> {
    match random.below(20) {
        0 | 1 => Some(0),
        2 => None,
        _ => Some(24 + u32::try_from(random.below(97)).expect("at most 96")),
    }
}
