//! The customer at the counter, at real terminals: who it is and where they live with the fewest keys, the building's
//! map walked with the arrows. Chinese at 80×24, English at 120×40, the default keymap.

use crate::day_pty::Day;
use lobby::text::lang::Lang;
use serde_json::json;

const CARD: (&str, &str) = ("房间卡", "Room card");
const MAP: (&str, &str) = ("楼栋图", "Building map");
/// Keys that are not text, from start-up to the room's card.
const MOST: usize = 5;

fn in_every_language(day: impl Fn(Day)) {
    for lang in [Lang::Zh, Lang::En] {
        day(Day::begin(lang));
    }
}

/// Somebody who lives in 3-2-1801.
fn with_resident(day: &Day) {
    let person = json!({"name": "单建国", "phone": "13800005678", "place": "3-2-1801", "role": "owner"});
    day.ok("person.add", person);
    day.ok("occupancy.record", json!({"place": "3-2-1801", "state": "occupied", "from": "2024-05-01"}));
    day.ok("occupancy.record", json!({"place": "3-2-1803", "state": "vacant", "from": "2024-05-01"}));
}

#[test]
fn a_residents_room_is_on_the_screen_with_five_keys_from_start_up() {
    in_every_language(|day| {
        with_resident(&day);
        // By the surname's own reading, by the end of the phone, and by the room as people say it.
        for (typed, keys) in
            [("sjg", &["Enter", "Enter"][..]), ("5678", &["Enter", "Enter"]), ("3栋2单元1801", &["Enter"])]
        {
            let mut desk = day.terminal("王芳", "Wang Fang");
            desk.typed(typed);
            day.found(&desk, typed);
            assert!(keys.len() <= MOST);
            desk.keys(&keys.join(" "));
            day.on(&desk, CARD, "单建国");
            day.on(&desk, CARD, "3-2-1801");
            desk.kill();
        }
    });
}

#[test]
fn the_map_of_a_building_is_walked_and_opens_a_card() {
    in_every_language(|day| {
        with_resident(&day);
        let mut desk = day.terminal("王芳", "Wang Fang");
        desk.typed("3-2-1801");
        day.found(&desk, "3-2-1801");
        desk.keys("Enter");
        day.on(&desk, CARD, "单建国");
        desk.keys("M");
        day.on(&desk, MAP, "3-2-1801");
        desk.keys("Right");
        day.on(&desk, MAP, "3-2-1802");
        desk.keys("Right");
        day.on(&desk, MAP, "3-2-1803");
        desk.keys("Left");
        day.on(&desk, MAP, "3-2-1802");
        desk.keys("Enter");
        day.on(&desk, CARD, "3-2-1802");
        desk.kill();
    });
}
