//! A person's data is erased: from the records, from every earlier version, from exports; the proof stays whole.

use crate::support::office::Office;
use lobby::api::FaultKind;
use lobby::desk::Indexes;
use lobby::domain::posts::Post;
use lobby::domain::register::Registers;
use lobby::store::tables::TABLES;
use lobby::store::{Dir, KeyBuf, MemoryEngine, Report, SledEngine, collect, export, import, verify};
use serde_json::{Value as Json, json};

/// Everything by which the person is known.
const WORDS: [&str; 8] = [
    "欧阳丽华",
    "13812345678",
    "110101199003070011",
    "02155667788",
    "小欧",
    "京A8D234",
    "李代填",
    "13911110000",
];
const ROOM: &str = "3-1-1801";

fn add(office: &Office, call: &str, args: Json) -> String {
    office.ok(&office.founder(), call, args)["number"].as_str().expect("a number").to_owned()
}

/// Somebody with everything on file, who has moved out; gives the file's number and the request's.
fn gone(office: &Office) -> (String, String) {
    let admin = office.founder();
    let one = json!({"name": WORDS[0], "phone": WORDS[1], "paper_number": WORDS[2], "place": ROOM, "role": "tenant"});
    let file = add(office, "person.add", one);
    add(office, "phone.add", json!({"person": file, "number": WORDS[3], "note": "欧阳丽华的办公室"}));
    add(office, "other_name.add", json!({"person": file, "name": WORDS[4]}));
    add(office, "vehicle.add", json!({"person": file, "plate": WORDS[5], "reason_to_keep": "本人登记"}));
    add(office, "note.add", json!({"person": file, "text": "欧阳丽华怕狗"}));
    let request = json!({"place": ROOM, "person": file, "reporter": WORDS[6], "phone": WORDS[7],
        "text": "欧阳丽华 138 1234 5678 说灯不亮"});
    let request = add(office, "request.log", request);
    let line = json!({"text": "欧阳丽华 13812345678 来拿包裹", "person": file});
    office.ok(&admin, "log.write", line);
    let line = json!({"text": "欧阳丽华又来问灯", "entry": request});
    office.ok(&admin, "log.write", line);
    office.ok(&admin, "person.correct", json!({"entry": file, "language": "dialect"}));
    let looked = json!({"entry": file, "field": "phone", "reason": "欧阳丽华本人来问"});
    office.ok(&admin, "entry.unmask", looked);
    // A duplicate, merged and still merged.
    let twin = add(office, "person.add", json!({"name": "欧阳丽华", "phone": "13812345678"}));
    office.ok(&admin, "person.merge", json!({"entry": twin, "into": file}));
    (file, request)
}

fn close(office: &Office, file: &str, request: &str) {
    let admin = office.founder();
    let list = json!({"register": "relation", "view": "held", "person": file});
    for row in office.ok(&admin, "entry.list", list)["rows"].as_array().expect("rows") {
        let end = json!({"entry": row["head"]["number"], "to": "2026-11-22"});
        let fault = office.call(&admin, "relation.end", end);
        if fault.is_err() {
            office.ok(&admin, "relation.strike", json!({"entry": row["head"]["number"]}));
        }
    }
    office.ok(&admin, "request.cancel", json!({"entry": request, "reason": "住户已搬走"}));
}

fn erase(office: &Office, file: &str) {
    let why = json!({"entry": file, "why": "本人要求"});
    assert_eq!(office.ok(&office.founder(), "person.erase", why)["state"], "erased");
}

fn proven(office: &Office) -> Report {
    verify(office.desk.store(), &Indexes(&Registers::standard())).expect("the store is proven")
}

fn holds(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|part| part == word.as_bytes())
}

/// Which of the words stand in a live row of the store.
fn told(office: &Office) -> Vec<String> {
    let mut found = Vec::new();
    for table in TABLES {
        let rows =
            office.desk.store().read(|r| collect(r, &KeyBuf::new(table.number).range(), Dir::Up, usize::MAX));
        for (key, value) in rows.expect("the table reads") {
            let hit = WORDS.iter().filter(|word| holds(&key, word) || holds(&value, word));
            found.extend(hit.map(|word| format!("{} in {}", word, table.name)));
        }
    }
    found
}

fn exported(office: &Office) -> Vec<u8> {
    let mut file = Vec::new();
    export(office.desk.store(), &mut file).expect("it exports");
    file
}

#[test]
fn nothing_that_tells_who_it_was_is_left_anywhere() {
    let dir = tempfile::tempdir().expect("a folder");
    let office = Office::founded(SledEngine::open(dir.path()).expect("sled opens"), Registers::standard());
    office.ok(&office.founder(), "place.add", json!({"code": ROOM}));
    let (file, request) = gone(&office);
    let other = add(&office, "person.add", json!({"name": "王五", "phone": "13700001111"}));
    assert!(
        WORDS.iter().all(|word| told(&office).iter().any(|said| said.starts_with(word))),
        "{:?}",
        told(&office)
    );
    close(&office, &file, &request);
    erase(&office, &file);
    assert_eq!(told(&office), Vec::<String>::new());
    // The export has bytes as hex.
    let text = String::from_utf8(exported(&office)).expect("text");
    for word in WORDS {
        assert!(!text.contains(&lobby::store::hex::encode(word.as_bytes())), "{word} is exported");
    }
    let report = proven(&office);
    assert!(report.erased > 5, "{report:?}");
    let admin = office.founder();
    for word in WORDS {
        let found = office.ok(&admin, "search.find", json!({"text": word}));
        assert_eq!(found["hits"], json!([]), "{word}");
    }
    // What an account needs stays: the numbers, the link, who did what when.
    let shown = office.ok(&admin, "entry.show", json!({"entry": request}));
    assert_eq!(
        shown["head"]["person"],
        office.ok(&admin, "entry.show", json!({"entry": file}))["entry"]["id"]
    );
    assert!(shown.to_string().contains("已删除"));
    let steps = office.ok(&admin, "entry.history", json!({"entry": file}));
    let steps = steps["steps"].as_array().expect("steps");
    let erased: Vec<&Json> = steps.iter().filter(|step| step["erased"] == true).collect();
    assert!(erased.iter().any(|step| step["call"] == "person.add" && step["who"] == "管理员"), "{steps:?}");
    assert!(steps.iter().any(|step| step["viewed"] == "phone"), "that it was seen stays");
    office.ok(&admin, "entry.history", json!({"entry": request}));
    office.ok(&admin, "journal.read", json!({"limit": 1000}));
    // Nobody else lost anything.
    let shown = office.ok(&admin, "entry.show", json!({"entry": other}));
    assert!(shown.to_string().contains("13700001111"));
}

#[test]
fn an_erased_store_survives_export_and_import_with_the_same_digest_and_a_flipped_byte_is_named() {
    let office = Office::new();
    let (file, request) = gone(&office);
    close(&office, &file, &request);
    erase(&office, &file);
    let before = proven(&office);
    let text = exported(&office);
    let registers = Registers::standard();
    let engine = MemoryEngine::new();
    import(&engine, &mut text.as_slice(), &Indexes(&registers)).expect("it is taken");
    let copy = Office::founded(engine, registers);
    let after = proven(&copy);
    assert_eq!(
        (before.digest, before.head.hash, before.erased),
        (after.digest, after.head.hash, after.erased)
    );
    assert_eq!(exported(&copy), text);
    // A digit of what is left of an erased line.
    let lines = String::from_utf8(text).expect("text");
    let mark = lines.find("\"mark\":\"").expect("an erased line") + 20;
    let mut broken = lines.clone().into_bytes();
    broken[mark] = if broken[mark] == b'0' { b'1' } else { b'0' };
    let taken = import(&MemoryEngine::new(), &mut broken.as_slice(), &Indexes(&Registers::standard()));
    assert!(taken.is_err(), "a changed mark is refused");
}

#[test]
fn whoever_is_still_tied_to_the_compound_is_not_erased_and_nobody_erases_without_right_and_reason() {
    let office = Office::new();
    let (file, request) = gone(&office);
    let admin = office.founder();
    let why = json!({"entry": file, "why": "本人要求"});
    let fault = office.refused(&admin, "person.erase", why.clone());
    assert!(fault.text.zh.contains("人房关系"), "{fault}");
    let list = json!({"register": "relation", "view": "held", "person": file});
    for row in office.ok(&admin, "entry.list", list)["rows"].as_array().expect("rows") {
        office.ok(&admin, "relation.strike", json!({"entry": row["head"]["number"]}));
    }
    let fault = office.refused(&admin, "person.erase", why.clone());
    assert!(fault.text.zh.contains(&request), "{fault}");
    office.ok(&admin, "request.cancel", json!({"entry": request, "reason": "住户已搬走"}));
    let fault = office.refused(&admin, "person.erase", json!({"entry": file}));
    assert_eq!((fault.kind, fault.field.as_deref()), (FaultKind::Missing, Some("why")));
    let fault = office.refused(&office.post(Post::Officer), "person.erase", why.clone());
    assert_eq!(fault.kind, FaultKind::Forbidden);
    office.ok(&office.post(Post::Manager), "person.erase", why.clone());
    office.refused(&admin, "person.erase", why);
    office.refused(&admin, "person.enable", json!({"entry": file}));
}

#[test]
fn undo_does_not_bring_erased_data_back() {
    let office = Office::new();
    let admin = office.founder();
    let file = add(&office, "person.add", json!({"name": "欧阳丽华", "phone": "13812345678"}));
    erase(&office, &file);
    let fault = office.refused(&admin, "entry.undo", json!({}));
    assert!(fault.text.zh.contains("已依法删除"), "{fault}");
    proven(&office);
    assert_eq!(told(&office), Vec::<String>::new());
}

#[test]
fn whoever_left_long_ago_is_listed_for_erasure() {
    let office = Office::new();
    let admin = office.founder();
    let (file, request) = gone(&office);
    close(&office, &file, &request);
    let stays = add(&office, "person.add", json!({"name": "王五", "place": ROOM, "role": "owner"}));
    let due = || office.ok(&admin, "privacy.due", json!({}))["rows"].to_string();
    assert_eq!(due(), "[]");
    office.clock.advance_minutes(37 * 31 * 24 * 60);
    assert!(due().contains(&file) && !due().contains(&stays) && !due().contains(WORDS[1]), "{}", due());
    office.ok(&admin, "settings.set", json!({"id": "privacy.retention_months", "value": "60"}));
    assert_eq!(due(), "[]");
    office.ok(&admin, "settings.set", json!({"id": "privacy.retention_months", "value": "12"}));
    erase(&office, &file);
    assert!(!due().contains(&file));
}
