//! What is counted when custody moves: cash, keys, cards, parcels. A first count is blind: what was expected is told
//! only after it. Every count is kept, and a difference is explained, never made to vanish.

use super::watch::Watch;
use crate::domain::ids::StaffId;
use crate::domain::moment::At;
use crate::text::lang::{T, t};
use serde::{Deserialize, Serialize};

/// Whose count it is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// Of the holder who leaves; of one who goes on or seals.
    Outgoing,
    /// Of whoever takes over; it is the next opening balance.
    Incoming,
    /// Of whoever keeps a till of their own, whoever holds the desk.
    Own,
}

/// Why a count is not what was expected.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// Too much or too little change was given.
    ChangeError,
    /// Money came in and is not entered.
    UnpostedReceipt,
    /// Money went out and is not entered.
    UnpostedRefund,
    /// The count before was wrong.
    Miscount,
    /// A piece is not genuine.
    Counterfeit,
    /// The float went to or came from somewhere.
    FloatMoved,
    /// The proof of a transfer has not come yet: no shortage.
    ProofMissing,
    /// Nobody knows.
    Unknown,
}

impl Reason {
    /// Every reason, each with its letter in the form, in its order.
    pub const ALL: [(Self, char); 8] = [
        (Self::ChangeError, 'c'),
        (Self::UnpostedReceipt, 'r'),
        (Self::UnpostedRefund, 'f'),
        (Self::Miscount, 'm'),
        (Self::Counterfeit, 'k'),
        (Self::FloatMoved, 'v'),
        (Self::ProofMissing, 'p'),
        (Self::Unknown, 'u'),
    ];

    /// The words.
    #[must_use]
    pub const fn label(self) -> T {
        match self {
            Self::ChangeError => t("找零差错", "Change error"),
            Self::UnpostedReceipt => t("收款未入账", "Unposted receipt"),
            Self::UnpostedRefund => t("退款未入账", "Unposted refund"),
            Self::Miscount => t("上次点错", "Miscount"),
            Self::Counterfeit => t("假币", "Counterfeit"),
            Self::FloatMoved => t("备用金调动", "Float moved"),
            Self::ProofMissing => t("凭证未到", "Proof missing"),
            Self::Unknown => t("原因不明", "Unknown"),
        }
    }
}

/// One count of one thing. A recount is a line of its own; none is ever changed but for its explanation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct CountLine {
    /// The thing: an entry of the register `countable`.
    pub thing: u64,
    /// Whose.
    pub side: Side,
    /// The how-manieth of this person on this side, from 1.
    pub nth: u32,
    /// What was found: fen of money, else pieces.
    pub amount: i64,
    /// By denomination: its value in fen, and how many pieces.
    pub parts: Vec<(i64, i64)>,
    /// What is missing by name: key hooks, card numbers.
    pub missing: Vec<String>,
    /// What the records expected at that moment.
    pub expected: i64,
    /// The last line of the till that was entered before: it and those before it are in what was found.
    pub upto: u64,
    /// Who counted.
    pub by: StaffId,
    /// When.
    pub at: At,
    /// Why it differs.
    pub reason: Option<Reason>,
    /// The same in words.
    pub words: String,
    /// Who saw it.
    pub witness: Option<StaffId>,
    /// Who else had their hands in it since it was counted last: a difference is nobody's alone then. Counts of earlier
    /// versions do not say.
    #[serde(default)]
    pub hands: Vec<StaffId>,
}

impl CountLine {
    /// How much more was found than expected.
    #[must_use]
    pub const fn difference(&self) -> i64 {
        self.amount.saturating_sub(self.expected)
    }

    /// Whether nothing is left to explain: it agrees, or it has a reason in words and, where the reason is unknown or
    /// the difference beyond `tolerance`, a witness. A proof that is still missing is no shortage and needs none.
    #[must_use]
    pub fn settled(&self, tolerance: i64) -> bool {
        self.explained(self.difference(), tolerance)
    }

    fn explained(&self, difference: i64, tolerance: i64) -> bool {
        if difference == 0 {
            return true;
        }
        let Some(reason) = self.reason else { return false };
        !self.words.trim().is_empty()
            && (self.witness.is_some() || !wants_witness(reason, difference, tolerance))
    }

    /// Whether it agrees, or says in words why not.
    #[must_use]
    pub fn told(&self) -> bool {
        self.difference() == 0 || (self.reason.is_some() && !self.words.trim().is_empty())
    }

    /// A shortage or surplus in the books: what differs and is no proof that is only late.
    #[must_use]
    pub fn variance(&self) -> i64 {
        if self.reason == Some(Reason::ProofMissing) { 0 } else { self.difference() }
    }
}

/// Whether a difference for this reason wants somebody who saw it.
#[must_use]
pub fn wants_witness(reason: Reason, difference: i64, tolerance: i64) -> bool {
    match reason {
        Reason::ProofMissing => false,
        Reason::Unknown => true,
        _ => difference.saturating_abs() > tolerance,
    }
}

/// By how much the two sides of a handover differ, whatever came in or went out between the two counts.
#[must_use]
pub const fn between(outgoing: &CountLine, incoming: &CountLine) -> i64 {
    incoming.difference().saturating_sub(outgoing.difference())
}

/// The value of pieces by denomination; none when it is no number.
#[must_use]
pub fn tally(parts: &[(i64, i64)]) -> Option<i64> {
    parts.iter().try_fold(0_i64, |sum, (value, pieces)| sum.checked_add(value.checked_mul(*pieces)?))
}

/// What should be there: the last count that stands for the beginning, and what was entered since.
#[must_use]
pub fn expected(opening: i64, upto: u64, moves: impl IntoIterator<Item = (u64, i64)>) -> i64 {
    let since = moves.into_iter().filter(|(id, _)| *id > upto);
    since.fold(opening, |sum, (_, effect)| sum.saturating_add(effect))
}

impl Watch {
    /// On which side somebody counts here; none: neither. Who took the desk over in haste owes the count of a successor.
    #[must_use]
    pub fn side_of(&self, staff: StaffId) -> Option<Side> {
        if staff == self.holder && self.state.held() {
            return Some(if self.owes() { Side::Incoming } else { Side::Outgoing });
        }
        (self.reader() == Some(staff)).then_some(Side::Incoming)
    }

    /// Whether its holder took the desk over in haste and has yet to count it.
    #[must_use]
    pub fn owes(&self) -> bool {
        self.owed_until.is_some() && !self.state.out()
    }

    fn reader(&self) -> Option<StaffId> {
        self.reviewer.as_ref().map(|reader| reader.staff).filter(|_| self.state.out())
    }

    /// Whoever takes it over: who reads it now, or has taken it.
    #[must_use]
    pub fn taker(&self) -> Option<StaffId> {
        self.reader().or(self.successor)
    }

    /// The last count of a thing by one side. Of several readers only the present one's counts, of a watch that is over
    /// the successor's.
    #[must_use]
    pub fn counted(&self, thing: u64, side: Side) -> Option<&CountLine> {
        let mut lines = self.counts.iter().rev().filter(|line| line.thing == thing && line.side == side);
        match (side, self.taker()) {
            // Only the holder counts on this side; a supervisor who seals the desk is its holder afterwards. A till has
            // one keeper.
            (Side::Outgoing | Side::Own, _) => lines.next(),
            (Side::Incoming, Some(who)) => lines.find(|line| line.by == who),
            (Side::Incoming, None) => lines.find(|line| line.by != self.holder),
        }
    }

    /// The last count a holder made of a desk that was taken over in haste: the beginning of their watch.
    #[must_use]
    pub fn owed_count(&self, thing: u64) -> Option<&CountLine> {
        let own =
            |line: &&CountLine| line.thing == thing && line.side == Side::Incoming && line.by == self.holder;
        self.counts.iter().rev().find(own)
    }

    /// What stood there when the watch ended: what the successor found, or else the leaver; of a till of somebody's own
    /// what they counted last.
    #[must_use]
    pub fn closing(&self, thing: u64) -> Option<&CountLine> {
        let last = self.counts.iter().rev().find(|line| line.thing == thing);
        if let Some(own) = last.filter(|line| line.side == Side::Own) {
            return Some(own);
        }
        let incoming = self.counted(thing, Side::Incoming);
        incoming.or_else(|| self.counted(thing, Side::Outgoing)).or_else(|| self.owed_count(thing))
    }

    /// Whether a side has nothing left to do about a thing it must count.
    #[must_use]
    pub fn settled(&self, thing: u64, side: Side, tolerance: i64) -> bool {
        match side {
            Side::Outgoing | Side::Own => {
                self.counted(thing, side).is_some_and(|line| line.settled(tolerance))
            }
            // Alone at night nobody can witness; the reason in words is owed all the same.
            Side::Incoming if self.owes() => self.owed_count(thing).is_some_and(CountLine::told),
            Side::Incoming => {
                let Some(incoming) = self.counted(thing, side) else { return false };
                let between = self.counted(thing, Side::Outgoing).map(|outgoing| between(outgoing, incoming));
                // What the leaver explained already is nobody else's to explain again.
                incoming.explained(between.unwrap_or_else(|| incoming.difference()), tolerance)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::handover::{Began, Reviewer, WatchState};
    use crate::domain::ids::DeskId;
    use proptest::prelude::*;

    fn line(side: Side, by: u64, amount: i64, expected: i64) -> CountLine {
        CountLine {
            thing: 1,
            side,
            nth: 1,
            amount,
            parts: Vec::new(),
            missing: Vec::new(),
            expected,
            upto: 0,
            by: StaffId(by),
            at: At(0),
            reason: None,
            words: String::new(),
            witness: None,
            hands: Vec::new(),
        }
    }

    #[test]
    fn a_difference_wants_a_reason_in_words_and_a_large_or_unknown_one_a_witness() {
        let short = line(Side::Outgoing, 1, 9_950, 10_000);
        assert!(!short.settled(100));
        let told =
            CountLine { reason: Some(Reason::ChangeError), words: "找错一元".into(), ..short.clone() };
        assert!(told.settled(100) && !told.settled(49));
        assert!(CountLine { witness: Some(StaffId(3)), ..told.clone() }.settled(0));
        assert!(!CountLine { words: " ".into(), ..told.clone() }.settled(100));
        assert!(!CountLine { reason: Some(Reason::Unknown), ..told.clone() }.settled(100));
        let late = CountLine { reason: Some(Reason::ProofMissing), ..told };
        assert!(late.settled(0), "a proof that is missing is no shortage");
        assert_eq!((late.variance(), late.difference()), (0, -50));
    }

    #[test]
    fn pieces_that_are_no_number_are_no_sum() {
        assert_eq!(tally(&[(10_000, 3), (50, 2)]), Some(30_100));
        assert_eq!(tally(&[]), Some(0));
        assert_eq!(tally(&[(i64::MAX, 2)]), None);
        assert_eq!(tally(&[(i64::MAX, 1), (1, 1)]), None);
    }

    fn read_by(state: WatchState, reader: Option<u64>, counts: Vec<CountLine>) -> Watch {
        let reviewer = reader.map(|staff| Reviewer { staff: StaffId(staff), since: At(0), seen_at: At(0) });
        Watch { state, reviewer, counts, ..Watch::begin(1, DeskId(1), StaffId(1), Began::Fresh, At(0), 1) }
    }

    #[test]
    fn only_the_present_readers_own_count_counts() {
        let counts = vec![
            line(Side::Outgoing, 1, 100, 100),
            line(Side::Incoming, 2, 90, 100),
            line(Side::Incoming, 3, 100, 100),
        ];
        let watch = read_by(WatchState::InReview, Some(2), counts);
        assert_eq!(watch.counted(1, Side::Incoming).map(|line| line.amount), Some(90));
        assert!(!watch.settled(1, Side::Incoming, 5));
        let other = Watch { successor: Some(StaffId(3)), state: WatchState::Accepted, ..watch };
        assert_eq!(other.closing(1).map(|line| line.amount), Some(100));
        assert_eq!(read_by(WatchState::InReview, Some(4), other.counts).counted(1, Side::Incoming), None);
    }

    #[test]
    fn what_the_leaver_explained_the_reader_need_not_explain_again() {
        let out = line(Side::Outgoing, 1, 90, 100);
        // A receipt of 30 came in between the two counts.
        let same =
            read_by(WatchState::InReview, Some(2), vec![out.clone(), line(Side::Incoming, 2, 120, 130)]);
        assert!(same.settled(1, Side::Incoming, 0));
        let other = read_by(WatchState::InReview, Some(2), vec![out, line(Side::Incoming, 2, 119, 130)]);
        assert!(!other.settled(1, Side::Incoming, 0));
        let (a, b) = (other.counted(1, Side::Outgoing).unwrap(), other.counted(1, Side::Incoming).unwrap());
        assert_eq!(between(a, b), -1);
    }

    #[test]
    fn who_took_over_in_haste_owes_the_count_of_a_successor() {
        let mut watch = read_by(WatchState::Open, None, Vec::new());
        assert_eq!(watch.side_of(StaffId(1)), Some(Side::Outgoing));
        watch.owed_until = Some(At(9));
        assert_eq!(watch.side_of(StaffId(1)), Some(Side::Incoming));
        assert_eq!(watch.side_of(StaffId(2)), None);
        watch.counts = vec![line(Side::Incoming, 1, 3, 5)];
        assert!(!watch.settled(1, Side::Incoming, 0));
        watch.counts[0].reason = Some(Reason::Unknown);
        watch.counts[0].words = "夜里一个人接手".into();
        assert!(watch.settled(1, Side::Incoming, 0), "alone at night nobody can witness");
        watch.owed_until = None;
        assert_eq!(watch.owed_count(1).map(|line| line.amount), Some(3));
        assert!(watch.counted(1, Side::Incoming).is_none(), "it is no count of a reader");
    }

    proptest! {
        /// Whatever came in and went out, and however often it was counted honestly: the records expect what lies there.
        #[test]
        fn the_records_expect_what_lies_there(first in -5_000_i64..5_000, steps in proptest::collection::vec(-900_i64..900, 0..60)) {
            let (mut lies, mut opening, mut upto) = (first, first, 0);
            let mut moves: Vec<(u64, i64)> = Vec::new();
            for step in steps {
                if step % 7 == 0 {
                    // Somebody counts: what was found stands for the beginning from here on.
                    (opening, upto) = (lies, moves.len() as u64);
                    continue;
                }
                lies += step;
                moves.push((moves.len() as u64 + 1, step));
                prop_assert_eq!(expected(opening, upto, moves.iter().copied()), lies);
            }
        }

        #[test]
        fn the_sum_of_pieces_is_the_amount(pieces in proptest::collection::vec((1_i64..100_000, 0_i64..1_000), 0..16)) {
            let sum: i64 = pieces.iter().map(|(value, count)| value * count).sum();
            prop_assert_eq!(tally(&pieces), Some(sum));
        }
    }
}
