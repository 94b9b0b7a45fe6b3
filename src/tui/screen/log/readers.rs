//! Who must read a line or an order, who has and who has not. For its author and those who lead.

use crate::api::handover::{ReaderRow, ReadersView, ShowReaders};
use crate::say;
use crate::text::lang::{Say, T, t};
use crate::text::width::wrap;
use crate::tui::command::id;
use crate::tui::screen::{Cx, Kind, Live, Msg, Outcome, Screen, Ticket, Topic, reply};
use crate::tui::theme::Tone;
use crate::tui::widget::panel::{below, line, panel};
use crate::tui::widget::table::{self, Around, Column, Line, Selection};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// Lines of the text above the list.
const TEXT: usize = 4;

/// The readers of one line or order.
pub struct ReadersScreen {
    call: ShowReaders,
    view: Option<ReadersView>,
    asked: Option<Ticket>,
    error: Option<Say>,
    selection: Selection,
}

impl ReadersScreen {
    /// Of a log line.
    #[must_use]
    pub fn line(seq: u64) -> Self {
        Self::of(ShowReaders { line: Some(seq), order: None })
    }

    /// Of a standing order.
    #[must_use]
    pub fn order(number: &str) -> Self {
        Self::of(ShowReaders { line: None, order: Some(number.to_owned()) })
    }

    fn of(call: ShowReaders) -> Self {
        Self { call, view: None, asked: None, error: None, selection: Selection::default() }
    }

    fn people(&self) -> &[ReaderRow] {
        self.view.as_ref().map_or(&[], |view| &view.people)
    }
}

fn row(row: &ReaderRow, cx: &Cx) -> Line {
    let (read, tone) = match row.read_at {
        Some(at) => (at.screen(cx.now, cx.zone), Tone::Text),
        None => (cx.t(t("未读", "not yet")).to_owned(), Tone::Late),
    };
    let must = if row.must { "" } else { cx.t(t("自愿", "not asked")) };
    Line::new(vec![row.name.clone(), read, must.to_owned()]).toned(tone)
}

impl Screen for ReadersScreen {
    fn name(&self) -> &'static str {
        "readers"
    }

    fn kind(&self) -> Kind {
        Kind::List
    }

    fn title(&self, cx: &Cx) -> String {
        let number = self.view.as_ref().map_or("", |view| view.number.as_str());
        let missing = self.people().iter().filter(|row| row.must && row.read_at.is_none()).count();
        cx.say(&say!("谁读了 {number}（{missing} 人未读）", "Who has read {number} ({missing} have not)"))
            .to_owned()
    }

    fn about(&self) -> T {
        t(
            "必须读的人里谁还没有读；读过的写着何时“已读并理解”。",
            "Who of those who must has not read it; the others with the time when they said so.",
        )
    }

    fn topics(&self) -> Vec<Topic> {
        vec![Topic::Log]
    }

    fn start(&mut self, cx: &mut Cx) {
        self.asked = Some(cx.call(self.call.clone()));
    }

    fn on(&mut self, msg: Msg<'_>, cx: &mut Cx) {
        match msg {
            Msg::Command(id::GO_BACK) => cx.pop(Outcome::Cancelled),
            Msg::Command(id::LIST_REFRESH) | Msg::Changed(_) => self.start(cx),
            Msg::Command(command) => {
                let rows = self.people().len();
                self.selection.run(command, rows);
            }
            Msg::Answer { ticket, result } if self.asked == Some(ticket) => {
                self.asked = None;
                match reply::<ShowReaders>(result) {
                    Ok(view) => (self.view, self.error) = (Some(view), None),
                    Err(fault) => self.error = Some(fault.text),
                }
                let rows = self.people().len();
                self.selection.clamp(rows);
            }
            _ => {}
        }
    }

    fn commands(&self, _: &Cx) -> Vec<Live> {
        vec![Live::on(id::LIST_REFRESH), Live::on(id::GO_BACK)]
    }

    fn waits(&self) -> bool {
        self.view.is_none() && self.asked.is_some()
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        let buf = frame.buffer_mut();
        let mut inner = panel(&self.title(cx), true, area, cx.theme, buf);
        if let Some(view) = &self.view {
            for words in wrap(&view.text, usize::from(inner.width)).into_iter().take(TEXT) {
                line(&words, cx.theme.style(Tone::Text), inner, buf);
                inner = below(inner, 1);
            }
            line(cx.say(&view.readers), cx.theme.style(Tone::Muted), inner, buf);
            inner = below(inner, 1);
        }
        let columns = [
            Column::new(cx.t(t("姓名", "Name")), 14).flexible(),
            Column::new(cx.t(t("已读并理解", "Read and understood")), 20),
            Column::new("", 10),
        ];
        let empty = if self.view.is_some() {
            t("没有人必须读", "Nobody has to read it")
        } else {
            t("正在读取……", "Reading ...")
        };
        let around = Around {
            empty: cx.t(empty),
            error: self.error.as_ref().map(|error| cx.say(error)),
            heads: true,
            focused: true,
            ..Around::default()
        };
        let rows: Vec<Line> = self.people().iter().map(|one| row(one, cx)).collect();
        table::draw(&columns, &rows, &mut self.selection, &around, inner, (cx.theme, cx.lang), buf)
    }
}
