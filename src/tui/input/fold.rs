//! Full-width characters as the narrow keys they stand for: an input method that was left on outside a text field.
//!
//! Letters typed through an input method never arrive; punctuation and digits do, in their wide form.

use crate::tui::keymap::{Code, Key};

/// The key a full-width character stands for; any other key unchanged.
#[must_use]
pub fn fold(key: Key) -> Key {
    match key.code {
        Code::Char(c) => Key { code: Code::Char(fold_char(c)), ..key },
        _ => key,
    }
}

/// The narrow form of a full-width character; any other unchanged.
#[must_use]
pub fn fold_char(c: char) -> char {
    match c {
        // U+FF01–FF5E mirror U+0021–007E.
        '\u{FF01}'..='\u{FF5E}' => u32::from(c).checked_sub(0xFEE0).and_then(char::from_u32).unwrap_or(c),
        '\u{3000}' => ' ',
        '。' => '.',
        // The keys `/` and `\` of a Chinese layout both write this mark; `/` is the one with a meaning here.
        '、' => '/',
        '【' => '[',
        '】' => ']',
        '《' => '<',
        '》' => '>',
        '“' | '”' => '"',
        '‘' | '’' => '\'',
        '￥' => '$',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn punctuation_and_digits_fold_and_letters_of_the_language_stay() {
        let wide = "：？！，；（）。、【】／０９ａ～\u{3000}";
        let narrow: String = wide.chars().map(fold_char).collect();
        assert_eq!(narrow, ":?!,;()./[]/09a~ ");
        for c in ['前', 'a', '　'.to_ascii_lowercase(), 'é'] {
            assert_eq!(fold_char(c) == c, c != '\u{3000}');
        }
    }

    #[test]
    fn modifiers_are_kept() {
        let key = Key { ctrl: true, ..Key::char('；') };
        assert_eq!(fold(key), Key { ctrl: true, ..Key::char(';') });
    }
}
