//! Minimum cuts between the root and a terminal for fractional arc values (E. A. Dinic, 1970), within a region.
//!
//! A cut of the relaxation may be sought within any set of vertices around the terminal: everything outside counts as the root. That
//! keeps the search local, and a terminal's potential small.

use crate::graph::Graph;
use crate::instance::{ArcId, Vertex};

/// Arc values are counted in these parts of one.
pub(crate) const ONE: u32 = 1 << 20;

const FAR: u32 = u32::MAX;

/// Work space for repeated cuts on one graph with one set of arc values.
#[derive(Debug, Clone)]
pub(crate) struct Cutter {
    value: Vec<u32>,
    flow: Vec<u32>,
    touched: Vec<ArcId>,
    level: Vec<u32>,
    next: Vec<u32>,
    inside: Vec<bool>,
    /// Vertices looked at, as a measure of work.
    pub(crate) work: u64,
}

impl Cutter {
    /// Takes the arc values, in parts of [`ONE`].
    pub(crate) fn new(graph: &Graph, values: Vec<u32>) -> Self {
        Self {
            flow: vec![0; values.len()],
            value: values,
            touched: Vec::new(),
            level: vec![FAR; graph.vertex_count],
            next: vec![0; graph.vertex_count],
            inside: vec![false; graph.vertex_count],
            work: 0,
        }
    }

    /// Violated cuts for one terminal, each the vertices on the terminal's side: first the cut nearest to the terminal and the one
    /// farthest from it, then more with the arcs of those made full, at most `most` times.
    pub(crate) fn violated(
        &mut self,
        graph: &Graph,
        terminal: Vertex,
        region: &[Vertex],
        slack: u32,
        most: usize,
    ) -> Vec<Vec<Vertex>> {
        for &vertex in region {
            self.inside[vertex as usize] = true;
        }
        self.inside[terminal as usize] = true;
        self.inside[graph.root as usize] = false;
        let mut cuts: Vec<Vec<Vertex>> = Vec::new();
        let mut filled: Vec<(ArcId, u32)> = Vec::new();
        let mut set = vec![false; graph.vertex_count];
        for _ in 0..most {
            let Some(near) = self.cut(graph, terminal, slack) else {
                break;
            };
            let far = self.far_side(graph, terminal, region);
            let before = cuts.len();
            for side in [near, far] {
                if cuts.last().is_some_and(|last| last.len() == side.len()) && cuts.len() > before {
                    continue;
                }
                for &vertex in &side {
                    set[vertex as usize] = true;
                }
                for &vertex in &side {
                    for &arc in graph.in_arcs(vertex) {
                        if !set[graph.tail[arc as usize] as usize] {
                            filled.push((arc, self.value[arc as usize]));
                            self.value[arc as usize] = ONE;
                        }
                    }
                }
                for &vertex in &side {
                    set[vertex as usize] = false;
                }
                cuts.push(side);
            }
        }
        for (arc, value) in filled.into_iter().rev() {
            self.value[arc as usize] = value;
        }
        for &vertex in region {
            self.inside[vertex as usize] = false;
        }
        self.inside[terminal as usize] = false;
        cuts
    }

    /// The terminal's side of a minimum cut, nearest to the terminal, if its value is below `ONE − slack`.
    fn cut(&mut self, graph: &Graph, terminal: Vertex, slack: u32) -> Option<Vec<Vertex>> {
        for arc in self.touched.drain(..) {
            self.flow[arc as usize] = 0;
        }
        let mut total: u32 = 0;
        loop {
            let (reached, found) = self.levels(graph, terminal);
            let mut sent_any = false;
            if found {
                for &vertex in &reached {
                    self.next[vertex as usize] = 0;
                }
                while total < ONE - slack {
                    let sent = self.augment(graph, terminal, ONE - total);
                    if sent == 0 {
                        break;
                    }
                    sent_any = true;
                    total += sent;
                }
            }
            for &vertex in &reached {
                self.level[vertex as usize] = FAR;
            }
            if total >= ONE - slack {
                return None;
            }
            if !found || !sent_any {
                return Some(reached);
            }
        }
    }

    /// Levels by residual distance towards the terminal; returns what was reached and whether that includes the outside.
    fn levels(&mut self, graph: &Graph, terminal: Vertex) -> (Vec<Vertex>, bool) {
        let mut reached = vec![terminal];
        self.level[terminal as usize] = 0;
        let mut next = 0;
        let mut found = FAR;
        while next < reached.len() {
            let vertex = reached[next];
            next += 1;
            let level = self.level[vertex as usize] + 1;
            if level > found {
                break;
            }
            for &arc in graph.in_arcs(vertex) {
                if self.flow[arc as usize] < self.value[arc as usize] {
                    let tail = graph.tail[arc as usize] as usize;
                    if !self.inside[tail] {
                        found = found.min(level);
                    } else if self.level[tail] == FAR {
                        self.level[tail] = level;
                        reached.push(graph.tail[arc as usize]);
                    }
                }
            }
            for &arc in graph.out_arcs(vertex) {
                let head = graph.head[arc as usize] as usize;
                if self.flow[arc as usize] > 0 && self.level[head] == FAR && self.inside[head] {
                    self.level[head] = level;
                    reached.push(graph.head[arc as usize]);
                }
            }
        }
        self.work += 4 * reached.len() as u64;
        (reached, found != FAR)
    }

    /// Sends one path of flow from outside to the terminal, searched backwards; returns its amount, zero if there is none.
    fn augment(&mut self, graph: &Graph, terminal: Vertex, most: u32) -> u32 {
        let mut path: Vec<(ArcId, bool)> = Vec::new();
        let mut at = terminal;
        loop {
            let wanted = self.level[at as usize] + 1;
            let (entering, leaving) = (graph.in_arcs(at), graph.out_arcs(at));
            let mut step = None;
            while (self.next[at as usize] as usize) < entering.len() + leaving.len() {
                let position = self.next[at as usize] as usize;
                if let Some(&arc) = entering.get(position) {
                    if self.flow[arc as usize] < self.value[arc as usize] {
                        let tail = graph.tail[arc as usize];
                        if !self.inside[tail as usize] {
                            path.push((arc, true));
                            return self.send(&path, most);
                        }
                        if self.level[tail as usize] == wanted {
                            step = Some((arc, true, tail));
                            break;
                        }
                    }
                } else {
                    let arc = leaving[position - entering.len()];
                    let head = graph.head[arc as usize];
                    if self.flow[arc as usize] > 0
                        && self.inside[head as usize]
                        && self.level[head as usize] == wanted
                    {
                        step = Some((arc, false, head));
                        break;
                    }
                }
                self.next[at as usize] += 1;
            }
            if let Some((arc, forward, from)) = step {
                path.push((arc, forward));
                at = from;
            } else {
                let Some((arc, forward)) = path.pop() else {
                    return 0;
                };
                // A dead end in this phase.
                self.level[at as usize] = FAR - 1;
                at = if forward {
                    graph.head[arc as usize]
                } else {
                    graph.tail[arc as usize]
                };
            }
        }
    }

    fn send(&mut self, path: &[(ArcId, bool)], most: u32) -> u32 {
        self.work += 8 * path.len() as u64;
        let amount = path.iter().fold(most, |amount, &(arc, forward)| {
            let (value, flow) = (self.value[arc as usize], self.flow[arc as usize]);
            amount.min(if forward { value - flow } else { flow })
        });
        for &(arc, forward) in path {
            self.touched.push(arc);
            let flow = &mut self.flow[arc as usize];
            if forward {
                *flow += amount;
            } else {
                *flow -= amount;
            }
        }
        amount
    }

    /// With the flow of the last cut: all of the region that the outside no longer reaches and that leads to the terminal.
    fn far_side(&self, graph: &Graph, terminal: Vertex, region: &[Vertex]) -> Vec<Vertex> {
        let mut reached = std::collections::HashSet::new();
        let mut stack = Vec::new();
        for &vertex in region {
            let entered = graph.in_arcs(vertex).iter().any(|&arc| {
                !self.inside[graph.tail[arc as usize] as usize]
                    && self.flow[arc as usize] < self.value[arc as usize]
            });
            if entered && vertex != terminal && vertex != graph.root && reached.insert(vertex) {
                stack.push(vertex);
            }
        }
        while let Some(vertex) = stack.pop() {
            let forward = graph
                .out_arcs(vertex)
                .iter()
                .filter(|&&arc| self.flow[arc as usize] < self.value[arc as usize])
                .map(|&arc| graph.head[arc as usize]);
            let back = graph
                .in_arcs(vertex)
                .iter()
                .filter(|&&arc| self.flow[arc as usize] > 0)
                .map(|&arc| graph.tail[arc as usize]);
            for next in forward.chain(back) {
                if self.inside[next as usize] && next != terminal && reached.insert(next) {
                    stack.push(next);
                }
            }
        }
        let mut side = vec![terminal];
        let mut seen = std::collections::HashSet::from([terminal]);
        let mut next = 0;
        while next < side.len() {
            let vertex = side[next];
            next += 1;
            for &arc in graph.in_arcs(vertex) {
                let tail = graph.tail[arc as usize];
                if self.inside[tail as usize] && !reached.contains(&tail) && seen.insert(tail) {
                    side.push(tail);
                }
            }
        }
        side
    }
}
