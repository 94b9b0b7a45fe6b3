//! The first screen: one box that finds rooms, people and entries, and the panes of the person's post. For the front
//! desk the caret is in the box from the start; the others begin in their first pane.

use super::card::CardScreen;
use super::home::{Home, home_of};
use super::pane::{Pane, open_entry};
use super::{Cx, Kind, Level, Live, Msg, Screen, Ticket, Topic, Typing, reply};
use crate::api::card::{Find, Found, Hit};
use crate::domain::person;
use crate::domain::place;
use crate::domain::register::KeyClass;
use crate::text::lang::{T, t};
use crate::tui::command::id;
use crate::tui::keymap::Snap;
use crate::tui::theme::Tone;
use crate::tui::widget::field::Editor;
use crate::tui::widget::panel::{below, beside, frame_rows, line, panel, top};
use crate::tui::widget::table::{self, Around, Column, Line, Selection};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// Hits asked for.
const HITS: u16 = 12;
/// From this width on panes stand in two columns.
const TWO: u16 = 100;

/// The first screen.
pub struct Counter {
    home: &'static Home,
    text: Editor,
    asked: Option<(Ticket, String)>,
    found: Option<(String, Found)>,
    /// Enter was pressed before the answer was there.
    enter: bool,
    hit: Selection,
    panes: Vec<Pane>,
    /// 0 is the box, then the panes.
    focus: usize,
    topics: Vec<Topic>,
}

impl Counter {
    /// The first screen of the person.
    #[must_use]
    pub fn new(cx: &Cx) -> Self {
        let home = home_of(cx.me.who.posts);
        let panes: Vec<Pane> = home.panes.iter().map(|spec| Pane::new(*spec)).collect();
        let topics = panes.iter().filter_map(|pane| pane.topic(cx)).collect();
        Self {
            home,
            text: Editor::line(60),
            asked: None,
            found: None,
            enter: false,
            hit: Selection::default(),
            panes,
            focus: usize::from(!home.counter),
            topics,
        }
    }

    /// With the caret in the box, for `go.card`.
    #[must_use]
    pub fn in_box(mut self) -> Self {
        self.focus = 0;
        self
    }

    fn typed(&self) -> String {
        self.text.text().trim().to_owned()
    }

    /// One question is on its way at a time; the next goes with its answer, so the last text always wins.
    fn find(&mut self, cx: &mut Cx) {
        let text = self.typed();
        if text.is_empty() {
            self.found = None;
        } else if self.asked.is_none() && self.found.as_ref().is_none_or(|(of, _)| *of != text) {
            let ticket = cx.call(Find { text: text.clone(), limit: HITS, ..Find::default() });
            self.asked = Some((ticket, text));
        }
    }

    fn hits(&self) -> &[Hit] {
        self.found.as_ref().map_or(&[], |(_, found)| &found.hits)
    }

    fn edited(&mut self, cx: &mut Cx) {
        self.enter = false;
        self.hit = Selection::default();
        self.find(cx);
    }

    fn enter(&mut self, cx: &mut Cx) {
        let text = self.typed();
        if text.is_empty() {
            return;
        }
        let current = self.found.as_ref().is_some_and(|(of, _)| *of == text);
        if !current {
            self.enter = true;
            self.find(cx);
            return;
        }
        match self.hits().get(self.hit.at) {
            Some(hit) => {
                if let Some(screen) = open_hit(hit, cx) {
                    cx.push(screen);
                    // The next customer begins with an empty box.
                    self.text.set("");
                    self.found = None;
                    self.hit = Selection::default();
                }
            }
            None => cx.toast(
                t(
                    "没有找到；可写房号、姓名、电话尾号或单号",
                    "Nothing found; write a room, a name, a phone tail or a number",
                ),
                Level::Info,
            ),
        }
    }

    fn command(&mut self, command: &str, cx: &mut Cx) {
        let stops = self.panes.len() + 1;
        match command {
            id::PANE_NEXT => self.focus = (self.focus + 1) % stops,
            id::PANE_PREV => self.focus = (self.focus + stops - 1) % stops,
            id::GO_BACK if self.focus == 0 => {
                self.text.set("");
                self.edited(cx);
            }
            id::GO_BACK => self.focus = 0,
            id::LIST_REFRESH => self.panes.iter_mut().for_each(|pane| pane.ask(cx)),
            id::LIST_OPEN if self.focus == 0 => self.enter(cx),
            id::LIST_OPEN => match self.pane().and_then(|pane| pane.open(cx)) {
                Some(screen) => cx.push(screen),
                None => cx.toast(t("这一栏是空的", "This pane is empty"), Level::Info),
            },
            // Typing goes on in the box from anywhere on this screen.
            id::LIST_FILTER => self.focus = 0,
            _ if self.focus == 0 => {
                let before = self.text.text();
                if self.text.run(command) {
                    if self.text.text() != before {
                        self.edited(cx);
                    }
                } else {
                    let hits = self.hits().len();
                    self.hit.run(command, hits);
                }
            }
            _ => self.in_pane(command),
        }
    }

    /// Up and Down lead from one pane into the next.
    fn in_pane(&mut self, command: &str) {
        let last = self.panes.len();
        let Some(pane) = self.focus.checked_sub(1).and_then(|at| self.panes.get_mut(at)) else { return };
        let (at, rows) = (pane.selection.at, pane.len());
        match command {
            id::LIST_UP if at == 0 => self.focus -= 1,
            id::LIST_DOWN if at + 1 >= rows && self.focus < last => self.focus += 1,
            _ => drop(pane.selection.run(command, rows)),
        }
    }

    fn pane(&self) -> Option<&Pane> {
        self.focus.checked_sub(1).and_then(|at| self.panes.get(at))
    }

    fn draw_box(&self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        let title = cx.t(t("查找", "Find"));
        let buf = frame.buffer_mut();
        let inner = panel(title, self.focus == 0, area, cx.theme, buf);
        if self.text.is_empty() {
            let help = cx.t(t("房号、姓名、电话尾号、单号", "Room, name, phone tail, number"));
            line(
                help,
                cx.theme.style(Tone::Muted),
                Rect { x: inner.x + 2, width: inner.width.saturating_sub(2), ..inner },
                buf,
            );
            return Position { x: inner.x, y: inner.y };
        }
        self.text.draw(top(inner, 1), cx.theme.style(Tone::Text), buf)
    }

    fn draw_hits(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) {
        let lines: Vec<Line> = self.hits().iter().map(|hit| hit_line(hit, cx)).collect();
        let more = self.found.as_ref().is_some_and(|(_, found)| found.more);
        let empty = if self.asked.is_some() || self.found.is_none() {
            t("正在查找……", "Looking ...")
        } else {
            t("没有找到", "Nothing found")
        };
        let title = cx.t(t("找到", "Found"));
        let inner = panel(title, self.focus == 0, area, cx.theme, frame.buffer_mut());
        let total = Some((lines.len() as u64, more)).filter(|_| more);
        let around = Around { empty: cx.t(empty), total, focused: self.focus == 0, ..Around::default() };
        table::draw(
            &hit_columns(cx),
            &lines,
            &mut self.hit,
            &around,
            inner,
            (cx.theme, cx.lang),
            frame.buffer_mut(),
        );
    }
}

/// What Enter opens on a hit: for a room or a person the room's card, else the entry.
fn open_hit(hit: &Hit, cx: &Cx) -> Option<Box<dyn Screen>> {
    match hit.place {
        Some(room) if matches!(hit.entry.register, place::TAG | person::TAG) => {
            Some(Box::new(CardScreen::new(&format!("#{room}"))))
        }
        _ => open_entry(hit.entry, &hit.number, cx),
    }
}

fn hit_columns(cx: &Cx) -> Vec<Column> {
    vec![
        Column::new(cx.t(t("种类", "Kind")), 10),
        Column::new(cx.t(t("名称", "Name")), 20),
        Column::new(cx.t(t("说明", "About")), 20).flexible(),
        Column::new(cx.t(t("按", "By")), 6),
    ]
}

fn hit_line(hit: &Hit, cx: &Cx) -> Line {
    let name = cx.registers.by_id(&hit.register).map_or("", |register| cx.t(register.info().name));
    let by = match hit.by {
        KeyClass::Room => t("房号", "room"),
        KeyClass::Name => t("姓名", "name"),
        KeyClass::Phone => t("电话", "phone"),
        KeyClass::Number => t("单号", "number"),
        KeyClass::Pinyin => t("拼音", "reading"),
        KeyClass::Plate => t("车牌", "plate"),
        KeyClass::Paper => t("证件", "paper"),
        KeyClass::Card => t("卡号", "card"),
    };
    let title = match hit.by {
        KeyClass::Number => format!("{} {}", hit.number, cx.say(&hit.title)),
        _ => cx.say(&hit.title).to_owned(),
    };
    Line::new(vec![name.to_owned(), title, cx.say(&hit.detail).to_owned(), cx.t(by).to_owned()])
}

impl Screen for Counter {
    fn name(&self) -> &'static str {
        if self.home.counter { "counter" } else { "home" }
    }

    fn kind(&self) -> Kind {
        Kind::List
    }

    fn title(&self, cx: &Cx) -> String {
        let post = cx.t(self.home.post.title());
        if self.home.counter { cx.t(t("前台", "Counter")).to_owned() } else { post.to_owned() }
    }

    fn about(&self) -> T {
        t(
            "在框里输入房号、姓名、电话尾号或单号，回车打开；Tab 到各栏。",
            "Type a room, a name, a phone tail or a number and press Enter; Tab goes through the panes.",
        )
    }

    fn topics(&self) -> Vec<Topic> {
        self.topics.clone()
    }

    fn start(&mut self, cx: &mut Cx) {
        self.asked = None;
        for pane in &mut self.panes {
            pane.start(cx);
        }
    }

    fn on(&mut self, msg: Msg<'_>, cx: &mut Cx) {
        match msg {
            Msg::Command(command) => self.command(command, cx),
            Msg::Char(c) => {
                self.text.insert(c.encode_utf8(&mut [0; 4]));
                self.edited(cx);
            }
            Msg::Paste(text) => {
                self.text.insert(text);
                self.edited(cx);
            }
            Msg::Answer { ticket, result } => match self.asked.take() {
                Some((asked, text)) if asked == ticket => {
                    if let Ok(found) = reply::<Find>(result) {
                        self.found = Some((text, found));
                        self.hit.clamp(self.hits().len());
                    }
                    if self.typed().is_empty() {
                        self.found = None;
                    }
                    self.find(cx);
                    if self.asked.is_none() && std::mem::take(&mut self.enter) {
                        self.enter(cx);
                    }
                }
                other => {
                    self.asked = other;
                    for pane in &mut self.panes {
                        if pane.answer(ticket, &result, cx) {
                            break;
                        }
                    }
                }
            },
            Msg::Changed(topics) => self.panes.iter_mut().for_each(|pane| pane.changed(topics, cx)),
            Msg::Returned { .. } | Msg::Focus => {}
        }
    }

    fn commands(&self, _: &Cx) -> Vec<Live> {
        let mut all = vec![Live::on(id::LIST_OPEN), Live::on(id::PANE_NEXT), Live::on(id::LIST_REFRESH)];
        // Esc empties the box, or goes back to it; on an empty box it is the program's.
        if self.focus > 0 || !self.text.is_empty() {
            all.push(Live::on(id::GO_BACK));
        }
        all
    }

    fn typing(&self) -> Typing {
        if self.focus == 0 { Typing::Line } else { Typing::No }
    }

    fn waits(&self) -> bool {
        self.pane().is_some_and(Pane::waits)
    }

    fn snap(&self, _: &Cx) -> Snap {
        let selected = self.pane().is_some_and(|pane| pane.selected().is_some());
        Snap { selected: selected || (self.focus == 0 && !self.hits().is_empty()), ..Snap::default() }
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        let rows = frame_rows(cx.theme);
        let caret = self.draw_box(frame, top(area, rows + 1), cx);
        let mut rest = below(area, rows + 1);
        if !self.typed().is_empty() {
            let hits = u16::try_from(self.hits().len().max(1)).unwrap_or(HITS) + rows;
            let hits = hits.min(rest.height / 2);
            self.draw_hits(frame, top(rest, hits), cx);
            rest = below(rest, hits);
        }
        let focus = self.focus;
        let wants: Vec<usize> = self.panes.iter().map(Pane::wants).collect();
        let areas = share(rest, &wants, rows);
        let mut cursor = caret;
        for (at, (pane, area)) in self.panes.iter_mut().zip(areas).enumerate() {
            let position = pane.draw(frame, area, focus == at + 1, cx);
            if focus == at + 1 {
                cursor = position;
            }
        }
        cursor
    }
}

/// The room of each pane: two columns where it is wide, else one below the other. Each has a row at least, panes that
/// would have none are left out; what is left goes round among those with more rows to show.
fn share(area: Rect, wants: &[usize], frame: u16) -> Vec<Rect> {
    let columns = if area.width >= TWO { 2 } else { 1 };
    let fits = usize::from(area.height / (frame + 1)).max(1);
    let mut lines: Vec<(u16, u16)> = Vec::new();
    for line in wants.chunks(columns).take(fits) {
        let most = line.iter().copied().max().unwrap_or(0).max(1);
        lines.push((
            (frame + 1).min(area.height),
            u16::try_from(most).unwrap_or(u16::MAX).saturating_add(frame),
        ));
    }
    let mut left = area.height.saturating_sub(lines.iter().map(|(height, _)| height).sum());
    while left > 0 {
        let before = left;
        for (height, _) in lines.iter_mut().filter(|(height, most)| height < most) {
            if left > 0 {
                *height += 1;
                left -= 1;
            }
        }
        if left == before {
            // Nobody wants more: the last one reaches down to the end.
            lines.iter_mut().rev().take(1).for_each(|(height, _)| *height += left);
            left = 0;
        }
    }
    let mut areas = Vec::new();
    let mut rest = area;
    for (height, _) in lines {
        let line = top(rest, height);
        rest = below(rest, height);
        if columns == 2 && areas.len() + 1 < wants.len() {
            let (left, right) = beside(line, (line.width - 1) / 2);
            areas.extend([left, right]);
        } else {
            areas.push(line);
        }
    }
    areas
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panes_share_the_room_without_overlap() {
        for (width, height, panes) in [(80, 18, 4), (120, 34, 5), (80, 5, 4), (120, 3, 1)] {
            let areas = share(Rect::new(0, 3, width, height), &vec![3; panes], 2);
            assert!(!areas.is_empty() && areas.len() <= panes);
            for (at, one) in areas.iter().enumerate() {
                assert!(one.bottom() <= 3 + height && one.right() <= width, "{one:?}");
                for two in areas.iter().skip(at + 1) {
                    assert!(one.intersection(*two).is_empty(), "{one:?} {two:?}");
                }
            }
        }
        assert_eq!(share(Rect::new(0, 0, 80, 20), &[9; 4], 2).len(), 4);
    }

    #[test]
    fn an_empty_pane_leaves_its_room_to_a_full_one() {
        let heights = |wants: &[usize]| -> Vec<u16> {
            share(Rect::new(0, 0, 80, 18), wants, 2).iter().map(|area| area.height).collect()
        };
        assert_eq!(heights(&[50, 0, 50, 0]), [6, 3, 6, 3]);
        assert_eq!(heights(&[1, 0, 1, 0]), [3, 3, 3, 9]);
    }
}
