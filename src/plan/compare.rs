//! Two plans side by side.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Plan, SiteDecision};
use crate::city::site::SiteId;
use crate::scenario::decisions::Technology;
use crate::scenario::prices::ServiceClass;
use crate::units::Euros;

/// What is different in plan *b* against plan *a*.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// Cost of *b* less cost of *a*.
    pub cost: Euros,
    /// Objective of *b* less objective of *a*.
    pub objective: Euros,
    /// Sites on fibre in *b* less those in *a*.
    pub fibre: i64,
    /// Sites on leased lines in *b* less those in *a*.
    pub leased: i64,
    /// The sites that differ, largest difference in cost first, then by id.
    pub sites: Vec<SiteDifference>,
}

/// One site that differs. A plan that does not decide the site leaves its fields empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteDifference {
    /// The site.
    pub site: SiteId,
    /// Its technology in *a*.
    pub technology_a: Option<Technology>,
    /// Its technology in *b*.
    pub technology_b: Option<Technology>,
    /// Its class in *a*.
    pub class_a: Option<ServiceClass>,
    /// Its class in *b*.
    pub class_b: Option<ServiceClass>,
    /// Its share of the cost in *a*.
    pub cost_a: Option<Euros>,
    /// Its share of the cost in *b*.
    pub cost_b: Option<Euros>,
    /// Share in *b* less share in *a*; what is absent counts as nothing.
    pub difference: Euros,
}

/// The difference of two plans. A site is listed when its technology, its class or its share of the cost differs.
#[must_use]
pub fn compare(a: &Plan, b: &Plan) -> Comparison {
    let mut pairs: BTreeMap<&SiteId, [Option<&SiteDecision>; 2]> = BTreeMap::new();
    for (side, plan) in [a, b].into_iter().enumerate() {
        for decision in &plan.decisions {
            pairs.entry(&decision.site).or_default()[side] = Some(decision);
        }
    }
    let mut sites: Vec<SiteDifference> = pairs
        .into_iter()
        .map(|(site, [a, b])| difference(site, a, b))
        .filter(|site| {
            site.technology_a != site.technology_b
                || site.class_a != site.class_b
                || site.cost_a != site.cost_b
        })
        .collect();
    sites.sort_by(|a, b| {
        let size = |site: &SiteDifference| site.difference.cents().unsigned_abs();
        size(b).cmp(&size(a)).then_with(|| a.site.cmp(&b.site))
    });
    let more = |technology| {
        i64::from(b.sites_with(Some(technology))) - i64::from(a.sites_with(Some(technology)))
    };
    Comparison {
        cost: b.totals.cost - a.totals.cost,
        objective: b.totals.objective() - a.totals.objective(),
        fibre: more(Technology::Fibre),
        leased: more(Technology::Leased),
        sites,
    }
}

fn difference(site: &SiteId, a: Option<&SiteDecision>, b: Option<&SiteDecision>) -> SiteDifference {
    let cost = |decision: Option<&SiteDecision>| decision.map(|decision| decision.amounts.cost);
    SiteDifference {
        site: site.clone(),
        technology_a: a.and_then(|decision| decision.technology),
        technology_b: b.and_then(|decision| decision.technology),
        class_a: a.and_then(|decision| decision.class),
        class_b: b.and_then(|decision| decision.class),
        cost_a: cost(a),
        cost_b: cost(b),
        difference: cost(b).unwrap_or_default() - cost(a).unwrap_or_default(),
    }
}
