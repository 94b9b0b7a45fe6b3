//! Keys and key sequences, and how they are written: words joined by `-`, steps parted by blanks.
//!
//! The same parser reads the keymap files and the keys of the tests. Names are words ("Enter", "Ctrl-S"), not
//! glyphs: PuTTY fonts lack them. Knows nothing of the terminal library.

use std::fmt;
use std::str::FromStr;

/// What was pressed, without the modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Code {
    /// A printable character; a capital stands for Shift and the letter.
    Char(char),
    /// Enter.
    Enter,
    /// Escape.
    Esc,
    /// Tab; with `shift` the back-tab.
    Tab,
    /// Backspace.
    Backspace,
    /// Delete.
    Delete,
    /// Insert.
    Insert,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// A function key, from 1.
    F(u8),
}

/// Words for the codes that are not one printable character.
const WORDS: &[(&str, Code)] = &[
    ("Space", Code::Char(' ')),
    ("Enter", Code::Enter),
    ("Esc", Code::Esc),
    ("Tab", Code::Tab),
    ("Backspace", Code::Backspace),
    ("Delete", Code::Delete),
    ("Insert", Code::Insert),
    ("Home", Code::Home),
    ("End", Code::End),
    ("PageUp", Code::PageUp),
    ("PageDown", Code::PageDown),
    ("Up", Code::Up),
    ("Down", Code::Down),
    ("Left", Code::Left),
    ("Right", Code::Right),
];

/// One key with its modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// What was pressed.
    pub code: Code,
    /// With Ctrl.
    pub ctrl: bool,
    /// With Alt.
    pub alt: bool,
    /// With Shift, where the terminal tells; a capital letter has it false.
    pub shift: bool,
}

impl Key {
    /// The key alone.
    #[must_use]
    pub const fn plain(code: Code) -> Self {
        Self { code, ctrl: false, alt: false, shift: false }
    }

    /// A printable character.
    #[must_use]
    pub const fn char(c: char) -> Self {
        Self::plain(Code::Char(c))
    }

    /// The character it writes into a text field, if it writes one.
    #[must_use]
    pub const fn text(self) -> Option<char> {
        match self.code {
            Code::Char(c) if !self.ctrl && !self.alt => Some(c),
            _ => None,
        }
    }
}

/// A key name that means nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadKey {
    /// The word as it was written.
    pub word: String,
    /// What was perhaps meant.
    pub hint: Option<String>,
}

impl BadKey {
    fn new(word: &str) -> Self {
        let joined = word.replace('+', "-");
        let hint = if joined != word && joined.parse::<Key>().is_ok() {
            Some(joined)
        } else {
            let names = WORDS.iter().map(|(name, _)| *name).chain(["Ctrl-S", "Alt-S", "Shift-Tab", "F2"]);
            super::fault::nearest(word, names).map(str::to_owned)
        };
        Self { word: word.to_owned(), hint }
    }
}

impl FromStr for Key {
    type Err = BadKey;

    fn from_str(word: &str) -> Result<Self, BadKey> {
        let bad = || BadKey::new(word);
        let mut key = Self::plain(Code::Esc);
        let mut rest = word;
        // A lone "-" is the key itself, and so is the last one of "Ctrl--".
        while let Some((head, tail)) =
            rest.split_once('-').filter(|(head, tail)| !head.is_empty() && !tail.is_empty())
        {
            let slot = match head.to_ascii_lowercase().as_str() {
                "ctrl" => &mut key.ctrl,
                "alt" => &mut key.alt,
                "shift" => &mut key.shift,
                _ => return Err(bad()),
            };
            if std::mem::replace(slot, true) {
                return Err(bad());
            }
            rest = tail;
        }
        key.code = code(rest).ok_or_else(bad)?;
        if let Code::Char(c) = &mut key.code
            && key.ctrl
        {
            // "Ctrl-S" is how people write it; the terminal sends the small letter.
            c.make_ascii_lowercase();
        }
        Ok(key)
    }
}

fn code(word: &str) -> Option<Code> {
    let mut chars = word.chars();
    if let (Some(c), None) = (chars.next(), chars.next()) {
        return (!c.is_control() && !c.is_whitespace()).then_some(Code::Char(c));
    }
    if let Some(number) = word.strip_prefix(['F', 'f'])
        && let Ok(number @ 1..=24) = number.parse()
    {
        return Some(Code::F(number));
    }
    WORDS.iter().find(|(name, _)| name.eq_ignore_ascii_case(word)).map(|(_, code)| *code)
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (on, name) in [(self.ctrl, "Ctrl-"), (self.alt, "Alt-"), (self.shift, "Shift-")] {
            if on {
                f.write_str(name)?;
            }
        }
        match self.code {
            Code::F(number) => write!(f, "F{number}"),
            Code::Char(c) if c != ' ' => {
                write!(f, "{}", if self.ctrl { c.to_ascii_uppercase() } else { c })
            }
            code => match WORDS.iter().find(|(_, other)| *other == code) {
                Some((name, _)) => f.write_str(name),
                None => Ok(()),
            },
        }
    }
}

/// One key or several in a row, as `g t`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeySeq(Vec<Key>);

impl KeySeq {
    /// The keys in order, at least one.
    #[must_use]
    pub fn keys(&self) -> &[Key] {
        &self.0
    }

    /// Whether `self` is longer than `start` and begins with it.
    #[must_use]
    pub fn continues(&self, start: &[Key]) -> bool {
        self.0.len() > start.len() && self.0.starts_with(start)
    }

    /// The sequence of these keys; `None` for no key.
    #[must_use]
    pub fn of(keys: &[Key]) -> Option<Self> {
        (!keys.is_empty()).then(|| Self(keys.to_vec()))
    }

    /// Whether its first key would be taken by a text field.
    #[must_use]
    pub fn starts_printable(&self) -> bool {
        self.0.first().is_some_and(|key| key.text().is_some())
    }
}

impl From<Key> for KeySeq {
    fn from(key: Key) -> Self {
        Self(vec![key])
    }
}

impl FromStr for KeySeq {
    type Err = BadKey;

    fn from_str(text: &str) -> Result<Self, BadKey> {
        let keys = text.split_whitespace().map(str::parse).collect::<Result<Vec<Key>, _>>()?;
        if keys.is_empty() { Err(BadKey { word: text.to_owned(), hint: None }) } else { Ok(Self(keys)) }
    }
}

impl fmt::Display for KeySeq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, key) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str(" ")?;
            }
            write!(f, "{key}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key(word: &str) -> Key {
        word.parse().unwrap()
    }

    #[test]
    fn names_are_read_and_written_the_same() {
        for word in [
            "a",
            "A",
            "?",
            "-",
            "Ctrl-S",
            "Ctrl--",
            "Alt-x",
            "F2",
            "Shift-Tab",
            "Enter",
            "Space",
            "PageUp",
            "/",
        ] {
            assert_eq!(key(word).to_string(), word);
        }
        assert_eq!("g t".parse::<KeySeq>().unwrap().to_string(), "g t");
    }

    #[test]
    fn case_matters_for_characters_only() {
        assert_ne!(key("g"), key("G"));
        assert_eq!(key("ctrl-s"), key("Ctrl-S"));
        assert_eq!(key("enter"), key("ENTER"));
    }

    #[test]
    fn a_wrong_name_says_what_was_meant() {
        let hint = |word: &str| word.parse::<Key>().unwrap_err().hint;
        assert_eq!(hint("Ctrl+S").as_deref(), Some("Ctrl-S"));
        assert_eq!(hint("Entr").as_deref(), Some("Enter"));
        assert_eq!(hint("Super-S"), None);
        for word in ["", "F0", "F25", "Ctrl-Ctrl-S", "Ctrl-", "ab"] {
            assert!(word.parse::<KeySeq>().is_err(), "{word} was taken");
        }
    }

    proptest! {
        #[test]
        fn every_key_survives_printing(c in any::<char>(), ctrl: bool, alt: bool, n in 1u8..=24, which in 0usize..3) {
            let code = match which {
                0 => Code::F(n),
                1 => WORDS[usize::from(n) % WORDS.len()].1,
                _ => Code::Char(c),
            };
            prop_assume!(!matches!(code, Code::Char(c) if c != ' ' && (c.is_control() || c.is_whitespace())));
            let mut key = Key { code, ctrl, alt, shift: false };
            if let Code::Char(c) = &mut key.code && ctrl { c.make_ascii_lowercase(); }
            prop_assert_eq!(key.to_string().parse::<Key>().unwrap(), key);
        }
    }
}
