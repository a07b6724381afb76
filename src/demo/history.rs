//! Which sites are connected, since when and how: the programme's public numbers and a generated history in between.
//!
//! 226 of 626 sites in August 2020, 42 of them schools, are public; the months around are invented: slower in winter, uneven, and
//! slower than the 4.25 sites a month that would reach the target.

use jiff::civil::{Date, date};

use super::paths::Paths;
use super::random::Random;
use super::sites::{Placed, whole};
use crate::city::site::Connection;
use crate::city::streets::StreetGraph;
use crate::programme::Entry;

/// First day of the programme.
pub(super) const START: Date = date(2019, 3, 1);
/// Day of the public count.
pub(super) const COUNTED: Date = date(2020, 8, 31);
/// The day the demo city stands at.
pub(super) const AS_OF: Date = date(2026, 11, 1);
/// The day everything should be connected.
pub(super) const TARGET: Date = date(2028, 6, 30);

/// How many schools and other sites of the full city were connected in a stretch of time, and from when until when.
struct Stretch {
    schools: f64,
    others: f64,
    from: (i16, i8),
    months: usize,
}

/// Before the programme; until the public count; until today.
const STRETCHES: [Stretch; 3] = [
    Stretch {
        schools: 30.0,
        others: 148.0,
        from: (2019, 3),
        months: 0,
    },
    Stretch {
        schools: 12.0,
        others: 36.0,
        from: (2019, 3),
        months: 18,
    },
    Stretch {
        schools: 62.0,
        others: 114.0,
        from: (2020, 9),
        months: 74,
    },
];

/// Weight of each month: ground frost in winter, building in the holidays.
const SEASON: [f64; 12] = [0.5, 0.5, 0.9, 1.1, 1.2, 1.2, 1.4, 1.3, 1.1, 1.1, 0.9, 0.5];

/// Weight of each year from 2019: contact limits in 2021, a tender that had to be repeated in 2023.
const YEARS: [f64; 8] = [1.0, 1.0, 0.7, 1.1, 0.6, 1.1, 1.3, 1.2];

/// Connected sites of the full city that are not on own fibre.
const LEASED: f64 = 14.0;
const RADIO: f64 = 10.0;

/// Connects sites near the network first, and says when. Returns the log's entries.
pub(super) fn connect(
    graph: &StreetGraph,
    paths: &Paths,
    sites: &mut [Placed],
    size: f64,
    random: &Random,
) -> Vec<Entry> {
    let mut order = random.stream(1);
    let mut ranked: Vec<(f64, usize)> = sites
        .iter()
        .enumerate()
        .filter_map(|(index, placed)| {
            let kind = if placed.school || &*placed.site.kind.0 == "buero" {
                0.85
            } else {
                1.15
            };
            effort(graph, paths, placed)
                .map(|effort| ((effort + 250.0) * kind * order.between(0.6, 1.7), index))
        })
        .collect();
    ranked.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut queues: [Vec<usize>; 2] = [false, true].map(|school| {
        ranked
            .iter()
            .rev()
            .map(|&(_, index)| index)
            .filter(|&index| sites[index].school == school)
            .collect()
    });
    let mut entries = Vec::new();
    let mut connected = Vec::new();
    let mut random = random.stream(2);
    for stretch in &STRETCHES {
        let mut now = Vec::new();
        for (queue, count) in queues.iter_mut().zip([stretch.others, stretch.schools]) {
            let count = whole(count * size) as usize;
            let rest = queue.len().saturating_sub(count);
            now.extend(queue.split_off(rest));
        }
        let weights = weights(stretch);
        for index in now {
            let date = if weights.is_empty() {
                START
            } else {
                day(stretch, &weights, &mut random)
            };
            connected.push((index, date));
        }
    }
    connected.sort_by(|a, b| a.1.cmp(&b.1).then(a.0.cmp(&b.0)));
    let kinds = kinds(graph, paths, sites, &connected, size, &mut random);
    for (&(index, date), connection) in connected.iter().zip(kinds) {
        sites[index].site.connection = connection;
        entries.push(Entry {
            date,
            site: sites[index].site.id.clone(),
            connection,
        });
    }
    entries
}

/// Effort from the nearest point of presence to a site's foot.
pub(super) fn effort(graph: &StreetGraph, paths: &Paths, placed: &Placed) -> Option<f64> {
    let edge = &graph.edges[placed.foot.edge.0 as usize];
    let from = paths
        .to(edge.from)
        .map(|reached| reached.effort + placed.foot.along);
    let to = paths
        .to(edge.to)
        .map(|reached| reached.effort + edge.length.get() - placed.foot.along);
    match (from, to) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// How the connected sites are connected: own fibre, and a few far ones by leased line or radio.
fn kinds(
    graph: &StreetGraph,
    paths: &Paths,
    sites: &[Placed],
    connected: &[(usize, Date)],
    size: f64,
    random: &mut Random,
) -> Vec<Connection> {
    let mut far: Vec<(f64, usize)> = connected
        .iter()
        .enumerate()
        .filter_map(|(rank, &(index, _))| {
            effort(graph, paths, &sites[index]).map(|effort| (effort, rank))
        })
        .collect();
    far.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    far.truncate(connected.len() / 5);
    random.shuffle(&mut far);
    let mut result = vec![Connection::Fibre; connected.len()];
    let (leased, radio) = (whole(LEASED * size) as usize, whole(RADIO * size) as usize);
    for (place, &(_, rank)) in far.iter().take(leased + radio).enumerate() {
        result[rank] = if place < leased {
            Connection::Leased
        } else {
            Connection::Radio
        };
    }
    result
}

/// Sums of the months' weights.
fn weights(stretch: &Stretch) -> Vec<f64> {
    let mut sum = 0.0;
    (0..stretch.months)
        .map(|offset| {
            let (year, month) = month(stretch, offset);
            sum += SEASON[usize::from(month.unsigned_abs()) - 1]
                * YEARS[usize::from((year - 2019).unsigned_abs())];
            sum
        })
        .collect()
}

fn month(stretch: &Stretch, offset: usize) -> (i16, i8) {
    let months = usize::from(stretch.from.1.unsigned_abs()) - 1 + offset;
    let year = stretch.from.0 + i16::try_from(months / 12).expect("a few years");
    (year, i8::try_from(months % 12 + 1).expect("a month"))
}

fn day(stretch: &Stretch, weights: &[f64], random: &mut Random) -> Date {
    let wanted = random.unit() * weights[weights.len() - 1];
    let offset = weights
        .partition_point(|&sum| sum <= wanted)
        .min(weights.len() - 1);
    let (year, month) = month(stretch, offset);
    let day = i8::try_from(random.below(28) + 1).expect("at most 28");
    date(year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stretches_add_up_to_the_public_count() {
        let counted: f64 = STRETCHES[..2]
            .iter()
            .map(|stretch| stretch.schools + stretch.others)
            .sum();
        assert!((counted - 226.0).abs() < 1e-9);
        let schools: f64 = STRETCHES[..2].iter().map(|stretch| stretch.schools).sum();
        assert!((154.0 - schools - 112.0).abs() < 1e-9);
    }

    #[test]
    fn stretches_follow_each_other_until_today() {
        assert_eq!(month(&STRETCHES[1], 17), (2020, 8));
        assert_eq!(month(&STRETCHES[2], 0), (2020, 9));
        assert_eq!(month(&STRETCHES[2], 73), (2026, 10));
    }
}
