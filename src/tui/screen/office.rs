//! What the office keeps: staff, teams, desks, rooms, customers and what belongs to their files, settings. A menu; each is a list or a screen
//! of its own.

use super::{Cx, Kind, Live, Msg, Outcome, Screen};
use crate::text::lang::{T, t};
use crate::tui::command::id;
use crate::tui::keymap::Snap;
use crate::tui::widget::panel::panel;
use crate::tui::widget::table::{self, Around, Column, Line, Selection};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// The commands of the menu, each with what is kept there.
const MENU: &[(&str, T)] = &[
    (id::GO_STAFF, t("姓名、岗位、登录账号", "Names, posts, logins")),
    (id::GO_TEAMS, t("派工的班组", "Teams that work is dispatched to")),
    (id::GO_DESKS, t("服务台；值班按台交接", "Desks; watches are per desk")),
    (id::GO_ROOMS, t("房间、公共部位和设施", "Rooms, common areas, facilities")),
    (id::GO_MAP, t("一栋楼每户一个字母", "A building, a letter a room")),
    (id::GO_QUALITY, t("缺漏、过期、矛盾、重复的档案", "Missing, stale, contradictory, double")),
    (id::GO_REPORTS, t("使用状态、周报、迁入迁出", "Occupancy, the week, moves")),
    (id::GO_PERSONS, t("业主、租户和家庭成员", "Owners, tenants, household members")),
    (id::GO_VEHICLES, t("车牌、车位和车主", "Plates, spaces, holders")),
    (id::GO_PETS, t("犬证和免疫", "Licences and vaccinations")),
    (id::GO_CARDS, t("发卡、挂失、补换、退卡", "Issued, lost, replaced, returned")),
    (id::GO_KEYS, t("借还、逾期和每月盘点", "Lent, overdue, counted")),
    (id::GO_DOCUMENTS, t("档案里应有和已有的资料", "What files should hold and do")),
    (id::GO_CONSENTS, t("敏感信息的同意和撤回", "Consents to sensitive data")),
    (id::GO_MANDATES, t("银行代扣账号", "Accounts fees are collected from")),
    (id::GO_HOME_VISITS, t("计划和做过的走访", "Visits planned and made")),
    (id::GO_SETTINGS, t("时限、次数和名称", "Limits, counts, names")),
];

/// The menu.
#[derive(Default)]
pub struct OfficeScreen {
    selection: Selection,
}

impl OfficeScreen {
    /// The menu.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl Screen for OfficeScreen {
    fn name(&self) -> &'static str {
        "office"
    }

    fn kind(&self) -> Kind {
        Kind::Table
    }

    fn title(&self, cx: &Cx) -> String {
        cx.t(t("管理处设置", "Office set-up")).to_owned()
    }

    fn about(&self) -> T {
        t(
            "管理处的人员、班组、服务台、房间和参数。",
            "Staff, teams, desks, rooms and settings of the office.",
        )
    }

    fn on(&mut self, msg: Msg<'_>, cx: &mut Cx) {
        let Msg::Command(command) = msg else { return };
        match command {
            id::GO_BACK => cx.pop(Outcome::Cancelled),
            id::LIST_OPEN => {
                if let Some((command, _)) = MENU.get(self.selection.at) {
                    cx.run(*command);
                }
            }
            _ => drop(self.selection.run(command, MENU.len())),
        }
    }

    fn commands(&self, _: &Cx) -> Vec<Live> {
        vec![Live::on(id::LIST_OPEN), Live::on(id::GO_BACK)]
    }

    fn snap(&self, _: &Cx) -> Snap {
        Snap { selected: true, ..Snap::default() }
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        let buf = frame.buffer_mut();
        let inner = panel(&self.title(cx), true, area, cx.theme, buf);
        let row = |(command, about): &(&str, T)| {
            Line::new(vec![cx.t(cx.commands.label(command)).to_owned(), cx.t(*about).to_owned()])
        };
        let rows: Vec<Line> = MENU.iter().map(row).collect();
        let columns = [Column::new("", 16), Column::new("", 30).flexible()];
        let around = Around { focused: true, ..Around::default() };
        table::draw(&columns, &rows, &mut self.selection, &around, inner, (cx.theme, cx.lang), buf)
    }
}
