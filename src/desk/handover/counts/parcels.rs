//! How many pieces of parcels should lie at a desk, by the register of parcels. A desk that keeps none of its parcels there
//! counts them as it did before there was a register.

use crate::desk::rows::{self, By, index};
use crate::desk::scope::Scope;
use crate::domain::fault::Fault;
use crate::domain::ids::DeskId;
use crate::domain::parcel;
use crate::domain::register::Look;
use crate::domain::value::Value;
use crate::store::Dir;

/// The newest parcels of the office that are looked at for whether a desk keeps its own in the register.
const LOOKED: usize = 1_000;

/// The pieces that wait at a desk; none when the desk does not keep its parcels in the register.
pub(super) fn kept(scope: &Scope<'_>, desk: DeskId) -> Result<Option<i64>, Fault> {
    let mut pieces = 0_i64;
    for at in scope.in_state(parcel::TAG, parcel::KEPT)? {
        if scope.head(at)?.is_some_and(|head| head.desk == desk)
            && let Value::Int(more) = scope.field(at, "pieces")?
        {
            pieces = pieces.saturating_add(more);
        }
    }
    Ok(if pieces > 0 || keeps(scope, desk)? { Some(pieces) } else { None })
}

/// Whether a desk keeps its parcels in the register although none waits there now.
fn keeps(scope: &Scope<'_>, desk: DeskId) -> Result<bool, Fault> {
    let all = index(By::Time).u16(parcel::TAG).range();
    for at in rows::entries_in(scope.reader, &all, Dir::Down, LOOKED)? {
        if scope.head(at)?.is_some_and(|head| head.desk == desk) {
            return Ok(true);
        }
    }
    Ok(false)
}
