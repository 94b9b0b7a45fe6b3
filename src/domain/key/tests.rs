use super::rules::{count_began, standing};
use super::*;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

#[test]
fn a_stock_take_runs_from_the_set_day_to_the_next() {
    assert_eq!(count_began(day("2026-11-23"), 25), day("2026-10-25"));
    assert_eq!(count_began(day("2026-11-25"), 25), day("2026-11-25"));
    assert_eq!(count_began(day("2026-03-01"), 28), day("2026-02-28"));
    assert_eq!(count_began(day("2027-01-03"), 25), day("2026-12-25"));
}

#[test]
fn only_a_key_that_is_out_is_overdue() {
    let entry = Key { due_at: Some(At(1_000)), ..Key::default() };
    let out = Head { state: OUT, ..Head::blank() };
    assert_eq!(standing(&out, &entry, At(999)), Some(Standing::InTime));
    assert_eq!(standing(&out, &entry, At(1_000)), Some(Standing::Overdue));
    assert_eq!(standing(&Head { state: IN, ..Head::blank() }, &entry, At(1_000)), None);
}

#[test]
fn a_key_is_found_by_its_hook_and_by_who_has_it() {
    let entry = Key { hook: "A-12".into(), borrower: "孙师傅".into(), ..Key::default() };
    let texts = |state| -> Vec<String> {
        keys(&Head { state, ..Head::blank() }, &entry).into_iter().map(|key| key.text).collect()
    };
    assert_eq!(texts(IN), ["a-12"]);
    assert_eq!(texts(OUT), ["a-12", "孙师傅"]);
}
