//! What is wrong with the keymap files: where, the line with a caret, and what is used meanwhile.

use super::keymap::{Keymap, KeymapFault};
use super::page::{Page, Piece};
use crate::say;
use crate::text::lang::{Lang, Say, t};

/// The report. `map` is the keymap in use.
#[must_use]
pub fn page(faults: &[KeymapFault], map: Option<&Keymap>) -> Page {
    let mut pieces = vec![Piece::Text(
        t(
            "键位文件里有错误，程序照常可用。改好文件后重新打开程序；底行的“!键位”会一直提醒。",
            "The key files have faults; the program works all the same. Mend the file and start again; \"!keys\" in the last line stays until then.",
        )
        .into(),
    )];
    if let Some((name, other)) = map.and_then(|map| Some((&map.name, map.stands_in.as_ref()?))) {
        pieces.push(Piece::Text(say!(
            "“{name}”现在用的是 {other} 的键位。",
            "\"{name}\" has the keys of {other} for now."
        )));
    }
    for fault in faults {
        pieces.push(Piece::Heading(Say::same(format!("{}:{}", fault.file, fault.at.line))));
        pieces.push(Piece::Code(Say { zh: fault.render(Lang::Zh), en: fault.render(Lang::En) }));
    }
    Page::new(
        t("键位文件的错误", "Faults of the key files"),
        t("说明键位文件错在哪里。", "Says what is wrong with the key files, and where."),
        pieces,
    )
}
