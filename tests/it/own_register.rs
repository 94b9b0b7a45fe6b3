//! A register that only this file knows: declared once, and everything else follows from the declaration.

use crate::screens::at;
use crate::support::office::Office;
use crate::support::screen::Setup;
use lobby::api::{FaultKind, Reply};
use lobby::domain::posts::{Post, Posts};
use lobby::domain::register::{
    Action, Ask, Kind, Order, Register, Registers, Spec, SpecInfo, State, To, View,
};
use lobby::paper::book::Cell;
use lobby::paper::sheet;
use lobby::text::lang::{Lang, Say, t};
use lobby::tui::keymap::library;
use lobby::{choices, field, stored};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::rc::Rc;

choices! {
    /// What is lent.
    pub Thing {
        Umbrella = "umbrella" 'u' ("雨伞", "Umbrella"),
        Trolley = "trolley" 't' ("手推车", "Trolley"),
    }
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Loan {
    thing: Option<Thing>,
    borrower: String,
}

stored!(Loan, LoanDisk);

const STATES: &[State] =
    &[State::open(1, "out", t("借出", "out")), State::done(2, "back", t("已还", "back"))];
const VIEWS: &[View] =
    &[View { id: "out", title: t("借出", "Out"), states: &[1], mine: false, order: Order::Newest }];

pub struct Loans;

impl Register for Loans {
    type Entry = Loan;

    fn spec() -> Spec<Loan> {
        let info = SpecInfo {
            id: "loan",
            tag: 900,
            name: t("借物", "Loan"),
            prefix: "LN",
            states: STATES,
            views: VIEWS,
            see: Posts::of(&[Post::Receptionist, Post::Senior]),
            correct: Posts::of(&[Post::Senior]),
            kept: false,
        };
        let fields = vec![
            field!(Loan, thing, t("物品", "Thing"), Kind::Choice(Thing::CHOICES)).column(10),
            field!(Loan, borrower, t("借用人", "Borrower"), Kind::Line(20)).column(20),
        ];
        let desk = Posts::of(&[Post::Receptionist, Post::Senior]);
        let actions = vec![
            Action::create(
                "lend",
                t("借出", "Lend"),
                1,
                desk,
                vec![Ask::must("thing"), Ask::must("borrower")],
            ),
            Action::step("return", t("归还", "Return"), &[1], To::State(2), desk, vec![]),
        ];
        Spec::new(info, fields, actions, |_, e| Say::same(e.borrower.clone()))
    }
}

#[test]
fn the_declarations_of_the_product_have_no_mistakes() {
    assert_eq!(Registers::standard().with::<Loans>().mistakes(), Vec::<String>::new());
}

#[test]
fn a_mistaken_declaration_is_named() {
    let twice = Registers::standard().with::<Loans>().with::<Loans>();
    assert!(!twice.mistakes().is_empty());
}

#[test]
fn list_action_history_call_and_permission_follow_from_the_declaration() {
    let office = Office::with(Registers::standard().with::<Loans>());
    let (wang, li, officer) =
        (office.post(Post::Receptionist), office.post(Post::Senior), office.post(Post::Officer));
    let lent = office.ok(&wang, "loan.lend", json!({"thing": "umbrella", "borrower": "周女士"}));
    assert_eq!(lent["number"], "LN2611-0001");
    let fault = office.refused(&wang, "loan.lend", json!({"thing": "umbrella"}));
    assert_eq!((fault.kind, fault.field.as_deref()), (FaultKind::Missing, Some("borrower")));
    assert_eq!(office.refused(&officer, "loan.list", json!({})).kind, FaultKind::Forbidden);

    let list = office.ok(&wang, "loan.list", json!({"view": "out"}));
    assert_eq!((list["total"].as_u64(), list["rows"][0]["title"]["zh"].as_str()), (Some(1), Some("周女士")));
    assert_eq!(
        office.refused(&wang, "loan.correct", json!({"entry": "LN2611-0001", "borrower": "周先生"})).kind,
        FaultKind::Forbidden
    );
    office.ok(&li, "loan.correct", json!({"entry": "LN2611-0001", "borrower": "周先生"}));
    office.ok(&wang, "loan.return", json!({"entry": "LN2611-0001"}));
    assert_eq!(office.ok(&wang, "loan.list", json!({"view": "out"}))["total"], 0);

    let history = office.ok(&wang, "loan.history", json!({"entry": "LN2611-0001"}));
    let steps: Vec<(&str, &str)> = history["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| (step["call"].as_str().unwrap(), step["state"].as_str().unwrap()))
        .collect();
    assert_eq!(steps, [("loan.return", "back"), ("loan.correct", "out"), ("loan.lend", "out")]);
    assert_eq!(history["steps"][1]["changes"][0]["before"]["value"]["Text"], "周女士");

    let Reply::List(page) = office.run(&wang, "loan.list", json!({"all_fields": true}), None).unwrap().reply
    else {
        panic!("a list was asked for");
    };
    let loans = office.desk.registers().by_id("loan").unwrap();
    let heads = sheet::heads(loans, Lang::En);
    assert_eq!(heads[5..].iter().map(|head| head.text.as_str()).collect::<Vec<_>>(), ["Thing", "Borrower"]);
    let row = sheet::row(loans, &page.rows[0], Lang::Zh, chrono_tz::Asia::Shanghai);
    assert_eq!(row[1..3].iter().map(Cell::shown).collect::<Vec<_>>(), ["已还", "2026-11-23 09:00"]);
    assert_eq!(sheet::json(loans, &page.rows[0], chrono_tz::Asia::Shanghai)["thing"], "umbrella");

    let found = office.ok(&wang, "search.find", json!({"text": "LN2611-0001"}));
    assert_eq!(found["hits"][0]["register"], "loan");
    let described = lobby::api::describe::describe(office.desk.registers());
    let lend = described.iter().find(|call| call.id == "loan.lend").expect("described");
    assert_eq!(lend.args["properties"]["thing"]["enum"], json!(["umbrella", "trolley"]));
}

#[test]
fn form_list_and_detail_on_the_screen_follow_from_the_declaration() {
    let registers = || Registers::standard().with::<Loans>();
    let office = Rc::new(Office::with(registers()));
    let mut desk = at(&office, Post::Receptionist, Setup::with(&library::embedded(), registers()));
    desk.keys("F9");
    desk.typed("loan.lend");
    desk.keys("Enter");
    assert!(desk.screen().contains("物品") && desk.screen().contains("借用人"), "{}", desk.screen());
    desk.typed("u周女士");
    desk.keys("Enter");
    let wang = office.post(Post::Receptionist);
    assert_eq!(office.ok(&wang, "loan.list", json!({"view": "out"}))["rows"][0]["title"]["zh"], "周女士");

    desk.keys("F9");
    desk.typed("loan.list");
    desk.keys("Enter");
    assert!(desk.screen().contains("LN2611-0001") && desk.screen().contains("雨伞"), "{}", desk.screen());
    desk.keys("Enter");
    assert!(desk.screen().contains("归还"), "the detail offers what may be done:\n{}", desk.screen());
}
