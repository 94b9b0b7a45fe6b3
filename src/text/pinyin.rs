//! Pinyin: the keys a name is stored under, and what typed letters may mean among them (`domain/facts.md` 9.2). Does
//! not know tones, and not who bears the name.
//!
//! A name has two sorts of keys. The *full* key is the pinyin without gaps: `zhangjianguo`. The *cut* key is an
//! apostrophe, the initials, and then every syllable with its character: `'zjg'zhang张'jian建'guo国`. So initials are
//! the beginning of a key, and whether `zhangjg`, `zhjg` or `张jg` mean a name is seen in the key alone, without
//! reading the record. `ü` is `v`.

mod surnames;
mod syllables;

pub use surnames::surname_chars;

use pinyin::ToPinyinMulti;
use std::borrow::Cow;
use std::collections::BTreeSet;
use syllables::{begins_syllable, is_initial, is_syllable};
use unicode_normalization::UnicodeNormalization;

/// Ways to read one name that are kept: the likeliest ones.
const READINGS: usize = 8;
/// Syllables of a name that are kept.
const SYLLABLES: usize = 16;
/// Characters of a typed text that can be a name's pinyin.
const LONGEST: usize = 40;
/// Cut keys a typed text leads to at the most, and ways of cutting it that are looked at for them.
const CUTS: usize = 12;
const CUTS_TRIED: usize = 256;
/// Between the parts of a cut key.
const MARK: char = '\'';

/// One way to read a name: a syllable for each of its units.
type Way<'a> = Vec<Cow<'a, str>>;

/// One character that has readings, one that has none, or one word in letters.
#[derive(Clone, Copy)]
enum Unit<'a> {
    Han(char),
    Word(&'a str),
}

/// Every key `name` is found by: per way to read it the full key and the cut key, the likeliest way first. In the first
/// place of a name the readings of the surname table count, and after them the plain ones; in the others the plain
/// ones. Characters without a reading stand for themselves, words in letters are one syllable each, and a name with
/// `·` is also found by the first characters of its parts. No key for a text without letters and characters.
#[must_use]
pub fn name_keys(name: &str) -> Vec<String> {
    let folded: String = name.nfkc().flat_map(char::to_lowercase).collect();
    let parts: Vec<Vec<Unit<'_>>> =
        folded.split(is_dot).map(units).filter(|units| !units.is_empty()).collect();
    let mut keys = Vec::new();
    add_keys(&parts.concat(), true, &mut keys);
    if parts.len() > 1 {
        let firsts: Vec<Unit<'_>> = parts.iter().filter_map(|part| part.first().copied()).collect();
        add_keys(&firsts, false, &mut keys);
    }
    let mut seen = BTreeSet::new();
    keys.retain(|key| seen.insert(key.clone()));
    keys
}

/// How a text is typed in Latin letters: its pinyin without gaps, and its initials; by each way to read it.
#[must_use]
pub fn spelled(text: &str) -> Vec<String> {
    let initials = |key: &str| key.strip_prefix(MARK)?.split(MARK).next().map(str::to_owned);
    name_keys(text).into_iter().map(|key| initials(&key).unwrap_or(key)).collect()
}

fn add_keys(units: &[Unit<'_>], full: bool, keys: &mut Vec<String>) {
    let units = units.get(..SYLLABLES).unwrap_or(units);
    // A name in letters only is its own full key already.
    let full = full && units.iter().any(|unit| matches!(unit, Unit::Han(_)));
    for reading in ways_to_read(units) {
        if full {
            keys.push(reading.concat());
        }
        let mut key = String::from(MARK);
        key.extend(reading.iter().filter_map(|syllable| syllable.chars().next()));
        for (unit, syllable) in units.iter().zip(&reading) {
            key.push(MARK);
            key.push_str(syllable);
            match unit {
                Unit::Han(c) if !syllable.starts_with(*c) => key.push(*c),
                _ => {}
            }
        }
        if key.len() > 1 {
            keys.push(key);
        }
    }
}

/// The ways to read `units`, one syllable each, at most [`READINGS`], the likeliest first.
fn ways_to_read<'a>(units: &[Unit<'a>]) -> Vec<Way<'a>> {
    let (mut ways, begun) = leading(units);
    for unit in units.get(begun..).unwrap_or_default() {
        let next = match unit {
            Unit::Han(c) => plain(*c),
            Unit::Word(word) => vec![Cow::Borrowed(*word)],
        };
        if let [only] = next.as_slice() {
            ways.iter_mut().for_each(|(_, way)| way.push(only.clone()));
            continue;
        }
        let mut longer: Vec<(usize, Way<'a>)> = Vec::with_capacity(ways.len() * next.len());
        for (cost, way) in &ways {
            for (more, syllable) in next.iter().enumerate() {
                longer.push((cost + more, way.iter().chain([syllable]).cloned().collect()));
            }
        }
        longer.sort_by_key(|(cost, _)| *cost);
        longer.truncate(READINGS);
        ways = longer;
    }
    ways.sort_by_key(|(cost, _)| *cost);
    ways.truncate(READINGS);
    ways.into_iter().map(|(_, way)| way).collect()
}

/// The readings of what a name begins with, and of how many units it is. Each has a cost: how unlikely it is.
fn leading<'a>(units: &[Unit<'a>]) -> (Vec<(usize, Way<'a>)>, usize) {
    let Some(Unit::Han(first)) = units.first() else { return (vec![(0, Vec::new())], 0) };
    let mut single: Vec<(usize, Way<'a>)> = match surnames::surname(*first) {
        Some(known) => {
            let all = known.surname.iter().chain(known.plain.iter().filter(|p| !known.surname.contains(p)));
            all.map(|reading| (0, vec![Cow::Borrowed(*reading)])).collect()
        }
        None => plain(*first).into_iter().enumerate().map(|(cost, reading)| (cost, vec![reading])).collect(),
    };
    let Some(Unit::Han(second)) = units.get(1) else { return (single, 1) };
    let Some(compound) = surnames::compound_reading(&format!("{first}{second}")) else { return (single, 1) };
    let mut pairs = vec![(0, compound.iter().map(|syllable| Cow::Borrowed(*syllable)).collect::<Way<'a>>())];
    for (cost, way) in &mut single {
        for (more, syllable) in plain(*second).into_iter().enumerate() {
            let pair: Way<'a> = way.iter().cloned().chain([syllable]).collect();
            if !pairs.iter().any(|(_, known)| *known == pair) {
                pairs.push((*cost + more, pair));
            }
        }
    }
    (pairs, 2)
}

/// The readings of a character outside the first place; itself when it has none.
fn plain(c: char) -> Vec<Cow<'static, str>> {
    if let Some(known) = surnames::surname(c) {
        return known.plain.iter().map(|reading| Cow::Borrowed(*reading)).collect();
    }
    let mut found: Vec<Cow<'static, str>> = Vec::new();
    for reading in c.to_pinyin_multi().into_iter().flatten() {
        let reading = match reading.plain() {
            known if known.is_ascii() => Cow::Borrowed(known),
            odd => Cow::Owned(odd.replace('ü', "v").replace('ê', "e")),
        };
        if !found.contains(&reading) {
            found.push(reading);
        }
    }
    if found.is_empty() {
        found.push(Cow::Owned(c.to_string()));
    }
    found
}

/// Characters and words of one part of a name, in order; what is neither is left out.
fn units(part: &str) -> Vec<Unit<'_>> {
    let mut found = Vec::new();
    let mut word = None;
    for (at, c) in part.char_indices().chain([(part.len(), ' ')]) {
        let letter = c.is_alphanumeric() && !is_han(c);
        match (letter, word) {
            (true, None) => word = Some(at),
            (false, Some(from)) => {
                found.extend(part.get(from..at).map(Unit::Word));
                word = None;
            }
            _ => {}
        }
        if c.is_alphanumeric() && is_han(c) {
            found.push(Unit::Han(c));
        }
    }
    found
}

/// Whether a character stands for a syllable of its own: everything from the radicals on.
const fn is_han(c: char) -> bool {
    c >= '\u{2E80}'
}

/// The dots of minority names.
const fn is_dot(c: char) -> bool {
    matches!(c, '·' | '•' | '・' | '‧' | '∙')
}

/// How typed letters meet a name; the smaller, the better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Grade {
    /// Whether the name goes on behind what was typed.
    pub part: bool,
    /// In which way.
    pub how: How,
}

/// In which way typed letters meet a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// Whole syllables, the last one perhaps begun: `zhangjian`.
    Full,
    /// Initials: `zjg`, `zhjg`.
    Initials,
    /// Both, or characters among letters: `zhangjg`, `张jg`.
    Mixed,
}

/// Letters, perhaps with characters among them, that may be a name's pinyin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    text: String,
}

impl Typed {
    /// Reads what was typed, in any case, full-width or not, with blanks and apostrophes between syllables or without.
    /// None when it cannot be pinyin: no letter at all, a digit, another sign, or far too long.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let folded = text.nfkc().flat_map(char::to_lowercase);
        let text: String = folded
            .filter(|c| !c.is_whitespace() && !is_dot(*c) && !matches!(c, '\'' | '’' | '-'))
            .map(|c| if c == 'ü' { 'v' } else { c })
            .take(LONGEST + 1)
            .collect();
        let fits = text.chars().count() <= LONGEST
            && text.chars().all(|c| c.is_ascii_lowercase() || (is_han(c) && c.is_alphanumeric()))
            && text.chars().any(|c| c.is_ascii_lowercase());
        fits.then_some(Self { text })
    }

    /// What was typed, as it is compared.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The beginnings of stored keys to look at, the likeliest first. What begins so is a match only when
    /// [`grade`](Self::grade) says so.
    #[must_use]
    pub fn prefixes(&self) -> Vec<String> {
        let mut found = Vec::new();
        if self.text.chars().all(|c| c.is_ascii_lowercase()) {
            found.push(self.text.clone());
        }
        let mut cuts = Vec::new();
        let mut tried = 0;
        cut(&self.text, &Cut::default(), &mut cuts, &mut tried);
        cuts.sort_by_key(|initials: &String| initials.chars().count());
        let mut seen = BTreeSet::new();
        cuts.retain(|initials| seen.insert(initials.clone()));
        cuts.truncate(CUTS);
        found.extend(cuts.into_iter().map(|initials| format!("{MARK}{initials}")));
        found
    }

    /// How the name of a stored key is met; none when it is not.
    #[must_use]
    pub fn grade(&self, key: &str) -> Option<Grade> {
        let Some(cut) = key.strip_prefix(MARK) else {
            let rest = key.strip_prefix(self.text.as_str())?;
            return Some(Grade { part: !rest.is_empty(), how: How::Full });
        };
        let syllables: Vec<(&str, &str)> = cut
            .split(MARK)
            .skip(1)
            .map(|s| s.split_at_checked(s.find(is_han).unwrap_or(s.len())).unwrap_or_default())
            .collect();
        meet(&self.text, &syllables, Met::default())
    }
}

/// A text cut up to some place.
#[derive(Clone, Default)]
struct Cut {
    /// The first letters of the pieces.
    initials: String,
    /// Whether the full key would not show it: a piece is less than its syllable, or a character.
    abbreviated: bool,
}

/// Every way to cut `rest` into characters, whole syllables and initials; the last piece may be the beginning of a
/// syllable. Ways that a full key shows are left out.
fn cut(rest: &str, so_far: &Cut, found: &mut Vec<String>, tried: &mut usize) {
    *tried += 1;
    if *tried > CUTS_TRIED {
        return;
    }
    let Some(first) = rest.chars().next() else {
        if so_far.abbreviated {
            found.push(so_far.initials.clone());
        }
        return;
    };
    let more = |c: char, abbreviated: bool| {
        let mut initials = so_far.initials.clone();
        initials.push(c);
        Cut { initials, abbreviated: so_far.abbreviated || abbreviated }
    };
    if is_han(first) {
        let after = rest.get(first.len_utf8()..).unwrap_or_default();
        let mut initials: Vec<char> = Vec::new();
        let readings = if so_far.initials.is_empty() {
            let table =
                surnames::surname(first).into_iter().flat_map(|s| s.surname).map(|s| Cow::Borrowed(*s));
            table.chain(plain(first)).collect()
        } else {
            plain(first)
        };
        for initial in readings.iter().filter_map(|reading| reading.chars().next()) {
            if !initials.contains(&initial) {
                initials.push(initial);
                cut(after, &more(initial, true), found, tried);
            }
        }
        return;
    }
    let run = rest.find(is_han).unwrap_or(rest.len());
    for end in (1..=run.min(6)).rev() {
        let (Some(piece), Some(after)) = (rest.get(..end), rest.get(end..)) else { continue };
        let last = after.is_empty();
        let whole = end > 1 && is_syllable(piece);
        if whole || is_initial(piece) || (last && begins_syllable(piece)) {
            cut(after, &more(first, !whole && !last), found, tried);
        }
    }
}

/// What the pieces met so far were.
#[derive(Clone, Copy, Default)]
struct Met {
    full: bool,
    initial: bool,
    character: bool,
}

impl Met {
    const fn how(self) -> How {
        match (self.full, self.initial, self.character) {
            (_, false, false) => How::Full,
            (false, true, false) => How::Initials,
            _ => How::Mixed,
        }
    }
}

/// The best way in which all of `rest` meets the first of `syllables`: (reading, character).
fn meet(rest: &str, syllables: &[(&str, &str)], met: Met) -> Option<Grade> {
    if rest.is_empty() {
        return Some(Grade { part: !syllables.is_empty(), how: met.how() });
    }
    let (&(reading, character), after) = syllables.split_first()?;
    let mut best: Option<Grade> = None;
    let mut offer = |grade: Option<Grade>| {
        best = match (best, grade) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
    };
    if let Some(rest) = rest.strip_prefix(character).filter(|_| !character.is_empty()) {
        offer(meet(rest, after, Met { character: true, ..met }));
    }
    if reading.is_empty() {
        return best;
    }
    if let Some(rest) = rest.strip_prefix(reading) {
        // A syllable of one letter is its own initial: it says nothing about the way.
        let full = met.full || reading.len() > 1;
        offer(meet(rest, after, Met { full, ..met }));
    } else if reading.starts_with(rest) && rest.len() > 1 && !is_initial(rest) {
        offer(Some(Grade { part: true, how: Met { full: true, ..met }.how() }));
    }
    let double = reading.get(..2).filter(|two| is_initial(two));
    let single = reading.chars().next().and_then(|c| reading.get(..c.len_utf8()));
    for initial in single.into_iter().chain(double).filter(|initial| *initial != reading) {
        if let Some(rest) = rest.strip_prefix(initial) {
            offer(meet(rest, after, Met { initial: true, ..met }));
        }
    }
    best
}

#[cfg(test)]
mod tests;
