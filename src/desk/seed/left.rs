//! What was left at the counter of the practice office for residents, and what hangs on its walls: some of it too long.

use super::files::{somebody, whose};
use super::plan::{Plan, choice};
use super::text;
use crate::domain::register::Values;
use crate::domain::value::Value;
use chrono::{Days, NaiveDate};

const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;
const SUPERVISOR: usize = 1;
const RECEPTIONIST: usize = 2;
const OFFICER: usize = 5;

/// What became of a parcel, and after how many minutes.
#[derive(Clone, Copy)]
enum Came {
    Waits,
    Collected(i64),
    ByFamily(i64),
    Returned(i64),
}

/// Minutes ago, kind, carrier, tracking number, shelf, pieces, how often told, what became of it.
type DemoParcel = (i64, &'static str, &'static str, &'static str, &'static str, i64, i64, Came);

const PARCELS: &[DemoParcel] = &[
    (5 * DAY, "parcel", "顺丰", "SF1390024417", "A架1层", 1, 2, Came::Waits),
    (80 * HOUR, "parcel", "中通", "ZT7350118862", "A架2层", 1, 0, Came::Waits),
    (50 * HOUR, "parcel", "韵达", "YD4630092215", "A架2层", 1, 1, Came::Returned(20 * HOUR)),
    (30 * HOUR, "letter", "中国邮政", "", "抽屉", 1, 1, Came::ByFamily(6 * HOUR)),
    (26 * HOUR, "parcel", "京东", "JD0158839204", "A架1层", 2, 1, Came::Collected(5 * HOUR)),
    (5 * HOUR, "fresh", "盒马", "", "冰箱", 1, 1, Came::Waits),
    (3 * HOUR, "registered", "中国邮政", "XA33120764111", "抽屉", 1, 0, Came::Waits),
    (70, "large", "德邦", "DPK202611873", "门厅", 3, 1, Came::Waits),
];

/// Takes them in, tells people, and hands some out.
pub(super) fn parcels(plan: &mut Plan<'_>) {
    let now = plan.demo.now;
    for (no, (ago, kind, carrier, tracking, shelf, pieces, told, came)) in PARCELS.iter().enumerate() {
        let no = 90 + no as u64;
        let Some(person) = somebody(plan, no) else { continue };
        let at = now.plus_minutes(-ago);
        let values = whose(plan, no)
            .with("kind", choice(kind))
            .with("carrier", text(*carrier))
            .with("tracking", text(*tracking))
            .with("shelf", text(*shelf))
            .with("pieces", Value::Int(*pieces));
        let slot = plan.make(at, RECEPTIONIST, "parcel", "receive", values);
        let mut act = |after: i64, action: &'static str, values: Values| {
            plan.act(at.plus_minutes(after), RECEPTIONIST, slot, ("parcel", action), values);
        };
        for time in 1..=*told {
            act(time * 15, "tell", Values::default());
        }
        let taken_by = |name: String| Values::default().with("collected_by", text(name));
        match came {
            Came::Waits => {}
            Came::Collected(after) => act(*after, "collect", taken_by(person.name)),
            Came::ByFamily(after) => {
                act(*after, "collect", taken_by("家人".to_owned()).with("proxy", choice("family")));
            }
            Came::Returned(after) => {
                act(*after, "return", Values::default().with("reason", text("收件人拒收")));
            }
        }
    }
}

/// Hours ago it was drafted, kind, title, words, boards; how far it came.
type DemoNotice = (i64, &'static str, &'static str, &'static str, &'static str, Come);

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Come {
    Drafted,
    Approved,
    Posted,
    TakenDown,
}

/// How long after it was drafted a notice was approved, posted and taken down.
const STEPS: [i64; 3] = [HOUR, 3 * HOUR, 2 * DAY];

const NOTICES: &[DemoNotice] = &[
    (
        6 * 24,
        "water",
        "二次供水水箱清洗停水",
        "因清洗水箱，明日 9:00 至 16:00 全园停水，请提前储水。",
        "各单元大堂、北门公告栏",
        Come::Posted,
    ),
    (
        5 * 24,
        "safety",
        "大风天气收好阳台物品",
        "近日有大风，请收好阳台和窗台上的物品，以防坠落。",
        "各单元大堂",
        Come::TakenDown,
    ),
    (
        3 * 24,
        "heating",
        "供暖期间测温预约",
        "室温不足 18℃ 的住户可到前台预约测温，两个工作日内上门。",
        "各单元大堂",
        Come::Posted,
    ),
    (
        4,
        "lift",
        "2号楼电梯维保停梯",
        "明日 14:00 至 15:30 两部电梯轮流停梯维保，敬请谅解。",
        "2号楼各单元大堂",
        Come::Approved,
    ),
    (
        2,
        "event",
        "元旦联欢报名",
        "12 月 31 日下午在中心广场举行联欢，欢迎到前台报名。",
        "北门公告栏",
        Come::Drafted,
    ),
];

/// Drafts them, and hangs some up.
pub(super) fn notices(plan: &mut Plan<'_>) {
    let now = plan.demo.now;
    let days = |from: NaiveDate, days: u64| from.checked_add_days(Days::new(days)).unwrap_or(from);
    for (hours, kind, title, words, boards, come) in NOTICES {
        let at = now.plus_minutes(-hours * HOUR);
        let mut values = Values::default()
            .with("title", text(*title))
            .with("text", text(*words))
            .with("kind", choice(kind))
            .with("boards", text(*boards))
            .with("until", Value::Date(days(at.date(plan.demo.zone), 5)));
        if *come == Come::Approved {
            values = values.with("post_by", Value::At(now.plus_minutes(3 * HOUR)));
        }
        let slot = plan.make(at, OFFICER, "notice", "draft", values);
        let deeds = [
            (Come::Approved, SUPERVISOR, "approve"),
            (Come::Posted, RECEPTIONIST, "post"),
            (Come::TakenDown, RECEPTIONIST, "take_down"),
        ];
        for ((least, by, action), after) in deeds.into_iter().zip(STEPS) {
            if *come >= least {
                plan.act(at.plus_minutes(after), by, slot, ("notice", action), Values::default());
            }
        }
    }
}
