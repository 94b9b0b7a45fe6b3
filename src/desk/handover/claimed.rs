//! What people claimed and did not begin before they went home: when somebody takes a desk over, it goes back to those who
//! are here (`spec/handover.md` 4.11). Which registers have such work, and in which states, their own tables say.

use crate::desk::act::{self, Base};
use crate::desk::job::Outcome;
use crate::desk::rows::{self, By, index};
use crate::domain::fault::Fault;
use crate::domain::ids::EntryRef;
use crate::domain::register::{Look, UNCLAIM};
use crate::store::{Dir, Tx};

/// Gives back what is claimed by people who are off duty; how many entries.
pub(super) fn give_back(base: &Base<'_>, tx: &mut Tx<'_>, out: &mut Outcome) -> Result<usize, Fault> {
    let mut claimed: Vec<EntryRef> = Vec::new();
    {
        let scope = base.scope(tx);
        for register in base.registers.iter() {
            let Some(action) = register.action(UNCLAIM) else { continue };
            for state in action.from {
                let range = index(By::State).u16(register.info().tag).u8(*state).range();
                for at in rows::entries_in(scope.reader, &range, Dir::Up, usize::MAX)? {
                    let owner = scope.head(at)?.and_then(|head| head.owner);
                    if owner.map(|owner| scope.off_duty(owner)).transpose()?.unwrap_or(false) {
                        claimed.push(at);
                    }
                }
            }
        }
    }
    for at in &claimed {
        act::by_itself(base, tx, *at, UNCLAIM, out)?;
    }
    Ok(claimed.len())
}
