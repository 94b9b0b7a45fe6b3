//! The shift log: what happened, what must be read first, then what is unread. Lines are never changed; a correction is a
//! new line that names the old one, and both say so. Looking is not reading: what must be read is said to be understood.

mod narrow;
mod readers;
mod show;

pub use readers::ReadersScreen;
pub use show::severity_word;

use super::form::Form;
use super::pane::open_entry;
use super::text_search::SearchScreen;
use super::{Cx, Kind, Level, Live, Msg, Outcome, Screen, Ticket, Topic, reply};
use crate::api::handover::{ListLog, LogPage, LogRow, MarkRead, OwedRow, Understand};
use crate::domain::handover::LogKind;
use crate::domain::standing_order;
use crate::say;
use crate::text::lang::{Lang, Say, T, t};
use crate::tui::command::id;
use crate::tui::keymap::Snap;
use crate::tui::widget::table::Selection;
use narrow::About;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// Lines of a page.
const PAGE: u16 = 100;
/// The view of two days.
const TWO_DAYS: u32 = 48;

/// Which lines are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Show {
    All,
    Unread,
    SinceDuty,
    TwoDays,
    /// From this line back, of all desks, in order.
    From(u64),
}

/// A row of the screen.
#[expect(clippy::large_enum_variant, reason = "a page of them at the most")]
enum Row {
    /// What must be read and has not been: a line or an order.
    Owed(OwedRow),
    Line(LogRow),
}

impl Row {
    const fn seq(&self) -> Option<u64> {
        match self {
            Self::Owed(row) => row.line,
            Self::Line(row) => Some(row.line.seq),
        }
    }
}

/// The log on the screen.
pub struct LogScreen {
    show: Show,
    kind: Option<LogKind>,
    about: Option<About>,
    rows: Vec<Row>,
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
            kind: None,
            about: None,
            rows: Vec::new(),
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

    /// Whether some lines are left out besides the view's.
    const fn narrowed(&self) -> bool {
        self.kind.is_some() || self.about.is_some()
    }

    fn ask(&mut self, more: bool, cx: &mut Cx) {
        if self.asked.is_some() {
            self.again |= !more;
            return;
        }
        let (place, person) = self.about.as_ref().map_or((None, None), About::asks);
        let list = ListLog {
            unread: self.show == Show::Unread,
            since_last_duty: self.show == Show::SinceDuty,
            hours: (self.show == Show::TwoDays).then_some(TWO_DAYS),
            // What is told of a room or a person is told whichever desk wrote it.
            all_desks: matches!(self.show, Show::From(_)) || self.about.is_some(),
            kind: self.kind,
            place,
            person,
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
        // What was just understood goes down into the log; the next that must be read takes its place.
        let selected = self.line().map(|row| row.line.seq);
        let mut lines: Vec<LogRow> = Vec::new();
        if more {
            let old = std::mem::take(&mut self.rows).into_iter();
            lines.extend(old.filter_map(|row| if let Row::Line(row) = row { Some(row) } else { None }));
        }
        let owed: Vec<OwedRow> = match self.show {
            Show::From(_) => Vec::new(),
            _ if self.narrowed() => Vec::new(),
            _ => page.owed,
        };
        // What must be read stands on top, and only there.
        let on_top = |seq: u64| owed.iter().any(|row| row.line == Some(seq));
        lines.extend(page.lines);
        lines.retain(|row| !on_top(row.line.seq));
        // Unread first; among them, and among the rest, the newest first.
        let in_order = matches!(self.show, Show::From(_)) || self.narrowed();
        lines.sort_by_key(|row| (row.read && !in_order, std::cmp::Reverse(row.line.seq)));
        self.rows = owed.into_iter().map(Row::Owed).chain(lines.into_iter().map(Row::Line)).collect();
        (self.unread, self.next, self.loaded, self.error) = (page.unread, page.next, true, None);
        let same = |row: &Row| selected.is_some() && row.seq() == selected;
        if let Some(at) = self.rows.iter().position(same) {
            self.selection.at = at;
        }
        self.selection.clamp(self.rows.len());
    }

    fn selected(&self) -> Option<&Row> {
        self.rows.get(self.selection.at)
    }

    fn line(&self) -> Option<&LogRow> {
        match self.selected() {
            Some(Row::Line(row)) => Some(row),
            _ => None,
        }
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

    fn read(&mut self, cx: &mut Cx) {
        let (line, was_read) = match self.selected() {
            None => return,
            Some(Row::Owed(_)) => {
                let text = t(
                    "这条必读：读懂后请按“已读并理解”",
                    "This must be read: say “Read and understood” once you have",
                );
                cx.toast(text, Level::Info);
                return;
            }
            Some(Row::Line(row)) => (row.line.seq, row.read),
        };
        // Where the list gets shorter the next line comes by itself.
        if was_read || self.show != Show::Unread {
            self.selection.run(id::LIST_DOWN, self.rows.len());
        }
        if !was_read {
            self.mark(MarkRead { upto: None, line: Some(line) }, cx);
        }
    }

    fn understand(&mut self, cx: &mut Cx) {
        let said = match self.selected() {
            Some(Row::Owed(row)) => {
                Understand { line: row.line, order: row.order.map(|_| row.number.clone()) }
            }
            Some(Row::Line(row)) if row.readers.is_some() => {
                Understand { line: Some(row.line.seq), order: None }
            }
            _ => return,
        };
        let key = cx.key();
        let ticket = cx.write(said, &key);
        self.marking.push(ticket);
    }

    fn open(&self, cx: &mut Cx) {
        let target = match self.selected() {
            Some(Row::Owed(row)) => row.order.map(|order| (order, row.number.clone())),
            Some(Row::Line(row)) => row.line.entry.zip(row.entry.clone()),
            None => return,
        };
        match target.and_then(|(entry, number)| open_entry(entry, &number, cx)) {
            Some(screen) => cx.push(screen),
            None => cx.toast(t("这一条没有关联的单", "No entry belongs to this line"), Level::Info),
        }
    }

    fn correct(&self, cx: &mut Cx) {
        let (seq, text, by) = match self.selected() {
            Some(Row::Line(row)) => (row.line.seq, row.line.text.clone(), row.line.corrected_by),
            Some(Row::Owed(row)) => match row.line {
                Some(seq) => (seq, row.text.clone(), None),
                None => return,
            },
            None => return,
        };
        match by {
            Some(by) => cx.toast(
                say!(
                    "这一条已由第 {by} 条更正，请更正那一条",
                    "Line {by} corrects it already; correct that one"
                ),
                Level::Info,
            ),
            None => {
                let form = Form::log(Some((seq, &text)), cx);
                cx.push(Box::new(form));
            }
        }
    }

    fn command(&mut self, command: &str, cx: &mut Cx) {
        match command {
            id::GO_BACK if self.narrowed() => {
                (self.kind, self.about) = (None, None);
                self.ask(false, cx);
            }
            id::GO_BACK => cx.pop(Outcome::Cancelled),
            id::LIST_REFRESH => self.ask(false, cx),
            id::LOG_UNREAD => self.turn(Show::Unread, cx),
            id::LOG_DUTY => self.turn(Show::SinceDuty, cx),
            id::LOG_HOURS => self.turn(Show::TwoDays, cx),
            id::LOG_KIND => self.pick_kind(cx),
            id::LOG_ABOUT => self.pick_about(cx),
            id::LIST_VIEW => self.pick_view(cx),
            id::LIST_FILTER => cx.push(Box::new(SearchScreen::of_log())),
            id::LOG_READ => self.read(cx),
            id::LOG_UNDERSTAND => self.understand(cx),
            id::LOG_READERS => match self.selected() {
                Some(Row::Owed(row)) => match row.line {
                    Some(seq) => cx.push(Box::new(ReadersScreen::line(seq))),
                    None => cx.push(Box::new(ReadersScreen::order(&row.number))),
                },
                Some(Row::Line(row)) => cx.push(Box::new(ReadersScreen::line(row.line.seq))),
                None => {}
            },
            id::LOG_READ_ALL => {
                if let Some(upto) = self.rows.iter().filter_map(Row::seq).max() {
                    self.mark(MarkRead { upto: Some(upto), line: None }, cx);
                }
            }
            id::LOG_CORRECT | id::ENTRY_EDIT => self.correct(cx),
            id::LIST_NEW => {
                let form = Form::log(None, cx);
                cx.push(Box::new(form));
            }
            id::LIST_OPEN => self.open(cx),
            _ => {
                let moved = self.selection.run(command, self.rows.len());
                if moved && self.next.is_some() && self.selection.at + 20 >= self.rows.len() {
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

impl Screen for LogScreen {
    fn name(&self) -> &'static str {
        "log"
    }

    fn kind(&self) -> Kind {
        Kind::List
    }

    fn title(&self, cx: &Cx) -> String {
        let unread = self.unread;
        let Say { zh, en } = say!("未读 {unread}", "{unread} unread");
        format!("{} ({})", self.showing(cx), if cx.lang == Lang::Zh { zh } else { en })
    }

    fn about(&self) -> T {
        t(
            "值班日志只增不改；更正是一条新日志。必读的排在最前，然后是未读的；“/” 在日志里查词，“v” 换视图。",
            "The log is only added to; a correction is a new line. What you must read stands first, then what is unread; \
             “/” looks for words in the log, “v” changes the view.",
        )
    }

    fn topics(&self) -> Vec<Topic> {
        vec![Topic::Log, Topic::Register(standing_order::TAG)]
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
            Msg::Returned { of, outcome } => self.returned(of, &outcome, cx),
            Msg::Changed(_) => self.ask(false, cx),
            _ => {}
        }
    }

    fn commands(&self, _: &Cx) -> Vec<Live> {
        let some = self.selected().is_some();
        let none = t("没有日志", "There is no line");
        let must = match self.selected() {
            Some(Row::Owed(_)) => true,
            Some(Row::Line(row)) => row.readers.is_some(),
            None => false,
        };
        let nobody = t("没有人必须读这一条", "Nobody has to read this");
        vec![
            Live::when(id::LOG_READ, some, none),
            Live::when(id::LOG_UNDERSTAND, must, nobody),
            Live::when(id::LOG_READ_ALL, self.unread > 0, t("没有未读的", "Nothing is unread")),
            Live::when(id::LOG_CORRECT, some, none),
            Live::on(id::LOG_UNREAD),
            Live::on(id::LOG_DUTY),
            Live::on(id::LOG_HOURS),
            Live::on(id::LOG_KIND),
            Live::on(id::LOG_ABOUT),
            Live::when(id::LOG_READERS, must, nobody),
            Live::on(id::LIST_VIEW),
            Live::on(id::LIST_FILTER),
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
        let row = self.line();
        Snap {
            selected: self.selected().is_some(),
            empty: self.rows.is_empty(),
            filtered: self.show != Show::All || self.narrowed(),
            own: row.is_some_and(|row| row.line.author == cx.me.who.staff),
            unread: row.is_some_and(|row| !row.read),
            ..Snap::default()
        }
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        self.paint(frame, area, cx)
    }
}
