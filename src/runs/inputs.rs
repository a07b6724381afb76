//! A city as it was read from its files, with everything its scenarios need.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::Date;

use super::error::Error;
use super::request::Request;
use crate::city::City;
use crate::city::site::Connection;
use crate::import::finding::Finding;
use crate::programme::Log;
use crate::scenario::Scenario;
use crate::scenario::decisions::Technology;
use crate::scenario::policy::Policy;
use crate::scenario::prices::PriceChanges;
use crate::{city_file, import};

/// A scenario a city offers.
#[derive(Debug, Clone)]
pub struct Offered {
    /// Its assumptions.
    pub scenario: Scenario,
    /// What it is about, German.
    pub note_de: Option<String>,
    /// What it is about, English.
    pub note_en: Option<String>,
}

/// Everything a run can be made from: the imported city and its scenarios. Never changed after it was read.
#[derive(Debug, Clone)]
pub struct Inputs {
    /// The city, its connections as its lists give them.
    pub city: City,
    /// Since when which site is connected how.
    pub log: Log,
    /// What was wrong or doubtful in the files.
    pub findings: Vec<Finding>,
    /// SHA-256 of each file that was read, by its name in the city file.
    pub files: BTreeMap<String, String>,
    /// The scenarios, at least one.
    pub scenarios: Vec<Offered>,
    /// Name of the scenario that is meant when none is named.
    pub default_scenario: String,
    /// The policies to choose from and to compare.
    pub policies: Vec<Policy>,
}

impl Inputs {
    /// Reads a city file and everything it names.
    ///
    /// # Errors
    /// [`Error::CityFile`] or [`Error::Import`] when a file cannot be opened or a scenario makes no sense. Bad rows are findings.
    pub fn load(city_file: &Path) -> Result<Self, Error> {
        let file = city_file::load(city_file)?;
        let import::Imported {
            city,
            log,
            findings,
            inputs,
            ..
        } = import::import(&file)?;
        let scenarios = import::scenarios(&file)?
            .into_iter()
            .map(|summary| {
                let note = |text: String| Some(text).filter(|text| !text.is_empty());
                Ok(Offered {
                    scenario: import::scenario(&file, Some(&summary.name))?,
                    note_de: note(summary.note_de),
                    note_en: note(summary.note_en),
                })
            })
            .collect::<Result<_, Error>>()?;
        Ok(Self {
            city,
            log,
            findings,
            files: inputs
                .into_iter()
                .map(|input| (input.path, input.sha256))
                .collect(),
            scenarios,
            default_scenario: import::scenario(&file, None)?.name,
            policies: import::policies(&file)?,
        })
    }

    /// The scenario of a request with its policy, seed and changes.
    ///
    /// # Errors
    /// [`Error`] for an unknown scenario, policy or site, or a change that makes no sense.
    pub fn scenario(&self, request: &Request) -> Result<Scenario, Error> {
        let name = request
            .scenario
            .as_deref()
            .unwrap_or(&self.default_scenario);
        let offered = self
            .scenarios
            .iter()
            .find(|offered| offered.scenario.name == name)
            .ok_or_else(|| Error::UnknownScenario {
                name: name.to_owned(),
                known: self.scenario_names(),
            })?;
        let mut scenario = offered.scenario.clone();
        if let Some(name) = &request.policy
            && *name != scenario.policy.name
        {
            scenario.policy = self
                .policies
                .iter()
                .find(|policy| policy.name == *name)
                .ok_or_else(|| Error::UnknownPolicy {
                    name: name.clone(),
                    known: self
                        .policies
                        .iter()
                        .map(|policy| policy.name.clone())
                        .collect(),
                })?
                .clone();
        }
        if let Some(seed) = request.seed {
            scenario.seed = seed;
        }
        for (site, technology) in &request.changes.technology {
            if !self.city.sites.iter().any(|known| known.id == *site) {
                return Err(Error::UnknownSite {
                    site: site.to_string(),
                });
            }
            match technology {
                Some(Technology::Radio) => return Err(Error::RadioNotPlanned),
                Some(technology) => {
                    scenario
                        .decisions
                        .technology
                        .insert(site.clone(), *technology);
                }
                None => {
                    scenario.decisions.technology.remove(site);
                }
            }
        }
        let factors = request.changes.prices;
        let changes = PriceChanges {
            trench_factor: factors.trench_factor,
            leased_factor: factors.leased_factor,
            values: BTreeMap::new(),
        };
        scenario.prices = scenario
            .prices
            .changed(&changes, "changed for this run")
            .map_err(Error::Prices)?;
        Ok(scenario)
    }

    /// Names of the scenarios, in their order.
    #[must_use]
    pub fn scenario_names(&self) -> Vec<String> {
        self.scenarios
            .iter()
            .map(|offered| offered.scenario.name.clone())
            .collect()
    }

    /// The default scenario.
    ///
    /// # Errors
    /// [`Error::UnknownScenario`] when the city offers no scenario of that name.
    pub fn default_scenario(&self) -> Result<Scenario, Error> {
        self.scenario(&Request::default())
    }

    /// How each site, in the city's order, is connected on the evening of a date.
    #[must_use]
    pub fn connections_at(&self, date: Date) -> Vec<Connection> {
        let logged = self.log.connections_at(date);
        self.city
            .sites
            .iter()
            .map(|site| logged.get(&site.id).copied().unwrap_or(site.connection))
            .collect()
    }

    /// The city as it stands on the evening of a date.
    #[must_use]
    pub fn city_at(&self, date: Date) -> Cow<'_, City> {
        if self.log.entries().is_empty() {
            return Cow::Borrowed(&self.city);
        }
        let mut city = self.city.clone();
        for (site, connection) in city.sites.iter_mut().zip(self.connections_at(date)) {
            site.connection = connection;
        }
        Cow::Owned(city)
    }
}
