//! What came besides work orders in the lived days: complaints at every step of their way, enquiries, matters passed on,
//! and a burst pipe at night that many rang about.

use super::plan::{Plan, choice};
use super::{house, staff_id, text};
use crate::domain::demo::dice::Dice;
use crate::domain::moment::At;
use crate::domain::register::Values;
use crate::domain::value::Value;

const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;
const MANAGER: usize = 0;
const SUPERVISOR: usize = 1;
const RECEPTIONIST: usize = 2;
const SENIOR: usize = 4;
const OFFICER: usize = 5;

/// How far a complaint has come.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Come {
    Logged,
    Classified,
    Assigned,
    Received,
    Investigated,
    Proposed,
    Approved,
    Answered,
}

/// Minutes ago, channel, topic, severity, how far, words.
type DemoComplaint = (i64, &'static str, &'static str, &'static str, Come, &'static str);

const COMPLAINTS: &[DemoComplaint] = &[
    (5 * DAY, "phone", "environment", "minor", Come::Answered, "单元门口垃圾桶满了两天没人清，味道很大"),
    (4 * DAY, "visit", "attitude", "minor", Come::Answered, "昨晚门岗对来访亲属说话不客气"),
    (3 * DAY, "hotline", "lift", "important", Come::Approved, "电梯一周内停了三次，老人下不了楼"),
    (2 * DAY, "phone", "parking", "minor", Come::Investigated, "固定车位被外来车辆占用"),
    (30 * HOUR, "message", "charges", "minor", Come::Received, "公摊电费比上月多一倍，要求说明"),
    (26 * HOUR, "committee", "facilities", "important", Come::Proposed, "地下车库照明坏了近一半"),
    (5 * HOUR, "phone", "neighbour", "minor", Come::Assigned, "楼上装修中午施工，影响老人休息"),
    (100, "visit", "safety", "minor", Come::Classified, "北门夜间没人值守"),
    (70, "phone", "structure", "minor", Come::Logged, "顶楼下雨渗水，报修过两次还漏"),
];

/// All of it.
pub(super) fn service(plan: &mut Plan<'_>) {
    for (no, complaint) in COMPLAINTS.iter().enumerate() {
        self::complaint(plan, no as u64, *complaint);
    }
    enquiries(plan);
    passed_on(plan);
    burst(plan);
}

fn room(plan: &Plan<'_>, stream: u64, no: u64) -> Value {
    let index = Dice::new(plan.demo.seed, stream, no).below(plan.demo.size.rooms());
    Value::Id(house::room_id(plan.demo, index).0)
}

fn complaint(plan: &mut Plan<'_>, no: u64, (ago, channel, topic, severity, come, words): DemoComplaint) {
    let begins = plan.demo.now.plus_minutes(-ago);
    let values = Values::default()
        .with("place", room(plan, 41, no))
        .with("text", text(words))
        .with("topic", choice(topic))
        .with("channel", choice(channel));
    let slot = plan.make(begins, RECEPTIONIST, "complaint", "log", values);
    let mut step = |after: i64, by: usize, least: Come, action: &'static str, values: Values| {
        if come >= least {
            plan.act(begins.plus_minutes(after), by, slot, ("complaint", action), values);
        }
    };
    let classes = Values::default().with("severity", choice(severity)).with("topic", choice(topic));
    step(8, SUPERVISOR, Come::Classified, "classify", classes);
    let owner = Values::default().with("owner", Value::Id(staff_id(OFFICER).0));
    step(12, SUPERVISOR, Come::Assigned, "assign", owner);
    step(20, OFFICER, Come::Received, "receive", Values::default());
    step(
        45,
        OFFICER,
        Come::Investigated,
        "investigate",
        Values::default().with("investigation", text("已到现场查看并拍照")),
    );
    let justified = Values::default()
        .with("justified", choice("justified"))
        .with("why_justified", text("现场情况与反映一致"));
    step(70, OFFICER, Come::Investigated, "verify", justified);
    let proposal = Values::default().with("proposal", text("当日整改，并增加巡查次数"));
    step(85, OFFICER, Come::Proposed, "propose", proposal);
    step(140, MANAGER, Come::Approved, "approve", Values::default().with("approval", text("同意，注意回访")));
    let answer = Values::default()
        .with("answer", text("已整改到位，今后每天巡查，谢谢监督"))
        .with("answer_form", choice("phone"))
        .with("root_cause", text("班组交接时遗漏"))
        .with("prevention", text("列入每日巡查表"));
    step(260, OFFICER, Come::Answered, "answer", answer);
}

/// Minutes ago, the question, the answer (none yet when empty), whether it is over.
const ENQUIRIES: &[(i64, &str, &str, bool)] = &[
    (3 * DAY, "问供暖费今年什么时候交、能不能刷卡", "11 月 15 日前，前台可刷卡，也可在手机上交", true),
    (2 * DAY, "问装修押金退还要什么手续", "验收合格满三个月，凭收据和身份证到前台办理", true),
    (7 * HOUR, "问水箱清洗当天几点恢复供水", "下午四点前恢复", false),
    (80, "问能不能在楼下装充电桩", "", false),
];

fn enquiries(plan: &mut Plan<'_>) {
    for (no, (ago, question, answer, over)) in ENQUIRIES.iter().enumerate() {
        let at = plan.demo.now.plus_minutes(-ago);
        let values = Values::default().with("text", text(*question)).with("place", room(plan, 42, no as u64));
        let slot = plan.make(at, RECEPTIONIST, "enquiry", "log", values);
        if !answer.is_empty() {
            let said = Values::default().with("answer", text(*answer));
            plan.act(at.plus_minutes(25), RECEPTIONIST, slot, ("enquiry", "answer"), said);
        }
        if *over {
            plan.act(at.plus_minutes(40), RECEPTIONIST, slot, ("enquiry", "close"), Values::default());
        }
    }
}

/// Minutes ago, receiver, words, whether it was acknowledged, result.
const PASSED: &[(i64, &str, &str, bool, &str)] = &[
    (2 * DAY, "engineering", "请查 2 号楼水压偏低的原因", true, "减压阀已调好"),
    (20 * HOUR, "security", "请夜间加强北门巡逻，并留意外来车辆", true, ""),
    (90, "finance", "请核对本月公摊电费的计算表", false, ""),
];

fn passed_on(plan: &mut Plan<'_>) {
    for (ago, receiver, words, received, result) in PASSED {
        let at = plan.demo.now.plus_minutes(-ago);
        let values = Values::default().with("text", text(*words)).with("receiver", choice(receiver));
        let slot = plan.make(at, RECEPTIONIST, "pass_on", "pass", values);
        if *received {
            plan.act(at.plus_minutes(18), SENIOR, slot, ("pass_on", "receive"), Values::default());
        }
        if !result.is_empty() {
            let said = Values::default().with("result", text(*result));
            plan.act(at.plus_minutes(5 * HOUR), SENIOR, slot, ("pass_on", "finish"), said);
        }
    }
}

/// What those who rang about the burst pipe said.
const CALLERS: &[&str] = &[
    "家里没水了",
    "楼道里在淌水",
    "厨房漏水到楼下",
    "什么时候来水",
    "电梯厅有水",
    "卫生间返水",
    "听见管道有水声",
    "家里停水，老人要用水",
];

/// Minutes after it began, kind of line, words.
const LINES: &[(i64, &str, &str)] = &[
    (3, "observed", "六层管井喷水，电梯厅积水约两厘米"),
    (12, "measure", "关闭 2 单元给水总阀，两部电梯停到八层"),
    (30, "arrived", "水电班三人到场，开始抢修"),
];

/// A pipe bursts at night: one incident, and everybody who rang about it.
fn burst(plan: &mut Plan<'_>) {
    let at: At = plan.demo.now.plus_minutes(-(3 * DAY + 7 * HOUR));
    let place = room(plan, 43, 0);
    let values = Values::default()
        .with("kind", choice("flood"))
        .with("text", text("给水立管爆裂，水从六层管井往下流"))
        .with("place", place.clone());
    let slot = plan.make(at, SENIOR, "incident", "open", values);
    plan.act(at.plus_minutes(4), SENIOR, slot, ("incident", "handle"), Values::default());
    for (no, words) in CALLERS.iter().enumerate() {
        // The practice office has no incident before this one.
        let said = Values::default()
            .with("incident", Value::Id(1))
            .with("place", room(plan, 44, no as u64))
            .with("words", text(*words));
        let after = 5 + 4 * i64::try_from(no).unwrap_or(0);
        plan.make(at.plus_minutes(after), RECEPTIONIST, "caller_report", "take", said);
    }
    plan.act(at.plus_minutes(55), SENIOR, slot, ("incident", "control"), Values::default());
    for (after, kind, words) in LINES {
        let said = Values::default()
            .with("incident", Value::Id(1))
            .with("kind", choice(kind))
            .with("text", text(*words));
        plan.make(at.plus_minutes(*after), SENIOR, "incident_line", "write", said);
    }
    let ended = Values::default()
        .with("losses", text("两户厨房吊顶受潮"))
        .with("persons", Value::Int(26))
        .with("authorities", text("无"));
    plan.act(at.plus_minutes(4 * HOUR), SENIOR, slot, ("incident", "close"), ended);
    let report = Values::default()
        .with("report", text("凌晨给水立管爆裂，关阀抢修，四小时后恢复供水"))
        .with("cause", text("管道老化"))
        .with("responsibility", text("公共管道自然老化，非人为"))
        .with("aftermath", text("为两户检修吊顶，送桶装水"))
        .with("prevention", text("排查同批立管"));
    plan.act(at.plus_minutes(20 * HOUR), SENIOR, slot, ("incident", "summarise"), report);
    let review = Values::default().with("review", text("处置及时，通知到位"));
    plan.act(at.plus_minutes(30 * HOUR), MANAGER, slot, ("incident", "review"), review);
}
