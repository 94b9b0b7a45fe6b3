//! Service calendars: in which stretches of time a clock runs. Does not know what the clock measures.

mod holidays;
pub mod kept;
pub mod legal;
pub mod year;

pub use holidays::{Arrangement, Holidays, NamedDay};

use crate::choices;
use crate::domain::fault::Fault;
use crate::domain::moment::{At, Date, at_wall_clock};
use crate::say;
use crate::text::lang::Say;
use chrono::{Days, NaiveTime};
use chrono_tz::Tz;

choices! {
    /// The calendars a limit can be counted by.
    pub CalendarCode {
        Always = "always" 'a' ("全天候", "Round the clock"),
        Desk = "desk" 'd' ("服务时间", "Desk hours"),
        Working = "working" 'w' ("工作时间", "Working hours"),
        Workdays = "workdays" 'k' ("工作日（整日）", "Whole working days"),
        Legal = "legal" 'l' ("法定期日", "Days as the law counts them"),
    }
}

choices! {
    /// On which days a calendar's hours apply.
    pub DayKind {
        Every = "every" 'e' ("每天", "Every day"),
        Working = "working" 'w' ("工作日（含调休）", "Working days"),
        Weekdays = "weekdays" 'm' ("周一至周五", "Monday to Friday"),
    }
}

/// How many days ahead a clock is followed before it is taken as never due: longer than any limit of an office.
const HORIZON_DAYS: u64 = 366 * 20;

/// Hours on certain days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// On which days.
    pub days: DayKind,
    /// Stretches of the day in minutes after midnight, in order, without overlap; the end is not included.
    pub hours: Vec<(u16, u16)>,
    /// What the office calls it; its usual name when empty.
    pub name: String,
}

impl Calendar {
    /// What an office has until it says otherwise.
    #[must_use]
    pub fn standard(code: CalendarCode) -> Self {
        let (days, hours) = match code {
            CalendarCode::Always => (DayKind::Every, (0, 1440)),
            CalendarCode::Desk => (DayKind::Every, (480, 1200)),
            CalendarCode::Working => (DayKind::Working, (510, 1050)),
            CalendarCode::Workdays => (DayKind::Working, (0, 1440)),
            // On which days a term may end, and when business closes then.
            CalendarCode::Legal => (DayKind::Working, (510, 1050)),
        };
        Self { days, hours: vec![hours], name: String::new() }
    }

    /// Reads hours as they are written: `8:30-12:00 13:30-17:30`.
    ///
    /// # Errors
    /// When a stretch cannot be read, ends before it begins or overlaps another.
    pub fn read_hours(text: &str) -> Result<Vec<(u16, u16)>, Fault> {
        let minute = |word: &str| -> Option<u16> {
            let (hour, minute) = word.trim().split_once([':', '：'])?;
            let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
            (minute < 60 && hour * 60 + minute <= 1440).then_some(hour * 60 + minute)
        };
        let mut hours: Vec<(u16, u16)> = Vec::new();
        for word in text.split([' ', ',', '，', '、', ';', '；', '\u{3000}']).filter(|word| !word.is_empty())
        {
            let ends = word.split_once(['-', '–', '—', '~', '至']);
            let stretch = ends.and_then(|(from, to)| Some((minute(from)?, minute(to)?)));
            match stretch {
                Some((from, to)) if from < to => hours.push((from, to)),
                _ => return Err(unreadable(word)),
            }
        }
        hours.sort_unstable();
        let overlap = hours.windows(2).any(|two| matches!(two, [one, two] if two.0 < one.1));
        if hours.is_empty() || overlap { Err(unreadable(text)) } else { Ok(hours) }
    }

    /// The hours as they are written.
    #[must_use]
    pub fn write_hours(&self) -> String {
        let clock = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        let stretches = self.hours.iter().map(|(from, to)| format!("{}-{}", clock(*from), clock(*to)));
        stretches.collect::<Vec<_>>().join(" ")
    }

    /// Whether its hours apply on a date.
    #[must_use]
    pub fn runs_on(&self, date: Date, holidays: &Holidays) -> bool {
        use chrono::Datelike;
        match self.days {
            DayKind::Every => true,
            DayKind::Working => holidays.works(date),
            DayKind::Weekdays => date.weekday().number_from_monday() <= 5,
        }
    }

    /// The stretches of one day in which the clock runs.
    fn stretches<'a>(&'a self, date: Date, on: &'a Site) -> impl Iterator<Item = (At, At)> + 'a {
        let runs = self.runs_on(date, on.holidays);
        let edge = move |minutes: u16| edge(date, minutes, on.zone);
        let hours = self.hours.iter().filter(move |_| runs);
        hours.map(move |(from, to)| (edge(*from), edge(*to))).filter(|(from, to)| from < to)
    }

    /// All stretches from `from` on, the first one cut to begin there. Ends at the horizon.
    pub fn running<'a>(&'a self, from: At, on: &'a Site) -> impl Iterator<Item = (At, At)> + 'a {
        let first = from.date(on.zone);
        // The day before: a zone that jumps over midnight can put a stretch's end into the next date.
        let first = first.checked_sub_days(Days::new(1)).unwrap_or(first);
        let dates = (0..HORIZON_DAYS).map_while(move |day| first.checked_add_days(Days::new(day)));
        dates
            .flat_map(move |date| self.stretches(date, on))
            .filter(move |(_, to)| *to > from)
            .map(move |(start, to)| (start.max(from), to))
    }

    /// How many milliseconds of the stretch from `from` to `to` the clock runs.
    #[must_use]
    pub fn between(&self, from: At, to: At, on: &Site) -> i64 {
        let inside = self.running(from, on).take_while(|(start, _)| *start < to);
        inside.map(|(start, end)| end.min(to).0 - start.0).sum()
    }
}

/// Where the calendars apply.
#[derive(Clone, Copy, Debug)]
pub struct Site<'a> {
    /// The zone of the wall clock.
    pub zone: Tz,
    /// The holidays.
    pub holidays: &'a Holidays,
}

/// The instant of so many minutes after the midnight of `date` on the wall clock; 1440 is the next day's beginning.
fn edge(date: Date, minutes: u16, zone: Tz) -> At {
    let next = date.checked_add_days(Days::new(1)).unwrap_or(date);
    if minutes >= 1440 {
        return At::start_of(next, zone);
    }
    let time = NaiveTime::from_num_seconds_from_midnight_opt(u32::from(minutes) * 60, 0);
    match at_wall_clock(date.and_time(time.unwrap_or(NaiveTime::MIN)), zone) {
        Ok(at) => at,
        Err(gap) => gap.opens,
    }
}

fn unreadable(text: &str) -> Fault {
    Fault::invalid(
        "hours",
        say!(
            "“{text}”应写成“08:30-12:00 13:30-17:30”，不重叠",
            "“{text}” should read like “08:30-12:00 13:30-17:30”, without overlap"
        ),
    )
}

/// All that a clock needs to know: the office's calendars, its holidays and its zone, as they stand at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendars {
    /// By [`CalendarCode`], in its order.
    calendars: [Calendar; 5],
    /// The holidays.
    pub holidays: Holidays,
    /// The zone of the site.
    pub zone: Tz,
    /// Goes up with every change of calendars or holidays; 0 is what the program was built with.
    pub version: u64,
}

impl Calendars {
    /// What an office has until it says otherwise.
    #[must_use]
    pub fn standard(zone: Tz) -> Self {
        use CalendarCode::{Always, Desk, Legal, Workdays, Working};
        Self {
            calendars: [Always, Desk, Working, Workdays, Legal].map(Calendar::standard),
            holidays: Holidays::official().clone(),
            zone,
            version: 0,
        }
    }

    /// The calendar with this code.
    #[must_use]
    pub fn get(&self, code: CalendarCode) -> &Calendar {
        let [always, desk, working, workdays, legal] = &self.calendars;
        match code {
            CalendarCode::Always => always,
            CalendarCode::Desk => desk,
            CalendarCode::Working => working,
            CalendarCode::Workdays => workdays,
            CalendarCode::Legal => legal,
        }
    }

    /// What a calendar is called here.
    #[must_use]
    pub fn called(&self, code: CalendarCode) -> Say {
        let name = &self.get(code).name;
        if name.is_empty() { code.label().into() } else { Say::same(name.clone()) }
    }

    /// Replaces a calendar.
    pub fn set(&mut self, code: CalendarCode, calendar: Calendar) {
        if let Some(place) = self.calendars.get_mut(code as usize) {
            *place = calendar;
        }
    }

    /// Where they apply.
    #[must_use]
    pub fn site(&self) -> Site<'_> {
        Site { zone: self.zone, holidays: &self.holidays }
    }
}
