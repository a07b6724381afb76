//! Nodes of the proof: bounds and trees in turns until a node is closed, then branching on a vertex.

use crate::certificate::{Node, Potential, Stage};
use crate::contract::Contraction;
use crate::dual_ascent::Ascent;
use crate::graph::Graph;
use crate::heuristic::{Guide, best_of};
use crate::instance::{Cost, Vertex};
use crate::reduce;
use crate::relaxation::Relaxation;
use crate::solve::Search;
use crate::tree::Builder;

/// Nodes are not branched deeper than this; the verifier has its own, larger limit.
const DEEPEST: usize = 150;
/// Deletions are recorded when they take away at least one in this many arcs.
const WORTH_RECORDING: usize = 20;

/// Works on the whole problem; returns the proof and the scaled bound it gives.
pub(crate) fn root(whole: &Graph, search: &mut Search<'_>) -> (Node, Cost) {
    let part = Part {
        whole: whole.clone(),
        active: vec![true; whole.arc_count()],
        stages: Vec::new(),
        bound: 0,
        potentials: Vec::new(),
        fractional: Vec::new(),
    };
    part.solved(search, 0)
}

/// What is left of the problem at one node.
struct Part {
    /// The whole graph with this node's terminals.
    whole: Graph,
    active: Vec<bool>,
    stages: Vec<Stage>,
    /// Best bound of the stages and of the dual solution at hand, scaled.
    bound: Cost,
    /// The best dual solution at hand, on the whole graph.
    potentials: Vec<Potential>,
    /// Vertices the relaxation uses in part, with how much, best to branch on first.
    fractional: Vec<Vertex>,
}

impl Part {
    fn solved(mut self, search: &mut Search<'_>, depth: usize) -> (Node, Cost) {
        while self.improved(search) {}
        if let Some(cutoff) = search.cutoff()
            && self.bound < cutoff
        {
            self.record(search);
            if self.bound < cutoff
                && depth < DEEPEST
                && !search.ended()
                && let Some(vertex) = self.branching_vertex()
            {
                return self.branched(search, depth, vertex);
            }
        } else {
            self.record(search);
        }
        let ceiling = self.ceiling();
        (
            Node {
                stages: self.stages,
                branch: None,
            },
            self.bound.min(ceiling),
        )
    }

    fn ceiling(&self) -> Cost {
        self.stages
            .iter()
            .filter_map(|stage| stage.delete_from)
            .min()
            .unwrap_or(Cost::MAX)
    }

    /// Writes the dual solution at hand down as a stage and deletes what it makes useless.
    fn record(&mut self, search: &Search<'_>) {
        // With no time left nothing more follows that a deletion could help.
        let cutoff = search
            .cutoff()
            .filter(|&cutoff| !search.stopped() || self.bound >= cutoff);
        if let Some(cutoff) = cutoff {
            let (remaining, arcs) = self.remaining();
            let ascent = Ascent::from_potentials(&remaining, &self.potentials);
            let useful = reduce::useful_arcs(&remaining, &ascent.reduced, ascent.bound, cutoff);
            for (index, useful) in arcs.into_iter().zip(useful) {
                self.active[index] = useful;
            }
        }
        self.stages.push(Stage {
            potentials: self.potentials.clone(),
            delete_from: cutoff,
        });
    }

    /// The whole graph with only its active arcs, and which arcs those are.
    fn remaining(&self) -> (Graph, Vec<usize>) {
        let arcs: Vec<usize> = (0..self.whole.arc_count())
            .filter(|&arc| self.active[arc])
            .collect();
        let links = arcs.iter().map(|&arc| {
            (
                self.whole.tail[arc],
                self.whole.head[arc],
                self.whole.cost[arc],
            )
        });
        (
            Graph::new(
                self.whole.vertex_count,
                self.whole.root,
                self.whole.terminals.clone(),
                links,
            ),
            arcs,
        )
    }

    fn active_count(&self) -> usize {
        self.active.iter().filter(|&&active| active).count()
    }

    /// Takes a dual solution of a contraction if it is better than the one at hand.
    fn take(&mut self, contraction: &Contraction, ascent: &Ascent) {
        if ascent.bound > self.bound || self.potentials.is_empty() {
            self.bound = ascent.bound.max(self.bound);
            self.potentials = contraction.lifted(&ascent.potentials(&contraction.graph));
        }
    }

    /// One pass: contract, raise, build trees, then rounds of the relaxation. True if enough arcs went to make another pass worth while.
    fn improved(&mut self, search: &mut Search<'_>) -> bool {
        if search.stopped() && search.cutoff().is_some() {
            return false;
        }
        let before = self.active_count();
        let contraction = Contraction::new(&self.whole, &self.active);
        let graph = &contraction.graph;
        let priorities = search.random.priorities(graph.terminals.len());
        let mut ascent = Ascent::new(graph);
        ascent.raise(graph, &priorities, search.stop);
        if ascent.cut_off {
            // Nothing cheaper than the cutoff is left; the verifier sees the same.
            self.bound = search
                .cutoff()
                .map_or(self.bound, |cutoff| cutoff.max(self.bound));
            return false;
        }
        let mut builder = Builder::new(graph);
        for guide in [
            Guide::Saturated(&ascent.reduced),
            Guide::Reduced(&ascent.reduced),
        ] {
            if search.stopped() && search.cutoff().is_some() {
                break;
            }
            if let Some(tree) = best_of(
                graph,
                &mut builder,
                guide,
                &[0.0, 0.1, 0.3, 1.0],
                &mut search.random,
                search.stop,
            ) {
                search.offer(&self.whole, tree.cost, || contraction.expanded(&tree.arcs));
            }
        }
        search.spend(4 * ascent.work + 300 * graph.arc_count() as u64);
        if !self.potentials.is_empty() {
            // What was raised before on the larger graph still holds on the smaller one.
            let mut carried =
                Ascent::from_potentials(graph, &contraction.restricted(&self.potentials));
            carried.raise(graph, &priorities, search.stop);
            if carried.bound > ascent.bound {
                ascent = carried;
            }
        }
        self.take(&contraction, &ascent);
        search.report(self.bound);
        if Self::worth_recording(search, &contraction, &ascent) {
            self.record(search);
            if self.active_count() * 4 < before * 3 {
                return !self.closed(search);
            }
        }
        if self.closed(search) || search.ended() {
            return false;
        }
        self.relax(search, &contraction, &ascent, before)
    }

    fn closed(&self, search: &Search<'_>) -> bool {
        search.cutoff().is_some_and(|cutoff| self.bound >= cutoff)
    }

    fn worth_recording(search: &Search<'_>, contraction: &Contraction, ascent: &Ascent) -> bool {
        let Some(cutoff) = search.cutoff().filter(|_| !search.stopped()) else {
            return false;
        };
        let graph = &contraction.graph;
        let useful = reduce::useful_arcs(graph, &ascent.reduced, ascent.bound, cutoff)
            .into_iter()
            .filter(|&useful| useful)
            .count();
        (graph.arc_count() - useful) * WORTH_RECORDING > graph.arc_count()
    }

    fn relax(
        &mut self,
        search: &mut Search<'_>,
        contraction: &Contraction,
        start: &Ascent,
        before: usize,
    ) -> bool {
        let graph = &contraction.graph;
        let mut builder = Builder::new(graph);
        let mut relaxation = Relaxation::new(graph, start, search.stop);
        let mut best: Option<Ascent> = None;
        // The gap some rounds ago, to see whether anything still moves.
        let mut marks: Vec<(Cost, Cost)> = Vec::new();
        let mut reduced_since = false;
        for round in 0..400 {
            let added = relaxation.round(graph, if round == 0 { 300 } else { 120 }, search);
            if (round % 2 == 1 || added == 0) && !search.stopped() {
                let guide = Guide::Relaxation(relaxation.arc_values());
                if let Some(tree) = best_of(
                    graph,
                    &mut builder,
                    guide,
                    &[0.0, 0.05, 0.2],
                    &mut search.random,
                    search.stop,
                ) {
                    search.offer(&self.whole, tree.cost, || contraction.expanded(&tree.arcs));
                }
                let found = relaxation.potentials(graph, search.stop);
                let mut ascent = Ascent::from_potentials(graph, &found);
                let priorities = search.random.priorities(graph.terminals.len());
                ascent.raise(graph, &priorities, search.stop);
                search.spend(4 * ascent.work + 100 * graph.arc_count() as u64);
                if ascent.bound > best.as_ref().map_or(start.bound, |best| best.bound) {
                    best = Some(ascent);
                }
            }
            let at_hand = best.as_ref().unwrap_or(start);
            let bound = at_hand.bound.max(self.bound);
            search.report(bound);
            let ended = search.ended();
            marks.push((bound, search.best.cost));
            let (old_bound, old_best) = marks[marks.len().saturating_sub(13)];
            let gap = search.best.cost - bound;
            let stalled =
                marks.len() > 13 && (old_best - old_bound) - gap < (old_best - old_bound) / 25;
            let done = ended || stalled || search.cutoff().is_some_and(|cutoff| bound >= cutoff);
            if done || round % 4 == 3 {
                self.take(contraction, at_hand);
                if Self::worth_recording(search, contraction, at_hand) {
                    self.record(search);
                    reduced_since |= self.active_count() * 5 < before * 4;
                }
            }
            if done || reduced_since {
                if !reduced_since {
                    self.fractional = fractional(contraction, relaxation.arc_values());
                }
                return reduced_since && !ended && !self.closed(search);
            }
        }
        self.fractional = fractional(contraction, relaxation.arc_values());
        false
    }

    fn branching_vertex(&self) -> Option<Vertex> {
        let open = |&vertex: &Vertex| {
            !self.whole.is_terminal[vertex as usize]
                && vertex != self.whole.root
                && self
                    .whole
                    .in_arcs(vertex)
                    .iter()
                    .any(|&arc| self.active[arc as usize])
        };
        self.fractional.iter().copied().find(open).or_else(|| {
            // Without advice: a busy vertex.
            let degree = |vertex: Vertex| {
                self.whole
                    .in_arcs(vertex)
                    .iter()
                    .filter(|&&arc| self.active[arc as usize])
                    .count()
            };
            (0..)
                .take(self.whole.vertex_count)
                .filter(open)
                .max_by_key(|&vertex| (degree(vertex), std::cmp::Reverse(vertex)))
        })
    }

    fn branched(self, search: &mut Search<'_>, depth: usize, vertex: Vertex) -> (Node, Cost) {
        let ceiling = self.ceiling();
        let proved = self.bound;
        search.proved_elsewhere = search.proved_elsewhere.max(proved.min(ceiling));
        let mut reached = self.whole.terminals.clone();
        reached.push(vertex);
        reached.sort_unstable();
        let arcs = (0..self.whole.arc_count()).map(|arc| {
            (
                self.whole.tail[arc],
                self.whole.head[arc],
                self.whole.cost[arc],
            )
        });
        let with = Part {
            whole: Graph::new(self.whole.vertex_count, self.whole.root, reached, arcs),
            active: self.active.clone(),
            stages: Vec::new(),
            bound: proved,
            potentials: self.potentials.clone(),
            fractional: Vec::new(),
        };
        let mut active = self.active;
        for &arc in self.whole.in_arcs(vertex) {
            active[arc as usize] = false;
        }
        let without = Part {
            whole: self.whole,
            active,
            stages: Vec::new(),
            bound: proved,
            potentials: self.potentials,
            fractional: Vec::new(),
        };
        let (with, with_bound) = with.solved(search, depth + 1);
        let (without, without_bound) = without.solved(search, depth + 1);
        let bound = proved.max(with_bound.min(without_bound)).min(ceiling);
        (
            Node {
                stages: self.stages,
                branch: Some((vertex, Box::new([without, with]))),
            },
            bound,
        )
    }
}

/// Vertices of the whole graph that the relaxation enters in part, those nearest to one half first.
fn fractional(contraction: &Contraction, values: &[f64]) -> Vec<Vertex> {
    let graph = &contraction.graph;
    let mut entered = vec![0.0; graph.vertex_count];
    for (arc, value) in values.iter().enumerate() {
        entered[graph.head[arc] as usize] += value;
    }
    let mut found: Vec<(u64, Vertex)> = (0..graph.vertex_count)
        .filter(|&vertex| !graph.is_terminal[vertex] && (0.05..0.95).contains(&entered[vertex]))
        .map(|vertex| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "between 0 and 1000"
            )]
            let away = ((entered[vertex] - 0.5).abs() * 1000.0) as u64;
            let degree = graph
                .in_arcs(u32::try_from(vertex).expect("vertices are counted in u32"))
                .len() as u64;
            (
                away.saturating_sub(20 * degree),
                contraction.vertices[vertex],
            )
        })
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(_, vertex)| vertex).collect()
}
