//! The machines of the model, written by hand from the practice, and the fields that calls on them are given.

use serde_json::{Value as Json, json};

/// A step people may take: the verb, the states it starts from (none: it makes a new entry), those it may lead to
/// (none: it stays as it is).
pub type Step = (&'static str, &'static [&'static str], &'static [&'static str]);

/// What happens to an entry because of a call on another.
pub type Side = (&'static str, &'static [&'static str]);

/// What may become of the entries of a register.
pub struct Machine {
    pub register: &'static str,
    pub steps: &'static [Step],
    pub sides: &'static [Side],
}

/// A step that leaves the state as it is.
const STAYS: &[&str] = &[];
pub const UNDONE: &[&str] = &["registered", "dispatched", "accepted", "on-site", "waiting"];
const WORKING: &[&str] = &["dispatched", "accepted", "on-site", "waiting"];
const HANDLED: &[&str] = &["classified", "assigned", "investigating", "proposal", "approved", "executing"];

const RECLASSED: &[&str] = &[
    "classified",
    "assigned",
    "investigating",
    "proposal",
    "approved",
    "executing",
    "suspended",
    "transferred",
];
const UNANSWERED: &[&str] = &[
    "registered",
    "classified",
    "assigned",
    "investigating",
    "proposal",
    "approved",
    "executing",
    "suspended",
    "transferred",
];

/// Opened again, a complaint goes to whoever had it; one that nobody had waits to be given to somebody.
const AGAIN: &[&str] = &["assigned", "classified", "registered"];

pub const MACHINES: &[Machine] = &[
    Machine {
        register: "request",
        steps: &[
            ("log", &[], &["registered"]),
            ("dispatch", &["registered"], &["dispatched"]),
            ("accept", &["dispatched"], &["accepted"]),
            ("arrive", &["dispatched", "accepted", "waiting"], &["on-site"]),
            ("wait", &["dispatched", "accepted", "on-site"], &["waiting"]),
            ("resume", &["waiting"], &["dispatched", "accepted", "on-site"]),
            ("finish", WORKING, &["finished"]),
            ("return", &["dispatched", "accepted"], &["registered"]),
            ("transfer", WORKING, &["dispatched"]),
            ("cancel", UNDONE, &["cancelled"]),
            ("grab", &["registered"], &["accepted"]),
            ("rotate", &["registered"], &["dispatched"]),
            ("respond", &["registered"], STAYS),
            ("outsource", &["dispatched", "accepted", "on-site"], &["waiting"]),
            ("book", UNDONE, STAYS),
            ("agree", UNDONE, STAYS),
            ("claim", UNDONE, &["dispatched"]),
            ("merge", UNDONE, &["merged"]),
            ("unmerge", &["merged"], UNDONE),
            ("split", UNDONE, STAYS),
            ("unsplit", UNDONE, &["cancelled"]),
            ("reopen", &["finished", "followed-up", "closed"], &["dispatched"]),
            ("close", &["finished", "followed-up"], &["closed"]),
        ],
        // What the customer answers moves the work order on.
        sides: &[
            ("finished", &["followed-up", "closed", "dispatched"]),
            ("followed-up", &["closed", "dispatched"]),
        ],
    },
    Machine {
        register: "follow_up",
        steps: &[
            ("record", &["due", "tried"], &["tried", "done", "not-reached"]),
            ("review", &["done", "not-reached"], &["reviewed"]),
        ],
        sides: &[("due", &["withdrawn"]), ("tried", &["withdrawn"])],
    },
    Machine {
        register: "promise",
        steps: &[
            ("make", &[], &["open"]),
            ("keep", &["open"], &["kept"]),
            ("transfer", &["open"], STAYS),
            ("withdraw", &["open"], &["withdrawn"]),
        ],
        sides: &[("open", &["kept", "withdrawn"])],
    },
    Machine {
        register: "complaint",
        steps: &[
            ("log", &[], &["registered"]),
            ("classify", &["registered"], &["classified"]),
            ("assign", &["registered", "classified", "assigned", "investigating"], &["assigned"]),
            ("receive", &["assigned"], &["assigned"]),
            ("investigate", &["assigned", "investigating"], &["investigating"]),
            ("verify", &["investigating"], &["investigating"]),
            ("propose", &["investigating"], &["proposal"]),
            ("approve", &["proposal"], &["approved"]),
            ("send_back", &["proposal"], &["investigating"]),
            ("execute", &["approved", "executing"], &["executing"]),
            ("answer", &["investigating", "approved", "executing", "transferred"], &["replied"]),
            ("suspend", HANDLED, &["suspended"]),
            ("transfer", HANDLED, &["transferred"]),
            ("resume", &["suspended", "transferred"], HANDLED),
            ("reclassify", RECLASSED, STAYS),
            ("escalate", UNANSWERED, STAYS),
            ("close", &["replied", "followed-up"], &["closed"]),
            ("reopen", &["replied", "followed-up", "closed", "invalid"], AGAIN),
            ("invalid", UNANSWERED, &["invalid"]),
        ],
        sides: &[
            ("replied", &["followed-up", "closed", "assigned", "classified", "registered"]),
            ("followed-up", &["closed", "assigned", "classified", "registered"]),
        ],
    },
    Machine {
        register: "enquiry",
        steps: &[
            ("log", &[], &["registered"]),
            ("assign", &["registered"], STAYS),
            ("answer", &["registered"], &["answered"]),
            ("ask_again", &["registered", "answered"], &["registered"]),
            ("close", &["answered"], &["closed"]),
            ("to_request", &["registered", "answered"], &["converted"]),
            ("to_complaint", &["registered", "answered"], &["converted"]),
        ],
        sides: &[("answered", &["closed", "registered"])],
    },
    Machine {
        register: "pass_on",
        steps: &[
            ("pass", &[], &["sent"]),
            ("receive", &["sent"], &["received"]),
            ("finish", &["received"], &["done"]),
            ("return", &["sent", "received"], &["returned"]),
            ("pass_again", &["sent", "returned"], &["sent"]),
            ("withdraw", &["sent", "received", "returned"], &["withdrawn"]),
        ],
        sides: &[],
    },
    Machine {
        register: "incident",
        steps: &[
            ("open", &[], &["reported"]),
            ("handle", &["reported"], &["handling"]),
            ("control", &["reported", "handling"], &["under-control"]),
            ("again", &["under-control"], &["handling"]),
            ("close", &["under-control"], &["closed"]),
            ("false_alarm", &["reported", "handling"], &["false-alarm"]),
            ("summarise", &["closed"], &["report-written"]),
            ("review", &["report-written"], &["reviewed"]),
            ("send_back", &["report-written"], &["closed"]),
        ],
        sides: &[("reported", &["handling"])],
    },
];

/// The fields of a call, all of them sensible for some state.
pub fn fields(register: &str, verb: &str, roll: u8) -> Json {
    let one = |list: &[&'static str]| list[usize::from(roll) % list.len()];
    match (register, verb) {
        ("request", "log") => json!({"place": one(&["3-2-1801", "3-2-1802", "中心花园"]), "text": "漏水",
            "category": one(&["plumbing", "electrical", "lift"]), "urgency": one(&["ordinary", "urgent", "danger", "planned"])}),
        ("request", "dispatch") => json!({"owner": "孙师傅"}),
        ("request", "transfer") => json!({"owner": "孙师傅", "reason": "请假"}),
        ("request", "rotate") => json!({"team": "水电班"}),
        ("request", "outsource") => json!({"wake_at": "明天 10:00"}),
        ("request", "book") => json!({"appointment": one(&["明天 14:00", "后天 9:00", "2026-11-20 9:00"])}),
        ("request", "agree") => json!({"estimate": "80", "estimate_agreed_by": "张建国"}),
        ("request", "split") => json!({"text": "插座没电", "category": "electrical"}),
        ("request", "wait") => {
            json!({"waiting_for": one(&["material", "customer"]), "wake_at": "明天 10:00"})
        }
        ("request", "finish") => json!({"work_done": "换阀芯"}),
        ("request", "return" | "cancel" | "reopen") => json!({"reason": "客户改期"}),
        ("follow_up", "record") => {
            let outcome = one(&["satisfied", "dissatisfied", "unreachable"]);
            let score = (outcome != "unreachable").then_some(i64::from(roll % 5) + 1);
            json!({"outcome": outcome, "score": score})
        }
        ("promise", "make") => json!({"text": "回电话", "due_at": "明天 16:00", "place": "3-2-1801"}),
        ("promise", "transfer") => json!({"owner": "孙师傅"}),
        ("promise", "withdraw") => json!({"result": "不需要了"}),
        ("complaint", "log") => {
            json!({"place": one(&["3-2-1801", "3-2-1802", "12-1-101"]), "text": "楼道有异味",
            "topic": one(&["environment", "attitude", "lift"]), "complainant": "张建国"})
        }
        ("complaint", "classify") => {
            json!({"severity": one(&["minor", "important"]), "topic": one(&["environment", "lift"])})
        }
        ("complaint", "assign") => json!({"owner": "孙师傅"}),
        ("complaint", "verify") => {
            json!({"justified": one(&["justified", "unjustified"]), "why_justified": "现场看过"})
        }
        ("complaint", "propose") => json!({"proposal": "加派人手清理"}),
        ("complaint", "answer") => json!({"answer": "已清理，今后每天巡查", "answer_form": "phone",
            "root_cause": "清运不及时", "prevention": "每日巡查"}),
        ("complaint", "transfer") => {
            json!({"transferred_to": "开发商", "reason": "质保期内", "wake_at": "后天 9:00"})
        }
        ("complaint", "reclassify") => {
            json!({"severity": one(&["minor", "important"]), "reason": "重新核定"})
        }
        ("complaint", "escalate") => json!({"reason": "一直没有人管"}),
        ("complaint", "suspend") => json!({"waiting_for": "third-party", "wake_at": "后天 9:00"}),
        ("complaint", "send_back" | "invalid" | "reopen") => json!({"reason": "理由不足"}),
        ("enquiry", "log") => json!({"text": "问停水到几点", "place": one(&["3-2-1801", "12-1-101"])}),
        ("enquiry", "assign") => json!({"owner": "孙师傅"}),
        ("enquiry", "answer") => json!({"answer": "下午四点恢复"}),
        ("enquiry", "ask_again") => json!({"reason": "四点没有恢复"}),
        ("pass_on", "pass") => {
            json!({"text": "请工程部查水压", "receiver": one(&["engineering", "security"])})
        }
        ("pass_on", "pass_again") => json!({"receiver": "engineering"}),
        ("pass_on", "finish") => json!({"result": "已调好"}),
        ("pass_on", "return" | "withdraw") => json!({"reason": "不归我们管"}),
        ("incident", "open") => json!({"kind": one(&["flood", "outage", "theft"]), "text": "地库进水"}),
        ("incident", "false_alarm" | "send_back") => json!({"reason": "误报"}),
        ("incident", "review") => json!({"review": "处置得当"}),
        ("incident", "summarise") => {
            json!({"cause": "管道老化", "report": "报告如下", "prevention": "更换管道"})
        }
        _ => json!({}),
    }
}
