//! German and English words for the enums of the core.
//!
//! German comes first: it is what the people on the programme speak. Data formats use neither; they carry the names of the types.

pub mod finding;

use std::borrow::Cow;

use crate::access::{Item, Reason};
use crate::city::network::NodeKind;
use crate::city::site::Connection;
use crate::city::streets::{Crossing, Surface};
use crate::plan::{NoFibre, Remark, SegmentKind};
use crate::scenario::decisions::Technology;
use crate::scenario::prices::ServiceClass;

/// A language of the interface.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Language {
    /// German.
    #[default]
    German,
    /// English.
    English,
}

impl Language {
    /// The word of this language.
    #[must_use]
    pub const fn pick<T: Copy>(self, german: T, english: T) -> T {
        match self {
            Self::German => german,
            Self::English => english,
        }
    }
}

/// Something with a name in every language.
pub trait Words {
    /// Its name.
    fn words(&self, language: Language) -> Cow<'static, str>;
}

/// Words that need no numbers filled in.
macro_rules! plain_words {
    ($type:ty { $($variant:ident => $german:literal, $english:literal;)+ }) => {
        impl Words for $type {
            fn words(&self, language: Language) -> Cow<'static, str> {
                match self {
                    $(Self::$variant => language.pick($german, $english).into(),)+
                }
            }
        }
    };
}

plain_words!(Technology {
    Fibre => "Glasfaser", "fibre";
    Radio => "Richtfunk", "radio link";
    Leased => "Mietleitung", "leased line";
});
plain_words!(ServiceClass {
    M100 => "100 Mbit/s", "100 Mbit/s";
    G1 => "1 Gbit/s", "1 Gbit/s";
    G10 => "10 Gbit/s", "10 Gbit/s";
});
plain_words!(Connection {
    Open => "offen", "open";
    Fibre => "Glasfaser", "fibre";
    Radio => "Richtfunk", "radio link";
    Leased => "Mietleitung", "leased line";
});
plain_words!(SegmentKind {
    Trench => "Tiefbau", "new trench";
    OwnDuct => "eigenes Leerrohr", "own duct";
    RentedDuct => "gemietetes Leerrohr", "rented duct";
    Built => "ohnehin gebaut", "built anyway";
});
plain_words!(Item {
    Entry => "Hauseinführung und Inhausweg", "building entry and in-house route";
    Equipment => "Aktive Technik", "active equipment";
    Upkeep => "Unterhalt", "upkeep";
    Drop => "Hausanschluss", "drop";
    Trench => "Tiefbau", "new trench";
    OwnDuct => "Einblasen in eigenes Leerrohr", "fibre in own duct";
    RentedDuct => "Leerrohrmiete und Einblasen", "duct rent and fibre";
    Built => "Einblasen in mitverlegtes Leerrohr", "fibre in trench built anyway";
    Crossing => "Querungen", "crossings";
    BreakOut => "Öffnen des Knotens", "opening the node";
    Rent => "Miete der Leitung", "leased line rent";
    SetUp => "Bereitstellung der Leitung", "leased line set-up";
});
plain_words!(NodeKind {
    Pop => "Technikraum", "point of presence";
    Chamber => "Schacht", "chamber";
    Closure => "Muffe", "closure";
});
plain_words!(Surface {
    Asphalt => "Asphalt", "asphalt";
    PavedFootway => "gepflasterter Gehweg", "paved footway";
    Unpaved => "unbefestigt", "unpaved";
});
plain_words!(Crossing {
    Rail => "Bahnquerung", "rail crossing";
    Motorway => "Autobahnquerung", "motorway crossing";
    River => "Gewässerquerung", "river crossing";
});

impl Words for Reason {
    fn words(&self, language: Language) -> Cow<'static, str> {
        match self {
            Self::NoPosition => language
                .pick("Die Lage ist nicht bekannt.", "The position is not known.")
                .into(),
            Self::NoStreetWithin { limit_m } => match language {
                Language::German => format!("Im Umkreis von {limit_m} m liegt keine Straße."),
                Language::English => format!("There is no street within {limit_m} m."),
            }
            .into(),
            Self::NotReachable => language
                .pick(
                    "Die Straßen hier sind mit keinem Knoten mit freien Fasern verbunden.",
                    "The streets here are not joined to any node with free fibres.",
                )
                .into(),
            Self::BelowMinimum { class } => {
                let class = class.words(language);
                match language {
                    Language::German => {
                        format!(
                            "Angeboten wird höchstens {class}, die Mindestklasse liegt darüber."
                        )
                    }
                    Language::English => {
                        format!("At most {class} is on offer, which is below the minimum class.")
                    }
                }
                .into()
            }
            Self::DecidedOtherwise { technology } => {
                let technology = technology.words(language);
                match language {
                    Language::German => format!("Festgelegt wurde: {technology}."),
                    Language::English => format!("It was decided to use: {technology}."),
                }
                .into()
            }
            Self::NotOffered => language
                .pick(
                    "Das Preisbuch enthält kein Angebot.",
                    "The price book offers nothing.",
                )
                .into(),
        }
    }
}

plain_words!(NoFibre {
    NoStreets => "Es gibt keine Straßen.", "There are no streets.";
    NoNodes => "Kein Knoten hat freie Fasern.", "No existing node has free fibres.";
    NoNodeNearStreets => "Kein Knoten mit freien Fasern liegt an einer Straße.", "No existing node with free fibres lies near a street.";
    EachItsOwn => "Jeder Standort nennt seinen Grund.", "Each site names its reason.";
});

impl Words for Remark {
    fn words(&self, language: Language) -> Cow<'static, str> {
        match (self, language) {
            (Self::FibreImpossible { sites, why }, Language::German) => format!(
                "Glasfaser ist für keinen der {sites} Standorte möglich: {} Schranke und Abstand sagen darüber nichts.",
                why.words(language)
            ),
            (Self::FibreImpossible { sites, why }, Language::English) => format!(
                "Fibre is impossible for all of the {sites} sites: {} Bound and gap say nothing about it.",
                why.words(language)
            ),
            (Self::DuctNotAlongStreets { duct }, Language::German) => {
                format!("Das Leerrohr {} folgt keiner Straße und wird nicht genutzt.", duct.0)
            }
            (Self::DuctNotAlongStreets { duct }, Language::English) => {
                format!("Duct {} runs along no street and is not used.", duct.0)
            }
            (Self::NodeFarFromStreets { node, limit_m }, Language::German) => format!(
                "Der Knoten {} liegt über {limit_m} m von jeder Straße entfernt und wird nicht genutzt.",
                node.0
            ),
            (Self::NodeFarFromStreets { node, limit_m }, Language::English) => format!(
                "Node {} lies more than {limit_m} m from every street and is not used.",
                node.0
            ),
            (Self::CapacityReached { asset, most, moved }, Language::German) => format!(
                "{} hat nur {most} freie Fasern; {moved} Standorte wurden anders angebunden.",
                asset.0
            ),
            (Self::CapacityReached { asset, most, moved }, Language::English) => format!(
                "{} has only {most} free fibres; {moved} sites were connected otherwise.",
                asset.0
            ),
        }
        .into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_whole_sentences_in_both_languages() {
        for reason in [
            Reason::NoPosition,
            Reason::NoStreetWithin { limit_m: 500 },
            Reason::NotReachable,
            Reason::BelowMinimum {
                class: ServiceClass::M100,
            },
            Reason::DecidedOtherwise {
                technology: Technology::Leased,
            },
            Reason::NotOffered,
        ] {
            let (german, english) = (
                reason.words(Language::German),
                reason.words(Language::English),
            );
            assert_ne!(german, english);
            assert!(german.ends_with('.') && english.ends_with('.'));
        }
    }
}
