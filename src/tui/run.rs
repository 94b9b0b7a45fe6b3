//! The loop: waits for keys, the office and the clock, lets them happen, draws when something did.
//!
//! Idle it sleeps; it wakes for the next minute of the clock, for a popup that is due, and for held-back changes.

use super::first_run;
use super::input::{self, Input};
use super::keymap::{Known, Library};
use super::line::{self, Connect};
use super::model::{Ending, Event, Heard, Model, Out, Start};
use super::screen::registry::DOORS;
use super::screen::{Outcome, Screen, Topic};
use super::term::{self, LeanBackend, TermGuard, Tty};
use super::theme::{Borders, Env, ThemeName};
use crate::domain::moment::At;
use crate::domain::register::Registers;
use crate::say;
use crate::text::lang::{Lang, Say};
use chrono::Utc;
use crossbeam_channel::{Receiver, Sender, never, select, unbounded};
use ratatui::Terminal;
use ratatui::layout::{Rect, Size};
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Changes from the office are shown at most ten times a second.
const BREATH: Duration = Duration::from_millis(100);
/// After this long a begun key sequence shows what may follow.
const PAUSE: Duration = Duration::from_millis(400);
/// So many events are taken in before the screen is drawn again: a paste of keys, a burst of answers.
const BATCH: usize = 256;

/// How the screen of a face looks and reads; nothing of an office.
#[derive(Clone, Debug, Default)]
pub struct Look {
    /// The language asked for; none takes the person's own, else the locale's.
    pub lang: Option<Lang>,
    /// The language of the environment.
    pub locale: Lang,
    /// The theme asked for; none takes the person's own.
    pub theme: Option<ThemeName>,
    /// How boxes are drawn.
    pub borders: Borders,
    /// The keymap asked for; none takes the person's own.
    pub keymap: Option<String>,
    /// A directory of keymaps over the shipped ones.
    pub keymap_dir: Option<PathBuf>,
    /// The user's own key file.
    pub user_keys: Option<PathBuf>,
}

/// What a face needs.
pub struct TuiOptions {
    /// Reaches the office; called on another thread, so it may take its time.
    pub connect: Connect,
    /// The registers the office was greeted with.
    pub registers: Arc<Registers>,
    /// Who works here: a name or `#id`; none asks when the account has several.
    pub staff: Option<String>,
    /// The command run after logging in: `go.board`, `request.log` …
    pub command: Option<String>,
    /// Language, theme, keys.
    pub look: Look,
}

/// Why there is no screen.
#[derive(Debug, thiserror::Error)]
#[error("{what}: {source}")]
pub struct TuiError {
    /// What was being done, in both languages.
    pub what: Say,
    /// What the system said.
    pub source: io::Error,
}

/// Runs the face until the person leaves or the office ends it. The terminal is given back before this returns.
///
/// # Errors
/// There is no terminal, or it cannot be written.
pub fn run(options: TuiOptions) -> Result<Ending, TuiError> {
    let TuiOptions { connect, registers, staff, command, look } = options;
    with_terminal(&look, registers, |mut start| {
        (start.staff, start.command) = (staff, command);
        let (tell, heard) = unbounded();
        let outs = line::start(connect, move |heard| tell.send(heard).is_ok())?;
        Ok((Model::new(start), heard, Some(outs)))
    })
}

/// Asks a newcomer for the name of the office, before there is one; none when they give up.
///
/// # Errors
/// As [`run`].
pub fn ask_office_name(look: &Look) -> Result<Option<String>, TuiError> {
    let ending = with_terminal(look, Arc::new(Registers::standard()), |start| {
        let form: Box<dyn Screen> = Box::new(first_run::form());
        Ok((Model::alone(start, form), never(), None))
    })?;
    match ending.outcome {
        Some(Outcome::Text(name)) => Ok(Some(name)),
        _ => Ok(None),
    }
}

/// The keyboard. Read by one thread as long as the program runs: a second one, for a second screen, would race the
/// first for the keys and swallow some.
fn keyboard(env: &Env) -> io::Result<Receiver<Input>> {
    static KEYS: Mutex<Option<Receiver<Input>>> = Mutex::new(None);
    let mut keys = KEYS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(keys) = &*keys {
        return Ok(keys.clone());
    }
    let (send, receive) = unbounded();
    input::start(env, move |input| send.send(input).is_ok())?;
    Ok(keys.insert(receive).clone())
}

/// A face, what it hears, and where what it wants goes.
type Made = (Model, Receiver<Heard>, Option<Sender<Out>>);

fn with_terminal(
    look: &Look,
    registers: Arc<Registers>,
    make: impl FnOnce(Start) -> io::Result<Made>,
) -> Result<Ending, TuiError> {
    let failed =
        |source| TuiError { what: say!("打不开终端画面", "The terminal cannot be used"), source };
    let env = Env::of_process();
    // Read before the terminal is taken: a fault here is told in the ordinary way.
    let start = start(look, registers, env, term::size().unwrap_or(Size::new(80, 24)));
    let guard = TermGuard::enter().map_err(failed)?;
    let terminal = guard.terminal().map_err(failed)?;
    let keys = keyboard(&env).map_err(failed)?;
    let (model, heard, outs) = make(start).map_err(failed)?;
    let ending = Loop::new(model, terminal, keys, heard, outs).run().map_err(failed);
    drop(guard);
    ending
}

fn start(look: &Look, registers: Arc<Registers>, env: Env, size: Size) -> Start {
    let known = Known::of(&registers);
    let library = Library::load(look.keymap_dir.as_deref(), look.user_keys.as_deref(), &known);
    Start {
        lang: look.lang,
        locale: look.locale,
        theme: look.theme,
        borders: look.borders,
        env,
        keymap: look.keymap.clone(),
        library: Arc::new(library),
        known: Arc::new(known),
        registers,
        doors: DOORS,
        staff: None,
        command: None,
        size: (size.width, size.height),
        now: this_minute(),
        key_prefix: key_prefix(),
    }
}

fn this_minute() -> At {
    let now = At::from(Utc::now());
    At(now.0 - now.0.rem_euclid(60_000))
}

/// Keys of calls must differ from those of every other client ever.
fn key_prefix() -> String {
    let mut bytes = [0u8; 12];
    if getrandom::fill(&mut bytes).is_err() {
        // Without randomness time and process must do; both together are hardly met twice.
        return format!("{:x}-{:x}", Utc::now().timestamp_micros(), std::process::id());
    }
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

struct Loop {
    model: Model,
    terminal: Terminal<LeanBackend<Tty>>,
    keys: Receiver<Input>,
    heard: Receiver<Heard>,
    outs: Option<Sender<Out>>,
    /// Changes that wait for their breath.
    held: Vec<Topic>,
    told: Instant,
    pause: Option<Instant>,
    /// When the bell rings again, while something rings.
    bell: Option<Instant>,
}

impl Loop {
    fn new(
        model: Model,
        terminal: Terminal<LeanBackend<Tty>>,
        keys: Receiver<Input>,
        heard: Receiver<Heard>,
        outs: Option<Sender<Out>>,
    ) -> Self {
        Self {
            model,
            terminal,
            keys,
            heard,
            outs,
            held: Vec::new(),
            told: Instant::now(),
            pause: None,
            bell: None,
        }
    }

    fn run(mut self) -> io::Result<Ending> {
        loop {
            if let Some(ending) = self.model.ending() {
                return Ok(ending.clone());
            }
            // After a panic in another thread the terminal is no longer ours.
            if !term::taken() {
                return Ok(Ending::default());
            }
            let model = &mut self.model;
            term::draw(&mut self.terminal, |frame| model.draw(frame))?;
            self.wait()?;
        }
    }

    /// Sleeps until something happens, and lets it happen.
    fn wait(&mut self) -> io::Result<()> {
        let (keys, heard) = (self.keys.clone(), self.heard.clone());
        let rest = self.deadline().saturating_duration_since(Instant::now());
        select! {
            recv(keys) -> input => self.input(input.unwrap_or(Input::Lost))?,
            recv(heard) -> said => match said {
                Ok(said) => self.hear(said)?,
                // The line is over and has said so; its end would wake the loop for ever.
                Err(_) => self.heard = never(),
            },
            default(rest) => {}
        }
        // What came meanwhile is shown by the same drawing.
        for _ in 0..BATCH {
            if self.model.ending().is_some() {
                return Ok(());
            }
            if let Ok(input) = keys.try_recv() {
                self.input(input)?;
            } else if let Ok(said) = heard.try_recv() {
                self.hear(said)?;
            } else {
                break;
            }
        }
        self.due()
    }

    fn input(&mut self, input: Input) -> io::Result<()> {
        match input {
            Input::Key(key) => self.happen(Event::Key(key)),
            Input::Paste(text) => self.happen(Event::Paste(text)),
            Input::Resize(size) => {
                self.terminal.backend_mut().set_size(size);
                self.happen(Event::Resize(size.width, size.height))
            }
            Input::Lost => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    /// Changes are held back for a breath, so that a busy office does not make the screen flicker.
    fn hear(&mut self, said: Heard) -> io::Result<()> {
        let Heard::Changed(topics) = said else { return self.happen(Event::Heard(said)) };
        for topic in topics {
            if !self.held.contains(&topic) {
                self.held.push(topic);
            }
        }
        Ok(())
    }

    /// What the clock brings.
    fn due(&mut self) -> io::Result<()> {
        let now = Instant::now();
        if !self.held.is_empty() && now >= self.told + BREATH {
            self.told = now;
            let topics = std::mem::take(&mut self.held);
            self.happen(Event::Heard(Heard::Changed(topics)))?;
        }
        if self.pause.is_some_and(|at| now >= at) {
            self.pause = None;
            self.happen(Event::Pause)?;
        }
        if self.bell.is_some_and(|at| now >= at) {
            self.bell = None;
            if self.model.rings_again() {
                term::bell()?;
            }
        }
        let minute = this_minute();
        if minute != self.model.cx().now {
            self.happen(Event::Minute(minute))?;
        }
        Ok(())
    }

    fn deadline(&self) -> Instant {
        let now = Instant::now();
        let gone = At::from(Utc::now()).0.rem_euclid(60_000);
        let minute = now + Duration::from_millis(60_000_u64.saturating_sub(gone.unsigned_abs()) + 1);
        let told = (!self.held.is_empty()).then(|| self.told + BREATH);
        [Some(minute), self.pause, told, self.bell].into_iter().flatten().min().unwrap_or(minute)
    }

    fn happen(&mut self, event: Event) -> io::Result<()> {
        for out in self.model.update(event) {
            match out {
                Out::Repaint => {
                    let (width, height) = self.model.cx().size;
                    // Resizing repaints without asking the terminal anything; clearing would ask.
                    self.terminal.resize(Rect::new(0, 0, width, height))?;
                }
                Out::Bell => {
                    self.bell = None;
                    term::bell()?;
                }
                Out::Pause => self.pause = Some(Instant::now() + PAUSE),
                out => {
                    if let Some(outs) = &self.outs {
                        // A line that is over has said so.
                        let _ = outs.send(out);
                    }
                }
            }
        }
        match self.model.rings_every() {
            None => self.bell = None,
            Some(every) if self.bell.is_none() => self.bell = Some(Instant::now() + every),
            Some(_) => {}
        }
        Ok(())
    }
}
