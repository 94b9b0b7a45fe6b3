//! Old bytes still open: an office as version 1 of every stored type wrote it, taken in and read today.
//!
//! The file is never written anew for a version that has been released. When a stored type gets a new variant, a new
//! file is added with `LOBBY_BLESS=1 cargo test --test it golden` and a new name; the old ones stay.

use crate::support::office::Office;
use lobby::desk::{Desk, FixedClock, Indexes};
use lobby::domain::moment::At;
use lobby::domain::posts::Post;
use lobby::domain::register::Registers;
use lobby::store::{MemoryEngine, Options, Store, export, import, verify};
use serde_json::json;
use std::fs;
use std::path::Path;
use std::sync::Arc;

const FILE: &str = "tests/data/golden/office-v1.jsonl";

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
    office.ok(&reception, "watch.offer", json!({"note": "电梯请盯一下"}));
    office
}

#[test]
fn an_office_of_version_one_opens_today() {
    if std::env::var_os("LOBBY_BLESS").is_some() && !Path::new(FILE).exists() {
        let mut file = Vec::new();
        export(a_day().desk.store(), &mut file).unwrap();
        fs::create_dir_all(Path::new(FILE).parent().unwrap()).unwrap();
        fs::write(FILE, file).unwrap();
    }
    let registers = Arc::new(Registers::standard());
    let engine = MemoryEngine::new();
    let bytes = fs::read(FILE).unwrap();
    import(&engine, &mut bytes.as_slice(), &Indexes(&registers)).expect("the old file is taken in");
    let store = Store::open(engine, &Options::unwatched()).unwrap();
    verify(&store, &Indexes(&registers)).expect("and is sound");
    let clock = Arc::new(FixedClock::new(At(crate::support::office::MORNING.0 + 3_600_000)));
    let office = Office { desk: Desk::open(store, registers, clock.clone()).unwrap(), clock };

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
