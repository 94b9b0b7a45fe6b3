//! The rows of a list as the columns of an export: number, state, times, then every field of the register.

use super::book::Cell as Out;
use super::book::write::{Head, Look};
use crate::api::entry::{Cell, Row};
use crate::domain::moment::At;
use crate::domain::register::{AnyRegister, Choice, FieldInfo, Kind};
use crate::domain::value::Value;
use crate::text::lang::{Lang, T, t};
use chrono_tz::Tz;
use rust_decimal::Decimal;
use serde_json::{Map, Value as Json};

/// The columns that every register has before its own: id in JSON, words in a spreadsheet.
const COMMON: &[(&str, T)] = &[
    ("number", t("编号", "Number")),
    ("state", t("状态", "State")),
    ("occurred_at", t("发生时间", "Happened at")),
    ("created_at", t("登记时间", "Written down at")),
    ("due", t("到期", "Due")),
];

/// The columns: their heads and what they hold.
#[must_use]
pub fn heads(register: &dyn AnyRegister, lang: Lang) -> Vec<Head> {
    let common = COMMON.iter().map(|(_, label)| Head::new(label.get(lang), Look::Text));
    let own = own(register).map(|field| Head::new(field.label.get(lang), look(field.kind, lang)));
    common.chain(own).collect()
}

/// What a column of this kind holds in a workbook.
fn look(kind: Kind, lang: Lang) -> Look {
    match kind {
        Kind::Int(..) => Look::Whole,
        Kind::Fen => Look::Decimal(2),
        Kind::Decimal(places) => Look::Decimal(places),
        Kind::Date => Look::Date,
        Kind::Choice(choices) => {
            Look::Choice(choices.iter().map(|choice| choice.label.get(lang).to_owned()).collect())
        }
        _ => Look::Text,
    }
}

/// One row under [`heads`].
#[must_use]
pub fn row(register: &dyn AnyRegister, row: &Row, lang: Lang, zone: Tz) -> Vec<Out> {
    let own = own(register).map(|field| typed(field, cell(row, field), lang, zone));
    common(register, row, lang, zone).into_iter().map(Out::Text).chain(own).collect()
}

/// A field's cell: numbers and days as such, everything else as the words of the screen.
fn typed(field: &FieldInfo, cell: Option<&Cell>, lang: Lang, zone: Tz) -> Out {
    match cell {
        Some(Cell { shown: None, value: Value::Int(number), .. }) => Out::Number((*number).into()),
        Some(Cell { shown: None, value: Value::Fen(fen), .. }) => Out::Number(Decimal::new(*fen, 2)),
        Some(Cell { shown: None, value: Value::Decimal(number), .. }) => Out::Number(*number),
        Some(Cell { shown: None, value: Value::Date(date), .. }) => Out::Date(*date),
        cell => match words(field, cell, lang, zone) {
            none if none.is_empty() => Out::Empty,
            words => Out::Text(words),
        },
    }
}

/// One row as a JSON object by field id; choices by their ids, so that a program can read it.
#[must_use]
pub fn json(register: &dyn AnyRegister, row: &Row, zone: Tz) -> Json {
    let mut object = Map::new();
    let state = register.info().state(row.head.state).map_or("", |state| state.id);
    for ((id, _), text) in COMMON.iter().zip(common(register, row, Lang::En, zone)) {
        let text = if *id == "state" { state.to_owned() } else { text };
        object.insert((*id).to_owned(), Json::String(text));
    }
    for field in own(register) {
        let value = cell(row, field).map_or(Json::Null, |cell| plain(cell, zone));
        object.insert(field.id.to_owned(), value);
    }
    Json::Object(object)
}

/// The register's own fields; those that only repeat a common column are left out.
fn own(register: &dyn AnyRegister) -> impl Iterator<Item = &FieldInfo> {
    register.fields().iter().filter(|field| !COMMON.iter().any(|(id, _)| *id == field.id))
}

fn common(register: &dyn AnyRegister, row: &Row, lang: Lang, zone: Tz) -> Vec<String> {
    let at = |at: At| at.input(zone);
    let state = register.info().state(row.head.state).map_or("", |state| state.label.get(lang));
    vec![
        row.head.number.clone(),
        state.to_owned(),
        at(row.head.occurred_at),
        at(row.head.created_at),
        row.head.due.map_or_else(String::new, at),
    ]
}

fn cell<'a>(row: &'a Row, field: &FieldInfo) -> Option<&'a Cell> {
    row.cells.iter().find(|cell| cell.field == field.id)
}

fn words(field: &FieldInfo, cell: Option<&Cell>, lang: Lang, zone: Tz) -> String {
    let Some(cell) = cell else { return String::new() };
    if let Some(shown) = &cell.shown {
        return shown.clone();
    }
    let word = |choices: &[Choice], id: &str| {
        choices
            .iter()
            .find(|choice| choice.id == id)
            .map_or_else(|| id.to_owned(), |choice| choice.label.get(lang).to_owned())
    };
    match (field.kind, &cell.value) {
        (Kind::Choice(choices), Value::Choice(id)) => word(choices, id),
        (Kind::Choices(choices), Value::List(ids)) => {
            ids.iter().map(|id| word(choices, id)).collect::<Vec<_>>().join("; ")
        }
        (_, value) => value.written(zone),
    }
}

fn plain(cell: &Cell, zone: Tz) -> Json {
    match (&cell.shown, &cell.value) {
        (Some(shown), _) => Json::String(shown.clone()),
        (None, Value::None) => Json::Null,
        (None, Value::Int(number)) => Json::from(*number),
        (None, Value::Flag(flag)) => Json::Bool(*flag),
        (None, Value::List(items)) => Json::from(items.clone()),
        (None, value) => Json::String(value.written(zone)),
    }
}
