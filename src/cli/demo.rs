//! `lobby demo`: a populated practice office, in a directory that goes away again unless one is named.

use super::office::{Office, io_fault, store_dir, store_fault};
use super::{Failed, Outcome, face, play, print};
use crate::api::office::Stop;
use crate::desk::{Clock, SystemClock, seed};
use crate::domain::demo::staff::{STAFF, holders};
use crate::domain::demo::{Demo, Size};
use crate::domain::fault::Fault;
use crate::domain::moment::At;
use crate::domain::posts::Post;
use crate::say;
use crate::store::{Options, SledEngine, Store};
use crate::text::lang::Lang;
use crate::tui::Look;
use crate::wire::socket::{self, Lock, Wanted};
use crate::wire::{Client, Login};
use clap::ValueEnum;
use std::io::{IsTerminal, Write, stderr};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Building says nothing about its progress before it has taken so long.
const QUIET: Duration = Duration::from_millis(1_500);
/// How long the office's server may take to end.
const ENDING: Duration = Duration::from_secs(10);
/// The store under construction; it becomes the office's when it is whole.
const UNFINISHED: &str = "store.unfinished";

#[derive(clap::Args)]
pub(super) struct Args {
    /// 以哪个岗位进入 / The post to work as
    #[arg(long, value_enum, default_value = "receptionist")]
    post: PostArg,
    /// 规模 / How large
    #[arg(long, value_enum, default_value = "small")]
    size: SizeArg,
    /// 随机种子，同一种子得到同样的内容 / Another seed, another office
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// 只建立，不打开（须给 --data） / Only build it (wants --data)
    #[arg(long)]
    no_open: bool,
    /// 模拟一天：多人各开一个客户端办理各类登记，时间加速，最后核验 / Live a day: many people at their clients, time runs faster, then a check
    #[arg(long)]
    play: bool,
    /// 模拟登记多少条 / How many entries the day has
    #[arg(long, default_value_t = 500, requires = "play", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    entries: u32,
    /// 模拟多少人 / How many people work
    #[arg(long, default_value_t = 20, requires = "play", value_parser = clap::value_parser!(u32).range(1..=200))]
    people: u32,
    /// 快多少倍 / How many times faster than time
    #[arg(long, default_value_t = 60, requires = "play", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    speed: u32,
    /// 等待并清理 / Wait for the end of standard input, then clear this directory away
    #[arg(long, hide = true, value_name = "DIR")]
    sweep: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum PostArg {
    Manager,
    Supervisor,
    Receptionist,
    Senior,
    Officer,
    Cashier,
}

impl PostArg {
    const fn post(self) -> Post {
        match self {
            Self::Manager => Post::Manager,
            Self::Supervisor => Post::Supervisor,
            Self::Receptionist => Post::Receptionist,
            Self::Senior => Post::Senior,
            Self::Officer => Post::Officer,
            Self::Cashier => Post::Cashier,
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
enum SizeArg {
    /// 120 户，七天 / 120 rooms, seven days
    Small,
    /// 1 万户，三年 10 万单 / 10,000 rooms, 100,000 requests in three years
    Site,
    /// 10 万户，100 万单 / ten times a site
    City,
}

pub(super) fn run(office: &Office, args: &Args, look: Look) -> Outcome {
    if let Some(data) = &args.sweep {
        return sweep(&at(office, args, data));
    }
    if args.no_open && office.wanted.data.is_none() {
        return Err(Failed::Usage(say!(
            "--no-open 须同时给出 --data 目录",
            "--no-open needs --data DIR: a temporary office would be gone at once"
        )));
    }
    match &office.wanted.data {
        Some(data) => practise(&at(office, args, &socket::make_data_dir(data)?), args, look),
        None => practise_and_forget(office, args, look),
    }
}

/// The office in `data`, entered by the post. A name in the environment belongs to another office.
fn at(office: &Office, args: &Args, data: &Path) -> Office {
    Office::new(Wanted { socket: None, data: Some(data.to_owned()) }, name_of(args.post), office.lang)
}

/// Practises in a temporary directory. Another process clears it away when this one is gone, however it went: a
/// terminal that hangs up ends the face on the spot.
fn practise_and_forget(office: &Office, args: &Args, look: Look) -> Outcome {
    let failed = |error: &std::io::Error| {
        io_fault("建立临时目录", "make a temporary directory in", &std::env::temp_dir(), error)
    };
    let dir = tempfile::Builder::new().prefix("lobby-demo-").tempdir().map_err(|error| failed(&error))?;
    let program = std::env::current_exe().map_err(|error| failed(&error))?;
    let mut sweeper = Command::new(program)
        .args(["demo", "--sweep"])
        .arg(dir.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| failed(&error))?;
    let done = practise(&at(office, args, &dir.keep()), args, look);
    // Waits for the sweeper after closing its input, which is what it waits for.
    sweeper.wait().map_err(|error| failed(&error))?;
    done
}

/// Waits for the end of the practising process, ends the office's server and removes its directory.
fn sweep(office: &Office) -> Outcome {
    // What the terminal sends its foreground is not meant for this process.
    if let Err(error) = rustix::process::setsid() {
        tracing::warn!("cannot leave the terminal: {error}");
    }
    let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
    let data = office.wanted.data.clone().unwrap_or_default();
    let stopped = stop(office, &data);
    remove(&data)?;
    stopped
}

/// Builds the office when there is none yet, and opens it.
fn practise(office: &Office, args: &Args, look: Look) -> Outcome {
    let data = office.wanted.data.clone().unwrap_or_default();
    // A day that is lived ends about now, so that the office can be opened afterwards.
    let present = SystemClock.now();
    let new = !store_dir(&data).exists();
    let begins = if args.play && new { present.plus_minutes(-play::HOURS * 60) } else { present };
    if new {
        build(office, args, &data, begins)?;
    }
    if args.play {
        let (entries, people) = (args.entries as usize, args.people as usize);
        let day = play::Day { entries, people, speed: args.speed, seed: args.seed, begins };
        return play::play(office, &data, &day);
    }
    if args.no_open {
        let shown = data.display();
        return print(
            say!("练习用物业服务中心在 {shown}", "The practice office is in {shown}").get(office.lang),
        );
    }
    face::run(office, look, None)
}

/// The first person of the post.
fn name_of(post: PostArg) -> Option<String> {
    let index = holders(&[post.post()]).first().copied()?;
    STAFF.get(index).map(|person| person.name.to_owned())
}

fn build(office: &Office, args: &Args, data: &Path, now: At) -> Result<(), Fault> {
    let _lock = Lock::take(data, Duration::ZERO)?;
    let unfinished = data.join(UNFINISHED);
    remove(&unfinished)?;
    let size = match args.size {
        SizeArg::Small => Size::Small,
        SizeArg::Site => Size::Site,
        SizeArg::City => Size::City,
    };
    let demo = Demo { size, seed: args.seed, now, zone: chrono_tz::Asia::Shanghai };
    let engine = SledEngine::open(&unfinished).map_err(|error| store_fault(&error))?;
    let store = Store::open(engine, &Options::unwatched()).map_err(|error| store_fault(&error))?;
    let uid = rustix::process::getuid().as_raw();
    let mut told = Progress::new(office.lang);
    let built = seed::seed(store, Arc::clone(&office.registers), &demo, uid, &mut |done, total| {
        told.tell(done, total);
    });
    told.end();
    drop(built?);
    std::fs::rename(&unfinished, store_dir(data))
        .map_err(|error| io_fault("完成数据目录", "finish the data directory", data, &error))
}

/// Removes a directory, when it is there.
fn remove(dir: &Path) -> Result<(), Fault> {
    match std::fs::remove_dir_all(dir) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(io_fault("清理", "clear", dir, &error))
        }
        _ => Ok(()),
    }
}

/// One line on standard error that is written over, when it takes long and somebody watches.
struct Progress {
    lang: Lang,
    begun: Instant,
    shown: Option<u64>,
}

impl Progress {
    fn new(lang: Lang) -> Self {
        Self { lang, begun: Instant::now(), shown: None }
    }

    fn tell(&mut self, done: u64, total: u64) {
        let percent = done.saturating_mul(100) / total.max(1);
        if self.begun.elapsed() < QUIET || self.shown == Some(percent) || !stderr().is_terminal() {
            return;
        }
        self.shown = Some(percent);
        let text = say!("正在建立练习用物业服务中心：{percent}%", "Building the practice office: {percent}%");
        let _ = write!(stderr(), "\r{}", text.get(self.lang)).and_then(|()| stderr().flush());
    }

    fn end(&self) {
        if self.shown.is_some() {
            let _ = writeln!(stderr());
        }
    }
}

/// Ends the office's server and waits until it has let go of the directory.
fn stop(office: &Office, data: &Path) -> Outcome {
    if let Some(client) = Client::connect_running(&office.target()?, &office.hello())? {
        client.login(&Login { name: Some(seed::FOUNDER.to_owned()), ..Login::default() })?;
        client.call(Stop {})?;
    }
    Lock::take(data, ENDING)?;
    Ok(())
}
