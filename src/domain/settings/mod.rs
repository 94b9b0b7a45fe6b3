//! Every value an office may set, in one table: default, range, unit, who may change it, and its words.
//!
//! A practice value (`domain/facts.md`, marked \[P\] or \[GK\]) is always a setting, never a constant elsewhere.

mod complaints;
mod counts;
mod handover;
mod targets;

use crate::domain::clock::Target;
use crate::domain::fault::Fault;
use crate::domain::figures::Scale;
use crate::domain::posts::{Post, Posts};
use crate::say;
use crate::text::lang::{T, t};

/// What a setting may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettingKind {
    /// A whole number between the two, both included, of this unit.
    Int(i64, i64, T),
    /// Words of at most so many characters.
    Text(usize),
    /// An IANA time zone.
    Zone,
    /// A limit in minutes and the calendar it is counted by, such as `30 desk`; or `none`.
    Target,
    /// Points for the marks 5 to 1, such as `100/80/60/40/0`.
    Scale,
}

/// One setting.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// The id: `area.name`.
    pub id: &'static str,
    /// Its name on the screen.
    pub label: T,
    /// What it may be.
    pub kind: SettingKind,
    /// What it is until somebody changes it.
    pub default: &'static str,
    /// Who may change it.
    pub who: Posts,
}

const LEADS: Posts = Posts::of(&[Post::Manager, Post::Administrator]);
const MINUTES: T = t("分钟", "minutes");
const HOURS: T = t("小时", "hours");
const DAYS: T = t("天", "days");
const MONTHS: T = t("个月", "months");
const YUAN: T = t("元", "yuan");
const PERCENT: T = t("%", "%");
const TIMES: T = t("次", "times");
const DAY_OF_MONTH: T = t("日", "day of the month");

/// The settings that stand alone; [`settings`] gives all of them.
const PLAIN: &[Setting] = &[
    Setting {
        id: "office.name",
        label: t("物业服务中心名称", "Name of the office"),
        kind: SettingKind::Text(40),
        default: "物业服务中心",
        who: LEADS,
    },
    Setting {
        id: "office.zone",
        label: t("时区", "Time zone"),
        kind: SettingKind::Zone,
        default: "Asia/Shanghai",
        who: Posts::ADMIN,
    },
    Setting {
        id: "office.day_start",
        label: t("营业日起点（距零点）", "Start of the business day, after midnight"),
        kind: SettingKind::Int(0, 720, MINUTES),
        default: "360",
        who: LEADS,
    },
    Setting {
        id: "entry.late_minutes",
        label: t("晚于发生多久记为补录", "Late entry after"),
        kind: SettingKind::Int(1, 1440, MINUTES),
        default: "10",
        who: LEADS,
    },
    Setting {
        id: "entry.undo_minutes",
        label: t("可撤销自己上一步的时限", "Own last act can be undone for"),
        kind: SettingKind::Int(0, 1440, MINUTES),
        default: "30",
        who: LEADS,
    },
    Setting {
        id: "request.similar_days",
        label: t("查找相似报修的天数", "Similar requests are looked for over"),
        kind: SettingKind::Int(1, 365, DAYS),
        default: "30",
        who: LEADS,
    },
    Setting {
        id: "request.rework_days",
        label: t("完工后多久内同一报修算返修", "The same fault counts as rework for, after finishing"),
        kind: SettingKind::Int(1, 365, DAYS),
        default: "15",
        who: LEADS,
    },
    Setting {
        id: "request.arrive_grace",
        label: t("预约时段结束后多久算迟到", "Late for an appointment, after the end of its slot"),
        kind: SettingKind::Int(0, 240, MINUTES),
        default: "30",
        who: LEADS,
    },
    Setting {
        id: "request.lead_limit",
        label: t("费用或减免超过多少须主管办理", "Charges and waivers above this are for a supervisor"),
        kind: SettingKind::Int(0, 1_000_000, YUAN),
        default: "500",
        who: LEADS,
    },
    Setting {
        id: "target.warn_percent",
        label: t("时限剩余多少时提醒", "Warn when so much of a limit is left"),
        kind: SettingKind::Int(0, 90, PERCENT),
        default: "20",
        who: LEADS,
    },
    Setting {
        id: "follow_up.share",
        label: t("抽访的比例", "Share of finished work that is followed up where a share is enough"),
        kind: SettingKind::Int(0, 100, PERCENT),
        default: "30",
        who: LEADS,
    },
    Setting {
        id: "follow_up.due_hours",
        label: t("完工后多久内回访", "Follow up within, after finishing"),
        kind: SettingKind::Int(1, 720, HOURS),
        default: "48",
        who: LEADS,
    },
    Setting {
        id: "follow_up.attempts",
        label: t("联系不上几次记为未回访到", "Not reached after"),
        kind: SettingKind::Int(1, 10, TIMES),
        default: "3",
        who: LEADS,
    },
    Setting {
        id: "follow_up.scale",
        label: t("满意度分值（5 至 1 分）", "Points for the scores 5 to 1"),
        kind: SettingKind::Scale,
        default: "100/80/60/40/0",
        who: LEADS,
    },
    Setting {
        id: "promise.warn_minutes",
        label: t("承诺到时前多久提醒负责人", "Who owes a promise is reminded ahead by"),
        kind: SettingKind::Int(0, 1440, MINUTES),
        default: "15",
        who: LEADS,
    },
    Setting {
        id: "promise.lead_minutes",
        label: t("承诺过时多久告知主管", "Those who lead hear of an overdue promise after"),
        kind: SettingKind::Int(0, 1440, MINUTES),
        default: "30",
        who: LEADS,
    },
    Setting {
        id: "handover.ahead_minutes",
        label: t("交班时收集多久内到期的事项", "Handover collects what is due within"),
        kind: SettingKind::Int(30, 2880, MINUTES),
        default: "720",
        who: LEADS,
    },
    Setting {
        id: "board.ahead_minutes",
        label: t("看板提前多久显示即将到时", "Boards show what is due within"),
        kind: SettingKind::Int(5, 2880, MINUTES),
        default: "60",
        who: LEADS,
    },
    Setting {
        id: "key.back_by",
        label: t("钥匙当日应还时刻（距零点）", "Keys are due back at, after midnight"),
        kind: SettingKind::Int(0, 1439, MINUTES),
        default: "1080",
        who: LEADS,
    },
    Setting {
        id: "key.extend_days",
        label: t("钥匙最多延期", "A key is extended by at most"),
        kind: SettingKind::Int(0, 30, DAYS),
        default: "1",
        who: LEADS,
    },
    Setting {
        id: "key.count_day",
        label: t("每月钥匙盘点日", "Keys are counted from this day of the month"),
        kind: SettingKind::Int(1, 28, DAY_OF_MONTH),
        default: "25",
        who: LEADS,
    },
    Setting {
        id: "file_document.ahead_days",
        label: t("档案资料到期前多久提醒", "Documents on file are carried ahead of expiry by"),
        kind: SettingKind::Int(0, 180, DAYS),
        default: "30",
        who: LEADS,
    },
    Setting {
        id: "warranty.waterproofing_months",
        label: t("防水防渗漏保修期", "Warranty on waterproofing"),
        kind: SettingKind::Int(1, 600, MONTHS),
        default: "60",
        who: LEADS,
    },
    Setting {
        id: "warranty.walls_months",
        label: t("墙面顶棚（装修）保修期", "Warranty on walls and ceilings"),
        kind: SettingKind::Int(1, 600, MONTHS),
        default: "24",
        who: LEADS,
    },
    Setting {
        id: "warranty.openings_months",
        label: t("门窗保修期", "Warranty on doors and windows"),
        kind: SettingKind::Int(1, 600, MONTHS),
        default: "24",
        who: LEADS,
    },
    Setting {
        id: "warranty.plumbing_months",
        label: t("给排水管道保修期", "Warranty on plumbing"),
        kind: SettingKind::Int(1, 600, MONTHS),
        default: "24",
        who: LEADS,
    },
    Setting {
        id: "warranty.electrical_months",
        label: t("电气线路保修期", "Warranty on electrical wiring"),
        kind: SettingKind::Int(1, 600, MONTHS),
        default: "24",
        who: LEADS,
    },
    Setting {
        id: "warranty.heating_months",
        label: t("供热系统保修期（两个采暖期）", "Warranty on heating (two seasons)"),
        kind: SettingKind::Int(1, 600, MONTHS),
        default: "24",
        who: LEADS,
    },
    Setting {
        id: "warranty.equipment_months",
        label: t("设备安装保修期", "Warranty on equipment"),
        kind: SettingKind::Int(1, 600, MONTHS),
        default: "24",
        who: LEADS,
    },
    Setting {
        id: "warranty.other_months",
        label: t("其他部位保修期", "Warranty on everything else"),
        kind: SettingKind::Int(1, 600, MONTHS),
        default: "24",
        who: LEADS,
    },
    Setting {
        id: "defect.repair_days",
        label: t("验房缺陷要求修好的天数", "Defects are to be repaired within"),
        kind: SettingKind::Int(1, 365, DAYS),
        default: "15",
        who: LEADS,
    },
    Setting {
        id: "defect.ending_days",
        label: t("保修期将满的提前天数", "A warranty counts as ending before its last day by"),
        kind: SettingKind::Int(1, 365, DAYS),
        default: "60",
        who: LEADS,
    },
    Setting {
        id: "defect.team",
        label: t("验房缺陷转交的班组", "Team that takes defects for the developer"),
        kind: SettingKind::Text(40),
        default: "开发商",
        who: LEADS,
    },
    Setting {
        id: "file.stale_months",
        label: t("档案多久未核对列入清单", "Files are listed when not compared for"),
        kind: SettingKind::Int(1, 120, MONTHS),
        default: "12",
        who: LEADS,
    },
    Setting {
        id: "privacy.retention_months",
        label: t("无房屋关系后个人信息保存", "Personal data is kept after the last relation for"),
        kind: SettingKind::Int(1, 600, MONTHS),
        default: "36",
        who: LEADS,
    },
    Setting {
        id: "incident.warn_percent",
        label: t(
            "事件报告时限剩多少时提醒",
            "A report on an incident is reminded of when so much of its time is left",
        ),
        kind: SettingKind::Int(1, 90, t("%", "%")),
        default: "20",
        who: LEADS,
    },
    Setting {
        id: "bell.repeat_seconds",
        label: t("夜间铃声重复间隔", "The night bell rings again after"),
        kind: SettingKind::Int(5, 600, t("秒", "seconds")),
        default: "30",
        who: LEADS,
    },
    Setting {
        id: "bell.from",
        label: t("夜间铃声开始（距零点）", "The night bell begins, after midnight"),
        kind: SettingKind::Int(0, 1439, MINUTES),
        default: "1320",
        who: LEADS,
    },
    Setting {
        id: "bell.to",
        label: t("夜间铃声结束（距零点）", "The night bell ends, after midnight"),
        kind: SettingKind::Int(0, 1439, MINUTES),
        default: "420",
        who: LEADS,
    },
    Setting {
        id: "server.linger_minutes",
        label: t("最后一人离开后服务保留", "The server stays after the last person left for"),
        kind: SettingKind::Int(0, 1440, MINUTES),
        default: "5",
        who: Posts::ADMIN,
    },
];

/// All settings, in the order of the screen.
pub fn settings() -> impl Iterator<Item = &'static Setting> {
    PLAIN
        .iter()
        .chain(targets::TARGETS)
        .chain(complaints::COMPLAINTS)
        .chain(handover::HANDOVER)
        .chain(counts::COUNTS)
}

/// The setting with this id.
#[must_use]
pub fn setting(id: &str) -> Option<&'static Setting> {
    settings().find(|setting| setting.id == id)
}

/// The default of a whole-number setting; 0 for an unknown one (a test shows that the desk asks for none).
#[must_use]
pub fn default_int(id: &str) -> i64 {
    setting(id).and_then(|setting| setting.default.parse().ok()).unwrap_or(0)
}

/// Checks a new value and gives it in its normal form.
///
/// # Errors
/// When the setting is unknown or the value is outside what it may be; the fault says what would be right.
pub fn check(id: &str, value: &str) -> Result<String, Fault> {
    let Some(setting) = setting(id) else {
        let known = settings().map(|s| s.id).collect::<Vec<_>>().join(", ");
        return Err(Fault::invalid(
            "id",
            say!("没有设置项 {id}；可用：{known}", "No setting {id}; there are: {known}"),
        ));
    };
    let value = value.trim();
    match setting.kind {
        SettingKind::Int(min, max, unit) => match value.parse::<i64>() {
            Ok(number) if (min..=max).contains(&number) => Ok(number.to_string()),
            _ => {
                let (zh, en) = (unit.zh, unit.en);
                Err(Fault::invalid(
                    "value",
                    say!(
                        "应为 {min} 至 {max} 的整数（{zh}）",
                        "Must be a whole number from {min} to {max} ({en})"
                    ),
                ))
            }
        },
        SettingKind::Text(max) => {
            let length = value.chars().count();
            if length == 0 || length > max {
                Err(Fault::invalid("value", say!("应为 1 至 {max} 个字", "Must have 1 to {max} characters")))
            } else {
                Ok(value.to_owned())
            }
        }
        SettingKind::Scale => Scale::read(value).map(|scale| scale.written()).ok_or_else(|| {
            Fault::invalid(
                "value",
                t(
                    "应为五个 0 至 100 的整数，由高到低，如 100/80/60/40/0",
                    "Must be five whole numbers from 100 down to 0, such as 100/80/60/40/0",
                ),
            )
        }),
        SettingKind::Target => match Target::read(value) {
            Ok(_) => Ok(value.split_whitespace().collect::<Vec<_>>().join(" ")),
            Err(()) => Err(Fault::invalid(
                "value",
                t(
                    "应写成“分钟数 日历”，如“30 desk”“15d legal”（15 日）；日历：always、desk、working、workdays、legal；不设写 none",
                    "Must read “minutes calendar”, such as “30 desk” or “15d legal” (15 days); calendars: always, desk, working, workdays, legal; or none",
                ),
            )),
        },
        SettingKind::Zone => match value.parse::<chrono_tz::Tz>() {
            Ok(zone) => Ok(zone.name().to_owned()),
            Err(_) => Err(Fault::invalid(
                "value",
                say!(
                    "不认识时区 {value}；例如 Asia/Shanghai",
                    "Unknown time zone {value}; for example Asia/Shanghai"
                ),
            )),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_passes_its_own_check() {
        for setting in settings() {
            assert_eq!(check(setting.id, setting.default).as_deref(), Ok(setting.default), "{}", setting.id);
        }
    }

    #[test]
    fn a_value_out_of_range_is_refused_with_the_range() {
        let fault = check("follow_up.attempts", "99").expect_err("99 attempts");
        assert!(fault.text.zh.contains("1 至 10") && fault.field.as_deref() == Some("value"));
        assert!(check("office.zone", "Mars/Olympus").is_err());
        assert!(check("follow_up.scale", "100/80").is_err());
    }
}
