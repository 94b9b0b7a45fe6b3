//! Notices to residents (公告): drafted, approved by those who lead, hung up where they belong, and taken down when their
//! time is over. Once it is approved its words stay; who must change them draws it back into a draft. Says nothing about
//! the order or news that the office gives its own staff: that is a line of the shift log.

use crate::domain::fault::Fault;
use crate::domain::ids::{EntryRef, StaffId, Tag};
use crate::domain::moment::{At, Date};
use crate::domain::posts::Posts;
use crate::domain::register::{
    Action, Ask, Carries, Carry, Ctx, Effect, Field, Head, Kind, Order, Register, Severity, Situation, Spec,
    SpecInfo, State, To, Values, View,
};
use crate::domain::value::Valued;
use crate::text::fold::{half_width, is_mobile};
use crate::text::lang::{Say, t};
use crate::{choices, field, say, stored};
use serde::{Deserialize, Serialize};

choices! {
    /// What a notice tells of.
    pub NoticeKind {
        Water = "water" 'w' ("停水", "Water off"),
        Power = "power" 'p' ("停电", "Power off"),
        Heating = "heating" 'h' ("供暖", "Heating"),
        Lift = "lift" 'l' ("电梯", "Lift"),
        Works = "works" 'c' ("施工维修", "Works"),
        Safety = "safety" 's' ("安全提示", "Safety"),
        Fees = "fees" 'f' ("收费", "Charges"),
        Event = "event" 'e' ("活动节日", "Event or festival"),
        Other = "other" 'x' ("其他", "Other"),
    }
}

/// A notice's own fields. The place it hangs at may be the head's.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Notice {
    /// What stands above it.
    pub title: String,
    /// The words.
    pub text: String,
    /// What it tells of.
    pub kind: Option<NoticeKind>,
    /// The boards and doors it hangs at, in words.
    pub boards: String,
    /// By when it must hang there.
    pub post_by: Option<At>,
    /// The first day of what it tells of.
    pub from: Option<Date>,
    /// The last day on which it hangs there; none: until somebody takes it down.
    pub until: Option<Date>,
    /// Who approved it.
    pub approved_by: Option<StaffId>,
    /// When.
    pub approved_at: Option<At>,
    /// Who hung it up.
    pub posted_by: Option<StaffId>,
    /// When.
    pub posted_at: Option<At>,
    /// Who took it down.
    pub taken_down_by: Option<StaffId>,
    /// When.
    pub taken_down_at: Option<At>,
    /// Why it was drawn back.
    pub reason: String,
    /// More about it.
    pub note: String,
    /// When the next step is due: hung up before, taken down after.
    pub due_at: Option<At>,
}

stored!(Notice, NoticeDisk);

/// The register's number.
pub const TAG: Tag = 66;
/// Being written.
pub const DRAFT: u8 = 1;
/// It may be hung up.
pub const APPROVED: u8 = 2;
/// It hangs there.
pub const POSTED: u8 = 3;
/// It hung there.
pub const TAKEN_DOWN: u8 = 4;
/// It never hung there.
pub const WITHDRAWN: u8 = 5;

const STATES: &[State] = &[
    State::open(DRAFT, "draft", t("草稿", "draft")),
    State::open(APPROVED, "approved", t("待张贴", "approved")),
    State::open(POSTED, "posted", t("张贴中", "posted")),
    State::done(TAKEN_DOWN, "taken-down", t("已取下", "taken down")),
    State::done(WITHDRAWN, "withdrawn", t("已撤回", "withdrawn")),
];
const UNPOSTED: &[u8] = &[DRAFT, APPROVED];
const VIEWS: &[View] = &[
    View {
        id: "open",
        title: t("未了的公告", "Notices, open"),
        states: &[DRAFT, APPROVED, POSTED],
        mine: false,
        order: Order::Due,
    },
    View {
        id: "draft",
        title: t("待批准的公告", "Notices to approve"),
        states: &[DRAFT],
        mine: false,
        order: Order::Due,
    },
    View {
        id: "to-post",
        title: t("待张贴的公告", "Notices not yet posted"),
        states: &[APPROVED],
        mine: false,
        order: Order::Due,
    },
    View {
        id: "posted",
        title: t("张贴中的公告", "Notices posted"),
        states: &[POSTED],
        mine: false,
        order: Order::Due,
    },
    View {
        id: "all", title: t("全部公告", "All notices"), states: &[], mine: false, order: Order::Newest
    },
];

/// The register of notices.
pub struct Notices;

impl Register for Notices {
    type Entry = Notice;

    fn spec() -> Spec<Notice> {
        let info = SpecInfo {
            id: "notice",
            tag: TAG,
            name: t("公告", "Notice"),
            prefix: "NC",
            states: STATES,
            views: VIEWS,
            see: Posts::STAFF,
            correct: Posts::DESK,
            kept: false,
        };
        Spec {
            normal,
            due: Some(|_, e| e.due_at),
            carry: Some(Carries::open(carry)),
            ..Spec::new(info, fields(), actions(), |_, e| Say::same(e.title.clone()))
        }
    }
}

fn fields() -> Vec<Field<Notice>> {
    vec![
        field!(Notice, title, t("标题", "Title"), Kind::Line(60)).column(26),
        field!(Notice, kind, t("类型", "Kind"), Kind::Choice(NoticeKind::CHOICES)).column(8),
        field!(Notice, text, t("正文", "Words"), Kind::Text(1_000)).hint(t(
            "写到楼栋、房号为止，不写个人姓名电话",
            "Down to the room, never a person's name or phone",
        )),
        Field::place().labelled(t("张贴位置", "Where it hangs")).column(10),
        field!(Notice, boards, t("公告栏等", "Boards"), Kind::Line(200))
            .column(12)
            .hint(t("如 各单元大堂、北门公告栏", "Such as every lobby and the board at the north gate")),
        field!(Notice, post_by, t("最迟张贴", "To be posted by"), Kind::At),
        field!(Notice, from, t("事项起", "From"), Kind::Date),
        field!(Notice, until, t("张贴至", "Until"), Kind::Date)
            .column(11)
            .hint(t("最后一天；不填则人工决定何时取下", "The last day; empty: until somebody takes it down")),
        field!(Notice, approved_by, t("批准人", "Approved by"), Kind::STAFF).derived(),
        field!(Notice, approved_at, t("批准时间", "Approved at"), Kind::At).derived(),
        field!(Notice, posted_by, t("张贴人", "Posted by"), Kind::STAFF).derived(),
        field!(Notice, posted_at, t("张贴时间", "Posted at"), Kind::At).derived(),
        field!(Notice, taken_down_by, t("取下人", "Taken down by"), Kind::STAFF).derived(),
        field!(Notice, taken_down_at, t("取下时间", "Taken down at"), Kind::At).derived(),
        field!(Notice, reason, t("原因", "Reason"), Kind::Line(120)).by_action(),
        field!(Notice, note, t("备注", "Note"), Kind::Line(120)),
        field!(Notice, due_at, t("应办时间", "Due"), Kind::At).derived(),
    ]
}

fn actions() -> Vec<Action<Notice>> {
    let (writes, hangs) = (Posts::DESK, Posts::STAFF);
    let draft = vec![
        Ask::must("title"),
        Ask::must("text"),
        Ask::may("kind"),
        Ask::may("place"),
        Ask::may("boards"),
        Ask::may("post_by"),
        Ask::may("until"),
        Ask::more("from"),
        Ask::more("note"),
    ];
    let why = || vec![Ask::must("reason")];
    vec![
        Action::create("draft", t("拟公告", "Draft a notice"), DRAFT, writes, draft).effects(drafted),
        Action::step(
            "approve",
            t("批准", "Approve"),
            &[DRAFT],
            To::State(APPROVED),
            Posts::LEAD,
            vec![Ask::may("note")],
        )
        .guard(ready)
        .effects(approved),
        Action::step("redraft", t("退回改稿", "Back to draft"), &[APPROVED], To::State(DRAFT), writes, why())
            .effects(redrafted),
        Action::step(
            "post",
            t("已张贴", "Posted"),
            &[APPROVED],
            To::State(POSTED),
            hangs,
            vec![Ask::may("boards"), Ask::may("note")],
        )
        .guard(ready)
        .effects(|_, e, _, ctx| {
            (e.posted_by, e.posted_at) = (Some(ctx.who.staff), Some(ctx.now));
            Ok(Vec::new())
        }),
        Action::step(
            "take_down",
            t("已取下", "Taken down"),
            &[POSTED],
            To::State(TAKEN_DOWN),
            hangs,
            vec![Ask::may("note")],
        )
        .effects(|_, e, _, ctx| {
            (e.taken_down_by, e.taken_down_at) = (Some(ctx.who.staff), Some(ctx.now));
            Ok(Vec::new())
        }),
        Action::step("withdraw", t("撤回", "Withdraw"), UNPOSTED, To::State(WITHDRAWN), writes, why())
            .confirm(),
    ]
}

fn normal(head: &mut Head, entry: &mut Notice, ctx: &Ctx<'_>) -> Result<(), Fault> {
    entry.kind.get_or_insert(NoticeKind::Other);
    if entry.from.zip(entry.until).is_some_and(|(from, until)| from > until) {
        return Err(Fault::invalid("until", t("结束日期早于开始日期", "It ends before it begins")));
    }
    entry.due_at = match head.state {
        POSTED => entry.until.map(|day| At::end_of(day, ctx.zone)),
        _ => entry.post_by,
    };
    if [&entry.title, &entry.text].iter().any(|words| names_mobile(words)) {
        ctx.warn(
            "text",
            t(
                "公告里有手机号码：张贴的公告不写个人姓名和电话",
                "It holds a mobile number: what hangs on a wall names nobody and no phone of theirs",
            ),
        );
    }
    let at = EntryRef::new(TAG, head.id);
    if head.state == DRAFT || ctx.look.head(at)?.is_none_or(|kept| kept.state == DRAFT) {
        return Ok(());
    }
    for (field, value) in
        [("title", entry.title.value()), ("text", entry.text.value()), ("kind", entry.kind.value())]
    {
        if ctx.look.field(at, field)? != value {
            let text = t(
                "已批准的公告不能改字，请先“退回改稿”",
                "It is approved: take it “Back to draft” to change its words",
            );
            return Err(Fault::refused(text).at(field));
        }
    }
    Ok(())
}

/// Whether somebody's mobile number stands in a text (`domain/facts.md` 5.5).
fn names_mobile(text: &str) -> bool {
    half_width(text).split(|c: char| !c.is_ascii_digit()).any(is_mobile)
}

/// Those who approve hear of what others drafted.
fn drafted(head: &mut Head, entry: &mut Notice, _: &Values, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    if ctx.who.may(Posts::LEAD) {
        return Ok(Vec::new());
    }
    let (number, title) = (&head.number, &entry.title);
    let text = say!("公告 {number} 待批准：{title}", "Notice {number} waits for approval: {title}");
    Ok(vec![Effect::Tell { posts: Posts::LEAD, text }])
}

/// Nobody approves or hangs up what has no place, or whose time is over.
fn ready(s: &Situation<'_, Notice>) -> Result<(), Say> {
    if s.head.place.is_none() && s.entry.boards.is_empty() {
        return Err(t("先写明张贴在哪里", "Say first where it will hang").into());
    }
    match s.entry.until {
        Some(until) if until < s.ctx.today() => Err(t("张贴期限已过", "Its last day is over").into()),
        _ => Ok(()),
    }
}

fn approved(head: &mut Head, entry: &mut Notice, _: &Values, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    (entry.approved_by, entry.approved_at) = (Some(ctx.who.staff), Some(ctx.now));
    entry.reason.clear();
    Ok(tell_writer(head, ctx, |number| {
        say!("公告 {number} 已批准，可以张贴", "Notice {number} is approved; it may be posted")
    }))
}

fn redrafted(head: &mut Head, entry: &mut Notice, _: &Values, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    (entry.approved_by, entry.approved_at) = (None, None);
    let why = &entry.reason;
    Ok(tell_writer(head, ctx, |number| {
        say!("公告 {number} 退回改稿：{why}", "Notice {number} is a draft again: {why}")
    }))
}

/// Tells who drafted it, unless they did it themselves.
fn tell_writer(head: &Head, ctx: &Ctx<'_>, text: impl Fn(&str) -> Say) -> Vec<Effect> {
    let staff = head.created_by;
    let told = (staff != ctx.who.staff).then(|| Effect::Notify { staff, text: text(&head.number) });
    told.into_iter().collect()
}

/// What is to be hung up, the later the less pressing, and what hangs longer than it should. Its time stands beside it.
fn carry(head: &Head, entry: &Notice, ctx: &Ctx<'_>) -> Option<Carry> {
    let late = entry.post_by.is_some_and(|at| at <= ctx.now);
    let soon = entry.post_by.is_some_and(|at| at <= ctx.ahead());
    let (severity, why) = match head.state {
        APPROVED if late => (Severity::Red, t("公告超时未张贴", "A notice was not posted in time")),
        APPROVED if soon => (Severity::Amber, t("公告将到张贴时间", "A notice is to be posted")),
        // Without a time it is to be hung up as soon as it may be.
        APPROVED => {
            let severity = if entry.post_by.is_none() { Severity::Amber } else { Severity::White };
            (severity, t("公告已批准，未张贴", "A notice is approved, not posted yet"))
        }
        DRAFT if late => {
            (Severity::Red, t("公告超时未批准", "A notice to be posted was not approved in time"))
        }
        DRAFT if soon => {
            (Severity::Amber, t("公告将到张贴时间，未批准", "A notice is to be posted and not approved yet"))
        }
        POSTED if entry.until.is_some_and(|until| until < ctx.today()) => {
            (Severity::Amber, t("公告过期未取下", "A notice hangs after its last day"))
        }
        _ => return None,
    };
    Some(Carry::new(severity, why))
}

#[cfg(test)]
mod tests;
