//! Lines and rings made simpler and cut to a square, in tile units.

/// A position in tile units, x to the east and y to the south.
pub(super) type At = [f64; 2];

/// Douglas–Peucker: leaves out positions that lie nearer than `tolerance` to the line without them. Keeps both ends.
pub(super) fn simplified(line: &[At], tolerance: f64) -> Vec<At> {
    if line.len() < 3 {
        return line.to_vec();
    }
    let mut keep = vec![false; line.len()];
    keep[0] = true;
    keep[line.len() - 1] = true;
    let mut open = vec![(0, line.len() - 1)];
    while let Some((first, last)) = open.pop() {
        let farthest = (first + 1..last)
            .map(|middle| (distance(line[middle], line[first], line[last]), middle))
            .reduce(|best, next| if next.0 > best.0 { next } else { best });
        if let Some((away, middle)) = farthest
            && away > tolerance
        {
            keep[middle] = true;
            open.push((first, middle));
            open.push((middle, last));
        }
    }
    line.iter()
        .zip(keep)
        .filter_map(|(at, keep)| keep.then_some(*at))
        .collect()
}

fn distance(at: At, a: At, b: At) -> f64 {
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    let square = dx * dx + dy * dy;
    let along = if square > 0.0 {
        (((at[0] - a[0]) * dx + (at[1] - a[1]) * dy) / square).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (at[0] - a[0] - along * dx).hypot(at[1] - a[1] - along * dy)
}

/// The parts of a line inside the square from `low` to `high` on both axes (Liang–Barsky for each stretch).
pub(super) fn line_parts(line: &[At], low: f64, high: f64) -> Vec<Vec<At>> {
    let mut parts: Vec<Vec<At>> = Vec::new();
    let mut joined = false;
    for pair in line.windows(2) {
        let Some((a, b, whole)) = stretch(pair[0], pair[1], low, high) else {
            joined = false;
            continue;
        };
        match parts.last_mut() {
            Some(part) if joined => part.push(b),
            _ => parts.push(vec![a, b]),
        }
        joined = whole;
    }
    parts
}

/// The part of one stretch inside the square; true when it reaches its end `b`.
fn stretch(a: At, b: At, low: f64, high: f64) -> Option<(At, At, bool)> {
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    for axis in 0..2 {
        let step = b[axis] - a[axis];
        if step == 0.0 {
            if a[axis] < low || a[axis] > high {
                return None;
            }
            continue;
        }
        let (first, second) = ((low - a[axis]) / step, (high - a[axis]) / step);
        enter = enter.max(first.min(second));
        leave = leave.min(first.max(second));
    }
    let at = |t: f64| [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])];
    (enter <= leave).then(|| {
        (
            if enter > 0.0 { at(enter) } else { a },
            if leave < 1.0 { at(leave) } else { b },
            leave >= 1.0,
        )
    })
}

/// A ring cut to the square (Sutherland–Hodgman); without its closing position.
pub(super) fn ring(ring: &[At], low: f64, high: f64) -> Vec<At> {
    let mut positions = ring.to_vec();
    if positions.len() > 1 && positions.first() == positions.last() {
        positions.pop();
    }
    for (axis, sign, limit) in [
        (0, 1.0, low),
        (0, -1.0, high),
        (1, 1.0, low),
        (1, -1.0, high),
    ] {
        let depth = |at: At| sign * (at[axis] - limit);
        let mut kept = Vec::with_capacity(positions.len() + 4);
        for (number, &here) in positions.iter().enumerate() {
            let before = positions[(number + positions.len() - 1) % positions.len()];
            let (from, to) = (depth(before), depth(here));
            if (from < 0.0) != (to < 0.0) {
                let t = from / (from - to);
                kept.push([
                    before[0] + t * (here[0] - before[0]),
                    before[1] + t * (here[1] - before[1]),
                ]);
            }
            if to >= 0.0 {
                kept.push(here);
            }
        }
        positions = kept;
    }
    positions
}

/// Whole tile units, without repetitions.
pub(super) fn rounded(line: &[At]) -> Vec<[i32; 2]> {
    let mut points: Vec<[i32; 2]> = line.iter().map(|at| [whole(at[0]), whole(at[1])]).collect();
    points.dedup();
    points
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "clipped to a few thousand units; the cast saturates in any case"
)]
fn whole(units: f64) -> i32 {
    units.round() as i32
}

/// A ring in whole units, wound as the format asks: an outside with positive area (y runs south), a hole with negative area. `None`
/// when nothing with an area is left.
pub(super) fn wound(ring: &[At], outside: bool) -> Option<Vec<[i32; 2]>> {
    let mut points = rounded(ring);
    while points.len() > 1 && points.first() == points.last() {
        points.pop();
    }
    let area: i64 = (0..points.len())
        .map(|number| {
            let (a, b) = (points[number], points[(number + 1) % points.len()]);
            i64::from(a[0]) * i64::from(b[1]) - i64::from(b[0]) * i64::from(a[1])
        })
        .sum();
    if points.len() < 3 || area == 0 {
        return None;
    }
    if (area > 0) != outside {
        points.reverse();
    }
    Some(points)
}
