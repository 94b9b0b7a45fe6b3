//! The fields of a register and what each may hold.

use super::{Choice, Ctx, Head};
use crate::domain::fault::Fault;
use crate::domain::posts::Posts;
use crate::domain::value::{Value, Valued};
use crate::text::lang::{T, t};

/// What a field may hold. Forms, checks, JSON schemas and exports all follow from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One line of at most so many characters.
    Line(u16),
    /// Several lines of at most so many characters in all.
    Text(u16),
    /// A whole number between the two, both included.
    Int(i64, i64),
    /// Money, typed in yuan, kept in fen.
    Fen,
    /// A business date.
    Date,
    /// An instant, typed in the site's time.
    At,
    /// One of a closed list.
    Choice(&'static [Choice]),
    /// Any number of a closed list.
    Choices(&'static [Choice]),
    /// Yes or no.
    Flag,
    /// A telephone number; digits are normalised.
    Phone,
    /// A number that is not negative, with at most so many decimals: an area, a share.
    Decimal(u8),
    /// An entry of the register with this id: `place`, `person`, `staff`, `team`, `desk` or any other.
    Link(&'static str),
}

impl Kind {
    /// A place, written as people say it.
    pub const PLACE: Self = Self::Link("place");
    /// A person, by name or phone.
    pub const PERSON: Self = Self::Link("person");
    /// A member of staff, by name.
    pub const STAFF: Self = Self::Link("staff");
    /// A team, by name.
    pub const TEAM: Self = Self::Link("team");
    /// A desk, by name.
    pub const DESK: Self = Self::Link("desk");
}

/// How a field is masked for those who need not know it (`domain/facts.md` 5.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mask {
    /// Which mask.
    pub how: MaskHow,
    /// Who sees the full value on the detail view. Lists are always masked.
    pub full: Posts,
}

/// The masks of `text::mask`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MaskHow {
    /// A person's name.
    Name,
    /// A telephone number.
    Phone,
    /// The number of a paper: a resident ID, a passport, a company's code.
    Paper,
    /// A bank account.
    Account,
    /// A vehicle's plate.
    Plate,
}

/// Works a field out from the entry and from other records.
pub type Seen<E> = fn(&Head, &E, &Ctx<'_>) -> Result<Value, Fault>;

/// What a field is, without the way to reach it in the entry.
#[derive(Clone, Copy, Debug)]
pub struct FieldInfo {
    /// The id: the name in JSON and exports, snake_case.
    pub id: &'static str,
    /// The words beside it.
    pub label: T,
    /// What it may hold.
    pub kind: Kind,
    /// Width of its column in lists, in cells; none keeps it out of lists.
    pub column: Option<u16>,
    /// Whether somebody may correct it later.
    pub editable: bool,
    /// Who sees it in full.
    pub mask: Option<Mask>,
    /// A line of help under the field.
    pub hint: Option<T>,
}

/// One field of a register whose entries are `E`.
pub struct Field<E> {
    /// What it is.
    pub info: FieldInfo,
    /// Reads it.
    pub get: fn(&Head, &E) -> Value,
    /// Writes it.
    pub set: fn(&mut Head, &mut E, Value) -> Result<(), T>,
    /// Works out what is shown, when that needs other records; such a field is never written.
    pub seen: Option<Seen<E>>,
}

impl<E> Field<E> {
    /// A field that is written by people.
    #[must_use]
    pub const fn new(
        id: &'static str,
        label: T,
        kind: Kind,
        get: fn(&Head, &E) -> Value,
        set: fn(&mut Head, &mut E, Value) -> Result<(), T>,
    ) -> Self {
        Self {
            info: FieldInfo { id, label, kind, column: None, editable: true, mask: None, hint: None },
            get,
            set,
            seen: None,
        }
    }

    /// A field that is worked out from other records whenever it is shown, so that it is never out of date.
    #[must_use]
    pub const fn computed(id: &'static str, label: T, kind: Kind, seen: Seen<E>) -> Self {
        let field = Self::new(id, label, kind, |_, _| Value::None, |_, _, _| Ok(()));
        Self { seen: Some(seen), ..field.derived() }
    }

    /// Shows it in lists, in a column of `width` cells.
    #[must_use]
    pub const fn column(mut self, width: u16) -> Self {
        self.info.column = Some(width);
        self
    }

    /// Kept by the program; nobody writes it by hand.
    #[must_use]
    pub const fn derived(mut self) -> Self {
        self.info.editable = false;
        self
    }

    /// Written by actions alone: a correction cannot go round the rule of who may do them.
    #[must_use]
    pub const fn by_action(mut self) -> Self {
        self.info.editable = false;
        self
    }

    /// Masks it in lists, and on the detail view for everybody but `full`.
    #[must_use]
    pub const fn masked(mut self, how: MaskHow, full: Posts) -> Self {
        self.info.mask = Some(Mask { how, full });
        self
    }

    /// With other words beside it.
    #[must_use]
    pub const fn labelled(mut self, label: T) -> Self {
        self.info.label = label;
        self
    }

    /// Under another id, where two fields of one kind stand side by side.
    #[must_use]
    pub const fn renamed(mut self, id: &'static str) -> Self {
        self.info.id = id;
        self
    }

    /// A line of help under the field.
    #[must_use]
    pub const fn hint(mut self, hint: T) -> Self {
        self.info.hint = Some(hint);
        self
    }

    /// The place of the entry's head.
    #[must_use]
    pub fn place() -> Self {
        Self::new(
            "place",
            t("房间/位置", "Place"),
            Kind::PLACE,
            |h, _| h.place.value(),
            |h, _, v| {
                h.place = Valued::take(v)?;
                Ok(())
            },
        )
    }

    /// The person of the entry's head.
    #[must_use]
    pub fn person() -> Self {
        Self::new(
            "person",
            t("客户", "Customer"),
            Kind::PERSON,
            |h, _| h.person.value(),
            |h, _, v| {
                h.person = Valued::take(v)?;
                Ok(())
            },
        )
    }

    /// The staff member who answers for the entry.
    #[must_use]
    pub fn owner() -> Self {
        Self::new(
            "owner",
            t("负责人", "Responsible"),
            Kind::STAFF,
            |h, _| h.owner.value(),
            |h, _, v| {
                h.owner = Valued::take(v)?;
                Ok(())
            },
        )
    }

    /// The team that does the work.
    #[must_use]
    pub fn team() -> Self {
        Self::new(
            "team",
            t("班组", "Team"),
            Kind::TEAM,
            |h, _| h.team.value(),
            |h, _, v| {
                h.team = Valued::take(v)?;
                Ok(())
            },
        )
    }

    /// When it really happened.
    #[must_use]
    pub fn occurred_at() -> Self {
        Self::new(
            "occurred_at",
            t("发生时间", "Happened at"),
            Kind::At,
            |h, _| Value::At(h.occurred_at),
            |h, _, v| {
                if let Some(at) = Valued::take(v)? {
                    h.occurred_at = at;
                }
                Ok(())
            },
        )
        .hint(t("补录时填实际时间，如 9:20", "For a back-entry: the real time, such as 9:20"))
    }
}

/// Declares a field that is one member of the entry's struct: `field!(Request, text, t("内容", "What"), Kind::Text(500))`.
#[macro_export]
macro_rules! field {
    ($entry:ty, $member:ident, $label:expr, $kind:expr) => {
        $crate::domain::register::Field::<$entry>::new(
            stringify!($member),
            $label,
            $kind,
            |_, e| $crate::domain::value::Valued::value(&e.$member),
            |_, e, v| {
                e.$member = $crate::domain::value::Valued::take(v)?;
                Ok(())
            },
        )
    };
}

/// A field that an action's form asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The field's id.
    pub field: &'static str,
    /// Whether the action is refused without it.
    pub required: bool,
    /// Whether a form keeps it below the fold: reachable, never in the way of the quick path.
    pub folded: bool,
    /// The field of the entry whose value a form suggests here: there to be taken, or changed.
    pub suggests: Option<&'static str>,
}

impl Ask {
    /// Must be filled in.
    #[must_use]
    pub const fn must(field: &'static str) -> Self {
        Self { field, required: true, folded: false, suggests: None }
    }

    /// May be left empty.
    #[must_use]
    pub const fn may(field: &'static str) -> Self {
        Self { field, required: false, folded: false, suggests: None }
    }

    /// May be left empty, and stands below the fold.
    #[must_use]
    pub const fn more(field: &'static str) -> Self {
        Self { field, required: false, folded: true, suggests: None }
    }

    /// With what another field of the entry says as a suggestion. Only forms suggest: a call says what it means.
    #[must_use]
    pub const fn suggests(mut self, field: &'static str) -> Self {
        self.suggests = Some(field);
        self
    }
}
