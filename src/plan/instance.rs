//! The city as one directed graph: root, existing nodes, street parts, sites.
//!
//! - root → node: opening a node that has free fibres, once; node → street: its access trench
//! - street → street, both ways, in parallel: new trench, own duct, rented duct, trench that is built anyway
//! - street → `F_i` → `S_i`: the site's own fibre items, then what the policy charges for falling short
//! - root → `S_i`: a leased line with shortfall and premium
//!
//! A decision by a person is a change of arcs. Sites that nothing reaches are left out of the terminals and keep their reasons.
//! Vertices are numbered by what they are, not by where they stand in the input.

use std::collections::{BTreeMap, BTreeSet};

use lichtweg_steiner as steiner;

use super::parts::{Part, Parts};
use super::pieces::{break_out, street, trench};
use super::{Error, NoFibre, Remark, SegmentKind, ducts, paths};
use crate::access::{self, Component, NearestStreet, Reason, SiteAccess, StreetFoot, Terms, total};
use crate::city::City;
use crate::city::network::{Duct, Node, NodeKind, Tenure};
use crate::city::streets::EdgeId;
use crate::scenario::Scenario;
use crate::units::{Euros, Metres};

/// The vertex every path starts from.
pub(super) const ROOT: steiner::Vertex = 0;

/// What an arc stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// Opening an existing node; index into [`Problem::nodes`].
    Open { node: u32 },
    /// Trench from a node to its street; index into [`Problem::nodes`].
    Access { node: u32 },
    /// A street part; `duct` is an index into [`Problem::ducts`].
    Street {
        part: u32,
        kind: SegmentKind,
        duct: Option<u32>,
    },
    /// From the street into a site; index into [`Problem::sites`].
    Drop { site: u32 },
    /// The site is served by fibre; index into [`Problem::sites`].
    Fibre { site: u32 },
    /// The site is served by a leased line; index into [`Problem::sites`].
    Leased { site: u32 },
}

/// An existing node that may be opened.
#[derive(Debug, Clone)]
pub(super) struct Entry<'a> {
    pub(super) node: &'a Node,
    pub(super) foot: StreetFoot,
}

/// A number of sites that may not be exceeded on some arcs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Capacity {
    pub(super) arcs: Vec<steiner::ArcId>,
    pub(super) most: u32,
}

/// The cheapest way of one site alone to the existing network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OwnWay {
    pub(super) arcs: Vec<steiner::ArcId>,
}

/// The planning problem of a city under a scenario, ready to be solved.
pub struct Problem<'a> {
    pub(super) city: &'a City,
    pub(super) scenario: &'a Scenario,
    terms: Terms,
    pub(super) instance: steiner::Instance,
    pub(super) uses: Vec<Use>,
    pub(super) parts: Vec<Part>,
    pub(super) nodes: Vec<Entry<'a>>,
    pub(super) ducts: Vec<&'a Duct>,
    pub(super) sites: Vec<SiteAccess>,
    /// By site: its own way, where fibre can reach it.
    pub(super) own_ways: Vec<Option<OwnWay>>,
    /// By site: its terminal, unless nothing reaches it.
    pub(super) terminals: Vec<Option<steiner::Vertex>>,
    pub(super) capacities: Vec<Capacity>,
    pub(super) remarks: Vec<Remark>,
}

impl<'a> Problem<'a> {
    /// Builds the graph.
    ///
    /// # Errors
    /// [`Error`] when the scenario lacks a row or an amount cannot be used.
    pub fn new(city: &'a City, scenario: &'a Scenario) -> Result<Self, Error> {
        Builder::new(city, scenario)?.build()
    }

    /// True when some node or duct has room for fewer sites than there are, so that the graph alone does not tell the whole problem.
    #[must_use]
    pub fn has_fibre_limits(&self) -> bool {
        let sites = self.terminals.iter().flatten().count();
        self.capacities
            .iter()
            .any(|capacity| (capacity.most as usize) < sites)
    }

    /// The graph in the optimiser's terms: costs are whole cents.
    #[must_use]
    pub fn instance(&self) -> &steiner::Instance {
        &self.instance
    }

    /// What an arc costs, item by item. Shortfall and premium are not among them.
    pub(super) fn components(&self, arc: steiner::ArcId) -> Result<Vec<Component>, Error> {
        match self.uses[arc as usize] {
            Use::Open { .. } => break_out(self.scenario, &self.terms),
            Use::Access { node } => {
                let foot = self.nodes[node as usize].foot;
                trench(
                    self.city,
                    self.scenario,
                    &self.terms,
                    foot.edge,
                    foot.distance,
                    false,
                )
            }
            Use::Street { part, kind, duct } => {
                let duct = duct.map(|duct| self.ducts[duct as usize]);
                let part = &self.parts[part as usize];
                street(self.city, self.scenario, &self.terms, part, kind, duct)
            }
            Use::Drop { site } => Ok(self.sites[site as usize]
                .fibre
                .as_ref()
                .map(|fibre| fibre.components.clone())
                .unwrap_or_default()),
            Use::Fibre { .. } => Ok(Vec::new()),
            Use::Leased { site } => Ok(self.sites[site as usize]
                .leased
                .as_ref()
                .map(|leased| leased.components.clone())
                .unwrap_or_default()),
        }
    }

    /// The length of street an arc stands for.
    pub(super) fn length(&self, arc: steiner::ArcId) -> Metres {
        match self.uses[arc as usize] {
            Use::Access { node } => self.nodes[node as usize].foot.distance,
            Use::Street { part, .. } => self.parts[part as usize].length(),
            Use::Open { .. } | Use::Drop { .. } | Use::Fibre { .. } | Use::Leased { .. } => {
                Metres::ZERO
            }
        }
    }
}

struct Builder<'a> {
    city: &'a City,
    scenario: &'a Scenario,
    terms: Terms,
    arcs: Vec<steiner::Arc>,
    uses: Vec<Use>,
}

/// What may be done in each street edge.
struct Permission {
    dig: Vec<bool>,
    built: Vec<bool>,
}

impl Permission {
    fn new(city: &City, scenario: &Scenario) -> Self {
        let decisions = &scenario.decisions;
        let set = |ids: &[String]| ids.iter().cloned().collect::<BTreeSet<String>>();
        let (forbidden, built) = (
            set(&decisions.forbidden_streets),
            set(&decisions.built_streets),
        );
        let edges = &city.streets.edges;
        Self {
            dig: edges
                .iter()
                .map(|edge| !edge.forbidden && !forbidden.contains(&edge.source_id))
                .collect(),
            built: edges
                .iter()
                .map(|edge| built.contains(&edge.source_id))
                .collect(),
        }
    }

    /// A drop may leave a street that may be dug or is opened anyway.
    fn drop(&self, edge: EdgeId) -> bool {
        self.dig[edge.0 as usize] || self.built[edge.0 as usize]
    }
}

impl<'a> Builder<'a> {
    fn new(city: &'a City, scenario: &'a Scenario) -> Result<Self, Error> {
        Ok(Self {
            city,
            scenario,
            terms: Terms::new(&scenario.prices)?,
            arcs: Vec::new(),
            uses: Vec::new(),
        })
    }

    fn add(&mut self, tail: u32, head: u32, cost: Euros, meaning: Use) -> steiner::ArcId {
        let id = u32::try_from(self.arcs.len()).expect("fewer arcs than arc ids");
        self.arcs.push(steiner::Arc {
            tail,
            head,
            cost: cost.cents(),
        });
        self.uses.push(meaning);
        id
    }

    fn build(mut self) -> Result<Problem<'a>, Error> {
        let city = self.city;
        let streets = &city.streets;
        let permission = Permission::new(city, self.scenario);
        let mut sites = access::candidates(city, self.scenario, |edge| permission.drop(edge))?;
        let mut remarks = Vec::new();
        let all_streets = NearestStreet::new(streets, |_| true);
        let ducts = usable_ducts(city);
        let duct_edges: Vec<Vec<EdgeId>> = ducts
            .iter()
            .map(|duct| ducts::edges_near(duct, &all_streets))
            .collect();
        let with_duct: BTreeSet<EdgeId> = duct_edges.iter().flatten().copied().collect();
        let for_nodes = NearestStreet::new(streets, |edge| {
            permission.drop(edge) || with_duct.contains(&edge)
        });
        let nodes = self.entries(&for_nodes, &mut remarks);
        let no_entry = nodes.is_empty();

        let mut cuts = vec![Vec::new(); streets.edges.len()];
        let feet = sites
            .iter()
            .filter_map(|site| site.fibre.as_ref().ok().map(|fibre| fibre.foot))
            .chain(nodes.iter().map(|entry| entry.foot));
        for foot in feet {
            cuts[foot.edge.0 as usize].push(foot.along.get());
        }
        for (duct, near) in ducts.iter().zip(&duct_edges) {
            for (edge, along) in ducts::ends(duct, near, streets) {
                cuts[edge.0 as usize].push(along);
            }
        }
        let order = access::canonical_order(streets);
        let parts = Parts::cut(streets, &order, &cuts, ROOT + 1);
        let mut next_vertex = parts.vertex_count;
        let mut fresh = || {
            next_vertex += 1;
            next_vertex - 1
        };

        // The network that exists, then the streets.
        let mut capacities = Vec::new();
        for (index, entry) in nodes.iter().enumerate() {
            let node = number(index);
            let vertex = fresh();
            let opening = total(&break_out(self.scenario, &self.terms)?).present_value;
            let open = self.add(ROOT, vertex, opening, Use::Open { node });
            if let Some(free) = entry.node.free_fibres {
                capacities.push(Capacity {
                    arcs: vec![open],
                    most: self.scenario.prices.works.sites_on(free),
                });
            }
            let foot = entry.foot;
            let way = trench(
                city,
                self.scenario,
                &self.terms,
                foot.edge,
                foot.distance,
                false,
            )?;
            let street = parts.vertex(foot.edge, foot.along.get());
            self.add(
                vertex,
                street,
                total(&way).present_value,
                Use::Access { node },
            );
        }
        let in_part = self.ducts_by_part(&ducts, &duct_edges, &parts, &mut remarks);
        for (index, part) in parts.all.iter().enumerate() {
            self.street_arcs(
                number(index),
                part,
                &permission,
                &ducts,
                &in_part,
                &mut capacities,
            )?;
        }

        // The sites, each with the cheapest way it would have alone.
        let reach = paths::from_root(&self.arcs, next_vertex);
        let mut own_ways = Vec::with_capacity(sites.len());
        let mut terminals = Vec::with_capacity(sites.len());
        let mut fresh = || {
            next_vertex += 1;
            next_vertex - 1
        };
        for (index, access) in sites.iter_mut().enumerate() {
            let site = number(index);
            let street = access
                .fibre
                .as_ref()
                .ok()
                .map(|fibre| parts.vertex(fibre.foot.edge, fibre.foot.along.get()));
            let way = street.and_then(|street| reach.way_to(street, &self.arcs));
            if street.is_some() && way.is_none() {
                access.fibre = Err(Reason::NotReachable);
            }
            // Nobody can be charged for not getting what cannot be had; what a person decided against could be.
            let impossible = match &access.fibre {
                Ok(_) => false,
                Err(Reason::DecidedOtherwise { .. }) => {
                    no_entry || city.sites[access.index].position.is_none()
                }
                Err(_) => true,
            };
            if let (true, Ok(leased)) = (impossible, &mut access.leased) {
                leased.premium = Euros::ZERO;
            }
            if access.fibre.is_err() && access.leased.is_err() {
                own_ways.push(None);
                terminals.push(None);
                continue;
            }
            let sink = fresh();
            let mut own_way = None;
            if let (Ok(fibre), Some(street), Some(mut arcs)) = (&access.fibre, street, way) {
                let served = fresh();
                let own = fibre.money().present_value;
                arcs.push(self.add(street, served, own, Use::Drop { site }));
                arcs.push(self.add(served, sink, fibre.shortfall, Use::Fibre { site }));
                own_way = Some(OwnWay { arcs });
            }
            if let Ok(leased) = &access.leased {
                self.add(ROOT, sink, leased.objective(), Use::Leased { site });
            }
            own_ways.push(own_way);
            terminals.push(Some(sink));
        }
        remarks.extend(self.no_fibre(&sites, no_entry));
        let sinks = terminals.iter().flatten().copied().collect();
        Ok(Problem {
            city,
            scenario: self.scenario,
            terms: self.terms,
            instance: steiner::Instance::new(next_vertex, ROOT, sinks, self.arcs)?,
            uses: self.uses,
            parts: parts.all,
            nodes,
            ducts,
            sites,
            own_ways,
            terminals,
            capacities,
            remarks,
        })
    }

    /// Says so when fibre is impossible for every site, not counting what a person decided.
    fn no_fibre(&self, sites: &[SiteAccess], no_entry: bool) -> Option<Remark> {
        let decided =
            |site: &SiteAccess| matches!(site.fibre, Err(Reason::DecidedOtherwise { .. }));
        let possible = sites
            .iter()
            .any(|site| site.fibre.is_ok() || (decided(site) && !no_entry));
        if sites.is_empty() || possible {
            return None;
        }
        let why = if self.city.streets.edges.is_empty() {
            NoFibre::NoStreets
        } else if !self.city.network.nodes.iter().any(has_room) {
            NoFibre::NoNodes
        } else if no_entry {
            NoFibre::NoNodeNearStreets
        } else {
            NoFibre::EachItsOwn
        };
        Some(Remark::FibreImpossible {
            sites: number(sites.len()),
            why,
        })
    }

    /// The nodes that may be opened, in the order of their ids.
    fn entries(&self, streets: &NearestStreet<'_>, remarks: &mut Vec<Remark>) -> Vec<Entry<'a>> {
        let closed: BTreeSet<&str> = self
            .scenario
            .decisions
            .closed_nodes
            .iter()
            .map(String::as_str)
            .collect();
        let limit_m = self.scenario.prices.works.longest_node_access_m.value;
        let limit = Metres::new(f64::from(limit_m)).expect("a whole number of metres");
        let mut nodes: Vec<&Node> = self
            .city
            .network
            .nodes
            .iter()
            .filter(|node| !closed.contains(node.id.0.as_str()))
            .filter(|node| has_room(node))
            .collect();
        nodes.sort_by(|a, b| a.id.cmp(&b.id));
        let mut entries = Vec::with_capacity(nodes.len());
        for node in nodes {
            match streets.foot(node.position, limit) {
                Some(foot) => entries.push(Entry { node, foot }),
                None => remarks.push(Remark::NodeFarFromStreets {
                    node: node.id.clone(),
                    limit_m,
                }),
            }
        }
        entries
    }

    /// By part: the ducts that run along it.
    fn ducts_by_part(
        &self,
        ducts: &[&Duct],
        near: &[Vec<EdgeId>],
        parts: &Parts,
        remarks: &mut Vec<Remark>,
    ) -> BTreeMap<u32, Vec<u32>> {
        let mut in_part: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (index, (duct, near)) in ducts.iter().zip(near).enumerate() {
            let covered = ducts::covered(duct, near, &self.city.streets, parts);
            if covered.is_empty() {
                remarks.push(Remark::DuctNotAlongStreets {
                    duct: duct.id.clone(),
                });
            }
            for part in covered {
                in_part.entry(part).or_default().push(number(index));
            }
        }
        in_part
    }

    /// All ways to use one part, in both directions.
    fn street_arcs(
        &mut self,
        index: u32,
        part: &Part,
        permission: &Permission,
        ducts: &[&Duct],
        in_part: &BTreeMap<u32, Vec<u32>>,
        capacities: &mut Vec<Capacity>,
    ) -> Result<(), Error> {
        if part.tail == part.head {
            return Ok(());
        }
        let edge = part.edge.0 as usize;
        let mut ways = Vec::new();
        if permission.built[edge] {
            ways.push((SegmentKind::Built, None));
        } else if permission.dig[edge] {
            ways.push((SegmentKind::Trench, None));
        }
        for &duct in in_part.get(&index).into_iter().flatten() {
            let kind = match ducts[duct as usize].tenure {
                Tenure::Own => SegmentKind::OwnDuct,
                Tenure::Rented { .. } => SegmentKind::RentedDuct,
            };
            ways.push((kind, Some(duct)));
        }
        let works = &self.scenario.prices.works;
        for (kind, duct) in ways {
            let held = duct.map(|duct| ducts[duct as usize]);
            let cost = total(&street(
                self.city,
                self.scenario,
                &self.terms,
                part,
                kind,
                held,
            )?);
            let meaning = Use::Street {
                part: index,
                kind,
                duct,
            };
            let there = self.add(part.tail, part.head, cost.present_value, meaning);
            let back = self.add(part.head, part.tail, cost.present_value, meaning);
            if let Some(duct) = held {
                capacities.push(Capacity {
                    arcs: vec![there, back],
                    most: works
                        .sites_on(duct.free_tubes.saturating_mul(works.fibres_per_tube.value)),
                });
            }
        }
        Ok(())
    }
}

/// A node with free fibres; where nobody counted them, a point of presence.
fn has_room(node: &Node) -> bool {
    match (node.free_fibres, node.kind) {
        (Some(free), _) => free > 0,
        (None, kind) => kind == NodeKind::Pop,
    }
}

/// The ducts with room, in the order of their ids.
fn usable_ducts(city: &City) -> Vec<&Duct> {
    let mut ducts: Vec<&Duct> = city
        .network
        .ducts
        .iter()
        .filter(|duct| duct.free_tubes > 0 && duct.line.len() > 1)
        .collect();
    ducts.sort_by(|a, b| a.id.cmp(&b.id));
    ducts
}

fn number(index: usize) -> u32 {
    u32::try_from(index).expect("fewer things than 32 bits can count")
}
