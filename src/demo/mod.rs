//! The synthetic city: made from a seed and a scale, labelled synthetic everywhere.
//!
//! It follows the public facts of Dortmund (districts, inhabitants, number and kinds of sites, heights, dates); streets, names,
//! addresses, network and history are invented, and the statistics of the streets are those of Köln. Nothing in it may be taken for
//! a real place. The same seed and scale give the same city on every machine; there is no input, no clock and no thread here.
//!
//! A town is made in this order: ground plan (`town`), blocks and streets (`blocks`, `planar`), railways and water
//! (`obstacles`), degrees and dead ends (`web`), bends and names (`roads`, `noise`), sites (`sites`), history (`history`)
//! and the network that fits it (`network`). A region is several towns side by side.

mod blocks;
mod grid;
mod groups;
mod heights;
mod history;
mod milestones;
mod names;
mod network;
mod noise;
mod obstacles;
mod paths;
mod planar;
mod plane;
mod random;
mod roads;
mod sites;
mod town;
mod web;

use jiff::civil::Date;

pub use heights::TerrainGrid;
pub use milestones::Milestone;

use crate::city::network::AssetId;
use crate::city::{City, District};
use crate::geometry::Utm32;
use crate::programme::{Entry, Log};
use noise::Warp;
use plane::Spot;
use random::Random;

/// Street edges of the full city before dead ends are added; with them it has some 12,500.
const EDGES_BEFORE: f64 = 10_550.0;

/// Pieces of street that join nothing, in the full city.
const ISLANDS: f64 = 8.0;

/// Greatest scale: a region larger than a hundred cities leaves the zone of the coordinates.
pub const MAX_SCALE: f64 = 100.0;

/// Least scale: below it districts have no site each.
pub const MIN_SCALE: f64 = 0.02;

/// The scale asked for is out of range.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// Not a number, or too small or too large.
    #[error("scale `{scale}` is not between {MIN_SCALE} and {MAX_SCALE}")]
    Scale {
        /// The refused scale.
        scale: f64,
    },
}

/// A made-up city with its past.
#[derive(Debug, Clone)]
pub struct DemoCity {
    /// The city; sites are connected as of [`DemoCity::as_of`].
    pub city: City,
    /// Since when which site is connected how.
    pub log: Log,
    /// When each node of the existing network went into service.
    pub in_service: Vec<(AssetId, Date)>,
    /// Ground heights.
    pub terrain: TerrainGrid,
    /// The programme's milestones.
    pub milestones: Vec<Milestone>,
    /// What a reader must know about the data, in German.
    pub notes: Vec<String>,
    /// The seed it was made from.
    pub seed: u64,
    /// The scale it was made with.
    pub scale: f64,
    /// First day of the programme.
    pub start: Date,
    /// Day of the public count.
    pub counted: Date,
    /// The day the city stands at.
    pub as_of: Date,
    /// The day everything should be connected.
    pub target: Date,
}

/// Makes the city of a seed and a scale: 1 is a city of 626 sites, 10 a region of ten.
///
/// # Errors
/// [`Error::Scale`] for a scale outside [`MIN_SCALE`] to [`MAX_SCALE`].
pub fn generate(seed: u64, scale: f64) -> Result<DemoCity, Error> {
    if !(MIN_SCALE..=MAX_SCALE).contains(&scale) {
        return Err(Error::Scale { scale });
    }
    let towns = sites::whole(scale.ceil()).max(1) as usize;
    let size = scale / towns as f64;
    let random = Random::new(seed);
    let warp = Warp::new(random.stream(0).bits(), size.sqrt());
    let bend = |spot: Spot| warp.at(spot).rounded();
    let mut city = City {
        name: if towns == 1 {
            "Demostadt".to_owned()
        } else {
            format!("Demoregion aus {towns} Städten")
        },
        synthetic: true,
        attribution: vec!["Lichtweg-Demodaten, synthetisch".to_owned()],
        ..City::default()
    };
    let mut entries: Vec<Entry> = Vec::new();
    let mut in_service = Vec::new();
    let mut all_streets = Vec::new();
    for index in 0..towns {
        let random = random.stream(1 + index as u64);
        let name = if towns == 1 {
            String::new()
        } else {
            names::town(index)
        };
        let town = town::Town::new(index, towns, size, name, &random.stream(1));
        let edges = sites::whole(EDGES_BEFORE * size) as usize;
        let blocks = blocks::blocks(&town, edges, &mut random.stream(2));
        let obstacles = obstacles::Obstacles::new(&town, &mut random.stream(3));
        let islands = sites::whole(ISLANDS * size) as usize;
        let web = web::Web::new(&blocks, &obstacles, islands, &mut random.stream(4));
        drop(blocks);
        let streets = roads::add_town(&mut city.streets, &town, &web, &warp, &random.stream(5));
        drop(web);
        let rings: Vec<Vec<Spot>> = town
            .cells
            .iter()
            .map(|cell| bent_ring(&cell.ring, bend))
            .collect();
        let outlines = sites::Outlines { cells: &rings };
        let mut placed = sites::sites(&city.streets, &town, &streets, &outlines, &random.stream(6));
        let pops = network::points_of_presence(&city.streets, &town, &streets, bend);
        let roots: Vec<_> = pops.iter().map(|&(_, junction)| junction).collect();
        let paths = paths::Paths::new(&city.streets, &streets, &roots);
        let first_entry = entries.len();
        entries.extend(history::connect(
            &city.streets,
            &paths,
            &mut placed,
            size,
            &random.stream(7),
        ));
        let builder = network::Builder {
            graph: &city.streets,
            town: &town,
            streets: &streets,
            pops: &pops,
            paths: &paths,
            sites: &placed,
            entries: &entries[first_entry..],
        };
        in_service.extend(builder.build(&mut city.network, &random.stream(8)));
        city.sites
            .extend(placed.into_iter().map(|placed| placed.site));
        city.boundary
            .push(vec![closed(&bent_ring(&town.outline, bend))]);
        city.districts
            .extend(town.cells.iter().zip(&rings).map(|(cell, ring)| District {
                name: cell.name.clone(),
                polygons: vec![vec![closed(ring)]],
            }));
        all_streets.push(streets);
    }
    roads::join_towns(&mut city.streets, &all_streets, &warp);
    let terrain = terrain(&city, towns, random.stream(u64::MAX).bits());
    Ok(DemoCity {
        log: Log::new(entries),
        in_service,
        terrain,
        milestones: milestones::milestones(),
        notes: notes(seed, scale),
        seed,
        scale,
        start: history::START,
        counted: history::COUNTED,
        as_of: history::AS_OF,
        target: history::TARGET,
        city,
    })
}

/// A ring bent with the streets: its sides are walked in steps first, so that neighbours keep a common border.
fn bent_ring(ring: &[Spot], bend: impl Fn(Spot) -> Spot) -> Vec<Spot> {
    let mut result = Vec::new();
    for (index, &a) in ring.iter().enumerate() {
        let b = ring[(index + 1) % ring.len()];
        let pieces = (a.distance(b) / 150.0).ceil().max(1.0);
        let mut piece = 0.0;
        while piece < pieces {
            result.push(bend(a.towards(b, piece / pieces)));
            piece += 1.0;
        }
    }
    result.dedup();
    result
}

fn closed(ring: &[Spot]) -> Vec<Utm32> {
    ring.iter()
        .chain(ring.first())
        .map(|spot| spot.utm())
        .collect()
}

fn terrain(city: &City, towns: usize, seed: u64) -> TerrainGrid {
    let (mut low, mut high) = (Spot::new(f64::INFINITY, f64::INFINITY), Spot::new(0.0, 0.0));
    for &at in city
        .boundary
        .iter()
        .flatten()
        .flatten()
        .chain(&city.streets.junctions)
    {
        low = Spot::new(low.x.min(at.easting()), low.y.min(at.northing()));
        high = Spot::new(high.x.max(at.easting()), high.y.max(at.northing()));
    }
    heights::heights(low, high, if towns > 20 { 200.0 } else { 100.0 }, seed)
}

fn notes(seed: u64, scale: f64) -> Vec<String> {
    vec![
        format!("Synthetische Demodaten (Startwert {seed}, Maßstab {scale}); kein Ort, kein Netz und kein Gebäude darin ist wirklich."),
        "Stadtbezirke: Namen, Lage der Mitten, Flächen und Einwohner nach Stadt Dortmund; die Grenzen sind erfunden.".to_owned(),
        "Straßen: erfunden; Knotengrade, Sackgassen und Längen folgen den Straßenabschnitten der Stadt Köln (CC-BY).".to_owned(),
        "Öffentlich sind 626 Standorte, davon 226 im August 2020 angebunden; die Monate davor und danach sind erfunden.".to_owned(),
        "Das verfehlte Teilziel (alle Schulen bis Mitte 2022) und seine Neufestlegung stehen in milestones.csv.".to_owned(),
    ]
}
