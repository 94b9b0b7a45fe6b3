use super::*;
use chrono_tz::{America, Asia};
use proptest::prelude::*;

fn at(wall: &str, zone: Tz) -> At {
    at_wall_clock(NaiveDateTime::parse_from_str(wall, "%Y-%m-%d %H:%M").unwrap(), zone).unwrap()
}

/// A Monday afternoon.
fn now() -> At {
    at("2026-11-23 16:07", Asia::Shanghai)
}

fn read(text: &str) -> String {
    match parse_at(text, now(), Asia::Shanghai) {
        Ok(at) => at.local(Asia::Shanghai).format("%Y-%m-%d %H:%M").to_string(),
        Err(fault) => fault.to_string(),
    }
}

#[test]
fn what_people_type() {
    for (typed, meant) in [
        ("14:30", "2026-11-23 14:30"),
        ("１４：３０", "2026-11-23 14:30"),
        ("1430", "2026-11-23 14:30"),
        ("930", "2026-11-23 09:30"),
        ("9点半", "2026-11-23 09:30"),
        ("9点15分", "2026-11-23 09:15"),
        ("下午3点", "2026-11-23 15:00"),
        ("下午 3:30", "2026-11-23 15:30"),
        ("上午10:00", "2026-11-23 10:00"),
        ("中午12点", "2026-11-23 12:00"),
        ("晚上8点", "2026-11-23 20:00"),
        ("晚上12点", "2026-11-24 00:00"),
        ("凌晨2点", "2026-11-23 02:00"),
        ("3pm", "2026-11-23 15:00"),
        ("12am", "2026-11-23 00:00"),
        ("24:00", "2026-11-24 00:00"),
        ("now", "2026-11-23 16:07"),
        ("明天 9:00", "2026-11-24 09:00"),
        ("明天上午9点", "2026-11-24 09:00"),
        ("tomorrow 9:00", "2026-11-24 09:00"),
        ("9:00 tomorrow", "2026-11-24 09:00"),
        ("后天", "2026-11-25 09:00"),
        ("昨天 22:15", "2026-11-22 22:15"),
        ("+1d", "2026-11-24 16:07"),
        ("+1d 9:00", "2026-11-24 09:00"),
        ("+2h", "2026-11-23 18:07"),
        ("+30m", "2026-11-23 16:37"),
        ("-2h", "2026-11-23 14:07"),
        ("+1w", "2026-11-30 16:07"),
        ("2小时后", "2026-11-23 18:07"),
        ("半小时后", "2026-11-23 16:37"),
        ("10分钟前", "2026-11-23 15:57"),
        ("3天后 9:00", "2026-11-26 09:00"),
        ("11-25 14:00", "2026-11-25 14:00"),
        ("11/25 1400", "2026-11-25 14:00"),
        ("11月25日14:00", "2026-11-25 14:00"),
        ("2026-11-25", "2026-11-25 09:00"),
        ("2026年11月25日 下午2点", "2026-11-25 14:00"),
        ("20261125 0830", "2026-11-25 08:30"),
        ("2026-11-25T14:30", "2026-11-25 14:30"),
        ("2026-11-25T06:30:00Z", "2026-11-25 14:30"),
        ("2026-11-25 14:30:59", "2026-11-25 14:30"),
        ("1-5 9:00", "2027-01-05 09:00"),
        ("2-29", "2028-02-29 09:00"),
        ("周五 10:00", "2026-11-27 10:00"),
        ("fri 10:00", "2026-11-27 10:00"),
        ("friday 10:00", "2026-11-27 10:00"),
        ("周一 18:00", "2026-11-23 18:00"),
        ("下周一 9:00", "2026-11-30 09:00"),
        ("上周五 9:00", "2026-11-20 09:00"),
        ("星期天下午2点", "2026-11-29 14:00"),
        ("next fri 9:00", "2026-12-04 09:00"),
    ] {
        assert_eq!(read(typed), meant, "{typed}");
    }
}

#[test]
fn what_cannot_be_is_a_fault_that_names_what_would_be_right() {
    let fault = |text: &str| parse_at(text, now(), Asia::Shanghai).unwrap_err().say();
    assert!(fault("2026-02-30").zh.contains("2026-02-28"));
    assert!(fault("11-31 9:00").en.contains("2026-11-30"));
    assert!(fault("2026-13-01").en.contains("1 to 12"));
    assert!(fault("25:00").zh.contains("24:00"));
    assert!(fault("1475").en.contains("1475"));
    assert!(fault("上午15:00").zh.contains("15:00"));
    for text in [
        "",
        "漏水",
        "9:00 10:00",
        "明天 后天",
        "fri fri",
        "下午",
        "9",
        "晚上2点",
        "+2h 9:00",
        "friend",
        "24:01",
    ] {
        assert!(parse_at(text, now(), Asia::Shanghai).is_err(), "{text}");
    }
}

#[test]
fn a_time_that_the_clocks_skip_is_refused_with_both_ends() {
    let zone = America::New_York;
    let saturday = at("2026-03-07 02:30", zone);
    for text in ["tomorrow 2:30", "+1d", "2026-03-08 02:30"] {
        let said = parse_at(text, saturday, zone).unwrap_err().say();
        assert!(said.en.contains("01:59") && said.en.contains("03-08 03:00"), "{text}: {said}");
    }
    // Real hours pass over the gap.
    assert_eq!(parse_at("+24h", saturday, zone).unwrap(), at("2026-03-08 03:30", zone));
}

#[test]
fn a_time_that_comes_twice_is_the_first_one() {
    let zone = America::New_York;
    let got = parse_at("2026-11-01 01:30", now(), zone).unwrap();
    assert_eq!(got.utc().to_rfc3339(), "2026-11-01T05:30:00+00:00");
}

#[test]
fn dates_alone() {
    let date = |text: &str| parse_date(text, now(), Asia::Shanghai).map(|d| d.to_string());
    assert_eq!(date("周五").unwrap(), "2026-11-27");
    assert_eq!(date("+3d").unwrap(), "2026-11-26");
    assert_eq!(date("12-1").unwrap(), "2026-12-01");
    assert!(date("12-1 9:00").is_err());
    assert!(date("9:00").is_err());
}

proptest! {
    #[test]
    fn no_text_breaks_the_reader(text in any::<String>(), ms: i64) {
        let _ = parse_at(&text, At(ms), America::New_York).map_err(|fault| fault.say());
    }

    #[test]
    fn no_text_of_dates_breaks_the_reader(text in "[0-9+:/dhmw 年月日点半上下午周五后天前fri-]{0,20}") {
        let _ = parse_at(&text, now(), Asia::Shanghai).map_err(|fault| fault.say());
        let _ = parse_date(&text, now(), Asia::Shanghai);
    }

    #[test]
    fn what_the_screen_shows_can_be_typed_again(minutes in -200_000i64..200_000) {
        let at = At(now().plus_minutes(minutes).0 / 60_000 * 60_000);
        let shown = at.screen(now(), Asia::Shanghai);
        prop_assert_eq!(parse_at(&shown, now(), Asia::Shanghai), Ok(at));
    }
}
