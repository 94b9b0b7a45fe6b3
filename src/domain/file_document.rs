//! What a file should hold and does (`domain/facts.md` 7.23): papers wanted, on file, run out, given back. Keeps no scans.

use crate::domain::fault::Fault;
use crate::domain::ids::Tag;
use crate::domain::moment::{At, Date};
use crate::domain::person;
use crate::domain::posts::Posts;
use crate::domain::register::{
    Action, Ask, Carries, Carry, Ctx, Effect, Field, Head, Kind, MaskHow, Order, Register, Severity,
    Situation, Spec, SpecInfo, State, TICK, To, Values, View,
};
use crate::text::lang::{Say, t};
use crate::{choices, field, say, stored};
use serde::{Deserialize, Serialize};

choices! {
    /// What paper it is.
    pub DocumentKind {
        Identity = "identity" 'i' ("身份证件复印件", "Copy of an identity paper"),
        Deed = "deed" 'd' ("产权证", "Title deed"),
        Purchase = "purchase" 'p' ("购房合同", "Purchase contract"),
        Lease = "lease" 'l' ("租赁合同", "Lease"),
        MoveIn = "move-in-notice" 'm' ("入住通知书", "Move-in notice"),
        Agreement = "agreement" 'a' ("物业服务协议", "Service agreement"),
        Rules = "rules" 'r' ("管理规约承诺书", "Undertaking on the house rules"),
        Proxy = "proxy" 'x' ("授权委托书", "Letter of authority"),
        Licence = "licence" 'b' ("营业执照", "Business licence"),
        Permit = "permit" 'w' ("居住/就业许可", "Residence or work permit"),
        Other = "other" 'o' ("其他资料", "Another document"),
    }
}

/// A document's own fields. The person and the room are the head's.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct FileDocument {
    /// What paper.
    pub kind: Option<DocumentKind>,
    /// Its number.
    pub number: String,
    /// The day it came in.
    pub received_on: Option<Date>,
    /// The last day it is good for; none for ever.
    pub valid_until: Option<Date>,
    /// Where it lies.
    pub shelf: String,
    /// Who got it back.
    pub returned_to: String,
    /// More about it.
    pub note: String,
    /// The end of its last day.
    pub due_at: Option<At>,
}

stored!(FileDocument, FileDocumentDisk);

/// The register's number.
pub const TAG: Tag = 47;
/// Asked for, not here yet.
pub const WANTED: u8 = 1;
/// Here.
pub const ON_FILE: u8 = 2;
/// Here, and no longer good.
pub const EXPIRED: u8 = 3;
/// Given back.
pub const RETURNED: u8 = 4;

const STATES: &[State] = &[
    State::open(WANTED, "wanted", t("待收", "wanted")),
    State::open(ON_FILE, "on-file", t("已归档", "on file")),
    State::open(EXPIRED, "expired", t("已过期", "expired")),
    State::done(RETURNED, "returned", t("已退还", "returned")),
];
const VIEWS: &[View] = &[
    View {
        id: "wanted",
        title: t("待收资料", "Wanted"),
        states: &[WANTED],
        mine: false,
        order: Order::Newest,
    },
    View {
        id: "expiring",
        title: t("按到期先后", "By expiry"),
        states: &[ON_FILE, EXPIRED],
        mine: false,
        order: Order::Due,
    },
    View {
        id: "all", title: t("全部资料", "All documents"), states: &[], mine: false, order: Order::Newest
    },
];

/// The register of documents on file.
pub struct FileDocuments;

impl Register for FileDocuments {
    type Entry = FileDocument;

    fn spec() -> Spec<FileDocument> {
        let info = SpecInfo {
            id: "file_document",
            tag: TAG,
            name: t("档案资料", "Document on file"),
            prefix: "FD",
            states: STATES,
            views: VIEWS,
            see: Posts::STAFF,
            correct: Posts::STAFF,
            kept: false,
        };
        let fields = vec![
            field!(FileDocument, kind, t("资料", "Document"), Kind::Choice(DocumentKind::CHOICES)).column(16),
            Field::place().column(14),
            Field::person().column(10),
            field!(FileDocument, number, t("证号/编号", "Number"), Kind::Line(40))
                .masked(MaskHow::Paper, Posts::STAFF)
                .column(14),
            field!(FileDocument, received_on, t("收到日期", "Received on"), Kind::Date).column(11),
            field!(FileDocument, valid_until, t("有效期至", "Valid until"), Kind::Date).column(11),
            field!(FileDocument, shelf, t("存放位置", "Where it lies"), Kind::Line(40)),
            field!(FileDocument, returned_to, t("退还给", "Given back to"), Kind::Line(40))
                .masked(MaskHow::Name, Posts::STAFF)
                .by_action(),
            field!(FileDocument, note, t("备注", "Note"), Kind::Line(120)),
            field!(FileDocument, due_at, t("到期时间", "Expires at"), Kind::At).derived(),
        ];
        let who = Posts::STAFF;
        let about = || vec![Ask::must("kind"), Ask::may("place"), Ask::may("person")];
        let came = || {
            vec![
                Ask::may("number"),
                Ask::may("valid_until"),
                Ask::more("received_on"),
                Ask::more("shelf"),
                Ask::more("note"),
            ]
        };
        let actions = vec![
            Action::create(
                "file",
                t("资料归档", "File a document"),
                ON_FILE,
                who,
                [about(), came()].concat(),
            )
            .effects(received),
            Action::create(
                "want",
                t("列入待收", "Want a document"),
                WANTED,
                who,
                [about(), vec![Ask::more("note")]].concat(),
            ),
            Action::step(
                "receive",
                t("收到", "Received"),
                &[WANTED, EXPIRED],
                To::State(ON_FILE),
                who,
                came(),
            )
            .effects(received),
            Action::step("expire", t("标为过期", "Has run out"), &[ON_FILE], To::State(EXPIRED), who, vec![])
                .guard(over),
            Action::step(TICK, t("到期", "Its last day is over"), &[ON_FILE], To::Stay, Posts::NONE, vec![])
                .effects(|head, e, _, ctx| {
                    if e.valid_until.is_some_and(|day| day < ctx.today()) {
                        head.state = EXPIRED;
                    }
                    Ok(Vec::new())
                }),
            Action::step(
                "return",
                t("退还", "Give back"),
                &[ON_FILE, EXPIRED],
                To::State(RETURNED),
                who,
                vec![Ask::must("returned_to"), Ask::may("note")],
            ),
        ];
        let keys = |_: &Head, e: &FileDocument| person::paper_key(&e.number).into_iter().collect();
        Spec {
            normal,
            keys,
            facet: true,
            // From then on its normal form is another one.
            alarm: |head, e, ctx| {
                e.valid_until.filter(|_| head.state == ON_FILE).map(|day| At::after(day, ctx.zone))
            },
            due: Some(|head, e| e.due_at.filter(|_| head.state != WANTED)),
            carry: Some(Carries::due(ahead, carry)),
            ..Spec::new(info, fields, actions, title)
        }
    }
}

fn title(_: &Head, entry: &FileDocument) -> Say {
    entry.kind.map_or(t("资料", "Document"), DocumentKind::label).into()
}

fn received(_: &mut Head, entry: &mut FileDocument, _: &Values, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    let day = *entry.received_on.get_or_insert(ctx.today());
    if day > ctx.today() {
        return Err(Fault::invalid(
            "received_on",
            t("收到日期不能晚于今天", "It cannot have come after today"),
        ));
    }
    Ok(Vec::new())
}

fn over(at: &Situation<'_, FileDocument>) -> Result<(), Say> {
    match at.entry.valid_until {
        Some(day) if day < at.ctx.today() => Ok(()),
        _ => Err(t("还没有到期", "Its last day is not over").into()),
    }
}

fn normal(head: &mut Head, entry: &mut FileDocument, ctx: &Ctx<'_>) -> Result<(), Fault> {
    if head.place.is_none() && head.person.is_none() {
        return Err(Fault::missing("place", t("房间/位置", "Place")));
    }
    entry.due_at = entry.valid_until.map(|day| At::end_of(day, ctx.zone));
    if matches!(head.state, ON_FILE | EXPIRED) {
        let over = entry.valid_until.is_some_and(|day| day < ctx.today());
        head.state = if over { EXPIRED } else { ON_FILE };
        if over {
            ctx.warn(
                "valid_until",
                t("这份资料已过有效期，请向客户索取新的", "This document has run out; ask for a new one"),
            );
        }
    }
    Ok(())
}

/// Ahead of its last day by the set number of days, so that the customer can be asked in time.
/// As far ahead of their last day as documents are carried.
fn ahead(ctx: &Ctx<'_>) -> At {
    ctx.now.plus_minutes(ctx.look.setting("file_document.ahead_days") * 24 * 60)
}

fn carry(head: &Head, entry: &FileDocument, ctx: &Ctx<'_>) -> Option<Carry> {
    let due = head.due.filter(|due| *due <= ahead(ctx))?;
    let day = entry.valid_until?;
    Some(if due <= ctx.now {
        let why = say!("档案资料已于 {day} 过期", "A document on file ran out on {day}");
        Carry::new(Severity::Amber, why)
    } else {
        let why = say!("档案资料将于 {day} 到期", "A document on file runs out on {day}");
        Carry::new(Severity::White, why)
    })
}
