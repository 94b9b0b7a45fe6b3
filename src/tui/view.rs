//! The whole picture: header, the screens of the stack, the line of notices, the footer. Changes nothing but what
//! the screens remember of their own drawing.

use super::login::titles;
use super::model::{LEAST, Model, Phase};
use super::theme::Tone;
use super::{bell, footer, toast, whichkey};
use crate::say;
use crate::text::width::{fit, width};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

impl Model {
    /// Draws everything, the terminal's cursor included.
    pub fn draw(&mut self, frame: &mut Frame<'_>) {
        let area = frame.area();
        if self.too_small() {
            self.draw_notice(frame, area);
            return;
        }
        let row = |y: u16| Rect { y, height: 1, ..area };
        let (last, above) = (row(area.bottom() - 1), row(area.bottom() - 2));
        let (status, keys) = if self.cx.theme.status_last() { (last, above) } else { (above, last) };
        self.draw_header(frame, row(area.y));
        // What rings takes a line of its own, on every screen.
        let rings = u16::from(bell::draw(self, frame, row(area.y + 1)));
        let body = Rect { y: area.y + 1 + rings, height: area.height - 3 - rings, ..area };
        let mut caret = Position { x: body.x, y: body.y };
        // What a screen covers is not drawn.
        let from = self.stack.iter().rposition(|slot| !slot.screen.kind().floats()).unwrap_or(0);
        for slot in self.stack.iter_mut().skip(from) {
            caret = slot.screen.draw(frame, body, &self.cx);
        }
        whichkey::draw(self, frame, body);
        toast::draw(self, frame, status);
        footer::draw(self, frame, keys);
        frame.set_cursor_position(caret);
    }

    /// Office, desk and where one is on the left; person, unread lines and the clock on the right.
    fn draw_header(&self, frame: &mut Frame<'_>, area: Rect) {
        let (cx, theme) = (&self.cx, self.cx.theme);
        let me = &cx.me;
        let mut right = Vec::new();
        if self.phase == Phase::Work {
            let posts = titles(me.who.posts);
            // Three fifths of a narrow line are enough: the posts are cut before the clock is.
            let (short, long) = if area.width < 100 { (12, 14) } else { (20, 28) };
            let (zh, en) = (fit_short(&posts.zh, short), fit_short(&posts.en, long));
            let name = &me.who.name;
            right.push(cx.say(&say!("{name}（{zh}）", "{name} ({en})")).to_owned());
            let unread = self.unread;
            if unread > 0 {
                right.push(cx.say(&say!("*{unread} 条未读", "*{unread} unread")).to_owned());
            }
        }
        right.push(cx.now.local(cx.zone).format("%m-%d %H:%M").to_string());
        let right = right.join("  ");
        let office = if me.office.is_empty() { self.office.as_str() } else { me.office.as_str() };
        let on_watch = self.on_watch.as_deref().filter(|_| self.phase == Phase::Work);
        let on_watch = on_watch
            .map_or_else(String::new, |name| cx.say(&say!("值班 {name}", "{name} on watch")).to_owned());
        let place = |parts: &[&str], between: &str| {
            parts.iter().copied().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(between)
        };
        let desk = place(&[&me.desk, &on_watch], "  ");
        let places = [place(&[office, &desk], " / "), desk, on_watch];
        let title = self.stack.iter().rev().find(|slot| !slot.screen.kind().floats());
        let title = title.map(|slot| slot.screen.title(cx)).unwrap_or_default();
        let all = usize::from(area.width);
        let right = fit_short(&right, all * 3 / 5);
        let room = all.saturating_sub(width(&right) + 3);
        // Where one is must be readable; the office's name, always the same, gives way first, then the desk's.
        let place = match room.saturating_sub(width(&title) + 2) {
            0..8 => String::new(),
            rest => {
                let fits = places.iter().find(|place| !place.is_empty() && width(place) <= rest);
                fits.or(places.first()).map_or_else(String::new, |place| fit_short(place, rest))
            }
        };
        let left = [place, title].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("  ");
        let style = theme.style(Tone::Title);
        let buffer = frame.buffer_mut();
        buffer.set_stringn(area.x + 1, area.y, fit_short(&left, room), room, style);
        let at = area.right().saturating_sub(u16::try_from(width(&right)).unwrap_or(0) + 1);
        buffer.set_stringn(at, area.y, &right, all, theme.style(Tone::Text));
    }

    fn draw_notice(&self, frame: &mut Frame<'_>, area: Rect) {
        let ((columns, rows), (w, h)) = (LEAST, self.cx.size);
        let text = say!(
            "窗口太小：至少 {columns}x{rows}，现在 {w}x{h}",
            "Window too small: {columns}x{rows} needed, {w}x{h} now"
        );
        let room = usize::from(area.width);
        let style = self.cx.theme.style(Tone::Text);
        frame.buffer_mut().set_stringn(area.x, area.y, fit_short(self.cx.say(&text), room), room, style);
        frame.set_cursor_position(Position { x: area.x, y: area.y });
    }
}

/// Cut to at most `cells`, not padded.
fn fit_short(text: &str, cells: usize) -> String {
    if width(text) <= cells { text.to_owned() } else { fit(text, cells).trim_end().to_owned() }
}
