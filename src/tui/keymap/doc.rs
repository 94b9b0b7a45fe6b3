//! `keys doc`: the tables of `keymaps/README.md`, made from the maps so that they cannot be wrong.
//!
//! Pure: a library in, text out. Only what stands between the markers of the page is generated.

use super::{Action, Binding, Keymap, Known, Library};
use crate::say;
use crate::text::lang::{Lang, Say, T, t};
use std::fmt::Write as _;

const WORDS: [T; 4] =
    [t("键", "Key"), t("作用", "Does"), t("命令", "Command"), t("不再使用", "No longer used")];

/// The tables of all variants in one language, as Markdown. A variant that extends another shows what it changes.
#[must_use]
pub fn tables(library: &Library, known: &Known, lang: Lang) -> String {
    let mut out = String::new();
    for map in library.maps() {
        let name = &map.name;
        let heading = map.extends.as_ref().map_or(Say::same(name), |parent| {
            say!("{name}（在 {parent} 之上改动）", "{name} (changes to {parent})")
        });
        let _ = writeln!(out, "### {}", heading.get(lang));
        // Fixed contexts first, in the order a reader meets them; then screens and posts.
        let mut contexts = known.contexts();
        contexts.extend(
            map.contexts().map(|(name, _)| name).filter(|name| name.contains('@')).map(str::to_owned),
        );
        for context in contexts {
            table(&mut out, map, &context, known, lang);
        }
        out.push('\n');
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn table(out: &mut String, map: &Keymap, context: &str, known: &Known, lang: Lang) {
    let own: Vec<&Binding> = map.bindings(context).iter().filter(|b| b.file == map.file).collect();
    if own.is_empty() {
        return;
    }
    let title = known.title(context).map(|title| title.get(lang).to_owned()).unwrap_or_default();
    let [key, does, command, unused] = WORDS.map(|word| word.get(lang));
    let _ = write!(out, "\n**{title}** (`{context}`)\n\n| {key} | {does} | {command} |\n|---|---|---|\n");
    let mut rows: Vec<(&Action, Vec<String>)> = Vec::new();
    for binding in own {
        let name = format!("`{}`", binding.seq).replace('|', "\\|");
        match rows.iter_mut().find(|(action, _)| **action == binding.action) {
            Some((_, keys)) => keys.push(name),
            None => rows.push((&binding.action, vec![name])),
        }
    }
    for (action, keys) in rows {
        let keys = keys.join(" ");
        let _ = match action {
            Action::Nothing => writeln!(out, "| {keys} | {unused} | `false` |"),
            Action::Run { command, when } => {
                let label = known.commands.label(command).get(lang);
                let when =
                    when.as_ref().map(|when| format!(" ({when})").replace('|', "\\|")).unwrap_or_default();
                writeln!(out, "| {keys} | {label}{when} | `{command}` |")
            }
        };
    }
}

/// The page with its generated parts written anew: what stands between `<!-- keys:zh -->` or `<!-- keys:en -->`
/// and the next `<!-- end -->`. A page without the markers comes back unchanged.
#[must_use]
pub fn splice(page: &str, library: &Library, known: &Known) -> String {
    let mut page = page.to_owned();
    for lang in [Lang::Zh, Lang::En] {
        let start = format!("<!-- keys:{} -->", lang.code());
        let Some((head, rest)) = page.split_once(&start) else { continue };
        let Some((_, tail)) = rest.split_once("<!-- end -->") else { continue };
        page = format!("{head}{start}\n\n{}\n<!-- end -->{tail}", tables(library, known, lang));
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::keymap::Source;

    fn library(known: &Known) -> Library {
        let source = |name: &str, text: &str| Source {
            name: name.into(),
            path: format!("{name}.toml"),
            text: text.to_owned().into(),
        };
        let base = "format = 1\n[context.list]\n\"n\" = \"list.new\"\n\"Insert\" = \"list.new\"\n\"|\" = { run = \"list.open\", when = \"own || open\" }\n";
        let child = "format = 1\nextends = \"default\"\n[context.list]\n\"n\" = false\n";
        Library::build(&[source("default", base), source("small", child)], known)
    }

    #[test]
    fn a_child_shows_its_changes_only() {
        let known = Known::standard(&[]);
        let text = tables(&library(&known), &known, Lang::En);
        let expected = "### default\n\n**Lists** (`list`)\n\n| Key | Does | Command |\n|---|---|---|\n\
             | `n` `Insert` | New | `list.new` |\n| `\\|` | Open (own \\|\\| open) | `list.open` |\n\n\
             ### small (changes to default)\n\n**Lists** (`list`)\n\n| Key | Does | Command |\n|---|---|---|\n\
             | `n` | No longer used | `false` |\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn only_the_marked_parts_of_a_page_change() {
        let known = Known::standard(&[]);
        let library = library(&known);
        let page = "a\n<!-- keys:en -->\nold\n<!-- end -->\nb\n";
        let once = splice(page, &library, &known);
        assert!(
            once.starts_with("a\n<!-- keys:en -->\n\n### default\n") && once.ends_with("<!-- end -->\nb\n")
        );
        assert_eq!(splice(&once, &library, &known), once);
        assert_eq!(splice("no marks", &library, &known), "no marks");
    }
}
