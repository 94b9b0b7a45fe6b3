//! How a complaint is named, when it is due, how pressing it is, and when it is carried over.

use super::{CLOSED, Complaint, FOLLOWED_UP, Gravity, INVALID, REPLIED, Rung, SUSPENDED, TRANSFERRED, Topic};
use crate::domain::moment::At;
use crate::domain::person;
use crate::domain::register::{Carry, Ctx, Head, SearchKey, Severity};
use crate::say;
use crate::text::lang::{Say, T, t};

pub(super) fn title(_: &Head, entry: &Complaint) -> Say {
    let said = if entry.subject.is_empty() { &entry.text } else { &entry.subject };
    let words: String = said.lines().next().unwrap_or_default().chars().take(60).collect();
    match entry.topic.map(Topic::label) {
        Some(T { zh, en }) => say!("{zh}：{words}", "{en}: {words}"),
        None => Say::same(words),
    }
}

pub(super) fn due(head: &Head, entry: &Complaint) -> Option<At> {
    match head.state {
        CLOSED | INVALID | REPLIED | FOLLOWED_UP => None,
        // Only a legal term runs on while it waits.
        SUSPENDED | TRANSFERRED => [entry.wake_at, entry.clocks.due()].into_iter().flatten().min(),
        _ => entry.clocks.due(),
    }
}

/// What climbed comes first, the highest before; an answered one presses nobody.
pub(super) fn rank(head: &Head, entry: &Complaint) -> u8 {
    match (head.state, entry.level(), entry.gravity()) {
        (REPLIED | FOLLOWED_UP | CLOSED | INVALID, ..) => Head::ORDINARY + 2,
        (_, 3.., _) | (_, _, Gravity::Major) => 0,
        (_, 2, _) => 1,
        (_, 1, _) | (_, _, Gravity::Important) => Head::ORDINARY,
        _ => Head::ORDINARY + 1,
    }
}

pub(super) fn keys(_: &Head, entry: &Complaint) -> Vec<SearchKey> {
    person::phone_key(&entry.phone).into_iter().collect()
}

/// An escalated complaint stays escalated until it is closed; once it has its answer it is known rather than pressing.
/// What was reopened more than once says so.
pub(super) fn carry(head: &Head, entry: &Complaint, ctx: &Ctx<'_>) -> Option<Carry> {
    let carry = standing(head, entry, ctx)?;
    let often = entry.reopened.unwrap_or(0);
    if often < 2 {
        return Some(carry);
    }
    let Say { zh, en } = &carry.why;
    let why = say!("已重开 {often} 次；{zh}", "Reopened {often} times; {en}");
    Some(Carry::new(carry.severity.min(Severity::Amber), why))
}

fn standing(head: &Head, entry: &Complaint, ctx: &Ctx<'_>) -> Option<Carry> {
    let late = head.due.is_some_and(|due| due <= ctx.now);
    let T { zh: to, en: to_en } = Rung::of_level(entry.level()).label();
    let (severity, why) = match head.state {
        CLOSED | INVALID => return None,
        REPLIED if entry.level() > 0 => (
            Severity::Amber,
            say!(
                "投诉升级到{to}，已答复，待回访",
                "Complaint escalated to {to_en}, answered, to be followed up"
            ),
        ),
        FOLLOWED_UP if entry.level() > 0 => (
            Severity::Amber,
            say!(
                "投诉升级到{to}，已回访，待办结",
                "Complaint escalated to {to_en}, followed up, to be closed"
            ),
        ),
        // Who is to be asked is carried by the follow-up.
        REPLIED => return None,
        FOLLOWED_UP => (Severity::White, say!("投诉待办结", "Complaint to be closed")),
        _ if entry.level() > 0 => {
            let T { zh: why, en: why_en } =
                entry.climbed_for.map_or(t("升级", "Escalated"), super::Climb::label);
            (Severity::Red, say!("投诉已升级到{to}：{why}", "Complaint escalated to {to_en}: {why_en}"))
        }
        SUSPENDED | TRANSFERRED if late => {
            (Severity::Amber, say!("暂缓到期，应再看", "Time to look at it again"))
        }
        SUSPENDED | TRANSFERRED => {
            (Severity::White, say!("投诉暂缓或已转出", "Complaint suspended or transferred"))
        }
        _ if late => (Severity::Red, say!("投诉超过时限", "Complaint over its limit")),
        _ if entry.received_by_department_at.is_none() => {
            (Severity::Amber, say!("投诉尚未签收", "Complaint not received yet"))
        }
        _ if head.due.is_some_and(|due| due <= ctx.next_shift_ends()) => {
            (Severity::Amber, say!("投诉下一班内到时", "Complaint due within the next shift"))
        }
        _ => (Severity::White, say!("投诉办理中", "Complaint being handled")),
    };
    Some(Carry::new(severity, why))
}
