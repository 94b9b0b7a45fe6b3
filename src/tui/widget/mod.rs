//! Pieces that screens are made of: a box, a table, a text field. They draw and keep a caret or a selection; what
//! is drawn is the screen's to say.

pub mod field;
pub mod panel;
pub mod table;
