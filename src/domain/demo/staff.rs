//! The staff and teams of the practice office. Does not decide what a post may do.

use crate::domain::posts::Post;
use crate::domain::request::Category;
use crate::text::lang::{T, t};

/// A team that requests are dispatched to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemoTeam {
    /// Kebab-case id.
    pub id: &'static str,
    /// Name.
    pub name: T,
    /// Categories it takes.
    pub categories: &'static [Category],
}

/// A person who works here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemoStaff {
    /// Full name.
    pub name: &'static str,
    /// The post; none for a technician, who has no login.
    pub post: Option<Post>,
    /// The id of the team, for technicians.
    pub team: Option<&'static str>,
}

/// The teams, each category in exactly one.
pub const TEAMS: &[DemoTeam] = &[
    DemoTeam {
        id: "utilities",
        name: t("水电班", "Electrical & plumbing"),
        categories: &[
            Category::Plumbing,
            Category::Electrical,
            Category::Heating,
            Category::Gas,
            Category::PublicLighting,
        ],
    },
    DemoTeam {
        id: "civil",
        name: t("土木班", "Masonry & carpentry"),
        categories: &[Category::Masonry, Category::DoorLock, Category::Other],
    },
    DemoTeam {
        id: "low-voltage",
        name: t("弱电班", "Intercom & fire system"),
        categories: &[Category::Intercom, Category::FireSystem],
    },
    DemoTeam { id: "lift", name: t("电梯维保单位", "Lift contractor"), categories: &[Category::Lift] },
    DemoTeam {
        id: "security",
        name: t("秩序部", "Security"),
        categories: &[Category::Barrier, Category::Parking, Category::Noise],
    },
    DemoTeam {
        id: "environment",
        name: t("保洁绿化班", "Cleaning & landscaping"),
        categories: &[Category::CleaningGreening, Category::Pest],
    },
];

const fn post(name: &'static str, post: Post) -> DemoStaff {
    DemoStaff { name, post: Some(post), team: None }
}

const fn hand(name: &'static str, team: &'static str) -> DemoStaff {
    DemoStaff { name, post: None, team: Some(team) }
}

/// The staff. Other facts name them by their index in this list.
pub const STAFF: &[DemoStaff] = &[
    post("陈静", Post::Manager),
    post("刘志强", Post::Supervisor),
    post("王小燕", Post::Receptionist),
    post("赵敏", Post::Receptionist),
    post("孙丽华", Post::Senior),
    post("周洋", Post::Officer),
    post("欧阳雪", Post::Officer),
    post("吴桂兰", Post::Cashier),
    hand("张建国", "utilities"),
    hand("李大勇", "utilities"),
    hand("郭海", "utilities"),
    hand("马永福", "civil"),
    hand("冯德山", "civil"),
    hand("单国栋", "low-voltage"),
    hand("何军", "lift"),
    hand("田大力", "security"),
    hand("许秀英", "environment"),
];

/// The indexes in [`STAFF`] of all who hold one of `posts`.
#[must_use]
pub fn holders(posts: &[Post]) -> Vec<usize> {
    STAFF
        .iter()
        .enumerate()
        .filter(|(_, s)| s.post.is_some_and(|post| posts.contains(&post)))
        .map(|(i, _)| i)
        .collect()
}

/// The indexes in [`STAFF`] of the technicians who take `category`.
#[must_use]
pub fn hands(category: Category) -> Vec<usize> {
    let team = TEAMS.iter().find(|team| team.categories.contains(&category)).map(|team| team.id);
    STAFF.iter().enumerate().filter(|(_, s)| s.team.is_some() && s.team == team).map(|(i, _)| i).collect()
}
