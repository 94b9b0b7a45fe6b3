//! The integration tests: one binary, one module a file.

mod keymap_shipped;
