//! What the staff of the practice office write: results, notes, log lines, tasks. Data of an office, therefore Chinese.

use crate::domain::handover::LogKind;
use crate::domain::register::Severity;
use crate::domain::request::{Category, Urgency};

/// Why somebody who reported a fault called it off.
pub(super) const CANCELLED: &str = "客户来电说已自行解决，取消报修";
/// Why an old request was called off by the office.
pub(super) const CALLED_OFF: &str = "多次联系住户未果，经主管同意销单";
/// Why a request that was not done well goes to somebody again.
pub(super) const AGAIN: &str = "回访不满意，重新安排上门";

/// What is promised to somebody who reports a fault.
pub(super) const fn promise(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Danger | Urgency::Urgent => "维修师傅尽快上门，到之前先来电",
        Urgency::Ordinary => "按约定时间上门查看",
        Urgency::Planned => "列入计划，排好日子后回电告知",
    }
}

/// What was done.
pub(super) const fn work(category: Category) -> &'static str {
    match category {
        Category::Plumbing => "更换软管和角阀，试水半小时不漏",
        Category::Electrical => "更换空气开关并紧固接线，通电正常",
        Category::DoorLock => "调整合页、更换锁芯，开关顺畅",
        Category::Masonry => "已做防水修补，养护两天后复看",
        Category::Heating => "放气并清洗过滤网，回水温度正常",
        Category::Gas => "检漏合格，已提醒住户更换电池和软管",
        Category::Intercom => "更换听筒，通话和开门正常",
        Category::FireSystem => "清洁探头并复位主机，测试正常",
        Category::Lift => "维保人员处理完毕，试运行十趟正常",
        Category::Barrier => "更换起落杆弹簧并校准识别相机，放行正常",
        Category::PublicLighting => "更换灯头和声控开关，亮灯正常",
        Category::CleaningGreening => "已安排清理，现场照片存档",
        Category::Noise => "上门劝停，装修方承诺午休时段不施工",
        Category::Parking => "联系车主移车，秩序员现场恢复",
        Category::Pest => "已投药消杀，一周后复查",
        Category::Other => "现场处理完毕，已告知住户",
    }
}

/// What a customer says with a score.
pub(super) const fn opinion(score: u8) -> &'static str {
    match score {
        0 | 1 => "修完当天又坏了，很生气",
        2 => "等得太久，还是有点漏",
        3 => "修好了，就是师傅来晚了",
        4 => "还可以，处理得挺好",
        _ => "很及时，师傅态度好",
    }
}

/// What a request that stands still is told to wait for.
pub(super) const WAITS: &[(&str, &str)] = &[
    ("material", "配件缺货，已报采购"),
    ("customer", "住户不在家，约好再上门"),
    ("contractor", "等厂家技术员到场"),
    ("approval", "动用维修资金，等审批"),
];

/// A line of the log.
pub(super) type Line = (LogKind, Severity, &'static str);

/// What a shift writes by day.
pub(super) const DAY: &[Line] = &[
    (LogKind::Key, Severity::White, "前台备用钥匙清点，共 46 把，与登记相符"),
    (LogKind::Lost, Severity::White, "失物一件：儿童蓝色水壶，放前台第二格"),
    (LogKind::OnSite, Severity::White, "电梯维保单位两人进场，做半月保养，已发临时出入证"),
    (LogKind::OnSite, Severity::White, "消防维保单位到场检测烟感，预计做到下班前"),
    (LogKind::Outage, Severity::Amber, "自来水公司通知：后天九点到十七点二次供水水箱清洗，停水"),
    (LogKind::Notice, Severity::White, "社区通知：周末广场有义诊，需借两张桌子"),
    (LogKind::Incident, Severity::Amber, "地下车库一处地面渗水，已摆警示牌，保洁定时清扫"),
    (LogKind::Incident, Severity::Amber, "快递车蹭到东门道闸，已拍照，司机留了电话"),
    (LogKind::Note, Severity::White, "业主来问装修押金何时退，已请其周三带收据来"),
    (LogKind::Note, Severity::Amber, "一位老人独居，家属托我们每天上午打个电话问一声"),
    (LogKind::Works, Severity::White, "外墙施工队进场四人，吊篮停在西侧，已核对保险"),
    (LogKind::Note, Severity::White, "打印纸还剩一包，已请综合部补货"),
];

/// What a shift writes by night.
pub(super) const NIGHT: &[Line] = &[
    (LogKind::Security, Severity::White, "零点巡查监控、门岗，一切正常"),
    (LogKind::Incident, Severity::Amber, "凌晨一点多有住户反映楼上吵闹，秩序员上门劝说后安静"),
    (LogKind::Security, Severity::White, "两点巡查地下车库，一辆车未关车窗，已电话通知车主"),
    (LogKind::OnSite, Severity::White, "急修：水电值班师傅三点到场，四点离开"),
    (LogKind::Equipment, Severity::Amber, "消防主机误报一次，现场确认无火情，已复位并记录"),
    (LogKind::Note, Severity::White, "五点半垃圾清运车进场，六点离场"),
    (LogKind::Notice, Severity::White, "气象台大风蓝色预警，已通知门岗收好遮阳伞"),
];

/// What others leave for the counter shortly before now.
pub(super) const LATEST: &[Line] = &[
    (LogKind::Notice, Severity::Amber, "街道这两天抽查消防通道，发现占道请马上报秩序部"),
    (LogKind::Complaint, Severity::White, "投诉电梯的业主若再来电，请转我接"),
    (LogKind::Outage, Severity::Red, "燃气公司临时抢修，可能停气，来电统一答复：恢复后短信通知"),
    (LogKind::Note, Severity::White, "回访时请顺带问一句冬季供暖温度"),
];

/// Standing orders: title and words; the receptionists must read the last one.
pub(super) const ORDERS: &[(&str, &str)] = &[
    ("施工人员换牌", "施工、送货人员一律凭身份证换临时牌，离场收回；过二十点仍未交还的告知秩序部。"),
    ("快递不代收", "前台不代收快递和现金；业主坚持的，登记姓名电话，请其改投丰巢。"),
    ("停气停水统一答复", "停气、停水来电统一答复：已在抢修，恢复后短信通知；不报恢复时间，记下房号回访。"),
];

/// What a leaver tells the next shift.
pub(super) const NOTES: &[&str] = &[
    "急修都已派出，盯一下回电",
    "钥匙、对讲机、备用金都在，数目对过",
    "等配件的几单明天到货，到了先通知住户",
    "有一位业主情绪激动，来电请耐心",
    "今天来访多，离开登记请再核一遍",
];

/// What a successor says to a red item.
pub(super) const ACKS: &[&str] = &["接班先打电话问进度", "马上联系师傅", "已看，先回客户电话"];

/// What the leaver says is to be done if it happens again.
pub(super) const IF_THEN: &[&str] = &[
    "如果再漏水，就关单元总阀并通知水电班",
    "如果客户再来电，就转主管回话",
    "如果师傅半小时内没到，就改派值班师傅",
    "无",
];

/// Why something is put off once more.
pub(super) const PUT_OFF: &[&str] = &["等配件到货", "业主出差，约周末上门", "等开发商答复"];
