//! A register with its entry type erased: what the desk, the wire and the screens work with.

use super::{
    ActionInfo, Among, Carry, Ctx, Effect, FieldInfo, Head, Register, SearchKey, Situation, Spec, SpecInfo,
    Stored, Values,
};
use crate::domain::clock::Clocks;
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::moment::At;
use crate::domain::value::Value;
use crate::say;
use crate::text::lang::Say;
use serde::{Deserialize, Serialize};
use std::any::Any;

/// An entry whose type only its register knows.
pub trait AnyEntry: Any + Send + Sync {
    /// Itself, for downcasting.
    fn as_any(&self) -> &dyn Any;
    /// Itself, for downcasting and changing.
    fn as_any_mut(&mut self) -> &mut dyn Any;
    /// A copy.
    fn copy(&self) -> Box<dyn AnyEntry>;
}

impl<E: Stored> AnyEntry for E {
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }
    fn copy(&self) -> Box<dyn AnyEntry> {
        Box::new(self.clone())
    }
}

/// A register of any entry type. There is one implementation: [`Typed`].
pub trait AnyRegister: Send + Sync {
    /// Name, numbering, states, views.
    fn info(&self) -> &SpecInfo;
    /// Its fields, in the order of the detail view.
    fn fields(&self) -> &[FieldInfo];
    /// Its actions, in the order of footer and palette.
    fn actions(&self) -> &[ActionInfo];
    /// An entry with nothing in it.
    fn blank(&self) -> Box<dyn AnyEntry>;
    /// One field; [`Value::None`] for an unknown one.
    fn get(&self, head: &Head, entry: &dyn AnyEntry, field: &str) -> Value;
    /// One field as it is shown: the same, or worked out from other records.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn seen(&self, head: &Head, entry: &dyn AnyEntry, field: &str, ctx: &Ctx<'_>) -> Result<Value, Fault>;
    /// Writes one field.
    ///
    /// # Errors
    /// When there is no such field, or the value is not of its kind.
    fn set(&self, head: &mut Head, entry: &mut dyn AnyEntry, field: &str, value: Value) -> Result<(), Fault>;
    /// Says why an action cannot be done now; nothing about who is asking.
    ///
    /// # Errors
    /// The reason, in both languages.
    fn guard(&self, action: &str, head: &Head, entry: &dyn AnyEntry, ctx: &Ctx<'_>) -> Result<(), Say>;
    /// Runs an action's checks and gives its effects.
    ///
    /// # Errors
    /// What is wrong with what was filled in.
    fn effects(
        &self,
        action: &str,
        head: &mut Head,
        entry: &mut dyn AnyEntry,
        values: &Values,
        ctx: &Ctx<'_>,
    ) -> Result<Vec<Effect>, Fault>;
    /// Brings it into its normal form before it is saved.
    ///
    /// # Errors
    /// What cannot be saved, with the field.
    fn normal(&self, head: &mut Head, entry: &mut dyn AnyEntry, ctx: &Ctx<'_>) -> Result<(), Fault>;
    /// The text that only one entry in use may have, and its field.
    fn unique(&self, head: &Head, entry: &dyn AnyEntry) -> Option<(&'static str, SearchKey)>;
    /// The line that names it.
    fn title(&self, head: &Head, entry: &dyn AnyEntry) -> Say;
    /// Recomputes what the head derives from the entry: due time and rank.
    fn derive(&self, head: &mut Head, entry: &dyn AnyEntry);
    /// Whether its entries may fall due.
    fn falls_due(&self) -> bool;
    /// By what it is found, its number included.
    fn keys(&self, head: &Head, entry: &dyn AnyEntry) -> Vec<SearchKey>;
    /// Which of its entries a shift handover looks at; none: it passes none on.
    fn carries(&self) -> Option<Among>;
    /// Whether and why it belongs into a shift handover.
    fn carry(&self, head: &Head, entry: &dyn AnyEntry, ctx: &Ctx<'_>) -> Option<Carry>;
    /// Bytes that sort it among its like, when they have an order of their own.
    fn sort(&self, head: &Head, entry: &dyn AnyEntry) -> Option<Vec<u8>>;
    /// Whether its entries are parts of a person's file, found as that person.
    fn facet(&self) -> bool;
    /// Whether the view with this id shows only some of the entries in its states.
    fn sifts(&self, view: &str) -> bool;
    /// Whether the view with this id shows the entry, its state apart.
    fn shows(&self, view: &str, head: &Head, entry: &dyn AnyEntry, ctx: &Ctx<'_>) -> bool;
    /// Whether somebody who leaves its room must settle it first.
    fn holds(&self, head: &Head, entry: &dyn AnyEntry) -> bool;
    /// Its clocks, when it has any.
    fn clocks<'e>(&self, entry: &'e dyn AnyEntry) -> Option<&'e Clocks>;
    /// When the program itself acts on it next.
    fn alarm(&self, head: &Head, entry: &dyn AnyEntry, ctx: &Ctx<'_>) -> Option<At>;
    /// Why a bell rings for it.
    fn rings(&self, head: &Head, entry: &dyn AnyEntry, ctx: &Ctx<'_>) -> Option<Say>;
    /// The entry's form on disk.
    fn to_disk(&self, entry: &dyn AnyEntry) -> Result<Box<dyn erased_serde::Serialize>, Fault>;
    /// The entry from its form on disk.
    ///
    /// # Errors
    /// When the bytes are not such an entry.
    fn read_disk(
        &self,
        from: &mut dyn erased_serde::Deserializer<'_>,
    ) -> Result<Box<dyn AnyEntry>, erased_serde::Error>;
    /// Mistakes in the declaration, for the developer.
    fn mistakes(&self) -> Vec<String>;

    /// The field with this id.
    fn field(&self, id: &str) -> Option<&FieldInfo> {
        self.fields().iter().find(|field| field.id == id)
    }

    /// The action with this verb.
    fn action(&self, id: &str) -> Option<&ActionInfo> {
        self.actions().iter().find(|action| action.id == id)
    }
}

/// A declared register, wrapped so that its entry type no longer shows.
pub struct Typed<R: Register> {
    spec: Spec<R::Entry>,
    fields: Vec<FieldInfo>,
    actions: Vec<ActionInfo>,
}

impl<R: Register> Typed<R> {
    /// Reads the declaration once.
    #[must_use]
    pub fn new() -> Self {
        let spec = R::spec();
        let fields = spec.fields.iter().map(|field| field.info).collect();
        let actions = spec.actions.iter().map(|action| action.info.clone()).collect();
        Self { spec, fields, actions }
    }

    fn entry(entry: &dyn AnyEntry) -> Option<&R::Entry> {
        entry.as_any().downcast_ref()
    }
}

impl<R: Register> Default for Typed<R> {
    fn default() -> Self {
        Self::new()
    }
}

/// An entry of one register was handed to another: only a mistake of the program can do that.
fn misplaced() -> Fault {
    Fault::new(FaultKind::Bug, say!("内部错误：记录类型不符", "Internal error: an entry of another register"))
}

impl<R: Register> AnyRegister for Typed<R> {
    fn info(&self) -> &SpecInfo {
        &self.spec.info
    }
    fn fields(&self) -> &[FieldInfo] {
        &self.fields
    }
    fn actions(&self) -> &[ActionInfo] {
        &self.actions
    }
    fn blank(&self) -> Box<dyn AnyEntry> {
        Box::new(R::Entry::default())
    }
    fn get(&self, head: &Head, entry: &dyn AnyEntry, field: &str) -> Value {
        let found = self.spec.fields.iter().find(|f| f.info.id == field);
        match (found, Self::entry(entry)) {
            (Some(field), Some(entry)) => (field.get)(head, entry),
            _ => Value::None,
        }
    }
    fn seen(&self, head: &Head, entry: &dyn AnyEntry, field: &str, ctx: &Ctx<'_>) -> Result<Value, Fault> {
        let seen = self.spec.fields.iter().find(|f| f.info.id == field).and_then(|f| f.seen);
        match (seen, Self::entry(entry)) {
            (Some(seen), Some(entry)) => seen(head, entry, ctx),
            _ => Ok(self.get(head, entry, field)),
        }
    }
    fn set(&self, head: &mut Head, entry: &mut dyn AnyEntry, field: &str, value: Value) -> Result<(), Fault> {
        let Some(found) = self.spec.fields.iter().find(|f| f.info.id == field) else {
            let known = self.fields.iter().map(|f| f.id).collect::<Vec<_>>().join(", ");
            return Err(Fault::invalid(
                field,
                say!("没有字段 {field}；可用：{known}", "No field {field}; there are: {known}"),
            ));
        };
        let entry = entry.as_any_mut().downcast_mut::<R::Entry>().ok_or_else(misplaced)?;
        (found.set)(head, entry, value).map_err(|text| Fault::invalid(field, text))
    }
    fn guard(&self, action: &str, head: &Head, entry: &dyn AnyEntry, ctx: &Ctx<'_>) -> Result<(), Say> {
        let found = self.spec.actions.iter().find(|a| a.info.id == action);
        match (found, Self::entry(entry)) {
            (Some(action), Some(entry)) => (action.guard)(&Situation { head, entry, ctx }),
            _ => Err(misplaced().text),
        }
    }
    fn effects(
        &self,
        action: &str,
        head: &mut Head,
        entry: &mut dyn AnyEntry,
        values: &Values,
        ctx: &Ctx<'_>,
    ) -> Result<Vec<Effect>, Fault> {
        let found = self.spec.actions.iter().find(|a| a.info.id == action).ok_or_else(misplaced)?;
        let entry = entry.as_any_mut().downcast_mut::<R::Entry>().ok_or_else(misplaced)?;
        (found.effects)(head, entry, values, ctx)
    }
    fn normal(&self, head: &mut Head, entry: &mut dyn AnyEntry, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let entry = entry.as_any_mut().downcast_mut::<R::Entry>().ok_or_else(misplaced)?;
        (self.spec.normal)(head, entry, ctx)
    }
    fn unique(&self, head: &Head, entry: &dyn AnyEntry) -> Option<(&'static str, SearchKey)> {
        (self.spec.unique)(head, Self::entry(entry)?)
    }
    fn title(&self, head: &Head, entry: &dyn AnyEntry) -> Say {
        Self::entry(entry).map_or_else(|| Say::same(""), |entry| (self.spec.title)(head, entry))
    }
    fn derive(&self, head: &mut Head, entry: &dyn AnyEntry) {
        let Some(entry) = Self::entry(entry) else { return };
        let due = self.spec.due.filter(|_| self.spec.info.is_open(head.state));
        head.due = due.and_then(|due| due(head, entry));
        head.rank = (self.spec.rank)(head, entry);
    }
    fn keys(&self, head: &Head, entry: &dyn AnyEntry) -> Vec<SearchKey> {
        let mut keys = Self::entry(entry).map_or_else(Vec::new, |entry| (self.spec.keys)(head, entry));
        let said = !self.spec.info.kept && !self.spec.facet;
        keys.extend(super::registers::number_keys(&head.number, said));
        keys
    }
    fn carries(&self) -> Option<Among> {
        self.spec.carry.as_ref().map(|carries| carries.among)
    }
    fn carry(&self, head: &Head, entry: &dyn AnyEntry, ctx: &Ctx<'_>) -> Option<Carry> {
        (self.spec.carry.as_ref()?.why)(head, Self::entry(entry)?, ctx)
    }
    fn sort(&self, head: &Head, entry: &dyn AnyEntry) -> Option<Vec<u8>> {
        (self.spec.sort)(head, Self::entry(entry)?)
    }
    fn falls_due(&self) -> bool {
        self.spec.due.is_some()
    }
    fn facet(&self) -> bool {
        self.spec.facet
    }
    fn sifts(&self, view: &str) -> bool {
        self.spec.sifts.iter().any(|(id, _)| *id == view)
    }
    fn shows(&self, view: &str, head: &Head, entry: &dyn AnyEntry, ctx: &Ctx<'_>) -> bool {
        let sift = self.spec.sifts.iter().find(|(id, _)| *id == view);
        sift.is_none_or(|(_, sift)| Self::entry(entry).is_some_and(|entry| sift(head, entry, ctx)))
    }
    fn holds(&self, head: &Head, entry: &dyn AnyEntry) -> bool {
        Self::entry(entry).is_some_and(|entry| (self.spec.holds)(head, entry))
    }
    fn clocks<'e>(&self, entry: &'e dyn AnyEntry) -> Option<&'e Clocks> {
        Some((self.spec.clocks?.get)(Self::entry(entry)?))
    }
    fn alarm(&self, head: &Head, entry: &dyn AnyEntry, ctx: &Ctx<'_>) -> Option<At> {
        let alarm = self.spec.alarm;
        Self::entry(entry)
            .filter(|_| self.spec.info.is_open(head.state) || self.spec.facet)
            .and_then(|entry| alarm(head, entry, ctx))
    }
    fn rings(&self, head: &Head, entry: &dyn AnyEntry, ctx: &Ctx<'_>) -> Option<Say> {
        let rings = self.spec.rings;
        Self::entry(entry)
            .filter(|_| self.spec.info.is_open(head.state))
            .and_then(|entry| rings(head, entry, ctx))
    }
    fn to_disk(&self, entry: &dyn AnyEntry) -> Result<Box<dyn erased_serde::Serialize>, Fault> {
        let entry = Self::entry(entry).ok_or_else(misplaced)?;
        Ok(Box::new(OnDisk(entry.to_disk())))
    }
    fn read_disk(
        &self,
        from: &mut dyn erased_serde::Deserializer<'_>,
    ) -> Result<Box<dyn AnyEntry>, erased_serde::Error> {
        let disk = <R::Entry as Stored>::Disk::deserialize(from)?;
        Ok(Box::new(R::Entry::from_disk(disk)))
    }
    fn mistakes(&self) -> Vec<String> {
        self.spec.mistakes()
    }
}

/// Gives a borrowed-free home to the form on disk, so that it can be boxed.
struct OnDisk<D>(D);

impl<D: Serialize> Serialize for OnDisk<D> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}
