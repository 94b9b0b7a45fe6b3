//! Complaints, enquiries, what is passed on, visitors and people outside, driven through the desk with a clock that moves.

use crate::screens::at;
use crate::support::office::Office;
use crate::support::screen::Setup;
use lobby::api::FaultKind;
use lobby::desk::Indexes;
use lobby::domain::posts::Post;
use lobby::domain::register::{Registers, Who};
use lobby::store::verify;
use lobby::tui::keymap::library;
use serde_json::{Value as Json, json};
use std::rc::Rc;

/// What was told to whom since the last look.
fn tick(office: &Office) -> Vec<(u64, String)> {
    let ticked = office.desk.tick().expect("it ticks");
    ticked.notices.into_iter().map(|(staff, text)| (staff.0, text.zh)).collect()
}

fn told(notices: &[(u64, String)], who: &Who) -> Vec<String> {
    notices.iter().filter(|(staff, _)| *staff == who.staff.0).map(|(_, text)| text.clone()).collect()
}

/// A field of a shown entry.
fn field(office: &Office, number: &str, id: &str) -> Json {
    let register = match number.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-') {
        "Q" => "complaint",
        "E" => "enquiry",
        "PO" => "pass_on",
        "V" => "visit",
        "R" => "request",
        "LZ" => "liaison",
        other => panic!("{other}"),
    };
    let shown = office.ok(&office.founder(), &format!("{register}.show"), json!({"entry": number}));
    let cells = shown["fields"].as_array().unwrap();
    cells.iter().find(|cell| cell["field"] == id).unwrap_or_else(|| panic!("no field {id}"))["value"].clone()
}

fn number(made: &Json) -> String {
    made["number"].as_str().unwrap().to_owned()
}

fn log(office: &Office, more: &Json) -> String {
    let wang = office.post(Post::Receptionist);
    let mut args = json!({"place": "3-2-1801", "text": "楼道垃圾三天没清", "topic": "environment", "complainant": "周女士"});
    for (key, value) in more.as_object().unwrap() {
        args[key] = value.clone();
    }
    number(&office.ok(&wang, "complaint.log", args))
}

fn view(office: &Office, who: &Who, register: &str, view: &str) -> Vec<String> {
    let list = office.ok(who, &format!("{register}.list"), json!({"view": view}));
    let rows = list["rows"].as_array().unwrap();
    rows.iter().map(|row| row["head"]["number"].as_str().unwrap().to_owned()).collect()
}

/// Given to the officer, received, looked into, found justified.
fn verified(office: &Office, q: &str) {
    let zhang = office.post(Post::Officer);
    office.ok(&office.post(Post::Senior), "complaint.assign", json!({"entry": q, "owner": "张专员"}));
    office.ok(&zhang, "complaint.receive", json!({"entry": q}));
    office.ok(&zhang, "complaint.investigate", json!({"entry": q, "investigation": "保洁两天未到"}));
    let why = json!({"entry": q, "justified": "justified", "why_justified": "属物业服务范围"});
    office.ok(&zhang, "complaint.verify", why);
}

#[test]
fn a_complaint_nobody_takes_climbs_step_by_step_and_everybody_concerned_hears() {
    let office = Office::new();
    let (wang, liu, chen) =
        (office.post(Post::Receptionist), office.post(Post::Supervisor), office.post(Post::Manager));
    let q = log(&office, &json!({}));
    assert_eq!(field(&office, &q, "severity"), json!({"Choice": "minor"}));
    assert_eq!(view(&office, &liu, "complaint", "ladder"), Vec::<String>::new());
    office.clock.advance_minutes(19);
    assert_eq!(tick(&office), []);
    office.clock.advance_minutes(1);
    let notices = tick(&office);
    assert_eq!(told(&notices, &liu), [format!("投诉 {q} 升级到主管：超时无人受理")]);
    assert_eq!(told(&notices, &chen), Vec::<String>::new());
    assert_eq!(view(&office, &liu, "complaint", "ladder"), std::slice::from_ref(&q));
    assert_eq!(view(&office, &chen, "complaint", "top"), Vec::<String>::new());
    // 11:00 is two working hours after it came in; a fifth of them ahead somebody is warned.
    office.clock.advance_minutes(76);
    assert_eq!(told(&tick(&office), &liu), [format!("投诉 {q}：响应时限 11-23 11:00")]);
    office.clock.advance_minutes(24);
    assert_eq!(told(&tick(&office), &chen), [format!("投诉 {q} 升级到经理：超过时限")]);
    assert_eq!(view(&office, &chen, "complaint", "top"), std::slice::from_ref(&q));
    office.clock.advance_minutes(120);
    assert_eq!(told(&tick(&office), &chen), [format!("投诉 {q} 须报项目负责人：超过时限一倍")]);
    assert_eq!(field(&office, &q, "step"), json!({"Choice": "top"}));
    let history = office.ok(&wang, "complaint.history", json!({"entry": q}));
    let why: Vec<&Json> = history["steps"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|step| step["changes"].as_array().unwrap())
        .filter(|change| change["field"] == "climbed_for")
        .map(|change| &change["after"]["value"]["Choice"])
        .collect();
    assert_eq!(why, ["twice-overdue", "overdue", "not-received"]);
    office.ok(&wang, "watch.open", json!({}));
    let offered = office.offer(&wang);
    let item = offered["items"].as_array().unwrap().iter().find(|item| item["number"] == q).expect("carried");
    assert_eq!(item["item"]["severity"], "red");
    assert_eq!(item["item"]["why"]["zh"], "投诉已升级到项目负责人：超过时限一倍");
    verify(office.desk.store(), &Indexes(office.desk.registers())).expect("the store is whole");
}

#[test]
fn whoever_has_received_it_in_time_is_not_reported_and_the_sender_cannot_receive() {
    let office = Office::new();
    let (li, zhang) = (office.post(Post::Senior), office.post(Post::Officer));
    let q = log(&office, &json!({}));
    office.ok(&li, "complaint.assign", json!({"entry": q, "owner": "张专员"}));
    let refused = office.refused(&li, "complaint.receive", json!({"entry": q}));
    assert_eq!(
        (refused.kind, refused.text.zh.as_str()),
        (FaultKind::Refused, "由责任部门签收，派办人不能代签")
    );
    office.ok(&zhang, "complaint.receive", json!({"entry": q}));
    office.clock.advance_minutes(60);
    assert_eq!(tick(&office), []);
    assert_eq!(field(&office, &q, "level"), json!({"Int": 0}));
}

#[test]
fn a_complaint_without_topic_is_classified_before_it_is_assigned() {
    let office = Office::new();
    let li = office.post(Post::Senior);
    let q = log(&office, &json!({"topic": null}));
    assert!(
        office
            .refused(&li, "complaint.assign", json!({"entry": q, "owner": "张专员"}))
            .text
            .zh
            .contains("分类")
    );
    office.ok(
        &li,
        "complaint.classify",
        json!({"entry": q, "severity": "important", "topic": "attitude", "cause": "own"}),
    );
    let by = field(&office, &q, "answer_by");
    office.ok(&li, "complaint.assign", json!({"entry": q, "owner": "张专员"}));
    // Another class counts from the same start.
    let liu = office.post(Post::Supervisor);
    office.clock.advance_minutes(300);
    office.ok(&liu, "complaint.reclassify", json!({"entry": q, "severity": "minor", "reason": "一次性小事"}));
    let minor = field(&office, &q, "answer_by");
    assert_eq!(by["At"].as_i64().unwrap() - minor["At"].as_i64().unwrap(), 2 * 86_400_000);
}

#[test]
fn from_the_government_it_is_major_and_only_the_manager_with_the_heads_word_approves() {
    let office = Office::new();
    let (wang, liu, chen, zhang) = (
        office.post(Post::Receptionist),
        office.post(Post::Supervisor),
        office.post(Post::Manager),
        office.post(Post::Officer),
    );
    let q = log(&office, &json!({"channel": "hotline"}));
    assert_eq!(field(&office, &q, "severity"), json!({"Choice": "major"}));
    assert_eq!(field(&office, &q, "climbed_for"), json!({"Choice": "source"}));
    assert_eq!(view(&office, &chen, "complaint", "top"), std::slice::from_ref(&q));
    office.ok(&office.post(Post::Senior), "complaint.assign", json!({"entry": q, "owner": "张专员"}));
    office.ok(&zhang, "complaint.investigate", json!({"entry": q}));
    let proposal = json!({"entry": q, "proposal": "更换保洁班长，当日清运"});
    let unverified = office.refused(&zhang, "complaint.propose", proposal.clone());
    assert_eq!(unverified.text.zh, "请先核实是否有效");
    office.ok(
        &zhang,
        "complaint.verify",
        json!({"entry": q, "justified": "justified", "why_justified": "属实"}),
    );
    let early = json!({"entry": q, "answer": "已清运", "answer_form": "written"});
    assert!(office.refused(&zhang, "complaint.answer", early).text.zh.contains("经批准"));
    office.ok(&zhang, "complaint.propose", proposal);
    assert_eq!(view(&office, &chen, "complaint", "approval"), std::slice::from_ref(&q));
    assert_eq!(office.refused(&zhang, "complaint.approve", json!({"entry": q})).kind, FaultKind::Forbidden);
    let wrong = office.refused(&liu, "complaint.approve", json!({"entry": q}));
    assert_eq!(wrong.text.zh, "重大投诉由客服经理审批，并须有项目负责人意见");
    let wordless = office.refused(&chen, "complaint.approve", json!({"entry": q}));
    assert_eq!((wordless.kind, wordless.field.as_deref()), (FaultKind::Missing, Some("head_word")));
    office.ok(&chen, "complaint.approve", json!({"entry": q, "head_word": "同意，限当日办结"}));
    office.ok(&zhang, "complaint.execute", json!({"entry": q, "measures": "已清运"}));
    let spoken = office.refused(
        &zhang,
        "complaint.answer",
        json!({"entry": q, "answer": "已清运", "answer_form": "phone"}),
    );
    assert_eq!(spoken.field.as_deref(), Some("answer_form"));
    office.ok(&zhang, "complaint.answer", json!({"entry": q, "answer": "已清运", "answer_form": "written"}));
    let due = office.ok(&liu, "follow_up.list", json!({"view": "due"}));
    let f = due["rows"][0]["head"]["number"].clone();
    let days = due["rows"][0]["head"]["due"].as_i64().unwrap() - lobby_now(&office);
    assert_eq!(days, 3 * 86_400_000);
    let asked = json!({"entry": f, "outcome": "satisfied", "score": 5});
    assert_eq!(office.refused(&wang, "follow_up.record", asked.clone()).text.zh, "重大投诉由客服经理回访");
    assert_eq!(office.refused(&liu, "follow_up.record", asked.clone()).text.zh, "重大投诉由客服经理回访");
    office.ok(&chen, "follow_up.record", asked);
    let open = office.ok(&chen, "complaint.show", json!({"entry": q}));
    assert_eq!(open["head"]["state"], 9, "cause and prevention are not known yet");
    assert_eq!(
        office.refused(&chen, "complaint.close", json!({"entry": q})).field.as_deref(),
        Some("root_cause")
    );
    let causes = json!({"entry": q, "root_cause": "排班无人顶岗", "prevention": "建立顶岗表"});
    assert_eq!(office.refused(&liu, "complaint.close", causes.clone()).text.zh, "重大投诉由客服经理办结");
    assert_eq!(office.ok(&chen, "complaint.close", causes)["state"], "closed");
}

fn lobby_now(office: &Office) -> i64 {
    use lobby::desk::Clock;
    office.clock.now().0
}

#[test]
fn nobody_approves_what_they_proposed_and_a_satisfied_answer_closes() {
    let office = Office::new();
    let (liu, zhang) = (office.post(Post::Supervisor), office.post(Post::Officer));
    let q = log(&office, &json!({}));
    verified(&office, &q);
    office.ok(&liu, "complaint.propose", json!({"entry": q, "proposal": "当日清运"}));
    let own = office.refused(&liu, "complaint.approve", json!({"entry": q}));
    assert_eq!(own.text.zh, "自己拟的意见须由别人审批");
    office.ok(&office.post(Post::Manager), "complaint.send_back", json!({"entry": q, "reason": "写明时限"}));
    office.ok(&zhang, "complaint.propose", json!({"entry": q, "proposal": "十八点前清运"}));
    office.ok(&liu, "complaint.approve", json!({"entry": q}));
    let answer = json!({"entry": q, "answer": "已清", "answer_form": "phone", "root_cause": "缺人", "prevention": "补岗"});
    office.ok(&zhang, "complaint.answer", answer);
    let f = office.ok(&liu, "follow_up.list", json!({"view": "due"}))["rows"][0]["head"]["number"].clone();
    let unsaid = office.refused(
        &office.post(Post::Receptionist),
        "follow_up.record",
        json!({"entry": f, "outcome": "satisfied"}),
    );
    assert_eq!(unsaid.text.zh, "投诉由客服主管回访");
    office.ok(&liu, "follow_up.record", json!({"entry": f, "outcome": "satisfied", "score": 4}));
    assert_eq!(office.ok(&liu, "complaint.show", json!({"entry": q}))["head"]["state"], 10);
    assert_eq!(field(&office, &q, "satisfied"), json!({"Choice": "satisfied"}));
}

#[test]
fn a_dissatisfied_answer_reopens_with_new_limits_and_climbs() {
    let office = Office::new();
    let (liu, zhang) = (office.post(Post::Supervisor), office.post(Post::Officer));
    let q = log(&office, &json!({}));
    verified(&office, &q);
    office.ok(&zhang, "complaint.propose", json!({"entry": q, "proposal": "当日清运"}));
    office.ok(&liu, "complaint.approve", json!({"entry": q}));
    office.ok(&zhang, "complaint.answer", json!({"entry": q, "answer": "已清", "answer_form": "phone"}));
    let before = field(&office, &q, "answer_by");
    office.clock.advance_minutes(600);
    let f = office.ok(&liu, "follow_up.list", json!({"view": "due"}))["rows"][0]["head"]["number"].clone();
    office.ok(
        &liu,
        "follow_up.record",
        json!({"entry": f, "outcome": "dissatisfied", "opinion": "又堆上了"}),
    );
    let open = office.ok(&liu, "complaint.show", json!({"entry": q}));
    assert_eq!(open["head"]["state"], 3, "whoever had it has it again");
    assert_eq!(field(&office, &q, "reason"), json!({"Text": "又堆上了"}));
    assert_eq!(field(&office, &q, "climbed_for"), json!({"Choice": "reopened"}));
    assert!(field(&office, &q, "answer_by")["At"].as_i64() > before["At"].as_i64());
}

#[test]
fn enough_households_make_it_a_group_complaint() {
    let office = Office::new();
    let (wang, admin) = (office.post(Post::Receptionist), office.founder());
    office.ok(&admin, "place.add", json!({"code": "12-1-102"}));
    let q = log(&office, &json!({}));
    for room in ["3-2-1802", "3-1-1801", "12-1-101"] {
        office.ok(&wang, "complaint.join", json!({"entry": q, "party_place": room, "party_name": "邻居"}));
    }
    assert_eq!(field(&office, &q, "households"), json!({"Int": 4}));
    assert_eq!(field(&office, &q, "severity"), json!({"Choice": "minor"}));
    let last = json!({"entry": q, "party_place": "12-1-102", "party_size": 3});
    let done = office.run(&wang, "complaint.join", last, None).unwrap();
    let texts: Vec<&str> = done.notices.iter().map(|(_, text)| text.zh.as_str()).collect();
    assert!(texts.contains(&format!("投诉 {q} 须报项目负责人：群诉").as_str()), "{texts:?}");
    assert_eq!(
        (field(&office, &q, "households"), field(&office, &q, "persons")),
        (json!({"Int": 5}), json!({"Int": 7}))
    );
    assert_eq!(field(&office, &q, "severity"), json!({"Choice": "major"}));
    let parties = view(&office, &wang, "complaint_party", "joined");
    office.ok(&wang, "complaint_party.leave", json!({"entry": parties[0], "reason": "不参加了"}));
    assert_eq!(
        (field(&office, &q, "households"), field(&office, &q, "persons")),
        (json!({"Int": 4}), json!({"Int": 4}))
    );
    assert_eq!(field(&office, &q, "step"), json!({"Choice": "top"}), "the ladder never comes down by itself");
    let ten = log(&office, &json!({"place": "12-1-101", "persons": 10, "topic": "charges"}));
    assert_eq!(field(&office, &ten, "severity"), json!({"Choice": "major"}));
}

#[test]
fn an_anonymous_complaint_keeps_no_name_and_is_closed_without_a_follow_up() {
    let office = Office::new();
    let (wang, liu, zhang) =
        (office.post(Post::Receptionist), office.post(Post::Supervisor), office.post(Post::Officer));
    let nobody = office.refused(&wang, "complaint.log", json!({"text": "太吵", "topic": "environment"}));
    assert_eq!(nobody.field.as_deref(), Some("complainant"));
    let args = json!({"text": "太吵", "topic": "environment", "anonymous": true, "complainant": "周女士", "phone": "13812345678", "person": "张建国"});
    let q = number(&office.ok(&wang, "complaint.log", args));
    let journal = office.ok(&wang, "complaint.show", json!({"entry": q})).to_string();
    assert!(
        !journal.contains("周女士") && !journal.contains("13812345678") && !journal.contains("张"),
        "{journal}"
    );
    office.ok(&liu, "complaint.assign", json!({"entry": q, "owner": "张专员"}));
    office.ok(&zhang, "complaint.investigate", json!({"entry": q}));
    let why = json!({"entry": q, "justified": "unjustified", "why_justified": "装修在许可时段"});
    office.ok(&zhang, "complaint.verify", why);
    office.ok(
        &zhang,
        "complaint.answer",
        json!({"entry": q, "answer": "已张贴说明", "answer_form": "posted"}),
    );
    assert_eq!(office.ok(&liu, "follow_up.list", json!({"view": "due"}))["total"], 0);
    assert_eq!(office.ok(&liu, "complaint.close", json!({"entry": q}))["state"], "closed");
}

#[test]
fn a_named_complainant_is_masked_in_lists() {
    let office = Office::new();
    let q = log(&office, &json!({"phone": "13812345678"}));
    let cashier = office.post(Post::Cashier);
    let shown = office.ok(&cashier, "complaint.show", json!({"entry": q})).to_string();
    assert!(!shown.contains("周女士") && !shown.contains("13812345678"), "{shown}");
}

#[test]
fn the_same_topic_from_the_same_room_is_said_at_once_and_goes_to_the_supervisor() {
    let office = Office::new();
    let wang = office.post(Post::Receptionist);
    let first = log(&office, &json!({}));
    let again =
        json!({"place": "3-2-1801", "text": "还是没清", "topic": "environment", "complainant": "周女士"});
    let made = office.ok(&wang, "complaint.log", again.clone());
    let said = made["warnings"][0]["zh"].as_str().unwrap();
    assert!(said.contains("第 2 次") && said.contains(&first), "{said}");
    let q = number(&made);
    assert_eq!(field(&office, &q, "climbed_for"), json!({"Choice": "repeated"}));
    assert!(field(&office, &q, "repeat_of")["Id"].is_u64());
    let other = log(&office, &json!({"topic": "parking"}));
    assert_eq!(field(&office, &other, "repeat_of"), json!("None"), "another topic is another matter");
    office.clock.advance_minutes(31 * 1440);
    let late = office.ok(&wang, "complaint.log", again);
    assert_eq!(field(&office, &number(&late), "repeat_of"), json!("None"), "so long after it is a new one");
}

#[test]
fn unresolved_for_a_month_it_is_major_by_itself_even_while_suspended() {
    let office = Office::new();
    let (li, chen) = (office.post(Post::Senior), office.post(Post::Manager));
    let q = log(&office, &json!({}));
    verified(&office, &q);
    let wait = json!({"entry": q, "waiting_for": "third-party", "wake_at": "2027-01-20 09:00", "reason": "等街道清运"});
    office.ok(&li, "complaint.suspend", wait);
    office.clock.advance_minutes(14 * 1440);
    let warned = tick(&office);
    assert!(warned.iter().all(|(_, text)| text.contains("法定时限")), "only the law's term runs: {warned:?}");
    assert_eq!(field(&office, &q, "level"), json!({"Int": 0}), "its clocks stand still");
    // The law does not wait for the street office: past its fifteen days the manager hears.
    office.clock.advance_minutes(2 * 1440);
    assert_eq!(told(&tick(&office), &chen), [format!("投诉 {q} 升级到经理：超过时限")]);
    office.clock.advance_minutes(14 * 1440);
    assert_eq!(told(&tick(&office), &chen), [format!("投诉 {q} 须报项目负责人：一个月未解决")]);
    assert_eq!(field(&office, &q, "severity"), json!({"Choice": "major"}));
    assert_eq!(field(&office, &q, "climbed_for"), json!({"Choice": "month"}));
    let resumed = office.ok(&li, "complaint.resume", json!({"entry": q}));
    assert_eq!(resumed["state"], "investigating", "where it was");
}

#[test]
fn a_transferred_complaint_stands_still_and_comes_back_or_is_answered() {
    let office = Office::new();
    let (li, zhang) = (office.post(Post::Senior), office.post(Post::Officer));
    let q = log(&office, &json!({"topic": "structure"}));
    verified(&office, &q);
    let to = json!({"entry": q, "transferred_to": "developer", "reason": "保修期内", "wake_at": "2026-11-30 09:00"});
    office.ok(&li, "complaint.transfer", to);
    office.clock.advance_minutes(7 * 1440);
    assert_eq!(told(&tick(&office), &zhang), [format!("投诉 {q} 暂缓到期，请再看")]);
    assert_eq!(tick(&office), [], "once");
    let answer = json!({"entry": q, "answer": "开发商已修", "answer_form": "phone"});
    assert_eq!(office.ok(&zhang, "complaint.answer", answer)["state"], "replied");
}

#[test]
fn by_hand_it_climbs_one_step_and_no_further_than_the_top() {
    let office = Office::new();
    let wang = office.post(Post::Receptionist);
    let q = log(&office, &json!({}));
    for step in ["supervisor", "manager", "top"] {
        office.ok(&wang, "complaint.escalate", json!({"entry": q, "reason": "客户要见领导"}));
        assert_eq!(field(&office, &q, "step"), json!({"Choice": step}));
    }
    let top = office.refused(&wang, "complaint.escalate", json!({"entry": q, "reason": "再报"}));
    assert_eq!(top.text.zh, "已升级到项目负责人，没有更高一级");
    office.ok(&wang, "complaint.urge", json!({"entry": q}));
    assert_eq!(field(&office, &q, "urged"), json!({"Int": 1}));
}

#[test]
fn an_enquiry_is_answered_on_the_spot_or_becomes_a_request_or_a_complaint() {
    let office = Office::new();
    let wang = office.post(Post::Receptionist);
    let spot = office.ok(&wang, "enquiry.log", json!({"text": "停车多少钱", "answer": "每月三百"}));
    assert_eq!(spot["state"], "closed");
    let e = number(&office.ok(
        &wang,
        "enquiry.log",
        json!({"place": "3-2-1801", "text": "水管谁来修", "asker": "周女士", "phone": "13812345678"}),
    ));
    assert_eq!(office.ok(&wang, "enquiry.to_request", json!({"entry": e}))["state"], "converted");
    let became = field(&office, &e, "became");
    assert_eq!(became, json!({"Text": "R2611-0001"}));
    assert_eq!(field(&office, "R2611-0001", "text"), json!({"Text": "水管谁来修"}));
    assert_eq!(field(&office, "R2611-0001", "reporter"), json!({"Text": "周女士"}));
    let request = office.ok(&wang, "request.show", json!({"entry": "R2611-0001"}));
    assert_eq!(request["links"][0]["head"]["number"], e, "each leads to the other");
    let other =
        number(&office.ok(&wang, "enquiry.log", json!({"text": "保洁怎么又没来", "asker": "钱先生"})));
    assert!(office.refused(&wang, "enquiry.to_request", json!({"entry": other})).text.zh.contains("房间"));
    office.ok(&wang, "enquiry.to_complaint", json!({"entry": other}));
    assert_eq!(field(&office, "Q2611-0001", "complainant"), json!({"Text": "钱先生"}));
}

#[test]
fn an_enquiry_nobody_answers_is_reported_and_an_answered_one_closes_by_itself() {
    let office = Office::new();
    let (wang, liu) = (office.post(Post::Receptionist), office.post(Post::Supervisor));
    let e = number(&office.ok(&wang, "enquiry.log", json!({"text": "什么时候供暖"})));
    // Four working hours: 13:00. A fifth of them ahead: 12:12.
    office.clock.advance_minutes(192);
    assert_eq!(told(&tick(&office), &wang), [format!("咨询 {e}：响应时限 11-23 13:00")]);
    office.clock.advance_minutes(48);
    assert_eq!(told(&tick(&office), &liu), [format!("咨询 {e} 超过时限未答复")]);
    assert_eq!(tick(&office), []);
    office.ok(&wang, "enquiry.answer", json!({"entry": e, "answer": "十一月十五日"}));
    office.clock.advance_minutes(3 * 1440);
    tick(&office);
    assert_eq!(office.ok(&wang, "enquiry.show", json!({"entry": e}))["head"]["state"], 3);
}

#[test]
fn what_is_passed_on_counts_when_the_receiver_says_so() {
    let office = Office::new();
    let (wang, liu, zhang) =
        (office.post(Post::Receptionist), office.post(Post::Supervisor), office.post(Post::Officer));
    let q = log(&office, &json!({}));
    assert_eq!(
        office.refused(&wang, "pass_on.pass", json!({"text": "请保洁清运"})).field.as_deref(),
        Some("receiver")
    );
    let unknown = json!({"text": "请保洁清运", "receiver": "cleaning", "about": "Q2611-0099"});
    assert_eq!(office.refused(&wang, "pass_on.pass", unknown).field.as_deref(), Some("about"));
    let args = json!({"text": "请保洁清运", "receiver": "cleaning", "owner": "张专员", "about": q});
    let po = number(&office.ok(&wang, "pass_on.pass", args));
    let complaint = office.ok(&wang, "complaint.show", json!({"entry": q}));
    assert_eq!(complaint["links"][0]["head"]["number"], po);
    let own = office.refused(&wang, "pass_on.receive", json!({"entry": po}));
    assert_eq!(own.text.zh, "由接收方签收，转出人不能代签");
    office.clock.advance_minutes(16);
    assert_eq!(told(&tick(&office), &zhang), [format!("转办 {po} 须于 11-23 09:20 前签收")]);
    office.clock.advance_minutes(4);
    assert!(told(&tick(&office), &liu).contains(&format!("转办 {po} 超过时限无人签收")));
    office.ok(&zhang, "pass_on.receive", json!({"entry": po}));
    assert!(!tick(&office).iter().any(|(_, text)| text.contains(&po)));
    let done = office.run(&zhang, "pass_on.finish", json!({"entry": po, "result": "已清运"}), None).unwrap();
    assert_eq!(done.notices[0].0, wang.staff);
}

#[test]
fn what_comes_back_is_the_senders_again() {
    let office = Office::new();
    let (wang, zhang) = (office.post(Post::Receptionist), office.post(Post::Officer));
    let po = number(&office.ok(&wang, "pass_on.pass", json!({"text": "查收费", "receiver": "finance"})));
    let done =
        office.run(&zhang, "pass_on.return", json!({"entry": po, "reason": "不归财务"}), None).unwrap();
    assert_eq!(done.notices[0].0, wang.staff);
    office.clock.advance_minutes(600);
    assert_eq!(tick(&office), [], "nobody is late with what came back");
    office.ok(&wang, "watch.open", json!({}));
    let offered = office.offer(&wang);
    assert_eq!(offered["items"][0]["item"]["why"]["zh"], "转办被退回，须另行安排");
    let again = office.ok(&wang, "pass_on.pass_again", json!({"entry": po, "receiver": "engineering"}));
    assert_eq!(again["state"], "sent");
    assert_eq!(field(&office, &po, "receiver"), json!({"Choice": "engineering"}));
}

#[test]
fn a_visitor_is_told_by_kind_and_their_words_become_an_entry() {
    let office = Office::new();
    let wang = office.post(Post::Receptionist);
    let police = json!({"name": "赵警官", "visitor_kind": "police", "text": "调监控", "place": "3-2-1801"});
    let v = number(&office.ok(&wang, "visit.log", police));
    let owner = json!({"name": "周女士", "phone": "13812345678", "visitor_kind": "owner", "manner": "call-in", "text": "保洁不到位", "place": "3-2-1801"});
    let call = number(&office.ok(&wang, "visit.log", owner));
    assert_eq!(view(&office, &wang, "visit", "officials"), std::slice::from_ref(&v));
    assert_eq!(view(&office, &wang, "visit", "residents"), std::slice::from_ref(&call));
    office.ok(&wang, "visit.to_complaint", json!({"entry": call}));
    assert_eq!(field(&office, &call, "became"), json!({"Text": "Q2611-0001"}));
    assert_eq!(field(&office, "Q2611-0001", "channel"), json!({"Choice": "phone"}));
    let unsaid = number(&office.ok(&wang, "visit.log", json!({"name": "钱先生"})));
    assert_eq!(
        office.refused(&wang, "visit.to_enquiry", json!({"entry": unsaid})).field.as_deref(),
        Some("text")
    );
    office.ok(&wang, "visit.correct", json!({"entry": unsaid, "ticket": "q2611-0001"}));
    assert_eq!(field(&office, &unsaid, "ticket"), json!({"Text": "Q2611-0001"}));
}

#[test]
fn a_contact_is_found_in_the_box_and_what_was_promised_is_asked_about_again() {
    let office = Office::new();
    let wang = office.post(Post::Receptionist);
    let args = json!({"organisation": "通力电梯维保", "name": "孙工", "phone": "13800001111", "kind": "lift", "hours": "全天"});
    let ct = number(&office.ok(&wang, "contact.add", args));
    for text in ["孙工", "sg", "电梯维保", "0000 1111"] {
        assert_eq!(office.number("contact", text), ct, "{text}");
    }
    let talk = json!({"contact": "孙工", "matter": "二号梯异响", "said": "下午来看", "promised": "今天修好", "next_at": "16:00"});
    let lz = number(&office.ok(&wang, "liaison.log", talk));
    office.clock.advance_minutes(420);
    assert_eq!(told(&tick(&office), &wang), ["该联系通力电梯维保了：二号梯异响"]);
    office.ok(&wang, "watch.open", json!({}));
    let offered = office.offer(&wang);
    assert_eq!(offered["items"][0]["item"]["why"]["zh"], "外联到期未跟进");
    let again = office.ok(&wang, "liaison.again", json!({"entry": lz, "said": "修好了"}));
    assert_eq!(again["state"], "settled", "nobody has to ask again");
}

#[test]
fn a_complaint_is_logged_at_the_counter_with_few_keys() {
    let office = Rc::new(Office::new());
    let mut desk = at(&office, Post::Receptionist, Setup::with(&library::embedded(), Registers::standard()));
    desk.keys("F9");
    desk.typed("登记投诉");
    desk.keys("Enter");
    desk.typed("3-2-1801");
    desk.keys("Enter");
    desk.typed("e楼道垃圾没人清");
    desk.keys("Enter");
    let wang = office.post(Post::Receptionist);
    assert_eq!(view(&office, &wang, "complaint", "open"), ["Q2611-0001"], "{}", desk.screen());
    assert_eq!(field(&office, "Q2611-0001", "topic"), json!({"Choice": "environment"}));
    desk.keys("F9");
    desk.typed("登记咨询");
    desk.keys("Enter Enter");
    desk.typed("停车怎么收费");
    desk.keys("Enter");
    desk.typed("每月三百");
    desk.keys("Enter");
    assert_eq!(view(&office, &wang, "enquiry", "all"), ["E2611-0001"], "{}", desk.screen());
}

#[test]
fn the_supervisor_sees_the_ladder_and_the_manager_its_top_on_the_first_screen() {
    let office = Rc::new(Office::new());
    log(&office, &json!({"channel": "media"}));
    for (post, pane) in [(Post::Supervisor, "升级中的投诉"), (Post::Manager, "升级到经理以上的投诉")]
    {
        let desk = at(&office, post, Setup::with(&library::embedded(), Registers::standard()));
        let screen = desk.screen();
        assert!(screen.contains(pane) && screen.contains("楼道垃圾三天没清"), "{screen}");
    }
}
