//! Lines of an incident's timeline: what was seen and done when, and who rang whom. Written in one go, never changed by
//! anything but a correction, which its history keeps.

use super::{LineKind, OPEN_STATES, TAG as INCIDENT};
use crate::domain::fault::Fault;
use crate::domain::ids::{EntryRef, Tag};
use crate::domain::posts::Posts;
use crate::domain::register::{
    Action, Ask, Ctx, Effect, Field, Head, Kind, Order, Register, Spec, SpecInfo, State, To, Values, View,
};
use crate::domain::value::{Value, Valued};
use crate::text::lang::{Say, t};
use crate::{field, say, stored};
use serde::{Deserialize, Serialize};

/// A line's own fields. When it happened is the head's time, its incident the head's parent.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct IncidentLine {
    /// What it tells.
    pub kind: Option<LineKind>,
    /// In words; a kind that says it all needs none.
    pub text: String,
    /// Who was rung or told.
    pub whom: String,
    /// At which number.
    pub phone: String,
    /// Whether they were reached; none when nobody answered yet.
    pub reached: Option<Reached>,
}

crate::choices! {
    /// How a call to somebody went.
    pub Reached {
        Rung = "rung" 'r' ("已拨打", "rung"),
        Yes = "reached" 'y' ("已接通", "reached"),
        No = "not-reached" 'n' ("未接通", "not reached"),
    }
}

stored!(IncidentLine, IncidentLineDisk);

/// The register's number.
pub const TAG: Tag = 71;
/// It was written.
pub const WRITTEN: u8 = 1;
/// It was written by mistake.
pub const STRUCK: u8 = 2;

const STATES: &[State] = &[
    State::done(WRITTEN, "written", t("有效", "written")),
    State::done(STRUCK, "struck", t("误记", "struck out")),
];
const VIEWS: &[View] = &[
    View {
        id: "written",
        title: t("事件记录", "Timeline"),
        states: &[WRITTEN],
        mine: false,
        order: Order::Newest,
    },
    View { id: "all", title: t("全部", "All"), states: &[], mine: false, order: Order::Newest },
];

/// The register of timeline lines.
pub struct IncidentLines;

impl Register for IncidentLines {
    type Entry = IncidentLine;

    fn spec() -> Spec<IncidentLine> {
        let info = SpecInfo {
            id: "incident_line",
            tag: TAG,
            name: t("事件记录", "Timeline line"),
            prefix: "XL",
            states: STATES,
            views: VIEWS,
            see: Posts::STAFF,
            correct: Posts::DESK,
            kept: false,
        };
        let fields = vec![
            incident_field().column(12),
            field!(IncidentLine, kind, t("类别", "Kind"), Kind::Choice(LineKind::CHOICES)).column(10),
            field!(IncidentLine, text, t("内容", "Words"), Kind::Line(300)).column(30),
            field!(IncidentLine, whom, t("通知了谁", "Whom"), Kind::Line(80)).column(14),
            field!(IncidentLine, phone, t("号码", "Number rung"), Kind::Line(30)),
            field!(IncidentLine, reached, t("是否接通", "Reached"), Kind::Choice(Reached::CHOICES)).column(8),
            Field::occurred_at(),
            Field::place().by_action(),
        ];
        let asks = vec![
            Ask::must("incident"),
            Ask::must("kind"),
            Ask::may("text"),
            Ask::more("whom"),
            Ask::more("phone"),
            Ask::more("reached"),
            Ask::more("occurred_at"),
        ];
        let actions = vec![
            Action::create("write", t("记一笔", "Write a line"), WRITTEN, Posts::STAFF, asks).effects(write),
            Action::step(
                "strike",
                t("误记作废", "Strike out"),
                &[WRITTEN],
                To::State(STRUCK),
                Posts::DESK,
                vec![],
            )
            .confirm(),
        ];
        Spec::new(info, fields, actions, |_, e| title(e))
    }
}

fn title(entry: &IncidentLine) -> Say {
    let Some(kind) = entry.kind else { return Say::same(entry.text.clone()) };
    let (zh, en) = (kind.label().zh, kind.label().en);
    let reached = entry.reached.map(Reached::label);
    let (rzh, ren) = (reached.map_or("", |r| r.zh), reached.map_or("", |r| r.en));
    let whom = &entry.whom;
    let text = &entry.text;
    let said = say!("{zh} {whom} {rzh} {text}", "{en} {whom} {ren} {text}");
    let squeeze = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    Say { zh: squeeze(&said.zh), en: squeeze(&said.en) }
}

/// The incident an entry belongs to, as a field.
#[must_use]
pub fn incident_field<E>() -> Field<E> {
    Field::new(
        "incident",
        t("所属事件", "Incident"),
        Kind::Link("incident"),
        |h, _| {
            let parent = h.parent.filter(|parent| parent.register == INCIDENT);
            parent.map_or(Value::None, |parent| Value::Id(parent.id))
        },
        |h, _, v| {
            h.parent = v.id().map(|id| EntryRef::new(INCIDENT, id));
            Ok(())
        },
    )
    .by_action()
}

/// The incident that an entry is written down for, while it is not reviewed.
///
/// # Errors
/// [`FaultKind::Missing`](crate::domain::fault::FaultKind::Missing) without one, a refusal when it is over.
pub(super) fn of_incident(head: &Head, ctx: &Ctx<'_>) -> Result<(EntryRef, Head), Fault> {
    let missing = || Fault::missing("incident", t("所属事件", "Incident"));
    let parent = head.parent.filter(|parent| parent.register == INCIDENT).ok_or_else(missing)?;
    let incident = ctx.look.head(parent)?.ok_or_else(missing)?;
    if OPEN_STATES.contains(&incident.state) {
        return Ok((parent, incident));
    }
    let number = &incident.number;
    Err(Fault::refused(say!("{number} 已经了结，不能再记", "{number} is over; nothing is added to it"))
        .at("incident"))
}

fn write(head: &mut Head, entry: &mut IncidentLine, _: &Values, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    let (parent, incident) = of_incident(head, ctx)?;
    head.place = incident.place;
    let kind = entry.kind.ok_or_else(|| Fault::missing("kind", t("类别", "Kind")))?;
    if kind == LineKind::Observed && entry.text.is_empty() {
        return Err(Fault::missing("text", t("内容", "Words")));
    }
    if kind.rings() && entry.whom.is_empty() && entry.text.is_empty() {
        return Err(Fault::missing("whom", t("通知了谁", "Whom")));
    }
    let mut effects = Vec::new();
    if !entry.text.is_empty() && ctx.look.field(parent, "text")?.is_none() {
        let short: String = entry.text.chars().take(super::TEXT).collect();
        let values = Values::default().with("text", Value::Text(short));
        effects.push(Effect::Act { entry: parent, action: "describe", values });
    }
    if kind == LineKind::Authority && entry.reached != Some(Reached::No) {
        let whom = if entry.whom.is_empty() { &entry.text } else { &entry.whom };
        let known = String::take(ctx.look.field(parent, "authorities")?).unwrap_or_default();
        if !known.split('，').any(|part| part == whom) {
            let all = if known.is_empty() { whom.clone() } else { format!("{known}，{whom}") };
            let all: String = all.chars().take(super::AUTHORITIES).collect();
            let values = Values::default().with("authorities", Value::Text(all));
            effects.push(Effect::Act { entry: parent, action: "describe", values });
        }
    }
    // Whoever was reached was told by word; the first time counts. That it rang at their end tells nobody.
    let unreported = ctx.look.field(parent, "reported")? == Value::Flag(false);
    if kind.rings() && matches!(entry.reached, None | Some(Reached::Yes)) && unreported {
        effects.push(Effect::Act { entry: parent, action: "told", values: Values::default() });
    }
    if kind.answers() && incident.state == super::REPORTED {
        effects.push(Effect::Act { entry: parent, action: "handle", values: Values::default() });
    }
    Ok(effects)
}
