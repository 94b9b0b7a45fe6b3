use super::*;
use crate::domain::ids::DeskId;
use crate::domain::register::{Doubts, NoLook, Typed, Who, table};
use crate::text::lang::Lang;

/// Monday, 23 November 2026, 9:00 in Shanghai.
const MORNING: At = At(1_795_395_600_000);
const HOUR: i64 = 60;

fn ctx<T>(run: impl FnOnce(&Ctx<'_>) -> T) -> T {
    let who = Who {
        staff: StaffId(4),
        name: "王前台".into(),
        posts: Posts::of(&[crate::domain::posts::Post::Receptionist]),
        team: None,
        desk: DeskId(1),
        session: 1,
        lang: Lang::Zh,
    };
    let doubts = Doubts::default();
    run(&Ctx { now: MORNING, zone: chrono_tz::Asia::Shanghai, who: &who, look: &NoLook, doubts: &doubts })
}

fn day(text: &str) -> Option<Date> {
    Some(text.parse().unwrap())
}

#[test]
fn the_whole_table_of_states_and_actions() {
    let expected =
        "draft - > 1\napprove 1 > 2\nredraft 2 > 1\npost 2 > 3\ntake_down 3 > 4\nwithdraw 1,2 > 5\n";
    assert_eq!(table(&Typed::<Notices>::new()), expected);
    let approve = actions().into_iter().find(|action| action.info.id == "approve").unwrap();
    assert_eq!(approve.info.posts, Posts::LEAD);
}

#[test]
fn what_is_to_be_hung_up_and_what_hangs_too_long_is_handed_over() {
    let said = |state, post_by: Option<i64>, until| {
        let post_by = post_by.map(|minutes| MORNING.plus_minutes(minutes));
        let entry = Notice { post_by, until, ..Notice::default() };
        let carry = ctx(|ctx| carry(&Head { state, ..Head::blank() }, &entry, ctx))?;
        Some((carry.severity, carry.why.zh))
    };
    let item = |severity, why: &str| Some((severity, why.to_owned()));
    assert_eq!(said(APPROVED, Some(-1), None), item(Severity::Red, "公告超时未张贴"));
    assert_eq!(said(APPROVED, Some(HOUR), None), item(Severity::Amber, "公告将到张贴时间"));
    assert_eq!(said(APPROVED, Some(48 * HOUR), None), item(Severity::White, "公告已批准，未张贴"));
    assert_eq!(said(APPROVED, None, None), item(Severity::Amber, "公告已批准，未张贴"));
    assert_eq!(said(DRAFT, None, None), None, "nobody waits for it");
    assert_eq!(said(DRAFT, Some(48 * HOUR), None), None);
    assert_eq!(said(DRAFT, Some(0), None), item(Severity::Red, "公告超时未批准"));
    assert_eq!(said(DRAFT, Some(HOUR), None), item(Severity::Amber, "公告将到张贴时间，未批准"));
    assert_eq!(said(POSTED, Some(-HOUR), None), None);
    assert_eq!(said(POSTED, None, day("2026-11-23")), None, "its last day");
    assert_eq!(said(POSTED, None, day("2026-11-22")), item(Severity::Amber, "公告过期未取下"));
    assert_eq!(said(TAKEN_DOWN, None, day("2026-11-22")), None);
}

#[test]
fn nothing_is_approved_without_a_place_or_after_its_last_day() {
    let may = |entry: Notice| {
        ctx(|ctx| ready(&Situation { head: &Head::blank(), entry: &entry, ctx })).map_err(|why| why.zh)
    };
    assert_eq!(may(Notice::default()), Err("先写明张贴在哪里".into()));
    let hung = Notice { boards: "各单元大堂".into(), ..Notice::default() };
    assert_eq!(may(hung.clone()), Ok(()));
    assert_eq!(may(Notice { until: day("2026-11-22"), ..hung }), Err("张贴期限已过".into()));
}

#[test]
fn the_next_step_is_due_first_on_the_wall_then_off_it() {
    let due = |state, until| {
        let mut entry = Notice { post_by: Some(MORNING), until, ..Notice::default() };
        ctx(|ctx| normal(&mut Head { state, ..Head::blank() }, &mut entry, ctx)).unwrap();
        entry.due_at
    };
    assert_eq!(due(APPROVED, day("2026-11-25")), Some(MORNING));
    assert_eq!(due(POSTED, None), None);
    let end = At::end_of("2026-11-25".parse().unwrap(), chrono_tz::Asia::Shanghai);
    assert_eq!(due(POSTED, day("2026-11-25")), Some(end));
}

#[test]
fn a_mobile_number_on_a_wall_is_said() {
    for (text, named) in
        [("请联系１３８００００５６７８", true), ("详询 010-65123456", false), ("单号 138000056789", false)]
    {
        let mut entry = Notice { text: text.into(), ..Notice::default() };
        let said = ctx(|ctx| {
            normal(&mut Head { state: DRAFT, ..Head::blank() }, &mut entry, ctx).unwrap();
            !ctx.doubts.said.borrow().is_empty()
        });
        assert_eq!(said, named, "{text}");
    }
}
