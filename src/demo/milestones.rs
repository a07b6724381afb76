//! Milestones of the demo programme: kept, missed and set anew, in the committee's words.

use jiff::civil::{Date, date};

use super::history::{AS_OF, COUNTED, START, TARGET};

/// A date the programme has promised something for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Milestone {
    /// Its number, such as `M3`.
    pub id: &'static str,
    /// What was promised, in German.
    pub title: &'static str,
    /// The first date promised.
    pub first_due: Date,
    /// The date that counts today, after it was set anew.
    pub due: Date,
    /// When it was reached.
    pub reached: Option<Date>,
    /// Its state in one German word: `erreicht`, `verfehlt`, `offen`.
    pub state: &'static str,
    /// What happened, in German.
    pub note: &'static str,
}

/// All milestones, oldest first.
pub(super) fn milestones() -> Vec<Milestone> {
    vec![
        Milestone {
            id: "M1",
            title: "Programmstart",
            first_due: START,
            due: START,
            reached: Some(START),
            state: "erreicht",
            note: "synthetisch: Bestand zum Programmstart als Ausgangslage erfasst",
        },
        Milestone {
            id: "M2",
            title: "Öffentliche Zählung der angebundenen Standorte",
            first_due: COUNTED,
            due: COUNTED,
            reached: Some(COUNTED),
            state: "erreicht",
            note: "226 von 626 Standorten angebunden, 112 der 400 offenen sind Schulen",
        },
        Milestone {
            id: "M3",
            title: "Teilziel: alle Schulen angebunden",
            first_due: date(2022, 6, 30),
            due: date(2027, 7, 31),
            reached: None,
            state: "verfehlt",
            note: "synthetisch: Teilziel Mitte 2022 verfehlt; neu festgelegt am 15.09.2022 auf 31.07.2027 (Baseline 2)",
        },
        Milestone {
            id: "M4",
            title: "Neue Baseline nach wiederholter Ausschreibung",
            first_due: date(2024, 3, 31),
            due: date(2024, 3, 31),
            reached: Some(date(2024, 3, 12)),
            state: "erreicht",
            note: "synthetisch: Tiefbaulos 2023 aufgehoben und neu vergeben",
        },
        Milestone {
            id: "M5",
            title: "Stand der Demodaten",
            first_due: AS_OF,
            due: AS_OF,
            reached: Some(AS_OF),
            state: "erreicht",
            note: "synthetisch: Stichtag des Referenzszenarios",
        },
        Milestone {
            id: "M6",
            title: "Alle Standorte angebunden",
            first_due: TARGET,
            due: TARGET,
            reached: None,
            state: "offen",
            note: "Zieltermin Mitte 2028",
        },
    ]
}
