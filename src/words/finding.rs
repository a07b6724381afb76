//! What findings say, in both languages.
//!
//! A text is its English template with named values. The German template stands in the table beside it; a test reads the sources and holds
//! the table against every text that is said anywhere.

mod german;

use std::borrow::Cow;
use std::fmt::Display;

use serde::{Serialize, Serializer};

use super::{Language, Words};
use crate::geometry::Error as CoordinateError;
use crate::scenario::{kinds, policy, prices};

/// A text with values filled in, still able to be said in either language.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Said {
    /// The English text with `{name}` where values go.
    template: &'static str,
    values: Vec<(&'static str, Value)>,
}

/// A value filled into a text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// The same in every language: a name, a number, a cell.
    Same(String),
    /// A text of its own.
    Said(Said),
}

/// What can be filled into a text.
pub trait Fill {
    /// As a value.
    fn fill(&self) -> Value;
}

impl<T: Display + ?Sized> Fill for T {
    fn fill(&self) -> Value {
        Value::Same(self.to_string())
    }
}

impl Fill for Said {
    fn fill(&self) -> Value {
        Value::Said(self.clone())
    }
}

/// A [`Said`]: the template, then the names of its values, each with an expression where no variable has that name.
macro_rules! said {
    ($template:literal $(, $name:ident $(= $value:expr)?)* $(,)?) => {
        $crate::words::finding::Said::new(
            $template,
            vec![$((stringify!($name), said!(@value $name $($value)?))),*],
        )
    };
    (@value $name:ident) => { $crate::words::finding::Fill::fill(&$name) };
    (@value $name:ident $value:expr) => { $crate::words::finding::Fill::fill(&$value) };
}
pub(crate) use said;

impl Said {
    /// A template with its values.
    #[must_use]
    pub fn new(template: &'static str, values: Vec<(&'static str, Value)>) -> Self {
        Self { template, values }
    }

    /// The text in English, for the command line.
    #[must_use]
    pub fn english(&self) -> String {
        self.words(Language::English).into_owned()
    }
}

impl From<&'static str> for Said {
    fn from(template: &'static str) -> Self {
        Self::new(template, Vec::new())
    }
}

impl Words for Said {
    fn words(&self, language: Language) -> Cow<'static, str> {
        let template = match language {
            Language::German => german::of(self.template).unwrap_or(self.template),
            Language::English => self.template,
        };
        if self.values.is_empty() {
            return template.into();
        }
        let mut text = String::new();
        let mut rest = template;
        // Values are never searched for places again: they come from files.
        while let Some(start) = rest.find('{') {
            let after = &rest[start + 1..];
            let value = after.find('}').and_then(|end| {
                let name = &after[..end];
                let found = self.values.iter().find(|(known, _)| *known == name)?;
                Some((end, &found.1))
            });
            text.push_str(&rest[..start]);
            match value {
                Some((end, Value::Same(value))) => {
                    text.push_str(value);
                    rest = &after[end + 1..];
                }
                Some((end, Value::Said(said))) => {
                    text.push_str(&said.words(language));
                    rest = &after[end + 1..];
                }
                None => {
                    text.push('{');
                    rest = after;
                }
            }
        }
        text.push_str(rest);
        text.into()
    }
}

impl Serialize for Said {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.english())
    }
}

impl From<&CoordinateError> for Said {
    fn from(error: &CoordinateError) -> Self {
        said!(
            "({x}, {y}) is not a position in {system}",
            x = error.x,
            y = error.y,
            system = error.system
        )
    }
}

impl From<&prices::Error> for Said {
    fn from(error: &prices::Error) -> Self {
        use prices::Error;
        match error {
            Error::Band {
                row,
                low,
                value,
                high,
            } => said!(
                "price `{row}` is not usable: low {low}, value {value}, high {high}",
                row,
                low,
                value,
                high
            ),
            Error::Share { row, value } => {
                said!("`{row}` must lie between 0 and 1: {value}", row, value)
            }
            Error::Span { row, value } => {
                said!(
                    "`{row}` must lie above 0 and not above 100 years: {value}",
                    row,
                    value
                )
            }
            Error::Number {
                row,
                value,
                least,
                most,
            } => said!(
                "`{row}` must lie between {least} and {most}: {value}",
                row,
                value,
                least,
                most
            ),
            Error::PriceDate { value } => {
                said!("price date is not a month `YYYY-MM`: `{value}`", value)
            }
            Error::Change { row, value } => {
                said!("change of `{row}` is not usable: {value}", row, value)
            }
            Error::UnknownRow { row } => said!("price book has no row `{row}`", row),
            Error::MissingRow { row } => {
                said!("price book has no row `{row}`, which is needed", row)
            }
        }
    }
}

impl From<&policy::Error> for Said {
    fn from(error: &policy::Error) -> Self {
        let policy::Error {
            policy,
            group,
            amount,
        } = error;
        said!(
            "policy `{policy}`: the amount of `{group}` is negative: {amount}",
            policy,
            group,
            amount
        )
    }
}

impl From<&kinds::Error> for Said {
    fn from(error: &kinds::Error) -> Self {
        let kinds::Error::MissingRow { kind, row, table } = error;
        said!(
            "kind `{kind}` names `{row}`, which is not in `{table}`",
            kind,
            row,
            table
        )
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};

    use syn::visit::Visit;

    use super::*;

    #[test]
    fn values_are_filled_in_once_and_nested_texts_follow_the_language() {
        let hostile = "{purpose} {column}";
        let said = said!(
            "there is no column `{column}` for the {purpose}",
            column = hostile,
            purpose = Said::from("name")
        );
        assert_eq!(
            said.english(),
            "there is no column `{purpose} {column}` for the name"
        );
        assert_eq!(
            said.words(Language::German),
            "es gibt keine Spalte `{purpose} {column}` für: Name"
        );
    }

    /// Literals of several words in `import` that are no texts of findings.
    const OTHER: &[&str] = &[
        "existing network",
        "a feature",
        "a value",
        "a list of features",
        "its .prj",
        "no spheroid",
        "its spheroid is neither GRS 80, WGS 84 nor Bessel",
        "its projection is not transverse Mercator",
        "its unit is not the metre",
        "no central meridian",
        " at line ",
        "a single feature is larger than 16 MiB",
        "a single text is larger than 1 MiB",
        "its brackets are nested too deeply",
        "check the name; paths are relative to the city file",
        "check that it is a file and that this user may read it",
        "it unpacks to more than a street network can be",
        "not a file",
        "put both corrections into one entry",
        "merge it into one site only",
        "EPSG:25832, EPSG:4647, EPSG:4326, EPSG:3857, EPSG:31466, EPSG:31467",
    ];

    /// Every text that the sources say: the templates of `said!`, and literals of several words.
    #[derive(Default)]
    struct Texts(Vec<String>);

    impl<'ast> Visit<'ast> for Texts {
        fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
            if module.ident != "tests" {
                syn::visit::visit_item_mod(self, module);
            }
        }

        fn visit_macro(&mut self, called: &'ast syn::Macro) {
            if called.path.is_ident("said")
                && let Some(proc_macro2::TokenTree::Literal(literal)) =
                    called.tokens.clone().into_iter().next()
                && let Ok(literal) = syn::parse_str::<syn::LitStr>(&literal.to_string())
            {
                self.0.push(literal.value());
            }
        }

        fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}

        fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
            // What an invariant says is for the log.
            if call.method != "expect" {
                syn::visit::visit_expr_method_call(self, call);
            }
        }

        fn visit_lit_str(&mut self, literal: &'ast syn::LitStr) {
            let text = literal.value();
            if text.trim().contains(' ') && !text.starts_with('+') {
                self.0.push(text);
            }
        }
    }

    fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, found);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(path);
            }
        }
    }

    fn places(template: &str) -> BTreeSet<&str> {
        template
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split('}').next())
            .collect()
    }

    #[test]
    fn every_text_of_a_finding_has_its_german_with_the_same_values() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut files = vec![root.join("words/finding.rs")];
        sources(&root.join("import"), &mut files);
        let mut texts = Texts::default();
        for file in &files {
            let source = std::fs::read_to_string(file).unwrap();
            texts.visit_file(&syn::parse_file(&source).unwrap());
        }
        assert!(texts.0.len() > 200, "{}", texts.0.len());
        let missing: Vec<&String> = texts
            .0
            .iter()
            .filter(|text| !OTHER.contains(&text.as_str()) && german::of(text).is_none())
            .collect();
        assert!(missing.is_empty(), "no German for {missing:#?}");
        for text in &texts.0 {
            if let Some(german) = german::of(text) {
                assert_eq!(places(text), places(german), "{text}");
            }
        }
    }
}
