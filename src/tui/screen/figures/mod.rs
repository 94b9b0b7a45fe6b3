//! The figures of service: value, formula's two sides, the period before, bar and trend in characters. Enter opens the
//! entries behind a figure; another key explains it; another writes the workbook.

mod behind;
mod lines;
mod period;

use super::{Cx, Kind, Level, Live, Msg, Outcome, Screen, Ticket, reply};
use crate::api::service::{FigureSums, Line as Side, PartSums, ServiceFigures, ServiceReport, Split};
use crate::paper;
use crate::say;
use crate::text::lang::{Say, T, t};
use crate::tui::command::id;
use crate::tui::keymap::Snap;
use crate::tui::page::{Page, Piece};
use crate::tui::theme::Tone;
use crate::tui::widget::panel::{below, line, panel};
use crate::tui::widget::table::{self, Around, Line, Selection};
use behind::BehindScreen;
use period::Length;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use std::fs::File;
use std::io;
use std::path::PathBuf;

/// The figures on the screen.
#[derive(Default)]
pub struct FiguresScreen {
    length: Length,
    /// How many periods back; 0 is the present one.
    back: u32,
    by: Split,
    compare: bool,
    figures: Option<ServiceFigures>,
    /// A row, with the figure it is of and the part.
    rows: Vec<(Line, usize, Option<usize>)>,
    error: Option<Say>,
    asked: Option<Ticket>,
    again: bool,
    selection: Selection,
}

impl FiguresScreen {
    /// The figures of this month against those of the last.
    #[must_use]
    pub fn new() -> Self {
        Self { compare: true, ..Self::default() }
    }

    fn ask(&mut self, cx: &mut Cx) {
        if self.asked.is_some() {
            self.again = true;
            return;
        }
        let (from, to) = self.length.days(cx.now.local(cx.zone).date_naive(), self.back);
        let (by, compare) = (self.by, self.compare);
        self.asked = Some(cx.call(ServiceReport { from, to, by, compare, figures: Vec::new() }));
    }

    fn build(&mut self, cx: &Cx) {
        self.rows = self.figures.as_ref().map_or_else(Vec::new, |figures| lines::rows(figures, cx));
        self.selection.clamp(self.rows.len());
    }

    fn selected(&self) -> Option<(&FigureSums, Option<&PartSums>)> {
        let (_, figure, part) = self.rows.get(self.selection.at)?;
        let figure = self.figures.as_ref()?.figures.get(*figure)?;
        Some((figure, part.and_then(|part| figure.parts.get(part))))
    }

    fn open(&self, cx: &mut Cx) {
        let (Some((figure, part)), Some(report)) = (self.selected(), &self.figures) else { return };
        let asked = crate::api::service::Behind {
            figure: figure.figure.clone(),
            side: Side::Numerator,
            from: report.from,
            to: report.to,
            by: self.by,
            part: part.map(|part| part.part.clone()),
            after: None,
            limit: 0,
        };
        let label = part.map_or_else(|| figure.label.clone(), |part| lines::both(&figure.label, &part.label));
        cx.push(Box::new(BehindScreen::new(asked, label, figure.total.now.denominator.is_some())));
    }

    fn explain(&self, cx: &mut Cx) {
        let (Some((figure, part)), Some(report)) = (self.selected(), &self.figures) else { return };
        let title = part.map_or_else(|| figure.label.clone(), |part| lines::both(&figure.label, &part.label));
        let sums = part.map_or(&figure.total, |part| &part.sums);
        let mut pieces = vec![Piece::Text(figure.formula.clone())];
        let mut add = |heading: Say, sums: &crate::api::service::Sum| {
            pieces.push(Piece::Heading(heading));
            pieces.push(Piece::Text(lines::worked_out(figure.unit, sums)));
        };
        let (from, to) = (report.from, report.to);
        add(say!("{from} 至 {to}", "{from} to {to}"), &sums.now);
        if let Some((days, before)) = report.before.zip(sums.before) {
            let (from, to) = (days.from, days.to);
            add(say!("上期：{from} 至 {to}", "Before: {from} to {to}"), &before);
        }
        pieces.push(Piece::Text(
            t(
                "在统计页按打开键，列出计入的每一条登记；再按换视图键，列出分母。",
                "The open key lists every entry that was counted; the view key there shows what stands below the line.",
            )
            .into(),
        ));
        let about = t("说明一个指标怎样算出来。", "Says how a figure is worked out.");
        cx.push(Box::new(Page::new(title, about, pieces)));
    }

    /// Writes the workbook into the directory the program was started in.
    fn export(&self, cx: &mut Cx) {
        let Some(report) = &self.figures else { return };
        let name =
            format!("{} {} {}", cx.t(t("服务统计", "service")), report.from, report.to).replace(' ', "-");
        let written = free_name(&name).and_then(|(path, file)| {
            paper::service::xlsx(report, self.by, cx.lang, &file)?;
            Ok(path)
        });
        match written {
            Ok(path) => {
                let path = path.display();
                cx.toast(say!("已写入 {path}", "Written to {path}"), Level::Done);
            }
            Err(error) => {
                cx.toast(say!("写文件失败：{error}", "The file was not written: {error}"), Level::Fault);
            }
        }
    }

    fn command(&mut self, command: &str, cx: &mut Cx) {
        match command {
            id::GO_BACK => cx.pop(Outcome::Cancelled),
            id::LIST_OPEN => self.open(cx),
            id::LIST_REFRESH => self.ask(cx),
            id::FIGURES_EXPLAIN => self.explain(cx),
            id::FIGURES_EXPORT => self.export(cx),
            id::LIST_VIEW => {
                let at = Split::ALL.iter().position(|by| *by == self.by).unwrap_or(0);
                self.by = Split::ALL.get(at + 1).copied().unwrap_or_default();
                self.selection = Selection::default();
                self.ask(cx);
            }
            id::FIGURES_LENGTH => {
                (self.length, self.back) = (self.length.next(), 0);
                self.ask(cx);
            }
            id::FIGURES_COMPARE => {
                self.compare = !self.compare;
                self.ask(cx);
            }
            id::FIGURES_EARLIER => {
                self.back += 1;
                self.ask(cx);
            }
            id::FIGURES_LATER => {
                self.back = self.back.saturating_sub(1);
                self.ask(cx);
            }
            _ => drop(self.selection.run(command, self.rows.len())),
        }
    }

    fn summary(&self) -> Say {
        let Some(report) = &self.figures else { return Say::default() };
        let (from, to) = (report.from, report.to);
        let by = paper::service::split(self.by);
        let (zh, en) = if self.by == Split::None { ("指标", "figure") } else { (by.zh, by.en) };
        match report.before {
            None => say!("{from} 至 {to}，按{zh}", "{from} to {to}, by {en}"),
            Some(before) => {
                let (was_from, was_to) = (before.from, before.to);
                say!(
                    "{from} 至 {to}，按{zh}；上期 {was_from} 至 {was_to}",
                    "{from} to {to}, by {en}; before: {was_from} to {was_to}"
                )
            }
        }
    }
}

/// A new file of this name in the present directory, with a number behind it when there is one already.
fn free_name(name: &str) -> io::Result<(PathBuf, File)> {
    let here = std::env::current_dir()?;
    let mut number = 1;
    loop {
        let suffix = if number == 1 { String::new() } else { format!("-{number}") };
        let path = here.join(format!("{name}{suffix}.xlsx"));
        match File::create_new(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < 1000 => number += 1,
            Err(error) => return Err(error),
        }
    }
}

impl Screen for FiguresScreen {
    fn name(&self) -> &'static str {
        "figures"
    }

    fn kind(&self) -> Kind {
        Kind::Table
    }

    fn title(&self, cx: &Cx) -> String {
        let (what, length) = (t("服务统计", "Figures of service"), self.length.label());
        let (zh, en) = (what.zh, what.en);
        let (length_zh, length_en) = (length.zh, length.en);
        cx.say(&say!("{zh}（{length_zh}）", "{en} ({length_en})")).to_owned()
    }

    fn about(&self) -> T {
        t(
            "回车列出一个数字背后的登记；换视图按类别、位置、渠道、人员分；走势一格一步，0 最低、9 最高。",
            "Enter lists the entries behind a number; the view key divides by category, place, channel, person; a trend has a digit a step, 0 lowest and 9 highest.",
        )
    }

    fn start(&mut self, cx: &mut Cx) {
        self.asked = None;
        self.ask(cx);
    }

    fn on(&mut self, msg: Msg<'_>, cx: &mut Cx) {
        match msg {
            Msg::Command(command) => self.command(command, cx),
            Msg::Answer { ticket, result } if self.asked == Some(ticket) => {
                self.asked = None;
                if std::mem::take(&mut self.again) {
                    self.ask(cx);
                    return;
                }
                match reply::<ServiceReport>(result) {
                    Ok(figures) => {
                        self.error = None;
                        self.figures = Some(figures);
                        self.build(cx);
                    }
                    Err(fault) => self.error = Some(fault.text),
                }
            }
            // Another language has other words.
            Msg::Focus => self.build(cx),
            _ => {}
        }
    }

    fn commands(&self, _: &Cx) -> Vec<Live> {
        let some = self.selected().is_some();
        let nothing = t("还没有统计", "Nothing counted yet");
        vec![
            Live::when(id::LIST_OPEN, some, nothing),
            Live::when(id::FIGURES_EXPLAIN, some, nothing),
            Live::on(id::LIST_VIEW),
            Live::on(id::FIGURES_LENGTH),
            Live::on(id::FIGURES_EARLIER),
            Live::when(id::FIGURES_LATER, self.back > 0, t("已是最近一期", "This is the latest")),
            Live::on(id::FIGURES_COMPARE),
            Live::when(id::FIGURES_EXPORT, some, nothing),
            Live::on(id::LIST_REFRESH),
            Live::on(id::GO_BACK),
        ]
    }

    fn snap(&self, _: &Cx) -> Snap {
        let some = !self.rows.is_empty();
        Snap { selected: some, empty: !some, ..Snap::default() }
    }

    fn waits(&self) -> bool {
        self.figures.is_none() && self.asked.is_some()
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        let buf = frame.buffer_mut();
        let inner = panel(&self.title(cx), true, area, cx.theme, buf);
        line(cx.say(&self.summary()), cx.theme.style(Tone::Text), inner, buf);
        let around = Around {
            empty: cx.t(t("正在统计……", "Counting ...")),
            error: self.error.as_ref().map(|error| cx.say(error)),
            total: None,
            heads: true,
            focused: true,
        };
        let steps = self.figures.as_ref().map_or(0, |figures| figures.steps.len());
        let rows: Vec<Line> = self.rows.iter().map(|(line, _, _)| line.clone()).collect();
        let columns = lines::columns(self.figures.as_ref().is_some_and(|f| f.before.is_some()), steps, cx);
        table::draw(&columns, &rows, &mut self.selection, &around, below(inner, 1), (cx.theme, cx.lang), buf)
    }
}
