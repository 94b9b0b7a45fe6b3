//! The bookings of a day, technician by technician. Reads open requests; books nothing.

use crate::api::slot::{SlotList, SlotRow, Slots};
use crate::desk::card::active;
use crate::desk::rows;
use crate::desk::scope::Scope;
use crate::desk::{list, resolve};
use crate::domain::fault::Fault;
use crate::domain::ids::StaffId;
use crate::domain::moment::{At, at_wall_clock};
use crate::domain::register::Look as _;
use crate::domain::value::Value;
use crate::domain::{request, staff, team};
use chrono::{NaiveDate, Timelike as _};

/// When the slots begin, by the clock at the site; each is two hours long.
const HOURS: [u32; 6] = [8, 10, 12, 14, 16, 18];
/// Minutes of a slot, and of a booking that does not say how long it takes.
const MINUTES: i64 = 120;

/// A booked request.
struct Booked {
    number: String,
    owner: Option<StaffId>,
    team: Option<u64>,
    from: At,
    until: At,
}

/// The answer of `slot.list`.
pub(super) fn list(scope: &Scope<'_>, asked: &SlotList) -> Result<Slots, Fault> {
    let zone = scope.zone();
    let date = asked.date.unwrap_or_else(|| scope.now.date(zone));
    let only = match asked.team.as_deref().map(str::trim).filter(|team| !team.is_empty()) {
        Some(team) => resolve::link(scope, "team", "team", &Value::Text(team.to_owned()))?.id(),
        None => None,
    };
    let hours = hours(date, zone);
    let booked = booked(scope, date)?;
    let mut names = list::Names::default();
    let mut rows = Vec::new();
    for (entry, person) in active(scope, staff::TAG)? {
        let Some(of) = person.head.team.map(|team| team.0).filter(|of| only.is_none_or(|only| *of == only))
        else {
            continue;
        };
        let who = StaffId(entry.id);
        let theirs: Vec<&Booked> = booked.iter().filter(|booked| booked.owner == Some(who)).collect();
        rows.push(SlotRow {
            staff: Some(who),
            name: names.of(scope, "staff", entry.id)?,
            team: names.of(scope, "team", of)?,
            capacity: capacity(scope, of)?,
            load: crate::desk::card::open_load(scope, entry.id)?,
            ..row(&theirs, &hours, zone)
        });
    }
    let nobody: Vec<&Booked> = booked
        .iter()
        .filter(|booked| booked.owner.is_none() && only.is_none_or(|only| booked.team == Some(only)))
        .collect();
    rows.sort_by(|a, b| (&a.team, a.staff).cmp(&(&b.team, b.staff)));
    if !nobody.is_empty() {
        rows.push(row(&nobody, &hours, zone));
    }
    Ok(Slots { date, hours, rows })
}

fn hours(date: NaiveDate, zone: chrono_tz::Tz) -> Vec<(At, At)> {
    let begins = HOURS.iter().filter_map(|hour| date.and_hms_opt(*hour, 0, 0));
    let instants = begins.filter_map(|wall| at_wall_clock(wall, zone).ok());
    instants.map(|from| (from, from.plus_minutes(MINUTES))).collect()
}

fn row(booked: &[&Booked], hours: &[(At, At)], zone: chrono_tz::Tz) -> SlotRow {
    let morning = |booked: &&&Booked| booked.from.local(zone).hour() < 12;
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let before = booked.iter().filter(morning).count();
    let slots = hours.iter().map(|(from, to)| {
        let within = booked.iter().filter(|booked| booked.from < *to && booked.until > *from);
        within.map(|booked| booked.number.clone()).collect()
    });
    SlotRow {
        booked: (count(before), count(booked.len() - before)),
        slots: slots.collect(),
        ..SlotRow::default()
    }
}

fn capacity(scope: &Scope<'_>, of: u64) -> Result<Option<u32>, Fault> {
    let value = scope.field(crate::domain::ids::EntryRef::new(team::TAG, of), "capacity")?;
    Ok(if let Value::Int(each) = value { u32::try_from(each).ok() } else { None })
}

/// The open requests with an appointment on the day.
fn booked(scope: &Scope<'_>, date: NaiveDate) -> Result<Vec<Booked>, Fault> {
    let register = scope.register("request")?;
    let zone = scope.zone();
    let mut found = Vec::new();
    for state in register.info().states.iter().filter(|state| state.open) {
        for entry in scope.in_state(request::TAG, state.code)? {
            let Some(loaded) = rows::load(scope.reader, register, entry)? else { continue };
            let at = |field: &str| match register.get(&loaded.head, &*loaded.body, field) {
                Value::At(at) => Some(at),
                _ => None,
            };
            let Some(from) = at("appointment").filter(|from| from.date(zone) == date) else { continue };
            found.push(Booked {
                until: at("appointment_until")
                    .filter(|until| *until > from)
                    .unwrap_or(from.plus_minutes(MINUTES)),
                number: loaded.head.number.clone(),
                owner: loaded.head.owner,
                team: loaded.head.team.map(|team| team.0),
                from,
            });
        }
    }
    Ok(found)
}
