//! How an incident looks: what callers are told on top, the line, steps and calls on the left, the timeline on the right.

use super::{Focus, IncidentScreen};
use crate::api::incident::{CallRow, IncidentView, LineRow, StepRow};
use crate::domain::incident::TAG;
use crate::say;
use crate::text::lang::t;
use crate::text::width::{width, wrap};
use crate::tui::screen::rows::value_text;
use crate::tui::screen::{Cx, Screen};
use crate::tui::theme::Tone;
use crate::tui::widget::panel::{below, beside, frame_rows, line, panel, top};
use crate::tui::widget::table::{self, Around, Column, Line};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// Rows of the words for callers at the most.
const WORDS: usize = 3;

impl IncidentScreen {
    pub(super) fn show(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        let title = self.title(cx);
        let buf = frame.buffer_mut();
        let mut inner = panel(&title, false, area, cx.theme, buf);
        for (words, tone) in self.heading(cx) {
            for part in wrap(&words, usize::from(inner.width)).into_iter().take(WORDS) {
                line(&part, cx.theme.style(tone), inner, buf);
                inner = below(inner, 1);
            }
        }
        let caret = self.draw_line(inner, buf, cx);
        inner = below(inner, 1);
        let wide = inner.width * 9 / 20;
        let (left, right) = beside(inner, wide);
        let rows = frame_rows(cx.theme);
        let count = self.view.as_ref().map_or(1, |view| view.steps.len());
        let steps = u16::try_from(count)
            .unwrap_or(u16::MAX)
            .saturating_add(rows)
            .min(left.height.div_ceil(2).max(rows + 1));
        let at = [
            self.draw_steps(frame, top(left, steps), cx),
            self.draw_calls(frame, below(left, steps), cx),
            self.draw_timeline(frame, right, cx),
        ];
        match self.focus {
            Focus::Line => caret,
            Focus::Steps => at[0],
            Focus::Calls => at[1],
            Focus::Timeline => at[2],
        }
    }

    fn draw_line(&self, area: Rect, buf: &mut ratatui::buffer::Buffer, cx: &Cx) -> Position {
        let label = format!("[{}] {} ", cx.t(self.kind.label()), Tone::Selected.mark());
        let focused = self.focus == Focus::Line;
        let tone = if focused { Tone::Key } else { Tone::Label };
        line(&label, cx.theme.style(tone), area, buf);
        let cells = u16::try_from(width(&label)).unwrap_or(0).min(area.width);
        let field = Rect { x: area.x + cells, width: area.width - cells, height: area.height.min(1), ..area };
        if self.text.is_empty() {
            let help = t("直接写，回车记一笔；↑↓ 换类别", "Type, Enter writes a line; Up/Down turn the kind");
            line(cx.t(help), cx.theme.style(Tone::Muted), field, buf);
            return Position { x: field.x, y: field.y };
        }
        self.text.draw(field, cx.theme.style(Tone::Text), buf)
    }

    /// State, place and scope, who has it; then what callers are told and what is missing.
    fn heading(&self, cx: &Cx) -> Vec<(String, Tone)> {
        let Some(view) = &self.view else {
            let words = match &self.error {
                Some(error) => return vec![(cx.say(error).to_owned(), Tone::Error)],
                None if self.opening.is_some() => t("正在报告，可先写", "Being reported; you may type"),
                None => t("正在读取……", "Reading ..."),
            };
            return vec![(cx.t(words).to_owned(), Tone::Muted)];
        };
        let mut lines = vec![(first(view, cx), Tone::Title)];
        if !view.caller_text.is_empty() {
            let (text, count) = (&view.caller_text, view.caller_count);
            let said = say!("告知来电者（已来电 {count}）：{text}", "Tell callers ({count} so far): {text}");
            lines.push((cx.say(&said).to_owned(), Tone::Urgent));
        }
        if let Some(error) = &self.error {
            lines.push((cx.say(error).to_owned(), Tone::Error));
        }
        lines
    }

    fn draw_steps(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        let steps: &[StepRow] = self.view.as_ref().map_or(&[], |view| &view.steps);
        let done = steps.iter().filter(|step| step.at.is_some()).count();
        let all = steps.len();
        let title = format!("{} {done}/{all}", cx.t(t("处置步骤", "Steps")));
        let lines: Vec<Line> = steps.iter().map(|step| step_line(step, cx)).collect();
        let inner = panel(&title, self.focus == Focus::Steps, area, cx.theme, frame.buffer_mut());
        let around = Around {
            empty: cx.t(t("没有步骤", "No steps")),
            focused: self.focus == Focus::Steps,
            ..Around::default()
        };
        let columns = [Column::new("", 20).flexible()];
        let look = (cx.theme, cx.lang);
        table::draw(&columns, &lines, &mut self.steps, &around, inner, look, frame.buffer_mut())
    }

    fn draw_calls(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        let calls: &[CallRow] = self.view.as_ref().map_or(&[], |view| &view.calls);
        let lines: Vec<Line> = calls.iter().map(|call| call_line(call, cx)).collect();
        let title = cx.t(t("通知名单", "Calls"));
        let inner = panel(title, self.focus == Focus::Calls, area, cx.theme, frame.buffer_mut());
        let around = Around {
            empty: cx.t(t("没有名单", "Nobody to call")),
            focused: self.focus == Focus::Calls,
            ..Around::default()
        };
        let columns = [Column::new("", 12).flexible(), Column::new("", 12), Column::new("", 12)];
        let look = (cx.theme, cx.lang);
        table::draw(&columns, &lines, &mut self.calls, &around, inner, look, frame.buffer_mut())
    }

    fn draw_timeline(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        let rows: &[LineRow] = self.view.as_ref().map_or(&[], |view| &view.lines);
        let lines: Vec<Line> = rows.iter().map(|row| time_line(row, cx)).collect();
        let title = format!("{} ({})", cx.t(t("事件记录", "Timeline")), rows.len());
        let inner = panel(&title, self.focus == Focus::Timeline, area, cx.theme, frame.buffer_mut());
        let around = Around {
            empty: cx.t(t("还没有记录", "Nothing yet")),
            focused: self.focus == Focus::Timeline,
            ..Around::default()
        };
        let columns = [Column::new("", 5), Column::new("", 8), Column::new("", 16).flexible()];
        let look = (cx.theme, cx.lang);
        table::draw(&columns, &lines, &mut self.time, &around, inner, look, frame.buffer_mut())
    }
}

fn first(view: &IncidentView, cx: &Cx) -> String {
    let Some(register) = cx.registers.by_tag(TAG) else { return String::new() };
    let words = |field: &str| {
        let info = register.field(field);
        let cell = view.entry.fields.iter().find(|cell| cell.field == field);
        info.zip(cell).map_or_else(String::new, |(info, cell)| value_text(info, cell, cx))
    };
    let state = register.info().state(view.entry.head.state).map_or("", |state| cx.t(state.label));
    let mut parts = vec![words("kind"), state.to_owned()];
    let (place, scope, rooms) = (words("place"), words("scope"), view.rooms);
    parts.push(place.clone());
    parts.push(match (scope.is_empty(), rooms) {
        (true, _) if place.is_empty() => cx.t(t("位置未填", "no place yet")).to_owned(),
        (true, _) => String::new(),
        (false, rooms) => {
            cx.say(&say!("范围 {scope}（{rooms} 户）", "scope {scope} ({rooms} rooms)")).to_owned()
        }
    });
    let owner = words("owner");
    if !owner.is_empty() {
        parts.push(cx.say(&say!("负责 {owner}", "by {owner}")).to_owned());
    }
    if let Some(due) = view.entry.head.due {
        let by = due.screen(cx.now, cx.zone);
        parts.push(cx.say(&say!("报告 {by} 前", "report by {by}")).to_owned());
    }
    parts.retain(|part| !part.is_empty());
    parts.join("  ")
}

fn step_line(step: &StepRow, cx: &Cx) -> Line {
    let at = step.at.map_or_else(String::new, |at| clock(at, cx));
    let (mark, tone) = if step.at.is_some() { ("[x]", Tone::Good) } else { ("[ ]", Tone::Text) };
    let gap = if at.is_empty() { "" } else { " " };
    Line::new(vec![format!("{mark}{gap}{at} {}", step.text)]).toned(tone)
}

fn call_line(call: &CallRow, cx: &Cx) -> Line {
    let tone = match call.reached.as_deref() {
        Some("reached") => Tone::Good,
        Some(_) => Tone::Soon,
        None => Tone::Text,
    };
    let at = call.at.map_or_else(String::new, |at| clock(at, cx));
    let how = format!("{} {at}", cx.say(&call.word)).trim().to_owned();
    Line::new(vec![call.whom.clone(), call.phone.clone(), how]).toned(tone)
}

fn time_line(row: &LineRow, cx: &Cx) -> Line {
    Line::new(vec![clock(row.at, cx), cx.say(&row.word).to_owned(), row.text.clone()])
}

fn clock(at: crate::domain::moment::At, cx: &Cx) -> String {
    at.local(cx.zone).format("%H:%M").to_string()
}
