//! The words that offices write for our choices, in a declared table. A word that is not in it goes to the desk as it
//! is, which knows its own words and refuses others.

use crate::text::fold::search_key;

/// Field, our choice, their words.
const WORDS: &[(&str, &str, &[&str])] = &[
    (
        "kind",
        "room",
        &["住宅", "住房", "公寓", "房屋", "普通住宅", "高层", "多层", "洋房", "别墅", "flat", "apartment"],
    ),
    ("kind", "shop", &["门面", "店铺", "商业", "门市", "铺面", "底商"]),
    ("kind", "parking", &["车库", "停车位", "地下车位", "地面车位", "产权车位", "人防车位"]),
    ("kind", "storage", &["储藏间", "储物间", "库房", "杂物间", "地下室"]),
    ("kind", "person", &["自然人", "业主个人"]),
    ("kind", "company", &["公司", "企业", "法人", "机构"]),
    ("occupancy", "occupied", &["已入住", "入住", "自用", "常住", "居住"]),
    ("occupancy", "let", &["已出租", "租赁", "已租", "租住"]),
    ("occupancy", "vacant", &["闲置", "空房", "空关", "空关房", "空置房"]),
    ("occupancy", "renovating", &["装修", "正在装修", "在装修"]),
    ("occupancy", "unsold", &["待售", "未出售", "开发商"]),
    ("occupancy", "handed-over", &["已交付", "已收房", "已接房", "交房"]),
    ("occupancy", "not-moved-in", &["未住", "未装修", "毛坯"]),
    ("role", "owner", &["产权人", "房主", "户主", "权利人", "本人", "共有人", "共有产权人"]),
    ("role", "tenant", &["租客", "承租人", "承租方", "租赁户"]),
    (
        "role",
        "household",
        &[
            "家属",
            "家人",
            "同住人",
            "配偶",
            "妻",
            "妻子",
            "夫",
            "丈夫",
            "爱人",
            "子",
            "女",
            "子女",
            "儿子",
            "女儿",
            "父",
            "母",
            "父亲",
            "母亲",
            "父母",
            "公公",
            "婆婆",
            "岳父",
            "岳母",
            "孙子",
            "孙女",
            "spouse",
            "wife",
            "husband",
            "child",
            "son",
            "daughter",
            "father",
            "mother",
            "family",
        ],
    ),
    ("role", "emergency", &["应急联系人", "紧急"]),
    ("role", "proxy", &["代理人", "委托人", "受托"]),
    ("role", "employee", &["员工", "职员"]),
    ("paper_kind", "resident-id", &["身份证", "二代身份证", "第二代身份证", "大陆身份证", "id", "id card"]),
    ("paper_kind", "hk-macau-permit", &["回乡证", "港澳通行证", "港澳居民通行证", "港澳来往内地通行证"]),
    ("paper_kind", "taiwan-permit", &["台胞证", "台湾通行证", "台湾居民通行证"]),
    ("paper_kind", "foreign-residence", &["外国人永居证", "永久居留证", "绿卡"]),
    ("paper_kind", "credit-code", &["营业执照", "信用代码", "社会信用代码"]),
];

/// Our choice for a word of theirs, or the word itself.
#[must_use]
pub fn ours<'a>(field: &str, theirs: &'a str) -> &'a str {
    let key = search_key(theirs);
    let known =
        WORDS.iter().find(|(of, _, words)| *of == field && words.iter().any(|w| search_key(w) == key));
    known.map_or(theirs, |(_, choice, _)| choice)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn their_words_become_our_choices_and_others_stay() {
        assert_eq!(ours("kind", "住宅"), "room");
        assert_eq!(ours("role", "妻 子"), "household");
        assert_eq!(ours("role", "业主"), "业主");
        assert_eq!(ours("kind", "城堡"), "城堡");
    }

    #[test]
    fn no_word_means_two_things() {
        let mut seen = BTreeSet::new();
        for (field, _, words) in WORDS {
            for word in *words {
                assert!(seen.insert((field, word)), "{field}: {word}");
            }
        }
    }
}
