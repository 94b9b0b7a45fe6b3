//! Two people changed the same entry: disjoint changes merge, overlapping ones come back with both versions.

use crate::desk::list::masked;
use crate::desk::rows::{self, Loaded};
use crate::desk::scope::Scope;
use crate::domain::fault::{Conflict, Fault, FaultKind};
use crate::domain::ids::EntryRef;
use crate::domain::register::{AnyRegister, Values, Who};
use crate::domain::value::Value;
use crate::store::{Reader, journal};
use crate::text::lang::t;

/// Refuses when a field in `values` was changed by somebody else after the `rev` the caller saw.
pub(super) fn check(
    scope: &Scope<'_>,
    register: &dyn AnyRegister,
    at: EntryRef,
    now: &Loaded,
    seen: Option<u32>,
    values: &Values,
) -> Result<(), Fault> {
    let Some(seen) = seen.filter(|seen| *seen != now.head.rev) else { return Ok(()) };
    let old = version(scope.reader, register, at, seen)?;
    let value_in = |entry: &Loaded, field: &str| register.get(&entry.head, &*entry.body, field);
    let mut conflict = Vec::new();
    for (field, yours) in &values.0 {
        let theirs = value_in(now, field);
        // Without the version that was seen, any change must be taken for theirs.
        let before = old.as_ref().map(|old| value_in(old, field));
        if before.as_ref() != Some(&theirs) && theirs != *yours {
            let theirs = shown(scope.who, register, field, theirs);
            conflict.push(Conflict { field: field.clone(), theirs, yours: yours.clone() });
        }
    }
    if conflict.is_empty() {
        return Ok(());
    }
    let text =
        t("别人刚改过这些内容，请核对后再保存", "Somebody changed this meanwhile; compare and save again");
    let first = conflict.first().map(|c| c.field.clone());
    Err(Fault { conflict, rev: Some(now.head.rev), field: first, ..Fault::new(FaultKind::Stale, text) })
}

/// A value as the caller may see it: a conflict must not tell what the card hides.
fn shown(who: &Who, register: &dyn AnyRegister, field: &str, value: Value) -> Value {
    match register.field(field).and_then(|field| field.mask) {
        Some(mask) if !who.may(mask.full) => match value.text() {
            Some(plain) if !plain.is_empty() => Value::Text(masked(mask.how, plain)),
            _ => value,
        },
        _ => value,
    }
}

/// The entry as it was at a `rev`.
fn version(
    reader: &dyn Reader,
    register: &dyn AnyRegister,
    at: EntryRef,
    rev: u32,
) -> Result<Option<Loaded>, Fault> {
    let key = rows::key(at);
    for entry in journal::history(reader, &key)?.into_iter().rev() {
        let bytes =
            entry.changes.into_iter().find(|change| change.key == key).and_then(|change| change.value);
        if let Some(bytes) = bytes {
            let loaded = rows::decode(register, &bytes)?;
            if loaded.head.rev == rev {
                return Ok(Some(loaded));
            }
        }
    }
    Ok(None)
}
