//! The table of a complaint's actions: who may do what from which state, and what is asked.

use super::ladder::{self, by_hand};
use super::{
    APPROVED, ASSIGNED, CLASSIFIED, CLOSED, Complaint, EXECUTING, FOLLOWED_UP, INVALID, INVESTIGATING, OPEN,
    PROPOSAL, REGISTERED, REPLIED, SUSPENDED, TRANSFERRED, UNANSWERED, WORKING, rules,
};
use crate::domain::hand_over::hand_over;
use crate::domain::posts::{Post, Posts};
use crate::domain::register::{Action, Ask, RETIME, TICK, To};
use crate::text::lang::t;

const LEADS: Posts = Posts::of(&[Post::Manager, Post::Supervisor]);
const CLASSED: &[u8] = &[CLASSIFIED, ASSIGNED, INVESTIGATING, PROPOSAL, APPROVED, EXECUTING];

fn log_asks() -> Vec<Ask> {
    vec![
        Ask::may("place"),
        Ask::may("topic"),
        Ask::may("text"),
        Ask::more("complainant"),
        Ask::more("phone"),
        Ask::more("anonymous"),
        Ask::more("channel"),
        Ask::more("severity"),
        Ask::more("persons"),
        Ask::more("households"),
        Ask::more("person"),
        Ask::more("subject"),
        Ask::more("cause"),
        Ask::more("occurred_at"),
    ]
}

pub(super) fn actions() -> Vec<Action<Complaint>> {
    [handling(), deciding(), beside(), program()].into_iter().flatten().collect()
}

/// From the first word to the answer.
fn handling() -> Vec<Action<Complaint>> {
    let hands = Posts::DESK;
    vec![
        Action::create("log", t("登记投诉", "Log a complaint"), REGISTERED, Posts::STAFF, log_asks())
            .effects(rules::log),
        Action::step(
            "classify",
            t("分类定级", "Classify"),
            &[REGISTERED],
            To::State(CLASSIFIED),
            Posts::LEAD,
            vec![Ask::must("severity"), Ask::must("topic"), Ask::may("cause")],
        )
        .effects(rules::classed),
        Action::step(
            "assign",
            t("派办", "Assign"),
            &[REGISTERED, CLASSIFIED, ASSIGNED, INVESTIGATING],
            To::State(ASSIGNED),
            Posts::LEAD,
            vec![Ask::may("owner"), Ask::may("team"), Ask::more("note")],
        )
        .effects(rules::assign),
        Action::step("receive", t("签收", "Receive"), &[ASSIGNED], To::Stay, hands, vec![Ask::more("note")])
            .guard(rules::may_receive)
            .effects(rules::receive),
        Action::step(
            "respond",
            t("已联系投诉人", "Complainant rung back"),
            WORKING,
            To::Stay,
            hands,
            vec![Ask::may("note")],
        )
        .effects(rules::respond),
        Action::step(
            "investigate",
            t("调查", "Investigate"),
            &[ASSIGNED, INVESTIGATING],
            To::State(INVESTIGATING),
            hands,
            vec![Ask::may("investigation")],
        )
        .effects(rules::investigate),
        Action::step(
            "verify",
            t("核实", "Verify"),
            &[INVESTIGATING],
            To::Stay,
            hands,
            vec![
                Ask::must("justified"),
                Ask::must("why_justified"),
                Ask::may("cause"),
                Ask::more("investigation"),
            ],
        ),
        Action::step(
            "propose",
            t("提出处理意见", "Propose"),
            &[INVESTIGATING],
            To::State(PROPOSAL),
            hands,
            vec![Ask::must("proposal"), Ask::may("measures"), Ask::more("compensation")],
        )
        .guard(rules::verified)
        .effects(rules::propose),
        Action::step(
            "execute",
            t("落实", "Carry out"),
            &[APPROVED, EXECUTING],
            To::State(EXECUTING),
            hands,
            vec![Ask::may("measures")],
        ),
        Action::step(
            "answer",
            t("答复", "Answer"),
            &[INVESTIGATING, APPROVED, EXECUTING, TRANSFERRED],
            To::State(REPLIED),
            hands,
            vec![
                Ask::must("answer"),
                Ask::must("answer_form"),
                Ask::may("root_cause"),
                Ask::may("prevention"),
                Ask::more("measures"),
            ],
        )
        .guard(rules::may_answer)
        .effects(rules::answer),
    ]
}

/// What others decide about it.
fn deciding() -> Vec<Action<Complaint>> {
    vec![
        Action::step(
            "approve",
            t("批准", "Approve"),
            &[PROPOSAL],
            To::State(APPROVED),
            LEADS,
            vec![Ask::may("approval"), Ask::may("head_word")],
        )
        .guard(rules::may_approve)
        .effects(rules::approve),
        Action::step(
            "send_back",
            t("退回重拟", "Send back"),
            &[PROPOSAL],
            To::State(INVESTIGATING),
            LEADS,
            vec![Ask::must("reason")],
        )
        .guard(rules::may_approve)
        .effects(rules::send_back),
        Action::step(
            "close",
            t("办结", "Close"),
            &[REPLIED, FOLLOWED_UP],
            To::State(CLOSED),
            LEADS,
            vec![Ask::may("root_cause"), Ask::may("prevention")],
        )
        .guard(rules::may_close)
        .effects(rules::close),
        Action::step(
            "reclassify",
            t("重新定级", "Classify anew"),
            &[CLASSIFIED, ASSIGNED, INVESTIGATING, PROPOSAL, APPROVED, EXECUTING, SUSPENDED, TRANSFERRED],
            To::Stay,
            LEADS,
            vec![Ask::may("severity"), Ask::may("topic"), Ask::may("cause"), Ask::must("reason")],
        )
        .effects(rules::reclassed),
        Action::step(
            "suspend",
            t("暂缓", "Suspend"),
            CLASSED,
            To::State(SUSPENDED),
            Posts::LEAD,
            vec![Ask::must("waiting_for"), Ask::must("wake_at"), Ask::may("reason")],
        )
        .effects(rules::suspend),
        Action::step(
            "transfer",
            t("转出", "Transfer"),
            CLASSED,
            To::State(TRANSFERRED),
            Posts::LEAD,
            vec![Ask::must("transferred_to"), Ask::must("reason"), Ask::must("wake_at")],
        )
        .effects(rules::transfer),
        Action::step(
            "resume",
            t("恢复办理", "Resume"),
            &[SUSPENDED, TRANSFERRED],
            To::Stay,
            Posts::DESK,
            vec![Ask::may("note")],
        )
        .effects(rules::resume),
        Action::step(
            "invalid",
            t("不成立", "Set aside"),
            UNANSWERED,
            To::State(INVALID),
            LEADS,
            vec![Ask::must("reason")],
        )
        .confirm()
        .effects(rules::set_aside),
        Action::step(
            "reopen",
            t("重新打开", "Reopen"),
            &[REPLIED, FOLLOWED_UP, CLOSED, INVALID],
            To::State(ASSIGNED),
            Posts::DESK,
            vec![Ask::must("reason")],
        )
        .effects(rules::reopen),
    ]
}

/// What can be added at any time.
fn beside() -> Vec<Action<Complaint>> {
    let hands = Posts::DESK;
    vec![
        Action::step(
            "join",
            t("增加联名人", "Somebody joins"),
            OPEN,
            To::Stay,
            Posts::STAFF,
            vec![
                Ask::may("party_name"),
                Ask::may("party_place"),
                Ask::may("party_phone"),
                Ask::more("party_person"),
                Ask::more("party_size"),
            ],
        )
        .effects(rules::join),
        Action::step("urge", t("催办", "Urged"), UNANSWERED, To::Stay, Posts::STAFF, vec![Ask::may("note")])
            .effects(rules::urge),
        hand_over(OPEN, &[Ask::may("team"), Ask::must("reason")]),
        Action::step("note", t("记进展", "Add a note"), OPEN, To::Stay, hands, vec![Ask::must("note")]),
        Action::step(
            "promise",
            t("记下承诺", "Write down a promise"),
            OPEN,
            To::Stay,
            hands,
            vec![Ask::must("promise"), Ask::must("promise_at")],
        )
        .effects(rules::promise),
        Action::step(
            "escalate",
            t("升级", "Escalate"),
            UNANSWERED,
            To::Stay,
            Posts::STAFF,
            vec![Ask::must("reason")],
        )
        .guard(ladder::below_top)
        .effects(by_hand),
    ]
}

/// What the program itself does.
fn program() -> Vec<Action<Complaint>> {
    let nobody = Posts::NONE;
    vec![
        // The follow-up that asked the complainant moves the complaint on.
        Action::step(
            "follow_up",
            t("已回访", "Follow up"),
            &[REPLIED],
            To::State(FOLLOWED_UP),
            nobody,
            vec![],
        )
        .effects(rules::followed_up),
        // Somebody joined or left.
        Action::step("recount", t("重新计数", "Count again"), OPEN, To::Stay, nobody, vec![])
            .effects(ladder::step),
        Action::step(TICK, t("到时检查", "Look at the time"), OPEN, To::Stay, nobody, vec![])
            .effects(ladder::tick),
        Action::step(RETIME, t("重算时限", "Count the limits anew"), OPEN, To::Stay, nobody, vec![]).effects(
            |_, e, _, ctx| {
                e.clocks.retime(&*ctx.look.calendars()?);
                Ok(Vec::new())
            },
        ),
    ]
}
