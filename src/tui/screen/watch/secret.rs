//! A few short lines in a box, some of which are not shown: what forms with a PIN are made of. What is sent when it is
//! filled in, and what came of it, is its screen's matter.

use crate::api::{Fault, FaultKind};
use crate::say;
use crate::text::lang::{Say, T};
use crate::tui::command::id;
use crate::tui::popup;
use crate::tui::screen::{Cx, Level, Live, Msg, Outcome};
use crate::tui::theme::Tone;
use crate::tui::widget::field::Editor;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// Cells before a line.
const LABEL: u16 = 22;

/// One line of it.
pub(super) struct Asked {
    /// The name its faults have.
    pub field: &'static str,
    /// What it is.
    pub label: T,
    /// Characters at the most.
    pub longest: usize,
    /// Whether only dots are shown.
    pub hidden: bool,
}

/// The lines.
pub(super) struct SecretForm {
    asked: &'static [Asked],
    fields: Vec<Editor>,
    at: usize,
}

impl SecretForm {
    /// Empty.
    pub fn new(asked: &'static [Asked]) -> Self {
        Self { asked, fields: asked.iter().map(|asked| Editor::line(asked.longest)).collect(), at: 0 }
    }

    /// With a line filled in and the caret behind it.
    pub fn with(mut self, field: &str, text: &str) -> Self {
        if let Some(at) = self.place(field) {
            self.set(at, text);
            self.at = (at + 1) % self.fields.len();
        }
        self
    }

    fn place(&self, field: &str) -> Option<usize> {
        self.asked.iter().position(|asked| asked.field == field)
    }

    fn set(&mut self, at: usize, text: &str) {
        if let Some(field) = self.fields.get_mut(at) {
            field.set(text);
        }
    }

    /// What stands in a line.
    pub fn text(&self, field: &str) -> String {
        let field = self.place(field).and_then(|at| self.fields.get(at));
        field.map(|field| field.text().trim().to_owned()).unwrap_or_default()
    }

    fn step(&mut self, by: usize) {
        self.at = (self.at + by) % self.fields.len();
    }

    /// Takes a key; true when it is to be sent.
    pub fn on(&mut self, msg: &Msg<'_>, cx: &mut Cx) -> bool {
        match msg {
            Msg::Command(id::FORM_ENTER) if self.at + 1 == self.fields.len() => return true,
            Msg::Command(id::FORM_SUBMIT) => return true,
            Msg::Command(id::FORM_ENTER | id::FORM_NEXT) => self.step(1),
            Msg::Command(id::FORM_PREV) => self.step(self.fields.len() - 1),
            Msg::Command(id::FORM_CANCEL | id::GO_BACK) => cx.pop(Outcome::Cancelled),
            Msg::Command(command) => {
                if let Some(field) = self.fields.get_mut(self.at) {
                    field.run(command);
                }
            }
            Msg::Char(c) => {
                if let Some(field) = self.fields.get_mut(self.at) {
                    field.insert(c.encode_utf8(&mut [0; 4]));
                }
            }
            _ => {}
        }
        false
    }

    /// Says what is wrong, with the caret where it is. What was not shown cannot be mended by looking at it.
    pub fn fault(&mut self, fault: &Fault, cx: &mut Cx) {
        if let Some(at) = fault.field.as_deref().and_then(|field| self.place(field)) {
            self.at = at;
        }
        if self.asked.get(self.at).is_some_and(|asked| asked.hidden) {
            self.set(self.at, "");
        }
        let (zh, en) = (&fault.text.zh, &fault.text.en);
        let said: Say = match fault.kind {
            FaultKind::Missing => say!("请填写{zh}", "Please give: {en}"),
            _ => fault.text.clone(),
        };
        cx.toast(said, Level::Fault);
    }

    /// Puts the caret into a line.
    pub fn go(&mut self, field: &str) {
        self.at = self.place(field).unwrap_or(self.at);
    }

    /// Empties a line.
    pub fn clear(&mut self, field: &str) {
        if let Some(at) = self.place(field) {
            self.set(at, "");
        }
    }

    pub fn commands() -> Vec<Live> {
        vec![Live::on(id::FORM_ENTER), Live::on(id::FORM_SUBMIT), Live::on(id::FORM_CANCEL)]
    }

    /// Draws it as a box of `width` cells.
    pub fn draw(&self, frame: &mut Frame<'_>, area: Rect, (width, title): (u16, &str), cx: &Cx) -> Position {
        let height = u16::try_from(self.fields.len()).unwrap_or(1).saturating_add(3);
        let inner = popup::open(frame, area, width, height, title, cx.theme);
        let mut caret = Position { x: inner.x, y: inner.y };
        let rows = (inner.y + 1..inner.bottom()).zip(self.asked.iter().zip(&self.fields)).enumerate();
        for (at, (y, (asked, field))) in rows {
            let here = at == self.at;
            let tone = if here { Tone::Title } else { Tone::Text };
            let (buf, style) = (frame.buffer_mut(), cx.theme.style(Tone::Text));
            buf.set_stringn(inner.x + 1, y, cx.t(asked.label), LABEL.into(), cx.theme.style(tone));
            let width = inner.width.saturating_sub(LABEL + 3);
            let place = Rect { x: inner.x + LABEL + 2, y, width, height: 1 };
            let end = if asked.hidden {
                let mut dots = Editor::line(asked.longest);
                dots.set(&"*".repeat(field.text().chars().count()));
                dots.draw(place, style, buf)
            } else {
                field.draw(place, style, buf)
            };
            if here {
                caret = end;
            }
        }
        caret
    }
}
