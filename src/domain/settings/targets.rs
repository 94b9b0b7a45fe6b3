//! The service targets an office may set: so long, by which calendar, for each class of work (`domain/facts.md` 6.1).

use super::{LEADS, Setting, SettingKind};
use crate::text::lang::{T, t};

const fn target(id: &'static str, label: T, default: &'static str) -> Setting {
    Setting { id, label, kind: SettingKind::Target, default, who: LEADS }
}

/// All targets, in the order of the screen. Whole days are counted in the minutes of whole working days: 1440 a day.
/// What is a legal term is counted in days as the law counts them.
pub const TARGETS: &[Setting] = &[
    target("target.p0.respond", t("危险：响应时限", "Danger: respond within"), "1 always"),
    target("target.p0.arrive", t("危险：到场时限", "Danger: on site within"), "5 always"),
    target("target.p0.control", t("危险：控制/方案时限", "Danger: under control, or a plan, within"), "none"),
    target("target.p0.finish", t("危险：完成时限", "Danger: finished within"), "none"),
    target("target.p1.respond", t("急修：响应时限", "Urgent: respond within"), "5 always"),
    target("target.p1.arrive", t("急修：到场时限", "Urgent: on site within"), "20 always"),
    target(
        "target.p1.control",
        t("急修：控制/方案时限", "Urgent: under control, or a plan, within"),
        "120 always",
    ),
    target("target.p1.finish", t("急修：完成时限", "Urgent: finished within"), "1440 always"),
    target("target.p2.respond", t("普通报修：响应时限", "Ordinary: respond within"), "30 desk"),
    target("target.p2.arrive", t("普通报修：到场时限", "Ordinary: on site within"), "none"),
    target("target.p2.finish", t("普通报修：完成时限", "Ordinary: finished within"), "1440 desk"),
    target("target.p3.respond", t("计划维修：响应时限", "Planned: respond within"), "1440 workdays"),
    target("target.p3.finish", t("计划维修：完成时限", "Planned: finished within"), "10080 workdays"),
    target("target.minor.respond", t("轻微投诉：响应时限", "Minor complaint: respond within"), "120 working"),
    target(
        "target.minor.answer",
        t("轻微投诉：答复时限", "Minor complaint: answered within"),
        "1440 workdays",
    ),
    target(
        "target.important.respond",
        t("重要投诉：响应时限", "Important complaint: respond within"),
        "120 working",
    ),
    target(
        "target.important.answer",
        t("重要投诉：答复时限", "Important complaint: answered within"),
        "4320 workdays",
    ),
    target("target.major.respond", t("重大投诉：响应时限", "Major complaint: respond within"), "120 working"),
    target(
        "target.major.control",
        t("重大投诉：控制/方案时限", "Major complaint: under control, or a plan, within"),
        "1440 workdays",
    ),
    target(
        "target.major.answer",
        t("重大投诉：答复时限", "Major complaint: answered within"),
        "10080 workdays",
    ),
    // The city's rule for complaints is the outer bound whatever the class, and counts as a legal term does.
    target(
        "target.complaint.finish",
        t("投诉：法定答复期限（日）", "Complaint: answered by law within (days)"),
        "15d legal",
    ),
    target("target.enquiry.respond", t("咨询：响应时限", "Enquiry: respond within"), "240 working"),
    target("target.enquiry.answer", t("咨询：答复时限", "Enquiry: answered within"), "2880 workdays"),
    target("target.pass_on.respond", t("转办：响应时限", "Pass-on: respond within"), "20 always"),
    target("target.pass_on.answer", t("转办：答复时限", "Pass-on: answered within"), "1440 workdays"),
    // By word of mouth at once; the district's plan gives each level its minutes.
    target(
        "target.incident.verbal.1",
        t("一级事件：口头报告时限", "Level 1: reported by word within"),
        "10 always",
    ),
    target(
        "target.incident.verbal.2",
        t("二级事件：口头报告时限", "Level 2: reported by word within"),
        "20 always",
    ),
    target(
        "target.incident.verbal.3",
        t("三级事件：口头报告时限", "Level 3: reported by word within"),
        "30 always",
    ),
    target(
        "target.incident.verbal.4",
        t("四级事件：口头报告时限", "Level 4: reported by word within"),
        "30 always",
    ),
    target(
        "target.incident.report",
        t("突发事件：书面报告时限", "Emergency: written report within"),
        "720 always",
    ),
    target(
        "target.incident.finish",
        t("突发事件：处置结束后总结时限", "Emergency: summary after the handling within"),
        "1440 always",
    ),
];
