//! Sets of junctions that hang together.

/// Sets of junctions that hang together (union-find with path halving).
#[derive(Debug)]
pub(super) struct Groups {
    parents: Vec<u32>,
}

impl Groups {
    /// Every junction alone.
    pub(super) fn new(count: usize) -> Self {
        Self {
            parents: (0..u32::try_from(count).expect("fewer than 2^32 junctions")).collect(),
        }
    }

    /// The junction that stands for a set.
    pub(super) fn find(&mut self, mut item: u32) -> u32 {
        while self.parents[item as usize] != item {
            let above = self.parents[self.parents[item as usize] as usize];
            self.parents[item as usize] = above;
            item = above;
        }
        item
    }

    /// Joins two sets; false when they were one already.
    pub(super) fn join(&mut self, a: u32, b: u32) -> bool {
        let (a, b) = (self.find(a), self.find(b));
        if a == b {
            return false;
        }
        self.parents[a.max(b) as usize] = a.min(b);
        true
    }
}
