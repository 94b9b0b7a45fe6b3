//! What is signed: offering, accepting, and the other ways in which custody moves. Each asks for its words, then for the
//! PIN; a wrong PIN is asked for again with the words kept.

use super::{PinScreen, WatchScreen};
use crate::api::Fault;
use crate::api::handover::{
    Accept, BreakSeal, Confirm, Contest, Continue, ItemRow, Offer, Open, Pass, Pin, ReadBack, Release,
    Relieve, Rule, Seal,
};
use crate::domain::handover::{Relief, WatchState};
use crate::domain::register::Severity;
use crate::say;
use crate::text::lang::{Say, T, t};
use crate::tui::command::id;
use crate::tui::picker::{Pick, Picker};
use crate::tui::prompt::Prompt;
use crate::tui::screen::{Cx, Level, Live, Outcome};

/// The longest text, in characters.
const WORDS: usize = 200;
/// Digits of a PIN at the most.
pub(super) const PIN: usize = 12;

/// A way in which custody moves, or is signed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Offer,
    /// With the reason why now.
    OfferUntimely,
    Accept,
    /// With the digits of the printed sheet.
    AcceptPaper,
    Reserve,
    Contest,
    Rule,
    Release,
    Seal,
    BreakSeal,
    Emergency,
    FromRecord,
    Continue,
    ContinueWitnessed,
    Confirm,
    /// With the other's number and PIN first.
    Pass,
}

/// What is being signed, with the words so far.
#[derive(Clone, Debug)]
pub(super) struct Signing {
    way: Way,
    pub(super) texts: Vec<String>,
    /// The PIN, kept only until the desk has answered.
    pin: Pin,
}

/// The ways that are chosen from a list, in its order.
const OTHERS: [Way; 12] = [
    Way::AcceptPaper,
    Way::Reserve,
    Way::Contest,
    Way::Rule,
    Way::Continue,
    Way::ContinueWitnessed,
    Way::Seal,
    Way::BreakSeal,
    Way::Release,
    Way::Emergency,
    Way::FromRecord,
    Way::Confirm,
];

impl Way {
    const fn id(self) -> &'static str {
        match self {
            Self::Offer => "offer",
            Self::OfferUntimely => "offer-untimely",
            Self::Accept => "accept",
            Self::AcceptPaper => "accept-paper",
            Self::Reserve => "reserve",
            Self::Contest => "contest",
            Self::Rule => "rule",
            Self::Release => "release",
            Self::Seal => "seal",
            Self::BreakSeal => "break-seal",
            Self::Emergency => "emergency",
            Self::FromRecord => "from-record",
            Self::Continue => "continue",
            Self::ContinueWitnessed => "continue-witnessed",
            Self::Confirm => "confirm",
            Self::Pass => "pass",
        }
    }

    const fn label(self) -> T {
        match self {
            Self::Offer | Self::OfferUntimely => t("签字交班", "Sign and offer"),
            Self::Accept => t("签字接班", "Sign and accept"),
            Self::AcceptPaper => t("已读纸面，凭校验码接班", "Accept what was read on paper"),
            Self::Reserve => t("有保留接班", "Accept with a reservation"),
            Self::Contest => t("提出争议", "Contest"),
            Self::Rule => t("裁定争议", "Rule on the dispute"),
            Self::Release => t("主管代管", "Take it in trust"),
            Self::Seal => t("封存服务台", "Seal the desk"),
            Self::BreakSeal => t("启封接管", "Break the seal"),
            Self::Emergency => t("紧急接替", "Relieve in an emergency"),
            Self::FromRecord => t("按记录接管（未交班离岗）", "Take over from the record"),
            Self::Continue => t("续班", "Go on into the next slot"),
            Self::ContinueWitnessed => t("续班（另一人签字）", "Go on, somebody else signs"),
            Self::Confirm => t("补签我离岗的那一班", "Sign for my watch afterwards"),
            Self::Pass => t("转交同班", "Pass to a colleague"),
        }
    }

    const fn done(self) -> T {
        match self {
            Self::Offer | Self::OfferUntimely => {
                t("已交班，等待接班人", "Offered; waiting for the next person")
            }
            Self::Contest => t("已提出争议，等待裁定", "Contested; waiting for a ruling"),
            Self::Rule => t("已裁定", "Ruled"),
            Self::Seal => t("服务台已封存", "The desk is sealed"),
            Self::Continue | Self::ContinueWitnessed => t("已续班", "You go on"),
            Self::Confirm => t("已补签", "Signed"),
            _ => t("已接班，本台由您负责", "The watch is yours"),
        }
    }

    /// What is asked before the PIN: words, and whether they must be there.
    fn asks(self) -> Vec<(T, bool)> {
        match self {
            Self::OfferUntimely => vec![(t("不在交班时段，写明原因", "Outside the window: why now"), true)],
            Self::AcceptPaper => vec![(t("纸面上的四位校验码", "The four check digits on the sheet"), true)],
            Self::Reserve => vec![(t("保留意见", "What is reserved"), true)],
            Self::Contest => vec![(t("哪一项不对", "What is not right"), true)],
            Self::Rule => vec![(t("裁定意见", "The ruling"), true)],
            Self::Release => vec![(t("代管原因", "Why it is taken in trust"), true)],
            Self::Seal => {
                vec![(t("封条号", "The number on the seal"), true), (t("封存原因", "Why it is sealed"), true)]
            }
            Self::BreakSeal => vec![(t("看到的封条号", "The number found on the seal"), true)],
            Self::Emergency => vec![(t("发生了什么", "What happened"), true)],
            Self::FromRecord => vec![(t("当班人的情况", "What is known of the leaver"), true)],
            Self::Confirm => vec![(t("补充说明，可不填", "What is to be added, if anything"), false)],
            Self::ContinueWitnessed => vec![
                (t("见证人姓名", "Who witnesses it"), true),
                (t("见证人的签字密码", "The witness's PIN"), true),
            ],
            Self::Offer | Self::Accept | Self::Continue | Self::Pass => vec![],
        }
    }
}

impl WatchScreen {
    /// Runs a command that signs, or shows the other ways.
    pub(super) fn way(&mut self, command: &str, cx: &mut Cx) {
        match command {
            id::WATCH_OPEN => self.act(Open {}, t("已开始值班", "Your watch has begun"), cx),
            id::WATCH_OFFER => self.begin(Way::Offer, cx),
            id::WATCH_ACCEPT => self.begin(Way::Accept, cx),
            id::WATCH_CONTEST => self.begin(Way::Contest, cx),
            id::WATCH_PASS => self.begin(Way::Pass, cx),
            _ => {
                let pick = |way: Way| Pick {
                    enabled: self.why_not(way, cx).map_or(Ok(()), Err),
                    ..Pick::new(way.id(), way.label())
                };
                let picks = OTHERS.into_iter().map(pick).collect();
                cx.ask("way", Box::new(Picker::new(t("其他办法", "Other ways"), picks)));
            }
        }
    }

    fn begin(&mut self, way: Way, cx: &mut Cx) {
        self.signing = Some(Signing { way, texts: Vec::new(), pin: Pin::default() });
        self.next(cx);
    }

    /// Asks for what is missing, or sends it.
    pub(super) fn next(&mut self, cx: &mut Cx) {
        let Some(signing) = &self.signing else { return };
        let way = signing.way;
        let asked = signing.texts.len();
        let read = asked.checked_sub(1).filter(|_| way == Way::AcceptPaper);
        if let Some(row) = read.and_then(|at| self.unread_red().nth(at)) {
            // The sheet was read; what the reader will do about a red item is theirs to say.
            let (no, title) = (row.item.no, &row.title);
            let (zh, en) = (&title.zh, &title.en);
            let words = say!("第 {no} 条 {zh}：您先做什么？", "Item {no}, {en}: what will you do first?");
            cx.ask("sign", Box::new(Prompt::new(way.label(), words, WORDS)));
        } else if let Some((words, must)) = way.asks().get(asked).copied() {
            let prompt = Prompt::new(way.label(), words, WORDS);
            let secret = way == Way::ContinueWitnessed && signing.texts.len() == 1;
            let prompt = if secret { prompt.secret() } else { prompt };
            cx.ask("sign", Box::new(if must { prompt } else { prompt.optional() }));
        } else if way == Way::Pass && asked < 2 {
            self.ask_pass(asked, cx);
        } else if way == Way::Contest {
            self.send(cx);
        } else if signing.pin.0.is_empty() {
            let holder = &self.view.holder;
            let words = match way {
                Way::Accept | Way::Reserve | Way::AcceptPaper => say!(
                    "从{holder}手里接班，本台由您负责。签字密码：",
                    "Take over from {holder}: the desk is yours from then on. PIN:"
                ),
                Way::Pass => Say::from(t("您自己的签字密码：", "Your own PIN:")),
                _ => Say::from(t("签字密码：", "PIN:")),
            };
            cx.ask("pin", Box::new(Prompt::new(way.label(), words, PIN).secret()));
        } else {
            self.send(cx);
        }
    }

    fn send(&mut self, cx: &mut Cx) {
        let Some(Signing { way, texts, pin }) = self.signing.clone() else { return };
        let text = |at: usize| texts.get(at).cloned().unwrap_or_default();
        let revision = self.view.watch.as_ref().map(|watch| watch.revision);
        let said = way.done();
        let watch = self.left(cx).unwrap_or_default();
        let id = self.view.watch.as_ref().map(|watch| watch.id);
        match way {
            Way::Offer | Way::OfferUntimely => {
                let offer = Offer { watch: id, note: None, reason: text(0), seen: Some(self.view.seen), pin };
                self.act(offer, said, cx);
            }
            Way::Accept => self.act(Accept { watch: id, revision, pin, ..Accept::default() }, said, cx),
            Way::AcceptPaper => {
                let words = texts.iter().skip(1).cloned();
                let read_back = self.unread_red().zip(words).map(|(row, words)| ReadBack {
                    item: row.item.no,
                    words,
                    when: None,
                });
                let (digits, read_back) = (Some(text(0)), read_back.collect());
                let accept = Accept { watch: id, revision, digits, read_back, pin, ..Accept::default() };
                self.act(accept, said, cx);
            }
            Way::Reserve => {
                let reservation = text(0);
                self.act(Accept { watch: id, revision, reservation, pin, ..Accept::default() }, said, cx);
            }
            Way::Contest => self.act(Contest { words: text(0) }, said, cx),
            Way::Rule => self.act(Rule { words: text(0), pin }, said, cx),
            Way::Release => self.act(Release { watch: id, reason: text(0), pin }, said, cx),
            Way::Seal => self.act(Seal { watch: id, seal: text(0), reason: text(1), pin }, said, cx),
            Way::BreakSeal => self.act(BreakSeal { watch: id, seal: text(0), pin }, said, cx),
            Way::Emergency => {
                let relief = Relief::Emergency;
                self.act(Relieve { watch: id, relief, reason: text(0), pin }, said, cx);
            }
            Way::FromRecord => {
                let relief = Relief::FromRecord;
                self.act(Relieve { watch: id, relief, reason: text(0), pin }, said, cx);
            }
            Way::Continue => self.act(Continue { revision, pin, ..Continue::default() }, said, cx),
            Way::ContinueWitnessed => {
                let (witness, witness_pin) = (Some(text(0)), Some(Pin(text(1))));
                self.act(Continue { revision, witness, witness_pin, pin }, said, cx);
            }
            Way::Pass => {
                let pass = Pass { watch: id, with: text(0), with_pin: Pin(text(1)), pin };
                self.act(pass, self.passed(cx), cx);
            }
            Way::Confirm => self.act(Confirm { watch, words: text(0), pin }, said, cx),
        }
    }

    /// Red items of the document that the person has not read back.
    fn unread_red(&self) -> impl Iterator<Item = &ItemRow> {
        let open = |row: &&ItemRow| {
            row.item.severity == Severity::Red && row.item.excluded.is_empty() && !row.acknowledged
        };
        self.view.items.iter().filter(open)
    }

    /// The watch before the present one, which the person may have left without signing.
    fn left(&self, _: &Cx) -> Option<u64> {
        self.view.watch.as_ref().and_then(|watch| watch.previous)
    }

    /// The desk did not take the signature: what can be mended is asked for again.
    pub(super) fn not_signed(&mut self, fault: Fault, cx: &mut Cx) {
        let Some(signing) = &mut self.signing else { return };
        let at = fault.field.clone().unwrap_or_default();
        let unset = at == "pin"
            && fault.kind == crate::api::FaultKind::Refused
            && fault.text.zh.starts_with("先设置");
        cx.toast(fault.text, Level::Fault);
        match (signing.way, at.as_str()) {
            _ if unset => {
                self.signing = None;
                cx.push(Box::new(PinScreen::new()));
            }
            (Way::Offer, "reason") => {
                signing.way = Way::OfferUntimely;
                self.next(cx);
            }
            (Way::Pass, "with_pin") => {
                signing.texts.truncate(1);
                self.next(cx);
            }
            (_, "pin") => {
                signing.pin = Pin::default();
                self.next(cx);
            }
            _ => {
                self.signing = None;
                self.ask(cx);
            }
        }
    }

    /// A prompt of a signature has closed.
    pub(super) fn returned_way(&mut self, of: &str, outcome: Outcome, cx: &mut Cx) {
        match (of, outcome) {
            ("way", Outcome::Picked(picked)) => {
                if let Some(way) = OTHERS.into_iter().find(|way| way.id() == picked) {
                    self.begin(way, cx);
                }
            }
            ("sign", Outcome::Text(text)) => {
                if let Some(signing) = &mut self.signing {
                    signing.texts.push(text);
                }
                self.next(cx);
            }
            ("colleague", Outcome::Picked(picked)) => {
                if let Some(signing) = &mut self.signing {
                    signing.texts.push(picked);
                }
                self.next(cx);
            }
            ("pin", Outcome::Text(text)) => {
                if let Some(signing) = &mut self.signing {
                    signing.pin = Pin(text);
                }
                self.next(cx);
            }
            _ => self.signing = None,
        }
    }

    fn why_not(&self, way: Way, _: &Cx) -> Option<Say> {
        let may = &self.view.may;
        let why = match way {
            Way::Offer | Way::OfferUntimely => &may.offer,
            Way::Accept => &may.accept,
            // The digits acknowledge what is unread.
            Way::AcceptPaper => &may.review,
            Way::Reserve => &may.reserve,
            Way::Contest => &may.dispute,
            Way::Rule => &may.rule,
            Way::Release => &may.release,
            Way::Seal => &may.seal,
            Way::BreakSeal => &may.break_seal,
            Way::Emergency => &may.relieve,
            Way::FromRecord => &may.from_record,
            Way::Continue | Way::ContinueWitnessed => &may.go_on,
            Way::Pass => &may.pass,
            Way::Confirm => {
                let before = self.view.watch.as_ref().and_then(|watch| watch.previous);
                return before.is_none().then(|| t("没有上一班", "There is no watch before").into());
            }
        };
        why.clone()
    }

    /// All commands of the screen.
    pub(super) fn live(&self, cx: &Cx) -> Vec<Live> {
        let may = &self.view.may;
        let of = |id: &'static str, why: &Option<Say>| match why {
            None => Live::on(id),
            Some(why) => Live::off(id, why.clone()),
        };
        let free = matches!(self.state(), None | Some(WatchState::Closed));
        let mut live = vec![
            Live::when(id::WATCH_OPEN, free, t("本台已有人值班", "Somebody holds the watch already")),
            of(id::WATCH_OFFER, &may.offer),
            of(id::WATCH_ACCEPT, &may.accept),
            Live::when(
                id::WATCH_COUNT,
                !self.view.counts.is_empty(),
                t("本台没有要清点的物品", "Nothing is counted at this desk"),
            ),
            of(id::WATCH_RECALL, &may.recall),
            of(id::WATCH_PASS, &may.pass),
            of(id::WATCH_CONTEST, &may.dispute),
            Live::when(
                id::WATCH_ORDERS,
                !self.view.orders.is_empty(),
                t("没有生效的常设指令", "No standing order is in force"),
            ),
            Live::on(id::WATCH_WAYS),
        ];
        live.extend(self.live_items(cx));
        live.extend([Live::on(id::LIST_REFRESH), Live::on(id::GO_BACK)]);
        live
    }
}
