//! A question with yes and no. Enter takes the answer that is marked, `y` and `n` answer at once, Esc is no.

use super::command::id;
use super::popup;
use super::screen::{Cx, Kind, Live, Msg, Outcome, Screen};
use super::theme::Tone;
use crate::text::lang::{Say, T, t};
use crate::text::width::{width, wrap};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// The width of the text, in cells.
const TEXT: usize = 56;

/// The question.
pub struct Confirm {
    question: Say,
    yes: T,
    no: T,
    on_yes: bool,
}

impl Confirm {
    /// Yes closes with [`Outcome::Done`], no with [`Outcome::Cancelled`]. Enter means yes until the mark is moved.
    #[must_use]
    pub fn new(question: impl Into<Say>) -> Self {
        Self { question: question.into(), yes: t("是", "Yes"), no: t("否", "No"), on_yes: true }
    }

    /// With other words for the answers.
    #[must_use]
    pub fn words(mut self, yes: T, no: T) -> Self {
        (self.yes, self.no) = (yes, no);
        self
    }

    /// With the mark on no: for what cannot be taken back.
    #[must_use]
    pub fn grave(mut self) -> Self {
        self.on_yes = false;
        self
    }
}

impl Screen for Confirm {
    fn name(&self) -> &'static str {
        "confirm"
    }

    fn kind(&self) -> Kind {
        Kind::Dialog
    }

    fn title(&self, cx: &Cx) -> String {
        cx.t(t("请确认", "Please confirm")).to_owned()
    }

    fn about(&self) -> T {
        t("回答是或否，再继续。", "Answer yes or no to go on.")
    }

    fn on(&mut self, msg: Msg<'_>, cx: &mut Cx) {
        let Msg::Command(command) = msg else { return };
        let answer = |yes: bool| if yes { Outcome::Done } else { Outcome::Cancelled };
        match command {
            id::DIALOG_YES => cx.pop(answer(true)),
            id::DIALOG_NO => cx.pop(answer(false)),
            id::DIALOG_PICK => cx.pop(answer(self.on_yes)),
            id::DIALOG_NEXT | id::DIALOG_PREV => self.on_yes = !self.on_yes,
            _ => {}
        }
    }

    fn commands(&self, _: &Cx) -> Vec<Live> {
        vec![Live::on(id::DIALOG_YES), Live::on(id::DIALOG_NO)]
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        let lines = wrap(cx.say(&self.question), TEXT);
        let (yes, no) = (cx.t(self.yes), cx.t(self.no));
        let columns =
            lines.iter().map(|line| width(line)).max().unwrap_or(0).max(width(yes) + width(no) + 10);
        let small = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        let inner =
            popup::open(frame, area, small(columns + 2), small(lines.len() + 2), &self.title(cx), cx.theme);
        let (x, room) = (inner.x + 1, usize::from(inner.width.saturating_sub(1)));
        let buffer = frame.buffer_mut();
        for (y, line) in (inner.y..inner.bottom()).zip(&lines) {
            buffer.set_stringn(x, y, line, room, cx.theme.style(Tone::Text));
        }
        let y = (inner.y + small(lines.len()) + 1).min(inner.bottom().saturating_sub(1));
        let mut at = x;
        let mut caret = Position { x, y };
        for (word, marked) in [(yes, self.on_yes), (no, !self.on_yes)] {
            // The mark and the brackets say it where reverse video does not show.
            let (text, tone) = match marked {
                true => (format!("{}[ {word} ]", Tone::Selected.mark()), Tone::Selected),
                false => (format!(" [ {word} ]"), Tone::Text),
            };
            if marked {
                caret.x = at;
            }
            let room = usize::from(inner.right().saturating_sub(at));
            at = buffer.set_stringn(at, y, &text, room, cx.theme.style(tone)).0 + 2;
        }
        caret
    }
}
