use super::*;
use chrono_tz::{America::New_York, Asia::Shanghai, Australia::Lord_Howe, Europe::London, Pacific::Apia};

fn date(y: i32, m: u32, d: u32) -> Date {
    Date::from_ymd_opt(y, m, d).expect("a day")
}

fn at(day: Date, start: &str, end: &str, zone: Tz) -> Span {
    let time = |text| read_time(text).expect("a time");
    span(day, time(start), time(end), zone).expect("the day exists")
}

fn shown(at: At, zone: Tz) -> String {
    at.local(zone).format("%d %H:%M %z").to_string()
}

#[test]
fn a_time_is_read_as_people_type_it() {
    for (text, minutes) in
        [("7:30", 450), ("07：30", 450), ("730", 450), ("0730", 450), ("7", 420), ("24:00", 1440)]
    {
        assert_eq!(read_time(text), Some(minutes), "{text}");
    }
    for text in ["", "7:60", "25", "24:01", "a", "7:3x", "07300", "-1:00", "早上"] {
        assert_eq!(read_time(text), None, "{text}");
    }
    assert_eq!(write_time(450), "07:30");
}

#[test]
fn a_night_when_the_clocks_go_back_lasts_an_hour_longer() {
    for (zone, day, minutes) in [
        (London, date(2026, 10, 24), 570),
        (New_York, date(2026, 10, 31), 570),
        (Lord_Howe, date(2026, 4, 4), 540),
        (London, date(2026, 3, 28), 450),
        (New_York, date(2026, 3, 7), 450),
        (Lord_Howe, date(2026, 10, 3), 480),
        (Shanghai, date(2026, 10, 24), 510),
    ] {
        let night = at(day, "23:00", "07:30", zone);
        assert_eq!(night.from.minutes_to(night.to), minutes, "{zone} {day}");
    }
}

#[test]
fn a_repeated_hour_begins_with_the_first_and_ends_with_the_last() {
    let day = date(2026, 11, 1);
    let before = at(day, "00:00", "01:30", New_York);
    let after = at(day, "01:30", "08:00", New_York);
    assert_eq!(shown(after.from, New_York), "01 01:30 -0400");
    assert_eq!(shown(before.to, New_York), "01 01:30 -0500");
    assert!(after.from < before.to, "they overlap");
}

#[test]
fn a_time_in_the_jump_moves_forward_by_the_jump() {
    let ny = at(date(2026, 3, 8), "02:30", "08:00", New_York);
    assert_eq!(shown(ny.from, New_York), "08 03:30 -0400");
    let howe = at(date(2026, 10, 4), "02:15", "08:00", Lord_Howe);
    assert_eq!(shown(howe.from, Lord_Howe), "04 02:45 +1100");
    assert!(typed(date(2026, 3, 8), 150, New_York).is_err());
    assert!(typed(date(2026, 3, 8), 180, New_York).is_ok());
    // Moved it would begin after its end; so it begins when the clocks have jumped.
    let short = at(date(2026, 3, 8), "02:45", "03:15", New_York);
    assert_eq!((shown(short.from, New_York), short.from.minutes_to(short.to)), ("08 03:00 -0400".into(), 15));
}

#[test]
fn a_day_that_the_calendar_skips_has_no_slots() {
    assert_eq!(span(date(2011, 12, 30), 450, 930, Apia), None);
    let night = at(date(2011, 12, 29), "23:00", "07:30", Apia);
    assert_eq!(shown(night.to, Apia), "31 07:30 +1400");
    assert_eq!(night.from.minutes_to(night.to), 510);
}

/// Three shifts a day that follow each other on the wall follow each other in time: no gap, no negative length.
#[test]
fn slots_that_meet_on_the_wall_never_leave_a_gap() {
    for zone in [London, New_York, Lord_Howe, Apia, Shanghai] {
        for cuts in [[450, 930, 1380], [0, 60, 120], [90, 150, 165], [15, 105, 135]] {
            for year in [2011, 2026] {
                let mut day = date(year, 1, 1);
                let mut reached: Option<At> = None;
                while day < date(year + 1, 1, 1) {
                    let [a, b, c] = cuts;
                    for (start, end) in [(a, b), (b, c), (c, a)] {
                        let Some(slot) = span(day, start, end, zone) else { continue };
                        assert!(slot.from <= slot.to, "{zone} {day} {start}");
                        assert!(reached.is_none_or(|to| slot.from <= to), "a gap: {zone} {day} {start}");
                        reached = reached.max(Some(slot.to));
                    }
                    day = day.checked_add_days(Days::new(1)).expect("a day");
                }
            }
        }
    }
}

#[test]
fn who_takes_over_comes_for_the_slot_that_began_last() {
    let day = date(2026, 11, 24);
    let slot = |shift, who, start, end| Slot {
        shift,
        desk: DeskId(1),
        who: Some(StaffId(who)),
        span: at(day, start, end, Shanghai),
    };
    let slots = [slot(1, 7, "07:30", "15:30"), slot(2, 7, "15:00", "23:00"), slot(3, 8, "15:00", "23:00")];
    let found = |who, time: &str| {
        let now = at(day, time, "24:00", Shanghai).from;
        slot_of(&slots, DeskId(1), StaffId(who), now, 45).map(|slot| slot.shift)
    };
    assert_eq!(found(7, "06:30"), None);
    assert_eq!(found(7, "06:45"), Some(1));
    assert_eq!(found(7, "14:50"), Some(1));
    assert_eq!(found(7, "15:10"), Some(2));
    assert_eq!(found(8, "14:20"), Some(3));
    assert_eq!(found(8, "23:00"), None);
    assert_eq!(slot_of(&slots, DeskId(2), StaffId(7), slots[0].span.from, 45), None);
}
