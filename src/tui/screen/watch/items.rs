//! What is done with the items: the leaver keeps, weighs, comments or takes them off; the reader acknowledges or asks.
//! Each is one call at once, so that nothing lives on the screen alone.

use super::WatchScreen;
use crate::api::handover::{Acknowledge, Answer, AskBack, Edit};
use crate::domain::handover::WatchState;
use crate::domain::moment::At;
use crate::domain::register::Severity;
use crate::say;
use crate::text::lang::{T, t};
use crate::tui::command::id;
use crate::tui::prompt::Prompt;
use crate::tui::screen::pane::open_entry;
use crate::tui::screen::{Cx, Level, Live, Outcome, Screen};

/// The longest note, in characters.
const NOTE: usize = 200;
/// A red item is promised for the next half hour, unless another time is typed.
const HALF_HOUR: i64 = 30;

const NOT_PREPARING: T = t("交班前由当班人修改", "The person on watch changes this before offering");
const NONE: T = t("没有事项", "There is no item");
const SAVED: T = t("已保存", "Saved");
const READ: T = t("已确认知悉", "Acknowledged");

impl WatchScreen {
    /// Edits of the selected item.
    fn edit(&mut self, change: impl FnOnce(&mut Edit), cx: &mut Cx) {
        let Some(no) = self.item().map(|row| row.item.no) else { return };
        let mut edit = Edit { items: vec![no], ..Edit::default() };
        change(&mut edit);
        self.act(edit, SAVED, cx);
    }

    /// Runs a command on the selected item.
    pub(super) fn on_item(&mut self, command: &str, cx: &mut Cx) {
        match command {
            id::LIST_OPEN if self.preparing(cx) => self.keep(cx),
            id::LIST_OPEN | id::WATCH_LOOK => self.look(cx),
            id::WATCH_ACKNOWLEDGE => self.acknowledge(cx),
            id::WATCH_PROMISE => self.promise(cx),
            id::WATCH_RED => self.edit(|edit| edit.severity = Some(Severity::Red), cx),
            id::WATCH_AMBER => self.edit(|edit| edit.severity = Some(Severity::Amber), cx),
            id::WATCH_WHITE => self.edit(|edit| edit.severity = Some(Severity::White), cx),
            id::WATCH_IF => self.ask_if(cx),
            id::WATCH_NOTE => {
                let Some(row) = self.item() else { return };
                let words =
                    t("交代给接班人；结转多次的写为何再延", "For the next person; put off often: why again");
                let prompt = Prompt::new(t("交代", "Note"), words, NOTE).optional().with(&row.item.note);
                cx.ask("note", Box::new(prompt));
            }
            id::WATCH_WORDS => {
                let words = t("给接班人的话，可不填", "Words for the next person; may stay empty");
                let kept = self.view.watch.as_ref().map_or("", |watch| watch.note.as_str());
                let prompt = Prompt::new(t("给接班人的话", "Words"), words, NOTE).optional().with(kept);
                cx.ask("words", Box::new(prompt));
            }
            id::WATCH_EXCLUDE => {
                let Some(row) = self.item() else { return };
                let words = t("为什么不列入；清空则重新列入", "Why it is left off; empty puts it back");
                let prompt = Prompt::new(t("不列入交班", "Take it off"), words, NOTE).optional();
                cx.ask("exclude", Box::new(prompt.with(&row.item.excluded)));
            }
            id::WATCH_DONE => self.look(cx),
            id::WATCH_UNCLEAR => {
                let words = t("哪里不清楚？退回给交班人答复", "What is unclear? It goes back to the leaver");
                cx.ask("unclear", Box::new(Prompt::new(t("退回询问", "Ask back"), words, NOTE)));
            }
            id::WATCH_ANSWER => {
                let asked = self.item().and_then(|row| row.question.as_ref()).map(|q| q.words.clone());
                let words = asked.unwrap_or_default();
                let title = t("答复询问", "Answer");
                cx.ask("answer", Box::new(Prompt::new(title, crate::text::lang::Say::same(words), NOTE)));
            }
            _ => {}
        }
    }

    /// One key an item: a red one still wants its if-then, one put off often its reason.
    fn keep(&mut self, cx: &mut Cx) {
        let Some(row) = self.item() else { return };
        if row.item.severity == Severity::Red && row.item.if_then.is_empty() {
            self.ask_if(cx);
        } else {
            self.edit(|_| {}, cx);
        }
    }

    fn ask_if(&self, cx: &mut Cx) {
        let Some(row) = self.item() else { return };
        let title = t("如果……就……", "If ... then ...");
        let words =
            t("再出现时怎么办；直接回车为“无”", "What to do if it happens again; Enter alone means “none”");
        cx.ask("if", Box::new(Prompt::new(title, words, NOTE).optional().with(&row.item.if_then)));
    }

    fn look(&self, cx: &mut Cx) {
        let target = self.item().map(|row| row.item.entry.map(|entry| (entry, row.number.clone())));
        let screen = match target {
            Some(Some((entry, number))) => open_entry(entry, &number, cx),
            Some(None) => Some(Box::new(crate::tui::screen::log::LogScreen::new()) as Box<dyn Screen>),
            None => None,
        };
        if let Some(screen) = screen {
            cx.push(screen);
        }
    }

    fn acknowledge(&mut self, cx: &mut Cx) {
        let Some(row) = self.item() else { return };
        let (no, red) = (row.item.no, row.item.severity == Severity::Red);
        if red {
            let title = say!("第 {no} 条：您先做什么？", "Item {no}: what will you do first?");
            let words = t("用自己的话写，几个字即可", "In your own words; a few will do");
            cx.ask("ack", Box::new(Prompt::new(title, words, NOTE)));
        } else {
            self.act(self.ack(Some(no), Vec::new()), READ, cx);
        }
    }

    /// Bound to the revision on the screen: what changed since must be read again.
    fn ack(&self, item: Option<u32>, page: Vec<u32>) -> Acknowledge {
        let revision = self.view.watch.as_ref().map(|watch| watch.revision);
        Acknowledge { item, page, revision, ..Acknowledge::default() }
    }

    fn promise(&self, cx: &mut Cx) {
        let Some(no) = self.item().map(|row| row.item.no) else { return };
        let title = say!("第 {no} 条：您几点去办？", "Item {no}: when will you do it?");
        let half = HALF_HOUR * 60_000;
        let next = At((cx.now.0 / half + 1) * half).local(cx.zone).format("%H:%M").to_string();
        let words = t("回车即用此时间", "Enter takes this time");
        cx.ask("promise", Box::new(Prompt::new(title, words, 40).with(&next)));
    }

    /// Items for information that are on the screen are done with by the page; then the page turns. Gives whether
    /// there were any.
    pub(super) fn page(&mut self, cx: &mut Cx) -> bool {
        let shown = self.selection.on_page();
        let rows = self.view.items.iter().skip(shown.start).take(shown.len());
        let white = rows.filter(|row| row.item.severity == Severity::White && !self.finished(row, cx));
        let numbers: Vec<u32> = white.map(|row| row.item.no).collect();
        if numbers.is_empty() {
            return false;
        }
        if self.preparing(cx) {
            self.act(Edit { items: numbers, ..Edit::default() }, SAVED, cx);
        } else if self.may_read(cx).is_ok() {
            self.act(self.ack(None, numbers), READ, cx);
        } else {
            return false;
        }
        self.selection.run(id::LIST_PAGE_DOWN, self.view.items.len());
        true
    }

    /// Whether the person may acknowledge.
    ///
    /// # Errors
    /// Why not.
    fn may_read(&self, cx: &Cx) -> Result<(), crate::text::lang::Say> {
        if self.holds(cx) {
            return Err(t("由接班人确认", "The person who takes over acknowledges").into());
        }
        self.view.may.review.clone().map_or(Ok(()), Err)
    }

    /// A prompt about an item has closed.
    pub(super) fn returned_item(&mut self, of: &str, text: String, cx: &mut Cx) {
        let Some(no) = self.item().map(|row| row.item.no) else { return };
        match of {
            "if" => {
                let none = cx.t(t("无", "none")).to_owned();
                self.edit(|edit| edit.if_then = Some(if text.is_empty() { none } else { text }), cx);
            }
            "note" => self.edit(|edit| edit.note = Some(text), cx),
            "exclude" => self.edit(|edit| edit.exclude = Some(text), cx),
            "ack" => self.act(Acknowledge { words: text, ..self.ack(Some(no), Vec::new()) }, READ, cx),
            "promise" => {
                self.act(Acknowledge { when: Some(text), ..self.ack(Some(no), Vec::new()) }, READ, cx);
            }
            "unclear" => {
                let said = t("已退回询问", "Asked back");
                self.act(AskBack { item: no, words: text }, said, cx);
            }
            "answer" => self.act(Answer { item: no, words: text }, t("已答复", "Answered"), cx),
            _ => {}
        }
    }

    /// The commands on items.
    pub(super) fn live_items(&self, cx: &Cx) -> Vec<Live> {
        let selected = self.item().is_some();
        let prepare = |id: &'static str| match selected {
            true => Live::when(id, self.preparing(cx), NOT_PREPARING),
            false => Live::off(id, NONE),
        };
        let read = |id: &'static str| match (selected, self.may_read(cx)) {
            (false, Ok(())) => Live::off(id, NONE),
            (_, Err(why)) => Live::off(id, why),
            (true, Ok(())) => Live::on(id),
        };
        let reviewing = self.state() == Some(WatchState::InReview);
        let unclear = match self.may_read(cx) {
            Ok(()) if reviewing && selected => Live::on(id::WATCH_UNCLEAR),
            Ok(()) => Live::off(id::WATCH_UNCLEAR, t("先开始核对", "Begin to read first")),
            Err(why) => Live::off(id::WATCH_UNCLEAR, why),
        };
        let open = |row: &&crate::api::handover::ItemRow| {
            row.question.as_ref().is_some_and(|question| question.answer.is_empty())
        };
        let answer = self.holds(cx) && self.item().is_some_and(|row| open(&row));
        let mut live = vec![
            Live::when(id::LIST_OPEN, selected, NONE),
            Live::when(id::WATCH_LOOK, selected, NONE),
            prepare(id::WATCH_IF),
            prepare(id::WATCH_NOTE),
            prepare(id::WATCH_RED),
            prepare(id::WATCH_AMBER),
            prepare(id::WATCH_WHITE),
            prepare(id::WATCH_EXCLUDE),
            Live::when(id::WATCH_WORDS, self.preparing(cx), NOT_PREPARING),
            Live::when(id::WATCH_DONE, selected, NONE),
            read(id::WATCH_ACKNOWLEDGE),
            read(id::WATCH_PROMISE),
            unclear,
            Live::when(
                id::WATCH_ANSWER,
                answer,
                t("这一条没有待答复的问题", "Nothing is asked about this item"),
            ),
        ];
        // Whoever takes over reads with Space; Enter then only opens.
        if !self.preparing(cx) {
            live.rotate_left(10);
        }
        live
    }

    /// A prompt has closed.
    pub(super) fn returned(&mut self, of: &'static str, outcome: Outcome, cx: &mut Cx) {
        match (of, outcome) {
            ("sign" | "way" | "pin" | "colleague", outcome) => self.returned_way(of, outcome, cx),
            ("words", Outcome::Text(text)) => {
                self.act(Edit { words: Some(text), ..Edit::default() }, SAVED, cx);
            }
            (_, Outcome::Text(text)) => self.returned_item(of, text, cx),
            // A screen that did what it was opened for has said so itself.
            (_, Outcome::Cancelled | Outcome::Done) => {}
            (_, _) => cx.toast(t("已取消", "Cancelled"), Level::Info),
        }
    }
}
