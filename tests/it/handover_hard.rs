//! Hard cases of a handover: something closed, merged, renamed or disabled while a document is out, a clock set back, a
//! disk that is full, a supervisor who is a party, two desks with one cabinet of keys, wide text everywhere.

use crate::handover_trust::{Desk, desk};
use crate::support::failing::Failing;
use crate::support::office::{Office, PIN};
use lobby::api::FaultKind;
use lobby::api::describe::call_from_json;
use lobby::desk::Job;
use lobby::domain::ids::DeskId;
use lobby::domain::posts::Post;
use lobby::domain::register::{Registers, Who};
use lobby::store::{Dir, KeyRange, MemoryEngine, Reader, collect};
use lobby::text::width::width;
use serde_json::{Value as Json, json};
use std::sync::Arc;

fn job(office: &Office, who: &Who, id: &str, args: Json) -> Job {
    Job {
        who: who.clone(),
        key: None,
        call: call_from_json(office.desk.registers(), id, args).expect("a call"),
    }
}

fn finish(office: &Office, who: &Who, number: &str) {
    office.ok(who, "request.dispatch", json!({"entry": number, "owner": "孙师傅"}));
    office.ok(who, "request.finish", json!({"entry": number, "work_done": "换了软管"}));
}

#[test]
fn what_is_closed_while_the_document_is_out_says_by_whom_and_when() {
    let at = desk();
    let Desk { office, wang, li, .. } = &at;
    let number = at.urgent("厨房漏水");
    let plain =
        office.ok(wang, "request.log", json!({"place": "3-2-1802", "text": "灯不亮", "category": "other"}));
    office.offer(wang);
    office.clock.advance_minutes(5);
    finish(office, li, &number);
    finish(office, li, plain["number"].as_str().unwrap());
    let view = office.ok(li, "watch.review", json!({}));
    // The red one made a new revision when it was given to somebody; the other stands as it was offered.
    for row in view["items"].as_array().unwrap() {
        let since = row["since"]["zh"].as_str().unwrap_or_else(|| panic!("it does not vanish: {row}"));
        assert!(since.contains("李接待") && since.contains("09:05"), "{since}");
    }
    assert_eq!(view["items"].as_array().unwrap().len(), 2);
    let sheet = at.sheet(1);
    assert!(sheet.contains("-> 现为") && sheet.contains("李接待"), "{sheet}");
    office.take_over(li);
    assert!(!at.sheet(1).contains("-> 现为"), "what is signed is printed as it was signed");
}

#[test]
fn a_request_that_is_merged_while_the_document_is_out_stays_on_it() {
    let at = desk();
    let Desk { office, wang, li, .. } = &at;
    let (first, twin) = (at.urgent("厨房漏水"), at.urgent("厨房又漏水"));
    office.offer(wang);
    office.ok(li, "request.merge", json!({"entry": twin, "merged_into": first}));
    let view = office.ok(li, "watch.review", json!({}));
    let row = view["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["number"] == twin.as_str())
        .expect("it stays");
    assert!(row["since"]["zh"].as_str().unwrap().contains("李接待"), "{row}");
    office.take_over(li);
    // The next document has the one that is left, and it is not counted as new.
    let next = office.ok(li, "watch.show", json!({}));
    let numbers: Vec<&Json> = next["items"].as_array().unwrap().iter().map(|row| &row["number"]).collect();
    assert_eq!(numbers, [&json!(first)]);
    assert_eq!(next["items"][0]["item"]["carried"], 2);
    assert_eq!(at.findings(), Vec::<String>::new());
}

#[test]
fn a_leaver_whose_account_is_disabled_afterwards_stays_on_what_they_signed() {
    let at = desk();
    let Desk { office, wang, li, .. } = &at;
    let admin = office.founder();
    office.offer(wang);
    let held = office.refused(&admin, "staff.disable", json!({"entry": "王前台"}));
    assert!(held.text.zh.contains("正在当班"), "signed is not accepted: {held}");
    office.take_over(li);
    office.ok(&admin, "staff.disable", json!({"entry": "王前台"}));
    at.after(40);
    let sheet = at.sheet(1);
    assert!(sheet.contains("王前台 交 李接待"), "{sheet}");
    assert_eq!(at.watch(1)["watch"]["state"], "closed");
    assert_eq!(at.findings(), Vec::<String>::new());
}

#[test]
fn a_clock_set_back_between_two_signatures_changes_no_order() {
    let at = desk();
    let Desk { office, wang, li, .. } = &at;
    office.ok(wang, "log.write", json!({"text": "第一行"}));
    office.offer(wang);
    office.clock.advance_minutes(-45);
    office.ok(li, "log.write", json!({"text": "第二行"}));
    let taken = office.take_over(li);
    assert_eq!((&taken["watch"]["holder"], &taken["watch"]["open_seq"]), (&json!(li.staff), &json!(2)));
    let lines = office.ok(li, "log.list", json!({}));
    let of =
        |at: usize| (lines["lines"][at]["line"]["seq"].clone(), lines["lines"][at]["line"]["watch"].clone());
    assert_eq!(
        (of(0), of(1)),
        ((json!(2), json!(2)), (json!(1), json!(1))),
        "the number orders, not the clock"
    );
    at.after(200);
    assert_eq!(at.watch(1)["watch"]["state"], "closed");
    assert_eq!(at.findings(), Vec::<String>::new());
}

#[test]
fn a_supervisor_who_takes_over_is_a_party_like_anybody_else() {
    let at = desk();
    let Desk { office, wang, li, chief } = &at;
    office.offer(wang);
    office.ok(chief, "watch.review", json!({}));
    office.ok(chief, "watch.contest", json!({"words": "现金少五十"}));
    let own = office.refused(chief, "watch.rule", json!({"words": "算了", "pin": PIN}));
    assert!(own.text.zh.contains("当事人"), "{own}");
    let released = office.refused(wang, "watch.release", json!({"reason": "无人", "pin": PIN}));
    assert_eq!(released.kind, FaultKind::Forbidden);
    office.ok(chief, "watch.accept", json!({"reservation": "现金少五十待查", "pin": PIN}));
    // Holding it, they neither release it to themselves nor accept it from themselves.
    assert!(office.call(chief, "watch.release", json!({"reason": "无人", "pin": PIN})).is_err());
    office.count_all(chief);
    office.offer(chief);
    assert!(office.call(chief, "watch.review", json!({})).is_err());
    office.take_over(li);
    assert_eq!(at.findings(), Vec::<String>::new());
}

#[test]
fn nothing_is_signed_on_a_full_disk_and_the_same_call_signs_once_there_is_room() {
    let engine = Failing::never();
    let office = Office::founded_and_furnished(engine.clone(), Registers::standard());
    let (wang, li) = (office.post(Post::Receptionist), office.post(Post::Senior));
    office.ok(&wang, "watch.open", json!({}));
    office.count_all(&wang);
    let offer = |key| office.run(&wang, "watch.offer", json!({"pin": PIN}), Some(key)).map(|_| ());
    engine.fails_after(0);
    for _ in 0..3 {
        let full = offer("once").unwrap_err();
        assert_eq!(full.kind, FaultKind::DiskFull);
        assert!(
            full.text.zh.contains("磁盘空间已满") && full.text.en.contains("nothing was saved"),
            "{full}"
        );
        let watch = office.ok(&li, "watch.show", json!({}))["watch"].clone();
        assert_eq!((&watch["state"], &watch["signatures"]), (&json!("open"), &json!([])));
    }
    engine.fails_after(i64::MAX);
    offer("once").unwrap();
    offer("once").unwrap();
    let signed = office.ok(&li, "watch.show", json!({}))["watch"]["signatures"].clone();
    assert_eq!(signed.as_array().unwrap().len(), 1);
    office.take_over(&li);
}

#[test]
fn two_desks_share_a_cabinet_of_keys() {
    let at = desk();
    let Desk { office, wang, li, chief } = &at;
    let admin = office.founder();
    office.ok(&admin, "desk.add", json!({"name": "北门岗"}));
    let page = office.ok(chief, "countable.list", json!({"view": "active"}));
    for row in page["rows"].as_array().unwrap() {
        office.ok(chief, "countable.disable", json!({"entry": row["head"]["number"]}));
    }
    office.ok(chief, "countable.add", json!({"name": "钥匙柜", "kind": "keys"}));
    for hook in ["1", "2", "10"] {
        office.ok(wang, "key.add", json!({"hook": hook, "kind": "equipment"}));
    }
    let north = Who { desk: DeskId(2), ..li.clone() };
    office.ok(&north, "watch.open", json!({}));
    let keys = |who: &Who| office.ok(who, "watch.show", json!({}))["counts"][0].clone();
    assert_eq!(keys(wang)["names"], json!(["1", "2", "10"]));
    // Lent at one desk, it is missing from the cabinet of both, and its return is too.
    let number = office.number("key", "10");
    office.ok(&north, "key.lend", json!({"entry": number, "borrower": "孙师傅", "purpose": "关阀"}));
    for who in [wang, &north] {
        let thing = keys(who)["thing"].clone();
        assert_eq!(keys(who)["names"], json!(["1", "2"]));
        let counted = office.ok(who, "watch.count", json!({"thing": thing}));
        assert_eq!(
            (&counted["counts"][0]["outgoing"]["amount"], &counted["counts"][0]["settled"]),
            (&json!(2), &json!(true))
        );
    }
    // Each desk has its own watch, cut and custodian.
    office.offer(wang);
    office.take_over(chief);
    assert_eq!(office.ok(&north, "watch.show", json!({}))["watch"]["state"], "open");
    assert_eq!(keys(&north)["outgoing"]["amount"], 2);
    assert_eq!(at.findings(), Vec::<String>::new());
}

#[test]
fn no_pin_is_in_any_row_of_the_store() {
    let engine = Arc::new(MemoryEngine::new());
    let office = Office::founded_and_furnished(Arc::clone(&engine), Registers::standard());
    let (wang, li) = (office.post(Post::Receptionist), office.post(Post::Senior));
    let (own, wrong) = ("975318", "8642097");
    office.ok(&li, "pin.set", json!({"old": PIN, "new": own}));
    office.ok(&wang, "watch.open", json!({}));
    office.count_all(&wang);
    let run = |who: &Who, id: &str, args: Json, key: &str| office.run(who, id, args, Some(key));
    run(&wang, "watch.offer", json!({"pin": PIN}), "k1").unwrap();
    office.ok(&li, "watch.review", json!({}));
    office.count_all(&li);
    run(&li, "watch.accept", json!({"pin": wrong}), "k2").unwrap_err();
    run(&li, "watch.accept", json!({"pin": own}), "k3").unwrap();
    run(&li, "watch.accept", json!({"pin": own}), "k3").unwrap();
    // Somebody who types it into a form by mistake has typed it there; the prompts of a signature keep no draft.
    run(&li, "draft.save", json!({"id": "form", "command": "request.log", "fields": {"text": "漏水"}}), "k4")
        .unwrap();
    let rows = collect(&*engine, &KeyRange::all(), Dir::Up, usize::MAX).unwrap();
    assert!(rows.len() > 100);
    for pin in [PIN, own, wrong] {
        let found =
            rows.iter().find(|(_, value)| value.windows(pin.len()).any(|part| part == pin.as_bytes()));
        assert!(found.is_none(), "{pin} in {:?}", found.map(|(key, _)| lobby::store::tables::name_of(key)));
    }
    assert!(engine.get(b"none").unwrap().is_none());
}

#[test]
fn wide_text_fits_eighty_columns_in_every_part() {
    let at = desk();
    let Desk { office, wang, li, chief } = &at;
    let long = "三号楼地下二层消防水泵房东侧管道接口渗水并伴有异响须持续留意".repeat(3);
    let long: String = long.chars().take(90).collect();
    office.ok(
        wang,
        "log.write",
        json!({"text": long, "severity": "red", "kind": "incident", "place": "中心花园"}),
    );
    office.ok(wang, "log.write", json!({"text": long, "severity": "amber"}));
    at.urgent(&long);
    office.ok(wang, "request.log", json!({"place": "3-2-1802", "text": long, "category": "other"}));
    let draft = office.ok(wang, "watch.prepare", json!({}));
    let rows = draft["items"].as_array().unwrap();
    let all: Vec<&Json> = rows.iter().map(|row| &row["item"]["no"]).collect();
    office.ok(wang, "watch.edit", json!({"items": all, "if_then": long, "note": long, "words": long}));
    office.ok(wang, "watch.edit", json!({"items": [all.last().unwrap()], "exclude": long}));
    let counts = draft["counts"].as_array().unwrap();
    let cash = counts.iter().find(|row| row["kind"] == "cash").unwrap()["thing"].clone();
    office.count_all(wang);
    office.ok(wang, "watch.count", json!({"thing": cash, "amount": 50}));
    office.ok(wang, "watch.explain", json!({"thing": cash, "reason": "miscount", "words": long}));
    office.ok(wang, "watch.offer", json!({"pin": PIN}));
    office.ok(li, "watch.review", json!({}));
    office.ok(li, "watch.ask", json!({"item": 1, "words": long}));
    office.ok(wang, "watch.answer", json!({"item": 1, "words": long}));
    office.ok(li, "watch.review", json!({}));
    let view = office.ok(li, "watch.show", json!({}));
    for row in view["items"].as_array().unwrap() {
        office.ok(li, "watch.acknowledge", json!({"item": row["item"]["no"], "words": long}));
    }
    office.count_all(li);
    office.ok(li, "watch.accept", json!({"reservation": long, "pin": PIN}));
    for columns in [80, 60] {
        let sheet = office.ok(chief, "handover.sheet", json!({"watch": 1, "width": columns}));
        let lines: Vec<&str> =
            sheet["lines"].as_array().unwrap().iter().map(|l| l.as_str().unwrap()).collect();
        for part in ["P 当前情况", "A 待办", "知悉事项", "S 如果", "清点", "常设指令", "S 接班人复述", "签字"]
        {
            assert!(lines.iter().any(|line| line.starts_with(&format!("-- {part}"))), "{part}: {lines:#?}");
        }
        for line in &lines {
            assert!(width(line) <= columns, "{} cells: {line}", width(line));
        }
        let text = lines.concat().replace(' ', "");
        let whole = text.matches(&long.replace(' ', "")).count();
        assert!(whole >= 6, "words are broken over lines, never cut off: {whole}");
    }
}

#[test]
fn a_document_longer_than_a_row_is_closed_and_reads_as_it_was() {
    let at = desk();
    let Desk { office, wang, li, .. } = &at;
    let log = job(
        office,
        wang,
        "request.log",
        json!({"place": "3-2-1801", "text": "待办一件", "category": "other"}),
    );
    assert!(office.desk.write(&vec![log; 260]).iter().all(Result::is_ok));
    office.ok(wang, "watch.prepare", json!({}));
    let page: Vec<u64> = (1..=260).collect();
    office.ok(wang, "watch.edit", json!({"items": page, "severity": "white", "note": "长".repeat(150)}));
    office.offer(wang);
    office.ok(li, "watch.review", json!({}));
    office.ok(li, "watch.acknowledge", json!({"page": page}));
    office.count_all(li);
    office.ok(li, "watch.accept", json!({"pin": PIN}));
    at.after(40);
    assert_eq!(at.watch(1)["watch"]["state"], "closed", "however long it is");
    assert_eq!(at.sheet(1).matches("待办一件").count(), 260);
    assert_eq!(at.findings(), Vec::<String>::new());
}

#[test]
fn of_two_things_at_one_instant_one_comes_first() {
    // Two acceptances in one group: one wins, the other hears who and when.
    let at = desk();
    let Desk { office, wang, li, chief } = &at;
    office.offer(wang);
    office.ok(li, "watch.review", json!({}));
    office.count_all(li);
    let accept = |who: &Who| job(office, who, "watch.accept", json!({"watch": 1, "revision": 1, "pin": PIN}));
    let both = office.desk.write(&[accept(li), accept(chief)]);
    assert!(both[0].is_ok());
    let late = both[1].as_ref().unwrap_err();
    assert!(late.text.zh.contains("李接待") && late.text.zh.contains("接班"), "{late}");

    // Recall and acceptance in one group, in either order: whoever reads goes first, and nobody signs what is taken back.
    for (first, second) in [("watch.recall", "watch.accept"), ("watch.accept", "watch.recall")] {
        for lapsed in [false, true] {
            let at = desk();
            let Desk { office, wang, li, .. } = &at;
            office.offer(wang);
            office.ok(li, "watch.review", json!({}));
            office.count_all(li);
            if lapsed {
                office.clock.advance_minutes(3);
            }
            let of = |id: &str| match id {
                "watch.recall" => job(office, wang, id, json!({})),
                _ => job(office, li, id, json!({"watch": 1, "revision": 1, "pin": PIN})),
            };
            let answers = office.desk.write(&[of(first), of(second)]);
            let (recalled, accepted) = match first {
                "watch.recall" => (answers[0].is_ok(), answers[1].is_ok()),
                _ => (answers[1].is_ok(), answers[0].is_ok()),
            };
            assert_eq!(recalled, lapsed && first == "watch.recall", "{first} {lapsed}");
            assert_eq!(accepted, !recalled, "exactly one of them");
            let watch = office.ok(wang, "watch.show", json!({}))["watch"].clone();
            let (state, holder) = if accepted { ("open", li.staff) } else { ("preparing", wang.staff) };
            assert_eq!((&watch["state"], &watch["holder"]), (&json!(state), &json!(holder)));
            assert_eq!(at.findings(), Vec::<String>::new());
        }
    }

    // A flood is logged while the leaver signs: what they saw is no longer all there is.
    let at = desk();
    let Desk { office, wang, li, .. } = &at;
    office.count_all(wang);
    let seen = office.ok(wang, "watch.prepare", json!({}))["seen"].clone();
    let flood = job(office, li, "log.write", json!({"text": "地库进水", "severity": "red"}));
    let offer = job(office, wang, "watch.offer", json!({"seen": seen, "pin": PIN}));
    let before = office.desk.write(&[flood.clone(), offer.clone()]);
    assert_eq!(before[1].as_ref().unwrap_err().field.as_deref(), Some("seen"));
    let at = desk();
    let Desk { office, wang, .. } = &at;
    office.count_all(wang);
    office.ok(wang, "watch.prepare", json!({}));
    let after = office.desk.write(&[offer, flood]);
    assert!(after.iter().all(Result::is_ok), "{after:?}");
    let view = office.ok(wang, "watch.show", json!({}));
    assert_eq!((&view["watch"]["revision"], view["items"].as_array().unwrap().len()), (&json!(2), 1));
}

#[test]
fn money_entered_at_the_instant_of_the_cut_is_in_one_watch() {
    for post_first in [true, false] {
        let at = desk();
        let Desk { office, wang, li, chief } = &at;
        let page = office.ok(chief, "countable.list", json!({"view": "active"}));
        for row in page["rows"].as_array().unwrap() {
            office.ok(chief, "countable.disable", json!({"entry": row["head"]["number"]}));
        }
        let cash = office.ok(chief, "countable.add", json!({"name": "钱箱", "kind": "cash", "base": "100"}));
        let cash = cash["entry"]["id"].clone();
        office.ok(wang, "watch.count", json!({"thing": cash, "amount": 10_000}));
        let post = job(office, wang, "till_move.post", json!({"kind": "receipt", "amount": "30"}));
        let offer = job(office, wang, "watch.offer", json!({"pin": PIN}));
        let order = if post_first { [post, offer] } else { [offer, post] };
        let done = office.desk.write(&order);
        let posted = if post_first { done[0].is_ok() } else { done[1].is_ok() };
        assert!(done[usize::from(post_first)].is_ok(), "{done:?}");
        let lies = if posted { 13_000 } else { 10_000 };
        office.ok(li, "watch.review", json!({}));
        let counted = office.ok(li, "watch.count", json!({"thing": cash, "amount": lies}));
        let row = &counted["counts"][0];
        assert_eq!((&row["incoming"]["expected"], &row["between"]), (&json!(lies), &json!(0)), "{row}");
        office.ok(li, "watch.accept", json!({"pin": PIN}));
        let own = office.ok(li, "watch.count", json!({"thing": cash, "amount": lies}));
        assert_eq!(own["counts"][0]["outgoing"]["expected"], json!(lies), "it is not expected a second time");
    }
}

#[test]
fn a_document_on_the_screen_keeps_its_reader_and_a_sheet_is_accepted_with_their_words() {
    let office = std::rc::Rc::new(Office::new());
    let (wang, li) = (office.post(Post::Receptionist), office.post(Post::Senior));
    office.ok(&wang, "watch.open", json!({}));
    office.ok(&wang, "log.write", json!({"text": "燃气味", "severity": "red"}));
    let digits = office.offer(&wang)["digits"].as_str().unwrap().to_owned();
    office.ok(&li, "watch.review", json!({}));
    office.count_all(&li);
    let mut face = crate::screens::at(&office, Post::Senior, crate::screens::zh());
    face.keys("F8");
    for minute in 1..=6 {
        office.clock.advance_minutes(1);
        face.event(lobby::tui::model::Event::Minute(crate::support::office::MORNING.plus_minutes(minute)));
    }
    let other = office.refused(&office.post(Post::Officer), "watch.review", json!({}));
    assert!(other.text.zh.contains("正在核对"), "{other}");
    face.press("watch.ways");
    face.typed("纸面");
    face.keys("Enter");
    assert!(face.screen().contains("四位校验码"), "{}", face.screen());
    face.typed(&digits);
    face.keys("Enter");
    assert!(face.screen().contains("您先做什么"), "a red item wants words: {}", face.screen());
    face.typed("先关阀门");
    face.keys("Enter");
    face.typed(PIN);
    face.keys("Enter");
    assert!(face.screen().contains("凭证"), "{}", face.screen());
    let watch = office.ok(&wang, "watch.show", json!({}))["watch"].clone();
    assert_eq!(watch["holder"], json!(li.staff));
}
