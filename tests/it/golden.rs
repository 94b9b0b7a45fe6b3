//! Old bytes still open: an office as version 1 of every stored type wrote it, taken in and read today.
//!
//! The file is never written anew for a version that has been released. When a stored type gets a new variant, a new
//! file is added with `LOBBY_BLESS=1 cargo test --test it golden` and a new name; the old ones stay.

use crate::support::office::{MORNING, Office, PIN};
use lobby::desk::{Desk, FixedClock, Indexes};
use lobby::domain::moment::At;
use lobby::domain::posts::Post;
use lobby::domain::register::Registers;
use lobby::store::tables::{LOG, LOG_INDEX};
use lobby::store::{MemoryEngine, Options, Reindex, Store, StoreError, export, import, verify};
use lobby::text::lang::Lang;
use serde_json::json;
use std::fs;
use std::path::Path;
use std::sync::Arc;

const FILE: &str = "tests/data/golden/office-v1.jsonl";
/// With the files of places and people, and everything that goes on about them.
const REGISTRY: &str = "tests/data/golden/office-v2.jsonl";
/// With clocks, merged requests, complaints, enquiries, matters passed on and an emergency.
const SERVICE: &str = "tests/data/golden/office-v3-service.jsonl";
/// The same with requests that know which question decided and what went along, before their observers followed merges.
const REQUESTS: &str = "tests/data/golden/office-v4-service.jsonl";
/// With handovers that were closed, are in their grace, and are out, before a document was kept as it was signed.
const HANDOVERS: &str = "tests/data/golden/office-v3.jsonl";
/// With parcels kept at the desk and notices to residents.
const COUNTER: &str = "tests/data/golden/office-v5-counter.jsonl";

/// Touches every stored type: entries of all registers, settings, log, watch, refusals.
fn a_day() -> Office {
    let office = Office::new();
    let (reception, senior, officer) =
        (office.post(Post::Receptionist), office.post(Post::Senior), office.post(Post::Officer));
    office.ok(&reception, "watch.open", json!({}));
    office.ok(
        &reception,
        "log.write",
        json!({"text": "3号楼电梯异响，已报维保", "severity": "red", "place": "3-2-1801"}),
    );
    let full = json!({"place": "3-2-1801", "category": "plumbing", "text": "厨房漏水", "urgency": "urgent", "spot": "厨房水槽下",
        "reporter": "张建国", "phone": "13800005678", "appointment": "14:00", "promise": "两点前到", "promise_at": "14:00",
        "charge": "chargeable", "expected_fee": "35.50", "channel": "phone", "occurred_at": "8:30"});
    office.ok(&reception, "request.log", full);
    office.ok(
        &reception,
        "request.attach",
        json!({"entry": "R2611-0001", "note": "楼下也漏", "reporter": "楼下"}),
    );
    office.ok(
        &senior,
        "request.dispatch",
        json!({"entry": "R2611-0001", "owner": "孙师傅", "team": "水电班"}),
    );
    office.ok(
        &officer,
        "request.wait",
        json!({"entry": "R2611-0001", "waiting_for": "material", "wake_at": "13:00"}),
    );
    office.ok(&officer, "request.resume", json!({"entry": "R2611-0001"}));
    office.ok(&officer, "request.finish", json!({"entry": "R2611-0001", "work_done": "换软管"}));
    office.ok(
        &reception,
        "follow_up.record",
        json!({"entry": "R2611-0001", "outcome": "satisfied", "score": 5, "opinion": "很快"}),
    );
    office.ok(
        &reception,
        "visit.log",
        json!({"name": "周先生", "phone": "13900001111", "confirmed": true, "purpose": "business"}),
    );
    office.ok(&senior, "task.give", json!({"text": "清点雨伞", "owner": "王前台", "due_at": "17:00"}));
    office.ok(&office.founder(), "settings.set", json!({"id": "follow_up.attempts", "value": "4"}));
    office.refused(&reception, "settings.set", json!({"id": "follow_up.attempts", "value": "5"}));
    office.offer_with(&reception, json!({"note": "电梯请盯一下"}));
    office
}

/// Touches every stored type that came with the files of places and people.
fn a_registry() -> Office {
    let office = Office::new();
    let admin = office.founder();
    let ok = |call: &str, args: serde_json::Value| office.ok(&admin, call, args);
    ok("place.add", json!({"code": "3号楼", "kind": "building", "owner": "张专员"}));
    ok(
        "place.correct",
        json!({"entry": "3-2-1801", "area": "89.50", "usable": "71.2", "coefficient": "1.05",
        "handed_over": "2024-05-01", "within": "3号楼", "aliases": "样板间"}),
    );
    ok("place.merge", json!({"entry": "12-1-101", "into": "3-1-1801"}));
    ok("occupancy.record", json!({"place": "3-2-1801", "state": "occupied", "from": "2024-06-01"}));
    ok("note.add", json!({"place": "3-2-1801", "text": "钥匙在邻居家", "weight": "key", "to": "2027-01-31"}));
    for purpose in ["care-note", "bank-mandate"] {
        ok("consent.give", json!({"person": "张建国", "purpose": purpose}));
    }
    ok(
        "person.correct",
        json!({"entry": "张建国", "paper_kind": "resident-id", "paper_number": "11010519491231002X",
        "contact_by": "wechat", "language": "dialect", "care": ["alone"], "care_note": "心脏病", "reading": "zhang jianguo"}),
    );
    ok("phone.add", json!({"person": "张建国", "number": "010-65123456", "kind": "home", "note": "女儿家"}));
    ok("other_name.add", json!({"person": "张建国", "name": "老张", "kind": "called"}));
    ok(
        "relation.add",
        json!({"person": "张建国", "place": "3-2-1802", "role": "tenant", "from": "2026-01-01",
        "to": "2026-12-31", "note": "自租"}),
    );
    ok(
        "vehicle.add",
        json!({"plate": "京AD12345", "person": "张建国", "place": "3-2-1801", "brand": "比亚迪"}),
    );
    ok("pet.add", json!({"kind": "cat", "name": "咪咪", "place": "3-2-1801", "person": "张建国"}));
    ok(
        "mandate.sign",
        json!({"person": "张建国", "place": "3-2-1801", "bank": "工商银行", "account": "6222020200001234"}),
    );
    ok("access_card.issue", json!({"card_number": "00331", "person": "张建国", "place": "3-2-1801"}));
    ok("key.add", json!({"hook": "A12", "kind": "vacant", "place": "3-2-1802"}));
    ok("key.lend", json!({"entry": "K2611-0001", "borrower": "孙师傅", "purpose": "关阀"}));
    let visit = ok("home_visit.plan", json!({"place": "3-2-1801", "person": "张建国", "reason": "care"}));
    ok("home_visit.record", json!({"entry": visit["number"], "notes": "一切都好"}));
    ok(
        "file_document.file",
        json!({"person": "张建国", "place": "3-2-1801", "kind": "lease", "valid_until": "2026-12-31"}),
    );
    let moving = ok(
        "procedure.begin",
        json!({"kind": "move-in", "place": "3-1-1801", "person": "张建国", "date": "2026-11-20"}),
    );
    ok("meter_reading.take", json!({"procedure": moving["number"], "meter": "water", "reading": "12.5"}));
    ok(
        "defect.report",
        json!({"procedure": moving["number"], "part": "waterproofing", "spot": "卫生间", "text": "渗水"}),
    );
    ok("procedure.tick", json!({"entry": moving["number"], "step": "fees"}));
    let twin = ok("person.add", json!({"name": "张建国", "phone": "13800005678", "place": "3-2-1802"}));
    ok("person.merge", json!({"entry": twin["number"], "into": "C2611-0001"}));
    ok("entry.unmask", json!({"entry": "C2611-0001", "field": "phone", "reason": "回电"}));
    let gone = ok("person.add", json!({"name": "赵旧客", "phone": "13700009999"}));
    ok("person.erase", json!({"entry": gone["number"], "why": "本人要求"}));
    office
}

/// Touches what service is made of, as it stood before a request told which question decided its urgency.
fn a_service_day() -> Office {
    let office = Office::new();
    let admin = office.founder();
    let ok = |call: &str, args: serde_json::Value| office.ok(&admin, call, args);
    let log = |place: &str, text: &str| {
        ok(
            "request.log",
            json!({"place": place, "category": "plumbing", "text": text, "urgency": "urgent",
            "promise": "四点前回电", "promise_at": "16:00"}),
        )["number"]
            .clone()
    };
    let (kept, gone) = (log("3-2-1801", "水管爆裂"), log("3-2-1802", "天花板滴水"));
    ok("work_item.use", json!({"request": gone, "text": "软管", "qty": "1", "unit_price": "8"}));
    ok("request.merge", json!({"entry": gone, "merged_into": kept, "reason": "同一处爆管"}));
    ok("request.dispatch", json!({"entry": kept, "owner": "孙师傅", "team": "水电班"}));
    ok("request.wait", json!({"entry": kept, "waiting_for": "material", "wake_at": "15:00"}));
    ok(
        "complaint.log",
        json!({"place": "3-2-1801", "topic": "attitude", "text": "前台态度差", "complainant": "张建国"}),
    );
    ok("complaint.assign", json!({"entry": "Q2611-0001", "owner": "张专员"}));
    ok(
        "complaint.suspend",
        json!({"entry": "Q2611-0001", "waiting_for": "complainant", "wake_at": "2026-11-30 09:00"}),
    );
    ok("enquiry.log", json!({"place": "3-2-1801", "text": "地库车位多少钱", "topic": "parking"}));
    ok("enquiry.answer", json!({"entry": "E2611-0001", "answer": "每月三百"}));
    ok("visit.log", json!({"name": "刘科长", "visitor_kind": "official", "purpose": "business"}));
    ok("contact.add", json!({"name": "电梯维保", "phone": "13900002222", "kind": "lift"}));
    ok("incident.open", json!({"kind": "flood", "text": "水管爆裂", "place": "3-2-1801"}));
    ok("incident_line.write", json!({"incident": "X2611-0001", "kind": "measure", "text": "关阀"}));
    ok("caller_report.take", json!({"incident": "X2611-0001", "place": "3-2-1802"}));
    office
}

/// Parcels and notices in every state that fills a field of its own.
fn a_counter_day() -> Office {
    let office = Office::new();
    let admin = office.founder();
    let ok = |call: &str, args: serde_json::Value| office.ok(&admin, call, args);
    let full = json!({"place": "3-2-1801", "recipient": "张建国", "phone": "13800005678", "kind": "fresh", "carrier": "顺丰",
        "tracking": "SF12345678", "pieces": 2, "shelf": "冰箱", "note": "外箱破损"});
    ok("parcel.receive", full);
    ok("parcel.tell", json!({"entry": "PL2611-0001", "answer": "晚上来取"}));
    let by =
        json!({"entry": "PL2611-0001", "collected_by": "李梅", "proxy": "family", "paper": "身份证 002X"});
    ok("parcel.collect", by);
    ok("parcel.receive", json!({"person": "张建国"}));
    ok("parcel.return", json!({"entry": "PL2611-0002", "reason": "拒收"}));
    ok("parcel.receive", json!({"recipient": "周先生", "pieces": 3}));
    let words = json!({"title": "停水", "text": "明日停水，请储水。", "kind": "water", "place": "中心花园", "boards": "各单元大堂",
        "post_by": "18:00", "from": "2026-11-24", "until": "2026-11-25", "note": "供水公司来函"});
    ok("notice.draft", words);
    ok("notice.approve", json!({"entry": "NC2611-0001"}));
    ok("notice.post", json!({"entry": "NC2611-0001"}));
    ok("notice.take_down", json!({"entry": "NC2611-0001"}));
    ok("notice.draft", json!({"title": "联欢", "text": "元旦联欢"}));
    ok("notice.withdraw", json!({"entry": "NC2611-0002", "reason": "改期"}));
    office
}

/// A closed document, a sealed desk whose seal was broken, one accepted that takes late entries still, and one that is
/// out: all of one desk, at 12:31.
fn handovers() -> Office {
    let office = Office::new();
    let (wang, li, chief) =
        (office.post(Post::Receptionist), office.post(Post::Senior), office.post(Post::Supervisor));
    office.ok(&wang, "watch.open", json!({}));
    office.ok(&wang, "log.write", json!({"text": "3号楼电梯异响，已报维保", "severity": "red"}));
    office.ok(&wang, "request.log", json!({"place": "3-2-1801", "text": "厨房漏水", "urgency": "urgent"}));
    office.offer_with(&wang, json!({"note": "电梯请盯一下"}));
    office.take_over(&li);
    office.clock.advance_minutes(60);
    office.desk.tick().expect("what is due is done");
    office.count_all(&li);
    office.ok(&li, "watch.seal", json!({"seal": "A0012", "reason": "无人接班", "pin": PIN}));
    office.clock.advance_minutes(60);
    office.ok(&chief, "watch.break-seal", json!({"seal": "A0012", "pin": PIN}));
    office.count_all(&chief);
    office.offer(&chief);
    office.clock.advance_minutes(80);
    office.desk.tick().expect("what is due is done");
    office.take_over(&wang);
    office.clock.advance_minutes(11);
    office.offer(&wang);
    office
}

/// The office in a golden file, taken in and opened by the program of today.
fn reopened(file: &str, first: fn() -> Office) -> Office {
    reopened_after(file, first, 60)
}

/// The same so many minutes after the morning.
fn reopened_after(file: &str, first: fn() -> Office, minutes: i64) -> Office {
    if std::env::var_os("LOBBY_BLESS").is_some() && !Path::new(file).exists() {
        let mut lines = Vec::new();
        export(first().desk.store(), &mut lines).unwrap();
        fs::create_dir_all(Path::new(file).parent().unwrap()).unwrap();
        fs::write(file, lines).unwrap();
    }
    let registers = Arc::new(Registers::standard());
    let engine = MemoryEngine::new();
    let bytes = fs::read(file).unwrap();
    import(&engine, &mut bytes.as_slice(), &Indexes(&registers)).expect("the old file is taken in");
    let store = Store::open(engine, &Options::unwatched()).unwrap();
    verify(&store, &Indexes(&registers)).expect("and is sound");
    let clock = Arc::new(FixedClock::new(At(MORNING.0 + minutes * 60_000)));
    Office { desk: Desk::open(store, registers, clock.clone()).unwrap(), clock }
}

#[test]
fn an_office_of_version_one_opens_today() {
    let office = reopened(FILE, a_day);
    let (reception, senior) = (office.post(Post::Receptionist), office.post(Post::Senior));
    let shown = office.ok(&reception, "request.show", json!({"entry": "R2611-0001"}));
    let field = |id: &str| {
        let cells = shown["fields"].as_array().unwrap();
        cells.iter().find(|cell| cell["field"] == id).unwrap()["value"].clone()
    };
    assert_eq!(shown["head"]["state"], 8);
    assert_eq!(field("expected_fee"), json!({"Fen": 3550}));
    assert_eq!(field("category"), json!({"Choice": "plumbing"}));
    assert_eq!(field("again"), json!({"List": ["楼下 楼下也漏"]}));
    assert_eq!(office.ok(&reception, "follow_up.list", json!({"view": "done"}))["total"], 1);
    assert_eq!(office.ok(&reception, "visit.list", json!({"view": "inside"}))["total"], 1);
    assert_eq!(office.ok(&reception, "task.list", json!({"view": "mine"}))["total"], 1);
    let watch = office.ok(&senior, "watch.show", json!({}));
    assert_eq!(watch["watch"]["state"], "offered", "{watch}");
    let log = office.ok(&senior, "log.list", json!({}));
    assert_eq!(log["lines"][0]["line"]["text"], "3号楼电梯异响，已报维保");
    let settings = office.ok(&senior, "settings.list", json!({}));
    let attempts = settings["settings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["id"] == "follow_up.attempts")
        .unwrap();
    assert_eq!(attempts["value"], "4");
}

#[test]
fn the_files_of_version_two_open_today() {
    let office = reopened(REGISTRY, a_registry);
    let admin = office.founder();
    let field = |call: &str, entry: &str, id: &str| {
        let shown = office.ok(&admin, call, json!({"entry": entry}));
        let cells = shown["fields"].as_array().unwrap();
        cells.iter().find(|cell| cell["field"] == id).unwrap()["value"].clone()
    };
    assert_eq!(field("place.show", "3-2-1801", "coefficient"), json!({"Decimal": "1.0500"}));
    assert_eq!(field("place.show", "3-2-1801", "occupancy"), json!({"Choice": "occupied"}));
    assert_eq!(field("person.show", "C2611-0001", "care"), json!({"List": ["alone"]}));
    assert_eq!(field("key.show", "K2611-0001", "borrower"), json!({"Text": "孙师傅"}));
    for (register, view, count) in [
        ("relation", "held", 3),
        ("occupancy", "held", 1),
        ("note", "held", 1),
        ("phone", "good", 1),
        ("other_name", "used", 1),
        ("person", "merged", 1),
        ("person", "erased", 1),
    ] {
        let list = office.ok(&admin, "entry.list", json!({"register": register, "view": view}));
        assert_eq!(list["total"], count, "{register} {view}: {list}");
    }
    for register in [
        "vehicle",
        "pet",
        "consent",
        "mandate",
        "access_card",
        "home_visit",
        "file_document",
        "procedure",
        "meter_reading",
        "defect",
    ] {
        let list = office.ok(&admin, "entry.list", json!({"register": register}));
        assert!(list["total"].as_u64() > Some(0), "{register}");
    }
}

/// The indexes as they were before log lines were found by their kind: its rows are those of the sort 21.
struct BeforeKinds<'a>(Indexes<'a>);

impl Reindex for BeforeKinds<'_> {
    fn index_keys(&self, table: u8, key: &[u8], value: &[u8]) -> Result<Vec<Vec<u8>>, StoreError> {
        let mut keys = self.0.index_keys(table, key, value)?;
        keys.retain(|key| table != LOG.number || !key.starts_with(&[LOG_INDEX.number, 21]));
        Ok(keys)
    }
}

#[test]
fn log_lines_of_an_earlier_version_are_found_by_kind_after_the_upgrade() {
    let registers = Arc::new(Registers::standard());
    let engine = MemoryEngine::new();
    let bytes = fs::read(FILE).unwrap();
    import(&engine, &mut bytes.as_slice(), &BeforeKinds(Indexes(&registers))).expect("taken in");
    let store = Store::open(engine, &Options::unwatched()).unwrap();
    assert!(verify(&store, &Indexes(&registers)).is_err(), "the rows are missing");
    let clock = Arc::new(FixedClock::new(At(crate::support::office::MORNING.0 + 3_600_000)));
    let office = Office { desk: Desk::open(store, registers.clone(), clock.clone()).unwrap(), clock };
    verify(office.desk.store(), &Indexes(&registers)).expect("the upgrade added them");
    let reader = office.post(Post::Receptionist);
    let found = office.ok(&reader, "log.list", json!({"kind": "note"}));
    assert_eq!(found["lines"][0]["line"]["text"], "3号楼电梯异响，已报维保");
}

#[test]
fn service_days_of_earlier_versions_open_today() {
    for file in [SERVICE, REQUESTS] {
        opens_today(&reopened(file, a_service_day));
    }
}

fn opens_today(office: &Office) {
    let admin = office.founder();
    let shown = |call: &str, entry: &str| office.ok(&admin, call, json!({"entry": entry}));
    let field = |shown: &serde_json::Value, id: &str| {
        let cells = shown["fields"].as_array().unwrap();
        cells.iter().find(|cell| cell["field"] == id).unwrap()["value"].clone()
    };
    let merged = shown("request.show", "R2611-0002");
    assert_eq!(
        (merged["head"]["state"].clone(), field(&merged, "urgency")),
        (json!(10), json!({"Choice": "urgent"}))
    );
    // What stayed with the merged request under an older program comes to no harm when the merge is undone.
    office.ok(&admin, "request.unmerge", json!({"entry": "R2611-0002"}));
    let merged = shown("request.show", "R2611-0002");
    assert_eq!((merged["head"]["state"].clone(), field(&merged, "materials")), (json!(1), json!("None")));
    assert_eq!(field(&merged, "labour"), json!({"Fen": 800}));
    assert_eq!(
        field(&shown("complaint.show", "Q2611-0001"), "waiting_for"),
        json!({"Choice": "complainant"})
    );
    assert_eq!(field(&shown("enquiry.show", "E2611-0001"), "answer"), json!({"Text": "每月三百"}));
    assert_eq!(field(&shown("entry.show", "X2611-0001"), "callers"), json!({"Int": 1}));
}

#[test]
fn parcels_and_notices_of_version_five_open_today() {
    let office = reopened(COUNTER, a_counter_day);
    let desk = office.post(Post::Receptionist);
    let field = |call: &str, entry: &str, id: &str| {
        let shown = office.ok(&desk, call, json!({"entry": entry}));
        let cells = shown["fields"].as_array().unwrap();
        cells.iter().find(|cell| cell["field"] == id).unwrap()["value"].clone()
    };
    assert_eq!(field("parcel.show", "PL2611-0001", "proxy"), json!({"Choice": "family"}));
    assert_eq!(field("parcel.show", "PL2611-0001", "told"), json!({"Int": 1}));
    assert_eq!(field("parcel.show", "PL2611-0002", "reason"), json!({"Text": "拒收"}));
    assert_eq!(field("notice.show", "NC2611-0001", "until"), json!({"Date": "2026-11-25"}));
    assert_eq!(field("notice.show", "NC2611-0002", "reason"), json!({"Text": "改期"}));
    office.ok(&desk, "parcel.collect", json!({"entry": "PL2611-0003", "collected_by": "周先生"}));
}

#[test]
fn handovers_of_version_three_verify_and_go_on_today() {
    let office = reopened_after(HANDOVERS, handovers, 211);
    let sound = |office: &Office| {
        let (store, registers) = (office.desk.store(), office.desk.registers());
        lobby::desk::verified(store, registers, office.desk.now(), Lang::Zh).findings
    };
    assert_eq!(sound(&office), Vec::<String>::new());
    let chief = office.post(Post::Supervisor);
    let sheet = office.ok(&chief, "handover.sheet", json!({"watch": 1}));
    assert!(sheet["hash"].is_array(), "it was closed");
    let text = sheet["lines"].to_string();
    assert!(
        text.contains("电梯请盯一下") && text.contains("厨房漏水") && text.contains("先打电话"),
        "{text}"
    );
    let state = |id: u64| office.ok(&chief, "watch.show", json!({"watch": id}))["watch"]["state"].clone();
    let states: Vec<_> = [1, 2, 3, 4].map(state).into();
    assert_eq!(states, ["closed", "closed", "accepted", "offered"]);
    // PINs are no records: they stayed behind.
    let senior = office.post(Post::Senior);
    office.ok(&senior, "pin.set", json!({"new": PIN}));
    office.take_over(&senior);
    office.clock.advance_minutes(60);
    office.desk.tick().expect("what is due is done");
    assert_eq!((state(3), state(4)), (json!("closed"), json!("closed")));
    assert_eq!(sound(&office), Vec::<String>::new());
}
