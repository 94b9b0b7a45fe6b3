//! Why an entry is due when it is, as a page to read: every limit, its calendar, the days that count and those that do not.
//! The desk counts; this only shows.

use super::{Cx, Kind, Live, Msg, Screen, Ticket, Topic, reply};
use crate::api::explain::{Explain, Explained, ExplainedClock};
use crate::domain::ids::EntryRef;
use crate::domain::moment::At;
use crate::say;
use crate::text::lang::{Lang, Say, T, t};
use crate::tui::command::id;
use crate::tui::page::{Page, Piece};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

const ABOUT: T = t(
    "说明到期时间怎么算出来：按哪本日历、哪些时间计入、哪些不计。",
    "Tells how a due time comes about: which calendar, which time counts and which does not.",
);

/// The page.
pub struct ExplainScreen {
    entry: EntryRef,
    number: String,
    asked: Option<Ticket>,
    page: Page,
}

impl ExplainScreen {
    /// The explanation of this entry.
    #[must_use]
    pub fn new(entry: EntryRef, number: &str) -> Self {
        let page = Page::new(heading(number), ABOUT, vec![Piece::Text(t("正在计算…", "Counting…").into())]);
        Self { entry, number: number.to_owned(), asked: None, page }
    }

    fn ask(&mut self, cx: &mut Cx) {
        if self.asked.is_none() {
            let register =
                cx.registers.by_tag(self.entry.register).map(|register| register.info().id.to_owned());
            let id = self.entry.id;
            self.asked = Some(cx.call(Explain { entry: format!("#{id}"), register }));
        }
    }
}

fn heading(number: &str) -> Say {
    say!("{number} 的时限说明", "Why {number} is due then")
}

impl Screen for ExplainScreen {
    fn name(&self) -> &'static str {
        "explain"
    }

    fn kind(&self) -> Kind {
        Kind::Page
    }

    fn title(&self, cx: &Cx) -> String {
        self.page.title(cx)
    }

    fn about(&self) -> T {
        ABOUT
    }

    fn topics(&self) -> Vec<Topic> {
        vec![Topic::Entry(self.entry)]
    }

    fn start(&mut self, cx: &mut Cx) {
        self.ask(cx);
    }

    fn on(&mut self, msg: Msg<'_>, cx: &mut Cx) {
        match msg {
            Msg::Answer { ticket, result } if self.asked == Some(ticket) => {
                self.asked = None;
                let pieces = match reply::<Explain>(result) {
                    Ok(explained) => pieces(&explained, cx),
                    Err(fault) => vec![Piece::Text(fault.text)],
                };
                self.page = Page::new(heading(&self.number), ABOUT, pieces);
            }
            Msg::Changed(_) => self.ask(cx),
            Msg::Command(id::LIST_REFRESH) => self.ask(cx),
            other => self.page.on(other, cx),
        }
    }

    fn commands(&self, cx: &Cx) -> Vec<Live> {
        self.page.commands(cx)
    }

    fn waits(&self) -> bool {
        false
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        self.page.draw(frame, area, cx)
    }
}

fn pieces(explained: &Explained, cx: &Cx) -> Vec<Piece> {
    let mut pieces = vec![Piece::Text(explained.title.clone())];
    let why = &explained.why;
    let (zh, en) = (&why.zh, &why.en);
    pieces.push(Piece::Text(match explained.due {
        Some(due) => {
            let (due, late) = (when(due, cx), due < cx.now);
            if late {
                say!("到期 {due}，已过时。{zh}。", "Due {due}, overdue. {en}.")
            } else {
                say!("到期 {due}。{zh}。", "Due {due}. {en}.")
            }
        }
        None => say!("{zh}。", "{en}."),
    }));
    if explained.clocks.is_empty() {
        pieces.push(Piece::Text(
            t("本条没有按日历计算的时限。", "No limit of it is counted by a calendar.").into(),
        ));
    }
    for clock in &explained.clocks {
        clock_pieces(clock, cx, &mut pieces);
    }
    pieces
}

fn clock_pieces(clock: &ExplainedClock, cx: &Cx, pieces: &mut Vec<Piece>) {
    let (zh, en) = (&clock.label.zh, &clock.label.en);
    let long = |minutes: i64| match clock.legal_days {
        Some(_) => days(minutes / 1440),
        None => length(minutes),
    };
    let target = clock.legal_days.map_or_else(|| length(clock.target_minutes), days);
    let (target_zh, target_en) = (target.zh, target.en);
    pieces.push(Piece::Heading(say!("{zh}：限 {target_zh}", "{en}: within {target_en}")));
    let (calendar, days) = (&clock.calendar, &clock.days);
    let (cal_zh, cal_en, days_zh, days_en) = (&calendar.zh, &calendar.en, &days.zh, &days.en);
    let (hours, version) = (&clock.hours, clock.version);
    pieces.push(Piece::Text(say!(
        "日历：{cal_zh}（{days_zh} {hours}），第 {version} 版",
        "Calendar: {cal_en} ({days_en}, {hours}), version {version}"
    )));
    let started = when(clock.started, cx);
    let end = match (clock.stopped, clock.due) {
        (Some(stopped), _) => {
            let at = when(stopped, cx);
            say!("停表 {at}", "stopped {at}")
        }
        (None, Some(due)) => {
            let at = when(due, cx);
            say!("到期 {at}", "runs out {at}")
        }
        (None, None) => t("暂停中", "standing still").into(),
    };
    let (end_zh, end_en) = (end.zh, end.en);
    let used = long(clock.used_minutes);
    let (used_zh, used_en) = (used.zh, used.en);
    let met = match clock.met {
        Some(true) => t("，按时", ", in time"),
        Some(false) => t("，已超时", ", too late"),
        None => t("", ""),
    };
    let (met_zh, met_en) = (met.zh, met.en);
    pieces.push(Piece::Text(say!(
        "开始 {started}；{end_zh}；至今用去 {used_zh}{met_zh}",
        "Started {started}; {end_en}; used {used_en}{met_en}"
    )));
    let lines = clock.lines.iter().map(|line| {
        let span = span(line.from, line.to, cx);
        let (zh, en) = (&line.why.zh, &line.why.en);
        say!("  {span}  {zh}", "  {span}  {en}")
    });
    let lines: Vec<Say> = lines.collect();
    let join = |of: fn(&Say) -> &str| lines.iter().map(of).collect::<Vec<_>>().join("\n");
    pieces.push(Piece::Code(Say { zh: join(|say| &say.zh), en: join(|say| &say.en) }));
}

/// The days of a legal term.
fn days(days: i64) -> Say {
    say!("{days} 日", "{days} days")
}

/// Minutes as people say them.
fn length(minutes: i64) -> Say {
    let (hours, rest) = (minutes / 60, minutes % 60);
    match (hours, rest) {
        (0, rest) => say!("{rest} 分钟", "{rest} min"),
        (hours, 0) => say!("{hours} 小时", "{hours} h"),
        (hours, rest) => say!("{hours} 小时 {rest} 分钟", "{hours} h {rest} min"),
    }
}

fn when(at: At, cx: &Cx) -> String {
    at.local(cx.zone).format("%Y-%m-%d %H:%M").to_string()
}

/// A day with its weekday, or the first and the last of some.
fn span(from: At, to: At, cx: &Cx) -> String {
    use chrono::Datelike;
    let names = match cx.lang {
        Lang::Zh => ["一", "二", "三", "四", "五", "六", "日"],
        Lang::En => ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    };
    let day = |at: At| {
        let local = at.local(cx.zone);
        let name = usize::try_from(local.weekday().num_days_from_monday()).ok().and_then(|at| names.get(at));
        format!("{} {}", local.format("%m-%d"), name.copied().unwrap_or_default())
    };
    let (first, last) = (day(from), day(At(to.0 - 1).max(from)));
    if first == last { first } else { format!("{first} – {last}") }
}
