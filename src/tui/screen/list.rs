//! The one list of the program: any view of any register. Pages come as they are needed; a change elsewhere is read
//! again with the selection staying on its entry.

use super::doing::{self, Doing};
use super::entry::EntryScreen;
use super::form::Form;
use super::marks::Marks;
use super::pane::open_entry;
use super::paper::Printing;
use super::rows::{columns, line};
use super::{Cx, Kind, Level, Live, Msg, Outcome, Screen, Ticket, Topic, Typing, reply};
use crate::api::entry::{List, Page, Row};
use crate::domain::ids::EntryRef;
use crate::domain::posts::Posts;
use crate::domain::register::{ActionInfo, AnyRegister, Head, Values, View};
use crate::say;
use crate::text::lang::{Lang, Say, T, t};
use crate::tui::command::id;
use crate::tui::keymap::Snap;
use crate::tui::picker::{Pick, Picker};
use crate::tui::theme::Tone;
use crate::tui::widget::field::Editor;
use crate::tui::widget::panel::{below, line as text_line, panel};
use crate::tui::widget::table::{self, Around, Selection};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// Rows of a page asked for.
const PAGE: u16 = 100;
/// The most rows one call gives.
const MOST: u16 = 500;
/// So many rows before the end, the next page is asked for.
const AHEAD: usize = 30;

/// The list of a register.
pub struct ListScreen {
    register: &'static str,
    tag: u16,
    name: T,
    kept: bool,
    see_new: Option<&'static str>,
    views: &'static [View],
    view: Option<usize>,
    /// What narrows it besides the view: a place, a parent. Fixed for this screen.
    only: List,
    filter: Editor,
    filtering: bool,
    rows: Vec<Row>,
    page: Page,
    selection: Selection,
    asked: Option<(Ticket, Asked)>,
    again: bool,
    loaded: bool,
    error: Option<Say>,
    doing: Doing,
    marks: Marks,
    printing: Printing,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    All,
    More,
}

impl ListScreen {
    /// A register's list, at one of its views; none when there is no such register.
    #[must_use]
    pub fn new(register: &str, view: Option<&str>, cx: &Cx) -> Option<Self> {
        let found = cx.registers.by_id(register)?;
        let info = *found.info();
        let at = match view {
            Some(view) => info.views.iter().position(|v| v.id == view),
            None => (!info.views.is_empty()).then_some(0),
        };
        Some(Self {
            register: info.id,
            tag: info.tag,
            name: info.name,
            kept: info.kept,
            see_new: creating(found, cx).map(|action| action.id),
            views: info.views,
            view: at,
            only: List::default(),
            filter: Editor::line(60),
            filtering: false,
            rows: Vec::new(),
            page: Page::default(),
            selection: Selection::default(),
            asked: None,
            again: false,
            loaded: false,
            error: None,
            doing: Doing::default(),
            marks: Marks::default(),
            printing: Printing::default(),
        })
    }

    /// The same, narrowed for good: `List { place: … }`.
    #[must_use]
    pub fn only(mut self, only: List) -> Self {
        self.only = only;
        self
    }

    fn view(&self) -> Option<&'static View> {
        self.view.and_then(|at| self.views.get(at))
    }

    fn ask(&mut self, what: Asked, cx: &mut Cx) {
        if self.asked.is_some() {
            self.again |= what == Asked::All;
            return;
        }
        let here = u16::try_from(self.rows.len()).unwrap_or(MOST);
        let text = Some(self.filter.text().trim().to_owned()).filter(|text| !text.is_empty());
        let list = List {
            register: self.register.to_owned(),
            view: self.view().map(|view| view.id.to_owned()),
            text,
            limit: if what == Asked::All { here.clamp(PAGE, MOST) } else { PAGE },
            after: if what == Asked::More { self.page.next.clone() } else { None },
            ..self.only.clone()
        };
        self.asked = Some((cx.call(list), what));
    }

    fn take(&mut self, what: Asked, result: Result<Page, crate::api::Fault>, cx: &mut Cx) {
        match result {
            Ok(mut page) => {
                self.error = None;
                self.loaded = true;
                let selected = self.selected().map(|row| row.head.id);
                let rows = std::mem::take(&mut page.rows);
                match what {
                    Asked::All => self.rows = rows,
                    Asked::More => self.rows.extend(rows),
                }
                self.page = page;
                self.marks.seen(&self.rows);
                // The selection stays on its entry; one that has left the list leaves it where it was.
                if let Some(at) = selected.and_then(|id| self.rows.iter().position(|row| row.head.id == id)) {
                    self.selection.at = at;
                }
                self.selection.clamp(self.rows.len());
            }
            Err(fault) => self.error = Some(fault.text),
        }
        if std::mem::take(&mut self.again) {
            self.ask(Asked::All, cx);
        }
    }

    fn selected(&self) -> Option<&Row> {
        self.rows.get(self.selection.at)
    }

    /// The head of the selected entry.
    #[must_use]
    pub fn head(&self) -> Option<&Head> {
        self.selected().map(|row| &row.head)
    }

    /// Does an action on an entry of the list at once.
    pub fn act(&mut self, verb: &str, head: &Head, values: Values, cx: &mut Cx) {
        self.doing.act(self.register, verb, head, values, cx);
    }

    fn open(&self, history: bool, cx: &mut Cx) {
        let Some(row) = self.selected() else { return };
        let entry = EntryRef::new(self.tag, row.head.id);
        if history {
            let screen = EntryScreen::new(self.register, self.tag, &row.head.number);
            cx.push(Box::new(screen.with_history()));
        } else if let Some(screen) = open_entry(entry, &row.head.number, cx) {
            cx.push(screen);
        }
    }

    fn new_entry(&self, cx: &mut Cx) {
        let form = self.see_new.and_then(|action| Form::create(self.register, action, cx));
        match form {
            Some(form) => cx.push(Box::new(form)),
            None => cx.toast(self.no_new(), Level::Info),
        }
    }

    /// Marks the selected row and goes on to the next.
    fn mark(&mut self, cx: &mut Cx) {
        let Some(head) = self.selected().map(|row| row.head.clone()) else { return };
        if self.marks.toggle(&head) {
            self.selection.run(id::LIST_DOWN, self.rows.len());
        } else {
            let most = crate::api::bulk::BULK_MOST;
            cx.toast(say!("一次最多标记 {most} 条", "At most {most} can be marked"), Level::Info);
        }
    }

    /// A row, its number starred while it is marked.
    fn line(&self, row: &Row, register: &dyn AnyRegister, cx: &Cx) -> table::Line {
        let mut line = line(row, register, cx);
        if let Some(number) = line.cells.first_mut().filter(|_| !self.marks.is_empty()) {
            number.insert(0, if self.marks.has(row.head.id) { '*' } else { ' ' });
        }
        line
    }

    fn no_new(&self) -> T {
        t("这里不能由您新增", "You cannot add here")
    }

    fn pick_view(&self, cx: &mut Cx) {
        let picks = self.views.iter().map(|view| Pick::new(view.id, view.title)).collect();
        let picker = Picker::new(t("看哪些", "Which ones"), picks).at(self.view().map_or("", |view| view.id));
        cx.ask("view", Box::new(picker));
    }

    fn command(&mut self, command: &str, cx: &mut Cx) {
        if self.filtering {
            match command {
                id::LIST_OPEN => self.filtering = false,
                id::GO_BACK => {
                    self.filtering = false;
                    self.filter.set("");
                    self.ask(Asked::All, cx);
                }
                _ => {
                    let before = self.filter.text();
                    if self.filter.run(command) {
                        if self.filter.text() != before {
                            self.ask(Asked::All, cx);
                        }
                    } else {
                        self.selection.run(command, self.rows.len());
                    }
                }
            }
            return;
        }
        match command {
            id::LIST_OPEN => self.open(false, cx),
            id::ENTRY_HISTORY => self.open(true, cx),
            id::LIST_NEW => self.new_entry(cx),
            id::LIST_FILTER => self.filtering = true,
            id::LIST_VIEW => self.pick_view(cx),
            id::LIST_REFRESH => self.ask(Asked::All, cx),
            id::LIST_MARK => self.mark(cx),
            id::LIST_MARK_ALL => self.marks.all(&self.rows),
            // The marks go first, then the filter, then the screen.
            id::GO_BACK if !self.marks.is_empty() => self.marks.clear(),
            id::GO_BACK if self.filter.is_empty() => cx.pop(Outcome::Cancelled),
            id::GO_BACK => {
                self.filter.set("");
                self.ask(Asked::All, cx);
            }
            _ if self.selection.run(command, self.rows.len()) => {
                if self.page.next.is_some() && self.selection.at + AHEAD >= self.rows.len() {
                    self.ask(Asked::More, cx);
                }
            }
            _ => {
                if !self.marks.is_empty() && self.doing.many(command, self.register, &self.marks, cx) {
                    return;
                }
                let Some(head) = self.selected().map(|row| row.head.clone()) else { return };
                if command == id::ENTRY_PRINT {
                    self.printing.choose(self.register, &head.number, cx);
                } else if command == id::GO_SLOTS {
                    cx.push(Box::new(super::slots::SlotScreen::new(Some(head))));
                } else if command == id::GO_REASSIGN {
                    let name = self.selected().map_or("", |row| cx.say(&row.title)).to_owned();
                    cx.push(Box::new(super::reassign::form(Some((head.id, &name)), cx)));
                } else if command == id::ENTRY_ACTIONS {
                    self.doing.choose(self.register, &head, cx);
                } else if doing::corrects(command) {
                    cx.push(Box::new(EntryScreen::new(self.register, self.tag, &head.number).correcting()));
                } else {
                    self.doing.run(command, self.register, &head, cx);
                }
            }
        }
    }
}

/// The action by which this person makes a new entry of a register.
#[must_use]
pub fn creating<'a>(register: &'a dyn AnyRegister, cx: &Cx) -> Option<&'a ActionInfo> {
    register
        .actions()
        .iter()
        .find(|action| action.creates() && action.posts != Posts::NONE && cx.holds(action.posts))
}

impl Screen for ListScreen {
    fn name(&self) -> &'static str {
        self.register
    }

    fn kind(&self) -> Kind {
        Kind::Table
    }

    fn title(&self, cx: &Cx) -> String {
        let title = cx.t(self.view().map_or(self.name, |view| view.title));
        // "In use" says nothing of whom; the views of the day's work are named in full.
        if self.kept && self.view().is_some() {
            let name = cx.t(self.name);
            return if cx.lang == Lang::Zh {
                format!("{name}：{title}")
            } else {
                format!("{name}: {title}")
            };
        }
        title.to_owned()
    }

    fn about(&self) -> T {
        t("按回车看详情，可筛选、换视图、新增。", "Enter opens an entry; filter, switch the view, add.")
    }

    fn topics(&self) -> Vec<Topic> {
        vec![Topic::Register(self.tag)]
    }

    fn start(&mut self, cx: &mut Cx) {
        self.ask(Asked::All, cx);
    }

    fn on(&mut self, msg: Msg<'_>, cx: &mut Cx) {
        match msg {
            Msg::Command(command) => self.command(command, cx),
            Msg::Char(c) => {
                self.filter.insert(c.encode_utf8(&mut [0; 4]));
                self.ask(Asked::All, cx);
            }
            Msg::Paste(text) => {
                self.filter.insert(text);
                self.ask(Asked::All, cx);
            }
            Msg::Answer { ticket, result } => match self.asked {
                Some((asked, what)) if asked == ticket => {
                    self.asked = None;
                    self.take(what, reply::<List>(result), cx);
                }
                _ if self.printing.answer(ticket, &result, cx) => {}
                _ => drop(self.doing.answer(ticket, &result, cx)),
            },
            Msg::Changed(_) => self.ask(Asked::All, cx),
            Msg::Returned { of: "view", outcome: Outcome::Picked(view) } => {
                self.view = self.views.iter().position(|v| v.id == view);
                self.selection = Selection::default();
                self.rows.clear();
                self.ask(Asked::All, cx);
            }
            Msg::Returned { of: "many", outcome: Outcome::Text(left) } => {
                let left: Vec<&str> = left.split(' ').collect();
                self.marks.keep(&left);
            }
            Msg::Returned { of, outcome } => {
                if !self.printing.returned(of, &outcome, cx)
                    && !self.doing.many_returned(of, &outcome, (self.register, &self.marks), cx)
                {
                    self.doing.returned(of, &outcome, cx);
                }
            }
            Msg::Focus => {}
        }
    }

    fn commands(&self, cx: &Cx) -> Vec<Live> {
        let some = self.selected().is_some();
        let none = t("列表是空的", "The list is empty");
        let mut all = vec![
            Live::when(id::LIST_OPEN, some || self.filtering, none),
            Live::on(id::LIST_FILTER),
            Live::when(id::LIST_NEW, self.see_new.is_some(), self.no_new()),
            Live::when(id::LIST_VIEW, self.views.len() > 1, t("只有一种视图", "There is only one view")),
            Live::when(id::ENTRY_ACTIONS, some, none),
            Live::when(id::ENTRY_EDIT, some, none),
            Live::when(id::ENTRY_HISTORY, some, none),
            Live::when(id::LIST_MARK, some, none),
            Live::when(id::LIST_MARK_ALL, some, none),
            Live::when(id::ENTRY_PRINT, some, none),
            Live::when(id::ENTRY_EXPLAIN, some, none),
            Live::on(id::LIST_REFRESH),
            Live::on(id::GO_BACK),
        ];
        if self.register == "request" {
            all.push(Live::when(id::GO_SLOTS, some, none));
        }
        if self.register == "staff" && cx.holds(Posts::LEAD) {
            all.push(Live::when(id::GO_REASSIGN, some, none));
        }
        if let Some(register) = cx.registers.by_id(self.register) {
            all.extend(match self.marks.is_empty() {
                true => doing::live(register, self.selected().map(|row| &row.head), cx),
                false => doing::live_many(register, &self.marks, cx),
            });
        }
        all
    }

    fn typing(&self) -> Typing {
        if self.filtering { Typing::Line } else { Typing::No }
    }

    fn waits(&self) -> bool {
        !self.loaded && self.asked.is_some()
    }

    fn snap(&self, cx: &Cx) -> Snap {
        let row = self.selected();
        let info = cx.registers.by_id(self.register).map(AnyRegister::info);
        Snap {
            selected: row.is_some(),
            empty: self.rows.is_empty(),
            filtered: !self.filter.is_empty(),
            open: row.zip(info).is_some_and(|(row, info)| info.is_open(row.head.state)),
            own: row.is_some_and(|row| row.head.owner == Some(cx.me.who.staff)),
            ..Snap::default()
        }
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        let Some(register) = cx.registers.by_id(self.register) else { return area.as_position() };
        let buf = frame.buffer_mut();
        let mut title = self.title(cx);
        if !self.marks.is_empty() {
            let count = self.marks.len();
            title = format!("{title}  {}", cx.say(&say!("已标记 {count} 条", "{count} marked")));
        }
        let mut inner = panel(&title, true, area, cx.theme, buf);
        let mut caret = None;
        if self.filtering || !self.filter.is_empty() {
            let label = cx.t(t("筛选：", "Filter: "));
            text_line(label, cx.theme.style(Tone::Label), inner, buf);
            let cells = u16::try_from(crate::text::width::width(label)).unwrap_or(0).min(inner.width);
            let field = Rect { x: inner.x + cells, width: inner.width - cells, height: 1, ..inner };
            let at = self.filter.draw(field, cx.theme.style(Tone::Text), buf);
            caret = self.filtering.then_some(at);
            inner = below(inner, 1);
        }
        let lines: Vec<table::Line> = self.rows.iter().map(|row| self.line(row, register, cx)).collect();
        let empty = if !self.loaded {
            t("正在读取……", "Reading ...").into()
        } else if self.filter.is_empty() {
            nothing(self.name)
        } else {
            let text = self.filter.text();
            say!("没有符合“{text}”的记录", "Nothing matches “{text}”")
        };
        let around = Around {
            empty: cx.say(&empty),
            error: self.error.as_ref().map(|error| cx.say(error)),
            total: Some((self.page.total, self.page.more_than_total)),
            heads: true,
            focused: true,
        };
        let look = (cx.theme, cx.lang);
        let mut columns = columns(register, cx);
        if let Some(number) = columns.first_mut().filter(|_| !self.marks.is_empty()) {
            number.width += 1;
        }
        let row = table::draw(&columns, &lines, &mut self.selection, &around, inner, look, buf);
        caret.unwrap_or(row)
    }
}

/// `没有报修`.
fn nothing(name: T) -> Say {
    let (zh, en) = (name.zh, name.en);
    say!("这里没有{zh}记录", "Nothing here: {en}")
}
