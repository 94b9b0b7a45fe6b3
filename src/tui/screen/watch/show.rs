//! How the handover is shown: who holds the watch, the items, and the whole of the selected one. Changes nothing.

use super::WatchScreen;
use super::recent::strip;
use crate::api::handover::ItemRow;
use crate::domain::handover::{Began, WatchState};
use crate::domain::register::Severity;
use crate::say;
use crate::text::lang::{Lang, Say, t};
use crate::text::width::wrap;
use crate::tui::screen::Cx;
use crate::tui::screen::log::severity_word;
use crate::tui::theme::Tone;
use crate::tui::widget::panel::{below, line, panel, top};
use crate::tui::widget::table::{self, Around, Column, Line};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// Rows for the whole of the selected item.
const WHOLE: u16 = 6;

impl WatchScreen {
    /// Who holds it, since when, and how far the handover is: a few lines.
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
        let who = match (watch.state, watch.began) {
            (WatchState::Sealed, _) => {
                let seal = watch.ending.as_ref().map_or("", |ending| ending.seal.as_str());
                say!("{zh}  封条 {seal}  封存人 {holder}", "{en}  seal {seal}  by {holder}")
            }
            (_, Began::Trust) => {
                say!("{zh}  {holder} 代管  自 {since}", "{en}  {holder} in trust  since {since}")
            }
            _ => say!("{zh}  当班人 {holder}  自 {since}", "{en}  {holder}  since {since}"),
        };
        let due = watch.due_at.filter(|_| watch.state.held()).map(|due| due.screen(cx.now, cx.zone));
        let due =
            due.map_or_else(String::new, |due| cx.say(&say!("  应于 {due} 交班", "  due {due}")).to_owned());
        let count = |severity| self.view.items.iter().filter(|row| row.item.severity == severity).count();
        let (red, amber, white) = (count(Severity::Red), count(Severity::Amber), count(Severity::White));
        let left = self.view.items.iter().filter(|row| !self.finished(row, cx)).count();
        let carried = self.view.items.iter().filter(|row| row.item.carried >= 3).count();
        let uncounted = self.view.counts.iter().filter(|row| row.asked && !row.settled).count();
        let counts = say!(
            "红 {red}  黄 {amber}  白 {white}  结转三班以上 {carried}  待核对 {left}  待清点 {uncounted}",
            "red {red}  amber {amber}  white {white}  carried 3 or more {carried}  to look at {left}  to count {uncounted}"
        );
        let mut lines =
            vec![(format!("{}{due}", cx.say(&who)), Tone::Title), (cx.say(&counts).to_owned(), Tone::Text)];
        lines.extend(self.stage(cx).map(|(text, tone)| (cx.say(&text).to_owned(), tone)));
        if !watch.note.is_empty() {
            let note = &watch.note;
            lines.push((cx.say(&say!("留言：{note}", "Words: {note}")).to_owned(), Tone::Text));
        }
        lines.extend(self.orders(cx));
        lines.extend(strip(self.view.recent.as_ref(), cx));
        lines
    }

    /// The standing orders that are new to the person, and those they must say they understood.
    fn orders(&self, cx: &Cx) -> Option<(String, Tone)> {
        let orders = &self.view.orders;
        let new: Vec<&str> =
            orders.iter().filter(|row| row.new || row.owed).map(|row| row.title.as_str()).collect();
        if new.is_empty() || self.holds(cx) && !orders.iter().any(|row| row.owed) {
            return None;
        }
        let (count, titles) = (new.len(), new.join("、"));
        let said = say!(
            "常设指令 {count} 条新增或未读：{titles}",
            "Standing orders, new or unread {count}: {titles}"
        );
        Some((cx.say(&said).to_owned(), Tone::Soon))
    }

    /// What the handover waits for.
    fn stage(&self, cx: &Cx) -> Option<(Say, Tone)> {
        let watch = self.view.watch.as_ref()?;
        let (revision, digits) = (watch.revision, &self.view.digits);
        let reviewer = self.view.reviewer.clone().unwrap_or_default();
        let mine = self.holds(cx);
        let words = watch.dispute.as_ref().map_or("", |dispute| dispute.words.as_str());
        let said = match watch.state {
            WatchState::Offered if mine => say!(
                "第 {revision} 版已交，校验码 {digits}，等待接班人",
                "Revision {revision} is offered, check digits {digits}; waiting for the next person"
            ),
            WatchState::Offered => {
                say!(
                    "第 {revision} 版待接，校验码 {digits}",
                    "Revision {revision} is offered, check digits {digits}"
                )
            }
            WatchState::InReview => {
                say!("第 {revision} 版由 {reviewer} 核对中", "{reviewer} reads revision {revision}")
            }
            WatchState::Returned => say!("已退回询问，等待答复", "Asked back; waiting for the answer"),
            WatchState::Disputed => {
                say!("有争议，等待主管裁定：{words}", "Disputed, waiting for a ruling: {words}")
            }
            _ if watch.owed_until.is_some() => {
                let until = watch.owed_until.map_or_else(String::new, |at| at.screen(cx.now, cx.zone));
                say!("接管时未清点，须在 {until} 前补点", "Taken over in haste: the count is owed by {until}")
            }
            _ => return None,
        };
        Some((said, Tone::Soon))
    }

    pub(super) fn rows(&self, cx: &Cx) -> Vec<Line> {
        let row = |row: &ItemRow| {
            let severity = row.item.severity;
            let read = self.mark(row, cx);
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
                self.why(row, cx),
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

    /// Why it is here; first what became of it since it was signed.
    fn why(&self, row: &ItemRow, cx: &Cx) -> String {
        let why = cx.say(&row.item.why);
        let out = self.view.watch.as_ref().is_some_and(|watch| watch.state.out());
        match row.since.as_ref().filter(|_| out) {
            Some(since) => format!("{}；{why}", cx.say(since)),
            None => why.to_owned(),
        }
    }

    /// How far the person is with an item.
    fn mark(&self, row: &ItemRow, cx: &Cx) -> &'static str {
        let asked = row.question.as_ref().is_some_and(|question| question.answer.is_empty());
        let fresh = self.view.watch.as_ref().is_some_and(|w| w.state.out() && row.item.version == w.revision);
        match () {
            () if !row.item.excluded.is_empty() => cx.t(t("不列入", "off")),
            () if asked => cx.t(t("询问", "asked")),
            () if self.preparing(cx) && self.finished(row, cx) => cx.t(t("已核对", "kept")),
            () if row.acknowledged => cx.t(t("已知悉", "read")),
            () if fresh && row.item.version > 1 => cx.t(t("▲有变", "^ new")),
            () => "",
        }
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
        if let Some(since) = &row.since {
            text.push_str("  -> ");
            text.push_str(cx.say(since));
        }
        let mut add = |label: Say, words: &str| {
            if !words.is_empty() {
                text.push('\n');
                text.push_str(cx.say(&label));
                text.push_str(words);
            }
        };
        add(say!("如果……就……：", "If ... then: "), &row.item.if_then);
        add(say!("交代：", "Note: "), &row.item.note);
        add(say!("不列入：", "Taken off: "), &row.item.excluded);
        add(say!("我：", "I: "), &row.words);
        if let Some(question) = &row.question {
            add(say!("问：", "Asked: "), &question.words);
            add(say!("答：", "Answer: "), &question.answer);
        }
        text
    }

    pub(super) fn paint(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        let buf = frame.buffer_mut();
        let title = crate::tui::screen::Screen::title(self, cx);
        let mut inner = panel(&title, true, area, cx.theme, buf);
        if self.loaded {
            for (text, tone) in self.banner(cx) {
                line(&text, cx.theme.style(tone), inner, buf);
                inner = below(inner, 1);
            }
        }
        let rows = self.rows(cx);
        let foot = if rows.is_empty() { 0 } else { WHOLE.min(inner.height / 3) };
        let list = top(inner, inner.height - foot);
        let empty = if self.loaded {
            t("没有要交接的事项", "Nothing to hand over")
        } else {
            t("正在读取……", "Reading ...")
        };
        let around = Around {
            empty: cx.t(empty),
            error: self.error.as_ref().map(|error| cx.say(error)),
            heads: true,
            focused: true,
            ..Around::default()
        };
        let drawn = (cx.theme, cx.lang);
        let at = table::draw(&columns(cx), &rows, &mut self.selection, &around, list, drawn, buf);
        if let Some(row) = self.view.items.get(self.selection.at) {
            let mut rest = below(inner, list.height);
            for words in wrap(&self.whole(row, cx), usize::from(rest.width)) {
                line(&words, cx.theme.style(Tone::Muted), rest, buf);
                rest = below(rest, 1);
            }
        }
        at
    }
}

/// The columns of the items.
pub(super) fn columns(cx: &Cx) -> Vec<Column> {
    let wide = cx.lang == Lang::En;
    vec![
        Column::new("", 3).right(),
        Column::new(cx.t(t("轻重", "Sev.")), if wide { 5 } else { 4 }),
        Column::new(cx.t(t("核对", "Read")), 6),
        Column::new(cx.t(t("事项", "Matter")), 30).flexible(),
        Column::new(cx.t(t("房间", "Place")), 8),
        Column::new(cx.t(t("时限", "Due")), 11),
        // The lines below the table tell these of the selected item where the window is too narrow for them.
        Column::new(cx.t(t("为何在此", "Why")), 16),
        Column::new(cx.t(t("编号", "Number")), 10),
        Column::new(cx.t(t("负责人", "By")), 8),
    ]
}
