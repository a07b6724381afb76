//! Line segments sorted into squares, to find what lies near a place.

use std::collections::BTreeMap;

use super::plane::{Spot, nearest_on};

/// Side of a square in metres.
const SQUARE: f64 = 120.0;

/// Segments with a number of their owner's choice.
#[derive(Debug, Default)]
pub(super) struct Grid {
    segments: Vec<(Spot, Spot, u32)>,
    squares: BTreeMap<(i32, i32), Vec<u32>>,
}

/// What [`Grid::nearest`] found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Nearest {
    /// The number given with the segment.
    pub(super) number: u32,
    /// How far away it is.
    pub(super) away: f64,
    /// Its nearest point.
    pub(super) foot: Spot,
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "coordinates of the zone divided by the square's side are small"
)]
fn square(value: f64) -> i32 {
    (value / SQUARE).floor() as i32
}

impl Grid {
    /// Adds every segment of a line under one number.
    pub(super) fn add(&mut self, line: &[Spot], number: u32) {
        for pair in line.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            let id = u32::try_from(self.segments.len()).expect("fewer than 2^32 segments");
            self.segments.push((a, b, number));
            // Long segments are walked in steps, so that they enter only the squares they pass.
            let steps = (a.distance(b) / (SQUARE / 2.0)).ceil().max(1.0);
            let mut share = 0.0;
            let mut last: Option<(i32, i32, i32, i32)> = None;
            while share < steps {
                let (from, to) = (
                    a.towards(b, share / steps),
                    a.towards(b, (share + 1.0) / steps),
                );
                let range = (
                    square(from.x.min(to.x)),
                    square(from.x.max(to.x)),
                    square(from.y.min(to.y)),
                    square(from.y.max(to.y)),
                );
                if last != Some(range) {
                    for x in range.0..=range.1 {
                        for y in range.2..=range.3 {
                            let here = self.squares.entry((x, y)).or_default();
                            if here.last() != Some(&id) {
                                here.push(id);
                            }
                        }
                    }
                }
                last = Some(range);
                share += 1.0;
            }
        }
    }

    /// The segment nearest to a place within `reach` metres; the one added first on ties.
    pub(super) fn nearest(&self, place: Spot, reach: f64) -> Option<Nearest> {
        self.nearest_but(u32::MAX, place, reach)
    }

    /// As [`Grid::nearest`], without the segments of one number.
    pub(super) fn nearest_but(&self, without: u32, place: Spot, reach: f64) -> Option<Nearest> {
        let mut best: Option<(Nearest, u32)> = None;
        self.visit(place, reach, |id, a, b, number| {
            if number == without {
                return;
            }
            let (share, away) = nearest_on(a, b, place);
            if away <= reach
                && best.is_none_or(|(found, first)| {
                    away.total_cmp(&found.away).then(id.cmp(&first)).is_lt()
                })
            {
                let foot = a.towards(b, share);
                best = Some((Nearest { number, away, foot }, id));
            }
        });
        best.map(|(found, _)| found)
    }

    /// Numbers and ends of the segments in the squares a segment passes, possibly repeated.
    pub(super) fn along(&self, a: Spot, b: Spot) -> Vec<(Spot, Spot, u32)> {
        let middle = a.towards(b, 0.5);
        let mut found = Vec::new();
        self.visit(middle, a.distance(b) / 2.0, |_, c, d, number| {
            found.push((c, d, number));
        });
        found
    }

    fn visit(&self, place: Spot, reach: f64, mut see: impl FnMut(u32, Spot, Spot, u32)) {
        for x in square(place.x - reach)..=square(place.x + reach) {
            for y in square(place.y - reach)..=square(place.y + reach) {
                for &id in self.squares.get(&(x, y)).map_or(&[][..], Vec::as_slice) {
                    let (a, b, number) = self.segments[id as usize];
                    see(id, a, b, number);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_segment_is_found_across_squares() {
        let mut grid = Grid::default();
        grid.add(&[Spot::new(0.0, 0.0), Spot::new(1000.0, 0.0)], 5);
        grid.add(&[Spot::new(0.0, 300.0), Spot::new(1000.0, 300.0)], 6);
        let found = grid
            .nearest(Spot::new(700.0, 200.0), 400.0)
            .expect("two lines are in reach");
        assert_eq!((found.number, found.foot), (6, Spot::new(700.0, 300.0)));
        assert_eq!(grid.nearest(Spot::new(700.0, 150.0), 100.0), None);
    }
}
