//! Reads what staff type for a room (`domain/facts.md` 9.1) and writes room codes. Does not know which rooms exist.
//!
//! One text can mean several places: `3-2` is a unit or a small house. So reading gives *candidates*, the
//! likeliest first, and whoever holds the registry keeps those that exist.

use crate::say;
use crate::text::lang::Say;
use serde::{Deserialize, Serialize};
use std::fmt;
use unicode_normalization::UnicodeNormalization;

/// Longer texts are no room; a phone number or a sentence must not be read as one.
const MAX_CHARS: usize = 40;

/// The parts of a room's address, each normalised: upper case, ASCII digits, no leading zeros.
///
/// A query leaves out what was not typed; a room of the registry always has `room`, and a tower's no `unit`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct RoomParts {
    /// Building (号楼), for example `3`, `B2`, `甲`.
    pub building: Option<String>,
    /// Unit: the entrance or stair of a building (单元).
    pub unit: Option<String>,
    /// Room number, for example `1801`, `12A05`, `1801-2` for a room that was split.
    pub room: Option<String>,
}

impl RoomParts {
    /// Parts from a registry's own words, normalised; an empty part or unit `0` is none.
    #[must_use]
    pub fn new(building: &str, unit: &str, room: &str) -> Self {
        let part = |text: &str| Some(normal(&text.nfkc().collect::<String>())).filter(|p| !p.is_empty());
        Self { building: part(building), unit: part(unit).filter(|u| u != "0"), room: part(room) }
    }

    /// Whether `room` is among what this query asks for: every part that was typed is equal.
    #[must_use]
    pub fn matches(&self, room: &Self) -> bool {
        let same = |asked: &Option<String>, has: &Option<String>| asked.is_none() || asked == has;
        same(&self.building, &room.building) && same(&self.unit, &room.unit) && same(&self.room, &room.room)
    }

    /// The floor as the room number tells it: `1801` → `18`, `12A05` → `12A`, `101` → `1`; none for short numbers.
    #[must_use]
    pub fn floor(&self) -> Option<String> {
        let main = self.room.as_deref()?.split(['-', '+']).next()?;
        let cut = main.char_indices().rev().nth(1)?.0;
        let floor = main.get(..cut)?;
        let ends_in_two_digits = main.get(cut..)?.chars().all(|c| c.is_ascii_digit());
        (!floor.is_empty() && ends_in_two_digits).then(|| floor.to_owned())
    }

    /// Bytes that sort as people order rooms: `2` before `10`, `A` after the digits, `B1` (basement) below `1`.
    /// Fit for the end of a store key: parts end in a zero byte, and no key is the beginning of another's part.
    #[must_use]
    pub fn sort_key(&self) -> Vec<u8> {
        let mut key = Vec::with_capacity(24);
        for part in [&self.building, &self.unit, &self.room] {
            sort_part(part.as_deref().unwrap_or(""), &mut key);
            key.push(0);
        }
        key
    }

    /// The address in words, as on paper: `3号楼2单元1801室`.
    #[must_use]
    pub fn spoken(&self) -> Say {
        let (mut zh, mut en) = (String::new(), Vec::new());
        if let Some(b) = &self.building {
            zh.push_str(&format!("{b}号楼"));
            en.push(format!("building {b}"));
        }
        if let Some(u) = &self.unit {
            zh.push_str(&format!("{u}单元"));
            en.push(format!("unit {u}"));
        }
        if let Some(r) = &self.room {
            zh.push_str(&format!("{r}室"));
            en.push(format!("room {r}"));
        }
        Say { zh, en: en.join(", ") }
    }

    /// All that a public notice may say of the address (`domain/facts.md` 5.5): the building.
    #[must_use]
    pub fn public(&self) -> Say {
        match &self.building {
            Some(b) => say!("{b}号楼", "Building {b}"),
            None => Say::same("***"),
        }
    }
}

impl fmt::Display for RoomParts {
    /// The canonical code: `3-2-1801`, in a tower `3-1801`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [&self.building, &self.unit, &self.room];
        f.write_str(&parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join("-"))
    }
}

/// What a typed text may mean as a room.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoomQuery {
    /// The readings, likeliest first; empty when the text is no room at all.
    pub candidates: Vec<RoomParts>,
}

impl RoomQuery {
    /// Reads `text`. Never fails: a text that is no room has no candidates.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let folded: String = text.nfkc().flat_map(char::to_uppercase).take(MAX_CHARS + 1).collect();
        if folded.chars().count() > MAX_CHARS {
            return Self::default();
        }
        let Some(words) = words(&folded) else { return Self::default() };
        let mut readings = readings(&words);
        if let Some(split) = with_wing_apart(&words) {
            readings.extend(self::readings(&split).into_iter().map(|(p, parts)| (p + 1, parts)));
        }
        readings.sort_by_key(|(penalty, _)| *penalty);
        let mut candidates: Vec<RoomParts> = Vec::with_capacity(readings.len());
        for (_, parts) in readings {
            if !candidates.contains(&parts) {
                candidates.push(parts);
            }
        }
        Self { candidates }
    }
}

/// What a word between separators is, as far as its marker says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Any,
    Building,
    Unit,
    Room,
    /// `3号`: a building in one compound, a room in another.
    BuildingOrRoom,
    /// A floor or a courtyard: the room number says the first, the office is the second.
    Left,
}

#[derive(Clone)]
struct Word {
    text: String,
    role: Role,
}

/// Markers behind a number, longest first.
const BEHIND: &[(&str, Role)] = &[
    ("号楼", Role::Building),
    ("号院", Role::Left),
    ("号门", Role::Unit),
    ("单元", Role::Unit),
    ("号房", Role::Room),
    ("栋", Role::Building),
    ("幢", Role::Building),
    ("座", Role::Building),
    ("楼", Role::Building),
    ("门", Role::Unit),
    ("室", Role::Room),
    ("户", Role::Room),
    ("房", Role::Room),
    ("层", Role::Left),
    ("院", Role::Left),
    ("号", Role::BuildingOrRoom),
];

/// Words before a number, longest first.
const BEFORE: &[(&str, Role)] = &[
    ("BUILDING", Role::Building),
    ("ENTRANCE", Role::Unit),
    ("TOWER", Role::Building),
    ("BLOCK", Role::Building),
    ("FLOOR", Role::Left),
    ("BLDG", Role::Building),
    ("UNIT", Role::Unit),
    ("ROOM", Role::Room),
    ("FLAT", Role::Room),
    ("APT", Role::Room),
    ("RM", Role::Room),
];

const STEMS: &str = "甲乙丙丁戊己庚辛壬癸东西南北中";
const NUMERALS: &str = "〇零○一二两三四五六七八九十百千";
const SEPARATORS: &str = "-‐‑‒–—―_/\\#.,:;、。·()~";

/// The words of a folded text with what their markers say; none when it holds anything that no room has.
fn words(text: &str) -> Option<Vec<Word>> {
    let mut out: Vec<Word> = Vec::new();
    let mut open = false; // whether the last word may still grow or take a marker
    let mut grown_of_numerals = false;
    let mut announced = Role::Any;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some((marker, role)) = BEHIND.iter().find(|(m, _)| rest.starts_with(m)) {
            let last = out.last_mut()?;
            if !open && last.role != Role::Any {
                return None;
            }
            last.role = *role;
            open = false;
            rest = rest.strip_prefix(marker)?;
            continue;
        }
        if let Some((marker, role)) = announced_by(rest).filter(|_| !open) {
            announced = role;
            rest = rest.strip_prefix(marker)?;
            continue;
        }
        if NUMERALS.contains(c) {
            let run: String = rest.chars().take_while(|c| NUMERALS.contains(*c)).collect();
            rest = rest.strip_prefix(run.as_str())?;
            let number = number_of(&run);
            match out.last_mut() {
                Some(last) if open && !last.text.ends_with(|c: char| c.is_ascii_digit()) => {
                    last.text.push_str(&number);
                }
                _ => out.push(Word { text: number, role: std::mem::replace(&mut announced, Role::Any) }),
            }
            (open, grown_of_numerals) = (true, true);
            continue;
        }
        rest = rest.get(c.len_utf8()..)?;
        if c.is_whitespace() || SEPARATORS.contains(c) {
            open = false;
        } else if c.is_ascii_alphanumeric() || STEMS.contains(c) || c == '+' {
            let splits = grown_of_numerals && c.is_ascii_digit();
            match out.last_mut() {
                Some(last) if open && !splits => last.text.push(c),
                _ => {
                    out.push(Word { text: c.to_string(), role: std::mem::replace(&mut announced, Role::Any) })
                }
            }
            (open, grown_of_numerals) = (true, false);
        } else {
            return None;
        }
    }
    let mut building_seen = false;
    out.retain(|word| {
        // A second 楼 is the floor: 3号楼18楼1801.
        let floor = building_seen && word.role == Role::Building;
        building_seen |= word.role == Role::Building;
        word.role != Role::Left && !floor
    });
    for word in &mut out {
        word.text = normal(&word.text);
    }
    Some(out)
}

fn announced_by(rest: &str) -> Option<(&'static str, Role)> {
    let (marker, role) = BEFORE.iter().find(|(m, _)| rest.starts_with(m))?;
    let next = rest.get(marker.len()..)?.chars().next();
    (!next.is_some_and(|c| c.is_ascii_alphabetic())).then_some((*marker, *role))
}

/// `十二` → 12, `一八零一` → 1801, `一百零一` → 101.
fn number_of(numerals: &str) -> String {
    let digit = |c: char| match c {
        '一' => Some(1),
        '二' | '两' => Some(2),
        '三' => Some(3),
        '四' => Some(4),
        '五' => Some(5),
        '六' => Some(6),
        '七' => Some(7),
        '八' => Some(8),
        '九' => Some(9),
        '〇' | '零' | '○' => Some(0),
        _ => None,
    };
    if !numerals.contains(['十', '百', '千']) {
        return numerals.chars().filter_map(digit).map(|d| d.to_string()).collect();
    }
    let (mut total, mut pending) = (0_u32, None);
    for c in numerals.chars() {
        let scale = match c {
            '十' => 10,
            '百' => 100,
            '千' => 1000,
            _ => {
                pending = digit(c);
                continue;
            }
        };
        total += pending.take().unwrap_or(1) * scale;
    }
    (total + pending.unwrap_or(0)).to_string()
}

/// Upper case, no leading zeros in any number that begins a piece.
fn normal(part: &str) -> String {
    let piece = |p: &str| {
        let p = p.trim().to_uppercase();
        let bare = p.trim_start_matches('0');
        if bare.starts_with(|c: char| c.is_ascii_digit()) || p.is_empty() {
            bare.to_owned()
        } else if p.len() > bare.len() {
            format!("0{bare}")
        } else {
            p
        }
    };
    let joined = |text: &str, by: &str| text.split(by).map(piece).collect::<Vec<_>>().join(by);
    part.split('-').map(|p| joined(p, "+")).collect::<Vec<_>>().join("-")
}

/// Every way to read the words as building, unit, room and the part of a split room; each with a penalty.
fn readings(words: &[Word]) -> Vec<(u32, RoomParts)> {
    use Part::{Building as B, Room as R, Split as S, Unit as U};
    let patterns: &[&[Part]] = match words.len() {
        1 => &[&[B], &[R], &[U]],
        2 => &[&[B, U], &[B, R], &[U, R], &[R, S]],
        3 => &[&[B, U, R], &[B, R, S], &[U, R, S]],
        4 => &[&[B, U, R, S]],
        _ => &[],
    };
    patterns.iter().filter_map(|pattern| reading(words, pattern)).collect()
}

#[derive(Clone, Copy)]
enum Part {
    Building,
    Unit,
    Room,
    Split,
}

fn reading(words: &[Word], pattern: &[Part]) -> Option<(u32, RoomParts)> {
    let mut parts = RoomParts::default();
    let mut penalty = 0;
    for (word, part) in words.iter().zip(pattern) {
        let text = word.text.as_str();
        let shape = Shape::of(text);
        let (allowed, cost) = match part {
            Part::Building => (shape.may_be_building(), shape.digits.saturating_sub(2) * 2),
            // A unit alone is meant only where it is called one.
            Part::Unit => (shape.may_be_unit() && (words.len() > 1 || word.role == Role::Unit), 0),
            Part::Room => (shape.may_be_room(), if shape.digits >= 3 { 0 } else { 2 }),
            Part::Split => (shape.may_be_unit() && !text.contains('+'), 1),
        };
        let called = match part {
            Part::Building => matches!(word.role, Role::Any | Role::Building | Role::BuildingOrRoom),
            Part::Unit => matches!(word.role, Role::Any | Role::Unit),
            Part::Room | Part::Split => matches!(word.role, Role::Any | Role::Room | Role::BuildingOrRoom),
        };
        if !allowed || !called {
            return None;
        }
        penalty += cost;
        match part {
            Part::Building => parts.building = Some(text.to_owned()),
            Part::Unit => parts.unit = Some(text.to_owned()).filter(|u| u != "0"),
            Part::Room => parts.room = Some(text.to_owned()),
            Part::Split => parts.room = parts.room.map(|room| format!("{room}-{text}")),
        }
    }
    Some((penalty, parts)).filter(|(_, p)| *p != RoomParts::default())
}

/// `B1801` may be room 1801 of wing B: the words with that letter as a word of its own.
fn with_wing_apart(words: &[Word]) -> Option<Vec<Word>> {
    let (last, before) = words.split_last()?;
    let wing = last.text.chars().next().filter(|c| !c.is_ascii_digit() && *c != '+')?;
    let number = last.text.strip_prefix(wing)?;
    let plain = number.len() >= 3 && number.chars().all(|c| c.is_ascii_digit());
    if !plain || matches!(last.role, Role::Building | Role::Unit) {
        return None;
    }
    let mut out = before.to_vec();
    out.push(Word { text: wing.to_string(), role: Role::Any });
    out.push(Word { text: normal(number), role: last.role });
    Some(out)
}

/// How many of what a word has.
struct Shape {
    digits: u32,
    letters: u32,
    stems: u32,
    joined: bool,
    joins_well: bool,
}

impl Shape {
    fn of(text: &str) -> Self {
        let count = |test: &dyn Fn(char) -> bool| {
            text.split('+').map(|p| p.chars().filter(|c| test(*c)).count()).max().unwrap_or(0)
        };
        let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self {
            digits: small(count(&|c| c.is_ascii_digit())),
            letters: small(count(&|c| c.is_ascii_alphabetic())),
            stems: small(count(&|c| STEMS.contains(c))),
            joined: text.contains('+'),
            joins_well: text.split('+').all(|p| p.contains(|c: char| c.is_ascii_digit())),
        }
    }

    fn may_be_building(&self) -> bool {
        let named = self.digits > 0 || (self.letters <= 2 && self.letters + self.stems > 0);
        !self.joined && self.digits <= 4 && self.letters <= 3 && self.stems <= 2 && named
    }

    fn may_be_unit(&self) -> bool {
        let size = self.digits + self.letters + self.stems;
        !self.joined && self.digits <= 2 && self.letters <= 1 && self.stems <= 1 && size > 0
    }

    fn may_be_room(&self) -> bool {
        self.joins_well && (1..=5).contains(&self.digits) && self.letters <= 3 && self.stems <= 1
    }
}

/// Marks that order the pieces of a part; the end of a part is a zero byte.
const BASEMENT: u8 = 0x08;
const JOINED: u8 = 0x10;
const DIGITS: u8 = 0x20;
const LETTER: u8 = 0x30;
const OTHER: u8 = 0x40;

fn sort_part(part: &str, key: &mut Vec<u8>) {
    let mut rest = part;
    if let Some(depth) = basement(part) {
        key.extend([BASEMENT, u8::MAX - depth]);
        rest = part.get(2..).unwrap_or("");
    }
    while let Some(c) = rest.chars().next() {
        let run: String = rest.chars().take_while(char::is_ascii_digit).collect();
        if run.is_empty() {
            match c {
                '-' | '+' => key.push(JOINED),
                'A'..='Z' => key.extend([LETTER, u8::try_from(c).unwrap_or(u8::MAX)]),
                _ => {
                    let at = STEMS.chars().position(|s| s == c);
                    key.extend([OTHER, at.and_then(|n| u8::try_from(n + 1).ok()).unwrap_or(u8::MAX)]);
                    key.extend(u32::from(c).to_be_bytes().into_iter().map(|b| b.max(1)));
                }
            }
            rest = rest.get(c.len_utf8()..).unwrap_or("");
        } else {
            let bare = run.trim_start_matches('0');
            key.extend([DIGITS, u8::try_from(bare.len() + 1).unwrap_or(u8::MAX)]);
            key.extend(bare.bytes());
            // Only tells `B01` from `B1`; it decides no order between different numbers.
            key.push(u8::try_from(run.len()).unwrap_or(u8::MAX));
            rest = rest.get(run.len()..).unwrap_or("");
        }
    }
}

/// `B1` to `B9`, alone or before something that is no digit, is a basement floor or garage.
fn basement(part: &str) -> Option<u8> {
    let mut chars = part.strip_prefix('B')?.chars();
    let depth = chars.next()?.to_digit(10).filter(|d| *d > 0)?;
    if chars.next().is_some_and(|c| c.is_ascii_digit()) { None } else { u8::try_from(depth).ok() }
}

#[cfg(test)]
#[path = "room_text_tests.rs"]
mod tests;
