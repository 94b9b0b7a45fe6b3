//! Who may look at what a mask hides, when they say why (`domain/facts.md` 5.5). The looking itself is the desk's.

use crate::domain::posts::{Post, Posts};
use crate::domain::register::{Mask, MaskHow};

/// The posts that may see a masked value in full for a reason: those that see it on the card anyway, and those whose
/// work needs that kind of value now and then.
#[must_use]
pub const fn may_unmask(mask: Mask) -> Posts {
    let work = match mask.how {
        // Whoever meets or rings customers, the cashier among them.
        MaskHow::Name | MaskHow::Phone | MaskHow::Plate => Posts::STAFF,
        MaskHow::Paper => Posts::DESK,
        // Sensitive (`domain/facts.md` 5.6): who collects, and who answers for it.
        MaskHow::Account => Posts::of(&[Post::Manager, Post::Supervisor, Post::Cashier]),
    };
    mask.full.and(work)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_never_takes_from_those_who_see_it_anyway() {
        let all = [MaskHow::Name, MaskHow::Phone, MaskHow::Paper, MaskHow::Account, MaskHow::Plate];
        for how in all {
            assert!(may_unmask(Mask { how, full: Posts::ADMIN }).has(Post::Administrator));
            assert!(!may_unmask(Mask { how, full: Posts::NONE }).has(Post::Administrator));
        }
        let of = |how| may_unmask(Mask { how, full: Posts::NONE });
        assert!(of(MaskHow::Phone).has(Post::Cashier) && !of(MaskHow::Paper).has(Post::Cashier));
        assert!(of(MaskHow::Account).has(Post::Cashier) && !of(MaskHow::Account).has(Post::Receptionist));
    }
}
