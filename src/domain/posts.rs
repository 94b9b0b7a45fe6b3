//! The six posts of the customer-service department, and sets of them. A person may hold several.

use crate::text::lang::{T, t};
use serde::{Deserialize, Serialize};

/// One post, or the administrator's role beside them.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Post {
    /// 客服经理
    Manager,
    /// 客服主管
    Supervisor,
    /// 客服前台接待
    Receptionist,
    /// 客服专业接待
    Senior,
    /// 客服专员
    Officer,
    /// 客服收费员
    Cashier,
    /// Not a post: keeps staff, teams, desks, rooms and settings.
    Administrator,
}

impl Post {
    /// The six posts in the department's order, then the administrator.
    pub const ALL: [Self; 7] = [
        Self::Manager,
        Self::Supervisor,
        Self::Receptionist,
        Self::Senior,
        Self::Officer,
        Self::Cashier,
        Self::Administrator,
    ];

    /// The id used on the command line, in JSON and in keymap contexts.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Manager => "manager",
            Self::Supervisor => "supervisor",
            Self::Receptionist => "receptionist",
            Self::Senior => "senior",
            Self::Officer => "officer",
            Self::Cashier => "cashier",
            Self::Administrator => "administrator",
        }
    }

    /// The post with this id.
    #[must_use]
    pub fn of_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|post| post.id() == id)
    }

    /// The post's title.
    #[must_use]
    pub const fn title(self) -> T {
        match self {
            Self::Manager => t("客服经理", "Customer service manager"),
            Self::Supervisor => t("客服主管", "Supervisor"),
            Self::Receptionist => t("前台接待", "Front-desk receptionist"),
            Self::Senior => t("专业接待", "Senior receptionist"),
            Self::Officer => t("客服专员", "Customer service officer"),
            Self::Cashier => t("客服收费员", "Cashier"),
            Self::Administrator => t("系统管理员", "Administrator"),
        }
    }
}

/// A set of posts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(transparent)]
pub struct Posts(pub u8);

impl Posts {
    /// Nobody.
    pub const NONE: Self = Self(0);
    /// All six posts and the administrator.
    pub const ALL: Self = Self(0b111_1111);
    /// The six posts.
    pub const STAFF: Self = Self(0b011_1111);
    /// Everybody who meets customers: all but the cashier and the bare administrator.
    pub const DESK: Self =
        Self::of(&[Post::Manager, Post::Supervisor, Post::Receptionist, Post::Senior, Post::Officer]);
    /// Those who answer for others' work.
    pub const LEAD: Self = Self::of(&[Post::Manager, Post::Supervisor, Post::Senior]);
    /// The administrator alone.
    pub const ADMIN: Self = Self::of(&[Post::Administrator]);

    /// The set of these posts.
    #[must_use]
    #[allow(
        clippy::indexing_slicing,
        reason = "the loop's bound is the slice's length; iterators are not const"
    )]
    pub const fn of(posts: &[Post]) -> Self {
        let mut bits = 0;
        let mut i = 0;
        while i < posts.len() {
            bits |= 1 << posts[i] as u8;
            i += 1;
        }
        Self(bits)
    }

    /// Whether the set has this post.
    #[must_use]
    pub const fn has(self, post: Post) -> bool {
        self.0 & (1 << post as u8) != 0
    }

    /// Whether the two sets share a post.
    #[must_use]
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Both sets together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The posts of the set, in the department's order.
    pub fn iter(self) -> impl Iterator<Item = Post> {
        Post::ALL.into_iter().filter(move |post| self.has(*post))
    }
}

impl FromIterator<Post> for Posts {
    fn from_iter<I: IntoIterator<Item = Post>>(posts: I) -> Self {
        posts.into_iter().fold(Self::NONE, |set, post| set.and(Self::of(&[post])))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_gives_back_its_posts() {
        let set = Posts::of(&[Post::Cashier, Post::Manager]);
        assert_eq!(set.iter().collect::<Vec<_>>(), [Post::Manager, Post::Cashier]);
        assert!(set.meets(Posts::LEAD) && !set.meets(Posts::ADMIN));
        assert_eq!(Post::ALL.into_iter().collect::<Posts>(), Posts::ALL);
    }
}
