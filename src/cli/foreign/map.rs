//! The map file of a foreign list: its columns, its dates, and what its kinds and areas become. Faults name file,
//! line and column.

use crate::domain::request::Category;
use crate::paper::map_file::{Column, MapFault};
use crate::say;
use crate::text::lang::{Say, t};
use chrono::format::{Item, StrftimeItems};
use chrono_tz::Tz;
use serde::Deserialize;
use std::collections::HashMap;
use std::ops::Range;
use toml::Spanned;

/// Characters of an area's name.
const NAME: usize = 40;

/// What a foreign list means.
#[derive(Clone, Debug)]
pub struct Map {
    /// Where the list comes from: scopes its numbers.
    pub source: String,
    /// Whether its first line names the columns.
    pub header: bool,
    /// What stands between two columns.
    pub delimiter: u8,
    /// Which column is which.
    pub columns: Columns,
    /// How its dates are written, for chrono.
    pub format: String,
    /// Where its clocks stand.
    pub zone: Tz,
    /// The areas it knows, and what they are called here; none: its places are written as rooms.
    pub areas: Option<HashMap<String, String>>,
    /// Its kinds, and the category each becomes.
    pub kinds: HashMap<String, Category>,
    /// What other kinds become.
    pub other: Option<Category>,
}

/// Which column is which.
#[derive(Clone, Debug)]
pub struct Columns {
    /// Its number there.
    pub number: Column,
    /// When it was opened.
    pub opened: Column,
    /// When it was closed; empty means still open.
    pub closed: Option<Column>,
    /// Its kind.
    pub category: Option<Column>,
    /// Its words; without such a column the kind is kept as the words.
    pub text: Option<Column>,
    /// Where.
    pub place: Option<Column>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MapText {
    #[serde(default)]
    file: FileText,
    columns: ColumnsText,
    dates: DatesText,
    areas: Option<HashMap<String, Spanned<String>>>,
    #[serde(default)]
    category: CategoryText,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileText {
    source: Option<Spanned<String>>,
    #[serde(default)]
    header: bool,
    delimiter: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ColumnsText {
    number: Spanned<Column>,
    opened: Spanned<Column>,
    closed: Option<Spanned<Column>>,
    category: Option<Spanned<Column>>,
    text: Option<Spanned<Column>>,
    place: Option<Spanned<Column>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DatesText {
    format: Spanned<String>,
    zone: Spanned<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct CategoryText {
    default: Option<Spanned<String>>,
    #[serde(default)]
    map: HashMap<String, Spanned<String>>,
}

impl Map {
    /// Reads a map file's text; `file` is its name, and unless the map says otherwise also the list's source.
    ///
    /// # Errors
    /// Everything that is wrong with it, in the order of the file.
    pub fn read(file: &str, text: &str) -> Result<Self, Vec<MapFault>> {
        let mut check = Check { file, text, faults: Vec::new() };
        let map: MapText = match toml::from_str(text) {
            Ok(map) => map,
            Err(error) => {
                let why = error.message();
                let span = error.span().unwrap_or(0..0);
                check.fault(&span, say!("映射文件有误：{why}", "The map is wrong: {why}"));
                return Err(check.faults);
            }
        };
        let read = check.map(map);
        check.faults.sort_by_key(|fault| (fault.line, fault.col));
        match read {
            Some(map) if check.faults.is_empty() => Ok(map),
            _ => Err(check.faults),
        }
    }
}

struct Check<'a> {
    file: &'a str,
    text: &'a str,
    faults: Vec<MapFault>,
}

impl Check<'_> {
    fn fault(&mut self, span: &Range<usize>, text: Say) {
        self.faults.push(MapFault::new(self.file, self.text, span, text));
    }

    /// The map, when every part of it that is looked at alone is right. Goes on after a fault, to name them all.
    fn map(&mut self, map: MapText) -> Option<Map> {
        let header = map.file.header;
        let delimiter = self.delimiter(map.file.delimiter);
        let source = self.source(map.file.source);
        let columns = Columns {
            number: self.column(map.columns.number, header),
            opened: self.column(map.columns.opened, header),
            closed: map.columns.closed.map(|column| self.column(column, header)),
            category: map.columns.category.map(|column| self.column(column, header)),
            text: map.columns.text.map(|column| self.column(column, header)),
            place: map.columns.place.map(|column| self.column(column, header)),
        };
        let format = self.format(map.dates.format);
        let zone = self.zone(&map.dates.zone);
        let areas = map.areas.map(|areas| {
            areas.into_iter().map(|(theirs, ours)| (theirs, self.area(ours))).collect::<HashMap<_, _>>()
        });
        let other = map.category.default.and_then(|id| self.category(&id));
        let mut kinds = HashMap::new();
        for (theirs, ours) in map.category.map {
            if let Some(category) = self.category(&ours) {
                kinds.insert(theirs, category);
            }
        }
        Some(Map { source, header, delimiter: delimiter?, columns, format, zone: zone?, areas, kinds, other })
    }

    fn delimiter(&mut self, given: Option<Spanned<String>>) -> Option<u8> {
        let Some(given) = given else { return Some(b',') };
        match given.get_ref().as_bytes() {
            [one] if one.is_ascii() && !matches!(one, b'"' | b'\n' | b'\r') => Some(*one),
            _ => {
                let text = t(
                    "分隔符应是一个字符，如 , ; 或 \\t",
                    "The delimiter is one character, such as , ; or \\t",
                );
                self.fault(&given.span(), text.into());
                None
            }
        }
    }

    /// The source the map names, else the map's own name without folders and endings.
    fn source(&mut self, given: Option<Spanned<String>>) -> String {
        if let Some(given) = given {
            let count = given.get_ref().trim().chars().count();
            if !(1..=NAME).contains(&count) {
                let text = say!("来源应为 1 至 {NAME} 个字", "A source has 1 to {NAME} characters");
                self.fault(&given.span(), text);
            }
            return given.into_inner();
        }
        let name =
            std::path::Path::new(self.file).file_name().map(|name| name.to_string_lossy().into_owned());
        let name = name.unwrap_or_default();
        name.split('.').next().unwrap_or_default().chars().take(NAME).collect()
    }

    fn column(&mut self, given: Spanned<Column>, header: bool) -> Column {
        if matches!(given.get_ref(), Column::Named(_)) && !header {
            let text = t(
                "首行不是列名（header = false），列要写序号，从 0 起",
                "The first line names no columns (header = false): give the column's number, from 0",
            );
            self.fault(&given.span(), text.into());
        }
        given.into_inner()
    }

    fn format(&mut self, given: Spanned<String>) -> String {
        if StrftimeItems::new(given.get_ref()).any(|item| matches!(item, Item::Error)) {
            let text =
                t("日期格式看不懂；如 %Y-%m-%d %H:%M:%S", "Not a date format; such as %Y-%m-%d %H:%M:%S");
            self.fault(&given.span(), text.into());
        }
        given.into_inner()
    }

    fn zone(&mut self, given: &Spanned<String>) -> Option<Tz> {
        let name = given.get_ref();
        let zone = name.parse().ok();
        if zone.is_none() {
            self.fault(
                &given.span(),
                say!("没有时区 {name}，如 Asia/Shanghai", "No zone {name}; such as Asia/Shanghai"),
            );
        }
        zone
    }

    fn area(&mut self, given: Spanned<String>) -> String {
        let count = given.get_ref().trim().chars().count();
        if !(1..=NAME).contains(&count) {
            let text = say!("片区名应为 1 至 {NAME} 个字", "An area's name has 1 to {NAME} characters");
            self.fault(&given.span(), text);
        }
        given.into_inner()
    }

    fn category(&mut self, given: &Spanned<String>) -> Option<Category> {
        let id = given.get_ref();
        let category = Category::of_id(id);
        if category.is_none() {
            let known = Category::CHOICES.iter().map(|choice| choice.id).collect::<Vec<_>>().join(", ");
            self.fault(
                &given.span(),
                say!("没有类别 {id}；可用：{known}", "No category {id}; there are: {known}"),
            );
        }
        category
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::lang::Lang;

    const GOOD: &str =
        "[columns]\nnumber = 0\nopened = 1\n[dates]\nformat = \"%Y-%m-%d %H:%M\"\nzone = \"Asia/Shanghai\"\n";

    fn faults(text: &str) -> Vec<String> {
        let faults = Map::read("lists/old.map.toml", text).err().unwrap_or_default();
        faults.iter().map(|fault| fault.line(Lang::En)).collect()
    }

    #[test]
    fn the_shortest_map_has_its_defaults() {
        let map = Map::read("lists/old.map.toml", GOOD).expect("it is right");
        assert_eq!((map.source.as_str(), map.delimiter, map.header), ("old", b',', false));
        assert!(map.areas.is_none() && map.other.is_none());
    }

    #[test]
    fn every_fault_names_line_and_column() {
        let text = GOOD.replace("%H:%M", "%H:%Q").replace("Asia/Shanghai", "Asia/Shangai")
            + "[category]\ndefault = \"plumming\"\n[category.map]\n\"漏水\" = \"水\"\n[file]\ndelimiter = \";;\"\n";
        let found = faults(&text);
        let places: Vec<&str> =
            found.iter().map(|line| line.split(": ").next().unwrap_or_default()).collect();
        assert_eq!(
            places,
            [
                "lists/old.map.toml:5:10",
                "lists/old.map.toml:6:8",
                "lists/old.map.toml:8:11",
                "lists/old.map.toml:10:8",
                "lists/old.map.toml:12:13"
            ]
        );
    }

    #[test]
    fn what_toml_itself_refuses_is_placed_too() {
        assert!(faults("[columns]\nnumber = 0\nopend = 1\n")[0].starts_with("lists/old.map.toml:3:1: "));
        assert!(faults("[columns\n")[0].starts_with("lists/old.map.toml:1:"));
    }

    #[test]
    fn a_named_column_wants_a_header() {
        let text = GOOD.replace("number = 0", "number = \"编号\"");
        assert!(faults(&text)[0].starts_with("lists/old.map.toml:2:10: "));
        assert!(Map::read("m", &format!("{text}[file]\nheader = true\n")).is_ok());
    }
}
