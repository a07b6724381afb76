//! Dead ends and junctions of two, added until the degrees have the shares of a real city.

use super::point_at;
use super::{Class, Web};
use crate::demo::grid::Grid;
use crate::demo::plane::{Spot, length};
use crate::demo::random::Random;

/// Shares of junctions with one, two, three, four and more than four street ends in the street network of Köln
/// (11,145 junctions; Stadt Köln, Straßenabschnitte, CC-BY).
const DEGREE_SHARES: [f64; 5] = [0.1639, 0.0402, 0.5990, 0.1847, 0.0122];

/// Lengths of dead ends as (share, metres), after the same data.
const DEAD_END_LENGTHS: [(f64, f64); 7] = [
    (0.0, 24.0),
    (0.1, 54.0),
    (0.25, 88.0),
    (0.5, 142.0),
    (0.75, 240.0),
    (0.9, 410.0),
    (1.0, 850.0),
];

/// A street this long lies in open country and is hardly ever divided by a dead end, in metres.
const COUNTRY_ROAD: f64 = 560.0;

/// How many more of what the degrees need.
struct Needs {
    on_edges: usize,
    on_threes: usize,
    on_fours: usize,
    twos: usize,
}

impl Web {
    /// Adds dead ends and junctions of two until the shares are right. Where a dead end finds no room, the next round asks again.
    pub(super) fn set_degrees(&mut self, grid: &mut Grid, random: &mut Random) {
        for _ in 0..4 {
            let needs = self.needs();
            self.add_dead_ends(&needs, grid, random);
        }
        let needs = self.needs();
        self.add_twos(needs.twos, random);
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

/// A gently turning dead end with room around it, or `None`.
fn dead_end(from: Spot, course: Spot, grid: &Grid, random: &mut Random) -> Option<Vec<Spot>> {
    let wanted = random.drawn_from(&DEAD_END_LENGTHS);
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
