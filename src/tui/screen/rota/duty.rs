//! Who is on duty now: the desks, each with who answers for it, who is here and who comes next; and the key by which one
//! begins or ends one's own duty. Custody does not move by it.

use crate::api::entry::Act;
use crate::api::rota::{DutyDesk, DutyNow, OnDuty};
use crate::domain::rota::{duty, shift};
use crate::say;
use crate::text::lang::{Say, T, t};
use crate::tui::command::id;
use crate::tui::screen::{Cx, Kind, Level, Live, Msg, Outcome, Screen, Ticket, Topic, reply};
use crate::tui::theme::Tone;
use crate::tui::widget::panel::{below, line, panel};
use crate::tui::widget::table::{self, Around, Column, Line, Selection};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// Who is here.
#[derive(Default)]
pub struct DutyScreen {
    now: Option<DutyNow>,
    asked: Option<Ticket>,
    acting: Option<Ticket>,
    error: Option<Say>,
    selection: Selection,
}

impl DutyScreen {
    /// All desks.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn ask(&mut self, cx: &mut Cx) {
        if self.asked.is_none() {
            self.asked = Some(cx.call(OnDuty {}));
        }
    }

    /// Begins one's duty, or ends it.
    fn change(&mut self, cx: &mut Cx) {
        let Some(now) = &self.now else { return };
        if self.acting.is_some() {
            return;
        }
        let act = |action: &str, entry| Act {
            register: "duty".to_owned(),
            action: action.to_owned(),
            entry,
            ..Act::default()
        };
        let act = match now.own {
            None => act("begin", None),
            Some(own) => act("end", Some(format!("#{own}"))),
        };
        let key = cx.key();
        self.acting = Some(cx.write(act, &key));
    }

    fn cells(desk: &DutyDesk, cx: &Cx) -> Line {
        let state = desk.state.as_ref().map_or("", |state| cx.say(state));
        let held = match &desk.custodian {
            Some(name) => name.clone(),
            None if state.is_empty() => cx.t(t("无人", "nobody")).to_owned(),
            None => state.to_owned(),
        };
        let at = |at: Option<crate::domain::moment::At>| {
            at.map_or_else(String::new, |at| at.screen(cx.now, cx.zone))
        };
        let next = match (&desk.next, desk.next_at) {
            (Some(name), when) if name.is_empty() => {
                format!("{} {}", at(when), cx.t(t("待补", "nobody yet")))
            }
            (Some(name), when) => format!("{} {name}", at(when)),
            (None, _) => "-".to_owned(),
        };
        let here = if desk.here.is_empty() { "-".to_owned() } else { desk.here.join("、") };
        let late = desk.until.is_some_and(|until| until < cx.now);
        Line::new(vec![desk.name.clone(), held, at(desk.until), here, next]).toned(if late {
            Tone::Late
        } else {
            Tone::Text
        })
    }
}

impl Screen for DutyScreen {
    fn name(&self) -> &'static str {
        "duty_now"
    }

    fn kind(&self) -> Kind {
        Kind::List
    }

    fn title(&self, cx: &Cx) -> String {
        cx.t(t("谁在岗", "Who is on duty")).to_owned()
    }

    fn about(&self) -> T {
        t(
            "各服务台由谁值班、谁在岗、下一位是谁；回车即本人上班或下班。下班不等于交班。",
            "Who answers for each desk, who is here, who comes next; Enter begins or ends your own duty. That hands nothing over.",
        )
    }

    fn topics(&self) -> Vec<Topic> {
        vec![Topic::Register(duty::TAG), Topic::Register(shift::TAG), Topic::Watch]
    }

    fn start(&mut self, cx: &mut Cx) {
        (self.asked, self.acting) = (None, None);
        self.ask(cx);
    }

    fn on(&mut self, msg: Msg<'_>, cx: &mut Cx) {
        match msg {
            Msg::Command(id::LIST_OPEN | id::DUTY_CHANGE) => self.change(cx),
            Msg::Command(id::GO_BACK) => cx.pop(Outcome::Cancelled),
            Msg::Command(id::LIST_REFRESH) => self.ask(cx),
            Msg::Command(command) => {
                let rows = self.now.as_ref().map_or(0, |now| now.desks.len());
                self.selection.run(command, rows);
            }
            Msg::Answer { ticket, result } if self.asked == Some(ticket) => {
                self.asked = None;
                match reply::<OnDuty>(result) {
                    Ok(now) => (self.now, self.error) = (Some(now), None),
                    Err(fault) => self.error = Some(fault.text),
                }
            }
            Msg::Answer { ticket, result } if self.acting == Some(ticket) => {
                self.acting = None;
                match reply::<Act>(result) {
                    Ok(acted) if acted.state == "here" => {
                        cx.toast(t("已上班", "Your duty begins"), Level::Done);
                    }
                    Ok(_) => cx.toast(t("已下班", "Your duty has ended"), Level::Done),
                    Err(fault) => cx.toast(fault.text, Level::Fault),
                }
                self.ask(cx);
            }
            Msg::Changed(_) => self.ask(cx),
            _ => {}
        }
    }

    fn commands(&self, _: &Cx) -> Vec<Live> {
        let reading = t("正在读取", "Reading");
        vec![
            Live::when(id::DUTY_CHANGE, self.now.is_some(), reading),
            Live::on(id::LIST_REFRESH),
            Live::on(id::GO_BACK),
        ]
    }

    fn waits(&self) -> bool {
        self.now.is_none() && self.asked.is_some()
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        let buf = frame.buffer_mut();
        let inner = panel(&self.title(cx), true, area, cx.theme, buf);
        let said = match self.now.as_ref().map(|now| now.own) {
            Some(Some(_)) => say!("您在岗；回车下班", "You are on duty; Enter ends it"),
            Some(None) => say!("您未上班；回车上班", "You are not on duty; Enter begins it"),
            None => Say::default(),
        };
        line(cx.say(&said), cx.theme.style(Tone::Title), inner, buf);
        let columns = [
            Column::new(cx.t(t("服务台", "Desk")), 10),
            Column::new(cx.t(t("值班", "On watch")), 10),
            Column::new(cx.t(t("应交班", "Until")), 12),
            Column::new(cx.t(t("在岗", "Here")), 16).flexible(),
            Column::new(cx.t(t("下一位", "Next")), 22),
        ];
        let rows: Vec<Line> =
            self.now.iter().flat_map(|now| &now.desks).map(|desk| Self::cells(desk, cx)).collect();
        let around = Around {
            empty: cx.t(t("没有服务台", "There is no desk")),
            error: self.error.as_ref().map(|error| cx.say(error)),
            heads: true,
            focused: true,
            ..Around::default()
        };
        table::draw(&columns, &rows, &mut self.selection, &around, below(inner, 1), (cx.theme, cx.lang), buf)
    }
}
