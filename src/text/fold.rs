//! Folds what people type so that the same thing typed differently compares equal. Does not know pinyin.

use unicode_normalization::UnicodeNormalization;

/// The form names and words are compared in: compatibility-composed, lower case, full-width letters and digits
/// as ASCII, without blanks and without the dots of minority names (`阿依努尔·买买提`).
#[must_use]
pub fn search_key(text: &str) -> String {
    if text.chars().all(is_plain) {
        // Nothing to compose: nearly every text of an office, and this is asked for each of them many times.
        return text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_lowercase()).collect();
    }
    let folded = text.nfkc().flat_map(char::to_lowercase);
    // Composed again at the end: a blank that is gone may have stood between a letter and its accent.
    folded.filter(|c| !c.is_whitespace() && !matches!(c, '·' | '•' | '・' | '‧' | '∙')).nfkc().collect()
}

/// Whether a character is ASCII or a common Chinese one: no normal form changes these or what stands beside them.
#[must_use]
pub fn is_plain(c: char) -> bool {
    matches!(c, '\0'..='\u{7F}' | '\u{4E00}'..='\u{9FFF}')
}

/// The digits of a phone number as it is dialled inside China: `+86 138-0013-8000` → `13800138000`,
/// `+86 10 6512 3456` → `01065123456`. Blanks, hyphens, brackets and full-width forms don't matter; an
/// extension's digits follow the number's. Empty when `text` holds no digit.
#[must_use]
pub fn digits(text: &str) -> String {
    let folded: String = text.chars().map(fold_ime).collect();
    let trimmed = folded.trim_start();
    let all: String = trimmed.chars().filter(char::is_ascii_digit).collect();
    let abroad = all
        .strip_prefix("0086")
        .or_else(|| if trimmed.starts_with(['+', '(']) { all.strip_prefix("86") } else { None });
    match abroad {
        Some(rest) if rest.is_empty() || rest.starts_with('0') || is_mobile(rest) => rest.to_owned(),
        // Dialled from abroad the area code has lost its zero.
        Some(rest) if rest.len() >= 9 => format!("0{rest}"),
        Some(rest) => rest.to_owned(),
        None => match all.strip_prefix("86") {
            Some(rest) if is_mobile(rest) => rest.to_owned(),
            _ => all,
        },
    }
}

/// Whether `digits` is a Chinese mobile number: eleven digits, `1` and then 3–9. (Lists of prefixes age.)
#[must_use]
pub fn is_mobile(digits: &str) -> bool {
    let mut chars = digits.chars();
    digits.len() == 11
        && digits.bytes().all(|b| b.is_ascii_digit())
        && chars.next() == Some('1')
        && matches!(chars.next(), Some('3'..='9'))
}

/// The key that was meant when a Chinese input method turned it into its own mark: `。` → `.`, `？` → `?`,
/// `１` → `1`. Everything else comes back as it is. For key bindings, not for stored text.
#[must_use]
pub fn fold_ime(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '\u{3000}' => ' ',
        '。' => '.',
        '、' => '/',
        '【' => '[',
        '】' => ']',
        '「' => '{',
        '」' => '}',
        '《' => '<',
        '》' => '>',
        '“' | '”' => '"',
        '‘' | '’' => '\'',
        '·' => '`',
        '￥' | '¥' => '$',
        '…' => '^',
        '—' => '_',
        _ => c,
    }
}

/// `text` with full-width letters, digits and marks as ASCII (`３号楼（Ａ）` → `3号楼(A)`), and the wide blank as a
/// blank. Marks that only Chinese has (`、` `。` `《`) stay.
#[must_use]
pub fn half_width(text: &str) -> String {
    let half = |c: char| match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    };
    text.chars().map(half).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_same_name_typed_differently_has_one_key() {
        assert_eq!(search_key("Ｚｈａｎｇ　Wei"), "zhangwei");
        assert_eq!(search_key("阿依努尔·买买提"), search_key("阿依努尔 • 买买提"));
        assert_eq!(search_key("１８０１"), "1801");
    }

    proptest! {
        #[test]
        fn plain_text_folds_as_all_text_does(text in "[ -~\t一-龥]{0,12}") {
            // The dot is dropped, and makes the text one that is looked at closely.
            prop_assert_eq!(search_key(&text), search_key(&format!("{text}·")));
        }
    }

    #[test]
    fn phone_numbers_are_dialled_as_inside_china() {
        for text in [
            "+86 138-0013-8000",
            "0086 13800138000",
            "86 13800138000",
            "１３８ ００１３ ８０００",
            "(+86)13800138000",
        ] {
            assert_eq!(digits(text), "13800138000", "{text}");
        }
        assert_eq!(digits("+86 10 6512 3456"), "01065123456");
        assert_eq!(digits("+86 (0)10 6512 3456"), "01065123456");
        assert_eq!(digits("010-65123456-801"), "01065123456801");
        assert_eq!(digits("86123456"), "86123456");
        assert_eq!(digits("(010) 65123456"), "01065123456");
        assert_eq!(digits("无"), "");
    }

    #[test]
    fn full_width_forms_become_ascii_and_chinese_marks_stay() {
        assert_eq!(half_width("３号楼（Ａ）　１８０１、１８０２。"), "3号楼(A) 1801、1802。");
    }

    #[test]
    fn a_key_typed_with_the_input_method_on_is_the_key() {
        let typed = "？／：！（）。，；、【】";
        assert_eq!(typed.chars().map(fold_ime).collect::<String>(), "?/:!().,;/[]");
        assert_eq!(fold_ime('水'), '水');
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,20}") {
            let once = search_key(&text);
            prop_assert_eq!(search_key(&once), once);
        }
    }
}
