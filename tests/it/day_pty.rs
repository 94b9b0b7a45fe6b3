//! The first working day, at real terminals: keys in, screens out, the default keymap, in Chinese and in English. What
//! the hands may cost is counted and asserted; the decisive screens are kept under `tests/snapshots`.

use crate::support::pty::Pty;
use crate::support::screen::snapshot;
use crate::support::server::Office;
use lobby::text::lang::Lang;
use portable_pty::CommandBuilder;
use rustix::process::Signal;
use serde_json::{Value as Json, json};

const CLOSED: u64 = 8;
/// Headings, in both languages.
type Heading = (&'static str, &'static str);
const WALK_IN: Heading = ("登记报修", "Log a request");
const PARKED: Heading = ("暂存的表单", "Parked forms");
const FOLLOW_UPS: Heading = ("待回访", "Follow-ups due");
const WATCH: Heading = ("交接班", "Shift handover");
const LOG: Heading = ("值班日志", "Shift log");
const OPEN: Heading = ("未结报修", "Open requests");

/// An office, its people, and terminals of one language and size.
pub struct Day {
    office: Office,
    lang: Lang,
    size: (u16, u16),
    config: tempfile::TempDir,
}

impl Day {
    pub fn begin(lang: Lang) -> Self {
        let size = if lang == Lang::Zh { (80, 24) } else { (120, 40) };
        let name = if lang == Lang::Zh { "紫荆苑" } else { "Redbud Court" };
        let config = tempfile::tempdir().expect("a directory");
        let day = Self { office: Office::found(name), lang, size, config };
        let boss = day.office.client("boss");
        let uid = rustix::process::getuid().as_raw();
        for (zh, en, post) in [
            ("王芳", "Wang Fang", "receptionist"),
            ("刘强", "Liu Qiang", "supervisor"),
            ("张伟", "Zhang Wei", "officer"),
            ("李娜", "Li Na", "receptionist"),
        ] {
            let name = day.say(zh, en);
            day.office.ok(&boss, "staff.add", json!({"name": name, "uid": uid, "posts": [post]}));
        }
        day.office.ok(&boss, "desk.correct", json!({"entry": "#1", "name": day.say("前台", "Front desk")}));
        for room in ["3-2-1801", "3-2-1802", "3-2-1803"] {
            day.office.ok(&boss, "place.add", json!({"code": room}));
        }
        day
    }

    fn say(&self, zh: &'static str, en: &'static str) -> &'static str {
        if self.lang == Lang::Zh { zh } else { en }
    }

    /// A terminal at which this person works.
    pub fn terminal(&self, zh: &'static str, en: &'static str) -> Pty {
        let name = self.say(zh, en);
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_lobby"));
        command.arg("--socket");
        command.arg(self.office.socket());
        command.args(["--staff", name, "--lang", self.say("zh", "en")]);
        command.env("XDG_CONFIG_HOME", self.config.path());
        for name in ["LOBBY_DATA", "LOBBY_SOCKET", "LOBBY_STAFF", "LOBBY_LANG"] {
            command.env_remove(name);
        }
        let pty = Pty::sized(command, self.size.0, self.size.1);
        self.at_home(&pty, name);
        pty
    }

    fn at_home(&self, pty: &Pty, name: &str) {
        pty.wait("the first screen", |screen| first_line(&screen.contents()).contains(name));
    }

    pub fn ok(&self, call: &str, args: Json) -> Json {
        self.office.ok(&self.office.client("boss"), call, args)
    }

    /// Waits until a screen is on top and holds this text below its header.
    #[track_caller]
    pub fn on(&self, pty: &Pty, title: Heading, text: &str) {
        let title = self.say(title.0, title.1);
        pty.wait(&format!("{title} with {text}"), |screen| {
            let shown = screen.contents();
            let (header, body) = shown.split_once('\n').unwrap_or_default();
            header.contains(title) && body.contains(text)
        });
    }

    /// Waits until the box at the counter has found something by this text.
    #[track_caller]
    pub fn found(&self, pty: &Pty, typed: &str) {
        let title = self.say("找到", "Found");
        pty.wait(&format!("something found by {typed}"), |screen| {
            let shown = screen.contents();
            let hits = shown.split_once(title).map_or("", |(_, rest)| rest);
            shown.contains(typed) && hits.lines().nth(1).is_some_and(|line| line.contains("3-2-1801"))
        });
    }

    /// Somebody who never signed sets a PIN.
    fn sets_a_pin(&self, pty: &mut Pty) {
        pty.keys("F9");
        pty.typed("go.pin");
        pty.keys("Enter");
        pty.shows(self.say("再输一次", "Once more"));
        pty.keys("Enter 2 4 6 8 1 0 Enter 2 4 6 8 1 0 Enter");
        pty.shows(self.say("签字密码已设置", "Your PIN is set"));
    }

    /// The newest number of a register.
    fn newest(&self, list: &str) -> String {
        let rows = self.ok(list, json!({"limit": 1}));
        rows.pointer("/rows/0/head/number").and_then(Json::as_str).expect("an entry").to_owned()
    }

    fn state(&self, number: &str) -> u64 {
        self.ok("request.show", json!({"entry": number}))["head"]["state"].as_u64().expect("a state")
    }

    /// Waits for a screen, and compares it with the one that was recorded.
    #[track_caller]
    fn picture(&self, name: &str, pty: &Pty, with: &str) {
        pty.shows(with);
        let name = format!("day_{}_{name}", self.say("zh", "en"));
        let path = format!("{}/tests/snapshots/{name}.snap", env!("CARGO_MANIFEST_DIR"));
        if let Ok(recorded) = std::fs::read_to_string(path) {
            // Answers arrive one by one; the difference is shown when it stays.
            pty.comes_to(|screen| recorded.contains(masked(&screen.contents()).trim()));
        }
        snapshot(&name, &masked(&pty.text()));
    }
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// The same screen on any day: times, the month in numbers, and what is worked out from what was signed when (check
/// digits, receipts) are taken out, widths stay. A `-` of a mask leaves what stands there.
fn masked(text: &str) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    let shapes = [
        ("dd-dd dd:dd", "MM-DD hh:mm"),
        ("Udddd-dddd", "-YYMM-----"),
        ("d-d-HHHHHH", "----######"),
        ("校验码 dddd", "----####"),
        ("igits dddd", "------####"),
    ];
    for (shape, mask) in shapes {
        let width = shape.chars().count();
        for at in 0..chars.len().saturating_sub(width - 1) {
            let fits = chars[at..].iter().zip(shape.chars()).all(|(c, s)| match s {
                'd' => c.is_ascii_digit(),
                'U' => c.is_ascii_uppercase(),
                'H' => c.is_ascii_digit() || c.is_ascii_uppercase(),
                s => *c == s,
            });
            if fits {
                let over = mask.chars().enumerate().filter(|(_, m)| *m != '-');
                over.for_each(|(i, m)| chars[at + i] = m);
            }
        }
    }
    let text: String = chars.into_iter().collect();
    // Whether something is due soon depends on the desk's hours, and so on the hour of the day.
    text.replace("~ MM-DD", "  MM-DD")
}

/// What a piece of work may cost.
#[track_caller]
fn at_most(most: usize, pty: &Pty, since: usize) {
    let pressed = pty.keys_pressed - since;
    assert!(pressed <= most, "{pressed} keys, at most {most}");
}

fn the_day(lang: Lang) {
    let day = Day::begin(lang);
    let mut desk = day.terminal("王芳", "Wang Fang");
    let mut lead = day.terminal("刘强", "Liu Qiang");
    let mut third = day.terminal("张伟", "Zhang Wei");

    // The watch begins.
    desk.keys("F8");
    day.on(&desk, WATCH, day.say("还没有人值班", "Nobody"));
    desk.keys("o");
    desk.shows(day.say("已开始值班", "Your watch has begun"));
    desk.keys("Esc");
    desk.shows(day.say("电话尾号", "phone tail"));

    // The supervisor has the board before him; a walk-in is logged at the desk.
    let dispatch = lead.keys_pressed;
    lead.keys("F5");
    lead.shows(day.say("待派工 (0)", "Unassigned (0)"));
    let walk_in = desk.keys_pressed;
    desk.keys("F2");
    desk.typed("3-2-1801");
    desk.keys("Enter");
    // The category is a choice: its letter is a key.
    desk.keys("p");
    desk.typed(day.say("厨房水龙头漏水", "kitchen tap drips"));
    day.picture("1_walk_in", &desk, day.say("厨房水龙头漏水", "kitchen tap drips"));
    desk.keys("Enter");
    desk.shows(day.say("-0001 已保存", "-0001 saved"));
    at_most(10, &desk, walk_in);
    let number = day.newest("request.list");

    // It appears by itself, and is given to the officer.
    lead.shows(day.say("厨房水龙头漏水", "kitchen tap drips"));
    lead.keys("Enter");
    day.picture("2_board", &lead, day.say("派给谁", "To whom"));
    let letter = letter_of(&lead.text(), day.say("张伟", "Zhang Wei"));
    lead.keys(&letter);
    lead.shows(day.say("待派工 (0)", "Unassigned (0)"));
    at_most(4, &lead, dispatch);

    // It is in his list at once, and he finishes it.
    third.shows(day.say("我的工单 (1)", "My work orders (1)"));
    third.keys("Enter");
    third.shows(day.say("[接单]", "[Accept]"));
    third.keys(".");
    third.typed(day.say("完工", "Finish"));
    third.keys("Enter");
    third.shows(day.say("处理情况", "Work done"));
    third.typed(day.say("换了阀芯", "new cartridge"));
    third.keys("Enter");
    third.shows(day.say("已保存", "saved"));

    // The customer is called: five points.
    let follow_up = desk.keys_pressed;
    desk.keys("F6");
    day.on(&desk, FOLLOW_UPS, "3-2-1801");
    day.picture("3_follow_up", &desk, "3-2-1801");
    desk.keys("5 Enter");
    desk.shows(day.say("已保存", "saved"));
    at_most(5, &desk, follow_up);
    assert_eq!(day.state(&number), CLOSED);
    desk.keys("Esc");
    desk.shows(day.say("电话尾号", "phone tail"));

    // A pipe bursts, by template; nobody is sent before the shift ends. A line for those who come.
    let template = desk.keys_pressed;
    desk.keys("F2 PageUp");
    desk.shows(day.say("b 水管爆裂跑水", "b Burst pipe"));
    desk.keys("b");
    desk.typed("1802");
    desk.keys("Enter F10");
    desk.shows(day.say("-0002 已保存", "-0002 saved"));
    at_most(12 - "1802".len(), &desk, template);
    let line = desk.keys_pressed;
    desk.keys("F4");
    desk.typed(day.say("外卖柜钥匙在抽屉里", "parcel key is in the drawer"));
    desk.keys("Enter");
    desk.shows(day.say("日志第 1 条已记下", "Log line 1 is written"));
    at_most(3, &desk, line);

    // The shift is offered.
    desk.keys("F8");
    day.on(&desk, WATCH, "-0002");
    day.sets_a_pin(&mut desk);
    day.on(&desk, WATCH, "-0002");
    let offer = desk.keys_pressed;
    desk.keys("G");
    desk.shows(day.say("可不填", "may stay empty"));
    desk.typed(day.say("夜里留意水管", "mind the pipe"));
    desk.keys("Enter");
    desk.shows(day.say("留言：夜里留意水管", "Words: mind the pipe"));
    desk.keys("Enter");
    desk.shows(day.say("再出现时怎么办", "What to do if"));
    desk.typed(day.say("关总阀", "close the valve"));
    desk.keys("Enter");
    desk.shows(day.say("待核对 0", "to look at 0"));
    desk.keys("c");
    desk.shows(day.say("合计 0 元", "Sum 0 yuan"));
    desk.keys("F10");
    desk.shows(day.say("待清点 0", "to count 0"));
    desk.keys("O");
    desk.shows(day.say("签字密码：", "PIN:"));
    desk.keys("2 4 6 8 1 0 Enter");
    at_most(15, &desk, offer);
    day.picture("4_offered", &desk, day.say("等待接班人", "waiting for the next person"));

    // The next person sits down at the third terminal, takes note of what is red, and accepts.
    third.keys("Ctrl-O");
    third.shows(day.say("李娜", "Li Na"));
    third.typed(day.say("李娜", "Li Na"));
    third.keys("Enter");
    day.at_home(&third, day.say("李娜", "Li Na"));
    day.sets_a_pin(&mut third);
    third.keys("F8");
    third.shows(day.say("夜里留意水管", "mind the pipe"));
    third.keys("Space");
    third.shows(day.say("您先做什么", "what will you do first"));
    third.typed(day.say("先去看水管", "look at the pipe"));
    third.keys("Enter");
    third.shows(day.say("已确认知悉", "Acknowledged"));
    third.keys("c");
    third.shows(day.say("合计 0 元", "Sum 0 yuan"));
    third.keys("F10");
    third.shows(day.say("待清点 0", "to count 0"));
    third.keys("A");
    third.shows(day.say("手里接班", "Take over from"));
    third.keys("2 4 6 8 1 0 Enter");
    day.picture("5_accepted", &third, day.say("已接班", "The watch is yours"));
    // The one who leaves sees it without pressing anything.
    desk.shows(day.say("当班人 李娜", "Li Na"));

    // The night's view: what came since her last duty, unread first; what is open, and what was closed.
    third.keys("F7 d");
    day.on(&third, LOG, day.say("上次值班以来 (未读 1)", "since my last duty (1 unread)"));
    day.picture("6_night_log", &third, day.say("外卖柜钥匙", "parcel key"));
    third.keys("Esc");
    third.hides(day.say("上次值班以来", "since my last duty"));
    third.keys("F9");
    third.typed("go.requests");
    third.keys("Enter");
    day.on(&third, OPEN, "-0002");
    third.keys("v");
    third.typed(day.say("全部报修", "All requests"));
    third.keys("Enter");
    day.picture("7_night_requests", &third, &number);

    // Everybody goes home; the terminals are as they were.
    for mut pty in [desk, lead, third] {
        pty.keys("F9");
        pty.typed("app.quit");
        pty.keys("Enter");
        assert_eq!(pty.ends_restored(), 0);
    }
}

/// The letter beside a hand on the board.
fn letter_of(screen: &str, name: &str) -> String {
    let line = screen.lines().find(|line| line.contains(name)).expect("the hand is there");
    let before = line.split(name).next().unwrap_or_default();
    before.split_whitespace().next_back().expect("a letter").to_owned()
}

#[test]
fn a_working_day_in_chinese() {
    the_day(Lang::Zh);
}

#[test]
fn a_working_day_in_english() {
    the_day(Lang::En);
}

#[test]
fn an_unknown_visitor_a_parked_form_and_a_look_up_cost_little() {
    let day = Day::begin(Lang::Zh);
    let mut desk = day.terminal("王芳", "Wang Fang");
    let visitor = desk.keys_pressed;
    desk.keys("F3");
    desk.typed("赵六");
    desk.keys("Enter");
    desk.typed("13700002222");
    desk.keys("Enter");
    desk.shows("-0001 已保存");
    at_most(12, &desk, visitor);

    // Half a walk-in; somebody else is quicker; back to it.
    desk.keys("F2");
    desk.typed("3-2-1801");
    desk.keys("Enter");
    let parked = desk.keys_pressed;
    desk.keys("F12");
    desk.shows("已暂存");
    let spent = desk.keys_pressed - parked;
    desk.keys("F3");
    desk.typed("钱七");
    desk.keys("F10");
    desk.shows("-0002 已保存");
    let parked = desk.keys_pressed - spent;
    desk.keys("F12");
    day.on(&desk, PARKED, "3-2-1801");
    desk.keys("Enter");
    day.on(&desk, WALK_IN, "p 给排水");
    at_most(3, &desk, parked);
    desk.keys("p");
    desk.typed("水龙头漏水");
    desk.keys("Enter");
    desk.shows("没有暂存的表单");
    let number = day.newest("request.list");
    desk.keys("Esc");
    desk.shows("电话尾号");

    let room = ("房间卡 3-2-1801", "");
    let visit = ("来访来电 V", "");
    let looked =
        [("3-2-1801", room), ("1801", room), ("赵六", visit), ("2222", visit), (&number, ("报修 R", ""))];
    for (text, found) in looked {
        let find = desk.keys_pressed;
        desk.typed(text);
        desk.keys("Enter");
        day.on(&desk, found, "");
        at_most(2, &desk, find);
        desk.keys("Esc");
        desk.shows("电话尾号");
    }
}

#[test]
fn a_half_filled_form_survives_a_killed_terminal_and_a_killed_server() {
    let mut day = Day::begin(Lang::Zh);
    let mut desk = day.terminal("王芳", "Wang Fang");
    desk.keys("F2");
    desk.typed("3-2-1801");
    desk.keys("Enter p");
    desk.typed("厨房水龙头");
    // Leaving the field keeps it at once.
    desk.keys("Tab Shift-Tab");
    let wang = day.office.client("王芳");
    let text = |wang: &lobby::wire::Client| {
        let kept = day.office.ok(wang, "draft.list", json!({}));
        kept.pointer("/drafts/0/form/fields/text").and_then(Json::as_str).unwrap_or_default().to_owned()
    };
    crate::support::wire::until("the form is kept", || text(&wang) == "厨房水龙头");
    desk.kill();

    let mut desk = day.terminal("王芳", "Wang Fang");
    desk.shows("有 1 张表单还没有提交，按 F12 接着填");
    desk.keys("F12");
    day.on(&desk, PARKED, "厨房水龙头");
    desk.keys("Enter");
    day.on(&desk, WALK_IN, "厨房水龙头");
    day.office.kill();
    desk.shows("连接中断");
    desk.typed("漏水");
    day.office.start();
    desk.hides("连接中断");
    desk.keys("F10");
    desk.shows("没有暂存的表单");
    let rows = day.ok("request.list", json!({}));
    assert_eq!(
        (&rows["total"], &rows["rows"][0]["title"]["zh"]),
        (&json!(1), &json!("给排水：厨房水龙头漏水"))
    );
}

#[test]
fn keys_typed_ahead_of_a_slow_office_wait_for_their_screen() {
    let day = Day::begin(Lang::Zh);
    day.ok("request.log", json!({"place": "3-2-1801", "text": "漏水"}));
    let number = day.newest("request.list");
    day.ok("request.dispatch", json!({"entry": number, "owner": "张伟"}));
    day.ok("request.finish", json!({"entry": number}));
    let mut desk = day.terminal("王芳", "Wang Fang");
    desk.shows("未结报修 (1)");
    day.office.signal(Signal::STOP);
    desk.keys("F6 5 Enter");
    desk.shows("正在读取");
    day.office.signal(Signal::CONT);
    desk.shows("已保存");
    assert_eq!(day.state(&number), CLOSED);
}

#[test]
fn a_small_window_is_told_and_another_language_is_one_command_away() {
    let day = Day::begin(Lang::Zh);
    let mut desk = day.terminal("王芳", "Wang Fang");
    desk.resize(79, 23);
    desk.wait("a plain notice", |screen| {
        let text = screen.contents();
        text.contains("80") && text.contains("24") && !text.contains("电话尾号")
    });
    desk.resize(80, 24);
    desk.shows("电话尾号");
    desk.keys("F9");
    desk.typed("app.language");
    desk.keys("Enter");
    desk.shows("phone tail");
    desk.keys("F9");
    desk.typed("app.quit");
    desk.keys("Enter");
    assert_eq!(desk.ends_restored(), 0);
}
