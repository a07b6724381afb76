//! The joint decision for all sites, with its proof.
//!
//! [`solve`] turns a city and a scenario into a [`Plan`]: it builds one directed graph ([`Problem`]), has `lichtweg_steiner` choose, has
//! the choice and the bound checked independently, and reads the answer back as technologies, routes, shares and totals. A plan whose
//! bound was not verified does not exist.

mod capacity;
mod compare;
mod ducts;
mod instance;
mod parts;
mod paths;
mod pieces;
mod read_back;
mod score;
mod shares;
mod solve;
mod totals;

use serde::{Deserialize, Serialize};

use crate::access;
pub use crate::access::{Item, Reason};
use crate::city::network::AssetId;
use crate::city::site::SiteId;
use crate::city::streets::EdgeId;
use crate::geometry::Utm32;
use crate::scenario::decisions::Technology;
use crate::scenario::prices::ServiceClass;
use crate::units::{Euros, Metres};

pub use compare::{Comparison, SiteDifference, compare};
pub use instance::Problem;
pub use solve::solve;
pub use totals::{GroupTotal, PolicyTotal, TechnologyTotal};

/// Why there is no plan.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// The scenario cannot be priced.
    #[error("the scenario cannot be priced")]
    Access(#[from] access::Error),
    /// An amount is negative or the amounts add up to too much.
    #[error("the costs cannot be optimised")]
    Instance(#[from] lichtweg_steiner::InstanceError),
    /// The optimiser found no way to some sites.
    #[error("the optimiser gave up")]
    Solve(#[from] lichtweg_steiner::SolveError),
    /// The independent check refused the plan or its bound. The plan is not shown.
    #[error("the plan did not pass the independent check")]
    Refused(#[from] lichtweg_steiner::Refusal),
    /// What was read back does not add up to what was verified. The plan is not shown.
    #[error("the plan read back costs {read_back}, verified were {verified}")]
    Inconsistent {
        /// Objective of the sites' amounts.
        read_back: Euros,
        /// Objective the verifier found.
        verified: Euros,
    },
    /// More sites must use a node or a duct than it has fibres for, and there is no other way.
    #[error("{needed} sites must share {available} fibres of `{asset}`")]
    Capacity {
        /// The node or duct.
        asset: String,
        /// Sites behind it.
        needed: u32,
        /// Fibres it has.
        available: u32,
    },
}

/// The amounts that are printed apart and never mixed. `objective = cost + shortfall + premium`; `investment` and `running_per_year` are
/// the plain amounts behind the present value `cost`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amounts {
    /// Money: capital cost and present value of running cost, gross.
    pub cost: Euros,
    /// The part of `cost` the city pays itself after funding.
    pub own_share: Euros,
    /// The price the policy puts on delivering less than the need.
    pub shortfall: Euros,
    /// The premium terms of the policy (counted on sites that could get fibre and do not).
    pub premium: Euros,
    /// What is paid once at the start, gross, as it stands on the invoice. Renewal and residual value are in `cost` only.
    #[serde(default)]
    pub investment: Euros,
    /// What is paid every year, gross.
    #[serde(default)]
    pub running_per_year: Euros,
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

impl Offer {
    /// What the optimiser compares: money, shortfall and premium.
    #[must_use]
    pub fn objective(&self) -> Euros {
        self.present_value + self.shortfall + self.premium
    }
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
    /// The duct used, for [`SegmentKind::OwnDuct`] and [`SegmentKind::RentedDuct`].
    pub duct: Option<AssetId>,
    /// The same cost item by item.
    pub items: Vec<ItemAmount>,
}

/// An existing node opened by the plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BreakOut {
    /// The node.
    pub node: AssetId,
    /// Its name.
    pub name: String,
    /// What opening it costs over the period, gross.
    pub cost: Euros,
    /// How many sites are served through it.
    pub sites_behind: u32,
}

/// One item of a cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemAmount {
    /// What is paid for.
    pub item: Item,
    /// How much, over the period, gross.
    pub amount: Euros,
}

/// Why no site at all can have fibre.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoFibre {
    /// There are no streets to dig in.
    NoStreets,
    /// There is no existing node with free fibres.
    NoNodes,
    /// No existing node with free fibres has a street near it.
    NoNodeNearStreets,
    /// Each site has a reason of its own.
    EachItsOwn,
}

/// Something the planner noticed that a person should know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "remark", rename_all = "snake_case")]
pub enum Remark {
    /// Fibre is impossible for every site: bound and gap say nothing about it.
    FibreImpossible {
        /// How many sites are planned.
        sites: u32,
        /// Why.
        why: NoFibre,
    },
    /// A duct runs along no street and is not used.
    DuctNotAlongStreets {
        /// The duct.
        duct: AssetId,
    },
    /// A node has no street near it and is not used.
    NodeFarFromStreets {
        /// The node.
        node: AssetId,
        /// The limit that was applied, whole metres.
        limit_m: u32,
    },
    /// Sites were moved because a node or duct has too few free fibres.
    CapacityReached {
        /// The node or duct.
        asset: AssetId,
        /// The most sites it can serve.
        most: u32,
        /// Sites moved elsewhere.
        moved: u32,
    },
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
    /// Its share of `cost` item by item; adds up to `amounts.cost`.
    pub breakdown: Vec<ItemAmount>,
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
    /// `(objective − lower bound) ÷ (all leased − lower bound)`; `None` when leasing everything costs no more than the bound, so that
    /// there is nothing to save, or when the baseline is unknown.
    pub gap_of_saving: Option<f64>,
    /// Objective when every site that can be leased is leased and the others, which must get fibre, keep their routes of this plan: a
    /// plan that can be carried out, and so never below the lower bound.
    pub all_leased: Option<Euros>,
}

/// One plan for one scenario. It exists only with a verified bound.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// One decision a site still open at the scenario's date, in the order of ids.
    pub decisions: Vec<SiteDecision>,
    /// Street segments used.
    pub segments: Vec<Segment>,
    /// Existing nodes opened.
    pub break_outs: Vec<BreakOut>,
    /// Totals of the whole plan; the sites' shares add up to exactly this.
    pub totals: Amounts,
    /// The proof.
    pub certificate: Certificate,
    /// Totals by technology, those without any last.
    pub by_technology: Vec<TechnologyTotal>,
    /// Totals by district, sites without one last.
    pub by_district: Vec<GroupTotal>,
    /// Totals by project group, sites without one last.
    pub by_project_group: Vec<GroupTotal>,
    /// The same city under the other policies, each with its own verified bound.
    pub other_policies: Vec<PolicyTotal>,
    /// What a person should know about the inputs.
    pub remarks: Vec<Remark>,
}
