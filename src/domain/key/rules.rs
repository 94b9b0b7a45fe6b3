//! What holds for lending and counting keys (`domain/facts.md` 7.12).

use super::{BorrowerKind, Condition, Found, HANDED, IN, Key, KeyKind, LOST, OUT, Standing, TAG};
use crate::domain::fault::Fault;
use crate::domain::ids::{EntryRef, StaffId};
use crate::domain::moment::{At, Date};
use crate::domain::posts::Posts;
use crate::domain::register::{Carry, Ctx, Effect, Head, KeyClass, SearchKey, Severity, Values};
use crate::domain::staff;
use crate::say;
use crate::text::fold::search_key;
use crate::text::lang::t;
use chrono::{Datelike, Months};

/// A hook holds one key, of one kind.
pub(super) fn normal(head: &mut Head, entry: &mut Key, ctx: &Ctx<'_>) -> Result<(), Fault> {
    entry.hook = search_key(&entry.hook).to_uppercase();
    entry.pieces.get_or_insert(1);
    if head.place.is_none() && matches!(entry.kind, Some(KeyKind::Vacant | KeyKind::Deposited)) {
        return Err(Fault::missing("place", t("房间/位置", "Place")));
    }
    if head.state == HANDED {
        return Ok(());
    }
    let key = SearchKey::new(KeyClass::Card, search_key(&entry.hook));
    for other in ctx.look.found_by(&key)?.into_iter().filter(|other| other.register == TAG) {
        let there = ctx.look.head(other)?.filter(|there| there.id != head.id);
        if let Some(there) = there.filter(|there| matches!(there.state, IN | OUT)) {
            let (number, hook) = (there.number, &entry.hook);
            return Err(Fault::refused(say!(
                "钩号 {hook} 已有钥匙：{number}",
                "Hook {hook} holds a key: {number}"
            ))
            .at("hook"));
        }
    }
    Ok(())
}

/// Lends it: until the office's time to be back, to staff alone when the room is vacant, with the owner's word and a
/// manager's when the owner left it here.
pub(super) fn lend(
    head: &mut Head,
    entry: &mut Key,
    values: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    // What the last borrower left behind does not count for this one.
    let given = |field: &str| !values.get(field).is_none();
    let forget = |field: &str, text: &mut String| {
        if !given(field) {
            text.clear();
        }
    };
    forget("unit", &mut entry.unit);
    forget("phone", &mut entry.phone);
    forget("owner_consent", &mut entry.owner_consent);
    forget("security", &mut entry.security);
    if !given("approver") {
        entry.approver = None;
    }
    if !given("borrower_kind") {
        entry.borrower_kind = Some(BorrowerKind::Staff);
    }
    (entry.returned_at, entry.returned_by, entry.checked_by, entry.condition) =
        (None, String::new(), None, None);
    entry.note = String::new();
    let wanted = entry.due_at.filter(|_| given("due_at"));
    let due = wanted.unwrap_or_else(|| back_by(ctx.now, ctx));
    if due <= ctx.now {
        return Err(Fault::invalid("due_at", t("应还时间须在现在之后", "It must be due back after now")));
    }
    if entry.kind == Some(KeyKind::Vacant) && entry.borrower_kind != Some(BorrowerKind::Staff) {
        ctx.doubt(
            "borrower_kind",
            t(
                "空置房钥匙只借给本公司员工，由员工陪同",
                "Keys of vacant rooms are lent to our staff alone, who go along",
            ),
        )?;
    }
    if entry.kind == Some(KeyKind::Deposited) {
        if entry.owner_consent.is_empty() {
            return Err(Fault::missing("owner_consent", t("业主同意", "Owner's consent")));
        }
        approved(entry, ctx)?;
    }
    if entry.phone.is_empty() && entry.borrower_kind != Some(BorrowerKind::Staff) {
        return Err(Fault::missing("phone", t("电话", "Phone")));
    }
    (entry.due_at, entry.first_due_at, entry.out_at) = (Some(due), Some(due), Some(ctx.now));
    head.owner = Some(ctx.who.staff);
    Ok(Vec::new())
}

/// A key that the owner left here goes out with a manager's or supervisor's word.
fn approved(entry: &mut Key, ctx: &Ctx<'_>) -> Result<(), Fault> {
    let wrong = t(
        "业主寄存的钥匙须由主管以上批准，请填批准人",
        "A key deposited by its owner is lent with a supervisor's word; say whose",
    );
    if entry.approver.is_none() && ctx.who.may(Posts::LEAD) {
        entry.approver = Some(ctx.who.staff);
    }
    let Some(StaffId(id)) = entry.approver else { return Err(Fault::refused(wrong).at("approver")) };
    let posts = ctx.look.field(EntryRef::new(staff::TAG, id), "posts")?;
    if staff::take_posts(&posts).meets(Posts::LEAD)
        || ctx.who.staff == StaffId(id) && ctx.who.may(Posts::LEAD)
    {
        Ok(())
    } else {
        Err(Fault::refused(wrong).at("approver"))
    }
}

/// The office's time to be back on the day of `now`; after it the end of that day.
fn back_by(now: At, ctx: &Ctx<'_>) -> At {
    let today = now.date(ctx.zone);
    let time = At::start_of(today, ctx.zone).plus_minutes(ctx.look.setting("key.back_by"));
    if time > now { time } else { At::end_of(today, ctx.zone) }
}

/// Takes it back from whoever took it, and says how the room was found.
pub(super) fn give_back(
    head: &mut Head,
    entry: &mut Key,
    values: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    if values.get("returned_by").is_none() {
        entry.returned_by.clone_from(&entry.borrower);
    } else if search_key(&entry.returned_by) != search_key(&entry.borrower) {
        ctx.doubt(
            "returned_by",
            t("谁借谁还：归还人与借用人不同", "Whoever borrowed it brings it back; this is somebody else"),
        )?;
    }
    if entry.condition == Some(Condition::Problem) && values.get("note").is_none() {
        return Err(Fault::missing("note", t("说明", "Note")));
    }
    entry.checked_by = entry.checked_by.or(Some(ctx.who.staff));
    (entry.returned_at, entry.due_at, head.owner) = (Some(ctx.now), None, None);
    Ok(Vec::new())
}

/// A later time, at most the set number of days after the first.
pub(super) fn extend(_: &mut Head, entry: &mut Key, _: &Values, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    let days = ctx.look.setting("key.extend_days");
    let first = entry.first_due_at.unwrap_or(ctx.now);
    let Some(due) = entry.due_at.filter(|due| *due > ctx.now) else {
        return Err(Fault::invalid("due_at", t("应还时间须在现在之后", "It must be due back after now")));
    };
    if due > first.plus_minutes(days * 24 * 60) {
        return Err(Fault::refused(say!(
            "钥匙最多延期 {days} 天，请归还后重新借用",
            "A key is extended by {days} days at most; have it brought back and lend it again"
        ))
        .at("due_at"));
    }
    Ok(Vec::new())
}

/// Somebody looked whether it is there. What was found is kept as it was found; that it does not agree is said.
pub(super) fn count(
    head: &mut Head,
    entry: &mut Key,
    values: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    if values.get("counted_on").is_none() {
        entry.counted_on = Some(ctx.today());
    }
    if entry.counted_on.is_some_and(|day| day > ctx.today()) {
        return Err(Fault::invalid(
            "counted_on",
            t("盘点日期不能晚于今天", "It cannot be counted after today"),
        ));
    }
    match (head.state, entry.count_found) {
        (IN, Some(Found::No)) => ctx.warn(
            "count_found",
            t(
                "登记为在柜而未见：查找后仍没有，请报遗失",
                "It should hang in the cabinet: search, then report it lost",
            ),
        ),
        (OUT, Some(Found::Yes)) => ctx.warn(
            "count_found",
            t("登记为借出而在柜：请补办归还", "It is down as out and hangs here: take it back"),
        ),
        (LOST, Some(Found::Yes)) => ctx.warn(
            "count_found",
            t("登记为遗失而在柜：请办“已找到”", "It is down as lost and hangs here: say that it was found"),
        ),
        _ => {}
    }
    Ok(Vec::new())
}

/// It is with nobody who should bring it back.
pub(super) fn gone(head: &mut Head, entry: &mut Key, _: &Values, _: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    (entry.due_at, head.owner) = (None, None);
    Ok(Vec::new())
}

/// Where a key that is out stands to its time.
pub(super) fn standing(head: &Head, entry: &Key, now: At) -> Option<Standing> {
    let due = entry.due_at.filter(|_| head.state == OUT)?;
    Some(if due <= now { Standing::Overdue } else { Standing::InTime })
}

/// Whether the running stock-take, which began on the set day of the month, has not met it yet.
pub(super) fn to_count(entry: &Key, ctx: &Ctx<'_>) -> bool {
    let began = count_began(ctx.today(), ctx.look.setting("key.count_day"));
    entry.counted_on.is_none_or(|day| day < began)
}

/// The last `day` of a month that has come.
pub(super) fn count_began(today: Date, day: i64) -> Date {
    let day = u32::try_from(day).unwrap_or(1).clamp(1, 28);
    let this_month = today.with_day(day).unwrap_or(today);
    if this_month <= today {
        this_month
    } else {
        this_month.checked_sub_months(Months::new(1)).unwrap_or(this_month)
    }
}

/// Keys that are overdue, and those that fall due in the next watch.
pub(super) fn carry(head: &Head, entry: &Key, ctx: &Ctx<'_>) -> Option<Carry> {
    let due = entry.due_at.filter(|due| head.state == OUT && *due <= ctx.ahead())?;
    let hook = &entry.hook;
    Some(if due <= ctx.now {
        Carry::new(Severity::Red, say!("钥匙 {hook} 逾期未还", "Key {hook} is overdue"))
    } else {
        Carry::new(Severity::Amber, say!("钥匙 {hook} 将到归还时间", "Key {hook} is due back"))
    })
}
