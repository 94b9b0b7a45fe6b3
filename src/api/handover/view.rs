//! What a call on the watch answers: the watch with names, its items, its counts, and what the caller may do.

use crate::domain::handover::Watch;
use crate::domain::ids::StaffId;
use crate::domain::moment::At;
use crate::text::lang::Say;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The watch of a desk, with the items it would hand over now.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WatchView {
    /// The watch without items, counts and acknowledgements, which are below; none when nobody ever opened one.
    pub watch: Option<Watch>,
    /// The holder's name.
    pub holder: String,
    /// The name of whoever reads the document.
    pub reviewer: Option<String>,
    /// The items as they are now: of the document once it is begun, else collected afresh.
    pub items: Vec<ItemRow>,
    /// What is counted at this desk, in order.
    pub counts: Vec<CountRow>,
    /// What [`Offer::seen`](super::Offer::seen) wants: the revision of an offered document, else a number that changes with the
    /// numbering of the draft.
    pub seen: u32,
    /// The check digits of the present revision; empty before it is offered.
    pub digits: String,
    /// The receipt of the caller's own signature: of this watch, or of the one it was taken over from. Empty without.
    pub receipt: String,
    /// What the caller may do, and why not.
    pub may: May,
    /// For ten minutes after it was taken over: the leaver's phone, what was asked, the red items.
    pub recent: Option<Recent>,
    /// Standing orders in force at the desk, those that are new to the caller first.
    pub orders: Vec<OrderRow>,
    /// Who is on duty at the desk besides the holder.
    pub beside: Vec<Beside>,
}

/// Somebody on duty at a desk that another person answers for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Beside {
    /// Who.
    pub staff: StaffId,
    /// Their name.
    pub name: String,
}

/// A standing order in force.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OrderRow {
    /// The entry.
    pub entry: crate::domain::ids::EntryRef,
    /// Its number.
    pub number: String,
    /// What it is called.
    pub title: String,
    /// The words.
    pub text: String,
    /// Since when it is in force.
    pub since: At,
    /// The number of the order it took the place of; none: a new one.
    pub replaces: Option<String>,
    /// Whether it came into force since the reader's last duty.
    pub new: bool,
    /// Whether the reader must say that they understood it, and has not.
    pub owed: bool,
}

impl WatchView {
    /// The watch in the answer to any call on it.
    #[must_use]
    pub fn of(mut reply: crate::api::Reply) -> Option<Self> {
        Self::within(&mut reply).map(std::mem::take)
    }

    /// The same, in its place.
    pub(crate) fn within(reply: &mut crate::api::Reply) -> Option<&mut Self> {
        use crate::api::Reply;
        match reply {
            Reply::WatchShow(view)
            | Reply::WatchOpen(view)
            | Reply::WatchPrepare(view)
            | Reply::WatchEdit(view)
            | Reply::WatchCount(view)
            | Reply::WatchExplain(view)
            | Reply::WatchOffer(view)
            | Reply::WatchRecall(view)
            | Reply::WatchReview(view)
            | Reply::WatchAcknowledge(view)
            | Reply::WatchAsk(view)
            | Reply::WatchAnswer(view)
            | Reply::WatchContest(view)
            | Reply::WatchRule(view)
            | Reply::WatchAccept(view)
            | Reply::WatchRelease(view)
            | Reply::WatchSeal(view)
            | Reply::WatchBreakSeal(view)
            | Reply::WatchRelieve(view)
            | Reply::WatchPass(view)
            | Reply::WatchContinue(view)
            | Reply::WatchConfirm(view) => Some(view),
            _ => None,
        }
    }
}

/// Why the caller may not do something with the watch; none: they may.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct May {
    /// Begin it.
    pub open: Option<Say>,
    /// Begin the document.
    pub prepare: Option<Say>,
    /// Offer.
    pub offer: Option<Say>,
    /// Take the offer back.
    pub recall: Option<Say>,
    /// Read it.
    pub review: Option<Say>,
    /// Accept.
    pub accept: Option<Say>,
    /// Accept with a reservation.
    pub reserve: Option<Say>,
    /// Contest.
    pub dispute: Option<Say>,
    /// Rule.
    pub rule: Option<Say>,
    /// Take it in trust.
    pub release: Option<Say>,
    /// Seal it.
    pub seal: Option<Say>,
    /// Break the seal.
    pub break_seal: Option<Say>,
    /// Relieve the holder in an emergency.
    pub relieve: Option<Say>,
    /// Take over from the record.
    pub from_record: Option<Say>,
    /// Pass it to a colleague on duty here, or take it from them.
    pub pass: Option<Say>,
    /// Go on into the next slot.
    pub go_on: Option<Say>,
}

/// What is counted, as the caller may see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CountRow {
    /// The thing: an entry of the register `countable`.
    pub thing: u64,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: crate::domain::countable::CountKind,
    /// The denominations to count it by, in fen; empty: a total.
    pub denominations: Vec<i64>,
    /// The names it is counted by: hooks, card numbers; empty: by number alone.
    pub names: Vec<String>,
    /// How big a difference needs no witness, in fen or pieces.
    pub tolerance: i64,
    /// The leaver's last count; what was expected is left out until the caller may know it.
    pub outgoing: Option<CountShown>,
    /// The last count of whoever takes over.
    pub incoming: Option<CountShown>,
    /// By how much the two sides differ whatever came in or went out meanwhile, in fen or pieces; once the caller may
    /// know both.
    pub between: Option<i64>,
    /// Whether it must be counted now: things of which there are none here need not be.
    pub asked: bool,
    /// Whether the caller's side has nothing left to do here.
    pub settled: bool,
    /// Of a till of somebody's own: the name of whoever keeps it. Their last count stands in the leaver's place, as long
    /// as nothing came in or went out since.
    pub keeper: Option<String>,
    /// Whether the caller keeps it.
    pub mine: bool,
}

/// A count as it is shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CountShown {
    /// What was found; left out of the other side's count while the caller's own is still blind.
    pub amount: Option<i64>,
    /// What was expected; the same.
    pub expected: Option<i64>,
    /// By denomination.
    pub parts: Vec<(i64, i64)>,
    /// What is missing by name.
    pub missing: Vec<String>,
    /// How often this side counted.
    pub nth: u32,
    /// Who.
    pub by: String,
    /// When.
    pub at: At,
    /// Why it differs.
    pub reason: Option<crate::domain::handover::Reason>,
    /// The same in words.
    pub words: String,
    /// Who saw it.
    pub witness: Option<String>,
    /// Who else had their hands in it since it was counted last.
    pub hands: Vec<String>,
}

/// Shows what the caller took over at their desk a short while ago.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ShowRecent {}

/// What was just taken over.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RecentView {
    /// None when the caller took nothing over, or some time ago.
    pub recent: Option<Recent>,
}

/// What somebody who has just taken over still needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Recent {
    /// The watch that was taken over.
    pub watch: u64,
    /// Who left.
    pub leaver: String,
    /// Their phone.
    pub phone: String,
    /// Until when this is shown.
    pub until: At,
    /// What was asked and how it was answered.
    pub questions: Vec<crate::domain::handover::Question>,
    /// The red items.
    pub red: Vec<ItemRow>,
}

/// One line of the document, with the entry's state as it is now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ItemRow {
    /// The item.
    pub item: crate::domain::handover::Item,
    /// The entry's number.
    pub number: String,
    /// The entry's title.
    pub title: Say,
    /// The place's name.
    pub place: String,
    /// The words of the entry's state as it is now; of a log line, its kind.
    pub state: Say,
    /// When it is due.
    pub due: Option<At>,
    /// Who answers for it.
    pub owner: String,
    /// Whether the caller has acknowledged this version of it.
    pub acknowledged: bool,
    /// What the caller said they will do.
    pub words: String,
    /// What became of the entry since it was signed: its state now, by whom, and when.
    pub since: Option<Say>,
    /// The last question about it, with its answer.
    pub question: Option<crate::domain::handover::Question>,
}
