//! Who a caller is: the socket's uid fixes the set of staff they may be, a name picks within it.

use crate::api::session::{DeskChoice, LoginChoice, Me};
use crate::desk::scope::Scope;
use crate::desk::{Desk, card, mine, nobody, rows};
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::ids::{DeskId, EntryRef, StaffId};
use crate::domain::kept::ACTIVE;
use crate::domain::register::{AnyRegister, Who};
use crate::domain::value::Value;
use crate::domain::{desk, staff};
use crate::say;
use crate::text::fold::search_key;
use crate::text::lang::{Lang, t};

impl Desk {
    /// Whom a Unix account may log in as, and the desks there are.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn login_choices(&self, uid: u32) -> Result<(Vec<LoginChoice>, Vec<DeskChoice>), Fault> {
        let nobody = nobody();
        self.store.read(|reader| {
            let scope = self.scope(reader, &nobody);
            Ok((people(&scope, uid)?, desks(&scope)?))
        })
    }

    /// Opens a session: checks that the account may be that person, and which desk it works at.
    ///
    /// # Errors
    /// Nobody, or several, or somebody else; a desk that is not there.
    pub fn login(
        &self,
        uid: u32,
        session: u64,
        staff: Option<StaffId>,
        name: Option<&str>,
        desk: Option<DeskId>,
        lang: Lang,
    ) -> Result<Me, Fault> {
        let nobody = nobody();
        self.store.read(|reader| {
            let scope = self.scope(reader, &nobody);
            let choices = people(&scope, uid)?;
            let chosen = pick(&choices, uid, staff, name)?;
            let desks = desks(&scope)?;
            let at = match desk {
                None => desks.first(),
                Some(wanted) => desks.iter().find(|choice| choice.desk == wanted),
            };
            let at =
                at.ok_or_else(|| Fault::not_found(t("没有这个服务台", "There is no such desk")).at("desk"))?;
            let register = scope.register("staff")?;
            let loaded = rows::load(reader, register, EntryRef::new(staff::TAG, chosen.staff.0))?;
            let who = Who {
                staff: chosen.staff,
                name: chosen.name.clone(),
                posts: chosen.posts,
                team: loaded.and_then(|loaded| loaded.head.team),
                desk: at.desk,
                session,
                lang,
            };
            me(&Scope { who: &who, ..scope })
        })
    }
}

/// The caller with the posts they hold now: a session may be older than a change in the staff register.
pub(super) fn as_of_now(scope: &Scope<'_>) -> Result<Who, Fault> {
    let register = scope.register("staff")?;
    let loaded = rows::load(scope.reader, register, EntryRef::new(staff::TAG, scope.who.staff.0))?;
    match loaded.filter(|loaded| loaded.head.state == ACTIVE) {
        Some(loaded) => Ok(Who {
            posts: staff::take_posts(&register.get(&loaded.head, &*loaded.body, "posts")),
            team: loaded.head.team,
            ..scope.who.clone()
        }),
        None => Err(Fault::new(
            FaultKind::Forbidden,
            t("您的员工登记已停用，请联系管理员", "Your staff entry is disabled; ask an administrator"),
        )),
    }
}

/// The caller, the office, and what the caller keeps for themselves.
pub(super) fn me(scope: &Scope<'_>) -> Result<Me, Fault> {
    let desks = desks(scope)?;
    let desk = desks
        .iter()
        .find(|choice| choice.desk == scope.who.desk)
        .map_or_else(String::new, |choice| choice.name.clone());
    Ok(Me {
        who: scope.who.clone(),
        office: scope.setting_text("office.name"),
        zone: scope.zone().name().to_owned(),
        desk,
        prefs: mine::prefs(scope)?,
    })
}

fn pick<'a>(
    choices: &'a [LoginChoice],
    uid: u32,
    staff: Option<StaffId>,
    name: Option<&str>,
) -> Result<&'a LoginChoice, Fault> {
    if choices.is_empty() {
        let text = say!(
            "账号（UID {uid}）尚未对应任何员工，请管理员在“员工”中登记",
            "The account (uid {uid}) belongs to no staff member; an administrator enters it under Staff"
        );
        return Err(Fault::new(FaultKind::Forbidden, text));
    }
    let wanted: Vec<&LoginChoice> = match (staff, name) {
        (Some(staff), _) => choices.iter().filter(|choice| choice.staff == staff).collect(),
        (None, Some(name)) => {
            let id = name.strip_prefix('#').and_then(|id| id.parse::<u64>().ok());
            let means = |choice: &&LoginChoice| {
                Some(choice.staff.0) == id || search_key(&choice.name) == search_key(name)
            };
            choices.iter().filter(means).collect()
        }
        (None, None) => choices.iter().collect(),
    };
    match wanted.as_slice() {
        [one] => Ok(one),
        [] => Err(Fault::new(
            FaultKind::Forbidden,
            t("此账号不能以该员工登录", "This account may not be that person"),
        )
        .at("staff")),
        many => {
            let names = many.iter().map(|choice| choice.name.as_str()).collect::<Vec<_>>().join(", ");
            Err(Fault::new(
                FaultKind::Ambiguous,
                say!("请用 --staff 指明：{names}", "Say who with --staff: {names}"),
            )
            .at("staff"))
        }
    }
}

fn people(scope: &Scope<'_>, uid: u32) -> Result<Vec<LoginChoice>, Fault> {
    let register = scope.register("staff")?;
    let mut found = Vec::new();
    for (entry, loaded) in card::active(scope, staff::TAG)? {
        let field = |id: &str| register.get(&loaded.head, &*loaded.body, id);
        if field("uid") == Value::Int(i64::from(uid)) {
            found.push(LoginChoice {
                staff: StaffId(entry.id),
                name: title(register, &loaded),
                posts: staff::take_posts(&field("posts")),
            });
        }
    }
    Ok(found)
}

fn desks(scope: &Scope<'_>) -> Result<Vec<DeskChoice>, Fault> {
    let register = scope.register("desk")?;
    let found = card::active(scope, desk::TAG)?;
    Ok(found
        .iter()
        .map(|(entry, loaded)| DeskChoice { desk: DeskId(entry.id), name: title(register, loaded) })
        .collect())
}

fn title(register: &dyn AnyRegister, loaded: &rows::Loaded) -> String {
    register.title(&loaded.head, &*loaded.body).zh
}
