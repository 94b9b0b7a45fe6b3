//! The bell: what rings stands reversed under the header until somebody answers, and the terminal's own bell rings when
//! it begins and, by night, again and again. Decides nothing: the office says what rings and how often.

use super::command::id;
use super::model::{Ask, Back, Model, Out, Waiting};
use super::screen::Level;
use super::screen::emergency::EmergencyScreen;
use super::screen::pane::open_entry;
use crate::api::alarm::{Alarms, ListAlarms};
use crate::api::entry::Act;
use crate::say;
use crate::text::lang::t;
use crate::text::width::{fit, pad, width};
use chrono::Timelike;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use std::time::Duration;

/// The bell never rings more often than this.
const LEAST: u64 = 5;

impl Model {
    /// Asks what rings.
    pub(super) fn ask_alarms(&mut self) {
        self.ask_frame(ListAlarms {}, None, Waiting::Alarms);
    }

    /// What is new rings at once, but not for whoever wrote it down.
    pub(super) fn take_alarms(&mut self, alarms: Alarms) {
        let known =
            |row: &&crate::api::alarm::AlarmRow| self.alarms.rows.iter().any(|old| old.entry == row.entry);
        let new = alarms.rows.iter().filter(|row| !row.own).any(|row| !known(&row));
        self.alarms = alarms;
        if new {
            self.outs.push(Out::Bell);
        }
    }

    /// How long until the bell may ring again; none while nothing rings.
    #[must_use]
    pub fn rings_every(&self) -> Option<Duration> {
        let rings = !self.alarms.rows.is_empty();
        rings.then(|| Duration::from_secs(self.alarms.repeat_seconds.max(LEAST)))
    }

    /// Whether the bell is to ring again at this hour.
    #[must_use]
    pub fn rings_again(&self) -> bool {
        let local = self.cx.now.local(self.cx.zone);
        self.alarms.again(i64::from(local.hour() * 60 + local.minute()))
    }

    /// Takes the first thing that rings in hand, and opens it.
    pub(super) fn answer_bell(&mut self) {
        let Some(row) = self.alarms.rows.first().cloned() else {
            self.say(t("没有响铃的事项", "Nothing rings"), Level::Info);
            return;
        };
        if row.register == id::GO_WATCH.trim_start_matches("go.") {
            // A late handover is not answered: it is handed over.
            self.global(id::GO_WATCH);
            return;
        }
        if let Some(action) = row.answer {
            let act =
                Act { register: row.register, action, entry: Some(row.number.clone()), ..Act::default() };
            let key = self.cx.key();
            self.ask_frame(act, Some(&key), Waiting::Quiet);
        }
        if let Some(screen) = open_entry(row.entry, &row.number, &self.cx) {
            self.push(screen, Back::Frame(Ask::Nothing), None);
        }
    }

    /// Asks for the letter of an emergency, whatever stands on the screen.
    pub(super) fn emergency(&mut self) {
        match self.may(id::GO_EMERGENCY) {
            Ok(()) => self.push(Box::new(EmergencyScreen::default()), Back::Frame(Ask::Nothing), None),
            Err(why) => self.say(why, Level::Fault),
        }
    }
}

/// Draws what rings; gives whether there is something.
pub(super) fn draw(model: &mut Model, frame: &mut Frame<'_>, area: Rect) -> bool {
    let Some(row) = model.alarms.rows.first().cloned() else { return false };
    let keys = model.keys();
    let key = keys.get(id::BELL_ANSWER).and_then(|keys| keys.first()).map(ToString::to_string);
    let cx = &model.cx;
    let (number, since) = (&row.number, row.since.screen(cx.now, cx.zone));
    let more = model.alarms.rows.len() - 1;
    let text = cx.say(&row.text);
    let place = if text.contains(&row.place) { "" } else { row.place.as_str() };
    let words = format!("(!) {place} {text}");
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let also = if more == 0 { say!("", "") } else { say!("，另 {more} 件", ", {more} more") };
    let (az, ae) = (&also.zh, &also.en);
    let key = key.unwrap_or_default();
    // What nobody can take in hand without saying more is opened by the key, and rings on.
    let does = if row.answer.is_some() { t("接手", "answers") } else { t("打开", "opens") };
    let (dz, de) = (does.zh, does.en);
    let tail = say!("{number} {since} 起{az}  {key} {dz}", "{number} since {since}{ae}  {key} {de}");
    let tail = cx.say(&tail);
    let room = usize::from(area.width.saturating_sub(2));
    let left = room.saturating_sub(width(tail) + 2);
    let whole = format!(" {}  {tail} ", pad(&fit(&words, width(&words).min(left)), left));
    let style = cx.theme.style(super::theme::Tone::Urgent).add_modifier(Modifier::REVERSED);
    frame.buffer_mut().set_stringn(area.x, area.y, whole, usize::from(area.width), style);
    true
}
