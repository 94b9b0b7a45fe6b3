//! The entries behind a figure. Enter opens one; the view key turns to the other side of the formula.

use crate::api::service::{Behind, BehindPage, Line as Side};
use crate::domain::ids::Tag;
use crate::domain::register::AnyRegister;
use crate::domain::{complaint, follow_up, occupancy, request};
use crate::say;
use crate::text::lang::{Say, T, t};
use crate::tui::command::id;
use crate::tui::keymap::Snap;
use crate::tui::screen::entry::EntryScreen;
use crate::tui::screen::rows::{short, short_columns, tone};
use crate::tui::screen::{Cx, Kind, Live, Msg, Outcome, Screen, Ticket, Topic, reply};
use crate::tui::widget::panel::panel;
use crate::tui::widget::table::{self, Around, Line, Selection};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// What figures are made of.
const READ: &[Tag] = &[request::TAG, complaint::TAG, follow_up::TAG, occupancy::TAG];
/// Rows asked for at a time.
const PAGE: u16 = 200;
/// The next page is asked for so many rows before the end.
const AHEAD: usize = 20;

/// The list on the screen.
pub(super) struct BehindScreen {
    asked_for: Behind,
    label: Say,
    /// Whether the formula has a line at all.
    rate: bool,
    page: BehindPage,
    loaded: bool,
    error: Option<Say>,
    asked: Option<Ticket>,
    /// Whether the next page is asked for, not the list anew.
    more: bool,
    /// Whether something changed since it was read.
    stale: bool,
    selection: Selection,
}

impl BehindScreen {
    /// The entries that `asked` names; `label` is what the figure is called.
    pub(super) fn new(asked: Behind, label: Say, rate: bool) -> Self {
        Self {
            asked_for: asked,
            label,
            rate,
            page: BehindPage::default(),
            loaded: false,
            error: None,
            asked: None,
            more: false,
            stale: false,
            selection: Selection::default(),
        }
    }

    fn ask(&mut self, after: Option<String>, cx: &mut Cx) {
        (self.more, self.stale) = (after.is_some(), false);
        // What is read anew takes in as much as was there.
        let limit =
            if self.more { PAGE } else { PAGE.max(u16::try_from(self.page.rows.len()).unwrap_or(PAGE)) };
        self.asked = Some(cx.call(Behind { after, limit, ..self.asked_for.clone() }));
    }

    fn take(&mut self, page: BehindPage) {
        (self.loaded, self.error) = (true, None);
        let entry = |behind: &crate::api::service::BehindRow| (behind.row.register, behind.row.head.id);
        if self.more {
            self.page.rows.extend(page.rows);
        } else {
            let selected = self.page.rows.get(self.selection.at).map(entry);
            self.page.rows = page.rows;
            let at = self.page.rows.iter().position(|behind| Some(entry(behind)) == selected);
            self.selection.at = at.unwrap_or(self.selection.at);
            self.selection.clamp(self.page.rows.len());
        }
        (self.page.entries, self.page.total, self.page.next) = (page.entries, page.total, page.next);
    }

    fn again(&mut self, cx: &mut Cx) {
        (self.page, self.loaded) = (BehindPage::default(), false);
        self.selection = Selection::default();
        self.ask(None, cx);
    }
}

impl Screen for BehindScreen {
    fn name(&self) -> &'static str {
        "behind"
    }

    fn kind(&self) -> Kind {
        Kind::Table
    }

    fn title(&self, cx: &Cx) -> String {
        let side = match (self.rate, self.asked_for.side) {
            (false, _) => t("计入", "counted"),
            (true, Side::Numerator) => t("分子", "numerator"),
            (true, Side::Denominator) => t("分母", "denominator"),
        };
        let (zh, en, side_zh, side_en) = (&self.label.zh, &self.label.en, side.zh, side.en);
        let (entries, total) = (self.page.entries, self.page.total);
        let words = if u64::try_from(total) == Ok(entries) {
            say!("{zh}：{side_zh} {total}", "{en}: {side_en} {total}")
        } else {
            say!("{zh}：{side_zh} {total}（{entries} 条）", "{en}: {side_en} {total} ({entries} entries)")
        };
        cx.say(&words).to_owned()
    }

    fn about(&self) -> T {
        t(
            "一个指标背后的登记；回车打开，换视图在分子与分母之间切换。",
            "The entries behind a figure; Enter opens one, the view key turns between the two sides of the formula.",
        )
    }

    fn topics(&self) -> Vec<Topic> {
        READ.iter().map(|tag| Topic::Register(*tag)).collect()
    }

    fn minute(&mut self, cx: &mut Cx) {
        if self.stale {
            self.ask(None, cx);
        }
    }

    fn start(&mut self, cx: &mut Cx) {
        self.ask(None, cx);
    }

    fn on(&mut self, msg: Msg<'_>, cx: &mut Cx) {
        match msg {
            Msg::Command(id::GO_BACK) => cx.pop(Outcome::Cancelled),
            Msg::Command(id::LIST_REFRESH) => self.again(cx),
            // A figure is read through, so that once a minute is often enough; what was opened from here is seen at once.
            Msg::Changed(_) => self.stale = true,
            Msg::Focus if self.stale => self.ask(None, cx),
            Msg::Command(id::LIST_VIEW) if self.rate => {
                self.asked_for.side = match self.asked_for.side {
                    Side::Numerator => Side::Denominator,
                    Side::Denominator => Side::Numerator,
                };
                self.again(cx);
            }
            Msg::Command(id::LIST_OPEN) => {
                let Some(behind) = self.page.rows.get(self.selection.at) else { return };
                if let Some(info) = cx.registers.by_tag(behind.row.register).map(AnyRegister::info) {
                    cx.push(Box::new(EntryScreen::new(info.id, info.tag, &behind.row.head.number)));
                }
            }
            Msg::Command(command) => {
                let rows = self.page.rows.len();
                if self.selection.run(command, rows) && self.selection.at + AHEAD >= rows {
                    let next = self.page.next.clone().filter(|_| self.asked.is_none());
                    if next.is_some() {
                        self.ask(next, cx);
                    }
                }
            }
            Msg::Answer { ticket, result } if self.asked == Some(ticket) => {
                self.asked = None;
                match reply::<Behind>(result) {
                    Ok(page) => self.take(page),
                    Err(fault) => self.error = Some(fault.text),
                }
            }
            _ => {}
        }
    }

    fn commands(&self, _: &Cx) -> Vec<Live> {
        let some = !self.page.rows.is_empty();
        vec![
            Live::when(id::LIST_OPEN, some, t("没有可打开的内容", "Nothing to open")),
            Live::when(id::LIST_VIEW, self.rate, t("该指标只计数，没有分母", "This figure is only counted")),
            Live::on(id::LIST_REFRESH),
            Live::on(id::GO_BACK),
        ]
    }

    fn snap(&self, _: &Cx) -> Snap {
        let some = !self.page.rows.is_empty();
        Snap { selected: some, empty: !some, ..Snap::default() }
    }

    fn waits(&self) -> bool {
        !self.loaded && self.asked.is_some()
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        let buf = frame.buffer_mut();
        let inner = panel(&self.title(cx), true, area, cx.theme, buf);
        let rows: Vec<Line> =
            self.page.rows.iter().map(|behind| short(&behind.row, cx).toned(tone(&behind.row, cx))).collect();
        let empty = if self.loaded {
            t("没有登记", "No entries")
        } else {
            t("正在读取……", "Reading ...")
        };
        let around = Around {
            empty: cx.t(empty),
            error: self.error.as_ref().map(|error| cx.say(error)),
            total: Some((self.page.entries, false)),
            heads: true,
            focused: true,
        };
        table::draw(&short_columns(cx), &rows, &mut self.selection, &around, inner, (cx.theme, cx.lang), buf)
    }
}
