//! What the keys of the roster begin: forms with day, pattern and person filled in, the actions on a shift. The desk
//! decides; this only asks.

use super::RotaScreen;
use super::copy::CopyScreen;
use super::grid;
use crate::domain::ids::{EntryRef, StaffId};
use crate::domain::posts::Posts;
use crate::domain::rota::shift;
use crate::text::lang::t;
use crate::tui::command::id;
use crate::tui::screen::form::Form;
use crate::tui::screen::pane::open_entry;
use crate::tui::screen::{Cx, Level};

impl RotaScreen {
    pub(super) fn act(&mut self, command: &str, cx: &mut Cx) {
        match command {
            id::LIST_OPEN => self.open(cx),
            id::LIST_NEW => self.plan(cx),
            id::ROTA_ABSENCE => self.absence(cx),
            id::ROTA_SWAP => self.swap(cx),
            id::ROTA_COPY if cx.holds(Posts::LEAD) => {
                let to = grid::monday(self.day(cx));
                cx.push(Box::new(CopyScreen::new(to)));
            }
            _ => {
                let Some(head) = self.head(cx) else { return };
                if command == id::ENTRY_ACTIONS {
                    self.doing.choose("shift", &head, cx);
                } else {
                    self.doing.run(command, "shift", &head, cx);
                }
            }
        }
    }

    fn open(&mut self, cx: &mut Cx) {
        if self.month {
            self.month = false;
            return self.go(self.day(cx), cx);
        }
        match self.here(cx) {
            Some(slot) => {
                let entry = EntryRef::new(shift::TAG, slot.shift);
                let screen = open_entry(entry, &slot.number, cx);
                if let Some(screen) = screen {
                    cx.push(screen);
                }
            }
            None => self.plan(cx),
        }
    }

    /// A shift for this day: of the row's pattern, or for the row's person.
    fn plan(&self, cx: &mut Cx) {
        if !cx.holds(Posts::LEAD) {
            cx.toast(t("由主管排班", "A supervisor plans the shifts"), Level::Info);
            return;
        }
        let Some(mut form) = Form::create("shift", "plan", cx) else { return };
        form = form.with("day", &self.day(cx).format("%Y-%m-%d").to_string());
        let row = self.at();
        let pattern = row.and_then(|row| row.pattern).and_then(|id| {
            let known = self.view.as_ref()?.patterns.iter().find(|known| known.pattern == id)?;
            Some((id, known.name.clone()))
        });
        let person = row.and_then(|row| row.staff).and_then(|staff| self.person(staff));
        let mut first = "pattern";
        if let Some((id, name)) = &pattern {
            form = form.with_link("pattern", *id, name);
            first = "staff";
        }
        if let Some((id, name)) = &person {
            form = form.with_link("staff", *id, name);
        }
        cx.push(Box::new(form.from(first)));
    }

    fn person(&self, staff: StaffId) -> Option<(u64, String)> {
        let known = self.view.as_ref()?.people.iter().find(|known| known.staff == staff)?;
        Some((staff.0, known.name.clone()))
    }

    /// An absence on this day: of who has the shift or the row, for those who may record somebody else's.
    fn absence(&self, cx: &mut Cx) {
        let Some(mut form) = Form::create("absence", "record", cx) else { return };
        form = form.with("first", &self.day(cx).format("%Y-%m-%d").to_string());
        let whose =
            self.here(cx).and_then(|slot| slot.planned).or_else(|| self.at().and_then(|row| row.staff));
        if let Some((id, name)) = whose.filter(|_| cx.holds(Posts::LEAD)).and_then(|staff| self.person(staff))
        {
            form = form.with_link("staff", id, &name);
        }
        cx.push(Box::new(form.from("last")));
    }

    /// A swap of one's own shift, or for the shift of somebody else.
    fn swap(&self, cx: &mut Cx) {
        let Some(slot) = self.here(cx) else {
            cx.toast(t("这一格没有班", "There is no shift in this cell"), Level::Info);
            return;
        };
        let (field, next) =
            if slot.staff == Some(cx.me.who.staff) { ("mine", "theirs") } else { ("theirs", "mine") };
        let words = format!("{} {}", slot.number, slot.day.format("%m-%d"));
        let Some(form) = Form::create("swap", "propose", cx) else { return };
        let form = form.with_link(field, slot.shift, &words).from(next);
        cx.push(Box::new(form));
    }
}
