//! The demo city's own source of chance: the same numbers on every machine and for every number of threads.
//!
//! xoshiro256** seeded by splitmix64 (Blackman and Vigna, public domain). Only additions, multiplications and shifts are used, and
//! distributions come from tables, because `sin`, `ln` and their like may differ in the last bit from one machine to the next.

/// A stream of random numbers. Parts of the city take a stream of their own by [`Random::stream`], so that a change in one part does
/// not move every other.
#[derive(Debug, Clone)]
pub(super) struct Random {
    state: [u64; 4],
    origin: u64,
}

/// One step of splitmix64: a good mixing of all 64 bits.
pub(super) const fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl Random {
    /// The stream that belongs to a seed.
    pub(super) fn new(seed: u64) -> Self {
        let a = mix(seed);
        let b = mix(a);
        let c = mix(b);
        Self {
            state: [a, b, c, mix(c)],
            origin: a,
        }
    }

    /// A separate stream, fixed by this stream's seed and a number, whatever was drawn before.
    pub(super) fn stream(&self, number: u64) -> Self {
        Self::new(self.origin ^ mix(number.wrapping_add(0x6C69_6368_7477_6567)))
    }

    /// The next 64 random bits.
    pub(super) fn bits(&mut self) -> u64 {
        let result = self.state[1].wrapping_mul(5).rotate_left(7).wrapping_mul(9);
        let t = self.state[1] << 17;
        self.state[2] ^= self.state[0];
        self.state[3] ^= self.state[1];
        self.state[1] ^= self.state[2];
        self.state[0] ^= self.state[3];
        self.state[2] ^= t;
        self.state[3] = self.state[3].rotate_left(45);
        result
    }

    /// A number from 0 (included) to 1 (excluded).
    pub(super) fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A number between two limits.
    pub(super) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// True with the given probability.
    pub(super) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// An index below `count`; 0 when `count` is 0.
    pub(super) fn below(&mut self, count: usize) -> usize {
        if count == 0 {
            return 0;
        }
        let wide = u128::from(self.bits()) * count as u128;
        usize::try_from(wide >> 64).expect("less than count")
    }

    /// A value from a distribution given by its quantiles, linear between them.
    pub(super) fn drawn_from(&mut self, table: &[(f64, f64)]) -> f64 {
        quantile(table, self.unit())
    }

    /// Puts a slice into random order.
    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = self.below(last + 1);
            items.swap(last, other);
        }
    }
}

/// The value at a share of a distribution given by (share, value) pairs, linear between them.
pub(super) fn quantile(table: &[(f64, f64)], share: f64) -> f64 {
    let mut below = table[0];
    for &point in table {
        if share <= point.0 {
            let width = point.0 - below.0;
            if width <= 0.0 {
                return point.1;
            }
            return below.1 + (point.1 - below.1) * (share - below.0) / width;
        }
        below = point;
    }
    below.1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_of_the_published_generator() {
        // First outputs of the reference implementation for the state 1, 2, 3, 4.
        let mut random = Random {
            state: [1, 2, 3, 4],
            origin: 0,
        };
        let first: Vec<u64> = (0..4).map(|_| random.bits()).collect();
        assert_eq!(first, [11_520, 0, 1_509_978_240, 1_215_971_899_390_074_240]);
    }

    #[test]
    fn a_stream_does_not_depend_on_what_was_drawn_before() {
        let fresh = Random::new(7);
        let mut used = Random::new(7);
        used.bits();
        assert_eq!(fresh.stream(3).bits(), used.stream(3).bits());
        assert_ne!(fresh.stream(3).bits(), fresh.stream(4).bits());
    }

    #[test]
    fn quantiles_are_linear_between_the_points() {
        let table = [(0.0, 1.0), (0.5, 3.0), (1.0, 13.0)];
        for (share, expected) in [(0.0, 1.0), (0.25, 2.0), (0.75, 8.0), (1.0, 13.0)] {
            assert!((quantile(&table, share) - expected).abs() < 1e-12);
        }
    }
}
