//! The rooms behind a figure. Enter opens a room's card.

use super::READ;
use super::lines::state;
use crate::api::report::{OccupancyRooms, RoomsPage};
use crate::say;
use crate::text::lang::{Say, T, t};
use crate::tui::command::id;
use crate::tui::keymap::Snap;
use crate::tui::screen::card::CardScreen;
use crate::tui::screen::{Cx, Kind, Live, Msg, Outcome, Screen, Ticket, Topic, reply};
use crate::tui::widget::panel::panel;
use crate::tui::widget::table::{self, Around, Column, Line, Selection};
use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// Rooms asked for at a time.
const PAGE: u16 = 200;
/// The next page is asked for so many rows before the end.
const AHEAD: usize = 20;

/// The list on the screen.
pub(super) struct RoomsScreen {
    building: Option<String>,
    state: Option<String>,
    day: NaiveDate,
    page: RoomsPage,
    loaded: bool,
    error: Option<Say>,
    asked: Option<Ticket>,
    /// Whether the next page is asked for, not the list anew.
    more: bool,
    selection: Selection,
}

impl RoomsScreen {
    /// The rooms of a building and a state on a day; none means all.
    pub(super) fn new(building: Option<String>, state: Option<String>, day: NaiveDate) -> Self {
        let (page, selection) = (RoomsPage::default(), Selection::default());
        Self { building, state, day, page, loaded: false, error: None, asked: None, more: false, selection }
    }

    fn ask(&mut self, after: Option<String>, cx: &mut Cx) {
        let (building, state, as_of) = (self.building.clone(), self.state.clone(), Some(self.day));
        self.more = after.is_some();
        // What is read anew takes in as much as was there.
        let limit =
            if self.more { PAGE } else { PAGE.max(u16::try_from(self.page.rooms.len()).unwrap_or(PAGE)) };
        self.asked = Some(cx.call(OccupancyRooms { building, state, as_of, after, limit }));
    }

    fn take(&mut self, page: RoomsPage) {
        (self.loaded, self.error) = (true, None);
        if self.more {
            self.page.rooms.extend(page.rooms);
        } else {
            let selected = self.page.rooms.get(self.selection.at).map(|room| room.place);
            self.page.rooms = page.rooms;
            let at = self.page.rooms.iter().position(|room| Some(room.place) == selected);
            self.selection.at = at.unwrap_or(self.selection.at);
            self.selection.clamp(self.page.rooms.len());
        }
        (self.page.all, self.page.next) = (page.all, page.next);
    }
}

impl Screen for RoomsScreen {
    fn name(&self) -> &'static str {
        "rooms"
    }

    fn kind(&self) -> Kind {
        Kind::Table
    }

    fn title(&self, cx: &Cx) -> String {
        let state = self.state.as_deref().map_or(t("全部房间", "All rooms"), state);
        let (rooms, area) = (self.page.all.rooms, &self.page.all.area);
        let (zh, en) = (state.zh, state.en);
        let words = say!("{zh}（{rooms} 户，{area} ㎡）", "{en} ({rooms} rooms, {area} sq m)");
        match self.building.as_deref().filter(|building| !building.is_empty()) {
            None => cx.say(&words).to_owned(),
            Some(building) => {
                let Say { zh, en } = words;
                cx.say(&say!("{building}号楼 {zh}", "Building {building}: {en}")).to_owned()
            }
        }
    }

    fn about(&self) -> T {
        t("一个统计数字背后的房间；回车打开房间卡。", "The rooms behind a figure; Enter opens a room's card.")
    }

    fn topics(&self) -> Vec<Topic> {
        READ.iter().map(|tag| Topic::Register(*tag)).collect()
    }

    fn start(&mut self, cx: &mut Cx) {
        self.ask(None, cx);
    }

    fn on(&mut self, msg: Msg<'_>, cx: &mut Cx) {
        match msg {
            Msg::Command(id::GO_BACK) => cx.pop(Outcome::Cancelled),
            Msg::Command(id::LIST_REFRESH) | Msg::Changed(_) | Msg::Focus => self.ask(None, cx),
            Msg::Command(id::LIST_OPEN) => {
                if let Some(room) = self.page.rooms.get(self.selection.at) {
                    cx.push(Box::new(CardScreen::new(&format!("#{}", room.place))));
                }
            }
            Msg::Command(command) => {
                let rows = self.page.rooms.len();
                if self.selection.run(command, rows) && self.selection.at + AHEAD >= rows {
                    let next = self.page.next.clone().filter(|_| self.asked.is_none());
                    if next.is_some() {
                        self.ask(next, cx);
                    }
                }
            }
            Msg::Answer { ticket, result } if self.asked == Some(ticket) => {
                self.asked = None;
                match reply::<OccupancyRooms>(result) {
                    Ok(page) => self.take(page),
                    Err(fault) => self.error = Some(fault.text),
                }
            }
            _ => {}
        }
    }

    fn commands(&self, _: &Cx) -> Vec<Live> {
        let some = !self.page.rooms.is_empty();
        vec![
            Live::when(id::LIST_OPEN, some, t("没有可打开的内容", "Nothing to open")),
            Live::on(id::LIST_REFRESH),
            Live::on(id::GO_BACK),
        ]
    }

    fn snap(&self, _: &Cx) -> Snap {
        let some = !self.page.rooms.is_empty();
        Snap { selected: some, empty: !some, ..Snap::default() }
    }

    fn waits(&self) -> bool {
        !self.loaded && self.asked.is_some()
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        let buf = frame.buffer_mut();
        let inner = panel(&self.title(cx), true, area, cx.theme, buf);
        let columns = [
            Column::new(cx.t(t("房号", "Room")), 16).flexible(),
            Column::new(cx.t(t("状态", "State")), 14),
            Column::new(cx.t(t("起", "Since")), 10),
            Column::new(cx.t(t("建筑面积（㎡）", "Area (sq m)")), 16).right(),
        ];
        let row = |room: &crate::api::report::RoomLine| {
            let since = room.since.map_or_else(String::new, |day| day.to_string());
            let area = room.area.clone().unwrap_or_default();
            Line::new(vec![room.code.clone(), cx.t(state(&room.state)).to_owned(), since, area])
        };
        let rows: Vec<Line> = self.page.rooms.iter().map(row).collect();
        let around = Around {
            empty: cx.t(if self.loaded {
                t("没有房间", "No rooms")
            } else {
                t("正在读取……", "Reading ...")
            }),
            error: self.error.as_ref().map(|error| cx.say(error)),
            total: Some((self.page.all.rooms, false)),
            heads: true,
            focused: true,
        };
        table::draw(&columns, &rows, &mut self.selection, &around, inner, (cx.theme, cx.lang), buf)
    }
}
