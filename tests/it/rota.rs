//! The roster driven through the desk: slots, absences, swaps, duty, and what they mean for the watch.

use crate::support::office::{Office, PIN};
use lobby::domain::fault::FaultKind;
use lobby::domain::posts::Post;
use lobby::domain::register::Who;
use serde_json::{Value as Json, json};

/// Monday, 23 November 2026, 9:00; nobody is on watch.
struct Desk {
    office: Office,
    wang: Who,
    li: Who,
    chief: Who,
}

fn desk() -> Desk {
    let office = Office::new();
    let (wang, li) = (office.post(Post::Receptionist), office.post(Post::Senior));
    let chief = office.post(Post::Supervisor);
    Desk { office, wang, li, chief }
}

impl Desk {
    fn plan(&self, day: &str, pattern: &str, staff: &str) -> String {
        let mut args = json!({"day": day, "pattern": pattern});
        if !staff.is_empty() {
            args["staff"] = json!(staff);
        }
        self.office.ok(&self.chief, "shift.plan", args)["number"].as_str().unwrap().to_owned()
    }

    fn week(&self) -> Vec<(String, String, String, String)> {
        let view = self.office.ok(&self.wang, "rota.show", json!({}));
        let text = |slot: &Json, field: &str| slot[field].as_str().unwrap().to_owned();
        let row =
            |slot: &Json| (text(slot, "day"), text(slot, "mark"), text(slot, "name"), text(slot, "state"));
        view["slots"].as_array().unwrap().iter().map(row).collect()
    }

    fn state(&self, number: &str) -> String {
        let view = self.office.ok(&self.wang, "rota.show", json!({}));
        let slots = view["slots"].as_array().unwrap();
        let found = slots.iter().find(|slot| slot["number"] == number).expect("a slot of this week");
        found["state"].as_str().unwrap().to_owned()
    }

    fn watch(&self) -> Json {
        self.office.ok(&self.wang, "watch.show", json!({}))["watch"].clone()
    }

    fn tick_after(&self, minutes: i64) -> Vec<String> {
        self.office.clock.advance_minutes(minutes);
        let ticked = self.office.desk.tick().expect("what is due is done");
        ticked.notices.into_iter().map(|(_, said)| said.zh).collect()
    }

    fn sound(&self) {
        let (desk, lang) = (&self.office.desk, lobby::text::lang::Lang::Zh);
        let found = lobby::desk::verified(desk.store(), desk.registers(), desk.now(), lang);
        assert_eq!(found.findings, Vec::<String>::new());
    }
}

fn slot(day: &str, mark: &str, name: &str, state: &str) -> (String, String, String, String) {
    (day.into(), mark.into(), name.into(), state.into())
}

#[test]
fn a_week_is_planned_from_the_patterns_an_office_begins_with() {
    let desk = desk();
    desk.plan("2026-11-24", "早班", "王前台");
    desk.plan("2026-11-24", "夜班", "");
    desk.plan("2026-11-30", "早班", "王前台");
    let view = desk.office.ok(&desk.wang, "rota.show", json!({}));
    let marks: Vec<&str> =
        view["patterns"].as_array().unwrap().iter().map(|row| row["mark"].as_str().unwrap()).collect();
    assert_eq!(marks, ["早", "行", "午", "晚", "夜"]);
    assert_eq!(view["days"].as_array().unwrap().len(), 7);
    assert_eq!(view["days"][0]["date"], "2026-11-23");
    assert_eq!(
        desk.week(),
        [slot("2026-11-24", "早", "王前台", "planned"), slot("2026-11-24", "夜", "", "planned")]
    );
    let month = desk.office.ok(&desk.wang, "rota.show", json!({"from": "2026-11-01", "days": 30}));
    assert_eq!(month["slots"].as_array().unwrap().len(), 3);
    assert_eq!(month["slots"][1]["end"], "07:30");
    assert!(desk.office.call(&desk.wang, "rota.show", json!({"days": 43})).is_err());
    assert!(
        desk.office.call(&desk.wang, "shift.plan", json!({"day": "2026-11-25", "pattern": "早班"})).is_err()
    );
    desk.sound();
}

#[test]
fn a_watch_is_for_the_slot_of_who_opens_it_and_ends_with_it() {
    let desk = desk();
    let early = desk.plan("2026-11-23", "早班", "王前台");
    desk.office.ok(&desk.wang, "watch.open", json!({}));
    let watch = desk.watch();
    assert_eq!(watch["slot"].as_u64(), Some(1));
    // 15:30 is six and a half hours after nine.
    let opened = watch["opened_at"].as_i64().unwrap();
    assert_eq!(watch["due_at"].as_i64(), Some(opened + 390 * 60_000));
    assert_eq!(desk.state(&early), "begun");
    desk.sound();
}

#[test]
fn outside_the_window_a_handover_wants_a_reason() {
    let desk = desk();
    desk.plan("2026-11-23", "早班", "王前台");
    desk.office.ok(&desk.wang, "watch.open", json!({}));
    let prepare = |who: &Who| {
        desk.office.ok(who, "watch.prepare", json!({}));
        desk.office.count_all(who);
    };
    prepare(&desk.wang);
    // 14:44 is a minute too early; 14:46 is not.
    desk.office.clock.advance_minutes(344);
    let fault = desk.office.refused(&desk.wang, "watch.offer", json!({"pin": PIN}));
    assert_eq!(fault.field.as_deref(), Some("reason"), "{fault}");
    desk.office.clock.advance_minutes(2);
    desk.office.offer(&desk.wang);
    desk.office.ok(&desk.wang, "watch.recall", json!({}));
    // 16:31 is a minute too late.
    desk.office.clock.advance_minutes(105);
    let fault = desk.office.refused(&desk.wang, "watch.offer", json!({"pin": PIN}));
    assert_eq!(fault.field.as_deref(), Some("reason"), "{fault}");
    desk.office.offer_with(&desk.wang, json!({"reason": "等接班人"}));
    desk.sound();
}

#[test]
fn a_plan_that_changes_moves_the_end_of_the_watch_and_nothing_else() {
    let desk = desk();
    desk.office.ok(&desk.wang, "watch.open", json!({}));
    assert_eq!(desk.watch()["slot"], Json::Null);
    let opened = desk.watch()["opened_at"].as_i64().unwrap();
    let minutes = |desk: &Desk| (desk.watch()["due_at"].as_i64().unwrap() - opened) / 60_000;
    assert_eq!(minutes(&desk), 540);
    // Planned after the watch was opened.
    let early = desk.plan("2026-11-23", "早班", "王前台");
    assert_eq!((desk.watch()["slot"].as_u64(), minutes(&desk)), (Some(1), 390));
    let change = json!({"entry": early, "end": "16:30", "reason": "晚班晚到"});
    desk.office.ok(&desk.chief, "shift.change", change);
    assert_eq!((desk.watch()["slot"].as_u64(), minutes(&desk)), (Some(1), 450));
    assert_eq!(desk.watch()["state"], "open");
    desk.office.ok(&desk.chief, "shift.cancel", json!({"entry": early, "reason": "改为机动"}));
    assert_eq!((desk.watch()["slot"].as_u64(), minutes(&desk)), (None, 540));
    assert_eq!(desk.watch()["holder"], json!(desk.wang.staff));
    desk.sound();
}

#[test]
fn a_slot_nobody_came_for_is_missed_and_wants_a_supervisors_word() {
    let desk = desk();
    desk.office.ok(&desk.wang, "watch.open", json!({}));
    let late = desk.plan("2026-11-23", "晚班", "李接待");
    // 15:29 is within the half hour's grace.
    assert!(!desk.tick_after(389).iter().any(|said| said.contains("缺班")));
    assert_eq!(desk.state(&late), "planned");
    assert!(desk.tick_after(1).iter().any(|said| said.contains("缺班")));
    assert_eq!(desk.state(&late), "missed");
    assert_eq!(desk.watch()["holder"], json!(desk.wang.staff), "who was there still answers for the desk");
    let fault = desk.office.refused(&desk.chief, "shift.note", json!({"entry": late}));
    assert_eq!((fault.kind, fault.field.as_deref()), (FaultKind::Missing, Some("note")));
    assert!(desk.office.call(&desk.wang, "shift.note", json!({"entry": late, "note": "堵车"})).is_err());
    desk.office.ok(&desk.chief, "shift.note", json!({"entry": late, "note": "李接待堵车，王前台顶到六点"}));
    assert_eq!(desk.state(&late), "noted");
    desk.sound();
}

#[test]
fn a_slot_that_somebody_came_for_ends_with_its_time() {
    let desk = desk();
    let early = desk.plan("2026-11-23", "早班", "王前台");
    desk.office.ok(&desk.wang, "duty.begin", json!({}));
    assert_eq!(desk.state(&early), "begun");
    desk.tick_after(391);
    assert_eq!(desk.state(&early), "done");
    desk.sound();
}

#[test]
fn who_holds_a_desk_does_not_end_duty() {
    let desk = desk();
    let duty = |who: &Who| desk.office.ok(who, "duty.begin", json!({}))["number"].clone();
    let (wangs, lis) = (duty(&desk.wang), duty(&desk.li));
    assert!(desk.office.refused(&desk.wang, "duty.begin", json!({})).text.zh.contains("已在岗"));
    desk.office.ok(&desk.wang, "watch.open", json!({}));
    let now = desk.office.ok(&desk.li, "duty.now", json!({}));
    assert_eq!(now["desks"][0]["custodian"], "王前台");
    assert_eq!(now["desks"][0]["here"], json!(["王前台", "李接待"]));
    assert!(now["own"].is_u64());
    let fault = desk.office.refused(&desk.wang, "duty.end", json!({"entry": wangs}));
    assert!(fault.text.zh.contains("接班") && fault.text.zh.contains("封存"), "{fault}");
    assert!(desk.office.call(&desk.wang, "duty.end", json!({"entry": lis})).is_err(), "it is another's");
    desk.office.offer_with(&desk.wang, json!({"reason": "换人"}));
    desk.office.take_over(&desk.li);
    desk.office.ok(&desk.wang, "duty.end", json!({"entry": wangs}));
    assert!(desk.office.call(&desk.li, "duty.end", json!({"entry": lis})).is_err());
    let now = desk.office.ok(&desk.wang, "duty.now", json!({}));
    assert_eq!((&now["desks"][0]["here"], &now["own"]), (&json!(["李接待"]), &Json::Null));
    desk.sound();
}

#[test]
fn who_is_absent_is_replaced_or_leaves_an_open_slot() {
    let desk = desk();
    desk.plan("2026-11-25", "早班", "王前台");
    desk.plan("2026-11-26", "早班", "王前台");
    let args = json!({"first": "2026-11-25", "kind": "sick", "substitute": "李接待"});
    let sick = desk.office.ok(&desk.wang, "absence.record", args)["number"].clone();
    desk.office.ok(&desk.wang, "absence.record", json!({"first": "2026-11-26", "kind": "leave"}));
    assert_eq!(
        desk.week(),
        [slot("2026-11-25", "早", "李接待", "planned"), slot("2026-11-26", "早", "", "planned")]
    );
    let view = desk.office.ok(&desk.wang, "rota.show", json!({}));
    assert_eq!(view["slots"][1]["instead_of"], "王前台");
    assert_eq!(view["absent"].as_array().unwrap().len(), 2);
    // Who is absent is not planned without a word.
    let args = json!({"day": "2026-11-26", "pattern": "晚班", "staff": "王前台"});
    assert_eq!(desk.office.refused(&desk.chief, "shift.plan", args).kind, FaultKind::Overridable);
    desk.office.ok(&desk.wang, "absence.withdraw", json!({"entry": sick}));
    assert_eq!(desk.week()[0], slot("2026-11-25", "早", "王前台", "planned"));
    let others = json!({"first": "2026-11-27", "kind": "leave", "staff": "李接待"});
    assert_eq!(desk.office.refused(&desk.wang, "absence.record", others).field.as_deref(), Some("staff"));
    desk.sound();
}

#[test]
fn a_swap_wants_the_others_consent_and_a_supervisors_approval() {
    let desk = desk();
    let mine = desk.plan("2026-11-25", "早班", "王前台");
    let theirs = desk.plan("2026-11-26", "晚班", "李接待");
    let propose = |who: &Who| desk.office.call(who, "swap.propose", json!({"mine": mine, "theirs": theirs}));
    assert!(propose(&desk.li).is_err(), "it is not theirs to give");
    let swap = propose(&desk.wang).unwrap()["number"].clone();
    let entry = json!({"entry": swap});
    assert!(desk.office.call(&desk.wang, "swap.consent", entry.clone()).is_err());
    assert!(desk.office.call(&desk.chief, "swap.approve", entry.clone()).is_err(), "nobody consented");
    desk.office.ok(&desk.li, "swap.consent", entry.clone());
    assert_eq!(desk.week()[0].2, "王前台", "it waits for approval");
    desk.office.ok(&desk.chief, "swap.approve", entry);
    let names: Vec<String> = desk.week().into_iter().map(|row| row.2).collect();
    assert_eq!(names, ["李接待", "王前台"]);
    // Without approval, consent is enough; a plan that changed since is not overwritten.
    desk.office.ok(
        &desk.office.founder(),
        "settings.set",
        json!({"id": "handover.swap_approval", "value": "0"}),
    );
    let back = desk.office.ok(&desk.li, "swap.propose", json!({"mine": mine, "theirs": theirs}));
    let change = json!({"entry": theirs, "staff": "张专员", "reason": "调整"});
    desk.office.ok(&desk.chief, "shift.change", change.clone());
    let fault = desk.office.refused(&desk.wang, "swap.consent", json!({"entry": back["number"]}));
    assert!(fault.text.zh.contains("已变"), "{fault}");
    let give = json!({"entry": theirs, "staff": "王前台", "reason": "调回"});
    desk.office.ok(&desk.chief, "shift.change", give);
    desk.office.ok(&desk.wang, "swap.consent", json!({"entry": back["number"]}));
    let names: Vec<String> = desk.week().into_iter().map(|row| row.2).collect();
    assert_eq!(names, ["王前台", "李接待"]);
    desk.sound();
}

#[test]
fn a_time_that_somebody_types_must_exist_at_the_site() {
    let desk = desk();
    let set = json!({"id": "office.zone", "value": "Europe/London"});
    desk.office.ok(&desk.office.founder(), "settings.set", set);
    let own = json!({"day": "2027-03-28", "start": "1:30", "end": "9:00", "staff": "王前台"});
    let fault = desk.office.refused(&desk.chief, "shift.plan", own);
    assert_eq!(fault.field.as_deref(), Some("start"), "{fault}");
    let pattern = json!({"name": "凌晨班", "start": "1:30", "end": "9:00"});
    desk.office.ok(&desk.chief, "shift_pattern.add", pattern);
    let planned = json!({"day": "2027-03-28", "pattern": "凌晨班", "staff": "王前台"});
    let done = desk.office.ok(&desk.chief, "shift.plan", planned);
    assert_eq!(done["warnings"].as_array().map(Vec::len), Some(1), "{done}");
    let view = desk.office.ok(&desk.wang, "rota.show", json!({"from": "2027-03-28", "days": 1}));
    let length = view["slots"][0]["to"].as_i64().unwrap() - view["slots"][0]["from"].as_i64().unwrap();
    assert_eq!(length, 390 * 60_000, "from 02:30 to 09:00 summer time");
    assert_eq!(view["days"][0]["minutes"], 1_380);
}

#[test]
fn a_week_is_copied_once_and_only_by_leads() {
    let desk = desk();
    desk.plan("2026-11-23", "早班", "王前台");
    desk.plan("2026-11-29", "夜班", "李接待");
    let copy = |who: &Who, args: Json| desk.office.call(who, "rota.copy", args);
    let refused = copy(&desk.wang, json!({})).expect_err("not a lead");
    assert_eq!(refused.kind, FaultKind::Forbidden);
    let same = copy(&desk.chief, json!({"from": "2026-11-24", "to": "2026-11-28"})).expect_err("one week");
    assert_eq!(same.field.as_deref(), Some("from"));
    assert!(copy(&desk.chief, json!({"from": "2026-10-01"})).is_err(), "nothing is planned there");
    let tried = copy(&desk.chief, json!({"preview": true})).expect("tried");
    assert_eq!((tried["done"].as_u64(), tried["refused"].as_u64()), (Some(2), Some(0)));
    let next = || {
        let view = desk.office.ok(&desk.wang, "rota.show", json!({"from": "2026-11-30"}));
        view["slots"].as_array().unwrap().len()
    };
    assert_eq!(next(), 0);
    let done = copy(&desk.chief, json!({})).expect("copied");
    assert_eq!(done["done"], 2);
    assert_eq!(next(), 2);
    let again = copy(&desk.chief, json!({})).expect("nothing is left");
    assert_eq!((again["done"].as_u64(), again["refused"].as_u64()), (Some(0), Some(2)));
    assert_eq!(next(), 2);
    // Past days of a week are not planned.
    let past = copy(&desk.chief, json!({"from": "2026-11-30", "to": "2026-11-16"})).expect("told");
    assert_eq!((past["done"].as_u64(), past["refused"].as_u64()), (Some(0), Some(2)));
    desk.sound();
}

/// A night when the clocks go back: the copy lasts as long as that night really does.
#[test]
fn a_copied_night_follows_the_clocks_of_its_own_day() {
    let desk = desk();
    let admin = desk.office.founder();
    desk.office.ok(&admin, "settings.set", json!({"id": "office.zone", "value": "Europe/London"}));
    desk.plan("2027-03-21", "夜班", "李接待");
    let copied = desk.office.ok(&desk.chief, "rota.copy", json!({"from": "2027-03-21", "to": "2027-03-28"}));
    assert_eq!(copied["done"], 1, "{copied}");
    let length = |from: &str| {
        let view = desk.office.ok(&desk.wang, "rota.show", json!({"from": from, "days": 1}));
        let slot = &view["slots"][0];
        (slot["to"].as_i64().unwrap() - slot["from"].as_i64().unwrap()) / 60_000
    };
    assert_eq!((length("2027-03-21"), length("2027-03-28")), (510, 510));
    let saturday = desk.plan("2027-03-27", "夜班", "李接待");
    assert!(!saturday.is_empty());
    assert_eq!(length("2027-03-27"), 450, "the clocks go forward in this night");
}
