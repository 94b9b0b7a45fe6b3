//! What the box of the first screen has found: asked key by key, shown with the reason of each match and its typed part
//! marked, a page at a time. Does not hold the text, and opens nothing.

use super::{Cx, Ticket, reply};
use crate::api::Reply;
use crate::api::card::{Find, Found, Hit};
use crate::domain::fault::Fault;
use crate::domain::place;
use crate::domain::register::KeyClass;
use crate::domain::room_text::RoomQuery;
use crate::text::lang::{T, t};
use crate::text::width::width;
use crate::tui::command::id;
use crate::tui::widget::panel::panel;
use crate::tui::widget::table::{self, Around, Column, Line, Selection, Underlined};
use ratatui::Frame;
use ratatui::layout::Rect;

/// What was found, and what is being asked.
#[derive(Debug, Default)]
pub struct Hits {
    asked: Option<Asked>,
    found: Option<(String, Found)>,
    selection: Selection,
}

#[derive(Debug)]
struct Asked {
    ticket: Ticket,
    text: String,
    /// Whether it is the next page of what is there.
    next: bool,
}

impl Hits {
    /// Asks for `text`. One question is on its way at a time; the next goes with its answer, so the last text wins.
    pub fn want(&mut self, text: &str, cx: &mut Cx) {
        if text.is_empty() {
            self.found = None;
        } else if self.asked.is_none() && !self.is_of(text) {
            self.ask(text, None, cx);
        }
    }

    fn ask(&mut self, text: &str, after: Option<String>, cx: &mut Cx) {
        let next = after.is_some();
        let building = cx.building.clone();
        let ticket =
            cx.call(Find { text: text.to_owned(), building, after, namesakes: true, ..Find::default() });
        self.asked = Some(Asked { ticket, text: text.to_owned(), next });
    }

    /// Whether what is here was found for this text.
    #[must_use]
    pub fn is_of(&self, text: &str) -> bool {
        self.found.as_ref().is_some_and(|(of, _)| of == text)
    }

    /// Whether an answer is on its way.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.asked.is_some()
    }

    /// Whether the answer is for these hits.
    #[must_use]
    pub fn waits_for(&self, ticket: Ticket) -> bool {
        self.asked.as_ref().is_some_and(|asked| asked.ticket == ticket)
    }

    /// Takes an answer, and asks for what stands in the box by now.
    pub fn answer(&mut self, result: Result<Reply, Fault>, text: &str, cx: &mut Cx) {
        let Some(asked) = self.asked.take() else { return };
        if let Ok(found) = reply::<Find>(result) {
            match &mut self.found {
                Some((of, all)) if asked.next && *of == asked.text => {
                    all.hits.extend(found.hits);
                    (all.more, all.next) = (found.more, found.next);
                    self.selection.run(id::LIST_PAGE_DOWN, all.hits.len());
                }
                _ if asked.next => {}
                _ => self.found = Some((asked.text, found)),
            }
            self.selection.clamp(self.all().len());
        }
        self.want(text, cx);
    }

    /// What is on its way is no longer waited for.
    pub fn forget(&mut self) {
        self.asked = None;
    }

    /// The box was emptied, or its text changed.
    pub fn begin(&mut self) {
        self.selection = Selection::default();
    }

    /// Nothing is looked for.
    pub fn clear(&mut self) {
        self.found = None;
        self.begin();
    }

    /// The hits so far.
    #[must_use]
    pub fn all(&self) -> &[Hit] {
        self.found.as_ref().map_or(&[], |(_, found)| &found.hits)
    }

    /// The selected hit.
    #[must_use]
    pub fn selected(&self) -> Option<&Hit> {
        self.all().get(self.selection.at)
    }

    /// Moves the selection; behind the last hit the page key asks for the next page.
    pub fn run(&mut self, command: &str, cx: &mut Cx) {
        let (at, rows) = (self.selection.at, self.all().len());
        self.selection.run(command, rows);
        let stays = self.selection.at == at || self.selection.at + 1 == rows;
        if matches!(command, id::LIST_PAGE_DOWN | id::LIST_DOWN | id::LIST_END)
            && stays
            && self.asked.is_none()
            && let Some((text, Some(after))) = self.found.as_ref().map(|(of, f)| (of.clone(), f.next.clone()))
        {
            self.ask(&text, Some(after), cx);
        }
    }

    /// Draws them.
    pub fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, focused: bool, cx: &Cx) {
        let lines: Vec<Line> = self.all().iter().map(|hit| line_of(hit, cx)).collect();
        let more = self.found.as_ref().is_some_and(|(_, found)| found.more);
        let empty = if self.asked.is_some() || self.found.is_none() {
            t("正在查找……", "Looking ...")
        } else {
            t("没有找到", "Nothing found")
        };
        let title = cx.t(t("找到", "Found"));
        let inner = panel(title, focused, area, cx.theme, frame.buffer_mut());
        let total = Some((lines.len() as u64, more)).filter(|_| more);
        let around = Around { empty: cx.t(empty), total, focused, ..Around::default() };
        let look = (cx.theme, cx.lang);
        table::draw(&columns(cx), &lines, &mut self.selection, &around, inner, look, frame.buffer_mut());
    }
}

/// The building a hit is in, as in codes.
#[must_use]
pub fn building_of(hit: &Hit, cx: &Cx) -> Option<String> {
    // What is said about a service, its price, is no room.
    hit.place?;
    let code = if hit.entry.register == place::TAG { &hit.title } else { &hit.detail };
    let candidates = RoomQuery::parse(cx.say(code)).candidates;
    candidates.into_iter().find(|parts| parts.room.is_some()).and_then(|parts| parts.building)
}

fn columns(cx: &Cx) -> Vec<Column> {
    vec![
        Column::new(cx.t(t("种类", "Kind")), 10),
        Column::new(cx.t(t("名称", "Name")), 20),
        Column::new(cx.t(t("说明", "About")), 20).flexible(),
        Column::new(cx.t(t("按", "By")), 21),
    ]
}

/// What it was found by.
fn reason(by: KeyClass, register: &str) -> T {
    match by {
        KeyClass::Card if register == "key" => t("钩号", "hook"),
        KeyClass::Room => t("房号", "room"),
        KeyClass::Name => t("姓名", "name"),
        KeyClass::Phone => t("电话", "phone"),
        KeyClass::Number => t("单号", "number"),
        KeyClass::Pinyin => t("拼音", "reading"),
        KeyClass::Plate => t("车牌", "plate"),
        KeyClass::Paper => t("证件", "paper"),
        KeyClass::Card => t("卡号", "card"),
    }
}

/// The reason stands in the last column, with the text that matched unless it is the name itself.
fn line_of(hit: &Hit, cx: &Cx) -> Line {
    let kind = cx.registers.by_id(&hit.register).map_or("", |register| cx.t(register.info().name));
    let title = match hit.by {
        KeyClass::Number => format!("{} {}", hit.number, cx.say(&hit.title)),
        _ => cx.say(&hit.title).to_owned(),
    };
    let by = cx.t(reason(hit.by, &hit.register));
    let named = !hit.matched.is_empty() && title.starts_with(&hit.matched);
    let last = if named || hit.matched.is_empty() { by.to_owned() } else { format!("{by} {}", hit.matched) };
    let cells = |from: u16, to: u16| {
        let wide = |to: u16| width(&hit.matched.chars().take(usize::from(to)).collect::<String>());
        let before = if named { 0 } else { width(by) + 1 };
        let (from, to) = (before + wide(from), before + wide(to));
        Some((u16::try_from(from).ok()?, u16::try_from(to).ok()?))
    };
    let mark = hit.mark.and_then(|(from, to)| cells(from, to));
    let about = match &hit.namesakes {
        Some(_) => format!("{}{}", cx.say(&hit.detail), cx.t(t("，回车看", " (Enter)"))),
        None => cx.say(&hit.detail).to_owned(),
    };
    let line = Line::new(vec![kind.to_owned(), title, about, last]);
    match mark {
        Some((from, to)) => line.underlined(Underlined { column: if named { 1 } else { 3 }, from, to }),
        None => line,
    }
}
