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
    /// Hash of each row's arcs, so that no cut stands twice.
    hashes: Vec<u64>,
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
            self.hashes.push(hash);
            self.start
                .push(u32::try_from(self.arcs.len()).expect("entries are counted in u32"));
            self.terminal.push(terminal);
            true
        } else {
            self.arcs.truncate(from);
            false
        }
    }

    /// Drops the rows that are not to be kept. A dropped cut may come back.
    pub(crate) fn retain(&mut self, keep: &[bool]) {
        let mut kept = Self {
            start: vec![0],
            ..Self::default()
        };
        for (row, _) in keep.iter().enumerate().filter(|(_, keep)| **keep) {
            kept.arcs.extend_from_slice(self.of(row));
            kept.start
                .push(u32::try_from(kept.arcs.len()).expect("entries are counted in u32"));
            kept.terminal.push(self.terminal[row]);
            kept.hashes.push(self.hashes[row]);
        }
        kept.known = kept.hashes.iter().copied().collect();
        *self = kept;
    }
}
