//! From single street lines to a graph: ends that meet become one junction.
//!
//! Method: segments are taken in the order of the source. Each end joins the nearest junction within [`JOIN_WITHIN_M`] that an
//! earlier end has made (the older junction on a tie), or makes a new one exactly where it is. The line's end is then moved onto its
//! junction, so that lines of one junction share that position. The result depends on the order of the segments only where more
//! than two ends lie within twice the limit of each other. Parallel edges and loops are kept: they are real.

use std::collections::HashMap;

use super::{Crossing, JunctionId, StreetEdge, StreetGraph, Surface};
use crate::geometry::{Utm32, distance, line_length};

/// Ends of segments within this distance are one junction, in metres.
pub const JOIN_WITHIN_M: f64 = 0.05;

/// A street segment as a source describes it, before its ends are joined.
#[derive(Debug, Clone, PartialEq)]
pub struct RawSegment {
    /// The segment's number in its source, possibly empty or repeated there.
    pub source_id: String,
    /// Street name, possibly empty.
    pub name: String,
    /// Its line.
    pub line: Vec<Utm32>,
    /// What a trench here must open.
    pub surface: Surface,
    /// True when the surface was assumed.
    pub surface_assumed: bool,
    /// Obstacles crossed on the way.
    pub crossings: Vec<Crossing>,
    /// True when nothing may be dug here.
    pub forbidden: bool,
}

/// A segment that cannot be part of a graph: it has no length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rejected {
    /// Its place among the segments given, counted from 0.
    pub index: usize,
}

impl StreetGraph {
    /// Joins segments to a graph. Edges keep the order of the segments; segments without length come back as rejected.
    #[must_use]
    pub fn join(segments: impl IntoIterator<Item = RawSegment>) -> (Self, Vec<Rejected>) {
        let mut graph = Self::default();
        let mut junctions = Junctions::default();
        let mut rejected = Vec::new();
        for (index, segment) in segments.into_iter().enumerate() {
            let RawSegment {
                source_id,
                name,
                mut line,
                surface,
                surface_assumed,
                crossings,
                forbidden,
            } = segment;
            line.dedup();
            let (Some(&first), Some(&last)) = (line.first(), line.last()) else {
                rejected.push(Rejected { index });
                continue;
            };
            if line_length(&line).get() <= JOIN_WITHIN_M {
                rejected.push(Rejected { index });
                continue;
            }
            let from = junctions.at(first, &mut graph.junctions);
            let to = junctions.at(last, &mut graph.junctions);
            line[0] = graph.junctions[from.0 as usize];
            *line
                .last_mut()
                .expect("a line with length has two positions") = graph.junctions[to.0 as usize];
            let length = line_length(&line);
            graph.edges.push(StreetEdge {
                source_id,
                name,
                from,
                to,
                line,
                length,
                surface,
                surface_assumed,
                crossings,
                forbidden,
            });
        }
        (graph, rejected)
    }
}

/// Finds junctions by square cells of the joining distance. The map is only asked, never walked.
#[derive(Default)]
struct Junctions {
    cells: HashMap<(i64, i64), Vec<JunctionId>>,
}

impl Junctions {
    fn at(&mut self, position: Utm32, junctions: &mut Vec<Utm32>) -> JunctionId {
        let (column, row) = cell(position);
        let nearest = (column - 1..=column + 1)
            .flat_map(|c| (row - 1..=row + 1).map(move |r| (c, r)))
            .filter_map(|key| self.cells.get(&key))
            .flatten()
            .map(|&id| (distance(junctions[id.0 as usize], position), id))
            .filter(|(away, _)| away.get() <= JOIN_WITHIN_M)
            .min();
        if let Some((_, id)) = nearest {
            return id;
        }
        let id = JunctionId(u32::try_from(junctions.len()).expect("importers bound the segments"));
        junctions.push(position);
        self.cells.entry((column, row)).or_default().push(id);
        id
    }
}

fn cell(position: Utm32) -> (i64, i64) {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "positions are below 1e7 m, so a cell number is below 2e8"
    )]
    let number = |metres: f64| (metres / JOIN_WITHIN_M).floor() as i64;
    (number(position.easting()), number(position.northing()))
}

#[cfg(test)]
impl RawSegment {
    /// A nameless segment along these eastings and northings, asphalt by assumption, for tests.
    pub(super) fn plain(line: &[(f64, f64)]) -> Self {
        let at = |&(easting, northing): &(f64, f64)| Utm32::new(easting, northing).unwrap();
        Self {
            source_id: String::new(),
            name: String::new(),
            line: line.iter().map(at).collect(),
            surface: Surface::Asphalt,
            surface_assumed: true,
            crossings: Vec::new(),
            forbidden: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(easting: f64, northing: f64) -> Utm32 {
        Utm32::new(easting, northing).unwrap()
    }

    #[test]
    fn ends_within_five_centimetres_are_one_junction_and_share_its_position() {
        let (graph, rejected) = StreetGraph::join([
            RawSegment::plain(&[(0.0, 0.0), (10.0, 0.0)]),
            RawSegment::plain(&[(10.03, 0.03), (20.0, 0.0)]),
            RawSegment::plain(&[(20.06, 0.0), (30.0, 0.0)]),
        ]);
        assert!(rejected.is_empty());
        assert_eq!(graph.junctions.len(), 5);
        assert_eq!(graph.edges[0].to, graph.edges[1].from);
        assert_eq!(graph.edges[1].line[0], at(10.0, 0.0));
        assert_ne!(graph.edges[1].to, graph.edges[2].from);
        graph.check_invariants().unwrap();
    }

    #[test]
    fn parallel_edges_and_loops_are_kept_and_points_are_rejected() {
        let (graph, rejected) = StreetGraph::join([
            RawSegment::plain(&[(0.0, 0.0), (10.0, 0.0)]),
            RawSegment::plain(&[(0.0, 0.0), (5.0, 5.0), (10.0, 0.0)]),
            RawSegment::plain(&[(3.0, 3.0), (3.0, 3.0)]),
            RawSegment::plain(&[(10.0, 0.0), (15.0, 0.0), (15.0, 5.0), (10.0, 0.0)]),
            RawSegment::plain(&[]),
        ]);
        assert_eq!(graph.edges.len(), 3);
        assert_eq!(rejected, [Rejected { index: 2 }, Rejected { index: 4 }]);
        assert_eq!((graph.parallel_edges(), graph.loops()), (1, 1));
        graph.check_invariants().unwrap();
    }
}
