//! How the handover is shown: who holds the watch, the items, and the whole of the selected one. Changes nothing.

use super::WatchScreen;
use crate::api::handover::ItemRow;
use crate::domain::handover::WatchState;
use crate::domain::register::Severity;
use crate::say;
use crate::text::lang::{Lang, t};
use crate::tui::screen::Cx;
use crate::tui::screen::log::severity_word;
use crate::tui::theme::Tone;
use crate::tui::widget::table::{Column, Line};

impl WatchScreen {
    /// Who holds it, since when, and how far the handover is: two lines.
    pub(super) fn banner(&self, cx: &Cx) -> Vec<(String, Tone)> {
        let Some(watch) = &self.view.watch else {
            return vec![(
                cx.t(t("本台还没有人值班", "Nobody holds the watch of this desk")).to_owned(),
                Tone::Soon,
            )];
        };
        let holder = &self.view.holder;
        let since = watch.opened_at.screen(cx.now, cx.zone);
        let state = watch.state.label();
        let (zh, en) = (state.zh, state.en);
        let who = say!("{zh}  当班人 {holder}  自 {since}", "{en}  {holder}  since {since}");
        let count = |severity| self.view.items.iter().filter(|row| self.severity(row) == severity).count();
        let (red, amber, white) = (count(Severity::Red), count(Severity::Amber), count(Severity::White));
        let open = self
            .view
            .items
            .iter()
            .filter(|row| row.item.severity == Severity::Red && !row.acknowledged)
            .count();
        let carried = self.view.items.iter().filter(|row| row.item.carried >= 3).count();
        let revision = watch.revision;
        let counts = say!(
            "红 {red}  黄 {amber}  白 {white}  连续结转三班以上 {carried}",
            "red {red}  amber {amber}  white {white}  carried three times or more {carried}"
        );
        let mut lines =
            vec![(cx.say(&who).to_owned(), Tone::Title), (cx.say(&counts).to_owned(), Tone::Text)];
        if watch.state == WatchState::Offered {
            let text = if self.holds(cx) {
                say!(
                    "第 {revision} 版已交，等待接班人",
                    "Revision {revision} is offered; waiting for the next person"
                )
            } else {
                say!(
                    "第 {revision} 版待接，红色未确认 {open} 项",
                    "Revision {revision} is offered; {open} red items to acknowledge"
                )
            };
            lines.push((cx.say(&text).to_owned(), Tone::Soon));
        }
        if !watch.note.is_empty() {
            let note = &watch.note;
            lines.push((cx.say(&say!("留言：{note}", "Words: {note}")).to_owned(), Tone::Text));
        }
        lines
    }

    pub(super) fn rows(&self, cx: &Cx) -> Vec<Line> {
        let row = |row: &ItemRow| {
            let severity = self.severity(row);
            let read = if row.acknowledged { cx.t(t("已知悉", "read")) } else { "" };
            let what = if row.item.entry.is_some() {
                row.number.clone()
            } else {
                cx.t(t("日志", "log")).to_owned()
            };
            let due = row.due.map_or_else(String::new, |due| due.screen(cx.now, cx.zone));
            let cells = vec![
                row.item.no.to_string(),
                cx.t(severity_word(severity)).to_owned(),
                read.to_owned(),
                cx.say(&row.title).to_owned(),
                row.place.clone(),
                due,
                cx.say(&row.item.why).to_owned(),
                what,
                row.owner.clone(),
            ];
            Line::new(cells).toned(match severity {
                Severity::Red => Tone::Urgent,
                Severity::Amber => Tone::Soon,
                Severity::White => Tone::Text,
            })
        };
        self.view.items.iter().map(row).collect()
    }

    pub(super) fn whole(&self, row: &ItemRow, cx: &Cx) -> String {
        let (state, place) = (cx.say(&row.state), &row.place);
        let mut text =
            format!("{} {}  {state}  {place}\n{}", row.number, cx.say(&row.title), cx.say(&row.item.why));
        if row.item.carried > 1 {
            let carried = row.item.carried;
            text.push_str("  ");
            text.push_str(cx.say(&say!("已结转 {carried} 班", "carried over {carried} watches")));
        }
        let note = self.note(row);
        if !note.is_empty() {
            text.push('\n');
            text.push_str(cx.say(&say!("交代：{note}", "Note: {note}")));
        }
        text
    }
}

/// The columns of the items.
pub(super) fn columns(cx: &Cx) -> Vec<Column> {
    let wide = cx.lang == Lang::En;
    vec![
        Column::new("", 3).right(),
        Column::new(cx.t(t("轻重", "Sev.")), if wide { 5 } else { 4 }),
        Column::new(cx.t(t("知悉", "Read")), 6),
        Column::new(cx.t(t("事项", "Matter")), 30).flexible(),
        Column::new(cx.t(t("房间", "Place")), 8),
        Column::new(cx.t(t("时限", "Due")), 11),
        // The lines below the table tell these of the selected item where the window is too narrow for them.
        Column::new(cx.t(t("为何在此", "Why")), 16),
        Column::new(cx.t(t("编号", "Number")), 10),
        Column::new(cx.t(t("负责人", "By")), 8),
    ]
}
