//! Street segments joined to whole streets, so that a name is written once along its line.

use std::collections::{BTreeMap, BTreeSet};

use super::mercator::{self, World};
use crate::city::streets::StreetGraph;
use crate::units::Metres;

/// One line of the map.
#[derive(Debug)]
pub(super) struct Street {
    pub(super) name: String,
    /// 2 for the longest streets, 1 for long ones, 0 for the rest and for those without a name.
    pub(super) class: u8,
    pub(super) line: Vec<World>,
}

/// The streets of a name make class 2 until this share of all named length is reached, longest names first …
const SHARE_OF_CLASS_2: f64 = 0.15;
/// … and class 1 until this one.
const SHARE_OF_CLASS_1: f64 = 0.45;

/// Joins the segments of each name end to end. Segments without a name stay as they are.
pub(super) fn joined(graph: &StreetGraph) -> Vec<Street> {
    let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (number, edge) in graph.edges.iter().enumerate() {
        by_name.entry(&edge.name).or_default().push(number);
    }
    let classes = classes(graph, &by_name);
    let mut streets = Vec::new();
    for (name, edges) in by_name {
        let runs = if name.is_empty() {
            edges.iter().map(|&edge| vec![(edge, true)]).collect()
        } else {
            runs(graph, &edges)
        };
        for run in runs {
            streets.push(Street {
                name: name.to_owned(),
                class: classes.get(name).copied().unwrap_or(0),
                line: course(graph, &run),
            });
        }
    }
    streets
}

fn classes<'a>(
    graph: &StreetGraph,
    by_name: &BTreeMap<&'a str, Vec<usize>>,
) -> BTreeMap<&'a str, u8> {
    let mut lengths: Vec<(Metres, &str)> = by_name
        .iter()
        .filter(|(name, _)| !name.is_empty())
        .map(|(&name, edges)| {
            let length = edges.iter().map(|&edge| graph.edges[edge].length).sum();
            (length, name)
        })
        .collect();
    lengths.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    let all: Metres = lengths.iter().map(|(length, _)| *length).sum();
    let mut before = 0.0;
    lengths
        .into_iter()
        .map(|(length, name)| {
            let share = before / all.get().max(1.0);
            before += length.get();
            let class = if share < SHARE_OF_CLASS_2 {
                2
            } else {
                u8::from(share < SHARE_OF_CLASS_1)
            };
            (name, class)
        })
        .collect()
}

/// A run of edges; `true` means from its start to its end.
type Run = Vec<(usize, bool)>;

/// Cuts the edges of one name into runs: ends and branchings first, what is left are rings.
fn runs(graph: &StreetGraph, edges: &[usize]) -> Vec<Run> {
    let mut at_junction: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for &edge in edges {
        let ends = &graph.edges[edge];
        at_junction.entry(ends.from.0).or_default().push(edge);
        at_junction.entry(ends.to.0).or_default().push(edge);
    }
    let mut used = BTreeSet::new();
    let mut runs = Vec::new();
    let branchings = at_junction
        .iter()
        .filter(|(_, edges)| edges.len() != 2)
        .map(|(&junction, _)| junction);
    for start in branchings.chain(at_junction.keys().copied()) {
        for &edge in &at_junction[&start] {
            if !used.contains(&edge) {
                runs.push(follow(graph, &at_junction, &mut used, start, edge));
            }
        }
    }
    runs
}

fn follow(
    graph: &StreetGraph,
    at_junction: &BTreeMap<u32, Vec<usize>>,
    used: &mut BTreeSet<usize>,
    start: u32,
    first: usize,
) -> Run {
    let mut run = Vec::new();
    let (mut junction, mut next) = (start, Some(first));
    while let Some(edge) = next {
        used.insert(edge);
        let ends = &graph.edges[edge];
        let forward = ends.from.0 == junction;
        run.push((edge, forward));
        junction = if forward { ends.to.0 } else { ends.from.0 };
        let here = &at_junction[&junction];
        next = (here.len() == 2)
            .then(|| here.iter().copied().find(|edge| !used.contains(edge)))
            .flatten();
    }
    run
}

fn course(graph: &StreetGraph, run: &[(usize, bool)]) -> Vec<World> {
    let mut line: Vec<World> = Vec::new();
    for &(edge, forward) in run {
        let mut part = mercator::line(&graph.edges[edge].line);
        if !forward {
            part.reverse();
        }
        if line.last() == part.first() {
            line.extend(part.into_iter().skip(1));
        } else {
            line.extend(part);
        }
    }
    line
}
