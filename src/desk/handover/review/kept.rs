//! What is kept of a day's review: comments, and the figures as they were signed, with what the records say otherwise
//! since. Works no figures out.

use crate::api::review::{Exception, ReviewedWatch};
use crate::desk::faults::bug;
use crate::desk::scope::Scope;
use crate::domain::countable::yuan;
use crate::domain::fault::Fault;
use crate::domain::ids::StaffId;
use crate::domain::moment::{At, Date};
use crate::say;
use crate::store::tables::REVIEW;
use crate::store::{Dir, Reader, Table, Tx, Visit};
use crate::text::lang::{Say, T, t};
use chrono::Datelike;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

/// By the exception's name: what was said, by whom, when.
type Comments = BTreeMap<String, (String, StaffId, At)>;

/// What was said about a day.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Reviewed {
    pub(super) comments: Comments,
    pub(super) signed: Option<Signed>,
}

/// A signature with what it stands under.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Signed {
    pub(super) by: StaffId,
    pub(super) at: At,
    /// SHA-256 of `text`; of a day signed by an earlier version, of figures that were not kept.
    hash: [u8; 32],
    /// The figures as JSON, exactly as they were hashed; empty on a day signed by an earlier version.
    text: String,
}

/// As an earlier version kept it: signed by a hash alone.
#[derive(Serialize, Deserialize)]
struct HashOnly {
    comments: Comments,
    signed: Option<(StaffId, At, [u8; 32])>,
}

#[derive(Serialize, Deserialize)]
enum ReviewDisk {
    V1(HashOnly),
    V2(Reviewed),
}

impl ReviewDisk {
    fn lift(self) -> Reviewed {
        match self {
            Self::V1(HashOnly { comments, signed }) => {
                let signed = signed.map(|(by, at, hash)| Signed { by, at, hash, text: String::new() });
                Reviewed { comments, signed }
            }
            Self::V2(kept) => kept,
        }
    }
}

/// By the day's number in the common era.
const REVIEWS: Table<u64, ReviewDisk> = Table::new(&REVIEW, &[]);

fn key(day: Date) -> u64 {
    u64::try_from(day.num_days_from_ce()).unwrap_or(0)
}

/// What is kept of a day.
pub(super) fn reviewed(reader: &dyn Reader, day: Date) -> Result<Reviewed, Fault> {
    Ok(REVIEWS.get(reader, &key(day))?.map(ReviewDisk::lift).unwrap_or_default())
}

/// Keeps it.
pub(super) fn keep(tx: &mut Tx<'_>, day: Date, kept: Reviewed) -> Result<(), Fault> {
    Ok(REVIEWS.put(tx, &key(day), &ReviewDisk::V2(kept))?)
}

/// A day in figures: what a signature stands under.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Figures {
    pub(super) watches: Vec<ReviewedWatch>,
    pub(super) exceptions: Vec<Exception>,
    pub(super) lines: u64,
    pub(super) limits: Limits,
}

/// From where on something is an exception. A day that is signed keeps those it was signed by: a setting changed later
/// changes no figure of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Limits {
    /// Minutes late that are none.
    pub(super) after: i64,
    /// From so many watches on an item is carried for too long.
    pub(super) lead: u32,
}

impl Signed {
    /// The figures as they were signed; none: an earlier version did not keep them.
    pub(super) fn figures(&self) -> Result<Option<Figures>, Fault> {
        if self.text.is_empty() {
            return Ok(None);
        }
        let read = serde_json::from_str(&self.text);
        read.map(Some).map_err(|error| bug(&format!("signed figures are no figures: {error}")))
    }

    fn sound(&self) -> bool {
        self.text.is_empty() || <[u8; 32]>::from(Sha256::digest(self.text.as_bytes())) == self.hash
    }
}

/// A figure of a watch, as it is shown.
type Shown = fn(&ReviewedWatch) -> String;

/// What of a watch is compared, in words.
const FIGURES: [(T, Shown); 8] = [
    (t("晚交分钟", "minutes late"), |row| row.late.to_string()),
    (t("清点相差（元）", "variance in yuan"), |row| yuan(row.variance_fen)),
    (t("清点相差（件）", "variance in pieces"), |row| row.variance_pieces.to_string()),
    (t("未确认", "unread"), |row| row.unread.to_string()),
    (t("结转三班以上", "carried 3+"), |row| row.carried.to_string()),
    (t("补记", "late entries"), |row| row.late_entries.to_string()),
    (t("更正", "corrections"), |row| row.corrections.to_string()),
    (t("退回", "returns"), |row| row.returns.to_string()),
];

impl Figures {
    /// The signature under them.
    pub(super) fn signed(&self, by: StaffId, at: At) -> Result<Signed, Fault> {
        let text = serde_json::to_string(self)
            .map_err(|error| bug(&format!("the figures of a day are no JSON: {error}")))?;
        Ok(Signed { by, at, hash: Sha256::digest(text.as_bytes()).into(), text })
    }

    /// What of the watches the records say otherwise now. Nothing anybody may do later moves these figures. Names, and
    /// that a watch which was over has closed, are no change.
    fn moved(&self, now: &Self) -> Vec<Say> {
        let mut found = Vec::new();
        for was in &self.watches {
            let id = was.watch;
            let Some(is) = now.watches.iter().find(|row| row.watch == id) else {
                found.push(say!("第 {id} 班不见了", "Watch {id} is gone"));
                continue;
            };
            for (name, figure) in FIGURES {
                let (before, after, zh, en) = (figure(was), figure(is), name.zh, name.en);
                if before != after {
                    found.push(say!(
                        "第 {id} 班{zh}：签署时 {before}，现在 {after}",
                        "Watch {id}, {en}: {before} when signed, now {after}"
                    ));
                }
            }
        }
        for is in now.watches.iter().filter(|is| !self.watches.iter().any(|was| was.watch == is.watch)) {
            let id = is.watch;
            found.push(say!("多出第 {id} 班", "Watch {id} was not there"));
        }
        let (before, after) = (self.lines, now.lines);
        if before != after {
            found.push(say!(
                "日志条数：签署时 {before}，现在 {after}",
                "Log lines: {before} when signed, now {after}"
            ));
        }
        found
    }

    /// Everything the records say otherwise now, exceptions too: those may go by right, as when a leaver signs afterwards.
    pub(super) fn changes(&self, now: &Self) -> Vec<Say> {
        let mut found = self.moved(now);
        for was in &self.exceptions {
            let (zh, en) = (&was.what.zh, &was.what.en);
            match now.exceptions.iter().find(|is| is.id == was.id) {
                None => found.push(say!("不再是例外：{zh}", "No exception any more: {en}")),
                Some(is) if is.what != was.what => {
                    let (now_zh, now_en) = (&is.what.zh, &is.what.en);
                    found.push(say!("原为“{zh}”，现为“{now_zh}”", "It was \"{en}\" and is \"{now_en}\""));
                }
                Some(_) => {}
            }
        }
        for is in now.exceptions.iter().filter(|is| !self.exceptions.iter().any(|was| was.id == is.id)) {
            let (zh, en) = (&is.what.zh, &is.what.en);
            found.push(say!("签署后新增例外：{zh}", "An exception since: {en}"));
        }
        found
    }
}

/// Compares every signed day: whether what was signed is still as it was hashed, and whether the records still say so.
pub(in crate::desk) fn check(scope: &Scope<'_>) -> Result<Vec<Say>, Fault> {
    let mut days = Vec::new();
    REVIEWS.scan(scope.reader, Dir::Up, &mut |number, disk| {
        days.push((number, disk.lift()));
        Visit::More
    })?;
    let mut wrong = Vec::new();
    for (number, kept) in days {
        let Some(signed) = kept.signed else { continue };
        let day = i32::try_from(number).ok().and_then(Date::from_num_days_from_ce_opt);
        let Some(day) = day else { continue };
        if !signed.sound() {
            wrong.push(say!("{day} 复核签署的数字被改动过", "The figures signed for {day} were altered"));
            continue;
        }
        let Some(as_signed) = signed.figures()? else { continue };
        for change in as_signed.moved(&super::figures(scope, day, as_signed.limits)?) {
            let (zh, en) = (&change.zh, &change.en);
            wrong.push(say!("{day} 复核签署后有变：{zh}", "{day} changed after it was signed: {en}"));
        }
    }
    Ok(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::codec;

    fn day() -> Figures {
        // Written out: what is signed must be read by every later version.
        let text = r#"{"watches":[{"watch":7,"desk":"前台","holder":"王前台","successor":"李接待","state":"accepted","from":1763859600000,"to":1763888400000,"late":12,"variance_fen":500,"variance_pieces":2,"unread":0,"carried":1,"late_entries":0,"corrections":1,"returns":0}],"exceptions":[{"id":"carried:7:1","watch":7,"what":{"zh":"第 1 条","en":"Item 1"},"entry":null,"line":9,"comment":"已核实"}],"lines":40,"limits":{"after":60,"lead":3}}"#;
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn a_day_signed_by_an_earlier_version_is_read() {
        let comments = Comments::from([("late:1".to_owned(), ("路上堵车".to_owned(), StaffId(4), At(5)))]);
        let old = ReviewDisk::V1(HashOnly {
            comments: comments.clone(),
            signed: Some((StaffId(4), At(6), [9; 32])),
        });
        let bytes = codec::encode_frame(&old).unwrap();
        let read = codec::decode::<ReviewDisk>(&bytes).unwrap().lift();
        assert_eq!(read.comments, comments);
        let signed = read.signed.unwrap();
        assert_eq!((signed.by, signed.at, signed.figures().unwrap()), (StaffId(4), At(6), None));
        assert!(signed.sound(), "there is nothing to compare");
    }

    #[test]
    fn a_changed_byte_of_what_was_signed_shows() {
        let mut signed = day().signed(StaffId(4), At(6)).unwrap();
        assert_eq!((signed.sound(), signed.figures().unwrap()), (true, Some(day())));
        signed.text = signed.text.replace("\"late\":12", "\"late\":13");
        assert!(!signed.sound());
    }

    #[test]
    fn what_changed_is_said_and_closing_is_no_change() {
        let mut now = day();
        now.watches[0].state = crate::domain::handover::WatchState::Closed;
        now.watches[0].desk = "前台（北）".into();
        assert_eq!(day().changes(&now), []);
        now.watches[0].variance_pieces = 3;
        now.exceptions.clear();
        now.lines = 41;
        let said: Vec<String> = day().changes(&now).into_iter().map(|say| say.zh).collect();
        assert_eq!(said.len(), 3, "{said:?}");
        assert!(said[0].contains("清点相差（件）：签署时 2，现在 3"), "{said:?}");
        assert_eq!(day().moved(&now).len(), 2, "an exception may go by right");
    }
}
