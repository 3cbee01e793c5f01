//! The words of the search index in memory: which full words a longer prefix stands for.
//!
//! The index holds prefixes of up to three letters; a longer one would have to merge the lists of every word that
//! begins with it, which takes many frames on a large vault. So it goes to its commonest full words instead, and those
//! are looked up here. Reading the vocabulary takes a second on a large vault, so it is done in slices while nobody
//! types (`Terms::learn`); until it is done the vocabulary is asked directly.
//!
//! What does not belong here: what is found ([`crate::store::search`]).

use std::collections::BTreeMap;

use rusqlite::Connection;

use crate::domain::problem::Outcome;
use crate::store::open::failed;

/// The words of the index with how many records have each.
#[derive(Default)]
pub struct Terms {
    /// All words one after the other, in order; one text instead of a hundred thousand.
    text: String,
    /// Where each word ends in `text`.
    ends: Vec<usize>,
    /// How many records have each.
    docs: Vec<u32>,
    /// Words of records saved since reading began.
    since: BTreeMap<String, u32>,
    /// Everything has been read.
    complete: bool,
}

impl Terms {
    /// Reads the next `most` words of the index; true while there are more.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub(super) fn learn(&mut self, conn: &Connection, most: usize) -> Outcome<bool> {
        if self.complete {
            return Ok(false);
        }
        let last = self.ends.len().checked_sub(1).and_then(|i| self.word(i)).unwrap_or_default().to_owned();
        let mut statement = conn
            .prepare_cached("SELECT term, doc FROM search_terms WHERE term > ?1 ORDER BY term LIMIT ?2")
            .map_err(|e| failed(&e))?;
        let mut rows = statement
            .query(rusqlite::params![last, i64::try_from(most).unwrap_or(i64::MAX)])
            .map_err(|e| failed(&e))?;
        let mut read = 0;
        while let Some(row) = rows.next().map_err(|e| failed(&e))? {
            let (term, docs): (String, i64) = row.get(0).and_then(|t| Ok((t, row.get(1)?))).map_err(|e| failed(&e))?;
            self.text.push_str(&term);
            self.ends.push(self.text.len());
            self.docs.push(u32::try_from(docs).unwrap_or(u32::MAX));
            read += 1;
        }
        self.complete = read < most;
        if self.complete {
            self.text.shrink_to_fit();
            self.ends.shrink_to_fit();
            self.docs.shrink_to_fit();
        }
        Ok(!self.complete)
    }

    /// Whether every word has been read.
    pub(super) const fn is_complete(&self) -> bool {
        self.complete
    }

    /// Words of a record that was saved; the index has them from now on.
    pub(super) fn saved(&mut self, words: impl IntoIterator<Item = String>) {
        for word in words {
            *self.since.entry(word).or_default() += 1;
        }
    }

    fn word(&self, i: usize) -> Option<&str> {
        let from = i.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.text.get(from..*self.ends.get(i)?)
    }

    /// The commonest words that begin with this, at most `most`, the commonest first.
    pub(super) fn beginning(&self, prefix: &str, most: usize) -> Vec<String> {
        let mut low = 0;
        let mut high = self.ends.len();
        while low < high {
            let middle = low + (high - low) / 2;
            if self.word(middle).is_some_and(|w| w < prefix) { low = middle + 1 } else { high = middle }
        }
        let mut found: BTreeMap<&str, u32> = BTreeMap::new();
        for i in low..self.ends.len() {
            let Some(word) = self.word(i).filter(|w| w.starts_with(prefix)) else { break };
            found.insert(word, self.docs.get(i).copied().unwrap_or(0));
        }
        for (word, docs) in self.since.range(prefix.to_owned()..).take_while(|(w, _)| w.starts_with(prefix)) {
            *found.entry(word).or_default() += docs;
        }
        let mut found: Vec<(&str, u32)> = found.into_iter().collect();
        found.sort_by_key(|(_, docs)| std::cmp::Reverse(*docs));
        found.into_iter().take(most).map(|(word, _)| word.to_owned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(of: &[(&str, u32)]) -> Terms {
        let mut t = Terms { complete: true, ..Terms::default() };
        for (word, docs) in of {
            t.text.push_str(word);
            t.ends.push(t.text.len());
            t.docs.push(*docs);
        }
        t
    }

    #[test]
    fn a_prefix_gives_its_commonest_words_first_and_no_other() {
        let t = terms(&[("land", 9), ("lander", 1), ("landlord", 40), ("lane", 7), ("łan", 3)]);
        assert_eq!(t.beginning("land", 10), ["landlord", "land", "lander"]);
        assert_eq!(t.beginning("land", 1), ["landlord"]);
        assert_eq!(t.beginning("lan", 10).len(), 4);
        assert!(t.beginning("zebra", 10).is_empty());
        assert_eq!(t.beginning("ła", 10), ["łan"]);
    }

    #[test]
    fn a_word_saved_since_counts_beside_those_read_before() {
        let mut t = terms(&[("lander", 2), ("lane", 7)]);
        t.saved(["landlord".to_owned(), "landlord".to_owned(), "landlord".to_owned()]);
        t.saved(["lander".to_owned()]);
        assert_eq!(t.beginning("land", 10), ["lander", "landlord"]);
    }
}
