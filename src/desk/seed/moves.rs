//! Two move-ins of the practice office: one finished days ago, with defects on the developer's list, one under way.

use super::plan::{Plan, choice};
use super::{house, text};
use crate::domain::demo::people;
use crate::domain::moment::At;
use crate::domain::register::Values;
use crate::domain::value::Value;

const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;
const RECEPTIONIST: usize = 2;

/// Name, phone and passport of who moves in.
const NEWCOMERS: &[(&str, &str, &str)] =
    &[("欧阳明哲", "13911060001", "E60010001"), ("司徒文静", "13911060002", "E60010002")];
/// Part, spot, words; whether it was repaired.
const DEFECTS: &[(&str, &str, &str, bool)] = &[
    ("openings", "主卧", "窗扇关不严，漏风", true),
    ("plumbing", "厨房", "洗菜盆下水不畅", false),
    ("walls", "客厅", "西墙空鼓约半平米", false),
];

/// Both of them, in rooms where nobody lives.
pub(super) fn moves(plan: &mut Plan<'_>) {
    let demo = plan.demo;
    let empty = (0..demo.size.rooms())
        .filter(|room| people::household(demo.size, demo.seed, *room).is_empty())
        .map(|room| house::room_id(demo, room).0);
    let rooms: Vec<u64> = empty.take(NEWCOMERS.len()).collect();
    let began = [5 * DAY, 50];
    for (no, ((room, ago), who)) in rooms.iter().zip(began).zip(NEWCOMERS).enumerate() {
        let begins = demo.now.plus_minutes(-ago);
        let no = no as u64 + 1;
        let person = demo.size.persons() + no;
        file(plan, begins.plus_minutes(-3), *who);
        let values = Values::default()
            .with("kind", choice("move-in"))
            .with("place", Value::Id(*room))
            .with("person", Value::Id(person));
        let slot = plan.make(begins, RECEPTIONIST, "procedure", "begin", values);
        let papers = ["notice", "contract", "identity"].map(str::to_owned).to_vec();
        tick(plan, begins.plus_minutes(4), slot, "papers", &[("papers", Value::List(papers))]);
        tick(plan, begins.plus_minutes(9), slot, "fees", &[("note", text("物业费、供暖费标准已说明"))]);
        tick(plan, begins.plus_minutes(14), slot, "agreement", &[]);
        if no == 1 {
            rest(plan, begins, slot, no);
        } else {
            defect(
                plan,
                begins.plus_minutes(40),
                no,
                ("waterproofing", "卫生间", "闭水试验后楼下顶棚有湿印"),
            );
        }
    }
}

/// A new person's file.
fn file(plan: &mut Plan<'_>, at: At, (name, phone, paper): (&str, &str, &str)) {
    let values = Values::default()
        .with("name", text(name))
        .with("phone", text(phone))
        .with("paper_kind", choice("passport"))
        .with("paper_number", text(paper));
    plan.make(at, RECEPTIONIST, "person", "add", values);
}

/// The rest of a move-in, to its end.
fn rest(plan: &mut Plan<'_>, begins: At, slot: usize, procedure: u64) {
    let at = |minutes: i64| begins.plus_minutes(minutes);
    tick(plan, at(18), slot, "rules", &[]);
    for (minutes, (part, spot, words, repaired)) in (30..).step_by(4).zip(DEFECTS) {
        let defect = defect(plan, at(minutes), procedure, (part, spot, words));
        if *repaired {
            let done = Values::default().with("work_done", text("调整合页，更换密封条"));
            plan.act(at(2 * DAY), RECEPTIONIST, defect, ("defect", "accept"), Values::default());
            plan.act(at(3 * DAY), RECEPTIONIST, defect, ("defect", "repair"), done);
        }
    }
    tick(plan, at(45), slot, "inspection", &[]);
    for (meter, number, reading) in
        [("water", "S20190417", "3.6"), ("electricity", "D880216", "127.4"), ("gas", "Q55012", "0.8")]
    {
        let values = Values::default()
            .with("procedure", Value::Id(procedure))
            .with("meter", choice(meter))
            .with("meter_number", text(number))
            .with("reading", text(reading));
        plan.make(at(50), RECEPTIONIST, "meter_reading", "take", values);
    }
    tick(plan, at(52), slot, "meters", &[]);
    let counts = [("keys", Value::Int(5)), ("cards", Value::Int(3)), ("manuals", Value::Int(2))];
    tick(plan, at(58), slot, "keys", &counts);
    tick(plan, at(62), slot, "file", &[("informed", Value::Flag(true))]);
    plan.act(at(63), RECEPTIONIST, slot, ("procedure", "finish"), Values::default());
}

fn tick(plan: &mut Plan<'_>, at: At, slot: usize, step: &str, more: &[(&str, Value)]) {
    let step = Values::default().with("step", choice(step));
    let values = more.iter().fold(step, |values, (field, value)| values.with(field, value.clone()));
    plan.act(at, RECEPTIONIST, slot, ("procedure", "tick"), values);
}

fn defect(plan: &mut Plan<'_>, at: At, procedure: u64, (part, spot, words): (&str, &str, &str)) -> usize {
    let values = Values::default()
        .with("procedure", Value::Id(procedure))
        .with("part", choice(part))
        .with("spot", text(spot))
        .with("text", text(words));
    plan.make(at, RECEPTIONIST, "defect", "report", values)
}
