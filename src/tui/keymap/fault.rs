//! What is wrong with a keymap file, and where: file, line, column, the line itself with a caret.

use crate::text::lang::{Lang, Say, t};
use crate::text::width::width;
use std::fmt::Write as _;
use std::ops::Range;

/// One fault of a keymap file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeymapFault {
    /// The file as the user knows it.
    pub file: String,
    /// Where in the file.
    pub at: At,
    /// What is wrong, one sentence.
    pub text: Say,
    /// What would be right: a near name, the allowed names.
    pub help: Option<Say>,
}

/// A place in a file, kept with its line so that it can be shown when the file has changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct At {
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub col: usize,
    /// The line's text.
    pub source: String,
    /// Cells before the caret, and its length in cells.
    pub caret: (usize, usize),
}

impl At {
    /// The place of a byte range in `text`. A range outside is pulled in.
    #[must_use]
    pub fn of(text: &str, span: &Range<usize>) -> Self {
        let start = floor(text, span.start);
        let head = text.get(..start).unwrap_or_default();
        let line_start = head.rfind('\n').map_or(0, |at| at + 1);
        let source = text.get(line_start..).unwrap_or_default().lines().next().unwrap_or_default();
        let before = text.get(line_start..start).unwrap_or_default();
        let end = floor(text, span.end).clamp(start, line_start + source.len().max(start - line_start));
        let under = text.get(start..end).unwrap_or_default();
        Self {
            line: head.matches('\n').count() + 1,
            col: before.chars().count() + 1,
            source: source.replace('\t', " "),
            caret: (width(&before.replace('\t', " ")), width(under).max(1)),
        }
    }
}

fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

impl KeymapFault {
    /// `file:line:col: text`, one line.
    #[must_use]
    pub fn line(&self, lang: Lang) -> String {
        format!("{}:{}:{}: {}", self.file, self.at.line, self.at.col, self.text.get(lang))
    }

    /// The line, the source with a caret under it, and the help.
    #[must_use]
    pub fn render(&self, lang: Lang) -> String {
        let mut out = self.line(lang);
        let number = self.at.line.to_string();
        let margin = " ".repeat(number.len());
        let (before, length) = (" ".repeat(self.at.caret.0), "^".repeat(self.at.caret.1));
        // Writing into a String cannot fail.
        let _ = write!(out, "\n{number} | {}\n{margin} | {before}{length}", self.at.source);
        if let Some(help) = &self.help {
            let word = t("提示：", "help: ").get(lang);
            let _ = write!(out, "\n{margin} = {word}{}", help.get(lang));
        }
        out
    }
}

/// The name most like `word`, when one is near enough to be meant.
#[must_use]
pub fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (word.chars().count() / 3).clamp(1, 3);
    names
        .into_iter()
        .map(|name| (distance(&word.to_ascii_lowercase(), &name.to_ascii_lowercase()), name))
        .filter(|(steps, _)| *steps <= limit)
        .min()
        .map(|(_, name)| name)
}

/// Letters to add, drop, change or swap with the neighbour to make `a` of `b`.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let width = b.len() + 1;
    let mut rows = vec![0usize; (a.len() + 1) * width];
    let at = |rows: &[usize], i: usize, j: usize| rows.get(i * width + j).copied().unwrap_or(usize::MAX - 1);
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            let steps = if i == 0 || j == 0 {
                i + j
            } else {
                let same = usize::from(a.get(i - 1) != b.get(j - 1));
                let mut best = (at(&rows, i - 1, j) + 1)
                    .min(at(&rows, i, j - 1) + 1)
                    .min(at(&rows, i - 1, j - 1) + same);
                if i > 1 && j > 1 && a.get(i - 1) == b.get(j - 2) && a.get(i - 2) == b.get(j - 1) {
                    best = best.min(at(&rows, i - 2, j - 2) + 1);
                }
                best
            };
            if let Some(cell) = rows.get_mut(i * width + j) {
                *cell = steps;
            }
        }
    }
    at(&rows, a.len(), b.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_near() {
        let names = ["list.open", "list.down", "go.back"];
        assert_eq!(nearest("list.opne", names), Some("list.open"));
        assert_eq!(nearest("List.Open", names), Some("list.open"));
        assert_eq!(nearest("board.assign", names), None);
    }

    #[test]
    fn the_caret_stands_under_wide_characters() {
        let text = "a = 1\n# 前台 \"x\" = y\n";
        let start = text.find('y').unwrap();
        let at = At::of(text, &(start..start + 1));
        assert_eq!((at.line, at.col), (2, 12));
        assert_eq!(at.caret, (13, 1));
        let fault = KeymapFault { file: "k.toml".into(), at, text: Say::same("x"), help: None };
        assert_eq!(
            fault.render(Lang::En),
            format!("k.toml:2:12: x\n2 | # 前台 \"x\" = y\n  | {}^", " ".repeat(13))
        );
    }

    #[test]
    fn a_range_past_the_end_is_pulled_in() {
        for span in [0..99, 98..99, 3..3] {
            let at = At::of("前\n", &span);
            assert!(at.line <= 2 && at.caret.1 >= 1, "{at:?}");
        }
    }
}
