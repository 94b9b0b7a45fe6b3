//! The fields of a request, in the order of its detail view.

use super::money::{labour, materials, total, warranty_until};
use super::people::usual_team;
use super::{Category, Cause, Channel, Charge, Decided, REASON, Request, UNFINISHED, Urgency, Wait};
use crate::domain::clock::Limit;
use crate::domain::convert::first_contact;
use crate::domain::fault::Fault;
use crate::domain::ids::EntryRef;
use crate::domain::posts::Posts;
use crate::domain::register::{Ctx, Field, Head, Kind, MaskHow};
use crate::domain::staff;
use crate::domain::value::{Value, Valued};
use crate::field;
use crate::text::lang::{T, t};

/// Its largest amounts are typed by people: counts of visits and returns never come near.
const MANY: Kind = Kind::Int(0, 9_999);

pub(super) fn fields() -> Vec<Field<Request>> {
    let know = Posts::DESK;
    let mut all = vec![
        Field::place().column(12),
        field!(Request, category, t("类别", "Category"), Kind::Choice(Category::CHOICES)).column(8),
        field!(Request, text, t("内容", "What"), Kind::Text(500)).column(28),
        field!(Request, urgency, t("紧急程度", "Urgency"), Kind::Choice(Urgency::CHOICES)).column(6),
        field!(Request, triage, t("定急缘由", "Why so urgent"), Kind::Choice(Decided::CHOICES))
            .hint(t("在紧急程度一栏按 ? 问出来的", "What the questions after the urgency came to (? there)")),
        field!(Request, spot, t("具体位置", "Exact position"), Kind::Line(60)),
        field!(Request, item, t("报修项目", "Kind of fault"), Kind::Link("fault_kind")),
        yes(
            "in_home",
            t("入户维修", "In the customer's rooms"),
            |_, e| shown(e.in_home),
            |_, e, v| {
                e.in_home = Valued::take(v)?;
                Ok(())
            },
        ),
        Field::person(),
        field!(Request, reporter, t("报修人", "Reporter"), Kind::Line(40)).masked(MaskHow::Name, know),
        field!(Request, phone, t("电话", "Phone"), Kind::Phone).masked(MaskHow::Phone, know),
        field!(Request, channel, t("渠道", "Channel"), Kind::Choice(Channel::CHOICES)),
        field!(Request, appointment, t("预约时间", "Appointment"), Kind::At),
        field!(Request, appointment_until, t("预约至", "Appointment until"), Kind::At),
        field!(Request, promise, t("对客户的承诺", "Promise to the customer"), Kind::Line(80)),
        field!(Request, promise_at, t("承诺时间", "Promised by"), Kind::At),
        Field::occurred_at(),
        first_contact(),
        Field::computed("usual_team", t("常办班组", "Usual team"), Kind::TEAM, |h, e, ctx| {
            // Of use until the work is done; looking it up for every row of an export would be a waste.
            let wanted = UNFINISHED.contains(&h.state);
            let team = wanted.then(|| usual_team(e.item, e.category, ctx.look)).transpose()?;
            Ok(team.flatten().value())
        }),
        Field::team().by_action(),
        Field::owner().by_action().column(8),
        field!(Request, waiting_for, t("等待", "Waiting for"), Kind::Choice(Wait::CHOICES)),
        field!(Request, wake_at, t("何时再看", "Look again at"), Kind::At),
        field!(Request, reason, t("原因", "Reason"), Kind::Line(REASON)),
        field!(Request, work_done, t("处理情况", "Work done"), Kind::Text(500)),
        field!(Request, cause, t("故障原因", "Cause"), Kind::Choice(Cause::CHOICES)),
        field!(Request, note, t("进展备注", "Note"), Kind::Line(500)),
        Field::new("again", t("再次来报", "Reported again"), Kind::Text(2000), again, |_, _, _| Ok(()))
            .masked(MaskHow::Name, know)
            .derived(),
        field!(Request, urged, t("催单次数", "Urged"), MANY).derived(),
        field!(Request, urged_at, t("最近催单", "Last urged"), Kind::At).derived(),
        Field::computed("observers", t("关注人", "Observers"), Kind::Line(200), observers),
    ];
    all.extend(money_fields());
    all.extend(time_fields());
    all.extend(link_fields());
    all
}

fn money_fields() -> Vec<Field<Request>> {
    vec![
        field!(Request, charge, t("有偿/无偿", "Free or chargeable"), Kind::Choice(Charge::CHOICES)),
        field!(Request, expected_fee, t("已告知预计费用", "Expected charge told"), Kind::Fen),
        field!(Request, estimate, t("报价", "Estimate"), Kind::Fen).by_action(),
        field!(Request, estimate_agreed_at, t("客户同意时间", "Agreed at"), Kind::At).derived(),
        field!(Request, estimate_agreed_by, t("同意人", "Agreed by"), Kind::Line(40))
            .by_action()
            .masked(MaskHow::Name, Posts::DESK),
        Field::computed("labour", t("人工费", "Labour"), Kind::Fen, labour),
        Field::computed("materials", t("材料费", "Materials"), Kind::Fen, materials),
        field!(Request, waived, t("减免", "Waived"), Kind::Fen).by_action(),
        Field::computed("total", t("应收合计", "To pay"), Kind::Fen, total),
        yes("warranty", t("保修期内", "Warranty"), |_, e| shown(e.warranty), |_, _, _| Ok(())).by_action(),
        Field::computed("warranty_until", t("房屋保修至", "Warranty until"), Kind::Date, warranty_until),
    ]
}

fn time_fields() -> Vec<Field<Request>> {
    vec![
        field!(Request, responded_at, t("响应时间", "Responded at"), Kind::At).derived(),
        field!(Request, dispatched_at, t("派工时间", "Dispatched at"), Kind::At).derived(),
        field!(Request, accepted_at, t("接单时间", "Accepted at"), Kind::At).derived(),
        field!(Request, arrived_at, t("到场时间", "On site at"), Kind::At).derived(),
        field!(Request, visits, t("上门次数", "Visits"), MANY).derived(),
        field!(Request, controlled_at, t("控制时间", "Under control at"), Kind::At).derived(),
        field!(Request, finished_at, t("完工时间", "Finished at"), Kind::At).derived(),
        field!(Request, closed_at, t("办结时间", "Closed at"), Kind::At).derived(),
        by("respond_by", t("响应时限", "Respond by"), |_, e| limit(e, Limit::Respond)),
        by("arrive_by", t("到场时限", "On site by"), |_, e| limit(e, Limit::Arrive)),
        by("control_by", t("控制时限", "Under control by"), |_, e| limit(e, Limit::Control)),
        by("finish_by", t("完工时限", "Finish by"), |_, e| limit(e, Limit::Finish)),
        field!(Request, score, t("评分", "Score"), Kind::Int(1, 5)).derived(),
        yes("passed", t("验收合格", "Passed"), |_, e| shown(e.passed), |_, _, _| Ok(())).derived(),
        field!(Request, return_count, t("退单次数", "Returned"), MANY).derived(),
    ]
}

fn link_fields() -> Vec<Field<Request>> {
    vec![
        field!(Request, rework_of, t("返修自", "Rework of"), Kind::Link("request")).by_action(),
        field!(Request, incident, t("所属事件", "Incident"), Kind::Link("incident")).by_action(),
        field!(Request, merged_into, t("并入", "Merged into"), Kind::Link("request")).by_action(),
        field!(Request, split_from, t("拆分自", "Split from"), Kind::Link("request")).by_action(),
        // Tells the request that takes another in which one it is; nothing is kept under it.
        Field::new(
            "source",
            t("来源报修", "Source"),
            Kind::Link("request"),
            |_, _| Value::None,
            |_, _, _| Ok(()),
        )
        .derived(),
        // And who observed that one.
        Field::new(
            "came",
            t("一并关注的人", "Observers who come along"),
            Kind::Text(4000),
            |_, _| Value::None,
            |_, _, _| Ok(()),
        )
        .derived(),
    ]
}

type Set = fn(&mut Head, &mut Request, Value) -> Result<(), T>;

/// A flag that is worth a line only when it is set.
const fn yes(id: &'static str, label: T, get: fn(&Head, &Request) -> Value, set: Set) -> Field<Request> {
    Field::new(id, label, Kind::Flag, get, set)
}

const fn shown(flag: bool) -> Value {
    if flag { Value::Flag(true) } else { Value::None }
}

fn by(id: &'static str, label: T, get: fn(&Head, &Request) -> Value) -> Field<Request> {
    Field::new(id, label, Kind::At, get, |_, _, _| Ok(())).derived()
}

fn limit(entry: &Request, limit: Limit) -> Value {
    entry.clocks.last(limit).and_then(|timer| timer.due).value()
}

fn again(_: &Head, entry: &Request) -> Value {
    let line = |a: &super::Again| format!("{} {}", a.reporter, a.text).trim().to_owned();
    Value::List(entry.again.iter().map(line).collect())
}

fn observers(_: &Head, entry: &Request, ctx: &Ctx<'_>) -> Result<Value, Fault> {
    let mut names = Vec::new();
    for staff in entry.told_too() {
        let name = ctx.look.field(EntryRef::new(staff::TAG, staff.0), "name")?;
        names.extend(name.text().map(str::to_owned));
    }
    Ok(if names.is_empty() { Value::None } else { Value::Text(names.join("、")) })
}
