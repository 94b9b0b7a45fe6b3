use super::*;
use proptest::prelude::*;

/// How `typed` meets the name, by exactly the keys its prefixes lead to.
fn met(name: &str, typed: &str) -> Option<Grade> {
    let typed = Typed::read(typed)?;
    let prefixes = typed.prefixes();
    let keys = name_keys(name);
    let led_to = keys.iter().filter(|key| prefixes.iter().any(|prefix| key.starts_with(prefix.as_str())));
    led_to.filter_map(|key| typed.grade(key)).min()
}

#[track_caller]
fn found(name: &str, typed: &str, part: bool, how: How) {
    assert_eq!(met(name, typed), Some(Grade { part, how }), "{name} by {typed}: {:?}", name_keys(name));
}

#[track_caller]
fn not_found(name: &str, typed: &str) {
    assert_eq!(met(name, typed), None, "{name} by {typed}: {:?}", name_keys(name));
}

#[test]
fn a_name_is_found_in_every_way_people_type_it() {
    for (typed, part, how) in [
        ("zhangjianguo", false, How::Full),
        ("ZhangJianGuo", false, How::Full),
        ("zhang jian guo", false, How::Full),
        ("zhang'jian'guo", false, How::Full),
        ("ｚｈａｎｇｊｉａｎｇｕｏ", false, How::Full),
        ("zhangjian", true, How::Full),
        ("zhangj", true, How::Full),
        ("zha", true, How::Full),
        ("zjg", false, How::Initials),
        ("ZJG", false, How::Initials),
        ("zj", true, How::Initials),
        ("zhjg", false, How::Initials),
        ("zhangjg", false, How::Mixed),
        ("zjianguo", false, How::Mixed),
        ("zjianguo", false, How::Mixed),
        ("zhangjguo", false, How::Mixed),
        ("zhjianguo", false, How::Mixed),
        ("zjgu", true, How::Mixed),
        ("zhangjgu", true, How::Mixed),
        ("张jg", false, How::Mixed),
        ("张jianguo", false, How::Mixed),
        ("张建g", false, How::Mixed),
        ("张j", true, How::Mixed),
        ("z建国", false, How::Mixed),
        ("zhang建国", false, How::Mixed),
    ] {
        found("张建国", typed, part, how);
    }
    for typed in ["jg", "zg", "zjgx", "zhangjianguoa", "章jg", "shangjg", "zjg1", "123", ""] {
        not_found("张建国", typed);
    }
}

#[test]
fn the_surname_table_is_found_by_both_readings() {
    let rows = "单 shan dan chan/曾 zeng ceng/仇 qiu chou/解 xie jie/查 zha cha/盖 ge gai/区 ou qu/朴 piao pu po/\
        任 ren/华 hua/纪 ji/葛 ge/覃 qin tan/翟 zhai di/乐 yue le/燕 yan/繁 po fan/种 chong zhong/员 yun yuan/\
        召 shao zhao/折 she zhe/盛 sheng cheng/缪 miao mou miu/牟 mu mou/秘 bi mi/过 guo/卜 bu bo/那 na";
    for row in rows.split('/') {
        let mut words = row.split_whitespace();
        let surname = words.next().unwrap_or_default();
        for (at, reading) in words.enumerate() {
            let first = reading.chars().next().unwrap_or_default();
            for given in ["国", "建国", "超平"] {
                let name = format!("{surname}{given}");
                assert!(met(&name, reading).is_some(), "{name} by {reading}");
                let later: String = given.chars().filter_map(|c| plain(c).first()?.chars().next()).collect();
                found(&name, &format!("{first}{later}"), false, How::Initials);
            }
            if at == 0 {
                let name = format!("{surname}国");
                assert_eq!(
                    name_keys(&name).first(),
                    Some(&format!("{reading}guo")),
                    "the surname comes first"
                );
            }
        }
    }
}

#[test]
fn compound_surnames_have_their_own_readings() {
    for (surname, reading) in [
        ("尉迟", "yuchi"),
        ("万俟", "moqi"),
        ("单于", "chanyu"),
        ("澹台", "tantai"),
        ("长孙", "zhangsun"),
        ("令狐", "linghu"),
        ("鲜于", "xianyu"),
        ("亓官", "qiguan"),
    ] {
        let name = format!("{surname}国");
        assert_eq!(name_keys(&name).first(), Some(&format!("{reading}guo")));
        found(&name, &format!("{reading}guo"), false, How::Full);
        found(&name, &format!("{reading}g"), true, How::Full);
    }
    // Also by the plain reading, and as a surname of one character.
    found("尉迟恭", "weichigong", false, How::Full);
    found("尉迟恭", "wcg", false, How::Initials);
    found("单于飞", "syf", false, How::Initials);
    assert_eq!((surname_chars("欧阳建华"), surname_chars("欧阳"), surname_chars("张建国")), (2, 1, 1));
}

#[test]
fn the_surname_reading_counts_in_the_first_place_only() {
    found("曾乐", "zengle", false, How::Full);
    found("曾乐", "cengle", false, How::Full);
    not_found("曾乐", "zengyue");
    not_found("王单", "wangshan");
    found("王单", "wangdan", false, How::Full);
    found("乐天", "yuetian", false, How::Full);
    found("乐天", "letian", false, How::Full);
}

#[test]
fn names_of_every_sort_have_keys() {
    found("吕布", "lvbu", false, How::Full);
    found("吕布", "LÜbu", false, How::Full);
    found("吕布", "lb", false, How::Initials);
    found("阿依努尔·买买提", "ayinuermaimaiti", false, How::Full);
    found("阿依努尔·买买提", "aynemmt", false, How::Initials);
    found("阿依努尔·买买提", "am", false, How::Initials);
    found("John Smith", "js", false, How::Initials);
    found("安", "an", false, How::Full);
    found("爱宁", "an", false, How::Initials);
    found("张 三", "zs", false, How::Initials);
    found("Anna 张", "az", false, How::Initials);
    found("北京华联超市有限公司", "bjhl", true, How::Initials);
    assert_eq!(name_keys(""), Vec::<String>::new());
    assert_eq!(name_keys("——·（）'"), Vec::<String>::new());
    assert_eq!(name_keys("Åsa O'Neil"), ["'åon'åsa'o'neil"]);
}

#[test]
fn a_character_without_a_reading_stands_for_itself() {
    let rare = ('\u{2A700}'..'\u{2CEA1}').find(|c| c.to_pinyin_multi().is_none()).unwrap();
    let keys = name_keys(&format!("王{rare}"));
    assert_eq!(keys.first(), Some(&format!("wang{rare}")));
    assert_eq!(keys.get(1), Some(&format!("'w{rare}'wang王'{rare}")));
    found(&format!("王{rare}"), &format!("w{rare}"), false, How::Mixed);
    found(&format!("王{rare}"), "wang", true, How::Full);
}

#[test]
fn keys_are_few() {
    let names =
        ["张建国", "王超平", "单于重阳", "欧阳娜娜", "行长重乐", "阿卜杜热合曼·阿卜杜热合曼·阿卜杜热合曼"];
    for name in names {
        assert!(name_keys(name).len() <= 4 * READINGS, "{name}");
    }
    assert_eq!(name_keys("张建国"), ["zhangjianguo", "'zjg'zhang张'jian建'guo国"]);
    assert!(Typed::read(&"zhangan".repeat(5)).is_some_and(|typed| typed.prefixes().len() <= CUTS + 1));
}

#[test]
fn the_table_of_syllables_is_sorted_and_whole() {
    for c in ('\u{4e00}'..='\u{9fa5}').filter(|c| !"呒呣唔嗯嘸噷哼姆".contains(*c)) {
        for reading in plain(c).iter().filter(|reading| reading.is_ascii() && reading.len() > 2) {
            let odd = matches!(reading.as_ref(), "hng");
            assert!(odd || is_syllable(reading), "{c} {reading}");
        }
    }
    assert!(begins_syllable("zhua") && begins_syllable("zhuang") && !begins_syllable("zhz"));
}

fn names() -> impl Strategy<Value = String> {
    let surname =
        prop::sample::select("张王李单曾仇解查区朴覃翟乐欧尉万吕绿赵钱孙".chars().collect::<Vec<_>>());
    let given = prop::char::range('\u{4e00}', '\u{9fa5}');
    (surname, prop::collection::vec(given, 0..4))
        .prop_map(|(s, given)| std::iter::once(s).chain(given).collect())
}

proptest! {
    #[test]
    fn every_beginning_of_pinyin_and_initials_finds_the_name(name in names()) {
        for key in name_keys(&name) {
            let whole = match key.strip_prefix(MARK) {
                Some(cut) => cut.split(MARK).next().unwrap_or_default().to_owned(),
                None => key,
            };
            for end in 1..=whole.len() {
                if let Some(typed) = whole.get(..end).filter(|typed| typed.is_ascii()) {
                    prop_assert!(met(&name, typed).is_some(), "{name} by {typed}");
                }
            }
        }
    }

    #[test]
    fn no_text_breaks_keys_or_reading(name in any::<String>(), typed in "[a-zA-Z张单' ü\u{2A700}]{0,45}|\\PC{0,20}") {
        let keys = name_keys(&name);
        if let Some(typed) = Typed::read(&typed) {
            prop_assert!(typed.prefixes().len() <= CUTS + 1);
            for key in keys {
                let _ = typed.grade(&key);
            }
        }
    }
}
