//! One entry whole: its fields, what may be done with it and why not, what belongs to it, and who else is looking.
//! Its history is a key away. Every line can be selected; Enter does what the line offers.

use super::doing::{self, Doing};
use super::entry_head::{head_texts, others};
use super::form::Form;
use super::paper::Printing;
use super::rows::{short, value_text};
use super::unmask::Unmasking;
use super::{Cx, Kind, Level, Live, Msg, Outcome, Present, Screen, Ticket, Topic, reply};
use crate::api::describe::CORRECT;
use crate::api::entry::{Entry, History, Show, Step, Steps};
use crate::domain::ids::{EntryRef, Tag};
use crate::domain::register::{AnyRegister, FieldInfo};
use crate::text::lang::{Say, T, t};
use crate::text::width::wrap;
use crate::tui::command::id;
use crate::tui::keymap::Snap;
use crate::tui::theme::Tone;
use crate::tui::widget::panel::{below, line, panel};
use crate::tui::widget::table::{self, Around, Column, Line, Selection};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// Width of the names, in cells.
const NAMES: u16 = 18;

/// An entry on the screen.
pub struct EntryScreen {
    register: &'static str,
    tag: Tag,
    number: String,
    entry: Option<Entry>,
    steps: Option<Vec<Step>>,
    history: bool,
    /// Open the correction as soon as the entry is there.
    correcting: bool,
    error: Option<Say>,
    asked: Option<Ticket>,
    asked_steps: Option<Ticket>,
    again: bool,
    selection: Selection,
    doing: Doing,
    unmasked: Unmasking,
    printing: Printing,
}

/// What Enter does on a line.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Does {
    Nothing,
    /// Nothing; this is a field's line.
    Field(&'static str),
    Act(String),
    Open(EntryRef, String),
}

impl EntryScreen {
    /// The entry with this number.
    #[must_use]
    pub fn new(register: &'static str, tag: Tag, number: &str) -> Self {
        Self {
            register,
            tag,
            number: number.to_owned(),
            entry: None,
            steps: None,
            history: false,
            correcting: false,
            error: None,
            asked: None,
            asked_steps: None,
            again: false,
            selection: Selection::default(),
            doing: Doing::default(),
            unmasked: Unmasking::default(),
            printing: Printing::default(),
        }
    }

    /// The entry of a reference; none when its register is unknown.
    #[must_use]
    pub fn of(entry: EntryRef, number: &str, cx: &Cx) -> Option<Self> {
        let register = cx.registers.by_tag(entry.register)?.info().id;
        Some(Self::new(register, entry.register, number))
    }

    /// With its history shown.
    #[must_use]
    pub fn with_history(mut self) -> Self {
        self.history = true;
        self
    }

    /// With the correction opened.
    #[must_use]
    pub fn correcting(mut self) -> Self {
        self.correcting = true;
        self
    }

    fn ask(&mut self, cx: &mut Cx) {
        if self.asked.is_some() {
            self.again = true;
            return;
        }
        let register = Some(self.register.to_owned());
        self.asked = Some(cx.call(Show { entry: self.number.clone(), register: register.clone() }));
        if self.history {
            self.asked_steps = Some(cx.call(History { entry: self.number.clone(), register }));
        }
    }

    fn take(&mut self, result: Result<Entry, crate::api::Fault>, cx: &mut Cx) {
        match result {
            Ok(entry) => {
                self.error = None;
                self.entry = Some(entry);
                if std::mem::take(&mut self.correcting) {
                    self.correct(cx);
                }
            }
            Err(fault) => self.error = Some(fault.text),
        }
        if std::mem::take(&mut self.again) {
            self.ask(cx);
        }
    }

    fn correct(&self, cx: &mut Cx) {
        let Some(entry) = &self.entry else { return };
        if let Err(why) = self.may_correct(cx) {
            cx.toast(why, Level::Fault);
        } else if let Some(form) = Form::correct(entry, cx) {
            cx.push(Box::new(form));
        }
    }

    fn may_correct(&self, cx: &Cx) -> Result<(), T> {
        let who = cx.registers.by_id(self.register).map(|register| register.info().correct);
        if who.is_some_and(|who| cx.holds(who)) {
            Ok(())
        } else {
            Err(t("您的岗位不能更正", "Your post cannot correct it"))
        }
    }

    fn command(&mut self, command: &str, rows: &[(Line, Does)], cx: &mut Cx) {
        if self.selection.run(command, rows.len()) {
            return;
        }
        match command {
            id::GO_BACK => cx.pop(Outcome::Cancelled),
            id::LIST_REFRESH => self.ask(cx),
            id::ENTRY_HISTORY => {
                self.history = !self.history;
                self.selection = Selection::default();
                if self.history {
                    self.ask(cx);
                }
            }
            id::LIST_OPEN => match rows.get(self.selection.at).map(|(_, does)| does.clone()) {
                Some(Does::Act(command)) => self.act(&command, cx),
                Some(Does::Open(entry, number)) => {
                    if let Some(screen) = Self::of(entry, &number, cx) {
                        cx.push(Box::new(screen));
                    }
                }
                _ => {}
            },
            id::ENTRY_UNMASK => {
                if let Some(entry) = &self.entry {
                    let fields = self.masked(rows, cx);
                    self.unmasked.ask(entry.entry, &fields, cx);
                }
            }
            _ => self.act(command, cx),
        }
    }

    /// The masked field of the selected line, else all masked fields.
    fn masked(&self, rows: &[(Line, Does)], cx: &Cx) -> Vec<FieldInfo> {
        let (Some(entry), Some(register)) = (&self.entry, cx.registers.by_id(self.register)) else {
            return Vec::new();
        };
        let all = self.unmasked.masked(entry.entry, &entry.fields, register);
        match rows.get(self.selection.at) {
            Some((_, Does::Field(id))) if all.iter().any(|info| info.id == *id) => {
                all.into_iter().filter(|info| info.id == *id).collect()
            }
            _ => all,
        }
    }

    fn act(&mut self, command: &str, cx: &mut Cx) {
        let Some(head) = self.entry.as_ref().map(|entry| entry.head.clone()) else { return };
        if command == id::ENTRY_PRINT {
            self.printing.choose(self.register, &head.number, cx);
        } else if command == id::GO_SLOTS {
            cx.push(Box::new(super::slots::SlotScreen::new(Some(head))));
        } else if command == id::PIN_RESET {
            cx.push(Box::new(super::watch::PinResetScreen::new(Some(&head.number))));
        } else if command == id::GO_REASSIGN {
            let name = self.entry.as_ref().map_or("", |entry| cx.say(&entry.title)).to_owned();
            cx.push(Box::new(super::reassign::form(Some((head.id, &name)), cx)));
        } else if doing::corrects(command) {
            self.correct(cx);
        } else if command == id::ENTRY_ACTIONS {
            self.doing.choose(self.register, &head, cx);
        } else {
            self.doing.run(command, self.register, &head, cx);
        }
    }

    /// Every line, with what Enter does on it.
    fn lines(&self, width: u16, cx: &Cx) -> Vec<(Line, Does)> {
        let (Some(entry), Some(register)) = (&self.entry, cx.registers.by_id(self.register)) else {
            return Vec::new();
        };
        if self.history {
            return self.steps.iter().flatten().flat_map(|step| step_lines(step, register, cx)).collect();
        }
        let room = usize::from(width.saturating_sub(NAMES + 6)).max(10);
        let mut lines = Vec::new();
        for (label, text) in head_texts(entry, cx) {
            push_wrapped(&mut lines, label, &text, room);
        }
        for info in register.fields() {
            let Some(cell) = entry.fields.iter().find(|cell| cell.field == info.id) else { continue };
            let text = self.unmasked.text(entry.entry, info, cell, cx);
            if text.is_empty() {
                continue;
            }
            let from = lines.len();
            push_wrapped(&mut lines, cx.t(info.label), &text, room);
            lines.iter_mut().skip(from).for_each(|(_, does)| *does = Does::Field(info.id));
        }
        let can = cx.t(t("可以办理", "Can be done"));
        let mut first = true;
        for possible in &entry.actions {
            let label =
                register.action(&possible.action).map_or(t("更正", "Correct"), |action| action.label);
            let head = if std::mem::take(&mut first) { can } else { "" };
            let command = format!("{}.{}", self.register, possible.action);
            let row = match &possible.why_not {
                None => Line::new(vec![head.to_owned(), format!("[{}]", cx.t(label))]),
                Some(why) => {
                    let text = format!("-{}- {}", cx.t(label), cx.say(why));
                    Line::new(vec![head.to_owned(), text]).toned(Tone::Muted)
                }
            };
            lines.push((row, Does::Act(command)));
        }
        let mut first = true;
        for link in &entry.links {
            let head = if std::mem::take(&mut first) { cx.t(t("关联", "Belongs with")) } else { "" };
            let row = short(link, cx);
            let name = cx.registers.by_tag(link.register).map_or("", |register| cx.t(register.info().name));
            let text = format!("{name} {}", row.cells.join("  "));
            let target = EntryRef::new(link.register, link.head.id);
            lines.push((
                Line::new(vec![head.to_owned(), text]).toned(row.tone),
                Does::Open(target, link.head.number.clone()),
            ));
        }
        lines
    }
}

fn push_wrapped(lines: &mut Vec<(Line, Does)>, label: &str, text: &str, room: usize) {
    for (at, part) in wrap(text, room).into_iter().enumerate() {
        let label = if at == 0 { label } else { "" };
        lines.push((Line::new(vec![label.to_owned(), part]), Does::Nothing));
    }
}

/// A step: when, who, what; then each change, before and after.
fn step_lines(step: &Step, register: &dyn AnyRegister, cx: &Cx) -> Vec<(Line, Does)> {
    // The step of another entry may have moved this one on: its call has that register's name.
    let (area, verb) = step.call.split_once('.').unwrap_or_default();
    let label = match cx.registers.by_id(area).and_then(|register| register.action(verb)) {
        Some(action) => cx.t(action.label),
        None if verb == CORRECT => cx.t(t("更正", "Correct")),
        None if step.viewed.is_some() => cx.t(t("查看完整信息", "Seen in full")),
        None => &step.call,
    };
    let state = register.info().state_of_id(&step.state).map_or("", |state| cx.t(state.label));
    let head = format!("{label}  {}  {state}", step.who);
    let mut lines =
        vec![(Line::new(vec![step.at.screen(cx.now, cx.zone), head]).toned(Tone::Unread), Does::Nothing)];
    let mut said = Vec::new();
    if step.erased {
        said.push(cx.t(t("内容已依法删除", "What it changed was erased")).to_owned());
    }
    // Several fields were seen at once when they were printed.
    let viewed = step.viewed.iter().flat_map(|fields| fields.split(' '));
    said.extend(viewed.filter_map(|field| register.field(field)).map(|field| cx.t(field.label).to_owned()));
    said.extend(step.told.as_ref().map(|told| cx.say(told).to_owned()));
    said.extend(step.note.as_ref().map(|note| format!("{}: {note}", cx.t(t("说明", "Note")))));
    lines.extend(said.into_iter().map(|text| (Line::new(vec![String::new(), text]), Does::Nothing)));
    for change in &step.changes {
        let Some(info) = register.field(&change.field) else { continue };
        let (before, after) = (value_text(info, &change.before, cx), value_text(info, &change.after, cx));
        let label = cx.t(info.label);
        let none = cx.t(t("（空）", "(empty)"));
        let or = |text: String| if text.is_empty() { none.to_owned() } else { text };
        let text = format!("{label}: {} -> {}", or(before), or(after));
        lines.push((Line::new(vec![String::new(), text]), Does::Nothing));
    }
    lines
}

impl Screen for EntryScreen {
    fn name(&self) -> &'static str {
        "entry"
    }

    fn kind(&self) -> Kind {
        Kind::List
    }

    fn title(&self, cx: &Cx) -> String {
        let name = cx.registers.by_id(self.register).map_or("", |register| cx.t(register.info().name));
        let title = self.entry.as_ref().map_or("", |entry| cx.say(&entry.title));
        format!("{name} {}  {title}", self.number)
    }

    fn about(&self) -> T {
        t(
            "一条登记的全部内容；在“可以办理”的行上回车即办理。",
            "One entry whole; Enter on a line does what it offers.",
        )
    }

    fn topics(&self) -> Vec<Topic> {
        match &self.entry {
            Some(entry) => vec![Topic::Entry(entry.entry), Topic::Presence(entry.entry)],
            None => vec![Topic::Register(self.tag)],
        }
    }

    fn present(&self) -> Option<Present> {
        self.entry.as_ref().map(|entry| Present::looking(entry.entry))
    }

    fn start(&mut self, cx: &mut Cx) {
        self.entry = None;
        self.asked = None;
        self.ask(cx);
    }

    fn on(&mut self, msg: Msg<'_>, cx: &mut Cx) {
        match msg {
            Msg::Command(command) => {
                let lines = self.lines(cx.size.0, cx);
                self.command(command, &lines, cx);
            }
            Msg::Answer { ticket, result } if self.asked == Some(ticket) => {
                self.asked = None;
                self.take(reply::<Show>(result), cx);
            }
            Msg::Answer { ticket, result } if self.asked_steps == Some(ticket) => {
                self.asked_steps = None;
                match reply::<History>(result) {
                    Ok(Steps { steps }) => self.steps = Some(steps),
                    Err(fault) => cx.toast(fault.text, Level::Fault),
                }
            }
            Msg::Answer { ticket, result } => {
                if !self.unmasked.answer(ticket, &result, cx)
                    && !self.printing.answer(ticket, &result, cx)
                    && self.doing.answer(ticket, &result, cx) == Some(false)
                {
                    self.ask(cx);
                }
            }
            Msg::Changed(_) => self.ask(cx),
            Msg::Returned { of, outcome } => {
                if !self.unmasked.returned(of, &outcome, cx) && !self.printing.returned(of, &outcome, cx) {
                    self.doing.returned(of, &outcome, cx);
                }
            }
            Msg::Focus | Msg::Char(_) | Msg::Paste(_) => {}
        }
    }

    fn commands(&self, cx: &Cx) -> Vec<Live> {
        let correct = match self.may_correct(cx) {
            Ok(()) => Live::on(id::ENTRY_EDIT),
            Err(why) => Live::off(id::ENTRY_EDIT, why),
        };
        let mut all = vec![
            Live::on(id::LIST_OPEN),
            Live::on(id::ENTRY_ACTIONS),
            correct,
            Live::on(id::ENTRY_HISTORY),
            Live::on(id::ENTRY_EXPLAIN),
            Live::when(
                id::ENTRY_UNMASK,
                !self.masked(&[], cx).is_empty(),
                t("没有隐去的内容", "Nothing is masked"),
            ),
            Live::on(id::ENTRY_PRINT),
            Live::on(id::LIST_REFRESH),
            Live::on(id::GO_BACK),
        ];
        if self.register == "request" {
            all.push(Live::on(id::GO_SLOTS));
        }
        if self.register == "staff" && cx.holds(crate::domain::posts::Posts::LEAD) {
            all.push(Live::on(id::GO_REASSIGN));
        }
        if self.register == "staff" {
            all.push(Live::on(id::PIN_RESET));
        }
        let Some(entry) = &self.entry else { return all };
        // The desk has told the reasons; they go before what the screen could guess.
        all.extend(entry.actions.iter().map(|possible| {
            let command = format!("{}.{}", self.register, possible.action);
            match &possible.why_not {
                None => Live::on(command),
                Some(why) => Live::off(command, why.clone()),
            }
        }));
        all
    }

    fn waits(&self) -> bool {
        self.entry.is_none() && self.asked.is_some()
    }

    fn snap(&self, cx: &Cx) -> Snap {
        let head = self.entry.as_ref().map(|entry| &entry.head);
        let info = cx.registers.by_id(self.register).map(AnyRegister::info);
        Snap {
            selected: head.is_some(),
            open: head.zip(info).is_some_and(|(head, info)| info.is_open(head.state)),
            own: head.is_some_and(|head| head.owner == Some(cx.me.who.staff)),
            ..Snap::default()
        }
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        let title = match self.history {
            true => format!("{}  {}", cx.t(t("经过", "History")), self.title(cx)),
            false => self.title(cx),
        };
        let buf = frame.buffer_mut();
        let mut inner = panel(&title, true, area, cx.theme, buf);
        let presence = self.entry.as_ref().map_or(&[][..], |entry| &entry.presence);
        if let Some(others) = others(presence, cx) {
            line(cx.say(&others), cx.theme.style(Tone::Soon), inner, buf);
            inner = below(inner, 1);
        }
        let rows: Vec<Line> = self.lines(cx.size.0, cx).into_iter().map(|(line, _)| line).collect();
        let columns = [Column::new("", NAMES), Column::new("", 20).flexible()];
        let around = Around {
            empty: cx.t(t("正在读取……", "Reading ...")),
            error: self.error.as_ref().map(|error| cx.say(error)),
            focused: true,
            ..Around::default()
        };
        table::draw(&columns, &rows, &mut self.selection, &around, inner, (cx.theme, cx.lang), buf)
    }
}
