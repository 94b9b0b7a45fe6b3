//! The shift log: what happened, unread first. Lines are never changed; a correction is a new line that names the old
//! one, and both say so. "Since my last duty" is the night's view.

use super::form::Form;
use super::{Cx, Kind, Level, Live, Msg, Outcome, Screen, Ticket, Topic, reply};
use crate::api::handover::{ListLog, LogPage, LogRow, MarkRead};
use crate::domain::register::Severity;
use crate::say;
use crate::text::lang::{Lang, Say, T, t};
use crate::text::width::wrap;
use crate::tui::command::id;
use crate::tui::keymap::Snap;
use crate::tui::theme::Tone;
use crate::tui::widget::panel::{below, line, panel, top};
use crate::tui::widget::table::{self, Around, Column, Line, Selection};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// Lines of a page.
const PAGE: u16 = 100;
/// Rows for the whole text of the selected line.
const WHOLE: u16 = 4;

/// Which lines are shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Show {
    All,
    Unread,
    SinceDuty,
    /// From this line back, of all desks, in order.
    From(u64),
}

/// The log on the screen.
pub struct LogScreen {
    show: Show,
    lines: Vec<LogRow>,
    unread: u64,
    next: Option<u64>,
    loaded: bool,
    error: Option<Say>,
    asked: Option<(Ticket, bool)>,
    again: bool,
    marking: Vec<Ticket>,
    selection: Selection,
}

impl LogScreen {
    /// Every line, the unread ones first.
    #[must_use]
    pub fn new() -> Self {
        Self {
            show: Show::All,
            lines: Vec::new(),
            unread: 0,
            next: None,
            loaded: false,
            error: None,
            asked: None,
            again: false,
            marking: Vec::new(),
            selection: Selection::default(),
        }
    }

    /// Only the unread ones.
    #[must_use]
    pub fn unread() -> Self {
        Self { show: Show::Unread, ..Self::new() }
    }

    /// What came since this reader's last duty.
    #[must_use]
    pub fn since_duty() -> Self {
        Self { show: Show::SinceDuty, ..Self::new() }
    }

    /// The log from this line back, whichever desk's.
    #[must_use]
    pub fn at(line: u64) -> Self {
        Self { show: Show::From(line), ..Self::new() }
    }

    fn ask(&mut self, more: bool, cx: &mut Cx) {
        if self.asked.is_some() {
            self.again |= !more;
            return;
        }
        let list = ListLog {
            unread: self.show == Show::Unread,
            since_last_duty: self.show == Show::SinceDuty,
            all_desks: matches!(self.show, Show::From(_)),
            before: match self.show {
                _ if more => self.next,
                Show::From(line) => Some(line.saturating_add(1)),
                _ => None,
            },
            limit: PAGE,
            ..ListLog::default()
        };
        self.asked = Some((cx.call(list), more));
    }

    fn take(&mut self, page: LogPage, more: bool) {
        let selected = self.selected().map(|row| row.line.seq);
        if !more {
            self.lines.clear();
        }
        self.lines.extend(page.lines);
        // Unread first; among them, and among the rest, the newest first.
        let from = matches!(self.show, Show::From(_));
        self.lines.sort_by_key(|row| (row.read && !from, std::cmp::Reverse(row.line.seq)));
        (self.unread, self.next, self.loaded, self.error) = (page.unread, page.next, true, None);
        if let Some(at) = selected.and_then(|seq| self.lines.iter().position(|row| row.line.seq == seq)) {
            self.selection.at = at;
        }
        self.selection.clamp(self.lines.len());
    }

    fn selected(&self) -> Option<&LogRow> {
        self.lines.get(self.selection.at)
    }

    fn mark(&mut self, read: MarkRead, cx: &mut Cx) {
        let key = cx.key();
        let ticket = cx.write(read, &key);
        self.marking.push(ticket);
    }

    fn turn(&mut self, show: Show, cx: &mut Cx) {
        self.show = if self.show == show { Show::All } else { show };
        self.selection = Selection::default();
        self.ask(false, cx);
    }

    fn command(&mut self, command: &str, cx: &mut Cx) {
        match command {
            id::GO_BACK => cx.pop(Outcome::Cancelled),
            id::LIST_REFRESH => self.ask(false, cx),
            id::LOG_UNREAD => self.turn(Show::Unread, cx),
            id::LOG_DUTY => self.turn(Show::SinceDuty, cx),
            id::LOG_READ => {
                let Some(row) = self.selected() else { return };
                let (line, was_read) = (row.line.seq, row.read);
                // Where the list gets shorter the next line comes by itself.
                if was_read || self.show != Show::Unread {
                    self.selection.run(id::LIST_DOWN, self.lines.len());
                }
                if !was_read {
                    self.mark(MarkRead { upto: None, line: Some(line) }, cx);
                }
            }
            id::LOG_READ_ALL => {
                if let Some(upto) = self.lines.iter().map(|row| row.line.seq).max() {
                    self.mark(MarkRead { upto: Some(upto), line: None }, cx);
                }
            }
            id::LOG_CORRECT | id::ENTRY_EDIT => {
                let Some(row) = self.selected() else { return };
                match row.line.corrected_by {
                    Some(by) => cx.toast(
                        say!(
                            "这一条已由第 {by} 条更正，请更正那一条",
                            "Line {by} corrects it already; correct that one"
                        ),
                        Level::Info,
                    ),
                    None => {
                        let form = Form::log(Some((row.line.seq, &row.line.text)), cx);
                        cx.push(Box::new(form));
                    }
                }
            }
            id::LIST_NEW => {
                let form = Form::log(None, cx);
                cx.push(Box::new(form));
            }
            id::LIST_OPEN => {
                let Some(row) = self.selected() else { return };
                let target = row.line.entry.zip(row.entry.clone());
                match target.and_then(|(entry, number)| super::pane::open_entry(entry, &number, cx)) {
                    Some(screen) => cx.push(screen),
                    None => cx.toast(t("这一条没有关联的单", "No entry belongs to this line"), Level::Info),
                }
            }
            _ => {
                let moved = self.selection.run(command, self.lines.len());
                if moved && self.next.is_some() && self.selection.at + 20 >= self.lines.len() {
                    self.ask(true, cx);
                }
            }
        }
    }
}

impl Default for LogScreen {
    fn default() -> Self {
        Self::new()
    }
}

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
        Column::new(cx.t(t("种类", "Kind")), 8),
    ]
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
        row.place.clone().unwrap_or_default(),
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
    if let Some(old) = line.corrects {
        say(say!("更正第 {old} 条", "corrects line {old}"));
    }
    if let Some(new) = line.corrected_by {
        say(say!("已由第 {new} 条更正", "corrected by line {new}"));
    }
    if let Some(entry) = &row.entry {
        say(Say::same(entry.clone()));
    }
    let notes = notes.join("  ");
    if notes.is_empty() { line.text.clone() } else { format!("{}\n[{notes}]", line.text) }
}

impl Screen for LogScreen {
    fn name(&self) -> &'static str {
        "log"
    }

    fn kind(&self) -> Kind {
        Kind::List
    }

    fn title(&self, cx: &Cx) -> String {
        let show = match self.show {
            Show::All => t("值班日志", "Shift log"),
            Show::From(_) => t("值班日志：某条及以前", "Shift log: from a line back"),
            Show::Unread => t("值班日志：未读", "Shift log: unread"),
            Show::SinceDuty => t("值班日志：上次值班以来", "Shift log: since my last duty"),
        };
        let unread = self.unread;
        let Say { zh, en } = say!("未读 {unread}", "{unread} unread");
        format!("{} ({})", cx.t(show), if cx.lang == Lang::Zh { zh } else { en })
    }

    fn about(&self) -> T {
        t(
            "值班日志只增不改；更正是一条新日志。未读的排在前面。",
            "The log is only added to; a correction is a new line. Unread lines stand first.",
        )
    }

    fn topics(&self) -> Vec<Topic> {
        vec![Topic::Log]
    }

    fn start(&mut self, cx: &mut Cx) {
        self.asked = None;
        self.ask(false, cx);
    }

    fn on(&mut self, msg: Msg<'_>, cx: &mut Cx) {
        match msg {
            Msg::Command(command) => self.command(command, cx),
            Msg::Answer { ticket, result } => match self.asked {
                Some((asked, more)) if asked == ticket => {
                    self.asked = None;
                    match reply::<ListLog>(result) {
                        Ok(page) => self.take(page, more),
                        Err(fault) => self.error = Some(fault.text),
                    }
                    if std::mem::take(&mut self.again) {
                        self.ask(false, cx);
                    }
                }
                _ => {
                    if let Some(at) = self.marking.iter().position(|marking| *marking == ticket) {
                        self.marking.remove(at);
                        match result {
                            Ok(_) => self.ask(false, cx),
                            Err(fault) => cx.toast(fault.text, Level::Fault),
                        }
                    }
                }
            },
            Msg::Changed(_) => self.ask(false, cx),
            _ => {}
        }
    }

    fn commands(&self, _: &Cx) -> Vec<Live> {
        let some = self.selected().is_some();
        let none = t("没有日志", "There is no line");
        vec![
            Live::when(id::LOG_READ, some, none),
            Live::when(id::LOG_READ_ALL, self.unread > 0, t("没有未读的", "Nothing is unread")),
            Live::when(id::LOG_CORRECT, some, none),
            Live::on(id::LOG_UNREAD),
            Live::on(id::LOG_DUTY),
            Live::when(id::LIST_OPEN, some, none),
            Live::on(id::LIST_NEW),
            Live::on(id::LIST_REFRESH),
            Live::on(id::GO_BACK),
        ]
    }

    fn waits(&self) -> bool {
        !self.loaded && self.asked.is_some()
    }

    fn snap(&self, cx: &Cx) -> Snap {
        let row = self.selected();
        Snap {
            selected: row.is_some(),
            empty: self.lines.is_empty(),
            filtered: self.show != Show::All,
            own: row.is_some_and(|row| row.line.author == cx.me.who.staff),
            unread: row.is_some_and(|row| !row.read),
            ..Snap::default()
        }
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        let buf = frame.buffer_mut();
        let inner = panel(&self.title(cx), true, area, cx.theme, buf);
        let rows: Vec<Line> = self.lines.iter().map(|row| row_line(row, cx)).collect();
        let foot = if rows.is_empty() { 0 } else { WHOLE.min(inner.height / 3) };
        let list = top(inner, inner.height - foot);
        let empty = match (self.loaded, self.show) {
            (false, _) => t("正在读取……", "Reading ..."),
            (true, Show::Unread) => t("没有未读的日志", "Nothing is unread"),
            (true, Show::SinceDuty) => t("上次值班以来没有日志", "Nothing since your last duty"),
            (true, Show::All | Show::From(_)) => t("还没有日志", "The log is empty"),
        };
        let around = Around {
            empty: cx.t(empty),
            error: self.error.as_ref().map(|error| cx.say(error)),
            total: None,
            heads: true,
            focused: true,
        };
        let at =
            table::draw(&columns(cx), &rows, &mut self.selection, &around, list, (cx.theme, cx.lang), buf);
        if let Some(row) = self.lines.get(self.selection.at) {
            let mut rest = below(inner, list.height);
            for words in wrap(&whole(row, cx), usize::from(rest.width)) {
                line(&words, cx.theme.style(Tone::Muted), rest, buf);
                rest = below(rest, 1);
            }
        }
        at
    }
}
