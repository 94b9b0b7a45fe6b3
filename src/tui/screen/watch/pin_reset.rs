//! Taking a colleague's PIN away so that they set a new one: whose, why, and the PIN of whoever does it. Who may is the
//! desk's to say.

use crate::api::handover::Pin;
use crate::api::pin::ResetPin;
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

/// Characters of each field.
const LONGEST: [usize; 3] = [40, 200, 12];
/// Cells before a field.
const LABEL: u16 = 22;
/// The form's own size inside its box.
const SIZE: (u16, u16) = (64, 6);
/// The field that is not shown.
const SECRET: usize = 2;

const LABELS: [T; 3] = [
    t("谁的（工号或姓名）", "Whose, number or name"),
    t("原因", "Why"),
    t("您自己的签字密码", "Your own PIN"),
];

/// The form.
pub struct PinResetScreen {
    fields: [Editor; 3],
    at: usize,
    sent: Option<Ticket>,
}

impl PinResetScreen {
    /// Of this member of staff, or of one who is named here.
    #[must_use]
    pub fn new(whose: Option<&str>) -> Self {
        let mut fields = LONGEST.map(Editor::line);
        if let (Some(whose), Some(field)) = (whose, fields.first_mut()) {
            field.set(whose);
        }
        Self { fields, at: usize::from(whose.is_some()), sent: None }
    }

    fn text(&self, at: usize) -> String {
        self.fields.get(at).map(|field| field.text().trim().to_owned()).unwrap_or_default()
    }

    fn submit(&mut self, cx: &mut Cx) {
        if self.sent.is_none() {
            let (staff, reason, pin) = (self.text(0), self.text(1), Pin(self.text(SECRET)));
            let key = cx.key();
            self.sent = Some(cx.write(ResetPin { staff, reason, pin }, &key));
        }
    }

    fn step(&mut self, by: usize) {
        self.at = (self.at + by) % self.fields.len();
    }
}

impl Screen for PinResetScreen {
    fn name(&self) -> &'static str {
        "pin_reset"
    }

    fn kind(&self) -> Kind {
        Kind::Form
    }

    fn title(&self, cx: &Cx) -> String {
        cx.t(t("重置同事的签字密码", "Reset a colleague's PIN")).to_owned()
    }

    fn about(&self) -> T {
        t(
            "清除同事的签字密码，由本人重新设置；需写明原因并用您自己的密码签字。",
            "Takes a colleague's PIN away; they set a new one. It wants a reason and your own PIN.",
        )
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
                    Ok(reply) if ResetPin::unwrap_reply(reply.clone()) == Some(Nothing {}) => {
                        cx.toast(t("已重置，请本人重新设置", "It is reset; they set a new one"), Level::Done);
                        cx.pop(Outcome::Done);
                    }
                    Ok(_) => {}
                    Err(fault) => {
                        self.at = match fault.field.as_deref() {
                            Some("staff") => 0,
                            Some("reason") => 1,
                            Some("pin") => SECRET,
                            _ => self.at,
                        };
                        // What was not shown cannot be mended by looking at it.
                        if let Some(pin) = self.fields.get_mut(SECRET).filter(|_| self.at == SECRET) {
                            pin.set("");
                        }
                        let (zh, en) = (&fault.text.zh, &fault.text.en);
                        let said = match fault.kind {
                            FaultKind::Missing => say!("请填写{zh}", "Please give: {en}"),
                            _ => fault.text.clone(),
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
            let width = inner.width.saturating_sub(LABEL + 3);
            let place = Rect { x: inner.x + LABEL + 2, y, width, height: 1 };
            let style = cx.theme.style(Tone::Text);
            let end = if at == SECRET {
                let mut dots = Editor::line(12);
                dots.set(&"*".repeat(field.text().chars().count()));
                dots.draw(place, style, buf)
            } else {
                field.draw(place, style, buf)
            };
            if here {
                caret = end;
            }
        }
        caret
    }
}
