//! Rows of the directed-cut relaxation.

use crate::graph::Graph;
use crate::instance::{ArcId, Vertex};

/// Rows of the relaxation.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cuts {
    start: Vec<u32>,
    arcs: Vec<ArcId>,
    /// Index of the terminal each cut belongs to.
    terminal: Vec<u32>,
    known: std::collections::HashSet<u64>,
}

impl Cuts {
    pub(crate) fn len(&self) -> usize {
        self.terminal.len()
    }

    pub(crate) fn of(&self, row: usize) -> &[ArcId] {
        &self.arcs[self.start[row] as usize..self.start[row + 1] as usize]
    }

    /// Index of the terminal a row belongs to.
    pub(crate) fn terminal_of(&self, row: usize) -> u32 {
        self.terminal[row]
    }

    pub(crate) fn entries(&self) -> usize {
        self.arcs.len()
    }

    /// Adds the arcs entering a set of vertices; `inside` marks the set. Returns false for a cut that is there already.
    pub(crate) fn add(
        &mut self,
        graph: &Graph,
        terminal: u32,
        set: &[Vertex],
        inside: &[bool],
    ) -> bool {
        if self.start.is_empty() {
            self.start.push(0);
        }
        let from = self.arcs.len();
        for &vertex in set {
            for &arc in graph.in_arcs(vertex) {
                if !inside[graph.tail[arc as usize] as usize] {
                    self.arcs.push(arc);
                }
            }
        }
        self.arcs[from..].sort_unstable();
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for &arc in &self.arcs[from..] {
            hash = (hash ^ u64::from(arc))
                .wrapping_mul(0x0100_0000_01b3)
                .rotate_left(5);
        }
        if self.known.insert(hash) {
            self.start
                .push(u32::try_from(self.arcs.len()).expect("entries are counted in u32"));
            self.terminal.push(terminal);
            true
        } else {
            self.arcs.truncate(from);
            false
        }
    }
}
