//! The rows of a card: what each shows, what it is about, and what Enter opens. Knows the card's own parts (ties,
//! warnings, places); everything else comes from the registers' declarations.

use crate::api::card::{Card, Event, Near, Section, Tie};
use crate::api::entry::{Cell, Row};
use crate::domain::ids::{EntryRef, Tag};
use crate::domain::register::{AnyRegister, Head};
use crate::domain::value::Value;
use crate::domain::{note, person, place};
use crate::say;
use crate::text::lang::{T, t};
use crate::tui::screen::Cx;
use crate::tui::screen::rows::{short, state_word, tone, value_text};
use crate::tui::screen::unmask::Unmasking;
use crate::tui::theme::Tone;
use crate::tui::widget::table::Line;

/// A row of a card.
#[derive(Clone)]
pub(super) struct Spot {
    pub(super) line: Line,
    pub(super) opens: Opens,
    /// Whose history, correction and actions are a key away.
    pub(super) about: Option<(EntryRef, String)>,
    /// Its head as it is now, where the row has one.
    pub(super) head: Option<Head>,
    /// What may be masked on it, and whose.
    pub(super) cells: Option<(EntryRef, Vec<Cell>)>,
    /// The person or room a form begun here is about.
    pub(super) link: Option<(EntryRef, String)>,
}

/// What Enter opens.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Opens {
    Nothing,
    /// The card of a room or person, else the entry.
    Entry(EntryRef, String),
    /// The entry itself, though it has a card.
    Whole(EntryRef, String),
    /// All entries of a register that concern the subject.
    List(Tag),
}

impl Spot {
    fn of(line: Line, entry: EntryRef, number: &str) -> Self {
        let about = Some((entry, number.to_owned()));
        let opens = Opens::Entry(entry, number.to_owned());
        Self { line, opens, about, head: None, cells: None, link: None }
    }

    fn of_row(line: Line, row: &Row) -> Self {
        let entry = EntryRef::new(row.register, row.head.id);
        let cells = Some((entry, row.cells.clone()));
        Self { head: Some(row.head.clone()), cells, ..Self::of(line, entry, &row.head.number) }
    }
}

/// The words of one field of some cells; empty when it is not there.
pub(super) fn field(tag: Tag, entry: EntryRef, cells: &[Cell], id: &str, from: &Words<'_>) -> String {
    let info = from.cx.registers.by_tag(tag).and_then(|register| register.field(id));
    let cell = cells.iter().find(|cell| cell.field == id);
    info.zip(cell).map_or_else(String::new, |(info, cell)| from.unmasked.text(entry, info, cell, from.cx))
}

/// What words are made with.
pub(super) struct Words<'a> {
    pub(super) cx: &'a Cx,
    pub(super) unmasked: &'a Unmasking,
}

/// The rows of the card itself.
pub(super) fn file(card: &Card, from: &Words<'_>) -> Vec<Spot> {
    let of_person = card.subject.register == person::TAG;
    let own = if of_person { "person" } else { "place" };
    // First what leads on: from a room to its people, from a person to their rooms.
    let mut spots: Vec<Spot> = card.ties.iter().map(|tie| tie_spot(tie, from)).collect();
    if card.more_ties {
        let words = from.cx.t(t("还有更多，回车查看全部", "There are more; Enter lists all"));
        spots.push(all_of(crate::domain::relation::TAG, words));
    }
    if of_person {
        spots.extend(subject(card, from));
    }
    for part in &card.sections {
        spots.extend(section(part, own, from));
    }
    let notes =
        Section { register: note::TAG, total: card.warnings.len() as u64, rows: card.warnings.clone() };
    spots.extend(section(&notes, own, from));
    if !of_person {
        spots.extend(subject(card, from));
    }
    places(&mut spots, t("其中", "Within it"), &card.inside, from.cx);
    if card.more_inside {
        let words = from.cx.t(t("还有更多", "There are more"));
        spots.push(Spot {
            line: Line::new(vec![String::new(), words.to_owned()]).toned(Tone::Muted),
            opens: Opens::Nothing,
            about: None,
            head: None,
            cells: None,
            link: None,
        });
    }
    places(&mut spots, t("所属", "Lies within"), &card.within, from.cx);
    spots
}

/// What belongs to a person's file, a row each: what it is, its words, and which entry.
pub(in crate::tui::screen) fn belongings(card: &Card, cx: &Cx) -> Vec<(String, String, EntryRef, String)> {
    let unmasked = Unmasking::default();
    let from = Words { cx, unmasked: &unmasked };
    let mut spots: Vec<Spot> = card.ties.iter().map(|tie| tie_spot(tie, &from)).collect();
    for part in &card.sections {
        spots.extend(section(part, "person", &from));
    }
    let notes =
        Section { register: note::TAG, total: card.warnings.len() as u64, rows: card.warnings.clone() };
    spots.extend(section(&notes, "person", &from));
    let row = |spot: Spot| {
        let (entry, number) = spot.about?;
        let mut cells = spot.line.cells.into_iter();
        Some((cells.next().unwrap_or_default(), cells.next().unwrap_or_default(), entry, number))
    };
    spots.into_iter().filter_map(row).collect()
}

fn all_of(register: Tag, words: &str) -> Spot {
    let line = Line::new(vec![String::new(), words.to_owned()]).toned(Tone::Muted);
    Spot { line, opens: Opens::List(register), about: None, head: None, cells: None, link: None }
}

/// The subject's own fields, one a row; what the heading tells is left out.
fn subject(card: &Card, from: &Words<'_>) -> Vec<Spot> {
    let row = &card.subject;
    let Some(register) = from.cx.registers.by_tag(row.register) else { return Vec::new() };
    let entry = EntryRef::new(row.register, row.head.id);
    let told = |id: &str| {
        row.register == place::TAG && matches!(id, "code" | "kind" | "occupancy" | "within" | "owner")
    };
    let mut spots = Vec::new();
    for info in register.fields().iter().filter(|info| !told(info.id)) {
        let Some(cell) = row.cells.iter().find(|cell| cell.field == info.id) else { continue };
        let text = from.unmasked.text(entry, info, cell, from.cx);
        if text.is_empty() {
            continue;
        }
        let line = Line::new(vec![from.cx.t(info.label).to_owned(), text]);
        let spot = Spot::of_row(line, row);
        // Only the field of this line is unmasked by its key.
        let cells = Some((entry, vec![cell.clone()]));
        spots.push(Spot { opens: Opens::Whole(entry, row.head.number.clone()), cells, ..spot });
    }
    spots
}

/// A tie: role, who or where, how to reach them, since when, what to know.
fn tie_spot(tie: &Tie, from: &Words<'_>) -> Spot {
    let cx = from.cx;
    let relation = &tie.relation;
    let of_relation = |id: &str| field(relation.entry.register, relation.entry, &relation.cells, id, from);
    let other = EntryRef::new(tie.other.register, tie.other.head.id);
    let of_other = |id: &str| field(other.register, other, &tie.other.cells, id, from);
    let name = if other.register == person::TAG { of_other("name") } else { of_other("code") };
    let mut words = vec![name.clone()];
    let standing = relation.cells.iter().find(|cell| cell.field == "standing");
    let standing = standing.and_then(|cell| cell.value.text()).unwrap_or_default();
    if standing != "current" {
        words.push(format!("({})", of_relation("standing")));
    }
    words.extend(["phone", "kind", "occupancy"].map(of_other));
    if other.register == person::TAG {
        // A person is a person; a company is said.
        words.truncate(words.len() - 2);
        let company = tie.other.cells.iter().any(|c| c.field == "kind" && c.value.text() == Some("company"));
        words.push(if company { of_other("kind") } else { String::new() });
    }
    words.push(days(relation, cx));
    let share = of_relation("share");
    words.push(if share.is_empty() { share } else { format!("{share}%") });
    let care = [of_other("care"), of_other("care_note")].into_iter().filter(|text| !text.is_empty());
    words.extend(care.map(|text| format!("★{text}")));
    let tongue = tie.other.cells.iter().find(|cell| cell.field == "language");
    if tongue.is_some_and(|cell| cell.value.text() != Some("chinese")) {
        words.push(of_other("language"));
    }
    if !of_other("bounced_on").is_empty() {
        words.push(cx.t(t("电话打不通", "phone does not reach")).to_owned());
    }
    let principal = of_relation("principal");
    if !principal.is_empty() {
        words.push(cx.say(&say!("{principal} 的", "of {principal}")).to_owned());
    }
    words.push(of_relation("note"));
    if !tie.also.is_empty() {
        let also: Vec<&str> = tie.also.iter().map(|near| cx.say(&near.title)).collect();
        let also = also.join("、");
        words.push(cx.say(&say!("另有 {also}", "also {also}")).to_owned());
    }
    words.retain(|word| !word.is_empty());
    let line = Line::new(vec![of_relation("role"), words.join("  ")]);
    let line = if standing == "past" { line.toned(Tone::Muted) } else { line };
    Spot {
        opens: Opens::Entry(other, tie.other.head.number.clone()),
        cells: Some((other, tie.other.cells.clone())),
        link: Some((other, name)),
        ..Spot::of(line, relation.entry, &relation.number)
    }
}

/// `2026-03-01 起`, `2020-01-01 至 2026-03-01`.
fn days(relation: &crate::api::card::Dated, cx: &Cx) -> String {
    let day = |id: &str| {
        let cell = relation.cells.iter().find(|cell| cell.field == id);
        match cell.map(|cell| &cell.value) {
            Some(Value::Date(date)) => Some(date.format("%Y-%m-%d").to_string()),
            _ => None,
        }
    };
    let said = match (day("from"), day("to")) {
        (None, None) => return String::new(),
        (Some(from), None) => say!("{from} 起", "from {from}"),
        (None, Some(to)) => say!("至 {to}", "to {to}"),
        (Some(from), Some(to)) => say!("{from} 至 {to}", "{from} to {to}"),
    };
    cx.say(&said).to_owned()
}

/// The rows of one register, and a last one that leads to all of them.
fn section(part: &Section, own: &str, from: &Words<'_>) -> Vec<Spot> {
    let cx = from.cx;
    let Some(register) = cx.registers.by_tag(part.register) else { return Vec::new() };
    let name = cx.t(register.info().name);
    let mut spots = Vec::new();
    for row in &part.rows {
        let label = match spots.is_empty() {
            true if part.total > 1 => format!("{name} ({})", part.total),
            true => name.to_owned(),
            false => String::new(),
        };
        let line = if register.facet() || part.register == note::TAG {
            Line::new(vec![label, columns(row, register, &[own], from)]).toned(facet_tone(row))
        } else {
            let short = short(row, cx);
            let words: Vec<String> = short.cells.into_iter().take(4).collect();
            Line::new(vec![label, words.join("  ")]).toned(short.tone)
        };
        spots.push(Spot::of_row(line, row));
    }
    let left = part.total.saturating_sub(part.rows.len() as u64);
    if left > 0 {
        let words = say!("还有 {left} 条，回车查看全部", "{left} more; Enter lists all");
        spots.push(all_of(part.register, cx.say(&words)));
    }
    spots
}

/// A note that warns is told as one.
fn facet_tone(row: &Row) -> Tone {
    let warns = |cell: &Cell| cell.field == "weight" && cell.value.text() == Some("warn");
    if row.register == note::TAG && row.cells.iter().any(warns) { Tone::Urgent } else { Tone::Text }
}

/// The columns of a row in a line, without those that are left out.
fn columns(row: &Row, register: &dyn AnyRegister, left_out: &[&str], from: &Words<'_>) -> String {
    let entry = EntryRef::new(row.register, row.head.id);
    let mut words: Vec<String> = Vec::new();
    for info in register.fields().iter().filter(|info| info.column.is_some() && !left_out.contains(&info.id))
    {
        if let Some(cell) = row.cells.iter().find(|cell| cell.field == info.id) {
            words.push(from.unmasked.text(entry, info, cell, from.cx));
        }
    }
    words.retain(|word| !word.is_empty());
    words.join("  ")
}

fn places(spots: &mut Vec<Spot>, title: T, near: &[Near], cx: &Cx) {
    for (at, near) in near.iter().enumerate() {
        let label = if at == 0 { cx.t(title) } else { "" };
        let line = Line::new(vec![label.to_owned(), cx.say(&near.title).to_owned()]);
        spots.push(Spot::of(line, near.entry, &near.number));
    }
}

/// The rows of the timeline: when, what sort, what.
pub(super) fn timeline(events: &[Event], of_person: bool, from: &Words<'_>) -> Vec<Spot> {
    let own = if of_person { "person" } else { "place" };
    events.iter().map(|event| event_spot(event, own, from)).collect()
}

fn event_spot(event: &Event, own: &str, from: &Words<'_>) -> Spot {
    let cx = from.cx;
    match event {
        Event::Entry(row) => {
            let register = cx.registers.by_tag(row.register);
            let name = register.map_or("", |register| cx.t(register.info().name));
            let at = row.head.occurred_at.screen(cx.now, cx.zone);
            let state = cx.t(state_word(row, &cx.registers));
            let words = match register {
                Some(register) if register.facet() => columns(row, register, &[own, "standing"], from),
                _ => format!("{}  {}", cx.say(&row.title), row.head.number),
            };
            let line = Line::new(vec![at, name.to_owned(), format!("{words}  {state}")]);
            Spot::of_row(line.toned(tone(row, cx)), row)
        }
        Event::Line(row) => {
            let at = row.line.occurred_at.screen(cx.now, cx.zone);
            let name = cx.t(t("值班日志", "Shift log")).to_owned();
            let corrected =
                if row.line.corrected_by.is_some() { cx.t(t("(已更正) ", "(corrected) ")) } else { "" };
            let words = format!("{corrected}{}  {}", row.line.text, row.author);
            let about = row.line.entry.zip(row.entry.clone());
            let opens = about.clone().map_or(Opens::Nothing, |(entry, number)| Opens::Entry(entry, number));
            Spot { line: Line::new(vec![at, name, words]), opens, about, head: None, cells: None, link: None }
        }
    }
}

/// The lines above the rows: which day, what and where the room is, and what must be read before talking.
pub(super) fn heading(card: &Card, today: bool, from: &Words<'_>) -> Vec<(String, Tone)> {
    let cx = from.cx;
    let mut lines = Vec::new();
    if let Some(day) = card.as_of {
        let day = day.format("%Y-%m-%d");
        lines.push((cx.say(&say!("截至 {day} 的情况", "As of {day}")).to_owned(), Tone::Soon));
    } else if !today {
        lines.push((cx.t(t("正在读取……", "Reading ...")).to_owned(), Tone::Soon));
    }
    if card.subject.register == place::TAG {
        lines.extend(room(card, from).into_iter().filter(|words| !words.is_empty()).map(|w| (w, Tone::Text)));
    }
    for row in &card.warnings {
        let weight = row.cells.iter().find(|cell| cell.field == "weight").and_then(|cell| cell.value.text());
        let tone = if weight == Some("warn") { Tone::Urgent } else { Tone::Soon };
        let register = cx.registers.by_tag(note::TAG);
        let info = register.and_then(|register| register.field("weight"));
        let cell = row.cells.iter().find(|cell| cell.field == "weight");
        let sort = info.zip(cell).map_or_else(String::new, |(info, cell)| value_text(info, cell, cx));
        let whom = row.cells.iter().find(|cell| cell.field == "person").and_then(|cell| cell.shown.clone());
        let whom = whom.filter(|_| card.subject.register == place::TAG).unwrap_or_default();
        let gap = if whom.is_empty() { "" } else { " " };
        let (mark, zh, en) = (tone.mark(), &row.title.zh, &row.title.en);
        let words = say!("{mark} {sort}：{whom}{gap}{zh}", "{mark} {sort}: {whom}{gap}{en}");
        lines.push((cx.say(&words).to_owned(), tone));
    }
    lines
}

/// `房间 · 89.50㎡（套内 75.00㎡）· 出租，2026-03-01 起` and `责任管家 张专员（3栋）`.
fn room(card: &Card, from: &Words<'_>) -> [String; 2] {
    let cx = from.cx;
    let row = &card.subject;
    let entry = EntryRef::new(row.register, row.head.id);
    let of = |id: &str| field(row.register, entry, &row.cells, id, from);
    let mut what = vec![of("kind")];
    let (area, usable) = (of("area"), of("usable"));
    what.push(match (area.is_empty(), usable.is_empty()) {
        (true, true) => String::new(),
        (false, true) => format!("{area}㎡"),
        (true, false) => cx.say(&say!("套内 {usable}㎡", "usable {usable}㎡")).to_owned(),
        (false, false) => {
            cx.say(&say!("{area}㎡（套内 {usable}㎡）", "{area}㎡ (usable {usable}㎡)")).to_owned()
        }
    });
    if let Some(held) = &card.occupancy {
        let state = field(held.entry.register, held.entry, &held.cells, "state", from);
        what.push(format!("{state} {}", days(held, cx)));
    }
    what.retain(|word| !word.is_empty());
    let officer = card.officer.as_ref().map_or_else(
        || cx.t(t("没有责任管家", "No officer in charge")).to_owned(),
        |officer| {
            let name = &officer.name;
            let said = match &officer.through {
                None => say!("责任管家 {name}", "Officer {name}"),
                Some(near) => {
                    let (zh, en) = (&near.title.zh, &near.title.en);
                    say!("责任管家 {name}（{zh}）", "Officer {name} (of {en})")
                }
            };
            cx.say(&said).to_owned()
        },
    );
    [what.join(" · "), officer]
}
