//! One row is a person at a room: who it is, what of their file changes, and what they are to the room.

use super::identity;
use super::places::stands;
use super::work::{Names, Work, only, renamed};
use crate::api::describe::CORRECT;
use crate::api::intake::Verdict;
use crate::desk::rows::Loaded;
use crate::desk::values;
use crate::domain::fault::Fault;
use crate::domain::ids::{EntryRef, PersonId, PlaceId};
use crate::domain::kept::ACTIVE;
use crate::domain::register::{AnyRegister, Head, KeyClass, Look, SearchKey, Values};
use crate::domain::relation::{self, Known, Role, Standing};
use crate::domain::value::{Value, Valued};
use crate::domain::{note, phone};
use crate::text::fold::{digits, search_key};
use crate::text::lang::t;
use chrono::NaiveDate;

/// The columns that are fields of the person's own file.
const FIELDS: [&str; 10] = [
    "name",
    "phone",
    "kind",
    "paper_kind",
    "paper_number",
    "contact_by",
    "language",
    "care",
    "care_note",
    "reading",
];
const COLUMNS: [&str; 18] = [
    "name",
    "phone",
    "kind",
    "paper_kind",
    "paper_number",
    "contact_by",
    "language",
    "care",
    "care_note",
    "reading",
    "room",
    "role",
    "share",
    "from",
    "to",
    "phones",
    "plates",
    "note",
];
const AS_IS: Names = &[];
const OF_RELATION: Names = &[("place", "room"), ("person", "name")];
const OF_PHONE: Names = &[("number", "phones"), ("person", "name")];
const OF_VEHICLE: Names = &[("plate", "plates"), ("place", "room"), ("person", "name")];
const OF_NOTE: Names = &[("text", "note"), ("person", "name")];
/// Further phones, or plates, of one row.
const MOST: usize = 20;

/// What a row says, understood.
pub(super) struct Given {
    file: Values,
    relation: Values,
    /// The room.
    pub(super) place: u64,
    /// What they are to it.
    pub(super) role: Option<Role>,
    /// Since when.
    pub(super) from: Option<NaiveDate>,
    /// Until when.
    pub(super) to: Option<NaiveDate>,
    /// Further phones.
    pub(super) phones: Vec<String>,
    plates: Vec<String>,
    note: Values,
}

/// Takes the row.
pub(super) fn take(work: &mut Work<'_, '_>, row: &Values) -> Result<(), Fault> {
    only(row, &COLUMNS)?;
    let given = understood(work, row)?;
    let register = work.register("person")?;
    let draft = work.draft(register, Head::blank(), &given.file, AS_IS)?;
    work.draft(work.register("relation")?, Head::blank(), &given.relation, OF_RELATION)?;
    let known = |at: EntryRef| {
        work.tried(|trial| {
            patch(trial, register, at, &draft, &given)?;
            follow(trial, at, &given)
        })
        .is_ok_and(|verdict| verdict == Verdict::Same)
    };
    let person = match identity::find(work, &draft, &given, &known)? {
        Some(at) => {
            patch(work, register, at, &draft, &given)?;
            at
        }
        None => add(work, &given)?,
    };
    follow(work, person, &given)
}

/// What the row says beside the person's own file.
fn follow(work: &mut Work<'_, '_>, person: EntryRef, given: &Given) -> Result<(), Fault> {
    related(work, person, given)?;
    for number in &given.phones {
        if further_phone(work, person, number)? {
            work.changes("phones");
        }
    }
    for plate in &given.plates {
        vehicle(work, person, plate, given)?;
    }
    noted(work, person, &given.note)
}

fn understood(work: &Work<'_, '_>, row: &Values) -> Result<Given, Fault> {
    let file = work.understood(work.register("person")?, row, &FIELDS, AS_IS)?;
    if file.get("name").is_none() {
        return Err(Fault::missing("name", t("姓名", "Name")));
    }
    let of_relation = work.register("relation")?;
    let room = row.get("room").text().unwrap_or_default();
    let place = match work.known_room(room) {
        Some(known) => known,
        None => {
            let meant = work.understood(of_relation, row, &["place"], OF_RELATION)?;
            let meant = meant.get("place").id().ok_or_else(|| Fault::missing("room", t("房间", "Room")))?;
            if !room.is_empty() {
                work.knows_room(room, meant);
            }
            meant
        }
    };
    let relation = work
        .understood(of_relation, row, &["role", "share", "from", "to"], OF_RELATION)?
        .with("place", Value::Id(place));
    let note = work.understood(work.register("note")?, row, &["text"], OF_NOTE)?;
    Ok(Given {
        place,
        role: <Option<Role> as Valued>::take(relation.get("role").clone()).ok().flatten(),
        from: Valued::take(relation.get("from").clone()).unwrap_or_default(),
        to: Valued::take(relation.get("to").clone()).unwrap_or_default(),
        phones: phones(work, row.get("phones"))?,
        plates: plates(work, row.get("plates"))?,
        file,
        relation,
        note,
    })
}

/// The single texts of a list, or of a cell that holds several.
fn texts(value: &Value) -> Vec<String> {
    let parts: Vec<String> = match value {
        Value::List(list) => list.clone(),
        Value::Int(number) => vec![number.to_string()],
        other => {
            let text = other.text().unwrap_or_default();
            text.split([',', '，', '、', ';', '；', '/', '／', '\n']).map(str::to_owned).collect()
        }
    };
    parts.into_iter().filter(|part| !part.trim().is_empty()).take(MOST).collect()
}

fn phones(work: &Work<'_, '_>, value: &Value) -> Result<Vec<String>, Fault> {
    let register = work.register("phone")?;
    let head = Head { state: phone::GOOD, ..Head::blank() };
    let mut found: Vec<String> = Vec::new();
    for text in texts(value) {
        let given = one(work, register, "number", text).map_err(|fault| renamed(fault, OF_PHONE))?;
        let draft = work.draft(register, head.clone(), &given, OF_PHONE)?;
        let number = register.get(&draft.head, &*draft.body, "number");
        found.extend(
            number.text().filter(|number| !found.iter().any(|known| known == number)).map(str::to_owned),
        );
    }
    Ok(found)
}

fn one(work: &Work<'_, '_>, register: &dyn AnyRegister, id: &str, text: String) -> Result<Values, Fault> {
    let Some(field) = register.field(id) else { return Ok(Values::default()) };
    Ok(Values::default().with(id, values::understand(&work.scope(), field, Value::Text(text))?))
}

/// Plates in their one form.
fn plates(work: &Work<'_, '_>, value: &Value) -> Result<Vec<String>, Fault> {
    let texts = texts(value);
    if texts.is_empty() {
        return Ok(texts);
    }
    let Ok(register) = work.register("vehicle") else {
        let text = t(
            "本办公室不登记车辆，请把车牌写在备注里",
            "This office keeps no vehicles; write plates as a note",
        );
        return Err(Fault::refused(text).at("plates"));
    };
    let mut found: Vec<String> = Vec::new();
    for text in texts {
        let given = one(work, register, "plate", text).map_err(|fault| renamed(fault, OF_VEHICLE))?;
        let draft = work.draft(register, Head::blank(), &given, OF_VEHICLE)?;
        let plate = register.get(&draft.head, &*draft.body, "plate");
        found.extend(
            plate.text().filter(|plate| !found.iter().any(|known| known == plate)).map(str::to_owned),
        );
    }
    Ok(found)
}

/// A new person, reached at the room of the row unless that is over.
fn add(work: &mut Work<'_, '_>, given: &Given) -> Result<EntryRef, Fault> {
    let over = given.to.is_some_and(|to| to < work.scope().ctx().today());
    let mut file = given.file.clone();
    if !over {
        file = file.with("place", Value::Id(given.place));
    }
    let at = work.file("person", ACTIVE, &file, &[("place", "room")])?;
    file.0.retain(|field, _| field != "phone" && field != "place");
    work.said_of(at, &file, AS_IS)?;
    work.is_new();
    Ok(at)
}

/// Changes what is different in the file. A number that is not known yet is the one to ring first from now on; the one
/// before stays among the further ones.
fn patch(
    work: &mut Work<'_, '_>,
    register: &dyn AnyRegister,
    at: EntryRef,
    draft: &Loaded,
    given: &Given,
) -> Result<(), Fault> {
    let mut file = given.file.clone();
    file.0.remove("phone");
    work.patch(at, &file, AS_IS)?;
    let number = register.get(&draft.head, &*draft.body, "phone");
    let Some(text) = number.text() else { return Ok(()) };
    let before = work.scope().field(at, "phone")?;
    let mut known = further(work, at)?;
    known.extend(before.text().map(str::to_owned));
    if known.iter().any(|known| digits(known) == digits(text)) {
        return Ok(());
    }
    let phone = given.file.get("phone").clone();
    work.act(at, CORRECT, Values::default().with("phone", phone), AS_IS)?;
    work.changes("phone");
    if let Some(before) = before.text() {
        further_phone(work, at, before)?;
    }
    Ok(())
}

/// The further phones of a person that are theirs.
fn further(work: &Work<'_, '_>, person: EntryRef) -> Result<Vec<String>, Fault> {
    let scope = work.scope();
    let mut found = Vec::new();
    for entry in scope.of_person(phone::TAG, PersonId(person.id))? {
        if scope.head(entry)?.is_some_and(|head| head.state != phone::ENDED) {
            found.extend(scope.field(entry, "number")?.text().map(str::to_owned));
        }
    }
    Ok(found)
}

/// Adds a further phone; whether it was none of theirs.
fn further_phone(work: &mut Work<'_, '_>, person: EntryRef, number: &str) -> Result<bool, Fault> {
    let first = work.scope().field(person, "phone")?;
    let mut known = further(work, person)?;
    known.extend(first.text().map(str::to_owned));
    if known.iter().any(|known| digits(known) == digits(number)) {
        return Ok(false);
    }
    let values =
        Values::default().with("person", Value::Id(person.id)).with("number", Value::Text(number.to_owned()));
    work.create("phone", "add", values, OF_PHONE)?;
    Ok(true)
}

/// What they are to the room: new, the same, or changed.
fn related(work: &mut Work<'_, '_>, person: EntryRef, given: &Given) -> Result<(), Fault> {
    let at_all: Vec<Known> = {
        let scope = work.scope();
        let all = relation::of_person(&scope, PersonId(person.id))?;
        all.into_iter().filter(|known| known.place == PlaceId(given.place)).collect()
    };
    let fits = |known: &&Known| given.role.is_none_or(|role| role == known.role) && overlaps(known, given);
    // What the row tells is on file before anything is changed to it: another row may have moved dates meanwhile.
    let told = at_all.iter().find(|known| said_just_so(known, given));
    let exact = || at_all.iter().filter(fits).find(|known| given.from.is_some() && known.from == given.from);
    let Some(known) = told.or_else(exact).or_else(|| at_all.iter().find(fits)) else {
        let mut values = given.relation.clone().with("person", Value::Id(person.id));
        if given.role.is_none() {
            values = values.with("role", Some(Role::Other).value());
        }
        let at = work.create("relation", "add", values, OF_RELATION)?;
        work.changes(if at_all.is_empty() { "room" } else { "role" });
        return said(work, at, given);
    };
    let mut patch = given.relation.clone();
    for field in ["place", "role", "to"] {
        patch.0.remove(field);
    }
    work.says(known.entry, "to", &given.to.value())?;
    work.patch(known.entry, &patch, OF_RELATION)?;
    let Some(to) = given.to.filter(|to| known.to != Some(*to)) else { return Ok(()) };
    let values = Values::default().with("to", Value::Date(to));
    let ended = work.scope().ctx().today();
    let goes_on = known.standing(ended) != Standing::Past;
    let action = if goes_on { "end" } else { CORRECT };
    work.act(known.entry, action, values, OF_RELATION)?;
    work.changes("to");
    Ok(())
}

/// Remembers what the row said of a relation it made; that it goes on is said by saying nothing.
fn said(work: &mut Work<'_, '_>, at: EntryRef, given: &Given) -> Result<(), Fault> {
    work.says(at, "to", &given.to.value())?;
    let mut values = given.relation.clone();
    for field in ["place", "role", "to"] {
        values.0.remove(field);
    }
    work.said_of(at, &values, OF_RELATION)
}

/// Whether a relation is the one the row tells, with nothing to change in it.
pub(super) fn said_just_so(known: &Known, given: &Given) -> bool {
    given.role.is_none_or(|role| role == known.role)
        && given.from.is_none_or(|from| known.from == Some(from))
        && given.to == known.to
}

fn overlaps(known: &Known, given: &Given) -> bool {
    let before =
        |to: Option<NaiveDate>, from: Option<NaiveDate>| to.zip(from).is_some_and(|(to, from)| to < from);
    !before(known.to, given.from) && !before(given.to, known.from)
}

/// The vehicle, unless it is on file for them or for somebody else at the same room.
fn vehicle(work: &mut Work<'_, '_>, person: EntryRef, plate: &str, given: &Given) -> Result<(), Fault> {
    let register = work.register("vehicle")?;
    let key = SearchKey::new(KeyClass::Plate, search_key(plate));
    let found = work.scope().found_by(&key)?;
    for entry in found.into_iter().filter(|entry| entry.register == register.info().tag) {
        let known = work.load(entry)?;
        let gone = register.info().state_of_id("gone").is_some_and(|gone| gone.code == known.head.state);
        let same = register.get(&known.head, &*known.body, "plate").text() == Some(plate);
        let theirs =
            known.head.person == Some(PersonId(person.id)) || known.head.place == Some(PlaceId(given.place));
        if same && theirs && !gone {
            return Ok(());
        }
    }
    let values = Values::default()
        .with("person", Value::Id(person.id))
        .with("place", Value::Id(given.place))
        .with("plate", Value::Text(plate.to_owned()));
    work.create("vehicle", "add", values, OF_VEHICLE)?;
    work.changes("plates");
    Ok(())
}

/// Writes the note about them, unless it stands there.
fn noted(work: &mut Work<'_, '_>, at: EntryRef, note: &Values) -> Result<(), Fault> {
    if note.get("text").is_none() {
        return Ok(());
    }
    let notes = work.scope().of_person(note::TAG, PersonId(at.id))?;
    if !stands(work, &notes, note.get("text"))? {
        work.create("note", "add", note.clone().with("person", Value::Id(at.id)), OF_NOTE)?;
        work.changes("note");
    }
    Ok(())
}
