//! The schema of `city.toml`: one file names everything a city consists of.
