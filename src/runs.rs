//! The one way to make a run: import, options, plan, verify, store.
