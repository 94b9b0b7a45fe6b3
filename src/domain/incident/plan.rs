//! Plan cards: for each kind of emergency the steps, whom to call, what callers are told, and which posts hear of it at
//! once. The office keeps its own; where it has none, the standard card of [`standard`] counts.
//!
//! Every line of the standard cards says the same in both languages, parted by a slash: [`part`] gives the half a screen
//! wants, and the whole of a line that somebody wrote in one language.

mod text;

use super::IncidentKind;
use crate::domain::fault::Fault;
use crate::domain::ids::Tag;
use crate::domain::kept::{ACTIVE, KEPT_STATES, KEPT_VIEWS, kept_actions};
use crate::domain::posts::{Post, Posts};
use crate::domain::register::KeyClass;
use crate::domain::register::{Ask, Field, Head, Kind, Look, Register, SearchKey, Spec, SpecInfo, Values};
use crate::domain::staff;
use crate::domain::value::{Value, Valued};
use crate::text::lang::{Lang, Say, t};
use crate::{field, stored};
use serde::{Deserialize, Serialize};

/// What parts the two languages of a line.
const SLASH: &str = " / ";

/// A plan card's own fields.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct PlanCard {
    /// For which kind.
    pub kind: Option<IncidentKind>,
    /// What is done, a step a line.
    pub steps: String,
    /// Who is called, a line each: role or name, then the phone.
    pub call_tree: String,
    /// What callers are told.
    pub caller_text: String,
    /// The posts that hear of it at once.
    pub notify: Vec<String>,
}

stored!(PlanCard, PlanCardDisk);

/// The register's number.
pub const TAG: Tag = 72;

/// The register of plan cards.
pub struct PlanCards;

impl Register for PlanCards {
    type Entry = PlanCard;

    fn spec() -> Spec<PlanCard> {
        let info = SpecInfo {
            id: "plan_card",
            tag: TAG,
            name: t("应急预案卡", "Plan card"),
            prefix: "PC",
            states: KEPT_STATES,
            views: KEPT_VIEWS,
            see: Posts::ALL,
            correct: Posts::of(&[Post::Manager, Post::Supervisor, Post::Administrator]),
            kept: true,
        };
        let fields = vec![
            field!(PlanCard, kind, t("事件种类", "Kind"), Kind::Choice(IncidentKind::CHOICES)).column(14),
            field!(PlanCard, caller_text, t("告知来电者", "What callers are told"), Kind::Text(400))
                .column(40),
            field!(PlanCard, steps, t("处置步骤", "Steps"), Kind::Text(2000))
                .hint(t("一行一步", "A step a line")),
            field!(PlanCard, call_tree, t("通知名单", "Call tree"), Kind::Text(1500))
                .hint(t("一行一个：岗位或姓名，空格，电话", "A line each: role or name, a space, the phone")),
            Field::new(
                "notify",
                t("立即告知岗位", "Posts that hear of it"),
                Kind::Choices(staff::POSTS),
                |_, e: &PlanCard| Value::List(e.notify.clone()),
                |_, e, v| {
                    e.notify = if let Value::List(list) = v { list } else { Vec::new() };
                    Ok(())
                },
            ),
        ];
        let asks = vec![
            Ask::must("kind"),
            Ask::must("steps"),
            Ask::may("call_tree"),
            Ask::may("caller_text"),
            Ask::may("notify"),
        ];
        Spec {
            keys: |_, e| key(e).into_iter().collect(),
            unique: |_, e| key(e).map(|key| ("kind", key)),
            ..Spec::new(info, fields, kept_actions(asks), title)
        }
    }
}

fn key(entry: &PlanCard) -> Option<SearchKey> {
    // Behind the mark that no name begins with: a card is found by its kind, and by nothing somebody types.
    entry.kind.map(|kind| SearchKey::new(KeyClass::Card, format!("\u{3}{}", kind.id())))
}

fn title(_: &Head, entry: &PlanCard) -> Say {
    entry.kind.map_or_else(|| Say::same(""), |kind| kind.label().into())
}

/// What is to be done about a kind of incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// A step a line.
    pub steps: Vec<String>,
    /// Whom to call.
    pub calls: Vec<String>,
    /// What callers are told.
    pub caller_text: String,
    /// Who hears of it at once.
    pub notify: Posts,
}

/// The plan in force for a kind: the office's own card, else the standard one.
///
/// # Errors
/// When the store cannot be read.
pub fn of_kind(look: &dyn Look, kind: IncidentKind) -> Result<Plan, Fault> {
    let wanted = PlanCard { kind: Some(kind), ..PlanCard::default() };
    for entry in key(&wanted).map(|key| look.found_by(&key)).transpose()?.unwrap_or_default() {
        if entry.register != TAG || look.head(entry)?.is_none_or(|head| head.state != ACTIVE) {
            continue;
        }
        let text = |field: &str| -> Result<String, Fault> {
            Ok(String::take(look.field(entry, field)?).unwrap_or_default())
        };
        return Ok(Plan {
            steps: lines(&text("steps")?),
            calls: lines(&text("call_tree")?),
            caller_text: text("caller_text")?,
            notify: staff::take_posts(&look.field(entry, "notify")?),
        });
    }
    Ok(standard(kind))
}

/// The standard plan for a kind.
#[must_use]
pub fn standard(kind: IncidentKind) -> Plan {
    let text::Standard { steps, calls, caller } = text::of(kind);
    let notify = if kind.level() <= 3 {
        Posts::of(&[Post::Manager, Post::Supervisor, Post::Senior, Post::Receptionist, Post::Officer])
    } else {
        Posts::of(&[Post::Manager, Post::Supervisor, Post::Receptionist])
    };
    Plan { steps: lines(steps), calls: lines(calls), caller_text: caller.to_owned(), notify }
}

/// The standard cards as entries of the register, for an office that has none yet.
#[must_use]
pub fn standard_cards() -> Vec<Values> {
    let card = |kind: &IncidentKind| {
        let plan = standard(*kind);
        let notify = plan.notify.iter().map(|post| post.id().to_owned()).collect();
        Values::default()
            .with("kind", Value::Choice(kind.id().to_owned()))
            .with("steps", Value::Text(plan.steps.join("\n")))
            .with("call_tree", Value::Text(plan.calls.join("\n")))
            .with("caller_text", Value::Text(plan.caller_text))
            .with("notify", Value::List(notify))
    };
    IncidentKind::ALL.iter().map(card).collect()
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
}

/// The half of a line that is in the language of the screen; all of a line that has no halves.
#[must_use]
pub fn part(text: &str, lang: Lang) -> &str {
    match (text.split_once(SLASH), lang) {
        (None, _) => text,
        (Some((zh, _)), Lang::Zh) => zh.trim(),
        (Some((_, en)), Lang::En) => en.trim(),
    }
}

/// A line of a call tree: who, and the phone behind it when there is one.
#[must_use]
pub fn callee(line: &str) -> (&str, &str) {
    let line = line.trim();
    match line.rsplit_once(char::is_whitespace) {
        Some((who, phone))
            if phone.chars().filter(char::is_ascii_digit).count() >= 3
                && phone.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '+')) =>
        {
            (who.trim(), phone)
        }
        _ => (line, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_whole_plan_in_both_languages() {
        for kind in IncidentKind::ALL {
            let plan = standard(*kind);
            assert!(plan.steps.len() >= 4 && plan.calls.len() >= 2, "{kind:?}");
            assert!(plan.notify != Posts::NONE);
            for line in plan.steps.iter().chain(&plan.calls).chain([&plan.caller_text]) {
                let halves = line.split(SLASH).count();
                assert_eq!(halves, 2, "{kind:?}: {line}");
                assert!(part(line, Lang::En).is_ascii(), "{line}");
            }
            assert!(plan.steps.join("\n").chars().count() <= 2000 && plan.caller_text.chars().count() <= 400);
        }
    }

    #[test]
    fn a_callee_is_told_from_the_phone() {
        assert_eq!(callee("消防 / Fire brigade 119"), ("消防 / Fire brigade", "119"));
        assert_eq!(callee("工程值班 / Engineer on duty"), ("工程值班 / Engineer on duty", ""));
        assert_eq!(callee("张师傅 138-0000-5678"), ("张师傅", "138-0000-5678"));
        assert_eq!(part("只有中文", Lang::En), "只有中文");
    }
}
