//! Unified social credit codes of companies, GB 32100-2015 (`domain/facts.md` 5.2). Registered codes exist that fail
//! the checksum, so a wrong one is a doubt and never impossible.

use super::{Verdict, folded};
use crate::say;

/// The characters of a code, each at its value; `I O S V Z` are left out because they look like digits.
const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const BASE: usize = 31;

/// A typed company code, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreditCode {
    /// The code in its one form: upper case, ASCII, without blanks.
    pub code: String,
    /// How far it may be trusted.
    pub verdict: Verdict,
}

/// Reads `text` as a unified social credit code and checks form and check character.
#[must_use]
pub fn check(text: &str) -> CreditCode {
    let code = folded(text, &['-', '.', '·', '_']);
    let verdict = verdict(&code);
    CreditCode { code, verdict }
}

fn verdict(code: &str) -> Verdict {
    let count = code.chars().count();
    if count == 15 && code.bytes().all(|b| b.is_ascii_digit()) {
        return Verdict::Doubtful(say!(
            "15 位是旧的营业执照注册号，新执照上是 18 位统一社会信用代码",
            "15 digits are an old licence number; the new licence has a unified social credit code of 18 characters"
        ));
    }
    if count != 18 {
        return Verdict::Impossible(say!(
            "统一社会信用代码应为 18 位，现有 {count} 位",
            "A unified social credit code has 18 characters, this has {count}"
        ));
    }
    if let Some(stranger) = code.chars().find(|c| !ALPHABET.contains(*c)) {
        return Verdict::Impossible(match meant(stranger) {
            Some(digit) => say!(
                "统一社会信用代码里没有字母 {stranger}，是不是 {digit}？",
                "A unified social credit code has no letter {stranger}; is it a {digit}?"
            ),
            None => say!(
                "统一社会信用代码只有数字和大写字母，不应有“{stranger}”",
                "A unified social credit code has digits and letters only, no “{stranger}”"
            ),
        });
    }
    if !code.chars().skip(2).take(6).all(|c| c.is_ascii_digit()) {
        return Verdict::Doubtful(say!(
            "统一社会信用代码第 3–8 位应为数字（登记机关区划），请对照执照核对",
            "Characters 3–8 of a unified social credit code are digits (the area of registration); compare with the licence"
        ));
    }
    match check_character(code) {
        Some(right) if code.ends_with(right) => Verdict::Fine,
        Some(right) => Verdict::Doubtful(say!(
            "统一社会信用代码校验位不符：前 17 位无误时末位应为 {right}，请对照执照核对",
            "The code's check character is wrong: if the first 17 are right it should be {right}; compare with the licence"
        )),
        None => Verdict::Fine,
    }
}

/// The digit that a letter outside the alphabet looks like.
fn meant(letter: char) -> Option<char> {
    match letter {
        'I' => Some('1'),
        'O' => Some('0'),
        'S' => Some('5'),
        'Z' => Some('2'),
        _ => None,
    }
}

/// The check character that belongs to the first 17; none when one of them is outside the alphabet.
fn check_character(code: &str) -> Option<char> {
    let (mut sum, mut weight) = (0, 1);
    for c in code.chars().take(17) {
        sum = (sum + weight * ALPHABET.find(c)?) % BASE;
        weight = weight * 3 % BASE;
    }
    ALPHABET.chars().nth((BASE - sum) % BASE)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{neighbours_swapped, one_changed};
    use super::*;
    use proptest::prelude::*;

    /// The valid vectors of `domain/facts.md` 5.2.
    const VALID: [&str; 4] =
        ["91350100M000100Y43", "91110000600037341L", "91110000101623741K", "911101066976941872"];

    #[test]
    fn the_known_codes_are_fine() {
        for code in VALID {
            assert_eq!(check(code), CreditCode { code: code.to_owned(), verdict: Verdict::Fine });
        }
    }

    #[test]
    fn a_registered_code_that_fails_the_checksum_is_doubtful_only() {
        for code in ["91310115MA1H8R7C6D", "91350211M0000XUF46"] {
            let read = check(code);
            assert!(
                matches!(&read.verdict, Verdict::Doubtful(why) if why.zh.contains("校验位不符")),
                "{read:?}"
            );
        }
    }

    #[test]
    fn small_letters_full_width_and_blanks_are_folded() {
        for typed in ["91350100m000100y43", "９１３５０１００Ｍ０００１００Ｙ４３", "9135 0100 M000 100Y 43"]
        {
            assert_eq!(check(typed).code, VALID[0], "{typed}");
            assert!(check(typed).verdict.is_fine(), "{typed}");
        }
    }

    #[test]
    fn what_has_another_form_says_the_right_one() {
        let why = |text: &str| check(text).verdict.why().unwrap().zh.clone();
        assert!(why("9135010OM000100Y43").contains("是不是 0"));
        assert!(why("91350100M000100V43").contains("“V”"));
        assert!(why("91350100M000100Y4").contains("现有 17 位"));
        assert!(why("370200228012345").contains("旧的营业执照注册号"));
        assert!(why("91A50100M000100Y43").contains("第 3–8 位"));
        assert!(check("370200228012345").verdict != Verdict::Fine);
    }

    proptest! {
        #[test]
        fn one_wrong_character_is_noticed(which in 0..4usize, at in 0..18usize, by in 0..30usize) {
            let wrong = one_changed(VALID[which], ALPHABET, at, by);
            prop_assert!(!check(&wrong).verdict.is_fine(), "{}", wrong);
        }

        #[test]
        fn neighbours_that_changed_places_are_noticed(which in 0..4usize, at in 0..17usize) {
            let wrong = neighbours_swapped(VALID[which], at);
            prop_assume!(wrong != VALID[which]);
            prop_assert!(!check(&wrong).verdict.is_fine(), "{}", wrong);
        }

        #[test]
        fn nothing_that_is_typed_breaks_it(text in "[0-9０-９a-zA-Zｘ京 ·-]{0,24}") {
            let once = check(&text).code;
            prop_assert_eq!(check(&once).code, once);
        }
    }
}
