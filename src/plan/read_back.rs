//! From arcs back to what people decide about: technology, route, trench, shares.

use std::collections::BTreeMap;

use lichtweg_steiner::{Arc, ArcId};

use super::instance::{Problem, ROOT, Use};
use super::parts::line_between;
use super::{
    Amounts, BreakOut, Error, ItemAmount, Segment, SegmentKind, SiteDecision, score, shares,
};
use crate::access::{Component, Item, total};
use crate::city::network::AssetId;
use crate::scenario::decisions::Technology;
use crate::units::{Euros, Metres};

/// The way of each site from the root; empty for a site that is no terminal.
pub(super) type Routes = Vec<Vec<ArcId>>;

/// Follows a set of arcs from the root to every site. Where two arcs of the set enter one vertex, the one met first is kept.
///
/// Every terminal must be reached; the verifier has seen to that.
pub(super) fn routes(problem: &Problem<'_>, solution: &[ArcId]) -> Routes {
    let arcs = problem.instance.arcs();
    let mut leaving: BTreeMap<u32, Vec<ArcId>> = BTreeMap::new();
    for &arc in solution {
        leaving
            .entry(arcs[arc as usize].tail)
            .or_default()
            .push(arc);
    }
    let mut into: BTreeMap<u32, ArcId> = BTreeMap::new();
    let mut stack = vec![ROOT];
    while let Some(vertex) = stack.pop() {
        for &arc in leaving.get(&vertex).into_iter().flatten() {
            let head = arcs[arc as usize].head;
            if head != ROOT && !into.contains_key(&head) {
                into.insert(head, arc);
                stack.push(head);
            }
        }
    }
    problem
        .terminals
        .iter()
        .map(|terminal| {
            let mut route = Vec::new();
            let mut at = *terminal;
            while let Some(arc) = at.and_then(|vertex| into.get(&vertex)) {
                route.push(*arc);
                at = Some(arcs[*arc as usize].tail);
            }
            route.reverse();
            route
        })
        .collect()
}

/// The arcs of all routes, ascending, and what they cost together.
pub(super) fn used(routes: &Routes, arcs: &[Arc]) -> (Vec<ArcId>, i64) {
    let mut used: Vec<ArcId> = routes.iter().flatten().copied().collect();
    used.sort_unstable();
    used.dedup();
    let cost = used.iter().map(|&arc| arcs[arc as usize].cost).sum();
    (used, cost)
}

/// By arc: how many sites are served through it.
pub(super) fn sites_behind(routes: &Routes) -> BTreeMap<ArcId, u32> {
    let mut behind = BTreeMap::new();
    for &arc in routes.iter().flatten() {
        *behind.entry(arc).or_insert(0) += 1;
    }
    behind
}

/// What was read back.
pub(super) struct ReadBack {
    pub(super) decisions: Vec<SiteDecision>,
    pub(super) segments: Vec<Segment>,
    pub(super) break_outs: Vec<BreakOut>,
}

/// Something shared: a segment or a break-out, with the sites that pay for it in the order of their ids.
struct Lump {
    items: Vec<ItemAmount>,
    plain: Plain,
    sites: Vec<usize>,
}

impl Lump {
    fn cost(&self) -> Euros {
        self.items.iter().map(|item| item.amount).sum()
    }
}

/// The plain amounts behind present values.
#[derive(Debug, Clone, Copy, Default)]
struct Plain {
    investment: Euros,
    per_year: Euros,
}

impl Plain {
    fn of(components: &[Component]) -> Self {
        let money = total(components);
        Self {
            investment: money.capex,
            per_year: money.per_year,
        }
    }
}

/// A segment being put together.
struct Stretch {
    arcs: Vec<ArcId>,
    lump: Lump,
}

/// Turns routes into decisions, segments and shares.
pub(super) fn read_back(problem: &Problem<'_>, routes: &Routes) -> Result<ReadBack, Error> {
    let behind = sites_behind(routes);
    let mut stretches: Vec<Stretch> = Vec::new();
    let mut stretch_of: BTreeMap<ArcId, usize> = BTreeMap::new();
    let mut openings: BTreeMap<ArcId, Vec<usize>> = BTreeMap::new();
    let mut ways: Vec<Vec<u32>> = Vec::with_capacity(routes.len());
    for (site, route) in routes.iter().enumerate() {
        let mut way: Vec<u32> = Vec::new();
        let mut previous: Option<ArcId> = None;
        for &arc in route {
            match problem.uses[arc as usize] {
                Use::Open { .. } => openings.entry(arc).or_default().push(site),
                Use::Access { .. } | Use::Street { .. } => {
                    if problem.length(arc) == Metres::ZERO {
                        continue;
                    }
                    let index = match (stretch_of.get(&arc), previous) {
                        (Some(&known), _) => known,
                        (None, Some(before)) if continues(problem, &behind, before, arc) => {
                            stretch_of[&before]
                        }
                        (None, _) => {
                            stretches.push(Stretch {
                                arcs: Vec::new(),
                                lump: Lump {
                                    items: Vec::new(),
                                    plain: Plain::default(),
                                    sites: Vec::new(),
                                },
                            });
                            stretches.len() - 1
                        }
                    };
                    if stretch_of.insert(arc, index).is_none() {
                        stretches[index].arcs.push(arc);
                    }
                    let place = u32::try_from(index).expect("fewer segments than arcs");
                    if way.last() != Some(&place) {
                        way.push(place);
                        stretches[index].lump.sites.push(site);
                    }
                    previous = Some(arc);
                }
                Use::Drop { .. } | Use::Fibre { .. } | Use::Leased { .. } => {}
            }
        }
        ways.push(way);
    }

    let mut own: Vec<OwnAccount> = Vec::with_capacity(routes.len());
    for route in routes {
        own.push(OwnAccount::of(problem, route)?);
    }
    let mut break_outs = Vec::new();
    for (arc, sites) in openings {
        let components = problem.components(arc)?;
        let lump = Lump {
            items: items(&components),
            plain: Plain::of(&components),
            sites,
        };
        if let Use::Open { node } = problem.uses[arc as usize] {
            let node = problem.nodes[node as usize].node;
            break_outs.push(BreakOut {
                node: node.id.clone(),
                name: node.name.clone(),
                cost: lump.cost(),
                sites_behind: count(&lump.sites),
            });
            for &site in &lump.sites {
                own[site].fed_from = Some(node.name.clone());
            }
        }
        charge(&lump, &mut own);
    }
    let mut segments = Vec::with_capacity(stretches.len());
    for mut stretch in stretches {
        let mut components = Vec::new();
        for &arc in &stretch.arcs {
            components.extend(problem.components(arc)?);
        }
        stretch.lump.items = items(&components);
        stretch.lump.plain = Plain::of(&components);
        charge(&stretch.lump, &mut own);
        segments.push(segment(problem, &stretch));
    }

    let mut decisions = Vec::with_capacity(routes.len());
    for (site, (account, route)) in own.into_iter().zip(ways).enumerate() {
        decisions.push(decision(problem, site, account, route)?);
    }
    Ok(ReadBack {
        decisions,
        segments,
        break_outs,
    })
}

/// True when an arc merely goes on with the segment of the arc before it: same street, same way of building, same sites behind.
fn continues(
    problem: &Problem<'_>,
    behind: &BTreeMap<ArcId, u32>,
    before: ArcId,
    arc: ArcId,
) -> bool {
    match (problem.uses[before as usize], problem.uses[arc as usize]) {
        (
            Use::Street {
                part: a,
                kind: kind_a,
                duct: duct_a,
            },
            Use::Street {
                part: b,
                kind: kind_b,
                duct: duct_b,
            },
        ) => {
            let (a, b) = (&problem.parts[a as usize], &problem.parts[b as usize]);
            a.edge == b.edge
                && kind_a == kind_b
                && duct_a == duct_b
                && behind[&before] == behind[&arc]
                && (a.end.total_cmp(&b.start).is_eq() || b.end.total_cmp(&a.start).is_eq())
        }
        _ => false,
    }
}

/// The cost of one site's own and shared items.
#[derive(Default)]
struct OwnAccount {
    technology: Option<Technology>,
    items: BTreeMap<Item, Euros>,
    shortfall: Euros,
    premium: Euros,
    saved: Euros,
    plain: Plain,
    fed_from: Option<String>,
}

impl OwnAccount {
    /// What belongs to the site alone on its route.
    fn of(problem: &Problem<'_>, route: &[ArcId]) -> Result<Self, Error> {
        let mut account = Self::default();
        for &arc in route {
            match problem.uses[arc as usize] {
                Use::Drop { .. } => account.add_own(&problem.components(arc)?),
                Use::Fibre { site } => {
                    account.technology = Some(Technology::Fibre);
                    if let Ok(fibre) = &problem.sites[site as usize].fibre {
                        account.shortfall = fibre.shortfall;
                    }
                }
                Use::Leased { site } => {
                    account.technology = Some(Technology::Leased);
                    account.add_own(&problem.components(arc)?);
                    if let Ok(leased) = &problem.sites[site as usize].leased {
                        account.shortfall = leased.shortfall;
                        account.premium = leased.premium;
                    }
                }
                Use::Open { .. } | Use::Access { .. } | Use::Street { .. } => {}
            }
        }
        Ok(account)
    }

    fn add_own(&mut self, components: &[Component]) {
        for item in items(components) {
            *self.items.entry(item.item).or_default() += item.amount;
            self.saved += item.amount;
        }
        let plain = Plain::of(components);
        self.plain.investment += plain.investment;
        self.plain.per_year += plain.per_year;
    }
}

/// Splits something shared among the sites behind it.
fn charge(lump: &Lump, accounts: &mut [OwnAccount]) {
    for (index, &site) in lump.sites.iter().enumerate() {
        for item in shares::parts(&lump.items, lump.sites.len(), index) {
            *accounts[site].items.entry(item.item).or_default() += item.amount;
        }
        let mine = |amount| shares::part(amount, lump.sites.len(), index);
        accounts[site].plain.investment += mine(lump.plain.investment);
        accounts[site].plain.per_year += mine(lump.plain.per_year);
        if lump.sites.len() == 1 {
            accounts[site].saved += lump.cost();
        }
    }
}

fn decision(
    problem: &Problem<'_>,
    site: usize,
    account: OwnAccount,
    route: Vec<u32>,
) -> Result<SiteDecision, Error> {
    let access = &problem.sites[site];
    let (options, stand_alone) = score::options(problem, site)?;
    let (fibre, leased) = (access.fibre.as_ref().ok(), access.leased.as_ref().ok());
    let class = match account.technology {
        Some(Technology::Fibre) => fibre.map(|fibre| fibre.class),
        Some(Technology::Leased) => leased.map(|leased| leased.class),
        Some(Technology::Radio) | None => None,
    };
    let foot = fibre
        .filter(|_| account.technology == Some(Technology::Fibre))
        .map(|fibre| fibre.foot);
    let cost = account.items.values().copied().sum();
    Ok(SiteDecision {
        site: access.site.clone(),
        technology: account.technology,
        need: access.need,
        class,
        amounts: Amounts {
            cost,
            own_share: shares::own_share(&problem.city.sites[access.index], cost),
            shortfall: account.shortfall,
            premium: account.premium,
            investment: account.plain.investment,
            running_per_year: account.plain.per_year,
        },
        saved_if_left: account.saved,
        stand_alone,
        options,
        drop: foot.map(|foot| foot.distance),
        drop_foot: foot.map(|foot| foot.position),
        route,
        fed_from: account.fed_from,
        breakdown: account
            .items
            .into_iter()
            .filter(|(_, amount)| *amount != Euros::ZERO)
            .map(|(item, amount)| ItemAmount { item, amount })
            .collect(),
    })
}

/// Adds components up by item.
fn items(components: &[Component]) -> Vec<ItemAmount> {
    let mut sums: BTreeMap<Item, Euros> = BTreeMap::new();
    for component in components {
        *sums.entry(component.item).or_default() += component.money.present_value;
    }
    sums.into_iter()
        .map(|(item, amount)| ItemAmount { item, amount })
        .collect()
}

fn segment(problem: &Problem<'_>, stretch: &Stretch) -> Segment {
    let streets = &problem.city.streets;
    let mut edge = None;
    let mut kind = SegmentKind::Trench;
    let mut held: Option<AssetId> = None;
    let mut line = Vec::new();
    let (mut start, mut end) = (f64::INFINITY, 0.0_f64);
    for &arc in &stretch.arcs {
        match problem.uses[arc as usize] {
            Use::Access { node } => {
                let entry = &problem.nodes[node as usize];
                edge = Some(entry.foot.edge);
                line = vec![entry.node.position, entry.foot.position];
            }
            Use::Street {
                part,
                kind: built_as,
                duct,
            } => {
                let part = &problem.parts[part as usize];
                edge = Some(part.edge);
                kind = built_as;
                held = duct.map(|duct| problem.ducts[duct as usize].id.clone());
                (start, end) = (start.min(part.start), end.max(part.end));
            }
            Use::Open { .. } | Use::Drop { .. } | Use::Fibre { .. } | Use::Leased { .. } => {}
        }
    }
    let edge = edge.expect("a segment has at least one street arc");
    if line.is_empty() {
        line = line_between(&streets.edges[edge.0 as usize].line, start, end);
    }
    Segment {
        edge,
        kind,
        line,
        length: stretch.arcs.iter().map(|&arc| problem.length(arc)).sum(),
        cost: stretch.lump.cost(),
        sites_behind: count(&stretch.lump.sites),
        duct: held,
        items: stretch.lump.items.clone(),
    }
}

fn count(sites: &[usize]) -> u32 {
    u32::try_from(sites.len()).expect("fewer sites than 32 bits can count")
}
