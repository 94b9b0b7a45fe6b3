//! The standing orders in force, those that are new to the person first. What must be understood is said to be, one key
//! each; nothing is changed otherwise.

use crate::api::handover::{OrderRow, Understand};
use crate::say;
use crate::text::lang::{Say, T, t};
use crate::text::width::wrap;
use crate::tui::command::id;
use crate::tui::screen::log::ReadersScreen;
use crate::tui::screen::pane::open_entry;
use crate::tui::screen::{Cx, Kind, Level, Live, Msg, Outcome, Screen, Ticket};
use crate::tui::theme::Tone;
use crate::tui::widget::panel::{below, line, panel, top};
use crate::tui::widget::table::{self, Around, Column, Line, Selection};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// Rows for the whole text of the selected order.
const WHOLE: u16 = 8;

/// The orders of a desk.
pub(super) struct OrdersScreen {
    orders: Vec<OrderRow>,
    saying: Option<(Ticket, usize)>,
    selection: Selection,
}

impl OrdersScreen {
    /// As the handover has them.
    pub(super) fn new(orders: Vec<OrderRow>) -> Self {
        Self { orders, saying: None, selection: Selection::default() }
    }

    fn selected(&self) -> Option<&OrderRow> {
        self.orders.get(self.selection.at)
    }

    fn understand(&mut self, cx: &mut Cx) {
        let Some(row) = self.selected().filter(|row| row.owed) else { return };
        let said = Understand { line: None, order: Some(row.number.clone()) };
        let key = cx.key();
        self.saying = Some((cx.write(said, &key), self.selection.at));
    }
}

fn row(row: &OrderRow, cx: &Cx) -> Line {
    let (mark, tone) = match (row.owed, row.new) {
        (true, _) => (t("必读", "read!"), Tone::Urgent),
        (_, true) if row.replaces.is_some() => (t("有变", "changed"), Tone::Soon),
        (_, true) => (t("新", "new"), Tone::Soon),
        _ => (t("", ""), Tone::Text),
    };
    let cells =
        vec![row.number.clone(), cx.t(mark).to_owned(), row.since.screen(cx.now, cx.zone), row.title.clone()];
    Line::new(cells).toned(tone)
}

impl Screen for OrdersScreen {
    fn name(&self) -> &'static str {
        "orders"
    }

    fn kind(&self) -> Kind {
        Kind::List
    }

    fn title(&self, cx: &Cx) -> String {
        cx.t(t("生效的常设指令", "Standing orders in force")).to_owned()
    }

    fn about(&self) -> T {
        t(
            "本台生效的常设指令；上次值班以来新增或有变的在前。必读的读懂后按“已读并理解”。",
            "What holds at this desk, what is new since your last duty first. Say “Read and understood” where you must.",
        )
    }

    fn on(&mut self, msg: Msg<'_>, cx: &mut Cx) {
        match msg {
            Msg::Command(id::GO_BACK) => cx.pop(Outcome::Cancelled),
            Msg::Command(id::ORDERS_UNDERSTAND) => self.understand(cx),
            Msg::Command(id::ORDERS_READERS) => {
                if let Some(row) = self.selected() {
                    cx.push(Box::new(ReadersScreen::order(&row.number)));
                }
            }
            Msg::Command(id::LIST_OPEN) => {
                let target = self.selected().map(|row| (row.entry, row.number.clone()));
                if let Some(screen) = target.and_then(|(entry, number)| open_entry(entry, &number, cx)) {
                    cx.push(screen);
                }
            }
            Msg::Command(command) => {
                self.selection.run(command, self.orders.len());
            }
            Msg::Answer { ticket, result } => {
                let Some((_, at)) = self.saying.take_if(|(saying, _)| *saying == ticket) else { return };
                match result {
                    Ok(_) => {
                        if let Some(row) = self.orders.get_mut(at) {
                            row.owed = false;
                        }
                        cx.toast(t("已记下：已读并理解", "Noted: read and understood"), Level::Done);
                    }
                    Err(fault) => cx.toast(fault.text, Level::Fault),
                }
            }
            _ => {}
        }
    }

    fn commands(&self, _: &Cx) -> Vec<Live> {
        let owed = self.selected().is_some_and(|row| row.owed);
        let some = self.selected().is_some();
        let none = t("没有常设指令", "There is no order");
        vec![
            Live::when(id::ORDERS_UNDERSTAND, owed, t("这条不必由您确认", "You need not confirm this one")),
            Live::when(id::ORDERS_READERS, some, none),
            Live::when(id::LIST_OPEN, some, none),
            Live::on(id::GO_BACK),
        ]
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        let buf = frame.buffer_mut();
        let inner = panel(&self.title(cx), true, area, cx.theme, buf);
        let rows: Vec<Line> = self.orders.iter().map(|order| row(order, cx)).collect();
        let foot = if rows.is_empty() { 0 } else { WHOLE.min(inner.height / 2) };
        let list = top(inner, inner.height - foot);
        let columns = [
            Column::new(cx.t(t("编号", "Number")), 11),
            Column::new("", 7),
            Column::new(cx.t(t("生效", "Since")), 11),
            Column::new(cx.t(t("标题", "Title")), 30).flexible(),
        ];
        let around = Around {
            empty: cx.t(t("没有生效的常设指令", "No standing order is in force")),
            heads: true,
            focused: true,
            ..Around::default()
        };
        let at = table::draw(&columns, &rows, &mut self.selection, &around, list, (cx.theme, cx.lang), buf);
        if let Some(order) = self.selected() {
            let mut text = order.text.clone();
            if let Some(old) = &order.replaces {
                let said: Say = say!("取代 {old}", "replaces {old}");
                text = format!("{text}\n[{}]", cx.say(&said));
            }
            let mut rest = below(inner, list.height);
            for words in wrap(&text, usize::from(rest.width)) {
                line(&words, cx.theme.style(Tone::Muted), rest, buf);
                rest = below(rest, 1);
            }
        }
        at
    }
}
