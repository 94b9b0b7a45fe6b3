//! The shift log and the watch: who answers for a desk, and what is passed on.
//!
//! Four things are kept apart: who is planned (`shift`), who is here (`duty`), who answers for the desk ([`Watch`]) and
//! what was passed on and signed. Rules and shapes only; where they are stored is the desk's business.

mod acts;
pub mod counts;
pub mod day;
mod disk;
mod document;
mod log;
mod machine;
mod passing;
mod readers;
mod watch;

pub use acts::{Edits, Facts, Taking};
pub use counts::{CountLine, Reason, Side};
pub use disk::{CountDisk, ItemDisk, WatchDisk};
pub use document::{For, Found, ITEMS, document, shorten};
pub use log::{KIND_CHOICES, KINDS, KindInfo, LineDisk, LineKeys, LogKind, LogLine};
pub use machine::{Actor, Event, Relief, Standing, Step};
pub use readers::{OnShift, Readers};
pub use watch::{
    Ack, Began, Continued, Dispute, Ending, How, Item, Question, Reviewer, Role, Section, Signature, Watch,
    WatchState,
};
