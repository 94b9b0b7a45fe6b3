//! The first screen: one box that finds rooms, people and entries, and the panes of the person's post. For the front
//! desk the caret is in the box from the start; the others begin in their first pane.

use super::attach::{self, Attach};
use super::explain::ExplainScreen;
use super::hits::{Hits, building_of};
use super::home::{Home, home_of};
use super::pane::{Pane, open_entry};
use super::watch::strip;
use super::{Cx, Kind, Level, Live, Msg, Screen, Ticket, Topic, Typing, reply};
use crate::api::card::Hit;
use crate::api::entry::{List, Row};
use crate::api::handover::{Recent, ShowRecent};
use crate::domain::ids::EntryRef;
use crate::domain::{incident, person};
use crate::text::lang::{T, t};
use crate::tui::command::id;
use crate::tui::keymap::Snap;
use crate::tui::theme::Tone;
use crate::tui::widget::field::Editor;
use crate::tui::widget::panel::{below, beside, frame_rows, line, panel, top};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// Incidents that go on, shown above the panes.
const GOING_ON: u16 = 3;
/// From this width on panes stand in two columns.
const TWO: u16 = 100;

/// The first screen.
pub struct Counter {
    home: &'static Home,
    text: Editor,
    hits: Hits,
    /// Enter was pressed before the answer was there.
    enter: bool,
    /// The key that attaches a caller was.
    attach_next: bool,
    attach: Attach,
    /// What was just taken over here.
    recent: Option<Recent>,
    asked_recent: Option<Ticket>,
    /// The incidents that go on.
    going_on: Vec<Row>,
    asked: Option<Ticket>,
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
        let topics = panes.iter().filter_map(|pane| pane.topic(cx));
        let topics = topics.chain([Topic::Register(incident::TAG), Topic::Watch]).collect();
        Self {
            home,
            text: Editor::line(60),
            hits: Hits::default(),
            enter: false,
            attach_next: false,
            attach: Attach::default(),
            recent: None,
            asked_recent: None,
            going_on: Vec::new(),
            asked: None,
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

    /// Asks which incidents go on.
    fn ask_going_on(&mut self, cx: &mut Cx) {
        if cx.registers.by_tag(incident::TAG).is_some_and(|register| cx.holds(register.info().see)) {
            let list = List {
                register: "incident".into(),
                view: Some("open".into()),
                limit: GOING_ON,
                ..List::default()
            };
            self.asked = Some(cx.call(list));
        }
    }

    /// Asks what was just taken over.
    fn ask_recent(&mut self, cx: &mut Cx) {
        self.asked_recent = Some(cx.call(ShowRecent {}));
    }

    /// Writes the found room's caller down beside the incident that touches it.
    fn attach(&mut self, cx: &mut Cx) {
        let text = self.typed();
        if !text.is_empty() && !self.hits.is_of(&text) {
            self.attach_next = true;
            self.hits.want(&text, cx);
            return;
        }
        let Some(hit) = self.hits.selected().filter(|hit| hit.namesakes.is_none()).cloned() else {
            cx.toast(t("请先在框里找到来电的房间", "Find the caller's room in the box first"), Level::Info);
            return;
        };
        let person = (hit.entry.register == person::TAG).then_some(hit.entry.id);
        self.attach.begin(&hit.affected, hit.place, person, cx);
    }

    fn edited(&mut self, cx: &mut Cx) {
        self.enter = false;
        self.attach_next = false;
        self.hits.begin();
        self.hits.want(&self.typed(), cx);
    }

    fn enter(&mut self, cx: &mut Cx) {
        let text = self.typed();
        if text.is_empty() {
            return;
        }
        if !self.hits.is_of(&text) {
            self.enter = true;
            self.hits.want(&text, cx);
            return;
        }
        match self.hits.selected() {
            Some(Hit { namesakes: Some(all), .. }) => {
                // A blank behind it: a part of the room or of a phone tells them apart.
                self.text.set(&all.name.clone());
                self.text.insert(" ");
                self.edited(cx);
            }
            Some(hit) => {
                if let Some(screen) = open_hit(hit, cx) {
                    if let Some(building) = building_of(hit, cx) {
                        cx.building = Some(building);
                    }
                    cx.push(screen);
                    // The next customer begins with an empty box.
                    self.text.set("");
                    self.hits.clear();
                }
            }
            None => cx.toast(
                t(
                    "没有找到；可写房号、姓名或拼音首字母、电话尾号、车牌、证件尾号、卡号或单号",
                    "Nothing found; write a room, a name or its initials, the tail of a phone or a paper, a plate, a card or a number",
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
            id::LIST_REFRESH => {
                self.ask_going_on(cx);
                self.panes.iter_mut().for_each(|pane| pane.ask(cx));
            }
            id::EMERGENCY_ATTACH => self.attach(cx),
            id::ENTRY_EXPLAIN => {
                if let Some(row) = self.pane().and_then(Pane::selected) {
                    let entry = EntryRef::new(row.register, row.head.id);
                    let page = ExplainScreen::new(entry, &row.head.number);
                    cx.push(Box::new(page));
                }
            }
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
                    self.hits.run(command, cx);
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
            let help = cx.t(t(
                "房号、姓名或首字母、电话尾号、车牌、卡号、单号",
                "Room, name or initials, phone tail, plate, card, number",
            ));
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
}

/// An incident that goes on, in a line.
fn going_on(row: &Row, cx: &Cx) -> String {
    let state = cx.t(super::rows::state_word(row, &cx.registers));
    let (mark, number, title) = (Tone::Urgent.mark(), &row.head.number, cx.say(&row.title));
    let since = row.head.occurred_at.screen(cx.now, cx.zone);
    format!("{mark} {number} {title}  {state}  {since}")
}

/// What Enter opens on a hit: the card of a room or a person, else the entry.
fn open_hit(hit: &Hit, cx: &Cx) -> Option<Box<dyn Screen>> {
    open_entry(hit.entry, &hit.number, cx)
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
            "在框里输入房号、姓名（汉字、全拼或首字母）、电话或证件尾号、车牌、卡号或单号，回车打开；重名的在姓名后空一格再写房号或电话尾号；Tab 到各栏。",
            "Type a room, a name (or its pinyin or initials), the tail of a phone or a paper, a plate, a card or a number and press Enter; of several with one name, a room or a phone's tail behind it tells which; Tab goes through the panes.",
        )
    }

    fn topics(&self) -> Vec<Topic> {
        self.topics.clone()
    }

    fn start(&mut self, cx: &mut Cx) {
        self.hits.forget();
        self.ask_going_on(cx);
        self.ask_recent(cx);
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
            Msg::Answer { ticket, result } if self.hits.waits_for(ticket) => {
                self.hits.answer(result, &self.typed(), cx);
                if !self.hits.waits() && std::mem::take(&mut self.enter) {
                    self.enter(cx);
                } else if !self.hits.waits() && std::mem::take(&mut self.attach_next) {
                    self.attach(cx);
                }
            }
            Msg::Answer { ticket, result } if self.asked_recent == Some(ticket) => {
                self.asked_recent = None;
                self.recent = reply::<ShowRecent>(result).ok().and_then(|view| view.recent);
            }
            Msg::Answer { ticket, result } if self.asked == Some(ticket) => {
                self.asked = None;
                if let Ok(page) = reply::<List>(result) {
                    self.going_on = page.rows;
                }
            }
            Msg::Answer { ticket, result } => {
                if let Some(done) = self.attach.answer(ticket, &result, cx) {
                    if done {
                        // The next caller begins with an empty box.
                        self.text.set("");
                        self.hits.clear();
                    }
                    return;
                }
                for pane in &mut self.panes {
                    if pane.answer(ticket, &result, cx) {
                        break;
                    }
                }
            }
            Msg::Changed(topics) => {
                if topics.contains(&Topic::Register(incident::TAG)) {
                    self.ask_going_on(cx);
                }
                if topics.contains(&Topic::Watch) {
                    self.ask_recent(cx);
                }
                self.panes.iter_mut().for_each(|pane| pane.changed(topics, cx));
            }
            Msg::Returned { of, outcome } => drop(self.attach.returned(of, &outcome, cx)),
            Msg::Focus => {}
        }
    }

    fn commands(&self, _: &Cx) -> Vec<Live> {
        let mut all = vec![Live::on(id::LIST_OPEN), Live::on(id::PANE_NEXT), Live::on(id::LIST_REFRESH)];
        if self.hits.selected().is_some_and(|hit| !hit.affected.is_empty()) || self.hits.waits() {
            all.push(Live::on(id::EMERGENCY_ATTACH));
        }
        if self.focus > 0 {
            let some = self.pane().is_some_and(|pane| pane.selected().is_some());
            all.push(Live::when(id::ENTRY_EXPLAIN, some, t("请先选中一条", "Select a row first")));
        }
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
        Snap { selected: selected || (self.focus == 0 && !self.hits.all().is_empty()), ..Snap::default() }
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        let rows = frame_rows(cx.theme);
        let caret = self.draw_box(frame, top(area, rows + 1), cx);
        let mut rest = below(area, rows + 1);
        if !self.typed().is_empty() {
            let hits = u16::try_from(self.hits.all().len().max(1)).unwrap_or(u16::MAX).saturating_add(rows);
            let hits = hits.min(rest.height / 2);
            self.hits.draw(frame, top(rest, hits), self.focus == 0, cx);
            rest = below(rest, hits);
            if let Some(hit) = self.hits.selected() {
                rest = attach::draw(&hit.affected, rest, frame.buffer_mut(), cx);
            }
        }
        for (text, tone) in strip(self.recent.as_ref(), cx) {
            line(&text, cx.theme.style(tone), rest, frame.buffer_mut());
            rest = below(rest, 1);
        }
        for row in &self.going_on {
            line(&going_on(row, cx), cx.theme.style(Tone::Urgent), rest, frame.buffer_mut());
            rest = below(rest, 1);
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
