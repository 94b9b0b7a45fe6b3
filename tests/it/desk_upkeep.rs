//! Reading the journal, checking the store and exporting it, as calls.

use crate::support::office::Office;
use lobby::desk::Indexes;
use lobby::domain::posts::Post;
use lobby::domain::register::Registers;
use lobby::store::{MemoryEngine, export, import};
use serde_json::{Value as Json, json};

#[test]
fn the_journal_names_who_did_what() {
    let office = Office::new();
    let wang = office.post(Post::Receptionist);
    office.ok(&wang, "watch.open", json!({}));
    let number =
        office.ok(&wang, "request.log", json!({"place": "3-2-1801", "text": "灯不亮"}))["number"].clone();
    assert!(office.call(&wang, "journal.read", json!({})).is_err(), "not for the counter");
    let admin = office.founder();
    let page = office.ok(&admin, "journal.read", json!({"limit": 500}));
    let lines = page["lines"].as_array().unwrap();
    let line = |call: &str| lines.iter().find(|line| line["call"] == call).unwrap();
    let logged = line("request.log");
    assert_eq!(
        (&logged["who"], &logged["entries"], &logged["outcome"]),
        (&json!("王前台"), &json!([number]), &json!("done"))
    );
    assert_eq!(line("journal.read")["outcome"], "forbidden");
    assert_eq!(line("watch.open")["entries"].as_array().unwrap().len(), 1);
    assert_eq!(logged["hash"].as_str().unwrap().len(), 64);
    assert_eq!(page["last"], lines.last().unwrap()["seq"]);
    let next = office.ok(&admin, "journal.read", json!({"from": 2, "limit": 1}));
    assert_eq!(next["lines"], json!([lines[1]]));
}

#[test]
fn an_export_in_parts_is_the_export_and_builds_the_same_store() {
    let office = Office::new();
    let admin = office.founder();
    for n in 0..1_500 {
        office.ok(&admin, "log.write", json!({"text": format!("{n} {}", "长".repeat(300))}));
    }
    let mut whole = Vec::new();
    export(office.desk.store(), &mut whole).unwrap();
    let mut text = String::new();
    let (mut asked, mut parts) = (json!({}), 0);
    loop {
        let part = office.ok(&admin, "store.export", asked);
        for line in part["lines"].as_array().unwrap() {
            text.push_str(line.as_str().unwrap());
            text.push('\n');
        }
        parts += 1;
        if parts == 1 {
            // What is written meanwhile is not in it: the end was fixed at the beginning.
            office.ok(&admin, "log.write", json!({"text": "之后"}));
        }
        if part["next"].is_null() {
            break;
        }
        asked = json!({"from": part["next"], "upto": part["upto"]});
    }
    assert!(parts > 1);
    assert_eq!(text.as_bytes(), whole);

    let registers = Registers::standard();
    let engine = MemoryEngine::new();
    import(&engine, &mut text.as_bytes(), &Indexes(&registers)).expect("it is taken");
    let copy = Office::founded(engine, registers);
    let found = copy.ok(&copy.founder(), "store.verify", json!({}));
    assert_eq!(found["findings"], json!([]));
    let lines = copy.ok(&copy.founder(), "log.list", json!({"limit": 1}));
    assert!(lines["lines"][0]["line"]["text"].as_str().unwrap().starts_with("1499"));
    let digest = |office: &Office| -> Json {
        office.ok(&office.founder(), "store.verify", json!({}))["digest"].clone()
    };
    assert_ne!(digest(&office), digest(&copy), "one line more");
}
