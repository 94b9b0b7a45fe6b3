//! Defects found at a handover inspection: each becomes a request to the developer and runs against two clocks, the day it
//! is to be repaired and the last day of the warranty on that part. Does not say who pays after that.

mod rules;

pub use rules::{developer, last_day, of_request};

use crate::domain::ids::Tag;
use crate::domain::meter_reading::procedure_field;
use crate::domain::moment::{At, Date};
use crate::domain::posts::Posts;
use crate::domain::register::{
    Action, Ask, Carries, Field, Kind, Order, Register, Sift, Spec, SpecInfo, State, To, View,
};
use crate::domain::request::Category;
use crate::domain::value::Valued;
use crate::say;
use crate::text::lang::{Say, t};
use crate::{choices, field, stored};
use rules::{carry, clock, mended, normal, redo, reopened, repaired, report, withdraw};
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
/// Characters of what was done.
const WORK_DONE: u16 = 160;
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
            due: Some(|_, e| e.due_at),
            carry: Some(Carries::open(carry)),
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
        field!(Defect, work_done, t("维修情况", "Work done"), Kind::Line(WORK_DONE)).by_action(),
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
        // The request to the developer was finished, or opened again: the defect goes with it.
        Action::step(
            "mended",
            t("报修已完工", "Its request is finished"),
            UNREPAIRED,
            To::State(REPAIRED),
            Posts::NONE,
            vec![Ask::may("work_done")],
        )
        .effects(mended),
        Action::step(
            "reopened",
            t("报修重新打开", "Its request is open again"),
            &[REPAIRED],
            To::State(ACCEPTED),
            Posts::NONE,
            vec![],
        )
        .effects(reopened),
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
