//! The words that offices write above their columns, in Chinese and English: a declared table.

use crate::text::lang::{T, t};

/// How the cells of a column are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reads {
    /// Words.
    Words,
    /// A code, never a day: part of a room.
    Code,
    /// A number of a phone or a paper, whose digits count.
    Digits,
    /// Square metres or another number of two decimals.
    Decimal,
    /// A day.
    Day,
    /// One of a few words.
    Choice,
}

/// What a column may mean.
#[derive(Debug)]
pub struct Meaning {
    /// The field.
    pub id: &'static str,
    /// Its head in templates and exports.
    pub label: T,
    /// How its cells are read.
    pub reads: Reads,
    /// What is written above such columns, folded as heads are, parted by `、`.
    pub heads: &'static str,
}

const fn means(id: &'static str, label: T, reads: Reads, heads: &'static str) -> Meaning {
    Meaning { id, label, reads, heads }
}

/// The columns that together name a room; each list has them.
pub(super) const ROOM: [Meaning; 4] = [
    means(
        "building",
        t("楼栋", "Building"),
        Reads::Code,
        "楼栋、楼号、栋号、楼栋号、幢号、幢、栋、座、座号、楼、楼宇、楼宇名称、楼栋名称、\
         楼座、号楼、建筑、building、block、tower、buildingno、building no",
    ),
    means(
        "unit",
        t("单元", "Unit (entrance)"),
        Reads::Code,
        "单元、单元号、单元名称、梯、门洞、unit、entrance、stair、stairwell",
    ),
    means("floor", t("楼层", "Floor"), Reads::Code, "楼层、层、层号、所在楼层、层数、floor、level、storey"),
    means(
        "room",
        t("房号", "Room"),
        Reads::Code,
        "房号、房间号、房间号码、房间、房屋号、房屋编号、房屋编码、房产编号、房屋、门牌号、\
         门牌、室号、户号、室、房间编号、房屋地址、房屋坐落、单元房号、楼栋房号、铺位号、\
         商铺号、铺号、车位号、车位编号、位置、房号名称、room、roomno、roomnumber、room no、\
         room number、house、houseno、house number、door、flat、apartment、unitno、\
         unit number、code、place",
    ),
];

/// Why what is doubtful in a row is kept all the same; each list may have it.
pub(super) const KEEP: Meaning = means(
    REASON_TO_KEEP,
    t("保留理由", "Reason to keep"),
    Reads::Words,
    "保留理由、保留原因、reason to keep",
);

/// The id of [`KEEP`], as calls name it.
pub const REASON_TO_KEEP: &str = "reason_to_keep";

/// What a list of places may say.
pub(super) const PLACES: &[Meaning] = &[
    means(
        "kind",
        t("类型", "Kind"),
        Reads::Choice,
        "类型、房屋类型、房间类型、房屋用途、用途、物业类型、房产类型、业态、资源类型、性质、\
         房屋性质、kind、type、use、usage",
    ),
    means(
        "area",
        t("建筑面积", "Title area"),
        Reads::Decimal,
        "建筑面积、建面、产权面积、房屋面积、面积、计费面积、收费面积、房本面积、证载面积、\
         area、gross area、title area、floor area、size、gfa",
    ),
    means(
        "usable",
        t("套内面积", "Usable area"),
        Reads::Decimal,
        "套内面积、套内建筑面积、使用面积、室内面积、usable area、net area、inner area、\
         carpet area",
    ),
    means(
        "coefficient",
        t("计费系数", "Coefficient"),
        Reads::Decimal,
        "计费系数、系数、分摊系数、收费系数、coefficient、factor",
    ),
    means(
        "occupancy",
        t("使用状态", "Occupancy"),
        Reads::Choice,
        "入住状态、房屋状态、房间状态、状态、使用状态、居住状态、入住情况、居住情况、房态、\
         使用情况、occupancy、status、state",
    ),
    means(
        "occupied_from",
        t("状态起始日期", "Occupancy since"),
        Reads::Day,
        "状态起始日期、状态日期、入住日期、入住时间、occupancy since、state since、moved in",
    ),
    means(
        "handed_over",
        t("交房日期", "Handed over on"),
        Reads::Day,
        "交房日期、交付日期、交房时间、收房日期、收房时间、交付时间、接房日期、接房时间、\
         handed over、handover date、handed over on、delivery date",
    ),
    means(
        "owner",
        t("责任管家", "Officer"),
        Reads::Words,
        "责任管家、管家、楼管、负责人、责任人、客服专员、客服管家、片区管家、客户专员、\
         officer、manager、person in charge",
    ),
    means(
        "aliases",
        t("别名", "Aliases"),
        Reads::Words,
        "别名、俗称、旧房号、原房号、曾用名、又名、alias、aliases、old number、also known as",
    ),
    NOTE,
];

const NOTE: Meaning = means(
    "note",
    t("备注", "Note"),
    Reads::Words,
    "备注、说明、提示、查询提示、注、备注说明、备注信息、note、notes、remark、remarks、\
         comment、comments",
);

/// What a list of people may say.
pub(super) const PEOPLE: &[Meaning] = &[
    means(
        "name",
        t("姓名", "Name"),
        Reads::Words,
        "姓名、名字、客户名称、客户姓名、客户、人员姓名、姓名名称、名称姓名、联系人、\
         联系人姓名、户主、户主姓名、产权人、产权人姓名、权利人、单位名称、公司名称、\
         企业名称、住户姓名、住户、居民姓名、name、full name、fullname、customer、\
         customer name、person、contact、contact name、company、company name",
    ),
    means(
        "phone",
        t("联系电话", "Phone"),
        Reads::Digits,
        "联系电话、电话、手机、手机号、手机号码、电话号码、联系方式、联系手机、移动电话、\
         固定电话、座机、家庭电话、办公电话、备用电话、其他电话、本人电话、电话手机、phone、\
         mobile、tel、telephone、phone number、phone no、mobile number、mobile phone、cell、\
         cell phone、contact number、contact phone",
    ),
    means(
        "paper_number",
        t("证件号码", "Paper number"),
        Reads::Digits,
        "身份证号、身份证号码、身份证、证件号码、证件号、证件编号、有效证件号码、\
         统一社会信用代码、信用代码、营业执照号、营业执照、护照号、护照号码、公民身份号码、\
         id no、id number、idcard、id card、id card number、identity number、passport、\
         passport no、document number、paper、paper number、national id、resident id、uscc",
    ),
    means(
        "paper_kind",
        t("证件类型", "Kind of paper"),
        Reads::Choice,
        "证件类型、证件种类、证件名称、证件类别、id type、paper kind、kind of paper、\
         document type、type of document",
    ),
    means(
        "role",
        t("身份", "Role"),
        Reads::Choice,
        "身份、关系、与业主关系、与户主关系、人员类型、客户类型、人员身份、客户身份、\
         住户类型、人员类别、客户类别、居住身份、与房屋关系、客户属性、relation、\
         relationship、role、customer type、person type",
    ),
    means(
        "share",
        t("产权份额", "Share"),
        Reads::Words,
        "产权份额、份额、产权比例、占有份额、所占份额、share、ownership share",
    ),
    means(
        "from",
        t("入住日期", "Since"),
        Reads::Day,
        "入住日期、入住时间、起始日期、开始日期、租赁开始日期、起租日期、租期起、迁入日期、\
         入伙日期、入伙时间、since、from、move in、move in date、movein、start、start date、\
         lease start",
    ),
    means(
        "to",
        t("截止日期", "Until"),
        Reads::Day,
        "截止日期、结束日期、到期日期、迁出日期、租赁结束日期、租期止、退租日期、搬离日期、\
         租赁到期日、until、to、end、end date、move out、move out date、lease end",
    ),
    means(
        "plates",
        t("车牌号", "Plates"),
        Reads::Words,
        "车牌、车牌号、车牌号码、车辆、车辆牌号、车号、号牌、plate、plates、plate number、\
         licence plate、license plate、car、vehicle",
    ),
    means(
        "kind",
        t("个人/单位", "Person or company"),
        Reads::Choice,
        "个人单位、主体类型、客户性质、person or company",
    ),
    means(
        "contact_by",
        t("联系方式偏好", "Reached by"),
        Reads::Choice,
        "联系方式偏好、首选联系方式、reached by、preferred contact",
    ),
    means("language", t("语言", "Language"), Reads::Choice, "语言、沟通语言、language"),
    means(
        "care",
        t("特别关怀", "Special care"),
        Reads::Choice,
        "特别关怀、关怀、特殊人群、关怀类型、special care、care",
    ),
    means("care_note", t("关怀说明", "About the care"), Reads::Words, "关怀说明、about the care、care note"),
    means(
        "reading",
        t("姓名拼音", "Reading of the name"),
        Reads::Words,
        "姓名拼音、拼音、pinyin、reading of the name",
    ),
    NOTE,
];

/// Whose columns these are: what people write before (业主姓名) or above (业主信息) the heads of one of several persons.
pub(super) const WHOSE: &[(&str, &[&str])] = &[
    ("owner", &["业主", "产权人", "房主", "权利人", "户主", "owner", "landlord"]),
    ("tenant", &["租户", "租客", "承租人", "承租方", "租赁户", "tenant", "lessee"]),
    (
        "household",
        &["家庭成员", "家属", "同住人", "共同居住人", "household member", "household", "family member"],
    ),
    ("emergency", &["紧急联系人", "应急联系人", "emergency contact", "emergency"]),
    ("proxy", &["代理人", "受托人", "委托代理人", "proxy", "agent"]),
    ("employee", &["员工", "雇员", "保姆", "employee"]),
];

/// What may stand between whose column it is and what it is, without meaning anything.
pub(super) const FILLERS: &[&str] = &["信息", "资料", "情况", "的", "本人", "'s", "details", "data"];
