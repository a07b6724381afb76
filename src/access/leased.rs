//! Leased lines on offer by class.

use super::components::{Component, Item, total};
use super::present_value::{Money, Terms};
use super::{Error, Reason, shortfall};
use crate::scenario::Scenario;
use crate::scenario::kinds::Kind;
use crate::scenario::prices::ServiceClass;
use crate::units::Euros;

/// A leased line for one site.
#[derive(Debug, Clone, PartialEq)]
pub struct LeasedAccess {
    /// Class delivered.
    pub class: ServiceClass,
    /// Rent and set-up.
    pub components: Vec<Component>,
    /// Price of falling short, over the period.
    pub shortfall: Euros,
    /// What the policy charges for not getting own fibre.
    pub premium: Euros,
    /// Weeks from order to service.
    pub lead_time_weeks: u32,
}

impl LeasedAccess {
    /// Rent and set-up together.
    #[must_use]
    pub fn money(&self) -> Money {
        total(&self.components)
    }

    /// What the optimiser sees: money, shortfall and premium.
    #[must_use]
    pub fn objective(&self) -> Euros {
        self.money().present_value + self.shortfall + self.premium
    }
}

/// The leased line with the least objective among the classes that meet the minimum; on equal terms the better class.
pub(super) fn access(
    kind: &Kind,
    need: ServiceClass,
    scenario: &Scenario,
    terms: &Terms,
) -> Result<Result<LeasedAccess, Reason>, Error> {
    let prices = &scenario.prices;
    let policy = &scenario.policy;
    let premium = *policy
        .fibre_premium
        .get(&kind.premium)
        .ok_or_else(|| Error::MissingRow {
            table: "fibre_premium",
            row: kind.premium.clone(),
        })?;
    let mut best: Option<LeasedAccess> = None;
    for (&class, line) in prices.leased.range(policy.minimum..) {
        let offer = LeasedAccess {
            class,
            components: vec![
                Component {
                    item: Item::Rent,
                    money: terms.yearly(line.per_month.value, 12.0)?,
                },
                Component {
                    item: Item::SetUp,
                    money: terms.fee(line.set_up.value)?,
                },
            ],
            shortfall: shortfall(kind, need, class, policy, terms)?,
            premium,
            lead_time_weeks: line.lead_time_weeks,
        };
        if best
            .as_ref()
            .is_none_or(|least| offer.objective() <= least.objective())
        {
            best = Some(offer);
        }
    }
    Ok(best.ok_or(match prices.leased.last_key_value() {
        Some((&class, _)) => Reason::BelowMinimum { class },
        None => Reason::NotOffered,
    }))
}
