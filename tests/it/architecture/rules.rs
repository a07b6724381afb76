//! The rules: layers, homes, purity, leaf crates, and what may stand nowhere.

use std::collections::{BTreeMap, BTreeSet};

use syn::spanned::Spanned;

use super::Violation;
use super::homes::{HOMES, RANDOM};
use super::manifests::{self, Named};
use super::names::{self, Contents, Goal, Name};
use super::sources::{Crate, Module, Tree, is_rust};

/// What the core, and `steiner`, do not touch. Addresses as plain values are no sockets.
const INPUT_AND_OUTPUT: &[&str] = &[
    "std::fs",
    "std::net",
    "std::process",
    "std::env",
    "std::os",
    "std::io::stdin",
    "std::io::stdout",
    "std::io::stderr",
    "tokio",
];
const PLAIN_VALUES: &[&str] = &[
    "std::net::IpAddr",
    "std::net::Ipv4Addr",
    "std::net::Ipv6Addr",
    "std::net::SocketAddr",
];
const TIME: &[&str] = &["std::time", "*::now", "std::thread::sleep", "jiff"];

/// Macros that write to the terminal.
const PRINTS: &[&str] = &["print", "println", "eprint", "eprintln", "dbg"];

/// Macros and attributes that stand nowhere.
const UNFINISHED: &[&str] = &["todo", "unimplemented"];
const FORBIDDEN_ATTRIBUTES: &[(&str, &str)] = &[
    (
        "allow",
        "use #[expect(lint, reason = \"…\")], which goes when its cause goes",
    ),
    ("ignore", "assert today's wrong result and say so"),
];

/// The leaf crates: folder and the name others use.
pub(super) const LEAVES: &[(&str, &str)] = &[
    ("steiner", "lichtweg_steiner"),
    ("collectors", "lichtweg_collectors"),
    ("maps", "lichtweg_maps"),
];

/// Roots of what is compiled besides `src/lib.rs`.
const OTHER_ROOTS: &[&str] = &[
    "src/main.rs",
    "steiner/src/lib.rs",
    "collectors/src/lib.rs",
    "collectors/src/main.rs",
    "maps/src/lib.rs",
];

/// Folders whose files, and whose folders' `main.rs`, are each a root of their own.
const FOLDERS_OF_ROOTS: &[&str] = &[
    "benches/",
    "tests/",
    "collectors/tests/",
    "steiner/tests/",
    "steiner/benches/",
    "steiner/examples/",
];

/// Everything that is not as it should be, in order.
pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    let mut violations = Vec::new();

    let product = Crate::follow(tree, "src/lib.rs", &mut violations);
    let mut reached = product.reached.clone();
    let mut named = Named::default();
    let layers = Layers::of(&product, &mut violations);
    for module in &product.modules {
        let contents = names::contents(module, &product.module_paths);
        named.add(&module.file, &contents);
        let mut checker = Checker::new(module, &contents, &mut violations);
        checker.layers(&layers);
        checker.homes();
        checker.prints(module.path.first().is_some_and(|top| top == "cli"));
        checker.unfinished();
        if module
            .path
            .first()
            .is_some_and(|top| layers.core.contains(top))
        {
            checker.none_of("core", INPUT_AND_OUTPUT, "the core does no input or output");
        }
    }

    let own_roots = tree.0.keys().filter(|file| {
        let below = FOLDERS_OF_ROOTS
            .iter()
            .find_map(|folder| file.strip_prefix(folder));
        // `tests/laws.rs` and `tests/it/main.rs` alike.
        below.is_some_and(|name| {
            name.split_once('/')
                .is_none_or(|(_, file)| file == "main.rs")
        })
    });
    for root in OTHER_ROOTS
        .iter()
        .copied()
        .chain(own_roots.map(String::as_str))
    {
        let other = Crate::follow(tree, root, &mut violations);
        reached.extend(other.reached.iter().cloned());
        for module in &other.modules {
            let contents = names::contents(module, &other.module_paths);
            named.add(&module.file, &contents);
            other_crate(root, module, &contents, &mut violations);
        }
    }

    for file in tree
        .0
        .keys()
        .filter(|file| is_rust(file) && !reached.contains(*file))
    {
        violations.push(Violation {
            file: file.clone(),
            line: 1,
            rule: "unreached",
            message: "no `mod` leads to this file, so nobody compiles it".to_owned(),
        });
    }
    manifests::check(tree, &named, &mut violations);
    document(tree, &layers, &mut violations);
    violations.sort();
    violations.dedup();
    violations
}

/// The rules for what is not the product's library.
fn other_crate(root: &str, module: &Module, contents: &Contents, violations: &mut Vec<Violation>) {
    let mut checker = Checker::new(module, contents, violations);
    checker.unfinished();
    let leaf = LEAVES
        .iter()
        .find(|(folder, _)| root.starts_with(&format!("{folder}/")));
    if let Some((folder, own)) = leaf {
        let others = [
            "lichtweg",
            "lichtweg_steiner",
            "lichtweg_collectors",
            "lichtweg_maps",
        ];
        let others: Vec<&str> = others.into_iter().filter(|name| name != own).collect();
        checker.none_of("leaf", &others, "a leaf crate stands alone");
        if root.starts_with(&format!("{folder}/src/")) {
            checker.prints(false);
            checker.none_of("home", RANDOM, "randomness comes from a seed");
        }
    }
    if root == "steiner/src/lib.rs" {
        checker.none_of(
            "steiner",
            INPUT_AND_OUTPUT,
            "the optimiser does no input or output",
        );
        checker.none_of(
            "steiner",
            TIME,
            "the optimiser takes work limits and a stop flag, not the time",
        );
    }
    if root == "src/main.rs" {
        checker.prints(false);
        checker.only_cli();
    }
}

/// The layers as `src/lib.rs` declares them.
struct Layers {
    /// The group of each module, counted from 0.
    group: BTreeMap<String, usize>,
    /// The modules that are compiled without the feature `edge`.
    core: BTreeSet<String>,
}

impl Layers {
    fn of(product: &Crate, violations: &mut Vec<Violation>) -> Self {
        let mut layers = Self {
            group: BTreeMap::new(),
            core: BTreeSet::new(),
        };
        let Some(root) = product.modules.iter().find(|module| module.path.is_empty()) else {
            return layers;
        };
        let mut number = 0;
        let mut previous_end = None;
        for item in &root.syntax.items {
            let syn::Item::Mod(module) = item else {
                violations.push(Violation {
                    file: root.file.clone(),
                    line: item.span().start().line,
                    rule: "root",
                    message: "the crate root declares modules and nothing else, so that no layer is passed by".to_owned(),
                });
                continue;
            };
            let start = module.span().start().line;
            // An item starts with its first attribute or doc comment, so a gap of a line is a blank line or a remark between groups.
            if previous_end.is_some_and(|end| start > end + 1) {
                number += 1;
            }
            previous_end = Some(module.span().end().line);
            let name = module.ident.to_string();
            if !module
                .attrs
                .iter()
                .any(|attribute| attribute.path().is_ident("cfg"))
            {
                layers.core.insert(name.clone());
            }
            layers.group.insert(name, number);
        }
        layers
    }
}

struct Checker<'a> {
    module: &'a Module,
    contents: &'a Contents,
    violations: &'a mut Vec<Violation>,
}

impl<'a> Checker<'a> {
    fn new(module: &'a Module, contents: &'a Contents, violations: &'a mut Vec<Violation>) -> Self {
        Self {
            module,
            contents,
            violations,
        }
    }

    fn add(&mut self, line: usize, rule: &'static str, message: String) {
        self.violations.push(Violation {
            file: self.module.file.clone(),
            line,
            rule,
            message,
        });
    }

    /// A module uses only modules of the groups above its own.
    fn layers(&mut self, layers: &Layers) {
        let Some(own) = self.module.path.first() else {
            return;
        };
        let Some(group) = layers.group.get(own) else {
            return;
        };
        for name in &self.contents.names {
            let Goal::Inside(path) = &name.goal else {
                continue;
            };
            match path.first() {
                None if name.opens => self.add(
                    name.line,
                    "layers",
                    "opens the crate root; name the module that is meant".to_owned(),
                ),
                None => {}
                Some(other) if other == own => {}
                Some(other) => match layers.group.get(other) {
                    None => {
                        self.add(
                            name.line,
                            "layers",
                            format!("`crate::{other}` is no module of src/lib.rs"),
                        );
                    }
                    Some(theirs) if theirs >= group => self.add(
                        name.line,
                        "layers",
                        format!(
                            "{own} (group {}) must not use {other} (group {})",
                            group + 1,
                            theirs + 1
                        ),
                    ),
                    Some(_) => {}
                },
            }
        }
    }

    fn homes(&mut self) {
        let Some(own) = self.module.path.first() else {
            return;
        };
        for home in HOMES
            .iter()
            .filter(|home| !home.modules.contains(&own.as_str()))
        {
            self.none_of_unless("home", home.what, home.why, home.free_in_tests);
        }
    }

    fn none_of(&mut self, rule: &'static str, what: &[&str], why: &str) {
        self.none_of_unless(rule, what, why, false);
    }

    fn none_of_unless(&mut self, rule: &'static str, what: &[&str], why: &str, in_tests: bool) {
        for name in self
            .contents
            .names
            .iter()
            .filter(|name| !(in_tests && name.test))
        {
            if let Some(pattern) = what.iter().find(|pattern| names_it(name, pattern)) {
                self.add(name.line, rule, format!("`{pattern}`: {why}"));
            }
        }
    }

    fn prints(&mut self, may: bool) {
        for (line, name) in &self.contents.macros {
            if !may && PRINTS.contains(&name.as_str()) {
                self.add(
                    *line,
                    "print",
                    format!("`{name}!`: only cli writes to the terminal"),
                );
            }
        }
    }

    fn unfinished(&mut self) {
        for (line, name) in &self.contents.macros {
            if UNFINISHED.contains(&name.as_str()) {
                self.add(*line, "unfinished", format!("`{name}!`"));
            }
        }
        for (line, name) in &self.contents.attributes {
            if let Some((_, why)) = FORBIDDEN_ATTRIBUTES
                .iter()
                .find(|(forbidden, _)| forbidden == name)
            {
                self.add(*line, "attribute", format!("`#[{name}]`: {why}"));
            }
        }
    }

    /// The program is the library's `cli` and nothing else.
    fn only_cli(&mut self) {
        for name in &self.contents.names {
            if let Goal::Outside(path) = &name.goal
                && path.first().is_some_and(|first| first == "lichtweg")
                && path.get(1).is_none_or(|second| second != "cli")
            {
                self.add(
                    name.line,
                    "main",
                    "src/main.rs calls `lichtweg::cli` and nothing else".to_owned(),
                );
            }
        }
    }
}

/// Whether a name is, lies below, or by a glob reaches what a pattern means.
fn names_it(name: &Name, pattern: &str) -> bool {
    let Goal::Outside(path) = &name.goal else {
        return false;
    };
    let is_below = |pattern: &str| {
        let wanted: Vec<&str> = pattern.split("::").collect();
        let begins = |path: &[String], wanted: &[&str]| {
            path.len() >= wanted.len()
                && wanted.iter().zip(path).all(|(wanted, part)| wanted == part)
        };
        let glob_above = name.glob
            && path.len() < wanted.len()
            && path
                .iter()
                .zip(&wanted)
                .all(|(part, wanted)| part == wanted);
        begins(path, &wanted) || glob_above
    };
    if PLAIN_VALUES.iter().any(|value| is_below(value)) && !name.glob {
        return false;
    }
    match pattern.strip_prefix("*::") {
        Some(last) => path.len() > 1 && path.last().is_some_and(|part| part == last),
        None => is_below(pattern),
    }
}

/// The table of modules in ARCHITECTURE.md says what `src/lib.rs` says.
fn document(tree: &Tree, layers: &Layers, violations: &mut Vec<Violation>) {
    const FILE: &str = "ARCHITECTURE.md";
    let Some(text) = tree.0.get(FILE) else {
        return;
    };
    let mut add = |line: usize, message: String| {
        violations.push(Violation {
            file: FILE.to_owned(),
            line,
            rule: "document",
            message,
        });
    };
    let mut described = BTreeSet::new();
    for (line, row) in text.lines().enumerate() {
        // A row such as: | 6 | `access`, `demo` | what they hold |
        let mut cells = row.split('|').map(str::trim).skip(1);
        let (Some(Ok(number)), Some(names)) = (cells.next().map(str::parse::<usize>), cells.next())
        else {
            continue;
        };
        for name in names.split('`').skip(1).step_by(2) {
            described.insert(name.to_owned());
            match layers.group.get(name) {
                Some(group) if group + 1 == number => {}
                Some(group) => add(
                    line + 1,
                    format!(
                        "`{name}` stands in group {} of src/lib.rs, not {number}",
                        group + 1
                    ),
                ),
                None => add(line + 1, format!("`{name}` is no module of src/lib.rs")),
            }
        }
    }
    for name in layers
        .group
        .keys()
        .filter(|name| !described.contains(*name))
    {
        add(1, format!("the table of modules lacks `{name}`"));
    }
}
