//! Closed lists of values: declared once as an enum that is also a table of ids, letters and words.

use crate::domain::value::{Value, Valued};
use crate::text::lang::{T, t};

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

/// A type whose values are a closed list; [`choices!`](crate::choices) implements it.
pub trait Listed: Copy {
    /// The id in JSON.
    fn id(self) -> &'static str;
    /// The value with this id.
    fn of_id(id: &str) -> Option<Self>;
}

impl<C: Listed> Valued for Option<C> {
    fn value(&self) -> Value {
        self.map_or(Value::None, |choice| Value::Choice(choice.id().to_owned()))
    }
    fn take(value: Value) -> Result<Self, T> {
        match value {
            Value::None => Ok(None),
            Value::Choice(id) | Value::Text(id) => {
                C::of_id(&id).map(Some).ok_or(t("不在可选范围内", "Not one of the choices"))
            }
            _ => Err(t("这里要选一项", "This wants one of the choices")),
        }
    }
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

        impl $crate::domain::register::Listed for $name {
            fn id(self) -> &'static str {
                $name::id(self)
            }
            fn of_id(id: &str) -> Option<Self> {
                $name::of_id(id)
            }
        }
    };
}
