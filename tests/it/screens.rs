//! The screens over a real desk in memory: keys in, screens out, in both languages and sizes.

use crate::support::office::{MORNING, Office};
use crate::support::screen::{Face, Setup, snapshot, welcome};
use lobby::api::session::{Me, Prefs};
use lobby::api::wire::Topic;
use lobby::desk::Job;
use lobby::domain::posts::{Post, Posts};
use lobby::domain::register::Who;
use lobby::text::lang::Lang;
use lobby::tui::model::Heard;
use lobby::tui::theme::{Borders, ThemeName};
use serde_json::json;
use std::cell::RefCell;
use std::rc::Rc;

/// A face over an office in the same thread: calls are answered at once, changes are pushed after each key.
pub struct At {
    face: Face,
    changed: Rc<RefCell<Vec<Topic>>>,
}

impl std::ops::Deref for At {
    type Target = Face;
    fn deref(&self) -> &Face {
        &self.face
    }
}

impl std::ops::DerefMut for At {
    fn deref_mut(&mut self) -> &mut Face {
        &mut self.face
    }
}

impl At {
    pub fn keys(&mut self, keys: &str) {
        for key in keys.split_whitespace() {
            self.face.keys(key);
            self.push();
        }
    }

    pub fn typed(&mut self, text: &str) {
        self.face.typed(text);
        self.push();
    }

    fn push(&mut self) {
        let mut topics: Vec<Topic> = self.changed.take();
        topics.retain(|topic| self.face.watched.contains(topic));
        if !topics.is_empty() {
            self.face.hear(Heard::Changed(topics));
        }
    }
}

/// A face at which the person of this post works.
pub fn at(office: &Rc<Office>, post: Post, setup: Setup) -> At {
    let who = if post == Post::Administrator { office.founder() } else { office.post(post) };
    let changed = Rc::new(RefCell::new(Vec::new()));
    let (office, asking, pushed) = (Rc::clone(office), who.clone(), Rc::clone(&changed));
    let mut setup = setup.answers(move |call| {
        if !office.desk.needs_writer(&asking, call) {
            return Some(office.desk.read(&asking, call));
        }
        let job = Job { who: asking.clone(), key: None, call: call.clone() };
        let done = office.desk.write(&[job]).pop().unwrap();
        Some(done.map(|done| {
            pushed.borrow_mut().extend(done.topics);
            done.reply
        }))
    });
    setup.start.now = MORNING;
    let mut face = setup.open();
    let me = Me {
        who: Who { posts: Posts::of(&[post]), ..who.clone() },
        office: "紫荆苑".into(),
        zone: "Asia/Shanghai".into(),
        desk: "前台".into(),
        prefs: Prefs::default(),
    };
    face.hear(welcome(&[(who.staff.0, &who.name, &[post])]));
    face.hear(Heard::LoggedIn(Box::new(me)));
    At { face, changed }
}

pub fn zh() -> Setup {
    Setup::new()
}

pub fn en() -> Setup {
    Setup::new().lang(Lang::En).size(120, 40).borders(Borders::Ascii)
}

/// An office in the middle of a morning: requests in several states, a promise, log lines, an open watch.
fn busy() -> Rc<Office> {
    let office = Office::new();
    let desk = office.post(Post::Receptionist);
    let lead = office.post(Post::Supervisor);
    let officer = office.post(Post::Officer);
    for (place, category, urgency, text) in [
        ("3-2-1801", "plumbing", "ordinary", "厨房水龙头漏水，一直滴到楼下天花板，业主很着急"),
        ("3-2-1802", "electrical", "urgent", "家中停电"),
        ("3-1-1801", "door-lock", "ordinary", "窗户关不严"),
        ("12-1-101", "lift", "danger", "电梯困人"),
        ("中心花园", "public-lighting", "planned", "路灯不亮"),
    ] {
        let args = json!({"place": place, "category": category, "urgency": urgency, "text": text, "phone": "13800005678", "reporter": "张建国"});
        office.ok(&desk, "request.log", args);
    }
    office.ok(&lead, "request.dispatch", json!({"entry": "R2611-0003", "owner": "孙师傅"}));
    office.ok(&officer, "request.finish", json!({"entry": "R2611-0003", "work_done": "换了合页"}));
    office.ok(&lead, "request.dispatch", json!({"entry": "R2611-0005", "team": "水电班"}));
    office.ok(
        &desk,
        "promise.make",
        json!({"place": "3-2-1801", "text": "下午四点前回电", "due_at": "16:00"}),
    );
    office.ok(&desk, "visit.log", json!({"name": "李四", "phone": "13900001111", "place": "3-2-1801"}));
    office.ok(&desk, "watch.open", json!({}));
    office.ok(&desk, "log.write", json!({"text": "地库二号泵异响，已报工程部", "severity": "red"}));
    office.ok(&desk, "log.write", json!({"text": "外卖柜钥匙在抽屉里"}));
    Rc::new(office)
}

/// Presses keys and gives how many they were.
fn press(face: &mut At, keys: &str) -> usize {
    face.keys(keys);
    keys.split_whitespace().count()
}

/// What the office has under this number.
fn entry(office: &Office, number: &str) -> serde_json::Value {
    office.ok(&office.founder(), "entry.show", json!({"entry": number}))
}

fn state(office: &Office, number: &str) -> String {
    let code = entry(office, number)["head"]["state"].as_u64().unwrap();
    let registers = office.desk.registers();
    let register = registers.by_number(number).unwrap();
    register.info().state(u8::try_from(code).unwrap()).unwrap().id.to_owned()
}

#[test]
fn a_walk_in_takes_four_keys_besides_its_text() {
    for setup in [zh(), en()] {
        let office = Rc::new(Office::new());
        let mut face = at(&office, Post::Receptionist, setup);
        let mut keys = press(&mut face, "F2");
        face.typed("1802");
        keys += press(&mut face, "Enter");
        // The category is a choice, so its letter is a key.
        keys += press(&mut face, "p");
        face.typed("水龙头漏水");
        keys += press(&mut face, "Enter");
        assert!(keys <= 10, "{keys} keys");
        assert_eq!(face.model.names(), ["counter"], "{}", face.screen());
        assert!(face.model.said().unwrap().zh.contains("R2611-0001"), "{:?}", face.model.said());
        let saved = entry(&office, "R2611-0001").to_string();
        assert!(
            saved.contains("3-2-1802") && saved.contains("plumbing") && saved.contains("水龙头漏水"),
            "{saved}"
        );
    }
}

#[test]
fn a_template_fills_the_form_by_a_letter() {
    let office = Rc::new(Office::new());
    let mut face = at(&office, Post::Receptionist, zh());
    let mut keys = press(&mut face, "F2 PageUp");
    assert!(face.screen().contains("b 水管爆裂跑水"), "{}", face.screen());
    keys += press(&mut face, "b");
    face.typed("1802");
    keys += press(&mut face, "Enter F10");
    assert!(keys + "1802".len() <= 12, "{keys} keys and the room");
    let saved = entry(&office, "R2611-0001").to_string();
    assert!(saved.contains("urgent") && saved.contains("水管爆裂跑水"), "{saved}");
}

#[test]
fn an_unknown_visitor_needs_name_and_phone() {
    let office = Rc::new(Office::new());
    let mut face = at(&office, Post::Receptionist, zh());
    let mut keys = press(&mut face, "F3");
    face.typed("赵六");
    keys += press(&mut face, "Enter");
    face.typed("13700002222");
    keys += press(&mut face, "Enter");
    assert!(keys <= 12);
    assert_eq!(state(&office, "V2611-0001"), "registered");
}

#[test]
fn a_room_that_may_be_two_is_asked_about() {
    let office = Rc::new(Office::new());
    let mut face = at(&office, Post::Receptionist, zh());
    face.keys("F2");
    face.typed("1801");
    assert!(face.screen().contains("3-1-1801") && face.screen().contains("3-2-1801"), "{}", face.screen());
    face.keys("Enter p");
    face.typed("漏水");
    face.keys("Enter");
    // The desk lists what it may be; taking one sends the form.
    assert_eq!(face.model.names(), ["counter", "form", "picker"], "{}", face.screen());
    face.keys("Down Enter");
    assert_eq!(face.model.names(), ["counter"], "{}", face.screen());
    assert!(entry(&office, "R2611-0001").to_string().contains("-1801"));
}

#[test]
fn a_second_report_joins_the_first() {
    let office = busy();
    let mut face = at(&office, Post::Receptionist, zh());
    face.keys("F2");
    face.typed("3-2-1801");
    face.keys("Enter");
    assert!(
        face.screen().contains("可能是同一件事") && face.screen().contains("R2611-0001"),
        "{}",
        face.screen()
    );
    face.keys("p");
    face.typed("楼下又来催");
    face.keys("Insert Enter");
    assert_eq!(face.model.names(), ["counter"], "{}", face.screen());
    assert!(entry(&office, "R2611-0001").to_string().contains("楼下又来催"));
    assert_eq!(office.ok(&office.founder(), "request.list", json!({}))["total"], 5, "no new request");
}

#[test]
fn a_parked_form_waits_with_everything_in_it() {
    let office = Rc::new(Office::new());
    let mut face = at(&office, Post::Receptionist, zh());
    face.keys("F2");
    face.typed("3-2-1801");
    face.keys("Enter");
    let mut more = press(&mut face, "F12");
    assert_eq!(face.model.names(), ["counter"]);
    face.keys("F3");
    face.typed("赵六");
    face.keys("F10");
    more += press(&mut face, "F12 Enter");
    assert!(more <= 3);
    assert_eq!(face.model.names(), ["counter", "parked", "form"], "{}", face.screen());
    face.keys("p");
    face.typed("漏水");
    face.keys("Enter");
    assert_eq!(state(&office, "R2611-0001"), "registered");
    assert!(face.screen().contains("没有暂存的表单"), "the draft is gone: {}", face.screen());
}

#[test]
fn a_form_left_by_esc_is_parked_only_when_asked() {
    let office = Rc::new(Office::new());
    let mut face = at(&office, Post::Receptionist, zh());
    face.keys("F2 Esc");
    assert_eq!(face.model.names(), ["counter"], "an empty form closes at once");
    face.keys("F2");
    face.typed("3-2");
    face.keys("Esc");
    assert_eq!(face.model.names(), ["counter", "form", "picker"]);
    face.keys("Down Enter");
    assert_eq!(face.model.names(), ["counter"]);
    let who = office.post(Post::Receptionist);
    assert_eq!(office.ok(&who, "draft.list", json!({}))["drafts"], json!([]));
}

#[test]
fn the_supervisor_dispatches_in_three_keys() {
    let office = busy();
    let mut face = at(&office, Post::Supervisor, zh());
    let keys = press(&mut face, "F5 Enter 9");
    assert!(keys <= 4);
    assert_eq!(state(&office, "R2611-0004"), "dispatched", "{}", face.screen());
    // A second one by moving to the hand.
    face.keys("Enter Down Enter");
    assert_eq!(state(&office, "R2611-0002"), "dispatched", "{}", face.screen());
}

#[test]
fn a_cashier_is_told_why_not() {
    let office = busy();
    let mut face = at(&office, Post::Cashier, zh());
    face.keys("F5");
    assert_eq!(face.model.names(), ["home"], "{}", face.screen());
    assert!(face.model.said().is_some());
}

#[test]
fn a_follow_up_is_closed_with_its_score() {
    let office = busy();
    let mut face = at(&office, Post::Receptionist, zh());
    let keys = press(&mut face, "F6 5 Enter");
    assert!(keys <= 5);
    assert_eq!(state(&office, "F2611-0001"), "done", "{}", face.screen());
    assert_eq!(state(&office, "R2611-0003"), "closed");
}

#[test]
fn a_dissatisfied_customer_is_quoted_and_the_work_reopened() {
    let office = busy();
    let mut face = at(&office, Post::Receptionist, zh());
    face.keys("F6 d Enter");
    assert_eq!(face.model.names(), ["counter", "follow_up", "form"], "words are wanted: {}", face.screen());
    face.typed("还是漏风");
    face.keys("Enter");
    assert_eq!(state(&office, "R2611-0003"), "dispatched");
    assert_eq!(state(&office, "F2611-0001"), "done");
}

#[test]
fn a_log_line_takes_two_keys_and_is_corrected_by_another() {
    let office = busy();
    let mut face = at(&office, Post::Receptionist, zh());
    let mut keys = press(&mut face, "F4");
    face.typed("停水通知已贴");
    keys += press(&mut face, "Enter");
    assert!(keys <= 3);
    face.keys("F7 e");
    face.typed("（三栋）");
    face.keys("Enter");
    let screen = face.screen();
    assert!(screen.contains("停水通知已贴（三栋）") && screen.contains("(已更正) 停水通知已贴"), "{screen}");
}

#[test]
fn unread_lines_are_marked_and_go_by_one_key_each() {
    let office = busy();
    let mut face = at(&office, Post::Officer, zh());
    face.keys("F7");
    assert!(face.line(0).contains("未读") || face.screen().contains("未读 2"), "{}", face.screen());
    face.keys("u Space");
    assert!(face.screen().contains("未读 1"), "{}", face.screen());
    face.keys("A");
    assert!(face.screen().contains("没有未读的日志"), "{}", face.screen());
}

#[test]
fn the_watch_is_offered_and_accepted() {
    let office = busy();
    let mut leaver = at(&office, Post::Receptionist, zh());
    // The first item becomes amber, the next gets a note; then the rest is looked through, counted and signed.
    leaver.keys("F8 2 N");
    leaver.typed("找孙师傅");
    leaver.keys("Enter G");
    leaver.typed("夜里注意水泵");
    leaver.keys("Enter");
    for _ in 0..8 {
        if leaver.screen().contains("待核对 0") {
            break;
        }
        leaver.keys("Enter");
        if leaver.screen().contains("再出现时怎么办") {
            leaver.typed("关总阀");
            leaver.keys("Enter");
        }
    }
    leaver.keys("c");
    assert!(leaver.screen().contains("合计 0 元"), "{}", leaver.screen());
    leaver.keys("F10");
    assert!(leaver.screen().contains("待清点 0"), "{}", leaver.screen());
    leaver.keys("O");
    assert!(leaver.screen().contains("签字密码"), "{}", leaver.screen());
    leaver.typed(crate::support::office::PIN);
    leaver.keys("Enter");
    assert!(leaver.screen().contains("等待接班人"), "{}", leaver.screen());
    let mut next = at(&office, Post::Senior, zh());
    next.keys("F8");
    assert!(next.screen().contains("夜里注意水泵"), "{}", next.screen());
    next.keys("A");
    assert!(next.model.said().is_some(), "what is unread comes first: {}", next.screen());
    for _ in 0..8 {
        if next.screen().contains("待核对 0") {
            break;
        }
        // The next unread item is selected by itself.
        next.keys("Space");
        if next.screen().contains("您先做什么") {
            next.typed("先打电话");
            next.keys("Enter");
        }
    }
    next.keys("c F10 A");
    next.typed(crate::support::office::PIN);
    next.keys("Enter");
    assert!(next.screen().contains("李接待"), "{}", next.screen());
    let watch = office.ok(&office.founder(), "watch.show", json!({}));
    assert_eq!(watch["watch"]["state"], "open", "{watch}");
    assert_eq!(watch["holder"], "李接待", "{watch}");
}

#[test]
fn a_correction_that_meets_another_shows_both() {
    let office = busy();
    let mut face = at(&office, Post::Supervisor, zh());
    face.keys("Enter e");
    assert_eq!(face.model.names(), ["home", "entry", "form"], "{}", face.screen());
    // Meanwhile somebody else corrects the words.
    let other = office.post(Post::Receptionist);
    office.ok(&other, "request.correct", json!({"entry": "R2611-0004", "text": "电梯困两人"}));
    face.keys("Tab Tab");
    face.typed("，已联系维保");
    face.keys("F10");
    assert_eq!(face.model.names(), ["home", "entry", "form", "picker"], "{}", face.screen());
    assert!(
        face.screen().contains("电梯困两人") && face.screen().contains("电梯困人，已联系维保"),
        "{}",
        face.screen()
    );
    face.keys("Enter F10");
    assert_eq!(face.model.names(), ["home", "entry"], "{}", face.screen());
    assert!(entry(&office, "R2611-0004").to_string().contains("电梯困人，已联系维保"));
    face.keys("y");
    assert!(face.screen().contains("电梯困两人 -> 电梯困人，已联系维保"), "{}", face.screen());
}

#[test]
fn the_box_finds_and_opens() {
    let office = busy();
    for (text, keys, names) in [
        ("3-2-1801", "Enter", ["counter", "card"]),
        ("5678", "Enter", ["counter", "card"]),
        ("R2611-0002", "Enter", ["counter", "entry"]),
    ] {
        let mut face = at(&office, Post::Receptionist, zh());
        face.typed(text);
        assert!(press(&mut face, keys) <= 2);
        assert_eq!(face.model.names(), names, "{text}: {}", face.screen());
    }
}

#[test]
fn a_request_begun_from_the_card_has_its_room() {
    let office = busy();
    let mut face = at(&office, Post::Receptionist, zh());
    face.typed("3-2-1801");
    face.keys("Enter");
    assert!(
        face.screen().contains("张建国") && face.screen().contains("下午四点前回电"),
        "{}",
        face.screen()
    );
    face.keys("F2 e");
    face.typed("客厅灯不亮");
    face.keys("Enter");
    assert!(entry(&office, "R2611-0006").to_string().contains("3-2-1801"));
}

#[test]
fn the_administrator_adds_a_member_of_staff() {
    let office = Rc::new(Office::new());
    let mut face = at(&office, Post::Administrator, zh());
    face.keys("Enter");
    assert_eq!(face.model.names(), ["home", "entry"], "{}", face.screen());
    face.keys("Esc");
    face.keys("F9");
    face.typed("go.staff");
    face.keys("Enter n");
    face.typed("周师傅");
    face.keys("F10");
    assert!(face.screen().contains("周师傅"), "{}", face.screen());
}

#[test]
fn a_setting_out_of_range_comes_back_with_the_range() {
    let office = Rc::new(Office::new());
    let mut face = at(&office, Post::Manager, zh());
    face.keys("F9");
    face.typed("go.settings");
    face.keys("Enter Down Down Enter Backspace Backspace Backspace");
    face.typed("9999");
    face.keys("Enter");
    assert!(face.screen().contains("0 至 720"), "{}", face.screen());
    face.keys("Backspace Enter");
    face.keys("Backspace Enter");
    assert_eq!(face.model.names(), ["home", "settings"], "{}", face.screen());
}

#[test]
fn pictures() {
    let office = busy();
    let empty = Rc::new(Office::new());
    type Look = (&'static str, Post, &'static str);
    let looks: &[Look] = &[
        ("counter", Post::Receptionist, ""),
        ("list", Post::Receptionist, "Tab Enter Esc F9 g o . r e q u e s t s Enter"),
        ("form", Post::Receptionist, "F2 3 - 2 - 1 8 0 1 Enter"),
        ("entry", Post::Supervisor, "Enter"),
        ("card", Post::Receptionist, "3 - 2 - 1 8 0 1 Enter"),
        ("board", Post::Supervisor, "F5 Enter"),
        ("watch", Post::Receptionist, "F8"),
    ];
    for (name, post, keys) in looks {
        let mut face = at(&office, *post, zh());
        face.keys(keys);
        snapshot(&format!("screen_{name}_zh_80_line"), &face.screen());
        let mut face = at(&office, *post, en());
        face.keys(keys);
        snapshot(&format!("screen_{name}_en_120_ascii"), &face.screen());
    }
    let mut face = at(&empty, Post::Receptionist, zh().theme(ThemeName::Plain));
    snapshot("screen_counter_zh_80_plain", &face.screen());
    face.keys("F7");
    snapshot("screen_log_empty_zh_80_plain", &face.screen());
}

#[test]
fn a_cursor_move_in_a_list_repaints_two_rows() {
    let office = busy();
    let mut face = at(&office, Post::Receptionist, zh());
    face.keys("Tab Tab");
    let before: Vec<String> = face.screen().lines().map(str::to_owned).collect();
    let styles: Vec<String> = face.styles().lines().map(str::to_owned).collect();
    face.keys("Down");
    let changed = face.screen().lines().zip(&before).filter(|(now, then)| now != then).count();
    let restyled = face.styles().lines().zip(&styles).filter(|(now, then)| now != then).count();
    assert_eq!((changed, restyled), (2, 2), "{}", face.screen());
}
