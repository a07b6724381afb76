//! How each technology rates for one site alone: fibre by its own cheapest way to the existing network.
//!
//! Score = 100 × cheapest objective ÷ objective of the option. Class, lead time and shortfall stand beside it.

use super::instance::Problem;
use super::{Error, Offer, SiteOption};
use crate::access::{Money, total};
use crate::scenario::decisions::Technology;
use crate::units::Euros;

/// The options of one site, scored, and the objective of the cheapest.
pub(super) fn options(
    problem: &Problem<'_>,
    site: usize,
) -> Result<(Vec<SiteOption>, Option<Euros>), Error> {
    let access = &problem.sites[site];
    let fibre = match (&access.fibre, &problem.own_ways[site]) {
        (Ok(fibre), Some(way)) => {
            let mut money = Money::default();
            for &arc in &way.arcs {
                money = money + total(&problem.components(arc)?);
            }
            Ok(Offer {
                capex: money.capex,
                opex_per_year: money.per_year,
                present_value: money.present_value,
                shortfall: fibre.shortfall,
                premium: Euros::ZERO,
                class: fibre.class,
                lead_time_weeks: fibre.lead_time_weeks,
                score: 0.0,
            })
        }
        (Ok(_), None) => Err(super::Reason::NotReachable),
        (Err(reason), _) => Err(reason.clone()),
    };
    let leased = access
        .leased
        .as_ref()
        .map(|leased| {
            let money = leased.money();
            Offer {
                capex: money.capex,
                opex_per_year: money.per_year,
                present_value: money.present_value,
                shortfall: leased.shortfall,
                premium: leased.premium,
                class: leased.class,
                lead_time_weeks: leased.lead_time_weeks,
                score: 0.0,
            }
        })
        .map_err(Clone::clone);
    let mut options = [(Technology::Fibre, fibre), (Technology::Leased, leased)]
        .map(|(technology, offer)| SiteOption { technology, offer });
    let cheapest = options
        .iter()
        .filter_map(|option| option.offer.as_ref().ok())
        .map(Offer::objective)
        .min();
    for option in &mut options {
        if let (Ok(offer), Some(cheapest)) = (&mut option.offer, cheapest) {
            offer.score = score(cheapest, offer.objective());
        }
    }
    Ok((options.into(), cheapest))
}

fn score(cheapest: Euros, objective: Euros) -> f64 {
    if objective <= cheapest {
        100.0
    } else {
        100.0 * cheapest.as_euros() / objective.as_euros()
    }
}
