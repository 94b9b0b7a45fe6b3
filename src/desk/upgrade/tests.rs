//! Offices of earlier versions, made by putting the old bytes in the place of today's.

use super::*;
use crate::api::describe::call_from_json;
use crate::desk::{FixedClock, Founder, Indexes, Job};
use crate::domain::ids::{PersonId, PlaceId};
use crate::domain::kept::DISABLED;
use crate::domain::moment::At;
use crate::domain::register::{Look, Registers};
use crate::store::tables::{ENTRY_INDEX, SEARCH_INDEX};
use crate::store::{MemoryEngine, Options, Store, codec, verify};
use serde::Serialize;
use serde_json::{Value as Json, json};
use std::sync::Arc;

/// Monday, 23 November 2026, 9:00 in Shanghai.
const MORNING: At = At(1_795_395_600_000);

/// A person as the first version wrote them: name, phone, what they were to their room, the note.
#[derive(Serialize)]
enum PersonOfOne {
    V1(String, String, Option<u8>, String),
}

fn desk() -> Desk {
    let store = Store::open(MemoryEngine::new(), &Options::unwatched()).unwrap();
    let registers = Arc::new(Registers::standard());
    let founder = Founder { office: "紫荆苑".into(), uid: 1000, name: "管理员".into() };
    crate::desk::create(&store, &registers, &founder, MORNING).unwrap();
    Desk::open(store, registers, Arc::new(FixedClock::new(MORNING))).unwrap()
}

fn founder() -> Who {
    Who {
        staff: StaffId(1),
        name: "管理员".into(),
        posts: Posts::ALL,
        team: None,
        desk: DeskId(1),
        session: 1,
        lang: Lang::Zh,
    }
}

fn ok(desk: &Desk, call: &str, args: Json) {
    let call = call_from_json(desk.registers(), call, args).unwrap();
    desk.write(&[Job { who: founder(), key: None, call }]).pop().unwrap().unwrap();
}

/// Does something to the store as an earlier version left it, and sets the level that version knew.
fn as_it_was(desk: &Desk, level: &str, old: impl FnOnce(&mut Tx<'_>) -> Result<(), Fault>) {
    let mut group = desk.store.begin().unwrap();
    group
        .run(|tx| {
            old(tx)?;
            SETTINGS.put(tx, &LEVEL.to_owned(), &level.to_owned())?;
            Ok::<_, Fault>(((), desk.upgrading()))
        })
        .unwrap();
    group.commit().unwrap();
}

#[test]
fn what_was_out_of_use_in_version_one_keeps_its_note_and_its_room() {
    let desk = desk();
    ok(&desk, "place.add", json!({"code": "3-2-1801"}));
    ok(&desk, "place.disable", json!({"entry": "3-2-1801"}));
    ok(&desk, "person.add", json!({"name": "赵旧客"}));
    ok(&desk, "person.disable", json!({"entry": "C2611-0001"}));
    let file = EntryRef::new(person::TAG, 1);
    as_it_was(&desk, "1", |tx| {
        let register = desk.registers().by_tag(person::TAG).unwrap();
        let before = rows::load(tx, register, file)?.unwrap();
        let mut settled = before.clone();
        settled.head.place = Some(PlaceId(1));
        rows::save(tx, register, &settled, Some(&before))?;
        // The head stays, the body is the first version's: a tenant, with a note.
        let bytes = Reader::get(tx, &rows::key(file))?.unwrap();
        let head = 2 + usize::from(u16::from_be_bytes([bytes[0], bytes[1]]));
        let old = PersonOfOne::V1("赵旧客".into(), "13700009999".into(), Some(1), "脾气急".into());
        let row = [&bytes[..head], &codec::encode(&old).unwrap()].concat();
        Ok(tx.put(&rows::key(file), row)?)
    });
    desk.upgrade().unwrap();
    desk.store
        .read(|reader| {
            let who = founder();
            let scope = desk.scope(reader, &who);
            let head = scope.head(file)?.unwrap();
            assert_eq!(head.state, DISABLED, "it is still out of use");
            assert_eq!(scope.field(file, "phone")?.text(), Some("13700009999"));
            let relations = relation::of_person(&scope, PersonId(1))?;
            assert_eq!(relations.len(), 1);
            assert_eq!((relations[0].place, relations[0].role), (PlaceId(1), relation::Role::Tenant));
            let notes = scope.of_person(notes::TAG, PersonId(1))?;
            assert_eq!(notes.len(), 1);
            assert_eq!(scope.field(notes[0], "text")?.text(), Some("脾气急"));
            Ok::<_, Fault>(())
        })
        .unwrap();
    desk.upgrade().expect("and once is enough");
    verify(&desk.store, &Indexes(desk.registers())).expect("every index leads to what it should");
}

#[test]
fn an_office_without_alarms_and_links_of_its_files_gets_them() {
    let desk = desk();
    ok(&desk, "place.add", json!({"code": "3-2-1801"}));
    ok(&desk, "person.add", json!({"name": "张建国", "place": "3-2-1801", "role": "owner"}));
    ok(&desk, "person.add", json!({"name": "张小"}));
    let child = json!({"person": "张小", "place": "3-2-1801", "role": "household", "principal": "张建国",
        "to": "2026-12-31"});
    ok(&desk, "relation.add", child);
    let card = json!({"card_number": "00331", "holder": "李工", "valid_to": "2026-12-01"});
    ok(&desk, "access_card.issue", card);
    // Its making is undone: only an index of its own leads from the person to it.
    ok(&desk, "request.log", json!({"person": "张小", "place": "3-2-1801", "text": "灯不亮"}));
    ok(&desk, "entry.undo", json!({}));
    let alarm = desk.next_alarm().unwrap();
    assert!(alarm.is_some());
    as_it_was(&desk, PATTERNS, |tx| {
        for (register, id) in [("relation", 2), ("access_card", 1), ("request", 1)] {
            let register = desk.registers().by_id(register).unwrap();
            let at = EntryRef::new(register.info().tag, id);
            let before = rows::load(tx, register, at)?.unwrap();
            let mut old = before.clone();
            old.head.alarm = None;
            rows::save(tx, register, &old, Some(&before))?;
            for key in rows::index_keys(register, &old) {
                if key.starts_with(rows::index(rows::By::Linked).as_slice()) {
                    tx.delete(&index_row(&key, &rows::key(at))?.0)?;
                }
            }
        }
        Ok(())
    });
    assert_eq!(desk.next_alarm().unwrap(), None);
    desk.upgrade().unwrap();
    assert_eq!(desk.next_alarm().unwrap(), alarm);
    desk.store
        .read(|reader| {
            assert_eq!(rows::linked_to(reader, PersonId(1))?, [EntryRef::new(relation::TAG, 2)]);
            assert_eq!(rows::linked_to(reader, PersonId(2))?, [EntryRef::new(request::TAG, 1)]);
            Ok::<_, Fault>(())
        })
        .unwrap();
    verify(&desk.store, &Indexes(desk.registers())).expect("every index leads to what it should");
}

#[test]
fn what_never_falls_due_and_ends_of_numbers_nobody_says_leave_the_indexes() {
    let desk = desk();
    ok(&desk, "place.add", json!({"code": "3-2-1801"}));
    ok(&desk, "person.add", json!({"name": "张建国", "place": "3-2-1801", "role": "owner"}));
    ok(&desk, "access_card.issue", json!({"card_number": "1", "holder": "李工"}));
    ok(&desk, "request.log", json!({"place": "3-2-1801", "text": "灯不亮"}));
    let index = |desk: &Desk| {
        let rows = [ENTRY_INDEX, SEARCH_INDEX].map(|table| KeyBuf::new(table.number).range()).map(|range| {
            desk.store.read(|reader| crate::store::collect(reader, &range, Dir::Up, usize::MAX)).unwrap()
        });
        rows.concat()
    };
    let today = index(&desk);
    as_it_was(&desk, KINDS, |tx| {
        for register in desk.registers().iter() {
            let info = register.info();
            for at in rows::entries_in(tx, &rows::index(rows::By::Number).u16(info.tag).range(), Dir::Up, 9)?
            {
                let head = rows::head(tx, at)?.unwrap();
                let (_, sequence) = rows::number_parts(&head.number).unwrap();
                let due = head.due.map_or(i64::MAX, |due| due.0);
                let mut old =
                    vec![rows::search_index(KeyClass::Number).str(&sequence.to_string()).into_vec()];
                if info.is_open(head.state) {
                    old.push(rows::index(rows::By::Due).u16(info.tag).i64(due).u8(head.state).into_vec());
                }
                for key in old {
                    let (row, value) = index_row(&key, &rows::key(at))?;
                    tx.put(&row, value)?;
                }
            }
        }
        Ok(())
    });
    assert!(index(&desk).len() > today.len());
    desk.upgrade().unwrap();
    assert_eq!(index(&desk), today, "the card's own number stays");
    verify(&desk.store, &Indexes(desk.registers())).expect("every index leads to what it should");
}
