//! How log lines are shown: the rows, and the whole of the selected one. Changes nothing.

use super::{LogScreen, Row, Show};
use crate::api::handover::{LogRow, OwedRow};
use crate::domain::register::Severity;
use crate::say;
use crate::text::lang::{Lang, Say, T, t};
use crate::text::width::wrap;
use crate::tui::screen::{Cx, Screen as _};
use crate::tui::theme::Tone;
use crate::tui::widget::panel::{below, line, panel, top};
use crate::tui::widget::table::{self, Around, Column, Line};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// Rows for the whole text of the selected line.
const WHOLE: u16 = 5;

/// The word for how much a line or an item matters.
#[must_use]
pub const fn severity_word(severity: Severity) -> T {
    match severity {
        Severity::Red => t("红", "red"),
        Severity::Amber => t("黄", "amber"),
        Severity::White => t("白", "white"),
    }
}

fn columns(cx: &Cx) -> Vec<Column> {
    let wide = cx.lang == Lang::En;
    vec![
        Column::new(cx.t(t("序号", "No.")), 5).right(),
        Column::new(cx.t(t("时间", "When")), 11),
        Column::new(cx.t(t("记录人", "By")), 8),
        Column::new(cx.t(t("轻重", "Sev.")), if wide { 5 } else { 4 }),
        Column::new(cx.t(t("内容", "Words")), 40).flexible(),
        Column::new(cx.t(t("位置", "Place")), 10),
        Column::new(cx.t(t("种类", "Kind")), 9),
    ]
}

/// A line or an order that must be read.
fn owed_line(row: &OwedRow, cx: &Cx) -> Line {
    let number = row.line.map_or_else(String::new, |seq| seq.to_string());
    let kind = match row.order {
        Some(_) => cx.t(t("常设指令", "Order")),
        None => "",
    };
    let text = row.text.lines().next().unwrap_or_default();
    let cells = vec![
        number,
        row.at.screen(cx.now, cx.zone),
        row.author.clone(),
        cx.t(t("必读", "read!")).to_owned(),
        text.to_owned(),
        String::new(),
        kind.to_owned(),
    ];
    Line::new(cells).toned(Tone::Urgent)
}

fn row_line(row: &LogRow, cx: &Cx) -> Line {
    let line = &row.line;
    let gone = line.corrected_by.is_some();
    let text = if gone {
        format!("({}) {}", cx.t(t("已更正", "corrected")), line.text)
    } else {
        line.text.clone()
    };
    let tone = match line.severity {
        _ if !row.read => Tone::Unread,
        _ if gone => Tone::Muted,
        Severity::Red => Tone::Urgent,
        _ => Tone::Text,
    };
    let cells = vec![
        line.seq.to_string(),
        line.occurred_at.screen(cx.now, cx.zone),
        row.author.clone(),
        cx.t(severity_word(line.severity)).to_owned(),
        text,
        row.place.clone().or_else(|| row.person.clone()).unwrap_or_default(),
        cx.t(line.kind.label()).to_owned(),
    ];
    Line::new(cells).toned(tone)
}

/// The whole of a line, with what the row has no room for.
fn whole(row: &LogRow, cx: &Cx) -> String {
    let line = &row.line;
    let mut notes: Vec<String> = Vec::new();
    let mut say = |sentence: Say| notes.push(cx.say(&sentence).to_owned());
    if line.late {
        let at = line.at.screen(cx.now, cx.zone);
        say(say!("补记于 {at}", "written late, {at}"));
    }
    if let Some(watch) = line.belongs_to {
        say(say!("属于第 {watch} 班", "belongs to watch {watch}"));
    }
    if let Some(old) = line.corrects {
        say(say!("更正第 {old} 条", "corrects line {old}"));
    }
    if let Some(new) = line.corrected_by {
        say(say!("已由第 {new} 条更正", "corrected by line {new}"));
    }
    let named = [&row.place, &row.person, &row.entry];
    for name in named.into_iter().flatten() {
        say(Say::same(name.clone()));
    }
    if let Some(readers) = &row.readers {
        let (zh, en) = (&readers.zh, &readers.en);
        say(say!("必读：{zh}", "must read: {en}"));
    }
    let notes = notes.join("  ");
    if notes.is_empty() { line.text.clone() } else { format!("{}\n[{notes}]", line.text) }
}

/// The whole of what must be read, and the key that says it was.
fn whole_owed(row: &OwedRow, cx: &Cx) -> String {
    let (number, zh, en) = (&row.number, &row.readers.zh, &row.readers.en);
    let said = say!(
        "{number} 必读：{zh}；读懂后按“已读并理解”",
        "{number} must be read: {en}; say “Read and understood” once you have"
    );
    format!("{}\n[{}]", row.text, cx.say(&said))
}

impl LogScreen {
    /// What is shown, in words.
    pub(super) fn showing(&self, cx: &Cx) -> String {
        let show = match self.show {
            Show::All => t("值班日志", "Shift log"),
            Show::From(_) => t("值班日志：某条及以前", "Shift log: from a line back"),
            Show::Unread => t("值班日志：未读", "Shift log: unread"),
            Show::SinceDuty => t("值班日志：上次值班以来", "Shift log: since my last duty"),
            Show::TwoDays => t("值班日志：最近 48 小时", "Shift log: the last 48 hours"),
        };
        let mut words = cx.t(show).to_owned();
        let kind = self.kind.map(|kind| cx.t(kind.label()).to_owned());
        for part in kind.into_iter().chain(self.about.iter().map(|about| about.shown.clone())) {
            words.push_str(" · ");
            words.push_str(&part);
        }
        words
    }

    pub(super) fn paint(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        let title = self.title(cx);
        let buf = frame.buffer_mut();
        let inner = panel(&title, true, area, cx.theme, buf);
        let shown: Vec<Line> = self
            .rows
            .iter()
            .map(|row| match row {
                Row::Owed(row) => owed_line(row, cx),
                Row::Line(row) => row_line(row, cx),
            })
            .collect();
        let foot = if shown.is_empty() { 0 } else { WHOLE.min(inner.height / 3) };
        let list = top(inner, inner.height - foot);
        let empty = match (self.loaded, self.show) {
            (false, _) => t("正在读取……", "Reading ..."),
            (true, _) if self.kind.is_some() || self.about.is_some() => {
                t("没有这样的日志", "There is no such line")
            }
            (true, Show::Unread) => t("没有未读的日志", "Nothing is unread"),
            (true, Show::SinceDuty) => t("上次值班以来没有日志", "Nothing since your last duty"),
            (true, Show::TwoDays) => t("最近 48 小时没有日志", "Nothing in the last 48 hours"),
            (true, Show::All | Show::From(_)) => t("还没有日志", "The log is empty"),
        };
        let around = Around {
            empty: cx.t(empty),
            error: self.error.as_ref().map(|error| cx.say(error)),
            total: None,
            heads: true,
            focused: true,
        };
        let drawn = (cx.theme, cx.lang);
        let at = table::draw(&columns(cx), &shown, &mut self.selection, &around, list, drawn, buf);
        let text = match self.rows.get(self.selection.at) {
            Some(Row::Owed(row)) => whole_owed(row, cx),
            Some(Row::Line(row)) => whole(row, cx),
            None => String::new(),
        };
        let mut rest = below(inner, list.height);
        for words in wrap(&text, usize::from(rest.width)) {
            line(&words, cx.theme.style(Tone::Muted), rest, buf);
            rest = below(rest, 1);
        }
        at
    }
}
