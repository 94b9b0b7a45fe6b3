//! The people who work for the office: their posts, and which Unix account may log in as them.
//!
//! Technicians without a login are staff too: work is dispatched to them and finished on their behalf.

use crate::domain::fault::Fault;
use crate::domain::ids::{StaffId, Tag};
use crate::domain::kept::{ACTIVE, KEPT_STATES, KEPT_VIEWS, kept_actions};
use crate::domain::posts::{Post, Posts};
use crate::domain::register::{
    Ask, Choice, Ctx, Field, Head, KeyClass, Kind, Register, SearchKey, Situation, Spec, SpecInfo,
};
use crate::domain::value::Value;
use crate::text::fold::search_key;
use crate::text::lang::{Say, t};
use crate::{field, say, stored};
use serde::{Deserialize, Serialize};

/// A staff member's own fields.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Staff {
    /// Full name.
    pub name: String,
    /// The posts they hold.
    pub posts: Posts,
    /// The Unix user id that may log in as them; none: no login.
    pub uid: Option<i64>,
    /// Work phone.
    pub phone: String,
}

stored!(Staff, StaffDisk);

/// The register's number.
pub const TAG: Tag = 22;

const fn choice(post: Post, key: char) -> Choice {
    Choice { id: post.id(), key, label: post.title() }
}

/// The posts as a closed list.
pub const POSTS: &[Choice] = &[
    choice(Post::Manager, 'm'),
    choice(Post::Supervisor, 's'),
    choice(Post::Receptionist, 'r'),
    choice(Post::Senior, 'p'),
    choice(Post::Officer, 'o'),
    choice(Post::Cashier, 'c'),
    choice(Post::Administrator, 'a'),
];

/// The register of staff.
pub struct StaffMembers;

impl Register for StaffMembers {
    type Entry = Staff;

    fn spec() -> Spec<Staff> {
        let info = SpecInfo {
            id: "staff",
            tag: TAG,
            name: t("员工", "Staff"),
            prefix: "S",
            states: KEPT_STATES,
            views: KEPT_VIEWS,
            see: Posts::ALL,
            correct: Posts::ADMIN,
            kept: true,
        };
        let fields = vec![
            field!(Staff, name, t("姓名", "Name"), Kind::Line(40)).column(12),
            Field::new(
                "posts",
                t("岗位", "Posts"),
                Kind::Choices(POSTS),
                |_, e: &Staff| posts(e.posts),
                |_, e, v| {
                    e.posts = take_posts(&v);
                    Ok(())
                },
            )
            .column(24),
            Field::team().column(14),
            field!(Staff, uid, t("登录账号（UID）", "Login (uid)"), Kind::Int(0, 4_294_967_294))
                .column(12)
                .hint(t("不登录的维修人员留空", "Empty for technicians without a login")),
            field!(Staff, phone, t("电话", "Phone"), Kind::Phone),
        ];
        let asks =
            vec![Ask::must("name"), Ask::may("posts"), Ask::may("team"), Ask::may("uid"), Ask::more("phone")];
        let mut actions = kept_actions(asks);
        for action in actions.iter_mut().filter(|action| action.info.id == "disable") {
            action.guard = holds_no_desk;
        }
        Spec { keys, normal, ..Spec::new(info, fields, actions, |_, e| Say::same(e.name.clone())) }
    }
}

/// Whoever answers for a desk hands it over first: nobody could accept from an account that is gone.
fn holds_no_desk(situation: &Situation<'_, Staff>) -> Result<(), Say> {
    let held = situation.ctx.look.custody(StaffId(situation.head.id)).map_err(|fault| fault.text)?;
    if held.is_empty() {
        return Ok(());
    }
    let desks = held.join("、");
    Err(say!(
        "正在当班：{desks}，先交班或由主管代管",
        "On watch at {desks}: hand over first, or let a supervisor take it"
    ))
}

/// A set of posts as the value of a field with [`POSTS`].
#[must_use]
pub fn posts(set: Posts) -> Value {
    Value::List(set.iter().map(|post| post.id().to_owned()).collect())
}

/// The posts named in a value that the desk has already checked against [`POSTS`].
#[must_use]
pub fn take_posts(value: &Value) -> Posts {
    match value {
        Value::List(list) => list.iter().filter_map(|id| Post::of_id(id)).collect(),
        _ => Posts::NONE,
    }
}

fn keys(_: &Head, entry: &Staff) -> Vec<SearchKey> {
    vec![SearchKey::new(KeyClass::Name, search_key(&entry.name))]
}

/// An office keeps at least one administrator who can log in: without one nobody could ever mend anything.
fn normal(head: &mut Head, entry: &mut Staff, ctx: &Ctx<'_>) -> Result<(), Fault> {
    let runs_it = |posts: Posts, uid: bool| posts.has(Post::Administrator) && uid;
    if head.state == ACTIVE && runs_it(entry.posts, entry.uid.is_some()) {
        return Ok(());
    }
    for other in ctx.look.in_state(TAG, ACTIVE)?.into_iter().filter(|other| other.id != head.id) {
        let posts = take_posts(&ctx.look.field(other, "posts")?);
        if runs_it(posts, !ctx.look.field(other, "uid")?.is_none()) {
            return Ok(());
        }
    }
    Err(Fault::refused(t(
        "至少要有一位能登录的系统管理员",
        "An office keeps at least one administrator who can log in",
    ))
    .at("posts"))
}
