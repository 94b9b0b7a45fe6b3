//! Who is booked when: technicians down the side, the hours of a day across. Enter on a free slot books the request one
//! came from, and gives it to that technician when nobody has it. The desk decides what is too much.

use super::doing::{self, Doing};
use super::{Cx, Kind, Level, Live, Msg, Outcome, Screen, Ticket, Topic, reply};
use crate::api::slot::{SlotList, SlotRow, Slots};
use crate::domain::register::{Head, Values};
use crate::domain::request;
use crate::domain::value::Value;
use crate::say;
use crate::text::lang::{Say, T, t};
use crate::tui::command::id;
use crate::tui::theme::Tone;
use crate::tui::widget::panel::{below, line, panel};
use crate::tui::widget::table::{self, Around, Column, Line, Selection, Underlined};
use chrono::{Days, Timelike as _};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

const REQUEST: &str = "request";
/// Width of a slot, in cells.
const SLOT: u16 = 7;
const NAME: u16 = 10;
const TEAM: u16 = 8;
const LOAD: u16 = 9;

/// The grid on the screen.
pub struct SlotScreen {
    /// The request that is to be booked.
    about: Option<Head>,
    slots: Option<Slots>,
    asked: Option<Ticket>,
    error: Option<Say>,
    row: Selection,
    column: usize,
    doing: Doing,
    /// Whom the request is given to once it is booked.
    then: Option<u64>,
    offset: i64,
}

impl SlotScreen {
    /// The grid; `about` is the request one came from.
    #[must_use]
    pub fn new(about: Option<Head>) -> Self {
        Self {
            about,
            slots: None,
            asked: None,
            error: None,
            row: Selection::default(),
            column: 0,
            doing: Doing::default(),
            then: None,
            offset: 0,
        }
    }

    fn ask(&mut self, cx: &mut Cx) {
        if self.asked.is_none() {
            let today = cx.now.date(cx.zone);
            let days = Days::new(self.offset.unsigned_abs());
            let date =
                if self.offset < 0 { today.checked_sub_days(days) } else { today.checked_add_days(days) };
            self.asked = Some(cx.call(SlotList { date, team: None }));
        }
    }

    fn selected(&self) -> Option<&SlotRow> {
        self.slots.as_ref()?.rows.get(self.row.at)
    }

    fn may(&self, cx: &Cx) -> Result<(), Say> {
        let Some(about) = &self.about else {
            return Err(t("请从一张报修单打开，才能预约", "Open it from a request to book").into());
        };
        let Some(row) = self.selected() else {
            return Err(t("没有可约的人员", "There is nobody to book").into());
        };
        if row.staff.is_none() {
            return Err(t("这一行还没有派给人", "This row is nobody's yet").into());
        }
        if row.slots.get(self.column).is_some_and(|booked| !booked.is_empty()) {
            return Err(t("这个时段已经有预约了", "This slot is taken").into());
        }
        let register = cx.registers.by_id(REQUEST);
        match register.and_then(|register| Some((register, register.action("book")?))) {
            Some((register, action)) => doing::may(register, action, about, cx),
            None => Err(t("没有预约这一步", "There is no booking").into()),
        }
    }

    fn book(&mut self, cx: &mut Cx) {
        if let Err(why) = self.may(cx) {
            cx.toast(why, Level::Fault);
            return;
        }
        let hours = self.slots.as_ref().and_then(|slots| slots.hours.get(self.column).copied());
        let staff = self.selected().and_then(|row| row.staff);
        let (Some(about), Some((from, until)), Some(staff)) = (self.about.clone(), hours, staff) else {
            return;
        };
        let values = Values::default()
            .with("appointment", Value::At(from))
            .with("appointment_until", Value::At(until));
        self.then = Some(staff.0).filter(|_| about.owner != Some(staff));
        self.doing.act(REQUEST, "book", &about, values, cx);
    }

    /// Booked: the one whose hour it is gets the work, when this person may give it.
    fn give(&mut self, cx: &mut Cx) {
        let (Some(staff), Some(head)) = (self.then.take(), self.about.clone()) else { return };
        let registers = cx.registers.clone();
        let Some(register) = registers.by_id(REQUEST) else { return };
        let action =
            register.action("dispatch").filter(|action| doing::may(register, action, &head, cx).is_ok());
        if let Some(action) = action {
            // Booking moved it on by one.
            let head = Head { rev: head.rev + 1, ..head };
            self.doing.act(REQUEST, action.id, &head, Values::default().with("owner", Value::Id(staff)), cx);
        }
    }

    fn cells(&self, row: &SlotRow, cx: &Cx) -> Line {
        let load = match row.capacity {
            Some(capacity) => format!("{}+{}/{capacity}", row.booked.0, row.booked.1),
            None => format!("{}+{}", row.booked.0, row.booked.1),
        };
        let name = match row.staff {
            Some(_) => row.name.clone(),
            None => cx.t(t("（未派人）", "(nobody)")).to_owned(),
        };
        let mut cells = vec![name, row.team.clone(), load];
        let short = |numbers: &Vec<String>| match numbers.as_slice() {
            [] => ".".to_owned(),
            [one] => one.rsplit('-').next().unwrap_or(one).to_owned(),
            several => format!("×{}", several.len()),
        };
        cells.extend(row.slots.iter().map(short));
        let over = row.capacity.is_some_and(|most| row.booked.0 > most || row.booked.1 > most);
        Line::new(cells).toned(if over { Tone::Late } else { Tone::Text })
    }
}

impl Screen for SlotScreen {
    fn name(&self) -> &'static str {
        "slots"
    }

    fn kind(&self) -> Kind {
        Kind::List
    }

    fn title(&self, cx: &Cx) -> String {
        let date = self.slots.as_ref().map_or_else(String::new, |slots| slots.date.to_string());
        let about = self.about.as_ref().map_or("", |head| head.number.as_str());
        format!("{} {date}  {about}", cx.t(t("预约时段", "Bookings"))).trim_end().to_owned()
    }

    fn about(&self) -> T {
        t(
            "竖排是维修人员，横排是两小时一段；左右选时段，在空格上回车即预约。“约”列为上午+下午/每半天上限。",
            "Technicians down, two-hour slots across; Left and Right choose, Enter on a free one books.",
        )
    }

    fn topics(&self) -> Vec<Topic> {
        vec![Topic::Register(request::TAG)]
    }

    fn start(&mut self, cx: &mut Cx) {
        self.asked = None;
        self.ask(cx);
    }

    fn on(&mut self, msg: Msg<'_>, cx: &mut Cx) {
        let columns = self.slots.as_ref().map_or(0, |slots| slots.hours.len());
        match msg {
            Msg::Command(id::LIST_OPEN | id::SLOTS_BOOK) => self.book(cx),
            Msg::Command(id::GO_BACK) => cx.pop(Outcome::Cancelled),
            Msg::Command(id::LIST_REFRESH) => self.ask(cx),
            Msg::Command(id::PANE_NEXT) if columns > 0 => self.column = (self.column + 1) % columns,
            Msg::Command(id::PANE_PREV) if columns > 0 => self.column = (self.column + columns - 1) % columns,
            Msg::Command(id::SLOTS_EARLIER | id::SLOTS_LATER) if self.asked.is_some() => {}
            Msg::Command(id::SLOTS_EARLIER) => {
                self.offset -= 1;
                self.ask(cx);
            }
            Msg::Command(id::SLOTS_LATER) => {
                self.offset += 1;
                self.ask(cx);
            }
            Msg::Command(command) => {
                let rows = self.slots.as_ref().map_or(0, |slots| slots.rows.len());
                self.row.run(command, rows);
            }
            Msg::Answer { ticket, result } if self.asked == Some(ticket) => {
                self.asked = None;
                match reply::<SlotList>(result) {
                    Ok(slots) => {
                        self.error = None;
                        self.row.clamp(slots.rows.len());
                        self.slots = Some(slots);
                    }
                    Err(fault) => self.error = Some(fault.text),
                }
            }
            Msg::Answer { ticket, result } => match self.doing.answer(ticket, &result, cx) {
                Some(true) if self.then.is_some() => self.give(cx),
                Some(true) => cx.pop(Outcome::Done),
                Some(false) => self.ask(cx),
                None => {}
            },
            Msg::Returned { of, outcome } => drop(self.doing.returned(of, &outcome, cx)),
            Msg::Changed(_) => self.ask(cx),
            _ => {}
        }
    }

    fn commands(&self, cx: &Cx) -> Vec<Live> {
        let book = match self.may(cx) {
            Ok(()) => Live::on(id::SLOTS_BOOK),
            Err(why) => Live::off(id::SLOTS_BOOK, why),
        };
        vec![
            book,
            Live::on(id::PANE_NEXT),
            Live::on(id::SLOTS_EARLIER),
            Live::on(id::SLOTS_LATER),
            Live::on(id::LIST_REFRESH),
            Live::on(id::GO_BACK),
        ]
    }

    fn waits(&self) -> bool {
        self.slots.is_none() && self.asked.is_some()
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        let buf = frame.buffer_mut();
        let inner = panel(&self.title(cx), true, area, cx.theme, buf);
        let hours = self.slots.as_ref().map_or(&[][..], |slots| slots.hours.as_slice());
        let hour = |at: crate::domain::moment::At| at.local(cx.zone).hour();
        let said = match (hours.get(self.column), self.selected()) {
            (Some((from, to)), Some(row)) => {
                let (from, to, load) = (hour(*from), hour(*to), row.load);
                let here = row.slots.get(self.column).map_or(String::new(), |numbers| numbers.join(" "));
                say!("{from}–{to} 点  在手 {load} 单  {here}", "{from}-{to} h  open work {load}  {here}")
            }
            _ => Say::same(""),
        };
        line(cx.say(&said), cx.theme.style(Tone::Title), inner, buf);
        let inner = below(inner, 1);
        let mut columns = vec![
            Column::new(cx.t(t("人员", "Who")), NAME),
            Column::new(cx.t(t("班组", "Team")), TEAM),
            Column::new(cx.t(t("约", "Booked")), LOAD),
        ];
        columns.extend(hours.iter().enumerate().map(|(at, (from, to))| {
            // The chosen slot is bracketed, where underlining does not show.
            let words = format!("{}-{}", hour(*from), hour(*to));
            Column::new(if at == self.column { format!("[{words}]") } else { words }, SLOT)
        }));
        let rows = self.slots.iter().flat_map(|slots| &slots.rows).enumerate();
        let lines: Vec<Line> = rows
            .map(|(at, row)| {
                let line = self.cells(row, cx);
                let part = Underlined { column: self.column + 3, from: 0, to: SLOT };
                if at == self.row.at { line.underlined(part) } else { line }
            })
            .collect();
        let around = Around {
            empty: cx.t(t("没有班组人员；请先给员工分配班组", "Nobody belongs to a team yet")),
            error: self.error.as_ref().map(|error| cx.say(error)),
            heads: true,
            focused: true,
            ..Around::default()
        };
        table::draw(&columns, &lines, &mut self.row, &around, inner, (cx.theme, cx.lang), buf)
    }
}
