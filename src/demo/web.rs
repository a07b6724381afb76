//! The streets as a graph that can still be changed: ways between junctions, before they are bent and named.
//!
//! Streets that would cross a railway, a motorway or water are mostly cut or dropped; then junctions and dead ends are added until the
//! degrees have the shares of a real city (see [`DEGREE_SHARES`]).

use super::blocks::Blocks;
use super::grid::Grid;
use super::obstacles::Obstacles;
use super::planar::OUTLINE;
use super::plane::{Spot, crossing, inside, length};
use super::random::Random;
use crate::city::streets::Crossing;

/// Shares of junctions with one, two, three, four and more than four street ends in the street network of Köln
/// (11,145 junctions; Stadt Köln, Straßenabschnitte, CC-BY).
pub(super) const DEGREE_SHARES: [f64; 5] = [0.1639, 0.0402, 0.5990, 0.1847, 0.0122];

/// Lengths of dead ends as (share, metres), after the same data.
const DEAD_END_LENGTHS: [(f64, f64); 7] = [
    (0.0, 24.0),
    (0.1, 46.0),
    (0.25, 72.0),
    (0.5, 112.0),
    (0.75, 190.0),
    (0.9, 322.0),
    (1.0, 700.0),
];

/// Streets that came after at most so many cuts are main roads: they bridge every obstacle.
const MAIN_LEVEL: u8 = 6;

/// Distance between two junctions of a motorway, in metres.
const JUNCTION_SPACING: (f64, f64) = (750.0, 1_800.0);

/// A street this long lies in open country and is hardly ever divided by a dead end, in metres.
const COUNTRY_ROAD: f64 = 560.0;

/// Streets from this length on may wind, in metres.
const WINDING_FROM: f64 = 250.0;

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

/// How many more of what the degrees need.
struct Needs {
    on_edges: usize,
    on_threes: usize,
    on_fours: usize,
    twos: usize,
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
        for _ in 0..4 {
            let needs = web.needs();
            web.add_dead_ends(&needs, &mut grid, &mut random);
        }
        let needs = web.needs();
        web.add_twos(needs.twos, &mut random);
        web.wind(&mut random);
        for way in web.ways.iter_mut().flatten() {
            way.crossings = obstacles
                .crossed(&way.line)
                .into_iter()
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

    /// Motorways, joined to main roads where they cross them at a fair distance.
    fn add_motorways(&mut self, obstacles: &Obstacles, outline: &[Spot], random: &mut Random) {
        for (_, course) in obstacles
            .lines
            .iter()
            .filter(|(kind, _)| *kind == Crossing::Motorway)
        {
            let course = within(course, outline);
            if course.len() < 2 {
                continue;
            }
            let mut meetings: Vec<(f64, u32, Spot)> = Vec::new();
            for (id, way) in self.ways.iter().enumerate() {
                let Some(way) = way.as_ref().filter(|way| way.class != Class::Motorway) else {
                    continue;
                };
                for piece in way.line.windows(2) {
                    let mut gone = 0.0;
                    for pair in course.windows(2) {
                        let step = pair[0].distance(pair[1]);
                        if let Some((share, along)) =
                            crossing((pair[0], pair[1]), (piece[0], piece[1]))
                        {
                            let at = pair[0].towards(pair[1], share);
                            let margin = along.min(1.0 - along) * piece[0].distance(piece[1]);
                            if margin > 25.0 {
                                meetings.push((
                                    gone + share * step,
                                    u32::try_from(id).expect("fewer than 2^32 ways"),
                                    at,
                                ));
                            }
                        }
                        gone += step;
                    }
                }
            }
            meetings.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            self.streets += 1;
            let street = self.streets - 1;
            let mut from = (0.0, self.add_spot(course[0]));
            let mut least = 300.0;
            let whole = length(&course);
            for (gone, id, at) in meetings {
                if gone - from.0 < least || whole - gone < 300.0 || self.ways[id as usize].is_none()
                {
                    continue;
                }
                let spot = self.split(id, at);
                self.add(
                    from.1,
                    spot,
                    street,
                    Class::Motorway,
                    part(&course, from.0, gone, (self.spots[from.1 as usize], at)),
                );
                from = (gone, spot);
                least = random.between(JUNCTION_SPACING.0, JUNCTION_SPACING.1);
            }
            let end = course[course.len() - 1];
            let spot = self.add_spot(end);
            let line = part(&course, from.0, whole, (self.spots[from.1 as usize], end));
            self.add(from.1, spot, street, Class::Motorway, line);
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

    /// What must be added so that the degrees get their shares: the solution of five linear equations (one a degree) for the dead ends
    /// on edges, at junctions of three and of four, the junctions of two, and the number of junctions there will be.
    fn needs(&self) -> Needs {
        let mut have = [0.0; 5];
        for ways in &self.at {
            if !ways.is_empty() {
                have[ways.len().min(5) - 1] += 1.0;
            }
        }
        let [p1, p2, p3, p4, p5] = DEGREE_SHARES;
        let (three_up, four_up) = (have[2] + have[3] + have[4], have[3] + have[4]);
        let total = (three_up + four_up + have[4] - have[0]) / (p3 + 2.0 * p4 + 3.0 * p5 - p1);
        let count = |value: f64| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "clamped to small whole numbers"
            )]
            let count = value.round().clamp(0.0, 1e9) as usize;
            count
        };
        Needs {
            on_edges: count((p3 + p4 + p5) * total - three_up),
            on_threes: count((p4 + p5) * total - four_up),
            on_fours: count(p5 * total - have[4]),
            twos: count(p2 * total - have[1]),
        }
    }

    fn add_dead_ends(&mut self, needs: &Needs, grid: &mut Grid, random: &mut Random) {
        for (degree, count) in [(4, needs.on_fours), (3, needs.on_threes)] {
            let mut order: Vec<u32> = (0..self.spots.len())
                .filter(|&spot| self.at[spot].len() == degree)
                .map(|spot| u32::try_from(spot).expect("fewer than 2^32 junctions"))
                .collect();
            random.shuffle(&mut order);
            let mut left = count;
            for spot in order {
                if left == 0 {
                    break;
                }
                let Some(course) = self.widest_gap(spot) else {
                    continue;
                };
                if self.add_dead_end(spot, course, grid, random) {
                    left -= 1;
                }
            }
        }
        let mut left = needs.on_edges;
        for _ in 0..needs.on_edges * 60 {
            if left == 0 {
                break;
            }
            let id = random.below(self.ways.len());
            let Some(way) = &self.ways[id] else { continue };
            let whole = length(&way.line);
            if way.class == Class::Motorway || whole < 75.0 || !random.chance(pull(whole, 350.0)) {
                continue;
            }
            let margin = 28.0 / whole;
            let (at, course) = point_at(&way.line, random.between(margin, 1.0 - margin) * whole);
            let side = if random.chance(0.5) {
                course.left()
            } else {
                course.left().times(-1.0)
            };
            let course = side
                .plus(course.times(random.between(-0.35, 0.35)))
                .direction();
            let Some(line) = dead_end(at, course, grid, random) else {
                continue;
            };
            let spot = self.split(u32::try_from(id).expect("fewer than 2^32 ways"), at);
            self.finish_dead_end(spot, line, grid, random);
            left -= 1;
        }
    }

    fn add_dead_end(
        &mut self,
        spot: u32,
        course: Spot,
        grid: &mut Grid,
        random: &mut Random,
    ) -> bool {
        let at = self.spots[spot as usize];
        let Some(line) = dead_end(at, course, grid, random) else {
            return false;
        };
        self.finish_dead_end(spot, line, grid, random);
        true
    }

    fn finish_dead_end(
        &mut self,
        spot: u32,
        line: Vec<Spot>,
        grid: &mut Grid,
        random: &mut Random,
    ) {
        grid.add(&line, 0);
        let stop = self.add_spot(line[line.len() - 1]);
        // Many a cul-de-sac has the name of the street it leaves.
        let parent = self.at[spot as usize]
            .iter()
            .map(|&id| self.way(id))
            .find(|way| way.class == Class::Minor);
        let street = match parent {
            Some(way) if random.chance(0.55) => way.street,
            _ => {
                self.streets += 1;
                self.streets - 1
            }
        };
        self.add(spot, stop, street, Class::Minor, line);
    }

    /// The middle of the widest gap between the ways at a junction, if there is room for another.
    fn widest_gap(&self, spot: u32) -> Option<Spot> {
        let courses: Vec<Spot> = self.at[spot as usize]
            .iter()
            .map(|&id| {
                let way = self.way(id);
                let count = way.line.len();
                if way.a == spot {
                    way.line[1].minus(way.line[0]).direction()
                } else {
                    way.line[count - 2].minus(way.line[count - 1]).direction()
                }
            })
            .collect();
        // Of the sixteen points of the compass the one farthest from every way.
        let mut best: Option<(f64, Spot)> = None;
        let mut compass = courses[0];
        let turn = Spot::new(0.923_879_532_511_286_7, 0.382_683_432_365_089_8);
        for _ in 0..16 {
            let nearest = courses
                .iter()
                .map(|course| course.dot(compass))
                .fold(-1.0, f64::max);
            if best.is_none_or(|(least, _)| nearest < least) {
                best = Some((nearest, compass));
            }
            compass = Spot::new(
                compass.x * turn.x - compass.y * turn.y,
                compass.x * turn.y + compass.y * turn.x,
            );
        }
        best.filter(|&(nearest, _)| nearest < 0.6)
            .map(|(_, course)| course)
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

    /// Lets long country roads wind, where there is room: a straight kilometre is rare.
    fn wind(&mut self, random: &mut Random) {
        let mut grid = Grid::default();
        for (id, way) in self.ways.iter().enumerate() {
            if let Some(way) = way {
                grid.add(&way.line, u32::try_from(id).expect("fewer than 2^32 ways"));
            }
        }
        for id in 0..self.ways.len() {
            let Some(way) = &self.ways[id] else { continue };
            let whole = length(&way.line);
            let number = u32::try_from(id).expect("fewer than 2^32 ways");
            if way.class == Class::Motorway || whole < WINDING_FROM {
                continue;
            }
            let swings = 1 + random.below(3);
            let mut width = whole / swings as f64
                * random.between(0.08, 0.36)
                * if random.chance(0.5) { 1.0 } else { -1.0 };
            for _ in 0..3 {
                let line = wound(&way.line, swings, width);
                let room = line.iter().all(|&spot| {
                    let end = spot
                        .distance(line[0])
                        .min(spot.distance(line[line.len() - 1]));
                    let wanted = (0.35 * end).min(20.0);
                    grid.nearest_but(number, spot, wanted)
                        .is_none_or(|found| found.away >= wanted)
                });
                if room {
                    grid.add(&line, number);
                    if let Some(way) = &mut self.ways[id] {
                        way.line = line;
                    }
                    break;
                }
                width *= 0.5;
            }
        }
    }

    fn add_twos(&mut self, count: usize, random: &mut Random) {
        let mut left = count;
        for _ in 0..count * 100 {
            if left == 0 {
                break;
            }
            let id = random.below(self.ways.len());
            let Some(way) = &self.ways[id] else { continue };
            let whole = length(&way.line);
            if way.class == Class::Motorway || whole < 80.0 || !random.chance(pull(whole, 400.0)) {
                continue;
            }
            let (at, _) = point_at(&way.line, random.between(0.3, 0.7) * whole);
            self.split(u32::try_from(id).expect("fewer than 2^32 ways"), at);
            left -= 1;
        }
    }
}

/// How likely a way of a length is taken to be divided: longer ones rather than short ones, but hardly the longest, which lie in open
/// country.
fn pull(whole: f64, certain: f64) -> f64 {
    if whole > COUNTRY_ROAD {
        0.1
    } else {
        whole / certain
    }
}

/// The longest part of a line inside an outline.
fn within(line: &[Spot], outline: &[Spot]) -> Vec<Spot> {
    let mut best: Vec<Spot> = Vec::new();
    let mut current: Vec<Spot> = Vec::new();
    for &spot in line {
        if inside(outline, spot) {
            current.push(spot);
            if length(&current) > length(&best) {
                best.clone_from(&current);
            }
        } else {
            current.clear();
        }
    }
    best
}

/// The part of a line between two distances along it, with given ends.
fn part(line: &[Spot], from: f64, to: f64, ends: (Spot, Spot)) -> Vec<Spot> {
    let mut result = vec![ends.0];
    let mut gone = 0.0;
    for pair in line.windows(2) {
        gone += pair[0].distance(pair[1]);
        if gone > from + 1.0 && gone < to - 1.0 {
            result.push(pair[1]);
        }
    }
    result.push(ends.1);
    result
}

/// A line that swings to both sides of its course in parabolic half waves. Its ends stay.
fn wound(line: &[Spot], swings: usize, width: f64) -> Vec<Spot> {
    let whole = length(line);
    let pieces = swings * 8;
    let mut result = Vec::with_capacity(pieces + 1);
    for piece in 0..=pieces {
        let (at, course) = point_at(line, whole * piece as f64 / pieces as f64);
        let share = (piece % 8) as f64 / 8.0;
        let side = if piece / 8 % 2 == 0 { width } else { -width };
        result.push(at.plus(course.left().times(side * 4.0 * share * (1.0 - share))));
    }
    result[0] = line[0];
    result[pieces] = line[line.len() - 1];
    result
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

/// A gently turning dead end with room around it, or `None`.
fn dead_end(from: Spot, course: Spot, grid: &Grid, random: &mut Random) -> Option<Vec<Spot>> {
    let wanted = random.from_quantiles(&DEAD_END_LENGTHS);
    let turn = random.between(-0.35, 0.35);
    let mut line = vec![from];
    let (mut at, mut heading, mut gone) = (from, course, 0.0);
    while gone < wanted {
        let step = (wanted - gone).min(30.0);
        at = at.plus(heading.times(step));
        gone += step;
        let room = (0.5 * gone).min(22.0);
        if grid
            .nearest(at, room)
            .is_some_and(|found| found.away < room)
        {
            // It ends where the room does; a very short rest is no street.
            if line.len() < 3 || gone - step < 0.45 * wanted {
                return None;
            }
            return Some(line);
        }
        line.push(at);
        heading = heading
            .plus(heading.left().times(turn * random.between(0.0, 1.0)))
            .direction();
    }
    Some(line)
}

/// Sets of junctions that hang together (union-find with path halving).
#[derive(Debug)]
pub(super) struct Groups {
    parents: Vec<u32>,
}

impl Groups {
    /// Every junction alone.
    pub(super) fn new(count: usize) -> Self {
        Self {
            parents: (0..u32::try_from(count).expect("fewer than 2^32 junctions")).collect(),
        }
    }

    /// The junction that stands for a set.
    pub(super) fn find(&mut self, mut item: u32) -> u32 {
        while self.parents[item as usize] != item {
            let above = self.parents[self.parents[item as usize] as usize];
            self.parents[item as usize] = above;
            item = above;
        }
        item
    }

    /// Joins two sets; false when they were one already.
    pub(super) fn join(&mut self, a: u32, b: u32) -> bool {
        let (a, b) = (self.find(a), self.find(b));
        if a == b {
            return false;
        }
        self.parents[a.max(b) as usize] = a.min(b);
        true
    }
}
