//! What a person is to a place, from when to when: owner, tenant, household member. Ended, never deleted, so that the
//! room can be seen as of any day.

use crate::domain::fault::Fault;
use crate::domain::ids::{EntryRef, PersonId, PlaceId, Tag};
use crate::domain::moment::At;
use crate::domain::person;
use crate::domain::posts::Posts;
use crate::domain::register::{
    Action, Ask, Ctx, Effect, Field, Head, Kind, Look, Order, Register, Spec, SpecInfo, State, TICK, To,
    Values, View,
};
use crate::domain::value::{Fixed, Value, Valued};
use crate::say;
use crate::text::lang::{Say, t};
use crate::{choices, field, stored};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

choices! {
    /// What a person is to a place.
    pub Role {
        Owner = "owner" 'o' ("业主", "Owner"),
        Tenant = "tenant" 't' ("租户", "Tenant"),
        Household = "household" 'h' ("家庭成员", "Household member"),
        Employee = "employee" 'e' ("单位员工", "Company staff"),
        Proxy = "proxy" 'p' ("受托人", "Proxy"),
        Emergency = "emergency" 'm' ("紧急联系人", "Emergency contact"),
        Other = "other" 'x' ("其他", "Other"),
    }
}

choices! {
    /// Where a day stands to a relation.
    pub Standing {
        Current = "current" 'c' ("现在", "Current"),
        Future = "future" 'f' ("将来", "Not yet"),
        Past = "past" 'p' ("已结束", "Over"),
    }
}

/// A relation's own fields. Place and person are the head's.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Relation {
    /// What they are.
    pub role: Option<Role>,
    /// The first day; none when nobody knows.
    pub from: Option<NaiveDate>,
    /// The last day; none while it goes on.
    pub to: Option<NaiveDate>,
    /// An owner's share in per cent.
    pub share: Option<Fixed<2>>,
    /// Whose household member, proxy or employee they are.
    pub principal: Option<PersonId>,
    /// More about it.
    pub note: String,
}

stored!(Relation, RelationDisk);

/// The register's number.
pub const TAG: Tag = 25;
/// It is or was so.
pub const HELD: u8 = 1;
/// It was written down by mistake.
pub const STRUCK: u8 = 2;

const STATES: &[State] =
    &[State::done(HELD, "held", t("有效", "held")), State::done(STRUCK, "struck", t("误登", "struck out"))];
const VIEWS: &[View] = &[
    View { id: "held", title: t("有效", "Held"), states: &[HELD], mine: false, order: Order::Newest },
    View { id: "all", title: t("全部", "All"), states: &[], mine: false, order: Order::Newest },
];

/// The register of relations.
pub struct Relations;

impl Register for Relations {
    type Entry = Relation;

    fn spec() -> Spec<Relation> {
        let info = SpecInfo {
            id: "relation",
            tag: TAG,
            name: t("人房关系", "Relation"),
            prefix: "RL",
            states: STATES,
            views: VIEWS,
            see: Posts::ALL,
            correct: Posts::DESK.and(Posts::ADMIN),
            kept: false,
        };
        let who = Posts::DESK.and(Posts::ADMIN);
        let fields = vec![
            Field::person().column(12),
            Field::place().column(14),
            field!(Relation, role, t("身份", "Role"), Kind::Choice(Role::CHOICES)).column(10),
            field!(Relation, from, t("起", "From"), Kind::Date).column(11),
            field!(Relation, to, t("止", "To"), Kind::Date)
                .column(11)
                .hint(t("最后一天；仍有效则不填", "The last day; nothing while it goes on")),
            Field::computed(
                "standing",
                t("当前", "Now"),
                Kind::Choice(Standing::CHOICES),
                |_, e: &Relation, ctx| Ok(Some(e.standing(ctx.today())).value()),
            )
            .column(8),
            field!(Relation, share, t("产权份额（%）", "Share (%)"), Kind::Decimal(2)),
            field!(Relation, principal, t("所属客户", "Of whom"), Kind::PERSON)
                .hint(t("是谁的家人、员工或受托人", "Whose family, staff or proxy")),
            field!(Relation, note, t("备注", "Note"), Kind::Line(120)),
        ];
        let asks = vec![
            Ask::must("person"),
            Ask::must("place"),
            Ask::must("role"),
            Ask::may("from"),
            Ask::may("to"),
            Ask::more("share"),
            Ask::more("principal"),
            Ask::more("note"),
        ];
        let actions = vec![
            Action::create("add", t("建立关系", "Relate"), HELD, who, asks).effects(begin),
            Action::step(
                "end",
                t("结束", "End"),
                &[HELD],
                To::Stay,
                who,
                vec![Ask::must("to"), Ask::may("note")],
            )
            .effects(end),
            Action::step(
                "strike",
                t("误登作废", "Strike out"),
                &[HELD],
                To::State(STRUCK),
                Posts::LEAD.and(Posts::ADMIN),
                vec![],
            )
            .effects(end)
            .confirm(),
            Action::step(TICK, t("到期", "Its last day is over"), &[HELD], To::Stay, Posts::NONE, vec![])
                .effects(end),
        ];
        // Who is gone is reached elsewhere from the next day on; what is over already was seen to when it was said.
        let alarm = |head: &Head, e: &Relation, ctx: &Ctx<'_>| {
            let last = e.to.filter(|_| head.state == HELD)?;
            Some(At::after(last, ctx.zone)).filter(|alarm| *alarm > ctx.now)
        };
        Spec { normal, facet: true, alarm, ..Spec::new(info, fields, actions, |_, e| title(e)) }
    }
}

impl Relation {
    /// Where `day` stands to it.
    #[must_use]
    pub fn standing(&self, day: NaiveDate) -> Standing {
        standing(self.from, self.to, day)
    }
}

fn standing(from: Option<NaiveDate>, to: Option<NaiveDate>, day: NaiveDate) -> Standing {
    if to.is_some_and(|to| to < day) {
        Standing::Past
    } else if from.is_some_and(|from| from > day) {
        Standing::Future
    } else {
        Standing::Current
    }
}

fn title(entry: &Relation) -> Say {
    entry.role.map_or_else(|| Say::same(""), |role| role.label().into())
}

/// A relation as rules and cards read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The entry.
    pub entry: EntryRef,
    /// Who.
    pub person: PersonId,
    /// Where.
    pub place: PlaceId,
    /// As what.
    pub role: Role,
    /// The first day.
    pub from: Option<NaiveDate>,
    /// The last day.
    pub to: Option<NaiveDate>,
    /// An owner's share in per cent.
    pub share: Option<Fixed<2>>,
}

impl Known {
    /// Where `day` stands to it.
    #[must_use]
    pub fn standing(&self, day: NaiveDate) -> Standing {
        standing(self.from, self.to, day)
    }

    /// Whether it shares a day with the days `from` to `to`.
    #[must_use]
    pub fn overlaps(&self, from: Option<NaiveDate>, to: Option<NaiveDate>) -> bool {
        let starts_after =
            |from: Option<NaiveDate>, to: Option<NaiveDate>| to.zip(from).is_some_and(|(to, from)| from > to);
        !starts_after(self.from, to) && !starts_after(from, self.to)
    }
}

/// The relations to a place, in the order they were written down; those struck out are left out.
///
/// # Errors
/// When the store cannot be read.
pub fn of_place(look: &dyn Look, place: PlaceId) -> Result<Vec<Known>, Fault> {
    known(look, look.of_place(TAG, place)?)
}

/// The relations of a person, in the order they were written down; those struck out are left out.
///
/// # Errors
/// When the store cannot be read.
pub fn of_person(look: &dyn Look, person: PersonId) -> Result<Vec<Known>, Fault> {
    known(look, look.of_person(TAG, person)?)
}

fn known(look: &dyn Look, entries: Vec<EntryRef>) -> Result<Vec<Known>, Fault> {
    let mut found = Vec::with_capacity(entries.len());
    for entry in entries {
        let Some(head) = look.head(entry)?.filter(|head| head.state == HELD) else { continue };
        let (Some(person), Some(place)) = (head.person, head.place) else { continue };
        let field = |id: &str| look.field(entry, id);
        found.push(Known {
            entry,
            person,
            place,
            role: <Option<Role> as Valued>::take(field("role")?).ok().flatten().unwrap_or(Role::Other),
            from: Valued::take(field("from")?).unwrap_or_default(),
            to: Valued::take(field("to")?).unwrap_or_default(),
            share: Valued::take(field("share")?).unwrap_or_default(),
        });
    }
    Ok(found)
}

/// What a person is to a place on a day; the first of several.
///
/// # Errors
/// When the store cannot be read.
pub fn role_at(
    look: &dyn Look,
    person: PersonId,
    place: Option<PlaceId>,
    day: NaiveDate,
) -> Result<Option<Role>, Fault> {
    let all = of_person(look, person)?;
    let here = |known: &&Known| place.is_none_or(|place| place == known.place);
    Ok(all.iter().filter(here).find(|known| known.standing(day) == Standing::Current).map(|known| known.role))
}

fn normal(head: &mut Head, entry: &mut Relation, ctx: &Ctx<'_>) -> Result<(), Fault> {
    if entry.from.zip(entry.to).is_some_and(|(from, to)| from > to) {
        return Err(Fault::invalid("to", t("结束日期早于开始日期", "It ends before it begins")));
    }
    let hundred = Fixed::<2>(10_000);
    if entry.share.is_some_and(|share| share > hundred) {
        return Err(Fault::invalid("share", t("份额不能超过 100%", "A share is at most 100%")));
    }
    let (Some(place), Some(person)) = (head.place, head.person) else { return Ok(()) };
    if head.state != HELD {
        return Ok(());
    }
    let overlaps = |other: &Known| other.overlaps(entry.from, entry.to);
    let mut shares = entry.share.unwrap_or_default().0;
    for other in
        of_place(ctx.look, place)?.iter().filter(|other| other.entry.id != head.id && overlaps(other))
    {
        if Some(other.role) == entry.role && other.person == person {
            return Err(Fault::refused(t(
                "这段时间已有相同的关系",
                "The same relation stands there for these days",
            ))
            .at("role"));
        }
        if other.role == Role::Owner && entry.role == Some(Role::Owner) {
            shares += other.share.unwrap_or_default().0;
        }
    }
    if shares > hundred.0 {
        let shares = Fixed::<2>(shares).decimal();
        ctx.doubt(
            "share",
            say!("各业主份额合计 {shares}%，超过 100%", "The owners' shares add up to {shares}%"),
        )?;
    }
    Ok(())
}

/// Who has no room yet is reached at this one.
fn begin(head: &mut Head, entry: &mut Relation, _: &Values, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    let (Some(place), Some(person)) = (head.place, head.person) else { return Ok(Vec::new()) };
    let file = EntryRef::new(person::TAG, person.0);
    let settled = ctx.look.head(file)?.is_none_or(|file| file.place.is_some());
    if settled || entry.standing(ctx.today()) == Standing::Past {
        return Ok(Vec::new());
    }
    let values = Values::default().with("place", Value::Id(place.0));
    Ok(vec![Effect::Act { entry: file, action: "settle", values }])
}

/// Who was reached at this room is reached at another of theirs, or at none.
fn end(head: &mut Head, entry: &mut Relation, _: &Values, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    let (Some(place), Some(person)) = (head.place, head.person) else { return Ok(Vec::new()) };
    let today = ctx.today();
    // Who leaves today is gone tomorrow, and nobody would come back to say so.
    if head.state == HELD && entry.to.is_none_or(|to| to > today) {
        return Ok(Vec::new());
    }
    let tomorrow = today.succ_opt().unwrap_or(today);
    let file = EntryRef::new(person::TAG, person.0);
    if ctx.look.head(file)?.is_none_or(|file| file.place != Some(place)) {
        return Ok(Vec::new());
    }
    let others = of_person(ctx.look, person)?;
    let next = others.iter().filter(|known| known.entry.id != head.id);
    let next =
        next.filter(|known| known.standing(tomorrow) == Standing::Current).map(|known| known.place).next();
    let values = Values::default().with("place", next.value());
    Ok(vec![Effect::Act { entry: file, action: "settle", values }])
}
