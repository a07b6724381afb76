//! The joint decision for all sites, with its proof.

use serde::{Deserialize, Serialize};

pub use crate::access::Reason;
use crate::city::site::SiteId;
use crate::city::streets::EdgeId;
use crate::geometry::Utm32;
use crate::scenario::decisions::Technology;
use crate::scenario::prices::ServiceClass;
use crate::units::{Euros, Metres};

/// The four amounts that are printed apart and never mixed. `objective = cost + shortfall + premium`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amounts {
    /// Money: capital cost and present value of running cost, gross.
    pub cost: Euros,
    /// The part of `cost` the city pays itself after funding.
    pub own_share: Euros,
    /// The price the policy puts on delivering less than the need.
    pub shortfall: Euros,
    /// The premium terms of the policy (counted on sites that do not get fibre).
    pub premium: Euros,
}

impl Amounts {
    /// What the optimiser minimises.
    #[must_use]
    pub fn objective(self) -> Euros {
        self.cost + self.shortfall + self.premium
    }
}

/// What connects one site with one technology, or why it cannot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SiteOption {
    /// The technology.
    pub technology: Technology,
    /// The option, or the reason it does not exist.
    pub offer: Result<Offer, Reason>,
}

/// A feasible option for one site on its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Offer {
    /// Building cost, once, gross.
    pub capex: Euros,
    /// Running cost per year, gross.
    pub opex_per_year: Euros,
    /// Present value over the planning period: capex, reinvestment, running cost, less residual value.
    pub present_value: Euros,
    /// Price of falling short, over the period.
    pub shortfall: Euros,
    /// Premium term of the policy, over the period.
    pub premium: Euros,
    /// Class delivered.
    pub class: ServiceClass,
    /// Weeks from order or start of works to service.
    pub lead_time_weeks: u32,
    /// 100 × cheapest objective ÷ this option's objective, both stand-alone.
    pub score: f64,
}

/// How a segment of the plan is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SegmentKind {
    /// New trench.
    Trench,
    /// Fibre blown into an own duct.
    OwnDuct,
    /// Fibre blown into a rented duct.
    RentedDuct,
    /// A trench that is built or committed anyway.
    Built,
}

/// One street segment (or part of one) used by the plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Segment {
    /// The street segment it lies in; two parts of one segment carry the same id.
    pub edge: EdgeId,
    /// How it is built.
    pub kind: SegmentKind,
    /// Its course.
    pub line: Vec<Utm32>,
    /// Its length.
    pub length: Metres,
    /// Its cost over the period, gross.
    pub cost: Euros,
    /// How many sites are served through it.
    pub sites_behind: u32,
}

/// What the plan decides for one site.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SiteDecision {
    /// The site.
    pub site: SiteId,
    /// What it gets; `None` when nothing meets the policy's minimum ("nicht lösbar").
    pub technology: Option<Technology>,
    /// The class it needs.
    pub need: ServiceClass,
    /// The class it gets.
    pub class: Option<ServiceClass>,
    /// Its share of the plan: its own items and an equal split of every segment among the sites behind it, to the cent.
    pub amounts: Amounts,
    /// What the plan saves if the site leaves and every other decision stays.
    pub saved_if_left: Euros,
    /// Objective of its cheapest option on its own.
    pub stand_alone: Option<Euros>,
    /// Every technology with its option or reason.
    pub options: Vec<SiteOption>,
    /// Metres of drop from the street to the building.
    pub drop: Option<Metres>,
    /// Where the drop leaves the street.
    pub drop_foot: Option<Utm32>,
    /// Indices into [`Plan::segments`] on the way from the existing network, in order.
    pub route: Vec<u32>,
    /// Name of the existing node it is fed from.
    pub fed_from: Option<String>,
}

/// The certified gap, twice: of total cost, and of what the plan saves against leasing everything.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Certificate {
    /// The objective of the plan.
    pub objective: Euros,
    /// No plan can cost less than this, as the independent verifier confirmed.
    pub lower_bound: Euros,
    /// `(objective − lower bound) ÷ objective`.
    pub gap: f64,
    /// `(objective − lower bound) ÷ (all leased − lower bound)`; `None` when leasing everything is not possible.
    pub gap_of_saving: Option<f64>,
    /// Objective when every site that can be leased is leased.
    pub all_leased: Option<Euros>,
}

/// One plan for one scenario. It exists only with a verified bound.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// One decision a site still open at the scenario's date, in the order of ids.
    pub decisions: Vec<SiteDecision>,
    /// Street segments used.
    pub segments: Vec<Segment>,
    /// Totals of the whole plan; the sites' shares add up to exactly this.
    pub totals: Amounts,
    /// The proof.
    pub certificate: Certificate,
}
