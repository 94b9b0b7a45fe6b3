//! Printed forms: what stands on them, for whom, and that who saw full values is written down.

use crate::support::office::Office;
use lobby::domain::posts::Post;
use lobby::text::width::width;
use serde_json::{Value as Json, json};

fn office() -> Office {
    let office = Office::new();
    let long = "厨房水槽下面的软管一直在漏水，已经滴到楼下的天花板，楼下住户很着急，希望尽快来人处理，家里下午两点以后有人";
    office.ok(
        &office.post(Post::Receptionist),
        "request.log",
        json!({"place": "3-2-1801", "category": "plumbing",
        "text": long, "urgency": "urgent", "reporter": "周海燕", "phone": "13712345678", "spot": "厨房"}),
    );
    office
}

fn text(printed: &Json) -> String {
    let lines = printed["lines"].as_array().unwrap().iter();
    lines.map(|line| line.as_str().unwrap()).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_technician_gets_name_and_phone_and_the_look_is_written_down() {
    let office = office();
    let reception = office.post(Post::Receptionist);
    let printed = office.ok(&reception, "paper.print", json!({"form": "work-order", "entry": "R2611-0001"}));
    let page = text(&printed);
    for words in
        ["阳光花园物业服务中心", "派 工 单", "R2611-0001", "周海燕", "137 1234 5678", "急修", "给排水"]
    {
        assert!(page.contains(words), "no {words} in\n{page}");
    }
    assert!(page.lines().all(|line| width(line) <= 80), "{page}");
    assert!(!page.contains('{'), "{page}");
    assert!(page.contains("两点以后有人"), "nothing is cut off:\n{page}");
    assert_eq!(printed["full"], json!(["reporter", "phone"]));
    let steps = office.ok(&reception, "request.history", json!({"entry": "R2611-0001"}));
    assert_eq!(steps["steps"][0]["viewed"], "reporter phone", "{steps}");
    assert_eq!(steps["steps"][0]["note"], "打印派工单");
    // Nothing of it is kept for a repeat, and repeated it is still one look.
    let args = json!({"form": "work-order", "entry": "R2611-0001"});
    let once = office.run(&reception, "paper.print", args.clone(), Some("p1")).unwrap();
    let twice = office.run(&reception, "paper.print", args, Some("p1")).unwrap();
    assert_eq!(once.reply.to_json().unwrap(), twice.reply.to_json().unwrap());
    let steps = office.ok(&reception, "request.history", json!({"entry": "R2611-0001"}));
    assert_eq!(steps["steps"].as_array().unwrap().len(), 3, "{steps}");
}

#[test]
fn work_order_and_slip_list_labour_and_materials_by_the_price_list() {
    let office = office();
    let reception = office.post(Post::Receptionist);
    let item = |text: &str, kind: &str, qty: &str, price: &str| json!({"request": "R2611-0001", "text": text, "kind": kind, "qty": qty, "unit_price": price});
    office.ok(&reception, "work_item.use", item("更换龙头", "labour", "1", "20"));
    office.ok(&reception, "work_item.use", item("软管", "material", "2", "12.50"));
    let wrong = office.ok(&reception, "work_item.use", item("角阀", "material", "1", "30"));
    office.ok(&reception, "work_item.withdraw", json!({"entry": wrong["number"], "reason": "没有用"}));
    for form in ["work-order", "slip"] {
        let page = text(&office.ok(&reception, "paper.print", json!({"form": form, "entry": "R2611-0001"})));
        let line = |word: &str| {
            let found = page.lines().find(|line| line.contains(word));
            found.unwrap_or_else(|| panic!("no {word} in\n{page}")).split_whitespace().collect::<Vec<_>>()
        };
        assert_eq!(line("更换龙头")[1..], ["1", "×", "20.00", "=", "20.00"]);
        assert_eq!(line("软管 ")[1..], ["2", "×", "12.50", "=", "25.00"], "{page}");
        assert!(!page.contains("角阀"), "what was withdrawn is not charged:\n{page}");
        assert!(line("合计").contains(&"45.00") || page.contains("合计：45.00"), "{page}");
        assert!(page.lines().all(|line| width(line) <= 80), "{page}");
    }
}

#[test]
fn the_customers_slip_and_blank_forms_show_nobody_in_full() {
    let office = office();
    let reception = office.post(Post::Receptionist);
    let before = office.ok(&office.founder(), "journal.read", json!({}))["last"].clone();
    let page = text(&office.ok(&reception, "paper.print", json!({"form": "slip", "entry": "R2611-0001"})));
    assert!(page.contains("R2611-0001") && page.contains("137****5678"), "{page}");
    assert!(!page.contains("周海燕") && !page.contains("13712345678"), "{page}");
    for form in ["blank-request", "blank-complaint", "blank-enquiry", "blank-visit"] {
        let page = text(&office.ok(&reception, "paper.print", json!({"form": form})));
        assert!(page.contains("阳光花园物业服务中心") && page.contains("2026-11-23 09:00"), "{page}");
        assert!(page.lines().all(|line| width(line) <= 80), "{page}");
    }
    assert_eq!(office.ok(&office.founder(), "journal.read", json!({}))["last"], before, "no look, no line");
    let fault = office.refused(&reception, "paper.print", json!({"form": "slip"}));
    assert_eq!(fault.field.as_deref(), Some("entry"));
    let fault =
        office.refused(&reception, "paper.print", json!({"form": "blank-visit", "entry": "R2611-0001"}));
    assert_eq!(fault.field.as_deref(), Some("entry"));
    assert!(office.refused(&reception, "paper.print", json!({"form": "x"})).text.zh.contains("work-order"));
}

#[test]
fn the_offices_own_template_goes_first_and_is_checked_when_saved() {
    let office = office();
    let (admin, reception) = (office.founder(), office.post(Post::Receptionist));
    let mut own = json!({"name": "简式派工单", "form": "work-order", "register": "request", "receiver": "office",
        "body": "{office}\n{number}|{place:12}|{reporter}\n{complain}"});
    let fault = office.refused(&admin, "print_template.add", own.clone());
    assert_eq!(fault.field.as_deref(), Some("body"));
    assert!(fault.text.zh.contains("{complain}") && fault.text.zh.contains("reporter"), "{fault:?}");
    own["body"] = json!("{office}\n{number}|{place:12}|{reporter}");
    office.ok(&admin, "print_template.add", own);
    let printed = office.ok(&reception, "paper.print", json!({"form": "work-order", "entry": "R2611-0001"}));
    assert_eq!(text(&printed), "阳光花园物业服务中心\nR2611-0001|3-2-1801    |周*燕");
    let forms = office.ok(&reception, "paper.forms", json!({"register": "request"}));
    assert_eq!(forms["forms"][0]["name"]["zh"], "简式派工单");
    assert_eq!(forms["forms"].as_array().unwrap().len(), 6, "{forms}");
    let fault = office.refused(
        &admin,
        "print_template.add",
        json!({"name": "空白", "form": "b", "receiver": "office", "body": "{number}"}),
    );
    assert_eq!(fault.field.as_deref(), Some("body"), "a blank form has no number");
}
