//! A caller about something that is known already: the words for them, and two keys that write them down beside the
//! incident. Used wherever a room is found or open; opens nothing by itself.

use super::{Cx, Level, Outcome, Ticket, reply};
use crate::api::entry::Act;
use crate::api::incident::Affected;
use crate::api::{Fault, Reply};
use crate::domain::register::Values;
use crate::domain::value::Value;
use crate::say;
use crate::text::lang::{Say, t};
use crate::text::width::wrap;
use crate::tui::prompt::Prompt;
use crate::tui::theme::Tone;
use crate::tui::widget::panel::{below, line};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Characters of what a caller says.
const WORDS: usize = 200;
/// Rows of the words for callers at the most.
const ROWS: usize = 3;

/// Whom a caller is attached to, and what is on its way.
#[derive(Debug, Default)]
pub struct Attach {
    about: Option<(Affected, Option<u64>, Option<u64>)>,
    sent: Option<(Ticket, Say)>,
}

impl Attach {
    /// Shows what is to be said and asks what the caller says; Enter alone is an answer.
    pub fn begin(&mut self, known: &[Affected], place: Option<u64>, person: Option<u64>, cx: &mut Cx) {
        let Some(first) = known.first() else {
            cx.toast(t("这里没有进行中的突发事件", "No incident touches this room"), Level::Info);
            return;
        };
        let (number, zh, en) = (&first.number, &first.kind.zh, &first.kind.en);
        let title = say!("记来电：{number} {zh}", "A caller about {number} {en}");
        let text = &first.caller_text;
        let words = say!("告知：{text}  来电人说（可不填）：", "Say: {text}  They say (may be empty):");
        self.about = Some((first.clone(), place, person));
        cx.ask("caller", Box::new(Prompt::new(title, words, WORDS).optional()));
    }

    /// The answer to the question of this. Gives whether it was one.
    pub fn returned(&mut self, of: &str, outcome: &Outcome, cx: &mut Cx) -> bool {
        if of != "caller" {
            return false;
        }
        let (Some((incident, place, person)), Outcome::Text(words)) = (self.about.take(), outcome) else {
            return true;
        };
        let mut values = Values::default().with("incident", Value::Id(incident.entry.id));
        for (field, id) in [("place", place), ("person", person)] {
            if let Some(id) = id {
                values = values.with(field, Value::Id(id));
            }
        }
        if !words.is_empty() {
            values = values.with("words", Value::Text(words.clone()));
        }
        let number = &incident.number;
        let said = say!("已记来电：{number}", "Caller written down: {number}");
        let act = Act { register: "caller_report".into(), action: "take".into(), values, ..Act::default() };
        let key = cx.key();
        self.sent = Some((cx.write(act, &key), said));
        true
    }

    /// The answer to what was sent. Gives whether it was done.
    pub fn answer(&mut self, ticket: Ticket, result: &Result<Reply, Fault>, cx: &mut Cx) -> Option<bool> {
        let (_, said) = self.sent.take_if(|(sent, _)| *sent == ticket)?;
        match reply::<Act>(result.clone()) {
            Ok(acted) => {
                let said = acted.warnings.iter().fold(said, |said, warning| {
                    let (a, b, c, d) = (said.zh, said.en, &warning.zh, &warning.en);
                    say!("{a}；注意：{c}", "{b}; note: {d}")
                });
                cx.toast(said, Level::Done);
                Some(true)
            }
            Err(fault) => {
                cx.toast(fault.text, Level::Fault);
                Some(false)
            }
        }
    }
}

/// The words for callers, as lines of the screen.
#[must_use]
pub fn lines(known: &[Affected], cx: &Cx) -> Vec<String> {
    let mark = Tone::Urgent.mark();
    let words = |one: &Affected| {
        let (number, text) = (&one.number, &one.caller_text);
        let (kz, ke, sz, se) = (&one.kind.zh, &one.kind.en, &one.state.zh, &one.state.en);
        let said =
            say!("{mark} {kz}（{sz}）{number} 告知：{text}", "{mark} {ke} ({se}) {number} Say: {text}");
        cx.say(&said).to_owned()
    };
    known.iter().map(words).collect()
}

/// Draws the words for callers; gives what is left below them.
pub fn draw(known: &[Affected], mut area: Rect, buf: &mut Buffer, cx: &Cx) -> Rect {
    for words in lines(known, cx).iter().take(2) {
        for part in wrap(words, usize::from(area.width)).into_iter().take(ROWS) {
            line(&part, cx.theme.style(Tone::Urgent), area, buf);
            area = below(area, 1);
        }
    }
    area
}
