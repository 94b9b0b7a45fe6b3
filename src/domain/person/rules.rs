//! What holds for a person's file: what is doubted, and what else happens when somebody is added or checked.

use super::{PaperKind, Person, PersonKind};
use crate::domain::fault::Fault;
use crate::domain::register::{Ctx, Effect, Head, Situation, Values};
use crate::domain::relation::Role;
use crate::domain::value::{Value, Valued};
use crate::text::lang::{Say, t};

/// Brings the file into its normal form.
pub(super) fn normal(_: &mut Head, entry: &mut Person, _: &Ctx<'_>) -> Result<(), Fault> {
    let company = entry.paper_kind == Some(PaperKind::CreditCode);
    entry.kind.get_or_insert(if company { PersonKind::Company } else { PersonKind::Person });
    if !entry.paper_number.is_empty() && entry.paper_kind.is_none() {
        let company = entry.kind == Some(PersonKind::Company);
        entry.paper_kind = Some(if company { PaperKind::CreditCode } else { PaperKind::ResidentId });
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
