//! Tills of a person's own (`spec/handover.md` 4.7): a second receptionist takes cash into theirs, and a difference in it is
//! nobody else's. Custody of it is its keeper's, whoever holds the desk.

use super::{CountKind, Countable, TAG};
use crate::domain::fault::Fault;
use crate::domain::ids::{CountableId, DeskId, EntryRef, StaffId};
use crate::domain::kept::ACTIVE;
use crate::domain::register::{Ctx, Head, Look};
use crate::domain::value::Valued;
use crate::text::lang::t;

/// Who keeps a till; none: it goes with the desk.
///
/// # Errors
/// When the store cannot be read.
pub fn keeper(look: &dyn Look, till: CountableId) -> Result<Option<StaffId>, Fault> {
    let value = look.field(EntryRef::new(TAG, till.0), "keeper")?;
    Ok(Valued::take(value).unwrap_or_default())
}

/// The till somebody keeps at a desk; none: they have none of their own there.
///
/// # Errors
/// When the store cannot be read.
pub fn till_of(look: &dyn Look, staff: StaffId, desk: DeskId) -> Result<Option<CountableId>, Fault> {
    for at in look.in_state(TAG, ACTIVE)? {
        let till = CountableId(at.id);
        let here: Option<DeskId> = Valued::take(look.field(at, "desk")?).unwrap_or_default();
        if here == Some(desk) && keeper(look, till)? == Some(staff) {
            return Ok(Some(till));
        }
    }
    Ok(None)
}

/// Only cash at one desk is somebody's own, one till a person, and it changes hands empty: what lies in it was entered
/// by the one who kept it.
pub(super) fn check(head: &Head, entry: &Countable, ctx: &Ctx<'_>) -> Result<(), Fault> {
    if let Some(staff) = entry.keeper {
        if entry.kind != Some(CountKind::Cash) {
            let text = t("只有现金钱箱可以归个人", "Only a till of cash is somebody's own");
            return Err(Fault::invalid("keeper", text));
        }
        let Some(desk) = entry.desk else {
            return Err(Fault::missing("desk", t("服务台", "Desk")));
        };
        if till_of(ctx.look, staff, desk)?.is_some_and(|till| till.0 != head.id) {
            let text = t("此人在这个服务台已有自管钱箱", "They keep another till at this desk already");
            return Err(Fault::invalid("keeper", text));
        }
    }
    if head.id == 0 || keeper(ctx.look, CountableId(head.id))? == entry.keeper {
        return Ok(());
    }
    if ctx.look.lies_in(CountableId(head.id))? == 0 {
        return Ok(());
    }
    let text = t(
        "钱箱里还有账，先清点上交再换人",
        "Money lies in it: count it and hand it in, then change who keeps it",
    );
    Err(Fault::invalid("keeper", text))
}
