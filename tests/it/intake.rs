//! Lists of places and people: what each row comes to, who is who, the same list again, and being cut off.

use crate::support::failing::Failing;
use crate::support::office::Office;
use crate::support::often::cases;
use lobby::api::entry::Act;
use lobby::api::intake::{
    INTAKE_ROWS, IntakeBegin, IntakeDone, IntakeFinish, IntakeOf, IntakeRow, IntakeRows, Verdict,
};
use lobby::api::{Call, Fault, FaultKind, Reply};
use lobby::desk::{Indexes, Job};
use lobby::domain::posts::Post;
use lobby::domain::register::{Registers, Values, Who};
use lobby::domain::value::Value;
use lobby::store::verify;
use lobby::text::lang::Say;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

const PLACES: IntakeOf = IntakeOf::Places;
const PEOPLE: IntakeOf = IntakeOf::People;
/// Right by their check characters.
const PAPER: &str = "110101199003071233";
const OTHER_PAPER: &str = "370285198506120419";

type Cells<'a> = &'a [(&'a str, &'a str)];

fn ask(office: &Office, who: &Who, call: Call) -> Result<Reply, Fault> {
    let job = Job { who: who.clone(), key: None, call };
    office.desk.write(&[job]).pop().unwrap().map(|done| done.reply)
}

fn row_of(number: u32, cells: Cells<'_>) -> IntakeRow {
    let values = cells.iter().fold(Values::default(), |values, (column, text)| {
        values.with(column, Value::Text((*text).to_owned()))
    });
    IntakeRow { row: number, values }
}

/// A list, its first row counted as 2 as under a head.
fn list(rows: &[Cells<'_>]) -> Vec<IntakeRow> {
    (2..).zip(rows).map(|(number, cells)| row_of(number, cells)).collect()
}

#[derive(Clone, Debug, PartialEq)]
struct Came {
    verdicts: Vec<Verdict>,
    warnings: Vec<(u32, Say)>,
    done: IntakeDone,
}

fn begin(office: &Office, of: IntakeOf, dry: bool) -> u64 {
    let begin = Call::IntakeBegin(IntakeBegin { of, source: "业主名册.xlsx".into(), dry });
    match ask(office, &office.founder(), begin) {
        Ok(Reply::IntakeBegin(begun)) => begun.intake,
        other => panic!("{other:?}"),
    }
}

fn finish(office: &Office, intake: u64) -> Result<IntakeDone, Fault> {
    match ask(office, &office.founder(), Call::IntakeFinish(IntakeFinish { intake }))? {
        Reply::IntakeFinish(done) => Ok(done),
        other => panic!("{other:?}"),
    }
}

/// Brings a list in; `at_a_time` rows a call.
fn try_take(
    office: &Office,
    of: IntakeOf,
    dry: bool,
    rows: &[IntakeRow],
    at_a_time: usize,
) -> Result<Came, Fault> {
    let who = office.founder();
    let begin = Call::IntakeBegin(IntakeBegin { of, source: "业主名册.xlsx".into(), dry });
    let Reply::IntakeBegin(begun) = ask(office, &who, begin)? else { panic!("no beginning") };
    let (mut verdicts, mut warnings) = (Vec::new(), Vec::new());
    for some in rows.chunks(at_a_time) {
        let call = Call::IntakeRows(IntakeRows { intake: begun.intake, rows: some.to_vec() });
        let Reply::IntakeRows(answer) = ask(office, &who, call)? else { panic!("no answer") };
        assert!(answer.verdicts.iter().map(|(row, _)| *row).eq(some.iter().map(|row| row.row)));
        verdicts.extend(answer.verdicts.into_iter().map(|(_, verdict)| verdict));
        warnings.extend(answer.warnings);
    }
    Ok(Came { verdicts, warnings, done: finish(office, begun.intake)? })
}

fn take(office: &Office, of: IntakeOf, rows: &[Cells<'_>]) -> Came {
    try_take(office, of, false, &list(rows), INTAKE_ROWS).unwrap()
}

fn fault(verdict: &Verdict) -> &Fault {
    match verdict {
        Verdict::Refused(fault) => fault,
        other => panic!("{other:?} is no refusal"),
    }
}

/// The refusal's field and words.
fn refusal(verdict: &Verdict) -> (&str, &str, &str) {
    let fault = fault(verdict);
    (fault.field.as_deref().unwrap_or(""), &fault.text.zh, &fault.text.en)
}

fn changed(columns: &[&str]) -> Verdict {
    Verdict::Changed(columns.iter().map(|column| (*column).to_owned()).collect())
}

fn all(office: &Office, register: &str) -> Vec<Json> {
    let page =
        office.ok(&office.founder(), &format!("{register}.list"), json!({"view": "all", "limit": 500}));
    page["rows"].as_array().unwrap().clone()
}

fn count(office: &Office, register: &str) -> usize {
    all(office, register).len()
}

fn field(office: &Office, register: &str, entry: &str, field: &str) -> Json {
    let entry = office.ok(&office.founder(), &format!("{register}.show"), json!({"entry": entry}));
    let cells = entry["fields"].as_array().unwrap();
    cells.iter().find(|cell| cell["field"] == field).unwrap()["value"].clone()
}

fn is_sound(office: &Office) {
    let registers = Registers::standard();
    verify(office.desk.store(), &Indexes(&registers)).expect("the store is sound");
}

/// Everything on file about places and people, as the office shows it.
fn on_file(office: &Office) -> Vec<Json> {
    let registers = ["place", "occupancy", "note", "person", "relation", "phone", "vehicle"];
    registers.iter().flat_map(|register| all(office, register)).collect()
}

#[test]
fn a_list_of_places_is_new_and_then_the_same() {
    let office = Office::new();
    let before = count(&office, "place");
    let rows: &[Cells<'_>] = &[
        &[
            ("building", "5号楼"),
            ("unit", "2单元"),
            ("code", "0301"),
            ("area", "89.50㎡"),
            ("kind", "房间"),
            ("occupancy", "出租"),
            ("occupied_from", "2024-05-01"),
            ("note", "备用钥匙在前台"),
            ("owner", "王前台"),
        ],
        &[("code", "５栋２单元３０２"), ("area", "120"), ("aliases", "样板间")],
        &[("code", "3-2-1801"), ("area", "101.2")],
        &[("code", "3-2-1802")],
        &[("code", "健身房"), ("kind", "公共部位")],
        &[("code", "5-2-302")],
    ];
    let dry = try_take(&office, PLACES, true, &list(rows), 2).unwrap();
    assert_eq!(count(&office, "place"), before);
    let came = take(&office, PLACES, rows);
    assert_eq!(
        came.verdicts,
        [Verdict::Added, Verdict::Added, changed(&["area"]), Verdict::Same, Verdict::Added, Verdict::Same]
    );
    assert_eq!(came, dry);
    assert_eq!(came.done, IntakeDone { added: 3, changed: 1, refused: 0 });
    assert_eq!(count(&office, "place"), before + 5, "a building and a unit were made");
    assert_eq!(field(&office, "place", "5-2-301", "within")["Id"], field_id(&office, "5号楼2单元"));
    assert_eq!(field(&office, "place", "5-2-302", "area"), json!({"Decimal": "120.00"}));
    assert_eq!(field(&office, "place", "5-2-301", "occupancy"), json!({"Choice": "let"}));
    let again = take(&office, PLACES, rows);
    assert!(again.verdicts.iter().all(|verdict| *verdict == Verdict::Same), "{again:?}");
    let by_alias = take(&office, PLACES, &[&[("code", "样板间"), ("kind", "房间"), ("usable", "88")]]);
    assert_eq!(by_alias.verdicts, [changed(&["usable"])]);
    is_sound(&office);
}

fn field_id(office: &Office, place: &str) -> Json {
    let entry = office.ok(&office.founder(), "place.show", json!({"entry": place}));
    entry["head"]["id"].clone()
}

#[test]
fn a_place_that_cannot_be_taken_says_which_column_and_why_in_both_languages() {
    let office = Office::new();
    let long = "长".repeat(161);
    let rows: &[Cells<'_>] = &[
        &[("area", "80")],
        &[("code", "物业用房")],
        &[("code", "3-2-1803"), ("area", "很大")],
        &[("code", "3-2-1804"), ("area", "80"), ("usable", "90")],
        &[("code", "3-2-1805"), ("note", &long)],
        &[("code", "3-2-1806"), ("owner", "没有这人")],
        &[("code", "3-2-1807"), ("occupied_from", "2024-01-01")],
        &[("code", "3-2-1808"), ("colour", "red")],
        &[("code", "3-2-1809"), ("area", "80")],
        &[("code", "3-2-1809"), ("area", "81")],
        &[("code", "3-2-1810"), ("building", "4号楼")],
    ];
    let came = take(&office, PLACES, rows);
    let wanted = [
        ("code", "请填写", "Please fill in"),
        ("code", "看不懂这个房号", "Not a room code"),
        ("area", "应为数字", "Must be a number"),
        ("usable", "套内面积大于建筑面积", "larger than the title area"),
        ("note", "最多 160 个字", "At most 160"),
        ("owner", "没有这人", "没有这人"),
        ("occupancy", "请填写", "Please fill in"),
        ("colour", "没有“colour”这一列", "No column colour"),
    ];
    for (verdict, (field, zh, en)) in came.verdicts.iter().zip(wanted) {
        let said = refusal(verdict);
        assert!(said.0 == field && said.1.contains(zh) && said.2.contains(en), "{said:?}");
    }
    assert_eq!(came.verdicts[8], Verdict::Added);
    assert_eq!(
        refusal(&came.verdicts[9]),
        ("area", "与第 10 行不一致，请核对", "Row 10 says otherwise; compare them")
    );
    assert_eq!(refusal(&came.verdicts[10]).0, "code");
    assert_eq!(came.done, IntakeDone { added: 1, changed: 0, refused: 0 });
    is_sound(&office);
}

#[test]
fn one_person_at_several_rooms_is_one_person() {
    let office = Office::new();
    let before = count(&office, "person");
    let came = take(
        &office,
        PEOPLE,
        &[
            &[
                ("name", "李秀英"),
                ("phone", "138 0013 8000"),
                ("paper_number", PAPER),
                ("room", "3栋2单元1801"),
                ("role", "业主"),
                ("share", "50"),
                ("from", "2020-05-01"),
                ("phones", "010-65123456，13900139000"),
                ("plates", "京A12345"),
                ("note", "听力不好"),
            ],
            &[("name", "李秀英"), ("paper_number", PAPER), ("room", "12-1-101"), ("role", "owner")],
            &[("name", "李秀英"), ("phone", "13900139000"), ("room", "3-1-1801"), ("role", "租户")],
            &[("name", "李秀英"), ("room", "3-2-1801"), ("contact_by", "微信")],
            &[("name", "李秀英"), ("room", "3-2-1802"), ("role", "业主")],
        ],
    );
    assert_eq!(
        came.verdicts,
        [Verdict::Added, changed(&["room"]), changed(&["room"]), changed(&["contact_by"]), Verdict::Added],
        "the last has neither paper nor phone nor room in common"
    );
    assert_eq!(count(&office, "person"), before + 2);
    let phones = all(&office, "phone");
    assert_eq!(phones.len(), 2, "{phones:?}");
    assert_eq!((count(&office, "vehicle"), count(&office, "note")), (1, 1));
    is_sound(&office);
}

#[test]
fn what_a_list_says_of_somebody_on_file_changes_only_that() {
    let office = Office::new();
    let rows: &[Cells<'_>] = &[
        &[("name", "张建国"), ("room", "3-2-1801"), ("paper_number", PAPER)],
        &[("name", "张建国"), ("phone", "13800005678"), ("room", "3-2-1802"), ("role", "业主")],
    ];
    let came = take(&office, PEOPLE, rows);
    assert_eq!(came.verdicts, [changed(&["paper_number"]), changed(&["room"])]);
    assert_eq!(field(&office, "person", "C2611-0001", "phone"), json!({"Text": "13800005678"}));
    let ended = take(
        &office,
        PEOPLE,
        &[&[("name", "张建国"), ("room", "3-2-1802"), ("role", "业主"), ("to", "2026-10-31")]],
    );
    assert_eq!(ended.verdicts, [changed(&["to"])]);
    let renamed = take(
        &office,
        PEOPLE,
        &[&[("name", "张建军"), ("room", "3-2-1801"), ("paper_number", PAPER), ("phone", "13911112222")]],
    );
    assert_eq!(renamed.verdicts, [changed(&["name", "phone"])]);
    assert_eq!(count(&office, "person"), 1);
    is_sound(&office);
}

#[test]
fn a_person_who_cannot_be_taken_says_why() {
    let office = Office::new();
    let long = "长".repeat(61);
    let rows: &[Cells<'_>] = &[
        &[("name", "王小二"), ("room", "99-9-999")],
        &[("name", "王小二"), ("room", "1801")],
        &[("name", "王小二")],
        &[("room", "3-2-1801")],
        &[("name", &long), ("room", "3-2-1801")],
        &[("name", "王小二"), ("room", "3-2-1801"), ("from", "2024-01-01"), ("to", "2023-01-01")],
        &[("name", "王小二"), ("room", "3-2-1801"), ("paper_number", "110101199003071234")],
        &[("name", "王小二"), ("room", "3-2-1801"), ("role", "房客甲")],
        &[("name", "王小二"), ("room", "3-2-1801"), ("phone", "无")],
        &[("name", "王小二"), ("room", "3-2-1801"), ("phone", "13800138000"), ("paper_number", PAPER)],
        &[("name", "王小二"), ("room", "3-2-1802"), ("phone", "13800138000"), ("paper_number", OTHER_PAPER)],
        &[("name", "王小二"), ("room", "3-2-1801"), ("paper_number", PAPER), ("language", "英语")],
        &[("name", "王小二"), ("room", "3-2-1801"), ("paper_number", PAPER), ("language", "日语")],
        &[
            ("name", "王小二"),
            ("room", "3-2-1802"),
            ("paper_number", PAPER),
            ("role", "业主"),
            ("share", "60"),
        ],
        &[("name", "赵大"), ("room", "3-2-1802"), ("role", "业主"), ("share", "60")],
    ];
    let came = take(&office, PEOPLE, rows);
    let wanted = [
        ("room", "找不到", "No "),
        ("room", "对应 2 个", "may mean 2"),
        ("room", "请填写", "Please fill in"),
        ("name", "请填写", "Please fill in"),
        ("name", "最多 60 个字", "At most 60"),
        ("to", "结束日期早于开始日期", "ends before it begins"),
        ("paper_number", "校验", "check"),
        ("role", "不在可选范围内", "is not one of"),
        ("phone", "电话", "phone"),
    ];
    for (verdict, (field, zh, en)) in came.verdicts.iter().zip(wanted) {
        let said = refusal(verdict);
        assert!(said.0 == field && said.1.contains(zh) && said.2.contains(en), "{said:?}");
    }
    assert_eq!(fault(&came.verdicts[1]).kind, FaultKind::Ambiguous);
    assert_eq!(came.verdicts[9], Verdict::Added);
    assert!(refusal(&came.verdicts[10]).0 == "paper_number", "{:?}", came.verdicts[10]);
    assert_eq!(came.verdicts[11], changed(&["language"]));
    assert_eq!(refusal(&came.verdicts[12]).0, "language");
    assert_eq!(came.verdicts[13], changed(&["room"]));
    assert_eq!(refusal(&came.verdicts[14]).0, "share");
    assert!(fault(&came.verdicts[14]).text.zh.contains("120"));
    is_sound(&office);
}

#[test]
fn an_odd_plate_is_said_and_let_in_and_what_was_kept_with_a_reason_is_not_doubted_again() {
    let office = Office::new();
    let rows: &[Cells<'_>] = &[&[("name", "孙丽"), ("room", "3-2-1801"), ("plates", "无牌电动车")]];
    let came = take(&office, PEOPLE, rows);
    assert_eq!(came.verdicts, [Verdict::Added]);
    assert!(came.warnings.len() == 1 && came.warnings[0].0 == 2, "{:?}", came.warnings);
    let wrong = "110101199003071234";
    let correct = Call::Act(Act {
        register: "person".into(),
        action: "correct".into(),
        entry: Some("C2611-0002".into()),
        values: Values::default().with("paper_number", Value::Text(wrong.into())),
        reason: Some("证件原件如此".into()),
        ..Act::default()
    });
    ask(&office, &office.founder(), correct).unwrap();
    let rows: &[Cells<'_>] =
        &[&[("name", "孙丽"), ("room", "3-2-1801"), ("paper_number", wrong), ("phone", "13711112222")]];
    assert_eq!(take(&office, PEOPLE, rows).verdicts, [changed(&["phone"])]);
}

#[test]
fn nobody_sees_a_row_before_the_last_and_the_journal_has_them_all() {
    let office = Office::new();
    let before = count(&office, "person");
    let intake = begin(&office, PEOPLE, false);
    let rows = list(&[&[("name", "钱一"), ("room", "3-2-1801")], &[("name", "钱二"), ("room", "3-2-1802")]]);
    let call = Call::IntakeRows(IntakeRows { intake, rows });
    ask(&office, &office.founder(), call).unwrap();
    assert_eq!(count(&office, "person"), before);
    office.ok(&office.founder(), "person.add", json!({"name": "周三", "place": "3-2-1801"}));
    assert_eq!(finish(&office, intake).unwrap(), IntakeDone { added: 2, changed: 0, refused: 0 });
    assert_eq!(finish(&office, intake).unwrap().added, 2, "asked again, it says the same");
    assert_eq!(count(&office, "person"), before + 3);
    let journal = office.ok(&office.founder(), "journal.read", json!({"limit": 500}));
    let lines = journal["lines"].as_array().unwrap();
    let line = lines.iter().find(|line| line["call"] == "intake.finish").unwrap();
    assert_eq!(line["note"], "业主名册.xlsx");
    assert_eq!(line["entries"].as_array().unwrap().len(), 4, "two persons, two relations: {line}");
    assert!(office.refused(&office.founder(), "entry.undo", json!({})).text.zh.contains("导入不能撤销"));
    is_sound(&office);
}

#[test]
fn only_leading_posts_bring_lists_in_and_only_their_own() {
    let office = Office::new();
    let begin_call = || Call::IntakeBegin(IntakeBegin { of: PLACES, source: "x".into(), dry: false });
    let refused = ask(&office, &office.post(Post::Receptionist), begin_call()).expect_err("a receptionist");
    assert_eq!(refused.kind, FaultKind::Forbidden);
    let intake = begin(&office, PLACES, false);
    let supervisor = office.post(Post::Supervisor);
    let call = Call::IntakeRows(IntakeRows { intake, rows: list(&[&[("code", "8-1-101")]]) });
    assert_eq!(ask(&office, &supervisor, call.clone()).expect_err("another's").kind, FaultKind::NotFound);
    assert!(ask(&office, &supervisor, begin_call()).is_ok());
    assert!(ask(&office, &office.founder(), call.clone()).is_ok());
    let next = begin(&office, PLACES, false);
    assert_eq!(ask(&office, &office.founder(), call).expect_err("left").kind, FaultKind::NotFound);
    assert_eq!(finish(&office, next).unwrap(), IntakeDone::default());
    let many =
        Call::IntakeRows(IntakeRows { intake: next, rows: vec![IntakeRow::default(); INTAKE_ROWS + 1] });
    assert!(ask(&office, &office.founder(), many).is_err());
}

#[test]
fn a_row_that_somebody_makes_impossible_meanwhile_is_left_out_and_counted() {
    let office = Office::new();
    let intake = begin(&office, PEOPLE, false);
    let rows = list(&[
        &[("name", "钱一"), ("room", "3-2-1801"), ("role", "业主"), ("share", "60")],
        &[("name", "钱二"), ("room", "3-2-1802")],
    ]);
    ask(&office, &office.founder(), Call::IntakeRows(IntakeRows { intake, rows })).unwrap();
    let who = office.founder();
    office.ok(&who, "person.add", json!({"name": "周三"}));
    office.ok(
        &who,
        "relation.add",
        json!({"person": "周三", "place": "3-2-1801", "role": "owner", "share": "50"}),
    );
    assert_eq!(finish(&office, intake).unwrap(), IntakeDone { added: 1, changed: 0, refused: 1 });
    is_sound(&office);
}

#[test]
fn an_intake_cut_off_anywhere_is_whole_or_not_there_after_the_next_start() {
    let words = "备".repeat(150);
    let rows: Vec<IntakeRow> = (1..=300_u32)
        .map(|n| {
            let code = format!("7-{}-{}", n % 4 + 1, 100 + n);
            row_of(n, &[("code", &code), ("kind", "room"), ("note", &words), ("building", "7")])
        })
        .collect();
    let (mut none, mut all_there) = (0, 0);
    for writes in 0..9 {
        let engine = Failing::never();
        let office = Office::founded(engine.clone(), Registers::standard());
        engine.fails_after(writes);
        let done = try_take(&office, PLACES, false, &rows, 100);
        engine.fails_after(i64::MAX);
        drop(office);
        let office = Office::founded(engine, Registers::standard());
        let there = count(&office, "place");
        match there {
            0 => none += 1,
            _ => {
                assert_eq!(there, 301, "cut off after {writes} writes");
                all_there += 1;
            }
        }
        assert!(done.is_err() || there == 301);
        is_sound(&office);
    }
    assert!(none >= 3 && all_there >= 3, "{none} rolled back, {all_there} finished");
}

fn some(of: &'static [&'static str]) -> impl Strategy<Value = Option<&'static str>> {
    proptest::option::of(proptest::sample::select(of))
}

/// Rows about few people at few rooms, so that they meet.
fn people() -> impl Strategy<Value = Vec<IntakeRow>> {
    let name = proptest::sample::select(&["张伟", "李娜", "张建国"][..]);
    let room = proptest::sample::select(&["3-2-1801", "3-2-1802", "12-1-101", "1801"][..]);
    let who =
        (name, room, some(&["13800000001", "13800000002", "010-65123456"]), some(&[PAPER, OTHER_PAPER]));
    let what = (
        some(&["业主", "租户"]),
        some(&["50", "60"]),
        some(&["2020-01-01", "2022-01-01"]),
        some(&["2021-06-30", "2030-12-31"]),
    );
    let more = (
        some(&["13800000002", "13800000003"]),
        some(&["京A12345", "京B00001"]),
        some(&["听力不好"]),
        some(&["中文", "英语"]),
    );
    let row = (who, what, more).prop_map(|((name, room, phone, paper), (role, share, from, to), more)| {
        let mut cells = vec![("name", name), ("room", room)];
        let given = [
            ("phone", phone),
            ("paper_number", paper),
            ("role", role),
            ("share", share),
            ("from", from),
            ("to", to),
            ("phones", more.0),
            ("plates", more.1),
            ("note", more.2),
            ("language", more.3),
        ];
        cells.extend(given.into_iter().filter_map(|(column, text)| Some((column, text?))));
        row_of(0, &cells)
    });
    numbered(row.boxed())
}

fn places() -> impl Strategy<Value = Vec<IntakeRow>> {
    let code =
        proptest::sample::select(&["1801", "3-2-1801", "2-1801", "3-1801", "样板间", "9栋1单元101"][..]);
    let row = (
        code,
        some(&["3", "9号楼", "无楼!"]),
        some(&["2单元", "1"]),
        some(&["房间", "商铺", "公共部位"]),
        (some(&["80", "90.5"]), some(&["70", "85"])),
        (some(&["出租", "自住"]), some(&["2024-01-01", "2030-01-01"])),
        some(&["样板间", "老房号，样板间"]),
        some(&["有狗"]),
    );
    let row = row.prop_map(|(code, building, unit, kind, areas, occupied, aliases, note)| {
        let mut cells = vec![("code", code)];
        let given = [
            ("building", building),
            ("unit", unit),
            ("kind", kind),
            ("area", areas.0),
            ("usable", areas.1),
            ("occupancy", occupied.0),
            ("occupied_from", occupied.1),
            // Two rooms with one other name would leave a choice, which a list cannot make.
            ("aliases", aliases.filter(|_| code == "3-2-1801")),
            ("note", note),
        ];
        cells.extend(given.into_iter().filter_map(|(column, text)| Some((column, text?))));
        row_of(0, &cells)
    });
    numbered(row.boxed())
}

fn numbered(row: BoxedStrategy<IntakeRow>) -> impl Strategy<Value = Vec<IntakeRow>> {
    proptest::collection::vec(row, 1..12)
        .prop_map(|rows| (2..).zip(rows).map(|(number, row)| IntakeRow { row: number, ..row }).collect())
}

fn twice_is_once(of: IntakeOf, rows: &[IntakeRow]) -> Result<(), TestCaseError> {
    let office = Office::new();
    let before = on_file(&office);
    let dry = try_take(&office, of, true, rows, 3).unwrap();
    prop_assert_eq!(&on_file(&office), &before);
    let real = try_take(&office, of, false, rows, 5).unwrap();
    prop_assert_eq!(&dry, &real);
    let new = |came: &Came| came.verdicts.iter().filter(|verdict| **verdict == Verdict::Added).count() as u64;
    prop_assert_eq!((real.done.added, real.done.refused), (new(&real), 0));
    let after = on_file(&office);
    // A refused row may have waited for one behind it: only what was taken must come to nothing.
    let taken =
        rows.iter().zip(&real.verdicts).filter(|(_, verdict)| !matches!(verdict, Verdict::Refused(_)));
    let taken: Vec<IntakeRow> = taken.map(|(row, _)| row.clone()).collect();
    let again = try_take(&office, of, false, &taken, 4).unwrap();
    for (row, verdict) in taken.iter().zip(&again.verdicts) {
        prop_assert!(*verdict == Verdict::Same, "row {}: {:?} the second time", row.row, verdict);
    }
    prop_assert_eq!(&on_file(&office), &after);
    is_sound(&office);
    Ok(())
}

/// Brings a list in and warns of a room, either before or when all rows are judged: then every row is judged anew.
fn warned(rows: &[IntakeRow], meanwhile: bool) -> (IntakeDone, Vec<Json>) {
    let office = Office::new();
    let who = office.founder();
    let warn = || office.ok(&who, "note.add", json!({"place": "3-2-1802", "text": "有狗"}));
    if !meanwhile {
        warn();
    }
    let intake = begin(&office, PEOPLE, false);
    for some in rows.chunks(4) {
        ask(&office, &who, Call::IntakeRows(IntakeRows { intake, rows: some.to_vec() })).unwrap();
    }
    if meanwhile {
        warn();
    }
    let done = finish(&office, intake).unwrap();
    is_sound(&office);
    (done, on_file(&office))
}

#[test]
fn a_list_is_finished_as_it_was_judged_unless_somebody_changed_the_files_meanwhile() {
    let office = Office::new();
    let intake = begin(&office, PEOPLE, false);
    let rows =
        list(&[&[("name", "钱一"), ("room", "3-2-1801"), ("phone", "13800000001"), ("plates", "京A12345")]]);
    ask(&office, &office.founder(), Call::IntakeRows(IntakeRows { intake, rows: rows.clone() })).unwrap();
    // A request concerns nobody's file; a person of that name and phone does.
    office.ok(&office.founder(), "request.log", json!({"place": "3-2-1801", "text": "漏水"}));
    assert_eq!(finish(&office, intake).unwrap(), IntakeDone { added: 1, changed: 0, refused: 0 });
    let intake = begin(&office, PEOPLE, false);
    let rows = list(&[&[("name", "孙二"), ("room", "3-2-1802"), ("phone", "13800000002")]]);
    ask(&office, &office.founder(), Call::IntakeRows(IntakeRows { intake, rows })).unwrap();
    office.ok(&office.founder(), "person.add", json!({"name": "孙二", "phone": "13800000002"}));
    assert_eq!(finish(&office, intake).unwrap(), IntakeDone { added: 0, changed: 1, refused: 0 });
    is_sound(&office);
}

#[test]
fn a_row_about_earlier_days_does_not_end_what_another_row_dated_back() {
    let rows = list(&[
        &[("name", "张建国"), ("room", "3-2-1801"), ("to", "2021-06-30")],
        &[("name", "张建国"), ("room", "3-2-1801"), ("from", "2020-01-01")],
    ]);
    twice_is_once(PEOPLE, &rows).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(10), ..ProptestConfig::default() })]

    #[test]
    fn what_was_judged_is_what_comes_of_judging_anew(rows in people()) {
        prop_assert_eq!(warned(&rows, false), warned(&rows, true));
    }

    #[test]
    fn the_same_list_of_people_twice_is_once_and_a_dry_run_says_so_before(rows in people()) {
        twice_is_once(PEOPLE, &rows)?;
    }

    #[test]
    fn the_same_list_of_places_twice_is_once_and_a_dry_run_says_so_before(rows in places()) {
        twice_is_once(PLACES, &rows)?;
    }
}
