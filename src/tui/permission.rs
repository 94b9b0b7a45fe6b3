//! Whether the person may run a command, by the same tables the desk decides by. Only dims and explains: the desk
//! decides.

use super::model::Model;
use crate::say;
use crate::text::lang::Say;

impl Model {
    /// Whether the person may run the command: whether one of their posts may.
    ///
    /// # Errors
    /// Who may, in both languages.
    pub(super) fn may(&self, command: &str) -> Result<(), Say> {
        let may = self.start.known.roles.iter().filter(|role| !role.refused.contains(command));
        let posts: Vec<_> = may.filter_map(|role| crate::domain::posts::Post::of_id(&role.name)).collect();
        if self.cx.me.who.posts.iter().any(|post| posts.contains(&post)) {
            return Ok(());
        }
        let zh: Vec<&str> = posts.iter().map(|post| post.title().zh).collect();
        let en: Vec<&str> = posts.iter().map(|post| post.title().en).collect();
        let (zh, en) = (zh.join("、"), en.join(", "));
        Err(say!("限{zh}操作", "Only for: {en}"))
    }
}
