//! Visitors and calls (`domain/facts.md` 7.2), told apart by the kind of visitor. A name and a phone are enough; nothing
//! else is forced. What they want becomes an enquiry, a request or a complaint by one action.

mod disk;

pub use disk::VisitDisk;

use crate::domain::convert::{self, Words};
use crate::domain::fault::Fault;
use crate::domain::handover::Section;
use crate::domain::identity::plate;
use crate::domain::moment::At;
use crate::domain::person;
use crate::domain::posts::Posts;
use crate::domain::register::{
    Action, Ask, Carries, Carry, Ctx, Effect, Field, Head, KeyClass, Kind, MaskHow, Order, Register,
    SearchKey, Severity, Spec, SpecInfo, State, To, Values, View,
};
use crate::domain::request::Channel;
use crate::text::fold::search_key;
use crate::text::lang::{Say, t};
use crate::text::mask;
use crate::{choices, field, say};
use serde::{Deserialize, Serialize};

choices! {
    /// How somebody came to the desk.
    pub Manner {
        Visitor = "visitor" 'v' ("来访", "Visitor"),
        CallIn = "call-in" 'c' ("来电", "Call in"),
        CallOut = "call-out" 'o' ("去电", "Call out"),
    }
}

choices! {
    /// What for.
    pub Purpose {
        Relatives = "relatives" 'r' ("访亲友", "Relatives"),
        Business = "business" 'b' ("办事", "Business"),
        Service = "service" 's' ("上门服务", "On-site service"),
        Enquiry = "enquiry" 'e' ("咨询", "Enquiry"),
        Other = "other" 'o' ("其他", "Other"),
    }
}

choices! {
    /// What kind of visitor (`domain/duties.md` P4).
    pub VisitorKind {
        Owner = "owner" 'o' ("业主", "Owner"),
        Tenant = "tenant" 't' ("租户", "Tenant"),
        Committee = "committee" 'c' ("业委会/居委会", "Committee"),
        Police = "police" 'p' ("公安", "Police"),
        Official = "official" 'f' ("政府人员", "Official"),
        Contractor = "contractor" 'w' ("外委施工", "Contractor"),
        Press = "press" 'm' ("媒体", "Press"),
        Other = "other" 'x' ("其他", "Other"),
    }
}

/// A visit's own fields.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Visit {
    /// How they came.
    pub manner: Option<Manner>,
    /// Who.
    pub name: String,
    /// Their phone.
    pub phone: String,
    /// What for.
    pub purpose: Option<Purpose>,
    /// In their words.
    pub text: String,
    /// The company they are from.
    pub company: String,
    /// How many.
    pub persons: Option<i64>,
    /// Their car.
    pub plate: String,
    /// The resident was asked and agrees.
    pub confirmed: bool,
    /// What came of it.
    pub result: String,
    /// When they came in.
    pub in_at: Option<At>,
    /// When they left.
    pub out_at: Option<At>,
    /// What kind of visitor.
    pub visitor_kind: Option<VisitorKind>,
    /// The number of the entry it is about.
    pub ticket: String,
}

/// At the desk, not let in yet.
pub const REGISTERED: u8 = 1;
/// In the compound.
pub const INSIDE: u8 = 2;
/// Gone again.
pub const LEFT: u8 = 3;
/// Not let in.
pub const REFUSED: u8 = 4;
/// A call, written down.
pub const NOTED: u8 = 5;

const STATES: &[State] = &[
    State::open(REGISTERED, "registered", t("已登记", "registered")),
    State::open(INSIDE, "inside", t("在内", "inside")),
    State::done(LEFT, "left", t("已离开", "left")),
    State::done(REFUSED, "refused", t("谢绝", "refused")),
    State::done(NOTED, "noted", t("已记录", "noted")),
];

const VIEWS: &[View] = &[
    View {
        id: "inside",
        title: t("在内访客", "Visitors inside"),
        states: &[REGISTERED, INSIDE],
        mine: false,
        order: Order::Newest,
    },
    View {
        id: "residents",
        title: t("业主、租户来访来电", "Owners and tenants"),
        states: &[],
        mine: false,
        order: Order::Newest,
    },
    View {
        id: "officials",
        title: t("政府、公安、委员会、媒体", "Officials, police, committees, press"),
        states: &[],
        mine: false,
        order: Order::Newest,
    },
    View {
        id: "contractors",
        title: t("外委施工人员", "Contractors"),
        states: &[],
        mine: false,
        order: Order::Newest,
    },
    View {
        id: "all",
        title: t("全部来访来电", "All visits and calls"),
        states: &[],
        mine: false,
        order: Order::Newest,
    },
];

/// The register's number.
pub const TAG: crate::domain::ids::Tag = 3;

/// The register of visits and calls.
pub struct Visits;

impl Register for Visits {
    type Entry = Visit;

    fn spec() -> Spec<Visit> {
        let info = SpecInfo {
            id: "visit",
            tag: TAG,
            name: t("来访来电", "Visit"),
            prefix: "V",
            states: STATES,
            views: VIEWS,
            see: Posts::STAFF,
            correct: Posts::DESK,
            kept: false,
        };
        let full = Posts::DESK;
        let fields = vec![
            field!(Visit, name, t("姓名", "Name"), Kind::Line(40)).masked(MaskHow::Name, full).column(10),
            field!(Visit, phone, t("电话", "Phone"), Kind::Phone).masked(MaskHow::Phone, full).column(12),
            Field::place().column(12),
            field!(Visit, manner, t("方式", "Manner"), Kind::Choice(Manner::CHOICES)).column(6),
            field!(Visit, purpose, t("事由", "Purpose"), Kind::Choice(Purpose::CHOICES)).column(8),
            field!(Visit, visitor_kind, t("来访者", "Visitor is"), Kind::Choice(VisitorKind::CHOICES))
                .column(8),
            field!(Visit, text, t("说明", "Words"), Kind::Text(500)),
            field!(Visit, company, t("单位", "Company"), Kind::Line(60)),
            field!(Visit, persons, t("人数", "Persons"), Kind::Int(1, 500)),
            field!(Visit, plate, t("车牌", "Plate"), Kind::Line(20)),
            Field::person(),
            field!(Visit, confirmed, t("住户已确认", "Resident agrees"), Kind::Flag),
            field!(Visit, result, t("处理结果", "Result"), Kind::Line(200)),
            field!(Visit, ticket, t("相关单号", "Belongs to"), Kind::Line(20))
                .hint(t("如 R2611-0042", "Such as R2611-0042")),
            convert::became(|head, _, ctx| convert::children_numbers(TAG, head, ctx)),
            Field::occurred_at(),
            field!(Visit, in_at, t("进入时间", "In at"), Kind::At).derived(),
            field!(Visit, out_at, t("离开时间", "Out at"), Kind::At).derived(),
        ];
        let log_asks = vec![
            Ask::must("name"),
            Ask::may("phone"),
            Ask::more("place"),
            Ask::more("manner"),
            Ask::more("purpose"),
            Ask::more("text"),
            Ask::more("company"),
            Ask::more("persons"),
            Ask::more("plate"),
            Ask::more("confirmed"),
            Ask::more("visitor_kind"),
            Ask::more("ticket"),
            Ask::more("occurred_at"),
        ];
        let staff = Posts::STAFF;
        let actions = vec![
            Action::create("log", t("登记来访来电", "Log a visit"), REGISTERED, staff, log_asks).effects(log),
            Action::step("admit", t("放行进入", "Let in"), &[REGISTERED], To::State(INSIDE), staff, vec![])
                .effects(|_, e, _, ctx| {
                    e.in_at = Some(ctx.now);
                    Ok(Vec::new())
                }),
            Action::step(
                "refuse",
                t("谢绝进入", "Refuse"),
                &[REGISTERED],
                To::State(REFUSED),
                staff,
                vec![Ask::must("result")],
            ),
            Action::step(
                "leave",
                t("登记离开", "Sign out"),
                &[REGISTERED, INSIDE],
                To::State(LEFT),
                staff,
                vec![],
            )
            .effects(|_, e, _, ctx| {
                e.out_at = Some(ctx.now);
                Ok(Vec::new())
            }),
            Action::step(
                "to_enquiry",
                t("转为咨询", "Becomes an enquiry"),
                ANY,
                To::Stay,
                staff,
                vec![Ask::may("text")],
            )
            .effects(|head, e, _, _| become_entry(head, e, convert::to_enquiry)),
            Action::step(
                "to_request",
                t("转为报修", "Becomes a request"),
                ANY,
                To::Stay,
                staff,
                vec![Ask::may("text"), Ask::may("place")],
            )
            .effects(|head, e, _, _| become_entry(head, e, convert::to_request)),
            Action::step(
                "to_complaint",
                t("转为投诉", "Becomes a complaint"),
                ANY,
                To::Stay,
                staff,
                vec![Ask::may("text"), Ask::may("place")],
            )
            .effects(|head, e, _, _| become_entry(head, e, convert::to_complaint)),
        ];
        Spec {
            normal,
            keys,
            carry: Some(Carries::open(carry)),
            sifts: vec![
                ("residents", |_, e, _| e.is_of(&[VisitorKind::Owner, VisitorKind::Tenant])),
                ("officials", |_, e, _| {
                    e.is_of(&[
                        VisitorKind::Committee,
                        VisitorKind::Police,
                        VisitorKind::Official,
                        VisitorKind::Press,
                    ])
                }),
                ("contractors", |_, e, _| e.is_of(&[VisitorKind::Contractor])),
            ],
            ..Spec::new(info, fields, actions, title)
        }
    }
}

const ANY: &[u8] = &[REGISTERED, INSIDE, LEFT, REFUSED, NOTED];

impl Visit {
    fn is_of(&self, kinds: &[VisitorKind]) -> bool {
        self.visitor_kind.is_some_and(|kind| kinds.contains(&kind))
    }
}

/// The visitor's words become an entry of another register.
fn become_entry(
    head: &Head,
    entry: &Visit,
    make: fn(&Head, &Words<'_>) -> Effect,
) -> Result<Vec<Effect>, Fault> {
    convert::needs_words(&entry.text, t("说明", "Words"))?;
    let channel = match entry.manner {
        Some(Manner::CallIn | Manner::CallOut) => Channel::Phone,
        _ => Channel::WalkIn,
    };
    let words = Words { name: &entry.name, phone: &entry.phone, text: &entry.text, channel };
    Ok(vec![make(head, &words)])
}

fn log(head: &mut Head, entry: &mut Visit, _: &Values, _: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    let manner = *entry.manner.get_or_insert(Manner::Visitor);
    head.state = match manner {
        Manner::Visitor if entry.confirmed => {
            entry.in_at = Some(head.occurred_at);
            INSIDE
        }
        Manner::Visitor => REGISTERED,
        Manner::CallIn | Manner::CallOut => NOTED,
    };
    Ok(Vec::new())
}

fn normal(_: &mut Head, entry: &mut Visit, ctx: &Ctx<'_>) -> Result<(), Fault> {
    plate::settle(ctx, "plate", &mut entry.plate);
    if !entry.ticket.is_empty() {
        entry.ticket = convert::numbered(&entry.ticket, "ticket", ctx)?.1.number;
    }
    Ok(())
}

fn title(_: &Head, entry: &Visit) -> Say {
    let name = mask::name(&entry.name);
    let what =
        entry.purpose.map(Purpose::label).or(entry.manner.map(Manner::label)).unwrap_or(t("来访", "Visitor"));
    let (zh, en) = (what.zh, what.en);
    say!("{name} {zh}", "{name}, {en}")
}

fn keys(_: &Head, entry: &Visit) -> Vec<SearchKey> {
    let mut keys: Vec<SearchKey> = person::phone_key(&entry.phone).into_iter().collect();
    if !entry.name.is_empty() {
        keys.push(SearchKey::new(KeyClass::Name, search_key(&entry.name)));
    }
    keys
}

/// People on site are part of how things stand now.
fn carry(head: &Head, entry: &Visit, _: &Ctx<'_>) -> Option<Carry> {
    let why = if entry.is_of(&[VisitorKind::Contractor]) {
        t("施工或外包人员尚未离场", "Contractor not signed out")
    } else {
        t("访客尚未离开", "Visitor not signed out")
    };
    (head.state == INSIDE).then(|| Carry::new(Severity::White, why).under(Section::Now))
}
