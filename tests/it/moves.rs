//! Moving in and out, changes of owner and tenancies over the desk: checklists, refusals, effects, defects, meters.

use crate::support::office::{MORNING, Office};
use lobby::api::FaultKind;
use lobby::domain::posts::Post;
use lobby::domain::register::Who;
use serde_json::{Value as Json, json};

const ROOM: &str = "3-2-1801";

struct Desk {
    office: Office,
    me: Who,
}

impl Desk {
    fn new() -> Self {
        let office = Office::new();
        let me = office.post(Post::Receptionist);
        Self { office, me }
    }

    fn ok(&self, id: &str, args: Json) -> Json {
        self.office.ok(&self.me, id, args)
    }

    fn person(&self, name: &str, phone: &str, paper: &str) -> String {
        let made = self.ok(
            "person.add",
            json!({"name": name, "phone": phone, "paper_kind": "passport", "paper_number": paper}),
        );
        format!("#{}", made["entry"]["id"])
    }

    fn begin(&self, kind: &str, place: &str, more: &Json) -> String {
        let mut args = json!({"kind": kind, "place": place});
        for (field, value) in more.as_object().unwrap() {
            args[field] = value.clone();
        }
        self.ok("procedure.begin", args)["number"].as_str().unwrap().to_owned()
    }

    fn tick(&self, number: &str, step: &str, more: &Json) {
        let mut args = json!({"entry": number, "step": step});
        for (field, value) in more.as_object().unwrap() {
            args[field] = value.clone();
        }
        self.ok("procedure.tick", args);
    }

    fn ticks(&self, number: &str, steps: &[&str]) {
        for step in steps {
            self.tick(number, step, &json!({}));
        }
    }

    fn finish(&self, number: &str) {
        self.ok("procedure.finish", json!({"entry": number}));
    }

    fn lacks(&self, number: &str) -> Vec<String> {
        let list = self.ok("procedure.checklist", json!({"entry": number}));
        let lacks = list["lacks"].as_array().unwrap();
        lacks.iter().map(|lack| lack["text"]["zh"].as_str().unwrap().to_owned()).collect()
    }

    /// Role, first and last day of every relation of a person that holds.
    fn relations(&self, person: &str) -> Vec<(String, String, String)> {
        let args = json!({"person": person, "view": "held", "all_fields": true, "order": "number"});
        let page = self.ok("relation.list", args);
        let rows = page["rows"].as_array().unwrap();
        let one = |row: &Json| (value(row, "role"), value(row, "from"), value(row, "to"));
        rows.iter().map(one).collect()
    }

    fn occupancies(&self, place: &str) -> Vec<(String, String)> {
        let args = json!({"place": place, "view": "held", "order": "number"});
        let page = self.ok("occupancy.list", args);
        page["rows"].as_array().unwrap().iter().map(|row| (value(row, "state"), value(row, "from"))).collect()
    }

    /// A move-in with everything but the finish.
    fn moved_in(&self, person: &str, date: &str) -> String {
        let mv = self.begin("move-in", "3-2-1802", &json!({"person": person, "date": date}));
        self.tick(&mv, "papers", &json!({"papers": ["notice", "contract", "identity"]}));
        self.ticks(&mv, &["fees", "agreement", "rules"]);
        self.tick(&mv, "inspection", &json!({"no_defects": true}));
        self.ok("meter_reading.take", json!({"procedure": mv, "meter": "water", "reading": "12.5"}));
        self.ticks(&mv, &["meters"]);
        self.tick(&mv, "keys", &json!({"keys": 4, "cards": 2, "manuals": 1}));
        self.tick(&mv, "file", &json!({"informed": true}));
        mv
    }
}

/// What a cell of a row or of an entry holds, as text.
fn value(row: &Json, field: &str) -> String {
    let cells = row.get("cells").or_else(|| row.get("fields")).and_then(Json::as_array).unwrap();
    let Some(cell) = cells.iter().find(|cell| cell["field"] == field) else { return String::new() };
    match &cell["value"] {
        Json::Object(value) => match value.values().next().unwrap() {
            Json::String(text) => text.clone(),
            other => other.to_string(),
        },
        _ => String::new(),
    }
}

#[test]
fn a_move_in_refuses_with_the_list_and_then_makes_the_owner() {
    let desk = Desk::new();
    let zhou = desk.person("周海燕", "13912345678", "E12345678");
    let mv = desk.begin("move-in", "3-2-1802", &json!({"person": zhou}));
    let fault = desk.office.refused(&desk.me, "procedure.finish", json!({"entry": mv}));
    assert_eq!(fault.kind, FaultKind::Refused);
    assert_eq!(
        fault.text.zh,
        "还缺 8 项：查验证件资料；告知费用；签物业服务合同；签承诺书、管理规约；验房；抄表；交接钥匙、卡、资料；档案齐全"
    );
    let again = json!({"kind": "move-in", "place": "3-2-1802", "person": zhou});
    let fault = desk.office.refused(&desk.me, "procedure.begin", again);
    assert!(fault.text.zh.contains(&mv), "{fault:?}");

    // Papers that were not seen want a reason, and the reason is kept.
    let some = json!({"entry": mv, "step": "papers", "papers": ["notice", "identity"]});
    let fault = desk.office.refused(&desk.me, "procedure.tick", some.clone());
    assert_eq!((fault.kind, fault.text.zh.as_str()), (FaultKind::Overridable, "还没有查验：购房合同"));
    let mut kept = some;
    kept["reason_to_keep"] = json!("合同在银行办按揭，留承诺书");
    desk.ok("procedure.tick", kept);

    let refused =
        |step: &str| desk.office.refused(&desk.me, "procedure.tick", json!({"entry": mv, "step": step}));
    assert_eq!(refused("inspection").field.as_deref(), Some("no_defects"));
    assert!(refused("meters").text.zh.contains("还没有登记表读数"));
    assert_eq!(refused("keys").field.as_deref(), Some("keys"));
    assert_eq!(refused("file").field.as_deref(), Some("informed"));
    assert!(refused("title").text.zh.contains("没有这一步"));
    let skip = json!({"entry": mv, "step": "agreement", "note": "以后再签"});
    assert!(desk.office.refused(&desk.me, "procedure.not_applicable", skip).text.zh.contains("必须办理"));

    desk.ticks(&mv, &["fees", "agreement", "rules"]);
    desk.ok("meter_reading.take", json!({"procedure": mv, "meter": "water", "reading": 12.375}));
    desk.tick(&mv, "meters", &json!({}));
    desk.tick(&mv, "inspection", &json!({"no_defects": true}));
    desk.tick(&mv, "keys", &json!({"keys": 4, "cards": 2}));
    desk.tick(&mv, "file", &json!({"informed": true}));
    desk.ok("procedure.untick", json!({"entry": mv, "step": "fees"}));
    assert_eq!(desk.lacks(&mv), ["告知费用"]);
    let list = desk.ok("procedure.checklist", json!({"entry": mv}));
    assert_eq!(list["steps"][6]["facts"]["en"], "keys 4, cards 2");
    assert_eq!(list["steps"][6]["by"], "王前台");
    assert_eq!(value(&list["entry"], "progress"), "7/8");
    desk.tick(&mv, "fees", &json!({"note": "2.8 元/㎡·月"}));
    desk.finish(&mv);

    assert_eq!(desk.relations(&zhou), [("owner".into(), "2026-11-23".into(), String::new())]);
    assert_eq!(desk.occupancies("3-2-1802"), [("handed-over".into(), "2026-11-23".into())]);
    let room = desk.ok("place.show", json!({"entry": "3-2-1802"}));
    assert_eq!(value(&room, "handed_over"), "2026-11-23");
    let fault = desk.office.refused(&desk.me, "procedure.tick", json!({"entry": mv, "step": "fees"}));
    assert!(fault.text.zh.contains("已办完"));
}

#[test]
fn a_finish_is_undone_as_a_whole_while_nobody_went_on() {
    let desk = Desk::new();
    let zhou = desk.person("周海燕", "13912345678", "E12345678");
    let mv = desk.moved_in(&zhou, "2026-11-20");
    desk.finish(&mv);
    assert_eq!(desk.relations(&zhou).len(), 1);
    desk.ok("entry.undo", json!({}));
    assert!(desk.relations(&zhou).is_empty() && desk.occupancies("3-2-1802").is_empty());
    let room = desk.ok("place.show", json!({"entry": "3-2-1802"}));
    assert_eq!(value(&room, "handed_over"), "");
    assert_eq!(desk.ok("procedure.show", json!({"entry": mv}))["head"]["state"], 1);
    desk.finish(&mv);
    let relation = desk.ok("relation.list", json!({"person": zhou, "view": "held"}));
    let number = relation["rows"][0]["head"]["number"].as_str().unwrap().to_owned();
    let senior = desk.office.post(Post::Senior);
    desk.office.ok(&senior, "relation.correct", json!({"entry": number, "note": "代办"}));
    assert_eq!(desk.office.refused(&desk.me, "entry.undo", json!({})).kind, FaultKind::Refused);
}

#[test]
fn a_change_of_owner_ends_the_old_owner_the_day_before_and_may_lie_in_the_future() {
    let desk = Desk::new();
    let zhou = desk.person("周海燕", "13912345678", "E12345678");
    let zhang = "张建国";
    let kid = desk.person("张小宝", "13700001111", "E555");
    desk.ok("relation.add", json!({"person": kid, "place": ROOM, "role": "household", "from": "2026-01-01"}));
    let mv = desk.begin("change-of-owner", ROOM, &json!({"person": zhou, "date": "2027-03-01"}));
    desk.ticks(&mv, &["parties", "title", "agreement", "rules"]);
    desk.tick(&mv, "papers", &json!({"papers": ["identity"]}));
    for (step, why) in [("prepaid", "无预存款"), ("meters", "双方自行结清"), ("keys", "双方自行交接")]
    {
        desk.ok("procedure.not_applicable", json!({"entry": mv, "step": step, "note": why}));
    }
    desk.tick(&mv, "file", &json!({"informed": true}));
    desk.finish(&mv);
    let since = desk.relations(zhang)[0].1.clone();
    assert_eq!(desk.relations(zhang), [("owner".into(), since, "2027-02-28".into())]);
    assert_eq!(desk.relations(&zhou), [("owner".into(), "2027-03-01".into(), String::new())]);
    assert_eq!(desk.relations(&kid)[0].2, "2027-02-28", "the old owner's family goes with them");
    assert!(desk.occupancies(ROOM).is_empty(), "a new owner says nothing about how the room is used");
    // Until the day comes, the old owner is the owner.
    let found = desk.ok("person.show", json!({"entry": zhang}));
    assert_eq!(value(&found, "role"), "owner");

    // The same day as an owner came: it would end before it began.
    let li = desk.person("李梅", "13612345678", "E777");
    let mv = desk.begin("change-of-owner", ROOM, &json!({"person": li, "date": "2027-03-01"}));
    assert!(desk.lacks(&mv).iter().any(|lack| lack.contains("晚于生效日期")), "{:?}", desk.lacks(&mv));
}

#[test]
fn a_tenancy_begins_and_ends_on_its_last_day() {
    let desk = Desk::new();
    let li = desk.person("李梅", "13612345678", "E777");
    let bad = json!({"kind": "tenancy-begin", "place": ROOM, "date": "2026-12-01", "until": "2026-11-30"});
    assert_eq!(desk.office.refused(&desk.me, "procedure.begin", bad).field.as_deref(), Some("until"));
    let more = json!({"person": li, "date": "2026-12-01", "until": "2027-11-30"});
    let mv = desk.begin("tenancy-begin", ROOM, &more);
    desk.ticks(&mv, &["lease", "consent", "rules"]);
    desk.tick(&mv, "papers", &json!({"papers": ["identity"]}));
    desk.ok("procedure.not_applicable", json!({"entry": mv, "step": "meters", "note": "房东已抄"}));
    desk.tick(&mv, "keys", &json!({"keys": 2}));
    desk.tick(&mv, "file", &json!({"informed": true}));
    desk.finish(&mv);
    assert_eq!(desk.relations(&li), [("tenant".into(), "2026-12-01".into(), "2027-11-30".into())]);
    assert_eq!(desk.occupancies(ROOM), [("let".into(), "2026-12-01".into())]);

    desk.office.clock.set(MORNING.plus_minutes(60 * 24 * 60));
    // The only tenant of the day is who goes.
    let mv = desk.begin("tenancy-end", ROOM, &json!({}));
    desk.ok("procedure.adjust", json!({"entry": mv, "date": "2027-01-31"}));
    desk.tick(&mv, "look", &json!({}));
    desk.ok("meter_reading.take", json!({"procedure": mv, "meter": "electricity", "reading": "3204.6"}));
    desk.ticks(&mv, &["meters"]);
    desk.tick(&mv, "returned", &json!({"keys": 2, "cards": 0}));
    desk.finish(&mv);
    assert_eq!(desk.relations(&li)[0].2, "2027-01-31");
    assert_eq!(desk.occupancies(ROOM)[1], ("vacant".into(), "2027-02-01".into()));

    let zhou = desk.person("周海燕", "13912345678", "E12345678");
    let mv = desk.begin("tenancy-end", ROOM, &json!({"person": zhou}));
    assert!(desk.lacks(&mv).iter().any(|lack| lack.contains("不是这间房的租户")));
}

#[test]
fn a_move_out_finds_its_blockers_by_itself_and_a_leader_may_let_them_pass() {
    let desk = Desk::new();
    let request = desk.ok("request.log", json!({"place": ROOM, "category": "plumbing", "text": "漏水"}));
    let request = request["number"].as_str().unwrap().to_owned();
    let other = desk.begin("change-of-owner", ROOM, &json!({}));
    let mv = desk.begin("move-out", ROOM, &json!({"person": "张建国"}));
    for step in ["look", "meters", "returned", "reach"] {
        desk.ok("procedure.not_applicable", json!({"entry": mv, "step": step, "note": "已搬空"}));
    }
    let lacks = desk.lacks(&mv);
    assert_eq!(lacks.len(), 2, "{lacks:?}");
    assert!(lacks[0].contains(&request) && lacks[1].contains(&other), "{lacks:?}");
    let fault = desk.office.refused(&desk.me, "procedure.finish", json!({"entry": mv}));
    assert!(fault.text.zh.contains(&request) && fault.text.en.contains(&other), "{fault:?}");
    assert!(
        desk.office
            .refused(&desk.me, "procedure.tick", json!({"entry": mv, "step": "clear"}))
            .text
            .zh
            .contains("自动")
    );
    let pass = json!({"entry": mv, "step": "clear", "note": "漏水转下任业主，已书面同意"});
    let fault = desk.office.refused(&desk.me, "procedure.not_applicable", pass.clone());
    assert!(fault.text.zh.contains("主管"), "{fault:?}");
    desk.ok("procedure.cancel", json!({"entry": other, "reason": "买方退房"}));
    assert_eq!(desk.lacks(&mv).len(), 1);
    desk.office.ok(&desk.office.post(Post::Supervisor), "procedure.not_applicable", pass);
    desk.finish(&mv);
    assert_eq!(desk.relations("张建国")[0].2, "", "who moves out stays the owner");
    assert_eq!(desk.occupancies(ROOM), [("vacant".into(), "2026-11-24".into())]);
}

#[test]
fn a_cancelled_procedure_changes_nothing_and_says_why() {
    let desk = Desk::new();
    let zhou = desk.person("周海燕", "13912345678", "E12345678");
    let mv = desk.moved_in(&zhou, "2026-11-20");
    assert_eq!(
        desk.office.refused(&desk.me, "procedure.cancel", json!({"entry": mv})).field.as_deref(),
        Some("reason")
    );
    desk.ok("procedure.cancel", json!({"entry": mv, "reason": "改期"}));
    assert!(desk.relations(&zhou).is_empty() && desk.occupancies("3-2-1802").is_empty());
    desk.office.refused(&desk.me, "procedure.finish", json!({"entry": mv}));
    desk.begin("move-in", "3-2-1802", &json!({"person": zhou}));
    let garden = json!({"kind": "move-in", "place": "中心花园"});
    assert_eq!(desk.office.refused(&desk.me, "procedure.begin", garden).field.as_deref(), Some("place"));
}

#[test]
fn defects_are_requests_to_the_developer_with_clocks() {
    let desk = Desk::new();
    let admin = desk.office.founder();
    let zhou = desk.person("周海燕", "13912345678", "E12345678");
    let mv = desk.begin("move-in", "3-2-1802", &json!({"person": zhou, "date": "2024-02-29"}));
    let report = |part: &str, text: &str| {
        let args = json!({"procedure": mv, "part": part, "text": text, "spot": "主卧"});
        desk.ok("defect.report", args)["number"].as_str().unwrap().to_owned()
    };
    let first = report("waterproofing", "窗下渗水");
    let of = |number: &str, field: &str| value(&desk.ok("defect.show", json!({"entry": number})), field);
    assert_eq!(
        (of(&first, "warranty_until"), of(&first, "repair_by")),
        ("2029-02-28".into(), "2026-12-08".into())
    );
    let request = |number: &str| -> Json {
        let shown = desk.ok("defect.show", json!({"entry": number}));
        let links = shown["links"].as_array().unwrap();
        links.iter().find(|row| row["register"] == 1).unwrap().clone()
    };
    let made = request(&first);
    assert_eq!(made["head"]["state"], 1, "no team of the developer: it waits for a dispatch");
    assert!(made["title"]["zh"].as_str().unwrap().contains("窗下渗水"));
    assert_eq!(made["head"]["place"], desk.ok("place.show", json!({"entry": "3-2-1802"}))["entry"]["id"]);

    desk.office.ok(&admin, "team.add", json!({"name": "开发商"}));
    let second = report("walls", "墙面开裂");
    assert_eq!(request(&second)["head"]["state"], 2);
    assert_eq!(of(&second, "warranty_until"), "2026-02-28");
    desk.tick(&mv, "inspection", &json!({}));

    // Repaired, not right, again, right: the request goes with it.
    desk.ok("defect.accept", json!({"entry": second}));
    desk.ok("defect.repair", json!({"entry": second, "work_done": "补腻子"}));
    assert_eq!(request(&second)["head"]["state"], 6);
    desk.ok("defect.redo", json!({"entry": second, "reason": "又裂了"}));
    assert_eq!(request(&second)["head"]["state"], 2);
    desk.ok("defect.repair", json!({"entry": second}));
    desk.ok("defect.verify", json!({"entry": second}));
    // Finished or opened again at the request, the defect goes with it.
    let fourth = report("openings", "门锁松动");
    let job = request(&fourth)["head"]["number"].clone();
    desk.ok("request.finish", json!({"entry": job, "work_done": "换锁芯"}));
    assert_eq!(of(&fourth, "work_done"), "换锁芯");
    assert_eq!(desk.ok("defect.show", json!({"entry": fourth}))["head"]["state"], 3);
    desk.ok("request.reopen", json!({"entry": job, "reason": "还是松"}));
    assert_eq!(desk.ok("defect.show", json!({"entry": fourth}))["head"]["state"], 2);
    desk.ok("request.finish", json!({"entry": job}));
    desk.ok("defect.verify", json!({"entry": fourth}));
    desk.ok("defect.dispute", json!({"entry": first, "reason": "称是业主装修所致"}));

    desk.office.clock.set(MORNING.plus_minutes(20 * 24 * 60));
    let third = report("plumbing", "下水不畅");
    desk.ok("defect.withdraw", json!({"entry": third, "reason": "重复"}));
    assert_eq!(request(&third)["head"]["state"], 9);
    let view = |view: &str| -> Vec<Json> {
        let page = desk.ok("defect.list", json!({"view": view}));
        page["rows"].as_array().unwrap().iter().map(|row| row["head"]["number"].clone()).collect()
    };
    let only = vec![json!(first)];
    assert_eq!((view("open"), view("overdue"), view("disputed")), (only.clone(), only.clone(), only.clone()));
    assert!(view("ending").is_empty());
    desk.office.ok(&admin, "settings.set", json!({"id": "defect.ending_days", "value": "365"}));
    desk.office.clock.set(MORNING.plus_minutes(500 * 24 * 60));
    assert_eq!(view("ending"), only);
    // A setting that changes later moves no clock that runs; a corrected part does.
    desk.office.ok(&admin, "settings.set", json!({"id": "warranty.waterproofing_months", "value": "96"}));
    desk.ok("defect.correct", json!({"entry": first, "spot": "次卧"}));
    assert_eq!(of(&first, "warranty_until"), "2029-02-28");
    desk.ok("defect.correct", json!({"entry": first, "part": "heating", "found_on": "2026-01-05"}));
    assert_eq!(of(&first, "warranty_until"), "2026-02-28");
}

#[test]
fn a_meter_never_runs_backwards_without_a_reason() {
    let desk = Desk::new();
    let take = |more: Json| {
        let mut args = json!({"place": ROOM, "meter": "water"});
        for (field, value) in more.as_object().unwrap() {
            args[field] = value.clone();
        }
        desk.office.call(&desk.me, "meter_reading.take", args)
    };
    take(json!({"reading": "120.5", "read_on": "2026-10-01"})).unwrap();
    take(json!({"reading": "135"})).unwrap();
    let fault = take(json!({"reading": "134.999"})).unwrap_err();
    assert_eq!((fault.kind, fault.field.as_deref()), (FaultKind::Overridable, Some("reading")));
    assert!(fault.text.zh.contains("135"), "{fault:?}");
    // Back-entries fit between their neighbours.
    assert!(take(json!({"reading": "136", "read_on": "2026-10-15"})).unwrap_err().text.zh.contains("还大"));
    take(json!({"reading": "128", "read_on": "2026-10-15"})).unwrap();
    // Another meter, another kind, another room count for themselves.
    take(json!({"reading": "3", "meter_number": "W-77"})).unwrap();
    take(json!({"reading": "3", "meter": "electricity"})).unwrap();
    let new = take(json!({"reading": "0", "reason_to_keep": "换新表"})).unwrap();
    let fault = take(json!({"reading": "5", "read_on": "2026-11-24"})).unwrap_err();
    assert_eq!(fault.field.as_deref(), Some("read_on"));
    take(json!({"reading": "0.4"})).unwrap();
    desk.ok("meter_reading.strike", json!({"entry": new["number"]}));
    assert!(desk.office.call(&desk.me, "meter_reading.take", json!({"meter": "gas", "reading": 1})).is_err());
}

#[test]
fn unfinished_procedures_and_overdue_defects_go_into_the_handover() {
    let desk = Desk::new();
    desk.ok("watch.open", json!({}));
    let mv = desk.begin("move-in", "3-2-1802", &json!({"date": "2026-11-23"}));
    let late = desk.ok(
        "defect.report",
        json!({"procedure": mv, "part": "walls", "text": "空鼓", "repair_by": "2026-11-23"}),
    );
    let fresh = desk.ok("defect.report", json!({"procedure": mv, "part": "openings", "text": "门吸松动"}));
    desk.office.clock.set(MORNING.plus_minutes(24 * 60));
    let view = desk.ok("watch.show", json!({})).to_string();
    assert!(view.contains(&mv) && view.contains("入住手续未办完，缺"), "{view}");
    assert!(view.contains(late["number"].as_str().unwrap()) && view.contains("超过约定日期未修好"), "{view}");
    assert!(!view.contains(fresh["number"].as_str().unwrap()), "{view}");
}
