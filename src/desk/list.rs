//! Lists of one register: which entries, in which order, a page at a time. A total always agrees with its list.

use crate::api::entry::{Cell, List, Page, Row};
use crate::desk::rows::{self, Loaded};
use crate::desk::scope::Scope;
use crate::desk::{resolve, walk};
use crate::domain::fault::Fault;
use crate::domain::identity::phone;
use crate::domain::ids::EntryRef;
use crate::domain::register::{AnyRegister, FieldInfo, Kind, MaskHow, Order, Who};
use crate::domain::staff;
use crate::domain::value::Value;
use crate::say;
use crate::store::{Visit, hex};
use crate::text::fold::search_key;
use crate::text::lang::t;
use crate::text::mask;

/// Rows of a page when the caller does not say.
const PAGE: usize = 100;
/// Rows of a page at the most.
const PAGE_MAX: usize = 500;
/// How far a total is counted.
const COUNT_MAX: u64 = 10_000;

/// Which entries are wanted, understood.
pub(super) struct Wanted<'a> {
    pub(super) register: &'a dyn AnyRegister,
    pub(super) states: Vec<u8>,
    pub(super) place: Option<u64>,
    pub(super) person: Option<u64>,
    pub(super) owner: Option<u64>,
    pub(super) parent: Option<EntryRef>,
    pub(super) text: Option<String>,
    pub(super) list: &'a List,
    pub(super) order: Order,
}

impl Wanted<'_> {
    /// Whether an index key alone cannot tell that an entry is wanted.
    fn asks_more_than_state(&self) -> bool {
        let list = self.list;
        self.text.is_some()
            || self.place.is_some()
            || self.person.is_some()
            || self.owner.is_some()
            || self.parent.is_some()
            || list.due_by.is_some()
            || list.from.is_some()
            || list.to.is_some()
            || self.sifted().is_some()
    }

    /// The view, when it shows only some of the entries in its states.
    fn sifted(&self) -> Option<&str> {
        self.list.view.as_deref().filter(|view| self.register.sifts(view))
    }

    /// Whether the entry is wanted.
    fn passes(&self, scope: &Scope<'_>, loaded: &Loaded) -> bool {
        let (head, list, who) = (&loaded.head, self.list, scope.who);
        let shown = |view: &str| self.register.shows(view, head, &*loaded.body, &scope.ctx());
        self.states.contains(&head.state)
            && self.place.is_none_or(|place| head.place.is_some_and(|p| p.0 == place))
            && self.person.is_none_or(|person| head.person.is_some_and(|p| p.0 == person))
            && self.owner.is_none_or(|owner| head.owner.is_some_and(|o| o.0 == owner))
            && self.parent.is_none_or(|parent| head.parent == Some(parent))
            && list.due_by.is_none_or(|by| head.due.is_some_and(|due| due <= by))
            && list.from.is_none_or(|from| head.occurred_at >= from)
            && list.to.is_none_or(|to| head.occurred_at < to)
            && self.text.as_deref().is_none_or(|text| self.contains(who, loaded, text))
            && self.sifted().is_none_or(shown)
    }

    /// Whether a column holds the text; one the caller sees masked does not, or its words could be guessed.
    fn contains(&self, who: &Who, loaded: &Loaded, text: &str) -> bool {
        let shown =
            |field: &&FieldInfo| field.column.is_some() && field.mask.is_none_or(|mask| who.may(mask.full));
        let title = self.register.title(&loaded.head, &*loaded.body);
        [&loaded.head.number, &title.zh, &title.en].into_iter().any(|words| search_key(words).contains(text))
            || self.register.fields().iter().filter(shown).any(|field| {
                let value = self.register.get(&loaded.head, &*loaded.body, field.id);
                value.text().is_some_and(|words| search_key(words).contains(text))
            })
    }
}

/// How a page of a list is made.
struct How {
    /// Every field, not only the columns.
    all: bool,
    /// Nothing masked.
    plain: bool,
    /// How far the total is counted.
    count: u64,
}

/// A page of a list.
pub(super) fn list(scope: &Scope<'_>, list: &List) -> Result<Page, Fault> {
    page(scope, list, &How { all: list.all_fields, plain: false, count: COUNT_MAX })
}

/// The same for an export: every field, nothing masked, and the total counted to its end.
pub(super) fn list_plain(scope: &Scope<'_>, list: &List) -> Result<Page, Fault> {
    page(scope, list, &How { all: true, plain: true, count: u64::MAX })
}

fn page(scope: &Scope<'_>, list: &List, how: &How) -> Result<Page, Fault> {
    let register = scope.register(&list.register)?;
    scope.permit(register.info().see)?;
    let wanted = wanted(scope, register, list)?;
    let limit = match usize::from(list.limit) {
        0 => PAGE,
        limit => limit.min(PAGE_MAX),
    };
    let after = list.after.as_deref().and_then(hex::decode).unwrap_or_default();
    let mut page = Page::default();
    let mut names = Names::default();
    let mut last = None;
    walk::walk(scope.reader, &wanted, &mut |sort, entry| {
        let shown = sort > after.as_slice() && page.rows.len() < limit;
        if shown || wanted.asks_more_than_state() {
            let Some(loaded) = rows::load(scope.reader, register, entry)? else { return Ok(Visit::More) };
            if !wanted.passes(scope, &loaded) {
                return Ok(Visit::More);
            }
            if shown {
                page.rows.push(cells_of(scope, register, &loaded, &mut names, how)?);
                last = Some(hex::encode(sort));
            }
        }
        page.total += 1;
        if !shown && sort > after.as_slice() {
            page.next.clone_from(&last);
        }
        // Not before the next page is known to hold something: the last one ends the list.
        let enough = page.total >= how.count && page.next.is_some();
        page.more_than_total |= enough;
        Ok(if enough { Visit::Stop } else { Visit::More })
    })?;
    Ok(page)
}

fn wanted<'a>(scope: &Scope<'_>, register: &'a dyn AnyRegister, list: &'a List) -> Result<Wanted<'a>, Fault> {
    let info = register.info();
    let view = match &list.view {
        None => None,
        Some(id) => Some(info.view(id).ok_or_else(|| {
            let known = info.views.iter().map(|view| view.id).collect::<Vec<_>>().join(", ");
            Fault::invalid("view", say!("没有视图 {id}；可用：{known}", "No view {id}; there are: {known}"))
        })?),
    };
    let mut states = Vec::new();
    for id in &list.states {
        states.push(info.state_of_id(id).map(|state| state.code).ok_or_else(|| {
            let known = info.states.iter().map(|state| state.id).collect::<Vec<_>>().join(", ");
            Fault::invalid(
                "states",
                say!("没有状态 {id}；可用：{known}", "No state {id}; there are: {known}"),
            )
        })?);
    }
    if states.is_empty() {
        states = view.map_or_else(Vec::new, |view| view.states.to_vec());
    }
    if states.is_empty() {
        states = info.states.iter().map(|state| state.code).collect();
    }
    let id_of = |field: &str, register: &str, text: &Option<String>| -> Result<Option<u64>, Fault> {
        let Some(text) = text.as_deref().filter(|text| !text.is_empty()) else { return Ok(None) };
        Ok(resolve::link(scope, field, register, &Value::Text(text.to_owned()))?.id())
    };
    let owner = match list.owner.as_deref() {
        Some("me") => Some(scope.who.staff.0),
        _ => id_of("owner", "staff", &list.owner)?
            .or_else(|| view.filter(|view| view.mine).map(|_| scope.who.staff.0)),
    };
    Ok(Wanted {
        register,
        states,
        place: id_of("place", "place", &list.place)?,
        person: id_of("person", "person", &list.person)?,
        owner,
        parent: list.parent.as_deref().map(|text| resolve::entry(scope, text, None)).transpose()?,
        text: list.text.as_deref().map(search_key).filter(|text| !text.is_empty()),
        list,
        order: list.order.or(view.map(|view| view.order)).unwrap_or_default(),
    })
}

/// A row of a list: masked, with the names of what it links to.
pub(super) fn row(
    scope: &Scope<'_>,
    register: &dyn AnyRegister,
    loaded: &Loaded,
    names: &mut Names,
) -> Result<Row, Fault> {
    cells_of(scope, register, loaded, names, &How { all: false, plain: false, count: 0 })
}

fn cells_of(
    scope: &Scope<'_>,
    register: &dyn AnyRegister,
    loaded: &Loaded,
    names: &mut Names,
    how: &How,
) -> Result<Row, Fault> {
    let mut cells = Vec::new();
    for field in register.fields().iter().filter(|field| how.all || field.column.is_some()) {
        cells.push(if how.plain {
            plain_cell(scope, register, loaded, field, names)?
        } else {
            cell(scope, register, loaded, field, names, false)?
        });
    }
    Ok(Row {
        register: register.info().tag,
        head: loaded.head.clone(),
        title: register.title(&loaded.head, &*loaded.body),
        cells,
    })
}

/// One field as it is shown; `full` shows masked fields to those who may see them.
pub(super) fn cell(
    scope: &Scope<'_>,
    register: &dyn AnyRegister,
    loaded: &Loaded,
    field: &FieldInfo,
    names: &mut Names,
    full: bool,
) -> Result<Cell, Fault> {
    let hidden = field.mask.filter(|mask| !(full && scope.who.may(mask.full)));
    let Some(hidden) = hidden else { return plain_cell(scope, register, loaded, field, names) };
    let value = register.seen(&loaded.head, &*loaded.body, field.id, &scope.ctx())?;
    let plain = value.text().unwrap_or_default();
    let shown = (!plain.is_empty()).then(|| masked(hidden.how, plain));
    Ok(Cell { field: field.id.to_owned(), value: Value::None, shown })
}

/// What is left of a text under a mask.
pub(super) fn masked(how: MaskHow, plain: &str) -> String {
    match how {
        MaskHow::Name => mask::name(plain),
        MaskHow::Phone => mask::phone(plain),
        MaskHow::Paper => mask::id_number(plain),
        MaskHow::Account => mask::bank_account(plain),
        MaskHow::Plate => mask::plate(plain),
    }
}

/// One field as it is, masked or not.
pub(super) fn plain_cell(
    scope: &Scope<'_>,
    register: &dyn AnyRegister,
    loaded: &Loaded,
    field: &FieldInfo,
    names: &mut Names,
) -> Result<Cell, Fault> {
    let field_id = field.id.to_owned();
    let value = register.seen(&loaded.head, &*loaded.body, field.id, &scope.ctx())?;
    let shown = match (field.kind, &value) {
        (Kind::Link(register), Value::Id(id)) => Some(names.of(scope, register, *id)?),
        (Kind::Phone, Value::Text(number)) => Some(phone::check(number).shown()),
        _ => None,
    };
    Ok(Cell { field: field_id, value, shown })
}

/// Names of linked entries, each read once a call.
#[derive(Default)]
pub(super) struct Names(std::collections::HashMap<EntryRef, String>);

impl Names {
    /// The title of an entry, in the caller's language; empty when there is none.
    pub(super) fn of(&mut self, scope: &Scope<'_>, register: &str, id: u64) -> Result<String, Fault> {
        let register = scope.register(register)?;
        if id == 0 && register.info().tag == staff::TAG {
            return Ok(t("系统自动", "Lobby itself").get(scope.who.lang).to_owned());
        }
        let entry = EntryRef::new(register.info().tag, id);
        if let Some(name) = self.0.get(&entry) {
            return Ok(name.clone());
        }
        let loaded = rows::load(scope.reader, register, entry)?;
        let name = loaded.map_or_else(String::new, |loaded| {
            if !register.info().kept {
                // Work is named by its number, people and places by their name.
                loaded.head.number.clone()
            } else {
                register.title(&loaded.head, &*loaded.body).get(scope.who.lang).to_owned()
            }
        });
        self.0.insert(entry, name.clone());
        Ok(name)
    }
}
