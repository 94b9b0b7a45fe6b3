//! What the keys of a card begin: forms, pickers, another day, what Enter opens. The desk decides; this only asks.

use super::lines::Opens;
use super::{CardScreen, PAGE};
use crate::api::card::Near;
use crate::api::entry::List;
use crate::domain::ids::EntryRef;
use crate::domain::moment::typed::parse_date;
use crate::domain::register::AnyRegister;
use crate::text::lang::{Say, t};
use crate::tui::command::id;
use crate::tui::picker::{Pick, Picker};
use crate::tui::prompt::Prompt;
use crate::tui::screen::entry::EntryScreen;
use crate::tui::screen::explain::ExplainScreen;
use crate::tui::screen::form::Form;
use crate::tui::screen::list::{ListScreen, creating};
use crate::tui::screen::pane::open_entry;
use crate::tui::screen::{Cx, Level, Outcome, Screen};
use crate::tui::widget::table::Selection;

impl CardScreen {
    /// A form with the room and the person filled in: those of the card, and of the selected tie.
    pub(super) fn begin(&self, register: &str, action: &str, cx: &mut Cx) {
        let Some(form) = Form::create(register, action, cx) else { return };
        cx.push(Box::new(form.concerning(&self.concerned(cx))));
    }

    /// The room and the person that something begun now is about.
    pub(super) fn concerned(&self, cx: &Cx) -> Vec<(EntryRef, String)> {
        let chosen = self.selected(cx).and_then(|spot| spot.link);
        self.subject(cx).into_iter().chain(chosen).collect()
    }

    /// What may be written down here: everything that names a room or a person.
    pub(super) fn pick_new(&self, cx: &mut Cx) {
        let mut picks = Vec::new();
        for register in cx.registers.iter().filter(|register| !register.info().kept) {
            let Some(action) = creating(register, cx) else { continue };
            let asks = |field: &str| action.asks.iter().any(|ask| ask.field == field);
            if asks("place") || asks("person") {
                let mut pick = Pick::new(format!("{}.{}", register.info().id, action.id), action.label);
                pick.group = register.info().name.into();
                picks.push(pick);
            }
        }
        cx.ask("new", Box::new(Picker::new(t("在此登记", "Write down here"), picks)));
    }

    pub(super) fn pick_kind(&self, cx: &mut Cx) {
        let Some(card) = &self.card else { return };
        let mut picks = vec![Pick::new("", t("全部", "Everything"))];
        for kind in &card.kinds {
            let register = kind.register.and_then(|tag| cx.registers.by_tag(tag)).map(AnyRegister::info);
            let (id, name) = match (kind.register, register) {
                (None, _) => ("log", t("值班日志", "Shift log")),
                (Some(_), Some(info)) => (info.id, info.name),
                (Some(_), None) => continue,
            };
            let mut pick = Pick::new(id, name);
            pick.note = Say::same(kind.count.to_string());
            picks.push(pick);
        }
        let picker = Picker::new(t("往来记录：只看哪一类", "Timeline: which kind"), picks);
        cx.ask("kind", Box::new(picker.at(self.kind.as_deref().unwrap_or_default())));
    }

    pub(super) fn ask_day(&self, cx: &mut Cx) {
        let words = t(
            "看哪一天的情况？如 2026-03-01、3-1；不填回到今天。人房关系和使用状态按起止日期，其他按当天档案。",
            "Which day? Such as 2026-03-01 or 3-1; nothing: today. Relations and occupancy by their dates, all else as the file said that day.",
        );
        let prompt = Prompt::new(t("截至哪一天", "As of which day"), words, 20).optional();
        let now = self.as_of.map_or_else(String::new, |day| day.format("%Y-%m-%d").to_string());
        cx.ask("day", Box::new(prompt.with(&now)));
    }

    pub(super) fn beside(&self, command: &str) -> Option<&Near> {
        let card = self.card.as_ref()?;
        if command == id::CARD_NEXT { card.next.as_ref() } else { card.previous.as_ref() }
    }

    pub(super) fn open(&self, cx: &mut Cx) {
        let Some(spot) = self.selected(cx) else { return };
        let screen: Option<Box<dyn Screen>> = match spot.opens {
            Opens::Nothing => None,
            Opens::Entry(entry, number) => open_entry(entry, &number, cx),
            Opens::Whole(entry, number) => {
                EntryScreen::of(entry, &number, cx).map(|screen| Box::new(screen) as Box<dyn Screen>)
            }
            Opens::List(tag) => {
                let register = cx.registers.by_tag(tag).map(|register| register.info().id);
                return register.map_or((), |register| self.list(register, cx));
            }
        };
        if let Some(screen) = screen {
            cx.push(screen);
        }
    }

    /// Writes down that somebody of this room rang about the incident that touches it.
    pub(super) fn caller(&mut self, cx: &mut Cx) {
        let Some(card) = &self.card else { return };
        let (known, subject) = (card.affected.clone(), &card.subject);
        let own = Some(subject.head.id);
        let (place, person) =
            if self.of_person { (subject.head.place.map(|place| place.0), own) } else { (own, None) };
        self.attach.begin(&known, place, person, cx);
    }

    pub(super) fn list(&self, register: &str, cx: &mut Cx) {
        let Some((subject, _)) = self.subject(cx) else { return };
        let text = Some(format!("#{}", subject.id));
        let (place, person) = if self.of_person { (None, text) } else { (text, None) };
        if let Some(list) = ListScreen::new(register, Some("all"), cx) {
            cx.push(Box::new(list.only(List { place, person, ..List::default() })));
        }
    }

    /// Correction, history, actions or the due time of what is selected.
    pub(super) fn about(&mut self, command: &str, cx: &mut Cx) {
        let Some(spot) = self.selected(cx) else { return };
        let Some((entry, number)) = spot.about else { return };
        if command == id::ENTRY_EXPLAIN {
            cx.push(Box::new(ExplainScreen::new(entry, &number)));
            return;
        }
        if let (id::ENTRY_ACTIONS, Some(head), None) = (command, &spot.head, self.as_of)
            && let Some(register) = cx.registers.by_tag(entry.register).map(|found| found.info().id)
        {
            self.doing.choose(register, head, cx);
            return;
        }
        let Some(screen) = EntryScreen::of(entry, &number, cx) else { return };
        cx.push(Box::new(match command {
            id::ENTRY_HISTORY => screen.with_history(),
            id::ENTRY_EDIT => screen.correcting(),
            _ => screen,
        }));
    }

    pub(super) fn returned(&mut self, of: &str, outcome: &Outcome, cx: &mut Cx) {
        match (of, outcome) {
            ("day", Outcome::Text(text)) => {
                let day = text.trim();
                self.as_of = if day.is_empty() {
                    None
                } else {
                    match parse_date(day, cx.now, cx.zone) {
                        Ok(day) => Some(day),
                        Err(fault) => return cx.toast(fault.say(), Level::Fault),
                    }
                };
                self.turn(cx);
            }
            ("kind", Outcome::Picked(kind)) => {
                self.kind = Some(kind.clone()).filter(|kind| !kind.is_empty());
                self.in_timeline = true;
                self.time = Selection::default();
                self.ask_events(PAGE, None, cx);
            }
            ("new", Outcome::Picked(command)) => {
                if let Some((register, action)) = command.split_once('.') {
                    self.begin(register, action, cx);
                }
            }
            (_, Outcome::Entry(_)) => {
                cx.toast(t("已登记", "Written down"), Level::Done);
                self.ask(cx);
            }
            _ => {
                if !self.attach.returned(of, outcome, cx) && !self.unmasked.returned(of, outcome, cx) {
                    self.doing.returned(of, outcome, cx);
                }
            }
        }
    }
}
