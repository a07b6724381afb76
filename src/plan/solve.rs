//! From a city and a scenario to a plan that was checked.

use lichtweg_steiner as steiner;
use steiner::{ArcId, Certificate as Proof, Control, Effort, Instance, Limits, Solution, Verified};

use super::instance::{Problem, Use};
use super::read_back::{self, Routes, read_back, routes};
use super::{Amounts, Certificate, Error, Plan, PolicyTotal, Remark, capacity, totals};
use crate::city::City;
use crate::city::site::Site;
use crate::scenario::Scenario;
use crate::scenario::policy::Policy;
use crate::units::Euros;

/// Plans a city under a scenario, and once more under each of the other policies for comparison.
///
/// Progress is reported in cents while the scenario's own policy is solved. When the stop flag rises, the best plan so far comes back with
/// the bound proved so far; every plan and bound passes the independent check or is an error.
///
/// # Errors
/// [`Error`] when the scenario cannot be priced, or when the check refuses the plan.
pub fn solve(
    city: &City,
    scenario: &Scenario,
    other_policies: &[Policy],
    limits: &Limits,
    control: &Control<'_>,
) -> Result<Plan, Error> {
    let mut plan = plan_one(city, scenario, limits, control)?;
    let silent = |_: steiner::Progress| {};
    let quiet = Control {
        stop: control.stop,
        progress: &silent,
    };
    let less = Limits {
        effort: less(limits.effort),
        ..*limits
    };
    for policy in other_policies {
        if policy.name == scenario.policy.name {
            continue;
        }
        let other = Scenario {
            policy: policy.clone(),
            ..scenario.clone()
        };
        let total: PolicyTotal =
            plan_one(city, &other, &less, &quiet)?.as_policy_total(&policy.name);
        plan.other_policies.push(total);
    }
    Ok(plan)
}

/// The next smaller effort: the other policies stand beside the plan for comparison, with their own gaps.
fn less(effort: Effort) -> Effort {
    match effort {
        Effort::Thorough => Effort::Normal,
        Effort::Normal | Effort::Quick => Effort::Quick,
    }
}

fn plan_one(
    city: &City,
    scenario: &Scenario,
    limits: &Limits,
    control: &Control<'_>,
) -> Result<Plan, Error> {
    let problem = Problem::new(city, scenario)?;
    let (found, proof) = optimise(&problem, limits, control)?;
    let relaxed = routes(&problem, &found);
    let detours = detours(&problem, &relaxed, limits, control);
    let (routes, remarks) = cheapest_within_capacities(&problem, relaxed, detours)?;
    checked_plan(&problem, &routes, &proof, remarks)
}

/// Repairs each set of routes until every capacity holds, and takes the cheapest.
fn cheapest_within_capacities(
    problem: &Problem<'_>,
    relaxed: Routes,
    detours: Vec<Routes>,
) -> Result<(Routes, Vec<Remark>), Error> {
    let cost = |routes: &Routes| read_back::used(routes, problem.instance.arcs()).1;
    let mut best = capacity::respect(problem, relaxed);
    for detour in detours {
        let Ok(other) = capacity::respect(problem, detour) else {
            continue;
        };
        if best
            .as_ref()
            .is_ok_and(|best| cost(&best.0) <= cost(&other.0))
        {
            continue;
        }
        // What made the detour necessary is told all the same.
        let mut remarks = best.map(|best| best.1).unwrap_or_default();
        remarks.extend(other.1);
        remarks.dedup();
        best = Ok((other.0, remarks));
    }
    best
}

/// Routes of plans that leave overfull assets alone: all of them, and each of a few.
///
/// Moving sites away one by one can keep an asset open for the few sites it can serve when all would do better elsewhere together.
fn detours(
    problem: &Problem<'_>,
    relaxed: &Routes,
    limits: &Limits,
    control: &Control<'_>,
) -> Vec<Routes> {
    let overfull = capacity::overfull_arcs(problem, relaxed);
    let mut blocked: Vec<Vec<ArcId>> = Vec::new();
    if !overfull.is_empty() {
        blocked.push(overfull.concat());
    }
    if (2..=MOST_ALONE).contains(&overfull.len()) {
        blocked.extend(overfull.iter().map(|arcs| arcs.to_vec()));
    }
    let silent = |_: steiner::Progress| {};
    let quiet = Control {
        stop: control.stop,
        progress: &silent,
    };
    blocked
        .into_iter()
        .filter_map(|blocked| {
            let instance = without(&problem.instance, &blocked)?;
            let outcome = steiner::solve(&instance, limits, &quiet).ok()?;
            Some(routes(problem, &outcome.solution.arcs))
        })
        .collect()
}

/// Up to this many overfull assets are also left alone one at a time.
const MOST_ALONE: usize = 3;

/// The same instance with some arcs closed; a loop is never used, and every arc keeps its number.
fn without(instance: &Instance, closed: &[ArcId]) -> Option<Instance> {
    let mut arcs = instance.arcs().to_vec();
    for &arc in closed {
        let arc = &mut arcs[arc as usize];
        arc.head = arc.tail;
    }
    Instance::new(
        instance.vertex_count(),
        instance.root(),
        instance.terminals().to_vec(),
        arcs,
    )
    .ok()
}

fn optimise(
    problem: &Problem<'_>,
    limits: &Limits,
    control: &Control<'_>,
) -> Result<(Vec<ArcId>, Proof), Error> {
    let outcome = steiner::solve(&problem.instance, limits, control)?;
    Ok((outcome.solution.arcs, outcome.certificate))
}

/// Has routes and bound checked, reads the plan back, and holds the one against the other.
fn checked_plan(
    problem: &Problem<'_>,
    routes: &Routes,
    proof: &Proof,
    repairs: Vec<Remark>,
) -> Result<Plan, Error> {
    let (arcs, objective) = read_back::used(routes, problem.instance.arcs());
    let solution = Solution { arcs, objective };
    let Verified {
        objective,
        lower_bound,
    } = steiner::verify(&problem.instance, &solution, proof)?;
    let verified = Euros::from_cents(objective);
    let read = read_back(problem, routes)?;
    let amounts: Amounts = totals::sum(read.decisions.iter());
    let shared: Euros = read
        .segments
        .iter()
        .map(|segment| segment.cost)
        .chain(read.break_outs.iter().map(|opened| opened.cost))
        .sum();
    debug_assert!(
        shared <= amounts.cost,
        "what is shared is part of the sites' cost"
    );
    if amounts.objective() != verified {
        return Err(Error::Inconsistent {
            read_back: amounts.objective(),
            verified,
        });
    }
    let certificate = Certificate::new(
        verified,
        Euros::from_cents(lower_bound),
        Some(all_leased(problem, routes)),
    );
    let indices: Vec<usize> = problem.sites.iter().map(|site| site.index).collect();
    let group = |name: fn(&Site) -> Option<&str>| {
        totals::by_group(&read.decisions, &indices, problem.city, name)
    };
    let mut remarks = problem.remarks.clone();
    remarks.extend(repairs);
    Ok(Plan {
        totals: amounts,
        certificate,
        by_technology: totals::by_technology(&read.decisions),
        by_district: group(|site| site.district.as_deref()),
        by_project_group: group(|site| site.project_group.as_deref()),
        other_policies: Vec::new(),
        remarks,
        decisions: read.decisions,
        segments: read.segments,
        break_outs: read.break_outs,
    })
}

/// The objective of leasing every site that can be leased; the others keep their routes. A plan that can be carried out.
fn all_leased(problem: &Problem<'_>, routes: &Routes) -> Euros {
    let mut leased = Euros::ZERO;
    let mut kept: Routes = Vec::new();
    for (access, route) in problem.sites.iter().zip(routes) {
        match &access.leased {
            Ok(offer) => leased += offer.objective(),
            Err(_) => kept.push(route.clone()),
        }
    }
    debug_assert!(kept.iter().all(|route| {
        route
            .iter()
            .all(|&arc| !matches!(problem.uses[arc as usize], Use::Leased { .. }))
    }));
    let (_, cost) = read_back::used(&kept, problem.instance.arcs());
    leased + Euros::from_cents(cost)
}
