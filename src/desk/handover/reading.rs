//! What must be read: by whom, who has said that they understood it, and who has not. Who must is worked out from posts
//! and roster whenever somebody asks; only the reading is kept, as a record.

use super::log::{mark_one, no_line};
use super::{LINES, READINGS, ReadingDisk, days, line, must_read_index};
use crate::api::handover::{Owed, OwedPage, OwedRow, ReaderRow, ReadersView, ShowReaders, Understand, Write};
use crate::api::session::Nothing;
use crate::api::wire::Topic;
use crate::desk::act::Base;
use crate::desk::card::active;
use crate::desk::job::Outcome;
use crate::desk::list::Names;
use crate::desk::resolve;
use crate::desk::rows::{self, By, index};
use crate::desk::scope::Scope;
use crate::domain::fault::Fault;
use crate::domain::handover::{LogLine, OnShift, Readers};
use crate::domain::ids::{DeskId, EntryRef, StaffId};
use crate::domain::moment::typed::parse_date;
use crate::domain::moment::{At, Date};
use crate::domain::posts::{Post, Posts};
use crate::domain::register::{Look, Who};
use crate::domain::rota::pattern::{self, ShiftKind};
use crate::domain::rota::shift::{self, Shift};
use crate::domain::staff;
use crate::domain::standing_order::{self, StandingOrder};
use crate::domain::value::Value;
use crate::say;
use crate::store::table::scan_index;
use crate::store::{Dir, KeyBuf, KeyRange, Reader, Tx, Visit};
use crate::text::lang::{Say, t};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Something that must be read.
struct Thing {
    /// The register 0 stands for the log.
    of: EntryRef,
    number: String,
    at: At,
    author: StaffId,
    text: String,
    readers: Readers,
}

impl Thing {
    fn of_line(line: LogLine) -> Self {
        let of = EntryRef::new(0, line.seq);
        let number = format!("#{}", line.seq);
        Self { of, number, at: line.at, author: line.author, text: line.text, readers: line.readers }
    }

    fn of_order(scope: &Scope<'_>, of: EntryRef) -> Result<Option<Self>, Fault> {
        let Some(loaded) = rows::load(scope.reader, scope.register_of(of)?, of)? else { return Ok(None) };
        let Some(order) = loaded.body.as_any().downcast_ref::<StandingOrder>() else { return Ok(None) };
        Ok(Some(Self {
            of,
            at: order.in_force_at.unwrap_or(loaded.head.created_at),
            author: order.issued_by.unwrap_or(loaded.head.created_by),
            text: order.words(),
            readers: order.readers.clone(),
            number: loaded.head.number,
        }))
    }

    fn since(&self, scope: &Scope<'_>) -> Date {
        self.at.date(scope.zone())
    }

    fn row(&self, scope: &Scope<'_>, missing: u32, names: &mut Names) -> Result<OwedRow, Fault> {
        let log = self.of.register == 0;
        Ok(OwedRow {
            line: log.then_some(self.of.id),
            order: (!log).then_some(self.of),
            number: self.number.clone(),
            at: self.at,
            author: names.of(scope, "staff", self.author.0)?,
            text: self.text.clone(),
            readers: words(scope, &self.readers, names)?,
            missing,
        })
    }
}

/// Who works here, and who has which shift from a day on.
struct People {
    staff: Vec<(StaffId, Posts)>,
    shifts: Vec<OnShift>,
}

impl People {
    /// As far as these things depend on it.
    fn of(scope: &Scope<'_>, things: &[Thing]) -> Result<Self, Fault> {
        let mut staff = Vec::new();
        for (at, _) in active(scope, staff::TAG)? {
            let posts = staff::take_posts(&scope.field(EntryRef::new(staff::TAG, at.id), "posts")?);
            staff.push((StaffId(at.id), posts));
        }
        Ok(Self { staff, shifts: shifts(scope, things)? })
    }

    /// The caller alone.
    fn me(scope: &Scope<'_>, things: &[Thing]) -> Result<Self, Fault> {
        let Who { staff, posts, .. } = scope.who;
        Ok(Self { staff: vec![(*staff, *posts)], shifts: shifts(scope, things)? })
    }

    /// Who of them must read something. Whoever wrote it knows it.
    fn wanted(&self, thing: &Thing, since: Date) -> Vec<StaffId> {
        let must = |(staff, posts): &&(StaffId, Posts)| {
            *staff != thing.author && thing.readers.wants(*staff, *posts, &self.shifts, since)
        };
        self.staff.iter().filter(must).map(|(staff, _)| *staff).collect()
    }
}

/// The shifts that decide who must read these things; none is read where no roster is asked.
fn shifts(scope: &Scope<'_>, things: &[Thing]) -> Result<Vec<OnShift>, Fault> {
    let asked = things.iter().filter(|thing| thing.readers.by_roster());
    let Some(first) = asked.map(|thing| thing.since(scope)).min() else { return Ok(Vec::new()) };
    let from = At::start_of(first.pred_opt().unwrap_or(first), scope.zone());
    let start = index(By::Sort).u16(shift::TAG);
    let range = KeyRange {
        from: start.clone().bytes_prefix(&from.0.to_be_bytes()).into_vec(),
        to: KeyBuf::range(&start).to,
    };
    let register = scope.register("shift")?;
    let mut kinds: BTreeMap<u64, Option<ShiftKind>> = BTreeMap::new();
    let mut found = Vec::new();
    for at in rows::entries_in(scope.reader, &range, Dir::Up, usize::MAX)? {
        let Some(loaded) = rows::load(scope.reader, register, at)? else { continue };
        let Some(own) = loaded.body.as_any().downcast_ref::<Shift>() else { continue };
        let off = matches!(loaded.head.state, shift::CANCELLED | rows::UNDONE);
        let (Some(staff), Some(day), Some(desk)) = (own.who(), own.day, own.desk) else { continue };
        if off {
            continue;
        }
        let kind = match own.pattern {
            None => None,
            Some(pattern) => match kinds.get(&pattern.0) {
                Some(known) => *known,
                None => {
                    let kind = scope.field(EntryRef::new(pattern::TAG, pattern.0), "kind")?;
                    let kind = kind.text().and_then(ShiftKind::of_id);
                    kinds.insert(pattern.0, kind);
                    kind
                }
            },
        };
        found.push(OnShift { staff, kind, desk, day });
    }
    Ok(found)
}

/// Everything that must be read today, the oldest first.
fn open_things(scope: &Scope<'_>) -> Result<Vec<Thing>, Fault> {
    let today = scope.now.date(scope.zone());
    let all = must_read_index().range();
    let range = KeyRange { from: must_read_index().i64(days(today)).into_vec(), to: all.to };
    let mut numbers = Vec::new();
    let mut damaged = None;
    scan_index(scope.reader, &range, Dir::Up, &mut |_, record| match LINES.parse_key(record) {
        Ok(seq) => {
            numbers.push(seq);
            Visit::More
        }
        Err(error) => {
            damaged = Some(error);
            Visit::Stop
        }
    })?;
    if let Some(error) = damaged {
        return Err(error.into());
    }
    let mut things = Vec::new();
    for seq in numbers {
        // One that was corrected gives way to its correction.
        let found = line(scope.reader, seq)?.filter(|line| line.corrected_by.is_none());
        things.extend(found.map(Thing::of_line));
    }
    for at in standing_order::in_force(scope, today)? {
        things.extend(Thing::of_order(scope, at)?.filter(|thing| thing.readers.holds(today)));
    }
    things.sort_by_key(|thing| (thing.at, thing.of));
    Ok(things)
}

/// When somebody said that they had understood it.
fn read_at(reader: &dyn Reader, of: EntryRef, staff: StaffId) -> Result<Option<At>, Fault> {
    Ok(READINGS.get(reader, &(of.register, of.id, staff.0))?.map(|ReadingDisk::V1 { at }| at))
}

/// What the caller must read and has not, the oldest first.
pub(super) fn mine(scope: &Scope<'_>, names: &mut Names) -> Result<Vec<OwedRow>, Fault> {
    let things = open_things(scope)?;
    let me = People::me(scope, &things)?;
    let mut rows = Vec::new();
    for thing in things {
        let must = !me.wanted(&thing, thing.since(scope)).is_empty();
        if must && read_at(scope.reader, thing.of, scope.who.staff)?.is_none() {
            rows.push(thing.row(scope, 1, names)?);
        }
    }
    Ok(rows)
}

/// Whether the caller must read a standing order and has not.
pub(super) fn owes(scope: &Scope<'_>, order: EntryRef) -> Result<bool, Fault> {
    let Some(thing) = Thing::of_order(scope, order)? else { return Ok(false) };
    let today = scope.now.date(scope.zone());
    if !thing.readers.holds(today) || read_at(scope.reader, order, scope.who.staff)?.is_some() {
        return Ok(false);
    }
    let since = thing.since(scope);
    let things = [thing];
    let me = People::me(scope, &things)?;
    Ok(things.iter().any(|thing| !me.wanted(thing, since).is_empty()))
}

/// What must be read and has not been.
pub(in crate::desk) fn owed(scope: &Scope<'_>, asked: &Owed) -> Result<OwedPage, Fault> {
    let mut names = Names::default();
    if !asked.everybody {
        return Ok(OwedPage { rows: mine(scope, &mut names)? });
    }
    scope.permit(Posts::LEAD)?;
    let things = open_things(scope)?;
    let people = People::of(scope, &things)?;
    let mut rows = Vec::new();
    for thing in things {
        let mut missing = 0;
        for staff in people.wanted(&thing, thing.since(scope)) {
            missing += u32::from(read_at(scope.reader, thing.of, staff)?.is_none());
        }
        if missing > 0 {
            rows.push(thing.row(scope, missing, &mut names)?);
        }
    }
    Ok(OwedPage { rows })
}

/// The line or order that a call names.
fn thing(scope: &Scope<'_>, line: Option<u64>, order: Option<&str>) -> Result<Thing, Fault> {
    let found = match (line, order.map(str::trim).filter(|order| !order.is_empty())) {
        (Some(seq), _) => {
            Thing::of_line(super::line(scope.reader, seq)?.ok_or_else(|| no_line(seq).at("line"))?)
        }
        (None, Some(number)) => {
            let entry = resolve::entry(scope, number, Some(scope.register("standing_order")?))?;
            Thing::of_order(scope, entry)?.ok_or_else(|| {
                Fault::not_found(t("没有这条常设指令", "There is no such order")).at("order")
            })?
        }
        (None, None) => return Err(Fault::missing("line", t("日志或常设指令", "A log line or an order"))),
    };
    if !found.readers.any() {
        return Err(Fault::refused(t("没有指定必读的人", "Nobody has to read this")));
    }
    Ok(found)
}

/// Notes that the caller has read and understood something. Again: the first time counts.
pub(in crate::desk) fn understand(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    said: &Understand,
    out: &mut Outcome,
) -> Result<Nothing, Fault> {
    let thing = thing(&base.scope(tx), said.line, said.order.as_deref())?;
    let staff = base.who.staff;
    if read_at(tx, thing.of, staff)?.is_none() {
        let reading = ReadingDisk::V1 { at: base.now };
        READINGS.put(tx, &(thing.of.register, thing.of.id, staff.0), &reading)?;
    }
    if let Some(seq) = said.line
        && let Some(line) = line(tx, seq)?
    {
        mark_one(base, tx, line.desk, seq)?;
    }
    out.topics.insert(Topic::Log);
    Ok(Nothing {})
}

/// Who must read something, who has and who has not.
pub(in crate::desk) fn readers_of(scope: &Scope<'_>, asked: &ShowReaders) -> Result<ReadersView, Fault> {
    let thing = thing(scope, asked.line, asked.order.as_deref())?;
    if thing.author != scope.who.staff {
        scope.permit(Posts::LEAD)?;
    }
    let mut names = Names::default();
    let mut read: BTreeMap<StaffId, At> = BTreeMap::new();
    let start = KeyBuf::new(READINGS.info().number).u16(thing.of.register).u64(thing.of.id);
    READINGS.scan_range(
        scope.reader,
        &start.range(),
        Dir::Up,
        &mut |(_, _, staff), ReadingDisk::V1 { at }| {
            read.insert(StaffId(staff), at);
            Visit::More
        },
    )?;
    let since = thing.since(scope);
    let things = [thing];
    let people = People::of(scope, &things)?;
    let [thing] = things;
    let must = people.wanted(&thing, since);
    let all = must.iter().copied().chain(read.keys().copied().filter(|staff| !must.contains(staff)));
    let mut rows = Vec::new();
    for staff in all {
        let name = names.of(scope, "staff", staff.0)?;
        let read_at = read.get(&staff).copied();
        rows.push(ReaderRow { staff, name, read_at, must: must.contains(&staff) });
    }
    rows.sort_by_key(|row| (row.read_at.is_some(), Reverse(row.read_at), row.staff));
    let readers = words(scope, &thing.readers, &mut names)?;
    Ok(ReadersView { number: thing.number, text: thing.text, readers, people: rows })
}

/// Who must read a line that was just written.
pub(super) fn must_read(scope: &Scope<'_>, line: &LogLine) -> Result<Vec<StaffId>, Fault> {
    if !line.readers.any() {
        return Ok(Vec::new());
    }
    let things = [Thing::of_line(line.clone())];
    let people = People::of(scope, &things)?;
    Ok(things.iter().flat_map(|thing| people.wanted(thing, thing.since(scope))).collect())
}

/// The readers that a line names.
pub(super) fn named(scope: &Scope<'_>, write: &Write) -> Result<Readers, Fault> {
    let link = |field: &str, register: &str, text: &Option<String>| -> Result<Option<u64>, Fault> {
        match text.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
            None => Ok(None),
            Some(text) => Ok(resolve::link(scope, field, register, &Value::Text(text.to_owned()))?.id()),
        }
    };
    let unknown = |field: &str, id: &str| {
        Fault::invalid(field, say!("没有“{id}”这一项", "“{id}” is not one of the choices"))
    };
    let mut readers = Readers {
        desk: link("read_desk", "desk", &write.read_desk)?.map(DeskId),
        staff: link("read_staff", "staff", &write.read_staff)?.map(StaffId),
        ..Readers::default()
    };
    for id in &write.read_posts {
        let post = Post::of_id(id).ok_or_else(|| unknown("read_posts", id))?;
        readers.posts = readers.posts.and(Posts::of(&[post]));
    }
    for id in &write.read_shifts {
        let kind = ShiftKind::of_id(id).ok_or_else(|| unknown("read_shifts", id))?;
        readers.shifts.push(kind.id().to_owned());
    }
    if let Some(text) = write.read_until.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        let until = parse_date(text, scope.now, scope.zone())
            .map_err(|fault| Fault::invalid("read_until", fault.say()))?;
        readers.until = Some(until);
    }
    standing_order::check(&readers, scope.now.date(scope.zone()))?;
    Ok(readers)
}

/// Who must read something, in words: "night shifts, until 30 November".
pub(super) fn words(scope: &Scope<'_>, readers: &Readers, names: &mut Names) -> Result<Say, Fault> {
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    let mut add = |said: Say| {
        zh.push(said.zh);
        en.push(said.en);
    };
    for post in readers.posts.iter() {
        add(post.title().into());
    }
    for kind in readers.shifts.iter().filter_map(|id| ShiftKind::of_id(id)) {
        add(kind.label().into());
    }
    if let Some(desk) = readers.desk {
        let name = names.of(scope, "desk", desk.0)?;
        add(say!("在{name}当班", "on watch at {name}"));
    }
    if let Some(staff) = readers.staff {
        add(Say::same(names.of(scope, "staff", staff.0)?));
    }
    let (zh, en) = (zh.join("、"), en.join(", "));
    Ok(match readers.until {
        None => Say { zh, en },
        Some(until) => say!("{zh}（至 {until}）", "{en} (until {until})"),
    })
}
