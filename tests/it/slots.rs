//! Who is booked when: the bookings of a day by technician, and the grid on the screen.

use crate::screens::at;
use crate::support::office::Office;
use crate::support::screen::{Setup, snapshot};
use lobby::domain::posts::Post;
use lobby::text::lang::Lang;
use serde_json::json;
use std::rc::Rc;

/// Tomorrow 9:00 at 孙师傅's, 15:00 at nobody's yet.
fn office() -> Office {
    let office = Office::new();
    let (reception, senior) = (office.post(Post::Receptionist), office.post(Post::Senior));
    for (text, at) in [("换龙头", "2026-11-24 09:00"), ("修灯", "2026-11-24 15:00")] {
        let args = json!({"place": "3-2-1801", "category": "plumbing", "text": text, "appointment": at});
        office.ok(&reception, "request.log", args);
    }
    office.ok(&senior, "request.dispatch", json!({"entry": "R2611-0001", "owner": "孙师傅"}));
    office.ok(&senior, "request.dispatch", json!({"entry": "R2611-0002", "team": "水电班"}));
    office
}

#[test]
fn a_days_bookings_stand_under_their_technician_and_hour() {
    let office = office();
    let reception = office.post(Post::Receptionist);
    let day = office.ok(&reception, "slot.list", json!({"date": "2026-11-24"}));
    assert_eq!(day["hours"].as_array().unwrap().len(), 6);
    assert_eq!(day["rows"].as_array().unwrap().len(), 2, "{day}");
    let sun = &day["rows"][0];
    assert_eq!((sun["name"].as_str(), sun["team"].as_str()), (Some("孙师傅"), Some("水电班")), "{day}");
    assert_eq!((&sun["booked"], &sun["load"]), (&json!([1, 0]), &json!(1)));
    assert_eq!(
        sun["slots"],
        json!([["R2611-0001"], ["R2611-0001"], [], [], [], []]),
        "9 to 11 touches two slots"
    );
    let nobody = &day["rows"][1];
    assert!(nobody["staff"].is_null() && nobody["booked"] == json!([0, 1]), "{day}");
    let today = office.ok(&reception, "slot.list", json!({"team": "水电班"}));
    assert_eq!(today["rows"].as_array().unwrap().len(), 1, "{today}");
    assert_eq!(today["rows"][0]["booked"], json!([0, 0]));
}

#[test]
fn the_grid_walks_by_day_and_hour_and_says_why_not() {
    for lang in [Lang::Zh, Lang::En] {
        let office = Rc::new(office());
        let mut face = at(&office, Post::Senior, Setup::new().lang(lang));
        face.keys("F9");
        face.typed("go.slots");
        face.keys("Enter ] Right");
        assert_eq!(face.model.names().last(), Some(&"slots"), "{}", face.screen());
        let screen = face.screen();
        assert!(screen.contains("[10-12]") && screen.contains("0001"), "{screen}");
        snapshot(&format!("slots_{}_80", if lang == Lang::Zh { "zh" } else { "en" }), &screen);
        face.keys("Enter");
        assert!(face.model.said().unwrap().en.contains("from a request"), "{}", face.screen());
    }
}
