//! Kinds of site and what they need, as data.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::prices::ServiceClass;
use crate::city::site::KindId;
use crate::units::MbitPerS;

/// One kind of site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
pub struct Kinds {
    /// Rate each pupil adds to the need.
    pub per_pupil: MbitPerS,
    /// Rate each desk adds to the need.
    pub per_desk: MbitPerS,
    /// The kinds by id.
    pub kinds: BTreeMap<KindId, Kind>,
}
