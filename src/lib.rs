//! Lichtweg plans and monitors a city's fibre and WLAN rollout.
//!
//! The modules below stand in the order of their layers: a module uses only modules of the groups above its own. ARCHITECTURE.md
//! says what each is for; `tests/it/architecture.rs` holds the code to it.

pub mod units;

pub mod geometry;

pub mod city;

pub mod programme;

pub mod scenario;

pub mod access;
pub mod demo;

pub mod plan;

#[cfg(feature = "edge")]
pub mod city_file;
#[cfg(feature = "edge")]
pub mod words;

#[cfg(feature = "edge")]
pub mod export;
#[cfg(feature = "edge")]
pub mod import;
#[cfg(feature = "edge")]
pub mod store;

#[cfg(feature = "edge")]
pub mod runs;

#[cfg(feature = "edge")]
pub mod tiles;

#[cfg(feature = "edge")]
pub mod web;

#[cfg(feature = "edge")]
pub mod cli;
