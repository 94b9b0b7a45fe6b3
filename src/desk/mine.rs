//! What a person keeps for themselves: half-filled forms and preferences. Working data: durable, not journalled.

use crate::api::draft::{Draft, Drafts, Drop, Save};
use crate::api::session::{Nothing, Prefs, SetPrefs};
use crate::api::wire::Topic;
use crate::desk::act::Base;
use crate::desk::job::Outcome;
use crate::desk::scope::Scope;
use crate::domain::fault::{Fault, FaultKind};
use crate::say;
use crate::store::tables::{DRAFT, PREFERENCE};
use crate::store::{Dir, KeyBuf, Table, Tx, Visit};
use crate::text::clean::clean;
use crate::text::lang::t;
use serde::{Deserialize, Serialize};

/// Drafts one person can keep; a forgotten form must not fill the disk.
const DRAFTS: usize = 50;
/// Characters of the names in a draft: of its form, its fields, its key.
const NAME: usize = 100;
/// Characters of one field of a draft.
const FIELD: usize = 4_000;

#[derive(Serialize, Deserialize)]
enum DraftDisk {
    V1(Draft),
}

#[derive(Serialize, Deserialize)]
enum PrefsDisk {
    V1(Prefs),
}

const KEPT: Table<(u64, String), DraftDisk> = Table::new(&DRAFT, &[]);
const PREFERENCES: Table<u64, PrefsDisk> = Table::new(&PREFERENCE, &[]);

/// The caller's forms, the last touched first.
pub(super) fn drafts(scope: &Scope<'_>) -> Result<Drafts, Fault> {
    let mut drafts = Vec::new();
    let mine = KeyBuf::new(DRAFT.number).u64(scope.who.staff.0).range();
    KEPT.scan_range(scope.reader, &mine, Dir::Up, &mut |_, DraftDisk::V1(draft)| {
        drafts.push(draft);
        Visit::More
    })?;
    drafts.sort_by_key(|draft| std::cmp::Reverse(draft.saved_at));
    Ok(Drafts { drafts })
}

/// Keeps a form as it is now.
pub(super) fn save(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    form: &Save,
    out: &mut Outcome,
) -> Result<Nothing, Fault> {
    if form.id.is_empty() || form.id.len() > 40 || clean(&form.id, 40, false) != form.id {
        return Err(Fault::invalid(
            "id",
            t("表单编号应为 1 至 40 个字符", "A draft's id has 1 to 40 characters"),
        ));
    }
    let short = |text: &str| clean(text, NAME, false);
    let mut form = Save {
        command: short(&form.command),
        entry: form.entry.as_deref().map(short),
        field: short(&form.field),
        key: short(&form.key),
        fields: form.fields.iter().map(|(id, text)| (short(id), text.clone())).collect(),
        ..form.clone()
    };
    for text in form.fields.values_mut() {
        // Typed text is kept to the last space: the caret returns to where it was.
        let trailing: String = text.chars().rev().take_while(|c| *c == ' ').collect();
        let leading: String = text.chars().take_while(|c| *c == ' ').collect();
        let core = clean(text, FIELD, true);
        *text = if core.is_empty() { leading } else { format!("{leading}{core}{trailing}") };
    }
    let key = (base.who.staff.0, form.id.clone());
    let known = KEPT.get(tx, &key)?.is_some();
    if !known && drafts(&base.scope(tx))?.drafts.len() >= DRAFTS {
        return Err(Fault::new(
            FaultKind::TooLarge,
            say!(
                "最多暂存 {DRAFTS} 张表单，请先处理旧的",
                "At most {DRAFTS} forms are kept; finish an older one first"
            ),
        ));
    }
    KEPT.put(tx, &key, &DraftDisk::V1(Draft { saved_at: base.now, form }))?;
    out.topics.insert(Topic::Drafts(base.who.staff));
    Ok(Nothing {})
}

/// Throws a form away; one that is already gone is no fault.
pub(super) fn drop(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    draft: &Drop,
    out: &mut Outcome,
) -> Result<Nothing, Fault> {
    KEPT.delete(tx, &(base.who.staff.0, draft.id.clone()))?;
    out.topics.insert(Topic::Drafts(base.who.staff));
    Ok(Nothing {})
}

/// The caller's preferences.
pub(super) fn prefs(scope: &Scope<'_>) -> Result<Prefs, Fault> {
    let kept = PREFERENCES.get(scope.reader, &scope.who.staff.0)?;
    Ok(kept.map_or_else(Prefs::default, |PrefsDisk::V1(prefs)| prefs))
}

/// Keeps the caller's preferences.
pub(super) fn set_prefs(base: &Base<'_>, tx: &mut Tx<'_>, set: &SetPrefs) -> Result<Nothing, Fault> {
    let long = |text: &Option<String>| text.as_ref().is_some_and(|text| text.len() > 80);
    if long(&set.prefs.keymap) || long(&set.prefs.theme) {
        return Err(Fault::invalid("prefs", t("名称太长", "The name is too long")));
    }
    let name = |text: &Option<String>| text.as_deref().map(|text| clean(text, 80, false));
    let (keymap, theme) = (name(&set.prefs.keymap), name(&set.prefs.theme));
    let prefs = Prefs { keymap, theme, ..set.prefs.clone() };
    PREFERENCES.put(tx, &base.who.staff.0, &PrefsDisk::V1(prefs))?;
    Ok(Nothing {})
}
