//! A count as it may be shown, and what has to be held back so that no small one can be worked out (domain rule 11).
//!
//! Every count is rounded to the nearest 5, each for itself; 1 to 4 is `<5`, and 0 is 0. Rounding alone does not keep a
//! small count from being worked out: two that are `<5` beside a total of 10 are 4 each. So each small count is tried
//! against everything that is shown together with it: only while the counts behind could just as well be others, with
//! this one 1 and with this one 4, it stays as it is. Otherwise something beside it is held back, `*`, until they could.
//!
//! What does not belong here: what is counted ([`super::event`]) and how tables are laid out ([`super::table`]).

use std::collections::{BTreeMap, BTreeSet};

/// Counts are shown to the nearest of these.
pub const ROUNDED_TO: u64 = 5;
/// How many further counts are changed at most to find other counts that would look the same.
const DEPTH: u8 = 6;
/// How many steps are tried for one count before something is held back instead.
const TRIES: u32 = 200;
/// How many counts are looked at for one step.
const LOOKED_AT: usize = 64;
/// How many of them are gone on with.
const GONE_ON_WITH: usize = 4;

/// A count as it may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Amount {
    /// Nothing, or five and more, to the nearest five.
    Count(u64),
    /// One to four, never shown more exactly.
    Few,
    /// Held back, so that another cannot be worked out.
    Held,
}

impl Amount {
    /// A count by itself, rounded.
    #[must_use]
    pub const fn of(count: u64) -> Self {
        match count {
            0 => Self::Count(0),
            1..=4 => Self::Few,
            n => Self::Count((n + ROUNDED_TO / 2) / ROUNDED_TO * ROUNDED_TO),
        }
    }

    /// As it is read: `35`, `<5`, `*`.
    #[must_use]
    pub fn text(self) -> String {
        match self {
            Self::Count(n) => n.to_string(),
            Self::Few => "<5".to_owned(),
            Self::Held => "*".to_owned(),
        }
    }

    /// The number, where one is shown.
    #[must_use]
    pub const fn number(self) -> Option<u64> {
        match self {
            Self::Count(n) => Some(n),
            Self::Few | Self::Held => None,
        }
    }

    /// Which counts it may stand for: the least and the most.
    #[must_use]
    pub const fn range(self) -> (i64, i64) {
        match self {
            Self::Count(0) => (0, 0),
            Self::Few => (1, 4),
            Self::Count(n) => {
                let n = n.cast_signed();
                (if n <= 5 { 5 } else { n - 2 }, n + 2)
            }
            Self::Held => (1, i64::MAX),
        }
    }

    /// Whether it says how many, and more than nobody.
    #[must_use]
    pub const fn says_something(self) -> bool {
        matches!(self, Self::Count(n) if n > 0)
    }
}

/// Something that is shown: the sum of some of the counts behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sum {
    /// Which of the counts behind, by their number.
    pub parts: Vec<usize>,
    /// A cell of a table rather than a total: it is held back before a total is.
    pub is_cell: bool,
}

/// What may be shown of sums over the same counts, all of them together.
///
/// `counts` are what is behind and is never shown itself.
#[must_use]
pub fn protect(counts: &[u64], sums: &[Sum]) -> Vec<Amount> {
    let of = |parts: &[usize]| parts.iter().filter_map(|p| counts.get(*p)).sum::<u64>();
    // What is in a sum of nothing is known to be nothing, and two sums of the same are one.
    let nothing: BTreeSet<usize> =
        sums.iter().filter(|s| of(&s.parts) == 0).flat_map(|s| s.parts.iter().copied()).collect();
    let mut known: BTreeMap<Vec<usize>, usize> = BTreeMap::new();
    let mut apart: Vec<Sum> = Vec::new();
    let which: Vec<Option<usize>> = sums
        .iter()
        .map(|sum| {
            let left: BTreeSet<usize> = sum.parts.iter().copied().filter(|p| !nothing.contains(p)).collect();
            let left: Vec<usize> = left.into_iter().collect();
            if left.is_empty() {
                return None;
            }
            let n = *known.entry(left.clone()).or_insert_with(|| {
                apart.push(Sum { parts: left, is_cell: false });
                apart.len() - 1
            });
            if let Some(kept) = apart.get_mut(n) {
                kept.is_cell |= sum.is_cell;
            }
            Some(n)
        })
        .collect();
    let mut worlds = Worlds::new(counts, apart);
    worlds.hold_what_is_needed();
    which.into_iter().map(|n| n.map_or(Amount::Count(0), |n| worlds.shown(n))).collect()
}

/// The counts as they are, and as they could be without anything looking different.
struct Worlds {
    counts: Vec<i64>,
    /// The sums each count is in.
    within: Vec<Vec<usize>>,
    sums: Vec<Sum>,
    truth: Vec<i64>,
    now: Vec<i64>,
    shown: Vec<Amount>,
    /// Between which numbers each sum looks as it is shown.
    span: Vec<(i64, i64)>,
    /// How many parts each sum has.
    size: Vec<usize>,
    /// Sums that would look different now.
    wrong: Vec<usize>,
    /// What was changed, to take it back.
    done: Vec<(usize, i64)>,
    /// The counts of the sum that is looked at.
    of_target: Vec<bool>,
    tries: u32,
}

impl Worlds {
    fn new(counts: &[u64], sums: Vec<Sum>) -> Self {
        let counts: Vec<i64> = counts.iter().map(|c| i64::try_from(*c).unwrap_or(i64::MAX / 4096)).collect();
        let mut within = vec![Vec::new(); counts.len()];
        for (n, sum) in sums.iter().enumerate() {
            for part in &sum.parts {
                if let Some(of) = within.get_mut(*part) {
                    of.push(n);
                }
            }
        }
        let truth: Vec<i64> = sums.iter().map(|s| s.parts.iter().filter_map(|p| counts.get(*p)).sum::<i64>()).collect();
        let shown: Vec<Amount> = truth.iter().map(|n| Amount::of(n.unsigned_abs())).collect();
        let span = shown.iter().map(|a| a.range()).collect();
        let size = sums.iter().map(|s| s.parts.len()).collect();
        let (now, of_target) = (truth.clone(), vec![false; counts.len()]);
        let (wrong, done) = (Vec::new(), Vec::new());
        Self { counts, within, sums, truth, now, shown, span, size, wrong, done, of_target, tries: 0 }
    }

    fn shown(&self, sum: usize) -> Amount {
        self.shown.get(sum).copied().unwrap_or(Amount::Held)
    }

    fn truth(&self, sum: usize) -> i64 {
        self.truth.get(sum).copied().unwrap_or_default()
    }

    fn now(&self, sum: usize) -> i64 {
        self.now.get(sum).copied().unwrap_or_default()
    }

    fn parts(&self, sum: usize) -> &[usize] {
        self.sums.get(sum).map_or(&[], |s| s.parts.as_slice())
    }

    fn is_cell(&self, sum: usize) -> bool {
        self.sums.get(sum).is_some_and(|s| s.is_cell)
    }

    fn is_held(&self, sum: usize) -> bool {
        self.shown(sum) == Amount::Held
    }

    fn within(&self, count: usize) -> &[usize] {
        self.within.get(count).map_or(&[], Vec::as_slice)
    }

    fn show(&mut self, sum: usize, amount: Amount) {
        if let Some(shown) = self.shown.get_mut(sum) {
            *shown = amount;
        }
        if let Some(span) = self.span.get_mut(sum) {
            *span = amount.range();
        }
    }

    fn size(&self, sum: usize) -> usize {
        self.size.get(sum).copied().unwrap_or_default()
    }

    /// How many more sums would look different, or fewer, with one more or one less of a count.
    fn cost(&self, count: usize, by: i64) -> i64 {
        let mut cost = 0;
        for sum in self.within(count) {
            let (Some(now), Some((least, most))) = (self.now.get(*sum), self.span.get(*sum)) else { continue };
            let right = |n: i64| n >= *least && n <= *most;
            cost += i64::from(right(*now)) - i64::from(right(*now + by));
        }
        cost
    }

    /// One more or one less of a count.
    fn step(&mut self, count: usize, by: i64) {
        self.change(count, by);
        self.done.push((count, by));
    }

    fn change(&mut self, count: usize, by: i64) {
        if let Some(c) = self.counts.get_mut(count) {
            *c += by;
        }
        let within = self.within.get_mut(count).map(std::mem::take).unwrap_or_default();
        for sum in &within {
            if let Some(n) = self.now.get_mut(*sum) {
                *n += by;
            }
            let (now, (least, most)) = (self.now(*sum), self.span.get(*sum).copied().unwrap_or_default());
            let at = self.wrong.iter().position(|w| w == sum);
            match ((least..=most).contains(&now), at) {
                (true, Some(at)) => {
                    self.wrong.swap_remove(at);
                }
                (false, None) => self.wrong.push(*sum),
                _ => {}
            }
        }
        if let Some(of) = self.within.get_mut(count) {
            *of = within;
        }
    }

    fn back_to(&mut self, mark: usize) {
        while self.done.len() > mark {
            if let Some((count, by)) = self.done.pop() {
                self.change(count, -by);
            }
        }
    }

    fn can(&self, count: usize, by: i64) -> bool {
        by > 0 || self.counts.get(count).is_some_and(|c| *c > 0)
    }

    /// The steps within a sum that leave the fewest sums wrong, best first.
    fn best_steps(&self, sum: usize, by: i64, of_target: bool) -> Vec<usize> {
        let parts = self.parts(sum);
        // Of a very large sum a part is looked at: what could be otherwise there is found in any of it.
        let every = parts.len().div_ceil(LOOKED_AT).max(1);
        let fits = |c: &usize| self.can(*c, by) && self.of_target.get(*c).is_some_and(|of| *of == of_target);
        let mut able: Vec<usize> = parts.iter().copied().step_by(every).filter(fits).collect();
        if able.len() < GONE_ON_WITH && every > 1 {
            able = parts.iter().copied().filter(fits).take(LOOKED_AT).collect();
        }
        let mut ranked: Vec<(i64, usize)> = able.into_iter().map(|count| (self.cost(count, by), count)).collect();
        ranked.sort_unstable();
        ranked.into_iter().take(GONE_ON_WITH).map(|(_, count)| count).collect()
    }

    /// Puts right what is wrong by changing other counts, the target staying as it is.
    fn repair(&mut self, depth: u8) -> bool {
        let Some(sum) = self.wrong.iter().copied().min_by_key(|s| (self.size(*s), *s)) else { return true };
        if depth == 0 || self.tries == 0 {
            return false;
        }
        let most = self.span.get(sum).map_or(0, |s| s.1);
        let by = if self.now(sum) > most { -1 } else { 1 };
        for count in self.best_steps(sum, by, false) {
            self.tries = self.tries.saturating_sub(1);
            let mark = self.done.len();
            self.step(count, by);
            if self.repair(depth - 1) {
                return true;
            }
            self.back_to(mark);
        }
        false
    }

    /// Whether a sum could just as well be `goal`; if not, which others stand in the way.
    fn could_be(&mut self, target: usize, goal: i64) -> Result<(), BTreeSet<usize>> {
        self.mark(target, true);
        let found = self.reach(target, goal);
        self.back_to(0);
        self.mark(target, false);
        found
    }

    fn mark(&mut self, target: usize, as_its: bool) {
        let Some(sum) = self.sums.get(target) else { return };
        for part in &sum.parts {
            if let Some(of) = self.of_target.get_mut(*part) {
                *of = as_its;
            }
        }
    }

    fn reach(&mut self, target: usize, goal: i64) -> Result<(), BTreeSet<usize>> {
        self.tries = TRIES;
        let mut in_the_way = BTreeSet::new();
        while self.now(target) != goal {
            let by = (goal - self.now(target)).signum();
            let mut went_on = false;
            for (n, count) in self.best_steps(target, by, true).into_iter().enumerate() {
                let mark = self.done.len();
                self.step(count, by);
                if n == 0 {
                    in_the_way = self.wrong.iter().copied().collect();
                }
                if self.repair(DEPTH) {
                    went_on = true;
                    break;
                }
                self.back_to(mark);
            }
            if !went_on {
                return Err(in_the_way);
            }
        }
        Ok(())
    }

    /// Whether nothing narrows a small count down: shown as `<5` it may be anything from 1 to 4, held back it is not
    /// known exactly.
    fn is_safe(&mut self, sum: usize) -> Result<(), BTreeSet<usize>> {
        let truth = self.truth(sum);
        if self.shown(sum) == Amount::Few {
            self.could_be(sum, 1)?;
            return self.could_be(sum, 4);
        }
        match self.could_be(sum, truth + 1) {
            Err(_) if truth > 1 && self.could_be(sum, truth - 1).is_ok() => Ok(()),
            other => other,
        }
    }

    /// Holds back until every small count is safe. Whatever is held back takes nothing from those that were safe before.
    fn hold_what_is_needed(&mut self) {
        let mut small: Vec<usize> = (0..self.sums.len()).filter(|s| (1..=4).contains(&self.truth(*s))).collect();
        // The widest first: of a quarter and its months the quarter is held back.
        small.sort_by_key(|s| (std::cmp::Reverse(self.size(*s)), *s));
        for target in small {
            while let Err(in_the_way) = self.is_safe(target) {
                if self.hold_beside(target, &in_the_way) {
                    break;
                }
                // The narrowest total goes first: it says the least.
                let mut others: Vec<usize> =
                    in_the_way.into_iter().filter(|s| *s != target && !self.is_held(*s)).collect();
                others.sort_by_key(|s| (self.size(*s), *s));
                let total = others.iter().copied().find(|s| !self.is_small_cell(*s));
                let own = (!self.is_held(target)).then_some(target);
                let Some(one) = total.or(own).or(others.first().copied()) else { break };
                self.show(one, Amount::Held);
            }
        }
    }

    fn is_small_cell(&self, sum: usize) -> bool {
        self.is_cell(sum) && self.shown(sum) == Amount::Few
    }

    /// Holds back one cell that shares a total with the target, the smallest that is enough; nothing if none is.
    fn hold_beside(&mut self, target: usize, in_the_way: &BTreeSet<usize>) -> bool {
        let mut beside: BTreeSet<(i64, usize)> = BTreeSet::new();
        for total in in_the_way.iter().filter(|s| !self.is_small_cell(**s)) {
            for count in self.parts(*total) {
                if self.within(*count).contains(&target) {
                    continue;
                }
                let cells = self.within(*count).iter().copied();
                beside.extend(
                    cells
                        .filter(|s| self.is_cell(*s) && self.shown(*s).says_something() && !in_the_way.contains(s))
                        .map(|s| (self.truth(s), s)),
                );
            }
        }
        for (_, cell) in beside.into_iter().take(GONE_ON_WITH) {
            let before = self.shown(cell);
            self.show(cell, Amount::Held);
            if self.is_safe(target).is_ok() {
                return true;
            }
            self.show(cell, before);
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Rows and columns with their totals and the total of all, in the order: cells, rows, columns, all.
    fn table(rows: usize, columns: usize) -> Vec<Sum> {
        let cell = |r: usize, c: usize| r * columns + c;
        let mut sums: Vec<Sum> = (0..rows * columns).map(|n| Sum { parts: vec![n], is_cell: true }).collect();
        let total = |parts: Vec<usize>| Sum { parts, is_cell: false };
        sums.extend((0..rows).map(|r| total((0..columns).map(|c| cell(r, c)).collect())));
        sums.extend((0..columns).map(|c| total((0..rows).map(|r| cell(r, c)).collect())));
        sums.push(total((0..rows * columns).collect()));
        sums
    }

    /// Every value that each sum can have, as somebody finds out who tries all counts that would look the same.
    fn found_out(counts: usize, sums: &[Sum], shown: &[Amount]) -> Vec<BTreeSet<i64>> {
        let most = |n: usize| {
            let own = sums.iter().zip(shown).filter(|(s, _)| s.parts.contains(&n));
            // Held back may be any number; twenty are enough to tell one from several.
            own.map(|(_, a)| a.range().1.min(20)).min().unwrap_or(0)
        };
        let most: Vec<i64> = (0..counts).map(most).collect();
        let mut found = vec![BTreeSet::new(); sums.len()];
        let mut world = vec![0_i64; counts];
        'all: loop {
            let of = |s: &Sum| s.parts.iter().map(|p| world[*p]).sum::<i64>();
            if sums.iter().zip(shown).all(|(s, a)| {
                let (least, most) = a.range();
                (least..=most).contains(&of(s))
            }) {
                for (set, sum) in found.iter_mut().zip(sums) {
                    set.insert(of(sum));
                }
            }
            for n in 0..counts {
                world[n] += 1;
                if world[n] <= most[n] {
                    continue 'all;
                }
                world[n] = 0;
            }
            return found;
        }
    }

    fn nothing_small_is_found_out(counts: &[u64], sums: &[Sum]) -> Result<(), TestCaseError> {
        let shown = protect(counts, sums);
        let found = found_out(counts.len(), sums, &shown);
        for ((sum, amount), found) in sums.iter().zip(&shown).zip(&found) {
            let truth: u64 = sum.parts.iter().map(|p| counts[*p]).sum();
            match amount {
                Amount::Few => {
                    prop_assert!((1..=4).contains(&truth));
                    prop_assert!(found.contains(&1) && found.contains(&4), "{counts:?} {shown:?} {found:?}");
                }
                Amount::Count(n) => prop_assert!(truth.abs_diff(*n) <= 2 && (truth == 0 || truth >= 5)),
                Amount::Held if (1..=4).contains(&truth) => {
                    prop_assert!(found.len() > 1, "{counts:?} {shown:?} {found:?}");
                }
                Amount::Held => {}
            }
        }
        Ok(())
    }

    #[test]
    fn a_count_is_rounded_to_the_nearest_five_and_one_to_four_are_one() {
        let shown: Vec<String> = (0..=13).map(|n| Amount::of(n).text()).collect();
        assert_eq!(shown, ["0", "<5", "<5", "<5", "<5", "5", "5", "5", "10", "10", "10", "10", "10", "15"]);
    }

    #[test]
    fn two_small_counts_beside_their_total_are_not_worked_out() {
        // 4 and 4 make 8, shown as 10: that could be nothing else.
        let sums = [
            Sum { parts: vec![0], is_cell: true },
            Sum { parts: vec![1], is_cell: true },
            Sum { parts: vec![0, 1], is_cell: false },
        ];
        assert_eq!(protect(&[4, 4], &sums), [Amount::Few, Amount::Few, Amount::Held]);
        // 3 and 3 make 6, shown as 5: each may be 1 to 4.
        assert_eq!(protect(&[3, 3], &sums), [Amount::Few, Amount::Few, Amount::Count(5)]);
        // 1 and 1 make 2: a total of one to four would say that neither is 4.
        assert_eq!(protect(&[1, 1], &sums), [Amount::Few, Amount::Few, Amount::Held]);
        assert_eq!(protect(&[3, 0], &sums), [Amount::Few, Amount::Count(0), Amount::Few]);
    }

    #[test]
    fn a_cell_is_held_back_before_a_total_is() {
        let sums = table(2, 2);
        let shown = protect(&[4, 30, 28, 7], &sums);
        assert!(shown.iter().skip(4).all(|a| *a != Amount::Held), "{shown:?}");
    }

    #[test]
    fn a_large_table_with_many_small_counts_is_done_in_little_time() {
        let counts: Vec<u64> = (0..14 * 12).map(|n| [0, 1, 2, 9, 3, 0, 31, 4][n * 7 % 8]).collect();
        let shown = protect(&counts, &table(14, 12));
        assert!(shown.iter().filter(|a| **a == Amount::Held).count() < 20, "{shown:?}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(150))]

        #[test]
        fn no_row_column_or_total_tells_a_small_count_of_a_small_table(counts in proptest::collection::vec(0u64..9, 4)) {
            nothing_small_is_found_out(&counts, &table(2, 2))?;
        }

        #[test]
        fn no_part_tells_a_small_count_of_a_row(counts in proptest::collection::vec(prop_oneof![0u64..5, 0u64..14], 1..5)) {
            let all: Vec<usize> = (0..counts.len()).collect();
            let mut sums: Vec<Sum> = all.iter().map(|n| Sum { parts: vec![*n], is_cell: true }).collect();
            sums.push(Sum { parts: all, is_cell: false });
            nothing_small_is_found_out(&counts, &sums)?;
        }

        #[test]
        fn months_and_quarters_side_by_side_tell_no_small_count(counts in proptest::collection::vec(0u64..8, 5)) {
            // Three months and two more, the quarter, the rest, and all of them.
            let mut sums: Vec<Sum> = (0..5).map(|n| Sum { parts: vec![n], is_cell: true }).collect();
            sums.push(Sum { parts: vec![0, 1, 2], is_cell: true });
            sums.push(Sum { parts: vec![3, 4], is_cell: true });
            sums.push(Sum { parts: vec![2, 3, 4], is_cell: false });
            sums.push(Sum { parts: vec![0, 1, 2, 3, 4], is_cell: false });
            nothing_small_is_found_out(&counts, &sums)?;
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn no_row_column_or_total_tells_a_small_count_of_a_wider_table(counts in proptest::collection::vec(0u64..7, 6)) {
            nothing_small_is_found_out(&counts, &table(2, 3))?;
        }
    }
}
