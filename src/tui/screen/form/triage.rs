//! The questions that decide how urgent a request is, above the form: `y` and `n` answer, the first yes decides. The
//! questions and what they come to are the domain's; this asks, and fills the fields in.

use super::Form;
use super::state::{FormState, Purpose};
use crate::domain::request::triage::{QUESTIONS, decide, next};
use crate::say;
use crate::text::lang::t;
use crate::text::width::{width, wrap};
use crate::tui::command::id;
use crate::tui::popup;
use crate::tui::screen::{Cx, Level};
use crate::tui::theme::Tone;
use crate::tui::widget::panel::{below, line};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// The width of the questions, in cells.
const TEXT: usize = 64;

/// Whether the form has an urgency to be decided: that of a request.
#[must_use]
pub fn has(state: &FormState) -> bool {
    matches!(&state.purpose, Purpose::Act { register: "request", .. }) && state.slot("urgency").is_some()
}

impl Form {
    /// Whether `?` opens the questions: the caret is on the urgency.
    pub(super) fn asks_triage(&self) -> bool {
        has(&self.state) && self.state.focused().is_some_and(|slot| slot.info.id == "urgency")
    }

    /// A letter while a question is open.
    pub(super) fn triage_answer(&mut self, c: char, cx: &mut Cx) {
        let Some(answers) = &mut self.triage else { return };
        match c.to_ascii_lowercase() {
            'y' | 'Y' | '1' => answers.push(true),
            'n' | 'N' | '0' => answers.push(false),
            _ => {
                cx.toast(t("按 y 是，按 n 否", "y is yes, n is no"), Level::Info);
                return;
            }
        }
        let Some(verdict) = decide(answers) else { return };
        self.triage = None;
        if let Some(slot) = self.state.slot_mut("urgency") {
            slot.set(verdict.urgency.id());
        }
        if verdict.in_home
            && let Some(slot) = self.state.slot_mut("in_home")
        {
            slot.set("yes");
        }
        // Kept with the request: who asks later why it was urgent is told.
        if let Some(slot) = self.state.slot_mut("triage") {
            slot.set(verdict.decided.id());
        }
        let (label, why, advice) = (verdict.urgency.label(), verdict.decided.label(), verdict.advice);
        let (zh, en, why_zh, why_en) = (label.zh, label.en, why.zh, why.en);
        let (do_zh, do_en) = (advice.zh, advice.en);
        cx.toast(say!("{zh}：{why_zh}。{do_zh}", "{en}: {why_en}. {do_en}"), Level::Info);
        self.edited(cx);
    }

    /// A command while a question is open: taking back an answer, or leaving.
    pub(super) fn triage_command(&mut self, command: &str) {
        let Some(answers) = &mut self.triage else { return };
        match command {
            id::FIELD_BACKSPACE | id::FORM_PREV => drop(answers.pop()),
            id::FORM_CANCEL | id::GO_BACK | id::FORM_TRIAGE => self.triage = None,
            _ => {}
        }
    }
}

/// Draws the open question above the form, with what was answered before.
pub fn draw(answers: &[bool], frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
    let mut lines: Vec<(Tone, String)> = Vec::new();
    for (question, yes) in QUESTIONS.iter().zip(answers) {
        let word = cx.t(if *yes { t("是", "yes") } else { t("否", "no") });
        lines.push((Tone::Muted, format!("{} {word}", cx.t(question.text))));
    }
    if let Some(question) = next(answers) {
        lines.extend(wrap(cx.t(question.text), TEXT).into_iter().map(|text| (Tone::Title, text)));
        lines.extend(wrap(cx.t(question.hint), TEXT).into_iter().map(|text| (Tone::Text, text)));
    }
    lines.push((
        Tone::Key,
        cx.t(t(
            "y 是   n 否   退格改上一题   Esc 不问了",
            "y yes   n no   Backspace: the one before   Esc leaves",
        ))
        .to_owned(),
    ));
    let small = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
    let wide = lines.iter().map(|(_, text)| width(text)).max().unwrap_or(0);
    let title = cx.t(t("有多急？", "How urgent?"));
    let inner = popup::open(frame, area, small(wide + 1), small(lines.len()), title, cx.theme);
    let mut rest = inner;
    for (tone, text) in &lines {
        line(text, cx.theme.style(*tone), rest, frame.buffer_mut());
        rest = below(rest, 1);
    }
    Position { x: inner.x, y: inner.y }
}
