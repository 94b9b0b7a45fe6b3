//! What a figure is measured in, and how its value is written. Never a float: tenths, rounded half up.

use serde::{Deserialize, Serialize};

/// What a figure is measured in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// How many.
    Count,
    /// Of a hundred.
    Percent,
    /// Of a thousand.
    Permille,
    /// A mean of points from 0 to 100.
    Index,
}

impl Unit {
    /// The value in tenths of the unit, rounded half up; none when nothing stands below the line.
    #[must_use]
    pub fn tenths(self, above: i64, below: Option<i64>) -> Option<i64> {
        let factor = match self {
            Self::Count => return Some(above.saturating_mul(10)),
            Self::Percent => 1000,
            Self::Permille => 10_000,
            Self::Index => 10,
        };
        let below = below.filter(|below| *below > 0)?;
        Some((above.saturating_mul(factor).saturating_mul(2) + below).div_euclid(below.saturating_mul(2)))
    }

    /// The value as it is written: `87`, `98.5%`, `2.4‰`, `91.7`; `-` when nothing stands below the line.
    #[must_use]
    pub fn shown(self, above: i64, below: Option<i64>) -> String {
        let Some(tenths) = self.tenths(above, below) else { return "-".to_owned() };
        match self {
            Self::Count => above.to_string(),
            _ => format!("{}{}", written(tenths), self.sign()),
        }
    }

    /// The sign behind a value.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Percent => "%",
            Self::Permille => "‰",
            Self::Count | Self::Index => "",
        }
    }

    /// The difference to the value before, in the same unit with its sign; none when one of them is none.
    #[must_use]
    pub fn difference(self, now: Option<i64>, before: Option<i64>) -> Option<String> {
        let tenths = now? - before?;
        let sign = if tenths < 0 { "-" } else { "+" };
        let amount = match self {
            Self::Count => (tenths.abs() / 10).to_string(),
            _ => written(tenths.abs()),
        };
        Some(format!("{sign}{amount}"))
    }
}

fn written(tenths: i64) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_rounded_half_up_and_nothing_is_divided_by_nothing() {
        assert_eq!(Unit::Percent.shown(2, Some(3)), "66.7%");
        assert_eq!(Unit::Percent.shown(1, Some(2000)), "0.1%");
        assert_eq!(Unit::Permille.shown(3, Some(1200)), "2.5‰");
        assert_eq!(Unit::Index.shown(275, Some(3)), "91.7");
        assert_eq!(Unit::Count.shown(7, None), "7");
        assert_eq!(Unit::Percent.shown(0, Some(0)), "-");
    }

    #[test]
    fn a_difference_has_its_sign() {
        assert_eq!(Unit::Percent.difference(Some(985), Some(1000)), Some("-1.5".into()));
        assert_eq!(Unit::Count.difference(Some(120), Some(100)), Some("+2".into()));
        assert_eq!(Unit::Percent.difference(None, Some(1)), None);
    }
}
