//! Places, people, and what they are to each other: dates, shares, doubts kept with a reason, merged and split rooms.

use crate::support::office::{MORNING, Office};
use lobby::api::FaultKind;
use lobby::domain::moment::At;
use lobby::domain::posts::Post;
use serde_json::{Value as Json, json};

/// The value of a field of a shown entry.
fn field(entry: &Json, id: &str) -> Json {
    let cells = entry["fields"].as_array().unwrap();
    cells.iter().find(|cell| cell["field"] == id).unwrap_or_else(|| panic!("no field {id}"))["value"].clone()
}

#[test]
fn a_person_added_with_a_room_has_a_relation_from_today() {
    let office = Office::new();
    let wang = office.post(Post::Receptionist);
    let relations = office.ok(&wang, "relation.list", json!({"place": "3-2-1801"}));
    assert_eq!(relations["total"], 1);
    let number = relations["rows"][0]["head"]["number"].clone();
    let relation = office.ok(&wang, "relation.show", json!({"entry": number}));
    assert_eq!(field(&relation, "role"), json!({"Choice": "owner"}));
    assert_eq!(field(&relation, "from"), json!({"Date": "2026-11-23"}));
    assert_eq!(field(&relation, "standing"), json!({"Choice": "current"}));
    let person = office.ok(&wang, "person.show", json!({"entry": "张建国"}));
    assert_eq!(field(&person, "role"), json!({"Choice": "owner"}), "what they are is read from the relation");
}

#[test]
fn a_relation_begins_and_ends_on_its_days_and_the_person_moves_with_it() {
    let office = Office::new();
    let wang = office.post(Post::Receptionist);
    office.ok(&wang, "person.add", json!({"name": "李租客", "phone": "13700000001"}));
    let later = json!({"person": "李租客", "place": "3-2-1802", "role": "tenant", "from": "2026-12-01", "to": "2026-12-31"});
    let lease = office.ok(&wang, "relation.add", later);
    let standing = |office: &Office| {
        field(&office.ok(&wang, "relation.show", json!({"entry": lease["number"]})), "standing")
    };
    assert_eq!(standing(&office), json!({"Choice": "future"}));
    office.clock.set(At(MORNING.0 + 20 * 86_400_000));
    assert_eq!(standing(&office), json!({"Choice": "current"}), "nobody touched it, and it is true today");
    let person = || office.ok(&wang, "person.show", json!({"entry": "李租客"}));
    assert!(person()["head"]["place"].is_number(), "a tenant to come is reached at the room");
    office.ok(&wang, "relation.end", json!({"entry": lease["number"], "to": "2026-12-12"}));
    assert_eq!(standing(&office), json!({"Choice": "past"}));
    assert!(person()["head"]["place"].is_null(), "who left is no longer reached there");
    let again = office.refused(
        &wang,
        "relation.add",
        json!({"person": "李租客", "place": "3-2-1802", "role": "tenant", "from": "2026-12-10"}),
    );
    assert_eq!((again.kind, again.field.as_deref()), (FaultKind::Refused, Some("role")), "days overlap");
    let backwards = json!({"person": "李租客", "place": "3-2-1802", "role": "tenant", "from": "2027-02-01", "to": "2027-01-01"});
    assert_eq!(office.refused(&wang, "relation.add", backwards).field.as_deref(), Some("to"));
}

#[test]
fn shares_beyond_the_whole_are_kept_only_with_a_reason_and_the_journal_has_it() {
    let office = Office::new();
    let wang = office.post(Post::Receptionist);
    let number =
        office.ok(&wang, "relation.list", json!({"place": "3-2-1801"}))["rows"][0]["head"]["number"].clone();
    office.ok(&wang, "relation.correct", json!({"entry": number, "share": "60"}));
    office.ok(&wang, "person.add", json!({"name": "张太太", "phone": "13700000002"}));
    let half = json!({"person": "张太太", "place": "3-2-1801", "role": "owner", "share": "50"});
    let doubt = office.refused(&wang, "relation.add", half.clone());
    assert_eq!((doubt.kind, doubt.field.as_deref()), (FaultKind::Overridable, Some("share")));
    assert!(doubt.text.zh.contains("110"), "{doubt:?}");
    assert_eq!(
        office.ok(&wang, "relation.list", json!({"place": "3-2-1801"}))["total"],
        1,
        "nothing was written"
    );
    let mut kept = half;
    kept["reason_to_keep"] = json!("产权证如此，待核");
    office.ok(&wang, "relation.add", kept);
    let journal = office.ok(&office.post(Post::Manager), "journal.read", json!({"limit": 50})).to_string();
    assert!(journal.contains("产权证如此，待核"), "{journal}");
    // What was kept once is not doubted again when something else is corrected.
    let second =
        office.ok(&wang, "relation.list", json!({"place": "3-2-1801"}))["rows"][0]["head"]["number"].clone();
    office.ok(&wang, "relation.correct", json!({"entry": second, "note": "共有"}));
}

#[test]
fn an_occupancy_written_down_ahead_holds_from_its_day() {
    let office = Office::new();
    let wang = office.post(Post::Receptionist);
    office.ok(
        &wang,
        "occupancy.record",
        json!({"place": "3-2-1801", "state": "occupied", "from": "2024-05-01"}),
    );
    office.ok(
        &wang,
        "occupancy.record",
        json!({"place": "3-2-1801", "state": "vacant", "from": "2026-12-01"}),
    );
    let now =
        |office: &Office| field(&office.ok(&wang, "place.show", json!({"entry": "3-2-1801"})), "occupancy");
    assert_eq!(now(&office), json!({"Choice": "occupied"}));
    office.clock.set(At(MORNING.0 + 8 * 86_400_000));
    assert_eq!(now(&office), json!({"Choice": "vacant"}));
    let list = office.ok(&wang, "place.list", json!({"view": "active", "text": "1801"}));
    assert!(list.to_string().contains("vacant"), "{list}");
}

#[test]
fn rooms_come_in_the_order_people_have_and_lie_within_their_building() {
    let office = Office::new();
    let admin = office.founder();
    office.ok(&admin, "place.add", json!({"code": "3号楼", "kind": "building"}));
    for code in ["3-1-201", "3-1-1001", "3-1-12A01", "2-1-101", "10-1-101"] {
        office.ok(&admin, "place.add", json!({"code": code, "area": "89.50"}));
    }
    let list = office.ok(&admin, "place.list", json!({"view": "active"}));
    let codes: Vec<&str> =
        list["rows"].as_array().unwrap().iter().map(|row| row["title"]["zh"].as_str().unwrap()).collect();
    let rooms: Vec<&str> = codes.iter().copied().filter(|code| code.contains('-')).collect();
    let wanted = [
        "2-1-101",
        "3-1-201",
        "3-1-1001",
        "3-1-12A01",
        "3-1-1801",
        "3-2-1801",
        "3-2-1802",
        "10-1-101",
        "12-1-101",
    ];
    assert_eq!(rooms, wanted);
    let room = office.ok(&admin, "place.show", json!({"entry": "3-1-201"}));
    let building = office.ok(&admin, "place.show", json!({"entry": "3号楼"}));
    assert_eq!(field(&room, "within")["Id"], building["head"]["id"]);
    assert_eq!(field(&room, "area"), json!({"Decimal": "89.50"}));
    let fault = office.refused(&admin, "place.correct", json!({"entry": "3-1-201", "area": "89.505"}));
    assert_eq!(fault.field.as_deref(), Some("area"));
    let round = office.refused(&admin, "place.correct", json!({"entry": "3号楼", "within": "3-1-201"}));
    assert_eq!(round.field.as_deref(), Some("within"), "a building is not inside its own room");
}

#[test]
fn merged_and_split_rooms_are_found_by_their_old_numbers() {
    let office = Office::new();
    let (admin, wang) = (office.founder(), office.post(Post::Receptionist));
    office.ok(&admin, "place.merge", json!({"entry": "3-2-1802", "into": "3-2-1801"}));
    let card = office.ok(&wang, "room.card", json!({"place": "3-2-1802"}));
    assert_eq!(
        card["subject"]["title"]["zh"], "3-2-1801",
        "whoever says the old number gets the room it became"
    );
    office.ok(&admin, "place.split", json!({"entry": "3-1-1801", "parts": "1801-1，1801-2"}));
    let two = office.refused(&wang, "room.card", json!({"place": "3-1-1801"}));
    assert_eq!((two.kind, two.candidates.len()), (FaultKind::Ambiguous, 2), "{two:?}");
    let one = office.ok(&wang, "room.card", json!({"place": "3-1-1801-2"}));
    assert_eq!(one["subject"]["title"]["zh"], "3-1-1801-2");
    assert_eq!(
        office
            .refused(&admin, "place.split", json!({"entry": "12-1-101", "parts": "101-1"}))
            .field
            .as_deref(),
        Some("parts")
    );
}

#[test]
fn two_people_edit_the_same_person_and_neither_change_is_lost() {
    let office = Office::new();
    let (wang, li) = (office.post(Post::Receptionist), office.post(Post::Senior));
    let rev = office.ok(&wang, "person.show", json!({"entry": "张建国"}))["head"]["rev"].clone();
    office.ok(&wang, "person.correct", json!({"entry": "张建国", "rev": rev, "phone": "13811112222"}));
    // Another field: both stand.
    office.ok(&li, "person.correct", json!({"entry": "张建国", "rev": rev, "language": "dialect"}));
    let person = office.ok(&li, "person.show", json!({"entry": "张建国"}));
    assert_eq!(field(&person, "phone"), json!({"Text": "13811112222"}));
    assert_eq!(field(&person, "language"), json!({"Choice": "dialect"}));
    // The same field: the second sees theirs and yours, and nothing was written over.
    let fault =
        office.refused(&li, "person.correct", json!({"entry": "张建国", "rev": rev, "phone": "13833334444"}));
    assert_eq!(fault.kind, FaultKind::Stale);
    let conflict = &fault.conflict[0];
    assert_eq!(conflict.field, "phone");
    assert_eq!(serde_json::to_value(&conflict.theirs).unwrap(), json!({"Text": "13811112222"}));
    assert_eq!(serde_json::to_value(&conflict.yours).unwrap(), json!({"Text": "13833334444"}));
    let person = office.ok(&li, "person.show", json!({"entry": "张建国"}));
    assert_eq!(field(&person, "phone"), json!({"Text": "13811112222"}));
    // Having seen it, their word goes in with the rev of today.
    office.ok(&li, "person.correct", json!({"entry": "张建国", "rev": fault.rev, "phone": "13833334444"}));
    let person = office.ok(&li, "person.show", json!({"entry": "张建国"}));
    assert_eq!(field(&person, "phone"), json!({"Text": "13833334444"}));
}

#[test]
fn a_note_is_shown_on_its_days_only() {
    let office = Office::new();
    let wang = office.post(Post::Receptionist);
    office.ok(
        &wang,
        "note.add",
        json!({"place": "3-2-1801", "text": "拒绝某甲进入", "weight": "warn", "to": "2026-11-30"}),
    );
    let card = || office.ok(&wang, "room.card", json!({"place": "3-2-1801"}))["warnings"].to_string();
    assert!(card().contains("拒绝某甲进入"));
    office.clock.set(At(MORNING.0 + 8 * 86_400_000));
    assert!(!card().contains("拒绝某甲进入"));
    let nothing = office.refused(&wang, "note.add", json!({"text": "没有房间"}));
    assert_eq!((nothing.kind, nothing.field.as_deref()), (FaultKind::Missing, Some("place")));
}

#[test]
fn adding_somebody_with_a_room_is_taken_back_whole() {
    let office = Office::new();
    let wang = office.post(Post::Receptionist);
    office.ok(
        &wang,
        "person.add",
        json!({"name": "李四", "phone": "13700000003", "place": "3-2-1802", "role": "owner"}),
    );
    office.ok(&wang, "entry.undo", json!({}));
    assert_eq!(office.ok(&wang, "relation.list", json!({"place": "3-2-1802"}))["total"], 0);
    assert_eq!(office.ok(&wang, "search.find", json!({"text": "李四"}))["hits"].as_array().unwrap().len(), 0);
}

#[test]
fn who_leaves_today_is_not_reached_at_the_room_tomorrow() {
    let office = Office::new();
    let wang = office.post(Post::Receptionist);
    let number =
        office.ok(&wang, "relation.list", json!({"place": "3-2-1801"}))["rows"][0]["head"]["number"].clone();
    office.ok(&wang, "relation.end", json!({"entry": number, "to": "2026-11-23"}));
    assert!(office.ok(&wang, "person.show", json!({"entry": "张建国"}))["head"]["place"].is_null());
}

#[test]
fn another_phone_has_not_been_tried_yet() {
    let office = Office::new();
    let wang = office.post(Post::Receptionist);
    office.ok(&wang, "person.bounce", json!({"entry": "张建国"}));
    let bounced = || field(&office.ok(&wang, "person.show", json!({"entry": "张建国"})), "bounced_on");
    assert_eq!(bounced(), json!({"Date": "2026-11-23"}));
    office.ok(&wang, "person.correct", json!({"entry": "张建国", "language": "dialect"}));
    assert_eq!(bounced(), json!({"Date": "2026-11-23"}), "the same phone still does not reach them");
    office.ok(&wang, "person.correct", json!({"entry": "张建国", "phone": "13811112222"}));
    assert_eq!(bounced(), json!("None"));
}

#[test]
fn a_consent_given_twice_is_withdrawn_as_a_whole() {
    let office = Office::new();
    let wang = office.post(Post::Receptionist);
    office.ok(&wang, "person.add", json!({"name": "张建国", "phone": "13800005678"}));
    for entry in ["C2611-0001", "C2611-0002"] {
        office.ok(&wang, "consent.give", json!({"person": entry, "purpose": "care-note"}));
    }
    office.ok(&office.founder(), "person.merge", json!({"entry": "C2611-0002", "into": "C2611-0001"}));
    let given = office.ok(&wang, "consent.list", json!({"states": ["given"]}));
    assert_eq!(given["total"], 2);
    office.ok(&wang, "consent.withdraw", json!({"entry": given["rows"][0]["head"]["number"]}));
    assert_eq!(office.ok(&wang, "consent.list", json!({"states": ["given"]}))["total"], 0);
}
