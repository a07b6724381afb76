//! Free fibres of nodes and ducts: relaxed in the bound, exact in the plan.
//!
//! The bound is proved on the instance without capacities and so holds with them. A plan that puts too many sites behind a node or a
//! duct is repaired site by site: the site that is cheapest to move gets another way to the network or a leased line.

use std::collections::{BTreeMap, BTreeSet};

use lichtweg_steiner::{ArcId, Vertex};

use super::instance::{Capacity, Problem, ROOT, Use};
use super::read_back::{Routes, sites_behind};
use super::{Error, Remark, paths};
use crate::city::network::AssetId;

/// How many of the most promising sites are tried in earnest for each move.
const TRIED: usize = 12;

/// Moves sites until every capacity holds.
pub(super) fn respect(
    problem: &Problem<'_>,
    mut routes: Routes,
) -> Result<(Routes, Vec<Remark>), Error> {
    let mut moved: BTreeMap<usize, u32> = BTreeMap::new();
    // Every move takes a site away from a full asset and never fills another beyond its limit, so this ends.
    while let Some((index, load)) = overfull(problem, &routes) {
        let capacity = &problem.capacities[index];
        let Some((site, route)) = cheapest_move(problem, &routes, capacity) else {
            return Err(Error::Capacity {
                asset: asset(problem, capacity).0,
                needed: load,
                available: capacity.most,
            });
        };
        routes[site] = route;
        *moved.entry(index).or_insert(0) += 1;
    }
    let remarks = moved
        .into_iter()
        .map(|(index, moved)| {
            let capacity = &problem.capacities[index];
            Remark::CapacityReached {
                asset: asset(problem, capacity),
                most: capacity.most,
                moved,
            }
        })
        .collect();
    Ok((routes, remarks))
}

/// For each asset with too many sites behind it, the arcs that lead through it.
pub(super) fn overfull_arcs<'p>(problem: &'p Problem<'_>, routes: &Routes) -> Vec<&'p [ArcId]> {
    let behind = sites_behind(routes);
    problem
        .capacities
        .iter()
        .filter(|capacity| load(capacity, &behind) > capacity.most)
        .map(|capacity| capacity.arcs.as_slice())
        .collect()
}

fn load(capacity: &Capacity, behind: &BTreeMap<ArcId, u32>) -> u32 {
    capacity
        .arcs
        .iter()
        .map(|arc| behind.get(arc).copied().unwrap_or(0))
        .sum()
}

/// The first capacity that does not hold, with the sites behind it.
fn overfull(problem: &Problem<'_>, routes: &Routes) -> Option<(usize, u32)> {
    let behind = sites_behind(routes);
    problem
        .capacities
        .iter()
        .enumerate()
        .map(|(index, capacity)| (index, load(capacity, &behind)))
        .find(|&(index, load)| load > problem.capacities[index].most)
}

/// The site behind an overfull asset that costs least to move, with its new way.
fn cheapest_move(
    problem: &Problem<'_>,
    routes: &Routes,
    overfull: &Capacity,
) -> Option<(usize, Vec<ArcId>)> {
    let arcs = problem.instance.arcs();
    let behind = sites_behind(routes);
    let freed = |site: usize| -> i64 {
        routes[site]
            .iter()
            .filter(|arc| behind[*arc] == 1)
            .map(|&arc| arcs[arc as usize].cost)
            .sum()
    };
    let mut candidates: Vec<(i64, usize)> = (0..routes.len())
        .filter(|&site| routes[site].iter().any(|arc| overfull.arcs.contains(arc)))
        .map(|site| {
            let leased = problem.sites[site]
                .leased
                .as_ref()
                .map_or(i64::MAX / 8, |leased| leased.objective().cents());
            (leased - freed(site), site)
        })
        .collect();
    candidates.sort_unstable();
    let full: BTreeSet<ArcId> = problem
        .capacities
        .iter()
        .filter(|capacity| load(capacity, &behind) >= capacity.most)
        .flat_map(|capacity| capacity.arcs.iter().copied())
        .collect();
    // Sites that can only get fibre elsewhere are not found by the price of a lease, so when nothing else helps all are tried.
    let best = |tried: &[(i64, usize)]| {
        tried
            .iter()
            .filter_map(|&(_, site)| {
                let (route, added) = other_way(problem, routes, &full, site)?;
                Some((added - freed(site), site, route))
            })
            .min_by_key(|(extra, site, _)| (*extra, *site))
            .map(|(_, site, route)| (site, route))
    };
    let (first, rest) = candidates.split_at(candidates.len().min(TRIED));
    best(first).or_else(|| best(rest))
}

/// The cheapest way of one site that uses nothing full, when everybody else stays. Returns the whole way and what is new on it.
fn other_way(
    problem: &Problem<'_>,
    routes: &Routes,
    full: &BTreeSet<ArcId>,
    site: usize,
) -> Option<(Vec<ArcId>, i64)> {
    let arcs = problem.instance.arcs();
    let sink = problem.terminals[site]?;
    // The tree of the others: the arc into each of its vertices, and where the way from the root passes nothing full.
    let mut into: BTreeMap<Vertex, ArcId> = BTreeMap::new();
    let mut starts: BTreeSet<Vertex> = BTreeSet::from([ROOT]);
    for (other, route) in routes.iter().enumerate() {
        if other == site {
            continue;
        }
        let mut free = true;
        for &arc in route {
            let head = arcs[arc as usize].head;
            free &= !full.contains(&arc);
            into.insert(head, arc);
            if free {
                starts.insert(head);
            }
        }
    }
    let start_list: Vec<Vertex> = starts.into_iter().collect();
    let reach = paths::cheapest(arcs, problem.instance.vertex_count(), &start_list, |arc| {
        let head = arcs[arc as usize].head;
        !full.contains(&arc)
            && !into.contains_key(&head)
            && !matches!(problem.uses[arc as usize],
                Use::Drop { site: other } | Use::Fibre { site: other } | Use::Leased { site: other }
                if other as usize != site)
    });
    let fresh = reach.way_to(sink, arcs)?;
    let added = fresh.iter().map(|&arc| arcs[arc as usize].cost).sum();
    let mut way = Vec::new();
    let mut at = fresh.first().map(|&arc| arcs[arc as usize].tail)?;
    while let Some(&arc) = into.get(&at) {
        way.push(arc);
        at = arcs[arc as usize].tail;
    }
    way.reverse();
    way.extend(fresh);
    Some((way, added))
}

fn asset(problem: &Problem<'_>, capacity: &Capacity) -> AssetId {
    let first = capacity.arcs.first().copied();
    match first.map(|arc| problem.uses[arc as usize]) {
        Some(Use::Open { node }) => problem.nodes[node as usize].node.id.clone(),
        Some(Use::Street {
            duct: Some(duct), ..
        }) => problem.ducts[duct as usize].id.clone(),
        Some(
            Use::Access { .. }
            | Use::Street { duct: None, .. }
            | Use::Drop { .. }
            | Use::Fibre { .. }
            | Use::Leased { .. },
        )
        | None => AssetId(String::new()),
    }
}
