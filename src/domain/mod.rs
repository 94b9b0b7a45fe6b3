//! Floor 1: what the desk keeps and the rules of each thing. Pure functions; `now` is an argument.

pub mod moment;
pub mod room_text;
