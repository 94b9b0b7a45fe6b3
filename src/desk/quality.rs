//! Looks through the files by the rules of [`crate::domain::quality`]. Counts every kind, hands out a page.

use crate::api::privacy::DueForErasure;
use crate::api::quality::{Finding, Other, QualityCount, QualityList, QualityPage};
use crate::desk::Desk;
use crate::desk::roll::{Roll, page};
use crate::desk::rows::{self, By, index};
use crate::desk::scope::Scope;
use crate::desk::{handover, resolve, retention};
use crate::domain::fault::Fault;
use crate::domain::ids::{EntryRef, PlaceId, StaffId};
use crate::domain::person;
use crate::domain::place;
use crate::domain::quality::{Check, FindingKind, Measure, RULES, RoomFault, Rule, doubles, rule};
use crate::domain::register::{Head, Look, Who};
use crate::domain::roll::{PersonFile, RoomFile};
use crate::domain::value::Value;
use crate::say;
use crate::store::Dir;
use crate::text::lang::Say;
use std::collections::BTreeMap;
use std::sync::PoisonError;

/// A finding before it is put into words for somebody.
struct Raw {
    kind: FindingKind,
    /// Sorts findings of a kind: by room, then by file.
    order: Vec<u8>,
    entry: EntryRef,
    place: Option<PlaceId>,
    other: Option<EntryRef>,
    why: Say,
}

impl Raw {
    fn key(&self) -> Vec<u8> {
        let other = self.other.map_or(0, |other| other.id);
        let mut key = vec![self.kind as u8];
        key.extend(&self.order);
        key.extend(self.entry.register.to_be_bytes());
        key.extend(self.entry.id.to_be_bytes());
        key.extend(other.to_be_bytes());
        key
    }
}

impl Desk {
    /// The findings of `quality.list`.
    pub(super) fn quality(&self, who: &Who, asked: &QualityList) -> Result<QualityPage, Fault> {
        let kinds = kinds(&asked.kinds)?;
        let _visible = self.visible.read().unwrap_or_else(PoisonError::into_inner);
        let (zone, today) = self.day(who)?;
        let officer = self.store.read(|reader| officer(&self.scope(reader, who), asked))?;
        let months = self.store.read(|reader| Ok::<_, Fault>(self.scope(reader, who).setting(STALE)))?;
        let measure = Measure { today, stale_months: u32::try_from(months).unwrap_or(12) };
        let roll = self.rooms_and_people(zone, today)?;
        let mut all = Vec::new();
        for rule in RULES {
            match rule.check {
                Check::Room(check) => of_rooms(&roll, rule, check, &measure, &mut all),
                Check::Person(check) => {
                    let found = roll.persons.iter().filter_map(|file| Some((file, check(file, &measure)?)));
                    all.extend(found.map(|(file, why)| of_person(&roll, rule, file, None, why)));
                }
                Check::Doubles => {
                    let found = doubles(&roll.persons).into_iter().filter_map(|(first, second, why)| {
                        let (first, second) = (roll.persons.get(first)?, roll.persons.get(second)?);
                        // The later file is the one to be merged into the earlier.
                        Some(of_person(&roll, rule, second, Some(first), why))
                    });
                    all.extend(found);
                }
                Check::LongGone => all.extend(self.long_gone(who, rule, &roll)?),
                Check::Carried(register) | Check::View(register, ..) => {
                    let found = self
                        .store
                        .read(|reader| of_register(&self.scope(reader, who), rule, register, &roll))?;
                    all.extend(found);
                }
            }
        }
        if let Some(officer) = officer {
            all.retain(|raw| in_charge(&roll, raw) == Some(officer));
        }
        let mut counts: BTreeMap<FindingKind, u64> = BTreeMap::new();
        for raw in &all {
            *counts.entry(raw.kind).or_default() += 1;
        }
        all.retain(|raw| kinds.is_empty() || kinds.contains(&raw.kind));
        all.sort_by_cached_key(Raw::key);
        let (shown, next) = page(&all, Raw::key, asked.after.as_deref(), asked.limit);
        let findings = self.store.read(|reader| {
            let scope = self.scope(reader, who);
            shown.iter().filter_map(|raw| finding(&scope, &roll, raw).transpose()).collect::<Result<_, _>>()
        })?;
        let count = |kind: &FindingKind| QualityCount {
            kind: kind.id().to_owned(),
            title: kind.label().into(),
            count: counts.get(kind).copied().unwrap_or(0),
        };
        Ok(QualityPage {
            counts: FindingKind::ALL.iter().map(count).collect(),
            findings,
            total: all.len() as u64,
            next,
        })
    }
}

impl Desk {
    /// Those who are due for erasure: the list of `privacy.due`, read page by page so that writers get a turn.
    fn long_gone(&self, who: &Who, rule: &Rule, roll: &Roll) -> Result<Vec<Raw>, Fault> {
        let mut found = Vec::new();
        let mut asked = DueForErasure::default();
        loop {
            let due = self.store.read(|reader| retention::due(&self.scope(reader, who), &asked))?;
            for row in due.rows {
                let (head, since) = (row.person.head, row.since);
                let order = room(roll, head.place).map_or_else(Vec::new, |room| room.order.clone());
                let entry = EntryRef::new(person::TAG, head.id);
                let why =
                    say!("{since} 之后与小区再无关系", "Nothing ties them to the compound since {since}");
                found.push(Raw { kind: rule.kind, order, entry, place: head.place, other: None, why });
            }
            asked.after = due.next;
            if asked.after.is_none() {
                return Ok(found);
            }
        }
    }
}

/// The setting that says when a file is stale.
const STALE: &str = "file.stale_months";

fn kinds(ids: &[String]) -> Result<Vec<FindingKind>, Fault> {
    let of = |id: &String| {
        FindingKind::of_id(id).ok_or_else(|| {
            let known = FindingKind::ALL.iter().map(|kind| kind.id()).collect::<Vec<_>>().join(", ");
            Fault::invalid("kinds", say!("没有类型 {id}；可用：{known}", "No kind {id}; there are: {known}"))
        })
    };
    ids.iter().map(of).collect()
}

fn officer(scope: &Scope<'_>, asked: &QualityList) -> Result<Option<StaffId>, Fault> {
    match asked.officer.as_deref().filter(|text| !text.is_empty()) {
        None => Ok(None),
        Some("me") => Ok(Some(scope.who.staff)),
        Some(text) => {
            let value = resolve::link(scope, "officer", "staff", &Value::Text(text.to_owned()))?;
            Ok(value.id().map(StaffId))
        }
    }
}

fn room(roll: &Roll, place: Option<PlaceId>) -> Option<&RoomFile> {
    roll.rooms.get(*roll.at.get(&place?)?)
}

/// Who answers for the room a finding is about.
fn in_charge(roll: &Roll, raw: &Raw) -> Option<StaffId> {
    room(roll, raw.place)?.officer
}

fn of_rooms(
    roll: &Roll,
    rule: &Rule,
    check: fn(&RoomFile, &Measure) -> Vec<RoomFault>,
    measure: &Measure,
    all: &mut Vec<Raw>,
) {
    for file in roll.rooms.iter().filter(|room| room.gone.is_none()) {
        for (why, shows_in) in check(file, measure) {
            let at = EntryRef::new(place::TAG, file.place.0);
            let entry = shows_in.map_or(at, |(register, id)| EntryRef::new(register, id));
            let (kind, order, place) = (rule.kind, file.order.clone(), Some(file.place));
            all.push(Raw { kind, order, entry, place, other: None, why });
        }
    }
}

fn of_person(roll: &Roll, rule: &Rule, file: &PersonFile, other: Option<&PersonFile>, why: Say) -> Raw {
    let place = file.rooms.first().copied().or(file.head.place);
    Raw {
        kind: rule.kind,
        order: room(roll, place).map_or_else(Vec::new, |room| room.order.clone()),
        entry: EntryRef::new(person::TAG, file.head.id),
        place,
        other: other.map(|other| EntryRef::new(person::TAG, other.head.id)),
        why,
    }
}

/// What a register itself says: its open entries that must be carried along, or what one of its views shows.
fn of_register(scope: &Scope<'_>, rule: &Rule, id: &str, roll: &Roll) -> Result<Vec<Raw>, Fault> {
    let Some(register) = scope.registers.by_id(id) else { return Ok(Vec::new()) };
    let info = register.info();
    let mut found = Vec::new();
    let mut seen = |head: &Head, why: Say| {
        let order = room(roll, head.place).map_or_else(Vec::new, |room| room.order.clone());
        let entry = EntryRef::new(info.tag, head.id);
        found.push(Raw { kind: rule.kind, order, entry, place: head.place, other: None, why });
    };
    let ctx = scope.ctx();
    match rule.check {
        Check::Carried(_) => {
            for entry in handover::carried(scope, register)? {
                let Some(loaded) = rows::load(scope.reader, register, entry)? else { continue };
                if let Some(carry) = register.carry(&loaded.head, &*loaded.body, &ctx) {
                    seen(&loaded.head, carry.why);
                }
            }
        }
        Check::View(_, view, why) => {
            for state in info.view(view).map_or(&[][..], |view| view.states) {
                let range = index(By::State).u16(info.tag).u8(*state).range();
                for entry in rows::entries_in(scope.reader, &range, Dir::Up, usize::MAX)? {
                    let Some(loaded) = rows::load(scope.reader, register, entry)? else { continue };
                    if register.shows(view, &loaded.head, &*loaded.body, &ctx) {
                        seen(&loaded.head, why.into());
                    }
                }
            }
        }
        _ => {}
    }
    Ok(found)
}

/// The finding in words, its titles masked as in every list.
fn finding(scope: &Scope<'_>, roll: &Roll, raw: &Raw) -> Result<Option<Finding>, Fault> {
    let shown = |entry: EntryRef| -> Result<Option<(Head, Say)>, Fault> {
        let register = scope.register_of(entry)?;
        let loaded = rows::load(scope.reader, register, entry)?;
        Ok(loaded.map(|loaded| {
            let title = register.title(&loaded.head, &*loaded.body);
            (loaded.head, title)
        }))
    };
    let Some((head, title)) = shown(raw.entry)? else { return Ok(None) };
    let other = match raw.other {
        None => None,
        Some(entry) => shown(entry)?.map(|(head, title)| Other { entry, number: head.number, title }),
    };
    Ok(Some(Finding {
        kind: raw.kind.id().to_owned(),
        entry: raw.entry,
        head,
        title,
        place: raw.place.map(|place| place.0),
        code: room(roll, raw.place).map_or_else(String::new, |room| room.code.clone()),
        other,
        why: raw.why.clone(),
        advice: rule(raw.kind).map_or_else(Say::default, |rule| rule.advice.into()),
    }))
}
