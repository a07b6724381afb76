//! A smaller graph with the same solutions: dangling vertices go, chains become one arc, of parallel arcs the cheapest stays.
//!
//! Nothing here depends on costs of solutions, so every dual solution of the small graph can be carried back to the large one: a vertex
//! inside a chain takes a value between those of the chain's ends ([`Contraction::lifted`]).

use std::collections::{BTreeMap, BTreeSet};

use crate::certificate::Potential;
use crate::graph::Graph;
use crate::instance::{ArcId, Cost, Vertex};

/// A vertex that was taken out, in terms of the vertices of the large graph.
#[derive(Debug, Clone, Copy)]
enum Removed {
    /// It had one neighbour and takes its value.
    Dangling { vertex: Vertex, neighbour: Vertex },
    /// Nothing enters it or nothing leaves it: it takes the least value of its neighbours, or none.
    Useless {
        vertex: Vertex,
        least_of_heads: bool,
    },
    /// It stood between two neighbours; costs of the four possible arcs, absent ones as `Cost::MAX`.
    Chain {
        vertex: Vertex,
        ends: [Vertex; 2],
        into: [Cost; 2],
        out_of: [Cost; 2],
    },
}

/// A small graph and the way back.
#[derive(Debug, Clone)]
pub(crate) struct Contraction {
    pub(crate) graph: Graph,
    /// For each arc of the small graph the arcs of the large one it stands for, in order.
    pub(crate) stands_for: Vec<Vec<ArcId>>,
    /// For each vertex of the small graph its number in the large one.
    pub(crate) vertices: Vec<Vertex>,
    removed: Vec<Removed>,
    large_vertex_count: usize,
    /// Heads of the arcs that left a useless vertex at its removal.
    heads: BTreeMap<Vertex, Vec<Vertex>>,
}

/// An arc while the graph is being rewritten.
#[derive(Debug, Clone)]
struct Link {
    cost: Cost,
    arcs: Vec<ArcId>,
}

struct Rewriting<'g> {
    large: &'g Graph,
    out: Vec<BTreeMap<Vertex, Link>>,
    into: Vec<BTreeSet<Vertex>>,
    removed: Vec<Removed>,
    heads: BTreeMap<Vertex, Vec<Vertex>>,
    gone: Vec<bool>,
}

impl Rewriting<'_> {
    fn add(&mut self, tail: Vertex, head: Vertex, link: Link) {
        if tail == head || head == self.large.root {
            return;
        }
        let slot = self.out[tail as usize].entry(head);
        match slot {
            std::collections::btree_map::Entry::Vacant(slot) => {
                slot.insert(link);
                self.into[head as usize].insert(tail);
            }
            std::collections::btree_map::Entry::Occupied(mut slot) => {
                if link.cost < slot.get().cost {
                    slot.insert(link);
                }
            }
        }
    }

    fn isolate(&mut self, vertex: Vertex) -> Vec<Vertex> {
        let mut neighbours = Vec::new();
        for (head, _) in std::mem::take(&mut self.out[vertex as usize]) {
            self.into[head as usize].remove(&vertex);
            neighbours.push(head);
        }
        for tail in std::mem::take(&mut self.into[vertex as usize]) {
            self.out[tail as usize].remove(&vertex);
            neighbours.push(tail);
        }
        self.gone[vertex as usize] = true;
        neighbours.sort_unstable();
        neighbours.dedup();
        neighbours
    }

    /// Takes a vertex out if a rule allows it; returns whose surroundings changed.
    fn simplify(&mut self, vertex: Vertex) -> Vec<Vertex> {
        if self.gone[vertex as usize]
            || vertex == self.large.root
            || self.large.is_terminal[vertex as usize]
        {
            return Vec::new();
        }
        let (out, into) = (&self.out[vertex as usize], &self.into[vertex as usize]);
        if out.is_empty() || into.is_empty() {
            let least_of_heads = !out.is_empty();
            if least_of_heads {
                self.heads.insert(vertex, out.keys().copied().collect());
            }
            self.removed.push(Removed::Useless {
                vertex,
                least_of_heads,
            });
            return self.isolate(vertex);
        }
        if out.len() > 2 || into.len() > 2 {
            return Vec::new();
        }
        let mut neighbours: Vec<Vertex> = out.keys().chain(into.iter()).copied().collect();
        neighbours.sort_unstable();
        neighbours.dedup();
        match neighbours[..] {
            [neighbour] => {
                self.removed.push(Removed::Dangling { vertex, neighbour });
                self.isolate(vertex)
            }
            [first, second] => {
                let ends = [first, second];
                let into = ends.map(|end| self.out[end as usize].get(&vertex).cloned());
                let out_of = ends.map(|end| self.out[vertex as usize].get(&end).cloned());
                let cost = |link: &Option<Link>| link.as_ref().map_or(Cost::MAX, |link| link.cost);
                self.removed.push(Removed::Chain {
                    vertex,
                    ends,
                    into: [cost(&into[0]), cost(&into[1])],
                    out_of: [cost(&out_of[0]), cost(&out_of[1])],
                });
                self.isolate(vertex);
                for (from, to) in [(0, 1), (1, 0)] {
                    if let (Some(there), Some(on)) = (&into[from], &out_of[to]) {
                        let arcs = there.arcs.iter().chain(&on.arcs).copied().collect();
                        self.add(
                            ends[from],
                            ends[to],
                            Link {
                                cost: there.cost + on.cost,
                                arcs,
                            },
                        );
                    }
                }
                ends.to_vec()
            }
            _ => Vec::new(),
        }
    }
}

impl Contraction {
    /// Contracts the part of a graph that consists of the active arcs.
    pub(crate) fn new(large: &Graph, active: &[bool]) -> Self {
        let mut rewriting = Rewriting {
            large,
            out: vec![BTreeMap::new(); large.vertex_count],
            into: vec![BTreeSet::new(); large.vertex_count],
            removed: Vec::new(),
            heads: BTreeMap::new(),
            gone: vec![false; large.vertex_count],
        };
        for arc in (0..large.arc_count()).filter(|&arc| active[arc]) {
            let link = Link {
                cost: large.cost[arc],
                arcs: vec![u32::try_from(arc).expect("arcs are counted in u32")],
            };
            rewriting.add(large.tail[arc], large.head[arc], link);
        }
        let mut queue: std::collections::VecDeque<Vertex> =
            (0..).take(large.vertex_count).collect();
        while let Some(vertex) = queue.pop_front() {
            queue.extend(rewriting.simplify(vertex));
        }
        let Rewriting {
            out,
            removed,
            heads,
            gone,
            ..
        } = rewriting;
        let mut number = vec![Vertex::MAX; large.vertex_count];
        let mut vertices = Vec::new();
        for vertex in (0..).take(large.vertex_count) {
            if !gone[vertex as usize] {
                number[vertex as usize] =
                    u32::try_from(vertices.len()).expect("vertices are counted in u32");
                vertices.push(vertex);
            }
        }
        let mut stands_for = Vec::new();
        let mut arcs = Vec::new();
        for &vertex in &vertices {
            for (head, link) in &out[vertex as usize] {
                arcs.push((number[vertex as usize], number[*head as usize], link.cost));
                stands_for.push(link.arcs.clone());
            }
        }
        let terminals = large
            .terminals
            .iter()
            .map(|&terminal| number[terminal as usize])
            .collect();
        let graph = Graph::new(vertices.len(), number[large.root as usize], terminals, arcs);
        Self {
            graph,
            stands_for,
            vertices,
            removed,
            large_vertex_count: large.vertex_count,
            heads,
        }
    }

    /// The arcs of the large graph that some arcs of the small one stand for.
    pub(crate) fn expanded(&self, arcs: &[ArcId]) -> Vec<ArcId> {
        arcs.iter()
            .flat_map(|&arc| self.stands_for[arc as usize].iter().copied())
            .collect()
    }

    /// Potentials of the large graph on the vertices that are left; they stay feasible.
    pub(crate) fn restricted(&self, potentials: &[Potential]) -> Vec<Potential> {
        let mut number = vec![Vertex::MAX; self.large_vertex_count];
        for (small, &large) in (0..).zip(&self.vertices) {
            number[large as usize] = small;
        }
        potentials
            .iter()
            .filter(|potential| number[potential.terminal as usize] != Vertex::MAX)
            .map(|potential| {
                let left = potential
                    .joined
                    .iter()
                    .map(|&(vertex, raise)| (number[vertex as usize], raise));
                let mut joined: Vec<(Vertex, Cost)> =
                    left.filter(|entry| entry.0 != Vertex::MAX).collect();
                joined.sort_unstable_by_key(|&(vertex, raise)| (raise, vertex));
                Potential {
                    terminal: number[potential.terminal as usize],
                    total: potential.total,
                    joined,
                }
            })
            .collect()
    }

    /// Potentials of the small graph carried to the large one, where they are feasible too.
    pub(crate) fn lifted(&self, potentials: &[Potential]) -> Vec<Potential> {
        // Per vertex of the large graph the potentials (by index) that it joined, ascending, with its value.
        let mut at: Vec<Vec<(u32, Cost)>> = vec![Vec::new(); self.large_vertex_count];
        for (index, potential) in (0..).zip(potentials) {
            for &(vertex, raise) in &potential.joined {
                at[self.vertices[vertex as usize] as usize].push((index, raise));
            }
        }
        let total = |index: u32| potentials[index as usize].total;
        for removed in self.removed.iter().rev() {
            match *removed {
                Removed::Dangling { vertex, neighbour } => {
                    let same = at[neighbour as usize].clone();
                    at[vertex as usize] = same;
                }
                Removed::Useless {
                    vertex,
                    least_of_heads,
                } => {
                    if least_of_heads {
                        let mut least: BTreeMap<u32, Cost> = BTreeMap::new();
                        for head in &self.heads[&vertex] {
                            for &(index, raise) in &at[*head as usize] {
                                least
                                    .entry(index)
                                    .and_modify(|value| *value = raise.min(*value))
                                    .or_insert(raise);
                            }
                        }
                        at[vertex as usize] = least.into_iter().collect();
                    }
                }
                Removed::Chain {
                    vertex,
                    ends,
                    into,
                    out_of,
                } => {
                    // What the first arc on the way may still be charged, for each direction; the second arc takes the rest.
                    let mut left = into;
                    let mut values = Vec::new();
                    let [first, second] = ends.map(|end| &at[end as usize]);
                    let (mut i, mut j) = (0, 0);
                    while i < first.len() || j < second.len() {
                        let index = match (first.get(i), second.get(j)) {
                            (Some(a), Some(b)) => a.0.min(b.0),
                            (Some(a), None) => a.0,
                            (None, Some(b)) => b.0,
                            (None, None) => break,
                        };
                        let mut value = [total(index); 2];
                        if first.get(i).is_some_and(|entry| entry.0 == index) {
                            value[0] = first[i].1;
                            i += 1;
                        }
                        if second.get(j).is_some_and(|entry| entry.0 == index) {
                            value[1] = second[j].1;
                            j += 1;
                        }
                        let high = usize::from(value[1] > value[0]);
                        let low = 1 - high;
                        // The charge runs from the higher end to the lower one. An absent arc takes any charge.
                        let charge = value[high] - value[low];
                        let on_first = if out_of[low] == Cost::MAX {
                            0
                        } else {
                            charge.min(left[high])
                        };
                        if left[high] != Cost::MAX {
                            left[high] -= on_first;
                        }
                        let between = value[high] - on_first;
                        if between < total(index) {
                            values.push((index, between));
                        }
                    }
                    at[vertex as usize] = values;
                }
            }
        }
        let mut lifted: Vec<Potential> = potentials
            .iter()
            .map(|potential| Potential {
                terminal: self.vertices[potential.terminal as usize],
                total: potential.total,
                joined: Vec::new(),
            })
            .collect();
        for (vertex, entries) in (0..).zip(&at) {
            for &(index, raise) in entries {
                lifted[index as usize].joined.push((vertex, raise));
            }
        }
        lifted
    }
}
