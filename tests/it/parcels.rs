//! Parcels kept at the desk, through the desk: taken in, told of, handed out, carried over, counted, masked.

use crate::support::office::Office;
use lobby::api::FaultKind;
use lobby::domain::ids::DeskId;
use lobby::domain::parcel;
use lobby::domain::posts::Post;
use lobby::domain::register::Who;
use serde_json::{Value as Json, json};

const DAY: i64 = 24 * 60;

fn number(made: &Json) -> String {
    made["number"].as_str().unwrap().to_owned()
}

fn receive(office: &Office, who: &Who, args: Json) -> String {
    number(&office.ok(who, "parcel.receive", args))
}

/// The field of a parcel as its detail view has it.
fn field(office: &Office, who: &Who, entry: &str, id: &str) -> Json {
    let shown = office.ok(who, "parcel.show", json!({"entry": entry}));
    shown["fields"].as_array().unwrap().iter().find(|cell| cell["field"] == id).unwrap().clone()
}

fn listed(office: &Office, who: &Who, view: &str) -> Vec<String> {
    let page = office.ok(who, "parcel.list", json!({"view": view}));
    let rows = page["rows"].as_array().unwrap();
    rows.iter().map(|row| row["head"]["number"].as_str().unwrap().to_owned()).collect()
}

/// The row of the desk's parcels among what is counted.
fn count_row(office: &Office, who: &Who) -> Json {
    let view = office.ok(who, "watch.show", json!({}));
    view["counts"].as_array().unwrap().iter().find(|row| row["kind"] == "parcels").unwrap().clone()
}

/// Counts the parcels; what the records expected is told then.
fn count(office: &Office, who: &Who, pieces: i64) -> (Json, Json) {
    let thing = count_row(office, who)["thing"].clone();
    office.ok(who, "watch.count", json!({"thing": thing, "amount": pieces}));
    let row = count_row(office, who);
    (row["outgoing"]["expected"].clone(), row["settled"].clone())
}

#[test]
fn a_parcel_is_taken_in_told_of_and_collected_by_somebody_else() {
    let office = Office::new();
    let desk = office.post(Post::Receptionist);
    let taken = json!({"place": "3-2-1801", "recipient": "张建国", "phone": "138 0000 5678", "carrier": "顺丰",
        "tracking": "ｓｆ 1234 5678", "shelf": "A架2层", "pieces": 2});
    let entry = receive(&office, &desk, taken);
    assert_eq!(listed(&office, &desk, "untold"), [entry.as_str()]);
    office.ok(&desk, "parcel.tell", json!({"entry": entry, "answer": "晚上来取"}));
    office.clock.advance_minutes(60);
    office.ok(&desk, "parcel.tell", json!({"entry": entry}));
    assert!(listed(&office, &desk, "untold").is_empty());
    assert_eq!(field(&office, &desk, &entry, "told")["value"], json!({"Int": 2}));
    assert_eq!(
        field(&office, &desk, &entry, "answer")["value"],
        json!("None"),
        "what they said the last time"
    );

    let mut collect = json!({"entry": entry, "collected_by": "李梅"});
    let fault = office.refused(&desk, "parcel.collect", collect.clone());
    assert_eq!((fault.kind, fault.field.as_deref()), (FaultKind::Missing, Some("proxy")));
    collect["proxy"] = json!("family");
    assert_eq!(office.ok(&desk, "parcel.collect", collect)["state"], "collected");
    assert_eq!(field(&office, &desk, &entry, "handed_by")["shown"], "王前台");
    assert!(listed(&office, &desk, "kept").is_empty());
    // Who asks later finds it by the end of its label.
    let found = office.ok(&desk, "search.find", json!({"text": "5678", "registers": ["parcel"]}));
    assert_eq!(found["hits"][0]["number"], json!(entry), "{found}");
    // Handed out by mistake: it lies here again.
    office.ok(&desk, "entry.undo", json!({}));
    assert_eq!(listed(&office, &desk, "kept"), [entry]);
}

#[test]
fn a_parcel_for_a_customer_on_file_goes_by_their_name_and_room() {
    let office = Office::new();
    let desk = office.post(Post::Receptionist);
    let entry = receive(&office, &desk, json!({"person": "张建国", "kind": "registered"}));
    assert_eq!(field(&office, &desk, &entry, "place")["shown"], "3-2-1801");
    let tag = json!(parcel::TAG);
    for (card, args) in
        [("room.card", json!({"place": "3-2-1801"})), ("person.card", json!({"person": "张建国"}))]
    {
        let card = office.ok(&desk, card, args);
        let of_parcels = |section: &&Json| section["register"] == tag;
        let section = card["sections"].as_array().unwrap().iter().find(of_parcels).expect("parcels");
        assert_eq!(section["rows"][0]["head"]["number"], json!(entry));
    }
    let other = json!({"entry": entry, "collected_by": "李梅"});
    assert_eq!(office.refused(&desk, "parcel.collect", other).field.as_deref(), Some("proxy"));
    office.ok(&desk, "parcel.collect", json!({"entry": entry, "collected_by": "张建国"}));
}

#[test]
fn what_is_wrong_names_its_field() {
    let office = Office::new();
    let desk = office.post(Post::Receptionist);
    let field = |args: Json| office.refused(&desk, "parcel.receive", args).field.unwrap_or_default();
    assert_eq!(field(json!({"carrier": "顺丰"})), "place", "for nobody");
    assert_eq!(field(json!({"place": "3-2-1801", "recipient": "张".repeat(41)})), "recipient");
    assert_eq!(field(json!({"place": "9-9-9999"})), "place");
    assert_eq!(field(json!({"place": "3-2-1801", "phone": "12"})), "phone");
    assert_eq!(field(json!({"place": "3-2-1801", "pieces": 0})), "pieces");
    assert_eq!(field(json!({"place": "3-2-1801", "kind": "elephant"})), "kind");
    let late = json!({"place": "3-2-1801", "occurred_at": "明天 9:00"});
    assert_eq!(field(late), "occurred_at");
    let labelled = json!({"place": "3-2-1801", "tracking": "SF12345678"});
    let first = receive(&office, &desk, labelled.clone());
    let twice = office.refused(&desk, "parcel.receive", labelled.clone());
    assert_eq!((twice.kind, twice.field.as_deref()), (FaultKind::Overridable, Some("tracking")));
    assert!(twice.text.zh.contains(&first), "{twice}");
    office.ok(&desk, "parcel.return", json!({"entry": first, "reason": "拒收"}));
    receive(&office, &desk, labelled);
    // Nobody it is for can be taken out of it afterwards either.
    let named = receive(&office, &desk, json!({"recipient": "周先生"}));
    let nobody = office.refused(&desk, "parcel.correct", json!({"entry": named, "recipient": null}));
    assert_eq!(nobody.field.as_deref(), Some("place"));
}

#[test]
fn only_those_who_lead_write_off_what_is_lost_and_the_others_who_lead_hear_of_it() {
    let office = Office::new();
    let (desk, lead) = (office.post(Post::Receptionist), office.post(Post::Supervisor));
    let entry = receive(&office, &desk, json!({"place": "3-2-1801"}));
    let lose = json!({"entry": entry, "reason": "盘点时不见"});
    assert_eq!(office.refused(&desk, "parcel.lose", lose.clone()).kind, FaultKind::Forbidden);
    let done = office.run(&lead, "parcel.lose", lose, None).unwrap();
    let chief = office.post(Post::Manager).staff;
    assert!(done.notices.iter().any(|(staff, text)| *staff == chief && text.zh.contains("盘点时不见")));
    office.ok(&desk, "parcel.find", json!({"entry": entry}));
    assert_eq!(listed(&office, &desk, "kept"), [entry]);
}

#[test]
fn the_document_lists_an_old_parcel_with_its_reason() {
    let office = Office::new();
    let (wang, li) = (office.post(Post::Receptionist), office.post(Post::Senior));
    let old = receive(&office, &wang, json!({"place": "3-2-1801", "recipient": "张建国"}));
    let known = receive(&office, &wang, json!({"place": "3-2-1802"}));
    office.ok(&wang, "parcel.tell", json!({"entry": known}));
    office.clock.advance_minutes(3 * DAY - 60);
    let new = receive(&office, &wang, json!({"place": "3-1-1801"}));
    let fresh = receive(&office, &wang, json!({"place": "3-1-1801", "kind": "fresh"}));
    office.ok(&wang, "watch.open", json!({}));
    let items = || -> Vec<(String, String, String)> {
        let view = office.ok(&wang, "watch.show", json!({}));
        let rows = view["items"].as_array().unwrap().iter();
        let text = |value: &Json| value.as_str().unwrap().to_owned();
        rows.map(|row| {
            let item = &row["item"];
            (text(&row["number"]), text(&item["severity"]), text(&item["why"]["zh"]))
        })
        .collect()
    };
    let row =
        |number: &str, severity: &str, why: &str| (number.to_owned(), severity.to_owned(), why.to_owned());
    assert_eq!(items(), [row(&fresh, "amber", "生鲜冷藏已到，未通知收件人")]);
    office.clock.advance_minutes(4 * 60);
    let listed = [
        row(&fresh, "red", "生鲜冷藏件已放4小时，未通知收件人"),
        row(&old, "amber", "代收件已放3天3小时，未通知收件人"),
        row(&known, "white", "代收件已放3天3小时，已通知 1 次"),
    ];
    assert_eq!(items(), listed, "and not {new}");
    office.offer(&wang);
    let sheet = office.ok(&wang, "handover.sheet", json!({})).to_string();
    assert!(sheet.contains(&old) && sheet.contains("代收件已放3天3小时"), "{sheet}");
    office.take_over(&li);
    let days = json!({"id": "handover.parcel_days", "value": "9"});
    office.ok(&office.founder(), "settings.set", days);
    office.ok(&li, "parcel.collect", json!({"entry": fresh, "collected_by": "周先生"}));
    assert_eq!(office.ok(&li, "watch.prepare", json!({}))["items"], json!([]), "the office waits longer");
}

#[test]
fn the_records_expect_the_pieces_that_wait_at_the_desk() {
    let office = Office::new();
    let (wang, admin) = (office.post(Post::Receptionist), office.founder());
    office.ok(&admin, "desk.add", json!({"name": "北门岗"}));
    office.ok(&wang, "watch.open", json!({}));
    assert_eq!(count_row(&office, &wang)["asked"], false, "there are none");
    let three = receive(&office, &wang, json!({"place": "3-2-1801", "pieces": 3}));
    receive(&office, &wang, json!({"place": "3-2-1802"}));
    let north = Who { desk: DeskId(2), ..office.post(Post::Officer) };
    receive(&office, &north, json!({"place": "3-2-1802", "pieces": 5}));
    assert_eq!(count_row(&office, &wang)["asked"], true);
    assert_eq!(count(&office, &wang, 4), (json!(4), json!(true)));
    office.ok(&wang, "parcel.collect", json!({"entry": three, "collected_by": "张建国"}));
    assert_eq!(count(&office, &wang, 4), (json!(1), json!(false)), "three too many");
    office.ok(&wang, "parcel.correct", json!({"entry": "PL2611-0002", "pieces": 2}));
    assert_eq!(count(&office, &wang, 2), (json!(2), json!(true)));
    // The last one goes, and the register still tells.
    office.ok(&wang, "parcel.return", json!({"entry": "PL2611-0002", "reason": "地址不详"}));
    assert_eq!(count(&office, &wang, 0), (json!(0), json!(true)));
}

#[test]
fn a_desk_that_keeps_no_register_of_parcels_counts_them_as_before() {
    let office = Office::new();
    let (wang, li, lead) =
        (office.post(Post::Receptionist), office.post(Post::Senior), office.post(Post::Supervisor));
    office.ok(
        &lead,
        "countable.correct",
        json!({"entry": office.number("countable", "代收件"), "pieces": 7}),
    );
    office.ok(&wang, "watch.open", json!({}));
    // Taken in by mistake and taken back: that is no register yet.
    receive(&office, &wang, json!({"place": "3-2-1801"}));
    office.ok(&wang, "entry.undo", json!({}));
    assert_eq!(count(&office, &wang, 7), (json!(7), json!(true)));
    office.offer(&wang);
    office.take_over(&li);
    assert_eq!(count(&office, &li, 7), (json!(7), json!(true)), "what the watch before ended with");
    // With two shelves nobody knows which parcel lies on which.
    office.ok(&lead, "countable.add", json!({"name": "挂号信", "kind": "parcels", "pieces": 1}));
    receive(&office, &li, json!({"place": "3-2-1801"}));
    assert_eq!(count(&office, &li, 7), (json!(7), json!(true)));
}

#[test]
fn names_and_phones_are_masked_for_posts_that_need_not_know_them() {
    let office = Office::new();
    let (desk, cashier) = (office.post(Post::Receptionist), office.post(Post::Cashier));
    let args = json!({"place": "3-2-1801", "recipient": "欧阳建华", "phone": "13900001234"});
    let entry = receive(&office, &desk, args);
    let collect = json!({"entry": entry, "collected_by": "司马青云", "proxy": "neighbour", "paper": "身份证 11010519491231002X"});
    office.ok(&desk, "parcel.collect", collect);
    for (id, shown, full) in [
        ("recipient", "欧阳*华", "欧阳建华"),
        ("phone", "139****1234", "13900001234"),
        ("collected_by", "司马*云", "司马青云"),
    ] {
        let masked = field(&office, &cashier, &entry, id);
        assert_eq!((&masked["value"], &masked["shown"]), (&json!("None"), &json!(shown)));
        assert_eq!(field(&office, &desk, &entry, id)["value"], json!({"Text": full}));
    }
    let seen = office.ok(&cashier, "parcel.show", json!({"entry": entry})).to_string()
        + &office.ok(&cashier, "parcel.list", json!({"view": "all"})).to_string();
    for secret in ["欧阳建华", "13900001234", "司马青云", "19491231"] {
        assert!(!seen.contains(secret), "{secret} in {seen}");
    }
}

#[test]
fn who_moves_out_fetches_what_waits_for_the_room() {
    let office = Office::new();
    let desk = office.post(Post::Receptionist);
    let entry = receive(&office, &desk, json!({"place": "3-2-1801"}));
    let moving = json!({"kind": "move-out", "place": "3-2-1801", "person": "张建国", "date": "2026-11-30"});
    let moving = number(&office.ok(&desk, "procedure.begin", moving));
    let lacks = || office.ok(&desk, "procedure.checklist", json!({"entry": moving})).to_string();
    assert!(lacks().contains(&entry), "{}", lacks());
    office.ok(&desk, "parcel.collect", json!({"entry": entry, "collected_by": "张建国"}));
    assert!(!lacks().contains(&entry));
}
