//! One integration test binary for the whole product.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed; helpers outside `#[test]` are not seen by the setting in clippy.toml"
)]

mod api;
mod architecture;
mod cli;
mod demo;
mod hand_made;
mod import;
mod plan;
mod readme;
mod reference;
mod runs;
mod serve;
mod store;
