//! What the pieces of the graph cost, item by item.

use super::parts::Part;
use super::{Error, SegmentKind};
use crate::access::{self, Component, Item, Terms, Work};
use crate::city::City;
use crate::city::network::{Duct, Tenure};
use crate::city::streets::EdgeId;
use crate::scenario::Scenario;
use crate::units::Metres;

/// Opening an existing node, once.
pub(super) fn break_out(scenario: &Scenario, terms: &Terms) -> Result<Vec<Component>, Error> {
    Ok(vec![Component {
        item: Item::BreakOut,
        money: terms.building(scenario.prices.break_out.value, 1.0, Work::Fibre)?,
    }])
}

/// What one part of a street costs when used in one way.
pub(super) fn street(
    city: &City,
    scenario: &Scenario,
    terms: &Terms,
    part: &Part,
    kind: SegmentKind,
    duct: Option<&Duct>,
) -> Result<Vec<Component>, Error> {
    let length = part.length();
    let blown = |item| {
        let price = scenario.prices.fibre_in_duct_per_metre.value;
        terms
            .building(price, length.get(), Work::Fibre)
            .map(|money| Component { item, money })
    };
    Ok(match kind {
        SegmentKind::Trench => trench(city, scenario, terms, part.edge, length, part.crossings)?,
        SegmentKind::OwnDuct => vec![blown(Item::OwnDuct)?],
        SegmentKind::Built => vec![blown(Item::Built)?],
        SegmentKind::RentedDuct => {
            let mut components = vec![blown(Item::RentedDuct)?];
            if let Some(Duct {
                tenure:
                    Tenure::Rented {
                        rent_per_metre_month,
                        ..
                    },
                ..
            }) = duct
            {
                components.push(Component {
                    item: Item::RentedDuct,
                    money: terms.yearly(*rent_per_metre_month, length.get() * 12.0)?,
                });
            }
            components
        }
    })
}

/// New trench in a street, with its crossings if they lie there.
pub(super) fn trench(
    city: &City,
    scenario: &Scenario,
    terms: &Terms,
    edge: EdgeId,
    length: Metres,
    crossings: bool,
) -> Result<Vec<Component>, Error> {
    let edge = &city.streets.edges[edge.0 as usize];
    let missing = |table: &'static str, row: String| access::Error::MissingRow { table, row };
    let price = scenario
        .prices
        .trench_per_metre
        .get(&edge.surface)
        .ok_or_else(|| missing("trench_per_metre", edge.surface.name().to_owned()))?;
    let mut components = vec![Component {
        item: Item::Trench,
        money: terms.building(price.value, length.get(), Work::Trench)?,
    }];
    if crossings {
        for crossing in &edge.crossings {
            let price = scenario
                .prices
                .crossing
                .get(crossing)
                .ok_or_else(|| missing("crossing", crossing.name().to_owned()))?;
            components.push(Component {
                item: Item::Crossing,
                money: terms.building(price.value, 1.0, Work::Trench)?,
            });
        }
    }
    Ok(components)
}
