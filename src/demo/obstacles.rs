//! What streets cross at a price: railways, motorways, the river and the canal.

use super::grid::Grid;
use super::plane::{Spot, crossing, smoothed_line};
use super::random::Random;
use super::town::Town;
use crate::city::streets::Crossing;

/// Obstacles of a town as smooth lines.
#[derive(Debug)]
pub(super) struct Obstacles {
    /// What each line is.
    pub(super) lines: Vec<(Crossing, Vec<Spot>)>,
    grid: Grid,
}

/// Kind and course of each obstacle: points in kilometres from the town's middle.
const COURSES: [(Crossing, &[(f64, f64)]); 9] = [
    // Railways: east to west through the centre, north to south, a branch to the south-east, a line in the north-west.
    (
        Crossing::Rail,
        &[
            (-12.0, 1.2),
            (-6.0, 1.6),
            (-1.0, 1.3),
            (3.0, 1.0),
            (7.0, 2.2),
            (12.0, 3.0),
        ],
    ),
    (
        Crossing::Rail,
        &[
            (-7.0, 10.5),
            (-4.6, 6.0),
            (-2.5, 2.8),
            (-1.2, 0.9),
            (-2.0, -3.0),
            (-3.6, -10.0),
        ],
    ),
    (
        Crossing::Rail,
        &[
            (-1.0, 1.3),
            (2.0, -1.6),
            (4.0, -3.0),
            (7.0, -3.2),
            (11.5, -5.5),
        ],
    ),
    (
        Crossing::Rail,
        &[
            (-11.0, 5.5),
            (-5.0, 5.1),
            (0.0, 5.4),
            (6.0, 6.3),
            (10.0, 8.0),
        ],
    ),
    // Motorways: along the northern edge, the southern edge, and along the west.
    (
        Crossing::Motorway,
        &[
            (-12.0, 7.6),
            (-5.0, 7.0),
            (1.0, 7.2),
            (7.0, 5.0),
            (12.0, 4.6),
        ],
    ),
    (
        Crossing::Motorway,
        &[(-9.5, -6.0), (-6.4, -2.0), (-6.0, 3.0), (-6.6, 11.0)],
    ),
    (
        Crossing::Motorway,
        &[
            (-10.0, -4.6),
            (-3.0, -4.9),
            (3.0, -4.0),
            (6.5, -4.4),
            (11.0, -7.5),
        ],
    ),
    // The river from the south-east to the north-west, the canal from the harbour to the north.
    (
        Crossing::River,
        &[
            (5.5, -8.5),
            (4.0, -5.4),
            (1.5, -2.9),
            (-1.6, -1.5),
            (-4.6, 1.0),
            (-6.0, 4.2),
            (-9.6, 6.8),
        ],
    ),
    (
        Crossing::River,
        &[(-2.6, 2.2), (-3.1, 4.6), (-2.4, 7.2), (-3.0, 10.5)],
    ),
];

impl Obstacles {
    /// The obstacles of a town.
    pub(super) fn new(town: &Town, random: &mut Random) -> Self {
        let mut lines = Vec::new();
        let mut grid = Grid::default();
        for (kind, course) in COURSES {
            let mut line: Vec<Spot> = course
                .iter()
                .map(|&(x, y)| {
                    let shake = Spot::new(random.between(-0.25, 0.25), random.between(-0.25, 0.25));
                    town.place(Spot::new(x, y).plus(shake).times(1_000.0))
                })
                .collect();
            for _ in 0..3 {
                line = smoothed_line(&line);
            }
            grid.add(&line, u32::try_from(lines.len()).expect("few lines"));
            lines.push((kind, line));
        }
        Self { lines, grid }
    }

    /// The crossings of a line: how far along (in segments and shares of them) and what is crossed, in order.
    pub(super) fn crossed(&self, line: &[Spot]) -> Vec<(f64, Crossing)> {
        let mut found = Vec::new();
        for (index, pair) in line.windows(2).enumerate() {
            let mut near = self.grid.along(pair[0], pair[1]);
            near.sort_by(|a, b| {
                (a.2, a.0.x, a.0.y)
                    .partial_cmp(&(b.2, b.0.x, b.0.y))
                    .expect("coordinates are finite")
            });
            near.dedup();
            for (a, b, number) in near {
                if let Some((share, _)) = crossing((pair[0], pair[1]), (a, b)) {
                    found.push((index as f64 + share, self.lines[number as usize].0));
                }
            }
        }
        found.sort_by(|a, b| a.0.total_cmp(&b.0));
        found
    }
}
