//! Requests in full, through the real desk: clocks, hands, money, merging and splitting, the office's own lists.

use crate::support::office::{MORNING, Office};
use lobby::api::FaultKind;
use lobby::domain::moment::At;
use lobby::domain::posts::Post;
use lobby::domain::register::Who;
use serde_json::{Value as Json, json};

fn log(office: &Office, more: &Json) -> String {
    let mut args = json!({"place": "3-2-1801", "category": "plumbing", "text": "水龙头漏水"});
    for (field, value) in more.as_object().unwrap() {
        args[field] = value.clone();
    }
    made(office, &office.post(Post::Receptionist), "request.log", args)
}

fn made(office: &Office, who: &Who, call: &str, args: Json) -> String {
    office.ok(who, call, args)["number"].as_str().unwrap().to_owned()
}

fn show(office: &Office, call: &str, entry: &str) -> Json {
    office.ok(&office.founder(), call, json!({"entry": entry}))
}

/// The value of one field.
fn field(office: &Office, entry: &str, id: &str) -> Json {
    let shown = show(office, "request.show", entry);
    cell(&shown, id)
}

fn cell(shown: &Json, id: &str) -> Json {
    let cells = shown["fields"].as_array().unwrap();
    cells.iter().find(|cell| cell["field"] == id).unwrap_or_else(|| panic!("no {id}"))["value"].clone()
}

fn state(office: &Office, entry: &str) -> u64 {
    show(office, "request.show", entry)["head"]["state"].as_u64().unwrap()
}

fn at(minutes: i64) -> Json {
    json!({"At": MORNING.plus_minutes(minutes).0})
}

fn listed(office: &Office, view: &str) -> Vec<String> {
    let list = office.ok(&office.founder(), "request.list", json!({"view": view}));
    list["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["head"]["number"].as_str().unwrap().to_owned())
        .collect()
}

/// What was told to whom since the last look.
fn tick(office: &Office) -> Vec<(u64, String)> {
    let ticked = office.desk.tick().expect("it ticks");
    ticked.notices.into_iter().map(|(staff, text)| (staff.0, text.zh)).collect()
}

#[test]
fn the_class_decides_which_clocks_run_and_each_step_stops_its_own() {
    let office = Office::new();
    let (boss, hand) = (office.post(Post::Supervisor), office.post(Post::Officer));
    let number = log(&office, &json!({"urgency": "urgent", "text": "水管爆裂跑水"}));
    for (id, minutes) in [("respond_by", 5), ("arrive_by", 20), ("control_by", 120), ("finish_by", 1440)] {
        assert_eq!(field(&office, &number, id), at(minutes), "{id}");
    }
    let due = show(&office, "request.show", &number)["head"]["due"].clone();
    assert_eq!(due, json!(MORNING.plus_minutes(5).0), "the earliest clock");
    office.clock.advance_minutes(3);
    office.ok(&boss, "request.dispatch", json!({"entry": number, "owner": "张专员"}));
    assert_eq!(field(&office, &number, "responded_at"), at(3));
    assert_eq!(show(&office, "request.show", &number)["head"]["due"], json!(MORNING.plus_minutes(20).0));
    office.ok(&hand, "request.arrive", json!({"entry": number}));
    assert_eq!(field(&office, &number, "visits"), json!({"Int": 1}));
    office.ok(&hand, "request.control", json!({"entry": number}));
    let again = office.refused(&hand, "request.control", json!({"entry": number}));
    assert!(again.text.zh.contains("已登记过控制"), "{again:?}");
    assert_eq!(show(&office, "request.show", &number)["head"]["due"], json!(MORNING.plus_minutes(1440).0));
    office.clock.advance_minutes(57);
    office.ok(&hand, "request.wait", json!({"entry": number, "waiting_for": "material", "wake_at": "15:00"}));
    assert_eq!(field(&office, &number, "finish_by"), json!("None"), "it stands still");
    office.clock.advance_minutes(120);
    office.ok(&hand, "request.resume", json!({"entry": number}));
    assert_eq!(field(&office, &number, "finish_by"), at(1440 + 120), "it runs on where it stood");
    office.ok(&hand, "request.correct", json!({"entry": number, "urgency": "ordinary"}));
    assert_eq!(field(&office, &number, "respond_by"), at(5), "what is over stays as it was judged");
    let finish = field(&office, &number, "finish_by");
    office.ok(&hand, "request.correct", json!({"entry": number, "urgency": "urgent"}));
    assert_eq!(
        field(&office, &number, "finish_by"),
        at(1440 + 120),
        "back to the class, from the same start"
    );
    assert_ne!(finish, at(1440 + 120));
    office.ok(&hand, "request.finish", json!({"entry": number, "work_done": "换管"}));
    assert_eq!(show(&office, "request.show", &number)["head"]["due"], Json::Null);
    office.clock.advance_minutes(60);
    office.ok(&boss, "request.reopen", json!({"entry": number, "reason": "又漏"}));
    assert_eq!(field(&office, &number, "finish_by"), at(240 + 1440), "a new clock for the work");
    assert_eq!(field(&office, &number, "respond_by"), at(5), "with its history");
}

#[test]
fn an_appointment_is_the_limit_of_arriving_and_a_full_half_day_is_doubted() {
    let office = Office::new();
    let (boss, hand) = (office.post(Post::Supervisor), office.post(Post::Officer));
    let admin = office.founder();
    office.ok(&admin, "team.correct", json!({"entry": "水电班", "capacity": 1}));
    let first = log(&office, &json!({}));
    let second = log(&office, &json!({"place": "3-2-1802"}));
    for number in [&first, &second] {
        office.ok(&boss, "request.dispatch", json!({"entry": number, "owner": "孙师傅"}));
    }
    let book = |entry: &str, from: &str, until: &str| json!({"entry": entry, "appointment": from, "appointment_until": until});
    office.ok(&hand, "request.book", book(&first, "14:00", "15:00"));
    assert_eq!(field(&office, &first, "arrive_by"), at(6 * 60 + 30), "the slot's end and half an hour");
    let full = office.refused(&hand, "request.book", book(&second, "16:00", "17:00"));
    assert_eq!((full.kind, full.field.as_deref()), (FaultKind::Overridable, Some("appointment")));
    office.ok(&hand, "request.book", book(&second, "11:00", "11:30"));
    let past = office.refused(&hand, "request.book", book(&second, "8:00", "8:30"));
    assert!(past.text.zh.contains("已过"), "{past:?}");
    assert_eq!(listed(&office, "appointments"), [second.clone(), first.clone()]);
    office.ok(&hand, "request.arrive", json!({"entry": first}));
    assert_eq!(listed(&office, "appointments"), [second]);
}

#[test]
fn a_limit_is_spoken_of_before_it_ends_and_when_it_has_and_waiting_wakes_up() {
    let office = Office::new();
    let (boss, hand) = (office.post(Post::Supervisor), office.post(Post::Officer));
    let number = log(&office, &json!({}));
    let planned = log(&office, &json!({"place": "12-1-101", "urgency": "danger"}));
    office.ok(&boss, "request.dispatch", json!({"entry": planned, "owner": "孙师傅"}));
    office.ok(&hand, "request.finish", json!({"entry": planned}));
    office.ok(&hand, "request.observe", json!({"entry": number}));
    assert_eq!(
        office.desk.next_alarm().unwrap(),
        Some(At(MORNING.0 + 24 * 60_000)),
        "a fifth of 30 minutes ahead"
    );
    office.clock.advance_minutes(24);
    let told = tick(&office);
    assert!(told.iter().all(|(_, text)| text.contains("响应时限将到")), "{told:?}");
    assert!(told.iter().any(|(staff, _)| *staff == boss.staff.0), "nobody owns it, so the leads hear of it");
    office.clock.advance_minutes(6);
    let told = tick(&office);
    assert!(told.iter().any(|(staff, text)| *staff == hand.staff.0 && text.contains("关注的")), "{told:?}");
    assert!(
        told.iter().any(|(staff, text)| *staff == boss.staff.0 && text.contains("响应已超时")),
        "{told:?}"
    );
    assert_eq!(show(&office, "request.show", &number)["head"]["rank"], 0, "overdue goes first");
    assert_eq!(listed(&office, "overdue"), [number.as_str()]);
    assert!(tick(&office).is_empty(), "once");
    office.ok(&hand, "request.grab", json!({"entry": number}));
    assert_eq!(show(&office, "request.show", &number)["head"]["owner"], json!(hand.staff.0));
    assert_eq!(show(&office, "request.show", &number)["head"]["rank"], 2);
    office.ok(&hand, "request.outsource", json!({"entry": number, "wake_at": "10:00"}));
    assert_eq!(field(&office, &number, "waiting_for"), json!({"Choice": "contractor"}));
    office.clock.advance_minutes(30);
    let told = tick(&office);
    assert_eq!(told.len(), 1);
    assert!(told[0].0 == hand.staff.0 && told[0].1.contains("请再看"), "{told:?}");
    assert!(tick(&office).is_empty());
}

#[test]
fn turns_are_fair_and_a_return_says_why() {
    let office = Office::new();
    let (boss, hand) = (office.post(Post::Supervisor), office.post(Post::Officer));
    let admin = office.founder();
    for name in ["钱师傅", "吴师傅"] {
        office.ok(&admin, "staff.add", json!({"name": name, "team": "水电班"}));
    }
    let mut owners = Vec::new();
    for _ in 0..7 {
        let number = log(&office, &json!({}));
        let told = office.ok(&boss, "request.rotate", json!({"entry": number, "team": "水电班"}));
        assert!(told["warnings"][0]["zh"].as_str().unwrap().starts_with("轮派给"), "{told}");
        owners.push(show(&office, "request.show", &number)["head"]["owner"].as_u64().unwrap());
    }
    let (first, again) = (&owners[..3], &owners[3..6]);
    assert_eq!(first, again, "in the same order");
    assert_eq!(owners[6], owners[0]);
    assert!(owners[0] != owners[1] && owners[1] != owners[2] && owners[0] != owners[2]);
    office.ok(&admin, "team.add", json!({"name": "空班"}));
    let number = log(&office, &json!({}));
    let empty = office.refused(&boss, "request.rotate", json!({"entry": number, "team": "空班"}));
    assert!(empty.text.zh.contains("没有在岗人员"), "{empty:?}");
    office.ok(&boss, "request.dispatch", json!({"entry": number, "owner": "孙师傅"}));
    office.refused(&hand, "request.return", json!({"entry": number}));
    let back = office
        .run(&hand, "request.return", json!({"entry": number, "reason": "不是水电的活"}), None)
        .expect("returned");
    assert!(back.notices.iter().any(|(_, text)| text.zh.contains("第 1 次退单：不是水电的活")));
    assert_eq!((state(&office, &number), field(&office, &number, "return_count")), (1, json!({"Int": 1})));
    let creator = field(&office, &number, "first_contact");
    assert_eq!(creator, json!({"Id": office.post(Post::Receptionist).staff.0}), "whoever took it keeps it");
    office.ok(&hand, "request.urge", json!({"entry": number}));
    office.ok(&hand, "request.urge", json!({"entry": number}));
    assert_eq!(field(&office, &number, "urged"), json!({"Int": 2}));
}

#[test]
fn paid_work_is_agreed_first_and_the_totals_are_the_sum_of_the_items() {
    let office = Office::new();
    let (boss, hand) = (office.post(Post::Supervisor), office.post(Post::Officer));
    let number = log(&office, &json!({"charge": "chargeable"}));
    office.ok(&boss, "request.dispatch", json!({"entry": number, "owner": "孙师傅"}));
    let dear = json!({"request": number, "item": "更换水龙头", "unit_price": "25"});
    let doubt = office.refused(&hand, "work_item.use", dear);
    assert_eq!((doubt.kind, doubt.field.as_deref()), (FaultKind::Overridable, Some("unit_price")));
    office.ok(
        &hand,
        "work_item.use",
        json!({"request": number, "item": "更换水龙头", "unit_price": "20", "qty": "1.5"}),
    );
    let part = made(
        &office,
        &hand,
        "work_item.use",
        json!({"request": number, "text": "陶瓷阀芯水龙头", "kind": "material", "unit_price": "68.50"}),
    );
    assert_eq!(field(&office, &number, "labour"), json!({"Fen": 3_000}));
    assert_eq!(field(&office, &number, "materials"), json!({"Fen": 6_850}));
    assert_eq!(field(&office, &number, "total"), json!({"Fen": 9_850}));
    let doubt = office.refused(&hand, "request.finish", json!({"entry": number}));
    assert_eq!(doubt.kind, FaultKind::Overridable, "{doubt:?}");
    office.ok(
        &hand,
        "request.agree",
        json!({"entry": number, "estimate": "100", "estimate_agreed_by": "张建国"}),
    );
    assert_eq!(
        office
            .refused(
                &office.post(Post::Receptionist),
                "request.waive",
                json!({"entry": number, "waived": "10", "reason": "老客户"})
            )
            .kind,
        FaultKind::Forbidden
    );
    let much =
        office.refused(&boss, "request.waive", json!({"entry": number, "waived": "200", "reason": "投诉"}));
    assert_eq!(much.field.as_deref(), Some("waived"));
    office.ok(&boss, "request.waive", json!({"entry": number, "waived": "8.50", "reason": "投诉"}));
    assert_eq!(field(&office, &number, "total"), json!({"Fen": 9_000}));
    office.ok(&hand, "work_item.withdraw", json!({"entry": part, "reason": "客户自备"}));
    assert_eq!(field(&office, &number, "total"), json!({"Fen": 2_150}));
    office.ok(&hand, "work_item.use", json!({"request": number, "text": "墙面修补", "unit_price": "900"}));
    let large = office.refused(&hand, "request.finish", json!({"entry": number}));
    assert!(large.text.zh.contains("500 元"), "{large:?}");
    office.ok(&boss, "request.finish", json!({"entry": number}));
    office.ok(&hand, "request.confirm", json!({"entry": number}));
    assert_eq!(field(&office, &number, "passed"), json!({"Flag": true}));
    let wait = office.refused(&hand, "request.close", json!({"entry": number}));
    assert!(wait.text.zh.contains("回访"), "{wait:?}");
}

#[test]
fn the_developer_pays_within_the_warranty_and_a_fault_that_comes_back_is_rework() {
    let office = Office::new();
    let (boss, hand) = (office.post(Post::Supervisor), office.post(Post::Officer));
    let admin = office.founder();
    let number = log(&office, &json!({}));
    let none = office.refused(&hand, "request.claim", json!({"entry": number}));
    assert!(none.text.zh.contains("没有班组“开发商”"), "{none:?}");
    office.ok(&admin, "team.add", json!({"name": "开发商"}));
    office.ok(&admin, "place.correct", json!({"entry": "3-2-1801", "handed_over": "2026-01-15"}));
    let claimed = office.ok(&hand, "request.claim", json!({"entry": number}));
    assert_eq!(
        (claimed["state"].as_str(), claimed["warnings"].as_array().map(Vec::len)),
        (Some("dispatched"), Some(0))
    );
    assert_eq!(field(&office, &number, "charge"), json!({"Choice": "free"}));
    assert_eq!(field(&office, &number, "warranty_until"), json!({"Date": "2028-01-15"}));
    assert_eq!(listed(&office, "warranty"), [number.as_str()]);
    office.ok(&admin, "place.correct", json!({"entry": "3-1-1801", "handed_over": "2020-01-15"}));
    let old = log(&office, &json!({"place": "3-1-1801"}));
    let late = office.ok(&hand, "request.claim", json!({"entry": old}));
    assert!(late["warnings"][0]["zh"].as_str().unwrap().contains("2022-01-15"), "{late}");

    office.ok(&boss, "request.finish", json!({"entry": number, "work_done": "换阀芯"}));
    office.clock.advance_minutes(3 * 24 * 60);
    let back = office.ok(
        &office.post(Post::Receptionist),
        "request.log",
        json!({"place": "3-2-1801", "category": "plumbing", "text": "又漏了"}),
    );
    let said = back["warnings"].to_string();
    assert!(said.contains("记为返修") && said.contains("保修期内"), "{said}");
    assert_eq!(listed(&office, "rework"), [back["number"].as_str().unwrap()]);
    let other = log(&office, &json!({"category": "lift"}));
    assert_eq!(field(&office, &other, "rework_of"), json!("None"));
}

#[test]
fn a_merge_is_undone_exactly_and_so_is_a_split() {
    let office = Office::new();
    let (boss, hand) = (office.post(Post::Supervisor), office.post(Post::Officer));
    let first = log(&office, &json!({}));
    let twin = log(
        &office,
        &json!({"reporter": "楼下", "phone": "13800005678", "text": "楼上漏水",
        "promise": "回电", "promise_at": "16:00"}),
    );
    office.ok(&boss, "request.dispatch", json!({"entry": twin, "owner": "孙师傅"}));
    office.ok(&hand, "request.wait", json!({"entry": twin, "waiting_for": "customer", "wake_at": "12:00"}));
    let facts = |entry: &str| {
        let mut shown = show(&office, "request.show", entry);
        for changed in ["rev", "changed_at", "changed_by", "since"] {
            shown["head"][changed] = Json::Null;
        }
        (shown["head"].clone(), shown["fields"].clone())
    };
    let (before, target) = (facts(&twin), facts(&first));
    let own = office.refused(&hand, "request.merge", json!({"entry": twin, "merged_into": twin}));
    assert_eq!(own.field.as_deref(), Some("merged_into"));
    office.ok(&hand, "request.merge", json!({"entry": twin, "merged_into": first}));
    assert_eq!(state(&office, &twin), 10);
    assert_eq!(field(&office, &first, "again")["List"][0], "楼下 13800005678 楼上漏水");
    assert_eq!(listed(&office, "merged"), [twin.as_str()]);
    office.ok(&boss, "request.note", json!({"entry": first, "note": "一起看"}));
    office.ok(&hand, "request.unmerge", json!({"entry": twin}));
    assert_eq!(facts(&twin), before, "as it stood");
    office.ok(&boss, "request.correct", json!({"entry": first, "note": ""}));
    let mut now = facts(&first);
    now.0["marks"] = target.0["marks"].clone();
    assert_eq!(now, target);

    office.ok(&hand, "request.merge", json!({"entry": twin, "merged_into": first}));
    let third = log(&office, &json!({}));
    office.ok(&hand, "request.merge", json!({"entry": first, "merged_into": third}));
    let chain = office.refused(&hand, "request.unmerge", json!({"entry": twin}));
    assert!(chain.text.zh.contains(&first), "{chain:?}");
    office.ok(&hand, "request.unmerge", json!({"entry": first}));
    office.ok(&boss, "request.dispatch", json!({"entry": first, "owner": "孙师傅"}));
    office.ok(&hand, "request.finish", json!({"entry": first}));
    let promises = office.ok(&hand, "promise.list", json!({"view": "open"}));
    assert_eq!(promises["total"], 0, "what was promised with the twin is kept with it");

    let before = facts(&third);
    office.ok(&hand, "request.split", json!({"entry": third, "text": "插座没电", "category": "electrical"}));
    assert_eq!(facts(&third), before, "what it was split from stays as it was");
    let part = listed(&office, "unassigned").into_iter().max().unwrap();
    assert_eq!(field(&office, &part, "text"), json!({"Text": "插座没电"}));
    let none = office.refused(&hand, "request.unsplit", json!({"entry": third}));
    assert!(none.text.zh.contains("不是拆分"), "{none:?}");
    office.ok(&hand, "request.unsplit", json!({"entry": part}));
    assert_eq!((state(&office, &part), facts(&third)), (9, before));
}

#[test]
fn a_kind_of_fault_fills_what_nobody_said_and_has_its_own_limit_and_rule() {
    let office = Office::new();
    let (boss, hand) = (office.post(Post::Supervisor), office.post(Post::Officer));
    let kind = json!({"name": "灯管更换便民", "key": "z", "category": "electrical", "urgency": "planned", "charge": "free",
        "in_home": true, "finish": "60 always", "warning": "请先断电", "follow_up": "never"});
    office.ok(&boss, "fault_kind.add", kind);
    let taken =
        office.refused(&boss, "fault_kind.add", json!({"name": "别的", "category": "other", "key": "Z"}));
    assert_eq!(taken.field.as_deref(), Some("key"));
    let odd = office.refused(
        &boss,
        "fault_kind.add",
        json!({"name": "别的", "category": "other", "finish": "soon"}),
    );
    assert_eq!(odd.field.as_deref(), Some("finish"));
    let logged = office.ok(&hand, "request.log", json!({"place": "3-2-1801", "item": "灯管更换便民"}));
    assert!(logged["warnings"].to_string().contains("请先断电"), "{logged}");
    let number = logged["number"].as_str().unwrap();
    assert_eq!(field(&office, number, "category"), json!({"Choice": "electrical"}));
    assert_eq!(field(&office, number, "text"), json!({"Text": "灯管更换便民"}));
    assert_eq!(field(&office, number, "finish_by"), at(60));
    office.ok(&boss, "request.dispatch", json!({"entry": number, "owner": "孙师傅"}));
    office.ok(&hand, "request.finish", json!({"entry": number}));
    assert_eq!(office.ok(&hand, "follow_up.list", json!({"view": "due"}))["total"], 0);
    office.ok(&hand, "request.close", json!({"entry": number}));
    assert_eq!(state(&office, number), 8);
}

#[test]
fn whoever_observes_a_request_observes_what_it_is_merged_into_until_they_come_apart() {
    let office = Office::new();
    let (boss, hand) = (office.post(Post::Supervisor), office.post(Post::Officer));
    let (first, second) = (log(&office, &json!({})), log(&office, &json!({"text": "又漏了"})));
    for number in [&first, &second] {
        office.ok(&boss, "request.observe", json!({"entry": number}));
    }
    office.ok(&hand, "request.observe", json!({"entry": second}));
    office.ok(&boss, "request.merge", json!({"entry": second, "merged_into": first}));
    assert_eq!(field(&office, &first, "observers"), json!({"Text": "刘主管、张专员"}));
    assert!(office.refused(&hand, "request.observe", json!({"entry": first})).text.zh.contains("已在关注"));
    office.ok(&boss, "request.unmerge", json!({"entry": second}));
    assert_eq!(field(&office, &first, "observers"), json!({"Text": "刘主管"}), "their own stay");
    assert_eq!(field(&office, &second, "observers"), json!({"Text": "刘主管、张专员"}));
    office.ok(&boss, "request.merge", json!({"entry": second, "merged_into": first}));
    office.clock.advance_minutes(30);
    let told: Vec<_> = tick(&office).into_iter().filter(|(_, text)| text.contains("关注的")).collect();
    assert_eq!(told.iter().filter(|(staff, _)| *staff == hand.staff.0).count(), 1, "{told:?}");
    office.ok(&hand, "request.unobserve", json!({"entry": first}));
    assert_eq!(field(&office, &first, "observers"), json!({"Text": "刘主管"}));
}

#[test]
fn what_the_office_found_itself_is_closed_without_asking_anybody_but_who_reported_it_too() {
    let office = Office::new();
    let (boss, hand) = (office.post(Post::Supervisor), office.post(Post::Officer));
    let due = || office.ok(&hand, "follow_up.list", json!({"view": "due"}))["total"].clone();
    let found =
        json!({"channel": "patrol", "category": "lift", "text": "按钮不亮", "reporter": "秩序员巡查"});
    let done = |number: &str| {
        office.ok(&boss, "request.dispatch", json!({"entry": number, "owner": "孙师傅"}));
        office.ok(&hand, "request.finish", json!({"entry": number}));
    };
    let alone = log(&office, &found);
    done(&alone);
    assert_eq!(due(), 0);
    office.ok(&hand, "request.confirm", json!({"entry": alone}));
    office.ok(&hand, "request.close", json!({"entry": alone}));
    assert_eq!(state(&office, &alone), 8);
    // A customer rang about it meanwhile: there is somebody to ask.
    let (both, rang) =
        (log(&office, &found), log(&office, &json!({"text": "电梯按钮坏了", "reporter": "陈先生"})));
    office.ok(&hand, "request.merge", json!({"entry": rang, "merged_into": both}));
    done(&both);
    let asked = office.ok(&hand, "follow_up.list", json!({"view": "due"}))["rows"][0]["cells"].to_string();
    assert_eq!(due(), 1);
    assert!(asked.contains("陈*生"), "{asked}");
    // Two patrols are still nobody; a customer who rings when it is done already is asked after all.
    let (one, other) = (log(&office, &found), log(&office, &found));
    office.ok(&hand, "request.merge", json!({"entry": other, "merged_into": one}));
    done(&one);
    assert_eq!(due(), 1);
    let carried = office.ok(&office.post(Post::Receptionist), "watch.open", json!({}))["items"].to_string();
    assert!(carried.contains("已完工，待检查办结"), "nothing is left to nobody: {carried}");
    office.ok(&hand, "request.attach", json!({"entry": one, "reporter": "周女士", "note": "按钮修好了吗"}));
    assert_eq!(due(), 2);
}

#[test]
fn the_bell_rings_for_what_presses_until_somebody_answers() {
    let office = Office::new();
    let hand = office.post(Post::Officer);
    let number = log(&office, &json!({"urgency": "danger", "category": "gas", "text": "燃气味"}));
    log(&office, &json!({"place": "3-2-1802"}));
    let rings = || office.ok(&hand, "alarm.list", json!({})).to_string().contains(&number);
    assert!(rings());
    office.ok(&hand, "request.respond", json!({"entry": number}));
    assert!(!rings());
    let done = office.refused(&hand, "request.finish", json!({"entry": number}));
    assert!(done.text.zh.contains("待派工"), "a refusal names the state: {done:?}");
}
