//! The office's own calendars: when each of them runs. One that is out of use counts as the program brought it.

use super::{Calendar, CalendarCode, Calendars, DayKind};
use crate::domain::fault::Fault;
use crate::domain::ids::Tag;
use crate::domain::kept::{ACTIVE, DISABLED, KEPT_STATES, KEPT_VIEWS};
use crate::domain::posts::{Post, Posts};
use crate::domain::register::{Action, Ask, KeyClass, Kind, Register, SearchKey, Spec, SpecInfo, To, Values};
use crate::domain::value::{Value, Valued};
use crate::text::fold::search_key;
use crate::text::lang::{Say, t};
use crate::{field, say, stored};
use serde::{Deserialize, Serialize};

/// The register's number.
pub const TAG: Tag = 50;

/// Who may change calendars and holidays: they move what was promised to customers.
pub const KEEPERS: Posts = Posts::of(&[Post::Manager, Post::Administrator]);

/// A calendar's own fields.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct ServiceCalendar {
    /// Which of the calendars.
    pub code: Option<CalendarCode>,
    /// What the office calls it; its usual name when empty.
    pub name: String,
    /// On which days it runs.
    pub days: Option<DayKind>,
    /// Its hours as they are written: `08:30-12:00 13:30-17:30`.
    pub hours: String,
}

stored!(ServiceCalendar, ServiceCalendarDisk);

impl ServiceCalendar {
    /// Takes its place among the calendars.
    pub fn lay_over(&self, calendars: &mut Calendars) {
        // What is saved was read once already; an entry that cannot be read changes nothing.
        if let (Some(code), Some(days), Ok(hours)) = (self.code, self.days, Calendar::read_hours(&self.hours))
        {
            calendars.set(code, Calendar { days, hours, name: self.name.clone() });
        }
    }

    fn called(&self) -> Say {
        match self.code {
            Some(code) if self.name.is_empty() => code.label().into(),
            _ => Say::same(self.name.clone()),
        }
    }
}

/// The register of calendars.
pub struct ServiceCalendars;

impl Register for ServiceCalendars {
    type Entry = ServiceCalendar;

    fn spec() -> Spec<ServiceCalendar> {
        let info = SpecInfo {
            id: "calendar",
            tag: TAG,
            name: t("服务日历", "Service calendar"),
            prefix: "CA",
            states: KEPT_STATES,
            views: KEPT_VIEWS,
            see: Posts::ALL,
            correct: KEEPERS,
            kept: true,
        };
        let codes = Kind::Choice(CalendarCode::CHOICES);
        let fields = vec![
            field!(ServiceCalendar, code, t("日历", "Calendar"), codes).column(16),
            field!(ServiceCalendar, name, t("本处叫法", "The office's name for it"), Kind::Line(20))
                .column(16),
            field!(ServiceCalendar, days, t("适用日", "Days"), Kind::Choice(DayKind::CHOICES)).column(16),
            field!(ServiceCalendar, hours, t("时段", "Hours"), Kind::Line(80)).column(24),
        ];
        let asks = vec![Ask::must("code"), Ask::must("days"), Ask::must("hours"), Ask::more("name")];
        Spec {
            normal: |_, entry, _| normal(entry),
            unique: |_, entry| Some(("code", key(entry)?)),
            keys: |_, entry| {
                let name = search_key(&entry.called().zh);
                key(entry).into_iter().chain([SearchKey::new(KeyClass::Name, name)]).collect()
            },
            ..Spec::new(info, fields, keeping(asks), |_, entry| {
                let (called, hours) = (entry.called(), &entry.hours);
                let (zh, en) = (called.zh, called.en);
                say!("{zh} {hours}", "{en} {hours}")
            })
        }
    }
}

/// Adding, disabling and enabling by those who may. Changing is a correction.
pub(super) fn keeping<E>(asks: Vec<Ask>) -> Vec<Action<E>> {
    let (off, on) = (t("停用", "Disable"), t("启用", "Enable"));
    vec![
        Action::create("add", t("新增", "Add"), ACTIVE, KEEPERS, asks),
        Action::step("disable", off, &[ACTIVE], To::State(DISABLED), KEEPERS, vec![]).confirm(),
        Action::step("enable", on, &[DISABLED], To::State(ACTIVE), KEEPERS, vec![]),
    ]
}

fn normal(entry: &mut ServiceCalendar) -> Result<(), Fault> {
    if entry.code == Some(CalendarCode::Always) {
        // Limits of danger to life are counted by it; an office that shuts has no such limit.
        let whole = Calendar::standard(CalendarCode::Always);
        (entry.days, entry.hours) = (Some(whole.days), whole.write_hours());
        return Ok(());
    }
    let hours = Calendar::read_hours(&entry.hours)?;
    entry.hours = Calendar { days: DayKind::Every, hours, name: String::new() }.write_hours();
    Ok(())
}

/// The text only one calendar of a kind has.
fn key(entry: &ServiceCalendar) -> Option<SearchKey> {
    let id = entry.code?.id();
    Some(SearchKey::new(KeyClass::Name, search_key(&format!("calendar {id}"))))
}

/// The calendars an office begins with.
#[must_use]
pub fn standard() -> Vec<Values> {
    let values = CalendarCode::ALL.iter().map(|code| {
        let code = *code;
        let calendar = Calendar::standard(code);
        Values::default()
            .with("code", Some(code).value())
            .with("days", Some(calendar.days).value())
            .with("hours", Value::Text(calendar.write_hours()))
    });
    values.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::Asia::Shanghai;

    #[test]
    fn hours_are_written_one_way_and_the_calendar_round_the_clock_stays_whole() {
        let mut desk = ServiceCalendar {
            code: Some(CalendarCode::Desk),
            days: Some(DayKind::Every),
            hours: "13:30至18:00，8:00-12:00".into(),
            ..ServiceCalendar::default()
        };
        assert!(normal(&mut desk).is_ok());
        assert_eq!(desk.hours, "08:00-12:00 13:30-18:00");
        let mut calendars = Calendars::standard(Shanghai);
        desk.lay_over(&mut calendars);
        assert_eq!(calendars.get(CalendarCode::Desk).hours, [(480, 720), (810, 1080)]);
        desk.hours = "8:00-12:00 11:00-13:00".into();
        assert_eq!(normal(&mut desk).expect_err("they overlap").field.as_deref(), Some("hours"));
        desk.code = Some(CalendarCode::Always);
        assert!(normal(&mut desk).is_ok());
        assert_eq!(desk.hours, "00:00-24:00");
    }
}
