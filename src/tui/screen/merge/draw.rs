//! How two files side by side are drawn: whose they are, the rows, and the selected row in full below.

use super::lines::Row;
use super::{File, MergeScreen};
use crate::domain::person::MERGED;
use crate::say;
use crate::text::lang::{Lang, t};
use crate::tui::screen::entry_head::others;
use crate::tui::screen::{Cx, Screen};
use crate::tui::theme::Tone;
use crate::tui::widget::panel::{below, line, panel, top};
use crate::tui::widget::table::{self, Around, Column, Line};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// Lines for the selected row in full, and for what becomes of what is not kept.
const FOOT: u16 = 3;
/// Cells that the marks before the first column and the gaps between columns take.
const MARKS: u16 = 5;

impl MergeScreen {
    pub(super) fn show(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        let buf = frame.buffer_mut();
        let mut inner = panel(&self.title(cx), true, area, cx.theme, buf);
        for words in self.others(cx) {
            line(&words, cx.theme.style(Tone::Soon), inner, buf);
            inner = below(inner, 1);
        }
        let rows = self.rows(cx);
        let foot = if inner.height > FOOT + 6 { FOOT } else { 0 };
        let body = inner.height - foot;
        if let Some(row) = rows.get(self.selection.at).filter(|_| foot > 0) {
            for (at, words) in self.foot(row, cx).into_iter().enumerate() {
                let at = u16::try_from(at).unwrap_or(u16::MAX);
                line(
                    &words,
                    cx.theme.style(if at < 2 { Tone::Text } else { Tone::Label }),
                    below(inner, body + at),
                    buf,
                );
            }
        }
        let label = if cx.lang == Lang::En { 20 } else { 12 };
        let half = inner.width.saturating_sub(label + MARKS) / 2;
        let columns = [
            Column::new("", label),
            Column::new(heading(&self.from, t("并入、不再用", "Ends"), cx), half),
            Column::new(heading(&self.into, t("保留", "Kept"), cx), half).flexible(),
        ];
        let lines: Vec<Line> = rows.iter().map(shown).collect();
        let around = Around {
            empty: cx.t(t("正在读取……", "Reading ...")),
            error: self.error.as_ref().map(|error| cx.say(error)),
            heads: true,
            focused: true,
            ..Around::default()
        };
        let inner = top(inner, body);
        table::draw(&columns, &lines, &mut self.selection, &around, inner, (cx.theme, cx.lang), buf)
    }

    /// Who else looks at one of the files, or changes it; and that they are one already.
    fn others(&self, cx: &Cx) -> Vec<String> {
        let present = [&self.from, &self.into].into_iter().flat_map(|file| &file.entry);
        let said = present.filter_map(|entry| others(&entry.presence, cx));
        let mut all: Vec<String> = said.map(|words| cx.say(&words).to_owned()).collect();
        all.dedup();
        if self.from.is(MERGED) {
            let merged = t(
                "已经合并：左边的内容都在右边的档案里",
                "They are merged: what the left had is in the right file",
            );
            all.push(cx.t(merged).to_owned());
        }
        all
    }

    fn foot(&self, row: &Row, cx: &Cx) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        for (file, side) in [&self.from, &self.into].into_iter().zip(&row.sides) {
            let number = file.head().map_or("", |head| head.number.as_str());
            words.push(if side.is_empty() { String::new() } else { format!("{number}: {side}") });
        }
        let last = match (&row.choice, row.left()) {
            (Err(why), _) => cx.say(why).to_owned(),
            (Ok(()), Some(left)) => {
                let (zh, en) = (left.zh, left.en);
                cx.say(&say!("空格换一边；{zh}", "Space takes the other. {en}")).to_owned()
            }
            (Ok(()), None) => String::new(),
        };
        words.push(last);
        words
    }
}

/// `C0007 已合并 并入、不再用`.
fn heading(file: &File, role: crate::text::lang::T, cx: &Cx) -> String {
    let Some(head) = file.head() else { return cx.t(role).to_owned() };
    let register = cx.registers.by_tag(crate::domain::person::TAG);
    let state = register
        .and_then(|register| register.info().state(head.state))
        .map_or(t("", ""), |state| state.label);
    format!("{} {} · {}", cx.t(role), head.number, cx.t(state))
}

fn shown(row: &Row) -> Line {
    let side = |at: usize| {
        let text = row.sides.get(at).cloned().unwrap_or_default();
        match row.kept {
            Some(kept) if kept == at => format!("● {text}"),
            _ if text.is_empty() => text,
            _ => format!("  {text}"),
        }
    };
    let line = Line::new(vec![row.label.clone(), side(0), side(1)]);
    if row.differs() && row.choice.is_ok() { line.toned(Tone::Soon) } else { line }
}
