//! The most recently used tiles, bounded in bytes.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::TileId;

/// Bytes an entry costs besides its tile.
const OVERHEAD: usize = 128;

#[derive(Debug)]
pub(super) struct Cache {
    limit: usize,
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    clock: u64,
    bytes: usize,
    tiles: BTreeMap<TileId, (u64, Arc<[u8]>)>,
    by_use: BTreeMap<u64, TileId>,
}

impl Cache {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            limit,
            inner: Mutex::default(),
        }
    }

    pub(super) fn get(&self, id: TileId) -> Option<Arc<[u8]>> {
        let mut inner = self.lock();
        inner.clock += 1;
        let now = inner.clock;
        let (used, bytes) = inner.tiles.get_mut(&id)?;
        let before = std::mem::replace(used, now);
        let bytes = Arc::clone(bytes);
        inner.by_use.remove(&before);
        inner.by_use.insert(now, id);
        Some(bytes)
    }

    pub(super) fn put(&self, id: TileId, bytes: &Arc<[u8]>) {
        let mut inner = self.lock();
        inner.clock += 1;
        let now = inner.clock;
        if let Some((before, old)) = inner.tiles.insert(id, (now, Arc::clone(bytes))) {
            inner.by_use.remove(&before);
            inner.bytes -= old.len() + OVERHEAD;
        }
        inner.by_use.insert(now, id);
        inner.bytes += bytes.len() + OVERHEAD;
        while inner.bytes > self.limit {
            let Some((_, oldest)) = inner.by_use.pop_first() else {
                return;
            };
            if let Some((_, old)) = inner.tiles.remove(&oldest) {
                inner.bytes -= old.len() + OVERHEAD;
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cache_stays_below_its_limit_and_keeps_what_is_used() {
        let cache = Cache::new(10 * (OVERHEAD + 100));
        let id = |column| TileId::new(16, column, 0).unwrap();
        let tile: Arc<[u8]> = vec![7; 100].into();
        for column in 0..100 {
            cache.put(id(column), &tile);
            assert!(cache.get(id(0)).is_some(), "{column}");
        }
        assert_eq!(cache.lock().tiles.len(), 10);
        assert_eq!(cache.lock().by_use.len(), 10);
        assert!(cache.get(id(50)).is_none());
        assert!(cache.get(id(99)).is_some());
    }
}
