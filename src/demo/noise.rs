//! Smooth random fields over the plane: hills, and the warp that bends straight streets.

use super::plane::Spot;
use super::random::mix;

/// A smooth random field from -1 to 1 with features of a given size.
#[derive(Debug, Clone, Copy)]
pub(super) struct Noise {
    seed: u64,
    size: f64,
}

impl Noise {
    /// The field of a seed with features some `size` metres wide.
    pub(super) const fn new(seed: u64, size: f64) -> Self {
        Self { seed, size }
    }

    /// The field at a place: lattice values joined by Perlin's quintic curve, so that bends have no kinks.
    pub(super) fn at(&self, place: Spot) -> f64 {
        let (x, y) = (place.x / self.size, place.y / self.size);
        let (left, below) = (x.floor(), y.floor());
        let (u, v) = (fade(x - left), fade(y - below));
        let bottom = self.corner(left, below) * (1.0 - u) + self.corner(left + 1.0, below) * u;
        let top =
            self.corner(left, below + 1.0) * (1.0 - u) + self.corner(left + 1.0, below + 1.0) * u;
        bottom * (1.0 - v) + top * v
    }

    fn corner(&self, x: f64, y: f64) -> f64 {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "lattice numbers are whole and small"
        )]
        let (x, y) = (x as i64, y as i64);
        let hash = mix(self.seed ^ mix(x.cast_unsigned() ^ mix(y.cast_unsigned())));
        (hash >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
    }
}

fn fade(t: f64) -> f64 {
    t * t * t * (t * (t * 6.0 - 15.0) + 10.0)
}

/// A one-to-one bending of the plane: what was straight becomes gently curved, and nothing that did not cross crosses.
#[derive(Debug, Clone)]
pub(super) struct Warp {
    fields: Vec<(f64, Noise, Noise)>,
}

impl Warp {
    /// Three sizes of bends. The slopes of all fields together stay below one, which keeps the map one-to-one.
    pub(super) fn new(seed: u64, linear: f64) -> Self {
        let fields = [(2_600.0, 190.0), (850.0, 42.0), (300.0, 9.0)]
            .into_iter()
            .enumerate()
            .map(|(index, (size, height))| {
                let number = index as u64 * 2;
                let shrunk = if size > 1_000.0 { linear.min(1.0) } else { 1.0 };
                (
                    height * shrunk,
                    Noise::new(mix(seed ^ mix(number)), size * shrunk),
                    Noise::new(mix(seed ^ mix(number + 1)), size * shrunk),
                )
            })
            .collect();
        Self { fields }
    }

    /// Where a place comes to lie.
    pub(super) fn at(&self, place: Spot) -> Spot {
        let mut result = place;
        for (height, east, north) in &self.fields {
            result = result.plus(Spot::new(east.at(place), north.at(place)).times(*height));
        }
        result
    }

    /// A line bent with its points closer than `step`, thinned to 0.7 metres, rounded to centimetres.
    pub(super) fn line(&self, line: &[Spot], step: f64) -> Vec<Spot> {
        let mut bent = Vec::new();
        for pair in line.windows(2) {
            let pieces = (pair[0].distance(pair[1]) / step).ceil().max(1.0);
            let mut piece = 0.0;
            while piece < pieces {
                bent.push(self.at(pair[0].towards(pair[1], piece / pieces)));
                piece += 1.0;
            }
        }
        if let Some(&last) = line.last() {
            bent.push(self.at(last));
        }
        super::plane::simplified(&bent, 0.7)
            .into_iter()
            .map(Spot::rounded)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_warp_keeps_the_sense_of_small_triangles() {
        let warp = Warp::new(5, 1.0);
        for step in 0..2_000 {
            let base = Spot::new(
                390_000.0 + 37.0 * f64::from(step),
                5_700_000.0 + 11.0 * f64::from(step),
            );
            let (a, b) = (
                base.plus(Spot::new(5.0, 0.0)),
                base.plus(Spot::new(0.0, 5.0)),
            );
            let (o, a, b) = (warp.at(base), warp.at(a), warp.at(b));
            assert!(a.minus(o).cross(b.minus(o)) > 0.0);
        }
    }
}
