//! Text that is only read, longer than the screen: help and reports. Wraps by display width and scrolls.

use super::command::id;
use super::screen::{Cx, Kind, Live, Msg, Screen};
use super::theme::Tone;
use crate::text::lang::{Say, T};
use crate::text::width::{fit, wrap};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// The column of keys, in cells.
const KEYS: usize = 22;
/// Room kept free on the left, in cells.
const MARGIN: usize = 2;

/// A piece of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A heading, with an empty line before it.
    Heading(Say),
    /// A paragraph.
    Text(Say),
    /// Keys and what they do; none enabled shows the reason.
    Keys {
        /// As the person types them; empty shows the palette's way.
        keys: String,
        /// What they do.
        label: Say,
        /// Why not now.
        why_not: Option<Say>,
    },
    /// Lines that must not be wrapped: a place in a file with its caret.
    Code(Say),
}

/// The page.
pub struct Page {
    title: Say,
    about: T,
    pieces: Vec<Piece>,
    top: usize,
    /// Lines in all and on the screen, at the last drawing.
    seen: (usize, usize),
}

impl Page {
    /// A page from its first line.
    #[must_use]
    pub fn new(title: impl Into<Say>, about: T, pieces: Vec<Piece>) -> Self {
        Self { title: title.into(), about, pieces, top: 0, seen: (0, 1) }
    }

    fn lines(&self, cx: &Cx, room: usize) -> Vec<(Tone, String)> {
        let mut lines = Vec::new();
        for piece in &self.pieces {
            match piece {
                Piece::Heading(text) => {
                    if !lines.is_empty() {
                        lines.push((Tone::Text, String::new()));
                    }
                    lines.push((Tone::Title, cx.say(text).to_owned()));
                }
                Piece::Text(text) => {
                    lines.extend(wrap(cx.say(text), room).into_iter().map(|line| (Tone::Text, line)));
                }
                Piece::Keys { keys, label, why_not } => {
                    let mut text = cx.say(label).to_owned();
                    if let Some(why) = why_not {
                        // A dash says "not now" where the colour does not.
                        text = format!("{text} - {}", cx.say(why));
                    }
                    let tone = if why_not.is_some() { Tone::Muted } else { Tone::Text };
                    let mut keys = wrap(keys, KEYS).into_iter();
                    let mut words = wrap(&text, room.saturating_sub(KEYS + 2)).into_iter();
                    loop {
                        let (key, word) = (keys.next(), words.next());
                        if key.is_none() && word.is_none() {
                            break;
                        }
                        let key = fit(&key.unwrap_or_default(), KEYS);
                        lines.push((tone, format!("{key}  {}", word.unwrap_or_default())));
                    }
                }
                Piece::Code(text) => {
                    lines.extend(cx.say(text).lines().map(|line| (Tone::Text, line.to_owned())));
                }
            }
        }
        lines
    }

    fn scroll(&mut self, by: isize) {
        let last = self.seen.0.saturating_sub(self.seen.1);
        self.top = self.top.saturating_add_signed(by).min(last);
    }
}

impl Screen for Page {
    fn name(&self) -> &'static str {
        "help"
    }

    fn kind(&self) -> Kind {
        Kind::Page
    }

    fn title(&self, cx: &Cx) -> String {
        cx.say(&self.title).to_owned()
    }

    fn about(&self) -> T {
        self.about
    }

    fn on(&mut self, msg: Msg<'_>, _: &mut Cx) {
        let page = self.seen.1.saturating_sub(1).max(1).cast_signed();
        match msg {
            Msg::Command(id::PAGE_UP) => self.scroll(-1),
            Msg::Command(id::PAGE_DOWN) => self.scroll(1),
            Msg::Command(id::PAGE_BACK) => self.scroll(-page),
            Msg::Command(id::PAGE_FORWARD) => self.scroll(page),
            _ => {}
        }
    }

    fn commands(&self, _: &Cx) -> Vec<Live> {
        // Scrolling is a move like those of the caret: it needs no mention.
        Vec::new()
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        let room = usize::from(area.width).saturating_sub(2 * MARGIN);
        let lines = self.lines(cx, room);
        let height = usize::from(area.height);
        self.seen = (lines.len(), height);
        self.scroll(0);
        let x = area.x + 2;
        for (y, (tone, line)) in (area.y..area.bottom()).zip(lines.iter().skip(self.top)) {
            frame.buffer_mut().set_stringn(x, y, fit(line, room), room, cx.theme.style(*tone));
        }
        let rest = lines.len().saturating_sub(self.top + height);
        if rest > 0 {
            let mark = format!("+{rest}");
            let x = area.right().saturating_sub(u16::try_from(mark.len()).unwrap_or(0) + 1);
            let y = area.bottom().saturating_sub(1);
            frame.buffer_mut().set_stringn(x, y, &mark, mark.len(), cx.theme.style(Tone::Key));
        }
        Position { x, y: area.y }
    }
}
