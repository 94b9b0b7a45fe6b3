//! Defects found at a handover inspection: each becomes a request to the developer and runs against two clocks, the day it
//! is to be repaired and the last day of the warranty on that part. Does not say who pays after that.

use crate::domain::fault::Fault;
use crate::domain::ids::{EntryRef, Tag};
use crate::domain::kept::ACTIVE;
use crate::domain::meter_reading::{of_procedure, procedure_field};
use crate::domain::moment::{At, Date};
use crate::domain::posts::Posts;
use crate::domain::register::{
    Action, Ask, Carry, Ctx, Effect, Field, Head, KeyClass, Kind, Order, Register, SearchKey, Severity, Sift,
    Spec, SpecInfo, State, To, Values, View,
};
use crate::domain::request::{self, Category};
use crate::domain::value::{Value, Valued};
use crate::domain::{place, procedure, team};
use crate::say;
use crate::text::fold::search_key;
use crate::text::lang::{Say, t};
use crate::{choices, field, stored};
use chrono::{Days, Months};
use serde::{Deserialize, Serialize};

choices! {
    /// The parts of a room, as warranties tell them apart.
    pub Part {
        Waterproofing = "waterproofing" 'w' ("防水渗漏", "Waterproofing"),
        Walls = "walls" 'q' ("墙面顶棚地面", "Walls, ceilings, floors"),
        Openings = "openings" 'd' ("门窗", "Doors, windows"),
        Plumbing = "plumbing" 'p' ("给排水", "Plumbing"),
        Electrical = "electrical" 'e' ("电气", "Electrical"),
        Heating = "heating" 'h' ("供暖", "Heating"),
        Equipment = "equipment" 'b' ("设备", "Equipment"),
        Other = "other" 'o' ("其他", "Other"),
    }
}

impl Part {
    /// The setting that holds the months of its warranty.
    #[must_use]
    pub const fn setting(self) -> &'static str {
        match self {
            Self::Waterproofing => "warranty.waterproofing_months",
            Self::Walls => "warranty.walls_months",
            Self::Openings => "warranty.openings_months",
            Self::Plumbing => "warranty.plumbing_months",
            Self::Electrical => "warranty.electrical_months",
            Self::Heating => "warranty.heating_months",
            Self::Equipment => "warranty.equipment_months",
            Self::Other => "warranty.other_months",
        }
    }

    const fn category(self) -> Category {
        match self {
            Self::Waterproofing | Self::Walls => Category::Masonry,
            Self::Openings => Category::DoorLock,
            Self::Plumbing => Category::Plumbing,
            Self::Electrical => Category::Electrical,
            Self::Heating => Category::Heating,
            Self::Equipment | Self::Other => Category::Other,
        }
    }
}

choices! {
    /// Where a defect or its warranty stands to a day.
    pub Clock {
        InTime = "in-time" 'i' ("未到期", "In time"),
        Ending = "ending" 'e' ("将到期", "Ending"),
        Over = "over" 'o' ("已过期", "Over"),
    }
}

/// A defect's own fields. The room is the head's place, the procedure that found it the head's parent.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Defect {
    /// Which part.
    pub part: Option<Part>,
    /// Where exactly.
    pub spot: String,
    /// What is wrong.
    pub text: String,
    /// The day it was found.
    pub found_on: Option<Date>,
    /// The last day to repair it.
    pub repair_by: Option<Date>,
    /// The last day of the warranty.
    pub warranty_until: Option<Date>,
    /// The day the developer took it on.
    pub accepted_on: Option<Date>,
    /// The day it was said to be repaired.
    pub repaired_on: Option<Date>,
    /// The day the owner or the office found it repaired.
    pub verified_on: Option<Date>,
    /// What was done.
    pub work_done: String,
    /// Why the developer refuses it, it was not right, or it was withdrawn.
    pub reason: String,
    /// The end of the last day to repair it.
    pub due_at: Option<At>,
}

stored!(Defect, DefectDisk);

/// The register's number.
pub const TAG: Tag = 32;
/// Told to the developer.
pub const REPORTED: u8 = 1;
/// The developer will repair it.
pub const ACCEPTED: u8 = 2;
/// Said to be repaired.
pub const REPAIRED: u8 = 3;
/// The developer says no.
pub const DISPUTED: u8 = 4;
/// Found to be right.
pub const VERIFIED: u8 = 5;
/// Written down by mistake, or given up.
pub const WITHDRAWN: u8 = 6;

const STATES: &[State] = &[
    State::open(REPORTED, "reported", t("已报开发商", "reported")),
    State::open(ACCEPTED, "accepted", t("开发商已接", "accepted")),
    State::open(REPAIRED, "repaired", t("已修待验", "repaired")),
    State::open(DISPUTED, "disputed", t("有争议", "disputed")),
    State::done(VERIFIED, "verified", t("已验收", "verified")),
    State::done(WITHDRAWN, "withdrawn", t("已撤销", "withdrawn")),
];
const OPEN: &[u8] = &[REPORTED, ACCEPTED, REPAIRED, DISPUTED];
/// The states of a defect that was there: all but withdrawn.
pub const COUNTED: &[u8] = &[REPORTED, ACCEPTED, REPAIRED, DISPUTED, VERIFIED];
/// The states in which somebody still has to repair it.
pub const UNREPAIRED: &[u8] = &[REPORTED, ACCEPTED, DISPUTED];
const VIEWS: &[View] = &[
    View {
        id: "open",
        title: t("未修好的缺陷", "Open defects"),
        states: OPEN,
        mine: false,
        order: Order::Due,
    },
    View {
        id: "overdue",
        title: t("逾期未修", "Overdue"),
        states: UNREPAIRED,
        mine: false,
        order: Order::Due,
    },
    View {
        id: "ending",
        title: t("保修将满", "Warranty about to end"),
        states: UNREPAIRED,
        mine: false,
        order: Order::Due,
    },
    View {
        id: "disputed",
        title: t("有争议", "Disputed"),
        states: &[DISPUTED],
        mine: false,
        order: Order::Due,
    },
    View {
        id: "all",
        title: t("全部验房缺陷", "All defects"),
        states: &[],
        mine: false,
        order: Order::Newest,
    },
];

/// The register of defects.
pub struct Defects;

impl Register for Defects {
    type Entry = Defect;

    fn spec() -> Spec<Defect> {
        let info = SpecInfo {
            id: "defect",
            tag: TAG,
            name: t("验房缺陷", "Defect"),
            prefix: "DF",
            states: STATES,
            views: VIEWS,
            see: Posts::STAFF,
            correct: Posts::DESK,
            kept: false,
        };
        let sifts: Vec<(&'static str, Sift<Defect>)> = vec![
            ("overdue", |_, e, ctx| e.repair_by.is_some_and(|by| by < ctx.today())),
            ("ending", |_, e, ctx| e.warranty(ctx) == Some(Clock::Ending)),
        ];
        Spec {
            normal,
            due: |_, e| e.due_at,
            carry,
            sifts,
            ..Spec::new(info, fields(), actions(), |_, e| title(e))
        }
    }
}

fn fields() -> Vec<Field<Defect>> {
    vec![
        Field::place().by_action().column(12),
        field!(Defect, part, t("部位", "Part"), Kind::Choice(Part::CHOICES)).column(14),
        field!(Defect, spot, t("位置", "Spot"), Kind::Line(40)).column(10),
        field!(Defect, text, t("缺陷", "Defect"), Kind::Line(160)).column(24),
        field!(Defect, repair_by, t("应修好日期", "Repair by"), Kind::Date).column(11),
        field!(Defect, warranty_until, t("保修至", "Warranty until"), Kind::Date).derived().column(11),
        Field::computed(
            "warranty",
            t("保修", "Warranty"),
            Kind::Choice(Clock::CHOICES),
            |_, e: &Defect, ctx| Ok(e.warranty(ctx).value()),
        ),
        Field::computed("repair", t("修复期限", "Repair"), Kind::Choice(Clock::CHOICES), |h, e, ctx| {
            let open = UNREPAIRED.contains(&h.state);
            Ok(e.repair_by.filter(|_| open).map(|by| clock(by, 0, ctx.today())).value())
        }),
        Field::person(),
        field!(Defect, found_on, t("发现日期", "Found on"), Kind::Date),
        field!(Defect, accepted_on, t("开发商接单日期", "Accepted on"), Kind::Date).by_action(),
        field!(Defect, repaired_on, t("修好日期", "Repaired on"), Kind::Date).by_action(),
        field!(Defect, verified_on, t("验收日期", "Verified on"), Kind::Date).by_action(),
        field!(Defect, work_done, t("维修情况", "Work done"), Kind::Line(160)).by_action(),
        field!(Defect, reason, t("原因", "Reason"), Kind::Line(120)).by_action(),
        procedure_field(),
    ]
}

fn actions() -> Vec<Action<Defect>> {
    let who = Posts::DESK;
    let asks = vec![
        Ask::must("part"),
        Ask::may("spot"),
        Ask::must("text"),
        Ask::more("place"),
        Ask::more("person"),
        Ask::more("repair_by"),
        Ask::more("found_on"),
        Ask::more("procedure"),
    ];
    let step = |id, label, from, to, asks| Action::step(id, label, from, To::State(to), who, asks);
    vec![
        Action::create("report", t("登记缺陷", "Report a defect"), REPORTED, who, asks).effects(report),
        step(
            "accept",
            t("开发商已接", "Developer accepts"),
            &[REPORTED, DISPUTED],
            ACCEPTED,
            vec![Ask::may("repair_by")],
        )
        .effects(|_, e, _, ctx| {
            e.accepted_on = Some(ctx.today());
            Ok(Vec::new())
        }),
        step(
            "repair",
            t("已修好", "Repaired"),
            &[REPORTED, ACCEPTED, DISPUTED],
            REPAIRED,
            vec![Ask::may("work_done")],
        )
        .effects(repaired),
        step("verify", t("验收合格", "Verified"), &[REPAIRED], VERIFIED, vec![]).effects(|_, e, _, ctx| {
            e.verified_on = Some(ctx.today());
            Ok(Vec::new())
        }),
        step(
            "redo",
            t("不合格重修", "Not right, again"),
            &[REPAIRED],
            ACCEPTED,
            vec![Ask::must("reason"), Ask::may("repair_by")],
        )
        .effects(redo),
        step(
            "dispute",
            t("开发商拒修", "Developer refuses"),
            &[REPORTED, ACCEPTED],
            DISPUTED,
            vec![Ask::must("reason")],
        ),
        step(
            "withdraw",
            t("撤销", "Withdraw"),
            &[REPORTED, ACCEPTED, DISPUTED],
            WITHDRAWN,
            vec![Ask::must("reason")],
        )
        .effects(withdraw),
    ]
}

fn title(entry: &Defect) -> Say {
    let text = &entry.text;
    entry.part.map_or_else(
        || Say::same(text.clone()),
        |part| {
            let (zh, en, spot) = (part.label().zh, part.label().en, &entry.spot);
            say!("{zh}：{spot}{text}", "{en}: {spot} {text}")
        },
    )
}

/// The last day of a warranty of so many months that began on `from`: the same day of its month, or the month's last
/// (Civil Code, articles 201 and 202).
#[must_use]
pub fn last_day(from: Date, months: u32) -> Date {
    from.checked_add_months(Months::new(months)).unwrap_or(Date::MAX)
}

fn clock(last: Date, ahead: u64, today: Date) -> Clock {
    let soon = today.checked_add_days(Days::new(ahead)).unwrap_or(Date::MAX);
    match last {
        last if last < today => Clock::Over,
        last if ahead > 0 && last <= soon => Clock::Ending,
        _ => Clock::InTime,
    }
}

impl Defect {
    /// Where today stands to the warranty.
    #[must_use]
    pub fn warranty(&self, ctx: &Ctx<'_>) -> Option<Clock> {
        let ahead = u64::try_from(ctx.look.setting("defect.ending_days")).unwrap_or(0);
        self.warranty_until.map(|until| clock(until, ahead, ctx.today()))
    }
}

/// A defect is a request to the developer: to their team, where the office has one.
fn report(head: &mut Head, entry: &mut Defect, _: &Values, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    of_procedure(head, ctx)?;
    let found = *entry.found_on.get_or_insert(ctx.today());
    let days = u64::try_from(ctx.look.setting("defect.repair_days")).unwrap_or(0);
    entry.repair_by = entry.repair_by.or_else(|| found.checked_add_days(Days::new(days)));
    let mut values = Values::default().with("text", Value::Text(entry.text.clone()));
    if let Some(place) = head.place {
        values = values.with("place", Value::Id(place.0));
    }
    if let Some(person) = head.person {
        values = values.with("person", Value::Id(person.0));
    }
    if let Some(part) = entry.part {
        values = values.with("category", Some(part.category()).value());
    }
    if !entry.spot.is_empty() {
        values = values.with("spot", Value::Text(entry.spot.clone()));
    }
    let (action, values) = match developer(ctx)? {
        Some(team) => ("commission", values.with("team", Value::Id(team.id))),
        None => ("log", values),
    };
    Ok(vec![Effect::Create { register: "request", action, values }])
}

/// The team that the setting names, when the office has it.
fn developer(ctx: &Ctx<'_>) -> Result<Option<EntryRef>, Fault> {
    let name = search_key(&ctx.look.setting_text("defect.team"));
    if name.is_empty() {
        return Ok(None);
    }
    for entry in ctx.look.found_by(&SearchKey::new(KeyClass::Name, name))? {
        if entry.register == team::TAG && ctx.look.head(entry)?.is_some_and(|head| head.state == ACTIVE) {
            return Ok(Some(entry));
        }
    }
    Ok(None)
}

/// The clocks follow part, room and procedure, however those were corrected.
fn normal(head: &mut Head, entry: &mut Defect, ctx: &Ctx<'_>) -> Result<(), Fault> {
    let from = warranty_from(head, entry, ctx)?;
    let months = entry.part.map(|part| u32::try_from(ctx.look.setting(part.setting())).unwrap_or(0));
    let open = head.rev <= 1 || entry.warranty_until.is_none();
    let until = from.zip(months).map(|(from, months)| last_day(from, months));
    // A setting that changes later moves no clock that runs; a corrected part does.
    if open || entry.part != before(head, ctx)? {
        entry.warranty_until = until;
    }
    if entry.warranty_until.zip(entry.found_on).is_some_and(|(until, found)| found > until) {
        ctx.warn("part", t("发现时已过保修期", "It was found after the warranty had ended"));
    }
    if entry.repair_by.zip(entry.found_on).is_some_and(|(by, found)| by < found) {
        return Err(Fault::invalid("repair_by", t("早于发现日期", "Before it was found")));
    }
    entry.due_at = entry.repair_by.filter(|_| head.state != REPAIRED).map(|by| At::end_of(by, ctx.zone));
    Ok(())
}

fn before(head: &Head, ctx: &Ctx<'_>) -> Result<Option<Part>, Fault> {
    Ok(Valued::take(ctx.look.field(EntryRef::new(TAG, head.id), "part")?).unwrap_or_default())
}

/// The day the warranty began: the room's handover, else the procedure's effective date, else the day it was found.
fn warranty_from(head: &Head, entry: &Defect, ctx: &Ctx<'_>) -> Result<Option<Date>, Fault> {
    let day = |value: Value| -> Option<Date> { Valued::take(value).unwrap_or_default() };
    if let Some(place) = head.place
        && let Some(handed) = day(ctx.look.field(EntryRef::new(place::TAG, place.0), "handed_over")?)
    {
        return Ok(Some(handed));
    }
    if let Some(parent) = head.parent.filter(|parent| parent.register == procedure::TAG)
        && let Some(date) = day(ctx.look.field(parent, "date")?)
    {
        return Ok(Some(date));
    }
    Ok(entry.found_on)
}

/// Does something to the request of a defect when it is in one of these states.
fn to_request(
    head: &Head,
    states: &[u8],
    action: &'static str,
    values: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    let children = ctx.look.children(EntryRef::new(TAG, head.id))?;
    let mine = children
        .into_iter()
        .filter(|(entry, head)| entry.register == request::TAG && states.contains(&head.state));
    Ok(mine.map(|(entry, _)| Effect::Act { entry, action, values: values.clone() }).collect())
}

fn repaired(head: &mut Head, entry: &mut Defect, _: &Values, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    entry.repaired_on = Some(ctx.today());
    let mut values = Values::default();
    if !entry.work_done.is_empty() {
        values = values.with("work_done", Value::Text(entry.work_done.clone()));
    }
    to_request(head, request::WORKING, "finish", &values, ctx)
}

fn redo(head: &mut Head, entry: &mut Defect, _: &Values, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    entry.repaired_on = None;
    let values = Values::default().with("reason", Value::Text(entry.reason.clone()));
    to_request(head, &[request::FINISHED, request::FOLLOWED_UP, request::CLOSED], "reopen", &values, ctx)
}

fn withdraw(head: &mut Head, entry: &mut Defect, _: &Values, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    let values = Values::default().with("reason", Value::Text(entry.reason.clone()));
    let unfinished = [&[request::REGISTERED], request::WORKING].concat();
    to_request(head, &unfinished, "cancel", &values, ctx)
}

/// Past its day, disputed, or with a warranty that is about to end.
fn carry(head: &Head, entry: &Defect, ctx: &Ctx<'_>) -> Option<Carry> {
    if !OPEN.contains(&head.state) {
        return None;
    }
    let (severity, why) = match (head.state, entry.warranty(ctx)) {
        (REPAIRED, _) => (Severity::White, t("已修，待验收", "Repaired, to be verified")),
        _ if entry.repair_by.is_some_and(|by| by < ctx.today()) => {
            (Severity::Red, t("超过约定日期未修好", "Not repaired by its day"))
        }
        (_, Some(Clock::Ending)) => {
            (Severity::Amber, t("保修期将满，尚未修好", "The warranty is about to end"))
        }
        (DISPUTED, _) => (Severity::Amber, t("开发商拒修", "The developer refuses")),
        _ => return None,
    };
    Some(Carry { severity, why: why.into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn warranties_end_on_the_same_day_or_the_months_last() {
        for (from, months, last) in [
            ("2024-02-29", 12, "2025-02-28"),
            ("2024-02-29", 24, "2026-02-28"),
            ("2024-02-29", 48, "2028-02-29"),
            ("2024-02-29", 60, "2029-02-28"),
            ("2023-02-28", 12, "2024-02-28"),
            ("2026-08-31", 6, "2027-02-28"),
            ("2027-08-31", 6, "2028-02-29"),
            ("2026-10-31", 1, "2026-11-30"),
            ("2026-12-31", 24, "2028-12-31"),
        ] {
            assert_eq!(last_day(day(from), months), day(last), "{from} + {months}");
        }
    }

    #[test]
    fn the_last_day_is_still_within() {
        let last = day("2026-11-30");
        assert_eq!(clock(last, 0, day("2026-11-30")), Clock::InTime);
        assert_eq!(clock(last, 0, day("2026-12-01")), Clock::Over);
        assert_eq!(clock(last, 60, day("2026-10-01")), Clock::Ending);
        assert_eq!(clock(last, 60, day("2026-09-30")), Clock::InTime);
    }

    #[test]
    fn every_part_has_its_setting() {
        for part in Part::ALL {
            assert!(crate::domain::settings::default_int(part.setting()) > 0, "{part:?}");
        }
    }
}
