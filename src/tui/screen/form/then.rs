//! Forms that lead on instead of being sent: what was filled in goes to another screen, which shows first what it would
//! do. And the key that fills in the room and the caller of the entry saved before.

use super::kept::Kept;
use super::make::{action_slots, field};
use super::{Form, FormState, Purpose, Slot};
use crate::domain::register::{ActionInfo, Kind, Values};
use crate::text::lang::{Say, t};
use crate::tui::screen::{Cx, Level, Screen};
use std::collections::BTreeMap;

/// Opens the screen that takes what was filled in.
pub(super) type Then = Box<dyn Fn(Values) -> Box<dyn Screen>>;

/// Fields that say the same thing in different registers.
const ALIKE: &[(&str, &[&str])] = &[
    ("place", &["place"]),
    ("person", &["person"]),
    ("who", &["reporter", "name", "complainant", "caller", "interviewed"]),
    ("phone", &["phone"]),
];

/// What a field says, when it says where or who.
fn kind_of(field: &str) -> Option<&'static str> {
    ALIKE.iter().find(|(_, ids)| ids.contains(&field)).map(|(kind, _)| *kind)
}

impl Form {
    /// The form of an action on many entries.
    #[must_use]
    pub fn many(register: &'static str, action: &ActionInfo, count: usize, cx: &Cx) -> Option<Self> {
        let slots = action_slots(cx.registers.by_id(register)?, action);
        let (entry, action) = (Some(format!("×{count}")), action.id.to_owned());
        let mut form = Self::new(Purpose::Act { register, action, entry, rev: None }, slots, cx);
        form.kept = Kept::never();
        Some(form)
    }

    /// The form that asks into which other file a person's file goes.
    #[must_use]
    pub fn merging(head: &crate::domain::register::Head, cx: &Cx) -> Option<Self> {
        let action = cx.registers.by_id("person")?.action("merge")?;
        let mut form = Self::act("person", action, head, cx)?.only(&["into"]);
        form.kept = Kept::never();
        Some(form)
    }

    /// The form that asks who is absent, who takes over, and why.
    #[must_use]
    pub fn reassign(cx: &Cx) -> Self {
        let slots = vec![
            Slot::new(field("from", t("谁不在", "Who is absent"), Kind::STAFF, None), true, false),
            Slot::new(field("to", t("转给谁", "Who takes over"), Kind::STAFF, None), false, false),
            Slot::new(field("team", t("或转给班组", "Or which team"), Kind::TEAM, None), false, false),
            Slot::new(field("reason", t("原因", "Reason"), Kind::Line(120), None), true, false),
        ];
        let entry = Some(String::new());
        let purpose = Purpose::Act { register: "staff", action: "reassign".to_owned(), entry, rev: None };
        let mut form = Self::new(purpose, slots, cx);
        form.title = t("整体转交工作", "Hand over everything of a person").into();
        form.kept = Kept::never();
        form
    }

    /// With a screen that takes what was filled in, in the place of the form.
    #[must_use]
    pub fn then(mut self, then: impl Fn(Values) -> Box<dyn Screen> + 'static) -> Self {
        self.then = Some(Box::new(then));
        self
    }

    /// Notes where and who, for the next form.
    pub(super) fn note_same(&self, cx: &mut Cx) {
        let told = remembered(&self.state);
        if !told.is_empty() {
            cx.same = told;
        }
    }

    /// Fills empty fields with the room and the caller of the entry this person saved before.
    pub(super) fn fill_same(&mut self, cx: &mut Cx) {
        let same = cx.same.clone();
        let mut filled = 0;
        for slot in self.state.slots.iter_mut().filter(|slot| slot.is_empty()) {
            if let Some(text) = kind_of(slot.info.id).and_then(|kind| same.get(kind)) {
                slot.resume(text);
                filled += usize::from(!slot.is_empty());
            }
        }
        if filled == 0 {
            let why = match same.is_empty() {
                true => t("本次登录还没有存过单，没有上一位", "Nothing was saved since you logged in"),
                false => t("没有可以照填的空项", "There is no empty field to fill in"),
            };
            cx.toast(why, Level::Info);
            return;
        }
        // The caret goes to what is still wanted.
        let quick = self.state.quick();
        if let Some(at) = self.state.slots.iter().take(quick).position(Slot::is_empty) {
            self.state.focus = at;
        }
        self.edited(cx);
    }

    /// What is said when it was filled in for another screen.
    pub(super) fn lead_on(&self, values: Values, cx: &mut Cx) -> bool {
        let Some(then) = &self.then else { return false };
        cx.replace(then(values));
        true
    }
}

/// Where and who, as the form has it.
fn remembered(state: &FormState) -> BTreeMap<&'static str, String> {
    let filled = state.slots.iter().filter(|slot| !slot.is_empty());
    filled.filter_map(|slot| Some((kind_of(slot.info.id)?, slot.kept()))).collect()
}

/// Why a form that leads on is not parked.
#[must_use]
pub(super) fn not_parked() -> Say {
    t("这张表单不暂存", "This form is not parked").into()
}
