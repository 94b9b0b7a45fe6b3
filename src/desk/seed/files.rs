//! What lies in the files and hangs in the cabinet of the practice office: a few of everything, some of it late.

use super::past::lived_from;
use super::plan::{Plan, choice};
use super::{house, text};
use crate::domain::demo::dice::Dice;
use crate::domain::demo::people::{self, DemoPerson};
use crate::domain::moment::At;
use crate::domain::register::Values;
use crate::domain::value::Value;
use chrono::Days;

const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;
/// Who keeps the files: an officer, and a receptionist at the cabinet.
const OFFICER: usize = 5;
const RECEPTIONIST: usize = 2;

/// Makes and colours of cars. Plates begin with a letter that no office of the province gives out.
const CARS: &[(&str, &str)] = &[
    ("大众朗逸", "白"),
    ("比亚迪秦", "灰"),
    ("丰田凯美瑞", "黑"),
    ("特斯拉 Model 3", "红"),
    ("五菱宏光", "银"),
    ("奥迪A4L", "蓝"),
];
const PETS: &[(&str, &str, &str)] = &[
    ("dog", "豆豆", "棕色泰迪"),
    ("dog", "大黄", "金毛"),
    ("cat", "咪咪", "橘猫"),
    ("dog", "雪球", "白色博美"),
];
/// Hook, kind, and how many days ago it was counted.
const KEYS: &[(&str, &str, Option<i64>)] = &[
    ("A1", "vacant", Some(3)),
    ("A2", "vacant", Some(3)),
    ("A3", "deposited", Some(3)),
    ("A4", "deposited", None),
    ("B1", "equipment", Some(3)),
    ("B2", "equipment", Some(40)),
    ("C1", "office", None),
    ("C2", "fire", Some(40)),
];
/// Kind, days until it runs out, whether it is here.
const DOCUMENTS: &[(&str, Option<u64>, bool)] = &[
    ("lease", Some(9), true),
    ("lease", Some(25), true),
    ("permit", Some(4), true),
    ("deed", None, true),
    ("licence", Some(200), true),
    ("identity", None, false),
    ("proxy", None, false),
];
const VISITS: &[(&str, &str)] = &[
    ("care", "老人身体好，灯泡已帮忙更换"),
    ("routine", "对保洁满意，建议增加充电桩"),
    ("moved-in", "已介绍服务电话和缴费方式"),
];

/// All of it, in the lived days.
pub(super) fn files(plan: &mut Plan<'_>) {
    vehicles(plan);
    pets(plan);
    consents(plan);
    cards(plan);
    keys(plan);
    documents(plan);
    home_visits(plan);
}

/// A resident, never the same for two numbers below the size of the smallest office.
pub(super) fn somebody(plan: &Plan<'_>, no: u64) -> Option<DemoPerson> {
    house::resident_at(plan.demo, (no * 7 + 3) % plan.demo.size.persons())
}

/// The resident and their room, as the first values of anything in their file.
pub(super) fn whose(plan: &Plan<'_>, no: u64) -> Values {
    let person = somebody(plan, no);
    person.map_or_else(Values::default, |person| {
        Values::default()
            .with("person", Value::Id(house::person_id(person.index).0))
            .with("place", Value::Id(house::room_id(plan.demo, person.room).0))
    })
}

/// A moment of the first lived day, `minutes` after the files were opened.
fn then(plan: &Plan<'_>, minutes: i64) -> At {
    lived_from(&plan.demo).plus_minutes(12 * HOUR + minutes)
}

fn vehicles(plan: &mut Plan<'_>) {
    for (no, (brand, colour)) in CARS.iter().enumerate() {
        let no = no as u64;
        let mut dice = Dice::new(plan.demo.seed, 40, no);
        let electric = brand.contains("特斯拉") || brand.contains("比亚迪");
        let plate = if electric {
            format!("京ZD{:05}", dice.below(100_000))
        } else {
            format!("京Z{:05}", dice.below(100_000))
        };
        let values = whose(plan, no).with("plate", text(plate)).with("brand", text(*brand));
        let at = then(plan, i64::try_from(no).unwrap_or(0) * 3);
        plan.make(at, OFFICER, "vehicle", "add", values.with("colour", text(*colour)));
    }
}

fn pets(plan: &mut Plan<'_>) {
    let today = plan.demo.now.date(plan.demo.zone);
    for (no, (kind, name, breed)) in PETS.iter().enumerate() {
        let until = today.checked_add_days(Days::new(40 + 60 * no as u64)).unwrap_or(today);
        let mut values = whose(plan, 20 + no as u64)
            .with("kind", choice(kind))
            .with("name", text(*name))
            .with("breed", text(*breed))
            .with("vaccinated_until", Value::Date(until));
        if *kind == "dog" {
            values = values.with("licence", text(format!("Z{:06}", 1_207 + no * 391)));
        }
        let at = then(plan, 40 + i64::try_from(no).unwrap_or(0) * 4);
        plan.make(at, OFFICER, "pet", "add", values);
    }
}

/// What residents agreed to, and the mandate that one of them signed.
fn consents(plan: &mut Plan<'_>) {
    for (no, purpose) in ["bank-mandate", "care-note", "marketing"].into_iter().enumerate() {
        let Some(person) = somebody(plan, 30 + no as u64) else { continue };
        let values = Values::default().with("person", Value::Id(house::person_id(person.index).0));
        let at = then(plan, 70 + i64::try_from(no).unwrap_or(0));
        plan.make(at, OFFICER, "consent", "give", values.with("purpose", choice(purpose)));
    }
    let values = whose(plan, 30).with("bank", text("中国工商银行阳光支行"));
    plan.make(
        then(plan, 80),
        OFFICER,
        "mandate",
        "sign",
        values.with("account", text("6222000000001234567")),
    );
}

fn cards(plan: &mut Plan<'_>) {
    let today = plan.demo.now.date(plan.demo.zone);
    for no in 0..10_u64 {
        let Some(person) = somebody(plan, 40 + no) else { continue };
        let mut values = whose(plan, 40 + no)
            .with("card_number", text(format!("{:08}", 3_310_000 + no * 17)))
            .with("holder", text(person.name.clone()))
            .with("collected_by", text(person.name));
        if no == 3 || no == 7 {
            let until = today.checked_add_days(Days::new(no * 2)).unwrap_or(today);
            values = values.with("kind", choice("help")).with("valid_to", Value::Date(until));
        }
        let at = then(plan, 90 + i64::try_from(no).unwrap_or(0) * 2);
        let slot = plan.make(at, RECEPTIONIST, "access_card", "issue", values);
        if no == 5 {
            let lost = plan.demo.now.plus_minutes(-2 * DAY);
            let why = Values::default().with("note", text("在地铁上遗失"));
            plan.act(lost, RECEPTIONIST, slot, ("access_card", "lose"), why);
        }
    }
}

/// Eight hooks: one key out in time, one overdue since this morning, one back.
fn keys(plan: &mut Plan<'_>) {
    let now = plan.demo.now;
    let demo = plan.demo;
    let lived_in =
        move |room: &u64, wanted: bool| people::household(demo.size, demo.seed, *room).is_empty() != wanted;
    let mut vacant = (0..demo.size.rooms()).filter(|room| lived_in(room, false));
    let mut homes = (0..demo.size.rooms()).filter(|room| lived_in(room, true));
    for (no, (hook, kind, counted)) in KEYS.iter().enumerate() {
        let mut values = Values::default().with("hook", text(*hook)).with("kind", choice(kind));
        let room = match *kind {
            "vacant" => vacant.next(),
            "deposited" => homes.next(),
            _ => None,
        };
        if let Some(room) = room {
            values = values.with("place", Value::Id(house::room_id(demo, room).0));
        }
        let at = then(plan, 130 + i64::try_from(no).unwrap_or(0));
        let slot = plan.make(at, RECEPTIONIST, "key", "add", values);
        if let Some(days) = counted {
            let when = now.plus_minutes(-days * DAY);
            let values = Values::default()
                .with("count_found", choice("yes"))
                .with("counted_on", Value::Date(when.date(plan.demo.zone)));
            plan.act(when.max(at), RECEPTIONIST, slot, ("key", "count"), values);
        }
        let lend = |borrower: &str, unit: &str, purpose: &str| {
            Values::default()
                .with("borrower", text(borrower))
                .with("unit", text(unit))
                .with("purpose", text(purpose))
        };
        match *hook {
            "A1" => {
                let values = lend("郭海", "水电班", "空置房关水阀")
                    .with("due_at", Value::At(now.plus_minutes(-5 * HOUR)));
                plan.act(now.plus_minutes(-26 * HOUR), RECEPTIONIST, slot, ("key", "lend"), values);
            }
            "B1" => {
                let values = lend("李大勇", "水电班", "水泵房巡检")
                    .with("due_at", Value::At(now.plus_minutes(2 * HOUR)));
                plan.act(now.plus_minutes(-40), RECEPTIONIST, slot, ("key", "lend"), values);
            }
            "A2" => {
                let values = lend("周洋", "客服部", "陪同看房")
                    .with("due_at", Value::At(now.plus_minutes(-40 * HOUR)));
                plan.act(now.plus_minutes(-50 * HOUR), RECEPTIONIST, slot, ("key", "lend"), values);
                let back = Values::default().with("condition", choice("good"));
                plan.act(now.plus_minutes(-45 * HOUR), RECEPTIONIST, slot, ("key", "return"), back);
            }
            _ => {}
        }
    }
}

fn documents(plan: &mut Plan<'_>) {
    let today = plan.demo.now.date(plan.demo.zone);
    for (no, (kind, days, here)) in DOCUMENTS.iter().enumerate() {
        let mut values = whose(plan, 60 + no as u64).with("kind", choice(kind));
        if let Some(days) = days {
            let until = today.checked_add_days(Days::new(*days)).unwrap_or(today);
            values = values.with("valid_until", Value::Date(until));
        }
        let at = then(plan, 170 + i64::try_from(no).unwrap_or(0) * 2);
        plan.make(at, OFFICER, "file_document", if *here { "file" } else { "want" }, values);
    }
}

fn home_visits(plan: &mut Plan<'_>) {
    let (now, zone) = (plan.demo.now, plan.demo.zone);
    let today = now.date(zone);
    for (no, (reason, notes)) in VISITS.iter().enumerate() {
        let back = 1 + i64::try_from(no).unwrap_or(0);
        let values = whose(plan, 70 + no as u64).with("reason", choice(reason));
        let slot = plan.make(then(plan, 200 + back), OFFICER, "home_visit", "plan", values);
        let done = Values::default().with("notes", text(*notes));
        plan.act(now.plus_minutes(-back * DAY), OFFICER, slot, ("home_visit", "record"), done);
    }
    for (no, days) in [0_u64, 2, 5].into_iter().enumerate() {
        let day = today.checked_add_days(Days::new(days)).unwrap_or(today);
        let values = whose(plan, 80 + no as u64).with("planned_on", Value::Date(day));
        plan.make(then(plan, 210), OFFICER, "home_visit", "plan", values.with("reason", choice("routine")));
    }
}
