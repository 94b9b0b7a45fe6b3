//! What kind of emergency: a letter, and its screen stands there with the caret in the first line. Incidents that go on
//! already have a digit. Asks nothing else.

use super::incident::IncidentScreen;
use super::{Cx, Kind, Level, Live, Msg, Outcome, Screen, Ticket, Typing, reply};
use crate::api::entry::{List, Row};
use crate::domain::incident::IncidentKind;
use crate::text::lang::{T, t};
use crate::text::width::fit;
use crate::tui::command::id;
use crate::tui::popup;
use crate::tui::theme::Tone;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// Incidents that go on, at the most so many have a digit.
const DIGITS: u16 = 9;
/// Cells of a row.
const WIDTH: u16 = 60;

/// The choice.
#[derive(Default)]
pub struct EmergencyScreen {
    at: usize,
    open: Vec<Row>,
    asked: Option<Ticket>,
}

impl EmergencyScreen {
    fn rows(&self) -> usize {
        IncidentKind::ALL.len() + self.open.len()
    }

    fn take(&self, at: usize, cx: &mut Cx) {
        if let Some(kind) = IncidentKind::ALL.get(at) {
            cx.replace(Box::new(IncidentScreen::opening(*kind)));
        } else if let Some(row) = self.open.get(at - IncidentKind::ALL.len()) {
            cx.replace(Box::new(IncidentScreen::new(&row.head.number)));
        }
    }
}

impl Screen for EmergencyScreen {
    fn name(&self) -> &'static str {
        "picker"
    }

    fn kind(&self) -> Kind {
        Kind::Prompt
    }

    fn title(&self, cx: &Cx) -> String {
        cx.t(t("突发事件：按字母报告", "Emergency: a letter reports it")).to_owned()
    }

    fn about(&self) -> T {
        t(
            "按字母立即报告一起突发事件，数字打开进行中的。",
            "A letter reports an emergency at once, a digit opens one that goes on.",
        )
    }

    fn start(&mut self, cx: &mut Cx) {
        let list =
            List { register: "incident".into(), view: Some("open".into()), limit: DIGITS, ..List::default() };
        self.asked = Some(cx.call(list));
    }

    fn on(&mut self, msg: Msg<'_>, cx: &mut Cx) {
        match msg {
            Msg::Char(c) => {
                let letter = c.to_ascii_lowercase();
                let kind = IncidentKind::CHOICES.iter().position(|choice| choice.key == letter);
                let digit = c.to_digit(10).and_then(|digit| usize::try_from(digit).ok()).unwrap_or(0);
                match (kind, digit) {
                    (Some(at), _) => self.take(at, cx),
                    (None, digit) if (1..=self.open.len()).contains(&digit) => {
                        self.take(IncidentKind::ALL.len() + digit - 1, cx);
                    }
                    _ => cx.toast(t("没有这个字母", "No such letter"), Level::Info),
                }
            }
            Msg::Command(id::PROMPT_ACCEPT) => self.take(self.at, cx),
            Msg::Command(id::PROMPT_CANCEL | id::GO_BACK) => cx.pop(Outcome::Cancelled),
            Msg::Command(id::PROMPT_UP) => self.at = self.at.saturating_sub(1),
            Msg::Command(id::PROMPT_DOWN) => self.at = (self.at + 1).min(self.rows().saturating_sub(1)),
            Msg::Answer { ticket, result } if self.asked == Some(ticket) => {
                self.open = reply::<List>(result).map(|page| page.rows).unwrap_or_default();
            }
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
        let rows = u16::try_from(self.rows()).unwrap_or(u16::MAX);
        let inner = popup::open(frame, area, WIDTH, rows, &self.title(cx), cx.theme);
        let kinds =
            IncidentKind::CHOICES.iter().map(|choice| format!("{}  {}", choice.key, cx.t(choice.label)));
        let open = self
            .open
            .iter()
            .zip(1..)
            .map(|(row, digit)| format!("{digit}  {} {}", row.head.number, cx.say(&row.title)));
        let words: Vec<String> = kinds.chain(open).collect();
        let room = usize::from(inner.width);
        let page = usize::from(inner.height).max(1);
        let top = (self.at + 1).saturating_sub(page);
        let mut caret = Position { x: inner.x, y: inner.y };
        for ((at, text), y) in words.iter().enumerate().skip(top).zip(inner.y..inner.bottom()) {
            let marked = at == self.at;
            let tone = if marked { Tone::Selected } else { Tone::Text };
            let mark = if marked { Tone::Selected.mark() } else { " " };
            frame.buffer_mut().set_stringn(
                inner.x,
                y,
                fit(&format!("{mark}{text}"), room),
                room,
                cx.theme.style(tone),
            );
            if marked {
                caret.y = y;
            }
        }
        caret
    }
}
