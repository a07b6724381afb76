//! What has happened so far: an append-only log of plan states, folded to the state at a date.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::city::site::{Connection, SiteId};

/// One entry of the log: from this date on the site is connected in this way (or open again).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Entry {
    /// When it became true.
    pub date: Date,
    /// Which site.
    pub site: SiteId,
    /// How it is connected from then on.
    pub connection: Connection,
}

/// The log in the order of its entries' dates.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Log {
    entries: Vec<Entry>,
}

impl Log {
    /// Takes entries in any order; entries of one date keep their order.
    #[must_use]
    pub fn new(mut entries: Vec<Entry>) -> Self {
        entries.sort_by_key(|entry| entry.date);
        Self { entries }
    }

    /// The entries, oldest first.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The connection of every site the log mentions, on the evening of a date.
    #[must_use]
    pub fn connections_at(&self, date: Date) -> BTreeMap<SiteId, Connection> {
        self.entries
            .iter()
            .take_while(|entry| entry.date <= date)
            .map(|entry| (entry.site.clone(), entry.connection))
            .collect()
    }
}
