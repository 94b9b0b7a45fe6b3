//! Setting the PIN one signs with: the present one when there is one, the new one twice. Nothing typed is shown or kept.

use crate::api::handover::Pin;
use crate::api::pin::SetPin;
use crate::api::session::Nothing;
use crate::api::{FaultKind, Typed as _};
use crate::say;
use crate::text::lang::{T, t};
use crate::tui::command::id;
use crate::tui::popup;
use crate::tui::screen::{Cx, Kind, Level, Live, Msg, Outcome, Screen, Ticket, Typing};
use crate::tui::theme::Tone;
use crate::tui::widget::field::Editor;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// Digits at the most.
const LONGEST: usize = 12;
/// Cells before a field.
const LABEL: u16 = 22;
/// The form's own size inside its box.
const SIZE: (u16, u16) = (52, 6);

const LABELS: [T; 3] = [
    t("原密码（没有则留空）", "Present PIN, if any"),
    t("新密码（6–12 位数字）", "New PIN, 6-12 digits"),
    t("再输一次", "Once more"),
];

/// The form.
pub struct PinScreen {
    fields: [Editor; 3],
    at: usize,
    sent: Option<Ticket>,
}

impl Default for PinScreen {
    fn default() -> Self {
        Self::new()
    }
}

impl PinScreen {
    /// Empty.
    #[must_use]
    pub fn new() -> Self {
        Self { fields: [(); 3].map(|()| Editor::line(LONGEST)), at: 0, sent: None }
    }

    fn text(&self, at: usize) -> String {
        self.fields.get(at).map(Editor::text).unwrap_or_default()
    }

    fn submit(&mut self, cx: &mut Cx) {
        if self.sent.is_some() {
            return;
        }
        if self.text(1) != self.text(2) {
            self.at = 1;
            cx.toast(t("两次输入不一样", "The two are not the same"), Level::Fault);
            return;
        }
        let old = Some(self.text(0)).filter(|old| !old.is_empty()).map(Pin);
        let key = cx.key();
        self.sent = Some(cx.write(SetPin { old, new: Pin(self.text(1)) }, &key));
    }

    fn step(&mut self, by: usize) {
        self.at = (self.at + by) % self.fields.len();
    }
}

impl Screen for PinScreen {
    fn name(&self) -> &'static str {
        "pin"
    }

    fn kind(&self) -> Kind {
        Kind::Form
    }

    fn title(&self, cx: &Cx) -> String {
        cx.t(t("签字密码", "PIN")).to_owned()
    }

    fn about(&self) -> T {
        t("交班、接班时用它签字；忘了请主管重置。", "You sign handovers with it; a supervisor can reset it.")
    }

    fn on(&mut self, msg: Msg<'_>, cx: &mut Cx) {
        match msg {
            Msg::Command(id::FORM_ENTER) if self.at + 1 == self.fields.len() => self.submit(cx),
            Msg::Command(id::FORM_ENTER | id::FORM_NEXT) => self.step(1),
            Msg::Command(id::FORM_PREV) => self.step(self.fields.len() - 1),
            Msg::Command(id::FORM_SUBMIT) => self.submit(cx),
            Msg::Command(id::FORM_CANCEL | id::GO_BACK) => cx.pop(Outcome::Cancelled),
            Msg::Command(command) => {
                if let Some(field) = self.fields.get_mut(self.at) {
                    field.run(command);
                }
            }
            Msg::Char(c) => {
                if let Some(field) = self.fields.get_mut(self.at) {
                    field.insert(c.encode_utf8(&mut [0; 4]));
                }
            }
            Msg::Answer { ticket, result } if self.sent == Some(ticket) => {
                self.sent = None;
                match result {
                    Ok(reply) if SetPin::unwrap_reply(reply.clone()) == Some(Nothing {}) => {
                        cx.toast(t("签字密码已设置", "Your PIN is set"), Level::Done);
                        cx.pop(Outcome::Done);
                    }
                    Ok(_) => {}
                    Err(fault) => {
                        self.at = usize::from(fault.field.as_deref() != Some("old"));
                        let text = fault.text;
                        let (zh, en) = (&text.zh, &text.en);
                        let said = match fault.kind {
                            FaultKind::Missing => say!("请填写{zh}", "Please give: {en}"),
                            _ => text.clone(),
                        };
                        cx.toast(said, Level::Fault);
                    }
                }
            }
            _ => {}
        }
    }

    fn commands(&self, _: &Cx) -> Vec<Live> {
        vec![Live::on(id::FORM_ENTER), Live::on(id::FORM_SUBMIT), Live::on(id::FORM_CANCEL)]
    }

    fn typing(&self) -> Typing {
        Typing::Line
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        let inner = popup::open(frame, area, SIZE.0, SIZE.1, &self.title(cx), cx.theme);
        let mut caret = Position { x: inner.x, y: inner.y };
        let rows = (inner.y + 1..inner.bottom()).zip(LABELS.iter().zip(&self.fields)).enumerate();
        for (at, (y, (label, field))) in rows {
            let here = at == self.at;
            let tone = if here { Tone::Title } else { Tone::Text };
            let buf = frame.buffer_mut();
            buf.set_stringn(inner.x + 1, y, cx.t(*label), LABEL.into(), cx.theme.style(tone));
            let mut dots = Editor::line(LONGEST);
            dots.set(&"*".repeat(field.text().chars().count()));
            let place = Rect { x: inner.x + LABEL + 2, y, width: 14, height: 1 };
            let end = dots.draw(place, cx.theme.style(Tone::Text), buf);
            if here {
                caret = end;
            }
        }
        caret
    }
}
