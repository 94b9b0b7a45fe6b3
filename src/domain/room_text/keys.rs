//! Keys by which rooms are found from their number on, and what a half-typed room is the beginning of. Does not know
//! which rooms exist.
//!
//! A *number key* is the room's number and then its whole address, both in the order people count, in hexadecimal: all
//! the 1801s of a compound stand together, building 2 before 10, and a building narrows them further.

use super::order::{BASEMENT, DIGITS, read_part, sort_part};
use super::{LONGEST_NUMBER, RoomParts};

/// What every number key begins with, so that it is never taken for a code.
const NUMBER: char = '\u{1}';

/// The bytes of a part and its end.
fn part(text: &str) -> Vec<u8> {
    let mut key = Vec::with_capacity(12);
    sort_part(text, &mut key);
    key.push(0);
    key
}

fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('?');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let nibble = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (pairs, _) = text.as_bytes().as_chunks::<2>();
    pairs.iter().map(|[high, low]| Some((nibble(*high)? << 4) | nibble(*low)?)).collect()
}

/// The beginnings of the bytes of parts that begin with `typed`, in the order of the parts: shorter numbers first.
fn begun(typed: &str) -> Vec<Vec<u8>> {
    let before = typed.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = typed.strip_prefix(before).unwrap_or_default();
    let mut key = Vec::new();
    sort_part(before, &mut key);
    if digits.is_empty() {
        // `B` also begins the basements, which sort before everything.
        let basement = (before == "B").then(|| vec![BASEMENT]);
        return basement.into_iter().chain([key]).collect();
    }
    let mut found = Vec::new();
    let mut whole = Vec::new();
    sort_part(typed, &mut whole);
    if whole.first() == Some(&BASEMENT) {
        found.push(whole);
    }
    key.push(DIGITS);
    // Numbers sort by their length without leading zeros first.
    let bare = digits.trim_start_matches('0');
    if bare.is_empty() {
        found.push(key);
    } else {
        found.extend((bare.len()..=LONGEST_NUMBER.max(bare.len())).map(|length| {
            let length = u8::try_from(length + 1).unwrap_or(u8::MAX);
            [key.as_slice(), &[length], bare.as_bytes()].concat()
        }));
    }
    found
}

impl RoomParts {
    /// The number key of a room; none when there is no number.
    #[must_use]
    pub fn number_key(&self) -> Option<String> {
        let number = part(self.room.as_deref()?);
        Some(format!("{NUMBER}{}{}", hex(&number), hex(&self.sort_key())))
    }

    /// What the number keys begin with of all rooms that have this number, and lie in this building if one is named.
    /// A unit does not narrow it when there is no building.
    #[must_use]
    pub fn same_number(&self) -> Option<String> {
        let mut key = part(self.room.as_deref()?);
        if let Some(building) = &self.building {
            key.extend(part(building));
            if let Some(unit) = &self.unit {
                key.extend(part(unit));
            }
        }
        Some(format!("{NUMBER}{}", hex(&key)))
    }

    /// What the number keys begin with of all rooms whose number begins like this one; shorter numbers first.
    #[must_use]
    pub fn begun_number(&self) -> Vec<String> {
        let typed = self.room.as_deref().unwrap_or_default();
        let all = begun(typed).into_iter().filter(|_| !typed.is_empty());
        all.map(|key| format!("{NUMBER}{}", hex(&key))).collect()
    }

    /// What the [`sort_key`](Self::sort_key)s begin with of all that lies in this building, and in this unit if one is
    /// named.
    #[must_use]
    pub fn around(&self) -> Option<Vec<u8>> {
        let mut key = part(self.building.as_deref()?);
        if let Some(unit) = &self.unit {
            key.extend(part(unit));
        }
        Some(key)
    }

    /// The sort key within a number key.
    #[must_use]
    pub fn sort_key_within(number_key: &str) -> Option<Vec<u8>> {
        let bytes = unhex(number_key.strip_prefix(NUMBER)?)?;
        let end = bytes.iter().position(|byte| *byte == 0)?;
        bytes.get(end + 1..).map(<[u8]>::to_vec)
    }

    /// Whether the room with this [`sort_key`](Self::sort_key) or [`floor_key`](Self::floor_key) has every part that was
    /// typed here, the number at least begun with.
    #[must_use]
    pub fn begins(&self, key: &[u8]) -> bool {
        let mut parts = key.split(|byte| *byte == 0).map(|part| read_part(part).unwrap_or_default());
        let (building, unit) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let number = parts.next().unwrap_or_default();
        let same = |typed: &Option<String>, has: &str| typed.as_deref().is_none_or(|typed| typed == has);
        let begun = |typed: &String| number.starts_with(&typed.replace('+', "-"));
        same(&self.building, &building) && same(&self.unit, &unit) && self.room.as_ref().is_none_or(begun)
    }
}
