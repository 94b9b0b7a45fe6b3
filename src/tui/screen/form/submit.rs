//! Sending a form, and what comes back: done, or a fault shown where it belongs.

use super::state::FormFaults;
use super::{Form, Purpose};
use crate::api::entry::Act;
use crate::api::handover::Write;
use crate::api::{Call, Candidate, Fault, FaultKind, Reply};
use crate::domain::fault::Conflict;
use crate::domain::ids::EntryRef;
use crate::say;
use crate::text::lang::{Say, t};
use crate::tui::dialog::Confirm;
use crate::tui::picker::{Pick, Picker};
use crate::tui::prompt::Prompt;
use crate::tui::screen::procedure;
use crate::tui::screen::{Cx, Level, Outcome, Ticket};

/// A submission on its way.
#[derive(Debug, Default)]
pub struct Sending {
    ticket: Option<Ticket>,
    /// The call, to be sent again with a reason.
    call: Option<Call>,
    /// What is said when it is done; none names the entry.
    said: Option<Say>,
    /// Whether the person has said yes.
    confirmed: bool,
    candidates: Vec<Candidate>,
    conflict: Vec<Conflict>,
}

impl Sending {
    /// Whether the answer is for the submission.
    #[must_use]
    pub fn waits_for(&self, ticket: Ticket) -> bool {
        self.ticket == Some(ticket)
    }
}

impl Form {
    /// Sends the form when everything in it is right; else the caret goes to what is not.
    pub(super) fn submit(&mut self, cx: &mut Cx) {
        self.settle(cx);
        let call = match self.state.submit(cx.now, cx.zone) {
            Ok(call) => call,
            Err(FormFaults::Marked) => return,
            Err(FormFaults::Unchanged) => {
                cx.toast(t("没有改动，无需提交", "Nothing was changed"), Level::Info);
                return;
            }
        };
        if let Call::Act(act) = &call
            && self.lead_on(act.values.clone(), cx)
        {
            return;
        }
        if self.wants_confirmation(cx) {
            let title = &self.title;
            let (zh, en) = (&title.zh, &title.en);
            cx.ask("confirm", Box::new(Confirm::new(say!("确定要{zh}吗？", "{en}: are you sure?"))));
            return;
        }
        // What was typed last is kept before it is sent: the line may be cut now.
        self.kept.save(&self.state, false, cx);
        self.send_as_is(call, cx);
    }

    /// Sends another call in this form's place; `said` is told when it is done.
    pub(super) fn send(&mut self, call: Call, said: Say, cx: &mut Cx) {
        self.sending.said = Some(said);
        self.send_as_is(call, cx);
    }

    fn send_as_is(&mut self, call: Call, cx: &mut Cx) {
        if self.sending.ticket.is_some() {
            return;
        }
        let key = self.state.key.clone();
        self.sending.ticket = match &call {
            Call::Act(act) => Some(cx.write(act.clone(), &key)),
            Call::LogWrite(line) => Some(cx.write::<Write>(line.clone(), &key)),
            _ => None,
        };
        self.sending.call = Some(call);
    }

    fn wants_confirmation(&self, cx: &Cx) -> bool {
        let Purpose::Act { register, action, .. } = &self.state.purpose else { return false };
        let found = cx.registers.by_id(register).and_then(|register| register.action(action));
        found.is_some_and(|action| action.confirm) && !self.sending.confirmed
    }

    /// The answer to the submission.
    pub(super) fn sent(&mut self, result: Result<Reply, Fault>, cx: &mut Cx) {
        self.sending.ticket = None;
        match result {
            Ok(reply) => self.done(&reply, cx),
            Err(fault) => self.refused(fault, cx),
        }
    }

    fn done(&mut self, reply: &Reply, cx: &mut Cx) {
        self.kept.drop_it(&self.state, cx);
        self.note_same(cx);
        let (said, warnings, entry) = match reply {
            Reply::Act(acted) => {
                let (number, title) = (&acted.number, &self.title);
                let verb = |text: &str| text.replace(number.as_str(), "").trim().to_owned();
                let (zh, en) = (verb(&title.zh), verb(&title.en));
                (
                    say!("{zh}：{number} 已保存", "{en}: {number} saved"),
                    acted.warnings.as_slice(),
                    Some(acted.entry),
                )
            }
            Reply::LogWrite(line) => {
                let seq = line.seq;
                (say!("日志第 {seq} 条已记下", "Log line {seq} is written"), &[][..], None)
            }
            _ => (t("已完成", "Done").into(), &[][..], None),
        };
        let said = self.sending.said.take().unwrap_or(said);
        let said = warnings.iter().fold(said, |said, warning| {
            let (a, b, c, d) = (said.zh, said.en, &warning.zh, &warning.en);
            say!("{a}；注意：{c}", "{b}; note: {d}")
        });
        cx.toast(said, Level::Done);
        // What was begun goes on at once: a procedure with its checklist.
        let begun = matches!(&self.state.purpose, Purpose::Act { entry: None, .. });
        let made = match reply {
            Reply::Act(acted) => Some((acted.entry, acted.number.as_str())),
            _ => None,
        };
        match made.filter(|_| begun).and_then(|(entry, number)| procedure::of(entry, number)) {
            Some(checklist) => cx.replace(checklist),
            None => cx.pop(entry.map_or(Outcome::Done, Outcome::Entry)),
        }
    }

    fn refused(&mut self, fault: Fault, cx: &mut Cx) {
        self.sending.confirmed = false;
        // The line is down: the same key is sent again, so that it cannot be done twice.
        if fault.kind == FaultKind::Unavailable {
            cx.toast(fault.text, Level::Fault);
            return;
        }
        // What was refused and will be changed is another submission.
        self.state.key = cx.key();
        match fault.kind {
            FaultKind::Ambiguous if !fault.candidates.is_empty() => {
                self.state.fault(&fault);
                let picks = fault.candidates.iter();
                let picks = picks.map(|c| Pick::new(c.write.clone(), Say::same(c.shown.clone()))).collect();
                self.sending.candidates = fault.candidates;
                cx.ask("candidate", Box::new(Picker::new(fault.text, picks)));
            }
            FaultKind::Stale => {
                if let Purpose::Act { rev, .. } = &mut self.state.purpose {
                    *rev = fault.rev.or(*rev);
                }
                self.sending.conflict = fault.conflict.clone();
                self.sending.conflict.reverse();
                self.ask_conflict(cx);
                if fault.conflict.is_empty() {
                    cx.toast(fault.text, Level::Fault);
                }
            }
            FaultKind::Overridable => {
                // The field is marked too: whoever has no reason mends it.
                self.state.fault(&fault);
                let title = t("仍要保存？请写明原因", "Keep it nevertheless? Say why");
                cx.ask("reason", Box::new(Prompt::new(title, fault.text, 120)));
            }
            _ => {
                if let Some(text) = self.state.fault(&fault) {
                    cx.toast(text, Level::Fault);
                }
            }
        }
    }

    /// One field at a time: theirs or mine.
    fn ask_conflict(&mut self, cx: &mut Cx) {
        let Some(conflict) = self.sending.conflict.last() else { return };
        let Some(slot) = self.state.slot(&conflict.field) else {
            self.sending.conflict.pop();
            return self.ask_conflict(cx);
        };
        let label = slot.info.label;
        let theirs = Self::as_slot(slot, &conflict.theirs, cx).shown();
        let mine = slot.shown();
        let (zh, en) = (label.zh, label.en);
        let (theirs_zh, theirs_en, mine_zh, mine_en) = (theirs.zh, theirs.en, mine.zh, mine.en);
        let title = say!("“{zh}”刚被别人改过", "“{en}” was just changed by somebody else");
        let picks = vec![
            Pick::new("mine", say!("保留我的：{mine_zh}", "Keep mine: {mine_en}")),
            Pick::new("theirs", say!("用对方的：{theirs_zh}", "Take theirs: {theirs_en}")),
        ];
        cx.ask("conflict", Box::new(Picker::new(title, picks)));
    }

    fn as_slot(slot: &super::Slot, value: &crate::domain::value::Value, cx: &Cx) -> super::Slot {
        super::Slot::new(slot.info, slot.required, slot.folded).with_value(value, None, cx.zone)
    }

    /// The answer to a question that a submission raised.
    pub(super) fn sent_back(&mut self, of: &str, outcome: &Outcome, cx: &mut Cx) {
        match (of, outcome) {
            ("confirm", Outcome::Done) => {
                self.sending.confirmed = true;
                self.submit(cx);
            }
            ("candidate", Outcome::Picked(write)) => {
                let found = self.sending.candidates.iter().find(|c| c.write == *write);
                let found = found.map(|c| (c.entry, c.shown.clone()));
                if let (Some((EntryRef { id, .. }, shown)), Some(slot)) = (found, self.state.focused_mut()) {
                    slot.choose(id, &shown);
                    self.submit(cx);
                }
            }
            ("reason", Outcome::Text(reason)) => {
                if let Some(Call::Act(act)) = self.sending.call.take() {
                    let act = Act { reason: Some(reason.clone()), ..act };
                    self.send_as_is(Call::Act(act), cx);
                }
            }
            ("conflict", Outcome::Picked(which)) => {
                let Some(conflict) = self.sending.conflict.pop() else { return };
                if which == "theirs"
                    && let Some(slot) = self.state.slot_mut(&conflict.field)
                {
                    *slot = Self::as_slot(slot, &conflict.theirs, cx);
                }
                self.ask_conflict(cx);
                if self.sending.conflict.is_empty() {
                    let said = t("请核对后再提交", "Check it and submit again");
                    cx.toast(said, Level::Info);
                }
            }
            // A conflict left undecided is met again at the next submission, with the rev of today.
            ("conflict", _) => self.sending.conflict.clear(),
            _ => {}
        }
    }
}
