//! Puts escape sequences together that a slow line tore apart, and waits for a window to come to rest.
//!
//! crossterm takes an ESC at the end of a read for the key at once, so an arrow that arrives in two pieces comes as
//! Esc, `[`, `A` (measured). A lone Esc is therefore held for a moment. The clock is an argument.

use super::{Input, pasted};
use crate::tui::keymap::{Code, Key};
use ratatui::layout::Size;
use std::time::{Duration, Instant};

/// How long an Esc waits for the rest of a sequence.
const HOLD: Duration = Duration::from_millis(40);
/// The same over an SSH line.
const HOLD_SSH: Duration = Duration::from_millis(100);
/// How long a window must keep its size.
const REST: Duration = Duration::from_millis(50);

/// What the terminal library reports, in our words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Raw {
    /// A key.
    Key(Key),
    /// Pasted text as it came.
    Paste(String),
    /// A new size.
    Resize(Size),
}

/// Holds back what may be the start of something.
#[derive(Clone, Debug)]
pub struct Machine {
    hold: Duration,
    /// What came after a held Esc; `None` when no Esc is held.
    tail: Option<String>,
    /// A paste whose opening mark was torn: its characters come as keys.
    paste: Option<String>,
    held_until: Option<Instant>,
    resize: Option<(Size, Instant)>,
}

/// What a sequence after Esc may be.
enum Step {
    Key(Key),
    Paste,
    More,
    No,
}

impl Machine {
    /// A machine with the patience for a local terminal or for an SSH line.
    #[must_use]
    pub const fn new(ssh: bool) -> Self {
        let hold = if ssh { HOLD_SSH } else { HOLD };
        Self { hold, tail: None, paste: None, held_until: None, resize: None }
    }

    /// Until when something is held back; call [`Self::tick`] then. `None` lets the reader sleep.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        let resize = self.resize.map(|(_, at)| at);
        match (self.held_until, resize) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }

    /// Takes one event and gives what is certain by now.
    pub fn feed(&mut self, raw: Raw, now: Instant) -> Vec<Input> {
        let mut out = self.tick(now);
        match raw {
            Raw::Resize(size) => self.resize = Some((size, now + REST)),
            Raw::Paste(text) => {
                self.release(&mut out);
                out.push(pasted(&text));
            }
            Raw::Key(key) => self.key(key, now, &mut out),
        }
        out
    }

    /// Gives what has waited long enough.
    pub fn tick(&mut self, now: Instant) -> Vec<Input> {
        let mut out = Vec::new();
        if self.held_until.is_some_and(|at| at <= now) {
            self.release(&mut out);
        }
        if let Some((size, at)) = self.resize
            && at <= now
        {
            self.resize = None;
            out.push(Input::Resize(size));
        }
        out
    }

    fn key(&mut self, key: Key, now: Instant, out: &mut Vec<Input>) {
        if let Some(text) = &mut self.paste {
            if let Some(c) = character(key) {
                text.push(c);
                self.held_until = Some(now + self.hold);
                return;
            }
            self.release(out);
        }
        if let Some(tail) = &mut self.tail
            && let Some(c) = key.text()
        {
            tail.push(c);
            match step(tail) {
                Step::More => self.held_until = Some(now + self.hold),
                Step::Key(whole) => {
                    self.forget();
                    out.push(Input::Key(whole));
                }
                Step::Paste => {
                    self.forget();
                    self.paste = Some(String::new());
                    self.held_until = Some(now + self.hold);
                }
                Step::No => self.release(out),
            }
            return;
        }
        self.release(out);
        if key == Key::plain(Code::Esc) {
            self.tail = Some(String::new());
            self.held_until = Some(now + self.hold);
        } else {
            out.push(Input::Key(key));
        }
    }

    /// Lets everything held go as what it looks like.
    fn release(&mut self, out: &mut Vec<Input>) {
        if let Some(text) = self.paste.take() {
            out.push(pasted(&text));
        }
        if let Some(tail) = self.tail.take() {
            out.push(Input::Key(Key::plain(Code::Esc)));
            out.extend(tail.chars().map(|c| Input::Key(Key::char(c))));
        }
        self.held_until = None;
    }

    fn forget(&mut self) {
        self.tail = None;
        self.held_until = None;
    }
}

/// The character of a pasted text that came as a key.
fn character(key: Key) -> Option<char> {
    match key.code {
        Code::Enter => Some('\n'),
        // A bare line feed arrives as Ctrl-J in raw mode.
        Code::Char('j') if key.ctrl => Some('\n'),
        Code::Tab => Some('\t'),
        _ => key.text(),
    }
}

/// What the characters after Esc are.
fn step(tail: &str) -> Step {
    let Some(last) = tail.chars().last() else { return Step::More };
    if let Some(rest) = tail.strip_prefix('O') {
        return match rest {
            "" => Step::More,
            _ => letter(last, true).map_or(Step::No, |code| Step::Key(Key::plain(code))),
        };
    }
    let Some(body) = tail.strip_prefix('[') else { return Step::No };
    // The Linux console's F1 to F5.
    if let Some(rest) = body.strip_prefix('[') {
        return match rest {
            "" => Step::More,
            "A" | "B" | "C" | "D" | "E" => {
                let number = rest.bytes().next().map_or(1, |b| b.saturating_sub(b'A') + 1);
                Step::Key(Key::plain(Code::F(number)))
            }
            _ => Step::No,
        };
    }
    let digits = body.trim_end_matches(|c: char| !(c.is_ascii_digit() || c == ';'));
    if digits.len() == body.len() {
        // No sequence of ours is longer; nobody types that fast either.
        return if body.len() <= 6 { Step::More } else { Step::No };
    }
    if body.len() - digits.len() > 1 {
        return Step::No;
    }
    let mut numbers = digits.split(';').map(|n| n.parse::<u8>().unwrap_or(0));
    let (first, modifier) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(1));
    if last == '~' && first == 200 {
        return Step::Paste;
    }
    let code = if last == '~' { numbered(first) } else { letter(last, first != 0) };
    let bits = modifier.saturating_sub(1);
    match code {
        Some(code) => {
            let shift = bits & 1 != 0 || last == 'Z';
            Step::Key(Key { code, shift, alt: bits & 2 != 0, ctrl: bits & 4 != 0 })
        }
        None => Step::No,
    }
}

/// Keys that end in a letter; F1 to F4 only where `functions` says so.
fn letter(last: char, functions: bool) -> Option<Code> {
    Some(match last {
        'A' => Code::Up,
        'B' => Code::Down,
        'C' => Code::Right,
        'D' => Code::Left,
        'H' => Code::Home,
        'F' => Code::End,
        'Z' => Code::Tab,
        'P' if functions => Code::F(1),
        'Q' if functions => Code::F(2),
        'R' if functions => Code::F(3),
        'S' if functions => Code::F(4),
        _ => return None,
    })
}

/// Keys that end in `~`.
fn numbered(number: u8) -> Option<Code> {
    Some(match number {
        1 | 7 => Code::Home,
        2 => Code::Insert,
        3 => Code::Delete,
        4 | 8 => Code::End,
        5 => Code::PageUp,
        6 => Code::PageDown,
        11..=15 => Code::F(number - 10),
        17..=21 => Code::F(number - 11),
        23 | 24 => Code::F(number - 12),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Feeds keys with pauses in milliseconds between them, then waits; gives what came out, as text.
    fn run(ssh: bool, events: &[(u64, &str)]) -> Vec<String> {
        let mut machine = Machine::new(ssh);
        let (mut now, mut out) = (Instant::now(), Vec::new());
        for (pause, word) in events {
            let at = now + Duration::from_millis(*pause);
            // As the reader does: it wakes at the deadline when that comes first.
            if let Some(deadline) = machine.deadline().filter(|d| *d < at) {
                out.extend(machine.tick(deadline));
            }
            now = at;
            out.extend(machine.feed(Raw::Key(word.parse().unwrap()), now));
        }
        while let Some(deadline) = machine.deadline() {
            out.extend(machine.tick(deadline));
        }
        out.into_iter()
            .map(|input| match input {
                Input::Key(key) => key.to_string(),
                other => format!("{other:?}"),
            })
            .collect()
    }

    fn keys(word: &str) -> Vec<(u64, String)> {
        word.chars().map(|c| (5, if c == ' ' { "Space".to_owned() } else { c.to_string() })).collect()
    }

    fn torn(rest: &str) -> Vec<String> {
        let rest = keys(rest);
        let mut events = vec![(0, "Esc")];
        events.extend(rest.iter().map(|(pause, word)| (*pause, word.as_str())));
        run(false, &events)
    }

    #[test]
    fn a_torn_sequence_is_the_key_it_was() {
        let table = [
            ("[A", "Up"),
            ("OB", "Down"),
            ("[H", "Home"),
            ("[3~", "Delete"),
            ("[6~", "PageDown"),
            ("OP", "F1"),
            ("[15~", "F5"),
            ("[17~", "F6"),
            ("[20~", "F9"),
            ("[24~", "F12"),
            ("[Z", "Shift-Tab"),
            ("[1;5C", "Ctrl-Right"),
            ("[[C", "F3"),
        ];
        for (rest, key) in table {
            assert_eq!(torn(rest), [key], "Esc {rest}");
        }
    }

    #[test]
    fn a_lone_esc_comes_after_its_hold_and_keeps_its_place() {
        assert_eq!(run(false, &[(0, "Esc")]), ["Esc"]);
        assert_eq!(run(false, &[(0, "Esc"), (5, "x")]), ["Esc", "x"]);
        assert_eq!(run(false, &[(0, "Esc"), (5, "Esc")]), ["Esc", "Esc"]);
        assert_eq!(run(false, &[(0, "Esc"), (5, "Enter"), (5, "a")]), ["Esc", "Enter", "a"]);
        assert_eq!(torn("[x"), ["Esc", "[", "x"]);
        assert_eq!(torn("[9999999"), ["Esc", "[", "9", "9", "9", "9", "9", "9", "9"]);
    }

    #[test]
    fn the_hold_is_longer_over_ssh() {
        let late = [(0, "Esc"), (60, "["), (5, "A")];
        assert_eq!(run(false, &late), ["Esc", "[", "A"]);
        assert_eq!(run(true, &late), ["Up"]);
    }

    #[test]
    fn a_paste_with_a_torn_mark_fires_no_command() {
        assert_eq!(torn("[200~q w"), ["Paste(\"q w\")"]);
    }

    #[test]
    fn a_window_is_told_once_it_rests() {
        let mut machine = Machine::new(false);
        let start = Instant::now();
        let size = |width| Size { width, height: 24 };
        for n in 0..5u16 {
            let now = start + Duration::from_millis(u64::from(n) * 20);
            assert_eq!(machine.feed(Raw::Resize(size(80 + n)), now), []);
        }
        let rest = machine.deadline().unwrap();
        assert_eq!(rest, start + Duration::from_millis(80) + REST);
        assert_eq!(machine.tick(rest), [Input::Resize(size(84))]);
        assert_eq!(machine.deadline(), None, "nothing wakes the reader now");
    }

    #[test]
    fn keys_pass_a_waiting_resize() {
        let mut machine = Machine::new(false);
        let now = Instant::now();
        machine.feed(Raw::Resize(Size { width: 80, height: 24 }), now);
        assert_eq!(machine.feed(Raw::Key(Key::char('a')), now), [Input::Key(Key::char('a'))]);
    }
}
