//! Which street a position belongs to.

use rstar::primitives::{GeomWithData, Line};
use rstar::{AABB, RTree};

use super::shape::edge_id;
use super::{EdgeId, StreetGraph};
use crate::geometry::{Foot, Utm32, foot_on_line};
use crate::units::Metres;

/// Where a position meets the street graph.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Snap {
    /// The nearest edge.
    pub edge: EdgeId,
    /// The nearest point of that edge; `foot.distance` is the length of the drop.
    pub foot: Foot,
}

/// A spatial index over the edges of one street graph. Forbidden edges are not in it.
pub struct Snapper<'a> {
    streets: &'a StreetGraph,
    pieces: RTree<GeomWithData<Line<[f64; 2]>, EdgeId>>,
}

impl<'a> Snapper<'a> {
    /// Indexes the straight pieces of all edges where digging is allowed.
    #[must_use]
    pub fn new(streets: &'a StreetGraph) -> Self {
        let pieces = streets
            .edges
            .iter()
            .enumerate()
            .filter(|(_, edge)| !edge.forbidden)
            .flat_map(|(index, edge)| {
                edge.line.windows(2).map(move |pair| {
                    GeomWithData::new(Line::new(plain(pair[0]), plain(pair[1])), edge_id(index))
                })
            })
            .collect();
        Self {
            streets,
            pieces: RTree::bulk_load(pieces),
        }
    }

    /// The nearest edge by true distance to its line, not farther than `limit`; of several at the same distance (to a tenth of a
    /// millimetre) the one with the lowest id.
    #[must_use]
    pub fn snap(&self, position: Utm32, limit: Metres) -> Option<Snap> {
        const TIE_M: f64 = 1e-4;
        let at = plain(position);
        let (_, nearest) = self
            .pieces
            .nearest_neighbor_iter_with_distance_2(at)
            .next()?;
        let reach = nearest.sqrt() + TIE_M;
        if reach - TIE_M > limit.get() {
            return None;
        }
        let around = AABB::from_corners(
            [at[0] - reach, at[1] - reach],
            [at[0] + reach, at[1] + reach],
        );
        let mut candidates: Vec<EdgeId> = self
            .pieces
            .locate_in_envelope_intersecting(around)
            .map(|piece| piece.data)
            .collect();
        candidates.sort_unstable();
        candidates.dedup();
        candidates
            .into_iter()
            .filter_map(|edge| {
                let foot = foot_on_line(&self.streets.edges[edge.0 as usize].line, position)?;
                Some(Snap { edge, foot })
            })
            .find(|snap| snap.foot.distance.get() <= reach)
    }
}

fn plain(position: Utm32) -> [f64; 2] {
    [position.easting(), position.northing()]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{RawSegment, Surface};
    use super::*;

    fn streets(lines: &[Vec<(f64, f64)>]) -> StreetGraph {
        StreetGraph::join(lines.iter().map(|line| {
            RawSegment {
                source_id: String::new(),
                name: String::new(),
                line: line
                    .iter()
                    .map(|&(e, n)| Utm32::new(e, n).unwrap())
                    .collect(),
                surface: Surface::Asphalt,
                surface_assumed: true,
                crossings: Vec::new(),
                forbidden: false,
            }
        }))
        .0
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
        let snap = Snapper::new(&graph)
            .snap(Utm32::new(40.0, 20.0).unwrap(), metres(100.0))
            .unwrap();
        assert_eq!(snap.edge, EdgeId(0));
        assert_eq!(snap.foot.position, Utm32::new(40.0, 0.0).unwrap());
        assert_eq!(
            (snap.foot.distance, snap.foot.along),
            (metres(20.0), metres(40.0))
        );
    }

    #[test]
    fn a_tie_goes_to_the_lower_id_and_the_limit_holds() {
        let graph = streets(&[
            vec![(0.0, 0.0), (100.0, 0.0)],
            vec![(0.0, 50.0), (100.0, 50.0)],
        ]);
        let snapper = Snapper::new(&graph);
        let middle = Utm32::new(40.0, 25.0).unwrap();
        assert_eq!(snapper.snap(middle, metres(25.0)).unwrap().edge, EdgeId(0));
        assert_eq!(snapper.snap(middle, metres(24.9)), None);
        assert_eq!(
            Snapper::new(&StreetGraph::default()).snap(middle, metres(1e6)),
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
        let snap = Snapper::new(&graph).snap(Utm32::new(40.0, 1.0).unwrap(), metres(100.0));
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
            let snap = Snapper::new(&graph).snap(position, metres(1e6));
            prop_assert_eq!(snap.is_some(), best.is_some());
            if let (Some(snap), Some(best)) = (snap, best) {
                prop_assert!((snap.foot.distance.get() - best.get()).abs() < 2e-4);
            }
        }
    }
}
