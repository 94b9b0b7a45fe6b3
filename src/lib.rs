//! Lobby: the service desk of a property-management office, in a terminal.
//!
//! The folders are floors. A floor may use the floors below it, never one above:
//! `text` 0, `domain` 1, `api` 2, `store` 3, `desk` 4, `wire` and `paper` 5, `tui` and `cli` 6, `main.rs` 7.
//! `tests/it/layering.rs` reads the `use crate::` lines and fails when a floor is broken.

pub mod api;
pub mod cli;
pub mod desk;
pub mod domain;
pub mod paper;
pub mod store;
pub mod text;
pub mod tui;
pub mod wire;
