//! Foreign ticket lists: a CSV file, a map file that says what its columns mean, and rows that become ours.
//!
//! Reads and maps; what a row may be, and whether it is there already, is the desk's to say.

pub(super) mod command;
mod map;
mod rows;

pub use crate::paper::map_file::MapFault;
pub use map::Map;
pub use rows::{Refused, Summary, take};
