//! Telephone numbers as people write them (`domain/facts.md` 5.3). Does not know which prefixes an operator holds today.

use super::Verdict;
use crate::say;
use crate::text::fold::{digits, is_mobile};
use crate::text::lang::Say;
use unicode_normalization::UnicodeNormalization;

/// What sort of number it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhoneKind {
    /// Eleven digits from 13 to 19.
    Mobile,
    /// Area code and seven or eight digits, perhaps an extension.
    Landline,
    /// A short or 400 number, which is nobody's own.
    Service,
    /// Begins with `+` or `00` and a country other than China's mainland.
    Foreign,
    /// None of these.
    Odd,
}

/// A typed telephone number, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phone {
    /// What sort of number it is.
    pub kind: PhoneKind,
    /// The number in its one form: digits as dialled inside China, a foreign one with `+`; without the extension.
    pub number: String,
    /// The extension's digits, or nothing.
    pub extension: String,
    /// How far it may be trusted.
    pub verdict: Verdict,
}

/// Reads `text` as a telephone number. Blanks, hyphens, brackets, `+86` and full-width digits don't matter; an
/// extension stands behind `-`, `转`, `x` or `分机`.
#[must_use]
pub fn check(text: &str) -> Phone {
    let typed: String = text.nfkc().collect();
    if let Some(abroad) = foreign(&typed) {
        let verdict = match abroad.len() {
            8..=16 => Verdict::Fine,
            _ => Verdict::Doubtful(say!(
                "境外号码应为 + 加国家代码和号码，共 7–15 位数字，如 +852 91234567",
                "A foreign number is + with country code and number, 7–15 digits, such as +852 91234567"
            )),
        };
        return Phone { kind: PhoneKind::Foreign, number: abroad, extension: String::new(), verdict };
    }
    let all = digits(&typed);
    if is_mobile(&all) {
        return fine(PhoneKind::Mobile, all, "");
    }
    if is_service(&all) {
        return fine(PhoneKind::Service, all, "");
    }
    if let Some(area) = area_digits(&all) {
        let (number, extension) = parted(&typed, &all, area);
        if (area + 7..=area + 8).contains(&number.len()) && extension.len() <= 6 {
            return fine(PhoneKind::Landline, number, &extension);
        }
    }
    let verdict = odd(&all);
    Phone { kind: PhoneKind::Odd, number: all, extension: String::new(), verdict }
}

impl Phone {
    /// The number as it is shown: `138 0013 8000`, `010-6512 3456-801`, `400-810-1234`, `+852 91234567`.
    #[must_use]
    pub fn shown(&self) -> String {
        let number = self.number.as_str();
        let cut = |at: usize| number.split_at_checked(at).unwrap_or((number, ""));
        match self.kind {
            PhoneKind::Mobile => {
                let (head, tail) = cut(3);
                let (middle, tail) = tail.split_at_checked(4).unwrap_or((tail, ""));
                format!("{head} {middle} {tail}")
            }
            PhoneKind::Landline => {
                let (area, local) = cut(area_digits(number).unwrap_or(0));
                let (head, tail) =
                    local.split_at_checked(local.len().saturating_sub(4)).unwrap_or((local, ""));
                let extension =
                    if self.extension.is_empty() { String::new() } else { format!("-{}", self.extension) };
                format!("{area}-{head} {tail}{extension}")
            }
            PhoneKind::Service if number.len() == 10 => {
                let (head, tail) = cut(3);
                let (middle, tail) = tail.split_at_checked(3).unwrap_or((tail, ""));
                format!("{head}-{middle}-{tail}")
            }
            PhoneKind::Foreign => {
                // Country codes have no fixed length; only the neighbours' are set apart.
                let near = ["+852", "+853", "+886"].iter().any(|code| number.starts_with(code));
                let (code, rest) = if near { cut(4) } else { (number, "") };
                if rest.is_empty() { code.to_owned() } else { format!("{code} {rest}") }
            }
            PhoneKind::Service | PhoneKind::Odd => number.to_owned(),
        }
    }

    /// The one form in which it is kept: the number, and an extension behind a hyphen.
    #[must_use]
    pub fn kept(&self) -> String {
        if self.extension.is_empty() {
            self.number.clone()
        } else {
            format!("{}-{}", self.number, self.extension)
        }
    }
}

fn fine(kind: PhoneKind, number: String, extension: &str) -> Phone {
    Phone { kind, number, extension: extension.to_owned(), verdict: Verdict::Fine }
}

/// `+` and digits, when the number is dialled to another country.
fn foreign(typed: &str) -> Option<String> {
    let bare: String = typed.chars().filter(char::is_ascii_digit).collect();
    let start = typed.trim_start().trim_start_matches('(');
    let abroad = if start.starts_with('+') { bare } else { bare.strip_prefix("00")?.to_owned() };
    (!abroad.starts_with("86")).then(|| format!("+{abroad}"))
}

/// Short numbers of three to six digits (`110`, `12345`, `95598`), and `400` and `800` numbers.
fn is_service(all: &str) -> bool {
    match all.len() {
        3 => all.starts_with('1'),
        5 => ["10", "11", "12", "95", "96"].iter().any(|start| all.starts_with(start)),
        6 => ["95", "96"].iter().any(|start| all.starts_with(start)),
        10 => all.starts_with("400") || all.starts_with("800"),
        _ => false,
    }
}

/// How many digits the area code has: three for `010` and `02x`, four for the others.
fn area_digits(all: &str) -> Option<usize> {
    match all.as_bytes() {
        [b'0', b'1', b'0', ..] | [b'0', b'2', ..] => Some(3),
        [b'0', b'3'..=b'9', ..] => Some(4),
        _ => None,
    }
}

/// A landline's number and its extension. What was typed tells where the extension begins; digits alone are an
/// extension from the ninth local digit on, since no local number is longer.
fn parted(typed: &str, all: &str, area: usize) -> (String, String) {
    let tail: String = typed.trim_end().chars().rev().take_while(char::is_ascii_digit).collect();
    let before = all.len().saturating_sub(tail.len());
    let set_apart = before < all.len() && (area + 7..=area + 8).contains(&before);
    let at = if set_apart { before } else { all.len().min(area + 8) };
    let (number, extension) = all.split_at_checked(at).unwrap_or((all, ""));
    (number.to_owned(), extension.to_owned())
}

/// Why a number is none of the known kinds.
fn odd(all: &str) -> Verdict {
    let count = all.len();
    let text: Say = if all.is_empty() {
        return Verdict::Impossible(say!(
            "没有数字；手机号应为 11 位，座机带区号，如 010-65123456",
            "No digits; a mobile number has 11, a landline its area code, such as 010-65123456"
        ));
    } else if all.starts_with('1') && count >= 7 {
        say!(
            "手机号应为 11 位、以 13–19 开头，现有 {count} 位，请核对",
            "A mobile number has 11 digits and begins with 13–19, this has {count}; check it"
        )
    } else if (7..=8).contains(&count) && !all.starts_with('0') {
        say!(
            "座机号没有区号，外地打不通；请写成 010-65123456",
            "A landline without its area code; write it as 010-65123456"
        )
    } else {
        say!(
            "不像电话号码：手机 11 位，座机为区号加 7–8 位，如 0532-85121234",
            "Not like a phone number: a mobile has 11 digits, a landline its area code and 7–8, such as 0532-85121234"
        )
    };
    Verdict::Doubtful(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Kind, kept form and shown form of a number without a doubt.
    fn read(text: &str) -> (PhoneKind, String, String) {
        let phone = check(text);
        assert_eq!(phone.verdict, Verdict::Fine, "{text}");
        (phone.kind, phone.kept(), phone.shown())
    }

    fn as_read(kind: PhoneKind, kept: &str, shown: &str) -> (PhoneKind, String, String) {
        (kind, kept.to_owned(), shown.to_owned())
    }

    #[test]
    fn mobiles_are_grouped_three_four_four() {
        let expected = as_read(PhoneKind::Mobile, "13800138000", "138 0013 8000");
        for text in [
            "13800138000",
            "+86 138-0013-8000",
            "0086 13800138000",
            "１３８ ００１３ ８０００",
            "(+86)13800138000",
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn landlines_have_an_area_code_and_perhaps_an_extension() {
        let land = |kept: &str, shown: &str| as_read(PhoneKind::Landline, kept, shown);
        assert_eq!(read("010-65123456"), land("01065123456", "010-6512 3456"));
        assert_eq!(read("+86 10 6512 3456"), land("01065123456", "010-6512 3456"));
        assert_eq!(read("（0532）85121234"), land("053285121234", "0532-8512 1234"));
        assert_eq!(read("0351 7123456"), land("03517123456", "0351-712 3456"));
        for text in ["010-65123456-801", "010 65123456转801", "010-65123456 ext.801", "01065123456801"] {
            assert_eq!(read(text), land("01065123456-801", "010-6512 3456-801"), "{text}");
        }
        assert_eq!(read("0351-7123456-8"), land("03517123456-8", "0351-712 3456-8"));
    }

    #[test]
    fn service_numbers_are_nobodys_own() {
        for text in ["110", "12345", "95598", "955880", "10086", "96066"] {
            assert_eq!(read(text), as_read(PhoneKind::Service, text, text), "{text}");
        }
        assert_eq!(read("400 810 1234"), as_read(PhoneKind::Service, "4008101234", "400-810-1234"));
    }

    #[test]
    fn foreign_numbers_keep_their_country() {
        assert_eq!(read("+852 9123-4567"), as_read(PhoneKind::Foreign, "+85291234567", "+852 91234567"));
        assert_eq!(read("001 310 555 1234"), as_read(PhoneKind::Foreign, "+13105551234", "+13105551234"));
        assert!(check("+852 91").verdict != Verdict::Fine);
    }

    #[test]
    fn what_is_odd_says_what_would_be_right() {
        let why = |text: &str| check(text).verdict.why().map(|say| say.zh.clone()).unwrap_or_default();
        assert!(why("1380013800").contains("现有 10 位"));
        assert!(why("12800138000").contains("13–19"));
        assert!(why("65123456").contains("没有区号"));
        assert!(why("0532-8512").contains("不像电话号码"));
        assert!(check("无").verdict.is_impossible());
        assert!(!check("1380013800").verdict.is_impossible());
    }

    proptest! {
        #[test]
        fn the_kept_and_the_shown_form_read_as_the_same_number(text in "(\\+?(86|852|1)?)[0-9]{3,13}(-[0-9]{1,6})?") {
            let phone = check(&text);
            prop_assume!(phone.verdict.is_fine());
            prop_assert_eq!(check(&phone.kept()), phone.clone());
            prop_assert_eq!(check(&phone.shown()), phone);
        }
    }
}
