//! Lengths and nearest points in the plane.

use super::Utm32;
use crate::units::Metres;

/// The straight distance between two positions.
#[must_use]
pub fn distance(a: Utm32, b: Utm32) -> Metres {
    let metres = (a.easting() - b.easting()).hypot(a.northing() - b.northing());
    Metres::new(metres).expect("positions are finite")
}

/// The length of a line through the given positions, zero for fewer than two.
#[must_use]
pub fn line_length(line: &[Utm32]) -> Metres {
    line.windows(2).map(|pair| distance(pair[0], pair[1])).sum()
}

/// The point of a line that lies nearest to a position.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Foot {
    /// Where it is.
    pub position: Utm32,
    /// How far it is from the position asked for.
    pub distance: Metres,
    /// How far along the line it lies, from the line's start.
    pub along: Metres,
}

/// The nearest point of a line to a position; the first one on ties. `None` for an empty line.
#[must_use]
pub fn foot_on_line(line: &[Utm32], from: Utm32) -> Option<Foot> {
    let first = *line.first()?;
    let mut best = Foot {
        position: first,
        distance: distance(first, from),
        along: Metres::ZERO,
    };
    let mut walked = Metres::ZERO;
    for pair in line.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        let (dx, dy) = (b.easting() - a.easting(), b.northing() - a.northing());
        let square = dx * dx + dy * dy;
        if square > 0.0 {
            let t = (((from.easting() - a.easting()) * dx + (from.northing() - a.northing()) * dy)
                / square)
                .clamp(0.0, 1.0);
            // Rounding may step past an end, which at the rim of the valid range would be no position.
            let between = |start: f64, step: f64, end: f64| {
                (start + t * step).clamp(start.min(end), start.max(end))
            };
            let at = Utm32::new(
                between(a.easting(), dx, b.easting()),
                between(a.northing(), dy, b.northing()),
            )
            .expect("between two positions");
            let away = distance(at, from);
            if away < best.distance {
                best = Foot {
                    position: at,
                    distance: away,
                    along: walked + distance(a, at),
                };
            }
        }
        walked += distance(a, b);
    }
    Some(best)
}
