//! Figures over requests, read from one index in pieces, so that people who write get their turn in between.

use crate::api::report::{By, FigureRow, Figures, Requests};
use crate::desk::Desk;
use crate::desk::calendars;
use crate::desk::rows::{self, index};
use crate::desk::scope::Scope;
use crate::domain::clock::Target;
use crate::domain::fault::Fault;
use crate::domain::ids::EntryRef;
use crate::domain::moment::At;
use crate::domain::place::PlaceKind;
use crate::domain::register::{AnyRegister, Look, Who};
use crate::domain::report::{Tally, Window, Within};
use crate::domain::room_text::RoomQuery;
use crate::say;
use crate::store::table::split_index_row;
use crate::store::tables::ENTRY_INDEX;
use crate::store::{Dir, KeyRange, KeyReader, Reader, StoreError, Visit};
use crate::text::lang::t;
use chrono::{Datelike, Months, NaiveDate};
use chrono_tz::Tz;
use std::collections::{BTreeMap, HashMap};
use std::sync::PoisonError;

/// Rows of the index read under one lock.
const CHUNK: usize = 20_000;
/// "Closed within" when the caller does not say.
const LIMIT_MINUTES: u32 = 48 * 60;
/// The part of requests without a place.
const UNMAPPED: &str = "unmapped";
/// The part of requests without a category.
const UNSORTED: &str = "none";

impl Desk {
    /// The figures of `report.requests`.
    pub(super) fn figures(&self, who: &Who, asked: &Requests) -> Result<Figures, Fault> {
        let zone = match &asked.zone {
            None => self.store.read(|reader| Ok::<_, Fault>(self.scope(reader, who).zone()))?,
            Some(name) => name.parse::<Tz>().map_err(|_| {
                Fault::invalid(
                    "zone",
                    say!("没有时区 {name}，如 Asia/Shanghai", "No zone {name}; such as Asia/Shanghai"),
                )
            })?,
        };
        if asked.from > asked.to {
            return Err(Fault::invalid("to", t("结束日期早于开始日期", "The last day is before the first")));
        }
        let target = asked.target.as_deref().map(read_target).transpose()?;
        let limit = if asked.limit_minutes == 0 { LIMIT_MINUTES } else { asked.limit_minutes };
        let window = Window {
            start: At::start_of(asked.from, zone),
            end: At(At::end_of(asked.to, zone).0.saturating_add(1)),
            within: match target {
                None => Within::Ms(i64::from(limit) * 60_000),
                Some(target) => {
                    let calendars = self.store.read(|reader| calendars::of(reader, &self.registers, zone))?;
                    Within::Target(target, calendars)
                }
            },
        };
        let _visible = self.visible.read().unwrap_or_else(PoisonError::into_inner);
        let register = crate::desk::scope::register(&self.registers, "request")?;
        let mut parts = Parts::new(asked, zone);
        let tag = register.info().tag;
        let mut range = KeyRange {
            from: index(rows::By::Figure).u16(tag).i64(window.start.0).into_vec(),
            to: Some(index(rows::By::Figure).u16(tag).i64(window.end.0).into_vec()),
        };
        while let Some(last) = self.store.read(|reader| parts.count(reader, &range, &window))? {
            range = range.after(&last);
        }
        self.store.read(|reader| parts.figures(&self.scope(reader, who)))
    }
}

fn read_target(text: &str) -> Result<Target, Fault> {
    Target::read(text).ok().flatten().ok_or_else(|| {
        Fault::invalid(
            "target",
            say!(
                "“{text}”应写成“分钟数 日历”，如“1080 working”；日历：always、desk、working、workdays",
                "“{text}” must read “minutes calendar”, such as “1080 working”; calendars: always, desk, working, workdays"
            ),
        )
    })
}

/// Counts by a small number: of the category in the order of their coming, the place, or the month.
struct Parts {
    by: By,
    tallies: HashMap<u64, Tally>,
    categories: Vec<String>,
    /// First instants of the months of the period.
    months: Vec<(At, NaiveDate)>,
}

impl Parts {
    fn new(asked: &Requests, zone: Tz) -> Self {
        let mut months = Vec::new();
        let mut month = asked.from.with_day(1).filter(|_| asked.by == By::Month);
        while let Some(first) = month.filter(|first| *first <= asked.to) {
            months.push((At::start_of(first, zone), first));
            month = first.checked_add_months(Months::new(1));
        }
        Self { by: asked.by, tallies: HashMap::new(), categories: Vec::new(), months }
    }

    /// Counts a piece of the index; gives its last key when there may be more.
    fn count(
        &mut self,
        reader: &dyn Reader,
        range: &KeyRange,
        window: &Window,
    ) -> Result<Option<Vec<u8>>, Fault> {
        let mut seen = 0;
        let mut last = None;
        let mut damaged = None;
        reader.scan(range, Dir::Up, &mut |key, value| {
            if let Err(error) = self.row(key, value, window) {
                damaged = Some(error);
                return Visit::Stop;
            }
            seen += 1;
            if seen < CHUNK {
                return Visit::More;
            }
            last = Some(key.to_vec());
            Visit::Stop
        })?;
        damaged.map_or(Ok(last), |error| Err(error.into()))
    }

    fn row(&mut self, key: &[u8], value: &[u8], window: &Window) -> Result<(), StoreError> {
        let (key, _) = split_index_row(key, value)?;
        let mut key = KeyReader::new(ENTRY_INDEX.number, key)?;
        let (_, _tag) = (key.u8()?, key.u16()?);
        let (opened, closed, place) = (At(key.i64()?), key.i64()?, key.u64()?);
        let part = match self.by {
            By::Area => place,
            By::Month => self.months.partition_point(|(first, _)| *first <= opened) as u64,
            By::Category => {
                // The ended text, without its end: nothing is copied.
                let id = key.rest().split_last_chunk::<2>().map_or(&[][..], |(id, _)| id);
                let known = self.categories.iter().position(|known| known.as_bytes() == id);
                known.unwrap_or_else(|| {
                    self.categories.push(String::from_utf8_lossy(id).into_owned());
                    self.categories.len() - 1
                }) as u64
            }
        };
        let closed = (closed != i64::MAX).then_some(At(closed));
        self.tallies.entry(part).or_default().add(opened, closed, window);
        Ok(())
    }

    fn figures(self, scope: &Scope<'_>) -> Result<Figures, Fault> {
        let places = scope.register("place")?;
        let mut named: BTreeMap<String, Tally> = BTreeMap::new();
        let mut all = Tally::default();
        for (part, tally) in &self.tallies {
            all.merge(tally);
            named.entry(self.name(scope, places, *part)?).or_default().merge(tally);
        }
        let rows = named.into_iter().map(|(part, tally)| row(part, tally)).collect();
        Ok(Figures { total: row("all".to_owned(), all), rows })
    }

    fn name(&self, scope: &Scope<'_>, places: &dyn AnyRegister, part: u64) -> Result<String, Fault> {
        let at = usize::try_from(part).unwrap_or(usize::MAX);
        Ok(match self.by {
            By::Area if part == 0 => UNMAPPED.to_owned(),
            By::Area => area(scope, places, part)?,
            By::Category => match self.categories.get(at).map(String::as_str) {
                None | Some("") => UNSORTED.to_owned(),
                Some(id) => id.to_owned(),
            },
            By::Month => {
                let first = at.checked_sub(1).and_then(|at| self.months.get(at));
                first.map_or_else(String::new, |(_, first)| first.format("%Y-%m").to_string())
            }
        })
    }
}

/// The area of a place: a room's building, else the place itself.
pub(super) fn area(scope: &Scope<'_>, places: &dyn AnyRegister, place: u64) -> Result<String, Fault> {
    let entry = EntryRef::new(places.info().tag, place);
    let field = |id: &str| scope.field(entry, id);
    let code = field("code")?.text().unwrap_or_default().to_owned();
    if field("kind")?.text() != Some(PlaceKind::Room.id()) {
        return Ok(code);
    }
    let building = RoomQuery::parse(&code).candidates.into_iter().next().and_then(|parts| parts.building);
    Ok(building.unwrap_or(code))
}

fn row(part: String, mut tally: Tally) -> FigureRow {
    FigureRow {
        part,
        received: tally.received,
        closed: tally.closed,
        open: tally.received - tally.closed,
        timed: tally.timed(),
        median_minutes: tally.percentile(50),
        p90_minutes: tally.percentile(90),
        within: tally.within,
    }
}
