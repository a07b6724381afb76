//! Areas: what lies inside, and how far outside the rest is.

use super::{Utm32, foot_on_line};
use crate::units::Metres;

/// An area made of polygons, each a list of rings of which the first is the outside. Holes count as outside.
#[derive(Debug, Clone, Default)]
pub struct Region {
    polygons: Vec<(Box2, Vec<Vec<Utm32>>)>,
}

/// The box around a polygon: west, south, east, north.
#[derive(Debug, Clone, Copy)]
struct Box2([f64; 4]);

impl Region {
    /// Takes the polygons as `City::boundary` and `District::polygons` hold them. Rings need not repeat their first position.
    #[must_use]
    pub fn new(polygons: &[Vec<Vec<Utm32>>]) -> Self {
        Self {
            polygons: polygons
                .iter()
                .filter(|rings| rings.iter().any(|ring| !ring.is_empty()))
                .map(|rings| (Box2::around(rings), rings.clone()))
                .collect(),
        }
    }

    /// True when there is no area at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.polygons.is_empty()
    }

    /// Whether a position lies inside one of the polygons, by the even-odd rule over each polygon's rings.
    #[must_use]
    pub fn contains(&self, position: Utm32) -> bool {
        self.polygons.iter().any(|(around, rings)| {
            around.contains(position)
                && rings
                    .iter()
                    .filter(|ring| ring_contains(ring, position))
                    .count()
                    % 2
                    == 1
        })
    }

    /// The distance to the area: zero inside, `None` when there is no area.
    #[must_use]
    pub fn distance(&self, position: Utm32) -> Option<Metres> {
        if self.contains(position) {
            return Some(Metres::ZERO);
        }
        self.polygons
            .iter()
            .flat_map(|(_, rings)| rings)
            .filter_map(|ring| {
                let along = foot_on_line(ring, position)?.distance;
                let closing = [*ring.last()?, *ring.first()?];
                Some(along.min(foot_on_line(&closing, position)?.distance))
            })
            .min()
    }
}

impl Box2 {
    fn around(rings: &[Vec<Utm32>]) -> Self {
        rings.iter().flatten().fold(
            Self([
                f64::INFINITY,
                f64::INFINITY,
                f64::NEG_INFINITY,
                f64::NEG_INFINITY,
            ]),
            |Self([west, south, east, north]), at| {
                Self([
                    west.min(at.easting()),
                    south.min(at.northing()),
                    east.max(at.easting()),
                    north.max(at.northing()),
                ])
            },
        )
    }

    fn contains(self, at: Utm32) -> bool {
        let [west, south, east, north] = self.0;
        (west..=east).contains(&at.easting()) && (south..=north).contains(&at.northing())
    }
}

/// Even-odd rule; a position on the line counts as either side, always the same.
fn ring_contains(ring: &[Utm32], position: Utm32) -> bool {
    let (x, y) = (position.easting(), position.northing());
    let mut inside = false;
    let mut previous = ring.last();
    for corner in ring {
        if let Some(before) = previous {
            let (x1, y1) = (before.easting(), before.northing());
            let (x2, y2) = (corner.easting(), corner.northing());
            if (y1 > y) != (y2 > y) && x < (x2 - x1) * (y - y1) / (y2 - y1) + x1 {
                inside = !inside;
            }
        }
        previous = Some(corner);
    }
    inside
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(corners: &[(f64, f64)]) -> Vec<Utm32> {
        corners
            .iter()
            .map(|&(e, n)| Utm32::new(e, n).unwrap())
            .collect()
    }

    fn at(easting: f64, northing: f64) -> Utm32 {
        Utm32::new(easting, northing).unwrap()
    }

    #[test]
    fn holes_are_outside_and_distances_are_to_the_edge() {
        let region = Region::new(&[vec![
            ring(&[(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)]),
            ring(&[
                (40.0, 40.0),
                (60.0, 40.0),
                (60.0, 60.0),
                (40.0, 60.0),
                (40.0, 40.0),
            ]),
        ]]);
        assert!(region.contains(at(10.0, 10.0)));
        assert!(!region.contains(at(50.0, 50.0)));
        assert_eq!(region.distance(at(10.0, 10.0)), Some(Metres::ZERO));
        assert_eq!(region.distance(at(103.0, 104.0)), Metres::new(5.0).ok());
        // The ring is closed by a line that it does not repeat.
        assert_eq!(region.distance(at(0.0, 150.0)), Metres::new(50.0).ok());
    }

    #[test]
    fn nothing_contains_nothing() {
        let region = Region::new(&[vec![]]);
        assert!(region.is_empty());
        assert!(!region.contains(at(1.0, 1.0)));
        assert_eq!(region.distance(at(1.0, 1.0)), None);
    }
}
