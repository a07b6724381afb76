//! The streets as a graph that can still be changed: ways between junctions, before they are bent and named.
//!
//! Streets that would cross a railway, a motorway or water are mostly cut or dropped; then junctions and dead ends are added until the
//! degrees have the shares of a real city ([`degrees`]).

mod degrees;
mod motorways;
mod winding;

use super::blocks::Blocks;
use super::grid::Grid;
use super::groups::Groups;
use super::obstacles::Obstacles;
use super::planar::OUTLINE;
use super::plane::{Spot, length};
use super::random::Random;
use crate::city::streets::Crossing;

/// Streets that came after at most so many cuts are main roads: they bridge every obstacle.
const MAIN_LEVEL: u8 = 6;

/// What kind of street a way is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Nothing may be dug here.
    Motorway,
    /// Between districts.
    Main,
    /// Everything else.
    Minor,
}

/// A street between two junctions.
#[derive(Debug, Clone)]
pub(super) struct Way {
    /// Junction it starts from.
    pub(super) a: u32,
    /// Junction it leads to.
    pub(super) b: u32,
    /// Number of the street it is part of.
    pub(super) street: u32,
    /// What kind of street it is.
    pub(super) class: Class,
    /// Its course from `a` to `b`.
    pub(super) line: Vec<Spot>,
    /// What it crosses.
    pub(super) crossings: Vec<Crossing>,
}

/// Junctions and ways; a way that was taken out is `None`.
#[derive(Debug)]
pub(super) struct Web {
    /// Where the junctions are.
    pub(super) spots: Vec<Spot>,
    /// The ways.
    pub(super) ways: Vec<Option<Way>>,
    /// The ways that meet at each junction.
    pub(super) at: Vec<Vec<u32>>,
    streets: u32,
}

impl Web {
    /// The streets of a town with the degrees of a real city.
    pub(super) fn new(
        blocks: &Blocks,
        obstacles: &Obstacles,
        islands: usize,
        random: &mut Random,
    ) -> Self {
        let mut web = Self {
            spots: blocks.planar.spots.clone(),
            ways: Vec::new(),
            at: vec![Vec::new(); blocks.planar.spots.len()],
            streets: u32::try_from(blocks.levels.len()).expect("fewer than 2^32 streets"),
        };
        for edge in 0..blocks.planar.edges() {
            let street = blocks.planar.streets[edge];
            if street != OUTLINE {
                let (a, b) = blocks.planar.ends(edge);
                let line = vec![web.spots[a as usize], web.spots[b as usize]];
                let class = if blocks.levels[street as usize] <= MAIN_LEVEL {
                    Class::Main
                } else {
                    Class::Minor
                };
                web.add(a, b, street, class, line);
            }
        }
        web.cut_at(obstacles, &mut random.stream(1));
        web.join_twos();
        web.add_motorways(obstacles, &blocks.outline, &mut random.stream(4));
        let mut grid = Grid::default();
        for way in web.ways.iter().flatten() {
            grid.add(&way.line, 0);
        }
        web.add_islands(islands, &mut grid, &mut random.stream(2));
        let mut random = random.stream(3);
        web.set_degrees(&mut grid, &mut random);
        web.wind(&mut random);
        for way in web.ways.iter_mut().flatten() {
            if way.class == Class::Motorway {
                continue;
            }
            // What touches the very start is paid by the way that ends there.
            let crossed = obstacles.crossed(&way.line).into_iter();
            way.crossings = crossed
                .filter(|&(at, _)| at > 1e-6)
                .map(|(_, kind)| kind)
                .collect();
        }
        web
    }

    fn add(&mut self, a: u32, b: u32, street: u32, class: Class, line: Vec<Spot>) {
        let id = u32::try_from(self.ways.len()).expect("fewer than 2^32 ways");
        self.ways.push(Some(Way {
            a,
            b,
            street,
            class,
            line,
            crossings: Vec::new(),
        }));
        self.at[a as usize].push(id);
        self.at[b as usize].push(id);
    }

    fn add_spot(&mut self, spot: Spot) -> u32 {
        let id = u32::try_from(self.spots.len()).expect("fewer than 2^32 junctions");
        self.spots.push(spot);
        self.at.push(Vec::new());
        id
    }

    fn remove(&mut self, id: u32) -> Option<Way> {
        let way = self.ways[id as usize].take()?;
        for end in [way.a, way.b] {
            self.at[end as usize].retain(|&other| other != id);
        }
        Some(way)
    }

    fn way(&self, id: u32) -> &Way {
        self.ways[id as usize]
            .as_ref()
            .expect("a way listed at a junction is there")
    }

    /// Cuts or drops most minor streets at obstacles, never so that the town falls apart.
    fn cut_at(&mut self, obstacles: &Obstacles, random: &mut Random) {
        let mut groups = Groups::new(self.spots.len());
        let mut doubtful = Vec::new();
        for id in 0..self.ways.len() {
            let Some(way) = &self.ways[id] else { continue };
            let crossed = obstacles.crossed(&way.line);
            if crossed.is_empty() || way.class == Class::Main || random.chance(0.25) {
                groups.join(way.a, way.b);
            } else {
                doubtful.push((u32::try_from(id).expect("fewer than 2^32 ways"), crossed));
            }
        }
        for (id, crossed) in doubtful {
            let (a, b) = (self.way(id).a, self.way(id).b);
            if groups.join(a, b) {
                continue;
            }
            let Some(way) = self.remove(id) else { continue };
            let (from, to) = (self.spots[a as usize], self.spots[b as usize]);
            let whole = from.distance(to);
            for (end, share) in [(a, crossed[0].0), (b, 1.0 - crossed[crossed.len() - 1].0)] {
                // A cul-de-sac stops short of the embankment.
                let left = share * whole - random.between(8.0, 25.0);
                if left > 25.0 && random.chance(0.4) {
                    let start = self.spots[end as usize];
                    let other = if end == a { to } else { from };
                    let stop = start.towards(other, left / whole);
                    let vertex = self.add_spot(stop);
                    self.add(end, vertex, way.street, way.class, vec![start, stop]);
                }
            }
        }
    }

    /// Makes one way of two that meet alone at a junction, unless that gives a loop or a second way between the same junctions.
    fn join_twos(&mut self) {
        for middle in 0..self.spots.len() {
            let [one, two] = self.at[middle][..] else {
                continue;
            };
            let spot = u32::try_from(middle).expect("fewer than 2^32 junctions");
            let (Some(first), Some(second)) = (
                self.ways[one as usize].clone(),
                self.ways[two as usize].clone(),
            ) else {
                continue;
            };
            let start = if first.a == spot { first.b } else { first.a };
            let stop = if second.a == spot { second.b } else { second.a };
            let doubled = self.at[start as usize]
                .iter()
                .any(|&id| self.way(id).a == stop || self.way(id).b == stop);
            if start == stop || doubled {
                continue;
            }
            self.remove(one);
            self.remove(two);
            let mut line = first.line;
            if first.a == spot {
                line.reverse();
            }
            let mut rest = second.line;
            if second.b == spot {
                rest.reverse();
            }
            let (street, class) = if length(&line) >= length(&rest) {
                (first.street, first.class)
            } else {
                (second.street, second.class)
            };
            line.extend_from_slice(&rest[1..]);
            self.add(start, stop, street, class, line);
        }
    }

    /// Farm tracks that join nothing: as in every real data set, a few pieces hang alone.
    fn add_islands(&mut self, count: usize, grid: &mut Grid, random: &mut Random) {
        let mut left = count;
        for _ in 0..count * 200 {
            if left == 0 {
                return;
            }
            let near = self.spots[random.below(self.spots.len())];
            let reach = Spot::new(random.between(-400.0, 400.0), random.between(-400.0, 400.0));
            let from = near.plus(reach);
            let to = from.plus(Spot::new(
                random.between(-150.0, 150.0),
                random.between(-150.0, 150.0),
            ));
            let line = [from, from.towards(to, 0.5), to];
            let clear = line.iter().all(|&spot| {
                let found = grid.nearest(spot, 1_000.0);
                found.is_some_and(|found| found.away > 45.0 && found.away < 400.0)
            });
            if clear && from.distance(to) > 50.0 {
                grid.add(&[from, to], 0);
                let (a, b) = (self.add_spot(from), self.add_spot(to));
                self.streets += 1;
                self.add(a, b, self.streets - 1, Class::Minor, vec![from, to]);
                left -= 1;
            }
        }
    }

    /// Puts a junction on a way at a place on its line.
    fn split(&mut self, id: u32, at: Spot) -> u32 {
        let way = self.remove(id).expect("the way was just looked at");
        let spot = self.add_spot(at);
        let mut best = (f64::INFINITY, 0);
        for (index, pair) in way.line.windows(2).enumerate() {
            let away = super::plane::nearest_on(pair[0], pair[1], at).1;
            if away < best.0 {
                best = (away, index);
            }
        }
        let mut first = way.line[..=best.1].to_vec();
        first.push(at);
        let mut second = vec![at];
        second.extend_from_slice(&way.line[best.1 + 1..]);
        self.add(way.a, spot, way.street, way.class, first);
        self.add(spot, way.b, way.street, way.class, second);
        spot
    }
}

/// The place at a distance along a line, and the line's course there.
pub(super) fn point_at(line: &[Spot], along: f64) -> (Spot, Spot) {
    let mut left = along;
    for pair in line.windows(2) {
        let step = pair[0].distance(pair[1]);
        if left <= step && step > 0.0 {
            return (
                pair[0].towards(pair[1], left / step),
                pair[1].minus(pair[0]).direction(),
            );
        }
        left -= step;
    }
    let count = line.len();
    (
        line[count - 1],
        line[count - 1].minus(line[count - 2]).direction(),
    )
}
