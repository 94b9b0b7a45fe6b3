//! Notices to residents, through the desk: drafted, approved, posted, taken down, and what of it is handed over.

use crate::support::office::Office;
use lobby::api::FaultKind;
use lobby::domain::posts::Post;
use lobby::domain::register::Who;
use serde_json::{Value as Json, json};

const DAY: i64 = 24 * 60;

fn draft(office: &Office, who: &Who) -> String {
    let args = json!({"title": "3号楼二次供水检修停水", "text": "11月24日9:00至17:00停水，请提前储水。", "kind": "water",
        "boards": "3号楼各单元大堂", "post_by": "18:00", "until": "2026-11-24"});
    office.ok(who, "notice.draft", args)["number"].as_str().unwrap().to_owned()
}

/// What the present watch says of a notice.
fn carried(office: &Office, who: &Who, entry: &str) -> Option<(Json, Json)> {
    let view = office.ok(who, "watch.show", json!({}));
    let row = view["items"].as_array().unwrap().iter().find(|row| row["number"] == entry)?;
    Some((row["item"]["severity"].clone(), row["item"]["why"]["zh"].clone()))
}

#[test]
fn a_notice_is_approved_by_those_who_lead_posted_and_taken_down() {
    let office = Office::new();
    let (wang, lead) = (office.post(Post::Receptionist), office.post(Post::Supervisor));
    let entry = draft(&office, &wang);
    let of = |entry: &str| json!({"entry": entry});
    assert_eq!(office.refused(&wang, "notice.approve", of(&entry)).kind, FaultKind::Forbidden);
    assert_eq!(office.refused(&wang, "notice.post", of(&entry)).kind, FaultKind::Refused, "a draft");
    let done = office.run(&lead, "notice.approve", of(&entry), None).unwrap();
    assert_eq!(done.notices[0].0, wang.staff, "who drafted it hears");
    for field in ["title", "text"] {
        let other = json!({"entry": entry, field: "停电"});
        assert_eq!(office.refused(&lead, "notice.correct", other).field.as_deref(), Some(field));
    }
    office.ok(&wang, "notice.redraft", json!({"entry": entry, "reason": "时间有误"}));
    office.ok(&wang, "notice.correct", json!({"entry": entry, "text": "11月24日13:00至17:00停水。"}));
    assert_eq!(
        office.refused(&wang, "notice.post", of(&entry)).kind,
        FaultKind::Refused,
        "approved anew first"
    );
    office.ok(&lead, "notice.approve", of(&entry));
    assert_eq!(office.ok(&wang, "notice.post", of(&entry))["state"], "posted");
    assert_eq!(
        office.refused(&wang, "notice.withdraw", json!({"entry": entry, "reason": "不要了"})).kind,
        FaultKind::Refused
    );
    let shown = office.ok(&wang, "notice.show", of(&entry));
    let field = |id: &str| {
        shown["fields"].as_array().unwrap().iter().find(|cell| cell["field"] == id).unwrap()["shown"].clone()
    };
    assert_eq!((field("approved_by"), field("posted_by")), (json!("刘主管"), json!("王前台")));
    assert_eq!(office.ok(&wang, "notice.take_down", of(&entry))["state"], "taken-down");
}

#[test]
fn what_is_wrong_names_its_field_and_a_notice_needs_a_place() {
    let office = Office::new();
    let (wang, lead) = (office.post(Post::Receptionist), office.post(Post::Manager));
    let field = |args: Json| office.refused(&wang, "notice.draft", args).field.unwrap_or_default();
    assert_eq!(field(json!({"text": "停水"})), "title");
    assert_eq!(field(json!({"title": "停".repeat(61), "text": "停水"})), "title");
    assert_eq!(field(json!({"title": "停水", "text": "停水", "place": "没有这里"})), "place");
    let back = json!({"title": "停水", "text": "停水", "from": "2026-11-25", "until": "2026-11-24"});
    assert_eq!(field(back), "until");
    let named = json!({"title": "寻物", "text": "拾到钥匙请电13800005678"});
    let made = office.ok(&wang, "notice.draft", named);
    assert!(made["warnings"].to_string().contains("手机号码"), "{made}");
    let nowhere = office.refused(&lead, "notice.approve", json!({"entry": made["number"]}));
    assert!(nowhere.text.zh.contains("张贴在哪里"), "{nowhere}");
    office.ok(&wang, "notice.correct", json!({"entry": made["number"], "place": "中心花园"}));
    office.ok(&lead, "notice.approve", json!({"entry": made["number"]}));
}

#[test]
fn the_document_lists_what_is_not_posted_and_what_hangs_too_long() {
    let office = Office::new();
    let (wang, li, lead) =
        (office.post(Post::Receptionist), office.post(Post::Senior), office.post(Post::Supervisor));
    office.ok(&wang, "watch.open", json!({}));
    let entry = draft(&office, &wang);
    let said = |severity: &str, why: &str| Some((json!(severity), json!(why)));
    let told = || carried(&office, &wang, &entry);
    assert_eq!(told(), said("amber", "公告将到张贴时间，未批准"));
    office.ok(&lead, "notice.approve", json!({"entry": entry}));
    assert_eq!(told(), said("amber", "公告将到张贴时间"));
    office.clock.advance_minutes(9 * 60);
    assert_eq!(told(), said("red", "公告超时未张贴"));
    office.offer(&wang);
    let sheet = office.ok(&wang, "handover.sheet", json!({})).to_string();
    assert!(sheet.contains(&entry) && sheet.contains("公告超时未张贴"), "{sheet}");
    office.take_over(&li);
    let told = || carried(&office, &li, &entry);
    office.ok(&li, "notice.post", json!({"entry": entry}));
    office.ok(&li, "watch.prepare", json!({}));
    assert_eq!(told(), None, "it hangs");
    office.clock.advance_minutes(DAY);
    assert_eq!(told(), None, "it is its last day");
    office.clock.advance_minutes(DAY);
    assert_eq!(told(), said("amber", "公告过期未取下"));
    office.ok(&li, "notice.take_down", json!({"entry": entry}));
    assert_eq!(told(), None);
}
