//! Takes a typed room apart into words and tries every way to read them. Does not rank beyond a penalty.

use super::order::STEMS;
use super::{RoomParts, normal};

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

/// A word between separators.
#[derive(Clone)]
pub(super) struct Word {
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

const NUMERALS: &str = "〇零○一二两三四五六七八九十百千";
const SEPARATORS: &str = "-‐‑‒–—―_/\\#.,:;、。·()~";

/// The words of a folded text with what their markers say; none when it holds anything that no room has.
pub(super) fn words(text: &str) -> Option<Vec<Word>> {
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
                    let role = std::mem::replace(&mut announced, Role::Any);
                    out.push(Word { text: c.to_string(), role });
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

/// Every way to read the words as building, unit, room and the part of a split room; each with a penalty.
pub(super) fn readings(words: &[Word]) -> Vec<(u32, RoomParts)> {
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
pub(super) fn with_wing_apart(words: &[Word]) -> Option<Vec<Word>> {
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
