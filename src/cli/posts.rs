//! `lobby posts`: the permission table, post by call, made from the calls themselves.

use super::office::Office;
use super::{Outcome, print};
use crate::api::describe::describe;
use crate::domain::posts::Post;
use crate::domain::register::Registers;
use crate::text::lang::Lang;
use crate::text::width::{pad, width};

pub(super) fn run(office: &Office) -> Outcome {
    print(&table(&office.registers, office.lang))
}

fn table(registers: &Registers, lang: Lang) -> String {
    let calls = describe(registers);
    let ids = calls.iter().map(|call| width(&call.id)).max().unwrap_or(0) + 2;
    let columns: Vec<(Post, usize)> =
        Post::ALL.into_iter().map(|post| (post, width(heading(post, lang)) + 2)).collect();
    let mut text = pad("", ids);
    for (post, cells) in &columns {
        text.push_str(&pad(heading(*post, lang), *cells));
    }
    for call in &calls {
        let mut line = pad(&call.id, ids);
        for (post, cells) in &columns {
            line.push_str(&pad(if call.who.has(*post) { "x" } else { "." }, *cells));
        }
        line.push_str(call.title.get(lang));
        text.push('\n');
        text.push_str(line.trim_end());
    }
    text
}

/// Titles are short in Chinese; in English the ids are what fits.
const fn heading(post: Post, lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => post.title().zh,
        Lang::En => post.id(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_call_has_a_line_of_its_own() {
        let registers = Registers::standard();
        for lang in [Lang::Zh, Lang::En] {
            let text = table(&registers, lang);
            assert_eq!(text.lines().count(), describe(&registers).len() + 1);
            let stop = text.lines().find(|line| line.starts_with("server.stop ")).expect("a line");
            assert_eq!(stop.matches('x').count(), 1, "only the administrator: {stop}");
        }
    }
}
