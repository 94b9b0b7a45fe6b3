//! What a screen shows of a watch: its items with names, and states as they are now. Changes nothing.

use super::{bare, desk_index, line, present, watch, watches_in, whole};
use crate::api::handover::{ItemRow, ListWatches, ShowWatch, WatchRow, WatchView, Watches};
use crate::desk::list::Names;
use crate::desk::rows::{self, UNDONE};
use crate::desk::scope::Scope;
use crate::domain::fault::Fault;
use crate::domain::handover::{Item, LogKind, Watch, WatchState};
use crate::domain::ids::EntryRef;
use crate::say;
use crate::text::lang::{Say, t};
use sha2::{Digest as _, Sha256};

/// Watches of a list when the caller does not say, and at the most.
const WATCHES: usize = 50;
const WATCHES_MAX: usize = 500;
/// Characters of a log line that name it on the document.
const TITLE: usize = 60;

/// The watch of the caller's desk, or one by its number.
pub(in crate::desk) fn show(scope: &Scope<'_>, show: &ShowWatch) -> Result<WatchView, Fault> {
    let found =
        match show.watch {
            None => present(scope.reader, scope.who.desk)?,
            Some(id) => Some(whole(scope.reader, id)?.ok_or_else(|| {
                Fault::not_found(say!("没有第 {id} 班", "There is no watch {id}")).at("watch")
            })?),
        };
    match found {
        Some(watch) => look(scope, watch),
        None => {
            let nobody = t("还没有人开始值班", "Nobody has opened the watch");
            let why = Some(Say::from(nobody));
            Ok(WatchView { why_not_accept: why.clone(), why_not_offer: why, ..WatchView::default() })
        }
    }
}

/// A watch as its reader sees it.
pub(super) fn look(scope: &Scope<'_>, mut watch: Watch) -> Result<WatchView, Fault> {
    let staff = scope.who.staff;
    let mut names = Names::default();
    let why_not_accept = watch.may_accept(staff).err();
    let why_not_offer = watch.may_offer(staff).err();
    let mut seen = watch.revision;
    if watch.state == WatchState::Open {
        (watch.items, watch.left_out) = watch::draft(scope, &watch)?;
        seen = seen_of(&watch.items);
    }
    let mut items = Vec::with_capacity(watch.items.len());
    for item in &watch.items {
        items.push(row(scope, item, watch.acknowledged(item, staff), &mut names)?);
    }
    items.sort_by_key(|row| (row.item.severity, row.item.no));
    watch.items = Vec::new();
    let holder = names.of(scope, "staff", watch.holder.0)?;
    Ok(WatchView { watch: Some(watch), holder, items, seen, why_not_accept, why_not_offer })
}

/// A number that changes when other things stand under the draft's numbers: words given by number would go astray.
pub(super) fn seen_of(items: &[Item]) -> u32 {
    let mut hash = Sha256::new();
    for item in items {
        hash.update(item.no.to_be_bytes());
        hash.update(item.entry.map_or(0, |entry| u64::from(entry.register)).to_be_bytes());
        hash.update(item.entry.map_or(0, |entry| entry.id).to_be_bytes());
        hash.update(item.line.unwrap_or(0).to_be_bytes());
    }
    hash.finalize().iter().take(4).fold(0, |number, byte| number << 8 | u32::from(*byte))
}

fn row(scope: &Scope<'_>, item: &Item, acknowledged: bool, names: &mut Names) -> Result<ItemRow, Fault> {
    let blank = ItemRow {
        item: item.clone(),
        number: String::new(),
        title: Say::same(""),
        place: String::new(),
        state: Say::same(""),
        due: None,
        owner: String::new(),
        acknowledged,
    };
    match (item.entry, item.line) {
        (Some(entry), _) => of_entry(scope, entry, blank, names),
        (None, Some(seq)) => of_line(scope, seq, blank, names),
        (None, None) => Ok(blank),
    }
}

fn of_entry(scope: &Scope<'_>, entry: EntryRef, row: ItemRow, names: &mut Names) -> Result<ItemRow, Fault> {
    let register = scope.register_of(entry)?;
    let Some(loaded) = rows::load(scope.reader, register, entry)? else { return Ok(row) };
    let head = &loaded.head;
    let state = match register.info().state(head.state) {
        Some(state) => state.label.into(),
        None if head.state == UNDONE => t("已撤销", "undone").into(),
        None => Say::same(""),
    };
    Ok(ItemRow {
        number: head.number.clone(),
        title: register.title(head, &*loaded.body),
        place: head.place.map_or(Ok(String::new()), |place| names.of(scope, "place", place.0))?,
        state,
        due: head.due,
        owner: head.owner.map_or(Ok(String::new()), |owner| names.of(scope, "staff", owner.0))?,
        ..row
    })
}

fn of_line(scope: &Scope<'_>, seq: u64, row: ItemRow, names: &mut Names) -> Result<ItemRow, Fault> {
    let Some(line) = line(scope.reader, seq)? else { return Ok(row) };
    let words: String = line.text.lines().next().unwrap_or_default().chars().take(TITLE).collect();
    Ok(ItemRow {
        number: format!("#{seq}"),
        title: Say::same(words),
        place: line.place.map_or(Ok(String::new()), |place| names.of(scope, "place", place.0))?,
        state: LogKind::label(line.kind).into(),
        owner: names.of(scope, "staff", line.author.0)?,
        ..row
    })
}

/// The watches of the caller's desk, newest first, without their items.
pub(in crate::desk) fn list(scope: &Scope<'_>, list: &ListWatches) -> Result<Watches, Fault> {
    let limit = match usize::from(list.limit) {
        0 => WATCHES,
        limit => limit.min(WATCHES_MAX),
    };
    let mut names = Names::default();
    let mut found = Watches::default();
    for id in watches_in(scope.reader, &desk_index(scope.who.desk), limit)? {
        let Some(watch) = bare(scope.reader, id)? else { continue };
        found.watches.push(WatchRow {
            holder: names.of(scope, "staff", watch.holder.0)?,
            successor: watch.successor.map(|staff| names.of(scope, "staff", staff.0)).transpose()?,
            successor_id: watch.successor,
            watch,
        });
    }
    Ok(found)
}
