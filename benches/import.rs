//! Reading the real street networks, and snapping sites to them.

mod support;

use divan::{Bencher, black_box};
use lichtweg::city::streets::NearestStreet;
use lichtweg::geometry::Utm32;
use lichtweg::import;
use lichtweg::units::Metres;
use support::{KOELN, city_file};

fn main() {
    support::main();
}

/// 15,846 segments from Shape, 298 rows, districts, and the graph of it.
#[divan::bench(sample_count = 10)]
fn koeln_from_shape() {
    black_box(import::import(&city_file("koeln")).expect("the files of Köln can be read"));
}

/// 12,694 segments from packed GeoJSON and the ministry's list of 5,507 schools.
#[divan::bench(sample_count = 10)]
fn dortmund_from_geojson() {
    black_box(import::import(&city_file("dortmund")).expect("the files of Dortmund can be read"));
}

/// The index over 15,846 segments.
#[divan::bench]
fn index_of_koeln(bencher: Bencher) {
    let streets = &KOELN.city.streets;
    bencher.bench(|| black_box(NearestStreet::diggable(streets)));
}

/// 10,000 positions on a lattice over the city, each to its nearest street.
#[divan::bench(sample_count = 20)]
fn ten_thousand_snaps(bencher: Bencher) {
    let snapper = NearestStreet::diggable(&KOELN.city.streets);
    let limit = Metres::new(2000.0).expect("a length");
    let positions: Vec<Utm32> = (0..10_000_u32)
        .map(|number| {
            let (column, row) = (f64::from(number % 100), f64::from(number / 100));
            Utm32::new(345_000.0 + 250.0 * column, 5_632_000.0 + 270.0 * row)
                .expect("a position in Köln")
        })
        .collect();
    bencher.bench(|| {
        positions
            .iter()
            .filter_map(|&position| snapper.foot(position, limit))
            .count()
    });
}
