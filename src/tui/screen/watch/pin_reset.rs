//! Taking a colleague's PIN away so that they set a new one: whose, why, and the PIN of whoever does it. Who may is the
//! desk's to say.

use super::secret::{Asked, SecretForm};
use crate::api::Typed as _;
use crate::api::handover::Pin;
use crate::api::pin::ResetPin;
use crate::api::session::Nothing;
use crate::text::lang::{T, t};
use crate::tui::screen::{Cx, Kind, Level, Live, Msg, Outcome, Screen, Ticket, Typing};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// Cells of the box.
const WIDTH: u16 = 64;

const ASKED: &[Asked] = &[
    Asked {
        field: "staff",
        label: t("谁的（工号或姓名）", "Whose, number or name"),
        longest: 40,
        hidden: false,
    },
    Asked { field: "reason", label: t("原因", "Why"), longest: 200, hidden: false },
    Asked { field: "pin", label: t("您自己的签字密码", "Your own PIN"), longest: 12, hidden: true },
];

/// The form.
pub struct PinResetScreen {
    form: SecretForm,
    sent: Option<Ticket>,
}

impl PinResetScreen {
    /// Of this member of staff, or of one who is named here.
    #[must_use]
    pub fn new(whose: Option<&str>) -> Self {
        let form = SecretForm::new(ASKED);
        Self { form: whose.into_iter().fold(form, |form, whose| form.with("staff", whose)), sent: None }
    }

    fn submit(&mut self, cx: &mut Cx) {
        if self.sent.is_none() {
            let (staff, reason) = (self.form.text("staff"), self.form.text("reason"));
            let (pin, key) = (Pin(self.form.text("pin")), cx.key());
            self.sent = Some(cx.write(ResetPin { staff, reason, pin }, &key));
        }
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
        if let Msg::Answer { ticket, result } = msg {
            if self.sent != Some(ticket) {
                return;
            }
            self.sent = None;
            match result {
                Ok(reply) if ResetPin::unwrap_reply(reply.clone()) == Some(Nothing {}) => {
                    cx.toast(t("已重置，请本人重新设置", "It is reset; they set a new one"), Level::Done);
                    cx.pop(Outcome::Done);
                }
                Ok(_) => {}
                Err(fault) => self.form.fault(&fault, cx),
            }
        } else if self.form.on(&msg, cx) {
            self.submit(cx);
        }
    }

    fn commands(&self, _: &Cx) -> Vec<Live> {
        SecretForm::commands()
    }

    fn typing(&self) -> Typing {
        Typing::Line
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        self.form.draw(frame, area, (WIDTH, &self.title(cx)), cx)
    }
}
