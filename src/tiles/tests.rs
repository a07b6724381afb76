//! The tiles are read back with a small decoder of their own.

use std::collections::BTreeMap;

use super::*;
use crate::city::District;
use crate::city::streets::{JunctionId, StreetEdge, StreetGraph, Surface};
use crate::geometry::{Utm32, line_length};

fn at(east: f64, north: f64) -> Utm32 {
    Utm32::new(393_000.0 + east, 5_707_000.0 + north).unwrap()
}

fn edge(name: &str, from: u32, to: u32, line: Vec<Utm32>) -> StreetEdge {
    StreetEdge {
        source_id: String::new(),
        name: name.to_owned(),
        from: JunctionId(from),
        to: JunctionId(to),
        length: line_length(&line),
        line,
        surface: Surface::Asphalt,
        surface_assumed: false,
        crossings: Vec::new(),
        forbidden: false,
    }
}

fn city() -> City {
    let square = |low: f64, high: f64| {
        vec![
            at(low, low),
            at(high, low),
            at(high, high),
            at(low, high),
            at(low, low),
        ]
    };
    City {
        streets: StreetGraph {
            junctions: vec![
                at(0.0, 0.0),
                at(500.0, 0.0),
                at(900.0, 0.0),
                at(500.0, 90.0),
            ],
            edges: vec![
                edge("Hauptstraße", 0, 1, vec![at(0.0, 0.0), at(500.0, 0.0)]),
                edge("Hauptstraße", 2, 1, vec![at(900.0, 0.0), at(500.0, 0.0)]),
                edge("Gasse", 1, 3, vec![at(500.0, 0.0), at(500.0, 90.0)]),
                edge(
                    "",
                    3,
                    3,
                    vec![at(500.0, 90.0), at(520.0, 99.0), at(500.0, 90.0)],
                ),
            ],
        },
        districts: vec![District {
            name: "Mitte".to_owned(),
            polygons: vec![vec![square(-900.0, 900.0), square(-100.0, 100.0)]],
        }],
        boundary: vec![vec![square(-1_000.0, 1_000.0)]],
        ..City::default()
    }
}

fn tile_of(position: Utm32, zoom: u8) -> TileId {
    let [x, y] = mercator::world(position);
    let side = f64::from(1_u32 << zoom);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a small test value"
    )]
    TileId::new(zoom.into(), (x * side) as u32, (y * side) as u32).unwrap()
}

/// One feature as it was read back: its tags and its geometry commands.
#[derive(Debug)]
struct Read {
    tags: BTreeMap<String, String>,
    parts: Vec<Vec<[i64; 2]>>,
}

fn varint(bytes: &mut &[u8]) -> u64 {
    let (mut value, mut shift) = (0, 0);
    loop {
        let byte = bytes[0];
        *bytes = &bytes[1..];
        value |= u64::from(byte & 0x7F) << shift;
        shift += 7;
        if byte < 0x80 {
            return value;
        }
    }
}

/// The fields of a protocol buffer message: number and, by wire type, a number or bytes.
fn fields(mut bytes: &[u8]) -> Vec<(u64, u64, &[u8])> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let key = varint(&mut bytes);
        match key & 7 {
            0 => found.push((key >> 3, varint(&mut bytes), [].as_slice())),
            2 => {
                let length = usize::try_from(varint(&mut bytes)).unwrap();
                let (inside, rest) = bytes.split_at(length);
                found.push((key >> 3, 0, inside));
                bytes = rest;
            }
            other => panic!("wire type {other}"),
        }
    }
    found
}

fn unpacked(mut bytes: &[u8]) -> Vec<u64> {
    let mut numbers = Vec::new();
    while !bytes.is_empty() {
        numbers.push(varint(&mut bytes));
    }
    numbers
}

fn geometry(commands: &[u64]) -> Vec<Vec<[i64; 2]>> {
    let signed =
        |value: u64| i64::try_from(value >> 1).unwrap() ^ -i64::try_from(value & 1).unwrap();
    let (mut parts, mut at, mut next) = (Vec::<Vec<_>>::new(), [0, 0], 0);
    while next < commands.len() {
        let (command, count) = (commands[next] & 7, commands[next] >> 3);
        next += 1;
        if command == 7 {
            continue;
        }
        for _ in 0..count {
            at = [
                at[0] + signed(commands[next]),
                at[1] + signed(commands[next + 1]),
            ];
            next += 2;
            if command == 1 {
                parts.push(Vec::new());
            }
            parts.last_mut().unwrap().push(at);
        }
    }
    parts
}

fn read(bytes: &[u8]) -> BTreeMap<String, Vec<Read>> {
    let mut layers = BTreeMap::new();
    for (_, _, layer) in fields(bytes) {
        let parts = fields(layer);
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let all = |number: u64| parts.iter().filter(move |part| part.0 == number);
        let keys: Vec<String> = all(3).map(|part| text(part.2)).collect();
        let values: Vec<String> = all(4)
            .map(|part| match fields(part.2)[0] {
                (1, _, bytes) => text(bytes),
                (_, number, _) => number.to_string(),
            })
            .collect();
        let features = all(2)
            .map(|part| {
                let inside = fields(part.2);
                let packed = |number: u64| {
                    inside
                        .iter()
                        .find(|field| field.0 == number)
                        .map(|field| unpacked(field.2))
                        .unwrap_or_default()
                };
                let pick =
                    |list: &[String], index: u64| list[usize::try_from(index).unwrap()].clone();
                Read {
                    tags: packed(2)
                        .chunks(2)
                        .map(|pair| (pick(&keys, pair[0]), pick(&values, pair[1])))
                        .collect(),
                    parts: geometry(&packed(4)),
                }
            })
            .collect();
        layers.insert(text(all(1).next().unwrap().2), features);
    }
    layers
}

#[test]
fn a_tile_holds_the_three_layers_and_joins_streets_of_one_name() {
    let tiles = Tileset::new(&city());
    let layers = read(&tiles.tile(tile_of(at(300.0, 0.0), 14)).unwrap());
    assert_eq!(
        layers.keys().collect::<Vec<_>>(),
        ["boundary", "districts", "streets"]
    );
    assert_eq!(layers["districts"][0].tags["name"], "Mitte");
    let main: Vec<&Read> = layers["streets"]
        .iter()
        .filter(|street| {
            street
                .tags
                .get("name")
                .is_some_and(|name| name == "Hauptstraße")
        })
        .collect();
    assert_eq!(main.len(), 1, "{main:?}");
    assert_eq!(main[0].parts.len(), 1);
    assert_eq!(main[0].tags["class"], "2");
}

#[test]
fn rings_are_wound_as_the_format_asks() {
    let tiles = Tileset::new(&city());
    let layers = read(&tiles.tile(tile_of(at(0.0, 0.0), 10)).unwrap());
    let area = |ring: &[[i64; 2]]| -> i64 {
        (0..ring.len())
            .map(|number| {
                let (a, b) = (ring[number], ring[(number + 1) % ring.len()]);
                a[0] * b[1] - b[0] * a[1]
            })
            .sum()
    };
    let district = &layers["districts"][0];
    assert_eq!(district.parts.len(), 2);
    assert!(area(&district.parts[0]) > 0);
    assert!(area(&district.parts[1]) < 0);
}

#[test]
fn everything_lies_within_the_tile_and_its_buffer() {
    let tiles = Tileset::new(&city());
    for zoom in 0..=DEEPEST_ZOOM {
        for (east, north) in [(0.0, 0.0), (500.0, 50.0), (899.0, 0.0), (1_000.0, 1_000.0)] {
            let bytes = tiles.tile(tile_of(at(east, north), zoom)).unwrap();
            for (name, features) in read(&bytes) {
                for position in features
                    .iter()
                    .flat_map(|feature| feature.parts.iter().flatten())
                {
                    assert!(
                        position.iter().all(|unit| (-64..=4160).contains(unit)),
                        "{name} {zoom} {position:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn far_away_only_long_streets_are_drawn() {
    let tiles = Tileset::new(&city());
    let names = |zoom: u8| -> Vec<Option<String>> {
        let bytes = tiles.tile(tile_of(at(500.0, 30.0), zoom)).unwrap();
        read(&bytes)
            .remove("streets")
            .unwrap_or_default()
            .into_iter()
            .map(|mut street| street.tags.remove("name"))
            .collect()
    };
    assert!(!names(11).contains(&Some("Gasse".to_owned())));
    assert!(names(11).contains(&Some("Hauptstraße".to_owned())));
    assert!(names(16).contains(&Some("Gasse".to_owned())));
    assert!(names(16).contains(&None));
    assert!(names(8).is_empty());
}

#[test]
fn equal_cities_give_equal_bytes_and_far_tiles_are_empty() {
    let id = tile_of(at(300.0, 0.0), 15);
    let bytes = Tileset::new(&city()).tile(id).unwrap();
    assert_eq!(bytes, Tileset::new(&city()).tile(id).unwrap());
    assert!(!bytes.is_empty());
    assert!(
        Tileset::new(&city())
            .tile(TileId::new(15, 0, 0).unwrap())
            .unwrap()
            .is_empty()
    );
    assert!(
        Tileset::new(&City::default())
            .tile(TileId::new(0, 0, 0).unwrap())
            .unwrap()
            .is_empty()
    );
}

#[test]
fn tiles_outside_the_world_do_not_exist() {
    for (zoom, column, row) in [
        (17, 0, 0),
        (0, 1, 0),
        (0, 0, 1),
        (3, 8, 0),
        (16, 65_536, 0),
        (4_294_967_295, 0, 0),
    ] {
        assert!(
            TileId::new(zoom, column, row).is_err(),
            "{zoom}/{column}/{row}"
        );
    }
    assert!(TileId::new(16, 65_535, 65_535).is_ok());
}

#[test]
fn a_line_is_cut_where_it_leaves_and_enters() {
    let line = [
        [-10.0, 5.0],
        [5.0, 5.0],
        [5.0, 20.0],
        [8.0, 20.0],
        [8.0, 0.0],
    ];
    let parts = clip::line_parts(&line, 0.0, 10.0);
    assert_eq!(
        parts,
        vec![
            vec![[0.0, 5.0], [5.0, 5.0], [5.0, 10.0]],
            vec![[8.0, 10.0], [8.0, 0.0]],
        ]
    );
}
