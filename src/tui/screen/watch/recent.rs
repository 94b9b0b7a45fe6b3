//! The strip after a take-over, on the first screen and on the handover's: the leaver's phone, what they never answered,
//! and the red items, for as long as the office says (errors cluster early). Asks nothing.

use crate::api::handover::Recent;
use crate::say;
use crate::text::lang::t;
use crate::tui::screen::Cx;
use crate::tui::theme::Tone;

/// Red items shown; of the others only the number.
const RED: usize = 3;

/// The lines of the strip; none when its time is over.
#[must_use]
pub fn strip(recent: Option<&Recent>, cx: &Cx) -> Vec<(String, Tone)> {
    let Some(recent) = recent.filter(|recent| cx.now <= recent.until) else { return Vec::new() };
    let (leaver, red) = (&recent.leaver, recent.red.len());
    let none = t("（未登记电话）", "(no phone on file)");
    let phone = if recent.phone.is_empty() { cx.t(none) } else { recent.phone.as_str() };
    let until = recent.until.screen(cx.now, cx.zone);
    let open: Vec<&str> = recent
        .questions
        .iter()
        .filter(|question| question.answer.is_empty())
        .map(|question| question.words.as_str())
        .collect();
    let asked = open.len();
    let said = say!(
        "刚接班（提示至 {until}）：上一班 {leaver} {phone}  未答 {asked}  红 {red}",
        "Just taken over (shown until {until}): from {leaver} {phone}  unanswered {asked}  red {red}"
    );
    let mut lines = vec![(cx.say(&said).to_owned(), Tone::Title)];
    if !open.is_empty() {
        let words = open.join("；");
        let said = say!("  未答：{words}", "  Unanswered: {words}");
        lines.push((cx.say(&said).to_owned(), Tone::Soon));
    }
    for row in recent.red.iter().take(RED) {
        let (number, place, title) = (&row.number, &row.place, cx.say(&row.title));
        let if_then =
            if row.item.if_then.is_empty() { String::new() } else { format!("  {}", row.item.if_then) };
        let line = format!("  {number} {place} {title}{if_then}");
        lines.push((line, Tone::Urgent));
    }
    let more = red.saturating_sub(RED);
    if more > 0 {
        lines.push((cx.say(&say!("  另有 {more} 条红的", "  {more} more red")).to_owned(), Tone::Urgent));
    }
    lines
}
