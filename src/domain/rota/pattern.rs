//! Shift patterns: the usual times of a desk (`domain/facts.md` 8). A pattern plans nobody; shifts name it.

use super::{read_time, write_time};
use crate::domain::fault::Fault;
use crate::domain::ids::{DeskId, Tag};
use crate::domain::kept::{ACTIVE, KEPT_STATES};
use crate::domain::moment::Date;
use crate::domain::posts::Posts;
use crate::domain::price_item::{KEEPERS, list_actions};
use crate::domain::register::{
    Ask, Field, Head, KeyClass, Kind, Order, Register, SearchKey, Spec, SpecInfo, Values, View,
};
use crate::domain::value::{Value, Valued};
use crate::text::fold::search_key;
use crate::text::lang::{Say, T, t};
use crate::{choices, field, stored};
use chrono::Datelike;
use serde::{Deserialize, Serialize};

/// The register's number.
pub const TAG: Tag = 82;

choices! {
    /// What a shift is called.
    pub ShiftKind {
        Early = "early" 'e' ("早班", "Early"),
        Middle = "middle" 'm' ("中班", "Middle"),
        Late = "late" 'l' ("晚班", "Late"),
        Night = "night" 'n' ("夜班", "Night"),
        Straight = "straight" 's' ("行政班", "Straight day"),
        Custom = "custom" 'c' ("其他", "Other"),
    }
}

choices! {
    /// A day of the week.
    pub WeekDay {
        Monday = "mon" '1' ("周一", "Mon"),
        Tuesday = "tue" '2' ("周二", "Tue"),
        Wednesday = "wed" '3' ("周三", "Wed"),
        Thursday = "thu" '4' ("周四", "Thu"),
        Friday = "fri" '5' ("周五", "Fri"),
        Saturday = "sat" '6' ("周六", "Sat"),
        Sunday = "sun" '7' ("周日", "Sun"),
    }
}

impl WeekDay {
    /// The day of the week of a date, by its id.
    #[must_use]
    pub fn of(day: Date) -> &'static str {
        let no = day.weekday().num_days_from_monday() as usize;
        Self::ALL.get(no).copied().unwrap_or(Self::Monday).id()
    }
}

/// A pattern's own fields.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Pattern {
    /// What people call it.
    pub name: String,
    /// The character that stands for it in a calendar.
    pub mark: String,
    /// What sort of shift.
    pub kind: Option<ShiftKind>,
    /// The desk; none: every desk.
    pub desk: Option<DeskId>,
    /// When it begins, as `07:30` on the wall.
    pub start: String,
    /// When it ends; not later than the start: on the next day.
    pub end: String,
    /// On which days of the week; empty: every day.
    pub weekdays: Vec<String>,
}

stored!(Pattern, PatternDisk);

impl Pattern {
    /// Start and end in minutes after midnight.
    #[must_use]
    pub fn times(&self) -> (i64, i64) {
        (read_time(&self.start).unwrap_or(0), read_time(&self.end).unwrap_or(0))
    }
}

const fn view(id: &'static str, title: T, states: &'static [u8]) -> View {
    View { id, title, states, mine: false, order: Order::Natural }
}

const VIEWS: &[View] =
    &[view("active", t("班次", "Shift patterns"), &[ACTIVE]), view("all", t("全部", "All"), &[])];

/// The register of patterns.
pub struct Patterns;

impl Register for Patterns {
    type Entry = Pattern;

    fn spec() -> Spec<Pattern> {
        let info = SpecInfo {
            id: "shift_pattern",
            tag: TAG,
            name: t("班次", "Shift pattern"),
            prefix: "SP",
            states: KEPT_STATES,
            views: VIEWS,
            see: Posts::ALL,
            correct: KEEPERS,
            kept: true,
        };
        let fields = vec![
            field!(Pattern, name, t("名称", "Name"), Kind::Line(20)).column(14),
            field!(Pattern, mark, t("简称", "Mark"), Kind::Line(2)).column(6).hint(t(
                "排班表上的一个字；不填取名称首字",
                "One character in the calendar; empty: the first",
            )),
            field!(Pattern, kind, t("种类", "Kind"), Kind::Choice(ShiftKind::CHOICES)).column(8),
            field!(Pattern, start, t("开始", "From"), Kind::Line(5))
                .column(6)
                .hint(t("如 7:30", "Such as 7:30")),
            field!(Pattern, end, t("结束", "To"), Kind::Line(5))
                .column(6)
                .hint(t("不晚于开始即为次日", "Not later than the start: on the next day")),
            field!(Pattern, desk, t("服务台", "Desk"), Kind::DESK)
                .column(10)
                .hint(t("不填：各服务台通用", "Empty: for every desk")),
            Field::new(
                "weekdays",
                t("适用日", "Days"),
                Kind::Choices(WeekDay::CHOICES),
                |_, e: &Pattern| Value::List(e.weekdays.clone()),
                |_, e: &mut Pattern, v| {
                    e.weekdays = if let Value::List(list) = v { list } else { Vec::new() };
                    Ok(())
                },
            )
            .hint(t("不填：每天", "Empty: every day")),
        ];
        let asks = vec![
            Ask::must("name"),
            Ask::must("start"),
            Ask::must("end"),
            Ask::may("kind"),
            Ask::may("mark"),
            Ask::may("desk"),
            Ask::more("weekdays"),
        ];
        Spec {
            normal: |_, e, _| normal(e),
            unique: |_, e| Some(("name", unique(e))),
            keys: |_, e| vec![SearchKey::new(KeyClass::Name, search_key(&e.name)), unique(e)],
            sort: |h, e| Some(sort(h, e)),
            ..Spec::new(info, fields, list_actions(asks), |_, e| {
                Say::same(format!("{} {}–{}", e.name, e.start, e.end))
            })
        }
    }
}

/// One name at a desk.
fn unique(entry: &Pattern) -> SearchKey {
    let desk = entry.desk.map_or(String::new(), |desk| format!("@{}", desk.0));
    SearchKey::new(KeyClass::Name, format!("{}{desk}", search_key(&entry.name)))
}

fn sort(head: &Head, entry: &Pattern) -> Vec<u8> {
    [entry.times().0.to_be_bytes(), head.id.to_be_bytes()].concat()
}

/// A time as it is kept.
pub(super) fn clock(text: &str, field: &str) -> Result<String, Fault> {
    let minutes = read_time(text)
        .ok_or_else(|| Fault::invalid(field, t("时间如 7:30、23:00", "A time is such as 7:30 or 23:00")))?;
    Ok(write_time(minutes))
}

fn normal(entry: &mut Pattern) -> Result<(), Fault> {
    entry.start = clock(&entry.start, "start")?;
    entry.end = clock(&entry.end, "end")?;
    if entry.start == entry.end || entry.start == "24:00" {
        return Err(Fault::invalid("end", t("结束与开始相同", "It ends when it begins")));
    }
    entry.kind.get_or_insert(ShiftKind::Custom);
    if entry.mark.is_empty() {
        entry.mark = entry.name.chars().take(1).collect();
    }
    Ok(())
}

/// A line of the standard list: name, mark, kind, start, end.
const STANDARD: &[(&str, &str, ShiftKind, &str, &str)] = &[
    ("早班", "早", ShiftKind::Early, "07:30", "15:30"),
    ("行政班", "行", ShiftKind::Straight, "08:30", "17:30"),
    ("午间值班", "午", ShiftKind::Middle, "12:00", "14:30"),
    ("晚班", "晚", ShiftKind::Late, "15:00", "23:00"),
    ("夜班", "夜", ShiftKind::Night, "23:00", "07:30"),
];

/// The patterns an office begins with: three shifts round the clock, the straight day and the phone at noon.
pub fn standard() -> impl Iterator<Item = Values> {
    STANDARD.iter().map(|(name, mark, kind, start, end)| {
        let text = |text: &str| Value::Text(text.to_owned());
        Values::default()
            .with("name", text(name))
            .with("mark", text(mark))
            .with("kind", Some(*kind).value())
            .with("start", text(start))
            .with("end", text(end))
    })
}
