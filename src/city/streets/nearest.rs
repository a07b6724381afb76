//! Which street a position belongs to: the nearest one, the same whatever order the streets come in.

use std::cmp::Ordering;

use rstar::RTree;
use rstar::primitives::{GeomWithData, Line};

use super::{EdgeId, StreetEdge, StreetGraph};
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

    /// Indexes the edges where digging is not forbidden by their source.
    #[must_use]
    pub fn diggable(streets: &'a StreetGraph) -> Self {
        Self::new(streets, |edge| !streets.edges[edge.0 as usize].forbidden)
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::RawSegment;
    use super::*;

    fn streets(lines: &[Vec<(f64, f64)>]) -> StreetGraph {
        StreetGraph::join(lines.iter().map(|line| RawSegment::plain(line))).0
    }

    fn metres(value: f64) -> Metres {
        Metres::new(value).unwrap()
    }

    #[test]
    fn the_foot_lies_on_the_line_not_at_its_corner() {
        let graph = streets(&[
            vec![(0.0, 0.0), (100.0, 0.0)],
            vec![(0.0, 50.0), (100.0, 50.0)],
        ]);
        let snap = NearestStreet::new(&graph, |_| true)
            .foot(Utm32::new(40.0, 20.0).unwrap(), metres(100.0))
            .unwrap();
        assert_eq!(snap.edge, EdgeId(0));
        assert_eq!(snap.position, Utm32::new(40.0, 0.0).unwrap());
        assert_eq!((snap.distance, snap.along), (metres(20.0), metres(40.0)));
    }

    #[test]
    fn a_tie_goes_to_the_lower_id_and_the_limit_holds() {
        let graph = streets(&[
            vec![(0.0, 0.0), (100.0, 0.0)],
            vec![(0.0, 50.0), (100.0, 50.0)],
        ]);
        let snapper = NearestStreet::new(&graph, |_| true);
        let middle = Utm32::new(40.0, 25.0).unwrap();
        assert_eq!(snapper.foot(middle, metres(25.0)).unwrap().edge, EdgeId(0));
        assert_eq!(snapper.foot(middle, metres(24.9)), None);
        assert_eq!(
            NearestStreet::new(&StreetGraph::default(), |_| true).foot(middle, metres(1e6)),
            None
        );
    }

    #[test]
    fn nothing_snaps_to_a_street_where_digging_is_forbidden() {
        let mut graph = streets(&[
            vec![(0.0, 0.0), (100.0, 0.0)],
            vec![(0.0, 50.0), (100.0, 50.0)],
        ]);
        graph.edges[0].forbidden = true;
        let snap =
            NearestStreet::diggable(&graph).foot(Utm32::new(40.0, 1.0).unwrap(), metres(100.0));
        assert_eq!(snap.unwrap().edge, EdgeId(1));
    }

    proptest! {
        #[test]
        fn the_index_agrees_with_trying_every_edge(
            lines in prop::collection::vec(prop::collection::vec((0.0..1000.0, 0.0..1000.0), 2..5), 1..20),
            at in (0.0..1000.0, 0.0..1000.0),
        ) {
            let graph = streets(&lines);
            let position = Utm32::new(at.0, at.1).unwrap();
            let best = graph
                .edges
                .iter()
                .filter_map(|edge| foot_on_line(&edge.line, position))
                .map(|foot| foot.distance)
                .min();
            let snap = NearestStreet::new(&graph, |_| true).foot(position, metres(1e6));
            prop_assert_eq!(snap.is_some(), best.is_some());
            if let (Some(snap), Some(best)) = (snap, best) {
                prop_assert!((snap.distance.get() - best.get()).abs() < 2e-4);
            }
        }
    }
}
