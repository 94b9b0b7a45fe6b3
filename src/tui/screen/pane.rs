//! A box with a few rows that keeps itself current: a view of a register, unread log lines, parked forms. Homes are
//! made of these. It shows the beginning of a list; the list itself is a screen of its own.

use super::card::CardScreen;
use super::drafts;
use super::entry::EntryScreen;
use super::form::Form;
use super::rows::{short, short_columns};
use super::{Cx, Screen, Ticket, Topic, reply};
use crate::api::draft::{Draft, ListDrafts};
use crate::api::entry::{List, Row};
use crate::api::handover::{ListLog, LogRow, OwedRow};
use crate::api::{Fault, Reply};
use crate::domain::ids::EntryRef;
use crate::domain::posts::Posts;
use crate::domain::{person, place};
use crate::text::lang::{Say, T, t};
use crate::tui::theme::Tone;
use crate::tui::widget::panel::panel;
use crate::tui::widget::table::{self, Around, Column, Line, Selection};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// What a pane shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A view of a register.
    View {
        /// The register's id.
        register: &'static str,
        /// The view's id.
        view: &'static str,
    },
    /// Log lines this reader has not read.
    Unread,
    /// The person's parked forms.
    Parked,
}

/// A pane as a home declares it.
#[derive(Clone, Copy, Debug)]
pub struct PaneSpec {
    /// Its heading.
    pub title: T,
    /// What it shows.
    pub source: Source,
    /// At most so many rows.
    pub limit: u16,
}

enum Rows {
    Entries(Vec<Row>),
    /// What must be read first, then what is unread.
    Lines(Vec<OwedRow>, Vec<LogRow>),
    Drafts(Vec<Draft>),
}

/// A pane on a screen.
pub struct Pane {
    spec: PaneSpec,
    rows: Rows,
    total: u64,
    loaded: bool,
    asked: Option<Ticket>,
    again: bool,
    error: Option<Say>,
    /// The selected row.
    pub selection: Selection,
}

impl Pane {
    /// A pane, empty until it is asked.
    #[must_use]
    pub fn new(spec: PaneSpec) -> Self {
        Self {
            spec,
            rows: Rows::Entries(Vec::new()),
            total: 0,
            loaded: false,
            asked: None,
            again: false,
            error: None,
            selection: Selection::default(),
        }
    }

    /// Asks for its rows.
    pub fn ask(&mut self, cx: &mut Cx) {
        if self.asked.is_some() {
            self.again = true;
            return;
        }
        let limit = self.spec.limit;
        self.asked = Some(match self.spec.source {
            Source::View { register, view } => {
                let view = Some(view.to_owned());
                cx.call(List { register: register.to_owned(), view, limit, ..List::default() })
            }
            Source::Unread => cx.call(ListLog { unread: true, limit, ..ListLog::default() }),
            Source::Parked => cx.call(ListDrafts {}),
        });
    }

    /// Forgets a question whose answer may be lost, and asks anew.
    pub fn start(&mut self, cx: &mut Cx) {
        self.asked = None;
        self.ask(cx);
    }

    /// Asks again when one of the topics is its own.
    pub fn changed(&mut self, topics: &[Topic], cx: &mut Cx) {
        if self.topic(cx).is_some_and(|mine| topics.contains(&mine)) {
            self.ask(cx);
        }
    }

    /// Takes an answer; gives whether it was its own.
    pub fn answer(&mut self, ticket: Ticket, result: &Result<Reply, Fault>, cx: &mut Cx) -> bool {
        if self.asked != Some(ticket) {
            return false;
        }
        self.asked = None;
        self.error = None;
        let result = result.clone();
        let taken = match self.spec.source {
            Source::View { .. } => reply::<List>(result).map(|page| {
                self.total = page.total;
                Rows::Entries(page.rows)
            }),
            Source::Unread => reply::<ListLog>(result).map(|page| {
                let owed = page.owed;
                let on_top = |row: &LogRow| owed.iter().any(|other| other.line == Some(row.line.seq));
                let twice = page.lines.iter().filter(|row| on_top(row)).count() as u64;
                let lines = page.lines.iter().filter(|row| !on_top(row)).cloned().collect();
                self.total = page.unread.saturating_sub(twice) + owed.len() as u64;
                Rows::Lines(owed, lines)
            }),
            Source::Parked => reply::<ListDrafts>(result).map(|drafts| {
                self.total = drafts.drafts.len() as u64;
                Rows::Drafts(drafts.drafts)
            }),
        };
        match taken {
            Ok(rows) => {
                self.keep_selection(&rows);
                self.rows = rows;
                self.loaded = true;
            }
            Err(fault) => self.error = Some(fault.text),
        }
        if std::mem::take(&mut self.again) {
            self.ask(cx);
        }
        true
    }

    /// Whether its first answer has yet to come.
    #[must_use]
    pub const fn waits(&self) -> bool {
        !self.loaded && self.asked.is_some()
    }

    fn keep_selection(&mut self, new: &Rows) {
        if let (Rows::Entries(old), Rows::Entries(new)) = (&self.rows, new)
            && let Some(row) = old.get(self.selection.at)
            && let Some(at) = new.iter().position(|other| other.head.id == row.head.id)
        {
            self.selection.at = at;
        }
    }

    /// How many rows are here.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.rows {
            Rows::Entries(rows) => rows.len(),
            Rows::Lines(owed, rows) => owed.len() + rows.len(),
            Rows::Drafts(rows) => rows.len(),
        }
    }

    /// The rows it would like to have on the screen, the line with its position included.
    #[must_use]
    pub fn wants(&self) -> usize {
        let here = self.len();
        here.max(1) + usize::from(self.total > here as u64)
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The selected entry.
    #[must_use]
    pub fn selected(&self) -> Option<&Row> {
        match &self.rows {
            Rows::Entries(rows) => rows.get(self.selection.at),
            _ => None,
        }
    }

    /// What it wants to hear about.
    #[must_use]
    pub fn topic(&self, cx: &Cx) -> Option<Topic> {
        match self.spec.source {
            Source::View { register, .. } => Some(Topic::Register(cx.registers.by_id(register)?.info().tag)),
            Source::Unread => Some(Topic::Log),
            Source::Parked => Some(Topic::Drafts(cx.me.who.staff)),
        }
    }

    /// The screen that Enter opens on the selected row.
    #[must_use]
    pub fn open(&self, cx: &Cx) -> Option<Box<dyn Screen>> {
        match &self.rows {
            Rows::Entries(rows) => {
                let row = rows.get(self.selection.at)?;
                open_entry(EntryRef::new(row.register, row.head.id), &row.head.number, cx)
            }
            Rows::Lines(..) => Some(Box::new(super::log::LogScreen::unread())),
            Rows::Drafts(drafts) => {
                let draft = drafts.get(self.selection.at)?;
                Some(Box::new(Form::resume(&draft.form, cx)?))
            }
        }
    }

    /// Draws it; gives where the hardware cursor belongs when it has the focus.
    pub fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, focused: bool, cx: &Cx) -> Position {
        let total = self.total;
        let title = if self.loaded {
            format!("{} ({total})", cx.t(self.spec.title))
        } else {
            cx.t(self.spec.title).to_owned()
        };
        let inner = panel(&title, focused, area, cx.theme, frame.buffer_mut());
        let (columns, lines) = match &self.rows {
            Rows::Entries(rows) => (short_columns(cx), rows.iter().map(|row| short(row, cx)).collect()),
            Rows::Lines(owed, rows) => {
                let owed = owed.iter().map(|row| owed_line(row, cx));
                let lines = owed.chain(rows.iter().map(|row| log_line(row, cx)));
                (log_columns(cx), lines.collect::<Vec<_>>())
            }
            Rows::Drafts(rows) => {
                (drafts::columns(cx), rows.iter().map(|draft| drafts::line(draft, cx)).collect())
            }
        };
        let empty = if self.loaded { t("没有", "None") } else { t("正在读取……", "Reading ...") };
        let around = Around {
            empty: cx.t(empty),
            error: self.error.as_ref().map(|error| cx.say(error)),
            total: Some((self.total, false)),
            heads: false,
            focused,
        };
        table::draw(
            &columns,
            &lines,
            &mut self.selection,
            &around,
            inner,
            (cx.theme, cx.lang),
            frame.buffer_mut(),
        )
    }
}

/// What opens for an entry: the card of a room or a person for those who may see it, else the entry.
#[must_use]
pub fn open_entry(entry: EntryRef, number: &str, cx: &Cx) -> Option<Box<dyn Screen>> {
    let text = format!("#{}", entry.id);
    match entry.register {
        place::TAG if cx.holds(Posts::STAFF) => return Some(Box::new(CardScreen::new(&text))),
        person::TAG if cx.holds(Posts::STAFF) => return Some(Box::new(CardScreen::person(&text))),
        _ => {}
    }
    if let Some(incident) = super::incident::of(entry, number) {
        return Some(incident);
    }
    if let Some(checklist) = super::procedure::of(entry, number) {
        return Some(checklist);
    }
    Some(Box::new(EntryScreen::of(entry, number, cx)?))
}

/// The columns of log lines in a pane.
fn log_columns(cx: &Cx) -> Vec<Column> {
    vec![
        Column::new(cx.t(t("时间", "When")), 11),
        Column::new(cx.t(t("记录人", "By")), 8),
        Column::new(cx.t(t("内容", "Words")), 20).flexible(),
    ]
}

fn owed_line(row: &OwedRow, cx: &Cx) -> Line {
    let (must, text) = (cx.t(t("必读", "Must read")), row.text.lines().next().unwrap_or_default());
    let cells = vec![row.at.screen(cx.now, cx.zone), row.author.clone(), format!("{must}  {text}")];
    Line::new(cells).toned(Tone::Urgent)
}

fn log_line(row: &LogRow, cx: &Cx) -> Line {
    let at = row.line.occurred_at.screen(cx.now, cx.zone);
    let tone = if row.read { Tone::Text } else { Tone::Unread };
    Line::new(vec![at, row.author.clone(), row.line.text.clone()]).toned(tone)
}
