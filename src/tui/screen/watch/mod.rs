//! The shift handover, first form: who holds the watch, what is passed on and why, how much it matters, and who has
//! taken note of it. Custody moves when somebody else accepts; the desk decides whether they may.

mod show;

use super::pane::open_entry;
use super::{Cx, Kind, Level, Live, Msg, Outcome, Screen, Ticket, Topic, reply};
use crate::api::handover::{Accept, Acknowledge, ItemRow, Offer, Open, Recall, ShowWatch, WatchView};
use crate::api::{Fault, Reply, Typed as _};
use crate::domain::handover::WatchState;
use crate::domain::register::Severity;
use crate::say;
use crate::text::lang::{Lang, Say, T, t};
use crate::text::width::wrap;
use crate::tui::command::id;
use crate::tui::dialog::Confirm;
use crate::tui::keymap::Snap;
use crate::tui::prompt::Prompt;
use crate::tui::theme::Tone;
use crate::tui::widget::panel::{below, line, panel, top};
use crate::tui::widget::table::{self, Around, Selection};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use std::collections::BTreeMap;

/// Rows for the whole of the selected item.
const WHOLE: u16 = 5;
/// The longest note, in characters.
const NOTE: usize = 200;

/// The watch of the person's desk.
#[derive(Default)]
pub struct WatchScreen {
    view: WatchView,
    loaded: bool,
    error: Option<Say>,
    asked: Option<Ticket>,
    again: bool,
    /// An act on its way, and what is said when it is done.
    acting: Option<(Ticket, T)>,
    /// The leaver's severities, until the offer carries them.
    severities: BTreeMap<u32, Severity>,
    /// The leaver's words on items, until the offer carries them.
    notes: BTreeMap<u32, String>,
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
        self.view.watch.as_ref().is_some_and(|w| w.holder == cx.me.who.staff && w.state != WatchState::Closed)
    }

    fn preparing(&self, cx: &Cx) -> bool {
        self.state() == Some(WatchState::Open) && self.holds(cx)
    }

    fn item(&self) -> Option<&ItemRow> {
        self.view.items.get(self.selection.at)
    }

    fn severity(&self, row: &ItemRow) -> Severity {
        self.severities.get(&row.item.no).copied().unwrap_or(row.item.severity)
    }

    fn note<'a>(&'a self, row: &'a ItemRow) -> &'a str {
        self.notes.get(&row.item.no).map_or(&row.item.note, String::as_str)
    }

    fn act<A: crate::api::Typed>(&mut self, args: A, said: T, cx: &mut Cx) {
        let key = cx.key();
        self.acting = Some((cx.write(args, &key), said));
    }

    fn done(&mut self, result: Result<Reply, Fault>, said: T, cx: &mut Cx) {
        match result {
            Ok(reply) => {
                let view = [
                    Open::unwrap_reply,
                    Offer::unwrap_reply,
                    Recall::unwrap_reply,
                    Acknowledge::unwrap_reply,
                    Accept::unwrap_reply,
                ]
                .into_iter()
                .find_map(|unwrap| unwrap(reply.clone()));
                if let Some(view) = view {
                    self.take(view);
                }
                cx.toast(said, Level::Done);
            }
            Err(fault) => {
                cx.toast(fault.text, Level::Fault);
                self.ask(cx);
            }
        }
    }

    fn take(&mut self, view: WatchView) {
        let selected = self.item().map(|row| (row.item.no, row.acknowledged));
        // What the leaver changed belongs to the draft that was shown; an offer has taken it over.
        if view.watch.as_ref().map(|w| w.state) != Some(WatchState::Open) {
            self.severities.clear();
            self.notes.clear();
        }
        self.view = view;
        (self.loaded, self.error) = (true, None);
        let items = &self.view.items;
        let found = |no: u32| items.iter().position(|row| row.item.no == no);
        if let Some((at, read)) = selected.and_then(|(no, read)| Some((found(no)?, read))) {
            // What has just been read gives place to the next that has not.
            let next = items.iter().skip(at).position(|row| !row.acknowledged).map_or(at, |by| at + by);
            self.selection.at = if read { at } else { next };
        }
        self.selection.clamp(self.view.items.len());
    }

    fn set_severity(&mut self, severity: Severity, cx: &mut Cx) {
        if !self.preparing(cx) {
            cx.toast(NOT_PREPARING, Level::Info);
        } else if let Some(no) = self.item().map(|row| row.item.no) {
            self.severities.insert(no, severity);
        }
    }

    fn acknowledge(&mut self, cx: &mut Cx) {
        let Some(row) = self.item() else { return };
        let (no, red) = (row.item.no, row.item.severity == Severity::Red);
        if let Err(why) = self.may_acknowledge(cx) {
            cx.toast(why, Level::Info);
        } else if red {
            let title = say!("第 {no} 项：您先做什么？", "Item {no}: what will you do first?");
            let words = t("用自己的话写，几个字即可", "In your own words; a few will do");
            cx.ask("ack", Box::new(Prompt::new(title, words, NOTE)));
        } else {
            self.act(self.ack_of(Some(no), String::new()), t("已确认知悉", "Acknowledged"), cx);
        }
    }

    /// Bound to the revision on the screen: what changed since must be read again.
    fn ack_of(&self, item: Option<u32>, words: String) -> Acknowledge {
        Acknowledge {
            item,
            revision: self.view.watch.as_ref().map(|watch| watch.revision),
            words,
            ..Acknowledge::default()
        }
    }

    fn may_acknowledge(&self, cx: &Cx) -> Result<(), T> {
        if self.state() != Some(WatchState::Offered) {
            Err(t("当班人还没有交班", "It has not been offered"))
        } else if self.holds(cx) {
            Err(t("由接班人确认", "The person who takes over acknowledges"))
        } else {
            Ok(())
        }
    }

    fn command(&mut self, command: &str, cx: &mut Cx) {
        if self.selection.run(command, self.view.items.len()) {
            return;
        }
        match command {
            id::GO_BACK => cx.pop(Outcome::Cancelled),
            id::LIST_REFRESH => self.ask(cx),
            id::WATCH_OPEN => self.act(Open {}, t("已开始值班", "Your watch has begun"), cx),
            id::WATCH_OFFER => {
                let words = t("给接班人的话，可不填", "Words for the next person; may stay empty");
                cx.ask("offer", Box::new(Prompt::new(t("交班", "Offer the watch"), words, NOTE).optional()));
            }
            id::WATCH_RECALL => self.act(Recall {}, t("已收回交班", "The offer is taken back"), cx),
            id::WATCH_ACCEPT => {
                let holder = &self.view.holder;
                let question = say!(
                    "从{holder}手里接班？接班后由您负责本台。",
                    "Take over from {holder}? The desk is yours from then on."
                );
                cx.ask("accept", Box::new(Confirm::new(question)));
            }
            id::WATCH_ACKNOWLEDGE => self.acknowledge(cx),
            id::WATCH_ACK_REST => {
                self.act(
                    self.ack_of(None, String::new()),
                    t("其余事项已确认知悉", "The rest is acknowledged"),
                    cx,
                );
            }
            id::WATCH_PROMISE => match self.may_acknowledge(cx) {
                Ok(()) => {
                    let title = t("您几点去办？", "When will you do it?");
                    let words = t("如 20:30，到时办理", "Such as 20:30");
                    cx.ask("promise", Box::new(Prompt::new(title, words, 40)));
                }
                Err(why) => cx.toast(why, Level::Info),
            },
            id::WATCH_RED => self.set_severity(Severity::Red, cx),
            id::WATCH_AMBER => self.set_severity(Severity::Amber, cx),
            id::WATCH_WHITE => self.set_severity(Severity::White, cx),
            id::WATCH_NOTE if self.preparing(cx) => {
                let Some(row) = self.item() else { return };
                let words = t("交代给接班人：如果……就……", "For the next person: if ... then ...");
                let prompt = Prompt::new(t("交代", "Note"), words, NOTE).optional().with(self.note(row));
                cx.ask("note", Box::new(prompt));
            }
            id::WATCH_NOTE => cx.toast(NOT_PREPARING, Level::Info),
            id::LIST_OPEN => {
                let target = self.item().and_then(|row| Some((row.item.entry?, row.number.clone())));
                let screen = match target {
                    Some((entry, number)) => open_entry(entry, &number, cx),
                    None => self.item().map(|_| Box::new(super::log::LogScreen::new()) as Box<dyn Screen>),
                };
                if let Some(screen) = screen {
                    cx.push(screen);
                }
            }
            _ => {}
        }
    }

    fn returned(&mut self, of: &str, outcome: Outcome, cx: &mut Cx) {
        match (of, outcome) {
            ("offer", Outcome::Text(note)) => {
                let offer = Offer { note, seen: Some(self.view.seen), ..Offer::default() };
                self.act(offer, t("已交班，等待接班人", "Offered; waiting for the next person"), cx);
            }
            ("accept", Outcome::Done) => {
                let revision = self.view.watch.as_ref().map(|watch| watch.revision);
                self.act(Accept { revision, ..Accept::default() }, t("已接班", "The watch is yours"), cx);
            }
            ("ack", Outcome::Text(words)) => self.acknowledge_with(words, cx),
            ("promise", Outcome::Text(at)) => {
                let words = match cx.lang {
                    Lang::Zh => format!("{at} 我去办"),
                    Lang::En => format!("I will do it at {at}"),
                };
                self.acknowledge_with(words, cx);
            }
            ("note", Outcome::Text(note)) => {
                if let Some(no) = self.item().map(|row| row.item.no) {
                    self.notes.insert(no, note);
                }
            }
            _ => {}
        }
    }

    fn acknowledge_with(&mut self, words: String, cx: &mut Cx) {
        if let Some(no) = self.item().map(|row| row.item.no) {
            self.act(self.ack_of(Some(no), words), t("已确认知悉", "Acknowledged"), cx);
        }
    }
}

const NOT_PREPARING: T = t("交班前由当班人修改", "The person on watch changes this before offering");

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
            "当班人核对事项后交班；接班人确认每条红色事项后接班。",
            "The person on watch checks the items and offers; the next one acknowledges every red item and accepts.",
        )
    }

    fn topics(&self) -> Vec<Topic> {
        let mut topics = vec![Topic::Watch];
        // While it is collected, whatever is open may join or leave it.
        topics.extend([1, 2, 3, 4, 5].map(Topic::Register));
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
                    Ok(view) => self.take(view),
                    Err(fault) => self.error = Some(fault.text),
                }
                if std::mem::take(&mut self.again) {
                    self.ask(cx);
                }
            }
            Msg::Answer { ticket, result } => {
                if let Some((_, said)) = self.acting.take_if(|(acting, _)| *acting == ticket) {
                    self.done(result, said, cx);
                }
            }
            Msg::Changed(_) => self.ask(cx),
            Msg::Returned { of, outcome } => self.returned(of, outcome, cx),
            _ => {}
        }
    }

    fn commands(&self, cx: &Cx) -> Vec<Live> {
        let why = |id: &'static str, why: &Option<Say>, nobody: T| match (why, &self.view.watch) {
            (_, None) => Live::off(id, nobody),
            (Some(why), _) => Live::off(id, why.clone()),
            (None, _) => Live::on(id),
        };
        let nobody = t("本台还没有人值班", "Nobody holds the watch of this desk");
        let free = matches!(self.state(), None | Some(WatchState::Closed));
        let offered = self.state() == Some(WatchState::Offered);
        let mine = self.holds(cx);
        let ack = self.may_acknowledge(cx);
        let ack = |id: &'static str| match ack {
            Ok(()) => Live::on(id),
            Err(why) => Live::off(id, why),
        };
        let none = t("没有事项", "There is no item");
        let prepare = |id: &'static str| match self.item() {
            Some(_) => Live::when(id, self.preparing(cx), NOT_PREPARING),
            None => Live::off(id, none),
        };
        vec![
            Live::when(id::WATCH_OPEN, free, t("本台已有人值班", "Somebody holds the watch already")),
            why(id::WATCH_OFFER, &self.view.may.offer, nobody),
            why(id::WATCH_ACCEPT, &self.view.may.accept, nobody),
            Live::when(
                id::WATCH_RECALL,
                offered && mine,
                t("没有您交出的班", "You have no offer to take back"),
            ),
            ack(id::WATCH_ACKNOWLEDGE),
            ack(id::WATCH_ACK_REST),
            ack(id::WATCH_PROMISE),
            prepare(id::WATCH_RED),
            prepare(id::WATCH_AMBER),
            prepare(id::WATCH_WHITE),
            prepare(id::WATCH_NOTE),
            Live::when(id::LIST_OPEN, self.item().is_some(), none),
            Live::on(id::LIST_REFRESH),
            Live::on(id::GO_BACK),
        ]
    }

    fn waits(&self) -> bool {
        !self.loaded && self.asked.is_some()
    }

    fn snap(&self, cx: &Cx) -> Snap {
        let mine = self.holds(cx);
        Snap {
            selected: self.item().is_some(),
            empty: self.view.items.is_empty(),
            on_duty: mine,
            offered: self.state() == Some(WatchState::Offered) && !mine,
            ..Snap::default()
        }
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        let buf = frame.buffer_mut();
        let mut inner = panel(&self.title(cx), true, area, cx.theme, buf);
        if self.loaded {
            for (text, tone) in self.banner(cx) {
                line(&text, cx.theme.style(tone), inner, buf);
                inner = below(inner, 1);
            }
        }
        let rows = self.rows(cx);
        let foot = if rows.is_empty() { 0 } else { WHOLE.min(inner.height / 3) };
        let list = top(inner, inner.height - foot);
        let empty = if self.loaded {
            t("没有要交接的事项", "Nothing to hand over")
        } else {
            t("正在读取……", "Reading ...")
        };
        let around = Around {
            empty: cx.t(empty),
            error: self.error.as_ref().map(|error| cx.say(error)),
            heads: true,
            focused: true,
            ..Around::default()
        };
        let at = table::draw(
            &show::columns(cx),
            &rows,
            &mut self.selection,
            &around,
            list,
            (cx.theme, cx.lang),
            buf,
        );
        if let Some(row) = self.view.items.get(self.selection.at) {
            let mut rest = below(inner, list.height);
            for words in wrap(&self.whole(row, cx), usize::from(rest.width)) {
                line(&words, cx.theme.style(Tone::Muted), rest, buf);
                rest = below(rest, 1);
            }
        }
        at
    }
}
