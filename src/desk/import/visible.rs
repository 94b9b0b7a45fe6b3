//! Staged rows become entries: piece by piece, each in a commit of its own, while readers wait.

use super::{ACTION, CLOSED, Import, Phase, STAGED, StageDisk, Staged, full_number, import, known};
use crate::desk::act::{self, Base};
use crate::desk::faults;
use crate::desk::job::Outcome;
use crate::desk::rows::{self, CLOSED_AT, Loaded};
use crate::desk::{Desk, resolve, scope};
use crate::domain::fault::Fault;
use crate::domain::ids::{EntryRef, PlaceId};
use crate::domain::moment::At;
use crate::domain::place::PlaceKind;
use crate::domain::posts::Posts;
use crate::domain::register::{AnyRegister, Head, Mark, To, Values, Who};
use crate::domain::value::Value;
use crate::store::tables::STAGE;
use crate::store::{Dir, JournalMeta, KeyBuf, Outcome as Ended, Tx, Visit};
use crate::text::lang::Lang;
use chrono::Datelike;
use std::collections::HashMap;
use std::sync::PoisonError;

impl Desk {
    pub(super) fn forget(&self, id: u64) -> Result<(), Fault> {
        let mut group = self.store.begin()?;
        group.run(|tx| {
            let mut parts = Vec::new();
            let range = KeyBuf::new(STAGE.number).u64(id).range();
            STAGED.scan_range(tx, &range, Dir::Up, &mut |key, _| {
                parts.push(key);
                Visit::More
            })?;
            for part in &parts {
                STAGED.delete(tx, part)?;
            }
            Ok::<_, Fault>(((), self.silent()))
        })?;
        group.commit()?;
        Ok(())
    }

    /// Makes the staged rows entries, piece by piece, each in a commit of its own; gives how many there are.
    pub(super) fn make_visible(&self, id: u64) -> Result<u64, Fault> {
        let _alone = self.visible.write().unwrap_or_else(PoisonError::into_inner);
        loop {
            let mut group = self.store.begin()?;
            let (left, _) = group.run(|tx| self.next_piece(tx, id))?;
            group.commit()?;
            if let Some(added) = left {
                return Ok(added);
            }
        }
    }

    /// Makes one piece visible; gives how many rows there are in all when none is left.
    fn next_piece(&self, tx: &mut Tx<'_>, id: u64) -> Result<(Option<u64>, JournalMeta), Fault> {
        let mut import = import(tx, id)?.ok_or_else(|| faults::bug("an import is gone"))?;
        if import.phase == Phase::Done {
            return Ok((Some(import.added), self.silent()));
        }
        let who = Who {
            staff: import.staff,
            name: String::new(),
            posts: Posts::ALL,
            team: None,
            desk: import.desk,
            session: import.session,
            lang: Lang::default(),
        };
        let now = self.now();
        let base = Base { registers: &self.registers, now, who: &who, reasoned: false };
        let mut piece = None;
        let range = KeyBuf::new(STAGE.number).u64(id).range();
        STAGED.scan_range(tx, &range, Dir::Up, &mut |key, row| match row {
            StageDisk::Import(_) => Visit::More,
            StageDisk::Rows(rows) => {
                piece = Some((key, rows));
                Visit::Stop
            }
        })?;
        let added = match piece {
            Some((key, rows)) => {
                STAGED.delete(tx, &key)?;
                import.added += enter(&base, tx, &import, rows)?;
                None
            }
            None => {
                import.phase = Phase::Done;
                Some(import.added)
            }
        };
        let source = &import.source;
        let meta = JournalMeta {
            at: now.0,
            zone: base.scope(tx).zone().name().to_owned(),
            staff: who.staff.0,
            desk: who.desk.0,
            session: who.session,
            call: "import.finish".to_owned(),
            note: Some(source.clone()),
            outcome: Ended::Done,
            always: false,
        };
        STAGED.put(tx, &(id, 0), &StageDisk::Import(import))?;
        Ok((added, meta))
    }
}

/// Enters staged rows into their register; gives how many were new.
fn enter(base: &Base<'_>, tx: &mut Tx<'_>, import: &Import, staged: Vec<Staged>) -> Result<u64, Fault> {
    let register = scope::register(base.registers, &import.register)?;
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
