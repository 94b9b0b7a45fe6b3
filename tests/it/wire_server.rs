//! The server against clients good and bad: nonsense, refusals, freezing, presence, pushes, its own end.

use crate::support::wire::{PATIENCE, Raw, Served, event, until};
use lobby::api::call::{Call, Reply};
use lobby::api::session::SetPresence;
use lobby::api::wire::{PROTOCOL, ToClient, ToServer, Topic};
use lobby::api::{FaultKind, describe::call_from_json};
use lobby::domain::ids::EntryRef;
use lobby::text::lang::Lang;
use lobby::wire::frame;
use lobby::wire::server::Options;
use lobby::wire::{Client, Hello, LinkEvent, Login};
use serde_json::json;
use std::io::{Read, Write};
use std::time::Duration;

/// Numbers that look random and are the same every time (xorshift).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn bytes(&mut self, longest: u64) -> Vec<u8> {
        let length = self.roll() % longest;
        (0..length).map(|_| self.roll() as u8).collect()
    }
}

#[test]
fn ten_thousand_broken_frames_disturb_nobody() {
    let served = Served::start();
    let good = served.client("one");
    let mut dice = Dice(0x5eed);
    let hello = frame::encode(
        &ToServer::Hello {
            protocol: PROTOCOL,
            build: "test".into(),
            registers: served.hello().registers,
            lang: Lang::Zh,
        },
        frame::FROM_CLIENT,
    )
    .expect("encodes");
    for round in 0..10_000_u32 {
        let mut raw = served.raw();
        let mut bytes = if dice.roll().is_multiple_of(2) { hello.clone() } else { Vec::new() };
        match round % 4 {
            0 => bytes.extend(dice.bytes(64)),
            1 => {
                let body = dice.bytes(200);
                bytes.extend((body.len() as u32).to_be_bytes());
                bytes.extend(body);
            }
            2 => bytes.extend((frame::FROM_CLIENT as u32 + 1 + dice.roll() as u32 % 1_000_000).to_be_bytes()),
            _ => {
                let mut whole = hello.clone();
                let at = dice.roll() as usize % whole.len();
                whole[at] ^= 1 << (dice.roll() % 8);
                whole.truncate(1 + dice.roll() as usize % whole.len());
                bytes.extend(whole);
            }
        }
        // The server may hang up before everything is said.
        let _ = raw.stream.write_all(&bytes);
        if round % 1000 == 0 {
            served.ok(&good, "session.who", json!({}));
        }
    }
    served.ok(&good, "task.list", json!({}));
    drop(good);
    until("all of them are gone", || served.server().clients() == 0);
}

#[test]
fn a_list_in_a_list_in_a_list_is_no_message() {
    let served = Served::start();
    let mut raw = served.raw_as("one");
    // A call whose only field is a list; then the same bytes with lists nested 100,000 deep.
    let call = call_from_json(&served.registers, "staff.add", json!({"posts": []})).expect("a call");
    let whole = frame::encode(&ToServer::Call { id: 1, key: None, call: Box::new(call) }, frame::FROM_CLIENT)
        .expect("encodes");
    let body = &whole[4..];
    // `posts`, then the number of the variant and the length of the list.
    let at = body.windows(5).position(|part| part == b"posts").expect("the field") + 5;
    let list = body[at];
    let mut deep = body[..at].to_vec();
    deep.extend([list, 1].repeat(100_000));
    deep.extend([list, 0]);
    deep.extend(&body[at + 2..]);
    raw.stream.write_all(&(deep.len() as u32).to_be_bytes()).expect("writes");
    raw.stream.write_all(&deep).expect("writes");
    assert!(matches!(raw.read(), ToClient::Goodbye { .. }));
    served.ok(&served.client("two"), "session.who", json!({}));
}

fn refusal(raw: &mut Raw, first: &ToServer) -> lobby::api::Fault {
    raw.send(first);
    match raw.read() {
        ToClient::Goodbye { fault } => *fault,
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn a_client_that_does_not_belong_is_told_why() {
    let served = Served::start();
    let registers = served.hello().registers;
    let hello = |protocol, registers| ToServer::Hello {
        protocol,
        build: "0.0.1+1".into(),
        registers,
        lang: Lang::Zh,
    };
    let fault = refusal(&mut served.raw(), &hello(PROTOCOL + 1, registers));
    assert_eq!((fault.kind, fault.field.as_deref()), (FaultKind::Refused, Some("protocol")));
    assert!(fault.text.en.contains("0.0.1+1"), "{fault}");
    let fault = refusal(&mut served.raw(), &hello(PROTOCOL, [0; 32]));
    assert_eq!(fault.field.as_deref(), Some("registers"));
    refusal(&mut served.raw(), &ToServer::Bye);
    let mut early = served.raw();
    early.send(&hello(PROTOCOL, registers));
    assert!(matches!(early.read(), ToClient::Welcome { .. }));
    refusal(&mut early, &ToServer::Watch { topics: vec![Topic::Log] });

    let client = Client::connect(&served.target(), &served.hello()).expect("connects");
    assert_eq!(client.welcome().choices.len(), 3);
    let fault = client.login(&Login::default()).expect_err("three people use this account");
    assert_eq!(fault.kind, FaultKind::Ambiguous);
    let nobody = Login { name: Some("nobody".into()), ..Login::default() };
    assert_eq!(client.login(&nobody).expect_err("no such person").kind, FaultKind::Forbidden);
    let wrong = Hello { registers: [1; 32], lang: Lang::En };
    assert_eq!(
        Client::connect(&served.target(), &wrong).err().map(|fault| fault.kind),
        Some(FaultKind::Refused)
    );
}

#[test]
fn when_all_places_are_taken_the_next_client_is_told() {
    let served = Served::with(Options { clients: 2, ..Options::default() });
    until("the helper's session is gone", || served.server().clients() == 0);
    let _one = served.client("one");
    let _two = served.client("two");
    match served.raw().read() {
        ToClient::Goodbye { fault } => assert_eq!(fault.kind, FaultKind::Unavailable),
        other => panic!("let in: {other:?}"),
    }
}

#[test]
fn a_frozen_client_stops_nobody_and_is_dropped() {
    let options = Options { write_timeout: Duration::from_millis(300), ..Options::default() };
    let served = Served::with(options);
    let mut others: Vec<Client> = (0..99).map(|_| served.client("two")).collect();
    let mut frozen = served.raw_as("one");
    frozen.stream.set_write_timeout(Some(Duration::from_millis(100))).expect("a timeout");
    // It asks for much, and never reads.
    let list = call_from_json(&served.registers, "settings.list", json!({})).expect("a call");
    let question =
        frame::encode(&ToServer::Call { id: 1, key: None, call: Box::new(list) }, frame::FROM_CLIENT)
            .expect("encodes");
    while frozen.stream.write_all(&question).is_ok() {}
    for client in &others {
        served.ok(client, "task.give", json!({"owner": "#1", "text": "浇花"}));
    }
    until("the frozen one is dropped", || served.server().clients() <= others.len());
    served.ok(&others.remove(0), "task.list", json!({}));
}

#[test]
fn who_looks_at_an_entry_is_seen_by_the_others() {
    let served = Served::start();
    let one = served.client("one");
    let task = served.ok(&one, "task.give", json!({"owner": "#1", "text": "浇花"}));
    let entry: EntryRef = serde_json::from_value(task["entry"].clone()).expect("an entry");
    let (link, events) = served.link("two");
    link.watch(vec![Topic::Presence(entry)]);
    // An answer after the watch shows that the watch has been taken.
    let show =
        call_from_json(&served.registers, "task.show", json!({"entry": task["number"]})).expect("a call");
    let presence = |ticket| {
        link.send(ticket, show.clone(), None);
        event(&events, "the entry", |event| match event {
            LinkEvent::Answer { ticket: of, result } if of == ticket => match *result.expect("shown") {
                Reply::Show(entry) => Some(entry.presence),
                other => panic!("{other:?}"),
            },
            _ => None,
        })
    };
    assert_eq!(presence(1), []);
    one.call(SetPresence { entry: Some(entry), editing: true }).expect("noted");
    event(&events, "a push", |event| {
        (event == LinkEvent::Changed(vec![Topic::Presence(entry)])).then_some(())
    });
    let seen = presence(2);
    assert_eq!(seen.len(), 1);
    assert_eq!((seen[0].name.as_str(), seen[0].editing), ("one", true));
    drop(one);
    event(&events, "another push", |event| matches!(event, LinkEvent::Changed(_)).then_some(()));
    assert_eq!(presence(3), []);
}

#[test]
fn the_card_of_a_room_or_a_person_says_who_else_has_it_open() {
    let served = Served::start();
    let (one, two) = (served.client("one"), served.client("two"));
    let room = served.ok(&one, "place.show", json!({"entry": "3-2-1801"}));
    let person = served.ok(&one, "person.add", json!({"name": "张建国", "place": "3-2-1801"}));
    for (made, call, args) in [
        (room, "room.card", json!({"place": "3-2-1801"})),
        (person, "person.card", json!({"person": "张建国"})),
    ] {
        let entry: EntryRef = serde_json::from_value(made["entry"].clone()).expect("an entry");
        one.call(SetPresence { entry: Some(entry), editing: true }).expect("noted");
        let seen = served.ok(&two, call, args.clone());
        assert_eq!(
            (&seen["presence"][0]["name"], &seen["presence"][0]["editing"]),
            (&json!("one"), &json!(true))
        );
        assert_eq!(served.ok(&one, call, args)["presence"], json!([]), "not oneself");
    }
}

#[test]
fn answers_come_in_order_and_the_push_comes_after_the_reply() {
    let served = Served::start();
    let mut raw = served.raw_as("one");
    let tag = served.registers.by_id("task").expect("a register").info().tag;
    raw.send(&ToServer::Watch { topics: vec![Topic::Register(tag)] });
    let call = |id: &str, args| Box::new(call_from_json(&served.registers, id, args).expect("a call"));
    for id in 1..=40 {
        // Reads and writes mixed, all sent before anything is read.
        let call = if id % 2 == 0 {
            call("task.list", json!({"register": "task"}))
        } else {
            call("task.give", json!({"owner": "#1", "text": format!("第 {id} 件")}))
        };
        raw.send(&ToServer::Call { id, key: None, call });
    }
    let mut answered = 0;
    let mut pushed = false;
    while answered < 40 || !pushed {
        match raw.read() {
            ToClient::Answer { id, result } => {
                answered += 1;
                assert_eq!(id, answered, "out of order");
                if let Reply::List(page) = *result.expect("done") {
                    assert_eq!(page.total, id / 2, "a read sees the writes before it");
                }
            }
            ToClient::Changed { topics } => {
                assert!(answered > 0, "a push before the reply");
                assert!(topics.contains(&Topic::Register(tag)));
                pushed = true;
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn somebody_who_is_disabled_is_out() {
    let served = Served::start();
    let boss = served.client("boss");
    let two = served.client("two");
    served.ok(&two, "session.who", json!({}));
    let staff = served.ok(&boss, "staff.list", json!({}));
    let row =
        staff["rows"].as_array().expect("rows").iter().find(|row| row["title"]["zh"] == "two").expect("two");
    served.ok(&boss, "staff.disable", json!({"entry": row["head"]["number"]}));
    let fault = served.call(&two, "session.who", json!({})).expect_err("they are out");
    assert_eq!(fault.kind, FaultKind::Forbidden);
}

#[test]
fn only_the_administrator_stops_the_server_and_it_ends_in_order() {
    let mut served = Served::start();
    let fault = served.call(&served.client("one"), "server.stop", json!({})).expect_err("not theirs");
    assert_eq!(fault.kind, FaultKind::Forbidden);
    let mut raw = served.raw_as("two");
    served.ok(&served.client("boss"), "server.stop", json!({}));
    match raw.read() {
        ToClient::Goodbye { fault } => assert_eq!(fault.kind, FaultKind::Unavailable),
        other => panic!("{other:?}"),
    }
    let mut rest = Vec::new();
    raw.stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    assert_eq!(raw.stream.read_to_end(&mut rest).expect("the end"), 0);
    served.server.take().expect("it ran").wait();
    assert!(!served.socket.exists());
}

#[test]
fn a_call_unknown_to_the_server_cannot_even_be_said() {
    // Every call there is fits a frame and comes back the same.
    let call = Call::Stop(lobby::api::office::Stop {});
    let message = ToServer::Call { id: 7, key: Some("k".into()), call: Box::new(call) };
    let bytes = frame::encode(&message, frame::FROM_CLIENT).expect("encodes");
    let back: ToServer = frame::read(&mut bytes.as_slice(), frame::FROM_CLIENT).expect("reads");
    assert_eq!(back, message);
}

#[test]
fn a_client_that_logs_in_for_ever_and_never_reads_is_made_to_wait() {
    let served = Served::start();
    let mut raw = served.raw_as("one");
    let message = ToServer::Login { staff: None, name: Some("one".into()), desk: None, pin: None };
    let frame = frame::encode(&message, frame::FROM_CLIENT).expect("encodes");
    // Shorter than the server's patience with those who do not read.
    raw.stream.set_write_timeout(Some(Duration::from_secs(2))).expect("a timeout");
    let refused = (0..1_000_000).find_map(|_| raw.stream.write_all(&frame).err());
    assert_eq!(refused.expect("it was made to wait").kind(), std::io::ErrorKind::WouldBlock);
}
