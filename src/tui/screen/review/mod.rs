//! The review of a business day: its watches in figures, and under them what was not as it should be. Enter goes to the
//! cause, `v` says something about one exception, `V` signs the day. The figures are the desk's: nothing is counted here.

mod draw;
mod sheet;

pub use sheet::SheetScreen;

use super::log::LogScreen;
use super::watch::PinScreen;
use super::{Cx, Kind, Level, Live, Msg, Outcome, Screen, Ticket, Topic, reply};
use crate::api::handover::Pin;
use crate::api::review::{DayView, Exception, MarkException, ReviewDay, SignDay};
use crate::api::{Fault, FaultKind};
use crate::domain::moment::Date;
use crate::domain::register::AnyRegister;
use crate::say;
use crate::text::lang::{Say, T, t};
use crate::tui::command::id;
use crate::tui::keymap::Snap;
use crate::tui::picker::{Pick, Picker};
use crate::tui::prompt::Prompt;
use crate::tui::widget::table::Selection;
use chrono::Days;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// Characters of a comment.
const COMMENT: usize = 500;
/// Digits of a PIN at the most.
const PIN: usize = 12;

/// A stop of the cursor: a watch, and which of all exceptions; none where the watch has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stop {
    watch: usize,
    exception: Option<usize>,
}

/// What was sent and has not been answered.
enum Sent {
    Mark,
    Sign,
}

/// A day under review.
#[derive(Default)]
pub struct ReviewScreen {
    day: Option<Date>,
    view: DayView,
    loaded: bool,
    error: Option<Say>,
    asked: Option<Ticket>,
    again: bool,
    sent: Option<(Ticket, Sent)>,
    /// Only what nobody has said anything about.
    silent_only: bool,
    stops: Vec<Stop>,
    /// Which stop.
    cursor: Selection,
    /// The exception that is being commented on.
    saying: String,
    /// The two tables as drawn.
    watches: Selection,
    exceptions: Selection,
}

impl ReviewScreen {
    /// The last day that is over.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn ask(&mut self, cx: &mut Cx) {
        if self.asked.is_some() {
            self.again = true;
        } else {
            self.asked = Some(cx.call(ReviewDay { day: self.day }));
        }
    }

    fn stop(&self) -> Option<Stop> {
        self.stops.get(self.cursor.at).copied()
    }

    fn exception(&self) -> Option<&Exception> {
        self.view.exceptions.get(self.stop()?.exception?)
    }

    fn at(&self, id: &str) -> Option<usize> {
        let is = |stop: &Stop| stop.exception.and_then(|at| self.view.exceptions.get(at));
        self.stops.iter().position(|stop| is(stop).is_some_and(|one| one.id == id))
    }

    fn take(&mut self, view: DayView) {
        let here = self.exception().map(|one| one.id.clone());
        let watch = self.stop().and_then(|stop| self.view.watches.get(stop.watch)).map(|row| row.watch);
        (self.day, self.view, self.loaded, self.error) = (view.day, view, true, None);
        self.stops_of();
        let of_watch = |stop: &Stop| self.view.watches.get(stop.watch).map(|row| row.watch) == watch;
        let kept = here.and_then(|id| self.at(&id));
        // A watch that is still there keeps the cursor when its exception has gone; another day begins at the top.
        let kept = kept.or_else(|| watch.and_then(|_| self.stops.iter().position(of_watch)));
        self.cursor.at = kept.unwrap_or(0);
    }

    /// Where the cursor can stand.
    fn stops_of(&mut self) {
        self.stops.clear();
        for (watch, row) in self.view.watches.iter().enumerate() {
            let of = self.view.exceptions.iter().enumerate().filter(|(_, one)| one.watch == row.watch);
            let of = of.filter(|(_, one)| !self.silent_only || one.comment.is_empty());
            let before = self.stops.len();
            self.stops.extend(of.map(|(at, _)| Stop { watch, exception: Some(at) }));
            if self.stops.len() == before {
                self.stops.push(Stop { watch, exception: None });
            }
        }
    }

    /// The next exception nobody has said anything about, after the cursor and then from the top.
    fn next_silent(&mut self) {
        let silent = |stop: &Stop| {
            let one = stop.exception.and_then(|at| self.view.exceptions.get(at));
            one.is_some_and(|one| one.comment.is_empty())
        };
        let after = self.stops.iter().skip(self.cursor.at).position(silent).map(|by| self.cursor.at + by);
        if let Some(at) = after.or_else(|| self.stops.iter().position(silent)) {
            self.cursor.at = at;
        }
    }

    fn turn(&mut self, later: bool, cx: &mut Cx) {
        let one = Days::new(1);
        let day = self
            .day
            .and_then(|day| if later { day.checked_add_days(one) } else { day.checked_sub_days(one) });
        let Some(day) = day else { return };
        (self.day, self.cursor) = (Some(day), Selection::default());
        (self.view, self.loaded) = (DayView { day: self.day, ..DayView::default() }, false);
        self.stops.clear();
        // An answer about the day that was left is of no use.
        self.asked = None;
        self.ask(cx);
    }

    /// To the first exception of another watch.
    fn watch(&mut self, forward: bool) {
        let Some(here) = self.stop() else { return };
        let last = self.view.watches.len().saturating_sub(1);
        let to = if forward { (here.watch + 1).min(last) } else { here.watch.saturating_sub(1) };
        if let Some(at) = self.stops.iter().position(|stop| stop.watch == to) {
            self.cursor.at = at;
        }
    }

    /// Opens the cause: the entry, the log line, else the watch's document, at the count where that is it.
    fn drill(&self, cx: &mut Cx) {
        let Some(row) = self.stop().and_then(|stop| self.view.watches.get(stop.watch)) else { return };
        let one = self.exception();
        let entry = one.and_then(|one| one.entry.as_ref()).and_then(|(register, number)| {
            let info = cx.registers.by_id(register).map(AnyRegister::info)?;
            Some(super::entry::EntryScreen::new(info.id, info.tag, number))
        });
        if let Some(screen) = entry {
            cx.push(Box::new(screen));
        } else if let Some(line) = one.and_then(|one| one.line) {
            cx.push(Box::new(LogScreen::at(line)));
        } else {
            cx.push(Box::new(SheetScreen::new(row.watch, one.and_then(|one| one.thing.clone()))));
        }
    }

    fn comment(&mut self, cx: &mut Cx) {
        let Some(one) = self.exception().cloned() else { return };
        let prompt = Prompt::new(t("复核批注", "Comment"), one.what, COMMENT).with(&one.comment);
        self.saying = one.id;
        cx.ask("comment", Box::new(prompt));
    }

    fn silent(&self) -> Vec<&Exception> {
        self.view.exceptions.iter().filter(|one| one.comment.is_empty()).collect()
    }

    fn sign(&self, cx: &mut Cx) {
        let silent = self.silent();
        if silent.is_empty() {
            let day = self.day.map_or_else(String::new, |day| day.to_string());
            let words = say!(
                "签署 {day} 的复核；上面的数字从此不变。签字密码：",
                "Sign the review of {day}: its figures stay as they are from then on. PIN:"
            );
            cx.ask("pin", Box::new(Prompt::new(t("签署当日", "Sign the day"), words, PIN).secret()));
            return;
        }
        let count = silent.len();
        let picks = silent.iter().map(|one| Pick::new(one.id.clone(), one.what.clone())).collect();
        let title = say!(
            "不能签署：{count} 项没有批注，选一项去批注",
            "Not signed: {count} without a comment; choose one"
        );
        cx.ask("silent", Box::new(Picker::new(title, picks)));
    }

    fn returned(&mut self, of: &str, outcome: Outcome, cx: &mut Cx) {
        let Some(day) = self.day else { return };
        match (of, outcome) {
            ("comment", Outcome::Text(comment)) => {
                let (key, id) = (cx.key(), self.saying.clone());
                self.sent = Some((cx.write(MarkException { day, id, comment }, &key), Sent::Mark));
            }
            ("silent", Outcome::Picked(id)) => {
                if let Some(at) = self.at(&id) {
                    self.cursor.at = at;
                    self.comment(cx);
                }
            }
            ("pin", Outcome::Text(pin)) => {
                let key = cx.key();
                self.sent = Some((cx.write(SignDay { day, pin: Pin(pin) }, &key), Sent::Sign));
            }
            _ => {}
        }
    }

    /// The desk did not take it: a wrong PIN is asked for again, one that is not set is set first.
    fn refused(&mut self, fault: Fault, sent: &Sent, cx: &mut Cx) {
        let pin = matches!(sent, Sent::Sign) && fault.field.as_deref() == Some("pin");
        let unset = fault.kind == FaultKind::Refused && fault.text.zh.starts_with("先设置");
        cx.toast(fault.text, Level::Fault);
        match pin {
            true if unset => cx.push(Box::new(PinScreen::new())),
            true => self.sign(cx),
            false => self.ask(cx),
        }
    }

    fn command(&mut self, command: &str, cx: &mut Cx) {
        match command {
            id::GO_BACK => cx.pop(Outcome::Cancelled),
            id::LIST_REFRESH => self.ask(cx),
            id::LIST_OPEN => self.drill(cx),
            id::LIST_VIEW => {
                self.silent_only = !self.silent_only;
                self.take(self.view.clone());
            }
            id::REVIEW_MARK => self.comment(cx),
            id::REVIEW_SIGN => self.sign(cx),
            id::REVIEW_EARLIER => self.turn(false, cx),
            id::REVIEW_LATER => self.turn(true, cx),
            id::PANE_NEXT | id::LIST_PAGE_DOWN => self.watch(true),
            id::PANE_PREV | id::LIST_PAGE_UP => self.watch(false),
            _ => drop(self.cursor.run(command, self.stops.len())),
        }
    }
}

impl Screen for ReviewScreen {
    fn name(&self) -> &'static str {
        "review"
    }

    fn kind(&self) -> Kind {
        Kind::Table
    }

    fn title(&self, cx: &Cx) -> String {
        let day = self.day.map_or_else(String::new, |day| day.to_string());
        format!("{}  {day}", cx.t(t("夜间复核", "Night review"))).trim_end().to_owned()
    }

    fn about(&self) -> T {
        t(
            "一个业务日的各班和例外：回车看起因，每项例外都有批注后签署当日。",
            "The watches and exceptions of a business day: Enter goes to the cause; the day is signed once each has a comment.",
        )
    }

    fn topics(&self) -> Vec<Topic> {
        vec![Topic::Watch, Topic::Log]
    }

    fn start(&mut self, cx: &mut Cx) {
        self.asked = None;
        self.ask(cx);
    }

    fn on(&mut self, msg: Msg<'_>, cx: &mut Cx) {
        match msg {
            Msg::Command(command) => self.command(command, cx),
            Msg::Answer { ticket, result } if self.asked == Some(ticket) => {
                self.asked = None;
                match reply::<ReviewDay>(result) {
                    Ok(view) => self.take(view),
                    Err(fault) => self.error = Some(fault.text),
                }
                if std::mem::take(&mut self.again) {
                    self.ask(cx);
                }
            }
            Msg::Answer { ticket, result } => {
                let Some((_, sent)) = self.sent.take_if(|(asked, _)| *asked == ticket) else { return };
                let done = match sent {
                    Sent::Mark => reply::<MarkException>(result),
                    Sent::Sign => reply::<SignDay>(result),
                };
                match done {
                    Ok(view) => {
                        self.take(view);
                        let said = match sent {
                            Sent::Mark => t("已批注", "The comment is kept"),
                            Sent::Sign => t("当日复核已签署", "The day is signed"),
                        };
                        if matches!(sent, Sent::Mark) {
                            self.next_silent();
                        }
                        cx.toast(said, Level::Done);
                    }
                    Err(fault) => self.refused(fault, &sent, cx),
                }
            }
            Msg::Changed(_) => self.ask(cx),
            Msg::Returned { of, outcome } => self.returned(of, outcome, cx),
            _ => {}
        }
    }

    fn commands(&self, _: &Cx) -> Vec<Live> {
        let open = self.view.signed.is_none();
        let signed = t("这一天已签署", "This day is signed");
        let sign = match &self.view.why_not_sign {
            // With comments missing the key lists them.
            Some(why) if !open || self.silent().is_empty() => Live::off(id::REVIEW_SIGN, why.clone()),
            _ => Live::when(id::REVIEW_SIGN, self.loaded, t("正在读取", "It is being read")),
        };
        let mark = match self.exception() {
            Some(_) => Live::when(id::REVIEW_MARK, open, signed),
            None => Live::off(id::REVIEW_MARK, t("这一班没有例外", "This watch has no exception")),
        };
        let none = t("这一天没有人值班", "There was no watch on this day");
        vec![
            Live::when(id::LIST_OPEN, !self.stops.is_empty(), none),
            mark,
            sign,
            Live::on(id::REVIEW_EARLIER),
            Live::on(id::REVIEW_LATER),
            Live::on(id::LIST_VIEW),
            Live::on(id::LIST_REFRESH),
            Live::on(id::GO_BACK),
        ]
    }

    fn waits(&self) -> bool {
        (!self.loaded && self.asked.is_some()) || self.sent.is_some()
    }

    fn snap(&self, _: &Cx) -> Snap {
        Snap { selected: self.stop().is_some(), empty: self.stops.is_empty(), ..Snap::default() }
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        self.paint(frame, area, cx)
    }
}
