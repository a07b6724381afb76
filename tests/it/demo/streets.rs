//! The demo city's streets against those of a real city.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use lichtweg::city::City;
use lichtweg::city::site::Site;
use lichtweg::city::streets::{JunctionId, StreetGraph};
use lichtweg::city_file;
use lichtweg::demo::generate;
use lichtweg::geometry::{Utm32, distance, foot_on_line, line_length};

use super::import_file;

/// Statistics of a street network and of how near sites lie to it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Statistics {
    /// Shares of junctions with 1, 2, 3, 4 and more street ends.
    degrees: [f64; 5],
    /// Share of segments that end dead.
    dead_end_segments: f64,
    /// Lengths of segments at the shares of [`SHARES`], in metres.
    lengths: [f64; 6],
    /// Median and ninth decile of the distance from schools to the nearest segment, in metres.
    snap: [f64; 2],
}

/// Shares at which lengths are compared.
const SHARES: [f64; 6] = [0.1, 0.25, 0.5, 0.75, 0.9, 0.99];

/// Köln: 15,846 segments and 11,145 junctions of `Strassenabschnitt.shp` (Stadt Köln, CC-BY), 298 schools of IT.NRW's list
/// (dl-de/by-2-0). Junctions are ends rounded to the centimetre.
pub(super) const KOELN: Statistics = Statistics {
    degrees: [0.1639, 0.0402, 0.5990, 0.1847, 0.0122],
    dead_end_segments: 0.1145,
    lengths: [45.4, 72.4, 110.6, 183.3, 302.6, 954.5],
    snap: [21.0, 61.6],
};

/// How far the demo city may be from the real one.
const TOLERANCE: f64 = 0.15;

fn at_share(sorted: &[f64], share: f64) -> f64 {
    let count = sorted.len();
    let index = (0..count)
        .take_while(|&index| (index as f64) < share * count as f64)
        .count();
    sorted[index.min(count - 1)]
}

fn degrees(streets: &StreetGraph) -> Vec<usize> {
    let mut degrees = vec![0; streets.junctions.len()];
    for edge in &streets.edges {
        degrees[edge.from.0 as usize] += 1;
        degrees[edge.to.0 as usize] += 1;
    }
    degrees
}

/// Distances from positions to the nearest segment, sorted.
fn snap_distances(streets: &StreetGraph, positions: impl Iterator<Item = Utm32>) -> Vec<f64> {
    let boxes: Vec<[f64; 4]> = streets
        .edges
        .iter()
        .map(|edge| {
            edge.line
                .iter()
                .fold([f64::INFINITY, f64::INFINITY, 0.0, 0.0], |around, at| {
                    [
                        around[0].min(at.easting()),
                        around[1].min(at.northing()),
                        f64::max(around[2], at.easting()),
                        f64::max(around[3], at.northing()),
                    ]
                })
        })
        .collect();
    let mut result: Vec<f64> = positions
        .map(|position| {
            let (east, north) = (position.easting(), position.northing());
            let mut best = f64::INFINITY;
            for (edge, around) in streets.edges.iter().zip(&boxes) {
                let outside = (around[0] - east)
                    .max(east - around[2])
                    .max(around[1] - north)
                    .max(north - around[3]);
                if outside < best {
                    let foot = foot_on_line(&edge.line, position).expect("a segment has a line");
                    best = best.min(foot.distance.get());
                }
            }
            best
        })
        .collect();
    result.sort_by(f64::total_cmp);
    result
}

/// The statistics of a city; the snap distances are those of the sites given.
pub(super) fn statistics(city: &City, is_school: impl Fn(&Site) -> bool) -> Statistics {
    let streets = &city.streets;
    let degree = degrees(streets);
    let mut counts = [0.0; 5];
    for &ends in &degree {
        counts[ends.clamp(1, 5) - 1] += 1.0 / degree.len() as f64;
    }
    let dead = streets
        .edges
        .iter()
        .filter(|edge| degree[edge.from.0 as usize] == 1 || degree[edge.to.0 as usize] == 1);
    let mut lengths: Vec<f64> = streets.edges.iter().map(|edge| edge.length.get()).collect();
    lengths.sort_by(f64::total_cmp);
    let schools = city
        .sites
        .iter()
        .filter(|site| is_school(site))
        .filter_map(|site| site.position);
    let snap = snap_distances(streets, schools);
    Statistics {
        degrees: counts,
        dead_end_segments: dead.count() as f64 / streets.edges.len() as f64,
        lengths: SHARES.map(|share| at_share(&lengths, share)),
        snap: [at_share(&snap, 0.5), at_share(&snap, 0.9)],
    }
}

fn assert_near(what: &str, found: &[f64], expected: &[f64]) {
    for (found, expected) in found.iter().zip(expected) {
        assert!(
            (found / expected - 1.0).abs() <= TOLERANCE,
            "{what}: {found} instead of {expected}"
        );
    }
}

pub(super) fn assert_like(found: &Statistics, expected: &Statistics) {
    assert_near("degrees", &found.degrees, &expected.degrees);
    assert_near(
        "dead ends",
        &[found.dead_end_segments],
        &[expected.dead_end_segments],
    );
    assert_near("lengths", &found.lengths, &expected.lengths);
    assert_near("snap", &found.snap, &expected.snap);
}

pub(super) fn has_pupils(site: &Site) -> bool {
    site.pupils.is_some()
}

/// Sizes of the pieces the streets fall into, largest first.
pub(super) fn pieces(streets: &StreetGraph) -> Vec<usize> {
    let mut beside = vec![Vec::new(); streets.junctions.len()];
    for edge in &streets.edges {
        beside[edge.from.0 as usize].push(edge.to);
        beside[edge.to.0 as usize].push(edge.from);
    }
    let mut seen = vec![false; beside.len()];
    let mut sizes = Vec::new();
    for start in 0..beside.len() {
        let mut open = vec![JunctionId(u32::try_from(start).expect("small"))];
        let mut size = 0;
        while let Some(junction) = open.pop() {
            if !std::mem::replace(&mut seen[junction.0 as usize], true) {
                size += 1;
                open.extend(&beside[junction.0 as usize]);
            }
        }
        if size > 0 {
            sizes.push(size);
        }
    }
    sizes.sort_by(|a, b| b.cmp(a));
    sizes
}

#[test]
fn streets_have_the_statistics_of_a_real_city_for_several_seeds() {
    for seed in [1, 2, 2026] {
        let demo = generate(seed, 1.0).unwrap();
        assert_like(&statistics(&demo.city, has_pupils), &KOELN);
        let streets = &demo.city.streets;
        assert!(
            (12_000..=13_000).contains(&streets.edges.len()),
            "{}",
            streets.edges.len()
        );
        let kilometres = streets
            .edges
            .iter()
            .map(|edge| edge.length.get())
            .sum::<f64>()
            / 1000.0;
        assert!((1_750.0..=2_050.0).contains(&kilometres), "{kilometres}");
        let pieces = pieces(streets);
        assert!(pieces[0] as f64 > 0.99 * streets.junctions.len() as f64);
        assert!(pieces.len() > 3, "a real network has loose ends");
    }
}

#[test]
fn the_statistics_are_those_of_the_real_data_where_it_is_at_hand() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    if city_file::shared_folder(root).is_none() {
        assert!(
            std::env::var("CI").as_deref() != Ok("true"),
            "the folder of shared data is missing"
        );
        eprintln!("SKIPPED: the folder of shared data is missing; set LICHTWEG_SHARED");
        return;
    }
    let koeln = import_file(&root.join("tests/cities/koeln/city.toml"));
    let real = statistics(&koeln.city, |_| true);
    // The city file takes the 259 schools of the city itself, the record all 298: their distances differ a little.
    for (found, recorded, tolerance) in [
        (&real.degrees[..], &KOELN.degrees[..], 0.01),
        (&[real.dead_end_segments], &[KOELN.dead_end_segments], 0.01),
        (&real.lengths, &KOELN.lengths, 0.01),
        (&real.snap, &KOELN.snap, 0.1),
    ] {
        for (found, recorded) in found.iter().zip(recorded) {
            assert!(
                (found / recorded - 1.0).abs() < tolerance,
                "{found} is not {recorded}"
            );
        }
    }
    assert_like(
        &statistics(&generate(1, 1.0).unwrap().city, has_pupils),
        &real,
    );
}

#[test]
fn streets_prefer_no_direction_and_no_length() {
    let demo = generate(1, 1.0).unwrap();
    // A grid would have nearly all length in two neighbouring classes of five degrees modulo a right angle.
    let mut classes = [0.0; 18];
    let mut lengths: BTreeMap<String, usize> = BTreeMap::new();
    for edge in &demo.city.streets.edges {
        for pair in edge.line.windows(2) {
            let (east, north) = (
                pair[1].easting() - pair[0].easting(),
                pair[1].northing() - pair[0].northing(),
            );
            let degrees = north.atan2(east).to_degrees().rem_euclid(90.0);
            let class = (0..17)
                .take_while(|&class| degrees >= 5.0 * f64::from(class + 1))
                .count();
            classes[class] += distance(pair[0], pair[1]).get();
        }
        *lengths
            .entry(format!("{:.1}", edge.length.get()))
            .or_default() += 1;
    }
    let total: f64 = classes.iter().sum();
    for share in classes.map(|class| class / total) {
        assert!((0.03..0.10).contains(&share), "{classes:?}");
    }
    let commonest = lengths.values().max().unwrap();
    assert!(
        *commonest < 40,
        "{commonest} segments have the same length to ten centimetres"
    );
}

#[test]
fn segments_join_exactly_and_have_their_length() {
    let demo = generate(3, 0.3).unwrap();
    let streets = &demo.city.streets;
    let mut numbers = BTreeSet::new();
    for edge in &streets.edges {
        assert_eq!(
            edge.line.first(),
            Some(&streets.junctions[edge.from.0 as usize])
        );
        assert_eq!(
            edge.line.last(),
            Some(&streets.junctions[edge.to.0 as usize])
        );
        assert!((line_length(&edge.line).get() - edge.length.get()).abs() < 1e-6);
        assert!(edge.length.get() > 5.0);
        assert!(numbers.insert(&edge.source_id));
        assert!(!edge.name.is_empty());
    }
    let crossed: BTreeSet<_> = streets
        .edges
        .iter()
        .flat_map(|edge| &edge.crossings)
        .collect();
    assert_eq!(
        crossed.len(),
        3,
        "rail, motorway and river are all crossed somewhere"
    );
}
