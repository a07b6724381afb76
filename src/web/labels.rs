//! German and English words for what the API and the map picture show.

use super::answers::{Class, Connected, SiteState, Technology};
use crate::access::Reason;
use crate::plan::SegmentKind;

/// Languages of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    German,
    English,
}

impl Language {
    pub(super) fn pick<T>(self, german: T, english: T) -> T {
        match self {
            Self::German => german,
            Self::English => english,
        }
    }
}

pub(super) fn technology(technology: Technology, language: Language) -> &'static str {
    match technology {
        Technology::Fibre => language.pick("Glasfaser", "Fibre"),
        Technology::Radio => language.pick("Richtfunk", "Radio link"),
        Technology::Leased => language.pick("Mietleitung", "Leased line"),
    }
}

pub(super) fn state(state: SiteState, language: Language) -> &'static str {
    match state {
        SiteState::Connected => language.pick("angebunden", "connected"),
        SiteState::Planned => language.pick("geplant", "planned"),
        SiteState::Unsolvable => language.pick("nicht lösbar", "unsolvable"),
        SiteState::Open => language.pick("offen", "open"),
    }
}

pub(super) fn connection(connection: Connected, language: Language) -> &'static str {
    match connection.technology() {
        Some(by) => technology(by, language),
        None => language.pick("offen", "open"),
    }
}

pub(super) fn segment(kind: SegmentKind, language: Language) -> &'static str {
    match kind {
        SegmentKind::Trench => language.pick("Tiefbau", "New trench"),
        SegmentKind::OwnDuct => language.pick("eigenes Leerrohr", "Own duct"),
        SegmentKind::RentedDuct => language.pick("gemietetes Leerrohr", "Rented duct"),
        SegmentKind::Built => language.pick("ohnehin gebaut", "Built anyway"),
    }
}

pub(super) const fn class(class: Class) -> &'static str {
    match class {
        Class::M100 => "100 Mbit/s",
        Class::G1 => "1 Gbit/s",
        Class::G10 => "10 Gbit/s",
    }
}

/// Why a technology cannot be had.
pub(super) fn reason(reason: &Reason, language: Language) -> String {
    match reason {
        Reason::NoPosition => language
            .pick(
                "Die Lage des Standorts ist nicht bekannt.",
                "The position of the site is not known.",
            )
            .to_owned(),
        Reason::NoStreetWithin { limit_m } => language.pick(
            format!("Im Umkreis von {limit_m} m ist keine Straße, in der gegraben werden darf."),
            format!("Within {limit_m} m there is no street where digging is allowed."),
        ),
        Reason::NotReachable => language
            .pick(
                "Von keinem Knoten mit freien Fasern führt ein Weg hierher.",
                "No way leads here from any node with free fibres.",
            )
            .to_owned(),
        Reason::BelowMinimum { class: delivered } => {
            let delivered = class((*delivered).into());
            language.pick(
                format!("Mit {delivered} läge es unter der Mindestklasse der Richtlinie."),
                format!("At {delivered} it would be below the policy's minimum."),
            )
        }
        Reason::DecidedOtherwise { technology: fixed } => {
            let fixed = technology((*fixed).into(), language);
            language.pick(
                format!("Festgelegt ist: {fixed}."),
                format!("Decided by a person: {fixed}."),
            )
        }
        Reason::NotOffered => language
            .pick(
                "Das Preisbuch enthält kein Angebot, das die Mindestklasse erreicht.",
                "The price book offers nothing that meets the minimum.",
            )
            .to_owned(),
    }
}
