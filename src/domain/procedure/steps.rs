//! The steps of every procedure as data (`domain/facts.md` 7.23): which procedure has which, what a step wants before it
//! may be ticked, and whether it can be left out with a reason.

use crate::choices;
use crate::domain::occupancy::Occupied;
use crate::text::lang::{T, t};

choices! {
    /// The procedures.
    pub ProcedureKind {
        MoveIn = "move-in" 'i' ("入住", "Move-in"),
        ChangeOfOwner = "change-of-owner" 'c' ("更户", "Change of owner"),
        TenancyBegin = "tenancy-begin" 't' ("租户入住", "Tenancy begins"),
        TenancyEnd = "tenancy-end" 'e' ("租户退租", "Tenancy ends"),
        MoveOut = "move-out" 'o' ("迁出", "Move-out"),
    }
}

/// What people at the desk call the procedures (`domain/facts.md` 7.23, 12).
pub(super) const EVERYDAY: &[(&str, &str)] = &[
    ("move-in", "入住登记 入住手续 入伙 收房 交房 办入住 move in"),
    ("change-of-owner", "过户 变更业主 业主变更 二手房 转让 transfer new owner"),
    ("tenancy-begin", "租户登记 出租 起租 租房 新租户 lease tenant rent let"),
    ("tenancy-end", "退租 租约到期 租户搬走 end of lease tenant leaves"),
    ("move-out", "搬离 搬走 搬家 搬出 退房 move out moves out"),
];

impl ProcedureKind {
    /// How the room is used from the effective date on, when nobody says otherwise.
    #[must_use]
    pub const fn state_after(self) -> Option<Occupied> {
        match self {
            Self::MoveIn => Some(Occupied::HandedOver),
            Self::ChangeOfOwner => None,
            Self::TenancyBegin => Some(Occupied::Let),
            Self::TenancyEnd | Self::MoveOut => Some(Occupied::Vacant),
        }
    }

    /// Whether the effective date is a last day: what follows begins on the day after.
    #[must_use]
    pub const fn ends(self) -> bool {
        matches!(self, Self::TenancyEnd | Self::MoveOut)
    }
}

choices! {
    /// The steps of all procedures. New ones come last: they are stored by their place.
    pub Step {
        Papers = "papers" 'p' ("查验证件资料", "Papers verified"),
        Fees = "fees" 'f' ("告知费用", "Fees noted"),
        Agreement = "agreement" 'a' ("签物业服务合同", "Service contract signed"),
        Rules = "rules" 'r' ("签承诺书、管理规约", "Undertaking, rules signed"),
        Inspection = "inspection" 'i' ("验房", "Inspection"),
        Meters = "meters" 'm' ("抄表", "Meter readings"),
        Keys = "keys" 'k' ("交接钥匙、卡、资料", "Keys, cards, manuals"),
        File = "file" 'd' ("档案齐全", "File complete"),
        Parties = "parties" 'b' ("双方到场或委托", "Both parties or proxies"),
        Title = "title" 't' ("查验新产权证", "New title deed seen"),
        Prepaid = "prepaid" 'w' ("预存款押金书面处理", "Prepaid money by consent"),
        Lease = "lease" 'l' ("查验租赁合同", "Lease seen"),
        Consent = "consent" 'o' ("业主同意出租", "Owner consents"),
        Clear = "clear" 'c' ("未了事项已清", "Nothing left open"),
        Returned = "returned" 'g' ("收回钥匙、卡", "Keys, cards given back"),
        Look = "look" 's' ("查看房屋现状", "Room looked at"),
        Reach = "reach" 'n' ("留新联系方式", "New address, phone noted"),
    }
}

choices! {
    /// The papers that are looked at.
    pub Paper {
        Notice = "notice" 'n' ("入住通知书", "Move-in notice"),
        Contract = "contract" 'c' ("购房合同", "Purchase contract"),
        Identity = "identity" 'i' ("身份证件", "Identity paper"),
        Licence = "licence" 'l' ("营业执照", "Business licence"),
        Authority = "authority" 'a' ("单位授权书", "Company's authority"),
        Proxy = "proxy" 'p' ("委托书", "Proxy"),
    }
}

/// What a step wants before it may be ticked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Nothing but the word of who ticks it.
    Word,
    /// These papers; of a company its licence and authority instead of an identity paper.
    Papers(&'static [Paper]),
    /// Defects on the list, or the word that there are none.
    Inspection,
    /// A reading of a meter at least.
    Readings,
    /// How many keys, cards and manuals.
    Counts,
    /// The person's phone and paper on file, and the notice about their data signed.
    File,
    /// No entry that holds somebody who leaves. Never ticked: the desk looks by itself.
    Clear,
}

/// One step of one procedure.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Whose.
    pub kind: ProcedureKind,
    /// Which.
    pub step: Step,
    /// What it wants.
    pub need: Need,
    /// Whether it cannot be left out, not even with a reason.
    pub must: bool,
}

const fn must(kind: ProcedureKind, step: Step, need: Need) -> Rule {
    Rule { kind, step, need, must: true }
}

const fn may(kind: ProcedureKind, step: Step, need: Need) -> Rule {
    Rule { kind, step, need, must: false }
}

use ProcedureKind::{ChangeOfOwner, MoveIn, MoveOut, TenancyBegin, TenancyEnd};

/// Every step of every procedure, in the order of the checklist.
pub const RULES: &[Rule] = &[
    must(MoveIn, Step::Papers, Need::Papers(&[Paper::Notice, Paper::Contract, Paper::Identity])),
    must(MoveIn, Step::Fees, Need::Word),
    must(MoveIn, Step::Agreement, Need::Word),
    must(MoveIn, Step::Rules, Need::Word),
    may(MoveIn, Step::Inspection, Need::Inspection),
    may(MoveIn, Step::Meters, Need::Readings),
    may(MoveIn, Step::Keys, Need::Counts),
    must(MoveIn, Step::File, Need::File),
    must(ChangeOfOwner, Step::Parties, Need::Word),
    must(ChangeOfOwner, Step::Papers, Need::Papers(&[Paper::Identity])),
    must(ChangeOfOwner, Step::Title, Need::Word),
    may(ChangeOfOwner, Step::Prepaid, Need::Word),
    must(ChangeOfOwner, Step::Agreement, Need::Word),
    must(ChangeOfOwner, Step::Rules, Need::Word),
    may(ChangeOfOwner, Step::Meters, Need::Readings),
    may(ChangeOfOwner, Step::Keys, Need::Counts),
    must(ChangeOfOwner, Step::File, Need::File),
    must(TenancyBegin, Step::Lease, Need::Word),
    must(TenancyBegin, Step::Consent, Need::Word),
    must(TenancyBegin, Step::Papers, Need::Papers(&[Paper::Identity])),
    must(TenancyBegin, Step::Rules, Need::Word),
    may(TenancyBegin, Step::Meters, Need::Readings),
    may(TenancyBegin, Step::Keys, Need::Counts),
    must(TenancyBegin, Step::File, Need::File),
    may(TenancyEnd, Step::Clear, Need::Clear),
    may(TenancyEnd, Step::Look, Need::Word),
    may(TenancyEnd, Step::Meters, Need::Readings),
    may(TenancyEnd, Step::Returned, Need::Counts),
    may(MoveOut, Step::Clear, Need::Clear),
    may(MoveOut, Step::Look, Need::Word),
    may(MoveOut, Step::Meters, Need::Readings),
    may(MoveOut, Step::Returned, Need::Counts),
    may(MoveOut, Step::Reach, Need::Word),
];

/// The steps of a procedure, in order.
pub fn rules(kind: ProcedureKind) -> impl Iterator<Item = &'static Rule> {
    RULES.iter().filter(move |rule| rule.kind == kind)
}

/// One step of a procedure; none when it has no such step.
#[must_use]
pub fn rule(kind: ProcedureKind, step: Step) -> Option<&'static Rule> {
    rules(kind).find(|rule| rule.step == step)
}

impl Need {
    /// What has to be done, in a line beside the step.
    #[must_use]
    pub const fn hint(self) -> T {
        match self {
            Self::Word => t("", ""),
            Self::Papers(_) => t("看原件，留复印件", "See the originals, keep copies"),
            Self::Inspection => t("逐处登记缺陷，或确认无缺陷", "List the defects, or say there are none"),
            Self::Readings => t("每块表登记读数", "A reading of every meter"),
            Self::Counts => t("写明钥匙、卡、资料的数量", "How many keys, cards, manuals"),
            Self::File => t("电话、证件、个人信息告知书", "Phone, paper, notice about their data"),
            Self::Clear => t("系统自动核对", "Looked up by itself"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_procedure_has_its_steps_once_and_letters_are_unique() {
        for kind in ProcedureKind::ALL {
            let steps: Vec<Step> = rules(*kind).map(|rule| rule.step).collect();
            let mut once = steps.clone();
            once.sort();
            once.dedup();
            assert!(steps.len() >= 4 && once.len() == steps.len(), "{kind:?}: {steps:?}");
        }
        for step in Step::ALL {
            assert!(RULES.iter().any(|rule| rule.step == *step), "{step:?} belongs to no procedure");
        }
    }
}
