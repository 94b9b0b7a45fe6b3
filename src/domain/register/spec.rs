//! The table in which a register is declared.

use super::{Among, Ask, Carries, ClockAccess, Ctx, Effect, Field, Head, Kind, SearchKey, Situation, Values};
use crate::domain::fault::Fault;
use crate::domain::ids::Tag;
use crate::domain::moment::At;
use crate::domain::posts::Posts;
use crate::text::lang::{Say, T};
use serde::{Deserialize, Serialize};

/// An entry's own fields and their form on disk.
///
/// The form on disk is a versioned enum: an old record decodes with its old variant and is lifted by `from_disk`.
/// [`stored!`](crate::stored) writes the usual case.
pub trait Stored: Clone + Default + Send + Sync + 'static {
    /// The versioned enum.
    type Disk: Serialize + for<'de> Deserialize<'de> + 'static;
    /// The newest version.
    fn to_disk(&self) -> Self::Disk;
    /// Lifts any version.
    fn from_disk(disk: Self::Disk) -> Self;
}

/// Declares the form on disk of an entry that has had one version so far: `stored!(Request, RequestDisk);`.
#[macro_export]
macro_rules! stored {
    ($entry:ident, $disk:ident) => {
        /// The entry's form on disk; variants are never reordered or removed.
        #[derive(serde::Serialize, serde::Deserialize)]
        pub enum $disk {
            /// The first version.
            V1($entry),
        }
        impl $crate::domain::register::Stored for $entry {
            type Disk = $disk;
            fn to_disk(&self) -> $disk {
                $disk::V1(self.clone())
            }
            fn from_disk(disk: $disk) -> Self {
                match disk {
                    $disk::V1(entry) => entry,
                }
            }
        }
    };
}

/// One register, declared. The file that implements this is the only place that knows what is special about it.
pub trait Register: 'static {
    /// The entry's own fields.
    type Entry: Stored;
    /// The table.
    fn spec() -> Spec<Self::Entry>;
}

/// What a register is called and how its entries are numbered, found and seen.
#[derive(Clone, Copy, Debug)]
pub struct SpecInfo {
    /// The id: area of its calls (`request` in `request.dispatch`).
    pub id: &'static str,
    /// Its number in keys on disk. Never changed, never used again.
    pub tag: Tag,
    /// Its name.
    pub name: T,
    /// What its numbers begin with. Numbers are `PREFIXyymm-seq`.
    pub prefix: &'static str,
    /// Its states.
    pub states: &'static [State],
    /// Its lists.
    pub views: &'static [View],
    /// Who may list and open it.
    pub see: Posts,
    /// Who may correct a saved entry.
    pub correct: Posts,
    /// Whether its entries are people and things the office keeps, named by their name and found first, rather than
    /// work, named by its number. A kept entry that is disabled can no longer be named.
    pub kept: bool,
}

impl SpecInfo {
    /// The state with this code.
    #[must_use]
    pub fn state(&self, code: u8) -> Option<&'static State> {
        self.states.iter().find(|state| state.code == code)
    }

    /// The state with this id.
    #[must_use]
    pub fn state_of_id(&self, id: &str) -> Option<&'static State> {
        self.states.iter().find(|state| state.id == id)
    }

    /// Whether an entry in this state still wants something done.
    #[must_use]
    pub fn is_open(&self, code: u8) -> bool {
        self.state(code).is_some_and(|state| state.open)
    }

    /// The view with this id.
    #[must_use]
    pub fn view(&self, id: &str) -> Option<&'static View> {
        self.views.iter().find(|view| view.id == id)
    }
}

/// A state an entry can be in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State {
    /// Its code on disk.
    pub code: u8,
    /// Its id in JSON.
    pub id: &'static str,
    /// The word on the screen.
    pub label: T,
    /// Whether something is still to be done.
    pub open: bool,
}

impl State {
    /// Something is still to be done.
    #[must_use]
    pub const fn open(code: u8, id: &'static str, label: T) -> Self {
        Self { code, id, label, open: true }
    }

    /// Nothing more is to be done.
    #[must_use]
    pub const fn done(code: u8, id: &'static str, label: T) -> Self {
        Self { code, id, label, open: false }
    }
}

/// A named list of a register.
#[derive(Clone, Copy, Debug)]
pub struct View {
    /// Its id.
    pub id: &'static str,
    /// Its title.
    pub title: T,
    /// The states it shows; empty shows all.
    pub states: &'static [u8],
    /// Whether it shows only what the asking person answers for.
    pub mine: bool,
    /// Its order.
    pub order: Order,
}

/// Orders of a list. Every order ends with the id, so that pages never overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// The newest first.
    #[default]
    Newest,
    /// The most urgent first, among them the oldest.
    Urgent,
    /// The earliest due first; entries without a due time last.
    Due,
    /// By number, upwards.
    Number,
    /// As people order them: building 2 before 10, by the register's own sort key.
    Natural,
}

/// Where an action leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum To {
    /// To the state with this code.
    State(u8),
    /// Nowhere; the entry keeps its state.
    Stay,
}

/// What an action is, without its functions.
#[derive(Clone, Debug)]
pub struct ActionInfo {
    /// The verb: `dispatch` in `request.dispatch`.
    pub id: &'static str,
    /// The words on the screen.
    pub label: T,
    /// The states it starts from; empty makes a new entry.
    pub from: &'static [u8],
    /// Where it leads.
    pub to: To,
    /// Who may. [`Posts::NONE`]: only the program itself, as an effect of something else.
    pub posts: Posts,
    /// The fields its form asks for, in order.
    pub asks: Vec<Ask>,
    /// Whether the screen asks before doing it.
    pub confirm: bool,
    /// Choices of the first field it asks for that people call by names of their own, and those names: each is begun
    /// by its own word.
    pub named: &'static [(&'static str, &'static str)],
}

impl ActionInfo {
    /// Whether it makes a new entry.
    #[must_use]
    pub const fn creates(&self) -> bool {
        self.from.is_empty()
    }
}

/// The action the program itself runs when an entry's alarm is due. It must move the alarm on or end it.
pub const TICK: &str = "tick";

/// The action the program itself runs on open entries whose clocks run by a calendar that was changed.
pub const RETIME: &str = "retime";

/// The action the program itself runs, when somebody takes a desk over, on entries whose owner has ended their duty: what
/// they claimed and did not begin goes back to those who are here.
pub const UNCLAIM: &str = "unclaim";

/// Whether an entry belongs into a view, when its state alone does not tell.
pub type Sift<E> = fn(&Head, &E, &Ctx<'_>) -> bool;

/// Finishes an entry after its asked fields were set, and names what else must happen.
pub type Effects<E> = fn(&mut Head, &mut E, &Values, &Ctx<'_>) -> Result<Vec<Effect>, Fault>;

/// One action of a register whose entries are `E`.
pub struct Action<E> {
    /// What it is.
    pub info: ActionInfo,
    /// Says why not, before anything is asked.
    pub guard: fn(&Situation<'_, E>) -> Result<(), Say>,
    /// Checks what was filled in, finishes the entry, and names what else must happen. Runs after the asked fields were set.
    pub effects: Effects<E>,
}

impl<E> Action<E> {
    /// An action that makes a new entry in state `to`.
    #[must_use]
    pub fn create(id: &'static str, label: T, to: u8, posts: Posts, asks: Vec<Ask>) -> Self {
        Self::step(id, label, &[], To::State(to), posts, asks)
    }

    /// An action on an entry in one of the states `from`.
    #[must_use]
    pub fn step(
        id: &'static str,
        label: T,
        from: &'static [u8],
        to: To,
        posts: Posts,
        asks: Vec<Ask>,
    ) -> Self {
        Self {
            info: ActionInfo { id, label, from, to, posts, asks, confirm: false, named: &[] },
            guard: |_| Ok(()),
            effects: |_, _, _, _| Ok(Vec::new()),
        }
    }

    /// With a reason why not.
    #[must_use]
    pub fn guard(mut self, guard: fn(&Situation<'_, E>) -> Result<(), Say>) -> Self {
        self.guard = guard;
        self
    }

    /// With checks and effects.
    #[must_use]
    pub fn effects(mut self, effects: Effects<E>) -> Self {
        self.effects = effects;
        self
    }

    /// Choices of its first field have names of their own: the choice's id, then words separated by blanks.
    #[must_use]
    pub fn named(mut self, names: &'static [(&'static str, &'static str)]) -> Self {
        self.info.named = names;
        self
    }

    /// The screen asks before doing it.
    #[must_use]
    pub fn confirm(mut self) -> Self {
        self.info.confirm = true;
        self
    }
}

/// The whole declaration of one register.
pub struct Spec<E> {
    /// Name, numbering, states, views.
    pub info: SpecInfo,
    /// Its fields, in the order of the detail view.
    pub fields: Vec<Field<E>>,
    /// Its actions, in the order of footer and palette.
    pub actions: Vec<Action<E>>,
    /// Brings an entry into its normal form before it is saved, whichever way it was changed, and refuses what cannot be.
    pub normal: fn(&mut Head, &mut E, &Ctx<'_>) -> Result<(), Fault>,
    /// A text that only one entry in use may have: a room's code, a team's name; with the field that holds it.
    pub unique: fn(&Head, &E) -> Option<(&'static str, SearchKey)>,
    /// The line that names an entry in a list; derived, never typed. It is shown to everybody: names in it are masked.
    pub title: fn(&Head, &E) -> Say,
    /// When something is due; none: nothing ever is.
    pub due: Option<fn(&Head, &E) -> Option<At>>,
    /// How pressing it is, 0 first.
    pub rank: fn(&Head, &E) -> u8,
    /// By what it is found, besides its number.
    pub keys: fn(&Head, &E) -> Vec<SearchKey>,
    /// Which of its entries belong into a shift handover, and why; none: none ever does.
    pub carry: Option<Carries<E>>,
    /// Bytes that sort the way people order such entries; none leaves it out of [`Order::Natural`].
    pub sort: fn(&Head, &E) -> Option<Vec<u8>>,
    /// Whether an entry is a part of its person's file: who looks for it finds the person.
    pub facet: bool,
    /// Views that show only some of the entries in their states, each with what tells which.
    pub sifts: Vec<(&'static str, Sift<E>)>,
    /// Whether somebody who leaves the entry's room must settle it first: an open request, a key or a card out.
    pub holds: fn(&Head, &E) -> bool,
    /// Where its clocks are, when it has any.
    pub clocks: Option<ClockAccess<E>>,
    /// When the program itself acts next on an open entry, or on a part of a file, by its action [`TICK`]: a warning, a
    /// step of a ladder, a last day that is over.
    pub alarm: fn(&Head, &E, &Ctx<'_>) -> Option<At>,
    /// Why a bell rings for it on every screen until somebody answers.
    pub rings: fn(&Head, &E, &Ctx<'_>) -> Option<Say>,
}

impl<E> Spec<E> {
    /// A register that carries nothing over, has no due time and is found by number only; the rest is given.
    #[must_use]
    pub fn new(
        info: SpecInfo,
        fields: Vec<Field<E>>,
        actions: Vec<Action<E>>,
        title: fn(&Head, &E) -> Say,
    ) -> Self {
        Self {
            info,
            fields,
            actions,
            normal: |_, _, _| Ok(()),
            unique: |_, _| None,
            title,
            due: None,
            rank: |_, _| Head::ORDINARY,
            keys: |_, _| Vec::new(),
            carry: None,
            sort: |_, _| None,
            facet: false,
            sifts: Vec::new(),
            holds: |_, _| false,
            clocks: None,
            alarm: |_, _, _| None,
            rings: |_, _, _| None,
        }
    }

    /// Mistakes in the declaration itself, as English sentences for the developer; a test prints them.
    #[must_use]
    pub fn mistakes(&self) -> Vec<String> {
        let id = self.info.id;
        let mut found = Vec::new();
        let known = |field: &str| self.fields.iter().any(|f| f.info.id == field);
        for action in &self.actions {
            for ask in action.info.asks.iter().filter(|ask| !known(ask.field)) {
                found.push(format!("{id}.{} asks for the unknown field {}", action.info.id, ask.field));
            }
            let mut states: Vec<u8> = action.info.from.to_vec();
            if let To::State(to) = action.info.to {
                states.push(to);
            }
            for state in states.into_iter().filter(|code| self.info.state(*code).is_none()) {
                found.push(format!("{id}.{} names the unknown state {state}", action.info.id));
            }
        }
        let has = |id: &str| self.actions.iter().any(|action| action.info.id == id);
        if self.clocks.is_some() && !has(RETIME) {
            found.push(format!("{id} has clocks and no action {RETIME}"));
        }
        for view in self.info.views {
            for state in view.states.iter().filter(|code| self.info.state(**code).is_none()) {
                found.push(format!("the view {} of {id} names the unknown state {state}", view.id));
            }
        }
        if let Some(Carries { among: Among::View(view), .. }) = self.carry
            && self.info.view(view).is_none()
        {
            found.push(format!("{id} hands over the unknown view {view}"));
        }
        for (view, _) in self.sifts.iter().filter(|(view, _)| self.info.view(view).is_none()) {
            found.push(format!("{id} sifts the unknown view {view}"));
        }
        for field in &self.fields {
            if let Kind::Choice(choices) | Kind::Choices(choices) = field.info.kind {
                let keys: std::collections::BTreeSet<char> = choices.iter().map(|c| c.key).collect();
                if keys.len() != choices.len() {
                    found.push(format!("{id}.{} gives one letter to two choices", field.info.id));
                }
            }
        }
        found
    }
}
