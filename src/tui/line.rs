//! The line to the office, on a thread of its own: connecting may take a while, and the screen must not wait for it.
//! Carries what the face wants out and what the office says in; decides nothing.

use super::model::{Heard, Out};
use crate::api::Fault;
use crate::wire::{Client, Link, LinkEvent, Login};
use crossbeam_channel::{Receiver, Sender, select, unbounded};
use std::io;

/// How a face reaches its office.
pub type Connect = Box<dyn FnOnce() -> Result<Client, Fault> + Send>;

/// Starts the thread. What the office says goes to `tell`, which says whether anybody still listens.
///
/// # Errors
/// The thread cannot be started.
pub fn start(connect: Connect, tell: impl Fn(Heard) -> bool + Send + 'static) -> io::Result<Sender<Out>> {
    let (wanted, wants) = unbounded();
    std::thread::Builder::new().name("line".into()).spawn(move || {
        if let Err(fault) = carry(connect, &wants, &tell) {
            tell(Heard::Gone(fault));
        }
    })?;
    Ok(wanted)
}

/// Ends when nobody wants anything any more; the link then says goodbye.
fn carry(connect: Connect, wants: &Receiver<Out>, tell: &impl Fn(Heard) -> bool) -> Result<(), Fault> {
    let client = connect()?;
    let welcome = client.welcome().clone();
    tell(Heard::Welcome { office: welcome.office, choices: welcome.choices, desks: welcome.desks });
    let Some(login) = wants.iter().find_map(|want| login(&want)) else { return Ok(()) };
    let me = client.login(&login)?;
    let (wake, events) = unbounded();
    let link = Link::start(client, wake)?;
    tell(Heard::LoggedIn(Box::new(me)));
    loop {
        select! {
            recv(wants) -> want => match want {
                Ok(want) => send(&link, want),
                Err(_) => return Ok(()),
            },
            recv(events) -> event => if !event.is_ok_and(|event| tell(heard(event))) {
                return Ok(());
            },
        }
    }
}

fn login(want: &Out) -> Option<Login> {
    match want {
        Out::Login { staff, desk } => Some(Login { staff: Some(*staff), name: None, desk: *desk }),
        // Before anybody has logged in there is nothing else to say.
        _ => None,
    }
}

fn send(link: &Link, want: Out) {
    match want {
        Out::Send { ticket, call, key } => link.send(ticket, *call, key),
        Out::Watch(topics) => link.watch(topics),
        Out::Speak(lang) => link.speak(lang),
        Out::Login { .. } => {
            if let Some(login) = login(&want) {
                link.switch(login);
            }
        }
        Out::Repaint | Out::Bell | Out::Pause => {}
    }
}

fn heard(event: LinkEvent) -> Heard {
    match event {
        LinkEvent::Answer { ticket, result } => {
            Heard::Answer { ticket, result: result.map(|reply| *reply).map_err(|fault| *fault) }
        }
        LinkEvent::Changed(topics) => Heard::Changed(topics),
        LinkEvent::Notice(text) => Heard::Notice(text),
        LinkEvent::Lost => Heard::Lost,
        LinkEvent::Back(me) => Heard::Back(me),
        LinkEvent::Gone(fault) => Heard::Gone(fault),
    }
}
