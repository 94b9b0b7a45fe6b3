//! Finding words in a text the way people mean them: case, width, blanks and the dots of names do not matter. Says where
//! they stand, so that they can be marked. Knows no pinyin and no grammar.

use super::fold::search_key;
use unicode_normalization::UnicodeNormalization;

/// The words of a query, folded; every one of them must be found.
#[must_use]
pub fn words(query: &str) -> Vec<String> {
    query.split_whitespace().map(search_key).filter(|word| !word.is_empty()).collect()
}

/// A text, ready for being searched.
#[derive(Clone, Debug, Default)]
pub struct Sought {
    shown: Vec<char>,
    folded: String,
    /// For each byte of `folded`, the character of `shown` it came from.
    from: Vec<usize>,
}

impl Sought {
    /// Folds a text once for all words.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut sought = Self::default();
        for c in text.nfc() {
            let at = sought.shown.len();
            sought.shown.push(c);
            if c.is_whitespace() || matches!(c, '·' | '•' | '・' | '‧' | '∙') {
                continue;
            }
            for folded in c.nfkc().flat_map(char::to_lowercase).filter(|c| !c.is_whitespace()) {
                sought.folded.push(folded);
                sought.from.resize(sought.folded.len(), at);
            }
        }
        sought
    }

    /// Where a folded word stands first: from this character to behind that one.
    #[must_use]
    pub fn find(&self, word: &str) -> Option<(usize, usize)> {
        let at = self.folded.find(word)?;
        let last = self.from.get((at + word.len()).checked_sub(1)?)?;
        Some((*self.from.get(at)?, last + 1))
    }

    /// At most `most` characters around the first of `marks`, on one line, and the marks as they stand there.
    #[must_use]
    pub fn excerpt(&self, marks: &[(usize, usize)], most: usize) -> (String, Vec<(u16, u16)>) {
        let first = marks.iter().map(|(from, _)| *from).min().unwrap_or(0);
        // A third of it before the match shows what it is about.
        let begin = match self.shown.len() <= most {
            true => 0,
            false => first.saturating_sub(most / 3).min(self.shown.len() - most),
        };
        let end = (begin + most).min(self.shown.len());
        let text = self.shown.iter().skip(begin).take(end - begin);
        let text = text.map(|c| if c.is_control() { ' ' } else { *c }).collect();
        let small = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        let mut shown: Vec<(u16, u16)> = marks
            .iter()
            .filter(|(from, to)| *from >= begin && *to <= end)
            .map(|(from, to)| (small(from - begin), small(to - begin)))
            .collect();
        shown.sort_unstable();
        (text, shown)
    }
}

/// A text as [`Sought::find`] looks through it.
#[must_use]
pub fn folded(text: &str) -> String {
    Sought::new(text).folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_width_and_blanks_do_not_matter_and_the_place_is_that_of_the_text() {
        let text = Sought::new("３号楼 Ａ座 LIFT 异 响");
        assert_eq!(words(" a座  Lift "), ["a座", "lift"]);
        assert_eq!(text.find("a座"), Some((4, 6)));
        assert_eq!(text.find("lift"), Some((7, 11)));
        assert_eq!(text.find("异响"), Some((12, 15)));
        assert_eq!(text.find("3号楼"), Some((0, 3)));
        assert_eq!(text.find("电梯"), None);
    }

    #[test]
    fn an_excerpt_stands_around_the_match() {
        let long = format!("{}漏水{}", "前".repeat(60), "后".repeat(60));
        let sought = Sought::new(&long);
        let mark = sought.find("漏水").unwrap();
        let (text, marks) = sought.excerpt(&[mark], 30);
        assert_eq!(text.chars().count(), 30);
        let (from, to) = marks[0];
        let word: String = text.chars().skip(from.into()).take(usize::from(to - from)).collect();
        assert_eq!(word, "漏水");
        assert_eq!(Sought::new("a\nb").excerpt(&[], 10).0, "a b");
    }
}
