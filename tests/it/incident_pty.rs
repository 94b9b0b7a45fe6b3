//! A burst pipe at night, at real terminals: reported in three keys with the caret in the first line, twenty callers
//! written down in two keys each, the words for them shown, and one incident with twenty contacts in the lists.

use crate::day_pty::Day;
use lobby::text::lang::Lang;
use serde_json::{Value as Json, json};

const EMERGENCY: (&str, &str) = ("突发事件", "Emergency");

fn total(day: &Day, list: &str, args: Json) -> u64 {
    day.ok(list, args)["total"].as_u64().expect("a total")
}

fn the_night(lang: Lang) {
    let day = Day::begin(lang);
    let word = |zh: &'static str, en: &'static str| if lang == Lang::Zh { zh } else { en };
    let mut lead = day.terminal("刘强", "Liu Qiang");
    let mut desk = day.terminal("王芳", "Wang Fang");
    // In the middle of something else: a form with a caret in a field.
    desk.keys("F2");
    desk.typed("3-2-1802");
    let before = desk.keys_pressed;
    desk.keys("Ctrl-E w");
    assert!(desk.keys_pressed - before <= 3, "an emergency is at most three keys away");
    // Nothing is asked: what is typed is the first line.
    desk.typed(word("厨房立管爆裂", "1801 kitchen riser burst"));
    desk.keys("Enter");
    day.on(&desk, EMERGENCY, "-0001");
    day.on(&desk, EMERGENCY, word("厨房立管爆裂", "kitchen riser burst"));
    day.on(&desk, EMERGENCY, word("告知来电者", "Tell callers"));
    assert_eq!(total(&day, "incident_line.list", json!({})), 1);

    // The lead's terminal rings, says what and which key, and one key takes it in hand.
    lead.shows(word("跑水爆管", "Burst pipe"));
    lead.shows(word("Ctrl-G 接手", "Ctrl-G answers"));
    lead.rings();
    lead.keys("Ctrl-G");
    day.on(&lead, EMERGENCY, word("处置中", "handling"));
    lead.hides(word("Ctrl-G 接手", "Ctrl-G answers"));

    // Where it is comes later.
    let number = day.ok("incident.list", json!({"limit": 1}))["rows"][0]["head"]["number"].clone();
    day.ok("incident.locate", json!({"entry": number, "place": "3-2-1801"}));
    day.on(&desk, EMERGENCY, "3-2");

    // Twenty ring: the room as they say it, and two keys.
    let mut caller = day.terminal("李娜", "Li Na");
    caller.shows(number.as_str().expect("a number"));
    for at in 0..20_u64 {
        let room = ["3-2-1801", "3-2-1802", "3-2-1803"][(at % 3) as usize];
        caller.typed(room);
        if at == 0 {
            // What they are to be told stands there as soon as the room is found.
            caller.shows(word("告知：我们已知道跑水", "Say: We know of the leak"));
        }
        let before = caller.keys_pressed;
        caller.keys("Insert");
        caller.shows(word("来电人说", "They say"));
        caller.keys("Enter");
        assert_eq!(caller.keys_pressed - before, 2);
        caller.hides(word("来电人说", "They say"));
        caller.shows(word("已记来电", "Caller written down"));
        caller.hides(room);
    }
    assert_eq!(total(&day, "incident.list", json!({"view": "all"})), 1);
    assert_eq!(total(&day, "caller_report.list", json!({"view": "taken"})), 20);
    let shown = day.ok("incident.show", json!({"entry": number}));
    assert_eq!((shown["caller_count"].clone(), shown["rooms"].clone()), (json!(20), json!(3)));
    day.on(&desk, EMERGENCY, "20");
    desk.kill();
    lead.kill();
    caller.kill();
}

#[test]
fn a_burst_pipe_at_night() {
    the_night(Lang::Zh);
    the_night(Lang::En);
}
