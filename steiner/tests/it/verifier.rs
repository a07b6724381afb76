//! The verifier refuses what is not true. It must never confirm a bound above the optimum, whatever it is given.

use lichtweg_steiner::{
    Arc, Certificate, Instance, Node, Potential, Refusal, Solution, Stage, lower_bound, verify,
};
use proptest::prelude::*;

use crate::exact::optimum;
use crate::random::instances;
use crate::solved;

/// Root 0 to terminals 2 and 3 over 1, or straight to 3.
fn small() -> Instance {
    let arcs = [(0, 1, 10), (1, 2, 5), (1, 3, 4), (0, 3, 20)].map(|(tail, head, cost)| Arc {
        tail,
        head,
        cost,
    });
    Instance::new(4, 0, vec![2, 3], arcs.to_vec()).expect("a small instance")
}

#[test]
fn a_tree_that_misses_a_terminal_is_refused() {
    let outcome = solved(&small(), 1, 1);
    assert_eq!(outcome.solution.arcs, [0, 1, 2]);
    let without = Solution {
        arcs: vec![0, 1],
        objective: 15,
    };
    assert_eq!(
        verify(&small(), &without, &outcome.certificate),
        Err(Refusal::NotReached { terminal: 3 })
    );
}

#[test]
fn a_wrong_sum_and_a_repeated_arc_are_refused() {
    let outcome = solved(&small(), 1, 1);
    let cheaper = Solution {
        objective: 18,
        ..outcome.solution.clone()
    };
    assert_eq!(
        verify(&small(), &cheaper, &outcome.certificate),
        Err(Refusal::Objective {
            sum: 19,
            stated: 18
        })
    );
    let twice = Solution {
        arcs: vec![0, 1, 1, 2],
        objective: 24,
    };
    assert_eq!(
        verify(&small(), &twice, &outcome.certificate),
        Err(Refusal::Arc { arc: 1 })
    );
    let unknown = Solution {
        arcs: vec![0, 1, 2, 9],
        objective: 19,
    };
    assert_eq!(
        verify(&small(), &unknown, &outcome.certificate),
        Err(Refusal::Arc { arc: 9 })
    );
}

#[test]
fn a_potential_that_charges_an_arc_too_much_is_refused() {
    let potential = |terminal, total| Potential {
        terminal,
        total,
        joined: vec![(terminal, 0)],
    };
    let stage = Stage {
        potentials: vec![potential(2, 5), potential(3, 4)],
        delete_from: None,
    };
    let certificate = Certificate {
        scale: 1,
        node: Node {
            stages: vec![stage],
            branch: None,
        },
    };
    assert_eq!(lower_bound(&small(), &certificate), Ok(9));
    let stage = Stage {
        potentials: vec![potential(2, 6)],
        delete_from: None,
    };
    let certificate = Certificate {
        scale: 1,
        node: Node {
            stages: vec![stage],
            branch: None,
        },
    };
    assert_eq!(
        lower_bound(&small(), &certificate),
        Err(Refusal::Overcharged { arc: 1 })
    );
}

/// One small change to a proof.
#[derive(Debug, Clone)]
enum Change {
    Total(usize, i64),
    Value(usize, usize, i64),
    Vertex(usize, usize, u32),
    Terminal(usize, u32),
    Drop(usize),
    Cutoff(i64),
    Scale(i64),
    Swap,
}

fn changes() -> impl Strategy<Value = Change> {
    prop_oneof![
        (any::<usize>(), -50_i64..5_000_000_000).prop_map(|(at, by)| Change::Total(at, by)),
        (any::<usize>(), any::<usize>(), -9_000_000_i64..9_000_000)
            .prop_map(|(at, entry, by)| Change::Value(at, entry, by)),
        (any::<usize>(), any::<usize>(), 0_u32..20)
            .prop_map(|(at, entry, vertex)| Change::Vertex(at, entry, vertex)),
        (any::<usize>(), 0_u32..20).prop_map(|(at, vertex)| Change::Terminal(at, vertex)),
        any::<usize>().prop_map(Change::Drop),
        any::<i64>().prop_map(Change::Cutoff),
        prop_oneof![Just(0), Just(-1), 1_i64..1_000, Just(i64::MAX)].prop_map(Change::Scale),
        Just(Change::Swap),
    ]
}

fn changed(certificate: &mut Certificate, change: &Change) {
    if let Change::Scale(scale) = change {
        certificate.scale = *scale;
        return;
    }
    let mut nodes = vec![&mut certificate.node];
    while let Some(node) = nodes.pop() {
        for stage in &mut node.stages {
            let count = stage.potentials.len();
            if count == 0 {
                continue;
            }
            match *change {
                Change::Total(at, by) => {
                    let total = &mut stage.potentials[at % count].total;
                    *total = total.saturating_add(by);
                }
                Change::Value(at, entry, by) => {
                    let joined = &mut stage.potentials[at % count].joined;
                    let length = joined.len().max(1);
                    if let Some(it) = joined.get_mut(entry % length) {
                        it.1 = it.1.saturating_add(by);
                    }
                }
                Change::Vertex(at, entry, vertex) => {
                    let joined = &mut stage.potentials[at % count].joined;
                    let length = joined.len().max(1);
                    if let Some(it) = joined.get_mut(entry % length) {
                        it.0 = vertex;
                    }
                }
                Change::Terminal(at, vertex) => stage.potentials[at % count].terminal = vertex,
                Change::Drop(at) => {
                    stage.potentials.swap_remove(at % count);
                }
                Change::Cutoff(to) => stage.delete_from = Some(to),
                Change::Swap => stage.potentials.reverse(),
                Change::Scale(_) => {}
            }
        }
        if let Some((_, children)) = &mut node.branch {
            if matches!(change, Change::Swap) {
                children.swap(0, 1);
            }
            nodes.extend(children.iter_mut());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn no_changed_proof_ever_confirms_a_wrong_bound(instance in instances(), changes in proptest::collection::vec(changes(), 1..4)) {
        let Some(optimum) = optimum(&instance) else { return Ok(()) };
        let outcome = solved(&instance, 1, 1);
        let mut certificate = outcome.certificate.clone();
        for change in &changes {
            changed(&mut certificate, change);
        }
        if let Ok(verified) = verify(&instance, &outcome.solution, &certificate) {
            prop_assert!(verified.lower_bound <= optimum, "bound {} above the optimum {optimum}", verified.lower_bound);
        }
    }
}
