//! One integration test binary for the whole product.

mod import;
