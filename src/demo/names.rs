//! Invented names: streets, towns and sites. None is meant to be a real one.

use super::random::Random;

const FIRST: [&str; 64] = [
    "Ahorn",
    "Amsel",
    "Apfel",
    "Bach",
    "Birken",
    "Brunnen",
    "Buchen",
    "Dachs",
    "Distel",
    "Dohlen",
    "Drossel",
    "Eber",
    "Eichen",
    "Elster",
    "Erlen",
    "Eschen",
    "Espen",
    "Falken",
    "Farn",
    "Fichten",
    "Finken",
    "Flieder",
    "Fuchs",
    "Ginster",
    "Habicht",
    "Hasel",
    "Heide",
    "Hirsch",
    "Holunder",
    "Hopfen",
    "Igel",
    "Iltis",
    "Kiefern",
    "Kirsch",
    "Klee",
    "Kranich",
    "Kresse",
    "Lerchen",
    "Linden",
    "Luchs",
    "Mohn",
    "Moos",
    "Mühlen",
    "Nelken",
    "Otter",
    "Pappel",
    "Quellen",
    "Rainfarn",
    "Reiher",
    "Rosen",
    "Rüstern",
    "Salbei",
    "Schilf",
    "Schlehen",
    "Schwalben",
    "Specht",
    "Storch",
    "Tannen",
    "Ulmen",
    "Veilchen",
    "Wacholder",
    "Weiden",
    "Wiesel",
    "Zeisig",
];

const SECOND: [&str; 16] = [
    "", "born", "brink", "busch", "feld", "garten", "grund", "heide", "hof", "holz", "kamp",
    "rain", "siepen", "tal", "ufer", "winkel",
];

const ENDS: usize = 6;
const MAIN_ENDS: [&str; ENDS] = ["allee", "chaussee", "damm", "ring", "wall", "markt"];
const MINOR_ENDS: [&str; ENDS] = ["straße", "weg", "gasse", "pfad", "stieg", "platz"];

/// Hands out street names, each once.
#[derive(Debug)]
pub(super) struct StreetNames {
    main: Vec<u32>,
    minor: Vec<u32>,
    rounds: u32,
}

impl StreetNames {
    /// The names of one town in an order of its own.
    pub(super) fn new(random: &mut Random) -> Self {
        let all = u32::try_from(FIRST.len() * SECOND.len() * ENDS).expect("a few thousand names");
        let mut main: Vec<u32> = (0..all).collect();
        let mut minor = main.clone();
        random.shuffle(&mut main);
        random.shuffle(&mut minor);
        Self {
            main,
            minor,
            rounds: 0,
        }
    }

    /// A name for a main road.
    pub(super) fn main(&mut self) -> String {
        let number = self.main.pop();
        self.name(number, &MAIN_ENDS)
    }

    /// A name for a minor street.
    pub(super) fn minor(&mut self) -> String {
        let number = self.minor.pop();
        self.name(number, &MINOR_ENDS)
    }

    fn name(&mut self, number: Option<u32>, ends: &[&str; ENDS]) -> String {
        let Some(number) = number else {
            self.rounds += 1;
            return format!("Neue Straße {}", self.rounds);
        };
        let number = number as usize;
        let first = FIRST[number % FIRST.len()];
        let second = SECOND[number / FIRST.len() % SECOND.len()];
        let end = ends[number / (FIRST.len() * SECOND.len())];
        if second.is_empty() || end != "pfad" {
            format!("{first}{second}{end}")
        } else {
            format!("Am {first}{second}")
        }
    }
}

/// An invented name for town number `index` of a region.
pub(super) fn town(index: usize) -> String {
    const ENDS: [&str; 10] = [
        "hagen", "rode", "bergen", "stedt", "hausen", "furt", "beck", "lar", "scheid", "trop",
    ];
    const STARTS: [&str; 16] = [
        "Linden", "Ahorn", "Eber", "Falken", "Mohn", "Reiher", "Ulmen", "Wiesel", "Heide",
        "Quellen", "Schilf", "Dohlen", "Hasel", "Iltis", "Kranich", "Otter",
    ];
    let round = index / (ENDS.len() * STARTS.len());
    let name = format!(
        "{}{}",
        STARTS[index % STARTS.len()],
        // The second word moves on with every round of the first, so that pairs do not repeat.
        ENDS[(index + index / STARTS.len()) % ENDS.len()]
    );
    if round == 0 {
        name
    } else {
        format!("{name} {}", round + 1)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn streets_and_towns_have_names_of_their_own() {
        let mut names = StreetNames::new(&mut Random::new(1));
        let minor: BTreeSet<String> = (0..6_200).map(|_| names.minor()).collect();
        assert_eq!(minor.len(), 6_200);
        let towns: BTreeSet<String> = (0..100).map(town).collect();
        assert_eq!(towns.len(), 100);
    }
}
