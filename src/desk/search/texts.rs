//! What a text may mean besides a place: a number, a card, a phone's tail, a part of a plate, a paper's tail, a name in
//! characters or in pinyin.

use super::gather::{Gather, Text};
use super::{PART, SAME, WHOLE, WITHIN};
use crate::desk::resolve;
use crate::desk::rows::search_index;
use crate::domain::fault::Fault;
use crate::domain::register::KeyClass;
use crate::store::{Dir, KeyRange};
use crate::text::fold::{digits, search_key};
use crate::text::pinyin::{How, Typed};

/// Digits of a phone at the least.
const PHONE: usize = 3;
/// Characters of a plate at the least.
pub(super) const PLATE: usize = 2;
/// Characters of a paper's number at the least: fewer are no tail that anybody says.
const PAPER: usize = 4;
/// Characters of a card's number at the least, when it is only begun.
const CARD: usize = 3;

/// Looks for everything but places.
pub(super) fn look(gather: &mut Gather<'_>, text: &str) -> Result<(), Fault> {
    let folded = search_key(text);
    numbers(gather, text, &folded)?;
    // The hook of a key may have a short number.
    gather.whole(KeyClass::Card, &folded, WHOLE)?;
    if folded.chars().count() >= CARD {
        gather.begun(KeyClass::Card, &folded, Dir::Up)?;
    }
    if let Some(tail) = phone(text) {
        gather.whole(KeyClass::Phone, &tail, WHOLE)?;
        gather.begun(KeyClass::Phone, &tail, Dir::Up)?;
    }
    if let Some(plate) = plate(text) {
        // The keys of a plate are its ends: only one that begins with its province is all of it.
        let all = plate.chars().count() > 6 && plate.starts_with(|c: char| !c.is_ascii());
        gather.whole(KeyClass::Plate, &plate, if all { WHOLE } else { WITHIN })?;
        gather.begun(KeyClass::Plate, &plate, Dir::Up)?;
    }
    if let Some(tail) = paper(text) {
        gather.whole(KeyClass::Paper, &tail, WHOLE)?;
        gather.begun(KeyClass::Paper, &tail, Dir::Up)?;
    }
    gather.whole(KeyClass::Name, &folded, WHOLE)?;
    pinyin(gather, text)?;
    gather.begun(KeyClass::Name, &folded, Dir::Up)?;
    gather.few(&folded)
}

/// A whole number, a sequence, or the beginning of one; the newest first.
fn numbers(gather: &mut Gather<'_>, text: &str, folded: &str) -> Result<(), Fault> {
    if let Some(entry) = resolve::by_number(gather.scope, text)? {
        gather.add(entry, KeyClass::Number, WHOLE, 0);
    }
    let level = if folded.contains('-') { WHOLE } else { WITHIN };
    gather.whole(KeyClass::Number, folded, level)?;
    gather.begun(KeyClass::Number, folded, Dir::Down)
}

/// The digits of a phone's tail from its end, when the text is digits and what people put between them.
pub(super) fn phone(text: &str) -> Option<String> {
    let folded = search_key(text);
    let plain = digits(text);
    let marks = folded.chars().filter(|c| !c.is_ascii_digit());
    let spoken =
        marks.clone().count() == 0 || (plain.len() >= 7 && marks.clone().all(|c| "+-()".contains(c)));
    (spoken && plain.len() >= PHONE).then(|| plain.chars().rev().collect())
}

/// A part of a plate: letters and digits, perhaps behind the character of a province, perhaps before a special one.
pub(super) fn plate(text: &str) -> Option<String> {
    const LAST: &str = "挂学警港澳领使";
    let folded: String = search_key(text).chars().filter(|c| !matches!(c, '-' | '.')).collect();
    let province = usize::from(folded.starts_with(|c: char| !c.is_ascii()));
    let fits = folded.chars().skip(province).all(|c| c.is_ascii_alphanumeric() || LAST.contains(c));
    let some = folded.contains(|c: char| c.is_ascii()) && folded.chars().count() >= PLATE;
    (fits && some).then_some(folded)
}

/// A paper's number or its tail from its end.
pub(super) fn paper(text: &str) -> Option<String> {
    let folded = search_key(text);
    let plain =
        folded.chars().all(|c| c.is_ascii_alphanumeric()) && folded.contains(|c: char| c.is_ascii_digit());
    (plain && folded.len() >= PAPER).then(|| folded.chars().rev().collect())
}

/// Full pinyin, initials, and both mixed; names that many bear before the others.
fn pinyin(gather: &mut Gather<'_>, text: &str) -> Result<(), Fault> {
    for Text { grade, entries } in by_letters(gather, text)? {
        let level = match grade {
            part if part >= 16 => PART,
            full if full == How::Full as u8 => SAME,
            _ => WITHIN,
        };
        let crowd = u32::try_from(entries.len()).unwrap_or(u32::MAX);
        for entry in entries {
            gather.add_of(entry, KeyClass::Pinyin, level, grade, crowd);
        }
    }
    Ok(())
}

/// The names that letters may mean. Their grade is level and order in one: parts behind what is whole, full pinyin
/// before initials before both mixed.
pub(super) fn by_letters(gather: &Gather<'_>, text: &str) -> Result<Vec<Text>, Fault> {
    let Some(typed) = Typed::read(text) else { return Ok(Vec::new()) };
    let prefixes = typed.prefixes();
    let ranges: Vec<KeyRange> =
        prefixes.iter().map(|prefix| search_index(KeyClass::Pinyin).str_prefix(prefix).range()).collect();
    gather.texts(&ranges, &|key| typed.grade(key).map(|grade| u8::from(grade.part) << 4 | grade.how as u8))
}
