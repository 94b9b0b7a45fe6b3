//! A face without a terminal: keys in as the keymap files write them, the screen out as text.
//!
//! Calls are answered by a closure, by a real office ([`Setup::live`]), or later by the test ([`Face::hear`]).

use crate::support::often::often;
use crossbeam_channel::{Receiver, Sender};
use lobby::api::session::{DeskChoice, LoginChoice, Me, Prefs};
use lobby::api::wire::Topic;
use lobby::api::{Call, Fault, Reply};
use lobby::domain::ids::{DeskId, StaffId};
use lobby::domain::moment::At;
use lobby::domain::posts::{Post, Posts};
use lobby::domain::register::{Registers, Who};
use lobby::text::lang::Lang;
use lobby::tui::keymap::{Key, Known, Library, library};
use lobby::tui::model::{Ending, Event, Heard, Model, Out, Start};
use lobby::tui::screen::Screen;
use lobby::tui::screen::registry::{DOORS, Doors};
use lobby::tui::theme::{Borders, Env, ThemeName};
use ratatui::Terminal;
use ratatui::backend::{Backend, TestBackend};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Size};
use ratatui::style::Modifier;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// 2026-11-23 16:05 in Shanghai.
pub const NOW: At = At(1_795_421_100_000);

/// Answers a call; none leaves it open.
pub type Answers = Box<dyn FnMut(&Call) -> Option<Result<Reply, Fault>>>;

/// What the face begins with; change what matters to the test.
pub struct Setup {
    pub start: Start,
    pub answers: Answers,
}

impl Setup {
    /// Chinese, 80x24, line borders, the product's screens and registers, nobody answers.
    pub fn new() -> Self {
        Self::with(&library::embedded(), Registers::standard())
    }

    /// The same with other key files and registers.
    pub fn with(sources: &[lobby::tui::keymap::Source], registers: Registers) -> Self {
        let known = Known::of(&registers);
        let start = Start {
            lang: Some(Lang::Zh),
            locale: Lang::Zh,
            theme: None,
            borders: Borders::Line,
            env: Env { no_color: false, utf8: true, ssh: false },
            keymap: None,
            library: Arc::new(Library::build(sources, &known)),
            known: Arc::new(known),
            registers: Arc::new(registers),
            doors: DOORS,
            staff: None,
            command: None,
            size: (80, 24),
            now: NOW,
            key_prefix: "test".to_owned(),
        };
        Self { start, answers: Box::new(|_| None) }
    }

    pub fn lang(mut self, lang: Lang) -> Self {
        self.start.lang = Some(lang);
        self
    }

    pub fn size(mut self, columns: u16, rows: u16) -> Self {
        self.start.size = (columns, rows);
        self
    }

    pub fn borders(mut self, borders: Borders) -> Self {
        self.start.borders = borders;
        self
    }

    pub fn theme(mut self, theme: ThemeName) -> Self {
        self.start.theme = Some(theme);
        self
    }

    pub fn doors(mut self, doors: Doors) -> Self {
        self.start.doors = doors;
        self
    }

    pub fn answers(mut self, answers: impl FnMut(&Call) -> Option<Result<Reply, Fault>> + 'static) -> Self {
        self.answers = Box::new(answers);
        self
    }

    /// A face that has not heard from the office yet.
    pub fn open(self) -> Face {
        let (columns, rows) = self.start.size;
        Face::of(Model::new(self.start), self.answers, columns, rows)
    }

    /// A face at a real office: events come from it while the test waits, calls go to it.
    pub fn live(self, connect: lobby::tui::Connect) -> Face {
        let mut face = self.open();
        let (tell, heard) = crossbeam_channel::unbounded();
        let line = lobby::tui::line::start(connect, move |heard| tell.send(heard).is_ok()).unwrap();
        face.live = Some((line, heard));
        face
    }

    /// A face for one screen without an office.
    pub fn alone(self, screen: Box<dyn Screen>) -> Face {
        let (columns, rows) = self.start.size;
        Face::of(Model::alone(self.start, screen), self.answers, columns, rows)
    }

    /// A face at which this person works.
    pub fn login(self, posts: &[Post]) -> Face {
        let mut face = self.open();
        face.hear(welcome(&[(7, "王芳", posts)]));
        face.hear(Heard::LoggedIn(Box::new(me(7, "王芳", posts))));
        face
    }
}

/// The first word of the office.
pub fn welcome(people: &[(u64, &str, &[Post])]) -> Heard {
    let choice = |(id, name, posts): &(u64, &str, &[Post])| LoginChoice {
        staff: StaffId(*id),
        name: (*name).to_owned(),
        posts: Posts::of(posts),
    };
    Heard::Welcome {
        office: "紫荆苑".to_owned(),
        choices: people.iter().map(choice).collect(),
        desks: vec![DeskChoice { desk: DeskId(1), name: "前台".to_owned() }],
    }
}

/// Somebody at the front desk of the practice office.
pub fn me(staff: u64, name: &str, posts: &[Post]) -> Me {
    let who = Who {
        staff: StaffId(staff),
        name: name.to_owned(),
        posts: Posts::of(posts),
        team: None,
        desk: DeskId(1),
        session: 1,
        lang: Lang::Zh,
    };
    Me {
        who,
        office: "紫荆苑".to_owned(),
        zone: "Asia/Shanghai".to_owned(),
        desk: "前台".to_owned(),
        prefs: Prefs::default(),
    }
}

/// The face under test.
pub struct Face {
    pub model: Model,
    terminal: Terminal<TestBackend>,
    answers: Answers,
    live: Option<(Sender<Out>, Receiver<Heard>)>,
    /// Every call that went out, with its ticket and key.
    pub sent: Vec<(u64, Call, Option<String>)>,
    /// What else was to be done outside.
    pub outs: Vec<Out>,
    /// What is watched now.
    pub watched: Vec<Topic>,
}

impl Face {
    fn of(model: Model, answers: Answers, columns: u16, rows: u16) -> Self {
        let terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
        let mut face = Self {
            model,
            terminal,
            answers,
            live: None,
            sent: Vec::new(),
            outs: Vec::new(),
            watched: Vec::new(),
        };
        face.draw();
        face
    }

    /// Lets one event happen, with all that follows from answered calls.
    pub fn event(&mut self, event: Event) {
        let mut outs = self.model.update(event);
        while !outs.is_empty() {
            let mut next = Vec::new();
            for out in outs {
                if let Some((line, _)) = &self.live {
                    line.send(out.clone()).unwrap();
                }
                match out {
                    Out::Send { ticket, call, key } => {
                        let result = (self.answers)(&call);
                        self.sent.push((ticket, *call, key));
                        if let Some(result) = result {
                            next.extend(self.model.update(Event::Heard(Heard::Answer { ticket, result })));
                        }
                    }
                    Out::Watch(topics) => self.watched = topics,
                    other => self.outs.push(other),
                }
            }
            outs = next;
        }
        let (columns, rows) = self.model.cx().size;
        if self.terminal.size().unwrap() != Size::new(columns, rows) {
            self.terminal.backend_mut().resize(columns, rows);
        }
        self.draw();
    }

    fn draw(&mut self) {
        self.terminal.autoresize().unwrap();
        // The test backend keeps what was in the hidden half of a wide character; a terminal does not.
        self.terminal.clear().unwrap();
        let model = &mut self.model;
        self.terminal.draw(|frame| model.draw(frame)).unwrap();
    }

    /// Something from the office.
    pub fn hear(&mut self, heard: Heard) {
        self.event(Event::Heard(heard));
    }

    /// Lets the office speak until the screen is as asked; fails with the screen when it does not come to that.
    pub fn wait(&mut self, what: &str, mut found: impl FnMut(&str) -> bool) {
        let end = Instant::now() + Duration::from_secs(often("LOBBY_TEST_WAIT", 30));
        let mut screen = self.screen();
        while !found(&screen) {
            let heard = self.live.as_ref().and_then(|(_, heard)| heard.recv_deadline(end).ok());
            let heard = heard.unwrap_or_else(|| panic!("no {what}; the screen:\n{screen}"));
            self.hear(heard);
            screen = self.screen();
        }
    }

    /// Keys as the keymap files write them, parted by blanks: `F2 g t Enter`.
    pub fn keys(&mut self, keys: &str) {
        for word in keys.split_whitespace() {
            let key: Key = word.parse().unwrap_or_else(|bad| panic!("{bad:?}"));
            self.event(Event::Key(key));
        }
    }

    /// Text, character by character.
    pub fn typed(&mut self, text: &str) {
        for c in text.chars() {
            self.event(Event::Key(Key::char(c)));
        }
    }

    /// The key of a command where one is now, for tests in which the key is not the point.
    pub fn press(&mut self, command: &str) {
        let key = self.model.key_of(command).unwrap_or_else(|| panic!("no key for {command} here"));
        self.keys(&key.to_string());
    }

    /// The calls that went out, by id.
    pub fn calls(&self) -> Vec<&'static str> {
        self.sent.iter().map(|(_, call, _)| call.id()).collect()
    }

    /// How it ended.
    pub fn ending(&self) -> Option<&Ending> {
        self.model.ending()
    }

    /// What is underlined on the screen, each piece on a line of its own.
    pub fn underlined(&self) -> String {
        let buf = self.terminal.backend().buffer();
        let mut pieces: Vec<String> = Vec::new();
        for y in 0..buf.area.height {
            let mut open = false;
            for x in 0..buf.area.width {
                let cell = &buf[(x, y)];
                let marked = cell.modifier.contains(Modifier::UNDERLINED);
                match (marked, open) {
                    (true, true) => pieces.last_mut().unwrap().push_str(cell.symbol()),
                    (true, false) => pieces.push(cell.symbol().to_owned()),
                    _ => {}
                }
                open = marked;
            }
        }
        pieces.join("\n")
    }

    /// The whole screen as text.
    pub fn screen(&self) -> String {
        screen_text(self.terminal.backend().buffer())
    }

    /// One line of the screen, from 0.
    pub fn line(&self, y: usize) -> String {
        self.screen().lines().nth(y).unwrap_or_default().to_owned()
    }

    /// The footer.
    pub fn footer(&self) -> String {
        self.line(usize::from(self.model.cx().size.1) - 1)
    }

    /// A letter for the style of each cell, since text does not show a selection.
    pub fn styles(&self) -> String {
        style_text(self.terminal.backend().buffer())
    }

    /// Where the terminal's cursor stands.
    pub fn caret(&mut self) -> Position {
        self.terminal.backend_mut().get_cursor_position().unwrap()
    }

    /// What is printed at the caret.
    pub fn at_caret(&mut self) -> String {
        let at = self.caret();
        self.terminal.backend().buffer()[at].symbol().to_owned()
    }
}

/// The text of a buffer, line by line, without the second cells of wide characters and without blanks at the ends.
pub fn screen_text(buffer: &Buffer) -> String {
    lines(buffer, |cell| cell.symbol().to_owned())
}

/// The styles of a buffer: `R` reversed, `B` bold, `k` coloured, `.` plain; one letter a cell that starts a character.
pub fn style_text(buffer: &Buffer) -> String {
    lines(buffer, |cell| {
        let letter = if cell.modifier.contains(Modifier::REVERSED) {
            'R'
        } else if cell.modifier.contains(Modifier::BOLD) {
            'B'
        } else if cell.fg != ratatui::style::Color::Reset {
            'k'
        } else {
            '.'
        };
        letter.to_string()
    })
}

fn lines(buffer: &Buffer, show: impl Fn(&ratatui::buffer::Cell) -> String) -> String {
    let area = buffer.area;
    let mut out = String::new();
    for y in area.top()..area.bottom() {
        let mut line = String::new();
        let mut x = area.left();
        while x < area.right() {
            let cell = &buffer[(x, y)];
            line.push_str(&show(cell));
            x += u16::try_from(lobby::text::width::width(cell.symbol()).max(1)).unwrap();
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// Compares with the snapshot of that name under `tests/snapshots`.
pub fn snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}
