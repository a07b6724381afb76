//! What could connect a site: options per technology, or the reason why not.
//!
//! An option here is what belongs to the site alone: the drop from the street to the building, the entry, the equipment, the rent.
//! The way through the streets is shared with other sites and is decided by `plan`. Radio links are not offered here.

mod components;
mod fibre;
mod leased;
mod nearest;
mod present_value;

use serde::{Deserialize, Serialize};

use crate::city::City;
use crate::city::site::{Connection, KindId, SiteId};
use crate::city::streets::EdgeId;
use crate::scenario::Scenario;
use crate::scenario::decisions::Technology;
use crate::scenario::kinds::Kind;
use crate::scenario::policy::Policy;
use crate::scenario::prices::ServiceClass;
use crate::units::{self, Euros};

pub use components::{Component, Item, total};
pub use fibre::FibreAccess;
pub use leased::LeasedAccess;
pub use nearest::{NearestStreet, StreetFoot, canonical_order};
pub(crate) use present_value::Work;
pub use present_value::{Money, Terms};

/// Why no options could be worked out: the scenario lacks something, or a number is out of bounds.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// A site is of a kind that the scenario does not describe.
    #[error("site `{site}` is of the unknown kind `{kind}`")]
    UnknownKind {
        /// The site.
        site: SiteId,
        /// The kind it names.
        kind: KindId,
    },
    /// Two sites carry the same id.
    #[error("two sites carry the id `{site}`")]
    DuplicateSite {
        /// The id.
        site: SiteId,
    },
    /// The price book or the policy has no row that is needed.
    #[error("{table} has no row `{row}`")]
    MissingRow {
        /// Name of the table.
        table: &'static str,
        /// Name of the row.
        row: String,
    },
    /// A share, a rate or a span of years is outside what makes sense.
    #[error("{name} of the price book is out of range: {value}")]
    OutOfRange {
        /// The number's name.
        name: &'static str,
        /// Its value.
        value: f64,
    },
    /// An amount is too large to be added up safely.
    #[error("an amount is too large")]
    TooLarge(#[from] units::Error),
}

/// A reason in a form that `words` turns into German or English.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Reason {
    /// The site has no usable position.
    NoPosition,
    /// No street is near enough to the site.
    NoStreetWithin {
        /// The limit that was applied, whole metres.
        limit_m: u32,
    },
    /// The street network near the site is not joined to any node with free fibres.
    NotReachable,
    /// The delivered class is below the policy's minimum.
    BelowMinimum {
        /// What it would deliver.
        class: ServiceClass,
    },
    /// A person decided for another technology.
    DecidedOtherwise {
        /// The technology that was fixed.
        technology: Technology,
    },
    /// The price book offers nothing of this technology that meets the minimum.
    NotOffered,
}

/// What one open site needs and what could connect it.
#[derive(Debug, Clone, PartialEq)]
pub struct SiteAccess {
    /// Index of the site in [`City::sites`].
    pub index: usize,
    /// Its id.
    pub site: SiteId,
    /// The class it needs.
    pub need: ServiceClass,
    /// Own fibre.
    pub fibre: Result<FibreAccess, Reason>,
    /// A leased line.
    pub leased: Result<LeasedAccess, Reason>,
}

/// The options of every site that is still open, in the order of site ids.
///
/// `digging_allowed` says of a street edge whether a drop may leave it.
///
/// # Errors
/// [`Error`] when the scenario lacks a row or holds a number that cannot be used.
pub fn candidates(
    city: &City,
    scenario: &Scenario,
    digging_allowed: impl Fn(EdgeId) -> bool,
) -> Result<Vec<SiteAccess>, Error> {
    let terms = Terms::new(&scenario.prices)?;
    let streets = NearestStreet::new(&city.streets, digging_allowed);
    let mut open: Vec<usize> = (0..city.sites.len())
        .filter(|&index| city.sites[index].connection == Connection::Open)
        .collect();
    open.sort_by(|&a, &b| city.sites[a].id.cmp(&city.sites[b].id));
    if let Some(pair) = open
        .windows(2)
        .find(|pair| city.sites[pair[0]].id == city.sites[pair[1]].id)
    {
        return Err(Error::DuplicateSite {
            site: city.sites[pair[0]].id.clone(),
        });
    }
    let mut found = Vec::with_capacity(open.len());
    for index in open {
        let site = &city.sites[index];
        let kind = scenario
            .kinds
            .kinds
            .get(&site.kind)
            .ok_or_else(|| Error::UnknownKind {
                site: site.id.clone(),
                kind: site.kind.clone(),
            })?;
        let need = scenario.kinds.need(site);
        let decided = scenario.decisions.technology.get(&site.id).copied();
        let unless_decided = |technology: Technology| match decided {
            Some(fixed) if fixed != technology => {
                Err(Reason::DecidedOtherwise { technology: fixed })
            }
            _ => Ok(()),
        };
        let fibre = match unless_decided(Technology::Fibre) {
            Ok(()) => fibre::access(site, kind, need, scenario, &terms, city, &streets)?,
            Err(reason) => Err(reason),
        };
        let leased = match unless_decided(Technology::Leased) {
            Ok(()) => leased::access(kind, need, scenario, &terms)?,
            Err(reason) => Err(reason),
        };
        found.push(SiteAccess {
            index,
            site: site.id.clone(),
            need,
            fibre,
            leased,
        });
    }
    Ok(found)
}

/// The price the policy puts on delivering `class` where `need` is needed, over the whole period.
fn shortfall(
    kind: &Kind,
    need: ServiceClass,
    class: ServiceClass,
    policy: &Policy,
    terms: &Terms,
) -> Result<Euros, Error> {
    let steps = class.steps_below(need);
    if steps == 0 {
        return Ok(Euros::ZERO);
    }
    let per_step = policy
        .shortfall_per_step_year
        .get(&kind.shortfall)
        .ok_or_else(|| Error::MissingRow {
            table: "shortfall_per_step_year",
            row: kind.shortfall.clone(),
        })?;
    terms.value_of_years(*per_step * i64::from(steps))
}
