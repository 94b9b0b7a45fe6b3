//! Settings of the shift handover (`spec/handover.md`): windows, leases, alarms, tolerances. All are practice.

use super::{DAYS, HOURS, LEADS, MINUTES, Setting, SettingKind, TIMES};
use crate::text::lang::{T, t};

const fn int(id: &'static str, label: T, range: (i64, i64), unit: T, default: &'static str) -> Setting {
    Setting { id, label, kind: SettingKind::Int(range.0, range.1, unit), default, who: LEADS }
}

/// All of them, in the order of the screen.
pub(super) const HANDOVER: &[Setting] = &[
    int(
        "handover.early_minutes",
        t("最早可提前多久交班", "A handover may be early by"),
        (0, 480),
        MINUTES,
        "45",
    ),
    int(
        "handover.after_minutes",
        t("交班可晚多久而不写原因", "A handover may be late without a reason by"),
        (0, 480),
        MINUTES,
        "60",
    ),
    int(
        "handover.grace_minutes",
        t("接班后补记时间", "Late entries are taken after a handover for"),
        (0, 480),
        MINUTES,
        "30",
    ),
    int(
        "handover.owed_minutes",
        t("紧急接替后补清点的时限", "A count owed after a relief is due within"),
        (1, 480),
        MINUTES,
        "30",
    ),
    int(
        "handover.lease_seconds",
        t("核对中断多久后他人可接手", "Somebody else may read the document after a silence of"),
        (10, 3600),
        t("秒", "seconds"),
        "120",
    ),
    int(
        "handover.amber_minutes",
        t("到点未交班：提醒双方", "Handover late: both are reminded after"),
        (0, 480),
        MINUTES,
        "10",
    ),
    int(
        "handover.page_minutes",
        t("到点未交班：呼叫主管", "Handover late: supervisors are called after"),
        (0, 480),
        MINUTES,
        "20",
    ),
    int(
        "handover.alarm_minutes",
        t("到点未交班：全员响铃", "Handover late: every screen rings after"),
        (0, 480),
        MINUTES,
        "30",
    ),
    int(
        "handover.cutoff_minutes",
        t("业务日起点（距零点）", "The business day begins, after midnight"),
        (0, 1439),
        MINUTES,
        "360",
    ),
    int(
        "handover.recent_minutes",
        t("接班后提示条保留", "What was just taken over is shown for"),
        (0, 240),
        MINUTES,
        "10",
    ),
    int(
        "handover.carry_lead",
        t("结转几次起须写原因并报主管", "Put off so often, an item needs a reason and a supervisor"),
        (2, 20),
        TIMES,
        "3",
    ),
    int(
        "handover.unplanned_minutes",
        t("没有排班时一班的长度", "A watch without a planned slot lasts"),
        (60, 1440),
        MINUTES,
        "540",
    ),
    int(
        "handover.missed_minutes",
        t("过了上班时间多久无人到岗算缺班", "A shift is missed when nobody came for"),
        (5, 480),
        MINUTES,
        "30",
    ),
    int(
        "handover.swap_approval",
        t("换班须主管批准（1 是，0 否）", "Swaps of shifts want a supervisor's approval (1 yes, 0 no)"),
        (0, 1),
        t("0 或 1", "0 or 1"),
        "1",
    ),
    int(
        "handover.returns_copy",
        t("退回几次起抄送主管", "Returned so often, a supervisor is told"),
        (1, 20),
        TIMES,
        "2",
    ),
    int(
        "handover.card_days",
        t("门禁卡过期未退列入交班", "Access cards past their last day are handed over for"),
        (0, 3650),
        DAYS,
        "30",
    ),
    int(
        "handover.parcel_days",
        t("代收件几天起列入交班", "Parcels are handed over when kept for"),
        (1, 60),
        DAYS,
        "3",
    ),
    int(
        "handover.parcel_hours",
        t("生鲜冷藏件几小时起列入交班", "Fresh and cold food is handed over when kept for"),
        (1, 72),
        HOURS,
        "4",
    ),
    Setting {
        id: "count.denominations",
        label: t("清点现金的面额（元）", "Denominations that cash is counted by (yuan)"),
        kind: SettingKind::Text(60),
        default: "100 50 20 10 5 1 0.5",
        who: LEADS,
    },
];
