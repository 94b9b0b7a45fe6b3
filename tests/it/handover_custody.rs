//! Custody of a desk driven through the desk: every way in which it moves, who may, what it wants, and what a PIN is worth.

use crate::support::office::{Office, PIN};
use lobby::domain::posts::Post;
use lobby::domain::register::Who;
use lobby::text::lang::Lang;
use serde_json::{Value as Json, json};

struct Desk {
    office: Office,
    wang: Who,
    li: Who,
    chief: Who,
}

fn desk() -> Desk {
    let office = Office::new();
    let (wang, li) = (office.post(Post::Receptionist), office.post(Post::Officer));
    let chief = office.post(Post::Supervisor);
    office.ok(&wang, "watch.open", json!({}));
    Desk { office, wang, li, chief }
}

impl Desk {
    fn show(&self) -> Json {
        self.office.ok(&self.wang, "watch.show", json!({}))
    }

    fn watch(&self, id: u64) -> Json {
        self.office.ok(&self.wang, "watch.show", json!({"watch": id}))["watch"].clone()
    }

    fn sound(&self) {
        let registers = self.office.desk.registers();
        let found =
            lobby::desk::verified(self.office.desk.store(), registers, self.office.desk.now(), Lang::Zh);
        assert_eq!(found.findings, Vec::<String>::new());
    }

    fn tick_after(&self, minutes: i64) {
        self.office.clock.advance_minutes(minutes);
        self.office.desk.tick().expect("what is due is done");
    }
}

#[test]
fn a_signature_wants_the_right_pin_and_guessing_takes_longer_and_longer() {
    let Desk { office, wang, chief, li } = desk();
    let offer = |pin: &str| office.refused(&wang, "watch.offer", json!({"pin": pin}));
    for left in [4, 3, 2, 1] {
        let fault = offer("135791");
        assert_eq!(fault.field.as_deref(), Some("pin"));
        assert!(fault.text.zh.contains(&format!("还可试 {left} 次")), "{fault}");
    }
    offer("135791");
    assert!(offer(PIN).text.zh.contains("分钟后再试"), "even the right one waits now");
    office.clock.advance_minutes(2);
    assert!(offer("135791").text.zh.contains("稍候"), "the next wrong one waits at once");
    assert!(offer(PIN).text.zh.contains("分钟后再试"));
    office.clock.advance_minutes(3);
    office.offer(&wang);

    // Nobody resets their own; a supervisor does, and then it must be set before anything is signed.
    let own = office.refused(&chief, "pin.reset", json!({"staff": "刘主管", "reason": "忘记", "pin": PIN}));
    assert_eq!(own.field.as_deref(), Some("staff"));
    assert!(office.call(&li, "pin.reset", json!({"staff": "王前台", "reason": "忘记", "pin": PIN})).is_err());
    office.ok(&chief, "pin.reset", json!({"staff": "李接待", "reason": "忘记", "pin": PIN}));
    let senior = office.post(Post::Senior);
    office.ok(&senior, "watch.review", json!({}));
    let unset = office.refused(&senior, "watch.accept", json!({"pin": PIN}));
    assert!(unset.text.zh.contains("先设置"), "{unset}");
    for bad in ["12345", "123456", "777777", "abcdef"] {
        assert_eq!(
            office.refused(&senior, "pin.set", json!({"new": bad})).field.as_deref(),
            Some("new"),
            "{bad}"
        );
    }
    office.ok(&senior, "pin.set", json!({"new": "864213"}));
    assert!(
        office.call(&senior, "pin.set", json!({"new": "975310"})).is_err(),
        "the present one is asked for"
    );
    office.ok(&senior, "pin.set", json!({"old": "864213", "new": "975310"}));
}

#[test]
fn no_pin_is_written_anywhere_that_is_read() {
    let Desk { office, wang, li, .. } = desk();
    office.offer(&wang);
    office.take_over(&li);
    let chief = office.founder();
    let journal = office.ok(&chief, "journal.read", json!({"limit": 1000})).to_string();
    assert!(journal.contains("pin.set"), "that one was set is told");
    let export = office.ok(&chief, "store.export", json!({})).to_string();
    for text in [&journal, &export] {
        assert!(!text.contains(PIN) && !text.contains("argon2id"), "a PIN is in what people read");
    }
    assert_eq!(format!("{:?}", lobby::api::handover::Pin(PIN.to_owned())), "Pin(…)");
}

#[test]
fn a_supervisor_takes_a_desk_in_trust_and_the_next_accepts_from_them() {
    let at = desk();
    let Desk { office, wang, li, chief } = &at;
    assert!(
        office.call(li, "watch.release", json!({"reason": "没人接班", "pin": PIN})).is_err(),
        "not for an officer"
    );
    let unsaid = office.refused(chief, "watch.release", json!({"reason": " ", "pin": PIN}));
    assert_eq!(unsaid.field.as_deref(), Some("reason"));
    let trust = office.ok(chief, "watch.release", json!({"reason": "没人接班", "pin": PIN}));
    assert_eq!((&trust["watch"]["began"], &trust["watch"]["holder"]), (&json!("trust"), &json!(chief.staff)));
    assert_eq!(
        (&at.watch(1)["state"], &at.watch(1)["ending"]["words"]),
        (&json!("released"), &json!("没人接班"))
    );
    office.count_all(chief);
    office.ok(li, "watch.review", json!({}));
    let taken = office.take_over(li);
    assert_eq!((&taken["watch"]["holder"], &taken["watch"]["began"]), (&json!(li.staff), &json!("accepted")));
    // Who was relieved of it signs afterwards, once.
    office.ok(wang, "watch.confirm", json!({"watch": 1, "words": "当时在处理漏水", "pin": PIN}));
    office.ok(wang, "watch.confirm", json!({"watch": 1, "pin": PIN}));
    let leavers =
        at.watch(1)["signatures"].as_array().unwrap().iter().filter(|s| s["role"] == "leaver").count();
    assert_eq!(leavers, 1, "signed twice is signed once");
    at.tick_after(31);
    assert_eq!(at.watch(1)["state"], "closed");
    at.sound();
}

#[test]
fn a_sealed_desk_is_nobodys_until_the_seal_is_broken() {
    let at = desk();
    let Desk { office, wang, li, chief } = &at;
    let seal = json!({"seal": "A0012", "reason": "无人接班", "pin": PIN});
    let uncounted = office.refused(wang, "watch.seal", seal.clone());
    assert!(uncounted.text.zh.contains("清点"), "{uncounted}");
    office.count_all(wang);
    let sealed = office.ok(wang, "watch.seal", seal);
    assert_eq!(sealed["watch"]["state"], "sealed");
    assert!(office.refused(li, "watch.open", json!({})).text.zh.contains("启封"));
    assert!(office.call(li, "watch.accept", json!({"pin": PIN})).is_err());
    // Work goes on whatever the handover does.
    office.ok(li, "log.write", json!({"text": "夜里来电一次"}));
    let opened = office.ok(li, "watch.break-seal", json!({"seal": "A0013", "pin": PIN}));
    assert_eq!(opened["watch"]["began"], "seal-broken");
    assert!(opened["watch"]["note"].as_str().unwrap().contains("A0013"), "another seal is written down");
    assert!(!opened["watch"]["owed_until"].is_null(), "the count is owed");
    assert_eq!(at.watch(1)["state"], "closed");
    let day = office.ok(chief, "handover.review", json!({"day": "2026-11-23"}));
    let said: Vec<&str> =
        day["exceptions"].as_array().unwrap().iter().map(|row| row["what"]["zh"].as_str().unwrap()).collect();
    assert!(said.iter().any(|text| text.contains("A0013")), "{said:?}");
    at.sound();
}

#[test]
fn somebody_who_cannot_go_on_is_relieved_and_somebody_who_left_is_succeeded_from_the_record() {
    let at = desk();
    let Desk { office, wang, li, .. } = &at;
    let record = json!({"relief": "from-record", "reason": "人不在", "pin": PIN});
    let early = office.refused(li, "watch.relieve", record.clone());
    assert!(early.text.zh.contains("没有超时"), "{early}");
    let taken =
        office.ok(li, "watch.relieve", json!({"relief": "emergency", "reason": "突发疾病", "pin": PIN}));
    assert_eq!(taken["watch"]["began"], "emergency");
    assert!(office.call(li, "watch.relieve", record.clone()).is_err(), "not from oneself");
    // Nine hours and the margin later the desk may be taken from the record.
    at.tick_after(9 * 60 + 21);
    let again = office.ok(wang, "watch.relieve", record);
    assert_eq!((&again["watch"]["began"], &again["watch"]["id"]), (&json!("from-record"), &json!(3)));
    at.sound();
}

#[test]
fn going_on_a_second_time_wants_another_signature() {
    let Desk { office, wang, .. } = desk();
    office.count_all(&wang);
    office.ok(&wang, "watch.continue", json!({"pin": PIN}));
    office.count_all(&wang);
    let alone = office.refused(&wang, "watch.continue", json!({"pin": PIN}));
    assert!(alone.text.zh.contains("另一人"), "{alone}");
    let own = json!({"pin": PIN, "witness": "王前台", "witness_pin": PIN});
    assert!(office.call(&wang, "watch.continue", own).is_err(), "oneself is no witness");
    let wrong = office.refused(
        &wang,
        "watch.continue",
        json!({"pin": PIN, "witness": "刘主管", "witness_pin": "135791"}),
    );
    assert_eq!(wrong.field.as_deref(), Some("witness_pin"));
    let done = json!({"pin": PIN, "witness": "刘主管", "witness_pin": PIN});
    assert_eq!(office.ok(&wang, "watch.continue", done)["watch"]["continued"].as_array().unwrap().len(), 2);
}

#[test]
fn a_question_goes_back_a_dispute_is_ruled_on_and_a_reservation_lets_work_go_on() {
    let at = desk();
    let Desk { office, wang, li, chief } = &at;
    office.ok(wang, "log.write", json!({"text": "3栋水泵异响", "severity": "amber"}));
    office.offer(wang);
    office.ok(li, "watch.review", json!({}));
    office.ok(li, "watch.ask", json!({"item": 1, "words": "哪台泵？"}));
    assert_eq!(at.show()["watch"]["state"], "returned");
    assert!(office.call(li, "watch.accept", json!({"pin": PIN})).is_err());
    office.ok(wang, "watch.answer", json!({"item": 1, "words": "2号泵"}));
    let offered = at.show();
    assert_eq!((&offered["watch"]["state"], &offered["watch"]["revision"]), (&json!("offered"), &json!(2)));
    office.ok(li, "watch.review", json!({}));
    office.ok(li, "watch.contest", json!({"words": "现金少五十"}));
    assert_eq!(at.show()["watch"]["state"], "disputed");
    assert!(
        office.call(wang, "watch.rule", json!({"words": "无妨", "pin": PIN})).is_err(),
        "a party does not rule"
    );
    office.ok(chief, "watch.rule", json!({"words": "以复点为准", "pin": PIN}));
    office.read(li);
    let kept = office.ok(li, "watch.accept", json!({"reservation": "现金少五十元待查", "pin": PIN}));
    assert_eq!((&kept["watch"]["holder"], &kept["watch"]["began"]), (&json!(li.staff), &json!("reserved")));
    let before = at.watch(1);
    assert_eq!(
        (&before["state"], &before["ending"]["words"]),
        (&json!("accepted-reserved"), &json!("现金少五十元待查"))
    );
    at.sound();
}

#[test]
fn a_printed_sheet_is_accepted_by_its_digits_and_an_old_one_is_not() {
    let Desk { office, wang, li, .. } = desk();
    office.ok(&wang, "log.write", json!({"text": "燃气味", "severity": "red"}));
    let first = office.offer(&wang)["digits"].as_str().unwrap().to_owned();
    office.ok(&wang, "log.write", json!({"text": "又有一处", "severity": "red"}));
    let now = office.ok(&li, "watch.review", json!({}))["digits"].as_str().unwrap().to_owned();
    assert!(first.len() == 4 && now.len() == 4 && first != now, "{first} {now}");
    office.count_all(&li);
    let old = office.refused(&li, "watch.accept", json!({"digits": first, "pin": PIN}));
    assert_eq!(old.field.as_deref(), Some("digits"));
    let said = json!([{"item": 1, "words": "先关阀门"}, {"item": 2, "when": "10:00"}]);
    let taken = office.ok(&li, "watch.accept", json!({"digits": now, "pin": PIN, "read_back": said}));
    assert_eq!(taken["watch"]["holder"], json!(li.staff));
}

#[test]
fn a_late_handover_rings_everywhere_until_custody_moves() {
    let at = desk();
    let Desk { office, wang, li, .. } = &at;
    let ringing = |who: &Who| office.ok(who, "alarm.list", json!({}))["rows"].as_array().unwrap().len();
    at.tick_after(9 * 60 + 10);
    assert_eq!((at.show()["watch"]["late_said"].clone(), ringing(li)), (json!(1), 0));
    at.tick_after(10);
    assert_eq!(at.show()["watch"]["late_said"], 2);
    at.tick_after(10);
    assert_eq!((ringing(li), ringing(wang)), (1, 1));
    at.tick_after(600);
    assert_eq!(ringing(li), 1, "it does not tire");
    office.offer(wang);
    assert_eq!(ringing(li), 1, "an offer alone does not end it");
    office.take_over(li);
    assert_eq!(ringing(wang), 0);
    // An office that was shut says it once when it opens again.
    at.tick_after(3 * 24 * 60);
    assert_eq!(ringing(wang), 1);
}

#[test]
fn a_day_is_signed_once_every_exception_has_a_comment() {
    let at = desk();
    let Desk { office, wang, li, chief } = &at;
    office.ok(li, "watch.relieve", json!({"relief": "emergency", "reason": "突发疾病", "pin": PIN}));
    office.ok(li, "log.write", json!({"text": "早上断电", "occurred_at": "8:00"}));
    office.count_all(li);
    office.offer(li);
    office.take_over(wang);
    let day = json!({"day": "2026-11-23"});
    let open = office.ok(chief, "handover.review", day.clone());
    assert_eq!(open["watches"].as_array().unwrap().len(), 3);
    assert!(office.call(chief, "handover.sign", json!({"day": "2026-11-23", "pin": PIN})).is_err());
    at.tick_after(22 * 60);
    office.offer(wang);
    office.take_over(li);
    at.tick_after(24 * 60);
    let view = office.ok(chief, "handover.review", day.clone());
    let exceptions = view["exceptions"].as_array().unwrap();
    let ids: Vec<&str> = exceptions.iter().map(|row| row["id"].as_str().unwrap()).collect();
    for wanted in ["ending:1", "unsigned:1", "late:3"] {
        assert!(ids.contains(&wanted), "{wanted} in {ids:?}");
    }
    assert!(ids.iter().any(|id| id.starts_with("late-line:")), "{ids:?}");
    let early = office.refused(chief, "handover.sign", json!({"day": "2026-11-23", "pin": PIN}));
    assert!(early.text.zh.contains("没有批注"), "{early}");
    for id in &ids {
        let said = json!({"day": "2026-11-23", "id": id, "comment": "已核实"});
        office.ok(chief, "handover.mark", said);
    }
    let signed = office.ok(chief, "handover.sign", json!({"day": "2026-11-23", "pin": PIN}));
    assert_eq!(signed["signed"][0], "刘主管");
    let after = json!({"day": "2026-11-23", "id": ids[0], "comment": "改口"});
    assert!(office.refused(chief, "handover.mark", after).text.zh.contains("已签署"));
    assert_eq!((&signed["frozen"], &signed["changed"]), (&json!(true), &json!([])));
    // Whoever left signs afterwards: the day stays as it was signed, and says what is otherwise since.
    office.ok(wang, "watch.confirm", json!({"watch": 1, "pin": PIN}));
    let later = office.ok(chief, "handover.review", day.clone());
    assert_eq!(later["exceptions"], signed["exceptions"]);
    let said = later["changed"].to_string();
    assert!(said.contains("不再是例外") && said.contains("补签"), "{said}");
    let report = office.ok(chief, "report.handover", json!({"from": "2026-11-23", "to": "2026-11-25"}));
    let rows = report["watches"].as_array().unwrap();
    let late = rows.iter().filter(|row| row["late"].as_i64().unwrap() > 60).count() as u64;
    assert_eq!((report["late"].as_u64(), rows.len()), (Some(late), 4), "a figure is the number of its list");
    at.sound();
}

#[test]
fn whoever_holds_a_desk_is_not_disabled() {
    let Desk { office, wang, li, .. } = desk();
    let admin = office.founder();
    let fault = office.refused(&admin, "staff.disable", json!({"entry": "王前台"}));
    assert!(fault.text.zh.contains("正在当班"), "{fault}");
    office.offer(&wang);
    office.take_over(&li);
    office.ok(&admin, "staff.disable", json!({"entry": "王前台"}));
}
