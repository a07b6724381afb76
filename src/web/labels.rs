//! German and English words for what only the API knows; everything else is in `words`.

use super::answers::{Class, Connected, SiteState, Technology};
use crate::scenario::decisions;
use crate::scenario::prices::ServiceClass;
use crate::words::{Language, Words};

pub(super) fn technology(technology: Technology, language: Language) -> String {
    decisions::Technology::from(technology)
        .words(language)
        .into_owned()
}

pub(super) const fn state(state: SiteState, language: Language) -> &'static str {
    match state {
        SiteState::Connected => language.pick("angeschlossen", "connected"),
        SiteState::Planned => language.pick("geplant", "planned"),
        SiteState::Unsolvable => language.pick("nicht lösbar", "unsolvable"),
        SiteState::Open => language.pick("offen", "open"),
    }
}

pub(super) fn connection(connection: Connected, language: Language) -> String {
    match connection.technology() {
        Some(by) => technology(by, language),
        None => language.pick("offen", "open").to_owned(),
    }
}

pub(super) fn class(class: Class, language: Language) -> String {
    let class = match class {
        Class::M100 => ServiceClass::M100,
        Class::G1 => ServiceClass::G1,
        Class::G10 => ServiceClass::G10,
    };
    class.words(language).into_owned()
}
