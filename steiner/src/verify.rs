//! Checks a solution and a certificate against the original instance.
//!
//! This file shares no code with the solver on purpose: it reads the instance, the arcs and the potentials, and believes nothing else.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::certificate::{Certificate, Node, Stage};
use crate::instance::{ArcId, Cost, Instance, Vertex};

/// Branchings deeper than this are refused, so that a hostile certificate cannot exhaust the stack.
const DEEPEST: usize = 400;

/// A set of arcs with what they cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solution {
    /// The arcs, ascending.
    pub arcs: Vec<ArcId>,
    /// The sum of their costs.
    pub objective: Cost,
}

/// What the verifier confirms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified {
    /// The cost of the solution, added up anew.
    pub objective: Cost,
    /// No solution costs less than this. Never above `objective`.
    pub lower_bound: Cost,
}

/// Why a solution or certificate was not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The solution names an arc that does not exist, or one twice.
    #[error("arc {arc} does not exist or is named twice")]
    Arc {
        /// The arc named.
        arc: ArcId,
    },
    /// The arcs do not reach a terminal.
    #[error("terminal {terminal} is not reached")]
    NotReached {
        /// The terminal left out.
        terminal: Vertex,
    },
    /// The stated objective is not the sum of the arcs.
    #[error("the arcs cost {sum}, not {stated}")]
    Objective {
        /// What the arcs add up to.
        sum: Cost,
        /// What was stated.
        stated: Cost,
    },
    /// A potential is for something that is not a terminal here, or for one a second time.
    #[error("vertex {vertex} has a potential but is no terminal, or has two")]
    Potential {
        /// The vertex named.
        vertex: Vertex,
    },
    /// A potential has a value below zero or above its total, or names a vertex that does not exist or twice.
    #[error("the potential of terminal {terminal} has a wrong value at vertex {vertex}")]
    Value {
        /// The terminal.
        terminal: Vertex,
        /// The vertex with the value.
        vertex: Vertex,
    },
    /// The potentials charge an arc more than it costs.
    #[error("arc {arc} is charged more than its cost")]
    Overcharged {
        /// The arc.
        arc: ArcId,
    },
    /// The proof's unit is below one, or so fine that costs no longer fit.
    #[error("costs in units of 1/{scale} do not fit")]
    Scale {
        /// The scale stated.
        scale: Cost,
    },
    /// The proof branches on something that is not a vertex, or too deep.
    #[error("the proof cannot be followed at vertex {vertex}")]
    Branch {
        /// The vertex branched on.
        vertex: Vertex,
    },
}

/// Confirms that the solution reaches every terminal at the stated cost, and that the certificate proves its bound.
///
/// # Errors
/// [`Refusal`] with the first thing that is wrong.
pub fn verify(
    instance: &Instance,
    solution: &Solution,
    certificate: &Certificate,
) -> Result<Verified, Refusal> {
    let objective = check_solution(instance, solution)?;
    let lower_bound = lower_bound(instance, certificate)?;
    Ok(Verified {
        objective,
        lower_bound: lower_bound.min(objective),
    })
}

/// Replays a certificate alone. The bound is `Cost::MAX` if the certificate proves that no solution exists.
///
/// # Errors
/// [`Refusal`] with the first thing that is wrong.
pub fn lower_bound(instance: &Instance, certificate: &Certificate) -> Result<Cost, Refusal> {
    let mut terminal = vec![false; instance.vertex_count() as usize];
    for &vertex in instance.terminals() {
        terminal[vertex as usize] = true;
    }
    let scale = certificate.scale;
    let sum: Cost = instance.arcs().iter().map(|arc| arc.cost).sum();
    if scale < 1 || sum.checked_mul(scale).is_none_or(|sum| sum > Cost::MAX / 8) {
        return Err(Refusal::Scale { scale });
    }
    let state = State {
        instance,
        scale,
        active: vec![true; instance.arcs().len()],
        terminal,
    };
    let bound = state.node_bound(&certificate.node, 0)?;
    // Costs are whole numbers, so a bound between two of them counts as the higher one.
    Ok(if bound == Cost::MAX {
        bound
    } else {
        bound / scale + Cost::from(bound % scale > 0)
    })
}

fn check_solution(instance: &Instance, solution: &Solution) -> Result<Cost, Refusal> {
    let mut used = vec![false; instance.arcs().len()];
    let mut leaving = vec![Vec::new(); instance.vertex_count() as usize];
    let mut sum: Cost = 0;
    for &arc in &solution.arcs {
        match used.get_mut(arc as usize) {
            Some(flag) if !*flag => *flag = true,
            _ => return Err(Refusal::Arc { arc }),
        }
        let it = instance.arcs()[arc as usize];
        // The instance guarantees that all costs together fit.
        sum += it.cost;
        leaving[it.tail as usize].push(it.head);
    }
    let mut reached = vec![false; instance.vertex_count() as usize];
    reached[instance.root() as usize] = true;
    let mut stack = vec![instance.root()];
    while let Some(vertex) = stack.pop() {
        for &next in &leaving[vertex as usize] {
            if !std::mem::replace(&mut reached[next as usize], true) {
                stack.push(next);
            }
        }
    }
    if let Some(&terminal) = instance
        .terminals()
        .iter()
        .find(|&&terminal| !reached[terminal as usize])
    {
        return Err(Refusal::NotReached { terminal });
    }
    if sum == solution.objective {
        Ok(sum)
    } else {
        Err(Refusal::Objective {
            sum,
            stated: solution.objective,
        })
    }
}

/// What is left of the instance at one point of the proof.
struct State<'a> {
    instance: &'a Instance,
    scale: Cost,
    active: Vec<bool>,
    terminal: Vec<bool>,
}

impl State<'_> {
    fn node_bound(mut self, node: &Node, depth: usize) -> Result<Cost, Refusal> {
        let mut proved: Cost = 0;
        // Solutions at or above a cutoff are outside of what later stages speak about.
        let mut ceiling = Cost::MAX;
        for stage in &node.stages {
            let (bound, reduced) = self.stage_bound(stage)?;
            proved = proved.max(bound);
            if let Some(cutoff) = stage.delete_from {
                ceiling = ceiling.min(cutoff);
                self.delete(bound, &reduced, cutoff);
            }
            if self.somebody_is_cut_off() {
                return Ok(ceiling);
            }
        }
        if let Some((vertex, children)) = &node.branch {
            let vertex = *vertex;
            if vertex >= self.instance.vertex_count()
                || vertex == self.instance.root()
                || depth >= DEEPEST
            {
                return Err(Refusal::Branch { vertex });
            }
            let [without, with] = children.as_ref();
            let mut avoided = State {
                instance: self.instance,
                scale: self.scale,
                active: self.active.clone(),
                terminal: self.terminal.clone(),
            };
            for (arc, active) in self.instance.arcs().iter().zip(&mut avoided.active) {
                *active &= arc.head != vertex;
            }
            let avoided = if avoided.somebody_is_cut_off() {
                Cost::MAX
            } else {
                avoided.node_bound(without, depth + 1)?
            };
            self.terminal[vertex as usize] = true;
            let reached = if self.somebody_is_cut_off() {
                Cost::MAX
            } else {
                self.node_bound(with, depth + 1)?
            };
            proved = proved.max(avoided.min(reached));
        }
        Ok(proved.min(ceiling))
    }

    /// The bound of one stage and the reduced cost of each active arc.
    fn stage_bound(&self, stage: &Stage) -> Result<(Cost, Vec<Cost>), Refusal> {
        let vertex_count = self.instance.vertex_count() as usize;
        let mut reduced: Vec<Cost> = self
            .instance
            .arcs()
            .iter()
            .map(|arc| arc.cost * self.scale)
            .collect();
        let entering = Adjacency::new(vertex_count, self.instance, &self.active, |arc| arc.1);
        let mut seen = vec![false; vertex_count];
        let mut value: Vec<Cost> = vec![-1; vertex_count];
        let mut bound: Cost = 0;
        for potential in &stage.potentials {
            let terminal = potential.terminal;
            let known = self
                .terminal
                .get(terminal as usize)
                .copied()
                .unwrap_or(false);
            if !known || std::mem::replace(&mut seen[terminal as usize], true) {
                return Err(Refusal::Potential { vertex: terminal });
            }
            for &(vertex, raise) in &potential.joined {
                let right =
                    (0..=potential.total).contains(&raise) && (vertex != terminal || raise == 0);
                match value.get_mut(vertex as usize) {
                    Some(slot) if right && *slot < 0 => *slot = raise,
                    _ => return Err(Refusal::Value { terminal, vertex }),
                }
            }
            if value[terminal as usize] != 0 {
                return Err(Refusal::Value {
                    terminal,
                    vertex: terminal,
                });
            }
            for &(vertex, raise) in &potential.joined {
                for &arc in entering.of(vertex) {
                    let tail = self.instance.arcs()[arc as usize].tail;
                    let at_tail = match value[tail as usize] {
                        absent if absent < 0 => potential.total,
                        present => present,
                    };
                    if at_tail > raise {
                        let left = &mut reduced[arc as usize];
                        *left -= at_tail - raise;
                        if *left < 0 {
                            return Err(Refusal::Overcharged { arc });
                        }
                    }
                }
            }
            let at_root = value[self.instance.root() as usize];
            // Every raise is charged to some arc, unless the terminal is cut off, which the caller has excluded.
            bound = bound.saturating_add(if at_root < 0 {
                potential.total
            } else {
                at_root
            });
            for &(vertex, _) in &potential.joined {
                value[vertex as usize] = -1;
            }
        }
        Ok((bound, reduced))
    }

    /// Deletes every arc whose use costs at least `cutoff`.
    fn delete(&mut self, bound: Cost, reduced: &[Cost], cutoff: Cost) {
        let from_root = self.distances(reduced, &[self.instance.root()], true);
        let terminals: Vec<Vertex> = (0..self.instance.vertex_count())
            .filter(|&vertex| self.terminal[vertex as usize])
            .collect();
        let to_terminal = self.distances(reduced, &terminals, false);
        for (index, arc) in self.instance.arcs().iter().enumerate() {
            let way = from_root[arc.tail as usize]
                .saturating_add(reduced[index])
                .saturating_add(to_terminal[arc.head as usize]);
            if bound.saturating_add(way) >= cutoff {
                self.active[index] = false;
            }
        }
    }

    /// Shortest reduced-cost distances over active arcs, away from the sources or towards them.
    fn distances(&self, reduced: &[Cost], sources: &[Vertex], away: bool) -> Vec<Cost> {
        let vertex_count = self.instance.vertex_count() as usize;
        let adjacency = Adjacency::new(vertex_count, self.instance, &self.active, |arc| {
            if away { arc.0 } else { arc.1 }
        });
        let mut distance = vec![Cost::MAX; vertex_count];
        let mut heap = BinaryHeap::new();
        for &source in sources {
            distance[source as usize] = 0;
            heap.push(Reverse((0, source)));
        }
        while let Some(Reverse((so_far, vertex))) = heap.pop() {
            if so_far > distance[vertex as usize] {
                continue;
            }
            for &index in adjacency.of(vertex) {
                let arc = self.instance.arcs()[index as usize];
                let next = if away { arc.head } else { arc.tail };
                let way = so_far.saturating_add(reduced[index as usize]);
                if way < distance[next as usize] {
                    distance[next as usize] = way;
                    heap.push(Reverse((way, next)));
                }
            }
        }
        distance
    }

    fn somebody_is_cut_off(&self) -> bool {
        let vertex_count = self.instance.vertex_count() as usize;
        let leaving = Adjacency::new(vertex_count, self.instance, &self.active, |arc| arc.0);
        let mut reached = vec![false; vertex_count];
        reached[self.instance.root() as usize] = true;
        let mut stack = vec![self.instance.root()];
        while let Some(vertex) = stack.pop() {
            for &arc in leaving.of(vertex) {
                let head = self.instance.arcs()[arc as usize].head;
                if !std::mem::replace(&mut reached[head as usize], true) {
                    stack.push(head);
                }
            }
        }
        self.terminal
            .iter()
            .zip(&reached)
            .any(|(&terminal, &reached)| terminal && !reached)
    }
}

/// Active arcs by one of their ends.
struct Adjacency {
    start: Vec<u32>,
    arcs: Vec<ArcId>,
}

impl Adjacency {
    fn new(
        vertex_count: usize,
        instance: &Instance,
        active: &[bool],
        end: impl Fn((Vertex, Vertex)) -> Vertex,
    ) -> Self {
        let mut start = vec![0_u32; vertex_count + 1];
        let arcs = || {
            instance
                .arcs()
                .iter()
                .zip(active)
                .zip(0_u32..)
                .filter(|((_, active), _)| **active)
        };
        for ((arc, _), _) in arcs() {
            start[end((arc.tail, arc.head)) as usize + 1] += 1;
        }
        for index in 0..vertex_count {
            start[index + 1] += start[index];
        }
        let mut next = start.clone();
        let mut rows = vec![0; start[vertex_count] as usize];
        for ((arc, _), index) in arcs() {
            let slot = &mut next[end((arc.tail, arc.head)) as usize];
            rows[*slot as usize] = index;
            *slot += 1;
        }
        Self { start, arcs: rows }
    }

    fn of(&self, vertex: Vertex) -> &[ArcId] {
        &self.arcs[self.start[vertex as usize] as usize..self.start[vertex as usize + 1] as usize]
    }
}
