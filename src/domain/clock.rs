//! The clocks of an entry: limits that run by a calendar, stand still while somebody else is waited for, and resume
//! where they stood. Pure: calendars and the present come in as arguments.

use crate::choices;
use crate::domain::calendar::legal::{self, TermDay};
use crate::domain::calendar::{CalendarCode, Calendars};
use crate::domain::moment::At;
use crate::text::lang::{T, t};
use serde::{Deserialize, Serialize};

choices! {
    /// What must have happened when a clock runs out.
    pub Limit {
        Respond = "respond" 'r' ("响应", "Respond"),
        Arrive = "arrive" 'a' ("到场", "On site"),
        Control = "control" 'c' ("控制", "Under control"),
        Finish = "finish" 'f' ("完成", "Finish"),
        Answer = "answer" 'w' ("答复", "Answer"),
        Report = "report" 'p' ("书面报告", "Written report"),
    }
}

/// So long and by which calendar; what a setting holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// How many minutes of the calendar.
    pub minutes: i64,
    /// The calendar.
    pub calendar: CalendarCode,
}

impl Target {
    /// Reads a target as it is written in a setting: `30 desk`, `1440 workdays`, `15d legal`; nothing for `none`. The
    /// number is minutes, or days or hours with a `d` or `h` behind it; the law counts whole days.
    ///
    /// # Errors
    /// Nothing else is understood.
    // There is one way to be wrong; the setting says what would be right.
    #[allow(clippy::result_unit_err)]
    pub fn read(text: &str) -> Result<Option<Self>, ()> {
        let mut words = text.split_whitespace();
        let first = words.next().unwrap_or_default();
        if first == "none" && words.next().is_none() {
            return Ok(None);
        }
        let (number, unit) = match first.strip_suffix(['d', 'h']) {
            Some(days) if first.ends_with('d') => (days, 1440),
            Some(hours) => (hours, 60),
            None => (first, 1),
        };
        let minutes = number.parse().ok().and_then(|number: i64| number.checked_mul(unit));
        let minutes = minutes.filter(|minutes| (1..=525_600).contains(minutes)).ok_or(())?;
        let code = words.next().unwrap_or("always");
        let calendar = CalendarCode::of_id(code).ok_or(())?;
        let part_of_a_day = calendar == CalendarCode::Legal && minutes % 1440 != 0;
        if words.next().is_some() || part_of_a_day { Err(()) } else { Ok(Some(Self { minutes, calendar })) }
    }
}

/// One limit of an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timer {
    /// What must have happened.
    pub limit: Limit,
    /// How long it may take. Kept as it was when the clock started: a new target is for new entries.
    pub target: Target,
    /// When the clock started.
    pub started: At,
    /// When it runs out; none while it stands still.
    pub due: Option<At>,
    /// When it was stopped, because it had happened.
    pub stopped: Option<At>,
    /// The version of the calendars it was last counted by.
    pub version: u64,
    /// Whether somebody was warned that it runs out.
    pub warned: bool,
}

/// A time in which the clocks of an entry stood still.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// Since when.
    pub from: At,
    /// Until when; none while it lasts.
    pub to: Option<At>,
    /// What was waited for, by the id of the choice.
    pub why: String,
}

/// All clocks of an entry and the times they stood still. The first clock of a limit that was stopped stays for the
/// figures when the entry is reopened; the new one comes after it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clocks {
    /// In the order they were started.
    pub timers: Vec<Timer>,
    /// In order, without overlap.
    pub pauses: Vec<Pause>,
}

/// A stretch of time in an explanation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Stretch {
    /// Its beginning.
    pub from: At,
    /// Its end.
    pub to: At,
    /// Whether the clock ran.
    pub counted: bool,
    /// What was waited for, when that is why it stood still; the calendar otherwise.
    pub waiting: Option<String>,
}

impl Clocks {
    /// Starts a clock. A clock of the same limit that still runs is replaced: the entry has another class now.
    pub fn start(&mut self, limit: Limit, target: Option<Target>, at: At, calendars: &Calendars) {
        self.timers.retain(|timer| timer.limit != limit || timer.stopped.is_some());
        let Some(target) = target else { return };
        let timer = Timer {
            limit,
            target,
            started: at,
            due: None,
            stopped: None,
            version: calendars.version,
            warned: false,
        };
        self.timers.push(timer);
        self.retime(calendars);
    }

    /// Stops the running clock of a limit: what it waited for happened at `at`.
    pub fn stop(&mut self, limit: Limit, at: At) {
        for timer in self.timers.iter_mut().filter(|timer| timer.limit == limit && timer.stopped.is_none()) {
            timer.stopped = Some(at);
        }
    }

    /// Drops clocks that still run: what they measured is no longer wanted.
    pub fn drop_running(&mut self) {
        self.timers.retain(|timer| timer.stopped.is_some());
    }

    /// Stands all running clocks still.
    pub fn pause(&mut self, at: At, why: &str, calendars: &Calendars) {
        if self.pauses.last().is_none_or(|last| last.to.is_some()) {
            self.pauses.push(Pause { from: at, to: None, why: why.to_owned() });
        }
        self.retime(calendars);
    }

    /// Lets them run on where they stood.
    pub fn resume(&mut self, at: At, calendars: &Calendars) {
        if let Some(last) = self.pauses.last_mut().filter(|last| last.to.is_none()) {
            last.to = Some(at.max(last.from));
        }
        self.retime(calendars);
    }

    /// Whether they stand still.
    #[must_use]
    pub fn paused(&self) -> bool {
        self.pauses.last().is_some_and(|last| last.to.is_none())
    }

    /// Computes anew when the running clocks run out, by these calendars. Stopped clocks are never touched.
    /// Says whether anything changed.
    pub fn retime(&mut self, calendars: &Calendars) -> bool {
        let mut changed = false;
        for timer in self.timers.iter_mut().filter(|timer| timer.stopped.is_none()) {
            let due = runs_out(timer, &self.pauses, calendars);
            changed |= timer.due != due;
            timer.warned &= timer.due == due;
            (timer.due, timer.version) = (due, calendars.version);
        }
        changed
    }

    /// The earliest running-out of a clock that runs.
    #[must_use]
    pub fn due(&self) -> Option<At> {
        self.running().filter_map(|timer| timer.due).min()
    }

    /// The clocks that were not stopped.
    pub fn running(&self) -> impl Iterator<Item = &Timer> {
        self.timers.iter().filter(|timer| timer.stopped.is_none())
    }

    /// The last clock of a limit.
    #[must_use]
    pub fn last(&self, limit: Limit) -> Option<&Timer> {
        self.timers.iter().rev().find(|timer| timer.limit == limit)
    }

    /// When somebody is to be warned next: when a fifth of a limit (`percent`) is left, once; never of what is past.
    #[must_use]
    pub fn warn_at(&self, percent: i64) -> Option<At> {
        self.running().filter(|timer| !timer.warned).filter_map(|timer| early(timer, percent)).min()
    }

    /// Marks every clock of which somebody is to be warned by now, and names those that can still be met: what must
    /// have happened, and by when.
    pub fn warnings(&mut self, percent: i64, now: At) -> Vec<(T, At)> {
        let mut found = Vec::new();
        for timer in self.timers.iter_mut().filter(|timer| timer.stopped.is_none() && !timer.warned) {
            let Some(due) = timer.due else { continue };
            if early(timer, percent).is_some_and(|at| at <= now) {
                timer.warned = true;
                found.extend((due > now).then_some((timer.label(), due)));
            }
        }
        found
    }

    /// Every stretch from the start of a clock to `until`, and whether it counted.
    #[must_use]
    pub fn stretches(&self, timer: &Timer, until: At, calendars: &Calendars) -> Vec<Stretch> {
        if let Some(term) = timer.term(calendars) {
            return term_stretches(timer, &term, until);
        }
        let calendar = calendars.get(timer.target.calendar);
        let site = calendars.site();
        let mut found: Vec<Stretch> = Vec::new();
        let mut add = |from: At, to: At, counted: bool, waiting: Option<&str>| {
            if from < to {
                found.push(Stretch { from, to, counted, waiting: waiting.map(str::to_owned) });
            }
        };
        let mut at = timer.started;
        for (from, to) in calendar.running(timer.started, &site).take_while(|(from, _)| *from < until) {
            let to = to.min(until);
            add(at, from, false, None);
            at = from;
            for pause in self.pauses.iter().filter(|pause| pause.from < to) {
                let end = pause.to.unwrap_or(until).min(to);
                if end <= at {
                    continue;
                }
                let begin = pause.from.max(at);
                add(at, begin, true, None);
                add(begin, end, false, Some(&pause.why));
                at = end;
            }
            add(at, to, true, None);
            at = to.max(at);
        }
        add(at, until, false, None);
        found
    }

    /// How many milliseconds of a clock have been used by `until`, or by its stop when that is earlier.
    #[must_use]
    pub fn used_ms(&self, timer: &Timer, until: At, calendars: &Calendars) -> i64 {
        let until = timer.stopped.map_or(until, |stopped| stopped.min(until));
        let counted = self.stretches(timer, until, calendars).into_iter().filter(|stretch| stretch.counted);
        counted.map(|stretch| stretch.to.0 - stretch.from.0).sum()
    }
}

impl Timer {
    /// Whether it was met: stopped in time, or still with time left at `now`. None while nothing can be said: it runs and
    /// is not due.
    #[must_use]
    pub fn met(&self, now: At) -> Option<bool> {
        match (self.stopped, self.due) {
            (Some(stopped), Some(due)) => Some(stopped <= due),
            (Some(_), None) => Some(true),
            (None, Some(due)) if due < now => Some(false),
            (None, _) => None,
        }
    }

    /// What it is called.
    #[must_use]
    pub fn label(&self) -> T {
        if self.is_legal() { t("法定", "By law") } else { self.limit.label() }
    }

    /// Whether it is counted in days as the law counts them. Such a term does not stand still: whoever waits for
    /// somebody else has to answer within it all the same.
    #[must_use]
    pub fn is_legal(&self) -> bool {
        self.target.calendar == CalendarCode::Legal
    }

    /// The days of a legal term, in order; none for every other clock.
    #[must_use]
    pub fn term(&self, calendars: &Calendars) -> Option<Vec<TermDay>> {
        let calendar = calendars.get(self.target.calendar);
        let days = legal::days_of(self.target.minutes);
        self.is_legal().then(|| legal::term(self.started, days, calendar, &calendars.site()))
    }
}

/// A legal term as stretches: its first day and what was moved on do not count, nor does what comes after it.
fn term_stretches(timer: &Timer, term: &[TermDay], until: At) -> Vec<Stretch> {
    let mut found: Vec<Stretch> = Vec::new();
    let mut at = timer.started;
    for day in term.iter().take_while(|day| day.from < until) {
        let to = day.to.min(until);
        let counted = matches!(day.part, legal::Part::Counted(_));
        if at < to {
            found.push(Stretch { from: at, to, counted, waiting: None });
        }
        at = to;
    }
    if at < until {
        found.push(Stretch { from: at, to: until, counted: false, waiting: None });
    }
    found
}

/// When so many per cent of a limit are left.
fn early(timer: &Timer, percent: i64) -> Option<At> {
    let left = timer.target.minutes.saturating_mul(percent.clamp(0, 100)) / 100;
    timer.due.map(|due| due.plus_minutes(-left))
}

/// When a clock runs out: the instant at which it has run as long as its target; none while it stands still.
fn runs_out(timer: &Timer, pauses: &[Pause], calendars: &Calendars) -> Option<At> {
    if let Some(term) = timer.term(calendars) {
        return term.last().map(|last| last.to);
    }
    let mut left = timer.target.minutes.saturating_mul(60_000);
    let calendar = calendars.get(timer.target.calendar);
    let site = calendars.site();
    for (from, to) in calendar.running(timer.started, &site) {
        let mut at = from;
        for pause in pauses.iter().filter(|pause| pause.from < to) {
            let begin = pause.from.max(at);
            if begin.0.saturating_sub(at.0) >= left {
                return Some(At(at.0 + left));
            }
            let end = pause.to?;
            if end > at {
                left -= begin.0 - at.0;
                at = end.min(to);
            }
        }
        if to.0 - at.0 >= left {
            return Some(At(at.0 + left));
        }
        left -= to.0 - at.0;
    }
    None
}
