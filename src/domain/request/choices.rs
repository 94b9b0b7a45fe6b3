//! The closed lists of a request, and the templates for the commonest faults.

use crate::choices;
use crate::text::lang::{T, t};

choices! {
    /// Kinds of fault (`domain/facts.md` 6.5). The letters are what the counter types.
    pub Category {
        Plumbing = "plumbing" 'p' ("给排水", "Plumbing"),
        Electrical = "electrical" 'e' ("强电照明", "Electrical"),
        DoorLock = "door-lock" 'd' ("门窗锁具", "Door, window, lock"),
        Masonry = "masonry" 'm' ("土建渗漏", "Masonry, leak"),
        Heating = "heating" 'h' ("供暖", "Heating"),
        Gas = "gas" 'g' ("燃气", "Gas"),
        Intercom = "intercom" 'i' ("弱电门禁", "Intercom, access"),
        FireSystem = "fire-system" 'f' ("消防", "Fire system"),
        Lift = "lift" 'l' ("电梯", "Lift"),
        Barrier = "barrier" 'b' ("道闸车库", "Barrier, garage"),
        PublicLighting = "public-lighting" 'u' ("公共照明", "Public lighting"),
        CleaningGreening = "cleaning-greening" 'c' ("保洁绿化", "Cleaning, greening"),
        Noise = "noise" 'n' ("噪声扰民", "Noise"),
        Parking = "parking" 'k' ("停车秩序", "Parking"),
        Pest = "pest" 'v' ("虫害", "Pest"),
        Other = "other" 'o' ("其他", "Other"),
    }
}

choices! {
    /// How urgent (`domain/facts.md` 6.1).
    pub Urgency {
        Danger = "danger" '0' ("危险", "Danger"),
        Urgent = "urgent" '1' ("急修", "Urgent"),
        Ordinary = "ordinary" '2' ("普通", "Ordinary"),
        Planned = "planned" '3' ("计划", "Planned"),
    }
}

impl Urgency {
    /// 0 for danger to 3 for planned work: lists sort by it.
    #[must_use]
    pub const fn rank(self) -> u8 {
        self as u8
    }

    /// The class of its service targets: `p1` in `target.p1.respond`.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Danger => "p0",
            Self::Urgent => "p1",
            Self::Ordinary => "p2",
            Self::Planned => "p3",
        }
    }

    /// Whether it is for now: danger, or a fault that goes on doing damage.
    #[must_use]
    pub const fn presses(self) -> bool {
        matches!(self, Self::Danger | Self::Urgent)
    }
}

choices! {
    /// How a request came in.
    pub Channel {
        WalkIn = "walk-in" 'w' ("前台", "Walk-in"),
        Phone = "phone" 'p' ("电话", "Phone"),
        Message = "message" 'm' ("微信/短信", "Message"),
        Staff = "staff" 's' ("员工报", "Staff"),
        Patrol = "patrol" 'r' ("巡查", "Patrol"),
        Hotline = "hotline" 'h' ("12345热线", "Government hotline"),
        Import = "import" 'i' ("导入", "Import"),
    }
}

choices! {
    /// Whether the customer pays.
    pub Charge {
        Free = "free" 'f' ("无偿", "Free"),
        Chargeable = "chargeable" 'c' ("有偿", "Chargeable"),
    }
}

choices! {
    /// What a request waits for.
    pub Wait {
        Material = "material" 'm' ("材料", "Material"),
        Customer = "customer" 'c' ("客户", "Customer"),
        Contractor = "contractor" 'o' ("外委单位", "Contractor"),
        Approval = "approval" 'a' ("审批", "Approval"),
        Other = "other" 'x' ("其他", "Other"),
    }
}

choices! {
    /// Where the fault came from, as found on site.
    pub Cause {
        Wear = "wear" 'w' ("自然老化", "Wear"),
        Misuse = "misuse" 'm' ("使用不当", "Misuse"),
        Installation = "installation" 'i' ("安装施工", "Installation"),
        Material = "material" 'q' ("材料质量", "Material"),
        ThirdParty = "third-party" 't' ("第三方损坏", "Third party"),
        Weather = "weather" 'f' ("天气原因", "Weather"),
        Unknown = "unknown" 'x' ("原因不明", "Unknown"),
    }
}

choices! {
    /// Which finished work is followed up (`domain/facts.md` 6.3).
    pub FollowRule {
        Always = "always" 'a' ("每单回访", "Always"),
        Unrated = "unrated" 'u' ("未评价才回访", "Unless rated"),
        Share = "share" 's' ("按比例抽访", "A share"),
        Never = "never" 'n' ("不回访", "Never"),
    }
}

/// A ready-made fault: one letter fills category, urgency and words.
#[derive(Clone, Copy, Debug)]
pub struct Template {
    /// The letter that picks it.
    pub key: char,
    /// The kind of fault.
    pub category: Category,
    /// How urgent such a fault is.
    pub urgency: Urgency,
    /// The words.
    pub text: T,
}

const fn template(key: char, category: Category, urgency: Urgency, text: T) -> Template {
    Template { key, category, urgency, text }
}

/// The twenty commonest faults.
pub const FAULTS: &[Template] = &[
    template('a', Category::Plumbing, Urgency::Ordinary, t("水龙头漏水", "Dripping tap")),
    template('b', Category::Plumbing, Urgency::Urgent, t("水管爆裂跑水", "Burst pipe")),
    template('c', Category::Plumbing, Urgency::Ordinary, t("马桶堵塞", "Blocked toilet")),
    template('d', Category::Plumbing, Urgency::Ordinary, t("下水道堵塞", "Blocked drain")),
    template('e', Category::Plumbing, Urgency::Urgent, t("污水返水", "Sewage backflow")),
    template('f', Category::Plumbing, Urgency::Urgent, t("家中停水", "No water")),
    template('g', Category::Plumbing, Urgency::Ordinary, t("马桶水箱长流水", "Cistern keeps running")),
    template('h', Category::Electrical, Urgency::Urgent, t("家中停电", "No power")),
    template('i', Category::Electrical, Urgency::Ordinary, t("跳闸", "Breaker trips")),
    template('j', Category::Electrical, Urgency::Ordinary, t("灯不亮", "Light does not work")),
    template('k', Category::Electrical, Urgency::Ordinary, t("插座没电", "Dead socket")),
    template('l', Category::DoorLock, Urgency::Urgent, t("门锁打不开，人在门外", "Locked out")),
    template('m', Category::DoorLock, Urgency::Ordinary, t("窗户关不严", "Window does not close")),
    template('n', Category::Masonry, Urgency::Ordinary, t("楼上渗水到天花板", "Leak from the flat above")),
    template('o', Category::Masonry, Urgency::Ordinary, t("墙砖脱落", "Loose tiles")),
    template('p', Category::Heating, Urgency::Urgent, t("暖气不热", "No heat")),
    template('q', Category::Intercom, Urgency::Ordinary, t("门禁对讲不响", "Intercom does not ring")),
    template('r', Category::Lift, Urgency::Danger, t("电梯困人", "People trapped in the lift")),
    template('s', Category::PublicLighting, Urgency::Ordinary, t("楼道灯不亮", "Corridor light out")),
    template(
        't',
        Category::CleaningGreening,
        Urgency::Ordinary,
        t("楼道垃圾未清", "Rubbish in the corridor"),
    ),
];
