//! Who works here, and at which desk: lists to pick from. The PIN has its place in the call and none here yet.

use super::picker::{Pick, Picker};
use crate::api::session::{DeskChoice, LoginChoice};
use crate::domain::ids::{DeskId, StaffId};
use crate::domain::posts::Posts;
use crate::say;
use crate::text::fold::search_key;
use crate::text::lang::{Say, t};

/// The person, when there is no choice: the one that was named, or the only one.
#[must_use]
pub fn only(choices: &[LoginChoice], named: Option<&str>) -> Option<StaffId> {
    match named {
        Some(name) => {
            let fits = |choice: &&LoginChoice| {
                search_key(&choice.name) == search_key(name) || format!("#{}", choice.staff.0) == name
            };
            let mut fitting = choices.iter().filter(fits);
            // Two people of one name must be told apart by their `#id`.
            fitting.next().filter(|_| fitting.next().is_none()).map(|choice| choice.staff)
        }
        None => match choices {
            [choice] => Some(choice.staff),
            _ => None,
        },
    }
}

/// Asks who works here.
#[must_use]
pub fn who(choices: &[LoginChoice], office: &str) -> Picker {
    let picks = choices.iter().map(|choice| Pick {
        note: titles(choice.posts),
        also: format!("#{}", choice.staff.0),
        ..Pick::new(choice.staff.0.to_string(), Say::same(&choice.name))
    });
    Picker::new(say!("{office}：您是哪一位？", "{office}: who are you?"), picks.collect())
        .for_help(t("选出自己的姓名后开始工作。", "Pick your own name to begin."))
}

/// Asks where they work.
#[must_use]
pub fn desk(desks: &[DeskChoice]) -> Picker {
    let picks = desks.iter().map(|choice| Pick::new(choice.desk.0.to_string(), Say::same(&choice.name)));
    Picker::new(t("在哪个服务台？", "At which desk?"), picks.collect())
        .for_help(t("值班与交接按服务台分开。", "Each desk has a watch of its own."))
}

/// The titles of the posts, short ones first come first.
#[must_use]
pub fn titles(posts: Posts) -> Say {
    let zh: Vec<&str> = posts.iter().map(|post| post.title().zh).collect();
    let en: Vec<&str> = posts.iter().map(|post| post.title().en).collect();
    Say { zh: zh.join("、"), en: en.join(", ") }
}

/// The person a picked row stands for.
#[must_use]
pub fn staff_of(id: &str) -> Option<StaffId> {
    id.parse().ok().map(StaffId)
}

/// The desk a picked row stands for.
#[must_use]
pub fn desk_of(id: &str) -> Option<DeskId> {
    id.parse().ok().map(DeskId)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::posts::Post;

    #[test]
    fn one_is_taken_and_of_several_the_named_one() {
        let choice = |id, name: &str| LoginChoice {
            staff: StaffId(id),
            name: name.to_owned(),
            posts: Posts::of(&[Post::Officer]),
        };
        let all = [choice(1, "王芳"), choice(2, "Li Lei"), choice(3, "王芳")];
        assert_eq!(only(&all[..1], None), Some(StaffId(1)));
        assert_eq!(only(&all, None), None);
        assert_eq!(only(&all, Some("li lei")), Some(StaffId(2)));
        assert_eq!(only(&all, Some("王芳")), None, "two people bear the name");
        assert_eq!(only(&all, Some("#3")), Some(StaffId(3)));
        assert_eq!(only(&all[..1], Some("张三")), None, "the only one is not the one who was named");
    }
}
