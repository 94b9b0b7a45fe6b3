//! Which command opens which screen: the one table. What the screens do is written in their own files.

use super::board::BoardScreen;
use super::boards::BoardsScreen;
use super::counter::Counter;
use super::drafts::DraftScreen;
use super::figures::FiguresScreen;
use super::follow_ups::FollowUpScreen;
use super::form::Form;
use super::list::ListScreen;
use super::log::LogScreen;
use super::map::MapScreen;
use super::merge;
use super::office::OfficeScreen;
use super::paper::BlankScreen;
use super::quality::QualityScreen;
use super::reassign;
use super::reports::ReportScreen;
use super::review::ReviewScreen;
use super::rota::{DutyScreen, RotaScreen};
use super::settings::SettingsScreen;
use super::slots::SlotScreen;
use super::text_search::SearchScreen;
use super::watch::{PinResetScreen, PinScreen, WatchScreen};
use super::{Cx, Screen};
use crate::domain::posts::Posts;
use crate::domain::register::Head;
use crate::tui::command::{KIND, id};

/// How the frame gets its screens. [`DOORS`] is the product's; tests bring their own.
#[derive(Clone, Copy)]
pub struct Doors {
    /// The first screen of a person, by the posts they hold.
    pub home: fn(cx: &Cx) -> Box<dyn Screen>,
    /// The screen a command opens; none when the command opens no screen. `go.home` is never asked.
    /// The actions that make a new entry of a register (`request.log`) are asked here too.
    pub open: fn(command: &str, cx: &Cx) -> Option<Box<dyn Screen>>,
}

/// The screen of an action that shows more than a form can; none leaves it to the form, or does it at once.
#[must_use]
pub fn acting(command: &str, head: &Head, cx: &Cx) -> Option<Box<dyn Screen>> {
    merge::of(command, head, cx)
}

/// The same of two marked entries that an action brings together.
#[must_use]
pub fn acting_on_two(command: &str, heads: [&Head; 2]) -> Option<Box<dyn Screen>> {
    merge::of_two(command, heads)
}

/// The screens of the product.
pub const DOORS: Doors = Doors { home, open };

/// The first screen of the person.
fn home(cx: &Cx) -> Box<dyn Screen> {
    Box::new(Counter::new(cx))
}

/// The screen a command opens; none when it opens none. The creating actions of registers open their form.
fn open(command: &str, cx: &Cx) -> Option<Box<dyn Screen>> {
    let list =
        |register: &str| -> Option<Box<dyn Screen>> { Some(Box::new(ListScreen::new(register, None, cx)?)) };
    Some(match command {
        id::GO_BOARD => Box::new(BoardScreen::new()),
        id::GO_BOARDS => Box::new(BoardsScreen::new(cx)),
        id::GO_FIGURES => Box::new(FiguresScreen::new()),
        id::GO_FOLLOW_UPS => Box::new(FollowUpScreen::new(cx)?),
        id::GO_LOG => Box::new(LogScreen::new()),
        id::GO_NIGHT => Box::new(LogScreen::since_duty()),
        id::GO_WATCH => Box::new(WatchScreen::new()),
        id::GO_REVIEW => Box::new(ReviewScreen::new()),
        id::GO_ROTA => Box::new(RotaScreen::new()),
        id::GO_DUTY => Box::new(DutyScreen::new()),
        id::PIN_RESET => Box::new(PinResetScreen::new(None)),
        id::GO_PIN => Box::new(PinScreen::new()),
        id::GO_PARKED => Box::new(DraftScreen::new(cx)),
        id::GO_OFFICE => Box::new(OfficeScreen::new()),
        id::GO_SETTINGS => Box::new(SettingsScreen::new()),
        id::GO_QUALITY => Box::new(QualityScreen::new()),
        id::GO_SEARCH => Box::new(SearchScreen::default()),
        id::GO_SLOTS => Box::new(SlotScreen::new(None)),
        id::GO_BLANKS => Box::new(BlankScreen::default()),
        id::GO_REASSIGN => Box::new(reassign::form(None, cx)),
        id::GO_REPORTS => Box::new(ReportScreen::new()),
        id::GO_MAP => Box::new(MapScreen::new()),
        id::GO_CARD => Box::new(Counter::new(cx).in_box()),
        id::GO_REQUESTS => return list("request"),
        id::GO_VISITS => return list("visit"),
        id::GO_COMPLAINTS => return list("complaint"),
        id::GO_ENQUIRIES => return list("enquiry"),
        id::GO_PASS_ONS => return list("pass_on"),
        id::GO_LIAISON => return list("liaison"),
        id::GO_CONTACTS => return list("contact"),
        id::GO_TASKS => return list("task"),
        id::GO_MOVES => return list("procedure"),
        id::GO_DEFECTS => return list("defect"),
        id::GO_INCIDENTS => return list("incident"),
        id::GO_PLANS => return list("plan_card"),
        id::GO_PROMISES => return list("promise"),
        id::GO_KEYS => return list("key"),
        id::GO_CARDS => return list("access_card"),
        id::GO_VEHICLES => return list("vehicle"),
        id::GO_PETS => return list("pet"),
        id::GO_HOME_VISITS => return list("home_visit"),
        id::GO_DOCUMENTS => return list("file_document"),
        id::GO_CONSENTS => return list("consent"),
        id::GO_MANDATES => return list("mandate"),
        id::GO_STAFF => return list("staff"),
        id::GO_TEAMS => return list("team"),
        id::GO_DESKS => return list("desk"),
        id::GO_ROOMS => return list("place"),
        id::GO_PERSONS => return list("person"),
        id::LOG_WRITE => Box::new(Form::log(None, cx)),
        _ => {
            let (area, verb) = command.split_once('.')?;
            let register = cx.registers.by_id(area)?;
            if verb == "list" {
                return list(area);
            }
            let (verb, kind) = verb.split_once(KIND).map_or((verb, None), |(verb, kind)| (verb, Some(kind)));
            let action = register.action(verb)?;
            if !action.creates() || action.posts == Posts::NONE {
                return None;
            }
            let form = Form::create(area, verb, cx)?;
            let form = match (kind, action.asks.as_slice()) {
                (Some(kind), [first, second, ..]) => form.with(first.field, kind).from(second.field),
                _ => form,
            };
            Box::new(form.concerning(&cx.concerns))
        }
    })
}
