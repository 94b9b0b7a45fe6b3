//! What each post sees first: declared here, drawn by [`counter`](super::counter). What does not exist yet is absent.

use super::pane::{PaneSpec, Source};
use crate::domain::posts::{Post, Posts};
use crate::text::lang::{T, t};

/// The first screen of a post.
#[derive(Clone, Copy, Debug)]
pub struct Home {
    /// Whose.
    pub post: Post,
    /// Its panes in that post's order.
    pub panes: &'static [PaneSpec],
    /// Whether the caret begins in the look-up box.
    pub counter: bool,
}

const fn view(title: T, register: &'static str, view: &'static str) -> PaneSpec {
    PaneSpec { title, source: Source::View { register, view }, limit: 30 }
}

const UNREAD: PaneSpec =
    PaneSpec { title: t("未读日志", "Unread log lines"), source: Source::Unread, limit: 30 };
const PARKED: PaneSpec =
    PaneSpec { title: t("暂存的表单", "Parked forms"), source: Source::Parked, limit: 30 };
const OPEN: PaneSpec = view(t("未结报修", "Open requests"), "request", "open");
const UNASSIGNED: PaneSpec = view(t("待派工", "Unassigned"), "request", "unassigned");
const WORKING: PaneSpec = view(t("处理中工单", "Being worked on"), "request", "working");
const PROMISES: PaneSpec = view(t("承诺待兑现", "Promises due"), "promise", "open");
const MY_PROMISES: PaneSpec = view(t("我的承诺", "My promises"), "promise", "mine");
const FOLLOW_UPS: PaneSpec = view(t("待回访", "Follow-ups due"), "follow_up", "due");
const MY_ORDERS: PaneSpec = view(t("我的工单", "My work orders"), "request", "mine");
const MY_TASKS: PaneSpec = view(t("我的任务", "My tasks"), "task", "mine");
const OPEN_TASKS: PaneSpec = view(t("未完成任务", "Open tasks"), "task", "open");
const TO_CONFIRM: PaneSpec = view(t("待确认任务", "Tasks to confirm"), "task", "confirm");

const LADDER: PaneSpec = view(t("升级中的投诉", "Escalated complaints"), "complaint", "ladder");
const TOP: PaneSpec = view(t("升级到经理以上的投诉", "Complaints at the top"), "complaint", "top");

/// The first screens, in the department's order.
pub const HOMES: &[Home] = &[
    Home { post: Post::Manager, panes: &[TOP, OPEN, FOLLOW_UPS, OPEN_TASKS, UNREAD], counter: false },
    Home {
        post: Post::Supervisor,
        panes: &[UNASSIGNED, LADDER, WORKING, FOLLOW_UPS, TO_CONFIRM, UNREAD],
        counter: false,
    },
    Home { post: Post::Receptionist, panes: &[PROMISES, OPEN, UNREAD, PARKED], counter: true },
    Home { post: Post::Senior, panes: &[PROMISES, UNASSIGNED, FOLLOW_UPS, UNREAD], counter: false },
    Home {
        post: Post::Officer,
        panes: &[MY_ORDERS, MY_PROMISES, FOLLOW_UPS, MY_TASKS, UNREAD],
        counter: false,
    },
    Home { post: Post::Cashier, panes: &[MY_TASKS, MY_PROMISES, UNREAD], counter: false },
    Home {
        post: Post::Administrator,
        panes: &[
            view(t("员工", "Staff"), "staff", "active"),
            view(t("班组", "Teams"), "team", "active"),
            view(t("服务台", "Desks"), "desk", "active"),
        ],
        counter: false,
    },
];

/// The first screen of somebody who holds these posts. Whoever works the front desk begins there, else the first
/// post in the department's order counts.
#[must_use]
pub fn home_of(posts: Posts) -> &'static Home {
    let post = if posts.has(Post::Receptionist) { Some(Post::Receptionist) } else { posts.iter().next() };
    let of = |post: Post| HOMES.iter().find(|home| home.post == post);
    post.and_then(of).or_else(|| of(Post::Receptionist)).unwrap_or(&NOBODYS)
}

/// Only so that the lookup above cannot fail.
const NOBODYS: Home = Home { post: Post::Receptionist, panes: &[UNREAD], counter: true };

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::register::Registers;

    #[test]
    fn every_post_has_a_home_and_may_see_all_of_it() {
        let registers = Registers::standard();
        for post in Post::ALL {
            let home = home_of(Posts::of(&[post]));
            assert_eq!(home.post, post);
            assert!(!home.panes.is_empty());
            for pane in home.panes {
                if let Source::View { register, view } = pane.source {
                    let info = registers.by_id(register).expect(register).info();
                    assert!(info.view(view).is_some(), "{register} has no view {view}");
                    assert!(info.see.has(post), "{} may not see {register}", post.id());
                }
            }
        }
        assert!(home_of(Posts::ALL).counter, "who does everything begins at the counter");
    }
}
