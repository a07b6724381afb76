//! Laws on random instances.

use lichtweg_steiner::{Arc, Instance, SolveError, verify};
use proptest::prelude::*;

use crate::exact::optimum;
use crate::solved;

/// Small directed graphs, some with symmetric stretches and arcs straight from the root to terminals, as plans have them.
pub(crate) fn instances() -> impl Strategy<Value = Instance> {
    (3_u32..14, 1_usize..6, any::<u64>()).prop_flat_map(|(vertices, terminals, _)| {
        let arc = (0..vertices, 0..vertices, 0_i64..40, any::<bool>());
        (
            proptest::collection::vec(arc, 4..45),
            proptest::collection::vec(1..vertices, terminals),
            proptest::collection::vec(1_i64..120, terminals),
        )
            .prop_map(move |(links, terminals, bypasses)| {
                let mut arcs = Vec::new();
                for (tail, head, cost, both) in links {
                    arcs.push(Arc { tail, head, cost });
                    if both {
                        arcs.push(Arc {
                            tail: head,
                            head: tail,
                            cost,
                        });
                    }
                }
                for (&head, &cost) in terminals.iter().zip(&bypasses) {
                    if cost < 90 {
                        arcs.push(Arc {
                            tail: 0,
                            head,
                            cost,
                        });
                    }
                }
                Instance::new(vertices, 0, terminals, arcs).expect("costs are small")
            })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_optimum_is_found_and_proved(instance in instances()) {
        let stop = std::sync::atomic::AtomicBool::new(false);
        let control = lichtweg_steiner::Control { stop: &stop, progress: &|_| {} };
        let limits = lichtweg_steiner::Limits { effort: lichtweg_steiner::Effort::Thorough, ..Default::default() };
        match (lichtweg_steiner::solve(&instance, &limits, &control), optimum(&instance)) {
            (Ok(outcome), Some(optimum)) => {
                let verified = verify(&instance, &outcome.solution, &outcome.certificate).expect("the proof holds");
                prop_assert_eq!(verified.objective, optimum);
                prop_assert_eq!(verified.lower_bound, optimum);
                prop_assert_eq!(outcome.lower_bound, optimum);
            }
            (Err(SolveError::Unreachable { terminals }), None) => prop_assert!(!terminals.is_empty()),
            (outcome, optimum) => prop_assert!(false, "solver says {outcome:?}, the exact answer is {optimum:?}"),
        }
    }

    #[test]
    fn numbering_does_not_change_the_cost(instance in instances(), shift in 1_u32..13) {
        prop_assume!(optimum(&instance).is_some());
        let count = instance.vertex_count();
        let renumbered = |vertex: u32| (vertex + shift) % count;
        let arcs = instance.arcs().iter().rev().map(|arc| Arc { tail: renumbered(arc.tail), head: renumbered(arc.head), cost: arc.cost }).collect();
        let terminals = instance.terminals().iter().map(|&terminal| renumbered(terminal)).collect();
        let other = Instance::new(count, renumbered(instance.root()), terminals, arcs).expect("the same instance");
        prop_assert_eq!(solved(&instance, 1, 1).solution.objective, solved(&other, 1, 1).solution.objective);
    }

    #[test]
    fn threads_do_not_change_anything(instance in instances(), seed in any::<u64>()) {
        prop_assume!(optimum(&instance).is_some());
        prop_assert_eq!(solved(&instance, 1, seed), solved(&instance, 4, seed));
    }
}
