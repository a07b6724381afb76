//! Holds the sources to ARCHITECTURE.md: the order of the layers, the homes of outside capabilities, leaf crates that stand alone,
//! and dependencies that somebody names.
//!
//! The sources are parsed, not searched: use trees with braces, `super::`, renames and globs are followed, and so are paths inside macros
//! and attributes. What is compiled is found the way the compiler finds it, from `mod` to `mod`; a file nobody declares is reported.
//! The layers are read from `src/lib.rs`, where a blank line separates one group of modules from the next.
//!
//! The module table of ARCHITECTURE.md is compared with it.
//!
//! [`self_test`] feeds the checker a bad file for every rule and expects the failure.

mod homes;
mod manifests;
mod names;
mod rules;
mod self_test;
mod sources;

use std::path::Path;

use sources::Tree;

/// One thing that is not as ARCHITECTURE.md says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Violation {
    file: String,
    line: usize,
    rule: &'static str,
    message: String,
}

impl std::fmt::Display for Violation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            file,
            line,
            rule,
            message,
        } = self;
        write!(f, "{file}:{line}: [{rule}] {message}")
    }
}

fn report(violations: &[Violation]) -> String {
    let lines: Vec<String> = violations.iter().map(ToString::to_string).collect();
    format!(
        "{} violations of ARCHITECTURE.md:\n{}",
        lines.len(),
        lines.join("\n")
    )
}

#[test]
fn the_sources_keep_to_the_architecture() {
    let tree = Tree::read(Path::new(env!("CARGO_MANIFEST_DIR")));
    let violations = rules::check(&tree);
    assert!(violations.is_empty(), "{}", report(&violations));
}
