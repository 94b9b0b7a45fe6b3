//! What a keymap may name, taken from the registers and the calls: nothing about them is written here twice.

use super::{Known, Role, SCREENS, Screen};
use crate::api::call::CALLS;
use crate::domain::posts::{Post, Posts};
use crate::domain::register::Registers;
use crate::text::lang::t;
use crate::tui::command::{CommandId, CommandInfo, Commands, Group, Place, id};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Commands of the screens that do nothing without a call or an action of another name.
const BEHIND: &[(&str, &str)] = &[
    (id::GO_BOARD, "board.show"),
    (id::GO_REVIEW, "handover.review"),
    (id::GO_ROTA, "rota.show"),
    (id::GO_DUTY, "duty.now"),
    (id::DUTY_CHANGE, "duty.begin"),
    (id::ROTA_ABSENCE, "absence.record"),
    (id::ROTA_SWAP, "swap.propose"),
    (id::REVIEW_MARK, "handover.mark"),
    (id::REVIEW_SIGN, "handover.sign"),
    (id::GO_MAP, "building.map"),
    (id::GO_QUALITY, "quality.list"),
    (id::MERGE_RUN, "person.merge"),
    (id::MERGE_APART, "person.unmerge"),
    (id::GO_SEARCH, "text.search"),
    (id::GO_SLOTS, "slot.list"),
    (id::GO_BLANKS, "paper.print"),
    (id::ENTRY_PRINT, "paper.print"),
    (id::GO_REPORTS, "report.occupancy"),
    (id::BOARD_ASSIGN, "request.dispatch"),
    (id::FOLLOW_UP_SCORE_1, "follow_up.record"),
    (id::FOLLOW_UP_SCORE_2, "follow_up.record"),
    (id::FOLLOW_UP_SCORE_3, "follow_up.record"),
    (id::FOLLOW_UP_SCORE_4, "follow_up.record"),
    (id::FOLLOW_UP_SCORE_5, "follow_up.record"),
    (id::FOLLOW_UP_DISSATISFIED, "follow_up.record"),
    (id::GO_EMERGENCY, "incident.open"),
    (id::EMERGENCY_HANDLE, "incident.handle"),
    (id::EMERGENCY_CONTROL, "incident.control"),
    (id::EMERGENCY_CLOSE, "incident.close"),
    (id::EMERGENCY_PLACE, "incident.locate"),
    (id::EMERGENCY_TICK, "incident.tick_step"),
    (id::EMERGENCY_REACHED, "incident_line.write"),
    (id::EMERGENCY_UNREACHED, "incident_line.write"),
    (id::EMERGENCY_OBSERVED, "incident_line.write"),
    (id::EMERGENCY_MEASURE, "incident_line.write"),
    (id::EMERGENCY_ARRIVED, "incident_line.write"),
    (id::EMERGENCY_NOTIFIED, "incident_line.write"),
    (id::EMERGENCY_AUTHORITY, "incident_line.write"),
    (id::EMERGENCY_LOSS, "incident_line.write"),
    (id::EMERGENCY_AFTERMATH, "incident_line.write"),
    (id::EMERGENCY_ATTACH, "caller_report.take"),
];

/// Screens that list a register: for those who may see it.
const LISTS: &[(&str, &str)] = &[
    (id::GO_FOLLOW_UPS, "follow_up"),
    (id::GO_REQUESTS, "request"),
    (id::GO_VISITS, "visit"),
    (id::GO_COMPLAINTS, "complaint"),
    (id::GO_ENQUIRIES, "enquiry"),
    (id::GO_PASS_ONS, "pass_on"),
    (id::GO_LIAISON, "liaison"),
    (id::GO_CONTACTS, "contact"),
    (id::GO_TASKS, "task"),
    (id::GO_PROMISES, "promise"),
    (id::GO_INCIDENTS, "incident"),
    (id::GO_PLANS, "plan_card"),
    (id::GO_PERSONS, "person"),
    (id::GO_STAFF, "staff"),
    (id::GO_TEAMS, "team"),
    (id::GO_DESKS, "desk"),
    (id::GO_ROOMS, "place"),
];

impl Known {
    /// The static tables with the registers' commands and screens, and for each post what it is refused.
    #[must_use]
    pub fn of(registers: &Registers) -> Self {
        let mut commands = Commands::standard();
        let mut screens = SCREENS.to_vec();
        let mut who: Vec<(CommandId, Posts)> =
            CALLS.iter().map(|call| (Cow::Borrowed(call.id), call.who)).collect();
        for register in registers.iter() {
            let info = register.info();
            if !screens.iter().any(|screen| screen.name == info.id) {
                screens.push(Screen::of_register(info.id, info.name));
            }
            let actions: Vec<_> = register.actions().iter().filter(|a| a.posts != Posts::NONE).collect();
            if actions.is_empty() {
                continue;
            }
            commands.extend_groups([Group { id: Cow::Borrowed(info.id), title: info.name }]);
            if !LISTS.iter().any(|(_, listed)| *listed == info.id) {
                // A register without a door of its own name is listed all the same.
                let mut list = CommandInfo::of_register(info.id, "list", t("列表", "List"));
                list.place = Place::Global;
                who.push((list.id.clone(), info.see));
                commands.extend([list]);
            }
            for action in actions {
                let mut command = CommandInfo::of_register(info.id, action.id, action.label);
                if action.creates() {
                    command.place = Place::Global;
                }
                who.push((command.id.clone(), action.posts));
                // A list is taken in from a file, on the command line; there is no form for it.
                if action.id != "import" {
                    commands.extend([command]);
                }
            }
        }
        for (command, behind) in BEHIND {
            if let Some((_, posts)) = who.iter().find(|(id, _)| id == behind) {
                who.push((Cow::Borrowed(command), *posts));
            }
        }
        for (command, register) in LISTS {
            if let Some(register) = registers.by_id(register) {
                who.push((Cow::Borrowed(command), register.info().see));
            }
        }
        let roles = Post::ALL
            .into_iter()
            .map(|post| Role {
                name: post.id().to_owned(),
                refused: who
                    .iter()
                    .filter(|(_, posts)| !posts.has(post))
                    .map(|(id, _)| id.to_string())
                    .collect::<BTreeSet<_>>(),
            })
            .collect();
        Self { commands, roles, screens }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn registers_bring_their_commands_screens_and_permissions() {
        let registers = Registers::standard();
        let known = Known::of(&registers);
        assert!(known.commands.get("request.dispatch").is_some());
        assert!(known.has_context("screen.request") && known.has_context("role.administrator"));
        let refused = |post: Post, command: &str| {
            known.roles.iter().find(|role| role.name == post.id()).unwrap().refused.contains(command)
        };
        assert!(refused(Post::Cashier, id::GO_BOARD) && !refused(Post::Senior, id::GO_BOARD));
        for register in registers.iter() {
            for action in register.actions() {
                let id = format!("{}.{}", register.info().id, action.id);
                assert_eq!(
                    known.commands.get(&id).is_some(),
                    id != "request.import" && action.posts != Posts::NONE || id == "request.log",
                    "{id}"
                );
            }
        }
    }

    #[test]
    fn what_stands_behind_a_command_exists() {
        let known = Known::of(&Registers::standard());
        for (command, behind) in BEHIND {
            assert!(known.commands.get(command).is_some(), "{command}");
            let call = CALLS.iter().any(|call| call.id == *behind);
            assert!(call || known.commands.get(behind).is_some(), "{behind}");
        }
    }
}
