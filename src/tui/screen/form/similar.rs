//! Beside a new request: what is already open for the room and nearby, so that a second report of the same fault is
//! attached instead of logged again. Beside every form for somebody who came or rang: the incidents that touch the room,
//! with what callers are told.

use super::Form;
use super::state::{FormState, Purpose};
use crate::api::entry::{Act, Row, Similar as Ask, Similars};
use crate::api::{Fault, Reply};
use crate::domain::register::Values;
use crate::domain::value::Value;
use crate::say;
use crate::text::lang::{Say, t};
use crate::tui::picker::{Pick, Picker};
use crate::tui::screen::attach;
use crate::tui::screen::rows::state_word;
use crate::tui::screen::{Cx, Level, Ticket, reply};
use crate::tui::theme::Tone;
use crate::tui::widget::panel::{below, line, panel};
use ratatui::Frame;
use ratatui::layout::Rect;

/// From this width on the list stands beside the form, else below it.
const WIDE: u16 = 110;
/// Width of the list beside the form, in cells.
const BESIDE: u16 = 46;
/// Rows of the list below the form.
const BELOW: u16 = 6;

/// The registers whose new entries somebody came or rang about.
const CALLERS: [&str; 4] = ["request", "complaint", "enquiry", "visit"];

/// What is known about requests that may be the same matter.
#[derive(Debug, Default)]
pub struct Similar {
    /// Only what somebody came or rang about asks.
    applies: bool,
    /// Only a new request may be the same as another one.
    requests: bool,
    asked: Option<(Ticket, Ask)>,
    /// What the last answer is about.
    about: Option<Ask>,
    found: Similars,
}

impl Similar {
    /// For a form of this purpose.
    #[must_use]
    pub fn of(purpose: &Purpose) -> Self {
        let of = match purpose {
            Purpose::Act { register, action, entry: None, .. } if action == "log" => Some(*register),
            _ => None,
        };
        let applies = of.is_some_and(|register| CALLERS.contains(&register));
        Self { applies, requests: of == Some("request"), ..Self::default() }
    }

    /// Asks again when the room or the category changed. Without a room there is nothing to ask.
    pub fn follow(&mut self, state: &FormState, cx: &mut Cx) {
        if !self.applies {
            return;
        }
        let place =
            state.slot("place").and_then(|slot| slot.link.as_ref()).map(|link| format!("#{}", link.id));
        let Some(place) = place else {
            self.about = None;
            self.found = Similars::default();
            return;
        };
        let category = state
            .slot("category")
            .filter(|_| self.requests)
            .map(|slot| slot.editor.text())
            .filter(|id| !id.is_empty());
        let ask = Ask { place, category };
        if self.about.as_ref() != Some(&ask) {
            self.asked = Some((cx.call(ask.clone()), ask.clone()));
            self.about = Some(ask);
        }
    }

    /// Whether the answer is for this.
    #[must_use]
    pub fn waits_for(&self, ticket: Ticket) -> bool {
        self.asked.as_ref().is_some_and(|(asked, _)| *asked == ticket)
    }

    /// Takes the answer. A fault shows nothing: the form works without.
    pub fn answer(&mut self, result: Result<Reply, Fault>) {
        self.asked = None;
        self.found = reply::<Ask>(result).unwrap_or_default();
        if !self.requests {
            self.found.same_place.clear();
            self.found.nearby.clear();
        }
    }

    /// Whether there is anything to attach to.
    #[must_use]
    pub fn any(&self) -> bool {
        self.rows().next().is_some() || !self.found.incidents.is_empty()
    }

    fn rows(&self) -> impl Iterator<Item = (bool, &Row)> {
        let here = self.found.same_place.iter().map(|row| (true, row));
        here.chain(self.found.nearby.iter().map(|row| (false, row)))
    }

    /// Asks which of them is the same matter.
    pub fn ask_which(&self, cx: &mut Cx) {
        let pick = |(here, row): (bool, &Row)| {
            let number = &row.head.number;
            let (zh, en) = (&row.title.zh, &row.title.en);
            let mut pick = Pick::new(number.clone(), say!("{number} {zh}", "{number} {en}"));
            pick.group = if here { t("本户", "same room") } else { t("附近", "nearby") }.into();
            pick.note = state_word(row, &cx.registers).into();
            pick
        };
        let of = |known: &crate::api::incident::Affected| {
            let (number, zh, en) = (&known.number, &known.kind.zh, &known.kind.en);
            let mut pick = Pick::new(number.clone(), say!("{number} {zh}", "{number} {en}"));
            pick.group = t("突发事件", "incident").into();
            pick.note = known.state.clone();
            pick
        };
        // An incident stands first: who rings about it is attached with two keys.
        let picks: Vec<Pick> = self.found.incidents.iter().map(of).chain(self.rows().map(pick)).collect();
        if picks.is_empty() {
            cx.toast(t("没有可并入的未结报修", "There is no open request to attach to"), Level::Info);
        } else {
            let title = t("并入哪一单？", "Attach to which request?");
            cx.ask("attach", Box::new(Picker::new(title, picks)));
        }
    }

    /// Parts the area: the form's, and the list's when there is one.
    #[must_use]
    pub fn place(&self, area: Rect) -> (Rect, Option<Rect>) {
        if !self.any() {
            return (area, None);
        }
        if area.width >= WIDE {
            let (form, list) = crate::tui::widget::panel::beside(area, area.width - BESIDE - 1);
            return (form, Some(list));
        }
        let form = Rect { height: area.height.saturating_sub(BELOW), ..area };
        (form, Some(below(area, form.height)))
    }

    /// Draws the list.
    pub fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) {
        let title = if self.requests {
            t("可能是同一件事", "May be the same matter")
        } else {
            t("来电者须知", "What callers are told")
        };
        let title = cx.t(title);
        let rest = panel(title, false, area, cx.theme, frame.buffer_mut());
        let mut rest = attach::draw(&self.found.incidents, rest, frame.buffer_mut(), cx);
        for (here, row) in self.rows() {
            let words = if here { t("本户", "here") } else { t("附近", "near") };
            let state = cx.t(state_word(row, &cx.registers));
            let text = format!("{} {} {state} {}", cx.t(words), row.head.number, cx.say(&row.title));
            line(&text, cx.theme.style(Tone::Soon), rest, frame.buffer_mut());
            rest = below(rest, 1);
        }
    }
}

impl Form {
    /// Attaches what was typed to an open request, in place of logging a new one.
    pub(super) fn attach(&mut self, number: &str, cx: &mut Cx) {
        let text = |field: &str| {
            self.state.slot(field).map(|slot| slot.editor.text()).filter(|text| !text.is_empty())
        };
        if let Some(known) = self.similar.found.incidents.iter().find(|known| known.number == number) {
            return self.attach_caller(known.entry.id, &known.number.clone(), cx);
        }
        let mut values = Values::default();
        for (from, to) in [("text", "note"), ("reporter", "reporter"), ("phone", "phone")] {
            if let Some(text) = text(from) {
                values.0.insert(to.to_owned(), Value::Text(text));
            }
        }
        let act = Act {
            register: "request".to_owned(),
            action: "attach".to_owned(),
            entry: Some(number.to_owned()),
            values,
            ..Act::default()
        };
        let said: Say = say!("已并入 {number}", "Attached to {number}");
        self.send(crate::api::Typed::wrap(act), said, cx);
    }

    /// Writes down the caller beside an incident: the room, who they are, and what they said.
    fn attach_caller(&mut self, incident: u64, number: &str, cx: &mut Cx) {
        let mut values = Values::default().with("incident", Value::Id(incident));
        for (from, to) in [("place", "place"), ("person", "person")] {
            if let Some(link) = self.state.slot(from).and_then(|slot| slot.link.as_ref()) {
                values = values.with(to, Value::Id(link.id));
            }
        }
        // A name stands under another word in every register; one that stays unnamed gives none.
        let anonymous = self.state.slot("anonymous").is_some_and(|slot| slot.editor.text() == "yes");
        let names = ["reporter", "complainant", "asker", "name"].map(|name| (name, "caller"));
        let said = [("text", "words"), ("phone", "phone")].into_iter().chain(names);
        for (from, to) in said.filter(|(_, to)| *to == "words" || !anonymous) {
            let text = self.state.slot(from).map(|slot| slot.editor.text()).filter(|text| !text.is_empty());
            if let Some(text) = text {
                let text: String = text.chars().take(if to == "caller" { 40 } else { 200 }).collect();
                values = values.with(to, Value::Text(text));
            }
        }
        let act = Act { register: "caller_report".into(), action: "take".into(), values, ..Act::default() };
        let said: Say = say!("已记来电：{number}", "Caller written down: {number}");
        self.send(crate::api::Typed::wrap(act), said, cx);
    }
}
