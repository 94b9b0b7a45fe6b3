//! The shift log driven through the desk: kinds, people, late entries and the watch they belong to, what must be read, and
//! standing orders with the document they stand on.

use crate::support::office::Office;
use lobby::api::FaultKind;
use lobby::domain::posts::Post;
use lobby::domain::register::Who;
use lobby::text::lang::Lang;
use serde_json::{Value as Json, json};

/// Monday, 23 November 2026, 9:00; nobody is on watch.
struct Desk {
    office: Office,
    wang: Who,
    li: Who,
    zhang: Who,
    chief: Who,
}

fn desk() -> Desk {
    let office = Office::new();
    let (wang, li) = (office.post(Post::Receptionist), office.post(Post::Senior));
    let (zhang, chief) = (office.post(Post::Officer), office.post(Post::Supervisor));
    Desk { office, wang, li, zhang, chief }
}

impl Desk {
    fn ok(&self, who: &Who, call: &str, args: Json) -> Json {
        self.office.ok(who, call, args)
    }

    fn write(&self, who: &Who, args: Json) -> u64 {
        self.ok(who, "log.write", args)["seq"].as_u64().unwrap()
    }

    /// Numbers of the lines that a list gives.
    fn lines(&self, who: &Who, args: Json) -> Vec<u64> {
        let page = self.ok(who, "log.list", args);
        page["lines"].as_array().unwrap().iter().map(|row| row["line"]["seq"].as_u64().unwrap()).collect()
    }

    fn line(&self, seq: u64) -> Json {
        let args = json!({"all_desks": true, "before": seq + 1, "limit": 1});
        self.ok(&self.wang, "log.list", args)["lines"][0].clone()
    }

    /// What somebody must read and has not.
    fn owed(&self, who: &Who) -> Vec<String> {
        let page = self.ok(who, "log.owed", json!({}));
        let rows = page["rows"].as_array().unwrap().iter();
        rows.map(|row| row["number"].as_str().unwrap().to_owned()).collect()
    }

    /// Who must read something: names and whether they have.
    fn readers(&self, args: Json) -> Vec<(String, bool)> {
        let view = self.ok(&self.chief, "log.readers", args);
        let people = view["people"].as_array().unwrap().iter();
        people.map(|row| (row["name"].as_str().unwrap().to_owned(), !row["read_at"].is_null())).collect()
    }

    fn plan(&self, day: &str, pattern: &str, staff: &str) {
        self.ok(&self.chief, "shift.plan", json!({"day": day, "pattern": pattern, "staff": staff}));
    }

    /// A standing order, issued.
    fn order(&self, args: Json) -> String {
        let number =
            self.ok(&self.chief, "standing_order.draft", args)["number"].as_str().unwrap().to_owned();
        self.ok(&self.chief, "standing_order.issue", json!({"entry": number}));
        number
    }

    fn sound(&self) {
        let desk = &self.office.desk;
        let found = lobby::desk::verified(desk.store(), desk.registers(), desk.now(), Lang::Zh);
        assert_eq!(found.findings, Vec::<String>::new());
    }
}

fn titles(view: &Json) -> Vec<(String, bool)> {
    let rows = view["orders"].as_array().unwrap().iter();
    rows.map(|row| (row["title"].as_str().unwrap().to_owned(), row["new"].as_bool().unwrap())).collect()
}

#[test]
fn the_kind_decides_how_much_a_line_matters_and_where_it_stands_on_the_document() {
    let desk = desk();
    desk.ok(&desk.wang, "watch.open", json!({}));
    for (kind, severity, section) in [
        ("note", "white", None),
        ("outage", "amber", Some("now")),
        ("equipment", "amber", Some("now")),
        ("message", "amber", Some("do")),
        ("complaint", "amber", Some("do")),
        ("delivery", "white", None),
    ] {
        let seq = desk.write(&desk.wang, json!({"text": "看一下", "kind": kind}));
        assert_eq!(desk.line(seq)["line"]["severity"], severity, "{kind}");
        let view = desk.ok(&desk.wang, "watch.show", json!({}));
        let items = view["items"].as_array().unwrap();
        let item = items.iter().find(|row| row["item"]["line"] == seq);
        assert_eq!(item.map(|row| row["item"]["section"].as_str().unwrap()), section, "{kind}");
    }
    // Somebody who says how much it matters is believed.
    let seq = desk.write(&desk.wang, json!({"text": "两把钥匙要收回", "kind": "key", "severity": "red"}));
    let view = desk.ok(&desk.wang, "watch.show", json!({}));
    let item = view["items"].as_array().unwrap().iter().find(|row| row["item"]["line"] == seq).unwrap();
    assert_eq!(item["item"]["section"], "do");
    assert_eq!(desk.lines(&desk.wang, json!({"kind": "outage"})), [2]);
    let call = desk.office.call(&desk.wang, "log.write", json!({"text": "甲", "kind": "weather"}));
    assert!(call.is_err(), "a kind nobody declared");
    desk.sound();
}

#[test]
fn a_line_names_a_place_a_person_and_an_entry_and_is_found_by_each() {
    let desk = desk();
    let request = json!({"place": "3-2-1801", "category": "plumbing", "text": "漏水"});
    let request = desk.ok(&desk.wang, "request.log", request)["number"].as_str().unwrap().to_owned();
    let seq = desk.write(
        &desk.wang,
        json!({"text": "业主来电催修", "kind": "message", "place": "3-2-1801", "person": "张建国", "entry": request}),
    );
    let other = desk.write(&desk.wang, json!({"text": "隔壁也来问", "place": "3-2-1801"}));
    let row = desk.line(seq);
    assert_eq!((row["place"].as_str(), row["entry"].as_str()), (Some("3-2-1801"), Some(request.as_str())));
    assert!(row["person"].as_str().is_some_and(|name| !name.is_empty()), "{row}");
    assert_eq!(desk.lines(&desk.li, json!({"person": "张建国"})), [seq]);
    assert_eq!(desk.lines(&desk.li, json!({"place": "3-2-1801"})), [other, seq]);
    assert_eq!(desk.lines(&desk.li, json!({"place": "3-2-1801", "kind": "message"})), [seq]);
    assert_eq!(desk.lines(&desk.li, json!({"place": "3-2-1802"})), Vec::<u64>::new());
    let page = json!({"place": "3-2-1801", "limit": 1});
    assert_eq!(desk.ok(&desk.li, "log.list", page)["next"], other);
    assert_eq!(desk.lines(&desk.li, json!({"place": "3-2-1801", "before": other})), [seq]);
    let nobody = desk.office.refused(&desk.wang, "log.write", json!({"text": "甲", "person": "没有这个人"}));
    assert_eq!(nobody.field.as_deref(), Some("person"));

    // The person's card tells it like the room's.
    let told = |args: Json| {
        let line = desk.ok(&desk.wang, "card.timeline", args);
        let events = line["events"].as_array().unwrap().iter();
        events.filter_map(|event| event["line"]["line"]["seq"].as_u64()).collect::<Vec<_>>()
    };
    assert_eq!(told(json!({"person": "张建国"})), [seq]);
    assert_eq!(told(json!({"place": "3-2-1801", "kinds": ["log"]})), [other, seq]);
    let card = desk.ok(&desk.wang, "person.card", json!({"person": "张建国"}));
    let log = card["kinds"].as_array().unwrap().iter().find(|kind| kind["register"].is_null());
    assert_eq!(log.map(|kind| kind["count"].as_u64()), Some(Some(1)), "{card}");
    desk.sound();
}

#[test]
fn a_line_follows_its_person_through_a_merge_and_back() {
    let desk = desk();
    let admin = desk.office.founder();
    let twin = desk.ok(&admin, "person.add", json!({"name": "张建囯", "phone": "13800005679"}));
    let twin = twin["number"].as_str().unwrap().to_owned();
    let seq = desk.write(&desk.wang, json!({"text": "来取快递", "person": twin}));
    desk.ok(&admin, "person.merge", json!({"entry": twin, "into": "张建国"}));
    assert_eq!(desk.lines(&desk.wang, json!({"person": "张建国"})), [seq]);
    let own = desk.write(&desk.wang, json!({"text": "又来一次", "person": "张建国"}));
    desk.ok(&admin, "person.unmerge", json!({"entry": twin}));
    assert_eq!(desk.lines(&desk.wang, json!({"person": twin})), [seq]);
    assert_eq!(desk.lines(&desk.wang, json!({"person": "张建国"})), [own]);
    desk.sound();
}

#[test]
fn the_last_two_days_and_what_came_since_my_last_duty() {
    let desk = desk();
    desk.ok(&desk.wang, "watch.open", json!({}));
    desk.write(&desk.wang, json!({"text": "三天前"}));
    desk.office.clock.advance_minutes(25 * 60);
    let yesterday = desk.write(&desk.wang, json!({"text": "昨天"}));
    desk.office.clock.advance_minutes(24 * 60);
    desk.office.offer(&desk.wang);
    desk.office.take_over(&desk.zhang);
    let today = desk.write(&desk.zhang, json!({"text": "今天"}));
    assert_eq!(desk.lines(&desk.wang, json!({"hours": 48})), [today, yesterday]);
    assert_eq!(desk.lines(&desk.wang, json!({"since_last_duty": true})), [today]);
    assert_eq!(desk.lines(&desk.wang, json!({"unread": true})), [today]);
}

#[test]
fn a_late_line_belongs_to_the_watch_it_happened_in_and_whoever_accepted_it_hears_of_it() {
    let desk = desk();
    desk.ok(&desk.wang, "watch.open", json!({}));
    desk.office.clock.advance_minutes(60);
    desk.office.offer(&desk.wang);
    desk.office.take_over(&desk.zhang);
    desk.office.clock.advance_minutes(60);
    desk.office.offer(&desk.zhang);
    desk.office.take_over(&desk.li);
    desk.ok(&desk.zhang, "log.read", json!({"upto": 99}));

    // Wang remembers at 11:00 what happened at 9:30, in the watch that Zhang accepted.
    let args = json!({"text": "九点半燃气公司来过", "occurred_at": "9:30"});
    let done = desk.office.run(&desk.wang, "log.write", args, None).expect("written");
    let told: Vec<(u64, &str)> = done.notices.iter().map(|(who, said)| (who.0, said.zh.as_str())).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0].0, desk.zhang.staff.0);
    assert!(told[0].1.contains("第 1 班"), "{told:?}");
    let line = desk.line(1)["line"].clone();
    assert_eq!((&line["late"], &line["watch"], &line["belongs_to"]), (&json!(true), &json!(3), &json!(1)));
    assert_eq!(line["concerns"], desk.zhang.staff.0);
    assert_eq!(desk.lines(&desk.zhang, json!({"unread": true})), [1]);

    // What is late inside the present watch belongs to no other.
    desk.office.clock.advance_minutes(60);
    let late = desk.write(&desk.li, json!({"text": "十一点的事", "occurred_at": "11:10"}));
    let line = desk.line(late)["line"].clone();
    assert_eq!((&line["late"], &line["belongs_to"]), (&json!(true), &Json::Null));
    // A correction of the late line stays with the watch, and who accepted it hears again.
    let args = json!({"text": "九点半自来水公司来过", "corrects": 1});
    let done = desk.office.run(&desk.wang, "log.write", args, None).expect("corrected");
    assert_eq!(done.notices.first().map(|(who, _)| *who), Some(desk.zhang.staff));
    let (old, new) = (desk.line(1)["line"].clone(), desk.line(3)["line"].clone());
    assert_eq!(
        (&old["corrected_by"], &new["corrects"], &new["belongs_to"]),
        (&json!(3), &json!(1), &json!(1))
    );
    assert_eq!(old["text"], "九点半燃气公司来过", "the old words stand");
    desk.sound();
}

#[test]
fn everybody_on_nights_must_read_it_until_a_day_and_a_lead_sees_who_has_not() {
    let desk = desk();
    desk.plan("2026-11-24", "夜班", "王前台");
    desk.plan("2026-11-26", "夜班", "张专员");
    desk.plan("2026-12-02", "夜班", "李接待");
    desk.plan("2026-11-25", "早班", "赵收费");
    let args = json!({"text": "夜间东门断电，巡查带手电", "kind": "notice", "read_shifts": ["night"], "read_until": "2026-11-30"});
    let done = desk.office.run(&desk.chief, "log.write", args, None).expect("written");
    let told: Vec<u64> = done.notices.iter().map(|(who, _)| who.0).collect();
    assert_eq!(told, [desk.wang.staff.0, desk.zhang.staff.0]);
    let shown = desk.line(1)["readers"]["zh"].as_str().unwrap().to_owned();
    assert_eq!(shown, "夜班（至 2026-11-30）");
    assert_eq!((desk.owed(&desk.wang), desk.owed(&desk.li)), (vec!["#1".to_owned()], Vec::new()));
    let page = desk.ok(&desk.wang, "log.list", json!({"kind": "money"}));
    assert_eq!(page["owed"][0]["number"], "#1", "it stands above whatever is listed");

    // Looking at it is not reading it.
    desk.ok(&desk.wang, "log.read", json!({"upto": 1}));
    assert_eq!(desk.owed(&desk.wang), ["#1"]);
    desk.ok(&desk.wang, "log.understand", json!({"line": 1}));
    desk.office.clock.advance_minutes(5);
    desk.ok(&desk.wang, "log.understand", json!({"line": 1}));
    assert_eq!(desk.owed(&desk.wang), Vec::<String>::new());
    assert_eq!(desk.readers(json!({"line": 1})), [("张专员".to_owned(), false), ("王前台".to_owned(), true)]);
    let view = desk.ok(&desk.chief, "log.readers", json!({"line": 1}));
    assert_eq!(view["people"][1]["read_at"], 1_795_395_600_000_u64, "the first time counts");
    let all = desk.ok(&desk.chief, "log.owed", json!({"everybody": true}));
    assert_eq!(all["rows"][0]["missing"], 1);

    // Only leads and its author see who has not; somebody who swaps into a night is one of them.
    assert_eq!(
        desk.office.refused(&desk.zhang, "log.readers", json!({"line": 1})).kind,
        FaultKind::Forbidden
    );
    assert_eq!(
        desk.office.refused(&desk.zhang, "log.owed", json!({"everybody": true})).kind,
        FaultKind::Forbidden
    );
    desk.plan("2026-11-27", "夜班", "李接待");
    assert_eq!(desk.owed(&desk.li), ["#1"]);
    // A corrected line gives way to its correction, which must be read anew.
    desk.write(&desk.chief, json!({"text": "夜间西门断电，巡查带手电", "corrects": 1}));
    assert_eq!((desk.owed(&desk.wang), desk.owed(&desk.li)), (vec!["#2".to_owned()], vec!["#2".to_owned()]));
    // After its day nobody must any more; who has read it is still known.
    desk.office.clock.advance_minutes(8 * 24 * 60);
    assert_eq!(desk.owed(&desk.li), Vec::<String>::new());
    assert_eq!(desk.readers(json!({"line": 1})).iter().filter(|(_, read)| *read).count(), 1);
    desk.sound();
}

#[test]
fn readers_are_named_by_post_desk_and_person_and_must_be_named_at_all() {
    let desk = desk();
    let must = |args: Json| {
        let seq = desk.write(&desk.chief, args);
        desk.readers(json!({"line": seq})).into_iter().map(|(name, _)| name).collect::<Vec<_>>()
    };
    let cashiers = json!({"text": "明早送款", "read_posts": ["cashier"], "read_staff": "王前台"});
    assert_eq!(must(cashiers), ["管理员", "王前台", "赵收费"]);
    desk.plan("2026-11-24", "早班", "张专员");
    assert_eq!(must(json!({"text": "台面不放水杯", "read_desk": "前台"})), ["张专员"]);
    for (args, field) in [
        (json!({"text": "甲", "read_until": "2026-11-30"}), "read_posts"),
        (json!({"text": "甲", "read_posts": ["cashier"], "read_until": "2026-11-01"}), "read_until"),
        (json!({"text": "甲", "read_posts": ["king"]}), "read_posts"),
        (json!({"text": "甲", "read_shifts": ["dawn"]}), "read_shifts"),
    ] {
        assert_eq!(desk.office.refused(&desk.wang, "log.write", args).field.as_deref(), Some(field));
    }
    let plain = desk.write(&desk.wang, json!({"text": "没有必读"}));
    assert!(desk.office.call(&desk.li, "log.understand", json!({"line": plain})).is_err());
    assert_eq!(
        desk.office.refused(&desk.li, "log.understand", json!({"line": 99})).kind,
        FaultKind::NotFound
    );
}

#[test]
fn a_standing_order_in_force_never_changes_its_words_but_gives_way_to_a_new_version() {
    let desk = desk();
    let first = json!({"title": "来访登记", "text": "施工人员凭证换牌", "read_posts": ["receptionist"]});
    let draft = desk.ok(&desk.chief, "standing_order.draft", first)["number"].as_str().unwrap().to_owned();
    assert_eq!(desk.owed(&desk.wang), Vec::<String>::new(), "a draft binds nobody");
    desk.ok(&desk.chief, "standing_order.correct", json!({"entry": draft, "text": "施工人员凭身份证换牌"}));
    assert_eq!(
        desk.office.refused(&desk.wang, "standing_order.issue", json!({"entry": draft})).kind,
        FaultKind::Forbidden
    );
    desk.ok(&desk.chief, "standing_order.issue", json!({"entry": draft}));
    assert_eq!(desk.owed(&desk.wang), std::slice::from_ref(&draft));
    let fault =
        desk.office.refused(&desk.chief, "standing_order.correct", json!({"entry": draft, "text": "别的"}));
    assert_eq!((fault.kind, fault.field.as_deref()), (FaultKind::Refused, Some("text")));

    desk.ok(&desk.wang, "log.understand", json!({"order": draft}));
    // The founder holds every post.
    let read = [("管理员".to_owned(), false), ("王前台".to_owned(), true)];
    assert_eq!(desk.readers(json!({"order": draft})), read);

    // A change is a draft of its own, which takes the old one's place when it is issued.
    desk.ok(&desk.chief, "standing_order.change", json!({"entry": draft}));
    let list = desk.ok(&desk.chief, "standing_order.list", json!({"view": "draft"}));
    let second = list["rows"][0]["head"]["number"].as_str().unwrap().to_owned();
    desk.ok(&desk.chief, "standing_order.correct", json!({"entry": second, "text": "一律换牌并登记车辆"}));
    desk.ok(&desk.chief, "standing_order.issue", json!({"entry": second}));
    let field = |number: &str, id: &str| {
        let shown = desk.ok(&desk.chief, "standing_order.show", json!({"entry": number}));
        let cells = shown["fields"].as_array().unwrap().clone();
        cells.into_iter().find(|cell| cell["field"] == id).unwrap()
    };
    assert_eq!(field(&draft, "replaced_by")["value"], json!({"Id": 2}));
    assert_eq!(field(&second, "replaces")["value"], json!({"Id": 1}));
    assert_eq!(field(&second, "version")["value"], json!({"Int": 2}));
    assert_eq!(field(&draft, "text")["value"], json!({"Text": "施工人员凭身份证换牌"}));
    let in_force = desk.ok(&desk.wang, "standing_order.list", json!({"view": "in-force"}));
    assert_eq!(
        (in_force["total"].as_u64(), &in_force["rows"][0]["head"]["number"]),
        (Some(1), &json!(second))
    );
    assert_eq!(
        desk.owed(&desk.wang),
        std::slice::from_ref(&second),
        "who knew the old one must read the new one"
    );
    assert!(desk.office.call(&desk.chief, "standing_order.change", json!({"entry": draft})).is_err());

    let found = desk.ok(&desk.wang, "text.search", json!({"words": "登记车辆"}));
    assert_eq!(found["hits"][0]["number"], second);
    desk.ok(&desk.chief, "standing_order.withdraw", json!({"entry": second, "reason": "改由门岗办"}));
    assert_eq!(desk.owed(&desk.wang), Vec::<String>::new());
    desk.sound();
}

#[test]
fn the_document_tells_the_orders_that_are_new_to_whoever_takes_over() {
    let desk = desk();
    desk.order(json!({"title": "旧令", "text": "大件出门凭条"}));
    desk.office.clock.advance_minutes(10);
    desk.ok(&desk.wang, "watch.open", json!({}));
    desk.office.clock.advance_minutes(60);
    desk.office.offer(&desk.wang);
    desk.office.take_over(&desk.zhang);
    desk.office.clock.advance_minutes(30);
    // Not yet; not at this desk; already over.
    desk.order(json!({"title": "明天起", "text": "乙", "from": "2026-11-24"}));
    let admin = desk.office.founder();
    desk.ok(&admin, "desk.add", json!({"name": "北门岗亭"}));
    desk.order(json!({"title": "只在北门", "text": "丙", "desk": "北门岗亭"}));
    let new = desk.order(json!({"title": "新令", "text": "快递只放丰巢", "to": "2026-11-30"}));
    desk.office.offer(&desk.zhang);

    let told = |who: &Who| titles(&desk.ok(who, "watch.show", json!({})));
    assert_eq!(told(&desk.wang), [("新令".to_owned(), true), ("旧令".to_owned(), false)]);
    assert_eq!(
        told(&desk.li),
        [("新令".to_owned(), true), ("旧令".to_owned(), true)],
        "who never had a duty"
    );
    desk.office.take_over(&desk.wang);
    let section = |watch: u64| {
        let sheet = desk.ok(&desk.chief, "handover.sheet", json!({"watch": watch}));
        let lines: Vec<&str> =
            sheet["lines"].as_array().unwrap().iter().map(|l| l.as_str().unwrap()).collect();
        let from = lines.iter().position(|line| line.contains("常设指令")).expect("the section");
        let lines = lines[from + 1..].iter().take_while(|line| !line.starts_with("--"));
        lines.map(|line| line.trim().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(section(2), [format!("{new} 新令")]);
    // The document keeps what it said when it was closed.
    desk.office.clock.advance_minutes(120);
    desk.office.desk.tick().expect("the grace is over");
    desk.ok(&desk.chief, "standing_order.withdraw", json!({"entry": new, "reason": "取消"}));
    assert_eq!(section(2), [format!("{new} 新令")]);
    desk.sound();
}

#[test]
fn erasing_somebody_reaches_the_lines_that_name_them_and_the_search() {
    let desk = desk();
    let admin = desk.office.founder();
    let file = desk.ok(&admin, "person.add", json!({"name": "欧阳丽华", "phone": "13812345678"}));
    let file = file["number"].as_str().unwrap().to_owned();
    let seq = desk.write(&desk.wang, json!({"text": "欧阳丽华 13812345678 来拿包裹", "person": file}));
    let found = |words: &str| {
        let found = desk.ok(&desk.wang, "text.search", json!({"words": words, "registers": ["log"]}));
        found["hits"].as_array().unwrap().len()
    };
    assert_eq!((found("欧阳丽华"), found("来拿包裹")), (1, 1));
    desk.ok(&admin, "person.erase", json!({"entry": file, "why": "本人要求"}));
    assert_eq!((found("欧阳丽华"), found("来拿包裹")), (0, 1));
    let text = desk.line(seq)["line"]["text"].as_str().unwrap().to_owned();
    assert!(!text.contains("欧阳") && !text.contains("1381234"), "{text}");
    let mut lines = Vec::new();
    lobby::store::export(desk.office.desk.store(), &mut lines).unwrap();
    let all = String::from_utf8_lossy(&lines).to_lowercase();
    let hex: String = "欧阳丽华".bytes().map(|byte| format!("{byte:02x}")).collect();
    assert!(!all.contains("欧阳丽华") && !all.contains(&hex), "the journal tells the name still");
    desk.sound();
}

#[test]
fn the_words_of_the_log_are_found_page_by_page_however_many_lines_there_are() {
    let desk = desk();
    for n in 0..700 {
        let text = if n % 7 == 0 {
            format!("第{n}次巡查 发现漏水")
        } else {
            format!("第{n}次巡查 正常")
        };
        desk.write(&desk.wang, json!({"text": text}));
    }
    let mut found = Vec::new();
    let mut args = json!({"words": "漏水", "registers": ["log"], "limit": 30});
    loop {
        let page = desk.ok(&desk.wang, "text.search", args.clone());
        let hits = page["hits"].as_array().unwrap().iter();
        found.extend(hits.map(|hit| hit["number"].as_str().unwrap().parse::<u64>().unwrap()));
        if page["next"].is_null() {
            break;
        }
        args["after"] = page["next"].clone();
    }
    let expected: Vec<u64> = (0..700).filter(|n| n % 7 == 0).map(|n| n + 1).rev().collect();
    assert_eq!(found, expected);
    // A line that is written after a search is found by the next.
    let last = desk.write(&desk.wang, json!({"text": "又漏水"}));
    let page = desk.ok(&desk.wang, "text.search", json!({"words": "漏水", "registers": ["log"], "limit": 1}));
    assert_eq!(page["hits"][0]["number"], last.to_string());
}
