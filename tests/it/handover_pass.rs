//! Passing a desk between two people on duty at it: for a break, or while two shifts overlap.

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

/// Wang holds the desk, Li is on duty beside her.
fn desk() -> Desk {
    let office = Office::new();
    let (wang, li) = (office.post(Post::Receptionist), office.post(Post::Senior));
    let chief = office.post(Post::Supervisor);
    office.ok(&wang, "duty.begin", json!({}));
    office.ok(&li, "duty.begin", json!({}));
    office.ok(&wang, "watch.open", json!({}));
    Desk { office, wang, li, chief }
}

fn with(who: &Who) -> Json {
    json!({"with": format!("#{}", who.staff.0), "with_pin": PIN, "pin": PIN})
}

impl Desk {
    fn pass(&self, by: &Who, other: &Who) -> Json {
        self.office.ok(by, "watch.pass", with(other))
    }

    fn holder(&self) -> u64 {
        self.office.ok(&self.chief, "watch.show", json!({}))["watch"]["holder"].as_u64().unwrap()
    }

    fn sound(&self) {
        let registers = self.office.desk.registers();
        let found =
            lobby::desk::verified(self.office.desk.store(), registers, self.office.desk.now(), Lang::Zh);
        assert_eq!(found.findings, Vec::<String>::new());
    }

    fn carried(&self, text: &str) -> u64 {
        let view = self.office.ok(&self.chief, "watch.show", json!({}));
        let rows = view["items"].as_array().unwrap().clone();
        let row = rows.iter().find(|row| row["title"]["zh"].as_str().unwrap().contains(text));
        row.unwrap_or_else(|| panic!("no {text} in {rows:?}"))["item"]["carried"].as_u64().unwrap()
    }

    fn exceptions(&self) -> Vec<String> {
        let day = self.office.desk.now().local(chrono_tz::Asia::Shanghai).format("%Y-%m-%d").to_string();
        let view = self.office.ok(&self.chief, "handover.review", json!({"day": day}));
        let rows = view["exceptions"].as_array().unwrap().clone();
        rows.iter().map(|row| row["what"]["zh"].as_str().unwrap().to_owned()).collect()
    }
}

#[test]
fn the_desk_goes_to_a_colleague_and_back_and_nothing_counts_as_carried() {
    let desk = desk();
    let line = json!({"text": "二栋电梯已报修，盯一下", "severity": "amber"});
    desk.office.ok(&desk.wang, "log.write", line);
    let given = desk.pass(&desk.wang, &desk.li);
    assert_eq!(given["watch"]["began"], "passed");
    assert_eq!(given["watch"]["holder"], json!(desk.li.staff));
    assert_eq!(given["watch"]["owed_until"], Json::Null, "nobody counts for a break");
    assert!(!given["receipt"].as_str().unwrap().is_empty(), "who gives it has a receipt");
    let first = given["watch"]["previous"].as_u64().unwrap();
    let over = desk.office.ok(&desk.chief, "watch.show", json!({"watch": first}))["watch"].clone();
    let roles: Vec<&str> =
        over["signatures"].as_array().unwrap().iter().map(|s| s["role"].as_str().unwrap()).collect();
    assert_eq!((over["state"].as_str().unwrap(), roles), ("accepted", vec!["leaver", "successor"]));
    assert_eq!(desk.carried("二栋电梯"), 1);
    // She takes it back at her own terminal; Li signs there.
    let taken = desk.pass(&desk.wang, &desk.li);
    assert_eq!((desk.holder(), desk.carried("二栋电梯")), (desk.wang.staff.0, 1));
    assert!(!taken["receipt"].as_str().unwrap().is_empty());
    desk.office.offer(&desk.wang);
    let view = desk.office.take_over(&desk.li);
    let id = view["watch"]["previous"].clone();
    let read = desk.office.ok(&desk.chief, "watch.show", json!({"watch": id}))["items"].to_string();
    assert!(read.contains("二栋电梯"), "a line of before the pass is read by whoever comes next: {read}");
    desk.sound();
}

#[test]
fn only_a_handover_carries_what_is_open() {
    let desk = desk();
    let task = json!({"text": "回电 1203", "owner": "王前台", "due_at": "2026-11-23 12:00"});
    desk.office.ok(&desk.wang, "task.give", task);
    desk.pass(&desk.wang, &desk.li);
    desk.pass(&desk.li, &desk.wang);
    assert_eq!(desk.carried("回电 1203"), 1);
    desk.office.offer(&desk.wang);
    desk.office.take_over(&desk.li);
    assert_eq!(desk.carried("回电 1203"), 2);
}

#[test]
fn both_sign_and_nobody_is_given_a_desk_who_is_not_there() {
    let desk = desk();
    let refused = |by: &Who, args: Json| desk.office.refused(by, "watch.pass", args);
    let mut wrong = with(&desk.li);
    wrong["with_pin"] = json!("135791");
    assert_eq!(refused(&desk.wang, wrong).field.as_deref(), Some("with_pin"));
    let mut wrong = with(&desk.li);
    wrong["pin"] = json!("135791");
    assert_eq!(refused(&desk.wang, wrong).field.as_deref(), Some("pin"));
    // The supervisor is not on duty at the desk, and cannot pass what two others hold.
    let away = refused(&desk.wang, with(&desk.chief));
    assert_eq!(away.field.as_deref(), Some("with"));
    assert!(away.text.zh.contains("不在本台上班"), "{away}");
    assert!(refused(&desk.chief, with(&desk.li)).text.zh.contains("当班人是"), "a third person");
    assert!(refused(&desk.chief, with(&desk.wang)).text.zh.contains("不在本台上班"));
    assert_eq!(desk.holder(), desk.wang.staff.0);
    let may = |who: &Who| desk.office.ok(who, "watch.show", json!({}))["may"]["pass"].clone();
    assert_eq!((may(&desk.wang), may(&desk.li)), (Json::Null, Json::Null));
    assert!(may(&desk.chief)["zh"].as_str().unwrap().contains("先在本台上班"));
    let duty = desk.office.ok(&desk.li, "duty.list", json!({"view": "here"}))["rows"][0].clone();
    desk.office.ok(&desk.li, "duty.end", json!({"entry": duty["head"]["number"]}));
    assert!(may(&desk.wang)["zh"].as_str().unwrap().contains("没有其他同事"));
}

#[test]
fn it_is_no_way_around_a_document_a_count_or_the_end_of_a_shift() {
    let desk = desk();
    let refused = || desk.office.refused(&desk.wang, "watch.pass", with(&desk.li)).text.zh;
    desk.office.offer(&desk.wang);
    assert!(refused().contains("请核对后接班"), "{}", refused());
    desk.office.ok(&desk.wang, "watch.recall", json!({}));
    desk.office.clock.advance_minutes(24 * 60);
    assert!(refused().contains("已过交班时间"), "{}", refused());
    let args = json!({"relief": "emergency", "reason": "不适", "pin": PIN});
    desk.office.ok(&desk.li, "watch.relieve", args);
    let owed = desk.office.refused(&desk.li, "watch.pass", with(&desk.wang)).text.zh;
    assert!(owed.contains("先清点"), "{owed}");
    desk.office.count_all(&desk.li);
    desk.pass(&desk.li, &desk.wang);
    assert_eq!(desk.holder(), desk.wang.staff.0);
    desk.sound();
}

#[test]
fn a_second_try_gets_the_first_receipt_whoever_of_the_two_makes_it() {
    let desk = desk();
    let id = desk.office.ok(&desk.wang, "watch.show", json!({}))["watch"]["id"].clone();
    let named = |other: &Who| {
        let mut args = with(other);
        args["watch"] = id.clone();
        args
    };
    let first = desk.office.ok(&desk.wang, "watch.pass", named(&desk.li));
    let again = desk.office.ok(&desk.wang, "watch.pass", named(&desk.li));
    assert_eq!((&again["receipt"], &again["watch"]["id"]), (&first["receipt"], &first["watch"]["id"]));
    let other = desk.office.ok(&desk.li, "watch.pass", named(&desk.wang));
    assert_ne!(other["receipt"], first["receipt"], "each has their own");
    assert_eq!(desk.holder(), desk.li.staff.0);
    let late = desk.office.refused(&desk.chief, "watch.pass", named(&desk.li));
    assert!(late.text.zh.contains("已由"), "{late}");
}

#[test]
fn the_one_who_stands_in_hands_over_when_the_other_should_have() {
    let desk = desk();
    let due = desk.office.ok(&desk.wang, "watch.show", json!({}))["watch"]["due_at"].clone();
    desk.office.clock.advance_minutes(90);
    let given = desk.pass(&desk.wang, &desk.li);
    assert_eq!(given["watch"]["due_at"], due);
}

#[test]
fn the_review_says_nothing_of_a_pass_but_of_a_red_item_nobody_read() {
    let desk = desk();
    desk.office.ok(&desk.wang, "log.write", json!({"text": "地库进水", "severity": "amber"}));
    desk.pass(&desk.wang, &desk.li);
    assert_eq!(desk.exceptions(), Vec::<String>::new());
    desk.office.ok(&desk.li, "log.write", json!({"text": "消防水泵故障", "severity": "red"}));
    desk.pass(&desk.li, &desk.wang);
    let said = desk.exceptions();
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("无人确认知悉"), "{said:?}");
}

#[test]
fn a_difference_in_a_till_that_two_held_names_both() {
    let desk = desk();
    let post = json!({"kind": "receipt", "amount": "20"});
    desk.office.ok(&desk.wang, "till_move.post", post.clone());
    desk.pass(&desk.wang, &desk.li);
    desk.office.ok(&desk.li, "till_move.post", post);
    let rows = desk.office.ok(&desk.li, "watch.show", json!({}))["counts"].clone();
    let cash = rows.as_array().unwrap().iter().find(|row| row["kind"] == "cash").unwrap()["thing"].clone();
    let counted = desk.office.ok(&desk.li, "watch.count", json!({"thing": cash, "amount": 3_500}));
    let row = counted["counts"].as_array().unwrap().iter().find(|row| row["thing"] == cash).unwrap().clone();
    assert_eq!(row["outgoing"]["expected"], 4_000);
    assert_eq!(row["outgoing"]["hands"], json!(["王前台"]));
    let why = json!({"thing": cash, "reason": "change-error", "words": "找零多给五元"});
    desk.office.ok(&desk.li, "watch.explain", why);
    let said = desk.exceptions().join("\n");
    assert!(said.contains("王前台") && said.contains("李接待"), "{said}");
    desk.sound();
}
