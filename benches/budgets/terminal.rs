//! The terminal face as its user's terminal sees it: start, echo, bytes, idleness, memory; vim and nano beside it.

use crate::children;
use crate::office::directory;
use crate::practice::{self, Size};
use crate::procfs;
use crate::program::{LOBBY, Served};
use crate::pty::{self, Pty};
use crate::stats::Times;
use crate::table::{Budget, Row, Unit};
use lobby::domain::posts::Post;
use lobby::wire::Client;
use lobby::wire::socket::Lock;
use rustix::process::{Signal, kill_process};
use std::path::Path;
use std::time::Duration;

/// Starts of each program.
const STARTS: usize = 12;
/// Characters typed, in lines that fit the field.
const LINES: usize = 8;
const A_LINE: usize = 40;
/// Moves of the cursor in a list.
const MOVES: usize = 100;
/// The other people at work.
const OTHERS: usize = 100;
/// A program that has written nothing for so long has drawn what it wanted.
const SETTLED: Duration = Duration::from_millis(300);
/// The same after a key.
const ANSWERED: Duration = Duration::from_millis(25);
const IDLE: Duration = Duration::from_secs(10);

pub fn run(say: &mut dyn FnMut(Row)) {
    let dir = directory();
    let editors = Editors::measure(dir.path(), say);
    let mut of_site = None;
    for size in Size::wanted().into_iter().filter(|size| *size != Size::Small) {
        let data = practice::copy(size, dir.path());
        let face = Face::at(&data);
        cold_start(&face, size, say);
        let served = Served::start(&data);
        let _others: Vec<Client> = (0..OTHERS).map(|_| served.client(Some(&face.staff))).collect();
        let first = start(&face, &served, size, &editors, say);
        let key = echo(&face, &served, size, &editors, say);
        match of_site {
            None => of_site = Some((first, key)),
            Some((site_first, site_key)) => {
                for (what, value, site) in
                    [("start to first full frame", first, site_first), ("key to last byte", key, site_key)]
                {
                    say(Row::new(format!("{what}, city, p50"), value, Unit::Seconds)
                        .beside("site", site)
                        .budget(Budget::TimesAtMost(1.1)));
                }
            }
        }
        list(&face, &served, size, say);
        idle(&face, &served, size, say);
        served.stop();
    }
}

/// How the program is called.
struct Face {
    data: String,
    staff: String,
    runtime: String,
}

impl Face {
    /// The face of a receptionist of that office.
    fn at(data: &Path) -> Self {
        let served = Served::start(data);
        let people = served.people();
        let receptionist = people.iter().find(|one| one.posts.iter().any(|post| post == Post::Receptionist));
        let staff = receptionist.or(people.first()).unwrap().name.clone();
        served.stop();
        let runtime = data.with_extension("run");
        std::fs::create_dir_all(&runtime).unwrap();
        Self { data: data.display().to_string(), staff, runtime: runtime.display().to_string() }
    }

    /// Opens the program; on that server's socket, else on the data directory.
    fn open(&self, served: Option<&Served>) -> Pty {
        let env = [("LANG", "zh_CN.UTF-8"), ("HOME", &self.runtime), ("XDG_RUNTIME_DIR", &self.runtime)];
        let socket = served.map(|served| served.socket.display().to_string());
        match &socket {
            Some(socket) => Pty::start(LOBBY, &["--socket", socket, "--staff", &self.staff], &env),
            None => Pty::start(LOBBY, &["--data", &self.data, "--staff", &self.staff], &env),
        }
    }
}

/// Starts something and gives the time to the last byte of its first frame.
fn first_frame(mut open: impl FnMut() -> Pty) -> Times {
    let mut times = Times::default();
    for _ in 0..STARTS {
        let mut pty = open();
        if let Some(last) = pty.burst(SETTLED, Duration::from_secs(10)).last {
            times.add(last.saturating_duration_since(pty.started));
        }
    }
    times
}

/// What typing cost: the time to the last byte of each answer, and the bytes of all.
#[derive(Default)]
struct Typed {
    times: Times,
    bytes: usize,
    /// The last line stood on the screen.
    seen: bool,
}

impl Typed {
    fn per_character(&self) -> f64 {
        self.bytes as f64 / self.times.len().max(1) as f64
    }

    /// Types lines of letters; after each, `clear` makes room for the next and is not counted.
    fn measure(pty: &mut Pty, clear: &[u8]) -> Self {
        let mut typed = Self::default();
        for line in 0..LINES {
            let mut written = String::new();
            for at in 0..A_LINE {
                let letter = b'a' + u8::try_from((line * 7 + at * 5) % 26).unwrap_or(0);
                written.push(char::from(letter));
                if let Some((time, bytes)) = pty.answer(&[letter], ANSWERED) {
                    typed.times.add(time);
                    typed.bytes += bytes;
                }
            }
            typed.seen = pty.text().contains(&written);
            pty.send(clear);
            pty.burst(SETTLED, SETTLED);
        }
        typed
    }
}

/// The references.
struct Editors {
    vim_start: f64,
    vim: Typed,
    nano_bytes: Option<f64>,
}

impl Editors {
    fn measure(dir: &Path, say: &mut dyn FnMut(Row)) -> Self {
        let env = [("LANG", "C.UTF-8")];
        let mut this = Self { vim_start: 0.0, vim: Typed::default(), nano_bytes: None };
        if pty::installed("vim") {
            let file = dir.join("vim.txt").display().to_string();
            let open = || Pty::start("vim", &["-u", "NONE", "-i", "NONE", "-n", &file], &env);
            this.vim_start = first_frame(open).p50();
            let mut vim = open();
            vim.burst(SETTLED, Duration::from_secs(5));
            vim.send(b"i");
            vim.burst(SETTLED, SETTLED);
            this.vim = Typed::measure(&mut vim, b"\x1b0Di");
            say(Row::new("vim, resident", procfs::resident(vim.id()) as f64, Unit::Memory));
        } else {
            say(Row::note("vim", "is not installed"));
        }
        if pty::installed("nano") {
            let file = dir.join("nano.txt").display().to_string();
            let open = || Pty::start("nano", &["--ignorercfiles", &file], &env);
            say(Row::new("nano, start to first frame, p50", first_frame(open).p50(), Unit::Seconds));
            let mut nano = open();
            nano.burst(SETTLED, Duration::from_secs(5));
            // Ctrl-K cuts the line.
            let typed = Typed::measure(&mut nano, b"\x0b");
            this.nano_bytes = Some(typed.per_character());
            say(Row::new("nano, resident", procfs::resident(nano.id()) as f64, Unit::Memory));
        } else {
            say(Row::note("nano", "is not installed"));
        }
        this
    }
}

/// The first on a data directory that nobody serves: the program starts the server itself.
fn cold_start(face: &Face, size: Size, say: &mut dyn FnMut(Row)) {
    let mut times = Times::default();
    for _ in 0..3 {
        let mut pty = face.open(None);
        if let Some(last) = pty.burst(SETTLED, Duration::from_secs(20)).last {
            times.add(last.saturating_duration_since(pty.started));
        }
        drop(pty);
        end_server_of(&face.data);
        // It has ended when its place is free.
        Lock::take(Path::new(&face.data), Duration::from_secs(30)).unwrap();
    }
    say(Row::new(format!("start with nothing running, {}, p50", size.name()), times.p50(), Unit::Seconds)
        .budget(Budget::AtMost(0.300)));
}

/// Ends the server that a program has started in the background for this data directory.
fn end_server_of(data: &str) {
    for entry in std::fs::read_dir("/proc").unwrap().flatten() {
        let words = std::fs::read(entry.path().join("cmdline")).unwrap_or_default();
        let mut words = words.split(|byte| *byte == 0);
        let serves = words.any(|word| word == b"serve") && words.any(|word| word == data.as_bytes());
        let id = entry.file_name().to_string_lossy().parse().ok().and_then(children::pid);
        if let Some(id) = id.filter(|_| serves) {
            let _ = kill_process(id, Signal::TERM);
        }
    }
}

/// Gives the median.
fn start(face: &Face, served: &Served, size: Size, editors: &Editors, say: &mut dyn FnMut(Row)) -> f64 {
    let ours = first_frame(|| face.open(Some(served)));
    say(Row::new(format!("start to first full frame, {}, p50", size.name()), ours.p50(), Unit::Seconds)
        .beside("vim -u NONE", editors.vim_start)
        .budget(Budget::TimesAtMost(2.0)));
    ours.p50()
}

/// Gives the median time to the last byte of a key's answer.
fn echo(face: &Face, served: &Served, size: Size, editors: &Editors, say: &mut dyn FnMut(Row)) -> f64 {
    let name = size.name();
    let mut pty = face.open(Some(served));
    pty.burst(SETTLED, Duration::from_secs(10));
    // F2 is the form of a request; the third field takes the words.
    for key in [b"\x1bOQ".as_slice(), b"\t", b"\t"] {
        pty.send(key);
        pty.burst(SETTLED, Duration::from_secs(2));
    }
    say(Row::new(format!("client, resident, {name}"), procfs::resident(pty.id()) as f64, Unit::Memory)
        .budget(Budget::AtMost(12.0 * 1024.0 * 1024.0)));
    let typed = Typed::measure(&mut pty, b"\x15");
    if typed.times.len() < LINES * A_LINE || !typed.seen {
        let answered = format!("{} of {} keys were answered", typed.times.len(), LINES * A_LINE);
        say(Row::note("what follows is no echo", format!("{answered}, seen on the screen: {}", typed.seen)));
        eprintln!("{}", pty.text());
    }
    let what = format!("key to last byte in a form, {OTHERS} others, {name}");
    say(Row::new(format!("{what}, p50"), typed.times.p50(), Unit::Seconds)
        .beside("vim", editors.vim.times.p50())
        .budget(Budget::TimesAtMost(2.0)));
    say(Row::new(format!("{what}, p99"), typed.times.p99(), Unit::Seconds)
        .beside("vim", editors.vim.times.p99())
        .budget(Budget::AtMost(0.010)));
    say(Row::new("bytes per typed character", typed.per_character(), Unit::Bytes)
        .beside("vim", editors.vim.per_character())
        .budget(Budget::AtMost(64.0)));
    if let Some(nano) = editors.nano_bytes {
        say(Row::new("bytes per typed character", typed.per_character(), Unit::Bytes).beside("nano", nano));
    }
    typed.times.p50()
}

fn list(face: &Face, served: &Served, size: Size, say: &mut dyn FnMut(Row)) {
    let mut pty = face.open(Some(served));
    pty.burst(SETTLED, Duration::from_secs(10));
    // F9 is the palette.
    pty.send(b"\x1b[20~");
    pty.burst(SETTLED, Duration::from_secs(2));
    pty.send(b"go.requests\r");
    pty.burst(SETTLED, Duration::from_secs(2));
    let full = |screen: &str| screen.lines().filter(|line| line.contains("R2")).count() > 25;
    if !pty.until(full) {
        say(Row::note("what follows is no full list", "see the screen below"));
        eprintln!("{}", pty.text());
    }
    let (mut bytes, mut moves, mut times) = (0, 0, Times::default());
    for index in 0..MOVES {
        // Down the page and up again, so that nothing scrolls.
        let key: &[u8] = if index % 40 < 20 { b"\x1b[B" } else { b"\x1b[A" };
        if let Some((time, count)) = pty.answer(key, ANSWERED) {
            bytes += count;
            moves += 1;
            times.add(time);
        }
    }
    let each = bytes as f64 / f64::from(moves.max(1));
    say(Row::new(format!("bytes per cursor move in a full list, {}", size.name()), each, Unit::Bytes)
        .budget(Budget::AtMost(600.0)));
    say(Row::new("… key to last byte, p99", times.p99(), Unit::Seconds));
}

fn idle(face: &Face, served: &Served, size: Size, say: &mut dyn FnMut(Row)) {
    let name = size.name();
    let mut pty = face.open(Some(served));
    pty.burst(Duration::from_secs(2), Duration::from_secs(10));
    let ids = [pty.id(), served.id()];
    let before = ids.map(|id| (procfs::cpu(id), procfs::waits(id)));
    let burst = pty.burst(IDLE, IDLE);
    let after = ids.map(|id| (procfs::cpu(id), procfs::waits(id)));
    say(Row::new(format!("bytes of an idle client in 10 s, {name}"), burst.bytes as f64, Unit::Bytes)
        .budget(Budget::AtMost(0.0)));
    for (who, index) in [("client", 0), ("server", 1)] {
        let cpu = after[index].0.saturating_sub(before[index].0).as_secs_f64();
        let waits = after[index].1.saturating_sub(before[index].1) as f64;
        say(Row::new(format!("CPU of an idle {who} in 10 s, {name}"), cpu, Unit::Seconds)
            .budget(Budget::AtMost(0.0)));
        say(Row::new(format!("times an idle {who} was woken in 10 s"), waits, Unit::Count));
    }
    let limit = if size == Size::City { 400.0 } else { 200.0 };
    let resident = procfs::resident(served.id()) as f64;
    say(Row::new(format!("server, resident, {name}, {OTHERS} sessions"), resident, Unit::Memory)
        .budget(Budget::AtMost(limit * 1024.0 * 1024.0)));
}
