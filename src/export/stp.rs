//! The planning problem as a SteinLib file, so that any other solver can check a plan. Costs are whole cents.

use crate::plan::Problem;

/// The directed instance (SAP) of a planning problem.
#[must_use]
pub fn instance(problem: &Problem<'_>, name: &str) -> String {
    lichtweg_steiner::stp::write(problem.instance(), name)
}
