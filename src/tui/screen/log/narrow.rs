//! What narrows the log: a view, a kind, a room or a person. Each is picked; a room or a person may also be typed.

use super::{LogScreen, Show};
use crate::domain::handover::{KIND_CHOICES, LogKind};
use crate::say;
use crate::text::lang::{Say, t};
use crate::tui::picker::{Pick, Picker};
use crate::tui::prompt::Prompt;
use crate::tui::screen::{Cx, Outcome};

/// Whose lines are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct About {
    of: Of,
    /// As people write it, or `#` and the id.
    text: String,
    /// Its name on the screen.
    pub(super) shown: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    Place,
    Person,
}

impl About {
    /// Place and person, as the call wants them.
    pub(super) fn asks(&self) -> (Option<String>, Option<String>) {
        match self.of {
            Of::Place => (Some(self.text.clone()), None),
            Of::Person => (None, Some(self.text.clone())),
        }
    }
}

impl LogScreen {
    pub(super) fn pick_view(&self, cx: &mut Cx) {
        let picks = vec![
            Pick::new("all", t("全部", "All")),
            Pick::new("unread", t("未读", "Unread")),
            Pick::new("hours", t("最近 48 小时", "The last 48 hours")),
            Pick::new("duty", t("上次值班以来", "Since my last duty")),
        ];
        cx.ask("view", Box::new(Picker::new(t("看哪些", "Which ones"), picks)));
    }

    pub(super) fn pick_kind(&self, cx: &mut Cx) {
        let all = Pick::new("", t("所有种类", "All kinds"));
        let kinds = KIND_CHOICES.iter().map(|kind| Pick::new(kind.id, kind.label));
        let picks = std::iter::once(all).chain(kinds).collect();
        let now = self.kind.map_or("", |kind| kind.info().choice.id);
        cx.ask("kind", Box::new(Picker::new(t("哪一种", "Which kind"), picks).at(now)));
    }

    /// The room and the person of the selected line, or another.
    pub(super) fn pick_about(&self, cx: &mut Cx) {
        let mut picks = Vec::new();
        if let Some(row) = self.line() {
            if let Some(place) = &row.place {
                picks.push(Pick::new("place", say!("这个房间/位置：{place}", "This room: {place}")));
            }
            if let Some(person) = &row.person {
                picks.push(Pick::new("person", say!("这位客户：{person}", "This person: {person}")));
            }
        }
        picks.push(Pick::new("other-place", t("另一个房间/位置……", "Another room ...")));
        picks.push(Pick::new("other-person", t("另一位客户……", "Another person ...")));
        if self.about.is_some() {
            picks.push(Pick::new("nobody", t("不限房间和客户", "Whatever room and person")));
        }
        cx.ask("about", Box::new(Picker::new(t("关于谁、哪里", "About whom or where"), picks)));
    }

    pub(super) fn returned(&mut self, of: &str, outcome: &Outcome, cx: &mut Cx) {
        match (of, outcome) {
            ("view", Outcome::Picked(id)) => {
                let show = match id.as_str() {
                    "unread" => Show::Unread,
                    "hours" => Show::TwoDays,
                    "duty" => Show::SinceDuty,
                    _ => Show::All,
                };
                // Picked twice is not taken back, as a key would be.
                self.show = Show::All;
                if show == Show::All { self.ask(false, cx) } else { self.turn(show, cx) }
            }
            ("kind", Outcome::Picked(id)) => {
                self.kind = LogKind::of_id(id);
                self.begin(cx);
            }
            ("about", Outcome::Picked(id)) => self.about_picked(id, cx),
            ("place", Outcome::Text(text)) => self.about_is(Of::Place, text.clone(), text.clone(), cx),
            ("person", Outcome::Text(text)) => self.about_is(Of::Person, text.clone(), text.clone(), cx),
            _ => {}
        }
    }

    fn about_picked(&mut self, id: &str, cx: &mut Cx) {
        let row = self.line();
        let place = row.and_then(|row| Some((row.line.place?.0, row.place.clone()?)));
        let person = row.and_then(|row| Some((row.line.person?.0, row.person.clone()?)));
        match (id, place, person) {
            ("place", Some((id, name)), _) => self.about_is(Of::Place, format!("#{id}"), name, cx),
            ("person", _, Some((id, name))) => self.about_is(Of::Person, format!("#{id}"), name, cx),
            ("other-place", ..) => prompt("place", t("房间/位置", "Room or place").into(), cx),
            ("other-person", ..) => {
                prompt("person", t("客户姓名、电话或编号", "Name, phone or number of the person").into(), cx);
            }
            _ => {
                self.about = None;
                self.begin(cx);
            }
        }
    }

    fn about_is(&mut self, of: Of, text: String, shown: String, cx: &mut Cx) {
        self.about = Some(About { of, text, shown });
        self.begin(cx);
    }

    /// Asks anew, from the top.
    fn begin(&mut self, cx: &mut Cx) {
        self.selection = crate::tui::widget::table::Selection::default();
        self.rows.clear();
        self.loaded = false;
        self.ask(false, cx);
    }
}

fn prompt(of: &'static str, words: Say, cx: &mut Cx) {
    cx.ask(of, Box::new(Prompt::new(t("关于谁、哪里", "About whom or where"), words, 60)));
}
