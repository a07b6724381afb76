//! Kinds of site and what they need, as data.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::policy::Policy;
use super::prices::{PriceBook, ServiceClass};
use crate::city::site::{KindId, Site};
use crate::units::MbitPerS;

/// One kind of site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    /// The name shown to people, German.
    pub label_de: String,
    /// The name shown to people, English.
    pub label_en: String,
    /// The class every site of this kind needs at least.
    pub need: ServiceClass,
    /// From this number of pupils on the need is `need_large`.
    pub large_from_pupils: Option<u32>,
    /// The need of a large site of this kind.
    pub need_large: Option<ServiceClass>,
    /// Row of `PriceBook::building_entry`.
    pub entry: String,
    /// Row of `Policy::fibre_premium`.
    pub premium: String,
    /// Row of `Policy::shortfall_per_step_year`.
    pub shortfall: String,
    /// True for schools: they count in the school indicators.
    pub school: bool,
}

/// All kinds with the rate rules they share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kinds {
    /// Rate each pupil adds to the need.
    pub per_pupil: MbitPerS,
    /// Rate each desk adds to the need.
    pub per_desk: MbitPerS,
    /// The kinds by id.
    pub kinds: BTreeMap<KindId, Kind>,
}

/// What is wrong with the kinds or the amounts they refer to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A kind names a row that is not there.
    #[error("kind `{kind}` names `{row}`, which is not in `{table}`")]
    MissingRow {
        /// The kind.
        kind: KindId,
        /// The row it names.
        row: String,
        /// Where the row should be.
        table: &'static str,
    },
}

impl Kinds {
    /// Everything that the kinds refer to and that is not there.
    #[must_use]
    pub fn problems(&self, prices: &PriceBook, policy: &Policy) -> Vec<Error> {
        let mut problems = Vec::new();
        for (id, kind) in &self.kinds {
            let rows = [
                (
                    &kind.entry,
                    "building_entry",
                    prices.building_entry.contains_key(&kind.entry),
                ),
                (
                    &kind.premium,
                    "fibre_premium",
                    policy.fibre_premium.contains_key(&kind.premium),
                ),
                (
                    &kind.shortfall,
                    "shortfall_per_step_year",
                    policy.shortfall_per_step_year.contains_key(&kind.shortfall),
                ),
            ];
            for (row, table, exists) in rows {
                if !exists {
                    problems.push(Error::MissingRow {
                        kind: id.clone(),
                        row: row.clone(),
                        table,
                    });
                }
            }
        }
        problems
    }

    /// The class a site needs: the larger of what its kind needs and what its pupils and desks need, rounded up to a class.
    ///
    /// A site of a kind that is not in the table needs what its people need; importers let no such site through.
    #[must_use]
    pub fn need(&self, site: &Site) -> ServiceClass {
        let by_people = ServiceClass::for_rate(MbitPerS::new(
            site.pupils
                .unwrap_or(0)
                .saturating_mul(self.per_pupil.get())
                .saturating_add(site.desks.unwrap_or(0).saturating_mul(self.per_desk.get())),
        ));
        let by_kind = self
            .kinds
            .get(&site.kind)
            .map_or(ServiceClass::M100, |kind| kind.need(site.pupils));
        by_people.max(by_kind)
    }
}

impl Kind {
    /// The class a site of this kind with so many pupils needs.
    fn need(&self, pupils: Option<u32>) -> ServiceClass {
        match (self.large_from_pupils, self.need_large, pupils) {
            (Some(from), Some(large), Some(pupils)) if pupils >= from => large.max(self.need),
            _ => self.need,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::city::site::Connection;

    fn kinds() -> Kinds {
        let kind = |need, large| Kind {
            label_de: String::new(),
            label_en: String::new(),
            need,
            large_from_pupils: large,
            need_large: large.map(|_| ServiceClass::G10),
            entry: "school".to_owned(),
            premium: "school".to_owned(),
            shortfall: "school".to_owned(),
            school: true,
        };
        Kinds {
            per_pupil: MbitPerS::new(1),
            per_desk: MbitPerS::new(2),
            kinds: [
                ("kita".into(), kind(ServiceClass::M100, None)),
                ("gymnasium".into(), kind(ServiceClass::G1, Some(1000))),
            ]
            .into(),
        }
    }

    fn need(kind: &str, pupils: Option<u32>, desks: Option<u32>) -> ServiceClass {
        kinds().need(&Site {
            id: "1".into(),
            name: String::new(),
            kind: kind.into(),
            address: String::new(),
            position: None,
            district: None,
            project_group: None,
            pupils,
            desks,
            connection: Connection::Open,
            source: String::new(),
        })
    }

    #[test]
    fn the_need_is_the_larger_of_kind_and_people() {
        for (kind, pupils, desks, expected) in [
            ("kita", None, None, ServiceClass::M100),
            ("kita", Some(100), None, ServiceClass::M100),
            ("kita", Some(99), Some(1), ServiceClass::G1),
            ("kita", None, Some(51), ServiceClass::G1),
            ("gymnasium", None, None, ServiceClass::G1),
            ("gymnasium", Some(999), None, ServiceClass::G1),
            ("gymnasium", Some(1000), None, ServiceClass::G10),
            ("gymnasium", Some(990), Some(6), ServiceClass::G10),
            ("unknown", Some(u32::MAX), Some(u32::MAX), ServiceClass::G10),
        ] {
            assert_eq!(
                need(kind, pupils, desks),
                expected,
                "{kind} {pupils:?} {desks:?}"
            );
        }
    }

    #[test]
    fn classes_have_an_order_rates_and_steps() {
        use ServiceClass::{G1, G10, M100};
        assert_eq!(
            ServiceClass::ALL.map(|class| class.rate().get()),
            [100, 1_000, 10_000]
        );
        assert_eq!(
            (
                M100.steps_below(G10),
                G1.steps_below(G10),
                G10.steps_below(G1)
            ),
            (2, 1, 0)
        );
        assert_eq!(ServiceClass::for_rate(MbitPerS::new(0)), M100);
        assert_eq!(ServiceClass::for_rate(MbitPerS::new(101)), G1);
        assert_eq!(ServiceClass::for_rate(MbitPerS::new(u32::MAX)), G10);
    }
}
