//! The sorts of things a desk counts.

use crate::domain::register::{Choice, Listed};
use crate::text::lang::{T, t};
use serde::{Deserialize, Serialize};

/// What sort of thing is counted, and so by what.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum CountKind {
    /// Money in notes and coins.
    #[default]
    Cash,
    /// Money by another method: its slips, or what the machine says.
    Method,
    /// The float, which stays.
    Float,
    /// Deposits held.
    Deposits,
    /// Keys, by exception: what is not on its hook.
    Keys,
    /// Access cards.
    Cards,
    /// Radios and other gear.
    Gear,
    /// Receipt books and numbered forms.
    Forms,
    /// Parcels kept for somebody.
    Parcels,
    /// Seals.
    Seals,
}

impl CountKind {
    /// The words.
    #[must_use]
    pub const fn label(self) -> T {
        match self {
            Self::Cash => t("现金", "Cash"),
            Self::Method => t("其他收款方式", "Other payments"),
            Self::Float => t("备用金", "Float"),
            Self::Deposits => t("押金", "Deposits"),
            Self::Keys => t("钥匙", "Keys"),
            Self::Cards => t("门禁卡", "Access cards"),
            Self::Gear => t("对讲机等器材", "Radios and gear"),
            Self::Forms => t("收据与单证", "Receipt books"),
            Self::Parcels => t("代收件", "Parcels"),
            Self::Seals => t("封条", "Seals"),
        }
    }

    /// The kinds as a field offers them.
    pub const CHOICES: &'static [Choice] = &[
        Choice { id: "cash", key: 'c', label: Self::Cash.label() },
        Choice { id: "method", key: 'm', label: Self::Method.label() },
        Choice { id: "float", key: 'f', label: Self::Float.label() },
        Choice { id: "deposits", key: 'd', label: Self::Deposits.label() },
        Choice { id: "keys", key: 'k', label: Self::Keys.label() },
        Choice { id: "cards", key: 'a', label: Self::Cards.label() },
        Choice { id: "gear", key: 'g', label: Self::Gear.label() },
        Choice { id: "forms", key: 'r', label: Self::Forms.label() },
        Choice { id: "parcels", key: 'p', label: Self::Parcels.label() },
        Choice { id: "seals", key: 's', label: Self::Seals.label() },
    ];

    /// The id in JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Cash => "cash",
            Self::Method => "method",
            Self::Float => "float",
            Self::Deposits => "deposits",
            Self::Keys => "keys",
            Self::Cards => "cards",
            Self::Gear => "gear",
            Self::Forms => "forms",
            Self::Parcels => "parcels",
            Self::Seals => "seals",
        }
    }

    /// Whether it is money, counted in fen.
    #[must_use]
    pub const fn money(self) -> bool {
        matches!(self, Self::Cash | Self::Method | Self::Float | Self::Deposits)
    }
}

const KINDS: [CountKind; 10] = [
    CountKind::Cash,
    CountKind::Method,
    CountKind::Float,
    CountKind::Deposits,
    CountKind::Keys,
    CountKind::Cards,
    CountKind::Gear,
    CountKind::Forms,
    CountKind::Parcels,
    CountKind::Seals,
];

impl Listed for CountKind {
    fn id(self) -> &'static str {
        Self::id(self)
    }
    fn of_id(id: &str) -> Option<Self> {
        KINDS.into_iter().find(|kind| kind.id() == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_a_choice_and_back() {
        assert_eq!(CountKind::CHOICES.len(), KINDS.len());
        for (kind, choice) in KINDS.into_iter().zip(CountKind::CHOICES) {
            assert_eq!((kind.id(), CountKind::of_id(choice.id)), (choice.id, Some(kind)));
        }
    }
}
