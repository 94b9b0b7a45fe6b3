//! `lobby import places|people FILE`: brings in an office's own spreadsheet, says what it made of its columns and what
//! became of its rows, and gives back the refused ones as a sheet with their reasons.

use super::bar::Bar;
use super::command::{SAID, complain};
use super::list::{ListSummary, Remarks, take_list};
use crate::cli::office::{Office, io_fault, whole_file};
use crate::cli::{Failed, Outcome, print};
use crate::domain::relation::Role;
use crate::paper::book::cell::{Cell, column_name};
use crate::paper::book::columns::{List, REASON_TO_KEEP};
use crate::paper::book::write::{Head, Look, Page, save, sheet_name};
use crate::paper::book::{Map, Opened, open};
use crate::say;
use crate::text::lang::{Lang, Say, T, t};
use crate::text::width::pad;
use std::io;
use std::path::{Path, PathBuf};

/// The column of the reasons.
const REASON: T = t("拒绝原因", "why refused");

#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    /// 清单：.xlsx、.xls 或 .csv / The list: .xlsx, .xls or .csv
    file: PathBuf,
    /// 映射文件；缺省按列名推测 / The map of its columns; guessed from the heads unless given
    #[arg(long, value_name = "MAP.toml")]
    map: Option<PathBuf>,
    /// 保存所用的映射 / Save the map that was used
    #[arg(long, value_name = "MAP.toml")]
    save_map: Option<PathBuf>,
    /// 工作表；缺省取最像的一张 / The sheet; the one that fits best unless given
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// 只检查，不导入 / Only check
    #[arg(long)]
    dry_run: bool,
    /// 拒绝的行连同原因写入此工作簿；缺省在原文件旁 / The workbook for refused rows; beside the file unless given
    #[arg(long, value_name = "OUT.xlsx")]
    refused: Option<PathBuf>,
}

/// Runs it; rows that were refused make it a failure (exit code 1), the others are taken all the same.
pub(in crate::cli) fn run(office: &Office, list: List, args: &Args) -> Outcome {
    let lang = office.lang;
    let map = args.map.as_deref().map(|path| read_map(list, path, lang)).transpose()?;
    let opened = open(&args.file, list, map, args.sheet.as_deref())?;
    print(&understood(&opened, lang))?;
    if let Some(path) = &args.save_map {
        let text = opened.map.written(&opened.columns.unknown);
        std::fs::write(path, text)
            .map_err(|error| io_fault("写映射文件", "write the map file", path, &error))?;
    }
    let (mut client, _) = office.client()?;
    let source = args.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut bar = Bar::new(u64::try_from(opened.table.rows.len()).unwrap_or(u64::MAX));
    let done = take_list(&opened, &source, args.dry_run, &mut client, &mut |rows| bar.show(rows));
    bar.end();
    let taken = done?;
    print(summary(&taken.sum, args.dry_run).get(lang))?;
    remark(&taken.warnings, t("请核对", "to be looked at"), lang);
    let overtaken = taken.sum.overtaken;
    if overtaken > 0 {
        let text = say!(
            "{overtaken} 条在导入期间被别人改过，未写入；请再导入一次",
            "{overtaken} were changed by somebody else meanwhile and not taken; import the file once more"
        );
        complain(text.get(lang));
    }
    let refusals = taken.refusals;
    if refusals.is_empty() {
        return if overtaken == 0 { Ok(()) } else { Err(Failed::Wanting) };
    }
    let path = args.refused.clone().unwrap_or_else(|| beside(&args.file));
    whole_file(&path, &mut |file| write_refused(&opened, &refusals, lang, file))
        .map_err(|error| io_fault("写拒绝行文件", "write the refused rows to", &path, &error))?;
    remark(&refusals, REASON, lang);
    let shown = path.display();
    print(
        say!(
            "拒绝的行已写入 {shown}；改好后可直接再导入",
            "The refused rows are in {shown}; mend them there and import that file"
        )
        .get(lang),
    )?;
    Err(Failed::Wanting)
}

fn read_map(list: List, path: &Path, lang: Lang) -> Result<Map, Failed> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| io_fault("读映射文件", "read the map file", path, &error))?;
    Map::read(list, &path.display().to_string(), &text).map_err(|faults| {
        for fault in faults {
            complain(&fault.line(lang));
        }
        Failed::Wanting
    })
}

/// What was made of the file: its sheet, and every column.
fn understood(opened: &Opened, lang: Lang) -> String {
    let table = &opened.table;
    let (head, rows) = (table.head_line, table.rows.len());
    let first = if table.sheet.is_empty() {
        say!("表头在第 {head} 行，其下 {rows} 行", "The heads are in line {head}, {rows} rows below")
    } else {
        let sheet = &table.sheet;
        say!(
            "工作表“{sheet}”，表头在第 {head} 行，其下 {rows} 行",
            "Sheet “{sheet}”: the heads are in row {head}, {rows} rows below"
        )
    };
    let mut lines = vec![first.get(lang).to_owned()];
    for (at, head) in table.heads.iter().enumerate().filter(|(_, head)| !head.is_empty()) {
        let meant = opened.columns.columns.iter().find(|one| one.column == at);
        let meant = meant.map_or_else(
            || t("（不用）", "(not used)").get(lang).to_owned(),
            |one| {
                let whose = one.whose.map_or(String::new(), |whose| format!("{whose}."));
                format!("{} ({whose}{})", one.meaning.label.get(lang), one.meaning.id)
            },
        );
        lines.push(format!("  {} {} → {meant}", pad(&column_name(at), 3), pad(head, 28)));
    }
    if let Some(role) = opened.map.role() {
        let role = Role::of_id(role).map_or(role, |role| role.label().get(lang));
        lines.push(
            say!(
                "没有写明身份的人按“{role}”登记",
                "Whoever has no role in a column of its own is taken as: {role}"
            )
            .get(lang)
            .to_owned(),
        );
    }
    lines.join("\n")
}

fn summary(sum: &ListSummary, dry: bool) -> Say {
    let ListSummary { rows, added, changed, same, nobody, refused, .. } = sum;
    let (zh, en) = if dry { ("（只检查）", " (only checked)") } else { ("", "") };
    say!(
        "读入 {rows} 行{zh}：新增 {added}，更改 {changed}，相同 {same}，无人 {nobody} 行，拒绝 {refused} 行",
        "{rows} rows{en}: {added} added, {changed} changed, {same} the same, {nobody} rows about nobody, {refused} rows refused"
    )
}

/// Says the first remarks of rows, beside the output.
fn remark(remarks: &Remarks, what: T, lang: Lang) {
    let what = what.get(lang);
    for (at, (line, why)) in (0_u64..).zip(remarks) {
        if at == SAID {
            let more = remarks.len();
            complain(say!("……{what}的共 {more} 行", "… {more} rows in all: {what}").get(lang));
            break;
        }
        let why = joined(why, lang);
        complain(say!("第 {line} 行{what}：{why}", "row {line}, {what}: {why}").get(lang));
    }
}

fn joined(why: &[Say], lang: Lang) -> String {
    let by = match lang {
        Lang::Zh => "；",
        Lang::En => "; ",
    };
    why.iter().map(|why| why.get(lang)).collect::<Vec<_>>().join(by)
}

/// Writes the refused rows as the same sheet with a column of reasons and one for why a row is right all the same; it
/// can be mended and imported again.
///
/// # Errors
/// When it cannot be written.
pub fn write_refused(
    opened: &Opened,
    refusals: &Remarks,
    lang: Lang,
    out: &mut (dyn io::Write + Send),
) -> io::Result<()> {
    let table = &opened.table;
    // The reasons of the last time are no longer true.
    let stale = |head: &String| [REASON.zh, REASON.en].contains(&head.as_str());
    let kept: Vec<usize> =
        table.heads.iter().enumerate().filter(|(_, head)| !stale(head)).map(|(at, _)| at).collect();
    let cell = |cells: &[Cell], at: usize| cells.get(at).cloned().unwrap_or_default();
    let mut heads: Vec<Head> = kept
        .iter()
        .map(|at| Head::new(table.heads.get(*at).cloned().unwrap_or_default(), Look::Text))
        .collect();
    heads.push(Head::new(REASON.get(lang), Look::Text));
    // Where whoever mends the sheet says why a doubtful row is right.
    let asks = !opened.columns.columns.iter().any(|one| one.meaning.id == REASON_TO_KEEP);
    if let Some(keep) = opened.map.list.meaning(REASON_TO_KEEP).filter(|_| asks) {
        heads.push(Head::new(keep.label.get(lang), Look::Text));
    }
    let mut page = Page::begin(&sheet_name(&table.sheet), &heads)?;
    for row in table.rows.iter().filter(|row| refusals.contains_key(&row.line)) {
        let mut cells: Vec<Cell> = kept.iter().map(|at| cell(&row.cells, *at)).collect();
        let why = refusals.get(&row.line).map(|why| joined(why, lang)).unwrap_or_default();
        cells.push(Cell::Text(why));
        cells.resize(heads.len(), Cell::Empty);
        page.row(&cells)?;
    }
    save(vec![page], out)
}

/// `owners.refused.xlsx` beside `owners.xlsx`; never the file itself.
fn beside(file: &Path) -> PathBuf {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    file.with_file_name(format!("{stem}.refused.xlsx"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refused_rows_go_beside_the_file_and_never_over_it() {
        assert_eq!(beside(Path::new("a/业主.xlsx")), Path::new("a/业主.refused.xlsx"));
        assert_eq!(beside(Path::new("业主.refused.xlsx")), Path::new("业主.refused.refused.xlsx"));
    }
}
