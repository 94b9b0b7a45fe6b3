//! Reads the date and time a person types: `14:30`, `明天 9:00`, `+2h`, `fri 10:00`. Does not read the clock and
//! guesses nothing silently: what cannot be meant is a fault that says what would be right.

use super::fault::MomentFault;
use super::{At, Date, Gap, at_wall_clock};
use crate::text::fold::fold_ime;
use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use chrono_tz::Tz;

/// The time of a date typed without one: when the desk opens (`domain/facts.md` 8).
pub const MORNING: NaiveTime = match NaiveTime::from_hms_opt(9, 0, 0) {
    Some(nine) => nine,
    None => NaiveTime::MIN,
};

/// The instant that `text`, typed at `now` by somebody at a site in `zone`, means.
///
/// A time alone is today's. A month and day alone are the nearest of the years around. A weekday is the coming
/// one, today included; `下周五` is next week's. A date alone means [`MORNING`]. `+1d` keeps the clock,
/// `+2h` and `+30m` count real time. A local time that comes twice is the first.
///
/// # Errors
/// [`MomentFault`], whose [`say`](MomentFault::say) names what would be right.
pub fn parse_at(text: &str, now: At, zone: Tz) -> Result<At, MomentFault> {
    if let Ok(exact) = DateTime::parse_from_rfc3339(text.trim()) {
        return Ok(At(exact.timestamp_millis()));
    }
    let local = now.local(zone).naive_local();
    let read = Reading::of(text, local)?;
    let wall = match (read.date, read.time) {
        (None, None) => return Ok(now.plus_minutes(read.minutes)),
        (Some(date), None) => date.and_time(if read.keeps_clock { local.time() } else { MORNING }),
        (date, Some((time, next_day))) => {
            let date = date.unwrap_or(local.date());
            let date = if next_day { date.checked_add_days(Days::new(1)).unwrap_or(date) } else { date };
            date.and_time(time)
        }
    };
    at_wall_clock(wall, zone)
        .map(|at| at.plus_minutes(read.minutes))
        .map_err(|Gap { before, after, .. }| MomentFault::Skipped { wall, before, after })
}

/// The day that `text` means, in the forms of [`parse_at`] without a time.
///
/// # Errors
/// [`MomentFault`]; a text that also names a time is one.
pub fn parse_date(text: &str, now: At, zone: Tz) -> Result<Date, MomentFault> {
    let local = now.local(zone).naive_local();
    let read = Reading::of(text, local)?;
    match (read.date, read.time, read.minutes) {
        (Some(date), None, 0) => Ok(date),
        _ => Err(MomentFault::Unknown(text.trim().to_owned())),
    }
}

/// What was found in the text so far.
#[derive(Default)]
struct Reading {
    date: Option<Date>,
    time: Option<Clock>,
    /// Real minutes to add.
    minutes: i64,
    /// `+1d`: same time on another day.
    keeps_clock: bool,
}

/// Half a day named before the time.
#[derive(Clone, Copy, PartialEq)]
enum Half {
    Morning,
    Noon,
    Afternoon,
    Evening,
    Night,
}

const DAYS: &[(&str, i64)] = &[
    ("大后天", 3),
    ("后天", 2),
    ("明天", 1),
    ("明日", 1),
    ("今天", 0),
    ("今日", 0),
    ("昨天", -1),
    ("昨日", -1),
    ("大前天", -3),
    ("前天", -2),
    ("tomorrow", 1),
    ("today", 0),
    ("yesterday", -1),
];

const HALVES: &[(&str, Half)] = &[
    ("凌晨", Half::Night),
    ("早上", Half::Morning),
    ("早晨", Half::Morning),
    ("上午", Half::Morning),
    ("中午", Half::Noon),
    ("下午", Half::Afternoon),
    ("傍晚", Half::Afternoon),
    ("晚上", Half::Evening),
];

const WEEKDAYS: &[(&str, u64)] = &[
    ("monday", 0),
    ("mon", 0),
    ("tuesday", 1),
    ("tue", 1),
    ("wednesday", 2),
    ("wed", 2),
    ("thursday", 3),
    ("thu", 3),
    ("friday", 4),
    ("fri", 4),
    ("saturday", 5),
    ("sat", 5),
    ("sunday", 6),
    ("sun", 6),
];

const UNITS: &[(&str, Unit)] = &[
    ("分钟", Unit::Minutes(1)),
    ("个小时", Unit::Minutes(60)),
    ("小时", Unit::Minutes(60)),
    ("天", Unit::Days(1)),
    ("周", Unit::Days(7)),
    ("min", Unit::Minutes(1)),
    ("m", Unit::Minutes(1)),
    ("h", Unit::Minutes(60)),
    ("d", Unit::Days(1)),
    ("w", Unit::Days(7)),
];

#[derive(Clone, Copy)]
enum Unit {
    Minutes(i64),
    Days(i64),
}

impl Reading {
    fn of(text: &str, local: NaiveDateTime) -> Result<Self, MomentFault> {
        let folded: String = text.chars().take(60).map(fold_ime).flat_map(char::to_lowercase).collect();
        let whole = folded.trim();
        if whole.is_empty() {
            return Err(MomentFault::Empty);
        }
        let unknown = || MomentFault::Unknown(whole.to_owned());
        let mut read = Self::default();
        if matches!(whole, "now" | "现在" | "刚才" | "刚刚") {
            return Ok(read);
        }
        let mut rest = whole;
        let mut half = None;
        loop {
            rest = rest.trim_start_matches([' ', ',', '的']);
            if rest.is_empty() {
                break;
            }
            if let Some(left) = read.shift(rest, local)? {
                rest = left;
            } else if let (None, Some((date, left))) = (read.date, date_of(rest, local)?) {
                read.date = Some(date);
                // 2026-11-25T14:30
                rest = left.strip_prefix('t').unwrap_or(left);
            } else if let (None, Some((h, left))) = (half, named(rest, HALVES)) {
                half = Some(h);
                rest = left;
            } else if let (None, Some((time, left))) = (read.time, time_of(rest, half)?) {
                read.time = Some(time);
                rest = left;
            } else {
                return Err(unknown());
            }
        }
        let nothing = read.date.is_none() && read.time.is_none() && read.minutes == 0 && !read.keeps_clock;
        if nothing || (half.is_some() && read.time.is_none()) || (read.minutes != 0 && read.time.is_some()) {
            return Err(unknown());
        }
        Ok(read)
    }

    /// `+1d`, `-2h`, `2小时后`, `3天前`, `半小时后`: moves the moment and returns what follows.
    fn shift<'a>(&mut self, text: &'a str, local: NaiveDateTime) -> Result<Option<&'a str>, MomentFault> {
        let signed =
            text.strip_prefix('+').map(|t| (1, t)).or_else(|| text.strip_prefix('-').map(|t| (-1, t)));
        let (amount, rest) = match signed.map_or(text, |(_, t)| t.trim_start()) {
            t if t.starts_with("半小时") || t.starts_with("半个小时") => {
                (Some((30, Unit::Minutes(1))), t.trim_start_matches(['半', '个', '小', '时']))
            }
            t => match number(t) {
                Some((n, _, left)) => match named(left.trim_start(), UNITS) {
                    Some((unit, left)) => (Some((i64::from(n), unit)), left),
                    None => (None, t),
                },
                None => (None, t),
            },
        };
        let Some((amount, unit)) = amount else { return Ok(None) };
        let (sign, rest) = match (signed, rest.strip_prefix(['后', '前'])) {
            (Some((sign, _)), None) => (sign, rest),
            (None, Some(left)) => (if rest.starts_with('后') { 1 } else { -1 }, left),
            _ => return Ok(None),
        };
        match unit {
            Unit::Minutes(each) => self.minutes = self.minutes.saturating_add(sign * each * amount),
            Unit::Days(each) => {
                let days = TimeDelta::try_days(sign * each * amount).unwrap_or_default();
                let from = self.date.unwrap_or(local.date());
                let unknown = || MomentFault::Unknown(text.to_owned());
                self.date = Some(from.checked_add_signed(days).filter(in_reach).ok_or_else(unknown)?);
                self.keeps_clock = true;
            }
        }
        Ok(Some(rest))
    }
}

/// Typed days stay within what the screen can show and people can mean.
fn in_reach(date: &Date) -> bool {
    (1900..=2999).contains(&date.year())
}

fn date_of(text: &str, local: NaiveDateTime) -> Result<Option<(Date, &str)>, MomentFault> {
    let today = local.date();
    if let Some((days, rest)) = named(text, DAYS) {
        let date = TimeDelta::try_days(days).and_then(|d| today.checked_add_signed(d));
        return Ok(date.map(|d| (d, rest)));
    }
    if let Some(found) = weekday_of(text, today) {
        return Ok(Some(found));
    }
    let Some((a, len, rest)) = number(text) else { return Ok(None) };
    if len == 8 {
        return Ok(Some((real_date(i64::from(a / 10_000), a / 100 % 100, a % 100)?, rest)));
    }
    let dated = rest.starts_with(['-', '/', '.', '年', '月']);
    let Some((b, _, tail)) = dated.then(|| number(after(rest))).flatten() else { return Ok(None) };
    if len == 4 {
        let day = if tail.starts_with(['-', '/', '.', '月']) { number(after(tail)) } else { None };
        let Some((c, _, left)) = day else { return Ok(None) };
        return Ok(Some((real_date(i64::from(a), b, c)?, left.trim_start_matches(['日', '号']))));
    }
    let tail = tail.trim_start_matches(['日', '号']);
    Ok(Some((nearest(a, b, today)?, tail)))
}

fn after(text: &str) -> &str {
    let mut chars = text.chars();
    chars.next();
    chars.as_str()
}

/// `周五`, `下周五`, `星期天`, `fri`, `next fri`.
fn weekday_of(text: &str, today: Date) -> Option<(Date, &str)> {
    const WEEKS: &[(&str, i64)] = &[
        ("下个", 1),
        ("下", 1),
        ("上个", -1),
        ("上", -1),
        ("本", 0),
        ("这", 0),
        ("next ", 1),
        ("last ", -1),
        ("this ", 0),
    ];
    let (week, rest) =
        named(text, WEEKS).map_or((None, text), |(week, rest)| (Some(week), rest.trim_start()));
    let chinese = ["周", "星期", "礼拜"].iter().find_map(|w| rest.strip_prefix(w)).and_then(|rest| {
        let mut chars = rest.chars();
        let day = match chars.next()? {
            '日' | '天' => 6,
            c => u64::try_from("一二三四五六".chars().position(|d| d == c)?).ok()?,
        };
        Some((day, chars.as_str()))
    });
    let (day, rest) = chinese.or_else(|| named(rest, WEEKDAYS))?;
    if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let today_no = u64::from(today.weekday().num_days_from_monday());
    let date = match week {
        None => today.checked_add_days(Days::new((day + 7 - today_no) % 7)),
        Some(week) => {
            let monday = today.checked_sub_days(Days::new(today_no))?;
            monday.checked_add_signed(TimeDelta::try_weeks(week)?)?.checked_add_days(Days::new(day))
        }
    };
    Some((date?, rest))
}

/// The day `month`-`day` of the year that brings it nearest to today. 29 February: of a year that has one.
fn nearest(month: u32, day: u32, today: Date) -> Result<Date, MomentFault> {
    let years = (today.year() - 4)..=(today.year() + 4);
    let all = years.filter_map(|year| NaiveDate::from_ymd_opt(year, month, day));
    match all.min_by_key(|date| date.signed_duration_since(today).num_days().abs()) {
        Some(date) => Ok(date),
        None => Err(no_such_day(format!("{month:02}-{day:02}"), i64::from(today.year()), month)),
    }
}

fn real_date(year: i64, month: u32, day: u32) -> Result<Date, MomentFault> {
    let date = i32::try_from(year).ok().and_then(|y| NaiveDate::from_ymd_opt(y, month, day)).filter(in_reach);
    date.ok_or_else(|| no_such_day(format!("{year}-{month:02}-{day:02}"), year, month))
}

fn no_such_day(typed: String, year: i64, month: u32) -> MomentFault {
    let first = i32::try_from(year).ok().and_then(|y| NaiveDate::from_ymd_opt(y, month, 1)).filter(in_reach);
    let last = first.and_then(|d| d.checked_add_months(Months::new(1))).and_then(|d| d.pred_opt());
    MomentFault::NoSuchDay { typed, last }
}

/// A time and whether it was 24:00 of its day.
type Clock = (NaiveTime, bool);

/// `14:30`, `1430`, `930`, `9点`, `9点半`, `3pm`, and what follows.
fn time_of(text: &str, half: Option<Half>) -> Result<Option<(Clock, &str)>, MomentFault> {
    let Some((first, len, rest)) = number(text) else { return Ok(None) };
    let (hour, minute, rest) = if let Some(tail) = rest.strip_prefix(':') {
        let Some((minute, 1..=2, left)) = number(tail) else { return Ok(None) };
        // Seconds are read and dropped: the desk's clock has minutes.
        let left = match left.strip_prefix(':').and_then(number) {
            Some((0..=59, 1..=2, after)) => after,
            _ => left,
        };
        (first, minute, left)
    } else if let Some(tail) = rest.strip_prefix(['点', '时']) {
        match (tail.strip_prefix('半'), tail.strip_prefix("一刻"), tail.strip_prefix("三刻"), number(tail))
        {
            (Some(left), ..) => (first, 30, left),
            (_, Some(left), ..) => (first, 15, left),
            (_, _, Some(left), _) => (first, 45, left),
            (.., Some((minute, 1..=2, left))) => (first, minute, left.trim_start_matches('分')),
            _ => (first, 0, tail.trim_start_matches(['整', '钟'])),
        }
    } else if len == 3 || len == 4 {
        (first / 100, first % 100, rest)
    } else if half.is_some() || rest.trim_start().starts_with(['a', 'p']) {
        (first, 0, rest)
    } else {
        return Ok(None);
    };
    let typed = text.get(..text.len() - rest.len()).unwrap_or(text).trim().to_owned();
    let fault = || MomentFault::NoSuchTime(typed.clone());
    let trimmed = rest.trim_start();
    let (half, rest) = match (trimmed.strip_prefix("am"), trimmed.strip_prefix("pm")) {
        (Some(left), _) => (Some(if hour == 12 { Half::Night } else { Half::Morning }), left),
        (_, Some(left)) => (Some(Half::Afternoon), left),
        _ => (half, rest),
    };
    let hour = match (half, hour) {
        (Some(Half::Afternoon), 1..=11) => hour + 12,
        (Some(Half::Noon), 1 | 2) => hour + 12,
        (Some(Half::Evening), 5..=11) => hour + 12,
        (Some(Half::Evening), 12) => 24,
        // 晚上2点: of which night? 凌晨2点 or 明天凌晨2点 says it.
        (Some(Half::Evening), 1..=4) => return Err(MomentFault::Unknown(format!("晚上{typed}"))),
        (Some(Half::Night), 12) => 0,
        (Some(Half::Morning), 13..) | (Some(Half::Night), 7..) => return Err(fault()),
        _ => hour,
    };
    if hour == 24 && minute == 0 {
        return Ok(Some(((NaiveTime::MIN, true), rest)));
    }
    let time = NaiveTime::from_hms_opt(hour, minute, 0).ok_or_else(fault)?;
    Ok(Some(((time, false), rest)))
}

fn named<'a, X: Copy>(text: &'a str, list: &[(&str, X)]) -> Option<(X, &'a str)> {
    list.iter().find_map(|(word, what)| text.strip_prefix(word).map(|rest| (*what, rest)))
}

/// A number of at most eight digits at the beginning: its value, how many digits, what follows.
fn number(text: &str) -> Option<(u32, usize, &str)> {
    let len = text.bytes().take_while(u8::is_ascii_digit).count();
    let value = text.get(..len).filter(|_| (1..=8).contains(&len))?.parse().ok()?;
    Some((value, len, text.get(len..)?))
}

#[cfg(test)]
mod tests;
