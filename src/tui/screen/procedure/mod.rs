//! A procedure as a checklist: its steps with who ticked them, the readings and defects beneath. A tick is a key; what a
//! step wants besides is asked in a small form. Nothing is lost by leaving: the procedure is an entry like any other.

mod draw;
mod keys;

use super::doing::Doing;
use super::{Cx, Kind, Live, Msg, Outcome, Present, Screen, Ticket, Topic, reply};
use crate::api::checklist::{Checklist, ShowChecklist, StepMark, StepRow};
use crate::api::entry::{Act, Row};
use crate::domain::ids::EntryRef;
use crate::domain::{defect, meter_reading, procedure};
use crate::text::lang::{Say, T, t};
use crate::tui::command::id;
use crate::tui::keymap::Snap;
use crate::tui::widget::table::Selection;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// The register the screen shows.
const REGISTER: &str = "procedure";

/// A checklist on the screen.
pub struct ChecklistScreen {
    number: String,
    list: Option<Checklist>,
    error: Option<Say>,
    asked: Option<Ticket>,
    again: bool,
    selection: Selection,
    doing: Doing,
    /// After a tick the mark goes on to the next open step.
    go_on: bool,
    /// The step a question on the screen is about.
    about: Option<StepRow>,
}

/// What a line of the screen is.
enum Spot<'a> {
    Step(&'a StepRow),
    Entry(&'a Row),
}

impl ChecklistScreen {
    /// The procedure with this number.
    #[must_use]
    pub fn new(number: &str) -> Self {
        Self {
            number: number.to_owned(),
            list: None,
            error: None,
            asked: None,
            again: false,
            selection: Selection::default(),
            doing: Doing::default(),
            go_on: true,
            about: None,
        }
    }

    fn ask(&mut self, cx: &mut Cx) {
        if self.asked.is_some() {
            self.again = true;
        } else {
            self.asked = Some(cx.call(ShowChecklist { entry: self.number.clone() }));
        }
    }

    fn steps(&self) -> &[StepRow] {
        self.list.as_ref().map_or(&[], |list| list.steps.as_slice())
    }

    /// Readings and defects of the procedure.
    fn entries(&self) -> Vec<&Row> {
        let links = self.list.iter().flat_map(|list| &list.entry.links);
        links.filter(|row| [meter_reading::TAG, defect::TAG].contains(&row.register)).collect()
    }

    fn spot(&self) -> Option<Spot<'_>> {
        let at = self.selection.at;
        if let Some(step) = self.steps().get(at) {
            return Some(Spot::Step(step));
        }
        self.entries().get(at - self.steps().len()).copied().map(Spot::Entry)
    }

    fn rows(&self) -> usize {
        self.steps().len() + self.entries().len()
    }

    fn is_open(&self) -> bool {
        self.list.as_ref().is_some_and(|list| list.entry.head.state == procedure::OPEN)
    }

    /// Puts the mark on the first step that is still to be done.
    fn mark_next(&mut self) {
        let open = |row: &StepRow| row.mark == StepMark::Open && !row.by_itself;
        let from = self.selection.at.min(self.steps().len());
        let later = self.steps().iter().skip(from).position(open).map(|at| at + from);
        if let Some(at) = later.or_else(|| self.steps().iter().position(open)) {
            self.selection.at = at;
        }
    }

    fn taken(&mut self, result: Result<Checklist, crate::api::Fault>, cx: &mut Cx) {
        match result {
            Ok(list) => {
                self.error = None;
                self.list = Some(list);
                if std::mem::take(&mut self.go_on) {
                    self.mark_next();
                }
                let rows = self.rows();
                self.selection.clamp(rows);
            }
            Err(fault) => self.error = Some(fault.text),
        }
        if std::mem::take(&mut self.again) {
            self.ask(cx);
        }
    }

    /// Why nothing can be done to it.
    fn may(&self) -> Result<(), Say> {
        match &self.list {
            None => Err(t("还没有读到这个手续", "The procedure is not read yet").into()),
            Some(_) if !self.is_open() => Err(t("手续已结束", "The procedure is over").into()),
            Some(_) => Ok(()),
        }
    }
}

impl Screen for ChecklistScreen {
    fn name(&self) -> &'static str {
        "checklist"
    }

    fn kind(&self) -> Kind {
        Kind::List
    }

    fn title(&self, cx: &Cx) -> String {
        let kind = self.list.as_ref().map_or("", |list| cx.say(&list.entry.title));
        format!("{} {kind} {}", cx.t(t("手续", "Procedure")), self.number)
    }

    fn about(&self) -> T {
        t(
            "逐步办理：空格勾选或取消；缺陷、抄表各一键登记；随时离开，下次接着办。",
            "Step by step: Space ticks or takes back; defects and readings have a key each. Leave at any time and go on later.",
        )
    }

    fn topics(&self) -> Vec<Topic> {
        let mut all = vec![Topic::Register(defect::TAG), Topic::Register(meter_reading::TAG)];
        if let Some(list) = &self.list {
            all.extend([Topic::Entry(list.entry.entry), Topic::Presence(list.entry.entry)]);
            // What is open in the room stands against some steps.
            all.push(Topic::Register(crate::domain::request::TAG));
        }
        all
    }

    fn present(&self) -> Option<Present> {
        self.list.as_ref().map(|list| Present::looking(list.entry.entry))
    }

    fn start(&mut self, cx: &mut Cx) {
        self.asked = None;
        self.ask(cx);
    }

    fn on(&mut self, msg: Msg<'_>, cx: &mut Cx) {
        match msg {
            Msg::Command(command) => {
                let rows = self.rows();
                if !self.selection.run(command, rows) {
                    self.command(command, cx);
                }
            }
            Msg::Answer { ticket, result } if self.asked == Some(ticket) => {
                self.asked = None;
                self.taken(reply::<ShowChecklist>(result), cx);
            }
            Msg::Answer { ticket, result } => {
                let done = reply::<Act>(result.clone()).is_ok();
                if self.doing.answer(ticket, &result, cx).is_some() {
                    self.go_on |= done;
                    self.ask(cx);
                }
            }
            Msg::Changed(_) => self.ask(cx),
            Msg::Returned { of, outcome } => self.returned(of, &outcome, cx),
            _ => {}
        }
    }

    fn commands(&self, cx: &Cx) -> Vec<Live> {
        let of = |command: &'static str, may: Result<(), Say>| match may {
            Ok(()) => Live::on(command),
            Err(why) => Live::off(command, why),
        };
        let post = |may: Result<(), Say>| {
            may.and_then(|()| {
                if cx.holds(crate::domain::posts::Posts::DESK) {
                    Ok(())
                } else {
                    Err(t("您的岗位不办理此项", "Not for your post").into())
                }
            })
        };
        let on_step = match self.spot() {
            Some(Spot::Step(_)) => self.may(),
            _ => Err(t("请选一个步骤", "Choose a step").into()),
        };
        let mut all = vec![
            of(id::CHECK_TICK, post(on_step.clone())),
            of(id::CHECK_DEFECT, post(if self.list.is_some() { Ok(()) } else { self.may() })),
            of(id::CHECK_METER, post(self.may())),
            of(id::CHECK_SKIP, post(on_step)),
            of(id::CHECK_FINISH, post(self.may())),
            of(id::CHECK_CHANGE, post(self.may())),
            of(id::CHECK_CANCEL, post(self.may())),
        ];
        let here = self.list.is_some();
        let not_yet = t("还没有读到这个手续", "The procedure is not read yet");
        all.extend([
            Live::when(id::LIST_OPEN, self.spot().is_some(), not_yet),
            Live::when(id::ENTRY_HISTORY, here, not_yet),
            Live::when(id::ENTRY_EDIT, here, not_yet),
            Live::on(id::LIST_REFRESH),
            Live::on(id::GO_BACK),
        ]);
        all
    }

    fn waits(&self) -> bool {
        self.list.is_none() && self.asked.is_some()
    }

    fn snap(&self, _: &Cx) -> Snap {
        Snap {
            selected: self.spot().is_some(),
            empty: self.rows() == 0,
            open: self.is_open(),
            ..Snap::default()
        }
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        self.show(frame, area, cx)
    }
}

/// The checklist of an entry, when it is a procedure.
#[must_use]
pub fn of(entry: EntryRef, number: &str) -> Option<Box<dyn Screen>> {
    (entry.register == procedure::TAG).then(|| Box::new(ChecklistScreen::new(number)) as Box<dyn Screen>)
}

/// What closes a screen that asks: yes.
fn yes(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Done)
}
