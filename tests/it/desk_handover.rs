//! The shift log and the watch, driven through the desk as the JSON face would.

use crate::support::office::{Office, PIN};
use lobby::desk::Job;
use lobby::domain::fault::FaultKind;
use lobby::domain::posts::Post;
use lobby::domain::register::Who;
use serde_json::{Value as Json, json};

/// An office whose receptionist is on watch, and the two who follow.
fn on_watch() -> (Office, Who, Who, Who) {
    let office = Office::new();
    let (wang, li, zhang) =
        (office.post(Post::Receptionist), office.post(Post::Senior), office.post(Post::Officer));
    office.ok(&wang, "watch.open", json!({}));
    (office, wang, li, zhang)
}

fn write(office: &Office, who: &Who, text: &str) -> u64 {
    office.ok(who, "log.write", json!({"text": text}))["seq"].as_u64().unwrap()
}

fn urgent(office: &Office, who: &Who) -> String {
    let args = json!({"place": "3-2-1801", "category": "plumbing", "text": "水管爆裂", "urgency": "urgent"});
    office.ok(who, "request.log", args)["number"].as_str().unwrap().to_owned()
}

fn texts(page: &Json) -> Vec<&str> {
    page["lines"].as_array().unwrap().iter().map(|row| row["line"]["text"].as_str().unwrap()).collect()
}

/// The document's items: number, entry or line, severity, acknowledged.
fn items(view: &Json) -> Vec<(u64, String, String, bool)> {
    let row = |row: &Json| {
        (
            row["item"]["no"].as_u64().unwrap(),
            row["number"].as_str().unwrap().to_owned(),
            row["item"]["severity"].as_str().unwrap().to_owned(),
            row["acknowledged"].as_bool().unwrap(),
        )
    };
    view["items"].as_array().unwrap().iter().map(row).collect()
}

fn item(no: u64, number: &str, severity: &str, acknowledged: bool) -> (u64, String, String, bool) {
    (no, number.to_owned(), severity.to_owned(), acknowledged)
}

#[test]
fn a_correction_is_a_new_line_and_both_name_each_other() {
    let (office, wang, li, _) = on_watch();
    let first = write(&office, &wang, "  3栋电梯\u{1b}[31m停运 ");
    let fixed = office.ok(&li, "log.write", json!({"text": "3栋2单元电梯停运", "corrects": first}));
    let page = office.ok(&wang, "log.list", json!({}));
    assert_eq!(texts(&page), ["3栋2单元电梯停运", "3栋电梯停运"]);
    let (new, old) = (&page["lines"][0]["line"], &page["lines"][1]["line"]);
    assert_eq!((&new["corrects"], &old["corrected_by"]), (&json!(first), &fixed["seq"]));
    assert_eq!((&new["author"], &old["author"]), (&json!(li.staff), &json!(wang.staff)));
    let again = office.refused(&wang, "log.write", json!({"text": "再改", "corrects": first}));
    assert_eq!((again.kind, again.field.as_deref()), (FaultKind::Refused, Some("corrects")));
    assert_eq!(
        office.refused(&wang, "log.write", json!({"text": "x", "corrects": 99})).kind,
        FaultKind::NotFound
    );
    assert_eq!(office.refused(&wang, "log.write", json!({"text": " \u{200b} "})).kind, FaultKind::Missing);
    assert_eq!(
        office.refused(&wang, "log.write", json!({"text": "长".repeat(1001)})).kind,
        FaultKind::TooLarge
    );
}

#[test]
fn a_back_entry_is_marked_late() {
    let (office, wang, ..) = on_watch();
    office.clock.advance_minutes(60);
    let late = |args: Json| office.ok(&wang, "log.write", args)["late"].clone();
    assert_eq!(late(json!({"text": "现在"})), json!(false));
    assert_eq!(late(json!({"text": "五分钟前", "occurred_at": "9:55"})), json!(false));
    assert_eq!(late(json!({"text": "半小时前", "occurred_at": "9:30"})), json!(true));
    let future = office.refused(&wang, "log.write", json!({"text": "将来", "occurred_at": "明天 9:00"}));
    assert_eq!(future.field.as_deref(), Some("occurred_at"));
    let unclear = office.refused(&wang, "log.write", json!({"text": "?", "occurred_at": "前天下午茶"}));
    assert_eq!(unclear.field.as_deref(), Some("occurred_at"));
}

#[test]
fn a_line_names_its_place_and_entry() {
    let (office, wang, ..) = on_watch();
    let number = urgent(&office, &wang);
    office.ok(&wang, "log.write", json!({"text": "已关总阀", "place": "3-2-1801", "entry": number}));
    let page = office.ok(&wang, "log.list", json!({}));
    let row = &page["lines"][0];
    assert_eq!((row["place"].as_str(), row["entry"].as_str()), (Some("3-2-1801"), Some(number.as_str())));
    assert_eq!(row["author"], "王前台");
    let fault = office.refused(&wang, "log.write", json!({"text": "?", "place": "88-8-888"}));
    assert_eq!(fault.field.as_deref(), Some("place"));
}

#[test]
fn unread_marks_are_each_persons_own() {
    let (office, wang, li, zhang) = on_watch();
    let lines: Vec<u64> = (1..=5).map(|n| write(&office, &wang, &format!("第{n}件事"))).collect();
    let mine = write(&office, &li, "李的一条");
    let unread = |who: &Who| office.ok(who, "log.list", json!({"unread": true}));
    assert_eq!(unread(&li)["unread"], 5, "one's own line is read");
    assert_eq!(unread(&wang)["unread"], 1);
    office.ok(&li, "log.read", json!({"line": lines[3]}));
    office.ok(&li, "log.read", json!({"upto": lines[1]}));
    assert_eq!(texts(&unread(&li)), ["第5件事", "第3件事"]);
    office.ok(&li, "log.read", json!({"line": lines[2]}));
    assert_eq!(texts(&unread(&li)), ["第5件事"]);
    office.ok(&li, "log.read", json!({"upto": 1_000_000}));
    assert_eq!(unread(&li)["unread"], 0);
    write(&office, &wang, "后来的");
    assert_eq!(unread(&li)["unread"], 1, "what was not written yet cannot be read");
    assert_eq!(unread(&zhang)["unread"], 7, "nobody else's marks moved");
    assert!(mine > lines[4]);
}

#[test]
fn pages_of_the_log_neither_overlap_nor_lose_a_line() {
    let (office, wang, li, _) = on_watch();
    for n in 1..=25 {
        write(&office, if n % 2 == 0 { &wang } else { &li }, &format!("{n}"));
    }
    for args in [json!({}), json!({"all_desks": true}), json!({"unread": true})] {
        let mut seen: Vec<u64> = Vec::new();
        let mut before = Json::Null;
        loop {
            let mut args = args.clone();
            args["limit"] = json!(4);
            args["before"] = before.clone();
            let page = office.ok(&wang, "log.list", args);
            seen.extend(texts(&page).iter().map(|text| text.parse::<u64>().unwrap()));
            before = page["next"].clone();
            if before.is_null() {
                break;
            }
        }
        let wanted: Vec<u64> = (1..=25).rev().filter(|n| args["unread"] != true || n % 2 == 1).collect();
        assert_eq!(seen, wanted, "{args}");
    }
}

#[test]
fn one_person_holds_a_desk_and_others_hear_who() {
    let (office, wang, li, _) = on_watch();
    let fault = office.refused(&li, "watch.open", json!({}));
    assert!(fault.text.zh.contains("王前台") && fault.text.zh.contains("09:00"), "{fault}");
    let again = office.ok(&wang, "watch.open", json!({}));
    assert_eq!(again["watch"]["id"], 1);
    assert!(office.refused(&li, "watch.offer", json!({"pin": PIN})).text.zh.contains("只有当班人"));
    assert!(office.refused(&li, "watch.accept", json!({"pin": PIN})).text.zh.contains("还没有交班"));
}

#[test]
fn the_day_is_offered_read_and_accepted() {
    let (office, wang, li, zhang) = on_watch();
    let number = urgent(&office, &wang);
    office.ok(&wang, "log.write", json!({"text": "水泵房异响", "severity": "amber", "kind": "incident"}));
    write(&office, &wang, "快递已发");
    let draft = office.ok(&wang, "watch.show", json!({}));
    assert_eq!(
        items(&draft),
        [item(1, &number, "red", false), item(2, "#1", "amber", false)],
        "what is for information only stays in the log"
    );
    assert!(draft["may"]["prepare"].is_null() && draft["items"][0]["item"]["why"]["zh"] == "紧急，尚未派工");

    office.ok(&wang, "watch.prepare", json!({}));
    let early = office.refused(&wang, "watch.offer", json!({"pin": PIN}));
    assert!(early.text.zh.contains("第 1, 2 条还没有核对"), "{early}");
    office.ok(&wang, "watch.edit", json!({"items": [1], "note": "总阀在地下室"}));
    let bare =
        office.ok(&wang, "watch.edit", json!({"items": [2], "severity": "red", "if_then": "再响就停泵"}));
    let unsaid = office.refused(&wang, "watch.offer", json!({"pin": PIN}));
    assert!(unsaid.text.zh.contains("红色事项第 1 条"), "{unsaid}");
    office.ok(&wang, "watch.edit", json!({"items": [1], "if_then": "无"}));
    let uncounted = office.refused(&wang, "watch.offer", json!({"pin": PIN}));
    assert!(uncounted.text.zh.contains("还没有清点：钱箱现金"), "{uncounted}");
    office.count_all(&wang);
    let offer = json!({"note": "先看水管", "seen": bare["seen"], "pin": PIN});
    let offered = office.ok(&wang, "watch.offer", offer);
    assert_eq!((&offered["watch"]["state"], &offered["watch"]["cut_seq"]), (&json!("offered"), &json!(3)));
    assert_eq!(offered["items"][0]["item"]["note"], "总阀在地下室");
    assert_eq!(items(&offered)[1], item(2, "#1", "red", false));
    assert!(office.refused(&wang, "watch.accept", json!({"pin": PIN})).text.zh.contains("自己"));
    let unread = office.refused(&li, "watch.accept", json!({"revision": 1, "pin": PIN}));
    assert!(unread.text.zh.contains("2 条"), "{unread}");

    office.ok(&li, "watch.acknowledge", json!({"item": 1, "revision": 1, "words": "先去关阀"}));
    let paged = office.refused(&li, "watch.acknowledge", json!({"page": [2]}));
    assert!(paged.text.zh.contains("逐条"), "red needs its own");
    let mute = office.refused(&li, "watch.acknowledge", json!({"item": 2}));
    assert_eq!((mute.kind, mute.field.as_deref()), (FaultKind::Missing, Some("words")));
    office.ok(&li, "watch.acknowledge", json!({"item": 2, "when": "10:30"}));
    let blind = office.refused(&li, "watch.accept", json!({"revision": 1, "pin": PIN}));
    assert!(blind.text.zh.contains("还没有清点：钱箱现金"), "{blind}");
    office.count_all(&li);
    write(&office, &zhang, "截止之后的一条");
    let taken = office.ok(&li, "watch.accept", json!({"revision": 1, "pin": PIN}));
    assert_eq!(
        (&taken["watch"]["id"], &taken["watch"]["holder"], &taken["watch"]["open_seq"]),
        (&json!(2), &json!(li.staff), &json!(3))
    );
    let log = office.ok(&li, "log.list", json!({}));
    let watches: Vec<&Json> =
        log["lines"].as_array().unwrap().iter().map(|row| &row["line"]["watch"]).collect();
    assert_eq!(watches, [2, 1, 1], "a line after the cut belongs to the successor");

    let old = office.ok(&wang, "watch.show", json!({"watch": 1}));
    assert_eq!((&old["watch"]["state"], &old["watch"]["successor"]), (&json!("accepted"), &json!(li.staff)));
    let read = office.ok(&li, "watch.show", json!({"watch": 1}));
    assert_eq!(read["items"][0]["words"], "先去关阀");
    office.clock.advance_minutes(31);
    office.desk.tick().expect("what is due is done");
    let closed = office.ok(&wang, "watch.show", json!({"watch": 1}));
    assert_eq!(closed["watch"]["state"], "closed");
    let list = office.ok(&wang, "watch.list", json!({}));
    let names: Vec<_> = list["watches"].as_array().unwrap().iter().map(|row| &row["holder"]).collect();
    assert_eq!(names, ["李接待", "王前台"]);
    assert_eq!(list["watches"][1]["successor"], "李接待");
}

#[test]
fn what_is_passed_on_again_is_counted() {
    let (office, wang, li, _) = on_watch();
    urgent(&office, &wang);
    for (leaver, next) in [(&wang, &li), (&li, &wang)] {
        office.offer(leaver);
        office.take_over(next);
    }
    let view = office.ok(&wang, "watch.show", json!({}));
    let item = &view["items"][0]["item"];
    assert_eq!((&item["carried"], &item["first_watch"]), (&json!(3), &json!(1)));
}

#[test]
fn of_two_acceptances_one_wins_and_the_other_hears_who() {
    let (office, wang, li, zhang) = on_watch();
    office.offer(&wang);
    for who in [&li, &zhang] {
        // Both have read and counted; whoever does so later has the document then.
        office.clock.advance_minutes(3);
        office.ok(who, "watch.review", json!({}));
        office.count_all(who);
    }
    let accept = |who: &Who, key: &str| Job {
        who: who.clone(),
        key: Some(key.to_owned()),
        call: lobby::api::describe::call_from_json(
            office.desk.registers(),
            "watch.accept",
            json!({"revision": 1, "pin": PIN}),
        )
        .unwrap(),
    };
    // The same group of the one writer, as when both press the key at once.
    let answers = office.desk.write(&[accept(&zhang, "z"), accept(&li, "l")]);
    assert!(answers[0].is_ok());
    let lost = answers[1].as_ref().expect_err("only one takes over");
    assert!(lost.text.zh.contains("张专员") && lost.text.zh.contains("09:06"), "{lost}");
    let repeated = office.desk.write(&[accept(&zhang, "z")]).pop().unwrap().expect("the same answer");
    assert_eq!(repeated.reply.to_json().unwrap()["watch"]["holder"], json!(zhang.staff));
    let by_hand = office.ok(&zhang, "watch.accept", json!({"revision": 1, "pin": PIN}));
    assert_eq!(by_hand["watch"]["id"], 2, "without a key the same person gets the same watch");
    assert_eq!(office.ok(&zhang, "watch.list", json!({}))["watches"].as_array().unwrap().len(), 2);
    // However far custody has moved meanwhile, the same key has the same watch and receipt.
    let receipt = answers[0].as_ref().unwrap().reply.to_json().unwrap()["receipt"].clone();
    for (from, to) in [(&zhang, &li), (&li, &wang)] {
        office.offer(from);
        office.ok(to, "watch.review", json!({}));
        office.count_all(to);
        office.take_over(to);
    }
    let late = office.desk.write(&[accept(&zhang, "z")]).pop().unwrap().expect("the same answer");
    let late = late.reply.to_json().unwrap();
    assert!(receipt.as_str().is_some_and(|receipt| !receipt.is_empty()));
    assert_eq!((&late["watch"]["id"], &late["receipt"]), (&json!(2), &receipt));
}

#[test]
fn many_threads_accept_and_one_holds_the_desk() {
    let (office, wang, ..) = on_watch();
    office.offer(&wang);
    let others = [Post::Manager, Post::Supervisor, Post::Senior, Post::Officer];
    let won = std::thread::scope(|threads| {
        let tries: Vec<_> = others
            .iter()
            .map(|post| {
                let (office, who) = (&office, office.post(*post));
                threads.spawn(move || {
                    // Whoever begins to read has the document; the others hear that somebody reads it.
                    if office.call(&who, "watch.review", json!({})).is_ok() {
                        office.read(&who);
                        office.count_all(&who);
                    }
                    office.call(&who, "watch.accept", json!({"revision": 1, "pin": PIN})).is_ok()
                })
            })
            .collect();
        tries.into_iter().map(|one| one.join().unwrap()).filter(|won| *won).count()
    });
    assert_eq!(won, 1);
}

#[test]
fn something_urgent_makes_a_new_revision_and_only_that_is_read_again() {
    let (office, wang, li, zhang) = on_watch();
    let first = urgent(&office, &wang);
    office.offer(&wang);
    office.ok(&li, "watch.acknowledge", json!({"item": 1, "words": "先打电话"}));
    // Ordinary work and an ordinary line do not disturb the reader.
    let lamp = office.ok(&zhang, "request.log", json!({"place": "3-2-1802", "text": "灯不亮"}));
    write(&office, &zhang, "一般事项");
    assert_eq!(office.ok(&li, "watch.show", json!({}))["watch"]["revision"], 1);

    let second = urgent(&office, &zhang);
    office.ok(&zhang, "log.write", json!({"text": "燃气味", "severity": "red"}));
    let view = office.ok(&li, "watch.show", json!({}));
    assert_eq!(view["watch"]["revision"], 3);
    // With a new cut goes all that came before it, or it would be in no document.
    let lamp = lamp["number"].as_str().unwrap();
    let wanted = [
        item(1, &first, "red", true),
        item(2, &second, "red", false),
        item(4, "#2", "red", false),
        item(3, lamp, "amber", false),
    ];
    assert_eq!(items(&view), wanted);
    let stale = office.refused(&li, "watch.accept", json!({"revision": 1, "pin": PIN}));
    assert_eq!(stale.field.as_deref(), Some("revision"));
    assert!(stale.text.zh.contains("第2条") && stale.text.zh.contains("第3条"), "{stale}");
    let unseen =
        office.refused(&li, "watch.acknowledge", json!({"item": 3, "revision": 1, "words": "先打电话"}));
    assert!(unseen.text.zh.contains("重看"));
    for no in [2, 3, 4] {
        office.ok(&li, "watch.acknowledge", json!({"item": no, "revision": 3, "words": "先打电话"}));
    }
    // A change to an urgent item takes back its own acknowledgement only.
    office.ok(&wang, "request.note", json!({"entry": first, "note": "水还在流"}));
    let view = office.ok(&li, "watch.show", json!({}));
    assert_eq!(items(&view).iter().map(|item| item.3).collect::<Vec<_>>(), [false, true, true, true]);
    office.ok(&li, "watch.acknowledge", json!({"item": 1, "revision": 4, "words": "先打电话"}));
    office.count_all(&li);
    let taken = office.ok(&li, "watch.accept", json!({"revision": 4, "pin": PIN}));
    assert_eq!(taken["watch"]["open_seq"], 3, "the accepted revision's cut counts");
}

#[test]
fn offering_again_keeps_what_did_not_change() {
    let (office, wang, li, _) = on_watch();
    let first = urgent(&office, &wang);
    office.ok(&wang, "watch.prepare", json!({}));
    office.ok(&wang, "watch.edit", json!({"items": [1], "note": "物业总阀"}));
    office.offer(&wang);
    office.ok(&li, "watch.acknowledge", json!({"item": 1, "words": "先打电话"}));
    let busy = office.refused(&wang, "watch.recall", json!({}));
    assert!(busy.text.zh.contains("正在核对"), "{busy}");
    office.clock.advance_minutes(3);
    office.ok(&wang, "watch.recall", json!({}));
    assert!(office.refused(&li, "watch.accept", json!({"pin": PIN})).text.zh.contains("还没有交班"));
    let second = urgent(&office, &wang);
    let again = office.offer(&wang);
    assert_eq!(
        (&again["watch"]["revision"], &again["items"][0]["item"]["note"]),
        (&json!(2), &json!("物业总阀"))
    );
    let seen = office.ok(&li, "watch.show", json!({}));
    assert_eq!(items(&seen), [item(1, &first, "red", true), item(2, &second, "red", false)]);
}

#[test]
fn words_by_number_do_not_go_astray() {
    let (office, wang, ..) = on_watch();
    let first = urgent(&office, &wang);
    let draft = office.ok(&wang, "watch.show", json!({}));
    office.ok(&wang, "request.cancel", json!({"entry": first, "reason": "误报"}));
    urgent(&office, &wang);
    let offer = json!({"seen": draft["seen"], "pin": PIN});
    office.ok(&wang, "watch.prepare", json!({}));
    assert_eq!(office.refused(&wang, "watch.offer", offer).field.as_deref(), Some("seen"));
    let unknown = office.refused(&wang, "watch.edit", json!({"items": [9], "note": "?"}));
    assert_eq!(unknown.field.as_deref(), Some("item"));
}

#[test]
fn a_closed_item_stays_on_the_document_with_its_state_now() {
    let (office, wang, li, _) = on_watch();
    let number = urgent(&office, &wang);
    office.offer(&wang);
    office.ok(&wang, "request.cancel", json!({"entry": number, "reason": "误报"}));
    let view = office.ok(&li, "watch.show", json!({}));
    let row = &view["items"][0];
    assert_eq!(
        (&view["watch"]["revision"], &row["state"]["zh"]),
        (&json!(1), &json!("待派工")),
        "as it was signed"
    );
    let since = row["since"]["zh"].as_str().unwrap();
    assert!(since.contains("已取消") && since.contains("王前台"), "{since}");
}

#[test]
fn a_correction_replaces_its_line_on_the_document() {
    let (office, wang, li, _) = on_watch();
    let red = json!({"text": "B栋断电", "severity": "red"});
    let line = office.ok(&wang, "log.write", red)["seq"].clone();
    office.offer(&wang);
    office.ok(&li, "watch.acknowledge", json!({"item": 1, "words": "先打电话"}));
    office.ok(&wang, "log.write", json!({"text": "C栋断电", "corrects": line}));
    let view = office.ok(&li, "watch.show", json!({}));
    assert_eq!(view["items"][0]["title"]["zh"], "C栋断电");
    assert_eq!(
        (view["items"].as_array().unwrap().len(), &view["items"][0]["acknowledged"]),
        (1, &json!(false))
    );
}

#[test]
fn the_reader_sees_what_came_since_their_last_duty() {
    let (office, wang, li, zhang) = on_watch();
    write(&office, &wang, "王值班时");
    let pass = |from: &Who, to: &Who| {
        office.offer(from);
        office.take_over(to);
    };
    pass(&wang, &li);
    write(&office, &li, "李值班时");
    pass(&li, &zhang);
    write(&office, &zhang, "张值班时");
    let since = |who: &Who| office.ok(who, "log.list", json!({"since_last_duty": true}));
    assert_eq!(texts(&since(&wang)), ["张值班时", "李值班时"]);
    assert_eq!(texts(&since(&li)), ["张值班时"]);
    assert_eq!(texts(&since(&zhang)).len(), 3, "who never handed over sees everything");
}

#[test]
fn a_thousand_items_are_handed_over() {
    let (office, wang, li, _) = on_watch();
    let job = |id: &str, args: Json| {
        let call = lobby::api::describe::call_from_json(office.desk.registers(), id, args).unwrap();
        Job { who: wang.clone(), key: None, call }
    };
    for room in 1..=50 {
        office.ok(&office.founder(), "place.add", json!({"code": format!("3-1-{room}")}));
    }
    let of_room =
        |room: u64| json!({"place": format!("3-1-{room}"), "text": "待办一件", "category": "other"});
    let jobs: Vec<Job> = (0..1_000).map(|at| job("request.log", of_room(at % 50 + 1))).collect();
    assert!(office.desk.write(&jobs).iter().all(Result::is_ok));
    let number = urgent(&office, &wang);
    let page: Vec<u64> = (2..=1_001).collect();
    office.ok(&wang, "watch.prepare", json!({}));
    office.ok(&wang, "watch.edit", json!({"items": page, "severity": "white"}));
    let offered = office.offer(&wang);
    assert_eq!(offered["items"].as_array().unwrap().len(), 1_001);
    assert_eq!(items(&offered)[0], item(1, &number, "red", false));
    office.ok(&li, "watch.acknowledge", json!({"item": 1, "words": "先打电话"}));
    office.ok(&li, "watch.acknowledge", json!({"page": page}));
    office.count_all(&li);
    let read = office.ok(&li, "watch.show", json!({}));
    assert!(items(&read).iter().all(|item| item.3));
    let accept =
        |key| office.run(&li, "watch.accept", json!({"revision": 1, "pin": PIN}), Some(key)).unwrap();
    let first = accept("k").reply.to_json().unwrap();
    assert_eq!(first["watch"]["id"], 2);
    assert_eq!(accept("k").reply.to_json().unwrap(), first, "a long answer is given again as well");
    let old = office.ok(&wang, "watch.show", json!({"watch": 1}));
    assert_eq!(old["items"].as_array().unwrap().len(), 1_001);
}

#[test]
fn an_act_is_undone_but_never_a_line_or_a_watch() {
    let (office, wang, ..) = on_watch();
    write(&office, &wang, "不能撤销");
    assert!(office.refused(&wang, "entry.undo", json!({})).text.zh.contains("不能撤销"));
}
