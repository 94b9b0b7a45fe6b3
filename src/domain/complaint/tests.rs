use super::*;
use crate::domain::ids::{DeskId, StaffId};
use crate::domain::posts::Post;
use crate::domain::register::{Ctx, Doubts, Effect, Head, NoLook, Situation, Typed, Values, Who};
use crate::text::lang::Lang;

/// Monday, 23 November 2026, 9:00 in Shanghai.
const MORNING: At = At(1_795_395_600_000);

fn who(post: Post) -> Who {
    Who {
        staff: StaffId(2 + post as u64),
        name: post.id().into(),
        posts: Posts::of(&[post]),
        team: None,
        desk: DeskId(1),
        session: 1,
        lang: Lang::Zh,
    }
}

/// Runs something at a time, as somebody.
fn at<T>(now: At, post: Post, run: impl FnOnce(&Ctx<'_>) -> T) -> T {
    let (who, doubts) = (who(post), Doubts::default());
    run(&Ctx { now, zone: chrono_tz::Asia::Shanghai, who: &who, look: &NoLook, doubts: &doubts })
}

/// A complaint just written down.
fn logged(entry: Complaint) -> (Head, Complaint) {
    let mut head =
        Head { id: 1, number: "Q2611-0001".into(), state: REGISTERED, occurred_at: MORNING, ..Head::blank() };
    let mut entry = Complaint {
        text: "楼道没人扫".into(),
        complainant: "周女士".into(),
        topic: Some(Topic::Environment),
        ..entry
    };
    at(MORNING, Post::Receptionist, |ctx| rules::log(&mut head, &mut entry, &Values::default(), ctx))
        .expect("logged");
    (head, entry)
}

#[test]
fn the_whole_table_of_states_and_actions() {
    let table = crate::domain::register::table(&Typed::<Complaints>::new());
    let expected = "\
log - > 1
classify 1 > 2
assign 1,2,3,4 > 3
receive 3 > =
respond 1,2,3,4,5,6,7 > =
investigate 3,4 > 4
verify 4 > =
propose 4 > 5
execute 6,7 > 7
answer 4,6,7,12 > 8
approve 5 > 6
send_back 5 > 4
close 8,9 > 10
reclassify 2,3,4,5,6,7,11,12 > =
suspend 2,3,4,5,6,7 > 11
transfer 2,3,4,5,6,7 > 12
resume 11,12 > =
invalid 1,2,3,4,5,6,7,11,12 > 13
reopen 8,9,10,13 > 3
join 1,2,3,4,5,6,7,8,9,11,12 > =
urge 1,2,3,4,5,6,7,11,12 > =
hand_over 1,2,3,4,5,6,7,8,9,11,12 > =
note 1,2,3,4,5,6,7,8,9,11,12 > =
promise 1,2,3,4,5,6,7,8,9,11,12 > =
escalate 1,2,3,4,5,6,7,11,12 > =
follow_up 8 > 9
recount 1,2,3,4,5,6,7,8,9,11,12 > =
tick 1,2,3,4,5,6,7,8,9,11,12 > =
retime 1,2,3,4,5,6,7,8,9,11,12 > =
";
    assert_eq!(table, expected);
    assert_eq!(crate::domain::register::table(&Typed::<party::Parties>::new()), "join - > 1\nleave 1 > 2\n");
}

#[test]
fn every_alarm_moves_on_and_the_ladder_only_climbs() {
    let (mut head, mut entry) = logged(Complaint::default());
    let mut seen = Vec::new();
    let mut now = MORNING;
    while let Some(next) = at(now, Post::Supervisor, |ctx| ladder::alarm(&head, &entry, ctx)) {
        assert!(next > now, "{seen:?}");
        now = next;
        let before = entry.level();
        at(now, Post::Supervisor, |ctx| ladder::tick(&mut head, &mut entry, &Values::default(), ctx))
            .expect("ticks");
        assert!(entry.level() >= before);
        if entry.level() > before {
            seen.push((MORNING.minutes_to(now), entry.level(), entry.climbed_for));
        }
    }
    let hour = 60;
    assert_eq!(
        seen,
        [
            (20, 1, Some(Climb::NotReceived)),
            (2 * hour, 2, Some(Climb::Overdue)),
            (4 * hour, 3, Some(Climb::TwiceOverdue))
        ]
    );
    assert_eq!((entry.severity, entry.climbed_for), (Some(Gravity::Major), Some(Climb::Month)));
    assert_eq!(entry.climbed_at, Some(MORNING.plus_minutes(30 * 1440)));
}

#[test]
fn a_suspended_one_stands_still_but_for_its_hour_the_law_and_the_month() {
    let (mut head, mut entry) = logged(Complaint::default());
    head.state = SUSPENDED;
    let wake = MORNING.plus_minutes(5 * 1440);
    entry.wake_at = Some(wake);
    at(MORNING, Post::Senior, |ctx| {
        entry.clocks.pause(ctx.now, "third-party", &crate::domain::calendar::Calendars::standard(ctx.zone));
    });
    let alarm = |entry: &Complaint| at(MORNING, Post::Senior, |ctx| ladder::alarm(&head, entry, ctx));
    assert_eq!(alarm(&entry), Some(wake));
    entry.woken = true;
    // Fifteen legal days end at half past five; a fifth of them before somebody is warned.
    let legal = MORNING.plus_minutes(15 * 1440 + 510);
    assert_eq!(alarm(&entry), Some(legal.plus_minutes(-3 * 1440)));
    entry.clocks.timers.iter_mut().for_each(|timer| timer.warned = true);
    assert_eq!(alarm(&entry), Some(legal), "then the manager hears");
    entry.level = Some(3);
    assert_eq!(alarm(&entry), Some(MORNING.plus_minutes(30 * 1440)));
}

#[test]
fn source_and_numbers_propose_the_severity() {
    let of = |channel, topic| {
        rules::proposed(&Complaint { channel: Some(channel), topic: Some(topic), ..Complaint::default() })
    };
    assert_eq!(of(Channel::Hotline, Topic::Other), Gravity::Major);
    assert_eq!(of(Channel::Media, Topic::Other), Gravity::Major);
    assert_eq!(of(Channel::Committee, Topic::Other), Gravity::Important);
    assert_eq!(of(Channel::Phone, Topic::Lift), Gravity::Important);
    assert_eq!(of(Channel::Phone, Topic::Charges), Gravity::Minor);
    let (_, group) = logged(Complaint { said_persons: Some(10), ..Complaint::default() });
    assert_eq!((group.group, group.gravity(), group.level()), (true, Gravity::Major, 3));
}

#[test]
fn who_approves_follows_from_the_severity_and_never_the_proposer() {
    let head = Head::blank();
    let may = |gravity: Gravity, post: Post, by: Option<StaffId>| {
        let entry = Complaint { severity: Some(gravity), proposed_by: by, ..Complaint::default() };
        at(MORNING, post, |ctx| rules::may_approve(&Situation { head: &head, entry: &entry, ctx }).is_ok())
    };
    assert!(may(Gravity::Minor, Post::Supervisor, None) && may(Gravity::Minor, Post::Manager, None));
    for gravity in [Gravity::Important, Gravity::Major] {
        assert!(!may(gravity, Post::Supervisor, None) && may(gravity, Post::Manager, None), "{gravity:?}");
    }
    assert!(!may(Gravity::Minor, Post::Supervisor, Some(who(Post::Supervisor).staff)));
}

#[test]
fn each_step_is_told_to_those_who_have_to_answer() {
    for (level, posts) in [
        (0, Posts::of(&[Post::Supervisor])),
        (1, Posts::of(&[Post::Supervisor, Post::Manager])),
        (2, Posts::of(&[Post::Supervisor, Post::Manager])),
    ] {
        let (mut head, mut entry) = logged(Complaint::default());
        entry.level = Some(level);
        let effects = at(MORNING, Post::Receptionist, |ctx| {
            ladder::by_hand(&mut head, &mut entry, &Values::default(), ctx)
        });
        assert_eq!(entry.level(), level + 1);
        match effects.expect("climbed").as_slice() {
            [Effect::Tell { posts: told, .. }] => assert_eq!(*told, posts),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn the_tables_of_enquiries_pass_ons_and_liaison() {
    use crate::domain::register::table;
    use crate::domain::{contact, enquiry, liaison, pass_on, visit};
    assert_eq!(
        table(&Typed::<enquiry::Enquiries>::new()),
        "log - > 1\nassign 1 > =\nrespond 1 > =\nanswer 1 > 2\nask_again 1,2 > 1\nclose 2 > 3\nto_request 1,2 > 4\n\
         to_complaint 1,2 > 4\nurge 1 > =\nhand_over 1,2 > =\nnote 1,2 > =\ntick 1,2 > =\nretime 1,2 > =\n"
    );
    assert_eq!(
        table(&Typed::<pass_on::PassOns>::new()),
        "pass - > 1\nreceive 1 > 2\nfinish 2 > 4\nreturn 1,2 > 3\npass_again 1,3 > 1\nwithdraw 1,2,3 > 5\nurge 1,2 > =\n\
         hand_over 1,2,3 > =\nnote 1,2,3 > =\ntick 1,2,3 > =\nretime 1,2,3 > =\n"
    );
    assert_eq!(
        table(&Typed::<liaison::Liaisons>::new()),
        "log - > 1\nagain 1 > =\nhand_over 1 > =\nsettle 1 > 2\nreopen 2 > 1\ntick 1 > =\n"
    );
    assert_eq!(table(&Typed::<contact::Contacts>::new()), "add - > 1\ndisable 1 > 2\nenable 2 > 1\n");
    assert!(table(&Typed::<visit::Visits>::new()).contains("to_complaint 1,2,3,4,5 > =\n"));
}
