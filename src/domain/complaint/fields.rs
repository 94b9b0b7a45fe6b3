//! The fields of a complaint, in the order of its detail.

use super::{
    AnswerForm, Awaits, Cause, Channel, Climb, Complaint, Gravity, Justified, Outside, REASON, Rung, Topic,
};
use crate::domain::clock::Limit;
use crate::domain::convert::first_contact;
use crate::domain::follow_up::Outcome;
use crate::domain::posts::Posts;
use crate::domain::register::{Field, Kind, MaskHow};
use crate::domain::value::{Value, Valued};
use crate::field;
use crate::text::lang::{T, t};

/// What `join` asks about somebody who joins; it is kept with them, not with the complaint.
pub(super) const JOINING: [&str; 5] =
    ["party_name", "party_phone", "party_place", "party_person", "party_size"];

fn joining(id: &'static str, label: T, kind: Kind) -> Field<Complaint> {
    Field::new(id, label, kind, |_, _| Value::None, |_, _, _| Ok(())).by_action()
}

fn due(entry: &Complaint, limit: Limit) -> Value {
    entry.clocks.last(limit).and_then(|timer| timer.due).value()
}

fn by(
    id: &'static str,
    label: T,
    get: fn(&crate::domain::register::Head, &Complaint) -> Value,
) -> Field<Complaint> {
    Field::new(id, label, Kind::At, get, |_, _, _| Ok(())).derived()
}

pub(super) fn fields() -> Vec<Field<Complaint>> {
    let know = Posts::DESK;
    vec![
        Field::place().column(12),
        field!(Complaint, subject, t("事由", "Subject"), Kind::Line(60)),
        field!(Complaint, text, t("投诉内容", "Complaint"), Kind::Text(1000)).column(26),
        field!(Complaint, severity, t("等级", "Severity"), Kind::Choice(Gravity::CHOICES))
            .by_action()
            .column(6),
        field!(Complaint, topic, t("主题", "Topic"), Kind::Choice(Topic::CHOICES)).column(8),
        Field::new(
            "step",
            t("升级到", "Escalated to"),
            Kind::Choice(Rung::CHOICES),
            |_, e: &Complaint| (e.level() > 0).then(|| Rung::of_level(e.level())).value(),
            |_, _, _| Ok(()),
        )
        .derived()
        .column(10),
        field!(Complaint, level, t("升级级别", "Step of the ladder"), Kind::Int(0, 3)).derived(),
        field!(Complaint, climbed_for, t("升级原因", "Escalated because"), Kind::Choice(Climb::CHOICES))
            .derived(),
        field!(Complaint, climbed_at, t("升级时间", "Escalated at"), Kind::At).derived(),
        field!(Complaint, channel, t("渠道", "Channel"), Kind::Choice(Channel::CHOICES)),
        Field::person(),
        field!(Complaint, complainant, t("投诉人", "Complainant"), Kind::Line(40))
            .masked(MaskHow::Name, know),
        field!(Complaint, phone, t("电话", "Phone"), Kind::Phone).masked(MaskHow::Phone, know),
        field!(Complaint, anonymous, t("匿名", "Anonymous"), Kind::Flag)
            .hint(t("匿名投诉不保存姓名、电话和客户档案", "No name, phone or file is kept with it")),
        field!(Complaint, cause, t("原因归属", "Cause"), Kind::Choice(Cause::CHOICES)),
        Field::new(
            "persons",
            t("人数", "Persons"),
            Kind::Int(1, 100_000),
            |_, e| e.persons.value(),
            |_, e, v| {
                e.said_persons = Valued::take(v)?;
                Ok(())
            },
        ),
        Field::new(
            "households",
            t("户数", "Households"),
            Kind::Int(1, 100_000),
            |_, e| e.households.value(),
            |_, e, v| {
                e.said_households = Valued::take(v)?;
                Ok(())
            },
        ),
        field!(Complaint, group, t("群诉", "Group complaint"), Kind::Flag).derived(),
        Field::new(
            "repeat_of",
            t("重复于", "Repeats"),
            Kind::Link("complaint"),
            |_, e: &Complaint| e.repeat_of.map_or(Value::None, Value::Id),
            |_, e, v| {
                e.repeat_of = v.id();
                Ok(())
            },
        )
        .derived(),
        field!(Complaint, times, t("第几次投诉", "Complained about so often"), Kind::Int(1, 9999)).derived(),
        Field::occurred_at(),
        first_contact(),
        Field::team().by_action(),
        Field::owner().by_action().column(8),
        by("respond_by", t("响应时限", "Respond by"), |_, e| due(e, Limit::Respond)),
        by("control_by", t("方案时限", "Plan by"), |_, e| due(e, Limit::Control)),
        by("answer_by", t("答复时限", "Answer by"), |_, e| due(e, Limit::Answer)),
        by("finish_by", t("法定答复期限", "Answer by law by"), |_, e| due(e, Limit::Finish)),
        field!(
            Complaint,
            received_by_department_at,
            t("责任部门签收时间", "Received by the department"),
            Kind::At
        )
        .derived(),
        field!(Complaint, investigation, t("调查情况", "Investigation"), Kind::Text(1000)),
        field!(Complaint, justified, t("是否有效", "Justified"), Kind::Choice(Justified::CHOICES))
            .by_action(),
        field!(Complaint, why_justified, t("核实理由", "Why"), Kind::Text(500)).by_action(),
        field!(Complaint, proposal, t("处理意见", "Proposal"), Kind::Text(1000)).by_action(),
        field!(Complaint, proposed_by, t("拟办人", "Proposed by"), Kind::STAFF).derived(),
        field!(Complaint, compensation, t("赔偿/补偿", "Compensation"), Kind::Fen).by_action(),
        field!(Complaint, approval, t("审批意见", "Approver's words"), Kind::Text(500)).by_action(),
        field!(Complaint, head_word, t("项目负责人意见", "Project head's word"), Kind::Line(200)).by_action(),
        field!(Complaint, approved_by, t("审批人", "Approved by"), Kind::STAFF).derived(),
        field!(Complaint, approved_at, t("审批时间", "Approved at"), Kind::At).derived(),
        field!(Complaint, measures, t("落实情况", "What was done"), Kind::Text(1000)),
        field!(Complaint, answer, t("答复内容", "Answer"), Kind::Text(1000)).by_action(),
        field!(
            Complaint,
            answer_form,
            t("答复方式", "Form of the answer"),
            Kind::Choice(AnswerForm::CHOICES)
        )
        .by_action(),
        field!(Complaint, answered_at, t("答复时间", "Answered at"), Kind::At).derived(),
        field!(Complaint, satisfied, t("回访结果", "Follow-up"), Kind::Choice(Outcome::CHOICES)).by_action(),
        field!(Complaint, score, t("评分", "Score"), Kind::Int(1, 5)).by_action(),
        field!(Complaint, root_cause, t("根本原因", "Root cause"), Kind::Text(500)),
        field!(Complaint, prevention, t("预防措施", "Prevention"), Kind::Text(500)),
        field!(Complaint, waiting_for, t("等待", "Waiting for"), Kind::Choice(Awaits::CHOICES)).by_action(),
        field!(Complaint, transferred_to, t("转往", "Transferred to"), Kind::Choice(Outside::CHOICES))
            .by_action(),
        field!(Complaint, wake_at, t("何时再看", "Look again at"), Kind::At),
        field!(Complaint, reason, t("原因", "Reason"), Kind::Line(REASON)).by_action(),
        field!(Complaint, note, t("进展备注", "Note"), Kind::Line(500)),
        Field::new(
            "promise",
            t("对客户的承诺", "Promise to the customer"),
            Kind::Line(120),
            |_, _| Value::None,
            |_, _, _| Ok(()),
        )
        .by_action(),
        Field::new(
            "promise_at",
            t("承诺时间", "Promised by"),
            Kind::At,
            |_, _| Value::None,
            |_, _, _| Ok(()),
        )
        .by_action(),
        joining("party_name", t("加入人姓名", "Who joins"), Kind::Line(40)).masked(MaskHow::Name, know),
        joining("party_phone", t("加入人电话", "Their phone"), Kind::Phone).masked(MaskHow::Phone, know),
        joining("party_place", t("加入人房间", "Their room"), Kind::PLACE),
        joining("party_person", t("加入的客户", "Their file"), Kind::PERSON),
        joining("party_size", t("同来人数", "How many of them"), Kind::Int(1, 1000)),
        field!(Complaint, urged, t("催办次数", "Urged"), Kind::Int(0, 9999)).derived(),
        field!(Complaint, urged_at, t("最近催办", "Urged last at"), Kind::At).derived(),
        field!(Complaint, reopened, t("重开次数", "Reopened"), Kind::Int(0, 9999)).derived(),
        field!(Complaint, closed_at, t("办结时间", "Closed at"), Kind::At).derived(),
    ]
}
