//! Motorways: long, forbidden to dig in, joined to some of the streets they cross.

use super::{Class, Web};
use crate::city::streets::Crossing;
use crate::demo::obstacles::Obstacles;
use crate::demo::plane::{Spot, crossing, inside, length};
use crate::demo::random::Random;

/// Distance between two junctions of a motorway, in metres.
const JUNCTION_SPACING: (f64, f64) = (750.0, 1_800.0);

impl Web {
    /// Motorways, joined to main roads where they cross them at a fair distance.
    pub(super) fn add_motorways(
        &mut self,
        obstacles: &Obstacles,
        outline: &[Spot],
        random: &mut Random,
    ) {
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
