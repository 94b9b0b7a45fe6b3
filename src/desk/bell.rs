//! What rings: the entries whose register rings a bell for them, kept in an index of their own, so that asking costs
//! nothing while nothing rings. Knows no rule of a register.

use crate::api::alarm::{AlarmRow, Alarms};
use crate::desk::handover;
use crate::desk::list::Names;
use crate::desk::rows::{self, By};
use crate::desk::scope::Scope;
use crate::domain::fault::Fault;
use crate::domain::register::{AnyRegister, Head, Look};
use crate::store::Dir;

/// Most entries that ring at once on a screen.
const MOST: usize = 50;
/// The action that takes something in hand without asking anything.
const ANSWER: &str = "handle";

/// What rings for the caller, the most pressing first.
pub(super) fn alarms(scope: &Scope<'_>) -> Result<Alarms, Fault> {
    let ctx = scope.ctx();
    let mut names = Names::default();
    let mut found: Vec<(u8, AlarmRow)> = Vec::new();
    for entry in rows::entries_in(scope.reader, &rows::index(By::Bell).range(), Dir::Up, MOST)? {
        let register = scope.register_of(entry)?;
        let info = register.info();
        if !scope.who.may(info.see) {
            continue;
        }
        let Some(loaded) = rows::load(scope.reader, register, entry)? else { continue };
        let Some(text) = register.rings(&loaded.head, &*loaded.body, &ctx) else { continue };
        let head = loaded.head;
        let place = head.place.map(|place| names.of(scope, "place", place.0)).transpose()?;
        let row = AlarmRow {
            entry,
            register: info.id.to_owned(),
            text,
            place: place.unwrap_or_default(),
            since: head.since,
            own: head.created_by == scope.who.staff,
            always: head.rank == 0,
            answer: answer(register, &head, scope),
            number: head.number,
        };
        found.push((head.rank, row));
    }
    found.sort_by_key(|(rank, row)| (*rank, row.since, row.entry));
    let mut rows: Vec<AlarmRow> = found.into_iter().map(|(_, row)| row).collect();
    // What presses comes first; a handover that is late waits behind a burst pipe, and is not answered away.
    rows.extend(handover::ringing(scope)?);
    Ok(Alarms {
        rows,
        repeat_seconds: u64::try_from(scope.setting("bell.repeat_seconds")).unwrap_or(30),
        from: scope.setting("bell.from"),
        to: scope.setting("bell.to"),
    })
}

fn answer(register: &dyn AnyRegister, head: &Head, scope: &Scope<'_>) -> Option<String> {
    let action = register.action(ANSWER)?;
    let at_once = action.asks.is_empty() && action.from.contains(&head.state);
    (at_once && scope.who.may(action.posts)).then(|| action.id.to_owned())
}
