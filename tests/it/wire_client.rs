//! Clients over a bad line: a call whose answer was lost is repeated and done once.

use crate::support::wire::{Served, event, until};
use lobby::api::call::Reply;
use lobby::api::describe::call_from_json;
use lobby::api::wire::Topic;
use lobby::wire::{Link, LinkEvent, Target};
use serde_json::json;
use std::io::{Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// A line between client and server that can be cut after the server has heard the client.
struct Line {
    path: PathBuf,
    /// So many answers of the server will still be swallowed, each with the connection.
    cuts: Arc<AtomicUsize>,
    /// Connections so far.
    met: Arc<AtomicUsize>,
}

impl Line {
    fn to(server: &Path) -> Self {
        let path = server.with_extension("line");
        let listener = UnixListener::bind(&path).expect("binds");
        let line = Self { path, cuts: Arc::default(), met: Arc::default() };
        let (cuts, met, server) = (Arc::clone(&line.cuts), Arc::clone(&line.met), server.to_owned());
        thread::spawn(move || {
            while let Ok((client, _)) = listener.accept() {
                let Ok(up) = UnixStream::connect(&server) else { continue };
                met.fetch_add(1, Ordering::SeqCst);
                let (from, to) = (client.try_clone().expect("a handle"), up.try_clone().expect("a handle"));
                thread::spawn(move || pass(from, to, || false));
                let cuts = Arc::clone(&cuts);
                thread::spawn(move || {
                    pass(up, client, || {
                        cuts.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1))
                            .is_ok()
                    });
                });
            }
        });
        line
    }

    fn target(&self) -> Target {
        Target::Socket(self.path.clone())
    }
}

/// Passes bytes on until the end, or until they are to be swallowed.
fn pass(mut from: UnixStream, mut to: UnixStream, swallow: impl Fn() -> bool) {
    let mut bytes = [0; 4096];
    while let Ok(count) = from.read(&mut bytes) {
        if count == 0 || swallow() || to.write_all(&bytes[..count]).is_err() {
            break;
        }
    }
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}

#[test]
fn a_write_whose_answer_was_lost_is_done_once() {
    let served = Served::start();
    let line = Line::to(&served.socket);
    let client = served.client_at(&line.target(), "one");
    for round in 1..=5 {
        line.cuts.store(1, Ordering::SeqCst);
        let met = line.met.load(Ordering::SeqCst);
        served.ok(&client, "task.give", json!({"owner": "#1", "text": format!("第 {round} 件")}));
        assert!(line.met.load(Ordering::SeqCst) > met, "the line was cut");
        let tasks = served.ok(&served.client("two"), "task.list", json!({}));
        assert_eq!(tasks["total"], round, "done once");
    }
    assert_eq!(served.ok(&client, "session.who", json!({}))["who"]["name"], "one");
}

#[test]
fn calls_in_a_row_are_each_done_once_and_answered_in_order() {
    let served = Served::start();
    let line = Line::to(&served.socket);
    let client = served.client_at(&line.target(), "one");
    for cuts in [0, 1, 3] {
        line.cuts.store(cuts, Ordering::SeqCst);
        let mut left = 0..20;
        let mut texts = Vec::new();
        let mut next = || {
            let args = json!({"owner": "#1", "text": format!("第 {} 件", left.next()?)});
            Some(call_from_json(&served.registers, "task.give", args).expect("a call"))
        };
        let mut answered = |reply| {
            let Reply::Act(acted) = reply else { panic!("{reply:?}") };
            texts.push(acted.number);
            Ok(())
        };
        client.call_in_a_row(&mut next, &mut answered).expect("all are done");
        assert_eq!(line.cuts.load(Ordering::SeqCst), 0, "the line was cut");
        let sorted = texts.clone();
        texts.sort();
        assert_eq!((texts.len(), sorted), (20, texts), "one number after the other");
    }
    let tasks = served.ok(&served.client("two"), "task.list", json!({}));
    assert_eq!(tasks["total"], 60, "each done once");
}

#[test]
fn the_terminal_comes_back_as_the_same_person_and_repeats_what_was_unanswered() {
    let served = Served::start();
    let line = Line::to(&served.socket);
    let (sender, events) = crossbeam_channel::unbounded();
    let link = Link::start(served.client_at(&line.target(), "one"), sender).expect("starts");
    let tag = served.registers.by_id("task").expect("a register").info().tag;
    link.watch(vec![Topic::Register(tag)]);
    line.cuts.store(1, Ordering::SeqCst);
    for ticket in 1..=20 {
        let args = json!({"owner": "#1", "text": format!("第 {ticket} 件")});
        link.send(ticket, call_from_json(&served.registers, "task.give", args).expect("a call"), None);
    }
    let (mut open, mut lost, mut back, mut pushed) = (20, false, false, false);
    event(&events, "all answers, a loss, a return and a push", |event| {
        match event {
            LinkEvent::Answer { result, .. } => {
                assert!(matches!(*result.expect("done"), Reply::Act(_)));
                open -= 1;
            }
            LinkEvent::Lost => lost = true,
            LinkEvent::Back(me) => {
                assert_eq!(me.who.name, "one");
                back = true;
            }
            LinkEvent::Changed(topics) => pushed |= topics == [Topic::Register(tag)],
            other => panic!("{other:?}"),
        }
        (open == 0 && lost && back && pushed).then_some(())
    });
    let tasks = served.ok(&served.client("two"), "task.list", json!({}));
    assert_eq!(tasks["total"], 20, "each done once");
}

#[test]
fn the_person_at_a_screen_can_change() {
    let served = Served::start();
    let (link, events) = served.link("one");
    let staff = served
        .client("two")
        .welcome()
        .choices
        .iter()
        .find(|choice| choice.name == "two")
        .map(|two| two.staff);
    link.switch(lobby::wire::Login { staff, ..lobby::wire::Login::default() });
    let name = event(&events, "the other person", |event| match event {
        LinkEvent::Back(me) => Some(me.who.name),
        _ => None,
    });
    assert_eq!(name, "two");
    drop(link);
    until("the session is over", || served.server().clients() == 0);
}
