//! What is left of a personal detail on a list or a notice (`domain/facts.md` 5.5). Does not decide who sees which.

use crate::text::fold::{digits, is_mobile};
use crate::text::pinyin::surname_chars;

/// Surname and `*`, with the last character when the given name has two or more: `张*`, `张*国`, `欧阳*华`.
/// Names with `·` keep their first and last character; Latin names the first letter of each word.
#[must_use]
pub fn name(name: &str) -> String {
    let name = name.trim();
    if name.chars().all(|c| c.is_ascii() || c.is_whitespace()) {
        let words = name.split_whitespace().filter_map(|word| word.chars().next());
        return words.map(|first| format!("{first}***")).collect::<Vec<_>>().join(" ");
    }
    let count = name.chars().count();
    let surname_len = surname_chars(name);
    let surname: String = name.chars().take(surname_len).collect();
    match (count.saturating_sub(surname_len), name.chars().last()) {
        (0, _) | (_, None) => "*".to_owned(),
        (1, _) => format!("{surname}*"),
        (_, Some(last)) => format!("{surname}*{last}"),
    }
}

/// First three and last four digits: `138****5678`.
#[must_use]
pub fn mobile(number: &str) -> String {
    keep(&digits(number), 3, 4)
}

/// Area code and last four digits: `010-****1234`; without an area code `****1234`. An extension is left out.
#[must_use]
pub fn landline(number: &str) -> String {
    let all = digits(without_extension(number));
    let area = match all.as_str() {
        // 010 and 02x have three digits, every other area four.
        a if a.starts_with("01") || a.starts_with("02") => 3,
        a if a.starts_with('0') => 4,
        _ => 0,
    };
    let code: String = all.chars().take(area).collect();
    let local = keep(&all.chars().skip(area).collect::<String>(), 0, 4);
    if code.is_empty() { local } else { format!("{code}-{local}") }
}

/// A mobile number or a landline, whichever it is; service numbers (`400…`, `95…`, `12345`) stay, they are nobody's.
#[must_use]
pub fn phone(number: &str) -> String {
    let all = digits(number);
    if is_mobile(&all) {
        mobile(&all)
    } else if all.starts_with("400") || (all.len() == 5 && (all.starts_with("95") || all.starts_with('1'))) {
        all
    } else {
        landline(number)
    }
}

/// First six and last four of an ID number; of another paper's number the first three and the last.
#[must_use]
pub fn id_number(number: &str) -> String {
    match number.trim().chars().count() {
        15 | 18 => keep(number.trim(), 6, 4),
        _ => keep(number.trim(), 3, 1),
    }
}

/// Last four digits of a bank account: `**** **** **** 1234`.
#[must_use]
pub fn bank_account(number: &str) -> String {
    let all = digits(number);
    let tail: String = all.chars().skip(all.len().saturating_sub(4)).collect();
    if all.len() < 8 { "**** **** **** ****".to_owned() } else { format!("**** **** **** {tail}") }
}

/// First two and last two characters of a plate: `京A***23`.
#[must_use]
pub fn plate(plate: &str) -> String {
    keep(plate.trim(), 2, 2)
}

/// The part of a landline before its extension: what comes after eleven digits and a break.
fn without_extension(number: &str) -> &str {
    let mut seen = 0;
    for (at, c) in number.char_indices() {
        if c.is_numeric() {
            seen += 1;
        } else if seen >= 11 {
            return number.get(..at).unwrap_or(number);
        }
    }
    number
}

/// `text` with stars between its first `head` and last `tail` characters, one star a character; all stars when
/// nothing would be hidden.
fn keep(text: &str, head: usize, tail: usize) -> String {
    let count = text.chars().count();
    if count <= head + tail {
        return "*".repeat(count);
    }
    text.chars().enumerate().map(|(i, c)| if i < head || i >= count - tail { c } else { '*' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_the_surname() {
        assert_eq!(name("张三"), "张*");
        assert_eq!(name("张建国"), "张*国");
        assert_eq!(name("欧阳华"), "欧阳*");
        assert_eq!(name("欧阳建华"), "欧阳*华");
        assert_eq!(name("阿依努尔·买买提"), "阿*提");
        assert_eq!(name("John Smith"), "J*** S***");
        assert_eq!(name("张"), "*");
        assert_eq!(name(""), "");
    }

    #[test]
    fn numbers_keep_what_recognises_them() {
        assert_eq!(mobile("+86 138 1234 5678"), "138****5678");
        assert_eq!(landline("010-65121234"), "010-****1234");
        assert_eq!(landline("0532-8512345-12"), "0532-***2345");
        assert_eq!(landline("0532-85121234-801"), "0532-****1234");
        assert_eq!(landline("65121234"), "****1234");
        assert_eq!(phone("13812345678"), "138****5678");
        assert_eq!(phone("12345"), "12345");
        assert_eq!(id_number("11010519491231002X"), "110105********002X");
        assert_eq!(bank_account("6222 0202 0000 1234"), "**** **** **** 1234");
        assert_eq!(plate("京A12323"), "京A***23");
        assert_eq!(plate("京AD12345"), "京A****45");
    }

    #[test]
    fn what_is_too_short_to_hide_a_part_is_hidden_whole() {
        assert_eq!(mobile("12345"), "*****");
        assert_eq!(id_number("E12"), "***");
        assert_eq!(plate("京A"), "**");
    }
}
