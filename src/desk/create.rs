//! Founding an office: its name, its first desk and team, and the first person, who holds every post.

use crate::desk::act::{Base, keep};
use crate::desk::faults;
use crate::desk::job::Outcome;
use crate::desk::rows::Loaded;
use crate::desk::scope::SETTINGS;
use crate::domain::fault::Fault;
use crate::domain::ids::{DeskId, StaffId};
use crate::domain::kept::ACTIVE;
use crate::domain::moment::At;
use crate::domain::posts::Posts;
use crate::domain::register::{Head, Registers, Who};
use crate::domain::settings;
use crate::domain::value::Value;
use crate::domain::{desk, staff};
use crate::store::Outcome as Ended;
use crate::store::{JournalMeta, Store};
use crate::text::clean::clean;
use crate::text::lang::Lang;

/// Characters of a name that are looked at.
const NAME: usize = 80;

/// What a new office begins with.
#[derive(Clone, Debug)]
pub struct Founder {
    /// The office's name.
    pub office: String,
    /// The Unix account of the first administrator.
    pub uid: u32,
    /// Their name.
    pub name: String,
}

impl Founder {
    /// The defaults of an office that nobody named.
    #[must_use]
    pub fn of_uid(uid: u32) -> Self {
        let office = settings::setting("office.name").map_or("", |setting| setting.default).to_owned();
        let name =
            std::env::var("USER").ok().filter(|name| !name.is_empty()).unwrap_or_else(|| "admin".to_owned());
        Self { office, uid, name }
    }
}

/// Whether the store holds an office yet: somebody works there.
///
/// # Errors
/// When the store cannot be read.
pub fn exists(store: &Store) -> Result<bool, Fault> {
    store.read(|reader| Ok(super::rows::next_id(reader, staff::TAG)? > 1))
}

/// Founds an office in an empty store.
///
/// # Errors
/// A name that cannot be, or a store that cannot be written.
pub fn create(store: &Store, registers: &Registers, founder: &Founder, now: At) -> Result<(), Fault> {
    let name = settings::check("office.name", &clean(&founder.office, NAME, false))
        .map_err(|fault| Fault { field: Some("office".into()), ..fault })?;
    let who = Who {
        staff: StaffId(1),
        name: clean(&founder.name, NAME, false),
        posts: Posts::ALL,
        team: None,
        desk: DeskId(1),
        session: 0,
        lang: Lang::Zh,
    };
    let base = Base { registers, now, who: &who, reasoned: false, counts: None };
    let mut group = store.begin()?;
    group.run(|tx| {
        let mut out = Outcome::default();
        SETTINGS.put(tx, &"office.name".to_owned(), &name)?;
        super::upgrade::up_to_date(tx)?;
        let first = [
            (
                staff::TAG,
                "S",
                vec![
                    ("name", Value::Text(who.name.clone())),
                    ("uid", Value::Int(i64::from(founder.uid))),
                    ("posts", every_post()),
                ],
            ),
            (desk::TAG, "D", vec![("name", Value::Text("前台".to_owned()))]),
        ];
        for (tag, prefix, fields) in first {
            let register = base.registers.by_tag(tag).ok_or_else(|| faults::bug("a register is missing"))?;
            let number = super::rows::next_number(tx, tag, prefix, super::act::yymm(&base, tx))?;
            let head = Head {
                id: 1,
                number,
                rev: 1,
                state: ACTIVE,
                desk: who.desk,
                created_by: who.staff,
                created_at: now,
                occurred_at: now,
                changed_by: who.staff,
                changed_at: now,
                since: now,
                ..Head::blank()
            };
            let mut entry = Loaded { head, body: register.blank() };
            for (field, value) in fields {
                register.set(&mut entry.head, &mut *entry.body, field, value)?;
            }
            keep(&base, tx, register, &mut entry, None, &mut out)?;
        }
        super::upgrade::standard_entries(&base, tx, &mut out)?;
        let zone = base.scope(tx).zone().name().to_owned();
        let meta = JournalMeta {
            at: now.0,
            zone,
            staff: who.staff.0,
            desk: who.desk.0,
            session: 0,
            call: "office.create".to_owned(),
            note: None,
            outcome: Ended::Done,
            always: true,
        };
        Ok::<_, Fault>(((), meta))
    })?;
    group.commit()?;
    Ok(())
}

fn every_post() -> Value {
    Value::List(staff::POSTS.iter().map(|post| post.id.to_owned()).collect())
}
