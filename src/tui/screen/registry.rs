//! Which command opens which screen: the one table. What the screens do is written in their own files.

use super::{Cx, Screen};
use crate::text::lang::t;
use crate::tui::page::{Page, Piece};

/// How the frame gets its screens. [`DOORS`] is the product's; tests bring their own.
#[derive(Clone, Copy)]
pub struct Doors {
    /// The first screen of a person, by the posts they hold.
    pub home: fn(cx: &Cx) -> Box<dyn Screen>,
    /// The screen a command opens; none when the command opens no screen. `go.home` is never asked.
    /// The actions that make a new entry of a register (`request.log`) are asked here too.
    pub open: fn(command: &str, cx: &Cx) -> Option<Box<dyn Screen>>,
}

/// The screens of the product.
pub const DOORS: Doors = Doors { home, open };

fn home(_: &Cx) -> Box<dyn Screen> {
    let words = t("按“全部命令”的键开始。", "Begin with the key for all commands.");
    Box::new(Page::new(t("首页", "Home"), words, vec![Piece::Text(words.into())]))
}

fn open(_: &str, _: &Cx) -> Option<Box<dyn Screen>> {
    None
}
