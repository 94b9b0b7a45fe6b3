//! Planning a week like another one: what would be planned for which slot, and what not, with the reason. Plans nothing:
//! each slot is then planned by the register's own action, tried out first or for good.

use super::{known, monday, patterns, slots};
use crate::api::bulk::One;
use crate::api::entry::Act;
use crate::api::rota::{CopyRota, RotaPattern, RotaSlot};
use crate::desk::list::Names;
use crate::desk::scope::Scope;
use crate::domain::fault::Fault;
use crate::domain::ids::{PatternId, StaffId};
use crate::domain::moment::Date;
use crate::domain::register::Values;
use crate::domain::rota::absence;
use crate::domain::value::{Value, Valued};
use crate::say;
use crate::text::lang::{Say, t};
use chrono::{Days, TimeDelta};

/// One slot of the new week.
pub(in crate::desk) struct Copy {
    /// In words.
    title: Say,
    /// How it is planned; none: it is not.
    pub(in crate::desk) act: Option<Act>,
    /// Why it is not planned, or what is different about it.
    said: Option<Say>,
}

/// The slots of the new week, in the order in which they begin.
///
/// A slot that stands there already is not planned a second time, so that copying again only fills what is missing. Who is
/// absent on the new day is left out: an open slot is seen and filled, a missing one is not.
pub(in crate::desk) fn copies(scope: &Scope<'_>, asked: &CopyRota) -> Result<Vec<Copy>, Fault> {
    let desk = known(scope, asked.desk)?;
    let today = scope.now.date(scope.zone());
    let week =
        |day: Date, weeks: i64| monday(day).checked_add_signed(TimeDelta::days(7 * weeks)).unwrap_or(day);
    let to = asked.to.map_or_else(|| week(today, 1), |day| week(day, 0));
    let from = asked.from.map_or_else(|| week(to, -1), |day| week(day, 0));
    if from == to {
        return Err(Fault::invalid("from", t("不能照同一周排", "It is the same week")));
    }
    let mut names = Names::default();
    let patterns = patterns(scope, desk)?;
    let mut of = |first: Date| {
        let last = first.checked_add_days(Days::new(6)).unwrap_or(first);
        slots(scope, desk, (first, last), &patterns, &mut names)
    };
    let (source, mut there) = (of(from)?, of(to)?);
    if source.is_empty() {
        let day = from.format("%Y-%m-%d");
        return Err(Fault::refused(say!("{day} 那一周没有排班", "Nothing is planned in the week of {day}")));
    }
    let mut found = Vec::with_capacity(source.len());
    for slot in &source {
        let day = slot.day.checked_add_signed(to - from).unwrap_or(slot.day);
        let same = |other: &RotaSlot| {
            other.day == day
                && (other.pattern, &other.start, &other.end) == (slot.pattern, &slot.start, &slot.end)
        };
        let known = there
            .iter()
            .position(|other| same(other) && other.planned == slot.planned)
            .or_else(|| there.iter().position(same));
        let planned = slot.planned;
        let name = planned.map_or(Ok(String::new()), |staff| names.of(scope, "staff", staff.0))?;
        let mut copy = Copy { title: title(day, slot, &name), act: None, said: None };
        if let Some(at) = known {
            let number = there.remove(at).number;
            copy.said = Some(say!("已经排了：{number}", "Planned already: {number}"));
        } else if day < today {
            copy.said = Some(t("这一天已经过去", "The day is over").into());
        } else {
            let away = match planned {
                Some(staff) => absence::on(scope, staff, day)?,
                None => false,
            };
            if away {
                copy.said =
                    Some(say!("{name} 请假，列为待补的班", "{name} is absent: it becomes an open shift"));
            }
            let pattern = patterns.iter().find(|known| Some(known.pattern) == slot.pattern);
            copy.act = Some(act(desk.0, day, slot, pattern, planned.filter(|_| !away)));
        }
        found.push(copy);
    }
    Ok(found)
}

fn title(day: Date, slot: &RotaSlot, name: &str) -> Say {
    let (day, start, end, mark) = (day.format("%m-%d"), &slot.start, &slot.end, &slot.mark);
    let words = |nobody: &str| {
        let name = if name.is_empty() { nobody } else { name };
        let mark = if mark.is_empty() { String::new() } else { format!("{mark} ") };
        format!("{day} {mark}{start}–{end} {name}")
    };
    Say { zh: words("（待补）"), en: words("(open)") }
}

fn act(desk: u64, day: Date, slot: &RotaSlot, pattern: Option<&RotaPattern>, staff: Option<StaffId>) -> Act {
    let mut values = Values::default()
        .with("day", Value::Date(day))
        .with("desk", Value::Id(desk))
        .with("staff", staff.value())
        .with("pattern", pattern.map(|pattern| PatternId(pattern.pattern)).value());
    // A pattern's times move with the clocks; times of its own are said, and must exist.
    if pattern.is_none_or(|pattern| (&pattern.start, &pattern.end) != (&slot.start, &slot.end)) {
        let text = |text: &str| Value::Text(text.to_owned());
        values = values.with("start", text(&slot.start)).with("end", text(&slot.end));
    }
    Act { register: "shift".to_owned(), action: "plan".to_owned(), values, ..Act::default() }
}

/// What became of each slot, in their order: `done` are those that were planned, or tried.
pub(in crate::desk) fn told(plan: Vec<Copy>, done: Vec<One>) -> Vec<One> {
    let mut done = done.into_iter();
    let row = |copy: Copy| {
        let title = Some(copy.title);
        match copy.act {
            None => One { title, why_not: copy.said, ..One::default() },
            Some(_) => {
                let mut one = done.next().unwrap_or_default();
                one.title = title;
                one.warnings.splice(0..0, copy.said);
                one
            }
        }
    };
    plan.into_iter().map(row).collect()
}
