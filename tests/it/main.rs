//! The integration tests: one binary, one module a file.

mod keymap_shipped;
mod store_engine;
mod store_group;
mod store_help;
