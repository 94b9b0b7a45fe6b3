//! What the rows of a list say, by the fields of our registers: cells are read as their columns mean, parts of a room
//! are joined, several people come apart. Whether it can be taken is the desk's to say.

use super::cell::Cell;
use super::columns::{Guess, List, REASON_TO_KEEP, Reads, Understood};
use super::heads::{Row, Table};
use super::map::Map;
use super::people::{self, Named};
use super::words::ours;
use crate::domain::identity::credit_code;
use crate::domain::person::PaperKind;
use crate::domain::register::Values;
use crate::domain::room_text::{RoomParts, RoomQuery};
use crate::domain::value::Value;
use crate::say;
use crate::text::lang::{Say, t};
use rust_decimal::Decimal;

/// What stands where a name would, in a room that nobody lives in.
const NOBODY: &[&str] = &["空置", "未售", "空房", "未入住", "待售", "空置房", "开发商"];

/// Reads the rows of a table, from the top: a blank building may mean the one above.
pub struct Rows<'a> {
    table: &'a Table,
    columns: &'a Guess,
    map: &'a Map,
    above: [String; 2],
}

impl<'a> Rows<'a> {
    /// Reads `table`, whose columns mean what `columns` says.
    #[must_use]
    pub fn new(table: &'a Table, columns: &'a Guess, map: &'a Map) -> Self {
        Self { table, columns, map, above: Default::default() }
    }

    /// What a row says: one set of values for a place, and one for each person. None when it is about nobody.
    ///
    /// # Errors
    /// Everything in it that cannot be read, each with its column's head.
    pub fn read(&mut self, row: &Row) -> Result<Vec<Values>, Say> {
        let mut wrong = Vec::new();
        let room = self.room(row, &mut wrong);
        let read = match self.map.list {
            List::Places => {
                let values = self.values(row, None, &mut wrong);
                vec![if room.is_empty() { values } else { values.with("code", Value::Text(room)) }]
            }
            List::People => self.people(row, &room, &mut wrong),
        };
        let reason = self.words(row, REASON_TO_KEEP, None, &mut wrong);
        if !wrong.is_empty() {
            return Err(all(&wrong));
        }
        if reason.is_empty() {
            return Ok(read);
        }
        Ok(read.into_iter().map(|v| v.with(REASON_TO_KEEP, Value::Text(reason.clone()))).collect())
    }

    /// The columns of a field, of somebody or of nobody in particular.
    fn of<'r>(&'r self, field: &'r str, whose: Option<&'r str>) -> impl Iterator<Item = &'r Understood> {
        self.columns.columns.iter().filter(move |one| one.meaning.id == field && one.whose == whose)
    }

    /// The words of the first column of a field that holds any.
    fn words(&self, row: &Row, field: &str, whose: Option<&str>, wrong: &mut Vec<Say>) -> String {
        let read = self.of(field, whose).map(|one| noted(one, read(row, one), wrong));
        read.filter(|words| !words.is_empty()).collect::<Vec<_>>().into_iter().next().unwrap_or_default()
    }

    /// The room as one text, from one column or from its parts.
    fn room(&mut self, row: &Row, wrong: &mut Vec<Say>) -> String {
        let [mut building, mut unit, floor, room] =
            ["building", "unit", "floor", "room"].map(|part| self.words(row, part, None, wrong));
        if self.map.carry.unwrap_or(self.table.plain) && !room.is_empty() {
            if building.is_empty() {
                building.clone_from(&self.above[0]);
                if unit.is_empty() {
                    unit.clone_from(&self.above[1]);
                }
            }
            self.above = [building.clone(), unit.clone()];
        }
        joined(&building, &unit, &floor, &room)
    }

    /// The values of every field that is not of the room, and of no list of people.
    fn values(&self, row: &Row, whose: Option<&str>, wrong: &mut Vec<Say>) -> Values {
        let mut values = Values::default();
        let mut notes: Vec<String> = Vec::new();
        for one in self.columns.columns.iter().filter(|one| one.whose == whose) {
            let id = one.meaning.id;
            if matches!(
                id,
                "room"
                    | "building"
                    | "unit"
                    | "floor"
                    | "name"
                    | "phone"
                    | "paper_number"
                    | "role"
                    | REASON_TO_KEEP
            ) {
                continue;
            }
            let value = noted(one, value(self.table, row, one, self.map), wrong);
            match value {
                Value::None => {}
                Value::Text(text) if id == "note" => notes.push(text),
                value if values.get(id).is_none() => values = values.with(id, value),
                _ => {}
            }
        }
        if !notes.is_empty() {
            values = values.with("note", Value::Text(notes.join("；")));
        }
        values
    }

    /// Everybody a row names.
    fn people(&self, row: &Row, room: &str, wrong: &mut Vec<Say>) -> Vec<Values> {
        let mut whose: Vec<Option<&'static str>> = vec![None];
        for one in &self.columns.columns {
            if !whose.contains(&one.whose) {
                whose.push(one.whose);
            }
        }
        let mut everybody = Vec::new();
        for whose in whose {
            everybody.extend(self.group(row, whose, wrong));
        }
        if room.is_empty() {
            return everybody;
        }
        everybody.into_iter().map(|values| values.with("room", Value::Text(room.to_owned()))).collect()
    }

    /// The people of the columns that are `whose`.
    fn group(&self, row: &Row, whose: Option<&'static str>, wrong: &mut Vec<Say>) -> Vec<Values> {
        let before = wrong.len();
        let mut named: Vec<Named> = Vec::new();
        if let Some(one) = self.of("name", whose).next() {
            let cell = noted(one, read(row, one), wrong);
            if NOBODY.contains(&cell.as_str()) {
                return Vec::new();
            }
            named = noted(one, people::people(&cell), wrong);
        }
        let mut phones: Vec<String> = Vec::new();
        for one in self.of("phone", whose) {
            let digits = noted(one, row.cells.get(one.column).map_or(Ok(String::new()), Cell::digits), wrong);
            for phone in noted(one, people::phones(&digits), wrong) {
                if !phones.contains(&phone) {
                    phones.push(phone);
                }
            }
        }
        let papers = self.list(row, "paper_number", whose, wrong);
        if let Some(text) = papers.iter().find(|text| text.contains('*')) {
            wrong.push(people::masked(text));
        }
        let roles = if whose.is_none() { self.list(row, "role", None, wrong) } else { Vec::new() };
        let rest = self.values(row, whose, wrong);
        if wrong.len() > before {
            return Vec::new();
        }
        if named.is_empty() {
            // A role and a date alone are about nobody; a phone or a paper is somebody's.
            if !phones.is_empty() || !papers.is_empty() {
                wrong.push(t("没有姓名", "no name").into());
            }
            return Vec::new();
        }
        if let Err(why) = people::hand_out(&mut named, phones) {
            wrong.push(why);
        }
        let several = named.len();
        if papers.len() > 1 && papers.len() != several || (papers.len() == 1 && several > 1) {
            let count = papers.len();
            wrong.push(say!(
                "{several} 个人有 {count} 个证件号码，分不清是谁的；请一人一行",
                "{count} papers for {several} people: whose is which? Give each a row"
            ));
        }
        if roles.len() > 1 && roles.len() != several {
            let count = roles.len();
            wrong.push(say!("{several} 个人有 {count} 种身份", "{count} roles for {several} people"));
        }
        let default = whose.or_else(|| self.map.role());
        let one_of = |list: &[String], at: usize| -> Option<String> {
            list.get(if list.len() == 1 { 0 } else { at }).cloned()
        };
        let mut everybody = Vec::with_capacity(several);
        for (at, person) in named.into_iter().enumerate() {
            // What the row says of a house or a car besides is said once, not of everybody.
            let mut values = if at == 0 { rest.clone() } else { without_extras(&rest) };
            values = values.with("name", Value::Text(person.name));
            let mut phones = person.phones.into_iter();
            if let Some(phone) = phones.next() {
                values = values.with("phone", Value::Text(phone));
            }
            let further: Vec<String> = phones.collect();
            if !further.is_empty() {
                values = values.with("phones", Value::List(further));
            }
            if let Some(paper) = one_of(&papers, at) {
                if values.get("paper_kind").is_none() && is_companys(&paper) {
                    let kind = PaperKind::CreditCode.id().to_owned();
                    values = values.with("paper_kind", Value::Text(kind));
                }
                values = values.with("paper_number", Value::Text(paper));
            }
            let remark = ours("role", &person.remark).to_owned();
            let by_remark = (remark != person.remark).then_some(remark);
            let role = by_remark.clone().or_else(|| one_of(&roles, at)).or(default.map(str::to_owned));
            if let Some(role) = role {
                let role = ours("role", self.map.word("role", &role)).to_owned();
                values = values.with("role", Value::Text(role));
            }
            if !person.remark.is_empty() && by_remark.is_none() {
                let note = values
                    .get("note")
                    .text()
                    .map_or_else(|| person.remark.clone(), |note| format!("{note}；{}", person.remark));
                values = values.with("note", Value::Text(note));
            }
            everybody.push(values);
        }
        everybody
    }

    /// The words of a list in a cell: several papers, several roles.
    fn list(&self, row: &Row, field: &str, whose: Option<&str>, wrong: &mut Vec<Say>) -> Vec<String> {
        people::parts(&self.words(row, field, whose, wrong))
    }
}

/// Whether a number is a company's code beyond doubt: right by its check character, and with a letter where a resident
/// ID has none.
fn is_companys(paper: &str) -> bool {
    let letter = paper.chars().take(17).any(|c| c.is_ascii_alphabetic());
    letter && credit_code::check(paper).verdict.is_fine()
}

/// Plates and notes stand on one person of a row.
fn without_extras(values: &Values) -> Values {
    let mut less = values.clone();
    less.0.retain(|id, _| !matches!(id.as_str(), "plates" | "note" | "care" | "care_note" | "reading"));
    less
}

/// The words of a cell, as its column is read.
fn read(row: &Row, one: &Understood) -> Result<String, Say> {
    let Some(cell) = row.cells.get(one.column) else { return Ok(String::new()) };
    match one.meaning.reads {
        Reads::Code => cell.code(),
        Reads::Digits => cell.digits(),
        _ => cell.words(),
    }
}

/// A cell as a value of its field; texts as they stand there.
fn value(table: &Table, row: &Row, one: &Understood, map: &Map) -> Result<Value, Say> {
    let Some(cell) = row.cells.get(one.column) else { return Ok(Value::None) };
    if one.meaning.reads == Reads::Day {
        return Ok(cell.date(table.epoch_1904)?.map_or(Value::None, Value::Date));
    }
    let id = one.meaning.id;
    let words = if id == "share" { share(cell)? } else { read(row, one)? };
    if words.is_empty() {
        return Ok(Value::None);
    }
    Ok(match (id, one.meaning.reads) {
        ("plates", _) => Value::List(people::parts(&words)),
        ("care", _) => Value::List(
            people::parts(&words).iter().map(|word| ours(id, map.word(id, word)).to_owned()).collect(),
        ),
        (_, Reads::Choice) => Value::Text(ours(id, map.word(id, &words)).to_owned()),
        _ => Value::Text(words),
    })
}

/// A share in per cent: `50%`, `1/2`, or 0.5, which is how a spreadsheet keeps 50%.
fn share(cell: &Cell) -> Result<String, Say> {
    let percent = |part: Decimal| (part * Decimal::ONE_HUNDRED).round_dp(2).normalize().to_string();
    if let Cell::Number(number) = cell {
        let part = *number <= Decimal::ONE && !number.is_sign_negative();
        return Ok(if part { percent(*number) } else { number.to_string() });
    }
    let words = cell.code()?;
    if let Some(number) = words.strip_suffix('%') {
        return Ok(number.trim().to_owned());
    }
    let parts = words.split_once('/').and_then(|(part, whole)| {
        part.trim().parse::<Decimal>().ok()?.checked_div(whole.trim().parse::<Decimal>().ok()?)
    });
    Ok(parts.map_or(words, percent))
}

/// The value, or its fault under the column's head and nothing.
fn noted<V: Default>(one: &Understood, read: Result<V, Say>, wrong: &mut Vec<Say>) -> V {
    read.unwrap_or_else(|why| {
        let head = &one.head;
        wrong.push(Say { zh: format!("{head}：{}", why.zh), en: format!("{head}: {}", why.en) });
        V::default()
    })
}

fn all(wrong: &[Say]) -> Say {
    let join = |get: fn(&Say) -> &str, by| wrong.iter().map(get).collect::<Vec<_>>().join(by);
    Say { zh: join(|say| &say.zh, "；"), en: join(|say| &say.en, "; ") }
}

/// A room's parts from their columns as one text. A room column that holds the whole code stays as it is.
fn joined(building: &str, unit: &str, floor: &str, room: &str) -> String {
    let bare = |text: &str, ends: &[&str]| {
        let text = text.trim();
        ends.iter().find_map(|end| text.strip_suffix(end)).unwrap_or(text).trim().to_owned()
    };
    let building = bare(building, &["号楼", "栋", "幢", "座", "楼", "#", "号"]);
    let unit = bare(unit, &["单元", "门", "梯"]);
    if (building.is_empty() && unit.is_empty()) || room.is_empty() {
        return room.to_owned();
    }
    let mut number = bare(room, &["室", "户", "号"]);
    let storey = bare(floor, &["层", "楼", "F", "f"]);
    // Floor 18 and door 01 are room 1801.
    let two_digits = number.len() == 2 && number.bytes().all(|b| b.is_ascii_digit());
    if two_digits && !storey.is_empty() && storey.bytes().all(|b| b.is_ascii_digit()) {
        number.insert_str(0, storey.trim_start_matches('0'));
    }
    let reads = |text: &str| RoomQuery::parse(text).candidates.into_iter().find(|parts| parts.room.is_some());
    let part = |name: &str, text: &str| if text.is_empty() { String::new() } else { format!("{text}{name}") };
    let spoken = format!("{}{}{number}室", part("号楼", &building), part("单元", &unit));
    let tower = reads(&format!("{}101室", part("号楼", &building))).and_then(|parts| parts.building);
    let wanted = reads(&spoken).filter(|parts| parts.building.is_some() || building.is_empty());
    // `3-2-1801` beside the column 3号楼 already says its building.
    let whole = reads(room).filter(|parts: &RoomParts| {
        parts.building.is_some()
            && (building.is_empty() || tower == parts.building)
            && room.contains(['-', '栋', '幢', '座', '楼', '#'])
    });
    match (whole, wanted) {
        (Some(_), _) => room.to_owned(),
        (None, Some(parts)) => parts.to_string(),
        (None, None) => {
            let parts = [building.as_str(), unit.as_str(), number.as_str()];
            parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
        }
    }
}

#[cfg(test)]
mod tests;
