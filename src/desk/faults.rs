//! The faults every part of the desk may answer: not permitted, a failing store, a mistake of the program.

use crate::domain::fault::{Fault, FaultKind};
use crate::domain::posts::Posts;
use crate::say;
use crate::store::StoreError;

/// The fault for a post that may not; names the posts that may.
pub(super) fn forbidden(posts: Posts) -> Fault {
    let zh = posts.iter().map(|post| post.title().zh).collect::<Vec<_>>().join("、");
    let en = posts.iter().map(|post| post.title().en).collect::<Vec<_>>().join(", ");
    Fault::new(
        FaultKind::Forbidden,
        say!("您的岗位不能办理；可办理：{zh}", "Your post may not do this; these may: {en}"),
    )
}

/// A mistake of the program or damage in the store: logged under an id that the person can quote.
pub(super) fn bug(what: &str) -> Fault {
    let mut id = [0_u8; 4];
    let _ = getrandom::fill(&mut id);
    let id = crate::store::hex::encode(&id);
    tracing::error!(id, what, "bug");
    Fault::new(
        FaultKind::Bug,
        say!("内部错误，编号 {id}，请告知管理员", "Internal error {id}; please tell the administrator"),
    )
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        match &error {
            StoreError::Full { .. } => Self::new(FaultKind::DiskFull, error.say()),
            StoreError::TooLong { .. } => Self::new(FaultKind::TooLarge, error.say()),
            _ => bug(&error.to_string()),
        }
    }
}
