//! A small office over any engine, and the call that is measured most: a request is logged.

use lobby::api::Call;
use lobby::api::describe::call_from_json;
use lobby::desk::{Desk, Founder, Job, SystemClock};
use lobby::domain::ids::{DeskId, StaffId};
use lobby::domain::posts::Posts;
use lobby::domain::register::{Registers, Who};
use lobby::store::{Engine, Options, Store};
use lobby::text::lang::Lang;
use serde_json::{Value as Json, json};
use std::path::PathBuf;
use std::sync::Arc;

/// Rooms of a small office.
pub const ROOMS: usize = 200;

/// The code of a room.
pub fn room(index: usize) -> String {
    let (floor, door) = (index / 4 % 25 + 1, index % 4 + 1);
    format!("{}-{}-{floor}{door:02}", index / 200 + 1, index / 100 % 2 + 1)
}

/// The account the bench runs under.
pub fn uid() -> u32 {
    rustix::process::getuid().as_raw()
}

/// A directory of its own on the disk that holds the build, gone when it is dropped.
pub fn directory() -> tempfile::TempDir {
    tempfile::Builder::new().prefix("budgets-").tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap()
}

/// Where things that are worth keeping from run to run lie.
pub fn kept() -> PathBuf {
    let dir = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("budgets-kept");
    std::fs::create_dir_all(&dir).unwrap();
    dir
}

/// A desk over a store that holds an office.
pub fn open(engine: impl Engine + 'static) -> Desk {
    let store = Store::open(engine, &Options::default()).unwrap();
    let registers = Arc::new(Registers::standard());
    Desk::open(store, registers, Arc::new(SystemClock)).unwrap()
}

/// A desk over an empty engine: founded, with its rooms.
pub fn found(engine: impl Engine + 'static) -> Desk {
    let store = Store::open(engine, &Options::default()).unwrap();
    let registers = Arc::new(Registers::standard());
    let founder =
        Founder { office: "阳光花园物业服务中心".into(), uid: uid(), name: "管理员".into() };
    let now = lobby::desk::Clock::now(&SystemClock);
    lobby::desk::create(&store, &registers, &founder, now).unwrap();
    let desk = Desk::open(store, registers, Arc::new(SystemClock)).unwrap();
    let rooms: Vec<Job> =
        (0..ROOMS).map(|index| job(&desk, "place.add", json!({"code": room(index)}))).collect();
    for answer in desk.write(&rooms) {
        answer.unwrap();
    }
    desk
}

/// The founder, who may do everything.
pub fn founder() -> Who {
    let (staff, desk) = (StaffId(1), DeskId(1));
    Who { staff, name: "管理员".into(), posts: Posts::ALL, team: None, desk, session: 1, lang: Lang::Zh }
}

/// A call by its JSON name.
pub fn call(registers: &Registers, id: &str, args: Json) -> Call {
    call_from_json(registers, id, args).unwrap()
}

/// A write by the founder.
pub fn job(desk: &Desk, id: &str, args: Json) -> Job {
    Job { who: founder(), key: None, call: call(desk.registers(), id, args) }
}

/// What a receptionist writes down dozens of times a day; `index` makes it one of its own.
pub fn request(registers: &Registers, index: usize) -> Call {
    let (room, phone) = (room(index % ROOMS), 1000 + index % 9000);
    let text = format!("厨房水龙头漏水，下午三点以后有人在家，来前打电话 138 0000 {phone}");
    call(registers, "request.log", json!({"place": room, "category": "plumbing", "text": text}))
}

/// Logs a request through the desk, as the server's store thread does.
pub fn log(desk: &Desk, index: usize) {
    // A client's write carries a key that makes it safe to repeat.
    let key = Some(format!("bench-{index:016x}"));
    let job = Job { who: founder(), key, call: request(desk.registers(), index) };
    desk.write(&[job]).pop().unwrap().unwrap();
}
