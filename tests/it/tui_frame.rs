//! The frame around the screens: stack, keys, palette, help, dialogs, login, switching, the lost line.

use crate::support::screen::{Face, Setup, me, snapshot, welcome};
use lobby::api::call::{Call, Reply};
use lobby::api::entry::{Act, Acted, Undone};
use lobby::api::handover::LogPage;
use lobby::api::rota::{DutyDesk, DutyNow};
use lobby::api::session::Nothing;
use lobby::api::wire::Topic;
use lobby::api::{Fault, FaultKind};
use lobby::domain::ids::{DeskId, EntryRef, StaffId};
use lobby::domain::posts::Post;
use lobby::domain::register::Registers;
use lobby::say;
use lobby::text::lang::{Lang, T, t};
use lobby::tui::command::id;
use lobby::tui::dialog::Confirm;
use lobby::tui::first_run;
use lobby::tui::keymap::{Snap, Source, library};
use lobby::tui::model::{Event, Heard, Out};
use lobby::tui::prompt::Prompt;
use lobby::tui::screen::{Cx, Doors, Kind, Level, Live, Msg, Outcome, Screen, Typing, reply};
use lobby::tui::theme::{Borders, ThemeName};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use std::sync::{Arc, Mutex};

/// A screen that writes down what it is told.
#[derive(Default)]
struct Rows {
    at: u16,
    log: Vec<String>,
    acts: u32,
}

impl Screen for Rows {
    fn name(&self) -> &'static str {
        "board"
    }
    fn kind(&self) -> Kind {
        Kind::Table
    }
    fn title(&self, cx: &Cx) -> String {
        cx.t(t("派工板", "Dispatch board")).to_owned()
    }
    fn about(&self) -> T {
        t("把没有派出去的报修派给人。", "Gives unassigned requests to people.")
    }
    fn topics(&self) -> Vec<Topic> {
        vec![Topic::Register(11)]
    }
    fn start(&mut self, _: &mut Cx) {
        self.log.push("start".to_owned());
    }
    fn on(&mut self, msg: Msg<'_>, cx: &mut Cx) {
        match msg {
            Msg::Command(id::LIST_DOWN) => self.at += 1,
            Msg::Command(id::LIST_OPEN) => {
                cx.ask("note", Box::new(Prompt::new(t("备注", "Note"), t("写点什么", "Say something"), 20)));
            }
            Msg::Command(id::LIST_NEW) => cx.push(Box::new(Form::default())),
            Msg::Command("request.dispatch") => {
                self.acts += 1;
                let key = cx.key();
                let act = Act { register: "request".into(), action: "dispatch".into(), ..Act::default() };
                cx.write(act, &key);
            }
            Msg::Answer { result, .. } => match reply::<Act>(result) {
                Ok(done) => self.log.push(format!("done {}", done.number)),
                Err(fault) => cx.toast(fault.text, Level::Fault),
            },
            Msg::Returned { of, outcome } => self.log.push(format!("{of}: {outcome:?}")),
            Msg::Changed(topics) => self.log.push(format!("changed {}", topics.len())),
            _ => {}
        }
    }
    fn commands(&self, _: &Cx) -> Vec<Live> {
        vec![
            Live::on(id::LIST_OPEN),
            Live::on(id::LIST_NEW),
            Live::when("request.dispatch", self.acts < 2, t("今天派够了", "Enough for today")),
            Live::off(id::BOARD_ASSIGN, t("先选中一条", "Select a row first")),
        ]
    }
    fn snap(&self, _: &Cx) -> Snap {
        Snap { selected: true, ..Snap::default() }
    }
    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, _: &Cx) -> Position {
        for (y, line) in (area.y..area.bottom()).zip(&self.log) {
            frame.buffer_mut().set_stringn(area.x + 2, y, line, 60, ratatui::style::Style::new());
        }
        // A page of wide characters: what popups must not tear.
        for y in area.y + 6..area.bottom() {
            let text = "水管漏水".repeat(usize::from(area.width / 8));
            frame.buffer_mut().set_stringn(area.x, y, text, area.width.into(), ratatui::style::Style::new());
        }
        Position { x: area.x, y: area.y + self.at }
    }
}

/// A form with one field.
#[derive(Default)]
struct Form {
    text: String,
}

impl Screen for Form {
    fn name(&self) -> &'static str {
        "form"
    }
    fn kind(&self) -> Kind {
        Kind::Form
    }
    fn title(&self, cx: &Cx) -> String {
        cx.t(t("登记报修", "Log a request")).to_owned()
    }
    fn about(&self) -> T {
        t("登记一条报修。", "Logs a request.")
    }
    fn on(&mut self, msg: Msg<'_>, cx: &mut Cx) {
        match msg {
            Msg::Char(c) => self.text.push(c),
            Msg::Paste(text) => self.text.push_str(text),
            Msg::Command(id::FORM_CANCEL) => cx.pop(Outcome::Cancelled),
            Msg::Command(id::FORM_SUBMIT) => cx.pop(Outcome::Text(self.text.clone())),
            _ => {}
        }
    }
    fn commands(&self, _: &Cx) -> Vec<Live> {
        vec![Live::on(id::FORM_SUBMIT), Live::on(id::FORM_CANCEL)]
    }
    fn typing(&self) -> Typing {
        Typing::Line
    }
    fn dirty(&self) -> bool {
        !self.text.is_empty()
    }
    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, _: &Cx) -> Position {
        let x =
            frame.buffer_mut().set_stringn(area.x, area.y, &self.text, 60, ratatui::style::Style::new()).0;
        Position { x, y: area.y }
    }
}

const DOORS: Doors = Doors {
    home: |_| Box::new(Rows::default()),
    open: |command, _| match command {
        id::REQUEST_LOG => Some(Box::new(Form::default())),
        _ => None,
    },
};

fn setup() -> Setup {
    Setup::new().doors(DOORS).answers(|call| match call {
        Call::LogList(_) => Some(Ok(Reply::LogList(LogPage { unread: 3, ..LogPage::default() }))),
        Call::SetPrefs(_) => Some(Ok(Reply::SetPrefs(Nothing {}))),
        Call::Act(_) => Some(Ok(Reply::Act(Acted {
            entry: EntryRef::new(11, 42),
            number: "R2611-0042".to_owned(),
            rev: 2,
            state: "dispatched".to_owned(),
            warnings: Vec::new(),
        }))),
        Call::Undo(_) => Some(Ok(Reply::Undo(Undone {
            call: "request.dispatch".to_owned(),
            entry: EntryRef::new(11, 42),
            number: "R2611-0042".to_owned(),
            count: 1,
            stuck: Vec::new(),
        }))),
        _ => None,
    })
}

fn working() -> Face {
    setup().login(&[Post::Supervisor])
}

#[test]
fn the_first_picture_is_there_before_the_office_answers() {
    let face = setup().open();
    assert!(face.screen().contains("正在连接"), "{}", face.screen());
}

#[test]
fn a_single_choice_logs_in_by_itself_and_several_ask() {
    let mut face = setup().open();
    face.hear(welcome(&[(7, "王芳", &[Post::Supervisor])]));
    assert_eq!(face.outs.pop(), Some(Out::Login { staff: StaffId(7), desk: None }));

    let mut face = setup().open();
    face.hear(welcome(&[(7, "王芳", &[Post::Supervisor]), (8, "李雷", &[Post::Receptionist])]));
    assert!(face.screen().contains("您是哪一位"), "{}", face.screen());
    face.typed("李");
    face.keys("Enter");
    assert_eq!(face.outs.pop(), Some(Out::Login { staff: StaffId(8), desk: None }));
    face.hear(Heard::LoggedIn(Box::new(me(8, "李雷", &[Post::Receptionist]))));
    assert!(face.line(0).contains("李雷（前台接待）"), "{}", face.line(0));
    assert_eq!(face.model.names(), ["board"]);
}

#[test]
fn nobody_logged_in_and_escape_leaves() {
    let mut face = setup().open();
    face.hear(welcome(&[(7, "王芳", &[Post::Supervisor]), (8, "李雷", &[Post::Receptionist])]));
    face.keys("Esc");
    assert!(face.ending().is_some());
}

#[test]
fn the_header_says_where_who_and_how_many_lines_are_unread() {
    let face = working();
    let header = face.line(0);
    for part in ["紫荆苑 / 前台", "派工板", "王芳（客服主管）", "3 条未读", "11-23 16:05"]
    {
        assert!(header.contains(part), "{part} in {header}");
    }
    assert!(face.watched.contains(&Topic::Log) && face.watched.contains(&Topic::Register(11)));
}

#[test]
fn the_header_says_who_is_on_watch_and_follows_the_handover() {
    let named = |name: &str, desk| DutyDesk {
        desk: DeskId(desk),
        name: "前台".to_owned(),
        custodian: Some(name.to_owned()),
        state: None,
        since: None,
        until: None,
        here: Vec::new(),
        next: None,
        next_at: None,
    };
    let desks = Arc::new(Mutex::new(vec![named("周洋", 2), named("李雷", 1)]));
    let answers = Arc::clone(&desks);
    let setup = Setup::new().doors(DOORS).answers(move |call| match call {
        Call::DutyNow(_) => {
            let desks = answers.lock().unwrap().clone();
            Some(Ok(Reply::DutyNow(DutyNow { desks, own: None })))
        }
        _ => None,
    });
    let mut face = setup.login(&[Post::Supervisor]);
    assert!(face.line(0).contains("紫荆苑 / 前台  值班 李雷  派工板"), "{}", face.line(0));
    assert!(face.watched.contains(&Topic::Watch));
    *desks.lock().unwrap() = vec![named("一位名字很长很长很长很长的接待员", 1)];
    face.hear(Heard::Changed(vec![Topic::Watch]));
    assert!(face.line(0).contains("一位名字"), "the office gives way, not the name: {}", face.line(0));
    assert!(!face.line(0).contains("紫荆苑") && face.line(0).contains("派工板"), "{}", face.line(0));
    desks.lock().unwrap().clear();
    face.hear(Heard::Changed(vec![Topic::Watch]));
    assert!(face.line(0).contains("紫荆苑 / 前台  派工板"), "{}", face.line(0));
}

#[test]
fn the_clock_moves_with_the_minute() {
    let mut face = working();
    face.event(Event::Minute(crate::support::screen::NOW.plus_minutes(1)));
    assert!(face.line(0).ends_with("16:06"), "{}", face.line(0));
}

#[test]
fn what_was_asked_comes_back_to_who_asked() {
    let mut face = working();
    face.keys("Enter");
    assert_eq!(face.model.names(), ["board", "prompt"]);
    face.keys("Enter");
    assert!(face.model.said().unwrap().zh.contains("请先填写"));
    face.typed("q");
    face.keys("Enter");
    assert!(face.screen().contains("note: Text(\"q\")"), "{}", face.screen());
    face.keys("Enter Esc");
    assert!(face.screen().contains("note: Cancelled"));
    assert_eq!(face.model.names(), ["board"]);
}

#[test]
fn a_disabled_command_says_why_and_the_next_key_clears_it() {
    let mut face = working();
    face.keys("a");
    assert!(face.line(22).contains("先选中一条"), "{}", face.screen());
    assert!(face.footer().contains("(a 派给…)"), "{}", face.footer());
    face.keys("Down");
    assert_eq!(face.model.said(), None);
    assert_eq!(face.caret(), Position { x: 0, y: 2 }, "the cursor stands on the selected row");
}

#[test]
fn an_unbound_key_names_the_key_of_the_help() {
    let mut face = working();
    face.keys("Z");
    assert!(face.line(22).contains("“Z”") && face.line(22).contains("F1"), "{}", face.line(22));
}

#[test]
fn keys_are_text_in_a_field_and_function_keys_are_not() {
    let mut face = working();
    face.keys("n");
    face.typed("q0p");
    assert!(face.line(1).starts_with("q0p"), "{}", face.screen());
    face.event(Event::Paste("\u{1b}漏水".to_owned()));
    face.keys("F1");
    assert_eq!(face.model.names(), ["board", "form", "help"]);
    face.keys("Esc F10");
    assert_eq!(face.model.names(), ["board"]);
    assert!(face.screen().contains("Text("));
}

#[test]
fn a_paste_outside_a_field_is_dropped_with_a_notice() {
    let mut face = working();
    face.event(Event::Paste("q\nq\n".to_owned()));
    assert!(face.model.said().unwrap().en.contains("dropped"));
    assert!(face.ending().is_none());
}

#[test]
fn leaving_asks_only_while_something_is_unfinished() {
    let mut face = working();
    face.keys("F2");
    face.typed("漏水");
    face.keys("F9");
    face.typed("quit");
    face.keys("Enter");
    assert_eq!(face.model.names(), ["board", "form", "confirm"]);
    face.keys("n");
    assert_eq!((face.model.names().len(), face.ending().is_some()), (2, false));
    face.keys("F9");
    face.typed("app.quit");
    face.keys("Enter y");
    assert!(face.ending().is_some());

    let mut face = working();
    face.keys("q");
    assert!(face.ending().is_some(), "nothing is unfinished");
}

#[test]
fn the_palette_runs_commands_of_registers_and_dims_what_is_not_allowed() {
    let mut face = working();
    face.keys("F9");
    face.typed("request.dispatch");
    face.keys("Enter");
    assert!(face.calls().contains(&"entry.act"), "{:?}", face.calls());
    assert!(face.screen().contains("done R2611-0042"), "{}", face.screen());

    let mut face = setup().login(&[Post::Cashier]);
    face.keys("F9");
    face.typed("go.board");
    assert!(face.screen().contains("限客服经理"), "{}", face.screen());
    face.keys("Enter");
    assert_eq!(face.model.names(), ["board", "picker"], "it stays open");
}

#[test]
fn the_palette_filters_by_either_language() {
    for (typed, lang) in [("派工", Lang::En), ("dispatch", Lang::Zh)] {
        let mut face = setup().lang(lang).login(&[Post::Supervisor]);
        face.keys("F9");
        face.typed(typed);
        let dispatch = if lang == Lang::Zh { "派工" } else { "Dispatch" };
        assert!(face.screen().contains(dispatch), "{}", face.screen());
    }
}

#[test]
fn the_palette_finds_a_procedure_by_its_kind() {
    for (typed, lang, found) in [("入住", Lang::Zh, "开始办手续"), ("move-in", Lang::En, "Begin a procedure")]
    {
        let mut face = setup().lang(lang).login(&[Post::Receptionist]);
        face.keys("F9");
        face.typed(typed);
        assert!(face.screen().contains(found), "{}", face.screen());
    }
}

#[test]
fn undo_names_what_it_takes_back() {
    let mut face = working();
    face.keys("F9");
    face.typed("request.dispatch");
    face.keys("Enter");
    face.press(id::ENTRY_UNDO);
    let name = "派工 R2611-0042";
    assert!(face.screen().contains(name), "{}", face.screen());
    assert!(!face.calls().contains(&"entry.undo"), "it asks first");
    face.keys("y");
    assert!(face.calls().contains(&"entry.undo"));
    assert!(face.line(22).contains(&format!("已撤销：{name}")), "{}", face.line(22));
}

#[test]
fn writes_carry_keys_of_their_own() {
    let mut face = working();
    for _ in 0..2 {
        face.keys("F9");
        face.typed("request.dispatch");
        face.keys("Enter");
    }
    let keys: Vec<_> =
        face.sent.iter().filter_map(|(_, call, key)| matches!(call, Call::Act(_)).then_some(key)).collect();
    assert_eq!(keys.len(), 2);
    assert!(keys[0].is_some() && keys[0] != keys[1]);
}

#[test]
fn the_language_changes_at_once_and_is_remembered() {
    let mut face = working();
    face.keys("F9");
    face.typed("app.language");
    face.keys("Enter");
    assert!(face.line(0).contains("Dispatch board"), "{}", face.line(0));
    assert!(face.outs.contains(&Out::Speak(Lang::En)));
    let kept = face.sent.iter().find_map(|(_, call, _)| match call {
        Call::SetPrefs(set) => Some(set.prefs.clone()),
        _ => None,
    });
    assert_eq!(kept.unwrap().lang, Some(Lang::En));
}

#[test]
fn the_keymap_changes_at_once_and_is_remembered() {
    let mut face = working();
    face.keys("F9");
    face.typed("app.keymap");
    face.keys("Enter");
    face.typed("classic");
    face.keys("Enter");
    assert_eq!(face.model.keymap_name(), "classic");
    face.keys("F10");
    assert!(face.ending().is_some(), "F10 leaves in the classic keymap");
    let kept = face.sent.iter().rev().find_map(|(_, call, _)| match call {
        Call::SetPrefs(set) => set.prefs.keymap.clone(),
        _ => None,
    });
    assert_eq!(kept.as_deref(), Some("classic"));
}

#[test]
fn what_a_person_keeps_is_used_when_they_log_in() {
    let mut setup = setup();
    setup.start.lang = None;
    let mut face = setup.open();
    face.hear(welcome(&[(7, "王芳", &[Post::Supervisor])]));
    let mut wang = me(7, "王芳", &[Post::Supervisor]);
    wang.prefs.lang = Some(Lang::En);
    wang.prefs.keymap = Some("vim".to_owned());
    wang.prefs.theme = Some("plain".to_owned());
    face.hear(Heard::LoggedIn(Box::new(wang)));
    assert_eq!(face.model.keymap_name(), "vim");
    assert_eq!(face.model.cx().theme.name, ThemeName::Plain);
    assert!(face.line(0).contains("Dispatch board"));
    face.hear(Heard::Back(Box::new(me(8, "李雷", &[Post::Supervisor]))));
    assert_eq!(face.model.keymap_name(), "default", "nothing of the person before stays");
    assert_eq!((face.model.cx().theme.name, face.model.cx().lang), (ThemeName::Default, Lang::Zh));
}

#[test]
fn one_key_switches_the_person() {
    let mut face = setup().open();
    face.hear(welcome(&[(7, "王芳", &[Post::Supervisor]), (8, "李雷", &[Post::Receptionist])]));
    face.keys("Enter");
    face.hear(Heard::LoggedIn(Box::new(me(7, "王芳", &[Post::Supervisor]))));
    face.keys("Enter");
    face.typed("x");
    face.keys("Enter S");
    assert_eq!(face.model.names(), ["board", "picker"]);
    face.keys("Down Enter");
    assert_eq!(face.outs.last(), Some(&Out::Login { staff: StaffId(8), desk: None }));
    face.hear(Heard::Back(Box::new(me(8, "李雷", &[Post::Receptionist]))));
    assert!(face.line(0).contains("李雷"), "{}", face.line(0));
    assert!(!face.screen().contains("note:"), "the screens are the new person's own");

    let mut face = working();
    face.keys("S");
    assert!(face.model.said().unwrap().en.contains("nobody to switch to"));
}

#[test]
fn a_lost_line_is_said_and_forms_go_on() {
    let mut face = working();
    face.keys("n");
    face.typed("漏");
    face.hear(Heard::Lost);
    assert!(face.line(22).contains("连接中断，正在重连"), "{}", face.line(22));
    face.typed("水");
    assert!(face.line(1).starts_with("漏水"));
    face.hear(Heard::Back(Box::new(me(7, "王芳", &[Post::Supervisor]))));
    assert!(!face.screen().contains("连接中断"));
    assert!(face.line(1).starts_with("漏水"), "what was typed stays");
    face.keys("Esc");
    assert_eq!(face.screen().matches("start").count(), 2, "every screen asks again");
}

#[test]
fn an_answer_finds_its_screen_and_no_other() {
    let mut face = working();
    let open = Setup::new().doors(DOORS);
    let mut silent = open.login(&[Post::Supervisor]);
    silent.keys("F9");
    silent.typed("request.dispatch");
    silent.keys("Enter");
    let ticket = silent.sent.iter().find(|(_, call, _)| matches!(call, Call::Act(_))).unwrap().0;
    silent.keys("n");
    let fault = Fault::new(FaultKind::Refused, say!("不行", "no"));
    silent.hear(Heard::Answer { ticket, result: Err(fault.clone()) });
    assert_eq!(silent.model.said().unwrap().zh, "不行");
    silent.hear(Heard::Answer { ticket: 999, result: Err(fault) });
    face.hear(Heard::Changed(vec![Topic::Register(11), Topic::Watch]));
    assert!(face.screen().contains("changed 1"), "{}", face.screen());
}

#[test]
fn an_office_that_ends_says_why_on_the_way_out() {
    let mut face = working();
    face.hear(Heard::Gone(Fault::new(FaultKind::Unavailable, say!("服务已停止", "The server has stopped"))));
    assert_eq!(face.ending().unwrap().text.as_ref().unwrap().en, "The server has stopped");
}

#[test]
fn a_small_window_shows_a_notice_and_changes_nothing() {
    let mut face = working();
    face.event(Event::Resize(70, 20));
    assert!(face.screen().starts_with("窗口太小：至少 80x24，现在 70x20"), "{}", face.screen());
    face.keys("n Down");
    assert_eq!(face.model.names(), ["board"]);
    face.event(Event::Resize(80, 24));
    assert!(face.screen().contains("派工板"));
    face.event(Event::Resize(10, 1));
    face.event(Event::Resize(1, 1));
    face.keys("q");
    assert!(face.ending().is_some());
}

#[test]
fn control_l_paints_everything_anew() {
    let mut face = working();
    face.keys("Ctrl-L");
    assert_eq!(face.outs.last(), Some(&Out::Repaint));
}

#[test]
fn a_begun_sequence_shows_what_may_follow() {
    let text = "format = 1\nextends = \"default\"\n[context.global]\n\"g b\" = \"go.home\"\n\"g r\" = \"app.repaint\"\n\"g x q\" = \"app.quit\"\n[prefix.global]\n\"g\" = \"go\"\n";
    let mut sources = library::embedded();
    sources.push(Source { name: "mine".into(), path: "mine.toml".into(), text: text.into() });
    let mut setup = Setup::with(&sources, Registers::standard()).doors(DOORS);
    setup.start.keymap = Some("mine".to_owned());
    let mut face = setup.login(&[Post::Supervisor]);
    face.keys("g");
    assert_eq!(face.outs.last(), Some(&Out::Pause));
    assert!(face.line(22).contains("g ..."), "{}", face.line(22));
    face.event(Event::Pause);
    snapshot("whichkey_zh_80_line", &face.screen());
    face.keys("Esc");
    assert!(!face.screen().contains("重画屏幕"), "{}", face.screen());
    face.keys("g x q");
    assert!(face.ending().is_some());
}

#[test]
fn a_faulty_key_file_is_reported_and_marked_and_the_program_works() {
    let mut sources = library::embedded();
    let text = "format = 1\nextends = \"default\"\n[context.global]\n\"Ctrl+X\" = \"app.quit\"\n";
    sources.push(Source { name: "user".into(), path: "keys.toml".into(), text: text.into() });
    let mut setup = Setup::with(&sources, Registers::standard()).doors(DOORS);
    setup.start.keymap = Some("user".to_owned());
    let mut face = setup.login(&[Post::Supervisor]);
    let screen = face.screen();
    assert!(screen.contains("keys.toml:4") && screen.contains('^'), "{screen}");
    assert!(face.footer().ends_with("!键位"), "{}", face.footer());
    face.keys("Esc");
    assert_eq!(face.model.names(), ["board"]);
    assert!(face.footer().ends_with("!键位"), "the mark stays: {}", face.footer());
}

#[test]
fn the_first_run_asks_for_the_name() {
    let mut face = setup().alone(Box::new(first_run::form()));
    face.keys("Enter");
    assert!(face.ending().is_none());
    face.typed("紫荆苑");
    snapshot("first_run_zh_80_line", &face.screen());
    face.keys("Enter");
    assert_eq!(face.ending().unwrap().outcome, Some(Outcome::Text("紫荆苑".to_owned())));
    let mut face = setup().alone(Box::new(first_run::form()));
    face.keys("Esc");
    assert_eq!(face.ending().unwrap().outcome, Some(Outcome::Cancelled));
}

#[test]
fn a_floating_screen_keeps_the_one_beneath_visible_and_its_borders_whole() {
    let mut face = working();
    face.keys("F9");
    face.typed("zzzz");
    let screen = face.screen();
    assert!(screen.contains("水管漏水"), "{screen}");
    // Every row of the box has both its sides.
    let rows: Vec<&str> = screen.lines().filter(|line| line.contains('│')).collect();
    assert!(rows.len() > 5);
    for row in rows {
        assert_eq!(row.matches('│').count(), 2, "{row}");
    }
}

#[test]
fn pictures() {
    for (lang, size, borders) in [
        (Lang::Zh, (80, 24), Borders::Line),
        (Lang::En, (80, 24), Borders::Ascii),
        (Lang::Zh, (120, 40), Borders::Ascii),
        (Lang::En, (120, 40), Borders::Line),
    ] {
        let look = if borders == Borders::Line { "line" } else { "ascii" };
        let name = |what: &str| format!("{what}_{}_{}_{look}", lang.code(), size.0);
        let face = || setup().lang(lang).size(size.0, size.1).borders(borders).login(&[Post::Supervisor]);

        let mut palette = face();
        palette.keys("F9");
        snapshot(&name("palette"), &palette.screen());
        let mut help = face();
        help.keys("?");
        snapshot(&name("help"), &help.screen());
        let mut dialog = face();
        dialog.keys("U");
        snapshot(&name("dialog"), &dialog.screen());
        assert!(dialog.styles().contains('R'), "the marked answer is reversed");
        assert_eq!(dialog.at_caret(), ">", "the cursor stands on the marked answer");
        let mut footer = face();
        footer.keys("F2");
        snapshot(&name("footer"), &footer.footer());
    }
}

#[test]
fn the_plain_theme_has_no_boxes_and_ends_with_the_status_line() {
    let mut face = setup().theme(ThemeName::Plain).login(&[Post::Supervisor]);
    face.keys("Z");
    assert!(face.line(23).contains("“Z”"), "{}", face.screen());
    face.keys("F9");
    let screen = face.screen();
    assert!(!screen.contains('│') && !screen.contains('|') && screen.contains("全部命令"), "{screen}");
}

#[test]
fn a_question_can_be_grave_and_its_mark_moves() {
    let mut face = setup().alone(Box::new(Confirm::new(t("确定吗？", "Sure?")).grave()));
    face.keys("Enter");
    assert_eq!(face.ending().unwrap().outcome, Some(Outcome::Cancelled));
    let mut face = setup().alone(Box::new(Confirm::new(t("确定吗？", "Sure?")).grave()));
    face.keys("Tab Enter");
    assert_eq!(face.ending().unwrap().outcome, Some(Outcome::Done));
}
