//! What the keys of an incident do. The desk decides; this only asks.

use super::{Focus, IncidentScreen, REGISTER};
use crate::domain::incident::LineKind;
use crate::domain::register::Values;
use crate::domain::value::Value;
use crate::text::lang::{Say, t};
use crate::tui::command::id;
use crate::tui::screen::doing;
use crate::tui::screen::entry::EntryScreen;
use crate::tui::screen::form::Form;
use crate::tui::screen::{Cx, Level, Outcome};

/// The keys that begin a line of a kind.
pub(super) const KINDS: [(&str, LineKind); 7] = [
    (id::EMERGENCY_OBSERVED, LineKind::Observed),
    (id::EMERGENCY_MEASURE, LineKind::Measure),
    (id::EMERGENCY_ARRIVED, LineKind::Arrived),
    (id::EMERGENCY_NOTIFIED, LineKind::Notified),
    (id::EMERGENCY_AUTHORITY, LineKind::Authority),
    (id::EMERGENCY_LOSS, LineKind::Loss),
    (id::EMERGENCY_AFTERMATH, LineKind::Aftermath),
];

impl IncidentScreen {
    pub(super) fn command(&mut self, command: &str, cx: &mut Cx) {
        if let Some((_, kind)) = KINDS.iter().find(|(known, _)| *known == command) {
            return self.begin(*kind, cx);
        }
        match command {
            // In the line Esc leaves the screen: what was typed is asked about.
            id::GO_BACK if self.focus == Focus::Line && !self.text.is_empty() => self.text.set(""),
            id::GO_BACK => cx.pop(Outcome::Cancelled),
            id::PANE_NEXT => self.turn(1),
            id::PANE_PREV => self.turn(Focus::ALL.len() - 1),
            id::LIST_REFRESH => self.ask(cx),
            id::LIST_OPEN if self.focus == Focus::Line => self.enter(cx),
            id::LIST_OPEN | id::EMERGENCY_TICK => self.tick(cx),
            id::EMERGENCY_REACHED => self.called("reached", cx),
            id::EMERGENCY_UNREACHED => self.called("not-reached", cx),
            id::EMERGENCY_HANDLE => self.run("incident.handle", cx),
            id::EMERGENCY_CONTROL => self.run("incident.control", cx),
            id::EMERGENCY_CLOSE => self.run("incident.close", cx),
            id::EMERGENCY_PLACE => self.run("incident.locate", cx),
            id::EMERGENCY_ATTACH => self.caller(cx),
            id::ENTRY_ACTIONS => {
                if let Some(view) = &self.view {
                    self.doing.choose(REGISTER, &view.entry.head, cx);
                }
            }
            id::ENTRY_HISTORY | id::ENTRY_EDIT => {
                let Some(view) = &self.view else { return };
                let number = view.entry.head.number.clone();
                let Some(screen) = EntryScreen::of(view.entry.entry, &number, cx) else { return };
                let history = command == id::ENTRY_HISTORY;
                cx.push(Box::new(if history { screen.with_history() } else { screen.correcting() }));
            }
            id::LIST_UP if self.focus == Focus::Line => self.turn_kind(LineKind::BY_HAND.len() - 1),
            id::LIST_DOWN if self.focus == Focus::Line => self.turn_kind(1),
            _ if self.focus == Focus::Line => drop(self.text.run(command)),
            _ => {
                let Some(view) = &self.view else { return };
                let (selection, rows) = match self.focus {
                    Focus::Steps => (&mut self.steps, view.steps.len()),
                    Focus::Calls => (&mut self.calls, view.calls.len()),
                    _ => (&mut self.time, view.lines.len()),
                };
                selection.run(command, rows);
            }
        }
    }

    fn turn(&mut self, by: usize) {
        let at = Focus::ALL.iter().position(|focus| *focus == self.focus).unwrap_or(0);
        self.focus = Focus::ALL.get((at + by) % Focus::ALL.len()).copied().unwrap_or(Focus::Line);
    }

    fn turn_kind(&mut self, by: usize) {
        let all = LineKind::BY_HAND;
        let at = all.iter().position(|kind| *kind == self.kind).unwrap_or(0);
        self.kind = all.get((at + by) % all.len()).copied().unwrap_or(LineKind::Observed);
    }

    /// One key for a kind of line: where the kind says it all it is written at once.
    fn begin(&mut self, kind: LineKind, cx: &mut Cx) {
        if kind == LineKind::Arrived {
            self.write(kind, String::new(), Values::default(), cx);
            return;
        }
        self.kind = kind;
        self.focus = Focus::Line;
    }

    fn enter(&mut self, cx: &mut Cx) {
        let text = self.text.text().trim().to_owned();
        if text.is_empty() && self.kind != LineKind::Arrived {
            cx.toast(
                t("请先写内容；上下键换类别", "Type something first; Up and Down turn the kind"),
                Level::Info,
            );
            return;
        }
        self.text.set("");
        let kind = std::mem::replace(&mut self.kind, LineKind::Observed);
        self.write(kind, text, Values::default(), cx);
    }

    /// Ticks the selected step, or writes down that somebody was rung.
    fn tick(&mut self, cx: &mut Cx) {
        match self.focus {
            Focus::Steps => {
                let Some(view) = &self.view else { return };
                let Some(step) = view.steps.get(self.steps.at) else { return };
                let verb = if step.at.is_none() { "tick_step" } else { "untick_step" };
                let values = Values::default().with("step", Value::Int(step.step));
                let head = view.entry.head.clone();
                self.doing.act(REGISTER, verb, &head, values, cx);
                if verb == "tick_step" {
                    let rows = view.steps.len();
                    self.steps.run(id::LIST_DOWN, rows);
                }
            }
            Focus::Calls => self.called("rung", cx),
            Focus::Timeline | Focus::Line => {}
        }
    }

    /// How a call to the selected person went; who is not selected is not called.
    fn called(&mut self, reached: &str, cx: &mut Cx) {
        let row = self.view.as_ref().and_then(|view| view.calls.get(self.calls.at)).cloned();
        let Some(row) = row.filter(|_| self.focus == Focus::Calls) else {
            cx.toast(t("请先 Tab 到通知名单选人", "Tab to the calls and select somebody first"), Level::Info);
            return;
        };
        let authority = row.phone.len() == 3;
        let kind = if authority { LineKind::Authority } else { LineKind::Notified };
        let mut values = Values::default()
            .with("whom", Value::Text(row.name))
            .with("reached", Value::Choice(reached.to_owned()));
        if !row.phone.is_empty() {
            values = values.with("phone", Value::Text(row.phone));
        }
        self.write(kind, String::new(), values, cx);
    }

    fn caller(&self, cx: &mut Cx) {
        let Some(view) = &self.view else { return };
        if let Some(form) = Form::create("caller_report", "take", cx) {
            let head = &view.entry.head;
            cx.push(Box::new(form.with_link("incident", head.id, &head.number).from("place")));
        }
    }

    fn run(&mut self, command: &str, cx: &mut Cx) {
        if let Some(view) = &self.view {
            let head = view.entry.head.clone();
            self.doing.run(command, REGISTER, &head, cx);
        }
    }

    /// Why an action cannot be done now, as far as the screen knows.
    pub(super) fn may(&self, verb: &str, cx: &Cx) -> Result<(), Say> {
        let view = self.view.as_ref().ok_or_else(super::not_yet)?;
        let register = cx.registers.by_id(REGISTER).ok_or_else(super::not_yet)?;
        let action = register.action(verb).ok_or_else(super::not_yet)?;
        doing::may(register, action, &view.entry.head, cx)
    }
}
