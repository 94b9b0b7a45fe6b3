//! An incident on one screen: the line one types into, the steps of its plan, whom to call, and the timeline. The caret
//! stands in the line from the start; nothing is asked before it. What is typed before the office has answered waits.

mod draw;
mod keys;

use super::doing::Doing;
use super::{Cx, Kind, Level, Live, Msg, Outcome, Screen, Ticket, Topic, Typing, reply};
use crate::api::entry::Act;
use crate::api::incident::{IncidentView, ShowIncident};
use crate::domain::ids::EntryRef;
use crate::domain::incident::{IncidentKind, LineKind, TAG};
use crate::domain::register::Values;
use crate::domain::value::Value;
use crate::text::lang::{Say, T, t};
use crate::tui::command::id;
use crate::tui::keymap::Snap;
use crate::tui::widget::field::Editor;
use crate::tui::widget::table::Selection;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// The register the screen shows.
const REGISTER: &str = "incident";
/// Characters of a line.
const LINE: usize = 300;

/// What has the focus.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Focus {
    Line,
    Steps,
    Calls,
    Timeline,
}

impl Focus {
    const ALL: [Self; 4] = [Self::Line, Self::Steps, Self::Calls, Self::Timeline];
}

/// An incident on the screen.
pub struct IncidentScreen {
    /// Its kind while it is being opened.
    opening: Option<(IncidentKind, String)>,
    opened: Option<Ticket>,
    number: Option<String>,
    view: Option<IncidentView>,
    error: Option<Say>,
    asked: Option<Ticket>,
    again: bool,
    focus: Focus,
    text: Editor,
    kind: LineKind,
    /// Lines that were typed before the incident had its number.
    early: Vec<(LineKind, String)>,
    /// Lines on their way, with their words.
    writing: Vec<(Ticket, String)>,
    steps: Selection,
    calls: Selection,
    time: Selection,
    doing: Doing,
}

impl IncidentScreen {
    /// The incident with this number.
    #[must_use]
    pub fn new(number: &str) -> Self {
        Self { number: Some(number.to_owned()), ..Self::blank() }
    }

    /// A new one: it is reported as soon as the screen stands.
    #[must_use]
    pub fn opening(kind: IncidentKind) -> Self {
        Self { opening: Some((kind, String::new())), ..Self::blank() }
    }

    fn blank() -> Self {
        Self {
            opening: None,
            opened: None,
            number: None,
            view: None,
            error: None,
            asked: None,
            again: false,
            focus: Focus::Line,
            text: Editor::line(LINE),
            kind: LineKind::Observed,
            early: Vec::new(),
            writing: Vec::new(),
            steps: Selection::default(),
            calls: Selection::default(),
            time: Selection::default(),
            doing: Doing::default(),
        }
    }

    fn ask(&mut self, cx: &mut Cx) {
        let Some(number) = self.number.clone() else { return };
        if self.asked.is_some() {
            self.again = true;
        } else {
            self.asked = Some(cx.call(ShowIncident { entry: number }));
        }
    }

    fn report(&mut self, cx: &mut Cx) {
        let Some((kind, key)) = &mut self.opening else { return };
        if self.opened.is_some() {
            // The wire repeats what was on its way when the line was lost.
            return;
        }
        if key.is_empty() {
            *key = cx.key();
        }
        let values = Values::default().with("kind", Value::Choice(kind.id().to_owned()));
        let act = Act { register: REGISTER.into(), action: "open".into(), values, ..Act::default() };
        self.opened = Some(cx.write(act, key));
    }

    fn reported(&mut self, result: Result<crate::api::Reply, crate::api::Fault>, cx: &mut Cx) {
        self.opened = None;
        match reply::<Act>(result) {
            Ok(acted) => {
                self.opening = None;
                self.number = Some(acted.number);
                for (kind, text) in std::mem::take(&mut self.early) {
                    self.write(kind, text, Values::default(), cx);
                }
                self.ask(cx);
            }
            Err(fault) => {
                cx.toast(fault.text.clone(), Level::Fault);
                self.error = Some(fault.text);
            }
        }
    }

    /// Writes a line of the timeline; what the office does not know yet waits for its number.
    fn write(&mut self, kind: LineKind, text: String, more: Values, cx: &mut Cx) {
        let Some(number) = &self.number else {
            self.early.push((kind, text));
            return;
        };
        let mut values = more
            .with("incident", Value::Text(number.clone()))
            .with("kind", Value::Choice(kind.id().to_owned()));
        if !text.is_empty() {
            values = values.with("text", Value::Text(text.clone()));
        }
        let act = Act { register: "incident_line".into(), action: "write".into(), values, ..Act::default() };
        let key = cx.key();
        self.writing.push((cx.write(act, &key), text));
    }

    fn taken(&mut self, result: Result<IncidentView, crate::api::Fault>, cx: &mut Cx) {
        match result {
            Ok(view) => {
                self.error = None;
                self.steps.clamp(view.steps.len());
                self.calls.clamp(view.calls.len());
                self.time.clamp(view.lines.len());
                if self.view.is_none() {
                    let next = view.steps.iter().position(|step| step.at.is_none());
                    self.steps.at = next.unwrap_or(0);
                }
                self.view = Some(view);
            }
            Err(fault) => self.error = Some(fault.text),
        }
        if std::mem::take(&mut self.again) {
            self.ask(cx);
        }
    }

    fn written(&mut self, at: usize, result: Result<crate::api::Reply, crate::api::Fault>, cx: &mut Cx) {
        let (_, words) = self.writing.remove(at);
        if let Err(fault) = reply::<Act>(result) {
            cx.toast(fault.text, Level::Fault);
            // What was typed is not lost by a refusal.
            if self.text.is_empty() {
                self.text.set(&words);
            }
        }
        self.ask(cx);
    }
}

impl Screen for IncidentScreen {
    fn name(&self) -> &'static str {
        "emergency"
    }

    fn kind(&self) -> Kind {
        Kind::List
    }

    fn title(&self, cx: &Cx) -> String {
        let title = cx.t(t("突发事件", "Emergency"));
        let number = self.number.clone().unwrap_or_default();
        let kind = self.opening.as_ref().map_or("", |(kind, _)| cx.t(kind.label()));
        format!("{title} {number}{kind}")
    }

    fn about(&self) -> T {
        t(
            "直接写，回车记一笔；上下键换类别。Tab 到步骤、通知名单、记录；空格勾选或记已拨打。",
            "Type and press Enter for a line; Up and Down turn its kind. Tab to steps, calls, timeline; Space ticks or marks as rung.",
        )
    }

    fn topics(&self) -> Vec<Topic> {
        let mut all = vec![
            Topic::Register(crate::domain::incident::line::TAG),
            Topic::Register(crate::domain::incident::caller::TAG),
        ];
        all.extend(self.view.as_ref().map(|view| Topic::Entry(view.entry.entry)));
        all
    }

    fn start(&mut self, cx: &mut Cx) {
        self.asked = None;
        self.report(cx);
        self.ask(cx);
    }

    fn on(&mut self, msg: Msg<'_>, cx: &mut Cx) {
        match msg {
            Msg::Command(command) => self.command(command, cx),
            Msg::Char(c) => drop(self.text.insert(c.encode_utf8(&mut [0; 4]))),
            Msg::Paste(text) => drop(self.text.insert(text)),
            Msg::Answer { ticket, result } if self.opened == Some(ticket) => self.reported(result, cx),
            Msg::Answer { ticket, result } if self.asked == Some(ticket) => {
                self.asked = None;
                self.taken(reply::<ShowIncident>(result), cx);
            }
            Msg::Answer { ticket, result } => {
                if let Some(at) = self.writing.iter().position(|(writing, _)| *writing == ticket) {
                    self.written(at, result, cx);
                } else if self.doing.answer(ticket, &result, cx).is_some() {
                    self.ask(cx);
                }
            }
            Msg::Changed(_) => self.ask(cx),
            Msg::Returned { of, outcome } => {
                if matches!(outcome, Outcome::Entry(_)) {
                    self.ask(cx);
                } else {
                    self.doing.returned(of, &outcome, cx);
                }
            }
            Msg::Focus => {}
        }
    }

    fn commands(&self, cx: &Cx) -> Vec<Live> {
        let may = |verb: &str| self.may(verb, cx);
        let of = |command: &'static str, may: Result<(), Say>| match may {
            Ok(()) => Live::on(command),
            Err(why) => Live::off(command, why),
        };
        let here = if self.view.is_some() { Ok(()) } else { Err(not_yet().into()) };
        let mut all = vec![Live::on(id::LIST_OPEN), Live::on(id::PANE_NEXT)];
        all.extend([
            of(id::EMERGENCY_HANDLE, may("handle")),
            of(id::EMERGENCY_CONTROL, may("control")),
            of(id::EMERGENCY_CLOSE, may("close")),
            of(id::EMERGENCY_PLACE, may("locate")),
            of(id::EMERGENCY_TICK, here.clone()),
            of(id::EMERGENCY_REACHED, here.clone()),
            of(id::EMERGENCY_UNREACHED, here.clone()),
            of(id::EMERGENCY_ATTACH, here.clone()),
        ]);
        all.extend(keys::KINDS.iter().map(|(command, _)| Live::on(*command)));
        all.extend([
            of(id::ENTRY_ACTIONS, here.clone()),
            of(id::ENTRY_EDIT, here.clone()),
            of(id::ENTRY_EXPLAIN, here.clone()),
            of(id::ENTRY_HISTORY, here),
            Live::on(id::LIST_REFRESH),
            Live::on(id::GO_BACK),
        ]);
        all
    }

    fn typing(&self) -> Typing {
        if self.focus == Focus::Line { Typing::Line } else { Typing::No }
    }

    fn dirty(&self) -> bool {
        !self.text.is_empty() || !self.early.is_empty()
    }

    fn snap(&self, _: &Cx) -> Snap {
        let open = self
            .view
            .as_ref()
            .is_some_and(|view| crate::domain::incident::OPEN_STATES.contains(&view.entry.head.state));
        Snap { selected: self.view.is_some(), open, ..Snap::default() }
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        self.show(frame, area, cx)
    }
}

fn not_yet() -> T {
    t("还没有读到这起事件", "The incident is not read yet")
}

/// The screen of an entry, when it is an incident.
#[must_use]
pub fn of(entry: EntryRef, number: &str) -> Option<Box<dyn Screen>> {
    (entry.register == TAG).then(|| Box::new(IncidentScreen::new(number)) as Box<dyn Screen>)
}
