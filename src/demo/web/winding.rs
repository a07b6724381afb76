//! Long country roads that wind.

use super::{Class, Web, point_at};
use crate::demo::grid::Grid;
use crate::demo::plane::{Spot, length};
use crate::demo::random::Random;

/// Streets from this length on may wind, in metres.
const WINDING_FROM: f64 = 200.0;

impl Web {
    /// Lets long country roads wind, where there is room: a straight kilometre is rare.
    pub(super) fn wind(&mut self, random: &mut Random) {
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
                * random.between(0.02, 0.36)
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
