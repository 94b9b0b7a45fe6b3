//! The kinds of incidents and of what is written down about them. Only words and their plain facts; no rules.

use crate::choices;
use crate::domain::register::Choice;
use crate::text::lang::T;

choices! {
    /// What kind of emergency it is. The letter opens it from anywhere.
    pub IncidentKind {
        Fire = "fire" 'f' ("火灾", "Fire"),
        LiftEntrapment = "lift-entrapment" 'l' ("电梯困人", "Trapped in a lift"),
        Flood = "flood" 'w' ("跑水爆管", "Burst pipe, water"),
        Outage = "outage" 'p' ("停电停水停气", "Outage"),
        Gas = "gas" 'g' ("燃气泄漏", "Gas leak"),
        Theft = "theft" 't' ("盗抢", "Theft"),
        Injury = "injury" 'i' ("人员伤病", "Injury"),
        Storm = "storm" 's' ("恶劣天气", "Storm"),
        FallingObject = "falling-object" 'd' ("高空坠物", "Object from height"),
        GroupConflict = "group-conflict" 'c' ("群体纠纷", "Group conflict"),
        Other = "other" 'o' ("其他突发事件", "Other emergency"),
    }
}

impl IncidentKind {
    /// How grave it is taken to be until somebody says otherwise: 1 is the gravest of four.
    #[must_use]
    pub const fn level(self) -> i64 {
        match self {
            Self::Fire | Self::Gas => 2,
            Self::Theft | Self::Other => 4,
            _ => 3,
        }
    }

    /// Whether it concerns the whole stair at once, so that a room as its place stands for its unit.
    #[must_use]
    pub const fn spreads(self) -> bool {
        matches!(self, Self::Fire | Self::LiftEntrapment | Self::Flood | Self::Outage | Self::Gas)
    }
}

choices! {
    /// What a line of the timeline tells.
    pub LineKind {
        Observed = "observed" 'o' ("现场情况", "Observed"),
        Measure = "measure" 'm' ("采取措施", "Measure taken"),
        Arrived = "arrived" 'a' ("人员到场", "People on site"),
        Notified = "notified" 'n' ("通知人员", "Notified"),
        Authority = "authority" 'u' ("报警求助", "Authority called"),
        Loss = "loss" 'l' ("损失伤亡", "Loss or injury"),
        Aftermath = "aftermath" 'f' ("善后处理", "Aftermath"),
        Handled = "handled" 'h' ("接手处置", "Taken in hand"),
        Controlled = "controlled" 'c' ("已经控制", "Under control"),
        Again = "again" 'g' ("再次失控", "Out of control again"),
        Closed = "closed" 'x' ("处置结束", "Handling ended"),
    }
}

impl LineKind {
    /// The kinds that people write by hand, in the order in which a key turns through them.
    pub const BY_HAND: [Self; 7] = [
        Self::Observed,
        Self::Measure,
        Self::Arrived,
        Self::Notified,
        Self::Authority,
        Self::Loss,
        Self::Aftermath,
    ];

    /// Whether somebody who writes this has the matter in hand: the bell may fall silent.
    #[must_use]
    pub const fn answers(self) -> bool {
        matches!(self, Self::Measure | Self::Arrived)
    }

    /// Whether it says who rang whom.
    #[must_use]
    pub const fn rings(self) -> bool {
        matches!(self, Self::Notified | Self::Authority)
    }
}

/// The words of a choice in a table.
#[must_use]
pub fn label_of(choices: &[Choice], id: &str) -> T {
    choices.iter().find(|choice| choice.id == id).map_or(T { zh: "", en: "" }, |choice| choice.label)
}
