//! Kinds of site and how many of each a city has, after the programme's own count.

use super::whole;

/// A kind of site: how many the full city has, how they are called, pupils and desks as quantiles.
pub(super) struct Mix {
    pub(super) kind: &'static str,
    pub(super) count: f64,
    pub(super) label: &'static str,
    pub(super) pupils: &'static [(f64, f64)],
    pub(super) desks: &'static [(f64, f64)],
    /// How strongly it is drawn to densely settled places.
    pub(super) urban: f64,
}

const fn mix(
    kind: &'static str,
    count: f64,
    label: &'static str,
    pupils: &'static [(f64, f64)],
    desks: &'static [(f64, f64)],
    urban: f64,
) -> Mix {
    Mix {
        kind,
        count,
        label,
        pupils,
        desks,
        urban,
    }
}

/// How many of the first kinds are schools.
pub(super) const SCHOOL_KINDS: usize = 10;

const NONE: &[(f64, f64)] = &[];

/// The 626 sites: 154 schools first, as the programme counts them.
pub(super) const MIX: [Mix; 24] = [
    mix(
        "grundschule",
        88.0,
        "Grundschule",
        &[(0.0, 110.0), (0.5, 245.0), (1.0, 430.0)],
        &[(0.0, 3.0), (1.0, 8.0)],
        1.0,
    ),
    mix(
        "gymnasium",
        14.0,
        "Gymnasium",
        &[(0.0, 560.0), (0.5, 880.0), (1.0, 1_280.0)],
        &[(0.0, 8.0), (1.0, 18.0)],
        1.0,
    ),
    mix(
        "realschule",
        13.0,
        "Realschule",
        &[(0.0, 330.0), (0.5, 510.0), (1.0, 760.0)],
        &[(0.0, 6.0), (1.0, 12.0)],
        1.0,
    ),
    mix(
        "gesamtschule",
        10.0,
        "Gesamtschule",
        &[(0.0, 620.0), (0.5, 1_020.0), (1.0, 1_420.0)],
        &[(0.0, 10.0), (1.0, 22.0)],
        1.0,
    ),
    mix(
        "foerderschule",
        10.0,
        "Förderschule",
        &[(0.0, 90.0), (0.5, 155.0), (1.0, 260.0)],
        &[(0.0, 4.0), (1.0, 9.0)],
        1.0,
    ),
    mix(
        "hauptschule",
        8.0,
        "Hauptschule",
        &[(0.0, 220.0), (0.5, 350.0), (1.0, 480.0)],
        &[(0.0, 5.0), (1.0, 10.0)],
        1.0,
    ),
    mix(
        "berufskolleg",
        8.0,
        "Berufskolleg",
        &[(0.0, 900.0), (0.5, 1_900.0), (1.0, 3_100.0)],
        &[(0.0, 15.0), (1.0, 40.0)],
        1.0,
    ),
    mix(
        "sekundarschule",
        1.0,
        "Sekundarschule",
        &[(0.0, 400.0), (1.0, 500.0)],
        &[(0.0, 6.0), (1.0, 10.0)],
        1.0,
    ),
    mix(
        "weiterbildungskolleg",
        1.0,
        "Weiterbildungskolleg",
        &[(0.0, 700.0), (1.0, 900.0)],
        &[(0.0, 10.0), (1.0, 20.0)],
        1.0,
    ),
    mix(
        "schule_fuer_kranke",
        1.0,
        "Klinikschule",
        &[(0.0, 80.0), (1.0, 140.0)],
        &[(0.0, 4.0), (1.0, 8.0)],
        1.0,
    ),
    mix(
        "kita",
        100.0,
        "Kindertagesstätte",
        NONE,
        &[(0.0, 1.0), (1.0, 5.0)],
        0.9,
    ),
    mix(
        "feuerwache",
        9.0,
        "Feuer- und Rettungswache",
        NONE,
        &[(0.0, 15.0), (1.0, 45.0)],
        0.5,
    ),
    mix(
        "feuerwehrhaus",
        19.0,
        "Freiwillige Feuerwehr",
        NONE,
        &[(0.0, 1.0), (1.0, 4.0)],
        0.2,
    ),
    mix(
        "rettungswache",
        10.0,
        "Rettungswache",
        NONE,
        &[(0.0, 3.0), (1.0, 10.0)],
        0.5,
    ),
    mix(
        "friedhof",
        33.0,
        "Friedhof",
        NONE,
        &[(0.0, 1.0), (1.0, 4.0)],
        -0.6,
    ),
    mix(
        "bezirksverwaltung",
        12.0,
        "Bezirksverwaltungsstelle",
        NONE,
        &[(0.0, 30.0), (1.0, 90.0)],
        1.0,
    ),
    mix(
        "bibliothek",
        10.0,
        "Stadtteilbibliothek",
        NONE,
        &[(0.0, 5.0), (1.0, 25.0)],
        1.0,
    ),
    mix(
        "buero",
        95.0,
        "Verwaltungsgebäude",
        NONE,
        &[(0.0, 8.0), (0.5, 45.0), (0.9, 200.0), (1.0, 520.0)],
        1.0,
    ),
    mix(
        "jugend",
        48.0,
        "Jugendfreizeitstätte",
        NONE,
        &[(0.0, 2.0), (1.0, 8.0)],
        0.7,
    ),
    mix(
        "senioren",
        30.0,
        "Seniorenbegegnungsstätte",
        NONE,
        &[(0.0, 2.0), (1.0, 10.0)],
        0.7,
    ),
    mix(
        "sporthalle",
        52.0,
        "Sporthalle",
        NONE,
        &[(0.0, 0.0), (1.0, 2.0)],
        0.6,
    ),
    mix(
        "depot",
        24.0,
        "Betriebshof",
        NONE,
        &[(0.0, 2.0), (1.0, 15.0)],
        -0.3,
    ),
    mix(
        "technik",
        24.0,
        "Pumpwerk",
        NONE,
        &[(0.0, 0.0), (1.0, 1.0)],
        -0.6,
    ),
    mix(
        "sonstige",
        6.0,
        "Lager",
        NONE,
        &[(0.0, 0.0), (1.0, 3.0)],
        -0.3,
    ),
];

/// Whole numbers of every kind for a town of a size, by the largest remainders.
pub(super) fn counts(size: f64) -> Vec<usize> {
    let exact: Vec<f64> = MIX.iter().map(|mix| mix.count * size).collect();
    let mut counts: Vec<usize> = exact
        .iter()
        .map(|&value| whole(value.floor()) as usize)
        .collect();
    let total = whole((exact.iter().sum::<f64>()).round()) as usize;
    let mut order: Vec<usize> = (0..exact.len()).collect();
    order.sort_by(|&a, &b| {
        (exact[b] - exact[b].floor())
            .total_cmp(&(exact[a] - exact[a].floor()))
            .then(a.cmp(&b))
    });
    for index in order {
        if counts.iter().sum::<usize>() >= total {
            break;
        }
        if exact[index] > 0.0 {
            counts[index] += 1;
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_full_city_has_626_sites_and_154_schools() {
        let full = counts(1.0);
        assert_eq!(full.iter().sum::<usize>(), 626);
        assert_eq!(full[..SCHOOL_KINDS].iter().sum::<usize>(), 154);
        assert_eq!(counts(0.1).iter().sum::<usize>(), 63);
        assert_eq!(counts(0.01).iter().sum::<usize>(), 6);
    }
}
