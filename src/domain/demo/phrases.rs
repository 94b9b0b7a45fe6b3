//! What people report in the practice office, in their words. No life cycle.

use crate::domain::request::{Category, Urgency};

/// Where a fault is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spot {
    /// In a room.
    Home,
    /// In the common part of a building.
    Building,
    /// In the grounds: one of `rooms::PUBLIC_PLACES`.
    Grounds,
}

/// A reported fault as a receptionist would write it down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// The kind of fault.
    pub category: Category,
    /// How urgent.
    pub urgency: Urgency,
    /// Where.
    pub spot: Spot,
    /// The words, data of the office and therefore Chinese only.
    pub text: &'static str,
    /// How often among a thousand, outside the heating season.
    pub weight: u32,
}

const fn said(category: Category, urgency: Urgency, spot: Spot, weight: u32, text: &'static str) -> Phrase {
    Phrase { category, urgency, spot, text, weight }
}

/// What the residents of the practice office report.
pub const PHRASES: &[Phrase] = {
    use Spot::{Building, Grounds, Home};
    &[
        said(Category::Plumbing, Urgency::Urgent, Home, 45, "厨房水槽下面水管漏水，已关总阀"),
        said(Category::Plumbing, Urgency::Urgent, Home, 40, "卫生间地漏返水，污水往外冒"),
        said(Category::Plumbing, Urgency::Urgent, Home, 12, "家里突然没水，邻居家有水"),
        said(Category::Plumbing, Urgency::Ordinary, Home, 40, "马桶水箱一直流水"),
        said(Category::Plumbing, Urgency::Ordinary, Home, 38, "厨房水龙头关不紧，滴水"),
        said(Category::Plumbing, Urgency::Ordinary, Home, 30, "洗手盆下水慢"),
        said(Category::Plumbing, Urgency::Ordinary, Home, 18, "水压太小，热水器打不着火"),
        said(Category::Plumbing, Urgency::Urgent, Building, 8, "管道井有水流声，楼道有积水"),
        said(Category::Electrical, Urgency::Urgent, Home, 35, "全屋停电，空气开关合不上"),
        said(Category::Electrical, Urgency::Ordinary, Home, 34, "客厅插座没电"),
        said(Category::Electrical, Urgency::Ordinary, Home, 30, "卫生间灯不亮，换灯泡也没用"),
        said(Category::Electrical, Urgency::Danger, Home, 3, "插座冒火花，有焦糊味"),
        said(Category::Electrical, Urgency::Ordinary, Home, 15, "浴霸不工作"),
        said(Category::Electrical, Urgency::Urgent, Building, 6, "整个单元停电"),
        said(Category::DoorLock, Urgency::Urgent, Home, 18, "入户门锁打不开，人在门外"),
        said(Category::DoorLock, Urgency::Ordinary, Home, 28, "卧室窗户把手坏了，关不上"),
        said(Category::DoorLock, Urgency::Ordinary, Home, 20, "入户门合页松，关门蹭地"),
        said(Category::DoorLock, Urgency::Ordinary, Building, 14, "单元门闭门器坏了，关门声音大"),
        said(Category::Masonry, Urgency::Ordinary, Home, 26, "卫生间顶棚渗水，怀疑楼上漏"),
        said(Category::Masonry, Urgency::Ordinary, Home, 18, "厨房墙砖空鼓，有一块要掉"),
        said(Category::Masonry, Urgency::Planned, Building, 10, "外墙皮脱落，掉在花坛里"),
        said(Category::Masonry, Urgency::Ordinary, Grounds, 10, "地砖松动，老人差点绊倒"),
        said(Category::Heating, Urgency::Urgent, Home, 7, "暖气片不热，室温十五度"),
        said(Category::Heating, Urgency::Urgent, Home, 4, "暖气片阀门处漏水"),
        said(Category::Heating, Urgency::Ordinary, Home, 3, "地暖有一路不热"),
        said(Category::Gas, Urgency::Danger, Home, 4, "厨房有燃气味，已开窗关阀"),
        said(Category::Gas, Urgency::Ordinary, Home, 5, "燃气表没电，显示不出来"),
        said(Category::Intercom, Urgency::Ordinary, Home, 28, "可视对讲听不到声音"),
        said(Category::Intercom, Urgency::Ordinary, Building, 22, "单元门禁刷卡没反应"),
        said(Category::Intercom, Urgency::Ordinary, Home, 10, "对讲开不了单元门"),
        said(Category::FireSystem, Urgency::Urgent, Building, 8, "楼道烟感一直报警"),
        said(Category::FireSystem, Urgency::Ordinary, Building, 9, "消防栓箱门玻璃碎了"),
        said(Category::Lift, Urgency::Urgent, Building, 24, "电梯停在一层不走，门开着"),
        said(Category::Lift, Urgency::Danger, Building, 4, "电梯困人，停在六层和七层之间"),
        said(Category::Lift, Urgency::Ordinary, Building, 18, "电梯运行有异响，抖动"),
        said(Category::Barrier, Urgency::Urgent, Grounds, 22, "道闸不抬杆，车排队出不去"),
        said(Category::Barrier, Urgency::Ordinary, Grounds, 16, "车牌识别不出，每次要人工放行"),
        said(Category::PublicLighting, Urgency::Ordinary, Building, 40, "楼道声控灯不亮"),
        said(Category::PublicLighting, Urgency::Ordinary, Grounds, 18, "路灯不亮，晚上看不清路"),
        said(Category::CleaningGreening, Urgency::Ordinary, Building, 30, "楼道里有宠物粪便没人清"),
        said(Category::CleaningGreening, Urgency::Ordinary, Grounds, 24, "垃圾桶满了，异味大"),
        said(Category::CleaningGreening, Urgency::Planned, Grounds, 14, "树枝挡住一层窗户，请修剪"),
        said(Category::Pest, Urgency::Ordinary, Home, 10, "厨房发现蟑螂，申请消杀"),
        said(Category::Pest, Urgency::Ordinary, Grounds, 8, "绿化带有老鼠洞"),
        said(Category::Noise, Urgency::Ordinary, Home, 26, "楼上装修噪音，中午不停工"),
        said(Category::Parking, Urgency::Ordinary, Grounds, 16, "固定车位被别的车占了，联系不上车主"),
        said(Category::Other, Urgency::Ordinary, Building, 18, "楼道堆放杂物，堵住通道"),
        said(Category::Other, Urgency::Ordinary, Home, 14, "快递柜拿错件，请帮忙联系"),
        said(Category::Other, Urgency::Planned, Home, 10, "空调外机支架锈了，请看是否安全"),
    ]
};
