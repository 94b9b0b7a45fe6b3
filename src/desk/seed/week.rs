//! What else happens in the lived days: watches and their log, visits and calls, tasks, promises.

use super::past::lived_from;
use super::plan::{Plan, What, choice};
use super::shifts::holder;
use super::words::{DAY, LATEST, NIGHT, NOTES, ORDERS};
use super::{house, staff_id, text};
use crate::domain::demo::dice::Dice;
use crate::domain::demo::people::{self, DemoPerson};
use crate::domain::demo::staff::STAFF;
use crate::domain::demo::{Demo, Size};
use crate::domain::moment::At;
use crate::domain::posts::Post;
use crate::domain::register::Values;
use crate::domain::value::Value;
use chrono::Timelike;

const HOUR: i64 = 60;
const DAY_MINUTES: i64 = 24 * HOUR;
/// The supervisor, who leaves notices for the counter.
const SUPERVISOR: usize = 1;
const SENIOR: usize = 4;

/// Opens the first watch, hands over each to the next, and writes their log. The present one is still open, and
/// what others wrote since its holder's last duty is unread.
pub(super) fn watches(plan: &mut Plan<'_>) {
    let (seed, now) = (plan.demo.seed, plan.demo.now);
    let shifts = plan.shifts.clone();
    if let Some(first) = shifts.first() {
        plan.push(first.from, first.holder, What::OpenWatch);
    }
    let (mut by_day, mut by_night) = (DAY.iter().cycle(), NIGHT.iter().cycle());
    for (at, shift) in shifts.iter().enumerate() {
        let mut dice = Dice::new(seed, 30, at as u64);
        let length = shift.from.minutes_to(shift.to);
        let lines = if shift.night { 3 } else { 4 };
        for no in 1..=lines {
            let Some(line) = (if shift.night { by_night.next() } else { by_day.next() }) else { continue };
            let when = shift.from.plus_minutes(length * no / (lines + 1) + dice.between(-9, 9));
            let place = dice.chance(20).then(|| dice.below(plan.demo.size.rooms()));
            plan.push(when, shift.holder, What::Log { line: *line, place });
        }
        let Some(next) = shifts.get(at + 1) else { continue };
        plan.push(shift.to.plus_minutes(-8), shift.holder, What::Offer { note: dice.pick(NOTES) });
        plan.push(shift.to.plus_minutes(dice.between(0, 5)), next.holder, What::TakeOver);
        if at + 2 < shifts.len() {
            plan.push(shift.to.plus_minutes(6), next.holder, What::Read);
        }
    }
    for (index, person) in STAFF.iter().enumerate() {
        // Who has no watch read the log yesterday.
        if !shifts.iter().any(|shift| shift.holder == index) && person.post.is_some() {
            plan.push(now.plus_minutes(-DAY_MINUTES), index, What::Read);
        }
    }
    orders(plan);
    for (back, line) in [150, 95, 40, 12].into_iter().zip(LATEST) {
        let by = if back % 2 == 0 { SUPERVISOR } else { SENIOR };
        plan.push(now.plus_minutes(-back), by, What::Log { line: *line, place: None });
    }
}

/// What the supervisor has ordered: two orders that everybody knows, and one since the last change of shifts.
fn orders(plan: &mut Plan<'_>) {
    let from = lived_from(&plan.demo);
    let last = plan.shifts.last().map_or(from, |shift| shift.from);
    let times = [from.plus_minutes(30), from.plus_minutes(DAY_MINUTES), last.plus_minutes(30)];
    for (no, (at, (title, words))) in times.into_iter().zip(ORDERS).enumerate() {
        let mut values = Values::default().with("title", text(*title)).with("text", text(*words));
        if no + 1 == ORDERS.len() {
            values = values.with("read_posts", Value::List(vec![Post::Receptionist.id().to_owned()]));
        }
        let slot = plan.make(at, SUPERVISOR, "standing_order", "draft", values);
        plan.act(at.plus_minutes(1), SUPERVISOR, slot, ("standing_order", "issue"), Values::default());
    }
}

/// Somebody who is no resident: people of another office.
fn stranger(demo: &Demo, dice: &mut Dice) -> DemoPerson {
    loop {
        let home = people::household(Size::City, demo.seed ^ 0x5151, dice.below(Size::City.rooms()));
        if let Some(person) = home.into_iter().next() {
            return person;
        }
    }
}

/// Purpose and words of visits to the counter and to residents.
const VISITORS: &[(&str, &str, &str)] = &[
    ("relatives", "看望父母", ""),
    ("relatives", "朋友聚会", ""),
    ("service", "空调安装", "格力售后"),
    ("service", "宽带维修", "中国电信"),
    ("service", "家政保洁", "58到家"),
    ("service", "燃气入户安检", "燃气公司"),
    ("business", "办理装修手续", "恒美装饰"),
    ("business", "租房看房", "链家"),
    ("business", "送材料盖章", ""),
    ("enquiry", "咨询车位出租", ""),
    ("other", "送还捡到的钥匙", ""),
];
const CALLS_IN: &[(&str, &str)] = &[
    ("enquiry", "问物业费怎么在手机上交"),
    ("enquiry", "问水箱清洗几点恢复供水"),
    ("enquiry", "问装修可以施工的时间"),
    ("enquiry", "问有线电视怎么报停"),
    ("business", "预约周六上午来办车位续租"),
    ("other", "反映隔壁饭店油烟大"),
    ("other", "表扬秩序员帮忙搬东西"),
];
const CALLS_OUT: &[(&str, &str)] = &[
    ("business", "通知来领装修押金"),
    ("business", "提醒明天停水，先存水"),
    ("other", "问独居老人早上是否安好，一切都好"),
    ("service", "约维修时间，定在下午"),
];

/// Visitors come, are let in and leave; people call and are called.
pub(super) fn visits(plan: &mut Plan<'_>) {
    let demo = plan.demo;
    let a_day = match demo.size {
        Size::Small => 24,
        Size::Site => 120,
        Size::City => 400,
    };
    let from = lived_from(&demo);
    for index in 0..7 * a_day {
        let mut dice = Dice::new(demo.seed, 31, index);
        let at = from.plus_minutes(dice.between(0, 7 * DAY_MINUTES - 1));
        if (8..21).contains(&at.local(demo.zone).hour()) {
            visit(plan, &mut dice, at);
        }
    }
    // However quiet the hour, somebody has just come.
    for (index, back) in [(0, 55), (1, 31), (2, 9)] {
        let mut dice = Dice::new(demo.seed, 32, index);
        let at = demo.now.plus_minutes(-back);
        let values = visitor(plan, &mut dice);
        plan.make(
            at,
            holder(&plan.shifts, at),
            "visit",
            "log",
            values.with("confirmed", Value::Flag(index < 2)),
        );
    }
}

fn visit(plan: &mut Plan<'_>, dice: &mut Dice, at: At) {
    let by = holder(&plan.shifts, at);
    if dice.chance(45) {
        let (manner, list) = if dice.chance(70) { ("call-in", CALLS_IN) } else { ("call-out", CALLS_OUT) };
        let (purpose, words) = dice.pick(list);
        let index = dice.below(plan.demo.size.persons());
        let Some(person) = house::resident_at(plan.demo, index) else { return };
        let values = Values::default()
            .with("name", text(person.name))
            .with("phone", text(person.mobile))
            .with("place", Value::Id(house::room_id(plan.demo, person.room).0))
            .with("manner", choice(manner))
            .with("purpose", choice(purpose))
            .with("text", text(words));
        plan.make(at, by, "visit", "log", values);
        return;
    }
    let values = visitor(plan, dice);
    if dice.chance(85) {
        let slot = plan.make(at, by, "visit", "log", values.with("confirmed", Value::Flag(true)));
        let left = at.plus_minutes(dice.between(15, 170));
        plan.act(left, holder(&plan.shifts, left), slot, ("visit", "leave"), Values::default());
        return;
    }
    let slot = plan.make(at, by, "visit", "log", values);
    let asked = at.plus_minutes(dice.between(2, 6));
    if dice.chance(75) {
        plan.act(asked, by, slot, ("visit", "admit"), Values::default());
        let left = asked.plus_minutes(dice.between(15, 120));
        plan.act(left, holder(&plan.shifts, left), slot, ("visit", "leave"), Values::default());
    } else {
        let why = Values::default().with("result", text("住户电话无人接听，请访客联系后再来"));
        plan.act(asked, by, slot, ("visit", "refuse"), why);
    }
}

fn visitor(plan: &Plan<'_>, dice: &mut Dice) -> Values {
    let (purpose, words, company) = dice.pick(VISITORS);
    let person = stranger(&plan.demo, dice);
    let mut values = Values::default()
        .with("name", text(person.name))
        .with("phone", text(person.mobile))
        .with("manner", choice("visitor"))
        .with("purpose", choice(purpose))
        .with("text", text(words));
    if purpose == "relatives" || purpose == "service" {
        let room = dice.below(plan.demo.size.rooms());
        values = values.with("place", Value::Id(house::room_id(plan.demo, room).0));
    }
    if !company.is_empty() {
        values = values.with("company", text(company)).with("persons", Value::Int(dice.between(1, 3)));
    }
    values
}

/// How far a task has come.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Come {
    Given,
    Accepted,
    Done,
    Confirmed,
}

/// Giver, doer, hours since it was given, hours until it is due (negative: over), how far, words, result.
type DemoTask = (usize, usize, i64, i64, Come, &'static str, &'static str);

const TASKS: &[DemoTask] = &[
    (0, 4, 150, -70, Come::Confirmed, "起草雨雪天气应急值守安排", "已发各班组，张贴在值班室"),
    (1, 2, 140, -90, Come::Confirmed, "清点前台便民雨伞、轮椅和工具箱", "雨伞少两把，其余齐全"),
    (1, 7, 130, -50, Come::Confirmed, "打印物业费欠费明细，交客服专员上门催收", "已打印三份，周洋签收"),
    (1, 4, 100, -26, Come::Accepted, "跟进外墙皮脱落维修方案，与施工方确认进场时间", ""),
    (0, 1, 74, 30, Come::Accepted, "整理本周投诉和回访情况，例会汇报", ""),
    (1, 3, 52, -20, Come::Done, "张贴水箱清洗停水通知，每单元一张", "各单元门和电梯厅都已张贴，有照片"),
    (1, 5, 47, 4, Come::Accepted, "本周回访抽查二十户，登记意见", ""),
    (0, 7, 45, 5, Come::Accepted, "核对上月停车费收款与发票存根", ""),
    (1, 6, 28, 44, Come::Given, "整理装修巡查记录，未办手续的逐户上门提醒", ""),
    (1, 2, 26, 3, Come::Accepted, "核对 3 号楼业主联系方式，更新客户资料", ""),
    (4, 3, 22, 26, Come::Given, "联系广告公司更换电梯轿厢里的温馨提示", ""),
    (1, 0, 7, 2, Come::Given, "请审批消防栓箱玻璃更换报价", ""),
    (1, 7, 5, 21, Come::Given, "给预缴全年物业费的业主补寄发票", ""),
];

/// Tasks of every post: finished ones, some due today, one overdue, one to be confirmed.
pub(super) fn tasks(plan: &mut Plan<'_>) {
    let now = plan.demo.now;
    let ago = |minutes: i64| now.plus_minutes(-minutes);
    for (giver, doer, given, due, come, words, result) in TASKS {
        let given = given * HOUR;
        let values = Values::default()
            .with("text", text(*words))
            .with("owner", Value::Id(staff_id(*doer).0))
            .with("due_at", Value::At(now.plus_minutes(due * HOUR)));
        let slot = plan.make(ago(given), *giver, "task", "give", values);
        if *come >= Come::Accepted {
            plan.act(ago(given - 40), *doer, slot, ("task", "accept"), Values::default());
        }
        if *come >= Come::Done {
            let result = Values::default().with("result", text(*result));
            plan.act(ago(given * 6 / 10), *doer, slot, ("task", "finish"), result);
        }
        if *come >= Come::Confirmed {
            plan.act(ago(given / 2), *giver, slot, ("task", "confirm"), Values::default());
        }
    }
}

/// Who promised, minutes ago, minutes until it is due (negative: over), whether it was kept, words.
type DemoPromise = (usize, i64, i64, bool, &'static str);

const PROMISES: &[DemoPromise] = &[
    (3, 4_300, -4_000, true, "找到错拿的快递后送到府上"),
    (6, 1_570, -130, false, "回电说明漏水赔偿的处理进度"),
    (5, 1_450, 1_500, false, "答复垃圾桶移位的意见"),
    (4, 2_900, 35, false, "请施工方来测单元门关门噪音，测前通知住户"),
    (2, 300, 1_200, false, "带水电师傅上门复查渗水点"),
    (7, 240, 120, false, "物业费发票开好后电话通知来取"),
    (2, 180, 60, false, "回电告知车位续租手续"),
];

/// Promises beside those made with requests, to residents of some rooms.
pub(super) fn promises(plan: &mut Plan<'_>) {
    let now = plan.demo.now;
    for (index, (by, made, due, kept, words)) in PROMISES.iter().enumerate() {
        let room = Dice::new(plan.demo.seed, 33, index as u64).below(plan.demo.size.rooms());
        let values = Values::default()
            .with("place", Value::Id(house::room_id(plan.demo, room).0))
            .with("text", text(*words))
            .with("due_at", Value::At(now.plus_minutes(*due)));
        let slot = plan.make(now.plus_minutes(-made), *by, "promise", "make", values);
        if *kept {
            let result = Values::default().with("result", text("已送到，业主当面点收"));
            plan.act(now.plus_minutes(due - 30), *by, slot, ("promise", "keep"), result);
        }
    }
}
