//! Two files of one person side by side: what each says and what belongs to each, which value is kept; then the merge,
//! and taking it apart again, at the same place. The desk decides and moves; this only shows and asks.

mod draw;
mod lines;

use super::doing::Doing;
use super::pane::open_entry;
use super::{Cx, Kind, Level, Live, Msg, Outcome, Present, Screen, Ticket, Topic, reply};
use crate::api::card::{Card, PersonCard};
use crate::api::entry::{Entry, Show};
use crate::api::{Fault, Reply};
use crate::domain::ids::EntryRef;
use crate::domain::kept::ACTIVE;
use crate::domain::person::{self, MERGED, Take};
use crate::domain::register::{Head, Values};
use crate::domain::value::Value;
use crate::say;
use crate::text::lang::{Say, T, t};
use crate::tui::command::id;
use crate::tui::dialog::Confirm;
use crate::tui::keymap::Snap;
use crate::tui::widget::table::Selection;
use lines::{Row, Spot};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// Under these words the questions come back.
const SURE: &str = "merge-sure";
const APART: &str = "merge-apart";

/// One of the two files.
pub(super) struct File {
    /// How it was asked for: `#id`, or what was typed.
    text: String,
    entry: Option<Entry>,
    card: Option<Card>,
    asked: Option<Ticket>,
    asked_card: Option<Ticket>,
}

impl File {
    const fn new(text: String) -> Self {
        Self { text, entry: None, card: None, asked: None, asked_card: None }
    }

    fn at(&self) -> Option<EntryRef> {
        self.entry.as_ref().map(|entry| entry.entry)
    }

    fn head(&self) -> Option<&Head> {
        self.entry.as_ref().map(|entry| &entry.head)
    }

    fn is(&self, state: u8) -> bool {
        self.head().is_some_and(|head| head.state == state)
    }
}

/// The two files on the screen.
pub struct MergeScreen {
    /// The one that ends.
    from: File,
    /// The one that is kept.
    into: File,
    /// What is taken from the file that ends, where both say something.
    taken: Vec<Take>,
    again: bool,
    error: Option<Say>,
    selection: Selection,
    topics: Vec<Topic>,
    doing: Doing,
}

impl MergeScreen {
    /// The file that would end and the one that would be kept: `#id`, a number, a name.
    #[must_use]
    pub fn new(from: String, into: String) -> Self {
        Self {
            from: File::new(from),
            into: File::new(into),
            taken: Vec::new(),
            again: false,
            error: None,
            selection: Selection::default(),
            topics: Vec::new(),
            doing: Doing::default(),
        }
    }

    fn ask(&mut self, cx: &mut Cx) {
        if self.waiting() {
            self.again = true;
            return;
        }
        for file in [&mut self.from, &mut self.into] {
            let entry = file.at().map_or_else(|| file.text.clone(), |at| format!("#{}", at.id));
            let register = Some("person".to_owned());
            file.asked = Some(cx.call(Show { entry: entry.clone(), register }));
            file.asked_card = Some(cx.call(PersonCard { person: entry, as_of: None }));
        }
    }

    const fn waiting(&self) -> bool {
        self.from.asked.is_some()
            || self.from.asked_card.is_some()
            || self.into.asked.is_some()
            || self.into.asked_card.is_some()
    }

    /// Takes an answer about one of the files. Gives whether it was one.
    fn answer(&mut self, ticket: Ticket, result: &Result<Reply, Fault>, cx: &mut Cx) -> bool {
        let mut mine = false;
        for file in [&mut self.from, &mut self.into] {
            if file.asked == Some(ticket) {
                (file.asked, mine) = (None, true);
                match reply::<Show>(result.clone()) {
                    Ok(entry) => (self.error, file.entry) = (None, Some(entry)),
                    Err(fault) => self.error = Some(fault.text),
                }
            } else if file.asked_card == Some(ticket) {
                (file.asked_card, mine) = (None, true);
                file.card = reply::<PersonCard>(result.clone()).ok();
            }
        }
        if !mine {
            return false;
        }
        if !self.waiting() && std::mem::take(&mut self.again) {
            self.ask(cx);
        }
        true
    }

    /// Whether both files are the same one.
    fn one(&self) -> bool {
        self.from.at().is_some() && self.from.at() == self.into.at()
    }

    fn rows(&self, cx: &Cx) -> Vec<Row> {
        lines::rows(&self.from, &self.into, &self.taken, cx)
    }

    fn selected(&self, cx: &Cx) -> Option<Row> {
        self.rows(cx).into_iter().nth(self.selection.at)
    }

    /// Takes the other file's value for the selected line, where both say something.
    fn take(&mut self, cx: &mut Cx) {
        let Some(row) = self.selected(cx) else { return };
        match (row.spot, &row.choice) {
            (Spot::Field(group), Ok(())) => match self.taken.iter().position(|taken| *taken == group) {
                Some(at) => drop(self.taken.remove(at)),
                None => self.taken.push(group),
            },
            (_, Err(why)) => cx.toast(why.clone(), Level::Info),
            (Spot::Entry(..), Ok(())) => {}
        }
    }

    /// The other file is kept; what was chosen stays chosen.
    fn swap(&mut self, cx: &Cx) {
        let both: Vec<Take> = self
            .rows(cx)
            .into_iter()
            .filter_map(|row| match (row.spot, row.choice) {
                (Spot::Field(group), Ok(())) => Some(group),
                _ => None,
            })
            .collect();
        std::mem::swap(&mut self.from, &mut self.into);
        self.taken = both.into_iter().filter(|group| !self.taken.contains(group)).collect();
    }

    fn open(&mut self, cx: &mut Cx) {
        match self.selected(cx).map(|row| row.spot) {
            Some(Spot::Field(_)) => self.take(cx),
            Some(Spot::Entry(entry, number)) => {
                if let Some(screen) = open_entry(entry, &number, cx) {
                    cx.push(screen);
                }
            }
            None => {}
        }
    }

    /// Why the two cannot be put together now.
    fn may_merge(&self, cx: &Cx) -> Result<(), Say> {
        may(cx, "merge")?;
        match (self.from.head(), self.into.head()) {
            (Some(_), Some(_)) if self.one() => Err(t("左右是同一份档案", "Both are the same file").into()),
            (Some(_), Some(_)) if self.from.is(MERGED) => {
                Err(t("已经合并了", "They are merged already").into())
            }
            (Some(_), Some(_)) if !self.from.is(ACTIVE) || !self.into.is(ACTIVE) => {
                Err(t("两份档案都要在启用状态", "Both files must be in use").into())
            }
            (Some(_), Some(_)) => Ok(()),
            _ => Err(t("还没有读到两份档案", "The two files are not read yet").into()),
        }
    }

    /// Why they cannot be taken apart now.
    fn may_part(&self, cx: &Cx) -> Result<(), Say> {
        may(cx, "unmerge")?;
        if self.from.is(MERGED) {
            Ok(())
        } else {
            Err(t("这两份档案没有合并", "These two files are not merged").into())
        }
    }

    fn command(&mut self, command: &str, cx: &mut Cx) {
        let rows = self.rows(cx).len();
        if self.selection.run(command, rows) {
            return;
        }
        let numbers =
            (self.from.head().map(|h| h.number.clone()), self.into.head().map(|h| h.number.clone()));
        let (Some(from), Some(into)) = numbers else {
            if command == id::GO_BACK {
                cx.pop(Outcome::Cancelled);
            }
            return;
        };
        match command {
            id::GO_BACK => cx.pop(Outcome::Cancelled),
            id::LIST_REFRESH => self.ask(cx),
            id::MERGE_TAKE => self.take(cx),
            id::MERGE_SWAP if self.may_merge(cx).is_ok() => self.swap(cx),
            id::LIST_OPEN => self.open(cx),
            id::MERGE_RUN => match self.may_merge(cx) {
                Ok(()) => {
                    let words = say!(
                        "{from} 并入 {into}，以后只用 {into}？合并后可以在这里拆开。",
                        "{from} into {into}, and only {into} from now on? They can be taken apart here."
                    );
                    cx.ask(SURE, Box::new(Confirm::new(words)));
                }
                Err(why) => cx.toast(why, Level::Fault),
            },
            id::MERGE_APART => match self.may_part(cx) {
                Ok(()) => {
                    let words = say!("{from} 从 {into} 拆出来？", "Take {from} out of {into} again?");
                    cx.ask(APART, Box::new(Confirm::new(words)));
                }
                Err(why) => cx.toast(why, Level::Fault),
            },
            _ => {}
        }
    }

    fn returned(&mut self, of: &str, outcome: &Outcome, cx: &mut Cx) {
        match (of, outcome, self.from.head().cloned()) {
            (SURE, Outcome::Done, Some(head)) => {
                let Some(into) = self.into.at() else { return };
                let take = self.taken.iter().map(|group| group.id().to_owned()).collect();
                let values =
                    Values::default().with("into", Value::Id(into.id)).with("take", Value::List(take));
                self.doing.act("person", "merge", &head, values, cx);
            }
            (APART, Outcome::Done, Some(head)) => {
                self.doing.act("person", "unmerge", &head, Values::default(), cx);
            }
            _ => drop(self.doing.returned(of, outcome, cx)),
        }
    }
}

/// Whether the person may do it at all.
fn may(cx: &Cx, verb: &str) -> Result<(), Say> {
    let action = cx.registers.by_tag(person::TAG).and_then(|register| register.action(verb));
    if action.is_some_and(|action| cx.holds(action.posts)) {
        Ok(())
    } else {
        Err(t("您的岗位不办理此项", "Not for your post").into())
    }
}

impl Screen for MergeScreen {
    fn name(&self) -> &'static str {
        "merge"
    }

    fn kind(&self) -> Kind {
        Kind::Table
    }

    fn title(&self, cx: &Cx) -> String {
        let title = t("合并重复档案", "Two files of one person");
        match (self.from.head(), self.into.head()) {
            (Some(from), Some(into)) => format!("{} {} → {}", cx.t(title), from.number, into.number),
            _ => cx.t(title).to_owned(),
        }
    }

    fn about(&self) -> T {
        t(
            "左边的并入右边的；空格选用哪一边的内容，●为采用的；合并后仍可在这里拆开。",
            "The left goes into the right; Space takes the other side's value, ● is what is kept. They come apart here too.",
        )
    }

    fn topics(&self) -> Vec<Topic> {
        let mut all = self.topics.clone();
        all.extend([&self.from, &self.into].into_iter().filter_map(File::at).map(Topic::Presence));
        all
    }

    fn present(&self) -> Option<Present> {
        // Whoever opens the file that would end sees that it is being put into another.
        let editing = !self.from.is(MERGED);
        self.from.entry.as_ref().map(|entry| Present { entry: entry.entry, editing })
    }

    fn start(&mut self, cx: &mut Cx) {
        for file in [&mut self.from, &mut self.into] {
            (file.asked, file.asked_card) = (None, None);
        }
        let registers = cx.registers.iter().filter(|register| cx.holds(register.info().see));
        self.topics = registers.map(|register| Topic::Register(register.info().tag)).collect();
        self.ask(cx);
    }

    fn on(&mut self, msg: Msg<'_>, cx: &mut Cx) {
        match msg {
            Msg::Command(command) => self.command(command, cx),
            Msg::Answer { ticket, result } => {
                if !self.answer(ticket, &result, cx) && self.doing.answer(ticket, &result, cx).is_some() {
                    self.ask(cx);
                }
                let rows = self.rows(cx).len();
                self.selection.clamp(rows);
            }
            Msg::Changed(_) => self.ask(cx),
            Msg::Returned { of, outcome } => self.returned(of, &outcome, cx),
            Msg::Focus | Msg::Char(_) | Msg::Paste(_) => {}
        }
    }

    fn commands(&self, cx: &Cx) -> Vec<Live> {
        let of = |command: &'static str, may: Result<(), Say>| match may {
            Ok(()) => Live::on(command),
            Err(why) => Live::off(command, why),
        };
        let row = self.selected(cx);
        let none = t("请先选中一条", "Select a row first");
        let take = row.as_ref().map_or(Err(none.into()), |row| row.choice.clone());
        vec![
            of(id::MERGE_TAKE, take),
            of(id::MERGE_RUN, self.may_merge(cx)),
            of(id::MERGE_SWAP, self.may_merge(cx)),
            of(id::MERGE_APART, self.may_part(cx)),
            Live::when(id::LIST_OPEN, row.is_some(), none),
            Live::on(id::LIST_REFRESH),
            Live::on(id::GO_BACK),
        ]
    }

    fn snap(&self, cx: &Cx) -> Snap {
        let empty = self.rows(cx).is_empty();
        Snap { selected: !empty, empty, ..Snap::default() }
    }

    fn waits(&self) -> bool {
        self.from.entry.is_none() && self.waiting()
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        self.show(frame, area, cx)
    }
}

/// Putting a person's file into another's, or taking it out again, side by side instead of as a form: first the other
/// file is asked for, where it is not known.
#[must_use]
pub fn of(command: &str, head: &Head, cx: &Cx) -> Option<Box<dyn Screen>> {
    let from = head.id;
    match (command, head.person) {
        ("person.merge", _) => {
            let form = super::form::Form::merging(head, cx)?;
            Some(Box::new(form.then(move |values| {
                let into = match values.get("into") {
                    Value::Id(id) => format!("#{id}"),
                    value => value.text().unwrap_or_default().to_owned(),
                };
                Box::new(MergeScreen::new(format!("#{from}"), into))
            })))
        }
        ("person.unmerge", Some(into)) => {
            Some(Box::new(MergeScreen::new(format!("#{from}"), format!("#{}", into.0))))
        }
        _ => None,
    }
}

/// Two files that were marked, side by side: the later one goes into the earlier one, unless they are swapped.
#[must_use]
pub fn of_two(command: &str, heads: [&Head; 2]) -> Option<Box<dyn Screen>> {
    let [one, other] = heads.map(|head| head.id);
    let (from, into) = (one.max(other), one.min(other));
    (command == "person.merge")
        .then(|| Box::new(MergeScreen::new(format!("#{from}"), format!("#{into}"))) as Box<dyn Screen>)
}
