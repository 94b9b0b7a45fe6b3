//! The words of all log lines in memory, folded for searching, so that years of them are looked through in milliseconds. A
//! line's words never change, so what was read once stays true; only erasing somebody makes it forget. They are
//! read when the server has begun, and what is new when somebody searches.

use super::{LINES, LOG_TABLE};
use crate::domain::fault::Fault;
use crate::store::{Dir, KeyBuf, KeyRange, Reader, Visit};
use crate::text::seek::folded;
use std::sync::{Mutex, PoisonError};

/// Lines read in one go, so that people who write get their turn in between.
const CHUNK: usize = 2_000;

/// The words of the log.
#[derive(Debug, Default)]
pub(in crate::desk) struct LogWords(Mutex<Words>);

#[derive(Debug, Default)]
struct Words {
    /// Line numbers, upwards, each with where its words begin.
    lines: Vec<(u64, usize)>,
    text: String,
}

impl Words {
    fn add(&mut self, seq: u64, words: &str) {
        self.lines.push((seq, self.text.len()));
        self.text.push_str(&folded(words));
    }

    /// Lines before a number in which one of the words stands, the newest first.
    fn find(&self, wanted: &[String], before: Option<u64>, limit: usize) -> Vec<u64> {
        let end = self.lines.partition_point(|(seq, _)| before.is_none_or(|before| *seq < before));
        let mut to = self.lines.get(end).map_or(self.text.len(), |(_, at)| *at);
        let mut found = Vec::new();
        for (seq, from) in self.lines.iter().take(end).rev() {
            let text = self.text.get(*from..to).unwrap_or_default();
            if wanted.iter().any(|word| text.contains(word.as_str())) {
                found.push(*seq);
                if found.len() == limit {
                    break;
                }
            }
            to = *from;
        }
        found
    }
}

impl LogWords {
    /// Reads on where it stopped; gives whether there may be more.
    pub(in crate::desk) fn read_on(&self, reader: &dyn Reader) -> Result<bool, Fault> {
        let mut words = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let next = words.lines.last().map_or(1, |(seq, _)| seq + 1);
        let range = KeyRange { from: LINES.key(&next), ..KeyBuf::new(LOG_TABLE.number).range() };
        let mut count = 0;
        LINES.scan_range(reader, &range, Dir::Up, &mut |seq, line| {
            words.add(seq, &line.lift().text);
            count += 1;
            if count < CHUNK { Visit::More } else { Visit::Stop }
        })?;
        Ok(count == CHUNK)
    }

    /// Lines before a number in which one of the words stands, the newest first, of what was read.
    pub(in crate::desk) fn find(&self, wanted: &[String], before: Option<u64>, limit: usize) -> Vec<u64> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).find(wanted, before, limit)
    }

    /// Forgets everything: words may have been taken out.
    pub(in crate::desk) fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Words::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_lines_come_first_and_a_word_does_not_run_from_one_line_into_the_next() {
        let mut words = Words::default();
        words.add(1, "地下车库漏水");
        words.add(2, "Lift 三号 异响");
        words.add(5, "电梯异");
        words.add(6, "响铃测试");
        let find = |word: &str, before| words.find(&[word.to_owned()], before, 10);
        assert_eq!(find("异响", None), [2]);
        assert_eq!(find("异", None), [5, 2]);
        assert_eq!(find("异", Some(5)), [2]);
        assert_eq!(find("lift三号", None), [2]);
        assert_eq!(words.find(&["漏水".into(), "响".into()], None, 2), [6, 2]);
    }
}
