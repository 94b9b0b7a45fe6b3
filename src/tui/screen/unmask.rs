//! Showing a masked field in full, the same on every screen: which field, why, and the value until the screen is left.
//! The desk decides and writes down who saw what; nothing is kept here beyond the screen.

use super::rows::value_text;
use super::{Cx, Level, Outcome, Ticket, reply};
use crate::api::entry::Cell;
use crate::api::privacy::Unmask;
use crate::api::{Fault, Reply};
use crate::domain::ids::EntryRef;
use crate::domain::register::{AnyRegister, FieldInfo};
use crate::say;
use crate::text::lang::t;
use crate::tui::picker::{Pick, Picker};
use crate::tui::prompt::Prompt;
use std::collections::HashMap;

/// Characters of a reason.
const REASON: usize = 120;
/// Under these words the questions come back.
const FIELD: &str = "unmask-field";
const WHY: &str = "unmask-why";

/// What was unmasked on a screen, and what is being asked.
#[derive(Default)]
pub struct Unmasking {
    known: HashMap<(EntryRef, String), Cell>,
    about: Option<(EntryRef, Option<String>)>,
    waiting: Option<(Ticket, EntryRef)>,
}

impl Unmasking {
    /// The fields of an entry that are shown masked.
    #[must_use]
    pub fn masked(&self, entry: EntryRef, cells: &[Cell], register: &dyn AnyRegister) -> Vec<FieldInfo> {
        let hidden = |info: &&FieldInfo| {
            let cell = cells.iter().find(|cell| cell.field == info.id);
            let masked = cell.is_some_and(|cell| cell.value.is_none() && cell.shown.is_some());
            info.mask.is_some() && masked && !self.known.contains_key(&(entry, info.id.to_owned()))
        };
        register.fields().iter().filter(hidden).copied().collect()
    }

    /// A field's value in words: in full when it was unmasked here.
    #[must_use]
    pub fn text(&self, entry: EntryRef, info: &FieldInfo, cell: &Cell, cx: &Cx) -> String {
        let known = self.known.get(&(entry, info.id.to_owned()));
        value_text(info, known.unwrap_or(cell), cx)
    }

    /// Asks which of the fields, when there are several, and why.
    pub fn ask(&mut self, entry: EntryRef, fields: &[FieldInfo], cx: &mut Cx) {
        match fields {
            [] => cx.toast(t("这一行没有隐去的内容", "Nothing on this row is masked"), Level::Info),
            [one] => {
                self.about = Some((entry, Some(one.id.to_owned())));
                Self::why(one, cx);
            }
            several => {
                self.about = Some((entry, None));
                let picks = several.iter().map(|info| Pick::new(info.id, info.label)).collect();
                cx.ask(
                    FIELD,
                    Box::new(Picker::new(t("查看完整的哪一项", "Show which field in full"), picks)),
                );
            }
        }
    }

    fn why(info: &FieldInfo, cx: &mut Cx) {
        let (zh, en) = (info.label.zh, info.label.en);
        let title = say!("查看完整{zh}", "Show in full: {en}");
        let words = t("请写明事由；会记入操作流水", "Say why; it is written into the journal");
        cx.ask(WHY, Box::new(Prompt::new(title, words, REASON)));
    }

    /// The answer to a question of this. Gives whether it was one.
    pub fn returned(&mut self, of: &str, outcome: &Outcome, cx: &mut Cx) -> bool {
        match (of, outcome, self.about.take()) {
            (FIELD, Outcome::Picked(field), Some((entry, _))) => {
                let registers = cx.registers.clone();
                let register = registers.by_tag(entry.register);
                if let Some(info) = register.and_then(|register| register.field(field)) {
                    self.about = Some((entry, Some(field.clone())));
                    Self::why(info, cx);
                }
            }
            (WHY, Outcome::Text(reason), Some((entry, Some(field)))) => {
                let id = entry.id;
                let register = cx.registers.by_tag(entry.register).map(|found| found.info().id.to_owned());
                let call = Unmask { entry: format!("#{id}"), register, field, reason: reason.clone() };
                let key = cx.key();
                self.waiting = Some((cx.write(call, &key), entry));
            }
            _ => {}
        }
        matches!(of, FIELD | WHY)
    }

    /// The answer to a call of this. Gives whether it was one.
    pub fn answer(&mut self, ticket: Ticket, result: &Result<Reply, Fault>, cx: &mut Cx) -> bool {
        let Some((_, entry)) = self.waiting.filter(|(waiting, _)| *waiting == ticket) else { return false };
        self.waiting = None;
        match reply::<Unmask>(result.clone()) {
            Ok(shown) => {
                self.known.insert((entry, shown.cell.field.clone()), shown.cell);
            }
            Err(fault) => cx.toast(fault.text, Level::Fault),
        }
        true
    }
}
