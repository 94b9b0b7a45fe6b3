//! What holds for a person's file: what is doubted, and what else happens when somebody is added or checked.

use super::{ACTIVE, PaperKind, Person, PersonKind, TAG};
use crate::domain::consent::{self, Purpose};
use crate::domain::fault::Fault;
use crate::domain::identity::{Verdict, credit_code, resident_id};
use crate::domain::ids::{EntryRef, PersonId};
use crate::domain::phone;
use crate::domain::posts::Posts;
use crate::domain::register::{Ctx, Effect, Head, Situation, Values};
use crate::domain::relation::{self, Role, Standing};
use crate::domain::value::{Value, Valued};
use crate::say;
use crate::text::fold::search_key;
use crate::text::lang::{Say, t};
use crate::text::mask;
use chrono::Months;

/// Other files that are named at the most when something stands in them already.
const TOLD: usize = 3;

/// Brings the file into its normal form.
pub(super) fn normal(head: &mut Head, entry: &mut Person, ctx: &Ctx<'_>) -> Result<(), Fault> {
    let file = EntryRef::new(TAG, head.id);
    let stored = ctx.look.head(file)?.map(|head| head.state);
    if stored == Some(super::ERASED) && head.state == super::ERASED {
        let text =
            t("个人信息已删除，不能再填", "The personal data was erased; nothing is written there again");
        return Err(Fault::refused(text).at("name"));
    }
    // Another phone has not been tried yet.
    let was = |field: &str| ctx.look.field(file, field);
    if stored.is_some()
        && was("phone")? != entry.phone.value()
        && was("bounced_on")? == entry.bounced_on.value()
    {
        entry.bounced_on = None;
    }
    let company = entry.paper_kind == Some(PaperKind::CreditCode);
    entry.kind.get_or_insert(if company { PersonKind::Company } else { PersonKind::Person });
    if !entry.paper_number.is_empty() && entry.paper_kind.is_none() {
        let company = entry.kind == Some(PersonKind::Company);
        entry.paper_kind = Some(if company { PaperKind::CreditCode } else { PaperKind::ResidentId });
    }
    paper(head, entry, ctx)?;
    if stored.is_some() {
        let changed = |field: &str, now: &str| Ok::<_, Fault>(was(field)?.text().unwrap_or_default() != now);
        let phone = changed("phone", &entry.phone)?;
        let paper = changed("paper_number", &entry.paper_number)?;
        on_file_already(head, entry, (phone, paper), ctx)?;
    }
    if (!entry.care.is_empty() || !entry.care_note.is_empty()) && !agreed(head, Purpose::Care, ctx)? {
        let field = if entry.care.is_empty() { "care_note" } else { "care" };
        ctx.doubt(
            field,
            t(
                "健康和关怀信息属于敏感个人信息，还没有登记本人同意",
                "Health and care are sensitive data, and no consent of the person is on file",
            ),
        )?;
    }
    Ok(())
}

/// Brings the number of the paper into its one form and checks it (`domain/facts.md` 5.1, 5.2): a resident ID that
/// cannot be right wants a reason; a company's code that fails its checksum may be a registered one, and is only said.
fn paper(head: &Head, entry: &mut Person, ctx: &Ctx<'_>) -> Result<(), Fault> {
    if entry.paper_number.is_empty() {
        return Ok(());
    }
    let verdict = match entry.paper_kind {
        Some(PaperKind::ResidentId) => {
            let read = resident_id::check(&entry.paper_number, ctx.today());
            entry.paper_number = read.number;
            let fourteen = read.birth.and_then(|birth| birth.checked_add_months(Months::new(14 * 12)));
            let child = !read.verdict.is_impossible() && fourteen.is_some_and(|day| day > ctx.today());
            if child && !agreed(head, Purpose::Child, ctx)? {
                ctx.doubt(
                    "paper_number",
                    t(
                        "不满 14 周岁儿童的信息，还没有登记监护人同意",
                        "A child under 14, and no consent of a guardian is on file",
                    ),
                )?;
            }
            read.verdict
        }
        Some(PaperKind::CreditCode) => {
            let read = credit_code::check(&entry.paper_number);
            entry.paper_number = read.code;
            read.verdict
        }
        _ => Verdict::Fine,
    };
    match verdict {
        Verdict::Fine => Ok(()),
        Verdict::Doubtful(why) => {
            ctx.warn("paper_number", why);
            Ok(())
        }
        Verdict::Impossible(why) => ctx.doubt("paper_number", why),
    }
}

/// Whether the person has agreed to the use of something sensitive.
fn agreed(head: &Head, purpose: Purpose, ctx: &Ctx<'_>) -> Result<bool, Fault> {
    consent::held(ctx.look, PersonId(head.id), purpose)
}

/// Says whose file a phone or a paper stands in already: a family shares a phone, but it may be the same person.
fn on_file_already(
    head: &Head,
    entry: &Person,
    (phone, paper): (bool, bool),
    ctx: &Ctx<'_>,
) -> Result<(), Fault> {
    let full = Posts::DESK.meets(ctx.who.posts);
    let keys = [
        ("paper_number", super::paper_key(&entry.paper_number).filter(|_| paper)),
        ("phone", super::phone_key(&entry.phone).filter(|_| phone)),
    ];
    let mut told: Vec<u64> = Vec::new();
    for (field, key) in keys {
        let Some(key) = key else { continue };
        for found in ctx.look.found_by(&key)? {
            let other = match found.register {
                TAG => Some(found),
                // A further number, in a file of its own.
                phone::TAG => ctx.look.head(found)?.and_then(|h| h.person).map(|of| EntryRef::new(TAG, of.0)),
                _ => None,
            };
            let Some(other) = other.filter(|other| other.id != head.id && !told.contains(&other.id)) else {
                continue;
            };
            let Some(theirs) = ctx.look.head(other)?.filter(|head| head.state == ACTIVE) else { continue };
            told.push(other.id);
            if told.len() > TOLD {
                return Ok(());
            }
            let name = ctx.look.field(other, "name")?.text().unwrap_or_default().to_owned();
            let company = ctx.look.field(other, "kind")? == Some(PersonKind::Company).value();
            let shown = if full || company { name.clone() } else { mask::name(&name) };
            let (number, same) = (&theirs.number, search_key(&name) == search_key(&entry.name));
            ctx.warn(
                field,
                match (field, same) {
                    (_, true) => say!(
                        "可能是同一人：{shown}（{number}）已有此电话或证件",
                        "This may be {shown} ({number}), who has this phone or paper already"
                    ),
                    ("phone", false) => say!(
                        "此电话已登记在{shown}（{number}）名下",
                        "The phone is on file for {shown} ({number})"
                    ),
                    (_, false) => say!(
                        "此证件号码已登记在{shown}（{number}）名下",
                        "The paper is on file for {shown} ({number})"
                    ),
                },
            );
        }
    }
    Ok(())
}

/// Somebody with a room has a relation to it.
pub(super) fn add(
    head: &mut Head,
    entry: &mut Person,
    _: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    on_file_already(head, entry, (true, true), ctx)?;
    let Some(place) = head.place else { return Ok(Vec::new()) };
    let role = entry.role.take().unwrap_or(Role::Other);
    let values = Values::default()
        .with("place", Value::Id(place.0))
        .with("person", Value::Id(head.id))
        .with("role", Some(role).value())
        .with("from", Value::Date(ctx.today()));
    Ok(vec![Effect::Create { register: "relation", action: "add", values }])
}

/// An officer compared the file with the person.
pub(super) fn check(
    _: &mut Head,
    entry: &mut Person,
    _: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    entry.checked_on = Some(ctx.today());
    Ok(Vec::new())
}

/// There must be a phone for it not to reach anybody.
pub(super) fn has_phone(at: &Situation<'_, Person>) -> Result<(), Say> {
    if at.entry.phone.is_empty() {
        Err(t("没有登记电话", "There is no phone on file").into())
    } else {
        Ok(())
    }
}

/// The phone on file does not reach them.
pub(super) fn bounce(
    _: &mut Head,
    entry: &mut Person,
    _: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    entry.bounced_on = Some(ctx.today());
    Ok(Vec::new())
}

/// Everything that names this person is to name the other; the desk moves it.
pub(super) fn merge(
    head: &mut Head,
    entry: &mut Person,
    _: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    let Some(into) = head.person else { return Ok(Vec::new()) };
    if into.0 == head.id {
        return Err(Fault::invalid("into", t("不能并入自己", "It cannot be merged into itself")));
    }
    let other = EntryRef::new(TAG, into.0);
    let field = |id: &str| ctx.look.field(other, id);
    if field("kind")? != entry.kind.value() {
        ctx.doubt("into", t("一个是个人，一个是单位", "One is a person, the other a company"))?;
    }
    let theirs = field("paper_number")?;
    if theirs.text().is_some_and(|theirs| !entry.paper_number.is_empty() && theirs != entry.paper_number) {
        ctx.doubt("into", t("两份档案的证件号码不同", "The numbers of their papers differ"))?;
    }
    let take = std::mem::take(&mut entry.take);
    Ok(vec![Effect::Merge { from: PersonId(head.id), into, take }])
}

/// What the merge moved goes back.
pub(super) fn unmerge(
    head: &mut Head,
    _: &mut Person,
    _: &Values,
    _: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    let into = head.person.take().unwrap_or_default();
    Ok(vec![Effect::Unmerge { from: PersonId(head.id), into }])
}

/// A file that is still in use must not be erased; what else stands in the way the desk sees.
pub(super) fn no_relation_left(at: &Situation<'_, Person>) -> Result<(), Say> {
    let relations = relation::of_person(at.ctx.look, PersonId(at.head.id)).map_err(|fault| fault.text)?;
    let today = at.ctx.today();
    let current = relations.iter().filter(|known| known.standing(today) != Standing::Past).count();
    if current > 0 {
        return Err(say!(
            "还有 {current} 项人房关系未结束，请先办理迁出",
            "{current} relations to rooms go on; end them first"
        ));
    }
    Ok(())
}

/// What tells who it was goes, here and in every earlier version; the desk does it.
pub(super) fn erase(head: &mut Head, _: &mut Person, _: &Values, _: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    Ok(vec![Effect::Erase { person: PersonId(head.id) }])
}
