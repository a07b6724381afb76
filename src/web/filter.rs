//! Which sites, and in which order: the filters, facets and sorting that list, map and download share.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::answers::{Facets, SiteRow};
use super::error::ApiError;
use super::query::{Parameters, unusable};
use super::view::{Row, View, folded};

/// Stands for "has none" in filters and facets.
const NONE: &str = "none";

/// A property sites are filtered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Property {
    District,
    Kind,
    Technology,
    Class,
    State,
    ProjectGroup,
}

impl Property {
    const ALL: [Self; 6] = [
        Self::District,
        Self::Kind,
        Self::Technology,
        Self::Class,
        Self::State,
        Self::ProjectGroup,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::District => "district",
            Self::Kind => "kind",
            Self::Technology => "technology",
            Self::Class => "class",
            Self::State => "state",
            Self::ProjectGroup => "project_group",
        }
    }

    /// The only values there are, when they are known beforehand.
    const fn known(self) -> Option<&'static [&'static str]> {
        match self {
            Self::District | Self::Kind | Self::ProjectGroup => None,
            Self::Technology => Some(&["fibre", "radio", "leased", NONE]),
            Self::Class => Some(&["100M", "1G", "10G", NONE]),
            Self::State => Some(&["connected", "planned", "unsolvable", "open"]),
        }
    }

    fn of(self, row: &SiteRow) -> &str {
        match self {
            Self::District => row.district.as_deref().unwrap_or(NONE),
            Self::Kind => &row.kind,
            Self::Technology => row.technology.map_or(NONE, |technology| technology.name()),
            Self::Class => row.class.map_or(NONE, |class| class.name()),
            Self::State => row.state.name(),
            Self::ProjectGroup => row.project_group.as_deref().unwrap_or(NONE),
        }
    }
}

/// Which sites are wanted.
#[derive(Debug)]
pub(super) struct Filter {
    search: Option<[String; 2]>,
    wanted: Vec<(Property, BTreeSet<String>)>,
}

impl Filter {
    /// Takes the filters out of a query string.
    pub(super) fn read(parameters: &mut Parameters) -> Result<Self, ApiError> {
        let search = parameters
            .search("q")?
            .map(|text| [folded(text.trim(), false), folded(text.trim(), true)]);
        let mut wanted = Vec::new();
        for property in Property::ALL {
            let values = match property.known() {
                None => parameters.names(property.name()),
                Some(known) => {
                    let values = parameters.list(property.name());
                    if values.iter().any(|value| !known.contains(&value.as_str())) {
                        return Err(unusable(property.name()));
                    }
                    values
                }
            };
            if !values.is_empty() {
                wanted.push((property, values));
            }
        }
        Ok(Self { search, wanted })
    }

    /// The rows that pass, in the city's order.
    pub(super) fn rows<'v>(&self, view: &'v View) -> Vec<&'v Row> {
        view.rows
            .iter()
            .filter(|row| self.passes(row, None))
            .collect()
    }

    /// For each property how many rows each of its values has among those that pass all other filters.
    pub(super) fn facets(&self, view: &View) -> Facets {
        let mut facets = Facets::default();
        for property in Property::ALL {
            let counts = match property {
                Property::District => &mut facets.district,
                Property::Kind => &mut facets.kind,
                Property::Technology => &mut facets.technology,
                Property::Class => &mut facets.class,
                Property::State => &mut facets.state,
                Property::ProjectGroup => &mut facets.project_group,
            };
            self.count(view, property, counts);
        }
        facets
    }

    fn count(&self, view: &View, property: Property, counts: &mut BTreeMap<String, usize>) {
        for row in &view.rows {
            if self.passes(row, Some(property)) {
                let value = property.of(&row.shown);
                match counts.get_mut(value) {
                    Some(count) => *count += 1,
                    None => {
                        counts.insert(value.to_owned(), 1);
                    }
                }
            }
        }
    }

    fn passes(&self, row: &Row, but: Option<Property>) -> bool {
        let found = self
            .search
            .as_ref()
            .is_none_or(|forms| forms.iter().any(|form| row.search.contains(form.as_str())));
        found
            && self.wanted.iter().all(|(property, values)| {
                but == Some(*property) || values.contains(property.of(&row.shown))
            })
    }
}

/// A column sites are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Name,
    Kind,
    District,
    State,
    Technology,
    Class,
    Cost,
    Score,
}

/// The order of sites.
#[derive(Debug, Clone, Copy)]
pub(super) struct Order {
    column: Column,
    descending: bool,
}

impl Order {
    /// Takes `sort` out of a query string; by name when nothing is said.
    pub(super) fn read(parameters: &mut Parameters) -> Result<Self, ApiError> {
        let text = parameters.one("sort")?;
        let text = text.as_deref().unwrap_or("name");
        let (descending, name) = match text.strip_prefix('-') {
            Some(name) => (true, name),
            None => (false, text),
        };
        let column = match name {
            "name" => Column::Name,
            "kind" => Column::Kind,
            "district" => Column::District,
            "state" => Column::State,
            "technology" => Column::Technology,
            "class" => Column::Class,
            // The cost of a site in a list is its share.
            "cost" | "share" => Column::Cost,
            "score" => Column::Score,
            _ => return Err(unusable("sort")),
        };
        Ok(Self { column, descending })
    }

    /// Sorts; rows without a value come last in both directions, equal ones by name and id.
    pub(super) fn sort(self, rows: &mut [&Row]) {
        rows.sort_by(|a, b| {
            self.compare(a, b)
                .then_with(|| a.sort_name.cmp(&b.sort_name))
                .then_with(|| a.shown.id.cmp(&b.shown.id))
        });
    }

    fn compare(self, a: &Row, b: &Row) -> Ordering {
        match self.column {
            Column::Name => self.by(Some(&a.sort_name), Some(&b.sort_name), Ord::cmp),
            Column::Kind => self.by(Some(&a.shown.kind), Some(&b.shown.kind), Ord::cmp),
            Column::District => self.by(
                a.shown.district.as_ref(),
                b.shown.district.as_ref(),
                Ord::cmp,
            ),
            Column::State => self.by(Some(a.shown.state), Some(b.shown.state), Ord::cmp),
            Column::Technology => self.by(a.shown.technology, b.shown.technology, Ord::cmp),
            Column::Class => self.by(a.shown.class, b.shown.class, Ord::cmp),
            Column::Cost => self.by(a.shown.cost_eur, b.shown.cost_eur, f64::total_cmp),
            Column::Score => self.by(a.score, b.score, f64::total_cmp),
        }
    }

    fn by<T>(self, a: Option<T>, b: Option<T>, compare: impl Fn(&T, &T) -> Ordering) -> Ordering {
        match (a, b) {
            (Some(a), Some(b)) if self.descending => compare(&b, &a),
            (Some(a), Some(b)) => compare(&a, &b),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        }
    }
}
