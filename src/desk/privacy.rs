//! Full values of what is masked: one field, or a register for a file. Each look is a record, so that the journal says
//! who saw what of whom, when and why; what was looked at does not change.

use crate::api::entry::{Cell, Page};
use crate::api::privacy::{ExportFull, Unmask, Unmasked};
use crate::api::wire::Topic;
use crate::api::{Call, Reply};
use crate::desk::act::Base;
use crate::desk::faults::forbidden;
use crate::desk::job::Outcome;
use crate::desk::list::{Names, list_plain, plain_cell};
use crate::desk::scope::Scope;
use crate::desk::show::named;
use crate::domain::fault::Fault;
use crate::domain::ids::{DeskId, EntryRef, StaffId};
use crate::domain::moment::At;
use crate::domain::privacy::may_unmask;
use crate::domain::register::AnyRegister;
use crate::say;
use crate::store::tables::VIEW;
use crate::store::{Change, Dir, KeyBuf, KeyReader, Reader, StoreError, Table, Tx, Visit, codec};
use crate::text::clean::clean;
use crate::text::lang::t;
use serde::{Deserialize, Serialize};

/// The calls that show full values: nothing to undo, and their replies are not kept.
pub(super) const LOOKS: [&str; 3] = [UNMASK, "register.export", "paper.print"];
/// The call that shows one field.
pub(super) const UNMASK: &str = "entry.unmask";

/// Characters of a reason, of a name in a note, and of an export's filter.
const REASON: usize = 200;
const NAME: usize = 60;
const FILTER: usize = 300;
/// Pages of one export that follow each other within so many minutes are one look.
const EXPORT_MINUTES: i64 = 10;

/// One look. The key is register, id (0: the register, in an export) and number of the journal line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Look {
    /// Who.
    pub(super) staff: StaffId,
    /// At which desk.
    pub(super) desk: DeskId,
    /// When.
    pub(super) at: At,
    /// The field, or the filter of an export.
    pub(super) what: String,
    /// Why.
    pub(super) reason: String,
    /// How many entries.
    pub(super) rows: u64,
}

#[derive(Serialize, Deserialize)]
pub(super) enum LookDisk {
    V1(Look),
}

/// All looks.
pub(super) const LOOKED: Table<LookKey, LookDisk> = Table::new(&VIEW, &[]);

/// The key of a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LookKey {
    pub(super) of: EntryRef,
    pub(super) seq: u64,
}

impl crate::store::TableKey for LookKey {
    fn write(&self, key: KeyBuf) -> KeyBuf {
        key.u16(self.of.register).u64(self.of.id).u64(self.seq)
    }

    fn read(key: &mut KeyReader<'_>) -> Result<Self, StoreError> {
        Ok(Self { of: EntryRef::new(key.u16()?, key.u64()?), seq: key.u64()? })
    }
}

/// What a record's key says was looked at, when it is the key of a look at an entry.
pub(super) fn seen_in(key: &[u8]) -> Result<Option<EntryRef>, StoreError> {
    if key.first() != Some(&VIEW.number) {
        return Ok(None);
    }
    Ok(Some(LOOKED.parse_key(key)?.of).filter(|of| of.id != 0))
}

/// What a change says was exported: register, how many entries, filter.
pub(super) fn export_in(scope: &Scope<'_>, change: &Change) -> Result<Option<String>, Fault> {
    if change.key.first() != Some(&VIEW.number) {
        return Ok(None);
    }
    let (key, Some(bytes)) = (LOOKED.parse_key(&change.key)?, &change.value) else { return Ok(None) };
    let LookDisk::V1(look) = codec::decode(bytes)?;
    let register = scope.register_of(key.of)?.info().id;
    Ok(Some(format!("{register} ×{} {}", look.rows, look.what).trim_end().to_owned()))
}

/// The looks at an entry, oldest first.
pub(super) fn looks(reader: &dyn Reader, of: EntryRef) -> Result<Vec<(u64, Look)>, Fault> {
    let range = KeyBuf::new(VIEW.number).u16(of.register).u64(of.id).range();
    let mut found = Vec::new();
    LOOKED.scan_range(reader, &range, Dir::Up, &mut |key, LookDisk::V1(look)| {
        found.push((key.seq, look));
        Visit::More
    })?;
    Ok(found)
}

/// What such a call looks at, as the caller wrote it.
pub(super) fn what(call: &Call) -> Option<String> {
    let said = match call {
        Call::Unmask(args) => {
            let register = args.register.as_deref().unwrap_or_default();
            format!("{register} {} {}", args.entry, args.field)
        }
        Call::ExportFull(args) => args.list.register.clone(),
        _ => return None,
    };
    Some(clean(&said, NAME, false))
}

/// What the journal notes about such a call: what was looked at, and why.
pub(super) fn note(call: &Call) -> Option<String> {
    if let Call::Print(args) = call {
        let entry = args.entry.as_deref().unwrap_or_default();
        return Some(clean(&format!("{} {entry}", args.form), NAME, false));
    }
    let reason = match call {
        Call::Unmask(args) => &args.reason,
        Call::ExportFull(args) => &args.reason,
        _ => return None,
    };
    let reason = clean(reason, REASON, false);
    what(call).map(|what| format!("{what}: {reason}"))
}

/// What the journal notes when such a call was refused: nothing the caller wrote in words, since no record leads back
/// to the line when somebody's data must go.
pub(super) fn refused(call: &Call) -> Option<String> {
    match call {
        Call::Unmask(args) => {
            let register = args.register.as_deref().unwrap_or_default();
            Some(clean(&format!("{register} {}", args.field), NAME, false))
        }
        Call::ExportFull(args) => Some(clean(&args.list.register, NAME, false)),
        _ => None,
    }
}

fn reason(text: &str) -> Result<String, Fault> {
    let reason = clean(text, REASON, false);
    if reason.is_empty() { Err(Fault::missing("reason", t("查看原因", "Reason"))) } else { Ok(reason) }
}

/// Shows one masked field in full and writes down who saw it; `seq` is the number this call's journal line will have.
pub(super) fn unmask(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    args: &Unmask,
    seq: u64,
    out: &mut Outcome,
) -> Result<Unmasked, Fault> {
    let (of, cell) = field(&base.scope(tx), args)?;
    let look = Look {
        staff: base.who.staff,
        desk: base.who.desk,
        at: base.now,
        what: args.field.clone(),
        reason: reason(&args.reason)?,
        rows: 1,
    };
    LOOKED.put(tx, &LookKey { of, seq }, &LookDisk::V1(look))?;
    out.topics.insert(Topic::Entry(of));
    Ok(Unmasked { cell })
}

/// The field in full, for those who may.
fn field(scope: &Scope<'_>, args: &Unmask) -> Result<(EntryRef, Cell), Fault> {
    let (of, register, loaded) = named(scope, &args.entry, args.register.as_deref())?;
    let field = register.field(&args.field).filter(|field| field.mask.is_some());
    let Some((field, mask)) = field.and_then(|field| Some((field, field.mask?))) else {
        return Err(not_masked(register, &args.field));
    };
    let posts = may_unmask(mask);
    if !scope.who.may(posts) {
        return Err(forbidden(posts).at("field"));
    }
    Ok((of, plain_cell(scope, register, &loaded, field, &mut Names::default())?))
}

fn not_masked(register: &dyn AnyRegister, field: &str) -> Fault {
    let masked = register.fields().iter().filter(|field| field.mask.is_some());
    let known = masked.map(|field| field.id).collect::<Vec<_>>().join(", ");
    let text = say!("{field} 不是隐藏的字段；隐藏的有：{known}", "{field} is not masked; these are: {known}");
    Fault::invalid("field", text)
}

/// A page of a register in full. The first page of an export is written down, with how many entries there are; those
/// that follow soon belong to the same look.
pub(super) fn export(base: &Base<'_>, tx: &mut Tx<'_>, args: &ExportFull, seq: u64) -> Result<Page, Fault> {
    let reason = reason(&args.reason)?;
    let page = list_plain(&base.scope(tx), &args.list)?;
    let of = EntryRef::new(base.scope(tx).register(&args.list.register)?.info().tag, 0);
    let what = filter(args);
    let goes_on = args.list.after.is_some() && {
        let last = looks(tx, of)?.into_iter().rev().find(|(_, look)| look.staff == base.who.staff);
        last.is_some_and(|(_, look)| {
            (&look.what, &look.reason) == (&what, &reason) && look.at.minutes_to(base.now) < EXPORT_MINUTES
        })
    };
    if !goes_on {
        let (staff, desk, at) = (base.who.staff, base.who.desk, base.now);
        let look = Look { staff, desk, at, what, reason, rows: page.total };
        LOOKED.put(tx, &LookKey { of, seq }, &LookDisk::V1(look))?;
    }
    Ok(page)
}

/// What narrows an export, as one line of words.
fn filter(args: &ExportFull) -> String {
    let list = &args.list;
    let words = [
        ("view", &list.view),
        ("place", &list.place),
        ("person", &list.person),
        ("owner", &list.owner),
        ("parent", &list.parent),
        ("text", &list.text),
    ];
    let mut said: Vec<String> = words
        .into_iter()
        .filter_map(|(name, value)| value.as_ref().map(|value| format!("{name}={value}")))
        .collect();
    said.extend(list.states.iter().map(|state| format!("state={state}")));
    let times = [("due_by", list.due_by), ("from", list.from), ("to", list.to)];
    said.extend(times.into_iter().filter_map(|(name, at)| at.map(|at| format!("{name}={}", at.0))));
    clean(&said.join(" "), FILTER, false)
}

/// The answer to a look that was written down already: its reply is nowhere kept.
pub(super) fn again(scope: &Scope<'_>, call: &Call) -> Result<Option<Reply>, Fault> {
    Ok(match call {
        Call::Unmask(args) => Some(Reply::Unmask(Unmasked { cell: field(scope, args)?.1 })),
        Call::ExportFull(args) => Some(Reply::ExportFull(list_plain(scope, &args.list)?)),
        Call::Print(args) => Some(Reply::Print(crate::desk::print::filled(scope, args)?.0)),
        _ => None,
    })
}
