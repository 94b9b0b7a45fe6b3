//! The value of one field: what forms, the wire, JSON and exports carry, and how Rust types turn into it.

use crate::domain::moment::At;
use crate::text::lang::{T, t};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};

/// A field's value. What it means is the field's [`Kind`](crate::domain::register::Kind).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub enum Value {
    /// Nothing was said.
    #[default]
    None,
    /// Words; also anything a person typed that the desk has yet to understand (a room, a time, a name).
    Text(String),
    /// A whole number.
    Int(i64),
    /// Money in fen.
    Fen(i64),
    /// A business date.
    Date(NaiveDate),
    /// An instant.
    At(At),
    /// The id of a choice.
    Choice(String),
    /// Yes or no.
    Flag(bool),
    /// The id of an entry in the register that the field's kind names.
    Id(u64),
    /// Several texts or ids of choices. Plain strings, so that no value can nest in itself and no hostile frame can
    /// overflow the stack of a reader.
    List(Vec<String>),
    /// A number with decimals: an area, a share, a coefficient. Never a float.
    Decimal(
        #[serde(with = "rust_decimal::serde::str")]
        #[schemars(with = "String")]
        Decimal,
    ),
}

impl Value {
    /// Whether there is nothing in it (an empty text is nothing).
    #[must_use]
    pub fn is_none(&self) -> bool {
        match self {
            Self::None => true,
            Self::Text(text) | Self::Choice(text) => text.is_empty(),
            Self::List(list) => list.is_empty(),
            _ => false,
        }
    }

    /// The words, when it is words.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Choice(text) => Some(text),
            _ => None,
        }
    }

    /// The value as somebody would type it into its field: what forms are filled with and exports hold.
    #[must_use]
    pub fn written(&self, zone: chrono_tz::Tz) -> String {
        match self {
            Self::None => String::new(),
            Self::Text(text) | Self::Choice(text) => text.clone(),
            Self::Int(number) => number.to_string(),
            Self::Fen(fen) => {
                let mut amount = Decimal::new(*fen, 2);
                amount.rescale(2);
                amount.to_string()
            }
            Self::Decimal(number) => number.to_string(),
            Self::Date(date) => date.format("%Y-%m-%d").to_string(),
            Self::At(at) => at.input(zone),
            Self::Flag(flag) => if *flag { "yes" } else { "no" }.to_owned(),
            Self::Id(id) => format!("#{id}"),
            Self::List(list) => list.join(","),
        }
    }

    /// The entry id, when it is one.
    #[must_use]
    pub fn id(&self) -> Option<u64> {
        match self {
            Self::Id(id) => Some(*id),
            _ => None,
        }
    }
}

/// A Rust type that one field can hold.
pub trait Valued: Sized {
    /// What it shows as.
    fn value(&self) -> Value;
    /// The type's own form of a value that the desk has already understood.
    ///
    /// # Errors
    /// A text in both languages that says what would be right.
    fn take(value: Value) -> Result<Self, T>;
}

const WANTS_TEXT: T = t("这里要填文字", "This wants text");
const WANTS_NUMBER: T = t("这里要填整数", "This wants a whole number");
const WANTS_TIME: T =
    t("这里要填时间，如 14:30、明天 9:00", "This wants a time, such as 14:30 or tomorrow 9:00");
const WANTS_DATE: T = t("这里要填日期，如 2026-11-25", "This wants a date, such as 2026-11-25");
const WANTS_MONEY: T = t("这里要填金额，如 35.50", "This wants an amount, such as 35.50");
const WANTS_DECIMAL: T = t("这里要填数字，如 89.50", "This wants a number, such as 89.50");
const WANTS_FLAG: T = t("这里要填是或否", "This wants yes or no");
const WANTS_ENTRY: T = t("这里要选一条记录", "This wants an entry");

impl Valued for String {
    fn value(&self) -> Value {
        if self.is_empty() { Value::None } else { Value::Text(self.clone()) }
    }
    fn take(value: Value) -> Result<Self, T> {
        match value {
            Value::None => Ok(Self::new()),
            Value::Text(text) | Value::Choice(text) => Ok(text),
            _ => Err(WANTS_TEXT),
        }
    }
}

macro_rules! valued {
    ($($type:ty, $variant:ident, $wants:ident;)*) => {$(
        impl Valued for Option<$type> {
            fn value(&self) -> Value {
                self.clone().map_or(Value::None, Value::$variant)
            }
            fn take(value: Value) -> Result<Self, T> {
                match value {
                    Value::None => Ok(None),
                    Value::$variant(inner) => Ok(Some(inner)),
                    _ => Err($wants),
                }
            }
        }
    )*};
}

valued! {
    i64, Int, WANTS_NUMBER;
    At, At, WANTS_TIME;
    NaiveDate, Date, WANTS_DATE;
}

impl Valued for bool {
    fn value(&self) -> Value {
        Value::Flag(*self)
    }
    fn take(value: Value) -> Result<Self, T> {
        match value {
            Value::None => Ok(false),
            Value::Flag(flag) => Ok(flag),
            _ => Err(WANTS_FLAG),
        }
    }
}

/// Money in fen; negative is owed by the office.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(transparent)]
pub struct Fen(pub i64);

impl Valued for Option<Fen> {
    fn value(&self) -> Value {
        self.map_or(Value::None, |fen| Value::Fen(fen.0))
    }
    fn take(value: Value) -> Result<Self, T> {
        match value {
            Value::None => Ok(None),
            Value::Fen(fen) => Ok(Some(Fen(fen))),
            _ => Err(WANTS_MONEY),
        }
    }
}

/// A number with a fixed count of decimals, kept as a whole number of its smallest part: `89.50` with two is 8950.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fixed<const PLACES: u32>(pub i64);

/// Square metres in hundredths, as a title deed has them.
pub type Area = Fixed<2>;
/// A share or a coefficient in ten-thousandths.
pub type Share = Fixed<4>;

impl<const PLACES: u32> Fixed<PLACES> {
    /// The number, with all its decimals.
    #[must_use]
    pub fn decimal(self) -> Decimal {
        Decimal::new(self.0, PLACES)
    }

    /// The number in its smallest part; none when it has more decimals, or is too large.
    #[must_use]
    pub fn of(number: Decimal) -> Option<Self> {
        let scaled = number.checked_mul(Decimal::from(10_i64.checked_pow(PLACES)?))?;
        if scaled.fract() == Decimal::ZERO { scaled.to_i64().map(Self) } else { None }
    }
}

impl<const PLACES: u32> Valued for Option<Fixed<PLACES>> {
    fn value(&self) -> Value {
        self.map_or(Value::None, |number| Value::Decimal(number.decimal()))
    }
    fn take(value: Value) -> Result<Self, T> {
        match value {
            Value::None => Ok(None),
            Value::Decimal(number) => Fixed::of(number).map(Some).ok_or(WANTS_DECIMAL),
            _ => Err(WANTS_DECIMAL),
        }
    }
}

macro_rules! valued_ids {
    ($($type:ident),*) => {$(
        impl Valued for Option<crate::domain::ids::$type> {
            fn value(&self) -> Value {
                self.map_or(Value::None, |id| Value::Id(id.0))
            }
            fn take(value: Value) -> Result<Self, T> {
                match value {
                    Value::None => Ok(None),
                    Value::Id(id) => Ok(Some(crate::domain::ids::$type(id))),
                    _ => Err(WANTS_ENTRY),
                }
            }
        }
    )*};
}

valued_ids!(
    PlaceId,
    PersonId,
    StaffId,
    TeamId,
    DeskId,
    RequestId,
    FaultKindId,
    PriceItemId,
    IncidentId,
    CountableId,
    TillMoveId,
    PatternId,
    ShiftId,
    StandingOrderId
);
