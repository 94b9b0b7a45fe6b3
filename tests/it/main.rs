//! The integration tests: one binary, one module a file.
// The lints spare `#[test]` functions only; what they share is test code as well.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod bad_disk;
mod card_pty;
mod card_screens;
mod cards;
mod day_pty;
mod demo;
mod desk_day;
mod desk_edges;
mod desk_handover;
mod desk_upkeep;
mod erase;
mod files;
mod finding;
mod golden;
mod import_311;
mod intake;
mod keymap_shipped;
mod kill_nine;
mod layering;
mod map;
mod merge;
mod moves;
mod moves_screen;
mod own_register;
mod privacy;
mod quality;
mod reference;
mod registry;
mod rooms_report;
mod screens;
mod store_engine;
mod store_group;
mod store_help;
mod store_verify;
mod support;
mod term_guard;
mod tui_frame;
mod tui_live;
mod tui_loop;
mod wire_binary;
mod wire_client;
mod wire_server;
mod workbooks;
mod workbooks_program;
