//! The things a desk counts when custody moves: cash by method, float, keys, cards, radios, receipt books, parcels, seals.

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

    /// Whether it is money, counted in fen.
    #[must_use]
    pub const fn money(self) -> bool {
        matches!(self, Self::Cash | Self::Method | Self::Float | Self::Deposits)
    }
}
