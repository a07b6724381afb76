//! Every path a module names, followed to where it leads.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use super::sources::{Module, is_for_tests};

/// Where a path leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Goal {
    /// Into this crate, from its root.
    Inside(Vec<String>),
    /// Into another crate, whose name comes first; or a local name nobody needs to know.
    Outside(Vec<String>),
}

/// One place where something is named.
#[derive(Debug, Clone)]
pub(super) struct Name {
    pub(super) line: usize,
    pub(super) goal: Goal,
    /// `use a::b::*`: everything below the goal is named.
    pub(super) glob: bool,
    /// Stands in a `use` with a new name or a glob, so that more can be reached through it.
    pub(super) opens: bool,
    /// Stands in code that is compiled for tests only.
    pub(super) test: bool,
}

/// What a module contains that the rules look at.
#[derive(Debug, Default)]
pub(super) struct Contents {
    pub(super) names: Vec<Name>,
    /// Macros called, by the last part of their path.
    pub(super) macros: Vec<(usize, String)>,
    /// Attributes, by their path: `allow`, `ignore`.
    pub(super) attributes: Vec<(usize, String)>,
}

/// Reads a module. `modules` are the paths of all modules of its crate.
pub(super) fn contents(module: &Module, modules: &BTreeSet<Vec<String>>) -> Contents {
    let mut reader = Reader {
        at: module.path.clone(),
        test: module.test,
        modules,
        aliases: BTreeMap::new(),
        raw: Vec::new(),
        contents: Contents::default(),
    };
    reader.visit_file(&module.syntax);
    let Reader {
        aliases,
        raw,
        mut contents,
        ..
    } = reader;
    // Renames are known only when the whole file is read, so paths are followed last.
    for (line, goal, test) in raw {
        let goal = match goal {
            Goal::Outside(path) => match path.first().and_then(|first| aliases.get(first)) {
                Some(alias) => join(alias, &path[1..]),
                // A single word outside a `use` is a local name, whatever crate is called the same.
                None if path.len() == 1 => continue,
                None => Goal::Outside(path),
            },
            inside @ Goal::Inside(_) => inside,
        };
        contents.names.push(Name {
            line,
            goal,
            glob: false,
            opens: false,
            test,
        });
    }
    contents
}

fn join(start: &Goal, rest: &[String]) -> Goal {
    let joined = |path: &Vec<String>| path.iter().chain(rest).cloned().collect();
    match start {
        Goal::Inside(path) => Goal::Inside(joined(path)),
        Goal::Outside(path) => Goal::Outside(joined(path)),
    }
}

struct Reader<'a> {
    /// The module the reader is in, inline ones included.
    at: Vec<String>,
    /// Whether it is in code for tests.
    test: bool,
    modules: &'a BTreeSet<Vec<String>>,
    aliases: BTreeMap<String, Goal>,
    raw: Vec<(usize, Goal, bool)>,
    contents: Contents,
}

impl Reader<'_> {
    fn goal(&self, segments: &[String]) -> Goal {
        let mut inside: Option<Vec<String>> = None;
        for (position, segment) in segments.iter().enumerate() {
            match segment.as_str() {
                "crate" | "$crate" => inside = Some(Vec::new()),
                "self" => inside = Some(inside.unwrap_or_else(|| self.at.clone())),
                "super" => {
                    let mut path = inside.unwrap_or_else(|| self.at.clone());
                    path.pop();
                    inside = Some(path);
                }
                _ => {
                    let rest = &segments[position..];
                    return match inside {
                        Some(path) => {
                            Goal::Inside(path.into_iter().chain(rest.iter().cloned()).collect())
                        }
                        None => self.unrooted(rest),
                    };
                }
            }
        }
        Goal::Inside(inside.unwrap_or_default())
    }

    /// A path that starts with a plain name: a child module if there is one of that name, otherwise another crate or a local name.
    fn unrooted(&self, segments: &[String]) -> Goal {
        let child: Vec<String> = self.at.iter().chain(&segments[..1]).cloned().collect();
        if self.modules.contains(&child) {
            Goal::Inside(self.at.iter().chain(segments).cloned().collect())
        } else {
            Goal::Outside(segments.to_vec())
        }
    }

    fn use_tree(&mut self, tree: &syn::UseTree, before: &[String]) {
        let with = |ident: &syn::Ident| -> Vec<String> {
            before.iter().cloned().chain([ident.to_string()]).collect()
        };
        let name = |reader: &mut Self, segments: &[String], alias: Option<String>, glob: bool| {
            let goal = reader.goal(segments);
            let opens = glob || alias.is_some();
            let last = segments.iter().rfind(|segment| *segment != "self").cloned();
            if let Some(alias) = alias.or(last).filter(|_| !glob) {
                reader.aliases.insert(alias, goal.clone());
            }
            reader.contents.names.push(Name {
                line: tree.span().start().line,
                goal,
                glob,
                opens,
                test: reader.test,
            });
        };
        match tree {
            syn::UseTree::Path(path) => self.use_tree(&path.tree, &with(&path.ident)),
            syn::UseTree::Name(only) => {
                let mut segments = with(&only.ident);
                // `use a::{self}` names `a`.
                if segments.len() > 1 && only.ident == "self" {
                    segments.pop();
                }
                name(self, &segments, None, false);
            }
            syn::UseTree::Rename(rename) => {
                let mut segments = with(&rename.ident);
                if segments.len() > 1 && rename.ident == "self" {
                    segments.pop();
                }
                name(self, &segments, Some(rename.rename.to_string()), false);
            }
            syn::UseTree::Glob(_) => name(self, before, None, true),
            syn::UseTree::Group(group) => {
                for tree in &group.items {
                    self.use_tree(tree, before);
                }
            }
        }
    }

    /// Paths in the tokens of a macro or an attribute, also inside string literals such as `with = "crate::units"`.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut line = 0;
        let mut colons = 0;
        for token in tokens {
            let continues = colons == 2;
            match token {
                TokenTree::Ident(ident) => {
                    if !continues {
                        self.end_path(&mut path, line);
                        line = ident.span().start().line;
                    }
                    path.push(ident.to_string());
                    colons = 0;
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' && colons < 2 => colons += 1,
                TokenTree::Punct(punct) => {
                    // A call of a macro inside a macro.
                    if punct.as_char() == '!'
                        && colons == 0
                        && let Some(last) = path.last()
                    {
                        self.contents.macros.push((line, last.clone()));
                    }
                    self.end_path(&mut path, line);
                    colons = 0;
                }
                TokenTree::Group(group) => {
                    // `std::{fs, net}` cannot stand here outside a `use`, which is no expression; read what is inside on its own.
                    self.end_path(&mut path, line);
                    colons = 0;
                    self.tokens(group.stream());
                }
                TokenTree::Literal(literal) => {
                    self.end_path(&mut path, line);
                    colons = 0;
                    let literal_line = literal.span().start().line;
                    if let syn::Lit::Str(text) = syn::Lit::new(literal)
                        && let Ok(path) = text.parse::<syn::Path>()
                        && path.segments.len() > 1
                    {
                        let segments: Vec<String> = path
                            .segments
                            .iter()
                            .map(|segment| segment.ident.to_string())
                            .collect();
                        let goal = self.goal(&segments);
                        self.raw.push((literal_line, goal, self.test));
                    }
                }
            }
        }
        self.end_path(&mut path, line);
    }

    fn end_path(&mut self, path: &mut Vec<String>, line: usize) {
        let path = std::mem::take(path);
        if path.len() > 1 {
            let goal = self.goal(&path);
            self.raw.push((line, goal, self.test));
        }
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        let outside = self.test;
        self.test |= is_for_tests(&module.attrs);
        if module.content.is_some() {
            self.at.push(module.ident.to_string());
            visit::visit_item_mod(self, module);
            self.at.pop();
        } else {
            visit::visit_item_mod(self, module);
        }
        self.test = outside;
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.use_tree(&item.tree, &[]);
        visit::visit_item_use(self, item);
    }

    fn visit_item_extern_crate(&mut self, item: &'ast syn::ItemExternCrate) {
        let goal = match item.ident.to_string().as_str() {
            "self" => Goal::Inside(Vec::new()),
            name => Goal::Outside(vec![name.to_owned()]),
        };
        if let Some((_, alias)) = &item.rename {
            self.aliases.insert(alias.to_string(), goal.clone());
        }
        self.contents.names.push(Name {
            line: item.span().start().line,
            goal,
            glob: false,
            opens: true,
            test: self.test,
        });
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Vec<String> = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect();
        // A leading `::` names another crate whatever lies beside.
        let goal = if path.leading_colon.is_some() {
            Goal::Outside(segments)
        } else {
            self.goal(&segments)
        };
        self.raw.push((path.span().start().line, goal, self.test));
        visit::visit_path(self, path);
    }

    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {
        // `pub(in crate::x)` says who may look, not what is used.
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        if let Some(last) = call.path.segments.last() {
            let name = last.ident.to_string();
            self.contents.macros.push((call.span().start().line, name));
        }
        self.tokens(call.tokens.clone());
        visit::visit_macro(self, call);
    }

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        if attribute.path().is_ident("doc") {
            return;
        }
        if let Some(name) = attribute.path().get_ident() {
            let line = attribute.span().start().line;
            self.contents.attributes.push((line, name.to_string()));
        }
        if let syn::Meta::List(list) = &attribute.meta {
            self.tokens(list.tokens.clone());
        }
        visit::visit_attribute(self, attribute);
    }
}
