//! Handing over everything of somebody who is absent: who, to whom and why; what it would move, by register, and what
//! stays with the reason; then Enter does it.

use super::form::Form;
use super::{Cx, Kind, Level, Live, Msg, Outcome, Screen, Ticket, reply};
use crate::api::bulk::{Reassign, Reassigned};
use crate::domain::register::Values;
use crate::domain::value::Value;
use crate::say;
use crate::text::lang::{Say, T, t};
use crate::tui::command::id;
use crate::tui::theme::Tone;
use crate::tui::widget::panel::{below, line, panel};
use crate::tui::widget::table::{self, Around, Column, Line, Selection};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// The form that asks; `from` is the person whose entry one comes from, with id and name.
#[must_use]
pub fn form(from: Option<(u64, &str)>, cx: &Cx) -> Form {
    let form = Form::reassign(cx).then(|values| Box::new(ReassignScreen::new(&values)));
    match from {
        Some((id, name)) => form.with_link("from", id, name).from("to"),
        None => form,
    }
}

/// What handing over would do.
pub struct ReassignScreen {
    call: Reassign,
    key: String,
    told: Option<Reassigned>,
    asked: Option<Ticket>,
    error: Option<Say>,
    selection: Selection,
}

impl ReassignScreen {
    fn new(values: &Values) -> Self {
        let text = |field: &str| match values.get(field) {
            Value::Id(id) => Some(format!("#{id}")),
            value => value.text().map(str::to_owned),
        };
        let call = Reassign {
            from: text("from").unwrap_or_default(),
            to: text("to"),
            team: text("team"),
            reason: text("reason").unwrap_or_default(),
            preview: true,
        };
        let selection = Selection::default();
        Self { call, key: String::new(), told: None, asked: None, error: None, selection }
    }

    fn moved(&self) -> u32 {
        self.told.iter().flat_map(|told| &told.registers).map(|of| of.moved).sum()
    }

    fn may(&self) -> Result<(), Say> {
        match &self.told {
            None => Err(t("正在试办", "Trying it out").into()),
            Some(told) if !told.preview => Err(t("已经转交了", "It has been done").into()),
            Some(_) if self.moved() == 0 => Err(t("没有可以转交的", "There is nothing to hand over").into()),
            Some(_) => Ok(()),
        }
    }

    fn lines(&self, cx: &Cx) -> Vec<Line> {
        let Some(told) = &self.told else { return Vec::new() };
        let mut lines = Vec::new();
        for of in &told.registers {
            let name = cx.registers.by_id(&of.register).map_or(of.register.as_str(), |r| cx.t(r.info().name));
            let (moved, stuck) = (of.moved, of.stuck);
            let words = match told.preview {
                true => say!("将转交 {moved} 条，{stuck} 条转不了", "{moved} go over, {stuck} stay"),
                false => say!("已转交 {moved} 条，{stuck} 条没有转", "{moved} went over, {stuck} stayed"),
            };
            lines.push(Line::new(vec![name.to_owned(), cx.say(&words).to_owned()]));
        }
        for one in &told.stuck {
            let why = one.why_not.as_ref().map_or("", |why| cx.say(why));
            lines.push(Line::new(vec![one.number.clone(), why.to_owned()]).toned(Tone::Late));
        }
        lines
    }
}

impl Screen for ReassignScreen {
    fn name(&self) -> &'static str {
        "bulk"
    }

    fn kind(&self) -> Kind {
        Kind::List
    }

    fn title(&self, cx: &Cx) -> String {
        cx.t(t("整体转交工作", "Hand over everything of a person")).to_owned()
    }

    fn about(&self) -> T {
        t(
            "先列出会转交哪些、哪些转不了；回车才真正转交。",
            "First what would go over and what cannot; Enter does it.",
        )
    }

    fn start(&mut self, cx: &mut Cx) {
        if self.key.is_empty() {
            self.key = cx.key();
        }
        if self.told.is_none() {
            self.asked = Some(cx.call(self.call.clone()));
        }
    }

    fn on(&mut self, msg: Msg<'_>, cx: &mut Cx) {
        match msg {
            Msg::Command(id::BULK_RUN | id::LIST_OPEN) => match self.may() {
                Ok(()) if self.asked.is_none() => {
                    let (call, key) = (Reassign { preview: false, ..self.call.clone() }, self.key.clone());
                    self.asked = Some(cx.write(call, &key));
                }
                Ok(()) => {}
                Err(why) => cx.toast(why, Level::Fault),
            },
            Msg::Command(id::GO_BACK) => cx.pop(Outcome::Cancelled),
            Msg::Command(command) => {
                let rows = self.lines(cx).len();
                self.selection.run(command, rows);
            }
            Msg::Answer { ticket, result } if self.asked == Some(ticket) => {
                self.asked = None;
                match reply::<Reassign>(result) {
                    Ok(told) => {
                        self.error = None;
                        let done = !told.preview;
                        self.told = Some(told);
                        let moved = self.moved();
                        if done {
                            cx.toast(say!("已转交 {moved} 条", "Handed over: {moved}"), Level::Done);
                        }
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
        let more = self.told.as_ref().map_or(0, |told| told.more);
        let heading = match self.told.as_ref().map(|told| told.preview) {
            None => t("正在试办，还没有改动任何一条……", "Trying it out; nothing is changed yet ...").into(),
            Some(_) if more > 0 => {
                say!("另有 {more} 条，办完这批再办一次", "{more} more: do it once again afterwards")
            }
            Some(true) => t("还没有改动任何一条", "Nothing is changed yet").into(),
            Some(false) => t("已转交", "Handed over").into(),
        };
        line(cx.say(&heading), cx.theme.style(Tone::Title), inner, buf);
        let inner = below(inner, 1);
        let columns = [Column::new("", 14), Column::new("", 40).flexible()];
        let around = Around {
            empty: cx.t(t("名下没有未结事项", "Nothing open is theirs")),
            error: self.error.as_ref().map(|error| cx.say(error)),
            focused: true,
            ..Around::default()
        };
        let lines = self.lines(cx);
        table::draw(&columns, &lines, &mut self.selection, &around, inner, (cx.theme, cx.lang), buf)
    }
}
