//! Totals by technology, district and project group, and of a plan as a whole.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Amounts, Certificate, Plan, SegmentKind, SiteDecision};
use crate::city::City;
use crate::city::site::SiteId;
use crate::scenario::decisions::Technology;
use crate::units::{Euros, Metres};

/// Totals of the sites with one technology.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TechnologyTotal {
    /// The technology; `None` for sites that nothing can connect.
    pub technology: Option<Technology>,
    /// How many sites.
    pub sites: u32,
    /// Their amounts.
    pub amounts: Amounts,
    /// How many of them get a class below their need.
    #[serde(default)]
    pub below_need: u32,
}

/// Totals of the sites in one district or project group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupTotal {
    /// Its name; `None` for sites without one.
    pub name: Option<String>,
    /// How many open sites.
    pub sites: u32,
    /// How many of them get fibre.
    pub fibre: u32,
    /// How many of them get a leased line.
    pub leased: u32,
    /// How many of them nothing can connect.
    pub unsolvable: u32,
    /// Their amounts.
    pub amounts: Amounts,
}

/// The outcome under one policy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PolicyTotal {
    /// Name of the policy.
    pub policy: String,
    /// How many sites get fibre.
    pub fibre: u32,
    /// How many sites get a leased line.
    pub leased: u32,
    /// How many sites nothing can connect.
    pub unsolvable: u32,
    /// Totals.
    pub amounts: Amounts,
    /// The proof.
    pub certificate: Certificate,
}

impl Plan {
    /// How many sites get a technology.
    #[must_use]
    pub fn sites_with(&self, technology: Option<Technology>) -> u32 {
        count(
            self.decisions
                .iter()
                .filter(|decision| decision.technology == technology),
        )
    }

    /// How many sites get a class below their need. Sites that nothing connects are not among them.
    #[must_use]
    pub fn below_need(&self) -> u32 {
        below_need(self.decisions.iter())
    }

    /// Metres of street built in one way. Drops are not among them.
    #[must_use]
    pub fn length_of(&self, kind: SegmentKind) -> Metres {
        self.segments
            .iter()
            .filter(|segment| segment.kind == kind)
            .map(|segment| segment.length)
            .sum()
    }

    /// The decision for one site.
    #[must_use]
    pub fn decision(&self, site: &SiteId) -> Option<&SiteDecision> {
        self.decisions
            .binary_search_by(|decision| decision.site.cmp(site))
            .ok()
            .map(|index| &self.decisions[index])
    }

    /// This plan as one row beside others.
    #[must_use]
    pub fn as_policy_total(&self, policy: &str) -> PolicyTotal {
        PolicyTotal {
            policy: policy.to_owned(),
            fibre: self.sites_with(Some(Technology::Fibre)),
            leased: self.sites_with(Some(Technology::Leased)),
            unsolvable: self.sites_with(None),
            amounts: self.totals,
            certificate: self.certificate,
        }
    }
}

pub(super) fn sum<'a>(decisions: impl Iterator<Item = &'a SiteDecision>) -> Amounts {
    let mut totals = Amounts::default();
    for decision in decisions {
        totals.cost += decision.amounts.cost;
        totals.own_share += decision.amounts.own_share;
        totals.shortfall += decision.amounts.shortfall;
        totals.premium += decision.amounts.premium;
        totals.investment += decision.amounts.investment;
        totals.running_per_year += decision.amounts.running_per_year;
    }
    totals
}

fn below_need<'a>(decisions: impl Iterator<Item = &'a SiteDecision>) -> u32 {
    count(decisions.filter(|decision| decision.class.is_some_and(|class| class < decision.need)))
}

pub(super) fn by_technology(decisions: &[SiteDecision]) -> Vec<TechnologyTotal> {
    [
        Some(Technology::Fibre),
        Some(Technology::Radio),
        Some(Technology::Leased),
        None,
    ]
    .into_iter()
    .map(|technology| {
        let of = || {
            decisions
                .iter()
                .filter(move |decision| decision.technology == technology)
        };
        TechnologyTotal {
            technology,
            sites: count(of()),
            amounts: sum(of()),
            below_need: below_need(of()),
        }
    })
    .filter(|total| total.sites > 0)
    .collect()
}

/// `indices` are the places of the decided sites in [`City::sites`].
pub(super) fn by_group(
    decisions: &[SiteDecision],
    indices: &[usize],
    city: &City,
    name: impl Fn(&crate::city::site::Site) -> Option<&str>,
) -> Vec<GroupTotal> {
    // Sites without a group come last, so the key begins with that.
    let mut groups: BTreeMap<(bool, Option<&str>), Vec<&SiteDecision>> = BTreeMap::new();
    for (decision, &index) in decisions.iter().zip(indices) {
        let name = name(&city.sites[index]).filter(|name| !name.is_empty());
        groups
            .entry((name.is_none(), name))
            .or_default()
            .push(decision);
    }
    groups
        .into_iter()
        .map(|((_, name), members)| {
            let with = |technology| {
                count(
                    members
                        .iter()
                        .filter(move |decision| decision.technology == technology),
                )
            };
            GroupTotal {
                name: name.map(str::to_owned),
                sites: count(members.iter()),
                fibre: with(Some(Technology::Fibre)),
                leased: with(Some(Technology::Leased)),
                unsolvable: with(None),
                amounts: sum(members.iter().copied()),
            }
        })
        .collect()
}

fn count<T>(items: impl Iterator<Item = T>) -> u32 {
    u32::try_from(items.count()).expect("fewer sites than 32 bits can count")
}

impl Certificate {
    /// The two gaps of a plan: of its objective, and of what it saves over leasing everything.
    pub(super) fn new(objective: Euros, lower_bound: Euros, all_leased: Option<Euros>) -> Self {
        let open = (objective - lower_bound).as_euros();
        let share_of = |whole: Euros| {
            if open <= 0.0 {
                Some(0.0)
            } else if whole > Euros::ZERO {
                Some(open / whole.as_euros())
            } else {
                None
            }
        };
        Self {
            objective,
            lower_bound,
            gap: share_of(objective).unwrap_or(0.0),
            gap_of_saving: all_leased.and_then(|all| share_of(all - lower_bound)),
            all_leased,
        }
    }
}
