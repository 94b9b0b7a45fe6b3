use super::*;
use proptest::prelude::*;

fn first(text: &str) -> String {
    RoomQuery::parse(text).candidates.first().map(|p| format!("{:?} {p}", mask(p))).unwrap_or_default()
}

/// Which parts are there, as `bur`.
fn mask(p: &RoomParts) -> String {
    [(&p.building, 'b'), (&p.unit, 'u'), (&p.room, 'r')]
        .iter()
        .filter(|(x, _)| x.is_some())
        .map(|x| x.1)
        .collect()
}

#[test]
fn every_way_to_write_a_room_with_a_unit_is_the_same_room() {
    let ways = [
        "3-2-1801",
        "3#2-1801",
        "3号楼2单元1801",
        "3栋2单元1801室",
        "3幢2门1801户",
        "3 2 1801",
        "3—2—1801",
        "3–2–1801",
        "３－２－１８０１",
        "3/2/1801",
        "03-02-1801",
        "三号楼二单元1801",
        "三号楼二单元一八零一室",
        "三栋二单元1801",
        "3号楼2单元18层1801",
        "3号楼2单元18楼1801室",
        "3楼2门1801",
        "5号院3号楼2单元1801",
        "Building 3 unit 2 room 1801",
        "bldg 3, unit 2, apt 1801",
        " 3 - 2 - 1801 ",
        "3#2#1801",
        "3号楼-2单元-1801室",
        "3.2.1801",
        "3、2、1801",
        "③-②-1801",
    ];
    for way in ways {
        assert_eq!(first(way), "\"bur\" 3-2-1801", "{way}");
    }
}

#[test]
fn towers_units_parking_and_shops() {
    for (typed, read) in [
        ("3-1801", "\"br\" 3-1801"),
        ("3 1801", "\"br\" 3-1801"),
        ("3-0-1801", "\"br\" 3-1801"),
        ("3座1801", "\"br\" 3-1801"),
        ("1栋101", "\"br\" 1-101"),
        ("1-101", "\"br\" 1-101"),
        ("B2-118", "\"br\" B2-118"),
        ("S-105", "\"br\" S-105"),
        ("甲座1801", "\"br\" 甲-1801"),
        ("甲3号楼101", "\"br\" 甲3-101"),
        ("甲三号楼101", "\"br\" 甲3-101"),
        ("A座12A05", "\"br\" A-12A05"),
        ("101号楼1-1801", "\"bur\" 101-1-1801"),
        ("十二号楼1801", "\"br\" 12-1801"),
        ("3-2", "\"bu\" 3-2"),
        ("3栋2单元", "\"bu\" 3-2"),
        ("3#", "\"b\" 3"),
        ("3号楼", "\"b\" 3"),
        ("2单元", "\"u\" 2"),
        ("1801", "\"r\" 1801"),
        ("1801室", "\"r\" 1801"),
        ("1801+1802", "\"r\" 1801+1802"),
        ("3-2-1801-2", "\"bur\" 3-2-1801-2"),
        ("3-1801-2", "\"br\" 3-1801-2"),
        ("1801-2", "\"r\" 1801-2"),
        ("b", "\"b\" B"),
    ] {
        assert_eq!(first(typed), read, "{typed}");
    }
}

#[test]
fn a_text_with_two_readings_gives_both() {
    let all = |text: &str| RoomQuery::parse(text).candidates;
    assert!(all("3-2").contains(&RoomParts::new("3", "", "2")));
    assert!(all("3座B1801").contains(&RoomParts::new("3", "", "B1801")));
    assert!(all("3座B1801").contains(&RoomParts::new("3", "B", "1801")));
    assert!(all("B1801").contains(&RoomParts::new("B", "", "1801")));
    assert!(all("3-1801").contains(&RoomParts::new("", "3", "1801")));
    assert!(all("3号").contains(&RoomParts::new("", "", "3")));
    assert!(all("1801").contains(&RoomParts::new("1801", "", "")), "a building can have four digits");
}

#[test]
fn what_is_no_room_has_no_candidates() {
    for text in [
        "",
        " ",
        "---",
        "张三丰",
        "王建国",
        "13800138000",
        "030201801",
        "smith",
        "单元",
        "3栋栋",
        "1-2-3-4-5",
        "漏水",
        "+",
    ] {
        assert_eq!(RoomQuery::parse(text).candidates, [], "{text}");
    }
}

#[test]
fn a_query_matches_the_rooms_it_leaves_open() {
    let room = RoomParts::new("3", "2", "1801");
    let matches = |text: &str| RoomQuery::parse(text).candidates.iter().any(|q| q.matches(&room));
    for text in ["1801", "3-2", "3 1801", "3#", "3-2-1801", "2单元"] {
        assert!(matches(text), "{text}");
    }
    for text in ["1802", "3-1", "4 1801"] {
        assert!(!matches(text), "{text}");
    }
}

#[test]
fn floors_come_from_the_number() {
    let floor = |room: &str| RoomParts::new("3", "", room).floor();
    assert_eq!(floor("1801").as_deref(), Some("18"));
    assert_eq!(floor("12A05").as_deref(), Some("12A"));
    assert_eq!(floor("101-2").as_deref(), Some("1"));
    assert_eq!(floor("B101").as_deref(), Some("B1"));
    assert_eq!(floor("18"), None);
    assert_eq!(floor("18A"), None);
}

#[test]
fn rooms_sort_as_people_order_them() {
    let mut rooms: Vec<_> = [
        "10-1-101",
        "2-1-1001",
        "2-1-201",
        "2-101",
        "A-101",
        "B1-7",
        "B2-118",
        "1-1-101",
        "甲-1",
        "乙-1",
        "2-1-1001-2",
        "2-1-1002",
        "12-101",
        "12A-101",
    ]
    .iter()
    .filter_map(|code| RoomQuery::parse(code).candidates.into_iter().next())
    .collect();
    rooms.reverse();
    rooms.sort_by_key(RoomParts::sort_key);
    let codes: Vec<String> = rooms.iter().map(ToString::to_string).collect();
    assert_eq!(
        codes,
        [
            "B2-118",
            "B1-7",
            "1-1-101",
            "2-101",
            "2-1-201",
            "2-1-1001",
            "2-1-1001-2",
            "2-1-1002",
            "10-1-101",
            "12-101",
            "12A-101",
            "A-101",
            "甲-1",
            "乙-1"
        ]
    );
}

#[test]
fn words_and_notices() {
    let room = RoomParts::new("3", "2", "1801");
    assert_eq!(room.spoken().zh, "3号楼2单元1801室");
    assert_eq!(room.spoken().en, "building 3, unit 2, room 1801");
    assert_eq!(room.public().zh, "3号楼");
    assert_eq!(RoomParts::new("０３", "0", "b01").to_string(), "3-B01");
}

fn parts() -> impl Strategy<Value = RoomParts> {
    let building = prop_oneof!["[1-9][0-9]{0,3}", "[A-Z]", "[A-Z][1-9]", "[1-9][A-Z]", "甲", "[甲乙东][1-9]"];
    let unit = prop_oneof!["[1-9][0-9]?", "[A-Z]"];
    let room = prop_oneof![
        "[1-9][0-9]{0,4}",
        "[A-Z][0-9]{3,4}",
        "[1-9][0-9]?A0[1-9]",
        "[1-9][0-9]{3}-[1-9]",
        "180[1-4]\\+180[5-9]"
    ];
    (prop::option::of(building), prop::option::of(unit), prop::option::of(room))
        .prop_map(|(building, unit, room)| RoomParts { building, unit, room })
        .prop_filter("a unit alone is written with its marker", |p| p.building.is_some() || p.room.is_some())
}

/// A number below a hundred in Chinese; anything else as it is.
fn in_chinese(text: &str) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match text.parse::<usize>() {
        Ok(number @ 1..=9) => DIGITS[number].to_owned(),
        Ok(number @ 10..=19) => format!("十{}", DIGITS[number % 10]),
        Ok(number @ 20..=99) => format!("{}十{}", DIGITS[number / 10], DIGITS[number % 10]),
        _ => text.to_owned(),
    }
}

fn full_width(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_ascii_graphic() { char::from_u32(u32::from(c) + 0xFEE0).unwrap() } else { c })
        .collect()
}

/// Every way of `domain/facts.md` 9.1 to write a room whose building is known.
fn written(room: &RoomParts) -> Vec<String> {
    let b = room.building.clone().unwrap();
    let r = room.room.clone().unwrap();
    let chinese = in_chinese(&b);
    let mut ways: Vec<String> = match &room.unit {
        Some(u) => {
            let unit = in_chinese(u);
            let mut ways: Vec<String> = ["-", "—", "–", "/", " ", "#", " - "]
                .iter()
                .map(|gap| [&b, u, &r].map(String::as_str).join(gap))
                .collect();
            ways.extend([
                format!("{b}#{u}-{r}"),
                format!("{b}号楼{u}单元{r}"),
                format!("{b}号楼{u}单元{r}室"),
                format!("{b}栋{u}单元{r}室"),
                format!("{b}幢{u}门{r}户"),
                format!("{b}座{u}单元{r}"),
                format!("{b}楼{u}门{r}"),
                format!("{chinese}号楼{unit}单元{r}"),
            ]);
            ways
        }
        None => {
            let mut ways: Vec<String> =
                ["-", "—", "–", "/", " ", "#"].iter().map(|gap| format!("{b}{gap}{r}")).collect();
            ways.extend([
                format!("{b}-0-{r}"),
                format!("{b}栋{r}"),
                format!("{b}座{r}"),
                format!("{b}号楼{r}室"),
                format!("{b}幢{r}号"),
                format!("{chinese}号楼{r}"),
            ]);
            ways
        }
    };
    ways.push(room.spoken().zh);
    ways.push(room.spoken().en);
    let more: Vec<String> =
        ways.iter().flat_map(|way| [full_width(way), way.to_lowercase(), format!(" {way} ")]).collect();
    ways.extend(more);
    ways
}

proptest! {
    #[test]
    fn a_room_written_in_any_form_reads_back_as_the_same_room(
        room in parts().prop_filter("a room of a building", |p| p.building.is_some() && p.room.is_some())
    ) {
        for way in written(&room) {
            let read = RoomQuery::parse(&way).candidates;
            prop_assert!(read.contains(&room), "{way}: {read:?}");
        }
    }

    #[test]
    fn no_text_breaks_the_reader(text in any::<String>()) {
        let _ = RoomQuery::parse(&text);
    }

    #[test]
    fn no_room_like_text_breaks_the_reader(text in "[0-9A-Za-z一二十百号楼单元室#+ -]{0,44}") {
        for candidate in RoomQuery::parse(&text).candidates {
            prop_assert!(RoomQuery::parse(&candidate.spoken().zh).candidates.contains(&candidate), "{candidate:?}");
            let _ = candidate.sort_key();
        }
    }

    #[test]
    fn a_printed_code_reads_back_as_the_same_room(room in parts()) {
        let code = room.to_string();
        prop_assert!(RoomQuery::parse(&code).candidates.contains(&room), "{code}: {:?}", RoomQuery::parse(&code));
    }

    #[test]
    fn every_beginning_of_a_rooms_number_begins_the_room(room in parts().prop_filter("a room", |p| p.room.is_some())) {
        let number = room.room.clone().unwrap_or_default();
        let key = room.number_key().unwrap();
        prop_assert_eq!(RoomParts::sort_key_within(&key), Some(room.sort_key()));
        for end in 1..=number.len() {
            let typed = RoomParts { room: number.get(..end).map(str::to_owned), ..room.clone() };
            prop_assert!(typed.begins(&room.sort_key()), "{typed:?} {room:?}");
            prop_assert!(typed.begins(&room.floor_key()), "{typed:?} {room:?}");
            prop_assert!(typed.begun_number().iter().any(|prefix| key.starts_with(prefix)), "{typed:?} {room:?}");
        }
        prop_assert!(key.starts_with(&room.same_number().unwrap()));
        if let Some(around) = room.around() {
            prop_assert!(room.sort_key().starts_with(&around) && room.floor_key().starts_with(&around));
        }
    }

    #[test]
    fn keys_differ_when_rooms_differ(a in parts(), b in parts()) {
        prop_assert_eq!(a.sort_key() == b.sort_key(), a == b);
    }
}

fn room(code: &str) -> RoomParts {
    RoomQuery::parse(code).candidates.into_iter().find(|parts| parts.room.is_some()).unwrap()
}

#[test]
fn rooms_of_one_number_stand_together_in_natural_order() {
    let codes = [
        "10-1-1801",
        "2-1-1801",
        "A-1-1801",
        "2-10-1801",
        "2-2-1801",
        "3-18010",
        "3-1802",
        "3-180",
        "3-B1801",
    ];
    let mut keys: Vec<(String, &str)> =
        codes.iter().map(|code| (room(code).number_key().unwrap(), *code)).collect();
    keys.sort();
    let that = |typed: &str| -> Vec<&str> {
        let prefix =
            RoomQuery::parse(typed).candidates.into_iter().find_map(|parts| parts.same_number()).unwrap();
        keys.iter().filter(|(key, _)| key.starts_with(&prefix)).map(|(_, code)| *code).collect()
    };
    assert_eq!(that("1801"), ["2-1-1801", "2-2-1801", "2-10-1801", "10-1-1801", "A-1-1801"]);
    let in_two = RoomParts::new("2", "", "1801").same_number().unwrap();
    assert_eq!(keys.iter().filter(|(key, _)| key.starts_with(&in_two)).count(), 3);
    let begun: Vec<&str> = RoomParts::new("", "", "18")
        .begun_number()
        .iter()
        .flat_map(|prefix| keys.iter().filter(move |(key, _)| key.starts_with(prefix)).map(|(_, code)| *code))
        .collect();
    let order = ["3-180", "2-1-1801", "2-2-1801", "2-10-1801", "10-1-1801", "A-1-1801", "3-1802", "3-18010"];
    assert_eq!(begun, order);
}

#[test]
fn a_half_typed_room_begins_the_rooms_it_may_become() {
    let begins =
        |b: &str, u: &str, r: &str, code: &str| RoomParts::new(b, u, r).begins(&room(code).sort_key());
    for (b, u, r) in [("3", "2", "1801"), ("3", "2", "18"), ("3", "", "180"), ("", "2", "1"), ("3", "2", "")]
    {
        assert!(begins(b, u, r, "3-2-1801"), "{b} {u} {r}");
    }
    for (b, u, r) in
        [("3", "1", "18"), ("30", "2", "18"), ("3", "2", "19"), ("3", "2", "801"), ("3", "2", "18010")]
    {
        assert!(!begins(b, u, r, "3-2-1801"), "{b} {u} {r}");
    }
    assert!(
        begins("3", "", "B1", "3-B1801")
            && begins("3", "", "12A", "3-12A05")
            && begins("3", "", "12", "3-12A05")
    );
}
