//! What may stand in a city file. Unknown keys are mistakes, not extensions.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, de};
use toml::Spanned;

use crate::scenario::decisions::Decisions;
use crate::scenario::prices::PriceChanges;

/// A text that knows where it stands in the city file: a file's name, or a name that is looked up.
pub type Named = Spanned<String>;

/// Everything a city file says.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schema {
    /// The city's name.
    pub name: String,
    /// True when any part of the data was made up.
    #[serde(default)]
    pub synthetic: bool,
    /// What is made up, in one sentence; required when `synthetic`.
    pub synthetic_reason: Option<String>,
    /// Who must be named beside maps and exports.
    #[serde(default)]
    pub attribution: Vec<String>,
    /// Reference system of inputs that name none themselves; EPSG:25832 when left out.
    pub crs: Option<Named>,
    /// Site lists.
    #[serde(default)]
    pub sites: Vec<Sites>,
    /// Second sources of positions, compared with those of the site lists and never used in their place.
    #[serde(default)]
    pub positions: Vec<Positions>,
    /// The streets.
    pub streets: Option<Streets>,
    /// The city's outline.
    pub boundary: Option<Area>,
    /// The districts.
    pub districts: Option<Area>,
    /// The network that exists.
    #[serde(default)]
    pub existing: Existing,
    /// Since when which site is connected how.
    pub history: Option<History>,
    /// File of corrections by people (TOML).
    pub corrections: Option<Named>,
    /// Price book (TOML); the shipped one when left out.
    pub prices: Option<Named>,
    /// Policies (TOML), beside the two shipped ones.
    #[serde(default)]
    pub policies: Vec<Named>,
    /// Kinds of site (TOML); the shipped ones when left out.
    pub kinds: Option<Named>,
    /// Scenarios; the shipped one when there are none.
    #[serde(default)]
    pub scenarios: Vec<ScenarioEntry>,
    /// The scenario that is meant when none is named; the first when left out.
    pub default_scenario: Option<Named>,
}

/// Form of a site list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SitesFormat {
    /// The school ministry's open list of North Rhine-Westphalia, as published.
    NrwSchools,
    /// Any table with a header line.
    Csv,
}

/// Encoding of a text file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Encoding {
    /// UTF-8.
    #[serde(rename = "utf-8")]
    Utf8,
    /// ISO 8859-1, read as its superset Windows-1252.
    #[serde(rename = "latin1")]
    Latin1,
}

/// One site list.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sites {
    /// The file.
    pub file: Named,
    /// Its form; `csv` when left out.
    pub format: Option<SitesFormat>,
    /// Which column holds what; for `nrw_schools` known already.
    #[serde(default)]
    pub columns: SiteColumns,
    /// Rows to take: column name to the values that count. Leading zeros do not matter.
    #[serde(default)]
    pub filter: BTreeMap<String, Vec<String>>,
    /// From the values of the kind column to ids of kinds.
    #[serde(default)]
    pub kinds: BTreeMap<String, String>,
    /// The kind of every row, for lists without a kind column.
    pub kind: Option<Named>,
    /// The project group of rows that name none.
    pub project_group: Option<String>,
    /// Reference system of easting and northing.
    pub crs: Option<Named>,
    /// Encoding; found out when left out.
    pub encoding: Option<Encoding>,
    /// Field separator; found out when left out.
    pub delimiter: Option<char>,
}

/// Columns of a site list by what they hold.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SiteColumns {
    /// The id, required.
    pub id: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// The kind.
    pub kind: Option<String>,
    /// The address in one line, or the street.
    pub address: Option<String>,
    /// Postal code, put before the place.
    pub postcode: Option<String>,
    /// Town.
    pub place: Option<String>,
    /// Easting.
    pub easting: Option<String>,
    /// Northing.
    pub northing: Option<String>,
    /// Reference system of the row, such as `EPSG:25832`.
    pub crs: Option<String>,
    /// Longitude, a second source beside easting and northing.
    pub lon: Option<String>,
    /// Latitude.
    pub lat: Option<String>,
    /// Pupils.
    pub pupils: Option<String>,
    /// Desks with a staff computer.
    pub desks: Option<String>,
    /// District.
    pub district: Option<String>,
    /// Project group.
    pub project_group: Option<String>,
    /// Connection today: `open`, `fibre`, `radio` or `leased`.
    pub connection: Option<String>,
}

/// A second source of positions.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Positions {
    /// The file (CSV).
    pub file: Named,
    /// Which column holds what.
    pub columns: PositionColumns,
    /// Reference system of easting and northing.
    pub crs: Option<Named>,
    /// Encoding; found out when left out.
    pub encoding: Option<Encoding>,
    /// Field separator; found out when left out.
    pub delimiter: Option<char>,
}

/// Columns of a second source of positions.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PositionColumns {
    /// The site's id.
    pub id: Option<String>,
    /// Easting.
    pub easting: Option<String>,
    /// Northing.
    pub northing: Option<String>,
    /// Longitude.
    pub lon: Option<String>,
    /// Latitude.
    pub lat: Option<String>,
}

/// Form of a file with geometry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GeometryFormat {
    /// Shape with its companion files.
    Shape,
    /// GeoJSON, plain or gzipped, also in the way Opendatasoft exports it.
    Geojson,
}

/// The streets.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Streets {
    /// The file.
    pub file: Named,
    /// Its form; told by the file's ending when left out.
    pub format: Option<GeometryFormat>,
    /// Which column holds what.
    #[serde(default)]
    pub columns: StreetColumns,
    /// Reference system, instead of the one the file names.
    pub crs: Option<Named>,
    /// Surface where no column and no class tells it; `asphalt` when left out.
    pub default_surface: Option<Spanned<crate::city::streets::Surface>>,
    /// Surface by value of the surface column.
    #[serde(default)]
    pub surfaces: BTreeMap<String, crate::city::streets::Surface>,
    /// Assumed surface by value of the class column.
    #[serde(default)]
    pub surface_by_class: BTreeMap<String, crate::city::streets::Surface>,
    /// Encoding of a Shape's attributes.
    pub encoding: Option<Encoding>,
}

/// Columns of the streets by what they hold.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StreetColumns {
    /// The segment's number.
    pub id: Option<String>,
    /// A second part of the segment's number, appended to the first.
    pub id_suffix: Option<String>,
    /// The street's name.
    pub name: Option<String>,
    /// The street's class.
    pub class: Option<String>,
    /// The surface.
    pub surface: Option<String>,
    /// What is crossed: `rail`, `motorway`, `river`, several separated by commas.
    pub crossings: Option<String>,
    /// Whether digging is forbidden: `true`, `1`, `ja`.
    pub forbidden: Option<String>,
}

/// Polygons: the city's outline or its districts.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Area {
    /// The file.
    pub file: Named,
    /// Its form; told by the file's ending when left out.
    pub format: Option<GeometryFormat>,
    /// Which column holds what.
    #[serde(default)]
    pub columns: AreaColumns,
    /// Reference system, instead of the one the file names.
    pub crs: Option<Named>,
    /// Encoding of a Shape's attributes.
    pub encoding: Option<Encoding>,
}

/// Columns of polygons.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AreaColumns {
    /// The name.
    pub name: Option<String>,
}

/// The network that exists, as GeoJSON. One file may serve for all three if its features say `type`: `node`, `cable` or `duct`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Existing {
    /// Nodes: points with `id`, `name`, `kind` (`pop`, `chamber`, `closure`) and `free_fibres`.
    pub nodes: Option<ExistingLayer>,
    /// Cables: lines with `id` and `free_fibres`.
    pub cables: Option<ExistingLayer>,
    /// Ducts: lines with `id`, `free_tubes`, and for rented ones `owner` and `rent_per_metre_month_eur`.
    pub ducts: Option<ExistingLayer>,
}

/// One layer of the existing network.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExistingLayer {
    /// The file.
    pub file: Named,
    /// Reference system, instead of the one the file names.
    pub crs: Option<Named>,
}

/// The log of connections.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct History {
    /// The file (CSV).
    pub file: Named,
    /// Which column holds what.
    #[serde(default)]
    pub columns: HistoryColumns,
    /// Encoding; found out when left out.
    pub encoding: Option<Encoding>,
    /// Field separator; found out when left out.
    pub delimiter: Option<char>,
}

/// Columns of the log of connections.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HistoryColumns {
    /// Date, `YYYY-MM-DD` or `DD.MM.YYYY`.
    pub date: String,
    /// The site's id.
    pub site: String,
    /// How it is connected from then on: `open`, `fibre`, `radio` or `leased`.
    pub connection: String,
}

impl Default for HistoryColumns {
    fn default() -> Self {
        Self {
            date: "date".to_owned(),
            site: "site".to_owned(),
            connection: "connection".to_owned(),
        }
    }
}

/// A scenario: what it says differs from the shipped one.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScenarioEntry {
    /// Its name.
    pub name: Named,
    /// What it is about, German.
    pub note_de: Option<String>,
    /// What it is about, English.
    pub note_en: Option<String>,
    /// The date the plan starts from.
    pub as_of: Option<Day>,
    /// The date by which everything should be connected.
    pub target: Option<Day>,
    /// Name of the policy.
    pub policy: Option<Named>,
    /// Another price book for this scenario (TOML).
    pub price_book: Option<Named>,
    /// Changes of the price book.
    pub prices: Option<Spanned<PriceChanges>>,
    /// What people have decided already.
    #[serde(default)]
    pub decisions: Decisions,
    /// Seed of every random choice.
    pub seed: Option<u64>,
}

/// A date, written as a TOML date or as text `YYYY-MM-DD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day(pub Date);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Either {
            Date(toml::value::Datetime),
            Text(String),
        }
        let text = match Either::deserialize(deserializer)? {
            Either::Date(date) => date.to_string(),
            Either::Text(text) => text,
        };
        text.parse().map(Self).map_err(|_| {
            de::Error::custom(format!("`{text}` is not a date of the form YYYY-MM-DD"))
        })
    }
}
