//! The table of what may be done with a request: by whom, from which state, what is asked.

use super::join::{absorb, may_unmerge, may_unsplit, merge, release, split, unmerge};
use super::money::{agree, claim, waive};
use super::people::{
    accept, book, dispatch, give_back, grab, not_observing, observe, observing, rotate, unclaim, unobserve,
    urge,
};
use super::rules::{attach, cancel, close, commission, confirm, finish, log, may_close, reopen, unsplit};
use super::timing::{arrive, control, responded, retime, run_on, tick};
use super::{
    ACCEPTED, CANCELLED, CLOSED, DISPATCHED, FINISHED, FOLLOWED_UP, MERGED, ON_SITE, OPEN, REGISTERED,
    Request, UNFINISHED, WAITING, WORKING, Wait,
};
use crate::domain::posts::{Post, Posts};
use crate::domain::register::{Action, Ask, RETIME, Situation, TICK, To, UNCLAIM};
use crate::domain::value::Value;
use crate::text::lang::t;

/// Whatever it has become, but merged.
const OWN: &[u8] =
    &[REGISTERED, DISPATCHED, ACCEPTED, ON_SITE, WAITING, FINISHED, FOLLOWED_UP, CLOSED, CANCELLED];

fn log_asks() -> Vec<Ask> {
    vec![
        Ask::may("place"),
        Ask::may("category"),
        Ask::may("text"),
        Ask::more("urgency"),
        Ask::more("reporter"),
        Ask::more("phone"),
        Ask::more("spot"),
        Ask::more("person"),
        Ask::more("item"),
        Ask::more("in_home"),
        Ask::more("appointment"),
        Ask::more("appointment_until"),
        Ask::more("promise"),
        Ask::more("promise_at"),
        Ask::more("charge"),
        Ask::more("expected_fee"),
        Ask::more("channel"),
        Ask::more("occurred_at"),
        // Last: the questions fill it in, nobody tabs through it.
        Ask::more("triage"),
    ]
}

pub(super) fn actions() -> Vec<Action<Request>> {
    let mut all = vec![
        Action::create("log", t("登记报修", "Log a request"), REGISTERED, Posts::STAFF, log_asks())
            .effects(log),
    ];
    all.extend(hands());
    all.extend(work());
    all.extend(money());
    all.extend(around());
    all.extend(ends());
    all.extend(join());
    all.extend(program());
    all
}

/// In whose hands it is.
fn hands() -> Vec<Action<Request>> {
    let leads = Posts::LEAD;
    let to_whom = || vec![Ask::may("owner"), Ask::may("team").suggests("usual_team")];
    vec![
        Action::step(
            "dispatch",
            t("派工", "Dispatch"),
            &[REGISTERED],
            To::State(DISPATCHED),
            leads,
            [to_whom(), vec![Ask::more("note")]].concat(),
        )
        .effects(dispatch),
        Action::step(
            "rotate",
            t("轮派", "Dispatch by turns"),
            &[REGISTERED],
            To::State(DISPATCHED),
            leads,
            vec![Ask::must("team").suggests("usual_team")],
        )
        .effects(rotate),
        Action::step("grab", t("抢单", "Take it"), &[REGISTERED], To::State(ACCEPTED), Posts::DESK, vec![])
            .effects(grab),
        Action::step("accept", t("接单", "Accept"), &[DISPATCHED], To::State(ACCEPTED), Posts::DESK, vec![])
            .effects(accept),
        Action::step(
            "return",
            t("退单", "Return"),
            &[DISPATCHED, ACCEPTED],
            To::State(REGISTERED),
            Posts::DESK,
            vec![Ask::must("reason")],
        )
        .effects(give_back),
        Action::step(
            "transfer",
            t("转单", "Transfer"),
            WORKING,
            To::State(DISPATCHED),
            leads,
            vec![Ask::may("owner"), Ask::may("team"), Ask::must("reason")],
        )
        .effects(dispatch),
    ]
}

/// The work itself.
fn work() -> Vec<Action<Request>> {
    let who = Posts::DESK;
    vec![
        Action::step(
            "respond",
            t("已回电", "Called back"),
            &[REGISTERED],
            To::Stay,
            Posts::STAFF,
            vec![Ask::may("note")],
        )
        .effects(|_, e, _, ctx| {
            responded(e, ctx);
            Ok(Vec::new())
        }),
        Action::step(
            "arrive",
            t("到场", "On site"),
            &[DISPATCHED, ACCEPTED, WAITING],
            To::State(ON_SITE),
            who,
            vec![],
        )
        .effects(arrive),
        Action::step("control", t("已控制", "Under control"), WORKING, To::Stay, who, vec![Ask::may("note")])
            .guard(|s: &Situation<'_, Request>| match s.entry.controlled_at {
                Some(_) => Err(t("已登记过控制", "It is under control already").into()),
                None => Ok(()),
            })
            .effects(control),
        Action::step(
            "wait",
            t("转等待", "Wait"),
            &[DISPATCHED, ACCEPTED, ON_SITE],
            To::State(WAITING),
            who,
            vec![Ask::must("waiting_for"), Ask::must("wake_at"), Ask::may("note")],
        ),
        Action::step(
            "outsource",
            t("转外委", "Outsource"),
            &[DISPATCHED, ACCEPTED, ON_SITE],
            To::State(WAITING),
            who,
            vec![Ask::must("wake_at"), Ask::may("note")],
        )
        .effects(|_, e, _, _| {
            e.waiting_for = Some(Wait::Contractor);
            Ok(Vec::new())
        }),
        Action::step("resume", t("继续处理", "Resume"), &[WAITING], To::State(ON_SITE), who, vec![]).effects(
            |_, e, _, ctx| {
                run_on(e, ctx)?;
                Ok(Vec::new())
            },
        ),
        Action::step(
            "finish",
            t("完工", "Finish"),
            WORKING,
            To::State(FINISHED),
            who,
            vec![Ask::may("work_done"), Ask::more("cause")],
        )
        .effects(finish),
    ]
}

/// What it costs.
fn money() -> Vec<Action<Request>> {
    vec![
        Action::step(
            "agree",
            t("客户同意报价", "Customer agrees"),
            UNFINISHED,
            To::Stay,
            Posts::DESK,
            vec![Ask::must("estimate"), Ask::must("estimate_agreed_by")],
        )
        .effects(agree),
        Action::step(
            "claim",
            t("转开发商保修", "Claim on the warranty"),
            UNFINISHED,
            To::State(DISPATCHED),
            Posts::DESK,
            vec![Ask::may("note")],
        )
        .effects(claim),
        Action::step(
            "waive",
            t("减免费用", "Waive"),
            OPEN,
            To::Stay,
            Posts::LEAD,
            vec![Ask::must("waived"), Ask::must("reason")],
        )
        .effects(waive),
    ]
}

/// What goes on around it.
fn around() -> Vec<Action<Request>> {
    let who = Posts::DESK;
    vec![
        Action::step(
            "book",
            t("预约上门", "Book a visit"),
            UNFINISHED,
            To::Stay,
            who,
            vec![Ask::must("appointment"), Ask::may("appointment_until"), Ask::may("note")],
        )
        .effects(book),
        Action::step(
            "attach",
            t("并入再次来报", "Attach another report"),
            OPEN,
            To::Stay,
            Posts::STAFF,
            vec![Ask::may("note"), Ask::more("reporter"), Ask::more("phone")],
        )
        .effects(attach),
        Action::step("note", t("记进展", "Add a note"), OPEN, To::Stay, who, vec![Ask::must("note")]),
        Action::step("urge", t("催单", "Urge"), UNFINISHED, To::Stay, Posts::STAFF, vec![Ask::may("note")])
            .effects(urge),
        Action::step("observe", t("关注", "Observe"), OPEN, To::Stay, Posts::STAFF, vec![])
            .guard(not_observing)
            .effects(observe),
        Action::step("unobserve", t("取消关注", "Stop observing"), OPEN, To::Stay, Posts::STAFF, vec![])
            .guard(observing)
            .effects(unobserve),
    ]
}

/// How it ends, and begins again.
fn ends() -> Vec<Action<Request>> {
    let who = Posts::DESK;
    vec![
        Action::step(
            "confirm",
            t("客户确认合格", "Customer confirms"),
            &[FINISHED, FOLLOWED_UP],
            To::Stay,
            who,
            vec![Ask::may("score"), Ask::may("note")],
        )
        .effects(confirm),
        Action::step("close", t("办结", "Close"), &[FINISHED, FOLLOWED_UP], To::State(CLOSED), who, vec![])
            .guard(may_close)
            .effects(close),
        Action::step(
            "cancel",
            t("取消", "Cancel"),
            UNFINISHED,
            To::State(CANCELLED),
            who,
            vec![Ask::must("reason")],
        )
        .confirm()
        .effects(cancel),
        Action::step(
            "reopen",
            t("重新打开", "Reopen"),
            &[FINISHED, FOLLOWED_UP, CLOSED],
            To::State(DISPATCHED),
            who,
            vec![Ask::must("reason")],
        )
        .effects(reopen),
    ]
}

/// Two that are one, and one that is two.
fn join() -> Vec<Action<Request>> {
    let who = Posts::DESK;
    vec![
        Action::step(
            "merge",
            t("并单", "Merge"),
            UNFINISHED,
            To::State(MERGED),
            who,
            vec![Ask::must("merged_into"), Ask::may("reason")],
        )
        .confirm()
        .effects(merge),
        Action::step("unmerge", t("撤销并单", "Undo the merge"), &[MERGED], To::Stay, who, vec![])
            .guard(may_unmerge)
            .effects(unmerge),
        Action::step(
            "split",
            t("拆单", "Split"),
            UNFINISHED,
            To::Stay,
            who,
            vec![Ask::must("text"), Ask::may("category"), Ask::more("urgency")],
        )
        .effects(split),
        Action::step(
            "unsplit",
            t("撤销拆单", "Undo the split"),
            UNFINISHED,
            To::State(CANCELLED),
            who,
            vec![],
        )
        .guard(may_unsplit)
        .confirm()
        .effects(unsplit),
    ]
}

/// What only the program itself does, and what imports do.
fn program() -> Vec<Action<Request>> {
    let own = Posts::NONE;
    vec![
        // The follow-up that asked the customer moves the request on.
        Action::step("follow_up", t("已回访", "Follow up"), &[FINISHED], To::State(FOLLOWED_UP), own, vec![])
            .effects(|_, e, values, _| {
                if let Value::Int(score) = values.get("score") {
                    e.score = Some(*score);
                }
                // Only a satisfied answer brings a score, be it empty: the customer says that the work is right.
                e.passed |= values.0.contains_key("score");
                Ok(Vec::new())
            }),
        // Work that belongs to somebody outside goes straight to their team.
        Action::create(
            "commission",
            t("转外部单位", "Hand to somebody outside"),
            DISPATCHED,
            own,
            [vec![Ask::must("team")], log_asks()].concat(),
        )
        .effects(commission),
        // A part that was split off.
        Action::create(
            "part",
            t("拆出一单", "Split off"),
            REGISTERED,
            own,
            [vec![Ask::must("split_from")], log_asks()].concat(),
        )
        .effects(log),
        Action::step("absorb", t("并入一单", "Take in"), OPEN, To::Stay, own, vec![]).effects(absorb),
        Action::step("release", t("撤出一单", "Let go"), OWN, To::Stay, own, vec![]).effects(release),
        Action::step(TICK, t("到时提醒", "Remind"), OPEN, To::Stay, own, vec![]).effects(tick),
        Action::step(RETIME, t("重算时限", "Count anew"), OPEN, To::Stay, own, vec![]).effects(retime),
        Action::step(
            UNCLAIM,
            t("负责人下班，退回待派", "Its owner went home: to be dispatched"),
            &[ACCEPTED],
            To::State(REGISTERED),
            own,
            vec![],
        )
        .effects(unclaim),
        Action::create(
            "import",
            t("导入", "Import"),
            REGISTERED,
            Posts::of(&[Post::Manager, Post::Supervisor, Post::Administrator]),
            vec![
                Ask::may("place"),
                Ask::may("category"),
                Ask::may("text"),
                Ask::may("spot"),
                Ask::may("occurred_at"),
            ],
        ),
    ]
}
