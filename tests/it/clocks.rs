//! What the program does by itself: alarms that come in their time, late ones when the office opens, bad ones once an hour.

use crate::support::office::{MORNING, Office};
use crate::support::wire::{Served, event};
use lobby::desk::Indexes;
use lobby::domain::posts::{Post, Posts};
use lobby::domain::register::{
    Action, Ask, Kind, Order, Register, Registers, Spec, SpecInfo, State, TICK, To, View,
};
use lobby::store::verify;
use lobby::text::lang::{Say, t};
use lobby::wire::LinkEvent;
use lobby::{field, stored};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// What was told to whom since the last look.
fn tick(office: &Office) -> Vec<(u64, String)> {
    let ticked = office.desk.tick().expect("it ticks");
    ticked.notices.into_iter().map(|(staff, text)| (staff.0, text.zh)).collect()
}

fn minutes_ahead(office: &Office) -> Option<i64> {
    office.desk.next_alarm().expect("it reads").map(|at| MORNING.minutes_to(at))
}

#[test]
fn a_promise_is_spoken_of_ahead_when_overdue_and_to_those_who_lead() {
    let office = Office::new();
    let wang = office.post(Post::Receptionist);
    assert_eq!(minutes_ahead(&office), None, "an office where nothing is due has nothing to wake up for");
    let made = office.ok(&wang, "promise.make", json!({"text": "四点前回电", "due_at": "16:00"}));
    let number = made["number"].as_str().unwrap();
    assert_eq!(minutes_ahead(&office), Some(7 * 60 - 15));
    office.clock.advance_minutes(7 * 60 - 15);
    assert_eq!(tick(&office), [(wang.staff.0, format!("承诺将到时（11-23 16:00）：{number} 四点前回电"))]);
    assert_eq!(tick(&office), [], "once");
    assert_eq!(minutes_ahead(&office), Some(7 * 60));
    office.clock.advance_minutes(15);
    assert_eq!(tick(&office), [(wang.staff.0, format!("承诺已过时（11-23 16:00）：{number} 四点前回电"))]);
    let urgent = office.ok(&wang, "promise.list", json!({"view": "open"}));
    assert_eq!(urgent["rows"][0]["head"]["rank"], 0, "{urgent}");
    office.clock.advance_minutes(30);
    let led: Vec<u64> = tick(&office).into_iter().map(|(staff, _)| staff).collect();
    let leads = [office.post(Post::Manager), office.post(Post::Supervisor), office.post(Post::Senior)];
    let mut wanted: Vec<u64> = leads.iter().map(|who| who.staff.0).chain([1]).collect();
    wanted.sort_unstable();
    assert_eq!(led, wanted);
    assert_eq!(minutes_ahead(&office), None);
    let history = office.ok(&wang, "promise.history", json!({"entry": number}));
    let steps: Vec<_> =
        history["steps"].as_array().unwrap().iter().map(|s| (&s["call"], &s["who"])).collect();
    assert_eq!(steps[0], (&json!("promise.tick"), &json!("系统自动")));
    assert_eq!(steps.len(), 4);
    verify(office.desk.store(), &Indexes(office.desk.registers())).expect("the index of alarms is right");
}

#[test]
fn a_new_time_or_owner_is_spoken_of_anew_and_what_is_kept_is_not() {
    let office = Office::new();
    let (wang, li) = (office.post(Post::Receptionist), office.post(Post::Senior));
    let made = office.ok(&wang, "promise.make", json!({"text": "回电", "due_at": "10:00"}));
    office.clock.advance_minutes(90);
    assert!(tick(&office).iter().any(|(_, text)| text.starts_with("承诺已过时")));
    let done = office
        .run(&wang, "promise.transfer", json!({"entry": made["number"], "owner": "李接待"}), None)
        .expect("transferred");
    assert_eq!(done.notices.iter().map(|(staff, _)| *staff).collect::<Vec<_>>(), [li.staff]);
    office.ok(&wang, "promise.correct", json!({"entry": made["number"], "due_at": "15:00"}));
    assert_eq!(minutes_ahead(&office), Some(6 * 60 - 15));
    office.clock.advance_minutes(4 * 60 + 20);
    assert_eq!(tick(&office).iter().map(|(staff, _)| *staff).collect::<Vec<_>>(), [li.staff.0]);
    office.ok(&li, "promise.keep", json!({"entry": made["number"]}));
    assert_eq!(minutes_ahead(&office), None);
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Stuck {
    name: String,
}

stored!(Stuck, StuckDisk);

/// A register whose tick does not move its alarm on.
pub struct StuckOnes;

const STATES: &[State] = &[State::open(1, "open", t("在办", "open"))];
const VIEWS: &[View] =
    &[View { id: "open", title: t("在办", "Open"), states: &[1], mine: false, order: Order::Newest }];

impl Register for StuckOnes {
    type Entry = Stuck;

    fn spec() -> Spec<Stuck> {
        let info = SpecInfo {
            id: "stuck",
            tag: 901,
            name: t("卡住", "Stuck"),
            prefix: "SK",
            states: STATES,
            views: VIEWS,
            see: Posts::ALL,
            correct: Posts::ALL,
            kept: false,
        };
        let fields = vec![field!(Stuck, name, t("名称", "Name"), Kind::Line(20)).column(20)];
        let actions = vec![
            Action::create("add", t("新增", "Add"), 1, Posts::ALL, vec![Ask::must("name")]),
            Action::step(TICK, t("提醒", "Remind"), &[1], To::Stay, Posts::NONE, vec![]),
        ];
        Spec {
            alarm: |head, _, _| Some(head.created_at.plus_minutes(10)),
            ..Spec::new(info, fields, actions, |_, e| Say::same(e.name.clone()))
        }
    }
}

#[test]
fn an_alarm_that_does_not_move_on_is_put_off_so_that_nothing_spins() {
    let office = Office::with(Registers::standard().with::<StuckOnes>());
    office.ok(&office.founder(), "stuck.add", json!({"name": "卡"}));
    office.clock.advance_minutes(10);
    tick(&office);
    assert_eq!(minutes_ahead(&office), Some(70));
    verify(office.desk.store(), &Indexes(office.desk.registers())).expect("the index of alarms is right");
}

#[test]
fn the_server_rings_by_itself_and_tells_screens() {
    let served = Served::start();
    let (link, events) = served.link("one");
    let boss = served.client("boss");
    // Overdue already: the clock thread has it told at once, to its owner and to whoever leads.
    let args = json!({"text": "回电", "due_at": "2026-01-05 10:00", "owner": "one"});
    served.ok(&boss, "promise.make", args);
    let told = event(&events, "the notice", |event| match event {
        LinkEvent::Notice(text) => Some(text.en),
        _ => None,
    });
    assert!(told.starts_with("Promise overdue (01-05 10:00)"), "{told}");
    drop(link);
}
