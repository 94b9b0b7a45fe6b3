//! Floor 5: what leaves as a file. Spreadsheets and JSON lines made from a register's own table of fields.
//!
//! What is masked on the screen is masked here. Nothing here draws, prints or asks who may.

pub mod csv;
pub mod sheet;
