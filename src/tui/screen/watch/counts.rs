//! Counting what the desk holds. A first count is blind: what was expected stands there only afterwards. Every count is
//! saved as it is made; when all is counted and explained the page closes.

mod cash;

use crate::api::handover::{Count, CountRow, CountShown, ExplainCount, Pin, Review, ShowWatch, WatchView};
use crate::domain::countable::yuan;
use crate::domain::handover::{Reason, WatchState};
use crate::say;
use crate::text::lang::{Lang, Say, T, t};
use crate::tui::command::id;
use crate::tui::picker::{Pick, Picker};
use crate::tui::prompt::Prompt;
use crate::tui::screen::{Cx, Kind, Level, Live, Msg, Outcome, Screen, Ticket, Topic, reply};
use crate::tui::theme::Tone;
use crate::tui::widget::panel::{below, line, panel};
use crate::tui::widget::table::{self, Around, Column, Line, Selection};
use cash::CashForm;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// The longest words to a difference, in characters.
const WORDS: usize = 200;

/// What is being explained.
#[derive(Default)]
struct Explaining {
    reason: Option<Reason>,
    words: String,
    witness: Option<String>,
}

/// The things to count.
pub struct CountsScreen {
    view: WatchView,
    selection: Selection,
    asked: Option<Ticket>,
    acting: Option<Ticket>,
    explaining: Explaining,
    /// Whether the first thing to count is opened by itself.
    first: bool,
}

impl CountsScreen {
    /// Of the watch as it was shown.
    #[must_use]
    pub fn new(view: WatchView, _: &Cx) -> Self {
        let mut screen = Self {
            view,
            selection: Selection::default(),
            asked: None,
            acting: None,
            explaining: Explaining::default(),
            first: true,
        };
        screen.select_next();
        screen
    }

    fn row(&self) -> Option<&CountRow> {
        self.view.counts.get(self.selection.at)
    }

    fn select_next(&mut self) {
        if let Some(at) = self.view.counts.iter().position(|row| row.asked && !row.settled) {
            self.selection.at = at;
        }
        self.selection.clamp(self.view.counts.len());
    }

    /// What this side found last.
    fn mine<'r>(&self, row: &'r CountRow, cx: &Cx) -> Option<&'r CountShown> {
        if row.keeper.is_some() || self.leaving(cx) { row.outgoing.as_ref() } else { row.incoming.as_ref() }
    }

    /// Whether the person is one of the two who count what the desk has.
    fn sided(&self, cx: &Cx) -> bool {
        self.view.watch.as_ref().and_then(|watch| watch.side_of(cx.me.who.staff)).is_some()
    }

    /// Whether a till of the person's own waits to be counted.
    fn owes_own(&self) -> bool {
        self.view.counts.iter().any(|row| row.mine && !row.settled)
    }

    /// Whether the person counts as the one who leaves.
    fn leaving(&self, cx: &Cx) -> bool {
        let watch = self.view.watch.as_ref();
        watch.is_some_and(|w| w.holder == cx.me.who.staff && w.state.held() && w.owed_until.is_none())
    }

    fn send<A: crate::api::Typed>(&mut self, args: A, cx: &mut Cx) {
        let key = cx.key();
        self.acting = Some(cx.write(args, &key));
    }

    fn take(&mut self, view: WatchView, cx: &mut Cx) {
        self.view = view;
        let open = self.row().is_some_and(|row| row.asked && !row.settled);
        let counted = self.row().and_then(|row| self.mine(row, cx)).is_some();
        if open && counted {
            // It differs: stay, and say what is wanted.
            cx.toast(t("与应有不符，请说明原因", "It is not what was expected: say why"), Level::Info);
            return;
        }
        self.select_next();
        if self.view.counts.iter().all(|row| !row.asked || row.settled) {
            cx.toast(t("清点完毕", "All is counted"), Level::Done);
            cx.pop(Outcome::Done);
        }
    }

    fn count(&self, cx: &mut Cx) {
        let Some(row) = self.row() else { return };
        if row.kind.money() && !row.denominations.is_empty() {
            cx.ask("cash", Box::new(CashForm::new(row)));
        } else if row.kind.money() {
            let words = t("一共多少元", "The total in yuan");
            cx.ask("total", Box::new(Prompt::new(Say::same(row.name.clone()), words, 16)));
        } else if row.names.is_empty() {
            let words = t("数到几件", "How many are there");
            cx.ask("pieces", Box::new(Prompt::new(Say::same(row.name.clone()), words, 9)));
        } else {
            let words = t(
                "缺哪些？用空格分开；都在就直接回车",
                "Which are missing, with blanks between; Enter: none",
            );
            cx.ask("missing", Box::new(Prompt::new(Say::same(row.name.clone()), words, 400).optional()));
        }
    }

    fn returned(&mut self, of: &str, outcome: Outcome, cx: &mut Cx) {
        let Some(thing) = self.row().map(|row| row.thing) else { return };
        match (of, outcome) {
            ("cash" | "total", Outcome::Text(text)) => match cash::read(&text) {
                Some((amount, parts)) => {
                    self.send(Count { thing, amount: Some(amount), parts, missing: Vec::new() }, cx);
                }
                None => cx.toast(t("请写金额，如 1280.50", "Write an amount such as 1280.50"), Level::Fault),
            },
            ("pieces", Outcome::Text(text)) => match text.parse() {
                Ok(amount) => self.send(Count { thing, amount: Some(amount), ..Count::default() }, cx),
                Err(_) => cx.toast(t("请写件数", "Write a number"), Level::Fault),
            },
            ("missing", Outcome::Text(text)) => {
                let missing = text.split_whitespace().map(str::to_owned).collect();
                self.send(Count { thing, missing, ..Count::default() }, cx);
            }
            ("reason", Outcome::Picked(picked)) => {
                let reason = Reason::ALL.into_iter().find(|(_, key)| key.to_string() == picked);
                self.explaining =
                    Explaining { reason: reason.map(|(reason, _)| reason), ..Explaining::default() };
                let words = t("用几个字说明", "In a few words");
                cx.ask("words", Box::new(Prompt::new(t("说明差异", "Explain it"), words, WORDS)));
            }
            ("words", Outcome::Text(text)) => {
                self.explaining.words = text;
                let words = t("见证人姓名；不需要就直接回车", "Who witnesses it; Enter alone: nobody");
                cx.ask("witness", Box::new(Prompt::new(t("见证人", "Witness"), words, 40).optional()));
            }
            ("witness", Outcome::Text(text)) if text.is_empty() => self.explain(thing, None, cx),
            ("witness", Outcome::Text(text)) => {
                self.explaining.witness = Some(text);
                let words = t("见证人的签字密码", "The witness's PIN");
                cx.ask("pin", Box::new(Prompt::new(t("见证人", "Witness"), words, 12).secret()));
            }
            ("pin", Outcome::Text(text)) => self.explain(thing, Some(Pin(text)), cx),
            _ => {}
        }
    }

    fn explain(&mut self, thing: u64, witness_pin: Option<Pin>, cx: &mut Cx) {
        let Explaining { reason: Some(reason), words, witness } = std::mem::take(&mut self.explaining) else {
            return;
        };
        self.send(ExplainCount { thing, reason, words, witness, witness_pin }, cx);
    }

    fn rows(&self, cx: &Cx) -> Vec<Line> {
        let shown = |row: &CountRow, of: fn(&CountShown) -> Option<i64>, side: Option<&CountShown>| {
            side.and_then(of).map_or_else(String::new, |amount| figure(row, amount))
        };
        let of = |row: &CountRow| {
            let mine = self.mine(row, cx);
            let differs = mine.and_then(|m| Some(m.amount? - m.expected?)).filter(|by| *by != 0);
            let state = match (row.settled, mine.is_some()) {
                _ if !row.mine && (row.keeper.is_some() || !self.sided(cx)) => t("不由您点", "not yours"),
                _ if !row.asked && mine.is_none() => t("不用点", "none here"),
                (true, _) if differs.is_some() => t("已说明", "explained"),
                (true, _) => t("已清点", "counted"),
                (false, true) => t("不符", "differs"),
                (false, false) => t("待清点", "to count"),
            };
            let line = Line::new(vec![
                match &row.keeper {
                    Some(keeper) => format!("{} · {keeper}", row.name),
                    None => row.name.clone(),
                },
                cx.t(row.kind.label()).to_owned(),
                shown(row, |m| m.amount, mine),
                shown(row, |m| m.expected, mine),
                differs.map_or_else(String::new, |by| figure(row, by)),
                cx.t(state).to_owned(),
            ]);
            line.toned(match (row.asked && !row.settled, mine.is_some()) {
                (true, true) => Tone::Urgent,
                (true, false) => Tone::Soon,
                _ => Tone::Text,
            })
        };
        self.view.counts.iter().map(of).collect()
    }
}

/// An amount as people write it: yuan of money, else pieces.
fn figure(row: &CountRow, amount: i64) -> String {
    if row.kind.money() { yuan(amount) } else { amount.to_string() }
}

impl Screen for CountsScreen {
    fn name(&self) -> &'static str {
        "counts"
    }

    fn kind(&self) -> Kind {
        Kind::List
    }

    fn title(&self, cx: &Cx) -> String {
        let side = if self.leaving(cx) {
            t("交班清点", "Count, leaving")
        } else if self.sided(cx) {
            t("接班清点", "Count, taking over")
        } else {
            t("清点", "Counts")
        };
        format!("{}  {}", cx.t(side), cx.me.desk)
    }

    fn about(&self) -> T {
        t(
            "先盲点，再看应有数；不符写明原因。",
            "Count first, then see what was expected; a difference wants a reason.",
        )
    }

    fn topics(&self) -> Vec<Topic> {
        vec![Topic::Watch]
    }

    fn start(&mut self, cx: &mut Cx) {
        let out = self.view.watch.as_ref().is_some_and(|w| w.state.out() || w.state == WatchState::Open);
        if out && !self.leaving(cx) && !self.owes_own() && self.view.may.review.is_none() {
            // Who counts to take over reads the document.
            self.send(Review {}, cx);
        } else {
            self.asked = Some(cx.call(ShowWatch { watch: None }));
        }
    }

    fn on(&mut self, msg: Msg<'_>, cx: &mut Cx) {
        match msg {
            Msg::Command(command) if self.selection.run(command, self.view.counts.len()) => {}
            Msg::Command(id::GO_BACK) => cx.pop(Outcome::Cancelled),
            Msg::Command(id::LIST_OPEN) => self.count(cx),
            Msg::Command(id::COUNT_ALL) => {
                if let Some(thing) = self.row().map(|row| row.thing) {
                    self.send(Count { thing, ..Count::default() }, cx);
                }
            }
            Msg::Command(id::COUNT_WHY) => {
                let picks = Reason::ALL.into_iter().map(|(reason, key)| Pick {
                    group: Say::same(key.to_string()),
                    also: key.to_string(),
                    ..Pick::new(key.to_string(), reason.label())
                });
                cx.ask("reason", Box::new(Picker::new(t("差异原因", "Why it differs"), picks.collect())));
            }
            Msg::Answer { ticket, result } if self.asked == Some(ticket) => {
                self.asked = None;
                if let Ok(view) = reply::<ShowWatch>(result) {
                    self.view = view;
                    self.selection.clamp(self.view.counts.len());
                }
                self.open_first(cx);
            }
            Msg::Answer { ticket, result } if self.acting == Some(ticket) => {
                self.acting = None;
                match result {
                    Ok(reply) => {
                        let reading = self.first;
                        if let Some(view) = WatchView::of(reply) {
                            if reading {
                                self.view = view;
                            } else {
                                self.take(view, cx);
                            }
                        }
                        self.open_first(cx);
                    }
                    Err(fault) => {
                        self.first = false;
                        cx.toast(fault.text, Level::Fault);
                    }
                }
            }
            Msg::Changed(_) => self.asked = Some(cx.call(ShowWatch { watch: None })),
            Msg::Returned { of, outcome } => self.returned(of, outcome, cx),
            _ => {}
        }
    }

    fn commands(&self, cx: &Cx) -> Vec<Live> {
        let none = t("没有要清点的物品", "Nothing is counted here");
        let pieces = self.row().is_some_and(|row| !row.kind.money());
        let counted = self.row().and_then(|row| self.mine(row, cx)).is_some();
        vec![
            Live::when(id::LIST_OPEN, self.row().is_some(), none),
            Live::when(id::COUNT_ALL, pieces, t("现金要点数", "Money is counted")),
            Live::when(id::COUNT_WHY, counted, t("先清点，再说明", "Count first, then explain")),
            Live::on(id::GO_BACK),
        ]
    }

    fn waits(&self) -> bool {
        self.asked.is_some() || self.acting.is_some()
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        let buf = frame.buffer_mut();
        let inner = panel(&self.title(cx), true, area, cx.theme, buf);
        let wide = if cx.lang == Lang::En { 12 } else { 8 };
        let columns = [
            Column::new(cx.t(t("物品", "Thing")), 18).flexible(),
            Column::new(cx.t(t("种类", "Kind")), 14),
            Column::new(cx.t(t("点到", "Found")), 12).right(),
            Column::new(cx.t(t("应有", "Expected")), 12).right(),
            Column::new(cx.t(t("相差", "Differs")), 10).right(),
            Column::new(cx.t(t("情况", "State")), wide),
        ];
        let around = Around {
            empty: cx.t(t("没有要清点的物品", "Nothing is counted here")),
            heads: true,
            focused: true,
            ..Around::default()
        };
        let list = Rect { height: inner.height.saturating_sub(1), ..inner };
        let rows = self.rows(cx);
        let at = table::draw(&columns, &rows, &mut self.selection, &around, list, (cx.theme, cx.lang), buf);
        let words = self.row().map(|row| {
            let missing = self.mine(row, cx).map(|m| m.missing.join(" ")).unwrap_or_default();
            let names = row.names.len();
            match (missing.is_empty(), names) {
                (false, _) => say!("缺：{missing}", "Missing: {missing}"),
                (true, 0) => Say::same(""),
                (true, _) => say!("应有 {names} 件", "{names} by name"),
            }
        });
        if let Some(words) = words {
            line(cx.say(&words), cx.theme.style(Tone::Muted), below(inner, list.height), buf);
        }
        at
    }
}

impl CountsScreen {
    /// Cash is what nearly everybody counts first: its form opens by itself, once.
    fn open_first(&mut self, cx: &mut Cx) {
        if !std::mem::take(&mut self.first) {
            return;
        }
        self.select_next();
        let cash = self.row().is_some_and(|row| row.asked && !row.settled && row.kind.money());
        if cash && self.row().and_then(|row| self.mine(row, cx)).is_none() {
            self.count(cx);
        }
    }
}
