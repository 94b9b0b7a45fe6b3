//! The first thing a newcomer sees: how the office is called. Asked before there is an office, so without one.

use super::prompt::Prompt;
use crate::text::lang::t;

/// The longest name, as the setting `office.name` has it.
const LONGEST: usize = 40;

/// The form. Closes with the name as [`Outcome::Text`](super::screen::Outcome::Text), or cancelled.
#[must_use]
pub fn form() -> Prompt {
    Prompt::new(
        t("新建物业服务中心", "A new office"),
        t(
            "这台机器上还没有您的数据，现在建立。您的物业服务中心叫什么名字？（以后可在设置里改）",
            "There is no office of yours on this machine yet; it is set up now. What is its name? (It can be changed in the settings.)",
        ),
        LONGEST,
    )
}
