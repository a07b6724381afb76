//! Points and vectors of the plane for the generators.
//!
//! Unlike `geometry` it uses nothing but the four operations and the square root, which every machine computes alike.

use crate::geometry::Utm32;

/// A place in metres of EPSG:25832, or a vector between two.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Spot {
    pub(super) x: f64,
    pub(super) y: f64,
}

impl Spot {
    pub(super) const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    pub(super) fn plus(self, other: Self) -> Self {
        Self::new(self.x + other.x, self.y + other.y)
    }

    pub(super) fn minus(self, other: Self) -> Self {
        Self::new(self.x - other.x, self.y - other.y)
    }

    pub(super) fn times(self, factor: f64) -> Self {
        Self::new(self.x * factor, self.y * factor)
    }

    pub(super) fn dot(self, other: Self) -> f64 {
        self.x * other.x + self.y * other.y
    }

    pub(super) fn cross(self, other: Self) -> f64 {
        self.x * other.y - self.y * other.x
    }

    pub(super) fn length(self) -> f64 {
        self.dot(self).sqrt()
    }

    pub(super) fn distance(self, other: Self) -> f64 {
        self.minus(other).length()
    }

    /// The vector turned left by a quarter.
    pub(super) fn left(self) -> Self {
        Self::new(-self.y, self.x)
    }

    /// The vector with length one; east for the zero vector.
    pub(super) fn direction(self) -> Self {
        let length = self.length();
        if length > 0.0 {
            self.times(1.0 / length)
        } else {
            Self::new(1.0, 0.0)
        }
    }

    /// The place a share of the way to another.
    pub(super) fn towards(self, other: Self, share: f64) -> Self {
        self.plus(other.minus(self).times(share))
    }

    /// Rounded to the centimetre.
    pub(super) fn rounded(self) -> Self {
        Self::new(
            (self.x * 100.0).round() / 100.0,
            (self.y * 100.0).round() / 100.0,
        )
    }

    /// As a checked position.
    pub(super) fn utm(self) -> Utm32 {
        Utm32::new(self.x, self.y).expect("the region lies inside the zone")
    }

    /// From a checked position.
    pub(super) fn from_utm(position: Utm32) -> Self {
        Self::new(position.easting(), position.northing())
    }
}

/// The length of a line.
pub(super) fn length(line: &[Spot]) -> f64 {
    line.windows(2).map(|pair| pair[0].distance(pair[1])).sum()
}

/// Area (positive when counter-clockwise) and centroid of a ring given without its repeated first point.
pub(super) fn area_and_centroid(ring: &[Spot]) -> (f64, Spot) {
    let Some(&base) = ring.first() else {
        return (0.0, Spot::default());
    };
    let (mut twice, mut sum) = (0.0, Spot::default());
    for pair in ring[1..].windows(2) {
        let (a, b) = (pair[0].minus(base), pair[1].minus(base));
        let cross = a.cross(b);
        twice += cross;
        sum = sum.plus(a.plus(b).times(cross / 3.0));
    }
    if twice == 0.0 {
        (0.0, base)
    } else {
        (twice / 2.0, base.plus(sum.times(1.0 / twice)))
    }
}

/// True when the place lies inside the ring (even-odd rule).
pub(super) fn inside(ring: &[Spot], place: Spot) -> bool {
    let mut result = false;
    let Some(&(mut previous)) = ring.last() else {
        return false;
    };
    for &current in ring {
        if (current.y > place.y) != (previous.y > place.y)
            && place.x
                < (previous.x - current.x) * (place.y - current.y) / (previous.y - current.y)
                    + current.x
        {
            result = !result;
        }
        previous = current;
    }
    result
}

/// Where two segments cross, as shares of the first and of the second; `None` when they do not or are parallel.
pub(super) fn crossing(one: (Spot, Spot), other: (Spot, Spot)) -> Option<(f64, f64)> {
    let (first, second) = (one.1.minus(one.0), other.1.minus(other.0));
    let between = other.0.minus(one.0);
    let cross = first.cross(second);
    if cross == 0.0 {
        return None;
    }
    let shares = (between.cross(second) / cross, between.cross(first) / cross);
    ((0.0..=1.0).contains(&shares.0) && (0.0..=1.0).contains(&shares.1)).then_some(shares)
}

/// The point of a segment nearest to a place, as a share of the segment, and its distance.
pub(super) fn nearest_on(a: Spot, b: Spot, place: Spot) -> (f64, f64) {
    let along = b.minus(a);
    let square = along.dot(along);
    let share = if square > 0.0 {
        (place.minus(a).dot(along) / square).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (share, a.plus(along.times(share)).distance(place))
}

/// The line without points that lie within `tolerance` of what remains (Douglas and Peucker 1973).
pub(super) fn simplified(line: &[Spot], tolerance: f64) -> Vec<Spot> {
    if line.len() < 3 {
        return line.to_vec();
    }
    let mut keep = vec![false; line.len()];
    keep[0] = true;
    keep[line.len() - 1] = true;
    let mut open = vec![(0, line.len() - 1)];
    while let Some((first, last)) = open.pop() {
        let mut worst = (tolerance, None);
        for (middle, &spot) in line.iter().enumerate().take(last).skip(first + 1) {
            let away = nearest_on(line[first], line[last], spot).1;
            if away > worst.0 {
                worst = (away, Some(middle));
            }
        }
        if let Some(middle) = worst.1 {
            keep[middle] = true;
            open.push((first, middle));
            open.push((middle, last));
        }
    }
    line.iter()
        .zip(keep)
        .filter_map(|(&spot, kept)| kept.then_some(spot))
        .collect()
}

/// A ring with its corners cut off once (Chaikin 1974).
pub(super) fn smoothed_ring(ring: &[Spot]) -> Vec<Spot> {
    let mut result = Vec::with_capacity(ring.len() * 2);
    for (index, &a) in ring.iter().enumerate() {
        let b = ring[(index + 1) % ring.len()];
        result.push(a.towards(b, 0.25));
        result.push(a.towards(b, 0.75));
    }
    result
}

/// A line with its corners cut off once; its ends stay.
pub(super) fn smoothed_line(line: &[Spot]) -> Vec<Spot> {
    let Some((&first, &last)) = line.first().zip(line.last()) else {
        return Vec::new();
    };
    let mut result = vec![first];
    for pair in line.windows(2) {
        result.push(pair[0].towards(pair[1], 0.25));
        result.push(pair[0].towards(pair[1], 0.75));
    }
    result.push(last);
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square() -> Vec<Spot> {
        [(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0)]
            .map(|(x, y)| Spot::new(x, y))
            .to_vec()
    }

    #[test]
    fn a_square_has_its_area_centre_and_inside() {
        assert_eq!(area_and_centroid(&square()), (4.0, Spot::new(1.0, 1.0)));
        assert!(inside(&square(), Spot::new(1.0, 0.5)));
        assert!(!inside(&square(), Spot::new(2.5, 0.5)));
    }

    #[test]
    fn segments_cross_where_they_meet() {
        let a = (Spot::new(0.0, 0.0), Spot::new(4.0, 0.0));
        let b = (Spot::new(1.0, -1.0), Spot::new(1.0, 3.0));
        assert_eq!(crossing(a, b), Some((0.25, 0.25)));
        assert_eq!(crossing(a, a), None);
    }

    #[test]
    fn simplifying_keeps_the_bends() {
        let line = [(0.0, 0.0), (1.0, 0.1), (2.0, 0.0), (2.0, 5.0)].map(|(x, y)| Spot::new(x, y));
        assert_eq!(simplified(&line, 0.5), vec![line[0], line[2], line[3]]);
    }
}
