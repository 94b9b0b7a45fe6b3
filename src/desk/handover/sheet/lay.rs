//! How the document stands on paper: eight parts in the order of I-PASS, red items first, "none" where there is nothing,
//! within two screens of 24 lines for an ordinary shift. Knows no store.

use super::super::signed::{Document, DocumentItem};
use super::Sheet;
use crate::api::handover::{CountRow, CountShown};
use crate::domain::handover::{Role, Section, WatchState};
use crate::domain::moment::At;
use crate::domain::register::Severity;
use crate::say;
use crate::text::lang::{Say, T, t};
use crate::text::width::{fit, pad, pad_left, width, wrap};

/// Carried this often, an item stands in the banner.
const LONG_CARRIED: u32 = 3;

/// The lines of the paper, none wider than `columns` cells.
pub(super) fn lines(sheet: &Sheet, columns: usize) -> Vec<String> {
    let mut page = Page { sheet, columns, lines: Vec::new() };
    page.banner();
    page.items(t("P 当前情况", "P  Now"), Section::Now);
    page.items(t("A 待办（按时间）", "A  To do, by time"), Section::Do);
    page.known();
    page.if_then();
    page.counts();
    page.orders();
    page.synthesis();
    page.signatures();
    page.lines
}

struct Page<'a> {
    sheet: &'a Sheet,
    columns: usize,
    lines: Vec<String>,
}

impl Page<'_> {
    fn say<'t>(&self, text: &'t Say) -> &'t str {
        text.get(self.sheet.lang)
    }

    fn word(&self, text: T) -> &'static str {
        text.get(self.sheet.lang)
    }

    fn doc(&self) -> &Document {
        &self.sheet.doc
    }

    /// A text that may take several lines; all but the first stand `indent` cells in.
    fn push(&mut self, text: &str, indent: usize) {
        for (at, line) in wrap(text, self.columns.saturating_sub(indent)).into_iter().enumerate() {
            let line = if at == 0 { line } else { format!("{}{line}", " ".repeat(indent)) };
            self.lines.push(line.trim_end().to_owned());
        }
    }

    /// The same where only the first line may be as long as the paper is wide.
    fn one(&mut self, text: &str) {
        self.lines.push(fit(text, self.columns).trim_end().to_owned());
    }

    fn heading(&mut self, text: &str) {
        let rule = self.columns.saturating_sub(width(text) + 4);
        self.lines.push(format!("-- {text} {}", "-".repeat(rule)));
    }

    fn none(&mut self) {
        let none = format!("   {}", self.word(t("无", "none")));
        self.lines.push(none);
    }

    fn time(&self, at: At) -> String {
        at.screen(self.sheet.now, self.sheet.zone)
    }

    fn standing(&self) -> impl Iterator<Item = &DocumentItem> {
        self.sheet.doc.items.iter().filter(|item| item.excluded.is_empty())
    }

    fn banner(&mut self) {
        let (sheet, doc) = (self.sheet, self.doc());
        let (watch, revision, digits) = (doc.watch, doc.revision, &sheet.digits);
        let right = if digits.is_empty() {
            say!("第 {watch} 班 草稿", "Watch {watch}, draft")
        } else {
            say!(
                "第 {watch} 班 第 {revision} 版 校验 {digits}",
                "Watch {watch} rev. {revision} check {digits}"
            )
        };
        let right = self.say(&right);
        let (office, desk) = (&sheet.office, &doc.desk);
        let title = say!("交接班单  {office}  {desk}", "Handover  {office}  {desk}");
        let room = self.columns.saturating_sub(width(right) + 1);
        let first = format!("{} {right}", fit(self.say(&title), room));
        let reader = sheet.reader.as_deref().or(doc.successor.as_deref());
        let to = reader.unwrap_or(self.word(t("（待接班）", "(nobody yet)")));
        let (from, zone) = (self.time(doc.opened_at), &doc.zone);
        let cut =
            sheet.cut_at.map_or_else(|| self.word(t("未签出", "not signed")).to_owned(), |at| self.time(at));
        let (holder, slot, state) = (&doc.holder, &sheet.slot, sheet.state.label());
        let (zh, en) = (state.zh, state.en);
        let slot = if slot.is_empty() { String::new() } else { format!("  {slot}") };
        let second = say!(
            "{holder} 交 {to}  {from} 起，截止 {cut}（{zone}）{slot}  {zh}",
            "{holder} to {to}  from {from}, cut {cut} ({zone}){slot}  {en}"
        );
        let red = self.standing().filter(|item| item.severity == Severity::Red).count();
        let long = self.standing().filter(|item| item.carried >= LONG_CARRIED).count();
        let all = self.standing().count();
        let unread = sheet.unread;
        let counted = count_word(&sheet.counts);
        let (czh, cen) = (&counted.zh, &counted.en);
        let third = say!(
            "共 {all} 条，须办 {red}，结转三次以上 {long}，未确认 {unread}；清点：{czh}",
            "{all} items, must act {red}, carried 3+ {long}, not acknowledged {unread}; counts: {cen}"
        );
        let (second, third) = (self.say(&second).to_owned(), self.say(&third).to_owned());
        self.one(&first);
        self.push(&second, 2);
        self.push(&third, 2);
        let note = self.doc().note.trim().to_owned();
        if !note.is_empty() {
            let said = say!("交班留言：{note}", "The leaver says: {note}");
            let said = self.say(&said).to_owned();
            self.push(&said, 2);
        }
    }

    /// The items of a part: red first, each by its time.
    fn of(&self, section: Section) -> Vec<&DocumentItem> {
        let mut items: Vec<&DocumentItem> = self.standing().filter(|item| item.section == section).collect();
        items.sort_by_key(|item| (item.severity, item.due.unwrap_or(At(i64::MAX)), item.no));
        items
    }

    fn items(&mut self, title: T, section: Section) {
        let rows: Vec<(String, String)> = self.of(section).into_iter().map(|item| self.item(item)).collect();
        let title = self.word(title);
        self.heading(title);
        if rows.is_empty() {
            self.none();
        }
        for (line, note) in rows {
            self.one(&line);
            if !note.is_empty() {
                self.push(&format!("        {note}"), 8);
            }
        }
    }

    /// What is only to be known, and what the leaver took off with the reason: nothing is hidden.
    fn known(&mut self) {
        self.items(t("知悉事项", "To know"), Section::Know);
        let taken: Vec<String> = self
            .doc()
            .items
            .iter()
            .filter(|item| !item.excluded.is_empty())
            .map(|item| {
                let (number, why) = (&item.number, &item.excluded);
                let title = self.say(&item.title);
                let said = say!("不列入：{number} {title}（{why}）", "Left off: {number} {title} ({why})");
                format!("   {}", self.say(&said))
            })
            .collect();
        for line in taken {
            self.push(&line, 6);
        }
        let left_out = self.doc().left_out;
        if left_out > 0 {
            let said = say!(
                "另有 {left_out} 条仅供知悉，见登记",
                "{left_out} more for information stand in the registers"
            );
            let line = format!("   {}", self.say(&said));
            self.push(&line, 3);
        }
    }

    /// Severity, number, due time, place, what, state, who, why; and the leaver's words.
    fn item(&self, item: &DocumentItem) -> (String, String) {
        let changed = if self.doc().revision > 1 && item.version == self.doc().revision { "*" } else { " " };
        let due = item.due.map_or_else(String::new, |at| self.time(at));
        let carried = match item.carried {
            0 | 1 => String::new(),
            times => self.say(&say!("结转{times}次 ", "carried {times}x ")).to_owned(),
        };
        let head = format!(
            "{}{changed}{} {} {}",
            self.word(severity(item.severity)),
            pad_left(&item.no.to_string(), 3),
            pad(&due, 11),
            pad(&item.number, 10),
        );
        let (state, why) = (self.say(&item.state), self.say(&item.why));
        let state = if state.is_empty() { String::new() } else { format!("[{state}]") };
        let last = [state.as_str(), item.owner.as_str(), carried.as_str(), why];
        let last =
            last.into_iter().map(str::trim).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        let what = format!("{} {}", item.place, self.say(&item.title));
        // Why it is here is never pushed off the paper by a long title.
        let room = self.columns.saturating_sub(width(&head) + 2);
        let last = if width(&last) > room * 3 / 5 { fit(&last, room * 3 / 5) } else { last };
        let room = room.saturating_sub(width(&last));
        let what = what.trim();
        let what = if width(what) > room { fit(what, room) } else { what.to_owned() };
        let since = self.sheet.since.get(&item.no).map(|since| format!("-> {}", self.say(since)));
        let words = [Some(item.note.trim().to_owned()), since];
        let words: Vec<String> = words.into_iter().flatten().filter(|words| !words.is_empty()).collect();
        (format!("{head} {} {last}", what.trim_end()), words.join("  "))
    }

    /// What to do if: a line for every red item.
    fn if_then(&mut self) {
        let title = self.word(t("S 如果……就……", "S  If ... then"));
        self.heading(title);
        let mut red: Vec<&DocumentItem> =
            self.standing().filter(|item| item.severity == Severity::Red).collect();
        red.sort_by_key(|item| item.no);
        let said: Vec<String> = red
            .into_iter()
            .map(|item| {
                let words = item.if_then.trim();
                let words = if words.is_empty() { self.word(t("（未写）", "(not said)")) } else { words };
                format!("   {} {words}", pad_left(&item.no.to_string(), 3))
            })
            .collect();
        if said.is_empty() {
            self.none();
        }
        for line in said {
            self.push(&line, 7);
        }
    }

    fn counts(&mut self) {
        let title = self.word(t("清点", "Counts"));
        self.heading(title);
        let rows: Vec<&CountRow> = self
            .sheet
            .counts
            .iter()
            .filter(|row| row.asked || !row.settled || row.outgoing.is_some() || row.incoming.is_some())
            .collect();
        if rows.is_empty() {
            self.none();
            return;
        }
        let mut lines = Vec::new();
        for row in rows {
            let figure = |fen: i64| if row.kind.money() { money(fen) } else { fen.to_string() };
            let name = fit(&row.name, 14);
            let shown = |side: &Option<CountShown>| match side {
                None => self.word(t("未点", "not counted")).to_owned(),
                Some(CountShown { amount: Some(amount), .. }) => figure(*amount),
                Some(_) => self.word(t("已点", "counted")).to_owned(),
            };
            let last = row.incoming.as_ref().or(row.outgoing.as_ref());
            let expected = last.and_then(|count| count.expected).map_or_else(|| "-".to_owned(), &figure);
            let (out, inc) = (shown(&row.outgoing), shown(&row.incoming));
            let said = match &row.keeper {
                Some(keeper) => {
                    say!("应有 {expected}  {keeper}自管 {out}", "expected {expected}  kept by {keeper} {out}")
                }
                None => {
                    say!("应有 {expected}  交 {out}  接 {inc}", "expected {expected}  out {out}  in {inc}")
                }
            };
            let mut line = format!("   {name} {}", self.say(&said));
            for (who, side) in [(t("交", "out"), &row.outgoing), (t("接", "in"), &row.incoming)] {
                let Some(count) = side else { continue };
                let differs = count.amount.zip(count.expected).map_or(0, |(found, wanted)| found - wanted);
                if differs == 0 && count.missing.is_empty() {
                    continue;
                }
                let who = self.word(who);
                line += &format!("  {who} {}", signed(differs, row.kind.money()));
                if let Some(reason) = count.reason {
                    line += &format!(" {}", self.word(reason.label()));
                }
                if !count.words.is_empty() {
                    line += &format!(" {}", count.words);
                }
                if !count.missing.is_empty() {
                    let missing = count.missing.join(" ");
                    line += &format!(" {}", self.say(&say!("缺 {missing}", "missing {missing}")));
                }
                if differs != 0 && !count.hands.is_empty() {
                    let hands = count.hands.join(self.word(t("、", ", ")));
                    line += &format!(" {}", self.say(&say!("另有经手 {hands}", "also handled by {hands}")));
                }
                if let Some(witness) = &count.witness {
                    line += &format!(" {}", self.say(&say!("见证 {witness}", "seen by {witness}")));
                }
            }
            if let Some(between) = row.between.filter(|between| *between != 0) {
                let between = signed(between, row.kind.money());
                line +=
                    &format!("  {}", self.say(&say!("两次相差 {between}", "the two differ by {between}")));
            }
            lines.push(line);
        }
        for line in lines {
            self.push(&line, 18);
        }
    }

    fn orders(&mut self) {
        let title = self.word(t("常设指令", "Standing orders"));
        self.heading(title);
        if self.sheet.orders.is_empty() {
            self.none();
        }
        for (number, words) in &self.sheet.orders {
            self.lines.push(fit(&format!("   {number} {words}"), self.columns).trim_end().to_owned());
        }
    }

    /// The reader's own words to every red item.
    fn synthesis(&mut self) {
        let title = self.word(t("S 接班人复述", "S  Read back"));
        self.heading(title);
        let said: Vec<String> = self
            .sheet
            .readings
            .iter()
            .map(|reading| {
                let when = reading.when.map_or_else(String::new, |at| format!(" {}", self.time(at)));
                format!("   {} {}{when} {}", pad_left(&reading.no.to_string(), 3), reading.by, reading.words)
            })
            .collect();
        let asked: Vec<String> = self
            .doc()
            .questions
            .iter()
            .map(|question| {
                let (no, words, answer) = (question.no, &question.words, &question.answer);
                let said = say!("第 {no} 条 问：{words} 答：{answer}", "Item {no}: {words} - {answer}");
                format!("   {}", self.say(&said))
            })
            .collect();
        if said.is_empty() && asked.is_empty() {
            self.none();
        }
        for line in said.into_iter().chain(asked) {
            self.push(&line, 7);
        }
    }

    fn signatures(&mut self) {
        let title = self.word(t("签字", "Signatures"));
        self.heading(title);
        let mut lines = Vec::new();
        let parts = [
            (Role::Leaver, t("交班人", "Leaver")),
            (Role::Successor, t("接班人", "Successor")),
            (Role::Witness, t("见证人", "Witness")),
            (Role::Lead, t("主管", "Supervisor")),
        ];
        for (role, label) in parts {
            let signed = self.sheet.signed.iter().filter(|(signature, _)| signature.role == role);
            let mut any = false;
            for (signature, name) in signed {
                any = true;
                let (at, revision, receipt) =
                    (self.time(signature.at), signature.revision, &signature.receipt);
                let said = say!(
                    "{name} {at} 签第 {revision} 版 凭证 {receipt}",
                    "{name} {at} rev. {revision} receipt {receipt}"
                );
                lines.push(format!("   {} {}", pad(self.word(label), 10), self.say(&said)));
            }
            if !any && matches!(role, Role::Leaver | Role::Successor) {
                lines.push(format!(
                    "   {} ____________________  {}",
                    pad(self.word(label), 10),
                    self.word(t("时间 ____________", "time ____________"))
                ));
            }
        }
        let ending = self.doc().ending.as_ref();
        let reservation = ending.map(|ending| ending.words.trim()).filter(|words| !words.is_empty());
        let reservation = reservation.unwrap_or(self.word(t("无", "none")));
        let said = say!("保留意见或原因：{reservation}", "Reservation or reason: {reservation}");
        lines.push(format!("   {}", self.say(&said)));
        if let Some(seal) = ending.map(|ending| ending.seal.as_str()).filter(|seal| !seal.is_empty()) {
            let said = say!("封条号：{seal}", "Seal: {seal}");
            lines.push(format!("   {}", self.say(&said)));
        }
        if self.sheet.state == WatchState::Closed
            && let Some((hash, _)) = &self.sheet.hash
        {
            lines.push(format!("   SHA-256 {hash}"));
        }
        for line in lines {
            self.push(&line, 6);
        }
    }
}

const fn severity(severity: Severity) -> T {
    match severity {
        Severity::Red => t("[红]", "[RED]"),
        Severity::Amber => t("[黄]", "[AMB]"),
        Severity::White => t("[白]", "[inf]"),
    }
}

/// Fen as yuan with two decimals.
fn money(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    let size = fen.unsigned_abs();
    format!("{sign}{}.{:02}", size / 100, size % 100)
}

fn signed(amount: i64, is_money: bool) -> String {
    let sign = if amount > 0 { "+" } else { "" };
    if is_money { format!("{sign}{}", money(amount)) } else { format!("{sign}{amount}") }
}

/// How the counts stand, in a word or two.
fn count_word(rows: &[CountRow]) -> Say {
    // A till of somebody's own is no part of what is handed over.
    let shared = |row: &&CountRow| row.keeper.is_none() && (row.asked || row.outgoing.is_some());
    let asked: Vec<&CountRow> = rows.iter().filter(shared).collect();
    let differs = |count: &Option<CountShown>| {
        count.as_ref().is_some_and(|count| {
            count.amount.zip(count.expected).is_some_and(|(found, wanted)| found != wanted)
        })
    };
    let wrong = asked
        .iter()
        .filter(|row| {
            differs(&row.outgoing)
                || differs(&row.incoming)
                || row.between.is_some_and(|between| between != 0)
        })
        .count();
    let hidden = |count: &Option<CountShown>| count.as_ref().is_some_and(|count| count.amount.is_none());
    if asked.is_empty() {
        t("无须清点", "nothing to count").into()
    } else if asked.iter().any(|row| row.outgoing.is_none() && row.incoming.is_none()) {
        t("未完", "not complete").into()
    } else if wrong > 0 {
        say!("{wrong} 项有差异", "{wrong} differ")
    } else if asked.iter().any(|row| hidden(&row.outgoing)) {
        t("已点，接班人清点后公布", "counted, shown once the reader has counted").into()
    } else {
        t("相符", "all agree").into()
    }
}
