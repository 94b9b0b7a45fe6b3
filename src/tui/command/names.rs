//! What people call a command besides its label: the palette finds it by these words too, and by their pinyin.

use super::id;

/// Other words for a command, parted by spaces.
#[must_use]
pub fn names(command: &str) -> &'static str {
    NAMES.iter().find(|(known, _)| *known == command).map_or("", |(_, names)| *names)
}

const NAMES: &[(&str, &str)] = &[
    (id::GO_WATCH, "交班 接班 签收 handover watch take-over"),
    (id::GO_LOG, "交接班记录 值班记录 大事记 logbook"),
    (id::GO_DUTY, "上班 下班 打卡 签到 谁在岗 begin-duty end-duty clock-in clock-out"),
    (id::GO_ROTA, "班表 值班表 轮班 调班 换班 rota schedule"),
    (id::GO_REVIEW, "夜班检查 日审 复核 audit"),
    (id::GO_BOARD, "派单 调度 dispatch"),
    (id::GO_BOARDS, "逾期 超期 等待 late"),
    (id::GO_FOLLOW_UPS, "电话回访 call-back"),
    (id::GO_REQUESTS, "工单 维修 报事 work-orders tickets repairs"),
    (id::GO_VISITS, "访客 来人来电 来电 visitors calls"),
    (id::GO_FIGURES, "报表 月报 统计 statistics report"),
    (id::GO_REPORTS, "报表 入住率 空置 statistics report"),
    (id::GO_QUALITY, "重复档案 缺资料 duplicates"),
    (id::GO_CARD, "查房号 业主资料 lookup"),
    (id::GO_PERSONS, "业主 租户 住户 residents owners"),
    (id::GO_ROOMS, "房号 房屋 places"),
    (id::GO_SEARCH, "搜索 检索 find"),
    (id::GO_REASSIGN, "请假 离职 转交 absent"),
    (id::GO_EMERGENCY, "火警 爆管 困梯 停电 停水 报警 fire flood"),
    (id::GO_SLOTS, "预约 约时间 appointments"),
    (id::GO_BLANKS, "手写单 停电用表 paper"),
    (id::GO_PIN, "口令 改密码 password"),
    (id::APP_LANGUAGE, "语言 中文 英文 english chinese language"),
    (id::APP_QUIT, "注销 下线 logout exit"),
];

#[cfg(test)]
mod tests {
    use super::super::COMMANDS;
    use super::*;

    #[test]
    fn every_command_is_in_the_table_and_stands_here_once() {
        for (at, (command, names)) in NAMES.iter().enumerate() {
            assert!(COMMANDS.iter().any(|info| info.id == *command), "no command {command}");
            assert!(!NAMES[..at].iter().any(|(known, _)| known == command), "{command} twice");
            assert!(names.split(' ').all(|name| !name.is_empty()), "{command}");
        }
    }
}
