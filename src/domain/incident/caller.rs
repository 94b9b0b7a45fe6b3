//! Somebody rang or came about an incident that is known already: from which room, who, what they said. Many of these
//! belong to one incident, so that twenty calls about a burst pipe are one burst pipe and twenty contacts.

use super::area;
use super::line::{incident_field, of_incident};
use crate::domain::fault::Fault;
use crate::domain::ids::Tag;
use crate::domain::posts::Posts;
use crate::domain::register::{
    Action, Ask, Ctx, Effect, Field, Head, Kind, MaskHow, Order, Register, Spec, SpecInfo, State, To, Values,
    View,
};
use crate::text::lang::{Say, t};
use crate::{field, say, stored};
use serde::{Deserialize, Serialize};

/// A caller's own fields. Room, person and incident are the head's.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct CallerReport {
    /// Their name, when they are not on file.
    pub caller: String,
    /// Where they can be reached.
    pub phone: String,
    /// What they said.
    pub words: String,
}

stored!(CallerReport, CallerReportDisk);

/// The register's number.
pub const TAG: Tag = 73;
/// It was taken.
pub const TAKEN: u8 = 1;
/// It was taken by mistake.
pub const STRUCK: u8 = 2;

const STATES: &[State] = &[
    State::done(TAKEN, "taken", t("已记", "taken")),
    State::done(STRUCK, "struck", t("误登", "struck out")),
];
const VIEWS: &[View] = &[
    View {
        id: "taken",
        title: t("来电反映", "Callers"),
        states: &[TAKEN],
        mine: false,
        order: Order::Newest,
    },
    View { id: "all", title: t("全部", "All"), states: &[], mine: false, order: Order::Newest },
];

/// The register of callers.
pub struct CallerReports;

impl Register for CallerReports {
    type Entry = CallerReport;

    fn spec() -> Spec<CallerReport> {
        let info = SpecInfo {
            id: "caller_report",
            tag: TAG,
            name: t("来电反映", "Caller"),
            prefix: "CR",
            states: STATES,
            views: VIEWS,
            see: Posts::STAFF,
            correct: Posts::DESK,
            kept: false,
        };
        let full = Posts::DESK;
        let fields = vec![
            incident_field().column(12),
            Field::place().by_action().column(12),
            Field::person().by_action().column(10),
            field!(CallerReport, caller, t("来电人", "Caller"), Kind::Line(40))
                .masked(MaskHow::Name, full)
                .column(10),
            field!(CallerReport, phone, t("电话", "Phone"), Kind::Phone).masked(MaskHow::Phone, full),
            field!(CallerReport, words, t("所述", "Words"), Kind::Line(200)).column(26),
            Field::occurred_at(),
        ];
        let asks = vec![
            Ask::must("incident"),
            Ask::may("place"),
            Ask::may("words"),
            Ask::may("person"),
            Ask::may("caller"),
            Ask::may("phone"),
            Ask::more("occurred_at"),
        ];
        let actions = vec![
            Action::create("take", t("记来电", "Take a caller"), TAKEN, Posts::STAFF, asks).effects(take),
            Action::step(
                "strike",
                t("误登作废", "Strike out"),
                &[TAKEN],
                To::State(STRUCK),
                Posts::DESK,
                vec![],
            )
            .confirm(),
        ];
        Spec::new(info, fields, actions, |_, e| title(e))
    }
}

fn title(entry: &CallerReport) -> Say {
    let words = &entry.words;
    if words.is_empty() { t("来电反映", "Rang about it").into() } else { Say::same(words.clone()) }
}

fn take(head: &mut Head, entry: &mut CallerReport, _: &Values, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    let (parent, incident) = of_incident(head, ctx)?;
    let nobody = head.place.is_none() && head.person.is_none();
    if nobody && entry.caller.is_empty() && entry.phone.is_empty() {
        return Err(Fault::missing("place", t("房间/位置", "Place")));
    }
    let Some(place) = head.place else { return Ok(Vec::new()) };
    let mut before = 0;
    for (other, known) in ctx.look.children(parent)? {
        before += usize::from(other.register == TAG && known.place == Some(place) && known.state == TAKEN);
    }
    if before > 0 {
        let times = before + 1;
        ctx.warn("place", say!("该处第 {times} 次来电", "call no. {times} from there"));
    }
    let inside = area::affecting(ctx.look, place)?.iter().any(|known| known.entry == parent);
    if !inside && area::TELLING.contains(&incident.state) {
        ctx.warn("place", t("不在影响范围内，请核对范围", "outside the scope; look at the scope"));
    }
    Ok(Vec::new())
}
