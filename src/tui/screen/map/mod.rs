//! The map of a building: floors and doors, a letter for each room. Arrows walk, Enter opens the room's card, the
//! paging keys turn to the next building, a letter of the lens tells something else about the same rooms.

mod draw;
mod walk;

use super::card::CardScreen;
use super::{Cx, Kind, Live, Msg, Outcome, Screen, Ticket, Topic, reply};
use crate::api::map::{BuildingMap, MapView};
use crate::domain::map::Lens;
use crate::domain::{note, occupancy, person, place, relation, request};
use crate::say;
use crate::text::lang::{Say, T, t};
use crate::tui::command::id;
use crate::tui::keymap::Snap;
use crate::tui::picker::{Pick, Picker};
use crate::tui::theme::Tone;
use crate::tui::widget::panel::{panel, paragraph};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use walk::{Step, Walk};

/// The map on the screen.
#[derive(Default)]
pub struct MapScreen {
    view: Option<MapView>,
    walk: Walk,
    error: Option<Say>,
    /// The building one wants to see; none for the one of `place`, or the first.
    building: Option<String>,
    /// The room one came from.
    place: Option<String>,
    lens: Option<Lens>,
    asked: Option<Ticket>,
    again: bool,
}

impl MapScreen {
    /// The map of the first building.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The map of a room's building, the caret on the room; written as people write it, or `#id`.
    #[must_use]
    pub fn at(place: &str) -> Self {
        Self { place: Some(place.to_owned()), ..Self::default() }
    }

    fn ask(&mut self, cx: &mut Cx) {
        if self.asked.is_some() {
            self.again = true;
            return;
        }
        let lens = self.lens.map(|lens| lens.id().to_owned());
        let (building, place) = (self.building.clone(), self.place.clone());
        self.asked = Some(cx.call(BuildingMap { building, place, lens }));
    }

    fn take(&mut self, view: MapView, cx: &Cx) {
        let same = self.view.as_ref().is_some_and(|old| old.building == view.building);
        let stays = self.walk.here().map(|cell| cell.place).filter(|_| same);
        let columns = draw::columns_in(&view, cx.size.0);
        self.walk = Walk::new(&view, columns, stays.or(view.at));
        self.building = Some(view.building.clone());
        self.place = None;
        self.view = Some(view);
        self.error = None;
    }

    fn look(&mut self, lens: Lens, cx: &mut Cx) {
        self.lens = Some(lens);
        self.ask(cx);
    }

    /// Turns to the building so many further; stays at the first and the last.
    fn turn(&mut self, by: isize, cx: &mut Cx) {
        let Some(view) = &self.view else { return };
        let at = self.building.as_ref().and_then(|now| view.buildings.iter().position(|b| b == now));
        let next = at.unwrap_or(0).checked_add_signed(by).and_then(|at| view.buildings.get(at));
        match next.cloned() {
            Some(next) => {
                self.building = Some(next);
                self.ask(cx);
            }
            None if by < 0 => cx.toast(t("已是第一栋", "This is the first building"), super::Level::Info),
            None => cx.toast(t("已是最后一栋", "This is the last building"), super::Level::Info),
        }
    }

    fn pick(&self, cx: &mut Cx) {
        let Some(view) = &self.view else { return };
        let picks = view.buildings.iter().map(|building| Pick::new(building.clone(), name(building)));
        let picker = Picker::new(t("看哪一栋", "Which building"), picks.collect()).at(&view.building);
        cx.ask("building", Box::new(picker));
    }

    fn command(&mut self, command: &str, cx: &mut Cx) {
        let step = match command {
            id::LIST_UP => Step::Up,
            id::LIST_DOWN => Step::Down,
            id::PANE_PREV => Step::Left,
            id::PANE_NEXT => Step::Right,
            id::LIST_HOME => Step::First,
            id::LIST_END => Step::Last,
            _ => return self.other(command, cx),
        };
        self.walk.step(step);
    }

    fn other(&mut self, command: &str, cx: &mut Cx) {
        match command {
            id::GO_BACK => cx.pop(Outcome::Cancelled),
            id::LIST_REFRESH => self.ask(cx),
            id::LIST_PAGE_DOWN => self.turn(1, cx),
            id::LIST_PAGE_UP => self.turn(-1, cx),
            id::MAP_BUILDING | id::LIST_FILTER => self.pick(cx),
            id::LIST_VIEW => self.look(self.lens.unwrap_or(Lens::Occupancy).next(), cx),
            id::MAP_OCCUPANCY => self.look(Lens::Occupancy, cx),
            id::MAP_REQUESTS => self.look(Lens::Requests, cx),
            id::MAP_NOTES => self.look(Lens::Notes, cx),
            id::MAP_RENOVATION => self.look(Lens::Renovation, cx),
            id::LIST_OPEN => {
                if let Some(cell) = self.walk.here() {
                    cx.push(Box::new(CardScreen::new(&format!("#{}", cell.place))));
                }
            }
            _ => {}
        }
    }
}

/// A building as it is said.
fn name(building: &str) -> Say {
    if building.is_empty() {
        t("未分楼栋", "No building").into()
    } else {
        say!("{building}号楼", "Building {building}")
    }
}

impl Screen for MapScreen {
    fn name(&self) -> &'static str {
        "map"
    }

    fn kind(&self) -> Kind {
        Kind::Table
    }

    fn title(&self, cx: &Cx) -> String {
        let word = cx.t(t("楼栋图", "Building map"));
        match &self.view {
            Some(view) if !view.buildings.is_empty() => {
                let at = view.buildings.iter().position(|b| *b == view.building).map_or(0, |at| at + 1);
                format!("{word} {} ({at}/{})", cx.say(&name(&view.building)), view.buildings.len())
            }
            _ => word.to_owned(),
        }
    }

    fn about(&self) -> T {
        t(
            "一栋楼的楼层和房号，每户一个字母；方向键走动，回车打开房间卡，翻页换楼栋，换图层看别的情况。",
            "A building's floors and doors, a letter a room: arrows walk, Enter opens the card, paging turns to the next building, a lens tells something else.",
        )
    }

    fn topics(&self) -> Vec<Topic> {
        [place::TAG, occupancy::TAG, relation::TAG, request::TAG, note::TAG, person::TAG]
            .map(Topic::Register)
            .to_vec()
    }

    fn start(&mut self, cx: &mut Cx) {
        self.asked = None;
        self.ask(cx);
    }

    fn on(&mut self, msg: Msg<'_>, cx: &mut Cx) {
        match msg {
            Msg::Command(command) => self.command(command, cx),
            Msg::Answer { ticket, result } if self.asked == Some(ticket) => {
                self.asked = None;
                match reply::<BuildingMap>(result) {
                    // What was asked for has changed meanwhile: the next answer is the one.
                    Ok(view) if !self.again => self.take(view, cx),
                    Ok(_) => {}
                    Err(fault) => self.error = Some(fault.text),
                }
                if std::mem::take(&mut self.again) {
                    self.ask(cx);
                }
            }
            Msg::Returned { of: "building", outcome: Outcome::Picked(building) } => {
                self.building = Some(building);
                self.ask(cx);
            }
            Msg::Changed(_) => self.ask(cx),
            _ => {}
        }
    }

    fn commands(&self, _: &Cx) -> Vec<Live> {
        let none = t("这里没有房间", "There is no room here");
        let several = self.view.as_ref().is_some_and(|view| view.buildings.len() > 1);
        let one = t("只有一栋", "There is only one building");
        vec![
            Live::when(id::LIST_OPEN, self.walk.here().is_some(), none),
            Live::on(id::LIST_VIEW),
            Live::when(id::MAP_BUILDING, several, one),
            Live::on(id::MAP_OCCUPANCY),
            Live::on(id::MAP_REQUESTS),
            Live::on(id::MAP_NOTES),
            Live::on(id::MAP_RENOVATION),
            Live::on(id::LIST_REFRESH),
            Live::on(id::GO_BACK),
        ]
    }

    fn snap(&self, _: &Cx) -> Snap {
        let here = self.walk.here().is_some();
        Snap { selected: here, empty: !here, ..Snap::default() }
    }

    fn waits(&self) -> bool {
        self.view.is_none() && self.asked.is_some()
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        let buf = frame.buffer_mut();
        let inner = panel(&self.title(cx), true, area, cx.theme, buf);
        let home = Position { x: inner.x, y: inner.y };
        if let Some(error) = &self.error {
            let words = format!("{} {}", Tone::Error.mark(), cx.say(error));
            paragraph(&words, cx.theme.style(Tone::Error), inner, buf);
            return home;
        }
        match &self.view {
            Some(view) if !self.walk.rows.is_empty() => {
                draw::draw(view, &self.walk, inner, (cx.theme, cx.lang), buf)
            }
            view => {
                let words = if view.is_some() {
                    t("还没有登记房间", "No room is on file")
                } else {
                    t("正在读取……", "Reading ...")
                };
                paragraph(cx.t(words), cx.theme.style(Tone::Muted), inner, buf);
                home
            }
        }
    }
}
