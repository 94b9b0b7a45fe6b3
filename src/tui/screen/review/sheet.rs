//! The whole document of a watch, to be read. Changes nothing.

use crate::api::review::{SheetView, ShowSheet};
use crate::say;
use crate::text::lang::{Say, T, t};
use crate::tui::command::id;
use crate::tui::screen::{Cx, Kind, Live, Msg, Outcome, Screen, Ticket, reply};
use crate::tui::theme::Tone;
use crate::tui::widget::panel::{line, panel};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// The document.
pub struct SheetScreen {
    watch: u64,
    /// The line to begin at is the last that has these words: counts stand after the items.
    find: Option<String>,
    view: Option<SheetView>,
    asked: Option<Ticket>,
    error: Option<Say>,
    top: usize,
    /// Rows on the screen at the last drawing.
    rows: usize,
}

impl SheetScreen {
    /// Of this watch, from its top or from the last line with these words.
    #[must_use]
    pub fn new(watch: u64, find: Option<String>) -> Self {
        Self { watch, find, view: None, asked: None, error: None, top: 0, rows: 1 }
    }

    fn scroll(&mut self, by: isize) {
        let lines = self.view.as_ref().map_or(0, |view| view.lines.len());
        self.top = self.top.saturating_add_signed(by).min(lines.saturating_sub(self.rows));
    }
}

impl Screen for SheetScreen {
    fn name(&self) -> &'static str {
        "sheet"
    }

    fn kind(&self) -> Kind {
        Kind::Page
    }

    fn title(&self, cx: &Cx) -> String {
        let watch = self.watch;
        cx.say(&say!("第 {watch} 班交班单", "Document of watch {watch}")).to_owned()
    }

    fn about(&self) -> T {
        t("一班的交班单全文，只供查看。", "The whole document of a watch, to be read.")
    }

    fn start(&mut self, cx: &mut Cx) {
        // Two cells for the frame.
        let width = cx.size.0.saturating_sub(2);
        self.asked = Some(cx.call(ShowSheet { watch: Some(self.watch), width }));
    }

    fn on(&mut self, msg: Msg<'_>, cx: &mut Cx) {
        let page = self.rows.saturating_sub(1).max(1).cast_signed();
        match msg {
            Msg::Command(id::PAGE_UP) => self.scroll(-1),
            Msg::Command(id::PAGE_DOWN) => self.scroll(1),
            Msg::Command(id::PAGE_BACK) => self.scroll(-page),
            Msg::Command(id::PAGE_FORWARD) => self.scroll(page),
            Msg::Command(id::GO_BACK) => cx.pop(Outcome::Cancelled),
            Msg::Answer { ticket, result } if self.asked == Some(ticket) => {
                self.asked = None;
                match reply::<ShowSheet>(result) {
                    Ok(view) => {
                        let found = self.find.as_ref().and_then(|words| {
                            view.lines.iter().rposition(|line| line.contains(words.as_str()))
                        });
                        self.top = found.unwrap_or(self.top);
                        self.view = Some(view);
                    }
                    Err(fault) => self.error = Some(fault.text),
                }
            }
            _ => {}
        }
    }

    fn commands(&self, _: &Cx) -> Vec<Live> {
        vec![Live::on(id::GO_BACK)]
    }

    fn waits(&self) -> bool {
        self.view.is_none() && self.asked.is_some()
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        let buf = frame.buffer_mut();
        let inner = panel(&self.title(cx), true, area, cx.theme, buf);
        let home = inner.as_position();
        if let Some(error) = &self.error {
            line(cx.say(error), cx.theme.style(Tone::Error), inner, buf);
            return home;
        }
        let lines = self.view.as_ref().map_or(&[][..], |view| view.lines.as_slice());
        self.rows = usize::from(inner.height);
        self.top = self.top.min(lines.len().saturating_sub(self.rows));
        for (y, text) in (inner.y..inner.bottom()).zip(lines.iter().skip(self.top)) {
            line(text, cx.theme.style(Tone::Text), Rect { y, height: 1, ..inner }, buf);
        }
        home
    }
}
