//! The PIN that makes a signature: a shared terminal alone is none.

use super::Call;
use super::handover::Pin;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Sets the caller's PIN.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SetPin {
    /// The present one; none when there is none or it was reset.
    #[serde(default)]
    pub old: Option<Pin>,
    /// The new one: 6 to 12 digits that are not plain to guess.
    pub new: Pin,
}

/// Takes somebody's PIN away, so that they set a new one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ResetPin {
    /// Whose, by number or name.
    pub staff: String,
    /// Why.
    pub reason: String,
    /// The caller's own PIN.
    pub pin: Pin,
}

/// Whose PIN a call carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The caller's.
    Caller,
    /// Of somebody named in this field of the call.
    Named(String, &'static str),
}

macro_rules! pins {
    ($call:ident, $($borrow:tt)+) => {
        match $call {
            Call::WatchOffer(args) => vec![(Whose::Caller, "pin", $($borrow)+ args.pin)],
            Call::WatchAccept(args) => vec![(Whose::Caller, "pin", $($borrow)+ args.pin)],
            Call::WatchRule(args) => vec![(Whose::Caller, "pin", $($borrow)+ args.pin)],
            Call::WatchRelease(args) => vec![(Whose::Caller, "pin", $($borrow)+ args.pin)],
            Call::WatchSeal(args) => vec![(Whose::Caller, "pin", $($borrow)+ args.pin)],
            Call::WatchBreakSeal(args) => vec![(Whose::Caller, "pin", $($borrow)+ args.pin)],
            Call::WatchRelieve(args) => vec![(Whose::Caller, "pin", $($borrow)+ args.pin)],
            Call::WatchConfirm(args) => vec![(Whose::Caller, "pin", $($borrow)+ args.pin)],
            Call::ReviewSign(args) => vec![(Whose::Caller, "pin", $($borrow)+ args.pin)],
            Call::ResetPin(args) => vec![(Whose::Caller, "pin", $($borrow)+ args.pin)],
            Call::SetPin(SetPin { old: Some(old), .. }) => vec![(Whose::Caller, "old", old)],
            Call::WatchPass(args) => vec![
                (Whose::Caller, "pin", $($borrow)+ args.pin),
                (Whose::Named(args.with.clone(), "with"), "with_pin", $($borrow)+ args.with_pin),
            ],
            Call::WatchContinue(args) => {
                let mut found = vec![(Whose::Caller, "pin", $($borrow)+ args.pin)];
                if let (Some(name), Some(pin)) = (&args.witness, $($borrow)+ args.witness_pin) {
                    found.push((Whose::Named(name.clone(), "witness"), "witness_pin", pin));
                }
                found
            }
            Call::WatchExplain(args) => match (&args.witness, $($borrow)+ args.witness_pin) {
                (Some(name), Some(pin)) => vec![(Whose::Named(name.clone(), "witness"), "witness_pin", pin)],
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    };
}

impl Call {
    /// The PINs it carries: whose, in which field, and the PIN.
    #[must_use]
    pub fn pins(&self) -> Vec<(Whose, &'static str, &Pin)> {
        pins!(self, &)
    }

    /// The same, to put something else in their place.
    pub fn pins_mut(&mut self) -> Vec<&mut Pin> {
        pins!(self, &mut).into_iter().map(|(_, _, pin)| pin).collect()
    }

    /// The call without its PINs: what may be remembered of it.
    #[must_use]
    pub fn without_pins(&self) -> Self {
        let mut call = self.clone();
        for pin in call.pins_mut() {
            pin.0.clear();
        }
        if let Self::SetPin(set) = &mut call {
            set.new.0.clear();
        }
        call
    }
}
