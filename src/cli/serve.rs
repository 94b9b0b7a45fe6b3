//! `lobby serve`: runs the server of one data directory until it is told to end.

use super::office::{Office, io_fault, store_dir, store_fault};
use super::{Failed, Outcome, print};
use crate::desk::{self, Clock, Desk, Founder, SystemClock};
use crate::domain::fault::Fault;
use crate::say;
use crate::store::{Options, SledEngine, Store};
use crate::text::lang::t;
use crate::wire::server::{self, Server, Stopper};
use crate::wire::socket::{self, Lock};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A log that has grown beyond this becomes `server.log.1` at the next start.
const LONGEST_LOG: u64 = 4 * 1024 * 1024;
/// How long to wait for a server that is just ending.
const PATIENCE: Duration = Duration::from_secs(5);

#[derive(clap::Args)]
pub(super) struct Args {
    /// 一直运行（缺省） / Run until told to end (this is what it does unless told otherwise)
    #[arg(long, conflicts_with = "linger")]
    stay: bool,
    /// 最后一人离开后过一会儿自行结束 / End some minutes after the last person left
    #[arg(long)]
    linger: bool,
    /// 数据目录为空时以此名称建立物业服务中心 / Found an office of this name when the directory is empty
    #[arg(long, value_name = "NAME")]
    create: Option<String>,
    /// 套接字的权限位 / Permission bits of the socket
    #[arg(long, value_name = "OCTAL", default_value = "0600", value_parser = octal)]
    mode: u32,
    /// 离开终端 / Leave the terminal
    #[arg(long, hide = true)]
    detach: bool,
}

fn octal(text: &str) -> Result<u32, String> {
    u32::from_str_radix(text, 8).ok().filter(|mode| *mode <= 0o777).ok_or_else(|| "0600, 0660 …".to_owned())
}

pub(super) fn run(office: &Office, args: &Args) -> Outcome {
    if args.detach
        && let Err(error) = rustix::process::setsid()
    {
        // Only a group's leader is refused, and nobody starts this option as one; its terminal may still end it.
        tracing::warn!("cannot leave the terminal: {error}");
    }
    let data = socket::make_data_dir(&socket::data_dir(&office.wanted)?)?;
    let lock = Lock::take(&data, PATIENCE)?;
    log_to(&data.join("server.log"))?;
    serve(office, args, &data, lock).inspect_err(|failed| {
        if let Failed::Fault(fault) = failed {
            tracing::error!("{fault}");
        }
    })
}

fn serve(office: &Office, args: &Args, data: &Path, lock: Lock) -> Outcome {
    let engine = SledEngine::open(store_dir(data)).map_err(|error| store_fault(&error))?;
    let store = Store::open(engine, &Options::default()).map_err(|error| store_fault(&error))?;
    if !desk::exists(&store)? {
        let mut founder = Founder::of_uid(rustix::process::getuid().as_raw());
        if let Some(name) = &args.create {
            founder.office.clone_from(name);
        }
        desk::create(&store, &office.registers, &founder, SystemClock.now())?;
    }
    let desk = Desk::open(store, Arc::clone(&office.registers), Arc::new(SystemClock))?;
    // Only now: whoever can connect finds a desk that works.
    let listening = lock.listen(socket_wanted(office, args).as_deref(), args.mode, args.linger)?;
    let path = listening.path.clone();
    let options = server::Options { linger: args.linger, ..server::Options::default() };
    let started = Server::start(desk, listening, options).and_then(|server| {
        end_on_signals(&server.stopper()?)?;
        Ok(server)
    });
    let server = started.map_err(|error| io_fault("启动服务", "start the server for", data, &error))?;
    tracing::info!("listening on {}", path.display());
    if !args.detach {
        let shown = path.display();
        print(say!("服务已在 {shown} 就绪", "Listening on {shown}").get(office.lang))?;
    }
    server.wait();
    Ok(())
}

/// A personal server answers where its clients look for it; a service where it was told to.
fn socket_wanted(office: &Office, args: &Args) -> Option<PathBuf> {
    let from_environment =
        || std::env::var_os("LOBBY_SOCKET").filter(|path| !args.linger && !path.is_empty());
    office.wanted.socket.clone().or_else(|| from_environment().map(PathBuf::from))
}

fn end_on_signals(stopper: &Stopper) -> io::Result<()> {
    for signal in [SIGTERM, SIGINT, SIGHUP] {
        // In this order: whoever wakes by the byte finds the flag set.
        signal_hook::flag::register(signal, Arc::clone(&stopper.flag))?;
        signal_hook::low_level::pipe::register(signal, stopper.wake.try_clone()?)?;
    }
    Ok(())
}

fn log_to(path: &Path) -> Result<(), Fault> {
    let failed = |error: &io::Error| io_fault("写日志", "write the log", path, error);
    if path.metadata().is_ok_and(|meta| meta.len() > LONGEST_LOG) {
        std::fs::rename(path, path.with_extension("log.1")).map_err(|error| failed(&error))?;
    }
    let file: File = OpenOptions::new()
        .append(true)
        .create(true)
        .mode(0o600)
        .open(path)
        .map_err(|error| failed(&error))?;
    let log =
        tracing_subscriber::fmt().with_ansi(false).with_target(false).with_writer(Mutex::new(file)).finish();
    tracing::subscriber::set_global_default(log).map_err(|_| {
        Fault::new(crate::domain::fault::FaultKind::Bug, t("日志已在使用", "The log is in use already"))
    })?;
    // A background server has no terminal for the words of a panic.
    std::panic::set_hook(Box::new(|panic| tracing::error!("{panic}")));
    Ok(())
}
