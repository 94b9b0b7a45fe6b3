//! `cargo bench [-- SECTION …]`: what Lobby reaches of its budgets, each figure beside its reference of the same run.
//!
//! It measures and judges nothing: no figure makes it fail, every loop has an end and every section a time-out.
//! Sections: see [`SECTIONS`]. `LOBBY_BENCH_CITY=1` adds the stores of a city.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod children;
mod commit;
mod crowd;
mod engine;
mod figures;
mod fts;
mod history;
mod intake;
mod lookup;
mod machine;
mod office;
mod opening;
mod practice;
mod procfs;
mod program;
mod pty;
mod sqlite;
mod stats;
mod table;
mod terminal;

use mimalloc::MiMalloc;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};
use table::Row;

/// The program's own.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// One part of the run.
struct Section {
    name: &'static str,
    about: &'static str,
    /// After this it is given up.
    limit: Duration,
    run: fn(&mut dyn FnMut(Row)),
}

const SECTIONS: &[Section] = &[
    Section {
        name: "commit",
        about: "one call acknowledged durably",
        limit: Duration::from_secs(120),
        run: commit::run,
    },
    Section {
        name: "crowd",
        about: "100 sessions logging at once",
        limit: Duration::from_secs(240),
        run: crowd::run,
    },
    Section {
        name: "open",
        about: "opening a store after a clean stop and after a kill",
        limit: Duration::from_secs(900),
        run: opening::run,
    },
    Section {
        name: "lookup",
        about: "the one box and the room card, in the server",
        limit: Duration::from_secs(2400),
        run: lookup::run,
    },
    Section {
        name: "history",
        about: "three years of the shift log by room, person and word, in the server",
        limit: Duration::from_secs(600),
        run: history::run,
    },
    Section {
        name: "figures",
        about: "the figures of a month and of three years, in the server, while others write",
        limit: Duration::from_secs(3600),
        run: figures::run,
    },
    Section {
        name: "intake",
        about: "an office's workbooks of rooms and people, through the program and its server",
        limit: Duration::from_secs(600),
        run: intake::run,
    },
    Section {
        name: "terminal",
        about: "start, echo, bytes, idleness and memory at a pty of 120 x 40",
        limit: Duration::from_secs(600),
        run: terminal::run,
    },
];

fn main() -> ExitCode {
    // Cargo adds --bench; the rest are names of sections.
    let asked: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with("--")).collect();
    let known = |name: &String| SECTIONS.iter().any(|section| section.name == name);
    if let Some(stranger) = asked.iter().find(|name| !known(name)) {
        let names = SECTIONS.iter().map(|section| section.name).collect::<Vec<_>>().join(", ");
        eprintln!("no section {stranger}; there are: {names}");
        return ExitCode::from(2);
    }
    println!("{}\n", machine::describe());
    for section in SECTIONS {
        if asked.is_empty() || asked.iter().any(|name| name == section.name) {
            run(section);
        }
    }
    ExitCode::SUCCESS
}

/// What a section has to say.
enum Said {
    Row(Box<Row>),
    Broke(String),
}

/// Runs a section in a thread of its own, so that one that hangs does not stop the others.
fn run(section: &Section) {
    println!("## {}: {}\n\n{}", section.name, section.about, table::HEADING);
    let begun = Instant::now();
    let (tell, told) = channel();
    let job = section.run;
    std::thread::spawn(move || {
        let rows = tell.clone();
        let outcome =
            catch_unwind(AssertUnwindSafe(|| job(&mut |row| drop(rows.send(Said::Row(Box::new(row)))))));
        if let Err(broken) = outcome {
            let text = broken.downcast_ref::<String>().map(String::as_str);
            let text = text.or_else(|| broken.downcast_ref::<&str>().copied()).unwrap_or("a panic");
            let _ = tell.send(Said::Broke(text.to_owned()));
        }
    });
    let ended = listen(&told, begun + section.limit);
    children::end_all();
    if let Err(why) = ended {
        println!("\n{} was given up: {why}", section.name);
    }
    println!("\n({:.0} s, {})\n", begun.elapsed().as_secs_f64(), machine::load());
    let _ = std::io::stdout().flush();
}

fn listen(told: &Receiver<Said>, until: Instant) -> Result<(), String> {
    loop {
        match told.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(Said::Row(row)) => println!("{row}"),
            Ok(Said::Broke(why)) => return Err(why),
            Err(RecvTimeoutError::Timeout) => return Err("it took too long".to_owned()),
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        }
    }
}
