//! The table of figures: a row each, in the order of the screen.

use super::{Event, Fact, Figure, Reach, Side, Unit};
use crate::text::lang::t;

const RECEIVED: Side = Side::all(Event::RequestReceived);
const FINISHED: Side = Side::all(Event::RequestFinished);
const CLOSED: Side = Side::all(Event::RequestClosed);
const DISPATCHED: Side = Side::all(Event::RequestDispatched);
const COMPLAINTS: Side = Side::all(Event::ComplaintReceived);
const COMPLAINTS_CLOSED: Side = Side::all(Event::ComplaintClosed);
const JUSTIFIED: Side = Side::of(Event::ComplaintReceived, |fact, _| fact.is(Fact::JUSTIFIED));
const ANSWERED: Side = Side::all(Event::FollowUpAnswered);
const SCORED: Side = Side::of(Event::FollowUpAnswered, |fact, _| fact.is(Fact::SCORED));
/// What was not done when the period ended, however old: an old matter is left over as well, and more so.
const LEFT_OVER: Side = Side {
    reach: Reach::UpToEnd,
    ..Side::of(Event::RequestReceived, |fact, window| !fact.ended_before(window.end))
};
/// Households as they are now.
const HOUSEHOLDS: Side = Side { reach: Reach::Ever, ..Side::all(Event::Household) };

const fn count(
    id: &'static str,
    label: crate::text::lang::T,
    formula: crate::text::lang::T,
    above: Side,
) -> Figure {
    Figure { id, label, formula, unit: Unit::Count, above, below: None }
}

/// All figures.
pub const FIGURES: &[Figure] = &[
    count(
        "requests",
        t("报修量", "Requests"),
        t("本期接到的报修（并单的只计一次）", "Requests received in the period; merged ones count once"),
        RECEIVED,
    ),
    count(
        "requests-closed",
        t("办结量", "Requests closed"),
        t("本期办结的报修", "Requests closed in the period"),
        CLOSED,
    ),
    Figure {
        id: "response-on-time",
        label: t("响应及时率", "On-time response"),
        formula: t(
            "时限内响应的报修 ÷ 本期接到、已响应或响应时限已到的报修",
            "Requests answered within the limit ÷ requests received in the period that were answered or whose limit is over",
        ),
        unit: Unit::Percent,
        above: Side::of(Event::RequestReceived, |fact, _| fact.is(Fact::MET)),
        below: Some(Side::of(Event::RequestReceived, |fact, window| {
            fact.is(Fact::LIMITED)
                && (fact.is(Fact::HAPPENED) || fact.due.is_some_and(|due| due < window.now))
        })),
    },
    Figure {
        id: "arrival-on-time",
        label: t("到场及时率", "On-time arrival"),
        formula: t(
            "时限内到场的报修 ÷ 本期派工的报修（没有到场时限的，到场即为及时）",
            "Arrivals within the limit ÷ requests dispatched in the period; without a limit any arrival is in time",
        ),
        unit: Unit::Percent,
        above: Side::of(Event::RequestDispatched, |fact, _| fact.is(Fact::MET)),
        below: Some(DISPATCHED),
    },
    Figure {
        id: "repair-on-time",
        label: t("维修及时率", "On-time repair"),
        formula: t(
            "到场、完工都在时限内的报修 ÷ 本期到期的报修",
            "Requests whose arrival and finish met their limits ÷ requests due in the period",
        ),
        unit: Unit::Percent,
        above: Side::of(Event::RequestDue, |fact, _| fact.is(Fact::MET)),
        below: Some(Side::of(Event::RequestDue, |fact, window| {
            fact.is(Fact::HAPPENED) || fact.at < window.now
        })),
    },
    Figure {
        id: "repair-passed",
        label: t("维修合格率", "Repair pass rate"),
        formula: t(
            "检查合格或业主确认的报修 ÷ 本期完工的报修",
            "Requests that passed their check or were confirmed by the owner ÷ requests finished in the period",
        ),
        unit: Unit::Percent,
        above: Side::of(Event::RequestFinished, |fact, _| fact.is(Fact::PASSED)),
        below: Some(FINISHED),
    },
    Figure {
        id: "rework",
        label: t("返修率", "Rework rate"),
        formula: t(
            "本期因同一故障再次报修的单 ÷ 本期完工的报修",
            "Requests received in the period for a fault that was repaired shortly before ÷ requests finished in the period",
        ),
        unit: Unit::Percent,
        above: Side::of(Event::RequestReceived, |fact, _| fact.is(Fact::REWORK)),
        below: Some(FINISHED),
    },
    Figure {
        id: "first-fix",
        label: t("一次修复率", "First-time fix"),
        formula: t(
            "一次上门即办结的报修 ÷ 本期办结的报修",
            "Requests closed with one visit ÷ requests closed in the period",
        ),
        unit: Unit::Percent,
        above: Side::of(Event::RequestClosed, |fact, _| fact.is(Fact::ONE_VISIT)),
        below: Some(CLOSED),
    },
    Figure {
        id: "carried-over",
        label: t("遗留工单率", "Carried over"),
        formula: t(
            "期末未结的报修（含以前接到的）÷ 本期接到的报修",
            "Requests open at the end of the period, whenever received ÷ requests received in the period",
        ),
        unit: Unit::Percent,
        above: LEFT_OVER,
        below: Some(RECEIVED),
    },
    Figure {
        id: "follow-up",
        label: t("回访率", "Follow-up rate"),
        formula: t("已回访的单 ÷ 本期应回访的单", "Follow-ups made ÷ follow-ups due in the period"),
        unit: Unit::Percent,
        above: Side::of(Event::FollowUpDue, |fact, _| fact.is(Fact::HAPPENED)),
        below: Some(Side::of(Event::FollowUpDue, |fact, window| {
            fact.is(Fact::HAPPENED) || fact.at < window.now
        })),
    },
    Figure {
        id: "satisfaction",
        label: t("满意率", "Satisfaction"),
        formula: t("满意的答复 ÷ 本期有效答复", "Satisfied answers ÷ valid answers of the period"),
        unit: Unit::Percent,
        above: Side::of(Event::FollowUpAnswered, |fact, _| fact.is(Fact::SATISFIED)),
        below: Some(ANSWERED),
    },
    Figure {
        id: "satisfaction-index",
        label: t("满意度指数", "Satisfaction index"),
        formula: t(
            "得分之和（5 至 1 分各按设置的分值，通常 100、80、60、40、0）÷ 本期有评分的答复",
            "Sum of points (scores 5 to 1 as the scale is set, usually 100, 80, 60, 40, 0) ÷ answers with a score",
        ),
        unit: Unit::Index,
        above: Side { weigh: |fact, window| window.scale.of_usual(fact.points), ..SCORED },
        below: Some(SCORED),
    },
    count(
        "complaints",
        t("投诉量", "Complaints"),
        t("本期接到的投诉", "Complaints received in the period"),
        COMPLAINTS,
    ),
    Figure {
        id: "complaints-handled",
        label: t("投诉处理率", "Complaints handled"),
        formula: t(
            "本期接到、期末已结的投诉 ÷ 本期接到的投诉",
            "Complaints received in the period and closed by its end ÷ complaints received in the period",
        ),
        unit: Unit::Percent,
        above: Side::of(Event::ComplaintReceived, |fact, window| fact.ended_before(window.end)),
        below: Some(COMPLAINTS),
    },
    Figure {
        id: "complaints-on-time",
        label: t("投诉处理及时率", "Complaints handled on time"),
        formula: t(
            "时限内办结的投诉 ÷ 本期办结的投诉",
            "Complaints closed within their limit ÷ complaints closed in the period",
        ),
        unit: Unit::Percent,
        above: Side::of(Event::ComplaintClosed, |fact, _| fact.is(Fact::MET)),
        below: Some(COMPLAINTS_CLOSED),
    },
    Figure {
        id: "justified-per-household",
        label: t("有效投诉率（户）", "Justified per household"),
        formula: t(
            "本期接到的有效投诉 ÷ 现有户数",
            "Justified complaints received in the period ÷ households as of now",
        ),
        unit: Unit::Permille,
        above: JUSTIFIED,
        below: Some(HOUSEHOLDS),
    },
    Figure {
        id: "justified-share",
        label: t("有效投诉率（件）", "Justified of received"),
        formula: t("有效投诉 ÷ 本期接到的投诉", "Justified complaints ÷ complaints received in the period"),
        unit: Unit::Percent,
        above: JUSTIFIED,
        below: Some(COMPLAINTS),
    },
    Figure {
        id: "complaints-repeated",
        label: t("重复投诉率", "Repeated complaints"),
        formula: t(
            "30 天内同一事项再次投诉的件数 ÷ 本期接到的投诉",
            "Complaints about the same matter within 30 days ÷ complaints received in the period",
        ),
        unit: Unit::Percent,
        above: Side::of(Event::ComplaintReceived, |fact, _| fact.is(Fact::REPEATED)),
        below: Some(COMPLAINTS),
    },
    count(
        "enquiries",
        t("咨询量", "Enquiries"),
        t("本期接到的咨询", "Enquiries received in the period"),
        Side::all(Event::EnquiryReceived),
    ),
    count(
        "visits",
        t("来访来电", "Visits and calls"),
        t("本期登记的来访来电", "Visits and calls written down in the period"),
        Side::all(Event::VisitLogged),
    ),
    count(
        "incidents",
        t("突发事件", "Incidents"),
        t("本期发生的突发事件", "Incidents of the period"),
        Side::all(Event::IncidentOpened),
    ),
    count(
        "incident-contacts",
        t("事件来报", "Contacts about incidents"),
        t("本期就突发事件来报的人次", "People who reported incidents in the period"),
        Side::all(Event::CallerReported),
    ),
];
