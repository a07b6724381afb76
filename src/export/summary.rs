//! The numbers of a plan in one JSON object, money in euros.

use serde_json::{Value, json};

use crate::city::City;
use crate::city::site::Connection;
use crate::plan::{Certificate, GroupTotal, Plan, PolicyTotal, SegmentKind, TechnologyTotal};
use crate::scenario::Scenario;
use crate::scenario::decisions::Technology;
use crate::units::Euros;

/// Totals, both gaps and the other policies. Holds nothing that differs between two runs of the same input.
#[must_use]
pub fn of_plan(city: &City, scenario: &Scenario, plan: &Plan) -> Value {
    let length = |kind| (plan.length_of(kind).get() * 10.0).round() / 10.0;
    let connected = city
        .sites
        .iter()
        .filter(|site| site.connection != Connection::Open)
        .count();
    let Certificate {
        objective,
        lower_bound,
        gap,
        gap_of_saving,
        all_leased,
    } = plan.certificate;
    json!({
        "city": city.name,
        "synthetic": city.synthetic,
        "scenario": scenario.name,
        "policy": scenario.policy.name,
        "as_of": scenario.as_of,
        "seed": scenario.seed,
        "version": env!("CARGO_PKG_VERSION"),
        "sites": plan.decisions.len(),
        "connected": connected,
        "fibre": plan.sites_with(Some(Technology::Fibre)),
        "leased": plan.sites_with(Some(Technology::Leased)),
        "unsolvable": plan.sites_with(None),
        "cost_eur": euros(plan.totals.cost),
        "own_share_eur": euros(plan.totals.own_share),
        "shortfall_eur": euros(plan.totals.shortfall),
        "premium_eur": euros(plan.totals.premium),
        // `cost_eur` is a present value over this period at this rate; these two are the plain amounts behind it.
        "investment_eur": euros(plan.totals.investment),
        "running_per_year_eur": euros(plan.totals.running_per_year),
        "period_years": scenario.prices.period,
        "discount_rate": scenario.prices.discount_rate,
        "below_need": plan.below_need(),
        "objective_eur": euros(objective),
        "lower_bound_eur": euros(lower_bound),
        "gap": gap,
        "gap_of_saving": gap_of_saving,
        "all_leased_eur": all_leased.map(euros),
        // A plan that was not verified does not exist.
        "verified": true,
        "trench_m": length(SegmentKind::Trench),
        "own_duct_m": length(SegmentKind::OwnDuct),
        "rented_duct_m": length(SegmentKind::RentedDuct),
        "built_m": length(SegmentKind::Built),
        "by_technology": plan.by_technology.iter().map(technology).collect::<Vec<_>>(),
        "by_district": plan.by_district.iter().map(group).collect::<Vec<_>>(),
        "by_project_group": plan.by_project_group.iter().map(group).collect::<Vec<_>>(),
        "other_policies": plan.other_policies.iter().map(policy).collect::<Vec<_>>(),
        "remarks": plan.remarks,
    })
}

fn technology(total: &TechnologyTotal) -> Value {
    let name = total
        .technology
        .map_or(json!("none"), |technology| json!(technology));
    json!({
        "technology": name,
        "sites": total.sites,
        "cost_eur": euros(total.amounts.cost),
        "own_share_eur": euros(total.amounts.own_share),
        "shortfall_eur": euros(total.amounts.shortfall),
        "premium_eur": euros(total.amounts.premium),
        "investment_eur": euros(total.amounts.investment),
        "running_per_year_eur": euros(total.amounts.running_per_year),
        "below_need": total.below_need,
    })
}

fn group(total: &GroupTotal) -> Value {
    json!({
        "name": total.name,
        "sites": total.sites,
        "fibre": total.fibre,
        "leased": total.leased,
        "unsolvable": total.unsolvable,
        "cost_eur": euros(total.amounts.cost),
        "own_share_eur": euros(total.amounts.own_share),
    })
}

fn policy(total: &PolicyTotal) -> Value {
    json!({
        "policy": total.policy,
        "fibre": total.fibre,
        "leased": total.leased,
        "unsolvable": total.unsolvable,
        "cost_eur": euros(total.amounts.cost),
        "own_share_eur": euros(total.amounts.own_share),
        "shortfall_eur": euros(total.amounts.shortfall),
        "premium_eur": euros(total.amounts.premium),
        "objective_eur": euros(total.certificate.objective),
        "lower_bound_eur": euros(total.certificate.lower_bound),
        "gap": total.certificate.gap,
        "gap_of_saving": total.certificate.gap_of_saving,
    })
}

fn euros(amount: Euros) -> f64 {
    amount.as_euros()
}
