//! How many terminal cells a text takes, and making it take exactly so many. Does not draw and knows no theme.
//!
//! A Chinese character takes two cells. Ambiguous characters (`—`, `…`, `①`) count as one, as ratatui draws
//! them, so columns stay where the buffer thinks they are. Control characters take no cell and are left out.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Stands for what was cut off. ASCII, because `…` is one cell on some terminals and two on others.
const CUT: &str = "..";

/// Below this many cells a text is cut without the mark: two dots would leave next to nothing of it.
const ROOM_FOR_MARK: usize = 5;

/// The cells `text` takes on one line; a newline or any other control character counts nothing.
#[must_use]
pub fn width(text: &str) -> usize {
    text.graphemes(true).map(cells_of).sum()
}

/// `text` in exactly `cells` cells: padded with spaces, or cut at a whole grapheme and ended with `..`.
///
/// Where a wide character would be cut in half, it is left out and a space fills its place.
#[must_use]
pub fn fit(text: &str, cells: usize) -> String {
    if width(text) <= cells {
        return pad(text, cells);
    }
    let mark = if cells < ROOM_FOR_MARK { "" } else { CUT };
    let (mut out, _) = head(text, cells.saturating_sub(mark.len()));
    out.push_str(mark);
    pad(&out, cells)
}

/// `text` followed by as many spaces as make it `cells` wide; a wider text comes back uncut.
#[must_use]
pub fn pad(text: &str, cells: usize) -> String {
    let mut out = without_controls(text);
    out.extend(std::iter::repeat_n(' ', cells.saturating_sub(width(text))));
    out
}

/// `text` behind as many spaces as make it `cells` wide (numbers in a column); a wider text comes back uncut.
#[must_use]
pub fn pad_left(text: &str, cells: usize) -> String {
    let mut out = " ".repeat(cells.saturating_sub(width(text)));
    out.push_str(&without_controls(text));
    out
}

/// The lines of `text`, each at most `cells` wide (a single grapheme wider than that gets a line of its own).
///
/// Latin words break at spaces and are cut only when longer than a line; Chinese breaks between any two
/// characters, except that a line starts with no closing mark and ends with no opening one. Newlines are kept.
/// An empty text is one empty line.
#[must_use]
pub fn wrap(text: &str, cells: usize) -> Vec<String> {
    let cells = cells.max(1);
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = Line::default();
        for atom in atoms(paragraph) {
            line.push(&atom, cells, &mut lines);
        }
        if !line.text.is_empty() || !line.continued {
            lines.push(line.text.trim_end().to_owned());
        }
    }
    lines
}

fn cells_of(grapheme: &str) -> usize {
    if grapheme.contains(char::is_control) { 0 } else { grapheme.width() }
}

fn without_controls(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

/// The longest beginning of `text` that fits `cells`, and the width it took.
fn head(text: &str, cells: usize) -> (String, usize) {
    let mut out = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        let wide = cells_of(grapheme);
        if used + wide > cells {
            break;
        }
        if !grapheme.contains(char::is_control) {
            out.push_str(grapheme);
        }
        used += wide;
    }
    (out, used)
}

#[derive(Default)]
struct Line {
    text: String,
    used: usize,
    /// Whether this is not the paragraph's first line.
    continued: bool,
}

impl Line {
    fn push(&mut self, atom: &str, cells: usize, lines: &mut Vec<String>) {
        let wide = width(atom);
        let spaces = atom.chars().all(char::is_whitespace);
        if self.used + wide <= cells {
            // Spaces at the start of a continued line would only shift it.
            if !(spaces && self.used == 0 && self.continued) {
                self.text.push_str(&without_controls(atom));
                self.used += wide;
            }
            return;
        }
        if spaces {
            self.end(lines);
            return;
        }
        if self.used > 0 {
            self.end(lines);
        }
        let mut rest = atom;
        while width(rest) > cells {
            let (part, _) = head(rest, cells);
            let taken = if part.is_empty() { rest.graphemes(true).next().unwrap_or(rest) } else { &part };
            let taken = taken.to_owned();
            rest = rest.strip_prefix(taken.as_str()).unwrap_or("");
            lines.push(taken);
            self.continued = true;
        }
        self.used = width(rest);
        self.text = without_controls(rest);
    }

    fn end(&mut self, lines: &mut Vec<String>) {
        lines.push(self.text.trim_end().to_owned());
        self.text.clear();
        self.used = 0;
        self.continued = true;
    }
}

/// The pieces a line may be broken between: runs of spaces, Latin words, single wide characters with the
/// marks that must stay with them.
fn atoms(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut before = Kind::Space;
    for grapheme in text.graphemes(true) {
        if grapheme.contains(char::is_control) {
            continue;
        }
        let kind = Kind::of(grapheme);
        let glue = match (before, kind) {
            (Kind::Space, Kind::Space) | (Kind::Word, Kind::Word) => true,
            (_, Kind::Space) | (Kind::Space, _) => false,
            (Kind::Open, _) | (_, Kind::Close) => true,
            _ => false,
        };
        match out.last_mut() {
            Some(last) if glue => last.push_str(grapheme),
            _ => out.push(grapheme.to_owned()),
        }
        before = kind;
    }
    out
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Space,
    Word,
    Wide,
    Open,
    Close,
}

impl Kind {
    fn of(grapheme: &str) -> Self {
        match grapheme.chars().next() {
            Some(c) if c.is_whitespace() => Self::Space,
            Some('（' | '《' | '〈' | '「' | '『' | '【' | '〔' | '“' | '‘') => Self::Open,
            Some(
                '，' | '。' | '、' | '；' | '：' | '？' | '！' | '）' | '》' | '〉' | '」' | '』' | '】'
                | '〕' | '”' | '’' | '…' | '—' | '％' | '℃',
            ) => Self::Close,
            Some(_) if cells_of(grapheme) > 1 => Self::Wide,
            _ => Self::Word,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_chinese_character_takes_two_cells_and_an_ambiguous_one_takes_one() {
        assert_eq!(width("3号楼"), 5);
        assert_eq!(width("—…①·"), 4);
        assert_eq!(width("a\u{301}"), 1);
        assert_eq!(width("👨‍👩‍👧"), 2);
    }

    #[test]
    fn fit_pads_where_a_wide_character_would_be_cut() {
        assert_eq!(fit("水管漏水", 8), "水管漏水");
        assert_eq!(fit("水管漏水了", 8), "水管漏..");
        assert_eq!(fit("水管漏水了", 7), "水管.. ");
        assert_eq!(fit("水管漏水", 3), "水 ");
        assert_eq!(fit("ab", 4), "ab  ");
        assert_eq!(fit("abcdef", 5), "abc..");
        assert_eq!(fit("x", 0), "");
        assert_eq!(pad_left("42", 5), "   42");
        assert_eq!(pad("号", 4), "号  ");
    }

    #[test]
    fn wrap_keeps_words_whole_and_marks_where_they_belong() {
        assert_eq!(wrap("the lift is out of order", 10), ["the lift", "is out of", "order"]);
        assert_eq!(wrap("电梯停在五层，有人被困。", 12), ["电梯停在五", "层，有人被", "困。"]);
        assert_eq!(wrap("他说（快来）", 6), ["他说", "（快", "来）"]);
        assert_eq!(wrap("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(wrap("一\n\n二", 4), ["一", "", "二"]);
        assert_eq!(wrap("", 4), [""]);
        assert_eq!(wrap("甲\n  - b", 8), ["甲", "  - b"]);
        assert_eq!(wrap("漏水", 1), ["漏", "水"]);
    }

    proptest! {
        #[test]
        fn fit_is_exactly_as_wide_as_asked(text in "\\PC{0,20}", cells in 0usize..30) {
            prop_assert_eq!(width(&fit(&text, cells)), cells);
        }

        #[test]
        fn no_wrapped_line_is_too_wide_and_nothing_but_space_is_lost(text in "[ a-z水漏，（）。\n]{0,60}", cells in 2usize..20) {
            let lines = wrap(&text, cells);
            for line in &lines {
                prop_assert!(width(line) <= cells, "{line:?}");
            }
            let solid = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(solid(&lines.concat()), solid(&text));
        }
    }
}
