//! The boards of service: what is late or soon will be, what nobody has, what waits and why, what was promised for
//! today, what was escalated. Each reads the open entries an index names; a group's count is the length of its list.

use crate::api::service::{BoardGroup, BoardLine, BoardService, Grouping, ServiceBoard, ServiceBoardView};
use crate::desk::list::{self, Names};
use crate::desk::rows::{self, By, Loaded, index};
use crate::desk::scope::Scope;
use crate::domain::fault::Fault;
use crate::domain::moment::At;
use crate::domain::promise;
use crate::domain::register::{AnyRegister, Choice, Kind, Look, Registers};
use crate::domain::value::Value;
use crate::store::{Dir, KeyRange};
use crate::text::lang::{Say, t};
use std::collections::BTreeMap;

/// Lines of a group when the caller does not say.
const LINES: usize = 100;
/// Lines of a group at the most.
const LINES_MAX: usize = 500;
/// How far ahead "about to be" looks.
const AHEAD: &str = "board.ahead_minutes";
/// The registers on the boards besides those with clocks.
const PROMISE: &str = "promise";
const REQUEST: &str = "request";
/// The register whose entries climb a ladder.
const COMPLAINT: &str = "complaint";

/// An entry on a board, before it is put into words.
struct Found<'a> {
    register: &'a dyn AnyRegister,
    loaded: Loaded,
    /// The key of its group; groups stand in the order of these.
    group: String,
    label: Say,
    /// Its place among its group.
    order: (u8, At, u64),
    why: Say,
    since: At,
    at: Option<At>,
    late: bool,
}

/// The board of `board.service`.
pub(super) fn board(scope: &Scope<'_>, asked: &BoardService) -> Result<ServiceBoardView, Fault> {
    let mut names = Names::default();
    let mut groups: BTreeMap<String, (Say, Vec<Found<'_>>)> = BTreeMap::new();
    let mut view = ServiceBoardView::default();
    for mut found in found(scope, asked.board)? {
        scope.permit(found.register.info().see)?;
        regroup(scope, asked.by, &mut found, &mut names)?;
        if asked.group.as_ref().is_some_and(|group| *group != found.group) {
            continue;
        }
        view.total += 1;
        view.late += u64::from(found.late);
        groups.entry(found.group.clone()).or_insert_with(|| (found.label.clone(), Vec::new())).1.push(found);
    }
    let limit = match usize::from(asked.limit) {
        0 => LINES,
        limit => limit.min(LINES_MAX),
    };
    let skip = usize::try_from(asked.skip).unwrap_or(usize::MAX);
    for (group, (label, mut all)) in groups {
        all.sort_by_key(|found| found.order);
        let count = all.len() as u64;
        let shown = all.iter().skip(skip).take(limit);
        let lines = shown.map(|found| line(scope, found, &mut names)).collect::<Result<_, _>>()?;
        view.groups.push(BoardGroup { group, label, count, lines });
    }
    Ok(view)
}

/// The registers whose entries can be late.
pub(super) fn timed(registers: &Registers) -> Vec<&dyn AnyRegister> {
    let has = |register: &&dyn AnyRegister| {
        matches!(register.info().id, PROMISE | REQUEST) || register.clocks(&*register.blank()).is_some()
    };
    registers.iter().filter(has).collect()
}

fn found<'a>(scope: &Scope<'a>, board: ServiceBoard) -> Result<Vec<Found<'a>>, Fault> {
    let mut all = Vec::new();
    for register in timed(scope.registers) {
        let id = register.info().id;
        let ahead = match board {
            ServiceBoard::Overdue => Some(scope.now.plus_minutes(scope.setting(AHEAD))),
            ServiceBoard::Promises if id == PROMISE => Some(At::end_of(scope.ctx().today(), scope.zone())),
            ServiceBoard::Promises => continue,
            ServiceBoard::Escalations if id != COMPLAINT => continue,
            _ => None,
        };
        for loaded in open(scope, register, ahead)? {
            let one = match board {
                ServiceBoard::Overdue => due(scope, register, loaded),
                ServiceBoard::Promises => promised(scope, register, loaded),
                ServiceBoard::Unassigned => unassigned(scope, register, loaded),
                ServiceBoard::Waiting => waiting(scope, register, loaded),
                ServiceBoard::Escalations => escalated(scope, register, loaded),
            };
            all.extend(one);
        }
    }
    Ok(all)
}

/// The open entries of a register, as far as the index of due times says; those due by an instant, or all.
fn open(scope: &Scope<'_>, register: &dyn AnyRegister, by: Option<At>) -> Result<Vec<Loaded>, Fault> {
    let start = || index(By::Due).u16(register.info().tag);
    let range = match by {
        None => start().range(),
        Some(At(by)) => {
            KeyRange { from: start().into_vec(), to: Some(start().i64(by.saturating_add(1)).into_vec()) }
        }
    };
    let mut found = Vec::new();
    for entry in rows::entries_in(scope.reader, &range, Dir::Up, usize::MAX)? {
        found.extend(rows::load(scope.reader, register, entry)?);
    }
    Ok(found)
}

fn new<'a>(register: &'a dyn AnyRegister, loaded: Loaded, group: &str, label: impl Into<Say>) -> Found<'a> {
    let head = &loaded.head;
    Found {
        order: (1, head.due.unwrap_or(At(i64::MAX)), head.id),
        since: head.since,
        at: head.due,
        late: false,
        why: register.info().state(head.state).map_or_else(Say::default, |state| state.label.into()),
        register,
        loaded,
        group: group.to_owned(),
        label: label.into(),
    }
}

/// Overdue promises stand above everything else, then what is overdue, then what soon will be.
fn due<'a>(scope: &Scope<'_>, register: &'a dyn AnyRegister, loaded: Loaded) -> Option<Found<'a>> {
    let due = loaded.head.due?;
    let late = due < scope.now;
    let promised = register.info().tag == promise::TAG;
    let (group, label) = match (late, promised) {
        (true, true) => ("1-promise", t("承诺已过时", "Promises overdue")),
        (true, false) => ("2-overdue", t("已超时", "Overdue")),
        (false, _) => ("3-soon", t("即将到时", "About to be due")),
    };
    let mut found = new(register, loaded, group, label);
    found.order.0 = u8::from(!(late && promised)) + u8::from(!late);
    found.late = late;
    Some(found)
}

fn promised<'a>(scope: &Scope<'_>, register: &'a dyn AnyRegister, loaded: Loaded) -> Option<Found<'a>> {
    let due = loaded.head.due?;
    let late = due < scope.now;
    let (group, label) = if late {
        ("1-late", t("已过时", "Overdue"))
    } else {
        ("2-today", t("今天还要兑现", "Still today"))
    };
    let mut found = new(register, loaded, group, label);
    found.late = late;
    Some(found)
}

fn unassigned<'a>(scope: &Scope<'_>, register: &'a dyn AnyRegister, loaded: Loaded) -> Option<Found<'a>> {
    if loaded.head.owner.is_some() || loaded.head.team.is_some() {
        return None;
    }
    let info = register.info();
    let mut found = new(register, loaded, &format!("{:03}-{}", info.tag, info.id), info.name);
    found.order = (found.loaded.head.rank, found.loaded.head.occurred_at, found.loaded.head.id);
    found.since = found.loaded.head.occurred_at;
    found.late = found.at.is_some_and(|at| at < scope.now);
    Some(found)
}

fn waiting<'a>(scope: &Scope<'_>, register: &'a dyn AnyRegister, loaded: Loaded) -> Option<Found<'a>> {
    let info = register.info();
    let state = info.state(loaded.head.state)?;
    let pause = register.clocks(&*loaded.body).and_then(|clocks| clocks.pauses.last());
    let pause = pause.filter(|pause| pause.to.is_none());
    if !matches!(state.id, "waiting" | "suspended") && pause.is_none() {
        return None;
    }
    let what = choice(register, &loaded, "waiting_for");
    let (group, label) = match what {
        Some(choice) => (choice.id.to_owned(), choice.label.into()),
        None => (state.id.to_owned(), Say::from(state.label)),
    };
    // A work order that waits has a note; its reason is why it was returned or reopened before.
    let words = if register.field("waiting_for").is_some() { "note" } else { "reason" };
    let reason = register.get(&loaded.head, &*loaded.body, words);
    let since = pause.map_or(loaded.head.since, |pause| pause.from);
    let mut found = new(register, loaded, &group, label.clone());
    found.why = match reason.text().filter(|words| !words.is_empty()) {
        Some(words) => Say { zh: format!("{}：{words}", label.zh), en: format!("{}: {words}", label.en) },
        None => label,
    };
    found.since = since;
    let wake = register.get(&found.loaded.head, &*found.loaded.body, "wake_at");
    found.at = if let Value::At(at) = wake { Some(at) } else { None };
    found.late = found.at.is_some_and(|at| at < scope.now);
    found.order = (0, found.at.unwrap_or(At(i64::MAX)), found.loaded.head.id);
    Some(found)
}

fn escalated<'a>(scope: &Scope<'_>, register: &'a dyn AnyRegister, loaded: Loaded) -> Option<Found<'a>> {
    let Value::Int(level) = register.get(&loaded.head, &*loaded.body, "level") else { return None };
    if level <= 0 {
        return None;
    }
    // The highest step first.
    let group = format!("{}-level-{level}", 9_i64.saturating_sub(level));
    let label = match level {
        1 => t("已升级至主管", "Escalated to the supervisor"),
        2 => t("已升级至经理", "Escalated to the manager"),
        _ => t("已升级至项目负责人", "Escalated to the project head"),
    };
    let mut found = new(register, loaded, &group, label);
    found.late = found.at.is_some_and(|at| at < scope.now);
    found.since = found.loaded.head.occurred_at;
    Some(found)
}

/// Puts an entry into the group that was asked for.
fn regroup(scope: &Scope<'_>, by: Grouping, found: &mut Found<'_>, names: &mut Names) -> Result<(), Fault> {
    match by {
        Grouping::Matter => {}
        Grouping::Person => match found.loaded.head.owner {
            Some(owner) => {
                found.group = format!("#{}", owner.0);
                found.label = Say::same(names.of(scope, "staff", owner.0)?);
            }
            None => {
                found.group = "-".to_owned();
                found.label = t("未分派", "Nobody").into();
            }
        },
        Grouping::Class => {
            let info = found.register.info();
            let class = class(found.register, &found.loaded);
            let id = class.map_or("", |class| class.id);
            found.group = format!("{:03}-{}-{}-{id}", info.tag, info.id, found.loaded.head.rank);
            let Say { zh, en } = info.name.into();
            found.label = match class {
                None => Say { zh, en },
                Some(class) => {
                    Say { zh: format!("{zh}·{}", class.label.zh), en: format!("{en}, {}", class.label.en) }
                }
            };
        }
    }
    Ok(())
}

/// How urgent a request, how severe a complaint.
fn class(register: &dyn AnyRegister, loaded: &Loaded) -> Option<&'static Choice> {
    choice(register, loaded, "urgency").or_else(|| choice(register, loaded, "severity"))
}

fn choice(register: &dyn AnyRegister, loaded: &Loaded, field: &str) -> Option<&'static Choice> {
    let Kind::Choice(choices) = register.field(field)?.kind else { return None };
    let value = register.get(&loaded.head, &*loaded.body, field);
    choices.iter().find(|choice| Some(choice.id) == value.text())
}

fn line(scope: &Scope<'_>, found: &Found<'_>, names: &mut Names) -> Result<BoardLine, Fault> {
    let head = &found.loaded.head;
    Ok(BoardLine {
        row: list::row(scope, found.register, &found.loaded, names)?,
        person: head.owner.map_or(Ok(String::new()), |owner| names.of(scope, "staff", owner.0))?,
        place: head.place.map_or(Ok(String::new()), |place| names.of(scope, "place", place.0))?,
        class: class(found.register, &found.loaded).map_or_else(Say::default, |class| class.label.into()),
        why: found.why.clone(),
        since: found.since,
        at: found.at,
        late: found.late,
    })
}
