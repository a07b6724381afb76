//! From a city to a certified plan, piece by piece, on the middle rung of Köln's price ladder.

mod support;

use std::sync::atomic::AtomicBool;

use divan::{Bencher, black_box};
use lichtweg::city::City;
use lichtweg::import;
use lichtweg::plan::Problem;
use lichtweg::scenario::Scenario;
use lichtweg_steiner::{Control, Effort, Limits, Outcome, lower_bound, solve, verify};
use support::{KOELN, city_file};

fn main() {
    support::main();
}

/// Köln under one of its scenarios.
fn koeln_under(scenario: &str) -> (City, Scenario) {
    let scenario =
        import::scenario(&city_file("koeln"), Some(scenario)).expect("a scenario of Köln");
    (KOELN.city_at(scenario.as_of), scenario)
}

fn solved(problem: &Problem<'_>, effort: Effort) -> Outcome {
    let limits = Limits {
        threads: 2,
        seed: 1,
        effort,
    };
    let stop = AtomicBool::new(false);
    let control = Control {
        stop: &stop,
        progress: &|_| {},
    };
    solve(problem.instance(), &limits, &control).expect("the instance can be solved")
}

/// Options of 259 sites and the graph that joins them.
#[divan::bench(sample_count = 10)]
fn instance(bencher: Bencher) {
    let (city, scenario) = koeln_under("fibre50");
    bencher.bench(|| Problem::new(&city, &scenario).map(|problem| problem.instance().arcs().len()));
}

/// One bound by dual ascent and a few trees guided by it.
#[divan::bench(sample_count = 10)]
fn bound_and_first_trees(bencher: Bencher) {
    let (city, scenario) = koeln_under("fibre50");
    let problem = Problem::new(&city, &scenario).expect("Köln can be priced");
    bencher.bench(|| black_box(solved(&problem, Effort::Quick)));
}

/// What a daily plan does: bound, heuristics, local search, and closing the gap.
#[divan::bench(sample_count = 5, args = ["fibre20", "fibre50", "fibre85"])]
fn daily_plan(bencher: Bencher, scenario: &str) {
    let (city, scenario) = koeln_under(scenario);
    let problem = Problem::new(&city, &scenario).expect("Köln can be priced");
    bencher.bench(|| black_box(solved(&problem, Effort::Normal)));
}

/// The independent check of a whole plan.
#[divan::bench(sample_count = 20)]
fn check(bencher: Bencher) {
    let (city, scenario) = koeln_under("fibre50");
    let problem = Problem::new(&city, &scenario).expect("Köln can be priced");
    let outcome = solved(&problem, Effort::Normal);
    bencher.bench(|| verify(problem.instance(), &outcome.solution, &outcome.certificate).is_ok());
}

/// Replaying the bound alone.
#[divan::bench(sample_count = 20)]
fn replay_of_the_bound(bencher: Bencher) {
    let (city, scenario) = koeln_under("fibre50");
    let problem = Problem::new(&city, &scenario).expect("Köln can be priced");
    let outcome = solved(&problem, Effort::Normal);
    bencher.bench(|| lower_bound(problem.instance(), &outcome.certificate).is_ok());
}
