//! Cash by denomination: how many of each, and the sum under them as it grows.

use crate::api::handover::CountRow;
use crate::domain::countable::yuan;
use crate::say;
use crate::text::lang::{T, t};
use crate::tui::command::id;
use crate::tui::popup;
use crate::tui::screen::{Cx, Kind, Level, Live, Msg, Outcome, Screen, Typing};
use crate::tui::theme::Tone;
use crate::tui::widget::field::Editor;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

/// Digits of a number of pieces.
const PIECES: usize = 6;
/// Cells before a field.
const LABEL: u16 = 12;
const COLUMNS: u16 = 44;

/// The form.
pub(super) struct CashForm {
    name: String,
    fields: Vec<(i64, Editor)>,
    at: usize,
}

impl CashForm {
    /// Blank fields: a count is never filled in beforehand.
    pub(super) fn new(row: &CountRow) -> Self {
        let fields = row.denominations.iter().map(|value| (*value, Editor::line(PIECES))).collect();
        Self { name: row.name.clone(), fields, at: 0 }
    }

    /// How many of each; none when something is no number. What is left blank is none.
    fn parts(&self) -> Option<Vec<(i64, i64)>> {
        let one = |(value, field): &(i64, Editor)| {
            let text = field.text();
            let text = text.trim();
            let pieces = if text.is_empty() { 0 } else { text.parse::<u32>().ok()? };
            Some((*value, i64::from(pieces)))
        };
        self.fields.iter().map(one).collect()
    }

    fn submit(&self, cx: &mut Cx) {
        match self.parts() {
            Some(parts) => {
                let some: Vec<String> =
                    parts.iter().map(|(value, pieces)| format!("{value}x{pieces}")).collect();
                cx.pop(Outcome::Text(some.join(" ")));
            }
            None => cx.toast(t("张数只能是数字", "Pieces are a number"), Level::Fault),
        }
    }
}

/// What [`CashForm`] closed with, or an amount in yuan: fen in all, and how many of each denomination.
pub(super) fn read(text: &str) -> Option<(i64, Vec<(i64, i64)>)> {
    if !text.contains('x') {
        let amount: Decimal = text.trim().parse().ok()?;
        let fen = amount.checked_mul(Decimal::from(100))?;
        return fen.is_integer().then(|| fen.to_i64()).flatten().map(|fen| (fen, Vec::new()));
    }
    let mut parts = Vec::new();
    let mut sum = 0_i64;
    for part in text.split(' ') {
        let (value, pieces) = part.split_once('x')?;
        let (value, pieces): (i64, i64) = (value.parse().ok()?, pieces.parse().ok()?);
        sum = sum.checked_add(value.checked_mul(pieces)?)?;
        parts.push((value, pieces));
    }
    Some((sum, parts))
}

impl Screen for CashForm {
    fn name(&self) -> &'static str {
        "cash"
    }

    fn kind(&self) -> Kind {
        Kind::Form
    }

    fn title(&self, _: &Cx) -> String {
        self.name.clone()
    }

    fn about(&self) -> T {
        t("每种面额几张，回车到下一种；空着就是没有。", "How many of each; Enter goes on, blank means none.")
    }

    fn on(&mut self, msg: Msg<'_>, cx: &mut Cx) {
        let last = self.fields.len().saturating_sub(1);
        match msg {
            Msg::Command(id::FORM_ENTER) if self.at == last => self.submit(cx),
            Msg::Command(id::FORM_ENTER | id::FORM_NEXT) => self.at = (self.at + 1).min(last),
            Msg::Command(id::FORM_PREV) => self.at = self.at.saturating_sub(1),
            Msg::Command(id::FORM_SUBMIT) => self.submit(cx),
            Msg::Command(id::FORM_CANCEL | id::GO_BACK) => cx.pop(Outcome::Cancelled),
            Msg::Command(command) => {
                if let Some((_, field)) = self.fields.get_mut(self.at) {
                    field.run(command);
                }
            }
            Msg::Char(c) => {
                if let Some((_, field)) = self.fields.get_mut(self.at) {
                    field.insert(c.encode_utf8(&mut [0; 4]));
                }
            }
            _ => {}
        }
    }

    fn commands(&self, _: &Cx) -> Vec<Live> {
        vec![Live::on(id::FORM_ENTER), Live::on(id::FORM_SUBMIT), Live::on(id::FORM_CANCEL)]
    }

    fn typing(&self) -> Typing {
        Typing::Line
    }

    fn dirty(&self) -> bool {
        self.fields.iter().any(|(_, field)| !field.is_empty())
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        let rows = u16::try_from(self.fields.len()).unwrap_or(u16::MAX).saturating_add(2);
        let inner = popup::open(frame, area, COLUMNS, rows, &self.title(cx), cx.theme);
        let mut caret = Position { x: inner.x, y: inner.y };
        for (at, (y, (value, field))) in (inner.y..inner.bottom()).zip(&self.fields).enumerate() {
            let here = at == self.at;
            let value = yuan(*value);
            let label = say!("{value} 元", "{value} yuan");
            let tone = if here { Tone::Title } else { Tone::Text };
            let buf = frame.buffer_mut();
            buf.set_stringn(inner.x + 1, y, cx.say(&label), LABEL.into(), cx.theme.style(tone));
            let place = Rect { x: inner.x + 1 + LABEL, y, width: 10, height: 1 };
            let end = field.draw(place, cx.theme.style(Tone::Text), buf);
            if here {
                caret = end;
            }
        }
        let sum = self.parts().and_then(|parts| {
            parts.iter().try_fold(0_i64, |sum, (value, pieces)| sum.checked_add(value.checked_mul(*pieces)?))
        });
        let sum = sum.map_or_else(|| "?".to_owned(), yuan);
        let text = say!("合计 {sum} 元", "Sum {sum} yuan");
        let y = inner.bottom().saturating_sub(1);
        let room = usize::from(inner.width);
        frame.buffer_mut().set_stringn(inner.x + 1, y, cx.say(&text), room, cx.theme.style(Tone::Title));
        caret
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_read_to_the_cent() {
        assert_eq!(read("1280.50"), Some((128_050, vec![])));
        assert_eq!(read("-3"), Some((-300, vec![])));
        assert_eq!(read("10000x3 50x1"), Some((30_050, vec![(10_000, 3), (50, 1)])));
        assert_eq!(read("1.005"), None);
        assert_eq!(read("abc"), None);
    }
}
