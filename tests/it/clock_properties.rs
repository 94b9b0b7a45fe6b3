//! Clocks over random calendars, zones and pauses: no minute is counted twice or lost. What is computed is compared with
//! counting minute by minute, and with what must hold in every zone, on days that have 23 or 25 hours too.

use crate::support::often::cases;
use chrono::{Datelike, NaiveDate, Timelike};
use chrono_tz::Tz;
use lobby::domain::calendar::{Calendar, CalendarCode, Calendars, DayKind, Holidays};
use lobby::domain::clock::{Clocks, Limit, Pause, Target, Timer};
use lobby::domain::moment::At;
use proptest::prelude::*;

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;
const CODES: [CalendarCode; 4] =
    [CalendarCode::Always, CalendarCode::Desk, CalendarCode::Working, CalendarCode::Workdays];

/// A calendar of any hours.
fn calendar() -> impl Strategy<Value = Calendar> {
    let days = prop_oneof![Just(DayKind::Every), Just(DayKind::Working), Just(DayKind::Weekdays)];
    let cuts = proptest::collection::btree_set(0_u16..=1440, 2..=8);
    (days, cuts, any::<bool>())
        .prop_map(|(days, cuts, whole)| {
            let mut cuts: Vec<u16> = cuts.into_iter().collect();
            if whole {
                // Stretches that touch each other and midnight: where a minute is lost most easily.
                (cuts[0], *cuts.last_mut().unwrap()) = (0, 1440);
            }
            let hours = if whole {
                cuts.windows(2).map(|two| (two[0], two[1])).collect()
            } else {
                cuts.chunks_exact(2).map(|two| (two[0], two[1])).collect()
            };
            Calendar { days, hours, name: String::new() }
        })
        // A clock looks twenty years ahead, which a calendar of one minute a day does not fill.
        .prop_filter("a quarter of an hour a day", |calendar| {
            calendar.hours.iter().map(|(from, to)| to - from).sum::<u16>() >= 15
        })
}

fn zone() -> impl Strategy<Value = Tz> {
    prop_oneof![
        Just(chrono_tz::Asia::Shanghai),
        Just(chrono_tz::Europe::Berlin),
        Just(chrono_tz::America::New_York),
        // Half an hour, and a jump over midnight.
        Just(chrono_tz::Australia::Lord_Howe),
        Just(chrono_tz::America::Sao_Paulo),
        Just(chrono_tz::Africa::Cairo),
        Just(chrono_tz::Asia::Kathmandu),
    ]
}

/// An instant in the years that are known, and a little around them; often near a midnight in Shanghai or a year's end.
fn instant() -> impl Strategy<Value = At> {
    let from = 1_545_000_000_000_i64;
    let any = (from..1_800_000_000_000_i64).prop_map(At);
    let near = -20 * MINUTE..20 * MINUTE;
    let midnight = (0_i64..2900, near.clone()).prop_map(|(day, off)| {
        At(NaiveDate::from_ymd_opt(2019, 1, 1)
            .unwrap()
            .and_hms_opt(16, 0, 0)
            .unwrap()
            .and_utc()
            .timestamp_millis()
            + day * DAY
            + off)
    });
    let year_end = (2019_i32..=2026, near).prop_map(|(year, off)| {
        let midnight = NaiveDate::from_ymd_opt(year - 1, 12, 31).unwrap().and_hms_opt(16, 0, 0).unwrap();
        At(midnight.and_utc().timestamp_millis() + off)
    });
    prop_oneof![2 => any, 2 => midnight, 1 => year_end]
}

/// Pauses in order, the last one perhaps still under way.
fn pauses() -> impl Strategy<Value = (Vec<i64>, bool)> {
    (proptest::collection::vec(1..4 * DAY, 0..6), any::<bool>())
}

#[derive(Clone, Debug)]
struct Case {
    calendars: Calendars,
    clocks: Clocks,
}

impl Case {
    fn timer(&self) -> &Timer {
        &self.clocks.timers[0]
    }

    fn used(&self, until: At) -> i64 {
        self.clocks.used_ms(self.timer(), until, &self.calendars)
    }
}

fn case() -> impl Strategy<Value = Case> {
    (calendar(), zone(), instant(), pauses(), 1_i64..6000).prop_map(
        |(calendar, zone, start, pauses, minutes)| {
            let mut calendars = Calendars::standard(zone);
            calendars.set(CalendarCode::Working, calendar);
            let mut clocks = Clocks::default();
            let target = Target { minutes, calendar: CalendarCode::Working };
            clocks.start(Limit::Finish, Some(target), start, &calendars);
            let (steps, open) = pauses;
            let mut at = start;
            for pair in steps.chunks(2) {
                at = At(at.0 + pair[0]);
                let from = at;
                let to = pair.get(1).map(|step| At(from.0 + step));
                if to.is_none() && !open {
                    break;
                }
                clocks.pauses.push(Pause { from, to, why: "material".into() });
                at = to.unwrap_or(at);
            }
            clocks.retime(&calendars);
            Case { calendars, clocks }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(400), ..ProptestConfig::default() })]

    #[test]
    fn stretches_follow_each_other_without_a_gap_and_their_sum_is_what_was_used(case in case(), days in 0_i64..40) {
        let start = case.timer().started;
        let until = At(start.0 + days * DAY / 2 + 12_345);
        let stretches = case.clocks.stretches(case.timer(), until, &case.calendars);
        prop_assert_eq!(stretches.first().map(|one| one.from), Some(start));
        prop_assert_eq!(stretches.last().map(|one| one.to), Some(until));
        for two in stretches.windows(2) {
            prop_assert_eq!(two[0].to, two[1].from);
        }
        let counted: i64 = stretches.iter().filter(|one| one.counted).map(|one| one.to.0 - one.from.0).sum();
        prop_assert_eq!(counted, case.used(until));
        // What the calendar runs is either counted or waited for.
        let waited: i64 =
            stretches.iter().filter(|one| one.waiting.is_some()).map(|one| one.to.0 - one.from.0).sum();
        let calendar = case.calendars.get(CalendarCode::Working);
        prop_assert_eq!(counted + waited, calendar.between(start, until, &case.calendars.site()));
    }

    #[test]
    fn a_clock_runs_out_at_the_instant_at_which_it_is_used_up(case in case()) {
        let target = case.timer().target.minutes * MINUTE;
        match case.timer().due {
            Some(due) => {
                prop_assert_eq!(case.used(due), target);
                prop_assert_eq!(case.used(At(due.0 - 1)), target - 1);
            }
            None => {
                prop_assert!(case.clocks.paused(), "only a clock that stands still is never due");
                prop_assert!(case.used(At(case.timer().started.0 + 400 * DAY)) < target);
            }
        }
    }

    #[test]
    fn time_between_is_the_sum_of_its_parts(case in case(), parts in proptest::collection::vec(0..5 * DAY, 2)) {
        let calendar = case.calendars.get(CalendarCode::Working);
        let between = |from, to| calendar.between(from, to, &case.calendars.site());
        let a = case.timer().started;
        let (b, c) = (At(a.0 + parts[0]), At(a.0 + parts[0] + parts[1]));
        prop_assert_eq!(between(a, b) + between(b, c), between(a, c));
    }

    #[test]
    fn resuming_shifts_what_is_left_by_the_service_time_of_the_pause(
        case in case(), before in 0..3 * DAY, pause in 1..5 * DAY,
    ) {
        let mut clocks = Clocks { pauses: Vec::new(), ..case.clocks.clone() };
        clocks.retime(&case.calendars);
        let unpaused = clocks.timers[0].due.expect("it runs");
        let from = At(clocks.timers[0].started.0 + before);
        let to = At(from.0 + pause);
        clocks.pause(from, "material", &case.calendars);
        clocks.resume(to, &case.calendars);
        let due = clocks.timers[0].due.expect("it runs again");
        let calendar = case.calendars.get(CalendarCode::Working);
        let between = |from, to| calendar.between(from, to, &case.calendars.site());
        if from >= unpaused {
            prop_assert_eq!(due, unpaused, "what was used up before is not changed by a pause");
        } else {
            prop_assert_eq!(between(unpaused, due), between(from, to));
        }
    }

    #[test]
    fn retiming_twice_is_retiming_once(case in case()) {
        let mut again = case.clocks.clone();
        prop_assert!(!again.retime(&case.calendars));
        prop_assert_eq!(again, case.clocks);
    }

    #[test]
    fn in_a_zone_without_summer_time_it_is_what_counting_minutes_gives(
        calendar in calendar(), start in instant(), (steps, open) in pauses(), minutes in 1_i64..2000,
    ) {
        let mut calendars = Calendars::standard(chrono_tz::Asia::Shanghai);
        calendars.set(CalendarCode::Desk, calendar);
        let start = At(start.0 - start.0.rem_euclid(MINUTE));
        let mut clocks = Clocks::default();
        let target = Target { minutes, calendar: CalendarCode::Desk };
        clocks.start(Limit::Finish, Some(target), start, &calendars);
        let mut at = start.0;
        for pair in steps.chunks(2) {
            at += pair[0] - pair[0] % MINUTE;
            let to = pair.get(1).map(|step| At(at + step - step % MINUTE));
            if to.is_none() && !open {
                break;
            }
            clocks.pauses.push(Pause { from: At(at), to, why: "owner".into() });
            at = to.map_or(at, |to| to.0);
        }
        clocks.retime(&calendars);
        let until = At(start.0 + 20 * DAY);
        let (used, due) = count(&calendars, &clocks, until);
        prop_assert_eq!(clocks.used_ms(&clocks.timers[0], until, &calendars), used * MINUTE);
        if let Some(due) = due {
            prop_assert_eq!(clocks.timers[0].due, Some(due));
        } else {
            prop_assert!(clocks.timers[0].due.is_none_or(|due| due > until));
        }
    }
}

/// Whether a calendar runs in the minute that begins at an instant: by the wall clock and the list of days alone.
fn runs(calendar: &Calendar, holidays: &Holidays, at: At) -> bool {
    let local = at.local(chrono_tz::Asia::Shanghai);
    let minute = u16::try_from(local.hour() * 60 + local.minute()).unwrap();
    let date = local.date_naive();
    let weekday = date.weekday().number_from_monday() <= 5;
    let day = match calendar.days {
        DayKind::Every => true,
        DayKind::Weekdays => weekday,
        DayKind::Working => holidays.named(date).map_or(weekday, |day| !day.off),
    };
    day && calendar.hours.iter().any(|(from, to)| (*from..*to).contains(&minute))
}

/// Minutes used until then, and the instant at which the target was used up.
fn count(calendars: &Calendars, clocks: &Clocks, until: At) -> (i64, Option<At>) {
    let timer = &clocks.timers[0];
    let calendar = calendars.get(timer.target.calendar);
    let (mut used, mut due, mut at) = (0, None, timer.started);
    while at < until {
        let paused = clocks.pauses.iter().any(|pause| pause.from <= at && pause.to.is_none_or(|to| at < to));
        if !paused && runs(calendar, &calendars.holidays, at) {
            used += 1;
            if used == timer.target.minutes {
                due = Some(At(at.0 + MINUTE));
            }
        }
        at = At(at.0 + MINUTE);
    }
    (used, due)
}

fn at(text: &str) -> At {
    let time = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
    At(time.and_utc().timestamp_millis() - 8 * 60 * MINUTE)
}

#[test]
fn every_year_that_is_known_is_counted_as_minute_by_minute() {
    let calendars = Calendars::standard(chrono_tz::Asia::Shanghai);
    for year in 2019..=2026 {
        // Over the year's end, spring, labour and the national holidays: from ten days before to three weeks after.
        for begins in ["01-01", "01-20", "02-10", "04-25", "06-05", "09-20"] {
            let start = At(at(&format!("{year}-{begins} 14:07")).0 - 10 * DAY);
            let until = At(start.0 + 31 * DAY);
            for calendar in CODES {
                let mut clocks = Clocks::default();
                let target = Target { minutes: 5 * 540, calendar };
                clocks.start(Limit::Finish, Some(target), start, &calendars);
                let (used, due) = count(&calendars, &clocks, until);
                let timer = &clocks.timers[0];
                assert_eq!(
                    clocks.used_ms(timer, until, &calendars),
                    used * MINUTE,
                    "{year}-{begins} {calendar:?}"
                );
                assert_eq!(timer.due, due, "{year}-{begins} {calendar:?}");
            }
        }
    }
}

#[test]
fn the_second_arrangement_of_2020_moved_the_end_of_spring_festival() {
    let calendars = Calendars::standard(chrono_tz::Asia::Shanghai);
    let due = |from: &str, minutes: i64, calendar| {
        let mut clocks = Clocks::default();
        clocks.start(Limit::Answer, Some(Target { minutes, calendar }), at(from), &calendars);
        clocks.due()
    };
    // Thursday, the eve of the lockdown; the holidays of 24–30 January were lengthened to 2 February.
    assert_eq!(due("2020-01-23 17:00", 60, CalendarCode::Working), Some(at("2020-02-03 09:00")));
    // The Saturday and Sunday that should have made up for it were free as well.
    assert_eq!(due("2020-01-31 12:00", 24 * 60, CalendarCode::Workdays), Some(at("2020-02-04 00:00")));
    assert_eq!(due("2020-02-02 12:00", 60, CalendarCode::Desk), Some(at("2020-02-02 13:00")));
}

#[test]
fn days_of_23_and_25_hours_lose_and_repeat_nothing() {
    let zone = chrono_tz::Europe::Berlin;
    let mut calendars = Calendars::standard(zone);
    let whole = calendars.get(CalendarCode::Always).clone();
    let site = calendars.site();
    let day = |text: &str| At::start_of(text.parse().unwrap(), zone);
    assert_eq!(whole.between(day("2026-03-29"), day("2026-03-30"), &site), 23 * 60 * MINUTE);
    assert_eq!(whole.between(day("2026-10-25"), day("2026-10-26"), &site), 25 * 60 * MINUTE);
    // A stretch that begins in the hour that is missing begins when the clocks were put on.
    let night = Calendar { days: DayKind::Every, hours: vec![(150, 240)], name: String::new() };
    calendars.set(CalendarCode::Desk, night);
    let night = calendars.get(CalendarCode::Desk);
    assert_eq!(night.between(day("2026-03-29"), day("2026-03-30"), &calendars.site()), 60 * MINUTE);
}
