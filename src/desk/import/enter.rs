//! Staged rows of a register's list become its entries.

use super::Import;
use super::entries::{ACTION, CLOSED, Staged, full_number, known};
use crate::desk::act::{self, Base};
use crate::desk::faults;
use crate::desk::job::Outcome;
use crate::desk::rows::{self, CLOSED_AT, Loaded};
use crate::desk::{resolve, scope};
use crate::domain::fault::Fault;
use crate::domain::ids::{EntryRef, PlaceId};
use crate::domain::moment::At;
use crate::domain::place::PlaceKind;
use crate::domain::register::{AnyRegister, Head, Mark, To, Values};
use crate::domain::value::Value;
use crate::store::Tx;
use chrono::Datelike;
use std::collections::HashMap;

/// Enters staged rows into their register; gives how many were new.
pub(super) fn enter(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    import: &Import,
    register: &str,
    staged: Vec<Staged>,
) -> Result<u64, Fault> {
    let register = scope::register(base.registers, register)?;
    let info = register.info();
    let zone = base.scope(tx).zone();
    let closed = info.state_of_id(CLOSED).map(|state| state.code);
    let opened = register.action(ACTION).and_then(|action| match action.to {
        To::State(state) => Some(state),
        To::Stay => None,
    });
    let (Some(closed), Some(opened)) = (closed, opened) else {
        return Err(faults::bug("a register that takes imports no longer does"));
    };
    let mut next_id = rows::next_id(tx, info.tag)?;
    let mut numbers = HashMap::new();
    let mut areas = HashMap::new();
    let mut added = 0;
    for row in staged {
        if known(tx, register, &import.source, &row.foreign)? {
            continue;
        }
        let head = Head {
            id: next_id,
            number: number(tx, register, &mut numbers, row.opened, zone)?,
            rev: 1,
            state: if row.closed.is_some() { closed } else { opened },
            desk: import.desk,
            created_by: import.staff,
            created_at: base.now,
            occurred_at: row.opened,
            changed_by: import.staff,
            changed_at: base.now,
            since: row.closed.unwrap_or(row.opened),
            foreign: Some(full_number(&import.source, &row.foreign)),
            ..Head::blank()
        };
        let mut entry = Loaded { head, body: register.blank() };
        for (field, value) in row.values.0 {
            register.set(&mut entry.head, &mut *entry.body, &field, value)?;
        }
        if let Some(area) = row.area {
            let place = match areas.get(&area) {
                Some(place) => *place,
                None => *areas.entry(area.clone()).or_insert(area_of(base, tx, &area)?),
            };
            entry.head.place = Some(place);
        }
        for (field, value) in [
            (CLOSED_AT, row.closed.map(Value::At)),
            ("finished_at", row.closed.map(Value::At)),
            ("channel", Some(Value::Choice("import".to_owned()))),
        ] {
            if let (Some(value), Some(_)) = (value, register.field(field)) {
                register.set(&mut entry.head, &mut *entry.body, field, value)?;
            }
        }
        entry.head.occurred_at = row.opened;
        entry.head.mark(Mark::Imported);
        if row.closed.is_some_and(|closed| closed < row.opened) {
            entry.head.mark(Mark::OddTimes);
        }
        if row.unmapped {
            entry.head.mark(Mark::Unmapped);
        }
        register.derive(&mut entry.head, &*entry.body);
        rows::save(tx, register, &entry, None)?;
        next_id += 1;
        added += 1;
    }
    Ok(added)
}

/// The number of an imported entry belongs to the month it was opened in, so that today's numbers stay short.
fn number(
    tx: &Tx<'_>,
    register: &dyn AnyRegister,
    numbers: &mut HashMap<u16, u32>,
    opened: At,
    zone: chrono_tz::Tz,
) -> Result<String, Fault> {
    let local = opened.local(zone);
    let yymm = u16::try_from(local.year().rem_euclid(100)).unwrap_or(0) * 100
        + u16::try_from(local.month()).unwrap_or(0);
    let info = register.info();
    let sequence = match numbers.get(&yymm) {
        Some(last) => last + 1,
        None => {
            let next = rows::next_number(tx, info.tag, info.prefix, yymm)?;
            rows::number_parts(&next).map_or(1, |(_, sequence)| sequence)
        }
    };
    numbers.insert(yymm, sequence);
    Ok(rows::number_of(info.prefix, yymm, sequence))
}

/// The place of an area; made, and journalled with the import, when there is none of that name.
fn area_of(base: &Base<'_>, tx: &mut Tx<'_>, area: &str) -> Result<PlaceId, Fault> {
    let found = resolve::place_named(&base.scope(tx), area)?;
    let entry: EntryRef = match found {
        Some(entry) => entry,
        None => {
            let register = scope::register(base.registers, "place")?;
            let values = Values::default()
                .with("code", Value::Text(area.to_owned()))
                .with("kind", Value::Choice(PlaceKind::Area.id().to_owned()));
            act::create(base, tx, register, "add", values, &mut Outcome::default())?
        }
    };
    Ok(PlaceId(entry.id))
}
