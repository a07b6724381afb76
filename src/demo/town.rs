//! The ground plan of one town: outline, districts and where people live.
//!
//! Centres, areas and inhabitants of the districts are Dortmund's (Stadt Dortmund, Statistik); outline and borders are invented:
//! a power diagram whose weights are set so that every district gets its area.

use super::plane::{Spot, area_and_centroid, inside, smoothed_ring};
use super::random::Random;

/// A district as the statistics give it.
struct Fact {
    name: &'static str,
    square_kilometres: f64,
    inhabitants: f64,
    centre: Spot,
}

const fn fact(
    name: &'static str,
    square_kilometres: f64,
    inhabitants: f64,
    easting: f64,
    northing: f64,
) -> Fact {
    Fact {
        name,
        square_kilometres,
        inhabitants,
        centre: Spot::new(easting, northing),
    }
}

/// The twelve Stadtbezirke.
const FACTS: [Fact; 12] = [
    fact("Innenstadt-West", 13.8, 54_200.0, 393_487.0, 5_708_103.0),
    fact("Innenstadt-Nord", 14.4, 61_100.0, 393_177.0, 5_709_890.0),
    fact("Innenstadt-Ost", 11.3, 58_500.0, 395_906.0, 5_707_608.0),
    fact("Eving", 22.9, 39_400.0, 393_918.0, 5_712_099.0),
    fact("Scharnhorst", 31.4, 47_200.0, 398_077.0, 5_712_014.0),
    fact("Brackel", 30.6, 56_000.0, 400_114.0, 5_709_748.0),
    fact("Aplerbeck", 25.0, 55_700.0, 400_720.0, 5_705_287.0),
    fact("Hörde", 29.8, 56_500.0, 395_838.0, 5_704_272.0),
    fact("Hombruch", 34.9, 57_400.0, 391_648.0, 5_703_247.0),
    fact("Lütgendortmund", 22.4, 48_800.0, 385_473.0, 5_706_720.0),
    fact("Huckarde", 15.1, 36_600.0, 389_040.0, 5_711_091.0),
    fact("Mengede", 28.7, 39_000.0, 388_420.0, 5_714_442.0),
];

/// Middle of the city's bounding box.
pub(super) const MIDDLE: Spot = Spot::new(393_857.0, 5_707_437.0);

/// Distance between the middles of two neighbouring towns of a region at full size.
const TOWN_SPACING: f64 = 24_600.0;

/// Distance from the middle to the outline every 15 degrees from east, counter-clockwise, in metres.
const RADII: [f64; 24] = [
    10_500.0, 10_900.0, 10_700.0, 9_900.0, 9_000.0, 8_900.0, 8_800.0, 9_600.0, 10_600.0, 10_500.0,
    9_200.0, 9_800.0, 10_300.0, 8_400.0, 7_500.0, 7_600.0, 8_400.0, 9_000.0, 9_500.0, 9_000.0,
    8_100.0, 8_300.0, 9_000.0, 9_500.0,
];

/// Cosine and sine of 15 degrees, so that no trigonometric function is needed.
const FIFTEEN_DEGREES: Spot = Spot::new(0.965_925_826_289_068_3, 0.258_819_045_102_520_74);

/// Side of the squares on which district areas are counted, at full size.
const COUNTING_SQUARE: f64 = 250.0;

/// Mean density of a town: with it block sizes, and so the lengths of streets, spread as in Köln.
const MEAN_DENSITY: f64 = 0.235;

/// A district of the town.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    /// The name shown to people.
    pub(super) name: String,
    /// Its outline, counter-clockwise, without the repeated first point.
    pub(super) ring: Vec<Spot>,
    /// Its centre.
    pub(super) centre: Spot,
    /// People living in it.
    pub(super) inhabitants: f64,
}

/// A place where houses stand closer, fading out with distance.
#[derive(Debug, Clone, Copy)]
struct Nucleus {
    centre: Spot,
    radius: f64,
    weight: f64,
}

/// The ground plan of one town, before the terrain's warp.
#[derive(Debug, Clone)]
pub(super) struct Town {
    /// Number in the region, from 0.
    pub(super) index: usize,
    /// Its name; empty for a single city.
    pub(super) name: String,
    /// Share of the full city: area, people, sites.
    pub(super) size: f64,
    /// Its middle.
    pub(super) middle: Spot,
    /// How it is turned against the city.
    frame: Frame,
    /// Its outline, counter-clockwise.
    pub(super) outline: Vec<Spot>,
    /// Its districts.
    pub(super) cells: Vec<Cell>,
    centres: Vec<Spot>,
    weights: Vec<f64>,
    nuclei: Vec<Nucleus>,
}

/// Column and row of a town in the region's square of towns.
pub(super) fn column_and_row(index: usize, towns: usize) -> (usize, usize) {
    let mut columns = 1;
    while columns * columns < towns {
        columns += 1;
    }
    (index % columns, index / columns)
}

impl Town {
    /// Town number `index` of `towns`, each of the given size.
    pub(super) fn new(
        index: usize,
        towns: usize,
        size: f64,
        name: String,
        random: &Random,
    ) -> Self {
        let (column, row) = column_and_row(index, towns);
        let linear = size.sqrt();
        let frame = Frame::new(index);
        let middle = MIDDLE.plus(Spot::new(column as f64, row as f64).times(TOWN_SPACING * linear));
        let outline = outline(middle, linear, frame, &mut random.stream(1));
        let mut town = Self {
            index,
            name,
            size,
            middle,
            frame,
            outline,
            cells: Vec::new(),
            centres: Vec::new(),
            weights: Vec::new(),
            nuclei: Vec::new(),
        };
        town.divide(linear);
        town.settle(linear, &mut random.stream(2));
        town.even_out(linear);
        town
    }

    /// How densely a place is built up, from 0 (open country) to 1 (inner city).
    pub(super) fn density(&self, place: Spot) -> f64 {
        let mut sum = 0.0;
        for nucleus in &self.nuclei {
            let away = place.minus(nucleus.centre);
            let share = away.dot(away) / (nucleus.radius * nucleus.radius);
            if share < 1.0 {
                sum += nucleus.weight * (1.0 - share) * (1.0 - share);
            }
        }
        sum.min(1.0)
    }

    /// Where a place of the full city, given from its middle, lies in this town.
    pub(super) fn place(&self, from_middle: Spot) -> Spot {
        self.middle
            .plus(self.frame.at(from_middle).times(self.size.sqrt()))
    }

    /// Index of the district a place lies in.
    pub(super) fn cell_at(&self, place: Spot) -> usize {
        owner(&self.centres, &self.weights, place)
    }

    /// Sets the districts' borders: a power diagram with the areas of [`FACTS`].
    fn divide(&mut self, linear: f64) {
        let centres: Vec<Spot> = FACTS
            .iter()
            .map(|fact| self.place(fact.centre.minus(MIDDLE)))
            .collect();
        let step = COUNTING_SQUARE * linear;
        let squares = self.squares(step);
        let known: f64 = FACTS.iter().map(|fact| fact.square_kilometres).sum();
        let mut weights = vec![0.0; FACTS.len()];
        for _ in 0..60 {
            let mut areas = vec![0.0; FACTS.len()];
            for &square in &squares {
                areas[owner(&centres, &weights, square)] += step * step;
            }
            let total = step * step * squares.len() as f64;
            for (index, fact) in FACTS.iter().enumerate() {
                let wanted = total * fact.square_kilometres / known;
                weights[index] += 0.3 * (wanted - areas[index]);
            }
        }
        self.cells = FACTS
            .iter()
            .enumerate()
            .map(|(index, fact)| {
                let mut ring = self.outline.clone();
                for other in 0..FACTS.len() {
                    if other != index {
                        ring = clipped(&ring, |spot| {
                            power(centres[other], weights[other], spot)
                                - power(centres[index], weights[index], spot)
                        });
                    }
                }
                let inner = ring.len() > 2 && inside(&ring, centres[index]);
                Cell {
                    name: if self.name.is_empty() {
                        fact.name.to_owned()
                    } else {
                        format!("{} ({})", fact.name, self.name)
                    },
                    centre: if inner {
                        centres[index]
                    } else {
                        area_and_centroid(&ring).1
                    },
                    ring,
                    inhabitants: fact.inhabitants * self.size,
                }
            })
            .collect();
        self.centres = centres;
        self.weights = weights;
    }

    /// Widens or narrows the nuclei until the town is as densely settled on the whole as every other.
    fn even_out(&mut self, linear: f64) {
        let squares = self.squares(COUNTING_SQUARE * linear);
        for _ in 0..6 {
            let sum: f64 = squares.iter().map(|&square| self.density(square)).sum();
            let factor = (MEAN_DENSITY * squares.len() as f64 / sum.max(1e-9)).sqrt();
            for nucleus in &mut self.nuclei {
                nucleus.radius *= factor;
            }
        }
    }

    /// Centres of the counting squares inside the outline.
    fn squares(&self, step: f64) -> Vec<Spot> {
        let reach = 12_000.0 * self.size.sqrt();
        let mut result = Vec::new();
        let mut y = self.middle.y - reach;
        while y < self.middle.y + reach {
            let mut x = self.middle.x - reach;
            while x < self.middle.x + reach {
                let spot = Spot::new(x, y);
                if inside(&self.outline, spot) {
                    result.push(spot);
                }
                x += step;
            }
            y += step;
        }
        result
    }

    /// Scatters the nuclei of settlement: one at each centre, more where more people live.
    fn settle(&mut self, linear: f64, random: &mut Random) {
        for cell in &self.cells {
            let (area, _) = area_and_centroid(&cell.ring);
            let square_kilometres = area / 1e6;
            let crowd = cell.inhabitants / square_kilometres.max(0.1);
            // Inner districts have some 4,000 people a square kilometre, outer ones some 1,500.
            let weight = (0.25 + crowd / 5_000.0).min(1.0);
            self.nuclei.push(Nucleus {
                centre: cell.centre,
                radius: 2_000.0 * linear.max(0.5),
                weight: weight.max(0.75),
            });
            let low = cell.ring.iter().fold(cell.centre, |low, spot| {
                Spot::new(low.x.min(spot.x), low.y.min(spot.y))
            });
            let high = cell.ring.iter().fold(cell.centre, |high, spot| {
                Spot::new(high.x.max(spot.x), high.y.max(spot.y))
            });
            let mut left = square_kilometres * (0.06 + crowd / 22_000.0);
            let mut tries = 0;
            while left > 0.0 && tries < 400 {
                tries += 1;
                let place = Spot::new(random.between(low.x, high.x), random.between(low.y, high.y));
                if !inside(&cell.ring, place) {
                    continue;
                }
                left -= if left < 1.0 { left.max(0.2) } else { 1.0 };
                self.nuclei.push(Nucleus {
                    centre: place,
                    radius: random.between(550.0, 1_500.0),
                    weight: weight * random.between(0.55, 1.1),
                });
            }
        }
    }
}

/// A quarter turn and a reflection, so that the towns of a region are no copies of each other.
#[derive(Debug, Clone, Copy)]
struct Frame {
    east: Spot,
    north: Spot,
}

impl Frame {
    /// The first town stands as the city does.
    fn new(index: usize) -> Self {
        let mut east = Spot::new(1.0, 0.0);
        for _ in 0..index % 4 {
            east = east.left();
        }
        let north = if (index / 4).is_multiple_of(2) {
            east.left()
        } else {
            east.left().times(-1.0)
        };
        Self { east, north }
    }

    fn at(self, place: Spot) -> Spot {
        self.east.times(place.x).plus(self.north.times(place.y))
    }

    fn reflects(self) -> bool {
        self.east.cross(self.north) < 0.0
    }
}

/// An invented outline like the city's: radii every 15 degrees, shaken a little, corners cut three times.
fn outline(middle: Spot, linear: f64, frame: Frame, random: &mut Random) -> Vec<Spot> {
    let mut direction = Spot::new(1.0, 0.0);
    let mut ring = Vec::with_capacity(RADII.len());
    for radius in RADII {
        let shaken = radius * linear * random.between(0.98, 1.02);
        ring.push(middle.plus(frame.at(direction.times(shaken))));
        direction = Spot::new(
            direction.dot(Spot::new(FIFTEEN_DEGREES.x, -FIFTEEN_DEGREES.y)),
            direction.dot(Spot::new(FIFTEEN_DEGREES.y, FIFTEEN_DEGREES.x)),
        );
    }
    for _ in 0..3 {
        ring = smoothed_ring(&ring);
    }
    if frame.reflects() {
        ring.reverse();
    }
    // Corners that were cut off are given back, so that the area is the statistics' 280 square kilometres.
    let (area, _) = area_and_centroid(&ring);
    let wanted: f64 = FACTS.iter().map(|fact| fact.square_kilometres * 1e6).sum();
    let factor = linear * (wanted / area).sqrt();
    ring.iter()
        .map(|spot| middle.plus(spot.minus(middle).times(factor)))
        .collect()
}

/// The power distance (square distance less weight) of a place from a weighted centre.
fn power(centre: Spot, weight: f64, spot: Spot) -> f64 {
    let away = spot.minus(centre);
    away.dot(away) - weight
}

/// Index of the centre with the least power distance; the first on ties.
fn owner(centres: &[Spot], weights: &[f64], spot: Spot) -> usize {
    let mut best = (f64::INFINITY, 0);
    for (index, (&centre, &weight)) in centres.iter().zip(weights).enumerate() {
        let value = power(centre, weight, spot);
        if value < best.0 {
            best = (value, index);
        }
    }
    best.1
}

/// The part of a ring where a linear function is not negative (Sutherland and Hodgman 1974).
fn clipped(ring: &[Spot], value: impl Fn(Spot) -> f64) -> Vec<Spot> {
    let mut result = Vec::with_capacity(ring.len());
    for (index, &a) in ring.iter().enumerate() {
        let b = ring[(index + 1) % ring.len()];
        let (at_a, at_b) = (value(a), value(b));
        if at_a >= 0.0 {
            result.push(a);
        }
        if (at_a >= 0.0) != (at_b >= 0.0) {
            result.push(a.towards(b, at_a / (at_a - at_b)));
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn districts_have_the_areas_of_the_statistics() {
        let town = Town::new(0, 1, 1.0, String::new(), &Random::new(1));
        let mut total = 0.0;
        for (cell, fact) in town.cells.iter().zip(&FACTS) {
            let area = area_and_centroid(&cell.ring).0 / 1e6;
            total += area;
            assert!(
                (area - fact.square_kilometres).abs() < 0.05 * fact.square_kilometres,
                "{}: {area}",
                cell.name
            );
        }
        assert!((total - 280.3).abs() < 1.0, "{total}");
    }

    #[test]
    fn the_middle_is_denser_than_the_edge() {
        let town = Town::new(0, 1, 1.0, String::new(), &Random::new(1));
        let edge = town
            .outline
            .iter()
            .map(|&spot| town.density(spot))
            .sum::<f64>()
            / town.outline.len() as f64;
        assert!(town.density(town.cells[0].centre) > 0.7);
        assert!(edge < 0.4, "{edge}");
    }
}
