//! Numbers that look random and are the same every time (SplitMix64). Not for secrets.

/// A sequence of numbers decided by where it began.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// The sequence of item `index` of the kind `stream` in the office `seed`.
    #[must_use]
    pub fn new(seed: u64, stream: u64, index: u64) -> Self {
        let mut dice = Self(seed ^ stream.wrapping_mul(0xA24B_AED4_963E_E407));
        dice.0 = dice.roll() ^ index.wrapping_mul(0x9FB2_1C65_1E98_DF25);
        dice
    }

    /// The next number.
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from 0 to `end` - 1; 0 when `end` is 0.
    pub fn below(&mut self, end: u64) -> u64 {
        self.roll().checked_rem(end).unwrap_or(0)
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let range = u64::try_from(high.saturating_sub(low).saturating_add(1)).unwrap_or(0);
        low.saturating_add(i64::try_from(self.below(range)).unwrap_or(0))
    }

    /// True `percent` times in a hundred.
    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of `list`, each as likely; the default when it is empty.
    pub fn pick<X: Copy + Default>(&mut self, list: &[X]) -> X {
        let at = usize::try_from(self.below(list.len() as u64)).unwrap_or(0);
        list.get(at).copied().unwrap_or_default()
    }

    /// One of `list` by its weight; none when all weights are 0.
    pub fn weighted<X: Copy>(&mut self, list: &[(X, u32)]) -> Option<X> {
        let total = list.iter().map(|(_, weight)| u64::from(*weight)).sum();
        let mut left = self.below(total);
        list.iter().find_map(|(item, weight)| {
            let weight = u64::from(*weight);
            if left < weight {
                return Some(*item);
            }
            left -= weight;
            None
        })
    }
}
