//! Floor 6: the terminal face. Names neither the store nor the desk; what it knows of them comes by `api`.
//!
//! Only `term` and `input` name crossterm. Only `overlay` may use ratatui's `Clear`.

pub mod command;
pub mod input;
pub mod keymap;
pub mod overlay;
pub mod term;
pub mod theme;
pub mod widget;
