//! People of one name, who share a line: ten lines are soon full of them, and none of them is told from the next. The
//! name is told in full to those who see names in full; the others are shown person by person.

use super::gather::Lead;
use super::rank::Match;
use crate::desk::rows::{self, search_index};
use crate::desk::scope::Scope;
use crate::domain::fault::Fault;
use crate::domain::ids::EntryRef;
use crate::domain::person;
use crate::domain::register::KeyClass;
use crate::store::Dir;
use crate::store::tables::ENTRY;
use crate::text::fold::search_key;

/// People of one name that are counted.
const MOST: usize = 2_000;
/// So few are looked at one by one: those no longer in use, and those whose name only ends so, are none of them.
const FEW: usize = 3;

/// Those who bear one name.
pub(super) struct Crowd {
    pub(super) name: String,
    pub(super) persons: Vec<EntryRef>,
}

/// Those who bear the name of whom a match leads to, when they are several and `text` is not that name.
pub(super) fn of(scope: &Scope<'_>, found: &Match, text: &str) -> Result<Option<Crowd>, Fault> {
    let Lead { source, class, crowd, .. } = found.lead;
    let by_name = match class {
        KeyClass::Name => true,
        // Who has a key of their own has a name of their own.
        KeyClass::Pinyin => crowd != 1,
        _ => false,
    };
    if !by_name || source != found.entry || source.register != person::TAG || !seen_in_full(scope)? {
        return Ok(None);
    }
    let Some(name) = name_of(scope, source)? else { return Ok(None) };
    let folded = search_key(&name);
    if folded == search_key(text) {
        return Ok(None);
    }
    let range = search_index(KeyClass::Name).str(&folded).u8(ENTRY.number).u16(person::TAG).range();
    let mut persons = rows::entries_in(scope.reader, &range, Dir::Up, MOST)?;
    if persons.len() <= FEW {
        let mut kept = Vec::with_capacity(persons.len());
        for person in persons {
            if name_of(scope, person)?.is_some_and(|name| search_key(&name) == folded) {
                kept.push(person);
            }
        }
        persons = kept;
    }
    Ok((persons.len() > 1).then_some(Crowd { name, persons }))
}

fn seen_in_full(scope: &Scope<'_>) -> Result<bool, Fault> {
    let name = scope.register("person")?.field("name").and_then(|field| field.mask);
    Ok(name.is_none_or(|mask| scope.who.may(mask.full)))
}

/// The name of somebody who is in use.
fn name_of(scope: &Scope<'_>, person: EntryRef) -> Result<Option<String>, Fault> {
    let register = scope.register("person")?;
    let found = rows::load(scope.reader, register, person)?;
    let found = found.filter(|found| register.info().is_open(found.head.state));
    Ok(found.and_then(|found| register.get(&found.head, &*found.body, "name").text().map(str::to_owned)))
}
