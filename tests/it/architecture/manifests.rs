//! What the manifests say: leaf crates depend on nothing of ours, and no dependency is compiled that nobody names.

use std::collections::BTreeMap;

use super::Violation;
use super::names::{Contents, Goal};
use super::rules::LEAVES;
use super::sources::Tree;

/// The first parts of all paths that lead out of a crate, by the folder of the package that names them, and whether code that is not for
/// tests does.
#[derive(Debug, Default)]
pub(super) struct Named(BTreeMap<String, BTreeMap<String, bool>>);

impl Named {
    pub(super) fn add(&mut self, file: &str, contents: &Contents) {
        let folder = LEAVES
            .iter()
            .map(|(folder, _)| *folder)
            .find(|folder| file.starts_with(&format!("{folder}/")));
        let is_product = file.starts_with("src/") || file.contains("/src/");
        let names = self
            .0
            .entry(folder.unwrap_or_default().to_owned())
            .or_default();
        for name in &contents.names {
            if let Goal::Outside(path) = &name.goal
                && let Some(first) = path.first()
            {
                *names.entry(first.clone()).or_default() |= is_product && !name.test;
            }
        }
    }
}

/// Checks the manifest of every package.
pub(super) fn check(tree: &Tree, named: &Named, violations: &mut Vec<Violation>) {
    check_manifest(tree, "", named, violations);
    for (folder, _) in LEAVES {
        check_manifest(tree, folder, named, violations);
    }
}

fn check_manifest(tree: &Tree, folder: &str, named: &Named, violations: &mut Vec<Violation>) {
    let file = if folder.is_empty() {
        "Cargo.toml".to_owned()
    } else {
        format!("{folder}/Cargo.toml")
    };
    let Some(text) = tree.0.get(&file) else {
        return;
    };
    let mut add = |line: usize, rule: &'static str, message: String| {
        violations.push(Violation {
            file: file.clone(),
            line: line + 1,
            rule,
            message,
        });
    };
    let mut section = "";
    for (number, line) in text.lines().enumerate() {
        let code = line.split('#').next().unwrap_or_default().trim();
        let key;
        if let Some(header) = code.strip_prefix('[') {
            section = header.trim_matches(['[', ']']);
            // `[dependencies.name]` is a dependency too.
            match section.split_once("dependencies.") {
                Some((_, name)) if !section.starts_with("workspace") => key = name,
                _ => continue,
            }
        } else if section.ends_with("dependencies") && !section.starts_with("workspace") {
            key = code.split(['=', '.']).next().unwrap_or_default();
        } else {
            continue;
        }
        let key = key.trim().trim_matches('"');
        if key.is_empty() {
            continue;
        }
        let is_ours = key == "lichtweg"
            || key.starts_with("lichtweg-")
            || code.contains("package = \"lichtweg")
            || code.contains("path = \"..");
        if is_ours && !folder.is_empty() {
            add(
                number,
                "leaf",
                format!("the leaf crate {folder} depends on another crate of the workspace"),
            );
        }
        let crate_name = key.replace('-', "_");
        let named = named.0.get(folder).and_then(|names| names.get(&crate_name));
        match named {
            None => add(
                number,
                "unused",
                format!("nobody names `{crate_name}`, and everybody would compile it"),
            ),
            Some(false) if !section.contains("dev-dependencies") => add(
                number,
                "unused",
                format!("only tests name `{crate_name}`; it belongs to the dev-dependencies"),
            ),
            Some(_) => {}
        }
    }
}
