//! Vector tiles of the basemap, made on the fly from the city itself, so that no map server is needed.
//!
//! Format: Mapbox Vector Tile 2.1, extent 4096, tiles numbered as z/x/y in Web Mercator (EPSG:3857). Layers: `boundary` and
//! `districts` (polygons), `streets` (lines with `name` and `class`). The tile has no labels drawn into it; the client places them.

mod cache;
mod clip;
mod mercator;
mod outline;
mod streets;

use std::sync::Arc;

use mvt::{GeomData, GeomEncoder, GeomType, Layer, Tile};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use crate::city::City;
use cache::Cache;
use mercator::World;
use outline::Outline;
use streets::Street;

/// The deepest zoom there are tiles for; clients enlarge these further.
pub const DEEPEST_ZOOM: u8 = 16;

/// Units along the edge of a tile.
const EXTENT: u32 = 4096;
/// Units around a tile that are drawn too, so that lines join without a gap.
const BUFFER: f64 = 64.0;
/// Bytes of finished tiles kept in memory.
const CACHE_BYTES: usize = 64 << 20;

/// A failure to make a tile.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such tile: zoom too deep, or column or row outside the world.
    #[error("there is no tile {zoom}/{column}/{row}")]
    NoSuchTile {
        /// Zoom asked for.
        zoom: u32,
        /// Column asked for.
        column: u32,
        /// Row asked for.
        row: u32,
    },
    /// The encoder refused a geometry; a bug of this module.
    #[error("a tile cannot be encoded")]
    Encoding(#[from] mvt::Error),
}

/// Number of a tile that exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TileId {
    zoom: u8,
    column: u32,
    row: u32,
}

impl TileId {
    /// Checks that there is such a tile.
    ///
    /// # Errors
    /// [`Error::NoSuchTile`] beyond [`DEEPEST_ZOOM`] or outside the world.
    pub fn new(zoom: u32, column: u32, row: u32) -> Result<Self, Error> {
        let missing = Error::NoSuchTile { zoom, column, row };
        match u8::try_from(zoom) {
            Ok(level) if level <= DEEPEST_ZOOM => {
                let side = 1_u32 << level;
                if column < side && row < side {
                    Ok(Self {
                        zoom: level,
                        column,
                        row,
                    })
                } else {
                    Err(missing)
                }
            }
            _ => Err(missing),
        }
    }

    /// Tiles along one edge of the world at this zoom.
    fn side(self) -> f64 {
        f64::from(1_u32 << self.zoom)
    }
}

type Boxed = GeomWithData<Rectangle<[f64; 2]>, usize>;

/// Everything the tiles of one city are made of, projected once.
#[derive(Debug)]
pub struct Tileset {
    boundary: Vec<Outline>,
    districts: Vec<Outline>,
    streets: Vec<Street>,
    index: RTree<Boxed>,
    named: bool,
    cache: Cache,
}

impl Tileset {
    /// Projects a city's outlines and streets.
    #[must_use]
    pub fn new(city: &City) -> Self {
        let streets = streets::joined(&city.streets);
        let index = RTree::bulk_load(
            streets
                .iter()
                .enumerate()
                .filter_map(|(number, street)| {
                    let (low, high) = mercator::bounds(&street.line)?;
                    Some(Boxed::new(Rectangle::from_corners(low, high), number))
                })
                .collect(),
        );
        Self {
            boundary: Outline::all("", &city.boundary),
            districts: city
                .districts
                .iter()
                .flat_map(|district| Outline::all(&district.name, &district.polygons))
                .collect(),
            named: streets.iter().any(|street| street.class == 2),
            streets,
            index,
            cache: Cache::new(CACHE_BYTES),
        }
    }

    /// The bytes of one tile, empty when nothing lies in it. Equal cities give equal bytes.
    ///
    /// # Errors
    /// [`Error::Encoding`] when the encoder refuses a geometry.
    pub fn tile(&self, id: TileId) -> Result<Arc<[u8]>, Error> {
        if let Some(bytes) = self.cache.get(id) {
            return Ok(bytes);
        }
        let bytes: Arc<[u8]> = self.encode(id)?.into();
        self.cache.put(id, &bytes);
        Ok(bytes)
    }

    fn encode(&self, id: TileId) -> Result<Vec<u8>, Error> {
        let mut tile = Tile::new(EXTENT);
        let frame = Frame::new(id);
        for (name, outlines) in [("boundary", &self.boundary), ("districts", &self.districts)] {
            let mut layer = tile.create_layer(name);
            for outline in outlines {
                layer = frame.add_outline(layer, outline)?;
            }
            if layer.num_features() > 0 {
                tile.add_layer(layer)?;
            }
        }
        let layer = self.add_streets(tile.create_layer("streets"), &frame, id.zoom)?;
        if layer.num_features() > 0 {
            tile.add_layer(layer)?;
        }
        Ok(tile.to_bytes()?)
    }

    fn add_streets(&self, mut layer: Layer, frame: &Frame, zoom: u8) -> Result<Layer, Error> {
        // From very far away the whole city is a spot.
        if zoom < 9 {
            return Ok(layer);
        }
        // From farther away only the long streets are of use; a city without street names has no long ones, so all are shown.
        let least_class = match zoom {
            _ if !self.named => 0,
            0..=11 => 2,
            12 => 1,
            _ => 0,
        };
        let (low, high) = frame.world_box();
        let mut numbers: Vec<usize> = self
            .index
            .locate_in_envelope_intersecting(AABB::from_corners(low, high))
            .map(|boxed| boxed.data)
            .collect();
        numbers.sort_unstable();
        for number in numbers {
            let street = &self.streets[number];
            if street.class < least_class {
                continue;
            }
            let line = clip::simplified(&frame.to_tile(&street.line), frame.tolerance);
            for part in clip::line_parts(&line, -BUFFER, f64::from(EXTENT) + BUFFER) {
                let Some(geometry) = encode_line(&part)? else {
                    continue;
                };
                let mut feature = layer.into_feature(geometry);
                if !street.name.is_empty() {
                    feature.add_tag_string("name", &street.name);
                }
                feature.add_tag_uint("class", u64::from(street.class));
                layer = feature.into_layer();
            }
        }
        Ok(layer)
    }
}

/// Where a tile lies in the world, and how fine its lines must be.
struct Frame {
    side: f64,
    column: f64,
    row: f64,
    tolerance: f64,
}

impl Frame {
    fn new(id: TileId) -> Self {
        Self {
            side: id.side(),
            column: f64::from(id.column),
            row: f64::from(id.row),
            // Half a pixel of a 512-pixel tile; the deepest tiles are enlarged, so they keep every bend.
            tolerance: if id.zoom == DEEPEST_ZOOM { 1.0 } else { 4.0 },
        }
    }

    fn to_tile(&self, line: &[World]) -> Vec<[f64; 2]> {
        let scale = f64::from(EXTENT);
        line.iter()
            .map(|at| {
                [
                    (at[0] * self.side - self.column) * scale,
                    (at[1] * self.side - self.row) * scale,
                ]
            })
            .collect()
    }

    /// The tile with its buffer, in world coordinates.
    fn world_box(&self) -> (World, World) {
        let margin = BUFFER / f64::from(EXTENT);
        (
            [
                (self.column - margin) / self.side,
                (self.row - margin) / self.side,
            ],
            [
                (self.column + 1.0 + margin) / self.side,
                (self.row + 1.0 + margin) / self.side,
            ],
        )
    }

    fn add_outline(&self, layer: Layer, outline: &Outline) -> Result<Layer, Error> {
        let (low, high) = self.world_box();
        if !outline.touches(low, high) {
            return Ok(layer);
        }
        let mut rings = Vec::new();
        for (number, ring) in outline.rings.iter().enumerate() {
            let ring = clip::simplified(&self.to_tile(ring), self.tolerance);
            let ring = clip::ring(&ring, -BUFFER, f64::from(EXTENT) + BUFFER);
            let ring = clip::wound(&ring, number == 0);
            match ring {
                Some(ring) => rings.push(ring),
                // Without its outside a polygon's holes mean nothing.
                None if number == 0 => return Ok(layer),
                None => {}
            }
        }
        let Some(geometry) = encode_rings(&rings)? else {
            return Ok(layer);
        };
        let mut feature = layer.into_feature(geometry);
        if !outline.name.is_empty() {
            feature.add_tag_string("name", &outline.name);
        }
        Ok(feature.into_layer())
    }
}

/// `None` for a line that shrank to a point.
fn encode_line(line: &[[f64; 2]]) -> Result<Option<GeomData>, Error> {
    let points = clip::rounded(line);
    if points.len() < 2 {
        return Ok(None);
    }
    let mut encoder = GeomEncoder::new(GeomType::Linestring);
    for [x, y] in points {
        encoder.add_point(x, y)?;
    }
    Ok(Some(encoder.encode()?))
}

fn encode_rings(rings: &[Vec<[i32; 2]>]) -> Result<Option<GeomData>, Error> {
    if rings.is_empty() {
        return Ok(None);
    }
    let mut encoder = GeomEncoder::new(GeomType::Polygon);
    let mut last = None;
    for ring in rings {
        // The encoder leaves out a first point that equals the last one it wrote, which would join two rings.
        let start = usize::from(last == ring.first().copied());
        for step in 0..ring.len() {
            let [x, y] = ring[(start + step) % ring.len()];
            encoder.add_point(x, y)?;
            last = Some([x, y]);
        }
        encoder.complete_geom()?;
    }
    Ok(Some(encoder.encode()?))
}

#[cfg(test)]
mod tests;
