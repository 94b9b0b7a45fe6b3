//! What a handover collects (`spec/handover.md` 4.5), register by register: how much it matters, where it stands, and why.

use crate::support::office::{MORNING, Office};
use lobby::domain::handover::Section;
use lobby::domain::ids::{DeskId, StaffId};
use lobby::domain::moment::At;
use lobby::domain::posts::{Post, Posts};
use lobby::domain::register::{Ctx, Doubts, Head, Mark, NoLook, Registers, Severity, Who};
use lobby::domain::value::Value;
use lobby::text::lang::Lang;
use serde_json::{Value as Json, json};

/// What the table of a register says of an entry in a state, with these fields, due so many minutes from now.
fn said(
    register: &str,
    state: &str,
    fields: &[(&str, Value)],
    due: Option<i64>,
    marks: &[Mark],
) -> Option<(Severity, Section, String)> {
    let registers = Registers::standard();
    let found = registers.by_id(register).expect("a register");
    let who = Who {
        staff: StaffId(1),
        name: "王".into(),
        posts: Posts::ALL,
        team: None,
        desk: DeskId(1),
        session: 0,
        lang: Lang::Zh,
    };
    let (doubts, zone) = (Doubts::default(), chrono_tz::Asia::Shanghai);
    let ctx = Ctx { now: MORNING, zone, who: &who, look: &NoLook, doubts: &doubts };
    let mut head = Head::blank();
    let mut entry = found.blank();
    head.state = found.info().state_of_id(state).expect("a state").code;
    for (field, value) in fields {
        found.set(&mut head, &mut *entry, field, value.clone()).expect("the field");
    }
    head.due = due.map(|minutes| MORNING.plus_minutes(minutes));
    marks.iter().for_each(|mark| head.mark(*mark));
    let carry = found.carry(&head, &*entry, &ctx)?;
    assert!(!carry.why.en.is_empty() && carry.why.en != carry.why.zh, "{}", carry.why.zh);
    Some((carry.severity, carry.section, carry.why.zh))
}

fn item(severity: Severity, section: Section, why: &str) -> Option<(Severity, Section, String)> {
    Some((severity, section, why.to_owned()))
}

fn text(words: &str) -> Value {
    Value::Text(words.to_owned())
}

fn choice(id: &str) -> Value {
    Value::Choice(id.to_owned())
}

fn at(minutes: i64) -> Value {
    Value::At(MORNING.plus_minutes(minutes))
}

fn day(days: i64) -> Value {
    Value::Date(At(MORNING.0 + days * 86_400_000).date(chrono_tz::Asia::Shanghai))
}

const HOUR: i64 = 60;

use Section::{Do, Know, Now};
use Severity::{Amber, Red, White};

#[test]
fn a_follow_up_is_passed_on_before_it_is_late() {
    let told = |state, due| said("follow_up", state, &[], due, &[]);
    assert_eq!(told("due", Some(24 * HOUR)), item(White, Do, "已完工，尚未回访"));
    assert_eq!(told("tried", Some(HOUR)), item(White, Do, "回访联系不上，须再联系"));
    assert_eq!(told("due", Some(-1)), item(Amber, Do, "回访已超时"));
    assert_eq!(told("done", Some(-1)), None);
}

#[test]
fn what_was_reopened_twice_says_so_and_is_never_mere_information() {
    let told = |marks: &[Mark]| said("request", "on-site", &[("arrived_at", at(-5))], None, marks);
    assert_eq!(told(&[Mark::Reopened]), item(White, Know, "处理中"));
    assert_eq!(told(&[Mark::Reopened, Mark::ReopenedTwice]), item(Amber, Do, "多次重开；处理中"));
    let complaint = |times| {
        let fields = [("reopened", Value::Int(times)), ("received_by_department_at", at(-5))];
        said("complaint", "investigating", &fields, None, &[])
    };
    assert_eq!(complaint(1), item(White, Know, "投诉办理中"));
    assert_eq!(complaint(2), item(Amber, Do, "已重开 2 次；投诉办理中"));
}

#[test]
fn an_escalated_complaint_stays_so_until_it_is_closed() {
    let told = |state, level| said("complaint", state, &[("level", Value::Int(level))], None, &[]);
    assert_eq!(told("replied", 0), None, "its follow-up is carried");
    assert_eq!(told("followed-up", 0), item(White, Know, "投诉待办结"));
    for level in 1..=3 {
        let (severity, section, why) = told("replied", level).expect("passed on");
        assert_eq!((severity, section), (Amber, Do));
        assert!(why.starts_with("投诉升级到") && why.ends_with("，已答复，待回访"), "{why}");
        let (.., why) = told("followed-up", level).expect("passed on");
        assert!(why.starts_with("投诉升级到") && why.ends_with("，已回访，待办结"), "{why}");
        assert_eq!(told("investigating", level).expect("passed on").0, Red);
    }
    assert_eq!(told("closed", 3), None);
}

#[test]
fn work_planned_for_the_next_twelve_hours_is_passed_on() {
    let visit = |days, due| said("home_visit", "planned", &[("planned_on", day(days))], Some(due), &[]);
    assert_eq!(visit(0, 15 * HOUR), item(White, Do, "计划内走访"));
    assert_eq!(visit(2, 63 * HOUR), None);
    assert_eq!(visit(-1, -9 * HOUR), item(White, Do, "走访已过期未做"));
    let task = |due| said("task", "given", &[], due, &[]);
    assert_eq!(task(Some(-1)), item(Red, Do, "任务已超期"));
    assert_eq!(task(Some(11 * HOUR)), item(Amber, Do, "任务将到期"));
    assert_eq!(task(Some(13 * HOUR)), item(White, Know, "任务未完成"));
    assert_eq!(task(None), item(White, Know, "任务未完成"));
    let booked = |ahead, due| {
        said("request", "accepted", &[("appointment", at(ahead))], Some(due), &[]).expect("passed on")
    };
    let (severity, section, why) = booked(11 * HOUR, 13 * HOUR);
    assert_eq!((severity, section), (White, Do));
    assert!(why.starts_with("预约上门："), "{why}");
    assert_eq!(booked(13 * HOUR, 13 * HOUR).2, "已派工未到场");
}

#[test]
fn keys_and_cards_that_are_out_past_their_time_are_passed_on() {
    let key = |due| said("key", "out", &[("hook", text("A-1")), ("due_at", at(due))], Some(due), &[]);
    assert_eq!(key(-1), item(Red, Do, "钥匙 A-1 逾期未还"));
    assert_eq!(key(HOUR), item(Amber, Do, "钥匙 A-1 将到归还时间"));
    assert_eq!(key(13 * HOUR), None);
    let card = |kind, days| {
        let fields = [("card_number", text("C9")), ("kind", choice(kind)), ("valid_to", day(days))];
        said("access_card", "active", &fields, None, &[])
    };
    assert_eq!(card("worker", -1), item(Amber, Do, "门禁卡 C9 过期未退"));
    assert_eq!(card("tenant", -30), item(White, Do, "门禁卡 C9 过期未退"));
    assert_eq!(card("tenant", -31), None, "it stands in the list of cards by then");
    assert_eq!(card("tenant", 0), None, "the last day is not over");
}

#[test]
fn people_on_site_and_what_threatens_the_next_shift_are_passed_on() {
    let visit = |kind| said("visit", "inside", &[("visitor_kind", choice(kind))], None, &[]);
    assert_eq!(visit("contractor"), item(White, Now, "施工或外包人员尚未离场"));
    assert_eq!(visit("owner"), item(White, Now, "访客尚未离开"));
    assert_eq!(said("shift", "missed", &[], None, &[]), item(Amber, Do, "缺班尚未说明"));
    let open = |ahead| said("shift", "planned", &[("from", at(ahead))], None, &[]);
    assert_eq!(open(HOUR), item(Amber, Do, "即将开始的班没有人"));
    assert_eq!(open(13 * HOUR), None);
    let taken = [("from", at(HOUR)), ("staff", Value::Id(2))];
    assert_eq!(said("shift", "planned", &taken, None, &[]), None);
    assert_eq!(said("swap", "proposed", &[], None, &[]), item(White, Know, "换班待对方答复"));
    assert_eq!(said("promise", "open", &[], Some(13 * HOUR), &[]), item(White, Know, "已作承诺，到时在后"));
    assert_eq!(said("incident", "reported", &[], None, &[]), item(Red, Now, "突发事件无人接手"));
}

/// The items of the present watch: number or line, severity, why.
fn items(office: &Office, who: &Who) -> Vec<(String, String, String)> {
    let view = office.ok(who, "watch.show", json!({}));
    let text = |value: &Json| value.as_str().unwrap().to_owned();
    let of = |row: &Json| {
        let number = match row["item"]["line"].as_u64() {
            Some(line) => format!("L{line}"),
            None => text(&row["number"]),
        };
        (number, text(&row["item"]["severity"]), text(&row["item"]["why"]["zh"]))
    };
    view["items"].as_array().unwrap().iter().map(of).collect()
}

fn row(number: &str, severity: &str, why: &str) -> (String, String, String) {
    (number.to_owned(), severity.to_owned(), why.to_owned())
}

#[test]
fn white_late_entries_and_corrections_of_this_shift_are_passed_on() {
    let office = Office::new();
    let wang = office.post(Post::Receptionist);
    office.ok(&wang, "watch.open", json!({}));
    office.clock.advance_minutes(120);
    for line in [
        json!({"text": "现在的", "severity": "white"}),
        json!({"text": "补记的", "severity": "white", "occurred_at": "9:05"}),
        json!({"text": "写错的", "severity": "white"}),
        json!({"text": "改对的", "severity": "white", "corrects": 3}),
    ] {
        office.ok(&wang, "log.write", line);
    }
    let mut found = items(&office, &wang);
    found.sort();
    assert_eq!(found, [row("L2", "white", "日志补录"), row("L4", "white", "日志更正")]);
}

#[test]
fn a_quiet_shift_says_that_there_is_nothing() {
    let office = Office::new();
    let wang = office.post(Post::Receptionist);
    office.ok(&wang, "watch.open", json!({}));
    assert!(items(&office, &wang).is_empty());
    let sheet = office.ok(&wang, "handover.sheet", json!({}));
    let lines: Vec<&str> =
        sheet["lines"].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect();
    for part in ["P 当前情况", "A 待办（按时间）"] {
        let at = lines.iter().position(|line| line.contains(part)).unwrap_or_else(|| panic!("{lines:#?}"));
        assert_eq!(lines[at + 1].trim(), "无", "{lines:#?}");
    }
}

/// The plan says how far "the next shift" reaches: the slot after the present watch, not a fixed number of hours.
#[test]
fn what_is_due_before_the_next_slot_ends_is_due_within_the_next_shift() {
    let office = Office::new();
    let (wang, chief) = (office.post(Post::Receptionist), office.post(Post::Supervisor));
    let plan = |pattern: &str, staff: &str| {
        let args = json!({"day": "2026-11-23", "pattern": pattern, "staff": staff});
        office.ok(&chief, "shift.plan", args);
    };
    plan("早班", "王前台");
    plan("晚班", "李接待");
    office.ok(&wang, "watch.open", json!({}));
    for (text, time) in [("甲", "2026-11-23 22:30"), ("乙", "2026-11-23 23:30")] {
        let args = json!({"place": "3-2-1801", "category": "plumbing", "urgency": "planned", "text": text});
        let number = office.ok(&wang, "request.log", args)["number"].clone();
        office.ok(&chief, "request.dispatch", json!({"entry": number, "owner": "孙师傅"}));
        office.ok(&chief, "request.book", json!({"entry": number, "appointment": time}));
    }
    let mut found = items(&office, &wang);
    found.retain(|(number, ..)| number.starts_with('R'));
    found.sort();
    // The night slot begins at 23:00: what is booked for 23:30 is no longer the next shift's.
    assert_eq!(found[0], row("R2611-0001", "amber", "下一班内到时"));
    assert_eq!((found[1].0.as_str(), found[1].1.as_str()), ("R2611-0002", "white"));
}

#[test]
fn claimed_work_says_when_its_owner_went_home() {
    let office = Office::new();
    let (wang, zhang) = (office.post(Post::Receptionist), office.post(Post::Officer));
    let chief = office.post(Post::Supervisor);
    office.ok(&wang, "watch.open", json!({}));
    let duty = office.ok(&zhang, "duty.begin", json!({}))["number"].clone();
    let args = json!({"place": "3-2-1801", "category": "plumbing", "urgency": "planned", "text": "漏水"});
    let number = office.ok(&wang, "request.log", args)["number"].as_str().unwrap().to_owned();
    office.ok(&chief, "request.dispatch", json!({"entry": number, "owner": "张专员"}));
    let why = || items(&office, &wang).into_iter().find(|(known, ..)| *known == number).unwrap().2;
    assert!(!why().contains("已下班"), "{}", why());
    office.ok(&zhang, "duty.end", json!({"entry": duty}));
    assert!(why().starts_with("负责人已下班；"), "{}", why());
    office.ok(&zhang, "duty.begin", json!({}));
    assert!(!why().contains("已下班"), "{}", why());
}

#[test]
fn who_takes_over_finds_what_people_claimed_and_left_to_be_dispatched() {
    let office = Office::new();
    let (wang, li, zhang) =
        (office.post(Post::Receptionist), office.post(Post::Senior), office.post(Post::Officer));
    let chief = office.post(Post::Supervisor);
    office.ok(&wang, "watch.open", json!({}));
    let duty = office.ok(&zhang, "duty.begin", json!({}))["number"].clone();
    let log = |text: &str| {
        let args = json!({"place": "3-2-1801", "category": "plumbing", "urgency": "planned", "text": text});
        office.ok(&wang, "request.log", args)["number"].as_str().unwrap().to_owned()
    };
    let (claimed, begun, given, kept) = (log("甲"), log("乙"), log("丙"), log("丁"));
    for number in [&claimed, &begun] {
        office.ok(&zhang, "request.grab", json!({"entry": number}));
    }
    office.ok(&zhang, "request.arrive", json!({"entry": begun}));
    office.ok(&chief, "request.dispatch", json!({"entry": given, "owner": "张专员"}));
    // Somebody else who is here claimed one as well.
    office.ok(&li, "duty.begin", json!({}));
    office.ok(&li, "request.grab", json!({"entry": kept}));
    office.ok(&zhang, "duty.end", json!({"entry": duty}));
    let before = office.ok(&chief, "request.show", json!({"entry": claimed}));
    office.offer(&wang);
    office.take_over(&li);
    let state = |number: &String| {
        let shown = office.ok(&chief, "request.show", json!({"entry": number}));
        (shown["head"]["state"].clone(), shown["head"]["owner"].is_null())
    };
    let one = office.ok(&chief, "request.show", json!({"entry": claimed}));
    assert_eq!((one["head"]["state"].clone(), one["head"]["owner"].clone()), (json!(1), Json::Null));
    assert_eq!(one["head"]["due"], before["head"]["due"], "its clocks run on");
    assert!([&begun, &given, &kept].iter().all(|number| !state(number).1), "these have somebody");
}

#[test]
fn a_request_reopened_twice_is_marked_by_the_second_time() {
    let office = Office::new();
    let (wang, chief) = (office.post(Post::Receptionist), office.post(Post::Supervisor));
    office.ok(&wang, "watch.open", json!({}));
    let args = json!({"place": "3-2-1801", "category": "plumbing", "urgency": "planned", "text": "漏水"});
    let number = office.ok(&wang, "request.log", args)["number"].as_str().unwrap().to_owned();
    office.ok(&chief, "request.dispatch", json!({"entry": number, "owner": "孙师傅"}));
    let why = || items(&office, &wang).into_iter().find(|(known, ..)| *known == number).unwrap().2;
    for time in 0..2 {
        office.ok(&chief, "request.finish", json!({"entry": number, "work_done": "换垫圈"}));
        office.ok(&chief, "request.reopen", json!({"entry": number, "reason": "又漏"}));
        assert_eq!(why().starts_with("多次重开；"), time == 1, "{}", why());
    }
}
