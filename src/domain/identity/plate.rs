//! Vehicle plates (`domain/facts.md` 5.4). A car without a plate, and a plate of a kind not listed, is kept as typed and
//! said to be odd; nothing here refuses a car.

use super::{Verdict, folded};
use crate::domain::register::Ctx;
use crate::say;
use crate::text::lang::{Say, T, t};

/// Provinces.
const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";
/// Last characters of special plates: trailer, learner, police, Hong Kong, Macau.
const ENDINGS: &str = "挂学警港澳";
/// Letters that mark a new-energy car: D and then A B C E are electric, F and then G H J K others.
const NEW_ENERGY: &str = "ABCDEFGHJK";

/// What sort of plate it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlateKind {
    /// Province, office and five characters.
    Ordinary,
    /// A small new-energy car: six characters, the first a letter.
    NewEnergySmall,
    /// A large one: six characters, the last a letter.
    NewEnergyLarge,
    /// Ends in a special character: trailer, learner, police, Hong Kong, Macau, embassy, consulate.
    Special,
    /// Temporary, before registration.
    Temporary,
    /// None of these, or no plate at all.
    Odd,
}

impl PlateKind {
    /// The words.
    #[must_use]
    pub const fn label(self) -> T {
        match self {
            Self::Ordinary => t("普通牌照", "ordinary"),
            Self::NewEnergySmall => t("新能源（小型）", "new energy, small"),
            Self::NewEnergyLarge => t("新能源（大型）", "new energy, large"),
            Self::Special => t("特殊牌照", "special"),
            Self::Temporary => t("临时牌照", "temporary"),
            Self::Odd => t("其他", "other"),
        }
    }
}

/// A typed plate, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plate {
    /// The plate in its one form: upper case, ASCII letters and digits, without blanks and dots.
    pub plate: String,
    /// What sort it is.
    pub kind: PlateKind,
    /// How far it may be trusted.
    pub verdict: Verdict,
}

/// Reads `text` as a vehicle plate.
#[must_use]
pub fn check(text: &str) -> Plate {
    let plate = folded(text, &['-', '.', '·', '•', '・', '‧', '_']);
    let chars: Vec<char> = plate.chars().collect();
    let kind = kind(&chars);
    let verdict = if kind == PlateKind::Odd { Verdict::Doubtful(odd(&chars)) } else { Verdict::Fine };
    Plate { plate, kind, verdict }
}

/// Brings a typed plate into its one form and says what is odd about it; whether it is a new-energy car's.
pub fn settle(ctx: &Ctx<'_>, field: &str, text: &mut String) -> bool {
    if text.is_empty() {
        return false;
    }
    let read = check(text);
    if let Some(why) = read.verdict.why() {
        ctx.warn(field, why.clone());
    }
    *text = read.plate;
    matches!(read.kind, PlateKind::NewEnergySmall | PlateKind::NewEnergyLarge)
}

fn kind(chars: &[char]) -> PlateKind {
    if chars.contains(&'临') && chars.len() > 1 {
        return PlateKind::Temporary;
    }
    match chars {
        // 使 with six digits, in front on old plates.
        ['使', digits @ ..] | [digits @ .., '使'] if digits.len() == 6 && all_digits(digits) => {
            PlateKind::Special
        }
        [province, office, rest @ ..] if PROVINCES.contains(*province) && is_letter(*office) => of_rest(rest),
        _ => PlateKind::Odd,
    }
}

/// The kind that the characters behind province and office tell.
fn of_rest(rest: &[char]) -> PlateKind {
    match rest {
        [a, b, c, d, last] if [a, b, c, d].into_iter().all(|c| is_plain(*c)) => {
            if is_plain(*last) {
                PlateKind::Ordinary
            } else if ENDINGS.contains(*last) || matches!(last, '使' | '领') {
                PlateKind::Special
            } else {
                PlateKind::Odd
            }
        }
        [first, second, digits @ ..]
            if rest.len() == 6 && NEW_ENERGY.contains(*first) && is_plain(*second) && all_digits(digits) =>
        {
            PlateKind::NewEnergySmall
        }
        [digits @ .., last] if rest.len() == 6 && NEW_ENERGY.contains(*last) && all_digits(digits) => {
            PlateKind::NewEnergyLarge
        }
        _ => PlateKind::Odd,
    }
}

/// A letter of plates; I and O would be taken for digits.
fn is_letter(c: char) -> bool {
    c.is_ascii_uppercase() && !matches!(c, 'I' | 'O')
}

fn is_plain(c: char) -> bool {
    c.is_ascii_digit() || is_letter(c)
}

fn all_digits(chars: &[char]) -> bool {
    chars.iter().all(char::is_ascii_digit)
}

/// What would be right.
fn odd(chars: &[char]) -> Say {
    let (province, rest) = match chars {
        [province, rest @ ..] if PROVINCES.contains(*province) => (true, rest),
        all => (false, all),
    };
    // Only behind the office letter: I and O are as wrong there, but which letter was meant is open.
    let meant: String = chars
        .iter()
        .enumerate()
        .map(|(at, c)| match c {
            'O' if at > 1 => '0',
            'I' if at > 1 => '1',
            c => *c,
        })
        .collect();
    let count = rest.len();
    if chars.iter().skip(2).any(|c| matches!(c, 'I' | 'O')) && !check(&meant).kind.eq(&PlateKind::Odd) {
        say!("车牌里没有字母 I 和 O，是不是 {meant}？", "Plates have no letters I and O; is it {meant}?")
    } else if !province && (6..=7).contains(&count) && chars.iter().all(|c| is_plain(*c)) {
        say!("车牌缺省份简称，如 京A12345", "The plate has no province character; write it as 京A12345")
    } else if province && (6..=7).contains(&count) {
        say!(
            "车牌字符不合规则：省份简称、字母，再加 5 位（新能源 6 位）数字或字母，如 京A12345、京AD12345",
            "Not the characters of a plate: province, letter, then 5 (new energy 6) digits or letters, such as 京A12345, 京AD12345"
        )
    } else {
        say!(
            "不像完整车牌：普通 7 位如 京A12345，新能源 8 位如 京AD12345，临时牌写“临”；无牌照旧保存",
            "Not a whole plate: 7 characters such as 京A12345, new energy 8 such as 京AD12345, 临 for temporary ones; it is kept as typed"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kind_of(text: &str) -> PlateKind {
        let plate = check(text);
        assert_eq!(plate.verdict.is_fine(), plate.kind != PlateKind::Odd, "{text}");
        plate.kind
    }

    #[test]
    fn every_sort_of_plate_is_known() {
        for text in ["京A12345", "鲁B1A2C3", "琼E0000Z", "沪AABCDE"] {
            assert_eq!(kind_of(text), PlateKind::Ordinary, "{text}");
        }
        for text in ["京AD12345", "京AF12345", "粤BDA1234", "沪AG12345", "京AA12345"] {
            assert_eq!(kind_of(text), PlateKind::NewEnergySmall, "{text}");
        }
        for text in ["京A12345D", "京A12345F"] {
            assert_eq!(kind_of(text), PlateKind::NewEnergyLarge, "{text}");
        }
        for text in [
            "京A1234学",
            "京A1234警",
            "京A1234挂",
            "粤Z1234港",
            "粤Z1234澳",
            "沪A0023领",
            "224578使",
            "使224578",
        ] {
            assert_eq!(kind_of(text), PlateKind::Special, "{text}");
        }
        for text in ["临京A12345", "京A12345临", "临1234"] {
            assert_eq!(kind_of(text), PlateKind::Temporary, "{text}");
        }
    }

    #[test]
    fn small_letters_full_width_dots_and_blanks_are_folded() {
        for text in ["京a·12345", "京Ａ １２３４５", "京A-12345", " 京 a 12345 "] {
            assert_eq!(check(text).plate, "京A12345", "{text}");
        }
    }

    #[test]
    fn an_odd_plate_says_what_would_be_right() {
        let why = |text: &str| check(text).verdict.why().map(|say| say.zh.clone()).unwrap_or_default();
        assert!(why("京A12O45").contains("是不是 京A12045"));
        assert!(why("A12345").contains("缺省份简称"));
        assert!(why("京A1234电").contains("不合规则"));
        assert!(why("京AL12345").contains("不合规则"));
        assert!(why("12345").contains("不像完整车牌"));
        assert!(why("无牌").contains("照旧保存"));
        assert!(why("京I12345").contains("不合规则"));
    }

    #[test]
    fn nothing_is_impossible_on_a_car() {
        for text in ["", "临", "WJ京1234X", "电动三轮"] {
            let plate = check(text);
            assert!(plate.kind == PlateKind::Odd && !plate.verdict.is_impossible(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn the_rule_of_the_page_is_the_rule(text in "[京鲁粤][A-HJ-NP-Z]([A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9挂学警港澳]|[A-HJK][A-HJ-NP-Z0-9][0-9]{4}|[0-9]{5}[A-HJK])") {
            let plate = check(&text);
            prop_assert!(plate.verdict.is_fine(), "{:?}", plate);
            prop_assert_eq!(plate.plate, text);
        }

        #[test]
        fn a_letter_that_plates_lack_is_noticed(head in "[京鲁粤][A-HJ-NP-Z][0-9]{2}", wrong in "[IO]", tail in "[0-9]{2,3}") {
            let plate = format!("{head}{wrong}{tail}");
            prop_assert!(!check(&plate).verdict.is_fine());
        }
    }
}
