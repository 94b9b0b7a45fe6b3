//! How an entry shows as a row: its state, its columns, when it is due, what it means. Reads the register's
//! declaration; knows no register by name.

use super::Cx;
use crate::api::entry::{Cell, Row};
use crate::domain::moment::{date_screen, span};
use crate::domain::register::{AnyRegister, Choice, FieldInfo, Head, Kind, Mark, Registers};
use crate::domain::value::Value;
use crate::say;
use crate::text::lang::{Lang, Say, T, t};
use crate::tui::theme::Tone;
use crate::tui::widget::table::{Column, Line};

/// The word for an entry's state.
#[must_use]
pub fn state_word(row: &Row, registers: &Registers) -> T {
    let register = registers.by_tag(row.register);
    register.and_then(|register| register.info().state(row.head.state)).map_or(t("", ""), |state| state.label)
}

/// A field's value in words.
#[must_use]
pub fn value_text(info: &FieldInfo, cell: &Cell, cx: &Cx) -> String {
    if let Some(shown) = &cell.shown {
        return shown.clone();
    }
    words(info, &cell.value, cx)
}

fn words(info: &FieldInfo, value: &Value, cx: &Cx) -> String {
    match (info.kind, value) {
        (_, Value::None) => String::new(),
        (Kind::Choice(choices) | Kind::Choices(choices), Value::Choice(id)) => {
            choice(choices, id, cx).to_owned()
        }
        (Kind::Choices(choices), Value::List(ids)) => {
            let all: Vec<&str> = ids.iter().map(|id| choice(choices, id, cx)).collect();
            all.join(if cx.lang == Lang::Zh { "、" } else { ", " })
        }
        (_, Value::List(texts)) => texts.join(if cx.lang == Lang::Zh { "；" } else { "; " }),
        (_, Value::At(at)) => at.screen(cx.now, cx.zone),
        (_, Value::Date(date)) => date_screen(*date, cx.now.date(cx.zone)),
        (_, Value::Flag(flag)) => cx.t(if *flag { t("是", "yes") } else { t("否", "no") }).to_owned(),
        _ => value.written(cx.zone),
    }
}

fn choice<'a>(choices: &'static [Choice], id: &'a str, cx: &Cx) -> &'a str {
    choices.iter().find(|choice| choice.id == id).map_or(id, |choice| cx.t(choice.label))
}

/// Whether the register's entries come and go; rooms and staff only are.
fn flows(register: &dyn AnyRegister) -> bool {
    !register.info().kept
}

/// Prefix, year and month, a dash, four digits; a sequence beyond 9,999 loses its end in a list, not on the detail.
fn number_width(register: &dyn AnyRegister) -> u16 {
    u16::try_from(register.info().prefix.len()).unwrap_or(1) + 9
}

/// The columns of a register's lists: number, state, time, then the fields that ask for one. The widest takes the room.
#[must_use]
pub fn columns(register: &dyn AnyRegister, cx: &Cx) -> Vec<Column> {
    let wide = cx.lang == Lang::En;
    let mut all = vec![
        Column::new(cx.t(t("编号", "Number")), number_width(register)),
        Column::new(cx.t(t("状态", "State")), if wide { 10 } else { 8 }),
    ];
    if flows(register) {
        all.push(Column::new(cx.t(t("时间", "When")), 11));
    }
    let shown = register.fields().iter().filter_map(|info| Some((info, info.column?)));
    let widest = shown.clone().map(|(_, width)| width).max();
    let mut given = false;
    for (info, width) in shown {
        let mut column = Column::new(cx.t(info.label), width);
        if !given && Some(width) == widest {
            given = true;
            column = column.flexible();
        }
        if matches!(info.kind, Kind::Int(..) | Kind::Fen | Kind::Decimal(_)) {
            column = column.right();
        }
        all.push(column);
    }
    all
}

/// An entry as a row under [`columns`].
#[must_use]
pub fn line(row: &Row, register: &dyn AnyRegister, cx: &Cx) -> Line {
    let mut cells = vec![row.head.number.clone(), cx.t(state_word(row, &cx.registers)).to_owned()];
    if flows(register) {
        cells.push(cx.say(&when(&row.head, cx)).to_owned());
    }
    for info in register.fields().iter().filter(|info| info.column.is_some()) {
        let cell = row.cells.iter().find(|cell| cell.field == info.id);
        cells.push(cell.map_or_else(String::new, |cell| value_text(info, cell, cx)));
    }
    Line::new(cells).toned(tone(row, cx))
}

/// An entry on one line, where there are no columns: number, state, time, title.
#[must_use]
pub fn short(row: &Row, cx: &Cx) -> Line {
    let cells = vec![
        row.head.number.clone(),
        cx.t(state_word(row, &cx.registers)).to_owned(),
        cx.say(&when(&row.head, cx)).to_owned(),
        cx.say(&row.title).to_owned(),
        place_of(row).to_owned(),
    ];
    Line::new(cells).toned(tone(row, cx))
}

/// The columns of [`short`].
#[must_use]
pub fn short_columns(cx: &Cx) -> Vec<Column> {
    let state = if cx.lang == Lang::En { 10 } else { 8 };
    vec![
        Column::new(cx.t(t("编号", "Number")), 10),
        Column::new(cx.t(t("状态", "State")), state),
        Column::new(cx.t(t("时间", "When")), 11),
        Column::new(cx.t(t("事项", "Matter")), 20).flexible(),
        Column::new(cx.t(t("房间", "Place")), 10),
    ]
}

/// The name of the row's place, when it has one.
#[must_use]
pub fn place_of(row: &Row) -> &str {
    let cell = row.cells.iter().find(|cell| cell.field == "place");
    cell.and_then(|cell| cell.shown.as_deref()).unwrap_or("")
}

/// `超时 2小时` past the due time, the due time before it, else when it was written down.
#[must_use]
pub fn when(head: &Head, cx: &Cx) -> Say {
    match head.due {
        Some(due) if due <= cx.now => {
            let minutes = due.minutes_to(cx.now);
            // One unit is enough in a list.
            let rounded = match minutes {
                0..60 => minutes,
                60..1440 => minutes / 60 * 60,
                _ => minutes / 1440 * 1440,
            };
            let Say { zh, en } = span(rounded);
            say!("超时{zh}", "late {en}")
        }
        Some(due) => Say::same(due.screen(cx.now, cx.zone)),
        None => Say::same(head.occurred_at.screen(cx.now, cx.zone)),
    }
}

/// What a row means: late before urgent before soon due.
#[must_use]
pub fn tone(row: &Row, cx: &Cx) -> Tone {
    let info = cx.registers.by_tag(row.register).map(AnyRegister::info);
    if !info.is_some_and(|info| info.is_open(row.head.state)) {
        return Tone::Muted;
    }
    match row.head.due {
        Some(due) if due <= cx.now => Tone::Late,
        _ if row.head.rank < Head::ORDINARY => Tone::Urgent,
        Some(due) if cx.now.minutes_to(due) <= 60 => Tone::Soon,
        _ => Tone::Text,
    }
}

/// What is unusual about how the entry came to be, in words.
#[must_use]
pub fn marks(head: &Head) -> Vec<T> {
    let all = [
        (Mark::Late, t("补录", "late entry")),
        (Mark::Imported, t("导入", "imported")),
        (Mark::OddTimes, t("时间有矛盾", "odd times")),
        (Mark::Corrected, t("已更正", "corrected")),
        (Mark::Reopened, t("重新打开过", "reopened")),
        (Mark::Unmapped, t("位置未对应", "place unmapped")),
    ];
    all.into_iter().filter(|(mark, _)| head.marked(*mark)).map(|(_, word)| word).collect()
}
