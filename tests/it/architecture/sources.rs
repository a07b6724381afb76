//! The source files of the workspace, and which of them a crate consists of.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use syn::spanned::Spanned;

use super::Violation;

/// Text files by their path from the root of the repository, with `/` between the parts.
#[derive(Debug, Clone, Default)]
pub(super) struct Tree(pub(super) BTreeMap<String, String>);

/// Whether a path names a Rust source file.
pub(super) fn is_rust(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|end| end == "rs")
}

/// Folders that hold Rust sources of the workspace.
const FOLDERS: &[&str] = &[
    "src",
    "tests/it",
    "steiner",
    "collectors",
    "maps/src",
    "benches",
];

/// The manifests that are checked, and the document.
const OTHER_FILES: &[&str] = &[
    "ARCHITECTURE.md",
    "Cargo.toml",
    "steiner/Cargo.toml",
    "collectors/Cargo.toml",
    "maps/Cargo.toml",
];

impl Tree {
    /// Reads every Rust file, every manifest and ARCHITECTURE.md.
    pub(super) fn read(root: &Path) -> Self {
        let mut tree = Self::default();
        for folder in FOLDERS {
            tree.read_folder(root, folder);
        }
        for file in OTHER_FILES {
            let text = std::fs::read_to_string(root.join(file)).expect("a readable file");
            tree.0.insert((*file).to_owned(), text);
        }
        tree
    }

    fn read_folder(&mut self, root: &Path, folder: &str) {
        let Ok(entries) = std::fs::read_dir(root.join(folder)) else {
            return;
        };
        for entry in entries {
            let entry = entry.expect("a readable folder");
            let name = entry.file_name().into_string().expect("a UTF-8 file name");
            let path = format!("{folder}/{name}");
            if entry.path().is_dir() {
                self.read_folder(root, &path);
            } else if is_rust(&path) {
                let text = std::fs::read_to_string(entry.path()).expect("a UTF-8 source file");
                self.0.insert(path, text);
            }
        }
    }
}

/// Whether an item is compiled for tests only: `#[cfg(test)]`.
pub(super) fn is_for_tests(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute
                .parse_args::<syn::Ident>()
                .is_ok_and(|word| word == "test")
    })
}

/// One module file of a crate, parsed.
pub(super) struct Module {
    /// Where it is.
    pub(super) file: String,
    /// Its path from the crate root: empty for the root itself.
    pub(super) path: Vec<String>,
    /// Whether it is compiled for tests only.
    pub(super) test: bool,
    /// Its syntax.
    pub(super) syntax: syn::File,
}

/// A crate: every file that `mod` reaches from its root.
pub(super) struct Crate {
    pub(super) modules: Vec<Module>,
    /// The paths of all modules, inline ones too.
    pub(super) module_paths: BTreeSet<Vec<String>>,
    /// Every file a `mod` leads to, parsed or not.
    pub(super) reached: BTreeSet<String>,
}

impl Crate {
    /// Follows `mod` from a root file. What cannot be parsed or found is a violation.
    pub(super) fn follow(tree: &Tree, root: &str, violations: &mut Vec<Violation>) -> Self {
        let mut found = Self {
            modules: Vec::new(),
            module_paths: BTreeSet::from([Vec::new()]),
            reached: BTreeSet::new(),
        };
        let folder = root.rsplit_once('/').map_or("", |(folder, _)| folder);
        found.add(tree, root, folder, (Vec::new(), false), violations);
        found
    }

    /// `folder` is where the files of this module's own `mod` declarations lie.
    fn add(
        &mut self,
        tree: &Tree,
        file: &str,
        folder: &str,
        (path, test): (Vec<String>, bool),
        violations: &mut Vec<Violation>,
    ) {
        let Some(text) = tree.0.get(file) else {
            return;
        };
        self.reached.insert(file.to_owned());
        let syntax = match syn::parse_file(text) {
            Ok(syntax) => syntax,
            Err(error) => {
                violations.push(Violation {
                    file: file.to_owned(),
                    line: error.span().start().line,
                    rule: "parse",
                    message: error.to_string(),
                });
                return;
            }
        };
        self.add_children(tree, file, folder, (&path, test), &syntax.items, violations);
        self.modules.push(Module {
            file: file.to_owned(),
            path,
            test,
            syntax,
        });
    }

    fn add_children(
        &mut self,
        tree: &Tree,
        file: &str,
        folder: &str,
        (path, test): (&[String], bool),
        items: &[syn::Item],
        violations: &mut Vec<Violation>,
    ) {
        for item in items {
            let syn::Item::Mod(module) = item else {
                continue;
            };
            let name = module.ident.to_string();
            let child: Vec<String> = path.iter().cloned().chain([name.clone()]).collect();
            self.module_paths.insert(child.clone());
            let test = test || is_for_tests(&module.attrs);
            let child_folder = format!("{folder}/{name}");
            let mut violation = |message: String| {
                violations.push(Violation {
                    file: file.to_owned(),
                    line: module.span().start().line,
                    rule: "modules",
                    message,
                });
            };
            if module
                .attrs
                .iter()
                .any(|attribute| attribute.path().is_ident("path"))
            {
                violation(format!(
                    "`mod {name}` is moved by #[path]; a module lies where its name says"
                ));
                continue;
            }
            if let Some((_, items)) = &module.content {
                self.add_children(tree, file, &child_folder, (&child, test), items, violations);
                continue;
            }
            let candidates = [
                format!("{child_folder}.rs"),
                format!("{child_folder}/mod.rs"),
            ];
            let there: Vec<&String> = candidates
                .iter()
                .filter(|file| tree.0.contains_key(*file))
                .collect();
            self.reached
                .extend(there.iter().map(|file| (*file).clone()));
            match there.as_slice() {
                [] => violation(format!(
                    "`mod {name}` has no file: neither {}",
                    candidates.join(" nor ")
                )),
                [only] => self.add(tree, only, &child_folder, (child, test), violations),
                _ => violation(format!(
                    "`mod {name}` has two files: {}",
                    candidates.join(" and ")
                )),
            }
        }
    }
}
