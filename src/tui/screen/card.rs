//! Everything about one room on one screen: what must be read first, who lives there, what is open, what was promised,
//! who called last. A request, a visit or a promise begun here has the room filled in.

use super::form::Form;
use super::list::ListScreen;
use super::pane::open_entry;
use super::rows::{short, value_text};
use super::{Cx, Kind, Level, Live, Msg, Outcome, Screen, Ticket, Topic, reply};
use crate::api::card::{Card, RoomCard};
use crate::api::entry::{List, Row};
use crate::domain::ids::EntryRef;
use crate::domain::{person, place, promise};
use crate::text::lang::{Say, T, t};
use crate::text::width::wrap;
use crate::tui::command::id;
use crate::tui::keymap::Snap;
use crate::tui::theme::Tone;
use crate::tui::widget::panel::{below, line, panel};
use crate::tui::widget::table::{self, Around, Column, Line, Selection};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// A room's card.
pub struct CardScreen {
    /// The room as it was asked for.
    place: String,
    card: Option<Card>,
    error: Option<Say>,
    asked: Option<Ticket>,
    again: bool,
    selection: Selection,
}

impl CardScreen {
    /// The card of a room, written as people write it, or `#id`.
    #[must_use]
    pub fn new(place: &str) -> Self {
        Self {
            place: place.to_owned(),
            card: None,
            error: None,
            asked: None,
            again: false,
            selection: Selection::default(),
        }
    }

    fn ask(&mut self, cx: &mut Cx) {
        if self.asked.is_some() {
            self.again = true;
        } else {
            self.asked = Some(cx.call(RoomCard { place: self.place.clone(), as_of: None }));
        }
    }

    /// The sections in their order.
    fn sections(&self, cx: &Cx) -> Vec<(T, Vec<&Row>)> {
        let Some(card) = &self.card else { return Vec::new() };
        let mut all = vec![(t("住户", "Occupants"), card.ties.iter().map(|tie| &tie.other).collect())];
        for section in &card.sections {
            let name = cx.registers.by_tag(section.register).map_or(t("", ""), |found| found.info().name);
            all.push((name, section.rows.iter().collect()));
        }
        all
    }

    fn rows(&self) -> Vec<&Row> {
        let Some(card) = &self.card else { return Vec::new() };
        let people = card.ties.iter().map(|tie| &tie.other);
        people.chain(card.sections.iter().flat_map(|section| &section.rows)).collect()
    }

    fn selected(&self) -> Option<&Row> {
        self.rows().get(self.selection.at).copied()
    }

    fn room(&self, cx: &Cx) -> Option<(u64, String)> {
        let row = &self.card.as_ref()?.subject;
        Some((row.head.id, cx.say(&row.title).to_owned()))
    }

    fn begin(&self, command: &str, cx: &mut Cx) {
        let Some((register, action)) = command.split_once('.') else { return };
        let Some((id, room)) = self.room(cx) else { return };
        let Some(mut form) = Form::create(register, action, cx) else { return };
        form = form.with_link("place", id, &room);
        // Who stands before one's eyes is who reports it.
        if let Some(row) = self.selected().filter(|row| row.register == person::TAG) {
            let (id, name) = (row.head.id, cx.say(&row.title).to_owned());
            form = form.with_link("person", id, &name);
        }
        let first = match command {
            id::REQUEST_LOG => "category",
            id::PROMISE_MAKE => "text",
            _ => "name",
        };
        cx.push(Box::new(form.from(first)));
    }

    fn list(&self, register: &str, cx: &mut Cx) {
        let Some((id, _)) = self.room(cx) else { return };
        let only = List { place: Some(format!("#{id}")), ..List::default() };
        if let Some(list) = ListScreen::new(register, Some("all"), cx) {
            cx.push(Box::new(list.only(only)));
        }
    }

    fn lines(&self, cx: &Cx) -> Vec<Line> {
        let mut lines = Vec::new();
        for (title, rows) in self.sections(cx) {
            for (at, row) in rows.iter().enumerate() {
                let head = if at == 0 { cx.t(title) } else { "" };
                let (text, tone) = match row.register {
                    person::TAG => (person_words(row, cx), Tone::Text),
                    _ => {
                        let short = short(row, cx);
                        let words = short.cells.into_iter().take(4).collect::<Vec<_>>();
                        (words.join("  "), short.tone)
                    }
                };
                lines.push(Line::new(vec![head.to_owned(), text]).toned(tone));
            }
        }
        lines
    }
}

/// A person with what their row shows: relation, phone; masked as it came.
fn person_words(row: &Row, cx: &Cx) -> String {
    let Some(register) = cx.registers.by_tag(row.register) else { return String::new() };
    let mut words = Vec::new();
    for info in register.fields().iter().filter(|info| info.column.is_some() && info.id != "place") {
        if let Some(cell) = row.cells.iter().find(|cell| cell.field == info.id) {
            words.push(value_text(info, cell, cx));
        }
    }
    words.retain(|word| !word.is_empty());
    words.join("  ")
}

impl Screen for CardScreen {
    fn name(&self) -> &'static str {
        "card"
    }

    fn kind(&self) -> Kind {
        Kind::List
    }

    fn title(&self, cx: &Cx) -> String {
        let room = self.room(cx).map_or_else(|| self.place.clone(), |(_, room)| room);
        format!("{} {room}", cx.t(t("房间卡", "Room card")))
    }

    fn about(&self) -> T {
        t(
            "这一户的全部情况；从这里登记报修、来访或承诺，房间已填好。",
            "Everything about one room; requests, visits and promises begun here have the room filled in.",
        )
    }

    fn topics(&self) -> Vec<Topic> {
        // Any of these may put something on the card.
        [1, 3, promise::TAG, person::TAG, place::TAG].into_iter().map(Topic::Register).collect()
    }

    fn start(&mut self, cx: &mut Cx) {
        self.asked = None;
        self.ask(cx);
    }

    fn on(&mut self, msg: Msg<'_>, cx: &mut Cx) {
        match msg {
            Msg::Command(command) => {
                if self.selection.run(command, self.rows().len()) {
                    return;
                }
                match command {
                    id::GO_BACK => cx.pop(Outcome::Cancelled),
                    id::LIST_REFRESH => self.ask(cx),
                    id::LIST_OPEN => {
                        let entry = self.selected();
                        let target = entry
                            .map(|row| (EntryRef::new(row.register, row.head.id), row.head.number.clone()));
                        if let Some(screen) =
                            target.and_then(|(entry, number)| open_entry(entry, &number, cx))
                        {
                            cx.push(screen);
                        }
                    }
                    id::REQUEST_LOG | id::VISIT_LOG | id::PROMISE_MAKE => self.begin(command, cx),
                    id::CARD_REQUEST => self.list("request", cx),
                    id::CARD_VISITS => self.list("visit", cx),
                    _ => {}
                }
            }
            Msg::Answer { ticket, result } if self.asked == Some(ticket) => {
                self.asked = None;
                match reply::<RoomCard>(result) {
                    Ok(card) => {
                        self.error = None;
                        self.card = Some(card);
                        let rows = self.rows().len();
                        self.selection.clamp(rows);
                    }
                    Err(fault) => self.error = Some(fault.text),
                }
                if std::mem::take(&mut self.again) {
                    self.ask(cx);
                }
            }
            Msg::Changed(_) => self.ask(cx),
            Msg::Returned { outcome: Outcome::Entry(_), .. } => {
                cx.toast(t("已登记", "Written down"), Level::Done);
                self.ask(cx);
            }
            _ => {}
        }
    }

    fn commands(&self, _: &Cx) -> Vec<Live> {
        let here = self.card.is_some();
        let not_yet = t("还没有读到这个房间", "The room is not read yet");
        vec![
            Live::when(id::LIST_OPEN, self.selected().is_some(), t("没有可打开的内容", "Nothing to open")),
            Live::when(id::REQUEST_LOG, here, not_yet),
            Live::when(id::VISIT_LOG, here, not_yet),
            Live::when(id::PROMISE_MAKE, here, not_yet),
            Live::when(id::CARD_REQUEST, here, not_yet),
            Live::when(id::CARD_VISITS, here, not_yet),
            Live::on(id::LIST_REFRESH),
            Live::on(id::GO_BACK),
        ]
    }

    fn waits(&self) -> bool {
        self.card.is_none() && self.asked.is_some()
    }

    fn snap(&self, _: &Cx) -> Snap {
        Snap { selected: self.selected().is_some(), empty: self.rows().is_empty(), ..Snap::default() }
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        let buf = frame.buffer_mut();
        let mut inner = panel(&self.title(cx), true, area, cx.theme, buf);
        if let Some(card) = self.card.as_ref().filter(|card| !card.warnings.is_empty()) {
            let notes: Vec<&str> = card.warnings.iter().map(|note| cx.say(&note.title)).collect();
            let words = format!("{} {}", Tone::Urgent.mark(), notes.join("；"));
            for part in wrap(&words, usize::from(inner.width)).into_iter().take(3) {
                line(&part, cx.theme.style(Tone::Urgent), inner, buf);
                inner = below(inner, 1);
            }
            inner = below(inner, 1);
        }
        let lines = self.lines(cx);
        let empty = match (&self.card, &self.error) {
            (Some(_), _) => {
                t("这一户没有登记住户，也没有未结事项", "Nobody is registered here and nothing is open")
            }
            (None, None) => t("正在读取……", "Reading ..."),
            (None, Some(_)) => t("", ""),
        };
        let columns = [Column::new("", 14), Column::new("", 20).flexible()];
        let around = Around {
            empty: cx.t(empty),
            error: self.error.as_ref().map(|error| cx.say(error)),
            focused: true,
            ..Around::default()
        };
        table::draw(&columns, &lines, &mut self.selection, &around, inner, (cx.theme, cx.lang), buf)
    }
}
