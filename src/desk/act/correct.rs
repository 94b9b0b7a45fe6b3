//! Corrections: patches of a saved entry's fields, whatever its state. Its history keeps what was there before.

use super::{Base, acted, keep, load, not_ahead, touch, understood};
use crate::api::entry::{Act, Acted};
use crate::desk::faults::forbidden;
use crate::desk::job::Outcome;
use crate::desk::{resolve, stale, values};
use crate::domain::fault::Fault;
use crate::domain::register::{AnyRegister, Mark};
use crate::say;
use crate::store::Tx;
use crate::text::lang::t;

/// Patches fields of a saved entry. Its history keeps what was there before.
pub(super) fn correct(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    register: &dyn AnyRegister,
    act: &Act,
    out: &mut Outcome,
) -> Result<Acted, Fault> {
    let info = register.info();
    if !base.who.may(info.correct) {
        return Err(forbidden(info.correct));
    }
    let text = act.entry.as_deref().ok_or_else(|| Fault::missing("entry", t("编号", "Entry")))?;
    let at = resolve::entry(&base.scope(tx), text, Some(register))?;
    let before = load(base, tx, register, at)?;
    let asked = |id: &String| register.field(id).is_some_and(|field| field.editable);
    if let Some(id) = act.values.0.keys().find(|id| !asked(id)) {
        let known =
            register.fields().iter().filter(|f| f.editable).map(|f| f.id).collect::<Vec<_>>().join(", ");
        return Err(Fault::invalid(
            id,
            say!("{id} 不能更正；可更正：{known}", "{id} cannot be corrected; these can: {known}"),
        ));
    }
    let values = understood(&base.scope(tx), register, &act.values)?;
    stale::check(&base.scope(tx), register, at, &before, act.rev, &values)?;
    values::in_use(&base.scope(tx), register, &values, Some(&before))?;
    values::odd_phones(register, &values, out);
    let mut entry = before.clone();
    let mut changed = false;
    for (id, value) in &values.0 {
        changed |= register.get(&before.head, &*before.body, id) != *value;
        register.set(&mut entry.head, &mut *entry.body, id, value.clone())?;
        if let Some(field) = register.field(id).filter(|field| value.is_none() && needed(register, field.id))
        {
            return Err(Fault::missing(field.id, field.label));
        }
    }
    if entry.head.occurred_at != before.head.occurred_at {
        not_ahead(base, &entry.head)?;
    }
    if changed {
        entry.head.mark(Mark::Corrected);
        touch(base, &mut entry.head, &before.head);
        keep(base, tx, register, &mut entry, Some(&before), out)?;
    }
    acted(base, tx, register, at, out)
}

/// Whether no entry is made without this field.
fn needed(register: &dyn AnyRegister, field: &str) -> bool {
    let creating = register.actions().iter().filter(|action| action.creates());
    creating.flat_map(|action| &action.asks).any(|ask| ask.required && ask.field == field)
}
