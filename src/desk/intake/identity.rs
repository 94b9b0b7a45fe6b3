//! Who the person of a row is, when they are on file: by the same paper, by the same name and a phone of theirs, by the
//! same name and what they are to the same room; in this order. Of several namesakes it is the one of whom everything in
//! the row is on file already: later rows of a list may have told of others what this one tells.

use super::people::{Given, said_just_so};
use super::work::Work;
use crate::desk::rows::Loaded;
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::ids::{EntryRef, PlaceId};
use crate::domain::kept::ACTIVE;
use crate::domain::person::{self, paper_key, phone_key};
use crate::domain::phone;
use crate::domain::register::Look;
use crate::domain::relation::{self, Standing};
use crate::say;
use crate::text::fold::search_key;
use crate::text::lang::t;

/// How a person on file compares with the person of the row.
struct Compared {
    active: bool,
    same_name: bool,
    /// Both have a paper, and not the same.
    other_paper: bool,
}

/// The person on file; `known` says whether the row tells nothing new of somebody.
pub(super) fn find(
    work: &Work<'_, '_>,
    draft: &Loaded,
    given: &Given,
    known: &dyn Fn(EntryRef) -> bool,
) -> Result<Option<EntryRef>, Fault> {
    let register = work.register("person")?;
    let text = |of: &Loaded, field: &str| {
        register.get(&of.head, &*of.body, field).text().unwrap_or_default().to_owned()
    };
    let (name, paper) = (search_key(&text(draft, "name")), search_key(&text(draft, "paper_number")));
    let compare = |entry: EntryRef| -> Result<Compared, Fault> {
        let they = work.load(entry)?;
        let their_paper = search_key(&text(&they, "paper_number"));
        Ok(Compared {
            active: they.head.state == ACTIVE,
            same_name: search_key(&text(&they, "name")) == name,
            other_paper: !paper.is_empty() && !their_paper.is_empty() && their_paper != paper,
        })
    };
    if let Some(same) = by_paper(work, &paper, &compare)? {
        return Ok(Some(same));
    }
    let first = text(draft, "phone");
    let mut reached = Vec::new();
    for number in std::iter::once(first.as_str()).chain(given.phones.iter().map(String::as_str)) {
        reached.extend(of_phone(work, number)?);
    }
    let here = at_room(work, given)?;
    let all = namesakes(&reached, &here, &compare)?;
    if let Some(same) = all.iter().filter(|_| all.len() > 1).find(|person| known(**person)) {
        return Ok(Some(*same));
    }
    if let Some(same) = by_phone(&reached, &here, &compare)? {
        return Ok(Some(same));
    }
    Ok(here.iter().find(|person| all.contains(person)).copied())
}

/// Whoever has the name and a phone of the row, or is something to its room.
fn namesakes(
    reached: &[EntryRef],
    here: &[EntryRef],
    compare: &dyn Fn(EntryRef) -> Result<Compared, Fault>,
) -> Result<Vec<EntryRef>, Fault> {
    let mut found: Vec<EntryRef> = Vec::new();
    for entry in here.iter().chain(reached) {
        let compared = compare(*entry)?;
        let fits = compared.active && compared.same_name && !compared.other_paper;
        if fits && !found.contains(entry) {
            found.push(*entry);
        }
    }
    Ok(found)
}

/// Characters of a resident ID and of a company's code, which nobody else has.
const ID: usize = 18;

fn by_paper(
    work: &Work<'_, '_>,
    paper: &str,
    compare: &dyn Fn(EntryRef) -> Result<Compared, Fault>,
) -> Result<Option<EntryRef>, Fault> {
    let Some(key) = paper_key(paper) else { return Ok(None) };
    let mut best: Option<(u8, EntryRef)> = None;
    let mut otherwise = false;
    for entry in work.scope().found_by(&key)?.into_iter().filter(|entry| entry.register == person::TAG) {
        let compared = compare(entry)?;
        if compared.other_paper {
            continue;
        }
        // People change their names and keep the number of their ID; any other number may be a coincidence, or none.
        if !compared.same_name && paper.chars().count() != ID {
            otherwise |= compared.active;
            continue;
        }
        let rank = u8::from(compared.active) * 2 + u8::from(compared.same_name);
        if best.is_none_or(|(known, _)| rank > known) {
            best = Some((rank, entry));
        }
    }
    if best.is_none() && otherwise {
        let text =
            t("证件号码已登记在另一姓名下，请核对", "This paper is on file under another name; compare them");
        return Err(Fault::refused(text).at("paper_number"));
    }
    Ok(best.map(|(_, entry)| entry))
}

/// Whoever has the name and a phone of the row: of several the one who is something to the room, else the first.
fn by_phone(
    reached: &[EntryRef],
    here: &[EntryRef],
    compare: &dyn Fn(EntryRef) -> Result<Compared, Fault>,
) -> Result<Option<EntryRef>, Fault> {
    let mut found: Vec<EntryRef> = Vec::new();
    let mut contradicted = false;
    for entry in reached {
        let compared = compare(*entry)?;
        if compared.active && compared.same_name && !found.contains(entry) {
            contradicted |= compared.other_paper;
            if !compared.other_paper {
                found.push(*entry);
            }
        }
    }
    if found.len() > 1 {
        if let Some(here) = here.iter().find(|person| found.contains(person)) {
            return Ok(Some(*here));
        }
        let count = found.len();
        let text = say!(
            "有 {count} 位同名同电话的客户，请先合并或写明证件号码",
            "{count} customers have this name and phone; merge them first, or give the paper's number"
        );
        return Err(Fault::new(FaultKind::Ambiguous, text).at("name"));
    }
    if found.is_empty() && contradicted {
        let text = t(
            "姓名和电话相同，证件号码与档案不同，请核对",
            "Name and phone are on file with another paper; compare them",
        );
        return Err(Fault::refused(text).at("paper_number"));
    }
    Ok(found.first().copied())
}

/// Whose phone it is, as the first one or a further one.
fn of_phone(work: &Work<'_, '_>, number: &str) -> Result<Vec<EntryRef>, Fault> {
    let Some(key) = phone_key(number) else { return Ok(Vec::new()) };
    let scope = work.scope();
    let mut persons = Vec::new();
    for entry in scope.found_by(&key)? {
        match entry.register {
            person::TAG => persons.push(entry),
            phone::TAG => {
                let of = scope.head(entry)?.filter(|head| head.state != phone::ENDED);
                persons.extend(of.and_then(|head| head.person).map(|p| EntryRef::new(person::TAG, p.0)));
            }
            _ => {}
        }
    }
    persons.sort_unstable_by_key(|person| person.id);
    persons.dedup();
    Ok(persons)
}

/// Who is something to the room now, or just what the row says.
fn at_room(work: &Work<'_, '_>, given: &Given) -> Result<Vec<EntryRef>, Fault> {
    let scope = work.scope();
    let today = scope.ctx().today();
    let all = relation::of_place(&scope, PlaceId(given.place))?;
    let here =
        all.iter().filter(|known| known.standing(today) == Standing::Current || said_just_so(known, given));
    Ok(here.map(|known| EntryRef::new(person::TAG, known.person.0)).collect())
}
