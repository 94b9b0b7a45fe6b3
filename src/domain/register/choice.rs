//! Closed lists of values: declared once as an enum that is also a table of ids, letters and words.

use crate::text::lang::T;

/// One value of a closed list, as forms, JSON and exports see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The id in JSON and exports: an English word in kebab case.
    pub id: &'static str,
    /// The letter that picks it in a form; unique in its list.
    pub key: char,
    /// The words.
    pub label: T,
}

/// Declares an enum whose values are [`Choice`]s: `choices! { /// doc pub Category { Plumbing = "plumbing" 'p' ("给排水", "Plumbing"), } }`.
///
/// The enum gets `CHOICES`, `id()`, `of_id()`, `label()`, and can be a field as `Option<Self>`.
#[macro_export]
macro_rules! choices {
    ($(#[$doc:meta])* pub $name:ident { $($variant:ident = $id:literal $key:literal ($zh:literal, $en:literal)),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $(
                #[doc = $en]
                $variant,
            )+
        }

        impl $name {
            /// The table of choices, in the enum's order.
            pub const CHOICES: &'static [$crate::domain::register::Choice] = &[
                $($crate::domain::register::Choice { id: $id, key: $key, label: $crate::text::lang::t($zh, $en) },)+
            ];
            /// Every value, in the enum's order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The id in JSON.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id),+ }
            }

            /// The value with this id.
            #[must_use]
            pub fn of_id(id: &str) -> Option<Self> {
                match id { $($id => Some(Self::$variant),)+ _ => None }
            }

            /// The words.
            #[must_use]
            pub const fn label(self) -> $crate::text::lang::T {
                match self { $(Self::$variant => $crate::text::lang::t($zh, $en)),+ }
            }
        }

        impl $crate::domain::value::Valued for Option<$name> {
            fn value(&self) -> $crate::domain::value::Value {
                self.map_or($crate::domain::value::Value::None, |c| $crate::domain::value::Value::Choice(c.id().to_owned()))
            }
            fn take(value: $crate::domain::value::Value) -> Result<Self, $crate::text::lang::T> {
                match value {
                    $crate::domain::value::Value::None => Ok(None),
                    $crate::domain::value::Value::Choice(id) | $crate::domain::value::Value::Text(id) => {
                        $name::of_id(&id).map(Some).ok_or($crate::text::lang::t("不在可选范围内", "Not one of the choices"))
                    }
                    _ => Err($crate::text::lang::t("这里要选一项", "This wants one of the choices")),
                }
            }
        }
    };
}
