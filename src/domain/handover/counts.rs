//! What is counted when custody moves: cash, keys, cards, parcels. A first count is blind: what was expected is told
//! only after it. Every count is kept, and a difference is explained, never made to vanish.

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
    /// The how-manieth of this side, from 1.
    pub nth: u32,
    /// What was found: fen of money, else pieces.
    pub amount: i64,
    /// By denomination: its value in fen, and how many pieces.
    pub parts: Vec<(i64, i64)>,
    /// What is missing by name: key hooks, card numbers.
    pub missing: Vec<String>,
    /// What the records expected at that moment.
    pub expected: i64,
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
}

impl CountLine {
    /// How much more was found than expected.
    #[must_use]
    pub fn difference(&self) -> i64 {
        self.amount - self.expected
    }

    /// Whether nothing is left to explain: it agrees, or it has a reason in words and, where the reason is unknown or
    /// the difference beyond `tolerance`, a witness. A proof that is still missing is no shortage and needs none.
    #[must_use]
    pub fn settled(&self, tolerance: i64) -> bool {
        if self.difference() == 0 {
            return true;
        }
        let Some(reason) = self.reason else { return false };
        let grave = reason == Reason::Unknown || self.difference().abs() > tolerance;
        let seen = !grave || reason == Reason::ProofMissing || self.witness.is_some();
        !self.words.trim().is_empty() && seen
    }
}
