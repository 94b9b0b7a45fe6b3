//! What was typed into a field, read as a value. Pure: the time and the zone are arguments. What only the desk can
//! know (which room, which person) stays text and is resolved there.

use crate::domain::moment::At;
use crate::domain::moment::typed::{parse_at, parse_date};
use crate::domain::register::{FieldInfo, Kind};
use crate::domain::value::Value;
use crate::say;
use crate::text::fold::digits;
use crate::text::lang::{Say, t};
use chrono_tz::Tz;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// A value and how it is written back into the field, so that the person sees what was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The value.
    pub value: Value,
    /// Its normal form as text.
    pub text: String,
}

impl Checked {
    fn new(value: Value, text: impl Into<String>) -> Self {
        Self { value, text: text.into() }
    }
}

/// Reads `typed` for a text-like field. An empty text is no value and never wrong; choices and flags are not read
/// here, they cannot be wrong.
///
/// # Errors
/// What is wrong and what would be right.
pub fn check(field: &FieldInfo, typed: &str, now: At, zone: Tz) -> Result<Checked, Say> {
    let text = typed.trim();
    if text.is_empty() {
        return Ok(Checked::new(Value::None, ""));
    }
    match field.kind {
        Kind::Line(max) | Kind::Text(max) => {
            let count = text.chars().count();
            if count > usize::from(max) {
                Err(say!("最多 {max} 个字，现有 {count} 个", "At most {max} characters; there are {count}"))
            } else {
                Ok(Checked::new(Value::Text(text.to_owned()), text))
            }
        }
        Kind::Int(min, max) => match half_width(text).parse::<i64>() {
            Ok(number) if (min..=max).contains(&number) => {
                Ok(Checked::new(Value::Int(number), number.to_string()))
            }
            _ => Err(say!("应为 {min} 至 {max} 的整数", "Must be a whole number from {min} to {max}")),
        },
        Kind::Fen => fen(text),
        Kind::Decimal(places) => decimal(text, places),
        Kind::Date => parse_date(text, now, zone)
            .map(|date| Checked::new(Value::Date(date), date.format("%Y-%m-%d").to_string()))
            .map_err(|fault| fault.say()),
        Kind::At => parse_at(text, now, zone)
            .map(|at| Checked::new(Value::At(at), at.input(zone)))
            .map_err(|fault| fault.say()),
        Kind::Phone => {
            let count = digits(text).len();
            if (3..=20).contains(&count) {
                Ok(Checked::new(Value::Text(text.to_owned()), text))
            } else {
                Err(t("电话应有 3 至 20 位数字", "A phone number has 3 to 20 digits").into())
            }
        }
        Kind::Link(_) | Kind::Choice(_) | Kind::Choices(_) | Kind::Flag => {
            Ok(Checked::new(Value::Text(text.to_owned()), text))
        }
    }
}

/// Yuan as typed, in fen: at most two decimals, no more than nine digits before them.
fn fen(text: &str) -> Result<Checked, Say> {
    let wrong = || {
        Say::from(t(
            "应为金额，如 35.50，最多两位小数",
            "Must be an amount such as 35.50, two decimals at most",
        ))
    };
    let plain: String = half_width(text).chars().filter(|c| !matches!(c, ',' | '$' | '元' | ' ')).collect();
    let amount: Decimal = plain.parse().map_err(|_| wrong())?;
    if amount.normalize().scale() > 2 || amount.abs() >= Decimal::from(1_000_000_000_i64) {
        return Err(wrong());
    }
    let fen = (amount * Decimal::from(100)).to_i64().ok_or_else(wrong)?;
    let mut shown = amount.normalize();
    shown.rescale(2);
    Ok(Checked::new(Value::Fen(fen), shown.to_string()))
}

/// A number that is not negative, with at most so many decimals.
fn decimal(text: &str, places: u8) -> Result<Checked, Say> {
    let plain: String = half_width(text).chars().filter(|c| !matches!(c, ',' | ' ' | '㎡')).collect();
    let number: Option<Decimal> = plain.parse().ok();
    let fits =
        |number: &Decimal| !number.is_sign_negative() && number.normalize().scale() <= u32::from(places);
    number.filter(fits).map(|number| Checked::new(Value::Decimal(number.normalize()), plain)).ok_or_else(
        || {
            say!(
                "应为数字，最多 {places} 位小数，如 89.5",
                "Must be a number with at most {places} decimals, such as 89.5"
            )
        },
    )
}

/// Full-width digits and signs as an input method leaves them, in ASCII.
fn half_width(text: &str) -> String {
    text.chars().map(crate::text::fold::fold_ime).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZONE: Tz = chrono_tz::Asia::Shanghai;
    // 2026-11-23 16:05 in Shanghai.
    const NOW: At = At(1_795_421_100_000);

    fn field(kind: Kind) -> FieldInfo {
        FieldInfo {
            id: "x",
            label: t("值", "Value"),
            kind,
            column: None,
            editable: true,
            mask: None,
            hint: None,
        }
    }

    fn read(kind: Kind, typed: &str) -> Result<(Value, String), Say> {
        check(&field(kind), typed, NOW, ZONE).map(|checked| (checked.value, checked.text))
    }

    #[test]
    fn money_is_shown_as_it_was_understood() {
        assert_eq!(read(Kind::Fen, "35.5"), Ok((Value::Fen(3550), "35.50".into())));
        assert_eq!(read(Kind::Fen, "１,200元"), Ok((Value::Fen(120_000), "1200.00".into())));
        assert_eq!(read(Kind::Fen, "-0.01"), Ok((Value::Fen(-1), "-0.01".into())));
        for wrong in ["3.555", "abc", "99999999999"] {
            assert!(read(Kind::Fen, wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_time_typed_relative_to_now_stands_there_as_the_minute_it_means() {
        let (value, text) = read(Kind::At, "明天 9:00").expect("a time");
        assert_eq!(text, "2026-11-24 09:00");
        assert_eq!(read(Kind::At, &text), Ok((value.clone(), text.clone())));
        assert_eq!(value.written(ZONE), text);
        assert!(read(Kind::At, "25:70").expect_err("no time").zh.contains("25:70"));
    }

    #[test]
    fn numbers_and_phones_say_what_would_be_right() {
        assert_eq!(read(Kind::Int(1, 5), "５"), Ok((Value::Int(5), "5".into())));
        assert!(read(Kind::Int(1, 5), "6").expect_err("too large").en.contains("1 to 5"));
        assert!(read(Kind::Phone, "138 0000 1234").is_ok());
        assert!(read(Kind::Phone, "none").is_err());
        assert!(read(Kind::Line(3), "四个字了").is_err());
        assert_eq!(read(Kind::Int(1, 5), "  "), Ok((Value::None, String::new())));
    }
}
