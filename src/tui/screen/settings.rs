//! What the office may set, each with what it may be and who may change it. Checked here as the desk checks it.

use super::{Cx, Kind, Level, Live, Msg, Outcome, Screen, Ticket, Topic, reply};
use crate::api::office::{ListSettings, SetSetting, SettingRow};
use crate::domain::settings::{Setting, SettingKind, check, setting};
use crate::say;
use crate::text::lang::{Say, T, t};
use crate::tui::command::id;
use crate::tui::keymap::Snap;
use crate::tui::prompt::Prompt;
use crate::tui::theme::Tone;
use crate::tui::widget::panel::panel;
use crate::tui::widget::table::{self, Around, Column, Line, Selection};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// The settings on the screen.
#[derive(Default)]
pub struct SettingsScreen {
    rows: Vec<SettingRow>,
    error: Option<Say>,
    asked: Option<Ticket>,
    setting: Option<Ticket>,
    /// The value that was refused, to be mended.
    refused: Option<String>,
    selection: Selection,
}

impl SettingsScreen {
    /// The screen, empty until it is read.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn ask(&mut self, cx: &mut Cx) {
        self.asked = Some(cx.call(ListSettings {}));
    }

    fn selected(&self) -> Option<(&SettingRow, &'static Setting)> {
        let row = self.rows.get(self.selection.at)?;
        Some((row, setting(&row.id)?))
    }

    fn change(&mut self, why: Option<Say>, cx: &mut Cx) {
        let Some((row, setting)) = self.selected() else { return };
        if !cx.holds(setting.who) {
            cx.toast(t("您的岗位不能更改此项", "Your post cannot change this"), Level::Fault);
            return;
        }
        let value = self.refused.clone().unwrap_or_else(|| row.value.clone());
        let prompt = Prompt::new(setting.label, why.unwrap_or_else(|| may_be(setting)), 80).with(&value);
        cx.ask("value", Box::new(prompt));
    }
}

/// What the setting may be, in words.
fn may_be(setting: &Setting) -> Say {
    match setting.kind {
        SettingKind::Int(min, max, unit) => {
            let (zh, en) = (unit.zh, unit.en);
            say!("{min} 至 {max} {zh}", "{min} to {max} {en}")
        }
        SettingKind::Text(max) => say!("1 至 {max} 个字", "1 to {max} characters"),
        SettingKind::Target => t(
            "分钟数 日历，如 30 desk、15d legal（15 日）；日历：always、desk、working、workdays、legal；不设写 none",
            "Minutes and calendar, such as 30 desk or 15d legal (15 days); calendars: always, desk, working, workdays, legal; or none",
        )
        .into(),
        SettingKind::Scale => t(
            "五个 0 至 100 的整数，由高到低，如 100/80/60/40/0",
            "Five whole numbers from 100 down to 0, such as 100/80/60/40/0",
        )
        .into(),
        SettingKind::Zone => t("时区，如 Asia/Shanghai", "A time zone, such as Asia/Shanghai").into(),
    }
}

impl Screen for SettingsScreen {
    fn name(&self) -> &'static str {
        "settings"
    }

    fn kind(&self) -> Kind {
        Kind::Table
    }

    fn title(&self, cx: &Cx) -> String {
        cx.t(t("参数设置", "Settings")).to_owned()
    }

    fn about(&self) -> T {
        t("回车更改选中的一项。", "Enter changes the selected one.")
    }

    fn topics(&self) -> Vec<Topic> {
        vec![Topic::Settings]
    }

    fn start(&mut self, cx: &mut Cx) {
        self.ask(cx);
    }

    fn on(&mut self, msg: Msg<'_>, cx: &mut Cx) {
        match msg {
            Msg::Command(command) => match command {
                id::GO_BACK => cx.pop(Outcome::Cancelled),
                id::LIST_OPEN | id::ENTRY_EDIT => {
                    self.refused = None;
                    self.change(None, cx);
                }
                id::LIST_REFRESH => self.ask(cx),
                _ => drop(self.selection.run(command, self.rows.len())),
            },
            Msg::Answer { ticket, result } if self.asked == Some(ticket) => {
                self.asked = None;
                match reply::<ListSettings>(result) {
                    Ok(settings) => {
                        self.rows = settings.settings;
                        self.error = None;
                        self.selection.clamp(self.rows.len());
                    }
                    Err(fault) => self.error = Some(fault.text),
                }
            }
            Msg::Answer { ticket, result } if self.setting == Some(ticket) => {
                self.setting = None;
                match result {
                    Ok(_) => {
                        cx.toast(t("已更改", "Changed"), Level::Done);
                        self.ask(cx);
                    }
                    Err(fault) => cx.toast(fault.text, Level::Fault),
                }
            }
            Msg::Returned { of: "value", outcome: Outcome::Text(value) } => {
                let Some((row, _)) = self.selected() else { return };
                match check(&row.id, &value) {
                    Ok(value) => {
                        let id = row.id.clone();
                        let key = cx.key();
                        self.setting = Some(cx.write(SetSetting { id, value }, &key));
                    }
                    // The field comes back with what was typed and why it cannot be.
                    Err(fault) => {
                        self.refused = Some(value);
                        self.change(Some(fault.text), cx);
                    }
                }
            }
            Msg::Changed(_) => self.ask(cx),
            _ => {}
        }
    }

    fn commands(&self, cx: &Cx) -> Vec<Live> {
        let may = self.selected().is_some_and(|(_, setting)| cx.holds(setting.who));
        vec![
            Live::when(id::LIST_OPEN, may, t("您的岗位不能更改此项", "Your post cannot change this")),
            Live::on(id::LIST_REFRESH),
            Live::on(id::GO_BACK),
        ]
    }

    fn waits(&self) -> bool {
        self.rows.is_empty() && self.asked.is_some()
    }

    fn snap(&self, _: &Cx) -> Snap {
        Snap { selected: self.selected().is_some(), empty: self.rows.is_empty(), ..Snap::default() }
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        let buf = frame.buffer_mut();
        let inner = panel(&self.title(cx), true, area, cx.theme, buf);
        let row = |row: &SettingRow| {
            let Some(setting) = setting(&row.id) else { return Line::new(vec![row.id.clone()]) };
            let unit = match setting.kind {
                SettingKind::Int(_, _, unit) => cx.t(unit),
                _ => "",
            };
            let mine = if cx.holds(setting.who) { "" } else { cx.t(t("只读", "read only")) };
            let default = if row.default { cx.t(t("默认", "default")) } else { "" };
            let may_be = may_be(setting);
            let cells = [cx.t(setting.label), &row.value, unit, cx.say(&may_be), default, mine];
            Line::new(cells.map(str::to_owned).to_vec()).toned(if mine.is_empty() {
                Tone::Text
            } else {
                Tone::Muted
            })
        };
        let rows: Vec<Line> = self.rows.iter().map(row).collect();
        let columns = [
            Column::new(cx.t(t("设置项", "Setting")), 30).flexible(),
            Column::new(cx.t(t("现值", "Value")), 16),
            Column::new(cx.t(t("单位", "Unit")), 7),
            Column::new(cx.t(t("可取", "May be")), 20),
            Column::new("", 7),
            Column::new("", 9),
        ];
        let around = Around {
            empty: cx.t(t("正在读取……", "Reading ...")),
            error: self.error.as_ref().map(|error| cx.say(error)),
            heads: true,
            focused: true,
            ..Around::default()
        };
        table::draw(&columns, &rows, &mut self.selection, &around, inner, (cx.theme, cx.lang), buf)
    }
}
