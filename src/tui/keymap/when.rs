//! Conditions on a binding: a small closed set of words with `!`, `&&` and `||`, weighed on a plain snapshot.
//!
//! No brackets and no comparisons: what needs them belongs into the command, which can refuse with a reason.

use std::fmt;

macro_rules! atoms {
    ($($field:ident $doc:literal;)*) => {
        /// What the conditions of a keymap can ask about; the screen fills it in at each key.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[allow(clippy::struct_excessive_bools)] // each is one word of the condition language
        pub struct Snap {
            $(#[doc = $doc] pub $field: bool,)*
        }

        /// The words, in the order of the documentation.
        pub const ATOMS: &[&str] = &[$(stringify!($field)),*];

        impl Snap {
            /// The value of a word; `None` when there is no such word.
            #[must_use]
            pub fn get(&self, atom: &str) -> Option<bool> {
                match atom {
                    $(stringify!($field) => Some(self.$field),)*
                    _ => None,
                }
            }
        }
    };
}

atoms! {
    selected "A row is selected.";
    empty "The list has no rows.";
    filtered "A filter narrows the list.";
    marked "Rows are marked.";
    dirty "The form was changed.";
    field "The caret is in a text field.";
    open "The selected entry is not closed.";
    own "The selected entry is the person's own.";
    unread "The selected line is unread.";
    on_duty "The person holds the watch of the desk.";
    offered "A watch is offered to the person.";
    offline "The connection to the office is lost.";
}

/// A condition in disjunctive form: any of the groups, all of a group's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct When(Vec<Vec<(bool, &'static str)>>);

/// Why a condition cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadWhen {
    /// No such word.
    Atom(String),
    /// Something is missing or too much at this piece.
    Form(String),
}

impl When {
    /// Reads `a && !b || c`; `&&` binds tighter.
    ///
    /// # Errors
    /// An unknown word, or a piece that is no word.
    pub fn parse(text: &str) -> Result<Self, BadWhen> {
        let groups = text.split("||").map(|group| group.split("&&").map(Self::piece).collect());
        groups.collect::<Result<_, _>>().map(Self)
    }

    fn piece(piece: &str) -> Result<(bool, &'static str), BadWhen> {
        let word = piece.trim();
        let (yes, name) = match word.strip_prefix('!') {
            Some(name) => (false, name.trim_start()),
            None => (true, word),
        };
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            return Err(BadWhen::Form(word.to_owned()));
        }
        match ATOMS.iter().find(|atom| **atom == name) {
            Some(atom) => Ok((yes, atom)),
            None => Err(BadWhen::Atom(name.to_owned())),
        }
    }

    /// Whether it holds.
    #[must_use]
    pub fn holds(&self, snap: &Snap) -> bool {
        self.0.iter().any(|group| group.iter().all(|(yes, atom)| snap.get(atom) == Some(*yes)))
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let groups: Vec<String> = self
            .0
            .iter()
            .map(|group| {
                let words: Vec<String> = group
                    .iter()
                    .map(|(yes, atom)| format!("{}{atom}", if *yes { "" } else { "!" }))
                    .collect();
                words.join(" && ")
            })
            .collect();
        f.write_str(&groups.join(" || "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn and_binds_tighter_than_or() {
        let when = When::parse("own && !dirty || offline").unwrap();
        assert!(when.holds(&Snap { own: true, ..Snap::default() }));
        assert!(!when.holds(&Snap { own: true, dirty: true, ..Snap::default() }));
        assert!(when.holds(&Snap { offline: true, dirty: true, ..Snap::default() }));
        assert_eq!(when.to_string(), "own && !dirty || offline");
    }

    #[test]
    fn wrong_words_and_wrong_form_differ() {
        assert_eq!(When::parse("selcted"), Err(BadWhen::Atom("selcted".into())));
        for text in ["", "own &&", "|| own", "!!own", "own dirty", "(own)"] {
            assert!(matches!(When::parse(text), Err(BadWhen::Form(_))), "{text}");
        }
    }
}
