//! What the keys of a checklist do: tick, leave out, a defect, a reading, finish. The desk decides; this only asks.

use super::{ChecklistScreen, REGISTER, Spot, yes};
use crate::api::checklist::{Checklist, StepMark, StepRow};
use crate::domain::ids::EntryRef;
use crate::domain::register::{Head, Values};
use crate::domain::value::Value;
use crate::say;
use crate::text::lang::t;
use crate::tui::command::id;
use crate::tui::dialog::Confirm;
use crate::tui::picker::{Pick, Picker};
use crate::tui::prompt::Prompt;
use crate::tui::screen::entry::EntryScreen;
use crate::tui::screen::form::Form;
use crate::tui::screen::pane::open_entry;
use crate::tui::screen::{Cx, Level, Outcome};

/// Characters of a reason.
const REASON: usize = 120;

impl ChecklistScreen {
    fn head(&self) -> Option<Head> {
        self.list.as_ref().map(|list| list.entry.head.clone())
    }

    pub(super) fn command(&mut self, command: &str, cx: &mut Cx) {
        match command {
            id::GO_BACK => cx.pop(Outcome::Cancelled),
            id::LIST_REFRESH => self.ask(cx),
            id::LIST_OPEN => match self.spot() {
                Some(Spot::Entry(row)) => {
                    let entry = EntryRef::new(row.register, row.head.id);
                    if let Some(screen) = open_entry(entry, &row.head.number, cx) {
                        cx.push(screen);
                    }
                }
                Some(Spot::Step(_)) => self.toggle(cx),
                None => {}
            },
            id::CHECK_TICK => self.toggle(cx),
            id::CHECK_SKIP => self.leave_out(cx),
            id::CHECK_DEFECT => self.defect(cx),
            id::CHECK_METER => self.meter(cx),
            id::CHECK_FINISH => self.finish(cx),
            id::CHECK_CHANGE => self.run("procedure.adjust", cx),
            id::CHECK_CANCEL => self.run("procedure.cancel", cx),
            id::ENTRY_HISTORY | id::ENTRY_EDIT => {
                let Some(list) = &self.list else { return };
                let Some(screen) = EntryScreen::of(list.entry.entry, &self.number, cx) else { return };
                let history = command == id::ENTRY_HISTORY;
                cx.push(Box::new(if history { screen.with_history() } else { screen.correcting() }));
            }
            _ => {}
        }
    }

    fn run(&mut self, command: &str, cx: &mut Cx) {
        if let Err(why) = self.may() {
            cx.toast(why, Level::Fault);
        } else if let Some(head) = self.head() {
            self.doing.run(command, REGISTER, &head, cx);
        }
    }

    /// The selected step, when something can be done with it.
    fn step(&self, cx: &mut Cx) -> Option<StepRow> {
        if let Err(why) = self.may() {
            cx.toast(why, Level::Fault);
            return None;
        }
        match self.spot() {
            Some(Spot::Step(step)) => Some(step.clone()),
            _ => None,
        }
    }

    fn act(&mut self, verb: &str, values: Values, cx: &mut Cx) {
        if let Some(head) = self.head() {
            self.doing.act(REGISTER, verb, &head, values, cx);
        }
    }

    /// Ticks the selected step, or takes its tick back.
    fn toggle(&mut self, cx: &mut Cx) {
        let Some(step) = self.step(cx) else { return };
        if step.by_itself && step.mark != StepMark::NotApplicable {
            let text = t(
                "此项由系统自动核对，未了事项见下方清单",
                "The desk looks this up by itself; finish lists what is open",
            );
            cx.toast(text, Level::Info);
            return;
        }
        if step.mark != StepMark::Open {
            self.act("untick", of_step(&step), cx);
            return;
        }
        match step.asks.as_deref() {
            Some("no_defects") => self.question(
                step,
                "nothing",
                Confirm::new(t(
                    "还没有登记缺陷。确认验房没有缺陷吗？",
                    "No defect is listed. Did the inspection find none?",
                )),
                cx,
            ),
            Some("informed") => self.question(
                step,
                "informed",
                Confirm::new(t(
                    "客户已签个人信息告知书吗？",
                    "Has the customer signed the notice about their data?",
                )),
                cx,
            ),
            Some("papers") => self.form(&step, &["step", "note", "papers"], "papers", cx),
            Some("keys") => self.form(&step, &["step", "note", "keys", "cards", "manuals"], "keys", cx),
            _ if step.step == "meters" && step.facts.zh.is_empty() => self.meter(cx),
            _ => self.act("tick", of_step(&step), cx),
        }
    }

    fn question(&mut self, step: StepRow, of: &'static str, question: Confirm, cx: &mut Cx) {
        self.about = Some(step);
        cx.ask(of, Box::new(question));
    }

    fn form(&self, step: &StepRow, fields: &[&str], first: &str, cx: &mut Cx) {
        let registers = cx.registers.clone();
        let action = registers.by_id(REGISTER).and_then(|register| register.action("tick"));
        let form = action.zip(self.head()).and_then(|(action, head)| Form::act(REGISTER, action, &head, cx));
        if let Some(form) = form {
            cx.push(Box::new(form.only(fields).with("step", &step.step).from(first)));
        }
    }

    fn leave_out(&mut self, cx: &mut Cx) {
        let Some(step) = self.step(cx) else { return };
        if step.must {
            let (zh, en) = (&step.label.zh, &step.label.en);
            cx.toast(say!("“{zh}”必须办理", "“{en}” cannot be left out"), Level::Fault);
            return;
        }
        let words = step.label.clone();
        self.about = Some(step);
        let title = t("此步不适用，原因", "Not applicable, because");
        cx.ask("skip", Box::new(Prompt::new(title, words, REASON)));
    }

    /// One defect: part, spot, words; the key again for the next.
    fn defect(&self, cx: &mut Cx) {
        self.belonging("defect", "report", &["procedure", "part", "spot", "text"], "part", cx);
    }

    fn meter(&self, cx: &mut Cx) {
        let fields = &["procedure", "meter_number", "meter", "reading"];
        self.belonging("meter_reading", "take", fields, "meter", cx);
    }

    fn belonging(&self, register: &str, action: &str, fields: &[&str], first: &str, cx: &mut Cx) {
        let Some(Checklist { entry, .. }) = &self.list else { return };
        if let Some(form) = Form::create(register, action, cx) {
            let form = form.only(fields).with_link("procedure", entry.head.id, &entry.head.number);
            cx.push(Box::new(form.from(first)));
        }
    }

    /// Asks to finish; or lists what is missing, and goes to what is chosen.
    fn finish(&mut self, cx: &mut Cx) {
        let lacks = self.list.as_ref().map_or(&[][..], |list| list.lacks.as_slice());
        if lacks.is_empty() || self.may().is_err() {
            self.run("procedure.finish", cx);
            return;
        }
        let picks = lacks.iter().enumerate().map(|(at, lack)| Pick::new(at.to_string(), lack.text.clone()));
        let count = lacks.len();
        let title = say!("还缺 {count} 项，不能办完", "{count} missing, not to be finished yet");
        cx.ask("lacks", Box::new(Picker::new(title, picks.collect())));
    }

    fn go_to(&mut self, lack: &str, cx: &mut Cx) {
        let lacks = self.list.iter().flat_map(|list| &list.lacks);
        let Some(lack) = lack.parse().ok().and_then(|at: usize| lacks.clone().nth(at)) else { return };
        let step = lack.step.clone();
        match self.steps().iter().position(|row| Some(&row.step) == step.as_ref()) {
            Some(at) => self.selection.at = at,
            None => self.run("procedure.adjust", cx),
        }
    }

    pub(super) fn returned(&mut self, of: &str, outcome: &Outcome, cx: &mut Cx) {
        match (of, outcome) {
            ("nothing", outcome) if yes(outcome) => self.answered("no_defects", cx),
            ("informed", outcome) if yes(outcome) => self.answered("informed", cx),
            ("skip", Outcome::Text(why)) => {
                if let Some(step) = self.about.take() {
                    let values = of_step(&step).with("note", Value::Text(why.clone()));
                    self.act("not_applicable", values, cx);
                }
            }
            ("lacks", Outcome::Picked(at)) => self.go_to(at, cx),
            ("nothing" | "informed" | "skip" | "lacks", _) => self.about = None,
            (_, Outcome::Entry(entry)) => {
                // A form of the checklist itself ticked a step; a defect or a reading stays where it was begun.
                self.go_on = entry.register == crate::domain::procedure::TAG;
                self.ask(cx);
            }
            _ => {
                self.doing.returned(of, outcome, cx);
            }
        }
    }

    fn answered(&mut self, field: &str, cx: &mut Cx) {
        if let Some(step) = self.about.take() {
            self.act("tick", of_step(&step).with(field, Value::Flag(true)), cx);
        }
    }
}

fn of_step(step: &StepRow) -> Values {
    Values::default().with("step", Value::Choice(step.step.clone()))
}
