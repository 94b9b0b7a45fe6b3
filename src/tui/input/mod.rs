//! What comes from the keyboard, made into keys and texts the face can use.
//!
//! One thread reads the terminal and sleeps in the kernel while nobody types. Here pasted text is cleaned, split
//! escape sequences are put together, and a resize is told when the window has come to rest. What a key means is the
//! keymap's affair.

pub mod esc;
pub mod fold;

use super::keymap::{Code, Key};
use super::theme::Env;
use crate::text::clean::clean;
use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use esc::{Machine, Raw};
use ratatui::layout::Size;
use std::io;
use std::time::Instant;

/// Longer pastes are cut, in characters.
pub const PASTE_CAP: usize = 16 * 1024;

/// Something the user or the window did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A key.
    Key(Key),
    /// Pasted text, cleaned, its lines parted by `\n`. It never submits anything; outside a text field it is dropped
    /// with a notice, and a field cleans it again to its own length and lines.
    Paste(String),
    /// The window's new size, once it has come to rest.
    Resize(Size),
    /// The terminal cannot be read any more: leave.
    Lost,
}

/// Starts the thread that reads the terminal. `send` hands each input to the main loop and says whether the loop
/// still listens.
///
/// # Errors
/// The thread cannot be started.
pub fn start(env: &Env, send: impl Fn(Input) -> bool + Send + 'static) -> io::Result<()> {
    let mut machine = Machine::new(env.ssh);
    std::thread::Builder::new().name("input".into()).spawn(move || {
        loop {
            let inputs = match next(&mut machine) {
                Ok(inputs) => inputs,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(_) => {
                    send(Input::Lost);
                    return;
                }
            };
            for input in inputs {
                if !send(input) {
                    return;
                }
            }
        }
    })?;
    Ok(())
}

/// Waits for an event, or for the moment until which the machine holds something back.
fn next(machine: &mut Machine) -> io::Result<Vec<Input>> {
    let ready = match machine.deadline() {
        None => true,
        Some(at) => event::poll(at.saturating_duration_since(Instant::now()))?,
    };
    if !ready {
        return Ok(machine.tick(Instant::now()));
    }
    let raw = raw(event::read()?);
    Ok(raw.map(|raw| machine.feed(raw, Instant::now())).unwrap_or_default())
}

/// What of crossterm's events concerns us; focus and mouse are never switched on.
fn raw(event: Event) -> Option<Raw> {
    match event {
        Event::Key(event) => key(event).map(Raw::Key),
        Event::Paste(text) => Some(Raw::Paste(text)),
        Event::Resize(width, height) => Some(Raw::Resize(Size { width, height })),
        _ => None,
    }
}

/// A key of ours. Releases are no keys: some terminals report them without being asked.
fn key(event: KeyEvent) -> Option<Key> {
    if event.kind == KeyEventKind::Release {
        return None;
    }
    let mut key = Key {
        code: Code::Esc,
        ctrl: event.modifiers.contains(KeyModifiers::CONTROL),
        alt: event.modifiers.contains(KeyModifiers::ALT),
        shift: event.modifiers.contains(KeyModifiers::SHIFT),
    };
    key.code = match event.code {
        KeyCode::Char(c) => {
            // A capital says it already, and a plain terminal tells no more.
            key.shift = false;
            Code::Char(if key.ctrl { c.to_ascii_lowercase() } else { c })
        }
        KeyCode::BackTab => {
            key.shift = true;
            Code::Tab
        }
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Esc,
        KeyCode::Tab => Code::Tab,
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Delete => Code::Delete,
        KeyCode::Insert => Code::Insert,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::F(n) => Code::F(n),
        _ => return None,
    };
    Some(key)
}

/// A clipboard can hold escape sequences and a forged end mark.
fn pasted(text: &str) -> Input {
    Input::Paste(clean(text, PASTE_CAP, true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_become_our_keys() {
        let of = |code, modifiers| key(KeyEvent::new(code, modifiers)).map(|k| k.to_string());
        assert_eq!(of(KeyCode::Char('A'), KeyModifiers::SHIFT).as_deref(), Some("A"));
        assert_eq!(of(KeyCode::Char('s'), KeyModifiers::CONTROL).as_deref(), Some("Ctrl-S"));
        assert_eq!(of(KeyCode::BackTab, KeyModifiers::NONE).as_deref(), Some("Shift-Tab"));
        assert_eq!(of(KeyCode::F(2), KeyModifiers::NONE).as_deref(), Some("F2"));
        assert_eq!(of(KeyCode::CapsLock, KeyModifiers::NONE), None);
    }

    #[test]
    fn a_release_is_no_key() {
        let event = KeyEvent::new_with_kind(KeyCode::Char('q'), KeyModifiers::NONE, KeyEventKind::Release);
        assert_eq!(key(event), None);
    }

    #[test]
    fn a_paste_is_cleaned() {
        let Input::Paste(text) = pasted("漏水\x1b[201~\r\nq\u{202e}x") else { panic!("no paste") };
        assert!(!text.contains('\x1b') && !text.contains('\u{202e}') && !text.contains('\r'), "{text:?}");
        assert!(text.contains("漏水") && text.contains('\n'));
    }
}
