//! `keys check`: everything that can be wrong with a keymap before anybody presses a key.
//!
//! Pure: keymaps and names in, findings out. What is a fault of the file itself comes from reading it; here the
//! merged map is walked for every post, screen and state.

use super::deliver::{Delivery, delivery};
use super::resolve::reverse_map;
use super::{Action, Binding, Chain, KeySeq, Keymap, Known, Library, Overlay, Role, Screen, Source};
use crate::say;
use crate::text::lang::{Lang, Say, T};
use crate::tui::command::{CommandId, CommandInfo, Need, Place, id};
use std::collections::{BTreeMap, BTreeSet};

/// How bad a finding is. A keymap without errors and warnings is *silent*.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Cannot work.
    Error,
    /// Works, but somebody will miss something.
    Warning,
    /// Good to know.
    Note,
}

/// One thing found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How bad.
    pub level: Level,
    /// The file it can be mended in.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub col: usize,
    /// One sentence.
    pub text: Say,
    /// The line with a caret and help, for faults of the file.
    pub shown: Option<Say>,
}

impl Finding {
    /// `file:line:col: text`.
    #[must_use]
    pub fn line(&self, lang: Lang) -> String {
        format!("{}:{}:{}: {}", self.file, self.line, self.col, self.text.get(lang))
    }
}

/// Checks every variant of the library. Findings come in the order of files and lines, each once.
#[must_use]
pub fn check(library: &Library, known: &Known) -> Vec<Finding> {
    let mut out: Vec<Finding> = library
        .faults()
        .iter()
        .map(|fault| Finding {
            level: Level::Error,
            file: fault.file.clone(),
            line: fault.at.line,
            col: fault.at.col,
            text: fault.text.clone(),
            shown: Some(Say { zh: fault.render(Lang::Zh), en: fault.render(Lang::En) }),
        })
        .collect();
    for map in library.maps().iter().filter(|map| map.stands_in.is_none()) {
        let mut checker = Checker { map, known, out: Vec::new() };
        checker.keys();
        checker.global_letters();
        checker.chains();
        // A parent's binding is told once, for the parent.
        out.extend(checker.out);
    }
    out.sort_by(|a, b| {
        (&a.file, a.line, a.col, a.level, &a.text.en).cmp(&(&b.file, b.line, b.col, b.level, &b.text.en))
    });
    out.dedup();
    out
}

/// Checks a file somebody wrote, as if it were his own over the shipped keymaps; only what is to be mended in that
/// file.
#[must_use]
pub fn check_file(path: &str, text: &str, known: &Known) -> Vec<Finding> {
    let mut sources = super::library::embedded();
    sources.push(Source {
        name: super::library::USER.to_owned(),
        path: path.to_owned(),
        text: text.to_owned().into(),
    });
    let mut findings = check(&Library::build(&sources, known), known);
    findings.retain(|finding| finding.file == path);
    findings
}

/// What `lobby keys check` prints, and whether the maps are silent. Notes are printed on request and never make
/// a map less than silent.
#[must_use]
pub fn report(findings: &[Finding], lang: Lang, notes: bool) -> (String, bool) {
    let mut text = String::new();
    for finding in findings.iter().filter(|f| notes || f.level < Level::Note) {
        match &finding.shown {
            Some(shown) => text.push_str(shown.get(lang)),
            None => text.push_str(&finding.line(lang)),
        }
        text.push('\n');
    }
    (text, findings.iter().all(|f| f.level == Level::Note))
}

struct Checker<'a> {
    map: &'a Keymap,
    known: &'a Known,
    out: Vec<Finding>,
}

impl Checker<'_> {
    fn at(&mut self, level: Level, binding: &Binding, text: Say) {
        let (file, at) = (binding.file.to_string(), &binding.at);
        self.out.push(Finding { level, file, line: at.line, col: at.col, text, shown: None });
    }

    fn missing(&mut self, level: Level, text: Say) {
        let file = self.map.file.to_string();
        self.out.push(Finding { level, file, line: 1, col: 1, text, shown: None });
    }

    /// Each key by itself: does it arrive, and does the context let it through?
    fn keys(&mut self) {
        for (context, bindings) in self.map.contexts() {
            for binding in bindings.iter().filter(|b| b.action != Action::Nothing) {
                let seq = &binding.seq;
                for key in seq.keys() {
                    match delivery(key) {
                        Delivery::Sure => {}
                        Delivery::Never(why) => {
                            self.at(Level::Error, binding, because(seq, why, true));
                        }
                        Delivery::Swallowed(why) => {
                            self.at(Level::Note, binding, because(seq, why, false));
                        }
                    }
                }
                if ["field", "multiline", "prompt"].contains(&context) && seq.starts_printable() {
                    let text = say!(
                        "{seq} 在 {context} 里会当成文字输入",
                        "In {context} {seq} is typed into the text"
                    );
                    self.at(Level::Error, binding, text);
                }
            }
        }
    }

    /// A single printable key that means something everywhere means the same everywhere.
    fn global_letters(&mut self) {
        let letters: BTreeMap<&KeySeq, &Binding> = self
            .map
            .bindings("global")
            .iter()
            .filter(|b| b.command().is_some() && b.seq.keys().len() == 1 && b.seq.starts_printable())
            .map(|b| (&b.seq, b))
            .collect();
        for (context, bindings) in self.map.contexts() {
            // Questions and pickers put the global keys to sleep.
            if ["global", "dialog", "prompt"].contains(&context) {
                continue;
            }
            for binding in bindings {
                let Some(global) =
                    binding.seq.keys().first().and_then(|key| letters.get(&KeySeq::from(*key)))
                else {
                    continue;
                };
                let (Some(here), Some(there)) = (binding.command(), global.command()) else { continue };
                if here != there {
                    let seq = &global.seq;
                    let text = say!(
                        "{seq} 在各处都是 {there}，{context} 里不应另作他用",
                        "{seq} is {there} everywhere; {context} should not give it another meaning"
                    );
                    self.at(Level::Warning, binding, text);
                }
            }
        }
    }

    /// Every post on every screen, with and without the caret in a field, and what lies above screens.
    fn chains(&mut self) {
        let mut hidden = BTreeSet::new();
        let mut lost: BTreeMap<(CommandId, String), Vec<&str>> = BTreeMap::new();
        let known = self.known;
        for role in &known.roles {
            for screen in &known.screens {
                let chain = Chain::screen(&screen.name, screen.kind, &[&role.name]);
                self.shadows(&chain, &mut hidden);
                self.reach(&chain, Some(screen), role, &mut lost);
                if screen.fields {
                    let chain = chain.in_field();
                    self.shadows(&chain, &mut hidden);
                    self.reach(&chain, Some(screen), role, &mut lost);
                    self.reach(&chain.in_multiline(), Some(screen), role, &mut lost);
                }
            }
            for overlay in [Overlay::Dialog, Overlay::Prompt] {
                self.reach(&Chain::overlay(overlay), None, role, &mut lost);
            }
        }
        for ((command, place), roles) in lost {
            let label = known.commands.label(&command);
            let who = roles.join(", ");
            let all = roles.len() == known.roles.len();
            let text = match all {
                true => Say {
                    zh: format!("{place} 里没有键可用于“{}”（{command}）", label.zh),
                    en: format!("No key for \"{}\" ({command}) in {place}", label.en),
                },
                false => Say {
                    zh: format!("{place} 里 {who} 没有键可用于“{}”（{command}）", label.zh),
                    en: format!("No key for \"{}\" ({command}) in {place} for {who}", label.en),
                },
            };
            self.missing(Level::Warning, text);
        }
    }

    /// Bindings that an inner context hides.
    fn shadows(&mut self, chain: &Chain, hidden: &mut BTreeSet<(String, String, KeySeq)>) {
        let contexts = chain.contexts();
        for (depth, outer) in contexts.iter().enumerate() {
            for binding in self.map.bindings(outer).iter().filter(|b| b.command().is_some()) {
                for inner in contexts.iter().take(depth) {
                    let over = self.map.bindings(inner).iter().find(|other| {
                        other.command() != binding.command()
                            && (other.seq == binding.seq
                                || other.command().is_some() && parted(&other.seq, &binding.seq))
                    });
                    if let Some(over) = over
                        && hidden.insert((inner.clone(), outer.clone(), binding.seq.clone()))
                    {
                        let seq = &binding.seq;
                        let text =
                            say!("{outer} 的 {seq} 被 {inner} 遮住", "{seq} of {outer} is hidden by {inner}");
                        self.at(Level::Note, over, text);
                    }
                }
            }
        }
    }

    /// Commands that this post may use here and has no key for.
    fn reach<'r>(
        &self,
        chain: &Chain,
        screen: Option<&Screen>,
        role: &'r Role,
        lost: &mut BTreeMap<(CommandId, String), Vec<&'r str>>,
    ) {
        let keys = reverse_map(self.map, chain, None);
        let multiline = chain.contexts().iter().any(|c| c == "multiline");
        for command in self.known.commands.iter() {
            if role.refused.contains(command.id.as_ref()) || keys.contains_key(&command.id) {
                continue;
            }
            if wanted(command, chain, screen, multiline) {
                let place = match screen {
                    Some(screen) if chain.takes_text() => format!("screen.{} / field", screen.name),
                    Some(screen) => format!("screen.{}", screen.name),
                    None => chain.contexts().first().cloned().unwrap_or_default(),
                };
                let roles = lost.entry((command.id.clone(), place)).or_default();
                if !roles.contains(&role.name.as_str()) {
                    roles.push(&role.name);
                }
            }
        }
    }
}

/// Whether a complete keymap has a key for the command in this chain.
fn wanted(command: &CommandInfo, chain: &Chain, screen: Option<&Screen>, multiline: bool) -> bool {
    let Some(screen) = screen else {
        // Above a screen: what answers the question or picks from the list, and the way out of a doubt.
        let dialog = !chain.takes_text();
        return match command.place {
            Place::Dialog => dialog && command.need == Need::Key,
            Place::Prompt | Place::Field => !dialog && command.need == Need::Key,
            _ => command.id == id::APP_HELP,
        };
    };
    if chain.takes_text() {
        // Printable keys are text here, so only the way out, the way on and the list of all commands must stay.
        let must = [id::APP_HELP, id::APP_PALETTE, id::GO_BACK];
        let form = screen.kind == super::Kind::Form;
        return match command.place {
            Place::Field => command.need == Need::Key,
            Place::Multiline => multiline && command.need == Need::Key,
            Place::Form => form && command.need == Need::Key && !(multiline && in_one_line(&command.id)),
            // In a form, giving up is the form's own command.
            _ if command.id == id::GO_BACK => !form,
            _ => must.contains(&command.id.as_ref()),
        };
    }
    command.need == Need::Key
        && match &command.place {
            Place::Global => !(screen.kind == super::Kind::Form && command.id == id::GO_BACK),
            Place::List => matches!(screen.kind, super::Kind::List | super::Kind::Table),
            Place::Form => screen.kind == super::Kind::Form,
            Place::Page => screen.kind == super::Kind::Page,
            Place::Screen(name) => *name == screen.name,
            Place::Field | Place::Multiline | Place::Dialog | Place::Prompt => false,
        }
}

/// Enter writes a line break in a field of several lines; Tab goes on from there.
fn in_one_line(command: &str) -> bool {
    command == id::FORM_ENTER
}

/// Whether one sequence begins with the other, so that only one of them can be typed.
fn parted(a: &KeySeq, b: &KeySeq) -> bool {
    a.continues(b.keys()) || b.continues(a.keys())
}

fn because(seq: &KeySeq, why: T, never: bool) -> Say {
    let (zh, en) =
        if never { ("收不到", "never arrives") } else { ("有时收不到", "sometimes does not arrive") };
    Say { zh: format!("{seq} {zh}：{}", why.zh), en: format!("{seq} {en}: {}", why.en) }
}

#[cfg(test)]
mod tests;
