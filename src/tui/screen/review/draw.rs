//! How a day under review is shown: its watches above, the exceptions of the selected one below, then the whole of one.

use super::ReviewScreen;
use crate::api::review::{Exception, ReviewedWatch};
use crate::domain::countable::yuan;
use crate::say;
use crate::text::lang::{Lang, Say, t};
use crate::text::width::wrap;
use crate::tui::screen::{Cx, Screen as _};
use crate::tui::theme::Tone;
use crate::tui::widget::panel::{below, line, panel, top};
use crate::tui::widget::table::{self, Around, Column, Line};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// Rows for the whole of the selected exception.
const WHOLE: u16 = 3;
/// Rows for what changed since the day was signed.
const CHANGED: usize = 3;
/// Watches on the screen at once.
const WATCHES: u16 = 8;

impl ReviewScreen {
    /// How the day stands, in a few lines.
    fn banner(&self, cx: &Cx) -> Vec<(Say, Tone)> {
        let view = &self.view;
        let (watches, all) = (view.watches.len(), view.exceptions.len());
        let (left, written) = (self.silent().len(), view.lines);
        let mut lines = vec![(
            say!(
                "{watches} 班  日志 {written} 条  例外 {all} 项  待批注 {left} 项",
                "{watches} watches  {written} log lines  {all} exceptions  {left} without a comment"
            ),
            Tone::Text,
        )];
        let Some((who, at)) = &view.signed else {
            lines.extend(
                view.why_not_sign.as_ref().filter(|_| left == 0).map(|why| (why.clone(), Tone::Soon)),
            );
            return lines;
        };
        let at = at.screen(cx.now, cx.zone);
        let (changed, count) = (&view.changed, view.changed.len());
        lines.push(match (view.frozen, count) {
            (false, _) => (
                say!(
                    "{who} 于 {at} 签署；当时的版本没有留下数字，以下是现在的数字",
                    "Signed by {who}, {at}; that version kept no figures, these are the present ones"
                ),
                Tone::Soon,
            ),
            (true, 0) => (
                say!("{who} 于 {at} 签署，此后无变化", "Signed by {who}, {at}; unchanged since"),
                Tone::Title,
            ),
            (true, _) => (
                say!(
                    "{who} 于 {at} 签署；以下是签署时的数字，此后有 {count} 处变化：",
                    "Signed by {who}, {at}; these are the figures as signed, {count} changed since:"
                ),
                Tone::Late,
            ),
        });
        lines.extend(changed.iter().take(CHANGED).map(|change| (change.clone(), Tone::Late)));
        lines
    }

    pub(super) fn paint(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        let buf = frame.buffer_mut();
        let mut inner = panel(&self.title(cx), true, area, cx.theme, buf);
        if self.loaded {
            for (words, tone) in self.banner(cx) {
                line(cx.say(&words), cx.theme.style(tone), inner, buf);
                inner = below(inner, 1);
            }
        }
        let here = self.stop();
        let look = (cx.theme, cx.lang);
        let rows: Vec<Line> = self.view.watches.iter().map(|row| watch(row, cx)).collect();
        let empty = if self.loaded {
            t("这一天没有人值班", "There was no watch on this day")
        } else {
            t("正在读取……", "Reading ...")
        };
        let around = Around {
            empty: cx.t(empty),
            error: self.error.as_ref().map(|error| cx.say(error)),
            total: None,
            heads: true,
            focused: true,
        };
        let small = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        let most = WATCHES.min(inner.height / 2);
        let high = small(rows.len().max(1)).min(most) + 1;
        self.watches.at = here.map_or(0, |stop| stop.watch);
        let home =
            table::draw(&watch_columns(cx), &rows, &mut self.watches, &around, top(inner, high), look, buf);
        let Some(here) = here else { return home };
        inner = below(inner, high);
        let of: Vec<&Exception> = self
            .stops
            .iter()
            .filter(|stop| stop.watch == here.watch)
            .filter_map(|stop| self.view.exceptions.get(stop.exception?))
            .collect();
        let first = self.stops.iter().position(|stop| stop.watch == here.watch).unwrap_or(0);
        self.exceptions.at = self.cursor.at.saturating_sub(first);
        let rows: Vec<Line> = of.iter().map(|one| exception(one, cx)).collect();
        let around = Around {
            empty: cx.t(if self.silent_only && !self.view.exceptions.is_empty() {
                t(
                    "这一班没有待批注的例外；换视图看全部",
                    "Nothing here lacks a comment; the view key shows all",
                )
            } else {
                t("这一班没有例外；回车看交班单", "This watch has no exception; Enter shows its document")
            }),
            error: None,
            total: None,
            heads: true,
            focused: true,
        };
        let list = top(inner, inner.height.saturating_sub(WHOLE));
        let at = table::draw(&exception_columns(cx), &rows, &mut self.exceptions, &around, list, look, buf);
        if let Some(one) = self.exception() {
            let mut rest = below(inner, list.height);
            let text = match one.comment.as_str() {
                "" => cx.say(&one.what).to_owned(),
                comment => format!("{}\n{}{comment}", cx.say(&one.what), cx.t(t("批注：", "Comment: "))),
            };
            for words in wrap(&text, usize::from(rest.width)) {
                line(&words, cx.theme.style(Tone::Muted), rest, buf);
                rest = below(rest, 1);
            }
        }
        at
    }
}

/// A figure; nothing where it is nought, so that the others stand out.
fn figure(number: u64) -> String {
    if number == 0 { String::new() } else { number.to_string() }
}

fn watch(row: &ReviewedWatch, cx: &Cx) -> Line {
    let late = u64::try_from(row.late).unwrap_or(0);
    let fen = if row.variance_fen == 0 { String::new() } else { yuan(row.variance_fen) };
    let pieces = u64::try_from(row.variance_pieces).unwrap_or(0);
    Line::new(vec![
        row.watch.to_string(),
        row.desk.clone(),
        row.holder.clone(),
        cx.t(row.state.label()).to_owned(),
        figure(late),
        fen,
        figure(pieces),
        figure(row.unread),
        figure(row.carried),
        figure(row.late_entries),
        figure(row.corrections),
        figure(row.returns),
        row.successor.clone().unwrap_or_default(),
        begun(row, cx),
    ])
}

/// When a watch began; both days of one that went on past midnight: `11-23/24 23:00`.
fn begun(row: &ReviewedWatch, cx: &Cx) -> String {
    let at = row.from.screen(cx.now, cx.zone);
    let last = row.to.map(|to| to.date(cx.zone)).filter(|day| *day != row.from.date(cx.zone));
    match (last, at.rsplit_once(' ')) {
        (Some(last), Some((day, clock))) => format!("{day}/{} {clock}", last.format("%d")),
        _ => at,
    }
}

fn watch_columns(cx: &Cx) -> Vec<Column> {
    let wide = if cx.lang == Lang::En { 9 } else { 8 };
    vec![
        Column::new(cx.t(t("班", "No.")), 4).right(),
        Column::new(cx.t(t("服务台", "Desk")), 6).flexible(),
        Column::new(cx.t(t("当班人", "Holder")), 8),
        Column::new(cx.t(t("状态", "State")), wide),
        Column::new(cx.t(t("晚分", "Late")), 4).right(),
        Column::new(cx.t(t("差元", "Yuan")), 7).right(),
        Column::new(cx.t(t("差件", "Pcs")), 4).right(),
        Column::new(cx.t(t("未认", "Unrd")), 4).right(),
        Column::new(cx.t(t("久转", "Car3")), 4).right(),
        Column::new(cx.t(t("补记", "LEnt")), 4).right(),
        Column::new(cx.t(t("更正", "Corr")), 4).right(),
        Column::new(cx.t(t("退回", "Ret")), 4).right(),
        Column::new(cx.t(t("接班人", "Successor")), 10),
        Column::new(cx.t(t("起", "From")), 15),
    ]
}

fn exception(one: &Exception, cx: &Cx) -> Line {
    let silent = one.comment.is_empty();
    let comment = if silent { cx.t(t("待批注", "no comment")).to_owned() } else { one.comment.clone() };
    Line::new(vec![cx.say(&one.what).to_owned(), comment]).toned(if silent { Tone::Soon } else { Tone::Text })
}

fn exception_columns(cx: &Cx) -> Vec<Column> {
    vec![
        Column::new(cx.t(t("例外", "Exception")), 44).flexible(),
        Column::new(cx.t(t("批注", "Comment")), 20),
    ]
}
