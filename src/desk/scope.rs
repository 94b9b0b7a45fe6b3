//! What one call can see: the store at this moment, the registers, the time and who asks. Changes nothing.

use crate::desk::calendars;
use crate::desk::faults::{bug, forbidden};
use crate::desk::handover;
use crate::desk::list::Names;
use crate::desk::rota;
use crate::desk::rows::{self, Loaded};
use crate::domain::calendar::Calendars;
use crate::domain::fault::Fault;
use crate::domain::ids::{CountableId, DeskId, EntryRef, PersonId, PlaceId, StaffId, Tag};
use crate::domain::moment::At;
use crate::domain::register::{AnyRegister, Ctx, Doubts, Head, Held, Look, Registers, SearchKey, Who};
use crate::domain::settings;
use crate::domain::value::Value;
use crate::say;
use crate::store::tables::SETTING;
use crate::store::{Dir, Reader, Table};
use crate::text::lang::Say;
use std::cell::{OnceCell, RefCell};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Settings that were changed; the others have their defaults.
pub(super) const SETTINGS: Table<String, String> = Table::new(&SETTING, &[]);

/// What one call can see.
pub(super) struct Scope<'a> {
    pub(super) reader: &'a dyn Reader,
    pub(super) registers: &'a Registers,
    pub(super) now: At,
    pub(super) who: &'a Who,
    /// What is doubtful, and what was said about it.
    pub(super) doubts: Doubts,
    /// The entry that was read last: rules ask for one field after the other.
    pub(super) last: RefCell<Option<(EntryRef, Loaded)>>,
    /// The site's zone, once it was asked for: every cell of a list and every rule wants it.
    pub(super) zone: OnceCell<chrono_tz::Tz>,
    /// When the next shift at a desk ends, once it was asked for: every item of a handover wants it.
    pub(super) next_shift: RefCell<Option<(DeskId, Option<At>)>>,
    /// Who went off duty lately and did not come back, once it was asked for.
    pub(super) off_duty: OnceCell<BTreeSet<StaffId>>,
}

impl<'a> Scope<'a> {
    /// What a call of `who` sees.
    pub(super) fn over(reader: &'a dyn Reader, registers: &'a Registers, now: At, who: &'a Who) -> Self {
        Self {
            reader,
            registers,
            now,
            who,
            doubts: Doubts::default(),
            last: RefCell::default(),
            zone: OnceCell::new(),
            next_shift: RefCell::default(),
            off_duty: OnceCell::new(),
        }
    }

    /// What a register's functions are told.
    pub(super) fn ctx(&'a self) -> Ctx<'a> {
        Ctx { now: self.now, zone: self.zone(), who: self.who, look: self, doubts: &self.doubts }
    }

    /// The site's zone.
    pub(super) fn zone(&self) -> chrono_tz::Tz {
        let set = || self.setting_text("office.zone").parse().unwrap_or(chrono_tz::Asia::Shanghai);
        *self.zone.get_or_init(set)
    }

    /// A setting's value as it is now.
    pub(super) fn setting_text(&self, id: &str) -> String {
        let kept = SETTINGS.get(self.reader, &id.to_owned()).ok().flatten();
        kept.unwrap_or_else(|| {
            settings::setting(id).map_or(String::new(), |setting| setting.default.to_owned())
        })
    }

    /// The register with this id.
    pub(super) fn register(&self, id: &str) -> Result<&'a dyn AnyRegister, Fault> {
        register(self.registers, id)
    }

    /// The register of an entry.
    pub(super) fn register_of(&self, entry: EntryRef) -> Result<&'a dyn AnyRegister, Fault> {
        register_of(self.registers, entry)
    }

    /// Refuses unless the caller holds one of `posts`.
    pub(super) fn permit(&self, posts: crate::domain::posts::Posts) -> Result<(), Fault> {
        if self.who.may(posts) { Ok(()) } else { Err(forbidden(posts)) }
    }
}

impl Look for Scope<'_> {
    fn head(&self, entry: EntryRef) -> Result<Option<Head>, Fault> {
        rows::head(self.reader, entry)
    }

    fn field(&self, entry: EntryRef, field: &str) -> Result<Value, Fault> {
        let register = self.register_of(entry)?;
        let mut last = self.last.borrow_mut();
        if last.as_ref().is_none_or(|(known, _)| *known != entry) {
            *last = rows::load(self.reader, register, entry)?.map(|found| (entry, found));
        }
        let found = last.as_ref().filter(|(known, _)| *known == entry);
        Ok(found.map_or(Value::None, |(_, found)| register.get(&found.head, &*found.body, field)))
    }

    fn children(&self, parent: EntryRef) -> Result<Vec<(EntryRef, Head)>, Fault> {
        rows::children(self.reader, parent)
    }

    fn in_state(&self, register: Tag, state: u8) -> Result<Vec<EntryRef>, Fault> {
        let range = rows::index(rows::By::State).u16(register).u8(state).range();
        rows::entries_in(self.reader, &range, Dir::Up, usize::MAX)
    }

    fn of_place(&self, register: Tag, place: PlaceId) -> Result<Vec<EntryRef>, Fault> {
        let range = rows::index(rows::By::Place).u64(place.0).u16(register).range();
        rows::entries_in(self.reader, &range, Dir::Up, usize::MAX)
    }

    fn of_person(&self, register: Tag, person: PersonId) -> Result<Vec<EntryRef>, Fault> {
        let range = rows::index(rows::By::Person).u64(person.0).u16(register).range();
        rows::entries_in(self.reader, &range, Dir::Up, usize::MAX)
    }

    fn found_by(&self, key: &SearchKey) -> Result<Vec<EntryRef>, Fault> {
        let range = rows::search_index(key.class).str(&key.text).range();
        rows::entries_in(self.reader, &range, Dir::Up, usize::MAX)
    }

    fn holding(&self, place: PlaceId) -> Result<Vec<Held>, Fault> {
        let mut found = Vec::new();
        for register in self.registers.iter() {
            let info = register.info();
            for entry in self.of_place(info.tag, place)? {
                let loaded = rows::load(self.reader, register, entry)?
                    .filter(|loaded| loaded.head.state != rows::UNDONE)
                    .filter(|loaded| register.holds(&loaded.head, &*loaded.body));
                found.extend(loaded.map(|loaded| Held {
                    entry,
                    person: loaded.head.person,
                    title: register.title(&loaded.head, &*loaded.body),
                    number: loaded.head.number,
                    name: info.name,
                }));
            }
        }
        Ok(found)
    }

    fn calendars(&self) -> Result<Arc<Calendars>, Fault> {
        calendars::of(self.reader, self.registers, self.zone())
    }

    fn next_shift_ends(&self, desk: DeskId, now: At) -> Result<Option<At>, Fault> {
        if let Some((_, ends)) = self.next_shift.borrow().filter(|(known, _)| *known == desk) {
            return Ok(ends);
        }
        let ends = rota::next_shift_ends(self, desk, now)?;
        *self.next_shift.borrow_mut() = Some((desk, ends));
        Ok(ends)
    }

    fn off_duty(&self, staff: StaffId) -> Result<bool, Fault> {
        if self.off_duty.get().is_none() {
            let gone = rota::off_duty(self)?;
            return Ok(self.off_duty.get_or_init(|| gone).contains(&staff));
        }
        Ok(self.off_duty.get().is_some_and(|gone| gone.contains(&staff)))
    }

    fn holder(&self, desk: DeskId) -> Result<Option<StaffId>, Fault> {
        handover::holder(self.reader, desk)
    }

    fn lies_in(&self, thing: CountableId) -> Result<i64, Fault> {
        handover::lies_in(self, thing)
    }

    fn till_owed(&self, staff: StaffId) -> Result<Option<Say>, Fault> {
        handover::till_owed(self, staff)
    }

    fn custody_undecided(&self, desk: DeskId) -> Result<bool, Fault> {
        handover::custody_undecided(self.reader, desk)
    }

    fn fields_of(&self, register: &str) -> Option<Vec<&'static str>> {
        let register = self.registers.by_id(register)?;
        Some(register.fields().iter().map(|field| field.id).collect())
    }

    fn setting_text(&self, id: &str) -> String {
        Scope::setting_text(self, id)
    }

    fn custody(&self, staff: StaffId) -> Result<Vec<String>, Fault> {
        let mut names = Names::default();
        handover::held_by(self, staff)?.into_iter().map(|desk| names.of(self, "desk", desk.0)).collect()
    }

    fn setting(&self, id: &str) -> i64 {
        Scope::setting_text(self, id).parse().unwrap_or_else(|_| settings::default_int(id))
    }
}

/// The register with this id.
pub(super) fn register<'a>(registers: &'a Registers, id: &str) -> Result<&'a dyn AnyRegister, Fault> {
    registers.by_id(id).ok_or_else(|| {
        let known = registers.iter().map(|r| r.info().id).collect::<Vec<_>>().join(", ");
        Fault::invalid(
            "register",
            say!("没有登记簿 {id}；可用：{known}", "No register {id}; there are: {known}"),
        )
    })
}

/// The register of an entry.
pub(super) fn register_of(registers: &Registers, entry: EntryRef) -> Result<&dyn AnyRegister, Fault> {
    let tag = entry.register;
    registers.by_tag(tag).ok_or_else(|| bug(&format!("no register {tag}")))
}
