//! Understands what was typed into a field: rooms, names, times, amounts. Every text is cleaned here, once.

use crate::desk::job::Outcome;
use crate::desk::resolve;
use crate::desk::rows::Loaded;
use crate::desk::scope::Scope;
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::identity::phone;
use crate::domain::ids::EntryRef;
use crate::domain::kept::DISABLED;
use crate::domain::moment::typed::{parse_at, parse_date};
use crate::domain::register::{AnyRegister, Choice, FieldInfo, Kind, Look, Values};
use crate::domain::value::Value;
use crate::say;
use crate::text::clean::clean;
use crate::text::fold::{digits, search_key};
use crate::text::lang::t;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// Turns a typed or given value into one of the field's kind.
pub(super) fn understand(scope: &Scope<'_>, field: &FieldInfo, value: Value) -> Result<Value, Fault> {
    let at = field.id;
    let value = match value {
        Value::Text(text) => {
            let max = longest(field.kind);
            if text.chars().count() > max {
                return Err(Fault::new(
                    FaultKind::TooLarge,
                    say!("最多 {max} 个字", "At most {max} characters"),
                )
                .at(at));
            }
            let text = clean(&text, max, matches!(field.kind, Kind::Text(_)));
            if text.is_empty() { Value::None } else { Value::Text(text) }
        }
        other => other,
    };
    if value.is_none() {
        return Ok(Value::None);
    }
    match field.kind {
        Kind::Line(_) | Kind::Text(_) => match value {
            Value::Text(_) => Ok(value),
            Value::Int(number) => Ok(Value::Text(number.to_string())),
            _ => Err(Fault::invalid(at, t("这里要填文字", "This wants text"))),
        },
        Kind::Phone => telephone(at, value),
        Kind::Int(min, max) => int(at, &value, min, max),
        Kind::Fen => fen(at, value),
        Kind::Decimal(places) => decimal(at, &value, u32::from(places)),
        Kind::Date => match value {
            Value::Text(text) => parse_date(&text, scope.now, scope.zone())
                .map(Value::Date)
                .map_err(|fault| Fault::invalid(at, fault.say())),
            Value::Date(_) => Ok(value),
            _ => Err(Fault::invalid(
                at,
                t("这里要填日期，如 2026-11-25", "This wants a date, such as 2026-11-25"),
            )),
        },
        Kind::At => match value {
            Value::Text(text) => parse_at(&text, scope.now, scope.zone())
                .map(Value::At)
                .map_err(|fault| Fault::invalid(at, fault.say())),
            Value::At(_) => Ok(value),
            _ => Err(Fault::invalid(at, t("这里要填时间，如 14:30", "This wants a time, such as 14:30"))),
        },
        Kind::Choice(choices) => choice(at, choices, value.text().unwrap_or_default()).map(Value::Choice),
        Kind::Choices(choices) => many(at, choices, value),
        Kind::Flag => flag(at, &value),
        Kind::Link(register) => resolve::link(scope, at, register, &value),
    }
}

/// Refuses to name anew somebody or something that is no longer in use; what stood there `before` may stay.
pub(super) fn in_use(
    scope: &Scope<'_>,
    register: &dyn AnyRegister,
    values: &Values,
    before: Option<&Loaded>,
) -> Result<(), Fault> {
    for (id, value) in &values.0 {
        let (Some(Kind::Link(to)), Value::Id(linked)) = (register.field(id).map(|field| field.kind), value)
        else {
            continue;
        };
        let to = scope.register(to)?.info();
        let stood = before.is_some_and(|entry| register.get(&entry.head, &*entry.body, id) == *value);
        let named = scope.head(EntryRef::new(to.tag, *linked))?;
        if !stood && to.kept && named.is_some_and(|head| head.state == DISABLED) {
            let (zh, en) = (to.name.zh, to.name.en);
            let text = say!("这个{zh}已停用，请另选", "This {en} is disabled; choose another");
            return Err(Fault::refused(text).at(id.as_str()));
        }
    }
    Ok(())
}

/// The longest text a field of this kind takes, in characters.
fn longest(kind: Kind) -> usize {
    match kind {
        Kind::Line(max) | Kind::Text(max) => usize::from(max),
        _ => 120,
    }
}

fn int(at: &str, value: &Value, min: i64, max: i64) -> Result<Value, Fault> {
    let number = match value {
        Value::Int(number) => Some(*number),
        Value::Text(text) => text.trim().parse().ok(),
        _ => None,
    };
    match number {
        Some(number) if (min..=max).contains(&number) => Ok(Value::Int(number)),
        _ => Err(Fault::invalid(
            at,
            say!("应为 {min} 至 {max} 的整数", "Must be a whole number from {min} to {max}"),
        )),
    }
}

/// Yuan with at most two decimals; thousands separators and the sign of the currency are ignored.
fn fen(at: &str, value: Value) -> Result<Value, Fault> {
    let wrong = || {
        Fault::invalid(
            at,
            t(
                "应为金额，最多两位小数，如 35.50",
                "Must be an amount with at most two decimals, such as 35.50",
            ),
        )
    };
    let text = match value {
        Value::Fen(_) => return Ok(value),
        Value::Int(yuan) => yuan.to_string(),
        Value::Text(text) => text,
        _ => return Err(wrong()),
    };
    let plain: String = text.chars().filter(|c| !matches!(c, ',' | '，' | '¥' | '￥' | '元' | ' ')).collect();
    let amount: Decimal = plain.parse().map_err(|_| wrong())?;
    let in_fen = amount.checked_mul(Decimal::ONE_HUNDRED).ok_or_else(wrong)?;
    if amount.is_sign_negative() || in_fen.fract() != Decimal::ZERO {
        return Err(wrong());
    }
    in_fen.to_i64().map(Value::Fen).ok_or_else(wrong)
}

/// A number that is not negative, with at most so many decimals.
fn decimal(at: &str, value: &Value, places: u32) -> Result<Value, Fault> {
    let number: Option<Decimal> = match value {
        Value::Decimal(number) => Some(*number),
        Value::Int(number) => Some(Decimal::from(*number)),
        // Digits from a Chinese keyboard, and the unit that a deed has behind them.
        Value::Text(text) => {
            let plain: String = search_key(text).chars().filter(|c| !matches!(c, ',' | '，')).collect();
            // The whole of it first: the 2 of 72 is no square.
            let unit = ["m2", "平方米", "平米"].into_iter().find_map(|unit| plain.strip_suffix(unit));
            plain.parse().ok().or_else(|| unit?.parse().ok())
        }
        _ => None,
    };
    let largest = Decimal::from(1_000_000_000);
    match number {
        Some(number)
            if !number.is_sign_negative() && number.normalize().scale() <= places && number <= largest =>
        {
            Ok(Value::Decimal(number.normalize()))
        }
        _ => Err(Fault::invalid(
            at,
            say!(
                "应为数字，最多 {places} 位小数，如 89.5",
                "Must be a number with at most {places} decimals, such as 89.5"
            ),
        )),
    }
}

fn telephone(at: &str, value: Value) -> Result<Value, Fault> {
    let text = match value {
        Value::Text(text) => text,
        Value::Int(number) => number.to_string(),
        _ => return Err(Fault::invalid(at, t("这里要填电话号码", "This wants a phone number"))),
    };
    let plain = digits(&text);
    if (3..=20).contains(&plain.len()) {
        Ok(Value::Text(phone::check(&text).kept()))
    } else {
        Err(Fault::invalid(at, t("电话号码应为 3 至 20 位数字", "A phone number has 3 to 20 digits")))
    }
}

/// Says what is odd about the telephone numbers that were typed.
pub(super) fn odd_phones(register: &dyn AnyRegister, values: &Values, out: &mut Outcome) {
    for (id, value) in &values.0 {
        let typed = register.field(id).filter(|field| field.kind == Kind::Phone).and_then(|_| value.text());
        if let Some(why) = typed.and_then(|typed| phone::check(typed).verdict.why().cloned())
            && !out.warnings.contains(&why)
        {
            out.warnings.push(why);
        }
    }
}

/// The id of the choice that a text means: its id, or its words in either language.
fn choice(at: &str, choices: &[Choice], said: &str) -> Result<String, Fault> {
    let said = said.trim();
    let meant = choices.iter().find(|choice| {
        choice.id == said || choice.label.zh == said || choice.label.en.eq_ignore_ascii_case(said)
    });
    meant.map(|choice| choice.id.to_owned()).ok_or_else(|| {
        let zh = choices.iter().map(|c| c.label.zh).collect::<Vec<_>>().join("、");
        let en = choices.iter().map(|c| c.id).collect::<Vec<_>>().join(", ");
        Fault::invalid(at, say!("“{said}”不在可选范围内：{zh}", "“{said}” is not one of: {en}"))
    })
}

fn many(at: &str, choices: &[Choice], value: Value) -> Result<Value, Fault> {
    let items: Vec<String> = match value {
        Value::List(items) => items,
        other => {
            let text = other.text().unwrap_or_default();
            text.split([',', '，', '、', ' ']).filter(|part| !part.is_empty()).map(str::to_owned).collect()
        }
    };
    items.iter().map(|item| choice(at, choices, item)).collect::<Result<_, _>>().map(Value::List)
}

fn flag(at: &str, value: &Value) -> Result<Value, Fault> {
    match value {
        Value::Flag(_) => Ok(value.clone()),
        _ => match value.text().unwrap_or_default().to_ascii_lowercase().as_str() {
            "y" | "yes" | "true" | "1" | "是" => Ok(Value::Flag(true)),
            "n" | "no" | "false" | "0" | "否" => Ok(Value::Flag(false)),
            _ => Err(Fault::invalid(at, t("这里要填是或否", "This wants yes or no"))),
        },
    }
}
