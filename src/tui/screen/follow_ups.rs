//! The follow-up queue: the list of what is due, with the customer's answer a key away.

use super::form::Form;
use super::list::ListScreen;
use super::{Cx, Kind, Level, Live, Msg, Screen, Topic, Typing};
use crate::domain::register::{Head, Values};
use crate::domain::value::Value;
use crate::text::lang::{T, t};
use crate::tui::command::id;
use crate::tui::keymap::Snap;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

const REGISTER: &str = "follow_up";

/// The queue.
pub struct FollowUpScreen {
    list: ListScreen,
}

/// What a key says of the customer's answer.
enum Answer {
    Score(u8),
    Unreachable,
    Dissatisfied,
}

impl Answer {
    fn of(command: &str) -> Option<Self> {
        Some(match command {
            id::FOLLOW_UP_SCORE_1 => Self::Score(1),
            id::FOLLOW_UP_SCORE_2 => Self::Score(2),
            id::FOLLOW_UP_SCORE_3 => Self::Score(3),
            id::FOLLOW_UP_SCORE_4 => Self::Score(4),
            id::FOLLOW_UP_SCORE_5 => Self::Score(5),
            id::FOLLOW_UP_UNREACHABLE => Self::Unreachable,
            id::FOLLOW_UP_DISSATISFIED => Self::Dissatisfied,
            _ => return None,
        })
    }
}

/// The commands of the queue, besides those of a list.
const ANSWERS: &[&str] = &[
    id::FOLLOW_UP_SCORE_5,
    id::FOLLOW_UP_SCORE_4,
    id::FOLLOW_UP_SCORE_3,
    id::FOLLOW_UP_SCORE_2,
    id::FOLLOW_UP_SCORE_1,
    id::FOLLOW_UP_UNREACHABLE,
    id::FOLLOW_UP_DISSATISFIED,
];

impl FollowUpScreen {
    /// The queue; none when there is no such register.
    #[must_use]
    pub fn new(cx: &Cx) -> Option<Self> {
        Some(Self { list: ListScreen::new(REGISTER, Some("due"), cx)? })
    }

    fn answer(&mut self, answer: &Answer, cx: &mut Cx) {
        let Some(head) = self.list.head().cloned() else { return };
        if let Err(why) = self.may(&head, cx) {
            cx.toast(why, Level::Fault);
            return;
        }
        let registers = cx.registers.clone();
        let action = registers.by_id(REGISTER).and_then(|register| register.action("record"));
        let Some(form) = action.and_then(|action| Form::act(REGISTER, action, &head, cx)) else { return };
        let form = match answer {
            // Good marks need no more than a word of the customer's, if any.
            Answer::Score(score @ 4..) => {
                form.with("outcome", "satisfied").with("score", &score.to_string()).from("opinion")
            }
            Answer::Score(score) => form.with("score", &score.to_string()).from("outcome"),
            Answer::Dissatisfied => form.with("outcome", "dissatisfied").must("opinion").from("opinion"),
            Answer::Unreachable => {
                let values = Values::default().with("outcome", Value::Choice("unreachable".to_owned()));
                self.list.act("record", &head, values, cx);
                return;
            }
        };
        cx.push(Box::new(form));
    }

    fn may(&self, head: &Head, cx: &Cx) -> Result<(), crate::text::lang::Say> {
        let register = cx.registers.by_id(REGISTER);
        match register.and_then(|register| Some((register, register.action("record")?))) {
            Some((register, action)) => super::doing::may(register, action, head, cx),
            None => Ok(()),
        }
    }
}

impl Screen for FollowUpScreen {
    fn name(&self) -> &'static str {
        REGISTER
    }

    fn kind(&self) -> Kind {
        self.list.kind()
    }

    fn title(&self, cx: &Cx) -> String {
        self.list.title(cx)
    }

    fn about(&self) -> T {
        t(
            "打完电话按客户给的分数 1–5；没接通、不满意也各有一键。回车看电话和工单。",
            "After the call press the customer's score 1-5; unreachable and dissatisfied have a key too. Enter shows the phone.",
        )
    }

    fn topics(&self) -> Vec<Topic> {
        self.list.topics()
    }

    fn start(&mut self, cx: &mut Cx) {
        self.list.start(cx);
    }

    fn on(&mut self, msg: Msg<'_>, cx: &mut Cx) {
        match msg {
            Msg::Command(command) => match Answer::of(command) {
                Some(answer) => self.answer(&answer, cx),
                None => self.list.on(Msg::Command(command), cx),
            },
            msg => self.list.on(msg, cx),
        }
    }

    fn commands(&self, cx: &Cx) -> Vec<Live> {
        let head = self.list.head();
        let may = match head {
            Some(head) => self.may(head, cx),
            None => Err(t("没有待回访的工单", "No follow-up is due").into()),
        };
        let of = |command: &&'static str| match &may {
            Ok(()) => Live::on(*command),
            Err(why) => Live::off(*command, why.clone()),
        };
        let mut all: Vec<Live> = ANSWERS.iter().map(of).collect();
        all.extend(self.list.commands(cx));
        all
    }

    fn typing(&self) -> Typing {
        self.list.typing()
    }

    fn waits(&self) -> bool {
        self.list.waits()
    }

    fn snap(&self, cx: &Cx) -> Snap {
        self.list.snap(cx)
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        self.list.draw(frame, area, cx)
    }
}
