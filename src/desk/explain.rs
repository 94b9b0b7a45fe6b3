//! Why something is due when it is: each clock of an entry day by day, by the calendars that hold for it, those of the
//! past for what is past. Counts nothing itself: the clocks do.

use crate::api::explain::{Explain, Explained, ExplainedClock, ExplainedLine};
use crate::desk::rows::{self, Loaded};
use crate::desk::scope::Scope;
use crate::desk::{calendars, show};
use crate::domain::calendar::legal::{Part, TermDay, days_of};
use crate::domain::calendar::{Calendars, DayKind};
use crate::domain::clock::{Clocks, Stretch, Timer};
use crate::domain::fault::Fault;
use crate::domain::ids::EntryRef;
use crate::domain::moment::{At, Date};
use crate::domain::register::{AnyRegister, Kind, Look};
use crate::domain::value::Value;
use crate::say;
use crate::store::journal;
use crate::text::lang::{Say, t};
use std::sync::Arc;

/// Explains one entry.
pub(super) fn explain(scope: &Scope<'_>, args: &Explain) -> Result<Explained, Fault> {
    let (at, register, loaded) = show::named(scope, &args.entry, args.register.as_deref())?;
    let head = &loaded.head;
    let mut clocks = Vec::new();
    if let Some(all) = register.clocks(&*loaded.body) {
        for timer in &all.timers {
            let calendars = counted_by(scope, register, at, &loaded, timer)?;
            clocks.push(clock(scope, register, all, timer, &calendars));
        }
    }
    Ok(Explained {
        number: head.number.clone(),
        title: register.title(head, &*loaded.body),
        due: head.due,
        why: why(scope, register, &loaded),
        clocks,
    })
}

/// The calendars a clock is counted by: today's while it runs, else those of when it was stopped or the entry closed.
fn counted_by(
    scope: &Scope<'_>,
    register: &dyn AnyRegister,
    entry: EntryRef,
    loaded: &Loaded,
    timer: &Timer,
) -> Result<Arc<Calendars>, Fault> {
    let open = register.info().is_open(loaded.head.state);
    let then = timer.stopped.or_else(|| (!open).then_some(loaded.head.since));
    let Some(then) = then else { return scope.calendars() };
    let history = journal::history(scope.reader, &rows::key(entry))?;
    let last = history.iter().rev().find(|line| line.at <= then.0);
    let zone = last.and_then(|line| line.zone.parse().ok()).unwrap_or_else(|| scope.zone());
    calendars::as_of(scope.reader, scope.registers, zone, then)
}

/// What falls due at the entry's due time.
fn why(scope: &Scope<'_>, register: &dyn AnyRegister, loaded: &Loaded) -> Say {
    let head = &loaded.head;
    let Some(due) = head.due else {
        let still = register.clocks(&*loaded.body).is_some_and(Clocks::paused);
        return if register.info().is_open(head.state) && still {
            t("计时暂停中，没有到期时间", "Its clocks stand still, so nothing is due").into()
        } else {
            t("没有到期时间", "Nothing is due").into()
        };
    };
    let running = register.clocks(&*loaded.body).into_iter().flat_map(Clocks::running);
    if let Some(timer) = running.into_iter().find(|timer| timer.due == Some(due)) {
        let (zh, en) = (timer.label().zh, timer.label().en);
        return say!("到期的是时限“{zh}”", "The limit “{en}” runs out then");
    }
    // Promises, appointments and wake-ups are fields of their own; the one that says this time is meant.
    let said = register.fields().iter().filter(|field| matches!(field.kind, Kind::At));
    let said = said.filter(|field| {
        let seen = register.seen(head, &*loaded.body, field.id, &scope.ctx());
        seen.is_ok_and(|value| value == Value::At(due))
    });
    said.map(|field| field.label).next().map_or_else(
        || t("按登记的时间到期", "It is due at the time written down").into(),
        |label| {
            let (zh, en) = (label.zh, label.en);
            say!(
                "到期的是登记的“{zh}”，按钟点计，与日历无关",
                "It is due at “{en}” as written down, by no calendar"
            )
        },
    )
}

fn clock(
    scope: &Scope<'_>,
    register: &dyn AnyRegister,
    clocks: &Clocks,
    timer: &Timer,
    calendars: &Calendars,
) -> ExplainedClock {
    let calendar = calendars.get(timer.target.calendar);
    let until = timer.stopped.or(timer.due).unwrap_or(scope.now).max(timer.started);
    let stretches = clocks.stretches(timer, until, calendars);
    let explain = Days { register, calendars, timer };
    ExplainedClock {
        limit: timer.limit.id().to_owned(),
        label: timer.label().into(),
        target_minutes: timer.target.minutes,
        calendar: calendars.called(timer.target.calendar),
        legal_days: timer.is_legal().then(|| days_of(timer.target.minutes)),
        days: match timer.is_legal() {
            true => t(
                "首日不计，逐日计算，末日逢节假日顺延",
                "not the first day, then every day; a last day that is a holiday gives way to the next working day",
            )
            .into(),
            false => calendar.days.label().into(),
        },
        hours: calendar.write_hours(),
        version: calendars.version,
        started: timer.started,
        due: timer.due,
        stopped: timer.stopped,
        met: timer.met(scope.now),
        used_minutes: clocks.used_ms(timer, scope.now, calendars) / 60_000,
        until,
        counted_ms: stretches.iter().filter(|one| one.counted).map(|one| one.to.0 - one.from.0).sum(),
        lines: match timer.term(calendars) {
            Some(term) => explain.term(&term, until),
            None => explain.lines(&stretches),
        },
    }
}

/// Makes days of stretches.
struct Days<'a> {
    register: &'a dyn AnyRegister,
    calendars: &'a Calendars,
    timer: &'a Timer,
}

impl Days<'_> {
    /// A legal term day by day: what each day is to it.
    fn term(&self, term: &[TermDay], until: At) -> Vec<ExplainedLine> {
        let line = |day: &TermDay| {
            let to = day.to.min(until);
            let (counted, why) = match day.part {
                Part::First => (false, t("起算当日不计", "not counted: the day it began").into()),
                Part::Counted(number) => (true, say!("第 {number} 日", "day {number}")),
                Part::Moved => (false, self.moved(day.date)),
            };
            let counted_ms = if counted { to.0 - day.from.0 } else { 0 };
            ExplainedLine { from: day.from, to, counted_ms, why }
        };
        term.iter().filter(|day| day.from < until).map(line).collect()
    }

    /// Why the term went on after its last day, and whether it ended now.
    fn moved(&self, date: Date) -> Say {
        if self.calendars.holidays.works(date) {
            return t("顺延到此日为止", "the last day gave way to this one").into();
        }
        let shut = self.shut(date);
        let (zh, en) = (shut.zh, shut.en);
        say!("顺延，{zh}", "moved on; {en}")
    }

    fn lines(&self, stretches: &[Stretch]) -> Vec<ExplainedLine> {
        let mut lines: Vec<ExplainedLine> = Vec::new();
        let mut day: Vec<Stretch> = Vec::new();
        for piece in stretches.iter().flat_map(|stretch| self.by_day(stretch)) {
            if day.first().is_some_and(|first| self.date(first.from) != self.date(piece.from)) {
                self.close(&mut lines, &mut day);
            }
            day.push(piece);
        }
        self.close(&mut lines, &mut day);
        lines
    }

    fn date(&self, at: At) -> Date {
        at.date(self.calendars.zone)
    }

    /// A stretch cut at midnight.
    fn by_day(&self, stretch: &Stretch) -> Vec<Stretch> {
        let mut pieces = Vec::new();
        let mut from = stretch.from;
        while from < stretch.to {
            let midnight = At::start_of(
                self.date(from).succ_opt().unwrap_or_else(|| self.date(from)),
                self.calendars.zone,
            );
            let to = if midnight > from { midnight.min(stretch.to) } else { stretch.to };
            pieces.push(Stretch { from, to, ..stretch.clone() });
            from = to;
        }
        pieces
    }

    /// Ends a day: a line of its own, or more of the line before when nothing counts for the same reason.
    fn close(&self, lines: &mut Vec<ExplainedLine>, day: &mut Vec<Stretch>) {
        let pieces = std::mem::take(day);
        let (Some(first), Some(last)) = (pieces.first(), pieces.last()) else { return };
        let counted_ms = pieces.iter().filter(|one| one.counted).map(|one| one.to.0 - one.from.0).sum();
        let why = self.why(&pieces, self.date(first.from));
        match lines.last_mut().filter(|line| line.counted_ms == 0 && counted_ms == 0 && line.why == why) {
            Some(line) => line.to = last.to,
            None => lines.push(ExplainedLine { from: first.from, to: last.to, counted_ms, why }),
        }
    }

    /// Which hours of a day count, or why none do.
    fn why(&self, pieces: &[Stretch], date: Date) -> Say {
        let mut waits: Vec<(&str, Vec<&Stretch>)> = Vec::new();
        for piece in pieces {
            let Some(why) = piece.waiting.as_deref() else { continue };
            match waits.iter_mut().find(|(known, _)| *known == why) {
                Some((_, all)) => all.push(piece),
                None => waits.push((why, vec![piece])),
            }
        }
        let counted: Vec<&Stretch> = pieces.iter().filter(|one| one.counted).collect();
        let waited = waits.iter().map(|(why, all)| {
            let said = self.waiting(why);
            let hours = self.hours(all);
            let (zh, en) = (said.zh, said.en);
            say!("等待{zh} {hours}", "waiting for {en} {hours}")
        });
        let mut said = Vec::new();
        if !counted.is_empty() {
            let hours = self.hours(&counted);
            let minutes = counted.iter().map(|one| one.to.0 - one.from.0).sum::<i64>() / 60_000;
            said.push(say!("计时 {hours}，{minutes} 分钟", "counted {hours}, {minutes} min"));
            said.extend(waited);
        } else if waits.is_empty() {
            said.push(self.shut(date));
        } else if let [(why, _)] = waits.as_slice() {
            // Day after day of the same is one line, so the hours are left out.
            let said_of = self.waiting(why);
            let (zh, en) = (said_of.zh, said_of.en);
            said.push(say!("不计：等待{zh}", "not counted: waiting for {en}"));
        } else {
            said.extend(waited);
        }
        said.into_iter()
            .reduce(|a, b| {
                let (a_zh, a_en, b_zh, b_en) = (a.zh, a.en, b.zh, b.en);
                say!("{a_zh}；{b_zh}", "{a_en}; {b_en}")
            })
            .unwrap_or_default()
    }

    /// Why the calendar does not run on a day.
    fn shut(&self, date: Date) -> Say {
        let calendar = self.calendars.get(self.timer.target.calendar);
        let holidays = &self.calendars.holidays;
        if calendar.days == DayKind::Working && !holidays.works(date) {
            return match holidays.named(date) {
                Some(day) if !day.name.is_empty() => {
                    let name = &day.name;
                    say!("不计：{name}放假", "not counted: holiday ({name})")
                }
                Some(_) => t("不计：放假", "not counted: holiday").into(),
                None => t("不计：周末", "not counted: weekend").into(),
            };
        }
        let hours = calendar.write_hours();
        say!("不计：不在 {hours} 之内", "not counted: outside {hours}")
    }

    /// The hours of pieces of one day: `08:30–12:00、13:30–17:30`.
    fn hours(&self, pieces: &[&Stretch]) -> String {
        let mut spans: Vec<(At, At)> = Vec::new();
        for piece in pieces {
            match spans.last_mut().filter(|(_, to)| *to == piece.from) {
                Some(last) => last.1 = piece.to,
                None => spans.push((piece.from, piece.to)),
            }
        }
        let clock = |at: At| at.local(self.calendars.zone).format("%H:%M").to_string();
        let end = |from: At, to: At| {
            if self.date(to) == self.date(from) { clock(to) } else { "24:00".to_owned() }
        };
        let said = spans.into_iter().map(|(from, to)| format!("{}–{}", clock(from), end(from, to)));
        said.collect::<Vec<_>>().join(" ")
    }

    /// What was waited for, in the words of the register's own choice.
    fn waiting(&self, why: &str) -> Say {
        let choices = self.register.fields().iter().filter_map(|field| match field.kind {
            Kind::Choice(choices) => Some((field.id != "waiting_for", choices)),
            _ => None,
        });
        let mut choices: Vec<_> = choices.collect();
        // The field of that name knows best; another choice may use the same id.
        choices.sort_by_key(|(other, _)| *other);
        let found = choices.into_iter().flat_map(|(_, choices)| choices).find(|choice| choice.id == why);
        found.map_or_else(|| Say::same(why), |choice| choice.label.into())
    }
}
