//! How a checklist looks: the room and the person on top, a line a step, readings and defects beneath.

use super::ChecklistScreen;
use crate::api::checklist::{StepMark, StepRow};
use crate::api::entry::Row;
use crate::domain::{defect, procedure};
use crate::text::lang::{Lang, t};
use crate::text::width::pad;
use crate::tui::screen::entry_head::others;
use crate::tui::screen::rows::{short, value_text};
use crate::tui::screen::{Cx, Screen};
use crate::tui::theme::Tone;
use crate::tui::widget::panel::{below, line, panel};
use crate::tui::widget::table::{self, Around, Column, Line};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

impl ChecklistScreen {
    pub(super) fn show(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        let buf = frame.buffer_mut();
        let mut inner = panel(&self.title(cx), true, area, cx.theme, buf);
        let presence = self.list.as_ref().map_or(&[][..], |list| &list.entry.presence);
        if let Some(others) = others(presence, cx) {
            line(cx.say(&others), cx.theme.style(Tone::Soon), inner, buf);
            inner = below(inner, 1);
        }
        for (text, tone) in self.header(cx) {
            line(&text, cx.theme.style(tone), inner, buf);
            inner = below(inner, 1);
        }
        let steps = self.steps().iter().map(|step| step_line(step, cx));
        let lines: Vec<Line> =
            steps.chain(self.entries().into_iter().map(|row| entry_line(row, cx))).collect();
        let empty = match &self.error {
            None => cx.t(t("正在读取……", "Reading ...")),
            Some(_) => "",
        };
        let around = Around {
            empty,
            error: self.error.as_ref().map(|error| cx.say(error)),
            focused: true,
            ..Around::default()
        };
        let label = if cx.lang == Lang::Zh { 24 } else { 30 };
        let columns = [Column::new("", label), Column::new("", 20).flexible(), Column::new("", 20)];
        table::draw(&columns, &lines, &mut self.selection, &around, inner, (cx.theme, cx.lang), buf)
    }

    /// Room, person, date; then how far it is.
    fn header(&self, cx: &Cx) -> Vec<(String, Tone)> {
        let Some(list) = &self.list else { return Vec::new() };
        let Some(register) = cx.registers.by_tag(list.entry.entry.register) else { return Vec::new() };
        let words = |field: &str| {
            let info = register.field(field);
            let cell = list.entry.fields.iter().find(|cell| cell.field == field);
            info.zip(cell).map_or_else(String::new, |(info, cell)| value_text(info, cell, cx))
        };
        let mut first = Vec::new();
        for (field, label) in [
            ("place", t("房间", "Room")),
            ("person", t("客户", "Customer")),
            ("from_person", t("原业主", "Owner before")),
            ("date", t("生效", "Effective")),
            ("until", t("租期至", "Until")),
        ] {
            let text = words(field);
            if !text.is_empty() {
                first.push(format!("{} {text}", cx.t(label)));
            }
        }
        let state = register.info().state(list.entry.head.state).map_or("", |state| cx.t(state.label));
        let mut second =
            vec![format!("{} {}", cx.t(t("进度", "Steps")), words("progress")), state.to_owned()];
        let tone = match (list.entry.head.state, list.lacks.len()) {
            (procedure::OPEN, 0) => {
                second.push(cx.t(t("可以办完", "ready to be finished")).to_owned());
                Tone::Good
            }
            (procedure::OPEN, lacks) => {
                second.push(format!("{} {lacks}", cx.t(t("还缺", "missing"))));
                Tone::Label
            }
            _ => Tone::Label,
        };
        vec![(first.join("  "), Tone::Title), (second.join("  "), tone), (String::new(), Tone::Text)]
    }
}

fn step_line(step: &StepRow, cx: &Cx) -> Line {
    let (mark, tone) = match step.mark {
        StepMark::Open => ("[ ]", Tone::Text),
        StepMark::Done => ("[x]", Tone::Good),
        StepMark::NotApplicable => ("[-]", Tone::Muted),
    };
    let what = if step.mark == StepMark::Open && step.facts.zh.is_empty() { &step.hint } else { &step.facts };
    let said: Vec<&str> =
        [cx.say(what), step.note.as_str()].into_iter().filter(|words| !words.is_empty()).collect();
    let by = step.at.map_or_else(String::new, |at| format!("{} {}", step.by, at.screen(cx.now, cx.zone)));
    Line::new(vec![format!("{mark} {}", cx.say(&step.label)), said.join("  "), by]).toned(tone)
}

/// A reading or a defect of the procedure.
fn entry_line(row: &Row, cx: &Cx) -> Line {
    let kind = if row.register == defect::TAG { t("缺陷", "Defect") } else { t("抄表", "Reading") };
    let short = short(row, cx);
    let state = short.cells.get(1).cloned().unwrap_or_default();
    let head = format!("    {} {}", pad(cx.t(kind), 4), row.head.number);
    Line::new(vec![head, cx.say(&row.title).to_owned(), state]).toned(short.tone)
}
