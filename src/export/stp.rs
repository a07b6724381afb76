//! The planning problem as a SteinLib file, so that any other solver can check a plan. Costs are whole cents.

use crate::plan::Problem;

/// The directed instance (SAP) of a planning problem. A comment says so when the problem has limits that the format cannot hold.
#[must_use]
pub fn instance(problem: &Problem<'_>, name: &str) -> String {
    let missing = left_out(problem);
    lichtweg_steiner::stp::write(problem.instance(), name, missing.as_slice())
}

/// What of the problem is no part of the file.
#[must_use]
pub fn left_out(problem: &Problem<'_>) -> Option<&'static str> {
    problem.has_fibre_limits().then_some(
        "the limits of free fibres in nodes and ducts are not part of this file; its optimum may be below the cost of any plan that keeps them",
    )
}
