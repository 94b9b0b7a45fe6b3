//! Foreign lists: requests by a map file, places and people from an office's own spreadsheets, and rows that become
//! ours.
//!
//! Reads and maps; what a row may be, and whether it is there already, is the desk's to say.

mod bar;
pub(super) mod command;
pub(super) mod holidays;
mod list;
pub(super) mod list_command;
mod map;
mod rows;

pub use crate::paper::map_file::MapFault;
pub use holidays::{YearTaken, read_year, take_year};
pub use list::{Desk, ListSummary, Remarks, Taken, take_list};
pub use list_command::write_refused;
pub use map::Map;
pub use rows::{Refused, Summary, take};
