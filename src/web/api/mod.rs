//! The JSON API, version 1.

pub(super) mod city;
pub(super) mod compare;
pub(super) mod maps;
pub(super) mod network;
pub(super) mod runs;
pub(super) mod sites;
