//! The shift handover: who answers for the desk, what is passed on and why. The leaver looks through it, counts and
//! signs; whoever takes over reads, counts and signs. The desk decides who may; what is done here is saved at once.

mod counts;
mod items;
mod orders;
mod pass;
mod pin;
mod pin_reset;
mod recent;
mod secret;
mod show;
mod ways;

pub use pin::PinScreen;
pub use pin_reset::PinResetScreen;
pub use recent::strip;

use super::{Cx, Kind, Level, Live, Msg, Outcome, Screen, Ticket, Topic, reply};
use crate::api::handover::{ItemRow, Recall, Review, ShowWatch, WatchView};
use crate::api::{Fault, Reply};
use crate::domain::handover::WatchState;
use crate::domain::register::Severity;
use crate::domain::standing_order;
use crate::say;
use crate::text::lang::{Say, T, t};
use crate::tui::command::id;
use crate::tui::keymap::Snap;
use crate::tui::widget::table::Selection;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ways::Signing;

/// The watch of the person's desk.
#[derive(Default)]
pub struct WatchScreen {
    view: WatchView,
    loaded: bool,
    error: Option<Say>,
    asked: Option<Ticket>,
    again: bool,
    /// Something was done elsewhere: a quick hand's next key waits for what may be done now.
    stale: bool,
    /// An act on its way, and what is said when it is done.
    acting: Option<(Ticket, T)>,
    /// What is being signed.
    signing: Option<Signing>,
    selection: Selection,
}

impl WatchScreen {
    /// The present watch.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn ask(&mut self, cx: &mut Cx) {
        if self.asked.is_some() {
            self.again = true;
        } else {
            self.asked = Some(cx.call(ShowWatch { watch: None }));
        }
    }

    fn state(&self) -> Option<WatchState> {
        self.view.watch.as_ref().map(|watch| watch.state)
    }

    fn holds(&self, cx: &Cx) -> bool {
        self.view.watch.as_ref().is_some_and(|w| w.holder == cx.me.who.staff && w.state.held())
    }

    /// Whether the person reads the document now.
    fn reads(&self, cx: &Cx) -> bool {
        let reader = self.view.watch.as_ref().and_then(|watch| watch.reviewer.as_ref());
        self.state() == Some(WatchState::InReview) && reader.is_some_and(|one| one.staff == cx.me.who.staff)
    }

    /// Whether the document is the person's to write.
    fn preparing(&self, cx: &Cx) -> bool {
        self.holds(cx) && matches!(self.state(), Some(WatchState::Open | WatchState::Preparing))
    }

    fn item(&self) -> Option<&ItemRow> {
        self.view.items.get(self.selection.at)
    }

    fn act<A: crate::api::Typed>(&mut self, args: A, said: T, cx: &mut Cx) {
        let key = cx.key();
        self.acting = Some((cx.write(args, &key), said));
    }

    fn done(&mut self, result: Result<Reply, Fault>, said: T, cx: &mut Cx) {
        match result {
            Ok(reply) => {
                let signed = self.signing.take().is_some();
                if let Some(view) = WatchView::of(reply) {
                    self.take(view, cx);
                }
                let receipt = &self.view.receipt;
                if signed && !receipt.is_empty() {
                    let (zh, en) = (said.zh, said.en);
                    cx.toast(say!("{zh}（凭证 {receipt}）", "{en} (receipt {receipt})"), Level::Done);
                } else {
                    cx.toast(said, Level::Done);
                }
            }
            Err(fault) if self.signing.is_some() => self.not_signed(fault, cx),
            Err(fault) => {
                cx.toast(fault.text, Level::Fault);
                self.ask(cx);
            }
        }
    }

    fn take(&mut self, view: WatchView, cx: &Cx) {
        let selected = self.item().map(|row| row.item.no);
        self.view = view;
        (self.loaded, self.error) = (true, None);
        let items = &self.view.items;
        if let Some(at) = selected.and_then(|no| items.iter().position(|row| row.item.no == no)) {
            // What has just been looked at gives place to the next that has not.
            let open = |row: &ItemRow| !self.finished(row, cx);
            let next = items.iter().skip(at).position(open).map(|by| at + by);
            self.selection.at = next.or_else(|| items.iter().position(open)).unwrap_or(at);
        }
        self.selection.clamp(self.view.items.len());
    }

    /// Whether the person has nothing left to do with an item.
    fn finished(&self, row: &ItemRow, cx: &Cx) -> bool {
        let item = &row.item;
        if !self.preparing(cx) {
            return row.acknowledged;
        }
        let unsaid = item.severity == Severity::Red && item.if_then.is_empty();
        !item.excluded.is_empty() || (item.kept && !unsaid)
    }

    fn command(&mut self, command: &str, cx: &mut Cx) {
        if command == id::LIST_PAGE_DOWN && self.page(cx) {
            return;
        }
        if self.selection.run(command, self.view.items.len()) {
            return;
        }
        match command {
            id::GO_BACK => cx.pop(Outcome::Cancelled),
            id::LIST_REFRESH => self.ask(cx),
            id::WATCH_RECALL => self.act(Recall {}, t("已收回交班", "The offer is taken back"), cx),
            id::WATCH_ORDERS => cx.push(Box::new(orders::OrdersScreen::new(self.view.orders.clone()))),
            id::WATCH_COUNT => cx.push(Box::new(counts::CountsScreen::new(self.view.clone(), cx))),
            id::WATCH_OPEN
            | id::WATCH_OFFER
            | id::WATCH_ACCEPT
            | id::WATCH_CONTEST
            | id::WATCH_PASS
            | id::WATCH_WAYS => {
                self.way(command, cx);
            }
            _ => self.on_item(command, cx),
        }
    }
}

impl Screen for WatchScreen {
    fn name(&self) -> &'static str {
        "watch"
    }

    fn kind(&self) -> Kind {
        Kind::List
    }

    fn title(&self, cx: &Cx) -> String {
        format!("{}  {}", cx.t(t("交接班", "Shift handover")), cx.me.desk)
    }

    fn about(&self) -> T {
        t(
            "当班人逐条核对、清点、签字交班；接班人逐条确认、清点、签字接班。",
            "The person on watch looks through the items, counts and signs; the next one reads, counts and signs.",
        )
    }

    fn topics(&self) -> Vec<Topic> {
        let mut topics = vec![Topic::Watch];
        // While it is collected, whatever is open may join or leave it.
        topics.extend([1, 2, 3, 4, 5, standing_order::TAG].map(Topic::Register));
        topics
    }

    fn start(&mut self, cx: &mut Cx) {
        self.asked = None;
        self.ask(cx);
    }

    fn on(&mut self, msg: Msg<'_>, cx: &mut Cx) {
        match msg {
            Msg::Command(command) => self.command(command, cx),
            Msg::Answer { ticket, result } if self.asked == Some(ticket) => {
                self.asked = None;
                match reply::<ShowWatch>(result) {
                    Ok(view) => self.take(view, cx),
                    Err(fault) => self.error = Some(fault.text),
                }
                if std::mem::take(&mut self.again) {
                    self.ask(cx);
                } else {
                    self.stale = false;
                }
            }
            Msg::Answer { ticket, result } => {
                if let Some((_, said)) = self.acting.take_if(|(acting, _)| *acting == ticket) {
                    self.done(result, said, cx);
                }
            }
            Msg::Changed(_) | Msg::Focus => self.ask(cx),
            Msg::Returned { of, outcome } => {
                self.stale |= of.is_empty() && outcome == Outcome::Done;
                self.returned(of, outcome, cx);
            }
            _ => {}
        }
    }

    fn minute(&mut self, cx: &mut Cx) {
        // As long as the document stands on the screen its reader keeps the lease, whatever they do meanwhile.
        if self.reads(cx) {
            cx.call(Review {});
        }
    }

    fn commands(&self, cx: &Cx) -> Vec<Live> {
        self.live(cx)
    }

    fn waits(&self) -> bool {
        ((!self.loaded || self.stale) && self.asked.is_some()) || self.acting.is_some()
    }

    fn snap(&self, cx: &Cx) -> Snap {
        let mine = self.holds(cx);
        Snap {
            selected: self.item().is_some(),
            empty: self.view.items.is_empty(),
            on_duty: mine,
            offered: self.state().is_some_and(WatchState::out) && !mine,
            ..Snap::default()
        }
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        self.paint(frame, area, cx)
    }
}
