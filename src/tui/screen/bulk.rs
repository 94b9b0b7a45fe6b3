//! What an action would do with each marked row, before it is done; and afterwards those it was not done with, each with
//! the reason. The desk tries and decides; this only shows and asks.

use super::rows::value_text;
use super::{Cx, Kind, Level, Live, Msg, Outcome, Screen, Ticket, reply};
use crate::api::bulk::{Bulk, Bulked, Marked, One};
use crate::domain::register::{AnyRegister, Values};
use crate::say;
use crate::text::lang::{Say, T, t};
use crate::tui::command::id;
use crate::tui::prompt::Prompt;
use crate::tui::theme::Tone;
use crate::tui::widget::panel::{below, line, panel};
use crate::tui::widget::table::{self, Around, Column, Line, Selection};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// The preview, and what is left after it.
pub struct BulkScreen {
    label: T,
    bulk: Bulk,
    key: String,
    told: Option<Bulked>,
    asked: Option<Ticket>,
    error: Option<Say>,
    selection: Selection,
}

impl BulkScreen {
    /// An action of a register on these entries.
    #[must_use]
    pub fn new(register: &str, action: &str, label: T, entries: Vec<Marked>, values: Values) -> Self {
        let bulk = Bulk {
            register: register.to_owned(),
            action: action.to_owned(),
            entries,
            values,
            reason: None,
            preview: true,
        };
        Self {
            label,
            bulk,
            key: String::new(),
            told: None,
            asked: None,
            error: None,
            selection: Selection::default(),
        }
    }

    fn previewed(&self) -> Option<&Bulked> {
        self.told.as_ref().filter(|told| told.preview)
    }

    /// Whether it was done, and only what could not be is shown.
    fn over(&self) -> bool {
        self.told.as_ref().is_some_and(|told| !told.preview)
    }

    /// Why it cannot be done now.
    fn may(&self) -> Result<(), Say> {
        match self.previewed() {
            None if self.told.is_some() => Err(t("已经办过了", "It has been done").into()),
            None => Err(t("正在试办", "Trying it out").into()),
            Some(told) if told.done == 0 && doubted(told) == 0 => {
                Err(t("一条也办不了，看各行的原因", "None can be done; each row says why").into())
            }
            Some(_) => Ok(()),
        }
    }

    /// Enter: where something is doubted, the reason first; with one it is tried out again, without one the doubted stay.
    fn run(&mut self, cx: &mut Cx) {
        let doubts = self.previewed().map_or(0, doubted);
        match self.may() {
            Err(why) => cx.toast(why, Level::Fault),
            Ok(()) if self.asked.is_none() && doubts > 0 && self.bulk.reason.is_none() => {
                let title = t("有疑问的也要办理？请写明原因", "Do the doubtful ones too? Say why");
                let words = say!(
                    "{doubts} 条有疑问；写明原因就一并办理，不写则只办没有疑问的。",
                    "{doubts} are doubtful. With a reason they are done too; without one only the others are."
                );
                cx.ask("reason", Box::new(Prompt::new(title, words, 120).optional()));
            }
            Ok(()) => self.send(cx),
        }
    }

    fn reasoned(&mut self, reason: &str, cx: &mut Cx) {
        let reason = reason.trim();
        if reason.is_empty() {
            if self.previewed().is_some_and(|told| told.done > 0) {
                self.send(cx);
            }
            return;
        }
        self.bulk.reason = Some(reason.to_owned());
        self.told = None;
        self.asked = Some(cx.call(self.bulk.clone()));
    }

    fn send(&mut self, cx: &mut Cx) {
        match self.may() {
            Err(why) => cx.toast(why, Level::Fault),
            Ok(()) if self.asked.is_none() => {
                // What would be refused is not sent: it would only be refused again.
                let told = self.told.as_ref();
                let fine = |marked: &&Marked| {
                    let one =
                        told.and_then(|told| told.entries.iter().find(|one| one.number == marked.entry));
                    one.is_none_or(|one| one.why_not.is_none())
                };
                let entries = self.bulk.entries.iter().filter(fine).cloned().collect();
                let call = Bulk { preview: false, entries, ..self.bulk.clone() };
                let key = self.key.clone();
                self.asked = Some(cx.write(call, &key));
            }
            Ok(()) => {}
        }
    }

    fn take(&mut self, told: Bulked, cx: &mut Cx) {
        if told.preview {
            self.told = Some(told);
            return;
        }
        let done = told.done;
        let before = self.told.take().map(|told| told.entries).unwrap_or_default();
        let refused = before.into_iter().chain(told.entries).filter(|one| one.why_not.is_some());
        let left: Vec<One> = refused.collect();
        let count = left.len();
        let (zh, en) = (self.label.zh, self.label.en);
        if left.is_empty() {
            cx.toast(say!("{zh}：{done} 条已办", "{en}: {done} done"), Level::Done);
            cx.pop(Outcome::Text(String::new()));
            return;
        }
        cx.toast(
            say!(
                "{zh}：{done} 条已办，{count} 条没有办，仍标着",
                "{en}: {done} done, {count} not; they stay marked"
            ),
            Level::Info,
        );
        let refused = u32::try_from(count).unwrap_or(u32::MAX);
        self.told = Some(Bulked { preview: false, done, refused, entries: left });
        self.selection = Selection::default();
    }

    fn close(&self, cx: &mut Cx) {
        match &self.told {
            Some(told) if !told.preview => {
                let left: Vec<&str> = told.entries.iter().map(|one| one.number.as_str()).collect();
                cx.pop(Outcome::Text(left.join(" ")));
            }
            _ => cx.pop(Outcome::Cancelled),
        }
    }

    fn heading(&self) -> Say {
        match &self.told {
            None => t("正在试办，还没有改动任何一条……", "Trying it out; nothing is changed yet ...").into(),
            Some(told) => {
                let (done, refused) = (told.done, told.refused);
                let doubts = doubted(told);
                if told.preview && doubts > 0 {
                    say!(
                        "将办理 {done} 条；{refused} 条不能办，其中 {doubts} 条写明原因可办",
                        "{done} will be done; {refused} cannot, {doubts} of them can with a reason"
                    )
                } else if told.preview {
                    say!("将办理 {done} 条；{refused} 条不能办", "{done} will be done; {refused} cannot")
                } else {
                    say!(
                        "已办理 {done} 条；下列 {refused} 条没有办",
                        "{done} are done; these {refused} are not"
                    )
                }
            }
        }
    }
}

/// How many could be done by somebody who gives a reason.
fn doubted(told: &Bulked) -> usize {
    told.entries.iter().filter(|one| one.doubted).count()
}

/// `待派工 -> 已派工  负责人: 孙师傅`, or why not.
fn becomes(one: &One, register: &dyn AnyRegister, cx: &Cx) -> String {
    if let Some(why) = &one.why_not {
        return cx.say(why).to_owned();
    }
    let state = |id: &str| register.info().state_of_id(id).map_or("", |state| cx.t(state.label));
    let mut parts = Vec::new();
    if one.from != one.to {
        parts.push(format!("{} -> {}", state(&one.from), state(&one.to)));
    }
    for change in &one.changes {
        let Some(info) = register.field(&change.field) else { continue };
        let after = value_text(info, &change.after, cx);
        let none = cx.t(t("（空）", "(empty)"));
        parts.push(format!("{}: {}", cx.t(info.label), if after.is_empty() { none } else { &after }));
    }
    parts.extend(one.warnings.iter().map(|said| cx.say(said).to_owned()));
    parts.join("  ")
}

impl Screen for BulkScreen {
    fn name(&self) -> &'static str {
        "bulk"
    }

    fn kind(&self) -> Kind {
        Kind::List
    }

    fn title(&self, cx: &Cx) -> String {
        let count = self.bulk.entries.len();
        format!("{} ×{count}", cx.t(self.label))
    }

    fn about(&self) -> T {
        t(
            "先试办一遍给您看，什么都没有改；回车才真正办理，办不了的会留下并写明原因。",
            "It was tried out, nothing is changed yet; Enter does it. What cannot be done stays, with the reason.",
        )
    }

    fn start(&mut self, cx: &mut Cx) {
        if self.key.is_empty() {
            self.key = cx.key();
        }
        if self.told.is_none() {
            self.asked = Some(cx.call(self.bulk.clone()));
        }
    }

    fn on(&mut self, msg: Msg<'_>, cx: &mut Cx) {
        match msg {
            // Enter does it too: that is what the screen is for.
            Msg::Command(id::BULK_RUN | id::LIST_OPEN) if self.over() => self.close(cx),
            Msg::Command(id::BULK_RUN | id::LIST_OPEN) => self.run(cx),
            Msg::Command(id::GO_BACK) => self.close(cx),
            Msg::Returned { of: "reason", outcome: Outcome::Text(reason) } => self.reasoned(&reason, cx),
            Msg::Command(command) => {
                let rows = self.told.as_ref().map_or(0, |told| told.entries.len());
                self.selection.run(command, rows);
            }
            Msg::Answer { ticket, result } if self.asked == Some(ticket) => {
                self.asked = None;
                match reply::<Bulk>(result) {
                    Ok(told) => {
                        self.error = None;
                        self.take(told, cx);
                    }
                    Err(fault) => self.error = Some(fault.text),
                }
            }
            _ => {}
        }
    }

    fn commands(&self, _: &Cx) -> Vec<Live> {
        let run = match self.may() {
            Ok(()) => Live::on(id::BULK_RUN),
            Err(why) => Live::off(id::BULK_RUN, why),
        };
        vec![run, Live::on(id::GO_BACK)]
    }

    fn waits(&self) -> bool {
        self.told.is_none() && self.asked.is_some()
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        let buf = frame.buffer_mut();
        let inner = panel(&self.title(cx), true, area, cx.theme, buf);
        line(cx.say(&self.heading()), cx.theme.style(Tone::Title), inner, buf);
        let inner = below(inner, 1);
        let columns = [
            Column::new(cx.t(t("编号", "Number")), 11),
            Column::new(cx.t(t("会怎样 / 为什么不能办", "What becomes of it, or why not")), 40).flexible(),
            Column::new(cx.t(t("事项", "Matter")), 18),
        ];
        let register = cx.registers.by_id(&self.bulk.register);
        let row = |one: &One| {
            let words = register.map_or_else(String::new, |register| becomes(one, register, cx));
            let title = one.title.as_ref().map_or("", |title| cx.say(title));
            let tone = if one.why_not.is_some() { Tone::Late } else { Tone::Text };
            Line::new(vec![one.number.clone(), words, title.to_owned()]).toned(tone)
        };
        let rows: Vec<Line> = self.told.iter().flat_map(|told| &told.entries).map(row).collect();
        let around = Around {
            empty: "",
            error: self.error.as_ref().map(|error| cx.say(error)),
            heads: true,
            focused: true,
            ..Around::default()
        };
        table::draw(&columns, &rows, &mut self.selection, &around, inner, (cx.theme, cx.lang), buf)
    }
}
