//! The forms a person has put aside, and those a cut line left behind: go on with one, or throw it away.

use super::form::{self, Form};
use super::{Cx, Kind, Level, Live, Msg, Outcome, Screen, Ticket, Topic, reply};
use crate::api::draft::{Draft, Drop, ListDrafts};
use crate::say;
use crate::text::lang::{Lang, Say, T, t};
use crate::tui::command::id;
use crate::tui::dialog::Confirm;
use crate::tui::keymap::Snap;
use crate::tui::theme::Tone;
use crate::tui::widget::panel::panel;
use crate::tui::widget::table::{self, Around, Column, Line, Selection};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// The parked forms.
#[derive(Default)]
pub struct DraftScreen {
    drafts: Vec<Draft>,
    loaded: bool,
    error: Option<Say>,
    asked: Option<Ticket>,
    again: bool,
    dropping: Option<Ticket>,
    me: Option<crate::domain::ids::StaffId>,
    selection: Selection,
}

impl DraftScreen {
    /// The list, empty until it is read.
    #[must_use]
    pub fn new(cx: &Cx) -> Self {
        Self { me: Some(cx.me.who.staff), ..Self::default() }
    }

    fn ask(&mut self, cx: &mut Cx) {
        if self.asked.is_some() {
            self.again = true;
        } else {
            self.asked = Some(cx.call(ListDrafts {}));
        }
    }

    fn selected(&self) -> Option<&Draft> {
        self.drafts.get(self.selection.at)
    }

    fn open(&self, cx: &mut Cx) {
        let Some(draft) = self.selected() else { return };
        match Form::resume(&draft.form, cx) {
            Some(form) => cx.push(Box::new(form)),
            None => {
                let command = &draft.form.command;
                cx.toast(
                    say!("这一版程序没有表单 {command}", "This version has no form {command}"),
                    Level::Fault,
                );
            }
        }
    }
}

/// The columns of a list of kept forms.
#[must_use]
pub fn columns(cx: &Cx) -> Vec<Column> {
    vec![
        Column::new(cx.t(t("存于", "Kept at")), 11),
        Column::new(cx.t(t("表单", "Form")), if cx.lang == Lang::En { 20 } else { 14 }),
        Column::new(cx.t(t("已填内容", "Filled in")), 20).flexible(),
    ]
}

/// A kept form as a row.
#[must_use]
pub fn line(draft: &Draft, cx: &Cx) -> Line {
    let kept = &draft.form;
    let label = cx.t(cx.commands.label(&kept.command));
    let title = kept.entry.as_ref().map_or_else(|| label.to_owned(), |entry| format!("{label} {entry}"));
    // As the form itself would show them, in its order.
    let words = form::words(kept, cx);
    Line::new(vec![draft.saved_at.screen(cx.now, cx.zone), title, words]).toned(Tone::Text)
}

impl Screen for DraftScreen {
    fn name(&self) -> &'static str {
        "parked"
    }

    fn kind(&self) -> Kind {
        Kind::List
    }

    fn title(&self, cx: &Cx) -> String {
        cx.t(t("暂存的表单", "Parked forms")).to_owned()
    }

    fn about(&self) -> T {
        t(
            "没提交的表单都在这里；回车接着填。",
            "Every form that was not submitted is here; Enter goes on with it.",
        )
    }

    fn topics(&self) -> Vec<Topic> {
        self.me.map(Topic::Drafts).into_iter().collect()
    }

    fn start(&mut self, cx: &mut Cx) {
        self.asked = None;
        self.ask(cx);
    }

    fn on(&mut self, msg: Msg<'_>, cx: &mut Cx) {
        match msg {
            Msg::Command(command) => match command {
                id::GO_BACK => cx.pop(Outcome::Cancelled),
                id::LIST_OPEN => self.open(cx),
                id::LIST_REFRESH => self.ask(cx),
                id::PARKED_DROP if self.selected().is_some() => {
                    let question = t(
                        "丢弃这张表单？已填的内容不再保留。",
                        "Throw this form away? What was filled in is gone.",
                    );
                    cx.ask("drop", Box::new(Confirm::new(question).grave()));
                }
                _ => drop(self.selection.run(command, self.drafts.len())),
            },
            Msg::Answer { ticket, result } if self.asked == Some(ticket) => {
                self.asked = None;
                match reply::<ListDrafts>(result) {
                    Ok(drafts) => {
                        self.drafts = drafts.drafts;
                        (self.loaded, self.error) = (true, None);
                        self.selection.clamp(self.drafts.len());
                    }
                    Err(fault) => self.error = Some(fault.text),
                }
                if std::mem::take(&mut self.again) {
                    self.ask(cx);
                }
            }
            Msg::Answer { ticket, result } if self.dropping == Some(ticket) => {
                self.dropping = None;
                match result {
                    Ok(_) => self.ask(cx),
                    Err(fault) => cx.toast(fault.text, Level::Fault),
                }
            }
            Msg::Returned { of: "drop", outcome: Outcome::Done } => {
                let Some(id) = self.selected().map(|draft| draft.form.id.clone()) else { return };
                let key = cx.key();
                self.dropping = Some(cx.write(Drop { id }, &key));
            }
            Msg::Changed(_) | Msg::Focus => self.ask(cx),
            _ => {}
        }
    }

    fn commands(&self, _: &Cx) -> Vec<Live> {
        let some = self.selected().is_some();
        let none = t("没有暂存的表单", "No form is parked");
        vec![
            Live::when(id::LIST_OPEN, some, none),
            Live::when(id::PARKED_DROP, some, none),
            Live::on(id::LIST_REFRESH),
            Live::on(id::GO_BACK),
        ]
    }

    fn waits(&self) -> bool {
        !self.loaded && self.asked.is_some()
    }

    fn snap(&self, _: &Cx) -> Snap {
        Snap { selected: self.selected().is_some(), empty: self.drafts.is_empty(), ..Snap::default() }
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        let buf = frame.buffer_mut();
        let inner = panel(&self.title(cx), true, area, cx.theme, buf);
        let rows: Vec<Line> = self.drafts.iter().map(|draft| line(draft, cx)).collect();
        let empty = if self.loaded {
            t("没有暂存的表单", "No form is parked")
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
        table::draw(&columns(cx), &rows, &mut self.selection, &around, inner, (cx.theme, cx.lang), buf)
    }
}
