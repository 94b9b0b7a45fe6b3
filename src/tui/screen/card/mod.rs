//! The card of a room or a person on one screen: what must be read first, who belongs here, what is open and on file,
//! and what happened. On any day. A form begun here has the room, or the person, filled in.
//!
//! Wide terminals show file and timeline side by side; on narrow ones Tab turns from the one to the other.

mod draw;
mod keys;
mod lines;

use super::attach::Attach;
use super::doing::Doing;
use super::map::MapScreen;
use super::unmask::Unmasking;
use super::{Cx, Kind, Level, Live, Msg, Outcome, Present, Screen, Ticket, Topic, reply};
use crate::api::card::{Card, CardTimeline, Event, PersonCard, RoomCard, Timeline};
use crate::api::{Fault, Reply};
use crate::domain::ids::EntryRef;
use crate::domain::register::FieldInfo;
use crate::text::lang::{Say, T, t};
use crate::tui::command::id;
use crate::tui::keymap::Snap;
use crate::tui::widget::panel::{beside, panel};
use crate::tui::widget::table::Selection;
use chrono::NaiveDate;
pub(super) use lines::belongings;
use lines::{Opens, Spot, Words};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// From this width on the timeline stands beside the file.
const TWO: u16 = 110;
/// The timeline is read on when so many rows are left.
const AHEAD: usize = 10;
/// Events of a page.
const PAGE: usize = 30;

/// A card on the screen.
pub struct CardScreen {
    /// Whether it is a person's.
    of_person: bool,
    /// The room or person as it was asked for.
    text: String,
    as_of: Option<NaiveDate>,
    card: Option<Card>,
    error: Option<Say>,
    asked: Option<Ticket>,
    again: bool,
    events: Vec<Event>,
    next: Option<String>,
    /// The timeline call under way, and whether its answer goes behind what is here.
    asked_events: Option<(Ticket, bool)>,
    /// The only kind the timeline shows.
    kind: Option<String>,
    in_timeline: bool,
    file: Selection,
    time: Selection,
    topics: Vec<Topic>,
    doing: Doing,
    attach: Attach,
    unmasked: Unmasking,
}

impl CardScreen {
    /// The card of a room, written as people write it, or `#id`.
    #[must_use]
    pub fn new(place: &str) -> Self {
        Self {
            of_person: false,
            text: place.to_owned(),
            as_of: None,
            card: None,
            error: None,
            asked: None,
            again: false,
            events: Vec::new(),
            next: None,
            asked_events: None,
            kind: None,
            in_timeline: false,
            file: Selection::default(),
            time: Selection::default(),
            topics: Vec::new(),
            doing: Doing::default(),
            attach: Attach::default(),
            unmasked: Unmasking::default(),
        }
    }

    /// The card of a person: a name, or `#id`.
    #[must_use]
    pub fn person(person: &str) -> Self {
        Self { of_person: true, ..Self::new(person) }
    }

    fn ask(&mut self, cx: &mut Cx) {
        if self.asked.is_some() {
            self.again = true;
            return;
        }
        let (text, as_of) = (self.text.clone(), self.as_of);
        self.asked = Some(if self.of_person {
            cx.call(PersonCard { person: text, as_of })
        } else {
            cx.call(RoomCard { place: text, as_of })
        });
        if self.kind.is_some() || self.events.len() > PAGE {
            self.ask_events(self.events.len().max(PAGE), None, cx);
        }
    }

    fn ask_events(&mut self, limit: usize, after: Option<String>, cx: &mut Cx) {
        let more = after.is_some();
        let text = Some(self.text.clone());
        let call = CardTimeline {
            place: text.clone().filter(|_| !self.of_person),
            person: text.filter(|_| self.of_person),
            kinds: self.kind.iter().cloned().collect(),
            as_of: self.as_of,
            limit: u16::try_from(limit).unwrap_or(u16::MAX),
            after,
        };
        self.asked_events = Some((cx.call(call), more));
    }

    /// Another day, another room: everything is read anew.
    fn turn(&mut self, cx: &mut Cx) {
        self.asked = None;
        self.asked_events = None;
        self.events.clear();
        self.next = None;
        self.time = Selection::default();
        self.ask(cx);
    }

    fn take(&mut self, result: Result<Card, Fault>, cx: &mut Cx) {
        match result {
            Ok(card) => {
                self.error = None;
                if self.asked_events.is_none() && self.kind.is_none() {
                    self.events.clone_from(&card.timeline.events);
                    self.next.clone_from(&card.timeline.next);
                }
                self.card = Some(card);
            }
            // What is on the screen is true on its own day; the day that could not be shown is named.
            Err(fault) => match &self.card {
                Some(card) => {
                    self.as_of = card.as_of;
                    self.events.clone_from(&card.timeline.events);
                    self.next.clone_from(&card.timeline.next);
                    cx.toast(fault.text, Level::Fault);
                }
                None => self.error = Some(fault.text),
            },
        }
        if std::mem::take(&mut self.again) {
            self.ask(cx);
        }
    }

    fn take_events(&mut self, more: bool, result: Result<Timeline, Fault>, cx: &mut Cx) {
        match result {
            Ok(page) => {
                if !more {
                    self.events.clear();
                }
                self.events.extend(page.events);
                self.next = page.next;
            }
            Err(fault) => cx.toast(fault.text, Level::Fault),
        }
    }

    fn words<'a>(&'a self, cx: &'a Cx) -> Words<'a> {
        Words { cx, unmasked: &self.unmasked }
    }

    fn file_spots(&self, cx: &Cx) -> Vec<Spot> {
        self.card.as_ref().map_or_else(Vec::new, |card| lines::file(card, &self.words(cx)))
    }

    fn event_spots(&self, cx: &Cx) -> Vec<Spot> {
        lines::timeline(&self.events, self.of_person, &self.words(cx))
    }

    fn spots(&self, cx: &Cx) -> Vec<Spot> {
        if self.in_timeline { self.event_spots(cx) } else { self.file_spots(cx) }
    }

    fn selected(&self, cx: &Cx) -> Option<Spot> {
        let at = if self.in_timeline { self.time.at } else { self.file.at };
        self.spots(cx).into_iter().nth(at)
    }

    /// The room or the person.
    fn entry(&self) -> Option<EntryRef> {
        self.card.as_ref().map(|card| EntryRef::new(card.subject.register, card.subject.head.id))
    }

    /// The room or the person, with its name.
    fn subject(&self, cx: &Cx) -> Option<(EntryRef, String)> {
        let row = &self.card.as_ref()?.subject;
        let entry = EntryRef::new(row.register, row.head.id);
        let name = row.cells.iter().find(|cell| cell.field == "name");
        let full = name.and_then(|cell| cell.value.text()).map(str::to_owned);
        Some((entry, full.unwrap_or_else(|| cx.say(&row.title).to_owned())))
    }

    fn command(&mut self, command: &str, cx: &mut Cx) {
        let rows = self.spots(cx).len();
        let selection = if self.in_timeline { &mut self.time } else { &mut self.file };
        if selection.run(command, rows) {
            if self.in_timeline
                && self.time.at + AHEAD >= rows
                && self.asked_events.is_none()
                && let Some(next) = self.next.take()
            {
                self.ask_events(PAGE * 2, Some(next), cx);
            }
            return;
        }
        match command {
            id::GO_BACK => cx.pop(Outcome::Cancelled),
            id::LIST_REFRESH => self.ask(cx),
            id::PANE_NEXT | id::PANE_PREV => self.in_timeline = !self.in_timeline,
            id::LIST_OPEN => self.open(cx),
            id::LIST_NEW => self.pick_new(cx),
            id::LIST_FILTER => self.pick_kind(cx),
            id::ENTRY_ACTIONS | id::ENTRY_EDIT | id::ENTRY_HISTORY | id::ENTRY_EXPLAIN => {
                self.about(command, cx);
            }
            id::ENTRY_UNMASK => {
                if let Some((entry, fields)) = self.masked(cx) {
                    self.unmasked.ask(entry, &fields, cx);
                }
            }
            id::GO_MAP => cx.push(Box::new(MapScreen::at(&self.text))),
            id::CARD_AS_OF => self.ask_day(cx),
            id::CARD_NEXT | id::CARD_PREV => {
                if let Some(near) = self.beside(command) {
                    self.text = format!("#{}", near.entry.id);
                    self.file = Selection::default();
                    self.turn(cx);
                }
            }
            id::REQUEST_LOG => self.begin("request", "log", cx),
            id::VISIT_LOG => self.begin("visit", "log", cx),
            id::COMPLAINT_LOG => self.begin("complaint", "log", cx),
            id::ENQUIRY_LOG => self.begin("enquiry", "log", cx),
            id::PROMISE_MAKE => self.begin("promise", "make", cx),
            id::EMERGENCY_ATTACH => self.caller(cx),
            id::CARD_REQUEST => self.list("request", cx),
            id::CARD_VISITS => self.list("visit", cx),
            _ => {}
        }
    }

    /// The masked fields of the selected row, and whose they are. What stood there on another day is not looked up.
    fn masked(&self, cx: &Cx) -> Option<(EntryRef, Vec<FieldInfo>)> {
        let (entry, cells) = self.selected(cx)?.cells.filter(|_| self.as_of.is_none())?;
        let register = cx.registers.by_tag(entry.register)?;
        Some((entry, self.unmasked.masked(entry, &cells, register)))
    }

    fn answer(&mut self, ticket: Ticket, result: Result<Reply, Fault>, cx: &mut Cx) {
        if self.asked == Some(ticket) {
            self.asked = None;
            let card = if self.of_person { reply::<PersonCard>(result) } else { reply::<RoomCard>(result) };
            self.take(card, cx);
        } else if let Some((_, more)) = self.asked_events.filter(|(asked, _)| *asked == ticket) {
            self.asked_events = None;
            self.take_events(more, reply::<CardTimeline>(result), cx);
        } else if self.attach.answer(ticket, &result, cx).is_none()
            && !self.unmasked.answer(ticket, &result, cx)
            && self.doing.answer(ticket, &result, cx).is_some()
        {
            self.ask(cx);
        }
    }
}

impl Screen for CardScreen {
    fn name(&self) -> &'static str {
        "card"
    }

    fn kind(&self) -> Kind {
        Kind::List
    }

    fn title(&self, cx: &Cx) -> String {
        let name = self.subject(cx).map_or_else(|| self.text.clone(), |(_, name)| name);
        let title = if self.of_person { t("客户卡", "Person card") } else { t("房间卡", "Room card") };
        format!("{} {name}", cx.t(title))
    }

    fn concerns(&self, cx: &Cx) -> Vec<(EntryRef, String)> {
        self.concerned(cx)
    }

    fn about(&self) -> T {
        t(
            "一户或一位客户的全部情况，可看任何一天的；从这里登记，房间和客户已填好。",
            "Everything about one room or one person, on any day; what is begun here has room and person filled in.",
        )
    }

    fn topics(&self) -> Vec<Topic> {
        // Any register may put something on the card; a past day does not change.
        let mut all = if self.as_of.is_some() { Vec::new() } else { self.topics.clone() };
        all.extend(self.entry().map(Topic::Presence));
        all
    }

    fn present(&self) -> Option<Present> {
        self.entry().map(Present::looking)
    }

    fn start(&mut self, cx: &mut Cx) {
        self.asked = None;
        self.asked_events = None;
        let registers = cx.registers.iter().filter(|register| cx.holds(register.info().see));
        let topics = registers.map(|register| Topic::Register(register.info().tag));
        self.topics = topics.chain([Topic::Log]).collect();
        self.ask(cx);
    }

    fn on(&mut self, msg: Msg<'_>, cx: &mut Cx) {
        match msg {
            Msg::Command(command) => self.command(command, cx),
            Msg::Answer { ticket, result } => self.answer(ticket, result, cx),
            Msg::Changed(_) => self.ask(cx),
            Msg::Returned { of, outcome } => self.returned(of, &outcome, cx),
            Msg::Focus | Msg::Char(_) | Msg::Paste(_) => {}
        }
    }

    fn commands(&self, cx: &Cx) -> Vec<Live> {
        let here = self.card.is_some();
        let not_yet = t("还没有读到", "Not read yet");
        let spot = self.selected(cx);
        let opens = spot.as_ref().is_some_and(|spot| spot.opens != Opens::Nothing);
        let about = spot.as_ref().is_some_and(|spot| spot.about.is_some());
        let none = t("请先选中一条", "Select a row first");
        let masked = self.masked(cx).is_some_and(|(_, fields)| !fields.is_empty());
        let last = t("同一单元没有下一户", "There is no further room in this unit");
        let mut all = vec![
            Live::when(id::LIST_OPEN, opens, t("没有可打开的内容", "Nothing to open")),
            Live::on(id::PANE_NEXT),
            Live::when(id::LIST_FILTER, here, not_yet),
            Live::when(
                id::EMERGENCY_ATTACH,
                self.card.as_ref().is_some_and(|card| !card.affected.is_empty()),
                t("没有影响这里的突发事件", "No incident touches this room"),
            ),
            Live::when(id::CARD_AS_OF, here || self.as_of.is_some(), not_yet),
            Live::when(id::LIST_NEW, here, not_yet),
            Live::when(id::CARD_PREV, self.beside(id::CARD_PREV).is_some(), last),
            Live::when(id::CARD_NEXT, self.beside(id::CARD_NEXT).is_some(), last),
            Live::when(id::ENTRY_ACTIONS, about, none),
            Live::when(id::ENTRY_EDIT, about, none),
            Live::when(id::ENTRY_HISTORY, about, none),
            Live::when(id::ENTRY_EXPLAIN, about, none),
            Live::when(id::ENTRY_UNMASK, masked, t("这一行没有隐去的内容", "Nothing on this row is masked")),
            Live::when(id::REQUEST_LOG, here, not_yet),
            Live::when(id::VISIT_LOG, here, not_yet),
            Live::when(id::COMPLAINT_LOG, here, not_yet),
            Live::when(id::ENQUIRY_LOG, here, not_yet),
            Live::when(id::PROMISE_MAKE, here, not_yet),
            Live::when(id::CARD_REQUEST, here, not_yet),
            Live::when(id::CARD_VISITS, here, not_yet),
            Live::on(id::LIST_REFRESH),
            Live::on(id::GO_BACK),
        ];
        if !self.of_person {
            // The map begins at this room.
            all.push(Live::when(id::GO_MAP, here, not_yet));
        }
        all
    }

    fn waits(&self) -> bool {
        self.card.is_none() && self.asked.is_some()
    }

    fn snap(&self, cx: &Cx) -> Snap {
        let rows = self.spots(cx).len();
        Snap { selected: rows > 0, empty: rows == 0, ..Snap::default() }
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        if area.width >= TWO {
            let (left, right) = beside(area, area.width * 11 / 20);
            let inner = panel(&self.title(cx), !self.in_timeline, left, cx.theme, frame.buffer_mut());
            let rest = self.draw_heading(inner, frame.buffer_mut(), cx);
            let file = self.draw_file(frame, rest, cx);
            let title = self.timeline_title(cx);
            let inner = panel(&title, self.in_timeline, right, cx.theme, frame.buffer_mut());
            let time = self.draw_timeline(frame, inner, cx);
            return if self.in_timeline { time } else { file };
        }
        let title = if self.in_timeline {
            format!("{}  {}", self.title(cx), self.timeline_title(cx))
        } else {
            self.title(cx)
        };
        let inner = panel(&title, true, area, cx.theme, frame.buffer_mut());
        let rest = self.draw_heading(inner, frame.buffer_mut(), cx);
        if self.in_timeline { self.draw_timeline(frame, rest, cx) } else { self.draw_file(frame, rest, cx) }
    }
}
