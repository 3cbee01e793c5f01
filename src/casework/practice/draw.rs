//! Chance for the practice caseload: the same seed draws the same people on every machine.
//!
//! Not for keys, salts or anything that has to be secret: those come from the machine (`getrandom`).

/// A stream of draws (SplitMix64, Steele, Lea and Flood 2014).
pub(super) struct Draw(u64);

impl Draw {
    /// A stream of its own for each part of a seed, so that one person more changes nobody else.
    pub(super) const fn new(seed: u64, part: u64) -> Self {
        Self(seed ^ part.wrapping_add(1).wrapping_mul(0xA076_1D64_78BD_642F))
    }

    pub(super) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// 0 to `n` without `n`; 0 when `n` is 0.
    pub(super) const fn below(&mut self, n: u64) -> u64 {
        if n == 0 { 0 } else { self.next() % n }
    }

    /// From `low` to `high`, both counted in.
    pub(super) const fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// Whether it falls into so many of a hundred.
    pub(super) const fn percent(&mut self, of: u64) -> bool {
        self.below(100) < of
    }

    /// One of several; blank when there is none.
    pub(super) fn one<'a>(&mut self, of: &'a [String]) -> &'a str {
        self.pick(of).map_or("", String::as_str)
    }

    /// One of several.
    pub(super) fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        let i = self.below(of.len() as u64);
        of.get(usize::try_from(i).unwrap_or(0))
    }

    /// Up to `most` different ones of several, in their order.
    pub(super) fn some(&mut self, of: &[String], most: u64) -> Vec<String> {
        let wanted = self.below(most + 1);
        let mut left = of.len() as u64;
        let mut still = wanted;
        let mut taken = Vec::new();
        for one in of {
            if self.below(left) < still {
                taken.push(one.clone());
                still -= 1;
            }
            left -= 1;
        }
        taken
    }
}
