//! Vector tiles from the streets of Köln, each made anew.

mod support;

use divan::{Bencher, black_box};
use lichtweg::tiles::{TileId, Tileset};
use support::KOELN;

fn main() {
    support::main();
}

/// Everything that is done once when a server starts.
#[divan::bench(sample_count = 10)]
fn tileset(bencher: Bencher) {
    let city = &KOELN.city;
    bencher.bench(|| black_box(Tileset::new(city)));
}

/// One tile over the cathedral, from the whole city to a street corner. A fresh tileset each time, so that nothing is kept.
#[divan::bench(sample_count = 10, args = [10, 12, 14, 16])]
fn tile_over_the_cathedral(bencher: Bencher, zoom: u32) {
    let (column, row) = tile_of(6.9583, 50.9413, zoom);
    let id = TileId::new(zoom, column, row).expect("a tile that exists");
    bencher
        .with_inputs(|| Tileset::new(&KOELN.city))
        .bench_refs(|tiles| tiles.tile(id).map(|bytes| bytes.len()));
}

/// The tile of a place in the usual numbering (Web Mercator, EPSG:3857).
fn tile_of(longitude: f64, latitude: f64, zoom: u32) -> (u32, u32) {
    let tiles = f64::from(1_u32 << zoom);
    let column = (longitude + 180.0) / 360.0 * tiles;
    let sine = latitude.to_radians().sin();
    let row = (0.5 - ((1.0 + sine) / (1.0 - sine)).ln() / (4.0 * std::f64::consts::PI)) * tiles;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "both lie between 0 and the number of tiles"
    )]
    (column as u32, row as u32)
}
