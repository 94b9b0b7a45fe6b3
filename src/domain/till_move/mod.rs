//! Money that enters or leaves a desk's till: what was received, paid back, held as a deposit, moved as float, handed in.
//! Until the ledger of money takes over, this is what the expected figure of a count is made of. Nothing here is ever
//! changed: a wrong line is reversed by a counter-entry. Knows no bill and no receipt book.

mod rules;

use crate::domain::countable::{CountKind, Countable};
use crate::domain::ids::{CountableId, DeskId, Tag, TillMoveId};
use crate::domain::posts::Posts;
use crate::domain::register::{
    Action, Ask, Carries, Field, KeyClass, Kind, Order, Register, SearchKey, Spec, SpecInfo, State, To, View,
};
use crate::domain::value::Fen;
use crate::text::fold::search_key;
use crate::text::lang::{Say, T, t};
use crate::{choices, field, stored};
use rules::{arrived, carry, normal, posted, receiver, reversible, same_desk, sent, took_back};
use serde::{Deserialize, Serialize};

choices! {
    /// Why the money moved.
    pub MoveKind {
        Receipt = "receipt" 'r' ("收款", "Receipt"),
        Refund = "refund" 'f' ("退款", "Refund"),
        DepositIn = "deposit-in" 'd' ("收押金", "Deposit taken"),
        DepositOut = "deposit-out" 'o' ("退押金", "Deposit given back"),
        FloatIn = "float-in" 'i' ("备用金拨入", "Float in"),
        FloatOut = "float-out" 'x' ("备用金拨出", "Float out"),
        HandIn = "hand-in" 'h' ("上交财务/存银行", "Handed in or banked"),
    }
}

choices! {
    /// How it was paid.
    pub PayMethod {
        Cash = "cash" 'c' ("现金", "Cash"),
        Wechat = "wechat" 'w' ("微信", "WeChat"),
        Alipay = "alipay" 'a' ("支付宝", "Alipay"),
        Pos = "pos" 'p' ("刷卡", "Card"),
        Transfer = "transfer" 't' ("转账", "Transfer"),
        Cheque = "cheque" 'q' ("支票", "Cheque"),
    }
}

impl MoveKind {
    /// 1 when money comes in, -1 when it goes out.
    #[must_use]
    pub const fn sign(self) -> i64 {
        match self {
            Self::Receipt | Self::DepositIn | Self::FloatIn => 1,
            Self::Refund | Self::DepositOut | Self::FloatOut | Self::HandIn => -1,
        }
    }

    /// In which box cash of this sort lies, where a desk has one for it.
    #[must_use]
    pub const fn box_of_cash(self) -> CountKind {
        match self {
            Self::Receipt | Self::Refund | Self::HandIn => CountKind::Cash,
            Self::DepositIn | Self::DepositOut => CountKind::Deposits,
            Self::FloatIn | Self::FloatOut => CountKind::Float,
        }
    }
}

/// A line of the till. The room and the customer are the head's; so is the desk, the one it was posted at.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct TillMove {
    /// Why.
    pub kind: Option<MoveKind>,
    /// How.
    pub method: Option<PayMethod>,
    /// How much, in fen; below nothing on a counter-entry alone.
    pub amount: Option<Fen>,
    /// In which till, where a desk has several; none: the first of its sort.
    pub till: Option<CountableId>,
    /// The number of the receipt, the slip, the transfer.
    pub reference: String,
    /// Who carries money that is on its way.
    pub carrier: String,
    /// The desk it is on its way to; none: to Finance or the bank.
    pub to_desk: Option<DeskId>,
    /// What for; on a counter-entry, why.
    pub note: String,
    /// Why it came back or was taken back; what was said on arrival.
    pub reason: String,
    /// The line this one takes back.
    pub reverses: Option<TillMoveId>,
}

stored!(TillMove, TillMoveDisk);

/// The register's number.
pub const TAG: Tag = 81;
/// Entered.
pub const POSTED: u8 = 1;
/// It has left the till and has not arrived.
pub const TRANSIT: u8 = 2;
/// It arrived.
pub const ARRIVED: u8 = 3;
/// It came back.
pub const RETURNED: u8 = 4;
/// A counter-entry took it back.
pub const REVERSED: u8 = 5;

/// Every state a line can be in.
pub const STATE_CODES: [u8; 5] = [POSTED, TRANSIT, ARRIVED, RETURNED, REVERSED];

const STATES: &[State] = &[
    State::done(POSTED, "posted", t("已入账", "posted")),
    State::open(TRANSIT, "in-transit", t("在途", "in transit")),
    State::done(ARRIVED, "arrived", t("已送达", "arrived")),
    State::done(RETURNED, "returned", t("已退回", "returned")),
    State::done(REVERSED, "reversed", t("已冲销", "reversed")),
];

const fn view(id: &'static str, title: T, states: &'static [u8], order: Order) -> View {
    View { id, title, states, mine: false, order }
}

const VIEWS: &[View] = &[
    view("all", t("收支流水", "The till"), &[], Order::Newest),
    view("in-transit", t("在途款项", "In transit"), &[TRANSIT], Order::Due),
    view("reversed", t("已冲销", "Reversed"), &[REVERSED, RETURNED], Order::Newest),
];

/// Minutes after which money that is still on its way is overdue.
const CARRY_MINUTES: i64 = 24 * 60;

/// The register of the till.
pub struct TillMoves;

impl Register for TillMoves {
    type Entry = TillMove;

    fn spec() -> Spec<TillMove> {
        let info = SpecInfo {
            id: "till_move",
            tag: TAG,
            name: t("收支流水", "Till line"),
            prefix: "TM",
            states: STATES,
            views: VIEWS,
            see: Posts::STAFF,
            correct: Posts::NONE,
            kept: false,
        };
        Spec {
            normal: |_, e, ctx| normal(e, ctx),
            rank: |_, e| e.class(),
            due: Some(|head, _| (head.state == TRANSIT).then(|| head.created_at.plus_minutes(CARRY_MINUTES))),
            keys: |_, e| {
                let reference = search_key(&e.reference);
                if reference.is_empty() {
                    Vec::new()
                } else {
                    vec![SearchKey::new(KeyClass::Paper, reversed(&reference))]
                }
            },
            carry: Some(Carries::open(carry)),
            ..Spec::new(info, fields(), actions(), |_, e| title(e))
        }
    }
}

fn reversed(text: &str) -> String {
    text.chars().rev().collect()
}

fn fields() -> Vec<Field<TillMove>> {
    vec![
        field!(TillMove, kind, t("类别", "Kind"), Kind::Choice(MoveKind::CHOICES)).by_action().column(12),
        field!(TillMove, amount, t("金额（元）", "Amount"), Kind::Fen).by_action().column(11),
        field!(TillMove, method, t("方式", "Method"), Kind::Choice(PayMethod::CHOICES)).by_action().column(8),
        field!(TillMove, reference, t("单据号", "Reference"), Kind::Line(40)).by_action().column(14),
        Field::place().by_action().column(12),
        Field::person().by_action(),
        field!(TillMove, note, t("事由", "What for"), Kind::Line(120)).by_action().column(16),
        field!(TillMove, carrier, t("经手人（在途）", "Carried by"), Kind::Line(40)).by_action(),
        field!(TillMove, to_desk, t("送往服务台", "To the desk"), Kind::DESK)
            .by_action()
            .hint(t("不填：上交财务或存银行", "Empty: to Finance or the bank")),
        field!(TillMove, reason, t("冲销/退回原因", "Why it was taken back"), Kind::Line(120)).by_action(),
        field!(TillMove, till, t("钱箱", "Till"), Kind::Link("countable")).by_action(),
        field!(TillMove, reverses, t("冲销", "Reverses"), Kind::Link("till_move")).derived(),
    ]
}

fn actions() -> Vec<Action<TillMove>> {
    let who = Posts::STAFF;
    let post = vec![
        Ask::must("kind"),
        Ask::must("amount"),
        Ask::may("method"),
        Ask::may("reference"),
        Ask::may("place"),
        Ask::may("person"),
        Ask::may("note"),
        Ask::more("till"),
    ];
    let send = vec![
        Ask::must("amount"),
        Ask::must("carrier"),
        Ask::may("to_desk"),
        Ask::may("kind"),
        Ask::may("reference"),
        Ask::may("note"),
        Ask::more("till"),
    ];
    // What a line that follows from another one takes over from it.
    let follow = || {
        ["kind", "amount", "method", "reference", "till", "note", "reverses"]
            .into_iter()
            .map(Ask::may)
            .collect::<Vec<_>>()
    };
    vec![
        Action::create("post", t("登记收支", "Enter money"), POSTED, who, post).effects(posted),
        Action::create("send", t("送出款项", "Send money"), TRANSIT, who, send).effects(sent),
        Action::step(
            "arrive",
            t("确认收到", "It has arrived"),
            &[TRANSIT],
            To::State(ARRIVED),
            who,
            vec![Ask::may("reason")],
        )
        .guard(receiver)
        .effects(arrived),
        Action::step(
            "return",
            t("款项退回", "It came back"),
            &[TRANSIT],
            To::State(RETURNED),
            who,
            vec![Ask::must("reason")],
        )
        .guard(same_desk)
        .effects(took_back),
        Action::step(
            "reverse",
            t("冲销", "Reverse"),
            &[POSTED],
            To::State(REVERSED),
            who,
            vec![Ask::must("reason")],
        )
        .guard(reversible)
        .effects(took_back)
        .confirm(),
        Action::create("counter", t("冲销记账", "Counter-entry"), POSTED, Posts::NONE, follow()),
        Action::create("receive", t("在途款入账", "Entered on arrival"), POSTED, Posts::NONE, follow()),
    ]
}

/// What it is and how much, with its direction.
fn title(entry: &TillMove) -> Say {
    let kind = entry.kind.map_or(t("收支", "Money"), MoveKind::label);
    let method = entry.method.map_or(t("现金", "Cash"), PayMethod::label);
    let amount = money(entry.effect());
    Say {
        zh: format!("{} {amount} {}", kind.zh, method.zh),
        en: format!("{} {amount} {}", kind.en, method.en),
    }
}

/// Fen as yuan with two decimals and its sign: `+35.50`.
#[must_use]
pub fn money(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "+" };
    let size = fen.unsigned_abs();
    format!("{sign}{}.{:02}", size / 100, size % 100)
}

/// The rank of the lines that lie in a thing of this kind.
#[must_use]
pub fn class_of(kind: CountKind, method: Option<PayMethod>) -> u8 {
    let method =
        method.and_then(|method| PayMethod::ALL.iter().position(|known| *known == method)).unwrap_or(0);
    match kind {
        CountKind::Deposits => 11,
        CountKind::Float => 12,
        CountKind::Method => 20_u8.saturating_add(u8::try_from(method).unwrap_or(0)),
        _ => 10,
    }
}

impl TillMove {
    /// By how much it changes what lies in its till, in fen.
    #[must_use]
    pub fn effect(&self) -> i64 {
        let amount = self.amount.map_or(0, |fen| fen.0);
        self.kind.map_or(0, |kind| kind.sign().saturating_mul(amount))
    }

    /// In which sort of box it lies, as the rank its lines are listed by: so that somebody who asks whether any line of a
    /// sort was ever entered need not read them all.
    #[must_use]
    pub fn class(&self) -> u8 {
        let method = self.method.unwrap_or(PayMethod::Cash);
        match (method, self.kind.map(MoveKind::box_of_cash)) {
            (PayMethod::Cash, Some(CountKind::Deposits)) => class_of(CountKind::Deposits, None),
            (PayMethod::Cash, Some(CountKind::Float)) => class_of(CountKind::Float, None),
            (PayMethod::Cash, _) => class_of(CountKind::Cash, None),
            (other, _) => class_of(CountKind::Method, Some(other)),
        }
    }

    /// Which of the things a desk counts it lies in; none: in none that is counted.
    #[must_use]
    pub fn lies_in(&self, things: &[(u64, &Countable)]) -> Option<u64> {
        let find = |fits: &dyn Fn(u64, &Countable) -> bool| {
            things.iter().find(|(id, thing)| fits(*id, thing)).map(|(id, _)| *id)
        };
        if let Some(till) = self.till
            && let Some(own) = find(&|id, _| id == till.0)
        {
            return Some(own);
        }
        // What names no till never lies in one that is somebody's own.
        let find = |fits: &dyn Fn(u64, &Countable) -> bool| {
            find(&|id, thing| thing.keeper.is_none() && fits(id, thing))
        };
        let method = self.method.unwrap_or(PayMethod::Cash);
        if method != PayMethod::Cash {
            return find(&|_, thing| thing.kind == Some(CountKind::Method) && thing.method == Some(method));
        }
        let own = self.kind.map_or(CountKind::Cash, MoveKind::box_of_cash);
        find(&|_, thing| thing.kind == Some(own))
            .or_else(|| find(&|_, thing| thing.kind == Some(CountKind::Cash)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved(kind: MoveKind, method: PayMethod, fen: i64) -> TillMove {
        TillMove { kind: Some(kind), method: Some(method), amount: Some(Fen(fen)), ..TillMove::default() }
    }

    fn thing(kind: CountKind, method: Option<PayMethod>) -> Countable {
        Countable { kind: Some(kind), method, ..Countable::default() }
    }

    #[test]
    fn money_in_and_out_and_its_counter_entry_cancel() {
        for kind in MoveKind::ALL {
            let (there, back) = (moved(*kind, PayMethod::Cash, 1_234), moved(*kind, PayMethod::Cash, -1_234));
            assert_eq!(there.effect() + back.effect(), 0, "{kind:?}");
            assert_eq!(there.effect(), kind.sign() * 1_234);
        }
        assert_eq!(money(-5), "-0.05");
        assert_eq!(money(1_234_567), "+12345.67");
    }

    #[test]
    fn cash_lies_in_its_own_box_or_in_the_till() {
        let own = [
            (1, thing(CountKind::Cash, None)),
            (2, thing(CountKind::Method, Some(PayMethod::Wechat))),
            (3, thing(CountKind::Float, None)),
            (4, thing(CountKind::Cash, None)),
        ];
        let all: Vec<(u64, &Countable)> = own.iter().map(|(id, thing)| (*id, thing)).collect();
        let lies = |entry: &TillMove| entry.lies_in(&all);
        assert_eq!(lies(&moved(MoveKind::FloatIn, PayMethod::Cash, 1)), Some(3));
        assert_eq!(lies(&moved(MoveKind::DepositIn, PayMethod::Cash, 1)), Some(1), "no box for deposits");
        assert_eq!(lies(&moved(MoveKind::DepositIn, PayMethod::Wechat, 1)), Some(2));
        assert_eq!(lies(&moved(MoveKind::Receipt, PayMethod::Alipay, 1)), None);
        let own = TillMove { till: Some(CountableId(4)), ..moved(MoveKind::Refund, PayMethod::Cash, 1) };
        assert_eq!((lies(&moved(MoveKind::Receipt, PayMethod::Cash, 1)), lies(&own)), (Some(1), Some(4)));
    }
}
