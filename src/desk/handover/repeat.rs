//! Signatures that were given before (`spec/handover.md` I17): who signs the same document in the same way again gets the
//! first receipt, whatever the key of the call; and who comes too late hears who was first, and when.

use super::view::later;
use super::watch::needed;
use super::{bare, whole};
use crate::api::handover::WatchView;
use crate::desk::act::Base;
use crate::desk::job::Outcome;
use crate::desk::list::Names;
use crate::desk::scope::Scope;
use crate::domain::fault::Fault;
use crate::domain::handover::{Began, How, Relief, Role, Signature, Watch, WatchState};
use crate::domain::ids::StaffId;
use crate::say;
use crate::store::{Reader, Tx};
use crate::text::lang::t;

/// A way of signing that moves custody or offers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Signing<'a> {
    Offer,
    /// Of the revision that was read, when the caller names it.
    Accept(Option<u32>),
    Release,
    Relieve(Relief),
    /// With this number.
    Seal(&'a str),
    BreakSeal,
    /// As either of the two.
    Pass,
}

impl Signing<'_> {
    /// The signature by which `me` has done this to the watch already.
    fn given(self, watch: &Watch, me: StaffId) -> Option<&Signature> {
        let by = |role: Role| watch.signatures.iter().rev().find(move |s| s.role == role && s.staff == me);
        let ending = watch.ending.as_ref().filter(|ending| ending.by == me);
        let how = ending.map(|ending| ending.how);
        match self {
            // What was taken back is offered anew.
            Self::Offer
                if watch.holder != me || matches!(watch.state, WatchState::Open | WatchState::Preparing) =>
            {
                None
            }
            Self::Offer => by(Role::Leaver).filter(|_| watch.offered_at.is_some()),
            Self::Accept(seen) => {
                let taken = matches!(how, Some(How::Accepted | How::Reserved));
                by(Role::Successor).filter(|s| taken && seen.is_none_or(|seen| seen == s.revision))
            }
            Self::Release => by(Role::Lead).filter(|_| how == Some(How::Released)),
            Self::Relieve(relief) => by(Role::Successor).filter(|_| how == Some(How::Relieved(relief))),
            Self::Seal(number) => {
                let same = ending.is_some_and(|ending| ending.how == How::Sealed && ending.seal == number);
                by(Role::Leaver).or_else(|| by(Role::Lead)).filter(|_| same)
            }
            Self::BreakSeal => {
                let sealed = watch.ending.as_ref().is_some_and(|ending| ending.how == How::Sealed);
                by(Role::Successor).filter(|_| sealed && watch.state == WatchState::Closed)
            }
            Self::Pass => {
                let passed = watch.ending.as_ref().is_some_and(|ending| ending.how == How::Passed);
                by(Role::Successor).or_else(|| by(Role::Leaver)).filter(|_| passed)
            }
        }
    }

    /// Whether a caller who names no watch may mean the one before the present one.
    fn means_before(self, present: &Watch, me: StaffId) -> bool {
        match self {
            Self::Offer => present.holder != me,
            Self::Accept(_) => {
                present.holder == me && matches!(present.began, Began::Accepted | Began::Reserved)
            }
            Self::Release => present.holder == me && present.began == Began::Trust,
            Self::Relieve(Relief::Emergency) => present.holder == me && present.began == Began::Emergency,
            Self::Relieve(Relief::FromRecord) => present.holder == me && present.began == Began::FromRecord,
            // Two people may pass a desk to and fro: only who names the watch means the one before.
            Self::Seal(_) | Self::Pass => false,
            Self::BreakSeal => present.holder == me && present.began == Began::SealBroken,
        }
    }
}

/// The first answer, when the caller has signed this before; none: it is new.
///
/// # Errors
/// When the watch they name is over, or of another desk: the fault says who has it.
pub(super) fn before(
    base: &Base<'_>,
    tx: &Tx<'_>,
    named: Option<u64>,
    signing: Signing<'_>,
    out: &mut Outcome,
) -> Result<Option<WatchView>, Fault> {
    let (present, me) = (needed(base, tx)?, base.who.staff);
    let scope = base.scope(tx);
    if let Some(id) = named.filter(|id| *id != present.id) {
        let unknown = || Fault::not_found(say!("没有第 {id} 班", "There is no watch {id}")).at("watch");
        let watch = whole(tx, id)?.filter(|watch| watch.desk == present.desk).ok_or_else(unknown)?;
        return match signing.given(&watch, me) {
            Some(signature) => Ok(Some(answer(tx, out, present, &watch, signature)?)),
            None => Err(first(&scope, &present, &watch)?),
        };
    }
    if let Some(signature) = signing.given(&present, me) {
        return Ok(Some(answer(tx, out, present.clone(), &present, signature)?));
    }
    if named.is_some() || !signing.means_before(&present, me) {
        return Ok(None);
    }
    let Some(watch) = present.previous.map(|id| bare(tx, id)).transpose()?.flatten() else { return Ok(None) };
    let signature = signing.given(&watch, me);
    signature.map(|signature| answer(tx, out, present, &watch, signature)).transpose()
}

/// What the first call answered: the watch that custody went to, with the receipt of the signature.
pub(super) fn answer(
    reader: &dyn Reader,
    out: &mut Outcome,
    present: Watch,
    of: &Watch,
    signature: &Signature,
) -> Result<WatchView, Fault> {
    let shown = if present.id == of.id || present.previous == Some(of.id) {
        present
    } else {
        bare(reader, of.id)?.unwrap_or(present)
    };
    Ok(later(out, shown, signature.receipt.clone()))
}

/// The fault of somebody who comes too late: who was first, and when.
pub(super) fn first(scope: &Scope<'_>, present: &Watch, over: &Watch) -> Result<Fault, Fault> {
    let (id, by) = (over.id, over.successor.or(over.ending.as_ref().map(|ending| ending.by)));
    let at = over.accepted_at.or(over.ending.as_ref().map(|ending| ending.at)).unwrap_or(present.opened_at);
    let name = Names::default().of(scope, "staff", by.unwrap_or(present.holder).0)?;
    let when = at.spoken(scope.now, scope.zone());
    let (zh, en) = (when.zh, when.en);
    Ok(Fault::refused(say!("第 {id} 班已由{name}于{zh}接班", "{name} accepted watch {id} {en}; it is over")))
}

/// The fault of an acceptance where nothing is offered: custody may have just moved, to the caller or to somebody else.
pub(super) fn nothing_offered(base: &Base<'_>, tx: &Tx<'_>) -> Result<Option<Fault>, Fault> {
    let watch = needed(base, tx)?;
    let trust = watch.began == Began::Trust;
    if watch.state != WatchState::Open || (trust && watch.holder != base.who.staff) {
        return Ok(None);
    }
    if watch.previous.is_none() {
        return Ok(Some(Fault::refused(t("当班人还没有交班", "It has not been offered"))));
    }
    if watch.holder == base.who.staff {
        return Ok(Some(Fault::refused(t("您正在当班", "You are on watch yourself"))));
    }
    let scope = base.scope(tx);
    let name = Names::default().of(&scope, "staff", watch.holder.0)?;
    let when = watch.opened_at.spoken(scope.now, scope.zone());
    let (zh, en) = (when.zh, when.en);
    Ok(Some(Fault::refused(say!(
        "{name} 已于{zh}接班，目前没有待接的班",
        "{name} accepted it {en}; nothing is offered now"
    ))))
}
