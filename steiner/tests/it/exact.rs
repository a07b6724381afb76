//! The optimum of small instances by dynamic programming over sets of terminals (S. E. Dreyfus, R. A. Wagner, 1971), directed.

use lichtweg_steiner::{Cost, Instance};

/// The exact optimum, or nothing if a terminal cannot be reached. For at most a dozen terminals.
pub(crate) fn optimum(instance: &Instance) -> Option<Cost> {
    let count = instance.vertex_count() as usize;
    let terminals = instance.terminals();
    let far = Cost::MAX / 4;
    // cheapest[set][v]: an arborescence from v that reaches all terminals of the set.
    let mut cheapest = vec![vec![far; count]; 1 << terminals.len()];
    cheapest[0].fill(0);
    for set in 1..cheapest.len() {
        let joined = (0..count).map(|vertex| {
            let alone = set.is_power_of_two()
                && terminals[set.trailing_zeros() as usize] as usize == vertex;
            let mut best = if alone { 0 } else { far };
            let mut part = (set - 1) & set;
            while part > 0 {
                best = best.min(cheapest[part][vertex] + cheapest[set ^ part][vertex]);
                part = (part - 1) & set;
            }
            best
        });
        cheapest[set] = joined.collect();
        // Bellman and Ford: enough rounds for any path.
        for _ in 0..count {
            for arc in instance.arcs() {
                let through = arc.cost + cheapest[set][arc.head as usize];
                let at = &mut cheapest[set][arc.tail as usize];
                *at = through.min(*at);
            }
        }
    }
    let best = cheapest.last().expect("there is the empty set")[instance.root() as usize];
    (best < far).then_some(best)
}
