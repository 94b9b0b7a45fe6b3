//! Floor 6: the terminal face. Names neither the store nor the desk; what it knows of them comes by `api`.
//!
//! Only `term` and `input` name crossterm. Only `overlay` may use ratatui's `Clear`.

mod app;
mod bell;
pub mod command;
pub mod dialog;
pub mod first_run;
mod footer;
mod globals;
mod help;
pub mod input;
pub mod keymap;
pub mod line;
pub mod login;
pub mod model;
pub mod overlay;
pub mod page;
mod palette;
mod permission;
pub mod picker;
pub mod popup;
pub mod prompt;
mod report;
mod run;
pub mod screen;
pub mod term;
pub mod theme;
mod toast;
mod view;
mod whichkey;
mod why;
pub mod widget;

pub use line::Connect;
pub use model::Ending;
pub use run::{Look, TuiError, TuiOptions, ask_office_name, run};
