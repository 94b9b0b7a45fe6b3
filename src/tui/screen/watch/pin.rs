//! Setting the PIN one signs with: the present one when there is one, the new one twice. Nothing typed is shown or kept.

use super::secret::{Asked, SecretForm};
use crate::api::Typed as _;
use crate::api::handover::Pin;
use crate::api::pin::SetPin;
use crate::api::session::Nothing;
use crate::text::lang::{T, t};
use crate::tui::screen::{Cx, Kind, Level, Live, Msg, Outcome, Screen, Ticket, Typing};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// Cells of the box.
const WIDTH: u16 = 52;

const fn secret(field: &'static str, label: T) -> Asked {
    Asked { field, label, longest: 12, hidden: true }
}

const ASKED: &[Asked] = &[
    secret("old", t("原密码（没有则留空）", "Present PIN, if any")),
    secret("new", t("新密码（6–12 位数字）", "New PIN, 6-12 digits")),
    secret("again", t("再输一次", "Once more")),
];

/// The form.
pub struct PinScreen {
    form: SecretForm,
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
        Self { form: SecretForm::new(ASKED), sent: None }
    }

    fn submit(&mut self, cx: &mut Cx) {
        if self.sent.is_some() {
            return;
        }
        let new = self.form.text("new");
        if new != self.form.text("again") {
            self.form.go("new");
            cx.toast(t("两次输入不一样", "The two are not the same"), Level::Fault);
            return;
        }
        let old = Some(self.form.text("old")).filter(|old| !old.is_empty()).map(Pin);
        let key = cx.key();
        self.sent = Some(cx.write(SetPin { old, new: Pin(new) }, &key));
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
        if let Msg::Answer { ticket, result } = msg {
            if self.sent != Some(ticket) {
                return;
            }
            self.sent = None;
            match result {
                Ok(reply) if SetPin::unwrap_reply(reply.clone()) == Some(Nothing {}) => {
                    cx.toast(t("签字密码已设置", "Your PIN is set"), Level::Done);
                    cx.pop(Outcome::Done);
                }
                Ok(_) => {}
                Err(fault) => {
                    if fault.field.as_deref() != Some("old") {
                        self.form.go("new");
                        self.form.clear("again");
                    }
                    self.form.fault(&fault, cx);
                }
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
