//! Spreadsheets from outside and to outside: workbooks and CSV files become plain tables, their columns are
//! understood, and lists leave as workbooks. Does not ask the desk and decides nothing about what is taken.

pub mod cell;
pub mod columns;
pub mod heads;
pub mod map;
pub mod open;
pub mod people;
pub mod plain;
pub mod read;
pub mod rows;
pub mod words;
pub mod write;

pub use cell::Cell;
pub use heads::{Row, Table};
pub use map::Map;
pub use open::{Opened, open};
pub use read::{Book, Grid};
pub use rows::Rows;
