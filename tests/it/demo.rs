//! The practice office: it is alive, its figures agree, and the same seed gives the same one.

use crate::support::often::all;
use lobby::api::call::Typed;
use lobby::api::entry::{List, Page};
use lobby::api::handover::{ListLog, ListWatches, ShowWatch};
use lobby::api::service::{BoardService, ServiceBoard, ServiceReport};
use lobby::api::{Call, Reply};
use lobby::desk::{Desk, Indexes, seed};
use lobby::domain::demo::{Demo, Size};
use lobby::domain::handover::WatchState;
use lobby::domain::ids::DeskId;
use lobby::domain::moment::At;
use lobby::domain::posts::Post;
use lobby::domain::register::{Registers, Severity, Who};
use lobby::store::tables::TABLES;

use lobby::store::{
    Class, Dir, KeyBuf, MemoryEngine, Options, SledEngine, Store, TableInfo, collect, verify,
};
use lobby::text::lang::Lang;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, OnceLock};

/// 23 November 2026, 16:07 in Shanghai.
const NOW: At = At(1_795_421_220_000);
const UID: u32 = 4_242;

fn build(seed: u64, now: At) -> Desk {
    let store = Store::open(MemoryEngine::new(), &Options::unwatched()).unwrap();
    let demo = Demo { size: Size::Small, seed, now, zone: chrono_tz::Asia::Shanghai };
    let (mut last, mut whole) = (0, 0);
    let registers = Arc::new(Registers::standard());
    let desk = seed::seed(store, registers, &demo, UID, &mut |done, total| {
        assert!(last <= done && done <= total, "progress only goes on");
        (last, whole) = (done, total);
    })
    .unwrap_or_else(|fault| panic!("{} ({:?})", fault.text, fault.field));
    assert_eq!(last, whole);
    desk
}

/// The office most tests look at.
fn office() -> &'static Desk {
    static OFFICE: OnceLock<Desk> = OnceLock::new();
    OFFICE.get_or_init(|| build(1, NOW))
}

/// The first person of a post, as the login list has them.
fn person(desk: &Desk, post: Post) -> Who {
    let (people, _) = desk.login_choices(UID).unwrap();
    let chosen = people.into_iter().find(|choice| choice.posts == [post].into_iter().collect());
    let chosen = chosen.expect("every post has somebody who may log in");
    desk.login(UID, 1, Some(chosen.staff), None, Some(DeskId(1)), Lang::Zh).unwrap().who
}

fn ask<A: Typed>(desk: &Desk, who: &Who, args: A) -> A::Reply {
    let call = args.wrap();
    let reply = desk.read(who, &call).unwrap_or_else(|fault| panic!("{}: {}", call.id(), fault.text));
    A::unwrap_reply(reply).unwrap()
}

fn list(desk: &Desk, who: &Who, register: &str, view: &str) -> Page {
    ask(desk, who, List { register: register.into(), view: Some(view.into()), limit: 500, ..List::default() })
}

#[test]
fn every_post_may_log_in_and_finds_work() {
    let desk = office();
    assert_eq!(desk.office_name().unwrap(), seed::OFFICE);
    let wanted: [(Post, &[(&str, &str)]); 6] = [
        (Post::Manager, &[("request", "open"), ("task", "mine"), ("task", "confirm"), ("promise", "open")]),
        (
            Post::Supervisor,
            &[("request", "unassigned"), ("task", "mine"), ("follow_up", "due"), ("follow_up", "done")],
        ),
        (
            Post::Receptionist,
            &[("request", "open"), ("task", "mine"), ("promise", "mine"), ("visit", "inside")],
        ),
        (
            Post::Senior,
            &[("request", "working"), ("request", "waiting"), ("task", "mine"), ("promise", "mine")],
        ),
        (
            Post::Officer,
            &[("request", "finished"), ("follow_up", "due"), ("task", "mine"), ("promise", "mine")],
        ),
        (Post::Cashier, &[("task", "mine"), ("promise", "mine"), ("visit", "all")]),
    ];
    for (post, views) in wanted {
        let who = person(desk, post);
        for (register, view) in views {
            assert!(
                list(desk, &who, register, view).total > 0,
                "{} sees nothing in {register} {view}",
                post.id()
            );
        }
    }
}

#[test]
fn the_figures_agree_and_every_state_is_there() {
    let desk = office();
    let who = person(desk, Post::Supervisor);
    let open = list(desk, &who, "request", "open");
    let parts = ["unassigned", "working", "finished"].map(|view| list(desk, &who, "request", view).total);
    assert_eq!(open.total, parts.iter().sum::<u64>(), "nobody is followed up and not closed");
    let Reply::Board(board) = desk.read(&who, &Call::Board(lobby::api::card::BoardShow {})).unwrap() else {
        panic!("the board answers");
    };
    assert_eq!(board.unassigned.total, parts[0]);
    let all = list(desk, &who, "request", "all");
    // Four defects of the two move-ins are requests too, and one fault was reported twice.
    assert_eq!(all.total, Size::Small.requests() + 5);
    assert!(parts[0] >= 3, "the board has work");
    let states: BTreeSet<u8> = all.rows.iter().map(|row| row.head.state).collect();
    let register = Registers::standard();
    let known = register.by_id("request").unwrap().info().states;
    for state in known.iter().filter(|state| state.id != "followed-up") {
        assert!(states.contains(&state.code), "no request is {}", state.id);
    }
    let due = list(desk, &who, "follow_up", "due");
    // Two complaints were answered as well; of what a patrol found there is nobody to ask.
    let finished = list(desk, &who, "request", "finished");
    let reported = finished.rows.iter().filter(|row| row.head.person.is_some()).count() as u64;
    assert_eq!(due.total, reported + 2, "each finished request that somebody reported waits for a follow-up");
    assert!(reported > 3);
    let tasks = list(desk, &who, "task", "open");
    assert!(tasks.rows.iter().any(|row| row.head.due.is_some_and(|due| due < NOW)), "a task is overdue");
    let zone = chrono_tz::Asia::Shanghai;
    let today = |due: At| due > NOW && due.date(zone) == NOW.date(zone);
    assert!(tasks.rows.iter().any(|row| row.head.due.is_some_and(today)), "a task is due today");
}

#[test]
fn nothing_happened_after_now_and_everything_left_a_trace() {
    let desk = office();
    let who = person(desk, Post::Manager);
    for register in ["request", "follow_up", "visit", "task", "promise", "place", "person"] {
        let page = list(desk, &who, register, "all");
        assert!(!page.rows.is_empty(), "{register}");
        for row in &page.rows {
            let head = &row.head;
            let latest = head.created_at.max(head.occurred_at).max(head.changed_at).max(head.since);
            assert!(latest <= NOW, "{} is of the future", head.number);
            assert!(head.occurred_at <= head.created_at && head.created_at <= head.changed_at);
        }
    }
    let closed = list(desk, &who, "request", "all");
    let closed = closed.rows.iter().find(|row| row.head.state == 8).unwrap();
    let history = lobby::api::entry::History { entry: closed.head.number.clone(), register: None };
    let steps = ask(desk, &who, history).steps;
    assert!(steps.len() >= 5, "a closed request was logged, dispatched, accepted, finished and followed up");
    assert!(steps.windows(2).all(|pair| pair[0].at >= pair[1].at));
}

#[test]
fn the_same_seed_gives_the_same_office_and_another_seed_another() {
    let rows = |desk: &Desk| {
        let tables = TABLES.iter().filter(|table| matches!(table.class, Class::Record | Class::Index));
        let rows = |table: &TableInfo| {
            let range = KeyBuf::new(table.number).range();
            desk.store().read(|reader| collect(reader, &range, Dir::Up, usize::MAX)).unwrap()
        };
        tables.map(rows).collect::<Vec<_>>()
    };
    let again = build(1, NOW);
    assert!(rows(office()) == rows(&again), "records and indexes are the same to the byte");
    let entries = |desk: &Desk| desk.store().head().unwrap().seq;
    assert_eq!(entries(office()), entries(&again), "the journals are as long");
    assert!(rows(office()) != rows(&build(2, NOW)));
}

#[test]
fn its_store_proves_itself() {
    let desk = office();
    let report = verify(desk.store(), &Indexes(desk.registers())).unwrap();
    assert!(report.entries > 1_000 && report.records > 500 && !report.moved);
}

#[test]
fn the_watch_is_the_receptionists_and_the_log_has_news() {
    let desk = office();
    let who = person(desk, Post::Receptionist);
    let view = ask(desk, &who, ShowWatch::default());
    let watch = view.watch.expect("somebody has the watch");
    assert_eq!((watch.holder, watch.state), (who.staff, WatchState::Open));
    assert!(view.items.iter().any(|row| row.item.severity == Severity::Red), "something presses");
    assert!(view.items.iter().any(|row| row.item.carried > 1), "something was passed on before");
    let page = ask(desk, &who, ListLog::default());
    assert!(page.unread >= 4 && page.lines.len() > 50, "{} unread of {}", page.unread, page.lines.len());
    let watches = ask(desk, &who, ListWatches::default()).watches;
    assert!(watches.len() > 18, "three a day");
    let closed = &watches[1].watch;
    assert_eq!((closed.state, closed.successor), (WatchState::Closed, Some(who.staff)));
    assert!(!closed.note.is_empty());
}

#[test]
fn the_files_hold_a_few_of_everything_and_a_key_is_overdue() {
    let desk = office();
    let who = person(desk, Post::Receptionist);
    for (register, view) in [
        ("vehicle", "active"),
        ("pet", "kept"),
        ("consent", "given"),
        ("mandate", "active"),
        ("access_card", "active"),
        ("access_card", "lost"),
        ("key", "in"),
        ("key", "to-count"),
        ("parcel", "kept"),
        ("parcel", "untold"),
        ("notice", "draft"),
        ("notice", "to-post"),
        ("notice", "posted"),
        ("file_document", "wanted"),
        ("file_document", "expiring"),
        ("home_visit", "planned"),
        ("home_visit", "done"),
        ("procedure", "open"),
        ("procedure", "finished"),
        ("defect", "open"),
        ("meter_reading", "read"),
    ] {
        assert!(list(desk, &who, register, view).total > 0, "nothing in {register} {view}");
    }
    let out = list(desk, &who, "key", "out");
    let late = |row: &&lobby::api::entry::Row| row.head.due.is_some_and(|due| due <= NOW);
    assert_eq!((out.total, out.rows.iter().filter(late).count()), (2, 1));
    let view = ask(desk, &who, ShowWatch::default());
    let carried: Vec<&str> = view.items.iter().map(|row| row.item.why.zh.as_str()).collect();
    assert!(carried.contains(&"钥匙 A1 逾期未还"), "{carried:?}");
    for part in ["档案资料将于", "生鲜冷藏件已放", "挂号信已到", "公告将到张贴时间", "公告过期未取下"]
    {
        assert!(carried.iter().any(|why| why.contains(part)), "{part} in {carried:?}");
    }
}

#[test]
fn it_can_be_built_at_any_hour() {
    // Shortly after a change of shifts, in the evening (the first watch then ends without items), at night, on the day
    // the year turns.
    let minutes = [-67 + 3, 28 * 60 + 14, 11 * 60].map(|minutes| NOW.plus_minutes(minutes));
    // An ordinary run builds the two ends of it, `LOBBY_HOURS=1` all.
    let all = all("LOBBY_HOURS");
    let hours = minutes.into_iter().chain([At(1_798_732_860_000)]).enumerate();
    for (_, now) in hours.filter(|(nth, _)| all || nth % 3 == 0) {
        let desk = build(1, now);
        let who = person(&desk, Post::Receptionist);
        assert!(list(&desk, &who, "request", "open").total > 0);
        let watch = ask(&desk, &who, ShowWatch::default()).watch.unwrap();
        assert_eq!(watch.holder, who.staff);
        assert!(watch.opened_at <= now);
    }
}

/// `lobby demo` without a terminal, with its temporary directories in `tmp`.
fn command(tmp: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_lobby"))
        .arg("demo")
        .args(args)
        .args(["--lang", "en"])
        .env("TMPDIR", tmp)
        .env("XDG_RUNTIME_DIR", tmp)
        .env_remove("LOBBY_DATA")
        .env_remove("LOBBY_SOCKET")
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

#[test]
fn a_named_directory_is_built_once_and_a_temporary_one_is_cleared_away() {
    let tmp = tempfile::tempdir().unwrap();
    let data = tmp.path().join("office");
    let build = ["--no-open", "--data", data.to_str().unwrap()];
    let first = command(tmp.path(), &build);
    assert!(first.status.success(), "{}", String::from_utf8_lossy(&first.stderr));
    let seq = || {
        let engine = SledEngine::open(data.join("store")).unwrap();
        Store::open(engine, &Options::unwatched()).unwrap().head().unwrap().seq
    };
    let built = seq();
    assert!(built > 1_000);
    assert!(command(tmp.path(), &build).status.success());
    assert_eq!(seq(), built, "an office that is there is left as it is");

    assert_eq!(command(tmp.path(), &["--no-open"]).status.code(), Some(2), "it would be gone at once");
    let unseen = command(tmp.path(), &[]);
    assert_eq!(unseen.status.code(), Some(1), "there is no terminal");
    let left = |entry: std::fs::DirEntry| entry.file_name().to_string_lossy().starts_with("lobby-demo-");
    assert!(!std::fs::read_dir(tmp.path()).unwrap().any(|entry| left(entry.unwrap())), "nothing is left");
}

#[test]
fn a_week_has_complaints_that_climbed_and_one_incident_many_rang_about() {
    let desk = office();
    let who = person(desk, Post::Supervisor);
    let board = |board: ServiceBoard| {
        let asked = BoardService { board, ..BoardService::default() };
        let Reply::BoardService(view) = desk.read(&who, &Call::BoardService(asked)).unwrap() else {
            panic!("the board answers");
        };
        view.total
    };
    assert!(board(ServiceBoard::Escalations) > 0, "a complaint climbed");
    assert!(board(ServiceBoard::Unassigned) > 0 && board(ServiceBoard::Waiting) > 0);
    let to = NOW.date(chrono_tz::Asia::Shanghai);
    let from = to - chrono::Days::new(7);
    let asked = ServiceReport { from, to, ..ServiceReport::default() };
    let Reply::ServiceReport(report) = desk.read(&who, &Call::ServiceReport(asked)).unwrap() else {
        panic!("figures");
    };
    let sum = |id: &str| report.figures.iter().find(|figure| figure.figure == id).unwrap().total.now;
    assert_eq!((sum("incidents").numerator, sum("incident-contacts").numerator), (1, 8));
    assert_eq!(sum("complaints").numerator, 9);
    for id in ["response-on-time", "repair-on-time", "satisfaction", "justified-share", "follow-up"] {
        assert!(sum(id).denominator > Some(0), "{id} has something below the line");
    }
}
