//! The map of a list: which column means what, kept in a small TOML file so that next month's list needs no guess.
//!
//! ```toml
//! [file]
//! sheet = "业主台账"        # the sheet; without it the one that fits best
//! carry = true              # a blank building or unit means the one above it
//! role = "owner"            # what everybody on it is, when no column says it
//!
//! [columns]
//! room = "房号"
//! phone = ["联系电话", "手机"]
//! [columns.tenant]          # whose columns these are: a relation to the room
//! name = "租户信息/姓名"
//!
//! [words.kind]              # their words, and ours
//! "洋房" = "room"
//! ```

use super::columns::{Guess, List, Understood, folded, named_in, whose_id};
use super::heads::{JOINT, Table};
use crate::domain::fault::Fault;
use crate::paper::map_file::{Column, MapFault};
use crate::say;
use crate::text::lang::Say;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;
use toml::Spanned;

/// What the columns of a list mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Map {
    /// What is listed.
    pub list: List,
    /// The sheet; none: the one that fits best.
    pub sheet: Option<String>,
    /// Whether a blank building or unit means the one above it; none: in CSV files, which have no merged cells.
    pub carry: Option<bool>,
    /// What the people of the list are to their rooms, when no column says it.
    pub role: Option<String>,
    /// Every field with its columns.
    pub columns: Vec<Mapped>,
    /// By field: their words, and ours.
    pub words: BTreeMap<String, BTreeMap<String, String>>,
}

/// A field and the columns it is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapped {
    /// The field's id.
    pub field: &'static str,
    /// Whose it is.
    pub whose: Option<&'static str>,
    /// Its columns.
    pub columns: Vec<Column>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MapText {
    #[serde(default)]
    file: FileText,
    columns: BTreeMap<Spanned<String>, Spanned<Given>>,
    #[serde(default)]
    words: BTreeMap<Spanned<String>, BTreeMap<String, String>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileText {
    sheet: Option<String>,
    carry: Option<bool>,
    role: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Given {
    Columns(Columns),
    Group(BTreeMap<String, Columns>),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Columns {
    One(Column),
    Many(Vec<Column>),
}

impl Columns {
    fn all(self) -> Vec<Column> {
        match self {
            Self::One(column) => vec![column],
            Self::Many(columns) => columns,
        }
    }
}

impl Map {
    /// Reads a map file's text; `file` is its name.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read(list: List, file: &str, text: &str) -> Result<Self, Vec<MapFault>> {
        let given: MapText = toml::from_str(text).map_err(|error| {
            let why = error.message();
            let span = error.span().unwrap_or(0..0);
            vec![MapFault::new(file, text, &span, say!("映射文件有误：{why}", "The map is wrong: {why}"))]
        })?;
        let mut faults = Vec::new();
        let mut fault = |span: &Range<usize>, say: Say| faults.push(MapFault::new(file, text, span, say));
        let FileText { sheet, carry, role } = given.file;
        let mut map = Self { list, sheet, carry, role, columns: Vec::new(), words: BTreeMap::new() };
        for (name, given) in given.columns {
            let span = name.span();
            let mut add = |field: &str, whose, columns: Columns| match list.meaning(field) {
                Some(meaning) => {
                    map.columns.push(Mapped { field: meaning.id, whose, columns: columns.all() });
                }
                None => fault(&span, no_field(list, field)),
            };
            match given.into_inner() {
                Given::Columns(columns) => add(name.get_ref(), None, columns),
                Given::Group(group) => match whose_id(name.get_ref()).filter(|_| list == List::People) {
                    Some(whose) => {
                        for (field, columns) in group {
                            add(&field, Some(whose), columns);
                        }
                    }
                    None => fault(&span, no_field(list, name.get_ref())),
                },
            }
        }
        for (field, words) in given.words {
            if list.meaning(field.get_ref()).is_none() {
                fault(&field.span(), no_field(list, field.get_ref()));
            }
            map.words.insert(field.into_inner(), words);
        }
        if faults.is_empty() { Ok(map) } else { Err(faults) }
    }

    /// The map of a table whose columns were guessed.
    #[must_use]
    pub fn of(list: List, table: &Table, guess: &Guess) -> Self {
        let mut columns: Vec<Mapped> = Vec::new();
        for one in &guess.columns {
            let column = Column::Named(one.head.clone());
            match columns.iter_mut().find(|known| known.field == one.meaning.id && known.whose == one.whose) {
                Some(known) => known.columns.push(column),
                None => {
                    columns.push(Mapped { field: one.meaning.id, whose: one.whose, columns: vec![column] });
                }
            }
        }
        let sheet = Some(table.sheet.clone()).filter(|name| !name.is_empty());
        let role = if list == List::People { named_in(&table.sheet).map(str::to_owned) } else { None };
        Self { list, sheet, carry: Some(table.plain), role, columns, words: BTreeMap::new() }
    }

    /// As a file; reading it gives the same map. `unknown` are heads that nothing was made of, named in a comment.
    #[must_use]
    pub fn written(&self, unknown: &[String]) -> String {
        let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
        let column = |column: &Column| match column {
            Column::At(at) => at.to_string(),
            Column::Named(name) => quoted(name),
        };
        let mut out = String::from("[file]\n");
        if let Some(sheet) = &self.sheet {
            let _ = writeln!(out, "sheet = {}", quoted(sheet));
        }
        if let Some(carry) = self.carry {
            let _ = writeln!(out, "carry = {carry}");
        }
        if let Some(role) = &self.role {
            let _ = writeln!(out, "role = {}", quoted(role));
        }
        out.push_str("\n[columns]\n");
        for head in unknown {
            let head = head.replace(char::is_control, " ");
            let _ = writeln!(out, "# ? = {}", quoted(&head));
        }
        let mut group = None;
        let mut sorted: Vec<&Mapped> = self.columns.iter().collect();
        sorted.sort_by_key(|mapped| mapped.whose);
        for mapped in sorted {
            if let Some(whose) = mapped.whose.filter(|whose| group != Some(*whose)) {
                let _ = writeln!(out, "\n[columns.{whose}]");
                group = mapped.whose;
            }
            let columns: Vec<String> = mapped.columns.iter().map(column).collect();
            let _ = match columns.as_slice() {
                [one] => writeln!(out, "{} = {one}", mapped.field),
                many => writeln!(out, "{} = [{}]", mapped.field, many.join(", ")),
            };
        }
        for (field, words) in &self.words {
            let _ = writeln!(out, "\n[words.{field}]");
            for (theirs, ours) in words {
                let _ = writeln!(out, "{} = {}", quoted(theirs), quoted(ours));
            }
        }
        out
    }

    /// Whether a head is one that the map names, or that is understood anyway: for finding the heads of a sheet.
    #[must_use]
    pub fn knows(&self, head: &str) -> bool {
        let mut named = self.columns.iter().flat_map(|mapped| &mapped.columns);
        named.any(|column| matches!(column, Column::Named(name) if same(name, head)))
            || self.list.understand(head).is_some()
    }

    /// The columns of a table by this map.
    ///
    /// # Errors
    /// A column that is not there.
    pub fn columns(&self, table: &Table) -> Result<Guess, Fault> {
        let mut found = Guess::default();
        for mapped in &self.columns {
            let Some(meaning) = self.list.meaning(mapped.field) else { continue };
            for column in &mapped.columns {
                let at = match column {
                    Column::At(at) => Some(*at).filter(|at| *at < table.heads.len()),
                    Column::Named(name) => (table.heads.iter().position(|head| head == name))
                        .or_else(|| table.heads.iter().position(|head| same(name, head))),
                };
                let Some(at) = at else {
                    let known = table.heads.iter().filter(|head| !head.is_empty()).cloned();
                    let known = known.collect::<Vec<_>>().join(", ");
                    let column = match column {
                        Column::At(at) => at.to_string(),
                        Column::Named(name) => name.clone(),
                    };
                    let text =
                        say!("表里没有列 {column}；有：{known}", "No column {column}; there are: {known}");
                    return Err(Fault::invalid("columns", text));
                };
                let head = table.heads.get(at).cloned().unwrap_or_default();
                found.columns.push(Understood { column: at, head, meaning, whose: mapped.whose });
            }
        }
        found.columns.sort_by_key(|one| one.column);
        let taken = |at: usize| found.columns.iter().any(|one| one.column == at);
        let left = table.heads.iter().enumerate().filter(|(at, head)| !head.is_empty() && !taken(*at));
        found.unknown = left.map(|(_, head)| head.clone()).collect();
        Ok(found)
    }

    /// What the people of the list are to their rooms, when no column says it.
    #[must_use]
    pub fn role(&self) -> Option<&str> {
        self.role.as_deref()
    }

    /// Our word for one of theirs.
    #[must_use]
    pub fn word<'a>(&'a self, field: &str, theirs: &'a str) -> &'a str {
        self.words.get(field).and_then(|words| words.get(theirs)).map_or(theirs, String::as_str)
    }
}

/// Whether a map's name means this head: as it is, folded, or its last row alone.
fn same(name: &str, head: &str) -> bool {
    name == head || folded(name) == folded(head) || head.rsplit(JOINT).next() == Some(name)
}

fn no_field(list: List, field: &str) -> Say {
    let known = list.meanings().map(|meaning| meaning.id).collect::<Vec<_>>().join(", ");
    say!("没有字段 {field}；可用：{known}", "No field {field}; there are: {known}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::lang::Lang;

    fn table(heads: &[&str]) -> Table {
        let heads = heads.iter().map(|head| (*head).to_owned()).collect();
        Table { sheet: "业主\"台账".into(), heads, ..Table::default() }
    }

    #[test]
    fn a_guess_that_was_saved_reads_back_the_same() {
        let table = table(&[
            "楼栋",
            "房号",
            "业主信息/姓名",
            "业主信息/电话",
            "业主信息/手机",
            "租户/姓名",
            "车架号",
        ]);
        let guess = List::People.guess(&table);
        let mut map = Map::of(List::People, &table, &guess);
        map.words.insert("role".into(), BTreeMap::from([("房东".into(), "owner".into())]));
        let text = map.written(&guess.unknown);
        let mut read = Map::read(List::People, "a.toml", &text).unwrap();
        assert!(text.contains("# ? = \"车架号\""), "{text}");
        let order = |map: &mut Map| map.columns.sort_by_key(|mapped| (mapped.whose, mapped.field));
        order(&mut read);
        order(&mut map);
        assert_eq!(read, map);
        let again = read.columns(&table).unwrap();
        let shown = |guess: &Guess| {
            guess.columns.iter().map(|one| (one.column, one.meaning.id, one.whose)).collect::<Vec<_>>()
        };
        assert_eq!(shown(&again), shown(&guess));
        assert_eq!(again.unknown, ["车架号"]);
    }

    #[test]
    fn faults_name_file_line_and_column() {
        let faults = |text: &str| match Map::read(List::Places, "m.toml", text) {
            Ok(_) => Vec::new(),
            Err(faults) => faults.iter().map(|fault| fault.line(Lang::En)).collect(),
        };
        assert!(faults("[columns]\nroom = \"房号\"\nroam = 1\n")[0].starts_with("m.toml:3:1: No field roam"));
        assert!(faults("[columns]\n[columns.owner]\nname = \"a\"\n")[0].contains("No field owner"));
        assert!(faults("[columns\n")[0].starts_with("m.toml:1:"));
        assert!(faults("[columns]\nroom = 0\n[words.kind]\n\"洋房\" = \"room\"\n").is_empty());
    }

    #[test]
    fn a_column_that_is_not_there_is_a_fault_that_lists_the_others() {
        let map = Map::read(List::Places, "m", "[columns]\nroom = \"房间代号\"\n").unwrap();
        let fault = map.columns(&table(&["房号", "面积"])).unwrap_err();
        assert!(fault.text.zh.contains("房间代号") && fault.text.zh.contains("房号, 面积"));
    }
}
