//! Floor 5: what leaves as a file, and what comes as one. Spreadsheets and JSON lines made from a register's own table
//! of fields; workbooks and CSV files from outside read into plain tables.
//!
//! What is masked on the screen is masked here. Nothing here draws, prints or asks who may.

pub mod book;
pub mod csv;
pub mod map_file;
pub mod pdf;
pub mod service;
pub mod sheet;
