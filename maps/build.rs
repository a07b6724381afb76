//! Tells cargo that the built client belongs to this crate, so that a changed file is embedded anew.

fn main() {
    println!("cargo::rerun-if-changed=dist");
}
