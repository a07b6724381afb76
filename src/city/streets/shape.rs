//! What a street graph looks like as a whole: its pieces, parallel edges, loops, and whether it is sound.

use std::collections::BTreeSet;

use super::{EdgeId, StreetGraph};
use crate::geometry::line_length;
use crate::units::Metres;

/// Why a street graph is not sound. None of these can come out of [`StreetGraph::join`].
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum BrokenInvariant {
    /// An end of an edge is not a junction.
    #[error("edge {} ends at a junction that does not exist", edge.0)]
    NoSuchJunction {
        /// The edge.
        edge: EdgeId,
    },
    /// A line has fewer than two positions, or does not start and end at its junctions.
    #[error("the line of edge {} does not lead from one of its junctions to the other", edge.0)]
    LineOffJunctions {
        /// The edge.
        edge: EdgeId,
    },
    /// The stored length is not the length of the line.
    #[error("edge {} says it is {stored}, its line is {measured}", edge.0)]
    WrongLength {
        /// The edge.
        edge: EdgeId,
        /// What it says.
        stored: Metres,
        /// What its line measures.
        measured: Metres,
    },
}

impl StreetGraph {
    /// Checks that every edge leads from junction to junction along its line and is as long as its line.
    ///
    /// # Errors
    /// The first [`BrokenInvariant`].
    pub fn check_invariants(&self) -> Result<(), BrokenInvariant> {
        for (index, edge) in self.edges.iter().enumerate() {
            let id = edge_id(index);
            let junction = |junction: super::JunctionId| self.junctions.get(junction.0 as usize);
            let (Some(from), Some(to)) = (junction(edge.from), junction(edge.to)) else {
                return Err(BrokenInvariant::NoSuchJunction { edge: id });
            };
            if edge.line.len() < 2
                || edge.line.first() != Some(from)
                || edge.line.last() != Some(to)
            {
                return Err(BrokenInvariant::LineOffJunctions { edge: id });
            }
            let measured = line_length(&edge.line);
            if (measured.get() - edge.length.get()).abs() > 1e-6 {
                return Err(BrokenInvariant::WrongLength {
                    edge: id,
                    stored: edge.length,
                    measured,
                });
            }
        }
        Ok(())
    }

    /// For every junction the number of its piece; pieces are numbered by their lowest junction, from 0. Forbidden edges join too.
    #[must_use]
    pub fn components(&self) -> Vec<u32> {
        let mut parent: Vec<u32> =
            (0..u32::try_from(self.junctions.len()).expect("ids are u32")).collect();
        for edge in &self.edges {
            let (a, b) = (root(&mut parent, edge.from.0), root(&mut parent, edge.to.0));
            // The lower number stays the root, so that roots are the lowest junctions.
            parent[a.max(b) as usize] = a.min(b);
        }
        let mut number = vec![u32::MAX; parent.len()];
        let mut next = 0;
        for junction in 0..parent.len() {
            let top = root(&mut parent, u32::try_from(junction).expect("ids are u32")) as usize;
            if number[top] == u32::MAX {
                number[top] = next;
                next += 1;
            }
            number[junction] = number[top];
        }
        number
    }

    /// For every junction whether it lies in the piece with the most junctions (the first such piece on a tie).
    #[must_use]
    pub fn largest_component(&self) -> Vec<bool> {
        let components = self.components();
        let mut sizes: Vec<u64> = Vec::new();
        for &component in &components {
            let component = component as usize;
            if component >= sizes.len() {
                sizes.resize(component + 1, 0);
            }
            sizes[component] += 1;
        }
        let largest = sizes
            .iter()
            .enumerate()
            .max_by_key(|&(number, &size)| (size, std::cmp::Reverse(number)))
            .map_or(0, |(number, _)| number);
        components
            .iter()
            .map(|&component| component as usize == largest)
            .collect()
    }

    /// How many edges have an elder sibling between the same two different junctions.
    #[must_use]
    pub fn parallel_edges(&self) -> usize {
        let mut seen = BTreeSet::new();
        self.edges
            .iter()
            .filter(|edge| edge.from != edge.to)
            .filter(|edge| !seen.insert((edge.from.min(edge.to), edge.from.max(edge.to))))
            .count()
    }

    /// How many edges end where they start.
    #[must_use]
    pub fn loops(&self) -> usize {
        self.edges
            .iter()
            .filter(|edge| edge.from == edge.to)
            .count()
    }

    /// The length of all edges together.
    #[must_use]
    pub fn length(&self) -> Metres {
        self.edges.iter().map(|edge| edge.length).sum()
    }
}

pub(super) fn edge_id(index: usize) -> EdgeId {
    EdgeId(u32::try_from(index).expect("importers bound the segments"))
}

fn root(parent: &mut [u32], mut at: u32) -> u32 {
    while parent[at as usize] != at {
        let above = parent[parent[at as usize] as usize];
        parent[at as usize] = above;
        at = above;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::super::RawSegment;
    use super::*;

    fn graph(lines: &[[(f64, f64); 2]]) -> StreetGraph {
        let (graph, rejected) = StreetGraph::join(lines.iter().map(|line| RawSegment::plain(line)));
        assert!(rejected.is_empty());
        graph
    }

    #[test]
    fn the_largest_piece_is_found_among_several() {
        let graph = graph(&[
            [(0.0, 0.0), (1.0, 0.0)],
            [(10.0, 0.0), (11.0, 0.0)],
            [(11.0, 0.0), (12.0, 0.0)],
            [(20.0, 0.0), (21.0, 0.0)],
        ]);
        assert_eq!(graph.components(), [0, 0, 1, 1, 1, 2, 2]);
        let inside = graph
            .largest_component()
            .iter()
            .filter(|inside| **inside)
            .count();
        assert_eq!(inside, 3);
        assert!(StreetGraph::default().largest_component().is_empty());
    }

    #[test]
    fn a_broken_graph_is_noticed() {
        let sound = graph(&[[(0.0, 0.0), (1.0, 0.0)]]);
        let broken = |change: fn(&mut StreetGraph)| {
            let mut copy = sound.clone();
            change(&mut copy);
            copy.check_invariants()
        };
        assert!(sound.check_invariants().is_ok());
        assert!(broken(|graph| graph.edges[0].to.0 = 9).is_err());
        assert!(broken(|graph| graph.edges[0].line.reverse()).is_err());
        assert!(broken(|graph| graph.edges[0].length = Metres::ZERO).is_err());
    }
}
