//! A small generator of reproducible numbers (SplitMix64, G. L. Steele et al., Fast splittable pseudorandom number generators, 2014).

#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Random tie-breaking values, one an item.
    pub(crate) fn priorities(&mut self, count: usize) -> Vec<u32> {
        (0..count)
            .map(|_| u32::try_from(self.next() >> 32).expect("32 bits"))
            .collect()
    }
}
