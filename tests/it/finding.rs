//! The one box, through the desk: every sort of text finds what it means, nothing masked is found by guessing, and no
//! text means two rooms without a choice.

use crate::screens::at;
use crate::support::office::Office;
use crate::support::often::cases;
use crate::support::screen::Setup;
use lobby::domain::person;
use lobby::domain::posts::{Post, Posts};
use lobby::domain::register::{
    Action, Ask, Field, KeyClass, Kind, MaskHow, Order, Register, Registers, SearchKey, Spec, SpecInfo,
    State, View, Who,
};
use lobby::text::fold::search_key;
use lobby::text::lang::{Say, t};
use lobby::text::pinyin::name_keys;
use lobby::{field, stored};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use std::rc::Rc;

/// Something a person carries: a plate and a card, parts of the person's file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Badge {
    plate: String,
    card: String,
}

stored!(Badge, BadgeDisk);

const STATES: &[State] = &[State::done(1, "held", t("有效", "held"))];
const VIEWS: &[View] =
    &[View { id: "all", title: t("全部", "All"), states: &[], mine: false, order: Order::Newest }];

pub struct Badges;

impl Register for Badges {
    type Entry = Badge;

    fn spec() -> Spec<Badge> {
        let info = SpecInfo {
            id: "badge",
            tag: 901,
            name: t("凭证", "Badge"),
            prefix: "BG",
            states: STATES,
            views: VIEWS,
            see: Posts::ALL,
            correct: Posts::DESK,
            kept: false,
        };
        let fields = vec![
            Field::person(),
            Field::place(),
            field!(Badge, plate, t("车牌", "Plate"), Kind::Line(20))
                .masked(MaskHow::Plate, Posts::DESK)
                .column(10),
            field!(Badge, card, t("卡号", "Card"), Kind::Line(20)).column(10),
        ];
        let asks = vec![Ask::may("person"), Ask::may("place"), Ask::may("plate"), Ask::may("card")];
        let actions = vec![Action::create("add", t("新增", "Add"), 1, Posts::ALL, asks)];
        Spec { facet: true, keys, ..Spec::new(info, fields, actions, |_, _| Say::same("")) }
    }
}

fn keys(_: &lobby::domain::register::Head, entry: &Badge) -> Vec<SearchKey> {
    let plate = search_key(&entry.plate);
    let ends = plate.char_indices().map(|(at, _)| &plate[at..]).filter(|end| end.chars().count() >= 2);
    let mut keys: Vec<SearchKey> = ends.map(|end| SearchKey::new(KeyClass::Plate, end)).collect();
    if !entry.card.is_empty() {
        keys.push(SearchKey::new(KeyClass::Card, search_key(&entry.card)));
    }
    keys
}

fn office() -> Office {
    Office::with(Registers::standard().with::<Badges>())
}

fn add_rooms(office: &Office, codes: &[&str]) {
    for code in codes {
        office.ok(&office.founder(), "place.add", json!({"code": code}));
    }
}

fn find(office: &Office, who: &Who, args: Json) -> Json {
    office.ok(who, "search.find", args)
}

/// The titles of the hits of a text.
fn titles(found: &Json) -> Vec<String> {
    let hits = found["hits"].as_array().unwrap();
    hits.iter().map(|hit| hit["title"]["zh"].as_str().unwrap().to_owned()).collect()
}

fn of(office: &Office, text: &str) -> Vec<String> {
    titles(&find(office, &office.post(Post::Receptionist), json!({"text": text})))
}

/// Which of the masked characters of the first hit were typed.
fn marked(found: &Json) -> (String, String) {
    let hit = &found["hits"][0];
    let matched = hit["matched"].as_str().unwrap();
    let mark = hit["mark"].as_array().map_or(String::new(), |mark| {
        let (from, to) = (mark[0].as_u64().unwrap() as usize, mark[1].as_u64().unwrap() as usize);
        matched.chars().skip(from).take(to - from).collect()
    });
    (matched.to_owned(), mark)
}

#[test]
fn a_room_is_found_in_every_form_and_jumped_to() {
    let office = office();
    let wang = office.post(Post::Receptionist);
    add_rooms(&office, &["1-101", "甲-1801", "B2-118", "3-B1801", "3-2-1801-2"]);
    for (text, code) in [
        ("3-2-1801", "3-2-1801"),
        ("3#2-1801", "3-2-1801"),
        ("3号楼2单元1801", "3-2-1801"),
        ("3栋2单元1801室", "3-2-1801"),
        ("三号楼二单元一八零一室", "3-2-1801"),
        ("３－２－１８０１", "3-2-1801"),
        ("3 2 1801", "3-2-1801"),
        ("3—2–1801", "3-2-1801"),
        ("3座B1801", "3-B1801"),
        ("1栋101", "1-101"),
        ("1-101", "1-101"),
        ("甲座1801", "甲-1801"),
        ("b2-118", "B2-118"),
        ("3-2-1801-2", "3-2-1801-2"),
    ] {
        let found = find(&office, &wang, json!({"text": text}));
        assert_eq!(titles(&found).first().map(String::as_str), Some(code), "{text}: {found}");
        assert_eq!(found["sure"], true, "{text}: {found}");
        assert_eq!(found["hits"][0]["by"], "room");
    }
}

#[test]
fn a_number_alone_lists_every_room_that_has_it_in_natural_order() {
    let office = office();
    let wang = office.post(Post::Receptionist);
    add_rooms(
        &office,
        &["10-1-1801", "2-1-1801", "2-10-1801", "2-2-1801", "A-1801", "3-18010", "3-1802", "3-180"],
    );
    let natural = ["2-1-1801", "2-2-1801", "2-10-1801", "3-1-1801", "3-2-1801", "10-1-1801", "A-1801"];
    let found = find(&office, &wang, json!({"text": "1801"}));
    assert_eq!(titles(&found)[..7], natural);
    assert_eq!(found["sure"], false, "a choice");
    // The building that was used last comes first; the others stay in their order.
    let found = titles(&find(&office, &wang, json!({"text": "1801", "building": "10"})));
    assert_eq!(found[..3], ["10-1-1801", "2-1-1801", "2-2-1801"]);
    let both = ["2-1-1801", "2-2-1801", "2-10-1801", "3-2-1801"];
    assert_eq!(of(&office, "2 1801"), both, "building 2 before every unit 2");
    assert_eq!(of(&office, "2-1")[..1], ["2-1-1801"], "a unit lists its rooms");
    assert_eq!(of(&office, "2单元1801")[..2], ["2-2-1801", "3-2-1801"]);
    // Half typed.
    let half = ["3-180", "3-1802", "3-18010", "3-1-1801", "3-2-1801", "3-2-1802"];
    assert_eq!(of(&office, "3-18"), half);
    assert_eq!(of(&office, "3-2-18"), ["3-2-1801", "3-2-1802"]);
    assert_eq!(of(&office, "180")[..2], ["3-180", "2-1-1801"], "shorter numbers first");
    let found = find(&office, &wang, json!({"text": "3-2-18"}));
    assert_eq!(marked(&found), ("3-2-1801".into(), "3-2-18".into()));
    let found = find(&office, &wang, json!({"text": "1801"}));
    assert_eq!(marked(&found), ("2-1-1801".into(), "1801".into()));
}

#[test]
fn what_is_no_room_is_found_by_its_name() {
    let office = office();
    let admin = office.founder();
    for (code, kind) in [("3号楼", "building"), ("3号楼2单元", "unit"), ("会所", "common"), ("S-105", "shop")]
    {
        office.ok(&admin, "place.add", json!({"code": code, "kind": kind}));
    }
    for (text, code) in [
        ("中心花园", "中心花园"),
        ("花园", "中心花园"),
        ("zxhy", "中心花园"),
        ("zhongxinhua", "中心花园"),
        ("会所", "会所"),
        ("hs", "会所"),
        ("s-105", "S-105"),
        ("S105", "S-105"),
        ("105", "S-105"),
        ("3号楼", "3号楼"),
        ("3栋", "3号楼"),
        ("3-2", "3号楼2单元"),
    ] {
        assert_eq!(of(&office, text).first().map(String::as_str), Some(code), "{text}");
    }
}

#[test]
fn a_person_is_found_by_everything_that_is_known_of_them() {
    let office = office();
    let (admin, wang) = (office.founder(), office.post(Post::Receptionist));
    office.ok(
        &admin,
        "person.add",
        json!({"name": "单建国", "phone": "13912345678", "paper_kind": "resident-id",
            "paper_number": "11010519491231002X", "place": "3-1-1801", "role": "owner"}),
    );
    office.ok(&admin, "person.add", json!({"name": "北京华联超市有限公司", "kind": "company"}));
    office.ok(&admin, "badge.add", json!({"person": "单建国", "plate": "京A12399", "card": "A0012345"}));
    for (text, by) in [
        ("单建国", "name"),
        ("单", "name"),
        ("shanjianguo", "pinyin"),
        ("danjianguo", "pinyin"),
        ("sjg", "pinyin"),
        ("SJG", "pinyin"),
        ("djg", "pinyin"),
        ("shanjg", "pinyin"),
        ("单jg", "pinyin"),
        ("13912345678", "phone"),
        ("139 1234 5678", "phone"),
        ("45678", "phone"),
        ("002x", "paper"),
        ("1231002X", "paper"),
        ("11010519491231002x", "paper"),
        ("京A12399", "plate"),
        ("京A·12399", "plate"),
        ("a123", "plate"),
        ("399", "plate"),
        ("99", "plate"),
        ("a0012345", "card"),
        ("A0012", "card"),
    ] {
        let found = find(&office, &wang, json!({"text": text}));
        let hit = &found["hits"][0];
        assert_eq!((&hit["title"]["zh"], &hit["by"]), (&json!("单*国"), &json!(by)), "{text}: {found}");
        assert_eq!(hit["register"], "person", "{text}");
        assert_eq!(hit["detail"]["zh"], "3-1-1801", "{text}");
    }
    for text in ["华联", "bjhl", "beijinghualian"] {
        assert_eq!(of(&office, text), ["北京华联超市有限公司"], "{text}");
    }
    // The reason is marked in what everybody may see.
    for (text, matched, mark) in [
        ("45678", "139****5678", ""),
        ("5678", "139****5678", "5678"),
        ("002x", "110105********002X", "002X"),
        ("99", "京A***99", "99"),
        ("单建国", "单*国", "单"),
        ("sjg", "sjg", "sjg"),
        ("A0012", "A0012345", "A0012"),
    ] {
        let found = find(&office, &wang, json!({"text": text}));
        let mut hits = found["hits"].as_array().unwrap().clone();
        hits.retain(|hit| hit["title"]["zh"] == "单*国");
        assert_eq!(marked(&json!({"hits": hits})), (matched.to_owned(), mark.to_owned()), "{text}");
    }
}

#[test]
fn a_vehicle_leads_to_whose_it_is() {
    let office = office();
    let (admin, wang) = (office.founder(), office.post(Post::Receptionist));
    office.ok(&admin, "vehicle.add", json!({"person": "张建国", "plate": "京AD12388"}));
    office.ok(
        &admin,
        "access_card.issue",
        json!({"person": "张建国", "place": "3-2-1801", "card_number": "00123456"}),
    );
    for (text, by) in
        [("京AD12388", "plate"), ("d123", "plate"), ("88", "plate"), ("00123456", "card"), ("00123", "card")]
    {
        let found = find(&office, &wang, json!({"text": text}));
        let hit = &found["hits"][0];
        assert_eq!((&hit["title"]["zh"], &hit["by"]), (&json!("张*国"), &json!(by)), "{text}: {found}");
    }
}

#[test]
fn one_person_is_one_hit_and_what_is_disabled_is_none() {
    let office = office();
    let (admin, wang) = (office.founder(), office.post(Post::Receptionist));
    for card in ["778800", "778801", "778802"] {
        office.ok(&admin, "badge.add", json!({"person": "张建国", "card": card, "plate": "粤B77885"}));
    }
    office.ok(&admin, "badge.add", json!({"place": "3-2-1802", "card": "778899"}));
    let found = find(&office, &wang, json!({"text": "7788"}));
    assert_eq!(titles(&found), ["张*国", "3-2-1802"], "a card without a person leads to its place");
    let only = find(&office, &wang, json!({"text": "7788", "registers": ["place"]}));
    assert_eq!(titles(&only), ["3-2-1802"]);
    office.ok(&admin, "person.disable", json!({"entry": "张建国"}));
    assert_eq!(of(&office, "7788"), ["3-2-1802"]);
    assert_eq!(of(&office, "zjg"), Vec::<String>::new());
    office.ok(&admin, "place.disable", json!({"entry": "3-2-1802"}));
    assert_eq!(of(&office, "3-2-1802"), Vec::<String>::new());
}

#[test]
fn what_is_masked_is_found_by_its_tail_or_whole_never_digit_by_digit() {
    let office = office();
    let (admin, wang, cashier) =
        (office.founder(), office.post(Post::Receptionist), office.post(Post::Cashier));
    office.ok(
        &admin,
        "person.add",
        json!({"name": "周海燕", "phone": "010-65128877", "paper_kind": "resident-id",
            "paper_number": "11010519491231002X"}),
    );
    office.ok(&admin, "badge.add", json!({"person": "周海燕", "plate": "京A34567"}));
    let sees = |who: &Who, text: &str| {
        titles(&find(&office, who, json!({"text": text}))).contains(&"周*燕".to_owned())
    };
    for (text, told) in [
        ("8877", true),
        ("01065128877", true),
        ("28877", false),
        ("65128877", false),
        ("002X", true),
        ("11010519491231002X", true),
        ("1002X", false),
        ("19491231002X", false),
        ("67", true),
        ("京A34567", true),
        ("京A", true),
        ("567", false),
        ("A34", false),
        ("34", false),
    ] {
        assert_eq!((sees(&wang, text), sees(&cashier, text)), (true, told), "{text}");
    }
}

#[test]
fn work_is_found_by_its_number_open_and_newest_first() {
    let office = office();
    let wang = office.post(Post::Receptionist);
    let mut numbers = Vec::new();
    for _ in 0..4 {
        let args =
            json!({"place": "3-2-1801", "text": "漏水", "phone": "13900001234", "category": "plumbing"});
        numbers.push(office.ok(&wang, "request.log", args)["number"].as_str().unwrap().to_owned());
    }
    office.ok(&wang, "request.cancel", json!({"entry": numbers[3], "reason": "重复"}));
    let found = find(&office, &wang, json!({"text": "1234"}));
    let hits = found["hits"].as_array().unwrap().iter().map(|hit| hit["number"].as_str().unwrap());
    assert_eq!(hits.collect::<Vec<_>>(), [2, 1, 0, 3].map(|at: usize| numbers[at].as_str()));
    for text in [numbers[1].clone(), numbers[1].to_lowercase(), numbers[1].replace("-000", "-")] {
        let found = find(&office, &wang, json!({"text": text}));
        assert_eq!(
            (found["hits"][0]["number"].as_str(), found["sure"].as_bool()),
            (Some(numbers[1].as_str()), Some(true))
        );
    }
}

#[test]
fn pages_go_on_without_overlap_and_typing_narrows() {
    let office = office();
    let (admin, wang) = (office.founder(), office.post(Post::Receptionist));
    let mut all = Vec::new();
    for at in 1..=25 {
        let code = format!("7-{}", 100 + at);
        office.ok(&admin, "place.add", json!({"code": code}));
        all.push(code);
    }
    let (mut after, mut seen) = (Json::Null, Vec::new());
    loop {
        let found = find(&office, &wang, json!({"text": "7栋", "after": after}));
        let page = titles(&found);
        assert!(page.len() == 10 || found["next"].is_null());
        assert_eq!(found["more"], !found["next"].is_null());
        seen.extend(page);
        after = found["next"].clone();
        if after.is_null() {
            break;
        }
    }
    assert_eq!(seen, all);
    assert_eq!(of(&office, "7-12"), ["7-120", "7-121", "7-122", "7-123", "7-124", "7-125"]);
    assert_eq!(of(&office, "7-125"), ["7-125"]);
}

#[test]
fn a_phones_tail_is_not_hidden_behind_rooms_of_that_number() {
    let office = office();
    for building in 20..45 {
        office.ok(&office.founder(), "place.add", json!({"code": format!("{building}-5678")}));
    }
    let found = find(&office, &office.post(Post::Receptionist), json!({"text": "5678"}));
    assert!(titles(&found).contains(&"张*国".to_owned()), "{found}");
    assert!(titles(&found).starts_with(&["20-5678".to_owned()]));
}

/// A list of names as an office has them.
fn hundred_names() -> Vec<String> {
    let surnames = "王李张刘陈杨黄赵吴周徐孙单曾仇解查区任覃翟乐种员召缪牟秘卜那".chars();
    let given = ["伟", "秀英", "建国", "娜", "志强", "晓明", "海燕", "文博", "雨桐", "思远"];
    let mut names: Vec<String> = surnames
        .enumerate()
        .flat_map(|(at, surname)| {
            (0..3).map(move |more| format!("{surname}{}", given[(at * 3 + more * 4) % 10]))
        })
        .collect();
    for name in [
        "欧阳建华",
        "尉迟恭",
        "万俟卨",
        "单于飞",
        "澹台明",
        "长孙无忌",
        "令狐冲",
        "鲜于枢",
        "亓官平",
        "阿依努尔·买买提",
    ] {
        names.push(name.to_owned());
    }
    names
}

#[test]
fn a_hundred_names_are_found_by_their_initials_on_the_first_page() {
    let office = office();
    let admin = office.founder();
    let names = hundred_names();
    assert_eq!(names.len(), 100);
    let mut numbers = Vec::new();
    for name in &names {
        let added = office.ok(&admin, "person.add", json!({"name": name}));
        numbers.push(added["number"].as_str().unwrap().to_owned());
    }
    for (name, number) in names.iter().zip(&numbers) {
        for key in name_keys(name).iter().filter_map(|key| key.strip_prefix('\'')) {
            let initials = key.split('\'').next().unwrap();
            let found = find(&office, &admin, json!({"text": initials}));
            let hits = found["hits"].as_array().unwrap();
            assert!(hits.iter().any(|hit| hit["number"] == number.as_str()), "{name} by {initials}: {found}");
        }
    }
}

#[test]
fn a_lookup_of_one_register_finds_nothing_else() {
    let office = office();
    let wang = office.post(Post::Receptionist);
    let found = find(&office, &wang, json!({"text": "5678", "registers": ["person"]}));
    assert_eq!(found["hits"][0]["entry"]["register"], person::TAG);
    assert_eq!(
        titles(&find(&office, &wang, json!({"text": "1801", "registers": ["person"]}))),
        Vec::<String>::new()
    );
}

#[test]
fn the_box_says_why_marks_what_was_typed_and_turns_the_page() {
    let office = office();
    let admin = office.founder();
    for at in 1..=24 {
        office.ok(&admin, "place.add", json!({"code": format!("7-1-{}", 100 + at)}));
        office.ok(&admin, "place.add", json!({"code": format!("9-1-{}", 100 + at)}));
    }
    let office = Rc::new(office);
    let mut face = at(&office, Post::Receptionist, Setup::new());
    face.typed("5678");
    assert!(face.screen().contains("电话 138****5678"), "{}", face.screen());
    assert_eq!(face.underlined(), "5678", "{}", face.screen());
    face.keys("Esc");
    face.typed("zjg");
    assert!(face.screen().contains("张*国") && face.screen().contains("拼音 zjg"), "{}", face.screen());
    face.keys("Esc");
    face.typed("7栋");
    assert!(face.screen().contains("7-1-101") && face.screen().contains("共 10 条以上"), "{}", face.screen());
    for _ in 0..8 {
        face.keys("PageDown");
    }
    assert!(face.screen().contains("7-1-124") && face.screen().contains("共 24 条"), "{}", face.screen());
    face.keys("Esc");
    // Two keys from a found text to its card; the building of that card comes first from then on.
    face.typed("9-1-102");
    face.keys("Enter");
    assert_eq!(face.model.names(), ["counter", "card"], "{}", face.screen());
    face.keys("Esc");
    face.typed("103");
    let screen = face.screen();
    let (nine, seven) = (screen.find("9-1-103").unwrap(), screen.find("7-1-103").unwrap());
    assert!(nine < seven, "{screen}");
}

#[test]
fn a_colleague_is_not_hidden_behind_residents_of_the_same_name() {
    let office = office();
    let admin = office.founder();
    for at in 0..3_010_u32 {
        let given = char::from_u32(0x4e00 + at).unwrap();
        office.ok(&admin, "person.add", json!({"name": format!("王{given}"), "kind": "person"}));
    }
    let found = find(&office, &admin, json!({"text": "王", "registers": ["staff"]}));
    assert_eq!(titles(&found), ["王前台"]);
    assert_eq!(titles(&find(&office, &admin, json!({"text": "王"}))).len(), 10);
}

/// Codes of rooms that look alike.
fn alike() -> impl Strategy<Value = Vec<String>> {
    let building = prop::sample::select(vec!["1", "2", "3", "12", "B", "B1", "甲", "1801"]);
    let unit = prop::sample::select(vec!["", "1", "2", "12", "B"]);
    let room = prop::sample::select(vec!["1", "2", "101", "1801", "B1801", "1801-2", "12A05", "18"]);
    let code = (building, unit, room).prop_map(|(b, u, r)| {
        [b, u, r].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
    });
    prop::collection::btree_set(code, 2..8).prop_map(|codes| codes.into_iter().collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases(24)))]

    #[test]
    fn no_text_means_two_rooms_without_a_choice(codes in alike(), texts in prop::collection::vec("[123B甲]{1,2}[-# 栋]?(1|2|12|B)?[-单元 ]?(1|2|18|101|1801|B1801)?", 12)) {
        let office = Office::with(Registers::standard());
        let admin = office.founder();
        for code in &codes {
            // Two of them may be one room in two writings.
            let _ = office.call(&admin, "place.add", json!({"code": code}));
        }
        let all = find(&office, &admin, json!({"text": ""}));
        prop_assert!(all["hits"].as_array().unwrap().is_empty());
        for text in codes.iter().chain(&texts) {
            let found = find(&office, &admin, json!({"text": text, "registers": ["place"], "limit": 50}));
            let hits = found["hits"].as_array().unwrap();
            // Whatever is sure is the one that a call naming the same text takes, or that call asks for a choice.
            if found["sure"] == true
                && let Ok(card) = office.call(&admin, "room.card", json!({"place": text}))
            {
                prop_assert_eq!(&card["subject"]["title"], &hits[0]["title"], "{}", text);
            }
            if hits.len() > 1 && found["sure"] == true {
                let exact = hits.iter().filter(|hit| {
                    lobby::domain::room_text::RoomQuery::parse(text).candidates.iter().any(|parts| hit["title"]["zh"] == parts.to_string())
                });
                prop_assert_eq!(exact.count(), 1, "{} {}", text, found);
            }
            let mut ids: Vec<String> = hits.iter().map(|hit| hit["number"].to_string()).collect();
            ids.sort();
            ids.dedup();
            prop_assert_eq!(ids.len(), hits.len(), "nothing twice");
        }
    }
}
