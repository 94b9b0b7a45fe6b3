//! How a card is drawn: its heading, the file, the timeline.

use super::{CardScreen, lines};
use crate::text::lang::{Lang, t};
use crate::text::width::wrap;
use crate::tui::screen::Cx;
use crate::tui::screen::entry_head::others;
use crate::tui::theme::Tone;
use crate::tui::widget::panel::{below, line};
use crate::tui::widget::table::{self, Around, Column, Line};
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Lines of warnings above the rows.
const WARNINGS: usize = 4;

impl CardScreen {
    pub(super) fn draw_file(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        let rows: Vec<Line> = self.file_spots(cx).into_iter().map(|spot| spot.line).collect();
        let empty = match (&self.card, &self.error) {
            (Some(_), _) => t(
                "没有登记住户，也没有未结事项；按 n 登记",
                "Nobody is registered here and nothing is open; n writes something down",
            ),
            (None, None) => t("正在读取……", "Reading ..."),
            (None, Some(_)) => t("", ""),
        };
        let around = Around {
            empty: cx.t(empty),
            error: self.error.as_ref().map(|error| cx.say(error)),
            focused: !self.in_timeline,
            ..Around::default()
        };
        let label = if cx.lang == Lang::En { 18 } else { 14 };
        let columns = [Column::new("", label), Column::new("", 20).flexible()];
        let look = (cx.theme, cx.lang);
        table::draw(&columns, &rows, &mut self.file, &around, area, look, frame.buffer_mut())
    }

    pub(super) fn draw_timeline(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        let rows: Vec<Line> = self.event_spots(cx).into_iter().map(|spot| spot.line).collect();
        let loaded = self.card.is_some() && self.asked_events.is_none();
        let empty =
            if loaded { t("没有记录", "Nothing yet") } else { t("正在读取……", "Reading ...") };
        let around = Around {
            empty: cx.t(empty),
            total: Some((rows.len() as u64, true)).filter(|_| self.next.is_some()),
            focused: self.in_timeline,
            ..Around::default()
        };
        let kind = if cx.lang == Lang::En { 14 } else { 10 };
        let columns = [Column::new("", 11), Column::new("", kind), Column::new("", 20).flexible()];
        let look = (cx.theme, cx.lang);
        table::draw(&columns, &rows, &mut self.time, &around, area, look, frame.buffer_mut())
    }

    pub(super) fn timeline_title(&self, cx: &Cx) -> String {
        let all: u64 = self.card.iter().flat_map(|card| &card.kinds).map(|kind| kind.count).sum();
        let title = cx.t(t("往来记录", "Timeline"));
        match &self.kind {
            None => format!("{title} ({all})"),
            Some(kind) => {
                let register = cx.registers.by_id(kind).map(|register| register.info().name);
                format!("{title}: {}", cx.t(register.unwrap_or(t("值班日志", "Shift log"))))
            }
        }
    }

    /// The lines above the rows; gives what is left below them.
    pub(super) fn draw_heading(&self, mut area: Rect, buf: &mut Buffer, cx: &Cx) -> Rect {
        let Some(card) = &self.card else { return area };
        if let Some(others) = others(&card.presence, cx) {
            line(cx.say(&others), cx.theme.style(Tone::Soon), area, buf);
            area = below(area, 1);
        }
        area = crate::tui::screen::attach::draw(&card.affected, area, buf, cx);
        let mut warnings = 0;
        for (words, tone) in lines::heading(card, self.as_of == card.as_of, &self.words(cx)) {
            let warns = matches!(tone, Tone::Urgent) || words.starts_with(Tone::Soon.mark());
            for part in wrap(&words, usize::from(area.width)) {
                if warns && warnings == WARNINGS {
                    break;
                }
                warnings += usize::from(warns);
                line(&part, cx.theme.style(tone), area, buf);
                area = below(area, 1);
            }
        }
        area
    }
}
