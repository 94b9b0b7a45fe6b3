//! Acting on a selected entry, the same on every screen: which actions there are and why not, asking first where the
//! declaration says so, and saying what came of it. The desk decides; this only asks.

use super::bulk::BulkScreen;
use super::explain::ExplainScreen;
use super::form::Form;
use super::marks::Marks;
use super::registry;
use super::{Cx, Level, Live, Outcome, Ticket, reply};
use crate::api::describe::CORRECT;
use crate::api::entry::Act;
use crate::api::{Fault, FaultKind, Reply};
use crate::domain::ids::EntryRef;
use crate::domain::posts::Posts;
use crate::domain::register::{ActionInfo, AnyRegister, Head, Values};
use crate::say;
use crate::text::lang::{Say, t};
use crate::tui::command::id;
use crate::tui::dialog::Confirm;
use crate::tui::picker::{Pick, Picker};
use crate::tui::prompt::Prompt;

/// The actions a screen has under way.
#[derive(Debug, Default)]
pub struct Doing {
    waiting: Vec<(Ticket, Say)>,
    /// What a question on the screen is about.
    asked: Option<(&'static str, String, Head)>,
    /// Acts on their way, to be sent again with a reason.
    sent: Vec<(Ticket, Act)>,
    /// The act that a reason is asked for.
    doubted: Option<(Act, Say)>,
}

/// Why an action cannot be done on an entry in this state by this person, as far as the screen knows.
///
/// # Errors
/// The reason.
pub fn may(register: &dyn AnyRegister, action: &ActionInfo, head: &Head, cx: &Cx) -> Result<(), Say> {
    if !cx.holds(action.posts) {
        return Err(t("您的岗位不办理此项", "Not for your post").into());
    }
    if action.from.contains(&head.state) {
        return Ok(());
    }
    let state = register.info().state(head.state).map_or(t("", ""), |state| state.label);
    let (zh, en) = (state.zh, state.en);
    Err(say!("当前状态“{zh}”下不能办", "Not while it is {en}"))
}

/// The actions on an entry, in the register's order, each with the reason why not.
#[must_use]
pub fn live(register: &dyn AnyRegister, head: Option<&Head>, cx: &Cx) -> Vec<Live> {
    let steps = register.actions().iter().filter(|action| !action.creates() && action.posts != Posts::NONE);
    let id = register.info().id;
    let of = |action: &ActionInfo| {
        let command = format!("{id}.{}", action.id);
        match head.map(|head| may(register, action, head, cx)) {
            Some(Ok(())) => Live::on(command),
            Some(Err(why)) => Live::off(command, why),
            None => Live::off(command, t("请先选中一条", "Select a row first")),
        }
    };
    steps.map(of).collect()
}

/// The actions on marked rows: each can be done when it can be on one of them.
#[must_use]
pub fn live_many(register: &dyn AnyRegister, marks: &Marks, cx: &Cx) -> Vec<Live> {
    let steps = register.actions().iter().filter(|action| !action.creates() && action.posts != Posts::NONE);
    let id = register.info().id;
    let of = |action: &ActionInfo| {
        let command = format!("{id}.{}", action.id);
        match may_any(register, action, marks, cx) {
            Ok(()) => Live::on(command),
            Err(why) => Live::off(command, why),
        }
    };
    steps.map(of).collect()
}

fn may_any(register: &dyn AnyRegister, action: &ActionInfo, marks: &Marks, cx: &Cx) -> Result<(), Say> {
    let mut why = t("没有标记任何一条", "Nothing is marked").into();
    for head in marks.heads() {
        match may(register, action, head, cx) {
            Ok(()) => return Ok(()),
            Err(not) => why = not,
        }
    }
    Err(why)
}

impl Doing {
    /// Runs `register.verb` on marked rows: what it asks for first, then the preview. Gives whether it is such a command.
    pub fn many(&self, command: &str, register: &'static str, marks: &Marks, cx: &mut Cx) -> bool {
        let registers = cx.registers.clone();
        let Some(found) = registers.by_id(register) else { return false };
        if command == id::ENTRY_ACTIONS {
            let steps =
                found.actions().iter().filter(|action| !action.creates() && action.posts != Posts::NONE);
            let mut picks: Vec<Pick> = steps
                .map(|action| {
                    let enabled = may_any(found, action, marks, cx);
                    Pick { enabled, ..Pick::new(action.id, action.label) }
                })
                .collect();
            picks.sort_by_key(|pick| pick.enabled.is_err());
            let count = marks.len();
            let title = say!("对标记的 {count} 条办理", "{count} marked: what to do");
            cx.ask("many-action", Box::new(Picker::new(title, picks)));
            return true;
        }
        let Some((area, verb)) = command.split_once('.').filter(|(area, _)| *area == register) else {
            return false;
        };
        let Some(action) = found.action(verb).filter(|action| !action.creates()) else { return false };
        if let Err(why) = may_any(found, action, marks, cx) {
            cx.toast(why, Level::Fault);
            return true;
        }
        let heads: Vec<&Head> = marks.heads().collect();
        if let [one, other] = heads[..]
            && let Some(screen) = registry::acting_on_two(command, [one, other])
        {
            cx.push(screen);
            return true;
        }
        let entries = marks.entries();
        if action.asks.is_empty() {
            let screen = BulkScreen::new(area, verb, action.label, entries, Values::default());
            cx.ask("many", Box::new(screen));
        } else if let Some(form) = Form::many(register, action, marks.len(), cx) {
            let (verb, label) = (verb.to_owned(), action.label);
            let form = form.then(move |values| {
                Box::new(BulkScreen::new(register, &verb, label, entries.clone(), values))
            });
            cx.ask("many", Box::new(form));
        }
        true
    }

    /// The answer to a question about marked rows. Gives whether it was one.
    pub fn many_returned(
        &self,
        of: &str,
        outcome: &Outcome,
        about: (&'static str, &Marks),
        cx: &mut Cx,
    ) -> bool {
        let (register, marks) = about;
        if let ("many-action", Outcome::Picked(verb)) = (of, outcome) {
            self.many(&format!("{register}.{verb}"), register, marks, cx);
        }
        matches!(of, "many" | "many-action")
    }

    /// Runs `register.verb` on an entry, or explains when it is due. Gives whether it is such a command.
    pub fn run(&mut self, command: &str, register: &'static str, head: &Head, cx: &mut Cx) -> bool {
        let Some((area, verb)) = command.split_once('.') else { return false };
        let registers = cx.registers.clone();
        if let (id::ENTRY_EXPLAIN, Some(found)) = (command, registers.by_id(register)) {
            let entry = EntryRef::new(found.info().tag, head.id);
            cx.push(Box::new(ExplainScreen::new(entry, &head.number)));
            return true;
        }
        let Some(found) = registers.by_id(register).filter(|_| area == register) else { return false };
        let Some(action) = found.action(verb).filter(|action| !action.creates()) else { return false };
        if let Err(why) = may(found, action, head, cx) {
            cx.toast(why, Level::Fault);
        } else if let Some(screen) = registry::acting(command, head, cx) {
            cx.push(screen);
        } else if !action.asks.is_empty() {
            if let Some(form) = Form::act(register, action, head, cx) {
                cx.push(Box::new(form));
            }
        } else if action.confirm {
            let (zh, en, number) = (action.label.zh, action.label.en, &head.number);
            self.asked = Some((register, verb.to_owned(), head.clone()));
            cx.ask("act", Box::new(Confirm::new(say!("确定要{zh} {number} 吗？", "{en} {number}?"))));
        } else {
            self.act(register, verb, head, Values::default(), cx);
        }
        true
    }

    /// Does an action at once.
    pub fn act(&mut self, register: &'static str, verb: &str, head: &Head, values: Values, cx: &mut Cx) {
        let label =
            cx.registers.by_id(register).and_then(|found| found.action(verb)).map(|action| action.label);
        let (label, number) = (label.unwrap_or(t("办理", "Done")), head.number.clone());
        let (zh, en) = (label.zh, label.en);
        let act = Act {
            register: register.to_owned(),
            action: verb.to_owned(),
            entry: Some(number.clone()),
            rev: Some(head.rev),
            values,
            reason: None,
        };
        self.send(act, say!("{zh}：{number}", "{en}: {number}"), cx);
    }

    fn send(&mut self, act: Act, said: Say, cx: &mut Cx) {
        let key = cx.key();
        let ticket = cx.write(act.clone(), &key);
        self.sent.push((ticket, act));
        self.waiting.push((ticket, said));
    }

    /// Lists the actions on an entry to choose from.
    pub fn choose(&mut self, register: &'static str, head: &Head, cx: &mut Cx) {
        let registers = cx.registers.clone();
        let Some(found) = registers.by_id(register) else { return };
        let mut picks: Vec<Pick> = Vec::new();
        for action in found.actions().iter().filter(|action| !action.creates() && action.posts != Posts::NONE)
        {
            let mut pick = Pick::new(action.id, action.label);
            pick.enabled = may(found, action, head, cx);
            picks.push(pick);
        }
        // What can be done stands first; the register's order is kept otherwise.
        picks.sort_by_key(|pick| pick.enabled.is_err());
        self.asked = Some((register, String::new(), head.clone()));
        let number = &head.number;
        let title = say!("办理 {number}", "{number}: what to do");
        cx.ask("action", Box::new(Picker::new(title, picks)));
    }

    /// The answer to a question of this. Gives whether it was one.
    pub fn returned(&mut self, of: &str, outcome: &Outcome, cx: &mut Cx) -> bool {
        if of == "doubt" {
            if let (Some((act, said)), Outcome::Text(reason)) = (self.doubted.take(), outcome) {
                self.send(Act { reason: Some(reason.clone()), ..act }, said, cx);
            }
            return true;
        }
        if !matches!(of, "act" | "action") {
            return false;
        }
        let Some((register, verb, head)) = self.asked.take() else { return true };
        match (of, outcome) {
            ("act", Outcome::Done) => self.act(register, &verb, &head, Values::default(), cx),
            ("action", Outcome::Picked(verb)) => {
                self.run(&format!("{register}.{verb}"), register, &head, cx);
            }
            _ => {}
        }
        true
    }

    /// The answer to an action of this: says what came of it. Gives whether it was one, and whether it was done.
    pub fn answer(&mut self, ticket: Ticket, result: &Result<Reply, Fault>, cx: &mut Cx) -> Option<bool> {
        let at = self.waiting.iter().position(|(waiting, _)| *waiting == ticket)?;
        let (_, said) = self.waiting.remove(at);
        let sent = self.sent.iter().position(|(sent, _)| *sent == ticket).map(|at| self.sent.remove(at).1);
        match reply::<Act>(result.clone()) {
            Ok(acted) => {
                let warnings = acted.warnings.iter().fold(said, |said, warning| {
                    let (a, b, c, d) = (said.zh, said.en, &warning.zh, &warning.en);
                    say!("{a}；注意：{c}", "{b}; note: {d}")
                });
                cx.toast(warnings, Level::Done);
                Some(true)
            }
            Err(fault) if fault.kind == FaultKind::Overridable && sent.is_some() => {
                self.doubted = sent.map(|act| (act, said));
                let title = t("仍要办理？请写明原因", "Do it nevertheless? Say why");
                cx.ask("doubt", Box::new(Prompt::new(title, fault.text, 120)));
                Some(false)
            }
            Err(fault) => {
                cx.toast(fault.text, Level::Fault);
                Some(false)
            }
        }
    }
}

/// Whether the command corrects an entry.
#[must_use]
pub fn corrects(command: &str) -> bool {
    command == id::ENTRY_EDIT || command.rsplit('.').next() == Some(CORRECT)
}
