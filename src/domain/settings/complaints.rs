//! What an office may set about complaints: the steps of the ladder, groups, repetition (`domain/facts.md` 6.3, 6.4).

use super::{DAYS, LEADS, MINUTES, Setting, SettingKind, TIMES};
use crate::text::lang::{T, t};

const PERCENT: T = t("%", "%");
const PERSONS: T = t("人", "persons");
const HOUSEHOLDS: T = t("户", "households");
const CASES: T = t("起", "complaints");

const fn int(id: &'static str, label: T, range: (i64, i64), unit: T, default: &'static str) -> Setting {
    Setting { id, label, kind: SettingKind::Int(range.0, range.1, unit), default, who: LEADS }
}

/// All of them, in the order of the screen.
pub const COMPLAINTS: &[Setting] = &[
    int(
        "complaint.receive_minutes",
        t(
            "投诉须在多久内由责任部门签收（超时升级到主管）",
            "A complaint is received within, or goes to the supervisor",
        ),
        (1, 1440),
        MINUTES,
        "20",
    ),
    int(
        "ladder.manager_percent",
        t(
            "投诉用去时限的多少升级到经理",
            "A complaint goes to the manager when this much of a limit is used",
        ),
        (50, 1000),
        PERCENT,
        "100",
    ),
    int(
        "ladder.top_percent",
        t("投诉用去时限的多少报项目负责人", "A complaint goes to the project head when this much is used"),
        (50, 1000),
        PERCENT,
        "200",
    ),
    int(
        "ladder.month_days",
        t("投诉多久未解决自动定为重大", "A complaint becomes major when unresolved for"),
        (1, 365),
        DAYS,
        "30",
    ),
    int(
        "ladder.repeat_supervisor",
        t("第几次投诉同一问题升级到主管", "The supervisor hears of a repetition from time number"),
        (2, 99),
        TIMES,
        "2",
    ),
    int(
        "ladder.repeat_manager",
        t("第几次投诉同一问题升级到经理", "The manager hears of a repetition from time number"),
        (2, 99),
        TIMES,
        "3",
    ),
    int(
        "complaint.repeat_days",
        t("多少天内再投诉同一问题算重复", "The same complaint counts as repeated within"),
        (1, 365),
        DAYS,
        "30",
    ),
    int(
        "complaint.hot_topic",
        t("同一主题未结投诉达到多少起提示热点", "A topic counts as recurring from"),
        (2, 999),
        CASES,
        "5",
    ),
    int("complaint.group_persons", t("达到多少人算群诉", "A group complaint from"), (2, 1000), PERSONS, "10"),
    int(
        "complaint.group_households",
        t("达到多少户算群诉", "A group complaint from"),
        (2, 1000),
        HOUSEHOLDS,
        "5",
    ),
    int(
        "enquiry.close_days",
        t("咨询答复后几天自动办结", "An answered enquiry closes by itself after"),
        (1, 60),
        DAYS,
        "3",
    ),
    int(
        "complaint.follow_up_days",
        t("投诉答复后多久内回访", "A complaint is followed up within, after the answer"),
        (1, 60),
        DAYS,
        "3",
    ),
];
