//! One of several: a line of text that filters, above a list. The palette, the login and every choice are this.
//!
//! Knows all its rows from the start; it asks nobody.

use super::command::id;
use super::popup;
use super::screen::{Cx, Kind, Level, Live, Msg, Outcome, Refused, Screen, Typing};
use super::theme::Tone;
use super::widget::field::Editor;
use crate::text::fold::search_key;
use crate::text::lang::{Say, T, t};
use crate::text::width::{fit, pad, width};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pick {
    /// What [`Outcome::Picked`] carries.
    pub id: String,
    /// The words.
    pub label: Say,
    /// A word in the column before: a group, a letter. Empty in all rows leaves the column out.
    pub group: Say,
    /// A word in the last column: keys, a state.
    pub note: Say,
    /// What people call it besides, parted by spaces; one of these in full counts like the label.
    pub names: String,
    /// More words it is found by.
    pub also: String,
    /// Whether it can be taken, else why not.
    pub enabled: Result<(), Say>,
}

impl Pick {
    /// A row that can be taken.
    #[must_use]
    pub fn new(id: impl Into<String>, label: impl Into<Say>) -> Self {
        let empty = || Say::same("");
        Self {
            id: id.into(),
            label: label.into(),
            group: empty(),
            note: empty(),
            names: String::new(),
            also: String::new(),
            enabled: Ok(()),
        }
    }

    /// How well it fits what was typed, small is better; none: not at all.
    fn rank(&self, words: &[String]) -> Option<u8> {
        let Say { zh, en } = &self.label;
        let texts = [zh, en, &self.id, &self.names, &self.also, &self.group.zh, &self.group.en];
        let texts = texts.map(|text| search_key(text));
        let called = |word: &str| self.names.split(' ').any(|name| search_key(name) == *word);
        let mut worst = 0;
        for word in words {
            let fits = |(at, text): (usize, &String)| {
                let column: u8 = if at < 2 { 0 } else { 2 };
                match text.find(word.as_str()) {
                    Some(0) => Some(column),
                    // "pb" is no part of the name of "Group by".
                    Some(_) if at == 1 && !begins_a_word(&self.label.en, word) => Some(3),
                    Some(_) => Some(column + 1),
                    None => None,
                }
            };
            if called(word) {
                continue;
            }
            worst = worst.max(texts.iter().enumerate().filter_map(fits).min()?);
        }
        Some(worst)
    }
}

/// Whether a word of an English name, or what follows from it on, begins with these letters.
fn begins_a_word(name: &str, letters: &str) -> bool {
    name.match_indices(' ').any(|(at, _)| search_key(name.get(at..).unwrap_or_default()).starts_with(letters))
}

/// The picker. Closes with [`Outcome::Picked`] or [`Outcome::Cancelled`].
pub struct Picker {
    title: Say,
    about: T,
    filter: Editor,
    picks: Vec<Pick>,
    /// Indexes into `picks`, best first.
    shown: Vec<usize>,
    at: usize,
    top: usize,
}

impl Picker {
    /// All rows, the first one marked.
    #[must_use]
    pub fn new(title: impl Into<Say>, picks: Vec<Pick>) -> Self {
        let shown = (0..picks.len()).collect();
        Self {
            title: title.into(),
            about: t("输入几个字筛选，回车选定。", "Type to narrow the list, Enter takes a row."),
            filter: Editor::line(60),
            picks,
            shown,
            at: 0,
            top: 0,
        }
    }

    /// With the mark on the row of this id.
    #[must_use]
    pub fn at(mut self, id: &str) -> Self {
        self.at = self.picks.iter().position(|pick| pick.id == id).unwrap_or(0);
        self
    }

    /// With another sentence in the help.
    #[must_use]
    pub fn for_help(mut self, about: T) -> Self {
        self.about = about;
        self
    }

    fn narrow(&mut self) {
        let words: Vec<String> =
            self.filter.text().split_whitespace().map(search_key).filter(|word| !word.is_empty()).collect();
        // Of rows that fit as well, those that can be taken come first, once somebody has begun to type.
        let blocked = |pick: &Pick| !words.is_empty() && pick.enabled.is_err();
        let mut ranked: Vec<(u8, bool, usize)> = self
            .picks
            .iter()
            .enumerate()
            .filter_map(|(index, pick)| Some((pick.rank(&words)?, blocked(pick), index)))
            .collect();
        ranked.sort();
        self.shown = ranked.into_iter().map(|(_, _, index)| index).collect();
        (self.at, self.top) = (0, 0);
    }

    fn marked(&self) -> Option<&Pick> {
        self.shown.get(self.at).and_then(|&index| self.picks.get(index))
    }

    fn take(&mut self, cx: &mut Cx) {
        match self.marked().map(|pick| (pick.id.clone(), pick.enabled.clone())) {
            Some((id, Ok(()))) => cx.pop(Outcome::Picked(id)),
            Some((_, Err(why))) => cx.toast(why, Level::Fault),
            None => cx.toast(t("没有符合的，改一改再试", "Nothing fits; type something else"), Level::Info),
        }
    }

    fn step(&mut self, by: isize) {
        let last = self.shown.len().saturating_sub(1);
        self.at = self.at.saturating_add_signed(by).min(last);
    }
}

impl Screen for Picker {
    fn name(&self) -> &'static str {
        "picker"
    }

    fn kind(&self) -> Kind {
        Kind::Prompt
    }

    fn title(&self, cx: &Cx) -> String {
        cx.say(&self.title).to_owned()
    }

    fn about(&self) -> T {
        self.about
    }

    fn on(&mut self, msg: Msg<'_>, cx: &mut Cx) {
        match msg {
            Msg::Command(id::PROMPT_ACCEPT) => self.take(cx),
            Msg::Command(id::PROMPT_CANCEL | id::GO_BACK) => cx.pop(Outcome::Cancelled),
            Msg::Command(id::PROMPT_UP) => self.step(-1),
            Msg::Command(id::PROMPT_DOWN) => self.step(1),
            Msg::Command(command) => {
                let before = self.filter.text();
                if self.filter.run(command) && self.filter.text() != before {
                    self.narrow();
                }
            }
            Msg::Char(c) => {
                self.filter.insert(c.encode_utf8(&mut [0; 4]));
                self.narrow();
            }
            Msg::Paste(text) => {
                self.filter.insert(text);
                self.narrow();
            }
            _ => {}
        }
    }

    fn commands(&self, _: &Cx) -> Vec<Live> {
        vec![Live::on(id::PROMPT_ACCEPT), Live::on(id::PROMPT_CANCEL)]
    }

    /// The rows that cannot be taken, the marked one first.
    fn refused(&self, _: &Cx) -> Vec<Refused> {
        let marked = self.shown.get(self.at).copied();
        let others = self.shown.iter().copied().filter(|at| Some(*at) != marked);
        let picks = marked.into_iter().chain(others).filter_map(|at| self.picks.get(at));
        let of = |pick: &Pick| {
            let why = pick.enabled.clone().err()?;
            Some(Refused { label: pick.label.clone(), command: pick.id.clone().into(), why })
        };
        picks.filter_map(of).collect()
    }

    fn typing(&self) -> Typing {
        Typing::Line
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        let columns = Columns::of(&self.picks, cx, usize::from(area.width.saturating_sub(4)));
        let small = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        // The height is that of all rows, so that the box does not jump while one types.
        let rows = small(self.picks.len().clamp(3, 18) + 3);
        let inner = popup::open(frame, area, small(columns.all()), rows, &self.title(cx), cx.theme);
        let theme = cx.theme;
        let room = usize::from(inner.width);
        let line = Rect { x: inner.x + 2, width: inner.width.saturating_sub(3), height: 1, ..inner };
        frame.buffer_mut().set_stringn(inner.x, inner.y, "/", 1, theme.style(Tone::Key));
        let caret = self.filter.draw(line, theme.style(Tone::Text), frame.buffer_mut());
        let count = format!("{}/{}", self.shown.len(), self.picks.len());
        let list = Rect { y: inner.y + 2, height: inner.height.saturating_sub(3), ..inner };
        let page = usize::from(list.height).max(1);
        // The mark moves inside the page; past its edge the list jumps by half a page.
        if self.at < self.top {
            self.top = self.at.saturating_sub(page / 2);
        } else if self.at >= self.top + page {
            self.top = (self.at + 1).saturating_sub(page) + page / 2;
        }
        self.top = self.top.min(self.shown.len().saturating_sub(page));
        let buffer = frame.buffer_mut();
        for (row, (y, index)) in (list.y..list.bottom()).zip(self.shown.iter().skip(self.top)).enumerate() {
            let Some(pick) = self.picks.get(*index) else { continue };
            let marked = self.top + row == self.at;
            let tone = match (marked, &pick.enabled) {
                (true, _) => Tone::Selected,
                (false, Ok(())) => Tone::Text,
                (false, Err(_)) => Tone::Muted,
            };
            let text = columns.row(pick, marked, cx);
            buffer.set_stringn(list.x, y, fit(&text, room), room, theme.style(tone));
        }
        if self.shown.is_empty() {
            let none = cx.t(t("没有符合的", "Nothing fits"));
            buffer.set_stringn(list.x + 2, list.y, none, room.saturating_sub(2), theme.style(Tone::Muted));
        }
        let why = self.marked().and_then(|pick| pick.enabled.as_ref().err()).map_or("", |why| cx.say(why));
        let last = inner.bottom().saturating_sub(1);
        let text = format!(" {}", fit(why, room.saturating_sub(width(&count) + 3)));
        buffer.set_stringn(inner.x, last, text, room, theme.style(Tone::Soon));
        let x = inner.right().saturating_sub(small(width(&count) + 1));
        buffer.set_stringn(x, last, &count, width(&count), theme.style(Tone::Muted));
        caret
    }
}

/// Widths of the columns, in cells.
struct Columns {
    group: usize,
    label: usize,
    note: usize,
}

impl Columns {
    fn of(picks: &[Pick], cx: &Cx, most: usize) -> Self {
        let widest =
            |of: fn(&Pick) -> &Say| picks.iter().map(|pick| width(cx.say(of(pick)))).max().unwrap_or(0);
        let (group, note) = (widest(|pick| &pick.group).min(18), widest(|pick| &pick.note).min(28));
        let fixed = group + note + 6;
        let label = widest(|pick| &pick.label).max(32).min(most.saturating_sub(fixed));
        Self { group, label, note }
    }

    fn all(&self) -> usize {
        2 + gap(self.group) + self.label + 2 + self.note + 1
    }

    /// `>` or `-` (cannot be taken), group, words, note.
    fn row(&self, pick: &Pick, marked: bool, cx: &Cx) -> String {
        let off = if pick.enabled.is_ok() { " " } else { "-" };
        let mark = if marked { Tone::Selected.mark() } else { " " };
        let group = if self.group == 0 { String::new() } else { fit(cx.say(&pick.group), self.group) + "  " };
        let label = fit(cx.say(&pick.label), self.label);
        format!("{mark}{off}{group}{label}  {}", pad(&fit(cx.say(&pick.note), self.note), self.note))
    }
}

fn gap(column: usize) -> usize {
    if column == 0 { 0 } else { column + 2 }
}
