//! A printed page, to be read and saved to a file; and the choice of the form. The desk fills it in and writes down who
//! saw what; the file goes to the person's own home, and none is ever written over.

use super::{Cx, Kind, Level, Live, Msg, Outcome, Screen, Ticket, reply};
use crate::api::paper::{COLUMNS, Form, Print, PrintForms, Printed};
use crate::api::{Fault, Reply};
use crate::say;
use crate::text::lang::{Say, T, t};
use crate::tui::command::id;
use crate::tui::picker::{Pick, Picker};
use crate::tui::prompt::Prompt;
use crate::tui::theme::Tone;
use crate::tui::widget::panel::{line, panel};
use crate::tui::widget::table::{self, Around, Column, Line, Selection};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use std::io::Write as _;
use std::path::PathBuf;

/// Characters of a file's name.
const NAME: usize = 80;

/// The page.
pub struct PaperScreen {
    print: Print,
    key: String,
    page: Option<Printed>,
    asked: Option<Ticket>,
    error: Option<Say>,
    top: usize,
    /// Rows on the screen at the last drawing.
    rows: usize,
}

impl PaperScreen {
    /// A form over an entry, or a blank one.
    #[must_use]
    pub fn new(form: &str, entry: Option<String>) -> Self {
        Self {
            print: Print { form: form.to_owned(), entry },
            key: String::new(),
            page: None,
            asked: None,
            error: None,
            top: 0,
            rows: 1,
        }
    }

    fn scroll(&mut self, by: isize) {
        let lines = self.page.as_ref().map_or(0, |page| page.lines.len());
        self.top = self.top.saturating_add_signed(by).min(lines.saturating_sub(self.rows));
    }

    fn ask_name(&self, cx: &mut Cx) {
        let Some(page) = &self.page else { return };
        let number = if page.number.is_empty() { String::new() } else { format!("{}-", page.number) };
        let name = format!("{number}{}.txt", page.form);
        let words = t(
            "文件名；存到您的主目录，已有的文件不会被覆盖",
            "The file's name, in your home directory; no file is written over",
        );
        cx.ask("file", Box::new(Prompt::new(t("存成文件", "Save to a file"), words, NAME).with(&name)));
    }

    fn save(&self, name: &str, cx: &mut Cx) {
        let Some(page) = &self.page else { return };
        match write(name, &page.lines) {
            Ok(path) => {
                let path = path.display();
                cx.toast(say!("已存到 {path}", "Saved to {path}"), Level::Done);
            }
            Err(why) => cx.toast(why, Level::Fault),
        }
    }
}

/// Writes the lines to a new file in the person's home directory.
fn write(name: &str, lines: &[String]) -> Result<PathBuf, Say> {
    let name = name.trim();
    if name.is_empty() || name.starts_with('.') || name.contains(['/', '\\', '\0']) {
        return Err(t(
            "文件名里不能有斜杠，也不能以点开头",
            "A file's name has no slash and does not begin with a dot",
        )
        .into());
    }
    let home =
        std::env::var_os("HOME").filter(|home| !home.is_empty()).map_or_else(PathBuf::new, PathBuf::from);
    let path = home.join(name);
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    let text = lines.join("\n") + "\n";
    let written = options.open(&path).and_then(|mut file| file.write_all(text.as_bytes()));
    match written {
        Ok(()) => Ok(path),
        Err(error) => {
            let path = path.display();
            Err(say!("没有存成 {path}：{error}", "{path} was not written: {error}"))
        }
    }
}

impl Screen for PaperScreen {
    fn name(&self) -> &'static str {
        "paper"
    }

    fn kind(&self) -> Kind {
        Kind::Page
    }

    fn title(&self, cx: &Cx) -> String {
        let name = self.page.as_ref().and_then(|page| page.name.as_ref());
        let number = self.page.as_ref().map_or("", |page| page.number.as_str());
        format!("{} {number}", name.map_or(self.print.form.as_str(), |name| cx.say(name)))
            .trim_end()
            .to_owned()
    }

    fn about(&self) -> T {
        t(
            "打印出来的样子；可存成文件再送打印机。",
            "As it is printed; it can be saved to a file for the printer.",
        )
    }

    fn start(&mut self, cx: &mut Cx) {
        if self.key.is_empty() {
            self.key = cx.key();
        }
        if self.page.is_none() {
            let key = self.key.clone();
            self.asked = Some(cx.write(self.print.clone(), &key));
        }
    }

    fn on(&mut self, msg: Msg<'_>, cx: &mut Cx) {
        let page = self.rows.saturating_sub(1).max(1).cast_signed();
        match msg {
            Msg::Command(id::PAGE_UP) => self.scroll(-1),
            Msg::Command(id::PAGE_DOWN) => self.scroll(1),
            Msg::Command(id::PAGE_BACK) => self.scroll(-page),
            Msg::Command(id::PAGE_FORWARD) => self.scroll(page),
            Msg::Command(id::PAPER_SAVE) => self.ask_name(cx),
            Msg::Command(id::GO_BACK) => cx.pop(Outcome::Done),
            Msg::Returned { of: "file", outcome: Outcome::Text(name) } => self.save(&name, cx),
            Msg::Answer { ticket, result } if self.asked == Some(ticket) => {
                self.asked = None;
                match reply::<Print>(result) {
                    Ok(page) => self.page = Some(page),
                    Err(fault) => self.error = Some(fault.text),
                }
            }
            _ => {}
        }
    }

    fn commands(&self, _: &Cx) -> Vec<Live> {
        vec![
            Live::when(id::PAPER_SAVE, self.page.is_some(), t("还没有内容", "There is no page yet")),
            Live::on(id::GO_BACK),
        ]
    }

    fn waits(&self) -> bool {
        self.page.is_none() && self.asked.is_some()
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        let buf = frame.buffer_mut();
        // The paper is as wide as the smallest screen: a frame around it would hide its edge.
        let inner = match usize::from(area.width) > COLUMNS + 2 {
            true => panel(&self.title(cx), true, area, cx.theme, buf),
            false => area,
        };
        let home = inner.as_position();
        if let Some(error) = &self.error {
            line(cx.say(error), cx.theme.style(Tone::Error), inner, buf);
            return home;
        }
        let lines = self.page.as_ref().map_or(&[][..], |page| page.lines.as_slice());
        self.rows = usize::from(inner.height);
        self.top = self.top.min(lines.len().saturating_sub(self.rows));
        for (y, text) in (inner.y..inner.bottom()).zip(lines.iter().skip(self.top)) {
            line(text, cx.theme.style(Tone::Text), Rect { y, height: 1, ..inner }, buf);
        }
        home
    }
}

/// Printing an entry from the screen it is on: which forms there are, which one, the page.
#[derive(Default)]
pub struct Printing {
    number: String,
    register: &'static str,
    asked: Option<Ticket>,
}

impl Printing {
    /// Asks for the forms over an entry.
    pub fn choose(&mut self, register: &'static str, number: &str, cx: &mut Cx) {
        (self.register, self.number) = (register, number.to_owned());
        self.asked = Some(cx.call(PrintForms { register: Some(register.to_owned()) }));
    }

    /// The answer to a call of this. Gives whether it was one.
    pub fn answer(&mut self, ticket: Ticket, result: &Result<Reply, Fault>, cx: &mut Cx) -> bool {
        if self.asked != Some(ticket) {
            return false;
        }
        self.asked = None;
        match reply::<PrintForms>(result.clone()) {
            Ok(forms) => {
                let of: Vec<&Form> =
                    forms.forms.iter().filter(|form| form.register == self.register).collect();
                match of.as_slice() {
                    [] => {
                        cx.toast(
                            t("这类登记没有打印单据", "There is no form for such an entry"),
                            Level::Info,
                        );
                    }
                    [one] => cx.push(Box::new(PaperScreen::new(&one.form, Some(self.number.clone())))),
                    several => {
                        let picks =
                            several.iter().map(|form| Pick::new(form.form.clone(), form.name.clone()));
                        let title = t("打印哪一种", "Print which form");
                        cx.ask("print", Box::new(Picker::new(title, picks.collect())));
                    }
                }
            }
            Err(fault) => cx.toast(fault.text, Level::Fault),
        }
        true
    }

    /// The answer to a question of this. Gives whether it was one.
    pub fn returned(&self, of: &str, outcome: &Outcome, cx: &mut Cx) -> bool {
        if let ("print", Outcome::Picked(form)) = (of, outcome) {
            cx.push(Box::new(PaperScreen::new(form, Some(self.number.clone()))));
        }
        of == "print"
    }
}

/// The blank forms, to be written on while the system is down.
#[derive(Default)]
pub struct BlankScreen {
    forms: Vec<Form>,
    asked: Option<Ticket>,
    error: Option<Say>,
    selection: Selection,
}

impl Screen for BlankScreen {
    fn name(&self) -> &'static str {
        "blanks"
    }

    fn kind(&self) -> Kind {
        Kind::List
    }

    fn title(&self, cx: &Cx) -> String {
        cx.t(t("打印空白表格", "Print a blank form")).to_owned()
    }

    fn about(&self) -> T {
        t(
            "停电、停网时手写用的空白表格，平时打印备用。",
            "Blank forms to write on during an outage; print some before it.",
        )
    }

    fn start(&mut self, cx: &mut Cx) {
        self.asked = Some(cx.call(PrintForms { register: None }));
    }

    fn on(&mut self, msg: Msg<'_>, cx: &mut Cx) {
        match msg {
            Msg::Command(id::LIST_OPEN) => {
                if let Some(form) = self.forms.get(self.selection.at) {
                    cx.push(Box::new(PaperScreen::new(&form.form, None)));
                }
            }
            Msg::Command(id::GO_BACK) => cx.pop(Outcome::Cancelled),
            Msg::Command(command) => drop(self.selection.run(command, self.forms.len())),
            Msg::Answer { ticket, result } if self.asked == Some(ticket) => {
                self.asked = None;
                match reply::<PrintForms>(result) {
                    Ok(all) => {
                        self.forms = all.forms.into_iter().filter(|form| form.register.is_empty()).collect();
                    }
                    Err(fault) => self.error = Some(fault.text),
                }
            }
            _ => {}
        }
    }

    fn commands(&self, _: &Cx) -> Vec<Live> {
        let none = t("没有空白表格", "There is no blank form");
        vec![Live::when(id::LIST_OPEN, !self.forms.is_empty(), none), Live::on(id::GO_BACK)]
    }

    fn waits(&self) -> bool {
        self.forms.is_empty() && self.asked.is_some()
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        let buf = frame.buffer_mut();
        let inner = panel(&self.title(cx), true, area, cx.theme, buf);
        let columns = [Column::new("", 30).flexible(), Column::new("", 24)];
        let row = |form: &Form| Line::new(vec![cx.say(&form.name).to_owned(), form.form.clone()]);
        let rows: Vec<Line> = self.forms.iter().map(row).collect();
        let around = Around {
            empty: cx.t(t("正在读取……", "Reading ...")),
            error: self.error.as_ref().map(|error| cx.say(error)),
            focused: true,
            ..Around::default()
        };
        table::draw(&columns, &rows, &mut self.selection, &around, inner, (cx.theme, cx.lang), buf)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_stays_in_the_home_directory() {
        for name in ["", " ", "../a", "/etc/passwd", ".bashrc", "a/b"] {
            assert!(write(name, &[]).is_err(), "{name}");
        }
    }
}
