//! The closed lists of a complaint (`domain/facts.md` 6.4, 7.5).

use crate::choices;

choices! {
    /// How a complaint came in.
    pub Channel {
        Visit = "visit" 'v' ("来访", "Visit"),
        Phone = "phone" 'p' ("电话", "Phone"),
        Letter = "letter" 'l' ("来信", "Letter"),
        Message = "message" 'm' ("微信/短信", "Message"),
        Patrol = "patrol" 'r' ("巡查", "Patrol"),
        Hotline = "hotline" 'h' ("12345热线", "Government hotline"),
        Committee = "committee" 'c' ("业委会/居委会", "Committee"),
        Media = "media" 'd' ("媒体", "Media"),
        Court = "court" 't' ("法院", "Court"),
    }
}

impl Channel {
    /// Whether somebody outside passed it on, before whom the office has to answer: the project head hears of it at once.
    #[must_use]
    pub const fn is_official(self) -> bool {
        matches!(self, Self::Hotline | Self::Media | Self::Court)
    }
}

choices! {
    /// Where the cause lies.
    pub Cause {
        Own = "own" 'a' ("管理服务（A类）", "Own service"),
        Construction = "construction" 'b' ("建设质量（B类）", "Construction"),
        Outside = "outside" 'c' ("外部原因（C类）", "Outside"),
    }
}

choices! {
    /// How serious, the most serious first.
    pub Gravity {
        Major = "major" 'm' ("重大", "Major"),
        Important = "important" 'i' ("重要", "Important"),
        Minor = "minor" 'n' ("轻微", "Minor"),
    }
}

choices! {
    /// What it is about.
    pub Topic {
        Facilities = "facilities" 'f' ("设施设备", "Facilities"),
        Environment = "environment" 'e' ("环境卫生", "Environment"),
        Attitude = "attitude" 'a' ("服务态度", "Attitude"),
        Safety = "safety" 's' ("安全秩序", "Safety"),
        Charges = "charges" 'c' ("收费", "Charges"),
        Parking = "parking" 'p' ("停车", "Parking"),
        Neighbour = "neighbour" 'n' ("邻里/装修", "Neighbours, fit-out"),
        Structure = "structure" 'r' ("房屋渗漏", "Structure, leaks"),
        Lift = "lift" 'l' ("电梯", "Lift"),
        Other = "other" 'o' ("其他", "Other"),
    }
}

choices! {
    /// Whether the office is in the wrong.
    pub Justified {
        Yes = "justified" 'y' ("有效", "Justified"),
        No = "unjustified" 'n' ("无效", "Unjustified"),
    }
}

choices! {
    /// In which form it was answered.
    pub AnswerForm {
        Written = "written" 'w' ("书面", "In writing"),
        Phone = "phone" 'p' ("电话", "By phone"),
        Visit = "visit" 'v' ("当面", "In person"),
        Message = "message" 'm' ("微信/短信", "By message"),
        Posted = "posted" 'b' ("张贴公示", "Posted publicly"),
    }
}

choices! {
    /// What a suspended complaint waits for.
    pub Awaits {
        ThirdParty = "third-party" 't' ("第三方", "A third party"),
        Complainant = "complainant" 'c' ("投诉人", "The complainant"),
        Evidence = "evidence" 'e' ("鉴定/取证", "Evidence"),
        Approval = "approval" 'a' ("审批/资金", "Approval, money"),
        Season = "season" 's' ("季节/天气", "Season, weather"),
        Other = "other" 'o' ("其他", "Other"),
    }
}

choices! {
    /// Whom it was transferred to.
    pub Outside {
        Developer = "developer" 'd' ("开发商", "Developer"),
        Authority = "authority" 'a' ("政府部门", "Authority"),
        Utility = "utility" 'u' ("水电气热公司", "Utility"),
        Police = "police" 'p' ("派出所", "Police"),
        Other = "other" 'o' ("其他单位", "Another body"),
    }
}

choices! {
    /// How far up the ladder it has gone.
    pub Rung {
        None = "none" 'n' ("未升级", "Not escalated"),
        Supervisor = "supervisor" 's' ("主管", "Supervisor"),
        Manager = "manager" 'm' ("经理", "Manager"),
        Top = "top" 't' ("项目负责人", "Project head"),
    }
}

impl Rung {
    /// The rung of a level: 0 to 3.
    #[must_use]
    pub const fn of_level(level: i64) -> Self {
        match level {
            ..=0 => Self::None,
            1 => Self::Supervisor,
            2 => Self::Manager,
            _ => Self::Top,
        }
    }

    /// 0 to 3.
    #[must_use]
    pub const fn level(self) -> i64 {
        self as i64
    }
}

choices! {
    /// Why it climbed.
    pub Climb {
        NotReceived = "not-received" 'r' ("超时无人受理", "Not received in time"),
        Overdue = "overdue" 'o' ("超过时限", "Over the limit"),
        TwiceOverdue = "twice-overdue" 'w' ("超过时限一倍", "Over twice the limit"),
        Serious = "serious" 's' ("重大投诉", "Major complaint"),
        Source = "source" 'c' ("政府、媒体或法院转来", "Passed on by government, media or court"),
        Group = "group" 'g' ("群诉", "Group complaint"),
        Repeated = "repeated" 'p' ("重复投诉", "Repeated complaint"),
        Reopened = "reopened" 'x' ("客户不满意，重新处理", "Reopened"),
        Month = "month" 'm' ("一个月未解决", "Unresolved for a month"),
        Hand = "hand" 'h' ("人工升级", "By hand"),
    }
}
