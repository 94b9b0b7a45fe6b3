//! Rules of the handover one at a time, each where no other refusal or repair hides that it is missing.

use crate::handover_trust::{Desk, desk};
use crate::support::office::{MORNING, Office, PIN};
use lobby::api::describe::call_from_json;
use lobby::desk::Job;
use lobby::domain::ids::{DeskId, StaffId};
use lobby::domain::posts::Post;
use lobby::domain::register::Who;
use serde_json::{Value as Json, json};

fn amber(office: &Office, who: &Who, text: &str) -> u64 {
    office.ok(who, "log.write", json!({"text": text, "severity": "amber"}))["seq"].as_u64().unwrap()
}

/// Who is told what by a call.
fn told(office: &Office, who: &Who, id: &str, args: Json) -> Vec<StaffId> {
    let done = office.run(who, id, args, None).unwrap_or_else(|fault| panic!("{id}: {fault}"));
    done.notices.iter().map(|(staff, _)| *staff).collect()
}

/// Switches off whatever an office counts from the beginning, so that counts hide nothing.
fn nothing_to_count(office: &Office) {
    let lead = office.post(Post::Supervisor);
    let page = office.ok(&lead, "countable.list", json!({"view": "active"}));
    for row in page["rows"].as_array().unwrap() {
        office.ok(&lead, "countable.disable", json!({"entry": row["head"]["number"]}));
    }
}

fn exceptions(office: &Office, day: &str) -> Vec<(String, String)> {
    let view = office.ok(&office.post(Post::Supervisor), "handover.review", json!({"day": day}));
    let rows = view["exceptions"].as_array().unwrap().clone();
    let text = |value: &Json| value.as_str().unwrap().to_owned();
    rows.iter().map(|row| (text(&row["id"]), text(&row["what"]["zh"]))).collect()
}

/// Comments whatever a day lacks, and gives why it may not be signed all the same.
fn why_not_signed(office: &Office, day: &str) -> String {
    let chief = office.post(Post::Supervisor);
    for (id, _) in exceptions(office, day) {
        office.ok(&chief, "handover.mark", json!({"day": day, "id": id, "comment": "已核实"}));
    }
    office.refused(&chief, "handover.sign", json!({"day": day, "pin": PIN})).text.zh
}

#[test]
fn what_was_not_gone_through_is_not_offered_although_all_is_counted() {
    let at = desk();
    let Desk { office, wang, .. } = &at;
    amber(office, wang, "水泵房异响");
    office.ok(wang, "watch.prepare", json!({}));
    office.count_all(wang);
    let early = office.refused(wang, "watch.offer", json!({"pin": PIN}));
    assert!(early.text.zh.contains("第 1 条还没有核对"), "{early}");
    // Nor what was gone through before the holder went on into the next slot.
    office.ok(wang, "watch.edit", json!({"items": [1], "note": "已报修"}));
    office.ok(wang, "watch.continue", json!({"pin": PIN}));
    office.count_all(wang);
    office.ok(wang, "watch.prepare", json!({}));
    let again = office.refused(wang, "watch.offer", json!({"pin": PIN}));
    assert!(again.text.zh.contains("第 1 条还没有核对"), "{again}");
}

#[test]
fn from_the_third_watch_on_it_says_why_it_was_put_off() {
    let at = desk();
    let Desk { office, wang, li, .. } = &at;
    at.urgent("厨房漏水");
    let first_at = office.ok(wang, "watch.prepare", json!({}))["items"][0]["item"]["first_at"].clone();
    office.ok(wang, "watch.edit", json!({"items": [1], "if_then": "关总阀"}));
    office.count_all(wang);
    office.ok(wang, "watch.offer", json!({"pin": PIN}));
    office.take_over(li);
    office.clock.advance_minutes(60);
    let carried = office.ok(li, "watch.show", json!({}))["items"][0]["item"].clone();
    assert_eq!(carried["if_then"], "关总阀", "it is still what to do");
    assert_eq!((&carried["first_at"], first_at.is_null()), (&first_at, false));
    office.offer(li);
    office.take_over(wang);
    office.ok(wang, "watch.prepare", json!({}));
    office.ok(wang, "watch.edit", json!({"items": [1], "if_then": "无"}));
    office.count_all(wang);
    let unsaid = office.refused(wang, "watch.offer", json!({"pin": PIN}));
    assert!(unsaid.text.zh.contains("第 1 条已多次结转"), "{unsaid}");
    office.ok(wang, "watch.edit", json!({"items": [1], "note": "等配件"}));
    office.ok(wang, "watch.offer", json!({"pin": PIN}));
    assert!(exceptions(office, "2026-11-23").iter().any(|(id, _)| id == "carried:3:1"), "a lead sees it");
}

#[test]
fn nobody_takes_a_document_out_of_the_hands_of_who_reads_it() {
    let at = desk();
    let Desk { office, wang, li, chief } = &at;
    let zhang = office.post(Post::Officer);
    office.offer(wang);
    office.ok(li, "watch.review", json!({}));
    let seal = json!({"seal": "A1", "reason": "无人接班", "pin": PIN});
    let relieve = json!({"relief": "emergency", "reason": "突发疾病", "pin": PIN});
    for who in [wang, chief] {
        let busy = office.refused(who, "watch.seal", seal.clone());
        assert!(busy.text.zh.contains("正在核对"), "{busy}");
    }
    let busy = office.refused(&zhang, "watch.relieve", relieve.clone());
    assert!(busy.text.zh.contains("正在核对"), "{busy}");
    office.clock.advance_minutes(3);
    office.ok(&zhang, "watch.relieve", relieve);
    at.sound();
}

#[test]
fn a_question_takes_back_the_acknowledgement_of_its_own_item_alone() {
    let at = desk();
    let Desk { office, wang, li, .. } = &at;
    amber(office, wang, "水泵房异响");
    amber(office, wang, "外卖柜坏了");
    let first = office.offer(wang)["digits"].clone();
    office.ok(li, "watch.review", json!({}));
    office.read(li);
    let asked = office.ok(li, "watch.ask", json!({"item": 1, "words": "哪台泵？"}));
    assert_ne!(asked["digits"], first, "what was asked is printed");
    office.ok(wang, "watch.answer", json!({"item": 1, "words": "2号泵"}));
    let rows = office.ok(li, "watch.show", json!({}))["items"].clone();
    let read = |no: u64| {
        rows.as_array().unwrap().iter().find(|row| row["item"]["no"] == no).unwrap()["acknowledged"].clone()
    };
    assert_eq!((read(1), read(2)), (json!(false), json!(true)));
}

#[test]
fn a_count_that_is_owed_ends_with_an_offer_where_there_is_nothing_to_count() {
    let at = desk();
    let Desk { office, li, .. } = &at;
    nothing_to_count(office);
    office.ok(li, "watch.relieve", json!({"relief": "emergency", "reason": "突发疾病", "pin": PIN}));
    assert!(!at.watch(2)["watch"]["owed_until"].is_null());
    office.offer(li);
    assert_eq!(at.watch(2)["watch"]["owed_until"], Json::Null);
}

#[test]
fn what_is_written_under_the_seal_is_in_the_watch_of_who_breaks_it() {
    let at = desk();
    let Desk { office, wang, li, chief } = &at;
    office.ok(wang, "log.write", json!({"text": "第一行"}));
    office.offer(wang);
    // Not on the document that is out; and the seal does not change its cut.
    office.ok(wang, "log.write", json!({"text": "第二行"}));
    let sealed = office.ok(chief, "watch.seal", json!({"seal": "A1", "reason": "无人接班", "pin": PIN}));
    assert_eq!((&sealed["watch"]["cut_seq"], &sealed["watch"]["holder"]), (&json!(2), &json!(chief.staff)));
    office.ok(li, "log.write", json!({"text": "第三行"}));
    let next = office.ok(li, "watch.break-seal", json!({"seal": "A1", "pin": PIN}));
    assert_eq!(next["watch"]["open_seq"], 2);
    let page = office.ok(li, "log.list", json!({}));
    let watches: Vec<&Json> =
        page["lines"].as_array().unwrap().iter().map(|row| &row["line"]["watch"]).collect();
    assert_eq!(watches, [2, 2, 1]);
    at.sound();
}

#[test]
fn only_the_leaver_signs_afterwards_and_only_who_had_not_signed() {
    let at = desk();
    let Desk { office, wang, li, chief } = &at;
    office.ok(wang, "watch.edit", json!({"items": [], "words": "夜里留意"}));
    office.ok(chief, "watch.release", json!({"reason": "无人接班", "pin": PIN}));
    let other = office.refused(li, "watch.confirm", json!({"watch": 1, "pin": PIN}));
    assert!(other.text.zh.contains("没有待您补签"), "{other}");
    let signed = office.ok(wang, "watch.confirm", json!({"watch": 1, "words": "当时在处理漏水", "pin": PIN}));
    assert_eq!(signed["watch"]["note"], "夜里留意\n当时在处理漏水", "the words of before stay");
    // Whoever had signed their offer has nothing left to sign.
    office.count_all(chief);
    office.offer(chief);
    let second = office.founder();
    office.ok(&second, "pin.set", json!({"new": PIN}));
    office.ok(&second, "watch.release", json!({"reason": "主管被叫走", "pin": PIN}));
    let again = office.refused(chief, "watch.confirm", json!({"watch": 2, "pin": PIN}));
    assert!(again.text.zh.contains("没有待您补签"), "{again}");
}

#[test]
fn whoever_leads_and_whoever_left_hear_how_custody_moved() {
    let at = desk();
    let Desk { office, wang, li, chief } = &at;
    let relieve = json!({"relief": "emergency", "reason": "突发疾病", "pin": PIN});
    let heard = told(office, li, "watch.relieve", relieve);
    assert!(heard.contains(&chief.staff) && heard.contains(&wang.staff), "{heard:?}");
    office.count_all(li);
    office.offer(li);
    office.ok(wang, "watch.review", json!({}));
    office.read(wang);
    office.count_all(wang);
    let heard = told(office, wang, "watch.accept", json!({"pin": PIN}));
    assert!(heard.contains(&li.staff), "{heard:?}");
}

#[test]
fn a_ruling_said_again_is_the_first_one() {
    let at = desk();
    let Desk { office, wang, li, chief } = &at;
    office.offer(wang);
    office.ok(li, "watch.review", json!({}));
    office.ok(li, "watch.contest", json!({"words": "现金少五十"}));
    let rule = json!({"words": "以复点为准", "pin": PIN});
    let first = office.ok(chief, "watch.rule", rule.clone())["receipt"].clone();
    office.clock.advance_minutes(1);
    assert_eq!(office.ok(chief, "watch.rule", rule)["receipt"], first);
    // What is contested again is ruled on again, under a signature of its own.
    office.ok(li, "watch.contest", json!({"words": "还是不对"}));
    let rule = json!({"words": "以监控为准", "pin": PIN});
    let second = office.ok(chief, "watch.rule", rule.clone())["receipt"].clone();
    assert_ne!(second, first);
    office.clock.advance_minutes(1);
    assert_eq!(office.ok(chief, "watch.rule", rule)["receipt"], second);
    let watch = office.ok(chief, "watch.show", json!({}))["watch"].clone();
    let leads = watch["signatures"].as_array().unwrap().iter().filter(|one| one["role"] == "lead").count();
    assert_eq!(leads, 2);
}

#[test]
fn from_the_record_only_when_a_supervisor_would_be_called() {
    let at = desk();
    let Desk { office, li, .. } = &at;
    let record = json!({"relief": "from-record", "reason": "人不在", "pin": PIN});
    at.after(9 * 60 + 19);
    office.refused(li, "watch.relieve", record.clone());
    at.after(1);
    office.ok(li, "watch.relieve", record);
}

#[test]
fn a_supervisor_hears_of_the_second_return_and_the_reader_of_a_new_revision() {
    let at = desk();
    let Desk { office, wang, li, chief } = &at;
    amber(office, wang, "水泵房异响");
    office.offer(wang);
    for (returns, copied) in [(1, false), (2, true)] {
        office.ok(li, "watch.review", json!({}));
        let heard = told(office, li, "watch.ask", json!({"item": 1, "words": "哪台泵？"}));
        assert!(heard.contains(&wang.staff));
        assert_eq!(heard.contains(&chief.staff), copied, "return {returns}");
        office.ok(wang, "watch.answer", json!({"item": 1, "words": "2号泵"}));
    }
    office.ok(li, "watch.review", json!({}));
    let heard = told(office, chief, "log.write", json!({"text": "燃气味", "severity": "red"}));
    assert!(heard.contains(&li.staff) && heard.contains(&wang.staff), "{heard:?}");
}

#[test]
fn a_line_of_the_document_that_is_corrected_and_an_item_made_red_make_a_revision() {
    let at = desk();
    let Desk { office, wang, .. } = &at;
    let line = amber(office, wang, "B栋断电");
    let lamp = json!({"place": "3-2-1802", "text": "灯不亮"});
    let lamp = office.ok(wang, "request.log", lamp)["number"].clone();
    let draft = office.ok(wang, "watch.prepare", json!({}));
    let row = |view: &Json, number: &Json| {
        let rows = view["items"].as_array().unwrap();
        rows.iter().find(|row| row["number"] == *number).unwrap_or_else(|| panic!("{view}"))["item"].clone()
    };
    let no = row(&draft, &lamp)["no"].clone();
    office.ok(wang, "watch.edit", json!({"items": [no], "severity": "red", "if_then": "无"}));
    office.offer(wang);
    office.ok(wang, "log.write", json!({"text": "C栋断电", "corrects": line}));
    let view = office.ok(wang, "watch.show", json!({}));
    assert_eq!(view["watch"]["revision"], 2);
    let titles: Vec<&str> =
        view["items"].as_array().unwrap().iter().map(|row| row["title"]["zh"].as_str().unwrap()).collect();
    assert!(titles.contains(&"C栋断电") && !titles.contains(&"B栋断电"), "{titles:?}");
    office.ok(wang, "request.note", json!({"entry": lamp, "note": "三楼全黑"}));
    let view = office.ok(wang, "watch.show", json!({}));
    assert_eq!((&view["watch"]["revision"], &row(&view, &lamp)["version"]), (&json!(3), &json!(3)));
}

#[test]
fn late_is_what_is_told_over_ten_minutes_after_or_before_the_cut() {
    let at = desk();
    let Desk { office, wang, li, .. } = &at;
    office.clock.advance_minutes(60);
    let write = |who: &Who, when: &str| {
        let done = office.ok(who, "log.write", json!({"text": "补记", "occurred_at": when}));
        done["late"].as_bool().unwrap()
    };
    assert_eq!((write(wang, "9:50"), write(wang, "9:49")), (false, true), "ten minutes are none");
    office.offer(wang);
    office.take_over(li);
    office.clock.advance_minutes(5);
    assert!(write(li, "9:58"), "five minutes ago, but in the watch before");
    assert!(!write(li, "10:01"));
}

#[test]
fn what_was_read_stays_read_and_what_one_wrote_one_knows() {
    let at = desk();
    let Desk { office, wang, li, chief } = &at;
    for n in 1..=4 {
        office.ok(wang, "log.write", json!({"text": format!("第{n}件事")}));
    }
    office.ok(li, "log.read", json!({"upto": 4}));
    office.ok(li, "log.read", json!({"upto": 2}));
    assert_eq!(office.ok(li, "log.list", json!({"unread": true}))["unread"], 0);
    office.ok(chief, "log.write", json!({"text": "明早送款", "read_posts": ["supervisor"]}));
    assert_eq!(office.ok(chief, "log.owed", json!({}))["rows"], json!([]), "whoever wrote it knows it");
}

#[test]
fn a_night_that_began_the_evening_before_must_read_what_is_written_in_it() {
    let at = desk();
    let Desk { office, wang, chief, .. } = &at;
    let night = json!({"day": "2026-11-23", "pattern": "夜班", "staff": "王前台"});
    office.ok(chief, "shift.plan", night);
    office.clock.advance_minutes(16 * 60);
    let args = json!({"text": "东门断电", "read_shifts": ["night"]});
    assert_eq!(told(office, chief, "log.write", args), [wang.staff], "at one in the morning");
}

#[test]
fn an_hour_late_is_no_exception_and_a_minute_more_is() {
    for (minutes, late) in [(600, false), (601, true)] {
        let at = desk();
        let Desk { office, wang, li, .. } = &at;
        at.after(minutes);
        office.offer(wang);
        office.take_over(li);
        let found = exceptions(office, "2026-11-23");
        assert_eq!(found.iter().any(|(id, _)| id == "late:1"), late, "{found:?}");
    }
}

#[test]
fn a_day_is_not_signed_before_it_is_over_nor_while_a_watch_of_it_is_held() {
    let at = desk();
    let Desk { office, wang, .. } = &at;
    office.count_all(wang);
    office.ok(wang, "watch.seal", json!({"seal": "A1", "reason": "无人接班", "pin": PIN}));
    let early = why_not_signed(office, "2026-11-23");
    assert!(early.contains("还没有结束"), "{early}");

    let at = desk();
    at.after(24 * 60);
    let held = why_not_signed(&at.office, "2026-11-23");
    assert!(held.contains("没有交出"), "{held}");
}

#[test]
fn what_was_taken_over_unread_is_an_exception_and_pieces_are_no_money() {
    let at = desk();
    let Desk { office, wang, li, chief } = &at;
    nothing_to_count(office);
    let radios = json!({"name": "对讲机", "kind": "gear", "names": "D1 D2"});
    let radios = office.ok(chief, "countable.add", radios)["entry"]["id"].clone();
    office.ok(wang, "watch.count", json!({"thing": radios, "missing": ["D2"]}));
    let why = json!({"thing": radios, "reason": "unknown", "words": "找不到", "witness": "刘主管", "witness_pin": PIN});
    office.ok(wang, "watch.explain", why);
    amber(office, wang, "水泵房异响");
    office.offer(wang);
    office.ok(li, "watch.review", json!({}));
    office.ok(li, "watch.contest", json!({"words": "少一台对讲机"}));
    office.ok(li, "watch.accept", json!({"reservation": "少一台对讲机", "pin": PIN}));
    let view = office.ok(chief, "handover.review", json!({"day": "2026-11-23"}));
    let row = &view["watches"][0];
    assert_eq!((&row["variance_fen"], &row["variance_pieces"]), (&json!(0), &json!(1)));
    assert!(exceptions(office, "2026-11-23").iter().any(|(id, _)| id == "unread:1:1"));
}

#[test]
fn the_program_wakes_for_a_late_handover_and_says_so_to_who_leads() {
    let at = desk();
    let Desk { office, li, chief, .. } = &at;
    let next = office.desk.next_alarm().unwrap();
    assert_eq!(next, Some(MORNING.plus_minutes(9 * 60 + 10)));
    office.clock.advance_minutes(9 * 60 + 20);
    let heard: Vec<StaffId> = office.desk.tick().unwrap().notices.iter().map(|(staff, _)| *staff).collect();
    assert!(heard.contains(&chief.staff), "{heard:?}");
    at.after(10);
    let rings = office.ok(li, "alarm.list", json!({}))["rows"][0].clone();
    assert_eq!((&rings["always"], &rings["answer"]), (&json!(true), &Json::Null), "nobody answers it away");
}

#[test]
fn a_watch_takes_late_entries_for_half_an_hour() {
    let at = desk();
    let Desk { office, wang, li, .. } = &at;
    office.offer(wang);
    office.take_over(li);
    at.after(29);
    assert_eq!(at.watch(1)["watch"]["state"], "accepted");
    at.after(1);
    assert_eq!(at.watch(1)["watch"]["state"], "closed");
}

#[test]
fn whoever_seals_is_given_none_of_it() {
    let at = desk();
    let Desk { office, wang, chief, .. } = &at;
    at.urgent("厨房漏水");
    office.count_all(wang);
    let heard = told(office, chief, "watch.seal", json!({"seal": "A1", "reason": "无人接班", "pin": PIN}));
    assert!(!heard.is_empty() && !heard.contains(&chief.staff), "{heard:?}");
}

#[test]
fn orders_are_new_by_the_last_duty_at_this_desk_and_hold_from_their_first_day_to_their_last() {
    let at = desk();
    let Desk { office, wang, li, chief } = &at;
    let order = |args: Json| {
        let number = office.ok(chief, "standing_order.draft", args)["number"].clone();
        office.ok(chief, "standing_order.issue", json!({"entry": number}));
    };
    let digits = office.offer(wang)["digits"].clone();
    order(json!({"title": "明天起", "text": "甲", "from": "2026-11-24"}));
    assert_eq!(office.ok(wang, "watch.show", json!({}))["digits"], digits, "it does not hold yet");
    office.take_over(li);
    office.clock.advance_minutes(1);
    order(json!({"title": "只今天", "text": "乙", "to": "2026-11-23"}));
    office.clock.advance_minutes(1);
    // Wang had a duty at another desk since.
    office.ok(&office.founder(), "desk.add", json!({"name": "北门岗"}));
    let north = Who { desk: DeskId(2), ..wang.clone() };
    office.ok(&north, "watch.open", json!({}));
    office.count_all(&north);
    office.ok(&north, "watch.seal", json!({"seal": "B1", "reason": "收岗", "pin": PIN}));
    let shown = office.ok(wang, "watch.show", json!({}))["orders"].clone();
    let found: Vec<(&str, bool)> = shown
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["title"].as_str().unwrap(), row["new"].as_bool().unwrap()))
        .collect();
    assert_eq!(found, [("只今天", true)]);
    office.clock.advance_minutes(24 * 60);
    let shown = office.ok(wang, "watch.show", json!({}))["orders"].clone();
    let found: Vec<&str> =
        shown.as_array().unwrap().iter().map(|row| row["title"].as_str().unwrap()).collect();
    assert_eq!(found, ["明天起"]);
    assert_eq!(shown[0]["new"], true, "what begins today is new today, whenever it was written");
}

#[test]
fn wrong_tries_double_the_wait_and_the_right_one_or_a_supervisor_ends_it() {
    let at = desk();
    let Desk { office, wang, chief, .. } = &at;
    office.count_all(wang);
    let wrong = || office.refused(wang, "watch.offer", json!({"pin": "135791"})).text.zh;
    for _ in 0..4 {
        wrong();
    }
    office.ok(wang, "watch.prepare", json!({}));
    office.ok(wang, "watch.offer", json!({"pin": PIN}));
    office.ok(wang, "watch.recall", json!({}));
    assert!(wrong().contains("还可试 4 次"), "the right one begins anew");
    for _ in 0..4 {
        wrong();
    }
    office.clock.advance_minutes(1);
    wrong();
    office.clock.advance_minutes(2);
    wrong();
    // The seventh: four minutes.
    office.clock.advance_minutes(3);
    let waits = office.refused(wang, "watch.offer", json!({"pin": PIN}));
    assert!(waits.text.zh.contains("分钟后再试"), "{waits}");
    office.ok(chief, "pin.reset", json!({"staff": "王前台", "reason": "忘记", "pin": PIN}));
    office.ok(wang, "pin.set", json!({"new": PIN}));
    office.ok(wang, "watch.offer", json!({"pin": PIN}));
}

#[test]
fn who_keeps_a_till_of_their_own_counts_it_before_they_offer() {
    let at = desk();
    let Desk { office, wang, chief, .. } = &at;
    let own =
        json!({"name": "二号钱箱", "kind": "cash", "desk": "#1", "keeper": format!("#{}", wang.staff.0)});
    let own = office.ok(chief, "countable.add", own)["entry"]["id"].clone();
    office.ok(wang, "till_move.post", json!({"kind": "receipt", "amount": "20"}));
    office.ok(wang, "watch.prepare", json!({}));
    let shown = office.ok(wang, "watch.show", json!({}));
    for row in shown["counts"].as_array().unwrap().iter().filter(|row| row["asked"] == true) {
        if row["thing"] != own {
            office.ok(wang, "watch.count", json!({"thing": row["thing"], "amount": 0}));
        }
    }
    let owed = office.refused(wang, "watch.offer", json!({"pin": PIN}));
    assert!(owed.text.zh.contains("还没有清点：二号钱箱"), "{owed}");
    office.ok(wang, "watch.count", json!({"thing": own, "amount": 2_000}));
    office.ok(wang, "watch.offer", json!({"pin": PIN}));
}

#[test]
fn money_waits_while_a_count_is_owed_where_the_office_wants_it() {
    let at = desk();
    let Desk { office, li, .. } = &at;
    office.ok(&office.founder(), "settings.set", json!({"id": "handover.block_money", "value": "1"}));
    office.ok(li, "watch.relieve", json!({"relief": "emergency", "reason": "突发疾病", "pin": PIN}));
    let post = json!({"kind": "receipt", "amount": "1"});
    let waits = office.refused(li, "till_move.post", post.clone());
    assert!(waits.text.zh.contains("交接尚未完成"), "{waits}");
    office.count_all(li);
    office.ok(li, "till_move.post", post);
}

#[test]
fn cards_come_and_go_a_key_known_to_be_missing_is_no_news_and_each_desk_has_its_own_box() {
    let at = desk();
    let Desk { office, wang, li, chief } = &at;
    nothing_to_count(office);
    let add = |args: Json| office.ok(chief, "countable.add", args)["entry"]["id"].clone();
    let cash = add(json!({"name": "钱箱", "kind": "cash", "order": 1}));
    let cards = add(json!({"name": "空白卡", "kind": "cards", "pieces": 10, "order": 2}));
    let radios = add(json!({"name": "对讲机", "kind": "gear", "names": "D1 D2 D3", "order": 3}));
    office.ok(&office.founder(), "desk.add", json!({"name": "北门岗"}));
    let north = Who { desk: DeskId(2), ..office.post(Post::Officer) };
    let count = |who: &Who, thing: &Json, mut args: Json, side: &str| {
        args["thing"] = thing.clone();
        let view = office.ok(who, "watch.count", args);
        let rows = view["counts"].as_array().unwrap();
        rows.iter().find(|row| row["thing"] == *thing).unwrap()[side]["expected"].clone()
    };
    count(wang, &cash, json!({"amount": 0}), "outgoing");
    count(wang, &cards, json!({"amount": 10}), "outgoing");
    count(wang, &radios, json!({"missing": ["D2"]}), "outgoing");
    let why = json!({"thing": radios, "reason": "unknown", "words": "找不到", "witness": "刘主管", "witness_pin": PIN});
    office.ok(wang, "watch.explain", why);
    office.offer(wang);
    office.ok(li, "watch.review", json!({}));
    count(li, &cash, json!({"amount": 0}), "incoming");
    count(li, &cards, json!({"amount": 10}), "incoming");
    count(li, &radios, json!({"missing": ["D2"]}), "incoming");
    office.read(li);
    office.ok(li, "watch.accept", json!({"pin": PIN}));
    assert_eq!(count(li, &radios, json!({"missing": ["D2"]}), "outgoing"), 2, "it was missing before");
    // A card that is given out, and one that comes back.
    let card = |number: &str| {
        office.clock.advance_minutes(1);
        let args = json!({"card_number": number, "person": "张建国", "place": "3-2-1801"});
        office.ok(li, "access_card.issue", args)["number"].clone()
    };
    let (first, _) = (card("00331"), card("00332"));
    assert_eq!(count(li, &cards, json!({"amount": 8}), "outgoing"), 8);
    office.clock.advance_minutes(1);
    office.ok(li, "access_card.return", json!({"entry": first}));
    assert_eq!(count(li, &cards, json!({"amount": 9}), "outgoing"), 9);
    // What another desk found in the box of the same name is nothing to this one.
    office.ok(&north, "watch.open", json!({}));
    assert_eq!(count(&north, &cash, json!({"amount": 700}), "outgoing"), 0);
    assert_eq!(count(&north, &cards, json!({"amount": 10}), "outgoing"), 10);
}

#[test]
fn a_free_shift_that_is_near_is_passed_on_and_nobody_is_planned_twice_without_a_word() {
    let at = desk();
    let Desk { office, wang, chief, .. } = &at;
    office.ok(chief, "shift.plan", json!({"day": "2026-11-23", "pattern": "晚班"}));
    let items = office.ok(wang, "watch.show", json!({}))["items"].to_string();
    assert!(items.contains("即将开始的班没有人"), "{items}");
    let plan = |pattern: &str| {
        let args = json!({"day": "2026-11-25", "pattern": pattern, "staff": "王前台"});
        office.ok(chief, "shift.plan", args).to_string()
    };
    assert!(!plan("早班").contains("同时另有一班"));
    assert!(plan("行政班").contains("同时另有一班"));
}

#[test]
fn a_slot_that_is_called_off_leaves_the_watch_as_long_as_if_there_had_been_none() {
    let at = desk();
    let Desk { office, chief, .. } = &at;
    let slot = json!({"day": "2026-11-23", "pattern": "早班", "staff": "王前台"});
    let slot = office.ok(chief, "shift.plan", slot)["number"].clone();
    office.clock.advance_minutes(60);
    office.ok(chief, "shift.cancel", json!({"entry": slot, "reason": "改为机动"}));
    let watch = at.watch(1)["watch"].clone();
    assert_eq!(watch["due_at"], MORNING.plus_minutes(540).0);
}

#[test]
fn what_was_just_taken_over_is_shown_for_ten_minutes_and_ones_own_acknowledgements_only() {
    let at = desk();
    let Desk { office, wang, li, .. } = &at;
    amber(office, wang, "水泵房异响");
    office.offer(wang);
    office.ok(li, "watch.review", json!({}));
    office.read(li);
    let acks = |who: &Who| office.ok(who, "watch.show", json!({}))["watch"]["acks"].as_array().unwrap().len();
    assert_eq!((acks(li), acks(wang)), (1, 0));
    office.count_all(li);
    office.ok(li, "watch.accept", json!({"pin": PIN}));
    office.clock.advance_minutes(10);
    assert!(office.ok(li, "watch.recent", json!({}))["recent"].is_object());
    office.clock.advance_minutes(1);
    assert_eq!(office.ok(li, "watch.recent", json!({}))["recent"], Json::Null);
}

#[test]
fn who_takes_a_desk_in_trust_owes_its_count() {
    let at = desk();
    let taken = at.office.ok(&at.chief, "watch.release", json!({"reason": "无人接班", "pin": PIN}));
    assert_eq!(taken["watch"]["owed_until"], MORNING.plus_minutes(30).0);
}

#[test]
fn a_thing_has_a_tolerance_of_its_own_and_a_missing_piece_has_none() {
    let at = desk();
    let Desk { office, wang, chief, .. } = &at;
    nothing_to_count(office);
    let add = |args: Json| office.ok(chief, "countable.add", args)["entry"]["id"].clone();
    let cash = add(json!({"name": "钱箱", "kind": "cash", "tolerance": "5"}));
    let cards = add(json!({"name": "空白卡", "kind": "cards", "pieces": 10}));
    for (thing, amount, settled) in [(&cash, -500, true), (&cash, -501, false), (&cards, 9, false)] {
        office.ok(wang, "watch.count", json!({"thing": thing, "amount": amount}));
        let why = json!({"thing": thing, "reason": "change-error", "words": "已复核"});
        let view = office.ok(wang, "watch.explain", why);
        let rows = view["counts"].as_array().unwrap();
        let row = rows.iter().find(|row| row["thing"] == *thing).unwrap();
        assert_eq!(row["settled"], settled, "{amount}");
    }
}

#[test]
fn a_corrected_line_gives_way_on_the_draft_and_nothing_replaces_an_order_out_of_force() {
    let at = desk();
    let Desk { office, wang, chief, .. } = &at;
    let line = amber(office, wang, "B栋断电");
    office.ok(wang, "log.write", json!({"text": "C栋断电", "corrects": line}));
    let items = office.ok(wang, "watch.show", json!({}))["items"].clone();
    assert_eq!((items.as_array().unwrap().len(), &items[0]["title"]["zh"]), (1, &json!("C栋断电")));

    let draft = |args: Json| office.ok(chief, "standing_order.draft", args)["number"].clone();
    let old = draft(json!({"title": "来访登记", "text": "换牌"}));
    office.ok(chief, "standing_order.issue", json!({"entry": old}));
    let new = draft(json!({"title": "来访登记", "text": "登记车辆", "replaces": old}));
    office.ok(chief, "standing_order.withdraw", json!({"entry": old, "reason": "取消"}));
    let late = office.refused(chief, "standing_order.issue", json!({"entry": new}));
    assert!(late.text.zh.contains("已不在生效"), "{late}");
}

#[test]
fn a_pin_that_was_proved_and_then_changed_signs_nothing() {
    let at = desk();
    let Desk { office, wang, .. } = &at;
    office.ok(wang, "watch.prepare", json!({}));
    office.count_all(wang);
    let mut call = call_from_json(office.desk.registers(), "watch.offer", json!({"pin": PIN})).unwrap();
    office.desk.prove(wang, &mut call).unwrap();
    office.ok(wang, "pin.set", json!({"old": PIN, "new": "975310"}));
    let job = Job { who: wang.clone(), key: None, call };
    let fault = office.desk.write(&[job]).pop().unwrap().unwrap_err();
    assert_eq!(fault.field.as_deref(), Some("pin"), "{fault}");
    office.ok(wang, "watch.offer", json!({"pin": "975310"}));
}

#[test]
fn who_goes_on_goes_on_into_no_slot_that_began_before_and_a_swapped_slot_has_no_old_substitute() {
    let office = Office::new();
    let (wang, li) = (office.post(Post::Receptionist), office.post(Post::Senior));
    let (zhang, chief) = (office.post(Post::Officer), office.post(Post::Supervisor));
    let plan = |day: &str, pattern: &str, staff: &str| {
        let args = json!({"day": day, "pattern": pattern, "staff": staff});
        office.ok(&chief, "shift.plan", args)["number"].clone()
    };
    plan("2026-11-23", "早班", "王前台");
    plan("2026-11-23", "行政班", "王前台");
    assert_eq!(office.ok(&wang, "watch.open", json!({}))["watch"]["slot"], 2);
    office.count_all(&wang);
    assert_eq!(office.ok(&wang, "watch.continue", json!({"pin": PIN}))["watch"]["slot"], Json::Null);

    let first = plan("2026-11-25", "早班", "王前台");
    let second = plan("2026-11-26", "晚班", "张专员");
    office.ok(
        &wang,
        "absence.record",
        json!({"first": "2026-11-25", "kind": "sick", "substitute": "李接待"}),
    );
    let swap = office.ok(&li, "swap.propose", json!({"mine": first, "theirs": second}))["number"].clone();
    office.ok(&zhang, "swap.consent", json!({"entry": swap}));
    office.ok(&chief, "swap.approve", json!({"entry": swap}));
    let slots = office.ok(&wang, "rota.show", json!({}))["slots"].clone();
    let names: Vec<&str> =
        slots.as_array().unwrap().iter().skip(2).map(|slot| slot["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["张专员", "李接待"]);
}

#[test]
fn what_its_own_clock_makes_urgent_makes_a_revision() {
    let at = desk();
    let Desk { office, wang, .. } = &at;
    let args = json!({"place": "3-2-1801", "text": "楼道垃圾三天没清", "topic": "environment", "complainant": "周女士"});
    office.ok(wang, "complaint.log", args);
    let offered = office.offer(wang);
    assert_eq!(offered["items"][0]["item"]["severity"], "amber", "{offered}");
    office.clock.advance_minutes(24 * 60);
    let heard: Vec<StaffId> = office.desk.tick().unwrap().notices.iter().map(|(staff, _)| *staff).collect();
    assert!(heard.contains(&wang.staff), "{heard:?}");
    let view = office.ok(wang, "watch.show", json!({}));
    assert_eq!(
        (&view["items"][0]["item"]["severity"], view["watch"]["revision"].as_u64() > Some(1)),
        (&json!("red"), true)
    );
}
