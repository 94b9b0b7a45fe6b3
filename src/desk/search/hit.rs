//! What is shown of a match: its name, and the text that matched with the part that was typed, masked. Whoever sees a
//! number masked is not shown a match that only the hidden part can tell: else it could be found digit by digit.

use super::crowd::Crowd;
use super::rank::Match;
use super::{WHOLE, narrow, texts};
use crate::api::card::{Hit, Namesakes};
use crate::desk::incident;
use crate::desk::list::{self, Names};
use crate::desk::rows::{self, Loaded, UNDONE};
use crate::desk::scope::Scope;
use crate::domain::fault::Fault;
use crate::domain::ids::PlaceId;
use crate::domain::place;
use crate::domain::price_item::{self, PriceItem};
use crate::domain::register::{AnyRegister, KeyClass, Mask, MaskHow};
use crate::domain::room_text::RoomQuery;
use crate::say;
use crate::text::fold::{digits, search_key};
use crate::text::lang::Say;
use crate::text::pinyin::Typed;

/// Makes hits of matches.
pub(super) struct Hits<'a> {
    scope: &'a Scope<'a>,
    text: &'a str,
    names: Names,
}

/// The text that matched, as everybody may see it, and which of its characters were typed.
struct Matched {
    text: String,
    mark: Option<(u16, u16)>,
}

impl<'a> Hits<'a> {
    pub(super) fn new(scope: &'a Scope<'a>, text: &'a str) -> Self {
        Self { scope, text, names: Names::default() }
    }

    /// The hit of a match; none for what is no longer in use or may not be told.
    pub(super) fn of(&mut self, a_match: &Match) -> Result<Option<Hit>, Fault> {
        let (scope, entry) = (self.scope, a_match.entry);
        let register = scope.register_of(entry)?;
        let info = register.info();
        let Some(loaded) = rows::load(scope.reader, register, entry)? else { return Ok(None) };
        let head = &loaded.head;
        if head.state == UNDONE || (info.kept && !info.is_open(head.state)) {
            return Ok(None);
        }
        let title = register.title(head, &*loaded.body);
        let by_room = a_match.lead.class == KeyClass::Room && info.tag != place::TAG;
        let matched = if by_room {
            // Told from others of the name by the room they live in, or by another of theirs.
            let (_, rest) = narrow::split(self.text).unwrap_or_default();
            let place = head.place.map(|place| self.names.of(scope, "place", place.0)).transpose()?;
            let home = room(rest, &place.unwrap_or_default());
            let typed = Matched { text: rest.to_owned(), mark: span(0, rest.chars().count()) };
            Some(if home.mark.is_some() { home } else { typed })
        } else if a_match.lead.source == entry {
            self.matched(a_match, register, &loaded, &title)
        } else {
            let register = scope.register_of(a_match.lead.source)?;
            let Some(source) = rows::load(scope.reader, register, a_match.lead.source)? else {
                return Ok(None);
            };
            let title = register.title(&source.head, &*source.body);
            self.matched(a_match, register, &source, &title)
        };
        let Some(matched) = matched else { return Ok(None) };
        let room = match head.place {
            Some(place) => self.names.of(scope, "place", place.0)?,
            None => String::new(),
        };
        let detail = match info.state(head.state).map(|state| state.label) {
            // "Active" says nothing about a room or a person.
            Some(state) if !info.kept => {
                let (zh, en) = (state.zh, state.en);
                say!("{room} {zh}", "{room} {en}")
            }
            // Of a service the counter says what it costs.
            _ => match loaded.body.as_any().downcast_ref::<PriceItem>() {
                Some(service) => price_item::cost(service),
                None => Say::same(room),
            },
        };
        let leads_to = if info.tag == place::TAG { Some(entry.id) } else { head.place.map(|place| place.0) };
        Ok(Some(Hit {
            entry,
            register: info.id.to_owned(),
            number: head.number.clone(),
            title,
            detail: Say { zh: detail.zh.trim().to_owned(), en: detail.en.trim().to_owned() },
            by: a_match.lead.class,
            matched: matched.text,
            mark: matched.mark,
            affected: incident::affected(scope, leads_to.map(PlaceId))?,
            place: leads_to,
            namesakes: None,
        }))
    }

    /// The one hit of all who bear a name.
    pub(super) fn of_crowd(&self, a_match: &Match, crowd: &Crowd) -> Hit {
        let persons = u32::try_from(crowd.persons.len()).unwrap_or(u32::MAX);
        let matched = match a_match.lead.class {
            KeyClass::Pinyin => self.letters(),
            _ => Some(name(&search_key(self.text), &crowd.name)),
        };
        let (matched, mark) = matched.map(|matched| (matched.text, matched.mark)).unwrap_or_default();
        Hit {
            entry: a_match.entry,
            register: "person".to_owned(),
            number: String::new(),
            title: Say::same(crowd.name.clone()),
            detail: say!("同名 {persons} 人", "{persons} people"),
            by: a_match.lead.class,
            matched,
            mark,
            affected: Vec::new(),
            place: None,
            namesakes: Some(Namesakes { name: crowd.name.clone(), persons }),
        }
    }

    fn letters(&self) -> Option<Matched> {
        let typed = Typed::read(self.text)?.text().to_owned();
        Some(Matched { mark: span(0, typed.chars().count()), text: typed })
    }

    fn matched(
        &self,
        a_match: &Match,
        register: &dyn AnyRegister,
        source: &Loaded,
        title: &Say,
    ) -> Option<Matched> {
        match a_match.lead.class {
            KeyClass::Room => Some(room(self.text, &title.zh)),
            KeyClass::Number => Some(marked(&source.head.number, &search_key(self.text), false)),
            KeyClass::Name => Some(name(&search_key(self.text), title.get(self.scope.who.lang))),
            KeyClass::Pinyin => self.letters(),
            KeyClass::Phone => self.number(a_match, register, source, &digits(self.text), MaskHow::Phone),
            KeyClass::Paper => self.number(a_match, register, source, &search_key(self.text), MaskHow::Paper),
            KeyClass::Plate => {
                self.number(a_match, register, source, &texts::plate(self.text)?, MaskHow::Plate)
            }
            KeyClass::Card => {
                self.number(a_match, register, source, &search_key(self.text), MaskHow::Account)
            }
        }
    }

    /// The field that holds a number, masked; none when the caller sees it masked and typed some of what is hidden, yet
    /// not all of it.
    fn number(
        &self,
        a_match: &Match,
        register: &dyn AnyRegister,
        source: &Loaded,
        typed: &str,
        how: MaskHow,
    ) -> Option<Matched> {
        let fold = |text: &str| folded(a_match.lead.class, text);
        let meets = |plain: &str| match a_match.lead.class {
            KeyClass::Phone | KeyClass::Paper => plain.ends_with(typed),
            KeyClass::Card => plain.starts_with(typed),
            _ => plain.contains(typed),
        };
        let mut found: Option<(String, Option<Mask>)> = None;
        for field in register.fields() {
            let value = register.get(&source.head, &*source.body, field.id);
            let Some(text) = value.text().filter(|text| meets(&fold(text))) else { continue };
            let better = field.mask.is_some_and(|mask| mask.how == how) || found.is_none();
            if better {
                found = Some((text.to_owned(), field.mask));
            }
        }
        let (plain, mask) = found?;
        let Some(mask) = mask else {
            return Some(marked(&plain, typed, a_match.lead.class != KeyClass::Card));
        };
        let shown = list::masked(mask.how, &plain);
        let whole = a_match.lead.level == WHOLE || fold(&plain) == typed;
        let visible: String = search_key(&shown).chars().filter(|c| *c != '-').collect();
        if whole || self.scope.who.may(mask.full) || meets(&visible) {
            return Some(marked(&shown, typed, a_match.lead.class != KeyClass::Card));
        }
        None
    }
}

/// A number in the form its keys have.
fn folded(class: KeyClass, text: &str) -> String {
    match class {
        KeyClass::Phone => digits(text),
        KeyClass::Plate => search_key(text).chars().filter(|c| !matches!(c, '-' | '.')).collect(),
        _ => search_key(text),
    }
}

fn span(from: usize, to: usize) -> Option<(u16, u16)> {
    let (from, to) = (u16::try_from(from).ok()?, u16::try_from(to).ok()?);
    (from < to).then_some((from, to))
}

/// `shown` with `typed` marked where it stands: at the end, if that is where it is looked for.
fn marked(shown: &str, typed: &str, from_end: bool) -> Matched {
    let lower = shown.to_lowercase();
    let at = if from_end { lower.rfind(typed) } else { lower.find(typed) };
    let mark = at.and_then(|at| {
        let before = lower.get(..at)?.chars().count();
        span(before, before + typed.chars().count())
    });
    Matched { text: shown.to_owned(), mark }
}

/// A room's code with the parts that were typed.
fn room(text: &str, code: &str) -> Matched {
    let mut mark = None;
    for parts in RoomQuery::parse(text).candidates {
        let typed = parts.to_string();
        let begins =
            code.starts_with(&typed) && (parts.room.is_some() || code.starts_with(&format!("{typed}-")));
        let at = if begins {
            Some(0)
        } else if code.ends_with(&format!("-{typed}")) {
            Some(code.len() - typed.len())
        } else {
            let number = parts.room.as_deref().unwrap_or(&typed);
            code.rfind(&format!("-{number}")).map(|at| at + 1).filter(|_| parts.room.is_some())
        };
        let length = if at == Some(0) || code.ends_with(&typed) {
            typed.len()
        } else {
            parts.room.map_or(0, |r| r.len())
        };
        mark = at.and_then(|at| {
            let before = code.get(..at)?.chars().count();
            let chars = code.get(at..at + length)?.chars().count();
            span(before, before + chars)
        });
        if mark.is_some() {
            break;
        }
    }
    if mark.is_none() {
        return marked(code, &search_key(text), false);
    }
    Matched { text: code.to_owned(), mark }
}

/// A name as it is shown, with what was typed of it as far as it is seen.
fn name(typed: &str, shown: &str) -> Matched {
    let whole = marked(shown, typed, false);
    if whole.mark.is_some() {
        return whole;
    }
    let (shown_chars, typed_chars): (Vec<char>, Vec<char>) =
        (shown.chars().collect(), typed.chars().collect());
    let same = |a: &char, b: &char| a == b;
    let head = shown_chars.iter().zip(&typed_chars).take_while(|(a, b)| same(a, b)).count();
    let tail = shown_chars.iter().rev().zip(typed_chars.iter().rev()).take_while(|(a, b)| same(a, b)).count();
    let mark = if head > 0 { span(0, head) } else { span(shown_chars.len() - tail, shown_chars.len()) };
    Matched { text: shown.to_owned(), mark }
}
