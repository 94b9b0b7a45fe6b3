//! The rows of two files side by side: first what each file says, then what belongs to each.

use super::File;
use crate::domain::ids::EntryRef;
use crate::domain::person::{MERGED, Take};
use crate::text::lang::{Say, T, t};
use crate::tui::screen::Cx;
use crate::tui::screen::card::belongings;
use crate::tui::screen::rows::value_text;

/// What a row is about.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Spot {
    /// Fields of the files that go together.
    Field(Take),
    /// Something that belongs to one of them.
    Entry(EntryRef, String),
}

/// A row.
pub(super) struct Row {
    pub(super) spot: Spot,
    pub(super) label: String,
    /// What the file that ends says, and the one that is kept.
    pub(super) sides: [String; 2],
    /// Which of the two is kept; none: both, or nothing is to be chosen.
    pub(super) kept: Option<usize>,
    /// Whether one can choose, else why not.
    pub(super) choice: Result<(), Say>,
}

impl Row {
    /// Whether the two say something different.
    pub(super) fn differs(&self) -> bool {
        matches!(self.spot, Spot::Field(_)) && self.sides[0] != self.sides[1]
    }

    /// What becomes of the value that is not kept.
    pub(super) fn left(&self) -> Option<T> {
        match self.spot {
            Spot::Field(Take::Name) if self.choice.is_ok() => {
                Some(t("另一个记为别名", "The other becomes a further name"))
            }
            Spot::Field(Take::Phone) if self.choice.is_ok() => {
                Some(t("另一个记为另一电话", "The other becomes a further phone"))
            }
            Spot::Field(_) if self.choice.is_ok() => Some(t(
                "另一个不再显示；拆开时恢复",
                "The other is no longer shown, and comes back when they part",
            )),
            _ => None,
        }
    }
}

pub(super) fn rows(from: &File, into: &File, taken: &[Take], cx: &Cx) -> Vec<Row> {
    let merged = from.is(MERGED);
    let mut rows: Vec<Row> =
        Take::ALL.iter().filter_map(|group| field(from, into, *group, taken, merged, cx)).collect();
    for (side, file) in [from, into].into_iter().enumerate() {
        // A file that was merged has no card of its own: asking gives the one it was merged into.
        let own = file.at().map(|at| at.id);
        let Some(card) = file.card.as_ref().filter(|card| Some(card.subject.head.id) == own) else {
            continue;
        };
        rows.extend(belongings(card, cx).into_iter().map(|(label, words, entry, number)| {
            let mut sides = [String::new(), String::new()];
            if let Some(own) = sides.get_mut(side) {
                *own = words;
            }
            let choice = if merged {
                t("已经合并了", "They are merged already")
            } else {
                t("这一项会并到一起，不用选", "It will belong to the kept file; there is nothing to choose")
            };
            Row { spot: Spot::Entry(entry, number), label, sides, kept: None, choice: Err(choice.into()) }
        }));
    }
    rows
}

/// Fields that go together; none when neither file says anything.
fn field(from: &File, into: &File, group: Take, taken: &[Take], merged: bool, cx: &Cx) -> Option<Row> {
    let (left, right) = (words(from, group, cx), words(into, group, cx));
    let (choice, kept) = match (left.is_empty(), right.is_empty()) {
        (true, true) => return None,
        _ if merged => (Err(t("已经合并了", "They are merged already").into()), None),
        (false, true) => (Err(only(t("左", "left"))), Some(0)),
        (true, false) => (Err(only(t("右", "right"))), Some(1)),
        (false, false) if left == right => (Err(t("两边相同", "Both say the same").into()), None),
        (false, false) => (Ok(()), Some(usize::from(!taken.contains(&group)))),
    };
    let label = cx.t(group.label()).to_owned();
    Some(Row { spot: Spot::Field(group), label, sides: [left, right], kept, choice })
}

fn only(side: T) -> Say {
    let (zh, en) = (side.zh, side.en);
    crate::say!("只有{zh}边填了，直接采用", "Only the {en} one says something; it is kept")
}

/// What a file says in the fields of a group.
fn words(file: &File, group: Take, cx: &Cx) -> String {
    let Some(entry) = &file.entry else { return String::new() };
    let Some(register) = cx.registers.by_tag(entry.entry.register) else { return String::new() };
    let mut words: Vec<String> = Vec::new();
    for id in group.fields() {
        let info = register.field(id);
        let cell = entry.fields.iter().find(|cell| cell.field == *id);
        let Some((info, cell)) = info.zip(cell) else { continue };
        let text = value_text(info, cell, cx);
        match (*id, text.is_empty()) {
            (_, true) => {}
            ("bounced_on", _) => words.push(cx.t(t("（打不通）", "(does not reach)")).to_owned()),
            _ => words.push(text),
        }
    }
    words.join(" ")
}
