//! What a register is: the table in which it is declared once, and the type-erased form that everything else reads.
//!
//! A register's file in `domain/` gives a [`Spec`]: its fields, states, actions and views. From it come the list, the
//! forms, the checks, the permissions, the JSON calls, the search keys, the export and the history. This folder does
//! not store, draw or decide who is asking; it only describes.

mod any;
mod carry;
mod choice;
mod context;
mod field;
mod head;
mod registers;
mod spec;

pub use any::{AnyEntry, AnyRegister, Typed};
pub use carry::{Among, Carries, Carry, Severity, Why, ahead};
pub use choice::{Choice, Listed};
pub use context::{
    ClockAccess, Ctx, Doubts, Effect, Held, KeyClass, Look, NoLook, SearchKey, Situation, Values, Who,
};
pub use field::{Ask, Field, FieldInfo, Kind, Mask, MaskHow, Seen};
pub use head::{Head, Mark};
pub use registers::Registers;
pub use spec::{
    Action, ActionInfo, Effects, Order, RETIME, Register, Sift, Spec, SpecInfo, State, Stored, TICK, To,
    UNCLAIM, View,
};

/// Every action of a register with the states it starts from and where it leads (`=` stays), one a line.
#[cfg(test)]
pub(crate) fn table(register: &dyn AnyRegister) -> String {
    use std::fmt::Write as _;
    let mut text = String::new();
    for action in register.actions() {
        let from: Vec<String> = action.from.iter().map(u8::to_string).collect();
        let from = if from.is_empty() { "-".to_owned() } else { from.join(",") };
        let to = match action.to {
            To::State(to) => to.to_string(),
            To::Stay => "=".to_owned(),
        };
        let _ = writeln!(text, "{} {from} > {to}", action.id);
    }
    text
}
