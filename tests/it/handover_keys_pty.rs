//! What a handover costs the hands, at real terminals of 80x24, in Chinese and in English: twelve items and seven
//! denominations, a quiet shift, and passing the desk to a colleague. Printable characters typed into a field are no keys; everything else is one.

use crate::support::pty::Pty;
use crate::support::server::Office;
use lobby::text::lang::Lang;
use portable_pty::CommandBuilder;
use serde_json::json;

const PIN: &str = "246810";

struct Shift {
    office: Office,
    lang: Lang,
    config: tempfile::TempDir,
}

impl Shift {
    fn begin(lang: Lang) -> Self {
        let shift = Self { office: Office::found("紫荆苑"), lang, config: tempfile::tempdir().unwrap() };
        let boss = shift.office.client("boss");
        let uid = rustix::process::getuid().as_raw();
        for (name, post) in [("王芳", "receptionist"), ("李娜", "receptionist")] {
            shift.office.ok(&boss, "staff.add", json!({"name": name, "uid": uid, "posts": [post]}));
            shift.office.ok(&shift.office.client(name), "pin.set", json!({"new": PIN}));
        }
        for room in 1801..=1812 {
            shift.office.ok(&boss, "place.add", json!({"code": format!("3-2-{room}")}));
        }
        shift.office.ok(&shift.office.client("王芳"), "watch.open", json!({}));
        shift
    }

    fn say(&self, zh: &'static str, en: &'static str) -> &'static str {
        if self.lang == Lang::Zh { zh } else { en }
    }

    fn terminal(&self, name: &str) -> Pty {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_lobby"));
        command.arg("--socket");
        command.arg(self.office.socket());
        command.args(["--staff", name, "--lang", self.say("zh", "en")]);
        command.env("XDG_CONFIG_HOME", self.config.path());
        for name in ["LOBBY_DATA", "LOBBY_SOCKET", "LOBBY_STAFF", "LOBBY_LANG"] {
            command.env_remove(name);
        }
        let pty = Pty::sized(command, 80, 24);
        pty.wait("the first screen", |screen| {
            screen.contents().lines().next().is_some_and(|l| l.contains(name))
        });
        pty
    }

    /// Three red items, two amber ones, seven for information; none of them gone through yet.
    fn work(&self) {
        let wang = self.office.client("王芳");
        for room in 1801..=1803 {
            let args = json!({"place": format!("3-2-{room}"), "text": "水管爆裂", "urgency": "urgent"});
            self.office.ok(&wang, "request.log", args);
        }
        for text in ["外卖柜坏了", "三栋水泵异响"] {
            self.office.ok(&wang, "log.write", json!({"text": text, "severity": "amber"}));
        }
        let mut plain = Vec::new();
        for room in 1804..=1810 {
            let args = json!({"place": format!("3-2-{room}"), "text": "灯不亮", "category": "other"});
            plain.push(self.office.ok(&wang, "request.log", args)["number"].as_str().unwrap().to_owned());
        }
        let draft = self.office.ok(&wang, "watch.prepare", json!({}));
        let rows = draft["items"].as_array().unwrap();
        assert_eq!(rows.len(), 12, "{draft}");
        let of = |number: &String| rows.iter().find(|row| row["number"] == number.as_str()).expect("an item");
        let white: Vec<_> = plain.iter().map(|number| of(number)["item"]["no"].clone()).collect();
        self.office.ok(&wang, "watch.edit", json!({"items": white, "severity": "white"}));
        for number in &plain {
            // What changed since it was weighed is looked at again.
            self.office.ok(
                &wang,
                "request.correct",
                json!({"entry": number, "rev": 1, "text": "走廊灯不亮"}),
            );
        }
    }

    /// Waits until so many items are left to look at.
    #[track_caller]
    fn left(&self, pty: &Pty, items: usize) {
        match self.lang {
            Lang::Zh => pty.shows(&format!("待核对 {items}  待清点")),
            Lang::En => pty.shows(&format!("to look at {items}  to count")),
        }
    }

    /// Whoever looks through the items: each red one with words, each amber one by one key, the others by the page.
    fn go_through(&self, pty: &mut Pty, key: &str, asks: (&'static str, &'static str), items: [usize; 3]) {
        let [red, amber, white] = items;
        let mut left = red + amber + white;
        self.left(pty, left);
        for at in 0..red + amber {
            pty.keys(key);
            if at < red {
                pty.shows(self.say(asks.0, asks.1));
                pty.typed(self.say("先关总阀", "close the valve"));
                pty.keys("Enter");
            }
            left -= 1;
            self.left(pty, left);
        }
        let mut pages = 0;
        while left > 0 {
            pty.keys("PageDown");
            pages += 1;
            assert!(pages < 4, "{}", pty.text());
            let shown = |screen: &str, n: usize| {
                screen.contains(&format!("待核对 {n}  ")) || screen.contains(&format!("to look at {n}  "))
            };
            pty.wait("the page is done with", |screen| (0..left).any(|n| shown(&screen.contents(), n)));
            left = (0..left).find(|n| shown(&pty.text(), *n)).unwrap_or(0);
        }
    }

    fn count(&self, pty: &mut Pty, cash: bool) {
        pty.keys("c");
        pty.shows(self.say("合计 0 元", "Sum 0 yuan"));
        if cash {
            for pieces in ["3", "1", "4", "1", "5", "9", "2"] {
                pty.typed(pieces);
                pty.keys("Enter");
            }
        } else {
            pty.keys("F10");
        }
        pty.shows(self.say("清点完毕", "All is counted"));
    }

    fn signs(&self, pty: &mut Pty, key: &str, done: (&'static str, &'static str)) {
        pty.keys(key);
        pty.shows(self.say("签字密码：", "PIN:"));
        pty.typed(PIN);
        pty.keys("Enter");
        pty.shows(self.say(done.0, done.1));
    }

    /// Keys of whoever leaves and of whoever comes.
    fn hand_over(&self, items: [usize; 3], cash: bool) -> (usize, usize) {
        let (mut leaver, mut comer) = (self.terminal("王芳"), self.terminal("李娜"));
        let begun = (leaver.keys_pressed, comer.keys_pressed);
        leaver.keys("F8");
        self.go_through(&mut leaver, "Enter", ("再出现时怎么办", "What to do if"), items);
        self.count(&mut leaver, cash);
        self.signs(&mut leaver, "O", ("等待接班人", "waiting for the next person"));
        comer.keys("F8");
        self.go_through(&mut comer, "Space", ("您先做什么", "what will you do first"), items);
        self.count(&mut comer, cash);
        self.signs(&mut comer, "A", ("本台由您负责（凭证", "The watch is yours (receipt"));
        let keys = (leaver.keys_pressed - begun.0, comer.keys_pressed - begun.1);
        for pty in [leaver, comer] {
            pty.kill();
        }
        keys
    }
}

#[test]
fn twelve_items_and_seven_denominations_are_handed_over_in_few_keys() {
    for lang in [Lang::Zh, Lang::En] {
        let shift = Shift::begin(lang);
        let boss = shift.office.client("boss");
        let float = json!({"name": "钱箱", "kind": "cash", "base": "475.00"});
        let page = shift.office.ok(&boss, "countable.list", json!({"view": "active"}));
        for row in page["rows"].as_array().unwrap() {
            shift.office.ok(&boss, "countable.disable", json!({"entry": row["head"]["number"]}));
        }
        shift.office.ok(&boss, "countable.add", float);
        shift.work();
        let (leaver, comer) = shift.hand_over([3, 2, 7], true);
        println!("{lang:?}: 12 items and 7 denominations: {leaver} keys to leave, {comer} to come");
        assert!(leaver <= 45, "{leaver} keys to leave");
        assert!(comer <= 40, "{comer} keys to come");
    }
}

#[test]
fn a_quiet_shift_is_handed_over_in_a_dozen_keys() {
    for lang in [Lang::Zh, Lang::En] {
        let shift = Shift::begin(lang);
        let (leaver, comer) = shift.hand_over([0, 0, 0], false);
        println!("{lang:?}: a quiet shift: {leaver} keys to leave, {comer} to come");
        assert!(leaver <= 12 && comer <= 12, "{leaver} and {comer} keys");
    }
}

#[test]
fn of_two_on_duty_one_passes_the_desk_in_three_keys_and_the_other_takes_it_back() {
    for lang in [Lang::Zh, Lang::En] {
        let shift = Shift::begin(lang);
        for name in ["王芳", "李娜"] {
            shift.office.ok(&shift.office.client(name), "duty.begin", json!({}));
        }
        let mut wang = shift.terminal("王芳");
        wang.keys("F8");
        for done in [
            shift.say("已转交，本台由同事负责", "Passed: the desk is your colleague's now"),
            shift.say("已接过，本台由您负责", "The desk is yours"),
        ] {
            wang.shows(shift.say("转交同班", "Pass"));
            let begun = wang.keys_pressed;
            wang.keys("y");
            wang.shows(shift.say("李娜的签字密码：", "李娜's PIN:"));
            wang.typed(PIN);
            wang.keys("Enter");
            wang.hides(shift.say("李娜的签字密码：", "李娜's PIN:"));
            wang.shows(shift.say("签字密码：", "PIN:"));
            wang.typed(PIN);
            wang.keys("Enter");
            wang.shows(done);
            let keys = wang.keys_pressed - begun;
            println!("{lang:?}: {done}: {keys} keys");
            assert!(keys <= 3, "{keys} keys");
        }
        wang.kill();
    }
}
