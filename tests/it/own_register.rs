//! A register that only this file knows: declared once, and everything else follows from the declaration.

use crate::screens::at;
use crate::support::office::Office;
use crate::support::screen::Setup;
use lobby::api::{FaultKind, Reply};
use lobby::domain::handover::Section;
use lobby::domain::moment::At;
use lobby::domain::posts::{Post, Posts};
use lobby::domain::register::{
    Action, Ask, Carries, Carry, Ctx, Head, Kind, Order, Register, Registers, Severity, Spec, SpecInfo,
    State, To, View,
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
        let title: fn(&Head, &Loan) -> Say = |_, e| Say::same(e.borrower.clone());
        Spec { carry: Some(Carries::open(carry)), ..Spec::new(info, fields, actions, title) }
    }
}

/// Umbrellas come back by themselves.
fn carry(_: &Head, entry: &Loan, _: &Ctx<'_>) -> Option<Carry> {
    let trolley = entry.thing == Some(Thing::Trolley);
    trolley.then(|| Carry::new(Severity::Amber, t("手推车未还", "A trolley is out")).under(Section::Now))
}

/// A register of things found: what was not fetched belongs into the handover, by a view that also shows closed ones.
pub struct Finds;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Find {
    thing: String,
    due_at: Option<At>,
}

stored!(Find, FindDisk);

const FOUND: &[State] =
    &[State::open(1, "kept", t("保管", "kept")), State::done(2, "sent", t("已送派出所", "sent"))];
const FINDS: &[View] =
    &[View { id: "here", title: t("失物", "Finds"), states: &[1, 2], mine: false, order: Order::Newest }];

impl Finds {
    fn spec_of(carries: Carries<Find>) -> Spec<Find> {
        let all = Posts::STAFF;
        let info = SpecInfo {
            id: "find",
            tag: 901,
            name: t("失物", "Find"),
            prefix: "LF",
            states: FOUND,
            views: FINDS,
            see: all,
            correct: all,
            kept: false,
        };
        let fields = vec![
            field!(Find, thing, t("物品", "Thing"), Kind::Line(20)).column(10),
            field!(Find, due_at, t("保管至", "Kept until"), Kind::At),
        ];
        let asks = vec![Ask::must("thing"), Ask::may("due_at")];
        let actions = vec![
            Action::create("keep", t("登记失物", "Keep"), 1, all, asks),
            Action::step("send", t("送派出所", "Send"), &[1], To::State(2), all, vec![]),
        ];
        Spec {
            due: Some(|_, e| e.due_at),
            carry: Some(carries),
            sifts: vec![("here", |_, e, _| e.thing != "伞")],
            ..Spec::new(info, fields, actions, |_, e| Say::same(e.thing.clone()))
        }
    }
}

fn found(head: &Head, _: &Find, _: &Ctx<'_>) -> Option<Carry> {
    let words = if head.state == 1 {
        t("失物待领", "Found, not fetched")
    } else {
        t("失物已送", "Find sent")
    };
    Some(Carry::new(Severity::White, words))
}

impl Register for Finds {
    type Entry = Find;
    fn spec() -> Spec<Find> {
        Self::spec_of(Carries::view("here", found))
    }
}

/// The same, of which only what is due soon is looked at.
pub struct DueFinds;

impl Register for DueFinds {
    type Entry = Find;
    fn spec() -> Spec<Find> {
        Finds::spec_of(Carries::due(|ctx| ctx.now.plus_minutes(60), found))
    }
}

/// The document's items of the test's own registers: number, section, why.
fn passed_on(office: &Office, who: &lobby::domain::register::Who) -> Vec<(String, String, String)> {
    let view = office.ok(who, "watch.show", json!({}));
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let of = |row: &serde_json::Value| {
        (text(&row["number"]), text(&row["item"]["section"]), text(&row["item"]["why"]["zh"]))
    };
    view["items"].as_array().unwrap().iter().map(of).collect()
}

fn item(number: &str, section: &str, why: &str) -> (String, String, String) {
    (number.to_owned(), section.to_owned(), why.to_owned())
}

#[test]
fn the_handover_passes_on_what_a_register_says_in_its_table() {
    let office = Office::with(Registers::standard().with::<Loans>().with::<Finds>());
    let wang = office.post(Post::Receptionist);
    office.ok(&wang, "watch.open", json!({}));
    for (thing, who) in [("umbrella", "周女士"), ("trolley", "吴先生"), ("trolley", "郑先生")] {
        office.ok(&wang, "loan.lend", json!({"thing": thing, "borrower": who}));
    }
    office.ok(&wang, "loan.return", json!({"entry": "LN2611-0003"}));
    for thing in ["钱包", "手机", "伞"] {
        office.ok(&wang, "find.keep", json!({"thing": thing}));
    }
    office.ok(&wang, "find.send", json!({"entry": "LF2611-0002"}));
    let mut found = passed_on(&office, &wang);
    found.sort();
    let wanted = [
        item("LF2611-0001", "know", "失物待领"),
        item("LF2611-0002", "know", "失物已送"),
        item("LN2611-0002", "now", "手推车未还"),
    ];
    assert_eq!(found, wanted);
}

#[test]
fn of_things_kept_by_the_thousand_only_what_falls_due_is_looked_at() {
    let office = Office::with(Registers::standard().with::<DueFinds>());
    let wang = office.post(Post::Receptionist);
    office.ok(&wang, "watch.open", json!({}));
    for (thing, due) in [("钱包", "9:30"), ("手机", "12:00"), ("钥匙", "")] {
        office.ok(&wang, "find.keep", json!({"thing": thing, "due_at": due}));
    }
    assert_eq!(passed_on(&office, &wang), [item("LF2611-0001", "know", "失物待领")]);
}

#[test]
fn a_handover_by_an_unknown_view_is_a_mistake() {
    let spec = Finds::spec_of(Carries::view("nowhere", found));
    assert_eq!(spec.mistakes(), ["find hands over the unknown view nowhere"]);
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
