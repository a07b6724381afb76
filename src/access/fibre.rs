//! Own fibre: what the site itself costs once the street in front of it carries fibre.

use super::components::{Component, Item, total};
use super::nearest::{NearestStreet, StreetFoot};
use super::present_value::{Money, Terms, Work};
use super::{Error, Reason, shortfall};
use crate::city::City;
use crate::city::site::Site;
use crate::scenario::Scenario;
use crate::scenario::kinds::Kind;
use crate::scenario::prices::ServiceClass;
use crate::units::{Euros, Metres};

/// Own fibre for one site, from the street onwards.
#[derive(Debug, Clone, PartialEq)]
pub struct FibreAccess {
    /// Where the drop leaves the street, and how long it is.
    pub foot: StreetFoot,
    /// Class delivered.
    pub class: ServiceClass,
    /// Drop, entry, equipment and upkeep.
    pub components: Vec<Component>,
    /// Price of falling short, over the period.
    pub shortfall: Euros,
    /// Weeks from the decision to service.
    pub lead_time_weeks: u32,
}

impl FibreAccess {
    /// Everything that only this site pays for.
    #[must_use]
    pub fn money(&self) -> Money {
        total(&self.components)
    }
}

/// The fibre option of one site. The drop is priced like trench in the street it leaves: what lies between is not recorded anywhere.
pub(super) fn access(
    site: &Site,
    kind: &Kind,
    need: ServiceClass,
    scenario: &Scenario,
    terms: &Terms,
    city: &City,
    streets: &NearestStreet<'_>,
) -> Result<Result<FibreAccess, Reason>, Error> {
    let prices = &scenario.prices;
    let Some(position) = site.position else {
        return Ok(Err(Reason::NoPosition));
    };
    let limit_m = prices.works.longest_drop_m.value;
    let limit = Metres::new(f64::from(limit_m)).expect("a whole number of metres");
    let Some(foot) = streets.foot(position, limit) else {
        return Ok(Err(Reason::NoStreetWithin { limit_m }));
    };
    // The class with the least objective; on equal terms the better one.
    let mut best: Option<(Euros, ServiceClass, Money, Euros)> = None;
    for (&class, price) in prices.equipment.range(scenario.policy.minimum..) {
        let equipment = terms.equipment(price.value)?;
        let shortfall = shortfall(kind, need, class, &scenario.policy, terms)?;
        let objective = equipment.present_value + shortfall;
        if best.is_none_or(|(least, ..)| objective <= least) {
            best = Some((objective, class, equipment, shortfall));
        }
    }
    let Some((_, class, equipment, shortfall)) = best else {
        return Ok(Err(match prices.equipment.last_key_value() {
            Some((&class, _)) => Reason::BelowMinimum { class },
            None => Reason::NotOffered,
        }));
    };
    let surface = city.streets.edges[foot.edge.0 as usize].surface;
    let trench = prices
        .trench_per_metre
        .get(&surface)
        .ok_or_else(|| Error::MissingRow {
            table: "trench_per_metre",
            row: surface.name().to_owned(),
        })?;
    let entry = prices
        .building_entry
        .get(&kind.entry)
        .ok_or_else(|| Error::MissingRow {
            table: "building_entry",
            row: kind.entry.clone(),
        })?;
    let components = vec![
        Component {
            item: Item::Drop,
            money: terms.building(trench.value, foot.distance.get(), Work::Trench)?,
        },
        Component {
            item: Item::Entry,
            money: terms.building(entry.value, 1.0, Work::Fibre)?,
        },
        Component {
            item: Item::Equipment,
            money: equipment,
        },
        Component {
            item: Item::Upkeep,
            money: terms.yearly(prices.fibre_upkeep_per_year.value, 1.0)?,
        },
    ];
    Ok(Ok(FibreAccess {
        foot,
        class,
        components,
        shortfall,
        lead_time_weeks: prices.works.fibre_lead_time_weeks.value,
    }))
}
