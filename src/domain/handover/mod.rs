//! The shift log and the watch: who answers for a desk, and what is passed on (first form of the shift handover).
//!
//! Custody of a desk has exactly one holder. It moves only by an acceptance; a second acceptance finds the watch closed.
//! Counts, returns, releases and seals come with the full handover; the states leave room for them.

mod document;
mod log;
mod watch;

pub use document::{Found, ITEMS, document, mark, shorten};
pub use log::{LogKind, LogLine};
pub use watch::{Ack, Item, Watch, WatchState};
