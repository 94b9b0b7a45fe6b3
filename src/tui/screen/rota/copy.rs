//! What planning a week like the one before would do, slot by slot, before it is done; afterwards what was not planned,
//! with the reason. The desk tries and decides; this only shows and asks.

use super::grid::plus;
use crate::api::bulk::{Bulked, One};
use crate::api::rota::CopyRota;
use crate::domain::moment::Date;
use crate::say;
use crate::text::lang::{Say, T, t};
use crate::tui::command::id;
use crate::tui::screen::{Cx, Kind, Level, Live, Msg, Outcome, Screen, Ticket, reply};
use crate::tui::theme::Tone;
use crate::tui::widget::panel::{below, line, panel};
use crate::tui::widget::table::{self, Around, Column, Line, Selection};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// The preview of a copied week.
pub struct CopyScreen {
    /// The Monday of the week that is planned.
    to: Date,
    key: String,
    told: Option<Bulked>,
    asked: Option<Ticket>,
    error: Option<Say>,
    selection: Selection,
}

impl CopyScreen {
    /// The week that begins on this Monday, like the one before.
    #[must_use]
    pub fn new(to: Date) -> Self {
        let selection = Selection::default();
        Self { to, key: String::new(), told: None, asked: None, error: None, selection }
    }

    fn call(&self, preview: bool) -> CopyRota {
        CopyRota { to: Some(self.to), preview, ..CopyRota::default() }
    }

    fn may(&self) -> Result<(), Say> {
        match &self.told {
            None => Err(t("正在试排", "Trying it out").into()),
            Some(told) if told.done == 0 => {
                Err(t("没有可排的班，看各行的原因", "Nothing to plan; each row says why").into())
            }
            Some(_) => Ok(()),
        }
    }

    fn heading(&self) -> Say {
        let Some(told) = &self.told else {
            return t("正在试排，还没有排任何一班……", "Trying it out; nothing is planned yet ...").into();
        };
        let (done, refused) = (told.done, told.refused);
        say!(
            "将排 {done} 班；{refused} 班不排。回车排班",
            "{done} will be planned, {refused} not; Enter does it"
        )
    }
}

impl Screen for CopyScreen {
    fn name(&self) -> &'static str {
        "bulk"
    }

    fn kind(&self) -> Kind {
        Kind::List
    }

    fn title(&self, cx: &Cx) -> String {
        let (from, to) = (plus(self.to, -7).format("%m-%d"), self.to.format("%m-%d"));
        cx.say(&say!("{to} 一周，照 {from} 一周排", "Week of {to}, like that of {from}")).to_owned()
    }

    fn about(&self) -> T {
        t(
            "照上一周逐班试排一遍给您看；回车才真正排。已排的、过去的不再排；请假的人的班列为待补。",
            "Every shift of the week before was tried out; Enter plans them. What stands there or is over is left; who is absent leaves an open shift.",
        )
    }

    fn start(&mut self, cx: &mut Cx) {
        if self.key.is_empty() {
            self.key = cx.key();
        }
        if self.told.is_none() {
            self.asked = Some(cx.call(self.call(true)));
        }
    }

    fn on(&mut self, msg: Msg<'_>, cx: &mut Cx) {
        match msg {
            Msg::Command(id::BULK_RUN | id::LIST_OPEN) => match self.may() {
                Err(why) => cx.toast(why, Level::Fault),
                Ok(()) if self.asked.is_none() => {
                    let (call, key) = (self.call(false), self.key.clone());
                    self.asked = Some(cx.write(call, &key));
                }
                Ok(()) => {}
            },
            Msg::Command(id::GO_BACK) => cx.pop(Outcome::Cancelled),
            Msg::Command(command) => {
                let rows = self.told.as_ref().map_or(0, |told| told.entries.len());
                self.selection.run(command, rows);
            }
            Msg::Answer { ticket, result } if self.asked == Some(ticket) => {
                self.asked = None;
                match reply::<CopyRota>(result) {
                    Ok(told) if told.preview => (self.told, self.error) = (Some(told), None),
                    Ok(told) => {
                        let (done, refused) = (told.done, told.refused);
                        let words = say!(
                            "已排 {done} 班，{refused} 班没有排",
                            "{done} shifts planned, {refused} not"
                        );
                        cx.toast(words, Level::Done);
                        cx.pop(Outcome::Done);
                    }
                    Err(fault) => self.error = Some(fault.text),
                }
            }
            _ => {}
        }
    }

    fn commands(&self, _: &Cx) -> Vec<Live> {
        let run = match self.may() {
            Ok(()) => Live::on(id::BULK_RUN),
            Err(why) => Live::off(id::BULK_RUN, why),
        };
        vec![run, Live::on(id::GO_BACK)]
    }

    fn waits(&self) -> bool {
        self.told.is_none() && self.asked.is_some()
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        let buf = frame.buffer_mut();
        let inner = panel(&self.title(cx), true, area, cx.theme, buf);
        line(cx.say(&self.heading()), cx.theme.style(Tone::Title), inner, buf);
        let inner = below(inner, 1);
        let columns = [
            Column::new(cx.t(t("班", "Shift")), 30),
            Column::new(cx.t(t("会怎样 / 为什么不排", "What becomes of it, or why not")), 40).flexible(),
        ];
        let row = |one: &One| {
            let title = one.title.as_ref().map_or("", |title| cx.say(title));
            let fine = cx.t(t("排班", "planned"));
            let (words, tone) = match (&one.why_not, one.warnings.as_slice()) {
                (Some(why), _) => (cx.say(why).to_owned(), Tone::Late),
                (None, []) => (fine.to_owned(), Tone::Text),
                (None, said) => {
                    let said = said.iter().map(|said| cx.say(said)).collect::<Vec<_>>().join("  ");
                    (said, Tone::Soon)
                }
            };
            Line::new(vec![title.to_owned(), words]).toned(tone)
        };
        let rows: Vec<Line> = self.told.iter().flat_map(|told| &told.entries).map(row).collect();
        let around = Around {
            empty: "",
            error: self.error.as_ref().map(|error| cx.say(error)),
            heads: true,
            focused: true,
            ..Around::default()
        };
        table::draw(&columns, &rows, &mut self.selection, &around, inner, (cx.theme, cx.lang), buf)
    }
}
