//! What one row does: it makes entries and changes fields through the registers' own actions, and remembers what it said
//! about whom, so that rows of one list that contradict each other are found.

use crate::api::describe::CORRECT;
use crate::api::entry::Act;
use crate::api::intake::Verdict;
use crate::desk::act::{self, Base};
use crate::desk::faults;
use crate::desk::fresh::Counts;
use crate::desk::job::Outcome;
use crate::desk::rows::{self, Loaded};
use crate::desk::scope::{self, Scope};
use crate::desk::{fresh, values};
use crate::domain::fault::Fault;
use crate::domain::ids::EntryRef;
use crate::domain::register::{AnyRegister, Head, Values};
use crate::domain::value::Value;
use crate::say;
use crate::store::{Batch, Tx};
use crate::text::lang::Say;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// What rows of a list said about fields of entries: the row, and what, as a hash.
pub(super) type Said = HashMap<(EntryRef, &'static str), (u32, u64)>;

/// Columns that are called differently in the register they go to: `(field, column)`.
pub(super) type Names = &'static [(&'static str, &'static str)];

/// The work on one row.
pub(super) struct Work<'w, 't> {
    base: &'w Base<'w>,
    tx: &'w mut Tx<'t>,
    /// What rows before said; none when nobody needs to know.
    before: Option<&'w Said>,
    said: Said,
    row: u32,
    out: Outcome,
    new: bool,
    changed: Vec<String>,
}

impl<'w, 't> Work<'w, 't> {
    /// Begins with nothing done.
    pub(super) fn new(base: &'w Base<'w>, tx: &'w mut Tx<'t>, before: Option<&'w Said>, row: u32) -> Self {
        let (said, out) = (Said::default(), Outcome::default());
        Self { base, tx, before, said, row, out, new: false, changed: Vec::new() }
    }

    /// What came of it.
    pub(super) fn end(mut self) -> (Verdict, Said, Vec<Say>) {
        let verdict = if self.new {
            Verdict::Added
        } else if self.changed.is_empty() {
            Verdict::Same
        } else {
            self.changed.sort_unstable();
            self.changed.dedup();
            Verdict::Changed(self.changed)
        };
        (verdict, self.said, self.out.warnings)
    }

    /// What work would come to, of which nothing is kept.
    pub(super) fn tried(
        &self,
        work: impl FnOnce(&mut Work<'_, '_>) -> Result<(), Fault>,
    ) -> Result<Verdict, Fault> {
        // Numbers of its own: the next real entry has the one that follows.
        let (nothing, counts) = (Batch::default(), Counts::tried());
        let base = Base { counts: Some(&counts), ..*self.base };
        let mut tx = Tx::trial(&nothing, self.tx);
        let mut trial = Work::new(&base, &mut tx, self.before, self.row);
        work(&mut trial)?;
        Ok(trial.end().0)
    }

    /// What the row can see, with what it did.
    pub(super) fn scope(&self) -> Scope<'_> {
        self.base.scope(self.tx)
    }

    /// The register with this id.
    pub(super) fn register(&self, id: &str) -> Result<&'w dyn AnyRegister, Fault> {
        scope::register(self.base.registers, id)
    }

    /// What the row is about is new.
    pub(super) fn is_new(&mut self) {
        self.new = true;
    }

    /// A column of what is on file changes.
    pub(super) fn changes(&mut self, column: &str) {
        self.changed.push(column.to_owned());
    }

    /// Understands the columns that go to fields of a register; what is not filled in is left out.
    pub(super) fn understood(
        &self,
        register: &dyn AnyRegister,
        row: &Values,
        fields: &[&str],
        names: Names,
    ) -> Result<Values, Fault> {
        let scope = self.scope();
        let mut given = Values::default();
        for id in fields {
            let value = row.get(column(id, names));
            if value.is_none() {
                continue;
            }
            let field = register.field(id).ok_or_else(|| faults::bug("a column without a field"))?;
            let value = values::understand(&scope, field, value.clone()).map_err(|f| renamed(f, names))?;
            if !value.is_none() {
                given = given.with(id, value);
            }
        }
        Ok(given)
    }

    /// The room that an earlier row meant by the same text.
    pub(super) fn known_room(&self, text: &str) -> Option<u64> {
        self.base.counts?.rooms.borrow().get(text).copied()
    }

    /// Remembers which room a row means.
    pub(super) fn knows_room(&self, text: &str, room: u64) {
        if let Some(counts) = self.base.counts {
            counts.rooms.borrow_mut().insert(text.to_owned(), room);
        }
    }

    /// An entry with these fields in its normal form, of which nothing is kept. Doubts are left to who files it.
    pub(super) fn draft(
        &self,
        register: &dyn AnyRegister,
        head: Head,
        given: &Values,
        names: Names,
    ) -> Result<Loaded, Fault> {
        let entry = Loaded { head, body: register.blank() };
        self.filled(register, entry, given).map_err(|fault| renamed(fault, names))
    }

    fn filled(&self, register: &dyn AnyRegister, mut entry: Loaded, given: &Values) -> Result<Loaded, Fault> {
        for (id, value) in &given.0 {
            register.set(&mut entry.head, &mut *entry.body, id, value.clone())?;
        }
        let trusting = Base { reasoned: true, ..*self.base };
        let scope = trusting.scope(self.tx);
        register.normal(&mut entry.head, &mut *entry.body, &scope.ctx())?;
        Ok(entry)
    }

    /// Makes an entry as the register's action does.
    pub(super) fn create(
        &mut self,
        register: &str,
        action: &str,
        given: Values,
        names: Names,
    ) -> Result<EntryRef, Fault> {
        let register = self.register(register)?;
        let made = act::create(self.base, self.tx, register, action, given, &mut self.out);
        made.map_err(|fault| renamed(fault, names))
    }

    /// Files an entry in this state, without what an action would do besides.
    pub(super) fn file(
        &mut self,
        register: &str,
        state: u8,
        given: &Values,
        names: Names,
    ) -> Result<EntryRef, Fault> {
        let register = self.register(register)?;
        let made = fresh::file(self.base, self.tx, register, state, given, &mut self.out);
        made.map_err(|fault| renamed(fault, names))
    }

    /// Changes those of the given fields of an entry on file that are different, and says which they were.
    pub(super) fn patch(&mut self, at: EntryRef, given: &Values, names: Names) -> Result<Vec<String>, Fault> {
        let register = scope::register_of(self.base.registers, at)?;
        let before = self.load(at)?;
        let after = self.filled(register, before.clone(), given).map_err(|fault| renamed(fault, names))?;
        let mut patch = Values::default();
        for (id, value) in &given.0 {
            let is = register.get(&after.head, &*after.body, id);
            if let Some(field) = register.field(id) {
                self.says(at, field.id, &is).map_err(|fault| renamed(fault, names))?;
            }
            if is != register.get(&before.head, &*before.body, id) {
                patch = patch.with(id, value.clone());
            }
        }
        let fields: Vec<String> = patch.0.keys().cloned().collect();
        if !fields.is_empty() {
            self.act(at, CORRECT, patch, names)?;
            self.changed.extend(fields.iter().map(|field| column(field, names).to_owned()));
        }
        Ok(fields)
    }

    /// Acts on an entry as somebody would.
    pub(super) fn act(
        &mut self,
        at: EntryRef,
        action: &str,
        values: Values,
        names: Names,
    ) -> Result<(), Fault> {
        let register = scope::register_of(self.base.registers, at)?.info().id.to_owned();
        let act = Act {
            register,
            action: action.to_owned(),
            entry: Some(format!("#{}", at.id)),
            values,
            ..Act::default()
        };
        let mut out = Outcome::default();
        let acted = act::act(self.base, self.tx, &act, &mut out).map_err(|fault| renamed(fault, names))?;
        self.out.warnings.extend(acted.warnings);
        Ok(())
    }

    /// Remembers what the row says about fields of an entry it made.
    pub(super) fn said_of(&mut self, at: EntryRef, given: &Values, names: Names) -> Result<(), Fault> {
        if self.before.is_none() {
            return Ok(());
        }
        let register = scope::register_of(self.base.registers, at)?;
        let entry = self.load(at)?;
        for field in given.0.keys().filter_map(|id| register.field(id)) {
            let is = register.get(&entry.head, &*entry.body, field.id);
            self.says(at, field.id, &is).map_err(|fault| renamed(fault, names))?;
        }
        Ok(())
    }

    /// Remembers what the row says about a field; refuses when an earlier row said otherwise.
    pub(super) fn says(&mut self, at: EntryRef, field: &'static str, value: &Value) -> Result<(), Fault> {
        let Some(before) = self.before else { return Ok(()) };
        match self.said.get(&(at, field)).or_else(|| before.get(&(at, field))) {
            Some((row, said)) if *said != hash(value) => {
                let text = say!("与第 {row} 行不一致，请核对", "Row {row} says otherwise; compare them");
                Err(Fault::refused(text).at(field))
            }
            Some(_) => Ok(()),
            None => {
                self.said.insert((at, field), (self.row, hash(value)));
                Ok(())
            }
        }
    }

    /// An entry that is there.
    pub(super) fn load(&self, at: EntryRef) -> Result<Loaded, Fault> {
        let register = scope::register_of(self.base.registers, at)?;
        rows::load(self.tx, register, at)?.ok_or_else(|| faults::bug("an entry on file is gone"))
    }
}

fn hash(value: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.written(chrono_tz::UTC).hash(&mut hasher);
    hasher.finish()
}

fn column(field: &str, names: Names) -> &str {
    names.iter().find(|(id, _)| *id == field).map_or(field, |(_, column)| column)
}

/// A fault that names the column.
pub(super) fn renamed(fault: Fault, names: Names) -> Fault {
    match fault.field.as_deref().map(|field| column(field, names).to_owned()) {
        Some(column) => fault.at(&column),
        None => fault,
    }
}

/// Refuses columns that the list does not have.
pub(super) fn only(row: &Values, columns: &[&str]) -> Result<(), Fault> {
    match row.0.keys().find(|id| !columns.contains(&id.as_str())) {
        None => Ok(()),
        Some(id) => {
            let known = columns.join(", ");
            let text = say!("没有“{id}”这一列；可用：{known}", "No column {id}; there are: {known}");
            Err(Fault::invalid(id, text))
        }
    }
}
