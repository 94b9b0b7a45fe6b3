//! Full-width characters as the narrow keys they stand for: an input method that was left on outside a text field.
//!
//! Letters typed through an input method never arrive; punctuation and digits do, in their wide form.

use crate::text::fold::fold_ime;
use crate::tui::keymap::{Code, Key};

/// The key a full-width character stands for; any other key unchanged.
#[must_use]
pub fn fold(key: Key) -> Key {
    match key.code {
        Code::Char(c) => Key { code: Code::Char(fold_ime(c)), ..key },
        _ => key,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_fold_and_modifiers_are_kept() {
        assert_eq!(fold(Key::char('：')), Key::char(':'));
        assert_eq!(fold(Key::plain(Code::F(2))), Key::plain(Code::F(2)));
        let key = Key { ctrl: true, ..Key::char('；') };
        assert_eq!(fold(key), Key { ctrl: true, ..Key::char(';') });
    }
}
