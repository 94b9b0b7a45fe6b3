//! Resident ID numbers, GB 11643-1999 (`domain/facts.md` 5.1). Does not know county codes: they are withdrawn over time.

use super::{Verdict, folded};
use crate::domain::moment::Date;
use crate::say;
use crate::text::lang::{Say, T, t};
use chrono::Datelike;

/// Nobody is older.
const OLDEST_YEARS: i32 = 130;
/// The check character for each remainder.
const CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];
/// The first two digits: provinces, Taiwan, Hong Kong, Macau (two codes for both), and 91 for foreign residents.
const PROVINCES: [std::ops::RangeInclusive<u32>; 9] =
    [11..=15, 21..=23, 31..=37, 41..=46, 50..=54, 61..=65, 71..=71, 81..=83, 91..=91];

/// What an ID number says of its holder's sex.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sex {
    /// An odd sequence number.
    Male,
    /// An even one.
    Female,
}

impl Sex {
    /// The word.
    #[must_use]
    pub const fn label(self) -> T {
        match self {
            Self::Male => t("男", "male"),
            Self::Female => t("女", "female"),
        }
    }
}

/// A typed ID number, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResidentId {
    /// The number in its one form: 18 characters, `X` upper case; what was typed, folded, when it has another length.
    pub number: String,
    /// The birth date it holds, when that is a date.
    pub birth: Option<Date>,
    /// The sex it holds, when it has the right form.
    pub sex: Option<Sex>,
    /// How far it may be trusted.
    pub verdict: Verdict,
}

/// Reads `text` as a resident ID number and checks form, check character, birth date and province.
///
/// A 15-digit number of the first generation comes back as its 18-digit successor, with a doubt that says so.
#[must_use]
pub fn check(text: &str, today: Date) -> ResidentId {
    let typed = folded(text, &['-', '.', '·', '_']);
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let first = typed.len() == 15 && digits(&typed);
    let number = if first { upgraded(&typed) } else { typed };
    let formed = number.len() == 18
        && number.get(..17).is_some_and(digits)
        && number.ends_with(|c: char| c.is_ascii_digit() || c == 'X');
    if !formed {
        let verdict = Verdict::Impossible(wrong_form(&number));
        return ResidentId { number, birth: None, sex: None, verdict };
    }
    let birth = birth(&number);
    let sex = match number.as_bytes().get(16) {
        Some(b) if b % 2 == 1 => Some(Sex::Male),
        _ => Some(Sex::Female),
    };
    let verdict = verdict(&number, birth, today, first);
    ResidentId { number, birth, sex, verdict }
}

/// The worst that is to be said: first what cannot be, then what is unusual.
fn verdict(number: &str, birth: Option<Date>, today: Date, first: bool) -> Verdict {
    let Some(birth) = birth else {
        let date = number.get(6..14).unwrap_or_default();
        return Verdict::Impossible(say!(
            "身份证号第 7–14 位 {date} 不是日期，应为出生年月日，如 19900130",
            "Characters 7–14 of the ID number, {date}, are no date; they should be the birth date, such as 19900130"
        ));
    };
    if birth > today {
        return Verdict::Impossible(say!(
            "身份证号中的出生日期 {birth} 晚于今天，请核对第 7–14 位",
            "The birth date {birth} in the ID number is after today; check characters 7–14"
        ));
    }
    if today.year() - birth.year() - i32::from((today.month(), today.day()) < (birth.month(), birth.day()))
        > OLDEST_YEARS
    {
        return Verdict::Impossible(say!(
            "身份证号中的出生日期 {birth} 距今超过 {OLDEST_YEARS} 年，请核对第 7–14 位",
            "The birth date {birth} in the ID number is more than {OLDEST_YEARS} years ago; check characters 7–14"
        ));
    }
    let right = check_character(number);
    if !number.ends_with(right) {
        return Verdict::Impossible(say!(
            "身份证号校验位不符：前 17 位无误时末位应为 {right}，请对照证件核对",
            "The ID number's check character is wrong: if the first 17 are right it should be {right}; compare with the paper"
        ));
    }
    let province = number.get(..2).and_then(|code| code.parse::<u32>().ok()).unwrap_or_default();
    if !PROVINCES.iter().any(|codes| codes.contains(&province)) {
        return Verdict::Doubtful(say!(
            "身份证号前两位 {province:02} 不是已知的省份代码（如北京 11、山东 37），请核对",
            "The ID number begins with {province:02}, which is no known province (Beijing is 11, Shandong 37); check it"
        ));
    }
    if first {
        return Verdict::Doubtful(say!(
            "15 位一代身份证号已换算为 18 位，请在方便时核对新证件",
            "A 15-digit first-generation number was turned into its 18-digit form; compare with the new paper when you can"
        ));
    }
    Verdict::Fine
}

/// What is wrong with a number that is not 17 digits and a check character.
fn wrong_form(number: &str) -> Say {
    let count = number.chars().count();
    if count == 18 {
        return say!(
            "身份证号前 17 位应为数字，末位为数字或 X",
            "An ID number has 17 digits and then a digit or X"
        );
    }
    say!(
        "身份证号应为 18 位，现有 {count} 位；其他证件请改选证件类型",
        "An ID number has 18 characters, this has {count}; for another paper choose its kind"
    )
}

/// The date in characters 7–14.
fn birth(number: &str) -> Option<Date> {
    let part = |range: std::ops::Range<usize>| number.get(range)?.parse::<u32>().ok();
    let year = i32::try_from(part(6..10)?).ok()?;
    Date::from_ymd_opt(year, part(10..12)?, part(12..14)?)
}

/// The check character that belongs to the first 17 digits.
fn check_character(number: &str) -> char {
    // ISO 7064 MOD 11-2: doubling once a digit gives the weights 2^(18−i) mod 11.
    let sum =
        number.chars().take(17).filter_map(|c| c.to_digit(10)).fold(0, |sum, digit| (sum + digit) * 2 % 11);
    usize::try_from(sum).ok().and_then(|at| CHECKS.get(at)).copied().unwrap_or('X')
}

/// The 18-character form of a 15-digit number: all of their holders were born in the twentieth century.
fn upgraded(first_generation: &str) -> String {
    let (area, rest) = first_generation.split_at_checked(6).unwrap_or((first_generation, ""));
    let mut number = format!("{area}19{rest}");
    number.push(check_character(&number));
    number
}

#[cfg(test)]
mod tests {
    use super::super::testing::{neighbours_swapped, one_changed};
    use super::*;
    use proptest::prelude::*;

    /// The vectors of `domain/facts.md` 5.1.
    const VALID: [&str; 6] = [
        "11010519491231002X",
        "440524188001010014",
        "360426199101010071",
        "110101199003070011",
        "11010119900307002X",
        "110101199003070038",
    ];

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    /// A day on which all of the vectors could still be alive.
    fn then() -> Date {
        day("2005-06-30")
    }

    fn why(text: &str, today: &str) -> String {
        check(text, day(today)).verdict.why().unwrap().zh.clone()
    }

    #[test]
    fn the_known_numbers_are_fine() {
        for number in VALID {
            let read = check(number, then());
            assert_eq!((read.number.as_str(), &read.verdict), (number, &Verdict::Fine), "{number}");
        }
    }

    #[test]
    fn birth_and_sex_are_in_the_number() {
        let read = check("11010519491231002X", then());
        assert_eq!((read.birth, read.sex), (Some(day("1949-12-31")), Some(Sex::Female)));
        assert_eq!(check("110101199003070011", then()).sex, Some(Sex::Male));
    }

    #[test]
    fn full_width_digits_a_small_x_and_blanks_are_folded() {
        for typed in ["１１０１０５１９４９１２３１００２ｘ", "110105 19491231 002x", "110105-19491231-002X"]
        {
            let read = check(typed, then());
            assert_eq!(
                (read.number.as_str(), read.verdict),
                ("11010519491231002X", Verdict::Fine),
                "{typed}"
            );
        }
    }

    #[test]
    fn a_wrong_check_character_says_the_right_one() {
        assert!(why("110105194912310021", "2026-11-23").contains("末位应为 X"));
        assert!(check("110105194912310021", then()).verdict.is_impossible());
    }

    #[test]
    fn a_birth_date_is_a_real_one_between_today_and_130_years_ago() {
        assert!(why("110101199002300011", "2026-11-23").contains("19900230 不是日期"));
        assert!(why("110101199003070011", "1990-03-06").contains("晚于今天"));
        assert!(check("110101199003070011", day("1990-03-07")).verdict.is_fine());
        assert!(check("440524188001010014", day("2010-12-31")).verdict.is_fine());
        assert!(check("440524188001010014", day("2011-01-01")).verdict.is_impossible());
        assert!(why("440524188001010014", "2026-11-23").contains("超过 130 年"));
    }

    #[test]
    fn an_unknown_province_is_doubtful_only() {
        let mut number = "99010119900307001".to_owned();
        number.push(check_character(&number));
        let read = check(&number, then());
        assert!(matches!(&read.verdict, Verdict::Doubtful(why) if why.zh.contains("99")), "{read:?}");
    }

    #[test]
    fn a_number_of_the_first_generation_becomes_its_successor() {
        let read = check("110101900307001", then());
        assert_eq!(read.number, "110101199003070011");
        assert_eq!(read.birth, Some(day("1990-03-07")));
        assert!(matches!(&read.verdict, Verdict::Doubtful(why) if why.zh.contains("15 位")), "{read:?}");
        assert!(check("110101900230001", then()).verdict.is_impossible());
    }

    #[test]
    fn another_length_or_a_letter_within_is_no_id_number() {
        assert!(why("1101011990030700", "2026-11-23").contains("现有 16 位"));
        assert!(why("1101011990030700X1", "2026-11-23").contains("前 17 位应为数字"));
        assert!(why("E12345678", "2026-11-23").contains("改选证件类型"));
        assert!(why("", "2026-11-23").contains("现有 0 位"));
    }

    proptest! {
        #[test]
        fn one_wrong_digit_is_noticed(which in 0..6usize, at in 0..17usize, by in 0..9usize) {
            let wrong = one_changed(VALID[which], "0123456789", at, by);
            prop_assert!(check(&wrong, then()).verdict.is_impossible(), "{}", wrong);
        }

        #[test]
        fn a_wrong_last_character_is_noticed(which in 0..6usize, by in 0..10usize) {
            let wrong = one_changed(VALID[which], "0123456789X", 17, by);
            prop_assert!(check(&wrong, then()).verdict.is_impossible(), "{}", wrong);
        }

        #[test]
        fn neighbours_that_changed_places_are_noticed(which in 0..6usize, at in 0..17usize) {
            let wrong = neighbours_swapped(VALID[which], at);
            prop_assume!(wrong != VALID[which]);
            prop_assert!(check(&wrong, then()).verdict.is_impossible(), "{}", wrong);
        }

        #[test]
        fn nothing_that_is_typed_breaks_it(text in "[0-9０-９a-zA-Zｘ京 ·-]{0,24}") {
            let once = check(&text, then()).number;
            prop_assert_eq!(check(&once, then()).number, once);
        }
    }
}
