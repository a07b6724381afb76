//! The nearest street of a position, the same one whatever order the streets come in.

use std::cmp::Ordering;

use rstar::RTree;
use rstar::primitives::{GeomWithData, Line};

use crate::city::streets::{EdgeId, StreetEdge, StreetGraph};
use crate::geometry::{Utm32, foot_on_line};
use crate::units::Metres;

/// Where a perpendicular from a position meets a street edge.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StreetFoot {
    /// The edge.
    pub edge: EdgeId,
    /// How far along the edge, from its start.
    pub along: Metres,
    /// Where that is.
    pub position: Utm32,
    /// How far the position asked for lies from it.
    pub distance: Metres,
}

/// Street edges indexed by place.
pub struct NearestStreet<'a> {
    streets: &'a StreetGraph,
    rank: Vec<u32>,
    index: RTree<GeomWithData<Line<[f64; 2]>, EdgeId>>,
}

impl<'a> NearestStreet<'a> {
    /// Indexes the edges that `usable` accepts.
    #[must_use]
    pub fn new(streets: &'a StreetGraph, usable: impl Fn(EdgeId) -> bool) -> Self {
        let mut rank = vec![0; streets.edges.len()];
        let mut pieces = Vec::new();
        for (place, edge) in canonical_order(streets).into_iter().enumerate() {
            rank[edge.0 as usize] = u32::try_from(place).expect("as many ranks as edge ids");
            if usable(edge) {
                for pair in streets.edges[edge.0 as usize].line.windows(2) {
                    pieces.push(GeomWithData::new(
                        Line::new(coordinates(pair[0]), coordinates(pair[1])),
                        edge,
                    ));
                }
            }
        }
        Self {
            streets,
            rank,
            index: RTree::bulk_load(pieces),
        }
    }

    /// The foot of a position on the nearest edge within a limit. Among edges equally near the first in canonical order is taken.
    #[must_use]
    pub fn foot(&self, from: Utm32, limit: Metres) -> Option<StreetFoot> {
        let mut best: Option<(u32, StreetFoot)> = None;
        for (piece, square) in self
            .index
            .nearest_neighbor_iter_with_distance_2(coordinates(from))
        {
            // The index measures with rounding of its own, so look a hair beyond the best.
            let reach = best.map_or(limit.get(), |(_, foot)| foot.distance.get());
            if square.sqrt() > reach + 1e-6 {
                break;
            }
            let edge = piece.data;
            let rank = self.rank[edge.0 as usize];
            if best.is_some_and(|(known, _)| known == rank) {
                continue;
            }
            let foot = foot_on_edge(edge, &self.streets.edges[edge.0 as usize], from)?;
            if foot.distance <= limit
                && best.is_none_or(|(known, nearest)| {
                    (foot.distance, rank) < (nearest.distance, known)
                })
            {
                best = Some((rank, foot));
            }
        }
        best.map(|(_, foot)| foot)
    }

    /// Every edge with a piece within reach of a position, ascending.
    #[must_use]
    pub fn within(&self, of: Utm32, reach: Metres) -> Vec<EdgeId> {
        let mut edges: Vec<EdgeId> = self
            .index
            .locate_within_distance(coordinates(of), reach.get() * reach.get())
            .map(|piece| piece.data)
            .collect();
        edges.sort_unstable();
        edges.dedup();
        edges
    }
}

/// The foot of a position on one edge, measured so that the whole line is as long as the edge says.
#[must_use]
fn foot_on_edge(id: EdgeId, edge: &StreetEdge, from: Utm32) -> Option<StreetFoot> {
    let foot = foot_on_line(&edge.line, from)?;
    Some(StreetFoot {
        edge: id,
        along: foot.along.min(edge.length),
        position: foot.position,
        distance: foot.distance,
    })
}

/// All edges in an order that depends on what they are, not on where they stand in the input.
#[must_use]
pub fn canonical_order(streets: &StreetGraph) -> Vec<EdgeId> {
    let count = u32::try_from(streets.edges.len()).expect("edge ids are 32 bits");
    let mut order: Vec<EdgeId> = (0..count).map(EdgeId).collect();
    order.sort_by(|a, b| {
        let (first, second) = (&streets.edges[a.0 as usize], &streets.edges[b.0 as usize]);
        compare_lines(&first.line, &second.line)
            .then_with(|| first.source_id.cmp(&second.source_id))
            .then_with(|| first.surface.cmp(&second.surface))
            .then_with(|| first.crossings.cmp(&second.crossings))
            .then_with(|| a.cmp(b))
    });
    order
}

fn compare_lines(a: &[Utm32], b: &[Utm32]) -> Ordering {
    let bare = |position: &Utm32| (position.easting(), position.northing());
    for (a, b) in a.iter().map(bare).zip(b.iter().map(bare)) {
        let order = a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1));
        if order != Ordering::Equal {
            return order;
        }
    }
    a.len().cmp(&b.len())
}

fn coordinates(position: Utm32) -> [f64; 2] {
    [position.easting(), position.northing()]
}
