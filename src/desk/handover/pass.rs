//! Passing a desk between two people on duty at it (`spec/handover.md` 4.7): for a break, or while two shifts overlap. Both
//! sign at one terminal, nobody counts and nobody reads: the end of a shift still wants its document.

use super::custody::{pass, receipt};
use super::repeat::{self, Signing};
use super::watch::{needed, recorded};
use crate::api::handover::{Beside, Pass, WatchView};
use crate::desk::act::Base;
use crate::desk::job::Outcome;
use crate::desk::list::Names;
use crate::desk::pin;
use crate::desk::scope::Scope;
use crate::domain::fault::Fault;
use crate::domain::handover::{Actor, Event, Facts, Taking, Watch};
use crate::domain::ids::StaffId;
use crate::domain::rota::duty;
use crate::say;
use crate::store::Tx;
use crate::text::lang::{Say, t};

/// Who is on duty at the watch's desk besides its holder.
pub(super) fn beside(scope: &Scope<'_>, watch: &Watch, names: &mut Names) -> Result<Vec<Beside>, Fault> {
    let here = duty::here(scope)?.into_iter();
    let others = here.filter(|(_, staff, desk)| *desk == watch.desk && *staff != watch.holder);
    others.map(|(_, staff, _)| Ok(Beside { staff, name: names.of(scope, "staff", staff.0)? })).collect()
}

/// Why the caller may neither give the desk to one of those beside the holder nor take it; none: they may.
pub(super) fn why_not(scope: &Scope<'_>, watch: &Watch, beside: &[Beside], facts: &Facts) -> Option<Say> {
    let me = scope.who.staff;
    let taker = if watch.holder == me {
        beside.first().map(|other| other.staff)
    } else {
        beside.iter().map(|other| other.staff).find(|staff| *staff == me)
    };
    let taker = taker.unwrap_or(StaffId(0));
    let why = watch.why_not(Event::Pass, Actor { staff: taker, lead: false }, facts);
    why.or_else(|| (taker.0 == 0).then(|| nobody(watch.holder == me)))
}

fn nobody(holds: bool) -> Say {
    if holds {
        t("没有其他同事在本台上班", "Nobody else is on duty at this desk").into()
    } else {
        t("先在本台上班登记", "Begin your duty at this desk first").into()
    }
}

/// Moves custody from the holder to a colleague on duty; either of the two calls.
pub(in crate::desk) fn pass_on(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    args: &Pass,
    out: &mut Outcome,
) -> Result<WatchView, Fault> {
    if let Some(answer) = repeat::before(base, tx, args.watch, Signing::Pass, out)? {
        return Ok(answer);
    }
    let before = needed(base, tx)?;
    let (me, holder) = (base.who.staff, before.holder);
    let other = pin::witness(&base.scope(tx), Some(&args.with), "with")?;
    let other = other.ok_or_else(|| Fault::missing("with", t("另一位同事", "Which colleague")))?;
    let taker = match (me == holder, other == holder) {
        (true, false) => other,
        (false, true) => me,
        _ => {
            let name = Names::default().of(&base.scope(tx), "staff", holder.0)?;
            let text = say!(
                "当班人是{name}，由其与同班一人转交",
                "{name} holds the desk: they pass it to one other"
            );
            return Err(Fault::invalid("with", text));
        }
    };
    let others = beside(&base.scope(tx), &before, &mut Names::default())?;
    if !others.iter().any(|other| other.staff == taker) {
        let name = Names::default().of(&base.scope(tx), "staff", taker.0)?;
        let text = say!(
            "{name}不在本台上班，请先登记上班",
            "{name} is not on duty at this desk; they begin it first"
        );
        return Err(Fault::refused(text).at("with"));
    }
    let revision = recorded(&base.scope(tx), &before)?.revision;
    let leaver = receipt(&before, revision, Actor { staff: holder, lead: false }, base.now);
    let taking = (Actor { staff: taker, lead: false }, &Taking::Pass(leaver));
    pass(base, tx, (&before, before.clone()), taking, None, out)
}
