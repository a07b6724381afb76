//! SQLite: runs and their results.
