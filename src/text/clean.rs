//! Makes text from outside harmless: names, notes, imported cells, pasted text. Does not judge its meaning.
//!
//! Called once at the desk's edge for every string of every call, and at paste. What is stored is then safe to
//! draw, to print and to write to a file. Escape sequences go as a whole, so that no `[31m` stays behind.

use super::fold::is_plain;
use unicode_normalization::UnicodeNormalization;

const ZWJ: char = '\u{200D}';
const EMOJI_STYLE: char = '\u{FE0F}';
const ESC: char = '\u{1B}';

/// `text` without anything that could steer a terminal or hide: composed (NFC), at most `cap` characters,
/// without blanks at its ends.
///
/// Dropped: escape sequences, C0, C1 and DEL, bidi controls, zero-width marks (a joiner inside an emoji stays),
/// byte-order marks, soft hyphens, tag characters, non-characters. Tabs and no-break spaces become spaces; a
/// line break of any kind becomes `\n` when `multiline`, else a space. Cleaning twice changes nothing more.
#[must_use]
pub fn clean(text: &str, cap: usize, multiline: bool) -> String {
    if text.chars().all(|c| is_plain(c) && !c.is_ascii_control()) {
        // Nothing to take out and nothing to compose: nearly every text of an office.
        let trimmed = text.trim();
        let end = trimmed.char_indices().nth(cap).map_or(trimmed.len(), |(at, _)| at);
        return trimmed.get(..end).unwrap_or_default().trim_end().to_owned();
    }
    let plain = without_escapes(text);
    let visible = visible(&plain, if multiline { '\n' } else { ' ' });
    let composed: String = joiners_only_in_emoji(&visible).nfc().collect();
    let capped: String = composed.trim().chars().take(cap).collect();
    // The cut may have left a joiner without what it joined.
    capped.trim_end_matches(|c: char| c == ZWJ || c.is_whitespace()).to_owned()
}

/// Whether `c` may not stand in cleaned text (`\n` only in multi-line text; the joiner only inside an emoji).
#[must_use]
pub fn forbidden(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{AD}'
                | '\u{34F}'
                | '\u{61C}'
                | '\u{115F}'..='\u{1160}'
                | '\u{17B4}'..='\u{17B5}'
                | '\u{180B}'..='\u{180F}'
                | '\u{200B}'..='\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{3164}'
                | '\u{FDD0}'..='\u{FDEF}'
                | '\u{FE00}'..='\u{FE0F}'
                | '\u{FEFF}'
                | '\u{FFA0}'
                | '\u{FFF0}'..='\u{FFFB}'
                | '\u{1BCA0}'..='\u{1BCA3}'
                | '\u{1D173}'..='\u{1D17A}'
                | '\u{E0000}'..='\u{E0FFF}'
        )
        || (u32::from(c) & 0xFFFE) == 0xFFFE
}

/// The text without escape sequences. One that never ends (its end mark is missing on that line) loses only its
/// beginning: a stray byte in a note must not swallow the note.
fn without_escapes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        match c {
            ESC => {
                let mut ahead = rest.clone();
                match ahead.next() {
                    Some('[') => rest = after_csi(ahead),
                    Some(']' | 'P' | 'X' | '^' | '_') => rest = after_string(&ahead),
                    Some(' '..='/') => rest = after_short(ahead),
                    Some('0'..='~') => rest = ahead,
                    _ => {}
                }
            }
            '\u{9B}' => rest = after_csi(rest),
            '\u{90}' | '\u{98}' | '\u{9D}'..='\u{9F}' => rest = after_string(&rest),
            _ => out.push(c),
        }
    }
    out
}

/// Behind `ESC [`: parameters, intermediates, one final character.
fn after_csi(mut rest: std::str::Chars<'_>) -> std::str::Chars<'_> {
    loop {
        let mut ahead = rest.clone();
        match ahead.next() {
            Some(' '..='?') => rest = ahead,
            Some('@'..='~') => return ahead,
            _ => return rest,
        }
    }
}

/// Behind `ESC ]` and its kin: everything up to BEL or the string terminator, if there is one on this line.
fn after_string<'a>(start: &std::str::Chars<'a>) -> std::str::Chars<'a> {
    let mut ahead = start.clone();
    while let Some(c) = ahead.next() {
        match c {
            '\u{7}' | '\u{9C}' => return ahead,
            ESC => {
                let mut end = ahead.clone();
                return if end.next() == Some('\\') { end } else { start.clone() };
            }
            '\n' | '\r' => break,
            _ => {}
        }
    }
    start.clone()
}

/// Behind `ESC` and one intermediate: more intermediates, one final character.
fn after_short(mut rest: std::str::Chars<'_>) -> std::str::Chars<'_> {
    loop {
        let mut ahead = rest.clone();
        match ahead.next() {
            Some(' '..='/') => rest = ahead,
            Some('0'..='~') => return ahead,
            _ => return rest,
        }
    }
}

fn visible(text: &str, line_break: char) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                out.push(line_break);
            }
            '\n' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push(line_break),
            '\t' | '\u{A0}' | '\u{2007}' | '\u{202F}' => out.push(' '),
            ZWJ | EMOJI_STYLE => out.push(c),
            _ if forbidden(c) => {}
            _ => out.push(c),
        }
    }
    out
}

/// Drops the joiner except between two pictures, and the emoji style except behind one.
fn joiners_only_in_emoji(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let keep = match c {
            ZWJ => {
                (is_picture(before) || before == EMOJI_STYLE) && chars.peek().copied().is_some_and(is_picture)
            }
            EMOJI_STYLE => is_picture(before),
            _ => true,
        };
        if keep {
            out.push(c);
            before = c;
        }
    }
    out
}

fn is_picture(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{21FF}' | '\u{2300}'..='\u{23FF}' | '\u{2600}'..='\u{27BF}'
        | '\u{2B00}'..='\u{2BFF}' | '\u{1F000}'..='\u{1FAFF}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn escape_sequences_go_whole() {
        assert_eq!(clean("\u{1b}[31m红\u{1b}[0m", 99, false), "红");
        assert_eq!(clean("a\u{1b}]0;title\u{7}b", 99, false), "ab");
        assert_eq!(clean("a\u{1b}]8;;http://x\u{1b}\\b", 99, false), "ab");
        assert_eq!(clean("a\u{1b}P1;2q#\u{9c}b", 99, false), "ab");
        assert_eq!(clean("a\u{9b}2Jb\u{1b}(Bc\u{1b}7d", 99, false), "abcd");
    }

    #[test]
    fn an_escape_without_an_end_does_not_swallow_the_note() {
        assert_eq!(clean("a\u{1b}]0;漏水", 99, false), "a0;漏水");
        assert_eq!(clean("a\u{1b}[3漏水", 99, false), "a漏水");
        assert_eq!(clean("a\u{1b}", 99, false), "a");
        assert_eq!(clean("a\u{1b}]x\nb\u{7}", 99, true), "ax\nb");
    }

    #[test]
    fn what_hides_or_turns_the_reading_direction_is_dropped() {
        assert_eq!(clean("张\u{202e}三\u{200b}\u{feff}\u{ad}", 99, false), "张三");
        assert_eq!(clean("👨\u{200d}👩 a\u{200d}b\u{200d}", 99, false), "👨\u{200d}👩 ab");
        assert_eq!(clean("❤\u{fe0f}葛\u{e0100}", 99, false), "❤\u{fe0f}葛");
    }

    #[test]
    fn line_breaks_stay_only_where_asked_for() {
        assert_eq!(clean(" a\r\nb\rc\u{2028}d\t\u{a0}e \n", 99, true), "a\nb\nc\nd  e");
        assert_eq!(clean("a\r\nb", 99, false), "a b");
    }

    #[test]
    fn text_is_composed_and_capped_in_characters() {
        assert_eq!(clean("e\u{301}", 9, false), "é");
        assert_eq!(clean("水管漏水", 3, false), "水管漏");
        assert_eq!(clean("👨\u{200d}👩", 2, false), "👨");
        assert_eq!(clean("a b", 2, false), "a");
    }

    /// Strings made mostly of what is dangerous, beside the ordinary.
    fn nasty() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            any::<char>().prop_map(String::from),
            prop::sample::select(vec![
                "\u{1b}", "\u{1b}[", "\u{1b}]", "\u{9b}", "\u{9d}", "\u{7}", "\\", "1;31", "m", "\u{200d}",
                "\u{fe0f}", "👩", "❤", "\u{301}", "e", "\u{338}", "\u{2190}", " ", "\n", "\r", "\u{202e}",
                "水", "\u{1100}", "\u{1161}", "\u{115f}", "\u{fffe}",
            ])
            .prop_map(String::from),
        ];
        prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn nothing_forbidden_is_left(text in nasty(), cap in 0usize..30, multiline: bool) {
            let out = clean(&text, cap, multiline);
            prop_assert!(out.chars().count() <= cap);
            for c in out.chars() {
                let excepted = c == ZWJ || c == EMOJI_STYLE || (multiline && c == '\n');
                prop_assert!(excepted || !forbidden(c), "{c:?} in {out:?}");
            }
            prop_assert!(!out.ends_with(ZWJ) && !out.starts_with(ZWJ));
        }

        #[test]
        fn cleaning_twice_changes_nothing(text in nasty(), cap in 0usize..30, multiline: bool) {
            let once = clean(&text, cap, multiline);
            prop_assert_eq!(clean(&once, cap, multiline), once);
        }
    }
}
