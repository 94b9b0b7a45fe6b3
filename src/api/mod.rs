//! Floor 2: the calls between a face and the desk. Plain data: requests, replies, faults. No behaviour.
//!
//! A register's calls are one generic call ([`entry::Act`], [`entry::List`] …); everything else is a struct a call.
//! The table in [`call`] is the one list; the JSON face, the permission table and the palette read it.

pub mod alarm;
pub mod bulk;
pub mod call;
pub mod card;
pub mod checklist;
pub mod describe;
pub mod draft;
pub mod entry;
pub mod explain;
pub mod handover;
pub mod incident;
pub mod intake;
pub mod map;
pub mod office;
pub mod paper;
pub mod pin;
pub mod privacy;
pub mod quality;
pub mod report;
pub mod review;
pub mod rota;
pub mod service;
pub mod session;
pub mod slot;
pub mod text;
pub mod wire;

pub use crate::domain::fault::{Candidate, Conflict, Fault, FaultKind};
pub use call::{CALLS, Call, CallInfo, Reply, Typed};
