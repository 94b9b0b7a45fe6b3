//! Words looked for in everything that was written down: requests, visits, promises, notes, log lines. What is typed
//! narrows at once; how far back was searched is said, and a key goes on from there.

use super::log::LogScreen;
use super::pane::open_entry;
use super::{Cx, Kind, Live, Msg, Outcome, Screen, Ticket, Typing, reply};
use crate::api::text::{LOG, TextFound, TextHit, TextSearch};
use crate::say;
use crate::text::lang::{Say, T, t};
use crate::text::width::width;
use crate::tui::command::id;
use crate::tui::theme::Tone;
use crate::tui::widget::field::Editor;
use crate::tui::widget::panel::{below, line, panel};
use crate::tui::widget::table::{self, Around, Column, Line, Selection, Underlined};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// Characters of a query.
const QUERY: usize = 100;

/// The search on the screen.
pub struct SearchScreen {
    /// Only lines of the shift log.
    log: bool,
    words: Editor,
    /// What the hits were found for.
    of: String,
    found: TextFound,
    asked: Option<(Ticket, String, bool)>,
    error: Option<Say>,
    selection: Selection,
}

impl Default for SearchScreen {
    fn default() -> Self {
        Self {
            log: false,
            words: Editor::line(QUERY),
            of: String::new(),
            found: TextFound::default(),
            asked: None,
            error: None,
            selection: Selection::default(),
        }
    }
}

impl SearchScreen {
    /// Through the lines of the shift log alone, over all its years.
    #[must_use]
    pub fn of_log() -> Self {
        Self { log: true, ..Self::default() }
    }

    fn registers(&self) -> Vec<String> {
        if self.log { vec![LOG.to_owned()] } else { Vec::new() }
    }

    /// Asks for what stands in the box. One question is on its way at a time; the last text wins.
    fn want(&mut self, cx: &mut Cx) {
        let text = self.words.text().trim().to_owned();
        if text.is_empty() {
            (self.found, self.of) = (TextFound::default(), String::new());
        } else if self.asked.is_none() && text != self.of {
            let registers = self.registers();
            let ticket = cx.call(TextSearch { words: text.clone(), registers, ..TextSearch::default() });
            self.asked = Some((ticket, text, false));
        }
    }

    /// Searches further back.
    fn more(&mut self, cx: &mut Cx) {
        if let (Some(after), None) = (self.found.next.clone(), &self.asked) {
            let words = self.of.clone();
            let registers = self.registers();
            let call =
                TextSearch { words: words.clone(), registers, after: Some(after), ..TextSearch::default() };
            self.asked = Some((cx.call(call), words, true));
        }
    }

    fn take(&mut self, text: String, further: bool, found: TextFound) {
        if further && text == self.of {
            self.found.hits.extend(found.hits);
            self.found.looked += found.looked;
            (self.found.back_to, self.found.next) = (found.back_to, found.next);
        } else if !further {
            self.selection = Selection::default();
            (self.found, self.of) = (found, text);
        }
        self.selection.clamp(self.found.hits.len());
    }

    fn open(&self, cx: &mut Cx) {
        let Some(hit) = self.found.hits.get(self.selection.at) else { return };
        match hit.entry {
            Some(entry) => {
                if let Some(screen) = open_entry(entry, &hit.number, cx) {
                    cx.push(screen);
                }
            }
            None => {
                if let Ok(line) = hit.number.parse() {
                    cx.push(Box::new(LogScreen::at(line)));
                }
            }
        }
    }

    /// How far back was searched, and how to go on.
    fn reach(&self, cx: &Cx) -> Say {
        if self.words.text().trim().is_empty() {
            return t(
                "输入要找的词，几个词用空格隔开，须同时出现",
                "Type the words; several, with blanks between, must all stand in it",
            )
            .into();
        }
        let looked = self.found.looked;
        match self.found.back_to {
            _ if self.asked.is_some() => t("正在查找……", "Searching ...").into(),
            Some(back) => {
                let day = back.date(cx.zone);
                say!(
                    "已往前查到 {day}，按 PageDown 继续往前查",
                    "Searched back to {day}; PageDown searches on"
                )
            }
            None => say!("已全部查完（{looked} 条）", "Everything was searched ({looked})"),
        }
    }
}

fn name(hit: &TextHit, cx: &Cx) -> &'static str {
    if hit.register == LOG {
        return cx.t(t("日志", "Log"));
    }
    cx.registers.by_id(&hit.register).map_or("", |register| cx.t(register.info().name))
}

/// A hit as a row, its first match underlined.
fn row(hit: &TextHit, cx: &Cx) -> Line {
    let register = cx.registers.by_id(&hit.register);
    let label = register.and_then(|register| register.field(&hit.field)).map(|field| cx.t(field.label));
    let before = label.map_or_else(String::new, |label| format!("{label}: "));
    let number = if hit.entry.is_some() { hit.number.clone() } else { format!("#{}", hit.number) };
    let cells = vec![
        name(hit, cx).to_owned(),
        number,
        hit.at.screen(cx.now, cx.zone),
        format!("{before}{}", hit.text),
        hit.place.clone(),
    ];
    let line = Line::new(cells);
    let wide = |to: u16| {
        let text: String = hit.text.chars().take(usize::from(to)).collect();
        u16::try_from(width(&before) + width(&text)).unwrap_or(u16::MAX)
    };
    match hit.marks.first() {
        Some((from, to)) => line.underlined(Underlined { column: 3, from: wide(*from), to: wide(*to) }),
        None => line,
    }
}

impl Screen for SearchScreen {
    fn name(&self) -> &'static str {
        "search"
    }

    fn kind(&self) -> Kind {
        Kind::List
    }

    fn title(&self, cx: &Cx) -> String {
        let title = if self.log {
            t("在值班日志里查找", "Search the shift log")
        } else {
            t("全文查找", "Search the words")
        };
        cx.t(title).to_owned()
    }

    fn about(&self) -> T {
        t(
            "在报修、来访、承诺、提示和值班日志的文字里查找，新的在前；回车打开。",
            "Looks for words in requests, visits, promises, notes and the log, newest first; Enter opens.",
        )
    }

    fn start(&mut self, cx: &mut Cx) {
        self.asked = None;
        self.want(cx);
    }

    fn on(&mut self, msg: Msg<'_>, cx: &mut Cx) {
        match msg {
            Msg::Command(id::LIST_OPEN) => self.open(cx),
            Msg::Command(id::GO_BACK) if self.words.is_empty() => cx.pop(Outcome::Cancelled),
            Msg::Command(id::GO_BACK) => {
                self.words.set("");
                self.want(cx);
            }
            Msg::Command(command) => {
                let before = self.words.text();
                if self.words.run(command) {
                    if self.words.text() != before {
                        self.want(cx);
                    }
                    return;
                }
                let (at, rows) = (self.selection.at, self.found.hits.len());
                self.selection.run(command, rows);
                if matches!(command, id::LIST_PAGE_DOWN | id::LIST_DOWN) && self.selection.at == at {
                    self.more(cx);
                }
            }
            Msg::Char(c) => {
                self.words.insert(c.encode_utf8(&mut [0; 4]));
                self.want(cx);
            }
            Msg::Paste(text) => {
                self.words.insert(text);
                self.want(cx);
            }
            Msg::Answer { ticket, result } => {
                let Some((_, text, further)) = self.asked.take_if(|(asked, ..)| *asked == ticket) else {
                    return;
                };
                match reply::<TextSearch>(result) {
                    Ok(found) => {
                        self.error = None;
                        self.take(text, further, found);
                    }
                    Err(fault) => {
                        // Not asked for again and again.
                        self.of = text;
                        self.error = Some(fault.text);
                    }
                }
                self.want(cx);
            }
            _ => {}
        }
    }

    fn commands(&self, _: &Cx) -> Vec<Live> {
        let some = !self.found.hits.is_empty();
        vec![
            Live::when(id::LIST_OPEN, some, t("还没有找到什么", "Nothing is found yet")),
            Live::when(
                id::LIST_PAGE_DOWN,
                some || self.found.next.is_some(),
                t("没有更早的了", "There is nothing older"),
            ),
            Live::on(id::GO_BACK),
        ]
    }

    fn typing(&self) -> Typing {
        Typing::Line
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        let buf = frame.buffer_mut();
        let inner = panel(&self.title(cx), true, area, cx.theme, buf);
        let label = cx.t(t("查找：", "Words: "));
        line(label, cx.theme.style(Tone::Label), inner, buf);
        let cells = u16::try_from(width(label)).unwrap_or(0).min(inner.width);
        let field = Rect { x: inner.x + cells, width: inner.width - cells, height: 1, ..inner };
        let caret = self.words.draw(field, cx.theme.style(Tone::Text), buf);
        let inner = below(inner, 1);
        line(cx.say(&self.reach(cx)), cx.theme.style(Tone::Muted), inner, buf);
        let inner = below(inner, 1);
        let columns = [
            Column::new(cx.t(t("种类", "Kind")), 8),
            Column::new(cx.t(t("编号", "Number")), 10),
            Column::new(cx.t(t("时间", "When")), 11),
            Column::new(cx.t(t("文字", "Words")), 30).flexible(),
            Column::new(cx.t(t("房间", "Place")), 10),
        ];
        let rows: Vec<Line> = self.found.hits.iter().map(|hit| row(hit, cx)).collect();
        let done = self.asked.is_none() && !self.of.is_empty();
        let empty = if done { t("没有找到", "Nothing found") } else { t("", "") };
        let around = Around {
            empty: cx.t(empty),
            error: self.error.as_ref().map(|error| cx.say(error)),
            heads: true,
            focused: true,
            ..Around::default()
        };
        table::draw(&columns, &rows, &mut self.selection, &around, inner, (cx.theme, cx.lang), buf);
        caret
    }
}
