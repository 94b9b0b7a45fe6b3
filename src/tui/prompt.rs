//! One line of text, asked for: closes with [`Outcome::Text`] or [`Outcome::Cancelled`].

use super::command::id;
use super::popup;
use super::screen::{Cx, Kind, Level, Live, Msg, Outcome, Screen, Typing};
use super::theme::Tone;
use super::widget::field::Editor;
use crate::text::lang::{Say, T, t};
use crate::text::width::{width, wrap};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// The width of the text above the field, in cells.
const TEXT: usize = 56;

/// The prompt.
pub struct Prompt {
    title: Say,
    words: Say,
    field: Editor,
    required: bool,
    secret: bool,
}

impl Prompt {
    /// A field of at most `max` characters under a sentence that says what is wanted.
    #[must_use]
    pub fn new(title: impl Into<Say>, words: impl Into<Say>, max: usize) -> Self {
        Self {
            title: title.into(),
            words: words.into(),
            field: Editor::line(max),
            required: true,
            secret: false,
        }
    }

    /// With a text in it.
    #[must_use]
    pub fn with(mut self, text: &str) -> Self {
        self.field.set(text);
        self
    }

    /// What is typed is not shown.
    #[must_use]
    pub fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    /// Nothing is an answer too.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.required = false;
        self
    }
}

impl Screen for Prompt {
    fn name(&self) -> &'static str {
        "prompt"
    }

    fn kind(&self) -> Kind {
        Kind::Prompt
    }

    fn title(&self, cx: &Cx) -> String {
        cx.say(&self.title).to_owned()
    }

    fn about(&self) -> T {
        t("填好后按回车。", "Fill in the line and press Enter.")
    }

    fn on(&mut self, msg: Msg<'_>, cx: &mut Cx) {
        match msg {
            Msg::Command(id::PROMPT_ACCEPT) => {
                let text = self.field.text().trim().to_owned();
                if text.is_empty() && self.required {
                    cx.toast(t("请先填写", "Please fill it in first"), Level::Fault);
                } else {
                    cx.pop(Outcome::Text(text));
                }
            }
            Msg::Command(id::PROMPT_CANCEL | id::GO_BACK) => cx.pop(Outcome::Cancelled),
            Msg::Command(command) => drop(self.field.run(command)),
            Msg::Char(c) => drop(self.field.insert(c.encode_utf8(&mut [0; 4]))),
            Msg::Paste(text) => drop(self.field.insert(text)),
            _ => {}
        }
    }

    fn commands(&self, _: &Cx) -> Vec<Live> {
        vec![Live::on(id::PROMPT_ACCEPT), Live::on(id::PROMPT_CANCEL)]
    }

    fn typing(&self) -> Typing {
        Typing::Line
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        let lines = wrap(cx.say(&self.words), TEXT);
        let small = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        let columns = lines.iter().map(|line| width(line)).max().unwrap_or(0).max(40);
        let rows = small(lines.len() + 2);
        let inner = popup::open(frame, area, small(columns + 2), rows, &self.title(cx), cx.theme);
        let room = usize::from(inner.width.saturating_sub(1));
        for (y, line) in (inner.y..inner.bottom()).zip(&lines) {
            frame.buffer_mut().set_stringn(inner.x + 1, y, line, room, cx.theme.style(Tone::Text));
        }
        let y = (inner.y + small(lines.len()) + 1).min(inner.bottom().saturating_sub(1));
        frame.buffer_mut().set_stringn(inner.x, y, Tone::Selected.mark(), 1, cx.theme.style(Tone::Key));
        let field = Rect { x: inner.x + 2, y, width: inner.width.saturating_sub(3), height: 1 };
        if self.secret {
            let mut dots = Editor::line(60);
            dots.set(&"*".repeat(self.field.text().chars().count()));
            return dots.draw(field, cx.theme.style(Tone::Text), frame.buffer_mut());
        }
        self.field.draw(field, cx.theme.style(Tone::Text), frame.buffer_mut())
    }
}
