//! What may be wrong with the files: kinds with their counts on the left, the findings of one kind on the right. Enter
//! opens the file, one key does what mends it.

mod mend;

use super::doing::Doing;
use super::following::Following;
use super::pane::open_entry;
use super::{Cx, Kind, Live, Msg, Outcome, Screen, Ticket, Topic, reply};
use crate::api::quality::{Finding, QualityList, QualityPage};
use crate::domain::ids::Tag;
use crate::domain::quality::FindingKind;
use crate::domain::{file_document, key, occupancy, person, phone, place, relation};
use crate::text::lang::{Lang, Say, T, t};
use crate::tui::command::id;
use crate::tui::keymap::Snap;
use crate::tui::theme::Tone;
use crate::tui::widget::panel::{below, beside, line, panel, top};
use crate::tui::widget::table::{self, Around, Column, Line, Selection};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// The registers that findings are about.
const READ: &[Tag] =
    &[place::TAG, person::TAG, relation::TAG, occupancy::TAG, phone::TAG, file_document::TAG, key::TAG];
/// Width of the kinds, in cells: on a narrow screen, where English names are the longer ones, and on a wide one.
const NARROW: (u16, u16) = (26, 34);
const WIDE: u16 = 38;
/// Lines for the whole sentence of a finding, and for what to do.
const FOOT: u16 = 2;
/// Findings asked for at a time.
const PAGE: u16 = 100;
/// As many are read again at the most.
const MOST: u16 = 500;
/// The next page is asked for so many rows before the end.
const AHEAD: usize = 20;

/// The list on the screen.
#[derive(Default)]
pub struct QualityScreen {
    page: QualityPage,
    loaded: bool,
    error: Option<Say>,
    asked: Option<(Ticket, bool)>,
    again: bool,
    kind: Selection,
    finding: Selection,
    /// Whether the caret is among the findings.
    inside: bool,
    /// Only what the person answers for.
    mine: bool,
    doing: Doing,
    following: Following,
}

impl QualityScreen {
    /// The list, empty until it is read.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn chosen(&self) -> FindingKind {
        FindingKind::ALL.get(self.kind.at).copied().unwrap_or(FindingKind::NoOwner)
    }

    fn wanted(&self, after: Option<String>) -> QualityList {
        QualityList {
            kinds: vec![self.chosen().id().to_owned()],
            officer: self.mine.then(|| "me".to_owned()),
            limit: match after {
                Some(_) => PAGE,
                // Read again, it is as long as it was.
                None => u16::try_from(self.page.findings.len()).unwrap_or(MOST).clamp(PAGE, MOST),
            },
            after,
        }
    }

    fn ask(&mut self, cx: &mut Cx) {
        if self.asked.is_some() {
            self.again = true;
        } else {
            self.following.asked();
            self.asked = Some((cx.call(self.wanted(None)), false));
        }
    }

    /// Asks for more of the same, when there is more and one comes near the end.
    fn ask_on(&mut self, cx: &mut Cx) {
        let near = self.finding.at + AHEAD >= self.page.findings.len();
        if let Some(next) = self.page.next.clone().filter(|_| near && self.asked.is_none()) {
            self.asked = Some((cx.call(self.wanted(Some(next))), true));
        }
    }

    fn take(&mut self, page: QualityPage, more: bool, cx: &mut Cx) {
        self.error = None;
        if more {
            self.page.findings.extend(page.findings);
            self.page.next = page.next;
            return;
        }
        let first = !self.loaded;
        self.loaded = true;
        self.page = page;
        let rows = self.page.findings.len();
        self.finding.clamp(rows);
        if rows == 0 {
            self.inside = false;
        }
        // It begins with something to look at.
        if first && rows == 0 {
            let some = self.page.counts.iter().position(|count| count.count > 0);
            if let Some(at) = some {
                self.kind.at = at;
                self.ask(cx);
            }
        }
    }

    fn selected(&self) -> Option<&Finding> {
        self.page.findings.get(self.finding.at)
    }

    fn command(&mut self, command: &str, cx: &mut Cx) {
        let kinds = FindingKind::ALL.len();
        match command {
            id::GO_BACK if self.inside => self.inside = false,
            id::GO_BACK => cx.pop(Outcome::Cancelled),
            id::PANE_NEXT | id::PANE_PREV => self.inside = !self.inside && self.selected().is_some(),
            id::LIST_OPEN if !self.inside => self.inside = self.selected().is_some(),
            id::LIST_REFRESH => self.ask(cx),
            id::LIST_VIEW => {
                self.mine = !self.mine;
                self.finding = Selection::default();
                self.ask(cx);
            }
            _ if !self.inside && self.kind.run(command, kinds) => {
                self.finding = Selection::default();
                self.page.findings.clear();
                self.page.next = None;
                self.ask(cx);
            }
            _ if self.inside && self.finding.run(command, self.page.findings.len()) => self.ask_on(cx),
            _ => self.on_finding(command, cx),
        }
    }

    fn on_finding(&mut self, command: &str, cx: &mut Cx) {
        let Some(finding) = self.selected().cloned() else { return };
        let registers = cx.registers.clone();
        let Some(register) = registers.by_tag(finding.entry.register) else { return };
        match command {
            id::LIST_OPEN => {
                if let Some(screen) = open_entry(finding.entry, &finding.head.number, cx) {
                    cx.push(screen);
                }
            }
            id::QUALITY_MEND => mend::mend(self.chosen(), &finding, &mut self.doing, cx),
            id::ENTRY_ACTIONS => self.doing.choose(register.info().id, &finding.head, cx),
            _ => drop(self.doing.run(command, register.info().id, &finding.head, cx)),
        }
    }
}

impl Screen for QualityScreen {
    fn name(&self) -> &'static str {
        "quality"
    }

    fn kind(&self) -> Kind {
        Kind::Table
    }

    fn title(&self, cx: &Cx) -> String {
        let title = cx.t(if self.mine {
            t("档案质量：我负责的", "Quality of the files: in my charge")
        } else {
            t("档案质量", "Quality of the files")
        });
        self.following.title(title, cx)
    }

    fn about(&self) -> T {
        t(
            "左边选类型，回车到右边；回车打开档案，“处理”办理该做的事，换视图只看自己负责的房间。",
            "Pick a kind on the left, Enter goes to the right; Enter opens the file, Mend does what is to be done, the view key shows only your rooms.",
        )
    }

    fn topics(&self) -> Vec<Topic> {
        READ.iter().map(|tag| Topic::Register(*tag)).collect()
    }

    fn start(&mut self, cx: &mut Cx) {
        self.asked = None;
        self.ask(cx);
    }

    fn on(&mut self, msg: Msg<'_>, cx: &mut Cx) {
        match msg {
            Msg::Command(command) => self.command(command, cx),
            Msg::Answer { ticket, result } => match self.asked {
                Some((asked, more)) if asked == ticket => {
                    self.asked = None;
                    self.following.answered();
                    let stale = std::mem::take(&mut self.again);
                    match reply::<QualityList>(result) {
                        Ok(page) if !stale => self.take(page, more, cx),
                        Ok(_) => {}
                        Err(fault) => self.error = Some(fault.text),
                    }
                    if stale {
                        self.ask(cx);
                    }
                }
                _ => {
                    if self.doing.answer(ticket, &result, cx) == Some(true) {
                        self.ask(cx);
                    }
                }
            },
            Msg::Returned { of, outcome } => drop(self.doing.returned(of, &outcome, cx)),
            Msg::Focus if self.loaded => self.ask(cx),
            Msg::Changed(_) if self.following.changed() => self.ask(cx),
            _ => {}
        }
    }

    fn commands(&self, cx: &Cx) -> Vec<Live> {
        let none = t("请先选中一条", "Select a row first");
        let selected = self.selected().is_some();
        let mut all = vec![
            Live::when(id::LIST_OPEN, selected, none),
            Live::when(id::QUALITY_MEND, selected, none),
            Live::on(id::PANE_NEXT),
            Live::on(id::LIST_VIEW),
            Live::on(id::LIST_REFRESH),
            Live::on(id::GO_BACK),
            Live::when(id::ENTRY_ACTIONS, selected, none),
        ];
        if let Some((finding, register)) =
            self.selected().and_then(|one| Some((one, cx.registers.by_tag(one.entry.register)?)))
        {
            all.extend(super::doing::live(register, Some(&finding.head), cx));
        }
        all
    }

    fn snap(&self, _: &Cx) -> Snap {
        let selected = self.selected().is_some();
        Snap { selected, empty: !selected, ..Snap::default() }
    }

    fn waits(&self) -> bool {
        !self.loaded && self.asked.is_some()
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        let look = (cx.theme, cx.lang);
        let buf = frame.buffer_mut();
        let narrow = if cx.lang == Lang::Zh { NARROW.0 } else { NARROW.1 };
        let (left, right) = beside(area, if area.width < 100 { narrow } else { WIDE });
        let all: u64 = self.page.counts.iter().map(|count| count.count).sum();
        let heading = format!("{} ({all})", cx.t(t("类型", "Kinds")));
        let inner = panel(&heading, !self.inside, left, cx.theme, buf);
        let count = |count: &crate::api::quality::QualityCount| {
            Line::new(vec![cx.say(&count.title).to_owned(), count.count.to_string()])
        };
        let kinds: Vec<Line> = self.page.counts.iter().map(count).collect();
        let columns = [Column::new("", 10).flexible(), Column::new("", 5).right()];
        let reading = if self.asked.is_some() {
            t("正在核查……", "Looking ...")
        } else {
            t("没有问题", "Nothing is wrong")
        };
        let around = Around {
            empty: cx.t(reading),
            error: self.error.as_ref().map(|error| cx.say(error)),
            focused: !self.inside,
            ..Around::default()
        };
        let at_kind = table::draw(&columns, &kinds, &mut self.kind, &around, inner, look, buf);
        let total = self.page.total;
        let heading = format!("{} ({total})", cx.t(self.chosen().label()));
        let inner = panel(&heading, self.inside, right, cx.theme, buf);
        let rows = inner.height.saturating_sub(FOOT);
        let feet = below(inner, rows);
        if let Some(finding) = self.selected() {
            line(cx.say(&finding.why), cx.theme.style(Tone::Text), feet, buf);
            let advice = cx.say(&finding.advice);
            let words = format!("{}{advice}", cx.t(t("做法：", "To do: ")));
            line(&words, cx.theme.style(Tone::Label), below(feet, 1), buf);
        }
        let row = |finding: &Finding| {
            // A room is told by its number alone.
            let room = finding.title.zh == finding.code;
            let mut title = if room { String::new() } else { cx.say(&finding.title).to_owned() };
            if let Some(other) = &finding.other {
                title = format!("{title} / {}", other.number);
            }
            Line::new(vec![finding.code.clone(), title, cx.say(&finding.why).to_owned()])
        };
        let lines: Vec<Line> = self.page.findings.iter().map(row).collect();
        let columns = [
            Column::new(cx.t(t("房号", "Room")), 10),
            Column::new(cx.t(t("对象", "About")), if area.width < 100 { 8 } else { 24 }),
            Column::new(cx.t(t("原因", "Why")), 24).flexible(),
        ];
        let around = Around {
            empty: cx.t(reading),
            total: Some((total, false)),
            heads: true,
            focused: self.inside,
            ..Around::default()
        };
        let inner = top(inner, rows);
        let at_finding = table::draw(&columns, &lines, &mut self.finding, &around, inner, look, buf);
        if self.inside { at_finding } else { at_kind }
    }
}
