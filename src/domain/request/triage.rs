//! The questions that decide how urgent a request is (`domain/facts.md` 6.1), in the order in which they are asked: the
//! first yes decides. Pure; the popup that asks them is the screen's.

use super::Urgency;
use crate::choices;
use crate::text::lang::{T, t};

choices! {
    /// The question that decided, in the words of why.
    pub Decided {
        Danger = "danger" 'd' ("有人身危险", "Somebody is in danger"),
        GoingOn = "going-on" 'g' ("损失还在扩大，或生活无法继续", "The damage goes on, or nobody can live there"),
        Elsewhere = "elsewhere" 'e' ("保修、外委或计划维修", "Warranty, outsourced or planned"),
        Appointment = "appointment" 'a' ("普通入户维修", "Ordinary work in the rooms"),
        Otherwise = "otherwise" 'o' ("普通公共维修", "Ordinary work on common parts"),
    }
}

impl Decided {
    /// What it came to.
    #[must_use]
    pub fn verdict(self) -> Verdict {
        let asked = QUESTIONS.iter().map(|question| question.yes).find(|verdict| verdict.decided == self);
        asked.unwrap_or(OTHERWISE)
    }
}

/// One question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// The question, as it is put to the caller.
    pub text: T,
    /// What to listen for.
    pub hint: T,
    /// What a yes decides.
    pub yes: Verdict,
}

/// What the answers come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Why: kept with the request.
    pub decided: Decided,
    /// How urgent.
    pub urgency: Urgency,
    /// Whether somebody must come into the customer's rooms.
    pub in_home: bool,
    /// What to do at once.
    pub advice: T,
}

/// The questions, in their order.
pub const QUESTIONS: &[Question] = &[
    Question {
        text: t("有人身危险吗？", "Is anybody in danger?"),
        hint: t(
            "燃气味、着火、电梯困人、漏电、坠物",
            "Smell of gas, fire, trapped in a lift, live wire, falling objects",
        ),
        yes: Verdict {
            decided: Decided::Danger,
            urgency: Urgency::Danger,
            in_home: false,
            advice: t(
                "先救人，后补单：立即派人并报经理；必要时拨 119、120、110",
                "People first, paper after: send somebody, tell the manager, call 119, 120 or 110",
            ),
        },
    },
    Question {
        text: t(
            "水还在流、停水停电停暖，或人进不去出不来吗？",
            "Is it still flowing, is supply cut off, is anybody locked out?",
        ),
        hint: t(
            "爆管、返水、全屋停电、门锁打不开、大门故障",
            "Burst pipe, backflow, no power at all, locked out, gate failure",
        ),
        yes: Verdict {
            decided: Decided::GoingOn,
            urgency: Urgency::Urgent,
            in_home: true,
            advice: t(
                "请客户先关阀、断电，告知多久到场",
                "Have the valve closed or the power cut; say when somebody comes",
            ),
        },
    },
    Question {
        text: t("属于保修、外委或计划安排的工作吗？", "Is it warranty, outsourced or planned work?"),
        hint: t(
            "开发商质保、外墙防水、设备更换、要备料",
            "The developer's warranty, façade, replacement, parts to order",
        ),
        yes: Verdict {
            decided: Decided::Elsewhere,
            urgency: Urgency::Planned,
            in_home: false,
            advice: t("告知客户由谁办、何时有进展", "Say who does it and when there will be news"),
        },
    },
    Question {
        text: t("要入户、须约时间吗？", "Must somebody come in, by appointment?"),
        hint: t("家里有没有人、哪个时段方便", "Is anybody at home, which hours suit"),
        yes: Verdict {
            decided: Decided::Appointment,
            urgency: Urgency::Ordinary,
            in_home: true,
            advice: t("约好时段，有偿的先告知价格", "Agree a slot; tell the price before the work"),
        },
    },
];

/// What it is when every answer was no: ordinary work on common parts.
pub const OTHERWISE: Verdict = Verdict {
    decided: Decided::Otherwise,
    urgency: Urgency::Ordinary,
    in_home: false,
    advice: t("告知客户办理时限", "Say by when it will be done"),
};

/// What the answers so far come to: decided by the first yes, or by a no to everything; none while a question is open.
#[must_use]
pub fn decide(answers: &[bool]) -> Option<Verdict> {
    if let Some((_, question)) = answers.iter().zip(QUESTIONS).find(|(yes, _)| **yes) {
        return Some(question.yes);
    }
    (answers.len() >= QUESTIONS.len()).then_some(OTHERWISE)
}

/// The question that is asked next; none when the answers have decided.
#[must_use]
pub fn next(answers: &[bool]) -> Option<&'static Question> {
    if decide(answers).is_some() { None } else { QUESTIONS.get(answers.len()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_yes_decides_and_nothing_is_asked_after_it() {
        for (answers, urgency) in [
            (&[true][..], Urgency::Danger),
            (&[false, true], Urgency::Urgent),
            (&[false, false, true], Urgency::Planned),
            (&[false, false, false, true], Urgency::Ordinary),
            (&[false, false, false, false], Urgency::Ordinary),
            (&[true, true, true, true], Urgency::Danger),
        ] {
            assert_eq!(decide(answers).map(|verdict| verdict.urgency), Some(urgency), "{answers:?}");
            assert_eq!(next(answers), None);
        }
        assert_eq!(next(&[]).map(|question| question.yes.decided), Some(Decided::Danger));
        assert_eq!(next(&[false, false]).map(|question| question.yes.decided), Some(Decided::Elsewhere));
        assert_eq!(decide(&[false, false, false]), None);
        for decided in Decided::ALL {
            assert_eq!(decided.verdict().decided, *decided, "every answer knows what it came to");
        }
    }
}
