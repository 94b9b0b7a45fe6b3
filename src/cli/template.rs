//! `lobby template places|people [FILE.xlsx]`: a blank workbook to fill in, with a sheet that explains it. It is imported
//! without a map.

use super::office::{Office, io_fault, whole_file};
use super::{Outcome, print};
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::occupancy::Occupied;
use crate::domain::person::{ContactBy, PaperKind, PersonKind, Tongue};
use crate::domain::place::PlaceKind;
use crate::domain::register::Choice;
use crate::domain::relation::Role;
use crate::paper::book::cell::Cell;
use crate::paper::book::columns::{List, Meaning, REASON_TO_KEEP, Reads};
use crate::paper::book::write::{Head, Look, Page, save};
use crate::say;
use crate::text::lang::{Lang, T, t};
use std::io::{self, Write};
use std::path::PathBuf;

#[derive(clap::Args)]
pub(super) struct Args {
    /// 房间或客户 / Places or people
    #[arg(value_enum)]
    list: ListArg,
    /// 写入的工作簿 / The workbook to write
    file: Option<PathBuf>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum ListArg {
    /// 房间清单 / Places
    Places,
    /// 客户清单 / People
    People,
}

pub(super) fn run(office: &Office, args: &Args) -> Outcome {
    let (list, name) = match args.list {
        ListArg::Places => (List::Places, "places.xlsx"),
        ListArg::People => (List::People, "people.xlsx"),
    };
    let path = args.file.clone().unwrap_or_else(|| PathBuf::from(name));
    if path.exists() {
        let shown = path.display();
        let text = say!("{shown} 已存在，不会覆盖", "{shown} is there already and is not overwritten");
        return Err(Fault::new(FaultKind::Refused, text).into());
    }
    whole_file(&path, &mut |file| write(list, office.lang, file))
        .map_err(|error| io_fault("写文件", "write the file", &path, &error))?;
    let shown = path.display();
    print(say!("已写入 {shown}", "Written: {shown}").get(office.lang))
}

/// Writes the blank workbook.
///
/// # Errors
/// When it cannot be written.
pub fn write(list: List, lang: Lang, out: &mut (dyn Write + Send)) -> io::Result<()> {
    let columns: Vec<&'static Meaning> =
        list.meanings().filter(|meaning| !matches!(meaning.id, "floor" | REASON_TO_KEEP)).collect();
    let heads: Vec<Head> = columns.iter().map(|meaning| head(list, meaning, lang)).collect();
    let title = match list {
        List::Places => t("房间", "Places"),
        List::People => t("客户", "People"),
    };
    let mut blank = Page::begin(title.get(lang), &heads)?;
    blank.offers(t("请按“填写说明”填写", "See the sheet “How to fill in”").get(lang))?;
    let text = |words: T| Head::new(words.get(lang), Look::Text);
    let explained =
        [t("列", "Heading"), t("必填", "Required"), t("怎么填", "What to write"), t("示例", "Example")];
    let mut page = Page::begin(t("填写说明", "How to fill in").get(lang), &explained.map(text))?;
    for (meaning, head) in columns.iter().zip(&heads) {
        let required = if needed(list, meaning) { t("是", "yes") } else { t("", "") };
        let (how, example) = explain(list, meaning);
        let how = match &head.look {
            Look::Choice(words) => {
                let words = words.join("、");
                say!("其中之一：{words}", "One of: {words}").get(lang).to_owned()
            }
            _ => how.get(lang).to_owned(),
        };
        let cells = [&head.text, required.get(lang), &how, example].map(|text| Cell::Text(text.to_owned()));
        page.row(&cells)?;
    }
    save(vec![blank, page], out)
}

fn needed(list: List, meaning: &Meaning) -> bool {
    matches!((list, meaning.id), (_, "room") | (List::People, "name"))
}

/// A column of the blank sheet; one that must be filled in is marked.
fn head(list: List, meaning: &Meaning, lang: Lang) -> Head {
    let label = meaning.label.get(lang);
    let text = if needed(list, meaning) { format!("*{label}") } else { label.to_owned() };
    let look = match (choices(list, meaning.id), meaning.reads) {
        (Some(choices), _) => {
            Look::Choice(choices.iter().map(|choice| choice.label.get(lang).to_owned()).collect())
        }
        (None, Reads::Day) => Look::Date,
        (None, Reads::Decimal) => Look::Decimal(if meaning.id == "coefficient" { 4 } else { 2 }),
        _ => Look::Text,
    };
    Head::new(text, look)
}

/// The words that a column takes, when it takes one of a few.
fn choices(list: List, id: &str) -> Option<&'static [Choice]> {
    Some(match (list, id) {
        (List::Places, "kind") => PlaceKind::CHOICES,
        (List::Places, "occupancy") => Occupied::CHOICES,
        (List::People, "kind") => PersonKind::CHOICES,
        (List::People, "paper_kind") => PaperKind::CHOICES,
        (List::People, "role") => Role::CHOICES,
        (List::People, "contact_by") => ContactBy::CHOICES,
        (List::People, "language") => Tongue::CHOICES,
        _ => return None,
    })
}

/// What to write into a column, and an example.
fn explain(list: List, meaning: &Meaning) -> (T, &'static str) {
    match (meaning.id, meaning.reads) {
        ("room", _) => (
            t(
                "房号；整个房号可写在这一列，如 3-2-1801",
                "The room; the whole code may stand here, such as 3-2-1801",
            ),
            "1801",
        ),
        ("building", _) => (t("楼栋", "The building"), "3号楼"),
        ("unit", _) => (t("单元；没有单元的不填", "The entrance; nothing where there is none"), "2单元"),
        ("name", _) => (
            t(
                "姓名或单位名称；一行一人，也可用顿号隔开几个人",
                "A name; one person a row, or several parted by 、",
            ),
            "张伟",
        ),
        ("phone", _) => (t("电话；几个用顿号隔开", "Phones, parted by 、"), "13800000001、010-65120001"),
        ("paper_number", _) => (
            t("证件号码；单元格须为文本", "The number of the paper; the cell must be text"),
            "110101199003070011",
        ),
        ("share", _) => (t("产权份额，百分比", "The share in per cent"), "50%"),
        ("plates", _) => (t("车牌号；几个用顿号隔开", "Plates, parted by 、"), "京A12345"),
        ("care", _) => (
            t(
                "独居老人、行动不便、患病、听力不便、视力不便、孕妇、有婴幼儿；几个用顿号隔开；本人须已登记同意",
                "Any of: alone, disabled, ill, hearing, sight, pregnant, child; parted by commas; only with their consent on file",
            ),
            "",
        ),
        ("coefficient", _) => (t("计费系数；不填按 1", "The coefficient; nothing means 1"), "1"),
        ("owner", _) => (t("负责的工作人员姓名", "The staff member in charge"), "王芳"),
        ("aliases", _) => (t("别名；几个用逗号隔开", "Other names, parted by commas"), "小白楼"),
        ("from", _) => (t("从哪天起是这个身份", "Since when they are that"), "2021-06-01"),
        ("to", _) => (t("到哪天为止；仍有效则不填", "Until when; nothing while it goes on"), ""),
        ("note", _) => (
            match list {
                List::Places => t("查询这个房间时看到的提示", "Shown when the room is looked up"),
                List::People => t("查询这个人时看到的提示", "Shown when the person is looked up"),
            },
            "",
        ),
        (_, Reads::Day) => (t("日期", "A day"), "2021-06-01"),
        (_, Reads::Decimal) => (t("平方米，最多两位小数", "Square metres, at most two decimals"), "89.50"),
        _ => (t("", ""), ""),
    }
}
