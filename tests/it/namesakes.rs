//! Names that many bear: they share a line of the box, and a part of the room or of a phone behind the name tells who is
//! meant.

use crate::screens::at;
use crate::support::office::Office;
use crate::support::screen::Setup;
use lobby::domain::posts::Post;
use lobby::domain::register::Who;
use lobby::text::lang::Lang;
use serde_json::{Value as Json, json};
use std::rc::Rc;

/// Names of an office and how many bear each, besides the one 张建国 whom every office here has: the common ones of one spelling fill many pages, and others with the same
/// initials would stand behind them.
const NAMES: &[(&str, usize)] = &[
    ("张建国", 24),
    ("赵建刚", 11),
    ("周嘉桂", 6),
    ("郑杰光", 2),
    ("张佳贵", 1),
    ("朱俊刚", 1),
    ("张伟", 14),
    ("周文", 9),
    ("王秀英", 12),
    ("吴晓英", 3),
    ("欧阳建华", 5),
    ("单于飞", 2),
    ("北京华联超市有限公司", 1),
];

/// Every person of [`NAMES`], in building 7, and where they live.
fn crowded() -> (Office, Vec<(String, String, String)>) {
    let office = Office::new();
    let admin = office.founder();
    let mut all = Vec::new();
    for (name, count) in NAMES {
        for _ in 0..*count {
            let at = all.len();
            let (room, phone) =
                (format!("7-{}-{}", at / 40 + 1, 101 + at), format!("1390000{}", 7_000 + at * 7));
            office.ok(&admin, "place.add", json!({"code": room}));
            office.ok(&admin, "person.add", json!({"name": name, "place": room, "phone": phone}));
            all.push(((*name).to_owned(), room, phone));
        }
    }
    (office, all)
}

fn find(office: &Office, who: &Who, text: &str) -> Json {
    office.ok(who, "search.find", json!({"text": text, "namesakes": true}))
}

/// Title and, for a line that stands for several, how many.
fn lines(found: &Json) -> Vec<(String, u64)> {
    let hits = found["hits"].as_array().unwrap();
    let many = |hit: &Json| hit["namesakes"]["persons"].as_u64().unwrap_or(1);
    hits.iter().map(|hit| (hit["title"]["zh"].as_str().unwrap().to_owned(), many(hit))).collect()
}

fn line(title: &str, persons: u64) -> (String, u64) {
    (title.to_owned(), persons)
}

#[test]
fn people_of_one_name_share_a_line_and_the_commonest_comes_first() {
    let (office, _) = crowded();
    let wang = office.post(Post::Receptionist);
    let found = find(&office, &wang, "zjg");
    let expected = [
        line("张建国", 25),
        line("赵建刚", 11),
        line("周嘉桂", 6),
        line("郑杰光", 2),
        // Who has the name alone is one step away, masked like everybody in a list.
        line("张*贵", 1),
        line("朱*刚", 1),
    ];
    assert_eq!(lines(&found), expected, "{found}");
    assert_eq!((&found["more"], &found["sure"]), (&json!(false), &json!(false)));
    let first = &found["hits"][0];
    assert_eq!(first["namesakes"]["name"], "张建国");
    assert_eq!(
        (&first["by"], &first["matched"], &first["mark"]),
        (&json!("pinyin"), &json!("zjg"), &json!([0, 3]))
    );
    // By half a name in characters, and by its end.
    let begun = find(&office, &wang, "张建");
    assert_eq!(lines(&begun), [line("张建国", 25)]);
    assert_eq!((&begun["sure"], &begun["hits"][0]["mark"]), (&json!(false), &json!([0, 2])));
    assert_eq!(lines(&find(&office, &wang, "于飞")), [line("单于飞", 2)]);
    assert_eq!(lines(&find(&office, &wang, "oyjh")), [line("欧阳建华", 5)]);
    assert_eq!(lines(&find(&office, &wang, "zhangw")), [line("张伟", 14)]);
}

#[test]
fn the_whole_name_lists_its_bearers_a_page_at_a_time() {
    let (office, all) = crowded();
    let wang = office.post(Post::Receptionist);
    let (mut after, mut rooms) = (Json::Null, Vec::new());
    loop {
        let found =
            office.ok(&wang, "search.find", json!({"text": "张建国", "namesakes": true, "after": after}));
        for hit in found["hits"].as_array().unwrap() {
            assert_eq!((&hit["title"]["zh"], &hit["namesakes"]), (&json!("张*国"), &Json::Null));
            rooms.push(hit["detail"]["zh"].as_str().unwrap().to_owned());
        }
        after = found["next"].clone();
        if after.is_null() {
            break;
        }
    }
    rooms.sort();
    let mut theirs: Vec<String> =
        all.iter().filter(|(name, ..)| name == "张建国").map(|(_, room, _)| room.clone()).collect();
    theirs.push("3-2-1801".to_owned());
    theirs.sort();
    assert_eq!(rooms, theirs);
}

#[test]
fn a_line_for_all_stands_on_one_page_only() {
    let (office, _) = crowded();
    let wang = office.post(Post::Receptionist);
    let (mut after, mut seen) = (Json::Null, Vec::new());
    loop {
        let asked = json!({"text": "zjg", "namesakes": true, "limit": 2, "after": after});
        let found = office.ok(&wang, "search.find", asked);
        seen.extend(lines(&found));
        after = found["next"].clone();
        if after.is_null() {
            break;
        }
    }
    assert_eq!(seen, lines(&find(&office, &wang, "zjg")));
}

#[test]
fn a_part_of_the_room_or_a_phones_tail_behind_the_name_tells_who_is_meant() {
    let (office, all) = crowded();
    let wang = office.post(Post::Receptionist);
    let of = |name: &str, at: usize| all.iter().filter(|(n, ..)| n == name).nth(at).unwrap().clone();
    let (_, room, phone) = of("张建国", 17);
    let number = room.rsplit_once('-').unwrap().1;
    let tail = &phone[phone.len() - 4..];
    for text in [
        format!("张建国 {room}"),
        format!("张建国 {number}"),
        format!("张建国{number}"),
        format!("张建国　{room}"),
        format!("zjg {room}"),
        format!("zjg {number}"),
        format!("zhangjg {room}"),
        format!("张建 {room}"),
        format!("张建国 {tail}"),
        format!("zjg {tail}"),
        format!("张建国 {phone}"),
    ] {
        let found = find(&office, &wang, &text);
        assert_eq!(lines(&found), [line("张*国", 1)], "{text}: {found}");
        let hit = &found["hits"][0];
        assert_eq!((&hit["detail"]["zh"], &found["sure"]), (&json!(room), &json!(true)), "{text}: {found}");
        // What tells them apart is the reason, and marked.
        let (by, matched) = (hit["by"].as_str().unwrap(), hit["matched"].as_str().unwrap());
        let mark: Vec<usize> = hit["mark"].as_array().map_or(Vec::new(), |mark| {
            mark.iter().map(|at| usize::try_from(at.as_u64().unwrap()).unwrap()).collect()
        });
        match by {
            "room" => {
                assert_eq!(matched, room, "{text}");
                let marked = &matched[mark[0]..mark[1]];
                assert!(text.ends_with(marked) && !marked.is_empty(), "{text}: {found}");
            }
            "phone" => assert!(matched.ends_with(tail) && matched.contains("****"), "{text}: {found}"),
            other => panic!("{text}: by {other}"),
        }
    }
    // A room of somebody else is none of theirs.
    let (_, other, _) = of("王秀英", 0);
    assert_eq!(lines(&find(&office, &wang, &format!("张建国 {other}"))), []);
    // Building and floor narrow, too: fewer than all, and each of them lives there.
    let found = find(&office, &wang, "张建国 7-1-10");
    let rooms: Vec<&str> =
        found["hits"].as_array().unwrap().iter().map(|hit| hit["detail"]["zh"].as_str().unwrap()).collect();
    assert_eq!(rooms.len(), 9, "{found}");
    assert!(rooms.iter().all(|room| room.starts_with("7-1-10")), "{found}");
}

#[test]
fn an_owner_who_lives_elsewhere_is_found_by_what_they_own() {
    let (office, all) = crowded();
    let admin = office.founder();
    let home = &all.iter().find(|(name, ..)| name == "张建国").unwrap().1;
    office.ok(&admin, "place.add", json!({"code": "8-1-801"}));
    let person = find(&office, &admin, &format!("张建国 {home}"))["hits"][0]["entry"]["id"].as_u64().unwrap();
    let tie = json!({"person": format!("#{person}"), "place": "8-1-801", "role": "owner"});
    office.ok(&admin, "relation.add", tie);
    let found = find(&office, &admin, "张建国 8-1-801");
    assert_eq!(found["hits"][0]["entry"]["id"], person, "{found}");
    assert_eq!(found["hits"].as_array().unwrap().len(), 1, "{found}");
    assert_eq!(
        (&found["hits"][0]["matched"], &found["hits"][0]["mark"]),
        (&json!("8-1-801"), &json!([0, 7]))
    );
}

#[test]
fn who_sees_no_names_in_full_is_told_none() {
    let (office, all) = crowded();
    let cashier = office.post(Post::Cashier);
    let found = find(&office, &cashier, "zjg");
    assert!(!found.to_string().contains("张建国"), "{found}");
    assert_eq!(lines(&found), vec![line("张*国", 1); 10]);
    // A hidden part of a number tells nothing, a tail that is seen does.
    let (_, _, phone) = &all[3];
    let (tail, more) = (&phone[phone.len() - 4..], &phone[phone.len() - 7..]);
    assert_eq!(lines(&find(&office, &cashier, &format!("张建国 {tail}"))), [line("张*国", 1)]);
    assert_eq!(lines(&find(&office, &cashier, &format!("张建国 {more}"))), []);
    assert_eq!(lines(&find(&office, &office.post(Post::Receptionist), &format!("张建国 {more}"))).len(), 1);
}

#[test]
fn who_is_no_longer_in_use_makes_no_crowd() {
    let (office, all) = crowded();
    let admin = office.founder();
    let (_, room, _) = all.iter().find(|(name, ..)| name == "郑杰光").unwrap();
    let person = find(&office, &admin, &format!("郑杰光 {room}"))["hits"][0]["entry"]["id"].as_u64().unwrap();
    office.ok(&admin, "person.disable", json!({"entry": format!("#{person}")}));
    let found = lines(&find(&office, &admin, "zjieg"));
    assert_eq!(found, [line("郑*光", 1)]);
}

/// A hundred people of the list, whatever they are called: their initials bring their name on the first page. Without
/// shared lines, most of them are not there.
#[test]
fn of_a_hundred_people_of_a_list_every_name_stands_on_the_first_page() {
    let (office, all) = crowded();
    let wang = office.post(Post::Receptionist);
    let (mut shared, mut single, mut of) = (0, 0, 0);
    for (name, room, _) in all.iter().cycle().step_by(8).take(100) {
        let keys = lobby::text::pinyin::name_keys(name);
        let initials =
            keys.iter().find_map(|key| key.strip_prefix('\'')?.split('\'').next().map(str::to_owned));
        let initials = initials.unwrap();
        let there =
            |found: &Json| {
                found["hits"].as_array().unwrap().iter().any(|hit| {
                    hit["namesakes"]["name"] == name.as_str() || hit["detail"]["zh"] == room.as_str()
                })
            };
        of += 1;
        shared += usize::from(there(&find(&office, &wang, &initials)));
        single += usize::from(there(&office.ok(&wang, "search.find", json!({"text": initials}))));
    }
    assert_eq!((shared, of), (100, 100));
    assert!(single < 75, "{single} of {of} without shared lines");
}

#[test]
fn at_the_counter_enter_puts_a_shared_name_into_the_box() {
    let (office, all) = crowded();
    let (_, room, _) = all.iter().filter(|(name, ..)| name == "张建国").nth(20).unwrap().clone();
    let office = Rc::new(office);
    let mut face = at(&office, Post::Receptionist, Setup::new());
    face.typed("zjg");
    let screen = face.screen();
    assert!(screen.contains("张建国") && screen.contains("同名 25 人，回车看"), "{screen}");
    assert!(face.underlined().contains("zjg"), "{screen}");
    face.keys("Enter");
    let screen = face.screen();
    assert_eq!(face.model.names(), ["counter"], "{screen}");
    assert!(screen.contains("张建国") && screen.contains("张*国") && !screen.contains("同名"), "{screen}");
    face.typed(&room);
    let screen = face.screen();
    assert!(screen.contains(&format!("张建国 {room}")) && screen.contains("房号"), "{screen}");
    face.keys("Enter");
    assert_eq!(face.model.names(), ["counter", "card"], "{}", face.screen());
}

#[test]
fn the_shared_line_reads_in_english_too() {
    let (office, _) = crowded();
    let office = Rc::new(office);
    let mut face = at(&office, Post::Receptionist, Setup::new().lang(Lang::En));
    face.typed("zw");
    let screen = face.screen();
    assert!(screen.contains("14 people (Enter)"), "{screen}");
}
