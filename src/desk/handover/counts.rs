//! What a desk counts when custody moves, and what was expected. The rules of a count are in `domain::handover::counts`.

use super::watch::needed;
use crate::api::handover::{Count, CountRow, ExplainCount, WatchView};
use crate::desk::act::Base;
use crate::desk::job::Outcome;
use crate::desk::scope::Scope;
use crate::domain::fault::Fault;
use crate::domain::handover::{Side, Watch};
use crate::say;
use crate::store::Tx;

/// Whether a side has counted everything this desk counts, with every difference explained.
#[allow(clippy::unnecessary_wraps)]
pub(super) fn complete(_: &Scope<'_>, _: &Watch, _: Side) -> Result<bool, Fault> {
    Ok(true)
}

/// What is counted at the watch's desk, as the caller may see it.
#[allow(clippy::unnecessary_wraps)]
pub(super) fn shown(_: &Scope<'_>, _: &Watch) -> Result<Vec<CountRow>, Fault> {
    Ok(Vec::new())
}

/// Counts one thing.
pub(in crate::desk) fn count(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    count: &Count,
    _: &mut Outcome,
) -> Result<WatchView, Fault> {
    needed(base, tx)?;
    Err(nothing(count.thing))
}

/// Explains why the last count of a thing is not what was expected.
pub(in crate::desk) fn explain(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    explain: &ExplainCount,
    _: &mut Outcome,
) -> Result<WatchView, Fault> {
    needed(base, tx)?;
    Err(nothing(explain.thing))
}

fn nothing(thing: u64) -> Fault {
    Fault::not_found(say!("本台不清点 #{thing}", "This desk does not count #{thing}")).at("thing")
}
