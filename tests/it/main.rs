//! One integration test binary for the whole product.

mod hand_made;
mod store;
