//! Checks of what staff type from papers: resident ID, company code, phone, plate (`domain/facts.md` 5.1–5.4).
//!
//! A check brings the text into its one form and says how far it may be trusted. It never refuses: whether a verdict
//! stops somebody, wants a reason or is only said, is the register's to decide.

pub mod credit_code;
pub mod phone;
pub mod plate;
pub mod resident_id;

use crate::text::lang::Say;
use unicode_normalization::UnicodeNormalization;

/// How far a number may be trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is as it should be.
    Fine,
    /// Real ones like it exist, but mistakes are likelier; says what would be right.
    Doubtful(Say),
    /// It cannot be right by its own rules; says what would be right.
    Impossible(Say),
}

impl Verdict {
    /// Whether nothing is to be said.
    #[must_use]
    pub const fn is_fine(&self) -> bool {
        matches!(self, Self::Fine)
    }

    /// Whether it cannot be right.
    #[must_use]
    pub const fn is_impossible(&self) -> bool {
        matches!(self, Self::Impossible(_))
    }

    /// What is to be said, if anything.
    #[must_use]
    pub const fn why(&self) -> Option<&Say> {
        match self {
            Self::Fine => None,
            Self::Doubtful(why) | Self::Impossible(why) => Some(why),
        }
    }
}

/// Full-width forms as ASCII, letters upper case, without blanks and without `also` (dots and hyphens that people put between groups).
fn folded(text: &str, also: &[char]) -> String {
    let kept = text.nfkc().flat_map(char::to_uppercase).filter(|c| !c.is_whitespace() && !also.contains(c));
    kept.collect()
}

#[cfg(test)]
mod testing {
    //! Ways of mistyping that the property tests share.

    /// `number` with the character at `at` replaced by another of `alphabet`, `by` places further on (never the same).
    pub fn one_changed(number: &str, alphabet: &str, at: usize, by: usize) -> String {
        let letters: Vec<char> = alphabet.chars().collect();
        let mut chars: Vec<char> = number.chars().collect();
        let old = letters.iter().position(|c| *c == chars[at]).unwrap();
        chars[at] = letters[(old + 1 + by % (letters.len() - 1)) % letters.len()];
        chars.into_iter().collect()
    }

    /// `number` with the characters at `at` and behind it exchanged.
    pub fn neighbours_swapped(number: &str, at: usize) -> String {
        let mut chars: Vec<char> = number.chars().collect();
        chars.swap(at, at + 1);
        chars.into_iter().collect()
    }
}
