//! The one form of the program: every action of every register, every correction, and the log line are filled in
//! here. What a field may hold comes from its declaration; how filling in goes is [`state`]; this file only joins
//! them to the office: look-ups, drafts, submission, faults.

mod check;
mod draw;
mod kept;
mod link;
mod lookup;
mod make;
mod similar;
mod slot;
mod state;
mod submit;
mod suggest;
mod template;
mod then;
mod triage;

pub use make::SEVERITIES;
pub use slot::Slot;
pub use state::{FormState, Purpose};

use super::{Cx, Kind, Level, Live, Msg, Outcome, Present, Screen, Ticket, Topic, Typing, reply};
use crate::api::card::Find;
use crate::api::describe::CORRECT;
use crate::api::draft::Save;
use crate::api::entry::{Entry, List};
use crate::domain::ids::EntryRef;
use crate::domain::person;
use crate::domain::register::{ActionInfo, Kind as FieldKind};
use crate::text::fold::fold_ime;
use crate::text::lang::{Say, T, t};
use crate::tui::command::id;
use crate::tui::picker::{Pick, Picker};
use crate::tui::widget::panel::panel;
use kept::Kept;
use lookup::{Known, Lookup};
pub use make::words;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use similar::Similar;
use slot::Typed;
use state::Entered;
use submit::Sending;

/// A form on the screen.
pub struct Form {
    state: FormState,
    title: Say,
    /// The entry it acts on, so that others see who is changing it.
    on: Option<EntryRef>,
    lookup: Lookup,
    kept: Kept,
    similar: Similar,
    sending: Sending,
    /// The office's list of faults.
    templates: template::Templates,
    /// The screen that takes what was filled in, when it is not sent from here.
    then: Option<then::Then>,
    /// What the entry suggests for its fields.
    suggest: suggest::Suggest,
    /// The answers to the questions after the urgency, while they are asked.
    triage: Option<Vec<bool>>,
}

impl Form {
    fn of(state: FormState, cx: &Cx) -> Self {
        let title = make::heading(&state.purpose, &cx.registers);
        let similar = Similar::of(&state.purpose);
        Self {
            state,
            title,
            on: None,
            lookup: Lookup::default(),
            kept: Kept::default(),
            similar,
            sending: Sending::default(),
            templates: template::Templates::default(),
            then: None,
            suggest: suggest::Suggest::default(),
            triage: None,
        }
    }

    fn new(purpose: Purpose, slots: Vec<Slot>, cx: &Cx) -> Self {
        Self::of(FormState::new(purpose, slots), cx)
    }

    /// The form of an action that makes a new entry; none when the register has no such action.
    #[must_use]
    pub fn create(register: &str, action: &str, cx: &Cx) -> Option<Self> {
        let found = cx.registers.by_id(register)?;
        let slots = make::action_slots(found, found.action(action)?);
        let register = found.info().id;
        let action = action.to_owned();
        let form = Self::new(Purpose::Act { register, action, entry: None, rev: None }, slots, cx);
        // A letter and Enter, Enter must not save a request without a word of what is wrong.
        Some(if template::has(&form.state) { form.must("text") } else { form })
    }

    /// The form of an action on an entry as it was shown.
    #[must_use]
    pub fn act(
        register: &'static str,
        action: &ActionInfo,
        head: &crate::domain::register::Head,
        cx: &Cx,
    ) -> Option<Self> {
        let found = cx.registers.by_id(register)?;
        let slots = make::action_slots(found, action);
        let entry = Some(head.number.clone());
        let (asked, action) = (action, action.id.to_owned());
        let mut form = Self::new(Purpose::Act { register, action, entry, rev: Some(head.rev) }, slots, cx);
        form.on = Some(EntryRef::new(found.info().tag, head.id));
        form.suggest = suggest::Suggest::of(&asked.asks);
        Some(form)
    }

    /// The correction of a saved entry: every field, with what stands there now.
    #[must_use]
    pub fn correct(entry: &Entry, cx: &Cx) -> Option<Self> {
        let found = cx.registers.by_tag(entry.entry.register)?;
        let slots = make::correct_slots(found, entry, cx.zone);
        let purpose = Purpose::Act {
            register: found.info().id,
            action: CORRECT.to_owned(),
            entry: Some(entry.head.number.clone()),
            rev: Some(entry.head.rev),
        };
        let mut form = Self::new(purpose, slots, cx);
        form.on = Some(entry.entry);
        Some(form)
    }

    /// A line of the shift log; `corrects` is the line it sets right, with its words.
    #[must_use]
    pub fn log(corrects: Option<(u64, &str)>, cx: &Cx) -> Self {
        let purpose = Purpose::Log { corrects: corrects.map(|(seq, _)| seq) };
        let form = Self::new(purpose, make::log_slots(), cx);
        match corrects {
            Some((_, words)) => form.with("text", words),
            None => form,
        }
    }

    /// A kept form; none when its command is no longer known.
    #[must_use]
    pub fn resume(draft: &Save, cx: &Cx) -> Option<Self> {
        let mut form = Self::of(make::of_draft(draft, cx)?, cx);
        form.kept = Kept::resumed();
        form.state.touched = true;
        Some(form)
    }

    /// With a text or the id of a choice in a field.
    #[must_use]
    pub fn with(mut self, field: &str, text: &str) -> Self {
        if let Some(slot) = self.state.slot_mut(field) {
            slot.set(text);
        }
        self
    }

    /// With an entry in a look-up field.
    #[must_use]
    pub fn with_link(mut self, field: &str, id: u64, shown: &str) -> Self {
        if let Some(slot) = self.state.slot_mut(field) {
            slot.choose(id, shown);
        }
        self
    }

    /// With the room and the person that it is about, and the caret behind them.
    #[must_use]
    pub fn concerning(mut self, concerns: &[(EntryRef, String)]) -> Self {
        for (entry, name) in concerns {
            let field = if entry.register == person::TAG { "person" } else { "place" };
            self = self.with_link(field, entry.id, name);
        }
        let open = |slot: &Slot| slot.link.is_none() && slot.editor.text().is_empty();
        match self.state.slots.iter().find(|slot| open(slot)).map(|slot| slot.info.id) {
            Some(field) if !concerns.is_empty() => self.from(field),
            _ => self,
        }
    }

    /// With these fields alone, in this order and above the fold.
    #[must_use]
    pub fn only(mut self, fields: &[&str]) -> Self {
        let place = |slot: &Slot| fields.iter().position(|field| *field == slot.info.id);
        self.state.slots.retain(|slot| place(slot).is_some());
        self.state.slots.sort_by_key(place);
        self.state.slots.iter_mut().for_each(|slot| slot.folded = false);
        self
    }

    /// With the caret in a field.
    #[must_use]
    pub fn from(mut self, field: &str) -> Self {
        self.state.focus_on(field);
        self
    }

    /// With a field that must be filled in here, though the action does not always want it.
    #[must_use]
    pub fn must(mut self, field: &str) -> Self {
        if let Some(slot) = self.state.slot_mut(field) {
            slot.required = true;
        }
        self
    }

    fn command(&mut self, command: &str, cx: &mut Cx) {
        match command {
            id::FORM_ENTER => self.enter(cx),
            id::FORM_NEXT => self.go(1, cx),
            id::FORM_PREV => self.go(-1, cx),
            id::FORM_SUBMIT => self.submit(cx),
            id::FORM_PARK => self.park(cx),
            id::FORM_CANCEL | id::GO_BACK => self.cancel(cx),
            id::FORM_PICK => self.pick(cx),
            id::FORM_TEMPLATE => self.templates.show(template::has(&self.state), cx),
            id::FORM_ATTACH => self.similar.ask_which(cx),
            id::FORM_SAME => self.fill_same(cx),
            id::FORM_TRIAGE => self.triage = triage::has(&self.state).then(Vec::new),
            id::FORM_CLEAR => {
                if let Some(slot) = self.state.focused_mut() {
                    slot.set("");
                }
                self.edited(cx);
            }
            // In a field of several lines the arrows leave it where it ends.
            id::FIELD_UP | id::FIELD_DOWN => {
                let edge = self.state.focused().map_or((true, true), |slot| slot.editor.at_edge());
                match command {
                    id::FIELD_UP if edge.0 => self.go(-1, cx),
                    id::FIELD_DOWN if edge.1 => self.go(1, cx),
                    _ => drop(self.state.focused_mut().map(|slot| slot.run(command))),
                }
            }
            _ => {
                let before = self.state.focused().map(Slot::kept);
                let known = self.state.focused_mut().is_some_and(|slot| slot.run(command));
                if known && self.state.focused().map(Slot::kept) != before {
                    self.edited(cx);
                }
            }
        }
    }

    fn typed(&mut self, c: char, cx: &mut Cx) {
        let Some(slot) = self.state.focused_mut() else { return };
        match slot.type_char(c) {
            Typed::Refused(why) => {
                cx.toast(why, Level::Info);
                return;
            }
            Typed::Taken => {}
            // A letter answers the whole field, so it also goes on.
            Typed::Chosen if self.state.focus + 1 < self.state.slots.len() => {
                self.state.touched = true;
                self.go(1, cx);
                return;
            }
            Typed::Chosen => {}
        }
        self.edited(cx);
    }

    /// The text of the caret's field changed.
    fn edited(&mut self, cx: &mut Cx) {
        self.state.touched = true;
        if let Some(slot) = self.state.focused()
            && let Some(register) = slot.looks_in()
            && slot.link.is_none()
        {
            self.lookup.want(slot.info.id, register, &slot.editor.text(), cx);
        }
        self.similar.follow(&self.state, cx);
        self.kept.typed(&self.state, cx);
    }

    fn go(&mut self, by: isize, cx: &mut Cx) {
        self.settle(cx);
        if by > 0 {
            self.state.next(cx.now, cx.zone);
        } else {
            self.state.prev(cx.now, cx.zone);
        }
        self.kept.save(&self.state, false, cx);
    }

    fn enter(&mut self, cx: &mut Cx) {
        self.settle(cx);
        match self.state.enter(cx.now, cx.zone) {
            Entered::Moved => self.kept.save(&self.state, false, cx),
            Entered::Submit => self.submit(cx),
        }
    }

    fn park(&mut self, cx: &mut Cx) {
        self.kept.save(&self.state, true, cx);
        cx.toast(t("已暂存，可在“暂存的表单”里继续", "Parked; go on from the parked forms"), Level::Done);
        cx.pop(Outcome::Cancelled);
    }

    fn cancel(&mut self, cx: &mut Cx) {
        if !self.dirty() || self.then.is_some() {
            self.kept.drop_it(&self.state, cx);
            cx.pop(Outcome::Cancelled);
            return;
        }
        let picks = vec![
            Pick::new("park", t("暂存，以后再填", "Park it for later")),
            Pick::new("drop", t("不要了，丢弃", "Throw it away")),
            Pick::new("stay", t("继续填写", "Go on with it")),
        ];
        cx.ask("leave", Box::new(Picker::new(t("这张表单还没有提交", "This form is not submitted"), picks)));
    }

    fn returned(&mut self, of: &str, outcome: &Outcome, cx: &mut Cx) {
        match (of, outcome) {
            ("pick", Outcome::Picked(picked)) => self.picked(picked, cx),
            ("leave", Outcome::Picked(what)) => match what.as_str() {
                "park" => self.park(cx),
                "drop" => {
                    self.kept.drop_it(&self.state, cx);
                    cx.pop(Outcome::Cancelled);
                }
                _ => {}
            },
            ("attach", Outcome::Picked(number)) => self.attach(number, cx),
            _ => self.sent_back(of, outcome, cx),
        }
    }

    fn answered(
        &mut self,
        ticket: Ticket,
        result: Result<crate::api::Reply, crate::api::Fault>,
        cx: &mut Cx,
    ) {
        if self.lookup.waits_for(ticket) {
            let about = self.lookup.answer(reply::<Find>(result), cx);
            // The caret has gone on: what it left behind is named now.
            if let Some((field, _)) = about
                && self.state.focused().is_some_and(|slot| slot.info.id != field)
            {
                self.resolve(field, cx);
            }
        } else if self.templates.waits_for(ticket) {
            self.templates_came(reply::<List>(result), cx);
        } else if self.suggest.waits_for(ticket) {
            self.suggest.answer(result, &mut self.state);
        } else if self.similar.waits_for(ticket) {
            self.similar.answer(result);
        } else if self.sending.waits_for(ticket) {
            self.sent(result, cx);
        } else {
            self.kept.answer(ticket, &result);
        }
    }
}

impl Screen for Form {
    fn name(&self) -> &'static str {
        "form"
    }

    fn kind(&self) -> Kind {
        Kind::Form
    }

    fn title(&self, cx: &Cx) -> String {
        cx.say(&self.title).to_owned()
    }

    fn about(&self) -> T {
        t(
            "逐项填写：回车到下一项，最后一项回车即提交；填到一半可先暂存。",
            "Fill in field by field: Enter goes on, and submits on the last; a half-filled form can be parked.",
        )
    }

    fn topics(&self) -> Vec<Topic> {
        self.on.map(Topic::Presence).into_iter().collect()
    }

    fn present(&self) -> Option<Present> {
        self.on.map(Present::editing)
    }

    fn start(&mut self, cx: &mut Cx) {
        if self.state.id.is_empty() {
            (self.state.id, self.state.key) = (cx.key(), cx.key());
        }
        if template::has(&self.state) {
            self.templates.ask(cx);
        }
        self.suggest.ask(self.on, cx);
        self.similar.follow(&self.state, cx);
    }

    fn on(&mut self, msg: Msg<'_>, cx: &mut Cx) {
        match msg {
            Msg::Command(command) if self.templates.is_open() => {
                if matches!(command, id::FORM_CANCEL | id::GO_BACK | id::FORM_TEMPLATE) {
                    self.templates.show(false, cx);
                }
            }
            Msg::Char(c) if self.templates.is_open() => self.template(c, cx),
            Msg::Command(command) if self.triage.is_some() => self.triage_command(command),
            Msg::Char(c) if self.triage.is_some() => self.triage_answer(fold_ime(c), cx),
            Msg::Paste(_) if self.triage.is_some() => {}
            Msg::Char(c) if fold_ime(c) == '?' && self.asks_triage() => self.triage = Some(Vec::new()),
            Msg::Command(command) => self.command(command, cx),
            Msg::Char(c) => self.typed(c, cx),
            Msg::Paste(text) => {
                if let Some(slot) = self.state.focused_mut()
                    && let Typed::Refused(why) = slot.insert(text)
                {
                    cx.toast(why, Level::Info);
                }
                self.edited(cx);
            }
            Msg::Answer { ticket, result } => self.answered(ticket, result, cx),
            Msg::Returned { of, outcome } => self.returned(of, &outcome, cx),
            Msg::Changed(_) | Msg::Focus => {}
        }
    }

    fn commands(&self, cx: &Cx) -> Vec<Live> {
        let park = match self.then {
            None => Live::on(id::FORM_PARK),
            Some(_) => Live::off(id::FORM_PARK, then::not_parked()),
        };
        let mut all = vec![Live::on(id::FORM_ENTER), Live::on(id::FORM_SUBMIT), park];
        if self.then.is_none() {
            let none = t("本次登录还没有存过单", "Nothing was saved since you logged in");
            all.push(Live::when(id::FORM_SAME, !cx.same.is_empty(), none));
        }
        let picks =
            self.state.focused().is_some_and(|slot| slot.looks_in().is_some() || !slot.choices().is_empty());
        if picks {
            all.push(Live::on(id::FORM_PICK));
        }
        if template::has(&self.state) {
            all.push(Live::on(id::FORM_TEMPLATE));
        }
        if triage::has(&self.state) {
            all.push(Live::on(id::FORM_TRIAGE));
        }
        if self.similar.any() {
            all.push(Live::on(id::FORM_ATTACH));
        }
        all.extend([Live::on(id::FORM_CANCEL), Live::on(id::FORM_CLEAR), Live::on(id::GO_BACK)]);
        all
    }

    fn typing(&self) -> Typing {
        match self.state.focused().map(|slot| slot.info.kind) {
            Some(FieldKind::Text(_)) => Typing::Lines,
            _ => Typing::Line,
        }
    }

    fn dirty(&self) -> bool {
        self.state.touched && self.state.dirty()
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        let (area, side) = self.similar.place(area);
        let nothing = self.state.focused().and_then(|slot| {
            let text = slot.editor.text();
            let none = matches!(self.lookup.known(slot.info.id, &text), Known::Nothing);
            none.then(|| cx.t(t("没有找到", "Nothing found")))
        });
        let hits = self.state.focused().map_or(&[][..], |slot| {
            if slot.editor.text().trim().is_empty() { &[] } else { self.lookup.hits(slot.info.id) }
        });
        let look = draw::Look { theme: cx.theme, lang: cx.lang, hits, nothing };
        let inner = panel(cx.say(&self.title), true, area, cx.theme, frame.buffer_mut());
        let caret = draw::draw(&self.state, &look, inner, frame.buffer_mut());
        if let Some(side) = side {
            self.similar.draw(frame, side, cx);
        }
        match &self.triage {
            Some(answers) => triage::draw(answers, frame, area, cx),
            None if self.templates.is_open() => template::draw(&self.templates, frame, area, cx),
            None => caret,
        }
    }
}

#[cfg(test)]
mod tests;
